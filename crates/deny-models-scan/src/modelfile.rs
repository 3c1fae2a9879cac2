//! Modelfiles of Ollama in a package: what `ollama create` makes a model from, where code names the file.

use super::eval::Eval;
use super::hit::Hit;
use super::ir::{Expr, FileIr, NodeIdx, NodeRef};
use super::modelfile_text;
use super::ollama;
use deny_models::evidence::weights::name::has_weight_ending;
use deny_models::license::{Flag, identify_all, lookup};

/// The file that `ollama create` takes where none is named.
const USUAL: &str = "Modelfile";
/// What code has that names one.
pub(super) const WORDS: [&str; 2] = ["Modelfile", ".modelfile"];
/// The field of what it is made from.
const MODEL: &str = "model";
/// The field of the licence that its maker states.
const LICENSE: &str = "license";
/// Characters of a licence that is not known.
const MAX_LICENSE: usize = 100;

/// Whether a file is one, by its name.
pub(super) fn is_modelfile(path: &str) -> bool {
    deny_models::evidence::modelfile::is_modelfile(file_name(path))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// Reads what it is made from, as an object.
pub(super) fn read(path: &str, text: &str) -> FileIr {
    let mut ir = FileIr::of_texts(path);
    let mut fields = Vec::new();
    for (line, range) in modelfile_text::from(text, "\n") {
        ir.text(text[range].to_owned(), line);
        fields.push((MODEL.to_owned(), last(&ir)));
    }
    // Who makes a model states its terms, which are then those of what it is made from: they make it stricter only.
    for (line, license) in stated(text) {
        ir.text(license, line);
        fields.push((LICENSE.to_owned(), last(&ir)));
    }
    ir.add(Expr::Record(Vec::new(), fields, None), 1);
    ir
}

/// The licences that a Modelfile states, each with its line: by their ids where a text is that of known ones, else by how
/// the text begins.
fn stated(text: &str) -> Vec<(u32, String)> {
    let read = deny_models::evidence::modelfile::read(text);
    let mut found = Vec::new();
    for (line, license) in read.licenses() {
        let known = identify_all(license);
        let first = license.lines().map(str::trim).find(|line| !line.is_empty());
        let first = first.filter(|_| known.is_empty());
        let ids = known.iter().map(|known| known.id.to_owned());
        let ids = ids.chain(first.map(|first| first.chars().take(MAX_LICENSE).collect()));
        // One that is open source makes nothing stricter.
        let is_strict = |id: &String| lookup(id).osi() != Flag::Yes;
        found.extend(ids.filter(is_strict).map(|id| (line, id)));
    }
    found
}

fn last(ir: &FileIr) -> NodeIdx {
    NodeIdx::try_from(ir.nodes.len().saturating_sub(1)).unwrap_or(NodeIdx::MAX)
}

/// What Modelfiles that code names are made from.
#[derive(Debug, Default)]
pub(super) struct Made {
    /// Models.
    pub(super) hits: Vec<Hit>,
    /// Files of weights that are not there, each with where it is named and the code that names the Modelfile.
    pub(super) missing: Vec<(String, NodeRef, NodeRef)>,
}

/// What Modelfiles that code names are made from; `is_file` decides which paths from the package on are there.
pub(super) fn fetched(eval: &Eval<'_>, is_there: impl Fn(&str) -> bool) -> Made {
    let crate_ir = eval.crate_ir;
    let mut found = Made::default();
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
        let objects = file.nodes.iter().filter_map(|node| match &node.ex {
            Expr::Record(_, fields, _) => Some(fields),
            _ => None,
        });
        for (_, ix) in objects.flatten().filter(|(name, _)| name == MODEL) {
            let origin = NodeRef {
                file: number,
                ix: *ix,
            };
            let Expr::Lit(from) = &crate_ir.node(origin).ex else {
                continue;
            };
            if modelfile_text::is_file(from) {
                let path = beside(&file.path, from).filter(|path| !is_there(path));
                let path = path.filter(|_| has_weight_ending(from));
                found.missing.extend(path.map(|path| (path, origin, sink)));
                continue;
            }
            found
                .hits
                .extend(ollama::artifact(from).map(|(artifact, is_repo)| Hit {
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

/// A path that a Modelfile names, from the package on; `None` for one that leads out of it.
fn beside(modelfile: &str, path: &str) -> Option<String> {
    let path = path.trim_start_matches("./");
    let is_inside = !path.starts_with(['/', '~', '@', '.']) && !path.contains(['\\', '{', '$']);
    let folder = modelfile.rsplit_once('/').map(|(folder, _)| folder);
    is_inside.then(|| match folder {
        Some(folder) => format!("{folder}/{path}"),
        None => path.to_owned(),
    })
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
    fn a_path_is_from_the_modelfile_on() {
        for (modelfile, path, expected) in [
            ("Modelfile", "./x.gguf", Some("x.gguf")),
            ("models/Modelfile", "x.gguf", Some("models/x.gguf")),
            ("models/Modelfile", "../x.gguf", None),
            ("Modelfile", "/x.gguf", None),
            ("Modelfile", "~/x.gguf", None),
        ] {
            assert_eq!(beside(modelfile, path).as_deref(), expected, "{path}");
        }
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
