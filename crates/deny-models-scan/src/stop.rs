//! Where an analysis stopped, and why: what lies behind is not known.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why an analysis stopped. A number is the limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// A file cannot be read.
    NotRead,
    /// A folder cannot be listed.
    FolderNotRead,
    /// The name of a file is not UTF-8, so it is not read.
    NameNotUtf8,
    /// The name of a weight file, or of a model in code, has control characters or is too long to be one.
    NameNotTaken,
    /// A Rust file is not UTF-8.
    NotUtf8,
    /// A package has more files.
    Files(usize),
    /// A folder lies inside more folders.
    Folders(usize),
    /// A file has more bytes.
    FileBytes(usize),
    /// A file has more bytes of code.
    CodeBytes(usize),
    /// The package has more bytes of code.
    PackageBytes(usize),
    /// A file is not Rust that the parser knows.
    NotParsed,
    /// Brackets are nested deeper.
    Brackets(usize),
    /// An expression or type has more tokens.
    Tokens(usize),
    /// Macros are nested deeper.
    Macros(usize),
    /// The macros of a file are replaced by more tokens.
    Expanded(usize),
    /// A table that code reads has more bytes.
    TableBytes(usize),
    /// A table that code reads has more values, or nests them deeper.
    TableValues(usize),
    /// A table that code reads cannot be parsed.
    TableNotParsed,
    /// Code reads more tables.
    Tables(usize),
    /// Code names more scripts or Modelfiles.
    Scripts(usize),
    /// A script or Modelfile that code names has more lines.
    Lines(usize),
    /// A configuration that names files to ship cannot be parsed.
    ConfigurationNotParsed,
    /// A configuration that names files to ship has more bytes.
    ConfigurationBytes(usize),
    /// More calls take files by a path.
    Paths(usize),
    /// The path of a file that a call takes cannot be followed within so many steps.
    Path(u64),
    /// It is put together in calls or expressions that are nested deeper.
    PathDepth(usize),
    /// It has more values.
    PathValues(usize),
    /// It is longer.
    PathBytes(usize),
    /// A bug of the scanner, or a directory that is gone: the package was not scanned.
    NotScanned,
    /// The same of a program: code was not followed from crate to crate.
    NotFollowed,
    /// Following a text takes more steps.
    Steps(u64),
    /// Finding out which function a value is takes more steps.
    CalledValue(u64),
    /// More ways lead to a call that takes a model.
    Ways(usize),
    /// More calls lie between the call that takes a model and the one that names it.
    Callers(usize),
    /// More calls are gone into, one inside the other.
    Frames(usize),
    /// A call may mean more functions.
    Callees(usize),
    /// Expressions are nested deeper.
    Depth(usize),
    /// An expression has more values.
    Values(usize),
    /// A template has more texts.
    Texts(usize),
    /// A text that is put together is longer.
    TextBytes(usize),
}

impl Cause {
    /// Whether it is about following a model's name from call to call, which a program does anew with more limits.
    #[must_use]
    pub fn is_of_following(self) -> bool {
        matches!(
            self,
            Self::Steps(_)
                | Self::CalledValue(_)
                | Self::Ways(_)
                | Self::Callers(_)
                | Self::Frames(_)
                | Self::Callees(_)
                | Self::Depth(_)
                | Self::Values(_)
                | Self::Texts(_)
                | Self::TextBytes(_)
        )
    }
}

impl Cause {
    /// What whoever owns the code can do, so that it is read.
    #[must_use]
    pub fn advice(self) -> &'static str {
        match self {
            Self::NotRead | Self::FolderNotRead => "make it readable for who runs the check",
            Self::NameNotUtf8 => "give it a name in UTF-8",
            Self::NameNotTaken => "use a shorter name, without control characters",
            Self::NotUtf8 => "save it in UTF-8, as rustc wants it",
            Self::NotParsed => {
                "run `cargo check`: where it fails too, correct the file; where it passes, write what is marked in \
                 another way: this version does not know its syntax"
            }
            Self::TableNotParsed | Self::ConfigurationNotParsed => "correct the file",
            Self::NotScanned | Self::NotFollowed => {
                "report it, with `cargo deny-models scan` of the package: this is a bug of cargo-deny-models"
            }
            Self::Files(_)
            | Self::Folders(_)
            | Self::FileBytes(_)
            | Self::CodeBytes(_)
            | Self::PackageBytes(_)
            | Self::TableBytes(_)
            | Self::TableValues(_)
            | Self::Tables(_)
            | Self::Scripts(_)
            | Self::Lines(_)
            | Self::ConfigurationBytes(_) => {
                "split it, or move what names no models to where the code does not read it"
            }
            Self::Brackets(_) | Self::Tokens(_) | Self::Macros(_) | Self::Expanded(_) => {
                "split the expression, or move the data in it into a file"
            }
            _ => "name the model in the call itself, or in a constant that is handed to it",
        }
    }

    /// The same cause where it is the path of a file that is followed, within so many steps.
    pub(super) fn of_path(self, steps: u64) -> Self {
        match self {
            Self::Depth(most) | Self::Frames(most) | Self::Callers(most) => Self::PathDepth(most),
            Self::Values(most) | Self::Texts(most) | Self::Callees(most) | Self::Ways(most) => {
                Self::PathValues(most)
            }
            Self::TextBytes(most) => Self::PathBytes(most),
            _ => Self::Path(steps),
        }
    }

    /// Whether it is met on side ways as well, where many functions of one name or many values come together: where the
    /// name of a model is read all the same, it hides none.
    pub(super) fn is_aside(self) -> bool {
        matches!(
            self,
            Self::CalledValue(_) | Self::Frames(_) | Self::Callees(_) | Self::Depth(_)
        )
    }
}

impl fmt::Display for Cause {
    #[expect(clippy::too_many_lines, reason = "one short arm for each cause")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotRead => f.write_str("cannot be read"),
            Self::FolderNotRead => f.write_str("the directory cannot be read"),
            Self::NameNotUtf8 => f.write_str("the name is not UTF-8"),
            Self::NameNotTaken => f.write_str(
                "the name of a model, or of a weight file, has control characters or is too long",
            ),
            Self::NotUtf8 => f.write_str("is not UTF-8"),
            Self::Files(most) => write!(f, "the package has more than {most} files"),
            Self::Folders(most) => write!(f, "the directory lies more than {most} levels deep"),
            Self::FileBytes(most) => write!(f, "has more than {most} bytes"),
            Self::CodeBytes(most) => write!(f, "has more than {most} bytes without comments"),
            Self::PackageBytes(most) => {
                write!(f, "the package has more than {most} bytes of code")
            }
            Self::NotParsed => f.write_str("cannot be parsed as Rust"),
            Self::Brackets(most) => write!(f, "brackets are nested more than {most} deep"),
            Self::Tokens(most) => {
                write!(f, "an expression or type has more than {most} tokens")
            }
            Self::Macros(most) => write!(f, "macros are nested more than {most} deep"),
            Self::Expanded(most) => {
                write!(f, "macros are replaced by more than {most} tokens")
            }
            Self::TableBytes(most) => {
                write!(f, "code reads this table, which has more than {most} bytes")
            }
            Self::TableValues(most) => write!(
                f,
                "code reads this table, which has more than {most} values or levels"
            ),
            Self::TableNotParsed => f.write_str("code reads this table, which cannot be parsed"),
            Self::Tables(most) => write!(f, "code reads more than {most} tables"),
            Self::Scripts(most) => {
                write!(f, "code names more than {most} scripts or Modelfiles")
            }
            Self::Lines(most) => {
                write!(f, "code names this file, which has more than {most} lines")
            }
            Self::ConfigurationNotParsed => {
                f.write_str("names files to ship, and cannot be parsed")
            }
            Self::ConfigurationBytes(most) => {
                write!(f, "names files to ship, and has more than {most} bytes")
            }
            Self::Paths(most) => write!(f, "more than {most} calls take files by a path"),
            Self::Path(most) => write!(
                f,
                "the path of a file that is taken here cannot be followed within {most} steps"
            ),
            Self::PathDepth(most) => write!(
                f,
                "the path of a file that is taken here is put together in calls or expressions that are nested more than {most} deep"
            ),
            Self::PathValues(most) => write!(
                f,
                "the path of a file that is taken here has more than {most} values"
            ),
            Self::PathBytes(most) => write!(
                f,
                "the path of a file that is taken here has more than {most} bytes"
            ),
            Self::NotScanned => f.write_str("the package was not scanned"),
            Self::NotFollowed => f.write_str("code was not followed from crate to crate"),
            Self::Steps(most) => {
                write!(
                    f,
                    "following the model of this call takes more than {most} steps"
                )
            }
            Self::CalledValue(most) => write!(
                f,
                "which function a value is that hands over the model of this call takes more than {most} steps"
            ),
            Self::Ways(most) => write!(f, "more than {most} ways lead to this call"),
            Self::Callers(most) => write!(
                f,
                "the model of this call is handed over through more than {most} calls"
            ),
            Self::Frames(most) => write!(
                f,
                "the model of this call is put together in calls that are nested more than {most} deep"
            ),
            Self::Callees(most) => write!(
                f,
                "a call that gives the model of this call may mean more than {most} functions"
            ),
            Self::Depth(most) => write!(
                f,
                "the model of this call is put together in expressions that are nested more than {most} deep"
            ),
            Self::Values(most) => {
                write!(f, "the model of this call has more than {most} values")
            }
            Self::Texts(most) => {
                write!(
                    f,
                    "the name of the model of this call has more than {most} texts"
                )
            }
            Self::TextBytes(most) => write!(
                f,
                "the name of the model of this call has more than {most} bytes"
            ),
        }
    }
}

/// A place where an analysis stopped.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Stop {
    /// The file or folder, from the root of the package with `/`; empty for the package.
    pub file: String,
    /// Line from 1; 0 for the whole file.
    pub line: u32,
    /// Why.
    pub cause: Cause,
}

impl Stop {
    /// A stop at a whole file.
    #[must_use]
    pub fn at_file(file: impl Into<String>, cause: Cause) -> Self {
        Self {
            file: file.into(),
            line: 0,
            cause,
        }
    }
}
