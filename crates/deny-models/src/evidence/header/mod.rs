//! What weight files state about themselves: licence, lineage, name and author, from their headers alone.
//!
//! Every reader is bounded: no length in a file is trusted before it is checked against the bytes that are there,
//! no weights are read, nothing is unpickled, and archives are listed rather than unpacked. A file that cannot be
//! read completely is reported as unreadable, since the unread part may state a licence.
//!
//! ```
//! use deny_models::evidence::header::read;
//!
//! let header = r#"{"__metadata__":{"modelspec.license":"CC-BY-NC-4.0"}}"#;
//! let mut file = (header.len() as u64).to_le_bytes().to_vec();
//! file.extend(header.bytes());
//! let header = read("lora.safetensors", std::io::Cursor::new(file));
//! assert_eq!(header.license[0].value, "CC-BY-NC-4.0");
//! ```

mod archive;
mod classify;
mod coreml;
mod detect;
mod flat;
mod gguf;
mod graph_only;
mod input;
mod json;
mod onnx;
mod parts;
mod pointer;
mod prose;
mod proto;
mod safetensors;
mod short;
mod tflite;
mod types;
mod zip;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;

pub use classify::Form;
pub use parts::ClaimParts;
pub use prose::{Prose, ProseLicense, ProseLineage, StatedBy};
pub use types::{Base, Confidence, FileHeader, Format, Header, HeaderProblem, ProblemKind, Stated};

pub use classify::{is_local, without_path};
pub use graph_only::is_graph_only;
pub use json::{Entries, Value};
pub use short::shortened;

use detect::Kind;
use input::{Fault, Input};

/// Reads a file, or a `.mlpackage`, which is a directory.
///
/// # Errors
///
/// When it cannot be opened, or is neither. Faults of its content are no errors but [`Header::problems`].
pub fn read_path(path: &Path) -> io::Result<Header> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    read_named(&name, path)
}

/// The same under another name: a blob of the hub cache is called by its hash.
pub fn read_named(name: &str, path: &Path) -> io::Result<Header> {
    let meta = path.metadata()?;
    if meta.is_dir() {
        if !is_package(name) {
            return Err(io::Error::new(
                io::ErrorKind::IsADirectory,
                "is a directory",
            ));
        }
        return Ok(match coreml::model_of_package(path) {
            Ok(model) => read("model.mlmodel", File::open(model)?),
            Err(why) => {
                let mut header = Header::new(Format::CoreMl);
                header.fault(ProblemKind::Unreadable, why);
                header
            }
        });
    }
    // A pipe would wait for ever.
    if !meta.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "is no file"));
    }
    Ok(read(name, File::open(path)?))
}

/// Whether a directory of that name is one model.
#[must_use]
pub fn is_package(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(".mlpackage")
}

/// Reads what a weight file states about itself. `name` is its file name, which decides only where the content does
/// not.
#[must_use]
pub fn read<R: Read + Seek>(name: &str, file: R) -> Header {
    let header = match Input::new(file) {
        Ok(mut input) => read_input(name, &mut input),
        Err(fault) => unreadable(Format::Unknown, &fault),
    };
    header.finish()
}

fn unreadable(format: Format, fault: &Fault) -> Header {
    let mut header = Header::new(format);
    header.fault(ProblemKind::Unreadable, fault.to_string());
    header
}

fn read_input<R: Read + Seek>(name: &str, input: &mut Input<R>) -> Header {
    let kind = match detect::detect(name, input) {
        Ok(kind) => kind,
        Err(fault) => return unreadable(Format::Unknown, &fault),
    };
    if input.len() == 0 {
        let mut header = Header::new(kind.name.unwrap_or(Format::Unknown));
        header.fault(ProblemKind::Unreadable, "the file is empty");
        return header;
    }
    let Some(format) = kind.content else {
        return strange(&kind, input);
    };
    let mut header = read_as(format, input);
    if let Some(promised) = kind.name
        && !fits(promised, header.format)
    {
        let text = format!(
            "its name promises {promised}, its content is {}",
            header.format
        );
        header.fault(ProblemKind::Suspicious, text);
    }
    if matches!(header.format, Format::Onnx | Format::Ort)
        && input.seek(0).is_ok()
        && is_graph_only(input.reader())
    {
        header.note("holds no weights: a graph whose inputs all come from its caller");
    }
    if let Some((shard, shards)) = shard(name)
        && shard > 1
    {
        header.note(format!(
            "shard {shard} of {shards}: the first one may state more"
        ));
    }
    header
}

fn read_as<R: Read + Seek>(format: Format, input: &mut Input<R>) -> Header {
    match format {
        Format::Gguf => gguf::read(input),
        Format::Safetensors => safetensors::read(input),
        Format::Onnx => onnx::read(input),
        Format::CoreMl => coreml::read(input),
        Format::Tflite => tflite::read(input),
        Format::Zip => archive::read(input),
        Format::Pickle => archive::bare_pickle(input),
        Format::GitLfsPointer => pointer::read(input),
        other => {
            let mut header = Header::new(other);
            header.note(format!(
                "a {other} file has no place for a licence that could be read"
            ));
            header
        }
    }
}

/// The content fits no format. Where the name promises one, its reader reports what is wrong.
fn strange<R: Read + Seek>(kind: &Kind, input: &mut Input<R>) -> Header {
    let Some(promised) = kind.name else {
        // Any data may be called `.bin`, so this is no fault, and no answer either.
        let mut header = Header::new(Format::Unknown);
        header.note("its content is that of no model format that is known");
        return header;
    };
    let mut header = match promised {
        Format::Safetensors => safetensors::read(input),
        Format::Onnx => onnx::read(input),
        Format::CoreMl => coreml::read(input),
        Format::SavedModel => {
            let mut header = Header::new(Format::SavedModel);
            header.note("a TensorFlow SavedModel has no place for a licence");
            return header;
        }
        // These have a mark, and it is not there.
        other => Header::new(other),
    };
    if header.is_readable() {
        let text = format!("its name promises {promised}, and its content is not {promised}");
        header.fault(ProblemKind::Unreadable, text);
    }
    header
}

/// Whether content is what a name promises. A pointer stands for any file.
fn fits(promised: Format, content: Format) -> bool {
    promised == content
        || content == Format::GitLfsPointer
        || matches!(
            (promised, content),
            (
                Format::PytorchZip,
                Format::Pickle | Format::TorchScript | Format::Tar | Format::Zip
            ) | (Format::Keras, Format::Hdf5)
                | (Format::Hdf5, Format::Keras)
                | (Format::Task, Format::Tflite | Format::Zip)
                | (Format::Ort, Format::Onnx)
        )
}

/// `-00002-of-00003` at the end of a file name.
fn shard(name: &str) -> Option<(u32, u32)> {
    let (stem, _) = name.rsplit_once('.')?;
    let (front, shards) = stem.rsplit_once("-of-")?;
    let (_, shard) = front.rsplit_once('-')?;
    let five = |digits: &str| (digits.len() == 5).then(|| digits.parse().ok()).flatten();
    Some((five(shard)?, five(shards)?))
}
