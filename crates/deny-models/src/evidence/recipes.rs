//! Files with the recipes that `make` and `just` run: which they are, by their names, and which of them code may run.

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
/// The file of packages of JavaScript.
const SCRIPTS: [&str; 1] = ["package.json"];

/// Programs that run recipes, each with the names of its files.
const RUNNERS: [(&str, &[&str]); 10] = [
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
];

/// How code names such a program, alone or with its arguments.
pub const WORDS: [&str; 10] = [
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
];

/// The names of files with recipes.
#[must_use]
pub fn names() -> Vec<&'static str> {
    [&MAKE[..], &JUST, &TASK, &CARGO_MAKE, &SCRIPTS].concat()
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Whether a program runs the recipes of a file.
#[must_use]
pub fn runs(program: &str, path: &str) -> bool {
    let mut runners = RUNNERS.iter();
    runners.any(|(name, files)| *name == program && files.contains(&file_name(path)))
}

/// Whether the recipes of a file are entries of a table, by its name.
#[must_use]
pub fn is_table(path: &str) -> bool {
    let name = file_name(path);
    TASK.contains(&name) || CARGO_MAKE.contains(&name) || SCRIPTS.contains(&name)
}

/// Whether a file has recipes, by its name.
#[must_use]
pub fn is_file(path: &str) -> bool {
    RUNNERS.iter().any(|(name, _)| runs(name, path))
}

/// Whether code may run recipes of a file.
#[must_use]
pub fn may_run(path: &str, code: &str) -> bool {
    let names = RUNNERS.iter().zip(WORDS);
    names.into_iter().any(|((name, _), word)| {
        let goes_on = |rest: &str| rest.starts_with(['"', ' ']);
        let mut named = code
            .match_indices(word)
            .map(|(at, _)| &code[at + word.len()..]);
        runs(name, path) && named.any(goes_on)
    })
}

/// Whether a script may run recipes of a file: a command of it begins with the name of the program.
#[must_use]
pub fn may_run_by_line(path: &str, script: &str) -> bool {
    let commands = script.split(['\n', '&', '|', ';', '"', '\'']);
    let mut programs = commands.filter_map(|command| command.split_whitespace().next());
    programs.any(|program| runs(program, path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_runs_the_recipes_of_the_program_that_it_names() {
        let make = "Command::new(\"make\").arg(\"model\")";
        assert!(may_run("ops/Makefile", make) && !may_run("justfile", make));
        assert!(!may_run("Makefile", "// make a model") && !may_run("Makefile.toml", make));
        let with_words = "sh(\"npm run fetch\")";
        assert!(may_run("ui/package.json", with_words) && !may_run("package.json", "\"npmx\""));
        assert!(is_table("package.json") && !is_table("justfile"));
        assert!(is_file(".justfile") && !is_file("justfile.md"));
    }
}
