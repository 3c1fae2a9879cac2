//! From what was parsed to what is found: every sink followed, every hit placed and judged.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use deny_models::domain::How;
use foldhash::HashMap;

use super::binding_names;
use super::bucket_store;
use super::classify;
use super::command_sinks;
use super::commands;
use super::copies;
use super::embed;
use super::eval::Eval;
use super::file_scopes;
use super::hit::Hit;
use super::hub_id;
use super::index::Crate;
use super::ir::{Context, Expr, FileIr, NodeIdx, NodeRef};
use super::modelfile;
use super::ollama;
use super::opened_files;
use super::program::Program;
use super::python_loaders::{self, Named as Loaded};
use super::range_label::is_range;
use super::resolve::Outcome;
use super::same::{self, Same};
use super::scan::{Found, FoundKind, Spot, Unresolved};
use super::scope::Scope;
use super::scripts;
use super::shell;
use super::sinks::{Kind, Sink};
use super::source::Sources;
use super::stop::{Cause, Stop};
use super::text::Text;
use super::url;

/// A crate on the way to its findings.
pub(super) struct Report<'a> {
    eval: &'a Eval<'a>,
    pub(super) crate_ir: &'a Crate,
    /// For each file its part of the package, and the conditions that its `mod` and its target put on it.
    places: Cow<'a, [(Scope, Context)]>,
    pub(super) parents: Cow<'a, [Vec<NodeIdx>]>,
    pub(super) found: Vec<Found>,
    pub(super) offers: BTreeMap<(String, String), BTreeSet<String>>,
    /// The sinks that were asked for [`Report::only_asks`]: one may take as many models as a table has rows.
    asks: RefCell<HashMap<NodeRef, bool>>,
    same: Same<Found>,
}

/// A tokenizer is all that is taken only where nothing else is.
pub(super) fn only_tokenizers(found: Vec<&mut Found>) {
    let whole: BTreeSet<String> = found
        .iter()
        .filter(|item| !item.tokenizer_only)
        .map(|item| item.artifact.to_ascii_lowercase())
        .collect();
    for item in found {
        item.tokenizer_only &= !whole.contains(&item.artifact.to_ascii_lowercase());
    }
}

impl<'a> Report<'a> {
    /// A package by itself.
    pub(super) fn of_package(sources: &Sources, eval: &'a Eval<'a>, crate_ir: &'a Crate) -> Self {
        let files = &crate_ir.files;
        let places = file_scopes::places(files, &sources.package, &sources.tree);
        Self {
            eval,
            crate_ir,
            places: Cow::Owned(places),
            parents: Cow::Owned(files.iter().map(FileIr::parents).collect()),
            found: Vec::new(),
            offers: BTreeMap::new(),
            asks: RefCell::default(),
            same: Same::default(),
        }
    }

    /// Whether a sink that takes nothing by itself takes what another package hands over.
    pub(super) fn may_take(&self, sink: &Sink, outcome: &Outcome) -> bool {
        let mut open = outcome.open.iter();
        match sink.kind {
            Kind::Ollama(_) | Kind::Address if !outcome.stops.is_empty() => true,
            // Most requests are none of Ollama.
            Kind::Ollama(_) => open.next().is_some() || ollama::may_be_asked(self.eval, sink),
            // Most texts with a slash are for people.
            Kind::Address => open.any(|text| url::may_become_address(&text.shown())),
            // Most of what lies in buckets is no model.
            Kind::Stored(_) => open.any(|text| {
                text.params().next().is_some()
                    || bucket_store::is_open(self.crate_ir, sink.at, text)
            }),
            _ => true,
        }
    }

    /// A program on the way to what a member takes.
    pub(super) fn of_program(program: &'a Program, eval: &'a Eval<'a>) -> Self {
        Self {
            eval,
            crate_ir: &program.crate_ir,
            places: Cow::Borrowed(&program.places),
            parents: Cow::Borrowed(&program.parents),
            found: Vec::new(),
            offers: BTreeMap::new(),
            asks: RefCell::default(),
            same: Same::default(),
        }
    }
}

impl Report<'_> {
    /// The part of the package and the conditions of a node.
    pub(super) fn place(&self, at: NodeRef) -> (Scope, Context) {
        let (scope, of_file) = &self.places[at.file as usize];
        let file = self.crate_ir.file(at);
        let context = of_file
            .and(&file.contexts[0])
            .and(self.crate_ir.context(at));
        let scope = if context.test && scope.is_built() {
            Scope::Test
        } else {
            *scope
        };
        (scope, context)
    }

    /// The place of a literal that a sink takes: whichever of both is further from being built.
    fn joint_place(&self, sink: NodeRef, origin: NodeRef) -> (Scope, Context) {
        let (of_sink, with_sink) = self.place(sink);
        let (of_origin, with_origin) = self.place(origin);
        // A script is run by the code that names it.
        let file = self.crate_ir.file(origin);
        if file.table && scripts::is_script(&file.path) {
            return (of_sink, with_sink.and(&with_origin));
        }
        let scope = match (of_sink.is_built(), of_origin.is_built()) {
            (_, false) => of_origin,
            (false, true) => of_sink,
            (true, true) => {
                if of_sink == Scope::Build {
                    of_sink
                } else {
                    of_origin
                }
            }
        };
        (scope, with_sink.and(&with_origin))
    }

    /// Whether the pieces of a text can come together: arms of two `match`es on the same value must name the same.
    pub(super) fn is_consistent(&self, hit: &Hit) -> bool {
        let mut arms: Vec<(String, Vec<String>)> = Vec::new();
        for piece in &hit.pieces {
            let file = self.crate_ir.file(*piece);
            let parents = &self.parents[piece.file as usize];
            let mut at = piece.ix;
            for _ in 0..32 {
                let parent = parents[at as usize];
                if parent == at {
                    break;
                }
                if let Expr::Match(of, all) = &file.node(parent).ex
                    && *of != at
                    && let Some(arm) = all.iter().find(|arm| arm.body == at)
                {
                    let of = shape(file, *of, 0);
                    let clash = arms.iter().any(|(known, labels)| {
                        *known == of
                            && !of.is_empty()
                            && !labels.is_empty()
                            && !arm.labels.is_empty()
                            && !labels
                                .iter()
                                .chain(&arm.labels)
                                .any(|label| is_range(label))
                            && !arm.labels.iter().any(|label| labels.contains(label))
                    });
                    if clash {
                        return false;
                    }
                    arms.push((of, arm.labels.clone()));
                }
                at = parent;
            }
        }
        true
    }

    /// A client that puts `datasets/` before ids of one kind names both for an id whose kind is not followed. The call
    /// that names the id shows which it is.
    pub(super) fn resolve_kinds(&self, hits: &mut Vec<Hit>) {
        let ids: Vec<(NodeRef, String)> = hits
            .iter()
            .filter(|hit| !hit.artifact.starts_with("datasets/"))
            .map(|hit| (hit.origin, hit.artifact.clone()))
            .collect();
        let both: BTreeSet<(NodeRef, String)> = hits
            .iter()
            .filter_map(|hit| {
                let id = hit.artifact.strip_prefix("datasets/")?;
                let named = |(origin, plain): &&(NodeRef, String)| {
                    plain == id && (hit.origin == *origin || hit.pieces.contains(origin))
                };
                ids.iter().find(named).cloned()
            })
            .collect();
        hits.retain(|hit| match hit.artifact.strip_prefix("datasets/") {
            Some(id) => both
                .iter()
                .find(|(origin, plain)| plain == id && hit.pieces.contains(origin))
                .is_none_or(|(origin, _)| self.is_data_set(*origin)),
            None => {
                !both.contains(&(hit.origin, hit.artifact.clone())) || !self.is_data_set(hit.origin)
            }
        });
    }

    /// Whether a hit is of a kind of repository that holds no weights, or a stand-in that a test of a client names.
    pub(super) fn is_no_pull(&self, hit: &Hit) -> bool {
        let built = |at: NodeRef| self.place(at).0.is_built();
        let stand_in = hit.is_repo
            && classify::is_stand_in(&hit.artifact)
            && !(built(hit.origin) && built(hit.sink));
        stand_in
            || self.only_asks(hit.sink)
            || hit.is_repo && self.is_around(hit.origin, &["space", "bucket", "kernel"], &["Space"])
    }

    /// Whether all that is done with a repository is a request for what is known of it.
    fn only_asks(&self, sink: NodeRef) -> bool {
        if let Some(known) = self.asks.borrow().get(&sink) {
            return *known;
        }
        let asks = self.is_only_asked(sink);
        self.asks.borrow_mut().insert(sink, asks);
        asks
    }

    fn is_only_asked(&self, sink: NodeRef) -> bool {
        let file = self.crate_ir.file(sink);
        let parents = &self.parents[sink.file as usize];
        let is_asked = |ix: NodeIdx| {
            let parent = parents[ix as usize];
            matches!(&file.node(parent).ex, Expr::Method(of, name, args) if *of == ix && args.is_empty() && name == "info")
        };
        if is_asked(sink.ix) {
            return true;
        }
        let func = self.crate_ir.func(self.crate_ir.func_of(sink));
        let name = func
            .locals
            .iter()
            .find(|(_, values)| values.as_slice() == [sink.ix]);
        let Some((name, _)) = name else {
            return false;
        };
        let of_func = file.node(sink.ix).func;
        let mut uses = (0..).zip(&file.nodes).filter(|(_, node)| {
            node.func == of_func
                && matches!(&node.ex, Expr::Path(path) if path.as_slice() == std::slice::from_ref(name))
        });
        let mut asked = false;
        uses.all(|(ix, _)| {
            asked = true;
            is_asked(ix)
        }) && asked
    }

    /// Whether the call around a literal is also given a variant `Dataset`, or is itself of that name.
    fn is_data_set(&self, origin: NodeRef) -> bool {
        self.is_around(origin, &["dataset"], &["Dataset"])
    }

    /// Whether a call around a literal has one of some names, or is given one of some variants.
    fn is_around(&self, origin: NodeRef, calls: &[&str], variants: &[&str]) -> bool {
        let file = self.crate_ir.file(origin);
        let parents = &self.parents[origin.file as usize];
        let none = Vec::new();
        let mut at = origin.ix;
        for _ in 0..8 {
            let parent = parents[at as usize];
            if parent == at {
                break;
            }
            let (name, args) = match &file.node(parent).ex {
                Expr::Call(path, args) => (path.last(), args),
                Expr::Method(_, name, args) => (Some(name), args),
                _ => (None, &none),
            };
            let is_wanted = |ix: &NodeIdx| matches!(&file.node(*ix).ex, Expr::Path(path) if path.last().is_some_and(|last| variants.contains(&last.as_str())));
            if name.is_some_and(|name| calls.contains(&name.as_str())) || args.iter().any(is_wanted)
            {
                return true;
            }
            at = parent;
        }
        false
    }

    /// Whether a text that cannot be read to the end decides which model is taken.
    pub(super) fn is_open(&self, sink: &Sink, text: &Text) -> bool {
        let shown = text.shown();
        match sink.kind {
            // No call of the hub is given what is no id: such a text was read wrongly.
            Kind::Repo | Kind::Dataset | Kind::Tagged => {
                text.whole().is_none_or(|whole| hub_id::is_none(&whole))
            }
            Kind::Ollama(asked) => ollama::is_open(asked, text),
            Kind::Line => command_sinks::is_open(text),
            Kind::Loaded(rule) => {
                let named = text.whole().map(|name| python_loaders::named(rule, &name));
                named.is_none_or(|named| named == Loaded::Open)
            }
            Kind::Pretrained | Kind::Named => false,
            Kind::Stored(_) => bucket_store::is_open(self.crate_ir, sink.at, text),
            Kind::Request => {
                text.whole().is_none() && commands::given(self.crate_ir, text).is_some()
            }
            Kind::Address => {
                url::is_open_hub_template(&shown)
                    || url::is_open_release(&shown)
                        && binding_names::is_called_model(self.crate_ir, sink.at)
            }
        }
    }

    /// The limits that count of those that were hit on the way from a place: a text behind them would be reported if it
    /// could not be read. Most addresses and paths are of no model.
    pub(super) fn counted<'t>(
        &self,
        sink: &Sink,
        mut stops: BTreeSet<Cause>,
        takes: bool,
        mut open: impl Iterator<Item = &'t Text>,
    ) -> BTreeSet<Cause> {
        let of_model = takes
            || matches!(
                sink.kind,
                Kind::Repo | Kind::Dataset | Kind::Tagged | Kind::Loaded(_) | Kind::Ollama(_)
            ) && !ollama::is_of_any_server(self.crate_ir, sink)
            || open.any(|text| self.is_open(sink, text));
        stops.retain(|cause| of_model && !(takes && cause.is_aside()));
        stops
    }

    pub(super) fn open(&self, sink: &Sink, text: &Text) -> Option<Unresolved> {
        if !self.is_open(sink, text) {
            return None;
        }
        let shown = text.shown();
        let (scope, context) = self.place(sink.at);
        let node = self.crate_ir.node(sink.at);
        let (features, cfg) = conditions(context);
        let by_command = commands::given(self.crate_ir, text).is_some();
        Some(Unresolved {
            file: self.crate_ir.file(sink.at).path.clone(),
            line: node.line,
            column: node.column,
            scope,
            features,
            cfg,
            template: shown,
            caller_given: text.params().next().is_some() && !by_command,
            by_command,
            followed: true,
        })
    }

    /// A call in a script whose model is not known.
    pub(super) fn of_script(&self, open: &shell::Open) -> Option<Unresolved> {
        let at = open.at;
        let (scope, context) = self.joint_place(open.sink, at);
        let node = self.crate_ir.node(at);
        let (features, cfg) = conditions(context);
        scope.is_built().then(|| Unresolved {
            file: self.crate_ir.file(at).path.clone(),
            line: node.line,
            column: node.column,
            scope,
            features,
            cfg,
            template: open.template.clone(),
            caller_given: false,
            by_command: false,
            followed: false,
        })
    }

    /// The limits that were hit from places in what is built.
    pub(super) fn stops(&self, stopped: Vec<(NodeRef, Cause)>) -> Vec<Stop> {
        let built = stopped
            .into_iter()
            .filter(|(at, _)| self.place(*at).0.is_built());
        let stops = built.map(|(at, cause)| Stop {
            file: self.crate_ir.file(at).path.clone(),
            line: self.crate_ir.node(at).line,
            cause,
        });
        stops.collect()
    }

    /// The models that Modelfiles which code names are made from; what is not there is a call that cannot be read.
    pub(super) fn made(&self, sources: &Sources, unresolved: &mut Vec<Unresolved>) -> Vec<Hit> {
        let made = modelfile::fetched(self.eval, |path| {
            let mut folders = sources.folders.iter();
            sources.data.contains_key(path) || folders.any(|(folder, _)| folder == path)
        });
        let missing = made.missing.into_iter();
        unresolved.extend(missing.filter_map(|(template, at, sink)| {
            self.of_script(&shell::Open { template, at, sink })
        }));
        made.hits
    }

    /// Whether built code sends requests.
    pub(super) fn has_requests(&self) -> bool {
        let requests = commands::requests(self.crate_ir);
        let mut places = requests.iter().map(|sink| self.place(sink.at).0);
        places.any(Scope::is_built)
    }

    /// Everything that sinks take, without addresses of copies.
    pub(super) fn all_hits(&mut self, hits: Vec<(Sink, Vec<Hit>)>) {
        let mut ids = copies::Ids::default();
        let all = hits.iter().flat_map(|(_, of_sink)| of_sink);
        all.for_each(|hit| ids.add(self.crate_ir, hit));
        for (sink, mut of_sink) in hits {
            of_sink.retain(|hit| !ids.has_original(hit));
            self.hits(&sink, &of_sink);
        }
    }

    fn hits(&mut self, sink: &Sink, hits: &[Hit]) {
        let distinct: BTreeSet<&str> = hits.iter().map(|hit| hit.artifact.as_str()).collect();
        for hit in hits {
            let (scope, context) = self.joint_place(sink.at, hit.origin);
            // A test that calls the library gives it names that no user of it does.
            let outside = |piece: &NodeRef| {
                Some(self.place(*piece).0).filter(|of_piece| !of_piece.is_built())
            };
            let scope = hit.pieces.iter().find_map(outside).unwrap_or(scope);
            let choice = self.choice(hit.origin);
            for (of, variant) in &choice.variants {
                self.offers
                    .entry((of.clone(), variant.clone()))
                    .or_default()
                    .insert(hit.artifact.clone());
            }
            let chosen = choice.default
                || choice.variants.iter().any(|(of, variant)| {
                    self.crate_ir.enum_defaults.get(of).and_then(Option::as_ref) == Some(variant)
                });
            let tabled = sink.kind == Kind::Named || !choice.variants.is_empty();
            let many = choice.one_of_many && (distinct.len() > 1 || tabled) || choice.preset;
            let how = match scope {
                Scope::Build => How::Build,
                _ if many && !chosen => How::Offered,
                _ => How::Runtime,
            };
            let found = self.found_at(hit.origin, sink, hit, how, (scope, context));
            if self.same.keeps(same::without_lines(&found)) {
                self.found.push(found);
            }
        }
    }

    /// A model that a sink takes, where code names it or decides for it.
    pub(super) fn found_at(
        &self,
        at: NodeRef,
        sink: &Sink,
        hit: &Hit,
        how: How,
        (scope, context): (Scope, Context),
    ) -> Found {
        let node = self.crate_ir.node(at);
        let (features, cfg) = conditions(context);
        let sink_line = self.crate_ir.node(sink.at).line;
        let sink_path = &self.crate_ir.file(sink.at).path;
        let of_ollama = !hit.is_repo && hit.artifact.contains(':') && !hit.artifact.contains("://");
        let what = if hit.is_repo {
            "a repository of the hub"
        } else if hit.artifact.starts_with("modelscope:") {
            "a model of ModelScope"
        } else if of_ollama {
            "a model of Ollama"
        } else {
            "an address of weights"
        };
        Found {
            artifact: hit.artifact.clone(),
            kind: if of_ollama {
                FoundKind::Ollama
            } else if matches!(sink.kind, Kind::Address | Kind::Stored(_)) {
                FoundKind::Url
            } else {
                FoundKind::HfRepoId
            },
            how,
            scope,
            features,
            cfg,
            file: self.crate_ir.file(at).path.clone(),
            line: node.line,
            column: node.column,
            tokenizer_only: hit.tokenizer,
            mention: false,
            followed: sink.kind != Kind::Named && !sink.parts.is_empty(),
            taken_at: Some(Spot {
                file: sink_path.clone(),
                line: sink_line,
                column: self.crate_ir.node(sink.at).column,
            }),
            detail: format!("{what}, taken at {sink_path}:{sink_line}"),
        }
    }

    pub(super) fn embedded(&mut self, sources: &Sources) {
        for embedded in embed::find(self.eval) {
            if let Some(detail) = embed::is_weights(self.crate_ir, &embedded, &sources.data) {
                self.file(embedded.at, embedded.path, FoundKind::IncludeBytes, detail);
            }
        }
    }

    pub(super) fn opened(&mut self, sources: &Sources) {
        for (path, at) in opened_files::find(self.eval, &self.parents, &sources.data) {
            let detail = "weights in the package, opened by path".to_owned();
            self.file(at, path, FoundKind::BundledFile, detail);
        }
    }

    /// A file of the package that code takes.
    fn file(&mut self, at: NodeRef, path: String, kind: FoundKind, detail: String) {
        let (scope, context) = self.place(at);
        let node = self.crate_ir.node(at);
        let (features, cfg) = conditions(context);
        self.found.push(Found {
            artifact: path,
            kind,
            how: How::Bundled,
            scope,
            features,
            cfg,
            file: self.crate_ir.file(at).path.clone(),
            line: node.line,
            column: node.column,
            tokenizer_only: false,
            mention: false,
            followed: false,
            taken_at: None,
            detail,
        });
    }

    pub(super) fn bundled(&mut self, sources: &Sources) {
        for (path, data) in &sources.data {
            let Some(detail) = embed::is_bundled(path, data) else {
                continue;
            };
            let (scope, needs) = sources.package.scope(path);
            self.found.push(Found {
                artifact: path.clone(),
                kind: FoundKind::BundledFile,
                how: How::Bundled,
                scope,
                features: needs,
                cfg: None,
                file: path.clone(),
                line: 0,
                column: 0,
                tokenizer_only: false,
                mention: false,
                followed: false,
                taken_at: None,
                detail,
            });
        }
    }
}

/// Features, and one expression for all else.
pub(super) fn conditions(context: Context) -> (Vec<String>, Option<String>) {
    let cfg = match context.cfgs.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("all({})", many.join(", "))),
    };
    (context.features, cfg)
}

/// A variable or field as it is spelt, within its function.
fn shape(file: &super::ir::FileIr, at: NodeIdx, depth: usize) -> String {
    let node = file.node(at);
    match &node.ex {
        Expr::Path(path) => format!("{}:{}", node.func, path.join("::")),
        Expr::Field(of, name) if depth < 8 => format!("{}.{name}", shape(file, *of, depth + 1)),
        Expr::Method(of, ..) if depth < 8 => shape(file, *of, depth + 1),
        Expr::Tuple(parts) if depth < 8 => parts
            .first()
            .map(|part| shape(file, *part, depth + 1))
            .unwrap_or_default(),
        _ => String::new(),
    }
}
