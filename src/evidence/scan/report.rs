//! From what was parsed to what is found: every sink followed, every hit placed and judged.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::embed;
use super::eval::Eval;
use super::index::Crate;
use super::ir::{At, Context, Ex, Ix};
use super::release;
use super::resolve::{self, Hit};
use super::sinks::{self, Kind, Sink};
use super::source::Sources;
use super::{Found, FoundKind, Offer, Scan, ScanOptions, Scope, Unresolved, VariantUse};
use crate::finding::How;

/// A crate on the way to its findings.
struct Report<'a> {
    eval: &'a Eval<'a>,
    krate: &'a Crate,
    /// For each file its part of the package, and the conditions that its `mod` and its target put on it.
    places: Vec<(Scope, Context)>,
    parents: Vec<Vec<Ix>>,
    found: Vec<Found>,
    offers: BTreeMap<(String, String), BTreeSet<String>>,
}

/// Makes the findings of a crate.
pub(super) fn scan(mut sources: Sources, options: &ScanOptions) -> Scan {
    let krate = Crate::new(std::mem::take(&mut sources.rust));
    let eval = Eval::new(&krate, options.budget);
    let mut report = Report {
        eval: &eval,
        krate: &krate,
        places: places(&krate, &sources),
        parents: krate.files.iter().map(super::ir::FileIr::parents).collect(),
        found: Vec::new(),
        offers: BTreeMap::new(),
    };
    let mut unresolved = Vec::new();
    if sources.matters {
        let hub = sources.package.has_hub_client() || krate.files.iter().any(|file| file.hub);
        let mut hits: Vec<(Sink, Vec<Hit>)> = Vec::new();
        let mut releases = BTreeSet::new();
        let mut unread = false;
        let certain = sinks::find(&krate, hub);
        for sink in certain {
            let mut outcome = resolve::follow(&eval, &sink);
            outcome.hits.retain(|hit| report.is_consistent(hit));
            releases.append(&mut outcome.releases);
            let built = report.place(sink.at).0.is_built();
            unread |= built
                && sink.kind != Kind::Pretrained
                && outcome
                    .open
                    .iter()
                    .any(|text| report.open(&sink, text).is_some());
            for text in &outcome.open {
                unresolved.extend(report.open(&sink, text));
            }
            if !outcome.hits.is_empty() {
                hits.push((sink, outcome.hits));
            }
        }
        if unread {
            for sink in sinks::named(&krate) {
                let outcome = resolve::follow(&eval, &sink);
                if !outcome.hits.is_empty() && report.place(sink.at).0.is_built() {
                    hits.push((sink, outcome.hits));
                }
            }
        }
        for repository in releases {
            for hit in release::assets(&eval, &repository) {
                let sink = Sink {
                    at: hit.sink,
                    parts: Vec::new(),
                    kind: Kind::Address,
                    tokenizer: false,
                };
                hits.push((sink, vec![hit]));
            }
        }
        for (sink, of_sink) in &hits {
            report.hits(sink, of_sink);
        }
    }
    report.embedded(&sources);
    report.bundled(&sources);
    let uses = report.uses(&sources);
    let mut scan = Scan {
        name: sources.package.name.clone(),
        version: sources.package.version.clone(),
        found: tidy(report.found),
        unresolved,
        offers: super::Offers {
            variants: report
                .offers
                .into_iter()
                .map(|((of, variant), artifacts)| {
                    let default =
                        krate.enum_defaults.get(&of).and_then(Option::as_ref) == Some(&variant);
                    Offer {
                        of,
                        variant,
                        artifacts: artifacts.into_iter().collect(),
                        default,
                    }
                })
                .collect(),
        },
        uses,
        stats: sources.stats,
    };
    scan.unresolved.sort();
    scan.unresolved.dedup();
    scan.stats.exhausted = eval.spent();
    scan
}

/// Sorted, each artifact once a line; tokenizer-only where nothing else is taken.
fn tidy(mut found: Vec<Found>) -> Vec<Found> {
    let whole: BTreeSet<String> = found
        .iter()
        .filter(|item| !item.tokenizer_only)
        .map(|item| item.artifact.to_ascii_lowercase())
        .collect();
    for item in &mut found {
        item.tokenizer_only &= !whole.contains(&item.artifact.to_ascii_lowercase());
    }
    // What is built comes before what only tests reach.
    let key = |item: &Found| {
        (
            item.file.clone(),
            item.line,
            item.artifact.to_ascii_lowercase(),
            !item.scope.is_built(),
            item.how,
            item.column,
        )
    };
    found.sort_by_cached_key(key);
    found.dedup_by(|next, kept| {
        next.file == kept.file
            && next.line == kept.line
            && next.artifact.eq_ignore_ascii_case(&kept.artifact)
    });
    found
}

/// Where each file belongs: a module that is only compiled for tests makes its files tests.
fn places(krate: &Crate, sources: &Sources) -> Vec<(Scope, Context)> {
    let mut by_path: HashMap<String, Context> = HashMap::new();
    for file in &krate.files {
        let (folder, name) = file.path.rsplit_once('/').unwrap_or(("", &file.path));
        let stem = name.trim_end_matches(".rs");
        let own = ["mod", "lib", "main"].contains(&stem) || folder.is_empty();
        let base = if own {
            folder.to_owned()
        } else {
            format!("{folder}/{stem}")
        };
        for module in &file.mods {
            let path = match &module.file {
                Some(path) => format!("{folder}/{path}"),
                None => format!("{base}/{}", module.path.join("/")),
            };
            by_path.insert(
                path.trim_start_matches('/')
                    .trim_end_matches(".rs")
                    .to_owned(),
                module.context.clone(),
            );
        }
    }
    let place = |path: &str| {
        let (mut scope, needs) = sources.package.scope(path);
        let mut context = Context {
            features: needs,
            ..Context::default()
        };
        let mut at = path.trim_end_matches(".rs").trim_end_matches("/mod");
        loop {
            if let Some(own) = by_path.get(at) {
                context = context.and(own);
            }
            match at.rsplit_once('/') {
                Some((outer, _)) => at = outer,
                None => break,
            }
        }
        if context.test && scope.is_built() {
            scope = Scope::Test;
        }
        (scope, context)
    };
    krate.files.iter().map(|file| place(&file.path)).collect()
}

impl Report<'_> {
    /// The part of the package and the conditions of a node.
    fn place(&self, at: At) -> (Scope, Context) {
        let (scope, of_file) = &self.places[at.file as usize];
        let file = self.krate.file(at);
        let context = of_file.and(&file.contexts[0]).and(self.krate.context(at));
        let scope = if context.test && scope.is_built() {
            Scope::Test
        } else {
            *scope
        };
        (scope, context)
    }

    /// The place of a literal that a sink takes: whichever of both is further from being built.
    fn joint_place(&self, sink: At, origin: At) -> (Scope, Context) {
        let (of_sink, with_sink) = self.place(sink);
        let (of_origin, with_origin) = self.place(origin);
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
    fn is_consistent(&self, hit: &Hit) -> bool {
        let mut arms: Vec<(String, Vec<String>)> = Vec::new();
        for piece in &hit.pieces {
            let file = self.krate.file(*piece);
            let parents = &self.parents[piece.file as usize];
            let mut at = piece.ix;
            for _ in 0..32 {
                let parent = parents[at as usize];
                if parent == at {
                    break;
                }
                if let Ex::Match(of, all) = &file.node(parent).ex
                    && *of != at
                    && let Some(arm) = all.iter().find(|arm| arm.body == at)
                {
                    let of = shape(file, *of, 0);
                    let clash = arms.iter().any(|(known, labels)| {
                        *known == of
                            && !of.is_empty()
                            && !labels.is_empty()
                            && !arm.labels.is_empty()
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

    fn open(&self, sink: &Sink, text: &super::text::Text) -> Option<Unresolved> {
        let shown = text.shown();
        let counts = match sink.kind {
            Kind::Repo | Kind::Dataset => text.whole().is_none(),
            Kind::Pretrained | Kind::Named => false,
            Kind::Address => super::judge::is_open_hub_template(&shown),
        };
        if !counts {
            return None;
        }
        let (scope, context) = self.place(sink.at);
        let node = self.krate.node(sink.at);
        let (features, cfg) = conditions(context);
        Some(Unresolved {
            file: self.krate.file(sink.at).path.clone(),
            line: node.line,
            column: node.column,
            scope,
            features,
            cfg,
            template: shown,
            caller_given: text.params().next().is_some(),
        })
    }

    fn hits(&mut self, sink: &Sink, hits: &[Hit]) {
        let distinct: BTreeSet<&str> = hits.iter().map(|hit| hit.artifact.as_str()).collect();
        for hit in hits {
            let (scope, context) = self.joint_place(sink.at, hit.origin);
            // A test that calls the library gives it names that no user of it does.
            let outside =
                |piece: &At| Some(self.place(*piece).0).filter(|of_piece| !of_piece.is_built());
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
                    self.krate.enum_defaults.get(of).and_then(Option::as_ref) == Some(variant)
                });
            let tabled = sink.kind == Kind::Named || !choice.variants.is_empty();
            let many = choice.one_of_many && (distinct.len() > 1 || tabled) || choice.preset;
            let how = match scope {
                Scope::Build => How::Build,
                _ if many && !chosen => How::Offered,
                _ => How::Runtime,
            };
            let node = self.krate.node(hit.origin);
            let (features, cfg) = conditions(context);
            let sink_node = self.krate.node(sink.at);
            let sink_path = &self.krate.file(sink.at).path;
            let what = if hit.is_repo {
                "a repository of the hub"
            } else {
                "an address of weights"
            };
            self.found.push(Found {
                artifact: hit.artifact.clone(),
                kind: if sink.kind == Kind::Address {
                    FoundKind::Url
                } else {
                    FoundKind::HfRepoId
                },
                how,
                scope,
                features,
                cfg,
                file: self.krate.file(hit.origin).path.clone(),
                line: node.line,
                column: node.column,
                tokenizer_only: hit.tokenizer,
                mention: false,
                detail: format!("{what}, taken at {sink_path}:{}", sink_node.line),
            });
        }
    }

    fn embedded(&mut self, sources: &Sources) {
        for embedded in embed::find(self.eval) {
            let Some(detail) = embed::is_weights(self.krate, &embedded, &sources.data) else {
                continue;
            };
            let (scope, context) = self.place(embedded.at);
            let node = self.krate.node(embedded.at);
            let (features, cfg) = conditions(context);
            self.found.push(Found {
                artifact: embedded.path.clone(),
                kind: FoundKind::IncludeBytes,
                how: How::Bundled,
                scope,
                features,
                cfg,
                file: self.krate.file(embedded.at).path.clone(),
                line: node.line,
                column: node.column,
                tokenizer_only: false,
                mention: false,
                detail,
            });
        }
    }

    fn bundled(&mut self, sources: &Sources) {
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
                detail,
            });
        }
    }

    /// Whether a literal is one of several, and what chooses it.
    fn choice(&self, origin: At) -> Choice {
        let file = self.krate.file(origin);
        let parents = &self.parents[origin.file as usize];
        let mut choice = Choice::default();
        let mut at = origin.ix;
        for _ in 0..64 {
            let parent = parents[at as usize];
            if parent == at {
                break;
            }
            match &file.node(parent).ex {
                Ex::Match(of, arms) if *of != at => {
                    choice.one_of_many |= arms.len() > 1;
                    let arm = arms.iter().find(|arm| arm.body == at);
                    for label in arm.into_iter().flat_map(|arm| &arm.labels) {
                        self.variant(label, &mut choice);
                    }
                }
                Ex::Seq(parts) if parts.len() > 1 => choice.one_of_many = true,
                Ex::Record(_, fields, _) => {
                    for (_, value) in fields {
                        if let Ex::Path(path) = &file.node(*value).ex
                            && let [.., of, variant] = path.as_slice()
                            && self
                                .krate
                                .variants
                                .get(variant)
                                .is_some_and(|known| known.contains(of))
                        {
                            choice.variants.insert((of.clone(), variant.clone()));
                        }
                    }
                }
                Ex::Method(_, name, _) if name.starts_with("unwrap_or") => choice.default = true,
                _ => {}
            }
            at = parent;
        }
        let func = self.krate.func(self.krate.func_of(origin));
        choice.default |= func.of_trait == "Default" || func.name.contains("default");
        let preset = !func.owner.is_empty()
            && func.returns_kind == func.owner
            && !func.takes_self
            && func.of_trait.is_empty();
        choice.preset = preset && func.params.is_empty();
        choice.one_of_many |= choice.preset;
        choice
    }

    fn variant(&self, label: &str, choice: &mut Choice) {
        for of in self.krate.variants.get(label).into_iter().flatten() {
            choice.variants.insert((of.clone(), label.to_owned()));
        }
    }

    /// Variants and defaults of other crates' types.
    fn uses(&self, sources: &Sources) -> Vec<VariantUse> {
        let mut found = Vec::new();
        for (number, file) in self.krate.files.iter().enumerate() {
            let number = u32::try_from(number).unwrap_or(u32::MAX);
            let imported: HashMap<&str, &str> = file
                .uses
                .iter()
                .filter_map(|(path, name, _)| {
                    let root = path.first()?.as_str();
                    (path.len() > 1 && sources.package.dependencies.contains_key(root))
                        .then_some((name.as_str(), root))
                })
                .collect();
            for (ix, node) in file.nodes.iter().enumerate() {
                let at = At {
                    file: number,
                    ix: Ix::try_from(ix).unwrap_or(Ix::MAX),
                };
                let (path, default) = match &node.ex {
                    Ex::Path(path) => (path, false),
                    Ex::Call(path, args) => {
                        let last = path.last().map_or("", String::as_str);
                        let by_default = last == "default" && args.is_empty();
                        let makes = last.contains("new")
                            && args.iter().any(|arg| is_default_call(&file.node(*arg).ex));
                        (path, by_default || makes)
                    }
                    _ => continue,
                };
                let [.., of, last] = path.as_slice() else {
                    continue;
                };
                let upper = |name: &str| name.starts_with(char::is_uppercase);
                let constant = last.chars().all(|char| !char.is_lowercase()) && last.contains('_');
                if !upper(of)
                    || self.krate.has_type(of)
                    || !(default || upper(last) && matches!(node.ex, Ex::Path(_)) && !constant)
                {
                    continue;
                }
                let from = match path.as_slice() {
                    [root, _, ..]
                        if path.len() > 2 && sources.package.dependencies.contains_key(root) =>
                    {
                        root.as_str()
                    }
                    _ => match imported.get(of.as_str()) {
                        Some(root) => root,
                        None if imported.contains_key("*") => "",
                        None => continue,
                    },
                };
                let (scope, context) = self.place(at);
                let (features, cfg) = conditions(context);
                found.push(VariantUse {
                    from: from.to_owned(),
                    of: of.clone(),
                    variant: (!default).then(|| last.clone()),
                    scope,
                    features,
                    cfg,
                    file: file.path.clone(),
                    line: node.line,
                });
            }
        }
        found.sort();
        found.dedup();
        found
    }
}

fn is_default_call(ex: &Ex) -> bool {
    matches!(ex, Ex::Call(path, args) if args.is_empty() && path.last().is_some_and(|last| last == "default"))
}

/// How a literal comes to be chosen.
#[derive(Debug, Default)]
struct Choice {
    one_of_many: bool,
    preset: bool,
    default: bool,
    variants: BTreeSet<(String, String)>,
}

/// Features, and one expression for all else.
fn conditions(context: Context) -> (Vec<String>, Option<String>) {
    let cfg = match context.cfgs.as_slice() {
        [] => None,
        [one] => Some(one.clone()),
        many => Some(format!("all({})", many.join(", "))),
    };
    (context.features, cfg)
}

/// A variable or field as it is spelt, within its function.
fn shape(file: &super::ir::FileIr, at: Ix, depth: usize) -> String {
    let node = file.node(at);
    match &node.ex {
        Ex::Path(path) => format!("{}:{}", node.func, path.join("::")),
        Ex::Field(of, name) if depth < 8 => format!("{}.{name}", shape(file, *of, depth + 1)),
        Ex::Method(of, ..) if depth < 8 => shape(file, *of, depth + 1),
        Ex::Tuple(parts) if depth < 8 => parts
            .first()
            .map(|part| shape(file, *part, depth + 1))
            .unwrap_or_default(),
        _ => String::new(),
    }
}
