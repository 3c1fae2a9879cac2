//! `check --format`: the same verdict in every format, as the binary gives it in real workspaces.

use crate::support::{Project, command, example, mit_crate, run_in};
use serde_json::Value;

const FORMATS: [&str; 5] = ["human", "json", "sarif", "github", "gitlab"];
const FAILING: &str = "id = \"meta-llama/Llama-3.1-8B-Instruct\"";
const PASSING: &str = "id = \"Qwen/Qwen2.5-7B-Instruct\"";

#[test]
fn the_format_never_changes_the_exit_code() {
    let failing = Project::package(&mit_crate(FAILING));
    let passing = Project::package(&mit_crate(PASSING));
    for format in FORMATS {
        failing.run(&["check", "--format", format]).expect(1);
        passing.run(&["check", "--format", format]).expect(0);
    }
}

#[test]
fn a_check_that_could_not_be_made_leaves_stdout_empty() {
    let broken = Project::package(&mit_crate(PASSING));
    broken.write("deny-models.toml", "[policy]\nrequire = \"osl\"\n");
    let missing = Project::package(&mit_crate(PASSING));
    for format in FORMATS.into_iter().filter(|format| *format != "github") {
        let run = broken.run(&["check", "--format", format]).expect(2);
        assert_eq!(run.stdout, "", "{format}");
        run.prints(&["`osl` is not a value of `require`", "could not check"]);
        for usage in [
            &["--manifest-path", "nowhere/Cargo.toml"][..],
            &["-D", "no-such-code"],
        ] {
            let run = missing
                .run(&[&["check", "--format", format], usage].concat())
                .expect(2);
            assert_eq!(run.stdout, "", "{format}");
            assert!(!run.stderr.is_empty());
        }
    }
}

#[test]
fn github_sees_a_mistake_in_the_policy_at_its_line() {
    let broken = Project::package(&mit_crate(PASSING));
    broken.write(".git/HEAD", "");
    broken.write("deny-models.toml", "[policy]\nrequire = \"osl\"\n");
    let run = broken.run(&["check", "--format", "github"]).expect(2);
    assert!(
        run.stdout.starts_with("::error file=deny-models.toml,line=2,endLine=2,col=11,endColumn=16,title=could not check::`osl`"),
        "{}",
        run.stdout
    );
    assert_eq!(run.stdout.lines().count(), 1);
    run.prints(&["could not check: 1 mistake in deny-models.toml"]);
}

#[test]
fn a_verdict_that_was_asked_for_and_not_given_is_told_beside_a_valid_file() {
    let free = Project::package(
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"GPL-3.0-only\"\n",
    );
    for format in ["json", "sarif", "gitlab"] {
        let run = free
            .run(&["check", "--strict", "--format", format])
            .expect(2);
        run.json();
        run.prints(&["nothing to gate"]);
    }
}

fn places(log: &Value) -> Vec<String> {
    let results = log["runs"][0]["results"].as_array().expect("results");
    let place = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        let uri = place["artifactLocation"]["uri"]
            .as_str()
            .expect("a URI")
            .to_owned();
        format!("{uri}:{}", place["region"]["startLine"])
    };
    results.iter().map(place).collect()
}

#[test]
fn paths_start_at_the_root_of_the_repository_wherever_the_command_runs() {
    let repository = Project::new(&[
        (".git/HEAD", ""),
        (
            "rust code/Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\nresolver = \"2\"\n",
        ),
        ("rust code/app/Cargo.toml", &mit_crate(FAILING)),
        ("rust code/app/src/lib.rs", ""),
    ]);
    for directory in ["", "rust code", "rust code/app/src"] {
        let manifest = repository.path("rust code/Cargo.toml");
        let manifest = manifest.to_str().expect("UTF-8");
        let args = ["check", "--format", "sarif", "--manifest-path", manifest];
        let run = run_in(&repository.path(directory), &args).expect(1);
        assert_eq!(places(&run.json()), ["rust%20code/app/Cargo.toml:8"]);
        let args = ["check", "--format", "gitlab", "--manifest-path", manifest];
        let run = run_in(&repository.path(directory), &args).expect(1);
        assert_eq!(
            run.json()[0]["location"]["path"],
            "rust code/app/Cargo.toml"
        );
    }
}

#[test]
fn a_workspace_in_no_repository_is_its_own_root() {
    let project = Project::package(&mit_crate(FAILING));
    let run = project.run(&["check", "--format", "sarif"]).expect(1);
    assert_eq!(places(&run.json()), ["Cargo.toml:8"]);
}

#[cfg(unix)]
#[test]
fn a_repository_reached_through_a_link_is_the_same() {
    let project = Project::package(&mit_crate(FAILING));
    project.write(".git/HEAD", "");
    let beside = tempfile::tempdir().expect("a directory");
    let link = beside.path().join("link");
    std::os::unix::fs::symlink(project.path(""), &link).expect("a link");
    let run = run_in(&link, &["check", "--format", "sarif"]).expect(1);
    assert_eq!(places(&run.json()), ["Cargo.toml:8"]);
}

#[test]
fn a_model_of_a_dependency_is_shown_at_the_line_that_brings_it_in() {
    let outside = Project::package(&mit_crate(FAILING).replace("demo", "outside"));
    std::fs::write(outside.path("src/lib.rs"), "").expect("written");
    let manifest = format!(
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\noutside = {{ path = {:?} }}\n",
        outside.path("")
    );
    let project = Project::package(&manifest);
    project.write(".git/HEAD", "");
    let run = project.run(&["check", "--format", "sarif"]).expect(1);
    assert_eq!(places(&run.json()), ["Cargo.toml:7"]);
    let related = &run.json()["runs"][0]["results"][0]["relatedLocations"];
    assert_eq!(related.as_array().map(Vec::len), Some(1), "{related}");
}

#[test]
fn a_dependency_that_the_workspace_renames_is_shown_at_the_line_of_the_member() {
    let outside = Project::package(&mit_crate(FAILING).replace("demo", "outside"));
    let project = Project::new(&[
        (".git/HEAD", ""),
        (
            "Cargo.toml",
            &format!(
                "[workspace]\nmembers = [\"app\"]\nresolver = \"2\"\n[workspace.dependencies]\nfar = {{ package = \"outside\", path = {:?} }}\n",
                outside.path("")
            ),
        ),
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n\n[dependencies]\nfar.workspace = true\n",
        ),
        ("app/src/lib.rs", ""),
    ]);
    let run = project.run(&["check", "--format", "sarif"]).expect(1);
    assert_eq!(places(&run.json()), ["app/Cargo.toml:7"]);
}

#[test]
fn a_policy_elsewhere_in_the_repository_is_named_from_its_root() {
    let project = Project::new(&[
        (".git/HEAD", ""),
        ("ws/Cargo.toml", &mit_crate(PASSING)),
        ("ws/src/lib.rs", ""),
        ("ci/policy.toml", "[[crate]]\nname = \"gone\"\nuses = []\n"),
    ]);
    let args = [
        "check",
        "--format",
        "sarif",
        "--policy",
        "../ci/policy.toml",
    ];
    let run = run_in(&project.path("ws"), &args).expect(0);
    assert_eq!(places(&run.json()), ["ci/policy.toml:2"]);
}

#[test]
fn an_exception_is_a_suppressed_result_and_the_gate_passes() {
    let project = Project::package(&mit_crate(FAILING));
    project.write(
        "deny-models.toml",
        "[[exception]]\nmodel = \"meta-llama/Llama-3.1-8B-Instruct\"\nreason = \"internal\"\nuntil = 2026-12-31\n",
    );
    let run = project
        .run_on("2026-11-01", &["check", "--format", "sarif"])
        .expect(0);
    let result = run.json()["runs"][0]["results"][0].clone();
    assert_eq!(
        result["suppressions"][0]["justification"],
        "internal (until 2026-12-31)"
    );
    let run = project
        .run_on("2026-11-01", &["check", "--format", "gitlab"])
        .expect(0);
    assert_eq!(run.json(), Value::Array(Vec::new()));
    run.prints(&["note: excepted until 2026-12-31: meta-llama/Llama-3.1-8B-Instruct in demo"]);
    let run = project
        .run_on("2026-11-01", &["check", "--format", "github"])
        .expect(0);
    assert!(
        run.stdout.starts_with("note: excepted until"),
        "{}",
        run.stdout
    );
}

#[test]
fn output_is_the_same_twice_and_has_no_path_of_this_machine() {
    let example = example("hidream");
    for format in FORMATS {
        let args = ["check", "--offline", "--format", format];
        let [first, second] = [0, 1].map(|_| run_in(&example, &args).expect(1));
        assert_eq!(first.stdout, second.stdout);
        let root = env!("CARGO_MANIFEST_DIR");
        assert!(!first.stdout.contains(root), "{}", first.stdout);
    }
}

#[test]
fn a_reader_that_goes_away_changes_nothing() {
    use std::process::Stdio;
    let project = Project::package(&mit_crate(FAILING));
    for format in ["sarif", "github", "gitlab"] {
        let mut child = command(&project.path(""), &["check", "--format", format])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the binary runs");
        drop(child.stdout.take());
        assert_eq!(child.wait().expect("ends").code(), Some(1), "{format}");
    }
}
