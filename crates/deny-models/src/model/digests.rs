//! Files of known models, by their SHA-256 as their authors publish it: the same bytes are the same model, wherever they
//! lie. Only this table may clear by a digest; one that a lock or a card states can only tighten.

use super::claim::{Bases, Claim, ClaimSource, Relation};
use super::id::Artifact;
use super::store::FactStore;
use crate::tsv;

static TABLE: &str = include_str!("digests.tsv");

/// Adds that a file which a package ships is one of a known model, where its SHA-256 is in the built-in table.
pub fn insert_by_digest(file: &Artifact, sha256: &str, store: &mut FactStore) {
    let Some([_, model, source]) = tsv::find(TABLE, &sha256.to_ascii_lowercase()) else {
        return;
    };
    let Ok(model) = Artifact::parse(model) else {
        return;
    };
    let detail = format!("its SHA-256 is that of a file of {model}, {sha256} [{source}]");
    let claim = Claim {
        bases: Bases::Named(vec![model]),
        relation: Some(Relation::Quantized),
        ..Claim::new(ClaimSource::Table, detail)
    };
    store.add(file, claim);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::{LicenseRules, Verdict};
    use crate::model::resolve;

    #[test]
    fn the_table_is_sorted_and_leads_to_models_that_are_known() {
        tsv::assert_well_formed(TABLE);
        tsv::assert_sorted(TABLE);
        let store = FactStore::built_in();
        for [digest, model, source] in tsv::rows(TABLE) {
            assert!(
                digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit()),
                "{digest}"
            );
            let model = Artifact::parse(model).expect("a model id");
            assert!(!store.claims(&model).is_empty() && source != "-", "{model}");
        }
    }

    #[test]
    fn a_file_with_a_known_digest_is_that_model() {
        let mut store = FactStore::built_in();
        let file = Artifact::parse_path("models/vad.onnx").expect("a path");
        insert_by_digest(&file, &"0".repeat(64), &mut store);
        assert_eq!(
            resolve(&file, &store, &LicenseRules::osi()).verdict,
            Verdict::Unknown
        );
        let digest = "2623A2953F6FF3D2C1E61740C6CDB7168133479B267DFEF114A4A3CC5BDD788F";
        insert_by_digest(&file, digest, &mut store);
        let resolution = resolve(&file, &store, &LicenseRules::osi());
        assert_eq!(resolution.verdict, Verdict::Pass);
        assert_eq!(resolution.lineage[0].model.name(), "snakers4/silero-vad");
    }
}
