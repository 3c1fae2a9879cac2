//! JSON beside weights; the first byte picks the kind.
#![no_main]

use cargo_deny_models::card;
use deny_models::evidence::header::Format;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((kind, json)) = bytes.split_first() else {
        return;
    };
    let formats = [
        Format::AdapterConfig,
        Format::ModelConfig,
        Format::PipelineIndex,
        Format::ShardIndex,
    ];
    let format = formats[usize::from(*kind) % formats.len()];
    let header = card::read_sidecar(format, json, None);
    let _ = header.to_claim_parts();
    // What is JSON to others is JSON to the reader, and nothing else is.
    let plain = json.strip_prefix(b"\xef\xbb\xbf").unwrap_or(json);
    let theirs = serde_json::from_slice::<serde_json::Map<String, serde_json::Value>>(plain);
    assert_eq!(header.is_readable(), theirs.is_ok());
});
