//! What the files of a package state about weights that it ships: cards, licence texts, notices and the files of REUSE,
//! in any directory from the file up to the root.
//!
//! Reading cards takes libraries for YAML and Markdown, which a build script does without: a caller that has them passes
//! a [`CardReader`].

use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;

use camino::{Utf8Path, Utf8PathBuf};

use super::header::{self, Confidence, Header};
use super::modelfile::{self, Modelfile};
use super::names::{Statement, is_notice, statement};
use super::notice;
use super::package::ShippingPackage;
use super::reuse::{self, Annotation};
use super::text::{MAX_TEXT, is_license_text, license_file, read_bounded};
use super::weights::name::{is_model_worded, is_weight_name};
use crate::digest::sha256;
use crate::license::{Class, Flag, License, Terms};
use crate::model::{Bases, Claim, ClaimSource};

/// The place of a claim that is read from a card or a notice.
pub const CARD: &str = "card beside the file";
/// The place of a claim that is read from a licence file.
pub const TEXT: &str = "licence file beside it";

/// Statements of one directory that are read.
const MAX_FILES: usize = 16;

/// What a [`CardReader`] is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prose {
    /// A file that may be a model card: its front matter counts, and what its text states beside that.
    Card,
    /// A text about weights without the front matter of a card.
    Readme,
    /// A notice, or the part of one that is about the weights.
    Notice,
    /// The configuration of an adapter.
    Adapter,
    /// The configuration of a merge.
    Merge,
}

/// Reads the text of a card or a notice.
pub type CardReader<'a> = &'a dyn Fn(Prose, &[u8]) -> Header;

/// A source that speaks of a weight file.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbour {
    /// The file, relative to the root of the package.
    pub path: String,
    /// Its claim.
    pub claim: Claim,
}

/// What the files of one package state. Each directory is read once, however many weights it holds.
pub struct Neighbours<'a> {
    package: &'a ShippingPackage,
    card: Option<CardReader<'a>>,
    read: BTreeMap<String, Rc<Vec<Source>>>,
    noticed: BTreeMap<String, bool>,
}

/// A file that may speak of weights.
struct Source {
    /// Relative to the root of the package.
    path: String,
    body: Body,
}

enum Body {
    /// It is about everything in its directory and below.
    Claim(Box<Claim>),
    /// It is about the weights in its directory alone.
    Lineage(Box<Claim>),
    /// Patterns with licences.
    Annotations(Vec<Annotation>),
    /// A notice: parts of it may be about a file.
    Notice(String),
    /// What a model of Ollama is made from.
    Modelfile(Modelfile),
}

/// A directory on the way from a file to the root.
struct Level {
    /// Relative to the root of the package; empty for the root.
    path: String,
    whole: Utf8PathBuf,
    /// Whether it is the root of a package or of what may be read: its texts are those of the code.
    is_root: bool,
    distance: usize,
}

impl Body {
    fn claim(claim: Claim) -> Self {
        Self::Claim(Box::new(claim))
    }

    fn unread(why: String) -> Self {
        Self::claim(unread(why))
    }
}

impl Level {
    fn join(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}/{name}", self.path)
        }
    }
}

impl<'a> Neighbours<'a> {
    /// Of this package; nothing is read yet. Without a reader cards and notices are left to another source.
    #[must_use]
    pub fn new(package: &'a ShippingPackage, card: Option<CardReader<'a>>) -> Self {
        Self {
            package,
            card,
            read: BTreeMap::new(),
            noticed: BTreeMap::new(),
        }
    }

    /// The package.
    #[must_use]
    pub fn package(&self) -> &'a ShippingPackage {
        self.package
    }

    /// The claims about `file`, the nearest first.
    pub fn beside(&mut self, file: &str) -> Vec<Neighbour> {
        let mut found = Vec::new();
        for level in self.levels(file) {
            if level.distance == 0 {
                found.extend(self.of_file_alone(file, &level));
            }
            let sources = self.sources(&level);
            for source in sources.iter() {
                let claim = match &source.body {
                    Body::Claim(claim) => Some(Claim::clone(claim)),
                    Body::Lineage(claim) => (level.distance == 0).then(|| Claim::clone(claim)),
                    Body::Annotations(annotations) => {
                        self.annotated(annotations, source, file, &level)
                    }
                    Body::Notice(text) => self.noticed_in(text, file, &level),
                    Body::Modelfile(read) => self.made_from(read, source, file, &level),
                };
                found.extend(claim.map(|claim| Neighbour {
                    path: source.path.clone(),
                    claim: Claim {
                        distance: level.distance,
                        detail: far(claim.detail.clone(), level.distance),
                        ..claim
                    },
                }));
            }
        }
        found
    }

    /// Whether a licence text or a notice lies beside a file, or in a directory above it.
    pub fn has_notice(&mut self, file: &str) -> bool {
        let alone = format!("{file}.license");
        if self.text(&alone).is_ok_and(|text| is_license_text(&text)) {
            return true;
        }
        self.levels(file).into_iter().any(|level| {
            if let Some(known) = self.noticed.get(&level.path) {
                return *known;
            }
            let noticed = self.holds_notice(&level);
            self.noticed.insert(level.path, noticed);
            noticed
        })
    }

    fn levels(&self, file: &str) -> Vec<Level> {
        let whole = self.package.whole(file);
        let top = self.package.top(&whole);
        let above = whole.ancestors().skip(1);
        let above = above.take_while(|directory| directory.starts_with(top));
        let level = |(distance, whole): (usize, &Utf8Path)| Level {
            path: self.package.relative(whole),
            is_root: whole == top || whole.join("Cargo.toml").is_file(),
            whole: whole.to_owned(),
            distance,
        };
        above.enumerate().map(level).collect()
    }

    fn sources(&mut self, level: &Level) -> Rc<Vec<Source>> {
        if let Some(known) = self.read.get(&level.path) {
            return Rc::clone(known);
        }
        let read = Rc::new(self.read_level(level));
        self.read.insert(level.path.clone(), Rc::clone(&read));
        read
    }

    fn read_level(&self, level: &Level) -> Vec<Source> {
        let mut names: Vec<(String, Statement)> = names(&level.whole)
            .filter_map(|name| statement(&name).map(|kind| (name, kind)))
            .collect();
        names.sort_by(|one, other| one.0.cmp(&other.0));
        let mut sources: Vec<Source> = Vec::new();
        for (name, kind) in names {
            // What is left out may state a licence.
            if sources.len() >= MAX_FILES {
                let why = format!(
                    "more than {MAX_FILES} files that may state a licence are in one directory"
                );
                sources.extend(Self::source(level, &name, Body::unread(why)));
                break;
            }
            let body = self.body(level, &name, kind);
            sources.extend(body.and_then(|body| Self::source(level, &name, body)));
        }
        let dep5 = level.join(".reuse/dep5");
        if fs::symlink_metadata(self.package.whole(&dep5)).is_ok() {
            let body = match self.text(&dep5) {
                Ok(text) => Body::Annotations(reuse::read_dep5(&text)),
                Err(why) => Body::unread(format!("{dep5}: {why}")),
            };
            sources.extend(Self::source(level, ".reuse/dep5", body));
        }
        sources
    }

    fn source(level: &Level, name: &str, body: Body) -> Option<Source> {
        let says = match &body {
            Body::Claim(claim) | Body::Lineage(claim) => claim.states_anything(),
            Body::Annotations(_) | Body::Notice(_) | Body::Modelfile(_) => true,
        };
        says.then(|| Source {
            path: level.join(name),
            body,
        })
    }

    fn body(&self, level: &Level, name: &str, kind: Statement) -> Option<Body> {
        let path = level.join(name);
        if self.package.whole(&path).is_dir() {
            return None;
        }
        // The licence of the code, unless its name is about weights.
        let of_code = level.is_root && kind == Statement::Licence && !is_named_for_weights(name);
        let bytes = match self.bytes(&path) {
            Ok(bytes) => bytes,
            // Without a reader it is left to another source.
            Err(_) if of_code || self.card.is_none() && kind.is_prose() => return None,
            Err(why) => return Some(Body::unread(format!("{path}: {why}"))),
        };
        match kind {
            Statement::Card | Statement::Readme => {
                let strict = kind == Statement::Readme && level.is_root;
                let claim = self.card_claim(&path, &bytes, strict)?;
                Some(Body::claim(claim))
            }
            // A licence file with front matter is a card.
            Statement::Licence if bytes.starts_with(b"---") => {
                Some(Body::claim(self.card_claim(&path, &bytes, false)?))
            }
            Statement::Licence => {
                let claim = text_claim(name, &path, &bytes);
                let says = !(self.is_own(&claim) || of_code && !limits_use(&claim));
                says.then_some(Body::claim(claim))
            }
            Statement::Notice => match String::from_utf8(bytes) {
                Ok(text) => Some(Body::Notice(text)),
                Err(_) => self
                    .card
                    .is_some()
                    .then(|| Body::unread(format!("{path}: its text is not UTF-8"))),
            },
            Statement::Adapter => self.lineage(Prose::Adapter, &path, &bytes),
            Statement::Merge => self.lineage(Prose::Merge, &path, &bytes),
            Statement::Modelfile => {
                let text = String::from_utf8_lossy(&bytes);
                Some(Body::Modelfile(modelfile::read(&text)))
            }
            Statement::ReuseToml => {
                let read = String::from_utf8(bytes).map_err(|_| "its text is not UTF-8".to_owned());
                Some(match read.and_then(|text| reuse::read_toml(&text)) {
                    Ok(annotations) => Body::Annotations(annotations),
                    Err(why) => Body::unread(format!("{path}: {why}")),
                })
            }
        }
    }

    /// What a configuration states of the weights beside it.
    fn lineage(&self, prose: Prose, path: &str, bytes: &[u8]) -> Option<Body> {
        let header = self.card?(prose, bytes);
        let claim = claim_of(&header, path, "configuration beside the file");
        Some(Body::Lineage(Box::new(claim)))
    }

    /// The claim of a card. A README without the fields of a card is `strict`ly none at a root; elsewhere its text may
    /// state a licence.
    fn card_claim(&self, path: &str, bytes: &[u8], strict: bool) -> Option<Claim> {
        let read = self.card?;
        let header = read(Prose::Card, bytes);
        // A badge or a link in the README of a crate is about the crate.
        let counts = |rank: Confidence| !(strict && rank == Confidence::Hint);
        let has_fields = header.license.iter().any(|stated| counts(stated.rank))
            || header.license_name.iter().any(|stated| counts(stated.rank))
            || header.base_models.iter().any(|base| counts(base.rank));
        let claim = claim_of(&header, path, CARD);
        if has_fields || claim.unread.is_some() {
            return Some(claim);
        }
        if strict {
            return None;
        }
        let mut claim = claim_of(&read(Prose::Readme, bytes), path, CARD);
        // A link in a text is no lineage.
        if header.prose.bases.is_empty() {
            claim.bases = Bases::NotStated;
        }
        claim.states_anything().then_some(claim)
    }

    /// What is about this one file: `x.onnx.license`, `x.onnx.md` and `x.md`.
    fn of_file_alone(&self, file: &str, level: &Level) -> Vec<Neighbour> {
        let mut found = Vec::new();
        let path = format!("{file}.license");
        if fs::symlink_metadata(self.package.whole(&path)).is_ok() {
            let claim = match self.bytes(&path) {
                Ok(bytes) => text_claim(&format!("{}.license", name_of(file)), &path, &bytes),
                Err(why) => unread(format!("{path}: {why}")),
            };
            found.push(Neighbour { path, claim });
        }
        let stem = name_of(file).rsplit_once('.').map_or("", |(stem, _)| stem);
        for name in [format!("{}.md", name_of(file)), format!("{stem}.md")] {
            let path = level.join(&name);
            if statement(&name).is_some() || !self.package.whole(&path).is_file() {
                continue;
            }
            if let Ok(bytes) = self.bytes(&path) {
                let claim = self.card_claim(&path, &bytes, false);
                found.extend(claim.map(|claim| Neighbour { path, claim }));
            }
        }
        found
    }

    /// The path of a file from a directory above it.
    fn below(&self, file: &str, level: &Level) -> Option<String> {
        let whole = self.package.whole(file);
        let path = whole.strip_prefix(&level.whole).ok()?;
        Some(path.as_str().replace('\\', "/"))
    }

    fn annotated(
        &self,
        annotations: &[Annotation],
        source: &Source,
        file: &str,
        level: &Level,
    ) -> Option<Claim> {
        let path = self.below(file, level)?;
        let claim = Claim {
            license: Some(reuse::license_of(annotations, &path)?),
            ..Claim::new(
                ClaimSource::LicenseFile,
                format!("{} of REUSE", name_of(&source.path)),
            )
        };
        // The pattern for all files is that of the code.
        (!self.is_own(&claim)).then_some(claim)
    }

    /// What a notice states of a file: the parts that name it, or beside it the whole, where it names no weights.
    fn noticed_in(&self, text: &str, file: &str, level: &Level) -> Option<Claim> {
        let path = self.below(file, level)?;
        let about = notice::about(text, &path).or_else(|| {
            let mut words =
                text.split(|char: char| char.is_whitespace() || "`'\"()[],;".contains(char));
            let names_weights = words.any(|word| is_weight_name(word.trim_end_matches('.')));
            (level.distance == 0 && !level.is_root && !names_weights).then(|| text.to_owned())
        })?;
        let header = self.card?(Prose::Notice, about.as_bytes());
        let mut claim = claim_of(&header, &level.join("notice"), "notice beside the file");
        claim.bases = Bases::NotStated;
        claim.slot_licenses.clear();
        claim.states_anything().then_some(claim)
    }

    /// What the licence in a Modelfile states of a file that the model is made from.
    fn made_from(
        &self,
        read: &Modelfile,
        source: &Source,
        file: &str,
        level: &Level,
    ) -> Option<Claim> {
        let license = read.license_of(&self.below(file, level)?)?;
        if is_license_text(&license) {
            return Some(text_claim(
                name_of(&source.path),
                &source.path,
                license.as_bytes(),
            ));
        }
        let header = self.card?(
            Prose::Notice,
            format!("License: {}", license.trim()).as_bytes(),
        );
        let claim = claim_of(&header, &source.path, "Modelfile beside the file");
        Some(if claim.states_anything() {
            claim
        } else {
            unread(format!(
                "{}: its LICENSE names none that is known",
                source.path
            ))
        })
    }

    /// Whether a text is that of the package's own licence: that states nothing of weights.
    fn is_own(&self, claim: &Claim) -> bool {
        let own: Vec<&License> = self
            .package
            .terms()
            .into_iter()
            .flat_map(Terms::leaves)
            .collect();
        let mut terms = claim.terms().flat_map(Terms::leaves).peekable();
        claim.unread.is_none()
            && terms.peek().is_some()
            && terms.all(|license| own.iter().any(|known| known.id() == license.id()))
    }

    fn holds_notice(&self, level: &Level) -> bool {
        names(&level.whole)
            .filter(|name| is_notice(name) || statement(name) == Some(Statement::Notice))
            .any(|name| {
                let path = level.join(&name);
                if self.package.whole(&path).is_dir() {
                    return names(&self.package.whole(&path)).next().is_some();
                }
                let text = self.text(&path);
                text.is_ok_and(|text| match statement(&name) {
                    Some(Statement::Licence) => is_license_text(&text),
                    _ => !text.trim().is_empty(),
                })
            })
    }

    fn text(&self, path: &str) -> Result<String, String> {
        let bytes = self.bytes(path)?;
        String::from_utf8(bytes).map_err(|_| "its text is not UTF-8".to_owned())
    }

    /// The bytes of a file that states something. A link may lead anywhere, and a pipe would wait for ever.
    fn bytes(&self, path: &str) -> Result<Vec<u8>, String> {
        let whole = self.package.located(path)?;
        let bytes =
            read_bounded(whole.as_std_path(), MAX_TEXT + 1).map_err(|why| why.to_string())?;
        if bytes.len() as u64 > MAX_TEXT {
            return Err(format!("more than {MAX_TEXT} bytes"));
        }
        if bytes.starts_with(b"version https://git-lfs") {
            let header = header::read_path(whole.as_std_path()).map_err(|why| why.to_string())?;
            let why = header.to_claim_parts().unreadable;
            return Err(why.unwrap_or_else(|| "a Git LFS pointer".to_owned()));
        }
        if bytes.contains(&0) {
            return Err("it is not text".to_owned());
        }
        Ok(bytes)
    }
}

impl Statement {
    /// Whether reading it takes a [`CardReader`].
    fn is_prose(self) -> bool {
        matches!(
            self,
            Self::Card
                | Self::Readme
                | Self::Notice
                | Self::Modelfile
                | Self::Adapter
                | Self::Merge
        )
    }
}

/// All names in a directory: a licence may be the last of however many.
fn names(directory: &Utf8Path) -> impl Iterator<Item = String> {
    let entries = directory.read_dir_utf8().into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_owned())
}

fn name_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Whether the name of a licence file is about weights: `LICENSE-MODEL`, `LICENSE.weights`.
fn is_named_for_weights(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".weights") || is_model_worded(name)
}

/// Whether a licence is one that limits what the files may be used for.
fn limits_use(claim: &Claim) -> bool {
    let mut licenses = claim.terms().flat_map(Terms::leaves);
    licenses.any(|license| license.osi() == Flag::No && license.class() >= Class::UseRestricted)
}

/// The claim of a licence text. A few words that name no licence are no text that could be read.
fn text_claim(name: &str, path: &str, bytes: &[u8]) -> Claim {
    let header = license_file(name, bytes);
    let text = String::from_utf8_lossy(bytes);
    if !header.unknown_texts.is_empty() && !is_license_text(&text) {
        return unread(format!("{path}: a few words that name no licence"));
    }
    let mut claim = claim_of(&header, path, TEXT);
    claim.texts.push(sha256(bytes));
    claim
}

fn unread(why: String) -> Claim {
    Claim {
        unread: Some(why),
        ..Claim::new(ClaimSource::LicenseFile, TEXT)
    }
}

/// Where something lies that is not beside the file.
fn far(detail: String, distance: usize) -> String {
    if distance == 0 {
        return detail;
    }
    [
        ("beside the file", "above the file"),
        ("beside it", "above it"),
    ]
    .iter()
    .fold(detail, |detail, (near, far)| detail.replacen(near, far, 1))
}

fn claim_of(header: &Header, path: &str, detail: &str) -> Claim {
    // What reads cards decides where a claim comes from, so that who does without it knows what to take from a lock.
    let origin = if header.format == header::Format::LicenseFile {
        ClaimSource::LicenseFile
    } else {
        ClaimSource::Card
    };
    let mut claim = header.to_claim_parts().into_claim(origin, detail);
    claim.unread = claim.unread.map(|why| format!("{path}: {why}"));
    // A directory may hold several models; their lineage is not that of each file.
    claim.components = None;
    claim
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::domain::CrateLicense;

    /// In which order a directory lists its files is up to the file system.
    #[test]
    fn a_licence_is_found_among_however_many_files() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(directory.path()).expect("UTF-8");
        let models = root.join("models");
        fs::create_dir(&models).expect("made");
        for number in 0..2_500 {
            fs::write(models.join(format!("{number}.bin")), "").expect("written");
        }
        let text = "SPDX-License-Identifier: CC-BY-NC-4.0\n";
        fs::write(models.join("LICENSE"), text).expect("written");
        let package = ShippingPackage::new(
            root,
            "a 1.0.0".to_owned(),
            &CrateLicense::Stated("MIT".to_owned()),
        );
        let mut neighbours = Neighbours::new(&package, None);
        let claims = neighbours.beside("models/0.bin").into_iter();
        let paths: Vec<String> = claims.map(|neighbour| neighbour.path).collect();
        assert_eq!(paths, ["models/LICENSE"]);
    }
}
