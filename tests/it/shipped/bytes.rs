//! Statements bound to the bytes of a file, or to one file of one package.

use deny_models::digest::sha256;

use super::weights::{JSON, findings, onnx, package, put};
use crate::support::{Project, Run, run_in};

const TAKE: &str = "pub static W: &[u8] = include_bytes!(\"../models/model.onnx\");\n";

/// A program with two dependencies without a licence, each with a file of the usual name.
fn two_of_a_name() -> Project {
    let bare = |name: &str| {
        format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2024\"\n")
    };
    let app = package(
        "app",
        "[dependencies]\ndet = { path = \"../det\" }\nrec = { path = \"../rec\" }\n[workspace]\n",
    );
    let project = Project::new(&[
        ("app/Cargo.toml", &app),
        ("app/src/main.rs", "fn main() {}\n"),
        ("det/Cargo.toml", &bare("det")),
        ("det/src/lib.rs", TAKE),
        ("rec/Cargo.toml", &bare("rec")),
        ("rec/src/lib.rs", TAKE),
    ]);
    put(&project, "det/models/model.onnx", &onnx("det"));
    put(&project, "rec/models/model.onnx", &onnx("rec"));
    project
}

fn check(project: &Project, policy: &str) -> Run {
    project.write("app/deny-models.toml", policy);
    run_in(&project.path("app"), JSON)
}

/// Codes, each with the crate that ships the file.
fn by_crate(run: &Run) -> Vec<(String, String)> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let word = |value: &serde_json::Value| value.as_str().unwrap_or("-").to_owned();
    findings
        .map(|finding| (word(&finding["code"]), word(&finding["crate"]["name"])))
        .collect()
}

#[test]
fn a_statement_names_one_file_of_one_package() {
    let project = two_of_a_name();
    let run = run_in(&project.path("app"), &["check", "--offline"]).expect(1);
    // What the help prints is taken as it is, and leaves the other file unknown.
    let run = run.prints(&[
        "`path = \"models/model.onnx\"`, `crate = \"det\"` and `license`",
        "`path = \"models/model.onnx\"`, `crate = \"rec\"` and `license`",
    ]);
    assert!(run.stderr.contains("unknown-license"));
    let entry = |name: &str| {
        format!("[[model]]\npath = \"models/model.onnx\"\ncrate = \"{name}\"\nlicense = \"MIT\"\n")
    };
    let run = check(&project, &entry("det")).expect(1);
    assert_eq!(
        by_crate(&run),
        [("unknown-license".to_owned(), "rec".to_owned())]
    );
    let both = entry("det") + &entry("rec");
    assert_eq!(by_crate(&check(&project, &both).expect(0)), []);
    let run = check(&project, &entry("other"));
    assert!(run.codes().contains(&"unused-entry:warn:-".to_owned()));
}

#[test]
fn a_digest_binds_a_statement_to_the_file_that_has_it() {
    let project = two_of_a_name();
    let entry = |digest: &str| {
        format!(
            "[[model]]\nid = \"./models/model.onnx\"\nlicense = \"MIT\"\nsha256 = \"{digest}\"\n"
        )
    };
    let run = check(&project, &entry(&sha256(&onnx("det")))).expect(1);
    assert_eq!(
        by_crate(&run),
        [("unknown-license".to_owned(), "rec".to_owned())]
    );
    // No file has these bytes.
    let run = check(&project, &entry(&sha256(b""))).expect(1);
    let mismatches = findings(&run);
    let mismatches = mismatches
        .iter()
        .filter(|found| found.0 == "digest-mismatch");
    assert_eq!(mismatches.count(), 2);
}

#[test]
fn a_file_that_was_replaced_is_not_what_the_manifest_describes() {
    let entry = |digest: &str| {
        package(
            "s",
            &format!(
                "[[package.metadata.deny-models.model]]\npath = \"models/model.onnx\"\nlicense = \"MIT\"\nsha256 = \"{digest}\"\n"
            ),
        )
    };
    let project = Project::new(&[
        ("Cargo.toml", &entry(&sha256(&onnx("reviewed")))),
        ("src/lib.rs", TAKE),
        ("models/NOTICE", "Made by somebody."),
    ]);
    put(&project, "models/model.onnx", &onnx("reviewed"));
    assert_eq!(project.run(JSON).expect(0).codes(), [""; 0]);
    put(&project, "models/model.onnx", &onnx("other"));
    let run = project.run(JSON).expect(1);
    assert_eq!(run.codes(), ["digest-mismatch:deny:s"]);
    let notes = run.json()["findings"][0].to_string();
    assert!(notes.contains("manifest of s 0.1.0"), "{notes}");
    let human = project.run(&["check", "--offline"]).expect(1);
    human.prints(&[
        &format!("the file: sha256 = {}", sha256(&onnx("other"))),
        "is not the file that manifest of s 0.1.0 describes",
    ]);
    // An exception for the crate does not cover it, and the lock has no say.
    project.write(
        "deny-models.toml",
        "[[exception]]\ncrate = \"s\"\nreason = \"reviewed\"\nuntil = 2027-06-30\n",
    );
    let run = project.run(JSON).expect(1);
    assert!(run.codes().contains(&"digest-mismatch:deny:s".to_owned()));
}

#[test]
fn a_policy_entry_for_a_file_needs_a_reason_to_be_looser_than_the_file() {
    let project = Project::new(&[
        ("Cargo.toml", &package("demo", "")),
        ("src/lib.rs", TAKE),
        ("models/README.md", "---\nlicense: cc-by-nc-4.0\n---\n"),
    ]);
    put(&project, "models/model.onnx", &onnx(""));
    for entry in [
        "id = \"./models/model.onnx\"",
        "path = \"models/model.onnx\"\ncrate = \"demo\"",
    ] {
        let entry = format!("[[model]]\n{entry}\nlicense = \"MIT\"\n");
        project.write("deny-models.toml", &entry);
        let run = project.run(JSON).expect(1);
        assert!(run.codes().contains(&"non-osi-model:deny:demo".to_owned()));
        let reason = format!("{entry}reason = \"bought\"\nuntil = 2027-06-30\n");
        project.write("deny-models.toml", &reason);
        project.run(JSON).expect(0);
    }
}

#[test]
fn a_digest_is_compared_whatever_else_an_entry_states() {
    let other = "0".repeat(64);
    for (digest, code) in [(&sha256(&onnx("")), 0), (&other, 1)] {
        let keys = format!("path = \"models/model.onnx\"\nsha256 = \"{digest}\"\n");
        let manifest = format!("[[package.metadata.deny-models.model]]\n{keys}");
        let policy = format!(
            "[[model]]\ncrate = \"s\"\n{keys}license = \"MIT\"\nreason = \"ours\"\nuntil = 2027-06-30\n"
        );
        for (manifest, policy) in [(manifest.as_str(), ""), ("", policy.as_str())] {
            let project = Project::new(&[
                ("Cargo.toml", &package("s", manifest)),
                ("src/lib.rs", TAKE),
                ("models/NOTICE", "Made by somebody."),
                ("deny-models.toml", policy),
            ]);
            put(&project, "models/model.onnx", &onnx(""));
            let run = project.run_on("2026-11-26", JSON).expect(code);
            let is_other = run.codes().contains(&"digest-mismatch:deny:s".to_owned());
            assert_eq!(is_other, code == 1, "{manifest}{policy}");
        }
    }
}
