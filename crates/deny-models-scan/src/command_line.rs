//! Command lines that code builds.

use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef};
use super::ollama_names::full_paths;

/// Calls that one command line is built by.
pub(super) const MAX_CALLS: usize = 8192;
/// How far the name of a program is followed.
const MAX_DEPTH: usize = 8;
/// Words that one call gives.
const MAX_WORDS: usize = 4096;

/// Methods of commands whose arguments are no words of the line.
const SETS_ENVIRONMENT: [&str; 13] = [
    "arg0",
    "creation_flags",
    "current_dir",
    "dir",
    "env",
    "env_remove",
    "envs",
    "gid",
    "kill_on_drop",
    "stderr",
    "stdin",
    "stdout",
    "uid",
];

/// Whether a method gives arguments to a command.
pub(super) fn is_argument(crate_ir: &Crate, file: u32, receiver: NodeIdx, method: &str) -> bool {
    let receiver = NodeRef { file, ix: receiver };
    ["arg", "args"].contains(&method)
        && (&*crate_ir.kind(receiver) == "Command" || is_of_shell(crate_ir, receiver))
}

/// Whether a value is a command of a shell: of Tauri, `app.shell().sidecar("piper")`, or of xshell, with more arguments
/// behind it.
fn is_of_shell(crate_ir: &Crate, of: NodeRef) -> bool {
    let mut at = of;
    for _ in 0..MAX_CALLS {
        let next = match &crate_ir.node(at).ex {
            Expr::Method(receiver, name, args) => {
                // `shell.cmd("ollama")` of xshell.
                if name == "cmd" && args.len() == 1 {
                    return true;
                }
                let made = ["sidecar", "command"].contains(&name.as_str()) && args.len() == 1;
                let receiver_node = &crate_ir.file(at).node(*receiver).ex;
                if made
                    && matches!(receiver_node, Expr::Method(_, name, args) if name == "shell" && args.is_empty())
                {
                    return true;
                }
                *receiver
            }
            Expr::Elem(inner) | Expr::After(inner) => *inner,
            Expr::Path(path) if path.len() == 1 => {
                let func = crate_ir.func(crate_ir.func_of(at));
                let values = func.locals.get(&path[0]);
                match values.and_then(|values| values.first()) {
                    Some(first) if *first < at.ix => *first,
                    _ => return false,
                }
            }
            _ => return false,
        };
        at.ix = next;
    }
    false
}

/// Whether a call or macro runs a whole command line: `duct::cmd("ollama", args)`, `cmd!(shell, "ollama pull {name}")`.
pub(super) fn is_whole(crate_ir: &Crate, at: NodeRef) -> bool {
    match &crate_ir.node(at).ex {
        Expr::Macro(name, args) => name == "cmd" && !args.is_empty(),
        Expr::Call(path, args) => {
            let is_duct = |path: &Vec<String>| {
                path.first().is_some_and(|first| first == "duct")
                    && path.last().is_some_and(|last| last == "cmd")
            };
            args.len() == 2
                && path.last().is_some_and(|last| last == "cmd")
                && full_paths(crate_ir, at, path).iter().any(is_duct)
        }
        _ => false,
    }
}

/// The words of a whole command line; those that stand in one text are filled with the variables that it names.
fn of_whole(crate_ir: &Crate, at: NodeRef, args: &[NodeIdx]) -> Vec<NodeRef> {
    let mut found = Vec::new();
    for word in words(crate_ir, at.file, args) {
        found.push(word);
        let Expr::Lit(text) = &crate_ir.node(word).ex else {
            continue;
        };
        let func = crate_ir.func(crate_ir.func_of(at));
        let names = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split(['}', '.']).next());
        let values = names.filter_map(|name| func.locals.get(name)?.first());
        found.extend(values.map(|ix| NodeRef {
            file: at.file,
            ix: *ix,
        }));
    }
    found
}

/// The expressions of the program and its arguments, up to a call of `arg` or `args`; those that are given under a
/// condition too.
pub(super) fn parts(crate_ir: &Crate, call: NodeRef) -> Vec<NodeRef> {
    built(crate_ir, call).0
}

/// The same, and the calls before, of the same command line.
pub(super) fn built(crate_ir: &Crate, call: NodeRef) -> (Vec<NodeRef>, Vec<NodeRef>) {
    steps(crate_ir, call, false)
}

/// The same of those that are given under no condition, and the calls before, of the same command line.
pub(super) fn certain(crate_ir: &Crate, call: NodeRef) -> (Vec<NodeRef>, Vec<NodeRef>) {
    steps(crate_ir, call, true)
}

/// Whether a command line, of which these are the calls before one, is built by more calls than are looked at.
pub(super) fn is_cut(before: &[NodeRef]) -> bool {
    before.len() + 1 >= MAX_CALLS
}

/// The calls before one, of the same command line.
pub(super) fn before(crate_ir: &Crate, call: NodeRef) -> Vec<NodeRef> {
    built(crate_ir, call).1
}

/// The program and its arguments, and the expressions that they were found by, but the first.
fn steps(crate_ir: &Crate, call: NodeRef, is_certain: bool) -> (Vec<NodeRef>, Vec<NodeRef>) {
    let mut calls: Vec<Vec<NodeRef>> = Vec::new();
    let mut passed = Vec::new();
    let mut at = call;
    for _ in 0..MAX_CALLS {
        if at != call {
            passed.push(at);
        }
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        // `self.command().arg("pull")`, with a function that makes the command
        if at != call
            && let Some(made) = made_by(crate_ir, at)
        {
            at = made;
            continue;
        }
        match &crate_ir.node(at).ex {
            Expr::Macro(_, args) => {
                calls.push(of_whole(crate_ir, at, args));
                break;
            }
            Expr::Method(receiver, name, args) => {
                if !SETS_ENVIRONMENT.contains(&name.as_str()) {
                    calls.push(words(crate_ir, at.file, args));
                }
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
            Expr::Written(call, number, _) => match &crate_ir.file(at).node(*call).ex {
                Expr::Call(_, args) | Expr::Method(_, _, args) => match args.get(*number) {
                    Some(given) => at = here(given),
                    None => break,
                },
                _ => break,
            },
            // What it was, and what it is after a call that a condition decides.
            Expr::OneOf(sides) => match sides.as_slice() {
                [_, changed] if is_after(crate_ir, here(changed)) => {
                    at = here(if is_certain { &sides[0] } else { changed });
                }
                _ => break,
            },
            _ => break,
        }
    }
    (calls.into_iter().rev().flatten().collect(), passed)
}

fn is_after(crate_ir: &Crate, at: NodeRef) -> bool {
    matches!(crate_ir.node(at).ex, Expr::After(_))
}

/// What a function of the program returns that makes a command.
fn made_by(crate_ir: &Crate, at: NodeRef) -> Option<NodeRef> {
    let funcs = match &crate_ir.node(at).ex {
        Expr::Call(path, _) => crate_ir.called(path, at).to_vec(),
        Expr::Method(receiver, name, args) => {
            let receiver = NodeRef {
                file: at.file,
                ix: *receiver,
            };
            let kind = crate_ir.kind(receiver);
            let is_own = crate_ir.has_type(&kind);
            let methods = is_own.then(|| crate_ir.methods(name, args.len(), &kind));
            methods.unwrap_or_default()
        }
        _ => return None,
    };
    let func = *funcs.first()?;
    let ix = *crate_ir.func(func).returns.last()?;
    Some(NodeRef {
        file: func.file,
        ix,
    })
}

/// The name of the program that a command line starts, where its code shows it.
pub(super) fn program(crate_ir: &Crate, at: NodeRef, depth: usize) -> Option<&str> {
    if depth > MAX_DEPTH {
        return None;
    }
    let inner = |at: NodeRef| program(crate_ir, at, depth + 1);
    let here = |ix: &NodeIdx| NodeRef {
        file: at.file,
        ix: *ix,
    };
    match &crate_ir.node(at).ex {
        Expr::Lit(text) => text.rsplit(['/', '\\']).next(),
        Expr::Elem(of) | Expr::Method(of, ..) => inner(here(of)),
        Expr::Call(path, args) if crate_ir.called(path, at).is_empty() => {
            inner(here(args.first()?))
        }
        Expr::Field(of, name) => {
            let written = crate_ir.written(&crate_ir.kind(here(of)), name);
            written.into_iter().find_map(inner)
        }
        Expr::Path(path) => {
            let func = crate_ir.func(crate_ir.func_of(at));
            let values = path.first().and_then(|name| func.locals.get(name));
            let mut values = values.into_iter().flatten().map(here);
            let constants = || crate_ir.constants(path, at).into_iter().find_map(inner);
            values.find_map(inner).or_else(constants)
        }
        _ => None,
    }
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
