//! Which of the offered: variants of enums that mean models, and the variants that other crates name.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::scope::Scope;

/// A variant that means a model.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Offer {
    /// The enum.
    pub of: String,
    /// The variant.
    pub variant: String,
    /// The models it means; more than one where parts come from different places.
    pub artifacts: Vec<String>,
    /// Whether it is what the enum's `Default` gives.
    pub default: bool,
}

/// What a crate lets its users choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offers {
    /// Variants, sorted.
    pub variants: Vec<Offer>,
}

/// A variant or a default of another crate that code names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct VariantUse {
    /// The crate the name is imported from, as code spells it; empty when it is not known, as with `use a::*`.
    pub from: String,
    /// The enum or type.
    pub of: String,
    /// The variant; `None` where a default is taken.
    pub variant: Option<String>,
    /// The part of the package.
    pub scope: Scope,
    /// Features that are all needed.
    pub features: Vec<String>,
    /// Other conditions, as a `cfg` expression.
    pub cfg: Option<String>,
    /// The file, from the root of the crate with `/`.
    pub file: String,
    /// Line from 1.
    pub line: u32,
}

/// A name of another crate that a crate re-exports.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reexport {
    /// What this crate calls it; `*` for all names.
    pub name: String,
    /// The crate it is from, as code spells it.
    pub from: String,
    /// What that crate calls it.
    pub of: String,
}

/// What the uses of a crate make of the offers of another.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Models that are used, each with its use.
    pub used: Vec<(String, VariantUse)>,
    /// Uses of the enum whose variant means no known model.
    pub unknown: Vec<VariantUse>,
}

impl Resolved {
    /// Whether any use shows which of the offers are taken.
    #[must_use]
    pub fn is_decided(&self) -> bool {
        !self.used.is_empty() && self.unknown.is_empty()
    }
}

/// Finds the models that `uses` pick from `offers`. Names of enums that `offers` do not have are ignored, so the uses
/// of a whole workspace can be given. A use of a type that only takes a default means every default of the offers.
#[must_use]
pub fn resolve_offers(offers: &Offers, uses: &[VariantUse]) -> Resolved {
    let mut by_name: BTreeMap<(&str, &str), &Offer> = BTreeMap::new();
    for offer in &offers.variants {
        by_name.insert((&offer.of, &offer.variant), offer);
    }
    let enums: Vec<&str> = offers
        .variants
        .iter()
        .map(|offer| offer.of.as_str())
        .collect();
    let mut resolved = Resolved::default();
    for used in uses {
        match &used.variant {
            Some(variant) if enums.contains(&used.of.as_str()) => {
                match by_name.get(&(used.of.as_str(), variant.as_str())) {
                    Some(offer) => resolved.used.extend(
                        offer
                            .artifacts
                            .iter()
                            .map(|model| (model.clone(), used.clone())),
                    ),
                    None => resolved.unknown.push(used.clone()),
                }
            }
            Some(_) => {}
            None => {
                let own = offers
                    .variants
                    .iter()
                    .filter(|offer| offer.default && offer.of == used.of);
                let own: Vec<&Offer> = own.collect();
                let near = offers
                    .variants
                    .iter()
                    .filter(|offer| offer.default && shares_word(&offer.of, &used.of));
                let taken: Vec<&Offer> = if own.is_empty() { near.collect() } else { own };
                for offer in taken {
                    resolved.used.extend(
                        offer
                            .artifacts
                            .iter()
                            .map(|model| (model.clone(), used.clone())),
                    );
                }
            }
        }
    }
    resolved.used.sort();
    resolved.used.dedup();
    resolved.unknown.sort();
    resolved.unknown.dedup();
    resolved
}

/// Whether the names of an enum and of what takes its default fit: `EmbeddingModel` and `TextEmbedding`.
fn shares_word(of: &str, user: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        let mut words: Vec<String> = Vec::new();
        for char in name.chars() {
            if char.is_uppercase() || words.is_empty() {
                words.push(String::new());
            }
            if let Some(last) = words.last_mut() {
                last.push(char);
            }
        }
        words
    };
    let of = words(of);
    words(user)
        .iter()
        .any(|word| word != "Model" && of.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offer(of: &str, variant: &str, artifact: &str, default: bool) -> Offer {
        Offer {
            of: of.to_owned(),
            variant: variant.to_owned(),
            artifacts: vec![artifact.to_owned()],
            default,
        }
    }

    fn used(of: &str, variant: Option<&str>) -> VariantUse {
        VariantUse {
            from: "dep".to_owned(),
            of: of.to_owned(),
            variant: variant.map(str::to_owned),
            scope: Scope::Lib,
            features: Vec::new(),
            cfg: None,
            file: "src/lib.rs".to_owned(),
            line: 1,
        }
    }

    fn offers() -> Offers {
        Offers {
            variants: vec![
                offer("EmbeddingModel", "Small", "org/small", true),
                offer("EmbeddingModel", "Large", "org/large", false),
                offer("RerankerModel", "Base", "org/rerank", true),
            ],
        }
    }

    fn models(resolved: &Resolved) -> Vec<&str> {
        resolved
            .used
            .iter()
            .map(|(model, _)| model.as_str())
            .collect()
    }

    #[test]
    fn a_named_variant_is_its_model() {
        let resolved = resolve_offers(&offers(), &[used("EmbeddingModel", Some("Large"))]);
        assert_eq!(models(&resolved), ["org/large"]);
        assert!(resolved.is_decided());
    }

    #[test]
    fn a_default_is_that_of_the_enum_that_fits_the_type() {
        assert_eq!(
            models(&resolve_offers(&offers(), &[used("EmbeddingModel", None)])),
            ["org/small"]
        );
        assert_eq!(
            models(&resolve_offers(&offers(), &[used("TextEmbedding", None)])),
            ["org/small"]
        );
        assert_eq!(
            models(&resolve_offers(&offers(), &[used("RerankerOptions", None)])),
            ["org/rerank"]
        );
    }

    #[test]
    fn strangers_say_nothing_and_unknown_variants_settle_nothing() {
        let resolved = resolve_offers(
            &offers(),
            &[used("Ordering", Some("Less")), used("Client", None)],
        );
        assert_eq!(resolved, Resolved::default());
        let resolved = resolve_offers(&offers(), &[used("EmbeddingModel", Some("Huge"))]);
        assert!(resolved.used.is_empty() && !resolved.is_decided());
        assert_eq!(resolved.unknown.len(), 1);
    }
}
