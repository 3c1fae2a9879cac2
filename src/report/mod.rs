//! Printers: from the result of a check to what people and programs read.
//!
//! A printer only prints. What counts, and which exit code follows, is told by [`deny_models::finding::Report`].

pub mod cyclonedx;
pub mod dot;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod human;
pub mod inspect;
pub mod json;
pub mod license;
pub mod list;
pub mod mermaid;
pub mod notice;
pub mod sarif;
pub mod scan;
pub mod spdx;

mod document;
mod group;
mod identity;
mod link;
mod locate;
mod picture;
mod quote;
mod resolution;
mod summary;
mod tree;
mod words;

use std::io::{self, Write};

use camino::{Utf8Component, Utf8Path};

pub use locate::Repository;
pub use picture::Lookup;

use deny_models::finding::Report;

/// A format of the result of a check.
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

    #[test]
    fn parts_are_joined_with_slashes_whatever_the_system_writes() {
        let home = if cfg!(windows) { "C:\\me" } else { "/me" };
        let base = Utf8Path::new(home).join("ws");
        let view = View::plain(&base);
        let file = |package: &str| base.join(package).join("src").join("lib.rs");
        assert_eq!(view.relative(&file("app")), "app/src/lib.rs");
        let beside = Utf8Path::new(home).join("other").join("lib.rs");
        assert_eq!(view.relative(&beside), "../other/lib.rs");
        let far = Utf8Path::new(home).join("..").join("..").join("lib.rs");
        assert!(!view.relative(&far).contains('\\'));
        let place = deny_models::source::Place::new(
            &deny_models::source::SourceFile::new(file("an app").as_str(), "x"),
            0..1,
        );
        let at = view.inside(&place).expect("inside");
        assert_eq!(at.path, "an app/src/lib.rs");
        assert_eq!(at.uri(), "an%20app/src/lib.rs");
    }

    #[test]
    fn formats_are_read_back() {
        for format in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        assert_eq!(Format::parse("xml"), None);
    }
}
