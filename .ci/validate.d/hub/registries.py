"""The client of ModelScope and an OCI client against the blocks of a lock.

registries.py LOCK ADDRESS: for each block the client asks the same registry, and has to give the same files and digests, and
texts of the same bytes. Prints how many assertions held.
"""

import hashlib
import os
import sys
import tempfile
import tomllib

lock_path, address = sys.argv[1:]
home = tempfile.mkdtemp()
os.environ.update(MODELSCOPE_ENDPOINT=address, MODELSCOPE_CACHE=home, HOME=home, NO_PROXY="127.0.0.1,localhost")

import oras.client  # noqa: E402
from modelscope_hub.api import HubApi  # noqa: E402

passed = 0
failed = []


def hold(what, ours, theirs):
    global passed
    if ours == theirs:
        passed += 1
    else:
        failed.append(f"{what}: the lock has {ours!r}, the client {theirs!r}")


def model_scope(block):
    name = block["id"].removeprefix("modelscope:")
    api = HubApi(endpoint=address)
    data = api.legacy.get_repo_info(name, "model")
    bases = [f"modelscope:{base}" for base in data.get("BaseModel") or []]
    hold(f"{name}: base", block.get("base", []), bases)
    hold(f"{name}: relation", block.get("relation", ""), data.get("BaseModelRelation"))
    files = {file.path: file for file in api.list_repo_files(name, "model", recursive=True)}
    for row in block.get("files", []) + block.get("license-files", []):
        hold(f"{name}: {row['path']}", row["sha256"], files[row["path"]].sha256)
        if "size" in row:
            hold(f"{name}: size of {row['path']}", int(row["size"]), files[row["path"]].size)
    weights = sorted(path for path in files if path.endswith((".gguf", ".safetensors")))
    hold(f"{name}: weights", sorted(row["path"] for row in block.get("files", [])), weights)


def ollama(block):
    name, tag = block["id"].removeprefix("ollama:").rsplit(":", 1)
    name = name if "/" in name else f"library/{name}"
    host = address.removeprefix("http://")
    client = oras.client.OrasClient(hostname=host, insecure=True)
    manifest = client.get_manifest(f"{host}/{name}:{tag}")
    layers = {"license": [], "weights": []}
    for layer in manifest["layers"]:
        kind = layer["mediaType"].removeprefix("application/vnd.ollama.image.")
        if kind == "license":
            layers["license"].append(layer["digest"].removeprefix("sha256:"))
            body = client.get_blob(f"{host}/{name}:{tag}", layer["digest"]).content
            hold(f"{name}: bytes of a text", hashlib.sha256(body).hexdigest(), layers["license"][-1])
        elif kind in ("model", "projector"):
            layers["weights"].append((layer["digest"].removeprefix("sha256:"), layer["size"]))
    hold(f"{name}: texts", sorted(row["sha256"] for row in block["license-files"]), sorted(layers["license"]))
    ours = sorted((row["sha256"], int(row["size"])) for row in block["files"])
    hold(f"{name}: weights", ours, sorted(layers["weights"]))


with open(lock_path, "rb") as file:
    lock = tomllib.load(file)
for block in lock["model"]:
    (ollama if block["id"].startswith("ollama:") else model_scope)(block)
kinds = {block["id"].split(":")[0] for block in lock["model"]}
hold("registries", kinds, {"ollama", "modelscope"})
print(f"{passed} of {passed + len(failed)} assertions hold")
for line in failed:
    print(line)
sys.exit(bool(failed) or passed < 10)
