//! What states the terms of files in a package: REUSE, notices, patterns, licence files; the first byte picks.
#![no_main]

use deny_models::evidence::{glob, names, notice, reuse, text as texts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some((kind, text)) = text.split_at_checked(1) else {
        return;
    };
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    match kind {
        "r" => {
            if let Ok(annotations) = reuse::read_toml(text) {
                let _ = reuse::license_of(&annotations, "models/a.onnx");
            }
        }
        "5" => {
            let _ = reuse::license_of(&reuse::read_dep5(text), "models/a.onnx");
        }
        "g" => {
            let narrow = glob::fits(first, rest, false);
            assert!(!narrow || glob::fits(first, rest, true));
        }
        "n" => {
            let _ = notice::about(rest, first);
        }
        _ => {
            let _ = (names::is_terms(first), names::statement(first));
            let _ = texts::spdx_lines(rest);
            let _ = texts::license_file(first, rest.as_bytes()).to_claim_parts();
        }
    }
});
