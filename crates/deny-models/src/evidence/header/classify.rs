//! Texts in the place of a licence or a model: distinguishes ids from addresses, prose and local paths.

use crate::license::{Terms, lookup, recognise};
use crate::model::{Artifact, license_at};

/// What kind of text stands in the place of a licence.
#[derive(Debug, Clone, PartialEq)]
pub enum Form {
    /// An id, an expression or a list of ids, known or not.
    Ids(Terms),
    /// An address.
    Link {
        /// The licence that is published at that address, where it is one of the well-known places.
        id: Option<String>,
    },
    /// Prose: a title, a sentence or a whole licence text.
    Text {
        /// The licence, where the whole text is that licence or nothing but its title.
        id: Option<String>,
    },
}

impl Form {
    /// The terms that are stated, as far as nothing has to be guessed.
    #[must_use]
    pub fn terms(&self) -> Option<Terms> {
        match self {
            Self::Ids(terms) => Some(terms.clone()),
            Self::Link { id } | Self::Text { id } => id.as_deref().map(Terms::opaque),
        }
    }

    /// The word used in reports.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Ids(_) => "id",
            Self::Link { .. } => "link",
            Self::Text { .. } => "text",
        }
    }
}

/// Reads the text that stands in the place of a licence.
pub(super) fn license(value: &str) -> Form {
    let value = value.trim();
    if is_address(value) && !value.contains(char::is_whitespace) {
        return Form::Link { id: id_at(value) };
    }
    if !value.contains('\n')
        && let Ok(terms) = Terms::parse(value)
    {
        return Form::Ids(terms);
    }
    let id = recognise(value)
        .map(str::to_owned)
        .or_else(|| id_of_title(value));
    Form::Text { id }
}

/// A licence in a form in which two spellings of the same are equal.
pub(super) fn folded(value: &str) -> String {
    match license(value) {
        Form::Ids(terms) => {
            let mut ids: Vec<String> = terms
                .leaves()
                .map(|leaf| leaf.to_string().to_ascii_lowercase())
                .collect();
            // A choice and a list of the same ids are not the same.
            let choice = value.to_ascii_uppercase().contains(" OR ");
            ids.sort_unstable();
            ids.dedup();
            ids.join(if choice { "|" } else { "&" })
        }
        form => match form.terms() {
            Some(terms) => terms.text().to_ascii_lowercase(),
            None => value
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .to_ascii_lowercase(),
        },
    }
}

fn is_address(text: &str) -> bool {
    ["https://", "http://"].iter().any(|scheme| {
        text.get(..scheme.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(scheme))
    })
}

/// The id of the licence that an address leads to.
fn id_at(address: &str) -> Option<String> {
    license_at(address).map(|license| license.id().to_owned())
}

/// The canonical id of a text that is an id or alias of a known licence.
fn known(text: &str) -> Option<String> {
    let license = lookup(text);
    license.is_known().then(|| license.id().to_owned())
}

/// The licence of a text that is nothing but its title and the address of the same licence, as writers of
/// `TFLite` and Core ML metadata put it: `Apache License. Version 2.0 http://www.apache.org/licenses/LICENSE-2.0.`. One
/// word more, and it is prose.
fn id_of_title(text: &str) -> Option<String> {
    if text.len() > 200 {
        return None;
    }
    let mut words = Vec::new();
    let mut addresses = Vec::new();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(['(', ')', '<', '>', ',', ';']);
        if is_address(bare) {
            addresses.push(bare);
        } else {
            words.push(word);
        }
    }
    let title = words.join(" ");
    let title = title.trim_matches(['.', ',', ':', ';', '(', ')', ' ']);
    let plain = title.replace(". ", " ").replace(", ", " ");
    let spelt = plain.to_ascii_lowercase();
    let bare = [" license", " licence"]
        .iter()
        .find_map(|end| spelt.strip_suffix(end));
    let id = [
        Some(title),
        Some(plain.as_str()),
        bare,
        Some(&title.replace(". ", ", ")),
    ]
    .into_iter()
    .flatten()
    .find_map(known)?;
    let same = |address: &&str| id_at(address).is_none_or(|other| other == id);
    addresses.iter().all(same).then_some(id.clone())
}

/// What kind of text stands in the place of a model.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum BaseForm {
    /// A hub id or an address.
    Model(Artifact),
    /// A path on a local machine: its last part, for the rest may name a person.
    Local(String),
    /// Some other name.
    Name(String),
}

/// Reads the text that stands in the place of a model.
pub(super) fn base(value: &str) -> BaseForm {
    let value = value.trim();
    let hub = ["huggingface.co/", "hf.co/"]
        .iter()
        .any(|host| value.starts_with(host));
    if !hub && is_local(value) {
        return BaseForm::Local(local(value));
    }
    match Artifact::parse(&if hub {
        format!("https://{value}")
    } else {
        value.to_owned()
    }) {
        Ok(model) => BaseForm::Model(model),
        Err(_) => BaseForm::Name(super::short::shortened(value)),
    }
}

/// Whether a text is a path rather than a hub id.
#[must_use]
pub fn is_local(value: &str) -> bool {
    let drive = value.as_bytes().get(1) == Some(&b':') && value.as_bytes()[0].is_ascii_alphabetic();
    let deep = !value.contains("://")
        && value.matches('/').count() > 1
        && !value.starts_with("datasets/")
        && !value.contains('@');
    value.starts_with(['.', '/', '~', '$', '%'])
        || value.contains('\\')
        || value.starts_with("file:")
        || drive
        || deep
}

/// A local path with all but its last part left out.
pub(super) fn local(value: &str) -> String {
    let last = value
        .split(['/', '\\'])
        .rfind(|part| !part.is_empty() && *part != "." && *part != "..");
    format!(
        "local path .../{}",
        super::short::shortened(last.unwrap_or_default())
    )
}

/// A value that may be a path, with the path cut to its last part.
#[must_use]
pub fn without_path(value: &str) -> String {
    if is_local(value) {
        local(value)
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(value: &str) -> String {
        let form = license(value);
        let terms = form.terms().map(|terms| {
            terms
                .leaves()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("+")
        });
        format!(
            "{} {}",
            form.as_str(),
            terms.unwrap_or_else(|| "-".to_owned())
        )
    }

    #[test]
    fn ids_addresses_titles_and_prose() {
        for (value, form) in [
            ("apache-2.0", "id apache-2.0"),
            ("apache-2.0,mit", "id apache-2.0+mit"),
            ("acme-secret-licence-9", "id acme-secret-licence-9"),
            ("https://opensource.org/license/mit", "link mit"),
            (
                "https://creativecommons.org/licenses/by-nc/4.0/",
                "link cc-by-nc-4.0",
            ),
            ("https://example.invalid/mit", "link -"),
            (
                "Apache License. Version 2.0 http://www.apache.org/licenses/LICENSE-2.0.",
                "text apache-2.0",
            ),
            (
                "AGPL-3.0 License (https://ultralytics.com/license)",
                "text agpl-3.0",
            ),
            (
                "MIT License. https://opensource.org/license/mit",
                "text mit",
            ),
            (
                "MIT License. https://www.apache.org/licenses/LICENSE-2.0",
                "text -",
            ),
            ("not under the MIT License", "text -"),
            ("MIT License but not for sale", "text -"),
            ("All rights reserved by acme", "text -"),
        ] {
            assert_eq!(shown(value), form, "{value}");
        }
    }

    #[test]
    fn spellings_of_the_same_are_equal() {
        assert_eq!(folded("MIT"), folded("mit"));
        assert_eq!(folded("apache-2.0,mit"), folded("MIT, Apache-2.0"));
        assert_ne!(folded("apache-2.0,mit"), folded("MIT OR Apache-2.0"));
        assert_ne!(folded("some prose here"), folded("other prose here"));
    }

    #[test]
    fn paths_are_no_ids_and_are_not_shown_whole() {
        for path in [
            "/home/u/models/llama",
            "../unet",
            "~/llama",
            "C:\\Users\\u\\llama",
            "./x",
            "out/run/checkpoint",
            "file:///x/y",
        ] {
            let BaseForm::Local(shown) = base(path) else {
                panic!("{path}")
            };
            assert_eq!(shown.matches('/').count(), 1, "{shown}");
        }
        assert!(matches!(
            base("acme/tiny-base"),
            BaseForm::Model(Artifact::Hub { .. })
        ));
        assert!(matches!(
            base("https://huggingface.co/acme/tiny"),
            BaseForm::Model(Artifact::Hub { .. })
        ));
        assert!(matches!(base("sd_xl base 1.0"), BaseForm::Name(_)));
    }
}
