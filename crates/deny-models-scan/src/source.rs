//! Reading: which files are read, how far, and which of them are parsed.
//!
//! The first step reads every file once and keeps only files with keywords; most crates have no such file
//! and are done. The second parses what was kept, and for a crate that takes models all other files that its names and
//! ids may pass through.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs::File;
use std::io::{self, Read};
use std::sync::atomic::{AtomicUsize, Ordering};

use camino::{Utf8Path, Utf8PathBuf};

use super::embed::{self, Data};
use super::embedded_folders::{self, Folder};
use super::ir::FileIr;
use super::module_tree::{Looked, ModuleTree, Root};
use super::named_files;
use super::outside::{Boundary, Lies};
use super::package::Package;
use super::prefilter::{self, Worth};
use super::scan::{ScanOptions, ScanStats};
use super::scope::Scope;
use super::scripts;
use super::token_scan::{self, Relevance};
use super::{lex, parse, tables};
use deny_models::evidence::weights::{detect, walk};

/// Rust text that is kept in memory for one crate, in bytes.
const MAX_RUST_TOTAL: usize = 192 << 20;
/// More code than this, whose only keywords are paths inside its own crate, is generated bindings; in bytes.
const MAX_OWN_PATHS: usize = 4 << 20;
/// Files that are named from elsewhere than where the files of a package lie.
const MAX_EXTRA: usize = 20_000;
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
    /// Files that are not text.
    pub(super) data: BTreeMap<String, Data>,
    /// Folders that are compiled in, each with the file that names it.
    pub(super) folders: Vec<(String, Folder)>,
    pub(super) stats: ScanStats,
    /// Rust files that could not be read or parsed, and files that code names and that are not there.
    pub(super) unparsed: Vec<String>,
    /// What is compiled.
    pub(super) tree: ModuleTree,
    /// Whether files that are compiled lie outside of the crate, or may.
    pub(super) outside: bool,
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
    /// Scripts that the code of a build script names.
    scripts: Vec<String>,
    /// The code of build scripts.
    build_code: String,
    stats: ScanStats,
    /// Bytes of Rust text.
    rust_bytes: usize,
    /// Bytes of code that is kept.
    held: usize,
    /// Rust files that cannot be read, or are too large, and files that code names and that are not there.
    unread: Vec<String>,
    tree: ModuleTree,
    outside: bool,
}

impl UnparsedCrate {
    /// How much is left to do: about as many bytes as will be parsed.
    pub(super) fn work(&self) -> usize {
        if self.matters {
            return self.rust_bytes;
        }
        self.kept()
    }

    /// Adds a Rust file.
    fn add(&mut self, path: String, bytes: &[u8], options: &ScanOptions) {
        self.stats.bytes += bytes.len() as u64;
        self.rust_bytes += bytes.len();
        // Words in comments, and in tests where these are left out, do not count.
        // A build script may bring in what lies around the package.
        let takes_around = |code: &[u8]| {
            let build = self.package.scope(&path).0 == Scope::Build;
            build && memchr::memmem::find(code, b"../").is_some()
        };
        if self.package.scope(&path).0 == Scope::Build {
            self.build_code += &String::from_utf8_lossy(bytes);
        }
        let around = takes_around(bytes);
        let relevant = prefilter::worth(bytes) > Worth::Nothing || around;
        let code = relevant.then(|| code_of(bytes, options));
        let worth = code.as_ref().map_or(Worth::Nothing, |code| {
            let worth = prefilter::worth(code.as_bytes());
            worth.max(if around { Worth::File } else { Worth::Nothing })
        });
        self.matters |= worth == Worth::Crate;
        let code =
            code.filter(|code| worth > Worth::Nothing && self.held + code.len() <= MAX_RUST_TOTAL);
        self.held += code.as_ref().map_or(0, String::len);
        self.rust.push((path, code));
    }

    /// Adds a file that is no Rust.
    fn add_data(&mut self, path: String, reader: &mut Reader) {
        if let Some(model) = embed::model_directory(&path)
            && embed::is_model_directory(&self.dir.join(model))
        {
            self.data.insert(model.to_owned(), embed::model_data());
            return;
        }
        if tables::is_table(&path) {
            self.tables.push(path.clone());
        }
        let full = self.dir.join(&path);
        if let Ok((head, size)) = reader.head(&full, detect::HEAD) {
            self.stats.bytes += head.len() as u64;
            let data = embed::inspect(head, size, &full);
            if data.format.is_some() || data.blob {
                self.data.insert(path, data);
            }
        }
    }

    /// Follows targets down to every file that is compiled, and reads those that were not read before. `naming` has the
    /// code of those that were, where it may name others; `usual` are the files that lie in the package, where what lies
    /// around it may be read too.
    fn follow(
        &mut self,
        roots: Vec<Root>,
        naming: &HashMap<String, Option<String>>,
        usual: Option<&[String]>,
        options: &ScanOptions,
        reader: &mut Reader,
    ) {
        let mut boundary = Boundary::new(&self.dir, options.around.as_deref());
        let mut extra: BTreeSet<String> = BTreeSet::new();
        let tree = ModuleTree::new(roots, |path, is_root| {
            if let Some(known) = naming.get(path) {
                let code = known.as_deref().unwrap_or_default();
                return Looked::Read(named_files::find(path, is_root, code));
            }
            let full = match boundary.lies(path) {
                Lies::There(full) => full,
                Lies::Nowhere => {
                    self.outside |= usual.is_some() && path.starts_with("..");
                    return Looked::Missing;
                }
                Lies::Barred => {
                    self.outside |= usual.is_some();
                    return Looked::Barred;
                }
            };
            let is_usual = |usual: &[String]| {
                let found = usual.binary_search_by(|known| known.as_str().cmp(path));
                found.is_ok()
            };
            self.outside |= usual.is_some_and(|usual| !is_usual(usual));
            let is_known = extra.contains(path);
            if !is_known && extra.len() >= MAX_EXTRA {
                return Looked::Barred;
            }
            let Some(bytes) = reader.whole(&full, parse::MAX_RUST) else {
                return Looked::Barred;
            };
            let named = if named_files::may_name(bytes) {
                named_files::find(path, is_root, &text_of(bytes))
            } else {
                Vec::new()
            };
            if !is_known {
                self.add(path.to_owned(), bytes, options);
                extra.insert(path.to_owned());
            }
            Looked::Read(named)
        });
        self.unread.extend(tree.unread.iter().cloned());
        self.unread.sort();
        self.unread.dedup();
        self.tree = tree;
        if !extra.is_empty() {
            self.rust.sort_by(|one, other| one.0.cmp(&other.0));
        }
    }

    /// Adds the scripts that build scripts name.
    fn add_scripts(&mut self, mut scripts: Vec<String>, reader: &mut Reader) {
        scripts.retain(|path| scripts::is_named_in(path, &self.build_code));
        scripts.truncate(scripts::MAX_SCRIPTS);
        for path in &scripts {
            let bytes = reader.whole(&self.dir.join(path), tables::MAX_TABLE);
            let worth = bytes.map_or(Worth::Nothing, prefilter::worth);
            self.matters |= worth == Worth::Crate;
        }
        self.scripts = scripts;
    }

    /// Leaves out, in a crate that takes no models, what has nothing that its words stand for.
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

    /// Where the crate lies.
    pub(super) fn directory(&self) -> &Utf8Path {
        &self.dir
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

/// A buffer that every file is read into.
#[derive(Debug, Default)]
pub(super) struct Reader {
    buffer: Vec<u8>,
}

impl Reader {
    /// The first bytes of a file, and how many it has in all.
    fn head(&mut self, path: &Utf8Path, most: usize) -> io::Result<(&[u8], u64)> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok((self.fill(file, most)?, size))
    }

    /// The bytes of a file; `None` when there are more than `most`.
    fn whole(&mut self, path: &Utf8Path, most: usize) -> Option<&[u8]> {
        let bytes = self.fill(File::open(path).ok()?, most + 1).ok()?;
        (bytes.len() <= most).then_some(bytes)
    }

    fn fill(&mut self, mut file: File, most: usize) -> io::Result<&[u8]> {
        const STEP: usize = 64 << 10;
        let mut filled = 0;
        while filled < most {
            if self.buffer.len() - filled < STEP / 2 {
                let more = self.buffer.len().max(STEP);
                self.buffer.resize(self.buffer.len() + more, 0);
            }
            let end = self.buffer.len().min(most);
            match file.read(&mut self.buffer[filled..end]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[..filled])
    }
}

/// Reads every file of a crate once.
pub(super) fn read_files(
    dir: &Utf8Path,
    options: &ScanOptions,
    reader: &mut Reader,
) -> io::Result<UnparsedCrate> {
    let mut files = walk::files(dir)?;
    let mut unparsed = UnparsedCrate {
        dir: dir.to_owned(),
        ..UnparsedCrate::default()
    };
    unparsed.stats.files = files.len();
    if let Some(bytes) = reader.whole(&dir.join("Cargo.toml"), MAX_MANIFEST) {
        unparsed.package = Package::read(&String::from_utf8_lossy(bytes));
    }
    let programs = programs(dir);
    let mut scripts: Vec<String> = Vec::new();
    scripts.extend(
        files
            .iter()
            .filter(|path| scripts::is_script(path))
            .cloned(),
    );
    let roots = unparsed.package.roots(files.iter().chain(&programs));
    let all = options.around.is_some().then(|| files.clone());
    if !options.tests {
        files.retain(|path| unparsed.package.scope(path).0.is_built());
    }
    // The code of files that may name others.
    let mut naming: HashMap<String, Option<String>> = HashMap::new();
    for path in files {
        if !is_rust(&path) {
            unparsed.add_data(path, reader);
            continue;
        }
        let full = dir.join(&path);
        let Some(bytes) = reader.whole(&full, parse::MAX_RUST) else {
            naming.insert(path.clone(), None);
            unparsed.unread.push(path);
            continue;
        };
        let names = named_files::may_name(bytes);
        naming.insert(path.clone(), names.then(|| text_of(bytes)));
        unparsed.add(path, bytes, options);
    }
    unparsed.follow(roots, &naming, all.as_deref(), options, reader);
    unparsed.add_scripts(scripts, reader);
    // Code may open what lies in the package by any name.
    unparsed.matters |= options.whole;
    unparsed.matters |= unparsed
        .data
        .iter()
        .any(|(path, data)| embed::is_bundled(path, data).is_some());
    if !unparsed.matters {
        unparsed.keep_relevant();
    }
    Ok(unparsed)
}

/// Where programs may begin that no manifest states, links included: cargo follows them.
fn programs(dir: &Utf8Path) -> Vec<String> {
    const FOLDER: &str = "src/bin";
    let entries = dir.join(FOLDER).read_dir_utf8();
    let mut found: Vec<String> = entries
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| {
            let name = entry.file_name();
            let end = if is_rust(name) { "" } else { "/main.rs" };
            format!("{FOLDER}/{name}{end}")
        })
        .collect();
    found.sort();
    found
}

fn is_rust(path: &str) -> bool {
    Utf8Path::new(path).extension() == Some("rs")
}

/// What of a file is parsed.
fn code_of(bytes: &[u8], options: &ScanOptions) -> String {
    lex::without_noise(&text_of(bytes), options.tests)
}

fn text_of(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
}

/// Parses what is worth it. Needs a large stack.
pub(super) fn parse(unparsed: UnparsedCrate, options: &ScanOptions) -> Sources {
    let mut sources = Sources {
        package: unparsed.package,
        matters: unparsed.matters,
        data: unparsed.data,
        stats: unparsed.stats,
        rust: Vec::new(),
        unparsed: unparsed.unread,
        tree: unparsed.tree,
        outside: unparsed.outside,
        folders: Vec::new(),
    };
    for (path, kept) in &unparsed.rust {
        let code = kept
            .as_deref()
            .filter(|code| code.contains(embedded_folders::WORD));
        let folders = code.into_iter().flat_map(embedded_folders::find);
        sources
            .folders
            .extend(folders.map(|folder| (path.clone(), folder)));
    }
    let tree = &sources.tree;
    let read = |path: &str, code: &str| {
        let included = tree.files.get(path).is_some_and(|place| place.included);
        parse::parse(path, code, included)
    };
    let one = |(path, kept): &(String, Option<String>)| {
        if let Some(code) = kept {
            return Some(read(path, code));
        }
        let mut reader = Reader::default();
        let bytes = reader.whole(&unparsed.dir.join(path), parse::MAX_RUST)?;
        let code = code_of(bytes, options);
        let first = is_root(path) || tree.roots.iter().any(|root| root.path == *path);
        let worth = options.whole || first || prefilter::is_way(code.as_bytes());
        worth.then(|| read(path, &code))
    };
    let parsed = in_parallel(&unparsed.rust, options.threads, one);
    for (file, (path, _)) in parsed.into_iter().zip(&unparsed.rust) {
        match file {
            Some(Some(file)) => sources.rust.push(file),
            Some(None) => sources.unparsed.push(path.clone()),
            None => {}
        }
    }
    sources.stats.unreadable = sources.unparsed.len();
    sources.stats.parsed = sources.rust.len();
    if sources.matters {
        for path in &unparsed.scripts {
            let mut reader = Reader::default();
            let bytes = reader.whole(&unparsed.dir.join(path), tables::MAX_TABLE);
            let text = bytes.map(String::from_utf8_lossy);
            sources
                .rust
                .extend(text.map(|text| scripts::read(path, &text)));
        }
        for path in tables::named(unparsed.tables, &sources.rust) {
            let mut reader = Reader::default();
            let bytes = reader.whole(&unparsed.dir.join(&path), tables::MAX_TABLE);
            let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
            sources
                .rust
                .extend(text.and_then(|text| tables::read(&path, text)));
        }
    }
    sources
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
