//! Files that are compiled in, and weights that lie in the package.

use std::collections::BTreeMap;

use super::binding_names;
use super::classify;
use super::eval::Eval;
use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef};
use super::named_files::normal;
use super::scan::WORKSPACE;
use super::text::Text;
use deny_models::evidence::weights::name::{ARCHIVES, is_model_worded};

pub(super) use deny_models::evidence::weights::{
    Data, inspect, is_bundled, is_model_directory, model_data, model_directory,
};

/// A file that a macro compiles in.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Embedded {
    /// From the root of the crate; `$OUT_DIR/x` for what the build script makes, and with `..` at its start where it
    /// lies outside.
    pub(super) path: String,
    /// Whether it is a folder with all that is in it.
    pub(super) of_folder: bool,
    /// The macro call.
    pub(super) at: NodeRef,
}

/// Every file that is compiled in.
pub(super) fn find(eval: &Eval<'_>) -> Vec<Embedded> {
    let crate_ir = eval.crate_ir;
    let embedders: Vec<&String> = crate_ir
        .files
        .iter()
        .flat_map(|file| &file.embedders)
        .collect();
    let mut found = Vec::new();
    for (at, node) in crate_ir.nodes() {
        let Expr::Macro(name, args) = &node.ex else {
            continue;
        };
        if !(is_embedding(name) || embedders.contains(&name)) {
            continue;
        }
        let args: Vec<NodeRef> = args
            .iter()
            .map(|ix| NodeRef {
                file: at.file,
                ix: *ix,
            })
            .collect();
        eval.begin();
        let texts = args.iter().flat_map(|arg| literal_texts(eval, *arg));
        let texts: Vec<Text> = texts.collect();
        eval.end_path(at);
        for text in texts {
            if let Some(path) = text
                .whole()
                .and_then(|text| located(&crate_ir.file(at).path, &text, is_of_crate(name)))
            {
                found.push(Embedded {
                    path,
                    of_folder: is_of_folder(name),
                    at,
                });
            }
        }
    }
    found.sort();
    found.dedup();
    found
}

fn literal_texts(eval: &Eval<'_>, at: NodeRef) -> Vec<Text> {
    match &eval.crate_ir.node(at).ex {
        Expr::Lit(_) | Expr::Format(_) => eval.texts(at, &None, 0),
        Expr::Tuple(parts) => parts
            .iter()
            .flat_map(|ix: &NodeIdx| {
                literal_texts(
                    eval,
                    NodeRef {
                        file: at.file,
                        ix: *ix,
                    },
                )
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Macros that take the path of a file and give its bytes.
pub(super) fn is_embedding(name: &str) -> bool {
    let text = ["include", "include_str"].contains(&name);
    let named = ["flate", "asset", "load_assets"].contains(&name);
    (named
        || name.starts_with("include_")
        || name.starts_with("embed")
        || name.ends_with("include_bytes"))
        && !text
}

/// Whether a macro takes paths from the root of the crate.
fn is_of_crate(name: &str) -> bool {
    ["include_dir", "embed", "asset", "load_assets"].contains(&name) || name.contains("flate")
}

/// Whether a macro compiles in a folder.
fn is_of_folder(name: &str) -> bool {
    name == "include_dir" || name == "load_assets"
}

/// A path of a macro from the root of the crate.
pub(super) fn located(file: &str, path: &str, of_crate: bool) -> Option<String> {
    let path = path.replace('\\', "/");
    if let Some(rest) = path.strip_prefix("$OUT_DIR") {
        return Some(format!("$OUT_DIR/{}", rest.trim_start_matches('/')));
    }
    if path.is_empty() || path.contains('\0') {
        return None;
    }
    let joined = match path.strip_prefix("$CARGO_MANIFEST_DIR") {
        Some(rest) => rest.trim_start_matches('/').to_owned(),
        // The root of the workspace, by a variable that many set in their cargo configuration.
        None if path.starts_with(WORKSPACE) => return Some(path),
        None if of_crate => path,
        None => match file.rsplit_once('/') {
            Some((folder, _)) => format!("{folder}/{path}"),
            None => path,
        },
    };
    let path = normal(joined.trim_start_matches('/'));
    (!path.is_empty()).then_some(path)
}

/// Whether a compiled-in file is weights: by its content, or it is a blob of numbers that the code calls weights.
pub(super) fn is_weights(
    crate_ir: &Crate,
    embedded: &Embedded,
    files: &BTreeMap<String, Data>,
) -> Option<String> {
    if embedded.path.starts_with('$') || embedded.of_folder {
        return None;
    }
    let data = files.get(&embedded.path);
    if data.is_some_and(|data| data.graph_only) {
        return None;
    }
    if let Some(format) = data.and_then(|data| data.format) {
        return Some(format!("{format} weights, compiled in"));
    }
    let named = classify::is_weight_name(&embedded.path);
    match data {
        Some(data) if data.blob && (named || is_named_as_model(crate_ir, embedded)) => {
            Some("a blob that the code uses as weights, compiled in".to_owned())
        }
        None if named => {
            Some("weights by name, compiled in; the file is not in the package".to_owned())
        }
        _ if is_packed(&embedded.path) => {
            Some("an archive with the name of weights, compiled in".to_owned())
        }
        _ => None,
    }
}

/// Whether a file that a macro names in a source file may be weights for [`is_weights`]; `names_networks`: whether any
/// name in that source file is one of networks.
pub(super) fn may_be_weights(
    source: &str,
    name: &str,
    file: &str,
    files: &BTreeMap<String, Data>,
    names_networks: impl FnOnce() -> bool,
) -> bool {
    let Some(path) = located(source, file, is_of_crate(name)) else {
        return false;
    };
    if path.starts_with("..") || path.starts_with(WORKSPACE) || is_of_folder(name) {
        return true;
    }
    match files.get(&path) {
        Some(data) if data.format.is_some() => true,
        _ if classify::is_weight_name(&path) || is_packed(&path) => true,
        Some(data) => data.blob && (is_of_networks(&path) || names_networks()),
        None => false,
    }
}

/// Whether a file is packed, so that its content shows nothing, and its name is of weights: `Denoise_onnx.tar.gz`,
/// `small.onnx.zst`.
fn is_packed(path: &str) -> bool {
    const PACKED: [&str; 5] = [".gz", ".zst", ".br", ".xz", ".lz4"];
    let file = path.rsplit('/').next().unwrap_or_default();
    let file = file.to_ascii_lowercase();
    let inside = PACKED.iter().find_map(|end| file.strip_suffix(end));
    inside.is_some_and(classify::is_weight_name)
        || ARCHIVES.iter().any(|end| file.ends_with(end)) && is_model_worded(&file)
}

/// Whether the code around a compiled-in file mentions weights or a network.
fn is_named_as_model(crate_ir: &Crate, embedded: &Embedded) -> bool {
    let file = embedded.path.rsplit('/').next().unwrap_or_default();
    let mut names = binding_names::names(crate_ir, embedded.at);
    names.push(file.to_owned());
    names.iter().any(|name| is_of_networks(name))
}

/// Whether a name has a word of networks in it.
pub(super) fn is_of_networks(name: &str) -> bool {
    binding_names::words_of(name).any(|word| is_network_word(&word))
}

fn is_network_word(word: &str) -> bool {
    const WORDS: [&str; 17] = [
        "weight",
        "weights",
        "rnn",
        "nn",
        "network",
        "neural",
        "gru",
        "lstm",
        "cnn",
        "onnx",
        "ggml",
        "checkpoint",
        "predictor",
        "classifier",
        "net",
        "nnue",
        "embedding",
    ];
    WORDS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_from_the_root_of_the_crate() {
        assert_eq!(
            located("src/a/b.rs", "../w.bin", false).as_deref(),
            Some("src/w.bin")
        );
        assert_eq!(
            located("src/a.rs", "$CARGO_MANIFEST_DIR/w/x.onnx", false).as_deref(),
            Some("w/x.onnx")
        );
        assert_eq!(
            located("src/a.rs", "$OUT_DIR/x.onnx", false).as_deref(),
            Some("$OUT_DIR/x.onnx")
        );
        assert_eq!(
            located("src/a.rs", "assets/x", true).as_deref(),
            Some("assets/x")
        );
        // What lies outside begins with the way there.
        assert_eq!(
            located("src/a.rs", "../../x", false).as_deref(),
            Some("../x")
        );
        assert_eq!(
            located("src/a.rs", "$CARGO_MANIFEST_DIR/../../m/./x", false).as_deref(),
            Some("../../m/x")
        );
        // As people write it on Windows.
        assert_eq!(
            located("src/a/b.rs", "..\\w\\x.bin", false).as_deref(),
            Some("src/w/x.bin")
        );
        assert_eq!(
            located("src/a.rs", "$OUT_DIR\\x.onnx", false).as_deref(),
            Some("$OUT_DIR/x.onnx")
        );
    }
}
