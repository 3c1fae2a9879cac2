//! What the system states of files, to notice a change of them without reading them.
//!
//! On Unix these are size, modification time, change time, inode, device and mode. The change time cannot be set back:
//! a change of the same size, whose modification time is restored, is noticed. Windows has no change time in its
//! listings: there these are size, creation time, last write time and attributes, and who restores all of them is not
//! noticed.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime};

use sha2::{Digest as _, Sha256};

use deny_models::digest::hex;

/// By how much the time of a file may lie behind the clock: ticks of the kernel.
const TICK: Duration = Duration::from_millis(100);
/// The same where times are kept in seconds, or in pairs of them.
const COARSE: Duration = Duration::from_millis(2500);

/// The state of files, one after the other.
#[derive(Debug)]
pub(super) struct Stamps {
    hash: Sha256,
    settled: SystemTime,
}

/// The state of all files of a [`super::watch::Watch`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct State {
    /// Differs when a file differs.
    pub(crate) digest: String,
    /// A run that began later has read what the files hold now.
    pub(crate) settled: SystemTime,
}

impl Stamps {
    pub(super) fn new() -> Self {
        Self {
            hash: Sha256::new(),
            settled: SystemTime::UNIX_EPOCH,
        }
    }

    /// A word, apart from those around it.
    pub(super) fn add(&mut self, word: &[u8]) {
        self.hash.update(word.len().to_le_bytes());
        self.hash.update(word);
    }

    /// A file, or that there is none.
    pub(super) fn file(&mut self, data: Option<&Metadata>) {
        let Some(data) = data else {
            return self.add(b"none");
        };
        self.settle(data);
        self.add(&kind(data).to_le_bytes());
        for number in numbers(data) {
            self.hash.update(number.to_le_bytes());
        }
    }

    /// A file that may be a link, and what it leads to.
    pub(super) fn followed(&mut self, path: &Path) {
        let own = fs::symlink_metadata(path).ok();
        let is_link = own.as_ref().is_some_and(Metadata::is_symlink);
        // Of a directory only that it is there: what lies in it is watched elsewhere, or not read.
        self.unless_directory(own.as_ref());
        if is_link {
            self.unless_directory(fs::metadata(path).ok().as_ref());
        }
    }

    fn unless_directory(&mut self, data: Option<&Metadata>) {
        match data {
            Some(data) if data.is_dir() => self.add(b"directory"),
            data => self.file(data),
        }
    }

    /// When something last came into a directory or left it.
    pub(super) fn settle(&mut self, data: &Metadata) {
        let changed = changed(data);
        let since = changed.duration_since(SystemTime::UNIX_EPOCH);
        let is_coarse = since.is_ok_and(|since| since.subsec_nanos() % 1_000_000 == 0);
        let behind = if is_coarse { COARSE } else { TICK };
        self.settled = self.settled.max(changed + behind);
    }

    pub(super) fn finish(self) -> State {
        State {
            digest: hex(&self.hash.finalize()),
            settled: self.settled,
        }
    }
}

fn kind(data: &Metadata) -> u8 {
    let kind = data.file_type();
    u8::from(kind.is_dir()) | u8::from(kind.is_file()) << 1 | u8::from(kind.is_symlink()) << 2
}

#[cfg(unix)]
fn numbers(data: &Metadata) -> [u64; 8] {
    use std::os::unix::fs::MetadataExt as _;
    [
        data.size(),
        data.mtime().cast_unsigned(),
        data.mtime_nsec().cast_unsigned(),
        data.ctime().cast_unsigned(),
        data.ctime_nsec().cast_unsigned(),
        data.ino(),
        data.dev(),
        data.mode().into(),
    ]
}

#[cfg(unix)]
fn changed(data: &Metadata) -> SystemTime {
    use std::os::unix::fs::MetadataExt as _;
    let seconds = u64::try_from(data.ctime()).unwrap_or_default();
    let nanos = u32::try_from(data.ctime_nsec()).unwrap_or_default();
    let since = Duration::new(seconds, nanos);
    SystemTime::UNIX_EPOCH
        .checked_add(since)
        .unwrap_or_else(SystemTime::now)
}

#[cfg(windows)]
fn numbers(data: &Metadata) -> [u64; 4] {
    use std::os::windows::fs::MetadataExt as _;
    [
        data.file_size(),
        data.creation_time(),
        data.last_write_time(),
        data.file_attributes().into(),
    ]
}

#[cfg(not(any(unix, windows)))]
fn numbers(data: &Metadata) -> [u64; 2] {
    let since = changed(data)
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    let nanos = u64::try_from(since.as_nanos()).unwrap_or_default();
    [data.len(), nanos]
}

/// A system without times has no state that settles.
#[cfg(not(unix))]
fn changed(data: &Metadata) -> SystemTime {
    let now = SystemTime::now;
    let modified = data.modified().unwrap_or_else(|_| now());
    data.created()
        .map_or(modified, |created| created.max(modified))
}
