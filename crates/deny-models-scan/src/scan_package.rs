//! The findings of one package by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::all_sinks::{self, Packages};
use super::commands;
use super::eval::Eval;
use super::hit::Hit;
use super::index::{Crate, plain};
use super::later_words::Later;
use super::offers::Offer;
use super::ollama_calls;
use super::release;
use super::report::{Report, only_tokenizers};
use super::resolve;
use super::scan::{Found, Scan, ScanOptions, Unresolved};
use super::scope::Scope;
use super::shell;
use super::sinks::{self, Kind, Sink};
use super::source::Sources;
use super::stated;

/// Makes the findings of a crate.
pub(super) fn scan(mut sources: Sources, options: &ScanOptions) -> Scan {
    let files = std::mem::take(&mut sources.rust);
    let range = 0..u32::try_from(files.len()).unwrap_or(u32::MAX);
    let names = sources.package.names(&sources.tree, range);
    let crate_ir = Crate::new(files, vec![names]);
    let eval = Eval::new(&crate_ir, options.limits.steps, &options.limits);
    let mut report = Report::of_package(&sources, &eval, &crate_ir);
    let mut unresolved = Vec::new();
    let mut stops = std::mem::take(&mut sources.unparsed);
    let mut stopped = Vec::new();
    let mut has_sinks = false;
    let requests = sources.matters && report.has_requests();
    if sources.matters {
        let hub = sources.package.has_hub_client() || crate_ir.files.iter().any(|file| file.hub);
        let mut hits: Vec<(Sink, Vec<Hit>)> = Vec::new();
        let mut releases = BTreeSet::new();
        let mut unread = false;
        let later = Later::of(&crate_ir);
        // A package of the workspace is no library of others, whatever it is called.
        let of_others = options.around.is_none();
        let name = sources.package.name.as_str();
        let library = Some(name).filter(|name| of_others && ollama_calls::is_client(name));
        let packages = Packages {
            has_hub: &|_| hub,
            is_own: &|_| !of_others,
            library: &|_| library,
        };
        let certain = all_sinks::find(&crate_ir, &later, &packages);
        for sink in certain {
            let mut outcome = resolve::follow(&eval, &sink);
            outcome.hits.retain(|hit| report.is_consistent(hit));
            report.resolve_kinds(&mut outcome.hits);
            outcome.hits.retain(|hit| !report.is_no_pull(hit));
            releases.append(&mut outcome.releases);
            let takes = !outcome.hits.is_empty();
            let built = report.place(sink.at).0.is_built();
            let of_ollama = matches!(sink.kind, Kind::Ollama(_));
            has_sinks |= built && (takes || report.may_take(&sink, &outcome));
            let stops = report.counted(&sink, outcome.stops, takes, outcome.open.iter());
            stopped.extend(stops.into_iter().map(|cause| (sink.at, cause)));
            let open = outcome.open.iter();
            let open: Vec<_> = open.filter_map(|text| report.open(&sink, text)).collect();
            // What users of a library hand over is theirs to name.
            let is_theirs = |call: &Unresolved| call.caller_given && call.scope == Scope::Lib;
            let counts = built && sink.kind != Kind::Pretrained && !of_ollama;
            unread |= counts && !open.iter().all(is_theirs);
            unresolved.extend(open);
            if !outcome.hits.is_empty() {
                hits.push((sink, outcome.hits));
            }
        }
        // What such a function does with an id shows in its code alone, also where it keeps it in a value.
        has_sinks |= sinks::defines_any(&crate_ir);
        // What the front end of a program hands to its commands is known where that is read.
        has_sinks |= commands::has_any(&crate_ir);
        if unread {
            for sink in sinks::named(&crate_ir) {
                let outcome = resolve::follow(&eval, &sink);
                if !outcome.hits.is_empty() && report.place(sink.at).0.is_built() {
                    stopped.extend(outcome.stops.iter().map(|cause| (sink.at, *cause)));
                    hits.push((sink, outcome.hits));
                }
            }
        }
        let assets = releases
            .iter()
            .flat_map(|repository| release::assets(&eval, repository));
        let fetched = shell::fetched(&eval, &later, !of_others);
        let scripts = fetched.open.iter();
        unresolved.extend(scripts.filter_map(|open| report.of_script(open)));
        let made = report.made(&sources, &mut unresolved);
        let all = assets.chain(fetched.hits).chain(made);
        hits.extend(all.map(|hit| (by_itself(&hit), vec![hit])));
        report.all_hits(hits);
    }
    report.embedded(&sources);
    report.opened(&sources);
    report.bundled(&sources);
    let taken = report.taken(&sources, options, &mut stops);
    stopped.extend(eval.take_stopped());
    stops.extend(report.stops(stopped));
    let mut scan = Scan {
        uses: report.uses(&sources),
        reexports: report.reexports(&sources),
        stated: stated::of_tables(&crate_ir, |at| report.place(at).0.is_built()),
        name: sources.package.name.clone(),
        version: sources.package.version.clone(),
        found: tidy(report.found),
        unresolved,
        taken,
        offers: offers(report.offers, &crate_ir),
        takes: has_sinks,
        requests,
        outside: sources.outside,
        may_take: sources.may_take,
        stops,
        stats: sources.stats,
    };
    scan.unresolved = one_a_call(scan.unresolved);
    scan.stops.sort();
    scan.stops.dedup();
    scan
}

/// What a model is taken by that is found as a whole.
fn by_itself(hit: &Hit) -> Sink {
    Sink {
        at: hit.sink,
        parts: Vec::new(),
        kind: Kind::Address,
        tokenizer: false,
    }
}

/// The variants that mean models.
fn offers(found: BTreeMap<(String, String), BTreeSet<String>>, crate_ir: &Crate) -> super::Offers {
    let default = |of: &String| crate_ir.enum_defaults.get(of).and_then(Option::as_ref);
    let offer = |((of, variant), artifacts): ((String, String), BTreeSet<String>)| Offer {
        default: default(&of) == Some(&variant),
        of: plain(&of).to_owned(),
        variant,
        artifacts: artifacts.into_iter().collect(),
    };
    super::Offers {
        variants: found.into_iter().map(offer).collect(),
    }
}

/// One entry for each call: where many names reach it that cannot be read to the end, what they share.
fn one_a_call(mut all: Vec<Unresolved>) -> Vec<Unresolved> {
    all.sort();
    all.dedup();
    all.dedup_by(|next, kept| {
        let same = (&next.file, next.line, next.column) == (&kept.file, kept.line, kept.column);
        if same {
            kept.template = shared(&kept.template, &next.template);
            kept.caller_given &= next.caller_given;
        }
        same
    });
    all
}

/// Two templates as one, with `{}` for where they differ.
fn shared(one: &str, other: &str) -> String {
    if one == other {
        return one.to_owned();
    }
    let start = one
        .char_indices()
        .zip(other.chars())
        .find(|((_, a), b)| a != b)
        .map_or(one.len().min(other.len()), |((at, _), _)| at);
    let (left, right) = (&one[start..], &other[start..]);
    let end: usize = left
        .chars()
        .rev()
        .zip(right.chars().rev())
        .take_while(|(a, b)| a == b)
        .map(|(char, _)| char.len_utf8())
        .sum();
    let joined = format!("{}{{}}{}", &one[..start], &left[left.len() - end..]);
    // What differs may begin or end inside of a hole.
    joined
        .replace("{{}}", "{}")
        .replace("{{}", "{}")
        .replace("{}}", "{}")
}

/// Sorted, each artifact once a line; tokenizer-only where nothing else is taken.
fn tidy(mut found: Vec<Found>) -> Vec<Found> {
    only_tokenizers(found.iter_mut().collect());
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
