//! What a member says of itself in its Cargo.toml.

use std::fs;
use std::sync::Arc;

use camino::Utf8Path;

use super::reference;
use crate::cargo_toml::CargoToml;
use crate::graph::{PackageIdx, Workspace};
use crate::license;
use crate::pull::{CrateLicense, Member};
use crate::source::{Place, Problem, SourceFile};

/// A licence file longer than this is no licence text.
const MAX_LICENSE_FILE: u64 = 1 << 20;

/// The member, pulling nothing yet.
pub(super) fn read(workspace: &Workspace, member: PackageIdx) -> Result<Member, Problem> {
    let package = workspace.package(member);
    let source = read_text(&package.manifest_path)?;
    let manifest = CargoToml::read(&source);
    let license = match (&package.license, &package.license_file) {
        (Some(text), _) => CrateLicense::Stated(text.clone()),
        (None, Some(file)) => {
            read_license(file).map_or(CrateLicense::UnknownFile, CrateLicense::File)
        }
        (None, None) => CrateLicense::Missing,
    };
    Ok(Member {
        package: reference(package),
        license,
        license_place: manifest.license.clone(),
        manifest,
        pulls: Vec::new(),
        unresolved: Vec::new(),
        malformed: Vec::new(),
    })
}

fn read_license(file: &Utf8Path) -> Option<&'static str> {
    let small =
        fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() <= MAX_LICENSE_FILE);
    let text = small.then(|| fs::read_to_string(file).ok()).flatten()?;
    license::recognise(&text)
}

/// Reads a Cargo.toml.
pub(super) fn read_text(path: &Utf8Path) -> Result<Arc<SourceFile>, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(SourceFile::new(path, text)),
        Err(error) => Err(Problem::new(format!("cannot read {path}: {error}"))
            .at(Place::new(&SourceFile::new(path, ""), 0..0))),
    }
}
