//! A walk over a TOML tree that keeps spans and collects every mistake instead of stopping at the first.

use std::ops::Range;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::source::Spanned;
use crate::source::{Place, Problem, SourceFile};
use crate::text::{nearest, quoted, shown};

/// Longest list of mistakes; more do not help.
const MAX_PROBLEMS: usize = 100;

/// Beyond this many mistakes the others are only counted: a hostile file must not cost minutes and gigabytes.
const MAX_KEPT: usize = 1000;

/// Longest word, in bytes, that near words are looked for.
const MAX_WORD: usize = 100;

/// Lists of words longer than this are not spelled out when one word is near to what was written.
const LONG_LIST: usize = 8;

/// The mistakes found so far in one file.
pub(crate) struct Mistakes {
    source: Arc<SourceFile>,
    problems: Vec<Problem>,
    /// How many there are besides.
    dropped: usize,
}

impl Mistakes {
    pub(crate) fn new(source: &Arc<SourceFile>) -> Self {
        Self {
            source: Arc::clone(source),
            problems: Vec::new(),
            dropped: 0,
        }
    }

    pub(crate) fn place(&self, span: Range<usize>) -> Place {
        Place::new(&self.source, span)
    }

    pub(crate) fn report(
        &mut self,
        place: &Place,
        message: impl Into<String>,
        label: impl Into<String>,
        help: impl Into<String>,
    ) {
        if self.is_flooded() {
            self.dropped += 1;
            return;
        }
        let problem = Problem::new(message).at(place.clone());
        self.problems.push(problem.label(label).help(help));
    }

    /// Whether there are so many mistakes already that work on more of them is wasted.
    pub(crate) fn is_flooded(&self) -> bool {
        self.problems.len() >= MAX_KEPT
    }

    /// Whether to look for known words near to `written`.
    pub(crate) fn may_suggest(&self, written: &str) -> bool {
        written.len() <= MAX_WORD && self.problems.len() < MAX_PROBLEMS
    }

    /// What to write in place of a word that is not one of `words`.
    pub(crate) fn suggestion(&self, written: &str, words: &[&str]) -> String {
        let near = self
            .may_suggest(written)
            .then(|| nearest(written, words.iter().copied()))
            .flatten();
        match near {
            Some(word) if words.len() > LONG_LIST => format!("did you mean `{word}`?"),
            Some(word) => format!("did you mean `{word}`? {}", choice(words)),
            None => choice(words),
        }
    }

    /// The part `range` of the string `text` that was written at `whole`, or all of it where escapes hide the part.
    pub(crate) fn inside(&self, whole: &Place, text: &str, range: Range<usize>) -> Place {
        let span = whole.span();
        let written = whole.text().get(span.clone()).unwrap_or_default();
        let quotes = [1, 3].into_iter().find(|quotes| {
            let inner = *quotes..written.len().saturating_sub(*quotes);
            written.get(inner) == Some(text)
        });
        match quotes {
            Some(quotes) if range.start <= range.end && range.end <= text.len() => {
                let start = span.start + quotes;
                self.place(start + range.start..start + range.end)
            }
            _ => whole.clone(),
        }
    }

    /// What was read, or the mistakes in the order of the text.
    pub(crate) fn finish<T>(mut self, value: T) -> Result<T, Vec<Problem>> {
        if self.problems.is_empty() {
            return Ok(value);
        }
        self.problems.sort_by(|a, b| key(a).cmp(&key(b)));
        self.problems.dedup();
        let more = self.dropped + self.problems.len().saturating_sub(MAX_PROBLEMS);
        if more > 0 {
            self.problems.truncate(MAX_PROBLEMS);
            self.problems.push(
                Problem::new(format!("mistakes that are not shown: {more}"))
                    .help("correct the ones above first"),
            );
        }
        Err(self.problems)
    }
}

fn key(problem: &Problem) -> (usize, usize, &str) {
    let span = problem.place.as_ref().map_or(0..0, Place::span);
    (span.start, span.end, &problem.message)
}

/// Parses the text. `None` when it is so broken that the tree is guesswork; the errors are in `mistakes`.
pub(crate) fn document<'t>(text: &'t str, mistakes: &mut Mistakes) -> Option<DeTable<'t>> {
    let (tree, errors) = DeTable::parse_recoverable(text);
    let mut sound = true;
    let count = errors.len();
    mistakes.dropped += count.saturating_sub(MAX_KEPT);
    for error in errors.into_iter().take(MAX_KEPT) {
        let span = error.span().unwrap_or(text.len()..text.len());
        let written = text.get(span.clone()).unwrap_or_default();
        // After these the rest of the tree is as it was written, so it is worth checking further.
        sound &= is_date(written) || error.message().starts_with("duplicate key");
        let place = mistakes.place(span);
        let (message, help) = explain_syntax(error.message(), written);
        mistakes.report(&place, message, "here", help);
    }
    (sound && count <= MAX_KEPT).then(|| tree.into_inner())
}

fn explain_syntax(message: &str, written: &str) -> (String, &'static str) {
    if message.starts_with("duplicate key") {
        let message = format!("{} is set twice", quoted(written));
        (message, "keep one of the two")
    } else if is_date(written) {
        let reason = message.strip_prefix("invalid date, ").unwrap_or(message);
        let message = format!(
            "{} is not a date of the calendar, {reason}",
            quoted(written)
        );
        (message, "write a date that exists, as YYYY-MM-DD")
    } else {
        (
            format!("not valid TOML: {}", shown(message)),
            "correct the TOML; nothing further was checked",
        )
    }
}

/// Has the shape of a date, whatever its numbers.
fn is_date(written: &str) -> bool {
    let mut parts = written.split('-');
    let mut digits = |count: usize| {
        parts
            .next()
            .is_some_and(|part| part.len() == count && part.bytes().all(|b| b.is_ascii_digit()))
    };
    digits(4) && digits(2) && digits(2) && parts.next().is_none()
}

/// A table that is being read. It remembers which keys were read; the others are mistakes.
pub(crate) struct Table<'t> {
    entries: &'t DeTable<'t>,
    read_keys: Vec<&'static str>,
    /// How messages call it, such as `[policy]`.
    pub(crate) name: &'static str,
    pub(crate) place: Place,
}

impl<'t> Table<'t> {
    pub(crate) fn new(entries: &'t DeTable<'t>, name: &'static str, place: Place) -> Self {
        Self {
            entries,
            read_keys: Vec::new(),
            name,
            place,
        }
    }

    /// The value of `key`. Read every key of the table, on every path.
    pub(crate) fn get(&mut self, key: &'static str, mistakes: &Mistakes) -> Option<Node<'t>> {
        self.read_keys.push(key);
        self.node(key, mistakes)
    }

    /// The value of a key, whether or not it is a key of the table.
    pub(crate) fn node(&self, key: &'static str, mistakes: &Mistakes) -> Option<Node<'t>> {
        let value = self.entries.get(key)?;
        Some(Node {
            name: key,
            value: value.get_ref(),
            place: mistakes.place(value.span()),
        })
    }

    /// As [`Table::get`]; that the key is absent is a mistake.
    pub(crate) fn need(
        &mut self,
        key: &'static str,
        example: &str,
        mistakes: &mut Mistakes,
    ) -> Option<Node<'t>> {
        let node = self.get(key, mistakes);
        if node.is_none() {
            self.report_missing(key, example, mistakes);
        }
        node
    }

    pub(crate) fn report_missing(&self, key: &str, example: &str, mistakes: &mut Mistakes) {
        mistakes.report(
            &self.place,
            format!("`{key}` is missing in `{}`", self.name),
            format!("needs `{key}`"),
            format!("add `{key} = {example}`"),
        );
    }

    /// Every entry, for tables whose keys are data.
    pub(crate) fn entries(&self, mistakes: &Mistakes) -> Vec<(Spanned<&'t str>, Node<'t>)> {
        let entry = |(key, value): (&'t toml::Spanned<_>, &'t toml::Spanned<_>)| {
            let key_text: &'t std::borrow::Cow<'t, str> = key.get_ref();
            let node = Node {
                name: key_text,
                value: value.get_ref(),
                place: mistakes.place(value.span()),
            };
            let key = Spanned::new(key_text.as_ref(), mistakes.place(key.span()));
            (key, node)
        };
        self.entries.iter().map(entry).collect()
    }

    /// Reports the keys that were not read.
    pub(crate) fn finish(self, mistakes: &mut Mistakes) {
        self.refuse_others(&self.read_keys, mistakes);
    }

    /// Reports the keys that are not in `known`.
    pub(crate) fn refuse_others(&self, known: &[&str], mistakes: &mut Mistakes) {
        for key in self.entries.keys() {
            let written: &str = key.get_ref();
            if !known.contains(&written) {
                let place = mistakes.place(key.span());
                let message = format!("unknown key {} in `{}`", quoted(written), self.name);
                let help = mistakes.suggestion(written, known);
                mistakes.report(&place, message, "unknown key", help);
            }
        }
    }
}

/// How a value is written, where a date is expected.
pub(crate) enum Written {
    /// Year, month and day.
    Date(u16, u8, u8),
    /// A date that the calendar does not have; it was reported as the text was parsed.
    Reported,
    /// Something else.
    Other,
}

/// A value that is being read.
pub(crate) struct Node<'t> {
    /// The key it is under.
    pub(crate) name: &'t str,
    value: &'t DeValue<'t>,
    pub(crate) place: Place,
}

impl<'t> Node<'t> {
    /// The text, when it is a string: no mistake otherwise.
    pub(crate) fn as_str(&self) -> Option<&'t str> {
        self.value.as_str()
    }

    pub(crate) fn is_array(&self) -> bool {
        self.value.is_array()
    }

    pub(crate) fn is_empty_array(&self) -> bool {
        self.value.as_array().is_some_and(|items| items.is_empty())
    }

    pub(crate) fn is_table(&self) -> bool {
        self.value.is_table()
    }

    /// The entries, when it is a table: no mistake otherwise.
    pub(crate) fn as_table(&self, name: &'static str) -> Option<Table<'t>> {
        let entries = self.value.as_table()?;
        Some(Table::new(entries, name, self.place.clone()))
    }

    /// The day, when it is a date: no mistake otherwise.
    pub(crate) fn as_date(&self) -> Written {
        let Some(stamp) = self.value.as_datetime() else {
            return Written::Other;
        };
        match (&stamp.date, &stamp.time) {
            (Some(date), None) => Written::Date(date.year, date.month, date.day),
            (None, None) => Written::Reported,
            _ => Written::Other,
        }
    }

    pub(crate) fn string(&self, mistakes: &mut Mistakes) -> Option<Spanned<&'t str>> {
        if let Some(text) = self.as_str() {
            return Some(Spanned::new(text, self.place.clone()));
        }
        self.wrong_type("a string", "write it in quotes", mistakes);
        None
    }

    pub(crate) fn boolean(&self, mistakes: &mut Mistakes) -> Option<bool> {
        let value = self.value.as_bool();
        if value.is_none() {
            self.wrong_type(
                "`true` or `false`",
                "write `true` or `false` without quotes",
                mistakes,
            );
        }
        value
    }

    pub(crate) fn table(&self, name: &'static str, mistakes: &mut Mistakes) -> Option<Table<'t>> {
        let table = self.as_table(name);
        if table.is_none() {
            let help = format!("write `{name}`, then a key a line");
            self.wrong_type("a table", &help, mistakes);
        }
        table
    }

    pub(crate) fn array(&self, mistakes: &mut Mistakes) -> Option<Vec<Node<'t>>> {
        let items = self.items(mistakes);
        if items.is_none() {
            self.wrong_type("an array", "put it in square brackets", mistakes);
        }
        items
    }

    /// The tables of an array such as `[[model]]`; `name` is how it is written.
    pub(crate) fn tables(&self, name: &'static str, mistakes: &mut Mistakes) -> Vec<Table<'t>> {
        let help = format!("write `{name}`, then a key a line");
        let Some(items) = self.items(mistakes) else {
            self.wrong_type("an array of tables", &help, mistakes);
            return Vec::new();
        };
        let table = |item: Node<'t>| {
            let table = item.as_table(name);
            if table.is_none() {
                item.wrong_type("a table", &help, mistakes);
            }
            table
        };
        items.into_iter().filter_map(table).collect()
    }

    fn items(&self, mistakes: &Mistakes) -> Option<Vec<Node<'t>>> {
        let node = |value: &'t toml::Spanned<DeValue<'t>>| Node {
            name: self.name,
            value: value.get_ref(),
            place: mistakes.place(value.span()),
        };
        Some(self.value.as_array()?.iter().map(node).collect())
    }

    pub(crate) fn wrong_type(&self, expected: &str, help: &str, mistakes: &mut Mistakes) {
        mistakes.report(
            &self.place,
            format!(
                "expected {expected} for {}, found {}",
                quoted(self.name),
                self.kind()
            ),
            format!("expected {expected}"),
            help,
        );
    }

    fn kind(&self) -> &'static str {
        match self.value {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(stamp) if stamp.time.is_none() => "a date",
            DeValue::Datetime(stamp) if stamp.date.is_none() => "a time",
            DeValue::Datetime(_) => "a date with a time",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        }
    }
}

fn choice(words: &[&str]) -> String {
    match words {
        [] => "nothing can be written here".to_owned(),
        [word] => format!("it can only be `{word}`"),
        [first @ .., last] => format!("it can be `{}` or `{last}`", first.join("`, `")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_string_is_found_behind_each_kind_of_quotes() {
        for text in ["\"a b\"", "'a b'", "\"\"\"a b\"\"\"", "'''a b'''"] {
            let source = SourceFile::new("x.toml", text);
            let mistakes = Mistakes::new(&source);
            let whole = mistakes.place(0..text.len());
            let part = mistakes.inside(&whole, "a b", 2..3);
            assert_eq!(&text[part.span()], "b", "{text}");
        }
    }

    #[test]
    fn a_part_behind_escapes_is_the_whole_string() {
        let text = r#""a\u0020b""#;
        let source = SourceFile::new("x.toml", text);
        let mistakes = Mistakes::new(&source);
        let whole = mistakes.place(0..text.len());
        assert_eq!(mistakes.inside(&whole, "a b", 2..3).span(), whole.span());
        let inverted = Range { start: 3, end: 2 };
        assert_eq!(
            mistakes.inside(&whole, "a b", inverted).span(),
            whole.span()
        );
    }

    #[test]
    fn the_shape_of_a_date() {
        assert!(is_date("2027-02-30"));
        for text in ["2027-2-30", "2027-02-30T00:00:00", "2027-02", "x", ""] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn words_are_suggested() {
        let mistakes = Mistakes::new(&SourceFile::new("x.toml", ""));
        let suggestion = |written: &str, words: &[&str]| mistakes.suggestion(written, words);
        assert_eq!(
            suggestion("osl", &["osi", "fsf"]),
            "did you mean `osi`? it can be `osi` or `fsf`"
        );
        assert_eq!(suggestion("zzzz", &["osi"]), "it can only be `osi`");
        assert_eq!(suggestion("zzzz", &[]), "nothing can be written here");
        let long = "x".repeat(MAX_WORD + 1);
        assert!(!suggestion(&long, &[&long]).contains("did you mean"));
    }

    #[test]
    fn a_flood_of_mistakes_is_cut() {
        let source = SourceFile::new("x.toml", "x".repeat(1000));
        let mut mistakes = Mistakes::new(&source);
        for n in (0..300).rev() {
            let place = mistakes.place(n..n + 1);
            mistakes.report(&place, "wrong", "here", "help");
        }
        let problems = mistakes.finish(()).unwrap_err();
        assert_eq!(problems.len(), MAX_PROBLEMS + 1);
        let first = problems[0].place.as_ref().map(Place::span);
        assert_eq!(first, Some(0..1));
        assert_eq!(
            problems[MAX_PROBLEMS].message,
            "mistakes that are not shown: 200"
        );
    }
}
