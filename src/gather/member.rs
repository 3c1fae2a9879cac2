//! Reads the metadata of a member from its Cargo.toml.

use std::fs;
use std::sync::Arc;

use camino::Utf8Path;

use super::reference::reference;
use crate::graph::{PackageIdx, Workspace};
use deny_models::cargo_toml::CargoToml;
use deny_models::evidence::package_files::gating_license;
use deny_models::pull::Member;
use deny_models::source::{Place, Problem, SourceFile};

/// The member, pulling nothing yet.
pub(super) fn read(workspace: &Workspace, member: PackageIdx) -> Result<Member, Problem> {
    let package = workspace.package(member);
    let source = read_text(&package.manifest_path)?;
    let mut manifest = CargoToml::read(&source);
    let root = workspace.root().join("Cargo.toml");
    if root != package.manifest_path {
        let workspace = read_text(&root)?;
        manifest.inherit(&workspace);
    }
    Ok(Member {
        package: reference(package),
        license: gating_license(
            package.license.as_deref(),
            package.license_file.as_deref(),
            package.directory(),
            workspace.root(),
        ),
        license_place: manifest.license.clone(),
        manifest,
        pulls: Vec::new(),
        unresolved: Vec::new(),
        stops: Vec::new(),
        malformed: Vec::new(),
        unnoticed: Vec::new(),
        missing: Vec::new(),
        named: Vec::new(),
        stated: Vec::new(),
        answered: Vec::new(),
        decides_alone: false,
    })
}

/// Reads a Cargo.toml.
pub(super) fn read_text(path: &Utf8Path) -> Result<Arc<SourceFile>, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(SourceFile::new(path, text)),
        Err(error) => Err(Problem::new(format!("cannot read {path}: {error}"))
            .at(Place::new(&SourceFile::new(path, ""), 0..0))),
    }
}
