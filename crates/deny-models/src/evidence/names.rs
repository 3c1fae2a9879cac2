//! Which files hold terms, by their names.

use super::modelfile::is_modelfile;
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

/// What a file beside weights may state of them, by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Statement {
    /// A model card: its front matter and its text are about the weights.
    Card,
    /// A `README`: a model card where it has the fields of one.
    Readme,
    /// A licence text.
    Licence,
    /// A list of what comes from others, under which terms.
    Notice,
    /// `REUSE.toml`.
    ReuseToml,
    /// A Modelfile of Ollama.
    Modelfile,
    /// The configuration of an adapter: what the weights beside it were trained on.
    Adapter,
    /// The configuration of a merge: what the weights beside it were merged from.
    Merge,
}

/// What a file of that name may state of the weights beside it or below it. A file that belongs to one other file alone,
/// such as `x.onnx.license`, is found by the name of that file.
#[must_use]
pub fn statement(name: &str) -> Option<Statement> {
    if name == "REUSE.toml" {
        return Some(Statement::ReuseToml);
    }
    let lower = name.to_ascii_lowercase();
    match lower.as_str() {
        "adapter_config.json" => return Some(Statement::Adapter),
        "mergekit_config.yml" | "mergekit_config.yaml" => return Some(Statement::Merge),
        _ => {}
    }
    let (stem, end) = lower.rsplit_once('.').unwrap_or((&lower, ""));
    if is_modelfile(&lower) && !CODE.contains(&end) {
        return Some(Statement::Modelfile);
    }
    if ["", "md", "markdown", "txt", "rst"].contains(&end) {
        if stem == "readme" {
            return Some(Statement::Readme);
        }
        if ["modelcard", "model card"].contains(&stem.replace(['_', '-'], " ").as_str()) {
            return Some(Statement::Card);
        }
        if is_of_others(stem) {
            return Some(Statement::Notice);
        }
    }
    if !is_terms(name) || is_policy(&lower) {
        return None;
    }
    Some(if goes_with_a_licence(name) {
        Statement::Notice
    } else {
        Statement::Licence
    })
}

/// `THIRD-PARTY-NOTICES`, `third_party_licenses`, `3rdparty-license` and the like.
fn is_of_others(stem: &str) -> bool {
    let plain: String = stem.chars().filter(char::is_ascii_alphanumeric).collect();
    let rest = ["thirdparty", "3rdparty"]
        .iter()
        .find_map(|start| plain.strip_prefix(start));
    let words = [
        "", "notice", "notices", "license", "licenses", "licence", "licences",
    ];
    rest.is_some_and(|rest| words.contains(&rest) || rest == "softwarenotices")
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
    fn names_tell_what_a_file_may_state() {
        for (name, kind) in [
            ("README.md", Some(Statement::Readme)),
            ("readme", Some(Statement::Readme)),
            ("MODEL_CARD.md", Some(Statement::Card)),
            ("model-card.md", Some(Statement::Card)),
            ("modelcard.txt", Some(Statement::Card)),
            ("LICENSE-m", Some(Statement::Licence)),
            ("LICENSE.weights", Some(Statement::Licence)),
            ("NOTICE.md", Some(Statement::Notice)),
            ("THIRD-PARTY-NOTICES.md", Some(Statement::Notice)),
            ("ThirdPartyNotices.txt", Some(Statement::Notice)),
            ("LICENSE-THIRD-PARTY", Some(Statement::Notice)),
            ("third_party_licenses", Some(Statement::Notice)),
            ("REUSE.toml", Some(Statement::ReuseToml)),
            ("reuse.toml", None),
            ("USE_POLICY.md", None),
            ("third_party_code.rs", None),
            ("readme.rs", None),
            ("model_cards.md", None),
        ] {
            assert_eq!(statement(name), kind, "{name}");
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
