//! Models that a program in Python takes: calls that load them by an id, with the names that the same text gives it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::classify;

/// Tokens of the arguments of one call.
const MAX_ARGUMENTS: usize = 512;
/// Tokens of one value.
const MAX_VALUE: usize = 32;
/// Bytes of what a text is filled in with.
const MAX_HOLE: usize = 256;
/// Bytes of a text that is put together: an id is shorter.
const MAX_TEXT: usize = 1024;
/// Names that lead from one to the next, and values of one name.
const MAX_NAMES: usize = 4;
const MAX_VALUES: usize = 32;

/// Calls that take a model: the name, its keywords, and the number of the argument that is the id.
const CALLS: [(&str, &[&str], usize); 12] = [
    (
        "from_pretrained",
        &["pretrained_model_name_or_path", "model_id", "model_name"],
        0,
    ),
    ("snapshot_download", &["repo_id"], 0),
    ("hf_hub_download", &["repo_id"], 0),
    ("SentenceTransformer", &["model_name_or_path"], 0),
    ("CrossEncoder", &["model_name_or_path", "model_name"], 0),
    ("pipeline", &["model"], 1),
    ("LLM", &["model"], 0),
    (
        "AutoPipelineForText2Image",
        &["pretrained_model_name_or_path"],
        0,
    ),
    ("load_from_hub", &["repo_id"], 0),
    ("from_hf_hub", &["repo_id"], 0),
    ("TextEmbedding", &["model_name"], 0),
    ("HuggingFaceEmbeddings", &["model_name"], 0),
];

/// What a program takes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Ids of repositories, each with the byte of the call.
    pub(super) ids: Vec<(String, usize)>,
    /// Calls whose id is not known, each with what is, and the byte of the call.
    pub(super) open: Vec<(String, usize)>,
}

/// Whether a text may be one with such a call: a quick look.
pub(super) fn may_take(text: &str) -> bool {
    text.contains('(') && CALLS.iter().any(|(name, ..)| text.contains(name))
}

/// Reads a program.
pub(super) fn read(text: &str) -> Taken {
    let tokens = tokens(text);
    let reader = Reader {
        variables: variables(&tokens),
        tokens: &tokens,
        known: RefCell::default(),
    };
    let mut taken = Taken::default();
    for at in 0..tokens.len() {
        reader.call(at, &mut taken);
        reader.keyword(at, &mut taken);
    }
    for list in [&mut taken.ids, &mut taken.open] {
        list.sort();
    }
    // Other places of an id are no other models.
    taken.ids.dedup_by(|next, kept| next.0 == kept.0);
    taken.open.dedup();
    taken
}

/// Reads a command line or a script of a shell, which has programs in quotes. What is open there may be given by the shell.
pub(super) fn in_command(text: &str) -> Vec<(String, usize)> {
    let mut ids = read(text).ids;
    for (at, token) in tokens(text) {
        if let Token::Text(parts) = token
            && let [Part::Known(inner)] = parts.as_slice()
            && may_take(inner)
        {
            ids.extend(read(inner).ids.into_iter().map(|(id, _)| (id, at)));
        }
    }
    ids
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Known(String),
    /// A name; empty for what is none.
    Hole(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Word(String),
    Text(Vec<Part>),
    Mark(char),
}

struct Reader<'a> {
    tokens: &'a [(usize, Token)],
    /// What names were found to be, by how deep they are followed: each is followed once.
    known: RefCell<BTreeMap<(String, usize), Vec<String>>>,
    /// The values that names are given; `None` among them for what is no text.
    variables: BTreeMap<&'a str, Vec<Option<Vec<Part>>>>,
}

impl Reader<'_> {
    fn call(&self, at: usize, taken: &mut Taken) {
        let (start, Token::Word(name)) = &self.tokens[at] else {
            return;
        };
        let Some((_, keywords, number)) = CALLS.iter().find(|(call, ..)| call == name) else {
            return;
        };
        // A definition takes nothing.
        let before = at.checked_sub(1).map(|at| &self.tokens[at].1);
        let is_defined =
            matches!(before, Some(Token::Word(word)) if word == "def" || word == "class");
        if is_defined || !is(self.tokens, at + 1, '(') {
            return;
        }
        let (mut of_keyword, mut of_number, mut data_set, mut open) = (None, None, false, false);
        let mut numbered = 0;
        for argument in arguments(self.tokens, at + 2) {
            let keyword = match argument {
                [(_, Token::Word(word)), (_, Token::Mark('=')), ..] => Some(word.as_str()),
                _ => None,
            };
            if let Some(word) = keyword {
                let value = argument.get(2..).unwrap_or_default();
                if keywords.contains(&word) {
                    of_keyword = Some(value);
                }
                let kinds = self.texts(value);
                data_set |= word == "repo_type" && kinds.iter().any(|kind| kind == "dataset");
            } else {
                // `*args`
                open |= is(argument, 0, '*');
                if numbered == *number {
                    of_number = Some(argument);
                }
                numbered += 1;
            }
        }
        let Some(value) = of_keyword.or(of_number) else {
            // Without a model, `pipeline` takes one of its own, and other calls none.
            if open || name == "pipeline" && numbered > 0 {
                taken.open.push((format!("{name}({{}})"), *start));
            }
            return;
        };
        for text in self.texts(value) {
            if text.contains("{}") {
                if !is_path(&text) {
                    taken.open.push((text, *start));
                }
                continue;
            }
            let id = match name.as_str() {
                // The names of its own organisation go without it.
                "SentenceTransformer" if !text.contains('/') && !is_path(&text) => {
                    classify::full_hub_id(&format!("sentence-transformers/{text}"))
                }
                _ if is_path(&text) => None,
                _ => classify::hub_id(&text),
            };
            let id = id.map(|id| {
                if data_set {
                    format!("datasets/{id}")
                } else {
                    id
                }
            });
            taken.ids.extend(id.map(|id| (id, *start)));
        }
    }

    /// `repo_id="org/name"`, whatever is called with it.
    fn keyword(&self, at: usize, taken: &mut Taken) {
        let (start, first) = &self.tokens[at];
        let given = *first == Token::Word("repo_id".to_owned()) && is(self.tokens, at + 1, '=');
        if let Some((_, Token::Text(parts))) = self.tokens.get(at + 2).filter(|_| given)
            && let [Part::Known(text)] = parts.as_slice()
        {
            let id = classify::full_hub_id(text);
            taken.ids.extend(id.map(|id| (id, *start)));
        }
    }

    /// The texts that a value may be, with `{}` for what is not known.
    fn texts(&self, value: &[(usize, Token)]) -> Vec<String> {
        match parts(value) {
            Some(parts) => self.filled(&parts, 0),
            None => vec!["{}".to_owned()],
        }
    }

    fn filled(&self, parts: &[Part], depth: usize) -> Vec<String> {
        let mut texts = vec![String::new()];
        for part in parts {
            let options = match part {
                Part::Known(text) => vec![text.clone()],
                Part::Hole(name) => self.values(name, depth),
            };
            let mut next = Vec::new();
            for text in &texts {
                next.extend(options.iter().map(|option| format!("{text}{option}")));
            }
            if next.len() > MAX_VALUES || next.iter().any(|text| text.len() > MAX_TEXT) {
                return vec!["{}".to_owned()];
            }
            texts = next;
        }
        texts
    }

    fn values(&self, name: &str, depth: usize) -> Vec<String> {
        let key = (name.to_owned(), depth);
        if let Some(values) = self.known.borrow().get(&key) {
            return values.clone();
        }
        let values = self.followed(name, depth);
        self.known.borrow_mut().insert(key, values.clone());
        values
    }

    fn followed(&self, name: &str, depth: usize) -> Vec<String> {
        let unknown = || vec!["{}".to_owned()];
        let values = self.variables.get(name).filter(|_| depth < MAX_NAMES);
        let Some(values) = values.filter(|values| values.len() <= MAX_VALUES) else {
            return unknown();
        };
        let mut texts = Vec::new();
        for value in values {
            match value {
                Some(parts) => texts.extend(self.filled(parts, depth + 1)),
                None => texts.extend(unknown()),
            }
            if texts.len() > MAX_VALUES {
                return unknown();
            }
        }
        texts
    }
}

fn is(tokens: &[(usize, Token)], at: usize, mark: char) -> bool {
    matches!(tokens.get(at), Some((_, Token::Mark(found))) if *found == mark)
}

/// Whether a text is the path of a directory: one on this machine is no repository.
fn is_path(text: &str) -> bool {
    text.starts_with(['.', '/', '~', '\\'])
}

/// The arguments of a call, from behind its bracket on.
fn arguments(tokens: &[(usize, Token)], start: usize) -> Vec<&[(usize, Token)]> {
    let mut found = Vec::new();
    let (mut open, mut first) = (0_usize, start);
    for at in start..tokens.len().min(start + MAX_ARGUMENTS) {
        match tokens[at].1 {
            Token::Mark('(' | '[' | '{') => open += 1,
            Token::Mark(')') if open == 0 => {
                found.push(&tokens[first..at]);
                break;
            }
            Token::Mark(')' | ']' | '}') => open = open.saturating_sub(1),
            Token::Mark(',') if open == 0 => {
                found.push(&tokens[first..at]);
                first = at + 1;
            }
            _ => {}
        }
    }
    found.retain(|argument| !argument.is_empty());
    found
}

/// A value that is nothing but texts and names.
fn parts(value: &[(usize, Token)]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    for (number, (_, token)) in value.iter().take(MAX_VALUE).enumerate() {
        let after_plus = number > 0 && is(value, number - 1, '+');
        match token {
            // Texts one behind the other are one.
            Token::Text(text) => parts.extend(text.iter().cloned()),
            Token::Word(word) if number == 0 || after_plus => parts.push(Part::Hole(word.clone())),
            Token::Mark('+') if number > 0 && !after_plus => {}
            _ => return None,
        }
    }
    (!parts.is_empty() && value.len() <= MAX_VALUE).then_some(parts)
}

/// What names are given, as variables, defaults and keywords.
fn variables(tokens: &[(usize, Token)]) -> BTreeMap<&str, Vec<Option<Vec<Part>>>> {
    let mut found: BTreeMap<&str, Vec<Option<Vec<Part>>>> = BTreeMap::new();
    for (at, (_, token)) in tokens.iter().enumerate() {
        let Token::Word(name) = token else { continue };
        let of_other = at > 0 && is(tokens, at - 1, '.');
        // `name: str = "..."`
        let typed = is(tokens, at + 1, ':') && is(tokens, at + 3, '=');
        let mark = if typed { at + 3 } else { at + 1 };
        if of_other || !is(tokens, mark, '=') || is(tokens, mark + 1, '=') {
            continue;
        }
        let mut end = mark + 1;
        while end < tokens.len().min(mark + 1 + MAX_VALUE) {
            match &tokens[end].1 {
                Token::Mark(',' | ')' | '\n' | ';') => break,
                _ => end += 1,
            }
        }
        let value = parts(&tokens[mark + 1..end]);
        found.entry(name).or_default().push(value);
    }
    found
}

/// Words, texts and marks; the end of a line is a mark.
fn tokens(text: &str) -> Vec<(usize, Token)> {
    let mut found = Vec::new();
    let mut open_literals = BTreeMap::new();
    let mut at = 0;
    while let Some(char) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        if char == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if let Some((parts, length)) = literal(text, at, &mut open_literals) {
            found.push((at, Token::Text(parts)));
            at += length;
        } else if is_word(char) {
            let length = rest.find(|char| !is_word(char)).unwrap_or(rest.len());
            found.push((at, Token::Word(rest[..length].to_owned())));
            at += length;
        } else {
            let goes_on = char == '\\' && rest[1..].starts_with(['\n', '\r']);
            if !(char.is_whitespace() && char != '\n' || goes_on) {
                found.push((at, Token::Mark(char)));
            }
            at += if goes_on { 2 } else { char.len_utf8() };
        }
    }
    // Inside of brackets a line goes on.
    let mut open = 0_usize;
    found.retain(|(_, token)| {
        match token {
            Token::Mark('(' | '[' | '{') => open += 1,
            Token::Mark(')' | ']' | '}') => open = open.saturating_sub(1),
            _ => {}
        }
        open == 0 || *token != Token::Mark('\n')
    });
    found
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// How a literal begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Opening {
    raw: bool,
    filled: bool,
    /// What ends it.
    end: &'static str,
}

impl Opening {
    /// Reads one at the begin of a text, and its length.
    fn read(rest: &str) -> Option<(Self, usize)> {
        let mut start = rest.char_indices().take(3);
        let (prefix, _) = start.find(|(_, char)| ['"', '\''].contains(char))?;
        let letters = rest.get(..prefix)?.to_ascii_lowercase();
        if !letters.chars().all(|char| "rbuft".contains(char)) {
            return None;
        }
        let mut ends = ["\"\"\"", "'''", "\"", "'"].into_iter();
        let end = ends.find(|end| rest[prefix..].starts_with(end))?;
        let opening = Self {
            raw: letters.contains('r'),
            filled: letters.contains(['f', 't']),
            end,
        };
        Some((opening, prefix + end.len()))
    }

    /// The text up to the end, and its length with the end; an error where it has none, with how far it was looked for.
    fn body(self, rest: &str) -> Result<(Vec<Part>, usize), usize> {
        let mut at = 0;
        let (mut parts, mut known) = (Vec::new(), String::new());
        while !rest[at..].starts_with(self.end) {
            let start = at;
            let char = rest[at..].chars().next().ok_or(start)?;
            at += char.len_utf8();
            match char {
                '\n' if self.end.len() == 1 => return Err(start),
                '\\' if !self.raw => {
                    let escaped = rest[at..].chars().next().ok_or(at)?;
                    at += escaped.len_utf8();
                    known.push(escaped);
                }
                '{' | '}' if self.filled && rest[at..].starts_with(char) => {
                    at += 1;
                    known.push(char);
                }
                '{' if self.filled => {
                    let inner = &rest[at..];
                    let mut bytes = inner.bytes().take(MAX_HOLE);
                    let length = bytes.position(|byte| byte == b'}').ok_or(start)?;
                    let name = inner[..length].trim();
                    let is_name = name.chars().all(is_word);
                    parts.push(Part::Known(std::mem::take(&mut known)));
                    parts.push(Part::Hole(if is_name {
                        name.to_owned()
                    } else {
                        String::new()
                    }));
                    at += length + 1;
                }
                _ => known.push(char),
            }
        }
        parts.push(Part::Known(known));
        parts.retain(|part| *part != Part::Known(String::new()));
        if parts.is_empty() {
            parts.push(Part::Known(String::new()));
        }
        Ok((parts, at + self.end.len()))
    }
}

/// The literal at a byte, and its length. `open` keeps how far no end of a literal was found, for each opening: it would
/// be looked for again from each quote before.
fn literal(
    text: &str,
    at: usize,
    open: &mut BTreeMap<Opening, usize>,
) -> Option<(Vec<Part>, usize)> {
    let (opening, start) = Opening::read(&text[at..])?;
    if open.get(&opening).is_some_and(|end| at < *end) {
        return None;
    }
    match opening.body(&text[at + start..]) {
        Ok((parts, length)) => Some((parts, start + length)),
        Err(length) => {
            open.insert(opening, at + start + length);
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    #[test]
    fn ids_are_literals_or_names_of_the_same_text() {
        for (text, ids, open) in [
            (
                "AutoModel.from_pretrained('a/chat')",
                &["a/chat"][..],
                &[][..],
            ),
            (
                "M = \"a/chat\"\nX.from_pretrained(\n    M,  # the model\n    torch_dtype='auto')",
                &["a/chat"],
                &[],
            ),
            (
                "snapshot_download(repo_id='a/chat', revision=\"main\")",
                &["a/chat"],
                &[],
            ),
            (
                "snapshot_download('a/data', repo_type='dataset')",
                &["datasets/a/data"],
                &[],
            ),
            (
                "pipeline('text-generation', model='a/chat')",
                &["a/chat"],
                &[],
            ),
            ("pipeline('text-generation', 'a/chat')", &["a/chat"], &[]),
            ("pipeline('text-generation')", &[], &["pipeline({})"]),
            (
                "SentenceTransformer('all-MiniLM-L6-v2')",
                &["sentence-transformers/all-MiniLM-L6-v2"],
                &[],
            ),
            (
                "def load(name='a/chat'):\n  return X.from_pretrained(name)\nload(name='b/chat')",
                &["a/chat", "b/chat"],
                &[],
            ),
            (
                "ORG = 'a'\nX.from_pretrained(f'{ORG}/chat')",
                &["a/chat"],
                &[],
            ),
            (
                "ORG: str = 'a'\nX.from_pretrained(ORG + '/' + 'chat')",
                &["a/chat"],
                &[],
            ),
            ("X.from_pretrained('a/'\n  'chat')", &["a/chat"], &[]),
            ("X.from_pretrained(sys.argv[1])", &[], &["{}"]),
            ("X.from_pretrained(f'a/{size()}')", &[], &["a/{}"]),
            ("def load(name):\n  X.from_pretrained(name)", &[], &["{}"]),
            ("X.from_pretrained('a/%s' % size)", &[], &["{}"]),
            ("X.from_pretrained('./model')", &[], &[]),
            ("# X.from_pretrained('a/chat')", &[], &[]),
            ("'''X.from_pretrained(\"a/chat\")'''", &[], &[]),
            ("client.chat(model='a/chat')", &[], &[]),
            ("def from_pretrained(name): pass", &[], &[]),
        ] {
            let taken = read(text);
            let names = |list: &[(String, usize)]| -> Vec<String> {
                list.iter().map(|(name, _)| name.clone()).collect()
            };
            assert_eq!(names(&taken.ids), ids, "{text}");
            assert_eq!(names(&taken.open), open, "{text}");
        }
    }

    /// Where the time grows with the square of the length, or faster, each of them takes minutes.
    #[test]
    fn long_texts_are_read_in_one_pass() {
        let mut chain = "a0='1234567890'\n".to_owned();
        for number in 1..20 {
            let before = number - 1;
            let sum = vec![format!("a{before}"); 15].join("+");
            let _ = writeln!(chain, "a{number}={sum}");
        }
        let calls = |text: &str| format!("{chain}{}", text.repeat(5_000));
        for text in [
            "'".to_owned() + &"\\'".repeat(300_000),
            "f'{f'}".repeat(200_000) + "{",
            "'''\\'".repeat(100_000),
            "f''''{f''''}".repeat(60_000),
            calls("X.from_pretrained(a4)\n"),
            calls("X.from_pretrained(f'{a3}{a4}{a3}')\n"),
        ] {
            read(&format!("{text}\nX.from_pretrained('a/chat')"));
        }
    }

    #[test]
    fn a_quote_without_an_end_hides_no_call_in_another_line() {
        for text in [
            "it's\nX.from_pretrained('a/chat')",
            "f'{x\nX.from_pretrained('a/chat')",
            "'''\nX.from_pretrained(\"a/chat\")",
        ] {
            let ids = read(text).ids;
            assert!(ids.iter().any(|(id, _)| id == "a/chat"), "{text}: {ids:?}");
        }
    }

    #[test]
    fn any_text_is_read_to_its_end() {
        for text in [
            "pipeline(",
            "f'{",
            "'",
            "\"\"\"",
            "a='b'+",
            "from_pretrained(\u{e9},",
            "\\\n",
            "x='y',x=x,",
        ] {
            read(&text.repeat(3_000));
        }
    }
}
