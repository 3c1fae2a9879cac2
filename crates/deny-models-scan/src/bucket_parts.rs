//! What readers of the clients of buckets share.

use super::bucket_store::Store;
use super::index::Crate;
use super::ir::{Expr, Node, NodeIdx, NodeRef};
use super::sinks::{Kind, Sink};

pub(super) fn sink(at: NodeRef, parts: Vec<NodeRef>, store: Store) -> Sink {
    let parts = match store {
        Store::Unknown => parts.into_iter().next_back().into_iter().collect(),
        _ => parts,
    };
    Sink {
        at,
        parts,
        kind: Kind::Stored(store),
        tokenizer: false,
    }
}

pub(super) fn here(at: NodeRef, ix: NodeIdx) -> NodeRef {
    NodeRef { file: at.file, ix }
}

/// The nodes of the package that a place is in.
pub(super) fn of_package(crate_ir: &Crate, at: NodeRef) -> impl Iterator<Item = (NodeRef, &Node)> {
    let package = crate_ir.modules.package_of(at.file) as usize;
    let files = crate_ir.modules.packages[package].files.clone();
    let nodes = files.flat_map(|file| crate_ir.nodes_of(file));
    nodes.map(|at| (at, crate_ir.node(at)))
}

/// The servers of Amazon, unless the package names another one: many serve the same requests.
pub(super) fn amazon(crate_ir: &Crate, at: NodeRef) -> Store {
    let names_server = of_package(crate_ir, at).any(|(_, node)| match &node.ex {
        Expr::Method(_, name, args) => {
            !args.is_empty()
                && [
                    "endpoint_url",
                    "endpoint_resolver",
                    "with_endpoint",
                    "set_endpoint_url",
                ]
                .contains(&name.as_str())
        }
        Expr::Record(path, fields, _) => {
            let custom = path.last().is_some_and(|last| last == "Custom");
            custom && fields.iter().any(|(name, _)| name == "endpoint")
        }
        Expr::Call(path, _) => path.iter().any(|part| part.starts_with("Minio")),
        _ => false,
    });
    if names_server {
        Store::Unknown
    } else {
        Store::Amazon
    }
}
