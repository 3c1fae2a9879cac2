//! What the code around an expression calls it: the constants, variables, fields and functions that it is given to.

use super::classify;
use super::index::{Crate, plain};
use super::ir::{Expr, NodeIdx, NodeRef};
use super::scopes::spelt_name;

/// Nodes further from each other than this have nothing to do with each other.
const NEAR: usize = 64;

/// Names of what an expression is given to.
pub(super) fn names(crate_ir: &Crate, at: NodeRef) -> Vec<String> {
    let file = crate_ir.file(at);
    let func = crate_ir.func(crate_ir.func_of(at));
    let mut names: Vec<String> = vec![func.name.clone(), plain(&func.owner).to_owned()];
    let holds = |ix: NodeIdx| reaches(crate_ir, NodeRef { file: at.file, ix }, at.ix, 0);
    for item in &file.consts {
        if holds(item.value) {
            names.extend([plain(&item.owner).to_owned(), item.name.clone()]);
        }
    }
    for (name, values) in &func.locals {
        if values.iter().any(|value| holds(*value)) {
            names.push(spelt_name(name).to_owned());
        }
    }
    let first = (at.ix as usize).saturating_sub(NEAR);
    for node in file.nodes.iter().skip(first).take(2 * NEAR) {
        match &node.ex {
            Expr::Call(path, args) if args.iter().any(|arg| holds(*arg)) => {
                names.extend(path.iter().cloned());
            }
            Expr::Method(_, name, args) if args.iter().any(|arg| holds(*arg)) => {
                names.push(name.clone());
            }
            Expr::Record(path, fields, _) => {
                let given = fields.iter().filter(|(_, value)| holds(*value));
                let fields: Vec<String> = given.map(|(name, _)| name.clone()).collect();
                if !fields.is_empty() {
                    names.extend(path.last().cloned());
                    names.extend(fields);
                }
            }
            _ => {}
        }
    }
    names
}

/// Words of names that call something a model.
const MODEL_WORDS: [&str; 9] = [
    "model",
    "models",
    "weight",
    "weights",
    "checkpoint",
    "checkpoints",
    "pretrained",
    "llm",
    "gguf",
];

/// Whether the code around a text calls it a model.
pub(super) fn is_called_model(crate_ir: &Crate, at: NodeRef) -> bool {
    names(crate_ir, at).iter().any(|name| calls_a_model(name))
}

/// Whether a name has a word for a model.
pub(super) fn calls_a_model(name: &str) -> bool {
    words_of(name).any(|word| MODEL_WORDS.contains(&word.as_str()))
}

fn reaches(crate_ir: &Crate, from: NodeRef, to: NodeIdx, depth: usize) -> bool {
    if from.ix == to {
        return true;
    }
    // Children come before their parents in the arena.
    if depth > 6 || from.ix < to {
        return false;
    }
    let mut inner = Vec::new();
    crate_ir.node(from).ex.children(&mut inner);
    inner.into_iter().any(|ix| {
        reaches(
            crate_ir,
            NodeRef {
                file: from.file,
                ix,
            },
            to,
            depth + 1,
        )
    })
}

/// Words of a name in any case.
pub(super) fn words_of(name: &str) -> impl Iterator<Item = String> + '_ {
    let mut spaced = String::new();
    let mut lower = false;
    for char in name.chars() {
        if char.is_uppercase() && lower {
            spaced.push(' ');
        }
        lower = char.is_lowercase() || char.is_ascii_digit();
        spaced.push(char);
    }
    let parts: Vec<String> = classify::words(&spaced).collect();
    parts.into_iter()
}

/// `modelUrl` as a parameter of Rust is called: `model_url`.
pub(super) fn snake(name: &str) -> String {
    words_of(name).collect::<Vec<_>>().join("_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_in_any_case() {
        let words: Vec<String> = words_of("DefaultPredictor::RNN_WEIGHTS2x").collect();
        assert_eq!(words, ["default", "predictor", "rnn", "weights2x"]);
    }
}
