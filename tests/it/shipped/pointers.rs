//! Git LFS pointers in the place of weights.

use super::weights::{JSON, findings, package};
use crate::support::Project;

const POINTER: &str = "version https://git-lfs.github.com/spec/v1\n\
    oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 268435456\n";

fn project(entry: &str) -> Project {
    Project::new(&[
        ("Cargo.toml", &package("sh", entry)),
        (
            "src/lib.rs",
            "pub static W: &[u8] = include_bytes!(\"../w/m.onnx\");\n",
        ),
        ("w/README.md", "---\nlicense: mit\n---\n"),
        ("w/LICENSE", include_str!("../../../LICENSE-MIT")),
        ("w/m.onnx", POINTER),
    ])
}

fn entry(sha256: &str) -> String {
    format!(
        "[[package.metadata.deny-models.model]]\npath = \"w/m.onnx\"\nlicense = \"MIT\"\nsha256 = \"{sha256}\"\n"
    )
}

#[test]
fn a_pointer_is_one_finding_with_the_command_that_fetches_it() {
    let run = project(&entry(
        "4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393",
    ))
    .run(JSON)
    .expect(1);
    assert_eq!(run.codes(), ["unknown-license:deny:sh"]);
    let human = project("").run(&["check", "--offline"]).expect(1);
    human.prints(&["a Git LFS pointer, not the model", "git lfs pull"]);
}

#[test]
fn a_pointer_is_compared_by_the_digest_that_it_names() {
    let run = project(&entry(&"0".repeat(64))).run(JSON).expect(1);
    let codes: Vec<String> = findings(&run).into_iter().map(|found| found.0).collect();
    assert_eq!(codes, ["unknown-license", "digest-mismatch"]);
}
