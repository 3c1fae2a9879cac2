//! Weights in a package: detection by content, and code that opens them by path against code that does not.

use camino::Utf8PathBuf;
use deny_models_scan::{Found, FoundKind, ScanOptions, Scope, scan_crate};

use deny_models::digest::sha256;
use deny_models::lock::{Lock, LockedModel, LockedWeights};
use deny_models::model::Artifact;

const CARGO: &str = "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";

fn scan(files: &[(&str, &[u8])], options: &ScanOptions) -> Vec<Found> {
    let keep = tempfile::tempdir().expect("a directory");
    let root = Utf8PathBuf::from_path_buf(keep.path().to_owned()).expect("UTF-8");
    let cargo: (&str, &[u8]) = ("Cargo.toml", CARGO.as_bytes());
    for (path, bytes) in files.iter().chain([&cargo]) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("created");
        std::fs::write(path, bytes).expect("written");
    }
    scan_crate(&root, options).expect("scanned").found
}

/// Paths of weights in a package of these files, each with its description.
fn bundled(files: &[(&str, &[u8])]) -> Vec<(String, String)> {
    scan(files, &ScanOptions::default())
        .into_iter()
        .map(|found| (found.artifact, found.detail))
        .collect()
}

/// A zip of empty members that are stored, with its directory.
fn zip(names: &[&str]) -> Vec<u8> {
    let (mut bytes, mut directory) = (Vec::new(), Vec::new());
    for name in names {
        let start = u32::try_from(bytes.len()).expect("small");
        let length = u16::try_from(name.len()).expect("short").to_le_bytes();
        bytes.extend(b"PK\x03\x04");
        bytes.extend([0; 22]);
        bytes.extend(length);
        bytes.extend([0; 2]);
        bytes.extend(name.as_bytes());
        directory.extend(b"PK\x01\x02");
        directory.extend([0; 24]);
        directory.extend(length);
        directory.extend([0; 12]);
        directory.extend(start.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = u32::try_from(bytes.len()).expect("small");
    let size = u32::try_from(directory.len()).expect("small");
    let count = u16::try_from(names.len()).expect("few").to_le_bytes();
    bytes.extend(directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count);
    bytes.extend(count);
    bytes.extend(size.to_le_bytes());
    bytes.extend(at.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}

/// A record of burn as its default recorder writes it.
fn burn_record() -> Vec<u8> {
    let mut bytes =
        b"\x82\xa8metadata\x85\xa5float\xa3f32\xa3int\xa3i32\xa6format\xd9\x23".to_vec();
    bytes.extend(b"burn_core::record::file::NamedMpkFi");
    bytes.extend(b"\xa7version\xa60.17.0\xa8settings\xa0\xa4item\x80");
    bytes
}

#[test]
fn weights_are_told_by_content_whatever_they_are_called() {
    // The version, an empty description, a linear model.
    let core_ml = b"\x08\x04\x12\x00\xa2\x1f\x00";
    // The pickle comes after other members.
    let torch = zip(&[
        "m/version",
        "m/byteorder",
        "m/.data/serialization_id",
        "m/data.pkl",
    ]);
    let old_torch = b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.\x80\x02M\xe9\x03.";
    let sklearn = b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x1csklearn.linear_model._logistic";
    let record = burn_record();
    for (bytes, format) in [
        (&b"GGUF\x03\0\0\0\0\0\0\0"[..], "gguf"),
        (b"\x02\0\0\0\0\0\0\0{}", "safetensors"),
        (b"\x1c\0\0\0TFL3\0\0\0\0", "tflite"),
        (b"\x1c\0\0\0ORTM\0\0\0\0", "ort"),
        (b"\x1c\0\0\0RTEN\0\0\0\0", "rten"),
        (b"RTEN\x02\0\0\0\0\0\0\0", "rten"),
        (b"\x08\x08\x12\x07pytorch\x1a\x051.0.0", "onnx"),
        (b"NRUB\x01\0\x10\0\0\0", "burn"),
        (record.as_slice(), "burn"),
        (core_ml, "coreml"),
        (torch.as_slice(), "pytorch"),
        (old_torch, "pickle"),
        (sklearn, "pickle"),
    ] {
        let found = bundled(&[("data/thing", bytes), ("src/lib.rs", b"")]);
        let description = format!("{format} weights in the package");
        assert_eq!(found, [("data/thing".to_owned(), description)]);
    }
}

#[test]
fn other_archives_pickles_and_messages_are_no_weights() {
    let plain = zip(&["a/readme", "a/words.txt"]);
    for bytes in [
        plain.as_slice(),
        b"PK\x03\x04 cut short",
        // A list, and a table of another library.
        b"\x80\x04]\x94(K\x01K\x02e.",
        b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x0epandas.core.frame",
        // Messages of other kinds.
        b"\x08\x04\x12\x03abc\x18\x01",
        b"\x08\x04\x12\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
        b"\x82\xa8metadata\x80\xa4item\x80",
        b"Records of burn_core::record::file are written by a recorder.",
    ] {
        assert_eq!(bundled(&[("data/thing", bytes), ("src/lib.rs", b"")]), []);
    }
}

#[test]
fn a_core_ml_package_is_one_artifact() {
    let parts: &[(&str, &[u8])] = &[
        ("src/lib.rs", b""),
        ("models/Net.mlpackage/Manifest.json", b"{}"),
        (
            "models/Net.mlpackage/Data/com.apple.CoreML/model.mlmodel",
            b"\x08\x04\x12\x00\xa2\x1f\x00",
        ),
        (
            "models/Net.mlpackage/Data/com.apple.CoreML/weights/weight.bin",
            &[0xf3; 400],
        ),
    ];
    let description = "coreml weights in the package".to_owned();
    assert_eq!(
        bundled(parts),
        [("models/Net.mlpackage".to_owned(), description.clone())]
    );
    // Without its list of contents it is a folder as any other.
    let loose: Vec<(&str, &[u8])> = parts
        .iter()
        .filter(|(path, _)| !path.ends_with("Manifest.json"))
        .copied()
        .collect();
    assert!(bundled(&loose).contains(&(
        "models/Net.mlpackage/Data/com.apple.CoreML/model.mlmodel".to_owned(),
        description
    )));
}

const GGUF: &[u8] = b"GGUF\x03\0\0\0\0\0\0\0";

/// Lines of `src/lib.rs` that are found to open `models/x.gguf` by path.
fn opened(lib: &str) -> Vec<(u32, Scope)> {
    let files: &[(&str, &[u8])] = &[("src/lib.rs", lib.as_bytes()), ("models/x.gguf", GGUF)];
    let found = scan(files, &ScanOptions::default());
    let of_code = found.into_iter().filter(|found| found.line > 0);
    of_code
        .map(|found| {
            assert_eq!(
                (found.artifact.as_str(), found.kind),
                ("models/x.gguf", FoundKind::BundledFile)
            );
            (found.line, found.scope)
        })
        .collect()
}

#[test]
fn files_that_code_opens_by_path_are_told_with_the_line() {
    for text in [
        "pub fn f() {\n std::fs::File::open(\"models/x.gguf\").unwrap(); }",
        "pub fn f() {\n std::fs::read(\"./models/x.gguf\").unwrap(); }",
        "pub fn f() {\n std::fs::read(r\"models\\x.gguf\").unwrap(); }",
        "pub fn f() {\n Session::builder().unwrap().commit_from_file(\"models/x.gguf\").unwrap(); }",
        "pub fn f() {\n load(Path::new(env!(\"CARGO_MANIFEST_DIR\")).join(\"models/x.gguf\")); }",
        "pub fn f() {\n load(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/models/x.gguf\")); }",
        "pub fn f() {\n load(PathBuf::from(env!(\"CARGO_MANIFEST_DIR\")).join(\"models\").join(\"x.gguf\")); }",
        "pub fn f() {\n let dir = Path::new(\"models\"); load(dir.join(\"x.gguf\")); }",
        "\npub const WEIGHTS: &str = \"models/x.gguf\";",
    ] {
        assert_eq!(
            opened(text).first().map(|(_, scope)| *scope),
            Some(Scope::Lib),
            "{text}"
        );
    }
    let only_told = "pub fn f() {\n println!(\"put models/x.gguf there\"); }\n// models/x.gguf\n";
    assert_eq!(opened(only_told), []);
    assert_eq!(
        opened("pub fn f() { load(\"other/x.gguf\"); load(\"y.gguf\"); }"),
        []
    );
    let in_test = "#[cfg(test)] mod tests { #[test] fn t() { load(\"models/x.gguf\"); } }";
    assert_eq!(opened(in_test), [(1, Scope::Test)]);
}

#[test]
fn what_a_macro_compiles_in_is_told_once() {
    let files: &[(&str, &[u8])] = &[
        (
            "src/lib.rs",
            b"pub static W: &[u8] = include_bytes!(\"../models/x.gguf\");",
        ),
        ("models/x.gguf", GGUF),
    ];
    let found = scan(files, &ScanOptions::default());
    let kinds: Vec<FoundKind> = found.iter().map(|found| found.kind).collect();
    assert_eq!(kinds, [FoundKind::BundledFile, FoundKind::IncludeBytes]);
}

#[test]
fn what_is_packed_and_compiled_in_is_weights_by_its_name() {
    // Compressed data, in which nothing is read.
    let packed: &[u8] =
        b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xcb\x48\xcd\xc9\xc9\x07\0\x86\xa6\x10\x36\x05\0\0\0";
    let lib = b"pub static A: &[u8] = include_bytes!(\"../nets/Denoise3_onnx.tar.gz\");\n\
                pub static B: &[u8] = include_bytes!(\"../nets/small.onnx.zst\");\n\
                pub static C: &[u8] = include_bytes!(\"../assets/icons.tar.gz\");\n\
                pub static D: &[u8] = include_bytes!(\"../assets/words.bin.gz\");\n";
    let files: &[(&str, &[u8])] = &[
        ("src/lib.rs", lib),
        ("nets/Denoise3_onnx.tar.gz", packed),
        ("nets/small.onnx.zst", packed),
        ("assets/icons.tar.gz", packed),
        ("assets/words.bin.gz", packed),
    ];
    let found = scan(files, &ScanOptions::default());
    let found: Vec<&str> = found.iter().map(|found| found.artifact.as_str()).collect();
    assert_eq!(found, ["nets/Denoise3_onnx.tar.gz", "nets/small.onnx.zst"]);
}

#[test]
fn mentions_are_given_only_where_they_are_asked_for() {
    let lib = "//! Such as [this](https://huggingface.co/lab/named), or BAAI/bge-small-en-v1.5.\n\
               /// No model: text/html, some/path, lab/other.\n\
               pub fn f() { println!(\"see https://huggingface.co/lab/printed\"); }\n";
    let readme = "# Small\n\nTake `https://huggingface.co/lab/prose/resolve/main/x.onnx`.\n";
    let files: &[(&str, &[u8])] = &[
        ("src/lib.rs", lib.as_bytes()),
        ("README.md", readme.as_bytes()),
    ];
    assert_eq!(scan(files, &ScanOptions::default()), []);
    let options = ScanOptions {
        mentions: true,
        ..ScanOptions::default()
    };
    let found = scan(files, &options);
    assert!(found.iter().all(|found| found.mention));
    let places: Vec<(&str, u32, u32, &str)> = found
        .iter()
        .map(|found| {
            (
                found.file.as_str(),
                found.line,
                found.column,
                found.artifact.as_str(),
            )
        })
        .collect();
    assert_eq!(
        places,
        [
            ("README.md", 3, 7, "lab/prose"),
            ("src/lib.rs", 1, 20, "lab/named"),
            ("src/lib.rs", 1, 58, "BAAI/bge-small-en-v1.5"),
            ("src/lib.rs", 3, 28, "lab/printed"),
        ]
    );
}

#[test]
fn lines_say_what_is_only_named() {
    let project = crate::support::Project::package(CARGO);
    project.write(
        "src/lib.rs",
        "//! See https://huggingface.co/lab/named.\npub fn get() {\n    hf_hub::api::sync::Api::new().unwrap().model(\"lab/pulled\".to_owned());\n}\n",
    );
    let printed = |args: &[&str]| {
        let mut all = vec!["scan", "--format", "jsonl"];
        all.extend(args);
        project.run(&all).expect(0).stdout
    };
    let without = printed(&[]);
    assert_eq!(without.lines().count(), 1);
    assert!(!without.contains("\"pulls\""), "{without}");
    let with = printed(&["--all"]);
    let found: Vec<(String, String)> = with
        .lines()
        .map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
            let text = |key: &str| line[key].as_str().expect("a text").to_owned();
            (text("artifact"), text("pulls"))
        })
        .collect();
    let pair = |one: &str, two: &str| (one.to_owned(), two.to_owned());
    assert_eq!(
        found,
        [pair("lab/named", "mention"), pair("lab/pulled", "yes")]
    );
}

#[test]
fn a_shipped_file_that_is_known_by_its_digest_is_under_the_terms_of_its_model() {
    let weights = "\u{2}\0\0\0\0\0\0\0{}";
    let pointer = format!(
        "version https://git-lfs.github.com/spec/v1\noid sha256:{}\nsize 10\n",
        sha256(weights.as_bytes())
    );
    for shipped in [weights, pointer.as_str()] {
        let project = crate::support::Project::package(&format!("{CARGO}license = \"MIT\"\n"));
        project.write(
            "src/lib.rs",
            "pub fn get() { std::fs::read(\"models/x.safetensors\").unwrap(); }\n",
        );
        project.write("models/x.safetensors", shipped);
        project.write("LICENSE", "MIT");
        let lock = |bytes: &[u8]| {
            let mut model = LockedModel::new(&Artifact::parse("acme/restricted").expect("an id"));
            model.revision = Some("0".repeat(40));
            model.license = vec!["cc-by-nc-4.0".to_owned()];
            model.files = vec![LockedWeights {
                path: "model.safetensors".to_owned(),
                sha256: sha256(bytes),
                size: None,
            }];
            project.write("deny-models.lock", &Lock::new([model], []).render());
            project.run(&["check"])
        };
        lock(weights.as_bytes())
            .expect(1)
            .prints(&["acme/restricted"]);
        let other = lock(b"of another file");
        let text = format!("{}{}", other.stdout, other.stderr);
        assert!(!text.contains("acme/restricted"), "{text}");
        if shipped == weights {
            // A pointer without its file cannot be judged, so it fails by itself.
            other.expect(0);
        }
    }
}

/// A graph of one operator in a file of ONNX: of `Identity`, and more fields of the graph.
fn graph(more: &[u8]) -> Vec<u8> {
    let mut graph = b"\x0a\x10\x0a\x01x\x12\x01y\x22\x08Identity".to_vec();
    graph.extend(more);
    let length = u8::try_from(graph.len()).expect("short");
    [b"\x08\x08\x12\x02it\x3a", &[length][..], &graph].concat()
}

#[test]
fn a_graph_without_weights_is_no_model() {
    // An initializer of two floats.
    let with_weights = graph(b"\x2a\x0c\x08\x02\x10\x01\x4a\x08\0\0\x80\x3f\0\0\0\x40");
    for lib in [
        "pub static COPY: &[u8] = include_bytes!(\"copy.onnx\");",
        "pub fn f() { Session::builder().commit_from_file(\"src/copy.onnx\"); }",
        "#[derive(RustEmbed)]\n#[folder = \"src\"]\npub struct Files;",
        "",
    ] {
        let lib = lib.as_bytes();
        let found = bundled(&[("src/copy.onnx", &graph(b"")), ("src/lib.rs", lib)]);
        assert_eq!(found, []);
        let found = bundled(&[("src/copy.onnx", &with_weights), ("src/lib.rs", lib)]);
        assert!(found.iter().all(|(path, _)| path == "src/copy.onnx"));
        assert_ne!(found, []);
        // What is cut off proves nothing.
        let cut = &graph(b"")[..20];
        assert_ne!(bundled(&[("src/copy.onnx", cut), ("src/lib.rs", lib)]), []);
    }
}
