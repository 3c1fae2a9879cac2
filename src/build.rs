//! The build-script hook: the gate as a line in build.rs.
//!
//! ```no_run
//! # // build.rs
//! deny_models::build::check();
//! ```
//!
//! in `main` of build.rs, with `cargo-deny-models` as a build-dependency, `default-features = false`.
//!
//! It judges what the manifest of the package itself states, for the features that are being built, by the workspace's
//! policy; a `target` in the manifest is taken to be the one that is built for. It does not look at dependencies: `cargo deny-models` in CI is the gate, the hook is a
//! lint for people. Nothing is written, and nothing is run but reading the manifest and the policy.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::process::exit;
use std::sync::Arc;

use camino::{Utf8Path, Utf8PathBuf};

use crate::cargo_toml::{CargoToml, workspace_root};
use crate::check::{self, Input};
use crate::finding::{Finding, Kind, PackageRef, Severity};
use crate::license::recognise;
use crate::lock;
use crate::manifest::Manifest;
use crate::model::{Knowledge, Origin};
use crate::policy::{self, Date, Policy};
use crate::pull::{self, CrateLicense, Member, Reach, ReachedPull};
use crate::severity::Levels;
use crate::source::{Problem, SourceFile};

/// Checks the package whose build script calls this; on a finding at `deny`, prints each as `cargo::error=` and ends
/// the build script with exit code 1. Warnings become `cargo::warning=`.
///
/// Mistakes in the policy or the manifest end it too: what could not be checked never looks like a pass.
pub fn check() {
    let package = match Package::from_env() {
        Ok(package) => package,
        Err(problem) => fail(&[problem]),
    };
    for path in package.inputs() {
        println!("cargo::rerun-if-changed={path}");
    }
    println!("cargo::rerun-if-env-changed=SOURCE_DATE_EPOCH");
    match package.check() {
        Ok(findings) => tell(&findings, &package.root),
        Err(problems) => fail(&problems),
    }
}

/// What cargo tells a build script of the package it is for.
struct Package {
    reference: PackageRef,
    directory: Utf8PathBuf,
    root: Utf8PathBuf,
    features: BTreeSet<String>,
    license: Option<String>,
    license_file: Option<String>,
}

impl Package {
    fn from_env() -> Result<Self, Problem> {
        let directory = Utf8PathBuf::from(required("CARGO_MANIFEST_DIR")?);
        let features = env::vars_os()
            .filter_map(|(key, _)| {
                key.into_string()
                    .ok()?
                    .strip_prefix("CARGO_FEATURE_")
                    .map(str::to_owned)
            })
            .collect();
        Ok(Self {
            reference: PackageRef {
                name: required("CARGO_PKG_NAME")?,
                version: required("CARGO_PKG_VERSION")?,
            },
            root: workspace_root(&directory),
            directory,
            features,
            license: given("CARGO_PKG_LICENSE"),
            license_file: given("CARGO_PKG_LICENSE_FILE"),
        })
    }

    /// Files that decide the answer and exist: cargo reruns a script whose listed file is missing every time.
    fn inputs(&self) -> Vec<Utf8PathBuf> {
        let policy = policy::find(&self.directory, &self.root).ok().flatten();
        let manifests = [
            self.directory.join("Cargo.toml"),
            self.root.join("Cargo.toml"),
            self.root.join(lock::FILE_NAME),
        ];
        let license = self
            .license_file
            .as_ref()
            .map(|file| self.directory.join(file));
        let inputs: BTreeSet<Utf8PathBuf> =
            manifests.into_iter().chain(policy).chain(license).collect();
        inputs.into_iter().filter(|path| path.exists()).collect()
    }

    fn check(&self) -> Result<Vec<Finding>, Vec<Problem>> {
        let today = Date::today().map_err(|error| vec![Problem::new(error.to_string())])?;
        let policy = match policy::find(&self.directory, &self.root)
            .map_err(|error| vec![error.to_problem()])?
        {
            Some(path) => Policy::load(&path, today)?,
            None => Policy::default(),
        };
        let source = read(&self.directory.join("Cargo.toml"))?;
        let manifest = Manifest::parse(&source)?;
        let places = CargoToml::read(&source);
        let mut knowledge = Knowledge::built_in();
        if let Some(found) = lock::find(&self.root)? {
            found.lock.learn(&mut knowledge);
        }
        pull::learn_manifest(&mut knowledge, &manifest, &self.reference, Origin::Member);
        let member = Member {
            unresolved: Vec::new(),
            malformed: Vec::new(),
            unnoticed: Vec::new(),
            package: self.reference.clone(),
            license: self.license(),
            license_place: places.license.clone(),
            manifest: places,
            pulls: self.pulls(&manifest),
        };
        let report = check::check(&Input {
            policy: &policy,
            levels: &Levels::new(&policy, false, Vec::new()),
            knowledge,
            members: &[member],
            packages: &BTreeSet::from([self.reference.clone()]),
            scanned: 1,
            unresolved: 0,
            unused_crates: &[],
            stale: &[],
            today,
        })?;
        let of_this_package = |finding: &Finding| finding.member.as_ref() == Some(&self.reference);
        // Whether an entry of the policy is used only the whole workspace can tell.
        Ok(report
            .findings
            .into_iter()
            .filter(of_this_package)
            .collect())
    }

    fn license(&self) -> CrateLicense {
        match (&self.license, &self.license_file) {
            (Some(text), _) => CrateLicense::Stated(text.clone()),
            (None, Some(file)) => fs::read_to_string(self.directory.join(file))
                .ok()
                .and_then(|text| recognise(&text))
                .map_or(CrateLicense::UnknownFile, CrateLicense::File),
            (None, None) => CrateLicense::Missing,
        }
    }

    fn pulls(&self, manifest: &Manifest) -> Vec<ReachedPull> {
        let pulls = pull::of_manifest(manifest, &self.reference);
        pulls
            .into_iter()
            .map(|pull| {
                let off: Vec<String> = pull
                    .features
                    .iter()
                    .filter(|feature| !self.has_feature(feature))
                    .cloned()
                    .collect();
                ReachedPull {
                    puller: self.reference.clone(),
                    path: vec![self.reference.clone()],
                    kind: Kind::Normal,
                    target: None,
                    scope: "lib",
                    reach: if off.is_empty() {
                        Reach::On
                    } else {
                        Reach::Gated(off)
                    },
                    cut: None,
                    pull,
                }
            })
            .collect()
    }

    /// Cargo shows a feature to build scripts in capitals, with `_` for `-`.
    fn has_feature(&self, feature: &str) -> bool {
        self.features
            .contains(&feature.to_uppercase().replace('-', "_"))
    }
}

fn required(variable: &str) -> Result<String, Problem> {
    given(variable).ok_or_else(|| {
        Problem::new(format!("{variable} is not set"))
            .help("call `deny_models::build::check()` from a build script that cargo runs")
    })
}

fn given(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|value| !value.is_empty())
}

fn read(path: &Utf8Path) -> Result<Arc<SourceFile>, Vec<Problem>> {
    fs::read_to_string(path)
        .map(|text| SourceFile::new(path, text))
        .map_err(|error| vec![Problem::new(format!("cannot read {path}: {error}"))])
}

fn tell(findings: &[Finding], root: &Utf8Path) {
    for finding in findings {
        let line = line(finding, root);
        match finding.severity {
            Severity::Deny => println!("cargo::error={line}"),
            Severity::Warn => println!("cargo::warning={line}"),
            Severity::Note | Severity::Allow => {}
        }
    }
    if findings
        .iter()
        .any(|finding| finding.severity == Severity::Deny)
    {
        exit(1);
    }
}

fn fail(problems: &[Problem]) -> ! {
    for problem in problems {
        println!(
            "cargo::error={}",
            flat(&format!("deny-models could not check: {problem}"))
        );
    }
    exit(1);
}

/// A finding in one line: cargo shows each such line by itself.
fn line(finding: &Finding, root: &Utf8Path) -> String {
    let place = finding.primary.as_ref().map(|label| {
        let path = label.place.path();
        // The same on every machine.
        let path = path.strip_prefix(root).unwrap_or(path);
        format!(" ({path}:{})", label.place.line())
    });
    let help = finding.help.first().map(|help| format!("; {help}"));
    flat(&format!(
        "[{}] {}{}{}",
        finding.code,
        finding.message,
        place.unwrap_or_default(),
        help.unwrap_or_default()
    ))
}

/// Text from files cannot start another line, which cargo would take for a command, nor reach the terminal as one.
fn flat(text: &str) -> String {
    text.chars()
        .flat_map(|char| {
            if char.is_control() {
                char.escape_default().collect::<Vec<_>>()
            } else {
                vec![char]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(
            flat("a\ncargo::rustc-env=X=1\u{1b}[31m"),
            "a\\ncargo::rustc-env=X=1\\u{1b}[31m"
        );
    }
}
