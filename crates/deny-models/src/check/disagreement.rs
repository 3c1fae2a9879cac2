//! Sources that disagree about a model: manifests, files, the lock and newer facts than the locked ones.

use std::collections::BTreeSet;

use crate::finding::{Finding, Label};
use crate::license::{License, Terms};
use crate::lint::Code;
use crate::model::{Artifact, Bases, Claim, ClaimSource, Evidence, FactStore, Resolver};

/// How another source disagrees with the manifest that `claim` is from; `None` when they agree.
pub(super) fn contradiction(
    model: &Artifact,
    claim: &Claim,
    resolver: &Resolver<'_>,
) -> Option<String> {
    let known = resolver.store().claims(model);
    if known.iter().any(|other| other.origin.is_of_owner()) {
        return None;
    }
    // The licence of the package holds where no other source states more: a crate under MIT may well ship a model
    // under Apache-2.0, and state that.
    let others: Vec<&Claim> = known
        .into_iter()
        .filter(|other| other.origin.is_evidence() && other.origin != ClaimSource::Package)
        .collect();
    let of_bases = others
        .iter()
        .find_map(|other| match (&claim.bases, &other.bases) {
            (Bases::Named(none), Bases::Named(some)) if none.is_empty() && !some.is_empty() => {
                let some: Vec<String> = some.iter().map(ToString::to_string).collect();
                Some(format!(
                    "the manifest states that it has no base; others state {}",
                    some.join(", ")
                ))
            }
            _ => None,
        });
    of_bases.or_else(|| {
        let stated = claim.license.as_ref()?;
        let known: Vec<&Terms> = others.iter().flat_map(|other| other.terms()).collect();
        let resolution = resolver.resolve(model);
        let inherited = resolution
            .binding
            .iter()
            .filter(|binding| binding.depth > 0)
            .map(|binding| &binding.license);
        let accepted: BTreeSet<&str> = known
            .iter()
            .flat_map(|terms| terms.leaves())
            .chain(inherited)
            .map(License::id)
            .collect();
        let agrees = stated
            .leaves()
            .all(|license| accepted.contains(license.id()));
        if known.is_empty() || agrees {
            return None;
        }
        let known: Vec<&str> = known.iter().map(|terms| terms.text()).collect();
        Some(format!(
            "the manifest states {}; others state {}",
            stated.text(),
            known.join(", ")
        ))
    })
}

/// Disagreements between the files of one model: header, card and licence file. `None` where the owner of
/// the workspace overrides them, or where they agree.
pub(super) fn disagreement(model: &Artifact, store: &FactStore) -> Option<Finding> {
    let claims = store.claims(model);
    if claims.iter().any(|other| other.origin.is_of_owner()) {
        return None;
    }
    let of_files: Vec<(&Claim, BTreeSet<&str>)> = claims
        .iter()
        .copied()
        .filter(|claim| {
            [
                ClaimSource::Card,
                ClaimSource::Header,
                ClaimSource::LicenseFile,
            ]
            .contains(&claim.origin)
        })
        .map(|claim| (claim, leaves(claim)))
        .filter(|(_, leaves)| !leaves.is_empty())
        .collect();
    let (one, other) = of_files.iter().enumerate().find_map(|(at, (one, here))| {
        let (other, _) = of_files[at + 1..].iter().find(|(_, there)| here != there)?;
        Some((*one, *other))
    })?;
    let message = format!(
        "two sources disagree on `{model}`: {}; {}",
        side(one),
        side(other)
    );
    let mut finding = Finding::new(Code::LicenseMismatch, None, message);
    finding
        .secondary
        .extend([one, other].into_iter().filter_map(|side| {
            Some(Label {
                place: side.place.clone()?,
                text: format!("the {} states {}", side.origin.as_str(), terms_of(side)),
            })
        }));
    finding.evidence = claims.iter().map(|claim| evidence(model, claim)).collect();
    finding
        .notes
        .push("until they agree, all of them apply: the strictest decides".to_owned());
    Some(finding)
}

/// A statement about a file that is about other bytes than the file has.
pub(super) fn other_bytes(model: &Artifact, store: &FactStore) -> Option<Finding> {
    let digest = store.digest(model)?;
    let about_other = store.about_other_bytes(model);
    let first = about_other.first()?;
    let by = match first.origin {
        ClaimSource::Policy => "the policy",
        _ => first.detail.as_str(),
    };
    let message =
        format!("`{model}` is not the file that {by} describes: its SHA-256 is another one");
    let mut finding = Finding::new(Code::DigestMismatch, None, message);
    for claim in &about_other {
        let stated = claim.sha256.as_deref().unwrap_or_default();
        finding
            .secondary
            .extend(claim.place.iter().map(|place| Label {
                place: place.clone(),
                text: "describes another file".to_owned(),
            }));
        finding.evidence.push(evidence(model, claim));
        finding
            .notes
            .push(format!("{}: sha256 = {stated}", claim.detail));
    }
    finding.notes.push(format!("the file: sha256 = {digest}"));
    finding
        .notes
        .push("the entry is about another file, so it does not count".to_owned());
    Some(finding)
}

/// The licences that a source names, without tags such as `other`.
fn leaves(claim: &Claim) -> BTreeSet<&str> {
    let leaves = claim.terms().flat_map(Terms::leaves).map(License::id);
    leaves
        .filter(|id| !["other", "unknown"].contains(id))
        .collect()
}

fn terms_of(claim: &Claim) -> String {
    let terms: Vec<&str> = claim.terms().map(Terms::text).collect();
    if terms.is_empty() {
        "nothing".to_owned()
    } else {
        terms.join(", by its text ")
    }
}

/// One side of a disagreement, with where it was read.
fn side(claim: &Claim) -> String {
    let place = claim.place.as_ref().map_or_else(
        || claim.detail.clone(),
        |place| {
            let name = place.path().file_name().unwrap_or_default();
            format!("{name}, {}", claim.detail)
        },
    );
    format!(
        "the {} states {} [{place}]",
        claim.origin.as_str(),
        terms_of(claim)
    )
}

/// Where the lock has facts about a model that differ from its card, header or licence file on this machine.
pub(super) fn drift_of(model: &Artifact, store: &FactStore) -> Option<Finding> {
    let claims = store.claims(model);
    if claims.iter().any(|other| other.origin.is_of_owner()) {
        return None;
    }
    let locked: Vec<&Claim> = claims
        .iter()
        .copied()
        .filter(|claim| claim.origin == ClaimSource::Lock)
        .collect();
    let seen = claims.iter().copied().filter(|claim| {
        [
            ClaimSource::Card,
            ClaimSource::Header,
            ClaimSource::LicenseFile,
            ClaimSource::HubCache,
        ]
        .contains(&claim.origin)
    });
    let (locked, now, what) = seen.into_iter().find_map(|now| {
        // The same model may be locked at several revisions; one that fits is enough.
        let differ: Vec<(&Claim, String)> = locked
            .iter()
            .map(|locked| Some((*locked, difference(locked, now)?)))
            .collect::<Option<_>>()?;
        let (locked, what) = differ.into_iter().next()?;
        Some((locked, now, what))
    })?;
    let message = format!(
        "the locked facts of `{model}` differ from its {}: {what}",
        now.origin.as_str()
    );
    let mut finding = Finding::new(Code::LicenseDrift, None, message);
    finding
        .secondary
        .extend(locked.place.iter().map(|place| Label {
            place: place.clone(),
            text: format!("{}: {}", locked.detail, terms_of(locked)),
        }));
    finding.evidence = claims.iter().map(|claim| evidence(model, claim)).collect();
    finding.notes.push(format!("seen now: {}", side(now)));
    finding.help.push(
        "see what has changed, pin the revision that you reviewed, then run `cargo deny-models lock --update`"
            .to_owned(),
    );
    Some(finding)
}

/// How a newer source differs from a block of the lock: another licence, or a base that the block does not have.
fn difference(locked: &Claim, now: &Claim) -> Option<String> {
    let (then, here) = (leaves(locked), leaves(now));
    if !here.is_empty() && then != here {
        return Some(format!("{} -> {}", terms_of(locked), terms_of(now)));
    }
    let named = |claim: &Claim| -> BTreeSet<String> {
        match &claim.bases {
            Bases::Named(bases) => bases.iter().map(Artifact::key).collect(),
            Bases::NotStated | Bases::Unnamed => BTreeSet::new(),
        }
    };
    let (before, after) = (named(locked), named(now));
    let new: Vec<&String> = after.difference(&before).collect();
    (!new.is_empty()).then(|| {
        let new: Vec<&str> = new.into_iter().map(String::as_str).collect();
        format!("made from {}, which is not locked", new.join(", "))
    })
}

pub(super) fn evidence(model: &Artifact, claim: &Claim) -> Evidence {
    let terms = claim.terms_in_words();
    Evidence {
        kind: claim.origin.as_str(),
        place: claim.place.clone(),
        detail: format!("{}: {terms} [{}]", model.name(), claim.detail),
    }
}
