//! Facts about a weight file that a package ships: from its header, from the files that speak of it, and from the
//! licence of the package.

use super::beside::{Neighbour, Neighbours};
use super::header::{self, Confidence, Format, ProblemKind};
use super::package::ShippingPackage;
use crate::digest::sha256_of_file;
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
    /// Why there may be more in the header than was read; `None` for a pointer, which is not damaged.
    pub unreadable: Option<String>,
    /// What speaks of it, the nearest first.
    pub beside: Vec<Neighbour>,
    /// A package's licence covers its contents where nothing speaks of the file.
    pub package: Option<Claim>,
}

/// The SHA-256 of a file of a package, or of the file that a pointer in its place stands for; `None` where it is not
/// there, may not be read, or is a directory.
#[must_use]
pub fn digest_of(package: &ShippingPackage, file: &str) -> Option<String> {
    let whole = package.located(file).ok()?;
    let header = header::read_path(whole.as_std_path()).ok()?;
    if header.format == Format::GitLfsPointer {
        return header.sha256;
    }
    sha256_of_file(whole.as_std_path()).ok()
}

/// Reads `file` in the package that `neighbours` are of.
pub fn shipped(neighbours: &mut Neighbours<'_>, file: &str) -> Shipped {
    let package = neighbours.package();
    let mut shipped = Shipped {
        beside: neighbours.beside(file),
        package: package.claim(),
        ..Shipped::default()
    };
    let whole = match package.located(file) {
        Ok(whole) => whole,
        // What the build puts there later is shipped by the package all the same; what leads elsewhere is another's.
        Err(_)
            if !file.starts_with("..")
                && std::fs::symlink_metadata(package.whole(file)).is_err() =>
        {
            return shipped;
        }
        Err(why) => {
            shipped.header = Some(Claim {
                unread: Some(why),
                ..Claim::new(ClaimSource::Header, HEADER)
            });
            return shipped;
        }
    };
    let header = match header::read_path(whole.as_std_path()) {
        Ok(header) => header,
        // A directory has no header.
        Err(_) if whole.is_dir() => return shipped,
        // What is in it may be under any terms: those of the package are no answer.
        Err(why) => {
            shipped.header = Some(Claim {
                unread: Some(format!("the file cannot be read: {why}")),
                ..Claim::new(ClaimSource::Header, HEADER)
            });
            return shipped;
        }
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
    if header.format != Format::GitLfsPointer {
        shipped.unreadable.clone_from(&parts.unreadable);
    }
    let claim = parts.into_claim(ClaimSource::Header, HEADER);
    shipped.header = claim.states_anything().then_some(claim);
    shipped
}
