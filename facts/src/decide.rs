//! Which models the statements decide, by the rules that judge every model, and the rows that say so.

use std::collections::{BTreeMap, BTreeSet};

use deny_models::license::{LicenseRules, Terms, Verdict};
use deny_models::model::packed::key;
use deny_models::model::{
    Artifact, Bases, Claim, ClaimSource, FactStore, Relation, Resolver, UnknownReason,
};

use crate::lists::{Lineage, Statement};

/// A row of the table.
#[derive(Debug, Clone)]
pub struct Row {
    /// The id as it is written.
    pub id: String,
    /// Its statements, the most trusted first.
    pub statements: Vec<Statement>,
    /// What an OSI gate says.
    pub verdict: Verdict,
    /// Why, in a few words.
    pub why: String,
    /// It was looked up that no licence is stated, of the model or of what it is made from. A gate does not let it pass.
    pub unlicensed: bool,
}

/// Models by what becomes of them.
#[derive(Debug, Default, Clone, Copy)]
pub struct Counts {
    /// Models that the lists name.
    pub named: usize,
    /// Those that pass.
    pub pass: usize,
    /// Those that fail.
    pub fail: usize,
    /// Those that state no licence, or are made from one that states none: looked up, so that there is an answer.
    pub unlicensed: usize,
    /// Those that stay unknown, and are carried as ancestors of others or because a person wrote them down.
    pub unknown: usize,
}

/// The rows, by key.
#[derive(Debug)]
pub struct Decided {
    /// The rows.
    pub rows: Vec<Row>,
    /// How many there are of each kind.
    pub counts: Counts,
}

/// Decides every model.
///
/// # Errors
///
/// When an id cannot be read.
pub fn decide(models: &BTreeMap<String, (String, Vec<Statement>)>) -> Result<Decided, String> {
    let mut store = FactStore::empty();
    for (id, statements) in models.values() {
        let model = Artifact::parse(id)?;
        for statement in statements
            .iter()
            .filter(|statement| statement.overruled.is_none())
        {
            store.add(&model, claim(statement)?);
        }
    }
    let rules = LicenseRules::osi();
    let resolver = Resolver::new(&store, &rules);
    let mut verdicts = BTreeMap::new();
    let mut carried = BTreeSet::new();
    for (at, (id, statements)) in models {
        let resolution = resolver.resolve(&Artifact::parse(id)?);
        let written = statements
            .iter()
            .any(|statement| statement.list == "curated");
        // That a tag holds over a base under other terms was measured for OSI-approved bases alone.
        let over_other_terms = resolution.verdict == Verdict::Pass
            && resolution
                .lineage
                .iter()
                .any(|step| resolver.resolve(&step.model).verdict == Verdict::Fail);
        let decided = resolution.verdict != Verdict::Unknown && !over_other_terms;
        let unlicensed = resolution.verdict == Verdict::Unknown
            && (resolution.unknown_reasons.iter()).any(states_none);
        if decided || written || unlicensed {
            carried.insert(at.clone());
            carried.extend(resolution.lineage.iter().map(|step| key(step.model.name())));
        }
        let why = match (resolution.verdict, resolution.governing()) {
            (Verdict::Unknown, _) | (_, None) => {
                let reasons = &resolution.unknown_reasons;
                let reason = reasons.iter().find(|reason| states_none(reason));
                let reason = reason.or_else(|| reasons.first());
                reason.map_or_else(String::new, UnknownReason::explain)
            }
            (_, Some(governing)) if key(governing.from.name()) == *at => {
                governing.license.id().to_owned()
            }
            (_, Some(governing)) => {
                format!("{} of {}", governing.license.id(), governing.from.name())
            }
        };
        verdicts.insert(at.clone(), (resolution.verdict, why, unlicensed));
    }
    let mut counts = Counts {
        named: models.len(),
        ..Counts::default()
    };
    let mut rows = Vec::new();
    for (at, (id, statements)) in models {
        let (verdict, why, unlicensed) = &verdicts[at];
        if !carried.contains(at) {
            continue;
        }
        match verdict {
            Verdict::Pass => counts.pass += 1,
            Verdict::Fail => counts.fail += 1,
            Verdict::Unknown if *unlicensed => counts.unlicensed += 1,
            Verdict::Unknown => counts.unknown += 1,
        }
        rows.push(Row {
            id: id.clone(),
            statements: statements.clone(),
            verdict: *verdict,
            why: why.clone(),
            unlicensed: *unlicensed,
        });
    }
    Ok(Decided { rows, counts })
}

/// Whether a reason is an answer: it was looked up that no licence is stated.
#[must_use]
pub fn states_none(reason: &UnknownReason) -> bool {
    matches!(reason, UnknownReason::NoLicense(_))
}

/// The claim that a statement makes.
fn claim(statement: &Statement) -> Result<Claim, String> {
    let terms = |text: &Option<String>| {
        text.as_ref().map(|text| {
            let parts = text
                .split('|')
                .map(|text| Terms::parse(text).unwrap_or_else(|_| Terms::opaque(text)));
            Terms::all(text.replace('|', ", "), parts.collect())
        })
    };
    let models = |ids: &[String]| {
        ids.iter()
            .map(|id| Artifact::parse(id))
            .collect::<Result<Vec<_>, _>>()
    };
    Ok(Claim {
        license: terms(&statement.license),
        beyond: terms(&statement.terms),
        bases: match &statement.lineage {
            Lineage::Unrecorded => Bases::NotStated,
            Lineage::None => Bases::Named(Vec::new()),
            Lineage::Recorded(bases) => Bases::Named(models(bases)?),
            Lineage::Unnamed => Bases::Unnamed,
        },
        relation: statement.relation.as_deref().and_then(Relation::parse),
        components: Some(models(&statement.components)?),
        unrecorded: statement.lineage == Lineage::Unrecorded,
        unlicensed: statement.unlicensed,
        from_memory: statement.confidence == "known",
        ..Claim::new(ClaimSource::Table, statement.source.clone())
    })
}
