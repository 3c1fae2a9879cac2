//! Findings on a member apart from the models it pulls.

use std::collections::{HashMap, HashSet};

use crate::domain::{CrateLicense, PackageRef};
use crate::finding::{Finding, Label, Way};
use crate::license::{Terms, nearest_id};
use crate::lint::{Code, Severity};
use crate::model::Artifact;
use crate::pull::{DamagedFile, Edge, Member, MissingFile, ReachedCall, ReachedStop, StopPlace};
use crate::source::Place;
use crate::text::toml_string;

/// Reports all members of which no licence is known, in one finding.
pub(super) fn without_license(members: &[Member]) -> Option<Finding> {
    let first = members.first()?;
    let (message, of) = match members {
        [only] => (
            format!(
                "`{}` states no licence, so it is not gated",
                only.package.name
            ),
            Some(&only.package),
        ),
        all => (
            format!(
                "{} members state no licence, so they are not gated",
                all.len()
            ),
            None,
        ),
    };
    let mut finding = Finding::new(Code::CrateWithoutLicense, of, message);
    finding.primary = not_protected(first);
    if members.len() > 1 {
        let names: Vec<String> = members
            .iter()
            .map(|member| format!("`{}`", member.package))
            .collect();
        let lines = names.chunks(NAMES_IN_A_LINE);
        finding.notes.extend(lines.map(|names| names.join(", ")));
    }
    finding.help.push(
        "add `license = \"...\"` to its Cargo.toml (`LicenseRef-NAME` for a licence of your own), or put the unchanged text of \
         the licence beside it or at the workspace root, as LICENSE: another wording is not recognised"
            .to_owned(),
    );
    Some(finding)
}

/// Names that one note has; a longer one would be cut.
const NAMES_IN_A_LINE: usize = 8;

fn not_protected(member: &Member) -> Option<Label> {
    let place: Option<&Place> = member
        .license_place
        .as_ref()
        .or(member.manifest.name.as_ref());
    place.map(|place| Label {
        place: place.clone(),
        text: "not protected".to_owned(),
    })
}

/// Reports a member whose licence is stated and cannot be known.
pub(super) fn unlicensed(member: &Member, terms: Option<&Terms>) -> Option<Finding> {
    let name = &member.package.name;
    let (message, help) = match (&member.license, terms) {
        (CrateLicense::UnknownFile, _) => (
            format!(
                "the licence file of `{name}` is neither the MIT nor the Apache-2.0 text, so it is not gated"
            ),
            "add `license = \"...\"` to its Cargo.toml".to_owned(),
        ),
        (_, Some(terms)) => {
            let odd = terms
                .leaves()
                .find(|license| !license.is_known() && !license.is_own_ref())?;
            let near = nearest_id(odd.id()).map(|id| {
                format!(
                    "; did you mean `{}`?",
                    crate::license::lookup(id).spdx_ref()
                )
            });
            (
                format!(
                    "`{name}` states `{}`, which is no licence that is known{}",
                    odd.id(),
                    near.unwrap_or_default()
                ),
                "write an SPDX id, or `LicenseRef-NAME` for a licence of your own".to_owned(),
            )
        }
        _ => return None,
    };
    let mut finding = Finding::new(Code::CrateWithoutLicense, Some(&member.package), message);
    finding.primary = not_protected(member);
    finding.help.push(help);
    Some(finding)
}

/// Reports a weight file in the package that cannot be read.
pub(super) fn malformed(member: &Member, file: &DamagedFile) -> Finding {
    let message = format!(
        "a weight file of `{}` is damaged or fake: {}",
        member.package.name, file.why
    );
    let mut finding = Finding::new(Code::MalformedArtifact, Some(&member.package), message);
    finding.primary = Some(Label {
        place: file.place.clone(),
        text: "this file".to_owned(),
    });
    finding
        .help
        .push("put a whole copy in its place; `cargo deny-models inspect FILE` shows what can be read of this one".to_owned());
    finding.help.push(
        "a file made damaged for tests can be left out of the package: `exclude` in Cargo.toml"
            .to_owned(),
    );
    finding
}

/// Calls that pull a model whose name cannot be read.
pub(super) fn unresolved(member: &Member) -> Vec<Finding> {
    let of = |call: &ReachedCall| {
        let name = match call.template.as_str() {
            "" | "{}" => String::new(),
            template => format!(" (`{template}`)"),
        };
        let message = format!(
            "`{}` takes a model whose name cannot be read from the source{name}",
            call.puller
        );
        let mut finding = Finding::new(Code::UnresolvedPull, Some(&member.package), message);
        finding.primary = Some(Label {
            place: call.place.clone(),
            text: "pulled here".to_owned(),
        });
        finding.secondary.extend(handed_on(call));
        way(&mut finding, member, &call.path, call.entry.as_ref());
        finding.way = Some(Box::new(of_call(call)));
        state_uses(&mut finding, &call.puller);
        finding
    };
    member.unresolved.iter().map(of).collect()
}

/// Packages whose analysis stopped: what lies behind is not known.
pub(super) fn incomplete(member: &Member) -> Vec<Finding> {
    let of = |stop: &ReachedStop| {
        let own = stop.package == member.package;
        let (first, others) = stop.places.split_first()?;
        // One call may stop an analysis for several reasons.
        let elsewhere: HashSet<&Place> = others.iter().map(|other| &other.place).collect();
        let more = match elsewhere.iter().filter(|at| ***at != first.place).count() {
            0 => String::new(),
            1 => ", and 1 place more".to_owned(),
            count => format!(", and {count} places more"),
        };
        let file = if first.file.is_empty() {
            String::new()
        } else {
            format!("`{}`: ", first.file)
        };
        let message = format!(
            "the analysis of `{}` is incomplete: {file}{}{more}",
            stop.package, first.why
        );
        let mut finding = Finding::new(Code::IncompleteAnalysis, Some(&member.package), message);
        if own {
            finding.severity = Severity::Deny;
        }
        let label = |at: &StopPlace| Label {
            place: at.place.clone(),
            text: at.why.clone(),
        };
        finding.primary = Some(label(first));
        finding.secondary.extend(others.iter().map(label));
        finding
            .notes
            .push("models that the code behind it takes may be missing in this report".to_owned());
        way(&mut finding, member, &stop.path, stop.entry.as_ref());
        finding.way = Some(Box::new(Way {
            puller: stop.package.clone(),
            path: stop.path.clone(),
            reach: Vec::new(),
        }));
        if own {
            let mut advice: Vec<&str> = stop.places.iter().map(|place| place.advice).collect();
            advice.dedup();
            finding
                .help
                .extend(advice.into_iter().take(2).map(str::to_owned));
        }
        state_uses(&mut finding, &stop.package);
        Some(finding)
    };
    member.stops.iter().filter_map(of).collect()
}

fn of_call(call: &ReachedCall) -> Way {
    Way {
        puller: call.puller.clone(),
        path: call.path.clone(),
        reach: call.chain.clone(),
    }
}

/// How a member comes to a package of which a finding speaks.
fn way(finding: &mut Finding, member: &Member, path: &[PackageRef], entry: Option<&Edge>) {
    if path.len() > 1 {
        finding.secondary.extend(brought_in(member, path, entry));
        let path: Vec<String> = path.iter().map(ToString::to_string).collect();
        let note = format!("reached through {}", path.join(" -> "));
        finding.notes.push(note);
    }
}

/// Names the entry that answers for what cannot be read of a package. The one to paste states nothing before someone
/// does.
fn state_uses(finding: &mut Finding, package: &PackageRef) {
    let name = toml_string(&package.name);
    finding.help.push(format!(
        "state in deny-models.toml which models it takes: `[[crate]]` with `name = {name}` and `uses`, an empty list for none and \
         where whoever runs the program names the model"
    ));
    finding.toml = Some(format!(
        "[[crate]]\nname = {name}\n# uses = [] # none, or the ids of the models\n"
    ));
}

/// Weight files that code names and that are not there: one finding each, whatever is read from it.
pub(super) fn missing(member: &Member) -> Vec<Finding> {
    let mut files: Vec<Vec<&MissingFile>> = Vec::new();
    let mut known: HashMap<(&PackageRef, &str), usize> = HashMap::new();
    for missing in &member.missing {
        let file = (&missing.call.puller, missing.call.template.as_str());
        let at = *known.entry(file).or_insert(files.len());
        match files.get_mut(at) {
            Some(places) => places.push(missing),
            None => files.push(vec![missing]),
        }
    }
    files
        .iter()
        .map(|places| missing_file(member, places))
        .collect()
}

fn missing_file(member: &Member, places: &[&MissingFile]) -> Finding {
    let MissingFile { call, is_local } = places[0];
    let path = &call.template;
    let own = call.puller == member.package;
    let who = if own {
        member.package.name.clone()
    } else {
        call.puller.to_string()
    };
    let message = format!(
        "`{who}` takes `{path}`, which is not there or may not be read: its licence is unknown"
    );
    let mut finding = Finding::new(Code::UnresolvedPull, Some(&member.package), message);
    finding.primary = Some(Label {
        place: call.place.clone(),
        text: "taken here".to_owned(),
    });
    let others = places[1..].iter().map(|other| &other.call.place);
    finding.secondary.extend(and_here(&call.place, others));
    way(&mut finding, member, &call.path, call.entry.as_ref());
    finding.way = Some(Box::new(of_call(call)));
    if *is_local {
        finding.help.push(
            "fetch the file before the check, so that it is read as where the program runs"
                .to_owned(),
        );
    }
    if own {
        finding.help.push(format!(
            "state it in Cargo.toml: `[[package.metadata.deny-models.model]]` with `path = \"{path}\"` and `license`"
        ));
    } else {
        state_uses(&mut finding, &call.puller);
    }
    finding
}

/// The places of one thing besides the first, each once.
fn and_here<'a>(
    first: &'a Place,
    others: impl Iterator<Item = &'a Place>,
) -> impl Iterator<Item = Label> {
    let mut known = HashSet::from([first]);
    others
        .filter(move |place| known.insert(place))
        .map(|place| Label {
            place: place.clone(),
            text: "and here".to_owned(),
        })
}

/// The line of the member that brings a dependency in: what stands in the dependency is not the member's to change.
fn brought_in(member: &Member, path: &[PackageRef], entry: Option<&Edge>) -> Option<Label> {
    let first = path.get(1)?;
    let line = member.dependency(&first.name, entry);
    let place = line.or(member.license_place.as_ref())?;
    Some(Label {
        place: place.clone(),
        text: format!("brings in `{}`", path.last()?),
    })
}

/// Weights in the package without the text or notice that goes with them: one finding for each directory, as one text
/// in it is what is missing.
pub(super) fn unnoticed(member: &Member) -> Vec<Finding> {
    let mut directories: Vec<(&str, Vec<&(Artifact, Place)>)> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for file in &member.unnoticed {
        let directory = file
            .0
            .name()
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory);
        let at = *known.entry(directory).or_insert(directories.len());
        match directories.get_mut(at) {
            Some((_, files)) => files.push(file),
            None => directories.push((directory, vec![file])),
        }
    }
    let findings = directories.iter();
    findings
        .filter_map(|(directory, files)| unnoticed_in(member, directory, files))
        .collect()
}

fn unnoticed_in(member: &Member, directory: &str, files: &[&(Artifact, Place)]) -> Option<Finding> {
    let ((first, place), others) = files.split_first()?;
    let name = &member.package.name;
    let (what, its) = match files.len() {
        1 => (format!("`{first}`"), ("its licence", "it")),
        count => {
            let of = match directory {
                "" => String::new(),
                directory => format!(" in `{directory}`"),
            };
            let what = format!("{count} weight files{of}");
            (what, ("their licences", "them"))
        }
    };
    let message = format!("`{name}` ships {what} without a licence text or notice");
    let mut finding = Finding::new(Code::BundledWithoutNotice, Some(&member.package), message);
    finding.primary = Some(Label {
        place: place.clone(),
        text: "bundled here".to_owned(),
    });
    let others_at = others.iter().map(|(_, place)| place);
    finding.secondary.extend(and_here(place, others_at));
    if !others.is_empty() {
        let names: Vec<String> = files.iter().map(|(file, _)| format!("`{file}`")).collect();
        let lines = names.chunks(NAMES_IN_A_LINE);
        finding.notes.extend(lines.map(|names| names.join(", ")));
    }
    let (licence, beside) = its;
    finding.help.push(format!(
        "put the text of {licence} beside {beside}, as LICENSE or NOTICE"
    ));
    Some(finding)
}

fn label(place: &Place, text: &str) -> Label {
    Label {
        place: place.clone(),
        text: text.to_owned(),
    }
}

/// Calls between the one that hands over what cannot be read and the one that takes the model which are shown.
const HANDED_ON: usize = 2;

/// The way from the call that hands over what cannot be read; what is left out is in reports for programs.
fn handed_on(call: &ReachedCall) -> Vec<Label> {
    let others = call.chain.iter().filter(|place| **place != call.place);
    let others: Vec<&Place> = others.collect();
    let Some((last, between)) = others.split_last() else {
        return Vec::new();
    };
    let nearest = between.iter().rev().take(HANDED_ON).rev();
    let mut labels: Vec<Label> = nearest
        .map(|place| label(place, "through this call"))
        .collect();
    labels.push(label(last, "taken by this call"));
    labels
}

/// The ends of the way from a member's code to the call that takes a model: what lies between is in reports for
/// programs.
pub(super) fn steps(chain: &[Place]) -> Vec<Label> {
    match chain {
        [] => Vec::new(),
        [one] => vec![label(one, "taken by this call")],
        [first, .., last] => vec![
            label(first, "the way to it begins here"),
            label(last, "taken by this call"),
        ],
    }
}
