//! Models of ModelScope. Its answers are brought into the form of the hub's, so that one reader judges both: licence and
//! base of the metadata, the files with their digests, and what the files themselves state.
//!
//! A base that the metadata or the front matter of a card names is one of ModelScope: the hub may have another model of
//! that name.

use serde_json::{Value, json};

use super::card::{self, Info};
use super::client::{Client, Clock, Transport};
use super::error::HubError;
use super::lineage::Source;
use super::repository::{MAX_FILE, Repository};
use super::site::Site;
use super::url::encode;
use crate::card::read_card;
use deny_models::evidence::weights::name::may_be_of_model;
use deny_models::license;
use deny_models::lock::{LockedModel, LockedWeights};
use deny_models::model::{Artifact, Registry, RegistryModel};
use deny_models::text::shown;

/// Longest answer, in bytes.
const MAX_ANSWER: usize = 10 << 20;

/// Entries after which a listing is cut off, without a word: by the constants of ModelScope's own client.
const MAX_LISTED: usize = 3000;

/// Files with weights of one model.
const MAX_WEIGHTS: usize = 512;

/// The branch that is read where none is named.
const DEFAULT: &str = "master";

/// Answers about models that are not there, or not for everybody, in the body of a success.
const CLOSED: [u64; 4] = [401, 403, 404, 10_010_205_001];

/// ModelScope as a source of facts.
#[derive(Debug)]
pub struct ModelScope<T, C> {
    client: Client<T, C>,
}

impl<T: Transport, C: Clock> ModelScope<T, C> {
    /// Facts by way of a client of ModelScope.
    pub fn new(client: Client<T, C>) -> Self {
        Self { client }
    }

    /// The `Data` of an answer.
    fn data(&self, path: &str, what: &str) -> Result<Value, HubError> {
        let answer = self.client.get(path, what, MAX_ANSWER)?;
        let mut answer = card::json(Site::ModelScope, &answer.body, what)?;
        let code = answer.get("Code").and_then(Value::as_u64).unwrap_or(200);
        if CLOSED.contains(&code) {
            return Err(HubError::Missing {
                site: Site::ModelScope,
                what: what.to_owned(),
            });
        }
        let data = answer.get_mut("Data").map(Value::take);
        let data = data.filter(|data| data.is_object() && code == 200);
        data.ok_or_else(|| HubError::Unreadable {
            site: Site::ModelScope,
            what: what.to_owned(),
            why: match answer.get("Message").and_then(Value::as_str) {
                Some(message) => shown(message),
                None => "it has no data".to_owned(),
            },
        })
    }

    /// The front matter of the card, in the keys of the hub's.
    fn card(&self, found: &LockedModel) -> Result<Value, HubError> {
        let what = format!("README.md of {}", found.id);
        let bytes = match self
            .client
            .get(&file_path(found, "README.md"), &what, MAX_FILE)
        {
            Ok(answer) => answer.body,
            // The reader of the files meets it again, and notes it.
            Err(error) if error.is_of_model() => return Ok(json!({})),
            Err(error) => return Err(error),
        };
        let header = read_card(&bytes);
        let first = |stated: &[deny_models::evidence::header::Stated]| {
            stated.first().map(|stated| stated.value.clone())
        };
        let front = header.base_models.iter();
        let front = front.filter(|base| !base.key.starts_with("body: "));
        Ok(json!({
            "license": header.license.iter().map(|stated| known(&stated.value)).collect::<Vec<_>>(),
            "license_name": first(&header.license_name),
            "license_link": first(&header.license_link),
            "base_model": front.map(|base| of_model_scope(&base.shown)).collect::<Vec<_>>(),
            "base_model_relation": first(&header.relation),
        }))
    }
}

impl<T: Transport, C: Clock> Source for ModelScope<T, C> {
    fn answers_for(&self, model: &Artifact) -> bool {
        matches!(model, Artifact::Registry(model) if model.registry() == Registry::ModelScope)
    }

    fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError> {
        let mut found = LockedModel::new(model);
        let Artifact::Registry(model) = model else {
            return Ok(found);
        };
        let api = api_path(model);
        let revision = encode(model.revision().unwrap_or(DEFAULT));
        let what = model.to_string();
        let answers = self
            .data(&format!("{api}?Revision={revision}"), &what)
            .and_then(|data| {
                let files = format!("{api}/repo/files?Revision={revision}&Recursive=true");
                Ok((
                    data,
                    self.data(&files, &format!("list of files of {what}"))?,
                ))
            });
        let (data, files) = match answers {
            Ok(answers) => answers,
            Err(error) if error.is_of_model() => {
                found.unresolved = Some(error.to_string());
                return Ok(found);
            }
            Err(error) => return Err(error),
        };
        let Some(files) = files.get("Files").and_then(Value::as_array) else {
            return Err(HubError::Unreadable {
                site: Site::ModelScope,
                what: format!("list of files of {what}"),
                why: "it has no list of files".to_owned(),
            });
        };
        let has_card = files.iter().any(|file| path_of(file) == Some("README.md"));
        let card = if has_card {
            self.card(&found)?
        } else {
            json!({})
        };
        let info = Info::of(in_form_of_the_hub(&data, files, &card)).unwrap_or_default();
        info.write_to(&mut found);
        if files.len() >= MAX_LISTED {
            found.unread.push(LockedModel::REPOSITORY.to_owned());
            found
                .source
                .push("files: the listing is cut off".to_owned());
        }
        let repository = Repository {
            client: &self.client,
            address: file_path,
        };
        repository.read(&mut found, &info)?;
        found.files.extend(files.iter().filter_map(listed));
        found.files.sort();
        found.files.truncate(MAX_WEIGHTS);
        Ok(found)
    }
}

fn api_path(model: &RegistryModel) -> String {
    let (account, name) = model.account_and_name();
    format!("/api/v1/models/{}/{name}", account.unwrap_or_default())
}

/// Where a file of a model is.
fn file_path(model: &LockedModel, path: &str) -> String {
    let Artifact::Registry(of) = &model.id else {
        return String::new();
    };
    let revision = model.asked.as_deref().unwrap_or(DEFAULT);
    // In a query a slash needs no escape, and what has a meaning there is none of what `encode` leaves.
    format!(
        "{}/repo?Revision={}&FilePath={}",
        api_path(of),
        encode(revision),
        encode(path)
    )
}

/// The answer of ModelScope in the fields that the hub has for the same.
fn in_form_of_the_hub(data: &Value, files: &[Value], card: &Value) -> Value {
    let text = |key: &str| data.get(key).and_then(Value::as_str);
    let stated = text("License").filter(|license| !license.trim().is_empty());
    let license = stated.map(|license| format!("license:{}", known(license)));
    let words = data.get("Tags").and_then(Value::as_array);
    let words = words.into_iter().flatten().filter_map(Value::as_str);
    let tags: Vec<String> = license
        .into_iter()
        .chain(words.map(str::to_owned))
        .collect();
    let bases = match data.get("BaseModel") {
        Some(Value::String(base)) => vec![base.as_str()],
        Some(Value::Array(bases)) => bases.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let paths = files.iter().filter_map(path_of);
    json!({
        "tags": tags,
        "cardData": card,
        "baseModels": {
            "models": bases.into_iter().map(of_model_scope).collect::<Vec<_>>(),
            "relation": text("BaseModelRelation").filter(|relation| !relation.is_empty()),
        },
        "siblings": paths.map(|path| json!({ "rfilename": path })).collect::<Vec<_>>(),
    })
}

/// A licence by its id, where it is stated by its title.
fn known(license: &str) -> String {
    license::titled(license).map_or_else(|| license.to_owned(), |known| known.id().to_owned())
}

/// The path of a file; directories are listed too.
fn path_of(file: &Value) -> Option<&str> {
    let directory = file.get("Type").and_then(Value::as_str) == Some("tree");
    file.get("Path")?.as_str().filter(|_| !directory)
}

fn listed(file: &Value) -> Option<LockedWeights> {
    let path = path_of(file).filter(|path| may_be_of_model(path) && path.len() < 1024)?;
    let digest = file.get("Sha256")?.as_str()?.to_ascii_lowercase();
    let good = digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    good.then(|| LockedWeights {
        path: path.to_owned(),
        sha256: digest,
        size: file.get("Size").and_then(Value::as_u64),
    })
}

/// A name that metadata of ModelScope has for a base: account and name alone are those of ModelScope.
fn of_model_scope(name: &str) -> String {
    let name = name.trim();
    if name.contains('/') && !name.contains(':') {
        format!("{}:{name}", Registry::ModelScope.scheme())
    } else {
        name.to_owned()
    }
}
