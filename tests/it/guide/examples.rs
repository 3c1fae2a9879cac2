//! Pieces of TOML in pages.

use deny_models::date::Date;
use deny_models::manifest::Manifest;
use deny_models::policy::Policy;
use deny_models::source::SourceFile;

use crate::guide::page::Block;

/// Fails unless a piece of TOML is read as what it looks like.
pub(crate) fn assert_reads(page: &str, block: &Block) {
    let here = format!("{page}:{}", block.line);
    let tree = match toml::de::DeTable::parse(&block.text) {
        Ok(tree) => tree.into_inner(),
        Err(error) => panic!("{here}: {error}"),
    };
    let policy = ["policy", "lints", "graph", "exception", "model", "crate"];
    let source = SourceFile::new(here.clone(), block.text.clone());
    if tree
        .keys()
        .all(|key| policy.contains(&key.get_ref().as_ref()))
    {
        let today = Date::parse("2026-11-25").expect("a day");
        if let Err(mistakes) = Policy::parse(&source, today) {
            panic!("{here}: {mistakes:?}");
        }
    } else if let Err(mistakes) = Manifest::parse(&source) {
        panic!("{here}: {mistakes:?}");
    }
}
