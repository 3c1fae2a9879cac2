//! Labels of patterns that take a range of numbers: `0..=8`.

/// What marks the label of a range, which no text and no variant begins with.
const RANGE: &str = "\u{0}";

/// The label of a pattern that takes the numbers of a range, the last one included; no number where it is open.
pub(super) fn label_of_range(first: Option<i128>, last: Option<i128>) -> String {
    let shown = |bound: Option<i128>| bound.map(|bound| bound.to_string()).unwrap_or_default();
    format!("{RANGE}{}..{}", shown(first), shown(last))
}

/// Whether a label is that of a range.
pub(super) fn is_range(label: &str) -> bool {
    label.starts_with(RANGE)
}

/// Whether a value that is known by its name or text fits a label.
fn fits_label(label: &str, known: &str) -> bool {
    let Some(bounds) = label.strip_prefix(RANGE) else {
        return label == known;
    };
    let (Some((first, last)), Ok(known)) = (bounds.split_once(".."), known.parse::<i128>()) else {
        return true;
    };
    let bound = |text: &str| text.parse::<i128>().ok();
    bound(first).is_none_or(|first| first <= known) && bound(last).is_none_or(|last| known <= last)
}

/// Whether a value that is known by its name or text fits one of some labels.
pub(super) fn fits_any<'l>(labels: impl IntoIterator<Item = &'l String>, known: &str) -> bool {
    labels.into_iter().any(|label| fits_label(label, known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_take_the_numbers_between_their_bounds() {
        let few = label_of_range(Some(0), Some(8));
        assert!(fits_label(&few, "8") && !fits_label(&few, "9"));
        let many = label_of_range(Some(9), None);
        assert!(fits_label(&many, "9") && !fits_label(&many, "8"));
        let up_to = label_of_range(None, Some(8));
        assert!(fits_label(&up_to, "-1") && !fits_label(&up_to, "9"));
        // What is no number is not known.
        assert!(fits_label(&few, "some"));
        assert!(fits_label("8", "8") && !fits_label("8", "9"));
    }
}
