//! Core ML: a protobuf with its licence in the description, or a package with a manifest that leads to one.

use std::fs::File;
use std::io::{Read, Seek};
use std::path::{Component, Path, PathBuf};

use super::input::{Fault, Input};
use super::json::{Entries, Value};
use super::proto::{Body, Field, Fields, entry, text};
use super::short::shortened;
use super::types::{Confidence, Format, Header, ProblemKind, Stated};

const DESCRIPTION: u64 = 2;
const METADATA: u64 = 100;
const USER_DEFINED: u64 = 100;
const MAX_MANIFEST: u64 = 1 << 20;

/// Reads the metadata of a `.mlmodel`.
pub(super) fn read<R: Read + Seek>(input: &mut Input<R>) -> Header {
    let mut header = Header::new(Format::CoreMl);
    match walk(input, &mut header) {
        Err(fault) => header.fault(ProblemKind::Unreadable, fault.to_string()),
        Ok(false) => header.fault(
            ProblemKind::Unreadable,
            "holds no description: not a Core ML model, or cut short",
        ),
        Ok(true) => {}
    }
    header
}

/// A message field that stands twice is one message in two parts, so every part is walked.
fn walk<R: Read + Seek>(input: &mut Input<R>, header: &mut Header) -> Result<bool, Fault> {
    let mut described = false;
    let mut top = Fields::new(0, input.len());
    while let Some(Field { number, body }) = top.next(input)? {
        match (number, body) {
            (1, Body::Number(version)) => {
                header.detail = Some(format!("specification version {version}"));
            }
            (DESCRIPTION, Body::Part { start, end }) => {
                described = true;
                let mut description = Fields::new(start, end);
                while let Some(field) = description.next(input)? {
                    if let (METADATA, Body::Part { start, end }) = (field.number, field.body) {
                        metadata(input, header, Fields::new(start, end))?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(described)
}

fn metadata<R: Read + Seek>(
    input: &mut Input<R>,
    header: &mut Header,
    mut fields: Fields,
) -> Result<(), Fault> {
    while let Some(Field { number, body }) = fields.next(input)? {
        let key = match number {
            1 => "metadata.shortDescription",
            2 => "metadata.versionString",
            3 => "metadata.author",
            4 => "metadata.license",
            USER_DEFINED => {
                user_defined(input, header, body)?;
                continue;
            }
            _ => continue,
        };
        match text(input, body)? {
            Ok(value) if value.is_empty() => {}
            Ok(value) => match number {
                1 | 2 => header.fact(shortened(&value), key, Confidence::Own),
                3 => header.author.push(Stated::new(value, key, Confidence::Own)),
                _ => header.add_license(Stated::new(value, key, Confidence::Own)),
            },
            Err(why) => {
                let fault = if number == 4 {
                    ProblemKind::License
                } else {
                    ProblemKind::Value
                };
                header.fault(fault, format!("`{key}` {why}"));
            }
        }
    }
    Ok(())
}

fn user_defined<R: Read + Seek>(
    input: &mut Input<R>,
    header: &mut Header,
    body: Body,
) -> Result<(), Fault> {
    let entry = entry(input, body)?;
    // Protobuf leaves out what is empty.
    let name = entry.key.unwrap_or_else(|| Ok(String::new()));
    let value = entry.value.unwrap_or_else(|| Ok(String::new()));
    let is_license = |name: &str| {
        ["license", "licence"]
            .iter()
            .any(|word| name.eq_ignore_ascii_case(word))
    };
    let (name, value) = match (name, value) {
        (Ok(name), Ok(value)) => (name, value),
        (Ok(name), Err(_)) if !is_license(&name) => return Ok(()),
        _ => {
            let text = "an entry of `metadata.userDefined` is not UTF-8, or too long";
            header.fault(ProblemKind::License, text);
            return Ok(());
        }
    };
    let key = format!("metadata.userDefined.{}", shortened(&name));
    if is_license(&name) {
        header.add_license(Stated::new(value, key, Confidence::Lower));
    } else {
        header.fact(shortened(&value), key, Confidence::Lower);
    }
    Ok(())
}

/// Finds the model of a `.mlpackage`, a directory: what its manifest names, as long as that lies inside.
///
/// # Errors
///
/// Why there is no such model.
pub(super) fn model_of_package(package: &Path) -> Result<PathBuf, String> {
    let manifest = package.join("Manifest.json");
    let cannot = |error: std::io::Error| format!("`Manifest.json` cannot be read: {error}");
    if !manifest.metadata().map_err(cannot)?.is_file() {
        return Err("`Manifest.json` is no file".to_owned());
    }
    let mut bytes = Vec::new();
    let file = File::open(&manifest).map_err(cannot)?;
    file.take(MAX_MANIFEST + 1)
        .read_to_end(&mut bytes)
        .map_err(cannot)?;
    if bytes.len() as u64 > MAX_MANIFEST {
        return Err(format!(
            "`Manifest.json` has more than {MAX_MANIFEST} bytes"
        ));
    }
    let path = inner_path(&bytes)?;
    let model = package.join("Data").join(&path);
    // A link may lead out of the package.
    let (inside, whole) = (model.canonicalize(), package.canonicalize());
    match (inside, whole) {
        (Ok(model), Ok(whole)) if model.starts_with(&whole) && model.is_file() => Ok(model),
        (Ok(_), Ok(_)) => Err(format!(
            "`Manifest.json` leads out of the package, to `{}`",
            shortened(&path)
        )),
        _ => Err(format!(
            "`Manifest.json` names `{}`, which is missing",
            shortened(&path)
        )),
    }
}

fn inner_path(manifest: &[u8]) -> Result<String, String> {
    let entries =
        Entries::parse(manifest).map_err(|error| format!("`Manifest.json` is damaged: {error}"))?;
    let missing = || "`Manifest.json` names no root model".to_owned();
    let mut roots = entries
        .all("rootModelIdentifier")
        .filter_map(Value::as_text);
    let root = roots.next().ok_or_else(missing)?;
    if roots.any(|other| other != root) {
        return Err("`Manifest.json` names two root models".to_owned());
    }
    let item = entries
        .all("itemInfoEntries")
        .find_map(|items| items.get(root))
        .ok_or_else(missing)?;
    let path = item
        .get("path")
        .and_then(Value::as_text)
        .ok_or_else(missing)?;
    let inside = |part: Component<'_>| matches!(part, Component::Normal(_) | Component::CurDir);
    if path.contains('\\') || path.is_empty() || !Path::new(path).components().all(inside) {
        return Err(format!(
            "`Manifest.json` leads out of the package, to `{}`",
            super::classify::without_path(path)
        ));
    }
    Ok(path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_stays_inside_its_package() {
        let manifest = |path: &str| {
            let path = path.replace('\\', "\\\\");
            let json = format!(
                r#"{{"rootModelIdentifier":"x","itemInfoEntries":{{"x":{{"path":"{path}"}}}}}}"#
            );
            inner_path(json.as_bytes())
        };
        assert_eq!(
            manifest("com.apple.CoreML/model.mlmodel").as_deref(),
            Ok("com.apple.CoreML/model.mlmodel")
        );
        for path in ["../x", "/etc/passwd", "a/../../x", "", "a\\..\\x"] {
            assert!(manifest(path).is_err(), "{path}");
        }
        assert!(inner_path(b"{}").is_err());
        assert!(
            inner_path(b"{\"rootModelIdentifier\":\"a\",\"rootModelIdentifier\":\"b\"}").is_err()
        );
    }
}
