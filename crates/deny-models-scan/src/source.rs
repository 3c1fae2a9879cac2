//! Reading: which files are read, how far, and which of them are parsed.
//!
//! The first step reads every file once and keeps only files with keywords; most crates have no such file
//! and are done. The second parses what was kept, and for a crate that takes models all other files that its names and
//! ids may pass through.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};

use super::classify;
use super::embed::{self, Data};
use super::embedded_folders::{self, Folder};
use super::ir::FileIr;
use super::package::Package;
use super::prefilter::{self, Worth};
use super::reader::{Reader, code_of};
use super::scan::{ScanOptions, ScanStats};
use super::scope::Scope;
use super::stop::{Cause, Stop};
use super::token_scan::{self, Relevance};
use super::unread;
use super::{parse, tables};
use deny_models::evidence::weights::walk::LeftOut;
use deny_models::evidence::weights::{detect, walk};

/// More code than this, whose only keywords are paths inside its own crate, is generated bindings; in bytes.
const MAX_OWN_PATHS: usize = 4 << 20;
/// A Cargo.toml longer than this is not read, in bytes.
const MAX_MANIFEST: usize = 8 << 20;

/// A crate's files as far as they matter.
#[derive(Debug, Default)]
pub(super) struct Sources {
    pub(super) package: Package,
    /// Rust files that were parsed.
    pub(super) rust: Vec<FileIr>,
    /// Whether the words of the crate mention models.
    pub(super) matters: bool,
    /// Whether code or dependencies show that models may be taken, or files that may be models.
    pub(super) may_take: bool,
    /// Files that are not text.
    pub(super) data: BTreeMap<String, Data>,
    /// Folders that are compiled in, each with the file that names it.
    pub(super) folders: Vec<(String, Folder)>,
    pub(super) stats: ScanStats,
    /// Files of what is built that could not be read or parsed.
    pub(super) unparsed: Vec<Stop>,
}

/// A crate whose files were all read, and not parsed.
#[derive(Debug, Default)]
pub(super) struct UnparsedCrate {
    dir: Utf8PathBuf,
    package: Package,
    matters: bool,
    /// Rust files in order, with their code where it was kept.
    rust: Vec<(String, Option<String>)>,
    data: BTreeMap<String, Data>,
    /// Files that may be tables that code reads.
    tables: Vec<String>,
    stats: ScanStats,
    /// Bytes of Rust text.
    rust_bytes: usize,
    /// Files and folders that cannot be read, or are too large.
    unread: Vec<Stop>,
}

impl UnparsedCrate {
    /// How much is left to do: about as many bytes as will be parsed.
    pub(super) fn work(&self) -> usize {
        if self.matters {
            return self.rust_bytes;
        }
        self.kept()
    }

    /// Where the crate lies.
    pub(super) fn directory(&self) -> &Utf8Path {
        &self.dir
    }

    /// Keeps the files that are worth parsing in a crate that takes no models.
    fn keep_relevant(&mut self) {
        let UnparsedCrate {
            rust,
            package,
            data,
            ..
        } = self;
        let relevance = |(path, kept): &(String, Option<String>)| match kept {
            Some(code) => (token_scan::relevance(path, code, package, data), code.len()),
            None => (Relevance::Nothing, 0),
        };
        let relevances: Vec<(Relevance, usize)> = rust.iter().map(relevance).collect();
        let bytes = |wanted| -> usize {
            let of_kind = relevances
                .iter()
                .filter(|(relevance, _)| *relevance == wanted);
            of_kind.map(|(_, size)| size).sum()
        };
        let bindings =
            bytes(Relevance::Something) == 0 && bytes(Relevance::OwnPaths) > MAX_OWN_PATHS;
        let mut relevances = relevances.into_iter();
        rust.retain(|_| match relevances.next() {
            Some((Relevance::Something, _)) => true,
            Some((Relevance::OwnPaths, _)) => !bindings,
            _ => false,
        });
    }

    /// Bytes of text that are held.
    pub(super) fn kept(&self) -> usize {
        self.rust
            .iter()
            .filter_map(|(_, kept)| kept.as_ref())
            .map(String::len)
            .sum()
    }
}

/// Lists the files of a crate, and reads its manifest.
fn list(
    dir: &Utf8Path,
    options: &ScanOptions,
    reader: &mut Reader,
) -> io::Result<(UnparsedCrate, Vec<String>)> {
    let bounds = walk::Bounds {
        files: options.limits.files,
        folders: options.limits.folders,
    };
    let walk::Listing {
        mut files,
        left_out,
    } = walk::listing(dir, bounds)?;
    let mut unparsed = UnparsedCrate {
        dir: dir.to_owned(),
        ..UnparsedCrate::default()
    };
    unparsed.stats.files = files.len();
    match reader.whole(&dir.join("Cargo.toml"), MAX_MANIFEST) {
        Ok(bytes) => unparsed.package = Package::read(&String::from_utf8_lossy(bytes)),
        // A directory of sources without one is scanned too.
        Err(_) if !files.iter().any(|file| file == "Cargo.toml") => {}
        Err(cause) => unparsed.unread.push(Stop::at_file("Cargo.toml", cause)),
    }
    let left_out = left_out.into_iter().map(|(path, why)| {
        let cause = match why {
            LeftOut::NotRead => Cause::FolderNotRead,
            LeftOut::NotUtf8 => Cause::NameNotUtf8,
            LeftOut::Files => Cause::Files(bounds.files),
            LeftOut::Folders => Cause::Folders(bounds.folders),
        };
        Stop::at_file(path, cause)
    });
    unparsed.unread.extend(left_out);
    if !options.tests {
        files.retain(|path| unparsed.package.scope(path).0.is_built());
    }
    Ok((unparsed, files))
}

/// Reads every file of a crate once.
pub(super) fn read_files(
    dir: &Utf8Path,
    options: &ScanOptions,
    reader: &mut Reader,
) -> io::Result<UnparsedCrate> {
    let (mut unparsed, files) = list(dir, options, reader)?;
    let mut kept = 0;
    let mut not_kept = Vec::new();
    for path in files {
        let full = dir.join(&path);
        if !is_rust(&path) {
            if let Some(model) = embed::model_directory(&path)
                && embed::is_model_directory(&dir.join(model))
            {
                unparsed.data.insert(model.to_owned(), embed::model_data());
                continue;
            }
            if tables::is_table(&path) {
                unparsed.tables.push(path.clone());
            }
            if let Ok((head, size)) = reader.head(&full, detect::HEAD) {
                unparsed.stats.bytes += head.len() as u64;
                let data = embed::inspect(head, size, &full);
                if data.format.is_some() || data.blob {
                    unparsed.data.insert(path, data);
                }
            }
            continue;
        }
        let bytes = match reader.whole(&full, options.limits.file) {
            Ok(bytes) => bytes,
            Err(cause) => {
                unparsed.unread.push(Stop::at_file(path, cause));
                continue;
            }
        };
        unparsed.stats.bytes += bytes.len() as u64;
        unparsed.rust_bytes += bytes.len();
        // Words in comments, and in tests where these are left out, do not count.
        // A build script may bring in what lies around the package.
        let takes_around = |code: &[u8]| {
            let build = unparsed.package.scope(&path).0 == Scope::Build;
            build && memchr::memmem::find(code, b"../").is_some()
        };
        let around = takes_around(bytes);
        let relevant = prefilter::worth(bytes) > Worth::Nothing || around;
        let code = relevant.then(|| code_of(bytes, options));
        if relevant && std::str::from_utf8(bytes).is_err() {
            let stop = Stop::at_file(path.clone(), Cause::NotUtf8);
            unparsed.unread.push(stop);
        }
        let worth = code.as_ref().map_or(Worth::Nothing, |code| {
            let worth = prefilter::worth(code.as_bytes());
            worth.max(if around { Worth::File } else { Worth::Nothing })
        });
        unparsed.matters |= worth == Worth::Crate;
        let mut code = code.filter(|_| worth > Worth::Nothing);
        if code
            .as_ref()
            .is_some_and(|code| kept + code.len() > options.limits.waiting)
        {
            code = None;
            not_kept.push(path.clone());
        }
        kept += code.as_ref().map_or(0, String::len);
        unparsed.rust.push((path, code));
    }
    // Code may open what lies in the package by any name.
    unparsed.matters |= options.whole;
    unparsed.matters |= unparsed
        .data
        .iter()
        .any(|(path, data)| embed::is_bundled(path, data).is_some());
    if !unparsed.matters {
        let cause = Cause::PackageBytes(options.limits.waiting);
        let stops = not_kept.into_iter().map(|path| Stop::at_file(path, cause));
        unparsed.unread.extend(stops);
        unparsed.keep_relevant();
    }
    Ok(unparsed)
}

fn is_rust(path: &str) -> bool {
    Utf8Path::new(path).extension() == Some("rs")
}

/// Parses what is worth it. Needs a large stack.
pub(super) fn parse(unparsed: UnparsedCrate, options: &ScanOptions) -> Sources {
    let limits = &options.limits;
    let may_take =
        unparsed.matters || !unparsed.rust.is_empty() || unparsed.package.has_hub_client();
    let mut sources = Sources {
        package: unparsed.package,
        matters: unparsed.matters,
        may_take,
        data: unparsed.data,
        stats: unparsed.stats,
        rust: Vec::new(),
        unparsed: unparsed.unread,
        folders: Vec::new(),
    };
    for (path, kept) in &unparsed.rust {
        let code = kept
            .as_deref()
            .filter(|code| code.contains(embedded_folders::WORD));
        let folders = code
            .into_iter()
            .flat_map(|code| embedded_folders::find(code, limits));
        sources
            .folders
            .extend(folders.map(|folder| (path.clone(), folder)));
    }
    let one = |(path, kept): &(String, Option<String>)| {
        if let Some(code) = kept {
            return Some(parse::parse(path, code, limits));
        }
        let mut reader = Reader::default();
        // It was read before, so it has changed since.
        let bytes = match reader.whole(&unparsed.dir.join(path), limits.file) {
            Ok(bytes) => bytes,
            Err(cause) => return Some(Err((cause, 0))),
        };
        let code = code_of(bytes, options);
        let worth = options.whole || is_root(path) || prefilter::is_way(code.as_bytes());
        let is_utf8 = std::str::from_utf8(bytes).is_ok();
        worth.then(|| {
            let mut file = parse::parse(path, &code, limits)?;
            let stop = (!is_utf8).then_some((Cause::NotUtf8, 0));
            file.stops.extend(stop);
            Ok(file)
        })
    };
    let parsed = in_parallel(&unparsed.rust, options.threads, one);
    for (file, (path, _)) in parsed.into_iter().zip(&unparsed.rust) {
        match file {
            Some(Ok(file)) => {
                let stops = file.stops.iter();
                sources.unparsed.extend(stops.map(|(cause, line)| Stop {
                    file: path.clone(),
                    line: *line,
                    cause: *cause,
                }));
                sources.rust.push(file);
            }
            Some(Err((cause, line))) => {
                let file = path.clone();
                sources.unparsed.push(Stop { file, line, cause });
            }
            None => {}
        }
    }
    sources.stats.unreadable = unread::files(&sources.unparsed);
    sources.stats.parsed = sources.rust.len();
    let stops = std::mem::take(&mut sources.unparsed);
    let (rust, package) = (&sources.rust, &sources.package);
    sources.unparsed = unread::of_built(stops, rust, package, &unparsed.dir, options);
    if sources.matters {
        read_tables(&mut sources, unparsed.tables, &unparsed.dir, options);
    }
    sources.unparsed.sort();
    sources.unparsed.dedup();
    sources
}

/// Reads the tables that code names.
fn read_tables(sources: &mut Sources, tables: Vec<String>, dir: &Utf8Path, options: &ScanOptions) {
    let limits = &options.limits;
    let mut reader = Reader::default();
    for (number, path) in tables::named(tables, &sources.rust).into_iter().enumerate() {
        if number >= limits.tables {
            let cause = Cause::Tables(limits.tables);
            sources.unparsed.push(Stop::at_file(path, cause));
            break;
        }
        let read = reader
            .whole(&dir.join(&path), limits.file)
            .map_err(|cause| (cause, true))
            .and_then(|bytes| {
                let read = match std::str::from_utf8(bytes) {
                    _ if bytes.len() > limits.table => Err(Cause::TableBytes(limits.table)),
                    Ok(text) => tables::read(&path, text, limits),
                    Err(_) => Err(Cause::TableNotParsed),
                };
                // Most of what is read are settings and vocabularies.
                read.map_err(|cause| (cause, prefilter::worth(bytes) == Worth::Crate))
            });
        match read {
            Ok(file) => sources.rust.push(file),
            Err((cause, true)) if !classify::is_tokenizer_file(&path) => {
                sources.unparsed.push(Stop::at_file(path, cause));
            }
            Err(_) => {}
        }
    }
}

/// Whether a file may declare modules that are only for tests, or behind features.
fn is_root(path: &str) -> bool {
    ["lib.rs", "main.rs", "mod.rs"]
        .iter()
        .any(|name| path.ends_with(name))
}

/// Runs over items with some threads, and keeps the order.
fn in_parallel<T: Sync, U: Send>(
    items: &[T],
    threads: usize,
    run: impl Fn(&T) -> Option<U> + Sync,
) -> Vec<Option<U>> {
    let threads = threads.clamp(1, 16).min(items.len());
    if threads <= 1 {
        return items.iter().map(run).collect();
    }
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
