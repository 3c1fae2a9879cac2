//! Running `cargo metadata` and taking what it says apart.

use std::collections::BTreeMap;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Metadata, MetadataCommand, Target, TargetKind as Kind};

use super::features::entries;
use super::index::Index;
use super::lockfile::Checksums;
use super::manifest::{Resolver, resolver_key};
use super::package::{CrateTarget, Package, PackageIdx, SourceKind, TargetKind};
use super::{GraphError, Workspace, offline};

/// How cargo is run.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CargoOptions {
    /// The Cargo.toml of the workspace or of a member; without it cargo looks in the current
    /// directory and upwards.
    pub manifest_path: Option<Utf8PathBuf>,
    /// `--locked`: fail when Cargo.lock would change.
    pub locked: bool,
    /// `--offline`: fetch nothing.
    pub offline: bool,
    /// `--frozen`: both.
    pub frozen: bool,
    /// The features that will be selected. `--all-features` turns on those of the members;
    /// `dependency/feature` may need packages beyond them, which cargo has to be told of.
    pub features: Vec<String>,
    /// `--config` values, passed on.
    pub config: Vec<String>,
    /// The triples that will be selected. When packages are not downloaded and may not be, these
    /// and the host are settled for, or the host alone when it is empty.
    pub fallback_targets: Vec<String>,
}

impl CargoOptions {
    fn may_not_fetch(&self) -> bool {
        self.offline || self.frozen
    }

    /// For cargo's answer to hold every selection there is, it is asked for all features.
    pub(super) fn arguments(&self) -> Vec<String> {
        let mut arguments: Vec<String> = "metadata --format-version 1 --all-features --color never"
            .split(' ')
            .map(str::to_owned)
            .collect();
        if let Some(path) = &self.manifest_path {
            arguments.extend(["--manifest-path".to_owned(), path.to_string()]);
        }
        arguments.extend(self.flags());
        for feature in entries(&self.features).filter(|entry| entry.contains('/')) {
            arguments.extend(["--features".to_owned(), feature.to_owned()]);
        }
        arguments
    }

    /// What every call of cargo is told: whether it may fetch and write Cargo.lock, and its configuration.
    pub(super) fn flags(&self) -> Vec<String> {
        let flags = [
            ("--locked", self.locked),
            ("--offline", self.offline),
            ("--frozen", self.frozen),
        ];
        let on = flags.iter().filter(|(_, on)| *on);
        let mut flags: Vec<String> = on.map(|(flag, _)| (*flag).to_owned()).collect();
        for config in &self.config {
            flags.extend(["--config".to_owned(), config.clone()]);
        }
        flags
    }
}

/// Runs cargo and decodes what it prints.
pub(super) fn load(options: &CargoOptions) -> Result<Workspace, GraphError> {
    if let Some(path) = options
        .manifest_path
        .as_ref()
        .filter(|path| !path.is_file())
    {
        return Err(GraphError::ManifestNotFound { path: path.clone() });
    }
    let arguments = options.arguments();
    let mut workspace = match run(&arguments) {
        Ok(json) => decode(&json, &shown(&arguments), read_manifest)?,
        Err(GraphError::CargoFailed { command, message })
            if options.may_not_fetch() && is_missing_download(&message) =>
        {
            offline::load(options).unwrap_or(Err(GraphError::NotDownloaded { command, message }))?
        }
        Err(error) => return Err(error),
    };
    workspace.options = options.clone();
    let lock = fs::read_to_string(workspace.root.join("Cargo.lock")).unwrap_or_default();
    let checksums = Checksums::read(&lock);
    for package in &mut workspace.packages {
        package.checksum = checksums.of(package).map(str::to_owned);
    }
    Ok(workspace)
}

fn cargo() -> OsString {
    env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

pub(super) fn shown(arguments: &[String]) -> String {
    format!("cargo {}", arguments.join(" "))
}

pub(super) fn run(arguments: &[String]) -> Result<String, GraphError> {
    let program = cargo();
    let mut command = Command::new(&program);
    let output = command.args(arguments).stdin(Stdio::null()).output();
    let output = output.map_err(|why| GraphError::ToolNotRun {
        program: program.to_string_lossy().into_owned(),
        variable: "CARGO",
        why,
    })?;
    if !output.status.success() {
        return Err(refusal(arguments, &String::from_utf8_lossy(&output.stderr)));
    }
    String::from_utf8(output.stdout).map_err(|error| GraphError::Metadata {
        command: shown(arguments),
        why: error.to_string(),
    })
}

fn refusal(arguments: &[String], stderr: &str) -> GraphError {
    let message = complaint(stderr);
    // Cargo tells the directory between backquotes.
    let root = message.split('`').nth(1);
    if let (true, Some(root)) = (message.contains("the workspace has no members"), root) {
        return GraphError::NoMembers { root: root.into() };
    }
    GraphError::CargoFailed {
        command: shown(arguments),
        message,
    }
}

/// What cargo said from its error on, without progress and warnings before it.
fn complaint(stderr: &str) -> String {
    let text = stderr.trim();
    let start = if text.starts_with("error: ") {
        0
    } else {
        text.find("\nerror: ").map_or(0, |at| at + 1)
    };
    let text = &text[start..];
    let text = text.strip_prefix("error: ").unwrap_or(text);
    if text.is_empty() {
        return "it said nothing".to_owned();
    }
    text.to_owned()
}

fn is_missing_download(message: &str) -> bool {
    [
        "--offline was specified",
        "--frozen was specified",
        "offline mode",
    ]
    .iter()
    .any(|words| message.contains(words))
}

pub(super) fn read_manifest(root: &Utf8Path) -> Result<String, GraphError> {
    let path = root.join("Cargo.toml");
    fs::read_to_string(&path).map_err(|error| GraphError::RootManifest {
        path,
        why: error.to_string(),
    })
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
    Ok(Workspace {
        root: metadata.workspace_root,
        target_directory: metadata.target_directory,
        resolver,
        root_package,
        packages,
        members,
        by_id,
        index,
        notes: Vec::new(),
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
    let members: Vec<&str> = metadata
        .workspace_members
        .iter()
        .map(|id| id.repr.as_str())
        .collect();
    let mut packages: Vec<Package> = metadata
        .packages
        .iter()
        .map(|package| self::package(package, members.contains(&package.id.repr.as_str())))
        .collect();
    packages.sort_by(|a, b| (&a.name, &a.version, &a.id).cmp(&(&b.name, &b.version, &b.id)));
    packages
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
        has_models_manifest: package.metadata.get("deny-models").is_some(),
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

    #[test]
    fn progress_and_warnings_are_no_part_of_the_complaint() {
        let stderr =
            "    Updating index\nwarning: unused key\nerror: failed to parse\n\nCaused by:\n  x\n";
        assert_eq!(complaint(stderr), "failed to parse\n\nCaused by:\n  x");
        assert_eq!(complaint("killed"), "killed");
        assert_eq!(complaint(""), "it said nothing");
    }

    #[test]
    fn options_become_arguments() {
        let options = CargoOptions {
            manifest_path: Some("a/Cargo.toml".into()),
            locked: true,
            frozen: true,
            config: vec!["net.offline=true".to_owned()],
            features: vec!["a,b/c".to_owned()],
            ..CargoOptions::default()
        };
        assert_eq!(
            shown(&options.arguments()),
            "cargo metadata --format-version 1 --all-features --color never \
             --manifest-path a/Cargo.toml --locked --frozen --config net.offline=true --features b/c"
        );
    }

    #[test]
    fn a_manifest_that_is_not_there_is_told_before_cargo_runs() {
        let options = CargoOptions {
            manifest_path: Some("no/such/Cargo.toml".into()),
            ..CargoOptions::default()
        };
        assert!(matches!(
            Workspace::load(&options),
            Err(GraphError::ManifestNotFound { .. })
        ));
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
