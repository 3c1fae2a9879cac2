//! Cards and licence files in the directory of a weight file that a package ships.
//!
//! Reading cards takes a library for YAML, which a build script does without: a caller that has one passes a
//! [`CardReader`].

use std::collections::BTreeMap;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::header::{self, Format, Header};
use super::names::{is_notice, is_terms};
use super::text::{MAX_TEXT, license_file, read_bounded};
use crate::digest::sha256;
use crate::model::{Claim, ClaimSource};

/// Entries of a directory that are checked.
const MAX_ENTRIES: usize = 2_000;

/// A licence has more words than this.
const MIN_WORDS: usize = 20;

/// The place of a claim that is read from a card.
pub const CARD: &str = "card beside the file";
/// The place of a claim that is read from a licence file.
pub const TEXT: &str = "licence file beside it";

/// Files that are read.
const MAX_FILES: usize = 8;

/// Reads the model card at a path; `None` where cards are not read, or the file cannot be.
pub type CardReader<'a> = &'a dyn Fn(&Utf8Path) -> Option<Header>;

/// A source beside a weight file.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The file, relative to the root of the package.
    pub path: String,
    /// Its claim.
    pub claim: Claim,
}

/// Cards and licence files of one package. Each directory is read once, however many weights it holds.
pub struct Neighbours<'a> {
    root: &'a Utf8Path,
    card: CardReader<'a>,
    read: BTreeMap<Utf8PathBuf, Vec<Neighbour>>,
    noticed: BTreeMap<Utf8PathBuf, bool>,
}

impl<'a> Neighbours<'a> {
    /// Of the package whose root is `root`; nothing is read yet.
    #[must_use]
    pub fn new(root: &'a Utf8Path, card: CardReader<'a>) -> Self {
        Self {
            root,
            card,
            read: BTreeMap::new(),
            noticed: BTreeMap::new(),
        }
    }

    /// The root of the package.
    #[must_use]
    pub fn root(&self) -> &'a Utf8Path {
        self.root
    }

    /// The claims of the card and the licence files in the directory of `file`. At the root of a package these are the
    /// package's own, so there only a card counts that has the front matter of a model card.
    pub fn beside(&mut self, file: &str) -> &[Neighbour] {
        let parent = Utf8Path::new(file).parent().unwrap_or(Utf8Path::new(""));
        let read = self.read.entry(parent.to_owned());
        read.or_insert_with(|| all(self.root, parent, self.card))
    }

    /// Whether a licence text or a notice lies beside a file, or in a directory above it inside the package.
    pub fn has_notice(&mut self, file: &str) -> bool {
        Utf8Path::new(file).ancestors().skip(1).any(|directory| {
            let noticed = self.noticed.entry(directory.to_owned());
            *noticed.or_insert_with(|| holds_notice(&self.root.join(directory)))
        })
    }
}

fn all(root: &Utf8Path, parent: &Utf8Path, card: CardReader<'_>) -> Vec<Neighbour> {
    let at_root = parent.as_str().is_empty();
    let Ok(entries) = root.join(parent).read_dir_utf8() else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .take(MAX_ENTRIES)
        .map(|entry| entry.file_name().to_owned())
        .filter(|name| is_card_name(name) || is_terms(name) && !at_root)
        .collect();
    names.sort();
    names.truncate(MAX_FILES);
    names
        .into_iter()
        .filter_map(|name| neighbour(root, parent, &name, card))
        .collect()
}

fn holds_notice(directory: &Utf8Path) -> bool {
    let entries = directory.read_dir_utf8().into_iter().flatten();
    entries.flatten().any(|entry| is_notice(entry.file_name()))
}

fn is_card_name(name: &str) -> bool {
    name.eq_ignore_ascii_case("readme.md")
}

fn read(path: &Utf8Path, name: &str, card: CardReader<'_>) -> Option<Header> {
    if is_card_name(name) {
        return card(path);
    }
    let bytes = read_bounded(path.as_std_path(), MAX_TEXT).ok()?;
    if bytes.starts_with(b"version https://git-lfs") {
        return header::read_path(path.as_std_path()).ok();
    }
    // A licence file with front matter is a card.
    if bytes.starts_with(b"---") {
        return card(path);
    }
    Some(license_file(name, &bytes))
}

fn neighbour(
    root: &Utf8Path,
    parent: &Utf8Path,
    name: &str,
    card: CardReader<'_>,
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
    // An unrecognised text is some licence of the weights, unless it has only a few words.
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
    claim.texts.extend(digest_of(&whole).filter(|_| !card));
    claim.states_anything().then(|| Neighbour {
        path: path.into_string().replace('\\', "/"),
        claim,
    })
}

/// The SHA-256 of a licence text.
fn digest_of(path: &Utf8Path) -> Option<String> {
    let bytes = read_bounded(path.as_std_path(), MAX_TEXT).ok()?;
    Some(sha256(&bytes))
}

fn words(path: &Utf8Path) -> usize {
    fs::read_to_string(path).map_or(0, |text| text.split_whitespace().count())
}

/// The README of a crate or of a folder is not one: a model card has a field about a model.
fn is_model_card(header: &Header) -> bool {
    !header.license.is_empty() || !header.license_name.is_empty() || !header.base_models.is_empty()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::super::header::{Confidence, Stated};
    use super::*;

    #[test]
    fn a_directory_is_read_once() {
        let package = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(package.path()).expect("UTF-8");
        for (file, text) in [
            ("models/a/README.md", "card"),
            ("models/b/README.md", "card"),
            ("models/NOTICE", "notice"),
        ] {
            let path = root.join(file);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, text).expect("written");
        }
        let reads = Cell::new(0);
        let card = |_: &Utf8Path| {
            reads.set(reads.get() + 1);
            let mut header = Header::new(Format::Card);
            header.add_license(Stated::new("mit", "license", Confidence::Own));
            Some(header)
        };
        let mut neighbours = Neighbours::new(root, &card);
        for number in 0..50 {
            let file = format!("models/a/{number}.onnx");
            assert_eq!(neighbours.beside(&file)[0].path, "models/a/README.md");
            assert!(neighbours.has_notice(&file));
        }
        assert_eq!(reads.get(), 1);
        assert_eq!(
            neighbours.beside("models/b/0.onnx")[0].path,
            "models/b/README.md"
        );
        assert_eq!(reads.get(), 2);
        assert!(neighbours.beside("c/0.onnx").is_empty() && !neighbours.has_notice("c/0.onnx"));
        // What was read stays read.
        fs::remove_dir_all(root.join("models")).expect("removed");
        assert!(neighbours.has_notice("models/b/1.onnx"));
        assert_eq!(neighbours.beside("models/a/51.onnx").len(), 1);
        assert_eq!(reads.get(), 2);
    }

    #[test]
    fn a_notice_counts_beside_and_above_a_file() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(directory.path()).expect("UTF-8");
        fs::create_dir_all(root.join("models/small")).expect("made");
        assert!(!Neighbours::new(root, &|_| None).has_notice("models/small/x.gguf"));
        fs::write(root.join("models/notice"), "").expect("written");
        assert!(Neighbours::new(root, &|_| None).has_notice("models/small/x.gguf"));
        assert!(!Neighbours::new(root, &|_| None).has_notice("other/x.gguf"));
    }
}
