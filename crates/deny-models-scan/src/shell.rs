//! Models that other programs fetch: command lines of curl, git and the hub's own tool, and small programs
//! in Python.

use std::collections::{BTreeMap, BTreeSet};

use super::build_commands;
use super::command_callers;
use super::command_line;
use super::command_models::is_python;
use super::command_text::{Model, Word, models, of_commands, repository};
use super::command_words::{Before, program_name};
use super::compiled_in::compiled_in;
use super::containers;
use super::eval::Eval;
use super::hit::Hit;
use super::ir::{Expr, NodeRef};
use super::later_words::Later;
use super::missing_files::{Missing, SHELLS};
use super::python;
use super::run_folder::{self, Folder};
use super::shell_scripts::{Scripts, of_containers};
use super::stop::Cause;

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

/// Every model that a command line, or a program in Python that code runs, names. What a package of one's own runs and what
/// is not there is open.
pub(super) fn fetched(eval: &Eval<'_>, later: &Later, is_own: bool) -> Fetched {
    let mut found = Fetched::default();
    let mut scripts = Scripts {
        crate_ir: eval.crate_ir,
        most: eval.limits.scripts,
        folder: Folder::Here,
        at: None,
        missing: is_own.then(|| Missing::new(eval.crate_ir)),
        read: BTreeMap::new(),
    };
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
            scripts.folder = run_folder::of(eval, at);
            of_command(eval, at, later, &mut scripts, &mut open)
        } else {
            run_here(eval, at, &mut scripts, &mut open)
        };
        let open = open.into_iter();
        found.open.extend(open.map(|(template, place)| Open {
            template,
            at: place,
            sink: at,
        }));
        found.add(named, at);
    }
    scripts.folder = Folder::Anywhere;
    // What is run beside the compiler, by who builds the program.
    for (sink, word) in build_commands::of(eval.crate_ir) {
        let (mut unknown, mut open) = (BTreeSet::new(), BTreeSet::new());
        let line = [word];
        let named = of_line(
            &line,
            &[],
            Some(false),
            &mut scripts,
            &mut unknown,
            &mut open,
        );
        found.add(named, sink);
        let open = open.into_iter().chain(unknown);
        found
            .open
            .extend(open.map(|(template, at)| Open { template, at, sink }));
    }
    found
}

impl Fetched {
    fn add(&mut self, named: Vec<Model>, sink: NodeRef) {
        for (artifact, is_repo, origin) in named {
            self.hits.insert(Hit {
                whole: artifact.clone(),
                artifact,
                is_repo,
                origin,
                pieces: vec![origin],
                sink,
                tokenizer: false,
            });
        }
    }
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
    let (parts, before) = command_line::built(eval.crate_ir, at);
    let of_parts: Vec<Vec<Word>> = parts.iter().map(|part| texts(eval, *part)).collect();
    let is_long = is_too_long(eval, &of_parts);
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
        let all = parts.iter().flat_map(|part| {
            let texts = command_callers::words(eval, *part, env).into_iter();
            texts.map(|text| Word {
                at: text.origin().unwrap_or(*part),
                text: text.shown(),
            })
        });
        let words: Vec<Word> = all.collect();
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
    let is_cut = command_line::is_cut(&before);
    if is_cut {
        eval.stop(Cause::Callers(command_line::MAX_CALLS));
    }
    if is_long {
        eval.stop(Cause::TextBytes(eval.limits.text));
    }
    if !named.is_empty() || !lines.is_empty() || is_cut || is_long {
        eval.end(at);
    }
    named
}

/// Whether a text that a shell is given is longer than what is put together.
fn is_too_long(eval: &Eval<'_>, words: &[Vec<Word>]) -> bool {
    let stops = eval.take_stops();
    eval.stop_again(&stops);
    let is_shell = |word: &Word| {
        let name = program_name(&word.text);
        SHELLS.contains(&name) || is_python(name) || name == "cmd"
    };
    let mut causes = stops.iter();
    causes.any(|cause| matches!(cause, Cause::TextBytes(_))) && words.iter().flatten().any(is_shell)
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
    scripts.at = words.first().map(|word| word.at);
    let mut named = models(words, later, unknown);
    if let Some(has_more) = whole {
        // What a script of the package makes of its options is read there.
        let is_read = words.iter().any(|word| scripts.has(&word.text));
        named.extend(of_commands(words, has_more, is_read, unknown));
        named.extend(of_containers(scripts.crate_ir, words, false, open));
        named.extend(scripts.run(words, open));
    }
    let mut runs_python = false;
    let mut is_module = false;
    let has_containers = containers::has_program(words.iter().map(|word| word.text.as_str()));
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
        if scripts.reads(&word.text, has_containers) {
            named.extend(scripts.take(&word.text, open));
        }
    }
    named
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

fn texts(eval: &Eval<'_>, at: NodeRef) -> Vec<Word> {
    let known = eval.texts(at, &None, 0).into_iter();
    known
        .filter_map(|text| {
            let at = text.origin()?;
            let text = text.shown();
            Some(Word { text, at })
        })
        .collect()
}
