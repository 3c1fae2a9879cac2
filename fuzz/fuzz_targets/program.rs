//! A library and a program that calls it, followed together. Files are parted by lines of `//=`.
#![no_main]

use std::collections::BTreeSet;

use cargo_deny_models_fuzz::World;
use deny_models_scan::{Build, Limits, ParsedPackage, ProgramPackage, link};
use libfuzzer_sys::fuzz_target;

const LIBRARY: &str = "[package]\nname = \"library\"\nversion = \"0.1.0\"\nedition = \"2024\"\n
[dependencies]\nhf-hub = \"0.4\"\n";
const PROGRAM: &str = "[package]\nname = \"program\"\nversion = \"0.1.0\"\nedition = \"2024\"\n
[dependencies]\nlibrary = { path = \"../library\" }\n";
const FILES: [&str; 3] = [
    "library/src/lib.rs",
    "program/src/main.rs",
    "program/build.rs",
];

thread_local! {
    static WORLD: World = World::new(
        &[("library/Cargo.toml", LIBRARY), ("program/Cargo.toml", PROGRAM)],
        &FILES,
    );
}

fuzz_target!(|text: &str| {
    WORLD.with(|world| {
        world.fill(text);
        let limits = Limits::default();
        let package = |name: &str, externs| ProgramPackage {
            parsed: ParsedPackage::read(&world.directory().join(name), None, 1, &limits)
                .expect("readable"),
            externs,
            name: name.to_owned(),
            shown: Vec::new(),
        };
        let packages = vec![
            package("library", Vec::new()),
            package("program", vec![("library".to_owned(), 0)]),
        ];
        let build = Build {
            member: 1,
            features: vec![Some(BTreeSet::new()); 2],
        };
        link(packages, &[build], 1, &limits).expect("followed");
    });
});
