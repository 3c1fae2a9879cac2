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
    /// The path of the module that a name is imported from, and what it is called there; a module has no path around it.
    imported: BTreeMap<&'a str, (String, &'a str)>,
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
            Token::Word(word) if word == "partial" => names.partial(tokens, at),
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
        let path = tokens.get(start..at).unwrap_or_default().iter();
        let path: String = path
            .map(|(_, token)| match token {
                Token::Word(word) => word.as_str(),
                _ => ".",
            })
            .collect();
        let mut next = at + 1;
        next += usize::from(is(tokens, next, '('));
        while let Some(name) = word(next) {
            next += 1;
            while is(tokens, next, '.') {
                next += 2;
            }
            let mut alias = name;
            let mut original = name;
            if word(next) == Some("as") {
                alias = word(next + 1).unwrap_or(name);
                // `import torch.hub as hub`: the last part of the path.
                original = word(next - 1).unwrap_or(name);
                next += 2;
            }
            let module = if is_from { path.clone() } else { String::new() };
            self.imported.insert(alias, (module, original));
            if !is(tokens, next, ',') {
                break;
            }
            next += 1;
        }
    }

    /// `get = partial(snapshot_download, ...)`: another name of the function.
    fn partial(&mut self, tokens: &'a [(usize, Token)], at: usize) {
        let mut start = at;
        while start > 1 && is(tokens, start - 1, '.') {
            start -= 2;
        }
        let named = start.checked_sub(2).map(|before| &tokens[before].1);
        if let Some(Token::Word(name)) = named
            && is(tokens, start - 1, '=')
            && is(tokens, at + 1, '(')
            && let Some((_, Token::Word(function))) = tokens.get(at + 2)
            && is(tokens, at + 3, ',')
        {
            let of = self.imported.get(function.as_str()).cloned();
            let of = of.unwrap_or_else(|| (String::new(), function));
            self.imported.insert(name, of);
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
        self.imported.get(name).is_some_and(|(from, original)| {
            from.contains(module) || from.is_empty() && original.contains(module)
        })
    }

    /// What is called at a token, by the path of its module: `torch.hub.load`.
    pub(super) fn qualified(&self, tokens: &[(usize, Token)], at: usize) -> String {
        let mut start = at;
        while start > 1 && is(tokens, start - 1, '.') {
            start -= 2;
        }
        let mut path = String::new();
        for (_, token) in tokens.get(start..=at).unwrap_or_default() {
            match token {
                Token::Word(word) if path.is_empty() => match self.imported.get(word.as_str()) {
                    Some((module, name)) if module.is_empty() => path.push_str(name),
                    Some((module, name)) => path = format!("{module}.{name}"),
                    None => path.push_str(word),
                },
                Token::Word(word) => path.push_str(word),
                Token::Mark(_) if !path.is_empty() => path.push('.'),
                _ => {}
            }
        }
        path
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
        let root = |(from, name): &(String, &'a str)| {
            let path = if from.is_empty() { name } else { from.as_str() };
            path.split('.').next().unwrap_or_default().to_owned()
        };
        let roots: Vec<String> = self.imported.values().map(root).collect();
        roots.iter().any(|root| root == "modelscope")
            && !roots.iter().any(|root| others.contains(&root.as_str()))
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
