//! Requests over HTTP that code makes: the address of each, and its body.

use std::collections::BTreeSet;

use super::index::Crate;
use super::ir::{Expr, FnRef, NodeIdx, NodeRef};
use super::ollama_names::Asked;
use super::sinks::{Kind, Sink};

/// Methods that give a request its body.
const OF_BODY: [&str; 14] = [
    "json",
    "send_json",
    "with_json",
    "body",
    "body_json",
    "send_string",
    "with_body",
    "send",
    "send_body",
    "send_bytes",
    "body_bytes",
    "body_string",
    "post_fields_copy",
    "body_mut",
];
/// Calls of clients for HTTP that send a body, which may be their second argument.
const POSTS: [&str; 2] = ["post", "put"];
/// What is written into the place of a body: `request.body_mut().replace(body)`.
const FILLS: [&str; 2] = ["replace", "insert"];
/// Methods that give the place of an address, which an assignment fills.
const OF_ADDRESS: [&str; 2] = ["uri_mut", "url_mut"];
/// How far receivers are followed.
const DEPTH: usize = 12;
/// Expressions among which the address of one request is looked for.
const MAX_STEPS: usize = 256;
/// Expressions before a call among which its address is looked for.
const MAX_BEFORE: usize = 2_000;

/// Whether a method sends a body, which may be its second argument.
pub(super) fn is_post(name: &str) -> bool {
    POSTS.contains(&name)
}

/// The same of a function: `isahc::post(url, body)`, `ehttp::Request::json(url, body)`.
pub(super) fn is_posted(path: &[String]) -> bool {
    path.last().is_some_and(|last| is_post(last))
        || path.ends_with(&["Request".to_owned(), "json".to_owned()])
}

/// A method that gives a request its body, or its address.
pub(super) fn of_method(
    crate_ir: &Crate,
    at: NodeRef,
    receiver: NodeRef,
    name: &str,
    args: &[NodeRef],
) -> Vec<Sink> {
    if OF_ADDRESS.contains(&name) {
        let body = made_with(crate_ir, receiver, 0);
        return body
            .map(|body| request(at, args[0], body))
            .into_iter()
            .collect();
    }
    match &crate_ir.node(receiver).ex {
        Expr::Method(of, place, _) if FILLS.contains(&name) && place == "body_mut" => {
            let of = NodeRef {
                file: receiver.file,
                ix: *of,
            };
            of_request(crate_ir, at, of, args[0])
        }
        _ if OF_BODY.contains(&name) => of_request(crate_ir, at, receiver, args[0]),
        _ => Vec::new(),
    }
}

/// The body that a request is made with: `Request::new(body)` of hyper and http.
fn made_with(crate_ir: &Crate, at: NodeRef, depth: usize) -> Option<NodeRef> {
    let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
    match &crate_ir.node(at).ex {
        Expr::Call(path, args) if is_new_request(path) => match args.as_slice() {
            [body] => Some(here(*body)),
            _ => None,
        },
        Expr::Path(path) if path.len() == 1 && depth < DEPTH => {
            let func = crate_ir.func(crate_ir.func_of(at));
            let mut values = func.locals.get(&path[0])?.iter();
            values.find_map(|ix| made_with(crate_ir, here(*ix), depth + 1))
        }
        Expr::Elem(of) | Expr::After(of) if depth < DEPTH => {
            made_with(crate_ir, here(*of), depth + 1)
        }
        _ => None,
    }
}

fn is_new_request(path: &[String]) -> bool {
    path.ends_with(&["Request".to_owned(), "new".to_owned()])
}

/// A request whose address and body are arguments of one call: `isahc::post(url, body)`.
pub(super) fn with_body(at: NodeRef, args: &[NodeRef]) -> Option<Sink> {
    let [url, body, ..] = args else { return None };
    Some(request(at, *url, *body))
}

fn request(at: NodeRef, url: NodeRef, body: NodeRef) -> Sink {
    Sink {
        at,
        parts: vec![url, body],
        kind: Kind::Ollama(Asked::Request),
        tokenizer: false,
    }
}

/// Requests with a body: by the calls that their addresses are given to, one for each way that the code may have come.
fn of_request(crate_ir: &Crate, at: NodeRef, receiver: NodeRef, body: NodeRef) -> Vec<Sink> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut open = vec![receiver];
    while let Some(next) = open.pop() {
        if seen.len() >= MAX_STEPS || !seen.insert(next) {
            continue;
        }
        let here = |ix: &NodeIdx| NodeRef {
            file: next.file,
            ix: *ix,
        };
        if let Some(url) = url_given(crate_ir, next) {
            found.push(request(at, url, body));
            continue;
        }
        match &crate_ir.node(next).ex {
            Expr::Method(of, name, args) => {
                let own = own_methods(crate_ir, here(of), name, args.len());
                open.extend(crate_ir.returned_by(&own));
                open.push(here(of));
            }
            Expr::Call(path, _) => open.extend(crate_ir.returned_by(&crate_ir.called(path, next))),
            Expr::Elem(of) => open.push(here(of)),
            Expr::After(call) => open.push(here(call)),
            Expr::OneOf(parts) => open.extend(parts.iter().map(here)),
            Expr::Match(_, arms) => open.extend(arms.iter().map(|arm| here(&arm.body))),
            Expr::Path(path) if path.len() == 1 => {
                if let Some(url) = url_of(crate_ir, next, &path[0]) {
                    found.push(request(at, url, body));
                    continue;
                }
                let func = crate_ir.func(crate_ir.func_of(next));
                let values = func.locals.get(&path[0]).into_iter().flatten();
                open.extend(values.map(here));
                open.extend(given_to(crate_ir, next, &path[0]));
            }
            _ => {}
        }
    }
    found
}

/// The address that an expression is given, where it makes a request.
fn url_given(crate_ir: &Crate, at: NodeRef) -> Option<NodeRef> {
    let here = |ix: &NodeIdx| NodeRef {
        file: at.file,
        ix: *ix,
    };
    let url = match &crate_ir.node(at).ex {
        // `easy.post(true)` of curl gives no address.
        Expr::Method(_, name, args) if is_post(name) => args
            .first()
            .filter(|arg| !matches!(crate_ir.node(here(arg)).ex, Expr::Bool(_))),
        Expr::Method(_, name, args) if name == "request" => args.get(1),
        Expr::Method(_, name, args) if name == "uri" || name == "url" => args.first(),
        Expr::Call(path, args) if path.last().is_some_and(|last| last == "post") => args.first(),
        Expr::Call(path, args) if path.last().is_some_and(|last| last == "request") => args.get(1),
        // `reqwest::Request::new(method, url)`
        Expr::Call(path, args) if args.len() == 2 && is_new_request(path) => args.get(1),
        _ => None,
    };
    url.map(here)
}

/// The methods of the program's own types that a call names.
fn own_methods(crate_ir: &Crate, receiver: NodeRef, name: &str, args: usize) -> Vec<FnRef> {
    let kind = crate_ir.kind(receiver);
    if crate_ir.has_type(&kind) {
        crate_ir.methods(name, args, &kind)
    } else {
        Vec::new()
    }
}

/// What the callers of the function around a place give for a parameter of it.
fn given_to(crate_ir: &Crate, at: NodeRef, name: &str) -> Vec<NodeRef> {
    let func = crate_ir.func_of(at);
    let mut params = crate_ir.func(func).params.iter();
    let Some(number) = params.position(|param| param.name == name) else {
        return Vec::new();
    };
    let callers = crate_ir.callers(func);
    let arguments = callers.iter().map(|call| crate_ir.arguments(*call));
    arguments
        .filter_map(|arguments| arguments.get(number).copied())
        .collect()
}

/// What a variable is given as its address before a place, in a statement of its own: `easy.url("...").unwrap();`.
fn url_of(crate_ir: &Crate, at: NodeRef, name: &str) -> Option<NodeRef> {
    let file = crate_ir.file(at);
    let func = file.node(at.ix).func;
    let nodes = (0..at.ix).rev().take(MAX_BEFORE);
    let nodes = nodes.map(|ix| file.node(ix));
    let mut urls = nodes
        .filter(|node| node.func == func)
        .filter_map(|node| match &node.ex {
            Expr::Method(of, method, args) if method == "url" => {
                let is_of =
                    matches!(&file.node(*of).ex, Expr::Path(path) if path.as_slice() == [name]);
                args.first().filter(|_| is_of)
            }
            _ => None,
        });
    urls.next().map(|ix| NodeRef {
        file: at.file,
        ix: *ix,
    })
}
