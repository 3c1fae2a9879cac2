//! Data in the text of code: `serde_json::from_str(r#"{"model": "org/name"}"#)`.

use super::ir::{Expr, NodeIdx};
use super::lower::Lower;
use super::tables;

impl Lower {
    /// Adds a text of code; one that is data is kept as a table too.
    pub(super) fn written_out(&mut self, text: &str, span: proc_macro2::Span) -> NodeIdx {
        let node = self.add(Expr::Lit(text.to_owned()), span);
        self.data(text, node, span);
        node
    }

    /// Reads a text that is JSON, TOML or YAML as a table, for code that reads it as one. What it says is no evidence
    /// by itself, so its parts are mentions.
    fn data(&mut self, text: &str, of: NodeIdx, span: proc_macro2::Span) {
        let Some(name) = name_of(text).filter(|_| text.len() <= self.limits.table) else {
            return;
        };
        let Ok(table) = tables::read(name, text, &self.limits) else {
            return;
        };
        let base = self.next_node();
        let outer = std::mem::replace(&mut self.mention, true);
        for node in table.nodes {
            let moved = match node.ex {
                Expr::Seq(parts) => Expr::Seq(parts.iter().map(|ix| ix + base).collect()),
                Expr::Record(path, fields, rest) => {
                    let fields = fields.into_iter().map(|(name, ix)| (name, ix + base));
                    Expr::Record(path, fields.collect(), rest)
                }
                other => other,
            };
            let ix = self.add(moved, span);
            self.ir.nodes[ix as usize].line += node.line - 1;
        }
        self.mention = outer;
        if base < self.next_node() {
            self.ir.data.push((of, self.next_node() - 1));
        }
    }
}

/// A name that says which format a text may be in.
fn name_of(text: &str) -> Option<&'static str> {
    let first = text.trim_start().chars().next()?;
    if first == '{' || first == '[' && text.trim_end().ends_with(']') && !text.contains('=') {
        return text.contains('"').then_some("text.json");
    }
    let assigns = text.lines().any(|line| {
        line.split_once('=').is_some_and(|(key, value)| {
            let is_key = |char: char| char.is_ascii_alphanumeric() || "-_.\"' ".contains(char);
            key.chars().all(is_key) && value.trim_start().starts_with(['"', '\'', '[', '{'])
        })
    });
    if assigns {
        return Some("text.toml");
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let is_pair = |line: &str| {
        let line = line.trim_start().trim_start_matches("- ");
        line.split_once(':').is_some_and(|(key, value)| {
            let is_key = |char: char| char.is_ascii_alphanumeric() || char == '_' || char == '-';
            key.chars().all(is_key) && (value.is_empty() || value.starts_with(' '))
        })
    };
    let is_yaml = text.contains('\n') && lines.all(|line| is_pair(line) || is_item(line));
    is_yaml.then_some("text.yaml")
}

/// Whether a line is an item of a list, or a comment.
fn is_item(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("- ") || line.starts_with('#')
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn texts_that_may_be_data_have_a_format() {
        for (text, name) in [
            ("{\"model\": \"a/b\"}", Some("text.json")),
            (" [\"a/b\"]\n", Some("text.json")),
            ("[emb]\nrepo-id = \"a/b\"\n", Some("text.toml")),
            ("model = 'a/b'", Some("text.toml")),
            ("model: a/b\nfiles:\n  - x\n", Some("text.yaml")),
            ("See:\nthat is all", None),
            ("note: one line", None),
            ("{id}", None),
            ("[INST] {prompt} [/INST]", None),
            ("a = b", None),
            ("", None),
        ] {
            assert_eq!(name_of(text), name, "{text}");
        }
    }
}
