//! Where a program is run: what `current_dir` gives a command.

use super::eval::Eval;
use super::ir::{Expr, NodeRef};

/// Where a program is run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Folder {
    /// Where the code itself runs.
    #[default]
    Here,
    /// In this directory, as code writes it.
    At(String),
    /// Where is not known.
    Anywhere,
}

/// Where the command is run that a function builds at a place; with several commands, or without a text, it is not known.
pub(super) fn of(eval: &Eval<'_>, at: NodeRef) -> Folder {
    let func = eval.crate_ir.func_of(at);
    let here = |ix: u32| NodeRef { file: at.file, ix };
    let mut given = Vec::new();
    let mut commands = 0;
    for (_, node) in eval
        .crate_ir
        .nodes_of(at.file)
        .map(|at| (at, eval.crate_ir.node(at)))
        .filter(|(_, node)| node.func == func.func && !node.mention)
    {
        match &node.ex {
            Expr::Method(_, name, args) if name == "current_dir" || name == "dir" => {
                given.extend(args.first().map(|ix| here(*ix)));
            }
            Expr::Call(path, _) => {
                let is_command = path.ends_with(&["Command".to_owned(), "new".to_owned()]);
                commands += usize::from(is_command);
            }
            _ => {}
        }
    }
    match given[..] {
        [] => Folder::Here,
        [dir] if commands < 2 => {
            eval.begin();
            let texts = eval.texts(dir, &None, 0);
            match &texts[..] {
                [text] => text.whole().map_or(Folder::Anywhere, Folder::At),
                _ => Folder::Anywhere,
            }
        }
        _ => Folder::Anywhere,
    }
}

/// Whether a directory that a text names may be the one with this path from the package on: `ops` and `../../ops` are.
pub(super) fn may_be(folder: &str, named: &str) -> bool {
    let named = plain(named);
    let is_end = |whole: &str, end: &str| {
        whole
            .strip_suffix(end)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('/'))
    };
    let folder = without_up(folder);
    match without_up(&named) {
        // Above the package, or the package itself.
        "" => folder.is_empty(),
        named => is_end(folder, named) || is_end(named, folder) && !folder.is_empty(),
    }
}

/// A path without what stands for the package, and without `.`.
pub(super) fn plain(path: &str) -> String {
    let path = path.replace('\\', "/");
    let path = path.strip_prefix("$CARGO_MANIFEST_DIR").unwrap_or(&path);
    let parts = path.split('/').filter(|part| !matches!(*part, "" | "."));
    parts.collect::<Vec<_>>().join("/")
}

fn without_up(path: &str) -> &str {
    let mut path = path;
    while let Some(rest) = path.strip_prefix("..") {
        path = rest.trim_start_matches('/');
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_directory_may_be_named_from_elsewhere() {
        for (folder, named, is) in [
            ("a", "a", true),
            ("a", "./a/", true),
            ("../../a", "a", true),
            ("../../a", "$CARGO_MANIFEST_DIR/../../a", true),
            ("", "a", false),
            ("../..", "../..", true),
            ("../..", "a", false),
            ("b", "a", false),
            ("ba", "a", false),
            ("x/a", "a", true),
            ("a", "x/a", true),
            ("", ".", true),
        ] {
            assert_eq!(may_be(folder, named), is, "{folder} {named}");
        }
    }
}
