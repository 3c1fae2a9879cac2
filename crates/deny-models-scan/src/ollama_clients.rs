//! Which client a receiver is that gives the name of a model: by the call that makes it, or by its type.

use std::collections::BTreeSet;

use super::index::{Crate, plain};
use super::ir::{Expr, FnRef, NodeIdx, NodeRef};
use super::names::is_wrapper;
use super::ollama_names::full_paths;

/// How far receivers, arguments and functions are followed.
pub(super) const DEPTH: usize = 12;

/// Whose interface a client has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Provider {
    /// Ollama, on the local host unless something else is given.
    Ollama,
    /// `OpenAI` or another that is hosted unless another host is given.
    Compatible,
    /// A request of a client for the API of `OpenAI`: the clients of the program decide where it goes.
    Request,
    /// genai: the name of the model decides.
    Genai,
    /// The builder of llm: the backend decides.
    Llm,
}

/// Where a client comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Base {
    /// The call that makes it; `None` where only its type is known.
    pub(super) at: Option<NodeRef>,
    /// Its type or constructor, as it may be spelt in full.
    pub(super) full: Vec<Vec<String>>,
}

/// Whose interface a path is of.
pub(super) fn provider_of(full: &[String]) -> Option<Provider> {
    if full
        .iter()
        .any(|part| ["crate", "self", "super"].contains(&part.as_str()))
    {
        return None;
    }
    let has = |word: &str| {
        full.iter()
            .any(|part| part.to_ascii_lowercase().contains(word))
    };
    let root = full.first().map_or("", String::as_str);
    let typed = |name: &str| full.iter().any(|part| part == name);
    if typed("LLMBuilder") {
        return Some(Provider::Llm);
    }
    if root == "genai" && (typed("Client") || typed("ClientBuilder")) {
        return Some(Provider::Genai);
    }
    let is_request = match root {
        "async_openai" => |part: &String| part.starts_with("Create") && part.contains("Request"),
        "openai_api_rs" => |part: &String| part.ends_with("Request"),
        "openai_dive" => |part: &String| part.contains("Parameters"),
        _ => |_: &String| false,
    };
    if full.iter().any(is_request) {
        return Some(Provider::Request);
    }
    if has("ollama") && !has("ollamacloud") && !has("ollama_cloud") {
        return Some(Provider::Ollama);
    }
    let provided = full.iter().any(|part| part == "providers");
    (has("openai") || provided && full.len() > 2).then_some(Provider::Compatible)
}

impl Base {
    pub(super) fn provider(&self) -> Option<Provider> {
        let mut found = self.full.iter().filter_map(|full| provider_of(full));
        found.next()
    }

    /// Whether a type makes it that is named and has another interface: `Anthropic::builder()`.
    pub(super) fn is_of_another(&self) -> bool {
        let makes = |full: &Vec<String>| {
            let [.., of, _] = full.as_slice() else {
                return false;
            };
            let is_type = of.starts_with(|char: char| char.is_ascii_uppercase());
            // A parameter for types may be any of them.
            is_type && of.len() > 2 && of != "Self"
        };
        let is_known = self.at.is_some() && !self.full.is_empty();
        is_known && self.provider().is_none() && self.full.iter().all(makes)
    }

    /// The name of the function that makes it.
    pub(super) fn made_by(&self) -> &str {
        self.full
            .first()
            .and_then(|full| full.last())
            .map_or("", String::as_str)
    }
}

/// A program, and which of its files are of libraries that hand the names of models on, with the names of these.
#[derive(Clone, Copy)]
pub(super) struct Code<'a> {
    pub(super) crate_ir: &'a Crate,
    pub(super) library: &'a dyn Fn(u32) -> Option<&'a str>,
}

impl Code<'_> {
    pub(super) fn is_library(&self, file: u32) -> bool {
        (self.library)(file).is_some()
    }

    /// The functions of the program's own code that a path names.
    pub(super) fn called(&self, path: &[String], at: NodeRef) -> Vec<FnRef> {
        let called = self.crate_ir.called(path, at);
        let own = called.iter().filter(|func| !self.is_library(func.file));
        own.copied().collect()
    }

    /// The methods of the program's own types that a call names.
    pub(super) fn methods(&self, receiver: NodeRef, name: &str, args: usize) -> Vec<FnRef> {
        let kind = self.crate_ir.kind(receiver);
        if !self.crate_ir.has_type(&kind) {
            return Vec::new();
        }
        let mut own = self.crate_ir.methods(name, args, &kind);
        own.retain(|func| !self.is_library(func.file));
        own
    }

    /// Whether a type is one of the program's own code.
    pub(super) fn is_own_type(&self, kind: &str) -> bool {
        self.crate_ir.has_type(kind) && self.library_path(kind).is_none()
    }

    /// The path of a type of a library, by its file: `providers/ollama/client.rs`.
    pub(super) fn library_path(&self, kind: &str) -> Option<Vec<String>> {
        let (_, info) = self.crate_ir.modules.of_key(kind)?;
        let library = (self.library)(info.file)?;
        let file = &self.crate_ir.files[info.file as usize].path;
        let parts = file.trim_end_matches(".rs").split('/');
        let mut path = vec![library.replace('-', "_")];
        path.extend(parts.map(str::to_owned));
        path.push(plain(kind).to_owned());
        Some(path)
    }
}

/// What clients come to a receiver, through variables, fields and functions.
pub(super) fn bases(
    code: Code<'_>,
    at: NodeRef,
    depth: usize,
    seen: &mut BTreeSet<NodeRef>,
) -> Vec<Base> {
    let crate_ir = code.crate_ir;
    if depth > DEPTH || !seen.insert(at) {
        return Vec::new();
    }
    let here = |ix: &NodeIdx| NodeRef {
        file: at.file,
        ix: *ix,
    };
    let mut next = |ix: &NodeIdx| bases(code, here(ix), depth + 1, seen);
    match &crate_ir.node(at).ex {
        Expr::Method(of, name, args) => {
            let own = code.methods(here(of), name, args.len());
            if own.is_empty() {
                return next(of);
            }
            let returns = code.crate_ir.returned_by(&own).into_iter();
            returns
                .flat_map(|at| bases(code, at, depth + 1, seen))
                .collect()
        }
        Expr::Elem(of) => next(of),
        Expr::After(call) => match &crate_ir.node(here(call)).ex {
            Expr::Method(of, ..) => next(of),
            _ => Vec::new(),
        },
        Expr::OneOf(parts) => parts.iter().flat_map(next).collect(),
        Expr::Match(_, arms) => arms.iter().flat_map(|arm| next(&arm.body)).collect(),
        Expr::Call(path, args) => {
            let called = code.called(path, at);
            if !called.is_empty() {
                let returns = code.crate_ir.returned_by(&called).into_iter();
                return returns
                    .flat_map(|at| bases(code, at, depth + 1, seen))
                    .collect();
            }
            if is_wrapper(path) && !args.is_empty() {
                return next(&args[0]);
            }
            vec![Base {
                at: Some(at),
                full: full_paths(crate_ir, at, path),
            }]
        }
        Expr::Path(path) => {
            let func = crate_ir.func(crate_ir.func_of(at));
            if let [name] = path.as_slice()
                && let Some(values) = func.locals.get(name)
            {
                let found: Vec<Base> = values.iter().flat_map(&mut next).collect();
                if !found.is_empty() {
                    return found;
                }
            }
            let constants = crate_ir.constants(path, at);
            let held = constants.into_iter();
            let found: Vec<Base> = held
                .flat_map(|at| bases(code, at, depth + 1, seen))
                .collect();
            if found.is_empty() {
                typed(code, at)
            } else {
                found
            }
        }
        Expr::Field(of, name) => {
            let kind = crate_ir.kind(here(of));
            let written = crate_ir.written(&kind, name).into_iter().take(16);
            let found: Vec<Base> = written
                .flat_map(|at| bases(code, at, depth + 1, seen))
                .collect();
            if found.iter().any(|base| base.provider().is_some()) {
                return found;
            }
            typed(code, at)
        }
        _ => Vec::new(),
    }
}

/// A client of which only the type is known.
pub(super) fn typed(code: Code<'_>, at: NodeRef) -> Vec<Base> {
    let kind = code.crate_ir.kind(at);
    if let Some(path) = code.library_path(&kind) {
        return vec![Base {
            at: None,
            full: vec![path],
        }];
    }
    if kind.is_empty() || code.crate_ir.has_type(&kind) {
        return Vec::new();
    }
    let path: Vec<String> = kind.split("::").map(str::to_owned).collect();
    let full = full_paths(code.crate_ir, at, &path);
    vec![Base { at: None, full }]
}
