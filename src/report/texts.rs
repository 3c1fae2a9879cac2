//! Lists of texts, each once and not too many, and numbers with their words.

use std::collections::HashSet;

/// Columns that the text of a branch has at least.
const MIN_BRANCH: usize = 24;
/// Sources and other facts that one diagnostic names.
pub(super) const MAX_FACTS: usize = 5;

/// Each text once, in order.
pub(super) fn distinct(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = HashSet::new();
    texts.filter(|text| known.insert(text.clone())).collect()
}

/// The first few, and how many more there are.
pub(super) fn few(texts: &[String], most: usize) -> Vec<String> {
    let mut few: Vec<String> = texts.iter().take(most).cloned().collect();
    if texts.len() > most {
        few.push(format!("and {} more", texts.len() - most));
    }
    few
}

/// A number with its word.
pub(super) fn plural(count: usize, word: &str) -> String {
    if count == 1 {
        format!("1 {word}")
    } else {
        format!("{count} {word}s")
    }
}

/// A text in lines of at most so many columns, broken at blanks; a word that is longer has a line of its own. What has
/// lines already keeps them, as entries to paste must, but for branches of a tree.
pub(super) fn folded(text: &str, columns: usize) -> String {
    if text.contains('\n') {
        let lines = text.split('\n').map(|line| folded_branch(line, columns));
        return lines.collect::<Vec<_>>().join("\n");
    }
    let mut out = String::new();
    let mut column = 0;
    for (at, word) in text.split(' ').enumerate() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > columns {
            out.push('\n');
            column = 0;
        } else if at > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += width;
    }
    out
}

/// A line of a tree, where its text goes on beside what the tree draws.
fn folded_branch(line: &str, columns: usize) -> String {
    let text = line.trim_start_matches([' ', '|', '`', '-', '│', '├', '└', '─']);
    let drawn = &line[..line.len() - text.len()];
    if !(drawn.ends_with("-- ") || drawn.ends_with("── ")) || line.chars().count() <= columns {
        return line.to_owned();
    }
    let beside = drawn.chars().map(|char| match char {
        '|' => '|',
        '│' | '├' => '│',
        _ => ' ',
    });
    let next: String = "\n".chars().chain(beside).chain("    ".chars()).collect();
    let left = columns.saturating_sub(drawn.chars().count() + 4);
    format!(
        "{drawn}{}",
        folded(text, left.max(MIN_BRANCH)).replace('\n', &next)
    )
}

/// Texts with commas between them behind a head, in lines of about this many columns.
pub(super) fn wrapped(head: &str, texts: &[String], columns: usize) -> String {
    let mut out = head.to_owned();
    let mut column = head.chars().count();
    for (at, text) in texts.iter().enumerate() {
        let width = text.chars().count() + 2;
        if at > 0 {
            out.push(',');
            if column + width > columns {
                out.push('\n');
                column = 0;
            } else {
                out.push(' ');
            }
        }
        out.push_str(text);
        column += width;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn a_text_is_folded_at_words() {
        assert_eq!(folded("one two three", 7), "one two\nthree");
        assert_eq!(folded("a-long-word is it", 6), "a-long-word\nis it");
        assert_eq!(folded("has\nlines already", 5), "has\nlines already");
        assert_eq!(folded("  indented", 20), "  indented");
        let toml = "\nkey = \"a value that is longer than that\"\n";
        assert_eq!(folded(toml, 20), toml);
    }

    #[test]
    fn a_branch_of_a_tree_is_folded_beside_it() {
        let tree = "lineage: a: mit\n         |-- component meta/Llama: llama3.1 (fails)\n         `-- component b: mit";
        let folded_tree = "lineage: a: mit\n         |-- component meta/Llama:\n         |       llama3.1 (fails)\n         `-- component b: mit";
        assert_eq!(folded(tree, 42), folded_tree);
        assert_eq!(folded(tree, 80), tree);
        let last = folded("x\n└── finetune of-a-model: llama3.1 (fails)", 30);
        assert_eq!(
            last,
            "x\n└── finetune of-a-model:\n        llama3.1 (fails)"
        );
    }
}
