//! Reading: which files are read, how far, and which of them are parsed.
//!
//! The first step reads every file once and keeps only files with keywords; most crates have no such file
//! and are done. The second parses what was kept, and for a crate that takes models all other files that its names and
//! ids may pass through.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};
use foldhash::{HashMap, HashMapExt as _};

use super::build_commands;
use super::classify;
use super::command_models;
use super::containers;
use super::embed::{self, Data};
use super::embedded_folders::{self, Folder};
use super::ir::FileIr;
use super::limits::Limits;
use super::macro_texts::MacroTexts;
use super::modelfile;
use super::module_tree::{Looked, ModuleTree, Root};
use super::named_files;
use super::ollama_calls;
use super::outside::{Boundary, Lies};
use super::package::Package;
use super::parallel::in_parallel;
use super::prefilter::{self, Worth};
use super::python as programs;
use super::reader::{Reader, code_of, text_of};
use super::recipe_tables;
use super::recipes;
use super::scan::{ScanOptions, ScanStats};
use super::scope::Scope;
use super::scripts;
use super::stop::{Cause, Stop};
use super::token_scan::{self, Relevance};
use super::unread;
use super::{parse, tables};
use deny_models::evidence::front;
use deny_models::evidence::python::{self, imported};
use deny_models::evidence::started;
use deny_models::evidence::weights::walk::LeftOut;
use deny_models::evidence::weights::{detect, walk};

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
    /// Whether code or dependencies show that models may be taken, or files that may be models.
    pub(super) may_take: bool,
    /// Files that are not text.
    pub(super) data: BTreeMap<String, Data>,
    /// The macros that it defines.
    pub(super) macros: Arc<MacroTexts>,
    /// Folders that are compiled in, each with the file that names it.
    pub(super) folders: Vec<(String, Folder)>,
    pub(super) stats: ScanStats,
    /// Files of what is built that could not be read or parsed, and files that code names and that are not there.
    pub(super) unparsed: Vec<Stop>,
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
    /// Rust files that are not parsed: they have nothing but, maybe, macros that others use.
    left_out: Vec<String>,
    data: BTreeMap<String, Data>,
    /// Files that may be tables that code reads.
    tables: Vec<String>,
    /// Files that models of Ollama are made from.
    modelfiles: Vec<String>,
    /// Scripts that the code of a build script names.
    scripts: Vec<String>,
    /// The code of build scripts.
    build_code: String,
    /// Other code that names scripts.
    naming_code: String,
    /// Code that may start containers.
    starting_code: String,
    stats: ScanStats,
    /// Bytes of Rust text.
    rust_bytes: usize,
    /// Bytes of code that is kept.
    held: usize,
    /// Files whose code was not kept, as it is too much.
    not_kept: Vec<String>,
    /// Files and folders that cannot be read, or are too large, and files that code names and that are not there.
    unread: Vec<Stop>,
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
            build && prefilter::goes_up(code, options.around.is_some())
        };
        if self.package.scope(&path).0 == Scope::Build {
            self.build_code += &String::from_utf8_lossy(bytes);
        } else if scripts::NAMES
            .iter()
            .chain(&recipes::WORDS)
            .chain(&modelfile::WORDS)
            .any(|end| memchr::memmem::find(bytes, end.as_bytes()).is_some())
        {
            self.naming_code += &String::from_utf8_lossy(bytes);
        }
        if containers::NAMES
            .iter()
            .any(|name| memchr::memmem::find(bytes, name.as_bytes()).is_some())
        {
            self.starting_code += &String::from_utf8_lossy(bytes);
        }
        let around = takes_around(bytes);
        let is_own = options.around.is_some();
        let may_ask =
            |code: &[u8]| is_own && prefilter::sends(code) || prefilter::starts(code, is_own);
        let asks = may_ask(bytes);
        let relevant = prefilter::worth(bytes) > Worth::Nothing || around || asks;
        let code = relevant.then(|| code_of(bytes, options));
        if relevant && std::str::from_utf8(bytes).is_err() {
            let stop = Stop::at_file(path.clone(), Cause::NotUtf8);
            self.unread.push(stop);
        }
        let worth = code.as_ref().map_or(Worth::Nothing, |code| {
            let worth = prefilter::worth(code.as_bytes());
            worth.max(if around { Worth::File } else { Worth::Nothing })
        });
        let code_asks = || {
            let code = code.as_ref();
            code.is_some_and(|code| may_ask(code.as_bytes()))
        };
        self.matters |= worth == Worth::Crate || asks && code_asks();
        let mut code = code.filter(|_| worth > Worth::Nothing);
        if code
            .as_ref()
            .is_some_and(|code| self.held + code.len() > options.limits.waiting)
        {
            code = None;
            self.not_kept.push(path.clone());
        }
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
        if modelfile::is_modelfile(&path) {
            self.modelfiles.push(path.clone());
        }
        let full = self.dir.join(&path);
        if let Ok((head, size)) = reader.head(&full, detect::HEAD) {
            self.stats.bytes += head.len() as u64;
            let data = embed::inspect(head, size, &full);
            if data.format.is_some() || data.blob || data.graph_only {
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
        let mut causes: HashMap<String, Cause> = HashMap::new();
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
            let bytes = match reader.whole(&full, options.limits.file) {
                Ok(bytes) => bytes,
                Err(cause) => {
                    causes.insert(path.to_owned(), cause);
                    return Looked::Barred;
                }
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
        let known: BTreeSet<String> = self.unread.iter().map(|stop| stop.file.clone()).collect();
        let new = tree.unread.iter().filter(|path| !known.contains(*path));
        self.unread.extend(new.map(|path| {
            let cause = causes.get(path).copied().unwrap_or(Cause::NotRead);
            Stop::at_file(path.clone(), cause)
        }));
        self.tree = tree;
        if !extra.is_empty() {
            self.rust.sort_by(|one, other| one.0.cmp(&other.0));
        }
    }

    /// Whether a file is for containers: by its name, or as it has services, which other tables have not.
    fn is_for_containers(&self, path: &str, limits: &Limits, reader: &mut Reader) -> bool {
        if containers::is_file(path) || containers::is_environment(path) {
            return true;
        }
        let bytes = reader.whole(&self.dir.join(path), limits.script);
        // One that cannot be read may be one.
        bytes.map_or(true, |bytes| {
            memchr::memmem::find(bytes, b"services:").is_some()
        })
    }

    /// Adds the scripts that build scripts name.
    fn add_scripts(&mut self, mut all: Vec<String>, options: &ScanOptions, reader: &mut Reader) {
        let limits = &options.limits;
        let dir = self.dir.clone();
        // What lies around the package and a text names.
        let has_front = self.build_code.contains(build_commands::CALLED);
        let around = options.around.as_deref();
        let around_is_own = around.is_some();
        let bound = around.map(|around| started::bound(&dir, around, has_front));
        let around = |of: Option<&str>, text: &str, all: &mut Vec<String>| {
            let found = bound.map(|bound| started::around(&dir, bound, of, text));
            let new = found.into_iter().flatten();
            let new: Vec<String> = new.filter(|path| !all.contains(path)).collect();
            all.extend(new);
        };
        for text in [&self.build_code, &self.naming_code, &self.starting_code] {
            around(None, text, &mut all);
        }
        // What code of one's own runs may not be there.
        self.matters |= around_is_own && !self.naming_code.is_empty();
        let mut scripts = all.clone();
        scripts.retain(|path| {
            let runs = scripts::is_named_in(path, &self.build_code)
                || scripts::is_run(path) && scripts::is_named_in(path, &self.naming_code)
                || scripts::is_module_in(path, &self.naming_code);
            let code = [&self.build_code, &self.naming_code];
            scripts::is_script(path) && runs
                || has_front && front::is_configuration(path)
                || code.iter().any(|code| recipes::may_run(path, code))
                || containers::may_start(path, &self.starting_code)
                    && self.is_for_containers(path, limits, reader)
        });
        // What they import comes with them; the first one more than is read shows that there are more.
        let mut next = 0;
        while let Some(path) = scripts.get(next).cloned() {
            let of = path.clone();
            next += 1;
            if scripts.len() > limits.scripts {
                continue;
            }
            let Ok(bytes) = reader.whole(&self.dir.join(&path), limits.script) else {
                continue;
            };
            let text = String::from_utf8_lossy(bytes);
            // A script may start containers too.
            let text = text.into_owned();
            around(Some(&of), &text, &mut all);
            let starts = |path: &&String| {
                let is_run =
                    scripts::is_named_by_line(path, &text) || recipes::are_run_by(&of, path, &text);
                let is_started = containers::is_started_by(&of, path, &text);
                (is_run || is_started)
                    && !scripts.contains(path)
                    && (is_run || self.is_for_containers(path, limits, reader))
            };
            let started: Vec<String> = all.iter().filter(starts).cloned().collect();
            scripts.extend(started);
            if !python::is_program(&path) {
                continue;
            }
            // Modules lie beside the script.
            let is_there = |file: &str| {
                all.iter().any(|path| path == file)
                    || path.starts_with("..") && file.starts_with("..") && dir.join(file).is_file()
            };
            let imported = imported(&path, &text, &is_there);
            let new = imported.into_iter().filter(|file| !scripts.contains(file));
            let new: Vec<String> = new.collect();
            scripts.extend(new);
        }
        for path in &scripts {
            let bytes = reader.whole(&self.dir.join(path), limits.script);
            // One that is not read may take anything.
            self.matters |= bytes.map_or(true, |bytes| {
                let text = String::from_utf8_lossy(bytes);
                prefilter::worth(bytes) == Worth::Crate
                    || programs::may_take(&text)
                    || command_models::may_take(&text)
            });
        }
        // Models of Ollama are made from what lies around the package too.
        let mut made: Vec<String> = all;
        made.retain(|path| path.starts_with("..") && modelfile::is_modelfile(path));
        self.matters |= !made.is_empty();
        self.outside |= scripts
            .iter()
            .chain(&made)
            .any(|path| path.starts_with(".."));
        scripts.retain(|path| !modelfile::is_modelfile(path));
        self.modelfiles.extend(made);
        self.scripts = scripts;
    }

    /// Leaves out, in a crate that takes no models, what has nothing that its words stand for.
    fn keep_relevant(&mut self) {
        let UnparsedCrate {
            rust,
            left_out,
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
        let others = rust.extract_if(.., |_| match relevances.next() {
            Some((Relevance::Something, _)) => false,
            Some((Relevance::OwnPaths, _)) => bindings,
            _ => true,
        });
        *left_out = others.map(|(path, _)| path).collect();
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
    let walk::Listing { files, left_out } = walk::listing(dir, bounds)?;
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
    Ok((unparsed, files))
}

/// Reads every file of a crate once.
pub(super) fn read_files(
    dir: &Utf8Path,
    options: &ScanOptions,
    reader: &mut Reader,
) -> io::Result<UnparsedCrate> {
    let (mut unparsed, mut files) = list(dir, options, reader)?;
    let programs = programs(dir);
    let mut scripts: Vec<String> = Vec::new();
    scripts.extend(
        files
            .iter()
            .filter(|path| {
                scripts::is_script(path)
                    || containers::may_be_file(path)
                    || recipes::is_file(path)
                    || Utf8Path::new(path).extension() == Some("toml")
                    || front::is_configuration(path)
            })
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
        let bytes = match reader.whole(&full, options.limits.file) {
            Ok(bytes) => bytes,
            Err(cause) => {
                unparsed.unread.push(Stop::at_file(path, cause));
                continue;
            }
        };
        let names = named_files::may_name(bytes);
        naming.insert(path.clone(), names.then(|| text_of(bytes)));
        unparsed.add(path, bytes, options);
    }
    unparsed.follow(roots, &naming, all.as_deref(), options, reader);
    unparsed.add_scripts(scripts, options, reader);
    // Code may open what lies in the package by any name.
    unparsed.matters |= options.whole;
    // Its code may spell a client by another name only.
    let mut renamed = unparsed.package.dependencies.iter();
    unparsed.matters |= renamed.any(|(name, package)| {
        *name != package.replace('-', "_") && ollama_calls::is_client(package)
    });
    unparsed.matters |= unparsed
        .data
        .iter()
        .any(|(path, data)| embed::is_bundled(path, data).is_some());
    if !unparsed.matters {
        let cause = Cause::PackageBytes(options.limits.waiting);
        let not_kept = std::mem::take(&mut unparsed.not_kept).into_iter();
        let stops = not_kept.map(|path| Stop::at_file(path, cause));
        unparsed.unread.extend(stops);
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

/// Parses what is worth it. Needs a large stack.
pub(super) fn parse(unparsed: UnparsedCrate, options: &ScanOptions) -> Sources {
    let limits = &options.limits;
    let may_take =
        unparsed.matters || !unparsed.rust.is_empty() || unparsed.package.has_hub_client();
    let macros = Arc::new(macros_of(&unparsed, options));
    let mut sources = Sources {
        package: unparsed.package,
        matters: unparsed.matters,
        may_take,
        data: unparsed.data,
        stats: unparsed.stats,
        rust: Vec::new(),
        unparsed: unparsed.unread,
        tree: unparsed.tree,
        outside: unparsed.outside,
        folders: Vec::new(),
        macros: Arc::clone(&macros),
    };
    for (path, kept) in &unparsed.rust {
        let code = kept
            .as_deref()
            .filter(|code| embedded_folders::may_name(code));
        let folders = code
            .into_iter()
            .flat_map(|code| embedded_folders::find(code, limits));
        sources
            .folders
            .extend(folders.map(|folder| (path.clone(), folder)));
    }
    let tree = &sources.tree;
    let read = |path: &str, code: &str| {
        let included = tree.files.get(path).is_some_and(|place| place.included);
        parse::parse(path, code, included, &macros, limits)
    };
    let one = |(path, kept): &(String, Option<String>)| {
        if let Some(code) = kept {
            return Some(read(path, code));
        }
        let mut reader = Reader::default();
        // It was read before, so it has changed since.
        let bytes = match reader.whole(&unparsed.dir.join(path), limits.file) {
            Ok(bytes) => bytes,
            Err(cause) => return Some(Err((cause, 0))),
        };
        let code = code_of(bytes, options);
        let first = is_root(path) || tree.roots.iter().any(|root| root.path == *path);
        let worth = options.whole || first || prefilter::is_way(code.as_bytes());
        let is_utf8 = std::str::from_utf8(bytes).is_ok();
        worth.then(|| {
            let mut file = read(path, &code)?;
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
    let (tree, package) = (&sources.tree, &sources.package);
    sources.unparsed = unread::of_built(stops, tree, package, &unparsed.dir, options);
    if sources.matters {
        let (dir, files) = (&unparsed.dir, unparsed.modelfiles.iter());
        let read = |path: &str, text: &str| (modelfile::read(path, text), None);
        read_lines(&mut sources, files, dir, limits, read);
        let files = unparsed.scripts.iter();
        read_lines(&mut sources, files, dir, limits, |path, text| {
            if front::is_configuration(path) {
                (build_commands::read(path, text, limits), None)
            } else if recipes::is_table(path) || recipes::has_tasks(path, text) {
                recipe_tables::read(path, text, limits)
            } else if containers::may_be_file(path) && !containers::is_environment(path) {
                containers::read(path, text, limits)
            } else {
                (scripts::read(path, text), None)
            }
        });
        let mut tables = unparsed.tables;
        tables.retain(|path| !unparsed.scripts.contains(path));
        read_tables(&mut sources, tables, &unparsed.dir, options);
    }
    sources.unparsed.sort();
    sources.unparsed.dedup();
    sources
}

/// The macros that a package defines, which may stand in files that are worth nothing else.
fn macros_of(unparsed: &UnparsedCrate, options: &ScanOptions) -> MacroTexts {
    let limits = &options.limits;
    let mut reader = Reader::default();
    let kept = unparsed.rust.iter();
    let kept = kept.filter_map(|(_, kept)| kept.as_deref());
    let all = options.whole || kept.clone().any(token_scan::embeds_by_macro);
    let rust = unparsed.rust.iter();
    let others = rust.filter_map(|(path, kept)| kept.is_none().then_some(path));
    let others = others.chain(&unparsed.left_out).filter(|_| all);
    let others: Vec<String> = others
        .filter_map(|path| {
            let bytes = reader.whole(&unparsed.dir.join(path), limits.file).ok()?;
            let text = std::str::from_utf8(bytes).ok()?;
            text.contains("macro_rules!")
                .then(|| code_of(bytes, options))
        })
        .collect();
    MacroTexts::of(kept.chain(others.iter().map(String::as_str)), limits)
}

/// Reads files whose lines code may mean: scripts that build scripts name, and Modelfiles.
fn read_lines<'a>(
    sources: &mut Sources,
    files: impl Iterator<Item = &'a String>,
    dir: &Utf8Path,
    limits: &Limits,
    read: impl Fn(&str, &str) -> (FileIr, Option<Cause>),
) {
    let mut reader = Reader::default();
    for (number, path) in files.enumerate() {
        if number >= limits.scripts {
            let cause = Cause::Scripts(limits.scripts);
            sources.unparsed.push(Stop::at_file(path.clone(), cause));
            break;
        }
        match reader.whole(&dir.join(path), limits.script) {
            Ok(bytes) => {
                let text = String::from_utf8_lossy(bytes);
                let mut ends = text.match_indices('\n').map(|(at, _)| at);
                let end = ends.nth(limits.lines.saturating_sub(1));
                let read_up_to = match end.filter(|end| end + 1 < text.len()) {
                    Some(end) => {
                        let cause = Cause::Lines(limits.lines);
                        sources.unparsed.push(Stop::at_file(path.clone(), cause));
                        end
                    }
                    None => text.len(),
                };
                let (file, cause) = read(path, &text[..read_up_to]);
                let stop = cause.map(|cause| Stop::at_file(path.clone(), cause));
                sources.unparsed.extend(stop);
                sources.rust.push(file);
            }
            Err(cause) => sources.unparsed.push(Stop::at_file(path.clone(), cause)),
        }
    }
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
