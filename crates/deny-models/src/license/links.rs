//! Addresses where licences are published.

use super::id::{License, lookup};
use super::table::table;

/// The licence whose text is published at an address, where that is one of the places known for it.
#[must_use]
pub fn published_at(address: &str) -> Option<License> {
    at_known_place(address).or_else(|| table().row_at(address).map(License::from_row))
}

/// The licence that is published at a well-known place, where the name of the file is the id.
fn at_known_place(address: &str) -> Option<License> {
    let (_, rest) = address.split_once("://")?;
    let rest = rest
        .split(['?', '#'])
        .next()?
        .trim_end_matches(['/', '.', ',', ')'])
        .to_ascii_lowercase();
    let (host, path) = rest.split_once('/')?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    let name = match host {
        "opensource.org" => path
            .strip_prefix("licenses/")
            .or_else(|| path.strip_prefix("license/"))?
            .to_owned(),
        "spdx.org" | "choosealicense.com" => path.strip_prefix("licenses/")?.to_owned(),
        "apache.org" if path.starts_with("licenses/license-2.0") => "apache-2.0".to_owned(),
        "gnu.org" => path.strip_prefix("licenses/")?.replace(".en", ""),
        "creativecommons.org" => match path.split('/').collect::<Vec<_>>().as_slice() {
            ["licenses", kind, version, ..] => format!("cc-{kind}-{version}"),
            ["publicdomain", "zero", version, ..] => format!("cc0-{version}"),
            _ => return None,
        },
        _ => return None,
    };
    let name = [".html", ".txt", ".php"]
        .iter()
        .fold(name.as_str(), |name, end| {
            name.strip_suffix(end).unwrap_or(name)
        });
    let license = lookup(name);
    license.is_known().then_some(license)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_addresses_lead_to_their_licence_and_pages_to_none() {
        for (address, id) in [
            ("https://opensource.org/license/mit", Some("mit")),
            (
                "https://www.apache.org/licenses/LICENSE-2.0",
                Some("apache-2.0"),
            ),
            ("https://www.apache.org/licenses/LICENSE-1.1", None),
            ("https://www.apache.org/foundation/", None),
            ("https://spdx.org/licenses/MIT.html", Some("mit")),
            ("https://spdx.org/about", None),
            (
                "https://choosealicense.com/licenses/agpl-3.0/",
                Some("agpl-3.0"),
            ),
            (
                "https://www.gnu.org/licenses/gpl-3.0.en.html",
                Some("gpl-3.0"),
            ),
            ("https://www.gnu.org/philosophy/mit", None),
            (
                "https://creativecommons.org/licenses/by-nc/4.0/legalcode",
                Some("cc-by-nc-4.0"),
            ),
            (
                "https://creativecommons.org/publicdomain/zero/1.0/",
                Some("cc0-1.0"),
            ),
            ("https://creativecommons.org/about", None),
            ("http://ai.google.dev/gemma/terms/", Some("gemma")),
            ("https://www.llama.com/llama3_2/license/", Some("llama3.2")),
            (
                "https://huggingface.co/Qwen/Qwen2.5-72B/resolve/main/LICENSE",
                Some("qwen"),
            ),
            (
                "https://github.com/Kwai-Kolors/Kolors/blob/main/MODEL_LICENSE",
                Some("kolors-license"),
            ),
            ("https://github.com/InternLM/InternLM", None),
            ("https://huggingface.co/circlestone-labs/Anima", None),
            ("https://example.org/gemma/terms", None),
            ("https://ai.google.dev/gemma/terms/more", None),
            ("gemma", None),
        ] {
            let found = published_at(address).map(|license| license.id().to_owned());
            assert_eq!(found.as_deref(), id, "{address}");
        }
    }
}
