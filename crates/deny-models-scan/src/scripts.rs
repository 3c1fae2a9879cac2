//! Scripts that a build script runs: each line becomes a text, in the form that the evaluator follows.

use super::ir::FileIr;
use super::tables;
use deny_models::evidence::containers;

/// Endings of scripts that programs run.
pub(super) const RUN: [&str; 8] = [
    ".py", ".sh", ".ps1", ".bash", ".zsh", ".fish", ".bat", ".cmd",
];

/// What code has that names a script: its ending, how Python is given a module, or how a shell is given a line.
pub(super) const NAMES: [&str; 12] = [
    RUN[0], RUN[1], RUN[2], RUN[3], RUN[4], RUN[5], ".bat\"", ".cmd\"", "\"-m\"", "\"-c\"",
    "\"/C\"", "\"/c\"",
];

/// Whether a file may be a script, by its name.
pub(super) fn is_script(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    containers::is_file(path)
        || match name.rsplit_once('.') {
            Some((_, end)) => {
                ["sh", "bash", "zsh", "fish", "py", "ps1", "bat", "cmd"].contains(&end)
            }
            None => !name.is_empty(),
        }
}

/// Whether code that is no build script may run a script, which it names with its ending.
pub(super) fn is_run(path: &str) -> bool {
    RUN.iter().any(|end| path.ends_with(end))
}

/// Whether a word of a command line is a path to a script.
pub(super) fn is_meant(path: &str, word: &str) -> bool {
    tables::is_named(path, word)
}

/// Whether code names a script.
pub(super) fn is_named_in(path: &str, code: &str) -> bool {
    path.rsplit('/')
        .next()
        .is_some_and(|name| code.contains(name))
}

/// Whether a script names another one: by its name with the ending, or by a path.
pub(super) fn is_named_by_line(path: &str, script: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let is_named = || {
        if name.contains('.') {
            script.contains(name)
        } else {
            script.contains(&format!("/{name}"))
        }
    };
    is_script(path) && !containers::is_file(path) && is_named()
}

/// Whether code names a module of Python by its path: `["-m", "tools.fetch"]`.
pub(super) fn is_module_in(path: &str, code: &str) -> bool {
    let module = path.strip_suffix(".py").map(|path| path.replace('/', "."));
    module.is_some_and(|module| code.contains(&format!("\"{module}\"")))
}

/// Reads a script; a line that ends in a backslash goes on in the next.
pub(super) fn read(path: &str, text: &str) -> FileIr {
    let mut ir = FileIr::of_texts(path);
    let mut whole = String::new();
    let mut first = 1;
    for (line, text) in (1..).zip(text.lines()) {
        if whole.is_empty() {
            first = line;
        }
        let code = text.trim_end();
        let goes_on = code.strip_suffix('\\');
        whole.push_str(goes_on.unwrap_or(code));
        if goes_on.is_some() {
            whole.push(' ');
            continue;
        }
        let text = std::mem::take(&mut whole);
        let is_comment = text.trim_start().starts_with('#');
        if !is_comment && !text.is_empty() {
            ir.text(text, first);
        }
    }
    ir
}

#[cfg(test)]
mod tests {
    use super::super::ir::Expr;
    use super::*;

    #[test]
    fn lines_that_go_on_are_one() {
        let ir = read("x.sh", "#!/bin/sh\n# no\ncurl \\\n  https://a\n\nls\n");
        let lines: Vec<(u32, &Expr)> = ir.nodes.iter().map(|node| (node.line, &node.ex)).collect();
        assert_eq!(
            lines,
            [
                (3, &Expr::Lit("curl    https://a".to_owned())),
                (6, &Expr::Lit("ls".to_owned()))
            ]
        );
    }

    #[test]
    fn scripts_are_known_by_their_names() {
        for (path, is) in [
            ("a/x.sh", true),
            ("x.py", true),
            ("tools/fetch", true),
            ("x.rs", false),
            ("x.json", false),
        ] {
            assert_eq!(is_script(path), is, "{path}");
        }
        assert!(is_meant("tools/fetch.sh", "./tools/fetch.sh"));
        assert!(!is_meant("tools/fetch.sh", "fetch"));
    }
}
