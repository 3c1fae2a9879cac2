#!/usr/bin/env python3
"""The steps of a release, as .github/workflows/release.yml calls them and as anybody can on their own machine.

    release.py check [TAG]                  one version everywhere; with a tag also the changelog and no banners
    release.py archive TARGET BINARY DIR    the archive of a target, made the same way each time
    release.py try ARCHIVE                  unpacks it and runs what is in it
    release.py checksums DIR                SHA256SUMS of what is in DIR, which has to be complete
    release.py notes VERSION                what the changelog has of a version
    release.py publish [--dry-run]          the crates, each after those that it needs

Needs Python 3.9 or newer, and cargo.
"""

import argparse
import gzip
import hashlib
import io
import json
import pathlib
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = "cargo-deny-models"
# Targets with archives. The matrix of the workflow, the action and the README name the same; tests/it/release.rs compares.
TARGETS = (
    "aarch64-apple-darwin",
    "aarch64-unknown-linux-gnu",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
    "x86_64-unknown-linux-gnu",
)
SHELLS = ("bash", "elvish", "fish", "powershell", "zsh")
BANNER = "> **Not released yet.**"
LICENCE_FILE = re.compile(r"^(licen[cs]e|copying|notice|unlicense)", re.IGNORECASE)
# The first day that a zip archive can have, in both kinds.
EPOCH = 315532800


def fail(text):
    sys.exit(f"release.py: {text}")


def cargo(*arguments, cwd=ROOT):
    return subprocess.run(["cargo", *arguments], cwd=cwd, check=True, stdout=subprocess.PIPE).stdout.decode()


def metadata(*arguments):
    return json.loads(cargo("metadata", "--locked", "--format-version", "1", *arguments))


def published(data):
    """The members that are published, each after those that it needs."""
    members = {p["name"]: p for p in data["packages"] if p["id"] in data["workspace_members"] and p["publish"] != []}
    order = []

    def add(name):
        if name not in order:
            for dependency in sorted(d["name"] for d in members[name]["dependencies"] if d["kind"] != "dev"):
                if dependency in members:
                    add(dependency)
            order.append(name)

    for name in sorted(members):
        add(name)
    return [members[name] for name in order]


def version_of(packages):
    versions = {package["version"] for package in packages}
    if len(versions) != 1:
        fail(f"the crates have different versions: {', '.join(sorted(versions))}")
    return versions.pop()


def check(tag):
    packages = published(metadata("--no-deps"))
    version = version_of(packages)
    names = {package["name"] for package in packages}
    for package in packages:
        for dependency in package["dependencies"]:
            if dependency["name"] in names and dependency["req"] != f"={version}":
                fail(f"{package['name']} needs {dependency['name']} {dependency['req']}, not ={version}")
    for file, words in (("action.yml", f'default: "{version}"'), ("docs/ci.md", f"rev: v{version}\n")):
        if words not in (ROOT / file).read_text(encoding="utf-8"):
            fail(f"{file} does not name {version}: it lacks `{words.strip()}`")
    if tag is not None:
        if tag != f"v{version}":
            fail(f"the tag is {tag}, and the version is {version}")
        notes(version)
        for page in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
            if BANNER in page.read_text(encoding="utf-8"):
                fail(f"{page.relative_to(ROOT)} still states that there is no release")
    print(version)


def notes(version):
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    heading = re.compile(rf"^## \[{re.escape(version)}\] - \d{{4}}-\d{{2}}-\d{{2}}$", re.MULTILINE)
    found = heading.search(text)
    if not found:
        fail(f"CHANGELOG.md has no section of {version} with its day")
    section = re.split(r"^(?:## |\[[^\]]+\]: )", text[found.end() :], maxsplit=1, flags=re.MULTILINE)[0].strip()
    if not section:
        fail(f"CHANGELOG.md states nothing of {version}")
    return section


def third_parties(target):
    """The licence texts of the crates that are compiled into the program of a target."""
    data = metadata("--filter-platform", target)
    packages = {package["id"]: package for package in data["packages"]}
    nodes = {node["id"]: node for node in data["resolve"]["nodes"]}
    members = set(data["workspace_members"])
    open_ids, seen = [i for i in members if packages[i]["name"] == COMMAND], set()
    while open_ids:
        of = open_ids.pop()
        if of not in seen:
            seen.add(of)
            normal = [d["pkg"] for d in nodes[of]["deps"] if any(k["kind"] is None for k in d["dep_kinds"])]
            open_ids.extend(normal)
    lines, texts, without = [], {}, []
    for package in sorted((packages[i] for i in seen - members), key=lambda p: (p["name"], p["version"])):
        name = f"{package['name']} {package['version']}"
        lines.append(f"{name}: {package['license'] or 'see its text'} ({package['repository'] or 'no address'})")
        directory = pathlib.Path(package["manifest_path"]).parent
        files = {f for f in directory.iterdir() if f.is_file() and LICENCE_FILE.match(f.name)}
        if package["license_file"]:
            files.add(directory / package["license_file"])
        if not files:
            without.append(name)
        for file in sorted(files):
            text = file.read_text(encoding="utf-8", errors="replace").strip()
            texts.setdefault(text, []).append(name)
    rule = "-" * 80
    parts = [f"{COMMAND} for {target} has code of these crates in it:", "\n".join(lines)]
    if without:
        parts.append("Without a licence text in their package: " + ", ".join(without))
    for text, users in sorted(texts.items(), key=lambda item: item[1]):
        parts.append(f"{rule}\n{', '.join(dict.fromkeys(users))}\n{rule}\n\n{text}")
    return "\n\n".join(parts) + "\n"


def archive_name(version, target):
    kind = "zip" if "windows" in target else "tar.gz"
    return f"{COMMAND}-v{version}-{target}.{kind}"


def archive(target, binary, directory):
    if target not in TARGETS:
        fail(f"no archive is made for {target}")
    version = version_of(published(metadata("--no-deps")))
    said = subprocess.run([binary, "--version"], check=True, stdout=subprocess.PIPE).stdout.decode().split()
    if said[-1:] != [version]:
        fail(f"{binary} is version {' '.join(said)}, not {version}")
    # cargo-binstall looks for the program at the root of the archive: `bin-dir` in Cargo.toml.
    files = {COMMAND + (".exe" if "windows" in target else ""): (pathlib.Path(binary).read_bytes(), 0o755)}
    for name in ("LICENSE-APACHE", "LICENSE-MIT", "README.md", "CHANGELOG.md"):
        files[name] = ((ROOT / name).read_bytes(), 0o644)
    files["THIRD-PARTY.txt"] = (third_parties(target).encode(), 0o644)
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([binary, "man", "--dir", scratch], check=True, stdout=subprocess.DEVNULL)
        for page in sorted(pathlib.Path(scratch).iterdir()):
            files[f"man/{page.name}"] = (page.read_bytes(), 0o644)
    for shell in SHELLS:
        text = subprocess.run([binary, "completions", shell], check=True, stdout=subprocess.PIPE).stdout
        files[f"completions/{COMMAND}.{shell}"] = (text, 0o644)
    path = pathlib.Path(directory) / archive_name(version, target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(zipped(files) if path.suffix == ".zip" else tarred(files))
    print(path)


def tarred(files):
    """Sorted, and without owners, days and the name of a machine: what is the same gives the same bytes."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, (content, mode) in sorted(files.items()):
            entry = tarfile.TarInfo(name)
            entry.size, entry.mode, entry.mtime = len(content), mode, EPOCH
            tar.addfile(entry, io.BytesIO(content))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=0) as file:
        file.write(plain.getvalue())
    return packed.getvalue()


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name, (content, mode) in sorted(files.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.external_attr, entry.compress_type, entry.create_system = mode << 16, zipfile.ZIP_DEFLATED, 3
            file.writestr(entry, content)
    return packed.getvalue()


def try_out(path):
    """The program of an archive runs and finds the founding case; what has to be beside it is there."""
    with tempfile.TemporaryDirectory() as scratch:
        here = pathlib.Path(scratch)
        if path.endswith(".zip"):
            with zipfile.ZipFile(path) as file:
                file.extractall(here)
        else:
            with tarfile.open(path) as file:
                # What the program unpacks is its own archive; the filter is not in every Python that it runs on.
                file.extractall(here)
        needed = ["LICENSE-MIT", "LICENSE-APACHE", "THIRD-PARTY.txt", f"man/{COMMAND}.1", f"completions/{COMMAND}.zsh"]
        for name in needed:
            if not (here / name).stat().st_size:
                fail(f"{path}: {name} is empty")
        program = here / (COMMAND + (".exe" if path.endswith(".zip") else ""))
        program.chmod(0o755)
        manifest = str(ROOT / "examples/hidream/Cargo.toml")
        arguments = [str(program), "check", "--offline", "--manifest-path", manifest]
        ran = subprocess.run(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if ran.returncode != 1 or b"non-osi-model" not in ran.stdout:
            sys.stderr.buffer.write(ran.stdout)
            fail(f"{path}: its program ended with {ran.returncode} on the founding case, not with 1")
    print(f"{path}: runs")


def checksums(directory):
    version = version_of(published(metadata("--no-deps")))
    directory = pathlib.Path(directory)
    expected = sorted([archive_name(version, target) for target in TARGETS] + [f"{COMMAND}-v{version}.cdx.json"])
    found = sorted(file.name for file in directory.iterdir() if file.name != "SHA256SUMS")
    if found != expected:
        fail(f"{directory} holds {', '.join(found)}, and a release is {', '.join(expected)}")
    lines = [f"{hashlib.sha256((directory / name).read_bytes()).hexdigest()}  {name}\n" for name in found]
    (directory / "SHA256SUMS").write_bytes("".join(lines).encode())


def is_in_registry(name, version):
    # Not in the workspace, where cargo would show the member.
    with tempfile.TemporaryDirectory() as scratch:
        command = ["cargo", "info", "--quiet", "--color", "never", "--registry", "crates-io", f"{name}@{version}"]
        ran = subprocess.run(command, cwd=scratch, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if ran.returncode == 0:
        return True
    words = ran.stderr.decode()
    if "could not find" not in words:
        fail(f"whether {name} {version} is published cannot be seen:\n{words}")
    return False


def publish(dry_run):
    packages = published(metadata("--no-deps"))
    version_of(packages)
    for package in packages:
        name, version = package["name"], package["version"]
        command = ["publish", "--locked", "--package", name]
        # A run that stopped half-way is run again: what is published stays.
        if is_in_registry(name, version):
            print(f"{name} {version} is published", flush=True)
        elif dry_run:
            print("cargo " + " ".join(command), flush=True)
        else:
            # cargo waits until the crate can be downloaded, which the next one needs.
            subprocess.run(["cargo", *command], cwd=ROOT, check=True)


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(dest="command", required=True)
    for name, arguments in (
        ("check", ["?tag"]),
        ("archive", ["target", "binary", "directory"]),
        ("try", ["archive"]),
        ("checksums", ["directory"]),
        ("notes", ["version"]),
        ("publish", []),
    ):
        sub = commands.add_parser(name)
        for argument in arguments:
            sub.add_argument(argument.lstrip("?"), nargs="?" if argument[0] == "?" else None)
        if name == "publish":
            sub.add_argument("--dry-run", action="store_true")
    given = parser.parse_args()
    if given.command == "check":
        check(given.tag)
    elif given.command == "archive":
        archive(given.target, given.binary, given.directory)
    elif given.command == "try":
        try_out(given.archive)
    elif given.command == "checksums":
        checksums(given.directory)
    elif given.command == "notes":
        print(notes(given.version))
    else:
        publish(given.dry_run)


main()
