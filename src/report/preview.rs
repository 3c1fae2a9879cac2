//! The models of a crate for someone who is about to depend on it, as lines and as JSON.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use super::json;
use super::list::{conditions, head, verdict};
use super::texts::plural;
use crate::escape::text;
use deny_models::domain::{How, Kind, PackageRef};
use deny_models::license::{Terms, Verdict};
use deny_models::model::Resolution;
use deny_models::pull::{Reach, ReachedPull, ReachedStop};

/// What is known of the crate.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) package: &'a PackageRef,
    /// Its licence as it states it.
    pub(crate) license: Option<&'a str>,
    /// The licence of the crate that would depend on it.
    pub(crate) dependent: &'a str,
    /// Whether crates under that licence are gated.
    pub(crate) gated: bool,
    /// What it pulls, each with the licences that apply.
    pub(crate) pulls: Vec<(&'a ReachedPull, Resolution)>,
    /// Calls whose model cannot be read.
    pub(crate) unresolved: usize,
    /// Where the analysis stopped.
    pub(crate) stops: &'a [ReachedStop],
    pub(crate) notes: &'a [String],
}

/// What a pull means for the crate that would depend on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Fails,
    Passes,
    Offered,
    Off,
}

const PARTS: [(Part, &str); 4] = [
    (Part::Fails, "would fail where its code is reached:"),
    (Part::Passes, "would pass:"),
    (Part::Offered, "offered, the caller chooses:"),
    (Part::Off, "off, a feature turns it on:"),
];

impl Shown<'_> {
    /// Whether a model that the crate takes by itself would fail the gate.
    pub(crate) fn fails(&self) -> bool {
        self.count(Part::Fails) > 0
    }

    fn part(&self, pull: &ReachedPull, resolution: &Resolution) -> Part {
        if pull.reach != Reach::On {
            Part::Off
        } else if pull.pull.how == How::Offered {
            Part::Offered
        } else if self.gated
            && resolution.verdict != Verdict::Pass
            && !pull.pull.artifact.is_data_set()
        {
            Part::Fails
        } else {
            Part::Passes
        }
    }

    /// The pulls of one part; not those of its tests, which nobody who depends on it builds.
    fn of(&self, part: Part) -> impl Iterator<Item = &(&ReachedPull, Resolution)> {
        let built = self.pulls.iter().filter(|(pull, _)| pull.kind != Kind::Dev);
        built.filter(move |(pull, resolution)| self.part(pull, resolution) == part)
    }

    /// The models of one part, each once, with those of the ways to it that no lesser one makes needless.
    fn models(&self, part: Part) -> Vec<Model<'_>> {
        let mut models: Vec<Model<'_>> = Vec::new();
        let mut known: HashMap<String, usize> = HashMap::new();
        for (pull, resolution) in self.of(part) {
            let head = head(pull, resolution);
            let at = *known.entry(head.clone()).or_insert(models.len());
            if at == models.len() {
                models.push(Model {
                    head,
                    passes: resolution.verdict == Verdict::Pass,
                    ways: Vec::new(),
                });
            }
            models[at].add(pull);
        }
        models
    }

    fn count(&self, part: Part) -> usize {
        self.models(part).len()
    }

    fn verdict(&self) -> String {
        if !self.gated {
            return format!("a crate under {} is not gated", text(self.dependent));
        }
        let fails = self.count(Part::Fails);
        if fails > 0 {
            return format!(
                "{} would fail a crate under {}",
                plural(fails, "model"),
                text(self.dependent)
            );
        }
        let offers = self.models(Part::Offered);
        let offers = offers.iter().filter(|model| !model.passes).count();
        let what = match self.count(Part::Passes) {
            0 => "it takes no model by itself".to_owned(),
            _ => "every model that it takes by itself passes".to_owned(),
        };
        if offers == 0 {
            what
        } else {
            format!("{what}; of those that it offers, {offers} would fail")
        }
    }
}

/// A model, as it is listed once.
struct Model<'a> {
    head: String,
    passes: bool,
    ways: Vec<&'a ReachedPull>,
}

impl<'a> Model<'a> {
    /// Adds a way to it, unless one that needs less is there; those that need more go.
    fn add(&mut self, pull: &'a ReachedPull) {
        let needs_no_more = |one: &ReachedPull, other: &ReachedPull| {
            let mut features = one.pull.features.iter();
            features.all(|feature| other.pull.features.contains(feature))
                && one.pull.target.as_ref().or(one.target.as_ref())
                    == other.pull.target.as_ref().or(other.target.as_ref())
                && (one.kind, &one.reach) == (other.kind, &other.reach)
        };
        if !self.ways.iter().any(|known| needs_no_more(known, pull)) {
            self.ways.retain(|known| !needs_no_more(pull, known));
            self.ways.push(pull);
        }
    }

    fn conditions(&self) -> String {
        let all = self.ways.iter().map(|pull| conditions(pull));
        let all: Vec<String> = all.collect();
        if all.iter().any(String::is_empty) {
            String::new()
        } else {
            all.join(" or")
        }
    }
}

/// Prints the models by what they mean.
///
/// # Errors
///
/// When writing fails.
pub(crate) fn human(shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{} ({}), as a dependency of a crate under {}",
        text(&shown.package.to_string()),
        shown.license.map_or_else(|| "no licence".to_owned(), text),
        text(shown.dependent)
    )?;
    for (part, title) in PARTS {
        let models = shown.models(part);
        if !models.is_empty() {
            writeln!(out, "{title}")?;
        }
        // Crates offer dozens: of these, the ones that matter are those that do not pass.
        let is_long = matches!(part, Part::Offered | Part::Off);
        let is_hidden = |model: &&Model<'_>| is_long && model.passes;
        let hidden = models.iter().filter(is_hidden).count();
        if hidden > 0 {
            writeln!(out, "  passing, not listed: {}", plural(hidden, "model"))?;
        }
        for model in models.iter().filter(|model| !is_hidden(model)) {
            writeln!(out, "  {}{}", model.head, model.conditions())?;
        }
    }
    if shown.unresolved > 0 {
        writeln!(
            out,
            "not known: {} whose model cannot be read",
            plural(shown.unresolved, "call")
        )?;
    }
    for stop in shown.stops {
        let why = stop.places.first().map_or("", |place| place.why.as_str());
        writeln!(
            out,
            "not analysed to the end: {}: {}",
            text(&stop.package.to_string()),
            text(why)
        )?;
    }
    for note in shown.notes {
        writeln!(out, "note: {}", text(note))?;
    }
    writeln!(out, "{}", shown.verdict())
}

/// Prints one object.
///
/// # Errors
///
/// When writing fails.
pub(crate) fn as_json(shown: &Shown<'_>, out: &mut dyn Write) -> io::Result<()> {
    let built = shown
        .pulls
        .iter()
        .filter(|(pull, _)| pull.kind != Kind::Dev);
    let models = built.map(|(pull, resolution)| ModelOut {
        model: pull.pull.artifact.name(),
        revision: pull.pull.artifact.revision(),
        how: pull.pull.how.as_str(),
        on: pull.reach == Reach::On,
        features: &pull.pull.features,
        target: pull.pull.target.as_deref().or(pull.target.as_deref()),
        path: pull.path.iter().map(ToString::to_string).collect(),
        declared: resolution.declared.as_ref().map(Terms::text),
        governing: resolution.governing().map(|binding| binding.license.id()),
        verdict: verdict(resolution),
        fails: shown.part(pull, resolution) == Part::Fails,
    });
    let stops = shown.stops.iter().map(|stop| StopOut {
        package: stop.package.to_string(),
        why: stop.places.iter().map(|place| place.why.as_str()).collect(),
    });
    json::write(
        &Preview {
            schema_version: 1,
            outcome: if shown.fails() { "fail" } else { "pass" },
            name: &shown.package.name,
            version: &shown.package.version,
            license: shown.license,
            dependent: shown.dependent,
            gated: shown.gated,
            models: models.collect(),
            unresolved_calls: shown.unresolved,
            incomplete: stops.collect(),
            notes: shown.notes,
            tables: json::Tables::built_in(),
        },
        out,
    )
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Preview<'a> {
    /// The version of this contract: fields are added without a new one.
    schema_version: u32,
    /// `fail` when a model that the crate takes by itself would fail the gate.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail"])))]
    outcome: &'static str,
    /// The crate.
    name: &'a str,
    version: &'a str,
    license: Option<&'a str>,
    /// The licence of the crate that would depend on it.
    dependent: &'a str,
    /// Whether crates under that licence are gated.
    gated: bool,
    models: Vec<ModelOut<'a>>,
    /// Calls whose model cannot be read.
    unresolved_calls: usize,
    /// Crates whose analysis stopped before its end.
    incomplete: Vec<StopOut<'a>>,
    /// Notes on inputs that were left out or could not be read, in words.
    notes: &'a [String],
    tables: json::Tables,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ModelOut<'a> {
    model: &'a str,
    revision: Option<&'a str>,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::ways())))]
    how: &'static str,
    /// Whether it is in what is built; else a feature of the crate would reach it.
    on: bool,
    features: &'a [String],
    target: Option<&'a str>,
    /// From the crate to the one that pulls, as `name version`.
    path: Vec<String>,
    declared: Option<&'a str>,
    governing: Option<&'a str>,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail", "unknown"])))]
    verdict: &'static str,
    /// Whether it would fail the gate where code that takes it is reached.
    fails: bool,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StopOut<'a> {
    /// As `name version`.
    #[serde(rename = "crate")]
    package: String,
    /// The reasons, in words.
    why: Vec<&'a str>,
}
