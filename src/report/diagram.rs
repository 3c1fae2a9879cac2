//! Crates, the models they pull and what those were made from, as one graph: what every drawing is made of.

use std::collections::{BTreeMap, BTreeSet};

use super::list::Listed;
use deny_models::domain::{How, PackageRef};
use deny_models::license::{Class, Verdict};
use deny_models::model::{Link, Resolution};
use deny_models::pull::{Reach, ReachedPull};

/// The kind of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A workspace member.
    Member,
    /// Another package.
    Crate,
    /// A model that a package pulls.
    Model,
    /// A model that is a base or a part of one, and that no package pulls.
    Ancestor,
}

impl Kind {
    /// Whether it is a model.
    pub(super) fn is_model(self) -> bool {
        self >= Self::Model
    }
}

/// One crate or model.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// The name as it was written, not escaped.
    pub(super) name: String,
    /// The governing licence of a model, or else the declared one; the licence of a member.
    pub(super) license: Option<String>,
    /// The class of the governing licence of a model; unknown for any other node.
    pub(super) class: Class,
    /// The verdict on a model.
    pub(super) verdict: Option<Verdict>,
    /// Whether a member is gated.
    pub(super) gated: bool,
}

/// The relation of two nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    /// The crate depends on the other, perhaps through crates that are not drawn.
    Depends,
    /// The crate pulls the model; `false` where a feature that is off would.
    Pulls(How, bool),
    /// The model was made from the other, or loads it.
    Made(Link),
}

impl Edge {
    /// The word beside a line.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Depends => "depends on",
            Self::Pulls(how, true) => how.as_str(),
            Self::Pulls(_, false) => "feature off",
            Self::Made(link) => link.as_str(),
        }
    }
}

/// A pull of a model, with the number of the member that reaches it.
#[derive(Debug)]
pub(super) struct Pulled<'a> {
    pub(super) member: usize,
    pub(super) pull: &'a ReachedPull,
}

/// A pulled model with everything that is known of it.
#[derive(Debug)]
pub(super) struct Model<'a> {
    pub(super) node: usize,
    pub(super) resolution: &'a Resolution,
    pub(super) pulls: Vec<Pulled<'a>>,
}

/// The graph. Nodes are in the order of their kinds, then by name, and so is everything that names them.
#[derive(Debug, Default)]
pub(super) struct Diagram<'a> {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<(usize, usize, Edge)>,
    pub(super) models: Vec<Model<'a>>,
    /// The node of each member, in the order of the members; `None` for those that pull nothing.
    pub(super) members: Vec<Option<usize>>,
}

/// The crates that are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Crates {
    /// Every crate on a way to a model.
    All,
    /// Members and crates that pull; those between are left out.
    Pulling,
}

/// Looks up the licences of a model by its name, where the name can be read.
pub type Lookup<'a> = dyn Fn(&str) -> Option<Resolution> + 'a;

/// The identity of a node.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key<'a> {
    Package(&'a PackageRef),
    /// Models compare without case and without revision.
    Model(String),
}

impl<'a> Diagram<'a> {
    /// Draws what `members` pull. `lookup` returns the licences of their base models.
    pub(super) fn of(members: &'a [Listed<'a>], crates: Crates, lookup: &Lookup<'_>) -> Self {
        let mut sketch = Sketch::default();
        for member in members {
            sketch.member(member);
        }
        for (at, member) in members.iter().enumerate() {
            for (pull, resolution) in &member.models {
                sketch.pull(at, pull, resolution);
            }
        }
        let pullers: BTreeSet<&PackageRef> = members
            .iter()
            .flat_map(|member| &member.models)
            .map(|(pull, _)| &pull.puller)
            .chain(members.iter().map(|member| member.member))
            .collect();
        let drawn = |package: &PackageRef| crates == Crates::All || pullers.contains(package);
        for (pull, _) in members.iter().flat_map(|member| &member.models) {
            sketch.way(pull, &drawn);
        }
        sketch.ancestors(lookup);
        sketch.finish(members)
    }
}

#[derive(Default)]
struct Sketch<'a> {
    nodes: BTreeMap<Key<'a>, Node>,
    edges: BTreeSet<(Key<'a>, Key<'a>, Edge)>,
    models: BTreeMap<String, (&'a Resolution, Vec<Pulled<'a>>)>,
}

impl<'a> Sketch<'a> {
    fn member(&mut self, member: &Listed<'a>) {
        if member.models.is_empty() {
            return;
        }
        let node = Node {
            kind: Kind::Member,
            license: member.license.clone(),
            gated: member.protected,
            ..plain(Kind::Member, member.member.to_string())
        };
        self.nodes.insert(Key::Package(member.member), node);
    }

    fn pull(&mut self, member: usize, pull: &'a ReachedPull, resolution: &'a Resolution) {
        let key = pull.pull.artifact.key();
        let known = self
            .models
            .entry(key.clone())
            .or_insert_with(|| (resolution, Vec::new()));
        known.1.push(Pulled { member, pull });
        // Of two revisions the worse one counts.
        if resolution.verdict > known.0.verdict {
            known.0 = resolution;
        }
        let name = pull.pull.artifact.name().to_owned();
        let worst = known.0;
        let node = model(Kind::Model, name, worst);
        self.nodes.insert(Key::Model(key), node);
    }

    /// The crates on the way to a model, and the lines between them.
    fn way(&mut self, pull: &'a ReachedPull, drawn: &dyn Fn(&PackageRef) -> bool) {
        let mut before: Option<&PackageRef> = None;
        for package in pull.path.iter().filter(|package| drawn(package)) {
            self.nodes
                .entry(Key::Package(package))
                .or_insert_with(|| plain(Kind::Crate, package.to_string()));
            if let Some(before) = before {
                let ends = (Key::Package(before), Key::Package(package));
                self.edges.insert((ends.0, ends.1, Edge::Depends));
            }
            before = Some(package);
        }
        if let Some(puller) = before {
            let on = pull.reach == Reach::On;
            self.edges.insert((
                Key::Package(puller),
                Key::Model(pull.pull.artifact.key()),
                Edge::Pulls(pull.pull.how, on),
            ));
        }
    }

    fn ancestors(&mut self, lookup: &Lookup<'_>) {
        for (key, (resolution, _)) in &self.models {
            for step in &resolution.lineage {
                let ancestor = Key::Model(step.model.name().to_ascii_lowercase());
                // The lineage names the model itself as it names any other, but a file only by its path.
                let of = if step.of.name().eq_ignore_ascii_case(resolution.model.name()) {
                    key.clone()
                } else {
                    step.of.name().to_ascii_lowercase()
                };
                self.nodes.entry(ancestor.clone()).or_insert_with(|| {
                    match lookup(step.model.name()) {
                        Some(found) if !found.evidence.is_empty() || step.license.is_none() => {
                            model(Kind::Ancestor, step.model.name().to_owned(), &found)
                        }
                        // A file, whose name alone does not identify it.
                        _ => Node {
                            license: step.license.clone(),
                            verdict: Some(Verdict::Unknown),
                            ..plain(Kind::Ancestor, step.model.name().to_owned())
                        },
                    }
                });
                self.edges
                    .insert((Key::Model(of), ancestor, Edge::Made(step.link)));
            }
        }
    }

    fn finish(self, members: &[Listed<'_>]) -> Diagram<'a> {
        let mut keyed: Vec<(Key<'a>, Node)> = self.nodes.into_iter().collect();
        keyed.sort_by(|(a_key, a), (b_key, b)| a.kind.cmp(&b.kind).then(a_key.cmp(b_key)));
        let place: BTreeMap<Key<'a>, usize> = keyed
            .iter()
            .enumerate()
            .map(|(at, (key, _))| (key.clone(), at))
            .collect();
        let mut edges: Vec<(usize, usize, Edge)> = self
            .edges
            .iter()
            .filter_map(|(from, to, tie)| Some((*place.get(from)?, *place.get(to)?, *tie)))
            .collect();
        edges.sort_unstable();
        // What one member has on is drawn as on, though another would need a feature for it.
        let on: BTreeSet<(usize, usize)> = edges
            .iter()
            .filter(|(.., tie)| matches!(tie, Edge::Pulls(_, true)))
            .map(|(from, to, _)| (*from, *to))
            .collect();
        edges.retain(|(from, to, tie)| {
            !matches!(tie, Edge::Pulls(_, false)) || !on.contains(&(*from, *to))
        });
        let mut models: Vec<Model<'a>> = self
            .models
            .into_iter()
            .filter_map(|(key, (resolution, pulls))| {
                let node = *place.get(&Key::Model(key))?;
                Some(Model {
                    node,
                    resolution,
                    pulls,
                })
            })
            .collect();
        models.sort_by_key(|model| model.node);
        let node_of = |member: &PackageRef| {
            let is_same =
                |(key, _): &(Key<'_>, Node)| matches!(key, Key::Package(known) if *known == member);
            keyed.iter().position(is_same)
        };
        Diagram {
            members: members
                .iter()
                .map(|member| node_of(member.member))
                .collect(),
            nodes: keyed.into_iter().map(|(_, node)| node).collect(),
            edges,
            models,
        }
    }
}

fn plain(kind: Kind, name: String) -> Node {
    Node {
        kind,
        name,
        license: None,
        class: Class::Unknown,
        verdict: None,
        gated: false,
    }
}

fn model(kind: Kind, name: String, resolution: &Resolution) -> Node {
    let governing = resolution.governing();
    let declared = resolution.declared.as_ref();
    Node {
        license: governing
            .map(|binding| binding.license.to_string())
            .or_else(|| declared.map(|terms| terms.text().to_owned())),
        class: governing.map_or(Class::Unknown, |binding| binding.license.class()),
        verdict: Some(resolution.verdict),
        ..plain(kind, name)
    }
}

/// Classes that are drawn alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Tone {
    /// OSI-approved and permissive.
    Open,
    /// Permissive, not OSI-approved; open content.
    Content,
    /// Copyleft and share-alike.
    Copyleft,
    /// Limits on use, users or revenue.
    Limited,
    /// No commercial use, research only, no licence.
    Closed,
    /// Not known.
    Unknown,
}

impl Tone {
    pub(super) const ALL: [Self; 6] = [
        Self::Open,
        Self::Content,
        Self::Copyleft,
        Self::Limited,
        Self::Closed,
        Self::Unknown,
    ];

    pub(super) fn of(class: Class) -> Self {
        match class {
            Class::OsiPermissive => Self::Open,
            Class::PermissiveNotOsi | Class::OpenContent => Self::Content,
            Class::OsiWeakCopyleft | Class::OsiStrongCopyleft | Class::ShareAlikeContent => {
                Self::Copyleft
            }
            Class::UseRestricted | Class::CommercialLimits => Self::Limited,
            Class::NonCommercial | Class::ResearchOnly | Class::Proprietary => Self::Closed,
            Class::Unknown => Self::Unknown,
        }
    }

    /// The word for it in style sheets.
    pub(super) fn as_str(self) -> &'static str {
        [
            "open", "content", "copyleft", "limited", "closed", "unknown",
        ][self as usize]
    }

    /// Its meaning.
    pub(super) fn explain(self) -> &'static str {
        [
            "OSI-approved, permissive",
            "permissive but not OSI-approved, or open content",
            "copyleft or share-alike",
            "limits on use, users or revenue",
            "non-commercial, research only or proprietary",
            "unknown",
        ][self as usize]
    }

    /// Line and ground for drawings that have no style sheet.
    pub(super) fn colors(self) -> (&'static str, &'static str) {
        [
            ("#1a7f37", "#e2f4e6"),
            ("#0b6bcb", "#e0eefb"),
            ("#7a3fbf", "#efe6fb"),
            ("#a65300", "#fdecd8"),
            ("#c0242d", "#fde4e4"),
            ("#5b6470", "#eceef1"),
        ][self as usize]
    }
}

/// A node's second line: the licence and the verdict.
pub(super) fn caption(node: &Node) -> String {
    let license = || node.license.as_deref().unwrap_or("no licence");
    match (node.kind, node.verdict) {
        (Kind::Crate, _) => String::new(),
        (Kind::Member, _) if node.gated => format!("{}, gated", license()),
        (Kind::Member, _) => format!("{}, not gated", license()),
        (_, Some(Verdict::Pass)) => format!("{}, passes", license()),
        (_, Some(Verdict::Fail)) => format!("{}, fails", license()),
        (_, Some(Verdict::Unknown) | None) => format!("{}, unknown", license()),
    }
}
