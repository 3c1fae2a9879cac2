//! What is known of a weight file that a package ships: by its header, by what lies beside it, and by the licence of the
//! package.

use super::beside::{Neighbour, Neighbours};
use super::header::{self, Confidence, ProblemKind};
use crate::domain::CrateLicense;
use crate::license::Terms;
use crate::model::{Artifact, Claim, ClaimSource};

/// Where what a header says was seen.
pub const HEADER: &str = "header of the file";

/// What is known of a file.
#[derive(Debug, Default)]
pub struct Shipped {
    /// Whether its header was looked at, damaged or not.
    pub opened: bool,
    /// What the header states.
    pub header: Option<Claim>,
    /// Models that the header points to without stating them, each with the key.
    pub hints: Vec<(Artifact, String)>,
    /// Why there may be more in the header than was read.
    pub unreadable: Option<String>,
    /// Cards and licence files in its directory.
    pub beside: Vec<Neighbour>,
    /// Whoever publishes a package puts its contents under its licence; what the header says besides binds too.
    pub package: Option<Claim>,
}

/// Looks at `file` in the package that `neighbours` are of; `named` is what reports call the package.
pub fn shipped(
    neighbours: &mut Neighbours<'_>,
    file: &str,
    named: &str,
    license: &CrateLicense,
) -> Shipped {
    let mut shipped = Shipped {
        beside: neighbours.beside(file).to_vec(),
        package: of_package(named, license),
        ..Shipped::default()
    };
    let Ok(header) = header::read_path(neighbours.root().join(file).as_std_path()) else {
        return shipped;
    };
    // What this build cannot unpack is no fault of the file; somebody else has to say what is in it.
    let packed = |problem: &header::HeaderProblem| problem.kind == ProblemKind::Packed;
    if header.problems.iter().any(packed) {
        return shipped;
    }
    shipped.opened = true;
    let hints = header.base_models.iter();
    let hints = hints.filter(|base| base.rank == Confidence::Hint);
    shipped.hints = hints
        .filter_map(|base| {
            Some((
                base.model.clone()?,
                format!("{} = {}", base.key, base.shown),
            ))
        })
        .collect();
    let parts = header.to_claim_parts();
    shipped.unreadable.clone_from(&parts.unreadable);
    let claim = parts.into_claim(ClaimSource::Header, HEADER);
    shipped.header = claim.states_anything().then_some(claim);
    shipped
}

fn of_package(named: &str, license: &CrateLicense) -> Option<Claim> {
    let license = match license {
        CrateLicense::Stated(text) => Terms::parse_crate(text).ok(),
        CrateLicense::File(id) => Terms::parse(id).ok(),
        CrateLicense::UnknownFile | CrateLicense::Missing => None,
    }?;
    let detail = format!("the licence of {named}, which ships the file");
    Some(Claim {
        license: Some(license),
        ..Claim::new(ClaimSource::Package, detail)
    })
}
