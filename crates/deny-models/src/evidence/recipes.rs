//! Files with the recipes that `make` and `just` run: which they are, by their names, and which of them code may run.

/// Programs that run recipes, each with the names of its files.
const RUNNERS: [(&str, &[&str]); 3] = [
    ("make", &["Makefile", "makefile", "GNUmakefile"]),
    ("gmake", &["Makefile", "makefile", "GNUmakefile"]),
    ("just", &["justfile", "Justfile", ".justfile"]),
];

/// How code names such a program.
pub const WORDS: [&str; 3] = ["\"make\"", "\"gmake\"", "\"just\""];

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// Whether a program runs the recipes of a file.
#[must_use]
pub fn runs(program: &str, path: &str) -> bool {
    let mut runners = RUNNERS.iter();
    runners.any(|(name, files)| *name == program && files.contains(&file_name(path)))
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
    names
        .into_iter()
        .any(|((name, _), word)| runs(name, path) && code.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_runs_the_recipes_of_the_program_that_it_names() {
        let make = "Command::new(\"make\").arg(\"model\")";
        assert!(may_run("ops/Makefile", make) && !may_run("justfile", make));
        assert!(!may_run("Makefile", "// make a model") && !may_run("Makefile.toml", make));
        assert!(is_file(".justfile") && !is_file("justfile.md"));
    }
}
