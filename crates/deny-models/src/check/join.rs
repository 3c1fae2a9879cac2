//! One cause is one finding: what follows from another finding joins it, and places of one thing are its evidence.

use std::collections::HashMap;

use super::advice;
use crate::domain::{How, Kind, PackageRef};
use crate::finding::{Finding, ModelContext};
use crate::lint::Code;
use crate::model::{Artifact, UnknownReason};

/// What one finding says besides another one: that joins it as a note, where it is as loud.
pub(super) fn consequences(findings: Vec<Finding>) -> Vec<Finding> {
    let (follow, mut causes): (Vec<Finding>, Vec<Finding>) = findings
        .into_iter()
        .partition(|finding| is_unread(finding) || finding.code == Code::UndeclaredModel);
    // A file that cannot be read comes first: what is not stated of it joins it then.
    let (unread, undeclared): (Vec<Finding>, Vec<Finding>) = follow
        .into_iter()
        .partition(|finding| finding.code != Code::UndeclaredModel);
    for finding in unread {
        let note = "its licence is unknown as long as it cannot be read".to_owned();
        join_cause(&mut causes, finding, &[Code::MalformedArtifact], note);
    }
    for finding in undeclared {
        let puller = finding.context.as_ref().map(|context| &context.puller);
        let puller = puller.map(ToString::to_string).unwrap_or_default();
        let note = format!("the manifest of {puller} does not state it");
        let failing = [
            Code::NonOsiModel,
            Code::UnknownLicense,
            Code::MalformedArtifact,
        ];
        join_cause(&mut causes, finding, &failing, note);
    }
    causes
}

/// Adds a note to the finding that is the cause of another one; without one that is as loud, the other stays.
fn join_cause(findings: &mut Vec<Finding>, follows: Finding, causes: &[Code], note: String) {
    let cause = findings.iter_mut().find(|cause| {
        causes.contains(&cause.code)
            && cause.severity >= follows.severity
            && cause.member == follows.member
            && same_pull(cause, &follows)
    });
    match cause {
        Some(cause) => cause.notes.push(note),
        None => findings.push(follows),
    }
}

/// Whether a licence is unknown for no other reason than that the file cannot be read.
fn is_unread(finding: &Finding) -> bool {
    let Some(context) = &finding.context else {
        return false;
    };
    let of_file = |reason: &UnknownReason| matches!(reason, UnknownReason::Unread(model, _) if model.key() == context.model.key());
    let reasons = &context.resolution.unknown_reasons;
    finding.code == Code::UnknownLicense && !reasons.is_empty() && reasons.iter().all(of_file)
}

/// Whether two findings are about one model of one package.
fn same_pull(one: &Finding, other: &Finding) -> bool {
    let pull = |finding: &Finding| {
        let context = finding.context.as_ref()?;
        Some((context.model.key(), context.puller.clone()))
    };
    pull(one).is_some() && pull(one) == pull(other)
}

/// What makes two findings one: the code, the member and the model, under the same terms; of models that no manifest
/// states, the package that has to state them. An exception is for what it names.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Cause {
    code: Code,
    member: Option<PackageRef>,
    subject: Subject,
    exception: Option<usize>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Subject {
    Model {
        key: String,
        governing: Option<String>,
    },
    Package(PackageRef),
}

fn cause(finding: &Finding) -> Option<Cause> {
    let context = finding.context.as_deref()?;
    let subject = match finding.code {
        // One finding for each package that offers, whatever it is.
        Code::OfferedModel => return None,
        Code::UndeclaredModel => Subject::Package(context.puller.clone()),
        _ => Subject::Model {
            key: context.model.key(),
            governing: context
                .resolution
                .governing()
                .map(|binding| binding.license.id().to_owned()),
        },
    };
    let granted = finding.exception.as_ref();
    Some(Cause {
        code: finding.code,
        member: finding.member.clone(),
        subject,
        exception: granted.map(|granted| granted.place.span().start),
    })
}

/// Joins findings of one cause, the loudest first: the places of the others become its evidence.
pub(super) fn places(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by_cached_key(|finding| {
        let context = finding.context.as_ref();
        let length = context.map_or(0, |context| context.path.len());
        let model = context.map(|context| context.model.key());
        (std::cmp::Reverse(finding.severity), length, model)
    });
    let mut joined: Vec<Finding> = Vec::new();
    let mut known: HashMap<Cause, usize> = HashMap::new();
    for finding in findings {
        let Some(cause) = cause(&finding) else {
            joined.push(finding);
            continue;
        };
        match known.get(&cause) {
            Some(at) if finding.code == Code::UndeclaredModel => {
                add_undeclared(&mut joined[*at], finding);
            }
            Some(at) => add_place(&mut joined[*at], finding),
            None => {
                known.insert(cause, joined.len());
                joined.push(finding);
            }
        }
    }
    joined
        .iter_mut()
        .filter(|finding| finding.code == Code::UndeclaredModel && !finding.also.is_empty())
        .for_each(advice::declare_all);
    joined
}

fn add_place(lead: &mut Finding, other: Finding) {
    let ways = [&lead.context, &other.context].map(|context| context.as_deref().map(way));
    if let [one, Some(another)] = ways
        && one.as_ref() != Some(&another)
    {
        push_new(&mut lead.notes, format!("also {another}"));
    }
    if other.message != lead.message {
        push_new(&mut lead.notes, other.message.clone());
    }
    for help in &other.help {
        push_new(&mut lead.help, help.clone());
    }
    let mut other = other;
    if is_dev(&other)
        && !is_dev(lead)
        && let Some(label) = &mut other.primary
    {
        "and in tests, examples or benchmarks".clone_into(&mut label.text);
    }
    add_evidence(lead, other);
}

fn is_dev(finding: &Finding) -> bool {
    let context = finding.context.as_ref();
    context.is_some_and(|context| context.when.kind == Kind::Dev)
}

/// How a model comes in, and through which packages.
fn way(context: &ModelContext) -> String {
    let path: Vec<String> = context.path.iter().map(ToString::to_string).collect();
    let how = context.how.map_or("named", How::as_str);
    format!("{how}: {}", path.join(" -> "))
}

fn add_undeclared(lead: &mut Finding, other: Finding) {
    let models = |finding: &Finding| -> Vec<Artifact> {
        let own = finding.context.iter().map(|context| &context.model);
        own.chain(&finding.also).cloned().collect()
    };
    let known = models(lead);
    for model in models(&other) {
        if known.iter().all(|known| known.key() != model.key()) {
            lead.also.push(model);
        }
    }
    if let (Some(toml), Some(more)) = (&mut lead.toml, &other.toml)
        && !toml.contains(more.as_str())
    {
        toml.push('\n');
        toml.push_str(more);
    }
    add_evidence(lead, other);
}

/// Adds the places of another finding, and what was seen there.
fn add_evidence(lead: &mut Finding, other: Finding) {
    for label in other.primary.into_iter().chain(other.secondary) {
        let mut known = lead.primary.iter().chain(&lead.secondary);
        if known.all(|known| known.place != label.place) {
            lead.secondary.push(label);
        }
    }
    for fact in other.evidence {
        push_new(&mut lead.evidence, fact);
    }
    for note in other.notes {
        push_new(&mut lead.notes, note);
    }
}

fn push_new<T: PartialEq>(list: &mut Vec<T>, item: T) {
    if !list.contains(&item) {
        list.push(item);
    }
}
