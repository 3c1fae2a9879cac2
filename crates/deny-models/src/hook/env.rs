//! The package that a build script is for, from the variables that cargo sets.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::root::Root;
use crate::cargo_toml::Document;
use crate::domain::PackageRef;
use crate::source::Problem;

/// Names a policy file, over the one of the workspace.
pub(super) const POLICY: &str = "DENY_MODELS_POLICY";

/// Turns the hook down or off on one machine.
pub(super) const SWITCH: &str = "DENY_MODELS_HOOK";

/// The environment of a build script.
#[derive(Debug, Clone, Default)]
pub(super) struct Env(BTreeMap<String, String>);

impl Env {
    /// That of this process. Values that are not UTF-8 are left out.
    pub(super) fn of_process() -> Self {
        let text = |(key, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((key.into_string().ok()?, value.into_string().ok()?))
        };
        Self(std::env::vars_os().filter_map(text).collect())
    }

    pub(super) fn new(variables: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(variables.into_iter().collect())
    }

    /// A variable that is set and not empty.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }

    /// Whether a variable is set, even to nothing.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    fn need(&self, name: &str) -> Result<&str, Problem> {
        self.get(name).ok_or_else(|| {
            Problem::new(format!("{name} is not set"))
                .help("call `deny_models::hook::check()` from a build script that cargo runs")
        })
    }

    /// Where cargo keeps what it downloads.
    pub(super) fn cargo_home(&self) -> Option<Utf8PathBuf> {
        let user = || {
            let home = self.get("HOME").or_else(|| self.get("USERPROFILE"))?;
            Some(Utf8Path::new(home).join(".cargo"))
        };
        self.get("CARGO_HOME").map(Utf8PathBuf::from).or_else(user)
    }

    /// Whether cargo takes `cargo::`: it refuses it from packages that promise to build with versions before 1.77.
    pub(super) fn takes_two_colons(&self) -> bool {
        let Some(version) = self.get("CARGO_PKG_RUST_VERSION") else {
            return true;
        };
        let mut numbers = version
            .split(['.', '-'])
            .map(|part| part.parse::<u64>().unwrap_or(0));
        (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) >= (1, 77)
    }

    /// Whether a `cfg` of the target holds, by the `CARGO_CFG_*` variables.
    pub(super) fn has_cfg(&self, key: &str, value: Option<&str>) -> bool {
        let name = format!("CARGO_CFG_{}", key.to_uppercase().replace('-', "_"));
        match value {
            None => self.has(&name),
            Some(value) => self
                .0
                .get(&name)
                .is_some_and(|values| values.split(',').any(|one| one == value)),
        }
    }
}

/// The package whose build script runs.
#[derive(Debug, Clone)]
pub(super) struct Package {
    pub(super) reference: PackageRef,
    pub(super) directory: Utf8PathBuf,
    pub(super) out_dir: Option<Utf8PathBuf>,
    pub(super) target: Option<String>,
    /// Its features that are on.
    pub(super) features: BTreeSet<String>,
    pub(super) license: Option<String>,
    pub(super) license_file: Option<String>,
    /// The cargo that runs the build script.
    pub(super) cargo: String,
}

impl Package {
    pub(super) fn read(env: &Env) -> Result<Self, Problem> {
        let text = |name: &str| env.get(name).map(str::to_owned);
        let features = text("CARGO_CFG_FEATURE").unwrap_or_default();
        Ok(Self {
            reference: PackageRef {
                name: env.need("CARGO_PKG_NAME")?.to_owned(),
                version: env.need("CARGO_PKG_VERSION")?.to_owned(),
            },
            directory: env.need("CARGO_MANIFEST_DIR")?.into(),
            out_dir: text("OUT_DIR").map(Utf8PathBuf::from),
            target: text("TARGET"),
            features: features
                .split(',')
                .filter(|name| !name.is_empty())
                .map(str::to_owned)
                .collect(),
            license: text("CARGO_PKG_LICENSE"),
            license_file: text("CARGO_PKG_LICENSE_FILE"),
            cargo: text("CARGO").unwrap_or_else(|| "cargo".to_owned()),
        })
    }

    /// Whether some registry may have it, by its Cargo.toml and that of its workspace.
    pub(super) fn is_publishable(&self, root: &Root) -> bool {
        let read = |directory: &Utf8Path| {
            fs::read_to_string(directory.join("Cargo.toml")).unwrap_or_default()
        };
        let (own, workspace) = (read(&self.directory), read(&root.directory));
        Document::lenient(&own).is_publishable(&Document::lenient(&workspace))
    }

    /// Its Cargo.toml.
    pub(super) fn manifest(&self) -> Utf8PathBuf {
        self.directory.join("Cargo.toml")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn env(variables: &[(&str, &str)]) -> Env {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Env::new(variables.iter().map(owned))
    }

    #[test]
    fn two_colons_are_for_rust_1_77_and_newer() {
        for (version, two) in [
            ("1.70", false),
            ("1.76.9", false),
            ("1.77", true),
            ("1.77.0-beta", true),
            ("2", true),
            ("", true),
        ] {
            let env = env(&[("CARGO_PKG_RUST_VERSION", version)]);
            assert_eq!(env.takes_two_colons(), two, "{version}");
        }
        assert!(env(&[]).takes_two_colons());
    }

    #[test]
    fn a_cfg_is_what_cargo_says_of_the_target() {
        let env = env(&[
            ("CARGO_CFG_UNIX", ""),
            ("CARGO_CFG_TARGET_OS", "linux"),
            ("CARGO_CFG_TARGET_FEATURE", "sse,sse2"),
        ]);
        assert!(env.has_cfg("unix", None));
        assert!(!env.has_cfg("windows", None));
        assert!(env.has_cfg("target_feature", Some("sse2")));
        assert!(!env.has_cfg("target_os", Some("lin")));
        assert!(!env.has_cfg("target_arch", Some("arm")));
    }

    #[test]
    fn a_package_without_cargo_is_told_what_to_do() {
        let problem = Package::read(&env(&[])).expect_err("no package");
        assert!(
            problem
                .to_string()
                .contains("call `deny_models::hook::check()` from a build script that cargo runs"),
            "{problem}"
        );
    }
}
