//! Which licence a text is, by fingerprints of known texts.
//!
//! A copy counts as word for word however it is wrapped, quoted, numbered or marked up, whoever holds the copyright,
//! and whatever title stands above it. A licence that could pass a gate is recognised in no other way, and not at all
//! when something beside it may be a condition: a modified MIT is not MIT. A text under strict terms is also
//! recognised when most of it is there and no other licence comes near.
//!
//! The texts are not part of this crate. `fingerprints.tsv` has hashes of their pieces, a digest of the whole, and
//! states which text at which version was read; `recognising-texts.md` of this crate describes how it is written.

mod fingerprint;
mod found;
mod markup;
mod matching;
mod words;

/// The licence that a text puts a model under. One that could pass a gate counts only word for word and with nothing
/// beside it; one with limits on use counts also where it was changed or added to, since that can only accuse.
#[must_use]
pub fn of_text(text: &str) -> Option<License> {
    if let Some(id) = recognise(text) {
        return Some(lookup(id));
    }
    let found = identify(text)?;
    let license = found.license();
    let limits = license.class() >= Class::UseRestricted;
    let accuses = license.osi() == Flag::No && (limits || !found.extra);
    accuses.then_some(license)
}

/// The licence of a file that is expected to hold only a licence: its text, the notice that stands for it in the
/// files of a project, or its title alone.
#[must_use]
pub fn of_file(text: &str) -> Option<License> {
    const LONGEST_TITLE: usize = 120;
    let notice = || {
        let found = identify(text)?;
        let whole = found.exact && !found.extra && found.part == Part::Appendix;
        whole.then(|| found.license())
    };
    let title = || {
        let text = text.trim().trim_end_matches('.');
        let short = text.len() <= LONGEST_TITLE && !text.contains('\n');
        short.then(|| titled(text)).flatten()
    };
    of_text(text).or_else(notice).or_else(title)
}

#[cfg(test)]
mod tests;

#[doc(hidden)]
pub use fingerprint::fingerprint;

use fingerprint::Texts;

pub use found::{Part, Recognised};

use super::class::{Class, Flag};
use super::id::{License, lookup, titled};

/// The licence that `text` is. Of several the one with the strictest class; `None` when no known text is there, or
/// when it is not clear which one is.
#[must_use]
pub fn identify(text: &str) -> Option<Recognised> {
    strictest(identify_all(text))
}

/// Every licence that `text` contains, in its order: a file may have that of the code and that of the weights, or a
/// licence and its use policy.
#[must_use]
pub fn identify_all(text: &str) -> Vec<Recognised> {
    matching::identify(Texts::builtin(), text)
}

/// The SPDX id (the canonical one, where there is none) of the licence that `text` is word for word, with nothing
/// beside it.
#[must_use]
pub fn recognise(text: &str) -> Option<&'static str> {
    let found = identify(text)?;
    let whole = found.exact && !found.extra && found.part == Part::Licence;
    whole.then(|| found.license().spdx_id().unwrap_or(found.id))
}

/// How alike `text` is to each text of the table that it resembles: for the maintainers' measurements.
#[doc(hidden)]
#[must_use]
pub fn likeness(text: &str) -> Vec<(&'static str, Part, f32, bool)> {
    matching::scores(Texts::builtin(), text)
}

/// The licence text of the strictest class; a policy only where there is no licence text.
fn strictest(found: Vec<Recognised>) -> Option<Recognised> {
    let rank = |found: &Recognised| (found.part == Part::Licence, found.license().class());
    found.into_iter().reduce(|best, next| {
        if rank(&next) > rank(&best) {
            next
        } else {
            best
        }
    })
}
