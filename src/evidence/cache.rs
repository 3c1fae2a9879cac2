//! What scans found, kept from run to run in the platform's cache directory.
//!
//! A package that lies in cargo's registry checkout is keyed by name, version and checksum: what is published never
//! changes. Any other is keyed by a digest of its files: a vendored or patched package may be altered under the same
//! version and checksum. Every entry is a file of its own that is renamed into place, so runs side by side do no harm,
//! and one that cannot be read is a miss.

use std::fs;
use std::io::{Read, Write as _};

use camino::{Utf8Path, Utf8PathBuf};
use etcetera::BaseStrategy;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::graph::{Package, SourceKind};

/// Goes up with every change to what a scan finds.
const SCANNER: u32 = 1;

/// Names another directory, or with an empty value none.
const VARIABLE: &str = "CARGO_DENY_MODELS_CACHE";

/// Of larger files, which no source is, head and tail stand for the whole.
const WHOLE: u64 = 4 << 20;
const PART: u64 = 64 << 10;

/// A package with more files than this is scanned each time.
const MAX_FILES: usize = 20_000;

/// Where entries are kept, and which packages lie in cargo's registry checkout.
#[derive(Debug, Clone)]
pub struct Cache {
    directory: Option<Utf8PathBuf>,
    registry: Option<Utf8PathBuf>,
}

/// What an entry is found by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    scanner: u32,
    name: String,
    version: String,
    digest: String,
}

#[derive(Serialize, Deserialize)]
struct Entry<T> {
    key: Key,
    /// SHA-256 of `found` as JSON: a damaged entry is a miss, not another answer.
    sha256: String,
    found: T,
}

impl Cache {
    /// The user's cache.
    #[must_use]
    pub fn open() -> Self {
        let strategy = etcetera::choose_base_strategy().ok();
        let directory = match std::env::var(VARIABLE) {
            Ok(named) if named.is_empty() => None,
            Ok(named) => Some(Utf8PathBuf::from(named)),
            Err(_) => strategy
                .as_ref()
                .and_then(|strategy| Utf8PathBuf::from_path_buf(strategy.cache_dir()).ok())
                .map(|cache| cache.join("cargo-deny-models")),
        };
        let home = std::env::var("CARGO_HOME").ok().map(Utf8PathBuf::from).or_else(|| {
            let home = strategy.as_ref()?.home_dir();
            Utf8Path::from_path(home).map(|home| home.join(".cargo"))
        });
        Self::at(directory, home.as_deref())
    }

    fn at(directory: Option<Utf8PathBuf>, cargo_home: Option<&Utf8Path>) -> Self {
        let registry = cargo_home.map(|home| home.join("registry").join("src"));
        Self {
            directory: directory.map(|directory| directory.join(format!("scan-{SCANNER}"))),
            // Cargo names packages without links in their paths.
            registry: registry.map(|registry| registry.canonicalize_utf8().unwrap_or(registry)),
        }
    }

    /// What an entry of this package is found by; `None` when it has to be scanned each time.
    #[must_use]
    pub fn key(&self, package: &Package) -> Option<Key> {
        self.directory.as_ref()?;
        let published = matches!(package.source, SourceKind::Registry(_));
        let checkout = self.registry.as_ref().is_some_and(|registry| {
            let directory = package.directory();
            let real = directory.canonicalize_utf8();
            real.as_deref().unwrap_or(directory).starts_with(registry)
        });
        let digest = match &package.checksum {
            Some(checksum) if published && checkout => checksum.clone(),
            _ => format!("files-{}", digest_of(package.directory())?),
        };
        Some(Key {
            scanner: SCANNER,
            name: package.name.clone(),
            version: package.version.to_string(),
            digest,
        })
    }

    /// What was found, when it is there whole.
    pub fn get<T: DeserializeOwned + Serialize>(&self, key: &Key) -> Option<T> {
        let text = fs::read(self.path(key)?).ok()?;
        let entry: Entry<T> = serde_json::from_slice(&text).ok()?;
        let whole = entry.key == *key && entry.sha256 == hash_of(&entry.found)?;
        whole.then_some(entry.found)
    }

    /// Keeps what was found. A cache that cannot be written is no reason to fail.
    pub fn put<T: Serialize>(&self, key: &Key, found: &T) {
        let (Some(path), Some(sha256)) = (self.path(key), hash_of(found)) else {
            return;
        };
        let entry = Entry { key: key.clone(), sha256, found };
        let Ok(text) = serde_json::to_vec(&entry) else {
            return;
        };
        // Two runs at once write two files, and either of them may end up in place.
        let temporary = path.with_extension(format!("{}.tmp", std::process::id()));
        let written = path.parent().map(fs::create_dir_all).is_some_and(|made| made.is_ok())
            && fs::File::create(&temporary).and_then(|mut file| file.write_all(&text)).is_ok()
            && fs::rename(&temporary, &path).is_ok();
        if !written {
            // Nothing is left to do when this fails too.
            let _ = fs::remove_file(&temporary);
        }
    }

    fn path(&self, key: &Key) -> Option<Utf8PathBuf> {
        let hash = hash_of(key)?;
        Some(self.directory.as_ref()?.join(format!("{}-{}.json", key.name, hash.get(..24)?)))
    }
}

fn hash_of<T: Serialize>(value: &T) -> Option<String> {
    let json = serde_json::to_vec(value).ok()?;
    Some(hex(&Sha256::digest(json)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A digest of the names and contents of the files of a package; `None` when they cannot be read or are too many.
fn digest_of(root: &Utf8Path) -> Option<String> {
    let mut files = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in directory.read_dir_utf8().ok()? {
            let entry = entry.ok()?;
            let kind = entry.file_type().ok()?;
            if kind.is_dir() && !["target", ".git", "node_modules"].contains(&entry.file_name()) {
                open.push(entry.into_path());
            } else if kind.is_file() {
                files.push(entry.into_path());
            }
        }
        if files.len() > MAX_FILES {
            return None;
        }
    }
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        let name = file.strip_prefix(root).ok()?;
        let length = fs::metadata(&file).ok()?.len();
        digest.update(name.as_str().len().to_le_bytes());
        digest.update(name.as_str());
        digest.update(length.to_le_bytes());
        add_contents(&mut digest, &file, length)?;
    }
    Some(hex(&digest.finalize()))
}

fn add_contents(digest: &mut Sha256, path: &Utf8Path, length: u64) -> Option<()> {
    use std::io::{Seek, SeekFrom};
    if length <= WHOLE {
        digest.update(fs::read(path).ok()?);
        return Some(());
    }
    let mut file = fs::File::open(path).ok()?;
    for start in [0, length - PART] {
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut part = Vec::new();
        Read::by_ref(&mut file).take(PART).read_to_end(&mut part).ok()?;
        digest.update(&part);
    }
    Some(())
}
