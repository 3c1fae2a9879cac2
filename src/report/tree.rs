//! The lineage of a model as a small tree.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::texts::distinct;
use crate::escape;
use deny_models::license::{License, Terms, Verdict, lookup};
use deny_models::model::{Binding, Resolution, Step, UnknownReason};

/// More lines are cut, but for the way to the governing licence.
const MAX_LINES: usize = 12;
/// A way to the governing licence longer than this is cut in the middle.
const MAX_CHAIN: usize = 24;

struct Node {
    text: String,
    parent: usize,
    children: Vec<usize>,
    /// Whether a licence of this model fails or is unknown.
    bad: bool,
}

/// The lines of the tree: the model, and each ancestor or component under the model that it hangs on.
pub(super) fn lines(resolution: &Resolution, unicode: bool) -> Vec<String> {
    let mut nodes = nodes(resolution);
    let cut = prune(&mut nodes, governing_node(resolution));
    let mut lines = draw(&nodes, unicode);
    if let Some(cut) = cut {
        lines.push(cut);
    }
    lines
}

/// Index of the first step to the model that the governing licence comes from, plus one; 0 is the model itself.
fn governing_node(resolution: &Resolution) -> usize {
    let steps = &resolution.lineage;
    resolution
        .governing()
        .filter(|governing| governing.depth > 0)
        .and_then(|governing| {
            steps
                .iter()
                .position(|step| same(step.model.name(), governing.from.name()))
        })
        .map_or(0, |at| at + 1)
}

/// Hub ids compare without case.
fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// The parts of a resolution by the models that they are about, each name in lower case: a lineage may have as many
/// steps as a graph has edges.
struct Parts<'a> {
    resolution: &'a Resolution,
    root: String,
    /// The first step to each model.
    first: HashMap<String, usize>,
    /// The models that steps lead on from.
    lead_on: HashSet<String>,
    /// Numbers of the licences that apply, by the model that each is from and by id.
    by_model: HashMap<String, Vec<usize>>,
    by_license: HashMap<&'a str, Vec<usize>>,
    /// The models of which something is unknown.
    unknown: HashSet<String>,
}

impl<'a> Parts<'a> {
    fn of(resolution: &'a Resolution) -> Self {
        let mut parts = Self {
            resolution,
            root: lower(resolution.model.name()),
            first: HashMap::new(),
            lead_on: HashSet::new(),
            by_model: HashMap::new(),
            by_license: HashMap::new(),
            unknown: HashSet::new(),
        };
        for (at, step) in resolution.lineage.iter().enumerate() {
            parts.first.entry(lower(step.model.name())).or_insert(at);
            parts.lead_on.insert(lower(step.of.name()));
        }
        for (at, binding) in resolution.binding.iter().enumerate() {
            let of_model = parts.by_model.entry(lower(binding.from.name()));
            of_model.or_default().push(at);
            let of_license = parts.by_license.entry(binding.license.id());
            of_license.or_default().push(at);
        }
        let unknown = resolution.unknown_reasons.iter();
        let unknown = unknown.filter_map(UnknownReason::model);
        parts.unknown = unknown.map(|model| lower(model.name())).collect();
        parts
    }

    /// Index of the first step to a model that stands before step `at`.
    fn before(&self, model: &str, at: usize) -> Option<usize> {
        let known = self.first.get(model).copied();
        known.filter(|known| *known < at)
    }

    fn node(&self, step: &Step, parent: usize, at: usize) -> Node {
        let name = lower(step.model.name());
        let (label, bad) = self.label(step.model.name(), step.license.as_deref());
        let repeated = name == self.root || self.before(&name, at).is_some();
        let again = if repeated && self.lead_on.contains(&name) {
            " (see above)"
        } else {
            ""
        };
        Node {
            text: format!("{} {label}{again}", step.link.as_str()),
            parent,
            children: Vec::new(),
            bad,
        }
    }

    /// A model with its licence and the verdict.
    fn label(&self, model: &str, declared: Option<&str>) -> (String, bool) {
        let resolution = self.resolution;
        let stated = declared.map_or_else(|| "no licence stated".to_owned(), escape::text);
        let declared = declared.map(lookup);
        let key = lower(model);
        // A licence that applies is listed once, with the nearest model that it comes from.
        let mut shown: BTreeMap<usize, [bool; 2]> = BTreeMap::new();
        for at in self.by_model.get(&key).into_iter().flatten() {
            shown.entry(*at).or_default()[0] = true;
        }
        let named = declared.as_ref().map(License::id);
        let named = named.and_then(|id| self.by_license.get(id));
        for at in named.into_iter().flatten() {
            shown.entry(*at).or_default()[1] = true;
        }
        let mut marks = Vec::new();
        let mut bad = false;
        for (at, [here, named]) in shown {
            let binding = &resolution.binding[at];
            // It is named again where it is another than the stated one, or one of several.
            let name = if named {
                String::new()
            } else {
                format!("{} ", escape::text(&binding.license.to_string()))
            };
            bad |= binding.verdict != Verdict::Pass;
            match binding.verdict {
                Verdict::Fail => marks.push(format!("{name}fails")),
                Verdict::Unknown => marks.push(format!("{name}unknown")),
                Verdict::Pass => {}
            }
            if here && governs(resolution, binding) {
                let name = if binding.verdict == Verdict::Pass {
                    name
                } else {
                    String::new()
                };
                marks.push(format!("{name}governs"));
            }
        }
        if marks.is_empty() && self.unknown.contains(&key) {
            bad = true;
            marks.push("unknown".to_owned());
        }
        let marks = distinct(marks.into_iter()).join(", ");
        let marks = if marks.is_empty() {
            marks
        } else {
            format!(" ({marks})")
        };
        (format!("{}: {stated}{marks}", escape::text(model)), bad)
    }
}

fn lower(name: &str) -> String {
    name.to_ascii_lowercase()
}

/// Node 0 is the model, node n + 1 is step n. Steps are listed nearest first, so a parent stands before its children.
fn nodes(resolution: &Resolution) -> Vec<Node> {
    let parts = Parts::of(resolution);
    let declared = resolution.declared.as_ref().map(Terms::text);
    let (text, bad) = parts.label(resolution.model.name(), declared);
    let mut nodes = vec![Node {
        text,
        parent: 0,
        children: Vec::new(),
        bad,
    }];
    for (at, step) in resolution.lineage.iter().enumerate() {
        let of = lower(step.of.name());
        let known = parts.before(&of, at).filter(|_| of != parts.root);
        let parent = known.map_or(0, |known| known + 1);
        nodes.push(parts.node(step, parent, at));
        nodes[parent].children.push(at + 1);
    }
    nodes
}

/// Whether to mark the governing licence; without lineage it is the only one.
fn governs(resolution: &Resolution, binding: &Binding) -> bool {
    !resolution.lineage.is_empty() && resolution.governing() == Some(binding)
}

/// Removes nodes until the tree fits; returns their number.
fn prune(nodes: &mut Vec<Node>, governing: usize) -> Option<String> {
    let total = nodes.len();
    if total <= MAX_LINES {
        return None;
    }
    let mut kept = BTreeSet::from([0]);
    let hidden_between = keep_chain(nodes, governing, &mut kept);
    // What fails first, then what comes first; never a node without the one it hangs on.
    for good_only in [true, false] {
        for (at, node) in nodes.iter().enumerate().take(total) {
            let whole = kept.contains(&node.parent);
            if kept.len() < MAX_LINES - 1 && whole && (node.bad || !good_only) {
                kept.insert(at);
            }
        }
    }
    let left: Vec<usize> = (0..total).filter(|at| !kept.contains(at)).collect();
    let bad = left.iter().filter(|at| nodes[**at].bad).count();
    for node in nodes.iter_mut() {
        node.children
            .retain(|child| kept.contains(child) || *child >= total);
    }
    let more = left.len() - hidden_between;
    let failing = if bad > 0 {
        format!(", {bad} failing or unknown")
    } else {
        String::new()
    };
    (more > 0).then(|| format!("... and {more} more{failing}"))
}

/// Keeps the way to the governing licence; the middle of a very long one becomes one node. Returns the number of models
/// in it.
fn keep_chain(nodes: &mut Vec<Node>, governing: usize, kept: &mut BTreeSet<usize>) -> usize {
    let mut chain = vec![governing];
    let mut at = governing;
    while at != 0 {
        at = nodes[at].parent;
        chain.push(at);
    }
    chain.reverse();
    if chain.len() <= MAX_CHAIN {
        kept.extend(chain);
        return 0;
    }
    let (head, tail) = (MAX_CHAIN / 2, chain.len() - MAX_CHAIN / 2);
    kept.extend(chain[..head].iter().chain(&chain[tail..]));
    let between = tail - head;
    let middle = nodes.len();
    nodes.push(Node {
        text: format!("... {between} models between ..."),
        parent: chain[head - 1],
        children: vec![chain[tail]],
        bad: false,
    });
    nodes[chain[head - 1]].children.push(middle);
    between
}

fn draw(nodes: &[Node], unicode: bool) -> Vec<String> {
    let [branch, last_branch, bar] = if unicode {
        [
            "\u{251c}\u{2500}\u{2500} ",
            "\u{2514}\u{2500}\u{2500} ",
            "\u{2502}   ",
        ]
    } else {
        ["|-- ", "`-- ", "|   "]
    };
    let mut lines = vec![nodes[0].text.clone()];
    let mut open: Vec<(usize, String, bool)> = Vec::new();
    let push = |open: &mut Vec<_>, children: &[usize], prefix: &str| {
        for (rank, child) in children.iter().rev().enumerate() {
            open.push((*child, prefix.to_owned(), rank == 0));
        }
    };
    push(&mut open, &nodes[0].children, "");
    while let Some((at, prefix, last)) = open.pop() {
        lines.push(format!(
            "{prefix}{}{}",
            if last { last_branch } else { branch },
            nodes[at].text
        ));
        let inner = format!("{prefix}{}", if last { "    " } else { bar });
        push(&mut open, &nodes[at].children, &inner);
    }
    lines
}
