//! `TFLite`: the licence stands in a flatbuffer inside the flatbuffer, and often in a zip behind both.

use std::io::{Cursor, Read, Seek};

use super::flat::{Table, element, root};
use super::input::{Fault, Input};
use super::json::Entries;
use super::short::shortened;
use super::types::{Confidence, Format, Header, ProblemKind, Stated};
use super::zip::{Archive, Extracted};

/// Fields of `Model` and of `Metadata`, in the order of TensorFlow's schema.
const MODEL_BUFFERS: u16 = 4;
const MODEL_METADATA: u16 = 6;
const ENTRY_NAME: u16 = 0;
const ENTRY_BUFFER: u16 = 1;
const BUFFER_DATA: u16 = 0;
/// Entries of the list of metadata that are read.
const MAX_ENTRIES: u64 = 1_000;
/// `ModelMetadata` describes tensors at some length, never at this one.
const MAX_METADATA: u64 = 4 << 20;
const MAX_TEXT: u64 = 64 * 1024;
const MAX_INFLATED: usize = 256 * 1024;

/// Reads the metadata of a `TFLite` model.
pub(super) fn read<R: Read + Seek>(input: &mut Input<R>) -> Header {
    let mut header = Header::new(Format::Tflite);
    if let Err(fault) = model(input, &mut header) {
        header.fault(ProblemKind::Unreadable, fault.to_string());
    }
    appended(input, &mut header);
    header
}

fn model<R: Read + Seek>(input: &mut Input<R>, header: &mut Header) -> Result<(), Fault> {
    let model = root(input)?;
    let version = model.number(input, 0)?;
    header.detail = Some(format!("schema version {version}"));
    let Some((start, count)) = model.vector(input, MODEL_METADATA, 4)? else {
        return Ok(());
    };
    if count > MAX_ENTRIES {
        header.fault(
            ProblemKind::License,
            format!("has {count} entries of metadata; {MAX_ENTRIES} are read"),
        );
    }
    for index in 0..count.min(MAX_ENTRIES) {
        let entry = element(input, start, index)?;
        let name = entry.text(input, ENTRY_NAME, MAX_TEXT)?;
        if name == Some(Ok("TFLITE_METADATA".to_owned())) {
            let buffer = entry.number(input, ENTRY_BUFFER)?;
            let bytes = buffer_of(input, model, buffer)?;
            metadata(bytes, header)?;
        }
    }
    Ok(())
}

fn buffer_of<R: Read + Seek>(
    input: &mut Input<R>,
    model: Table,
    index: u32,
) -> Result<Vec<u8>, Fault> {
    let buffers = model
        .vector(input, MODEL_BUFFERS, 4)?
        .filter(|(_, count)| u64::from(index) < *count);
    let Some((start, _)) = buffers else {
        return Err(input.fault(format!(
            "its metadata are in buffer {index}, which is missing"
        )));
    };
    let buffer = element(input, start, u64::from(index))?;
    let Some((start, length)) = buffer.vector(input, BUFFER_DATA, 1)? else {
        return Err(input.fault("its metadata are in a buffer that is empty"));
    };
    if length > MAX_METADATA {
        return Err(input.fault(format!(
            "metadata of {length} bytes, where {MAX_METADATA} is the most"
        )));
    }
    input.seek(start)?;
    input.take(length, usize::MAX)
}

/// `ModelMetadata` of TensorFlow's support library: name 0, description 1, version 2, author 4, license 5.
fn metadata(bytes: Vec<u8>, header: &mut Header) -> Result<(), Fault> {
    let mut input = Input::new(Cursor::new(bytes))?;
    input.seek(input.len().min(4))?;
    if input.array::<4>()? != *b"M001" {
        return Err(input.fault("metadata without their mark `M001`"));
    }
    let table = root(&mut input)?;
    for (index, key) in [
        (0, "name"),
        (1, "description"),
        (2, "version"),
        (4, "author"),
        (5, "license"),
    ] {
        let key = format!("TFLITE_METADATA.{key}");
        match table.text(&mut input, index, MAX_TEXT)? {
            None => {}
            Some(Err(why)) => {
                let fault = if index == 5 {
                    ProblemKind::License
                } else {
                    ProblemKind::Value
                };
                header.fault(fault, format!("`{key}` {why}"));
            }
            Some(Ok(value)) if value.is_empty() => {}
            Some(Ok(value)) => match index {
                0 => header.name.push(Stated::new(value, key, Confidence::Own)),
                4 => header.author.push(Stated::new(value, key, Confidence::Own)),
                5 => header.add_license(Stated::new(value, key, Confidence::Own)),
                _ => header.fact(shortened(&value), key, Confidence::Own),
            },
        }
    }
    Ok(())
}

/// Label files are appended as a zip, and so is the metadata that Ultralytics writes.
fn appended<R: Read + Seek>(input: &mut Input<R>, header: &mut Header) {
    let archive = match Archive::find(input) {
        Ok(Some(archive)) => archive,
        Ok(None) => return,
        Err(fault) => {
            return header.fault(
                ProblemKind::License,
                format!("the zip behind the model: {fault}"),
            );
        }
    };
    let Some(entry) = archive
        .entries
        .iter()
        .find(|entry| entry.name == "metadata.json")
    else {
        if archive
            .entries
            .iter()
            .any(|entry| entry.name == "temp_meta.txt")
        {
            header.note("`temp_meta.txt` in the zip behind the model may name a licence; it is not interpreted");
        }
        return;
    };
    let json = match Archive::extract(input, entry, MAX_INFLATED) {
        Ok(Extracted::Bytes(bytes)) => Entries::parse(&bytes),
        Ok(Extracted::Refused(why)) => Err(why),
        #[cfg(not(feature = "command"))]
        Ok(Extracted::Packed) => {
            let text = "`metadata.json` behind the model is packed, and this build unpacks nothing";
            return header.fault(ProblemKind::Packed, text);
        }
        Err(fault) => Err(fault.to_string()),
    };
    let entries = match json {
        Ok(entries) => entries,
        Err(why) => {
            return header.fault(
                ProblemKind::License,
                format!("`metadata.json` behind the model: {why}"),
            );
        }
    };
    for (key, value) in &entries.0 {
        let kind = key.to_ascii_lowercase();
        let Some(value) = value.as_text().map(str::to_owned) else {
            if kind == "license" {
                header.fault(ProblemKind::License, "`metadata.json: license` is no text");
            }
            continue;
        };
        let key = format!("metadata.json: {}", shortened(key));
        match kind.as_str() {
            "license" | "licence" => header.add_license(Stated::new(value, key, Confidence::Lower)),
            "author" => header
                .author
                .push(Stated::new(value, key, Confidence::Lower)),
            "name" => header.name.push(Stated::new(value, key, Confidence::Lower)),
            _ => {}
        }
    }
}
