//! The built-in table of models, and the names that some of them had before. Both are sorted, and searched where they
//! lie: what is not looked up is not read.

use std::sync::OnceLock;

use super::claim::{Bases, Claim, ClaimSource, Relation};
use super::id::Artifact;
use super::packed::{Packed, key, varint};
use crate::license::Terms;
use crate::tsv;

static RENAMES: &str = include_str!("renames.tsv");
/// How many ids on either side of a name are near it.
const NEAR: usize = 24;

/// The name a model has now; a model under a former name is the same model.
#[must_use]
pub(super) fn canonical(key: &str) -> String {
    match tsv::find(RENAMES, key) {
        Some([_, new, _]) => new.to_ascii_lowercase(),
        None => key.to_owned(),
    }
}

/// The key of a model under the name it has now: two artifacts with the same one are the same model.
#[must_use]
pub fn present_key(model: &Artifact) -> String {
    canonical(&model.key())
}

/// The built-in table, written by `cargo run -p deny-models-facts --example build`.
///
/// In a function that is not inlined its bytes are in the object code alone; those of a static are in the metadata of the
/// crate too, which every build script that depends on it reads.
#[inline(never)]
pub(super) fn packed() -> Option<Packed<'static>> {
    Packed::open(include_bytes!("models.pack"))
}

/// The ids of the built-in table, by key.
pub fn built_in_ids() -> impl Iterator<Item = String> {
    packed()
        .into_iter()
        .flat_map(|table| table.iter().map(|row| row.id).collect::<Vec<_>>())
}

/// Whether the built-in table has a model, under its present name or a former one.
#[must_use]
pub fn is_built_in(id: &str) -> bool {
    packed().is_some_and(|table| table.find(&canonical(&key(id))).is_some())
}

/// Ids of the built-in table that are spelt alike: those beside the place where `id` would stand.
#[must_use]
pub fn built_in_near(id: &str) -> Vec<String> {
    packed()
        .map(|table| table.near(&key(id), NEAR))
        .unwrap_or_default()
}

/// The claims of the built-in table about a model, by the key of its present name. A row is read when it is looked up
/// first.
pub(super) fn claims(key: &str) -> &'static [Claim] {
    static READ: OnceLock<Box<[OnceLock<Vec<Claim>>]>> = OnceLock::new();
    let Some((table, at)) = packed().and_then(|table| Some((table, table.find(key)?))) else {
        return &[];
    };
    let rows = READ.get_or_init(|| (0..table.len()).map(|_| OnceLock::new()).collect());
    rows[at].get_or_init(|| read(&table, at).unwrap_or_default())
}

/// The claims of a row.
fn read(table: &Packed<'static>, at: usize) -> Option<Vec<Claim>> {
    let row = table.row(at)?;
    let mut rest = row.claims;
    let mut claims = Vec::new();
    while !rest.is_empty() {
        claims.push(read_claim(table, &mut rest)?);
    }
    if let Some(first) = claims.first_mut() {
        first.slot_licenses = super::slot::of(&key(&row.id));
    }
    Some(claims)
}

/// One claim. Its flags are, from the lowest bit: two of the lineage (unrecorded, none, recorded, unnamed), three of
/// the relation (none, then in the order of [`Relation::ALL`]), terms, components, two of the confidence (verified,
/// partly, known), overruled, unlicensed.
fn read_claim(table: &Packed<'static>, rest: &mut &[u8]) -> Option<Claim> {
    let flags = varint(rest)?;
    let flag = |bit: usize| flags >> bit & 1 == 1;
    let license = varint(rest)?.checked_sub(1).and_then(|at| table.text(at));
    let beyond = if flag(5) {
        Some(table.text(varint(rest)?)?)
    } else {
        None
    };
    let source = table.text(varint(rest)?)?;
    let why = if flag(9) {
        Some(table.text(varint(rest)?)?)
    } else {
        None
    };
    let mut models = || {
        let count = varint(rest)?;
        let ids = (0..count).map(|_| Some(table.row(varint(rest)?)?.id));
        let ids: Vec<String> = ids.collect::<Option<_>>()?;
        Some(
            ids.iter()
                .filter_map(|id| Artifact::parse(id).ok())
                .collect::<Vec<_>>(),
        )
    };
    let bases = match flags & 3 {
        1 => Bases::Named(Vec::new()),
        2 => Bases::Named(models()?),
        3 => Bases::Unnamed,
        _ => Bases::NotStated,
    };
    let components = if flag(6) { models()? } else { Vec::new() };
    let confidence = ["verified", "partly", "known"].get(flags >> 7 & 3)?;
    if let Some(why) = why {
        let stated = license.unwrap_or("its lineage");
        let detail = format!("{source} states {stated}, which is overruled: {why}");
        return Some(Claim::new(ClaimSource::Table, detail));
    }
    let lineage = match bases {
        Bases::NotStated => "; lineage not recorded",
        _ => "",
    };
    Some(Claim {
        license: license.map(read_terms),
        beyond: beyond.map(read_terms),
        unrecorded: bases == Bases::NotStated,
        unlicensed: flag(10),
        bases,
        relation: (flags >> 2 & 7)
            .checked_sub(1)
            .and_then(|at| Relation::ALL.get(at).copied()),
        components: Some(components),
        from_memory: *confidence == "known",
        ..Claim::new(
            ClaimSource::Table,
            format!("{source} ({confidence}{lineage})"),
        )
    })
}

/// A card that lists several licences puts the model under all of them.
fn read_terms(text: &'static str) -> Terms {
    let read = |text| Terms::parse(text).unwrap_or_else(|_| Terms::opaque(text));
    let parts: Vec<Terms> = tsv::list(text).map(read).collect();
    Terms::all(text.replace('|', ", "), parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_found_by_its_key() {
        let table = packed().expect("a table");
        assert!(table.len() > 1_575);
        for (at, row) in table.iter().enumerate() {
            assert_eq!(table.find(&key(&row.id)), Some(at), "{}", row.id);
            assert_eq!(table.row(at).as_ref(), Some(&row));
            let model = Artifact::parse(&row.id).expect("a model id");
            assert_eq!(
                present_key(&model),
                key(&row.id),
                "{} has another name now",
                row.id
            );
            let claims = read(&table, at).expect("claims");
            assert!(!claims.is_empty(), "{}", row.id);
        }
    }

    #[test]
    fn a_model_is_found_by_its_name_and_its_neighbours() {
        let table = packed().expect("a table");
        let named: Vec<String> = table
            .named("MINILM-l6-h384-uncased")
            .filter_map(|at| Some(table.row(at)?.id))
            .collect();
        assert_eq!(named, ["nreimers/MiniLM-L6-H384-uncased"]);
        for typed in [
            "qwen/qwen2.5-7b-instrct",
            "Qwenn/Qwen2.5-7B-Instruct",
            "qwen2.5-7b-instruct",
        ] {
            let near = built_in_near(typed);
            assert!(
                near.iter().any(|id| id == "Qwen/Qwen2.5-7B-Instruct"),
                "{typed}: {near:?}"
            );
            assert!(near.len() <= 4 * NEAR);
        }
    }

    #[test]
    fn renames_are_sorted_and_lead_to_a_present_name_in_one_step() {
        tsv::assert_well_formed(RENAMES);
        tsv::assert_sorted(RENAMES);
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
