//! The weight files of a place.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use camino::{Utf8Path, Utf8PathBuf};

use super::archive;
use super::found::{Bytes, Expected, Found};
use crate::card::HubCache;
use deny_models::evidence::header;
use deny_models::evidence::weights::{detect, inspect, is_bundled};

/// Folders inside folders.
const MAX_DEPTH: usize = 64;

/// More files than any release has.
const MAX_FILES: usize = 1_000_000;

/// The weight files of a directory, an archive or a single file; `expected` also takes what is like a known
/// file.
pub(crate) fn find(place: &Utf8Path, expected: Expected<'_>) -> io::Result<Vec<Found>> {
    if place.is_dir() {
        return of_directory(place, expected);
    }
    if let Some(kind) = archive::kind(place)? {
        return archive::read(place, kind, expected);
    }
    let name = place.file_name().unwrap_or_default();
    let found = of_file(place, name, &|_, _| true)?;
    Ok(found.into_iter().collect())
}

fn of_directory(root: &Utf8Path, expected: Expected<'_>) -> io::Result<Vec<Found>> {
    // One file may have several names: the cache of the hub's client links to its blobs.
    let mut found: BTreeMap<Utf8PathBuf, Found> = BTreeMap::new();
    let mut folders = vec![(root.to_owned(), String::new(), 0)];
    let mut count = 0;
    while let Some((folder, prefix, depth)) = folders.pop() {
        let mut entries: Vec<_> = fs::read_dir(&folder)?.collect::<io::Result<_>>()?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            count += 1;
            if count > MAX_FILES || depth > MAX_DEPTH {
                let why =
                    format!("more than {MAX_FILES} files, or {MAX_DEPTH} folders inside folders");
                return Err(io::Error::other(why));
            }
            let path = Utf8PathBuf::from_path_buf(entry.path()).map_err(|path| {
                io::Error::other(format!("the name `{}` is not UTF-8", path.display()))
            })?;
            let name = path.file_name().unwrap_or_default();
            let shown = format!("{prefix}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                if name != ".git" {
                    folders.push((path, format!("{shown}/"), depth + 1));
                }
                continue;
            }
            // A link to a directory may lead anywhere, also back; one that leads nowhere is no file.
            let Ok(target) = fs::metadata(&path) else {
                continue;
            };
            if !target.is_file() {
                continue;
            }
            let Some(file) = of_file(&path, &shown, expected)? else {
                continue;
            };
            let real = path.canonicalize_utf8().unwrap_or(path);
            let known = found.entry(real).or_insert_with(|| file.clone());
            // The name in a snapshot says more than that of a blob.
            if kind.is_symlink() {
                *known = file;
            }
        }
    }
    let mut found: Vec<Found> = found.into_values().collect();
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// The file, if it holds weights.
fn of_file(path: &Utf8Path, shown: &str, expected: Expected<'_>) -> io::Result<Option<Found>> {
    let file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut head = Vec::new();
    file.take(detect::HEAD as u64).read_to_end(&mut head)?;
    let data = inspect(&head, size, path);
    let stated = || header::read_path(path.as_std_path()).ok()?.sha256;
    let bytes = match data.format {
        Some("git-lfs") => match stated() {
            Some(sha256) => Bytes::Pointer(sha256),
            None => Bytes::File(path.to_owned()),
        },
        _ => Bytes::File(path.to_owned()),
    };
    let sure = is_bundled(shown, &data).is_some();
    Ok((sure || expected(shown, size)).then(|| Found {
        path: shown.to_owned(),
        size,
        sure,
        bytes,
    }))
}

/// The cache that the hub's client uses on this machine, if it is there.
pub(crate) fn hub_cache() -> Option<Utf8PathBuf> {
    let cache = HubCache::of_process()?;
    let root = Utf8PathBuf::from_path_buf(Path::to_owned(cache.root())).ok()?;
    root.is_dir().then_some(root)
}
