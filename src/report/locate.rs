//! Where in the repository a finding belongs, for formats that have to name a file of it.
//!
//! A finding may stem from a file of a dependency or of a cache. A reviewer can only be shown the line that brings it
//! in, so the first place that lies in the repository is taken, and the workspace's Cargo.toml where there is none.

use camino::Utf8Path;

use super::repository::Repository;
use super::view::View;
use deny_models::finding::{Finding, Label};
use deny_models::source::Place;

/// Lines and columns of a marked text, all from 1; the end column is the one after the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Region {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

/// A place in a file of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Location {
    /// Relative to the root, with `/` between its parts.
    pub(super) path: String,
    pub(super) region: Region,
}

impl Region {
    const START: Self = Self {
        line: 1,
        column: 1,
        end_line: 1,
        end_column: 1,
    };

    fn of(place: &Place) -> Self {
        let text = place.text();
        let span = place.span();
        // The end of the line that the text starts in is enough: what is marked may be a whole table.
        let rest = text.get(span.clone()).unwrap_or_default();
        let marked = rest.lines().next().unwrap_or_default().trim_end();
        let (line, column) = (place.line(), place.column());
        Self {
            line,
            column,
            end_line: line,
            end_column: column + marked.chars().count(),
        }
    }
}

impl Location {
    /// The path as a relative URI reference.
    pub(super) fn uri(&self) -> String {
        let mut out = String::with_capacity(self.path.len());
        for byte in self.path.bytes() {
            if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push('%');
                out.push_str(&deny_models::digest::hex(&[byte]).to_ascii_uppercase());
            }
        }
        out
    }
}

impl View<'_> {
    fn repository(&self) -> Repository<'_> {
        self.repository.unwrap_or(Repository {
            root: self.base,
            manifest: Utf8Path::new("Cargo.toml"),
            real: Utf8Path::to_owned,
        })
    }

    /// The place, when it lies in the repository.
    pub(super) fn inside(&self, place: &Place) -> Option<Location> {
        let repository = self.repository();
        Some(Location {
            path: repository.relative(place.path())?,
            region: Region::of(place),
        })
    }

    /// Where a finding is shown.
    pub(super) fn locate(&self, finding: &Finding) -> Location {
        let labels = finding.primary.iter().chain(&finding.secondary);
        let exception = finding.exception.iter().map(|granted| &granted.place);
        let facts = finding
            .evidence
            .iter()
            .filter_map(|fact| fact.place.as_ref());
        let mut places = labels
            .map(|label: &Label| &label.place)
            .chain(facts)
            .chain(exception);
        places
            .find_map(|place| self.inside(place))
            .unwrap_or_else(|| self.whole_workspace())
    }

    fn whole_workspace(&self) -> Location {
        let repository = self.repository();
        let path = repository.relative(&repository.root.join(repository.manifest));
        Location {
            path: path.unwrap_or_else(|| "Cargo.toml".to_owned()),
            region: Region::START,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use camino::Utf8PathBuf;
    use deny_models::lint::Code;
    use deny_models::source::SourceFile;

    fn view() -> View<'static> {
        View::plain(Utf8Path::new("/home/me/ws"))
    }

    fn place(path: &str, text: &str, marked: &str) -> Place {
        let source = SourceFile::new(path, text);
        let start = text.find(marked).expect("in the text");
        Place::new(&source, start..start + marked.len())
    }

    fn found(primary: Option<Place>, secondary: Vec<Place>) -> Finding {
        let label = |place| Label {
            place,
            text: String::new(),
        };
        Finding {
            code: Code::NonOsiModel,
            severity: Code::NonOsiModel.default_severity(),
            member: None,
            message: String::new(),
            primary: primary.map(label),
            secondary: secondary.into_iter().map(label).collect(),
            context: None,
            way: None,
            evidence: Vec::new(),
            notes: Vec::new(),
            help: Vec::new(),
            also: Vec::new(),
            toml: None,
            exception: None,
        }
    }

    #[test]
    fn lines_and_columns_count_from_one_and_in_characters() {
        let at = view().inside(&place(
            "/home/me/ws/a.toml",
            "é = 1\nmodel = \"é\"\n",
            "\"é\"",
        ));
        let region = at.expect("inside").region;
        assert_eq!((region.line, region.column), (2, 9));
        assert_eq!((region.end_line, region.end_column), (2, 12));
    }

    #[test]
    fn a_mark_over_several_lines_ends_with_its_first() {
        let at = view().inside(&place(
            "/home/me/ws/a.toml",
            "[[model]]\r\nid = 1\r\n",
            "[[model]]\r\nid = 1",
        ));
        let region = at.expect("inside").region;
        assert_eq!((region.end_line, region.end_column), (1, 10));
    }

    #[test]
    fn uris_hold_nothing_that_has_a_meaning_in_them() {
        let at = view().inside(&place("/home/me/ws/a b/mod#1?%2e:é.toml", "x", "x"));
        assert_eq!(
            at.expect("inside").uri(),
            "a%20b/mod%231%3F%252e%3A%C3%A9.toml"
        );
    }

    #[test]
    fn a_finding_on_a_dependency_is_shown_where_the_member_brings_it_in() {
        let far = || {
            place(
                "/home/me/.cargo/registry/src/index/dep-1.0.0/src/lib.rs",
                "x",
                "x",
            )
        };
        let near = place(
            "/home/me/ws/app/Cargo.toml",
            "[dependencies]\ndep = \"1\"\n",
            "dep =",
        );
        let at = view().locate(&found(Some(far()), vec![near]));
        assert_eq!((at.path.as_str(), at.region.line), ("app/Cargo.toml", 2));
        let at = view().locate(&found(Some(far()), Vec::new()));
        assert_eq!((at.path.as_str(), at.region), ("Cargo.toml", Region::START));
    }

    #[test]
    fn a_name_without_a_place_is_in_no_repository() {
        for name in ["dep-1.0.0/src/lib.rs", "built-in policy", "--protect"] {
            assert_eq!(view().inside(&place(name, "x", "x")), None);
        }
    }

    #[test]
    fn a_cargo_home_in_the_repository_is_none_of_it() {
        let path = "/home/me/ws/.cargo/registry/src/index/dep-1.0.0/src/lib.rs";
        assert_eq!(view().inside(&place(path, "x", "x")), None);
        assert_eq!(
            view().inside(&place("/home/me/ws/../other/a.rs", "x", "x")),
            None
        );
    }

    #[test]
    fn links_are_followed() {
        let view = View {
            repository: Some(Repository {
                root: Utf8Path::new("/real/repo"),
                manifest: Utf8Path::new("/real/repo/ws/Cargo.toml"),
                real: |path| Utf8PathBuf::from(path.as_str().replace("/link/", "/real/repo/")),
            }),
            ..view()
        };
        let at = view.inside(&place("/link/ws/a.rs", "x", "x"));
        assert_eq!(at.expect("inside").path, "ws/a.rs");
        let at = view.locate(&found(None, Vec::new()));
        assert_eq!(at.path, "ws/Cargo.toml");
    }
}
