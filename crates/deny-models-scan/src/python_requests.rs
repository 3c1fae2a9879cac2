//! Models of Ollama that a program in Python names: by its client, by requests to its server, and by libraries that send
//! these.

use super::ollama_http;
use super::python::{Reader, Taken};
use super::python_tokens::{arguments, is};
use super::python_values::{keyword_of, value_at};
use super::script_tokens::{Part, Token};

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
/// Libraries that pick the service by what stands before the name: `ollama/name`.
const ROUTED: [&str; 2] = ["ollama/", "ollama_chat/"];
/// Methods and classes that send a model to a server with the API of `OpenAI`.
const COMPATIBLE: [&str; 4] = ["create", "parse", "stream", "ChatOpenAI"];

/// The number of the argument of a call of a client of Ollama that is the model.
pub(super) fn number_of_model(name: &str) -> Option<usize> {
    let number = if name == "create" { usize::MAX } else { 0 };
    OF_OLLAMA.contains(&name).then_some(number)
}

impl Reader<'_> {
    /// `ollama.chat(model="name")`, `client.pull("name")`, `ChatOllama(model="name")`.
    pub(super) fn of_ollama(&self, at: usize, taken: &mut Taken) {
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
        if let Some(value) = value {
            self.take_names(value, *start, taken);
        }
    }

    /// Requests to a server of Ollama, by any client for HTTP or for the API of `OpenAI`, and names that say where they
    /// are sent.
    pub(super) fn requests(&self, taken: &mut Taken) {
        let mut asks = None;
        let mut is_compatible = false;
        for (at, (start, token)) in self.tokens.iter().enumerate() {
            let Token::Text(parts) = token else { continue };
            if let [Part::Known(text)] = parts.as_slice()
                && let Some(name) = ROUTED.iter().find_map(|route| text.strip_prefix(route))
                && self.is_model(at)
            {
                taken.of_ollama.push((name.to_owned(), *start));
            }
            let known = |part: &Part| matches!(part, Part::Known(text) if ollama_http::may_ask(text) || text.contains("11434"));
            if parts.iter().any(known) {
                for text in self.texts(&self.tokens[at..=at]) {
                    if ollama_http::is_request(&text) {
                        asks = asks.max(Some(text.trim_end_matches('/').ends_with("/api/pull")));
                    }
                    is_compatible |= ollama_http::is_base(&text);
                }
            }
        }
        for (at, (start, token)) in self.tokens.iter().enumerate() {
            match token {
                // `json={"model": name}`
                Token::Text(parts) => {
                    let [Part::Known(key)] = parts.as_slice() else {
                        continue;
                    };
                    let names = key == "model" || key == "name" && asks == Some(true);
                    if names && asks.is_some() && is(self.tokens, at + 1, ':') {
                        self.take_names(value_at(self.tokens, at + 2), *start, taken);
                    }
                }
                // `client.chat.completions.create(model=name)`
                Token::Word(word)
                    if is_compatible
                        && COMPATIBLE.contains(&word.as_str())
                        && is(self.tokens, at + 1, '(') =>
                {
                    let arguments = arguments(self.tokens, at + 2);
                    let mut keywords = arguments.iter().filter_map(|argument| keyword_of(argument));
                    if let Some((_, value)) = keywords.find(|(word, _)| *word == "model") {
                        self.take_names(value, *start, taken);
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a text is given to a name, or first of all to a call.
    fn is_model(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).map(|at| &self.tokens[at].1);
        match before(1) {
            Some(Token::Mark('(')) => true,
            Some(Token::Mark('=')) => matches!(before(2), Some(Token::Word(_))),
            _ => false,
        }
    }

    fn take_names(&self, value: &[(usize, Token)], start: usize, taken: &mut Taken) {
        for text in self.texts(value) {
            if text.contains("{}") {
                taken.open.push((text, start));
            } else {
                taken.of_ollama.push((text, start));
            }
        }
    }

    /// The texts that the program fills in, each with its byte: command lines and addresses among them.
    pub(super) fn filled_texts(&self) -> Vec<(String, usize)> {
        let mut found = Vec::new();
        for (at, (start, token)) in self.tokens.iter().enumerate() {
            let Token::Text(parts) = token else { continue };
            let is_whole = matches!(parts.as_slice(), [Part::Known(text)] if !text.contains("{}") && !text.contains("%s"));
            if is_whole {
                continue;
            }
            let value = value_at(self.tokens, at);
            let texts = self.texts(value).into_iter();
            found.extend(
                texts
                    .filter(|text| !text.contains("{}"))
                    .map(|text| (text, *start)),
            );
        }
        found
    }
}
