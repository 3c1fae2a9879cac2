//! Readers of single values, shared by the policy and the manifest.

use std::ops::Range;

use super::reader::{Mistakes, Node, Written};
use crate::date::Date;
use crate::domain::How;
use crate::license::{self, Flag, License, Terms};
use crate::model::{Artifact, Relation};
use crate::source::Spanned;
use crate::text::{quoted, shown};

/// An exception or override lasts a year at most, leap years included.
pub(crate) const MAX_DAYS: i64 = 366;

const OWN_REF: &str = "write `LicenseRef-NAME` for a licence that is neither on the SPDX list nor in the built-in table";

/// Reads each item of an array.
pub(crate) fn list<'t, T>(
    node: &Node<'t>,
    mistakes: &mut Mistakes,
    mut read: impl FnMut(&Node<'t>, &mut Mistakes) -> Option<T>,
) -> Vec<T> {
    let items = node.array(mistakes).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| read(item, mistakes))
        .collect()
}

/// Reports an array without items where that has no meaning.
pub(crate) fn refuse_empty<T>(items: &[T], node: &Node<'_>, mistakes: &mut Mistakes) {
    if items.is_empty() && node.is_empty_array() {
        mistakes.report(
            &node.place,
            format!("`{}` is empty", node.name),
            "nothing is named here",
            format!("name something, or leave `{}` out", node.name),
        );
    }
}

/// Reads one word out of a closed list.
pub(crate) fn word<T>(
    node: &Node<'_>,
    words: &[&str],
    mistakes: &mut Mistakes,
    parse: impl FnOnce(&str) -> Option<T>,
) -> Option<Spanned<T>> {
    let text = node.string(mistakes)?;
    let value = parse(text.value);
    if value.is_none() {
        let message = format!(
            "{} is not a value of {}",
            quoted(text.value),
            quoted(node.name)
        );
        let help = mistakes.suggestion(text.value, words);
        mistakes.report(&text.place, message, "unknown word", help);
    }
    Some(Spanned::new(value?, text.place))
}

/// Reads a text that must not be empty.
pub(crate) fn text(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    let text = node.string(mistakes)?;
    if text.value.trim().is_empty() {
        mistakes.report(
            &text.place,
            format!("`{}` is empty", node.name),
            "is empty",
            "write a text here",
        );
        return None;
    }
    Some(text.map(str::to_owned))
}

/// Reads `true` or `false`.
pub(crate) fn flag(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<bool> {
    node.boolean(mistakes)
}

/// Reads a licence expression; every licence in it must be one that is known, or a `LicenseRef-`.
pub(crate) fn terms(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Terms>> {
    let text = node.string(mistakes)?;
    match Terms::parse(text.value) {
        Ok(terms) => {
            let mut good = true;
            for license in terms.leaves() {
                good &= is_license(license, &text, mistakes);
            }
            good.then(|| Spanned::new(terms, text.place))
        }
        Err(error) => {
            let place = match error.span() {
                Some(span) => mistakes.inside(&text.place, text.value, span),
                None => text.place.clone(),
            };
            let message = format!(
                "{} is not a licence expression: {error}",
                quoted(text.value)
            );
            let help = error.help().unwrap_or(OWN_REF);
            mistakes.report(&place, message, "here", help);
            None
        }
    }
}

fn is_license(license: &License, text: &Spanned<&str>, mistakes: &mut Mistakes) -> bool {
    if license.is_known() || license.is_own_ref() {
        return true;
    }
    let span = token(text.value, license.id()).unwrap_or(0..text.value.len());
    let place = mistakes.inside(&text.place, text.value, span);
    let near = mistakes
        .may_suggest(license.id())
        .then(|| license::nearest_id(license.id()))
        .flatten();
    let help = match near {
        Some(known) => format!("did you mean `{known}`? {OWN_REF}"),
        None => OWN_REF.to_owned(),
    };
    let message = format!("unknown licence {}", quoted(license.id()));
    mistakes.report(&place, message, "unknown licence", help);
    false
}

/// Where `word` stands in `text`, not as a part of a longer word.
fn token(text: &str, word: &str) -> Option<Range<usize>> {
    let ends = |c: Option<char>| c.is_none_or(|c| c.is_whitespace() || "(),".contains(c));
    text.match_indices(word)
        .map(|(start, _)| start..start + word.len())
        .find(|span| {
            ends(text[..span.start].chars().next_back()) && ends(text[span.end..].chars().next())
        })
}

/// Reads one licence, as the lists of a policy name it, into its canonical id.
pub(crate) fn license_id(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    let terms = terms(node, mistakes)?;
    let written = node.as_str().unwrap_or_default();
    let mut leaves = terms.value.leaves();
    let (first, second) = (leaves.next(), leaves.next());
    match (first, second) {
        // Only an id that is the whole text is one: `X WITH Y` has one licence too.
        (Some(license), None) if license::lookup(written).id() == license.id() => {
            Some(Spanned::new(license.id().to_owned(), terms.place))
        }
        _ => {
            mistakes.report(
                &terms.place,
                format!("expected one licence, found {}", quoted(written)),
                "not a single licence",
                "list each licence by itself; a licence with an exception counts as the licence",
            );
            None
        }
    }
}

/// As [`license_id`], where a tag that names no particular text would let anything through.
pub(crate) fn exact_license_id(
    node: &Node<'_>,
    mistakes: &mut Mistakes,
) -> Option<Spanned<String>> {
    let id = license_id(node, mistakes)?;
    let license = license::lookup(&id.value);
    if license.is_known() && license.osi() == Flag::Unknown {
        mistakes.report(
            &id.place,
            format!("{} does not name one licence", quoted(&id.value)),
            "could be any text",
            "name the licence itself; for a licence of your own write `LicenseRef-NAME`",
        );
        return None;
    }
    Some(id)
}

/// Reads the id of a model or a URL.
pub(crate) fn model(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Artifact>> {
    let help = "write `org/name`, `org/name@revision`, `ollama:NAME:TAG`, `modelscope:org/name` or an https URL";
    artifact(node, help, mistakes, Artifact::parse)
}

/// Reads a model by `parse`; `help` describes what that takes.
pub(crate) fn artifact(
    node: &Node<'_>,
    help: &str,
    mistakes: &mut Mistakes,
    parse: impl FnOnce(&str) -> Result<Artifact, String>,
) -> Option<Spanned<Artifact>> {
    let text = node.string(mistakes)?;
    match parse(text.value) {
        Ok(artifact) => Some(Spanned::new(artifact, text.place)),
        Err(why) => {
            let message = format!("{} names no model: {}", quoted(text.value), shown(&why));
            mistakes.report(&text.place, message, "not a model", help);
            None
        }
    }
}

/// Reads a list of hub ids and URLs.
pub(crate) fn models(node: &Node<'_>, mistakes: &mut Mistakes) -> Vec<Spanned<Artifact>> {
    list(node, mistakes, model)
}

/// Reads a revision by the rules that one after an `@` is read.
pub(crate) fn revision(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    let text = node.string(mistakes)?;
    if let Err(why) = Artifact::parse_hub(&format!("model@{}", text.value)) {
        mistakes.report(
            &text.place,
            format!("{} is not a revision", quoted(text.value)),
            shown(&why),
            "write the commit, 40 hexadecimal digits",
        );
        return None;
    }
    Some(text.map(str::to_owned))
}

/// Brings a revision after the `@` of an id and one of its own key together: both the artifact and what is returned
/// hold it then.
pub(crate) fn join_revision(
    id: &mut Spanned<Artifact>,
    key: Option<Spanned<String>>,
    mistakes: &mut Mistakes,
) -> Option<Spanned<String>> {
    if !id.value.has_revisions() {
        if let Some(key) = &key {
            let help = "remove it; `sha256` pins a file";
            let message = "`revision` for something that is not a hub repository";
            mistakes.report(&key.place, message, "has no revisions", help);
        }
        return None;
    }
    match (id.value.revision().map(str::to_owned), key) {
        (None, Some(key)) => {
            id.value = id.value.clone().at(Some(&key.value));
            Some(key)
        }
        (Some(own), Some(key)) if own != key.value => {
            mistakes.report(
                &key.place,
                format!("two revisions: {} and {}", quoted(&own), quoted(&key.value)),
                "another one than that of the id",
                "keep one of the two",
            );
            None
        }
        (Some(_), Some(key)) => Some(key),
        (Some(own), None) => Some(Spanned::new(own, id.place.clone())),
        (None, None) => None,
    }
}

/// Reads how a model was made from what `base` names.
pub(crate) fn relation(
    node: &Node<'_>,
    base: Option<&Node<'_>>,
    mistakes: &mut Mistakes,
) -> Option<Spanned<Relation>> {
    let relation = relation_word(node, mistakes);
    refuse_relation_to_none(relation.as_ref(), base, mistakes);
    relation
}

/// Reads how a model was made from others.
pub(crate) fn relation_word(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Relation>> {
    let words = Relation::ALL.map(Relation::as_str);
    word(node, &words, mistakes, Relation::parse)
}

/// Reports a relation beside an empty `base`.
pub(crate) fn refuse_relation_to_none(
    relation: Option<&Spanned<Relation>>,
    base: Option<&Node<'_>>,
    mistakes: &mut Mistakes,
) {
    if let Some(relation) = relation
        && base.is_some_and(Node::is_empty_array)
    {
        mistakes.report(
            &relation.place,
            "`relation` to no model: `base` is empty",
            "related to what?",
            "name the base, or remove `relation`",
        );
    }
}

/// Reads how a model comes in.
pub(crate) fn how(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<How>> {
    word(node, &How::ALL.map(How::as_str), mistakes, How::parse)
}

/// Reads a SHA-256 digest, in lower case whatever case it is written in.
pub(crate) fn sha256(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<String>> {
    let text = node.string(mistakes)?;
    if text.value.len() != 64 || !text.value.bytes().all(|b| b.is_ascii_hexdigit()) {
        mistakes.report(
            &text.place,
            format!("{} is not a SHA-256 digest", quoted(text.value)),
            format!("{} characters", text.value.chars().count()),
            "write 64 hexadecimal digits, as `sha256sum` prints them",
        );
        return None;
    }
    Some(text.map(str::to_ascii_lowercase))
}

/// The year in which this program was made: no clock that is right shows an earlier one.
const MADE: u16 = 2026;

/// Leaves out a day that is more than a year ahead, with an error. A day that has passed is no mistake: it becomes a
/// finding. Without a `today` any day will do.
pub(crate) fn within_a_year(
    date: Spanned<Date>,
    today: Option<Date>,
    mistakes: &mut Mistakes,
) -> Option<Spanned<Date>> {
    if let Some(today) = today
        && today.days_until(date.value) > MAX_DAYS
    {
        let latest = today.plus_days(MAX_DAYS).unwrap_or(today);
        mistakes.report(
            &date.place,
            format!("{} is more than a year ahead", date.value),
            format!("{latest} at most"),
            if Some(today) < Date::new(MADE, 1, 1) {
                format!(
                    "it is {today} by `SOURCE_DATE_EPOCH` or the clock of this machine, before there was this program: \
                     correct that"
                )
            } else {
                format!("choose a day up to {latest}, so that it is reviewed")
            },
        );
        return None;
    }
    Some(date)
}

/// Reads a day.
pub(crate) fn date(node: &Node<'_>, mistakes: &mut Mistakes) -> Option<Spanned<Date>> {
    let date = match (node.as_date(), node.as_str()) {
        (Written::Reported, _) => return None,
        (Written::Date(year, month, day), _) => Date::new(year, month, day),
        (Written::Other, Some(text)) => Date::parse(text),
        (Written::Other, None) => {
            node.wrong_type(
                "a date",
                "write a date without a time, as YYYY-MM-DD",
                mistakes,
            );
            return None;
        }
    };
    if date.is_none() {
        mistakes.report(
            &node.place,
            format!(
                "{} is not a date",
                quoted(node.as_str().unwrap_or_default())
            ),
            "not a day of the calendar",
            "write a date that exists, as YYYY-MM-DD",
        );
    }
    Some(Spanned::new(date?, node.place.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_found_as_a_whole() {
        assert_eq!(token("MITX OR (MIT)", "MIT"), Some(9..12));
        assert_eq!(token("MITX", "MIT"), None);
        assert_eq!(token("é AND é", "é"), Some(0..2));
    }
}
