"""The official client of the hub, huggingface_hub, against the blocks of a lock.

judge.py LOCK ENDPOINT [TOKEN]: for each block the client asks the same hub, and has to give the same facts or the same
refusal. Prints how many assertions held.
"""

import hashlib
import os
import sys
import tempfile
import tomllib

lock_path, endpoint, *rest = sys.argv[1:]
token = rest[0] if rest else False

home = tempfile.mkdtemp()
os.environ.update(HF_HOME=home, HF_ENDPOINT=endpoint, HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_XET="1")
os.environ.update(HF_HUB_DISABLE_PROGRESS_BARS="1", NO_PROXY="127.0.0.1,localhost")
os.environ.pop("HF_TOKEN", None)

from huggingface_hub import HfApi, hf_hub_download  # noqa: E402
from huggingface_hub.errors import (  # noqa: E402
    DisabledRepoError,
    GatedRepoError,
    HfHubHTTPError,
    RepositoryNotFoundError,
)
from huggingface_hub.hf_api import RepoFile  # noqa: E402

EXPAND = ["sha", "tags", "cardData", "gated", "siblings", "disabled", "baseModels"]
WEIGHTS = (".safetensors", ".gguf", ".ot", ".bin", ".onnx", ".pt")

api = HfApi(endpoint=endpoint, token=token)
passed = 0
failed = []


def hold(what, ours, theirs):
    global passed
    if ours == theirs:
        passed += 1
    else:
        failed.append(f"{what}: the lock has {ours!r}, the client {theirs!r}")


def as_list(value):
    return [] if value is None else value if isinstance(value, list) else [value]


def refusal(call):
    try:
        call()
    except GatedRepoError:
        return "gated"
    except DisabledRepoError:
        return "disabled"
    except RepositoryNotFoundError:
        return "not found"
    except HfHubHTTPError as error:
        # The client takes a 401 without a code for a repository that is not there, over https alone.
        bare = error.response.status_code == 401 and "X-Error-Code" not in error.response.headers
        return "not found" if bare and endpoint.startswith("http:") else repr(error)
    return None


def bases(info):
    card = info.card_data.to_dict() if info.card_data else {}
    found = set(as_list(card.get("base_model")))
    found |= {tag.split(":")[-1] for tag in info.tags or [] if tag.startswith("base_model:")}
    models = info.base_models
    models = models.get("models", []) if isinstance(models, dict) else as_list(models)
    found |= {model["id"] if isinstance(model, dict) else model for model in models}
    return found


def download(model, revision, path):
    file = hf_hub_download(model, path, revision=revision, token=token, endpoint=endpoint, local_files_only=False)
    with open(file, "rb") as opened:
        return hashlib.sha256(opened.read()).hexdigest()


def judge(block):
    name, unresolved = block["id"], block.get("unresolved")
    ask = lambda: api.model_info(name, revision=block.get("asked"), expand=EXPAND)  # noqa: E731
    if unresolved:
        kind = "disabled" if "is disabled" in unresolved else "not found"
        hold(f"{name}: refused", kind, refusal(ask))
        return
    info = ask()
    hold(f"{name}: commit", block["revision"], info.sha)
    hold(f"{name}: name", block.get("renamed", name), info.id)
    hold(f"{name}: gated", block.get("gated", False), info.gated or False)
    card = info.card_data.to_dict() if info.card_data else {}
    licenses = sorted(as_list(block.get("license")))
    hold(f"{name}: licence", licenses, sorted(as_list(card.get("license"))))
    hold(f"{name}: licence name", block.get("license-name"), card.get("license_name"))
    from_files = any("config" in line and line.startswith("base:") for line in block.get("source", []))
    if not from_files:
        hold(f"{name}: bases", set(block.get("base", [])), bases(info))
    listed = {sibling.rfilename for sibling in info.siblings}

    tree = [entry for entry in api.list_repo_tree(name, revision=info.sha, recursive=True) if isinstance(entry, RepoFile)]
    hold(f"{name}: files", {entry.path for entry in tree}, listed)
    weights = {
        entry.path: (entry.lfs.sha256, entry.size) for entry in tree if entry.lfs and entry.path.endswith(WEIGHTS)
    }
    ours = {file["path"]: (file["sha256"], int(file["size"])) for file in block.get("files", [])}
    hold(f"{name}: digests", ours, weights)

    texts = {file["path"]: file["sha256"] for file in block.get("license-files", [])}
    for path, sha256 in texts.items():
        hold(f"{name}: {path}", sha256, download(name, info.sha, path))
    for path in block.get("unread", []):
        hold(f"{name}: {path} is closed", "gated", refusal(lambda path=path: download(name, info.sha, path)))
    for path, (sha256, _) in list(ours.items())[:2]:
        if block.get("gated") and not token:
            hold(f"{name}: {path} is closed", "gated", refusal(lambda path=path: download(name, info.sha, path)))
        else:
            hold(f"{name}: {path} has the digest", sha256, download(name, info.sha, path))


with open(lock_path, "rb") as opened:
    lock = tomllib.load(opened)
for block in lock["model"]:
    judge(block)
for line in failed:
    print(line, file=sys.stderr)
print(f"{len(lock['model'])} blocks: {passed} passed, {len(failed)} failed")
sys.exit(1 if failed or not passed else 0)
