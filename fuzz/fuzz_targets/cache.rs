//! Entries of the scan cache: as they are, and with the digest that belongs to them, so that not only it is tested.
#![no_main]

use cargo_deny_models::cache::read_entry;
use deny_models_scan::{Linked, ParsedPackage, Scan};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

fuzz_target!(|data: &[u8]| {
    let _ = read_entry::<Scan>(data);
    let whole = [&Sha256::digest(data)[..], data].concat();
    let _ = read_entry::<Scan>(&whole);
    let _ = read_entry::<Vec<Linked>>(&whole);
    let _ = read_entry::<ParsedPackage>(&whole);
});
