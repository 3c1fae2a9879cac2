//! Running cargo.

use std::process::Stdio;

use camino::Utf8PathBuf;

use super::error::GraphError;
use super::selection::entries;
use super::tools::cargo;

/// Options of `cargo metadata`.
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
    /// `dependency/feature` may need packages beyond them, so it is passed to cargo.
    pub features: Vec<String>,
    /// `--config` values, passed on.
    pub config: Vec<String>,
    /// The triples that will be selected. When packages are missing and may not be downloaded, the
    /// graph covers these and the host, or the host alone when it is empty.
    pub fallback_targets: Vec<String>,
}

impl CargoOptions {
    pub(super) fn may_not_fetch(&self) -> bool {
        self.offline || self.frozen
    }

    /// Requests all features, so that cargo's output covers every selection.
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

    /// The flags of every call of cargo: network access, Cargo.lock and configuration.
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

/// A call as it is shown to people.
pub(super) fn shown(arguments: &[String]) -> String {
    format!("cargo {}", arguments.join(" "))
}

/// Runs cargo and returns its standard output.
pub(super) fn run(arguments: &[String]) -> Result<String, GraphError> {
    let mut command = cargo();
    let program = command.get_program().to_owned();
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
    let message = error_message(stderr);
    // Cargo prints the directory between backquotes.
    let root = message.split('`').nth(1);
    if let (true, Some(root)) = (message.contains("the workspace has no members"), root) {
        return GraphError::NoMembers { root: root.into() };
    }
    GraphError::CargoFailed {
        command: shown(arguments),
        message,
    }
}

/// The error message of cargo, without progress and warnings before it.
fn error_message(stderr: &str) -> String {
    let text = stderr.trim();
    let start = if text.starts_with("error: ") {
        0
    } else {
        text.find("\nerror: ").map_or(0, |at| at + 1)
    };
    let text = &text[start..];
    let text = text.strip_prefix("error: ").unwrap_or(text);
    if text.is_empty() {
        return "it printed no message".to_owned();
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_and_warnings_are_no_part_of_the_error_message() {
        let stderr =
            "    Updating index\nwarning: unused key\nerror: failed to parse\n\nCaused by:\n  x\n";
        assert_eq!(error_message(stderr), "failed to parse\n\nCaused by:\n  x");
        assert_eq!(error_message("killed"), "killed");
        assert_eq!(error_message(""), "it printed no message");
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
}
