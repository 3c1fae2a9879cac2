//! Models that other programs fetch: command lines of curl, git and the hub's own tool, and small programs
//! in Python.

use std::collections::BTreeSet;

use super::classify;
use super::command_line::{self, is_hub_download, is_model_of_ollama, is_option_of_llama};
use super::eval::Eval;
use super::hit::Hit;
use super::ir::{Expr, NodeRef};
use super::ollama;
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

/// Every model that a command line names.
pub(super) fn fetched(eval: &Eval<'_>) -> Vec<Hit> {
    let mut found = BTreeSet::new();
    for (at, node) in eval.crate_ir.nodes() {
        let runs = match &node.ex {
            Expr::Method(receiver, name, _) => {
                command_line::is_argument(eval.crate_ir, at.file, *receiver, name)
            }
            // A program without arguments.
            Expr::Call(path, _) => path.ends_with(&["Command".to_owned(), "new".to_owned()]),
            _ => false,
        };
        if node.mention || !runs {
            continue;
        }
        eval.begin();
        let words = line(eval, at);
        let mut named = models(&words);
        for word in &words {
            named.extend(in_script(eval, word));
        }
        if !named.is_empty() {
            eval.end(at);
        }
        for (artifact, is_repo, origin) in named {
            found.insert(Hit {
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
    found.into_iter().collect()
}

/// Models that a script takes which a word of a command line names.
fn in_script(eval: &Eval<'_>, word: &Word) -> Vec<(String, bool, NodeRef)> {
    let scripts = (0..).zip(&eval.crate_ir.files);
    let named = scripts.filter(|(_, file)| {
        file.table && scripts::is_script(&file.path) && scripts::is_meant(&file.path, &word.text)
    });
    let mut found = Vec::new();
    for (number, file) in named {
        for (ix, node) in (0..).zip(&file.nodes) {
            let Expr::Lit(text) = &node.ex else { continue };
            let at = NodeRef { file: number, ix };
            found.extend(in_python(text).into_iter().map(|id| (id, true, at)));
            let text = text.clone();
            found.extend(models(&[Word { text, at }]));
        }
    }
    found
}

/// The program and arguments up to a call of `arg` or `args`.
fn line(eval: &Eval<'_>, call: NodeRef) -> Vec<Word> {
    let parts = command_line::parts(eval.crate_ir, call).into_iter();
    parts.flat_map(|part| texts(eval, part)).collect()
}

fn texts(eval: &Eval<'_>, at: NodeRef) -> Vec<Word> {
    let known = eval.texts(at, &None, 0).into_iter().take(16);
    known
        .filter_map(|text| {
            let at = text.origin()?;
            let text = text.shown();
            (text.len() <= MAX_TEXT).then_some(Word { text, at })
        })
        .collect()
}

/// Models that a command line names, each with whether it is a repository.
fn models(line: &[Word]) -> Vec<(String, bool, NodeRef)> {
    let mut found = Vec::new();
    let mut before: Vec<&str> = Vec::new();
    for word in line {
        if is_python(&word.text) {
            found.extend(
                in_python(&word.text)
                    .into_iter()
                    .map(|id| (id, true, word.at)),
            );
        }
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

fn is_python(text: &str) -> bool {
    text.contains("import ") && text.contains('(')
}

/// Ids that calls in Python take.
fn in_python(text: &str) -> Vec<String> {
    const CALLS: [&str; 7] = [
        "from_pretrained(",
        "snapshot_download(",
        "hf_hub_download(",
        "SentenceTransformer(",
        "CrossEncoder(",
        "repo_id=",
        "pipeline(",
    ];
    let mut found = Vec::new();
    for call in CALLS {
        for (start, _) in text.match_indices(call) {
            let rest = &text[start + call.len()..];
            let end = rest.find([')', '\n']).unwrap_or(rest.len());
            let mut quoted = rest[..end].split(['"', '\'']).skip(1).step_by(2);
            found.extend(quoted.find_map(classify::full_hub_id));
        }
    }
    found.sort();
    found.dedup();
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
