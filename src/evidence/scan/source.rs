//! Reading: which files are looked at, how far, and by which thread.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::Utf8Path;

use super::embed::{self, Data};
use super::ir::FileIr;
use super::package::Package;
use super::prefilter::{self, Worth};
use super::walk::Entry;
use super::{ScanOptions, ScanStats, detect, parse};

/// Rust text that is kept in memory for one crate.
const MAX_RUST_TOTAL: u64 = 192 << 20;

/// A crate's files as far as they matter.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) package: Package,
    /// Rust files that were parsed.
    pub(super) rust: Vec<FileIr>,
    /// Whether the words of the crate speak of models.
    pub(super) matters: bool,
    /// Files that are not text.
    pub(super) data: BTreeMap<String, Data>,
    pub(super) stats: ScanStats,
}

/// What one file gave.
enum Piece {
    Rust(Worth, Vec<u8>),
    Data(Data),
}

/// Reads a crate.
pub(super) fn read(dir: &Utf8Path, files: &[Entry], options: &ScanOptions) -> Sources {
    let mut sources = Sources::default();
    sources.stats.files = files.len();
    let manifest = files
        .iter()
        .find(|file| file.path == "Cargo.toml" && file.size < 8 << 20);
    if let Some(bytes) = manifest.and_then(|file| contents(dir, file, 8 << 20)) {
        sources.package = Package::read(&String::from_utf8_lossy(&bytes));
    }
    let pieces = in_parallel(files, options.threads, |file| piece(dir, file));
    let mut kept: u64 = 0;
    let mut rust: Vec<(&Entry, Worth, Vec<u8>)> = Vec::new();
    for (file, piece) in files.iter().zip(pieces) {
        match piece {
            Some(Piece::Rust(worth, bytes)) => {
                sources.stats.bytes += bytes.len() as u64;
                kept += bytes.len() as u64;
                if kept <= MAX_RUST_TOTAL {
                    rust.push((file, worth, bytes));
                }
            }
            Some(Piece::Data(data)) => {
                sources.stats.bytes += file.size.min(detect::HEAD as u64);
                if data.format.is_some() || data.blob {
                    sources.data.insert(file.path.clone(), data);
                }
            }
            None => {}
        }
    }
    sources.matters = rust.iter().any(|(_, worth, _)| *worth == Worth::Crate);
    let least = if sources.matters {
        Worth::Way
    } else {
        Worth::File
    };
    // The roots say which modules are only for tests, or behind features.
    let root = |path: &str| {
        ["lib.rs", "main.rs", "mod.rs"]
            .iter()
            .any(|name| path.ends_with(name))
    };
    rust.retain(|(file, worth, _)| *worth >= least || sources.matters && root(&file.path));
    let parsed = in_parallel(&rust, options.threads, |(file, _, bytes)| {
        parse::parse(&file.path, &String::from_utf8_lossy(bytes))
    });
    for file in parsed {
        match file {
            Some(file) => sources.rust.push(file),
            None => sources.stats.unreadable += 1,
        }
    }
    sources.stats.parsed = sources.rust.len();
    sources
}

fn piece(dir: &Utf8Path, file: &Entry) -> Option<Piece> {
    if Utf8Path::new(&file.path).extension() == Some("rs") {
        let bytes = contents(dir, file, parse::MAX_RUST as u64)?;
        return Some(Piece::Rust(prefilter::worth(&bytes), bytes));
    }
    if file.size < 32 {
        return None;
    }
    let mut head = Vec::with_capacity(detect::HEAD);
    let open = File::open(dir.join(&file.path)).ok()?;
    open.take(detect::HEAD as u64).read_to_end(&mut head).ok()?;
    Some(Piece::Data(embed::look(&head, file.size)))
}

/// The bytes of a file, unless there are too many.
fn contents(dir: &Utf8Path, file: &Entry, most: u64) -> Option<Vec<u8>> {
    if file.size > most {
        return None;
    }
    let mut bytes = Vec::with_capacity(usize::try_from(file.size).ok()?);
    // It may have grown since it was listed.
    File::open(dir.join(&file.path))
        .ok()?
        .take(most)
        .read_to_end(&mut bytes)
        .ok()?;
    Some(bytes)
}

/// Runs over items with some threads, and keeps the order.
fn in_parallel<T: Sync, U: Send>(
    items: &[T],
    threads: usize,
    run: impl Fn(&T) -> Option<U> + Sync,
) -> Vec<Option<U>> {
    let threads = threads.clamp(1, 16).min(items.len().max(1));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else {
                return done;
            };
            if let Some(out) = run(item) {
                done.push((number, out));
            }
        }
    };
    let mut out: Vec<Option<U>> = Vec::new();
    out.resize_with(items.len(), || None);
    let done = std::thread::scope(|scope| {
        let spawn = || {
            std::thread::Builder::new()
                .stack_size(parse::STACK)
                .spawn_scoped(scope, work)
                .ok()
        };
        let threads: Vec<_> = (0..threads).filter_map(|_| spawn()).collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .flatten()
            .collect::<Vec<_>>()
    });
    for (number, item) in done {
        out[number] = Some(item);
    }
    out
}
