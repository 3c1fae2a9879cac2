//! Files with the recipes that `make` and `just` run: which they are, by their names, and which of them code may run.

use super::containers::{file_name, is_yaml};

/// Names of the files of `task`.
const TASK: [&str; 6] = [
    "Taskfile.yml",
    "Taskfile.yaml",
    "taskfile.yml",
    "taskfile.yaml",
    "Taskfile.dist.yml",
    "Taskfile.dist.yaml",
];
const MAKE: [&str; 3] = ["Makefile", "makefile", "GNUmakefile"];
const JUST: [&str; 3] = ["justfile", "Justfile", ".justfile"];
/// The file of `cargo make`.
const CARGO_MAKE: [&str; 1] = ["Makefile.toml"];
/// The file of packages of JavaScript, and the one that states which packages are together.
const SCRIPTS: [&str; 2] = ["package.json", "pnpm-workspace.yaml"];
/// The files of `nx`: those of projects, and of packages of JavaScript.
const NX: [&str; 2] = ["project.json", "package.json"];
const DENO: [&str; 3] = ["deno.json", "deno.jsonc", "package.json"];

/// Programs that run recipes, each with the names of its files.
const RUNNERS: [(&str, &[&str]); 14] = [
    ("make", &MAKE),
    ("gmake", &MAKE),
    ("just", &JUST),
    ("task", &TASK),
    ("go-task", &TASK),
    ("cargo", &CARGO_MAKE),
    ("npm", &SCRIPTS),
    ("pnpm", &SCRIPTS),
    ("yarn", &SCRIPTS),
    ("bun", &SCRIPTS),
    ("deno", &DENO),
    ("turbo", &SCRIPTS),
    ("nx", &NX),
    ("lerna", &SCRIPTS),
];

/// How code names such a program, alone or with its arguments.
pub const WORDS: [&str; 14] = [
    "\"make",
    "\"gmake",
    "\"just",
    "\"task",
    "\"go-task",
    "\"cargo",
    "\"npm",
    "\"pnpm",
    "\"yarn",
    "\"bun",
    "\"deno",
    "\"turbo",
    "\"nx",
    "\"lerna",
];

/// The names of files with recipes.
#[must_use]
pub fn names() -> Vec<&'static str> {
    [
        &MAKE[..],
        &JUST,
        &TASK,
        &CARGO_MAKE,
        &SCRIPTS,
        &NX[..1],
        &DENO[..2],
    ]
    .concat()
}

/// Whether a program runs the recipes of a file: of one that it looks for, or of one that such a file takes in.
#[must_use]
pub fn runs(program: &str, path: &str) -> bool {
    is_main(program, path) || is_part(program, path)
}

/// Whether a program looks for a file of this name.
#[must_use]
pub fn is_main(program: &str, path: &str) -> bool {
    let mut runners = RUNNERS.iter();
    runners.any(|(name, files)| *name == program && files.contains(&file_name(path)))
}

/// Whether a file has the name of one that is taken in by a file which a program looks for.
fn is_part(program: &str, path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    match program {
        "make" | "gmake" => {
            ends_in(&name, ".mk") || name.starts_with("makefile.") && !ends_in(&name, ".toml")
        }
        "just" => ends_in(&name, ".just"),
        "task" | "go-task" => is_yaml(&name) && name.contains("taskfile"),
        _ => false,
    }
}

fn ends_in(name: &str, end: &str) -> bool {
    name.ends_with(end)
}

/// Whether a file that a file with recipes names may have some too: `task` and `cargo make` take in tables of any name.
#[must_use]
pub fn may_be_part(of: &str, path: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    runs("task", of) && is_yaml(&name) || runs("cargo", of) && ends_in(&name, ".toml")
}

/// Whether a table of any name has recipes, by its text.
#[must_use]
pub fn has_tasks(path: &str, text: &str) -> bool {
    let name = file_name(path).to_ascii_lowercase();
    let start = if ends_in(&name, ".toml") {
        "[tasks."
    } else {
        "tasks:"
    };
    (is_yaml(&name) || ends_in(&name, ".toml")) && text.lines().any(|line| line.starts_with(start))
}

/// Whether a file with recipes takes in another one, by its text: it has the other's name, that of its folder, or a pattern.
fn includes(of: &str, path: &str, text: &str) -> bool {
    if may_be_part(of, path) && of != path && text.contains(file_name(path)) {
        return true;
    }
    let both = |program: &str| runs(program, of) && runs(program, path);
    let name = file_name(path);
    let (stem, end) = name.rsplit_once('.').unwrap_or((name, ""));
    let mut folders = path.rsplit(['/', '\\']).skip(1);
    let folder = folders.next().filter(|folder| *folder != "..");
    let mut words = [Some(name), Some(stem), folder].into_iter().flatten();
    of != path
        && RUNNERS.iter().any(|(program, _)| both(program))
        && (words.any(|word| text.contains(word))
            || text.contains("/*\"")
            || text.contains(&format!("*.{end}")))
}

/// The names of files that are looked for in a folder which a text names: those of each program that it runs, or of the one
/// that runs the file `of` whose text it is.
#[must_use]
pub fn names_for(of: Option<&str>, text: &str) -> Vec<&'static str> {
    let same = |name: &str| {
        let both = |program: &str| of.is_some_and(|of| runs(program, of)) && runs(program, name);
        RUNNERS.iter().any(|(program, _)| both(program))
    };
    let mut found = names();
    let by_line = |name: &str| of.is_some() && may_run_by_line(name, text);
    found.retain(|name| may_run(name, text) || by_line(name) || same(name));
    if found.contains(&JUST[0]) {
        found.push("mod.just");
    }
    found
}

/// Whether the recipes of a file are entries of a table, by its name.
#[must_use]
pub fn is_table(path: &str) -> bool {
    let name = file_name(path);
    let lists: [&[&str]; 5] = [&TASK, &CARGO_MAKE, &SCRIPTS, &NX, &DENO];
    lists.iter().any(|list| list.contains(&name)) || is_part("task", name)
}

/// Whether a file has recipes, by its name.
#[must_use]
pub fn is_file(path: &str) -> bool {
    RUNNERS.iter().any(|(name, _)| runs(name, path))
}

/// Whether code may run recipes of a file: it has the name of the program where a text or a command in one begins.
#[must_use]
pub fn may_run(path: &str, code: &str) -> bool {
    RUNNERS.iter().any(|(name, _)| {
        let is_command = |(at, _): (usize, &str)| {
            let before = code[..at].trim_end_matches(' ');
            let behind = &code[at + name.len()..];
            before.ends_with(['"', '\'', '&', ';', '|']) && behind.starts_with(['"', ' ', '.'])
        };
        let is_given = || *name == "task" && is_yaml(path) && code.contains(file_name(path));
        (is_main(name, path) || is_given()) && code.match_indices(name).any(is_command)
    })
}

/// Whether a script may run recipes of a file: a word of it is the name of the program, or `make` runs itself.
fn may_run_by_line(path: &str, script: &str) -> bool {
    let is_between = |char: char| char.is_whitespace() || "&|;\"'`()@-+{}".contains(char);
    let mut words = script.split(is_between);
    words.any(|word| is_main(word, path) || word == "MAKE" && is_main("make", path))
}

/// Whether the text of the script or file with recipes `of` may run recipes of a file, or takes it in.
#[must_use]
pub fn are_run_by(of: &str, path: &str, text: &str) -> bool {
    may_run(path, text) || may_run_by_line(path, text) || includes(of, path, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_runs_the_recipes_of_the_program_that_it_names() {
        let make = "Command::new(\"make\").arg(\"model\")";
        assert!(may_run("ops/Makefile", make) && !may_run("justfile", make));
        assert!(!may_run("Makefile", "// make a model") && !may_run("Makefile.toml", make));
        assert!(may_run("Makefile", "sh(\"cd ops && make model\")"));
        let with_words = "sh(\"npm run fetch\")";
        assert!(may_run("ui/package.json", with_words) && !may_run("package.json", "\"npmx\""));
        assert!(is_table("package.json") && !is_table("justfile"));
        assert!(is_file(".justfile") && !is_file("justfile.md"));
        let words = RUNNERS.map(|(program, _)| format!("\"{program}"));
        assert_eq!(words, WORDS);
    }

    #[test]
    fn files_take_in_others_of_their_program() {
        for (of, path, text, is) in [
            ("Makefile", "mk/model.mk", "include mk/model.mk", true),
            ("Makefile", "mk/model.mk", "include mk/*.mk", true),
            ("Makefile", "mk/model.mk", "all:", false),
            ("justfile", "ops.just", "mod ops", true),
            ("justfile", "mk/ops.mk", "mod ops", false),
            (
                "Taskfile.yml",
                "ops/Taskfile.yml",
                "includes: { a: ./ops }",
                true,
            ),
            (
                "Taskfile.yml",
                "Taskfile.gpu.yml",
                "taskfile: Taskfile.gpu.yml",
                true,
            ),
            (
                "package.json",
                "packages/a/package.json",
                "[\"packages/*\"]",
                true,
            ),
        ] {
            assert_eq!(includes(of, path, text), is, "{of} {path} {text}");
        }
        assert!(!may_run("mk/model.mk", "Command::new(\"make\")"));
        assert!(may_run_by_line("Makefile", "\t@$(MAKE) -C ops"));
    }
}
