//! What the owner of a workspace states, and whom findings blame: small workspaces cut from public reports.

use crate::support::{Project, Run, command};

fn run_cold(project: &Project, args: &[&str]) -> Run {
    let cold = project.path("cold");
    Run::of(command(project.path("").as_path(), args).env("CARGO_HOME", cold))
}

/// <https://github.com/mitsuhiko/insta/pull/661>, <https://github.com/can1357/oh-my-pi/pull/9156>: offline with nothing
/// downloaded, and a registry that no configuration knows.
#[test]
fn the_words_of_cargo_are_read_line_by_line() {
    let manifest = "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\
                    [dependencies]\nast-grep-core = \"0.39\"\n";
    let project = Project::package(manifest);
    let run = run_cold(&project, &["--offline"]).expect(2);
    assert!(!run.stderr.contains("\\n"), "{}", run.stderr);
    run.prints(&[
        "error: `cargo metadata --format-version 1 --all-features --color never --offline` failed\n",
        " = note: no matching package named `ast-grep-core` found\n",
        "\n         location searched: crates.io index\n",
        " = help: run `cargo fetch` while online\n",
        "error: could not check",
    ]);
    let corp = "\n[dependencies.corp]\nversion = \"1\"\nregistry = \"corp\"\n";
    project.write("Cargo.toml", &format!("{manifest}{corp}"));
    let run = run_cold(&project, &["--offline"]).expect(2);
    assert!(!run.stderr.contains("\\n"), "{}", run.stderr);
    let run = run.prints(&[
        "= note: failed to parse manifest at `",
        "\n         Caused by:\n           registry index was not found in any configuration: `corp`\n",
        "= help: ",
    ]);
    assert!(run.stdout.is_empty());
    // A text of others in cargo's message stays text.
    project.write(
        "Cargo.toml",
        "[package]\nname = \"\u{1b}[31m\"\nversion = \"1\"\n",
    );
    let run = run_cold(&project, &["--offline"]).expect(2);
    assert!(!run.stderr.contains('\u{1b}'), "{}", run.stderr);
    let annotated = run_cold(&project, &["--offline", "--format", "github"]).expect(2);
    let commands = annotated
        .stdout
        .lines()
        .filter(|line| line.starts_with("::"));
    assert_eq!(commands.count(), 1, "{}", annotated.stdout);
}

#[test]
fn an_unknown_target_is_reported_in_the_words_of_rustc() {
    let project = Project::package(&manifest("app", "license = \"MIT\"\n"));
    let run = project.run(&["--target", "foo"]).expect(2);
    assert!(!run.stderr.contains("\\n"), "{}", run.stderr);
    run.prints(&[
        "error: cannot query the configuration of the target `foo`\n",
        "= note: error loading target specification: could not find specification for target \"foo\"\n",
        "= help: `rustc --print target-list` lists the targets that are built in\n",
    ]);
}

fn manifest(name: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{rest}")
}

fn member(name: &str, rest: &str) -> String {
    manifest(name, &format!("license = \"MIT\"\n{rest}"))
}

const LLAMA: &str = "meta-llama/Llama-3.2-1B-Instruct";

fn stating(model: &str) -> String {
    format!("[[package.metadata.deny-models.model]]\nid = \"{model}\"\n")
}

/// <https://github.com/EmbarkStudios/cargo-deny/issues/792>: features are not unified over members, and a member that does
/// not turn the feature on is not blamed.
#[test]
fn a_member_is_judged_by_the_features_that_it_turns_on() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"core\", \"cli\", \"studio\"]\nresolver = \"3\"\n",
        ),
        (
            "cli/Cargo.toml",
            &member(
                "cli",
                "[dependencies]\ncore-models = { path = \"../core\" }\n",
            ),
        ),
        ("cli/src/main.rs", "fn main() {}\n"),
        (
            "core/Cargo.toml",
            &member("core-models", "[features]\nchat = []\n"),
        ),
        (
            "core/src/lib.rs",
            "#[cfg(feature = \"chat\")]\npub fn chat_model() -> &'static str {\n    let api = hf_hub::api::sync::Api::new().unwrap();\n    \
             let repo = api.model(\"meta-llama/Llama-3.2-3B-Instruct\".to_string());\n    let _ = repo.get(\"model.safetensors\");\n    \"ok\"\n}\n",
        ),
        (
            "studio/Cargo.toml",
            &member(
                "studio",
                "publish = false\n[dependencies]\ncore-models = { path = \"../core\", features = [\"chat\"] }\n",
            ),
        ),
        (
            "studio/src/main.rs",
            "fn main() { core_models::chat_model(); }\n",
        ),
    ]);
    let run = project.run(&["--format", "json"]).expect(1);
    let codes = run.codes();
    assert_eq!(
        codes,
        [
            "feature-gated-model:warn:core-models",
            "non-osi-model:deny:studio"
        ]
    );
    let run = project.run(&[]).expect(1);
    run.prints(&[
        " --> studio/Cargo.toml:8:1\n",
        "8 | core-models = { path = \"../core\", features = [\"chat\"] }\n  | ^^^^^^^^^^^ pulls the model",
        "studio 0.1.0 -> core-models 0.1.0, with feature `chat`",
    ]);
    project.run(&["-p", "cli"]).expect(0);
}

/// <https://github.com/EmbarkStudios/cargo-deny/issues/708>: a verdict for what gets published alone.
#[test]
fn members_that_are_not_published_can_be_left_out() {
    let inherited = "publish.workspace = true\n";
    let dependency = "[dependencies]\noptlib = { path = \"../lib\" }\n";
    let unpublished =
        |name: &str| member(name, &format!("{inherited}{}{dependency}", stating(LLAMA)));
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"lib\", \"examples-pkg\", \"demos\"]\nresolver = \"3\"\n[workspace.package]\npublish = false\n",
        ),
        (
            "lib/Cargo.toml",
            &member(
                "optlib",
                "[dev-dependencies]\nexamples-pkg = { path = \"../examples-pkg\" }\n",
            ),
        ),
        ("lib/src/lib.rs", ""),
        ("examples-pkg/Cargo.toml", &unpublished("examples-pkg")),
        ("examples-pkg/src/lib.rs", ""),
        ("demos/Cargo.toml", &unpublished("demos-one")),
        ("demos/src/lib.rs", ""),
    ]);
    let codes = project.run(&["--format", "json"]).expect(1).codes();
    assert_eq!(
        codes,
        [
            "non-osi-model:deny:demos-one",
            "non-osi-model:deny:examples-pkg",
            "non-osi-model:note:optlib"
        ]
    );
    let left_out = "2 members with `publish = false` are not judged: `demos-one`, `examples-pkg`";
    project
        .run(&["--exclude-unpublished"])
        .expect(0)
        .prints(&[left_out, "ok: 1 member (1 gated)"]);
    project.write("deny-models.toml", "[policy]\nunpublished = \"ignore\"\n");
    project
        .run(&[])
        .expect(0)
        .prints(&[left_out, "; policy deny-models.toml\n"]);
    // One that is named is judged.
    project.run(&["-p", "demos-one"]).expect(1);
    project
        .run(&["-p", "demos-one", "--exclude-unpublished"])
        .expect(2)
        .prints(&["every selected member is excluded"]);
    project.write("deny-models.toml", "[policy]\nunpublished = \"gate\"\n");
    project.run(&[]).expect(1);
    project.write("deny-models.toml", "[policy]\nunpublished = \"hide\"\n");
    project
        .run(&[])
        .expect(2)
        .prints(&["deny-models.toml:2:15"]);
}

/// A policy in the directory of a member loosens nothing, wherever the command runs.
#[test]
fn the_policy_is_that_of_the_workspace_root() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"lib\"]\nresolver = \"2\"\n",
        ),
        ("app/Cargo.toml", &member("app", &stating(LLAMA))),
        ("app/src/lib.rs", ""),
        ("lib/Cargo.toml", &member("lib", "")),
        ("lib/src/lib.rs", ""),
        ("app/deny-models.toml", "[policy]\nallow = [\"llama3.2\"]\n"),
    ]);
    let note = "`app/deny-models.toml` is not read: the policy is that of the workspace root";
    for directory in ["", "app", "app/src", "lib"] {
        let run = crate::support::run_in(&project.path(directory), &[]).expect(1);
        run.prints(&[note, "error[non-osi-model]"]);
    }
    project
        .run(&["--manifest-path", "app/Cargo.toml"])
        .expect(1);
    project.write(
        ".cargo/deny-models.toml",
        "[policy]\nallow = [\"llama3.2\"]\n",
    );
    for (directory, shown) in [
        ("", "; policy .cargo/deny-models.toml\n"),
        ("app", "; policy ../.cargo/deny-models.toml\n"),
    ] {
        let run = crate::support::run_in(&project.path(directory), &[]).expect(0);
        run.prints(&["ok: 2 members", shown]);
    }
    let github = project.run(&["--format", "github"]).expect(0);
    assert!(
        github.stdout.contains("; policy .cargo/deny-models.toml\n"),
        "{}",
        github.stdout
    );
    project.write("deny-models.toml", "");
    let run = crate::support::run_in(&project.path("app"), &[]).expect(2);
    run.prints(&["two policies: `", "keep one of them"]);
}

const MIT: &str = include_str!("../../LICENSE-MIT");
const APACHE: &str = include_str!("../../LICENSE-APACHE");

fn hub_call(model: &str) -> String {
    format!(
        "fn main() {{ hf_hub::api::sync::Api::new().unwrap().model(\"{model}\".to_string()).get(\"model.safetensors\").unwrap(); }}\n"
    )
}

/// An application whose Cargo.toml files state no licence, and whose LICENSE is the MIT text without title and year.
#[test]
fn the_licence_text_at_the_root_gates_members_that_state_none() {
    let body = MIT.find("Permission is hereby granted").expect("the text");
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"a\", \"b\", \"c\"]\nresolver = \"2\"\n",
        ),
        ("LICENSE", &MIT[body..]),
        ("a/Cargo.toml", &manifest("a", "publish = false\n")),
        (
            "a/src/main.rs",
            &hub_call("meta-llama/Llama-3.1-8B-Instruct"),
        ),
        ("b/Cargo.toml", &manifest("b", "publish = false\n")),
        ("b/src/main.rs", "fn main() {}\n"),
        ("c/Cargo.toml", &manifest("c", "publish = false\n")),
        ("c/src/main.rs", "fn main() {}\n"),
    ]);
    let codes = project.run(&["--format", "json"]).expect(1).codes();
    assert_eq!(codes, ["non-osi-model:deny:a"]);
    project.run(&[]).expect(1).prints(&[
        "error[non-osi-model]: `a` is MIT, but `meta-llama/Llama-3.1-8B-Instruct` is governed by llama3.1",
        "LICENSE:1:1",
        "by which the crate is gated",
        "the Cargo.toml of `a` states no licence; MIT is the text of `LICENSE` at the workspace root",
        "3 members (3 gated)",
    ]);
    // The text of the package comes before that of the root, and either may be what is protected.
    project.write("a/LICENSE-APACHE", APACHE);
    project
        .run(&[])
        .expect(1)
        .prints(&["`a` is Apache-2.0, but", "text of `LICENSE-APACHE`\n"]);
    project.write("a/LICENSE-MIT", MIT);
    project
        .run(&[])
        .expect(1)
        .prints(&["`a` is Apache-2.0 OR MIT, but"]);
    project.run(&["--protect", "MIT"]).expect(1);
    // It gates and licenses no weights.
    std::fs::copy(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/fixtures/onnx/no-metadata.onnx"),
        project.path("c/model.onnx"),
    )
    .expect("copied");
    project.write("c/src/main.rs", "const M: &[u8] = include_bytes!(\"../model.onnx\");\nfn main() { print!(\"{}\", M.len()) }\n");
    let codes = project
        .run(&["-p", "c", "--format", "json"])
        .expect(1)
        .codes();
    assert!(
        codes.contains(&"unknown-license:deny:c".to_owned()),
        "{codes:?}"
    );
}

#[test]
fn members_without_any_licence_are_one_finding() {
    let names = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    let project = Project::new(&[(
        "Cargo.toml",
        "[workspace]\nmembers = [\"m-*\", \"lib\"]\nresolver = \"2\"\n",
    )]);
    for name in names {
        project.write(
            &format!("m-{name}/Cargo.toml"),
            &manifest(&format!("m-{name}"), ""),
        );
        project.write(&format!("m-{name}/src/lib.rs"), "");
    }
    project.write("lib/Cargo.toml", &member("lib", ""));
    project.write("lib/src/lib.rs", "");
    project.write("LICENSE", "Ask the authors.");
    let run = project.run(&["--format", "json"]).expect(0);
    assert_eq!(run.codes(), ["crate-without-license:warn:-"]);
    let run = project.run(&[]).expect(0).prints(&[
        "warning[crate-without-license]: 10 members state no licence, so they are not gated\n",
        "11 members (1 gated)",
        "1 warning",
    ]);
    for name in names {
        assert!(
            run.stderr.contains(&format!("`m-{name} 0.1.0`")),
            "{name}: {}",
            run.stderr
        );
    }
    project.run(&["--strict"]).expect(1);
}

/// Exceptions bind to a finding, a version and a text; what sources state against each other is never excepted.
#[test]
fn an_exception_is_for_what_it_names() {
    let project = Project::package(&member("app", &stating(LLAMA)));
    let exception = |keys: &str| {
        let dates = "reason = \"internal\"\nuntil = 2027-01-01\n";
        project.write(
            "deny-models.toml",
            &format!("[[exception]]\n{keys}\n{dates}"),
        );
        project.run_on("2026-11-26", &[])
    };
    exception("crate = \"app\"").expect(0);
    exception("crate = \"app\"\nversion = \"0.1\"").expect(0);
    exception("crate = \"app\"\ncode = \"non-osi-model\"\nlicense = \"llama3.2\"").expect(0);
    exception("crate = \"app\"\nversion = \"0.2\"")
        .expect(1)
        .prints(&["matches no finding"]);
    exception("crate = \"app\"\ncode = \"unknown-license\"")
        .expect(1)
        .prints(&[
            "`non-osi-model` is found there, which `code` has to name",
            "help: set `code = \"non-osi-model\"` where that is what it accepts, or delete the exception",
        ]);
    let digest = "a".repeat(64);
    exception(&format!("crate = \"app\"\nlicense-sha256 = \"{digest}\""))
        .expect(1)
        .prints(&[
            "the governing licence is not in a text with that SHA-256",
            "deny-models.toml:3:18",
        ]);
    for code in [
        "license-mismatch",
        "license-drift",
        "malformed-artifact",
        "unused-exception",
    ] {
        exception(&format!("crate = \"app\"\ncode = \"{code}\""))
            .expect(2)
            .prints(&[
                &format!("no exception covers `{code}`"),
                "deny-models.toml:3:8",
                &format!("cargo deny-models explain {code}"),
            ]);
    }
    exception("crate = \"app\"\ncode = \"non-osi-modle\"")
        .expect(2)
        .prints(&["did you mean `non-osi-model`?"]);
    exception("model = \"acme/x\"\nversion = \"1\"")
        .expect(2)
        .prints(&["`version` without `crate`"]);
}

/// The text of the licence beside the weights is what was accepted.
#[test]
fn an_exception_dies_with_the_text_that_it_was_for() {
    let text = "Terms of Acme. You may look at these weights, and do nothing else with them whatever the law \
                of your country or of any other may allow you to do with things that you have in your hands.\n";
    let project = Project::package(&member("app", ""));
    project.write(
        "src/lib.rs",
        "pub static M: &[u8] = include_bytes!(\"../w/m.onnx\");\n",
    );
    project.write("w/LICENSE", text);
    let onnx = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/onnx/no-metadata.onnx");
    std::fs::copy(onnx, project.path("w/m.onnx")).expect("copied");
    let digest = deny_models::digest::sha256(text.as_bytes());
    project.write(
        "deny-models.toml",
        &format!("[[exception]]\nmodel = \"./w/m.onnx\"\nlicense-sha256 = \"{digest}\"\nreason = \"bought\"\nuntil = 2027-01-01\n"),
    );
    project.run_on("2026-11-26", &[]).expect(0);
    project.write("w/LICENSE", &text.replace("nothing", "little"));
    project.run_on("2026-11-26", &[]).expect(1);
}

const LINUX: &str = "x86_64-unknown-linux-gnu";
const WINDOWS: &str = "x86_64-pc-windows-msvc";

/// <https://github.com/guppy-rs/guppy/pull/716>, <https://github.com/facebookarchive/cargo-guppy/issues/69>: a procedural
/// macro that is required on Unix and optional on Windows, a dev-dependency on itself, and a build-dependency that alone
/// turns the feature on.
fn guppy() -> Project {
    let big = "[[package.metadata.deny-models.model]]\nid = \"meta-llama/Llama-3.2-1B\"\nfeature = \"big\"\nhow = \"build\"\n";
    Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"pm\", \"lib\", \"user\", \"hostuser\"]\nresolver = \"2\"\n",
        ),
        (
            "pm/Cargo.toml",
            &member(
                "pm",
                "[lib]\nproc-macro = true\n[dependencies]\nmlib = { path = \"../lib\", features = [\"big\"] }\n",
            ),
        ),
        ("pm/src/lib.rs", ""),
        (
            "lib/Cargo.toml",
            &member(
                "mlib",
                &format!(
                    "[features]\nbig = []\n[dev-dependencies]\nuser = {{ path = \"../user\" }}\n{big}"
                ),
            ),
        ),
        ("lib/src/lib.rs", ""),
        (
            "user/Cargo.toml",
            &member(
                "user",
                "[features]\ntesting = [\"mlib/big\"]\n[dependencies]\nmlib = { path = \"../lib\" }\n\
                 [target.'cfg(unix)'.dependencies]\npm = { path = \"../pm\" }\n\
                 [target.'cfg(windows)'.dependencies]\npm = { path = \"../pm\", optional = true }\n\
                 [dev-dependencies]\nuser = { path = \".\", features = [\"testing\"] }\n",
            ),
        ),
        ("user/src/lib.rs", ""),
        (
            "hostuser/Cargo.toml",
            &member(
                "hostuser",
                "[dependencies]\nmlib = { path = \"../lib\" }\n[build-dependencies]\nmlib = { path = \"../lib\", features = [\"big\"] }\n",
            ),
        ),
        ("hostuser/src/lib.rs", ""),
        ("hostuser/build.rs", "fn main() {}\n"),
    ])
}

#[test]
fn the_dependency_that_turns_the_feature_on_is_blamed() {
    let project = guppy();
    for (member, target, fails) in [
        ("user", LINUX, true),
        ("user", WINDOWS, false),
        ("hostuser", LINUX, true),
        ("hostuser", WINDOWS, true),
        ("mlib", LINUX, false),
        ("pm", WINDOWS, true),
    ] {
        let run = project.run(&["-p", member, "--target", target]);
        assert_eq!(
            run.code,
            i32::from(fails),
            "{member} {target}\n{}",
            run.stderr
        );
    }
    let windows = |more: &[&'static str]| {
        let args = [&["-p", "user", "--target", WINDOWS], more].concat();
        project.run(&args)
    };
    windows(&["--features", "testing"]).expect(1).prints(&[
        " --> user/Cargo.toml:9:1\n",
        "user 0.1.0 -> mlib 0.1.0, with feature `big`",
        "turn off feature `testing` of `user`",
    ]);
    windows(&["--features", "pm"]).expect(1).prints(&[
        // The optional one of Windows, not that of Unix.
        " --> user/Cargo.toml:13:1\n",
        "user 0.1.0 -> pm 0.1.0 -> mlib 0.1.0, with feature `big`",
        "turn off feature `pm` of `user`",
    ]);
    let run = project.run(&["-p", "user", "--target", LINUX]).expect(1);
    run.prints(&[
        "  --> user/Cargo.toml:11:1\n",
        "11 | pm = { path = \"../pm\" }\n",
        "brings in `mlib 0.1.0`, which pulls the model",
        "user 0.1.0 -> pm 0.1.0 -> mlib 0.1.0, with feature `big`, on cfg(unix)",
    ]);
    let run = project.run(&["-p", "hostuser"]).expect(1);
    run.prints(&[
        "  --> hostuser/Cargo.toml:9:1\n",
        " 9 | mlib = { path = \"../lib\", features = [\"big\"] }\n   | ^^^^ pulls the model",
        "hostuser 0.1.0 -> mlib 0.1.0, with feature `big`, as a build dependency",
    ]);
    let run = project.run(&["--format", "json"]).expect(1);
    let json = run.json();
    let failing: Vec<(&str, Vec<&str>)> = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["severity"] == "deny")
        .map(|finding| {
            let path = finding["path"].as_array().expect("a path");
            let names = path.iter().map(|name| name.as_str().expect("a name"));
            (
                finding["member"]["name"].as_str().expect("a name"),
                names.collect(),
            )
        })
        .collect();
    assert_eq!(
        failing,
        [
            ("hostuser", vec!["hostuser 0.1.0", "mlib 0.1.0"]),
            ("pm", vec!["pm 0.1.0", "mlib 0.1.0"]),
            ("user", vec!["user 0.1.0", "pm 0.1.0", "mlib 0.1.0"]),
        ]
    );
}

/// A chain of features through a crate that another one names without it.
#[test]
fn a_feature_is_followed_to_the_dependency_that_requests_it() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"x\", \"y\", \"z\"]\nresolver = \"2\"\n",
        ),
        (
            "app/Cargo.toml",
            &member(
                "app",
                "[dependencies]\nx = { path = \"../x\" }\ny = { path = \"../y\" }\nz = { path = \"../z\" }\n",
            ),
        ),
        ("app/src/lib.rs", ""),
        (
            "x/Cargo.toml",
            &member(
                "x",
                "[features]\nchat = [\"z/big\"]\n[dependencies]\nz = { path = \"../z\" }\n",
            ),
        ),
        ("x/src/lib.rs", ""),
        (
            "y/Cargo.toml",
            &member(
                "y",
                "[dependencies]\nx = { path = \"../x\", features = [\"chat\"] }\n",
            ),
        ),
        ("y/src/lib.rs", ""),
        (
            "z/Cargo.toml",
            &member(
                "z",
                "[features]\nbig = []\n[[package.metadata.deny-models.model]]\nid = \"meta-llama/Llama-3.2-1B\"\nfeature = \"big\"\n",
            ),
        ),
        ("z/src/lib.rs", ""),
    ]);
    project.run(&["-p", "app"]).expect(1).prints(&[
        " --> app/Cargo.toml:8:1\n",
        "app 0.1.0 -> y 0.1.0 -> x 0.1.0 -> z 0.1.0, with feature `big`",
    ]);
    // So is a call whose model cannot be read.
    project.write("app/src/lib.rs", "pub fn go() { z::go(); }\n");
    project.write("z/Cargo.toml", &member("z", "[features]\nbig = []\n"));
    project.write(
        "z/src/lib.rs",
        "#[cfg(feature = \"big\")]\npub fn go() { hf_hub::api::sync::Api::new().unwrap().model(std::env::var(\"MODEL\").unwrap()).get(\"x\").unwrap(); }\n",
    );
    project.run(&["-p", "app", "--strict"]).expect(1).prints(&[
        "unresolved-pull",
        "app/Cargo.toml:8:1",
        "reached through app 0.1.0 -> y 0.1.0 -> x 0.1.0 -> z 0.1.0\n",
    ]);
}

/// <https://github.com/EmbarkStudios/cargo-deny/issues/324>: a mix of two targets that no build has.
#[test]
fn each_target_is_judged_on_its_own() {
    let source = format!(
        "#[cfg(all(unix, feature = \"extra\"))]\npub fn chat() {{ let _ = hf_hub::api::sync::Api::new().unwrap().model(\"{LLAMA}\".to_string()).get(\"model.safetensors\"); }}\n"
    );
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"lib\", \"winhelp\"]\nresolver = \"2\"\n",
        ),
        (
            "app/Cargo.toml",
            &member(
                "app",
                "[dependencies]\nlib1 = { path = \"../lib\" }\n[target.\"cfg(windows)\".dependencies]\nwinhelp = { path = \"../winhelp\" }\n",
            ),
        ),
        ("app/src/lib.rs", "pub fn go() { lib1::chat(); }\n"),
        (
            "winhelp/Cargo.toml",
            &member(
                "winhelp",
                "[dependencies]\nlib1 = { path = \"../lib\", features = [\"extra\"] }\n",
            ),
        ),
        ("winhelp/src/lib.rs", "pub fn go() { lib1::chat(); }\n"),
        (
            "lib/Cargo.toml",
            &member("lib1", "[features]\nextra = []\n"),
        ),
        ("lib/src/lib.rs", &source),
    ]);
    let both = ["--target", LINUX, "--target", WINDOWS];
    for targets in [&both[..2], &both[2..], &both, &[]] {
        let args = [&["-p", "app", "--format", "json"], targets].concat();
        let run = project.run(&args).expect(0);
        assert!(run.codes().is_empty(), "{targets:?}: {:?}", run.codes());
    }
    project.write(
        "deny-models.toml",
        &format!("[graph]\ntargets = [\"{LINUX}\", \"{WINDOWS}\"]\n"),
    );
    project.run(&["-p", "app"]).expect(0);
    project.write("deny-models.toml", "");
    let codes = project
        .run(&["-p", "lib1", "--format", "json"])
        .expect(0)
        .codes();
    assert_eq!(codes, ["feature-gated-model:warn:lib1"]);
    // What is in some of the builds says in which.
    let run = project
        .run(&[&["-p", "winhelp"], &both[..]].concat())
        .expect(1);
    run.prints(&[", which is not OSI-approved, in the build for x86_64-unknown-linux-gnu\n"]);
    let run = project
        .run(&[&["-p", "winhelp", "--format", "json"], &both[..]].concat())
        .expect(1);
    let when = run.json()["findings"][0]["when"].clone();
    assert_eq!(when["targets"], serde_json::json!([LINUX]), "{when}");
    project
        .run(&["-p", "winhelp"])
        .expect(1)
        .prints(&["on cfg(unix)"]);
    let alone = project.run(&["-p", "winhelp", "--target", LINUX]).expect(1);
    assert!(
        !alone.stderr.contains("in the build for"),
        "{}",
        alone.stderr
    );
    project
        .run(&["-p", "winhelp", "--target", WINDOWS])
        .expect(0);
    // A condition that no triple decides is met.
    project.write("lib/src/lib.rs", &source.replace("unix", "acme_mode"));
    project.run(&["-p", "app"]).expect(1);
    // One that only a target has which rustc does not.
    let custom = "[dependencies]\nlib1 = { path = \"../lib\" }\n[target.acme-one.dependencies]\nwinhelp = { path = \"../winhelp\" }\n";
    project.write("app/Cargo.toml", &member("app", custom));
    project.write("lib/src/lib.rs", &source);
    project.run(&["-p", "app"]).expect(1);
}

/// <https://github.com/EmbarkStudios/cargo-deny/issues/147>: a path dependency outside the workspace, with no licence at all.
#[test]
fn weights_of_a_path_crate_outside_the_workspace_are_unknown() {
    let project = Project::new(&[
        (
            "app/Cargo.toml",
            &manifest(
                "app",
                "license = \"Apache-2.0\"\n[dependencies]\nface = { path = \"../shared/face\" }\n[workspace]\n",
            ),
        ),
        (
            "app/src/main.rs",
            "fn main() { println!(\"{}\", face::DET.len()); }\n",
        ),
        (
            "shared/face/Cargo.toml",
            &manifest("face", "publish = false\n"),
        ),
        (
            "shared/face/src/lib.rs",
            "pub static DET: &[u8] = include_bytes!(\"../weights/det.onnx\");\n",
        ),
        ("shared/face/weights/det.onnx", ""),
    ]);
    let onnx = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/onnx/no-metadata.onnx");
    std::fs::copy(onnx, project.path("shared/face/weights/det.onnx")).expect("copied");
    let app = project.path("app");
    let run = crate::support::run_in(&app, &["--format", "json"]).expect(1);
    assert_eq!(run.codes(), ["unknown-license:deny:app"]);
    crate::support::run_in(&app, &[]).expect(1).prints(&[
        "error[unknown-license]: `app` is Apache-2.0, but the licence of `weights/det.onnx` is unknown\n --> Cargo.toml:7:1\n",
        "7 | face = { path = \"../shared/face\" }\n  | ^^^^ pulls the model, bundled in the package",
        " ::: ../shared/face/src/lib.rs:1:25\n",
        "bundled: app 0.1.0 -> face 0.1.0",
        "`[[exception]]` with `model = \"./weights/det.onnx\"`, `crate = \"app\"`",
        "deny-models: FAILED: 1 error; 1 member (1 gated), 2 packages, 1 model (1 unknown), facts of 2026-11-29 (0123456789ab)\n",
    ]);
}

/// <https://github.com/github/codeql-action/issues/684>: names with blanks, accents, Cyrillic, `%` and `#`.
#[test]
fn odd_names_are_shown_as_they_are_and_encoded_in_addresses() {
    let root = "Été 2026 100%/моя #1 программа";
    let weights = "crates/face det/mödels/det 10% #1.onnx";
    let project = Project::new(&[
        (
            &format!("{root}/Cargo.toml"),
            "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n",
        ),
        (
            &format!("{root}/crates/face det/Cargo.toml"),
            &member("facedet", ""),
        ),
        (&format!("{root}/crates/face det/src/lib.rs"), ""),
        (
            &format!("{root}/crates/face det/mödels/README.md"),
            "---\nlicense: cc-by-nc-4.0\n---\n",
        ),
        (&format!("{root}/{weights}"), ""),
    ]);
    let onnx = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/onnx/no-metadata.onnx");
    std::fs::copy(onnx, project.path(&format!("{root}/{weights}"))).expect("copied");
    let here = project.path(root);
    let run = |args: &[&str]| crate::support::run_in(&here, args).expect(1);
    run(&[]).prints(&[
        "`mödels/det 10% #1.onnx` is governed by cc-by-nc-4.0",
        " --> crates/face det/mödels/det 10% #1.onnx\n",
        "`license = \"MIT AND CC-BY-NC-4.0\"`",
    ]);
    let sarif = run(&["--format", "sarif"]).json();
    let locations = &sarif["runs"][0]["results"][0]["locations"];
    assert_eq!(
        locations[0]["physicalLocation"]["artifactLocation"]["uri"],
        "crates/face%20det/m%C3%B6dels/det%2010%25%20%231.onnx"
    );
    let github = run(&["--format", "github"]);
    let file = "::error file=crates/face det/mödels/det 10%25 #1.onnx,line=1,";
    assert!(github.stdout.starts_with(file), "{}", github.stdout);
    let inside = crate::support::run_in(&here.join("crates/face det"), &[]).expect(1);
    inside.prints(&[" --> mödels/det 10% #1.onnx\n"]);
    #[cfg(unix)]
    {
        let link = project.path("ln");
        std::os::unix::fs::symlink(&here, &link).expect("linked");
        let through = crate::support::run_in(&link, &["--format", "sarif"]).expect(1);
        assert_eq!(
            through.json()["runs"][0]["results"],
            sarif["runs"][0]["results"]
        );
    }
}

/// The hook goes by the same texts, policy and `publish` as the command.
#[test]
fn the_hook_judges_a_member_as_the_command_does() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\nresolver = \"2\"\n[workspace.package]\npublish = false\n",
        ),
        ("app/Cargo.toml", &manifest("app", &stating(LLAMA))),
        ("app/src/lib.rs", ""),
        ("app/deny-models.toml", "[policy]\nallow = [\"llama3.2\"]\n"),
        ("LICENSE", MIT),
    ]);
    let app = project.path("app").canonicalize().expect("a path");
    let judge = || {
        let variables = [
            ("CARGO_PKG_NAME", "app"),
            ("CARGO_PKG_VERSION", "0.1.0"),
            ("CARGO_MANIFEST_DIR", app.to_str().expect("UTF-8")),
        ];
        let variables = variables.map(|(key, value)| (key.to_owned(), value.to_owned()));
        deny_models::hook::Check::new()
            .graph(false)
            .environment(variables)
            .judge()
    };
    let codes = |judgement: &deny_models::hook::Judgement| -> Vec<String> {
        let findings = judgement.findings();
        findings.map(|finding| finding.code().to_owned()).collect()
    };
    let judged = judge();
    assert!(judged.fails(), "{:?}", judged.not_checked());
    assert_eq!(codes(&judged), ["non-osi-model"]);
    let instructions = judged.instructions();
    assert!(instructions.contains("LICENSE"), "{instructions}");
    project.write("LICENSE", "Ask the authors.");
    assert_eq!(codes(&judge()), ["crate-without-license"]);
    project.write("LICENSE", MIT);
    project.write("deny-models.toml", "[policy]\nunpublished = \"ignore\"\n");
    assert!(judge().fails());
    let inherited = manifest(
        "app",
        &format!("publish.workspace = true\n{}", stating(LLAMA)),
    );
    project.write("app/Cargo.toml", &inherited);
    let skipped = judge();
    assert!(!skipped.fails());
    assert!(
        skipped
            .skipped()
            .is_some_and(|why| why.contains("publish = false"))
    );
}
