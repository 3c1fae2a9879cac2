//! Models that packages of a build name, and that do not count for the member that builds them.

use deny_models::domain::PackageRef;
use deny_models::pull::Pull;
use deny_models::source::Place;

/// A model that a package in the build of a member names, and that does not count for the member.
#[derive(Debug, Clone)]
pub struct Uncounted {
    /// The model, and the code that names it.
    pub pull: Pull,
    /// The package of that code.
    pub package: PackageRef,
    /// From the member to the package.
    pub path: Vec<PackageRef>,
    /// Why it does not count.
    pub why: WhyNot,
}

/// Why a model does not count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// The code of the member does not reach the code that takes it.
    NotReached {
        /// From the code that is nearest to the member's to the code that takes it.
        chain: Vec<Place>,
        /// Where that way ends.
        end: WayEnd,
    },
    /// Code takes certain others of what the package offers.
    OthersChosen,
    /// It is there under conditions that no build of the member meets: its features or its target.
    Conditions,
    /// `[graph] exclude` of the policy leaves out the package.
    Excluded,
}

/// Where the nearest way to a model ends.
pub use deny_models_scan::WayEnd;

impl Uncounted {
    /// Whether the code of the member does not reach it.
    #[must_use]
    pub fn is_not_reached(&self) -> bool {
        matches!(self.why, WhyNot::NotReached { .. })
    }
}
