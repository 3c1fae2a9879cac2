//! JSON beside weights; the first byte picks the kind.
#![no_main]

use deny_models::evidence::card;
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
    let _ = card::read_sidecar(format, json, None).to_statement_parts();
});
