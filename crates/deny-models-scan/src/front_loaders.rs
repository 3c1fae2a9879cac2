//! What a front end fetches by itself: calls of libraries of JavaScript that load models by ids of the hub, and programs
//! that it starts. By their documentation.

use super::classify;
use super::command_words::{Before, program_name};
use super::front_types::{Argument, Call, Fetches, File, Value};
use super::ollama;
use super::python_loaders;
use super::repo_kind::RepoKind;
use super::scan::FoundKind;
use super::url::{self, Named};

/// Libraries that fetch from the hub by ids, by how the names of their modules begin.
const OF_HUB: [&str; 8] = [
    "@huggingface/transformers",
    "@xenova/transformers",
    "@huggingface/hub",
    "@mlc-ai/web-llm",
    "@wllama/wllama",
    "@imgly/background-removal",
    "kokoro-js",
    "@diffusionstudio/vits-web",
];
/// Modules whose functions fetch files by their addresses.
const OF_FILES: [&str; 6] = [
    "@tauri-apps/plugin-http",
    "@tauri-apps/plugin-upload",
    "@tauri-apps/api/http",
    "tauri-plugin-upload-api",
    "axios",
    "ky",
];
/// Functions that fetch a file by its address.
const FETCHES: [&str; 3] = ["fetch", "XMLHttpRequest", "importScripts"];
/// The client of Ollama for JavaScript.
const OLLAMA_CLIENTS: [&str; 2] = ["ollama", "ollama/browser"];

/// Providers of Ollama for the AI SDK.
const OF_AI_SDK: [&str; 2] = ["ollama-ai-provider", "ai-sdk-ollama"];
/// Clients for the API of `OpenAI`.
const COMPATIBLE: [&str; 3] = ["OpenAI", "ChatOpenAI", "createOpenAI"];

/// What becomes of a text that a call is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    /// The id of a repository of the hub.
    Hub,
    /// A model of `WebLLM`, which lies on the hub under `mlc-ai/`.
    WebLlm,
    /// The name of a model of Ollama.
    Ollama,
}

impl Rule {
    /// The model that a text names.
    pub(super) fn model(self, text: &str) -> Option<(String, FoundKind)> {
        let on_hub = |id: Option<String>| id.map(|id| (id, FoundKind::HfRepoId));
        match self {
            Self::Hub if text.contains("://") => address(text),
            // `--model-id=org/name`, `-hf org/name:Q4_K_M`
            Self::Hub => {
                let text = match text.split_once('=') {
                    Some((option, value)) if option.starts_with('-') => value,
                    _ => text,
                };
                let plain = text.split(':').next().unwrap_or_default();
                on_hub(classify::full_hub_id(plain))
            }
            Self::WebLlm => on_hub(classify::full_hub_id(&format!("mlc-ai/{text}"))),
            Self::Ollama => {
                let (id, is_repo) = ollama::artifact(text)?;
                let kind = if is_repo {
                    FoundKind::HfRepoId
                } else {
                    FoundKind::Ollama
                };
                Some((id, kind))
            }
        }
    }
}

/// What a file can fetch by itself.
pub(super) fn fetches(file: &File) -> Option<Fetches> {
    let imports = |names: &[&str]| {
        let mut imports = file.imports.iter();
        imports.any(|name| names.iter().any(|known| name.starts_with(known)))
    };
    if imports(&OF_HUB) {
        return Some(Fetches::Hub);
    }
    let mut calls = file.calls.iter();
    let calls = calls.any(|(call, _)| FETCHES.contains(&call.name.as_str()));
    (calls || imports(&OF_FILES)).then_some(Fetches::Files)
}

/// Whether a file imports the client of Ollama.
pub(super) fn imports_ollama(file: &File) -> bool {
    OLLAMA_CLIENTS
        .iter()
        .any(|client| file.imports.contains(*client))
}

/// The values of a call that name models; `None` for one that is not known. `is_local` is whether the file has a client for
/// the API of `OpenAI` on a server of Ollama.
pub(super) fn models<'a>(
    file: &File,
    call: &'a Call,
    is_local: bool,
) -> Vec<(Rule, Option<&'a Value>)> {
    let imports = |start: &str| file.imports.iter().any(|name| name.starts_with(start));
    let argument = |number: usize| call.args.get(number);
    let transformers = || imports("@huggingface/transformers") || imports("@xenova/transformers");
    match call.name.as_str() {
        // A name that is left out is one of the library's own choice.
        "pipeline" if transformers() && !call.args.is_empty() => match argument(1) {
            Some(model) if model.fields.is_empty() => of(Rule::Hub, model),
            _ => vec![(Rule::Hub, None)],
        },
        "from_pretrained" if transformers() || imports("kokoro-js") => all(Rule::Hub, argument(0)),
        "loadModelFromHF" if imports("@wllama/wllama") => all(Rule::Hub, argument(0)),
        "downloadFile" | "snapshotDownload" if imports("@huggingface/hub") => {
            let fields = argument(0)
                .into_iter()
                .flat_map(|argument| &argument.fields);
            let repo = fields.filter(|(key, _)| key == "repo");
            repo.map(|(_, value)| (Rule::Hub, value.as_ref())).collect()
        }
        "CreateMLCEngine" | "CreateWebWorkerMLCEngine" | "reload" if imports("@mlc-ai/web-llm") => {
            let number = usize::from(call.name == "CreateWebWorkerMLCEngine");
            all(Rule::WebLlm, argument(number))
        }
        // `ollama('name')` of the AI SDK
        "ollama" if OF_AI_SDK.iter().any(|name| imports(name)) => all(Rule::Ollama, argument(0)),
        "ChatOllama" | "Ollama" | "OllamaEmbeddings" if imports("@langchain/") => requested(call),
        "create" | "parse" | "stream" | "ChatOpenAI" if is_local => requested(call),
        // `Command.create('ollama', ['pull', name])`
        "create" | "sidecar" | "Command" => started(call),
        _ => Vec::new(),
    }
}

/// The address that a call makes a client for the API of `OpenAI` with: `new OpenAI({ baseURL: '...' })`.
pub(super) fn base(call: &Call) -> Option<&Value> {
    let mut fields = call.args.iter().flat_map(|argument| &argument.fields);
    let (_, value) = fields.find(|(key, _)| ["baseURL", "baseUrl"].contains(&key.as_str()))?;
    value
        .as_ref()
        .filter(|_| COMPATIBLE.contains(&call.name.as_str()))
}

/// The models that the body of a request names, which is an object that a call is given: `axios.post(url, { model })`.
pub(super) fn requested(call: &Call) -> Vec<(Rule, Option<&Value>)> {
    let fields = call.args.iter().flat_map(|argument| &argument.fields);
    let models = fields.filter(|(key, _)| key == "model");
    models
        .map(|(_, value)| (Rule::Ollama, value.as_ref()))
        .collect()
}

/// The models that a program is started with.
fn started(call: &Call) -> Vec<(Rule, Option<&Value>)> {
    let [program, words, ..] = call.args.as_slice() else {
        return Vec::new();
    };
    let names = program.values.iter().filter_map(Value::known);
    let mut found = Vec::new();
    for name in names {
        found.extend(started_as(name, &words.values));
    }
    found
}

/// The models that the words behind the name of a program are.
fn started_as<'a>(name: &str, words: &'a [Value]) -> Vec<(Rule, Option<&'a Value>)> {
    if program_name(name) == "ollama" && words.first().is_none_or(|verb| verb.known().is_none()) {
        return vec![(Rule::Ollama, None)];
    }
    let known = |word: &'a Value| word.known().unwrap_or("{}");
    let requested = RepoKind::of_command(words.iter().map(known));
    let mut before = Before::default();
    before.push(name);
    let mut found = Vec::new();
    for word in words {
        let text = known(word);
        let is_hub = before.is_hub_download() && requested == RepoKind::Model
            || before.model_of_tool() == Some(python_loaders::Rule::Hub);
        if text.starts_with('-') {
            let option = text.split_once('=').map(|(option, _)| option);
            let takes = option.and_then(|option| before.model_of_option(option));
            if takes == Some(python_loaders::Rule::Hub) {
                found.push((Rule::Hub, Some(word)));
            }
        } else if is_hub {
            found.push((Rule::Hub, Some(word)));
        } else if before.is_model_of_ollama() {
            found.push((Rule::Ollama, Some(word)));
        }
        before.push(text);
    }
    found
}

fn all(rule: Rule, argument: Option<&Argument>) -> Vec<(Rule, Option<&Value>)> {
    argument
        .map(|argument| of(rule, argument))
        .unwrap_or_default()
}

fn of(rule: Rule, argument: &Argument) -> Vec<(Rule, Option<&Value>)> {
    if argument.values.is_empty() {
        return vec![(rule, None)];
    }
    let values = argument.values.iter();
    values.map(|value| (rule, Some(value))).collect()
}

/// The model whose weights, or a file of whose repository, an address is of.
pub(super) fn address(text: &str) -> Option<(String, FoundKind)> {
    match url::named(text)? {
        Named::Repo(id, _) if id.contains("{}") => None,
        Named::Repo(id, _) => Some((id, FoundKind::HfRepoId)),
        Named::Url(url) => Some((url, FoundKind::Url)),
    }
}
