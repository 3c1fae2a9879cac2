//! safetensors: a length, that many bytes of JSON, the tensors.
//!
//! The JSON is streamed: of the tensors only the largest offset is kept, of the metadata only what bears on licence
//! and lineage, and every entry of a repeated key.

use std::io::{BufRead, Read, Seek};

use super::classify::without_path;
use super::input::{Fault, Input};
use super::json::{Damage, Json};
use super::short::shortened;
use super::types::{Base, Confidence, Format, Header, ProblemKind, Stated};

/// What the hub's own client accepts; real headers have some 100 kB.
const MAX_HEADER: u64 = 25_000_000;
/// A longer text is left out.
const MAX_TEXT: usize = 1 << 20;
/// All texts that are kept.
const MAX_KEPT: usize = 4 << 20;

/// Reads the header of a safetensors file.
pub(super) fn read<R: Read + Seek>(input: &mut Input<R>) -> Header {
    let mut header = Header::new(Format::Safetensors);
    let mut kept = Kept::default();
    if let Err(fault) = walk(input, &mut kept) {
        header.fault(ProblemKind::Unreadable, fault.to_string());
    } else if let Some(fault) = trailing(input, &kept) {
        header.problems.push(fault);
    }
    report(kept, &mut header);
    header
}

/// What was read before a fault, too.
#[derive(Debug, Default)]
struct Kept {
    entries: Vec<(String, String)>,
    /// Keys whose values were too long.
    left_out: Vec<String>,
    bytes: usize,
    objects: usize,
    /// Where the last tensor ends.
    end: u64,
}

fn walk<R: Read + Seek>(input: &mut Input<R>, kept: &mut Kept) -> Result<(), Fault> {
    input.seek(0)?;
    let length = u64::from_le_bytes(input.array()?);
    if length > MAX_HEADER {
        return Err(input.fault(format!(
            "a header of {length} bytes, where {MAX_HEADER} is the most"
        )));
    }
    input.need(length)?;
    let mut json = Json::new(input.reader().take(length));
    let read = top(&mut json, kept).and_then(|()| json.end());
    read.map_err(|Damage { at, what }| Fault::Damaged {
        at: 8 + at,
        what: format!("the header is damaged: {what}"),
    })?;
    input.seek(8 + length)?;
    let end = kept.end;
    if end > input.left() {
        return Err(input.fault(format!(
            "the tensors have {end} bytes, but only {} are there",
            input.left()
        )));
    }
    Ok(())
}

/// Bytes after the last tensor: another file may hide there, and the format's own readers refuse it.
fn trailing<R: Read + Seek>(input: &Input<R>, kept: &Kept) -> Option<super::HeaderProblem> {
    let extra = input.left().saturating_sub(kept.end);
    (extra > 0).then(|| super::HeaderProblem {
        kind: ProblemKind::Suspicious,
        text: format!("{extra} bytes follow the last tensor: the file may be something else as well (polyglot)"),
    })
}

/// The tensors and the metadata.
fn top<R: BufRead>(json: &mut Json<R>, kept: &mut Kept) -> Result<(), Damage> {
    json.object(|json, key| {
        if key == "__metadata__" {
            kept.objects += 1;
            return json.object(|json, key| metadata(json, key, kept));
        }
        let (start, end) = tensor(json)?;
        if start > end {
            return Err(json.damage("a tensor ends before it starts"));
        }
        kept.end = kept.end.max(end);
        Ok(())
    })
}

/// Where a tensor starts and ends.
fn tensor<R: BufRead>(json: &mut Json<R>) -> Result<(u64, u64), Damage> {
    let mut places: Option<Vec<u64>> = None;
    json.object(|json, key| {
        if key != "data_offsets" {
            return json.skip();
        }
        if places.is_some() {
            return Err(json.damage("`data_offsets` stands twice"));
        }
        let places = places.insert(Vec::new());
        json.list(|json| {
            if places.len() == 2 {
                return Err(json.damage("more than two `data_offsets`"));
            }
            places.push(json.whole()?);
            Ok(())
        })
    })?;
    match places.as_deref() {
        Some(&[start, end]) => Ok((start, end)),
        _ => Err(json.damage("a tensor without its two `data_offsets`")),
    }
}

fn metadata<R: BufRead>(json: &mut Json<R>, key: String, kept: &mut Kept) -> Result<(), Damage> {
    let value = json.text()?;
    if !is_wanted(&key) {
        return Ok(());
    }
    let bytes = key.len() + value.len();
    if value.len() > MAX_TEXT || kept.bytes + bytes > MAX_KEPT {
        // Of very many keys the first few are enough.
        if kept.left_out.len() < 16 {
            kept.left_out.push(shortened(&key));
        }
        return Ok(());
    }
    kept.bytes += bytes;
    kept.entries.push((key, value));
    Ok(())
}

fn is_wanted(key: &str) -> bool {
    let dropped = [
        "modelspec.thumbnail",
        "modelspec.description",
        "modelspec.tags",
        "modelspec.usage_hint",
    ];
    let kohya = [
        "ss_base_model_version",
        "ss_sd_model_name",
        "ss_sd_model_hash",
        "ss_new_sd_model_hash",
        "ss_vae_name",
        "ss_network_module",
        "ss_output_name",
    ];
    (key.starts_with("modelspec.") && !dropped.contains(&key))
        || kohya.contains(&key)
        || free_key(key).is_some()
}

/// What a key that no specification has stands for, by its last part.
fn free_key(key: &str) -> Option<&'static str> {
    let last = key.rsplit('.').next().unwrap_or(key).to_ascii_lowercase();
    match last.as_str() {
        "license" | "licence" | "model_license" => Some("license"),
        "license_name" => Some("license_name"),
        "license_link" | "license_url" => Some("license_link"),
        "author" | "model_author" => Some("author"),
        "base_model" | "base_model_name_or_path" => Some("base_model"),
        "name" | "title" if !key.contains('.') => Some("name"),
        _ => None,
    }
}

fn report(kept: Kept, header: &mut Header) {
    if kept.objects > 1 {
        header.fault(
            ProblemKind::Conflict,
            "`__metadata__` stands twice: a reader sees one or the other",
        );
    }
    for key in kept.left_out {
        header.fault(ProblemKind::License, format!("`{key}` is too long to keep"));
    }
    let mut hash = None;
    let mut seen: Vec<(String, String)> = Vec::new();
    for (key, value) in kept.entries {
        if let Some((_, known)) = seen.iter().find(|(known, _)| *known == key) {
            if *known == value {
                header.note(format!(
                    "`{}` stands twice, with the same value",
                    shortened(&key)
                ));
                continue;
            }
            if !is_license(&key) {
                let both = format!(
                    "`{}` stands twice: `{}` and `{}`",
                    shortened(&key),
                    shortened(known),
                    shortened(&value)
                );
                header.fault(ProblemKind::Conflict, both);
            }
        } else if seen.len() < 256 {
            seen.push((key.clone(), value.clone()));
        }
        entry(key, value, header, &mut hash);
    }
    let named = header
        .base_models
        .iter_mut()
        .find(|base| base.key == "ss_sd_model_name");
    match (named, hash) {
        (Some(base), hash) => base.sha256 = hash,
        (None, Some(hash)) => header.add_base(Base {
            sha256: Some(hash.clone()),
            ..hint(&format!("sha256:{hash}"), "ss_new_sd_model_hash")
        }),
        (None, None) => {}
    }
}

fn is_license(key: &str) -> bool {
    free_key(key).is_some_and(|kind| kind.starts_with("license"))
}

fn entry(key: String, value: String, header: &mut Header, hash: &mut Option<String>) {
    let stated = |rank| Stated::new(value.clone(), key.clone(), rank);
    match key.as_str() {
        "modelspec.license" => header.add_license(stated(Confidence::Own)),
        "modelspec.author" => header.author.push(stated(Confidence::Own)),
        "modelspec.title" => header.name.push(stated(Confidence::Own)),
        "modelspec.merged_from" => {
            header.derived = true;
            header
                .relation
                .push(Stated::new("merge", key, Confidence::Own));
            // Titles, not ids.
            for title in value.split(',').take(64) {
                header.add_base(hint(title.trim(), "modelspec.merged_from"));
            }
        }
        "modelspec.architecture" => {
            if value.ends_with("/lora") {
                adapter(header, key.clone());
            }
            header.fact(shortened(&value), key, Confidence::Own);
        }
        "ss_network_module" => {
            adapter(header, key.clone());
            header.fact(shortened(&value), key, Confidence::Own);
        }
        "ss_base_model_version" => {
            header.derived = true;
            header.add_base(hint(&value, "ss_base_model_version"));
        }
        "ss_sd_model_name" if !is_empty(&value) => {
            header.derived = true;
            header.add_base(hint(&value, "ss_sd_model_name"));
        }
        "ss_new_sd_model_hash" => *hash = sha256(&value),
        "ss_vae_name" | "ss_sd_model_name" if is_empty(&value) => {}
        _ => free(key, value, header),
    }
}

fn free(key: String, value: String, header: &mut Header) {
    match free_key(&key) {
        Some("license") => header.add_license(Stated::new(value, key, Confidence::Lower)),
        Some("license_name") => {
            header
                .license_name
                .push(Stated::new(value, key, Confidence::Lower));
        }
        Some("license_link") => {
            header
                .license_link
                .push(Stated::new(value, key, Confidence::Lower));
        }
        Some("author") => header
            .author
            .push(Stated::new(value, key, Confidence::Lower)),
        Some("name") => header.name.push(Stated::new(value, key, Confidence::Lower)),
        Some("base_model") => {
            header.derived = true;
            header.add_base(Base::read(&value, key, Confidence::Lower));
        }
        _ => header.fact(shortened(&without_path(&value)), key, Confidence::Own),
    }
}

/// Kohya's writers put `None` for an empty value.
fn is_empty(value: &str) -> bool {
    value.is_empty() || value == "None"
}

fn adapter(header: &mut Header, key: String) {
    header.derived = true;
    if header
        .relation
        .iter()
        .all(|relation| relation.value != "adapter")
    {
        header
            .relation
            .push(Stated::new("adapter", key, Confidence::Own));
    }
}

/// A name of a file or family, which is no id whatever it looks like.
fn hint(value: &str, key: &str) -> Base {
    Base {
        model: None,
        shown: shortened(&without_path(value)),
        ..Base::read(value, key, Confidence::Hint)
    }
}

fn sha256(value: &str) -> Option<String> {
    let hex = value.strip_prefix("0x").unwrap_or(value);
    let fits = hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    fits.then(|| hex.to_ascii_lowercase())
}
