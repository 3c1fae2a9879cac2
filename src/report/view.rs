//! Settings of the output: base directory, colours, links, width.

use camino::Utf8Path;

use super::paths::{in_cargo_home, slashed};
use super::repository::Repository;

/// Settings of the output. Formats for programs use the base only.
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
    pub(super) fn relative(&self, path: &Utf8Path) -> String {
        if let Ok(inside) = path.strip_prefix(self.base) {
            return slashed(inside);
        }
        if let Some(inside) = in_cargo_home(path) {
            return inside;
        }
        // A package beside the workspace; for one farther away the absolute path is clearer.
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
}
