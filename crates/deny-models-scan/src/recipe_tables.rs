//! Recipes that are entries of a table: those of `task`, of `cargo make`, and the scripts of a package of JavaScript. Each
//! becomes lines in the form of a Makefile, which the reader of recipes follows.

use super::ir::FileIr;
use super::limits::Limits;
use super::scripts;
use super::stop::Cause;
use super::tables::{self, Tree};

/// What stands before the name of a recipe and between what it needs: a name may have any other sign.
pub(super) const HEAD: char = '\u{1f}';
/// Programs that run scripts of a package of JavaScript.
const RUNNERS: [&str; 10] = [
    "npm",
    "pnpm",
    "yarn",
    "bun",
    "run-s",
    "run-p",
    "npm-run-all",
    "turbo",
    "nx",
    "lerna",
];
/// Programs that run a target of the projects of a workspace.
const OF_PROJECTS: [&str; 2] = ["nx", "lerna"];
/// The program whose tasks run by one word of it only.
const DENO: &str = "deno";
/// What `npm install` runs of a package.
pub(super) const ON_INSTALL: [&str; 4] = ["preinstall", "install", "postinstall", "prepare"];
/// Options of these programs that take the next word.
const VALUED: [&str; 10] = [
    "--prefix",
    "-C",
    "--cwd",
    "--dir",
    "-w",
    "--workspace",
    "--filter",
    "-F",
    "--config",
    "-c",
];

/// One recipe: its name, what it needs, and what it runs.
#[derive(Default)]
struct Recipe {
    name: String,
    needs: Vec<String>,
    runs: Vec<String>,
}

/// Reads a file whose recipes are entries; one that is no such table is read by its lines, and is a stop.
pub(super) fn read(path: &str, text: &str, limits: &Limits) -> (FileIr, Option<Cause>) {
    let Some(tree) = tables::tree(path, text, limits) else {
        return (scripts::read(path, text), Some(Cause::TableNotParsed));
    };
    let mut ir = FileIr::of_texts(path);
    let mut all: Vec<(&str, &Tree)> = Vec::new();
    let recipes = match path.rsplit('.').next() {
        Some("json" | "jsonc") => {
            let lists = ["scripts", "tasks"].map(|key| scripts_of(tree.get(key)));
            let of_nx = tree.get("nx").and_then(|nx| nx.get("targets"));
            let targets = [tree.get("targets"), of_nx].into_iter();
            let targets = targets.flat_map(targets_of);
            lists.into_iter().flatten().chain(targets).collect()
        }
        Some("toml") => {
            all.extend(entries(tree.get("env")));
            tasks_of_cargo(tree.get("tasks"))
        }
        _ => {
            all.extend(entries(tree.get("vars")));
            all.extend(entries(tree.get("env")));
            let taken_in = entries(tree.get("includes"));
            all.extend(taken_in.flat_map(|(_, of)| entries(of.get("vars"))));
            let of_tasks = entries(tree.get("tasks"));
            all.extend(of_tasks.flat_map(|(_, of)| entries(of.get("vars"))));
            tasks(tree.get("tasks"))
        }
    };
    for part in taken_in(&tree) {
        ir.text(format!("include \"{part}\""), 1);
    }
    for (name, value) in all {
        if let Some(value) = value.text() {
            ir.text(format!("{name}={value}"), place(text, name));
        }
    }
    for recipe in recipes {
        let line = place(text, &recipe.name);
        let head = [vec![String::new(), recipe.name], recipe.needs].concat();
        ir.text(head.join(&HEAD.to_string()), line);
        for run in recipe.runs.iter().flat_map(|run| run.lines()) {
            ir.text(format!("\t{}", run.replace("{{.", "{{")), line);
        }
    }
    (ir, None)
}

/// The files and directories that a table takes in: packages of a workspace, `includes` of `task`, `extend` of `cargo make`.
fn taken_in(tree: &Tree) -> Vec<String> {
    let mut found = Vec::new();
    for key in ["workspaces", "packages", "includes", "extend"] {
        let Some(of) = tree.get(key) else { continue };
        let values: Vec<&Tree> = match of {
            Tree::Map(all) => all.iter().map(|(_, of)| of).collect(),
            of => items(of),
        };
        for value in values.into_iter().flat_map(items) {
            let keys = ["taskfile", "path", "dir"].map(|key| value.get(key));
            let texts = keys.into_iter().flatten().chain([value]);
            found.extend(texts.filter_map(Tree::text).map(str::to_owned));
        }
    }
    found
}

/// The arguments of a program that name recipes of such a file; `None` where it runs none.
pub(super) fn meant<'a>(program: &str, args: &[&'a str]) -> Option<Vec<&'a str>> {
    if program == "cargo" {
        let (make, rest) = args.split_first()?;
        return (*make == "make").then(|| rest.to_vec());
    }
    if !RUNNERS.contains(&program) && program != DENO {
        return Some(args.to_vec());
    }
    let mut words = Vec::new();
    let mut option = "";
    for word in args.iter().take_while(|word| **word != "--") {
        if !word.starts_with('-') && !VALUED.contains(&option) {
            words.push(*word);
        }
        option = word;
    }
    if let ["workspace", _, ..] = words[..] {
        words.drain(..2);
    }
    // What starts a program of a package.
    while let [starter, inner, ..] = words[..]
        && RUNNERS.contains(&program)
        && ["exec", "dlx", "x"].contains(&starter)
        && OF_PROJECTS.contains(&inner)
    {
        words.remove(0);
    }
    if let [inner, ..] = words[..]
        && OF_PROJECTS.contains(&inner)
    {
        let at = args.iter().position(|arg| *arg == inner)?;
        return of_projects(&args[at + 1..]);
    }
    if OF_PROJECTS.contains(&program) {
        return of_projects(args);
    }
    if program == DENO {
        return match words[..] {
            ["task", name, ..] => Some(vec![name]),
            _ => None,
        };
    }
    match words[..] {
        ["run" | "run-script", name, ..] => Some(vec![name]),
        ["install" | "i" | "ci" | "add"] | [] if program != "bun" => Some(ON_INSTALL.to_vec()),
        // npm has its own commands by all other names.
        [name, ..] if program != "npm" || ["start", "test", "stop"].contains(&name) => {
            Some(vec![name])
        }
        _ => None,
    }
}

/// The targets that `nx run app:fetch`, `nx fetch app`, `nx run-many -t fetch` and `lerna run fetch` name.
fn of_projects<'a>(args: &[&'a str]) -> Option<Vec<&'a str>> {
    const MANY: [&str; 2] = ["run-many", "affected"];
    let mut named = Vec::new();
    let mut is_target = false;
    let mut words = Vec::new();
    let mut option = "";
    for arg in args.iter().take_while(|arg| **arg != "--") {
        let value = ["--target=", "--targets=", "-t="]
            .iter()
            .find_map(|option| arg.strip_prefix(option));
        if let Some(value) = value {
            named.extend(value.split(','));
            is_target = false;
        } else if arg.starts_with('-') {
            is_target = ["-t", "--target", "--targets"].contains(arg);
        } else if is_target {
            named.extend(arg.split(','));
        } else if !["-p", "--projects", "--scope", "--since", "--base", "--head"].contains(&option)
        {
            words.push(*arg);
        }
        option = arg;
    }
    match words[..] {
        [many, ..] if MANY.contains(&many) => {}
        // `app:fetch:production`
        ["run", target, ..] => named.push(target.split(':').nth(1).unwrap_or(target)),
        [target, ..] => named.push(target),
        [] => {}
    }
    (!named.is_empty()).then_some(named)
}

/// Whether a program runs what all projects of a workspace have.
pub(super) fn is_of_projects(program: &str, args: &[&str]) -> bool {
    let is = |word: &str| OF_PROJECTS.contains(&word) || word == "turbo";
    is(program) || args.iter().take(2).any(|word| is(word))
}

/// Whether a program does nothing where no recipe has the name that it is given.
pub(super) fn needs_a_name(program: &str) -> bool {
    RUNNERS.contains(&program) || program == DENO
}

fn entries(of: Option<&Tree>) -> impl Iterator<Item = (&str, &Tree)> {
    let entries = match of {
        Some(Tree::Map(entries)) => &entries[..],
        _ => &[],
    };
    entries.iter().map(|(name, value)| (name.as_str(), value))
}

/// The line on which a key stands.
fn place(text: &str, key: &str) -> u32 {
    let is_key = |line: &str| {
        let line = line.trim_start().trim_start_matches(['"', '\'']);
        let line = line.strip_prefix("[tasks.").unwrap_or(line);
        let rest = line.trim_start_matches('"').strip_prefix(key);
        let rest = rest.map(|rest| rest.trim_start_matches(['"', '\'']).trim_start());
        rest.is_some_and(|rest| rest.starts_with([':', '=', ']']))
    };
    let found = (1..).zip(text.lines()).find(|(_, line)| is_key(line));
    found.map_or(1, |(number, _)| number)
}

/// The scripts of a package of JavaScript, with those that run before and behind them and those that they run.
fn scripts_of(of: Option<&Tree>) -> Vec<Recipe> {
    // Those of Deno may be mappings, with what they need.
    let command = |of: &Tree| text_of(of, "command").unwrap_or_default();
    let all: Vec<(&str, String, Vec<String>)> = entries(of)
        .map(|(name, of)| {
            let needed = of.get("dependencies").into_iter().flat_map(texts);
            (name, command(of), needed.collect())
        })
        .collect();
    let is_name = |word: &str| all.iter().any(|(name, ..)| *name == word);
    let recipe = |(name, command, needed): &(&str, String, Vec<String>)| {
        let around = ["pre", "post"].map(|when| format!("{when}{name}"));
        let parts = command.split(['&', '|', ';']).map(str::split_whitespace);
        let run = parts.filter_map(|mut words| {
            let runner = words.next()?;
            (RUNNERS.contains(&runner) || runner == DENO).then_some(words)
        });
        let run = run.flatten().map(|word| word.trim_matches(['"', '\'']));
        let needs = run.filter(|word| is_name(word)).map(str::to_owned);
        Recipe {
            name: (*name).to_owned(),
            needs: around
                .into_iter()
                .chain(needs)
                .chain(needed.clone())
                .collect(),
            runs: vec![command.clone()],
        }
    };
    all.iter().map(recipe).collect()
}

/// The targets of a project of `nx`: what they run, and what they depend on, of the project and of others.
fn targets_of(of: Option<&Tree>) -> Vec<Recipe> {
    let recipe = |(name, of): (&str, &Tree)| {
        let options = of.get("options");
        let configurations = entries(of.get("configurations")).map(|(_, of)| of);
        let places = [Some(of), options].into_iter().flatten();
        let places: Vec<&Tree> = places.chain(configurations).collect();
        let mut recipe = Recipe {
            name: name.to_owned(),
            ..Recipe::default()
        };
        for place in places {
            for key in ["command", "commands"] {
                let commands = place.get(key).into_iter().flat_map(items);
                recipe
                    .runs
                    .extend(commands.filter_map(|of| text_of(of, "command")));
            }
            // `nx:run-script`
            recipe
                .needs
                .extend(place.get("script").and_then(Tree::text).map(str::to_owned));
        }
        let needed = of.get("dependsOn").into_iter().flat_map(items);
        let needed = needed.filter_map(|of| text_of(of, "target"));
        recipe
            .needs
            .extend(needed.map(|name| name.trim_start_matches('^').to_owned()));
        recipe
    };
    entries(of).map(recipe).collect()
}

/// The tasks of `task`: a command, a list of them, or a mapping with `deps` and `cmds`.
fn tasks(of: Option<&Tree>) -> Vec<Recipe> {
    let recipe = |(name, of): (&str, &Tree)| {
        let mut recipe = Recipe {
            name: name.to_owned(),
            ..Recipe::default()
        };
        match of {
            Tree::Map(_) => {
                let needed = of.get("deps").into_iter().flat_map(items);
                recipe
                    .needs
                    .extend(needed.filter_map(|of| text_of(of, "task")));
                for key in ["cmds", "cmd"] {
                    of.get(key).into_iter().for_each(|of| recipe.add(of));
                }
            }
            of => recipe.add(of),
        }
        recipe
    };
    entries(of).map(recipe).collect()
}

/// The tasks of `cargo make`.
fn tasks_of_cargo(of: Option<&Tree>) -> Vec<Recipe> {
    let recipe = |(name, of): (&str, &Tree)| {
        let mut recipe = Recipe {
            name: name.to_owned(),
            ..Recipe::default()
        };
        let needed = ["dependencies", "run_task", "extend"].map(|key| of.get(key));
        for needed in needed.into_iter().flatten().flat_map(items) {
            recipe.needs.extend(text_of(needed, "name"));
        }
        let words = ["command", "args"].map(|key| of.get(key));
        let words = words.into_iter().flatten().flat_map(texts);
        let words: Vec<String> = words.collect();
        recipe.runs.push(words.join(" "));
        recipe
            .runs
            .extend(of.get("script").into_iter().flat_map(texts));
        recipe
    };
    entries(of).map(recipe).collect()
}

impl Recipe {
    /// Adds what a task runs: a command, another task, or several of them.
    fn add(&mut self, of: &Tree) {
        for item in items(of) {
            match item {
                Tree::Text(command) => self.runs.push(command.clone()),
                item => {
                    self.needs.extend(text_of(item, "task"));
                    let commands = ["cmd", "defer"].map(|key| text_of(item, key));
                    self.runs.extend(commands.into_iter().flatten());
                }
            }
        }
    }
}

/// The items of a list, or the one thing.
fn items(of: &Tree) -> Vec<&Tree> {
    match of {
        Tree::List(items) => items.iter().collect(),
        of => vec![of],
    }
}

fn texts(of: &Tree) -> impl Iterator<Item = String> + '_ {
    let texts = items(of).into_iter().filter_map(Tree::text);
    texts.map(str::to_owned)
}

/// A text, or the one that a mapping has under a key.
fn text_of(of: &Tree, key: &str) -> Option<String> {
    of.text_or(key).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_that_name_recipes() {
        for (line, expected) in [
            ("cargo make model", Some(&["model"][..])),
            ("cargo run -p x", None),
            ("cargo", None),
            ("npm run a:b -- --model x", Some(&["a:b"])),
            ("npm --prefix ui run build", Some(&["build"])),
            ("npm test", Some(&["test"])),
            ("npm publish", None),
            ("npm ci", Some(&ON_INSTALL)),
            ("yarn", Some(&ON_INSTALL)),
            ("pnpm -C ui fetch", Some(&["fetch"])),
            ("bun run fetch", Some(&["fetch"])),
            ("task model", Some(&["model"])),
            ("nx run app:fetch:prod", Some(&["fetch"])),
            ("nx fetch app", Some(&["fetch"])),
            ("nx run-many -t fetch -p app", Some(&["fetch"])),
            ("pnpm exec nx run-many --target=fetch", Some(&["fetch"])),
            (
                "yarn nx affected --targets=fetch,test",
                Some(&["fetch", "test"]),
            ),
            ("lerna run fetch --scope app", Some(&["fetch"])),
            ("nx graph", Some(&["graph"])),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            assert_eq!(meant(words[0], &words[1..]).as_deref(), expected, "{line}");
        }
    }

    #[test]
    fn keys_are_found_where_they_stand() {
        assert_eq!(place("{\n \"scripts\": {\n  \"a:b\": \"x\"\n}}", "a:b"), 3);
        assert_eq!(place("tasks:\n  model:\n", "model"), 2);
        assert_eq!(place("[env]\n[tasks.model]\n", "model"), 2);
    }
}
