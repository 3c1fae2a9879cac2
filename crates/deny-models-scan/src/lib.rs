//! What a crate pulls, read from its own files: source, build script, data and weights that lie in the package.
//!
//! This crate is internal to `cargo-deny-models`: all of its items are hidden from the documentation, and before 1.0 they
//! may change in any release. To see what a crate pulls, run `cargo deny-models scan`; to judge it, use `Gate` of the
//! crate `cargo-deny-models`.
//!
//! A quick search for telling words decides which crates and files are worth parsing. What is parsed becomes a small
//! form (`ir`) through which texts are followed (`eval`) from where they are written to where they decide which
//! model is taken (`sinks`). Nothing that is read is run, and no file can make this hang or fail.
//!
//! ```
//! use deny_models_scan::{ScanOptions, scan_crate};
//!
//! let scan = scan_crate("../../examples/search-app".into(), &ScanOptions::default()).unwrap();
//! assert_eq!(scan.name, "search-app");
//! // It takes the default of another crate's offers, which is told apart from what it pulls itself.
//! assert!(scan.found.is_empty());
//! ```

#![doc(hidden)]

mod attrs;
mod binding_names;
mod classify;
mod embed;
mod eval;
mod eval_call;
mod eval_field;
mod eval_text;
mod expr_start;
mod file_scopes;
mod index;
mod ir;
mod lex;
mod literal_choice;
mod lower;
mod lower_expr;
mod lower_macro;
mod mentions;
mod names;
mod offers;
mod opened_files;
mod package;
mod parse;
mod pool;
mod prefilter;
mod release;
mod report;
mod resolve;
mod shell;
mod sinks;
mod source;
mod tables;
mod text;
mod token_scan;
mod url;
mod uses;
mod version;

use std::fmt;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use thiserror::Error;

pub use offers::{Offer, Offers, Reexport, Resolved, VariantUse, resolve_offers};
pub use pool::{Task, scan_many};
pub use prefilter::words;
pub use version::scanner;

use deny_models::domain::{self, How};
use parse::STACK;

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanOptions {
    /// Threads that read and parse.
    pub threads: usize,
    /// Whether names that are not pulled are given too, with [`Found::mention`] set.
    pub mentions: bool,
    /// Steps that following texts may take.
    pub budget: u64,
    /// Whether tests, examples and benchmarks are looked at too, which no user of the crate runs.
    pub tests: bool,
}

impl Default for ScanOptions {
    fn default() -> Self {
        Self {
            threads: 1,
            mentions: false,
            budget: 1_500_000,
            tests: true,
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
        /// What the system says.
        why: std::io::Error,
    },
}

/// Part of a package that code belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// The library.
    Lib,
    /// A binary.
    Bin,
    /// The build script.
    Build,
    /// Examples, scripts and tools.
    Example,
    /// Tests, `#[cfg(test)]` code included.
    Test,
    /// Benchmarks.
    Bench,
}

impl Scope {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Lib => "lib",
            Self::Bin => "bin",
            Self::Build => "build",
            Self::Example => "example",
            Self::Test => "test",
            Self::Bench => "bench",
        }
    }

    /// Whether users of the crate run it.
    #[must_use]
    pub fn is_built(self) -> bool {
        matches!(self, Self::Lib | Self::Bin | Self::Build)
    }
}

impl From<Scope> for domain::Scope {
    /// What no user of a package runs is all one.
    fn from(scope: Scope) -> Self {
        match scope {
            Scope::Lib => Self::Lib,
            Scope::Bin => Self::Bin,
            Scope::Build => Self::Build,
            Scope::Example | Scope::Test | Scope::Bench => Self::Dev,
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
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
            Self::Other => "other",
        }
    }
}

/// One model that a crate pulls, and where it is named.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Found {
    /// `org/name` for a repository of the hub (`datasets/org/name` for a data set), else the address, else the path from
    /// the root of the crate.
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
    /// Whether it is only named, in a comment, in prose or in a text that no call takes; [`Found::how`] says nothing then.
    pub mention: bool,
    /// What was seen, for people.
    pub detail: String,
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
}

/// How much was looked at.
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
    /// Whether following texts ran out of steps.
    pub exhausted: bool,
}

/// What a crate pulls.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// Name of the package.
    pub name: String,
    /// Version of the package.
    pub version: String,
    /// Models.
    pub found: Vec<Found>,
    /// Calls whose model cannot be read.
    pub unresolved: Vec<Unresolved>,
    /// Which variant of an enum means which model.
    pub offers: Offers,
    /// Variants of other crates' enums that it names.
    pub uses: Vec<VariantUse>,
    /// Names of other crates that it gives on as its own.
    pub reexports: Vec<Reexport>,
    /// How much was looked at.
    pub stats: ScanStats,
}

/// Scans the crate in a directory: its own files only, without a network, a lock file or cargo.
///
/// # Errors
///
/// When the directory cannot be read.
pub fn scan_crate(dir: &Utf8Path, options: &ScanOptions) -> Result<Scan, ScanError> {
    on_a_large_stack(|| {
        let looked = Looked::new(dir, options, &mut Reader::default())?;
        looked.finish(options)
    })
}

/// A crate whose files were all read once, to be followed to its findings.
#[derive(Debug)]
struct Looked(source::Looked);

impl Looked {
    /// Reads the crate in a directory.
    fn new(dir: &Utf8Path, options: &ScanOptions, reader: &mut Reader) -> Result<Self, ScanError> {
        let read = guarded(|| source::look(dir, options, &mut reader.0))?;
        read.map(Self).map_err(|why| ScanError::Read {
            path: dir.to_owned(),
            why,
        })
    }

    /// How much is left to do, in about bytes of source.
    fn work(&self) -> usize {
        self.0.work()
    }

    /// Bytes of source that are held until then.
    fn kept(&self) -> usize {
        self.0.kept()
    }

    /// Parses what matters and follows it. Needs a stack of [`STACK`] bytes.
    fn finish(self, options: &ScanOptions) -> Result<Scan, ScanError> {
        guarded(|| {
            let directory = self.0.directory().to_owned();
            let mut scan = report::scan(source::parse(self.0, options), options);
            if options.mentions {
                mentions::add(&directory, &mut scan);
            }
            scan
        })
    }
}

/// What a thread reads files into, one after another.
#[derive(Debug, Default)]
struct Reader(source::Reader);

/// A bug that one crate meets does not end the run.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, ScanError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).map_err(|_| ScanError::Failed)
}

/// Runs where deep recursion has room.
fn on_a_large_stack<T: Send>(
    run: impl FnOnce() -> Result<T, ScanError> + Send,
) -> Result<T, ScanError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, run)
            .map_err(|_| ScanError::Failed)?;
        thread.join().unwrap_or(Err(ScanError::Failed))
    })
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
