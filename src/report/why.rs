//! Who pulls one model, and who names it without that it counts: for people and as JSON.

use std::io::{self, Write};

use serde::Serialize;

use super::list::{conditions, verdict};
use super::view::View;
use super::{human, json};
use crate::escape::text;
use crate::gather::{Uncounted, WayEnd, WhyNot};
use deny_models::domain::{How, PackageRef};
use deny_models::model::Resolution;
use deny_models::pull::{Answered, Reach, ReachedPull};
use deny_models::source::Place;

/// A model that a member pulls: the one that was requested, or one that it went into.
#[derive(Debug)]
pub struct Pulled<'a> {
    /// The pull, with the licences that apply.
    pub pull: &'a ReachedPull,
    /// The licences.
    pub resolution: &'a Resolution,
    /// From the pulled model to the one that was requested: its name, and what it is to the one before.
    pub lineage: Vec<(&'a str, &'static str)>,
}

/// What one member has to do with a model.
#[derive(Debug)]
pub struct OfMember<'a> {
    /// The member.
    pub member: &'a PackageRef,
    /// What it pulls.
    pub pulled: Vec<Pulled<'a>>,
    /// Where packages of its build name the model, which does not count.
    pub uncounted: Vec<&'a Uncounted>,
    /// Entries of the policy that answer for it.
    pub answered: Vec<&'a Answered>,
}

/// Prints the ways to a model, the licences that apply, and why it does not count where it does not.
///
/// # Errors
///
/// When writing fails.
pub fn human(members: &[OfMember<'_>], view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut shown: Vec<&str> = Vec::new();
    for pulled in members.iter().flat_map(|member| &member.pulled) {
        let pull = pulled.pull;
        let mut way: Vec<String> = pull.path.iter().map(ToString::to_string).collect();
        way.push(format!("{} ({})", pull.pull.artifact, pull.pull.how));
        let lineage = pulled.lineage.iter();
        way.extend(lineage.map(|(model, link)| format!("{model} ({link})")));
        writeln!(out, "{}{}", text(&way.join(" -> ")), conditions(pull))?;
        // A way within one package is the lines that state the model: code, or the entry of a manifest.
        let stated = stated_at(pull).filter(|_| pull.chain.is_empty());
        for place in pull.chain.iter().chain(stated) {
            writeln!(out, "  {}", spot(place, view))?;
        }
        if is_choice(pull) {
            writeln!(out, "  {CHOICE}")?;
        }
        let name = pull.pull.artifact.name();
        if !shown.contains(&name) {
            shown.push(name);
        }
    }
    for member in members {
        for uncounted in &member.uncounted {
            not_counted(member.member, uncounted, view, out)?;
        }
        for answered in &member.answered {
            let (member, package) = (member.member, &answered.package);
            writeln!(
                out,
                "{} -> {}: {} does not count: the `[[crate]]` entry of the policy for {} answers for it",
                text(&member.to_string()),
                text(&package.to_string()),
                text(&answered.model),
                text(&package.name)
            )?;
        }
    }
    let pulled = members.iter().flat_map(|member| &member.pulled);
    for name in shown {
        let first = pulled
            .clone()
            .find(|pulled| pulled.pull.pull.artifact.name() == name);
        if let Some(pulled) = first {
            writeln!(out)?;
            human::resolution(pulled.resolution, view, out)?;
        }
    }
    Ok(())
}

/// Where the package that pulls states the model.
fn stated_at(pull: &ReachedPull) -> impl Iterator<Item = &Place> {
    std::iter::once(&pull.pull.place).chain(&pull.pull.places)
}

const CHOICE: &str = "offered: data, a caller or a setting chooses whether it is this model";

fn is_choice(pull: &ReachedPull) -> bool {
    pull.choice || pull.pull.how == How::Offered
}

fn not_counted(
    member: &PackageRef,
    uncounted: &Uncounted,
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let path = uncounted.path.iter().map(ToString::to_string);
    let way: Vec<String> = path.chain([uncounted.pull.artifact.to_string()]).collect();
    writeln!(
        out,
        "{}: does not count: {}",
        text(&way.join(" -> ")),
        text(&reason(member, uncounted))
    )?;
    let named = &uncounted.pull.place;
    writeln!(out, "  {} names it", spot(named, view))?;
    if let WhyNot::NotReached { chain, end } = &uncounted.why {
        let mut chain: Vec<&Place> = chain.iter().rev().collect();
        if chain.first().is_some_and(|first| is_same(first, named)) {
            chain.remove(0);
        }
        for (number, place) in chain.into_iter().enumerate() {
            let does = if number == 0 {
                "takes it"
            } else {
                "calls that"
            };
            writeln!(out, "  {} {does}", spot(place, view))?;
        }
        writeln!(out, "  {}", text(&end_of(member, end)))?;
    }
    Ok(())
}

fn is_same(one: &Place, other: &Place) -> bool {
    (one.path(), one.line(), one.column()) == (other.path(), other.line(), other.column())
}

fn reason(member: &PackageRef, uncounted: &Uncounted) -> String {
    let pull = &uncounted.pull;
    match &uncounted.why {
        WhyNot::NotReached { .. } => {
            format!("the code of {} does not reach it", member.name)
        }
        WhyNot::OthersChosen => format!(
            "{} offers it, and the code that is built takes others of what it offers",
            uncounted.package.name
        ),
        WhyNot::Conditions => {
            let features = &pull.features;
            let features = (!features.is_empty()).then(|| {
                format!(
                    "feature {} of {}",
                    features.join(", "),
                    uncounted.package.name
                )
            });
            let target = pull.target.as_ref();
            let target = target.map(|target| format!("target {target}"));
            let conditions: Vec<String> = features.into_iter().chain(target).collect();
            if conditions.is_empty() {
                "no build of the member has it".to_owned()
            } else {
                format!("no build of the member has {}", conditions.join(" and "))
            }
        }
        WhyNot::Excluded => format!(
            "`[graph] exclude` of the policy leaves out {}",
            uncounted.package.name
        ),
    }
}

fn end_of(member: &PackageRef, end: &WayEnd) -> String {
    let member = &member.name;
    match end {
        WayEnd::NotCalled(function) => {
            format!("no code that {member} reaches calls or names `{function}`")
        }
        WayEnd::NotBuilt(variants) => format!(
            "no code that {member} reaches builds `{}`",
            variants.join("` or `")
        ),
        WayEnd::OtherText => format!("{member} reaches this, and other models are taken there"),
    }
}

fn spot(place: &Place, view: &View<'_>) -> String {
    text(&format!("{}:{}", view.relative(place.path()), place.line()))
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Why<'a> {
    /// The model that was requested.
    model: &'a str,
    members: Vec<MemberOut<'a>>,
    tables: json::Tables,
}

/// A member that pulls the model, or builds a package that names it.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct MemberOut<'a> {
    name: &'a str,
    version: &'a str,
    pulls: Vec<PullOut<'a>>,
    /// Where a package of its build names the model, which does not count.
    not_counted: Vec<NotCounted<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct PullOut<'a> {
    /// The model that is pulled: the requested one, or one that it went into.
    model: &'a str,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::ways())))]
    how: &'static str,
    /// Whether data, a caller or a setting chooses whether it is this model.
    choice: bool,
    /// Whether it is in what is built; else a feature of the member would reach it.
    on: bool,
    features: &'a [String],
    target: Option<&'a str>,
    /// From the member to the package that pulls, as `name version`.
    path: Vec<String>,
    /// Where the package that pulls states the model: texts in code, a file, the entry of a manifest.
    places: Vec<SpotOut>,
    /// From the code of the member to the call that takes the model.
    reach: Vec<SpotOut>,
    /// From the pulled model to the requested one.
    lineage: Vec<&'a str>,
    #[cfg_attr(feature = "schema", schemars(extend("enum" = ["pass", "fail", "unknown"])))]
    verdict: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct NotCounted<'a> {
    model: &'a str,
    /// From the member to the package that names it, as `name version`.
    path: Vec<String>,
    /// Why: the code of the member does not reach it; code takes others of what the package offers; no build of the
    /// member has its features or its target; the policy leaves out the package, or answers for it.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = REASONS)))]
    reason: &'static str,
    /// Where it is named.
    named: Option<SpotOut>,
    /// From the code that is nearest to the member's to the code that takes it.
    reach: Vec<SpotOut>,
    /// Where that way ends, in words.
    end: Option<String>,
    /// The function or constant that nothing reached calls or names.
    not_called: Option<&'a str>,
    /// Variants of which reached code builds none.
    not_built: &'a [String],
    features: &'a [String],
    target: Option<&'a str>,
}

#[cfg(feature = "schema")]
const REASONS: [&str; 5] = [
    "not-reached",
    "others-chosen",
    "conditions",
    "excluded",
    "answered",
];

/// A place in code.
#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct SpotOut {
    /// Relative to the directory of the run.
    file: String,
    line: usize,
    column: usize,
}

impl SpotOut {
    fn new(place: &Place, view: &View<'_>) -> Self {
        Self {
            file: view.relative(place.path()),
            line: place.line(),
            column: place.column(),
        }
    }

    fn all(places: &[Place], view: &View<'_>) -> Vec<Self> {
        places.iter().map(|place| Self::new(place, view)).collect()
    }
}

fn names(path: &[PackageRef]) -> Vec<String> {
    path.iter().map(ToString::to_string).collect()
}

impl<'a> PullOut<'a> {
    fn new(pulled: &Pulled<'a>, view: &View<'_>) -> Self {
        let pull = pulled.pull;
        Self {
            model: pull.pull.artifact.name(),
            how: pull.pull.how.as_str(),
            choice: is_choice(pull),
            on: pull.reach == Reach::On,
            features: &pull.pull.features,
            target: pull.pull.target.as_deref().or(pull.target.as_deref()),
            path: names(&pull.path),
            places: stated_at(pull)
                .map(|place| SpotOut::new(place, view))
                .collect(),
            reach: SpotOut::all(&pull.chain, view),
            lineage: pulled.lineage.iter().map(|(model, _)| *model).collect(),
            verdict: verdict(pulled.resolution),
        }
    }
}

impl<'a> NotCounted<'a> {
    fn new(member: &PackageRef, uncounted: &'a Uncounted, view: &View<'_>) -> Self {
        let pull = &uncounted.pull;
        let (reason, chain, end) = match &uncounted.why {
            WhyNot::NotReached { chain, end } => ("not-reached", chain.as_slice(), Some(end)),
            WhyNot::OthersChosen => ("others-chosen", &[][..], None),
            WhyNot::Conditions => ("conditions", &[][..], None),
            WhyNot::Excluded => ("excluded", &[][..], None),
        };
        Self {
            model: pull.artifact.name(),
            path: names(&uncounted.path),
            reason,
            named: Some(SpotOut::new(&pull.place, view)),
            reach: SpotOut::all(chain, view),
            end: end.map(|end| end_of(member, end)),
            not_called: match end {
                Some(WayEnd::NotCalled(function)) => Some(function),
                _ => None,
            },
            not_built: match end {
                Some(WayEnd::NotBuilt(variants)) => variants,
                _ => &[],
            },
            features: &pull.features,
            target: pull.target.as_deref(),
        }
    }

    fn answered(member: &PackageRef, answered: &'a Answered) -> Self {
        Self {
            model: &answered.model,
            path: vec![member.to_string(), answered.package.to_string()],
            reason: "answered",
            named: None,
            reach: Vec::new(),
            end: None,
            not_called: None,
            not_built: &[],
            features: &[],
            target: None,
        }
    }
}

/// Prints the same as one object.
///
/// # Errors
///
/// When writing fails.
pub fn as_json(
    model: &str,
    members: &[OfMember<'_>],
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let members = members.iter().map(|of| {
        let uncounted = of.uncounted.iter();
        let answered = of.answered.iter();
        MemberOut {
            name: &of.member.name,
            version: &of.member.version,
            pulls: of
                .pulled
                .iter()
                .map(|pulled| PullOut::new(pulled, view))
                .collect(),
            not_counted: uncounted
                .map(|uncounted| NotCounted::new(of.member, uncounted, view))
                .chain(answered.map(|answered| NotCounted::answered(of.member, answered)))
                .collect(),
        }
    });
    let why = Why {
        model,
        members: members.collect(),
        tables: json::Tables::built_in(),
    };
    json::write(&why, out)
}
