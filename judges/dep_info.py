#!/usr/bin/env python3
"""Holds what a check says is bundled beside what rustc says it read.

    judges/dep_info.py COMMAND

COMMAND is the built `cargo-deny-models`. A workspace of small programs that embed weights, each in a way of its own, and of
programs on pinned crates that embed theirs, is checked by cargo. The dep-info of each crate (`*.d`) names every file that
was compiled in: each of them with the ending of weights has to be listed as bundled. Exit code 1 where one is not.
"""

import hashlib
import json
import os
import subprocess
import sys
import tempfile

ENDINGS = (".onnx", ".gguf", ".safetensors", ".rten", ".tflite", ".bin", ".rnn", ".pt", ".ort", ".mpk", "_onnx.tar.gz", ".onnx.gz")

# Name: dependencies, and files by their path in the package. A weight file is `None`.
PROGRAMS = {
    "plain": ("", {"src/main.rs": 'static W: &[u8] = include_bytes!("../models/a.onnx");\nfn main() { println!("{}", W.len()); }', "models/a.onnx": None}),
    "manifest-dir": ("", {"src/main.rs": 'fn main() { println!("{}", include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/models/b.gguf")).len()); }', "models/b.gguf": None}),
    "own-macro": ("", {"src/main.rs": 'macro_rules! weights { ($name:literal) => { include_bytes!(concat!("../models/", $name, ".safetensors")) } }\nfn main() { println!("{}", weights!("c").len()); }', "models/c.safetensors": None}),
    "macro-of-other": ('macros = { path = "../macros" }', {"src/main.rs": 'fn main() { println!("{}", macros::embed!("../models/p.onnx").len()); }', "models/p.onnx": None}),
    "aligned": ("", {"src/main.rs": '#[repr(C, align(16))] struct Aligned<B: ?Sized>(B);\nstatic W: &Aligned<[u8]> = &Aligned(*include_bytes!("../models/d.bin"));\nfn main() { println!("{}", W.0.len()); }', "models/d.bin": None}),
    "path-module": ("", {"src/main.rs": '#[path = "../lib/inner.rs"] mod inner;\nfn main() { println!("{}", inner::W.len()); }', "lib/inner.rs": 'pub static W: &[u8] = include_bytes!("e.tflite");', "lib/e.tflite": None}),
    "included-code": ("", {"src/main.rs": 'include!("../made/table.in");\nfn main() { println!("{}", W.len()); }', "made/table.in": 'static W: &[u8] = include_bytes!("f.onnx");', "made/f.onnx": None}),
    "feature": ("", {"src/main.rs": '#[cfg(feature = "small")] static W: &[u8] = include_bytes!("../models/small.onnx");\n#[cfg(not(feature = "small"))] static W: &[u8] = include_bytes!("../models/large.onnx");\nfn main() { println!("{}", W.len()); }', "models/small.onnx": None, "models/large.onnx": None, "features": "default = [\"small\"]\nsmall = []"}),
    "copied": ("", {"build.rs": 'fn main() { let out = std::env::var("OUT_DIR").unwrap(); std::fs::copy("models/h.rten", std::path::Path::new(&out).join("h.rten")).unwrap(); }', "src/main.rs": 'fn main() { println!("{}", include_bytes!(concat!(env!("OUT_DIR"), "/h.rten")).len()); }', "models/h.rten": None}),
    "outside": ("", {"src/main.rs": 'fn main() { println!("{}", include_bytes!("../../shared/i.onnx").len()); }', "../shared/i.onnx": None}),
    "lazy": ("", {"src/main.rs": 'static W: std::sync::LazyLock<Vec<u8>> = std::sync::LazyLock::new(|| include_bytes!("../models/n.pt").to_vec());\nfn main() { println!("{}", W.len()); }', "models/n.pt": None}),
    "archive": ("", {"src/main.rs": 'fn main() { println!("{}", include_bytes!("../models/Denoise_onnx.tar.gz").len()); }', "models/Denoise_onnx.tar.gz": None}),
    "compressed": ("", {"src/main.rs": 'fn main() { println!("{}", include_bytes!("../models/small.onnx.gz").len()); }', "models/small.onnx.gz": None}),
    "by-size": ("", {"src/main.rs": 'fn of(size: u8) -> &\'static [u8] { match size { 0 => include_bytes!("../models/tiny.onnx"), _ => include_bytes!("../models/base.onnx") } }\nfn main() { println!("{}", of(std::env::args().count() as u8).len()); }', "models/tiny.onnx": None, "models/base.onnx": None}),
    "in-a-library": ('holds = { path = "../holds" }', {"src/main.rs": "fn main() { println!(\"{}\", holds::weights().len()); }"}),
    "folder": ('include_dir = "=0.7.4"', {"src/main.rs": 'static D: include_dir::Dir = include_dir::include_dir!("$CARGO_MANIFEST_DIR/models");\nfn main() { println!("{}", D.files().count()); }', "models/j.onnx": None}),
    "derived-folder": ('rust-embed = { version = "=8.7.2", features = ["debug-embed"] }', {"src/main.rs": '#[derive(rust_embed::Embed)] #[folder = "models/"] struct Assets;\nfn main() { println!("{}", Assets::iter().count()); }', "models/k.onnx": None}),
    "on-nnnoiseless": ('nnnoiseless = { version = "=0.5.2", default-features = false }', {"src/main.rs": "fn main() { println!(\"{}\", nnnoiseless::DenoiseState::FRAME_SIZE); }"}),
    "on-earshot": ('earshot = "=1.2.2"', {"src/main.rs": "fn main() { let _ = earshot::Detector::default(); }"}),
}
# Packages that are no members.
LIBRARIES = {
    "macros": {"src/lib.rs": "#[macro_export]\nmacro_rules! embed { ($path:expr) => { include_bytes!($path) } }"},
    "holds": {"src/lib.rs": 'pub fn weights() -> &\'static [u8] { include_bytes!("w.safetensors") }', "src/w.safetensors": None},
}


def weights(name):
    """Bytes that are no text, and others for each name."""
    packed = b"\x1f\x8b\x08" if name.endswith(".gz") else b""
    return packed + hashlib.shake_256(name.encode()).digest(8192)


def write(root, name, needs, files):
    features = files.get("features", "")
    manifest = f'[package]\nname = "{name}"\nversion = "0.1.0"\nedition = "2024"\nlicense = "MIT"\n\n[dependencies]\n{needs}\n\n[features]\n{features}\n'
    for path, text in {"Cargo.toml": manifest, **files}.items():
        if path == "features":
            continue
        path = os.path.normpath(os.path.join(root, name, path))
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(weights(f"{name} {path}") if text is None else text.encode())


def read_by_rustc(target):
    """The files of each crate, by the name of its dep-info."""
    found = {}
    directory = os.path.join(target, "debug", "deps")
    for name in sorted(os.listdir(directory)):
        if not name.endswith(".d"):
            continue
        with open(os.path.join(directory, name)) as file:
            words = [word.replace("\0", " ") for line in file if not line.startswith("#") for word in line.replace("\\ ", "\0").split()]
        files = {os.path.normpath(word) for word in words if not word.endswith((".rs", ".d", ":"))}
        found.setdefault(name.rsplit("-", 1)[0], set()).update(word for word in files if word.endswith(ENDINGS))
    return found


def main():
    command = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as root:
        root = os.path.realpath(root)
        for name, (needs, files) in PROGRAMS.items():
            write(root, name, needs, files)
        for name, files in LIBRARIES.items():
            write(root, name, "", files)
        members = json.dumps(list(PROGRAMS))
        with open(os.path.join(root, "Cargo.toml"), "w") as file:
            file.write(f'[workspace]\nresolver = "3"\nmembers = {members}\nexclude = {json.dumps(list(LIBRARIES))}\n')
        target = os.path.join(root, "target")
        environment = dict(os.environ, CARGO_TARGET_DIR=target, CARGO_DENY_MODELS_CACHE=os.path.join(root, "cache"))
        subprocess.run(["cargo", "check", "--quiet"], cwd=root, env=environment, check=True)
        listed = subprocess.run([command, "list", "--offline", "--format", "json"], cwd=root, env=environment, check=True, stdout=subprocess.PIPE)
        bundled = {member["name"]: {model["model"] for model in member["models"] if model["how"] == "bundled" and model["on"]} for member in json.loads(listed.stdout)}
        every = set().union(*bundled.values())
        wrong = count = 0
        for name, files in read_by_rustc(target).items():
            # A program answers for its own files; a library for those that any program gets through it.
            program = name if name in PROGRAMS else name.replace("_", "-")
            ours = bundled.get(program, every)
            for file in sorted(files):
                count += 1
                own = [model for model in ours if file.endswith("/" + model.split("/", 1)[-1]) or file.endswith("/" + model) or file == model or os.path.basename(model) == os.path.basename(file)]
                wrong += not own
                print(f"{'missing' if not own else 'bundled':<8} {name:<20} {os.path.relpath(file, root) if file.startswith(root) else file}")
        read = {os.path.basename(file) for files in read_by_rustc(target).values() for file in files}
        beyond = sorted((name, model) for name, models in bundled.items() for model in models if os.path.basename(model) not in read)
        for name, model in beyond:
            print(f"beyond   {name:<20} {model}")
        print(f"{count} files read by rustc, {wrong} of them not bundled; {len(beyond)} bundled that rustc did not read")
        return 1 if wrong or count < len(PROGRAMS) else 0


sys.exit(main())
