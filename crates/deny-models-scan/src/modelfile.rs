//! Modelfiles of Ollama in a package: what `ollama create` makes a model from, where code names the file.

use super::eval::Eval;
use super::hit::Hit;
use super::ir::{Expr, FileIr, NodeRef};
use super::ollama;

/// The file that `ollama create` takes where none is named.
const USUAL: &str = "Modelfile";

/// Whether a file is one, by its name.
pub(super) fn is_modelfile(path: &str) -> bool {
    deny_models::evidence::modelfile::is_modelfile(file_name(path))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Reads what models it is made from.
pub(super) fn read(path: &str, text: &str) -> FileIr {
    let mut ir = FileIr::of_texts(path);
    let mut quoted = false;
    for (line, text) in (1..).zip(text.lines()) {
        // Texts of several lines stand between three quotes, and may hold any words.
        let was_quoted = quoted;
        if text.matches("\"\"\"").count() % 2 == 1 {
            quoted = !quoted;
        }
        let mut words = text.split_whitespace();
        let is_from = words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("FROM"));
        let Some(from) = words.next().filter(|_| is_from && !was_quoted) else {
            continue;
        };
        ir.text(from.trim_matches('"').to_owned(), line);
    }
    ir
}

/// Models that Modelfiles which code names are made from.
pub(super) fn fetched(eval: &Eval<'_>) -> Vec<Hit> {
    let crate_ir = eval.crate_ir;
    let mut found = Vec::new();
    for (number, file) in (0..).zip(&crate_ir.files) {
        if !file.table || !is_modelfile(&file.path) {
            continue;
        }
        let name = file_name(&file.path);
        let texts = crate_ir.nodes().filter_map(|(at, node)| match &node.ex {
            Expr::Lit(text) if !node.mention && at.file != number => Some((at, text)),
            _ => None,
        });
        let names = |at: NodeRef, text: &str| {
            text.contains(name) || name == USUAL && creates(eval, at, text)
        };
        let Some((sink, _)) = texts.into_iter().find(|(at, text)| names(*at, text)) else {
            continue;
        };
        for (ix, node) in (0..).zip(&file.nodes) {
            let Expr::Lit(from) = &node.ex else { continue };
            // A file is known where it lies.
            if from.starts_with(['.', '/', '~']) {
                continue;
            }
            let origin = NodeRef { file: number, ix };
            found.extend(ollama::artifact(from).map(|(artifact, is_repo)| Hit {
                whole: artifact.clone(),
                artifact,
                is_repo,
                origin,
                pieces: vec![origin],
                sink,
                tokenizer: false,
            }));
        }
    }
    found
}

/// Whether a text is, or belongs to, a command line `ollama create`.
fn creates(eval: &Eval<'_>, at: NodeRef, text: &str) -> bool {
    if text.contains("ollama create ") {
        return true;
    }
    let func = eval.crate_ir.func_of(at);
    let file = eval.crate_ir.file(at);
    text == "create"
        && file.nodes.iter().any(|node| {
            node.func == func.func && matches!(&node.ex, Expr::Lit(text) if text == "ollama")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_model_is_made_from_is_read() {
        let text = "# FROM no\nFROM llama3.2:3b\nSYSTEM \"\"\"\nFROM here on\n\"\"\"\nfrom hf.co/a/b:Q4\nADAPTER ./x\n";
        let ir = read("Modelfile", text);
        let found: Vec<(u32, &Expr)> = ir.nodes.iter().map(|node| (node.line, &node.ex)).collect();
        assert_eq!(
            found,
            [
                (2, &Expr::Lit("llama3.2:3b".to_owned())),
                (6, &Expr::Lit("hf.co/a/b:Q4".to_owned()))
            ]
        );
    }

    #[test]
    fn modelfiles_are_known_by_their_names() {
        for (path, is) in [
            ("Modelfile", true),
            ("models/Modelfile.small", true),
            ("chat.Modelfile", true),
            ("modelfile.rs", true),
            ("models.json", false),
        ] {
            assert_eq!(is_modelfile(path), is, "{path}");
        }
    }
}
