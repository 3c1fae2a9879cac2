//! Tables of facts that a policy names: they fill gaps and tighten, and loosen with a reason and until a day alone.

use deny_models::digest::sha256;

use crate::support::{Project, Run, command, mit_crate};

const TODAY: &str = "2026-11-27";
const TABLE: &str = "\
# What legal has read.
[[model]]
id = \"acme/encoder\"
license = \"Apache-2.0\"
base = []
source = \"contract 26-114, read 2026-11-20\"

[[model]]
id = \"openai-community/gpt2\"
license = \"CC-BY-NC-4.0\"
source = \"letter of 2026-11-02\"

[[model]]
id = \"google/gemma-2b\"
license = \"Apache-2.0\"
source = \"bought, see contract 26-9 of 2026-10-01\"
";

fn policy(sha256: &str, more: &str) -> String {
    format!("[policy]\nfacts = [{{ path = \"legal/facts.toml\", sha256 = \"{sha256}\"{more} }}]\n")
}

fn project(models: &[&str]) -> Project {
    let more = models[1..]
        .iter()
        .map(|model| format!("\n[[package.metadata.deny-models.model]]\nid = \"{model}\"\n"));
    let first = mit_crate(&format!("id = \"{}\"", models[0]));
    let project = Project::package(&(first + &more.collect::<String>()));
    project.write("legal/facts.toml", TABLE);
    project
}

/// The findings, by code and model.
fn findings(run: &Run) -> Vec<String> {
    let json = run.json();
    let all = json["findings"].as_array().into_iter().flatten();
    let mut shown: Vec<String> = all
        .map(|of| match of["model"].as_str() {
            Some(model) => format!("{} {model}", of["code"].as_str().unwrap_or_default()),
            None => of["code"].as_str().unwrap_or_default().to_owned(),
        })
        .collect();
    shown.sort();
    shown
}

fn codes(project: &Project) -> Vec<String> {
    findings(&project.run_on(TODAY, &["check", "--format", "json"]))
}

#[test]
fn a_table_fills_gaps_and_tightens_freely_and_loosens_with_reason_and_day() {
    let project = project(&["acme/encoder", "openai-community/gpt2", "google/gemma-2b"]);
    assert_eq!(
        codes(&project),
        [
            "non-osi-model google/gemma-2b",
            "unknown-license acme/encoder"
        ]
    );
    let digest = sha256(TABLE.as_bytes());
    project.write("deny-models.toml", &policy(&digest, ""));
    let run = project
        .run_on(TODAY, &["check", "--format", "json"])
        .expect(1);
    assert_eq!(
        findings(&run),
        [
            "license-mismatch",
            "non-osi-model google/gemma-2b",
            "non-osi-model openai-community/gpt2",
        ]
    );
    // The source of the fact is in the evidence, with its line.
    let json = run.json();
    let of_table = json["findings"]
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|finding| finding["evidence"].as_array().into_iter().flatten())
        .find(|evidence| evidence["kind"] == "facts" && evidence["line"] == 9)
        .expect("evidence of the table");
    assert_eq!(of_table["file"], "legal/facts.toml");
    assert_eq!(
        of_table["detail"],
        "openai-community/gpt2: CC-BY-NC-4.0 [letter of 2026-11-02]"
    );
    let run = project.run_on(TODAY, &["check"]).expect(1);
    run.prints(&[
        "loosens the known licence of `google/gemma-2b` without a reason",
        "add `reason` and `until` to its entry",
    ]);

    // As the help states.
    let granted = ", reason = \"legal has read them\", until = 2027-06-30";
    project.write("deny-models.toml", &policy(&digest, granted));
    let run = project
        .run_on(TODAY, &["check", "--format", "json"])
        .expect(1);
    assert_eq!(findings(&run), ["non-osi-model openai-community/gpt2"]);
    let overrides = run.json()["overrides"].clone();
    assert_eq!(
        overrides,
        serde_json::json!([
            "legal/facts.toml overrides the facts about google/gemma-2b until 2027-06-30 (legal has read them), by bought, \
             see contract 26-9 of 2026-10-01: otherwise it is under gemma"
        ])
    );
    // It ends, which is announced.
    let run = project.run_on("2027-06-20", &["check"]).expect(1);
    run.prints(&["the override by the table of facts `legal/facts.toml` ends in 10 days"]);
    let run = project
        .run_on("2027-07-01", &["check", "--format", "json"])
        .expect(1);
    assert!(
        findings(&run).contains(&"expired-exception".to_owned()),
        "{:?}",
        findings(&run)
    );
    assert!(findings(&run).contains(&"non-osi-model google/gemma-2b".to_owned()));

    // An entry of the policy outranks the table.
    let own = "[[model]]\nid = \"openai-community/gpt2\"\nlicense = \"MIT\"\nreason = \"asked again\"\nuntil = 2027-01-31\n";
    project.write("deny-models.toml", &(policy(&digest, granted) + own));
    assert!(codes(&project).is_empty(), "{:?}", codes(&project));

    // A table that was edited and not reviewed tightens, and no more.
    let edited = TABLE.replace("CC-BY-NC-4.0", "CC-BY-NC-ND-4.0");
    project.write("legal/facts.toml", &edited);
    project.write("deny-models.toml", &policy(&digest, granted));
    assert_eq!(
        codes(&project),
        [
            "digest-mismatch",
            "non-osi-model google/gemma-2b",
            "non-osi-model openai-community/gpt2",
        ]
    );
    let help = format!("write `sha256 = \"{}\"`", sha256(edited.as_bytes()));
    project.run_on(TODAY, &["check"]).expect(1).prints(&[&help]);
    project.write(
        "deny-models.toml",
        &policy(&sha256(edited.as_bytes()), granted),
    );
    assert_eq!(codes(&project), ["non-osi-model openai-community/gpt2"]);

    // The other commands have the table too.
    let run = project.run_on(TODAY, &["resolve", "--format", "json", "acme/encoder"]);
    assert_eq!(run.json()[0]["verdict"], "pass");
    let run = project.run_on(TODAY, &["why", "acme/encoder"]).expect(0);
    let source = "source    the table of facts legal/facts.toml:3: acme/encoder: Apache-2.0 [contract 26-114, read 2026-11-20]";
    assert!(run.stdout.contains(source), "{}", run.stdout);
}

#[test]
fn what_a_table_loosens_ends_and_both_ways_out_are_followed() {
    let project = project(&["acme/encoder", "openai-community/gpt2", "google/gemma-2b"]);
    let digest = sha256(TABLE.as_bytes());
    let granted = ", reason = \"legal has read them\", until = 2027-06-30";
    project.write("deny-models.toml", &policy(&digest, granted));
    let after = |project: &Project| {
        let run = project.run_on("2027-07-01", &["check", "--format", "json"]);
        findings(&run)
    };
    let run = project.run_on("2027-07-01", &["check"]).expect(1);
    run.prints(&["check these licences again, then set a new `until` or delete the rows"]);
    let later = granted.replace("2027-06-30", "2028-06-30");
    project.write("deny-models.toml", &policy(&digest, &later));
    assert_eq!(
        after(&project),
        ["non-osi-model openai-community/gpt2", "old-facts"]
    );
    let (kept, _) = TABLE
        .split_once("[[model]]\nid = \"google/gemma-2b\"")
        .expect("the row");
    project.write("legal/facts.toml", kept);
    let without = policy(&sha256(kept.as_bytes()), granted);
    project.write("deny-models.toml", &without);
    assert!(
        !after(&project).contains(&"expired-exception".to_owned()),
        "{:?}",
        after(&project)
    );
}

#[test]
fn rows_about_other_models_are_neither_unused_nor_reported() {
    let project = project(&["acme/encoder"]);
    project.write("deny-models.toml", &policy(&sha256(TABLE.as_bytes()), ""));
    let run = project
        .run_on(TODAY, &["check", "--format", "json"])
        .expect(0);
    assert!(findings(&run).is_empty(), "{:?}", findings(&run));
    assert_eq!(run.json()["overrides"], serde_json::json!([]));
}

#[test]
fn mistakes_in_a_table_end_the_run_with_their_line() {
    let project = project(&["acme/encoder"]);
    let digest = sha256(TABLE.as_bytes());
    project.write("deny-models.toml", &policy(&digest, ""));
    project.write(
        "legal/facts.toml",
        &TABLE.replace("source = \"letter", "sorce = \"letter"),
    );
    let run = project.run_on(TODAY, &["check"]).expect(2);
    run.prints(&["legal/facts.toml:11", "did you mean `source`?"]);
    for (path, words) in [
        ("../facts.toml", "is no path inside the workspace"),
        ("legal/none.toml", "there is no file"),
    ] {
        let text = policy(&digest, "").replace("legal/facts.toml", path);
        project.write("deny-models.toml", &text);
        project
            .run_on(TODAY, &["check"])
            .expect(2)
            .prints(&[words, "deny-models.toml:2"]);
    }
    project.write("deny-models.toml", &policy(&digest, ", reason = \"x\""));
    let run = project.run_on(TODAY, &["check"]).expect(2);
    run.prints(&["`reason` without `until` in `[[policy.facts]]`"]);
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_workspace() {
    let project = project(&["acme/encoder"]);
    let outside = tempfile::NamedTempFile::new().expect("a file");
    std::os::unix::fs::symlink(outside.path(), project.path("legal/link.toml")).expect("a link");
    let text = policy(&sha256(b""), "").replace("legal/facts.toml", "legal/link.toml");
    project.write("deny-models.toml", &text);
    let run = project.run_on(TODAY, &["check"]).expect(2);
    run.prints(&["lies outside of the workspace"]);
}

/// A check that answers without cargo sees an edit of a table, in build output too.
#[test]
fn an_edit_of_a_table_is_seen_by_a_check_that_is_not_made_again() {
    let project = project(&["acme/encoder"]);
    project.write("target/facts.toml", TABLE);
    let text = policy(&sha256(TABLE.as_bytes()), "").replace("legal/", "target/");
    project.write("deny-models.toml", &text);
    let home = tempfile::tempdir().expect("a directory");
    let check = || {
        std::thread::sleep(std::time::Duration::from_millis(150));
        let mut check = command(&project.path("."), &["check"]);
        check
            .env("CARGO_DENY_MODELS_CACHE", home.path())
            .env_remove("RUSTC");
        check.env("SOURCE_DATE_EPOCH", "1795800000");
        Run::of(&mut check)
    };
    check().expect(0);
    check().expect(0);
    project.write(
        "target/facts.toml",
        &TABLE.replace("Apache-2.0", "LicenseRef-no"),
    );
    check().expect(1);
}
