//! Pieces of TOML in pages.

use std::fs;

use camino::Utf8Path;
use deny_models::date::Date;
use deny_models::digest::sha256;
use deny_models::manifest::Manifest;
use deny_models::policy::Policy;
use deny_models::source::{Problem, SourceFile};

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
        // Only the rows of a table of facts name a source.
        let is_table = block.text.contains("\nsource = ");
        let read = if is_table {
            read_table(&block.text, today)
        } else {
            Policy::parse(&source, today).map(drop)
        };
        if let Err(mistakes) = read {
            panic!("{here}: {mistakes:?}");
        }
    } else if let Err(mistakes) = Manifest::parse(&source) {
        panic!("{here}: {mistakes:?}");
    }
}

/// Reads a table of facts as a policy that names it does.
fn read_table(text: &str, today: Date) -> Result<(), Vec<Problem>> {
    let directory = tempfile::tempdir().expect("a directory");
    let root = Utf8Path::from_path(directory.path()).expect("UTF-8");
    fs::write(root.join("facts.toml"), text).expect("written");
    let digest = sha256(text.as_bytes());
    let policy = format!("policy.facts = [{{ path = \"facts.toml\", sha256 = \"{digest}\" }}]\n");
    let source = SourceFile::new("deny-models.toml", policy);
    Policy::parse(&source, today)?.read_facts(root)
}
