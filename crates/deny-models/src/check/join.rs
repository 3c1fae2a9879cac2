//! One cause is one finding: what follows from another finding joins it, and places of one thing are its evidence.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use camino::Utf8PathBuf;

use super::advice;
use crate::domain::{How, Kind, PackageRef};
use crate::finding::{Finding, Label, ModelContext};
use crate::lint::Code;
use crate::model::{Evidence, UnknownReason};
use crate::source::Place;

/// What one finding says besides another one: that joins it as a note, where it is as loud.
pub(super) fn consequences(findings: Vec<Finding>) -> Vec<Finding> {
    let (follow, causes): (Vec<Finding>, Vec<Finding>) =
        findings.into_iter().partition(|finding| {
            is_unread(finding)
                || matches!(finding.code, Code::UndeclaredModel | Code::UnresolvedPull)
        });
    let mut causes = Causes::new(causes, follow.iter().filter_map(pull_of).collect());
    let (open, follow): (Vec<Finding>, Vec<Finding>) = follow
        .into_iter()
        .partition(|finding| finding.code == Code::UnresolvedPull);
    causes.join_open(open);
    // A file that cannot be read comes first: what is not stated of it joins it then.
    let (unread, undeclared): (Vec<Finding>, Vec<Finding>) = follow
        .into_iter()
        .partition(|finding| finding.code != Code::UndeclaredModel);
    for finding in unread {
        let note = "its licence is unknown as long as it cannot be read".to_owned();
        causes.join(finding, &[Code::MalformedArtifact], note);
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
        causes.join(finding, &failing, note);
    }
    causes.findings
}

/// The model, the package that pulls it and the member.
type PullOf = (String, PackageRef, Option<PackageRef>);

/// Findings, and where in them those are that another one may join.
struct Causes {
    findings: Vec<Finding>,
    /// The pulls of findings that follow from others.
    wanted: HashSet<PullOf>,
    by_pull: HashMap<PullOf, Vec<usize>>,
}

impl Causes {
    fn new(findings: Vec<Finding>, wanted: HashSet<PullOf>) -> Self {
        let mut causes = Self {
            findings: Vec::with_capacity(findings.len()),
            wanted,
            by_pull: HashMap::new(),
        };
        for finding in findings {
            causes.push(finding);
        }
        causes
    }

    fn push(&mut self, finding: Finding) {
        let pull = (!self.wanted.is_empty())
            .then(|| pull_of(&finding))
            .flatten();
        if let Some(pull) = pull.filter(|pull| self.wanted.contains(pull)) {
            let at = self.findings.len();
            self.by_pull.entry(pull).or_default().push(at);
        }
        self.findings.push(finding);
    }

    /// Adds a note to the finding that is the cause of another one; without one that is as loud, the other stays.
    fn join(&mut self, follows: Finding, causes: &[Code], note: String) {
        let same = pull_of(&follows).and_then(|pull| self.by_pull.get(&pull));
        let cause = same.into_iter().flatten().find(|at| {
            let cause = &self.findings[**at];
            causes.contains(&cause.code) && cause.severity >= follows.severity
        });
        match cause {
            Some(at) => self.findings[*at].notes.push(note),
            None => self.push(follows),
        }
    }

    /// Adds calls that cannot be read to the stops of the analysis that keep them from being read, those in their lines:
    /// where a stop is as loud, and its ways out are theirs.
    fn join_open(&mut self, open: Vec<Finding>) {
        let mut stops: HashMap<LineOf, usize> = HashMap::new();
        for (at, finding) in self.findings.iter().enumerate() {
            if finding.code == Code::IncompleteAnalysis {
                let labels = finding.primary.iter().chain(&finding.secondary);
                stops.extend(labels.map(|label| (line_of(finding, &label.place), at)));
            }
        }
        for finding in open {
            // The call that takes the model, and the one that hands over its name.
            let way = finding.way.as_deref();
            let taken = way.and_then(|way| way.reach.last());
            let handed = finding.primary.as_ref().map(|label| &label.place);
            let mut places = taken.into_iter().chain(handed);
            let stop = places.find_map(|place| stops.get(&line_of(&finding, place)));
            match stop.map(|at| &mut self.findings[*at]) {
                Some(stop)
                    if stop.severity >= finding.severity
                        && finding.help.iter().all(|help| stop.help.contains(help)) =>
                {
                    stop.secondary.extend(finding.primary.map(|label| Label {
                        text: "takes a model whose name cannot be read".to_owned(),
                        ..label
                    }));
                    if !stop.notes.contains(&finding.message) {
                        stop.notes.push(finding.message);
                    }
                }
                _ => self.push(finding),
            }
        }
    }
}

/// The member, the file and the line.
type LineOf = (Option<PackageRef>, Utf8PathBuf, usize);

fn line_of(finding: &Finding, place: &Place) -> LineOf {
    (
        finding.member.clone(),
        place.path().to_owned(),
        place.line(),
    )
}

fn pull_of(finding: &Finding) -> Option<PullOf> {
    let context = finding.context.as_ref()?;
    Some((
        context.model.key(),
        context.puller.clone(),
        finding.member.clone(),
    ))
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

/// What makes two findings one: the code, the member and the model, under the same terms; of models that are offered or
/// that no manifest states, the package that offers them or has to state them; of calls that cannot be read, the package and
/// what can be read of the name. An exception is for what it names.
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
    /// Calls of one package that cannot be read, by what can be read of the name: one entry answers for them.
    Call(String),
}

fn cause(finding: &Finding) -> Option<Cause> {
    let subject = match (finding.context.as_deref(), finding.code) {
        (None, Code::UnresolvedPull) => Subject::Call(finding.message.clone()),
        (None, _) => return None,
        (Some(context), Code::OfferedModel | Code::UndeclaredModel) => {
            Subject::Package(context.puller.clone())
        }
        (Some(context), _) => Subject::Model {
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
        // Of what a package offers the worst comes first.
        let offered = context.filter(|_| finding.code == Code::OfferedModel);
        let verdict = offered.map(|context| Reverse(context.resolution.verdict));
        (Reverse(finding.severity), length, verdict, model)
    });
    let mut joined: Vec<Lead> = Vec::new();
    let mut known: HashMap<Cause, usize> = HashMap::new();
    for finding in findings {
        let Some(cause) = cause(&finding) else {
            joined.push(Lead::new(finding));
            continue;
        };
        match known.get(&cause) {
            Some(at) if finding.code == Code::UndeclaredModel => {
                joined[*at].add_undeclared(finding);
            }
            Some(at) if finding.code == Code::OfferedModel => joined[*at].add_offer(finding),
            Some(at) => joined[*at].add_place(finding),
            None => {
                known.insert(cause, joined.len());
                joined.push(Lead::new(finding));
            }
        }
    }
    let mut joined: Vec<Finding> = joined.into_iter().map(|lead| lead.finding).collect();
    for finding in joined.iter_mut().filter(|finding| !finding.also.is_empty()) {
        match finding.code {
            Code::UndeclaredModel => advice::declare_all(finding),
            Code::OfferedModel => advice::offer_all(finding),
            _ => {}
        }
    }
    joined
}

/// A finding that others may join.
struct Lead {
    finding: Finding,
    /// What it has already, once another one joined it: a cause may have as many places as a program has lines.
    has: Option<Box<Has>>,
}

/// What a finding has already.
#[derive(Default)]
struct Has {
    places: HashSet<Place>,
    facts: HashSet<(&'static str, Option<Place>, String)>,
    notes: HashSet<String>,
    help: HashSet<String>,
    models: HashSet<String>,
    /// Entries to paste, by the key of their model.
    entries: HashMap<String, Vec<String>>,
}

impl Lead {
    fn new(finding: Finding) -> Self {
        Self { finding, has: None }
    }

    fn parts(&mut self) -> (&mut Finding, &mut Has) {
        let has = self
            .has
            .get_or_insert_with(|| Box::new(Has::of(&self.finding)));
        (&mut self.finding, has)
    }

    fn add_place(&mut self, mut other: Finding) {
        let (lead, has) = self.parts();
        let ways = [&lead.context, &other.context].map(|context| context.as_deref().map(way));
        if let [one, Some(another)] = ways
            && one.as_ref() != Some(&another)
        {
            push_new(&mut lead.notes, &mut has.notes, format!("also {another}"));
        }
        if other.message != lead.message {
            push_new(&mut lead.notes, &mut has.notes, other.message.clone());
        }
        for help in std::mem::take(&mut other.help) {
            push_new(&mut lead.help, &mut has.help, help);
        }
        if is_dev(&other)
            && !is_dev(lead)
            && let Some(label) = &mut other.primary
        {
            "and in tests, examples or benchmarks".clone_into(&mut label.text);
        }
        self.add_evidence(other);
    }

    fn add_undeclared(&mut self, mut other: Finding) {
        let (lead, has) = self.parts();
        let of_context = other.context.take().map(|context| *context);
        let key = of_context.as_ref().map(|context| context.model.key());
        let key = key.unwrap_or_default();
        let also = std::mem::take(&mut other.also);
        for context in of_context.into_iter().chain(also) {
            if has.models.insert(context.model.key()) {
                lead.also.push(context);
            }
        }
        if let (Some(toml), Some(more)) = (&mut lead.toml, &other.toml) {
            let entries = has.entries.entry(key).or_default();
            if !entries.iter().any(|known| known.starts_with(more.as_str())) {
                toml.push('\n');
                toml.push_str(more);
                entries.push(more.clone());
            }
        }
        self.add_evidence(other);
    }

    /// Adds a further model of an offer, whose place is that of the offer.
    fn add_offer(&mut self, other: Finding) {
        let lead = &mut self.finding;
        lead.notes.extend(other.notes);
        lead.also.extend(other.context.map(|context| *context));
    }

    /// Adds the places of another finding, and what was seen there.
    fn add_evidence(&mut self, other: Finding) {
        let (lead, has) = self.parts();
        for label in other.primary.into_iter().chain(other.secondary) {
            if has.places.insert(label.place.clone()) {
                lead.secondary.push(label);
            }
        }
        for fact in other.evidence {
            if has.facts.insert(key_of(&fact)) {
                lead.evidence.push(fact);
            }
        }
        for note in other.notes {
            push_new(&mut lead.notes, &mut has.notes, note);
        }
    }
}

impl Has {
    fn of(finding: &Finding) -> Self {
        let labels = finding.primary.iter().chain(&finding.secondary);
        let mut has = Self {
            places: labels.map(|label| label.place.clone()).collect(),
            facts: finding.evidence.iter().map(key_of).collect(),
            notes: finding.notes.iter().cloned().collect(),
            help: finding.help.iter().cloned().collect(),
            models: finding
                .models()
                .map(|context| context.model.key())
                .collect(),
            entries: HashMap::new(),
        };
        if let (Some(context), Some(toml)) = (&finding.context, &finding.toml) {
            has.entries.insert(context.model.key(), vec![toml.clone()]);
        }
        has
    }
}

fn key_of(fact: &Evidence) -> (&'static str, Option<Place>, String) {
    (fact.kind, fact.place.clone(), fact.detail.clone())
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

fn push_new(list: &mut Vec<String>, has: &mut HashSet<String>, item: String) {
    if has.insert(item.clone()) {
        list.push(item);
    }
}
