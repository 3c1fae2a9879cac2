//! What files with recipes of all programs share: lines, variables, and the words that name recipes.

use super::command_text::Word;

/// Options that take the next word.
const VALUED: [&str; 13] = [
    "-C",
    "-f",
    "-I",
    "-o",
    "-W",
    "-d",
    "--directory",
    "--justfile",
    "--working-directory",
    "-t",
    "--taskfile",
    "--file",
    "--makefile",
];

/// A file with recipes.
pub(super) struct File {
    /// Whether the program looks for it; others are taken in by one of these.
    pub(super) is_main: bool,
    pub(super) lines: Vec<Word>,
}

/// The words that name recipes.
pub(super) fn targets<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let before = std::iter::once(&"").chain(args);
    let words = args.iter().zip(before);
    words
        .filter(|(word, before)| {
            !word.starts_with('-') && !word.contains('=') && !VALUED.contains(*before)
        })
        .map(|(word, _)| *word)
        .collect()
}

/// A variable and its value: `NAME := value`, `NAME ?= value`, `name := "value"`.
pub(super) fn assigned(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim_end_matches([':', '?', '+', '!']).trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || char == '_' || char == '-');
    is_name.then_some((name, value.trim()))
}

/// A line of a recipe as a shell has it: `$(NAME)` and `{{name}}` are `${NAME}`.
pub(super) fn as_shell(line: &str) -> String {
    let line = line.trim_start().trim_start_matches(['@', '-', '+']);
    let line = ["$(MAKE)", "${MAKE}"]
        .iter()
        .fold(line.to_owned(), |line, make| line.replace(make, "make"));
    // `make` doubles what is for the shell.
    let line = line.replace("$$", "$");
    let line = line.replace("{{", "${").replace("}}", "}");
    let mut shell = String::new();
    let mut rest = line.as_str();
    while let Some((before, after)) = rest.split_once("$(") {
        shell.push_str(before);
        let name = after.split(')').next().unwrap_or_default();
        let is_name = after.contains(')')
            && name
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || char == '_');
        if is_name {
            shell.extend(["${", name, "}"]);
            rest = &after[name.len() + 1..];
        } else {
            shell.push_str("$(");
            rest = after;
        }
    }
    shell.push_str(rest);
    // Blanks inside of braces are those of `just`.
    shell.replace("${ ", "${").replace(" }", "}")
}
