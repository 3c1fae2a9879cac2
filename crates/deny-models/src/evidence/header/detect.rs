//! What a file is, by its first bytes. The name decides only between formats that have no mark of their own.

use std::io::{Read, Seek};

use super::input::{Fault, Input};
use super::proto::{Body, Fields};
use super::types::Format;

/// Longest head that is read.
const HEAD: usize = 512;

/// The format of a file by its content, and by its name.
#[derive(Debug)]
pub(super) struct Kind {
    /// By its content; `None` when nothing fits.
    pub(super) content: Option<Format>,
    /// By the end of its name, where that end promises one format.
    pub(super) name: Option<Format>,
}

/// Reads the first bytes of a file, and the fields of what may be a protobuf.
pub(super) fn detect<R: Read + Seek>(name: &str, input: &mut Input<R>) -> Result<Kind, Fault> {
    let head = input.head::<HEAD>()?;
    let by_name = by_name(name);
    let content = match by_mark(&head, input.len()) {
        Some(format) => Some(format),
        None => protobuf(input, &head, by_name)?,
    };
    input.seek(0)?;
    Ok(Kind {
        content,
        name: by_name,
    })
}

fn by_name(name: &str) -> Option<Format> {
    let name = name.to_ascii_lowercase();
    let (_, end) = name.rsplit_once('.')?;
    Some(match end {
        "gguf" => Format::Gguf,
        "safetensors" => Format::Safetensors,
        "onnx" => Format::Onnx,
        "ort" => Format::Ort,
        "tflite" => Format::Tflite,
        "mlmodel" => Format::CoreMl,
        "task" => Format::Task,
        "keras" => Format::Keras,
        "pt" | "pth" | "ckpt" | "ptl" => Format::PytorchZip,
        "h5" | "hdf5" => Format::Hdf5,
        "pb" if name.ends_with("saved_model.pb") => Format::SavedModel,
        _ => return None,
    })
}

fn by_mark(head: &[u8], len: u64) -> Option<Format> {
    let at = |from: usize, mark: &[u8]| head.get(from..from + mark.len()) == Some(mark);
    if at(0, b"GGUF") {
        return Some(Format::Gguf);
    }
    if at(0, b"version https://git-lfs") {
        return Some(Format::GitLfsPointer);
    }
    if at(4, b"TFL3") {
        return Some(Format::Tflite);
    }
    if at(4, b"ORTM") {
        return Some(Format::Ort);
    }
    if at(0, b"PK\x03\x04") || at(0, b"PK\x05\x06") {
        return Some(Format::Zip);
    }
    if at(0, b"\x89HDF\r\n\x1a\n") {
        return Some(Format::Hdf5);
    }
    if at(0, b"\x93NUMPY") {
        return Some(Format::Numpy);
    }
    if [b"lmgg", b"fmgg", b"tjgg"].iter().any(|mark| at(0, *mark)) {
        return Some(Format::GgmlLegacy);
    }
    if at(257, b"ustar") {
        return Some(Format::Tar);
    }
    if is_safetensors(head, len) {
        return Some(Format::Safetensors);
    }
    // Protocol 2 to 5, and what a pickle of a model starts with: a dictionary, list, tuple, number or frame.
    if let [0x80, 2..=5, next, ..] = head
        && b"}](cK\x8a\x95XN\x8c\x8dMJGU".contains(next)
    {
        return Some(Format::Pickle);
    }
    if is_openvino(head) {
        return Some(Format::OpenVino);
    }
    None
}

/// A length that fits and a brace, which a header starts with.
fn is_safetensors(head: &[u8], len: u64) -> bool {
    let Some((length, rest)) = head.split_first_chunk::<8>() else {
        return false;
    };
    let length = u64::from_le_bytes(*length);
    rest.first() == Some(&b'{') && length >= 2 && length <= len.saturating_sub(8)
}

fn is_openvino(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    (text.starts_with("<?xml") || text.starts_with("<net")) && text.contains("<net ")
}

/// Protobufs have no magic number: their fields identify them. The reader checks a file with a matching name, so here
/// it is enough that nothing rules it out.
fn protobuf<R: Read + Seek>(
    input: &mut Input<R>,
    head: &[u8],
    name: Option<Format>,
) -> Result<Option<Format>, Fault> {
    // Both kinds start with a version, a small number in field 1; a writer that leaves it out is rare.
    let versioned = matches!(head, [0x08, ..=0x7f, ..]);
    if !versioned && !matches!(name, Some(Format::Onnx | Format::CoreMl)) {
        return Ok(None);
    }
    let mut fields = Fields::new(0, input.len());
    let (mut onnx, mut coreml) = (false, false);
    loop {
        match fields.next(input) {
            Ok(Some(field)) => {
                let part = matches!(field.body, Body::Part { .. });
                let named = field.number == 14 && name == Some(Format::Onnx);
                onnx |= part && (matches!(field.number, 7 | 8) || named);
                // The kind of model; `isUpdatable` and the like stand in between.
                coreml |= part && field.number >= 200;
            }
            Ok(None) => break,
            Err(Fault::Io(error)) => return Err(error.into()),
            Err(Fault::Damaged { .. }) => return Ok(None),
        }
    }
    Ok(match (onnx, coreml) {
        (true, false) => Some(Format::Onnx),
        (false, true) => Some(Format::CoreMl),
        _ => None,
    })
}
