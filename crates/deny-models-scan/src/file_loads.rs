//! Calls that open a weight file by a path that is written in the code.

use std::collections::BTreeSet;

use foldhash::{HashSet, HashSetExt as _};

use super::bucket_operator;
use super::classify::is_weight_name;
use super::command_line;
use super::embed;
use super::eval::Eval;
use super::index::Crate;
use super::ir::{Expr, FnRef, NodeIdx, NodeRef};
use super::ollama_names::full_paths;
use super::scan::WORKSPACE;
use super::text::Text;

/// Expressions in one argument; one with more counts as naming a file.
const MOST: usize = 512;

/// Functions and methods that open a file by its path, those of the standard library and of runtimes of models.
const LOADERS: [&str; 30] = [
    "open",
    "read",
    "commit_from_file",
    "with_model_from_file",
    "load_from_file",
    "from_file",
    "new_from_file",
    "build_from_file",
    "model_for_path",
    "model_for_model_path",
    "model_from_file",
    "load_model",
    "load_file",
    "load_path",
    "load_mmap",
    "load_safetensors",
    "load_onnx",
    "from_gguf",
    "from_gguf_file",
    "from_mmaped_safetensors",
    "from_buffered_safetensors",
    "from_safetensors_file",
    "from_pth",
    "from_npz",
    "read_npz",
    "with_model_path",
    "from_path",
    "init_from_file",
    "mmap_file",
    "load_weights",
];
/// Types whose constructor takes the path of a file.
const BUILDERS: [(&str, &str); 6] = [
    ("WhisperContext", "new"),
    ("WhisperContext", "new_with_params"),
    ("CModule", "load"),
    ("Model", "new"),
    ("VarStore", "load"),
    ("InferenceSession", "new"),
];
/// Functions that take a file to another place: what a build script copies is compiled in there.
const COPIES: [&str; 11] = [
    // What a build script lists, it goes through.
    "read_dir",
    "WalkDir::new",
    "WalkBuilder::new",
    "glob",
    "resource_dir",
    "copy",
    "hard_link",
    "copy_file",
    "copy_items",
    "copy_dir_all",
    "symlink",
];

/// Programs that take files to another place.
const COPYING: [&str; 12] = [
    "cp", "copy", "xcopy", "robocopy", "rsync", "mv", "move", "ln", "install", "tar", "zip", "7z",
];

/// A call that opens a file.
pub(super) struct Load {
    /// From the root of the package or from where the program runs; may begin with `..`, `/` or
    /// [`WORKSPACE`].
    pub(super) path: String,
    /// Whether the path starts at the root of the package, wherever the program runs.
    pub(super) of_package: bool,
    /// Whether the file is copied or made code of, by a build script.
    pub(super) copies: bool,
    /// Whether it is a word of a command line, which may be something else.
    pub(super) is_word: bool,
    /// The call.
    pub(super) at: NodeRef,
}

/// Every call in code that is built that opens a weight file by a path that is known.
pub(super) fn find(eval: &Eval<'_>, is_built: impl Fn(NodeRef) -> bool) -> Vec<Load> {
    let mut found = Vec::new();
    let named = Named::new(eval.crate_ir);
    if named.funcs.is_empty() {
        return found;
    }
    let mut followed = 0;
    for (at, node) in eval.crate_ir.nodes() {
        if let Expr::Method(receiver, name, args) = &node.ex
            && is_build(eval.crate_ir, at)
            && command_line::is_argument(eval.crate_ir, at.file, *receiver, name)
            && !node.mention
        {
            found.extend(of_command(eval, at, args));
            continue;
        }
        let (copies, args) = match &node.ex {
            // A function of the crate is followed into instead, whatever its name.
            Expr::Call(path, _) if !eval.crate_ir.called(path, at).is_empty() => continue,
            Expr::Call(path, args) => (of_call_at(eval.crate_ir, at, path), args),
            Expr::Method(of, name, args) => {
                // A key in a bucket is no path.
                if bucket_operator::is_stored(eval.crate_ir, at, *of, name, args) {
                    continue;
                }
                (of_name(name, is_build(eval.crate_ir, at)), args)
            }
            _ => continue,
        };
        let Some(copies) = copies.filter(|_| !node.mention && !eval.crate_ir.file(at).table) else {
            continue;
        };
        let copies = copies && is_build(eval.crate_ir, at);
        let args = args.iter().take(if copies { 1 } else { 4 });
        for arg in args.flat_map(|ix| {
            elements(
                eval,
                NodeRef {
                    file: at.file,
                    ix: *ix,
                },
            )
        }) {
            if !named.may_be(eval.crate_ir, arg) || !is_built(at) {
                continue;
            }
            followed += 1;
            if followed > eval.limits.paths {
                eval.end_paths(at);
                return found;
            }
            eval.begin();
            let texts = texts(eval, arg, at, &named);
            eval.end_path(at);
            for (text, at) in texts {
                let path = text.whole().and_then(|text| path(&text, copies));
                found.extend(path.map(|(path, of_package)| Load {
                    path,
                    of_package,
                    copies,
                    is_word: false,
                    at,
                }));
            }
        }
    }
    found
}

/// Files around the package among the words that a call gives to a command: weights, and folders where the command copies
/// them.
fn of_command(eval: &Eval<'_>, at: NodeRef, args: &[NodeIdx]) -> Vec<Load> {
    let mut found = Vec::new();
    let given = command_line::words(eval.crate_ir, at.file, args);
    let before = command_line::parts(eval.crate_ir, at);
    eval.begin();
    let texts = |parts: &[NodeRef]| -> Vec<String> {
        let texts = parts.iter().flat_map(|part| eval.texts(*part, &None, 0));
        texts.filter_map(|text| text.whole()).collect()
    };
    let given = texts(&given);
    let is_copied = || {
        let before = texts(&before);
        let mut words = before.iter().flat_map(|text| words_of(text));
        words.any(|word| {
            let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
            COPYING.contains(&name.trim_end_matches(".exe"))
        })
    };
    for word in given.iter().flat_map(|text| words_of(text)) {
        let word = word.split_once('=').map_or(word, |(_, value)| value);
        if !is_outside(word) || !(is_weight_name(word) || is_copied()) {
            continue;
        }
        found.extend(path(word, true).map(|(path, of_package)| Load {
            path,
            of_package,
            copies: true,
            is_word: true,
            at,
        }));
    }
    eval.end_path(at);
    found
}

/// The words of a command line.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|char: char| char.is_whitespace() || "\"'`;|&()".contains(char))
        .filter(|word| !word.is_empty())
}

/// The texts that an argument may be, each with the call that names it: the one that opens the file, or that of the
/// function around it where its caller hands the path over.
fn texts(eval: &Eval<'_>, arg: NodeRef, at: NodeRef, named: &Named) -> Vec<(Text, NodeRef)> {
    let mut found = Vec::new();
    let mut callers = BTreeSet::new();
    for text in eval.texts(arg, &None, 0) {
        let first = text.params().next();
        match first {
            Some((func, _)) if named.called.contains(&func) => {
                callers.insert(func);
            }
            _ => found.push((text, at)),
        }
    }
    for func in callers {
        let calls = eval.crate_ir.callers(func);
        if calls.len() > eval.limits.paths {
            eval.end_paths(at);
        }
        for call in calls.iter().take(eval.limits.paths) {
            let env = eval.bind(&None, func, eval.crate_ir.arguments(*call));
            let texts = eval.texts(arg, &env, 0);
            found.extend(texts.into_iter().map(|text| (text, *call)));
        }
    }
    found
}

/// Where the code names weight files: most calls of `open` and `read` are of others and need not be followed.
#[derive(Default)]
struct Named {
    /// Functions in which a text names one; constants are in that of their file.
    funcs: BTreeSet<(u32, u32)>,
    /// Constants whose value names one.
    consts: BTreeSet<String>,
    /// Fields that are given one: by attributes, or where a value is written out.
    fields: BTreeSet<String>,
    /// Functions that are called with one.
    called: BTreeSet<FnRef>,
}

impl Named {
    fn new(crate_ir: &Crate) -> Self {
        let mut named = Self::default();
        for (at, node) in crate_ir.nodes() {
            if let Expr::Lit(text) = &node.ex
                && !node.mention
                && (is_weight_name(text) || is_build(crate_ir, at) && is_outside(text))
            {
                named.funcs.insert((at.file, node.func));
            }
            if is_build(crate_ir, at) && is_above(&node.ex) {
                named.funcs.insert((at.file, node.func));
            }
        }
        for (number, file) in (0..).zip(&crate_ir.files) {
            for item in &file.consts {
                let value = NodeRef {
                    file: number,
                    ix: item.value,
                };
                if named.names_one(crate_ir, value) {
                    named.consts.insert(item.name.clone());
                }
            }
        }
        named.add_fields(crate_ir);
        for (at, node) in crate_ir.nodes() {
            let here = |ix: &NodeIdx| NodeRef {
                file: at.file,
                ix: *ix,
            };
            let (Expr::Call(_, args) | Expr::Method(_, _, args)) = &node.ex else {
                continue;
            };
            if !args.iter().any(|arg| named.names_one(crate_ir, here(arg))) {
                continue;
            }
            match &node.ex {
                Expr::Call(path, _) => {
                    named
                        .called
                        .extend(crate_ir.called(path, at).iter().copied());
                }
                Expr::Method(of, name, args) => {
                    let kind = crate_ir.kind(here(of));
                    named
                        .called
                        .extend(crate_ir.methods(name, args.len(), &kind));
                }
                _ => {}
            }
        }
        named
    }

    fn add_fields(&mut self, crate_ir: &Crate) {
        let mut found = BTreeSet::new();
        for (number, file) in (0..).zip(&crate_ir.files) {
            let names_one = |ix: &NodeIdx| {
                let value = NodeRef {
                    file: number,
                    ix: *ix,
                };
                let by_function = match &file.node(*ix).ex {
                    Expr::Call(path, _) => {
                        let called = crate_ir.called(path, value);
                        let mut called = called.iter();
                        called.any(|func| self.funcs.contains(&(func.file, func.func)))
                    }
                    _ => false,
                };
                by_function || self.names_one(crate_ir, value)
            };
            let given = file.writes.iter().filter(|item| names_one(&item.value));
            found.extend(given.map(|item| item.field.clone()));
            for node in file.nodes.iter().filter(|_| !file.table) {
                if let Expr::Record(_, fields, _) = &node.ex {
                    let given = fields.iter().filter(|(_, value)| names_one(value));
                    found.extend(given.map(|(field, _)| field.clone()));
                }
            }
        }
        self.fields = found;
    }

    /// Whether what an argument is put together from may name a weight file.
    fn may_be(&self, crate_ir: &Crate, arg: NodeRef) -> bool {
        let func = (arg.file, crate_ir.node(arg).func);
        let here = FnRef {
            file: func.0,
            func: func.1,
        };
        func.1 != 0 && (self.funcs.contains(&func) || self.called.contains(&here))
            || self.names_one(crate_ir, arg)
    }

    /// Whether a text in an expression names one, or a constant in it does.
    fn names_one(&self, crate_ir: &Crate, at: NodeRef) -> bool {
        let file = crate_ir.file(at);
        let mut open = vec![at.ix];
        // What a variable holds is part of every expression that names it.
        let mut seen = HashSet::new();
        while let Some(ix) = open.pop() {
            if !seen.insert(ix) {
                continue;
            }
            if seen.len() > MOST {
                return true;
            }
            match &file.node(ix).ex {
                Expr::Lit(text) if is_weight_name(text) => return true,
                Expr::Lit(text) if is_build(crate_ir, at) && is_outside(text) => return true,
                other if is_build(crate_ir, at) && is_above(other) => return true,
                // What a function of the build script names.
                Expr::Call(path, _)
                    if is_build(crate_ir, at)
                        && crate_ir
                            .called(path, NodeRef { file: at.file, ix })
                            .iter()
                            .any(|func| self.funcs.contains(&(func.file, func.func))) =>
                {
                    return true;
                }
                Expr::Path(path) => {
                    if path.last().is_some_and(|last| self.consts.contains(last)) {
                        return true;
                    }
                }
                Expr::Field(_, name) if self.fields.contains(name) => return true,
                other => other.children(&mut open),
            }
        }
        false
    }
}

/// Whether a call opens a file, by whatever name its file has for the type: `use whisper_rs::WhisperContext as Context`.
fn of_call_at(crate_ir: &Crate, at: NodeRef, path: &[String]) -> Option<bool> {
    of_call(path).or_else(|| {
        let last = path.last().filter(|_| path.len() > 1)?;
        if !BUILDERS.iter().any(|(_, name)| name == last) {
            return None;
        }
        full_paths(crate_ir, at, path)
            .iter()
            .find_map(|full| of_call(full))
    })
}

/// Whether a call opens a file: `Some(true)` where it copies it.
fn of_call(path: &[String]) -> Option<bool> {
    let [.., last] = path else { return None };
    if let [.., of, last] = path
        && BUILDERS
            .iter()
            .any(|(kind, name)| kind == of && name == last)
    {
        return Some(false);
    }
    if let [.., of, last] = path
        && COPIES.contains(&format!("{of}::{last}").as_str())
    {
        return Some(true);
    }
    of_name(last, false)
}

fn of_name(name: &str, build: bool) -> Option<bool> {
    // `ModelGen::new().input("x.onnx")` of burn makes code of a model.
    if COPIES.contains(&name) || build && name == "input" {
        return Some(true);
    }
    LOADERS.contains(&name).then_some(false)
}

/// Whether the file is a build script, as far as its name shows.
pub(super) fn is_build(crate_ir: &Crate, at: NodeRef) -> bool {
    let path = &crate_ir.file(at).path;
    path == "build.rs" || path.starts_with("build/")
}

/// The texts of a list stand for a file each.
fn elements(eval: &Eval<'_>, at: NodeRef) -> Vec<NodeRef> {
    let here = |ix: &NodeIdx| NodeRef {
        file: at.file,
        ix: *ix,
    };
    match &eval.crate_ir.node(at).ex {
        Expr::Seq(parts) => parts.iter().map(here).collect(),
        _ => vec![at],
    }
}

fn is_outside(text: &str) -> bool {
    text == ".." || text.replace('\\', "/").contains("../") || text.starts_with(WORKSPACE)
}

/// Whether an expression goes up from a directory.
fn is_above(ex: &Expr) -> bool {
    matches!(ex, Expr::Method(_, name, args) if name == "parent" && args.is_empty())
}

/// The path that a text is, and whether it starts at the root of the package. Of a `copy` it may be a folder.
pub(super) fn path(text: &str, copies: bool) -> Option<(String, bool)> {
    let text = text.replace('\\', "/");
    if text.contains("://") || text.contains(['\0', '\n']) || text.starts_with("$OUT_DIR") {
        return None;
    }
    if !(is_weight_name(&text) || copies && is_outside(&text)) {
        return None;
    }
    if text.starts_with(['/', '~']) || text.as_bytes().get(1) == Some(&b':') {
        return Some((text, false));
    }
    let of_package = text.starts_with("$CARGO_MANIFEST_DIR");
    let path = embed::located("", &text, true)?;
    (!path.starts_with('$') || path.starts_with(WORKSPACE)).then_some((path, of_package))
}

#[cfg(test)]
mod tests {
    use super::Named;
    use crate::index::Crate;
    use crate::ir::{Expr, FileIr, NodeRef};
    use crate::modules::PackageNames;

    #[test]
    fn what_is_part_of_an_expression_twice_is_looked_at_once() {
        let mut file = FileIr::of_texts("src/lib.rs");
        file.text("x".to_owned(), 1);
        let first = u32::try_from(file.nodes.len()).expect("few") - 1;
        let last = first + 20;
        for part in first..last {
            file.add(Expr::Seq(vec![part, part]), 1);
        }
        let package = PackageNames {
            files: 0..1,
            ..PackageNames::default()
        };
        let crate_ir = Crate::new(vec![file], vec![package]);
        let at = NodeRef { file: 0, ix: last };
        assert!(!Named::default().names_one(&crate_ir, at));
    }
}
