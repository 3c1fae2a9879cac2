//! Errors of reading a workspace, each with the next step for the user.

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
        /// The given path.
        path: Utf8PathBuf,
    },
    /// The manifest of the workspace root cannot be read, though cargo could.
    #[error("cannot read the workspace's manifest `{path}`: {why}")]
    RootManifest {
        /// The manifest.
        path: Utf8PathBuf,
        /// The error of reading or parsing.
        why: String,
    },
    /// A tool is not there, or may not be run.
    #[error(
        "cannot run `{program}`: {why}; install it, or name another with the environment \
         variable {variable}"
    )]
    ToolNotRun {
        /// The program.
        program: String,
        /// The variable that names another.
        variable: &'static str,
        /// The error of the operating system.
        why: io::Error,
    },
    /// Cargo refused.
    #[error("`{command}` failed: {message}")]
    CargoFailed {
        /// The command, as typed in a shell.
        command: String,
        /// The message of cargo, without its `error: `.
        message: String,
    },
    /// Cargo may not fetch, and lacks packages for the selected platforms.
    ///
    /// Cargo needs the packages of dev-dependencies too, even if no tests are built.
    #[error("`{command}` failed: {message}\n{}", FETCH)]
    NotDownloaded {
        /// The command, as typed in a shell.
        command: String,
        /// The message of cargo, without its `error: `.
        message: String,
    },
    /// Cargo answered with something that is not its metadata format.
    #[error("cannot read the output of `{command}`: {why}; cargo 1.89 or newer is needed")]
    Metadata {
        /// The command, as typed in a shell.
        command: String,
        /// The error of the decoder.
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
        /// The given package specification.
        spec: String,
        /// Root of the workspace.
        root: Utf8PathBuf,
        /// A near name, or what the name stands for instead.
        help: Option<String>,
    },
    /// A package specification that cannot be read.
    #[error("cannot read the package specification `{spec}`: {why}")]
    BadSpec {
        /// The given text.
        spec: String,
        /// The reason.
        why: String,
    },
    /// A feature that no selected member has.
    #[error("{members} does not have the feature `{feature}`{}", after_semicolon(help.as_deref()))]
    UnknownFeature {
        /// The requested feature.
        feature: String,
        /// The member, or the words for several.
        members: String,
        /// A near name, or who has it.
        help: Option<String>,
    },
    /// A feature that cannot be written on a command line.
    #[error("feature `{feature}` cannot be selected: {why}")]
    BadFeature {
        /// The requested feature.
        feature: String,
        /// The reason.
        why: String,
    },
    /// The compiler does not know a target.
    #[error(
        "cannot query the configuration of the target `{triple}`: {message}; \
         `rustc --print target-list` lists those that are built in"
    )]
    UnknownTarget {
        /// The requested target.
        triple: String,
        /// The message of rustc, without its `error: ` and its help.
        message: String,
    },
    /// The compiler does not print its host platform.
    #[error("cannot read the host platform from `{program} -vV`: {message}")]
    UnknownHost {
        /// The compiler.
        program: String,
        /// Its message.
        message: String,
    },
}

/// What to do where packages are missing.
const FETCH: &str = "run `cargo fetch` while online";

#[cfg(feature = "cli")]
impl GraphError {
    /// The error without what a tool printed, which may have several lines; then that output. `None` where no tool was
    /// involved.
    pub(crate) fn of_tool(&self) -> Option<(String, &str)> {
        let (summary, output) = match self {
            Self::CargoFailed { command, message } | Self::NotDownloaded { command, message } => {
                (format!("`{command}` failed"), message)
            }
            Self::UnknownTarget { triple, message } => (
                format!("cannot query the configuration of the target `{triple}`"),
                message,
            ),
            Self::UnknownHost { program, message } => (
                format!("cannot read the host platform from `{program} -vV`"),
                message,
            ),
            _ => return None,
        };
        Some((summary, output))
    }

    /// What to do about a tool that failed.
    pub(crate) fn after_tool(&self) -> Option<&'static str> {
        match self {
            Self::CargoFailed { .. } => Some(
                "the message is cargo's own: `cargo metadata` has to work here before models can be checked",
            ),
            Self::NotDownloaded { .. } => Some(FETCH),
            Self::UnknownTarget { .. } => {
                Some("`rustc --print target-list` lists the targets that are built in")
            }
            _ => None,
        }
    }
}

fn after_semicolon(help: Option<&str>) -> String {
    help.map(|help| format!("; {help}")).unwrap_or_default()
}
