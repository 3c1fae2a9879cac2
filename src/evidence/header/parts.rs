//! From what a file says to what the resolver asks: terms, bases and how they hang together.

use super::classify::Form;
use super::types::{Header, ProblemKind, Rank, Stated};
use crate::license::{License, Terms};
use crate::model::{Artifact, Bases, Origin, Relation, Statement};

/// What a file, or a directory of them, says of one model, ready for a [`Statement`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StatementParts {
    /// The declared licence; where sources disagree, all of them at once.
    pub license: Option<Terms>,
    /// The licence by the name that stands beside a tag such as `other`.
    pub beyond: Option<Terms>,
    /// The models it was made from.
    pub bases: Bases,
    /// Whether a further base is named so that it cannot be found: a name, a local path.
    pub nameless_base: bool,
    /// How it was made from them.
    pub relation: Option<Relation>,
    /// Models that it loads beside its own weights.
    pub components: Option<Vec<Artifact>>,
    /// The keys that these were read from, each as `key = value`.
    pub places: Vec<String>,
    /// Whether licences disagree.
    pub conflict: bool,
    /// Why there may be more than was read.
    pub unreadable: Option<String>,
}

impl StatementParts {
    /// The statement of a source.
    #[must_use]
    pub fn into_statement(self, origin: Origin, detail: &str) -> Statement {
        let detail = match self.places.as_slice() {
            [] => detail.to_owned(),
            places => format!("{detail}: {}", places.join(", ")),
        };
        let bases = match (self.bases, self.nameless_base) {
            (Bases::Named(bases), true) if !bases.is_empty() => {
                Bases::Named(bases.into_iter().chain([unnamed()]).collect())
            }
            (_, true) => Bases::Unnamed,
            (bases, false) => bases,
        };
        // What cannot be read may state a licence, so nothing beside it clears the model.
        let unread = self.unreadable.is_some();
        let beyond = if unread {
            Some(Terms::opaque(UNREAD))
        } else {
            self.beyond
        };
        Statement {
            license: self.license,
            beyond,
            bases,
            relation: self.relation,
            components: self.components,
            ..Statement::new(origin, detail)
        }
    }
}

/// Stands for a licence in a part that cannot be read; no table knows it, so it is unknown.
const UNREAD: &str = "a header that cannot be read";

/// Stands for a base that is not named; no source knows it, so whatever hangs on it is unknown.
fn unnamed() -> Artifact {
    Artifact::Path {
        package: None,
        path: "a model that is not named".into(),
    }
}

impl Header {
    /// What the resolver asks of this file. Hints are left out: they accuse, they prove nothing.
    ///
    /// A licence that is prose stays prose, which no gate passes; a file that cannot be read states nothing, and says
    /// why in [`StatementParts::unreadable`].
    #[must_use]
    pub fn to_statement_parts(&self) -> StatementParts {
        let unreadable = self
            .problems
            .iter()
            .find(|problem| {
                matches!(
                    problem.kind,
                    ProblemKind::Unreadable | ProblemKind::License | ProblemKind::Value
                )
            })
            .map(|problem| problem.text.clone());
        let said: Vec<&Stated> = self
            .license
            .iter()
            .filter(|stated| stated.rank < Rank::Hint)
            .collect();
        // A part could clear what the whole does not.
        let whole = self.tells_license();
        let license = joined(&said).filter(|_| whole);
        let mut places: Vec<String> = said.iter().map(|stated| place(stated)).collect();
        let beyond = if whole {
            self.beyond(license.as_ref(), &mut places)
        } else {
            None
        };
        let (bases, nameless_base, relation) = self.lineage(&mut places);
        let components: Vec<Artifact> = self
            .components
            .iter()
            .filter_map(|base| base.model.clone())
            .collect();
        StatementParts {
            license,
            beyond,
            bases,
            nameless_base,
            relation,
            components: (!components.is_empty()).then_some(components),
            places,
            conflict: !self.conflicting_licenses().is_empty(),
            unreadable,
        }
    }

    /// A tag such as `other` names no text; the name beside it may. A name that nobody knows adds nothing.
    fn beyond(&self, license: Option<&Terms>, places: &mut Vec<String>) -> Option<Terms> {
        let vague = license.is_none_or(|terms| {
            terms
                .leaves()
                .all(|leaf| ["other", "unknown"].contains(&leaf.id()))
        });
        if !vague {
            return None;
        }
        let names: Vec<&Stated> = self
            .license_name
            .iter()
            .filter(|stated| stated.rank < Rank::Hint)
            .collect();
        let terms = joined(&names)?;
        places.extend(names.iter().map(|stated| place(stated)));
        let known = terms.leaves().all(License::is_known);
        known.then_some(terms)
    }

    fn lineage(&self, places: &mut Vec<String>) -> (Bases, bool, Option<Relation>) {
        // A file may name its own repository as its source; a model that names itself as its base is a cycle to report.
        let sources = self.sources.iter().filter(|source| {
            source
                .model
                .as_ref()
                .is_none_or(|model| !self.is_own(model))
        });
        let said = self
            .base_models
            .iter()
            .chain(sources)
            .filter(|base| base.rank < Rank::Hint);
        let mut models: Vec<Artifact> = Vec::new();
        let mut nameless = false;
        for base in said {
            match &base.model {
                Some(model) => {
                    if models.iter().all(|known| known.key() != model.key()) {
                        places.push(format!("{} = {}", base.key, base.shown));
                        models.push(model.clone());
                    }
                }
                None => nameless = true,
            }
        }
        let mut words: Vec<Relation> = self
            .relation
            .iter()
            .filter_map(|stated| Relation::parse(&stated.value))
            .collect();
        words.dedup();
        // Of two relations neither is believed; one that is not stated binds most.
        let relation = if let [relation] = words.as_slice() {
            Some(*relation)
        } else {
            None
        };
        let bases = match (models.is_empty(), nameless || self.derived) {
            (false, _) => Bases::Named(models),
            (true, true) => Bases::Unnamed,
            (true, false) => Bases::NotStated,
        };
        (bases, nameless, relation)
    }

    fn is_own(&self, model: &Artifact) -> bool {
        self.own
            .iter()
            .filter_map(|own| own.model.as_ref())
            .any(|own| own.key() == model.key())
    }
}

fn place(stated: &Stated) -> String {
    format!("{} = {}", stated.key, super::shortened(&stated.value))
}

/// Several statements apply together; of the same only one is kept.
fn joined(said: &[&Stated]) -> Option<Terms> {
    let mut parts: Vec<Terms> = Vec::new();
    for stated in said {
        let form = stated.form();
        let terms = match &form {
            Form::Ids(terms) => terms.clone(),
            other => other
                .terms()
                .unwrap_or_else(|| Terms::opaque(&super::shortened(stated.value.trim()))),
        };
        if parts.iter().all(|known| known.expr() != terms.expr()) {
            parts.push(terms);
        }
    }
    let text = parts.iter().map(Terms::text).collect::<Vec<_>>().join(", ");
    (!parts.is_empty()).then(|| Terms::all(text, parts))
}
