//! What the recipes of `make`, `just` and their like run that a command line names, with those that they need.

use std::collections::{BTreeMap, BTreeSet};

pub(super) use deny_models::evidence::recipes::{
    WORDS, are_run_by, has_tasks, is_file, is_main, is_table, may_be_part, may_run, names_for, runs,
};

use super::command_text::Word;
use super::ir::{Expr, FileIr, Node, NodeRef};
use super::just_recipes;
pub(super) use super::recipe_lines::File;
use super::recipe_lines::{as_shell, assigned, targets};
use super::recipe_tables::{self, HEAD};
use super::shell_variables::ShellVariables;

/// One recipe: its names, what it needs, and its lines.
struct Recipe<'a> {
    names: Vec<&'a str>,
    needs: Vec<&'a str>,
    lines: Vec<&'a Word>,
}

/// Whether a file that was read holds recipes which a program runs: by its name, or by what it was read as.
pub(super) fn holds(program: &str, file: &FileIr) -> bool {
    let of_main = names_for(None, &format!("\"{program}\""));
    let is_part = || of_main.iter().any(|of| may_be_part(of, &file.path));
    let is_head = |node: &Node| matches!(&node.ex, Expr::Lit(text) if text.starts_with(HEAD));
    runs(program, &file.path) || is_part() && file.nodes.iter().any(is_head)
}

/// Whether a program runs recipes. What `cargo` runs by another word than `make` is none.
pub(super) fn is_runner(program: &str) -> bool {
    !names_for(None, &format!("\"{program}\"")).is_empty() && program != "deno"
}

/// The first recipe that a command line names.
pub(super) fn named<'a>(program: &str, args: &[&'a str]) -> Option<&'a str> {
    let args = recipe_tables::meant(program, args)?;
    let named = targets(&args).first().copied();
    // What is run with an installation is run where there is something.
    named.filter(|name| !recipe_tables::ON_INSTALL.contains(name))
}

/// The lines of files that a program runs by its arguments, with variables filled in. Where they name none of the recipes,
/// each of them may be meant.
pub(super) fn lines(program: &str, args: &[&str], files: &[File]) -> Vec<Word> {
    let Some(args) = recipe_tables::meant(program, args) else {
        return Vec::new();
    };
    let args = args.as_slice();
    if program == "just" {
        return just_recipes::lines(args, files);
    }
    let mut recipes = Vec::new();
    let mut variables = String::new();
    let mut on: Vec<&str> = targets(args);
    let is_without = on.is_empty();
    for file in files {
        let (of_file, set) = read(&file.lines);
        let first: Option<&Recipe<'_>> = of_file.first();
        let first = first.and_then(|recipe| recipe.names.first().copied());
        on.extend(first.filter(|_| is_without && file.is_main));
        recipes.extend(of_file);
        variables.push_str(&set);
    }
    for arg in args.iter().filter(|arg| arg.contains('=')) {
        variables.push_str(arg);
        variables.push('\n');
    }
    let by_name = Names::of(&recipes);
    let all_known = on.iter().any(|name| !by_name.of_name(name).is_empty());
    let is_open = |arg: &&str| arg.contains('{');
    if !all_known && recipe_tables::needs_a_name(program) && !args.iter().any(is_open) {
        return Vec::new();
    }
    let mut seen: BTreeSet<&str> = on.iter().copied().collect();
    let mut is_on = vec![!all_known; recipes.len()];
    while let Some(name) = on.pop() {
        for number in by_name.of_name(name) {
            is_on[number] = true;
            let needs = recipes[number].needs.iter().copied();
            on.extend(needs.filter(|needed| seen.insert(needed)));
        }
    }
    let on = recipes.iter().zip(is_on).filter(|(_, is_on)| *is_on);
    let filled = on.flat_map(|(recipe, _)| {
        let lines = recipe.lines.iter();
        let lines: Vec<(String, NodeRef)> =
            lines.map(|line| (as_shell(&line.text), line.at)).collect();
        let own = lines.iter().map(|(line, _)| line.as_str());
        let own: Vec<&str> = own.collect();
        // Variables are read only from texts that use some.
        let variables = ShellVariables::of(&format!("{variables}{}\n$", own.join("\n")));
        let filled = lines.into_iter().flat_map(|(line, at)| {
            let texts = variables.filled(&line).into_iter();
            texts.map(|text| Word { text, at }).collect::<Vec<Word>>()
        });
        filled.collect::<Vec<Word>>()
    });
    filled.collect()
}

/// Which recipes have a name.
struct Names<'a> {
    exact: BTreeMap<&'a str, Vec<usize>>,
    /// Those that make files by a pattern, or by a variable.
    patterns: Vec<(&'a str, usize)>,
}

impl<'a> Names<'a> {
    fn of(recipes: &[Recipe<'a>]) -> Self {
        let mut names = Self {
            exact: BTreeMap::new(),
            patterns: Vec::new(),
        };
        for (number, recipe) in recipes.iter().enumerate() {
            for name in &recipe.names {
                names.exact.entry(name).or_default().push(number);
                if name.contains(['%', '$']) {
                    names.patterns.push((name, number));
                }
            }
        }
        names
    }

    /// The recipes of a name: of that name, else of the name behind that of a module (`ops:model`, `ops::model`), else those
    /// whose pattern fits.
    fn of_name(&self, name: &str) -> Vec<usize> {
        let last = name.rsplit(':').next().unwrap_or_default();
        let exact = self.exact.get(name).or_else(|| self.exact.get(last));
        let fits = |pattern: &str| {
            let mut parts = pattern.split(['%', '$']);
            let end = pattern.rsplit(['%', ')', '}']).next().unwrap_or_default();
            parts.next().is_some_and(|start| name.starts_with(start)) && name.ends_with(end)
        };
        exact.cloned().unwrap_or_else(|| {
            let fitting = self.patterns.iter().filter(|(pattern, _)| fits(pattern));
            fitting.map(|(_, number)| *number).collect()
        })
    }
}

/// The recipes of a file, and its variables as a shell sets them.
fn read(file: &[Word]) -> (Vec<Recipe<'_>>, String) {
    let mut recipes: Vec<Recipe<'_>> = Vec::new();
    let mut variables = String::new();
    for line in file {
        let text = line.text.as_str();
        if let Some(head) = text.strip_prefix(HEAD) {
            let mut names = head.split(HEAD);
            recipes.push(Recipe {
                names: names.next().into_iter().collect(),
                needs: names.collect(),
                lines: Vec::new(),
            });
            continue;
        }
        if text.starts_with(char::is_whitespace) {
            if let Some(recipe) = recipes.last_mut() {
                recipe.lines.push(line);
            }
            continue;
        }
        if let Some((name, value)) = assigned(text) {
            variables.extend([name, "=", value, "\n"]);
        } else if let Some((names, needs)) = text.split_once(':') {
            let mut words = names.split_whitespace();
            let first = words.next();
            let needs = needs
                .split(['#', ';'])
                .next()
                .unwrap_or_default()
                .split_whitespace();
            let is_special = first.is_none_or(|first| first.starts_with(['.', '[']));
            if !is_special {
                recipes.push(Recipe {
                    names: first.into_iter().chain(words).collect(),
                    needs: needs.collect(),
                    lines: Vec::new(),
                });
            }
        }
    }
    (recipes, variables)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::NodeRef;

    fn run(args: &str, text: &str) -> Vec<String> {
        let at = NodeRef { file: 0, ix: 0 };
        let file: Vec<Word> = text
            .lines()
            .filter(|line| !line.is_empty())
            .map(|line| Word {
                text: line.to_owned(),
                at,
            })
            .collect();
        let args: Vec<&str> = args.split_whitespace().collect();
        let file = File {
            is_main: true,
            lines: file,
        };
        lines("make", &args, &[file])
            .into_iter()
            .map(|line| line.text)
            .collect()
    }

    #[test]
    fn make_runs_what_is_named_and_what_that_needs() {
        let text = "MODEL ?= a/b\n.PHONY: all model\nall: build\nbuild:\n\tcargo build\nmodel: dir\n\t@hf download $(MODEL)\ndir:\n\tmkdir -p x\n";
        assert_eq!(run("model", text), ["hf download a/b", "mkdir -p x"]);
        assert_eq!(run("-C ops model", text), ["hf download a/b", "mkdir -p x"]);
        assert_eq!(run("", text), ["cargo build"]);
        assert_eq!(run("-j 4 build", text), ["cargo build"]);
        assert_eq!(
            run("model MODEL=c/d", text)[..2],
            ["hf download a/b", "hf download c/d"]
        );
        // By a variable, any of them.
        assert_eq!(run("{}", text).len(), 3);
    }

    #[test]
    fn patterns_make_what_fits() {
        let text = "all: m/x.gguf\nm/%.gguf:\n\thf download a/b\n%.txt:\n\tls\n$(OUT)/y:\n\ttouch\nagain:\n\t$(MAKE) all\n";
        assert_eq!(run("all", text), ["hf download a/b"]);
        assert_eq!(run("again m/z.gguf", text), ["hf download a/b", "make all"]);
        assert_eq!(run("all w/y", text), ["hf download a/b", "touch"]);
    }
}
