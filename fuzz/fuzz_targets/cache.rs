//! Entries of the scan cache. The digest is put before what starts with `{`, so that not only it is tested.
#![no_main]

use cargo_deny_models::cache::read_entry;
use deny_models::digest::sha256;
use deny_models_scan::{Linked, Scan};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let whole = if text.starts_with('{') {
        format!("{}\n{text}", sha256(text.as_bytes()))
    } else {
        text.to_owned()
    };
    let _ = read_entry::<Scan>(&whole);
    let _ = read_entry::<Vec<Linked>>(&whole);
});
