//! What can go wrong while a workspace is read, each with what to do about it.

use std::io;

use camino::Utf8PathBuf;
use thiserror::Error;

/// Why a workspace cannot be read, or a selection in it cannot be made.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GraphError {
    /// The manifest that was named is not there.
    #[error("cannot read `{path}`: there is no such manifest; name the path of a Cargo.toml")]
    ManifestNotFound {
        /// What was named.
        path: Utf8PathBuf,
    },
    /// The manifest of the workspace root cannot be read, though cargo could.
    #[error("cannot read the workspace's manifest `{path}`: {why}")]
    RootManifest {
        /// The manifest.
        path: Utf8PathBuf,
        /// What reading or parsing it said.
        why: String,
    },
    /// A tool is not there, or may not be run.
    #[error(
        "cannot run `{program}`: {why}; install it, or name another with the environment \
         variable {variable}"
    )]
    ToolNotRun {
        /// What was run.
        program: String,
        /// The variable that names another.
        variable: &'static str,
        /// What the system said.
        why: io::Error,
    },
    /// Cargo refused.
    #[error("`{command}` failed: {message}")]
    CargoFailed {
        /// The command, as typed in a shell.
        command: String,
        /// What cargo said, without its `error: `.
        message: String,
    },
    /// Cargo may not fetch, and lacks packages for the platforms that were asked for.
    ///
    /// Cargo wants the packages of dev-dependencies too, whether tests are built or not.
    #[error("`{command}` failed: {message}; run `cargo fetch` while online")]
    NotDownloaded {
        /// The command, as typed in a shell.
        command: String,
        /// What cargo said, without its `error: `.
        message: String,
    },
    /// Cargo answered with something that is not its metadata format.
    #[error("cannot read the output of `{command}`: {why}; cargo 1.89 or newer is needed")]
    Metadata {
        /// The command, as typed in a shell.
        command: String,
        /// What decoding it said.
        why: String,
    },
    /// The workspace is empty.
    #[error("the workspace `{root}` has no members; add one to `[workspace] members`")]
    NoMembers {
        /// Root of the workspace.
        root: Utf8PathBuf,
    },
    /// `--exclude` left nothing.
    #[error("no package is left to check: every selected member is excluded")]
    AllExcluded,
    /// A package that was named is no member.
    #[error("package `{spec}` is not a member of the workspace `{root}`{}", after_semicolon(help.as_deref()))]
    UnknownPackage {
        /// What was named.
        spec: String,
        /// Root of the workspace.
        root: Utf8PathBuf,
        /// A near name, or what the name stands for instead.
        help: Option<String>,
    },
    /// A package specification that cannot be read.
    #[error("cannot read the package specification `{spec}`: {why}")]
    BadSpec {
        /// What was given.
        spec: String,
        /// What is wrong with it.
        why: String,
    },
    /// A feature that no selected member has.
    #[error("{members} does not have the feature `{feature}`{}", after_semicolon(help.as_deref()))]
    UnknownFeature {
        /// What was asked for.
        feature: String,
        /// The member, or the words for several.
        members: String,
        /// A near name, or who has it.
        help: Option<String>,
    },
    /// A feature that cannot be written on a command line.
    #[error("feature `{feature}` cannot be selected: {why}")]
    BadFeature {
        /// What was asked for.
        feature: String,
        /// What is wrong with it.
        why: String,
    },
    /// The compiler does not know a target.
    #[error(
        "cannot learn the configuration of the target `{triple}`: {message}; \
         `rustc --print target-list` lists those that are built in"
    )]
    UnknownTarget {
        /// What was asked for.
        triple: String,
        /// What rustc said, without its `error: `.
        message: String,
    },
    /// The compiler does not say what it builds for.
    #[error("cannot learn the host platform from `{program} -vV`: {message}")]
    UnknownHost {
        /// The compiler.
        program: String,
        /// What it said.
        message: String,
    },
}

fn after_semicolon(help: Option<&str>) -> String {
    help.map(|help| format!("; {help}")).unwrap_or_default()
}
