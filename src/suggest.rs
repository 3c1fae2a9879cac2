//! Suggestions ("did you mean") for mistyped names.

use deny_models::text::nearest;

/// Most suggestions.
const MAX: usize = 3;
/// Shorter parts of names match too much.
const MIN_PART: usize = 3;

/// The known names that are likely meant: the nearest in spelling, else the shortest ones that hold what was typed.
pub(crate) fn suggestions<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Vec<&'a str> {
    let known: Vec<&str> = known.into_iter().filter(|name| *name != typed).collect();
    if let Some(name) = nearest(typed, known.iter().copied()) {
        return vec![name];
    }
    let typed = typed.to_lowercase();
    if typed.chars().count() < MIN_PART {
        return Vec::new();
    }
    let holds = |name: &&str| name.to_lowercase().contains(&typed);
    let mut found: Vec<&str> = known.into_iter().filter(holds).collect();
    found.sort_by_key(|name| (name.len(), *name));
    found.dedup();
    found.truncate(MAX);
    found
}

/// `; did you mean ...?`, or nothing.
pub(crate) fn did_you_mean<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = suggestions(typed, known)
        .iter()
        .map(|name| format!("`{name}`"))
        .collect();
    if names.is_empty() {
        return String::new();
    }
    format!("; did you mean {}?", names.join(" or "))
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 4] = [
        "non-osi-model",
        "offered-model",
        "unused-entry",
        "a/b-large",
    ];

    #[test]
    fn a_typo_finds_one_and_a_part_finds_those_that_hold_it() {
        assert_eq!(suggestions("non-osi-modle", KNOWN), ["non-osi-model"]);
        assert_eq!(suggestions("osi", KNOWN), ["non-osi-model"]);
        assert_eq!(
            suggestions("MODEL", KNOWN),
            ["non-osi-model", "offered-model"]
        );
        assert_eq!(suggestions("b-large", KNOWN), ["a/b-large"]);
        assert_eq!(suggestions("xyz", KNOWN), [""; 0]);
        assert_eq!(suggestions("a", KNOWN), [""; 0]);
        assert_eq!(suggestions("unused-entry", KNOWN), [""; 0]);
    }

    #[test]
    fn words_around_it() {
        assert_eq!(
            did_you_mean("osi", KNOWN),
            "; did you mean `non-osi-model`?"
        );
        assert_eq!(did_you_mean("xyz", KNOWN), "");
    }
}
