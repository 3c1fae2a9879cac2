//! Weight files that a command line hands to a program which loads them: `whisper-cli -m models/base.bin`.

use super::binding_names;
use super::classify::is_weight_name;
use super::command_line;
use super::eval::Eval;
use super::file_loads::{Load, is_build, path};
use super::ir::{Expr, NodeIdx, NodeRef};

/// Words of options that name a file to load.
const LOADED: [&str; 16] = [
    "m",
    "md",
    "model",
    "models",
    "encoder",
    "decoder",
    "joiner",
    "vocoder",
    "mmproj",
    "unet",
    "vae",
    "lora",
    "adapter",
    "weights",
    "checkpoint",
    "ckpt",
];
/// Words of options that name a file to write.
const WRITTEN: [&str; 6] = ["out", "output", "save", "export", "dest", "to"];

/// Every call in code that is built that hands a weight file to a program, by a path that is known.
pub(super) fn find(eval: &Eval<'_>, is_built: impl Fn(NodeRef) -> bool) -> Vec<Load> {
    let mut found = Vec::new();
    let mut texts = eval.crate_ir.nodes();
    if !texts.any(|(_, node)| matches!(&node.ex, Expr::Lit(text) if is_weight_name(text))) {
        return found;
    }
    let mut followed = 0;
    for (at, node) in eval.crate_ir.nodes() {
        let Expr::Method(receiver, name, args) = &node.ex else {
            continue;
        };
        if node.mention
            || is_build(eval.crate_ir, at)
            || !command_line::is_argument(eval.crate_ir, at.file, *receiver, name)
            || !is_built(at)
        {
            continue;
        }
        followed += 1;
        if followed > eval.limits.paths {
            eval.end_paths(at);
            break;
        }
        found.extend(of_call(eval, at, args));
    }
    found
}

/// The files that the words of one call name, behind an option that loads one.
fn of_call(eval: &Eval<'_>, at: NodeRef, args: &[NodeIdx]) -> Vec<Load> {
    let given = command_line::words(eval.crate_ir, at.file, args).len();
    let parts = command_line::parts(eval.crate_ir, at);
    // The word before the first may be its option.
    let first = parts.len().saturating_sub(given + 1);
    eval.begin();
    let mut found = Vec::new();
    let mut loads_next = false;
    for part in &parts[first..] {
        let texts = eval.texts(*part, &None, 0).into_iter();
        let words: Vec<String> = texts.filter_map(|text| text.whole()).collect();
        for word in &words {
            let file = match word.split_once('=') {
                Some((option, file)) if loads(option) => file,
                _ if loads_next => word,
                _ => continue,
            };
            let known = path(file, false).filter(|_| is_weight_name(file));
            found.extend(known.map(|(path, of_package)| Load {
                path,
                of_package,
                copies: false,
                is_word: false,
                at,
            }));
        }
        loads_next = words.iter().any(|word| loads(word));
    }
    eval.end_path(at);
    found
}

/// Whether an option names a file that the program loads.
fn loads(option: &str) -> bool {
    let Some(name) = option.strip_prefix('-') else {
        return false;
    };
    let words: Vec<String> = binding_names::words_of(name.trim_start_matches('-')).collect();
    let has = |all: &[&str]| words.iter().any(|word| all.contains(&word.as_str()));
    has(&LOADED) && !has(&WRITTEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_that_load_a_file() {
        for option in ["-m", "--model", "--vits-model", "--encoder", "--model_path"] {
            assert!(loads(option), "{option}");
        }
        for option in ["-o", "--output-model", "m", "--tokens", "--save-model", "-"] {
            assert!(!loads(option), "{option}");
        }
    }
}
