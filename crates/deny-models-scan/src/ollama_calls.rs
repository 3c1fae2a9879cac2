//! Calls that give the name of a model to an Ollama server: by the libraries for it, and by requests over HTTP.
//!
//! Read from the sources of ollama-rs 0.3.6, rig-core 0.46.0 (and the interface of rig-core before 0.40),
//! langchain-rust 7.0.0, genai 0.7.2, llm 1.3.8, swiftide-integrations 0.33.0 and async-openai 0.43.0. Types are not
//! checked, so a client is known by the path that its constructor or its type is spelt with.

use std::collections::{BTreeMap, BTreeSet};

use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef, is_constant};
use super::names::is_wrapper;
use super::ollama_clients::{Base, Code, DEPTH, Provider, bases};
use super::ollama_constructors::{
    compatible, is_ollama_request, native, of_constructor, routed, sink,
};
use super::ollama_modelfiles;
use super::ollama_names::{Asked, full_paths};
use super::ollama_requests;
use super::ollama_socket;
use super::sinks::{Kind, Sink};
use super::together::Together;

/// Packages whose code hands on what their users name: their calls are what takes models.
const CLIENTS: [&str; 16] = [
    "ollama-rs",
    "rig",
    "rig-core",
    "rig-reqwest",
    "langchain-rust",
    "genai",
    "llm",
    "swiftide",
    "swiftide-core",
    "swiftide-integrations",
    "swiftide-indexing",
    "swiftide-query",
    "swiftide-agents",
    "async-openai",
    "openai-api-rs",
    "llm-chain",
];
/// Methods whose first argument is a model.
const OF_MODEL: [&str; 24] = [
    // ollama-rs
    "pull_model",
    "pull_model_stream",
    // rig-core before 0.40
    "agent",
    "completion_model",
    "embedding_model",
    "embedding_model_with_ndims",
    "embeddings",
    "embeddings_with_ndims",
    "extractor",
    "completion_model_arc",
    // rig-core from 0.40 on
    "completion",
    "native_completion",
    "anthropic_completion",
    "embedding",
    // langchain-rust
    "with_model",
    // swiftide
    "default_prompt_model",
    "default_embed_model",
    "with_default_prompt_model",
    "with_default_embed_model",
    "prompt_model",
    "embed_model",
    // llm and the requests of async-openai
    "model",
    "from_model",
    "with_model_name",
];
/// Those that no other library has, so that a receiver that is not known is one of Ollama where its code names Ollama.
const DISTINCT: [&str; 10] = [
    "pull_model",
    "pull_model_stream",
    "agent",
    "completion_model",
    "embedding_model",
    "extractor",
    "default_prompt_model",
    "default_embed_model",
    "with_default_prompt_model",
    "with_default_embed_model",
];
/// Methods of genai whose first argument is a model.
const OF_GENAI: [&str; 5] = [
    "exec_chat",
    "exec_chat_stream",
    "embed",
    "embed_batch",
    "exec_embed",
];
/// Methods of async-openai that take a body of one's own.
const OF_OWN_BODY: [&str; 2] = ["create_byot", "create_stream_byot"];
/// Methods and constructors whose last argument is a host.
const OF_HOST: [&str; 13] = [
    "base_url",
    "with_base_url",
    "api_base",
    "with_api_base",
    "host",
    "url",
    "set_base_url",
    "endpoint",
    "with_endpoint",
    "with_url",
    "with_host",
    "from_url",
    "try_new",
];
/// Methods that give a client its settings.
const OF_SETTINGS: [&str; 2] = ["with_config", "config"];

/// Whether a package hands the names of models on that its users give.
pub(super) fn is_client(package: &str) -> bool {
    CLIENTS.contains(&package)
}

/// What is done with the clients that one call makes, or that are of one type.
#[derive(Debug, Default)]
struct Uses {
    /// Calls that name a model: the call, its name, and the model.
    models: Vec<(NodeRef, String, NodeRef)>,
    /// Those of llm whose own chain shows another backend than Ollama.
    elsewhere: BTreeSet<NodeRef>,
    hosts: Vec<NodeRef>,
    /// Settings, which are made by calls of their own.
    settings: Vec<NodeRef>,
    /// Whether a backend of llm is Ollama, and whether there is one.
    ollama: bool,
}

/// Every call that gives the name of a model to an Ollama server. `library` has the name of the package of a file, where
/// that is a library which hands names on.
pub(super) fn find<'a>(
    crate_ir: &'a Crate,
    library: &'a dyn Fn(u32) -> Option<&'a str>,
) -> Vec<Sink> {
    let code = Code { crate_ir, library };
    let mut search = Search {
        code,
        found: Vec::new(),
        by_base: BTreeMap::new(),
    };
    for (at, node) in crate_ir.nodes() {
        if code.is_library(at.file) || crate_ir.file(at).table {
            continue;
        }
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        match &node.ex {
            Expr::Method(receiver, name, args) if !args.is_empty() => {
                let args: Vec<NodeRef> = args.iter().map(here).collect();
                search.method(at, here(receiver), name, &args);
            }
            Expr::Call(path, args) if code.called(path, at).is_empty() => {
                let args: Vec<NodeRef> = args.iter().map(here).collect();
                search.call(at, path, &args);
            }
            Expr::Record(path, fields, _) => search.record(at, path, fields),
            _ => {}
        }
    }
    let Search {
        mut found, by_base, ..
    } = search;
    found.extend(of_bases(code, &by_base));
    let sockets = ollama_socket::find(crate_ir).into_iter();
    found.extend(sockets.filter(|sink| !code.is_library(sink.at.file)));
    found.sort_by_key(|sink| sink.at);
    found.dedup();
    found
}

/// What was found so far.
struct Search<'a> {
    code: Code<'a>,
    found: Vec<Sink>,
    by_base: BTreeMap<Base, Uses>,
}

impl Search<'_> {
    fn method(&mut self, at: NodeRef, receiver: NodeRef, name: &str, args: &[NodeRef]) {
        let code = self.code;
        let crate_ir = code.crate_ir;
        let found = &mut self.found;
        found.extend(ollama_requests::of_method(
            crate_ir, at, receiver, name, args,
        ));
        if ollama_requests::is_post(name) && code.methods(receiver, name, args.len()).is_empty() {
            found.extend(ollama_requests::with_body(at, args));
        }
        found.extend(of_any_client(code, at, receiver, name, args));
        if name == "write" && args.len() == 2 {
            found.extend(ollama_modelfiles::written(crate_ir, at, args));
        }
        if name == "write_all" {
            let written = [receiver, args[0]];
            found.extend(ollama_modelfiles::written(crate_ir, at, &written));
        }
        let of_backend = name == "backend";
        let lists: [&[&str]; 5] = [&OF_MODEL, &OF_OWN_BODY, &OF_GENAI, &OF_HOST, &OF_SETTINGS];
        if !of_backend && !lists.iter().any(|list| list.contains(&name)) {
            return;
        }
        let mut known = bases(code, receiver, 0, &mut BTreeSet::new());
        // What a type makes that is named is one of that type.
        let is_other = !known.is_empty() && known.iter().all(Base::is_of_another);
        known.retain(|base| base.provider().is_some());
        if known.is_empty() && !is_other {
            found.extend(of_unknown(code, at, receiver, name, args));
        }
        for base in known {
            let uses = self.by_base.entry(base).or_default();
            if OF_HOST.contains(&name) {
                uses.hosts.extend(args.last());
            } else if OF_SETTINGS.contains(&name) {
                uses.settings.extend(args.last());
            } else if of_backend {
                uses.ollama |= is_ollama(crate_ir, args[0], 0);
            } else {
                uses.models.push((at, name.to_owned(), args[0]));
                if backend_before(crate_ir, receiver) == Some(false) {
                    uses.elsewhere.insert(at);
                }
            }
        }
    }

    /// A call of what no program defines.
    fn call(&mut self, at: NodeRef, path: &[String], args: &[NodeRef]) {
        let crate_ir = self.code.crate_ir;
        if path.last().is_some_and(|last| last == "write") {
            let written = ollama_modelfiles::written(crate_ir, at, args);
            self.found.extend(written);
        }
        if path.ends_with(&["File".to_owned(), "create".to_owned()]) {
            let lines = ollama_modelfiles::lines(crate_ir, at, args);
            self.found.extend(lines);
        }
        if ollama_requests::is_posted(path) {
            self.found.extend(ollama_requests::with_body(at, args));
        }
        let full = full_paths(crate_ir, at, path);
        let base = Base { at: Some(at), full };
        if let Some(provider) = base.provider() {
            let takes = provider == Provider::Request && base.made_by() == "new";
            let model = args.first().filter(|_| takes);
            let uses = self.by_base.entry(base).or_default();
            let model = model.map(|model| (at, "model".to_owned(), *model));
            uses.models.extend(model);
        }
        self.found.extend(of_constructor(crate_ir, at, path, args));
    }

    fn record(&mut self, at: NodeRef, path: &[String], fields: &[(String, NodeIdx)]) {
        let Some((base, model)) = of_request_struct(self.code, at, path, fields) else {
            return;
        };
        if base.provider() == Some(Provider::Request) {
            let uses = self.by_base.entry(base).or_default();
            uses.models.push((at, "model".to_owned(), model));
        } else {
            self.found.push(native(at, model, &[]));
        }
    }
}

/// What a request that is written as a struct is of, and the model in it.
fn of_request_struct(
    code: Code<'_>,
    at: NodeRef,
    path: &[String],
    fields: &[(String, NodeIdx)],
) -> Option<(Base, NodeRef)> {
    let full = full_paths(code.crate_ir, at, path);
    let of_ollama = full.iter().any(|full| is_ollama_request(full));
    let base = Base { at: Some(at), full };
    let of_openai = base.provider() == Some(Provider::Request);
    if !(of_ollama || of_openai) || code.is_own_type(&code.crate_ir.kind(at)) {
        return None;
    }
    let mut fields = fields.iter();
    let (_, ix) = fields.find(|(name, _)| name == "model_name" || name == "model")?;
    let model = NodeRef {
        file: at.file,
        ix: *ix,
    };
    Some((base, model))
}

/// The hosts that a client is made with: by its methods, its constructor, and the settings that it is given.
fn hosts_of(
    code: Code<'_>,
    base: &Base,
    by_base: &BTreeMap<Base, Uses>,
    depth: usize,
) -> (Vec<NodeRef>, bool) {
    let mut hosts: Vec<NodeRef> = by_base
        .get(base)
        .map(|uses| uses.hosts.clone())
        .unwrap_or_default();
    let mut ollama = base.provider() == Some(Provider::Ollama);
    let mut given = by_base
        .get(base)
        .map(|uses| uses.settings.clone())
        .unwrap_or_default();
    if let Some(at) = base.at
        && let Expr::Call(path, args) = &code.crate_ir.node(at).ex
    {
        let args: Vec<NodeRef> = args
            .iter()
            .map(|ix| NodeRef {
                file: at.file,
                ix: *ix,
            })
            .collect();
        let name = path.last().map_or("", String::as_str);
        let of_host = OF_HOST.contains(&name) || ollama && args.len() == 2 && name == "new";
        if of_host {
            let host = if name == "new" {
                args.first()
            } else {
                args.last()
            };
            hosts.extend(host);
        }
        given.extend(args);
    }
    if depth < 4 {
        for arg in given {
            for inner in bases(code, arg, 0, &mut BTreeSet::new()) {
                if inner.provider().is_some() && inner != *base {
                    let (more, of_ollama) = hosts_of(code, &inner, by_base, depth + 1);
                    hosts.extend(more);
                    ollama |= of_ollama;
                }
            }
        }
    }
    (hosts, ollama)
}

/// The clients that requests of async-openai may be sent by.
struct Servers {
    together: Together,
    /// The programs that each of them may be in, its hosts, and whether it is one of Ollama.
    all: Vec<(BTreeSet<u32>, Vec<NodeRef>, bool)>,
}

impl Servers {
    fn new(code: Code<'_>, by_base: &BTreeMap<Base, Uses>) -> Self {
        let modules = &code.crate_ir.modules;
        let together = Together::new(modules);
        let mut all = Vec::new();
        for base in by_base.keys() {
            let mut parts = base.full.iter().flatten();
            let configured = parts.any(|part| part == "OllamaConfig");
            let compatible = base.provider() == Some(Provider::Compatible);
            // What a type alone shows is of no place.
            let (Some(at), true) = (base.at, configured || compatible) else {
                continue;
            };
            let (hosts, ollama) = if compatible {
                hosts_of(code, base, by_base, 0)
            } else {
                (Vec::new(), true)
            };
            let programs = together.programs(modules.package_of(at.file));
            all.push((programs, hosts, ollama || configured));
        }
        Self { together, all }
    }

    /// The hosts that the clients of the programs have which a request may be in, and whether one is of Ollama.
    fn of_request(&self, code: Code<'_>, at: NodeRef) -> (Vec<NodeRef>, bool) {
        let package = code.crate_ir.modules.package_of(at.file);
        let programs = self.together.programs(package);
        let near = self.all.iter();
        let near = near.filter(|(others, ..)| !others.is_disjoint(&programs));
        let mut found = (Vec::new(), false);
        for (_, hosts, ollama) in near {
            found.0.extend(hosts);
            found.1 |= ollama;
        }
        found
    }
}

fn of_bases(code: Code<'_>, by_base: &BTreeMap<Base, Uses>) -> Vec<Sink> {
    let mut found = Vec::new();
    let servers = Servers::new(code, by_base);
    for (base, uses) in by_base {
        let Some(provider) = base.provider() else {
            continue;
        };
        let (hosts, ollama) = hosts_of(code, base, by_base, 0);
        let of_model = |list: &[&str], name: &str| list.contains(&name);
        for (at, name, model) in &uses.models {
            let sink = match provider {
                Provider::Ollama if of_model(&OF_MODEL, name) && name != "model" => {
                    Some(native(*at, *model, &hosts))
                }
                Provider::Compatible if OF_OWN_BODY.contains(&name.as_str()) => {
                    let asked = if ollama {
                        Asked::Body
                    } else {
                        Asked::CompatibleBody
                    };
                    let known = ollama || !hosts.is_empty();
                    known.then(|| sink(*at, *model, &hosts, asked))
                }
                Provider::Compatible if of_model(&OF_MODEL, name) => {
                    if ollama {
                        Some(native(*at, *model, &hosts))
                    } else if hosts.is_empty() {
                        None
                    } else {
                        Some(compatible(*at, *model, &hosts))
                    }
                }
                Provider::Request if name == "model" => {
                    let (hosts, ollama) = servers.of_request(code, *at);
                    if ollama {
                        Some(native(*at, *model, &hosts))
                    } else if hosts.is_empty() {
                        None
                    } else {
                        Some(compatible(*at, *model, &hosts))
                    }
                }
                Provider::Genai if of_model(&OF_GENAI, name) => Some(routed(*at, *model)),
                Provider::Llm if name == "model" && uses.ollama && !uses.elsewhere.contains(at) => {
                    Some(native(*at, *model, &hosts))
                }
                // Other backends may be given a host of one's own.
                Provider::Llm if name == "model" && !hosts.is_empty() => {
                    Some(compatible(*at, *model, &hosts))
                }
                _ => None,
            };
            found.extend(sink);
        }
        let named = !uses.models.is_empty();
        if let (false, Some(at)) = (named, base.at) {
            found.extend(default_of(base, provider, uses).map(|name| Sink {
                at,
                parts: Vec::new(),
                kind: Kind::Ollama(Asked::Default(name)),
                tokenizer: false,
            }));
        }
    }
    found
}

/// The model that a library takes where none is named.
fn default_of(base: &Base, provider: Provider, uses: &Uses) -> Option<&'static str> {
    let of = |name: &str| {
        base.full
            .iter()
            .any(|full| full.iter().any(|part| part == name))
    };
    let by_default = base.made_by() == "default";
    match provider {
        // `langchain_rust::llm::ollama::client::Ollama`, `langchain_rust::embedding::OllamaEmbedder`
        Provider::Ollama if by_default && of("langchain_rust") && of("OllamaEmbedder") => {
            Some("nomic-embed-text")
        }
        Provider::Ollama if by_default && of("langchain_rust") && of("Ollama") => Some("llama3.2"),
        Provider::Llm if uses.ollama => Some("llama3.1"),
        _ => None,
    }
}

/// Whether the backend that a chain of calls is given is Ollama; `None` where it is given none: `b.backend(..).model(..)`.
fn backend_before(crate_ir: &Crate, receiver: NodeRef) -> Option<bool> {
    let mut at = receiver;
    loop {
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        let Expr::Method(of, name, args) = &crate_ir.node(at).ex else {
            return None;
        };
        if let ("backend", [backend]) = (name.as_str(), args.as_slice()) {
            return Some(is_ollama(crate_ir, here(backend), 0));
        }
        at = here(of);
    }
}

/// Whether a value is the backend Ollama of llm.
fn is_ollama(crate_ir: &Crate, at: NodeRef, depth: usize) -> bool {
    let here = |ix: &NodeIdx| NodeRef {
        file: at.file,
        ix: *ix,
    };
    let is_name = |ix: &NodeIdx| match &crate_ir.node(here(ix)).ex {
        Expr::Lit(text) => text.eq_ignore_ascii_case("ollama"),
        _ => true,
    };
    match &crate_ir.node(at).ex {
        Expr::Path(path) if path.len() > 1 => path.last().is_some_and(|last| last == "Ollama"),
        Expr::Path(path) if depth < DEPTH => {
            let func = crate_ir.func(crate_ir.func_of(at));
            let values = path.first().and_then(|name| func.locals.get(name));
            let inner = |ix: &NodeIdx| is_ollama(crate_ir, here(ix), depth + 1);
            values.is_none_or(|values| values.iter().any(inner))
        }
        Expr::Elem(of) if depth < DEPTH => is_ollama(crate_ir, here(of), depth + 1),
        // `LLMBackend::from_str("ollama")`
        Expr::Call(path, args) if path.last().is_some_and(|last| last == "from_str") => {
            args.iter().all(is_name)
        }
        Expr::Method(of, name, _) if name == "parse" => is_name(of),
        Expr::Method(of, name, _) if depth < DEPTH && is_wrapper(std::slice::from_ref(name)) => {
            is_ollama(crate_ir, here(of), depth + 1)
        }
        // What is read or handed over may be any.
        _ => true,
    }
}

/// `DynClientBuilder::new().agent("ollama", model)` of rig-core before 0.26, whose first argument is the provider.
fn of_any_client(
    code: Code<'_>,
    at: NodeRef,
    receiver: NodeRef,
    name: &str,
    args: &[NodeRef],
) -> Option<Sink> {
    let [provider, model] = args else { return None };
    let is_name = |text: &str| text.eq_ignore_ascii_case("ollama");
    let is_ollama = match &code.crate_ir.node(*provider).ex {
        Expr::Lit(text) => is_name(text),
        // `providers::OLLAMA`, or what is read
        Expr::Path(path) if is_constant(path) => path.last().is_some_and(|last| is_name(last)),
        _ => true,
    };
    let named = is_ollama && ["agent", "completion", "embeddings", "extractor"].contains(&name);
    let of_builder = |base: &Base| {
        let mut parts = base.full.iter().flatten();
        parts.any(|part| part == "DynClientBuilder")
    };
    let bases = named.then(|| bases(code, receiver, 0, &mut BTreeSet::new()));
    let found = bases.is_some_and(|bases| bases.iter().any(of_builder));
    found.then(|| native(at, *model, &[]))
}

/// A method that only clients of models have, on a receiver that is not known.
fn of_unknown(
    code: Code<'_>,
    at: NodeRef,
    receiver: NodeRef,
    name: &str,
    args: &[NodeRef],
) -> Option<Sink> {
    if !code.methods(receiver, name, args.len()).is_empty() {
        return None;
    }
    let crate_ir = code.crate_ir;
    let uses = |word: &str| {
        let files = crate_ir.files.iter().enumerate();
        let package = crate_ir.modules.package_of(at.file);
        let mut own = files.filter(|(number, _)| {
            u32::try_from(*number)
                .is_ok_and(|number| crate_ir.modules.package_of(number) == package)
        });
        own.any(|(_, file)| {
            let used = file.uses.iter().flat_map(|item| &item.path);
            let mut spelt = used.chain(file.nodes.iter().flat_map(|node| match &node.ex {
                Expr::Call(path, _) => path.as_slice(),
                _ => &[],
            }));
            spelt.any(|part| part.to_ascii_lowercase().contains(word))
        })
    };
    if OF_GENAI[..2].contains(&name) && uses("genai") {
        return Some(routed(at, args[0]));
    }
    let own = crate_ir.file(at).uses.iter();
    let others = own.clone().any(|item| {
        item.path.iter().any(|part| part == "providers")
            && !item
                .path
                .iter()
                .any(|part| part.to_ascii_lowercase().contains("ollama"))
            && item.path.last().is_some_and(|last| last != "providers")
    });
    let own = own.flat_map(|item| &item.path);
    let here = own
        .clone()
        .any(|part| part.to_ascii_lowercase().contains("ollama"));
    (DISTINCT.contains(&name) && (here || !others && uses("ollama")))
        .then(|| native(at, args[0], &[]))
}
