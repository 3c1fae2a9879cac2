//! Command lines whose program, or whose arguments, other code gives: `Command::new(&self.tool).args(args)`.
//!
//! What each word is decides what the next ones are, so that a line is read as a whole, with what reached calls give for it.

use foldhash::HashSet;

use super::classify;
use super::command_line;
use super::command_words::Before;
use super::eval::{Env, Eval, Val};
use super::index::Crate;
use super::ir::{Expr, NodeRef};
use super::later_words::Later;
use super::ollama;
use super::python_loaders::{self, Named as Loaded};
use super::repo_kind::RepoKind;
use super::sinks::{Kind, Sink};
use super::stop::Cause;
use super::text::{Seg, Text};

/// Values of one word.
const MAX_VALUES: usize = 16;
/// Lines that the values of the words of one make.
const MAX_LINES: usize = 64;

/// What a word names, as it stands before the text of the word.
const OF_HUB: &str = "hub ";
const OF_OLLAMA: &str = "ollama ";
const OF_TOOL: &str = "tool ";
const OF_MODELSCOPE: &str = "modelscope ";
/// What stands before a word of a line of which nothing shows that it takes a model.
const ANY: &str = "any ";

/// Adds the command lines of a crate of which no word shows by itself that it names a model: `sinks` has those that do.
pub(super) fn add(
    crate_ir: &Crate,
    later: &Later,
    sinks: &mut Vec<Sink>,
    is_own: impl Fn(u32) -> bool,
) {
    let known: HashSet<NodeRef> = sinks.iter().map(|sink| sink.at).collect();
    let is_line = |at: NodeRef, ex: &Expr| match ex {
        Expr::Method(receiver, name, _) => {
            command_line::is_argument(crate_ir, at.file, *receiver, name)
        }
        _ => command_line::is_whole(crate_ir, at),
    };
    let lines = crate_ir
        .nodes()
        .filter(|(at, node)| is_line(*at, &node.ex) && !node.mention && !known.contains(at));
    sinks.extend(lines.filter_map(|(at, _)| sink(crate_ir, later, at, is_own(at.file))));
}

/// The command line of a call, where its own words do not show what it takes. Of a library of others, what starts any program
/// is no way to a model.
fn sink(crate_ir: &Crate, later: &Later, call: NodeRef, is_own: bool) -> Option<Sink> {
    if !later.is_whole(call) {
        return None;
    }
    let parts = command_line::parts(crate_ir, call);
    let [first, rest @ ..] = parts.as_slice() else {
        return None;
    };
    let program = command_line::program(crate_ir, *first, 0);
    let is_literal = |at: &NodeRef| matches!(crate_ir.node(*at).ex, Expr::Lit(_));
    let may_take = match program {
        Some(program) => command_line::is_whole(crate_ir, call) || takes_models(program),
        None => is_own,
    };
    let all_known = program.is_some() && rest.iter().all(is_literal);
    (may_take && !all_known).then_some(Sink {
        at: call,
        parts,
        kind: Kind::Line,
        tokenizer: false,
    })
}

/// Whether a program downloads models that its arguments name.
fn takes_models(program: &str) -> bool {
    let mut before = Before::default();
    before.push(program);
    before.starts_a_tool()
}

/// The texts that name models in a command line, and those that decide whether any do and are not known yet.
pub(super) fn texts(eval: &Eval<'_>, sink: &Sink, env: &Env) -> Vec<Text> {
    let mut lines = vec![Line::new(sink.at)];
    for part in &sink.parts {
        let ways = of_part(eval, *part, env);
        let longer = lines.iter().flat_map(|line| {
            let with = |words: &Vec<Text>| {
                let mut line = line.clone();
                line.words(words);
                line
            };
            ways.iter().map(with)
        });
        let longer: Vec<Line> = longer.take(MAX_LINES).collect();
        if lines.len() * ways.len() > MAX_LINES {
            eval.stop(Cause::Ways(MAX_LINES));
        }
        if !longer.is_empty() {
            lines = longer;
        }
    }
    let mut found: Vec<Text> = Vec::new();
    for text in lines.into_iter().flat_map(Line::finish) {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// The words that an expression gives, for each value that it may be.
fn of_part(eval: &Eval<'_>, part: NodeRef, env: &Env) -> Vec<Vec<Text>> {
    let mut found = Vec::new();
    for val in eval.values(part, env, 0).into_iter().take(MAX_VALUES) {
        let each = |texts: Vec<Text>| texts.into_iter().map(|text| vec![text]);
        if eval.is_unbound(&val) {
            found.extend(each(eval.texts(val.at, &val.env, 0)));
            continue;
        }
        if let Some(of) = split(eval, &val) {
            found.extend(each(eval.texts(of, &val.env, 0)));
            continue;
        }
        if matches!(
            eval.crate_ir.node(val.at).ex,
            Expr::Lit(_) | Expr::Format(_)
        ) {
            found.extend(each(eval.texts(val.at, &val.env, 0)));
            continue;
        }
        // A list that grows later on.
        if eval.is_empty_value(&val) {
            continue;
        }
        let words = eval.elements(val, 0).into_iter();
        let words = words.flat_map(|word| eval.texts(word.at, &word.env, 0));
        found.push(words.collect());
    }
    found
}

/// The text whose words a value is: `line.split_whitespace()`.
fn split(eval: &Eval<'_>, val: &Val) -> Option<NodeRef> {
    const SPLITS: [&str; 3] = ["split", "split_whitespace", "split_ascii_whitespace"];
    match &eval.crate_ir.node(val.at).ex {
        Expr::Method(of, name, _) if SPLITS.contains(&name.as_str()) => {
            Some(NodeRef { ix: *of, ..val.at })
        }
        _ => None,
    }
}

/// A line that is read word by word.
#[derive(Debug, Clone)]
struct Line {
    at: NodeRef,
    before: Before,
    plain: Vec<String>,
    found: Vec<Text>,
    /// Words that are not known and may show what the line does.
    open: Vec<Text>,
}

impl Line {
    fn new(at: NodeRef) -> Self {
        Self {
            at,
            before: Before::default(),
            plain: Vec::new(),
            found: Vec::new(),
            open: Vec::new(),
        }
    }

    fn words(&mut self, words: &[Text]) {
        for word in words {
            let Some(whole) = word.whole() else {
                self.word(word, &word.shown());
                continue;
            };
            let origin = word.origin().unwrap_or(self.at);
            // A hole is filled by what follows.
            let is_hole = |word: &&str| !(word.starts_with('{') && word.ends_with('}'));
            for part in whole.split_whitespace().filter(is_hole) {
                self.word(&Text::known(part, origin), part);
            }
        }
    }

    fn word(&mut self, word: &Text, shown: &str) {
        let kind = self.kind_of(shown);
        if let Some(kind) = kind {
            let mut text = Text::known(kind, self.at);
            text.push(word);
            self.found.push(text);
        } else if word.params().next().is_some() {
            self.open.push(word.clone());
        }
        self.before.push(shown);
        self.plain.push(shown.to_owned());
    }

    /// What the next word names, if it names a model.
    fn kind_of(&self, word: &str) -> Option<&'static str> {
        let before = &self.before;
        if word.starts_with('-') {
            return None;
        }
        if before.is_hub_download() {
            return Some(OF_HUB);
        }
        if before.is_model_of_ollama() {
            return Some(OF_OLLAMA);
        }
        if before.is_modelscope_download() {
            return Some(OF_MODELSCOPE);
        }
        before.model_of_tool().map(|_| OF_TOOL)
    }

    fn finish(mut self) -> Vec<Text> {
        let kind = RepoKind::of_command(self.plain.iter().map(String::as_str));
        if kind != RepoKind::Model {
            let is_of_hub = |text: &Text| text.shown().starts_with(OF_HUB);
            self.found.retain(|text| !is_of_hub(text));
        }
        // Where a line takes a model, other words of it decide nothing.
        if self.found.is_empty() {
            let any = self.open.into_iter().map(|word| {
                let mut text = Text::known(ANY, self.at);
                text.push(&word);
                text
            });
            return any.collect();
        }
        self.found
    }
}

/// The model that a text names, and whether it is a repository of the hub.
pub(super) fn judged(text: &Text) -> Option<(String, bool)> {
    let whole = text.whole()?;
    if let Some(name) = whole.strip_prefix(OF_OLLAMA) {
        return ollama::artifact(name);
    }
    if let Some(id) = whole.strip_prefix(OF_MODELSCOPE) {
        let id = classify::full_hub_id(id)?;
        return Some((format!("modelscope:{id}"), false));
    }
    if let Some(id) = whole.strip_prefix(OF_HUB) {
        return Some((classify::full_hub_id(id)?, true));
    }
    let name = whole.strip_prefix(OF_TOOL)?;
    let plain = name.split(':').next().unwrap_or_default();
    match python_loaders::named(python_loaders::Rule::Hub, plain) {
        Loaded::Model(id) if id.contains('/') => Some((id, true)),
        _ => None,
    }
}

/// Whether a text is a model that is not known.
pub(super) fn is_open(text: &Text) -> bool {
    text.whole().is_none() && !text.shown().starts_with(ANY)
}

/// Where the literal is that names the model.
pub(super) fn origin(text: &Text) -> Option<NodeRef> {
    text.segs.iter().rev().find_map(|seg| match seg {
        Seg::Known(_, at) => Some(*at),
        Seg::Param(..) | Seg::Unknown(_) => None,
    })
}
