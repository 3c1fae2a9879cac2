//! Registries of models beside the model hub: how their models are named, where they lie, and their package URLs.
//!
//! A name carries its registry in front: `ollama:llama3.2:3b`, `modelscope:Qwen/Qwen2.5-3B`. Tools write the same models
//! in other ways, by a host or by an address, and all of them are read as one name.

use std::fmt;

/// A registry of models.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Registry {
    /// The registry that `ollama pull` asks. A tag decides the size of the model, and so its licence.
    Ollama,
    /// The hub of ModelScope.
    ModelScope,
}

impl Registry {
    /// Every registry, in the order of the documentation.
    pub const ALL: [Self; 2] = [Self::Ollama, Self::ModelScope];

    /// The word in front of the names of its models.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Ollama => "ollama",
            Self::ModelScope => "modelscope",
        }
    }

    /// As people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Ollama => "Ollama",
            Self::ModelScope => "ModelScope",
        }
    }

    /// The hosts of its addresses, the one that is written first.
    fn hosts(self) -> &'static [&'static str] {
        match self {
            Self::Ollama => &["ollama.com", "www.ollama.com", "registry.ollama.ai"],
            Self::ModelScope => &["modelscope.cn", "www.modelscope.cn"],
        }
    }

    fn of_host(host: &str) -> Option<Self> {
        let is_host = |known: &&str| host.eq_ignore_ascii_case(known);
        Self::ALL
            .into_iter()
            .find(|registry| registry.hosts().iter().any(|known| is_host(&known)))
    }
}

/// A model of a registry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RegistryModel {
    /// The registry.
    registry: Registry,
    /// With the registry in front, and with the tag where the registry has tags.
    name: String,
    /// Branch, tag or commit, where the registry has such.
    revision: Option<String>,
}

/// What a name that is not of the form `org/name` stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Named<'a> {
    /// A repository of the model hub, by its id.
    Hub(&'a str),
    /// A model of a registry.
    Model(RegistryModel),
}

/// Hosts of the model hub as tools write them in front of an id.
const HUB_HOSTS: [&str; 2] = ["hf.co", "huggingface.co"];

/// Pages of Ollama's site that are no accounts.
const NO_ACCOUNTS: [&str; 17] = [
    "api", "assets", "blog", "cloud", "connect", "docs", "download", "install", "models",
    "pricing", "privacy", "public", "search", "settings", "signin", "signup", "terms",
];

/// The longest part of a name, by the rules of both registries.
const MAX_PART: usize = 128;

impl RegistryModel {
    /// A model of Ollama: `NAME`, `NAME:TAG` or `USER/NAME:TAG`.
    fn ollama(text: &str) -> Result<Self, String> {
        let form = "a model of Ollama is `ollama:NAME:TAG` or `ollama:USER/NAME:TAG`";
        let (path, tag) = split_tag(text);
        let tag = tag.unwrap_or("latest");
        let parts: Vec<&str> = path.split('/').collect();
        let (account, name) = match parts.as_slice() {
            [name] | ["library", name] => (None, *name),
            [account, name] => (Some(*account), *name),
            [host, ..] if host.contains('.') => {
                return Err(format!("{form}; {host:?} is the host of another registry"));
            }
            _ => return Err(form.to_owned()),
        };
        for (part, odd) in account
            .map(|account| (account, "-_"))
            .into_iter()
            .chain([(name, "-_."), (tag, "-_.")])
        {
            check_part(part, odd).map_err(|why| format!("{form}; {why}"))?;
        }
        let account = account.map(|account| format!("{account}/"));
        let account = account.unwrap_or_default();
        Ok(Self {
            registry: Registry::Ollama,
            name: format!("ollama:{account}{name}:{tag}"),
            revision: None,
        })
    }

    /// A model of ModelScope: `org/name`.
    fn model_scope(path: &str) -> Result<Self, String> {
        let form = "a model of ModelScope is `modelscope:org/name`";
        let Some((org, name)) = path.split_once('/') else {
            return Err(form.to_owned());
        };
        for part in [org, name] {
            check_part(part, "-_.").map_err(|why| format!("{form}; {why}"))?;
        }
        Ok(Self {
            registry: Registry::ModelScope,
            name: format!("modelscope:{org}/{name}"),
            revision: None,
        })
    }

    /// The same at a revision. Ollama has none: it pulls by tag alone.
    #[must_use]
    pub fn at(self, revision: Option<&str>) -> Self {
        let revision = revision.filter(|_| self.registry != Registry::Ollama);
        Self {
            revision: revision.map(str::to_owned),
            ..self
        }
    }

    /// The registry.
    #[must_use]
    pub fn registry(&self) -> Registry {
        self.registry
    }

    /// With the registry in front, as in `ollama:llama3.2:3b`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Branch, tag or commit of a registry that has such.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        self.revision.as_deref()
    }

    /// Account and name within the registry, with the tag where it has tags; the models of Ollama's library have no
    /// account.
    #[must_use]
    pub fn account_and_name(&self) -> (Option<&str>, &str) {
        let own = self.own();
        match own.split_once('/') {
            Some((account, name)) => (Some(account), name),
            None => (None, own),
        }
    }

    /// The tag of a model of Ollama.
    #[must_use]
    pub fn tag(&self) -> Option<&str> {
        split_tag(self.own()).1
    }

    /// The name without the registry.
    fn own(&self) -> &str {
        let scheme = self.registry.scheme().len() + 1;
        self.name.get(scheme..).unwrap_or_default()
    }

    /// The page that shows the model to people.
    #[must_use]
    pub fn page(&self) -> String {
        let own = self.own();
        match self.registry {
            Registry::Ollama if own.contains('/') => format!("https://ollama.com/{own}"),
            Registry::Ollama => format!("https://ollama.com/library/{own}"),
            Registry::ModelScope => format!("https://modelscope.cn/models/{own}"),
        }
    }

    /// The package URL. No type is of these registries: Ollama's speaks the OCI distribution protocol, and the type `oci`
    /// names the repository beside the last part of the name, in lower case; ModelScope is under `generic`.
    #[must_use]
    pub fn purl(&self) -> String {
        let (account, name) = self.account_and_name();
        let account = account.unwrap_or("library");
        match self.registry {
            Registry::Ollama => {
                let (name, tag) = split_tag(name);
                let tag = tag.unwrap_or_default();
                format!(
                    "pkg:oci/{}?repository_url=registry.ollama.ai%2F{account}%2F{name}&tag={tag}",
                    name.to_ascii_lowercase()
                )
            }
            Registry::ModelScope => {
                let version = self.revision().map(|revision| {
                    let revision = revision.replace('/', "%2F");
                    format!("@{revision}")
                });
                format!(
                    "pkg:generic/{account}/{name}{}?download_url=https:%2F%2Fmodelscope.cn%2Fmodels%2F{account}%2F{name}",
                    version.unwrap_or_default()
                )
            }
        }
    }

    /// The repository of the model hub that has the same account and name. That says nothing of its weights.
    #[must_use]
    pub(super) fn namesake(&self) -> Option<&str> {
        (self.registry == Registry::ModelScope).then(|| self.own())
    }
}

impl fmt::Display for RegistryModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// What `text` names, where it names a registry or a host; `None` leaves it to the rules of the hub.
pub(super) fn read(text: &str) -> Option<Result<Named<'_>, String>> {
    if let Some(own) = without_scheme(text, Registry::Ollama) {
        // Ollama takes models of other hubs by their host.
        return Some(match of_host(own) {
            Some(found) => found,
            None => RegistryModel::ollama(own).map(Named::Model),
        });
    }
    if let Some(own) = without_scheme(text, Registry::ModelScope) {
        return Some(RegistryModel::model_scope(own).map(Named::Model));
    }
    of_host(text)
}

fn without_scheme(text: &str, registry: Registry) -> Option<&str> {
    let (scheme, own) = text.split_once(':')?;
    scheme
        .eq_ignore_ascii_case(registry.scheme())
        .then_some(own)
}

/// A name with a host in front, as in `hf.co/org/name:Q4_K_M`.
fn of_host(text: &str) -> Option<Result<Named<'_>, String>> {
    let (host, path) = text.split_once('/')?;
    if HUB_HOSTS
        .iter()
        .any(|known| host.eq_ignore_ascii_case(known))
    {
        // The tag is the quantization that is taken from the repository.
        let (id, tag) = split_tag(path);
        let checked = tag.map_or(Ok(()), |tag| check_part(tag, "-_."));
        return Some(checked.map(|()| Named::Hub(id)));
    }
    let found = match Registry::of_host(host)? {
        Registry::Ollama if path.contains('/') => RegistryModel::ollama(path),
        Registry::Ollama => Err(format!("write `ollama:{path}`")),
        Registry::ModelScope => {
            let path = path.strip_prefix("models/").unwrap_or(path);
            RegistryModel::model_scope(split_tag(path).0)
        }
    };
    Some(found.map(Named::Model))
}

/// The model that an address lies in, `rest` being what stands behind the scheme. The revision is as it is written there.
pub(super) fn of_address(rest: &str) -> Option<(RegistryModel, Option<&str>)> {
    let (host, path) = rest.split_once('/')?;
    let registry = Registry::of_host(host)?;
    let (path, query) = path.split_once(['?', '#']).unwrap_or((path, ""));
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    match registry {
        Registry::Ollama => {
            let (account, name) = (parts.next()?, parts.next()?);
            let model = if account == "v2" {
                // The API: `/v2/library/NAME/manifests/TAG`. What lies under `blobs` names no tag.
                let (account, model) = (name, parts.next()?);
                let tag = parts.next().filter(|verb| *verb == "manifests");
                let tag = tag.and_then(|_| parts.next())?;
                format!("{account}/{model}:{tag}")
            } else if NO_ACCOUNTS.contains(&account) {
                return None;
            } else {
                format!("{account}/{name}")
            };
            Some((RegistryModel::ollama(&model).ok()?, None))
        }
        Registry::ModelScope => {
            let mut first = parts.next()?;
            if first == "api" {
                parts.next()?;
                first = parts.next()?;
            }
            if first != "models" {
                return None;
            }
            let path = format!("{}/{}", parts.next()?, parts.next()?);
            let verbs = ["resolve", "tree", "view"];
            let behind = parts
                .find(|part| verbs.contains(part))
                .and_then(|_| parts.next());
            let asked = query
                .split('&')
                .find_map(|pair| pair.strip_prefix("Revision="));
            let revision = asked.or(behind).filter(|revision| *revision != "master");
            Some((RegistryModel::model_scope(&path).ok()?, revision))
        }
    }
}

/// A name and the tag behind its last part.
fn split_tag(text: &str) -> (&str, Option<&str>) {
    let last = text.rfind('/').map_or(0, |slash| slash + 1);
    match text[last..].find(':') {
        Some(colon) => (&text[..last + colon], Some(&text[last + colon + 1..])),
        None => (text, None),
    }
}

/// The rules of both registries: letters, digits and some signs, of which none is first.
fn check_part(part: &str, signs: &str) -> Result<(), String> {
    let odd = part
        .chars()
        .find(|char| !(char.is_ascii_alphanumeric() || signs.contains(*char)));
    if let Some(odd) = odd {
        return Err(format!("no part of it holds {odd:?}"));
    }
    if part.is_empty() || part.len() > MAX_PART {
        return Err(format!("each part of it has 1 to {MAX_PART} characters"));
    }
    if part.starts_with(['-', '.']) || part.contains("..") {
        return Err("no part of it starts with `-` or `.`, or holds `..`".to_owned());
    }
    Ok(())
}
