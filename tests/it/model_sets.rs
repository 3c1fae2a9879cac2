//! Models of which the built-in table is not consulted, with answers written down before the rules were run on them: a hub
//! serves their cards and files, `lock` reads them, and the licences follow from that and the table's ancestors.
//!
//! `tests/data/second_set.jsonl` and `third_set.jsonl` have a line a repository; those without `osi` are only there for
//! others. `$APACHE` and `$MIT` stand for the licence files of this package, `$MIT+` for the latter with a condition,
//! `$DENIED` for a file that the hub keeps to itself.

use crate::hub::{FakeHub, Model, Reply, SHA};
use crate::support::{Project, Run, command, mit_crate};
use camino::Utf8Path;
use deny_models::license::{LicenseRules, Verdict};
use deny_models::lock::find;
use deny_models::model::{Artifact, FactStore, UnknownReason, resolve};
use serde_json::{Value, json};

fn repositories(lines: &str) -> Vec<Value> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// The text that a file of the set stands for; `None` for one that is closed.
fn contents(text: &str) -> Option<String> {
    let mit = include_str!("../../LICENSE-MIT");
    Some(match text {
        "$APACHE" => include_str!("../../LICENSE-APACHE").to_owned(),
        "$MIT" => mit.to_owned(),
        "$MIT+" => format!("{mit}\nYou must display the name of the model in your product.\n"),
        "$DENIED" => return None,
        other => other.to_owned(),
    })
}

fn publish(hub: &FakeHub, row: &Value) {
    let id = text(row, "id").expect("an id");
    if let Some(status) = row.get("status").and_then(Value::as_u64) {
        let status = u16::try_from(status).expect("a status");
        let reply = Reply::error(status, text(row, "error").unwrap_or_default());
        hub.play(&format!("/api/models/{id}"), reply);
        return;
    }
    if let Some(now) = text(row, "moved") {
        hub.play(
            &format!("/api/models/{id}"),
            Reply::redirect(&format!("/api/models/{now}")),
        );
        return;
    }
    let card = row.get("card").cloned().unwrap_or_else(|| json!({}));
    let mut extra = row.get("extra").cloned().unwrap_or_else(|| json!({}));
    extra["tags"] = row.get("tags").cloned().unwrap_or_else(|| json!([]));
    if let Some(name) = text(row, "answers") {
        extra["id"] = json!(name);
    }
    let body = text(row, "body").unwrap_or("# A model\n");
    let mut model = Model::new(id, &card).file("README.md", format!("---\n{card}\n---\n{body}"));
    let mut closed = Vec::new();
    for (path, of) in row
        .get("files")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let of = of.as_str().expect("a text");
        if contents(of).is_none() {
            closed.push(path.clone());
        }
        model = model.file(path, contents(of).unwrap_or_default());
    }
    model.extra(extra).publish(hub);
    for path in closed {
        hub.play(
            &format!("/{id}/resolve/{SHA}/{path}"),
            Reply::error(401, "GatedRepo"),
        );
    }
}

#[test]
fn the_second_set_is_answered_as_written_down_before() {
    measure(include_str!("../data/second_set.jsonl"));
}

#[test]
fn the_third_set_is_answered_as_written_down_before() {
    measure(include_str!("../data/third_set.jsonl"));
}

fn measure(lines: &str) {
    let hub = FakeHub::start();
    let rows = repositories(lines);
    for row in &rows {
        publish(&hub, row);
    }
    let chosen: Vec<&Value> = rows
        .iter()
        .filter(|row| text(row, "osi").is_some())
        .collect();
    let mut manifest = mit_crate("id = \"acme/none\"\nhow = \"offered\"");
    for row in &chosen {
        let id = text(row, "id").expect("an id");
        for part in [
            "\n[[package.metadata.deny-models.model]]\nid = \"",
            id,
            "\"\nhow = \"offered\"\n",
        ] {
            manifest.push_str(part);
        }
    }
    let project = Project::package(&manifest);
    let directory = project.path("");
    let mut command = command(&directory, &["lock"]);
    hub.lend(&mut command);
    Run::of(&mut command).expect(0);
    let root = Utf8Path::from_path(&directory).expect("UTF-8");
    let lock = find(root).expect("readable").expect("a lock").lock;
    assert_eq!(lock.inconsistent(), []);
    // What the built-in table states about a model of the set does not count: the lock answers, with the table's
    // ancestors.
    let mut store = FactStore::built_in();
    for row in &chosen {
        store.leave_out(&Artifact::parse(text(row, "id").expect("an id")).expect("an id"));
    }
    lock.insert_into(&mut store);

    let mut wrong = Vec::new();
    let mut false_passes = Vec::new();
    for row in &chosen {
        let id = text(row, "id").expect("an id");
        let model = Artifact::parse(id).expect("an id");
        let found = resolve(&model, &store, &LicenseRules::osi());
        let osi = match found.verdict {
            Verdict::Pass => "yes",
            Verdict::Unknown => "unknown",
            Verdict::Fail => "no",
        };
        let governing = found.governing().map(|binding| binding.license.id());
        let expected = text(row, "osi").expect("an answer");
        let right = osi == expected
            && row
                .get("governing")
                .is_none_or(|id| id.as_str() == governing)
            && row
                .get("relicensed")
                .is_none_or(|stated| stated.as_bool() == Some(found.is_relicensed()));
        if osi == "yes" && expected != "yes" {
            false_passes.push(id);
        }
        if !right {
            let unknown_reasons: Vec<String> = found
                .unknown_reasons
                .iter()
                .map(UnknownReason::explain)
                .collect();
            wrong.push(format!(
                "{id}: {osi} {governing:?} relicensed {}, not {expected} {} {unknown_reasons:?}",
                found.is_relicensed(),
                row.get("governing").unwrap_or(&Value::Null)
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {} right, false passes: {false_passes:?}\n{}",
        chosen.len() - wrong.len(),
        chosen.len(),
        wrong.join("\n")
    );
}
