//! Which of the files that were not read may be part of what is built: a package also holds files that nothing
//! compiles, such as templates and inputs of tests.

use std::collections::BTreeSet;

use camino::Utf8Path;

use super::lex::{Kind, Tokens};
use super::module_tree::{ModuleTree, Placed};
use super::package::Package;
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

/// The stops at files that may be part of what is built.
pub(super) fn of_built(
    stops: Vec<Stop>,
    tree: &ModuleTree,
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
            is_built(&file) && is_below_root(&stop.file, tree)
        }
        Cause::Folders(_) => is_built(&format!("{}x.rs", stop.file)),
        Cause::NameNotUtf8 => is_built(&stop.file),
        _ => true,
    });
    let mut kept: Vec<Stop> = kept.collect();
    let unread: Vec<String> = of_code
        .iter()
        .filter(|stop| matches!(stop.cause, Cause::NotRead | Cause::FileBytes(_)))
        .map(|stop| stop.file.clone())
        .collect();
    let unread: Vec<&str> = unread.iter().map(String::as_str).collect();
    let of_code = of_code.into_iter();
    kept.extend(
        of_code.filter(|stop| is_compiled(&stop.file, &unread, tree, package, (dir, options))),
    );
    kept
}

fn is_of_code(stop: &Stop) -> bool {
    Utf8Path::new(&stop.file).extension() == Some("rs") && stop.cause != Cause::NameNotUtf8
}

/// Whether a folder lies where the modules of a target do, or its modules may.
fn is_below_root(folder: &str, tree: &ModuleTree) -> bool {
    let roots = tree.roots.iter().map(|root| root.path.as_str());
    roots
        .chain(["src/lib.rs"])
        .filter_map(|root| root.rsplit_once('/'))
        .any(|(home, _)| {
            let home = format!("{home}/");
            folder.starts_with(&home) || home.starts_with(folder)
        })
}

/// Whether a Rust file may be part of what is built. `unread` are those that were not read: the modules that these
/// declare are not known.
fn is_compiled(
    path: &str,
    unread: &[&str],
    tree: &ModuleTree,
    package: &Package,
    (dir, options): (&Utf8Path, &ScanOptions),
) -> bool {
    if let Some(placed) = tree.files.get(path) {
        return placed.is_built();
    }
    if tree.unread.iter().any(|known| known == path) {
        return true;
    }
    if !package.scope(path).0.is_built() {
        return false;
    }
    let below = |file: &&str| {
        let home = file
            .strip_suffix("/mod.rs")
            .or_else(|| file.strip_suffix("/lib.rs"))
            .or_else(|| file.strip_suffix("/main.rs"))
            .unwrap_or_else(|| file.trim_end_matches(".rs"));
        *file != path && path.starts_with(&format!("{home}/"))
    };
    unread.iter().any(below) || is_declared_by_macro(path, tree, dir, options)
}

/// Whether a file that may declare a module has its name as a word: a macro may declare it.
fn is_declared_by_macro(
    path: &str,
    tree: &ModuleTree,
    dir: &Utf8Path,
    options: &ScanOptions,
) -> bool {
    let home = path.trim_end_matches("/mod.rs").trim_end_matches(".rs");
    let (folder, stem) = home.rsplit_once('/').unwrap_or(("", home));
    let mut reader = Reader::default();
    let by = [
        format!("{folder}.rs"),
        format!("{folder}/mod.rs"),
        format!("{folder}/lib.rs"),
        format!("{folder}/main.rs"),
    ];
    let built = |file: &&String| tree.files.get(*file).is_some_and(Placed::is_built);
    by.iter().filter(built).any(|file| {
        let bytes = reader.whole(&dir.join(file), options.limits.file);
        bytes.is_ok_and(|bytes| names_word(&code_of(bytes, options), stem))
    })
}

/// Whether code has a word, other than in texts: the name of a module, which a macro may declare; or a macro that
/// declares all files of a folder.
fn names_word(code: &str, word: &str) -> bool {
    let mut words = Tokens::new(code.as_bytes())
        .filter(|token| token.kind == Kind::Word)
        .map(|token| &code[token.start..token.end]);
    words.any(|known| known.trim_start_matches("r#") == word || known == "automod")
}
