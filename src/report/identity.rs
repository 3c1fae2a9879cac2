//! Fingerprints, which identify a finding across runs: from its subject, not its position.

use std::collections::HashMap;

use deny_models::digest::sha256;
use deny_models::domain::How;
use deny_models::finding::Finding;
use deny_models::lint::Code;

/// The word for a model that code only names, where others have the way in which it comes in.
pub(super) const NAMED: &str = "named";

/// Digits of a fingerprint that people type.
#[cfg(feature = "cli")]
pub(crate) const SHORT: usize = 12;

/// Numbers fingerprints that more than one finding has, so that each is distinct.
#[derive(Debug, Default)]
pub(crate) struct Fingerprints(HashMap<String, usize>);

impl Fingerprints {
    /// The fingerprint of the next finding, 64 hexadecimal digits.
    ///
    /// The code, the member, the crate that pulls, the model and the licence that governs go into it; of models that a
    /// crate does not state only the crate, of a finding on no model its words. Versions, lines and revisions do not: they change while the finding stays.
    pub(crate) fn next(&mut self, finding: &Finding) -> String {
        let about = about(finding);
        let seen = self.0.entry(about.clone()).or_default();
        *seen += 1;
        // The first is not numbered, so that a second one leaves it as it is.
        match *seen {
            1 => sha256(about.as_bytes()),
            nth => sha256(format!("{about}\0{nth}").as_bytes()),
        }
    }
}

fn about(finding: &Finding) -> String {
    let package = finding.member.as_ref();
    let member = package.map_or("", |member| member.name.as_str());
    let parts = match finding.context.as_deref() {
        // All models that a package does not state are one finding, whichever they are.
        Some(context) if finding.code == Code::UndeclaredModel => vec![context.puller.name.clone()],
        Some(context) => {
            let governing = context.resolution.governing();
            vec![
                context.puller.name.clone(),
                context.model.in_any_package().key(),
                context.how.map_or(NAMED, How::as_str).to_owned(),
                governing.map_or_else(String::new, |binding| binding.license.id().to_owned()),
            ]
        }
        None => vec![match package {
            Some(package) => finding.message.replace(&package.to_string(), member),
            None => finding.message.clone(),
        }],
    };
    // No part holds a NUL, or else it is only compared less well.
    format!("{}\0{member}\0{}", finding.code, parts.join("\0"))
}
