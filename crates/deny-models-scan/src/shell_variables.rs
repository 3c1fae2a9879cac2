//! Variables of a shell script: what its text gives them.

use std::collections::BTreeMap;

/// Texts that one line may be, and values of one variable.
const MAX_TEXTS: usize = 32;
/// Variables of one line.
const MAX_HOLES: usize = 8;
/// Bytes of a line that is filled in.
const MAX_LINE: usize = 4096;

/// What variables of a script may be.
#[derive(Debug, Default)]
pub(super) struct ShellVariables {
    values: BTreeMap<String, Vec<String>>,
}

impl ShellVariables {
    /// Reads `NAME=value` and `for NAME in values` from a text. A value with a variable in it is not known, but for its
    /// default.
    pub(super) fn of(text: &str) -> Self {
        let mut all = Self::default();
        if !text.contains('$') {
            return all;
        }
        for line in text.split(['\n', ';', '&']) {
            let line = line.trim();
            if let Some(rest) = line.strip_prefix("for ")
                && let Some((name, values)) = rest.split_once(" in ")
            {
                all.add(name.trim(), values.split_whitespace());
                continue;
            }
            let line = ["export ", "local ", "readonly ", "declare "]
                .iter()
                .find_map(|word| line.strip_prefix(word))
                .unwrap_or(line);
            let Some((name, value)) = line.split_once('=') else {
                continue;
            };
            // `LIST=(a b)`
            match value.strip_prefix('(') {
                Some(list) => all.add(name, list.trim_end_matches(')').split_whitespace()),
                None => all.add(name, std::iter::once(value)),
            }
        }
        all
    }

    fn add<'a>(&mut self, name: &str, values: impl Iterator<Item = &'a str>) {
        let is_name = name.starts_with(|char: char| char.is_ascii_alphabetic() || char == '_')
            && name.chars().all(is_word);
        if !is_name {
            return;
        }
        let values = values.map(|value| value.trim_matches(['"', '\'']).to_owned());
        let all = self.values.entry(name.to_owned()).or_default();
        all.extend(values.take(MAX_TEXTS));
        all.truncate(MAX_TEXTS);
    }

    /// The texts that a line may be; what is not known stays as it is written.
    pub(super) fn filled(&self, line: &str) -> Vec<String> {
        let mut texts = vec![line.to_owned()];
        if !line.contains('$') || line.len() > MAX_LINE {
            return texts;
        }
        let mut from = vec![0];
        for _ in 0..MAX_HOLES {
            let mut next = Vec::new();
            let mut at = Vec::new();
            let mut is_changed = false;
            for (text, start) in texts.iter().zip(&from) {
                let hole = Hole::find(text, *start);
                let Some(hole) = hole else {
                    next.push(text.clone());
                    at.push(text.len());
                    continue;
                };
                is_changed = true;
                for value in self.of_hole(&hole) {
                    at.push(hole.start + value.len());
                    next.push(format!(
                        "{}{value}{}",
                        &text[..hole.start],
                        &text[hole.end..]
                    ));
                }
            }
            if next.len() > MAX_TEXTS || !is_changed {
                break;
            }
            (texts, from) = (next, at);
        }
        texts
    }

    fn of_hole(&self, hole: &Hole<'_>) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        for value in self.values.get(hole.name).into_iter().flatten() {
            // A variable that is given another one has its default at most.
            let inner = Hole::find(value, 0);
            match inner {
                None => values.push(value.clone()),
                Some(inner) => match (inner.default, inner.is_all(value)) {
                    (Some(default), true) => {
                        values.push(default.to_owned());
                        values.push("$".to_owned());
                    }
                    _ => values.push("$".to_owned()),
                },
            }
        }
        values.extend(hole.default.map(str::to_owned));
        if hole.default.is_some() {
            values.push("$".to_owned());
        }
        if values.is_empty() {
            values.push(hole.text.to_owned());
        }
        values
    }
}

/// A variable in a text: `$NAME`, `${NAME}`, `${NAME:-default}`, `${LIST[@]}`.
struct Hole<'a> {
    text: &'a str,
    name: &'a str,
    default: Option<&'a str>,
    start: usize,
    end: usize,
}

impl<'a> Hole<'a> {
    fn find(text: &'a str, from: usize) -> Option<Self> {
        let start = from + text.get(from..)?.find('$')?;
        let rest = &text[start + 1..];
        if let Some(inner) = rest.strip_prefix('{') {
            let length = inner.find('}')?;
            let inner = &inner[..length];
            let end = start + 2 + length + 1;
            let name = inner
                .split(|char| !is_word(char))
                .next()
                .unwrap_or_default();
            let default = inner[name.len()..].trim_start_matches(':');
            let default = default
                .strip_prefix('-')
                .or_else(|| default.strip_prefix('='));
            return Some(Self {
                text: &text[start..end],
                name,
                default: default.map(|text| text.trim_matches(['"', '\''])),
                start,
                end,
            });
        }
        let length = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
        let end = start + 1 + length;
        Some(Self {
            text: &text[start..end],
            name: &rest[..length],
            default: None,
            start,
            end,
        })
    }

    fn is_all(&self, text: &str) -> bool {
        self.start == 0 && self.end == text.len()
    }
}

fn is_word(char: char) -> bool {
    char.is_ascii_alphanumeric() || char == '_'
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn lines_are_filled_with_what_the_text_gives() {
        for (text, expected) in [
            ("M=a\npull $M", &["pull a"][..]),
            ("export M=\"a:3b\"\npull \"${M}\"", &["pull \"a:3b\""]),
            ("for m in a b; do\npull $m", &["pull a", "pull b"]),
            ("L=(a b)\npull ${L[@]}", &["pull a", "pull b"]),
            ("pull ${1:-a}", &["pull a", "pull $"]),
            ("M=${1:-a}\npull $M", &["pull a", "pull $"]),
            ("M=$1\npull $M", &["pull $"]),
            ("pull $M", &["pull $M"]),
            ("pull $1 $", &["pull $1 $"]),
            ("pull ${", &["pull ${"]),
        ] {
            let last = text.lines().last().expect("a line");
            assert_eq!(ShellVariables::of(text).filled(last), expected, "{text}");
        }
    }

    #[test]
    fn many_variables_are_bounded() {
        let (mut all, mut line) = (String::new(), String::new());
        for number in 0..64 {
            let _ = writeln!(all, "for v{number} in a b c d; do");
            let _ = write!(line, "$v{number} ");
        }
        assert!(
            ShellVariables::of(&format!("{all}{line}"))
                .filled(&line)
                .len()
                <= MAX_TEXTS
        );
    }
}
