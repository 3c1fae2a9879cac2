//! Data for the script that draws, filters and sorts; nothing in it is HTML.

use serde::Serialize;

use super::layers;
use super::parts::Parts;
use crate::escape;
use crate::report::diagram::{Edge, Kind, Node, Tone, caption};
use crate::report::group::Bundle;
use deny_models::license::Verdict;
use deny_models::lint::Severity;

/// All of it. Nodes, models, members and findings are named by their numbers.
#[derive(Debug, Serialize)]
pub(super) struct Data {
    nodes: Vec<NodeOut>,
    edges: Vec<(usize, usize, &'static str, &'static str)>,
    models: Vec<ModelOut>,
    findings: Vec<FindingOut>,
    /// The node of each member.
    members: Vec<Option<usize>>,
}

#[derive(Debug, Serialize)]
struct NodeOut {
    kind: &'static str,
    name: String,
    caption: String,
    class: &'static str,
    tone: &'static str,
    verdict: Option<&'static str>,
    column: usize,
    row: usize,
}

#[derive(Debug, Serialize)]
struct ModelOut {
    node: usize,
    members: Vec<usize>,
    how: Vec<&'static str>,
    severity: &'static str,
}

#[derive(Debug, Serialize)]
struct FindingOut {
    model: Option<usize>,
    members: Vec<usize>,
    how: Vec<&'static str>,
    severity: &'static str,
}

pub(super) fn data(parts: &Parts<'_>) -> Data {
    let diagram = &parts.diagram;
    let late: Vec<bool> = diagram
        .nodes
        .iter()
        .map(|node| node.kind.is_model())
        .collect();
    let edges: Vec<(usize, usize)> = diagram
        .edges
        .iter()
        .map(|(from, to, _)| (*from, *to))
        .collect();
    let spots = layers::place(&late, &ranks(parts), &edges);
    let nodes = diagram
        .nodes
        .iter()
        .zip(&spots)
        .map(|(node, spot)| node_out(node, *spot));
    Data {
        nodes: nodes.collect(),
        edges: diagram
            .edges
            .iter()
            .map(|(from, to, tie)| (*from, *to, kind_of(*tie), tie.as_str()))
            .collect(),
        models: models(parts),
        findings: findings(parts),
        members: diagram.members.clone(),
    }
}

/// The order of the nodes from the top where no edge sets another: failing ones first.
fn ranks(parts: &Parts<'_>) -> Vec<usize> {
    let nodes = &parts.diagram.nodes;
    let mut worst: Vec<Option<Severity>> = vec![None; nodes.len()];
    for (model, severity) in parts.diagram.models.iter().zip(parts.severities()) {
        worst[model.node] = severity;
    }
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|at| (std::cmp::Reverse((worst[*at], nodes[*at].verdict)), *at));
    let mut rank = vec![0; nodes.len()];
    for (place, at) in order.into_iter().enumerate() {
        rank[at] = place;
    }
    rank
}

fn node_out(node: &Node, spot: layers::Spot) -> NodeOut {
    NodeOut {
        kind: match node.kind {
            Kind::Member => "member",
            Kind::Crate => "crate",
            Kind::Model => "model",
            Kind::Ancestor => "ancestor",
        },
        name: escape::text(&node.name),
        caption: escape::text(&caption(node)),
        class: node.class.as_str(),
        tone: Tone::of(node.class).as_str(),
        verdict: node.verdict.map(|verdict| match verdict {
            Verdict::Pass => "pass",
            Verdict::Fail => "fail",
            Verdict::Unknown => "unknown",
        }),
        column: spot.column,
        row: spot.row,
    }
}

/// Lines that are drawn alike.
fn kind_of(tie: Edge) -> &'static str {
    match tie {
        Edge::Depends => "depends",
        Edge::Pulls(deny_models::domain::How::Offered, _) | Edge::Pulls(_, false) => "offered",
        Edge::Pulls(..) => "pulls",
        Edge::Made(_) => "made",
    }
}

fn models(parts: &Parts<'_>) -> Vec<ModelOut> {
    let severities = parts.severities();
    let models = parts.diagram.models.iter().zip(severities);
    models
        .map(|(model, severity)| ModelOut {
            node: model.node,
            members: sorted(model.pulls.iter().map(|pulled| pulled.member)),
            how: sorted(
                model
                    .pulls
                    .iter()
                    .map(|pulled| pulled.pull.pull.how.as_str()),
            ),
            severity: severity.map_or("none", Severity::as_str),
        })
        .collect()
}

fn findings(parts: &Parts<'_>) -> Vec<FindingOut> {
    let number = |finding: &deny_models::finding::Finding| {
        let name = finding.member.as_ref()?;
        parts
            .page
            .members
            .iter()
            .position(|member| member.member == name)
    };
    parts
        .groups
        .iter()
        .map(|group| {
            let all = || {
                [&group.lead]
                    .into_iter()
                    .chain(&group.places)
                    .chain(&group.members)
                    .map(Bundle::first)
            };
            FindingOut {
                model: parts.model_of(group),
                members: sorted(all().filter_map(number)),
                how: sorted(
                    all().filter_map(|finding| Some(finding.context.as_ref()?.how?.as_str())),
                ),
                severity: group.lead.severity().as_str(),
            }
        })
        .collect()
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}
