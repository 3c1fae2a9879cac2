//! Weight files in the directory of a package, found by listing it and looking at how each file begins: the same for
//! scans and for the hook.

pub mod detect;
/// Whether a name is one of weights.
pub mod name {
    pub use crate::weight_name::*;
}
pub mod walk;

use std::fs::File;
use std::io::{self, Read};

use camino::Utf8Path;

use super::header;

/// A file of the package whose content was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Data {
    /// The weights format that its content shows.
    pub format: Option<&'static str>,
    /// Whether it is neither text nor of a known other kind.
    pub blob: bool,
    /// Whether it has a format of weights, or a name of them, and provably holds none: it is no model then.
    pub graph_only: bool,
}

/// Whether a file that lies in the package is weights by itself: by its content, or it is a blob in a place or of
/// a name that only weights have.
#[must_use]
pub fn is_bundled(path: &str, data: &Data) -> Option<String> {
    if let Some(format) = data.format {
        return match format {
            // A pointer file has only the name of what it stands for.
            "git-lfs" => {
                name::is_weight_name(path).then(|| "a Git LFS pointer to weights".to_owned())
            }
            "hdf5" | "ggml" if !name::is_weight_name(path) => None,
            format => Some(format!("{format} weights in the package")),
        };
    }
    let file = path.rsplit('/').next().unwrap_or_default();
    let end = file
        .rsplit_once('.')
        .map_or("", |(_, end)| end)
        .to_ascii_lowercase();
    let plain = [
        "bin", "dat", "weights", "model", "params", "npy", "data", "",
    ]
    .contains(&end.as_str());
    let placed = path.split('/').any(|part| {
        ["model", "models", "weights", "checkpoints"].contains(&part.to_ascii_lowercase().as_str())
    }) || name::words(file)
        .any(|word| ["model", "weights", "weight"].contains(&word.as_str()));
    let named = name::is_weight_name(file) && !file.to_ascii_lowercase().ends_with(".pb");
    (data.blob && (named || plain && placed))
        .then(|| "a blob with the name and place of weights".to_owned())
}

/// The directory that is one model of Core ML, for a file in it.
#[must_use]
pub fn model_directory(path: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(by) = path.get(from..)?.find('/') {
        let end = from + by;
        let name = path[from..end].to_ascii_lowercase();
        if name.ends_with(".mlpackage") || name.ends_with(".mlmodelc") {
            return Some(&path[..end]);
        }
        from = end + 1;
    }
    None
}

/// What a directory is known by that is one model: its list of contents, or the file that compiling makes.
#[must_use]
pub fn is_model_directory(directory: &Utf8Path) -> bool {
    ["Manifest.json", "coremldata.bin"]
        .iter()
        .any(|name| directory.join(name).is_file())
}

/// A directory that is one model.
#[must_use]
pub fn model_data() -> Data {
    Data {
        format: Some("coreml"),
        blob: false,
        graph_only: false,
    }
}

/// The format of a file by its first bytes; the whole file is read where these do not decide.
#[must_use]
pub fn inspect(head: &[u8], size: u64, path: &Utf8Path) -> Data {
    let format = detect::format(head, size).or_else(|| detect::inner_format(head, path));
    let by_name = || matches!(path.extension(), Some("onnx" | "ort"));
    let may_be = matches!(format, Some("onnx" | "ort")) || format.is_none() && by_name();
    if may_be && is_graph_only(path) {
        return Data {
            format: None,
            blob: false,
            graph_only: true,
        };
    }
    Data {
        format,
        blob: detect::is_numeric_blob(head),
        graph_only: false,
    }
}

/// Whether a file provably holds no weights, whatever it is called.
#[must_use]
pub fn is_graph_only(path: &Utf8Path) -> bool {
    let is_file = path.metadata().is_ok_and(|file| file.is_file());
    is_file && File::open(path).is_ok_and(header::is_graph_only)
}

/// The weight files of a package, sorted, relative to its root with `/`. Rust sources are not read, and a
/// directory that is one model counts as a file.
///
/// # Errors
///
/// When the directory cannot be read.
pub fn bundled(root: &Utf8Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    for path in walk::files(root)? {
        if Utf8Path::new(&path).extension() == Some("rs") {
            continue;
        }
        if let Some(model) = model_directory(&path)
            && is_model_directory(&root.join(model))
        {
            found.push(model.to_owned());
            continue;
        }
        let whole = root.join(&path);
        let data = head(&whole).map(|(head, size)| inspect(&head, size, &whole));
        if data.is_ok_and(|data| is_bundled(&path, &data).is_some()) {
            found.push(path);
        }
    }
    found.dedup();
    Ok(found)
}

/// The first bytes of a file, and how many it has in all.
fn head(path: &Utf8Path) -> io::Result<(Vec<u8>, u64)> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut head = Vec::new();
    file.take(detect::HEAD as u64).read_to_end(&mut head)?;
    Ok((head, size))
}
