//! Which texts of the table a text contains, how much of each, and what stands beside them.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fingerprint::{Cut, Known, Piece, Texts, digest_of, piece};
use super::found::{Part, Recognised};
use super::words::{find, is_condition, words};
use crate::license::class::Class;

/// Of a text under strict terms this share of the pieces has to be there. Licences made from one another have up to
/// nineteen in twenty in common, so the licence has to be named as well, and no other one that is named may be near.
const ENOUGH: f32 = 0.8;

/// How many times as much another licence has to lack.
const FARTHER: f32 = 2.0;

/// Texts with a smaller share of matching pieces are not compared.
const CANDIDATE: f32 = 0.5;

/// The longest statement of copyright beside a licence.
const MAX_STATEMENT: usize = 24;

/// A text of the table found in a text.
struct Found<'a> {
    known: &'a Known,
    score: f32,
    exact: bool,
    /// Whether the text has the name of the licence, the first of its titles.
    named: bool,
    span: Range<usize>,
}

impl Found<'_> {
    fn overlaps(&self, other: &Self) -> bool {
        let start = self.span.start.max(other.span.start);
        let end = self.span.end.min(other.span.end);
        end.saturating_sub(start) * 4 > self.span.len().min(other.span.len())
    }
}

/// Every licence that `text` is or contains, in the order of the text.
pub(super) fn identify(texts: &Texts, text: &str) -> Vec<Recognised> {
    let words = words(text);
    if words.is_empty() {
        return Vec::new();
    }
    let accepted = accept(&candidates(texts, &words));
    let rest = Rest::beside(&accepted, &words);
    let alone = accepted
        .iter()
        .filter(|found| found.known.part != Part::Appendix)
        .count()
        == 1;
    let mut recognised = Vec::new();
    for found in &accepted {
        // What could pass a gate must not do so when something beside it may take rights back.
        if found.known.part == Part::Appendix || (is_open(found.known) && rest == Rest::Conditions)
        {
            continue;
        }
        recognised.push(Recognised {
            id: found.known.id,
            part: found.known.part,
            exact: found.exact,
            score: found.score,
            extra: rest != Rest::Nothing || !alone,
            source: found.known.source,
        });
    }
    recognised
}

/// The score of every text of the table that has some likeness to `text`: for measurements.
pub(super) fn scores(texts: &Texts, text: &str) -> Vec<(&'static str, Part, f32, bool)> {
    let words = words(text);
    let candidates = candidates(texts, &words);
    candidates
        .iter()
        .map(|found| (found.known.id, found.known.part, found.score, found.exact))
        .collect()
}

/// Whether the licence is one that some gate may let pass: such a text has to be there word for word.
fn is_open(known: &Known) -> bool {
    known.class < Class::UseRestricted
}

/// The texts with enough matching pieces, exact ones first, then the longer and the more alike.
fn candidates<'a>(texts: &'a Texts, words: &[String]) -> Vec<Found<'a>> {
    let cut = Cut::new(words);
    let mut hits: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
    for (at, (_, piece)) in cut.pieces.iter().enumerate() {
        for (text, place) in texts.places.get(piece).into_iter().flatten() {
            hits.entry(*text).or_default().push((at, *place));
        }
    }
    let mut found: Vec<Found<'a>> = hits
        .into_iter()
        .filter_map(|(text, hits)| compare(&texts.known[text], &hits, &cut, words))
        .collect();
    found.sort_by(|a, b| {
        let rank =
            |found: &Found<'_>| (found.exact, if found.exact { found.known.words } else { 0 });
        rank(b).cmp(&rank(a)).then(b.score.total_cmp(&a.score))
    });
    found
}

/// How much of `known` is in the text, if enough to compare. `hits` pairs pieces of the text with places in
/// `known`, in the order of the text.
fn compare<'a>(
    known: &'a Known,
    hits: &[(usize, usize)],
    cut: &Cut,
    words: &[String],
) -> Option<Found<'a>> {
    let inner = known.inner().len();
    let run = longest_run(hits);
    let (&(first_at, first_place), &(last_at, last_place)) = (run.first()?, run.last()?);
    let mut span = cut.pieces[first_at].0.start..cut.pieces[last_at].0.end;
    let mut matched = run.len();
    let (head, tail) = known.edges;
    if first_place == 0 && ends_with(&words[..span.start], head, known.pieces.first()) {
        span.start -= head;
        matched += 1;
    }
    if last_place + 1 == inner && starts_with(&words[span.end..], tail, known.pieces.last()) {
        span.end += tail;
        matched += 1;
    }
    let score = share(matched, inner + 2);
    let exact = span.len() == known.words && digest_of(&words[span.clone()]) == known.digest;
    let named = find(words, &known.name, 0).is_some();
    (score >= CANDIDATE || share(run.len(), inner) >= CANDIDATE).then_some(Found {
        known,
        score,
        exact,
        named,
        span,
    })
}

/// Counts of pieces are small, so nothing is lost.
#[allow(clippy::cast_precision_loss)]
fn share(part: usize, whole: usize) -> f32 {
    part as f32 / whole.max(1) as f32
}

fn ends_with(words: &[String], length: usize, known: Option<&Piece>) -> bool {
    words.len() >= length && known == Some(&piece(&words[words.len() - length..]))
}

fn starts_with(words: &[String], length: usize, known: Option<&Piece>) -> bool {
    words.len() >= length && known == Some(&piece(&words[..length]))
}

/// The longest selection of `hits` that rises in both numbers (Hunt and Szymanski: the longest common subsequence).
fn longest_run(hits: &[(usize, usize)]) -> Vec<(usize, usize)> {
    // Of several places for one piece the later ones come first, so that only one of them is taken.
    let mut order: Vec<(usize, usize)> = hits.to_vec();
    order.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(order.len());
    for (index, (_, place)) in order.iter().enumerate() {
        let length = ends.partition_point(|end| order[*end].1 < *place);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(index);
        } else {
            ends[length] = index;
        }
    }
    let mut run = Vec::with_capacity(ends.len());
    let mut next = ends.last().copied();
    while let Some(index) = next {
        run.push(order[index]);
        next = before[index];
    }
    run.reverse();
    run
}

/// Those candidates that are good enough and do not claim the same words as a better one, in the order of the text.
fn accept<'a>(candidates: &[Found<'a>]) -> Vec<Found<'a>> {
    let mut accepted: Vec<Found<'a>> = Vec::new();
    for found in candidates {
        if accepted.iter().any(|better| better.overlaps(found)) {
            continue;
        }
        let near = !is_open(found.known) && found.named && found.score >= ENOUGH;
        let good = found.exact || (near && stands_out(found, candidates));
        if good {
            accepted.push(Found {
                span: found.span.clone(),
                ..*found
            });
        }
    }
    accepted.sort_by_key(|found| found.span.start);
    accepted
}

fn stands_out(found: &Found<'_>, candidates: &[Found<'_>]) -> bool {
    let is_rival = |other: &&Found<'_>| {
        other.named && other.known.id != found.known.id && other.overlaps(found)
    };
    let mut rivals = candidates.iter().filter(is_rival);
    rivals.all(|rival| 1.0 - rival.score >= FARTHER * (1.0 - found.score))
}

/// What a text holds beside the licences in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rest {
    /// Nothing but titles and statements of copyright.
    Nothing,
    /// Words that look like no condition.
    Words,
    /// Words that could be conditions.
    Conditions,
}

impl Rest {
    fn beside(accepted: &[Found<'_>], words: &[String]) -> Self {
        let mut rest = Self::Nothing;
        let mut start = 0;
        let end = std::iter::once(words.len()..words.len());
        for span in accepted.iter().map(|found| found.span.clone()).chain(end) {
            if let Some(between) = words.get(start..span.start) {
                rest = rest.max(Self::of(between, accepted));
            }
            start = start.max(span.end);
        }
        // Between the pieces of a text that is not there word for word anything may stand.
        if accepted.iter().any(|found| !found.exact) {
            rest.max(Self::Words)
        } else {
            rest
        }
    }

    fn of(words: &[String], accepted: &[Found<'_>]) -> Self {
        // The longest first: a title may be part of another one.
        let mut titles: Vec<&Vec<String>> = accepted
            .iter()
            .flat_map(|found| &found.known.titles)
            .collect();
        titles.sort_by_key(|title| std::cmp::Reverse(title.len()));
        let mut left: Vec<&[String]> = vec![words];
        for title in titles {
            left = left
                .into_iter()
                .flat_map(|words| without(words, title))
                .collect();
        }
        left.retain(|words| !is_statement(words));
        if left.concat().iter().any(|word| is_condition(word)) {
            Self::Conditions
        } else if left.is_empty() {
            Self::Nothing
        } else {
            Self::Words
        }
    }
}

/// What is left of `words` on either side of each occurrence of `title`. A title of one word (`License`) is also a
/// word of sentences, so it has to stand alone.
fn without<'a>(words: &'a [String], title: &[String]) -> Vec<&'a [String]> {
    if title.len() == 1 {
        return if words == title {
            Vec::new()
        } else {
            vec![words]
        };
    }
    let mut left = Vec::new();
    let mut start = 0;
    while let Some(at) = find(words, title, start) {
        left.push(&words[start..at]);
        start = at + title.len();
    }
    left.push(&words[start..]);
    left
}

/// Nothing, a statement of copyright that lost its line, or the ruler words of a file.
fn is_statement(words: &[String]) -> bool {
    let Some(first) = words.first() else {
        return true;
    };
    let year = first.len() == 4
        && first.starts_with(['1', '2'])
        && first.bytes().all(|byte| byte.is_ascii_digit());
    words.len() <= MAX_STATEMENT
        && (first == "copyright" || year)
        && !words.iter().any(|word| is_condition(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_run_rises_in_both() {
        assert_eq!(
            longest_run(&[(0, 0), (0, 3), (1, 1), (2, 0), (3, 2)]),
            [(0, 0), (1, 1), (3, 2)]
        );
        assert_eq!(longest_run(&[(0, 2), (0, 1), (0, 0)]).len(), 1);
        assert!(longest_run(&[]).is_empty());
    }

    #[test]
    fn what_is_left_beside_titles() {
        let words = |text: &str| words(text);
        let text = words("the foo title then more foo title");
        assert_eq!(
            without(&text, &words("foo title")),
            [&words("the")[..], &words("then more")[..], &[]]
        );
        assert!(is_statement(&words("copyright 2024 jane doe")));
        assert!(!is_statement(&words(
            "copyright 2024 jane doe you must not"
        )));
    }
}
