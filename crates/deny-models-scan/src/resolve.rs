//! From sinks to the models they name, through every caller that decides.

use std::collections::{BTreeMap, BTreeSet};

use super::binding_names;
use super::bucket_store;
use super::classify;
use super::command_sinks;
use super::eval::{Env, Eval};
use super::hit::Hit;
use super::ir::{FnRef, NodeRef};
use super::ollama;
use super::ollama_names::Asked;
use super::ollama_socket;
use super::python_loaders::{self, Named as Loaded};
use super::sinks::{Kind, Sink};
use super::stop::Cause;
use super::table_rows;
use super::text::{Seg, Text};
use super::url::{self, Named};

/// What became of a sink.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Models it takes.
    pub(super) hits: Vec<Hit>,
    /// Texts that could not be read to the end.
    pub(super) open: BTreeSet<Text>,
    /// Repositories whose releases are requested.
    pub(super) releases: BTreeSet<String>,
    /// The limits that were hit.
    pub(super) stops: BTreeSet<Cause>,
}

/// Follows a sink.
pub(super) fn follow(eval: &Eval<'_>, sink: &Sink) -> Outcome {
    let mut outcome = Outcome::default();
    let mut ways = 0;
    eval.begin();
    expand(eval, sink, &mut Vec::new(), &mut ways, &mut outcome);
    outcome.hits.sort();
    outcome.hits.dedup();
    outcome.stops = eval.take_stops();
    outcome
}

/// Evaluates a sink with some calls chosen, and goes on to the callers of functions whose parameters are still open.
fn expand(
    eval: &Eval<'_>,
    sink: &Sink,
    chosen: &mut Vec<(FnRef, NodeRef)>,
    ways: &mut usize,
    outcome: &mut Outcome,
) {
    *ways += 1;
    if *ways > eval.limits.ways {
        eval.stop(Cause::Ways(eval.limits.ways));
        return;
    }
    if eval.spent() {
        eval.step();
        return;
    }
    let mut env: Env = None;
    for (func, call) in chosen.iter() {
        env = eval.bind(&env, *func, eval.crate_ir.arguments(*call));
    }
    let mut open: BTreeMap<FnRef, BTreeSet<Text>> = BTreeMap::new();
    for text in texts(eval, sink, &env) {
        if sink.kind == Kind::Address {
            outcome.releases.extend(super::release::repository(&text));
        }
        if let Some(hit) = judged(eval, sink, &text) {
            outcome.hits.push(hit);
            continue;
        }
        let first = text.params().next();
        match first {
            Some((func, _)) => open.entry(func).or_default().insert(text),
            None => outcome.open.insert(text),
        };
    }
    for (func, texts) in open {
        let known = chosen.iter().any(|(chosen, _)| *chosen == func);
        let mut callers = if known {
            Vec::new()
        } else {
            eval.crate_ir.callers(func).to_vec()
        };
        if !callers.is_empty() && chosen.len() >= eval.limits.callers {
            eval.stop(Cause::Callers(eval.limits.callers));
            callers.clear();
        }
        if callers.is_empty() {
            outcome.open.extend(texts);
            continue;
        }
        for call in callers {
            chosen.push((func, call));
            expand(eval, sink, chosen, ways, outcome);
            chosen.pop();
        }
    }
}

pub(super) fn texts(eval: &Eval<'_>, sink: &Sink, env: &Env) -> Vec<Text> {
    if sink.kind == Kind::Ollama(Asked::Socket) {
        return ollama_socket::texts(eval, sink.at, env);
    }
    if sink.kind == Kind::Line {
        return command_sinks::texts(eval, sink, env);
    }
    if let Kind::Ollama(asked) = sink.kind {
        return ollama::texts(eval, sink, asked, env);
    }
    if let [owner, name] = sink.parts.as_slice()
        && let Some(whole) = eval.split_of(*owner, *name)
    {
        return eval.texts(whole, env, 0);
    }
    let mut all = vec![Text::default()];
    for (number, part) in sink.parts.iter().enumerate() {
        let options = eval.texts(*part, env, 0);
        let mut next = Vec::new();
        for text in &all {
            let fit = |option: &Text| table_rows::are_joined(eval.crate_ir, text, option);
            let rows = options.iter().any(fit);
            for option in options.iter().filter(|option| !rows || fit(option)) {
                let mut longer = text.clone();
                if number > 0 {
                    longer.push(&Text::known("/", sink.at));
                }
                longer.push(option);
                next.push(longer);
            }
        }
        if next.len() > eval.limits.ways {
            eval.stop(Cause::Ways(eval.limits.ways));
            next.truncate(eval.limits.ways);
        }
        all = next;
    }
    all
}

pub(super) fn judged(eval: &Eval<'_>, sink: &Sink, text: &Text) -> Option<Hit> {
    let shown = text.shown();
    let hit_at = |artifact: String, is_repo, origin, tokenizer| Hit {
        artifact,
        is_repo,
        origin,
        pieces: pieces(text),
        sink: sink.at,
        tokenizer,
        whole: shown.clone(),
    };
    let hit = |artifact: String, is_repo, file: Option<&str>| {
        let origin = text.origin_of(&artifact).or_else(|| text.origin())?;
        let tokenizer = sink.tokenizer || file.is_some_and(classify::is_tokenizer_file);
        Some(hit_at(artifact, is_repo, origin, tokenizer))
    };
    match sink.kind {
        Kind::Repo => hit(classify::hub_id(&text.whole()?)?, true, None),
        Kind::Dataset => {
            let id = classify::hub_id(&text.whole()?)?;
            let origin = text.origin()?;
            let artifact = if id.starts_with("datasets/") {
                id
            } else {
                format!("datasets/{id}")
            };
            Some(hit_at(artifact, true, origin, false))
        }
        Kind::Tagged => {
            let whole = text.whole()?;
            let id = whole.split(':').next().unwrap_or_default();
            hit(classify::full_hub_id(id)?, true, None)
        }
        Kind::Ollama(asked) => {
            let (artifact, is_repo) = ollama::judged(asked, text)?;
            let origin = text.origin()?;
            Some(hit_at(artifact, is_repo, origin, false))
        }
        Kind::Loaded(rule) => {
            let Loaded::Model(id) = python_loaders::named(rule, &text.whole()?) else {
                return None;
            };
            let is_repo = !id.contains(':');
            hit(id, is_repo, None)
        }
        Kind::Stored(store) => match bucket_store::named(store, text)? {
            Named::Repo(id, file) => hit(id, true, file.as_deref()),
            Named::Url(url) => hit(url, false, None),
        },
        Kind::Line => {
            let (artifact, is_repo) = command_sinks::judged(text)?;
            let origin = command_sinks::origin(text)?;
            Some(hit_at(artifact, is_repo, origin, false))
        }
        // Addresses of models are found where they are written.
        Kind::Request => None,
        Kind::Named => hit(classify::full_hub_id(&text.whole()?)?, true, None),
        Kind::Pretrained => {
            let whole = text.whole()?;
            let id = if sink.tokenizer {
                classify::hub_id(&whole)?
            } else {
                classify::full_hub_id(&whole)?
            };
            hit(id, true, None)
        }
        Kind::Address => match url::named(&shown).or_else(|| called(eval, sink, text))? {
            Named::Repo(id, file) => hit(id, true, file.as_deref()),
            Named::Url(url) => {
                // A hole that a caller fills is followed first.
                if url.contains("{}") && text.params().next().is_some() {
                    return None;
                }
                let holes = url.contains("{}");
                if holes && url.rsplit('/').next().is_none_or(|file| file.len() <= 8) {
                    return None;
                }
                hit(url, false, None)
            }
        },
    }
}

/// An archive or the like that the code around it calls a model.
fn called(eval: &Eval<'_>, sink: &Sink, text: &Text) -> Option<Named> {
    let url = url::unnamed_file(&text.whole()?)?;
    let places = [Some(sink.at), text.origin()];
    let is_model = places
        .into_iter()
        .flatten()
        .any(|at| binding_names::is_called_model(eval.crate_ir, at));
    is_model.then_some(Named::Url(url))
}

/// The literals of a text.
fn pieces(text: &Text) -> Vec<NodeRef> {
    let known = text.segs.iter().filter_map(|seg| match seg {
        Seg::Known(_, at) => Some(*at),
        Seg::Param(..) | Seg::Unknown(_) => None,
    });
    known.collect()
}
