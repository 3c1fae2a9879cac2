//! `Gate` and the command give the same report.

use std::path::{Path, PathBuf};

use crate::hub::FakeHub;
use crate::support::{Project, Run, command, example, mit_crate, run_in, without_digest};
use cargo_deny_models::{Format, Gate, Level, Outcome, Report, Severity};
use serde_json::json;

/// Flags of the command, and the same settings of a gate.
type Flags = (&'static [&'static str], fn(Gate) -> Gate);

const EVERYWHERE: [Flags; 2] = [
    (&[], |gate| gate),
    (&["--no-policy", "--strict", "--offline"], |gate| {
        gate.no_policy().strict(true).offline(true)
    }),
];

const FLAGS: [Flags; 7] = [
    (&["--all-features"], |gate| gate.all_features(true)),
    (&["--no-default-features", "--no-scan"], |gate| {
        gate.no_default_features(true).scan(false)
    }),
    (&["--require", "fsf", "--protect", "osi"], |gate| {
        gate.require("fsf").protect(["osi"])
    }),
    (
        &["--unify", "workspace", "--target", "x86_64-pc-windows-msvc"],
        |gate| {
            gate.unify_workspace(true)
                .targets(["x86_64-pc-windows-msvc"])
        },
    ),
    (
        &[
            "-D",
            "feature-gated-model",
            "-A",
            "non-osi-model",
            "-W",
            "relicensed-model",
        ],
        |gate| {
            gate.level("feature-gated-model", Level::Deny)
                .level("non-osi-model", Level::Allow)
                .level("relicensed-model", Level::Warn)
        },
    ),
    (&["--protect", "MPL-2.0", "--strict"], |gate| {
        gate.protect(["MPL-2.0"]).strict(true)
    }),
    (&["--locked", "--config", "net.retry=1"], |gate| {
        gate.locked(true).config(["net.retry=1"])
    }),
];

/// A gate with the cache that runs of the command have in tests.
fn gate(path: impl Into<PathBuf>) -> Gate {
    Gate::new(path).cache(env!("CARGO_TARGET_TMPDIR"))
}

fn check(directory: &Path, flags: &[&str]) -> Run {
    let mut args = vec!["check", "--format", "json"];
    args.extend(flags);
    run_in(directory, &args)
}

#[track_caller]
fn agree(directory: &Path, (flags, set): &Flags) -> Report {
    let run = check(directory, flags);
    let report = set(gate(directory)).check();
    let report = report.unwrap_or_else(|error| panic!("{flags:?}: {error}\n{}", run.stderr));
    assert_eq!(without_digest(&report.to_json()), run.stdout, "{flags:?}");
    assert_eq!(i32::from(report.outcome().exit_code()), run.code);
    assert_eq!(report.passes(), run.code == 0);
    report
}

#[test]
fn on_the_examples() {
    for name in ["hidream", "hidream-free", "openscholar", "workspace"] {
        for flags in EVERYWHERE.iter().chain(&FLAGS) {
            agree(&example(name), flags);
        }
    }
    for flags in &EVERYWHERE {
        agree(&example("build-hook"), flags);
    }
    // Hundreds of packages from the registry.
    agree(&example("search-app"), &EVERYWHERE[0]);
}

#[test]
fn on_a_part_of_a_workspace() {
    let flags: [(Flags, Outcome); 5] = [
        (
            (
                &["-p", "server", "--no-default-features", "-F", "large"],
                |gate| {
                    gate.packages(["server"])
                        .no_default_features(true)
                        .features(["large"])
                },
            ),
            Outcome::Fail,
        ),
        (
            (&["-p", "server", "--no-default-features"], |gate| {
                gate.packages(["server"]).no_default_features(true)
            }),
            Outcome::Pass,
        ),
        (
            (&["-p", "server"], |gate| gate.packages(["server"])),
            Outcome::Fail,
        ),
        (
            (&["--exclude", "server"], |gate| gate.exclude(["server"])),
            Outcome::Pass,
        ),
        (
            (&["-p", "notes", "--protect", "MPL-2.0"], |gate| {
                gate.packages(["notes"]).protect(["MPL-2.0"])
            }),
            Outcome::NothingGated,
        ),
    ];
    for (flags, outcome) in &flags {
        assert_eq!(agree(&example("workspace"), flags).outcome(), *outcome);
    }
}

#[test]
fn a_lock_decides_here_too() {
    let (hub, project) = (
        FakeHub::start(),
        Project::package(&mit_crate("id = \"acme/chat\"")),
    );
    hub.model("acme/chat", &json!({"license": "apache-2.0"}));
    let mut lock = command(&project.path(""), &["lock"]);
    hub.lend(&mut lock);
    Run::of(&mut lock).expect(0);
    assert!(agree(&project.path(""), &EVERYWHERE[0]).passes());

    // What the lock does not cover is reported.
    let chat = mit_crate("id = \"acme/chat\"");
    let more = "\n[[package.metadata.deny-models.model]]\nid = \"Qwen/Qwen2.5-7B-Instruct\"\n";
    project.write("Cargo.toml", &(chat + more));
    let report = agree(&project.path(""), &EVERYWHERE[0]);
    let codes: Vec<&str> = report.findings().map(|finding| finding.code()).collect();
    assert_eq!(codes, ["stale-lock"], "the pull; the tables know the model");
    let chat = mit_crate("id = \"acme/chat\"");
    let more = "\n[[package.metadata.deny-models.model]]\nid = \"acme/other\"\n";
    project.write("Cargo.toml", &(chat + more));
    let report = agree(&project.path(""), &EVERYWHERE[0]);
    let codes: Vec<&str> = report.findings().map(|finding| finding.code()).collect();
    assert_eq!(codes, ["stale-lock", "stale-lock", "unknown-license"]);
    let chat = mit_crate("id = \"acme/chat\"");
    let more = "\n[[package.metadata.deny-models.model]]\nid = \"Qwen/Qwen2.5-7B-Instruct\"\n";
    project.write("Cargo.toml", &(chat + more));

    // Without the lock the verdict differs, so the comparisons above cannot hold by accident.
    std::fs::remove_file(project.path("deny-models.lock")).expect("removed");
    let without = agree(&project.path(""), &EVERYWHERE[0]);
    let finding = without.findings().next().expect("a finding");
    assert_eq!(
        (finding.code(), finding.model()),
        ("unknown-license", Some("acme/chat"))
    );
}

#[test]
fn a_policy_and_a_day_count() {
    let project = Project::package(&mit_crate("id = \"meta-llama/Llama-3.1-8B-Instruct\""));
    let policy = "[[exception]]\nmodel = \"meta-llama/Llama-3.1-8B-Instruct\"\nlicense = \"llama3.1\"\n\
                  reason = \"for a while\"\nuntil = 2026-12-31\n";
    project.write("other.toml", policy);
    for (day, suppressed) in [("2026-12-31", 1), ("2027-01-01", 0)] {
        let path = project.path("other.toml");
        let path = path.to_str().expect("UTF-8");
        let run = project.run_on(day, &["check", "--format", "json", "--policy", path]);
        let gate = gate(project.path("Cargo.toml")).policy(path);
        let report = gate.today(day).check().expect("checked");
        assert_eq!(without_digest(&report.to_json()), run.stdout, "{day}");
        assert_eq!(report.suppressed().count(), suppressed, "{day}");
        assert_eq!(report.passes(), suppressed == 1);
    }
}

#[test]
fn every_format_is_that_of_the_command() {
    let directory = example("workspace");
    let report = gate(&directory).check().expect("checked");
    for (format, word) in [
        (Format::Human, "human"),
        (Format::Sarif, "sarif"),
        (Format::Github, "github"),
        (Format::Gitlab, "gitlab"),
    ] {
        let run = run_in(&directory, &["check", "--format", word]);
        let mut written = Vec::new();
        report.write(format, &mut written).expect("in memory");
        let expected = if word == "human" {
            run.stderr
        } else {
            run.stdout
        };
        let written = String::from_utf8(written).expect("UTF-8");
        assert_eq!(without_digest(&written), expected);
    }
}

#[test]
fn findings_have_what_the_report_has() {
    let mut packages = 0;
    let report = gate(example("hidream"))
        .check_with_progress(|_, total| packages = total)
        .expect("checked");
    assert_eq!((report.members(), report.gated(), packages), (1, 1, 1));
    assert_eq!(report.root(), example("hidream"));
    let finding = report.findings().next().expect("a finding");
    assert_eq!(finding.code(), "non-osi-model");
    assert_eq!(finding.severity(), Severity::Deny);
    assert_eq!(finding.member(), Some("hidream"));
    assert_eq!(finding.path(), ["hidream 0.1.0"]);
    assert_eq!(finding.model(), Some("HiDream-ai/HiDream-I1-Full"));
    assert_eq!(finding.how(), Some("runtime"));
    assert_eq!(finding.declared(), Some("mit"));
    assert_eq!(finding.governing(), Some("llama3.1"));
    let manifest = example("hidream").join("Cargo.toml");
    assert_eq!(finding.file(), Some(manifest.as_path()));
    assert_eq!(finding.line(), Some(11));
    assert!(finding.message().contains("is governed by llama3.1"));
    assert_eq!(finding.help().len(), 3);
}

#[test]
fn mistakes_are_errors() {
    let hidream = || gate(example("hidream"));
    let broken = Project::package(&mit_crate("id = \"acme/chat\"\nlicence = \"mit\""));
    for (gate, expected) in [
        (gate("no/such/directory"), "no/such/directory"),
        (hidream().require("osii"), "did you mean `osi`?"),
        (hidream().protect(["MTI"]), "did you mean `MIT`?"),
        (
            hidream().level("non-osi-modle", Level::Warn),
            "did you mean `non-osi-model`?",
        ),
        (hidream().today("tomorrow"), "YYYY-MM-DD"),
        (hidream().packages(["unknown"]), "unknown"),
        (gate(broken.path("")), "Cargo.toml:9:"),
    ] {
        let error = gate.check().expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}");
    }
}
