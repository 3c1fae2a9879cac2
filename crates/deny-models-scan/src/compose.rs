//! The services that one command of Compose starts, each as one command line: what several files, files that they extend
//! and files with variables make of it.

use std::collections::BTreeSet;

use super::command_text::Word;
use super::command_words::is_tool;
use super::containers::{
    ENV_FILE, EXTENDS, MODEL_VARIABLES, NAME, Started, VARIABLE, behind, is_environment,
};
use super::scripts;
use super::shell_variables::ShellVariables;

/// The lines of a file for containers.
pub(super) struct File<'a> {
    /// The file, from the root of the package.
    pub(super) path: &'a str,
    /// What its services run, or the variables that it sets.
    pub(super) lines: Vec<Word>,
}

/// The lines of the services that are started, with variables filled in.
pub(super) fn lines(started: &Started, files: &[File<'_>]) -> Vec<Word> {
    let services = services(started, files);
    let texts: Vec<&str> = services.iter().map(|line| line.text.as_str()).collect();
    let on = started.of(&texts);
    let set = files.iter().filter(|file| started.sets(file.path));
    let set = set
        .flat_map(|file| &file.lines)
        .map(|line| line.text.as_str());
    let all: Vec<&str> = texts.iter().copied().chain(set).collect();
    let variables = ShellVariables::of(&all.join("\n"));
    let lines = services
        .iter()
        .filter(|line| on.contains(&line.text.as_str()));
    let filled = lines.flat_map(|line| {
        let texts = variables.filled(&line.text).into_iter();
        texts.map(|text| Word { text, at: line.at })
    });
    filled.collect()
}

/// Every service of the files that are taken. What files of one project state of a service comes together, those that are
/// named later behind the others.
fn services(started: &Started, files: &[File<'_>]) -> Vec<Word> {
    let mut taken: Vec<&File<'_>> = files
        .iter()
        .filter(|file| started.takes(file.path) && !is_environment(file.path))
        .collect();
    taken.sort_by_key(|file| (started.number(file.path), file.path.contains("override")));
    let mut all: Vec<(&str, Word)> = Vec::new();
    for file in taken {
        let project = started.project(file.path);
        for line in &file.lines {
            let line = Word {
                text: whole(&line.text, file, files),
                at: line.at,
            };
            let name = name_of(&line.text);
            let same = all.iter_mut().find(|(of, known)| {
                *of == project && name.is_some() && name_of(&known.text) == name
            });
            match same {
                Some((_, known)) => known.text.push_str(rest_of(&line.text)),
                None => all.push((project, line)),
            }
        }
    }
    let lines = all.into_iter().map(|(_, line)| Word {
        text: with_model(&line.text, files),
        at: line.at,
    });
    lines.collect()
}

fn name_of(line: &str) -> Option<&str> {
    behind(line, NAME).next()
}

/// What stands behind the name of a service.
fn rest_of(line: &str) -> &str {
    let name =
        name_of(line).and_then(|name| line.find(&format!("{NAME} {name}")).map(|at| (at, name)));
    name.map_or("", |(at, name)| &line[at + NAME.len() + 1 + name.len()..])
}

/// The line of a service behind that of the one that it extends.
fn whole(line: &str, file: &File<'_>, files: &[File<'_>]) -> String {
    let mut line = line.to_owned();
    let mut file = file;
    let mut seen = BTreeSet::new();
    loop {
        let Some(extended) = behind(&line, EXTENDS).next().map(str::to_owned) else {
            break;
        };
        let (path, name) = extended.split_once('#').unwrap_or(("", &extended));
        let of = files
            .iter()
            .find(|other| !path.is_empty() && scripts::is_meant(other.path, path));
        file = of.unwrap_or(file);
        // One that extends itself ends.
        if !seen.insert((file.path, name.to_owned())) {
            break;
        }
        let mut bases = file
            .lines
            .iter()
            .filter(|base| name_of(&base.text) == Some(name));
        let base = bases.next().map_or("", |base| rest_of(&base.text));
        let own = rest_of(&line).replace(&format!(" {EXTENDS} {extended}"), "");
        let start = line.len() - rest_of(&line).len();
        line = format!("{}{base}{own}", &line[..start]);
    }
    line
}

/// A line with the options that do what its variables do, where it runs a server of models.
fn with_model(line: &str, files: &[File<'_>]) -> String {
    let mut line = line.to_owned();
    if !line.split(' ').any(is_tool) {
        return line;
    }
    let set_in = behind(&line, ENV_FILE).flat_map(|path| {
        let of = files
            .iter()
            .filter(move |file| is_environment(file.path) && scripts::is_meant(file.path, path));
        of.flat_map(|file| file.lines.iter().map(|line| line.text.trim()))
    });
    let mut options = String::new();
    for pair in behind(&line, VARIABLE).chain(set_in) {
        let pair = pair.strip_prefix("export ").unwrap_or(pair);
        let known = pair.split_once('=').and_then(|(name, value)| {
            let mut known = MODEL_VARIABLES.iter();
            let (_, option) = known.find(|(known, _)| *known == name.trim())?;
            Some((*option, value.trim().trim_matches(['"', '\''])))
        });
        if let Some((option, value)) = known {
            options.extend([" ", option, " ", value]);
        }
    }
    line.push_str(&options);
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::containers::{read, started};
    use crate::ir::{Expr, NodeRef};
    use crate::limits::Limits;

    const SERVER: &str = "ghcr.io/huggingface/text-generation-inference";

    /// What a command line starts with these files, without the names of services.
    fn lines_of(command: &str, files: &[(&'static str, &str)]) -> Vec<String> {
        let read = |path: &str, text: &str| {
            if is_environment(path) {
                scripts::read(path, text)
            } else {
                read(path, text, &Limits::default()).0
            }
        };
        let file = |(path, text): &(&'static str, &str)| {
            let ir = read(path, &text.replace("SERVER", SERVER));
            let texts = ir.nodes.iter().filter_map(|node| match &node.ex {
                Expr::Lit(text) => Some(text.clone()),
                _ => None,
            });
            let at = NodeRef { file: 0, ix: 0 };
            let lines = texts.map(|text| Word { text, at }).collect();
            File { path, lines }
        };
        let files: Vec<File<'_>> = files.iter().map(file).collect();
        let words: Vec<&str> = command.split(' ').collect();
        let started = started(&words).expect("started");
        lines(&started, &files)
            .iter()
            .map(|line| rest_of(&line.text).trim().replace(SERVER, "SERVER"))
            .collect()
    }

    #[test]
    fn files_of_one_project_come_together() {
        let base = "services:\n  llm:\n    image: SERVER\n";
        let more = "services:\n  llm:\n    command: --model-id a/b\n";
        let set = "services:\n  llm:\n    environment:\n      MODEL_ID: a/b\n";
        let by_variable = "SERVER -e MODEL_ID=a/b --model-id a/b";
        for (command, files, expected) in [
            (
                "docker compose up",
                [("compose.override.yaml", more), ("compose.yaml", base)],
                "SERVER --model-id a/b",
            ),
            (
                "docker compose up",
                [("compose.override.yaml", set), ("compose.yaml", base)],
                by_variable,
            ),
            (
                "docker compose -f z.yml -f a.yml up",
                [("ops/a.yml", more), ("z.yml", base)],
                "SERVER --model-id a/b",
            ),
        ] {
            assert_eq!(lines_of(command, &files), [expected], "{command}");
        }
        // Two folders are two projects.
        let apart = [("a/compose.yaml", base), ("b/compose.yaml", more)];
        assert_eq!(
            lines_of("docker compose up", &apart),
            ["SERVER", "--model-id a/b"]
        );
    }

    #[test]
    fn a_service_has_what_it_extends() {
        let base = "services:\n  llm:\n    image: SERVER\n    command: --model-id a/b\n";
        let extends =
            "services:\n  web:\n    extends:\n      file: common.yml\n      service: llm\n";
        let files = [("common.yml", base), ("compose.yaml", extends)];
        assert_eq!(
            lines_of("docker compose up", &files),
            ["SERVER --model-id a/b"]
        );
        let same = "services:\n  base:\n    image: SERVER\n  web:\n    extends: base\n    command: --model-id a/b\n";
        assert_eq!(
            lines_of("docker compose up web", &[("compose.yaml", same)]),
            ["SERVER --model-id a/b"]
        );
        // One that extends itself ends.
        let round = "services:\n  web:\n    extends: web\n    image: SERVER\n";
        assert_eq!(
            lines_of("docker compose up", &[("compose.yaml", round)]).len(),
            1
        );
    }

    #[test]
    fn files_with_variables_count_where_they_are_named() {
        let by_file =
            "services:\n  llm:\n    image: SERVER\n    env_file:\n      - path: llm.env\n";
        let by_name = "services:\n  llm:\n    image: SERVER\n    command: --model-id ${MODEL}\n";
        for (command, compose, path, expected) in [
            (
                "docker compose up",
                by_file,
                "llm.env",
                "SERVER --env-file llm.env --model-id a/b",
            ),
            (
                "docker compose up",
                by_file,
                "other.env",
                "SERVER --env-file llm.env",
            ),
            (
                "docker compose up",
                by_name,
                ".env",
                "SERVER --model-id a/b",
            ),
            (
                "docker compose up",
                by_name,
                "prod.env",
                "SERVER --model-id ${MODEL}",
            ),
            (
                "docker compose --env-file ops/prod.env up",
                by_name,
                "ops/prod.env",
                "SERVER --model-id a/b",
            ),
            (
                "docker compose --env-file ops/prod.env up",
                by_name,
                ".env",
                "SERVER --model-id ${MODEL}",
            ),
        ] {
            let variables = "MODEL=a/b\nMODEL_ID=\"a/b\"\n";
            let files = [(path, variables), ("compose.yaml", compose)];
            assert_eq!(lines_of(command, &files), [expected], "{command} {path}");
        }
    }
}
