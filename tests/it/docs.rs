//! What the pages on bills of materials and notices show in part is what the program prints.

use std::path::Path;

use crate::support::run_in;
use serde_json::Value;

#[test]
fn the_component_is_that_of_the_founding_example() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/sbom.md")).expect("a page");
    let (_, rest) = text.split_once("```json\n").expect("a block");
    let (block, _) = rest.split_once("```").expect("an end");
    let part: Value = serde_json::from_str(block).expect("JSON");
    let args = ["sbom", "--manifest-path", "examples/hidream/Cargo.toml"];
    let document = run_in(root, &args).expect(0).json();
    let components = document["components"].as_array().expect("components");
    let whole = components
        .iter()
        .find(|component| component["bom-ref"] == part["bom-ref"])
        .expect("the component");
    for (key, value) in part.as_object().expect("an object") {
        assert_eq!(&whole[key], value, "{key}");
    }
}

#[test]
fn the_template_of_the_page_is_one() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(root.join("docs/notice.md")).expect("a page");
    let (_, rest) = text.split_once("```jinja\n").expect("a template");
    let (template, _) = rest.split_once("```").expect("an end");
    let directory = tempfile::tempdir().expect("a directory");
    let path = directory.path().join("notice.jinja");
    std::fs::write(&path, template).expect("written");
    let path = path.to_str().expect("UTF-8");
    let manifest = "examples/hidream/Cargo.toml";
    let out = run_in(
        root,
        &["notice", "--manifest-path", manifest, "--template", path],
    );
    let out = out.expect(0).stdout;
    assert!(
        out.contains("HiDream-ai/HiDream-I1-Full: MIT AND")
            && out.contains("\n  Built with Llama\n"),
        "{out}"
    );
}

#[test]
fn each_crate_ships_the_licence_texts_of_the_root() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| std::fs::read_to_string(root.join(path)).expect(path);
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        for package in ["deny-models", "deny-models-scan"] {
            let copy = format!("crates/{package}/{name}");
            assert_eq!(read(&copy), read(name), "{copy}");
        }
    }
}
