//! `cargo deny-models diff`: what changed since a revision, and that nothing is left behind.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::support::{Project, Run, command};

const QWEN: &str = "Qwen/Qwen2.5-7B-Instruct";
const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";
const GEMMA: &str = "google/gemma-2-2b-it";

pub(crate) fn manifest(name: &str, models: &[&str]) -> String {
    let entry =
        |model: &&str| format!("\n[[package.metadata.deny-models.model]]\nid = \"{model}\"\n");
    let models: String = models.iter().map(entry).collect();
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n{models}"
    )
}

fn git(directory: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .current_dir(directory)
        .output()
        .expect("git");
    assert!(output.status.success(), "{args:?}: {output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

fn commit(project: &Project, message: &str) {
    git(&project.path(""), &["add", "--all", "--force"]);
    git(&project.path(""), &["commit", "--quiet", "-m", message]);
}

/// A repository whose workspace lies below its root, with one commit.
pub(crate) fn repository(models: &[&str]) -> Project {
    let project = Project::new(&[
        ("ws/Cargo.toml", &manifest("app", models)),
        ("ws/src/lib.rs", ""),
        ("README.md", "not the workspace\n"),
    ]);
    let lock = "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n";
    project.write("ws/Cargo.lock", lock);
    git(&project.path(""), &["init", "--quiet"]);
    commit(&project, "base");
    project
}

/// A run with a temporary directory of its own, which is empty again after it.
fn diff(project: &Project, args: &[&str]) -> Run {
    let scratch = project.path("scratch");
    fs::create_dir_all(&scratch).expect("a directory");
    let args = [&["diff", "--offline"], args].concat();
    let run = Run::of(command(&project.path("ws"), &args).env("TMPDIR", &scratch));
    let left = fs::read_dir(&scratch).expect("a directory").count();
    assert_eq!(left, 0, "{args:?}");
    run
}

fn models(json: &Value, what: &str) -> Vec<String> {
    let rows = json["models"][what].as_array().expect("rows").iter();
    let model = |row: &Value| row["model"].as_str().expect("a model").to_owned();
    rows.map(model).collect()
}

#[test]
fn what_was_added_removed_and_changed() {
    let project = repository(&[LLAMA, "acme/open", QWEN]);
    project.write(
        "ws/deny-models.toml",
        "[[model]]\nid = \"acme/open\"\nlicense = \"MIT\"\n",
    );
    commit(&project, "policy");
    let same = diff(&project, &["HEAD"]).expect(0);
    assert!(
        same.stdout.contains("no model and no finding differs\n"),
        "{}",
        same.stdout
    );
    assert!(
        same.stdout
            .ends_with("no new finding fails the gate; the gate fails, as it did before\n")
    );
    // A version is no difference.
    let newer = manifest("app", &[GEMMA, "acme/open", QWEN]).replace("0.1.0", "0.2.0");
    project.write("ws/Cargo.toml", &newer);
    project.write(
        "ws/deny-models.toml",
        "[[model]]\nid = \"acme/open\"\nlicense = \"gemma\"\n",
    );
    // But for the lock that cargo keeps, and the directory of the test.
    let status = || {
        git(&project.path(""), &["status", "--porcelain"])
            .replace(" M ws/Cargo.lock\n", "")
            .replace("?? scratch/\n", "")
    };
    let before = status();
    let run = diff(&project, &["HEAD", "--format", "json"]).expect(1);
    let json = run.json();
    assert_eq!(json["outcome"], "fail");
    assert_eq!(models(&json, "added"), [GEMMA]);
    assert_eq!(models(&json, "removed"), [LLAMA]);
    let changed = &json["models"]["changed"][0];
    assert_eq!(changed["before"]["verdict"], "pass");
    assert_eq!(changed["now"]["verdict"], "fail");
    assert_eq!(json["policy_changed"], true);
    let new = json["findings"]["new"].as_array().expect("rows").len();
    assert_eq!(
        (new, json["findings"]["gone"][0]["model"].as_str()),
        (2, Some(LLAMA))
    );
    // Neither the index nor a file changed.
    assert_eq!(status(), before);
    assert_eq!(
        git(&project.path(""), &["worktree", "list"])
            .lines()
            .count(),
        1
    );
    let human = diff(&project, &["HEAD"]).expect(1).stdout;
    for line in [
        "+ app: google/gemma-2-2b-it (runtime; fail gemma)\n",
        "- app: meta-llama/Llama-3.1-8B-Instruct (runtime; fail llama3.1)\n",
        "~ app: acme/open, pass mit -> fail gemma\n",
        "new error[non-osi-model]: ",
        "2 new findings fail the gate; the gate fails, as it did before\n",
    ] {
        assert!(human.contains(line), "{line}: {human}");
    }
}

#[test]
fn an_exception_is_shown_as_one() {
    let project = repository(&[LLAMA]);
    project.write(
        "ws/deny-models.toml",
        &format!("[[exception]]\nmodel = \"{LLAMA}\"\nreason = \"x\"\nuntil = 2027-01-31\n"),
    );
    let args = ["diff", "--offline", "HEAD"];
    let directory = project.path("ws");
    let mut run = command(&directory, &args);
    let run = Run::of(run.env("SOURCE_DATE_EPOCH", crate::support::epoch("2026-11-27"))).expect(0);
    assert!(
        run.stdout
            .contains("accepted by an exception now: error[non-osi-model]")
    );
    assert!(run.stdout.ends_with("the gate passes\n"), "{}", run.stdout);
}

#[test]
fn a_comment_holds_nothing_that_acts() {
    let project = repository(&[QWEN]);
    let hostile =
        "[[package.metadata.deny-models.model]]\nurl = \"https://example.com/@team/[x](y)#1\"\n";
    project.write(
        "ws/Cargo.toml",
        &(manifest("app", &[QWEN, LLAMA]) + hostile),
    );
    let run = diff(&project, &["HEAD", "--format", "markdown"]);
    let text = run.expect(1).stdout;
    assert!(
        text.contains("| added | `https://example.com/@team/[x](y)#1` |"),
        "{text}"
    );
    assert!(
        text.starts_with("<!-- cargo-deny-models diff -->\n### AI models: "),
        "{text}"
    );
    let row =
        "| added | `meta-llama/Llama-3.1-8B-Instruct` | `app` | runtime | fail: `llama3.1` |\n";
    assert!(text.contains(row), "{text}");
    for line in text.lines().filter(|line| line.starts_with('|')) {
        let outside: String = line.split('`').step_by(2).collect();
        for sign in ['<', '@', '[', '#'] {
            assert!(!outside.contains(sign), "{line}");
        }
    }
}

#[test]
fn what_cannot_be_compared_is_an_error_in_clear_words() {
    let project = repository(&[QWEN]);
    for (base, expected) in [
        ("nowhere", "there is no revision `nowhere`"),
        ("--upload-pack=x", "unexpected argument"),
        ("HEAD:README.md", "there is no revision `HEAD:README.md`"),
    ] {
        diff(&project, &[base]).expect(2).prints(&[expected]);
    }
    diff(&project, &["--", "--all"])
        .expect(2)
        .prints(&["there is no revision `--all`"]);
    // A revision without the workspace, one without Cargo.lock, and one whose manifest is wrong.
    git(&project.path(""), &["checkout", "--quiet", "-b", "other"]);
    git(&project.path(""), &["rm", "--quiet", "-f", "ws/Cargo.lock"]);
    commit(&project, "no lock");
    project.write(
        "ws/Cargo.lock",
        "version = 4\n\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n",
    );
    diff(&project, &["HEAD"]).expect(2).prints(&[
        "`HEAD` has no Cargo.lock, so the versions of its crates are not known",
        "help: commit Cargo.lock",
    ]);
    let right = manifest("app", &[QWEN]);
    project.write("ws/Cargo.toml", &right.replace("id = ", "idd = "));
    commit(&project, "a mistake");
    project.write("ws/Cargo.toml", &right);
    let run = diff(&project, &["HEAD"]).expect(2);
    assert!(!run.stderr.contains("scratch"), "{}", run.stderr);
    run.prints(&["could not be checked", "HEAD/ws/Cargo.toml:", "idd"]);
    git(&project.path(""), &["rm", "--quiet", "-r", "-f", "ws"]);
    git(
        &project.path(""),
        &["commit", "--quiet", "-m", "no workspace"],
    );
    project.write("ws/Cargo.toml", &right);
    project.write("ws/src/lib.rs", "");
    diff(&project, &["HEAD"])
        .expect(2)
        .prints(&["`HEAD` has no workspace at `ws`"]);
    // No repository at all.
    let bare = Project::package(&manifest("app", &[QWEN]));
    let mut run = command(&bare.path(""), &["diff", "--offline", "main"]);
    Run::of(run.env("GIT_CEILING_DIRECTORIES", bare.path("..")))
        .expect(2)
        .prints(&["is in no git repository"]);
}

#[test]
fn a_shallow_clone_is_named_as_the_cause() {
    let project = repository(&[QWEN]);
    project.write("README.md", "more\n");
    commit(&project, "more");
    let first = git(&project.path(""), &["rev-parse", "HEAD^"]);
    let clone = Project::new(&[]);
    let from = format!("file://{}", project.path("").display());
    git(
        &clone.path(""),
        &["clone", "--quiet", "--depth", "1", &from, "."],
    );
    let run = diff(&clone, &[first.trim()]).expect(2);
    run.prints(&["in this shallow clone", "fetch-depth: 0"]);
}

#[test]
fn the_commit_where_branches_part_can_be_the_base() {
    let project = repository(&[QWEN]);
    git(&project.path(""), &["checkout", "--quiet", "-b", "work"]);
    git(&project.path(""), &["checkout", "--quiet", "main"]);
    project.write("ws/Cargo.toml", &manifest("app", &[QWEN, LLAMA]));
    commit(&project, "elsewhere");
    git(&project.path(""), &["checkout", "--quiet", "work"]);
    let run = diff(&project, &["main", "--format", "json"]).expect(0);
    assert_eq!(models(&run.json(), "removed"), [LLAMA]);
    let run = diff(&project, &["main", "--merge-base", "--format", "json"]).expect(0);
    assert_eq!(models(&run.json(), "removed"), [""; 0]);
}

/// A run that is interrupted while cargo works removes what it wrote.
#[cfg(unix)]
#[test]
fn a_signal_leaves_nothing_behind() {
    use std::time::{Duration, Instant};

    let project = repository(&[QWEN]);
    let scratch = project.path("scratch");
    fs::create_dir_all(&scratch).expect("a directory");
    // A cargo that takes its time with the revision, and is quick with the workspace.
    project.write(
        "slow-cargo",
        "#!/bin/sh\ncase \"$*\" in *deny-models.*) exec sleep 20;; *) exec cargo \"$@\";; esac\n",
    );
    let chmod = Command::new("chmod")
        .arg("+x")
        .arg(project.path("slow-cargo"))
        .status();
    assert!(chmod.expect("chmod").success());
    let mut child = command(&project.path("ws"), &["diff", "--offline", "HEAD"])
        .env("TMPDIR", &scratch)
        .env("CARGO", project.path("slow-cargo"))
        .spawn()
        .expect("a run");
    let entries = || fs::read_dir(&scratch).expect("a directory").count();
    let start = Instant::now();
    while entries() == 0 && start.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(entries(), 1);
    std::thread::sleep(Duration::from_millis(300));
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("kill").success());
    let status = child.wait().expect("an end");
    assert_eq!(status.code(), Some(130));
    assert_eq!(entries(), 0);
}
