//! What the code of a member reaches in other packages.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::PackageIdx;
use deny_models::model::Artifact;
use deny_models::pull::Pull;
use deny_models::source::Place;
use deny_models_scan::{Command, Stop, WayEnd};

/// A model that the code of a member reaches.
#[derive(Debug)]
pub(super) struct Linked {
    /// The package whose code names it.
    pub(super) package: PackageIdx,
    /// The package that the literal is in: another one, where that offers what this one chooses.
    pub(super) literal_in: PackageIdx,
    /// The package of the call that takes it.
    pub(super) taken_in: PackageIdx,
    /// The pull; whether it is declared is not looked up yet.
    pub(super) pull: Pull,
    /// From the member's code to the call.
    pub(super) chain: Vec<Place>,
    /// Whether data or a caller decides.
    pub(super) possible: bool,
}

/// A call that the code of a member reaches, whose model cannot be read.
#[derive(Debug)]
pub(super) struct LinkedCall {
    /// The package of the call that takes the model.
    pub(super) package: PackageIdx,
    /// The member's part in it, the outermost of several; else the call.
    pub(super) place: Place,
    /// From the code that hands over what cannot be read to the call.
    pub(super) chain: Vec<Place>,
    /// What could be read.
    pub(super) template: String,
    /// Features of the package that are all needed.
    pub(super) features: Vec<String>,
    /// The command that decides, where the front end of a program of Tauri calls it.
    pub(super) command: Option<Command>,
}

/// A model that a package takes by itself, and that the code of a member does not reach.
#[derive(Debug)]
pub(super) struct Unreached {
    /// The package.
    pub(super) package: PackageIdx,
    /// The model, as the scan names it.
    pub(super) artifact: String,
    /// From the code that is nearest to the member's to the code that takes it.
    pub(super) chain: Vec<Place>,
    /// Where that way ends.
    pub(super) end: WayEnd,
}

/// What the code of one member reaches.
#[derive(Debug, Default)]
pub(super) struct LinkedMember {
    /// Packages that were followed.
    pub(super) packages: BTreeSet<PackageIdx>,
    /// Packages in which following stopped, or that code which could not be read may call.
    pub(super) stopped: BTreeSet<PackageIdx>,
    /// Models.
    pub(super) pulls: Vec<Linked>,
    /// Calls whose model cannot be read.
    pub(super) calls: Vec<LinkedCall>,
    /// Where the analysis of packages stopped.
    pub(super) stops: BTreeMap<PackageIdx, Vec<Stop>>,
    /// Packages whose code was to be followed, to its end or not.
    pub(super) program: BTreeSet<PackageIdx>,
    /// Models that packages take by themselves, where the member does not reach this.
    pub(super) unreached: Vec<Unreached>,
    /// Ids that the member's own code names, each with where.
    pub(super) named: Vec<(Artifact, Place)>,
}
