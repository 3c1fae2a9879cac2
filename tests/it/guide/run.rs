//! Runs the commands of a page in their order and compares what they print.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::guide::page::{Block, Part, Remark, parts};
use crate::guide::{hold, read, root, updating};
use crate::support::{command, without_digest};

/// The day on which the guide is read: exceptions in it have not expired.
pub(crate) const DAY: &str = "1795608000";

struct Scratch {
    dir: tempfile::TempDir,
    /// Where commands run.
    here: PathBuf,
    /// Exit code of the last command.
    code: i32,
}

/// What is wrong in a page.
pub(crate) fn page(page: &str) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a directory");
    let here = dir.path().to_owned();
    let mut scratch = Scratch { dir, here, code: 0 };
    let mut failures = Vec::new();
    let mut fresh: Vec<String> = read(page).lines().map(str::to_owned).collect();
    // Lines of a block may become more or fewer: later ones are written first.
    let mut changes: Vec<(usize, usize, String)> = Vec::new();
    for part in parts(page) {
        match part {
            Part::In(name) => scratch.enter(&name),
            Part::Lock(name) => {
                let lock = read(&format!("{name}/Cargo.lock"));
                scratch.write("Cargo.lock", &lock, false);
            }
            Part::Copy { from, to } => {
                scratch.write(&to, "", false);
                fs::copy(root().join(from), scratch.here.join(to)).expect("copied");
            }
            Part::Hidden { path, text } => scratch.write(&path, &text, false),
            Part::Block(block) => match (block.language.as_str(), &block.remark) {
                (_, Remark::File(path)) => scratch.write(path, &(block.text.clone() + "\n"), false),
                (_, Remark::Append(path)) => {
                    scratch.write(path, &format!("\n{}\n", block.text), true);
                }
                ("console", Remark::None) => {
                    let printed = scratch.block(page, &block, &mut failures);
                    changes.push((block.line - 1, block.text.lines().count(), printed));
                }
                ("sh" | "bash" | "shell", Remark::None) => failures.push(format!(
                    "{page}:{}: a command that is neither run nor marked as not run",
                    block.line
                )),
                _ => {}
            },
        }
    }
    if updating() && !failures.is_empty() {
        for (at, count, text) in changes.into_iter().rev() {
            fresh.splice(at..at + count, text.lines().map(str::to_owned));
        }
        hold(page, &(fresh.join("\n") + "\n"));
        failures.retain(|failure| !failure.contains("\n--- printed"));
    }
    failures
}

impl Scratch {
    fn enter(&mut self, name: &str) {
        if name == "repository" {
            root().clone_into(&mut self.here);
            return;
        }
        self.here = self
            .dir
            .path()
            .join(name.rsplit('/').next().unwrap_or(name));
        if name.starts_with("examples/") {
            copy(&root().join(name), &self.here);
        }
        fs::create_dir_all(&self.here).expect("a directory");
    }

    fn write(&self, path: &str, text: &str, append: bool) {
        assert!(self.here != root(), "the repository is not written to");
        let path = self.here.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        let before = fs::read_to_string(&path).unwrap_or_default();
        let before = if append { before } else { String::new() };
        fs::write(path, before + text).expect("written");
    }

    /// Runs what stands behind each `$`, and gives the block as it should be.
    fn block(&mut self, page: &str, block: &Block, failures: &mut Vec<String>) -> String {
        let mut fresh = Vec::new();
        let mut lines = block.text.lines().enumerate().peekable();
        while let Some((at, line)) = lines.next() {
            let here = format!("{page}:{}", block.line + at);
            let Some(typed) = line.strip_prefix("$ ") else {
                failures.push(format!("{here}: output of no command"));
                continue;
            };
            let mut shown = Vec::new();
            while let Some((_, line)) = lines.next_if(|(_, line)| !line.starts_with("$ ")) {
                shown.push(line);
            }
            let printed = match self.run(typed) {
                Ok(printed) => printed,
                Err(why) => {
                    failures.push(format!("{here}: {why}: {typed}"));
                    fresh.extend([line].into_iter().chain(shown).map(str::to_owned));
                    continue;
                }
            };
            let printed: Vec<&str> = printed.lines().collect();
            fresh.push(line.to_owned());
            if fits(&shown, &printed) {
                fresh.extend(shown.iter().map(|line| (*line).to_owned()));
            } else {
                failures.push(format!(
                    "{here}: {typed}\n--- shown\n{}\n--- printed\n{}",
                    shown.join("\n"),
                    printed.join("\n")
                ));
                fresh.extend(printed.iter().map(|line| line.trim_end().to_owned()));
            }
        }
        fresh.join("\n")
    }

    /// What a command prints to both streams. Only this program and two words of a shell are known.
    fn run(&mut self, typed: &str) -> Result<String, String> {
        if typed == "echo $?" {
            return Ok(self.code.to_string());
        }
        let (typed, file) = match typed.split_once(" > ") {
            Some((typed, file)) => (typed, Some(self.here.join(file))),
            None => (typed, None),
        };
        let words = words(typed);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        // Another day than that of the guide.
        let (day, words) = match words.as_slice() {
            [first, rest @ ..] if first.starts_with("SOURCE_DATE_EPOCH=") => {
                (&first["SOURCE_DATE_EPOCH=".len()..], rest)
            }
            all => (DAY, all),
        };
        let args = match words {
            ["cat", path] => {
                return fs::read_to_string(self.here.join(path)).map_err(|why| why.to_string());
            }
            ["cargo", "deny-models", args @ ..] | ["cargo", "run", "--", args @ ..] => args,
            _ => return Err("not a command that is run".to_owned()),
        };
        let printed = self.dir.path().join(".printed");
        let both = fs::File::create(&printed).expect("a file");
        let out = match &file {
            Some(path) => fs::File::create(path).map_err(|why| why.to_string())?,
            None => both.try_clone().expect("a handle"),
        };
        let status = command(&self.here, args)
            .env("SOURCE_DATE_EPOCH", day)
            .env("NO_COLOR", "1")
            .env("HF_ENDPOINT", "http://127.0.0.1:9")
            .stdout(Stdio::from(out))
            .stderr(Stdio::from(both))
            .status()
            .expect("the program runs");
        self.code = status.code().ok_or("killed")?;
        let printed = fs::read_to_string(&printed).map_err(|why| why.to_string())?;
        let scratch = fs::canonicalize(self.dir.path()).expect("a path");
        let printed = without_digest(&printed);
        Ok(printed.replace(scratch.to_str().expect("UTF-8"), "/home/you"))
    }
}

/// Whether lines are what was printed, a line `...` standing for any number of others.
fn fits(shown: &[&str], printed: &[&str]) -> bool {
    match (shown, printed) {
        ([], []) => true,
        ([first, rest @ ..], _) if first.trim() == "..." => {
            (0..=printed.len()).any(|skip| fits(rest, &printed[skip..]))
        }
        ([shown, more_shown @ ..], [printed, more_printed @ ..]) => {
            shown.trim_end() == printed.trim_end() && fits(more_shown, more_printed)
        }
        _ => false,
    }
}

/// Words as a shell splits them, with either quote.
fn words(typed: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    for char in typed.chars() {
        match (quote, char) {
            (Some(open), char) if char == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(char);
                word.get_or_insert_default();
            }
            (None, ' ') => words.extend(word.take()),
            (_, char) => word.get_or_insert_default().push(char),
        }
    }
    words.extend(word);
    words
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("an example") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_name() == "target" {
            continue;
        }
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}

#[test]
fn a_line_of_dots_stands_for_any_lines() {
    assert!(fits(&["a", "...", "d"], &["a", "b", "c", "d"]));
    assert!(fits(&["a", "..."], &["a"]));
    assert!(!fits(&["a", "...", "d"], &["a", "b", "c"]));
    assert!(!fits(&["a"], &["a", "b"]));
    assert_eq!(words("a \"b c\" 'd'"), ["a", "b c", "d"]);
}
