//! Formats of weights, by the first bytes of a file; of archives and protobufs by their contents.

use camino::Utf8Path;

use crate::evidence::header::{self, Format};

/// How much of a file is read.
pub const HEAD: usize = 4096;

/// The format of a weight file; `None` for anything else. Git LFS pointers stand for the file that is missing.
#[must_use]
pub fn format(head: &[u8], size: u64) -> Option<&'static str> {
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"GGUF") || starts(b"FUGG") {
        return Some("gguf");
    }
    if [b"lmgg", b"fmgg", b"tjgg", b"algg"]
        .iter()
        .any(|magic| starts(*magic))
    {
        return Some("ggml");
    }
    match head.get(4..8) {
        Some(b"TFL3") => return Some("tflite"),
        Some(b"ORTM") => return Some("ort"),
        // What rten wrote before it had a header of its own: a FlatBuffer.
        Some(b"RTEN") => return Some("rten"),
        _ => {}
    }
    if starts(b"RTEN") {
        return Some("rten");
    }
    if is_burn(head) {
        return Some("burn");
    }
    if is_pickled_model(head) {
        return Some("pickle");
    }
    if starts(b"\x89HDF\r\n\x1a\n") {
        return Some("hdf5");
    }
    if starts(b"version https://git-lfs.github.com/spec/") {
        return Some("git-lfs");
    }
    if is_safetensors(head, size) {
        return Some("safetensors");
    }
    if is_pytorch_zip(head) {
        return Some("pytorch");
    }
    if is_onnx(head) {
        return Some("onnx");
    }
    None
}

fn is_safetensors(head: &[u8], size: u64) -> bool {
    let Some(length) = head
        .get(..8)
        .and_then(|bytes| bytes.try_into().ok())
        .map(u64::from_le_bytes)
    else {
        return false;
    };
    let fits = length >= 2 && length.checked_add(8).is_some_and(|end| end <= size);
    fits && head
        .get(8..10)
        .is_some_and(|start| start == b"{\"" || start == b"{}")
}

fn is_pytorch_zip(head: &[u8]) -> bool {
    let zip = head.starts_with(b"PK\x03\x04");
    let names: [&[u8]; 2] = [b"/data.pkl", b"/constants.pkl"];
    zip && names.iter().any(|name| {
        head[..head.len().min(256)]
            .windows(name.len())
            .any(|part| part == *name)
    })
}

/// The format of a file that [`format`] does not identify and that begins like an archive or a protobuf: the one
/// reader that `inspect` has reads its contents.
#[must_use]
pub fn inner_format(head: &[u8], path: &Utf8Path) -> Option<&'static str> {
    let zip = head.starts_with(b"PK\x03\x04");
    // The version of the specification, then the description of the model.
    let protobuf = matches!(head, [0x08, 1..=20, 0x12, ..]);
    if !zip && !protobuf {
        return None;
    }
    match header::read_path(path.as_std_path()).ok()?.format {
        Format::PytorchZip | Format::TorchScript if zip => Some("pytorch"),
        Format::Keras if zip => Some("keras"),
        Format::Task if zip => Some("tflite"),
        Format::CoreMl if protobuf => Some("coreml"),
        _ => None,
    }
}

/// Whether bytes have others in them.
fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A record of burn: `MessagePack` or bincode with burn's names in its metadata, or a pack of tensors with its own
/// mark.
fn is_burn(head: &[u8]) -> bool {
    let start = &head[..head.len().min(512)];
    let contains = |text: &[u8]| holds(start, text);
    // A map of `metadata` and `item`.
    let named =
        head.starts_with(b"\x82\xa8metadata") && contains(b"\xa5float") && contains(b"burn");
    // Names of types: of floats and integers, then of the recorder.
    let plain = contains(b"burn_core::record::") || contains(b"burn::record::");
    // Version 1, then the length of the metadata.
    let pack = head.starts_with(b"NRUB\x01\0");
    named || plain && !is_text(start) || pack
}

/// A pickle, which is never run, that names a library of models at its beginning.
fn is_pickled_model(head: &[u8]) -> bool {
    // What `torch.save` wrote before it wrote archives: a number by which the file is known.
    if head.starts_with(b"\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19") {
        return true;
    }
    let names: [&[u8]; 5] = [
        b"torch._utils",
        b"torch.nn",
        b"sklearn.",
        b"xgboost.",
        b"lightgbm.",
    ];
    matches!(head, [0x80, 2..=5, ..]) && names.iter().any(|name| holds(head, name))
}

fn is_text(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| *byte >= 0x20 || matches!(byte, b'\n' | b'\r' | b'\t'))
}

/// A protobuf of `ModelProto`: the version of the format, then the producer, the graph or the opset, with nothing that
/// the message does not have.
fn is_onnx(head: &[u8]) -> bool {
    let Some((&[0x08, version], rest)) = head.split_first_chunk::<2>() else {
        return false;
    };
    if !(1..=20).contains(&version) {
        return false;
    }
    match rest.split_first() {
        // producer_name
        Some((0x12, rest)) => {
            let len = usize::from(rest.first().copied().unwrap_or(0));
            let text = rest.get(1..1 + len).unwrap_or_default();
            (1..64).contains(&len)
                && text.iter().all(|byte| (0x20..0x7f).contains(byte))
                && rest
                    .get(1 + len)
                    .is_some_and(|next| [0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72].contains(next))
        }
        // graph, opset_import
        Some((0x3a, rest)) => rest.len() > 8 && rest.contains(&b'\n') && rest.first() != Some(&0),
        Some((0x42, rest)) => rest.first().is_some_and(|len| *len < 32),
        _ => false,
    }
}

/// Whether bytes are numbers of a network rather than text, a picture or an archive. A known magic number, mostly
/// printable bytes or an even spread of all bytes (compressed data) rule it out.
#[must_use]
pub fn is_numeric_blob(head: &[u8]) -> bool {
    let known: [&[u8]; 22] = [
        b"\x89PNG",
        b"GIF8",
        b"\xff\xd8\xff",
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"BZh",
        b"\xfd7zXZ",
        b"\x28\xb5\x2f\xfd",
        b"\x7fELF",
        b"MZ",
        b"\xca\xfe\xba\xbe",
        b"\0asm",
        b"OTTO",
        b"\0\x01\0\0\0",
        b"wOFF",
        b"wOF2",
        b"RIFF",
        b"OggS",
        b"ID3",
        b"fLaC",
        b"%PDF",
        b"SQLite",
    ];
    if head.len() < 64 || known.iter().any(|magic| head.starts_with(magic)) {
        return false;
    }
    let printable = head
        .iter()
        .filter(|byte| (0x20..0x7f).contains(*byte) || matches!(byte, b'\n' | b'\r' | b'\t'))
        .count();
    printable * 10 < head.len() * 8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_told_by_content() {
        assert_eq!(format(b"GGUF\x03\0\0\0", 8), Some("gguf"));
        assert_eq!(format(b"\x1c\0\0\0TFL3", 8), Some("tflite"));
        assert_eq!(format(b"RTEN\x02\0", 8), Some("rten"));
        assert_eq!(
            format(b"version https://git-lfs.github.com/spec/v1\n", 60),
            Some("git-lfs")
        );
        assert_eq!(
            format(b"\x0a\0\0\0\0\0\0\0{\"a\":null}", 18),
            Some("safetensors")
        );
        assert_eq!(
            format(b"\x08\x08\x12\x07pytorch\x1a\x051.0.0", 20),
            Some("onnx")
        );
        let mut zip = b"PK\x03\x04".to_vec();
        zip.resize(30, 0);
        zip.extend(b"archive/data.pkl");
        assert_eq!(format(&zip, 100), Some("pytorch"));
    }

    #[test]
    fn other_files_are_not_weights() {
        for head in [
            &b""[..],
            b"\x08",
            b"{\"a\": 1}",
            b"PK\x03\x04hello",
            b"\x89PNG\r\n",
            b"\xff\xff\xff\xff\xff\xff\xff\xff{\"",
        ] {
            assert_eq!(format(head, head.len() as u64), None);
        }
    }

    #[test]
    fn blobs_of_numbers_are_told_from_text() {
        let numbers: Vec<u8> = (0..200_u32)
            .flat_map(|number| (f64::from(number) * 0.37).sin().to_le_bytes())
            .collect();
        assert!(is_numeric_blob(&numbers));
        assert!(!is_numeric_blob("word list\n".repeat(50).as_bytes()));
        assert!(!is_numeric_blob(&[b"\x89PNG".to_vec(), numbers].concat()));
    }
}
