//! From an address to the licence that is read there.

use super::id::Artifact;
use super::lineage::Resolver;
use super::store::FactStore;
use super::table::packed;
use crate::license::{License, LicenseRules, Terms, Verdict, published_at};

/// The licence that an address leads to: a place where it is published, or the licence file of a model that has only
/// that licence in the built-in table.
#[must_use]
pub fn license_at(address: &str) -> Option<License> {
    published_at(address).or_else(|| license_of_model_file(address))
}

/// The model of the built-in table whose id is, or once was, one name without an organisation.
#[must_use]
pub fn known_by_one_name(name: &str) -> Option<Artifact> {
    let model = Artifact::parse_hub(name).ok()?;
    let known = !FactStore::built_in().claims(&model).is_empty();
    (known && !name.contains('/')).then_some(model)
}

/// Models of the built-in table with this name, whatever their organisation, that no OSI gate lets pass.
#[must_use]
pub fn failing_models_named(name: &str) -> Vec<Artifact> {
    let store = FactStore::built_in();
    let rules = LicenseRules::osi();
    let resolver = Resolver::new(&store, &rules);
    let table = packed();
    let named = table
        .iter()
        .flat_map(|table| table.named(name).filter_map(|at| table.row(at)));
    named
        .filter_map(|row| Artifact::parse_hub(&row.id).ok())
        .filter(|model| resolver.resolve(model).verdict == Verdict::Fail)
        .collect()
}

fn license_of_model_file(address: &str) -> Option<License> {
    let model = model_of_license_file(address)?;
    let store = FactStore::built_in();
    let claims = store.claims(&model);
    let mut leaves = claims
        .iter()
        .flat_map(|claim| claim.terms())
        .flat_map(Terms::leaves);
    let first = leaves.next().filter(|first| first.is_known())?;
    leaves.all(|other| other == first).then(|| first.clone())
}

/// The model whose licence file an address leads to: `https://huggingface.co/org/name/blob/main/LICENSE.md`.
fn model_of_license_file(address: &str) -> Option<Artifact> {
    let (_, rest) = address.trim().split_once("://")?;
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/')?;
    let host = host.to_ascii_lowercase();
    if !["huggingface.co", "hf.co", "www.huggingface.co"].contains(&host.as_str()) {
        return None;
    }
    let parts: Vec<&str> = path.split('/').collect();
    let [org, name, view, _, file] = parts.as_slice() else {
        return None;
    };
    let upper = file.to_ascii_uppercase();
    let is_license = ["LICENSE", "LICENCE"]
        .iter()
        .any(|word| upper.contains(word));
    let is_view = ["blob", "resolve", "raw"].contains(view);
    if !is_view || !is_license || ["spaces", "datasets"].contains(org) {
        return None;
    }
    Artifact::parse_hub(&format!("{org}/{name}")).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_licence_file_of_a_known_model_is_its_licence() {
        for (address, id) in [
            (
                "https://huggingface.co/mistralai/Mistral-7B-v0.1/blob/main/LICENSE",
                Some("apache-2.0"),
            ),
            (
                "https://huggingface.co/Qwen/Qwen2.5-72B-Instruct/blob/main/LICENSE",
                Some("qwen"),
            ),
            ("https://huggingface.co/mistralai/Mistral-7B-v0.1", None),
            (
                "https://huggingface.co/mistralai/Mistral-7B-v0.1/blob/main/README.md",
                None,
            ),
            ("https://huggingface.co/acme/none/blob/main/LICENSE", None),
            (
                "https://example.org/mistralai/Mistral-7B-v0.1/blob/main/LICENSE",
                None,
            ),
        ] {
            let found = license_at(address).map(|license| license.id().to_owned());
            assert_eq!(found.as_deref(), id, "{address}");
        }
    }
}
