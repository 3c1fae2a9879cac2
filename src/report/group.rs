//! Groups findings into diagnostics.
//!
//! A model that fails under its own tag fails twice, and a workspace whose members share a dependency gets
//! findings on its models once a member. A diagnostic reports them once, with the names of all members.

use std::collections::HashMap;

use deny_models::domain::{How, PackageRef};
use deny_models::finding::Finding;
use deny_models::lint::{Code, Severity};
use deny_models::model::Artifact;

/// Findings on one model in one member that are reported together; never empty.
#[derive(Debug)]
pub(super) struct Bundle<'a> {
    /// Worst code first.
    pub(super) findings: Vec<&'a Finding>,
}

/// The same in several members, or at several places of one.
#[derive(Debug)]
pub(super) struct Group<'a> {
    pub(super) lead: Bundle<'a>,
    /// The same of the lead's member at other places.
    pub(super) places: Vec<Bundle<'a>>,
    /// The same of other members.
    pub(super) members: Vec<Bundle<'a>>,
}

/// The identity of a bundle, without its member.
#[derive(Debug, PartialEq, Eq, Hash)]
struct Key<'a> {
    codes: Vec<(Code, Severity)>,
    subject: Subject<'a>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
enum Subject<'a> {
    Pull(Pull<'a>),
    /// Calls of one package that cannot be read are one question: the entry that answers it has their names.
    Answer(&'a str),
    /// A finding on something else is the same when its message is the same.
    Words(&'a str),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Pull<'a> {
    puller: &'a PackageRef,
    model: String,
    how: Option<How>,
}

impl<'a> Bundle<'a> {
    /// The codes of all, in a line.
    pub(super) fn codes(&self) -> String {
        let codes: Vec<&str> = self
            .findings
            .iter()
            .map(|finding| finding.code.as_str())
            .collect();
        codes.join(", ")
    }

    /// The finding with the worst code.
    pub(super) fn first(&self) -> &'a Finding {
        self.findings[0]
    }

    /// The highest severity of the findings.
    pub(super) fn severity(&self) -> Severity {
        let first = self.first().severity;
        self.findings
            .iter()
            .fold(first, |highest, finding| highest.max(finding.severity))
    }

    fn key(&self) -> Key<'a> {
        let first = self.first();
        Key {
            codes: self
                .findings
                .iter()
                .map(|finding| (finding.code, finding.severity))
                .collect(),
            subject: match (pull(first), first.toml.as_deref()) {
                (Some(pull), _) => Subject::Pull(pull),
                (None, Some(entry)) if first.code == Code::UnresolvedPull => Subject::Answer(entry),
                _ => Subject::Words(&first.message),
            },
        }
    }
}

fn pull(finding: &Finding) -> Option<Pull<'_>> {
    finding.context.as_deref().map(|context| Pull {
        puller: &context.puller,
        model: context.model.to_string(),
        how: context.how,
    })
}

/// Groups findings, in the order of the first of each group.
pub(super) fn groups<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<Key<'a>, Vec<usize>> = HashMap::new();
    for bundle in bundles(findings) {
        let same = known.entry(bundle.key()).or_default();
        if let Some(at) = same.iter().find(|at| groups[**at].fits(&bundle)) {
            groups[*at].add(bundle);
            continue;
        }
        same.push(groups.len());
        groups.push(Group {
            lead: bundle,
            places: Vec::new(),
            members: Vec::new(),
        });
    }
    groups
}

/// What makes groups of several crates one.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Cause<'a> {
    codes: Vec<(Code, Severity)>,
    model: String,
    governing: Option<&'a str>,
    how: Option<How>,
    /// Files of one name in two packages are two files.
    package: Option<&'a PackageRef>,
}

/// The cause that a group may share with those of other crates.
pub(super) fn cause<'a>(group: &Group<'a>) -> Option<Cause<'a>> {
    let first = group.lead.first();
    let context = first.context.as_deref()?;
    // What a package does not state, or offers, is its own.
    if matches!(first.code, Code::UndeclaredModel | Code::OfferedModel) {
        return None;
    }
    let is_file = matches!(context.model, Artifact::Path { .. });
    Some(Cause {
        codes: group
            .lead
            .findings
            .iter()
            .map(|it| (it.code, it.severity))
            .collect(),
        model: context.model.key(),
        governing: context
            .resolution
            .governing()
            .map(|binding| binding.license.id()),
        how: context.how,
        package: is_file.then_some(&context.puller),
    })
}

/// Joins groups that have one cause in several crates, in the order of the first of each.
pub(super) fn over_crates(groups: Vec<Group<'_>>) -> Vec<Group<'_>> {
    let mut joined: Vec<Group<'_>> = Vec::new();
    let mut known: HashMap<Cause<'_>, usize> = HashMap::new();
    for group in groups {
        let Some(cause) = cause(&group) else {
            joined.push(group);
            continue;
        };
        let at = *known.entry(cause).or_insert(joined.len());
        match joined.get_mut(at) {
            Some(first) => {
                let more = group.places.into_iter().chain(group.members);
                first.members.extend([group.lead].into_iter().chain(more));
            }
            None => joined.push(group),
        }
    }
    joined
}

/// Findings of one member on one model that only together make sense.
fn bundles<'a>(findings: impl Iterator<Item = &'a Finding>) -> Vec<Bundle<'a>> {
    let mut bundles: Vec<Bundle<'a>> = Vec::new();
    let mut open: HashMap<(Option<&'a PackageRef>, Pull<'a>), Vec<usize>> = HashMap::new();
    for finding in findings {
        let joins = matches!(finding.code, Code::NonOsiModel | Code::RelicensedModel);
        if let Some(pull) = pull(finding).filter(|_| joins) {
            // One of each code: a second one is about another place.
            let same = open.entry((finding.member.as_ref(), pull)).or_default();
            let lacks = |at: &&usize| {
                bundles[**at]
                    .findings
                    .iter()
                    .all(|known| known.code != finding.code)
            };
            if let Some(at) = same.iter().find(lacks) {
                bundles[*at].findings.push(finding);
                bundles[*at].findings.sort_by_key(|finding| finding.code);
                continue;
            }
            same.push(bundles.len());
        }
        bundles.push(Bundle {
            findings: vec![finding],
        });
    }
    bundles
}

impl<'a> Group<'a> {
    fn all(&self) -> impl Iterator<Item = &Bundle<'a>> {
        [&self.lead]
            .into_iter()
            .chain(&self.places)
            .chain(&self.members)
    }

    /// Whether a bundle with the same key belongs here: of each member one message, which may stand at several places.
    fn fits(&self, bundle: &Bundle<'_>) -> bool {
        if matches!(bundle.key().subject, Subject::Answer(_)) {
            return true;
        }
        let (member, message) = (&bundle.first().member, &bundle.first().message);
        let mut of_member = self
            .all()
            .filter(|known| known.first().member == *member)
            .peekable();
        of_member.peek().is_none() || of_member.any(|known| known.first().message == *message)
    }

    fn add(&mut self, bundle: Bundle<'a>) {
        if bundle.first().member == self.lead.first().member {
            self.places.push(bundle);
        } else {
            self.members.push(bundle);
        }
    }
}
