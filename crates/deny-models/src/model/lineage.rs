//! From what is known of a model to what binds it: its own licence, those of the models it was made from as far as
//! they reach, and those of its components, through any number of steps.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::claim::{ClaimSource, Relation};
use super::id::Artifact;
use super::merged::Merged;
use super::order::{Order, beside, hidden, once_each};
use super::resolution::{Binding, Evidence, Link, MAX_MODELS, Resolution, Step, UnknownReason};
use super::store::FactStore;
use super::table::canonical;
use crate::license::{Expr, License, LicenseRules, Terms, Verdict};

/// What a model was made from and what it loads, bases first.
fn links_of<'a>(merged: &Merged<'a>) -> impl Iterator<Item = (&'a Artifact, Link)> {
    let bases = merged.bases.iter();
    let parts = merged.components.iter();
    bases
        .map(|(base, relation)| (*base, Link::Base(*relation)))
        .chain(parts.map(|part| (*part, Link::Component)))
}

/// What a model was made from and what it loads, bases first, as all sources together say.
#[must_use]
pub fn links(model: &Artifact, store: &FactStore) -> Vec<(Artifact, Link)> {
    links_of(&store.merged(model))
        .map(|(artifact, link)| (artifact.clone(), link))
        .collect()
}

/// How a model was reached; licences of the same model reach further on one way than on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    /// A fine-tune lies between: only what propagates comes through.
    trained: bool,
    /// A component lies between: the licence binds, but it was not inherited.
    loaded: bool,
}

/// Works out what binds `model`, as judged by `gate`.
#[must_use]
pub fn resolve(model: &Artifact, store: &FactStore, gate: &LicenseRules) -> Resolution {
    let mut walk = Walk {
        store,
        gate,
        bindings: BTreeMap::new(),
        applies: Vec::new(),
        unknown_reasons: BTreeSet::new(),
        lineage: Vec::new(),
        evidence: Vec::new(),
        edges: BTreeMap::new(),
        names: BTreeMap::new(),
        verdict: Verdict::Pass,
    };
    walk.run(model);
    walk.finish(model)
}

struct Walk<'a> {
    store: &'a FactStore,
    gate: &'a LicenseRules,
    /// By licence, then model; the value is the nearest way it comes.
    bindings: BTreeMap<(License, String), Binding>,
    applies: Vec<Expr>,
    unknown_reasons: BTreeSet<UnknownReason>,
    lineage: Vec<Step>,
    evidence: Vec<Evidence>,
    edges: BTreeMap<String, Vec<String>>,
    /// Names as they are written, by key.
    names: BTreeMap<String, String>,
    verdict: Verdict,
}

impl Walk<'_> {
    fn run(&mut self, model: &Artifact) {
        let start = Way {
            trained: false,
            loaded: false,
        };
        let mut queue = VecDeque::from([(model.clone(), start, 0)]);
        let mut seen = BTreeSet::from([(canonical(&model.key()), start)]);
        let mut models = BTreeSet::new();
        while let Some((model, way, depth)) = queue.pop_front() {
            let store = self.store;
            let merged = store.merged(&model);
            if models.insert(canonical(&model.key())) {
                self.note(&model, &merged);
            }
            if models.len() > MAX_MODELS {
                self.gap(UnknownReason::TooLarge);
                return;
            }
            self.bind(&model, &merged, way, depth);
            for (parent, link) in links_of(&merged) {
                let way = Way {
                    trained: way.trained || link == Link::Base(Some(Relation::Finetune)),
                    loaded: way.loaded || link == Link::Component,
                };
                if seen.insert((canonical(&parent.key()), way)) {
                    queue.push_back((parent.clone(), way, depth + 1));
                }
            }
        }
        if let Some(cycle) = self.cycle() {
            self.gap(UnknownReason::Cycle(cycle));
        }
    }

    /// Records lineage and evidence of a model when it is met first.
    fn note(&mut self, model: &Artifact, merged: &Merged<'_>) {
        self.names
            .insert(canonical(&model.key()), model.name().to_owned());
        for (parent, link) in links_of(merged) {
            let known = self.store.merged(parent);
            self.lineage.push(Step {
                model: parent.name().to_owned(),
                of: model.name().to_owned(),
                link,
                license: shown_license(&known),
            });
            let edges = self.edges.entry(canonical(&model.key())).or_default();
            edges.push(canonical(&parent.key()));
        }
        for claim in &merged.claims {
            let license = [&claim.license, &claim.beyond].into_iter().flatten();
            let license: Vec<&str> = license.map(Terms::text).collect();
            let license = if license.is_empty() {
                "no licence stated".to_owned()
            } else {
                license.join(", by its text ")
            };
            self.evidence.push(Evidence {
                kind: claim.origin.as_str(),
                place: claim.place.clone(),
                detail: format!("{}: {license} [{}]", model.name(), claim.detail),
            });
        }
    }

    /// Adds the licences of one model, as far as they reach on this way.
    fn bind(&mut self, model: &Artifact, merged: &Merged<'_>, way: Way, depth: usize) {
        let name = model.name().to_owned();
        if merged.unnamed_base {
            self.gap(UnknownReason::UnnamedBase(name.clone()));
        }
        if merged.only_claimed {
            let claimed = merged.declared.map(Terms::text).unwrap_or_default();
            self.gap(UnknownReason::OnlyClaimed(name.clone(), claimed.to_owned()));
        }
        if merged.terms.is_empty() && !is_plain_conversion(merged) {
            self.gap(if merged.claims.is_empty() {
                UnknownReason::NoFacts(name.clone())
            } else {
                UnknownReason::NoLicense(name.clone())
            });
        }
        for terms in &merged.terms {
            let (verdict, licenses) = self.gate.judge_expr(terms.expr());
            let reach: Vec<&License> = licenses
                .into_iter()
                .filter(|license| !way.trained || license.propagates())
                .collect();
            let applies = self
                .gate
                .choose(terms.expr())
                .only(&|license| !way.trained || license.propagates());
            self.applies
                .extend(applies.filter(|new| !self.applies.contains(new)));
            let strictest = reach.iter().map(|license| self.gate.judge(license)).max();
            // Of a choice of which no branch passes, no branch is worse than the whole.
            self.verdict = self
                .verdict
                .max(strictest.unwrap_or(Verdict::Pass).min(verdict));
            for license in reach {
                self.bind_one(license, terms, &name, way, depth);
            }
        }
    }

    fn bind_one(&mut self, license: &License, terms: &Terms, from: &str, way: Way, depth: usize) {
        let verdict = self.gate.judge(license);
        if verdict == Verdict::Unknown {
            let shown = if license.is_known() {
                license.to_string()
            } else {
                terms.text().to_owned()
            };
            self.unknown_reasons
                .insert(UnknownReason::UnknownLicense(from.to_owned(), shown));
        }
        let binding = Binding {
            license: license.clone(),
            verdict,
            from: from.to_owned(),
            weights: !way.loaded,
            depth,
        };
        self.bindings
            .entry((license.clone(), from.to_owned()))
            .and_modify(|known| known.weights |= binding.weights)
            .or_insert(binding);
    }

    fn gap(&mut self, gap: UnknownReason) {
        self.unknown_reasons.insert(gap);
        self.verdict = self.verdict.max(Verdict::Unknown);
    }

    /// A way from some model back to itself, by a depth-first walk without recursion.
    fn cycle(&self) -> Option<Vec<String>> {
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for start in self.edges.keys() {
            let mut path: Vec<(&str, usize)> = vec![(start, 0)];
            while let Some((model, next)) = path.last_mut() {
                let child = self
                    .edges
                    .get(*model)
                    .and_then(|children| children.get(*next));
                *next += 1;
                match child {
                    None => {
                        done.insert(*model);
                        path.pop();
                    }
                    Some(child) if done.contains(child.as_str()) => {}
                    Some(child) => {
                        if let Some(at) = path.iter().position(|(model, _)| model == child) {
                            let keys = path[at..]
                                .iter()
                                .map(|(model, _)| *model)
                                .chain([child.as_str()]);
                            return Some(
                                keys.map(|key| {
                                    self.names.get(key).map_or(key, String::as_str).to_owned()
                                })
                                .collect(),
                            );
                        }
                        path.push((child, 0));
                    }
                }
            }
        }
        None
    }

    fn finish(self, model: &Artifact) -> Resolution {
        let merged = self.store.merged(model);
        let all: Vec<Binding> = self.bindings.into_values().collect();
        let hidden = hidden(&merged, &all);
        let mut binding = once_each(all);
        let order = Order::new(model, &merged);
        let all = binding.clone();
        binding.sort_by(|a, b| {
            order
                .rank(b, &all)
                .cmp(&order.rank(a, &all))
                .then_with(|| a.license.cmp(&b.license))
        });
        let governing = match self.verdict {
            Verdict::Unknown => None,
            verdict => binding
                .iter()
                .position(|binding| binding.verdict == verdict),
        };
        Resolution {
            model: model.clone(),
            declared: merged.declared.cloned(),
            verdict: self.verdict,
            hidden: once_each(hidden),
            governing,
            binding,
            applies: self.applies,
            lineage: self.lineage,
            unknown_reasons: self.unknown_reasons.into_iter().collect(),
            evidence: self.evidence,
            beside: beside(&merged),
        }
    }
}

/// A conversion adds no authorship, so where its card states no licence its source's is all there is.
fn is_plain_conversion(merged: &Merged<'_>) -> bool {
    !merged.bases.is_empty()
        && merged
            .bases
            .iter()
            .all(|(_, relation)| *relation == Some(Relation::Quantized))
}

fn shown_license(merged: &Merged<'_>) -> Option<String> {
    merged
        .declared
        .or_else(|| merged.terms.first().copied())
        .map(|terms| terms.text().to_owned())
}

/// Whether `with` answers looser of `model` than `without` does, where sources other than the policy and the
/// manifests of dependencies say something of it.
#[must_use]
pub fn loosens(
    model: &Artifact,
    with: &FactStore,
    without: &FactStore,
    gate: &LicenseRules,
) -> bool {
    let spoken = without
        .claims(model)
        .iter()
        .any(|claim| claim.origin < ClaimSource::Dependency && claim.says_something());
    spoken && resolve(model, with, gate).verdict < resolve(model, without, gate).verdict
}
