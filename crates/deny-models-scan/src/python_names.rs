//! Names of a program in Python: what it imports, what clients of Ollama are called, and what calls hand to functions.

use std::collections::{BTreeMap, BTreeSet};

use super::python_tokens::{arguments, is};
use super::script_tokens::Token;

/// The addresses of Ollama's own service, where no model is fetched.
const HOSTED: &str = "://ollama.com";
/// Libraries that call a server of Ollama.
const MAKERS: [&str; 3] = ["Client", "AsyncClient", "OllamaClient"];

/// What names stand for.
#[derive(Debug, Default)]
pub(super) struct Names<'a> {
    /// What a name is imported from, and what it is called there.
    imported: BTreeMap<&'a str, (&'a str, &'a str)>,
    /// Names of clients of Ollama.
    clients: BTreeSet<&'a str>,
    /// Whether the program calls the service instead of a server.
    hosted: bool,
}

/// Reads the names of a program.
pub(super) fn read(tokens: &[(usize, Token)]) -> Names<'_> {
    let mut names = Names::default();
    for (at, (_, token)) in tokens.iter().enumerate() {
        match token {
            Token::Word(word) if word == "import" => names.import(tokens, at),
            Token::Word(word) if MAKERS.contains(&word.as_str()) => names.client(tokens, at),
            Token::Text(parts) => {
                names.hosted |= format!("{parts:?}").contains(HOSTED);
            }
            _ => {}
        }
    }
    names
}

impl<'a> Names<'a> {
    /// `import module as name`, `from module import one, other as name`.
    fn import(&mut self, tokens: &'a [(usize, Token)], at: usize) {
        let word = |at: usize| match tokens.get(at) {
            Some((_, Token::Word(word))) => Some(word.as_str()),
            _ => None,
        };
        // The first part of the path of the module.
        let mut start = at;
        while start > 0
            && (word(start - 1).is_some_and(|word| word != "from") || is(tokens, start - 1, '.'))
        {
            start -= 1;
        }
        let is_from = start > 0 && word(start - 1) == Some("from");
        let module = if is_from { word(start) } else { None };
        let mut next = at + 1;
        next += usize::from(is(tokens, next, '('));
        while let Some(name) = word(next) {
            next += 1;
            while is(tokens, next, '.') {
                next += 2;
            }
            let mut alias = name;
            if word(next) == Some("as") {
                alias = word(next + 1).unwrap_or(name);
                next += 2;
            }
            self.imported.insert(alias, (module.unwrap_or(name), name));
            if !is(tokens, next, ',') {
                break;
            }
            next += 1;
        }
    }

    /// `client = ollama.Client(...)`.
    fn client(&mut self, tokens: &'a [(usize, Token)], at: usize) {
        let mut start = at;
        while start > 1 && is(tokens, start - 1, '.') {
            start -= 2;
        }
        let Some((_, Token::Word(first))) = tokens.get(start) else {
            return;
        };
        if !self.is_of(first, "ollama") {
            return;
        }
        if start > 1
            && is(tokens, start - 1, '=')
            && let Some((_, Token::Word(name))) = tokens.get(start - 2)
        {
            self.clients.insert(name);
        }
    }

    /// What a name is called where it is imported from.
    pub(super) fn original(&self, name: &'a str) -> &'a str {
        self.imported
            .get(name)
            .map_or(name, |(_, original)| original)
    }

    fn is_of(&self, name: &str, module: &str) -> bool {
        let from = self.imported.get(name).map(|(from, _)| *from);
        from.is_some_and(|from| from.contains(module))
    }

    /// The names that stand before the one of a call: `modelscope.AutoModel` of `modelscope.AutoModel.from_pretrained`.
    fn before(tokens: &[(usize, Token)], at: usize) -> Option<&str> {
        let mut start = at;
        while start > 1 && is(tokens, start - 1, '.') {
            start -= 2;
        }
        match tokens.get(start) {
            Some((_, Token::Word(first))) => Some(first),
            _ => None,
        }
    }

    /// Whether what is called at a token is of `ModelScope`.
    pub(super) fn is_modelscope(&self, tokens: &[(usize, Token)], at: usize) -> bool {
        Self::before(tokens, at).is_some_and(|first| self.is_of(first, "modelscope"))
    }

    /// Whether all that can fetch a repository is of `ModelScope`.
    pub(super) fn all_modelscope(&self) -> bool {
        let others = [
            "huggingface_hub",
            "transformers",
            "diffusers",
            "llama_cpp",
            "vllm",
        ];
        let mut from = self.imported.values().map(|(from, _)| *from);
        let mut all = from.clone();
        from.any(|from| from == "modelscope") && !all.any(|from| others.contains(&from))
    }

    /// Whether what is called at a token is of a client of a server of Ollama.
    pub(super) fn is_ollama(&self, tokens: &[(usize, Token)], at: usize) -> bool {
        let first = Self::before(tokens, at);
        !self.hosted
            && first
                .is_some_and(|first| self.clients.contains(first) || self.is_of(first, "ollama"))
    }
}

/// What calls hand to functions of the program by position: the name of each parameter, and the argument.
pub(super) fn given<'a>(
    tokens: &'a [(usize, Token)],
    mut each: impl FnMut(&'a str, &'a [(usize, Token)]),
) {
    let mut functions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut class = "";
    for (at, (_, token)) in tokens.iter().enumerate() {
        let (Token::Word(word), Some((_, Token::Word(name)))) = (token, tokens.get(at + 1)) else {
            continue;
        };
        if word == "class" {
            class = name;
        } else if word == "def" && is(tokens, at + 2, '(') {
            let params = arguments(tokens, at + 3).into_iter();
            let params = params.filter_map(|param| match param.first() {
                Some((_, Token::Word(name))) => Some(name.as_str()),
                _ => None,
            });
            let params = params.filter(|name| !["self", "cls"].contains(name));
            let name = if name == "__init__" { class } else { name };
            functions.insert(name, params.collect());
        }
    }
    if functions.is_empty() {
        return;
    }
    for (at, (_, token)) in tokens.iter().enumerate() {
        let Token::Word(name) = token else { continue };
        let is_defined = at > 0
            && matches!(&tokens[at - 1].1, Token::Word(word) if word == "def" || word == "class");
        let Some(params) = functions.get(name.as_str()).filter(|_| !is_defined) else {
            continue;
        };
        if !is(tokens, at + 1, '(') {
            continue;
        }
        let arguments = arguments(tokens, at + 2).into_iter();
        for (name, argument) in params.iter().zip(arguments) {
            // From the first that is given by its name on, all are.
            if is(argument, 1, '=') || is(argument, 0, '*') {
                break;
            }
            each(name, argument);
        }
    }
}
