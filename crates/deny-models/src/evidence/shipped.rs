//! Facts about a weight file that a package ships: from its header, from the files beside it, and from the licence of
//! the package.

use super::beside::{Neighbour, Neighbours};
use super::header::{self, Confidence, ProblemKind};
use crate::domain::CrateLicense;
use crate::license::Terms;
use crate::model::{Artifact, Claim, ClaimSource};

/// The place of a claim that is read from a header.
pub const HEADER: &str = "header of the file";

/// Facts about a file.
#[derive(Debug, Default)]
pub struct Shipped {
    /// Whether its header was read, damaged or not.
    pub opened: bool,
    /// What the header states.
    pub header: Option<Claim>,
    /// Models that the header points to without stating them, each with the key.
    pub hints: Vec<(Artifact, String)>,
    /// Why there may be more in the header than was read.
    pub unreadable: Option<String>,
    /// Cards and licence files in its directory.
    pub beside: Vec<Neighbour>,
    /// A package's licence covers its contents; what the header states applies as well.
    pub package: Option<Claim>,
}

/// Reads `file` in the package that `neighbours` are of; `named` is what reports call the package.
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
    // A format that this build cannot unpack is not a fault of the file; another source has to state what is in it.
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
        CrateLicense::UnknownFile | CrateLicense::Found(_) | CrateLicense::Missing => None,
    }?;
    let detail = format!("the licence of {named}, which ships the file");
    Some(Claim {
        license: Some(license),
        ..Claim::new(ClaimSource::Package, detail)
    })
}
