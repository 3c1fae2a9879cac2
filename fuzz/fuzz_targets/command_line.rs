//! What the scan reads beside Rust: command lines, one word a line, programs in Python, scripts and tables; the first byte
//! picks.
#![no_main]

use deny_models_scan::readers::{command_line, python, script, table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Some((kind, text)) = text.split_at_checked(1) else {
        return;
    };
    match kind {
        "l" => {
            let words: Vec<&str> = text.split('\n').collect();
            let _ = command_line(&words);
        }
        "p" => {
            let _ = python(text);
        }
        "s" => {
            let _ = script(text);
        }
        _ => {
            for path in ["t.json", "t.toml", "t.csv", "t.yaml", "t.txt"] {
                let _ = table(path, text);
            }
        }
    }
});
