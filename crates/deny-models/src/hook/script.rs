//! The lines that the build script prints for cargo.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use camino::{Utf8Path, Utf8PathBuf};

use crate::lint::Severity;
use crate::text::hides_text;

/// The lines of a run.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Script {
    /// Files and directories whose change needs a rerun. Only ones that exist: cargo would run it every time.
    pub(super) files: BTreeSet<Utf8PathBuf>,
    /// Warnings, in their order.
    pub(super) warnings: Vec<String>,
    /// Errors, in their order.
    pub(super) errors: Vec<String>,
    /// Whether cargo takes `cargo::`, and so `cargo::error=`.
    pub(super) two_colons: bool,
}

/// Variables whose change needs a rerun.
const VARIABLES: [&str; 5] = [
    super::env::POLICY,
    super::env::SWITCH,
    "SOURCE_DATE_EPOCH",
    "DOCS_RS",
    "CARGO_HOME",
];

impl Script {
    /// Notes a file or directory, when it is there.
    pub(super) fn watch(&mut self, path: impl AsRef<Utf8Path>) {
        let path = path.as_ref();
        // A line break would start another instruction.
        if path.exists() && !path.as_str().contains(['\n', '\r']) {
            self.files.insert(path.to_owned());
        }
    }

    /// Adds a line as loud as it is.
    pub(super) fn report(&mut self, severity: Severity, line: String) {
        match severity {
            Severity::Deny => self.errors.push(line),
            Severity::Warn => self.warnings.push(line),
            Severity::Note | Severity::Allow => {}
        }
    }

    /// What goes to stdout, and what goes to stderr besides.
    pub(super) fn print(&self) -> (String, String) {
        let (mut out, mut err) = (String::new(), String::new());
        let colons = if self.two_colons { "::" } else { ":" };
        // Writing to a string cannot fail.
        for file in &self.files {
            let _ = writeln!(out, "cargo{colons}rerun-if-changed={file}");
        }
        for variable in VARIABLES {
            let _ = writeln!(out, "cargo{colons}rerun-if-env-changed={variable}");
        }
        for warning in &self.warnings {
            let _ = writeln!(out, "cargo{colons}warning={}", flat(warning));
        }
        for error in &self.errors {
            if self.two_colons {
                let _ = writeln!(out, "cargo::error={}", flat(error));
            } else {
                let _ = writeln!(out, "cargo:warning=error: {}", flat(error));
                let _ = writeln!(err, "error: {}", flat(error));
            }
        }
        (out, err)
    }
}

/// Text from files cannot start another line, which cargo would take for a command, nor reach the terminal as one, nor
/// show something else than what is there.
pub(super) fn flat(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() || hides_text(char) {
            out.extend(char.escape_default());
        } else {
            out.push(char);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_stays_a_line() {
        assert_eq!(
            flat("a\ncargo::rustc-env=X=1\u{1b}[31m\u{202e}\u{200b}"),
            "a\\ncargo::rustc-env=X=1\\u{1b}[31m\\u{202e}\\u{200b}"
        );
    }

    #[test]
    fn old_cargo_is_told_in_its_own_words() {
        let script = Script {
            warnings: vec!["w".to_owned()],
            errors: vec!["e".to_owned()],
            ..Script::default()
        };
        let (out, err) = script.print();
        assert!(!out.contains("::"), "{out}");
        assert!(
            out.ends_with("cargo:warning=w\ncargo:warning=error: e\n"),
            "{out}"
        );
        assert_eq!(err, "error: e\n");
        let two = Script {
            two_colons: true,
            ..script
        };
        let (out, err) = two.print();
        assert!(out.ends_with("cargo::warning=w\ncargo::error=e\n"), "{out}");
        assert_eq!(err, "");
    }

    #[test]
    fn what_is_not_there_is_not_watched() {
        let mut script = Script::default();
        script.watch("/no/such/file");
        assert!(script.files.is_empty());
    }
}
