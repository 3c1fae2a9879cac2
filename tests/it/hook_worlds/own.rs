//! Where people work on the package: it is judged, with all that is built into it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use cargo_deny_models::graph::host_triple;

use crate::hook_worlds::fixture::{BUILD_RS, HOOK, World, package, pull};
use crate::reach::write_clients;

const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";
const QWEN: &str = "Qwen/Qwen2.5-7B-Instruct";

/// A workspace of a member that pulls a model under failing terms, one that pulls a good one, one that pulls the first
/// with a feature, and one that takes the first member in.
fn workspace() -> World {
    let world = World::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n",
        ),
        (
            "crates/guilty/Cargo.toml",
            &package("guilty", "0.1.0", &format!("{HOOK}{}", pull(LLAMA, ""))),
        ),
        (
            "crates/innocent/Cargo.toml",
            &package("innocent", "0.1.0", &format!("{HOOK}{}", pull(QWEN, ""))),
        ),
        (
            "crates/gated/Cargo.toml",
            &package(
                "gated",
                "0.1.0",
                &format!(
                    "[features]\nllm = []\n\n{HOOK}{}",
                    pull(LLAMA, "feature = \"llm\"\n")
                ),
            ),
        ),
        (
            "crates/user/Cargo.toml",
            &package(
                "user",
                "0.1.0",
                &format!(
                    "[dependencies]\ngated = {{ path = \"../gated\", features = [\"llm\"] }}\n\n{HOOK}"
                ),
            ),
        ),
    ]);
    for name in ["guilty", "innocent", "gated", "user"] {
        world.write(&format!("crates/{name}/src/lib.rs"), "");
        world.write(&format!("crates/{name}/build.rs"), BUILD_RS);
    }
    world
}

#[test]
fn the_guilty_member_fails_and_the_innocent_build() {
    let world = workspace();
    world.cargo(&["generate-lockfile"]).succeeds();
    world.lock();
    world
        .cargo(&["build", "-p", "innocent"])
        .succeeds()
        .does_not_print("warning");
    world
        .cargo(&["build", "-p", "guilty"])
        .fails()
        .prints("error: guilty@0.1.0: [non-osi-model] `guilty` is MIT")
        .prints("(crates/guilty/Cargo.toml:13)");
    // Its own features decide, and those that others turn on.
    world
        .cargo(&["build", "-p", "gated"])
        .succeeds()
        .prints("warning: gated@0.1.0: [feature-gated-model] with feature `llm` on");
    world
        .cargo(&["build", "-p", "gated", "--all-features"])
        .fails()
        .prints("gated@0.1.0: [non-osi-model]");
    world
        .cargo(&["build", "-p", "user"])
        .fails()
        .prints("gated@0.1.0: [non-osi-model]");
    let all = world
        .cargo(&["build", "--workspace", "--keep-going"])
        .fails();
    let all = all
        .prints("error: guilty@0.1.0: [non-osi-model]")
        .prints("error: gated@0.1.0: [non-osi-model]")
        .does_not_print("error: innocent@");
    // A member is to blame for what it takes in, too.
    all.prints(&format!(
        "error: user@0.1.0: [non-osi-model] `user` is MIT, but `{LLAMA}` is governed by llama3.1, which is not \
         OSI-approved, through user 0.1.0 -> gated 0.1.0"
    ));
    world
        .cargo(&[
            "build",
            "-p",
            "innocent",
            "--target",
            &host_triple().expect("a host"),
        ])
        .succeeds()
        .does_not_print("warning");
}

#[test]
fn the_second_build_is_fresh_and_what_decides_is_watched() {
    let world = workspace();
    world.write("deny-models.toml", "[policy]\nrequire = \"osi\"\n");
    world.cargo(&["generate-lockfile"]).succeeds();
    world.lock();
    let build = || world.cargo(&["build", "-p", "innocent", "-v"]);
    let ran = "build-script-build`";
    build().succeeds().prints(ran);
    build()
        .succeeds()
        .does_not_print(ran)
        .prints("Fresh innocent");
    let later = |path: &str| {
        let file = fs::File::options()
            .append(true)
            .open(world.path(path))
            .expect("a file");
        file.set_modified(SystemTime::now()).expect("a time");
    };
    for path in [
        "deny-models.toml",
        "deny-models.lock",
        "Cargo.lock",
        "Cargo.toml",
        "crates/innocent/Cargo.toml",
    ] {
        later(path);
        build().succeeds().prints(ran);
        build().succeeds().does_not_print(ran);
    }
    // The manifest of another member does not count.
    later("crates/guilty/Cargo.toml");
    build().succeeds().does_not_print(ran);
    world.write("deny-models.toml", "[policy]\ndeny = [\"Apache-2.0\"]\n");
    build()
        .fails()
        .prints("[non-osi-model]")
        .prints("which the policy denies");
    world
        .cargo_with(&["build", "-p", "innocent"], &[("DENY_MODELS_HOOK", "off")])
        .succeeds()
        .prints("`innocent` is not checked: DENY_MODELS_HOOK=off");
    world
        .cargo_with(
            &["build", "-p", "innocent"],
            &[("DENY_MODELS_HOOK", "warn")],
        )
        .succeeds()
        .prints("warning: innocent@0.1.0: [non-osi-model]")
        .prints("not failing: the hook is set to warn");
    world
        .cargo_with(
            &["build", "-p", "innocent"],
            &[("DENY_MODELS_HOOK", "maybe")],
        )
        .fails()
        .prints("not one of `off`, `warn` and `deny`");
}

#[test]
fn weights_of_the_package_are_watched_with_their_directory() {
    let world = World::new(&[
        (
            "Cargo.toml",
            &package("weights", "0.1.0", &format!("{HOOK}\n[workspace]\n")),
        ),
        ("src/lib.rs", ""),
        ("build.rs", BUILD_RS),
    ]);
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gguf");
    let take = |to: &str, fixture: &str| {
        let to = world.path(to);
        fs::create_dir_all(to.parent().expect("a parent")).expect("a directory");
        // Not `fs::copy`, which takes the time along on some systems.
        fs::write(to, fs::read(fixtures.join(fixture)).expect("a fixture")).expect("written");
    };
    let build = || world.cargo(&["build", "-v"]);
    let ran = "build-script-build`";
    take("models/a.gguf", "no-license.gguf");
    world.cargo(&["generate-lockfile"]).succeeds();
    world.lock();
    build().succeeds().prints(ran);
    build().succeeds().does_not_print(ran);
    // Its header is read anew, whatever the lock has of it.
    take("models/a.gguf", "finetune-licensed.gguf");
    build()
        .fails()
        .prints("[unknown-license]")
        .prints("models/a.gguf");
    take("models/a.gguf", "no-license.gguf");
    build().succeeds().prints(ran);
    build().succeeds().does_not_print(ran);
    take("models/b.gguf", "no-license.gguf");
    build()
        .succeeds()
        .prints(ran)
        .prints("[stale-lock] not checked: `models/b.gguf`, weights that neither the manifest nor");
    fs::remove_file(world.path("models/b.gguf")).expect("removed");
    build().succeeds().prints(ran).does_not_print("not checked");
    build().succeeds().does_not_print(ran);
    world.write("models/LICENSE", &"All rights reserved. ".repeat(20));
    build()
        .fails()
        .prints("[unknown-license]")
        .prints("models/a.gguf");
}

#[test]
fn what_code_reaches_decides_until_it_is_edited() {
    let on_depot = format!("[dependencies]\ndepot = {{ path = \"../depot\" }}\n\n{HOOK}");
    let on_hub = "[dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n";
    let depot = format!(
        "pub fn load(id: &str) {{\n    hf_hub::api::sync::Api::new().unwrap().model(id.to_string()).get(\"x\").unwrap();\n}}\n\
         pub fn llama() {{ load(\"{LLAMA}\") }}\n"
    );
    let main = |body: &str| format!("fn main() {{\n    {body}\n}}\n");
    let world = World::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"shop\"]\nexclude = [\"depot\", \"clients\"]\nresolver = \"2\"\n",
        ),
        ("shop/Cargo.toml", &package("shop", "0.1.0", &on_depot)),
        (
            "shop/src/main.rs",
            &main(&format!("depot::load(\"{QWEN}\");")),
        ),
        ("shop/build.rs", BUILD_RS),
        ("depot/Cargo.toml", &package("depot", "0.1.0", on_hub)),
        ("depot/src/lib.rs", &depot),
    ]);
    write_clients(&world.path(""));
    world.cargo(&["generate-lockfile"]).succeeds();
    world.lock();
    let build = || world.cargo(&["build", "-v"]);
    let ran = "build-script-build`";
    // Nobody calls what pulls the other model.
    build()
        .succeeds()
        .prints(ran)
        .does_not_print("[stale-lock]")
        .does_not_print(LLAMA);
    build().succeeds().does_not_print(ran);
    let edited = main(&format!("depot::load(\"{QWEN}\"); depot::llama();"));
    world.write("shop/src/main.rs", &edited);
    build()
        .fails()
        .prints("[stale-lock] not checked: what the code of `shop` reaches, because the sources of `shop` changed")
        .prints("[non-osi-model] `shop` is MIT");
    world.lock();
    build()
        .fails()
        .prints("[non-osi-model] `shop` is MIT")
        .does_not_print("not checked");
    // Code of a package that is a directory counts as well.
    world.write(
        "shop/src/main.rs",
        &main(&format!("depot::load(\"{QWEN}\");")),
    );
    world.lock();
    build().succeeds().does_not_print("[stale-lock]");
    world.write("depot/src/more.rs", "");
    world.write("depot/src/lib.rs", &format!("mod more;\n{depot}"));
    build()
        .fails()
        .prints("because the sources of `depot` changed");
}

/// A package that takes in two of a registry.
fn with_dependencies() -> World {
    World::new(&[
        (
            "Cargo.toml",
            &package(
                "app",
                "0.1.0",
                &format!("[dependencies]\nloader = \"1\"\nquiet = \"1\"\n\n{HOOK}\n[workspace]\n"),
            ),
        ),
        ("src/lib.rs", ""),
        ("build.rs", BUILD_RS),
        (
            "deny-models.toml",
            &format!("[[crate]]\nname = \"loader\"\nuses = [\"{LLAMA}\"]\nfeature = [\"extra\"]\n"),
        ),
    ])
}

#[test]
fn what_the_lock_does_not_cover_is_said() {
    let world = with_dependencies();
    let build = |args: &[&str]| world.cargo(&[&["build"], args].concat());
    build(&[])
        .succeeds()
        .prints("warning: app@0.1.0: [stale-lock] not checked: the sources of `app` and")
        .prints("because there is no deny-models.lock");
    world.lock();
    // The first lock cannot be watched before it is there, so `lock` wakes the hooks.
    build(&[]).succeeds().does_not_print("stale-lock");
    let lock = world.read("deny-models.lock");
    assert!(lock.contains("\"quiet 1.0.0 "), "{lock}");
    let line = lock
        .lines()
        .find(|line| line.contains("\"quiet 1.0.0 "))
        .expect("a line");
    let gone = lock.replace(&format!("{line}\n"), "");
    world.write("deny-models.lock", &gone);
    build(&[])
        .succeeds()
        .prints("[stale-lock] not checked: its dependency `quiet 1.0.0`, because deny-models.lock does not cover them");
    // Another checksum is another package.
    world.write(
        "deny-models.lock",
        &lock.replace("\"quiet 1.0.0 ", "\"quiet 1.0.0 00"),
    );
    build(&[]).succeeds().prints("its dependency `quiet 1.0.0`");
    // The policy sets its level.
    let policy = world.read("deny-models.toml");
    let louder = |level: &str| format!("{policy}[lints]\nstale-lock = \"{level}\"\n");
    world.write("deny-models.toml", &louder("deny"));
    build(&[])
        .fails()
        .prints("error: app@0.1.0: [stale-lock] not checked");
    world.write("deny-models.toml", &louder("allow"));
    build(&[]).succeeds().does_not_print("stale-lock");
}

/// Adds a crate that only Windows needs, from a registry of its own; gives the file that is its archive.
fn add_for_windows(world: &World) -> std::path::PathBuf {
    world.write(
        "alt/source/Cargo.toml",
        &package("only-windows", "1.0.0", "[workspace]\n"),
    );
    world.write("alt/source/src/lib.rs", "");
    let packaged = Command::new(env!("CARGO"))
        .args(["package", "--no-verify", "--allow-dirty", "--offline"])
        .current_dir(world.path("alt/source"))
        .env("CARGO_TARGET_DIR", world.path("alt/target"))
        .output()
        .expect("cargo runs");
    assert!(
        packaged.status.success(),
        "{}",
        String::from_utf8_lossy(&packaged.stderr)
    );
    let archive = world.path("alt/only-windows-1.0.0.crate");
    fs::copy(
        world.path("alt/target/package/only-windows-1.0.0.crate"),
        &archive,
    )
    .expect("copied");
    let sum = deny_models::digest::sha256(&fs::read(&archive).expect("an archive"));
    world.write(
        "alt/index/on/ly/only-windows",
        &format!(
            "{{\"name\":\"only-windows\",\"vers\":\"1.0.0\",\"deps\":[],\"cksum\":\"{sum}\",\"features\":{{}},\"yanked\":false}}\n"
        ),
    );
    let config = world.read(".cargo/config.toml");
    world.write(
        ".cargo/config.toml",
        &format!(
            "{config}[registries.alt]\nindex = \"sparse+https://alt.example/\"\n[source.alt]\n\
             registry = \"sparse+https://alt.example/\"\nreplace-with = \"alt-disk\"\n[source.alt-disk]\n\
             local-registry = \"alt\"\n"
        ),
    );
    let manifest = world.read("Cargo.toml");
    let target = "[target.'cfg(windows)'.dependencies]\nonly-windows = { version = \"1\", registry = \"alt\" }\n";
    world.write("Cargo.toml", &format!("{manifest}\n{target}"));
    archive
}

#[test]
#[cfg_attr(windows, ignore = "the other target is the host")]
fn features_of_dependencies_count_and_other_targets_need_not_be_at_hand() {
    let world = with_dependencies();
    let archive = add_for_windows(&world);
    world.cargo(&["generate-lockfile"]).succeeds();
    world.lock();
    fs::remove_file(archive).expect("removed");
    // A home in which nothing was ever unpacked. `cargo metadata` needs the packages for Windows; the hook does not.
    let home = world.path("../fresh home");
    let fresh = [("CARGO_HOME", home.to_str().expect("UTF-8"))];
    world
        .cargo_with(&["metadata", "--offline", "--format-version", "1"], &fresh)
        .fails();
    world
        .cargo_with(&["build", "--offline"], &fresh)
        .succeeds()
        .does_not_print("warning");
    let manifest = world.read("Cargo.toml");
    let feature = "loader = { version = \"1\", features = [\"extra\"] }";
    world.write("Cargo.toml", &manifest.replace("loader = \"1\"", feature));
    world
        .cargo_with(&["build", "--offline"], &fresh)
        .fails()
        .prints("error: app@0.1.0: [non-osi-model]")
        .prints("through app 0.1.0 -> loader 1.0.0");
}

#[test]
fn dates_fail_nothing() {
    let world = workspace();
    world.write(
        "deny-models.toml",
        &format!(
            "[[exception]]\nmodel = \"{LLAMA}\"\nlicense = \"llama3.1\"\nreason = \"internal\"\nuntil = 2020-01-01\n"
        ),
    );
    world.cargo(&["generate-lockfile"]).succeeds();
    world.lock();
    world
        .cargo(&["build", "-p", "guilty"])
        .succeeds()
        .prints("warning: guilty@0.1.0: [expired-exception]");
    for epoch in ["1", "253402300799", "no-number"] {
        world
            .cargo_with(&["build", "-p", "guilty"], &[("SOURCE_DATE_EPOCH", epoch)])
            .succeeds();
    }
}

#[test]
fn old_promises_are_kept_in_old_words() {
    let world = workspace();
    let path = "crates/guilty/Cargo.toml";
    let manifest = world.read(path);
    world.write(
        path,
        &manifest.replace(
            "edition = \"2021\"",
            "edition = \"2021\"\nrust-version = \"1.70\"",
        ),
    );
    world
        .cargo(&["build", "-p", "guilty"])
        .fails()
        .prints("warning: guilty@0.1.0: error: [non-osi-model]")
        .prints("--- stderr\n  error: [non-osi-model]")
        .does_not_print("syntax for build script output");
}

#[test]
fn the_builder_is_heard() {
    let world = workspace();
    world.cargo(&["generate-lockfile"]).succeeds();
    world.lock();
    world.write(
        "crates/guilty/strict.toml",
        "[[exception]]\ncrate = \"guilty\"\nreason = \"r\"\nuntil = 2099-01-01\n",
    );
    let script = |call: &str| {
        world.write(
            "crates/guilty/build.rs",
            &format!("use deny_models::hook::{{Check, Mode}};\nfn main() {{\n    let _ = Mode::Warn;\n    Check::new(){call}.run();\n}}\n"),
        );
        world.cargo(&["build", "-p", "guilty"])
    };
    script(".mode(Mode::Warn)")
        .succeeds()
        .prints("warning: guilty@0.1.0: [non-osi-model]");
    script(".policy(\"strict.toml\")")
        .succeeds()
        .does_not_print("non-osi-model");
    script(".policy(\"none.toml\")")
        .fails()
        .prints("deny-models could not check: there is no file");
    script(".graph(false)").fails().prints("[non-osi-model]");
}
