//! Weights that lie outside of the package and are compiled in, whose path a macro gives.

use crate::support::{Project, mit_manifest};

const DIR: &str = "#[macro_export]\nmacro_rules! dir { () => { \"../../weights/\" } }\n";
const FILE: &str = "#[macro_export]\nmacro_rules! file_name { () => { \"FILE\" } }\n";
const MADE: &str = "#[macro_export]\nmacro_rules! text { ($n:ident, $v:literal) => { macro_rules! $n { () => { $v }; } }; }\n";

/// What it is, `src/lib.rs` and `src/util.rs`; `FILE` is the name of the file.
const WAYS: &[(&str, &str, &str)] = &[
    (
        "in the same file",
        "macro_rules! dir { () => { \"../../weights/\" } }\npub static W: &[u8] = include_bytes!(concat!(dir!(), \"FILE\"));\n",
        "",
    ),
    (
        "in another file",
        "mod util;\npub static W: &[u8] = include_bytes!(concat!(dir!(), \"FILE\"));\n",
        DIR,
    ),
    (
        "the end, in another file",
        "mod util;\npub static W: &[u8] = include_bytes!(concat!(\"../../weights/\", file_name!()));\n",
        FILE,
    ),
    (
        "by its path",
        "mod util;\npub static W: &[u8] = include_bytes!(concat!(crate::dir!(), \"FILE\"));\n",
        DIR,
    ),
    (
        "in a module that is marked",
        "#[macro_use]\nmod util;\npub static W: &[u8] = include_bytes!(concat!(dir!(), \"FILE\"));\n",
        "macro_rules! dir { () => { \"../../weights/\" } }\n",
    ),
    (
        "made by a macro of another file",
        "mod util;\ntext!(dir, \"../../weights/\");\npub static W: &[u8] = include_bytes!(concat!(dir!(), \"FILE\"));\n",
        MADE,
    ),
    (
        "made by a macro, in a function",
        "mod util;\ntext!(dir, \"../../weights/\");\npub async fn get() -> Vec<u8> { include_bytes!(concat!(dir!(), \"FILE\")).to_vec() }\n",
        MADE,
    ),
    (
        "a macro that is given the name",
        "mod util;\npub static W: &[u8] = bytes!(\"FILE\");\n",
        "#[macro_export]\nmacro_rules! bytes { ($f:literal) => { include_bytes!(concat!(\"../../weights/\", $f)) } }\n",
    ),
];

fn codes(lib: &str, util: &str, file: &str) -> Vec<String> {
    let project = Project::new(&[
        ("app/Cargo.toml", &mit_manifest("app", "[workspace]\n")),
        ("app/src/lib.rs", &lib.replace("FILE", file)),
        ("app/src/util.rs", &util.replace("FILE", file)),
        ("weights/m.onnx", "\u{8}\u{8}\u{12}\u{4}test:\u{0}"),
        ("weights/m.txt", "words"),
    ]);
    let app = project.path("app");
    let run = crate::support::run_in(&app, &["--strict", "--format", "json"]);
    let of_weights = |code: &&str| !code.starts_with("malformed-artifact");
    let codes = run.codes();
    codes
        .iter()
        .map(String::as_str)
        .filter(of_weights)
        .map(str::to_owned)
        .collect()
}

#[test]
fn weights_are_found_by_the_path_that_a_macro_gives() {
    for (name, lib, util) in WAYS {
        let found = codes(lib, util, "m.onnx");
        assert!(
            found.iter().any(|code| code.contains(":deny:")),
            "{name}: {found:?}"
        );
        assert_eq!(codes(lib, util, "m.txt"), [""; 0], "{name}");
    }
}
