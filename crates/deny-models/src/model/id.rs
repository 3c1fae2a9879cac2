//! Model artifacts: hub repositories, URLs and files, and what their names may look like.

use std::fmt;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::weight_name::{is_model_worded, is_weight_name, plain_end};

use super::registry::{self, Named, Registry, RegistryModel};

/// The longest text that is taken for a name or address.
const MAX_LEN: usize = 2048;

/// Something with weights.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Artifact {
    /// A repository on the model hub.
    Hub {
        /// `org/name`, or an old one-segment id such as `gpt2`.
        id: String,
        /// Branch, tag or commit.
        revision: Option<String>,
    },
    /// A model of another registry.
    Registry(RegistryModel),
    /// A file at an address.
    Url(String),
    /// A file in a package.
    Path {
        /// The package, `name version`; `None` means any package with such a file.
        package: Option<String>,
        /// Relative to the root of the package, with `/` between the parts.
        path: Utf8PathBuf,
    },
}

impl Artifact {
    /// Reads the id of a model, as [`Artifact::parse_id`] does, or an `http(s)` address; the address of a hub repository
    /// is that repository, and that of a model of another registry is that model.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.contains("://") {
            Self::parse_url(text)
        } else {
            Self::parse_id(text)
        }
    }

    /// Reads a hub id or the name of a model of another registry: `org/name`, `ollama:NAME:TAG`, `modelscope:org/name`,
    /// each with an optional `@revision` where there are such. `hf.co/org/name:QUANT` is the hub id.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn parse_id(text: &str) -> Result<Self, String> {
        let (id, revision) = split_revision(text);
        match registry::read(id).transpose()? {
            None => Self::hub(id, revision),
            Some(Named::Hub(id)) => Self::hub(id, revision),
            Some(Named::Model(model)) => {
                if let Some(revision) = revision {
                    if model.registry() == Registry::Ollama {
                        return Err("Ollama pulls by tag, and a tag has no revisions".to_owned());
                    }
                    check_revision(revision)?;
                }
                Ok(Self::Registry(model.at(revision)))
            }
        }
    }

    /// Reads a hub id with an optional `@revision`.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, by the rules of the hub's own client.
    pub fn parse_hub(text: &str) -> Result<Self, String> {
        let (id, revision) = split_revision(text);
        Self::hub(id, revision)
    }

    fn hub(id: &str, revision: Option<&str>) -> Result<Self, String> {
        check_hub_id(id)?;
        if let Some(revision) = revision {
            check_revision(revision)?;
        }
        Ok(Self::Hub {
            id: id.to_owned(),
            revision: revision.map(str::to_owned),
        })
    }

    /// Reads an `http(s)` address.
    ///
    /// # Errors
    ///
    /// What is wrong with the text.
    pub fn parse_url(text: &str) -> Result<Self, String> {
        let rest = ["https://", "http://"]
            .iter()
            .find_map(|scheme| text.strip_prefix(scheme))
            .ok_or("an address starts with `https://` or `http://`")?;
        if text.len() > MAX_LEN {
            return Err(format!("an address is at most {MAX_LEN} bytes long"));
        }
        if text
            .chars()
            .any(|char| char.is_whitespace() || char.is_control())
        {
            return Err("an address holds no blanks and no control characters".to_owned());
        }
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        if host.is_empty() {
            return Err("an address names a host".to_owned());
        }
        if host.contains('@') {
            return Err(
                "an address with a user name or password in it does not belong in a file"
                    .to_owned(),
            );
        }
        if let Some(file) = file_beside_models(rest) {
            return Ok(Self::Url(format!("https://{file}")));
        }
        let named = hub_repository(host, rest).or_else(|| registry_model(rest));
        Ok(named.unwrap_or_else(|| Self::Url(text.to_owned())))
    }

    /// Reads a path relative to the package root.
    ///
    /// # Errors
    ///
    /// When the path is absolute, leaves the package or is empty.
    pub fn parse_path(text: &str) -> Result<Self, String> {
        let file = Self::parse_path_around(text)?;
        if file.name().starts_with("..") {
            return Err("a path stays inside its package".to_owned());
        }
        Ok(file)
    }

    /// Reads a path relative to the package root that may begin with `..`: a file of the workspace around the package,
    /// which the package takes in.
    ///
    /// # Errors
    ///
    /// When the path is absolute, goes up behind its start or is empty.
    pub fn parse_path_around(text: &str) -> Result<Self, String> {
        if text.is_empty() || text.len() > MAX_LEN || text.chars().any(char::is_control) {
            return Err(
                "a path is neither empty nor endless, and holds no control characters".to_owned(),
            );
        }
        let slashed = text.replace('\\', "/");
        let drive = slashed.as_bytes().get(1) == Some(&b':');
        if slashed.starts_with('/') || drive {
            return Err("a path is relative to the root of the package".to_owned());
        }
        let mut clean = Utf8PathBuf::new();
        let mut inside = false;
        for part in Utf8Path::new(&slashed).components() {
            match part {
                Utf8Component::Normal(name) => {
                    inside = true;
                    clean.push(name);
                }
                Utf8Component::CurDir => {}
                Utf8Component::ParentDir if !inside => clean.push(".."),
                _ => return Err("a path stays inside its package".to_owned()),
            }
        }
        if !inside {
            return Err("a path names a file".to_owned());
        }
        let path = clean.as_str().replace('\\', "/").into();
        Ok(Self::Path {
            package: None,
            path,
        })
    }

    /// The same, with a file being that of `package`.
    #[must_use]
    pub fn in_package(self, package: &str) -> Self {
        match self {
            Self::Path { path, .. } => Self::Path {
                package: Some(package.to_owned()),
                path,
            },
            other => other,
        }
    }

    /// The same, with a file being that of any package.
    #[must_use]
    pub fn in_any_package(&self) -> Self {
        match self {
            Self::Path { path, .. } => Self::Path {
                package: None,
                path: path.clone(),
            },
            other => other.clone(),
        }
    }

    /// The keys under which entries of a policy may name it, besides its own: a file that of any package, or of any
    /// version of its package.
    #[must_use]
    pub fn names_of_entries(&self) -> Vec<String> {
        let Self::Path {
            package: Some(package),
            path,
        } = self
        else {
            return Vec::new();
        };
        let name = package.split(' ').next().unwrap_or_default();
        vec![format!("{name}/{path}"), format!("./{path}")]
    }

    /// Whether an entry of a policy that names `entry` is about it.
    #[must_use]
    pub fn is_named_by(&self, entry: &Self) -> bool {
        let key = entry.key();
        self.key() == key || self.names_of_entries().contains(&key)
    }

    /// The same at a revision, where it has revisions.
    #[must_use]
    pub fn at(self, revision: Option<&str>) -> Self {
        match self {
            Self::Hub { id, .. } => Self::Hub {
                id,
                revision: revision.map(str::to_owned),
            },
            Self::Registry(model) => Self::Registry(model.at(revision)),
            other => other,
        }
    }

    /// Whether it lies in a registry that can be asked for facts about it, by its name: the hub or another.
    #[must_use]
    pub fn is_in_registry(&self) -> bool {
        matches!(self, Self::Hub { .. } | Self::Registry(_))
    }

    /// Whether it has revisions, one of which a pull may name.
    #[must_use]
    pub fn has_revisions(&self) -> bool {
        match self {
            Self::Hub { .. } => true,
            Self::Registry(model) => model.registry() != Registry::Ollama,
            Self::Url(_) | Self::Path { .. } => false,
        }
    }

    /// The hub id of the same account and name as a model of another registry. The weights may be others: it is a hint
    /// for people, and no fact.
    #[must_use]
    pub fn namesake(&self) -> Option<Self> {
        match self {
            Self::Registry(model) => Self::parse_hub(model.namesake()?).ok(),
            Self::Hub { .. } | Self::Url(_) | Self::Path { .. } => None,
        }
    }

    /// The name without the revision: how models are compared and found in tables. Ids compare without case.
    #[must_use]
    pub fn key(&self) -> String {
        match self {
            Self::Hub { id, .. } => id.to_ascii_lowercase(),
            Self::Registry(model) => model.name().to_ascii_lowercase(),
            Self::Url(url) => url.clone(),
            Self::Path {
                package: None,
                path,
            } => format!("./{path}"),
            Self::Path {
                package: Some(package),
                path,
            } => format!("{package}/{path}"),
        }
    }

    /// The name without the revision, as it was written.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Hub { id, .. } => id,
            Self::Registry(model) => model.name(),
            Self::Url(url) => url,
            Self::Path { path, .. } => path.as_str(),
        }
    }

    /// Whether it is a repository of data, which is no model.
    #[must_use]
    pub fn is_data_set(&self) -> bool {
        matches!(self, Self::Hub { id, .. } if id.starts_with("datasets/"))
    }

    /// Branch, tag or commit of something that has revisions.
    #[must_use]
    pub fn revision(&self) -> Option<&str> {
        match self {
            Self::Hub { revision, .. } => revision.as_deref(),
            Self::Registry(model) => model.revision(),
            Self::Url(_) | Self::Path { .. } => None,
        }
    }

    /// The package URL that names it in bills of materials; files have none.
    #[must_use]
    pub fn purl(&self) -> Option<String> {
        match self {
            Self::Hub { id, revision: None } => Some(format!("pkg:huggingface/{id}")),
            Self::Hub {
                id,
                revision: Some(revision),
            } => {
                let revision = revision.replace('/', "%2F");
                Some(format!("pkg:huggingface/{id}@{revision}"))
            }
            Self::Registry(model) => Some(model.purl()),
            Self::Url(_) | Self::Path { .. } => None,
        }
    }
}

impl fmt::Display for Artifact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())?;
        match self.revision() {
            Some(revision) => write!(f, "@{revision}"),
            None => Ok(()),
        }
    }
}

/// A name and what stands behind its `@`.
fn split_revision(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((id, revision)) => (id, Some(revision)),
        None => (text, None),
    }
}

/// The rules of the hub's own client (`huggingface_hub` `validate_repo_id`). A data set, which may hold weights too,
/// is written with `datasets/` in front.
fn check_hub_id(id: &str) -> Result<(), String> {
    let parts: Vec<&str> = id
        .strip_prefix("datasets/")
        .unwrap_or(id)
        .split('/')
        .collect();
    if parts.len() > 2 {
        return Err("a model id is `org/name`, with one `/` at most".to_owned());
    }
    for part in parts {
        if part.is_empty() || part.len() > 96 {
            return Err("each part of a model id has 1 to 96 characters".to_owned());
        }
        if let Some(odd) = part
            .chars()
            .find(|char| !(char.is_ascii_alphanumeric() || "-_.".contains(*char)))
        {
            return Err(format!("a model id holds no {odd:?}"));
        }
        if part.contains("--") || part.contains("..") {
            return Err("a model id holds neither `--` nor `..`".to_owned());
        }
        if part.starts_with(['-', '.']) || part.ends_with(['-', '.']) {
            return Err("no part of a model id starts or ends with `-` or `.`".to_owned());
        }
    }
    if id.to_ascii_lowercase().ends_with(".git") {
        return Err("a model id does not end with `.git`".to_owned());
    }
    Ok(())
}

fn check_revision(revision: &str) -> Result<(), String> {
    let fits = |char: char| char.is_ascii_alphanumeric() || "-_./".contains(char);
    let odd = revision.is_empty() || revision.len() > 255 || revision.contains("..");
    if odd || !revision.chars().all(fits) {
        return Err("a revision is a branch, a tag or a commit".to_owned());
    }
    Ok(())
}

/// First parts of the paths of what the hub keeps beside models, with the parts that name one.
const BESIDE_MODELS: [(&str, usize); 3] = [("datasets", 3), ("spaces", 3), ("buckets", 3)];

/// Hosts of the hub, and mirrors of it.
const HUB_HOSTS: [&str; 4] = [
    "huggingface.co",
    "www.huggingface.co",
    "hf.co",
    "hf-mirror.com",
];

/// The address of a weight file that lies in a data set, a space or a bucket of the hub, by an address and in one spelling,
/// both without their scheme. It is a model, which its repository is not.
#[must_use]
pub fn file_beside_models(rest: &str) -> Option<String> {
    let (host, path) = rest.split_once('/')?;
    if !HUB_HOSTS.contains(&host.to_ascii_lowercase().as_str()) {
        return None;
    }
    let path = path.split(['?', '#']).next()?;
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (_, owned) = BESIDE_MODELS
        .iter()
        .find(|(first, _)| parts.first() == Some(first))?;
    let is_known = |part: &&str| !part.contains('{');
    let verb = parts
        .get_mut(*owned)
        .filter(|verb| ["resolve", "raw", "blob"].contains(verb))?;
    *verb = "resolve";
    let file = parts.last()?;
    // Tables of numbers are data, unless a word in the address calls them a model.
    let is_table = ["npz", "h5"].contains(&plain_end(&file.to_ascii_lowercase()));
    let is_weights = is_weight_name(file)
        && parts.len() > owned + 1
        && (!is_table || is_model_worded(&path.to_ascii_lowercase()));
    let fits = is_weights && parts[..*owned].iter().all(is_known);
    parts.insert(0, HUB_HOSTS[0]);
    fits.then(|| parts.join("/"))
}

/// The repository that a hub address lies in: `https://huggingface.co/org/name/resolve/REV/file`.
fn hub_repository(host: &str, rest: &str) -> Option<Artifact> {
    let host = host.to_ascii_lowercase();
    if !HUB_HOSTS.contains(&host.as_str()) {
        return None;
    }
    let path = rest.split(['?', '#']).next()?;
    let mut parts = path
        .split('/')
        .skip(1)
        .filter(|part| !part.is_empty())
        .peekable();
    let data = parts.next_if_eq(&"datasets").map_or("", |_| "datasets/");
    let org = parts.next()?;
    if ["spaces", "api", "docs", "blog", "papers", "collections"].contains(&org) {
        return None;
    }
    let name = parts.next()?;
    let verbs = ["resolve", "blob", "tree", "raw"];
    let (id, verb) = if verbs.contains(&name) {
        (format!("{data}{org}"), Some(name))
    } else {
        (
            format!("{data}{org}/{name}"),
            parts.next().filter(|verb| verbs.contains(verb)),
        )
    };
    let revision = verb
        .and_then(|_| parts.next())
        .filter(|revision| *revision != "main");
    check_hub_id(&id).ok()?;
    Some(Artifact::Hub {
        id,
        revision: revision
            .filter(|revision| check_revision(revision).is_ok())
            .map(str::to_owned),
    })
}

/// The model of another registry that an address lies in.
fn registry_model(rest: &str) -> Option<Artifact> {
    let (model, revision) = registry::of_address(rest)?;
    let revision = revision.filter(|revision| check_revision(revision).is_ok());
    Some(Artifact::Registry(model.at(revision)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_model_of_a_registry_has_one_name_however_it_is_written() {
        for (text, name) in [
            ("ollama:llama3.2", "ollama:llama3.2:latest"),
            ("Ollama:qwen2.5:3b", "ollama:qwen2.5:3b"),
            ("ollama:library/qwen2.5:3b", "ollama:qwen2.5:3b"),
            ("ollama:mannix/llama3:8b", "ollama:mannix/llama3:8b"),
            ("registry.ollama.ai/library/x:q4_K_M", "ollama:x:q4_K_M"),
            ("ollama:registry.ollama.ai/library/x", "ollama:x:latest"),
            ("https://ollama.com/library/x", "ollama:x:latest"),
            ("https://ollama.com/library/x:3b/blobs/1", "ollama:x:3b"),
            ("https://ollama.com/acme/x", "ollama:acme/x:latest"),
            (
                "https://registry.ollama.ai/v2/library/x/manifests/7b",
                "ollama:x:7b",
            ),
            ("modelscope:Qwen/Qwen2.5-3B", "modelscope:Qwen/Qwen2.5-3B"),
            ("modelscope:Qwen/X@v1", "modelscope:Qwen/X@v1"),
            ("ollama:modelscope.cn/Qwen/X:q8_0", "modelscope:Qwen/X"),
            (
                "https://www.modelscope.cn/models/Qwen/X/files",
                "modelscope:Qwen/X",
            ),
            (
                "https://modelscope.cn/models/Qwen/X/resolve/v2/x.gguf",
                "modelscope:Qwen/X@v2",
            ),
            (
                "https://modelscope.cn/api/v1/models/Qwen/X/repo?FilePath=x.gguf&Revision=v3",
                "modelscope:Qwen/X@v3",
            ),
            (
                "https://modelscope.cn/models/Qwen/X/resolve/master/x.gguf",
                "modelscope:Qwen/X",
            ),
            ("hf.co/acme/x-GGUF:Q4_K_M", "acme/x-GGUF"),
            ("ollama:hf.co/acme/x-GGUF", "acme/x-GGUF"),
            ("huggingface.co/acme/x", "acme/x"),
        ] {
            let read = Artifact::parse(text).map(|model| model.to_string());
            assert_eq!(read, Ok(name.to_owned()), "{text}");
            let again = Artifact::parse(name).map(|model| model.to_string());
            assert_eq!(again, Ok(name.to_owned()));
        }
        let key = |text| Artifact::parse(text).map(|model| model.key());
        assert_eq!(key("ollama:X:Q4_K_M"), Ok("ollama:x:q4_k_m".to_owned()));
        assert_ne!(key("ollama:qwen2.5:3b"), key("ollama:qwen2.5:7b"));
        assert_ne!(key("modelscope:Qwen/X"), key("Qwen/X"));
    }

    #[test]
    fn a_bad_name_of_a_registry_is_no_hub_id() {
        for (text, why) in [
            ("ollama:", "1 to 128"),
            ("ollama:x:", "1 to 128"),
            ("ollama:a/b/c", "USER/NAME:TAG"),
            ("ollama:ghcr.io/b/c", "another registry"),
            ("ollama:x y", "' '"),
            ("ollama:x:3b@abc", "no revisions"),
            ("ollama:../x", "USER/NAME"),
            ("ollama.com/x", "ollama:x"),
            ("modelscope:x", "modelscope:org/name"),
            ("modelscope:a/b/c", "'/'"),
            ("modelscope:a/b@..", "revision"),
            ("hf.co/acme/x:", "1 to 128"),
            ("other:a/b", "':'"),
        ] {
            let error = Artifact::parse(text).expect_err(text);
            assert!(error.contains(why), "{text}: {error}");
        }
        for text in [
            "https://ollama.com/api/chat",
            "https://ollama.com/blog/llama3",
            "https://registry.ollama.ai/v2/library/x/blobs/sha256:ab",
            "https://modelscope.cn/datasets/a/b",
            "https://example.com/library/x",
        ] {
            assert_eq!(Artifact::parse(text), Ok(Artifact::Url(text.to_owned())));
        }
    }

    #[test]
    fn hub_ids_follow_the_rules_of_the_hub() {
        for id in [
            "gpt2",
            "Qwen/Qwen2.5-7B-Instruct",
            "OpenSciLM/Llama-3.1_OpenScholar-8B",
            "a/b@refs/pr/3",
            "a/b@v1.0",
        ] {
            assert_eq!(
                Artifact::parse_hub(id).map(|model| model.to_string()),
                Ok(id.to_owned())
            );
        }
        let long = format!("a/{}", "b".repeat(97));
        for id in [
            "", "/", "a/", "/b", "a/b/c", "a b", "a/b--c", "a/..", "-a/b", "a/b.", "a/b.git",
            "ä/b", "a/b@", "a/b@..", "a/b@x y", &long, "../etc", "~/x", "C:\\x",
        ] {
            assert!(Artifact::parse_hub(id).is_err(), "{id}");
        }
    }

    #[test]
    fn a_hub_address_is_its_repository() {
        for (url, id) in [
            ("https://huggingface.co/a/b", "a/b"),
            (
                "https://huggingface.co/a/b/resolve/main/x.onnx?download=true",
                "a/b",
            ),
            ("https://hf.co/a/b/resolve/v2/x.onnx", "a/b@v2"),
            ("https://huggingface.co/gpt2/resolve/main/x", "gpt2"),
        ] {
            assert_eq!(
                Artifact::parse(url).map(|model| model.to_string()),
                Ok(id.to_owned())
            );
        }
        let data = Artifact::parse("https://huggingface.co/datasets/a/b/resolve/main/x");
        assert_eq!(
            data.map(|model| model.to_string()),
            Ok("datasets/a/b".to_owned())
        );
        // A weight file of one is a model.
        for (text, file) in [
            (
                "huggingface.co/datasets/a/b/resolve/main/x.gguf",
                "datasets/a/b/resolve/main/x.gguf",
            ),
            (
                "hf.co/datasets/a/b/blob/main/sub/x.gguf",
                "datasets/a/b/resolve/main/sub/x.gguf",
            ),
            (
                "hf-mirror.com/spaces/a/b/raw/v1/x.onnx?download=true",
                "spaces/a/b/resolve/v1/x.onnx",
            ),
            (
                "huggingface.co/buckets/a/b/resolve/x.onnx",
                "buckets/a/b/resolve/x.onnx",
            ),
        ] {
            let url = format!("https://huggingface.co/{file}");
            assert_eq!(
                Artifact::parse(&format!("https://{text}")),
                Ok(Artifact::Url(url))
            );
        }
        let space = "https://huggingface.co/spaces/a/b";
        assert_eq!(Artifact::parse(space), Ok(Artifact::Url(space.to_owned())));
    }

    #[test]
    fn addresses_are_http_and_hold_no_secrets() {
        for url in [
            "ftp://a/b",
            "https://",
            "https://u:p@host/x",
            "https://host/a b",
            "https://host/\u{1b}[31m",
        ] {
            assert!(Artifact::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn paths_stay_inside_their_package() {
        let path = |text| Artifact::parse_path(text).map(|model| model.to_string());
        assert_eq!(path("models/x.onnx"), Ok("models/x.onnx".to_owned()));
        assert_eq!(path("./models\\x.onnx"), Ok("models/x.onnx".to_owned()));
        for text in [
            "",
            ".",
            "/etc/passwd",
            "../x",
            "a/../../x",
            "C:/x",
            "c:x",
            "\\\\server\\x",
            "a\0",
        ] {
            assert!(path(text).is_err(), "{text}");
        }
        let around = |text| Artifact::parse_path_around(text).map(|model| model.to_string());
        assert_eq!(around("..\\../x"), Ok("../../x".to_owned()));
        for text in ["a/../../x", "..", "../..", "/../x", ""] {
            assert!(around(text).is_err(), "{text}");
        }
    }

    #[test]
    fn keys_fold_the_case_of_hub_ids_only() {
        assert_eq!(
            Artifact::parse("Meta-Llama/X").expect("valid").key(),
            "meta-llama/x"
        );
        assert_eq!(
            Artifact::parse("https://h/X").expect("valid").key(),
            "https://h/X"
        );
    }

    #[test]
    fn purls_name_repository_and_revision() {
        let purl = |text| Artifact::parse(text).expect("valid").purl();
        assert_eq!(
            purl("a/B@refs/pr/3").as_deref(),
            Some("pkg:huggingface/a/B@refs%2Fpr%2F3")
        );
        assert_eq!(purl("https://host/x"), None);
        assert_eq!(
            purl("ollama:Acme/X:3b").as_deref(),
            Some("pkg:oci/x?repository_url=registry.ollama.ai%2FAcme%2FX&tag=3b")
        );
        assert_eq!(
            purl("modelscope:a/B@v1").as_deref(),
            Some("pkg:generic/a/B@v1?download_url=https:%2F%2Fmodelscope.cn%2Fmodels%2Fa%2FB")
        );
    }
}
