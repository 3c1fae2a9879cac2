//! Weight files that code takes out of a bucket by an `Operator` of `opendal`, whose service states where the bucket is kept.

use super::bucket_parts::{amazon, here, of_package, sink};
use super::bucket_store::Store;
use super::index::Crate;
use super::ir::{Expr, Node, NodeIdx, NodeRef};
use super::ollama_names::full_paths;
use super::sinks::Sink;

/// The library, as code spells it, and the one that it is made of.
const LIBRARIES: [&str; 2] = ["opendal", "opendal_core"];
/// Methods that read what a key names.
const READS: [&str; 8] = [
    "read",
    "read_with",
    "read_options",
    "reader",
    "reader_with",
    "reader_options",
    "presign_read",
    "presign_read_with",
];
/// Services whose addresses are known, by the name of their builder.
const SERVICES: [(&str, Service); 5] = [
    ("S3", Service::Amazon),
    ("Gcs", Service::Google),
    ("Azblob", Service::Azure),
    ("Http", Service::Http),
    ("Huggingface", Service::Hub),
];
/// Services that keep files on the disk or in memory.
const LOCAL: [&str; 4] = ["Fs", "Memory", "MiniMoka", "Moka"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Service {
    Amazon,
    Google,
    Azure,
    Http,
    Hub,
    /// On the disk, or in memory.
    Local,
    /// Another one, whose addresses are its own.
    Other,
}

/// `Operator::new(S3::default().bucket(bucket))?.finish().read(key)`
pub(super) fn find(
    crate_ir: &Crate,
    at: NodeRef,
    receiver: NodeRef,
    name: &str,
    args: &[NodeRef],
) -> Option<Sink> {
    if !READS.contains(&name) {
        return None;
    }
    let key = *args.first()?;
    let kind = crate_ir.kind(receiver);
    let package = crate_ir.modules.package_of(at.file) as usize;
    let in_theirs = is_library(&crate_ir.modules.packages[package].lib);
    if in_theirs || !(kind.contains("Operator") && is_theirs(crate_ir, &kind)) {
        return None;
    }
    let built: Vec<Service> = of_package(crate_ir, at)
        .filter_map(|(at, node)| opened(crate_ir, at, node))
        .collect();
    let kept = built.iter().copied();
    let services: Vec<Service> = kept.filter(|one| *one != Service::Local).collect();
    let Some(service) = services.first().copied() else {
        // On the disk the key is a path; a bucket may be opened by another package, or by data.
        return built
            .is_empty()
            .then(|| sink(at, vec![key], Store::Unknown));
    };
    let is_one = services.len() == built.len() && services.iter().all(|one| *one == service);
    Some(match address(crate_ir, at, service).filter(|_| is_one) {
        Some((store, parts)) => sink(at, [parts, vec![key]].concat(), store),
        None => sink(at, vec![key], Store::Unknown),
    })
}

/// Whether a method reads what a key names in a bucket.
pub(super) fn is_stored(
    crate_ir: &Crate,
    at: NodeRef,
    receiver: NodeIdx,
    name: &str,
    args: &[NodeIdx],
) -> bool {
    let args: Vec<NodeRef> = args.iter().map(|ix| here(at, *ix)).collect();
    READS.contains(&name) && find(crate_ir, at, here(at, receiver), name, &args).is_some()
}

fn is_library(name: &str) -> bool {
    LIBRARIES.contains(&name)
}

/// Whether a type is none of the program's own.
fn is_theirs(crate_ir: &Crate, kind: &str) -> bool {
    let own = crate_ir.modules.of_key(kind);
    own.is_none_or(|(_, info)| is_library(&crate_ir.modules.packages[info.package as usize].lib))
}

/// The service that an expression builds or names.
fn opened(crate_ir: &Crate, at: NodeRef, node: &Node) -> Option<Service> {
    let path = match &node.ex {
        Expr::Call(path, _) if path.len() > 1 => &path[..path.len() - 1],
        // `Scheme::S3`
        Expr::Path(path) if path.len() > 1 => path.as_slice(),
        _ => return None,
    };
    let name = path.last()?;
    let full = full_paths(crate_ir, at, path);
    let names = |of: &dyn Fn(&str) -> bool| full.iter().flatten().any(|part| of(part));
    if !names(&|part| is_library(part) || part == "Scheme") {
        return None;
    }
    match SERVICES.iter().find(|(service, _)| service == name) {
        Some((_, service)) => Some(*service),
        None if LOCAL.contains(&name.as_str()) => Some(Service::Local),
        None => names(&|part| part == "services").then_some(Service::Other),
    }
}

/// Where a bucket is kept, and what is known of the address of its files.
fn address(crate_ir: &Crate, at: NodeRef, service: Service) -> Option<(Store, Vec<NodeRef>)> {
    let given = |names: &[&str]| -> Vec<NodeRef> {
        let all = of_package(crate_ir, at).filter_map(|(of, node)| match &node.ex {
            Expr::Method(_, name, args) if names.contains(&name.as_str()) => match args[..] {
                [arg] => Some(here(of, arg)),
                _ => None,
            },
            _ => None,
        });
        all.collect()
    };
    // What two buckets are given is the part of neither.
    let one = |names: &[&str]| -> Result<Option<NodeRef>, ()> {
        match given(names)[..] {
            [] => Ok(None),
            [one] => Ok(Some(one)),
            _ => Err(()),
        }
    };
    let root = one(&["root"]).ok()?;
    let endpoint = one(&["endpoint"]).ok()?;
    let with_root =
        |parts: Vec<NodeRef>| -> Vec<NodeRef> { parts.into_iter().chain(root).collect() };
    Some(match service {
        Service::Amazon => {
            let bucket = one(&["bucket"]).ok()??;
            match endpoint {
                Some(server) => (Store::Server, with_root(vec![server, bucket])),
                None => (amazon(crate_ir, at), with_root(vec![bucket])),
            }
        }
        Service::Google if endpoint.is_none() => {
            (Store::Google, with_root(vec![one(&["bucket"]).ok()??]))
        }
        Service::Azure => {
            let container = one(&["container"]).ok()??;
            (Store::Server, with_root(vec![endpoint?, container]))
        }
        Service::Http => (Store::Server, with_root(vec![endpoint?])),
        Service::Hub => {
            let is_model = names_model(crate_ir, &given(&["repo_type"]));
            let id = one(&["repo_id"]).ok()??;
            (is_model.then_some(Store::Hub)?, vec![id])
        }
        Service::Google | Service::Local | Service::Other => return None,
    })
}

/// Whether all of some texts are the kind `model`.
fn names_model(crate_ir: &Crate, kinds: &[NodeRef]) -> bool {
    let is_model =
        |at: &NodeRef| matches!(&crate_ir.node(*at).ex, Expr::Lit(kind) if kind == "model");
    kinds.iter().all(is_model)
}
