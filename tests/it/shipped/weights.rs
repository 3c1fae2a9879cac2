//! Small weight files, and packages that ship them.

use std::path::Path;

use serde_json::Value;

use crate::support::{Project, Run};

pub(super) const JSON: &[&str] = &["check", "--offline", "--format", "json"];

/// A package under MIT.
pub(super) fn package(name: &str, rest: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n{rest}"
    )
}

/// A GGUF file without tensors, with these texts in its header.
pub(super) fn gguf(texts: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = b"GGUF".to_vec();
    bytes.extend(3_u32.to_le_bytes());
    bytes.extend(0_u64.to_le_bytes());
    bytes.extend((texts.len() as u64 + 1).to_le_bytes());
    for (key, value) in [("general.architecture", "llama")].iter().chain(texts) {
        bytes.extend((key.len() as u64).to_le_bytes());
        bytes.extend(key.as_bytes());
        bytes.extend(8_u32.to_le_bytes());
        bytes.extend((value.len() as u64).to_le_bytes());
        bytes.extend(value.as_bytes());
    }
    bytes
}

/// An ONNX model without metadata; `note` makes it other bytes than another.
pub(super) fn onnx(note: &str) -> Vec<u8> {
    let fixture =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/onnx/no-metadata.onnx");
    let mut bytes = std::fs::read(fixture).expect("a fixture");
    if !note.is_empty() {
        // `doc_string` of the model.
        bytes.push(0x32);
        bytes.push(u8::try_from(note.len()).expect("short"));
        bytes.extend(note.as_bytes());
    }
    bytes
}

/// Weights by the ending of their name.
pub(super) fn weights(path: &str) -> Vec<u8> {
    match path.rsplit('.').next() {
        Some("onnx") => onnx(""),
        Some("gguf") => gguf(&[]),
        _ => b"\x02\0\0\0\0\0\0\0{}".to_vec(),
    }
}

pub(super) fn put(project: &Project, path: &str, bytes: &[u8]) {
    let path = project.path(path);
    std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    std::fs::write(path, bytes).expect("a file");
}

/// The findings of a run: code, model and governing licence.
pub(super) fn findings(run: &Run) -> Vec<(String, String, String)> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let of = |finding: &Value| {
        (
            word(&finding["code"]),
            word(&finding["model"]),
            word(&finding["governing"]),
        )
    };
    findings.iter().map(of).collect()
}

/// The model and the governing licence of the findings with this code.
pub(super) fn with_code(run: &Run, code: &str) -> Vec<(String, String)> {
    let mut found = findings(run);
    found.retain(|(known, ..)| known == code);
    found
        .into_iter()
        .map(|(_, model, governing)| (model, governing))
        .collect()
}

/// The findings with this code, whole.
pub(super) fn whole(run: &Run, code: &str) -> Vec<Value> {
    let json = run.json();
    let all = json["findings"].as_array().expect("findings").iter();
    all.filter(|finding| finding["code"] == code)
        .cloned()
        .collect()
}
