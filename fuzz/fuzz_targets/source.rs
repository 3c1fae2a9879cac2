//! Sources of a crate that is scanned. Files are parted by lines that start with `//= ` and a name.
#![no_main]

use std::cell::OnceCell;
use std::fs;

use camino::Utf8PathBuf;
use deny_models_scan::{ScanOptions, scan_crate};
use libfuzzer_sys::fuzz_target;

const FILES: [&str; 4] = ["src/lib.rs", "src/other.rs", "build.rs", "models.toml"];

thread_local! {
    static DIR: OnceCell<Utf8PathBuf> = const { OnceCell::new() };
}

fuzz_target!(|text: &str| {
    DIR.with(|dir| {
        let dir = dir.get_or_init(|| {
            let name = format!("deny-models-fuzz-{}", std::process::id());
            let dir = Utf8PathBuf::try_from(std::env::temp_dir().join(name)).expect("UTF-8");
            fs::create_dir_all(dir.join("src")).expect("a directory");
            let manifest =
                "[package]\nname = \"fuzzed\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
            fs::write(dir.join("Cargo.toml"), manifest).expect("a file");
            dir
        });
        let mut parts = text.split("\n//=\n");
        for name in FILES {
            fs::write(dir.join(name), parts.next().unwrap_or_default()).expect("a file");
        }
        scan_crate(dir, &ScanOptions::default()).expect("readable");
    });
});
