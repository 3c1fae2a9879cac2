//! The models that each member pulls, as a list, as a tree and as JSON.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::view::View;
use super::{json, tree};
use crate::escape::text;
use deny_models::domain::PackageRef;
use deny_models::license::Verdict;
use deny_models::model::Resolution;
use deny_models::pull::{Reach, ReachedPull};

/// A member and what it pulls.
#[derive(Debug)]
pub struct Listed<'a> {
    /// The member.
    pub member: &'a PackageRef,
    /// Its licence as it states it.
    pub license: Option<String>,
    /// Whether it is gated.
    pub protected: bool,
    /// The models that it pulls, each with its licences.
    pub models: Vec<(&'a ReachedPull, Resolution)>,
}

impl Listed<'_> {
    fn title(&self) -> String {
        let license = self
            .license
            .as_deref()
            .map_or_else(|| "no licence".to_owned(), text);
        let gated = if self.protected { "gated" } else { "not gated" };
        format!("{} ({license}, {gated})", text(&self.member.to_string()))
    }
}

/// Prints one line a model.
///
/// # Errors
///
/// When writing fails.
pub fn human(members: &[Listed<'_>], out: &mut dyn Write) -> io::Result<()> {
    for member in members {
        if member.models.is_empty() {
            writeln!(out, "{}: no models", member.title())?;
            continue;
        }
        writeln!(out, "{}", member.title())?;
        // A pull that code shows and a manifest states is one.
        let mut printed = HashSet::new();
        for (pull, resolution) in &member.models {
            let mut new = Vec::new();
            writeln!(new, "  {}{}", head(pull, resolution), conditions(pull))?;
            if printed.insert(new.clone()) {
                out.write_all(&new)?;
            }
        }
    }
    Ok(())
}

/// A model, and the crate that brings it.
pub(super) fn head(pull: &ReachedPull, resolution: &Resolution) -> String {
    let through = match pull.path.last() {
        Some(puller) if pull.path.len() > 1 => {
            format!(", through {}", text(&puller.to_string()))
        }
        _ => String::new(),
    };
    format!("{}{through}", model(pull, resolution))
}

/// Prints members, the crates between, the models and their lineage.
///
/// # Errors
///
/// When writing fails.
pub fn as_tree(members: &[Listed<'_>], view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for member in members {
        let none = if member.models.is_empty() {
            ": no models"
        } else {
            ""
        };
        writeln!(out, "{}{none}", member.title())?;
        let mut root = Node::default();
        for (pull, resolution) in &member.models {
            let crates = pull
                .path
                .iter()
                .skip(1)
                .map(|package| text(&package.to_string()));
            let lineage = tree::lines(resolution, view.unicode);
            root.add(
                crates,
                Model {
                    line: format!("{}{}", model(pull, resolution), conditions(pull)),
                    lineage,
                },
            );
        }
        root.print("", out)?;
    }
    Ok(())
}

/// A crate of the tree.
#[derive(Default)]
struct Node {
    crates: Vec<(String, Node)>,
    models: Vec<Model>,
}

struct Model {
    line: String,
    /// The model and, below it, what it was made from; the first line repeats the model.
    lineage: Vec<String>,
}

impl Node {
    fn add(&mut self, mut crates: impl Iterator<Item = String>, model: Model) {
        let Some(name) = crates.next() else {
            if self.models.iter().all(|known| known.line != model.line) {
                self.models.push(model);
            }
            return;
        };
        let at = self
            .crates
            .iter()
            .position(|(known, _)| *known == name)
            .unwrap_or_else(|| {
                self.crates.push((name, Self::default()));
                self.crates.len() - 1
            });
        self.crates[at].1.add(crates, model);
    }

    fn print(&self, indent: &str, out: &mut dyn Write) -> io::Result<()> {
        let total = self.crates.len() + self.models.len();
        for (at, model) in self.models.iter().enumerate() {
            let (branch, below) = branches(at + 1 == total);
            writeln!(out, "{indent}{branch}{}", model.line)?;
            for line in model.lineage.iter().skip(1) {
                writeln!(out, "{indent}{below}{line}")?;
            }
        }
        for (at, (name, node)) in self.crates.iter().enumerate() {
            let (branch, below) = branches(self.models.len() + at + 1 == total);
            writeln!(out, "{indent}{branch}{name}")?;
            node.print(&format!("{indent}{below}"), out)?;
        }
        Ok(())
    }
}

fn branches(last: bool) -> (&'static str, &'static str) {
    if last {
        ("`-- ", "    ")
    } else {
        ("|-- ", "|   ")
    }
}

/// The verdict, how a model comes in, the model and its licence.
fn model(pull: &ReachedPull, resolution: &Resolution) -> String {
    let declared = resolution.declared.as_ref().map(|terms| text(terms.text()));
    let license = match (resolution.governing(), declared) {
        (Some(governing), Some(declared))
            if !declared.eq_ignore_ascii_case(governing.license.id()) =>
        {
            format!("{}, tagged {declared}", governing.license)
        }
        (Some(governing), _) => governing.license.to_string(),
        (None, Some(declared)) => format!("unknown, tagged {declared}"),
        (None, None) => "unknown".to_owned(),
    };
    format!(
        "{:<9}{:<9}{} [{}]",
        verdict(resolution),
        pull.pull.how,
        text(&pull.pull.artifact.to_string()),
        text(&license)
    )
}

/// Under which conditions a pull counts, in brackets with a blank before them; nothing where there are none.
pub(super) fn conditions(pull: &ReachedPull) -> String {
    let mut conditions = Vec::new();
    if !pull.pull.features.is_empty() {
        conditions.push(format!(
            "with feature {}",
            text(&pull.pull.features.join(", "))
        ));
    }
    if let Some(target) = pull.pull.target.as_ref().or(pull.target.as_ref()) {
        conditions.push(format!("for {}", text(target)));
    }
    if pull.kind != deny_models::domain::Kind::Normal {
        conditions.push(format!("{} dependency", pull.kind.as_str()));
    }
    if let Reach::Gated(features) = &pull.reach {
        conditions.push(if features.is_empty() {
            "off".to_owned()
        } else {
            format!(
                "off: needs feature {} of the member",
                text(&features.join(", "))
            )
        });
    }
    if conditions.is_empty() {
        String::new()
    } else {
        format!(" ({})", conditions.join("; "))
    }
}

/// One word for the verdict.
pub(super) fn verdict(resolution: &Resolution) -> &'static str {
    match resolution.verdict {
        Verdict::Pass => "pass",
        Verdict::Unknown => "unknown",
        Verdict::Fail => "fail",
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct JsonMember<'a> {
    name: &'a str,
    version: &'a str,
    license: Option<&'a str>,
    /// Whether it is gated.
    protected: bool,
    models: Vec<JsonModel<'a>>,
    tables: json::Tables,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct JsonModel<'a> {
    model: &'a str,
    revision: Option<&'a str>,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::ways())))]
    how: &'static str,
    /// Whether it is in what is built; else a feature of the member would reach it.
    on: bool,
    features: &'a [String],
    target: Option<&'a str>,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = deny_models::domain::Kind::ALL.map(deny_models::domain::Kind::as_str))))]
    kind: &'static str,
    path: Vec<String>,
    declared: Option<&'a str>,
    governing: Option<&'a str>,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail", "unknown"])))]
    verdict: &'static str,
}

/// Prints an array with an object for each member.
///
/// # Errors
///
/// When writing fails.
pub fn as_json(members: &[Listed<'_>], out: &mut dyn Write) -> io::Result<()> {
    let members: Vec<JsonMember<'_>> = members
        .iter()
        .map(|member| JsonMember {
            name: &member.member.name,
            version: &member.member.version,
            license: member.license.as_deref(),
            protected: member.protected,
            models: member
                .models
                .iter()
                .map(|entry| JsonModel {
                    model: entry.0.pull.artifact.name(),
                    revision: entry.0.pull.artifact.revision(),
                    how: entry.0.pull.how.as_str(),
                    on: entry.0.reach == Reach::On,
                    features: &entry.0.pull.features,
                    target: entry.0.pull.target.as_deref().or(entry.0.target.as_deref()),
                    kind: entry.0.kind.as_str(),
                    path: entry.0.path.iter().map(ToString::to_string).collect(),
                    declared: entry
                        .1
                        .declared
                        .as_ref()
                        .map(deny_models::license::Terms::text),
                    governing: entry.1.governing().map(|binding| binding.license.id()),
                    verdict: verdict(&entry.1),
                })
                .collect(),
            tables: json::Tables::built_in(),
        })
        .collect();
    json::write(&members, out)
}
