//! Models that other programs fetch: command lines of curl, git and the hub's own tool, and small programs
//! in Python.

use std::collections::BTreeSet;

use super::classify;
use super::command_line::{self, is_hub_download, is_model_of_ollama, is_option_of_llama};
use super::eval::Eval;
use super::hit::Hit;
use super::ir::{Expr, NodeRef};
use super::ollama;
use super::python;
use super::scripts;
use super::url::{self, Named};

/// Longer texts are no command lines.
const MAX_TEXT: usize = 64 << 10;

/// A word of a command line, and the literal it is from.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    at: NodeRef,
}

/// What other programs fetch.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// Models.
    pub(super) hits: BTreeSet<Hit>,
    /// Calls in Python whose model is not known.
    pub(super) open: BTreeSet<Open>,
}

/// A call in Python whose model is not known.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Open {
    /// What is known of it, with `{}` for what is not.
    pub(super) template: String,
    /// Where it is written.
    pub(super) at: NodeRef,
    /// What runs it.
    pub(super) sink: NodeRef,
}

/// Every model that a command line, or a program in Python that code runs, names.
pub(super) fn fetched(eval: &Eval<'_>) -> Fetched {
    let mut found = Fetched::default();
    for (at, node) in eval.crate_ir.nodes() {
        if node.mention {
            continue;
        }
        let runs = match &node.ex {
            Expr::Method(receiver, name, _) => {
                command_line::is_argument(eval.crate_ir, at.file, *receiver, name)
            }
            // A program without arguments.
            Expr::Call(path, _) => path.ends_with(&["Command".to_owned(), "new".to_owned()]),
            _ => false,
        };
        let mut open = BTreeSet::new();
        let named = if runs {
            of_command(eval, at, &mut open)
        } else {
            run_here(eval, at, &mut open)
        };
        let open = open.into_iter();
        found.open.extend(open.map(|(template, place)| Open {
            template,
            at: place,
            sink: at,
        }));
        for (artifact, is_repo, origin) in named {
            found.hits.insert(Hit {
                whole: artifact.clone(),
                artifact,
                is_repo,
                origin,
                pieces: vec![origin],
                sink: at,
                tokenizer: false,
            });
        }
    }
    found
}

/// A model, with whether it is a repository, and where it is named.
type Model = (String, bool, NodeRef);

/// Models that a command line names.
fn of_command(eval: &Eval<'_>, at: NodeRef, open: &mut BTreeSet<(String, NodeRef)>) -> Vec<Model> {
    eval.begin();
    let words = line(eval, at);
    let mut named = models(&words);
    let mut runs_python = false;
    for word in &words {
        // What Python itself is given is a program as a whole.
        if runs_python && python::may_take(&word.text) {
            let taken = python::read(&word.text);
            open.extend(
                taken
                    .open
                    .into_iter()
                    .map(|(template, _)| (template, word.at)),
            );
        }
        runs_python |= is_python(&word.text);
        named.extend(in_script(eval, &word.text, open));
    }
    if !named.is_empty() {
        eval.end(at);
    }
    named
}

/// Whether a word starts Python.
fn is_python(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = name.strip_suffix(".exe").unwrap_or(name);
    name.strip_prefix("python").is_some_and(|rest| {
        rest.chars()
            .all(|char| char.is_ascii_digit() || char == '.')
    })
}

/// Models that a program in Python names which code runs by itself: `py.run(c"...", None, None)`.
fn run_here(eval: &Eval<'_>, at: NodeRef, open: &mut BTreeSet<(String, NodeRef)>) -> Vec<Model> {
    const RUN: [&str; 4] = ["run", "run_bound", "eval", "eval_bound"];
    const MADE: [&str; 2] = ["from_code", "from_code_bound"];
    let code = match &eval.crate_ir.node(at).ex {
        Expr::Method(_, name, args) if RUN.contains(&name.as_str()) => args.first(),
        Expr::Call(path, args)
            if path
                .last()
                .is_some_and(|name| MADE.contains(&name.as_str())) =>
        {
            args.get(1)
        }
        _ => None,
    };
    let Some(code) = code else {
        return Vec::new();
    };
    let code = NodeRef {
        file: at.file,
        ix: *code,
    };
    eval.begin();
    let mut named = Vec::new();
    for value in eval.values(code, &None, 0) {
        if let Some(path) = compiled_in(eval, value.at, 0) {
            named.extend(in_script(eval, &path, open));
        }
    }
    for word in texts(eval, code) {
        if python::may_take(&word.text) {
            let taken = python::read(&word.text);
            named.extend(taken.ids.into_iter().map(|(id, _)| (id, true, word.at)));
            open.extend(
                taken
                    .open
                    .into_iter()
                    .map(|(template, _)| (template, word.at)),
            );
        }
    }
    if !named.is_empty() {
        eval.end(at);
    }
    named
}

/// The path of a text that is compiled in: `include_str!("x.py")`, in another macro too.
fn compiled_in(eval: &Eval<'_>, at: NodeRef, depth: usize) -> Option<String> {
    let Expr::Macro(name, args) = &eval.crate_ir.node(at).ex else {
        return None;
    };
    let inner = NodeRef {
        file: at.file,
        ix: *args.first().filter(|_| depth < 4)?,
    };
    match &eval.crate_ir.node(inner).ex {
        Expr::Lit(path) if name.starts_with("include_") => Some(path.clone()),
        _ => compiled_in(eval, inner, depth + 1),
    }
}

/// Models that a script takes which a word of a command line names.
fn in_script(eval: &Eval<'_>, word: &str, open: &mut BTreeSet<(String, NodeRef)>) -> Vec<Model> {
    let scripts = (0..).zip(&eval.crate_ir.files);
    let named = scripts.filter(|(_, file)| {
        file.table && scripts::is_script(&file.path) && scripts::is_meant(&file.path, word)
    });
    let mut found = Vec::new();
    for (number, file) in named {
        // Its lines together, and where each begins.
        let mut whole = String::new();
        let mut starts = Vec::new();
        for (ix, node) in (0..).zip(&file.nodes) {
            let Expr::Lit(text) = &node.ex else { continue };
            let at = NodeRef { file: number, ix };
            starts.push((whole.len(), at));
            whole.push_str(text);
            whole.push('\n');
            let text = text.clone();
            found.extend(in_words(&[Word { text, at }]));
        }
        let place = |at: usize| {
            let line = starts.partition_point(|(start, _)| *start <= at);
            starts.get(line.checked_sub(1)?).map(|(_, at)| *at)
        };
        let ids = if scripts::is_python(&file.path) {
            let taken = python::read(&whole);
            let calls = taken.open.into_iter();
            open.extend(calls.filter_map(|(template, at)| Some((template, place(at)?))));
            taken.ids
        } else {
            python::in_command(&whole)
        };
        found.extend(
            ids.into_iter()
                .filter_map(|(id, at)| Some((id, true, place(at)?))),
        );
    }
    found
}

/// The program and arguments up to a call of `arg` or `args`.
fn line(eval: &Eval<'_>, call: NodeRef) -> Vec<Word> {
    let parts = command_line::parts(eval.crate_ir, call).into_iter();
    parts.flat_map(|part| texts(eval, part)).collect()
}

fn texts(eval: &Eval<'_>, at: NodeRef) -> Vec<Word> {
    let known = eval.texts(at, &None, 0).into_iter();
    known
        .filter_map(|text| {
            let at = text.origin()?;
            let text = text.shown();
            (text.len() <= MAX_TEXT).then_some(Word { text, at })
        })
        .collect()
}

/// Models that a command line names, each with whether it is a repository.
fn models(line: &[Word]) -> Vec<Model> {
    let mut found = Vec::new();
    for word in line.iter().filter(|word| python::may_take(&word.text)) {
        let ids = python::in_command(&word.text).into_iter();
        found.extend(ids.map(|(id, _)| (id, true, word.at)));
    }
    found.extend(in_words(line));
    found
}

/// Models that the words of a command line name.
fn in_words(line: &[Word]) -> Vec<Model> {
    let mut found = Vec::new();
    let mut before: Vec<&str> = Vec::new();
    for word in line {
        let parts = word
            .text
            .split(|char: char| char.is_whitespace() || "\"'`;|&()".contains(char));
        for part in parts.filter(|part| !part.is_empty()) {
            match url::named(part) {
                Some(Named::Repo(id, _)) => found.push((id, true, word.at)),
                Some(Named::Url(url)) if !url.contains("{}") => found.push((url, false, word.at)),
                _ => {}
            }
            if before.contains(&"git")
                && before.contains(&"clone")
                && let Some(id) = url::page(part)
            {
                found.push((id, true, word.at));
            }
            if is_hub_download(&before)
                && let Some(id) = classify::full_hub_id(part)
            {
                found.push((id, true, word.at));
            }
            // `llama-server -hf org/name:Q4_K_M`
            let plain = part.split(':').next().unwrap_or_default();
            if is_option_of_llama(&before)
                && let Some(id) = classify::full_hub_id(plain)
            {
                found.push((id, true, word.at));
            }
            if is_model_of_ollama(&before)
                && !part.starts_with('-')
                && let Some((id, is_repo)) = ollama::artifact(part)
            {
                found.push((id, is_repo, word.at));
            }
            before.push(part);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(line: &[&str]) -> Vec<String> {
        let words: Vec<Word> = line
            .iter()
            .map(|text| Word {
                text: (*text).to_owned(),
                at: NodeRef { file: 0, ix: 0 },
            })
            .collect();
        models(&words).into_iter().map(|(id, ..)| id).collect()
    }

    #[test]
    fn what_tools_fetch_is_read() {
        for line in [
            &[
                "curl",
                "-L",
                "https://huggingface.co/lab/one/resolve/main/x.gguf",
            ][..],
            &[
                "sh",
                "-c",
                "cd m && wget 'https://huggingface.co/lab/one/resolve/main/x.gguf'",
            ],
            &[
                "huggingface-cli",
                "download",
                "--quiet",
                "lab/one",
                "x.gguf",
            ],
            &["bash", "-c", "hf download lab/one --local-dir m/n"],
            &[
                "git",
                "clone",
                "--depth",
                "1",
                "https://huggingface.co/lab/one.git",
            ],
            &[
                "python3",
                "-c",
                "from x import y\ny.from_pretrained('lab/one')",
            ],
        ] {
            assert_eq!(ids(line), ["lab/one"], "{line:?}");
        }
    }

    #[test]
    fn other_command_lines_name_no_models() {
        for line in [
            &["git", "clone", "https://github.com/lab/one"][..],
            &["cargo", "download", "lab/one"],
            &["hf", "upload", "lab/one"],
            &["open", "https://huggingface.co/lab/one"],
            &["python3", "-c", "print('lab/one')"],
        ] {
            let found = ids(line);
            assert!(found.is_empty(), "{line:?}: {found:?}");
        }
    }
}
