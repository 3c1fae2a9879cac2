//! Arguments that several commands share; those that cargo has behave as in cargo.

use camino::{Utf8Path, Utf8PathBuf};
use clap::{ArgAction, Args};

use super::color::Color;
use crate::gate::{Options, PolicyOptions};
use crate::graph::FeatureSelection;

/// Selection of workspace, members, features and targets.
#[derive(Debug, Clone, Default, Args)]
#[expect(
    clippy::struct_excessive_bools,
    clippy::struct_field_names,
    reason = "flags are called what the command line calls them"
)]
pub(super) struct Workspace {
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH", help_heading = "Manifest Options")]
    pub(super) manifest_path: Option<Utf8PathBuf>,
    /// Assert that Cargo.lock will remain unchanged
    #[arg(long, help_heading = "Manifest Options")]
    pub(super) locked: bool,
    /// Run without accessing the network
    #[arg(long, help_heading = "Manifest Options")]
    pub(super) offline: bool,
    /// Equivalent to specifying both --locked and --offline
    #[arg(long, help_heading = "Manifest Options")]
    pub(super) frozen: bool,
    /// Override a cargo configuration value
    #[arg(long, value_name = "KEY=VALUE|PATH", help_heading = "Manifest Options")]
    pub(super) config: Vec<String>,
    /// Member to judge; all members when not given [glob patterns and `name@version` work as in cargo]
    #[arg(
        short,
        long = "package",
        value_name = "SPEC",
        help_heading = "Package Selection"
    )]
    pub(super) package: Vec<String>,
    /// Judge all members (the default)
    #[arg(
        long,
        visible_alias = "all",
        conflicts_with = "package",
        help_heading = "Package Selection"
    )]
    pub(super) workspace: bool,
    /// Leave out a member
    #[arg(long, value_name = "SPEC", help_heading = "Package Selection")]
    pub(super) exclude: Vec<String>,
    /// Leave out members with `publish = false`
    #[arg(long, help_heading = "Package Selection")]
    pub(super) exclude_unpublished: bool,
    /// Judge each member as built alone, or all as built together
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Unify::Member, help_heading = "Package Selection")]
    pub(super) unify: Unify,
    /// Use only manifests and the policy: do not read sources and files of the packages
    #[arg(long, help_heading = "Package Selection")]
    pub(super) no_scan: bool,
    /// Space or comma separated list of features to activate
    #[arg(
        short = 'F',
        long,
        value_name = "FEATURES",
        help_heading = "Feature Selection"
    )]
    pub(super) features: Vec<String>,
    /// Activate all features of the members
    #[arg(long, help_heading = "Feature Selection")]
    pub(super) all_features: bool,
    /// Do not activate the `default` feature
    #[arg(long, help_heading = "Feature Selection")]
    pub(super) no_default_features: bool,
    /// Judge for the target triple; all targets when not given
    #[arg(long, value_name = "TRIPLE", help_heading = "Compilation Options")]
    pub(super) target: Vec<String>,
}

impl Workspace {
    /// The options of the gate.
    pub(super) fn options(&self, policy: &Policy) -> Options {
        Options {
            manifest_path: self.manifest_path.clone(),
            locked: self.locked,
            offline: self.offline,
            frozen: self.frozen,
            config: self.config.clone(),
            packages: self.package.clone(),
            exclude: self.exclude.clone(),
            exclude_unpublished: self.exclude_unpublished,
            features: FeatureSelection {
                features: self.features.clone(),
                all_features: self.all_features,
                no_default_features: self.no_default_features,
            },
            targets: self.target.clone(),
            unify: self.unify == Unify::Workspace,
            scan: !self.no_scan,
            policy: policy.options(),
            ..Options::default()
        }
    }
}

impl Workspace {
    /// What of these decides the verdict, as it is typed: where the network may be used does not.
    pub(super) fn typed(&self) -> Vec<String> {
        let mut typed = Typed::default();
        typed.path("--manifest-path", self.manifest_path.as_deref());
        typed.values("--config", &self.config);
        typed.values("--package", &self.package);
        typed.flag("--workspace", self.workspace);
        typed.values("--exclude", &self.exclude);
        typed.flag("--exclude-unpublished", self.exclude_unpublished);
        typed.flag("--unify workspace", self.unify == Unify::Workspace);
        typed.flag("--no-scan", self.no_scan);
        typed.values("--features", &self.features);
        typed.flag("--all-features", self.all_features);
        typed.flag("--no-default-features", self.no_default_features);
        typed.values("--target", &self.target);
        typed.0
    }
}

/// Feature unification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub(super) enum Unify {
    /// Features of one member (`cargo build -p`)
    #[default]
    Member,
    /// Features of all members (`cargo build --workspace`)
    Workspace,
}

/// Selection of the policy.
#[derive(Debug, Clone, Default, Args)]
#[expect(
    clippy::struct_field_names,
    reason = "flags are called what the command line calls them"
)]
pub(super) struct Policy {
    /// Use this policy in place of the workspace's
    #[arg(long, value_name = "PATH", help_heading = "Policy Options")]
    pub(super) policy: Option<Utf8PathBuf>,
    /// Ignore the workspace's policy and use the documented defaults
    #[arg(long, conflicts_with = "policy", help_heading = "Policy Options")]
    pub(super) no_policy: bool,
    /// Approval that model licences need: osi, fsf, osi-or-fsf, fedora, fdroid or debian
    #[arg(long, value_name = "WORD", help_heading = "Policy Options")]
    pub(super) require: Option<String>,
    /// Also read the model cards in the local hub cache; they can only tighten the verdict
    #[arg(long, help_heading = "Policy Options")]
    pub(super) hub_cache: bool,
    /// Crate licences to protect: SPDX ids separated by commas, or osi
    #[arg(
        long,
        value_name = "IDS",
        value_delimiter = ',',
        help_heading = "Policy Options"
    )]
    pub(super) protect: Vec<String>,
}

impl Policy {
    /// The policy options of the gate.
    pub(super) fn options(&self) -> PolicyOptions {
        PolicyOptions {
            file: self.policy.clone(),
            none: self.no_policy,
            require: self.require.clone(),
            protect: self.protect.clone(),
            hub_cache: self.hub_cache,
        }
    }
}

impl Policy {
    /// The flags as they are typed.
    pub(super) fn typed(&self) -> Vec<String> {
        let mut typed = Typed::default();
        typed.path("--policy", self.policy.as_deref());
        typed.flag("--no-policy", self.no_policy);
        typed.values("--require", self.require.as_slice());
        typed.flag("--hub-cache", self.hub_cache);
        if !self.protect.is_empty() {
            typed.values("--protect", &[self.protect.join(",")]);
        }
        typed.0
    }
}

/// Flags as they are typed.
#[derive(Debug, Default)]
struct Typed(Vec<String>);

impl Typed {
    fn flag(&mut self, flag: &str, is_given: bool) {
        self.0.extend(is_given.then(|| flag.to_owned()));
    }

    fn path(&mut self, flag: &str, path: Option<&Utf8Path>) {
        self.values(flag, path.map(ToString::to_string).as_slice());
    }

    fn values(&mut self, flag: &str, values: &[String]) {
        let each = values.iter();
        self.0
            .extend(each.map(|value| format!("{flag} {}", word(value))));
    }
}

/// A value as shells read it: in quotes, where a character of it may mean something to one.
fn word(value: &str) -> String {
    let is_plain = |char: char| char.is_alphanumeric() || "-_./:,+@=%".contains(char);
    if !value.is_empty() && value.chars().all(is_plain) {
        value.to_owned()
    } else {
        format!("'{}'", value.replace('\'', "'\\''"))
    }
}

/// Manifest options of a command that reads no dependency graph; [`Workspace`] has them for the others.
#[derive(Debug, Clone, Default, Args)]
#[expect(
    clippy::struct_field_names,
    reason = "flags are called what the command line calls them"
)]
pub(super) struct Manifest {
    /// Path to Cargo.toml
    #[arg(long, value_name = "PATH", help_heading = "Manifest Options")]
    pub(super) manifest_path: Option<Utf8PathBuf>,
    /// Assert that Cargo.lock will remain unchanged [this command does not read it]
    #[arg(long, help_heading = "Manifest Options")]
    pub(super) locked: bool,
    /// Run without accessing the network [this command never does]
    #[arg(long, help_heading = "Manifest Options")]
    pub(super) offline: bool,
    /// Equivalent to specifying both --locked and --offline
    #[arg(long, help_heading = "Manifest Options")]
    pub(super) frozen: bool,
}

/// The manifest options on a command that reads no workspace at all, so that a script can give them to every command.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct NoManifest {
    /// Taken on every command; this one reads no workspace
    #[arg(
        long,
        value_name = "PATH",
        help_heading = "Manifest Options",
        hide_short_help = true
    )]
    manifest_path: Option<Utf8PathBuf>,
    /// Taken on every command; this one does not read Cargo.lock
    #[arg(long, help_heading = "Manifest Options", hide_short_help = true)]
    locked: bool,
    /// Taken on every command; this one never accesses the network
    #[arg(long, help_heading = "Manifest Options", hide_short_help = true)]
    offline: bool,
    /// Equivalent to specifying both --locked and --offline
    #[arg(long, help_heading = "Manifest Options", hide_short_help = true)]
    frozen: bool,
}

/// Colour and amount of the output.
#[derive(Debug, Clone, Args)]
pub(super) struct Look {
    /// Print the answer alone: of a check the verdict, without findings and notes
    #[arg(short, long, conflicts_with = "verbose")]
    pub(super) quiet: bool,
    /// Print the evidence of each finding in full, however many there are
    #[arg(short, long, action = ArgAction::Count)]
    pub(super) verbose: u8,
    /// Coloring
    #[arg(long, value_enum, value_name = "WHEN")]
    pub(super) color: Option<Color>,
}

#[cfg(test)]
mod tests {
    use clap::{Args as _, Command, FromArgMatches as _};

    use super::word;
    use crate::cli::check::Judging;

    #[test]
    fn every_flag_that_decides_the_verdict_is_typed_again() {
        let command = Judging::augment_args(Command::new("check"));
        let again = |words: &[&str]| {
            let words = std::iter::once(&"check").chain(words);
            let matches = command.clone().try_get_matches_from(words);
            let judging = Judging::from_arg_matches(&matches.expect("flags"));
            judging.expect("flags").again(false)
        };
        assert_eq!(again(&[]), "");
        for arg in command.get_arguments() {
            let flag = format!("--{}", arg.get_long().expect("a long flag"));
            let mut words = vec![flag.clone()];
            if arg.get_action().takes_values() {
                let values = arg.get_possible_values();
                let last = values.last().map(|value| value.get_name().to_owned());
                words.push(last.unwrap_or_else(|| "x".to_owned()));
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let typed = again(&words);
            if ["--locked", "--offline", "--frozen"].contains(&flag.as_str()) {
                assert_eq!(typed, "", "{flag}");
                continue;
            }
            let words: Vec<&str> = typed.split_whitespace().collect();
            assert!(!words.is_empty(), "{flag}");
            assert_eq!(again(&words), typed, "{flag}");
        }
    }

    #[test]
    fn a_value_is_one_word_for_a_shell() {
        assert_eq!(word("crates/app/Cargo.toml"), "crates/app/Cargo.toml");
        assert_eq!(word("a b"), "'a b'");
        assert_eq!(word("it's $HOME"), "'it'\\''s $HOME'");
        assert_eq!(word(""), "''");
    }
}
