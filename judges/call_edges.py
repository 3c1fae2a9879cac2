#!/usr/bin/env python3
"""Holds the calls that are followed beside those that rust-analyzer resolves.

    judges/call_edges.py EDGES RUST_ANALYZER [FAMILY...]

EDGES is the built example `edges` of deny-models-scan, RUST_ANALYZER the program, with the sources of the standard library
beside its toolchain. The programs of `tests/reach/programs` say on which pinned crates. Packages between a program and a
client of the hub are copied, so that rust-analyzer indexes them; what each name in them refers to comes as SCIP. Every call
that it resolves and that lies on a path to a client has to be among ours; methods of a trait lead on to what its types
implement. Exit code 1 where one is not.

Calls are compared by the lines of the function around them, not by those of the call: a path may be broken into lines.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

CLIENTS = ("hf-hub", "hf-xet", "huggingface_hub", "hf_hub")
PROGRAMS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "reach", "programs")
# Functions of a client that are given the name of a repository.
REPOSITORIES = ("model", "repo", "with_revision")
# No build script and no macro of a dependency runs: they would build all of it.
SETTINGS = {"cargo": {"buildScripts": {"enable": False}}, "procMacro": {"enable": False}, "cfg": {"setTest": False}}


def number(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """The fields of a message: their numbers and values."""
    at = 0
    while at < len(data):
        key, at = number(data, at)
        if key & 7 == 0:
            value, at = number(data, at)
        else:
            size, at = number(data, at)
            value = data[at:at + size]
            at += size
        yield key >> 3, value


def numbers(data):
    found, at = [], 0
    while at < len(data):
        value, at = number(data, at)
        found.append(value)
    return found


def occurrences(path):
    """Of each file: line, last line of the item around a definition, symbol, whether it is defined there."""
    with open(path, "rb") as file:
        index = file.read()
    for kind, document in fields(index):
        if kind != 2:
            continue
        name, found = "", []
        for kind, value in fields(document):
            if kind == 1:
                name = value.decode()
            elif kind == 2:
                of = dict(fields(value))
                whole = numbers(of.get(7, b""))
                first = numbers(of[1])[0] + 1
                start = whole[0] + 1 if whole else first
                end = (whole[2] if len(whole) == 4 else whole[0]) + 1 if whole else first
                found.append((first, (start, end), of.get(2, b"").decode(), bool(of.get(3, 0) & 1)))
        yield name, found


def package_of(symbol):
    """`hf-hub 0.4.3` of `rust-analyzer cargo hf-hub 0.4.3 api/sync/Api#new().`."""
    parts = symbol.split(" ", 4)
    return tuple(parts[2:4]) if len(parts) == 5 else None


def descriptor(symbol):
    return symbol.split(" ", 4)[-1]


def name_of(symbol):
    found = re.search(r"`?([A-Za-z_][A-Za-z_0-9]*)`?\(\)\.$", descriptor(symbol))
    return found and found[1]


def of_trait(symbol):
    """The trait and the method, where it is one that a type implements; else the same where a trait declares it."""
    text = descriptor(symbol)
    implemented = re.search(r"impl#\[.*\]\[(.*?)\](\w+)\(\)\.$", text)
    if implemented:
        trait = re.sub(r"<.*", "", implemented[1].strip("`")).rsplit("::", 1)[-1]
        return (trait, implemented[2]), None
    declared = re.search(r"(\w+)#(\w+)\(\)\.$", text)
    return None, declared and (declared[1], declared[2])


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as file:
        file.write(text)


def metadata(root):
    out = subprocess.run(["cargo", "metadata", "--format-version", "1", "--filter-platform", "x86_64-unknown-linux-gnu"], cwd=root, check=True, stdout=subprocess.PIPE)
    return json.loads(out.stdout)


def leads_to_client(of):
    """The packages that are built on a client, without the clients."""
    names = {package["id"]: package for package in of["packages"]}
    is_client = {at for at, package in names.items() if package["name"] in CLIENTS}
    on = set()
    while True:
        more = {node["id"] for node in of["resolve"]["nodes"] if node["id"] not in on | is_client
                and any(dep["pkg"] in on | is_client and any(kind["kind"] != "dev" for kind in dep["dep_kinds"]) for dep in node["deps"])}
        if not more:
            return [names[at] for at in sorted(on)]
        on |= more


def workspace(root, family):
    with open(os.path.join(PROGRAMS, f"{family}.toml"), "rb") as file:
        programs = tomllib.load(file)
    members = []
    for program in programs["program"]:
        name = program["name"]
        members.append(name)
        needs = program.get("dependencies", programs["dependencies"])
        write(os.path.join(root, name, "Cargo.toml"), f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\npublish = false\n\n[dependencies]\n{needs}')
        write(os.path.join(root, name, "src", "main.rs"), program["main"])
    top = f'[workspace]\nresolver = "3"\nexclude = ["packages"]\nmembers = {json.dumps(members)}\n'
    write(os.path.join(root, "Cargo.toml"), top)
    shutil.copy(os.path.join(PROGRAMS, f"{family}.lock"), os.path.join(root, "Cargo.lock"))
    patches = ""
    for at, package in enumerate(leads_to_client(metadata(root))):
        if package["source"] is None:
            continue
        copy = os.path.join(root, "packages", f'{package["name"]}-{package["version"]}')
        shutil.copytree(os.path.dirname(package["manifest_path"]), copy)
        patches += f'p{at} = {{ package = "{package["name"]}", path = "{copy}" }}\n'
    write(os.path.join(root, "Cargo.toml"), f"{top}\n[patch.crates-io]\n{patches}")
    return members


def resolved(root, analyzer):
    """The functions that rust-analyzer knows, each with its file and lines, and the calls between them."""
    scip, settings = os.path.join(root, "index.scip"), os.path.join(root, "settings.json")
    write(settings, json.dumps(SETTINGS))
    subprocess.run([analyzer, "scip", root, "--output", scip, "--config-path", settings], check=True, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    functions, calls = {}, []
    documents = list(occurrences(scip))
    for file, found in documents:
        for _, lines, symbol, defines in found:
            if defines and name_of(symbol):
                functions[symbol] = (os.path.join(root, file), lines)
    for file, found in documents:
        path = os.path.join(root, file)
        around = [(lines, symbol) for symbol, (of, lines) in functions.items() if of == path]
        for line, _, symbol, defines in found:
            if defines or not name_of(symbol):
                continue
            inside = [(end - start, of) for (start, end), of in around if start <= line <= end]
            if inside:
                calls.append((min(inside)[1], symbol, path, line))
    return functions, calls


def on_the_way(functions, calls):
    """Functions with a path to a client, and for each method of a trait those that implement it."""
    implementations = {}
    for symbol in functions:
        implemented, _ = of_trait(symbol)
        if implemented:
            implementations.setdefault(implemented, []).append(symbol)
    targets = {}
    for _, symbol, _, _ in calls:
        _, declared = of_trait(symbol)
        targets[symbol] = [symbol] + implementations.get(declared, [])
    callers = {}
    for caller, symbol, _, _ in calls:
        for target in targets[symbol]:
            callers.setdefault(target, set()).add(caller)
    way = {symbol for _, symbol, _, _ in calls if (package_of(symbol) or ("",))[0] in CLIENTS}
    clients = set(way)
    fresh = list(way)
    while fresh:
        for caller in callers.get(fresh.pop(), ()):
            if caller not in way:
                way.add(caller)
                fresh.append(caller)
    return way, targets, clients


def judge(family, edges, analyzer):
    with tempfile.TemporaryDirectory() as root:
        root = os.path.realpath(root)
        members = workspace(root, family)
        functions, calls = resolved(root, analyzer)
        way, targets, clients = on_the_way(functions, calls)
        ours, taken = {}, {}
        for member in members:
            given = json.dumps(metadata(root))
            out = subprocess.run([edges, member], input=given, text=True, check=True, stdout=subprocess.PIPE).stdout
            for row in out.splitlines():
                kind, *parts = row.split("\t")
                if kind == "edge":
                    file, line, to, _, name = parts
                    ours.setdefault((file, to, name), set()).add(int(line))
                elif kind == "taken":
                    taken.setdefault(parts[0], set()).add(int(parts[1]))
        count, missed = 0, set()
        for caller, symbol, path, line in calls:
            start, end = functions[caller][1]
            for target in targets[symbol]:
                if target not in way or target in clients or target not in functions:
                    continue
                count += 1
                lines = ours.get((path, functions[target][0], name_of(target)), ())
                if not any(start <= at <= end for at in lines):
                    missed.add((os.path.relpath(path, root), line, descriptor(caller), descriptor(target)))
        for caller, symbol, path, line in sorted(calls):
            if symbol in clients and name_of(symbol) in REPOSITORIES:
                count += 1
                start, end = functions[caller][1]
                if not any(start <= at <= end for at in taken.get(path, ())):
                    missed.add((os.path.relpath(path, root), line, descriptor(caller), descriptor(symbol)))
        for file, line, caller, target in sorted(missed):
            print(f"missed     {file}:{line} {caller} -> {target}")
        print(f"{family}: {len(functions)} functions, {len(calls)} calls, {count} on the way to a client, {len(missed)} of them missed")
        return count, len(missed)


def main():
    edges, analyzer = (os.path.abspath(path) for path in sys.argv[1:3])
    families = sys.argv[3:] or sorted(name[:-5] for name in os.listdir(PROGRAMS) if name.endswith(".toml"))
    counts = [judge(family, edges, analyzer) for family in families]
    total, missed = (sum(of) for of in zip(*counts))
    print(f"{total} calls on the way to a client, {missed} of them missed")
    return 1 if missed or not total else 0


if __name__ == "__main__":
    sys.exit(main())
