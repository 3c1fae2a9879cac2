//! Words of the policy: classes of licences, notice before a grant ends, sign-ups of the hub, tables that nothing reads.

use deny_models::lock::{Lock, LockedModel};
use deny_models::model::Artifact;

use crate::support::{Project, Run, mit_crate};

fn model(id: &str, license: &str) -> Project {
    Project::package(&mit_crate(&format!(
        "id = \"{id}\"\nlicense = \"{license}\"\nbase = []"
    )))
}

fn codes(project: &Project, args: &[&str]) -> Vec<String> {
    let run = project.run(&[&["check", "--offline", "--format", "json"], args].concat());
    run.codes()
}

#[test]
fn a_class_lets_its_licences_pass_and_no_others() {
    for (license, policy, passes) in [
        ("gemma", "allow = [\"class:use-restricted\"]", true),
        (
            "CC-BY-4.0",
            "allow = [\"class:open-data-or-content\"]",
            true,
        ),
        ("llama3.1", "allow = [\"class:use-restricted\"]", false),
        (
            "CC-BY-NC-4.0",
            "allow = [\"class:open-data-or-content\"]",
            false,
        ),
        ("CC-BY-NC-4.0", "allow = [\"class:non-commercial\"]", true),
        (
            "CC-BY-NC-4.0",
            "allow = [\"CC-BY-NC-4.0\"]\ndeny = [\"class:non-commercial\"]",
            false,
        ),
        (
            "AGPL-3.0-only",
            "deny = [\"class:osi-strong-copyleft\"]",
            false,
        ),
        ("MIT", "deny = [\"class:osi-strong-copyleft\"]", true),
        // A tag that could be any text stays unknown, and an expression is judged part by part.
        (
            "other",
            "allow = [\"class:use-restricted\", \"class:non-commercial\"]",
            false,
        ),
        ("MIT AND gemma", "allow = [\"class:use-restricted\"]", true),
        ("gemma OR MIT", "deny = [\"class:use-restricted\"]", true),
        // What the owner allows beats what a preset refuses, as with an id.
        (
            "CC-BY-NC-4.0",
            "require = \"debian\"\nallow = [\"class:non-commercial\"]",
            true,
        ),
        ("CC-BY-NC-4.0", "require = \"debian\"", false),
    ] {
        let project = model("acme/encoder", license);
        project.write("deny-models.toml", &format!("[policy]\n{policy}\n"));
        let run = project.run(&["check", "--offline", "--format", "json"]);
        let expected = i32::from(!passes);
        assert_eq!(run.code, expected, "{license}: {policy}: {}", run.stdout);
    }
}

#[test]
fn the_finding_names_the_class_that_is_denied() {
    let project = model("acme/encoder", "AGPL-3.0-only");
    project.write(
        "deny-models.toml",
        "[policy]\ndeny = [\"class:osi-strong-copyleft\"]\n",
    );
    project
        .run(&["check", "--offline"])
        .expect(1)
        .prints(&["which the policy denies as `class:osi-strong-copyleft`"]);
    let page = project
        .run(&["report", "--offline", "-o", "-"])
        .expect(0)
        .stdout;
    assert!(page.contains("class:osi-strong-copyleft"));
}

#[test]
fn a_class_that_is_none_is_a_mistake() {
    let project = model("acme/encoder", "MIT");
    for (word, expected) in [
        (
            "class:noncommercial",
            "did you mean `class:non-commercial`?",
        ),
        ("class:x", "the classes are osi-permissive, "),
        // What is unknown never passes, whatever the policy calls it.
        ("class:unknown", "`unknown` is no class of licences"),
        ("class:", "is no class of licences"),
    ] {
        for list in ["allow", "deny"] {
            let policy = format!("[policy]\n{list} = [\"{word}\"]\n");
            project.write("deny-models.toml", &policy);
            project
                .run(&["check", "--offline"])
                .expect(2)
                .prints(&[expected]);
        }
    }
}

#[test]
fn what_ends_within_thirty_days_is_announced_in_every_run() {
    let project = Project::package(&mit_crate("id = \"meta-llama/Llama-3.1-8B-Instruct\""));
    project.write(
        "deny-models.toml",
        "[[exception]]\nmodel = \"meta-llama/Llama-3.1-8B-Instruct\"\ncrate = \"demo\"\nreason = \"internal\"\nuntil = 2027-01-31\n",
    );
    let announced =
        |day: &str| -> Run { project.run_on(day, &["check", "--offline", "--format", "json"]) };
    for (day, expected) in [
        ("2026-12-31", None),
        ("2027-01-01", Some("ends in 30 days, on 2027-01-31")),
        ("2027-01-30", Some("ends tomorrow, on 2027-01-31")),
        ("2027-01-31", Some("ends today, on 2027-01-31")),
    ] {
        let run = announced(day).expect(0);
        let notes = run.json()["notes"].to_string();
        let what = "the exception for `meta-llama/Llama-3.1-8B-Instruct` in `demo` ";
        match expected {
            Some(expected) => assert!(
                notes.contains(&format!("{what}{expected}")),
                "{day}: {notes}"
            ),
            None => assert!(!notes.contains(what), "{day}: {notes}"),
        }
    }
    project
        .run_on("2027-01-20", &["check", "--offline"])
        .expect(0)
        .prints(&["note: the exception for", "ends in 11 days"]);
    // On the day after it is a finding.
    let codes = announced("2027-02-01").expect(1).codes();
    assert!(
        codes
            .iter()
            .any(|code| code.starts_with("expired-exception")),
        "{codes:?}"
    );
}

#[test]
fn a_table_of_the_workspace_that_nothing_reads_is_reported() {
    let entry = "\n[workspace]\n[[workspace.metadata.deny-models.model]]\nid = \"meta-llama/Llama-3.1-8B-Instruct\"\n";
    let with = mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\"");
    let project = Project::package(&(with.clone() + entry));
    let expected = "`[workspace.metadata.deny-models]` in Cargo.toml is not read";
    project
        .run(&["check", "--offline"])
        .expect(0)
        .prints(&[expected]);
    let json = project
        .run(&["check", "--offline", "--format", "json"])
        .expect(0)
        .json();
    assert!(json["notes"].to_string().contains(expected), "{json}");
    let project = Project::package(&with);
    let run = project.run(&["check", "--offline"]).expect(0);
    assert!(!run.stderr.contains("is not read"), "{}", run.stderr);
}

#[test]
fn a_sign_up_is_reported_where_the_policy_asks_for_it() {
    let project = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\""));
    let lock = |gated: Option<&str>, revision: Option<&str>| {
        let model = Artifact::parse_hub("Qwen/Qwen2.5-7B-Instruct").expect("an id");
        let locked = LockedModel {
            revision: revision.map(str::to_owned),
            license: vec!["apache-2.0".to_owned()],
            gated: gated.map(str::to_owned),
            ..LockedModel::new(&model)
        };
        Lock::new(vec![locked], []).render()
    };
    let seen = Some("0123456789abcdef0123456789abcdef01234567");
    for (gated, revision, expected) in [
        (
            Some("auto"),
            seen,
            Some("whoever signs up and accepts its terms"),
        ),
        (Some("manual"), seen, Some("is admitted by its publisher")),
        (None, seen, None),
        // The hub has not answered.
        (None, None, Some("without a sign-up is not known")),
    ] {
        project.write("deny-models.lock", &lock(gated, revision));
        assert!(
            !codes(&project, &[])
                .iter()
                .any(|code| code.starts_with("gated-model"))
        );
        let run = project.run(&["check", "--offline", "-D", "gated-model"]);
        match expected {
            Some(expected) => {
                run.expect(1)
                    .prints(&["error[gated-model]", expected, "= help: "]);
            }
            None => assert!(!run.stderr.contains("gated-model"), "{}", run.stderr),
        }
    }
    // Without a lock nobody knows.
    std::fs::remove_file(project.path("deny-models.lock")).expect("removed");
    project
        .run(&["check", "--offline", "-D", "gated-model"])
        .expect(1)
        .prints(&[
            "without a sign-up is not known",
            "run `cargo deny-models lock`",
        ]);
    // A file needs no hub.
    let file = Project::package(&mit_crate(
        "path = \"w.onnx\"\nlicense = \"MIT\"\nbase = []",
    ));
    file.write("w.onnx", "");
    let codes = codes(&file, &["-D", "gated-model"]);
    assert!(
        !codes.iter().any(|code| code.starts_with("gated-model")),
        "{codes:?}"
    );
}
