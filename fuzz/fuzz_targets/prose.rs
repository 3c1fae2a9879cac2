//! The text of a model card, behind a front matter that says nothing.
#![no_main]

use cargo_deny_models::card;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let bytes = [b"---\nlanguage: en\n---\n", body].concat();
    let _ = card::read_card(&bytes).to_claim_parts();
});
