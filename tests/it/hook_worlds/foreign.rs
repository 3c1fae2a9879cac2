//! Builds of other people: the hook prints why it does nothing, and breaks nothing.

use std::fs;

use crate::hook_worlds::fixture::{BUILD_RS, HOOK, World, package, pull};

const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";

fn guilty() -> World {
    World::new(&[
        (
            "Cargo.toml",
            &package("guilty", "0.1.0", &format!("{HOOK}{}", pull(LLAMA, ""))),
        ),
        ("src/lib.rs", ""),
        ("build.rs", BUILD_RS),
    ])
}

#[test]
fn a_vendored_dependency_breaks_nobody() {
    let files = [
        (
            "Cargo.toml",
            package(
                "app",
                "0.1.0",
                "[dependencies]\nhooked = \"1\"\n\n[workspace]\n",
            ),
        ),
        ("src/lib.rs", String::new()),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let world = World::new(&files);
    world
        .cargo(&["build", "-vv"])
        .succeeds()
        .prints("`hooked` is not checked here: it comes from a vendored tree");
    // Committed beside the code, it lies in a checkout, as vendored trees do.
    let world = World::vendoring(&files);
    world.check_out();
    world.write(
        ".cargo/config.toml",
        "[source.crates-io]\nreplace-with = \"disk\"\n[source.disk]\ndirectory = \"third party/vendor\"\n",
    );
    world
        .cargo(&["build", "-vv"])
        .succeeds()
        .prints("`hooked` is not checked here: it comes from a vendored tree");
}

#[test]
fn an_unpacked_package_is_left_alone_and_a_checkout_is_not() {
    let world = guilty();
    world
        .cargo(&["build"])
        .fails()
        .prints("error: guilty@0.1.0: [non-osi-model]");
    for marker in [
        ".cargo_vcs_info.json",
        ".cargo-ok",
        "Cargo.toml.orig",
        ".cargo-checksum.json",
    ] {
        world.write(marker, "{\"files\":{}}");
        world.cargo(&["clean", "-p", "guilty"]);
        world
            .cargo(&["build"])
            .succeeds()
            .prints("warning: guilty@0.1.0: deny-models: `guilty` is not checked here");
        fs::remove_file(world.path(marker)).expect("removed");
    }
    world.check_out();
    for marker in [".cargo_vcs_info.json", ".cargo-ok", "Cargo.toml.orig"] {
        world.write(marker, "{}");
        world.cargo(&["clean", "-p", "guilty"]);
        world
            .cargo(&["build"])
            .fails()
            .prints("error: guilty@0.1.0: [non-osi-model]");
    }
}

#[test]
fn a_member_with_the_mark_of_a_vendored_tree_is_a_member() {
    let world = World::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"guilty\"]\nresolver = \"2\"\n",
        ),
        (
            "guilty/Cargo.toml",
            &package("guilty", "0.1.0", &format!("{HOOK}{}", pull(LLAMA, ""))),
        ),
        ("guilty/src/lib.rs", ""),
        ("guilty/build.rs", BUILD_RS),
        ("guilty/.cargo-checksum.json", "{\"files\":{}}"),
    ]);
    world.check_out();
    world
        .cargo(&["build"])
        .fails()
        .prints("error: guilty@0.1.0: [non-osi-model]");
}

#[test]
fn docs_rs_is_left_alone() {
    let world = guilty();
    world
        .cargo_with(&["build"], &[("DOCS_RS", "1")])
        .succeeds()
        .prints("docs.rs builds documentation only");
}

#[test]
fn under_cargo_package_the_policy_may_be_out_of_sight() {
    let world = World::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"guilty\"]\nresolver = \"2\"\n",
        ),
        (
            "guilty/Cargo.toml",
            &package("guilty", "0.1.0", &format!("{HOOK}{}", pull(LLAMA, ""))),
        ),
        ("guilty/src/lib.rs", ""),
        ("guilty/build.rs", BUILD_RS),
        (
            "deny-models.toml",
            &format!(
                "[[exception]]\nmodel = \"{LLAMA}\"\nreason = \"internal\"\nuntil = 2099-01-01\n"
            ),
        ),
    ]);
    let package = |variables: &[(&str, &str)]| {
        let args = ["package", "-p", "guilty", "--allow-dirty", "--offline"];
        world.cargo(&["clean", "-p", "guilty"]);
        world.cargo_with(&args, variables)
    };
    package(&[])
        .succeeds()
        .prints("warning: guilty@0.1.0: [non-osi-model]")
        .prints(
            "not failing: the policy is out of sight of `cargo package`; set DENY_MODELS_POLICY",
        );
    let path = world.path("deny-models.toml");
    let path = path.to_str().expect("UTF-8");
    package(&[("DENY_MODELS_POLICY", path)])
        .succeeds()
        .does_not_print("non-osi-model");
    package(&[("DENY_MODELS_POLICY", "/no/such/policy.toml")])
        .fails()
        .prints("DENY_MODELS_POLICY names");
    // One in the package counts, and fails.
    world.write("guilty/deny-models.toml", "[policy]\nrequire = \"osi\"\n");
    package(&[]).fails().prints("guilty@0.1.0: [non-osi-model]");
}
