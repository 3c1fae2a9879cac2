//! Taking apart what `cargo metadata` prints.

use std::collections::{BTreeMap, HashSet};

use camino::Utf8Path;
use cargo_metadata::{Metadata, MetadataCommand, Target, TargetKind as Kind};

use super::cargo::CargoOptions;
use super::error::GraphError;
use super::index::Index;
use super::manifest::{Resolver, resolver_key};
use super::package::{CrateTarget, Package, PackageIdx, SourceKind, TargetKind};
use super::workspace::Workspace;
use deny_models::manifest::is_misspelt;

impl Workspace {
    /// Reads a workspace from what `cargo metadata --format-version 1 --all-features` printed and
    /// from the text of the Cargo.toml at its root, which alone names the resolver.
    ///
    /// # Errors
    ///
    /// When either cannot be read, or there is no member.
    pub fn from_metadata_json(json: &str, root_manifest: &str) -> Result<Self, GraphError> {
        decode(json, "cargo metadata", |_| Ok(root_manifest.to_owned()))
    }
}

/// Takes the metadata apart; `manifest` reads the Cargo.toml in a directory.
pub(super) fn decode(
    json: &str,
    command: &str,
    manifest: impl FnOnce(&Utf8Path) -> Result<String, GraphError>,
) -> Result<Workspace, GraphError> {
    let metadata = parse(json, command)?;
    if metadata.resolve.is_none() {
        return Err(GraphError::Metadata {
            command: command.to_owned(),
            why: "it has no `resolve`".to_owned(),
        });
    }
    let manifest = manifest(&metadata.workspace_root)?;
    assemble(metadata, &manifest)
}

/// The note on a table that cargo takes and nothing reads.
const WORKSPACE_METADATA: &str = "`[workspace.metadata.deny-models]` in Cargo.toml is not read: the policy is \
    deny-models.toml, and each package states its models in its own `[package.metadata.deny-models]`";

pub(super) fn parse(json: &str, command: &str) -> Result<Metadata, GraphError> {
    MetadataCommand::parse(json).map_err(|error| GraphError::Metadata {
        command: command.to_owned(),
        why: error.to_string(),
    })
}

pub(super) fn assemble(metadata: Metadata, manifest: &str) -> Result<Workspace, GraphError> {
    if metadata.workspace_members.is_empty() {
        return Err(GraphError::NoMembers {
            root: metadata.workspace_root,
        });
    }
    let packages = packages(&metadata);
    let by_id: BTreeMap<String, PackageIdx> = (0..)
        .map(PackageIdx)
        .zip(&packages)
        .map(|(at, package)| (package.id.clone(), at))
        .collect();
    let members = (0..).map(PackageIdx).zip(&packages);
    let members: Vec<_> = members.filter(|(_, package)| package.is_member).collect();
    let root_manifest = metadata.workspace_root.join("Cargo.toml");
    let root_package = members
        .iter()
        .find(|(_, package)| package.manifest_path == root_manifest)
        .map(|(at, _)| *at);
    let members: Vec<PackageIdx> = members.iter().map(|(at, _)| *at).collect();
    let resolver = resolver(&metadata, manifest)?;
    let index = Index::new(&metadata, &packages, &by_id);
    let ignored = metadata.workspace_metadata.get("deny-models").is_some();
    Ok(Workspace {
        root: metadata.workspace_root,
        target_directory: metadata.target_directory,
        resolver,
        root_package,
        packages,
        members,
        by_id,
        index,
        notes: ignored
            .then(|| WORKSPACE_METADATA.to_owned())
            .into_iter()
            .collect(),
        is_partial: false,
        options: CargoOptions::default(),
    })
}

/// Without a key the edition of the root package decides; a virtual workspace stays with the first.
pub(super) fn resolver(metadata: &Metadata, manifest: &str) -> Result<Resolver, GraphError> {
    let path = metadata.workspace_root.join("Cargo.toml");
    let key = resolver_key(manifest).map_err(|why| GraphError::RootManifest {
        path: path.clone(),
        why,
    })?;
    let mut packages = metadata.packages.iter();
    let root = packages.find(|package| package.manifest_path == path);
    let edition = root.map(|package| Resolver::of_edition(package.edition.as_str()));
    Ok(key.or(edition).unwrap_or(Resolver::V1))
}

fn packages(metadata: &Metadata) -> Vec<Package> {
    let members: HashSet<&str> = metadata
        .workspace_members
        .iter()
        .map(|id| id.repr.as_str())
        .collect();
    let mut packages: Vec<Package> = metadata
        .packages
        .iter()
        .map(|package| self::package(package, members.contains(package.id.repr.as_str())))
        .collect();
    packages.sort_by(|a, b| (&a.name, &a.version, &a.id).cmp(&(&b.name, &b.version, &b.id)));
    packages
}

/// Whether a table of models is there, also under a name that nothing reads: reading it reports the slip.
fn has_models_manifest(metadata: &serde_json::Value) -> bool {
    let mut keys = metadata.as_object().into_iter().flatten();
    keys.any(|(key, _)| key == "deny-models" || is_misspelt(key))
}

fn package(package: &cargo_metadata::Package, is_member: bool) -> Package {
    let targets: Vec<CrateTarget> = package.targets.iter().filter_map(crate_target).collect();
    let has = |kind| targets.iter().any(|target| target.kind == kind);
    Package {
        name: package.name.to_string(),
        version: package.version.clone(),
        id: package.id.repr.clone(),
        manifest_path: package.manifest_path.clone(),
        license: package.license.clone(),
        license_file: package.license_file(),
        checksum: None,
        source: SourceKind::parse(package.source.as_ref().map(|source| source.repr.as_str())),
        publish: package.publish.clone(),
        is_member,
        has_models_manifest: has_models_manifest(&package.metadata),
        features: package.features.clone(),
        default_run: package.default_run.clone(),
        has_lib: has(TargetKind::Lib),
        has_bin: has(TargetKind::Bin),
        has_build_script: has(TargetKind::BuildScript),
        is_proc_macro: package
            .targets
            .iter()
            .any(|target| target.is_kind(Kind::ProcMacro)),
        targets,
    }
}

fn crate_target(target: &Target) -> Option<CrateTarget> {
    Some(CrateTarget {
        kind: target.kind.iter().find_map(target_kind)?,
        name: target.name.clone(),
        src_path: target.src_path.clone(),
        required_features: target.required_features.clone(),
    })
}

fn target_kind(kind: &Kind) -> Option<TargetKind> {
    match kind {
        Kind::Lib | Kind::RLib | Kind::DyLib | Kind::CDyLib | Kind::StaticLib | Kind::ProcMacro => {
            Some(TargetKind::Lib)
        }
        Kind::Bin => Some(TargetKind::Bin),
        Kind::CustomBuild => Some(TargetKind::BuildScript),
        Kind::Example => Some(TargetKind::Example),
        Kind::Test => Some(TargetKind::Test),
        Kind::Bench => Some(TargetKind::Bench),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A program that counted as a test would not be judged.
    #[test]
    fn kinds_of_targets_are_those_of_cargo() {
        for (kind, expected) in [
            ("lib", Some(TargetKind::Lib)),
            ("rlib", Some(TargetKind::Lib)),
            ("dylib", Some(TargetKind::Lib)),
            ("cdylib", Some(TargetKind::Lib)),
            ("staticlib", Some(TargetKind::Lib)),
            ("proc-macro", Some(TargetKind::Lib)),
            ("bin", Some(TargetKind::Bin)),
            ("custom-build", Some(TargetKind::BuildScript)),
            ("example", Some(TargetKind::Example)),
            ("test", Some(TargetKind::Test)),
            ("bench", Some(TargetKind::Bench)),
            ("something-new", None),
        ] {
            assert_eq!(target_kind(&Kind::from(kind)), expected, "{kind}");
        }
    }

    #[test]
    fn what_is_not_metadata_is_an_error() {
        for json in ["", "{}", "[1]", "{\"packages\":[]}"] {
            assert!(matches!(
                Workspace::from_metadata_json(json, ""),
                Err(GraphError::Metadata { .. })
            ));
        }
    }
}
