//! What a change is, for people and for `patch`.

use similar::TextDiff;

/// The difference between two texts of a file, with three lines around each change.
pub(crate) fn unified(path: &str, before: &str, after: &str) -> String {
    let difference = TextDiff::from_lines(before, after);
    let (old, new) = (format!("a/{path}"), format!("b/{path}"));
    let mut shown = difference.unified_diff();
    shown.context_radius(3).header(&old, &new).to_string()
}
