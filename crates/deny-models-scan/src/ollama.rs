//! Models that a server of Ollama fetches: what a name means, which host decides, and what a request names.

use super::bodies;
use super::command_words::Before;
use super::compiled_in::compiled_in;
use super::eval::{Env, Eval, Val};
use super::index::Crate;
use super::ir::{Expr, NodeRef};
use super::modelfile_text as modelfile;
use super::ollama_names::{Asked, constant, full_paths};
use super::sinks::{Kind, Sink};
use super::table_rows;
use super::text::Text;
use deny_models::evidence::modelfile::is_modelfile;
use deny_models::model::Artifact;

/// Who answers at a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Host {
    /// An Ollama server of one's own.
    Ollama,
    /// Another server of one's own.
    Local,
    /// A hosted service.
    Hosted,
    /// It cannot be read.
    Open,
}

/// Paths under which an Ollama server takes the name of a model that it then fetches or runs.
pub(super) const OWN_PATHS: [&str; 7] = [
    "/api/pull",
    "/api/generate",
    "/api/chat",
    "/api/embed",
    "/api/embeddings",
    "/api/create",
    "/v1/messages",
];
/// The same, in the API of `OpenAI`.
pub(super) const COMPATIBLE_PATHS: [&str; 4] = [
    "/chat/completions",
    "/v1/completions",
    "/v1/embeddings",
    "/v1/responses",
];
/// Lists that the words of one command line may be.
const MAX_LISTS: usize = 16;
/// The key of a body with a Modelfile.
const MODELFILE: &str = "modelfile";
/// Types that hold a body.
const BODIES: [&str; 6] = ["Full", "Body", "Bytes", "Cursor", "Box", "BufReader"];
/// Calls that make a body of what they are given.
const MAKES_BODY: [&str; 11] = [
    "to_string",
    "to_string_pretty",
    "to_vec",
    "to_value",
    "from",
    "Some",
    "Ok",
    "Json",
    "full",
    "copy_from_slice",
    "from_static",
];

/// Whether a call makes a body of what it is given: `Full::new(Bytes::from(text))` too.
fn makes_body(path: &[String]) -> bool {
    let is = |part: Option<&String>, names: &[&str]| {
        part.is_some_and(|part| names.contains(&part.as_str()))
    };
    let of = path.len().checked_sub(2).and_then(|at| path.get(at));
    is(path.last(), &MAKES_BODY) || is(path.last(), &["new"]) && is(of, &BODIES)
}

/// Which keys of a body name the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// Those of any request.
    Model,
    /// Those of a request that pulls.
    Name,
    /// Those of a request that makes a model of another one: the model itself is new.
    Made,
}

impl Keys {
    /// Those of a request to a path.
    pub(super) fn of_path(path: &str) -> Self {
        if path.ends_with("/api/pull") {
            Self::Name
        } else if path.ends_with("/api/create") {
            Self::Made
        } else {
            Self::Model
        }
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Model => &["model", "model_name", "model_id"],
            Self::Name => &["model", "model_name", "model_id", "name"],
            Self::Made => &["from", MODELFILE],
        }
    }
}

/// The model that a name means: an id of the hub, or `ollama:name`; and whether it is of the hub.
pub(super) fn artifact(name: &str) -> Option<(String, bool)> {
    match Artifact::parse_id(&format!("ollama:{}", name.trim())).ok()? {
        Artifact::Hub { id, .. } => Some((id, true)),
        model => Some((model.to_string(), false)),
    }
}

/// The name of a model that genai sends to Ollama, by its own rules (genai 0.7.2, `AdapterKind::from_model`).
fn routed(name: &str) -> Option<&str> {
    const HOSTED: [&str; 20] = [
        "o1",
        "o3",
        "o4",
        "chatgpt",
        "codex",
        "text-embedding",
        "gemini",
        "claude",
        "kimi-",
        "mimo-",
        "command",
        "embed-",
        "grok",
        "glm",
        "deepseek-",
        "moonshot-",
        "MiniMax-",
        "minimax-",
        "omlx-",
        "gpt",
    ];
    if let Some((namespace, rest)) = name.split_once("::") {
        return (namespace == "ollama").then_some(rest);
    }
    let hosted = HOSTED.iter().any(|start| name.starts_with(start)) && !name.starts_with("gpt-oss");
    (!hosted && !name.contains("fireworks")).then_some(name)
}

/// Who answers at an address; holes are spelt `{}`.
pub(super) fn host(address: &str) -> Host {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let (name, port) = match authority.rsplit_once(':') {
        Some((name, port)) if !port.contains(']') => (name, port),
        _ => (authority, ""),
    };
    let name = name.to_ascii_lowercase();
    if port == "11434" {
        return Host::Ollama;
    }
    if name.is_empty() || name.contains("{}") {
        return Host::Open;
    }
    if is_own(&name) {
        return if port.contains("{}") {
            Host::Open
        } else {
            Host::Local
        };
    }
    Host::Hosted
}

/// Whether an address is one of a server of Ollama, as far as it shows.
pub(super) fn is_ollama_host(address: &str) -> bool {
    host(address) == Host::Ollama
}

/// Whether a name is one of the machine, of a private network, or of a container beside the program.
fn is_own(name: &str) -> bool {
    let numbers: Vec<&str> = name.split('.').collect();
    let private = match numbers.as_slice() {
        ["127" | "10" | "0", _, _, _] | ["192", "168", _, _] | ["169", "254", _, _] => true,
        ["172", second, _, _] => second
            .parse()
            .is_ok_and(|number| (16..32).contains(&number)),
        _ => false,
    };
    private
        || name.starts_with('[')
        || !name.contains('.')
        || numbers
            .last()
            .is_some_and(|last| ["local", "internal", "localhost"].contains(last))
}

/// Texts that name the model of a call, or that show that it cannot be known; none where a hosted service answers.
pub(super) fn texts(eval: &Eval<'_>, sink: &Sink, asked: Asked, env: &Env) -> Vec<Text> {
    match (asked, sink.parts.as_slice()) {
        (Asked::Default(name), _) => vec![Text::known(name, sink.at)],
        (Asked::Routed, [model, ..]) => names(eval, *model, env),
        (Asked::Native | Asked::Body, [model, hosts @ ..]) => {
            let hosts = all_hosts(eval, hosts, env);
            let hosted = !hosts.is_empty() && hosts.iter().all(|host| *host == Host::Hosted);
            if hosted {
                Vec::new()
            } else {
                named_by(eval, asked, *model, env)
            }
        }
        (Asked::Compatible | Asked::CompatibleBody, [model, hosts @ ..]) => {
            let hosts = all_hosts(eval, hosts, env);
            at_hosts(&hosts, || named_by(eval, asked, *model, env), sink.at)
        }
        (Asked::Request, [url, body]) => request(eval, sink, *url, *body, env),
        (Asked::Line, words) => of_line(eval, words, env),
        (Asked::Modelfile, [text]) => {
            // One that is compiled in is read where it lies.
            let is_read = |val: &Val| {
                compiled_in(eval.crate_ir, val.at, 0)
                    .is_some_and(|path| is_modelfile(path.rsplit('/').next().unwrap_or_default()))
            };
            if eval.values(*text, env, 0).iter().any(is_read) {
                return Vec::new();
            }
            let texts = eval.texts(*text, env, 0);
            texts.iter().flat_map(modelfile::made_from).collect()
        }
        _ => Vec::new(),
    }
}

/// The models that the words of a command line name; a word that is not known may name any.
fn of_line(eval: &Eval<'_>, words: &[NodeRef], env: &Env) -> Vec<Text> {
    let mut found = Vec::new();
    let mut before = Before::default();
    for at in words {
        let start = before.clone();
        for val in eval.values(*at, env, 0).into_iter().take(MAX_LISTS) {
            before.clone_from(&start);
            if eval.is_unbound(&val) {
                if before.is_verb_of_ollama() || before.is_model_of_ollama() {
                    found.extend(eval.texts(val.at, &val.env, 0));
                }
                continue;
            }
            for word in eval.elements(val, 0) {
                for text in eval.texts(word.at, &word.env, 0) {
                    let shown = text.shown();
                    let is_open = text.whole().is_none() && before.is_verb_of_ollama();
                    if is_open || before.is_model_of_ollama() && !shown.starts_with('-') {
                        found.push(text);
                    }
                    before.push(&shown);
                }
            }
        }
    }
    found
}

/// What names the model: the expression itself, or a body.
fn named_by(eval: &Eval<'_>, asked: Asked, model: NodeRef, env: &Env) -> Vec<Text> {
    match asked {
        Asked::Body | Asked::CompatibleBody => models(eval, model, Keys::Model, env),
        _ => names(eval, model, env),
    }
}

fn all_hosts(eval: &Eval<'_>, hosts: &[NodeRef], env: &Env) -> Vec<Host> {
    let hosts = hosts.iter();
    hosts.flat_map(|at| hosts_of(eval, *at, env)).collect()
}

fn hosts_of(eval: &Eval<'_>, at: NodeRef, env: &Env) -> Vec<Host> {
    let known = eval.loosely(|| eval.texts(at, env, 0));
    known.iter().map(|text| host(&text.shown())).collect()
}

/// The names where a server of one's own answers; what cannot be known where the host is open.
pub(super) fn at_hosts(hosts: &[Host], names: impl Fn() -> Vec<Text>, at: NodeRef) -> Vec<Text> {
    if hosts.contains(&Host::Ollama) {
        return names();
    }
    // A service that is the default of an open host does not close it.
    let is_open = hosts.contains(&Host::Local) || hosts.contains(&Host::Open);
    if !is_open {
        return Vec::new();
    }
    let open = |mut text: Text| {
        text.push(&Text::known(" at ", at));
        text.push(&Text::unknown("host"));
        text
    };
    names().into_iter().map(open).collect()
}

/// The texts of an expression; a constant of a client library is known by its name.
fn names(eval: &Eval<'_>, at: NodeRef, env: &Env) -> Vec<Text> {
    let mut found = eval.texts(at, env, 0);
    if found.iter().all(|text| text.whole().is_some()) {
        return found;
    }
    let constants: Vec<Text> = eval
        .values(at, env, 0)
        .iter()
        .filter_map(|val| {
            let Expr::Path(path) = &eval.crate_ir.node(val.at).ex else {
                return None;
            };
            let full = full_paths(eval.crate_ir, val.at, path);
            let name = full.iter().find_map(|full| constant(full))?;
            Some(Text::known(name, val.at))
        })
        .collect();
    if !constants.is_empty() {
        found.retain(|text| text.whole().is_some() || text.params().next().is_some());
        found.extend(constants);
    }
    found
}

/// What stands before the address of a request of which nothing shows Ollama: it is followed, and names no model.
const ADDRESS: &str = "address ";

/// The model that a request names, where its address is one of an Ollama server.
fn request(eval: &Eval<'_>, sink: &Sink, url: NodeRef, body: NodeRef, env: &Env) -> Vec<Text> {
    let mut found = Vec::new();
    // Most bodies name none, and most addresses are long to follow.
    let has_model = has_model(eval, body, env);
    if !has_model && models(eval, body, Keys::Made, env).is_empty() {
        return found;
    }
    for address in eval.texts(url, env, 0) {
        let shown = address.shown();
        let end = shown
            .split(['?', '#'])
            .next()
            .unwrap_or_default()
            .trim_end_matches('/');
        let own = OWN_PATHS.iter().any(|path| end.ends_with(path));
        let compatible = COMPATIBLE_PATHS.iter().any(|path| end.ends_with(path));
        if !own && !compatible {
            // What a caller gives is followed first; an address that stays unknown shows nothing of Ollama.
            if address.params().next().is_some() && may_be_path(end) && has_model {
                let mut asked = Text::known(ADDRESS, sink.at);
                asked.push(&address);
                found.push(asked);
            }
            // A setting may be the address of any server; code for Ollama has it for one of that.
            let is_setting = address.whole().is_none() && address.params().next().is_none();
            if is_setting && may_be_path(end) && speaks_of_ollama(eval.crate_ir, sink.at) {
                let models = || models(eval, body, Keys::Model, env);
                found.extend(at_hosts(&[Host::Open], models, sink.at));
            }
            continue;
        }
        let hosts: Vec<Host> = loose_address(eval, url, env, &shown);
        let is_ollama = hosts.contains(&Host::Ollama)
            || own
                && hosts.iter().any(|host| *host != Host::Hosted)
                && speaks_of_ollama(eval.crate_ir, sink.at);
        let models = || {
            let models = models(eval, body, Keys::of_path(end), env);
            of_row(eval, &address, models)
        };
        let open = address.params().next().is_some() && !is_ollama;
        if is_ollama {
            found.extend(models());
        } else if open && !models().is_empty() {
            found.push(address);
        } else {
            found.extend(at_hosts(&hosts, models, sink.at));
        }
    }
    found
}

/// Of the names of a request, those that stand in the row of its address: a table of code or of data may have several.
fn of_row(eval: &Eval<'_>, address: &Text, mut models: Vec<Text>) -> Vec<Text> {
    let fits = |model: &Text| {
        table_rows::are_joined(eval.crate_ir, address, model)
            && table_rows::are_of_one_element(eval.crate_ir, address, model)
    };
    // None of them does where code picks both by themselves.
    if models.iter().any(fits) {
        models.retain(fits);
    }
    models
}

/// Whether a request names a model, and goes to an address that the code of another package may know.
pub(super) fn may_be_asked(eval: &Eval<'_>, sink: &Sink) -> bool {
    let (Kind::Ollama(Asked::Request), [url, body]) = (sink.kind, sink.parts.as_slice()) else {
        return false;
    };
    let is_foreign = || {
        let addresses = eval.texts(*url, &None, 0);
        addresses.iter().any(|text| may_be_path(&text.shown()))
    };
    has_model(eval, *body, &None) && is_foreign()
}

/// Whether what is known of an address leaves room for a path of Ollama.
fn may_be_path(end: &str) -> bool {
    end.ends_with("{}") || end.is_empty()
}

fn loose_address(eval: &Eval<'_>, url: NodeRef, env: &Env, shown: &str) -> Vec<Host> {
    match host(shown) {
        Host::Open => {
            let hosts = hosts_of(eval, url, env);
            if hosts.is_empty() {
                vec![Host::Open]
            } else {
                hosts
            }
        }
        known => vec![known],
    }
}

/// Whether a call is a request of which nothing beside its address can show Ollama.
pub(super) fn is_of_any_server(crate_ir: &Crate, sink: &Sink) -> bool {
    matches!(sink.kind, Kind::Ollama(Asked::Request)) && !speaks_of_ollama(crate_ir, sink.at)
}

/// Whether the file around a place names Ollama: in a text, a name or its path.
pub(super) fn speaks_of_ollama(crate_ir: &Crate, at: NodeRef) -> bool {
    let file = crate_ir.file(at);
    let is_word =
        |text: &str| text.to_ascii_lowercase().contains("ollama") || text.contains("11434");
    is_word(&file.path)
        || file
            .funcs
            .iter()
            .any(|func| is_word(&func.name) || is_word(&func.owner))
        || file.types.iter().any(|of| is_word(&of.name))
        || file.nodes.iter().any(|node| match &node.ex {
            Expr::Lit(text) => is_word(text),
            Expr::Path(path) => path.iter().any(|part| is_word(part)),
            _ => false,
        })
}

fn has_model(eval: &Eval<'_>, body: NodeRef, env: &Env) -> bool {
    !models(eval, body, Keys::Name, env).is_empty()
}

/// The texts that a body has under the key of a model.
pub(super) fn models(eval: &Eval<'_>, body: NodeRef, keys: Keys, env: &Env) -> Vec<Text> {
    let filled = bodies::filled(eval.crate_ir, body, keys.names());
    if !filled.is_empty() {
        let filled = filled.into_iter();
        return filled.flat_map(|at| held(eval, at, env)).collect();
    }
    let mut found = Vec::new();
    if bodies::is_read_into(eval.crate_ir, body) {
        found.push(Text::unknown("body"));
    }
    let mut open = vec![(body, env.clone())];
    let mut looked = 0;
    while let Some((body, env)) = open.pop() {
        looked += 1;
        if looked > 64 {
            break;
        }
        for val in eval.values(body, &env, 0) {
            let here = |ix| NodeRef {
                file: val.at.file,
                ix,
            };
            match &eval.crate_ir.node(val.at).ex {
                Expr::Call(path, args) if makes_body(path) => {
                    open.extend(args.first().map(|arg| (here(*arg), val.env.clone())));
                }
                Expr::Lit(_) | Expr::Format(_) => {
                    let texts = eval.texts(val.at, &val.env, 0);
                    found.extend(texts.iter().flat_map(|text| in_json(text, keys)));
                }
                _ if eval.is_unbound(&val) => found.extend(eval.texts(val.at, &val.env, 0)),
                _ => {
                    if let Some(table) = eval.table_of(&val, 0) {
                        open.push((table, None));
                        continue;
                    }
                    let of_record = of_record(eval, &val, keys);
                    if of_record.is_empty() {
                        found.extend(read_later(eval, &val, &mut open));
                    }
                    found.extend(of_record);
                }
            }
        }
    }
    found
}

/// What a body may name that is read when the program runs: anything. `open` gets the text that a value is made of.
fn read_later(eval: &Eval<'_>, val: &Val, open: &mut Vec<(NodeRef, Env)>) -> Vec<Text> {
    let Expr::Call(path, args) = &eval.crate_ir.node(val.at).ex else {
        return Vec::new();
    };
    if bodies::opens_file(path) {
        return vec![Text::unknown("body")];
    }
    let reads = path.last().is_some_and(|last| last.starts_with("from_"));
    if let (true, [text]) = (reads && path.len() > 1, args.as_slice()) {
        let text = NodeRef {
            file: val.at.file,
            ix: *text,
        };
        open.push((text, val.env.clone()));
    }
    Vec::new()
}

/// The name that a value of JSON is: `Value::String(name)`, `json!(name)`.
fn held(eval: &Eval<'_>, at: NodeRef, env: &Env) -> Vec<Text> {
    let mut at = at;
    for _ in 0..8 {
        let inner = match &eval.crate_ir.node(at).ex {
            Expr::Call(path, args) if path.last().is_some_and(|last| last == "String") => {
                args.first()
            }
            _ => None,
        };
        let Some(ix) = inner else { break };
        at = NodeRef {
            file: at.file,
            ix: *ix,
        };
    }
    names(eval, at, env)
}

fn of_record(eval: &Eval<'_>, val: &Val, keys: Keys) -> Vec<Text> {
    for key in keys.names() {
        let mut values = eval.fields(vec![val.clone()], key, 0);
        if values.is_empty() {
            let field = eval.crate_ir.sent_as(&eval.crate_ir.kind(val.at), key);
            let field = field.map(|field| eval.fields(vec![val.clone()], field, 0));
            values = field.unwrap_or_default();
        }
        if !values.is_empty() {
            let texts = values
                .into_iter()
                .flat_map(|val| names(eval, val.at, &val.env));
            return if *key == MODELFILE {
                texts.flat_map(|text| modelfile::made_from(&text)).collect()
            } else {
                texts.collect()
            };
        }
    }
    Vec::new()
}

/// The models in a text that is JSON.
pub(super) fn in_json(text: &Text, keys: Keys) -> Vec<Text> {
    let shown = text.shown();
    for key in keys.names() {
        let quoted = format!("\"{key}\"");
        let Some((_, rest)) = shown.split_once(&quoted) else {
            continue;
        };
        let value = rest.trim_start().strip_prefix(':').map(str::trim_start);
        let Some(value) = value.and_then(|value| value.strip_prefix('"')) else {
            continue;
        };
        let start = shown.len() - value.len();
        let length = end_of_text(value);
        let part = start..start + length;
        return if *key == MODELFILE {
            let found = modelfile::in_part(text, part.clone(), "\\n");
            let is_open = found.is_empty() && text.part(part.clone()).whole().is_none();
            let open = is_open.then(|| text.part(part));
            found.into_iter().chain(open).collect()
        } else if length == 0 {
            Vec::new()
        } else {
            vec![text.part(part)]
        };
    }
    Vec::new()
}

/// Where a text of JSON ends.
fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    let end = text.find(|char| {
        let ends = char == '"' && !escaped;
        escaped = char == '\\' && !escaped;
        ends
    });
    end.unwrap_or(text.len())
}

/// The model that a text names which such a call is given.
pub(super) fn judged(asked: Asked, text: &Text) -> Option<(String, bool)> {
    let whole = text.whole()?;
    match asked {
        Asked::Routed => artifact(routed(&whole)?),
        _ => artifact(&whole),
    }
}

/// Whether a text leaves open which model is taken: a part of it is not known, or it is no name.
pub(super) fn is_open(asked: Asked, text: &Text) -> bool {
    // An address that no caller shows is one of any server.
    if text.shown().starts_with(ADDRESS) {
        return false;
    }
    let Some(whole) = text.whole() else {
        return true;
    };
    let named = match asked {
        Asked::Routed => routed(&whole),
        _ => Some(whole.trim()),
    };
    named.is_some_and(|name| !name.is_empty() && artifact(name).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_of_ollama_or_of_the_hub() {
        for (name, expected) in [
            ("llama3.2", Some("ollama:llama3.2:latest")),
            ("qwen2.5:3b", Some("ollama:qwen2.5:3b")),
            ("user/name:tag", Some("ollama:user/name:tag")),
            ("hf.co/lab/name-GGUF:Q4_K_M", Some("lab/name-GGUF")),
            ("huggingface.co/lab/name", Some("lab/name")),
            ("two words", None),
            ("", None),
            ("./model.gguf", None),
        ] {
            let found = artifact(name).map(|(id, _)| id);
            assert_eq!(found.as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn genai_sends_what_no_provider_has_to_ollama() {
        for (name, expected) in [
            ("llama3.2", Some("llama3.2")),
            ("ollama::gemma3:4b", Some("gemma3:4b")),
            ("gpt-oss:20b", Some("gpt-oss:20b")),
            ("gpt-5-mini", None),
            ("claude-sonnet-4-5", None),
            ("gemini-2.5-pro", None),
            ("groq::llama-3.1-8b-instant", None),
            ("deepseek-chat", None),
            ("deepseek_r1", Some("deepseek_r1")),
        ] {
            assert_eq!(routed(name), expected, "{name}");
        }
    }

    #[test]
    fn hosts_decide() {
        for (address, expected) in [
            ("http://localhost:11434/api/chat", Host::Ollama),
            ("http://10.0.0.7:11434", Host::Ollama),
            ("http://{}:11434", Host::Ollama),
            ("http://localhost:8080/v1", Host::Local),
            ("http://ollama/api/chat", Host::Local),
            ("http://127.0.0.1:1234/v1", Host::Local),
            ("https://api.openai.com/v1", Host::Hosted),
            ("https://ollama.com", Host::Hosted),
            ("https://172.40.1.1/v1", Host::Hosted),
            ("{}/v1", Host::Open),
            ("http://localhost:{}", Host::Open),
            ("", Host::Open),
        ] {
            assert_eq!(host(address), expected, "{address}");
        }
    }
}
