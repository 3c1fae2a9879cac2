//! The models with answers checked by hand, known from their cards alone: a hub serves the cards, `lock` reads them,
//! and the licences that apply follow without the built-in table.

use std::collections::{BTreeMap, BTreeSet};

use crate::hub::{FakeHub, Model};
use crate::support::{Project, Run, command, mit_crate};
use camino::Utf8Path;
use deny_models::license::{LicenseRules, Verdict, lookup};
use deny_models::lock::find;
use deny_models::model::{Artifact, FactStore, Relation, resolve};
use serde_json::{Map, Value, json};

fn rows(table: &str) -> Vec<Vec<&str>> {
    table
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect())
        .collect()
}

fn list(cell: &str) -> Vec<&str> {
    cell.split('|').filter(|item| *item != "-").collect()
}

/// The card of a model as people write it: what the hub has no tag for stands under `license_name`.
fn card(license: &str, bases: &str, relation: &str) -> Value {
    let mut card = Map::new();
    if license != "-" {
        let named = license.contains("license")
            || license.contains("community")
            || license == "llama1"
            || license == "proprietary";
        let tag = if named { "other" } else { license };
        card.insert("license".to_owned(), json!(tag));
        if named {
            card.insert("license_name".to_owned(), json!(license));
        }
    }
    match list(bases).as_slice() {
        [] => {}
        [one] => drop(card.insert("base_model".to_owned(), json!(one))),
        many => drop(card.insert("base_model".to_owned(), json!(many))),
    }
    if Relation::parse(relation).is_some() {
        card.insert("base_model_relation".to_owned(), json!(relation));
    }
    Value::Object(card)
}

/// The text and the tags of cards whose front matter does not suffice, in the words that such cards use.
fn told_elsewhere(id: &str) -> (&'static str, Value) {
    let text = match id {
        "Apyr101/FluxLoras" => {
            "# LoRAs\n\nThis file falls under the [FLUX.1 [dev] Non-Commercial License](https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md)."
        }
        "PodAI/dr-gemma" => {
            "# dr-gemma\n\n- **License:** MIT\n- **Finetuned from model:** [google/gemma-2b-it](https://huggingface.co/google/gemma-2b-it)\n"
        }
        "Tensoic/Llama-2-7B-alpaca-2k-test" => "# Test\n\n- **Base model:** Llama-2-7b-hf\n",
        "tiendung/gemma1reranking" => "https://huggingface.co/BAAI/bge-reranker-v2-gemma\n",
        _ => "# A model\n",
    };
    let tags = match id {
        "arcee-ai/Llama-3-Base-Instruct-Slerp" => json!([
            "merge",
            "mergekit",
            "meta-llama/Meta-Llama-3-8B",
            "meta-llama/Meta-Llama-3-8B-Instruct"
        ]),
        _ => json!([]),
    };
    (text, tags)
}

fn publish(hub: &FakeHub, id: &str, card: &Value, components: &[&str]) {
    let (text, tags) = told_elsewhere(id);
    let mut model = Model::new(id, card)
        .extra(json!({ "tags": tags }))
        .file("README.md", format!("---\n{card}\n---\n{text}"));
    if !components.is_empty() {
        let mut index = Map::new();
        for (n, part) in components.iter().enumerate() {
            index.insert(
                format!("part_{n}"),
                json!(["transformers", "SomeModel", {"repo": part}]),
            );
        }
        model = model.file("modular_model_index.json", Value::Object(index).to_string());
    }
    model.publish(hub);
}

#[test]
fn cards_alone_give_the_answers_that_were_checked_by_hand() {
    let hub = FakeHub::start();
    for row in rows(include_str!("../data/ancestors.tsv")) {
        let [id, license, bases, beyond, _] = row[..] else {
            panic!("five cells: {row:?}");
        };
        // Where the tag is of no use, the licence stands under its name.
        let license = if beyond == "-" { license } else { beyond };
        publish(&hub, id, &card(license, bases, "-"), &[]);
    }
    let models = rows(include_str!("../data/models.tsv"));
    let mut manifest = mit_crate("id = \"acme/none\"\nhow = \"offered\"");
    let mut ids = BTreeSet::new();
    for row in &models {
        // The facts of its files are under its name here: the models below only need it as an ancestor.
        let elsewhere = matches!(row[10], "card-text" | "card-tags");
        let license = match (row[10], row[1]) {
            ("metadata" | "memory", license) => license,
            (_, license) if elsewhere => license,
            (_, "-" | "other") => row[5],
            (_, license) => license,
        };
        let (bases, relation) = if elsewhere {
            ("-", "-")
        } else {
            (row[2], row[3])
        };
        publish(&hub, row[0], &card(license, bases, relation), &list(row[4]));
        if ids.insert(row[0].to_ascii_lowercase()) {
            manifest.extend([format!(
                "\n[[package.metadata.deny-models.model]]\nid = \"{}\"\nhow = \"offered\"\n",
                row[0]
            )]);
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
    let mut store = FactStore::empty();
    lock.insert_into(&mut store);

    let mut wrong: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut right = 0;
    for row in &models {
        let found = resolve(
            &Artifact::parse(row[0]).expect("an id"),
            &store,
            &LicenseRules::osi(),
        );
        let verdict = match found.verdict {
            Verdict::Pass => "yes",
            Verdict::Unknown => "unknown",
            Verdict::Fail => "no",
        };
        let (osi, evidence) = (row[6], row[10]);
        let judged = ["metadata", "memory", "card-text", "card-tags"].contains(&evidence);
        if verdict == "yes" && osi != "yes" && judged {
            wrong
                .entry("false pass")
                .or_default()
                .push(row[0].to_owned());
        }
        if !judged {
            continue;
        }
        let governing = found
            .governing()
            .map(|binding| binding.license.id().to_owned());
        let expected = (osi != "unknown").then(|| lookup(row[5]).id().to_owned());
        if (verdict, &governing) == (osi, &expected) {
            right += 1;
        } else {
            let unknown_reasons: Vec<String> = found
                .unknown_reasons
                .iter()
                .map(deny_models::model::UnknownReason::explain)
                .collect();
            let line = format!(
                "{}: {verdict} {governing:?}, not {osi} {expected:?} {unknown_reasons:?}",
                row[0]
            );
            wrong.entry("wrong").or_default().push(line);
        }
    }
    assert!(wrong.is_empty(), "{right} right, {wrong:#?}");
    assert!(right > 150, "{right}");
}
