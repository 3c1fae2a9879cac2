//! What is kept of a licence text: hashes of its pieces, from which no prose can be had back.
//!
//! The words are cut where the hash of two neighbours is the least within [`REACH`] words on either side. The cuts
//! depend on the words around them alone, so that the same passage is cut in the same way wherever it stands: in a
//! longer file, behind a preamble, or beside changed passages. Every word lies in one piece, so that nothing can be
//! added, dropped or changed without some piece being another.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;
use std::sync::OnceLock;

use crate::digest::digest;

use super::found::Part;
use super::words::words;
use crate::license::class::Class;
use crate::license::id::lookup;
use crate::tsv;

const TABLE: &str = include_str!("../fingerprints.tsv");

/// Words on either side of a cut that are seen when the cut is made.
const REACH: usize = 6;

/// A hash of a piece: 24 bits, four characters of the table.
pub(super) type Piece = u32;

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The pieces of a text: where they lie in its words, and their hashes.
#[derive(Debug)]
pub(super) struct Cut {
    pub(super) pieces: Vec<(Range<usize>, Piece)>,
}

impl Cut {
    /// Cuts the words into pieces. The first and the last one end where the text does and not at a cut.
    pub(super) fn new(words: &[String]) -> Self {
        let pairs: Vec<u64> = words.windows(2).map(hash).collect();
        let mut pieces = Vec::new();
        let mut start = 0;
        for at in REACH..pairs.len().saturating_sub(REACH) {
            let around = &pairs[at - REACH..=at + REACH];
            let least = around
                .iter()
                .enumerate()
                .all(|(place, pair)| place == REACH || *pair > pairs[at]);
            if least {
                pieces.push((start..at + 1, piece(&words[start..=at])));
                start = at + 1;
            }
        }
        pieces.push((start..words.len(), piece(&words[start..])));
        Self { pieces }
    }
}

/// The hash of one piece.
pub(super) fn piece(words: &[String]) -> Piece {
    u32::try_from(hash(words) >> 40).unwrap_or(0)
}

/// FNV-1a, then mixed so that the high bits depend on every word. It places cuts and finds candidates; what counts
/// as word for word is decided by the digest.
fn hash(words: &[String]) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in words.iter().flat_map(|word| word.bytes().chain([b' '])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    hash ^ (hash >> 29)
}

/// The digest of a run of words: the first half of its SHA-256, in hexadecimal digits, so that other terms cannot be
/// written with the fingerprint of a licence.
pub(super) fn digest_of(words: &[String]) -> String {
    let mut digits = String::with_capacity(32);
    for byte in &digest(words.join(" ").as_bytes())[..16] {
        // Writing to a string cannot fail.
        let _ = write!(digits, "{byte:02x}");
    }
    digits
}

/// One text of the table.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) id: &'static str,
    pub(super) part: Part,
    /// What the licence calls itself: the first of its titles.
    pub(super) name: Vec<String>,
    /// Titles and other lines that copies have before or after the text.
    pub(super) titles: Vec<Vec<String>>,
    pub(super) class: Class,
    /// How many words the text has.
    pub(super) words: usize,
    /// How many of them are in the first and in the last piece.
    pub(super) edges: (usize, usize),
    pub(super) digest: &'static str,
    pub(super) pieces: Vec<Piece>,
    pub(super) source: &'static str,
}

impl Known {
    fn read(
        [
            id,
            part,
            titles,
            words_,
            first,
            last,
            digest,
            pieces,
            source,
        ]: [&'static str; 9],
    ) -> Option<Self> {
        let titles: Vec<Vec<String>> = tsv::list(titles).map(words).collect();
        Some(Self {
            id,
            part: Part::parse(part)?,
            name: titles.first().cloned().unwrap_or_default(),
            titles,
            class: lookup(id).class(),
            words: words_.parse().ok()?,
            edges: (first.parse().ok()?, last.parse().ok()?),
            digest,
            pieces: decode(pieces)?,
            source,
        })
    }

    /// The pieces between the first and the last: those that are cut alike wherever the text stands.
    pub(super) fn inner(&self) -> &[Piece] {
        self.pieces
            .get(1..self.pieces.len().saturating_sub(1))
            .unwrap_or_default()
    }
}

/// The texts of a table, and where each piece occurs in them.
#[derive(Debug)]
pub(super) struct Texts {
    pub(super) known: Vec<Known>,
    /// Text and place of each inner piece.
    pub(super) places: HashMap<Piece, Vec<(usize, usize)>>,
}

impl Texts {
    /// The built-in texts, read on first use.
    pub(super) fn builtin() -> &'static Self {
        static READ: OnceLock<Texts> = OnceLock::new();
        READ.get_or_init(|| Self::read(TABLE))
    }

    pub(super) fn read(table: &'static str) -> Self {
        let known: Vec<Known> = tsv::rows(table).filter_map(Known::read).collect();
        let mut places: HashMap<Piece, Vec<(usize, usize)>> = HashMap::new();
        for (text, known) in known.iter().enumerate() {
            for (place, piece) in known.inner().iter().enumerate() {
                places.entry(*piece).or_default().push((text, place));
            }
        }
        Self { known, places }
    }
}

fn decode(text: &str) -> Option<Vec<Piece>> {
    text.as_bytes()
        .chunks(4)
        .map(|digits| {
            digits
                .iter()
                .try_fold(0, |piece, byte| Some(piece << 6 | value(*byte)?))
        })
        .collect()
}

/// The place of a digit in [`DIGITS`].
fn value(digit: u8) -> Option<Piece> {
    let place = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(Piece::from(place))
}

fn encode(pieces: impl Iterator<Item = Piece>) -> String {
    let digit = |piece: Piece, shift: u32| char::from(DIGITS[(piece >> shift & 63) as usize]);
    pieces
        .flat_map(|piece| [18, 12, 6, 0].map(|shift| digit(piece, shift)))
        .collect()
}

/// The columns `words`, `first`, `last`, `digest` and `pieces` of the table of licence texts, for the part of `text`
/// from the phrase `from` up to the phrase `to`; an empty phrase cuts nothing off. `None` when a phrase does not
/// occur or the rest is too short to be distinguished from others. The maintainers' tool in `examples/fingerprint.rs`
/// writes the table with it.
#[doc(hidden)]
#[must_use]
pub fn fingerprint(text: &str, from: &str, to: &str) -> Option<String> {
    let all = words(text);
    let (from, to) = (words(from), words(to));
    let start = if from.is_empty() {
        0
    } else {
        super::words::find(&all, &from, 0)?
    };
    let end = if to.is_empty() {
        all.len()
    } else {
        super::words::find(&all, &to, start + from.len())?
    };
    let part = &all[start..end];
    let pieces = Cut::new(part).pieces;
    let [(first, _), _, .., (last, _)] = pieces.as_slice() else {
        return None;
    };
    Some(format!(
        "{}\t{}\t{}\t{}\t{}",
        part.len(),
        first.len(),
        last.len(),
        digest_of(part),
        encode(pieces.iter().map(|(_, piece)| *piece))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(range: Range<u32>) -> Vec<String> {
        range
            .map(|at| format!("word{}", at.wrapping_mul(2_654_435_761) % 997))
            .collect()
    }

    #[test]
    fn every_word_is_in_one_piece_and_no_inner_piece_is_short() {
        let words = numbered(0..600);
        let pieces = Cut::new(&words).pieces;
        assert!(pieces.len() > 15, "{}", pieces.len());
        let mut end = 0;
        for (range, _) in &pieces {
            assert_eq!(range.start, end);
            end = range.end;
        }
        assert_eq!(end, words.len());
        assert!(
            pieces[1..pieces.len() - 1]
                .iter()
                .all(|(range, _)| range.len() > REACH)
        );
    }

    #[test]
    fn a_passage_is_cut_alike_wherever_it_stands() {
        let passage = numbered(1000..1300);
        let own = Cut::new(&passage);
        let within: Vec<String> = [numbered(0..57), passage, numbered(2000..2033)].concat();
        let within = Cut::new(&within);
        let hashes: Vec<Piece> = within.pieces.iter().map(|(_, piece)| *piece).collect();
        let inner: Vec<Piece> = own.pieces[1..own.pieces.len() - 1]
            .iter()
            .map(|(_, piece)| *piece)
            .collect();
        assert!(hashes.windows(inner.len()).any(|window| window == inner));
    }

    #[test]
    fn pieces_are_written_and_read_back() {
        let pieces = [0, 1, 0xff_ffff, 0x12_3456];
        assert_eq!(decode(&encode(pieces.into_iter())), Some(pieces.to_vec()));
        assert_eq!(decode("AAA!"), None);
    }

    #[test]
    fn every_row_of_the_table_is_well_formed() {
        tsv::assert_well_formed(TABLE);
        let texts = Texts::builtin();
        assert_eq!(texts.known.len(), TABLE.lines().count() - 1);
        for known in &texts.known {
            assert!(lookup(known.id).is_known(), "{}", known.id);
            assert_eq!(lookup(known.id).id(), known.id);
            assert!(
                known.pieces.len() > 2 && known.words > known.edges.0 + known.edges.1,
                "{}",
                known.id
            );
            assert!(
                !known.name.is_empty()
                    || known.part == Part::Appendix
                    || known.class < Class::UseRestricted,
                "{}",
                known.id
            );
            assert_eq!(known.digest.len(), 32, "{}", known.id);
        }
    }

    #[test]
    fn no_text_is_twice_in_the_table() {
        let mut seen = HashMap::new();
        for known in &Texts::builtin().known {
            assert_eq!(seen.insert(known.digest, known.id), None, "{}", known.id);
        }
    }
}
