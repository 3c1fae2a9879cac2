//! Files that a command line runs, starts or makes a model of, and that are not there: what they take is not known.

use std::collections::BTreeSet;

use super::command_models::{self, is_python};
use super::command_words::{BEFORE, behind, program_name};
use super::containers;
use super::index::Crate;
use super::ir::{Expr, NodeRef};
use super::modelfile;
use super::recipe_files;
use super::recipes;
use super::run_folder::{Folder, plain};
use super::scripts;

/// Programs that run a script which their first argument names.
pub(super) const SHELLS: [&str; 11] = [
    "sh",
    "bash",
    "zsh",
    "dash",
    "ksh",
    "fish",
    "source",
    ".",
    "pwsh",
    "powershell",
    "call",
];
/// Programs that start another one, or a script.
const STARTERS: [&str; 12] = [
    "uv", "uvx", "poetry", "pipenv", "pdm", "hatch", "rye", "pixi", "conda", "pipx", "run",
    "python",
];
/// Options of a shell behind which no script stands.
const NO_SCRIPT: [&str; 6] = ["-c", "-lc", "-m", "/c", "/C", "-Command"];
/// Functions that make a file.
const WRITES: [&str; 14] = [
    "write",
    "create",
    "create_new",
    "copy",
    "rename",
    "persist",
    "write_all",
    "write_fmt",
    "hard_link",
    "symlink",
    "unpack",
    "extract",
    "download",
    "set_permissions",
];

/// What a line of a shell has before the name of a file that it makes.
const WRITTEN: [&str; 9] = [
    ">", "-o ", "-O ", "cp ", "mv ", "tee ", "ln ", "curl ", "wget ",
];

/// Programs that take texts with blanks which are no lines of a shell: programs in other languages, and messages.
const OTHER_TEXTS: [&str; 11] = [
    "osascript",
    "notify-send",
    "git",
    "psql",
    "sqlite3",
    "mysql",
    "jq",
    "awk",
    "gawk",
    "sed",
    "grep",
];

/// What runs a line of a shell in a program of `osascript`.
const SHELL_IN_SCRIPT: &str = "do shell script";

/// What is known of a crate, so that a file which is not there can be told from one that the program makes.
pub(super) struct Missing<'e> {
    crate_ir: &'e Crate,
    /// Functions that make files.
    makers: BTreeSet<(u32, u32)>,
}

impl<'e> Missing<'e> {
    pub(super) fn new(crate_ir: &'e Crate) -> Self {
        let makes = |ex: &Expr| match ex {
            Expr::Call(path, _) => path
                .last()
                .is_some_and(|last| WRITES.contains(&last.as_str())),
            Expr::Method(_, name, _) => WRITES.contains(&name.as_str()),
            Expr::Macro(name, _) => name == "write" || name == "writeln",
            _ => false,
        };
        let nodes = crate_ir.nodes();
        let written = nodes.filter(|(at, node)| !crate_ir.file(*at).table && makes(&node.ex));
        Self {
            crate_ir,
            makers: written.map(|(at, node)| (at.file, node.func)).collect(),
        }
    }

    /// The scripts that a line of a script or of a recipe runs, of which none is there.
    pub(super) fn of_script(&self, line: &str) -> Vec<String> {
        if line.contains("cd ") {
            return Vec::new();
        }
        let commands = command_models::commands(line).into_iter();
        let mut found: Vec<String> = commands
            .flat_map(|words| self.of_command(&words, &Folder::Anywhere))
            .collect();
        found.retain(|file| !self.is_made(file));
        found
    }

    /// The files that the words of a command line name, of which none is there.
    pub(super) fn of_line(&self, words: &[&str], folder: &Folder) -> Vec<String> {
        if *folder == Folder::Anywhere {
            return Vec::new();
        }
        let mut found = self.of_command(words, folder);
        let mut programs = words.iter().map(|word| program_name(word));
        let program = programs.find(|name| !BEFORE.contains(name));
        let is_of_shell = program.is_none_or(|name| !OTHER_TEXTS.contains(&name));
        let is_line = |word: &&&str| {
            word.contains(char::is_whitespace) && (is_of_shell || word.contains(SHELL_IN_SCRIPT))
        };
        for line in words.iter().filter(is_line) {
            // Where a line goes to another directory is not followed.
            let folder = if line.contains("cd ") {
                &Folder::Anywhere
            } else {
                folder
            };
            for words in command_models::commands(line) {
                found.extend(self.of_command(&words, folder));
            }
        }
        found.retain(|file| !self.is_made(file));
        found
    }

    fn of_command(&self, words: &[&str], folder: &Folder) -> Vec<String> {
        let is_before = |word: &&&str| BEFORE.contains(&program_name(word)) || word.contains('=');
        let skipped = words.iter().take_while(is_before).count();
        let Some((program, args)) = words[skipped..].split_first() else {
            return Vec::new();
        };
        let name = program_name(program);
        let is_there = |word: &str, fits: fn(&str) -> bool| {
            let mut files = self.crate_ir.files.iter();
            files.any(|file| file.table && fits(&file.path) && scripts::is_meant(&file.path, word))
        };
        let mut found = Vec::new();
        if let Some(script) = script(program, name, args)
            && !is_there(script, |_| true)
        {
            found.push(script.to_owned());
        }
        if *folder == Folder::Anywhere {
            return found;
        }
        let started = containers::started(words).into_iter();
        for file in started.flat_map(|started| started.files().to_vec()) {
            if is_path(&file) && !is_there(&file, |_| true) {
                found.push(file);
            }
        }
        if name == "ollama" && args.first() == Some(&"create") {
            let file = behind(args, &["-f", "--file"]);
            found.extend(
                file.filter(|file| is_path(file) && !is_there(file, modelfile::is_modelfile))
                    .map(str::to_owned),
            );
        }
        if recipes::is_runner(name)
            && let Some(file) = recipe_files::named(name, args)
            && is_path(file)
            && !is_there(file, |_| true)
        {
            found.push(file.to_owned());
        }
        found.extend(self.recipe(name, args, folder));
        found
    }

    /// A recipe that is named, where there is no file with recipes at all.
    fn recipe(&self, program: &str, args: &[&str], folder: &Folder) -> Option<String> {
        if !recipes::is_runner(program) || *folder != Folder::Here {
            return None;
        }
        let mut files = self.crate_ir.files.iter();
        let named = recipes::named(program, args)?;
        let is_elsewhere = recipe_files::has_place(program, args);
        let is_there = files.any(|file| file.table && recipes::holds(program, file));
        let is_plain = !named.contains(['{', '$']) && !named.starts_with('-');
        (is_plain && !is_elsewhere && !is_there).then(|| format!("{program} {named}"))
    }

    /// Whether the program may make a file: a function that makes files has its name.
    fn is_made(&self, file: &str) -> bool {
        let name = file.rsplit('/').next().unwrap_or_default();
        let mut nodes = self.crate_ir.nodes();
        nodes.any(|(at, node): (NodeRef, _)| match &node.ex {
            // A line of a script or of a recipe that writes it.
            Expr::Lit(text) if self.crate_ir.file(at).table => {
                let before = text.split(name).next().unwrap_or_default();
                before.len() < text.len() && WRITTEN.iter().any(|word| before.contains(word))
            }
            Expr::Lit(text) => text.ends_with(name) && self.makers.contains(&(at.file, node.func)),
            _ => false,
        })
    }
}

/// The script that a command runs, where a word of it is a path to one.
fn script<'a>(program: &'a str, name: &str, args: &[&'a str]) -> Option<&'a str> {
    let is_script = |word: &&str| scripts::is_run(word) && is_path(word);
    if is_script(&program) && program.contains('/') {
        return Some(program);
    }
    let runs = SHELLS.contains(&name) || is_python(name);
    if !runs && !STARTERS.contains(&name) {
        return None;
    }
    let mut words = args.iter().copied();
    if runs {
        let first = words.find(|word| !word.starts_with('-') || NO_SCRIPT.contains(word))?;
        return Some(first).filter(is_script);
    }
    let plain = words.find(|word| {
        !word.starts_with('-') && !STARTERS.contains(word) && !is_python(program_name(word))
    })?;
    Some(plain).filter(is_script)
}

/// Whether a word is a path from the package, the workspace, or where the program runs.
fn is_path(word: &str) -> bool {
    let is_known = !word.starts_with("$OUT_DIR") && !word.contains("://");
    let rest = plain(word);
    let is_rooted = word.starts_with(['/', '~', '-', '<']) || word.as_bytes().get(1) == Some(&b':');
    let is_open = rest.contains(['{', '}', '$', '*', '%', '`', ' ']);
    // What is built lies there.
    let is_built = rest.split('/').any(|part| part == "target");
    is_known && !is_rooted && !is_open && !is_built && !rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_what_a_program_for_them_is_given() {
        for (line, expected) in [
            ("bash scripts/fetch.sh all", Some("scripts/fetch.sh")),
            ("sh -e x.sh", Some("x.sh")),
            ("sh -c x.sh", None),
            ("./fetch.sh", Some("./fetch.sh")),
            ("python3 tools/load.py --model x", Some("tools/load.py")),
            ("python3 -m tools.load", None),
            ("uv run tools/load.py", Some("tools/load.py")),
            ("uv run python tools/load.py", Some("tools/load.py")),
            ("uv pip install x.py", None),
            ("sh /etc/x.sh", None),
            ("sh {}/x.sh", None),
            ("sh $OUT_DIR/x.sh", None),
            (
                "sh $CARGO_MANIFEST_DIR/x.sh",
                Some("$CARGO_MANIFEST_DIR/x.sh"),
            ),
            ("sh target/x.sh", None),
            ("cat x.sh", None),
            ("ls", None),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            let name = program_name(words[0]);
            assert_eq!(script(words[0], name, &words[1..]), expected, "{line}");
        }
    }
}
