//! Models that other programs fetch: command lines of curl, git and the hub's own tool, and small programs
//! in Python.

use std::collections::{BTreeMap, BTreeSet};

use super::bucket_copies;
use super::classify;
use super::command_callers;
use super::command_line;
use super::command_models::{self, is_python};
use super::command_parts::{self, Part, Requests};
use super::command_taken::Taken;
use super::command_words::{Before, program_name};
use super::compiled_in::compiled_in;
use super::containers::{self, Started};
use super::eval::Eval;
use super::hit::Hit;
use super::index::Crate;
use super::ir::{Expr, FileIr, NodeRef};
use super::later_words::Later;
use super::model_programs;
use super::ollama;
use super::ollama_http;
use super::python;
use super::python_loaders::{self, Named as Loaded};
use super::python_tokens;
use super::scripts;
use super::shell_variables::ShellVariables;
use super::url::{self, Named};
use deny_models::evidence::python::{imported, is_program};

/// Longer texts are no command lines.
const MAX_TEXT: usize = 64 << 10;

/// Lines of one list in Python: one that has more does not end where it seems to.
const MAX_LIST: usize = 100;

/// A word of a command line, and the literal it is from.
#[derive(Debug, Clone)]
struct Word {
    text: String,
    at: NodeRef,
}

/// What other programs fetch.
#[derive(Debug, Default)]
pub(super) struct Fetched {
    /// Models.
    pub(super) hits: BTreeSet<Hit>,
    /// Calls in Python whose model is not known.
    pub(super) open: BTreeSet<Open>,
}

/// A call in Python whose model is not known.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Open {
    /// What is known of it, with `{}` for what is not.
    pub(super) template: String,
    /// Where it is written.
    pub(super) at: NodeRef,
    /// What runs it.
    pub(super) sink: NodeRef,
}

/// Every model that a command line, or a program in Python that code runs, names.
pub(super) fn fetched(eval: &Eval<'_>) -> Fetched {
    let mut found = Fetched::default();
    let mut scripts = Scripts {
        crate_ir: eval.crate_ir,
        most: eval.limits.scripts,
        read: BTreeMap::new(),
    };
    let later = Later::of(eval.crate_ir);
    for (at, node) in eval.crate_ir.nodes() {
        if node.mention {
            continue;
        }
        let runs = match &node.ex {
            Expr::Method(receiver, name, _) => {
                command_line::is_argument(eval.crate_ir, at.file, *receiver, name)
            }
            // A program without arguments.
            Expr::Call(path, _) if path.ends_with(&["Command".to_owned(), "new".to_owned()]) => {
                true
            }
            _ => command_line::is_whole(eval.crate_ir, at),
        };
        let mut open = BTreeSet::new();
        let named = if runs {
            of_command(eval, at, &later, &mut scripts, &mut open)
        } else {
            run_here(eval, at, &mut scripts, &mut open)
        };
        let open = open.into_iter();
        found.open.extend(open.map(|(template, place)| Open {
            template,
            at: place,
            sink: at,
        }));
        for (artifact, is_repo, origin) in named {
            found.hits.insert(Hit {
                whole: artifact.clone(),
                artifact,
                is_repo,
                origin,
                pieces: vec![origin],
                sink: at,
                tokenizer: false,
            });
        }
    }
    found
}

/// A model, with whether it is a repository, and where it is named.
type Model = (String, bool, NodeRef);

/// A model that a program in Python takes.
fn repository(id: String, at: NodeRef) -> Model {
    let of_hub = !id.starts_with("modelscope:") && !id.contains("://");
    (id, of_hub, at)
}

/// Models that a command line names, and the lines that the callers of the function around it make of it.
fn of_command(
    eval: &Eval<'_>,
    at: NodeRef,
    later: &Later,
    scripts: &mut Scripts<'_>,
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    eval.begin();
    let is_whole = later.is_whole(at);
    let later = later.parts(eval.crate_ir, at);
    let parts = command_line::parts(eval.crate_ir, at);
    let of_parts: Vec<Vec<Word>> = parts.iter().map(|part| texts(eval, *part)).collect();
    let mut unknown = BTreeSet::new();
    let has_more = of_parts.iter().any(Vec::is_empty);
    let words: Vec<Word> = of_parts.iter().flatten().cloned().collect();
    let later: Vec<Word> = later.iter().flat_map(|part| texts(eval, *part)).collect();
    let mut named = of_line(
        &words,
        &later,
        is_whole.then_some(has_more),
        scripts,
        &mut unknown,
        open,
    );
    if is_whole {
        for line in choices(eval, &parts, &of_parts) {
            let mut unknown = BTreeSet::new();
            named.extend(of_commands(&line, has_more, false, &mut unknown));
            open.extend(unknown);
        }
    }
    // What a word of the line itself leaves open is known where the code is called.
    unknown.retain(|(template, _)| template.contains(['$', ' ']));
    open.extend(unknown);
    for part in &parts {
        for value in eval.values(*part, &None, 0) {
            let path = compiled_in(eval.crate_ir, value.at, 0);
            named.extend(
                path.map(|path| scripts.take(&path, open))
                    .into_iter()
                    .flatten(),
            );
        }
    }
    let lines = if is_whole {
        command_callers::of(eval, &parts)
    } else {
        Vec::new()
    };
    for env in &lines {
        let words = parts.iter().flat_map(|part| {
            let texts = command_callers::words(eval, *part, env).into_iter();
            texts.map(|text| Word {
                at: text.origin().unwrap_or(*part),
                text: text.shown(),
            })
        });
        let words: Vec<Word> = words.filter(|word| word.text.len() <= MAX_TEXT).collect();
        let mut unknown = open_words(&words);
        named.extend(of_line(
            &words,
            &[],
            Some(false),
            scripts,
            &mut unknown,
            open,
        ));
        open.extend(unknown);
    }
    if !named.is_empty() || !lines.is_empty() {
        eval.end(at);
    }
    named
}

/// The lines that an expression makes of several texts of which it is one, each with the other words.
fn choices(eval: &Eval<'_>, parts: &[NodeRef], of_parts: &[Vec<Word>]) -> Vec<Vec<Word>> {
    let is_list = |part: NodeRef| {
        let values = eval.values(part, &None, 0);
        let mut nodes = values.iter().map(|value| &eval.crate_ir.node(value.at).ex);
        nodes.any(|node| matches!(node, Expr::Seq(_)))
    };
    let several = parts.iter().zip(of_parts).enumerate();
    let several = several.filter(|(_, (part, words))| words.len() > 1 && !is_list(**part));
    several
        .flat_map(|(number, (_, words))| words.iter().map(move |word| (number, word)))
        .take(eval.limits.ways)
        .map(|(number, word)| {
            let (before, behind) = (&of_parts[..number], &of_parts[number + 1..]);
            let words = before.iter().flatten().chain([word]);
            words.chain(behind.iter().flatten()).cloned().collect()
        })
        .collect()
}

/// The words of a line that name a model and are not known.
fn open_words(line: &[Word]) -> BTreeSet<(String, NodeRef)> {
    let mut found = BTreeSet::new();
    let mut before = Before::default();
    for (number, word) in line.iter().enumerate() {
        if before.is_model() && word.text.contains("{}") {
            let words = line[..=number].iter().map(|word| word.text.as_str());
            found.insert((words.collect::<Vec<_>>().join(" "), word.at));
        }
        before.push(&word.text);
    }
    found
}

/// Models that the words of a line name. `whole` is for one to which nothing is added: whether it has more words than are
/// known.
fn of_line(
    words: &[Word],
    later: &[Word],
    whole: Option<bool>,
    scripts: &mut Scripts<'_>,
    unknown: &mut BTreeSet<(String, NodeRef)>,
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    let mut named = models(words, later, unknown);
    if let Some(has_more) = whole {
        // What a script of the package makes of its options is read there.
        let is_read = words.iter().any(|word| scripts.has(&word.text));
        named.extend(of_commands(words, has_more, is_read, unknown));
        named.extend(of_containers(scripts.crate_ir, words, false, open));
    }
    let mut runs_python = false;
    let mut is_module = false;
    for word in words {
        // What Python itself is given is a program as a whole.
        if runs_python && python::may_take(&word.text) {
            let taken = python::read(&word.text);
            open.extend(
                taken
                    .open
                    .into_iter()
                    .map(|(template, _)| (template, word.at)),
            );
        }
        if runs_python && is_module {
            let path = format!("{}.py", word.text.replace('.', "/"));
            named.extend(scripts.take(&path, open));
        }
        runs_python |= is_python(program_name(&word.text));
        is_module = word.text == "-m";
        named.extend(scripts.take(&word.text, open));
    }
    named
}

/// Models that the containers take which a command line starts or builds; what a Compose file builds too.
fn of_containers(
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
    for (number, file) in (0..).zip(&crate_ir.files) {
        let taken = started
            .iter()
            .filter(|started| file.table && started.takes(&file.path));
        for started in taken {
            let lines: Vec<Word> = lines_of(file, number).collect();
            let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
            let variables = ShellVariables::of(&texts.join("\n"));
            let on = started.of(&texts);
            for line in lines.iter().filter(|line| on.contains(&line.text.as_str())) {
                for text in variables.filled(&line.text) {
                    let word = [Word { text, at: line.at }];
                    found.extend(in_words(&word, &[], open));
                    found.extend(of_commands(&word, false, false, open));
                    if !is_built {
                        found.extend(of_containers(crate_ir, &word, true, open));
                    }
                }
            }
        }
    }
    found
}

/// The lines of a file, each with its place.
fn lines_of(file: &FileIr, number: u32) -> impl Iterator<Item = Word> + '_ {
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

/// Models that a program in Python names which code runs by itself: `py.run(c"...", None, None)`.
fn run_here(
    eval: &Eval<'_>,
    at: NodeRef,
    scripts: &mut Scripts<'_>,
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    const RUN: [&str; 4] = ["run", "run_bound", "eval", "eval_bound"];
    const MADE: [&str; 2] = ["from_code", "from_code_bound"];
    let code = match &eval.crate_ir.node(at).ex {
        Expr::Method(_, name, args) if RUN.contains(&name.as_str()) => args.first(),
        Expr::Call(path, args)
            if path
                .last()
                .is_some_and(|name| MADE.contains(&name.as_str())) =>
        {
            args.get(1)
        }
        _ => None,
    };
    let Some(code) = code else {
        return Vec::new();
    };
    let code = NodeRef {
        file: at.file,
        ix: *code,
    };
    eval.begin();
    let mut named = Vec::new();
    for value in eval.values(code, &None, 0) {
        if let Some(path) = compiled_in(eval.crate_ir, value.at, 0) {
            named.extend(scripts.take(&path, open));
        }
    }
    for word in texts(eval, code) {
        if python::may_take(&word.text) {
            let taken = python::read(&word.text);
            let ids = taken.ids.into_iter();
            named.extend(ids.map(|(id, _)| repository(id, word.at)));
            open.extend(
                taken
                    .open
                    .into_iter()
                    .map(|(template, _)| (template, word.at)),
            );
        }
    }
    if !named.is_empty() {
        eval.end(at);
    }
    named
}

/// The scripts of a crate, each read once: many command lines may name it.
struct Scripts<'e> {
    crate_ir: &'e Crate,
    /// The most scripts that are read as one: a script with the modules that it imports.
    most: usize,
    read: BTreeMap<u32, Read>,
}

/// What a script takes: models, and calls whose model is not known.
#[derive(Debug, Default)]
struct Read {
    named: Vec<Model>,
    open: Vec<(String, NodeRef)>,
}

impl Scripts<'_> {
    /// Whether a word of a command line names a script.
    fn has(&self, word: &str) -> bool {
        let mut files = self.crate_ir.files.iter();
        files.any(|file| {
            file.table && scripts::is_script(&file.path) && scripts::is_meant(&file.path, word)
        })
    }

    /// Models that a script takes which a word of a command line names.
    fn take(&mut self, word: &str, open: &mut BTreeSet<(String, NodeRef)>) -> Vec<Model> {
        let mut found = Vec::new();
        for (number, file) in (0..).zip(&self.crate_ir.files) {
            if file.table && scripts::is_script(&file.path) && scripts::is_meant(&file.path, word) {
                let read = self.read.entry(number);
                let read = read.or_insert_with(|| Read::of(self.crate_ir, number, self.most));
                found.extend(read.named.iter().cloned());
                open.extend(read.open.iter().cloned());
            }
        }
        found
    }
}

impl Read {
    fn of(crate_ir: &Crate, script: u32, most: usize) -> Self {
        // Its lines together, with those of the modules that it imports, and where each begins.
        let mut whole = String::new();
        let mut starts = Vec::new();
        let mut read = Self::default();
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
        let place = |at: usize| {
            let line = starts.partition_point(|(start, _)| *start <= at);
            starts.get(line.checked_sub(1)?).map(|(_, at)| *at)
        };
        let of_ollama = ollama_http::models(&whole).into_iter();
        let of_ollama: Vec<Model> = of_ollama
            .filter_map(|(name, at)| {
                let (id, is_repo) = ollama::artifact(&name)?;
                Some((id, is_repo, place(at)?))
            })
            .collect();
        read.named.extend(of_ollama);
        let ids = if is_python {
            let taken = python::read(&whole);
            let calls = taken.open.into_iter();
            let calls = calls.filter_map(|(template, at)| Some((template, place(at)?)));
            read.open.extend(calls);
            let of_ollama = taken.of_ollama.into_iter().filter_map(|(name, at)| {
                let (id, is_repo) = ollama::artifact(&name)?;
                Some((id, is_repo, place(at)?))
            });
            read.named.extend(of_ollama);
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
        for taken in taken.into_iter().flatten() {
            match taken {
                Taken::Model(id, is_repo) => found.push((id, is_repo, at)),
                Taken::Open(template) => drop(open.insert((template, at))),
            }
        }
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

/// The models that a command line names: program and arguments, each a text.
pub(super) fn models_of_line(line: &[&str]) -> Vec<String> {
    let at = NodeRef { file: 0, ix: 0 };
    let word = |text: &&str| Word {
        text: (*text).to_owned(),
        at,
    };
    let words: Vec<Word> = line.iter().map(word).collect();
    let models = models(&words, &[], &mut BTreeSet::new());
    models.into_iter().map(|(id, ..)| id).collect()
}

fn texts(eval: &Eval<'_>, at: NodeRef) -> Vec<Word> {
    let known = eval.texts(at, &None, 0).into_iter();
    known
        .filter_map(|text| {
            let at = text.origin()?;
            let text = text.shown();
            (text.len() <= MAX_TEXT).then_some(Word { text, at })
        })
        .collect()
}

/// Models that a command line names, each with whether it is a repository.
fn models(line: &[Word], later: &[Word], open: &mut BTreeSet<(String, NodeRef)>) -> Vec<Model> {
    let mut found = Vec::new();
    // A request to Ollama: `curl http://localhost:11434/api/pull -d '{"name": "..."}'`.
    if line.iter().any(|word| ollama_http::may_ask(&word.text)) {
        let whole: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
        for (name, _) in ollama_http::models(&whole.join("\n")) {
            let at = line.iter().find(|word| word.text.contains(&name));
            let model = at.and_then(|word| {
                let (id, is_repo) = ollama::artifact(&name)?;
                Some((id, is_repo, word.at))
            });
            found.extend(model);
        }
    }
    for word in line.iter().filter(|word| python::may_take(&word.text)) {
        let ids = python::in_command(&word.text).into_iter();
        found.extend(ids.map(|(id, _)| repository(id, word.at)));
    }
    let mut is_filled = false;
    let mut of_variables = BTreeSet::new();
    for word in line {
        // A line of a shell may give names to what it takes.
        let variables = ShellVariables::of(&word.text);
        for text in variables
            .filled(&word.text)
            .into_iter()
            .filter(|text| *text != word.text)
        {
            is_filled = true;
            let word = Word { text, at: word.at };
            found.extend(in_words(&[word], &[], &mut of_variables));
        }
    }
    // A variable that the line sets itself is known.
    let mut as_written = BTreeSet::new();
    found.extend(in_words(line, later, &mut as_written));
    open.extend(if is_filled { of_variables } else { as_written });
    found.sort();
    found.dedup();
    found
}

/// Models that the commands of a line take as a whole, those of lines of a shell in it too.
fn of_commands(
    line: &[Word],
    has_more: bool,
    is_read: bool,
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    let mut found = Vec::new();
    let mut add = |all: Vec<Taken>, at: NodeRef| {
        for taken in all {
            match taken {
                Taken::Model(id, is_repo) => found.push((id, is_repo, at)),
                Taken::Open(template) => drop(open.insert((template, at))),
            }
        }
    };
    let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
    if let Some(first) = line.first() {
        add(command_models::taken(&words, has_more), first.at);
        if !is_read {
            add(model_programs::of_other(&words), first.at);
        }
    }
    let is_line = |number: usize| {
        let before = number.checked_sub(1).map(|before| words[before]);
        before.is_none_or(|before| ["-c", "-lc", "/C", "/c"].contains(&before))
    };
    let lines = line.iter().enumerate();
    for (_, word) in lines.filter(|(number, _)| is_line(*number)) {
        if !word.text.contains(char::is_whitespace) {
            continue;
        }
        for command in command_models::commands(&word.text) {
            add(command_models::taken(&command, false), word.at);
            add(model_programs::of_other(&command), word.at);
        }
    }
    found
}

/// Models that the words of a command line name, to which later ones may be added; `open` gets those that a variable names
/// which is not known.
fn in_words(line: &[Word], later: &[Word], open: &mut BTreeSet<(String, NodeRef)>) -> Vec<Model> {
    let mut found = Vec::new();
    let mut before = Before::default();
    let texts = line.iter().chain(later);
    let parts = command_parts::parts(texts.map(|word| word.text.as_str()));
    let requests = Requests::of(&parts);
    let of_line = parts.iter().take_while(|part| part.of < line.len());
    for &Part {
        text: part,
        of,
        command,
    } in of_line
    {
        let word = &line[of];
        match url::named(part) {
            Some(Named::Repo(id, _)) => found.push((id, true, word.at)),
            Some(Named::Url(url)) if !url.contains("{}") => found.push((url, false, word.at)),
            _ => {}
        }
        if before.is_git_fetch() {
            let of_hub = url::page(part).map(|id| (id, true));
            let page = of_hub.or_else(|| Some((url::modelscope_page(part)?, false)));
            found.extend(page.map(|(id, is_repo)| (id, is_repo, word.at)));
        }
        if before.is_modelscope_download() && !part.starts_with('-') {
            let id = classify::full_hub_id(part).map(|id| format!("modelscope:{id}"));
            found.extend(id.map(|id| (id, false, word.at)));
        }
        let is_taken = before.is_hub_download()
            || before.is_model_of_ollama()
            || before.is_modelscope_download();
        if is_taken && part.contains('$') {
            open.insert((part.to_owned(), word.at));
        }
        if before.is_hub_download()
            && let Some(id) = classify::full_hub_id(part)
        {
            match requests.kind(command).artifact(id) {
                Some(id) => found.push((id, true, word.at)),
                // Weights lie in some spaces too.
                None if requests.has_weights(command) => {
                    open.insert((format!("space {part}"), word.at));
                }
                None => {}
            }
        }
        // `llama-server -hf org/name:Q4_K_M`, `--model-id=org/name`
        let of_option = part.split_once('=');
        let of_option =
            of_option.and_then(|(option, value)| Some((before.model_of_option(option)?, value)));
        let taken = before.model_of_tool().map(|rule| (rule, part));
        if let Some((rule, name)) = taken.or(of_option).filter(|_| !part.contains('$')) {
            let plain = name.split(':').next().unwrap_or_default();
            match python_loaders::named(rule, plain) {
                Loaded::Model(id) if id.contains('/') => {
                    found.push(repository(id, word.at));
                }
                Loaded::Open => drop(open.insert((format!("model {name}"), word.at))),
                _ => {}
            }
        }
        if before.is_download_of_spacy() && !part.starts_with('-') {
            open.insert((format!("spacy download {part}"), word.at));
        }
        if before.is_model_of_ollama()
            && !part.starts_with('-')
            && !part.contains('$')
            && let Some((id, is_repo)) = ollama::artifact(part)
        {
            found.push((id, is_repo, word.at));
        }
        before.push(part);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    use models_of_line as ids;

    /// Where the time grows with the square of their length, each of them takes minutes.
    #[test]
    fn long_lines_are_read_in_one_pass() {
        let fill = |part: &str| part.repeat(300_000 / part.len());
        for long in [
            fill("a "),
            fill("git "),
            fill("llama -hf "),
            format!("hf download {}", fill("-a ")),
            format!("ollama pull {}", fill("-a ")),
            format!("import from_pretrained {}", fill("repo_id=(")),
            format!("import from_pretrained ({}", fill("repo_id='")),
        ] {
            let line = [
                long.as_str(),
                "curl https://huggingface.co/lab/one/resolve/main/x.gguf",
            ];
            assert!(ids(&line).contains(&"lab/one".to_owned()));
        }
    }

    #[test]
    fn what_tools_fetch_is_read() {
        for line in [
            &[
                "curl",
                "-L",
                "https://huggingface.co/lab/one/resolve/main/x.gguf",
            ][..],
            &[
                "sh",
                "-c",
                "cd m && wget 'https://huggingface.co/lab/one/resolve/main/x.gguf'",
            ],
            &[
                "huggingface-cli",
                "download",
                "--quiet",
                "lab/one",
                "x.gguf",
            ],
            &["bash", "-c", "hf download lab/one --local-dir m/n"],
            &[
                "git",
                "clone",
                "--depth",
                "1",
                "https://huggingface.co/lab/one.git",
            ],
            &[
                "python3",
                "-c",
                "from x import y\ny.from_pretrained('lab/one')",
            ],
        ] {
            assert_eq!(ids(line), ["lab/one"], "{line:?}");
        }
    }

    #[test]
    fn models_of_other_registries_are_read() {
        for (line, expected) in [
            (&["ollama", "pull", "a:3b"][..], "ollama:a:3b"),
            (&["sh", "-c", "M=a:3b; ollama pull $M"], "ollama:a:3b"),
            (
                &[
                    "curl",
                    "http://localhost:11434/api/pull",
                    "-d",
                    "{\"name\": \"a:3b\"}",
                ],
                "ollama:a:3b",
            ),
            (
                &["modelscope", "download", "--model", "lab/one"],
                "modelscope:lab/one",
            ),
            (
                &[
                    "modelscope",
                    "download",
                    "--local_dir",
                    "m",
                    "lab/one",
                    "x.gguf",
                ],
                "modelscope:lab/one",
            ),
            (
                &["git", "clone", "https://www.modelscope.cn/lab/one.git"],
                "modelscope:lab/one",
            ),
            (&["modelscope", "download", "--dataset", "lab/one"], ""),
            (&["modelscope", "login", "--token", "lab/one"], ""),
            (&["ollama", "pull", "$M"], ""),
        ] {
            assert_eq!(ids(line).join(" "), expected, "{line:?}");
        }
    }

    #[test]
    fn other_command_lines_name_no_models() {
        for line in [
            &["git", "clone", "https://github.com/lab/one"][..],
            &["cargo", "download", "lab/one"],
            &["hf", "upload", "lab/one"],
            &["open", "https://huggingface.co/lab/one"],
            &["python3", "-c", "print('lab/one')"],
        ] {
            let found = ids(line);
            assert!(found.is_empty(), "{line:?}: {found:?}");
        }
    }
}
