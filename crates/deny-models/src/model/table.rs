//! The built-in table of models, and the names that some of them had before.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::claim::{Bases, Claim, ClaimSource, Relation};
use super::id::Artifact;
use crate::license::Terms;
use crate::tsv;

const TABLE: &str = include_str!("models.tsv");
const RENAMES: &str = include_str!("renames.tsv");

/// The name a model has now; a model under a former name is the same model.
#[must_use]
pub(super) fn canonical(key: &str) -> String {
    static READ: OnceLock<HashMap<String, String>> = OnceLock::new();
    let renames = READ.get_or_init(|| {
        tsv::rows(RENAMES)
            .map(|[old, new, _]| (old.to_ascii_lowercase(), new.to_ascii_lowercase()))
            .collect()
    });
    renames.get(key).cloned().unwrap_or_else(|| key.to_owned())
}

/// The key of a model under the name it has now: two artifacts with the same one are the same model.
#[must_use]
pub fn present_key(model: &Artifact) -> String {
    canonical(&model.key())
}

/// The ids of the built-in table, as they are written there.
pub fn built_in_ids() -> impl Iterator<Item = &'static str> {
    tsv::rows::<9>(TABLE).map(|[id, ..]| id)
}

/// The claims of the built-in table, by the key of the present name of a model.
pub(super) fn table() -> &'static HashMap<String, Claim> {
    static READ: OnceLock<HashMap<String, Claim>> = OnceLock::new();
    READ.get_or_init(|| {
        let mut table = HashMap::new();
        let mut slots = super::slot::table();
        for [
            id,
            license,
            bases,
            relation,
            components,
            terms,
            _,
            source,
            confidence,
        ] in tsv::rows(TABLE)
        {
            let claim = Claim {
                license: tsv::cell(license).map(read_terms),
                beyond: tsv::cell(terms).map(read_terms),
                bases: read_bases(bases, relation),
                relation: Relation::parse(relation),
                components: Some(
                    tsv::list(components)
                        .filter_map(|id| Artifact::parse(id).ok())
                        .collect(),
                ),
                ..Claim::new(ClaimSource::Table, format!("{source} ({confidence})"))
            };
            let key = id.to_ascii_lowercase();
            let claim = Claim {
                slot_licenses: slots.remove(&key).unwrap_or_default(),
                ..claim
            };
            let now = canonical(&key);
            // Where both names of a renamed model have a row, that of the present name counts.
            if now == key || !table.contains_key(&now) {
                table.insert(now, claim);
            }
        }
        table
    })
}

/// A card that lists several licences puts the model under all of them.
fn read_terms(text: &'static str) -> Terms {
    let read = |text| Terms::parse(text).unwrap_or_else(|_| Terms::opaque(text));
    let parts: Vec<Terms> = tsv::list(text).map(read).collect();
    Terms::all(text.replace('|', ", "), parts)
}

fn read_bases(bases: &'static str, relation: &str) -> Bases {
    match bases {
        "none" => Bases::Named(Vec::new()),
        "-" if Relation::parse(relation).is_some() => Bases::Unnamed,
        "-" => Bases::NotStated,
        _ => Bases::Named(
            tsv::list(bases)
                .filter_map(|id| Artifact::parse(id).ok())
                .collect(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_tables_are_well_formed() {
        tsv::assert_well_formed(TABLE);
        tsv::assert_well_formed(RENAMES);
        let mut seen = BTreeSet::new();
        for [
            id,
            license,
            bases,
            relation,
            components,
            terms,
            _,
            source,
            confidence,
        ] in tsv::rows(TABLE)
        {
            assert!(seen.insert(id.to_ascii_lowercase()), "twice: {id}");
            for model in std::iter::once(id)
                .chain(tsv::list(bases).filter(|base| *base != "none"))
                .chain(tsv::list(components))
            {
                assert!(Artifact::parse(model).is_ok(), "{id}: {model}");
            }
            for terms in tsv::cell(license).into_iter().chain(tsv::cell(terms)) {
                for terms in tsv::list(terms) {
                    let known = Terms::parse(terms)
                        .is_ok_and(|terms| terms.leaves().all(crate::license::License::is_known));
                    assert!(known, "{id}: {terms}");
                }
            }
            assert!(
                ["-", "none"].contains(&relation) || Relation::parse(relation).is_some(),
                "{id}: {relation}"
            );
            assert!(source != "-", "{id}: a fact has a source");
            assert!(
                ["verified", "partly", "known"].contains(&confidence),
                "{id}: {confidence}"
            );
        }
    }

    #[test]
    fn renames_lead_to_a_present_name_in_one_step() {
        for [old, new, source] in tsv::rows(RENAMES) {
            assert_eq!(
                canonical(&new.to_ascii_lowercase()),
                new.to_ascii_lowercase(),
                "{old}"
            );
            assert!(
                Artifact::parse_hub(old).is_ok() && Artifact::parse_hub(new).is_ok(),
                "{old} {new}"
            );
            assert!(source != "-", "{old}");
        }
    }
}
