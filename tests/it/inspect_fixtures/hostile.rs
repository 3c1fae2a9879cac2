//! Files that are damaged, or made to mislead.

use deny_models::evidence::header::{Format, ProblemKind};

use super::{found, kinds, read, shown};

#[test]
fn hostile_files_are_unreadable_and_say_why() {
    for path in [
        "empty.gguf",
        "magic-only.gguf",
        "truncated.gguf",
        "wrong-magic.gguf",
        "version-99.gguf",
        "kv-count-2pow63.gguf",
        "tensor-count-2pow64.gguf",
        "string-length-2pow62.gguf",
        "key-length-2pow40.gguf",
        "array-length-2pow61.gguf",
        "array-nested-1500.gguf",
        "value-type-77.gguf",
        "header-7-bytes.safetensors",
        "header-length-2pow64.safetensors",
        "header-length-100000001.safetensors",
        "truncated.safetensors",
        "header-not-json.safetensors",
        "header-not-utf8.safetensors",
        "metadata-not-strings.safetensors",
        "metadata-deep.safetensors",
        "truncated.onnx",
        "props-length-2pow62.onnx",
        "varint-11-bytes.onnx",
        "group-wire-type.onnx",
        "text-not-protobuf.onnx",
        "yaml-bomb.md",
        "yaml-deep.md",
        "yaml-self-alias.md",
        "yaml-tabs.md",
        "yaml-unclosed.md",
        "yaml-not-utf8.md",
        "yaml-python-tag.md",
        "root-offset-huge.tflite",
        "truncated.tflite",
    ] {
        let header = read(&format!("hostile/{path}"));
        assert!(!header.is_readable(), "{path}");
        assert_eq!(found(&header), None, "{path}");
        assert!(header.to_claim_parts().unreadable.is_some(), "{path}");
    }
    let pointer = read("hostile/text-not-protobuf.onnx");
    assert_eq!(
        (pointer.format, pointer.sha256.as_deref()),
        (Format::GitLfsPointer, Some("0".repeat(64).as_str()))
    );
    assert!(pointer.problems[0].text.contains("Git LFS pointer"));
    assert!(
        read("hostile/wrong-magic.gguf").problems[0]
            .text
            .contains("not gguf")
    );
}

#[test]
fn a_value_that_cannot_be_read_is_not_absent() {
    for path in [
        "license-not-utf8.gguf",
        "license-is-u32.gguf",
        "license-not-utf8.onnx",
    ] {
        let header = read(&format!("hostile/{path}"));
        assert_eq!(
            (found(&header), kinds(&header)[0]),
            (None, ProblemKind::License),
            "{path}"
        );
    }
    let header = read("hostile/license-trailing-nul.gguf");
    assert_eq!(found(&header).map(|found| found.0), Some("mit"));
    assert!(header.problems.is_empty() && header.notes[0].contains("NUL"));
    let header = read("hostile/license-is-array.gguf");
    assert_eq!(
        (found(&header).map(|found| found.0), header.notes.len()),
        (Some("mit,apache-2.0"), 1)
    );
    let header = read("hostile/base-model-count-4e9.gguf");
    assert_eq!(
        (shown(&header.base_models), header.notes.len()),
        (vec!["acme/seven"], 1)
    );
    let header = read("hostile/trailing-garbage.safetensors");
    assert_eq!(
        (found(&header).map(|found| found.0), kinds(&header)),
        (Some("CC-BY-NC-4.0"), vec![ProblemKind::Suspicious])
    );
}

#[test]
fn of_two_values_neither_wins() {
    for (path, sides) in [
        ("license-twice.gguf", ["mit", "cc-by-nc-4.0"]),
        ("license-twice.safetensors", ["MIT", "CC-BY-NC-4.0"]),
        ("metadata-twice.safetensors", ["MIT", "CC-BY-NC-4.0"]),
        ("license-twice.onnx", ["MIT", "GPL-3.0-only"]),
        ("yaml-license-twice.md", ["mit", "cc-by-nc-4.0"]),
    ] {
        let header = read(&format!("hostile/{path}"));
        let values: Vec<&str> = header
            .conflicting_licenses()
            .iter()
            .map(|stated| stated.value.as_str())
            .collect();
        assert_eq!(values, sides, "{path}");
        assert!(
            kinds(&header).contains(&ProblemKind::Conflict) && found(&header).is_none(),
            "{path}"
        );
        let parts = header.to_claim_parts();
        assert!(parts.conflict, "{path}");
        assert_eq!(parts.license.expect("both").leaves().count(), 2, "{path}");
    }
}
