//! Sources of a crate that is scanned: Rust, a build script, data and scripts that code names. Files are parted by lines
//! of `//=`.
#![no_main]

use cargo_deny_models_fuzz::World;
use deny_models_scan::{ScanOptions, scan_crate};
use libfuzzer_sys::fuzz_target;

const MANIFEST: &str = "[package]\nname = \"fuzzed\"\nversion = \"0.1.0\"\nedition = \"2024\"\n
[dependencies]\nhf-hub = \"0.4\"\nureq = \"3\"\nfastembed = \"5\"\n";
const FILES: [&str; 6] = [
    "src/lib.rs",
    "src/other.rs",
    "build.rs",
    "models.toml",
    "models.csv",
    "fetch.sh",
];

thread_local! {
    static WORLD: World = World::new(&[("Cargo.toml", MANIFEST)], &FILES);
}

fuzz_target!(|text: &str| {
    WORLD.with(|world| {
        world.fill(text);
        let options = ScanOptions {
            threads: 1,
            ..ScanOptions::default()
        };
        scan_crate(world.directory(), &options).expect("readable");
    });
});
