//! A weight file that was found.

use camino::Utf8PathBuf;

/// A weight file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its path from the place that was searched, with `/`.
    pub(crate) path: String,
    /// Its length in bytes; of a pointer that of what it stands for is not known.
    pub(crate) size: u64,
    /// Whether its contents, or its contents with its name, are those of weights; else only a known file is like it.
    pub(crate) sure: bool,
    /// Where its bytes are.
    pub(crate) bytes: Bytes,
}

/// Whether a known file may be this one, by path and length.
pub(crate) type Expected<'a> = &'a dyn Fn(&str, u64) -> bool;

/// The bytes of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Bytes {
    /// A file to read.
    File(Utf8PathBuf),
    /// They were read as they passed: their SHA-256.
    Read(String),
    /// A Git LFS pointer: the SHA-256 that it states.
    Pointer(String),
}
