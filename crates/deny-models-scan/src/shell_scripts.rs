//! What scripts take that a command line names, and the containers that it starts.

use std::collections::{BTreeMap, BTreeSet};

use super::bucket_copies;
use super::command_models;
use super::command_text::{Model, Word, in_words, named, of_commands, repository};
use super::command_words::BEFORE;
use super::command_words::program_name;
use super::compose;
use super::containers::{self, Started};
use super::index::Crate;
use super::ir::{Expr, FileIr, NodeRef};
use super::missing_files::Missing;
use super::ollama;
use super::ollama_http;
use super::python;
use super::python_tokens;
use super::recipe_files;
use super::recipes;
use super::run_folder::Folder;
use super::scripts;
use super::shell_variables::ShellVariables;
use deny_models::evidence::python::{imported, is_program};

/// Lines of one list in Python: one that has more does not end where it seems to.
const MAX_LIST: usize = 100;

/// Models that the containers take which a command line starts or builds; what a Compose file builds too.
pub(super) fn of_containers(
    crate_ir: &Crate,
    line: &[Word],
    is_built: bool,
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
    let mut started: Vec<Started> = containers::started(&words).into_iter().collect();
    let lines = words
        .iter()
        .filter(|word| word.contains(char::is_whitespace));
    for line in lines {
        let commands = command_models::commands(line);
        started.extend(
            commands
                .iter()
                .filter_map(|words| containers::started(words)),
        );
    }
    let mut found = Vec::new();
    if started.is_empty() {
        return found;
    }
    let numbered = (0..).zip(&crate_ir.files);
    let files: Vec<compose::File<'_>> = numbered
        .filter(|(_, file)| file.table && containers::may_be_file(&file.path))
        .map(|(number, file)| compose::File {
            path: &file.path,
            lines: lines_of(file, number).collect(),
        })
        .collect();
    for started in &mut started {
        started.set_profiles(crate_ir.nodes().filter_map(|(_, node)| match &node.ex {
            Expr::Lit(text) => Some(text.as_str()),
            _ => None,
        }));
        let lines = if started.builds() {
            let taken = files.iter().filter(|file| started.takes(file.path));
            taken
                .flat_map(|file| built(file, started.given()))
                .collect()
        } else {
            compose::lines(started, &files)
        };
        for line in lines
            .into_iter()
            .filter(|line| started.has_line(&line.text))
        {
            let word = [line];
            found.extend(in_words(&word, &[], open));
            found.extend(of_commands(&word, false, false, open));
            if !is_built {
                found.extend(of_containers(crate_ir, &word, true, open));
            }
        }
    }
    found
}

/// The lines of the recipes that a command line runs.
fn recipes_of(crate_ir: &Crate, words: &[&str], folder: &Folder) -> Vec<Word> {
    let is_before = |word: &&&str| BEFORE.contains(&program_name(word)) || word.contains('=');
    let skipped = words.iter().take_while(is_before).count();
    let Some((program, args)) = words[skipped..].split_first() else {
        return Vec::new();
    };
    let program = program_name(program);
    let program = program.strip_suffix(".cmd").unwrap_or(program);
    let numbered = (0..).zip(&crate_ir.files);
    let files = numbered.filter(|(_, file)| file.table && recipes::holds(program, file));
    let files = recipe_files::meant(program, args, folder, files.collect());
    let files: Vec<recipes::File> = files
        .into_iter()
        .map(|(number, file)| recipes::File {
            is_main: recipes::is_main(program, &file.path),
            lines: lines_of(file, number).collect(),
        })
        .collect();
    if files.is_empty() {
        return Vec::new();
    }
    recipes::lines(program, args, &files)
}

/// The lines of a Dockerfile, with variables filled in.
fn built(file: &compose::File<'_>, given: &[String]) -> Vec<Word> {
    // What is given decides, and no default beside it.
    let is_given = |line: &&str| {
        let name = line.split('=').next().unwrap_or_default();
        given
            .iter()
            .any(|given| given.split('=').next() == Some(name))
    };
    let texts = file.lines.iter().map(|line| line.text.as_str());
    let texts = texts.filter(|line| !is_given(line));
    let texts: Vec<&str> = given.iter().map(String::as_str).chain(texts).collect();
    let variables = ShellVariables::of(&texts.join("\n"));
    let filled = file.lines.iter().flat_map(|line| {
        let texts = variables.filled(&line.text).into_iter();
        texts.map(|text| Word { text, at: line.at })
    });
    filled.collect()
}

/// The lines of a file, each with its place.
pub(super) fn lines_of(file: &FileIr, number: u32) -> impl Iterator<Item = Word> + '_ {
    (0..).zip(&file.nodes).filter_map(move |(ix, node)| {
        let Expr::Lit(text) = &node.ex else {
            return None;
        };
        let at = NodeRef { file: number, ix };
        Some(Word {
            text: text.clone(),
            at,
        })
    })
}

/// The scripts of a crate, each read once: many command lines may name it.
pub(super) struct Scripts<'e> {
    pub(super) crate_ir: &'e Crate,
    /// The most scripts that are read as one: a script with the modules that it imports.
    pub(super) most: usize,
    /// Where the command line runs that is read.
    pub(super) folder: Folder,
    /// Where the command line stands that is read.
    pub(super) at: Option<NodeRef>,
    /// What tells that a file is not there; none where the package is of others.
    pub(super) missing: Option<Missing<'e>>,
    pub(super) read: BTreeMap<u32, Read>,
}

/// What a script takes: models, and calls whose model is not known.
#[derive(Debug, Default)]
pub(super) struct Read {
    named: Vec<Model>,
    open: Vec<(String, NodeRef)>,
    /// The lines of a shell, with variables filled in.
    lines: Vec<String>,
}

impl Scripts<'_> {
    /// Whether a word of a command line names a script.
    pub(super) fn has(&self, word: &str) -> bool {
        self.crate_ir.files.iter().any(|file| is_named(file, word))
    }

    /// Whether a word of a command line is read as a script. What a program for containers is given is no script: services
    /// and files are chosen by its other words.
    pub(super) fn reads(&self, word: &str, has_containers: bool) -> bool {
        !(has_containers && containers::is_file(word)) && self.has(word)
    }

    /// Models that a script takes which a word of a command line names.
    pub(super) fn take(
        &mut self,
        word: &str,
        open: &mut BTreeSet<(String, NodeRef)>,
    ) -> Vec<Model> {
        let mut way = Way::new(open);
        self.taken(word, &mut way);
        self.follow(way)
    }

    /// Models that recipes and scripts take which the words of a command line run, and what these run.
    pub(super) fn run(
        &mut self,
        line: &[Word],
        open: &mut BTreeSet<(String, NodeRef)>,
    ) -> Vec<Model> {
        let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
        if let (Some(missing), Some(first)) = (&self.missing, line.first()) {
            let files = missing.of_line(&words, &self.folder).into_iter();
            open.extend(files.map(|file| (file, first.at)));
        }
        let mut way = Way::new(open);
        let folder = self.folder.clone();
        self.recipes(&words, &folder, &mut way);
        let lines = words.iter().filter(|word| word.contains(' '));
        way.lines.extend(lines.map(|line| (*line).to_owned()));
        self.follow(way)
    }

    /// Follows the lines of a shell, with those that they run in turn, one after the other.
    fn follow(&mut self, mut way: Way<'_>) -> Vec<Model> {
        while let Some(text) = way.lines.pop() {
            if let (Some(missing), Some(at)) = (&self.missing, self.at) {
                let files = missing.of_script(&text).into_iter();
                way.open.extend(files.map(|file| (file, at)));
            }
            for words in command_models::commands(&text) {
                self.recipes(&words, &Folder::Anywhere, &mut way);
                let has_containers = containers::has_program(words.iter().copied());
                for word in words {
                    if self.reads(word, has_containers) {
                        self.taken(word, &mut way);
                    }
                }
            }
        }
        way.found
    }

    fn recipes(&self, words: &[&str], folder: &Folder, way: &mut Way<'_>) {
        for line in recipes_of(self.crate_ir, words, folder) {
            if way.seen.insert(line.text.clone()) {
                way.lines.push(line.text.clone());
                let word = [line];
                way.found.extend(in_words(&word, &[], way.open));
                let named = of_commands(&word, false, false, way.open);
                way.found.extend(named);
                let started = of_containers(self.crate_ir, &word, false, way.open);
                way.found.extend(started);
            }
        }
    }

    fn taken(&mut self, word: &str, way: &mut Way<'_>) {
        for (number, file) in (0..).zip(&self.crate_ir.files) {
            if !(is_named(file, word) && way.seen.insert(file.path.clone())) {
                continue;
            }
            let read = self.read.entry(number);
            let read = read.or_insert_with(|| Read::of(self.crate_ir, number, self.most));
            way.found.extend(read.named.iter().cloned());
            way.open.extend(read.open.iter().cloned());
            way.lines.extend(read.lines.iter().cloned());
        }
    }
}

/// What is followed from one command line on.
struct Way<'o> {
    /// Lines of a shell that are still to be followed.
    lines: Vec<String>,
    /// The scripts and the lines of recipes that were followed.
    seen: BTreeSet<String>,
    found: Vec<Model>,
    open: &'o mut Open,
}

impl<'o> Way<'o> {
    fn new(open: &'o mut Open) -> Self {
        Self {
            lines: Vec::new(),
            seen: BTreeSet::new(),
            found: Vec::new(),
            open,
        }
    }
}

/// Calls whose model is not known, each with its place.
type Open = BTreeSet<(String, NodeRef)>;

/// Whether a word of a command line names a file, which is a script.
fn is_named(file: &FileIr, word: &str) -> bool {
    file.table && scripts::is_script(&file.path) && scripts::is_meant(&file.path, word)
}

impl Read {
    fn of(crate_ir: &Crate, script: u32, most: usize) -> Self {
        // Its lines together, with those of the modules that it imports, and where each begins.
        let mut whole = String::new();
        let mut starts = Vec::new();
        let mut read = Self::default();
        let mut shell = Vec::new();
        let mut unknown = BTreeSet::new();
        let is_python = is_program(&crate_ir.files[script as usize].path);
        let variables = if is_python {
            ShellVariables::default()
        } else {
            ShellVariables::of(&text_of(&crate_ir.files[script as usize]))
        };
        for number in with_modules(crate_ir, script, most) {
            let file = &crate_ir.files[number as usize];
            let lines: Vec<Word> = lines_of(file, number).collect();
            for line in &lines {
                starts.push((whole.len(), line.at));
                whole.push_str(&line.text);
                whole.push('\n');
            }
            let commands = if is_python {
                lists(lines)
            } else {
                let lines = lines.into_iter();
                let filled = lines.flat_map(|Word { text, at }| {
                    let texts = variables.filled(&text).into_iter();
                    texts.map(move |text| vec![Word { text, at }])
                });
                filled.collect()
            };
            for words in commands {
                if !is_python {
                    shell.extend(words.iter().map(|word| word.text.clone()));
                }
                read.named.extend(in_words(&words, &[], &mut unknown));
                let named = if is_python {
                    copied(&words, &mut unknown)
                } else {
                    of_commands(&words, false, false, &mut unknown)
                };
                read.named.extend(named);
                read.named
                    .extend(of_containers(crate_ir, &words, false, &mut unknown));
            }
        }
        read.open.extend(unknown);
        read.lines = shell;
        let place = |at: usize| {
            let line = starts.partition_point(|(start, _)| *start <= at);
            starts.get(line.checked_sub(1)?).map(|(_, at)| *at)
        };
        let of_ollama = |(name, at): (String, usize)| {
            let (id, is_repo) = ollama::artifact(&name)?;
            Some((id, is_repo, place(at)?))
        };
        let requested = ollama_http::models(&whole).into_iter();
        read.named.extend(requested.filter_map(of_ollama));
        let ids = if is_python {
            let taken = python::read(&whole);
            let calls = taken.open.into_iter();
            let calls = calls.filter_map(|(template, at)| Some((template, place(at)?)));
            read.open.extend(calls);
            let names = taken.of_ollama.into_iter();
            read.named.extend(names.filter_map(of_ollama));
            for (text, at) in taken.filled {
                if let Some(at) = place(at) {
                    let word = Word { text, at };
                    read.named
                        .extend(in_words(&[word], &[], &mut BTreeSet::new()));
                }
            }
            taken.ids
        } else {
            python::in_command(&whole)
        };
        let ids = ids.into_iter();
        read.named
            .extend(ids.filter_map(|(id, at)| Some(repository(id, place(at)?))));
        read
    }
}

/// What the words of a list in Python copy out of a bucket.
fn copied(list: &[Word], open: &mut BTreeSet<(String, NodeRef)>) -> Vec<Model> {
    let Some(at) = list.first().map(|word| word.at) else {
        return Vec::new();
    };
    let texts: Vec<&str> = list.iter().map(|word| word.text.as_str()).collect();
    let mut found = Vec::new();
    for words in command_models::commands(&texts.join(" ")) {
        let taken = bucket_copies::taken(words[0], &words[1..]);
        found.extend(named(taken.into_iter().flatten(), at, open));
    }
    found
}

/// The lines of a program in Python, those together that one list or call is written on: `run(["ollama", "pull", name])`.
fn lists(lines: Vec<Word>) -> Vec<Vec<Word>> {
    let whole: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    let mut open = python_tokens::lines_inside(&whole.join("\n"))
        .into_iter()
        .peekable();
    let mut all: Vec<Vec<Word>> = Vec::new();
    let mut start = 0;
    for line in lines {
        let length = line.text.len() + 1;
        let goes_on = open.next_if_eq(&start).is_some();
        start += length;
        let text = line.text.replace(['[', ']', ','], " ");
        let word = Word { text, at: line.at };
        match all
            .last_mut()
            .filter(|list| goes_on && list.len() < MAX_LIST)
        {
            Some(list) => list.push(word),
            None => all.push(vec![word]),
        }
    }
    all
}

/// The lines of a script.
fn text_of(file: &FileIr) -> String {
    let lines = file.nodes.iter().filter_map(|node| match &node.ex {
        Expr::Lit(text) => Some(text.as_str()),
        _ => None,
    });
    lines.collect::<Vec<&str>>().join("\n")
}

/// A script, and the modules of Python that it imports.
fn with_modules(crate_ir: &Crate, script: u32, most: usize) -> Vec<u32> {
    let files = &crate_ir.files;
    let number_of = |path: &str| {
        let mut scripts = (0..).zip(files);
        let found = scripts.find(|(_, file)| file.table && file.path == path);
        found.map(|(number, _)| number)
    };
    let mut all = vec![script];
    let mut next = 0;
    while let Some(file) = all.get(next).map(|number| &files[*number as usize]) {
        next += 1;
        if all.len() >= most || !is_program(&file.path) {
            continue;
        }
        let is_file = |path: &str| number_of(path).is_some();
        let imported = imported(&file.path, &text_of(file), &is_file);
        for number in imported.iter().filter_map(|path| number_of(path)) {
            if !all.contains(&number) {
                all.push(number);
            }
        }
    }
    all
}
