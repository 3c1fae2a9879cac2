//! ONNX, and what calls itself so.
#![no_main]

use std::io::Cursor;

use deny_models::evidence::header;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = header::read("model.onnx", Cursor::new(bytes)).to_claim_parts();
});
