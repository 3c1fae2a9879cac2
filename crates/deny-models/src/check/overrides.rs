//! Applies the `[[model]]` entries of the policy, or refuses those that are looser than they may be.

use std::collections::BTreeSet;

use super::disagreement::evidence;
use super::permission::{OfTable, Permission};
use crate::date::Date;
use crate::finding::{Finding, Label};
use crate::lint::Code;
use crate::model::{Artifact, ClaimSource, FactStore, Resolver, UnknownReason, loosens};
use crate::policy::{FactRow, ModelEntry, Policy};
use crate::pull::{insert_entry, insert_row};

/// The facts about models with the policy applied: its `[[model]]` entries count, except those that are
/// looser than other sources without a reason.
#[must_use]
pub fn with_overrides(policy: &Policy, known: &FactStore, today: Date) -> FactStore {
    apply_overrides(policy, known, today, true).store
}

/// The facts about models with the policy applied.
pub(super) struct Overridden {
    pub(super) store: FactStore,
    pub(super) findings: Vec<Finding>,
    /// One sentence for each fact that the policy overrides.
    pub(super) overrides: Vec<String>,
    /// What the tables of facts override, or would.
    pub(super) of_tables: Vec<OfTable>,
}

/// A statement of the owner about a model: an entry of the policy, or a row of a table by the number of that.
#[derive(Clone, Copy)]
struct Statement<'p> {
    entry: &'p ModelEntry,
    row: Option<(usize, &'p FactRow)>,
}

fn statements(policy: &Policy) -> Vec<Statement<'_>> {
    let entry = |entry| Statement { entry, row: None };
    let tables = policy.facts.iter().enumerate();
    let rows = tables.flat_map(|(at, table)| {
        table.rows.iter().map(move |row| Statement {
            entry: &row.entry,
            row: Some((at, row)),
        })
    });
    rows.chain(policy.models.iter().map(entry)).collect()
}

impl Statement<'_> {
    fn origin(&self) -> ClaimSource {
        match self.row {
            Some(_) => ClaimSource::Facts,
            None => ClaimSource::Policy,
        }
    }

    fn insert_into(&self, store: &mut FactStore) {
        match self.row {
            Some((_, row)) => insert_row(store, row),
            None => insert_entry(store, self.entry),
        }
    }
}

/// Applies every `[[model]]` entry of the policy, and of the tables that it names.
pub(super) fn apply_overrides(
    policy: &Policy,
    known: &FactStore,
    today: Date,
    dates_count: bool,
) -> Overridden {
    let statements = statements(policy);
    let gate = policy.gate();
    let all = insert_some(known, &statements, |_| true);
    let with_all = Resolver::new(&all, &gate);
    let mut outcome = Overridden {
        store: FactStore::built_in(),
        findings: Vec::new(),
        overrides: Vec::new(),
        of_tables: Vec::new(),
    };
    let mut taken = BTreeSet::new();
    // All but one entry, in turn.
    let mut others = all.clone();
    for (at, statement) in statements.iter().enumerate() {
        let entry = statement.entry;
        others.forget(&entry.id.value, statement.origin());
        let without = Resolver::new(&others, &gate);
        // A file that the entry names is known as that of its package.
        let looser = std::iter::once(entry.id.value.clone())
            .chain(known.files_named_by(&entry.id.value))
            .find(|model| loosens(model, &with_all, &without));
        let permission = permission(policy, statement, today);
        let counts = match permission {
            _ if looser.is_none() => true,
            Permission::Granted => true,
            Permission::Expired(_) => !dates_count,
            Permission::Missing => false,
        };
        if counts {
            taken.insert(at);
        }
        match (statement.row, looser) {
            (_, None) => {}
            (Some((table, row)), Some(model)) => outcome.of_tables.push(OfTable {
                table,
                counts,
                place: row.entry.id.place.clone(),
                source: row.source.value.clone(),
                otherwise: otherwise(&model, &without),
                model,
            }),
            (None, looser) => {
                if counts {
                    outcome
                        .overrides
                        .push(overridden(entry, looser.clone(), &without));
                }
                match permission {
                    Permission::Granted => {}
                    Permission::Expired(until) => outcome.findings.push(expired(entry, until)),
                    Permission::Missing => {
                        outcome.findings.push(too_loose(entry, looser, &without));
                    }
                }
            }
        }
        drop(without);
        statement.insert_into(&mut others);
    }
    outcome.store = insert_some(known, &statements, |at| taken.contains(&at));
    outcome
}

fn insert_some(
    base: &FactStore,
    statements: &[Statement<'_>],
    take: impl Fn(usize) -> bool,
) -> FactStore {
    let mut store = base.clone();
    for (_, statement) in statements.iter().enumerate().filter(|(at, _)| take(*at)) {
        statement.insert_into(&mut store);
    }
    store
}

fn permission(policy: &Policy, statement: &Statement<'_>, today: Date) -> Permission {
    match statement.row {
        // What is not the text that was reviewed may loosen nothing.
        Some((table, _)) if !policy.facts[table].is_reviewed() => Permission::Missing,
        Some((table, _)) => Permission::of_table(&policy.facts[table], today),
        None => Permission::new(statement.entry.until.as_ref(), today),
    }
}

fn overridden(entry: &ModelEntry, looser: Option<Artifact>, without: &Resolver<'_>) -> String {
    let id = &looser.unwrap_or_else(|| entry.id.value.clone());
    let reason = entry
        .reason
        .as_ref()
        .map_or("", |reason| reason.value.as_str());
    let until = entry
        .until
        .as_ref()
        .map(|until| until.value.to_string())
        .unwrap_or_default();
    format!(
        "the policy overrides the facts about {id} until {until} ({reason}): {}",
        otherwise(id, without)
    )
}

/// What the other sources state, in words.
fn otherwise(id: &Artifact, without: &Resolver<'_>) -> String {
    let resolution = without.resolve(id);
    match resolution.governing() {
        Some(binding) if binding.from.name() == id.name() => {
            format!("otherwise it is under {}", binding.license)
        }
        Some(binding) => format!(
            "otherwise it is under {}, through {}",
            binding.license,
            binding.from.name()
        ),
        None => format!(
            "otherwise its licence is unknown: {}",
            gaps(&resolution.unknown_reasons)
        ),
    }
}

fn gaps(unknown_reasons: &[UnknownReason]) -> String {
    let unknown_reasons: Vec<String> = unknown_reasons.iter().map(UnknownReason::explain).collect();
    unknown_reasons.join("; ")
}

fn expired(entry: &ModelEntry, until: Date) -> Finding {
    let message = format!(
        "the policy entry for `{}` was valid until {until}",
        entry.id.value
    );
    let mut finding = Finding::new(Code::ExpiredException, None, message);
    let place = entry
        .until
        .as_ref()
        .map_or(&entry.place, |until| &until.place);
    finding.primary = Some(Label {
        place: place.clone(),
        text: "this day is past".to_owned(),
    });
    finding.notes.push(
        "the entry is looser than what other sources state, so it no longer counts".to_owned(),
    );
    finding
        .help
        .push("check the licence again, then set a new `until` or delete the entry".to_owned());
    finding
}

fn too_loose(entry: &ModelEntry, looser: Option<Artifact>, without: &Resolver<'_>) -> Finding {
    let id = &looser.unwrap_or_else(|| entry.id.value.clone());
    let message = format!("the policy entry for `{id}` loosens a known licence without a reason");
    let mut finding = Finding::new(Code::LicenseMismatch, None, message);
    finding.primary = Some(Label {
        place: entry.id.place.clone(),
        text: otherwise(id, without),
    });
    finding.evidence = without
        .store()
        .claims(id)
        .into_iter()
        .map(|claim| evidence(id, claim))
        .collect();
    finding
        .notes
        .push("the entry is looser than what other sources state, so it does not count".to_owned());
    finding.help.push(
        "if the entry is right, add `reason` and `until` to it: both sides are then shown"
            .to_owned(),
    );
    finding
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::Terms;
    use crate::model::{Bases, Claim};
    use crate::source::SourceFile;

    #[test]
    fn entries_count_unless_they_loosen_without_a_reason() {
        let text = "model = [
            { id = \"m/a\", license = \"MIT\" },
            { id = \"m/b\", license = \"llama3.1\" },
            { id = \"m/c\", license = \"MIT\", reason = \"bought\", until = 2027-01-01 },
        ]";
        let today = Date::new(2026, 11, 23).expect("a day");
        let policy = SourceFile::new("deny-models.toml", text);
        let policy = Policy::parse(&policy, today).expect("a policy");
        let mut known = FactStore::built_in();
        let model = |name: &str| Artifact::parse(name).expect("a model");
        for (name, license) in [
            ("m/a", "gemma"),
            ("m/b", "MIT"),
            ("m/c", "gemma"),
            ("m/d", "gemma"),
        ] {
            let mut claim = Claim::new(ClaimSource::Card, "its card");
            claim.license = Terms::parse(license).ok();
            claim.bases = Bases::Named(Vec::new());
            known.add(&model(name), claim);
        }
        let store = with_overrides(&policy, &known, today);
        let gate = policy.gate();
        let resolver = Resolver::new(&store, &gate);
        let governing = |name: &str| {
            let resolution = resolver.resolve(&model(name));
            resolution
                .governing()
                .map(|binding| binding.license.id().to_owned())
        };
        for (name, license) in [
            ("m/a", "gemma"),
            ("m/b", "llama3.1"),
            ("m/c", "mit"),
            ("m/d", "gemma"),
        ] {
            assert_eq!(governing(name).as_deref(), Some(license), "{name}");
        }
    }
}
