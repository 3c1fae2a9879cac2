//! Command lines that code builds, and the word in them that names a model.

use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef};

/// Calls that one command line is built by.
const MAX_CALLS: usize = 1024;
/// Words that one call gives.
const MAX_WORDS: usize = 4096;

/// Whether a method gives arguments to a command.
pub(super) fn is_argument(crate_ir: &Crate, file: u32, receiver: NodeIdx, method: &str) -> bool {
    let receiver = NodeRef { file, ix: receiver };
    ["arg", "args"].contains(&method) && &*crate_ir.kind(receiver) == "Command"
}

/// The expressions of the program and its arguments, up to a call of `arg` or `args`.
pub(super) fn parts(crate_ir: &Crate, call: NodeRef) -> Vec<NodeRef> {
    let mut calls: Vec<Vec<NodeRef>> = Vec::new();
    let mut at = call;
    for _ in 0..MAX_CALLS {
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        match &crate_ir.node(at).ex {
            Expr::Method(receiver, _, args) => {
                calls.push(words(crate_ir, at.file, args));
                at = here(receiver);
            }
            Expr::Call(_, args) => {
                calls.push(words(crate_ir, at.file, args));
                break;
            }
            // `let mut command = Command::new(..)`, whose other arguments are given in statements of their own.
            Expr::Path(path) if path.len() == 1 => {
                let func = crate_ir.func(crate_ir.func_of(at));
                let Some(first) = func.locals.get(&path[0]).and_then(|values| values.first())
                else {
                    break;
                };
                let next = here(first);
                if next.ix >= at.ix {
                    break;
                }
                at = next;
            }
            // What it is after a call in a statement before.
            Expr::After(call) => at = here(call),
            _ => break,
        }
    }
    calls.into_iter().rev().flatten().collect()
}

/// The arguments of a call, those of a list one by one.
pub(super) fn words(crate_ir: &Crate, file: u32, args: &[NodeIdx]) -> Vec<NodeRef> {
    let mut found = Vec::new();
    for ix in args {
        let at = NodeRef { file, ix: *ix };
        match &crate_ir.node(at).ex {
            Expr::Seq(parts) => {
                let parts = &parts[..parts.len().min(MAX_WORDS)];
                found.extend(words(crate_ir, file, parts));
            }
            _ => found.push(at),
        }
    }
    found
}

/// Whether the next word is what the hub's tool downloads: `hf download`, flags aside.
pub(super) fn is_hub_download(before: &[&str]) -> bool {
    let tool = |word: &str| {
        let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
        ["hf", "huggingface-cli", "hf.exe", "huggingface-cli.exe"].contains(&name)
    };
    let Some(at) = before.iter().rposition(|word| *word == "download") else {
        return false;
    };
    let of_tool = at > 0 && tool(before[at - 1]);
    let mut flags = before[at + 1..].iter();
    while let Some(flag) = flags.next() {
        if !flag.starts_with('-') {
            return false;
        }
        if TAKES_VALUE.contains(flag) && flags.next().is_none() {
            return false;
        }
    }
    of_tool
}

/// Flags of `hf download` that take the next word.
const TAKES_VALUE: [&str; 8] = [
    "--local-dir",
    "--cache-dir",
    "--include",
    "--exclude",
    "--revision",
    "--token",
    "--repo-type",
    "--max-workers",
];

/// Whether the next word is the repository that a program of llama.cpp takes.
pub(super) fn is_option_of_llama(before: &[&str]) -> bool {
    let program = |word: &&str| {
        let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
        name.starts_with("llama")
    };
    let option = before.last().is_some_and(|last| {
        [
            "-hf",
            "-hfr",
            "--hf-repo",
            "-hfd",
            "-hfrd",
            "--hf-repo-draft",
            "-hfv",
            "--hf-repo-v",
        ]
        .contains(last)
    });
    option && before.iter().any(program)
}

/// Whether the next word is a model that the program of Ollama fetches: `ollama pull name`, flags aside.
pub(super) fn is_model_of_ollama(before: &[&str]) -> bool {
    let program = |word: &str| {
        let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
        ["ollama", "ollama.exe"].contains(&name)
    };
    let Some(at) = before.iter().rposition(|word| program(word)) else {
        return false;
    };
    let mut words = before[at + 1..].iter();
    let mut verbs = words.by_ref().filter(|word| !word.starts_with('-'));
    let fetches = verbs
        .next()
        .is_some_and(|verb| ["pull", "run"].contains(verb));
    // `--keepalive 5m` and `--format json` of `ollama run` take the next word.
    let takes = |word: &&&str| ["--keepalive", "--format"].contains(*word);
    let flags = &before[at + 1..];
    let last = flags.last();
    let plain = flags
        .iter()
        .skip(1)
        .filter(|word| !word.starts_with('-'))
        .count();
    let valued = flags.iter().filter(takes).count();
    fetches && plain <= valued && !last.as_ref().is_some_and(takes) && plain == valued
}
