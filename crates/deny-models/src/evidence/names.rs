//! Which files hold terms, by their names.

use super::weights::name::is_of_model;

/// What the names of licence texts and notices begin with, and those of use policies.
const STEMS: [&str; 4] = ["license", "licence", "copying", "notice"];
const POLICIES: [&str; 3] = ["use_policy", "use-policy", "acceptable_use"];
/// Endings of code and data, which may be about licences but are not licence files.
const CODE: [&str; 8] = ["rs", "py", "json", "toml", "html", "js", "c", "h"];

/// Whether a file of that name holds terms: a licence text, a notice or a use policy. `LICENSE`, `LICENSE-MODEL.txt`,
/// `COPYING`, `NOTICE.md`, `USE_POLICY.md` and the like.
#[must_use]
pub fn is_terms(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let stems = STEMS.iter().chain(&POLICIES);
    let code = lower
        .rsplit_once('.')
        .is_some_and(|(_, end)| CODE.contains(&end));
    let rest = stems.filter_map(|stem| lower.strip_prefix(stem));
    let mut rest = rest.filter(|rest| !rest.starts_with(|char: char| char.is_ascii_alphanumeric()));
    // `LICENSE.weights` is the licence of the weights.
    let weights = is_of_model(&lower) && !lower.ends_with(".weights");
    rest.next().is_some() && !code && !weights
}

/// Whether a file that holds terms goes with a licence instead of being one: a notice, a use policy, or the licences of
/// libraries.
#[must_use]
pub fn goes_with_a_licence(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let libraries = ["third", "3rd", "dependencies"];
    lower.starts_with("notice")
        || is_policy(&lower)
        || libraries.iter().any(|word| lower.contains(word))
}

/// Whether a file or directory of that name gives notice of the terms that its neighbours are under: a licence text, a
/// notice, or a directory of licence texts. A use policy alone does not.
#[must_use]
pub fn is_notice(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    is_terms(&lower) && !is_policy(&lower) || ["licenses", "licences"].contains(&lower.as_str())
}

fn is_policy(lower: &str) -> bool {
    POLICIES.iter().any(|stem| lower.starts_with(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_a_file_is_for() {
        for (name, terms, goes_with, notice) in [
            ("LICENSE", true, false, true),
            ("Licence-MODEL.txt", true, false, true),
            ("license.md", true, false, true),
            ("LICENSE.weights", true, false, true),
            ("COPYING.LESSER", true, false, true),
            ("NOTICE.md", true, true, true),
            ("LICENSE-THIRD-PARTY", true, true, true),
            ("USE_POLICY.md", true, true, false),
            ("use-policy.txt", true, true, false),
            ("Acceptable_Use_Policy.txt", true, true, false),
            ("LICENSES", false, false, true),
            ("licensed.txt", false, false, false),
            ("noticeable.md", false, true, false),
            ("license.rs", false, false, false),
            ("LICENSE.json", false, false, false),
            ("license-twice.gguf", false, false, false),
            ("README.md", false, false, false),
        ] {
            assert_eq!(is_terms(name), terms, "{name}");
            assert_eq!(goes_with_a_licence(name), goes_with, "{name}");
            assert_eq!(is_notice(name), notice, "{name}");
        }
    }

    #[test]
    fn names_of_notices_are_the_same_in_any_case() {
        for name in [
            "LICENSE",
            "license",
            "Licence.TXT",
            "copying.lib",
            "Notice.md",
        ] {
            assert!(is_notice(name), "{name}");
        }
        for name in ["README.md", "unlicense.rs", "my-license"] {
            assert!(!is_notice(name), "{name}");
        }
    }
}
