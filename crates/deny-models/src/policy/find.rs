//! Where the policy file is, and reading it.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::source::{Problem, SourceFile};
use crate::text::shown;

/// The name of the policy file.
pub const FILE_NAME: &str = "deny-models.toml";

/// The largest policy that is read, in bytes.
pub const MAX_BYTES: u64 = 1 << 20;

/// Why the policy file could not be found or read.
#[derive(Debug)]
pub enum FileError {
    /// There are two policies at the root.
    Two {
        /// The file in the root itself.
        one: Utf8PathBuf,
        /// The file in its `.cargo`.
        other: Utf8PathBuf,
    },
    /// There is no such file.
    NotFound {
        /// The file.
        path: Utf8PathBuf,
    },
    /// It is a directory, a pipe or a device.
    NotAFile {
        /// What is no file.
        path: Utf8PathBuf,
    },
    /// It is larger than [`MAX_BYTES`].
    TooLarge {
        /// The file.
        path: Utf8PathBuf,
    },
    /// It is not text.
    NotUtf8 {
        /// The file.
        path: Utf8PathBuf,
        /// Its first line that is not text, from 1.
        line: usize,
    },
    /// The system refuses.
    Io {
        /// The file.
        path: Utf8PathBuf,
        /// The error of the system.
        source: io::Error,
    },
}

// By hand and without thiserror, which costs a build script more than all that this module does.
impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Two { one, other } => {
                write!(f, "two policies: `{}` and `{}`", show(one), show(other))
            }
            Self::NotFound { path } => write!(f, "there is no file `{}`", show(path)),
            Self::NotAFile { path } => write!(f, "`{}` is not a regular file", show(path)),
            Self::TooLarge { path } => write!(f, "`{}` is larger than 1 MiB", show(path)),
            Self::NotUtf8 { path, line } => {
                write!(f, "line {line} of `{}` is not UTF-8 text", show(path))
            }
            Self::Io { path, source } => write!(f, "cannot read `{}`: {source}", show(path)),
        }
    }
}

impl std::error::Error for FileError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}

fn show(path: &Utf8Path) -> String {
    shown(path.as_str())
}

impl FileError {
    /// The same as a mistake that is shown like those inside the file.
    #[must_use]
    pub fn to_problem(&self) -> Problem {
        let help = match self {
            Self::Two { .. } => "keep one of them",
            Self::NotFound { .. } => "`cargo deny-models init` writes one",
            Self::NotAFile { .. } => "name the policy file itself",
            Self::TooLarge { .. } => "a policy is a short text; is this the right file?",
            Self::NotUtf8 { .. } => "save it as UTF-8",
            Self::Io { .. } => "check the path and its permissions",
        };
        Problem::new(self.to_string()).help(help)
    }

    fn io(path: &Utf8Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::NotFound => Self::NotFound { path },
            _ => Self::Io { path, source },
        }
    }
}

/// The policy of the workspace with this root: `deny-models.toml` or `.cargo/deny-models.toml` in it, wherever the
/// command runs. One in the directory of a member is not read: it would loosen the whole workspace from there.
///
/// # Errors
///
/// When the root has both, or the system returns an error.
pub fn find(workspace_root: &Utf8Path) -> Result<Option<Utf8PathBuf>, FileError> {
    in_directory(workspace_root)
}

/// The policy files of members, by their directories: [`find`] does not read them.
#[must_use]
pub fn not_read<'a>(
    workspace_root: &Utf8Path,
    members: impl IntoIterator<Item = &'a Utf8Path>,
) -> Vec<Utf8PathBuf> {
    let below = members
        .into_iter()
        .filter(|member| *member != workspace_root);
    let files = below.flat_map(candidates);
    // One that cannot be looked at cannot have been meant by anybody.
    files
        .filter(|file| is_there(file).unwrap_or(false))
        .collect()
}

fn candidates(directory: &Utf8Path) -> [Utf8PathBuf; 2] {
    [
        directory.join(FILE_NAME),
        directory.join(".cargo").join(FILE_NAME),
    ]
}

fn in_directory(directory: &Utf8Path) -> Result<Option<Utf8PathBuf>, FileError> {
    let [plain, hidden] = candidates(directory);
    match (is_there(&plain)?, is_there(&hidden)?) {
        (true, true) => Err(FileError::Two {
            one: plain,
            other: hidden,
        }),
        (true, false) => Ok(Some(plain)),
        (false, true) => Ok(Some(hidden)),
        (false, false) => Ok(None),
    }
}

/// Links are not followed: one that leads nowhere must not pass for "no policy".
fn is_there(path: &Utf8Path) -> Result<bool, FileError> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if is_absence(&error) => Ok(false),
        Err(source) => Err(FileError::Io {
            path: path.to_owned(),
            source,
        }),
    }
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Reads a policy file as text.
///
/// # Errors
///
/// When it is absent, no regular file, larger than [`MAX_BYTES`] or not UTF-8, or the system refuses.
pub fn read(path: &Utf8Path) -> Result<Arc<SourceFile>, FileError> {
    let fail = |error| FileError::io(path, error);
    // Checked before opening, which would block for ever on a pipe.
    if !fs::metadata(path).map_err(fail)?.is_file() {
        let path = path.to_owned();
        return Err(FileError::NotAFile { path });
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(fail)?;
    file.take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(fail)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_BYTES) {
        let path = path.to_owned();
        return Err(FileError::TooLarge { path });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(SourceFile::new(path, text)),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let bytes = error.into_bytes();
            let line = bytes[..good].split(|byte| *byte == b'\n').count();
            let path = path.to_owned();
            Err(FileError::NotUtf8 { path, line })
        }
    }
}
