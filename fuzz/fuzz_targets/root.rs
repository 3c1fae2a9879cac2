//! The workspace that a package belongs to, by manifests of its own, beside it and above. Files are parted by lines of `//=`.
#![no_main]

use cargo_deny_models_fuzz::World;
use deny_models::hook::readers::root;
use libfuzzer_sys::fuzz_target;

const FILES: [&str; 3] = [
    "Cargo.toml",
    "crates/one/Cargo.toml",
    "crates/two/Cargo.toml",
];

thread_local! {
    static WORLD: World = World::new(&[], &FILES);
}

fuzz_target!(|text: &str| {
    WORLD.with(|world| {
        world.fill(text);
        let (found, alone) = root(&world.directory().join("crates/one"));
        assert!(alone || found.is_absolute());
    });
});
