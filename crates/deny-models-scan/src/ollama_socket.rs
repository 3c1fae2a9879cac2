//! Requests that code writes to a socket by hand: the line of the request, its headers and its body, in one text or in
//! several of one function.

use std::collections::BTreeSet;

use super::eval::{Env, Eval};
use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef, Piece};
use super::ollama::{self, Host, Keys};
use super::ollama_names::Asked;
use super::sinks::{Kind, Sink};
use super::text::Text;

/// Methods and functions that send what they are given, or add it to what is sent.
const WRITES: [&str; 9] = [
    "write_all",
    "write",
    "write_str",
    "write_buf",
    "write_all_buf",
    "send",
    "push_str",
    "extend_from_slice",
    "extend",
];
/// Texts of one function.
const MAX_WRITES: usize = 256;
/// Hosts of the hub.
const HUB: [&str; 2] = ["huggingface.co", "hf.co"];

/// Every place where the line of a request is written.
pub(super) fn find(crate_ir: &Crate) -> Vec<Sink> {
    let is_line = |at: NodeRef| {
        let begins = match &crate_ir.node(at).ex {
            Expr::Lit(text) => begins(text),
            Expr::Format(pieces) => {
                matches!(pieces.first(), Some(Piece::Text(text)) if begins(text))
            }
            _ => false,
        };
        begins && !crate_ir.file(at).table
    };
    let lines = crate_ir.nodes().map(|(at, _)| at).filter(|at| is_line(*at));
    let sink = |at| Sink {
        at,
        parts: vec![at],
        kind: Kind::Ollama(Asked::Socket),
        tokenizer: false,
    };
    lines.map(sink).collect()
}

fn begins(text: &str) -> bool {
    let mut methods = ["POST ", "GET "].iter();
    let rest = methods.find_map(|method| text.strip_prefix(method));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The models that a request names, or texts that show that they cannot be known.
pub(super) fn texts(eval: &Eval<'_>, at: NodeRef, env: &Env) -> Vec<Text> {
    let lines = eval.texts(at, env, 0);
    let mut all: BTreeSet<Text> = lines.iter().cloned().collect();
    let mut hosts = BTreeSet::new();
    let mut bodies = Vec::new();
    for node in of_function(eval.crate_ir, at) {
        match &eval.crate_ir.node(node).ex {
            Expr::Call(path, args) => match path.last().map(String::as_str) {
                Some("connect" | "connect_timeout") => {
                    hosts.extend(address(eval, node, args, env));
                }
                Some(name) if WRITES.contains(&name) => bodies.extend(last(node, args)),
                _ => {}
            },
            Expr::Method(_, name, args) if name == "connect" => {
                hosts.extend(address(eval, node, args, env));
            }
            Expr::Method(_, name, args) if WRITES.contains(&name.as_str()) => {
                bodies.extend(last(node, args));
            }
            // `write!(stream, ...)`
            Expr::Format(_) => all.extend(eval.texts(node, env, 0)),
            _ => {}
        }
    }
    for body in &bodies {
        all.extend(eval.texts(*body, env, 0));
    }
    for text in &all {
        hosts.extend(header(&text.shown()));
    }
    let mut found = Vec::new();
    for line in lines {
        let shown = line.shown();
        let mut words = shown.split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else {
            continue;
        };
        if method == "GET" {
            found.extend(of_hub(&line, path, &hosts, at));
        } else {
            let of_bodies = |keys| {
                let named = bodies.iter().take(MAX_WRITES);
                named
                    .flat_map(|body| ollama::models(eval, *body, keys, env))
                    .collect()
            };
            found.extend(of_ollama(eval, (&line, path), &all, of_bodies, &hosts, at));
        }
    }
    found
}

/// The repository of the hub that a file is requested of.
fn of_hub(line: &Text, path: &str, hosts: &BTreeSet<String>, at: NodeRef) -> Option<Text> {
    let is_hub = |host: &String| HUB.contains(&host.split(':').next().unwrap_or_default());
    let id = path.strip_prefix('/')?.split("/resolve/").next()?;
    let is_file = path.contains("/resolve/") && hosts.iter().any(is_hub);
    let start = line.shown().find(id).filter(|_| is_file)?;
    let mut text = Text::known("hf.co/", at);
    text.push(&line.part(start..start + id.len()));
    Some(text)
}

fn of_ollama(
    eval: &Eval<'_>,
    (line, path): (&Text, &str),
    all: &BTreeSet<Text>,
    of_bodies: impl Fn(Keys) -> Vec<Text>,
    hosts: &BTreeSet<String>,
    at: NodeRef,
) -> Vec<Text> {
    let end = path.split(['?', '#']).next().unwrap_or_default();
    let speaks = ollama::speaks_of_ollama(eval.crate_ir, at);
    // A caller may give the path.
    if end.contains("{}") && speaks && line.params().next().is_some() {
        return vec![line.clone()];
    }
    let is_own = ollama::OWN_PATHS.iter().any(|own| end.ends_with(own));
    let is_compatible = || {
        let mut paths = ollama::COMPATIBLE_PATHS.iter();
        paths.any(|path| end.ends_with(path))
    };
    if !is_own && !is_compatible() {
        return Vec::new();
    }
    let models = || {
        let keys = Keys::of_path(end);
        let named = all.iter().flat_map(|text| ollama::in_json(text, keys));
        let named: BTreeSet<Text> = named.collect();
        if !named.is_empty() {
            return named.into_iter().collect();
        }
        let of_bodies = of_bodies(keys);
        if !of_bodies.is_empty() {
            return of_bodies;
        }
        // The body is given by a caller, or is not known.
        let given = all.iter().filter(|text| text.params().next().is_some());
        let given: Vec<Text> = given.cloned().collect();
        if given.is_empty() {
            vec![Text::unknown("body")]
        } else {
            given
        }
    };
    let mut hosts: Vec<Host> = hosts.iter().map(|host| ollama::host(host)).collect();
    if is_own && speaks && hosts.iter().all(|host| *host != Host::Hosted) {
        hosts.push(Host::Ollama);
    }
    ollama::at_hosts(&hosts, models, at)
}

/// The nodes of the function around a place.
fn of_function(crate_ir: &Crate, at: NodeRef) -> impl Iterator<Item = NodeRef> + '_ {
    let file = crate_ir.file(at);
    let func = file.node(at.ix).func;
    let nodes = (0..).zip(&file.nodes);
    let own = nodes.filter(move |(_, node)| node.func == func);
    own.map(move |(ix, _): (NodeIdx, _)| NodeRef { file: at.file, ix })
        .take(MAX_WRITES * MAX_WRITES)
}

/// The last argument of a call.
fn last(call: NodeRef, args: &[NodeIdx]) -> Option<NodeRef> {
    args.last().map(|ix| NodeRef {
        file: call.file,
        ix: *ix,
    })
}

/// Where a socket connects to: `"host:port"`, or both as a pair.
fn address(eval: &Eval<'_>, call: NodeRef, args: &[NodeIdx], env: &Env) -> Vec<String> {
    let here = |ix: &NodeIdx| NodeRef {
        file: call.file,
        ix: *ix,
    };
    let texts = |at: NodeRef| -> Vec<String> {
        let texts = eval.loosely(|| eval.texts(at, env, 0));
        texts.iter().map(Text::shown).collect()
    };
    let Some(first) = args.first().map(here) else {
        return Vec::new();
    };
    match &eval.crate_ir.node(first).ex {
        Expr::Tuple(parts) if parts.len() == 2 => {
            let numbers = texts(here(&parts[1]));
            let mut joined = Vec::new();
            for name in texts(here(&parts[0])) {
                joined.extend(numbers.iter().map(|number| format!("{name}:{number}")));
            }
            joined
        }
        _ => texts(first),
    }
}

/// The host that a header names.
fn header(text: &str) -> Option<String> {
    let mut lines = text.split('\n');
    lines.find_map(|line| {
        let (name, host) = line.split_once(':')?;
        let host = host.trim();
        (name.eq_ignore_ascii_case("host") && !host.is_empty()).then(|| host.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_headers_are_known_by_how_they_begin() {
        for (text, is) in [
            ("POST /api/pull HTTP/1.1\r\n", true),
            ("POST ", true),
            ("GET /a/b/resolve/main/x HTTP/1.1", true),
            ("POST failed", false),
            ("a POST /x", false),
            ("PUT /x", false),
        ] {
            assert_eq!(begins(text), is, "{text}");
        }
        let text = "POST / HTTP/1.1\r\nhost: localhost:11434\r\n\r\n";
        assert_eq!(header(text).as_deref(), Some("localhost:11434"));
        assert_eq!(header("Host:\r\nx: y"), None);
    }
}
