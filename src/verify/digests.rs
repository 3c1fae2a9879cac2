//! The digests of files, read side by side.

use std::fs::File;
use std::io::{self, Read as _};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use camino::{Utf8Path, Utf8PathBuf};
use sha2::{Digest as _, Sha256};

use super::found::{Bytes, Found};
use super::memory::Memory;
use crate::cache::Cache;
use deny_models::digest::hex;

/// More readers at a time only make a disk seek.
const MAX_READERS: usize = 8;

/// Bytes read at once.
const CHUNK: usize = 1 << 20;

/// The digests that were needed.
#[derive(Debug, Default)]
pub(crate) struct Digests {
    /// In the order of the files; `None` where none was needed.
    pub(crate) of: Vec<Option<String>>,
    /// Files that were read.
    pub(crate) hashed: usize,
    /// Files whose digest was remembered.
    pub(crate) remembered: usize,
}

/// Reads the files for which `needed`; `progress` gets the number of files that are done.
pub(crate) fn read_all(
    files: &[Found],
    needed: &(dyn Fn(&Found) -> bool + Sync),
    cache: &Cache,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Result<Digests, (Utf8PathBuf, io::Error)> {
    let memory = Mutex::new(Memory::open(cache));
    let results = Mutex::new(vec![None; files.len()]);
    let failed = Mutex::new(None);
    let [next, done, hashed, remembered] = [const { AtomicUsize::new(0) }; 4];
    let work = || {
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(file) = files.get(at) else { return };
            let digest = match &file.bytes {
                _ if !needed(file) => None,
                Bytes::Read(sha256) | Bytes::Pointer(sha256) => Some(sha256.clone()),
                Bytes::File(path) => match digest(path, &memory) {
                    Ok((sha256, known)) => {
                        let count = if known { &remembered } else { &hashed };
                        count.fetch_add(1, Ordering::Relaxed);
                        Some(sha256)
                    }
                    Err(error) => {
                        next.store(files.len(), Ordering::Relaxed);
                        hold(&failed).get_or_insert((path.clone(), error));
                        return;
                    }
                },
            };
            hold(&results)[at] = digest;
            progress(done.fetch_add(1, Ordering::Relaxed) + 1, files.len());
        }
    };
    let readers = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 1..readers.min(MAX_READERS).min(files.len()) {
            scope.spawn(work);
        }
        work();
    });
    if let Some(error) = hold(&failed).take() {
        return Err(error);
    }
    memory
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .close();
    Ok(Digests {
        of: std::mem::take(&mut *hold(&results)),
        hashed: hashed.into_inner(),
        remembered: remembered.into_inner(),
    })
}

/// The SHA-256, and whether it was remembered.
fn digest(path: &Utf8Path, memory: &Mutex<Memory>) -> io::Result<(String, bool)> {
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    if let Some(known) = hold(memory).get(&before) {
        return Ok((known.clone(), true));
    }
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.update(&buffer[..read]);
    }
    let sha256 = hex(&hasher.finalize());
    hold(memory).insert(&before, &sha256);
    Ok((sha256, false))
}

fn hold<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
