//! Functions of clients of Ollama that are given the name of a model, and what is taken where one is named.

use super::index::Crate;
use super::ir::{Expr, NodeRef};
use super::ollama_names::{Asked, full_paths};
use super::sinks::{Kind, Sink};

/// Whether a path is one of the requests of ollama-rs.
pub(super) fn is_ollama_request(full: &[String]) -> bool {
    const TYPES: [&str; 3] = [
        "GenerationRequest",
        "ChatMessageRequest",
        "GenerateEmbeddingsRequest",
    ];
    let of_crate = full
        .iter()
        .any(|part| part == "ollama_rs" || part == "generation" || part == "ollama");
    of_crate && full.iter().any(|part| TYPES.contains(&part.as_str()))
}

/// The addresses that the function around a place makes endpoints of genai from.
pub(super) fn endpoints(crate_ir: &Crate, at: NodeRef) -> Vec<NodeRef> {
    let file = crate_ir.file(at);
    let func = file.node(at.ix).func;
    let of_func = file.nodes.iter().filter(|node| node.func == func);
    let addresses = of_func.filter_map(|node| match &node.ex {
        Expr::Call(path, args) => {
            let [.., of, name] = path.as_slice() else {
                return None;
            };
            let makes = of == "Endpoint" && ["from_static", "from_owned"].contains(&name.as_str());
            args.first().filter(|_| makes)
        }
        _ => None,
    });
    let addresses = addresses.map(|ix| NodeRef {
        file: at.file,
        ix: *ix,
    });
    addresses.collect()
}

/// Functions that are given a model.
pub(super) fn of_constructor(
    crate_ir: &Crate,
    at: NodeRef,
    path: &[String],
    args: &[NodeRef],
) -> Option<Sink> {
    let name = path.last()?.as_str();
    let full = full_paths(crate_ir, at, path);
    let typed = |of: &str| {
        full.iter().any(|full| {
            full.len() > 1
                && full[full.len() - 2] == of
                && full
                    .iter()
                    .any(|part| part.to_ascii_lowercase().contains("ollama"))
        })
    };
    if full.iter().any(|full| is_ollama_request(full)) {
        return match (name, args) {
            ("new" | "new_with_suffix", [model, ..]) => Some(native(at, *model, &[])),
            _ => None,
        };
    }
    let model = match (name, args) {
        ("new", [_, model, _])
            if typed("Coordinator") || typed("Ollama") || typed("OllamaEmbedder") =>
        {
            *model
        }
        ("new" | "with_model", [_, model, ..])
            if typed("CompletionModel") || typed("EmbeddingModel") =>
        {
            *model
        }
        // `llm::backends::ollama::Ollama::new(url, key, model, ..)`
        ("new", [url, _, model, _, _, ..]) if typed("Ollama") => {
            return Some(native(at, *model, &[*url]));
        }
        // `genai::ModelIden::new(AdapterKind::Ollama, "name")`
        ("new", [kind, model]) if path.len() > 1 && path[path.len() - 2] == "ModelIden" => {
            let of_ollama = matches!(&crate_ir.node(*kind).ex, Expr::Path(path) if path.last().is_some_and(|last| last == "Ollama"));
            if !of_ollama {
                let hosts = endpoints(crate_ir, at);
                return (!hosts.is_empty()).then(|| compatible(at, *model, &hosts));
            }
            *model
        }
        _ => return None,
    };
    Some(native(at, model, &[]))
}

pub(super) fn native(at: NodeRef, model: NodeRef, hosts: &[NodeRef]) -> Sink {
    sink(at, model, hosts, Asked::Native)
}

pub(super) fn compatible(at: NodeRef, model: NodeRef, hosts: &[NodeRef]) -> Sink {
    sink(at, model, hosts, Asked::Compatible)
}

pub(super) fn routed(at: NodeRef, model: NodeRef) -> Sink {
    sink(at, model, &[], Asked::Routed)
}

pub(super) fn sink(at: NodeRef, model: NodeRef, others: &[NodeRef], asked: Asked) -> Sink {
    let mut parts = vec![model];
    parts.extend(others);
    Sink {
        at,
        parts,
        kind: Kind::Ollama(asked),
        tokenizer: false,
    }
}
