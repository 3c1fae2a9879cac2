//! Tables that code reads: JSON, TOML and YAML files of the package, in the form that the evaluator follows.
//!
//! A mapping becomes a struct literal without a name, so that its keys are found where code reads fields of those
//! names.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use toml::de::{DeTable, DeValue};

use super::ir::{Expr, FileIr, Node, NodeIdx};
use super::limits::Limits;
use super::stop::Cause;

/// A value of a table.
#[derive(Debug)]
pub(super) enum Tree {
    Text(String),
    Other,
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

impl Tree {
    /// The value of a key of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<&Self> {
        let Self::Map(entries) = self else {
            return None;
        };
        let found = entries.iter().find(|(name, _)| name == key);
        found.map(|(_, value)| value)
    }

    /// The text that it is.
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text that it is, or the one that it has under a key.
    pub(super) fn text_or(&self, key: &str) -> Option<&str> {
        self.text().or_else(|| self.get(key)?.text())
    }
}

/// The field of a mapping that has the key under which it stands, as the pairs of a map have it.
pub(super) const KEY: &str = "0";
/// The field of a mapping that has the keys of its values which are no mappings.
pub(super) const KEYS: &str = "[0]";

/// How far behind the last text the next one is looked for, in bytes: one that is spelt with escapes is nowhere.
const NEAR: usize = 1 << 16;

/// Whether a file may be a table, by its name.
pub(super) fn is_table(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let of_cargo = name.starts_with("Cargo.") || name.starts_with('.');
    !of_cargo
        && [".json", ".toml", ".yaml", ".yml"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// Those of the files that texts in code name.
pub(super) fn named(mut files: Vec<String>, rust: &[FileIr]) -> Vec<String> {
    let nodes = rust.iter().flat_map(|file| &file.nodes);
    let texts: BTreeSet<&str> = nodes
        .filter_map(|node| match &node.ex {
            Expr::Lit(text) if !node.mention && text.contains('.') => Some(text.as_str()),
            _ => None,
        })
        .collect();
    files.retain(|file| texts.iter().any(|text| is_named(file, text)));
    files
}

/// Whether a text in code names a file: as a path to it, or by its name alone.
pub(super) fn is_named(path: &str, text: &str) -> bool {
    let text = text.rsplit(['/', '\\']).next().unwrap_or_default();
    !text.is_empty() && path.rsplit('/').next() == Some(text)
}

/// Reads a table.
///
/// # Errors
///
/// When the text is not one, or has more than is read.
pub(super) fn read(path: &str, text: &str, limits: &Limits) -> Result<FileIr, Cause> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let tree = tree(path, text, limits).ok_or(Cause::TableNotParsed)?;
    let tree = if is_schema(&tree) { Tree::Other } else { tree };
    let mut build = Build {
        ir: FileIr::of_texts(path),
        text,
        at: 0,
        line: 1,
        column: 0,
        limits,
    };
    let most = limits.table_values;
    build.add(tree, 0, None).ok_or(Cause::TableValues(most))?;
    Ok(build.ir)
}

/// The values of a table; nothing where its text is not one.
pub(super) fn tree(path: &str, text: &str, limits: &Limits) -> Option<Tree> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    match path.rsplit('.').next() {
        Some("json" | "jsonc") => {
            let tree = serde_json::from_str(text);
            tree.or_else(|_| serde_json::from_str(&without_comments(text)))
                .ok()
        }
        Some("toml") => DeTable::parse(text)
            .ok()
            .map(|table| of_toml(&table.into_inner())),
        _ => of_yaml(text, limits),
    }
}

/// JSON without the comments and last commas that programs of JavaScript allow.
fn without_comments(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let length = match char {
            '"' => {
                let mut escaped = false;
                let end = rest[1..].find(|char| {
                    let ends = char == '"' && !escaped;
                    escaped = char == '\\' && !escaped;
                    ends
                });
                end.map_or(rest.len(), |end| end + 2)
            }
            '/' if rest.starts_with("//") => {
                rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
                continue;
            }
            '/' if rest.starts_with("/*") => {
                rest = rest[2..].split_once("*/").map_or("", |(_, rest)| rest);
                continue;
            }
            ']' | '}' => {
                let end = plain.trim_end().len();
                if plain[..end].ends_with(',') {
                    plain.truncate(end - 1);
                }
                1
            }
            char => char.len_utf8(),
        };
        plain.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    plain
}

/// Whether a table is a JSON Schema: it describes values and has none.
fn is_schema(tree: &Tree) -> bool {
    let Tree::Map(entries) = tree else {
        return false;
    };
    let of_schemas = |text: &str| text.contains("json-schema.org/");
    let mut entries = entries.iter();
    entries.any(|(key, value)| {
        key == "$schema" && matches!(value, Tree::Text(text) if of_schemas(text))
    })
}

/// Reads YAML as far as the limits go; nothing where it is not valid.
pub(super) fn of_yaml(text: &str, limits: &Limits) -> Option<Tree> {
    let (values, depth) = (limits.table_values, limits.table_depth);
    let options = serde_saphyr::options! {
        budget: serde_saphyr::budget! { max_nodes: values, max_aliases: 100, max_depth: depth },
    };
    serde_saphyr::from_str_with_options(text, options).ok()
}

fn of_toml(table: &DeTable<'_>) -> Tree {
    // As they are written: a place is looked for behind the last one.
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    let entries = entries.into_iter();
    let entries =
        entries.map(|(key, value)| (key.get_ref().to_string(), of_value(value.get_ref())));
    Tree::Map(entries.collect())
}

fn of_value(value: &DeValue<'_>) -> Tree {
    match value {
        DeValue::String(text) => Tree::Text(text.to_string()),
        DeValue::Array(list) => {
            Tree::List(list.iter().map(|item| of_value(item.get_ref())).collect())
        }
        DeValue::Table(table) => of_toml(table),
        _ => Tree::Other,
    }
}

/// What is kept while a table is turned into nodes.
struct Build<'a> {
    ir: FileIr,
    text: &'a str,
    /// Where the last text was found, and on which line that is.
    at: usize,
    line: u32,
    /// Characters between the start of that line and `at`.
    column: usize,
    limits: &'a Limits,
}

impl Build<'_> {
    /// Adds a value; a mapping that stands under a key which may be a name has it as [`KEY`].
    fn add(&mut self, tree: Tree, depth: usize, key: Option<NodeIdx>) -> Option<NodeIdx> {
        if self.ir.nodes.len() >= self.limits.table_values || depth > self.limits.table_depth {
            return None;
        }
        let (ex, line, column) = match tree {
            Tree::Text(text) => {
                let (line, column) = self.place(&text);
                (Expr::Lit(text), line, column)
            }
            Tree::Other => (Expr::Unknown, self.line, 1),
            Tree::List(items) => {
                let mut parts = Vec::new();
                for item in items {
                    parts.push(self.add(item, depth + 1, None)?);
                }
                (Expr::Seq(parts), self.line, 1)
            }
            Tree::Map(entries) => {
                let mut fields = Vec::new();
                let mut keys = Vec::new();
                for (name, value) in entries {
                    let key = if may_be_name(&name) {
                        Some(self.add(Tree::Text(name.clone()), depth + 1, None)?)
                    } else {
                        None
                    };
                    let has_key = matches!(value, Tree::Map(_));
                    keys.extend(key.filter(|_| !has_key));
                    let key = key.filter(|_| has_key);
                    fields.push((field_name(&name), self.add(value, depth + 1, key)?));
                }
                fields.extend(key.map(|key| (KEY.to_owned(), key)));
                if !keys.is_empty() {
                    let keys = self.node(Expr::Seq(keys), self.line, 1)?;
                    fields.push((KEYS.to_owned(), keys));
                }
                (Expr::Record(Vec::new(), fields, None), self.line, 1)
            }
        };
        self.node(ex, line, column)
    }

    fn node(&mut self, ex: Expr, line: u32, column: u32) -> Option<NodeIdx> {
        let ix = NodeIdx::try_from(self.ir.nodes.len()).ok()?;
        self.ir.nodes.push(Node {
            ex,
            line,
            column,
            func: 0,
            context: 0,
            mention: false,
        });
        Some(ix)
    }

    /// The line and column of a text: the next place that spells it, from the last one on and not far behind it.
    fn place(&mut self, text: &str) -> (u32, u32) {
        let rest = &self.text[self.at..];
        let mut near = rest.len().min(NEAR.saturating_add(text.len()));
        while !rest.is_char_boundary(near) {
            near -= 1;
        }
        let Some(found) = rest[..near].find(text).filter(|_| !text.is_empty()) else {
            return (self.line, 1);
        };
        self.pass(&rest[..found]);
        let place = (self.line, u32::try_from(self.column + 1).unwrap_or(1));
        // The next text comes after this one.
        self.pass(&rest[found..found + text.len()]);
        place
    }

    /// Goes on behind a part of the text.
    fn pass(&mut self, part: &str) {
        self.at += part.len();
        let lines = memchr::memchr_iter(b'\n', part.as_bytes()).count();
        self.line += u32::try_from(lines).unwrap_or(0);
        match part.rsplit_once('\n') {
            Some((_, last)) => self.column = last.chars().count(),
            None => self.column += part.chars().count(),
        }
    }
}

/// Whether a key may be the name of a model, and no name of a field.
fn may_be_name(key: &str) -> bool {
    key.contains(['/', ':', '.'])
}

/// A key as a field of Rust is called: `modelId` and `model-id` are `model_id`.
pub(super) fn field_name(key: &str) -> String {
    let mut name = String::new();
    let mut lower = false;
    for char in key.chars() {
        if char.is_ascii_uppercase() && lower {
            name.push('_');
        }
        lower = char.is_ascii_lowercase() || char.is_ascii_digit();
        name.push(if char == '-' {
            '_'
        } else {
            char.to_ascii_lowercase()
        });
    }
    name
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_str<E>(self, text: &str) -> Result<Tree, E> {
        Ok(Tree::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_none<E>(self) -> Result<Tree, E> {
        Ok(Tree::Other)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = seq.next_element()? {
            list.push(item);
        }
        Ok(Tree::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(Tree::Map(entries))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(path: &str, text: &str) -> Vec<(String, u32)> {
        let ir = read(path, text, &Limits::default()).expect("a table");
        let texts = ir.nodes.iter().filter_map(|node| match &node.ex {
            Expr::Lit(text) => Some((text.clone(), node.line)),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn texts_have_their_lines_in_every_format() {
        let expected = [
            ("a".to_owned(), 2),
            ("b/c".to_owned(), 3),
            ("a".to_owned(), 4),
        ];
        assert_eq!(
            texts("x.json", "{\n \"k\": \"a\",\n \"l\": [\"b/c\",\n \"a\"]}"),
            expected
        );
        assert_eq!(texts("x.yaml", "#\nk: a\nl: [b/c,\n  a]\n"), expected);
        assert_eq!(
            texts("x.toml", "\nk = 'a'\nl = [\"b/c\",\n \"a\"]\n"),
            expected
        );
        assert_eq!(
            texts("x.toml", "\nz = 'a'\nb = [\"b/c\",\n \"a\"]\n"),
            expected
        );
    }

    #[test]
    fn a_schema_has_no_values() {
        let schema = "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"name\": {\"type\": \"string\"}}";
        assert_eq!(texts("x.json", schema), []);
        let data = schema.replace("http://json-schema.org/draft-07/schema#", "./schema.json");
        assert!(!texts("x.json", &data).is_empty());
    }

    /// The keys of mappings that may be names: of one whose value is a mapping too, and of texts.
    #[test]
    fn keys_that_may_be_names_are_texts() {
        for (path, text, expected) in [
            ("x.json", "{\n\"a/b\": {\"f\": \"x\"}}", &["a/b", "x"][..]),
            ("x.json", "{\"a:3b\": \"x\"}", &["a:3b", "x"]),
            ("x.toml", "\n[\"a/b\"]\nf = 'x'\n", &["a/b", "x"]),
            ("x.yaml", "a/b:\n  f: x\n", &["a/b", "x"]),
            ("x.json", "{\"name\": {\"f\": \"x\"}}", &["x"]),
        ] {
            let found: Vec<String> = texts(path, text)
                .into_iter()
                .map(|(text, _)| text)
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        let json = texts("x.json", "{\n\"a/b\": {\"f\": \"x\"}}");
        assert_eq!(json[0], ("a/b".to_owned(), 2));
    }

    #[test]
    fn keys_are_called_as_fields_are() {
        for key in ["modelId", "model-id", "model_id", "ModelId"] {
            assert_eq!(field_name(key), "model_id");
        }
    }

    #[test]
    fn damaged_deep_and_huge_tables_are_left_alone() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let wide = format!("[{}0]", "0,".repeat(300_000));
        let limits = Limits::default();
        for text in ["", "{", "\0", deep.as_str(), wide.as_str()] {
            for path in ["x.json", "x.toml", "x.yaml"] {
                if let Ok(ir) = read(path, text, &limits) {
                    assert!(ir.nodes.len() <= limits.table_values, "{path}");
                }
            }
        }
        assert!(read("x.json", &deep, &limits).is_err());
        assert_eq!(
            read("x.json", &wide, &limits).err(),
            Some(Cause::TableValues(limits.table_values))
        );
    }

    #[test]
    fn files_are_named_by_paths_that_end_in_them() {
        assert!(is_table("models/registry.json") && !is_table("Cargo.toml") && !is_table("x.md"));
        assert!(is_named("models/registry.json", "../models/registry.json"));
        assert!(is_named("models/registry.json", "registry.json"));
        assert!(!is_named("models/registry.json", "json"));
    }
}
