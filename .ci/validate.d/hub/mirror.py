"""A lock made through a mirror against one that was made without: the same facts, or the lock states what it lacks.

mirror.py DIRECT MIRRORED
"""

import sys
import tomllib

FACTS = ["revision", "license", "license-name", "license-link", "gated", "relation", "components", "files"]
FACTS += ["license-files", "base-unnamed", "component-unnamed", "hints"]


def read(path):
    with open(path, "rb") as opened:
        lock = tomllib.load(opened)
    return {(block["id"], block.get("asked")): block for block in lock["model"]}


direct, mirrored = map(read, sys.argv[1:3])
passed, failed = 0, []
for key, theirs in mirrored.items():
    ours = direct.get(key)
    if ours is None:
        failed.append(f"{key}: only in the mirrored lock")
        continue
    if "unresolved" in ours or "unresolved" in theirs:
        both = "unresolved" in ours and "unresolved" in theirs
        passed, failed = (passed + 1, failed) if both else (passed, [*failed, f"{key}: resolved on one side alone"])
        continue
    unread = set(theirs.get("unread", [])) - set(ours.get("unread", []))
    source = theirs.get("source", [])
    for fact in FACTS:
        same = ours.get(fact) == theirs.get(fact)
        # A part of the listing that the mirror does not hand on, and that the lock says it lacks.
        part = "." in unread and any("the listing lacks" in line for line in source)
        files = theirs.get("files", [])
        if same or (fact == "files" and part and all(file in ours["files"] for file in files)):
            passed += 1
        else:
            failed.append(f"{key}: {fact}: {ours.get(fact)!r}, through the mirror {theirs.get(fact)!r}")
    if unread <= {"."}:
        passed += 1
    else:
        failed.append(f"{key}: not read through the mirror: {sorted(unread)}")
    lost = set(ours.get("base", [])) - set(theirs.get("base", []))
    stated = any("has no baseModels" in line for line in theirs.get("source", []))
    if set(theirs.get("base", [])) <= set(ours.get("base", [])) and (stated or not lost):
        passed += 1
    else:
        failed.append(f"{key}: bases {ours.get('base')!r}, through the mirror {theirs.get('base')!r}")
for line in failed:
    print(line, file=sys.stderr)
print(f"{len(mirrored)} blocks through the mirror: {passed} passed, {len(failed)} failed")
sys.exit(1 if failed or not passed else 0)
