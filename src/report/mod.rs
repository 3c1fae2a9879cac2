//! Printers: from the result of a check to what people and programs read.
//!
//! A printer only prints. What counts, and which exit code follows, is told by [`deny_models::finding::Report`].

#[cfg(feature = "cli")]
pub mod cyclonedx;
#[cfg(feature = "cli")]
pub mod dot;
#[cfg(feature = "cli")]
pub mod github;
#[cfg(feature = "cli")]
pub mod gitlab;
#[cfg(feature = "cli")]
pub mod html;
#[cfg(feature = "cli")]
pub mod human;
#[cfg(feature = "cli")]
pub mod inspect;
pub mod json;
#[cfg(feature = "cli")]
pub mod license;
#[cfg(feature = "cli")]
pub mod list;
#[cfg(feature = "cli")]
pub mod mermaid;
#[cfg(feature = "cli")]
pub mod notice;
#[cfg(feature = "cli")]
pub mod sarif;
#[cfg(feature = "cli")]
pub mod scan;
#[cfg(feature = "cli")]
pub mod spdx;

#[cfg(feature = "cli")]
mod document;
#[cfg(feature = "cli")]
mod group;
#[cfg(feature = "cli")]
mod identity;
#[cfg(feature = "cli")]
mod link;
#[cfg(feature = "cli")]
mod locate;
#[cfg(feature = "cli")]
mod picture;
#[cfg(feature = "cli")]
mod quote;
#[cfg(feature = "cli")]
mod resolution;
#[cfg(feature = "cli")]
mod summary;
#[cfg(feature = "cli")]
mod tree;
#[cfg(feature = "cli")]
mod words;

#[cfg(feature = "cli")]
use std::io::{self, Write};

use camino::{Utf8Component, Utf8Path};

#[cfg(feature = "cli")]
pub use locate::Repository;
#[cfg(feature = "cli")]
pub use picture::Lookup;

#[cfg(feature = "cli")]
use deny_models::finding::Report;

/// A format of the result of a check.
#[cfg(feature = "cli")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Diagnostics as rustc draws them.
    #[default]
    Human,
    /// One object, a stable contract.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Workflow commands of GitHub Actions.
    Github,
    /// The Code Quality report of GitLab.
    Gitlab,
}

#[cfg(feature = "cli")]
impl Format {
    /// Every format.
    pub const ALL: [Self; 5] = [
        Self::Human,
        Self::Json,
        Self::Sarif,
        Self::Github,
        Self::Gitlab,
    ];

    /// The word used on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Human => "human",
            Self::Json => "json",
            Self::Sarif => "sarif",
            Self::Github => "github",
            Self::Gitlab => "gitlab",
        }
    }

    /// Reads the word back.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == text)
    }

    /// Prints `report` in this format.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn print(self, report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Human => human::report(report, view, out),
            Self::Json => json::report(report, view, out),
            Self::Sarif => sarif::report(report, view, out),
            Self::Github => github::report(report, view, out),
            Self::Gitlab => gitlab::report(report, view, out),
        }
    }
}

/// How a reader looks at a result. Formats for programs heed the base only.
#[derive(Debug, Clone, Copy)]
pub struct View<'a> {
    /// Paths are shown relative to this directory, so that the output is the same on each machine.
    pub base: &'a Utf8Path,
    /// Whether to write escape sequences for colours.
    pub color: bool,
    /// Whether the terminal follows hyperlinks.
    pub links: bool,
    /// Whether to draw with box characters.
    pub unicode: bool,
    /// Columns of the terminal, where there is one.
    pub width: Option<usize>,
    /// The repository, for formats whose paths start at its root; the base is taken for it where none is given.
    #[cfg(feature = "cli")]
    pub repository: Option<Repository<'a>>,
}

impl<'a> View<'a> {
    /// Plain ASCII drawing of any width.
    #[must_use]
    pub fn plain(base: &'a Utf8Path) -> Self {
        Self {
            base,
            color: false,
            links: false,
            unicode: false,
            width: None,
            #[cfg(feature = "cli")]
            repository: None,
        }
    }

    /// `path` as it is shown, with `/` between its parts: relative to the base where it lies in it or near it; from
    /// the package on where it lies in cargo's registry; else as it is.
    fn relative(&self, path: &Utf8Path) -> String {
        if let Ok(inside) = path.strip_prefix(self.base) {
            return slashed(inside);
        }
        if let Some(inside) = in_cargo_home(path) {
            return inside;
        }
        // A package beside the workspace; farther away the way up says less than the whole path.
        for (up, dir) in self.base.ancestors().enumerate().skip(1).take(2) {
            if dir.parent().is_none() {
                break;
            }
            if let Ok(inside) = path.strip_prefix(dir) {
                return "../".repeat(up) + &slashed(inside);
            }
        }
        slashed(path)
    }
}

/// The path from the package on, of a file that cargo unpacked or checked out. Where cargo keeps these differs from
/// machine to machine.
fn in_cargo_home(path: &Utf8Path) -> Option<String> {
    let parts: Vec<&str> = path.components().map(|part| part.as_str()).collect();
    let at = parts
        .windows(2)
        .position(|pair| matches!(pair, ["registry", "src"] | ["git", "checkouts"]))?;
    // The registry's directory is left out, the name of a git repository is not.
    let skip = if parts[at] == "registry" { 3 } else { 2 };
    parts
        .get(at + skip..)
        .filter(|rest| rest.len() > 1)
        .map(|rest| rest.join("/"))
}

fn slashed(path: &Utf8Path) -> String {
    let mut out = String::new();
    for part in path.components() {
        match part {
            Utf8Component::RootDir => out.push('/'),
            part => {
                if !(out.is_empty() || out.ends_with('/')) {
                    out.push('/');
                }
                out.push_str(part.as_str());
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_the_same_on_each_machine() {
        let view = View::plain(Utf8Path::new("/home/me/ws"));
        for (path, shown) in [
            ("/home/me/ws/src/lib.rs", "src/lib.rs"),
            ("src/lib.rs", "src/lib.rs"),
            ("/home/me/other/src/lib.rs", "../other/src/lib.rs"),
            ("/opt/other/lib.rs", "/opt/other/lib.rs"),
            (
                "/home/me/.cargo/registry/src/some-index-1a2b/dep-1.0.0/src/lib.rs",
                "dep-1.0.0/src/lib.rs",
            ),
            (
                "/home/me/.cargo/git/checkouts/dep-1a2b/3c4d/src/lib.rs",
                "dep-1a2b/3c4d/src/lib.rs",
            ),
        ] {
            assert_eq!(view.relative(Utf8Path::new(path)), shown);
        }
    }

    #[cfg(feature = "cli")]
    #[test]
    fn formats_are_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        assert_eq!(Format::parse("xml"), None);
    }
}
