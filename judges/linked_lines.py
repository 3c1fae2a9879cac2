#!/usr/bin/env python3
"""Holds what a check says is reached beside what the linker kept.

    judges/linked_lines.py COMMAND

COMMAND is the built `cargo-deny-models`. Small programs on pinned crates that load models are built, each once with a call
that loads one and once without. The linker drops functions that nothing refers to, so the line table of the program
(llvm-dwarfdump) holds the lines of code that is left. Where a line is left on which a library calls a client of the hub, a finding
has to lead there. Exit code 1 where none does, or where a program that loads nothing has a finding on a model.

The linker keeps more than can run: a function that only a table of methods names is kept too.
"""

import json
import os
import re
import subprocess
import sys
import tempfile

# How code asks a client of the hub for a repository or for a file of one. This is no list of the command: it is what a
# reader of the crates below would look for.
CALLS = re.compile(r"\bRepo::(new|with_revision|model)\(|\bfrom_pretrained\(|\b(api|hub|client)\w*\.(repo|model)\(")
CLIENTS = ("hf-hub", "hf-xet")
# Name: dependencies, the program that loads a model, and one that uses the crate and loads none.
PROGRAMS = {
    "hub": ('hf-hub = { version = "=0.4.3", default-features = false, features = ["ureq"] }',
            'fn main() { let api = hf_hub::api::sync::Api::new().unwrap(); let model = api.model("acme/unheard-of".to_owned()); println!("{:?}", model.get("config.json")); }',
            'fn main() { println!("{:?}", hf_hub::Cache::from_env().path()); }'),
    "tokens": ('tokenizers = { version = "=0.22.2", default-features = false, features = ["http", "fancy-regex"] }',
               'fn main() { println!("{}", tokenizers::Tokenizer::from_pretrained("acme/unheard-of", None).is_ok()); }',
               'fn main() { println!("{}", tokenizers::Tokenizer::from_file("tokenizer.json").is_ok()); }'),
    "static-vectors": ('model2vec-rs = "=0.1.4"',
                       'fn main() { let model = model2vec_rs::model::StaticModel::from_pretrained("acme/unheard-of", None, None, None).unwrap(); println!("{}", model.encode(&["a".to_owned()]).len()); }',
                       'fn main() { println!("{}", std::any::type_name::<model2vec_rs::model::StaticModel>()); }'),
    "embedding": ('fastembed = { version = "=5.17.4", default-features = false, features = ["hf-hub-rustls-tls", "ort-load-dynamic"] }',
                  'fn main() { use fastembed::{EmbeddingModel, InitOptions, TextEmbedding}; let mut model = TextEmbedding::try_new(InitOptions::new(EmbeddingModel::EmbeddingGemma300M)).unwrap(); println!("{}", model.embed(vec!["a"], None).unwrap().len()); }',
                  'fn main() { println!("{:?}", fastembed::InitOptions::default().show_download_progress); }'),
}


def write(root, name, needs, main):
    manifest = f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2024"\nlicense = "MIT"\n\n[dependencies]\n{needs}\n'
    os.makedirs(os.path.join(root, name, "src"))
    for path, text in {"Cargo.toml": manifest, "src/main.rs": main}.items():
        with open(os.path.join(root, name, path), "w") as file:
            file.write(text + "\n")


def kept_lines(program):
    """The lines of each source file that code is left of in a program."""
    table = subprocess.Popen(["llvm-dwarfdump", "--debug-line", program], stdout=subprocess.PIPE, text=True, errors="replace")
    number = re.compile(r"\[ *(\d+)\]")
    folders, names, kept = {}, {}, {}
    for row in table.stdout:
        if row.startswith("Line table prologue"):
            folders, names = {}, {}
        elif row.startswith("include_directories["):
            folders[int(number.search(row)[1])] = row.split('"')[1]
        elif row.startswith("file_names["):
            at = int(number.search(row)[1])
        elif row.lstrip().startswith("name: "):
            names[at] = row.split('"')[1]
        elif row.lstrip().startswith("dir_index: "):
            # The first folder is that of the package, to which the others are relative; old tables leave it out.
            folder = os.path.join(folders.get(0, ""), folders.get(int(row.split()[1]), ""))
            names[at] = os.path.normpath(os.path.join(folder, names[at]))
        elif row.startswith("0x"):
            address, line, _, file = row.split()[:4]
            # What the linker dropped is left in the table at an address near zero.
            if int(address, 16) > 0xFFFF:
                kept.setdefault(names[int(file)], set()).add(int(line))
    if table.wait() != 0:
        raise SystemExit("llvm-dwarfdump failed")
    return kept


def kept_calls(program, packages):
    """The lines with such a call in packages that are no clients, of code that is left in a program."""
    found = set()
    for path, kept in kept_lines(program).items():
        package = next((package for package in packages if path.startswith(package + os.sep)), None)
        if package is None or os.path.basename(package).startswith(CLIENTS):
            continue
        with open(path) as file:
            for number, text in enumerate(file, 1):
                if number in kept and CALLS.search(text):
                    found.add((f"{os.path.basename(package)}/{os.path.relpath(path, package)}", number))
    return found


def main():
    command = os.path.abspath(sys.argv[1])
    wrong = count = 0
    with tempfile.TemporaryDirectory() as root:
        root = os.path.realpath(root)
        members = []
        for name, (needs, loads, other) in PROGRAMS.items():
            for member, main in ((name, loads), (f"{name}-without", other)):
                write(root, member, needs, main)
                members.append(member)
        with open(os.path.join(root, "Cargo.toml"), "w") as file:
            file.write(f'[workspace]\nresolver = "3"\nmembers = {json.dumps(members)}\n')
        environment = dict(os.environ, CARGO_TARGET_DIR=os.path.join(root, "target"), CARGO_DENY_MODELS_CACHE=os.path.join(root, "cache"), CARGO_INCREMENTAL="0")
        # Each by itself: together they would be built with the features of all.
        for member in members:
            subprocess.run(["cargo", "build", "--quiet", "--package", member], cwd=root, env=environment, check=True)
        metadata = subprocess.run(["cargo", "metadata", "--format-version", "1"], cwd=root, env=environment, check=True, stdout=subprocess.PIPE)
        packages = [os.path.dirname(package["manifest_path"]) for package in json.loads(metadata.stdout)["packages"]]
        checked = subprocess.run([command, "check", "--offline", "--format", "json"], cwd=root, env=environment, stdout=subprocess.PIPE)
        findings = json.loads(checked.stdout)["findings"]
        for member in members:
            own = [finding for finding in findings if (finding.get("member") or {}).get("name") == member]
            led_to = {(step["file"], step["line"]) for finding in own for step in finding["reach"] + finding["evidence"] if step["file"]}
            led_to |= {(f"{member}/{file}", line) for file, line in led_to}
            kept = kept_calls(os.path.join(root, "target", "debug", member), packages)
            missed = sorted((file, line) for file, line in kept if not any(other == file and abs(line - at) < 4 for other, at in led_to))
            named = sorted({finding["model"] for finding in own if finding.get("model") and "/" in finding["model"] and finding["how"] == "runtime"})
            loads = not member.endswith("-without")
            wrong += bool(missed) + (bool(named) != loads)
            count += len(kept)
            print(f"{member:<24} {len(kept)} calls left, {len(missed)} without a finding {missed if missed else ''}; models: {', '.join(named) or 'none'}")
    print(f"{count} calls left in {len(members)} programs, {wrong} faults")
    return 1 if wrong or not count else 0


sys.exit(main())
