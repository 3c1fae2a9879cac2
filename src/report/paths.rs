//! Paths as they are shown: the same on each machine.

use camino::{Utf8Component, Utf8Path};

/// The path from the package on, of a file that cargo unpacked or checked out. Where cargo keeps these differs from
/// machine to machine.
pub(super) fn in_cargo_home(path: &Utf8Path) -> Option<String> {
    let parts: Vec<&str> = path.components().map(|part| part.as_str()).collect();
    let at = parts
        .windows(2)
        .position(|pair| matches!(pair, ["registry", "src"] | ["git", "checkouts"]))?;
    // The registry's directory is left out, the name of a git repository is not.
    let skip = if parts[at] == "registry" { 3 } else { 2 };
    parts
        .get(at + skip..)
        .filter(|rest| rest.len() > 1)
        .map(|rest| rest.join("/"))
}

/// A path with `/` between its parts.
pub(super) fn slashed(path: &Utf8Path) -> String {
    let mut out = String::new();
    for part in path.components() {
        match part {
            Utf8Component::RootDir => out.push('/'),
            part => {
                if !(out.is_empty() || out.ends_with('/')) {
                    out.push('/');
                }
                out.push_str(part.as_str());
            }
        }
    }
    out
}
