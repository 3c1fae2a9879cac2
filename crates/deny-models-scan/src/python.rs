//! Models that a program in Python takes: calls that load them by an id, with the names that the same text gives it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::classify;
use super::python_loaders::{self, LOADERS, Loader, Named, Rule, Without};
use super::python_names::{self, Names};
use super::python_tokens::{arguments, is, opening, tokens};
use super::python_values::{MAX_VALUES, Variables, keyword_of, options, variables};
use super::repo_kind::RepoKind;
use super::script_tokens::{Part, Token};

/// Bytes of a text that is put together: an id is shorter.
const MAX_TEXT: usize = 1024;
/// Names that lead from one to the next.
const MAX_NAMES: usize = 4;

/// What a program takes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Ids of repositories, each with the byte of the call; those of `ModelScope` have its name in front.
    pub(super) ids: Vec<(String, usize)>,
    /// Names of models of Ollama, each with the byte of the call.
    pub(super) of_ollama: Vec<(String, usize)>,
    /// Calls whose id is not known, each with what is, and the byte of the call.
    pub(super) open: Vec<(String, usize)>,
    /// Texts that it puts together, each with its byte.
    pub(super) filled: Vec<(String, usize)>,
}

/// Whether a text may be one with such a call: a quick look.
pub(super) fn may_take(text: &str) -> bool {
    let is_named = |loader: &Loader| {
        let of_module = |module: &&str| {
            let root = module.split('.').next().unwrap_or(module);
            text.contains(root)
        };
        text.contains(loader.name)
            && (loader.modules.is_empty() || loader.modules.iter().any(of_module))
    };
    let words = ["ollama", "11434", "torchvision", "keras", "HfFileSystem"];
    text.contains('(')
        && (LOADERS.iter().any(is_named) || words.iter().any(|word| text.contains(word)))
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
        reader.of_file_system(at, &mut taken);
        reader.keyword(at, &mut taken);
    }
    reader.requests(&mut taken);
    taken.filled = reader.filled_texts();
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

/// The arguments of a call.
#[derive(Debug, Default)]
struct Given<'a> {
    keywords: Vec<(&'a str, &'a [(usize, Token)])>,
    numbered: Vec<&'a [(usize, Token)]>,
    /// Whether there may be more.
    open: bool,
    /// Whether the function is called later, with the others.
    later: bool,
}

impl<'a> Given<'a> {
    fn keyword(&self, names: &[&str]) -> Option<&'a [(usize, Token)]> {
        let mut keywords = self.keywords.iter();
        let found = keywords.find(|(name, _)| names.contains(name));
        found.map(|(_, value)| *value)
    }

    /// The function that is the first argument.
    fn function(&self) -> Option<&'a str> {
        match self.numbered.first()? {
            [(_, Token::Word(name))] => Some(name),
            _ => None,
        }
    }

    fn is_empty(&self) -> bool {
        self.keywords.is_empty() && self.numbered.is_empty()
    }
}

fn is_off(value: &[(usize, Token)]) -> bool {
    matches!(value, [(_, Token::Word(word))] if word == "False" || word == "None")
}

pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [(usize, Token)],
    /// What names were found to be, by how deep they are followed: each is followed once.
    known: RefCell<BTreeMap<(String, usize), Vec<String>>>,
    /// The values that names are given; `None` among them for what is no text.
    variables: Variables,
    /// What is imported, and what clients of Ollama are called.
    pub(super) names: Names<'a>,
}

impl Reader<'_> {
    fn call(&self, at: usize, taken: &mut Taken) {
        let (start, Token::Word(word)) = &self.tokens[at] else {
            return;
        };
        // A definition takes nothing.
        let before = at.checked_sub(1).map(|at| &self.tokens[at].1);
        let is_defined =
            matches!(before, Some(Token::Word(word)) if word == "def" || word == "class");
        if is_defined || !is(self.tokens, at + 1, '(') {
            return;
        }
        let mut given = self.given(at + 2);
        // `partial(snapshot_download, repo_type="model")`
        let function = given.function().filter(|_| word == "partial");
        let loader = match function {
            Some(name) => {
                given.numbered.remove(0);
                given.later = true;
                self.loader_of(name)
            }
            None => self.loader(at, word),
        };
        let Some(loader) = loader else {
            self.of_collection(at, &given, taken);
            return;
        };
        let Loader { name, rule, .. } = *loader;
        let needs = |word: &str| given.keyword(&[word]).is_some_and(|value| !is_off(value));
        let is_local = |value| self.texts(value).iter().any(|text| text == "local");
        if loader.needs.is_some_and(|word| !needs(word))
            || rule == Rule::Own && given.keyword(&["source"]).is_some_and(is_local)
        {
            return;
        }
        let of_keyword = given.keyword(loader.keywords);
        let Some(value) = of_keyword.or(given.numbered.get(loader.number).copied()) else {
            if given.later {
                return;
            }
            match loader.default {
                Without::Model(model) if !given.open => {
                    taken.ids.push((model.to_owned(), *start));
                }
                Without::Nothing if !given.open => {}
                // Another task of `pipeline` is none that fetches anything.
                Without::Open if given.is_empty() => {}
                _ => taken.open.push((format!("{name}({{}})"), *start)),
            }
            return;
        };
        let kind = self.kind(&given);
        let of_modelscope = self.names.is_modelscope(self.tokens, at);
        for text in self.texts(value) {
            if text.contains("{}") {
                if !python_loaders::is_file(&text) {
                    taken.open.push((text, *start));
                }
                continue;
            }
            match python_loaders::named(rule, &text) {
                Named::Model(id) => {
                    let of_hub = !id.starts_with("modelscope:");
                    let of_hub = of_hub && !of_modelscope;
                    match kind {
                        RepoKind::Model if of_modelscope && !id.starts_with("modelscope:") => {
                            taken.ids.push((format!("modelscope:{id}"), *start));
                        }
                        RepoKind::Model => taken.ids.push((id, *start)),
                        RepoKind::Dataset => {
                            let id = kind.artifact(id).filter(|_| of_hub);
                            taken.ids.extend(id.map(|id| (id, *start)));
                        }
                        // Weights lie in some spaces too.
                        RepoKind::Space if self.takes_weights(&given) => {
                            taken.open.push((format!("space {id}"), *start));
                        }
                        RepoKind::Space => {}
                    }
                }
                Named::Open => taken.open.push((format!("{name}(\"{text}\")"), *start)),
                Named::Nothing => {}
            }
        }
    }

    /// The kind of repository that a call requests: `repo_type="dataset"`.
    fn kind(&self, given: &Given<'_>) -> RepoKind {
        let value = given.keyword(&["repo_type"]);
        let kinds = value.map(|value| self.texts(value)).unwrap_or_default();
        RepoKind::of_all(kinds.iter().map(String::as_str))
    }

    /// Whether a call names a file of weights.
    fn takes_weights(&self, given: &Given<'_>) -> bool {
        let file = given
            .keyword(&["filename"])
            .or(given.numbered.get(1).copied());
        let names = file.map(|file| self.texts(file)).unwrap_or_default();
        names.iter().any(|name| classify::is_weight_name(name))
    }

    /// The call that a name is.
    fn loader(&self, at: usize, word: &str) -> Option<&'static Loader> {
        let name = self.names.original(word);
        let is_known = LOADERS.iter().any(|loader| loader.name == name);
        let qualified = is_known.then(|| self.names.qualified(self.tokens, at))?;
        python_loaders::of_call(name, &qualified)
    }

    /// The call of a function that is handed over by its name.
    fn loader_of(&self, word: &str) -> Option<&'static Loader> {
        let at = self
            .tokens
            .iter()
            .position(|(_, token)| matches!(token, Token::Word(name) if name == word))?;
        self.loader(at, word)
    }

    /// A function of a collection of models, which fetches its weights.
    fn of_collection(&self, at: usize, given: &Given<'_>, taken: &mut Taken) {
        let qualified = self.names.qualified(self.tokens, at);
        let Some(collection) = python_loaders::of_collection(&qualified) else {
            return;
        };
        let asked = given.keyword(collection.keywords);
        if asked.map_or(collection.by_default, |value| !is_off(value)) {
            taken
                .open
                .push((format!("{qualified}()"), self.tokens[at].0));
        }
    }

    /// The arguments of a call.
    fn given(&self, start: usize) -> Given<'_> {
        let mut given = Given::default();
        for argument in arguments(self.tokens, start) {
            if let Some(keyword) = keyword_of(argument) {
                given.keywords.push(keyword);
            } else {
                // `*args`, `**options`
                given.open |= is(argument, 0, '*');
                given.numbered.push(argument);
            }
        }
        given
    }

    /// `repo_id="org/name"`, whatever is called with it.
    fn keyword(&self, at: usize, taken: &mut Taken) {
        let (start, first) = &self.tokens[at];
        let given = *first == Token::Word("repo_id".to_owned()) && is(self.tokens, at + 1, '=');
        if let Some((_, Token::Text(parts))) = self.tokens.get(at + 2).filter(|_| given)
            && let [Part::Known(text)] = parts.as_slice()
        {
            let of_modelscope = self.names.all_modelscope();
            let kind = self.kind(&self.given(opening(self.tokens, at)));
            let id = classify::full_hub_id(text).and_then(|id| kind.artifact(id));
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
    pub(super) fn texts(&self, value: &[(usize, Token)]) -> Vec<String> {
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
        (
            "WhisperModel('large-v3')",
            &["Systran/faster-whisper-large-v3"],
            &[],
        ),
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
