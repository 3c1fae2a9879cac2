//! A repository of files on a site: the small files that are read of it, by their place.

use serde_json::Value;

use super::card::{Info, json};
use super::client::{Client, Clock, Transport};
use super::error::HubError;
use super::site::Site;
use deny_models::digest::sha256;
use deny_models::license;
use deny_models::lock::{LockedModel, LockedText};
use deny_models::model::Artifact;

/// Longest licence text or configuration, in bytes.
pub(super) const MAX_FILE: usize = 1 << 20;

/// Licence files of one model.
const MAX_TEXTS: usize = 4;

/// A repository that is read by way of a client.
pub(super) struct Repository<'a, T, C> {
    pub(super) client: &'a Client<T, C>,
    /// Where a file of a model is, as a path of the site.
    pub(super) address: fn(&LockedModel, &str) -> String,
}

impl<T: Transport, C: Clock> Repository<'_, T, C> {
    /// A small file of a model; `None` where it cannot be had, which is noted.
    pub(super) fn file(
        &self,
        model: &mut LockedModel,
        path: &str,
        limit: usize,
    ) -> Result<Option<Vec<u8>>, HubError> {
        let address = (self.address)(model, path);
        let what = format!("{} of {}", path, model.id);
        match self.client.get(&address, &what, limit) {
            Ok(answer) => Ok(Some(answer.body)),
            Err(error) if error.is_of_model() => {
                model.unread.push(path.to_owned());
                let why = match error {
                    HubError::Denied { .. } => {
                        "access to files is restricted, so this is from the card alone"
                    }
                    HubError::Missing { .. } => "listed, but not there",
                    HubError::TooLarge { .. } => "too long for a text",
                    _ => "access is disabled",
                };
                model.source.push(format!("{path} not read: {why}"));
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    pub(super) fn read_texts(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        for path in license_files(info) {
            if let Some(bytes) = self.file(model, &path, MAX_FILE)? {
                let text = String::from_utf8_lossy(&bytes);
                model.texts.push(LockedText {
                    sha256: sha256(&bytes),
                    license: license_of(&text),
                    path,
                });
            }
        }
        Ok(())
    }

    /// A JSON file; one that cannot be read is ignored.
    pub(super) fn config(
        &self,
        model: &mut LockedModel,
        path: &str,
    ) -> Result<Option<Value>, HubError> {
        let body = self.file(model, path, MAX_FILE)?;
        let value = body.and_then(|body| json(Site::Hub, &body, path).ok());
        Ok(value)
    }
}

/// The licence that a text is, by canonical id: one that could pass only where there is nothing beside it, one that
/// cannot also where it was changed.
pub(super) fn license_of(text: &str) -> Option<String> {
    license::of_file(text).map(|license| license.id().to_owned())
}

pub(super) fn is_data_set(model: &Artifact) -> bool {
    model.name().starts_with("datasets/")
}

/// Files at the top that hold terms, and the one that the card links to.
fn license_files(info: &Info) -> Vec<String> {
    let is_license = |file: &&String| {
        let name = file.to_ascii_uppercase();
        let terms = ["LICENSE", "LICENCE", "COPYING"];
        let text = [".MD", ".TXT", ".RST"];
        let ending = name.rfind('.').map_or("", |dot| &name[dot..]);
        let is_text = text.contains(&ending)
            || !ending.chars().skip(1).all(char::is_alphabetic)
            || ending.is_empty();
        !name.contains('/') && is_text && terms.iter().any(|word| name.contains(word))
    };
    let linked = info.link().map(|link| link.trim_start_matches("./"));
    let mut files: Vec<String> = linked
        .filter(|link| info.has_file(link))
        .map(str::to_owned)
        .into_iter()
        .chain(info.files.iter().filter(is_license).cloned())
        .filter(|file| file.len() < 512)
        .collect();
    let mut seen = std::collections::BTreeSet::new();
    files.retain(|file| seen.insert(file.clone()));
    files.truncate(MAX_TEXTS);
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str], link: Option<&str>) -> Vec<String> {
        let siblings: Vec<Value> = names
            .iter()
            .map(|name| serde_json::json!({"rfilename": name}))
            .collect();
        let json = serde_json::json!({"siblings": siblings, "cardData": {"license_link": link}});
        license_files(&Info::read(json.to_string().as_bytes(), "x").expect("readable"))
    }

    #[test]
    fn licence_files_are_texts_at_the_top_and_what_the_card_links_to() {
        let names = [
            "README.md",
            "LICENSE",
            "MODEL_LICENSE.md",
            "license.txt",
            "a/LICENSE",
            "license.png",
            "LICENSE-2.0",
            "docs/TERMS.md",
        ];
        assert_eq!(
            files(&names, None),
            ["LICENSE", "MODEL_LICENSE.md", "license.txt", "LICENSE-2.0"]
        );
        assert_eq!(files(&names, Some("docs/TERMS.md"))[0], "docs/TERMS.md");
        assert_eq!(
            files(&["TERMS"], Some("https://example.org/TERMS")),
            [""; 0]
        );
    }
}
