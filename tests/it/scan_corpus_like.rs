//! The scanner on small crates, one for each way a model comes in and one for each thing that only looks like it.

use camino::Utf8PathBuf;
use deny_models::domain::How;
use deny_models_scan::{Found, Scan, ScanOptions, Scope, resolve_offers, scan_crate};

const MANIFEST: &str = "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\nhf-hub = \"0.4\"\nembedder = \"1\"\n";

struct Small {
    _keep: tempfile::TempDir,
    root: Utf8PathBuf,
}

fn small(files: &[(&str, &[u8])]) -> Small {
    let keep = tempfile::tempdir().expect("a directory");
    let root = Utf8PathBuf::from_path_buf(keep.path().to_owned()).expect("UTF-8");
    std::fs::write(root.join("Cargo.toml"), MANIFEST).expect("written");
    for (path, bytes) in files {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("created");
        std::fs::write(path, bytes).expect("written");
    }
    Small { _keep: keep, root }
}

fn scan(files: &[(&str, &[u8])]) -> Scan {
    scan_crate(&small(files).root, &ScanOptions::default()).expect("scanned")
}

fn scan_lib(text: &str) -> Scan {
    scan(&[("src/lib.rs", text.as_bytes())])
}

fn models(scan: &Scan) -> Vec<&str> {
    let mut names: Vec<&str> = scan
        .found
        .iter()
        .map(|found| found.artifact.as_str())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn only(scan: &Scan) -> &Found {
    assert_eq!(scan.found.len(), 1, "{:#?}", scan.found);
    &scan.found[0]
}

#[test]
fn a_literal_in_a_hub_call_with_its_line() {
    let scan = scan_lib(
        "use hf_hub::api::sync::Api;\nfn f() {\n    let repo = Api::new().unwrap().model(\"lab/one\".to_string());\n}\n",
    );
    let found = only(&scan);
    assert_eq!(
        (found.artifact.as_str(), found.line, found.how, found.scope),
        ("lab/one", 3, How::Runtime, Scope::Lib)
    );
}

#[test]
fn owner_and_name_as_two_arguments() {
    let text = "use hf_hub::HFClient;\nfn split(id: &str) -> (&str, &str) { id.split_once('/').unwrap() }\n\
                fn load(client: &HFClient, id: &str) { let (owner, name) = split(id); client.model(owner, name); }\n\
                fn go(client: &HFClient) { client.model(\"lab\", \"two\"); load(client, \"lab/three\"); load(client, \"lab/four\"); }\n";
    assert_eq!(
        models(&scan_lib(text)),
        ["lab/four", "lab/three", "lab/two"]
    );
}

#[test]
fn constants_and_templates_over_files() {
    let lib = b"mod names;\nuse hf_hub::api::sync::Api;\nfn get(api: Api, size: &str) { api.model(format!(\"{}/net-{size}\", names::ORG)); }\n\
                pub fn go(api: Api) { get(api, \"small\"); get(api, names::BIG); }\n";
    let names = b"pub const ORG: &str = \"lab\";\npub const BIG: &str = concat!(\"b\", \"ig\");\n";
    assert_eq!(
        models(&scan(&[("src/lib.rs", lib), ("src/names.rs", names)])),
        ["lab/net-big", "lab/net-small"]
    );
}

#[test]
fn match_arms_are_offered_and_the_default_is_not() {
    let text = "use hf_hub::api::sync::Api;\n#[derive(Default)]\npub enum Size { #[default] Small, Large }\n\
                impl Size { fn id(&self) -> &'static str { match self { Self::Small => \"lab/s\", Self::Large => \"lab/l\" } } }\n\
                pub fn go(api: Api, size: Size) { api.model(size.id().to_string()); }\n";
    let scan = scan_lib(text);
    let how: Vec<(&str, How)> = scan
        .found
        .iter()
        .map(|found| (found.artifact.as_str(), found.how))
        .collect();
    assert!(
        how.contains(&("lab/s", How::Runtime)) && how.contains(&("lab/l", How::Offered)),
        "{how:?}"
    );
    assert_eq!(scan.offers.variants.len(), 2);
    assert!(
        scan.offers
            .variants
            .iter()
            .any(|offer| offer.variant == "Small" && offer.default && offer.artifacts == ["lab/s"])
    );
}

#[test]
fn tables_of_tuples_and_of_structs() {
    let text = "use hf_hub::api::sync::Api;\nstruct Info { repo: String, dim: u32 }\n\
                fn all() -> Vec<Info> { let mut out = Vec::new(); for (name, repo) in [(\"a\", \"lab/a\"), (\"b\", \"lab/b\")] { \
                out.push(Info { repo: repo.to_string(), dim: name.len() as u32 }); } out }\n\
                fn more() -> Info { Info { repo: String::from(\"lab/c\"), dim: 3 } }\n\
                pub fn go(api: Api, info: &Info) { api.model(info.repo.clone()); }\n";
    assert_eq!(models(&scan_lib(text)), ["lab/a", "lab/b", "lab/c"]);
}

#[test]
fn defaults_of_options_variables_and_arguments() {
    let text = "use hf_hub::api::sync::Api;\n#[derive(clap::Parser)]\nstruct Args { #[arg(long, default_value = \"lab/arg\")] id: String, other: Option<String> }\n\
                fn go(api: Api, args: Args) { api.model(args.id); api.model(args.other.unwrap_or_else(|| \"lab/otherwise\".to_string())); \
                api.model(std::env::var(\"ID\").unwrap_or(\"lab/env\".into())); }\n";
    assert_eq!(
        models(&scan_lib(text)),
        ["lab/arg", "lab/env", "lab/otherwise"]
    );
}

#[test]
fn addresses_are_put_together() {
    let text = "const HUB: &str = \"https://huggingface.co\";\nfn url(repo: &str, file: &str) -> String { format!(\"{HUB}/{repo}/resolve/main/{file}\") }\n\
                fn go() { get(&url(\"lab/net\", \"x.bin\")); get(\"https://host.example/net.onnx\"); }\nfn get(_: &str) {}\n";
    assert_eq!(
        models(&scan_lib(text)),
        ["https://host.example/net.onnx", "lab/net"]
    );
}

#[test]
fn a_template_that_names_its_holes_is_no_address_of_its_own() {
    let text = "fn go(small: bool) { let file = if small { \"tiny\" } else { \"base\" };\n\
                get(&format!(\"https://host.example/models/{file}.onnx\")); }\nfn get(_: &str) {}\n";
    assert_eq!(
        models(&scan_lib(text)),
        [
            "https://host.example/models/base.onnx",
            "https://host.example/models/tiny.onnx"
        ]
    );
}

#[test]
fn a_build_script_fetches_while_building() {
    let build = b"const REPO: &str = \"lab/built\";\nfn main() { let end = std::env::var(\"HF_ENDPOINT\").unwrap_or_else(|_| \"https://huggingface.co\".to_string());\n\
                  let url = format!(\"{end}/{REPO}/resolve/main/model.onnx\"); }\n";
    let scan = scan(&[("build.rs", build), ("src/lib.rs", b"")]);
    assert_eq!(
        (
            only(&scan).artifact.as_str(),
            only(&scan).how,
            only(&scan).scope
        ),
        ("lab/built", How::Build, Scope::Build)
    );
}

#[test]
fn embedded_weights_are_told_from_embedded_data() {
    let blob: Vec<u8> = (0..4000_u16)
        .flat_map(|number| f32::from(number).sin().to_le_bytes())
        .collect();
    let lib = b"static WEIGHTS: &[u8] = include_bytes!(\"net.dat\");\nstatic THEME: &[u8] = include_bytes!(\"theme.dump\");\n\
                static M: &[u8] = include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/data/m.bin\"));\n";
    let onnx = [b"\x08\x08\x12\x07pytorch\x1a\x051.0.0".as_slice(), &[7; 64]].concat();
    let scan = scan(&[
        ("src/lib.rs", lib),
        ("src/net.dat", &blob),
        ("src/theme.dump", &blob),
        ("data/m.bin", &onnx),
    ]);
    assert_eq!(models(&scan), ["data/m.bin", "src/net.dat"]);
    assert!(scan.found.iter().all(|found| found.how == How::Bundled));
}

#[test]
fn features_targets_and_tests_are_carried() {
    let lib = b"#[cfg(feature = \"net\")]\nmod net;\n#[cfg(test)]\nmod tests { use hf_hub::api::sync::Api; fn t() { Api::new().unwrap().model(\"lab/test\".into()); } }\n";
    let net = b"use hf_hub::api::sync::Api;\n#[cfg(unix)]\nfn f(api: Api) { api.model(\"lab/net\".to_owned()); }\n";
    let scan = scan(&[("src/lib.rs", lib), ("src/net.rs", net)]);
    let net = scan
        .found
        .iter()
        .find(|found| found.artifact == "lab/net")
        .expect("found");
    assert_eq!(
        (net.features.as_slice(), net.cfg.as_deref()),
        (&["net".to_owned()][..], Some("unix"))
    );
    let test = scan
        .found
        .iter()
        .find(|found| found.artifact == "lab/test")
        .expect("found");
    assert_eq!(test.scope, Scope::Test);
}

#[test]
fn a_call_that_cannot_be_read_is_said_to_be_so() {
    let scan =
        scan_lib("use hf_hub::api::sync::Api;\nfn f(api: Api) {\n    api.model(read_line());\n}\n");
    assert!(scan.found.is_empty());
    assert_eq!(
        (
            scan.unresolved.len(),
            scan.unresolved[0].line,
            scan.unresolved[0].caller_given
        ),
        (1, 3, false)
    );
}

#[test]
fn what_only_looks_like_a_model_is_left_alone() {
    let text = "//! See https://huggingface.co/lab/doc/resolve/main/x.onnx\nuse hf_hub::api::sync::Api;\n\
                const TYPE: &str = \"application/json\"; const ZONE: &str = \"Europe/Paris\"; const IMAGE: &str = \"lab/image:latest\";\n\
                const SLUG: &str = \"https://github.com/lab/tool/releases/download/v1/tool-linux-x64.tar.gz\"; const DOMAIN: &str = \"ai.onnx\";\n\
                fn f() { println!(\"get https://huggingface.co/lab/said/resolve/main/x.onnx\"); client().model(\"hosted/gpt\"); topic(\"lab/topic\"); }\n\
                fn client() -> Chat { Chat }\nstruct Chat; impl Chat { fn model(&self, name: &str) -> &Self { self } }\nfn topic(_: &str) {}\n";
    assert_eq!(models(&scan_lib(text)), [] as [&str; 0]);
}

#[test]
fn a_named_variant_of_a_dependency_is_resolved() {
    let text = "use hf_hub::api::sync::Api;\npub enum Pick { A, B }\npub fn id(pick: Pick) -> &'static str { match pick { Pick::A => \"lab/a\", Pick::B => \"lab/b\" } }\n\
                pub fn go(api: Api, pick: Pick) { api.model(id(pick).to_string()); }\n";
    let offers = scan_lib(text).offers;
    let uses =
        scan_lib("use embedder::{EmbeddingModel, Pick};\nfn f() { embedder::go(Pick::B); }\n").uses;
    assert_eq!(uses.len(), 1, "{uses:?}");
    let resolved = resolve_offers(&offers, &uses);
    assert_eq!(
        resolved
            .used
            .iter()
            .map(|(model, _)| model.as_str())
            .collect::<Vec<_>>(),
        ["lab/b"]
    );
}

#[test]
fn no_file_does_harm() {
    let deep = format!(
        "fn f() {{ from_pretrained({}1{}) }}",
        "(".repeat(200_000),
        ")".repeat(200_000)
    );
    let cycle = "use hf_hub::api::sync::Api; fn a(x: &str) -> String { b(x) } fn b(x: &str) -> String { a(x) } fn g(api: Api) { let y = y2; api.model(a(b(a(y)))); }";
    let binary: Vec<u8> = (0..100_000_u32)
        .map(|number| (number * 7).to_le_bytes()[0])
        .collect();
    let wide = format!(
        "use hf_hub::api::sync::Api; fn g(api: Api) {{ api.model(format!(\"{}\", {})); }}",
        "{}".repeat(60),
        vec!["p()"; 60].join(", ")
    ) + "fn p() -> &'static str { match 1 { 1 => \"a\", 2 => \"b\", 3 => \"c\", _ => \"d\" } }";
    for text in [
        deep.as_bytes(),
        cycle.as_bytes(),
        &binary,
        wide.as_bytes(),
        b"\xff\xfe huggingface",
        b"",
    ] {
        let scan = scan(&[("src/lib.rs", text), ("src/big.bin", &binary)]);
        assert!(models(&scan).iter().all(|name| !name.is_empty()));
    }
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    let outside = small(&[(
        "src/lib.rs",
        b"use hf_hub::api::sync::Api; fn f(api: Api) { api.model(\"lab/outside\".into()); }",
    )]);
    let inside = small(&[("src/lib.rs", b"mod other;")]);
    std::os::unix::fs::symlink(
        outside.root.join("src/lib.rs"),
        inside.root.join("src/other.rs"),
    )
    .expect("linked");
    std::os::unix::fs::symlink(&outside.root, inside.root.join("loop")).expect("linked");
    let scan = scan_crate(&inside.root, &ScanOptions::default()).expect("scanned");
    assert!(scan.found.is_empty());
}

#[test]
fn the_result_is_the_same_with_more_threads_and_survives_json() {
    let text = b"use hf_hub::api::sync::Api;\nfn f(api: Api) { api.model(\"lab/one\".into()); }\n"
        .as_slice();
    let small = small(&[
        ("src/lib.rs", text),
        ("src/a.rs", text),
        ("src/b.rs", text),
        ("examples/c.rs", text),
    ]);
    let one = scan_crate(&small.root, &ScanOptions::default()).expect("scanned");
    let four = scan_crate(
        &small.root,
        &ScanOptions {
            threads: 4,
            ..ScanOptions::default()
        },
    )
    .expect("scanned");
    assert_eq!(one, four);
    let json = serde_json::to_string(&one).expect("written");
    assert_eq!(serde_json::from_str::<Scan>(&json).expect("read"), one);
}

#[test]
fn line_ends_of_windows_change_neither_models_nor_places() {
    let text = "use hf_hub::api::sync::Api;\n/* lab/comment\n   on two lines */\nconst ONE: &str = \"lab/\\\n    one\";\n\
                const TABLE: &str = r#\"\nlab/two\n\"#;\n#[cfg(feature = \"x\")]\nfn g(api: Api) {\n    // lab/three\n    \
                api.model(\"lab/three\".into());\n}\nfn f(api: Api) {\n    api.model(ONE.into());\n    \
                for id in TABLE.lines() { api.model(id.into()); }\n}\n";
    let scan = scan_lib(text);
    assert!(models(&scan).contains(&"lab/one"), "{:#?}", scan.found);
    let other = scan_lib(&text.replace('\n', "\r\n"));
    assert_eq!(other.found, scan.found);
    assert_eq!(other.unresolved, scan.unresolved);
}
