//! A Cargo.toml as tables within tables. Callers look up keys here and give them their meaning.

use std::fmt::Write as _;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The tables of dependencies, in their old spellings too.
pub const DEPENDENCY_KINDS: [&str; 5] = [
    "dependencies",
    "build-dependencies",
    "dev-dependencies",
    "build_dependencies",
    "dev_dependencies",
];

/// A parsed Cargo.toml.
#[derive(Debug)]
pub struct Document<'t>(DeTable<'t>);

impl<'t> Document<'t> {
    /// Parses a text that cargo has read already: what cannot be read is left out.
    #[must_use]
    pub fn lenient(text: &'t str) -> Self {
        let (tree, _) = DeTable::parse_recoverable(text);
        Self(tree.into_inner())
    }

    /// Parses a text.
    ///
    /// # Errors
    ///
    /// Why it is not TOML.
    pub fn strict(text: &'t str) -> Result<Self, String> {
        match DeTable::parse(text) {
            Ok(tree) => Ok(Self(tree.into_inner())),
            Err(error) => Err(error.message().to_owned()),
        }
    }

    /// Whether some registry may have the package: `publish` is not `false` and not empty, here or where this manifest
    /// inherits it from.
    #[must_use]
    pub fn is_publishable(&self, workspace: &Document<'_>) -> bool {
        let own = self.root().package().and_then(|it| it.value("publish"));
        let inherits = own
            .and_then(Part::of)
            .is_some_and(|it| it.is_true("workspace"));
        let shared = workspace.root().table("workspace.package");
        let publish = if inherits {
            shared.and_then(|it| it.value("publish"))
        } else {
            own
        };
        publish.is_none_or(|value| {
            value.as_bool() != Some(false) && value.as_array().is_none_or(|list| !list.is_empty())
        })
    }

    /// What the packages of a workspace take from its root manifest that decides about their dependencies, as a text
    /// that is the same however it is written.
    #[must_use]
    pub fn shared_dependencies(&self) -> String {
        let mut text = String::new();
        let root = &self.0;
        let workspace = root.get("workspace").and_then(|it| it.get_ref().as_table());
        for key in ["dependencies", "resolver"] {
            let shared = workspace.and_then(|it| it.get(key));
            push_plain(&mut text, key, shared.map(Spanned::get_ref));
        }
        for key in ["patch", "replace"] {
            push_plain(&mut text, key, root.get(key).map(Spanned::get_ref));
        }
        text
    }

    /// The file as a table.
    #[must_use]
    pub fn root(&self) -> Part<'_> {
        Part(&self.0)
    }
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a>(&'a DeTable<'a>);

impl<'a> Part<'a> {
    /// A table that is parsed already.
    pub(crate) fn new(table: &'a DeTable<'a>) -> Self {
        Self(table)
    }

    /// A value that is a table.
    #[must_use]
    pub fn of(value: &'a DeValue<'a>) -> Option<Self> {
        value.as_table().map(Self)
    }

    /// The table at a path of keys.
    #[must_use]
    pub fn table(self, path: &str) -> Option<Self> {
        path.split('.')
            .try_fold(self, |part, key| Self::of(part.value(key)?))
    }

    /// The value of a key.
    #[must_use]
    pub fn value(self, key: &str) -> Option<&'a DeValue<'a>> {
        self.0.get(key).map(Spanned::get_ref)
    }

    /// Where the value of a key stands, in bytes.
    #[must_use]
    pub fn span(self, key: &str) -> Option<Range<usize>> {
        self.0.get(key).map(Spanned::span)
    }

    /// The string under a key.
    #[must_use]
    pub fn string(self, key: &str) -> Option<&'a str> {
        self.value(key)?.as_str()
    }

    /// Whether `true` is under a key.
    #[must_use]
    pub fn is_true(self, key: &str) -> bool {
        self.value(key).and_then(DeValue::as_bool) == Some(true)
    }

    /// The strings in the array under a key.
    pub fn strings(self, key: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.items(key).filter_map(DeValue::as_str)
    }

    /// The tables in the array under a key.
    pub fn tables(self, key: &str) -> impl Iterator<Item = Self> + use<'a> {
        self.items(key).filter_map(Self::of)
    }

    fn items(self, key: &str) -> impl Iterator<Item = &'a DeValue<'a>> + use<'a> {
        let items = self.value(key).and_then(DeValue::as_array);
        items.into_iter().flatten().map(Spanned::get_ref)
    }

    /// Every key with its value.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, &'a DeValue<'a>)> + use<'a> {
        let entry = |(key, value): (&'a Spanned<_>, &'a Spanned<_>)| {
            let key: &'a std::borrow::Cow<'a, str> = key.get_ref();
            (key.as_ref(), value.get_ref())
        };
        self.0.iter().map(entry)
    }

    /// `[package]`, or `[project]` as old crates call it.
    #[must_use]
    pub fn package(self) -> Option<Self> {
        self.table("package").or_else(|| self.table("project"))
    }

    /// The tables that tables of dependencies are in: the root, and each of `[target]`.
    pub fn platforms(self) -> impl Iterator<Item = Self> + use<'a> {
        let targets = self.table("target").into_iter().flat_map(Self::entries);
        let targets = targets.filter_map(|(_, target)| Self::of(target));
        std::iter::once(self).chain(targets)
    }

    /// The same, each with the platform that it is for.
    pub fn named_platforms(self) -> impl Iterator<Item = (Option<&'a str>, Self)> + use<'a> {
        let targets = self.table("target").into_iter().flat_map(Self::entries);
        let targets = targets.filter_map(|(name, target)| Some((Some(name), Self::of(target)?)));
        std::iter::once((None, self)).chain(targets)
    }

    /// The dependencies in the table at a path of keys.
    pub fn dependencies(self, path: &str) -> impl Iterator<Item = Dependency<'a>> + use<'a> {
        let table = self.table(path).into_iter();
        table.flat_map(|table| table.0).map(|(key, value)| {
            let name: &'a std::borrow::Cow<'a, str> = key.get_ref();
            Dependency {
                key: name,
                span: key.span(),
                table: Self::of(value.get_ref()),
            }
        })
    }

    /// The dependencies of these kinds, for every target.
    pub fn all_dependencies(self, kinds: &[&str]) -> impl Iterator<Item = Dependency<'a>> {
        self.platforms().flat_map(move |platform| {
            let of_kind = move |kind: &&str| platform.dependencies(kind);
            kinds.iter().flat_map(of_kind)
        })
    }
}

/// An entry of a table of dependencies.
#[derive(Debug, Clone)]
pub struct Dependency<'a> {
    /// What the manifest calls it.
    pub key: &'a str,
    /// Where the key stands, in bytes.
    pub span: Range<usize>,
    /// Its table, where it states more than a version.
    pub table: Option<Part<'a>>,
}

impl<'a> Dependency<'a> {
    /// The name of its package: `package`, or the key.
    #[must_use]
    pub fn package(&self) -> &'a str {
        self.renamed().unwrap_or(self.key)
    }

    /// The key `package`.
    #[must_use]
    pub fn renamed(&self) -> Option<&'a str> {
        self.table?.string("package")
    }

    /// The directory of its package, relative to that of the manifest.
    #[must_use]
    pub fn path(&self) -> Option<&'a str> {
        self.table?.string("path")
    }
}

/// A value with its key, without where and how it is written.
fn push_plain(text: &mut String, key: &str, value: Option<&DeValue<'_>>) {
    let Some(value) = value else { return };
    // Writing to a string cannot fail.
    let _ = write!(text, "{key:?}=");
    match value {
        DeValue::Table(table) => {
            let mut entries: Vec<_> = table
                .iter()
                .map(|(key, value)| (key.get_ref().as_ref(), value.get_ref()))
                .collect();
            entries.sort_by_key(|(key, _)| *key);
            text.push('{');
            for (key, value) in entries {
                push_plain(text, key, Some(value));
            }
            text.push('}');
        }
        DeValue::Array(list) => {
            text.push('[');
            for value in list {
                push_plain(text, "", Some(value.get_ref()));
            }
            text.push(']');
        }
        other => {
            let _ = write!(text, "{other:?}");
        }
    }
    text.push(',');
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "[project]\nname = \"a\"\n[dependencies]\nb = \"1\"\n[target.'cfg(unix)'.build-dependencies]\n\
                        c = { package = \"real-c\", path = \"../c\", optional = true }\n[[bin]]\nname = \"d\"\n";

    #[test]
    fn dependencies_of_every_target_are_found() {
        let document = Document::lenient(TEXT);
        let all: Vec<_> = document
            .root()
            .all_dependencies(&DEPENDENCY_KINDS)
            .collect();
        let names: Vec<_> = all.iter().map(|it| (it.key, it.package())).collect();
        assert_eq!(names, [("b", "b"), ("c", "real-c")]);
        assert_eq!(&TEXT[all[1].span.clone()], "c");
        assert_eq!((all[0].path(), all[1].path()), (None, Some("../c")));
        assert!(all[1].table.is_some_and(|table| table.is_true("optional")));
    }

    #[test]
    fn what_no_registry_may_have_is_not_publishable() {
        let workspace = Document::lenient("[workspace.package]\npublish = false\n");
        let none = Document::lenient("");
        for (line, alone, inside) in [
            ("", true, true),
            ("publish = true", true, true),
            ("publish = false", false, false),
            ("publish = []", false, false),
            ("publish = [\"corp\"]", true, true),
            ("publish.workspace = true", true, false),
            ("publish = { workspace = true }", true, false),
        ] {
            let text = format!("[package]\n{line}\n");
            let own = Document::lenient(&text);
            assert_eq!(own.is_publishable(&none), alone, "{line}");
            assert_eq!(own.is_publishable(&workspace), inside, "{line}");
        }
    }

    #[test]
    fn keys_are_found_by_their_path() {
        let document = Document::lenient(TEXT);
        let root = document.root();
        let name = |part: Part<'_>| part.string("name").map(str::to_owned);
        assert_eq!(root.package().and_then(name).as_deref(), Some("a"));
        assert_eq!(
            root.tables("bin").map(name).collect::<Vec<_>>(),
            [Some("d".to_owned())]
        );
        assert!(root.table("target.none").is_none());
    }

    #[test]
    fn damaged_texts_are_refused_or_read_in_part() {
        let text = "[package]\nname = \"a\"\nversion = {";
        assert!(Document::strict(text).is_err());
        let document = Document::lenient(text);
        let name = document.root().package().and_then(|it| it.string("name"));
        assert_eq!(name, Some("a"));
    }
}
