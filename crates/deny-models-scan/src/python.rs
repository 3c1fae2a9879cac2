//! Models that a program in Python takes: calls that load them by an id, with the names that the same text gives it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::classify;
use super::python_names::{self, Names};
use super::python_tokens::{MAX_ARGUMENTS, arguments, is, tokens};
use super::script_tokens::{Part, Token};

/// Tokens of one value.
const MAX_VALUE: usize = 32;
/// Bytes of a text that is put together: an id is shorter.
const MAX_TEXT: usize = 1024;
/// Names that lead from one to the next, and values of one name.
const MAX_NAMES: usize = 4;
const MAX_VALUES: usize = 32;

/// Calls that take a model: the name, its keywords, and the number of the argument that is the id.
const CALLS: [(&str, &[&str], usize); 13] = [
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
    ("WhisperModel", &["model_size_or_path"], 0),
];
/// Methods of a client of Ollama, and classes of others, which take the name of a model.
const OF_OLLAMA: [&str; 10] = [
    "pull",
    "chat",
    "generate",
    "embed",
    "embeddings",
    "create",
    "ChatOllama",
    "OllamaLLM",
    "OllamaEmbeddings",
    "Ollama",
];

/// What a program takes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Ids of repositories, each with the byte of the call; those of `ModelScope` have its name in front.
    pub(super) ids: Vec<(String, usize)>,
    /// Names of models of Ollama, each with the byte of the call.
    pub(super) of_ollama: Vec<(String, usize)>,
    /// Calls whose id is not known, each with what is, and the byte of the call.
    pub(super) open: Vec<(String, usize)>,
}

/// Whether a text may be one with such a call: a quick look.
pub(super) fn may_take(text: &str) -> bool {
    let of_ollama = || text.contains("ollama") && text.contains("import");
    text.contains('(') && (CALLS.iter().any(|(name, ..)| text.contains(name)) || of_ollama())
}

/// Reads a program.
pub(super) fn read(text: &str) -> Taken {
    let tokens = tokens(text);
    let reader = Reader {
        variables: variables(&tokens),
        names: python_names::read(&tokens),
        tokens: &tokens,
        known: RefCell::default(),
    };
    let mut taken = Taken::default();
    for at in 0..tokens.len() {
        reader.call(at, &mut taken);
        reader.of_ollama(at, &mut taken);
        reader.keyword(at, &mut taken);
    }
    for list in [&mut taken.ids, &mut taken.of_ollama, &mut taken.open] {
        list.sort();
    }
    // Other places of an id are no other models.
    taken.ids.dedup_by(|next, kept| next.0 == kept.0);
    taken.of_ollama.dedup_by(|next, kept| next.0 == kept.0);
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

struct Reader<'a> {
    tokens: &'a [(usize, Token)],
    /// What names were found to be, by how deep they are followed: each is followed once.
    known: RefCell<BTreeMap<(String, usize), Vec<String>>>,
    /// The values that names are given; `None` among them for what is no text.
    variables: Variables,
    /// What is imported, and what clients of Ollama are called.
    names: Names<'a>,
}

/// The values that names are given; `None` among them for what is no text.
pub(super) type Variables = BTreeMap<String, Vec<Option<Vec<Part>>>>;

impl Reader<'_> {
    fn call(&self, at: usize, taken: &mut Taken) {
        let (start, Token::Word(name)) = &self.tokens[at] else {
            return;
        };
        let name = self.names.original(name);
        let Some((_, keywords, number)) = CALLS.iter().find(|(call, ..)| *call == name) else {
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
            if let Some((word, value)) = keyword_of(argument) {
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
            let id = match name {
                // The names of its own organisation go without it.
                // Sizes have models of the library's own choice.
                "WhisperModel" if !text.contains('/') => None,
                "SentenceTransformer" if !text.contains('/') && !is_path(&text) => {
                    classify::full_hub_id(&format!("sentence-transformers/{text}"))
                }
                _ if is_path(&text) => None,
                _ => classify::hub_id(&text),
            };
            let of_modelscope = self.names.is_modelscope(self.tokens, at);
            let id = id.map(|id| match (of_modelscope, data_set) {
                (true, _) => format!("modelscope:{id}"),
                (false, true) => format!("datasets/{id}"),
                (false, false) => id,
            });
            taken.ids.extend(id.map(|id| (id, *start)));
        }
    }

    /// `ollama.chat(model="name")`, `client.pull("name")`, `ChatOllama(model="name")`.
    fn of_ollama(&self, at: usize, taken: &mut Taken) {
        let (start, Token::Word(name)) = &self.tokens[at] else {
            return;
        };
        let name = self.names.original(name);
        if !OF_OLLAMA.contains(&name)
            || !is(self.tokens, at + 1, '(')
            || !self.names.is_ollama(self.tokens, at)
        {
            return;
        }
        let arguments = arguments(self.tokens, at + 2);
        let wanted = if name == "create" { "from_" } else { "model" };
        let mut keywords = arguments.iter().filter_map(|argument| keyword_of(argument));
        let by_keyword = keywords.find(|(word, _)| *word == wanted);
        let is_plain = |argument: &&&[(usize, Token)]| keyword_of(argument).is_none();
        let first = arguments
            .first()
            .filter(|_| name != "create")
            .filter(is_plain);
        let value = by_keyword.map(|(_, value)| value).or(first.copied());
        for text in value.into_iter().flat_map(|value| self.texts(value)) {
            if text.contains("{}") {
                taken.open.push((text, *start));
            } else {
                taken.of_ollama.push((text, *start));
            }
        }
    }

    /// `repo_id="org/name"`, whatever is called with it.
    fn keyword(&self, at: usize, taken: &mut Taken) {
        let (start, first) = &self.tokens[at];
        let given = *first == Token::Word("repo_id".to_owned()) && is(self.tokens, at + 1, '=');
        if let Some((_, Token::Text(parts))) = self.tokens.get(at + 2).filter(|_| given)
            && let [Part::Known(text)] = parts.as_slice()
        {
            let of_modelscope = self.names.all_modelscope();
            let id = classify::full_hub_id(text);
            let id = id.map(|id| {
                if of_modelscope {
                    format!("modelscope:{id}")
                } else {
                    id
                }
            });
            taken.ids.extend(id.map(|id| (id, *start)));
        }
    }

    /// The texts that a value may be, with `{}` for what is not known.
    fn texts(&self, value: &[(usize, Token)]) -> Vec<String> {
        let of_option = |option: Option<Vec<Part>>| match option {
            Some(parts) => self.filled(&parts, 0),
            None => vec!["{}".to_owned()],
        };
        options(value).into_iter().flat_map(of_option).collect()
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
        if let Some(name) = name.strip_prefix('.') {
            // Many things have a name of their own: only an id shows that it is meant.
            let values = self.values(name, depth).into_iter();
            let values = values.map(|text| {
                if text.contains('/') {
                    text
                } else {
                    "{}".to_owned()
                }
            });
            return values.collect();
        }
        let values = self.variables.get(name).filter(|_| depth < MAX_NAMES);
        // A key that is not written among those of a mapping may be any of them.
        let whole = name.split_once('[').map(|(whole, _)| whole);
        if let (None, Some(whole)) = (values, whole) {
            return self.values(whole, depth);
        }
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

/// Whether a text is the path of a directory: one on this machine is no repository.
fn is_path(text: &str) -> bool {
    text.starts_with(['.', '/', '~', '\\'])
}

/// The name and the value of an argument that is given by its name.
fn keyword_of(argument: &[(usize, Token)]) -> Option<(&str, &[(usize, Token)])> {
    match argument {
        [(_, Token::Word(word)), (_, Token::Mark('=')), value @ ..] => Some((word, value)),
        _ => None,
    }
}

/// A value that is nothing but texts and names.
fn parts(value: &[(usize, Token)]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut after_plus = true;
    while let Some((_, token)) = value.get(at).filter(|_| at < MAX_VALUE) {
        at += 1;
        match token {
            // Texts one behind the other are one.
            Token::Text(text) => {
                parts.extend(text.iter().cloned());
                after_plus = false;
            }
            Token::Word(word) if after_plus => {
                let mut name = word.clone();
                while is(value, at, '.')
                    && let Some((_, Token::Word(inner))) = value.get(at + 1)
                {
                    name = format!(".{inner}");
                    at += 2;
                }
                parts.push(Part::Hole(name));
                after_plus = false;
            }
            Token::Mark('+') if !after_plus => after_plus = true,
            _ => return None,
        }
    }
    (!parts.is_empty() && value.len() <= MAX_VALUE).then_some(parts)
}

/// What a value may be: a text, or one of several; `None` for what is not known.
fn options(value: &[(usize, Token)]) -> Vec<Option<Vec<Part>>> {
    match parts(value).or_else(|| formatted(value)) {
        Some(parts) => vec![Some(parts)],
        None => chosen(value),
    }
}

/// `"{}/{}".format(org, name)`, `"%s/%s" % (org, name)`.
fn formatted(value: &[(usize, Token)]) -> Option<Vec<Part>> {
    let ((_, Token::Text(text)), rest) = value.split_first()? else {
        return None;
    };
    let [Part::Known(text)] = text.as_slice() else {
        return None;
    };
    let (hole, given) = match rest {
        [
            (_, Token::Mark('.')),
            (_, Token::Word(word)),
            (_, Token::Mark('(')),
            ..,
        ] if word == "format" => ("{}", arguments(rest, 3)),
        [(_, Token::Mark('%')), (_, Token::Mark('(')), ..] => ("%s", arguments(rest, 2)),
        [(_, Token::Mark('%')), one @ ..] => ("%s", vec![one]),
        _ => return None,
    };
    let mut found = Vec::new();
    for (number, known) in text.split(hole).enumerate() {
        if number > 0 {
            found.extend(parts(given.get(number - 1)?)?);
        }
        found.push(Part::Known(known.to_owned()));
    }
    Some(found)
}

/// The ids that a value names which is no text: of a list, of a mapping, of a condition, of what stands in for a value from
/// outside.
fn chosen(value: &[(usize, Token)]) -> Vec<Option<Vec<Part>>> {
    let mut found = Vec::new();
    let mut is_open = false;
    let mut at = 0;
    while let Some((_, token)) = value.get(at).filter(|_| at < MAX_ARGUMENTS) {
        let next = value.get(at + 1).map(|(_, token)| token);
        match token {
            // A key of a mapping.
            Token::Text(_) if next == Some(&Token::Mark(':')) => {}
            Token::Text(parts) => {
                let is_id = match parts.as_slice() {
                    [Part::Known(text)] => classify::full_hub_id(text).is_some(),
                    parts => {
                        let has =
                            |part: &Part| matches!(part, Part::Known(text) if text.contains('/'));
                        parts.iter().any(has)
                    }
                };
                found.extend(is_id.then(|| Some(parts.clone())));
            }
            // What decides of two values is none of them.
            Token::Word(word) if word == "if" => {
                let end = value[at..]
                    .iter()
                    .position(|(_, token)| *token == word_of("else"));
                at += end.unwrap_or(value.len());
            }
            Token::Word(word) if ["or", "and", "else", "not", "None"].contains(&word.as_str()) => {}
            Token::Word(name) => match next {
                Some(Token::Mark('[')) => {
                    let key = match value.get(at + 2) {
                        Some((_, Token::Text(key))) => match key.as_slice() {
                            [Part::Known(key)] => key.clone(),
                            _ => String::new(),
                        },
                        _ => String::new(),
                    };
                    found.push(Some(vec![Part::Hole(format!("{name}[{key}"))]));
                    let end = value[at..]
                        .iter()
                        .position(|(_, token)| *token == Token::Mark(']'));
                    at += end.unwrap_or(value.len());
                }
                Some(Token::Mark('(' | '.' | '=')) => is_open |= next == Some(&Token::Mark('(')),
                _ if at > 0 && is(value, at - 1, '.') => {
                    found.push(Some(vec![Part::Hole(format!(".{name}"))]));
                }
                _ => found.push(Some(vec![Part::Hole(name.clone())])),
            },
            Token::Mark(_) => {}
        }
        at += 1;
    }
    if is_open || found.is_empty() {
        found.push(None);
    }
    found
}

fn word_of(text: &str) -> Token {
    Token::Word(text.to_owned())
}

/// The tokens of a value, up to where it ends outside of its brackets.
fn value_at(tokens: &[(usize, Token)], start: usize) -> &[(usize, Token)] {
    let mut open = 0_usize;
    let mut end = start;
    while end < tokens.len().min(start + MAX_ARGUMENTS) {
        match &tokens[end].1 {
            Token::Mark('(' | '[' | '{') => open += 1,
            Token::Mark(')' | ']' | '}' | ',' | '\n' | ';' | ':') if open == 0 => break,
            Token::Mark(')' | ']' | '}') => open -= 1,
            _ => {}
        }
        end += 1;
    }
    tokens.get(start..end).unwrap_or_default()
}

/// What names are given, as variables, defaults and keywords.
fn variables(tokens: &[(usize, Token)]) -> Variables {
    let mut found = Variables::new();
    for (at, (_, token)) in tokens.iter().enumerate() {
        let Token::Word(name) = token else { continue };
        if name == "for" {
            if let (Some((_, Token::Word(name))), Some((_, Token::Word(word)))) =
                (tokens.get(at + 1), tokens.get(at + 2))
                && word == "in"
            {
                let all = found.entry(name.clone()).or_default();
                all.extend(chosen(value_at(tokens, at + 3)));
            }
            continue;
        }
        if name == "add_argument" && is(tokens, at + 1, '(') {
            argument_of_program(tokens, at + 2, &mut found);
            continue;
        }
        // `name: str = "..."`
        let typed = is(tokens, at + 1, ':') && is(tokens, at + 3, '=');
        let mark = if typed { at + 3 } else { at + 1 };
        if !is(tokens, mark, '=') || is(tokens, mark + 1, '=') {
            continue;
        }
        let value = value_at(tokens, mark + 1);
        if is(value, 0, '{') {
            for entry in arguments_in(value) {
                if let [(_, Token::Text(key)), (_, Token::Mark(':')), value @ ..] = entry
                    && let [Part::Known(key)] = key.as_slice()
                {
                    let of_key = found.entry(format!("{name}[{key}")).or_default();
                    of_key.extend(options(value));
                }
            }
        }
        // One that is given itself adds nothing: `self.name = name`.
        let values = options(value).into_iter();
        let itself = |option: &Option<Vec<Part>>| matches!(option.as_deref(), Some([Part::Hole(hole)]) if hole.trim_start_matches('.') == name);
        let values = values.filter(|option| !itself(option));
        found.entry(name.clone()).or_default().extend(values);
    }
    python_names::given(tokens, |name, argument| {
        let all = found.entry(name.to_owned()).or_default();
        if all.len() <= MAX_VALUES {
            all.extend(options(argument));
        }
    });
    found.retain(|_, values| !values.is_empty());
    found
}

/// `add_argument("--model", default="name")`: an attribute of that name, which may be anything else too.
fn argument_of_program(tokens: &[(usize, Token)], start: usize, found: &mut Variables) {
    let arguments = arguments(tokens, start);
    let default = arguments.iter().filter_map(|argument| keyword_of(argument));
    let default = default
        .filter(|(word, _)| *word == "default")
        .map(|(_, value)| value);
    let default: Vec<Option<Vec<Part>>> = default.flat_map(options).collect();
    for argument in arguments {
        let [(_, Token::Text(name))] = argument else {
            continue;
        };
        if let [Part::Known(name)] = name.as_slice() {
            let name = name.trim_start_matches('-').replace('-', "_");
            let all = found.entry(name).or_default();
            all.extend(default.iter().cloned());
            all.push(None);
        }
    }
}

/// The entries of a value in brackets.
fn arguments_in(value: &[(usize, Token)]) -> Vec<&[(usize, Token)]> {
    let mut found = Vec::new();
    let (mut open, mut first) = (0_usize, 1);
    for (at, (_, token)) in value.iter().enumerate().skip(1) {
        match token {
            Token::Mark('(' | '[' | '{') => open += 1,
            Token::Mark(')' | ']' | '}') if open > 0 => open -= 1,
            Token::Mark(',' | '}' | ']' | ')') if open == 0 => {
                found.push(&value[first..at]);
                first = at + 1;
            }
            _ => {}
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;

    /// A program, the ids that it takes, and its calls whose id is not known.
    const IDS: &[(&str, &[&str], &[&str])] = &[
        ("AutoModel.from_pretrained('a/chat')", &["a/chat"], &[]),
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
        (
            "M = {'small': 'a/one', 'big': 'a/two'}\nX.from_pretrained(M['big'])",
            &["a/two"],
            &[],
        ),
        (
            "M = {'small': 'a/one', 'big': 'a/two'}\nX.from_pretrained(M[size])",
            &["a/one", "a/two"],
            &[],
        ),
        (
            "for name in ['a/one', 'a/two']:\n  X.from_pretrained(name)",
            &["a/one", "a/two"],
            &[],
        ),
        (
            "X.from_pretrained(os.environ.get('M', 'a/chat'))",
            &["a/chat"],
            &["{}"],
        ),
        (
            "M = os.getenv('M') or 'a/chat'\nX.from_pretrained(M)",
            &["a/chat"],
            &["{}"],
        ),
        (
            "M = 'a/one' if big else 'a/two'\nX.from_pretrained(M)",
            &["a/one", "a/two"],
            &[],
        ),
        (
            "p.add_argument('--model-id', default='a/chat')\nX.from_pretrained(p.parse_args().model_id)",
            &["a/chat"],
            &["{}"],
        ),
        (
            "p.add_argument('--model-id', default='a/chat')\nX.from_pretrained(args.model_id)",
            &["a/chat"],
            &["{}"],
        ),
        (
            "class C:\n  name = 'a/chat'\n  def load(self):\n    X.from_pretrained(self.name)",
            &["a/chat"],
            &[],
        ),
        (
            "class C:\n  def __init__(self, name):\n    self.name = name\n  def load(self):\n    X.from_pretrained(self.name)\nC('a/chat')",
            &["a/chat"],
            &[],
        ),
        (
            "def load(name):\n  X.from_pretrained(name)\nload('a/chat')",
            &["a/chat"],
            &[],
        ),
        (
            "X.from_pretrained('{}/{}'.format('a', 'chat'))",
            &["a/chat"],
            &[],
        ),
        ("X.from_pretrained('%s/chat' % 'a')", &["a/chat"], &[]),
        ("X.from_pretrained(config.get('name'))", &[], &["{}"]),
        ("name = 'chat'\nX.from_pretrained(model.name)", &[], &["{}"]),
        (
            "from huggingface_hub import snapshot_download as get\nget('a/chat')",
            &["a/chat"],
            &[],
        ),
        (
            "from modelscope import snapshot_download\nsnapshot_download('a/chat')",
            &["modelscope:a/chat"],
            &[],
        ),
        (
            "from modelscope.hub.api import snapshot_download as get\nget(model_id=1) or get('a/chat')",
            &["modelscope:a/chat"],
            &[],
        ),
        (
            "import modelscope\nmodelscope.AutoModel.from_pretrained('a/chat')",
            &["modelscope:a/chat"],
            &[],
        ),
        (
            "from modelscope import dataset\nfrom transformers import AutoModel\nAutoModel.from_pretrained('a/chat')",
            &["a/chat"],
            &[],
        ),
        ("WhisperModel('large-v3')", &[], &[]),
        ("WhisperModel('a/whisper')", &["a/whisper"], &[]),
        ("X.from_pretrained(sys.argv[1])", &[], &["{}"]),
        ("X.from_pretrained(f'a/{size()}')", &[], &["a/{}"]),
        ("def load(name):\n  X.from_pretrained(name)", &[], &["{}"]),
        ("X.from_pretrained('a/%s' % size)", &[], &["a/{}"]),
        ("X.from_pretrained('./model')", &[], &[]),
        ("# X.from_pretrained('a/chat')", &[], &[]),
        ("'''X.from_pretrained(\"a/chat\")'''", &[], &[]),
        ("client.chat(model='a/chat')", &[], &[]),
        ("def from_pretrained(name): pass", &[], &[]),
    ];

    #[test]
    fn ids_are_literals_or_names_of_the_same_text() {
        for (text, ids, open) in IDS {
            let taken = read(text);
            let names = |list: &[(String, usize)]| -> Vec<String> {
                list.iter().map(|(name, _)| name.clone()).collect()
            };
            assert_eq!(names(&taken.ids), *ids, "{text}");
            assert_eq!(names(&taken.open), *open, "{text}");
        }
    }

    #[test]
    fn names_of_ollama_are_those_that_its_client_is_given() {
        for (text, expected, open) in [
            ("import ollama\nollama.pull('a:3b')", &["a:3b"][..], 0),
            (
                "import ollama as o\no.chat(model='a', messages=[])",
                &["a"],
                0,
            ),
            ("from ollama import chat\nM = 'a'\nchat(M, [])", &["a"], 0),
            (
                "from ollama import Client\nc = Client(host='http://h:1')\nc.generate(model='a')",
                &["a"],
                0,
            ),
            (
                "from langchain_ollama import ChatOllama\nChatOllama(model='a')",
                &["a"],
                0,
            ),
            (
                "import ollama\nollama.create(model='mine', from_='a')",
                &["a"],
                0,
            ),
            ("import ollama\nollama.chat(model=name())", &[], 1),
            ("import ollama\nother.chat(model='gpt-5')", &[], 0),
            ("import ollama\nollama.show('a')", &[], 0),
            (
                "from ollama import Client\nClient(host='https://ollama.com').chat(model='a')",
                &[],
                0,
            ),
        ] {
            let taken = read(text);
            let names: Vec<&str> = taken
                .of_ollama
                .iter()
                .map(|(name, _)| name.as_str())
                .collect();
            assert_eq!(
                (names.as_slice(), taken.open.len()),
                (expected, open),
                "{text}"
            );
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
