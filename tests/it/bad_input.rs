//! Input that is wrong: a clear error, the place where there is one, exit code 2, and no panic.

use crate::support::{Project, Run, command, mit_crate};

const QWEN: &str = "id = \"Qwen/Qwen2.5-7B-Instruct\"";

fn with_policy(policy: &str) -> Run {
    let project = Project::package(&mit_crate(QWEN));
    project.write("deny-models.toml", policy);
    project.run(&[]).expect(2)
}

fn with_manifest(model: &str) -> Run {
    Project::package(&mit_crate(model)).run(&[]).expect(2)
}

#[test]
fn a_missing_manifest() {
    Project::new(&[])
        .run(&[])
        .expect(2)
        .prints(&["error:", "Cargo.toml"]);
    let run = Project::new(&[])
        .run(&["--manifest-path", "no/Cargo.toml"])
        .expect(2);
    run.prints(&["no/Cargo.toml", "no such manifest"]);
    Project::new(&[])
        .run(&["--manifest-path", "."])
        .expect(2)
        .prints(&["error:"]);
}

#[test]
fn a_manifest_that_cargo_refuses() {
    Project::package("[package\nname")
        .run(&[])
        .expect(2)
        .prints(&["Cargo.toml"]);
    Project::package("").run(&[]).expect(2).prints(&["error:"]);
}

#[test]
fn a_policy_with_mistakes_names_all_of_them() {
    let run = with_policy(
        "[policy]\nrequire = \"oss\"\nprotect = 3\nalow = []\n[lints]\nnon-osi = \"deny\"\n",
    );
    run.prints(&[
        "deny-models.toml:2:",
        "deny-models.toml:3:",
        "deny-models.toml:4:",
        "allow",
        "deny-models.toml:6:",
        "could not check",
    ]);
}

#[test]
fn a_policy_that_is_no_toml() {
    with_policy("[policy\n").prints(&["deny-models.toml:1:"]);
    with_policy("\0").prints(&["deny-models.toml:1:"]);
}

#[test]
fn a_bad_date_a_bad_licence_and_a_bad_id() {
    let exception =
        |until: &str| format!("[[exception]]\nmodel = \"a/b\"\nreason = \"x\"\nuntil = {until}\n");
    with_policy(&exception("2027-02-30")).prints(&["deny-models.toml:4:"]);
    with_policy(&exception("\"soon\"")).prints(&["deny-models.toml:4:"]);
    with_policy(&exception("2099-01-01")).prints(&["deny-models.toml:4:", "year"]);
    with_policy("[[model]]\nid = \"a/b\"\nlicense = \"MIT AND\"\n")
        .prints(&["deny-models.toml:3:"]);
    with_policy("[[model]]\nid = \"a/b/c\"\n").prints(&["deny-models.toml:2:"]);
    with_policy("[policy]\nallow = [\"Apache-2\\n.0\"]\n").prints(&["deny-models.toml:2:"]);
}

#[test]
fn a_policy_that_cannot_be_read() {
    let project = Project::package(&mit_crate(QWEN));
    std::fs::create_dir(project.path("deny-models.toml")).expect("a directory");
    project.run(&[]).expect(2).prints(&["deny-models.toml"]);
    project
        .run(&["--policy", "none.toml"])
        .expect(2)
        .prints(&["none.toml"]);
    project.write("latin1.toml", "");
    std::fs::write(project.path("latin1.toml"), b"# caf\xe9\n").expect("written");
    project
        .run(&["--policy", "latin1.toml"])
        .expect(2)
        .prints(&["latin1.toml", "UTF-8"]);
}

#[test]
fn two_policies_in_one_place() {
    let project = Project::package(&mit_crate(QWEN));
    project.write("deny-models.toml", "");
    project.write(".cargo/deny-models.toml", "");
    project
        .run(&[])
        .expect(2)
        .prints(&[".cargo/deny-models.toml"]);
}

#[test]
fn a_manifest_of_models_with_mistakes() {
    with_manifest("id = 3").prints(&["Cargo.toml:8:"]);
    with_manifest("path = \"a/../../x.onnx\"").prints(&["Cargo.toml:8:", "inside"]);
    with_manifest("id = \"a/b\"\nlicence = \"MIT\"").prints(&["Cargo.toml:9:", "license"]);
    with_manifest("id = \"a/b\"\nfeature = \"nope\"").prints(&["Cargo.toml:9:", "nope"]);
    with_manifest("id = \"a/b\"\nlicense = \"lama3.1\"").prints(&["Cargo.toml:9:", "llama3.1"]);
    with_manifest("how = \"runtime\"").prints(&["Cargo.toml:"]);
}

#[test]
fn a_licence_of_a_member_that_is_no_expression() {
    let manifest = mit_crate(QWEN).replace("\"MIT\"", "\"MIT AND\"");
    Project::package(&manifest)
        .run(&[])
        .expect(2)
        .prints(&["Cargo.toml:5:", "no SPDX expression"]);
}

#[test]
fn a_lineage_that_leads_back_to_itself() {
    let policy = "[[model]]\nid = \"a/one\"\nlicense = \"MIT\"\nbase = [\"a/two\"]\n\
                  [[model]]\nid = \"a/two\"\nlicense = \"MIT\"\nbase = [\"a/one\"]\n";
    let project = Project::package(&mit_crate("id = \"a/one\""));
    project.write("deny-models.toml", policy);
    project.run(&[]).expect(2).prints(&[
        "leads back to itself",
        "a/one -> a/two -> a/one",
        "deny-models.toml:",
    ]);
    with_manifest("id = \"a/self\"\nlicense = \"MIT\"\nbase = [\"a/self\"]")
        .prints(&["Cargo.toml:8:", "a/self -> a/self"]);
}

#[test]
fn a_workspace_without_members() {
    Project::new(&[("Cargo.toml", "[workspace]\nmembers = []\n")])
        .run(&[])
        .expect(2)
        .prints(&["error:", "member"]);
}

#[test]
fn a_virtual_workspace_is_none_of_these() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"a\"]\nresolver = \"2\"\n",
        ),
        ("a/Cargo.toml", &mit_crate(QWEN)),
        ("a/src/lib.rs", ""),
    ]);
    project.run(&[]).expect(0);
    project.run(&["-p", "dem"]).expect(2).prints(&["demo"]);
    project
        .run(&["--features", "nope"])
        .expect(2)
        .prints(&["nope"]);
    project.run(&["--exclude", "demo"]).expect(2);
}

#[test]
fn cargo_that_is_not_there() {
    let project = Project::package(&mit_crate(QWEN));
    let run = Run::of(command(project.path("").as_path(), &[]).env("CARGO", "/nowhere/cargo"));
    run.expect(2).prints(&["/nowhere/cargo", "CARGO"]);
}

#[test]
fn a_lock_file_that_would_change() {
    Project::package(&mit_crate(QWEN))
        .run(&["--locked"])
        .expect(2)
        .prints(&["--locked"]);
}

#[test]
fn a_command_line_that_cannot_be_read() {
    let project = Project::package(&mit_crate(QWEN));
    project
        .run(&["--no-such-flag"])
        .expect(2)
        .prints(&["--no-such-flag"]);
    project.run(&["chekc"]).expect(2).prints(&["check"]);
    project
        .run(&["--format", "xml"])
        .expect(2)
        .prints(&["human"]);
    project.run(&["resolve"]).expect(2).prints(&["<ID>"]);
    project
        .run(&["resolve", "a/b/c"])
        .expect(2)
        .prints(&["a/b/c"]);
    project
        .run(&["explain", "non-osi"])
        .expect(2)
        .prints(&["explain"]);
    project
        .run(&["why", "nobody/pulls-this"])
        .expect(2)
        .prints(&["resolve nobody/pulls-this"]);
}

#[test]
fn a_date_that_cannot_be_told() {
    let project = Project::package(&mit_crate(QWEN));
    let run =
        Run::of(command(project.path("").as_path(), &[]).env("SOURCE_DATE_EPOCH", "yesterday"));
    run.expect(2).prints(&["SOURCE_DATE_EPOCH"]);
}

#[test]
fn text_of_others_cannot_reach_the_terminal() {
    let manifest = mit_crate("url = \"https://host/\\u001b[31m\"");
    let run = Project::package(&manifest).run(&[]).expect(2);
    assert!(!run.stderr.contains('\u{1b}'), "{:?}", run.stderr);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_does_not_change_the_outcome() {
    let project = Project::package(&mit_crate("id = \"meta-llama/Llama-3.1-8B\""));
    let mut child = command(project.path("").as_path(), &["check", "--format", "json"])
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("the binary runs");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
}
