//! The licences that apply to a model: its own, those of its base models as far as they
//! reach, and those of its components, through any number of steps.

use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use super::claim::{ClaimSource, Relation};
use super::id::Artifact;
use super::merged::Merged;
use super::order::{Order, hidden, once_each, slot_licenses};
use super::resolution::{
    Binding, Evidence, FEW_STEPS, Link, MANY_STEPS, MAX_MODELS, Resolution, Step, UnknownReason,
};
use super::scope;
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

/// The base models and components of a model, bases first, merged from all sources.
#[must_use]
pub fn links(model: &Artifact, store: &FactStore) -> Vec<(Artifact, Link)> {
    links_of(&store.merged(model, None))
        .map(|(artifact, link)| (artifact.clone(), link))
        .collect()
}

/// How a model was reached; licences of the same model reach further on one way than on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Way {
    /// A fine-tune lies between: only what propagates comes through.
    trained: bool,
    /// A component lies between: the licence applies, but it is not inherited.
    loaded: bool,
}

/// Resolves the licences that apply to models, each model once.
#[derive(Debug)]
pub struct Resolver<'a> {
    store: &'a FactStore,
    rules: &'a LicenseRules,
    /// The merged claims about a model, by its key.
    merged: RefCell<HashMap<String, Rc<Merged<'a>>>>,
    /// The keys of models under their present names, by key.
    present: RefCell<HashMap<String, Rc<str>>>,
    /// By the model with its revision, which a resolution repeats.
    resolved: RefCell<HashMap<Artifact, Arc<Resolution>>>,
    /// Steps of all lineages together before they are followed less far; `None` where that does not matter.
    left: Option<Cell<usize>>,
}

impl<'a> Resolver<'a> {
    /// A resolver that reads `store` and judges by `rules`.
    #[must_use]
    pub fn new(store: &'a FactStore, rules: &'a LicenseRules) -> Self {
        Self {
            store,
            rules,
            merged: RefCell::default(),
            present: RefCell::default(),
            resolved: RefCell::default(),
            left: None,
        }
    }

    /// The same for many models: once their lineages have [`MANY_STEPS`] in all, those of further models are followed for
    /// [`FEW_STEPS`], and what is longer is unknown. A chain of models that are all pulled would otherwise take the square
    /// of its length, in time and in the report.
    #[must_use]
    pub fn of_many(store: &'a FactStore, rules: &'a LicenseRules) -> Self {
        Self {
            left: Some(Cell::new(MANY_STEPS)),
            ..Self::new(store, rules)
        }
    }

    /// These models, with all that they were made from and all that they load, through any number of steps.
    #[must_use]
    pub fn with_ancestors(&self, models: impl IntoIterator<Item = Artifact>) -> Vec<Artifact> {
        let mut seen = BTreeSet::new();
        let mut found: Vec<Artifact> = Vec::new();
        let mut open: Vec<Artifact> = models.into_iter().collect();
        while let Some(model) = open.pop() {
            if seen.insert(self.present(&model)) {
                let merged = self.merged(&model);
                open.extend(links_of(&merged).map(|(parent, _)| parent.clone()));
                found.push(model);
            }
        }
        found
    }

    /// The facts about models.
    #[must_use]
    pub fn store(&self) -> &'a FactStore {
        self.store
    }

    /// What passes.
    #[must_use]
    pub fn rules(&self) -> &'a LicenseRules {
        self.rules
    }

    /// The licences that apply to `model`.
    #[must_use]
    pub fn resolve(&self, model: &Artifact) -> Arc<Resolution> {
        if let Some(known) = self.resolved.borrow().get(model) {
            return Arc::clone(known);
        }
        let resolution = Arc::new(self.walk(model));
        let mut resolved = self.resolved.borrow_mut();
        resolved.insert(model.clone(), Arc::clone(&resolution));
        resolution
    }

    fn merged(&self, model: &Artifact) -> Rc<Merged<'a>> {
        let key = model.key();
        if let Some(known) = self.merged.borrow().get(&key) {
            return Rc::clone(known);
        }
        let merged = Rc::new(self.store.merged(model, Some(self.rules)));
        self.merged.borrow_mut().insert(key, Rc::clone(&merged));
        merged
    }

    /// The key of a model under its present name.
    fn present(&self, model: &Artifact) -> Rc<str> {
        let key = model.key();
        if let Some(known) = self.present.borrow().get(&key) {
            return Rc::clone(known);
        }
        let present: Rc<str> = canonical(&key).into();
        self.present.borrow_mut().insert(key, Rc::clone(&present));
        present
    }

    fn walk(&self, model: &Artifact) -> Resolution {
        let mut walk = Walk::new(self);
        walk.run(model);
        if let Some(left) = &self.left {
            left.set(left.get().saturating_sub(walk.lineage.len()));
        }
        walk.finish(model)
    }
}

/// Resolves the licences that apply to one model, as judged by `gate`. For several models, use one [`Resolver`].
#[must_use]
pub fn resolve(model: &Artifact, store: &FactStore, gate: &LicenseRules) -> Resolution {
    Resolver::new(store, gate).walk(model)
}

struct Walk<'r, 'a> {
    resolver: &'r Resolver<'a>,
    /// By licence, then name of the model; the value is the nearest way it comes.
    bindings: BTreeMap<(License, String), Binding>,
    applies: Vec<Expr>,
    seen_applies: BTreeSet<Expr>,
    unknown_reasons: Vec<UnknownReason>,
    lineage: Vec<Step>,
    evidence: Vec<Evidence>,
    edges: BTreeMap<Rc<str>, Vec<Rc<str>>>,
    /// Models as they were met first, by key.
    met: BTreeMap<Rc<str>, Artifact>,
    verdict: Verdict,
}
impl<'r, 'a> Walk<'r, 'a> {
    fn new(resolver: &'r Resolver<'a>) -> Self {
        Self {
            resolver,
            bindings: BTreeMap::new(),
            applies: Vec::new(),
            seen_applies: BTreeSet::new(),
            unknown_reasons: Vec::new(),
            lineage: Vec::new(),
            evidence: Vec::new(),
            edges: BTreeMap::new(),
            met: BTreeMap::new(),
            verdict: Verdict::Pass,
        }
    }

    fn run(&mut self, model: &Artifact) {
        let start = Way {
            trained: false,
            loaded: false,
        };
        let mut queue = VecDeque::from([(model.clone(), start, 0)]);
        let resolver = self.resolver;
        let mut seen = BTreeSet::from([(resolver.present(model), start)]);
        let mut models = BTreeSet::new();
        let left = self.resolver.left.as_ref();
        let is_short = left.is_some_and(|left| left.get() == 0);
        while let Some((model, way, depth)) = queue.pop_front() {
            let merged = self.resolver.merged(&model);
            if is_short && self.lineage.len() + links_of(&merged).count() > FEW_STEPS {
                self.gap(UnknownReason::ManySteps);
                return;
            }
            if models.insert(resolver.present(&model)) {
                self.note(&model, &merged);
            }
            if models.len() > MAX_MODELS {
                self.gap(UnknownReason::TooLarge);
                return;
            }
            self.add_licenses(&model, &merged, way, depth);
            for (parent, link) in links_of(&merged) {
                let way = Way {
                    trained: way.trained || link == Link::Base(Some(Relation::Finetune)),
                    loaded: way.loaded || link == Link::Component,
                };
                if seen.insert((resolver.present(parent), way)) {
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
        let key = self.resolver.present(model);
        self.met.insert(Rc::clone(&key), model.clone());
        for (parent, link) in links_of(merged) {
            let known = self.resolver.merged(parent);
            self.lineage.push(Step {
                model: parent.clone(),
                of: model.clone(),
                link,
                license: shown_license(&known),
            });
            let edges = self.edges.entry(Rc::clone(&key)).or_default();
            edges.push(self.resolver.present(parent));
        }
        for claim in &merged.claims {
            let license = claim.terms_in_words();
            self.evidence.push(Evidence {
                kind: claim.origin.as_str(),
                place: claim.place.clone(),
                detail: format!("{}: {license} [{}]", model.name(), claim.detail),
            });
        }
    }

    /// Adds the licences of one model, as far as they reach on this way.
    fn add_licenses(&mut self, model: &Artifact, merged: &Merged<'_>, way: Way, depth: usize) {
        if merged.unnamed_base {
            self.gap(UnknownReason::UnnamedBase(model.clone()));
        }
        if merged.only_claimed {
            let claimed = merged.declared.map(Terms::text).unwrap_or_default();
            self.gap(UnknownReason::OnlyClaimed(
                model.clone(),
                claimed.to_owned(),
            ));
        }
        for why in &merged.unread {
            self.gap(UnknownReason::Unread(model.clone(), (*why).to_owned()));
        }
        // What is stated from memory alone makes no pass, whether of the model or of an ancestor.
        if merged.from_memory && !is_plain_conversion(merged) {
            let stated = merged.terms.first().map(|terms| terms.text());
            self.gap(UnknownReason::FromMemory(
                model.clone(),
                stated.unwrap_or_default().to_owned(),
            ));
        }
        if merged.unrecorded {
            self.gap(UnknownReason::UnrecordedLineage(model.clone()));
        }
        if merged.terms.is_empty() && merged.unread.is_empty() && !is_plain_conversion(merged) {
            let looked_up = merged.claims.iter().any(|claim| claim.shows_no_license());
            self.gap(if merged.claims.is_empty() {
                UnknownReason::NoFacts(model.clone())
            } else if looked_up {
                UnknownReason::NoLicense(model.clone())
            } else {
                UnknownReason::UnrecordedLicense(model.clone())
            });
        }
        let mut counted = 0;
        for terms in &merged.terms {
            let rules = self.resolver.rules;
            let (verdict, licenses) = rules.judge_expr(terms.expr());
            if verdict == Verdict::Fail && self.is_for_others(model, merged, terms) {
                continue;
            }
            counted += 1;
            let reach: Vec<&License> = licenses
                .into_iter()
                .filter(|license| !way.trained || license.propagates())
                .collect();
            let applies = rules
                .choose(terms.expr())
                .only(&|license| !way.trained || license.propagates());
            self.applies
                .extend(applies.filter(|new| self.seen_applies.insert(new.clone())));
            let strictest = reach.iter().map(|license| rules.judge(license)).max();
            // In a choice (`OR`) without a branch that passes, no branch is worse than the whole.
            self.verdict = self
                .verdict
                .max(strictest.unwrap_or(Verdict::Pass).min(verdict));
            for license in reach {
                self.add_license(license, terms, model, way, depth);
            }
        }
        if counted == 0 && !is_plain_conversion(merged) {
            for terms in &merged.terms {
                let stated = terms.text().to_owned();
                self.gap(UnknownReason::NotForIt(model.clone(), stated));
            }
        }
    }

    /// Whether a tag names terms that are for nothing that the model was made from, by evidence.
    fn is_for_others(&mut self, model: &Artifact, merged: &Merged<'_>, terms: &Terms) -> bool {
        let resolver = self.resolver;
        let known = |base: &Artifact| scope::recorded_bases(&resolver.merged(base));
        let Some(left_out) = scope::left_out(merged, terms, known) else {
            return false;
        };
        let (name, stated, source) = (model.name(), terms.text(), left_out.source);
        self.evidence.push(Evidence {
            kind: ClaimSource::Table.as_str(),
            place: None,
            detail: format!(
                "{name}: {stated} does not count, its terms are for other models [{source}]"
            ),
        });
        true
    }

    fn add_license(
        &mut self,
        license: &License,
        terms: &Terms,
        from: &Artifact,
        way: Way,
        depth: usize,
    ) {
        let verdict = self.resolver.rules.judge(license);
        if verdict == Verdict::Unknown {
            let shown = if license.is_known() {
                license.to_string()
            } else {
                terms.text().to_owned()
            };
            self.unknown_reasons
                .push(UnknownReason::UnknownLicense(from.clone(), shown));
        }
        let binding = Binding {
            license: license.clone(),
            verdict,
            from: from.clone(),
            weights: !way.loaded,
            depth,
        };
        self.bindings
            .entry((license.clone(), from.name().to_owned()))
            .and_modify(|known| known.weights |= binding.weights)
            .or_insert(binding);
    }

    fn gap(&mut self, gap: UnknownReason) {
        self.unknown_reasons.push(gap);
        self.verdict = self.verdict.max(Verdict::Unknown);
    }

    /// A way from some model back to itself, by a depth-first walk without recursion.
    fn cycle(&self) -> Option<Vec<Artifact>> {
        let mut done: BTreeSet<&str> = BTreeSet::new();
        let mut open: BTreeSet<&str> = BTreeSet::new();
        for start in self.edges.keys() {
            let mut path: Vec<(&str, usize)> = vec![(start, 0)];
            open.insert(start);
            while let Some((model, next)) = path.last_mut() {
                let child = self
                    .edges
                    .get(*model)
                    .and_then(|children| children.get(*next));
                *next += 1;
                match child {
                    None => {
                        done.insert(*model);
                        open.remove(*model);
                        path.pop();
                    }
                    Some(child) if done.contains(&**child) => {}
                    Some(child) => {
                        if !open.insert(child) {
                            let keys = path.iter().map(|(model, _)| *model);
                            let keys = keys.skip_while(|model| *model != &**child);
                            let models = keys.chain([&**child]);
                            return Some(
                                models
                                    .filter_map(|key| self.met.get(key).cloned())
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

    fn finish(mut self, model: &Artifact) -> Resolution {
        let merged = self.resolver.merged(model);
        self.unknown_reasons.sort_by_cached_key(|reason| {
            let (kind, name, license) = reason.key();
            (kind, name, license.to_owned())
        });
        self.unknown_reasons.dedup_by(|a, b| a.key() == b.key());
        let all: Vec<Binding> = self.bindings.into_values().collect();
        let hidden = hidden(&merged, &all);
        let mut binding = once_each(all);
        let order = Order::new(model, &merged);
        let all = binding.clone();
        binding.sort_by_cached_key(|binding| {
            (Reverse(order.rank(binding, &all)), binding.license.clone())
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
            unknown_reasons: self.unknown_reasons,
            evidence: self.evidence,
            slot_licenses: slot_licenses(&merged),
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

/// Whether the verdict on `model` is looser in `with` than in `without`, where sources other than the policy and the
/// manifests of dependencies state facts about it.
#[must_use]
pub fn loosens(model: &Artifact, with: &Resolver<'_>, without: &Resolver<'_>) -> bool {
    let stated = without
        .store
        .claims(model)
        .iter()
        .any(|claim| claim.origin < ClaimSource::Dependency && claim.states_anything());
    stated && with.resolve(model).verdict < without.resolve(model).verdict
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Bases, Claim, built_in_ids};

    #[test]
    fn what_was_resolved_before_changes_no_answer() {
        let store = FactStore::built_in();
        let rules = LicenseRules::osi();
        let resolver = Resolver::new(&store, &rules);
        for id in built_in_ids() {
            let model = Artifact::parse(&id).expect("a model id");
            let fresh = resolve(&model, &store, &rules);
            assert_eq!(*resolver.resolve(&model), fresh, "{id}");
            assert!(Arc::ptr_eq(
                &resolver.resolve(&model),
                &resolver.resolve(&model)
            ));
        }
    }

    #[test]
    fn a_resolution_keeps_the_revision_that_was_asked_for() {
        let store = FactStore::built_in();
        let rules = LicenseRules::osi();
        let resolver = Resolver::new(&store, &rules);
        for id in ["openai/whisper-tiny@v1", "openai/whisper-tiny"] {
            let model = Artifact::parse(id).expect("a model id");
            assert_eq!(resolver.resolve(&model).model, model);
        }
    }

    /// A claim about `acme/x`: a licence, and what it states of lineage.
    fn claim(origin: ClaimSource, license: &str, lineage: &str) -> Claim {
        let mut claim = Claim::new(origin, "test");
        claim.license = (license != "-").then(|| Terms::parse(license).expect("a licence"));
        match lineage {
            "none" => claim.bases = Bases::Named(Vec::new()),
            "read" => {}
            "unrecorded" => claim.unrecorded = true,
            "memory" => {
                claim.from_memory = true;
                claim.bases = Bases::Named(Vec::new());
            }
            base => {
                claim.bases = Bases::Named(vec![Artifact::parse(base).expect("a model id")]);
                claim.relation = Some(if license == "-" {
                    Relation::Quantized
                } else {
                    Relation::Finetune
                });
            }
        }
        claim
    }

    #[test]
    fn a_tag_passes_only_with_a_lineage_that_somebody_knows() {
        use ClaimSource::{Card, Dependency, Header, HubCache, Lock, Member, Policy, Table};
        use Verdict::{Fail, Pass, Unknown};
        let remembered = (Table, "MIT", "memory");
        for (claims, verdict) in [
            (&[(Table, "MIT", "none")][..], Pass),
            (&[(Table, "MIT", "unrecorded")], Unknown),
            (&[(Table, "gemma", "unrecorded")], Fail),
            (
                &[(Table, "MIT", "unrecorded"), (Table, "gemma", "unrecorded")],
                Fail,
            ),
            // Who read the card whole knows that it names no base.
            (&[(Table, "MIT", "unrecorded"), (Lock, "MIT", "read")], Pass),
            (&[(Table, "MIT", "unrecorded"), (Card, "MIT", "read")], Pass),
            (
                &[(Table, "MIT", "unrecorded"), (Header, "MIT", "read")],
                Pass,
            ),
            (
                &[(Table, "MIT", "unrecorded"), (Lock, "MIT", "unrecorded")],
                Unknown,
            ),
            // The owner answers for it; what a dependency or a cache claims answers nothing.
            (
                &[(Table, "MIT", "unrecorded"), (Policy, "MIT", "read")],
                Pass,
            ),
            (
                &[(Table, "MIT", "unrecorded"), (Member, "MIT", "read")],
                Pass,
            ),
            (
                &[(Table, "MIT", "unrecorded"), (Dependency, "MIT", "none")],
                Unknown,
            ),
            (
                &[(Table, "MIT", "unrecorded"), (HubCache, "MIT", "none")],
                Unknown,
            ),
            // Recorded bases decide by their own terms.
            (&[(Table, "MIT", "acme/open")], Pass),
            (&[(Table, "MIT", "acme/restricted")], Fail),
            (&[(Table, "MIT", "acme/tagged")], Unknown),
            (
                &[(Table, "MIT", "unrecorded"), (Table, "-", "acme/open")],
                Pass,
            ),
            // Memory alone makes no pass, and may fail.
            (&[remembered], Unknown),
            (&[remembered, (Table, "MIT", "unrecorded")], Unknown),
            (&[remembered, (Table, "MIT", "none")], Pass),
            (&[(Table, "gemma", "memory")], Fail),
            (&[(Table, "MIT", "acme/remembered")], Unknown),
            (&[(Table, "-", "acme/remembered")], Unknown),
            // However far up it is: what a base is made from is part of what its descendants are made from.
            (&[(Table, "MIT", "acme/over-remembered")], Unknown),
            (&[(Table, "gemma", "acme/remembered")], Fail),
            (&[(Table, "MIT", "acme/remembered-and-read")], Pass),
        ] {
            let mut store = FactStore::empty();
            for (id, license, lineage) in [
                ("acme/open", "Apache-2.0", "none"),
                ("acme/restricted", "gemma", "none"),
                ("acme/tagged", "MIT", "unrecorded"),
                ("acme/remembered", "MIT", "memory"),
                ("acme/over-remembered", "MIT", "acme/remembered"),
                ("acme/remembered-and-read", "MIT", "memory"),
                ("acme/remembered-and-read", "MIT", "none"),
            ] {
                let model = Artifact::parse(id).expect("a model id");
                store.add(&model, claim(Table, license, lineage));
            }
            let model = Artifact::parse("acme/x").expect("a model id");
            for (origin, license, lineage) in claims {
                store.add(&model, claim(*origin, license, lineage));
            }
            let found = resolve(&model, &store, &LicenseRules::osi());
            assert_eq!(
                found.verdict, verdict,
                "{claims:?}: {:?}",
                found.unknown_reasons
            );
        }
    }

    #[test]
    fn of_a_base_that_is_named_twice_the_relation_that_binds_more_counts() {
        let model = Artifact::parse("acme/x").expect("a model id");
        let base = Artifact::parse("acme/y").expect("a model id");
        let mut store = FactStore::built_in();
        for (origin, relation) in [
            (ClaimSource::Card, Some(Relation::Finetune)),
            (ClaimSource::Member, Some(Relation::Adapter)),
            (ClaimSource::Dependency, Some(Relation::Finetune)),
        ] {
            let mut claim = Claim::new(origin, "test");
            claim.bases = Bases::Named(vec![base.clone(), base.clone()]);
            claim.relation = relation;
            store.add(&model, claim);
        }
        let adapter = Link::Base(Some(Relation::Adapter));
        assert_eq!(links(&model, &store), [(base, adapter)]);
    }
}
