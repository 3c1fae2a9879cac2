//! From what is known of a model to what binds it: its own licence, those of the models it was made from as far as
//! they reach, and those of its components, through any number of steps.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::facts::{Knowledge, Merged, Origin, Relation, canonical};
use super::{Artifact, Beside, Slot};
use crate::license::{Class, Expr, Flag, Gate, License, Terms, Verdict};
use crate::source::Place;

/// A walk over more models than this is broken off, and the answer is unknown.
const MAX_MODELS: usize = 4096;

/// How a model hangs on another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// It was made from it.
    Base(Option<Relation>),
    /// It loads it beside its own weights.
    Component,
}

impl Link {
    /// The word used in reports; `base` where the relation is not stated.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Base(Some(relation)) => relation.as_str(),
            Self::Base(None) => "base",
            Self::Component => "component",
        }
    }
}

/// One step of a lineage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The ancestor or component.
    pub model: String,
    /// The model that was made from it or loads it.
    pub of: String,
    /// How.
    pub link: Link,
    /// The licence that the ancestor declares.
    pub license: Option<String>,
}

/// A licence that binds a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The licence.
    pub license: License,
    /// What the gate says of it.
    pub verdict: Verdict,
    /// The model that it comes from.
    pub from: String,
    /// Whether it came through weights alone: the model's own, or an ancestor's with no component between.
    pub weights: bool,
    /// Steps between the model and where the licence comes from.
    pub depth: usize,
}

/// Why a licence cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// No source knows the model.
    NoFacts(String),
    /// A source knows the model, none states a licence.
    NoLicense(String),
    /// The licence that is stated names no text that we know.
    UnknownLicense(String, String),
    /// Made from another model, which is not named.
    UnnamedBase(String),
    /// A licence is stated by the manifest of a dependency or by the hub cache alone.
    OnlyClaimed(String, String),
    /// The lineage leads back to itself.
    Cycle(Vec<String>),
    /// The lineage is larger than any real one.
    TooLarge,
}

impl Gap {
    /// One sentence without a full stop.
    #[must_use]
    pub fn explain(&self) -> String {
        match self {
            Self::NoFacts(model) => format!("nothing is known of {model}"),
            Self::NoLicense(model) => format!("{model} states no licence"),
            Self::UnknownLicense(model, license) => {
                format!("{model} states `{license}`, which names no licence text that is known")
            }
            Self::UnnamedBase(model) => {
                format!("{model} was made from a model that it does not name")
            }
            Self::OnlyClaimed(model, license) => {
                format!(
                    "only the manifest of a dependency or the hub cache says that {model} is `{license}`: a claim, not proof"
                )
            }
            Self::Cycle(models) => format!("the lineage is a cycle: {}", models.join(" -> ")),
            Self::TooLarge => format!("the lineage has more than {MAX_MODELS} models"),
        }
    }
}

/// One observed fact with where it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The kind of source: `table`, `policy`, `manifest`, ...
    pub kind: &'static str,
    /// Where in a file.
    pub place: Option<Place>,
    /// What was seen.
    pub detail: String,
}

/// What binds a model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The model.
    pub model: Artifact,
    /// Its own licence as declared.
    pub declared: Option<Terms>,
    /// What the gate says of all binding licences together.
    pub verdict: Verdict,
    /// Every binding licence once, the strictest first.
    pub binding: Vec<Binding>,
    /// What applies, the model's own terms first: every expression that reaches it, each once, with the choices made
    /// that the gate makes. All of them apply together; where there are gaps, more may.
    pub applies: Vec<Expr>,
    /// Licences inherited through weights that the declared licence hides.
    pub hidden: Vec<Binding>,
    /// Ancestors and components, nearest first.
    pub lineage: Vec<Step>,
    /// What keeps the licence from being told.
    pub gaps: Vec<Gap>,
    /// What was seen where.
    pub evidence: Vec<Evidence>,
    /// Licences of the model's code and data, which decide nothing.
    pub beside: Vec<Beside>,
    governing: Option<usize>,
}

impl Resolution {
    /// The licence to show: the strictest that fails, else the strictest; `None` when unknown.
    #[must_use]
    pub fn governing(&self) -> Option<&Binding> {
        self.governing.map(|at| &self.binding[at])
    }

    /// Whether the declared licence is looser than what the weights brought along.
    #[must_use]
    pub fn is_relicensed(&self) -> bool {
        !self.hidden.is_empty()
    }

    /// The licences of the model's own weights. A tag that is the licence of the code counts for a verdict like any
    /// other, and is not shown as that of the weights where something else says what they are under.
    #[must_use]
    pub fn of_weights(&self) -> Vec<&License> {
        let own: Vec<&License> = self
            .binding
            .iter()
            .filter(|binding| binding.depth == 0)
            .map(|binding| &binding.license)
            .collect();
        let of_code = |license: &&License| self.is_of_code(license);
        if own.iter().all(of_code) {
            return own;
        }
        own.into_iter()
            .filter(|license| !self.is_of_code(license))
            .collect()
    }

    /// Whether the tag is the licence of the code, while the weights are under another.
    #[must_use]
    pub fn tag_is_of_code(&self) -> bool {
        let Some(declared) = &self.declared else {
            return false;
        };
        let mut own = self.binding.iter().filter(|binding| binding.depth == 0);
        declared.leaves().all(|license| self.is_of_code(license))
            && own.any(|own| !self.is_of_code(&own.license))
    }

    fn is_of_code(&self, license: &License) -> bool {
        let code = self.beside.iter().filter(|other| other.slot == Slot::Code);
        code.flat_map(|other| other.terms.leaves())
            .any(|known| known == license)
    }

    /// Ways in which the lineage leads back to itself.
    pub fn cycles(&self) -> impl Iterator<Item = &[String]> {
        self.gaps.iter().filter_map(|gap| match gap {
            Gap::Cycle(models) => Some(models.as_slice()),
            _ => None,
        })
    }

    /// The steps from the model to `model`, in order.
    #[must_use]
    pub fn chain_to(&self, model: &str) -> Vec<&Step> {
        let mut chain: Vec<&Step> = Vec::new();
        let mut at = model;
        while let Some(step) = self
            .lineage
            .iter()
            .find(|step| step.model.eq_ignore_ascii_case(at))
        {
            if chain.iter().any(|known| known.model == step.model) {
                break;
            }
            chain.push(step);
            at = &step.of;
        }
        chain.reverse();
        chain
    }
}

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
pub fn links(model: &Artifact, knowledge: &Knowledge) -> Vec<(Artifact, Link)> {
    links_of(&knowledge.merged(model))
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
pub fn resolve(model: &Artifact, knowledge: &Knowledge, gate: &Gate) -> Resolution {
    let mut walk = Walk {
        knowledge,
        gate,
        bindings: BTreeMap::new(),
        applies: Vec::new(),
        gaps: BTreeSet::new(),
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
    knowledge: &'a Knowledge,
    gate: &'a Gate,
    /// By licence, then model; the value is the nearest way it comes.
    bindings: BTreeMap<(License, String), Binding>,
    applies: Vec<Expr>,
    gaps: BTreeSet<Gap>,
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
            let knowledge = self.knowledge;
            let merged = knowledge.merged(&model);
            if models.insert(canonical(&model.key())) {
                self.note(&model, &merged);
            }
            if models.len() > MAX_MODELS {
                self.gap(Gap::TooLarge);
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
            self.gap(Gap::Cycle(cycle));
        }
    }

    /// Records lineage and evidence of a model when it is met first.
    fn note(&mut self, model: &Artifact, merged: &Merged<'_>) {
        self.names
            .insert(canonical(&model.key()), model.name().to_owned());
        for (parent, link) in links_of(merged) {
            let known = self.knowledge.merged(parent);
            self.lineage.push(Step {
                model: parent.name().to_owned(),
                of: model.name().to_owned(),
                link,
                license: shown_license(&known),
            });
            let edges = self.edges.entry(canonical(&model.key())).or_default();
            edges.push(canonical(&parent.key()));
        }
        for statement in &merged.statements {
            let license = [&statement.license, &statement.beyond]
                .into_iter()
                .flatten();
            let license: Vec<&str> = license.map(Terms::text).collect();
            let license = if license.is_empty() {
                "no licence stated".to_owned()
            } else {
                license.join(", by its text ")
            };
            self.evidence.push(Evidence {
                kind: statement.origin.as_str(),
                place: statement.place.clone(),
                detail: format!("{}: {license} [{}]", model.name(), statement.detail),
            });
        }
    }

    /// Adds the licences of one model, as far as they reach on this way.
    fn bind(&mut self, model: &Artifact, merged: &Merged<'_>, way: Way, depth: usize) {
        let name = model.name().to_owned();
        if merged.unnamed_base {
            self.gap(Gap::UnnamedBase(name.clone()));
        }
        if merged.only_claimed {
            let claimed = merged.declared.map(Terms::text).unwrap_or_default();
            self.gap(Gap::OnlyClaimed(name.clone(), claimed.to_owned()));
        }
        if merged.terms.is_empty() && !is_plain_conversion(merged) {
            self.gap(if merged.statements.is_empty() {
                Gap::NoFacts(name.clone())
            } else {
                Gap::NoLicense(name.clone())
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
            self.gaps
                .insert(Gap::UnknownLicense(from.to_owned(), shown));
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

    fn gap(&mut self, gap: Gap) {
        self.gaps.insert(gap);
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
        let merged = self.knowledge.merged(model);
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
            gaps: self.gaps.into_iter().collect(),
            evidence: self.evidence,
            beside: beside(&merged),
        }
    }
}

/// The order in which binding licences are shown: what fails first, then the strictest class, then the model's own.
struct Order<'a> {
    root: &'a str,
    declared: Vec<&'a License>,
}

impl<'a> Order<'a> {
    fn new(model: &'a Artifact, merged: &Merged<'a>) -> Self {
        Self {
            root: model.name(),
            declared: merged
                .declared
                .into_iter()
                .flat_map(Terms::leaves)
                .collect(),
        }
    }

    fn rank(&self, binding: &Binding, all: &[Binding]) -> (Verdict, Class, bool, bool) {
        let own = binding.from == self.root;
        (
            binding.verdict,
            binding.license.class(),
            self.is_other_version(binding, all),
            own,
        )
    }

    /// Weights that came under one version of a licence stay under it, though the tag names another version: a
    /// fine-tune of Llama 3.2 that is tagged `llama3` is under the Llama 3.2 terms.
    fn is_other_version(&self, binding: &Binding, all: &[Binding]) -> bool {
        let family = binding.license.family();
        // So it is where the wrong tag is that of an ancestor.
        let mistagged = |nearer: &Binding| {
            nearer.license.family() == family
                && nearer.license != binding.license
                && nearer.weights
                && nearer.depth < binding.depth
        };
        let tagged = self
            .declared
            .iter()
            .any(|license| license.family() == family);
        family.is_some()
            && binding.weights
            && !self.declared.contains(&&binding.license)
            && (tagged || all.iter().any(mistagged))
    }
}

/// Each licence once: as the model's own, else as inherited through weights, else from the nearest component.
fn once_each(mut bindings: Vec<Binding>) -> Vec<Binding> {
    bindings.sort_by(|a, b| {
        (&a.license, !a.weights, a.depth, &a.from).cmp(&(&b.license, !b.weights, b.depth, &b.from))
    });
    bindings.dedup_by(|next, kept| next.license == kept.license);
    bindings
}

/// Licences inherited through weights that are stricter than the declared one, or as strict, restricting and other.
fn hidden(merged: &Merged<'_>, bindings: &[Binding]) -> Vec<Binding> {
    let Some(declared) = merged.declared else {
        return Vec::new();
    };
    let declared: Vec<&License> = declared.leaves().collect();
    let class = declared
        .iter()
        .map(|license| license.class())
        .max()
        .unwrap_or(Class::Unknown);
    if class == Class::Unknown && declared.iter().any(|license| license.osi() != Flag::No) {
        return Vec::new();
    }
    let open = declared.iter().all(|license| license.osi() == Flag::Yes);
    let hides = |binding: &&Binding| {
        let inherited = binding.license.class();
        let stricter = match inherited {
            Class::Unknown => open && binding.license.osi() == Flag::No,
            _ => inherited > class || (inherited == class && inherited.binds_derivatives()),
        };
        binding.weights && binding.depth > 0 && stricter && !declared.contains(&&binding.license)
    };
    bindings.iter().filter(hides).cloned().collect()
}

/// Licences of code and data, each once.
fn beside(merged: &Merged<'_>) -> Vec<Beside> {
    let mut found: Vec<Beside> = Vec::new();
    for other in merged.statements.iter().flat_map(|said| &said.beside) {
        let known =
            |known: &Beside| known.slot == other.slot && known.terms.expr() == other.terms.expr();
        if !found.iter().any(known) {
            found.push(other.clone());
        }
    }
    found.sort_by_key(|beside| beside.slot);
    found
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
pub fn loosens(model: &Artifact, with: &Knowledge, without: &Knowledge, gate: &Gate) -> bool {
    let spoken = without
        .statements(model)
        .iter()
        .any(|statement| statement.origin < Origin::Dependency && statement.says_something());
    spoken && resolve(model, with, gate).verdict < resolve(model, without, gate).verdict
}
