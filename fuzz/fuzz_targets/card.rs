//! Model cards.
#![no_main]

use cargo_deny_models::card;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let _ = card::read_card(bytes).to_claim_parts();
});
