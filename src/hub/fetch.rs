//! The facts of the hub about one model, as a block of the lock.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::Value;

use super::card::{EXPAND, EXPAND_MODEL, Info, json};
use super::client::{Client, Clock, Transport};
use super::error::HubError;
use super::lineage::Source;
use super::repository::{Repository, is_data_set};
use super::site::Site;
use super::url::{Url, encode, encode_segment};
use deny_models::evidence::weights::name::may_be_of_model;
use deny_models::lock::{LockedModel, LockedWeights};
use deny_models::model::Artifact;

/// Longest answer about a model, in bytes.
const MAX_ANSWER: usize = 10 << 20;

/// Pages of a listing.
const MAX_PAGES: usize = 10;

/// The status of a request with parameters that the hub does not take, in words.
const REFUSED: &str = "status 400";

/// Files with weights of one model.
const MAX_FILES: usize = 512;

/// The hub as a source of facts about models.
#[derive(Debug)]
pub struct Hub<T, C> {
    client: Client<T, C>,
    /// The hub refuses to list digests beside the facts of a model.
    without_blobs: AtomicBool,
}

impl<T: Transport, C: Clock> Hub<T, C> {
    /// Facts by way of a client.
    pub fn new(client: Client<T, C>) -> Self {
        Self {
            client,
            without_blobs: AtomicBool::new(false),
        }
    }

    /// The client.
    pub fn client(&self) -> &Client<T, C> {
        &self.client
    }

    fn info(&self, model: &Artifact) -> Result<Info, HubError> {
        let mut path = format!("/api/{}", api_path(model));
        if let Some(revision) = model.revision() {
            path = format!("{path}/revision/{}", encode_segment(revision));
        }
        let of_model = (!is_data_set(model)).then_some(&EXPAND_MODEL);
        let fields: Vec<String> = EXPAND
            .iter()
            .chain(of_model)
            .map(|field| format!("expand={field}"))
            .collect();
        let path = format!("{path}?{}", fields.join("&"));
        let what = model.to_string();
        // With `blobs` one request is enough: the names of the files come with their digests. Where they do not, the
        // listing of the repository has them.
        if !self.without_blobs.load(Ordering::Relaxed) {
            match self
                .client
                .get(&format!("{path}&blobs=true"), &what, MAX_ANSWER)
            {
                Err(HubError::Unreadable { why, .. }) if why == REFUSED => {
                    self.without_blobs.store(true, Ordering::Relaxed);
                }
                answer => return Info::read(&answer?.body, &what),
            }
        }
        let answer = self.client.get(&path, &what, MAX_ANSWER)?;
        Info::read(&answer.body, &what)
    }

    /// Digests of the files with weights.
    fn read_digests(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        match &info.blobs {
            Some(blobs) => model.files.extend(blobs.iter().filter_map(listed)),
            None => self.read_listing(model, info)?,
        }
        model.files.sort();
        model.files.truncate(MAX_FILES);
        Ok(())
    }

    /// The same, from the listing of the repository.
    fn read_listing(&self, model: &mut LockedModel, info: &Info) -> Result<(), HubError> {
        let Some(revision) = info
            .sha
            .as_deref()
            .filter(|_| info.files.iter().any(|file| may_be_of_model(file)))
        else {
            return Ok(());
        };
        let what = format!("the files of {}", model.id);
        let mut next = Some(format!(
            "/api/{}/tree/{revision}?recursive=true",
            api_path(&model.id)
        ));
        let mut pages = 0;
        let mut seen = BTreeSet::new();
        while let Some(path) = next {
            if pages == MAX_PAGES {
                model
                    .source
                    .push("files: the listing was broken off".to_owned());
                break;
            }
            pages += 1;
            let answer = match self.client.get(&path, &what, MAX_ANSWER) {
                Ok(answer) => answer,
                Err(error) if error.is_of_model() => {
                    if matches!(error, HubError::Denied { .. }) {
                        model.unread.push(LockedModel::REPOSITORY.to_owned());
                    }
                    model
                        .source
                        .push("files: the listing cannot be read".to_owned());
                    break;
                }
                Err(error) => return Err(error),
            };
            let listing = json(Site::Hub, &answer.body, &what)?;
            let entries = || listing.as_array().into_iter().flatten();
            let paths = entries().filter_map(|entry| entry.get("path")?.as_str());
            let mut new = 0;
            for path in paths {
                new += usize::from(seen.insert(path.to_owned()));
            }
            next = answer.header("link").and_then(next_page);
            if new == 0 && pages > 1 {
                // A mirror that ignores the cursor answers the first page for ever, and the rest is nowhere.
                model
                    .source
                    .push("files: the listing repeats itself, so it is not complete".to_owned());
                break;
            }
            model.files.extend(entries().filter_map(listed));
        }
        let weights = info.files.iter().filter(|file| may_be_of_model(file));
        let lost = weights.filter(|file| !seen.contains(*file)).count();
        if lost > 0 {
            // A mirror may lose the address of the next page as well.
            model.unread.push(LockedModel::REPOSITORY.to_owned());
            model.source.push(format!(
                "files: the listing lacks {lost} of the files with weights"
            ));
        }
        Ok(())
    }
}

impl<T: Transport, C: Clock> Source for Hub<T, C> {
    fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError> {
        let mut found = LockedModel::new(model);
        let info = match self.info(model) {
            Ok(info) => info,
            Err(error) if error.is_of_model() => {
                if matches!(error, HubError::Denied { .. }) {
                    found.unread.push(LockedModel::REPOSITORY.to_owned());
                }
                found.unresolved = Some(error.to_string());
                return Ok(found);
            }
            Err(error) => return Err(error),
        };
        if info.disabled {
            found.unresolved = Some(format!("the hub has disabled {model}"));
            return Ok(found);
        }
        info.write_to(&mut found);
        if info.lacks.contains(&EXPAND_MODEL) && !is_data_set(model) {
            let line =
                "base: the answer has no baseModels, so the card and the tags alone name them";
            found.source.push(line.to_owned());
        }
        if info.lacks.contains(&"siblings") {
            found.unread.push(LockedModel::REPOSITORY.to_owned());
            let line =
                "files: the answer names none, so no licence text and no configuration was read";
            found.source.push(line.to_owned());
        }
        let now = info
            .id
            .as_deref()
            .and_then(|id| Artifact::parse_hub(id).ok());
        found.renamed = now
            .map(|now| with_prefix_of(model, now))
            .filter(|now| now.key() != found.id.key());
        let repository = Repository {
            client: &self.client,
            address: file_path,
        };
        repository.read(&mut found, &info)?;
        self.read_digests(&mut found, &info)?;
        Ok(found)
    }
}

/// The hub answers about a data set with its name alone.
fn with_prefix_of(requested: &Artifact, now: Artifact) -> Artifact {
    let prefix = "datasets/";
    if requested.name().starts_with(prefix) && !now.name().starts_with(prefix) {
        return Artifact::parse_hub(&format!("{prefix}{}", now.name())).unwrap_or(now);
    }
    now
}

/// Where a file of a repository is.
fn file_path(model: &LockedModel, path: &str) -> String {
    let revision = model
        .revision
        .as_deref()
        .or(model.asked.as_deref())
        .unwrap_or("main");
    format!(
        "/{}/resolve/{}/{}",
        model.id.name(),
        encode_segment(revision),
        encode(path)
    )
}

/// `models/org/name`, or `datasets/org/name`.
fn api_path(model: &Artifact) -> String {
    let name = model.name();
    if is_data_set(model) {
        name.to_owned()
    } else {
        format!("models/{name}")
    }
}

/// A file with weights that the listing has a SHA-256 of: git's own digests are SHA-1.
fn listed(entry: &Value) -> Option<LockedWeights> {
    let path = entry
        .get("path")
        .or_else(|| entry.get("rfilename"))?
        .as_str()
        .filter(|path| may_be_of_model(path) && path.len() < 1024)?;
    let lfs = entry.get("lfs")?;
    let digest = ["oid", "sha256"]
        .into_iter()
        .find_map(|key| lfs.get(key)?.as_str())?;
    let digest = digest
        .strip_prefix("sha256:")
        .unwrap_or(digest)
        .to_ascii_lowercase();
    let good = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    let size = || lfs.get("size").or_else(|| entry.get("size"))?.as_u64();
    good.then(|| LockedWeights {
        path: path.to_owned(),
        sha256: digest,
        size: size(),
    })
}

/// Whether the attributes of a link say that it leads to the next page.
fn is_next(attributes: &str) -> bool {
    let values = attributes.split([';', ',']).filter_map(|one| {
        let (name, value) = one.trim().split_once('=')?;
        let is_rel = name.trim_end().eq_ignore_ascii_case("rel");
        is_rel.then(|| value.trim().trim_matches('"'))
    });
    let mut relations = values.flat_map(str::split_ascii_whitespace);
    relations.any(|relation| relation.eq_ignore_ascii_case("next"))
}

/// The address of the next page, as a path of the hub, whichever name it gives itself.
#[must_use]
pub fn next_page(link: &str) -> Option<String> {
    // `<address>; name="value"`, parted by commas, which an address may hold too.
    let mut rest = link;
    let address = loop {
        let (address, after) = rest.split_once('<')?.1.split_once('>')?;
        let (attributes, next) = after.split_at(after.find('<').unwrap_or(after.len()));
        if is_next(attributes) {
            break address;
        }
        rest = next;
    };
    if address.starts_with('/') && !address.starts_with("//") {
        return Some(address.to_owned());
    }
    let path = Url::parse(address)?.path;
    path.starts_with("/api/").then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use deny_models::digest::sha256;

    #[test]
    fn the_next_page_is_one_of_the_hub() {
        let next = "<https://hub.example/api/models/a/b/tree/x?cursor=1>; rel=\"next\"";
        assert_eq!(
            next_page(next).as_deref(),
            Some("/api/models/a/b/tree/x?cursor=1")
        );
        assert_eq!(next_page("<https://hub.example/a>; rel=\"prev\""), None);
        assert_eq!(
            next_page("<https://evil.example/steal>; rel=\"next\""),
            None
        );
        assert_eq!(next_page("rel=\"next\""), None);
        assert_eq!(next_page("<>; rel=\"next\""), None);
        assert_eq!(next_page("<</api/x>; rel=\"next\""), None);
    }

    /// A link that is not understood leaves the rest of a listing out.
    #[test]
    fn a_next_page_is_found_however_it_is_written() {
        for link in [
            "</api/x?cursor=1>; rel=next",
            "</api/x?cursor=1>;rel=\"next\"",
            "</api/x?cursor=1>; title=\"more\"; REL = \"last next\"",
            "</api/0>; rel=\"prev\", </api/x?cursor=1>; rel=\"next\"",
            "</api/0,1>; rel=\"prev\",</api/x?cursor=1>; rel=\"next\"",
        ] {
            assert_eq!(
                next_page(link).as_deref(),
                Some("/api/x?cursor=1"),
                "{link}"
            );
        }
        let comma = "<https://hub.example/api/x?cursor=a,b>; rel=\"next\"";
        assert_eq!(next_page(comma).as_deref(), Some("/api/x?cursor=a,b"));
    }

    #[test]
    fn weights_are_listed_with_their_digest() {
        let of = |json: &str| listed(&serde_json::from_str(json).expect("JSON"));
        let oid = sha256(b"w");
        let good = of(&format!(
            r#"{{"type":"file","path":"a/x.SafeTensors","oid":"f","lfs":{{"oid":"{oid}"}}}}"#
        ));
        assert_eq!(good.map(|file| file.sha256), Some(oid.clone()));
        assert_eq!(of(r#"{"type":"file","path":"x.gguf","oid":"f"}"#), None);
        assert_eq!(
            of(&format!(
                r#"{{"path":"README.md","lfs":{{"oid":"{oid}"}}}}"#
            )),
            None
        );
        assert_eq!(of(r#"{"path":"x.gguf","lfs":{"oid":"short"}}"#), None);
    }
}
