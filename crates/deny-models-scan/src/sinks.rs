//! Where models come in: calls whose shape shows that a text names a hub repository, and texts that are addresses.

use super::binding_names;
use super::bucket_store::Store;
use super::classify;
use super::command_line;
use super::command_words::Before;
use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef, Piece};
use super::later_words::Later;
use super::ollama_names::Asked;
use super::python_loaders::Rule;
use super::repo_kind::RepoKind;
use super::url;

/// What the text of a sink is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// The id of a repository, for certain.
    Repo,
    /// The id of a data set.
    Dataset,
    /// An id or a local path.
    Pretrained,
    /// The id of a repository, and what is taken of it after `:`.
    Tagged,
    /// An address.
    Address,
    /// A value whose name marks it as an id, in a crate whose hub calls could not be followed completely.
    Named,
    /// The name of a model that an Ollama server fetches, where one is called.
    Ollama(Asked),
    /// What lies in a bucket.
    Stored(Store),
    /// The name of a model that a library of Python loads.
    Loaded(Rule),
    /// A model that a command line names whose words are the parts.
    Line,
    /// The address of a request for anything: it matters where the front end of a program gives it.
    Request,
}

/// A place where a text decides which model is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sink {
    /// The call or text.
    pub(super) at: NodeRef,
    /// The expressions that give the text, with `/` between.
    pub(super) parts: Vec<NodeRef>,
    /// What the text is.
    pub(super) kind: Kind,
    /// Whether a tokenizer is all that is loaded.
    pub(super) tokenizer: bool,
}

/// Every sink of a crate; `later` is what becomes of its command lines.
pub(super) fn find(crate_ir: &Crate, later: &Later, has_hub: impl Fn(u32) -> bool) -> Vec<Sink> {
    let mut found = Vec::new();
    for (at, node) in crate_ir.nodes() {
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        let hub = has_hub(at.file);
        match &node.ex {
            Expr::Call(path, args) => {
                let args: Vec<NodeRef> = args.iter().map(here).collect();
                found.extend(of_call(crate_ir, at, path, &args));
            }
            Expr::Method(receiver, name, args)
                if command_line::is_argument(crate_ir, at.file, *receiver, name) =>
            {
                found.extend(of_command(crate_ir, later, at, args));
            }
            Expr::Method(receiver, name, args) => {
                let args: Vec<NodeRef> = args.iter().map(here).collect();
                found.extend(of_method(crate_ir, at, here(receiver), name, &args, hub));
                let makes = ["join", "concat", "replace", "replacen"].contains(&name.as_str());
                if makes && !node.mention && begins_address(crate_ir, here(receiver)) {
                    found.push(address(at));
                }
            }
            Expr::Lit(text)
                if !node.mention
                    && (url::named(text).is_some()
                        || text.starts_with("https://api.github.com/repos/")) =>
            {
                found.push(address(at));
            }
            Expr::Lit(text)
                if !node.mention
                    && url::unnamed_file(text).is_some()
                    && binding_names::is_called_model(crate_ir, at) =>
            {
                found.push(address(at));
            }
            Expr::Format(pieces) if !node.mention && may_be_address(crate_ir, at, pieces) => {
                found.push(address(at));
            }
            _ => {}
        }
    }
    found
}

/// The words of a call of `arg` or `args` that name what a program downloads, and are no literals: what they are is
/// known where the code is called.
fn of_command(crate_ir: &Crate, later: &Later, call: NodeRef, args: &[NodeIdx]) -> Vec<Sink> {
    let own = command_line::words(crate_ir, call.file, args);
    let line = command_line::parts(crate_ir, call);
    let mut before = Before::default();
    let all = line.iter().copied().chain(later.parts(crate_ir, call));
    let words = all.map(|at| literal(crate_ir, at).map_or("{}", |(text, _)| text));
    let repository = match RepoKind::of_command(words) {
        RepoKind::Model => Some(Kind::Repo),
        RepoKind::Dataset => Some(Kind::Dataset),
        RepoKind::Space => None,
    };
    let mut found = Vec::new();
    for at in &line {
        let known = literal(crate_ir, *at);
        let text = known.map(|(text, _)| text);
        // A list from elsewhere shows what the program does.
        if text.is_none() && before.is_verb_of_ollama() && own.contains(at) {
            found.push(Sink {
                at: call,
                parts: line.clone(),
                kind: Kind::Ollama(Asked::Line),
                tokenizer: false,
            });
            break;
        }
        let kind = match () {
            () if before.is_hub_download() => repository,
            () if before.model_of_tool() == Some(Rule::Hub) => Some(Kind::Tagged),
            () if before.is_model_of_ollama() => Some(Kind::Ollama(Asked::Native)),
            () => None,
        };
        let program = || command_line::program(crate_ir, *at, 0).filter(|_| at == &line[0]);
        let word = text.or_else(program).unwrap_or("{}");
        before.push(word);
        // What the package itself writes is known of its command lines.
        let package = |file| crate_ir.modules.package_of(file);
        let is_own = known.is_some_and(|(_, of)| package(of.file) == package(call.file));
        let Some(kind) = kind.filter(|_| !is_own && own.contains(at)) else {
            continue;
        };
        found.push(Sink {
            at: call,
            parts: vec![*at],
            kind,
            tokenizer: false,
        });
    }
    found
}

/// The text of a literal, or of a constant that is one.
fn literal(crate_ir: &Crate, at: NodeRef) -> Option<(&str, NodeRef)> {
    let at = match &crate_ir.node(at).ex {
        Expr::Path(path) => *crate_ir.constants(path, at).first()?,
        _ => at,
    };
    match &crate_ir.node(at).ex {
        Expr::Lit(text) => Some((text, at)),
        _ => None,
    }
}

/// Whether the code of a sink shows by itself that a model or an address is meant.
pub(super) fn is_shown(crate_ir: &Crate, sink: &Sink) -> bool {
    match &crate_ir.node(sink.at).ex {
        Expr::Format(pieces) if sink.kind == Kind::Address => pieces.iter().any(|piece| {
            matches!(piece, Piece::Text(text) if text.contains("://") || text.contains("/resolve/"))
        }),
        _ => !matches!(sink.kind, Kind::Request | Kind::Line),
    }
}

fn address(at: NodeRef) -> Sink {
    Sink {
        at,
        parts: vec![at],
        kind: Kind::Address,
        tokenizer: false,
    }
}

/// Whether a text begins as an address does, as far as that is plain to see.
fn begins_address(crate_ir: &Crate, mut at: NodeRef) -> bool {
    for _ in 0..12 {
        let next = match &crate_ir.node(at).ex {
            Expr::Lit(text) => return text.contains("://"),
            Expr::Method(of, ..) | Expr::Elem(of) => *of,
            Expr::Seq(parts) | Expr::Call(_, parts) => match parts.first() {
                Some(first) => *first,
                None => return false,
            },
            Expr::Format(pieces) => match pieces.first() {
                Some(Piece::Text(text)) => return text.contains("://"),
                Some(Piece::Hole(ix)) => *ix,
                None => return false,
            },
            Expr::Path(path) => {
                let func = crate_ir.func(crate_ir.func_of(at));
                let local = match path.as_slice() {
                    [name] => func.locals.get(name).and_then(|values| values.first()),
                    _ => None,
                };
                match local {
                    Some(ix) => *ix,
                    None => match crate_ir.constants(path, at).first() {
                        Some(constant) => {
                            at = *constant;
                            continue;
                        }
                        None => return false,
                    },
                }
            }
            _ => return false,
        };
        at = NodeRef {
            file: at.file,
            ix: next,
        };
    }
    false
}

/// Whether a template may give an address: by its first words, or because it begins with something that is filled in.
fn may_be_address(crate_ir: &Crate, at: NodeRef, pieces: &[Piece]) -> bool {
    if has_space_inside(pieces) {
        return false;
    }
    let known = pieces.iter().any(|piece| match piece {
        Piece::Text(text) => text.contains("://") || text.contains("/resolve/"),
        Piece::Hole(ix) => matches!(&crate_ir.node(NodeRef { file: at.file, ix: *ix }).ex, Expr::Lit(text) if text.contains("://")),
    });
    let open = match pieces.first() {
        Some(Piece::Hole(ix)) => {
            matches!(
                crate_ir
                    .node(NodeRef {
                        file: at.file,
                        ix: *ix
                    })
                    .ex,
                Expr::Path(_)
                    | Expr::Field(..)
                    | Expr::Method(..)
                    | Expr::Format(_)
                    | Expr::Call(..)
            )
        }
        _ => false,
    };
    // What `Display` shows of a file of the hub: no request takes such an address.
    let shown = matches!(pieces.first(), Some(Piece::Text(text)) if text.starts_with("hf://"));
    if shown
        && crate_ir
            .func(crate_ir.func_of(at))
            .of_trait
            .ends_with("Display")
    {
        return false;
    }
    let slashed = pieces.iter().any(|piece| match piece {
        Piece::Text(text) => text.contains('/'),
        Piece::Hole(ix) => matches!(&crate_ir.node(NodeRef { file: at.file, ix: *ix }).ex, Expr::Lit(text) if text.contains('/')),
    });
    let constant = matches!(pieces.first(), Some(Piece::Hole(ix)) if matches!(&crate_ir.node(NodeRef { file: at.file, ix: *ix }).ex,
        Expr::Path(path) if path.last().is_some_and(|last| last.len() > 2 && !last.contains(char::is_lowercase))));
    known || open && pieces.len() > 1 && (slashed || constant)
}

/// Whether a template has a space that is not at one of its ends, as no address has.
fn has_space_inside(pieces: &[Piece]) -> bool {
    let last = pieces.len().saturating_sub(1);
    pieces.iter().enumerate().any(|(number, piece)| {
        let Piece::Text(text) = piece else {
            return false;
        };
        let mut text = text.as_str();
        if number == 0 {
            text = text.trim_start();
        }
        if number == last {
            text = text.trim_end();
        }
        text.contains(char::is_whitespace)
    })
}

/// The kind of repository that a variant stands for: `RepoType::Dataset`, or a variable that is given nothing else.
fn variant(crate_ir: &Crate, at: NodeRef) -> RepoKind {
    let Expr::Path(path) = &crate_ir.node(at).ex else {
        return RepoKind::Model;
    };
    let func = crate_ir.func(crate_ir.func_of(at));
    let locals = match path.as_slice() {
        [name] => func.locals.get(name),
        _ => None,
    };
    let here = |ix: &NodeIdx| NodeRef {
        file: at.file,
        ix: *ix,
    };
    let constants = crate_ir.constants(path, at);
    let values = locals.into_iter().flatten().map(here).chain(constants);
    let mut names: Vec<String> = Vec::new();
    for value in values {
        match &crate_ir.node(value).ex {
            Expr::Path(path) => names.extend(path.last().cloned()),
            _ => return RepoKind::Model,
        }
    }
    if names.is_empty() {
        names.extend(path.last().cloned());
    }
    let names: Vec<String> = names.iter().map(|name| name.to_ascii_lowercase()).collect();
    RepoKind::of_all(names.iter().map(String::as_str))
}

fn of_call(crate_ir: &Crate, at: NodeRef, path: &[String], args: &[NodeRef]) -> Option<Sink> {
    let name = path.last()?.as_str();
    let owner = path.len().checked_sub(2).map_or("", |at| path[at].as_str());
    let sink = |parts: Vec<NodeRef>, kind| {
        let tokenizer = owner.to_ascii_lowercase().contains("tokenizer");
        Some(Sink {
            at,
            parts,
            kind,
            tokenizer,
        })
    };
    // Names come first: they rule most calls out, and what a path means is dear to know.
    let called = || crate_ir.called(path, at);
    if owner == "Repo" && called().is_empty() {
        let kind = args
            .get(1)
            .map_or(RepoKind::Model, |kind| variant(crate_ir, *kind));
        return match name {
            "new" | "with_revision" if kind == RepoKind::Space => None,
            "new" | "with_revision" if kind == RepoKind::Dataset => {
                sink(args.first().copied().into_iter().collect(), Kind::Dataset)
            }
            "dataset" => sink(args.first().copied().into_iter().collect(), Kind::Dataset),
            "new" | "with_revision" | "model" if !args.is_empty() => {
                sink(vec![args[0]], Kind::Repo)
            }
            _ => None,
        };
    }
    if is_pretrained(name) && !crate_ir.only_make(&called()) {
        return match args {
            [] => None,
            _ => sink(vec![args[0]], Kind::Pretrained),
        };
    }
    // `TextModelBuilder::new("org/name")`, `EmbedderBuilder::from_id(..)` of a library that requests the hub by itself.
    let loads = ["ModelBuilder", "EmbedderBuilder", "PipelineBuilder"]
        .iter()
        .any(|end| owner.ends_with(end));
    if loads && !args.is_empty() && matches!(name, "new" | "from_id") && called().is_empty() {
        return sink(vec![args[0]], Kind::Pretrained);
    }
    None
}

fn of_method(
    crate_ir: &Crate,
    at: NodeRef,
    receiver: NodeRef,
    name: &str,
    args: &[NodeRef],
    hub: bool,
) -> Option<Sink> {
    let sink = |parts: Vec<NodeRef>, kind| {
        Some(Sink {
            at,
            parts,
            kind,
            tokenizer: false,
        })
    };
    let own = |kind: &str| {
        let is_known = crate_ir.has_type(kind);
        is_known.then(|| crate_ir.methods(name, args.len(), kind))
    };
    let is_own = |kind: &str| own(kind).is_some_and(|methods| !methods.is_empty());
    let only_makes = || {
        let methods = own(&crate_ir.kind(receiver));
        methods.is_some_and(|methods| crate_ir.only_make(&methods))
    };
    let is_of_client = || {
        let kind = crate_ir.kind(receiver);
        !is_own(&kind) && is_client(crate_ir, receiver, &kind)
    };
    match (name, args) {
        ("model" | "dataset", [_] | [_, _]) if hub && is_of_client() => sink(
            args.to_vec(),
            if name == "model" {
                Kind::Repo
            } else {
                Kind::Dataset
            },
        ),
        (name, [first, ..]) if is_pretrained(name) && !only_makes() => {
            let parts = if name.contains("from_hf") && args.len() == 2 {
                args.to_vec()
            } else {
                vec![*first]
            };
            sink(parts, Kind::Pretrained)
        }
        (
            "with_model_id"
            | "with_tokenizer_model_id"
            | "with_repo_id"
            | "with_model_repo"
            | "with_hf_repo"
            | "with_tok_model_id"
            | "repo_id"
            | "with_repo",
            [first],
        ) if !is_own(&crate_ir.kind(receiver)) => sink(vec![*first], Kind::Pretrained),
        _ => None,
    }
}

/// Whether a receiver is a client of the hub: by its type, by what it is made from or by its name.
fn is_client(crate_ir: &Crate, receiver: NodeRef, kind: &str) -> bool {
    let lower = kind.to_ascii_lowercase();
    if ["api", "hub", "hfclient", "huggingface"]
        .iter()
        .any(|word| lower.contains(word))
        || lower.starts_with("hf")
    {
        return true;
    }
    let mut at = receiver;
    for _ in 0..16 {
        let next = match &crate_ir.node(at).ex {
            Expr::Path(path) => {
                let name = path
                    .last()
                    .map(|last| last.to_ascii_lowercase())
                    .unwrap_or_default();
                let is_hub = ["api", "hub", "hf"]
                    .iter()
                    .any(|word| classify::words(&name).any(|part| part == *word));
                return is_hub || name == "client" && kind.is_empty();
            }
            Expr::Method(base, ..) | Expr::Elem(base) => *base,
            Expr::Field(base, name) => {
                if classify::words(name).any(|word| ["api", "hub", "hf"].contains(&word.as_str())) {
                    return true;
                }
                *base
            }
            Expr::Call(path, _) => {
                let text = path.join("::").to_ascii_lowercase();
                return text.contains("api") || text.contains("hub") || text.contains("hf");
            }
            _ => return false,
        };
        at = NodeRef {
            file: at.file,
            ix: next,
        };
    }
    false
}

/// Whether a function loads something by its hub id, by its name.
fn is_pretrained(name: &str) -> bool {
    const PARTS: [&str; 12] = [
        "pretrained",
        "huggingface",
        "hf_hub",
        "from_hf",
        "from_hub",
        "hub_download",
        "snapshot_download",
        "hf_download",
        "download_hf",
        "fetch_hf",
        "hf_model",
        "hub_load",
    ];
    let lower = name.to_ascii_lowercase();
    PARTS.iter().any(|part| lower.contains(part))
}

/// Whether others may call a function here that loads something by its hub id, by its name.
pub(super) fn defines_any(crate_ir: &Crate) -> bool {
    let mut funcs = crate_ir.files.iter().flat_map(|file| &file.funcs);
    funcs.any(|func| func.public && is_pretrained(&func.name))
}

/// Values whose names mark them as hub ids: for crates that request something from the hub that cannot be followed.
pub(super) fn named(crate_ir: &Crate) -> Vec<Sink> {
    let mut found = Vec::new();
    let mut add = |at: NodeRef| {
        found.push(Sink {
            at,
            parts: vec![at],
            kind: Kind::Named,
            tokenizer: false,
        });
    };
    for (number, file) in crate_ir.files.iter().enumerate() {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let at = |ix: &NodeIdx| NodeRef {
            file: number,
            ix: *ix,
        };
        for item in &file.consts {
            if is_hub_id_name(&item.name) {
                add(at(&item.value));
            }
        }
        for item in &file.writes {
            if is_hub_id_name(&item.field) {
                add(at(&item.value));
            }
        }
        for func in &file.funcs {
            if is_hub_id_name(&func.name) {
                func.returns.iter().for_each(|value| add(at(value)));
            }
        }
        for (ix, node) in (0..).zip(&file.nodes) {
            match &node.ex {
                Expr::Record(_, fields, _) => {
                    fields
                        .iter()
                        .filter(|(name, _)| is_hub_id_name(name))
                        .for_each(|(_, value)| add(at(value)));
                }
                Expr::Call(path, args) => {
                    for func in crate_ir.called(path, at(&ix)).iter() {
                        let params = crate_ir.func(*func).params.iter();
                        let fits = params
                            .zip(args)
                            .filter(|(param, _)| is_hub_id_name(&param.name));
                        fits.for_each(|(_, arg)| add(at(arg)));
                    }
                }
                _ => {}
            }
        }
    }
    found.sort_by_key(|sink| sink.at);
    found.dedup();
    found
}

/// Whether a name is one that hub ids are given.
pub(super) fn is_hub_id_name(name: &str) -> bool {
    const NAMES: [&str; 12] = [
        "repo_id",
        "hf_repo",
        "hf_id",
        "hub_id",
        "hf_model",
        "model_repo",
        "model_code",
        "huggingface",
        "hf_name",
        "repo_name",
        "hub_repo",
        "pretrained",
    ];
    let lower = name.to_ascii_lowercase();
    lower == "repo" || lower == "model_id" || NAMES.iter().any(|part| lower.contains(part))
}
