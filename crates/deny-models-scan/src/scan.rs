//! What a scan takes and what it gives.

use camino::Utf8PathBuf;
use deny_models::domain::How;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::limits::Limits;
use super::offers::{Offers, Reexport, VariantUse};
use super::scope::Scope;
use super::stop::Stop;

/// What is scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanOptions {
    /// Threads that read and parse.
    pub threads: usize,
    /// Whether names that are not pulled are given too, with [`Found::mention`] set.
    pub mentions: bool,
    /// How far it goes.
    pub limits: Limits,
    /// Whether tests, examples and benchmarks are scanned too, which no user of the crate runs.
    pub tests: bool,
    /// Whether every file is parsed, whatever its words.
    pub whole: bool,
    /// The directory that its code may take modules from, where the crate lies in it; without one, only from its own.
    pub around: Option<Utf8PathBuf>,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            threads: 1,
            mentions: false,
            limits: Limits::default(),
            tests: true,
            whole: false,
            around: None,
        }
    }
}

/// Why a crate could not be scanned.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ScanError {
    /// A bug of the scanner; what the crate pulls is not known.
    #[error("the scanner failed on it, which is a bug; what it pulls is not known")]
    Failed,
    /// The directory cannot be read.
    #[error("cannot read {path}: {why}")]
    Read {
        /// The directory.
        path: Utf8PathBuf,
        /// The error of the system.
        why: std::io::Error,
    },
}

/// What kind of evidence shows a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FoundKind {
    /// The id of a hub repository.
    HfRepoId,
    /// An address.
    Url,
    /// A file in the package.
    BundledFile,
    /// A file that is compiled in.
    IncludeBytes,
    /// The name of a model that an Ollama server fetches.
    Ollama,
    /// Anything else.
    Other,
}

impl FoundKind {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HfRepoId => "hf-repo-id",
            Self::Url => "url",
            Self::BundledFile => "bundled-file",
            Self::IncludeBytes => "include_bytes",
            Self::Ollama => "ollama-name",
            Self::Other => "other",
        }
    }
}

/// One model that a crate pulls, and where it is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found {
    /// `org/name` for a repository of the hub (`datasets/org/name` for a data set), `ollama:name` for a model of Ollama,
    /// else the address, else the path from the root of the crate.
    pub artifact: String,
    /// What shows it.
    pub kind: FoundKind,
    /// How it comes in.
    #[serde(with = "how_word")]
    pub how: How,
    /// The part of the package that pulls.
    pub scope: Scope,
    /// Features that are all needed.
    pub features: Vec<String>,
    /// Other conditions, as a `cfg` expression.
    pub cfg: Option<String>,
    /// The file, from the root of the crate with `/`.
    pub file: String,
    /// Line from 1; 0 for a whole file.
    pub line: u32,
    /// Column in characters from 1; 0 for a whole file.
    pub column: u32,
    /// Whether only a tokenizer or the like is taken from it.
    pub tokenizer_only: bool,
    /// Whether it is only named, in a comment, in prose or in a text that no call takes; [`Found::how`] has no meaning
    /// then.
    pub mention: bool,
    /// Whether it was followed from the call that takes it, as a program is followed.
    pub followed: bool,
    /// The call that takes it, where a call does.
    pub taken_at: Option<Spot>,
    /// What was seen, for people.
    pub detail: String,
}

/// What an object of a data file states of a model that it names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StatedModel {
    /// The model, as [`Found::artifact`] has it.
    pub artifact: String,
    /// What names it.
    pub kind: FoundKind,
    /// Licences.
    pub license: Vec<String>,
    /// The names of licences without an id.
    pub license_name: Vec<String>,
    /// Models that it was made from.
    pub base: Vec<String>,
    /// The file, from the root of the crate with `/`.
    pub file: String,
    /// Line of the first statement, from 1.
    pub line: u32,
    /// Its column in characters from 1.
    pub column: u32,
}

/// A place in a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Spot {
    /// The file, from the root of the crate with `/`.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
}

/// A call that takes a model which cannot be read from the source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unresolved {
    /// The file, from the root of the crate with `/`.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
    /// The part of the package that pulls.
    pub scope: Scope,
    /// Features that are all needed.
    pub features: Vec<String>,
    /// Other conditions, as a `cfg` expression.
    pub cfg: Option<String>,
    /// What could be read, with `{}` for what could not.
    pub template: String,
    /// Whether it is up to the crate's user: a parameter of a function that others call.
    pub caller_given: bool,
    /// Whether the front end of a program gives it, by a command.
    pub by_command: bool,
    /// Whether it is a call that a program is followed from; else it stands in a script.
    pub followed: bool,
}

/// How much was scanned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScanStats {
    /// Files of the crate.
    pub files: usize,
    /// Bytes that were searched.
    pub bytes: u64,
    /// Rust files that were parsed.
    pub parsed: usize,
    /// Rust files that could not be.
    pub unreadable: usize,
}

/// What a crate pulls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an answer of its own, which is stored by its name"
)]
pub struct Scan {
    /// Name of the package.
    pub name: String,
    /// Version of the package.
    pub version: String,
    /// Models.
    pub found: Vec<Found>,
    /// Calls whose model cannot be read.
    pub unresolved: Vec<Unresolved>,
    /// Files and folders that lie outside of the package, or are not known to lie in it.
    pub taken: Vec<Taken>,
    /// What data files that its code reads state of models.
    pub stated: Vec<StatedModel>,
    /// Which variant of an enum means which model.
    pub offers: Offers,
    /// Variants of other crates' enums that it names.
    pub uses: Vec<VariantUse>,
    /// Names of other crates that it re-exports.
    pub reexports: Vec<Reexport>,
    /// Whether its built code has a place where a text decides which model is taken.
    pub takes: bool,
    /// Whether its built code sends requests, as far as its words show.
    pub requests: bool,
    /// Whether files that are compiled lie outside of its directory, or may: what is in the directory is not all that
    /// this depends on.
    pub outside: bool,
    /// Whether its code or its dependencies show that it may take models, or files that may be models.
    pub may_take: bool,
    /// Where the analysis of what is built stopped, sorted.
    pub stops: Vec<Stop>,
    /// How much was scanned.
    pub stats: ScanStats,
}

/// The directory of the workspace, in the path of a file that is taken.
pub const WORKSPACE: &str = deny_models::domain::WORKSPACE;

/// How code takes a file or a folder by its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TakenKind {
    /// A file is compiled in.
    Embedded,
    /// A folder is compiled in with all that is in it.
    Folder,
    /// A build script copies a file or a folder, or makes code of a file.
    Copied,
    /// A file is opened, from the root of the package on.
    Opened,
    /// A file is opened, from where the program runs on.
    OpenedWhenRun,
    /// A text is the path of a file, and what takes it is not followed: it counts where that file is there.
    Named,
    /// The same in a build script.
    NamedByBuild,
}

/// A file or a folder that code takes by its path, and that does not lie in the package, or is not known to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Taken {
    /// From the root of the crate, with `..` at its start where it lies outside; with `$CARGO_WORKSPACE_DIR/` from the
    /// root of the workspace; absolute where it is written so.
    pub path: String,
    /// How.
    pub kind: TakenKind,
    /// The part of the package that takes it.
    pub scope: Scope,
    /// Features that are all needed.
    pub features: Vec<String>,
    /// Other conditions, as a `cfg` expression.
    pub cfg: Option<String>,
    /// The file, from the root of the crate with `/`.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
}

/// [`How`] as the word for it.
mod how_word {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use deny_models::domain::How;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(how: &How, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(how.as_str())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<How, D::Error> {
        let word = String::deserialize(from)?;
        How::parse(&word).ok_or_else(|| D::Error::custom("no way for a model to come in"))
    }
}
