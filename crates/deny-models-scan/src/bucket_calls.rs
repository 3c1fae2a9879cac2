//! Weight files that code takes out of a bucket by the clients of its owner: aws-sdk-s3, rusoto, rust-s3, minio,
//! `object_store`, `opendal`, Google's and Azure's. By their documentation. What is taken has an address that others can state it by;
//! where the bucket is not known, the call cannot be read.

use super::bucket_operator;
use super::bucket_parts::{amazon, here, of_package, sink};
use super::bucket_store::Store;
use super::index::Crate;
use super::ir::{Expr, Node, NodeIdx, NodeRef};
use super::ollama_names::full_paths;
use super::sinks::Sink;

/// Calls in a row that are looked through.
const CALLS: usize = 32;

/// What a bucket is opened with.
const OPENS: [(&str, Store); 4] = [
    ("AmazonS3Builder", Store::Amazon),
    ("GoogleCloudStorageBuilder", Store::Google),
    ("MicrosoftAzureBuilder", Store::Azure),
    ("HttpBuilder", Store::Server),
];
/// Clients of buckets, as code spells their libraries: their methods are what is looked for, and no code that is followed.
const CLIENTS: [&str; 6] = [
    "s3",
    "aws_sdk_s3",
    "rusoto_s3",
    "minio",
    "minio_rsc",
    "google_cloud_storage",
];

/// Every call that takes something out of a bucket.
pub(super) fn find(crate_ir: &Crate) -> Vec<Sink> {
    let mut found = Vec::new();
    for (at, node) in crate_ir.nodes() {
        if node.mention {
            continue;
        }
        let all =
            |args: &[NodeIdx]| -> Vec<NodeRef> { args.iter().map(|ix| here(at, *ix)).collect() };
        found.extend(match &node.ex {
            Expr::Call(path, args) => of_call(crate_ir, at, path, &all(args)),
            Expr::Method(receiver, name, args) => {
                of_method(crate_ir, at, here(at, *receiver), name, &all(args))
            }
            Expr::Record(path, fields, _) => of_record(crate_ir, at, path, fields),
            _ => None,
        });
    }
    found
}

/// The weight file that a call takes out of a bucket.
fn of_method(
    crate_ir: &Crate,
    at: NodeRef,
    receiver: NodeRef,
    name: &str,
    args: &[NodeRef],
) -> Option<Sink> {
    if let ("get" | "download" | "download_with_progress", [file, ..]) = (name, args)
        && let Some(found) = of_hub(crate_ir, at, receiver, *file)
    {
        return Some(found);
    }
    match (name, args) {
        ("send" | "presigned" | "send_with_plugins", _) => of_amazon(crate_ir, at, receiver),
        ("get_object", [bucket, key]) if !is_own(crate_ir, receiver, name, args) => {
            Some(sink(at, vec![*bucket, *key], amazon(crate_ir, at)))
        }
        (
            "get_object"
            | "get_object_blocking"
            | "get_object_range"
            | "get_object_stream"
            | "get_object_to_writer"
            | "presign_get",
            [key, ..],
        ) if !is_own(crate_ir, receiver, name, args) => {
            Some(of_rust_s3(crate_ir, at, receiver, *key))
        }
        ("get" | "get_opts" | "get_range" | "get_ranges", [path, ..]) => {
            of_object_store(crate_ir, at, *path)
        }
        ("get" | "get_content" | "get_stream" | "download" | "stream", _) => {
            of_azure(crate_ir, at, receiver).or_else(|| match args {
                [bucket, key] => has_method(crate_ir, receiver, "object")
                    .then(|| sink(at, vec![*bucket, *key], Store::Google)),
                _ => None,
            })
        }
        ("read_object", [bucket, key]) => Some(sink(at, vec![*bucket, *key], Store::Google)),
        _ => bucket_operator::find(crate_ir, at, receiver, name, args),
    }
}

/// `object_store::parse_url(&url)`, `cloud_storage::Object::download(bucket, key)`.
fn of_call(crate_ir: &Crate, at: NodeRef, path: &[String], args: &[NodeRef]) -> Option<Sink> {
    let of_store = |of: &str| has_parts(crate_ir, at, path, &[of]);
    match (path.last()?.as_str(), args) {
        ("parse_url" | "parse_url_opts", [url, ..]) if of_store("object_store") => {
            Some(sink(at, vec![*url], Store::Scheme))
        }
        ("download" | "download_streamed", [bucket, key, ..]) if of_store("cloud_storage") => {
            Some(sink(at, vec![*bucket, *key], Store::Google))
        }
        ("from_url", [url, ..]) if path.iter().any(|part| part == "BlobClient") => {
            Some(sink(at, vec![*url], Store::Scheme))
        }
        _ => None,
    }
}

/// `GetObjectRequest { bucket, key, .. }`, by the names of its fields.
fn of_record(
    crate_ir: &Crate,
    at: NodeRef,
    path: &[String],
    fields: &[(String, NodeIdx)],
) -> Option<Sink> {
    if path.last().is_none_or(|last| last != "GetObjectRequest") {
        return None;
    }
    let field = |wanted: &str| {
        let found = fields.iter().find(|(name, _)| name == wanted)?;
        Some(here(at, found.1))
    };
    let bucket = field("bucket")?;
    match field("object") {
        Some(object) => Some(sink(at, vec![bucket, object], Store::Google)),
        None => Some(sink(at, vec![bucket, field("key")?], amazon(crate_ir, at))),
    }
}

/// Whether a method is one of the program itself, which is followed into.
fn is_own(crate_ir: &Crate, receiver: NodeRef, name: &str, args: &[NodeRef]) -> bool {
    let is_client = |file: u32| {
        let package = crate_ir.modules.package_of(file) as usize;
        CLIENTS.contains(&crate_ir.modules.packages[package].lib.as_str())
    };
    let kind = crate_ir.kind(receiver);
    let methods = || crate_ir.methods(name, args.len(), &kind);
    crate_ir.has_type(&kind)
        && methods()
            .iter()
            .any(|func| !is_client(func.file) || is_client(receiver.file))
}

/// Whether a path leads through all of these names.
fn has_parts(crate_ir: &Crate, at: NodeRef, path: &[String], parts: &[&str]) -> bool {
    full_paths(crate_ir, at, path).iter().any(|full| {
        let has = |part: &&str| full.iter().any(|name| name == part);
        parts.iter().all(has)
    })
}

/// An expression and those that it is made from by calls in a row, through variables.
fn row(crate_ir: &Crate, at: NodeRef) -> Vec<NodeRef> {
    let mut row = vec![at];
    while row.len() < CALLS {
        let at = row[row.len() - 1];
        let next = match &crate_ir.node(at).ex {
            Expr::Method(of, ..)
            | Expr::Elem(of)
            | Expr::After(of)
            | Expr::AfterChange(of)
            | Expr::SharedAfter(of) => Some(*of),
            Expr::Path(path) => match path.as_slice() {
                [name] => {
                    let func = crate_ir.func(crate_ir.func_of(at));
                    let values = func.locals.get(name);
                    values.and_then(|values| values.first()).copied()
                }
                _ => None,
            },
            _ => None,
        };
        match next.map(|ix| here(at, ix)) {
            Some(next) if !row.contains(&next) => row.push(next),
            _ => break,
        }
    }
    row
}

/// The arguments of the outermost of some methods in a row of calls.
fn given(crate_ir: &Crate, row: &[NodeRef], names: &[&str]) -> Option<Vec<NodeRef>> {
    row.iter().find_map(|at| match &crate_ir.node(*at).ex {
        Expr::Method(_, name, args) if names.contains(&name.as_str()) => {
            Some(args.iter().map(|ix| here(*at, *ix)).collect())
        }
        _ => None,
    })
}

fn has_method(crate_ir: &Crate, at: NodeRef, name: &str) -> bool {
    given(crate_ir, &row(crate_ir, at), &[name]).is_some()
}

/// The arguments of a call of a constructor in a row.
fn made(crate_ir: &Crate, row: &[NodeRef], owners: &[&str]) -> Option<Vec<NodeRef>> {
    row.iter().find_map(|at| match &crate_ir.node(*at).ex {
        Expr::Call(path, args) => {
            let [.., owner, _] = path.as_slice() else {
                return None;
            };
            let args = args.iter().map(|ix| here(*at, *ix));
            owners.contains(&owner.as_str()).then(|| args.collect())
        }
        _ => None,
    })
}

/// `client.get_object().bucket(bucket).key(key).send()`
fn of_amazon(crate_ir: &Crate, at: NodeRef, receiver: NodeRef) -> Option<Sink> {
    let row = row(crate_ir, receiver);
    given(crate_ir, &row, &["get_object"]).filter(Vec::is_empty)?;
    let part = |names: &[&str]| given(crate_ir, &row, names)?.first().copied();
    let key = part(&["key", "set_key"])?;
    Some(match part(&["bucket", "set_bucket"]) {
        Some(bucket) => sink(at, vec![bucket, key], amazon(crate_ir, at)),
        None => sink(at, vec![key], Store::Unknown),
    })
}

/// `Bucket::new(name, region, credentials)?.get_object(key)`
fn of_rust_s3(crate_ir: &Crate, at: NodeRef, receiver: NodeRef, key: NodeRef) -> Sink {
    let made = made(crate_ir, &row(crate_ir, receiver), &["Bucket"]);
    match made.and_then(|args| args.first().copied()) {
        Some(bucket) => sink(at, vec![bucket, key], amazon(crate_ir, at)),
        None => sink(at, vec![key], Store::Unknown),
    }
}

/// `store.get(&Path::from(key))`, and the one bucket that the package opens.
fn of_object_store(crate_ir: &Crate, at: NodeRef, path: NodeRef) -> Option<Sink> {
    let key = row(crate_ir, path).iter().find_map(|at| {
        let Expr::Call(path, args) = &crate_ir.node(*at).ex else {
            return None;
        };
        let makes = path
            .last()
            .is_some_and(|last| ["from", "parse", "from_url_path"].contains(&last.as_str()));
        let of_store = makes && has_parts(crate_ir, *at, path, &["object_store", "Path"]);
        args.first().filter(|_| of_store).map(|ix| here(*at, *ix))
    })?;
    let opened = |node: &Node| match &node.ex {
        Expr::Call(path, _) if path.len() > 1 => OPENS
            .iter()
            .find(|(name, _)| path[path.len() - 2] == *name)
            .map(|(_, store)| *store),
        _ => None,
    };
    let own = of_package(crate_ir, at);
    let builders: Vec<Store> = own.filter_map(|(_, node)| opened(node)).collect();
    let Some(store) = builders.first().copied() else {
        // Another package may open the bucket; what lies in memory or on the disk is in none.
        let is_opened = crate_ir.nodes().any(|(_, node)| opened(node).is_some());
        return is_opened.then(|| sink(at, vec![key], Store::Unknown));
    };
    let is_one = builders.iter().all(|other| *other == store);
    let only = |names: &[&str]| {
        let mut all = of_package(crate_ir, at).filter_map(|(of, node)| match &node.ex {
            Expr::Method(_, name, args) if names.contains(&name.as_str()) => {
                args.first().map(|ix| here(of, *ix))
            }
            _ => None,
        });
        let first = all.next();
        first.filter(|_| all.next().is_none())
    };
    let bucket = only(&["with_bucket_name", "with_container_name"]).filter(|_| is_one);
    let known = match (store, bucket) {
        (Store::Amazon, Some(bucket)) if amazon(crate_ir, at) == Store::Amazon => vec![bucket],
        (Store::Google, Some(bucket)) => vec![bucket],
        (Store::Server, _) => only(&["with_url"]).filter(|_| is_one).into_iter().collect(),
        (Store::Azure, Some(bucket)) => match only(&["with_account"]) {
            Some(account) => vec![account, bucket],
            None => Vec::new(),
        },
        _ => Vec::new(),
    };
    if known.is_empty() {
        return Some(sink(at, vec![key], Store::Unknown));
    }
    Some(sink(at, [known, vec![key]].concat(), store))
}

/// `api.repo(Repo::new(id, RepoType::Space)).get(file)`, `api.dataset(id).get(file)`: a weight file in a data set or a space.
fn of_hub(crate_ir: &Crate, at: NodeRef, receiver: NodeRef, file: NodeRef) -> Option<Sink> {
    let calls = row(crate_ir, receiver);
    if let Some(id) = given(crate_ir, &calls, &["dataset"]).and_then(|args| args.first().copied()) {
        return Some(sink(at, vec![id, file], Store::Dataset));
    }
    let repo = given(crate_ir, &calls, &["repo"])?.first().copied()?;
    let made = row(crate_ir, repo);
    let (path, args) = made.iter().find_map(|at| match &crate_ir.node(*at).ex {
        Expr::Call(path, args) if path.len() > 1 && path[path.len() - 2] == "Repo" => Some((
            path,
            args.iter().map(|ix| here(*at, *ix)).collect::<Vec<_>>(),
        )),
        _ => None,
    })?;
    let kind = match args.get(1).map(|kind| &crate_ir.node(*kind).ex) {
        Some(Expr::Path(kind)) => kind.last()?.as_str(),
        _ => path.last()?.as_str(),
    };
    let store = match kind.to_ascii_lowercase().as_str() {
        "dataset" => Store::Dataset,
        "space" => Store::Space,
        _ => return None,
    };
    Some(sink(at, vec![*args.first()?, file], store))
}

/// `service.container_client(container).blob_client(blob).get_content()`
fn of_azure(crate_ir: &Crate, at: NodeRef, receiver: NodeRef) -> Option<Sink> {
    let row = row(crate_ir, receiver);
    if let Some(args) = made(crate_ir, &row, &["BlobClient"])
        && let [server, container, blob, ..] = args.as_slice()
    {
        return Some(sink(at, vec![*server, *container, *blob], Store::Azure));
    }
    let blob = given(crate_ir, &row, &["blob_client", "as_blob_client"])?;
    if let Some(args) = made(crate_ir, &row, &["BlobContainerClient"])
        && let [server, container, ..] = args.as_slice()
    {
        let names = [vec![*server, *container], blob].concat();
        return Some(sink(at, names, Store::Azure));
    }
    let containers = [
        "container_client",
        "as_container_client",
        "blob_container_client",
    ];
    let container = given(crate_ir, &row, &containers);
    let names = match (blob.as_slice(), container) {
        ([container, blob], _) => vec![*container, *blob],
        ([blob], Some(container)) => [container, vec![*blob]].concat(),
        ([blob], None) => vec![*blob],
        _ => return None,
    };
    let services = ["ClientBuilder", "BlobServiceClient", "StorageClient"];
    let account = made(crate_ir, &row, &services).and_then(|args| args.first().copied());
    Some(match account {
        Some(account) if names.len() == 2 => {
            sink(at, [vec![account], names].concat(), Store::Azure)
        }
        _ => sink(at, names, Store::Unknown),
    })
}
