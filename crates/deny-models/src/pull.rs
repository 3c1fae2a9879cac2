//! The models that crates pull, as their manifests and the policy state.

use crate::domain::{CrateLicense, How, Kind, PackageRef, PullSource, Scope};
use crate::manifest::{Manifest, ManifestModel};
use crate::model::{Artifact, Bases, Claim, ClaimSource, FactStore};
use crate::policy::{CrateEntry, FactRow, ModelEntry, Policy};
use crate::source::Place;
use crate::source::Spanned;
use crate::text::toml_string;

/// One model that one crate pulls.
#[derive(Debug, Clone, PartialEq)]
pub struct Pull {
    /// The model.
    pub artifact: Artifact,
    /// How it comes in.
    pub how: How,
    /// Features of the crate that are all needed.
    pub features: Vec<String>,
    /// A `cfg(...)` or a target triple.
    pub target: Option<String>,
    /// Where that stands.
    pub source: PullSource,
    /// Where it is stated.
    pub place: Place,
    /// Where else the same package pulls it in the same way.
    pub places: Vec<Place>,
    /// The part of the package that pulls, where it is known.
    pub scope: Option<Scope>,
    /// Whether a manifest or the policy states it; evidence alone does not.
    pub declared: bool,
    /// The SHA-256 of the file that the manifest pins, in lower case.
    pub sha256: Option<String>,
}

/// How far a pull is from being built.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// It is in what is built.
    On,
    /// It would be, if these features of the member were on.
    Gated(Vec<String>),
}

/// A pull as a member reaches it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachedPull {
    /// The pull.
    pub pull: Pull,
    /// The package that pulls.
    pub puller: PackageRef,
    /// From the member to that package, both included.
    pub path: Vec<PackageRef>,
    /// Kind of dependency.
    pub kind: Kind,
    /// The target for which the package is reached.
    pub target: Option<String>,
    /// The part of the package that pulls; what only tests pull is under the part that they are of.
    pub scope: Scope,
    /// Whether it is on.
    pub reach: Reach,
    /// The dependency of the member through which it comes; `None` for what it pulls itself.
    pub entry: Option<Edge>,
    /// Of several targets that are judged, those whose build pulls it; empty where all of them do.
    pub targets: Vec<String>,
    /// Whether it is one of the models that the puller offers: a `[[crate]]` entry can state another one.
    pub choice: bool,
    /// What would cut it, in words.
    pub cut: Option<String>,
    /// From the code of the member to the call that takes the model, where other packages lie between.
    pub chain: Vec<Place>,
    /// What a `[[crate]]` entry of the policy has to do with it.
    pub answer: Option<Answer>,
}

/// What a `[[crate]]` entry has to do with a pull that code is found to take; the entry by its number in the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// The package of the entry names the model itself: the entry may answer for it.
    Covers(usize),
    /// Another package names the model, or hands over what stands for it, and the entry does not list it.
    Contradicts(usize),
}

/// Something that a `[[crate]]` entry of the policy answers for, so that it is not judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Answered {
    /// The package.
    pub package: PackageRef,
    /// The entry, by its number in the policy.
    pub entry: usize,
    /// What it is.
    pub kind: AnsweredKind,
    /// The model; of a call what could be read of it; of a stop where it is and why.
    pub model: String,
}

/// What a `[[crate]]` entry answers for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AnsweredKind {
    /// A model that the package offers.
    Offer,
    /// A call whose model cannot be read.
    Call,
    /// A model that the package takes.
    Pull,
    /// A model that counts only because the analysis stopped before its end.
    Incomplete,
    /// That the analysis of the package stopped before its end.
    Stop,
}

impl AnsweredKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::Offer,
        Self::Call,
        Self::Pull,
        Self::Incomplete,
        Self::Stop,
    ];

    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offer => "offer",
            Self::Call => "call",
            Self::Pull => "pull",
            Self::Incomplete => "incomplete",
            Self::Stop => "stop",
        }
    }
}

/// A dependency in a Cargo.toml.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// The kind of dependency.
    pub kind: Kind,
    /// The platform that it is for, as the manifest has it.
    pub platform: Option<String>,
}

/// A workspace member with everything it pulls.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// The member.
    pub package: PackageRef,
    /// Its licence.
    pub license: CrateLicense,
    /// Where its Cargo.toml states it.
    pub license_place: Option<Place>,
    /// Its Cargo.toml, and where dependencies are declared in it.
    pub manifest: crate::cargo_toml::CargoToml,
    /// What it pulls, itself and through dependencies.
    pub pulls: Vec<ReachedPull>,
    /// Calls whose model cannot be read.
    pub unresolved: Vec<ReachedCall>,
    /// Where the analysis of its code, or of code that it builds, stopped: one entry for each package.
    pub stops: Vec<ReachedStop>,
    /// Weight files in the package that cannot be read.
    pub malformed: Vec<DamagedFile>,
    /// Weight files in the package with neither a licence text nor a notice beside them.
    pub unnoticed: Vec<(Artifact, Place)>,
    /// Weight files that code names and that are not there.
    pub missing: Vec<MissingFile>,
    /// Ids that its built code names, whether something takes them or not; only where its closure can fetch models.
    pub named: Vec<(Artifact, Place)>,
    /// Where data files of what it builds state something of models: it counts for this member.
    pub stated: Vec<Place>,
    /// What entries of the policy answered for before: offers, calls, and what an analysis without end counts.
    pub answered: Vec<Answered>,
    /// Whether nothing but its own code decides what is taken: a program without a library, of which all code was read.
    pub decides_alone: bool,
}

/// A weight file that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DamagedFile {
    /// The model that it is, or is a part of.
    pub model: Artifact,
    /// The code that takes it, else the file.
    pub place: Place,
    /// The reason, with the name of the file.
    pub why: String,
}

/// A weight file that code names and that is not there.
#[derive(Debug, Clone, PartialEq)]
pub struct MissingFile {
    /// The code that takes it, as the member reaches it; `template` is the path as the code has it.
    pub call: ReachedCall,
    /// Whether its owner can put it there: the package lies where a path leads to, and not where cargo keeps packages.
    pub is_local: bool,
}

impl Member {
    /// Where its Cargo.toml declares a package as a dependency: the one through which a pull comes, where that is known.
    #[must_use]
    pub fn dependency(&self, package: &str, entry: Option<&Edge>) -> Option<&Place> {
        match entry {
            Some(Edge { kind, platform }) => {
                let platform = platform.as_deref();
                self.manifest.dependency_of(package, *kind, platform)
            }
            None => self.manifest.dependency(package),
        }
    }
}

/// A call whose model cannot be read, as a member reaches it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachedCall {
    /// The package.
    pub puller: PackageRef,
    /// From the member to that package, both included.
    pub path: Vec<PackageRef>,
    /// The dependency of the member through which it comes; `None` for its own, and where it is not known.
    pub entry: Option<Edge>,
    /// The call in the member's code that hands over what cannot be read, or leads to it; else the call that takes the model.
    pub place: Place,
    /// From the code that hands over what cannot be read to the call that takes the model.
    pub chain: Vec<Place>,
    /// What could be read of the name, with `{}` for what could not.
    pub template: String,
}

/// A package whose analysis stopped, as a member reaches it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReachedStop {
    /// The package.
    pub package: PackageRef,
    /// From the member to that package, both included.
    pub path: Vec<PackageRef>,
    /// The dependency of the member through which it comes; `None` for its own, and where it is not known.
    pub entry: Option<Edge>,
    /// Where the analysis stopped. Never empty.
    pub places: Vec<StopPlace>,
}

/// Where an analysis stopped, and why.
#[derive(Debug, Clone, PartialEq)]
pub struct StopPlace {
    /// The file, from the root of the package with `/`; empty for the package as a whole.
    pub file: String,
    /// The place in it.
    pub place: Place,
    /// The reason, in words.
    pub why: String,
    /// What whoever owns the code can do about it.
    pub advice: &'static str,
}

/// The pulls that a manifest declares.
#[must_use]
pub fn of_manifest(manifest: &Manifest, package: &PackageRef) -> Vec<Pull> {
    let package = package.to_string();
    let of = |model: &ManifestModel| Pull {
        artifact: artifact(model, &package),
        how: model.how.value,
        features: values(&model.feature),
        target: model.target.as_ref().map(|target| target.value.clone()),
        source: PullSource::Manifest,
        place: model.artifact.place.clone(),
        scope: None,
        places: Vec::new(),
        declared: true,
        sha256: model.sha256.as_ref().map(|digest| digest.value.clone()),
    };
    manifest.models.iter().map(of).collect()
}

/// The pulls that a `[[crate]]` entry states.
#[must_use]
pub fn of_entry(entry: &CrateEntry) -> Vec<Pull> {
    let of = |model: &Spanned<Artifact>| Pull {
        artifact: model.value.clone(),
        how: entry.how.as_ref().map_or(How::Runtime, |how| how.value),
        features: values(&entry.feature),
        target: entry.target.as_ref().map(|target| target.value.clone()),
        source: PullSource::Policy,
        place: model.place.clone(),
        scope: None,
        places: Vec::new(),
        declared: true,
        sha256: None,
    };
    entry.uses.iter().map(of).collect()
}

/// The lines of the manifest entry that states a pull, without what is known of its model.
#[must_use]
pub fn manifest_entry(pull: &Pull) -> Vec<String> {
    let model = &pull.artifact;
    let (key, implied) = match model {
        Artifact::Hub { .. } | Artifact::Registry(_) => ("id", How::Runtime),
        Artifact::Url(_) => ("url", How::Runtime),
        Artifact::Path { .. } => ("path", How::Bundled),
    };
    let pair = |key: &str, value: &str| format!("{key} = {}", toml_string(value));
    let mut lines = vec![
        "[[package.metadata.deny-models.model]]".to_owned(),
        pair(key, model.name()),
    ];
    lines.extend(model.revision().map(|revision| pair("revision", revision)));
    if pull.how != implied {
        lines.push(pair("how", pull.how.as_str()));
    }
    if !pull.features.is_empty() {
        lines.push(pair("feature", &pull.features.join(",")));
    }
    lines.extend(pull.target.iter().map(|target| pair("target", target)));
    lines
}

/// The claims of a manifest about its models.
pub fn claims_of_manifest(
    manifest: &Manifest,
    package: &PackageRef,
    origin: ClaimSource,
) -> impl Iterator<Item = (Artifact, Claim)> {
    let name = package.to_string();
    manifest.models.iter().map(move |model| {
        let claim = Claim {
            license: model.license.as_ref().map(|license| license.value.clone()),
            bases: bases(model.base.as_deref(), model.relation.is_some()),
            relation: model.relation.as_ref().map(|relation| relation.value),
            components: model.components.as_deref().map(values),
            place: Some(model.artifact.place.clone()),
            sha256: model.sha256.as_ref().map(|digest| digest.value.clone()),
            ..Claim::new(origin, format!("manifest of {name}"))
        };
        (artifact(model, &name), claim)
    })
}

/// Adds the claims of a manifest about its models.
pub fn insert_manifest(
    store: &mut FactStore,
    manifest: &Manifest,
    package: &PackageRef,
    origin: ClaimSource,
) {
    for (model, claim) in claims_of_manifest(manifest, package, origin) {
        store.add(&model, claim);
    }
}

/// Adds the claim of a `[[model]]` entry of the policy.
pub fn insert_entry(store: &mut FactStore, entry: &ModelEntry) {
    store.add(&entry.id.value, claim_of_entry(entry));
}

fn claim_of_entry(entry: &ModelEntry) -> Claim {
    Claim {
        license: entry.license.as_ref().map(|license| license.value.clone()),
        bases: bases(entry.base.as_deref(), entry.relation.is_some()),
        relation: entry.relation.as_ref().map(|relation| relation.value),
        components: entry.components.as_deref().map(values),
        place: Some(entry.id.place.clone()),
        sha256: entry.sha256.as_ref().map(|digest| digest.value.clone()),
        ..Claim::new(ClaimSource::Policy, "[[model]] of the policy")
    }
}

/// Adds the claim of a row of a table of facts.
pub fn insert_row(store: &mut FactStore, row: &FactRow) {
    let entry = &row.entry;
    let claim = Claim {
        origin: ClaimSource::Facts,
        detail: row.source.value.clone(),
        ..claim_of_entry(entry)
    };
    store.add(&entry.id.value, claim);
}

/// Adds all that a policy states of models, its tables of facts included.
pub fn insert_policy(store: &mut FactStore, policy: &Policy) {
    for table in &policy.facts {
        for row in &table.rows {
            insert_row(store, row);
        }
    }
    for entry in &policy.models {
        insert_entry(store, entry);
    }
}

/// Whether a manifest or the policy describes a file by its digest, so that the file is compared with it.
#[must_use]
pub fn is_pinned(file: &Artifact, known: &[Pull], entries: &[ModelEntry]) -> bool {
    let by_manifest = known
        .iter()
        .any(|pull| pull.sha256.is_some() && pull.artifact.key() == file.key());
    let by_policy = entries
        .iter()
        .any(|entry| entry.sha256.is_some() && file.is_named_by(&entry.id.value));
    matches!(file, Artifact::Path { .. }) && (by_manifest || by_policy)
}

/// Whether a manifest or the policy states what evidence shows for a package.
#[must_use]
pub fn is_declared(found: &Pull, declared: &Pull) -> bool {
    declared.artifact.key() == found.artifact.key()
}

/// Whether what is declared covers the evidence: it adds no condition, and no milder way to come in, that the evidence
/// does not show.
#[must_use]
pub fn covers(declared: &Pull, found: &Pull) -> bool {
    is_declared(found, declared)
        && (declared.how != How::Offered || found.how == How::Offered)
        && declared
            .features
            .iter()
            .all(|feature| found.features.contains(feature))
        && (declared.target.is_none() || declared.target == found.target)
}

fn artifact(model: &ManifestModel, package: &str) -> Artifact {
    let revision = model
        .revision
        .as_ref()
        .map(|revision| revision.value.as_str());
    model
        .artifact
        .value
        .clone()
        .at(revision)
        .in_package(package)
}

/// A relation without a base means that there is a base, which is not named.
fn bases(stated: Option<&[Spanned<Artifact>]>, derived: bool) -> Bases {
    match stated {
        Some([]) | None if derived => Bases::Unnamed,
        Some(bases) => Bases::Named(values(bases)),
        None => Bases::NotStated,
    }
}

fn values<T: Clone>(spanned: &[Spanned<T>]) -> Vec<T> {
    spanned
        .iter()
        .map(|spanned| spanned.value.clone())
        .collect()
}
