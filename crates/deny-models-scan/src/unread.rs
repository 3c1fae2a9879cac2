//! Which of the files that were not read may be part of what is built: a package also holds files that nothing
//! compiles, such as templates and inputs of tests.

use std::collections::{BTreeSet, HashSet};

use camino::Utf8Path;
use deny_models::evidence::weights::walk;

use super::ir::{Expr, FileIr};
use super::lex::{Kind, Tokens};
use super::modules::{normal, paths_of};
use super::package::Package;
use super::parse;
use super::reader::{Reader, code_of};
use super::scan::ScanOptions;
use super::stop::{Cause, Stop};

/// How many Rust files were not parsed.
pub(super) fn files(stops: &[Stop]) -> usize {
    let files: BTreeSet<&str> = stops
        .iter()
        .filter(|stop| is_of_unparsed_file(stop))
        .map(|stop| stop.file.as_str())
        .collect();
    files.len()
}

fn is_of_unparsed_file(stop: &Stop) -> bool {
    matches!(
        stop.cause,
        Cause::NotRead
            | Cause::FileBytes(_)
            | Cause::CodeBytes(_)
            | Cause::PackageBytes(_)
            | Cause::NotParsed
            | Cause::Brackets(_)
            | Cause::Tokens(_)
    )
}

/// The stops at files that may be part of what is built. Needs a large stack.
pub(super) fn of_built(
    stops: Vec<Stop>,
    rust: &[FileIr],
    package: &Package,
    dir: &Utf8Path,
    options: &ScanOptions,
) -> Vec<Stop> {
    let (of_code, others): (Vec<Stop>, Vec<Stop>) = stops.into_iter().partition(is_of_code);
    let is_built = |path: &str| package.scope(path).0.is_built();
    // A folder is in the part of the package that its files are in.
    let kept = others.into_iter().filter(|stop| match stop.cause {
        Cause::FolderNotRead => {
            let file = format!("{}x.rs", stop.file);
            is_built(&file) && is_below_root(&stop.file, package)
        }
        Cause::Folders(_) => is_built(&format!("{}x.rs", stop.file)),
        Cause::NameNotUtf8 => is_built(&stop.file),
        _ => true,
    });
    let mut kept: Vec<Stop> = kept.collect();
    if !of_code.is_empty() {
        let code = Code::new(rust, package, &of_code, dir, options);
        let of_code = of_code.into_iter();
        kept.extend(of_code.filter(|stop| code.is_built(&stop.file, package)));
    }
    kept
}

fn is_of_code(stop: &Stop) -> bool {
    Utf8Path::new(&stop.file).extension() == Some("rs") && stop.cause != Cause::NameNotUtf8
}

/// Whether a folder lies where the modules of a target do, or its modules may.
fn is_below_root(folder: &str, package: &Package) -> bool {
    let mut roots: Vec<String> = package.names(&[], 0..0).roots;
    roots.push("src/lib.rs".to_owned());
    roots
        .iter()
        .filter_map(|root| root.rsplit_once('/'))
        .any(|(home, _)| {
            let home = format!("{home}/");
            folder.starts_with(&home) || home.starts_with(folder)
        })
}

/// The files that code names.
#[derive(Default)]
struct Code {
    /// Roots of targets.
    roots: HashSet<String>,
    /// Files that a `mod` or an `include!` of what is built names.
    named: HashSet<String>,
    /// Files that only modules for tests name.
    for_tests: HashSet<String>,
    /// Files that were not parsed: what they name is not known.
    unparsed: Vec<String>,
    /// Words of the files that may declare each file as a module, by its path.
    declared: HashSet<String>,
}

impl Code {
    fn new(
        rust: &[FileIr],
        package: &Package,
        stops: &[Stop],
        dir: &Utf8Path,
        options: &ScanOptions,
    ) -> Self {
        let mut code = Self::default();
        let unparsed = stops.iter().filter(|stop| is_of_unparsed_file(stop));
        let unparsed: BTreeSet<&str> = unparsed.map(|stop| stop.file.as_str()).collect();
        let parsed: BTreeSet<&str> = rust.iter().map(|file| file.path.as_str()).collect();
        // Most files of a package that takes no models were not parsed before.
        let mut files = Vec::new();
        let mut reader = Reader::default();
        for path in walk::files(dir).unwrap_or_default() {
            let known = unparsed.contains(path.as_str()) || parsed.contains(path.as_str());
            let is_code = Utf8Path::new(&path).extension() == Some("rs");
            if !is_code || known || !package.scope(&path).0.is_built() {
                continue;
            }
            let bytes = reader.whole(&dir.join(&path), options.limits.file);
            let text = bytes.map(|bytes| code_of(bytes, options));
            files.extend(
                text.ok()
                    .and_then(|text| parse::parse(&path, &text, &options.limits).ok()),
            );
        }
        // What was not parsed may be a root as well.
        let phantom = |path: &&str| FileIr {
            path: (*path).to_owned(),
            ..FileIr::default()
        };
        let mut all: Vec<FileIr> = unparsed.iter().map(phantom).collect();
        all.extend(rust.iter().map(|file| FileIr {
            path: file.path.clone(),
            ..FileIr::default()
        }));
        let end = u32::try_from(all.len()).unwrap_or(u32::MAX);
        code.roots = package.names(&all, 0..end).roots.into_iter().collect();
        code.unparsed = unparsed.iter().map(|path| (*path).to_owned()).collect();
        let parsed = rust.iter().filter(|file| !file.table);
        for file in parsed.chain(&files) {
            code.read(file, package);
        }
        for path in &unparsed {
            let home = path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
            let (folder, stem) = home.rsplit_once('/').unwrap_or(("", home));
            let by = [
                format!("{folder}.rs"),
                format!("{folder}/mod.rs"),
                format!("{folder}/lib.rs"),
                format!("{folder}/main.rs"),
            ];
            let names = by.iter().any(|file| {
                let bytes = reader.whole(&dir.join(file), options.limits.file);
                bytes.is_ok_and(|bytes| names_word(&code_of(bytes, options), stem))
            });
            if names {
                code.declared.insert((*path).to_owned());
            }
        }
        code
    }

    fn read(&mut self, file: &FileIr, package: &Package) {
        let is_built = package.scope(&file.path).0.is_built();
        for module in &file.mods {
            let for_tests = !is_built || module.context.test || file.contexts[0].test;
            let set = if for_tests {
                &mut self.for_tests
            } else {
                &mut self.named
            };
            for is_root in [true, false] {
                set.extend(paths_of(
                    file,
                    is_root,
                    &module.path,
                    module.file.as_deref(),
                ));
            }
        }
        let folder = file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for node in &file.nodes {
            if let Expr::Macro(name, args) = &node.ex
                && name == "include"
                && is_built
            {
                let texts = args.iter().filter_map(|ix| match &file.node(*ix).ex {
                    Expr::Lit(text) => Some(normal(&format!("{folder}/{text}"))),
                    _ => None,
                });
                self.named.extend(texts);
            }
        }
    }

    /// Whether a file may be part of what is built.
    fn is_built(&self, path: &str, package: &Package) -> bool {
        if self.named.contains(path) {
            return true;
        }
        if !package.scope(path).0.is_built() || self.for_tests.contains(path) {
            return false;
        }
        // A file that was not parsed declares the modules in its folder.
        let below = |file: &String| {
            let home = file
                .strip_suffix("/mod.rs")
                .or_else(|| file.strip_suffix("/lib.rs"))
                .or_else(|| file.strip_suffix("/main.rs"))
                .unwrap_or_else(|| file.trim_end_matches(".rs"));
            file != path && path.starts_with(&format!("{home}/"))
        };
        self.roots.contains(path) || self.declared.contains(path) || self.unparsed.iter().any(below)
    }
}

/// Whether code has a word, other than in texts: the name of a module, which a macro may declare; or a macro that
/// declares all files of a folder.
fn names_word(code: &str, word: &str) -> bool {
    let mut words = Tokens::new(code.as_bytes())
        .filter(|token| token.kind == Kind::Word)
        .map(|token| &code[token.start..token.end]);
    words.any(|known| known.trim_start_matches("r#") == word || known == "automod")
}
