//! Policies, the metadata of manifests, and what a `Cargo.toml` says itself.
#![no_main]

use deny_models::cargo_toml::CargoToml;
use deny_models::date::Date;
use deny_models::manifest::Manifest;
use deny_models::policy::Policy;
use deny_models::source::SourceFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let source = SourceFile::new("deny-models.toml", text);
    let today = Date::new(2026, 11, 25).expect("a day");
    if let Ok(policy) = Policy::parse(&source, today) {
        let _ = policy.gate();
    }
    let _ = Manifest::parse(&source);
    let _ = CargoToml::read(&source);
});
