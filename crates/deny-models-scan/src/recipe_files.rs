//! Which of the files with recipes a command line means: one in another directory may have a recipe of the same name.

use super::command_words::behind;
use super::ir::{Expr, FileIr};
use super::named_files::folder_of;
use super::recipe_tables;
use super::recipes::{self, are_run_by};
use super::run_folder::{Folder, may_be};
use super::scripts;

/// Options behind which the directory stands, and those behind which the file does, by program.
fn options(program: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match program {
        "make" | "gmake" => (&["-C", "--directory"], &["-f", "--file", "--makefile"]),
        "just" => (&["-d", "--working-directory"], &["-f", "--justfile"]),
        "task" | "go-task" => (&["-d", "--dir"], &["-t", "--taskfile"]),
        "cargo" => (&["--cwd"], &["--makefile"]),
        _ => (&["-C", "--prefix", "--cwd", "--dir"], &[]),
    }
}

/// The file with recipes that a command line names.
pub(super) fn named<'a>(program: &str, args: &[&'a str]) -> Option<&'a str> {
    given_by(args, options(program).1)
}

/// Whether a command line gives a place of its own.
pub(super) fn has_place(program: &str, args: &[&str]) -> bool {
    let (folders, files) = options(program);
    let is_given = |arg: &&str| {
        let option = arg.split('=').next().unwrap_or_default();
        folders.contains(&option) || files.contains(&option)
    };
    args.iter().any(is_given)
}

type Numbered<'a> = (u32, &'a FileIr);

/// Those of some files that a command line means, with what they take in; all of them where it does not show which.
pub(super) fn meant<'a>(
    program: &str,
    args: &[&str],
    folder: &Folder,
    all: Vec<Numbered<'a>>,
) -> Vec<Numbered<'a>> {
    if recipe_tables::is_of_projects(program, args) {
        return all;
    }
    let is_main = |file: &FileIr| recipes::is_main(program, &file.path);
    let (folders, files) = options(program);
    let (named, given) = (given_by(args, files), given_by(args, folders));
    let first: Vec<Numbered<'a>> = all
        .iter()
        .copied()
        .filter(|(_, file)| match (named, given, folder) {
            (Some(named), ..) => scripts::is_meant(&file.path, named),
            (None, Some(given), _) => is_main(file) && may_be(folder_of(&file.path), given),
            (None, None, Folder::At(at)) => is_main(file) && may_be(folder_of(&file.path), at),
            (None, None, Folder::Here) => is_main(file) && may_be(folder_of(&file.path), ""),
            (None, None, Folder::Anywhere) => false,
        })
        .collect();
    if first.is_empty() {
        return all;
    }
    let mut meant = first;
    let mut next = 0;
    while let Some((_, of)) = meant.get(next).copied() {
        next += 1;
        let text = text_of(of);
        for other in &all {
            let is_new = meant.iter().all(|(number, _)| *number != other.0);
            if is_new && are_run_by(&of.path, &other.1.path, &text) && !is_rival(of, other.1) {
                meant.push(*other);
            }
        }
    }
    meant
}

/// Whether a file that has the name of another one lies where the text of that one cannot mean it: only by its own name.
fn is_rival(of: &FileIr, other: &FileIr) -> bool {
    let folder = folder_of(&other.path);
    let last = folder.rsplit('/').next().unwrap_or_default();
    let same = file_name(&of.path) == file_name(&other.path);
    let is_word = |char: char| char.is_alphanumeric() || "-_.".contains(char);
    let text = text_of(of);
    let has_word = || text.split(|char| !is_word(char)).any(|word| word == last);
    let names_folder = || last == ".." || last.is_empty() || has_word();
    let is_listed = || text.contains('*');
    same && !names_folder() && !is_listed()
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

/// The word behind one of some options, or behind `=` in one, where it can be read.
fn given_by<'a>(args: &[&'a str], options: &[&str]) -> Option<&'a str> {
    let joined = args.iter().find_map(|arg| {
        let (option, value) = arg.split_once('=')?;
        options.contains(&option).then_some(value)
    });
    let found = joined.or_else(|| behind(args, options))?;
    (!found.contains(['{', '$']) || found.starts_with("$CARGO_MANIFEST_DIR")).then_some(found)
}

fn text_of(file: &FileIr) -> String {
    let lines = file.nodes.iter().filter_map(|node| match &node.ex {
        Expr::Lit(text) => Some(text.as_str()),
        _ => None,
    });
    lines.collect::<Vec<&str>>().join("\n")
}
