//! The resolver against the table of real models with answers checked by hand (`tests/data/models.tsv`).

use std::collections::BTreeMap;

use deny_models::license::{LicenseRules, Verdict, lookup};
use deny_models::model::{Artifact, FactStore, Resolution, UnknownReason, resolve};

struct Row {
    id: String,
    declared: String,
    effective: String,
    osi: String,
    evidence: String,
}

fn rows() -> Vec<Row> {
    let table = include_str!("../data/models.tsv");
    let cell = |cells: &[&str], at: usize| cells[at].to_owned();
    table
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>())
        .map(|cells| Row {
            id: cell(&cells, 0),
            declared: cell(&cells, 1),
            effective: cell(&cells, 5),
            osi: cell(&cells, 6),
            evidence: cell(&cells, 10),
        })
        .collect()
}

fn answer(id: &str) -> Resolution {
    let model = Artifact::parse(id).expect("a model id");
    resolve(&model, &FactStore::built_in(), &LicenseRules::osi())
}

fn osi(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "yes",
        Verdict::Unknown => "unknown",
        Verdict::Fail => "no",
    }
}

#[test]
fn every_model_whose_metadata_suffice_is_answered_as_checked_by_hand() {
    let mut wrong = Vec::new();
    let mut blocks = 0;
    let mut passes = 0;
    for row in rows().iter().filter(|row| row.evidence == "metadata") {
        let found = answer(&row.id);
        let verdict = osi(found.verdict);
        let governing = found
            .governing()
            .map(|binding| binding.license.id().to_owned());
        // A model whose licence is unknown has no governing licence; the table shows its tag there.
        let expected = (row.osi != "unknown").then(|| lookup(&row.effective).id().to_owned());
        blocks += usize::from(row.osi == "yes" && verdict != "yes");
        passes += usize::from(row.osi != "yes" && verdict == "yes");
        if (verdict, &governing) != (row.osi.as_str(), &expected) {
            wrong.push(format!(
                "{}: {verdict} {governing:?}, not {} {expected:?}",
                row.id, row.osi
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{blocks} false blocks, {passes} false passes\n{}",
        wrong.join("\n")
    );
}

#[test]
fn no_model_that_fails_ever_passes() {
    let passed: Vec<String> = rows()
        .into_iter()
        .filter(|row| row.osi == "no" && answer(&row.id).verdict == Verdict::Pass)
        .map(|row| row.id)
        .collect();
    assert!(passed.is_empty(), "{passed:?}");
}

#[test]
fn an_open_tag_over_a_restricted_base_is_relicensing() {
    let mut counts: BTreeMap<bool, Vec<String>> = BTreeMap::new();
    for row in rows() {
        let tag_passes = LicenseRules::osi().judge(&lookup(&row.declared)) == Verdict::Pass;
        if row.evidence == "metadata" && row.osi == "no" && tag_passes {
            let found = answer(&row.id);
            // A component's terms apply, but the model does not relicense them.
            let inherited = found
                .binding
                .iter()
                .any(|binding| binding.weights && binding.verdict == Verdict::Fail);
            counts
                .entry(found.is_relicensed() == inherited)
                .or_default()
                .push(row.id);
        }
    }
    assert_eq!(counts.get(&false), None);
    assert!(counts[&true].len() >= 30, "{}", counts[&true].len());
}

#[test]
fn the_built_in_table_has_no_cycles_and_no_loose_ends() {
    for id in deny_models::model::built_in_ids() {
        for gap in answer(&id).unknown_reasons {
            assert!(
                !matches!(
                    gap,
                    UnknownReason::Cycle(_)
                        | UnknownReason::TooLarge
                        | UnknownReason::ManySteps
                        | UnknownReason::NoFacts(_)
                ),
                "{id}: {}",
                gap.explain()
            );
        }
    }
}

#[test]
fn names_prove_nothing() {
    for (id, verdict) in [
        ("openlm-research/open_llama_7b_v2", "yes"),
        ("TinyLlama/TinyLlama-1.1B-Chat-v1.0", "yes"),
        ("google/gemma-4-E4B-it", "yes"),
        ("deepseek-ai/DeepSeek-R1-Distill-Qwen-7B", "yes"),
        ("black-forest-labs/FLUX.1-schnell", "yes"),
        ("Qwen/Qwen2.5-7B", "yes"),
        ("Qwen/Qwen2.5-7B-Instruct", "yes"),
        ("mistralai/Mistral-7B-Instruct-v0.3", "yes"),
        ("HiDream-ai/HiDream-I1-Full", "no"),
        ("OpenSciLM/Llama-3.1_OpenScholar-8B", "no"),
        ("deepseek-ai/DeepSeek-R1-Distill-Llama-8B", "no"),
        ("mistralai/Codestral-22B-v0.1", "no"),
        ("Qwen/Qwen2.5-3B", "no"),
        ("black-forest-labs/FLUX.1-Kontext-dev", "no"),
        ("jinaai/jina-embeddings-v3", "no"),
        ("canopylabs/orpheus-3b-0.1-ft", "no"),
        ("nobody/knows-this", "unknown"),
    ] {
        assert_eq!(osi(answer(id).verdict), verdict, "{id}");
    }
}
