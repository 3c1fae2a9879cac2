//! Requests to an Ollama server in texts that are no Rust: command lines of curl, scripts, programs in Python.

use super::ollama::{OWN_PATHS, is_ollama_host};

/// Keys whose value is the model; the last is that of a request that pulls.
const KEYS: [&str; 2] = ["model", "name"];
/// Names that are looked at in one text.
const MAX_NAMES: usize = 256;

/// Whether a text may have such a request: a quick look.
pub(super) fn may_ask(text: &str) -> bool {
    text.contains("/api/") || text.contains("/v1/")
}

/// Whether a text may be the end of the address of such a request.
pub(super) fn ends_request(text: &str) -> bool {
    OWN_PATHS.iter().any(|own| {
        let last = own.rsplit('/').next().unwrap_or(own);
        text.trim_end_matches('/').ends_with(last)
    })
}

/// The models that the requests of a text name, each with its byte; none in a text without the address of a server.
pub(super) fn models(text: &str) -> Vec<(String, usize)> {
    let addresses: Vec<&str> = if may_ask(text) {
        addresses(text).filter(|at| is_ollama_host(at)).collect()
    } else {
        Vec::new()
    };
    if !addresses.iter().any(|address| is_request(address)) {
        return Vec::new();
    }
    let pulls = addresses
        .iter()
        .any(|at| path_of(at).ends_with("/api/pull"));
    let keys = if pulls { &KEYS[..] } else { &KEYS[..1] };
    let mut found = Vec::new();
    for key in keys {
        for (at, _) in text.match_indices(key).take(MAX_NAMES) {
            found.extend(value(text, at, key));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Whether an address is that of a request to a server of Ollama which takes a model.
pub(super) fn is_request(address: &str) -> bool {
    let path = path_of(address);
    let is_own = OWN_PATHS.iter().any(|own| path.ends_with(own));
    is_ollama_host(address) && (is_own || path.contains("/v1/"))
}

/// Whether an address is that of the API of `OpenAI` on a server of Ollama, which clients put a path behind.
pub(super) fn is_base(address: &str) -> bool {
    is_ollama_host(address) && path_of(address).ends_with("/v1")
}

fn path_of(address: &str) -> &str {
    let end = address.split(['?', '#']).next().unwrap_or_default();
    end.trim_end_matches('/')
}

/// The addresses in a text.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("http").filter_map(|(at, _)| {
        let rest = &text[at..];
        let rest = rest.starts_with("http://") || rest.starts_with("https://");
        let ends = |char: char| char.is_whitespace() || "\"'`<>()[],;|\\".contains(char);
        rest.then(|| text[at..].split(ends).next().unwrap_or_default())
    })
}

/// The text that stands behind a key in quotes, and where.
fn value(text: &str, at: usize, key: &str) -> Option<(String, usize)> {
    let quote = text[..at]
        .chars()
        .next_back()
        .filter(|char| ['"', '\''].contains(char))?;
    let rest = &text[at + key.len()..];
    // In a text of a shell quotes may be escaped.
    let rest = rest.trim_start_matches('\\').strip_prefix(quote)?;
    let rest = rest.trim_start().strip_prefix(':')?.trim_start();
    let rest = rest.trim_start_matches('\\');
    let quote = rest
        .chars()
        .next()
        .filter(|char| ['"', '\''].contains(char))?;
    let rest = &rest[1..];
    let name = rest.split([quote, '\\', '\n']).next()?;
    let is_name = !name.is_empty() && !name.contains(['$', '{', ' ']);
    is_name.then(|| (name.to_owned(), at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_of_requests_are_read_from_texts() {
        for (text, expected) in [
            (
                "curl http://localhost:11434/api/pull -d '{\"name\": \"a:3b\"}'",
                "a:3b",
            ),
            (
                "curl -d {\\\"model\\\":\\\"a\\\"} http://127.0.0.1:11434/api/chat",
                "a",
            ),
            (
                "requests.post('http://ollama:11434/api/generate', json={'model': 'a'})",
                "a",
            ),
            (
                "http://localhost:11434/v1/chat/completions {\"model\":\n \"a\"}",
                "a",
            ),
            (
                "curl http://localhost:11434/api/chat -d '{\"name\": \"a\"}'",
                "",
            ),
            (
                "curl http://localhost:11434/api/tags -d '{\"model\": \"a\"}'",
                "",
            ),
            (
                "curl https://api.openai.com/v1/chat/completions -d '{\"model\": \"a\"}'",
                "",
            ),
            (
                "curl http://localhost:11434/api/pull -d '{\"name\": \"$M\"}'",
                "",
            ),
        ] {
            let found = models(text).into_iter().map(|(name, _)| name);
            let found: Vec<String> = found.collect();
            assert_eq!(found.join(" "), expected, "{text}");
        }
    }
}
