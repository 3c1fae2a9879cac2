//! Archives and pickles: recognised, listed, never unpacked as a whole and never unpickled.

use std::io::{Read, Seek};

use super::input::{Fault, Input, Window};
use super::short::shortened;
use super::types::{Confidence, Format, Header, ProblemKind, Stated};
use super::zip::{Archive, Entry};

/// Bytes of a pickle that are searched for a licence.
const MAX_PICKLE: u64 = 4 << 20;
/// `TFLite` models of a bundle that are read.
const MAX_MODELS: usize = 16;
/// Weights hardly shrink; a member that grows so much was made to fill a disk.
const MAX_RATIO: u64 = 200;

/// Reads a zip archive without unpacking it.
pub(super) fn read<R: Read + Seek>(input: &mut Input<R>) -> Header {
    let mut header = Header::new(Format::Zip);
    let archive = match Archive::find(input) {
        Ok(Some(archive)) => archive,
        Ok(None) => {
            header.fault(
                ProblemKind::Unreadable,
                "starts as a zip and has no end record: cut short, or no zip",
            );
            return header;
        }
        Err(fault) => {
            header.fault(ProblemKind::Unreadable, fault.to_string());
            return header;
        }
    };
    header.format = kind(&archive);
    let members = archive.entries.len();
    header.detail = Some(if members == 1 {
        "1 member".to_owned()
    } else {
        format!("{members} members")
    });
    for entry in archive
        .entries
        .iter()
        .filter(|entry| is_bomb(entry))
        .take(1)
    {
        let text = format!(
            "`{}` is {} bytes that unpack to {}: not unpacked",
            shortened(&entry.name),
            entry.packed,
            entry.unpacked
        );
        header.fault(ProblemKind::Suspicious, text);
    }
    let read = match header.format {
        Format::PytorchZip => pickle(input, &archive, &mut header),
        Format::Task => models(input, &archive, &mut header),
        _ => Ok(()),
    };
    if let Err(fault) = read {
        header.fault(ProblemKind::Unreadable, fault.to_string());
    }
    if matches!(
        header.format,
        Format::TorchScript | Format::Keras | Format::Numpy | Format::Zip
    ) {
        header.note(format!(
            "a {} file has no place for a licence",
            header.format
        ));
    }
    header
}

fn kind(archive: &Archive) -> Format {
    let ends = |end: &'static str| {
        move |entry: &Entry| {
            entry
                .name
                .rsplit_once('.')
                .is_some_and(|(_, found)| found.eq_ignore_ascii_case(end))
        }
    };
    let code = archive
        .entries
        .iter()
        .any(|entry| entry.name.split('/').nth(1) == Some("code"));
    if code && archive.has("data.pkl") {
        Format::TorchScript
    } else if archive.has("data.pkl") {
        Format::PytorchZip
    } else if archive.has("model.weights.h5") && archive.has("config.json") {
        Format::Keras
    } else if archive.entries.iter().any(ends("tflite")) {
        Format::Task
    } else if !archive.entries.is_empty() && archive.entries.iter().all(ends("npy")) {
        Format::Numpy
    } else {
        Format::Zip
    }
}

fn is_bomb(entry: &Entry) -> bool {
    entry.unpacked > 1 << 20 && entry.unpacked / MAX_RATIO > entry.packed
}

/// A search, byte by byte, for the key `license` and the text behind it: a hint at most, since only running the
/// pickle would show what it means.
fn pickle<R: Read + Seek>(
    input: &mut Input<R>,
    archive: &Archive,
    header: &mut Header,
) -> Result<(), Fault> {
    header
        .note("a pickle is a program, so it is not interpreted; see the card and the licence file");
    let Some(entry) = archive.member("data.pkl").filter(|entry| entry.method == 0) else {
        return Ok(());
    };
    let Some(start) = entry.place(input)? else {
        return Err(input.fault("`data.pkl` is not where the directory of the zip lists it"));
    };
    // The dictionary that holds the key is written last.
    let from = entry.packed.saturating_sub(MAX_PICKLE);
    input.seek(start + from)?;
    let bytes = input.take(entry.packed - from, usize::MAX)?;
    hint(&bytes, header);
    Ok(())
}

/// Searches a pickle on its own.
pub(super) fn bare_pickle<R: Read + Seek>(input: &mut Input<R>) -> Header {
    let mut header = Header::new(Format::Pickle);
    header
        .note("a pickle is a program, so it is not interpreted; see the card and the licence file");
    let read = input
        .seek(0)
        .and_then(|()| input.take(input.len().min(MAX_PICKLE), usize::MAX));
    match read {
        Ok(bytes) => hint(&bytes, &mut header),
        Err(fault) => header.fault(ProblemKind::Unreadable, fault.to_string()),
    }
    header
}

fn hint(bytes: &[u8], header: &mut Header) {
    if let Some(text) = pickled_text_after(bytes, b"license") {
        header.note("bytes of the pickle look like a licence: a hint, no statement");
        header.add_license(Stated::new(text, "data.pkl: license", Confidence::Hint));
    }
}

/// The short text that a pickle pushes right behind a key: `X` and a length of four bytes, or a byte `0x8c` and a
/// length of one, with at most a few bytes of memo between.
fn pickled_text_after(bytes: &[u8], key: &[u8]) -> Option<String> {
    let mut from = 0;
    while let Some(found) = bytes
        .get(from..)?
        .windows(key.len())
        .position(|window| window == key)
    {
        let end = from + found + key.len();
        from = end;
        let rest = &bytes[end..bytes.len().min(end + 8)];
        for (skip, byte) in rest.iter().enumerate() {
            let at = end + skip + 1;
            let length = match byte {
                b'X' => bytes.get(at..at + 4).map(|four| {
                    (
                        at + 4,
                        u32::from_le_bytes([four[0], four[1], four[2], four[3]]),
                    )
                }),
                0x8c => bytes.get(at).map(|one| (at + 1, u32::from(*one))),
                _ => None,
            };
            let Some((start, length)) = length.filter(|(_, length)| (1..=256).contains(length))
            else {
                continue;
            };
            let text = bytes
                .get(start..start + length as usize)
                .and_then(|text| std::str::from_utf8(text).ok());
            if let Some(text) = text.filter(|text| !text.chars().any(char::is_control)) {
                return Some(text.to_owned());
            }
        }
    }
    None
}

/// The models of a bundle, read in place where they are stored as they are.
fn models<R: Read + Seek>(
    input: &mut Input<R>,
    archive: &Archive,
    header: &mut Header,
) -> Result<(), Fault> {
    let models = archive
        .entries
        .iter()
        .filter(|entry| entry.name.ends_with(".tflite"));
    for (count, entry) in models.enumerate() {
        let name = shortened(&entry.name);
        let place = entry
            .place(input)?
            .filter(|_| entry.method == 0 && count < MAX_MODELS);
        let Some(start) = place else {
            header.fault(
                ProblemKind::License,
                format!("`{name}` is packed or one too many, so it is not read"),
            );
            // One such line is enough.
            break;
        };
        let mut part = Input::new(Window::new(input.reader(), start, entry.packed))?;
        let inner = super::tflite::read(&mut part);
        input.sync_position()?;
        let inside = |stated: Stated| Stated {
            key: format!("{name}: {}", stated.key),
            ..stated
        };
        inner
            .license
            .into_iter()
            .map(inside)
            .for_each(|stated| header.add_license(stated));
        header.author.extend(inner.author.into_iter().map(inside));
        for problem in inner.problems {
            header.fault(problem.kind, format!("`{name}`: {}", problem.text));
        }
    }
    Ok(())
}
