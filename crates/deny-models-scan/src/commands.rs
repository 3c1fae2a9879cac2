//! Commands of programs of Tauri: functions that a front end calls by their names, and what they request.

use super::binding_names;
use super::index::Crate;
use super::ir::{Expr, ItemKind, NodeRef};
use super::linked::{Command, CommandUse};
use super::ollama_names::Asked;
use super::sinks::{Kind, Sink};
use super::text::{Seg, Text};

/// Names of what sends requests, as paths of code have them.
const CLIENTS: [&str; 9] = [
    "reqwest",
    "ureq",
    "attohttpc",
    "minreq",
    "isahc",
    "surf",
    "awc",
    "hyper",
    "curl",
];
/// Words in the names and types of values that send requests.
const CLIENT_WORDS: [&str; 6] = ["client", "agent", "http", "session", "reqwest", "ureq"];

/// Whether there is a command.
pub(super) fn has_any(crate_ir: &Crate) -> bool {
    let mut functions = crate_ir.files.iter().flat_map(|file| &file.funcs);
    functions.any(|func| func.command)
}

/// The addresses of requests.
pub(super) fn requests(crate_ir: &Crate) -> Vec<Sink> {
    let mut found = Vec::new();
    for (at, node) in crate_ir.nodes() {
        let here = |ix: &u32| NodeRef {
            file: at.file,
            ix: *ix,
        };
        let address = match &node.ex {
            Expr::Call(path, args) if is_request(path) => args.last().map(here),
            Expr::Method(receiver, name, args)
                if matches!(name.as_str(), "get" | "post" | "request")
                    && is_client(crate_ir, here(receiver)) =>
            {
                args.last().map(here)
            }
            _ => None,
        };
        found.extend(address.map(|address| Sink {
            at,
            parts: vec![address],
            kind: Kind::Request,
            tokenizer: false,
        }));
    }
    found
}

/// `reqwest::get(url)`, `ureq::get(url)`, `reqwest::blocking::get(url)`.
fn is_request(path: &[String]) -> bool {
    let [first, .., last] = path else {
        return false;
    };
    CLIENTS.contains(&first.as_str()) && matches!(last.as_str(), "get" | "post" | "request")
}

/// Whether a value sends requests: by its type, its name, or what it is made from.
fn is_client(crate_ir: &Crate, at: NodeRef) -> bool {
    let is_word = |name: &str| {
        binding_names::words_of(name).any(|word| CLIENT_WORDS.contains(&word.as_str()))
    };
    if is_word(&crate_ir.kind(at)) {
        return true;
    }
    let mut at = at;
    for _ in 0..16 {
        let next = match &crate_ir.node(at).ex {
            Expr::Path(path) => return path.iter().any(|part| is_word(part)),
            Expr::Call(path, _) => return path.iter().any(|part| is_word(part)),
            Expr::Field(base, name) | Expr::Method(base, name, _) => {
                if is_word(name) {
                    return true;
                }
                *base
            }
            Expr::Elem(base) => *base,
            _ => return false,
        };
        at = NodeRef {
            file: at.file,
            ix: next,
        };
    }
    false
}

/// The command and its parameter that a text depends on.
pub(super) fn given(crate_ir: &Crate, text: &Text) -> Option<(String, String)> {
    text.params().find_map(|(func, number)| {
        let item = crate_ir.func(func);
        let is_command = item.command && item.item == ItemKind::Fn;
        let param = item.params.get(number).filter(|_| is_command)?;
        Some((item.name.clone(), param.name.clone()))
    })
}

/// Whether a text is the address of a file in a repository that is handed over as a whole: what the file is called, and at
/// which revision, decides no model.
fn is_file_of(crate_ir: &Crate, text: &Text) -> bool {
    let shown = text.shown();
    let is_hub = |before: &str| before.ends_with("{}") && before.matches("{}").count() == 1;
    let mut open = text
        .segs
        .iter()
        .filter(|seg| !matches!(seg, Seg::Known(..)));
    let is_given = match open.next() {
        Some(Seg::Param(func, ..)) => crate_ir.func(*func).command,
        _ => false,
    };
    is_given
        && shown
            .split_once("/resolve/")
            .is_some_and(|(before, _)| is_hub(before))
}

/// The command that a text of a sink depends on.
pub(super) fn command(crate_ir: &Crate, sink: &Sink, text: &Text) -> Option<Command> {
    let (name, parameter) = given(crate_ir, text)?;
    let func = crate_ir.func(crate_ir.func_of(sink.at));
    let fields = text.fields();
    let is_model = [&name, &parameter, &func.name, &func.owner]
        .into_iter()
        .chain(fields)
        .any(|name| {
            let mut words = binding_names::words_of(name);
            binding_names::calls_a_model(name) || words.any(|word| word == "onnx")
        });
    let only_one = text.params().count() == 1 && text.shown().matches("{}").count() == 1;
    let use_of = match sink.kind {
        Kind::Request if is_model => CommandUse::ModelRequest,
        Kind::Request => CommandUse::Request,
        Kind::Repo | Kind::Pretrained if only_one => CommandUse::Repository,
        Kind::Address if only_one || is_file_of(crate_ir, text) => CommandUse::Address,
        Kind::Ollama(asked) if only_one && asked != Asked::Routed => CommandUse::Ollama,
        _ => CommandUse::Other,
    };
    let spelt = |field: &String| {
        let as_data = crate_ir.spelt(field).iter().cloned();
        std::iter::once(field.clone()).chain(as_data).collect()
    };
    Some(Command {
        name,
        parameter,
        fields: fields.iter().map(spelt).collect(),
        use_of,
    })
}
