//! ONNX: the metadata stands behind the graph with all its weights, which is leapt over.

use std::io::{Read, Seek};

use super::input::{Fault, Input};
use super::proto::{Body, Entry, Field, Fields, entry, text};
use super::short::shortened;
use super::types::{Base, Confidence, Format, Header, ProblemKind, Stated};

/// Entries with a bearing on licence or lineage that are compared with each other.
const MAX_ENTRIES: usize = 64;

/// Reads the metadata of an ONNX model.
pub(super) fn read<R: Read + Seek>(input: &mut Input<R>) -> Header {
    let mut header = Header::new(Format::Onnx);
    match walk(input, &mut header) {
        Err(fault) => header.fault(ProblemKind::Unreadable, fault.to_string()),
        Ok(Graph::Here) => {}
        // What was read was read whole, but no model is without one.
        Ok(Graph::Missing) => header.fault(
            ProblemKind::Suspicious,
            "holds no graph: cut short, or no model",
        ),
        Ok(Graph::Strange) => {
            header.fault(ProblemKind::Unreadable, "holds no field of an ONNX model");
        }
    }
    header
}

/// Whether the graph is there, which holds the model.
enum Graph {
    Here,
    Missing,
    /// Nor is anything else.
    Strange,
}

fn walk<R: Read + Seek>(input: &mut Input<R>, header: &mut Header) -> Result<Graph, Fault> {
    let mut graph = Graph::Strange;
    let mut entries: Vec<(String, String)> = Vec::new();
    let mut fields = Fields::new(0, input.len());
    while let Some(Field { number, body }) = fields.next(input)? {
        graph = match (number, body, graph) {
            (7, Body::Part { .. }, _) | (_, _, Graph::Here) => Graph::Here,
            (1, Body::Number(_), _) | (8 | 14, Body::Part { .. }, _) | (_, _, Graph::Missing) => {
                Graph::Missing
            }
            _ => Graph::Strange,
        };
        match (number, body) {
            (1, Body::Number(version)) => header.detail = Some(format!("IR version {version}")),
            (2..=4, _) => producer(input, header, number, body)?,
            (14, _) => {
                let entry = entry(input, body)?;
                property(entry, header, &mut entries);
            }
            _ => {}
        }
    }
    Ok(graph)
}

fn producer<R: Read + Seek>(
    input: &mut Input<R>,
    header: &mut Header,
    number: u64,
    body: Body,
) -> Result<(), Fault> {
    let key = match number {
        2 => "producer_name",
        3 => "producer_version",
        _ => "domain",
    };
    match text(input, body)? {
        Ok(value) if value.is_empty() => {}
        Ok(value) => header.fact(shortened(&value), key, Confidence::Own),
        Err(why) => header.fault(ProblemKind::Value, format!("`{key}` {why}")),
    }
    Ok(())
}

fn property(entry: Entry, header: &mut Header, entries: &mut Vec<(String, String)>) {
    let key = match entry.key {
        Some(Ok(key)) => key,
        Some(Err(why)) => {
            return header.fault(ProblemKind::License, format!("a key of the metadata {why}"));
        }
        None => String::new(),
    };
    let Some(kind) = kind(&key) else { return };
    let value = match entry.value {
        Some(Ok(value)) => value,
        Some(Err(why)) => {
            let license = kind.starts_with("license");
            let fault = if license {
                ProblemKind::License
            } else {
                ProblemKind::Value
            };
            return header.fault(fault, format!("`{}` {why}", shortened(&key)));
        }
        None => String::new(),
    };
    if let Some((_, known)) = entries.iter().find(|(known, _)| *known == key) {
        if *known == value {
            return header.note(format!(
                "`{}` stands twice, with the same value",
                shortened(&key)
            ));
        }
        // Licences that differ are reported with every other disagreement.
        if kind != "license" {
            let both = format!(
                "`{}` stands twice: `{}` and `{}`",
                shortened(&key),
                shortened(known),
                shortened(&value)
            );
            header.fault(ProblemKind::Conflict, both);
        }
    } else if entries.len() < MAX_ENTRIES {
        entries.push((key.clone(), value.clone()));
    }
    let rank = if ["model_license", "model_author"].contains(&key.as_str()) {
        Confidence::Own
    } else {
        Confidence::Lower
    };
    let stated = Stated::new(value, key, rank);
    match kind {
        "license" => header.add_license(stated),
        "license_name" => header.license_name.push(stated),
        "license_link" => header.license_link.push(stated),
        "author" => header.author.push(stated),
        "name" => header.name.push(stated),
        _ => {
            header.derived = true;
            header.add_base(Base::read(&stated.value, stated.key, rank));
        }
    }
}

/// What a key stands for: the two of the format, and what exporters write in their place, in any case.
fn kind(key: &str) -> Option<&'static str> {
    let last = key.rsplit('.').next().unwrap_or(key).to_ascii_lowercase();
    match last.as_str() {
        "model_license" | "license" | "licence" => Some("license"),
        "license_name" => Some("license_name"),
        "license_link" | "license_url" => Some("license_link"),
        "model_author" | "author" => Some("author"),
        "model_name" => Some("name"),
        "base_model" => Some("base_model"),
        _ => None,
    }
}
