//! Texts that may be licences.
#![no_main]

use deny_models::license;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let _ = license::of_file(text);
    let _ = license::recognise(text);
});
