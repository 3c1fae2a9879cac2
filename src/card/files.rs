//! Files of a model directory: which are worth reading, and how to stay inside while reading them.

use std::fs;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};

use super::place::{boundary, shown, snapshot_repo};
use super::{front, merge, sidecar};
use deny_models::evidence::header::{self, Format, Header, ProblemKind};
use deny_models::evidence::names::is_terms;
use deny_models::evidence::text::{MAX_TEXT, license_file, read_bounded};
use deny_models::evidence::weights::name::is_of_model;

/// Depth of directories below the given one, as in `unet/` or `onnx/fp16/`.
const MAX_DEPTH: usize = 8;
/// Files and directories that are looked at.
const MAX_ENTRIES: usize = 5_000;

/// The kind of a file beside weights, by its name.
#[must_use]
pub fn kind(name: &str) -> Option<Format> {
    let lower = name.to_ascii_lowercase();
    Some(match lower.as_str() {
        "adapter_config.json" => Format::AdapterConfig,
        "config.json" => Format::ModelConfig,
        "model_index.json" | "modular_model_index.json" => Format::PipelineIndex,
        "mergekit_config.yml" | "mergekit_config.yaml" => Format::MergeConfig,
        _ if is_markdown(&lower) && lower.starts_with("readme") => Format::Card,
        _ if lower.ends_with(".index.json") => Format::ShardIndex,
        _ if is_terms(name) => Format::LicenseFile,
        _ => return None,
    })
}

fn is_markdown(lower: &str) -> bool {
    let end = lower.rsplit_once('.').map(|(_, end)| end);
    matches!(end, Some("md" | "markdown"))
}

/// Reads a card, a sidecar, a licence file or a weight file: detected by name, then by content.
///
/// # Errors
///
/// When the file cannot be read. Faults of its content are no errors but [`Header::problems`].
pub fn read_file(path: &Path) -> io::Result<Header> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let by_name = by_name(&name);
    let target = match written_link(path) {
        None => path.to_owned(),
        Some(Ok(target)) => target,
        Some(Err(why)) => {
            let mut header = Header::new(by_name.unwrap_or(Format::Unknown));
            header.fault(ProblemKind::Unreadable, why);
            return Ok(header);
        }
    };
    let Some(format) = by_name else {
        return header::read_named(&name, &target);
    };
    let bytes = read_bounded(&target, MAX_TEXT)?;
    let dir = path.parent().map(|dir| {
        if dir.as_os_str().is_empty() {
            Path::new(".")
        } else {
            dir
        }
    });
    Ok(read_text(format, &name, &bytes, dir))
}

/// Reads a file that is open already, as [`read_file`] reads one at a path; without a name the content alone decides.
///
/// # Errors
///
/// When it cannot be read. Faults of its content are no errors but [`Header::problems`].
pub fn read_stream<R: Read + Seek>(name: Option<&str>, mut file: R) -> io::Result<Header> {
    let mut bytes = Vec::new();
    file.by_ref().take(MAX_TEXT).read_to_end(&mut bytes)?;
    let name = name.unwrap_or_default();
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let format = by_name(name).or_else(|| bytes.starts_with(b"---").then_some(Format::Card));
    Ok(match format {
        Some(format) => read_text(format, name, &bytes, None),
        None => header::read(name, file),
    })
}

/// A file that is text, by its format. `dir` is where it lies.
fn read_text(format: Format, name: &str, bytes: &[u8], dir: Option<&Path>) -> Header {
    // A pointer file can stand for any file, so it is checked first.
    if bytes.starts_with(b"version https://git-lfs") {
        return header::read(name, io::Cursor::new(bytes));
    }
    match format {
        Format::Card => front::read(bytes),
        Format::MergeConfig => merge::read(bytes),
        // A `license-overview.md` with front matter is a card.
        Format::LicenseFile if bytes.starts_with(b"---") => front::read(bytes),
        Format::LicenseFile => license_file(name, bytes),
        other => sidecar::read(other, bytes, dir),
    }
}

/// The format of a file that its name alone decides.
fn by_name(name: &str) -> Option<Format> {
    match kind(name) {
        None if is_markdown(&name.to_ascii_lowercase()) => Some(Format::Card),
        other => other,
    }
}

/// Where a link of the hub cache leads that was written as a text, as `git` and some archivers do where links cannot
/// be made: to a blob of the same repository, or nowhere.
fn written_link(path: &Path) -> Option<Result<PathBuf, String>> {
    const MOST: u64 = 512;
    let dir = path.parent()?;
    if !path
        .metadata()
        .is_ok_and(|meta| meta.is_file() && meta.len() <= MOST)
    {
        return None;
    }
    let repo = snapshot_repo(&dir.canonicalize().ok()?)?;
    let bytes = read_bounded(path, MOST).ok()?;
    let text = std::str::from_utf8(&bytes)
        .ok()
        .filter(|text| text.starts_with("../") && !text.contains(char::is_whitespace))?;
    let target = dir.join(text);
    let blobs = repo.join("blobs");
    Some(match target.canonicalize() {
        Ok(blob) if blob.starts_with(&blobs) && blob.is_file() => Ok(blob),
        Ok(_) => Err("a link that leads out of the repository".to_owned()),
        Err(_) => Err("a link that leads nowhere".to_owned()),
    })
}

/// Files of a directory, sorted, and what was left out.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub(super) files: Vec<PathBuf>,
    /// One sentence each, with the path relative to the directory.
    pub(super) left_out: Vec<String>,
}

/// Lists the files of a model directory that are worth reading, and packages, which are directories.
pub(super) fn list(dir: &Path) -> io::Result<Listing> {
    let boundary = boundary(dir).canonicalize()?;
    let mut listing = Listing::default();
    let mut open = vec![(dir.to_owned(), 0)];
    let mut seen = 0;
    while let Some((here, depth)) = open.pop() {
        let read = match fs::read_dir(&here) {
            Ok(read) => read,
            Err(error) if depth == 0 => return Err(error),
            Err(error) => {
                listing
                    .left_out
                    .push(format!("{}: {error}", shown(&here, dir)));
                continue;
            }
        };
        let mut entries: Vec<PathBuf> = Vec::new();
        for entry in read {
            seen += 1;
            if seen > MAX_ENTRIES {
                listing.left_out.push(format!(
                    "{}: more than {MAX_ENTRIES} files",
                    shown(&here, dir)
                ));
                listing.files.sort();
                return Ok(listing);
            }
            entries.extend(entry.ok().map(|entry| entry.path()));
        }
        entries.sort();
        for path in entries {
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let is_dir = path.is_dir();
            if is_dir && name.starts_with('.') {
                continue;
            }
            let package = is_dir && header::is_package(&name);
            let is_read = is_dir || kind(&name).is_some() || is_of_model(&name);
            if !is_read {
                continue;
            }
            match path.canonicalize() {
                Ok(target) if !target.starts_with(&boundary) => {
                    listing.left_out.push(format!(
                        "{}: a link that leads out of the directory",
                        shown(&path, dir)
                    ));
                }
                Ok(_) if is_dir && !package => {
                    let link = path.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
                    if link || depth + 1 > MAX_DEPTH {
                        listing
                            .left_out
                            .push(format!("{}: not looked into", shown(&path, dir)));
                    } else {
                        open.push((path, depth + 1));
                    }
                }
                Ok(_) => listing.files.push(path),
                Err(error) => listing
                    .left_out
                    .push(format!("{}: {error}", shown(&path, dir))),
            }
        }
    }
    listing.files.sort();
    Ok(listing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_give_the_kind_of_a_file() {
        for (name, format) in [
            ("README.md", Some(Format::Card)),
            ("readme.MD", Some(Format::Card)),
            ("LICENSE", Some(Format::LicenseFile)),
            ("LICENSE-MODEL.txt", Some(Format::LicenseFile)),
            ("USE_POLICY.md", Some(Format::LicenseFile)),
            ("Notice", Some(Format::LicenseFile)),
            ("license-twice.gguf", None),
            ("licenses.rs", None),
            ("noticeable.md", None),
            ("model.safetensors.index.json", Some(Format::ShardIndex)),
            ("config.json", Some(Format::ModelConfig)),
            ("tokenizer.json", None),
        ] {
            assert_eq!(kind(name), format, "{name}");
        }
    }
}
