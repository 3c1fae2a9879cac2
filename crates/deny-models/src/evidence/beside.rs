//! Cards and licence files in the directory of a weight file that a package ships.
//!
//! Reading cards takes a library for YAML, which a build script does without: whoever has one hands over a
//! [`CardReader`].

use std::fs;

use camino::Utf8Path;

use super::header::{self, Format, Header};
use super::names::is_terms;
use super::text::{MAX_TEXT, license_file, read_bounded};
use crate::model::{Claim, ClaimSource};

/// Entries of a directory that are looked at.
const MAX_ENTRIES: usize = 2_000;

/// A licence has more words than this.
const MIN_WORDS: usize = 20;

/// Where what a card says was seen.
pub const CARD: &str = "card beside the file";
/// Where what a licence file says was seen.
pub const TEXT: &str = "licence file beside it";

/// Files that are read.
const MAX_FILES: usize = 8;

/// Reads the model card at a path; `None` where cards are not read, or the file cannot be.
pub type CardReader = fn(&Utf8Path) -> Option<Header>;

/// A source beside a weight file.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The file, relative to the root of the package.
    pub path: String,
    /// What it says.
    pub claim: Claim,
}

/// What the card and the licence files in the directory of `file` say. At the root of a package these are the package's
/// own, so there only a card counts that has the front matter of a model card.
#[must_use]
pub fn beside(root: &Utf8Path, file: &str, card: CardReader) -> Vec<Neighbour> {
    let parent = Utf8Path::new(file).parent().unwrap_or(Utf8Path::new(""));
    let at_root = parent.as_str().is_empty();
    let Ok(entries) = root.join(parent).read_dir_utf8() else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .take(MAX_ENTRIES)
        .map(|entry| entry.file_name().to_owned())
        .filter(|name| speaks(name, at_root))
        .collect();
    names.sort();
    names.truncate(MAX_FILES);
    names
        .into_iter()
        .filter_map(|name| neighbour(root, parent, &name, card))
        .collect()
}

fn speaks(name: &str, at_root: bool) -> bool {
    is_card_name(name) || is_terms(name) && !at_root
}

fn is_card_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("readme.md")
}

fn read(path: &Utf8Path, name: &str, card: CardReader) -> Option<Header> {
    if is_card_name(name) {
        return card(path);
    }
    let bytes = read_bounded(path.as_std_path(), MAX_TEXT).ok()?;
    if bytes.starts_with(b"version https://git-lfs") {
        return header::read_path(path.as_std_path()).ok();
    }
    // Somebody's licence file with front matter is a card after all.
    if bytes.starts_with(b"---") {
        return card(path);
    }
    Some(license_file(name, &bytes))
}

fn neighbour(
    root: &Utf8Path,
    parent: &Utf8Path,
    name: &str,
    card: CardReader,
) -> Option<Neighbour> {
    let path = parent.join(name);
    let whole = root.join(&path);
    // A link may lead anywhere, and a pipe would wait for ever.
    let plain = fs::symlink_metadata(&whole).is_ok_and(|meta| meta.is_file());
    let header = plain.then(|| read(&whole, name, card)).flatten()?;
    let card = header.format == Format::Card;
    if card && !is_model_card(&header) {
        return None;
    }
    // A text that nobody recognises is some licence of the weights, unless it is no more than a few words.
    if !header.unknown_texts.is_empty() && words(&whole) < MIN_WORDS {
        return None;
    }
    let origin = if card {
        ClaimSource::Card
    } else {
        ClaimSource::LicenseFile
    };
    let detail = if card { CARD } else { TEXT };
    let mut claim = header.to_claim_parts().into_claim(origin, detail);
    // A directory may hold several models; their lineage is not that of each file.
    claim.components = None;
    claim.says_something().then(|| Neighbour {
        path: path.into_string().replace('\\', "/"),
        claim,
    })
}

fn words(path: &Utf8Path) -> usize {
    fs::read_to_string(path).map_or(0, |text| text.split_whitespace().count())
}

/// The README of a crate or of a folder is none: a model card has a field that says something of a model.
fn is_model_card(header: &Header) -> bool {
    !header.license.is_empty() || !header.license_name.is_empty() || !header.base_models.is_empty()
}
