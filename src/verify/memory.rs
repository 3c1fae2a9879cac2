//! Digests of large files, remembered from run to run: by device, inode, length, and the times of the last changes.
//!
//! The time of the last change of the inode cannot be set by a program, so a file that was replaced, also under the
//! old modification time, is read again. It is as little trusted as the cache of scans beside it: one user's.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::time::{Duration, SystemTime};

use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};

use crate::cache::Cache;
use crate::save::save;

/// The file in the cache directory.
const FILE: &str = "digests.json";

/// A longer one is begun anew, in bytes.
const MAX_BYTES: u64 = 32 << 20;

/// Files that changed later than this before they were read may have changed again within the same tick of the clock.
const SETTLED: Duration = Duration::from_secs(2);

/// Digests by the identity of a file.
#[derive(Debug, Default)]
pub(super) struct Memory {
    path: Option<Utf8PathBuf>,
    known: BTreeMap<String, String>,
    changed: bool,
}

#[derive(Serialize, Deserialize)]
struct Written {
    version: u32,
    digests: BTreeMap<String, String>,
}

impl Memory {
    pub(super) fn open(cache: &Cache) -> Self {
        let path = cache.directory().map(|directory| directory.join(FILE));
        let known = path.as_ref().and_then(|path| {
            let small =
                fs::metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() <= MAX_BYTES);
            let text = small.then(|| fs::read_to_string(path).ok())??;
            let written: Written = serde_json::from_str(&text).ok()?;
            (written.version == 1).then_some(written.digests)
        });
        Self {
            path,
            known: known.unwrap_or_default(),
            changed: false,
        }
    }

    pub(super) fn get(&self, file: &Metadata) -> Option<&String> {
        self.known.get(&identity(file)?)
    }

    pub(super) fn insert(&mut self, file: &Metadata, sha256: &str) {
        let settled = file
            .modified()
            .ok()
            .and_then(|changed| SystemTime::now().duration_since(changed).ok())
            .is_some_and(|age| age > SETTLED);
        if settled && let Some(key) = identity(file) {
            self.known.insert(key, sha256.to_owned());
            self.changed = true;
        }
    }

    /// What cannot be written is read again the next time.
    pub(super) fn close(self) {
        let Some(path) = self.path.filter(|_| self.changed) else {
            return;
        };
        let written = Written {
            version: 1,
            digests: self.known,
        };
        if let (Some(parent), Ok(text)) = (path.parent(), serde_json::to_string(&written)) {
            let _ = fs::create_dir_all(parent).and_then(|()| save(&path, &text));
        }
    }
}

#[cfg(unix)]
#[expect(
    clippy::unnecessary_wraps,
    reason = "other systems have no identity of a file"
)]
fn identity(file: &Metadata) -> Option<String> {
    use std::os::unix::fs::MetadataExt as _;
    Some(format!(
        "{}:{}:{}:{}.{}:{}.{}",
        file.dev(),
        file.ino(),
        file.len(),
        file.mtime(),
        file.mtime_nsec(),
        file.ctime(),
        file.ctime_nsec()
    ))
}

/// Elsewhere nothing is remembered: without `unsafe` only the time of the last write is to be had, which a program can set
/// back, so a file that was written over would not be read again.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> Option<String> {
    None
}
