//! The root of the workspace is the one that cargo takes, whatever lies around.

use std::fs;
use std::path::Path;
use std::process::Command;

use deny_models::hook::Check;

use crate::hook_worlds::fixture::{BUILD_RS, HOOK, Registry, World, package, pull, write};

const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";

/// The root by cargo's word; none where cargo refuses.
fn by_cargo(directory: &Path) -> Option<String> {
    let output = Command::new(env!("CARGO"))
        .args(["locate-project", "--workspace", "--message-format", "plain"])
        .current_dir(directory)
        .env_remove("CARGO_TARGET_DIR")
        .output()
        .expect("cargo runs");
    let manifest = String::from_utf8(output.stdout).expect("UTF-8");
    let root = Path::new(manifest.trim()).parent()?;
    output
        .status
        .success()
        .then(|| root.to_str().expect("UTF-8").to_owned())
}

/// The root by the hook's: the manifest that it watches and that has a marker policy beside it.
fn by_hook(directory: &Path) -> String {
    let text = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let variables = [
        ("CARGO_PKG_NAME", "p".to_owned()),
        ("CARGO_PKG_VERSION", "0.1.0".to_owned()),
        ("CARGO_PKG_LICENSE", "MIT".to_owned()),
        ("CARGO_MANIFEST_DIR", text(directory)),
    ];
    let variables = variables.map(|(name, value)| (name.to_owned(), value));
    let result = Check::new().graph(false).environment(variables).judge();
    let instructions = result.instructions();
    let watched: Vec<&str> = instructions
        .lines()
        .filter_map(|line| {
            line.strip_prefix("cargo::rerun-if-changed=")?
                .strip_suffix("Cargo.toml")
        })
        .map(|directory| directory.trim_end_matches(['/', '\\']))
        .collect();
    let own = text(directory);
    let root = watched.iter().find(|path| **path != own);
    root.map_or(own.clone(), |root| (*root).to_owned())
}

fn member(extra: &str) -> String {
    format!("[package]\nname = \"p\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{extra}")
}

type Files<'a> = &'a [(&'a str, String)];

#[test]
fn roots_are_those_of_cargo() {
    let temp = tempfile::tempdir().expect("a directory");
    let base = temp.path().canonicalize().expect("a path");
    let ws = "[workspace]\nresolver = \"2\"\n";
    let cases: &[(&str, &str, Files<'_>)] = &[
        ("alone", "p", &[("p/Cargo.toml", member(""))]),
        (
            "own workspace inside another",
            "w/p",
            &[
                (
                    "w/Cargo.toml",
                    format!("{ws}members = [\"q\"]\nexclude = [\"p\"]\n"),
                ),
                ("w/q/Cargo.toml", member("").replace("\"p\"", "\"q\"")),
                ("w/p/Cargo.toml", member("[workspace]\n")),
            ],
        ),
        (
            "globs",
            "w/crates/a-1/x",
            &[
                (
                    "w/Cargo.toml",
                    format!("{ws}members = [\"crates/a-?/*\"]\n"),
                ),
                ("w/crates/a-1/x/Cargo.toml", member("")),
            ],
        ),
        (
            "sets",
            "w/crates/a1",
            &[
                (
                    "w/Cargo.toml",
                    format!("{ws}members = [\"crates/a[0-9]\"]\n"),
                ),
                ("w/crates/a1/Cargo.toml", member("")),
            ],
        ),
        (
            "excluded, under a wider workspace",
            "o/w/p",
            &[
                ("o/Cargo.toml", format!("{ws}members = [\"w/p\"]\n")),
                (
                    "o/w/Cargo.toml",
                    format!("{ws}members = [\"q\"]\nexclude = [\"p\"]\n"),
                ),
                ("o/w/q/Cargo.toml", member("").replace("\"p\"", "\"q\"")),
                ("o/w/p/Cargo.toml", member("")),
            ],
        ),
        (
            "excluded, and a member all the same",
            "w/x/p",
            &[
                (
                    "w/Cargo.toml",
                    format!("{ws}members = [\"x/p\"]\nexclude = [\"x\"]\n"),
                ),
                ("w/x/p/Cargo.toml", member("")),
            ],
        ),
        (
            "named from elsewhere",
            "p",
            &[
                ("w/Cargo.toml", format!("{ws}members = [\"../p\"]\n")),
                ("p/Cargo.toml", member("workspace = \"../w\"\n")),
            ],
        ),
        (
            "a path dependency of a member",
            "w/deep/p",
            &[
                ("w/Cargo.toml", format!("{ws}members = [\"q\"]\n")),
                (
                    "w/q/Cargo.toml",
                    member("[dependencies]\np = { path = \"../deep/p\" }\n")
                        .replace("name = \"p\"", "name = \"q\""),
                ),
                ("w/deep/p/Cargo.toml", member("")),
            ],
        ),
        (
            "an inherited path dependency of the root package",
            "w/p",
            &[
                (
                    "w/Cargo.toml",
                    format!(
                        "{}{ws}[workspace.dependencies]\np = {{ path = \"p\" }}\n",
                        member("[dependencies]\np.workspace = true\n")
                            .replace("name = \"p\"", "name = \"q\"")
                    ),
                ),
                ("w/p/Cargo.toml", member("")),
            ],
        ),
        (
            "a package above that is no workspace",
            "w/p",
            &[
                ("w/Cargo.toml", member("").replace("\"p\"", "\"q\"")),
                ("w/p/Cargo.toml", member("")),
            ],
        ),
    ];
    for (name, at, files) in cases {
        let case = base.join(name.replace([' ', ','], "-"));
        for (path, text) in *files {
            write(&case.join(path), text);
            let lib = case
                .join(path)
                .parent()
                .expect("a directory")
                .join("src/lib.rs");
            if text.contains("[package]") {
                write(&lib, "");
            }
        }
        // None of these counts.
        write(&case.join("Cargo.lock"), "version = 4\n");
        let directory = case.join(at);
        let root = by_cargo(&directory).unwrap_or_else(|| panic!("{name}: cargo refuses"));
        assert_eq!(by_hook(&directory), root, "{name}");
    }
}

#[test]
fn a_workspace_that_does_not_have_the_package_has_no_say() {
    let temp = tempfile::tempdir().expect("a directory");
    let base = temp.path().canonicalize().expect("a path");
    write(&base.join("Cargo.toml"), "[workspace]\nmembers = [\"q\"]\n");
    write(&base.join("p/Cargo.toml"), &member(""));
    write(&base.join("p/src/lib.rs"), "");
    let directory = base.join("p");
    assert_eq!(
        by_cargo(&directory),
        None,
        "cargo refuses to build from here"
    );
    assert_eq!(by_hook(&directory), directory.to_str().expect("UTF-8"));
}

#[test]
fn strays_fool_nobody_and_nothing_is_written_elsewhere() {
    let world = World::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"p\"]\nresolver = \"2\"\n",
        ),
        (
            "p/Cargo.toml",
            &package("p", "0.1.0", &format!("{HOOK}{}", pull(LLAMA, ""))),
        ),
        ("p/src/lib.rs", ""),
        ("p/build.rs", BUILD_RS),
        ("p/Cargo.lock", "version = 4\n"),
        (
            "deny-models.toml",
            &format!(
                "[[exception]]\nmodel = \"{LLAMA}\"\nreason = \"internal\"\nuntil = 2099-01-01\n"
            ),
        ),
    ]);
    // A workspace and a policy around the workspace do not belong to it.
    write(&world.path("../Cargo.toml"), "[workspace]\n");
    write(&world.path("../deny-models.toml"), "not even TOML");
    world
        .cargo(&["build", "-p", "p"])
        .succeeds()
        .does_not_print("non-osi-model");
    let before = listing(&world.path(".."));
    fs::remove_file(world.path("p/Cargo.lock")).expect("removed");
    world.write("p/build.rs", &format!("{BUILD_RS}\n"));
    let target = world.path("../elsewhere/target");
    let target = target.to_str().expect("UTF-8");
    let build = world.path("../elsewhere/build");
    Registry::get().lend(&build);
    let build = build.to_str().expect("UTF-8");
    world
        .cargo_with(
            &["build", "-p", "p"],
            &[
                ("CARGO_TARGET_DIR", target),
                ("CARGO_BUILD_BUILD_DIR", build),
            ],
        )
        .succeeds()
        .does_not_print("non-osi-model");
    let after: Vec<String> = listing(&world.path(".."))
        .into_iter()
        .filter(|path| !path.contains("elsewhere"))
        .collect();
    let before: Vec<String> = before
        .into_iter()
        .filter(|path| !path.ends_with("p/Cargo.lock"))
        .collect();
    assert_eq!(after, before);
}

/// Every file below a directory but what cargo itself keeps.
fn listing(directory: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut todo = vec![directory.to_owned()];
    while let Some(directory) = todo.pop() {
        for entry in fs::read_dir(directory).expect("a directory").flatten() {
            let path = entry.path();
            if path.file_name().is_some_and(|name| name == "home") {
                continue;
            }
            if path.is_dir() {
                todo.push(path.clone());
            } else {
                found.push(path.to_str().expect("UTF-8").to_owned());
            }
        }
    }
    found.sort();
    found
}
