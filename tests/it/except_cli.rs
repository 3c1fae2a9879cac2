//! `cargo deny-models except`: accepts what is there, and nothing that comes later.

use std::fs;

use serde_json::Value;

use crate::support::{Project, Run, hub_calls, mit_manifest};

const DAY: &str = "2026-11-27";
const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";
const GEMMA: &str = "google/gemma-2-2b-it";

fn pulling(models: &[&str]) -> String {
    let entry =
        |model: &&str| format!("\n[[package.metadata.deny-models.model]]\nid = \"{model}\"\n");
    models.iter().map(entry).collect()
}

/// Two members and two dependencies, each of which pulls the same model.
fn workspace() -> Project {
    let member = |name: &str| {
        mit_manifest(
            name,
            &format!(
                "[dependencies]\none = {{ path = \"../one\" }}\ntwo = {{ path = \"../two\" }}\n{}",
                pulling(&["acme/unknown"])
            ),
        )
    };
    Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"tool\"]\nexclude = [\"one\", \"two\"]\nresolver = \"2\"\n",
        ),
        ("app/Cargo.toml", &member("app")),
        ("app/src/lib.rs", ""),
        ("tool/Cargo.toml", &member("tool")),
        ("tool/src/lib.rs", ""),
        ("one/Cargo.toml", &mit_manifest("one", &pulling(&[LLAMA]))),
        ("one/src/lib.rs", ""),
        ("two/Cargo.toml", &mit_manifest("two", &pulling(&[LLAMA]))),
        ("two/src/lib.rs", ""),
    ])
}

fn run(project: &Project, args: &[&str]) -> Run {
    project.run_on(DAY, &[args, &["--offline"]].concat())
}

fn check(project: &Project) -> Run {
    run(project, &["check", "--format", "json"])
}

fn policy(project: &Project) -> String {
    fs::read_to_string(project.path("deny-models.toml")).unwrap_or_default()
}

const STATED: [&str; 4] = ["--reason", "a demo", "--until", "2027-03-31"];

/// A team with many exceptions sees in each run that there are some, and still the verdict.
#[test]
fn many_exceptions_with_one_reason_are_one_note() {
    let models = [
        LLAMA,
        GEMMA,
        "jinaai/jina-embeddings-v3",
        "black-forest-labs/FLUX.1-dev",
        "google/gemma-2-9b",
        "acme/one",
        "acme/two",
    ];
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", &pulling(&models))),
        ("src/lib.rs", ""),
    ]);
    run(&project, &[&["except", "--all"][..], &STATED].concat()).expect(0);
    let shown = run(&project, &["check"]).expect(0).stderr;
    let notes: Vec<&str> = shown
        .lines()
        .filter(|line| line.contains("excepted"))
        .collect();
    assert_eq!(notes.len(), 1, "{shown}");
    assert!(
        notes[0].starts_with("note: excepted until 2027-03-31 in app 0.1.0 (a demo): ")
            && notes[0].ends_with(", and 2 more"),
        "{shown}"
    );
    let all = run(&project, &["check", "-v"]).expect(0).stderr;
    for model in models {
        let note = format!("note: excepted until 2027-03-31: {model} in app 0.1.0 (a demo)\n");
        assert_eq!(all.matches(&note).count(), 1, "{all}");
    }
}

#[test]
fn all_that_fails_is_accepted_and_what_comes_later_fails() {
    let project = workspace();
    let own = "# ours\n[policy]\nrequire = \"osi\" # as before\n";
    project.write("deny-models.toml", own);
    let before = check(&project).expect(1);
    let codes = before.codes();
    assert_eq!(codes.len(), 4, "{codes:?}");
    let all = [&["except", "--all", "--format", "json"][..], &STATED].concat();
    let done = run(&project, &all).expect(0).json();
    assert_eq!(done["outcome"], "pass");
    // One a crate, although the findings of both crates are shown as one.
    assert_eq!(done["accepted"].as_array().expect("rows").len(), 6);
    let text = policy(&project);
    assert!(text.starts_with(own), "{text}");
    assert_eq!(text.matches("[[exception]]").count(), 6);
    for part in [
        "code = \"non-osi-model\"\nmember = \"app\"\ncrate = \"one\"\nversion = \"=0.1.0\"\n",
        "code = \"non-osi-model\"\nmember = \"tool\"\ncrate = \"two\"\nversion = \"=0.1.0\"\n",
        "license = \"llama3.1\"\nreason = \"a demo\"\nuntil = 2027-03-31\n",
        "code = \"unknown-license\"\nmember = \"app\"\ncrate = \"app\"\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let after = check(&project).expect(0);
    assert_eq!(after.codes(), Vec::<String>::new());
    assert_eq!(
        after.json()["suppressed"].as_array().expect("rows").len(),
        6
    );
    // What is accepted is noted once, with the members that it is in.
    let shown = run(&project, &["check"]).expect(0).stderr;
    let note =
        format!("note: excepted until 2027-03-31: {LLAMA} in app 0.1.0, tool 0.1.0 (a demo)\n");
    assert_eq!(shown.matches(&note).count(), 1, "{shown}");
    assert_eq!(shown.matches(LLAMA).count(), 1, "{shown}");
    // Again, there is nothing to write.
    let done = run(&project, &all).expect(0).json();
    assert_eq!(done["accepted"], Value::Array(Vec::new()));
    assert_eq!(policy(&project), text);
    let fails = |path: &str, changed: &str, codes: &[&str]| {
        let old = fs::read_to_string(project.path(path)).expect("a file");
        project.write(path, changed);
        let found = check(&project).expect(1).codes();
        for code in codes {
            assert!(found.contains(&(*code).to_owned()), "{code}: {found:?}");
        }
        project.write(path, &old);
    };
    // Another model of the same crate, another version of it, another crate with the same model.
    let both = ["non-osi-model:deny:app", "non-osi-model:deny:tool"];
    fails(
        "one/Cargo.toml",
        &mit_manifest("one", &pulling(&[LLAMA, GEMMA])),
        &both,
    );
    let newer = mit_manifest("one", &pulling(&[LLAMA])).replace("0.1.0", "0.1.1");
    fails("one/Cargo.toml", &newer, &both);
    let app = fs::read_to_string(project.path("app/Cargo.toml")).expect("a file");
    fails("app/Cargo.toml", &(app + &pulling(&[LLAMA])), &both[..1]);
    // The day after the last one.
    let late = project.run_on("2027-04-01", &["check", "--offline", "--format", "json"]);
    assert!(late.expect(1).codes().contains(&both[0].to_owned()));
}

#[test]
fn one_finding_is_accepted_by_its_id() {
    let project = workspace();
    let listed = run(&project, &["except", "--list"]).expect(0).stdout;
    let line = listed
        .lines()
        .find(|line| line.contains("non-osi-model") && line.contains("`app`"))
        .expect("a finding");
    let id = line.split_whitespace().next().expect("an id");
    assert_eq!(id.len(), 12, "{listed}");
    // It is that of the other formats, from run to run.
    let json = check(&project).expect(1).json();
    let ids: Vec<&str> = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["id"].as_str().expect("an id"))
        .collect();
    assert!(ids.iter().any(|known| known.starts_with(id)), "{ids:?}");
    let gitlab = run(&project, &["check", "--format", "gitlab"]).json();
    let prints = gitlab.as_array().expect("issues").iter();
    let prints: Vec<&str> = prints
        .map(|it| it["fingerprint"].as_str().expect("text"))
        .collect();
    assert_eq!(prints, ids);
    let args = [&["except", "--finding", id][..], &STATED].concat();
    let done = run(&project, &args).expect(1);
    let three = "the gate fails: 3 findings\n";
    assert!(done.stderr.ends_with(three), "{}", done.stderr);
    done.prints(&[
        "wrote deny-models.toml: 2 exceptions\n",
        "pulled by one 0.1.0\n",
        "pulled by two 0.1.0\n",
    ]);
    let left = check(&project).expect(1).codes();
    assert!(
        !left.contains(&"non-osi-model:deny:app".to_owned()),
        "{left:?}"
    );
    assert_eq!(left.len(), 3, "{left:?}");
}

#[test]
fn nothing_is_written_where_something_is_wrong() {
    let project = workspace();
    let mut day = ["--reason", "a demo", "--until", "2026-11-26"];
    for (which, stated, expected) in [
        (
            &["--all"][..],
            &day[..],
            "`--until 2026-11-26` is past: today is 2026-11-27",
        ),
        (
            &["--all"],
            &["--reason", " ", "--until", "2027-03-31"],
            "`--reason` is blank",
        ),
        (
            &["--all"],
            &["--reason", "x", "--until", "2028-03-31"],
            "more than a year ahead",
        ),
        (
            &["--all"],
            &["--reason", "x", "--until", "tomorrow"],
            "`--until tomorrow` is no day",
        ),
        (&["--all"], &["--until", "2027-03-31"], "--reason"),
        (&["--all", "--no-policy"], &STATED, "`--no-policy`"),
        (&[], &STATED, "--all"),
        (&["--finding", "abc"], &STATED, "too short"),
        (
            &["--finding", "000000"],
            &STATED,
            "no finding has the id `000000`",
        ),
    ] {
        let args = [&["except"][..], which, stated].concat();
        run(&project, &args).expect(2).prints(&[expected]);
        assert_eq!(policy(&project), "", "{args:?}");
    }
    // The day itself counts.
    day[3] = DAY;
    run(&project, &[&["except", "--all"][..], &day].concat()).expect(0);
}

/// Offers are one finding, and each of them has its exception.
#[test]
fn each_model_of_an_offer_is_accepted_by_itself() {
    let offered = pulling(&[LLAMA, GEMMA]).replace("\"\n", "\"\nhow = \"offered\"\n");
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", &offered)),
        ("src/lib.rs", ""),
    ]);
    let listed = run(&project, &["except", "--list"]).expect(0).stdout;
    assert_eq!(listed.lines().count(), 1, "{listed}");
    let id = &listed[..12];
    let args = [&["except", "--finding", id][..], &STATED].concat();
    run(&project, &args).expect(0);
    let text = policy(&project);
    for model in [LLAMA, GEMMA] {
        let line = format!("model = \"{model}\"\n");
        assert_eq!(text.matches(&line).count(), 1, "{text}");
    }
    assert_eq!(check(&project).expect(0).codes(), Vec::<String>::new());
}

#[test]
fn what_no_exception_is_written_for_keeps_its_help() {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        (
            "src/lib.rs",
            &format!("mod broken;\n{}", hub_calls(&["openai-community/gpt2"])),
        ),
        ("src/broken.rs", "fn ("),
    ]);
    let args = [&["except", "--all"][..], &STATED].concat();
    run(&project, &args).expect(1).prints(&[
        "follow its help",
        "  help: state in deny-models.toml which models it takes: `[[crate]]` with `name = \"app\"`",
    ]);
}

#[test]
fn damage_and_mistakes_are_never_accepted() {
    let digest = "0".repeat(64);
    let entry = format!(
        "\n[[package.metadata.deny-models.model]]\npath = \"x.onnx\"\nlicense = \"MIT\"\nsha256 = \"{digest}\"\n{}",
        pulling(&[LLAMA])
    );
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", &entry)),
        ("src/lib.rs", ""),
        ("x.onnx", "not a model"),
        ("LICENSE", include_str!("../../LICENSE-MIT")),
        (
            "deny-models.toml",
            "[[exception]]\nmodel = \"acme/old\"\nreason = \"gone\"\nuntil = 2026-01-31\n",
        ),
    ]);
    let done = run(&project, &[&["except", "--all"][..], &STATED].concat()).expect(1);
    let codes = check(&project).expect(1).codes();
    assert!(
        !codes.iter().any(|code| code.starts_with("non-osi")),
        "{codes:?}"
    );
    for code in ["digest-mismatch", "expired-exception"] {
        assert!(
            codes.iter().any(|found| found.starts_with(code)),
            "{code}: {codes:?}"
        );
        assert!(
            done.stderr.contains(&format!(" {code}: ")),
            "{}",
            done.stderr
        );
    }
    assert!(done.stderr.contains("no exception covers this finding"));
    assert_eq!(policy(&project).matches("[[exception]]").count(), 2);
    let listed = run(&project, &["except", "--list", "--format", "json"])
        .expect(0)
        .json();
    let rows = listed.as_array().expect("rows").iter();
    let mut damaged = rows.filter(|row| row["code"] == "digest-mismatch");
    let id = damaged.next().expect("a finding")["id"]
        .as_str()
        .expect("an id");
    let args = [&["except", "--finding", id][..], &STATED].concat();
    run(&project, &args)
        .expect(2)
        .prints(&["no exception covers this finding"]);
}

#[test]
fn the_evidence_of_a_finding_has_the_id_that_except_takes() {
    let project = workspace();
    let shown = run(&project, &["check", "-v"]).expect(1).stderr;
    let ids: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.trim().strip_prefix("= note: id: "))
        .collect();
    let of_app = ids.first().and_then(|ids| ids.split(", ").next());
    let id = of_app.expect("an id");
    let args = [&["except", "--finding", id][..], &STATED].concat();
    // Others still fail.
    run(&project, &args).expect(1);
    assert_eq!(
        policy(&project).matches("[[exception]]").count(),
        2,
        "{}",
        policy(&project)
    );
    let left = run(&project, &["check", "-v"]).expect(1).stderr;
    assert!(!left.contains(id), "{left}");
}
