//! The hub client's cache on this machine: where the snapshot of a model is.
//!
//! Any process with write access can change the cache, so its layout is checked: a reference is 40 hex digits,
//! and nothing may lead out of the folder of its repository.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::directory::{Directory, read_directory};
use super::place::is_commit;
use deny_models::evidence::text::read_bounded;
use deny_models::model::Artifact;

/// A commit is 40 bytes; a reference is no longer, but for a line end.
const MAX_REF: u64 = 64;

/// Why the cache is not believed.
#[derive(Debug, Error)]
pub enum CacheError {
    /// The model is none that the hub could have.
    #[error("{0}")]
    Name(String),
    /// A reference is not what the client writes.
    #[error("the reference `{0}` in the hub cache holds no commit of 40 hex digits")]
    Reference(String),
    /// A link leads out of the folder of the repository.
    #[error("a link in the hub cache leads out of `{0}`")]
    Escape(String),
    /// The system cannot read it.
    #[error("the hub cache cannot be read: {0}")]
    Io(#[from] io::Error),
}

/// A model as it lies in the cache.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// The commit.
    pub commit: String,
    /// The directory with its files, which may be links into `blobs`.
    pub directory: PathBuf,
}

impl Snapshot {
    /// Reads the card, sidecars and headers; links that leave the folder of the repository are left out.
    ///
    /// # Errors
    ///
    /// When the directory cannot be listed.
    pub fn read(&self) -> io::Result<Directory> {
        let mut read = read_directory(&self.directory)?;
        read.revision = Some(self.commit.clone());
        Ok(read)
    }
}

/// The cache of the hub's client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubCache {
    root: PathBuf,
}

impl HubCache {
    /// The cache in a directory, the one that holds `models--org--name`.
    #[must_use]
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The cache that the hub's own client would use in this process.
    #[must_use]
    pub fn of_process() -> Option<Self> {
        Self::find(|name| std::env::var_os(name))
    }

    /// The cache by environment variables: `HF_HUB_CACHE`, else `HUGGINGFACE_HUB_CACHE`, else `hub` in `HF_HOME`, else
    /// in `huggingface` in `XDG_CACHE_HOME`, else in `~/.cache/huggingface`. The client expands `~` and `$NAME`.
    #[must_use]
    pub fn find(get: impl Fn(&str) -> Option<OsString>) -> Option<Self> {
        let home = || set(&get, "HOME").or_else(|| set(&get, "USERPROFILE"));
        let expanded =
            |name: &str| set(&get, name).map(|value| expand(&value, home().as_deref(), &get));
        if let Some(root) = expanded("HF_HUB_CACHE").or_else(|| expanded("HUGGINGFACE_HUB_CACHE")) {
            return Some(Self::at(root));
        }
        if let Some(root) = expanded("HF_HOME") {
            return Some(Self::at(root.join("hub")));
        }
        let caches = expanded("XDG_CACHE_HOME")
            .or_else(|| home().map(|home| Path::new(&home).join(".cache")))?;
        Some(Self::at(caches.join("huggingface").join("hub")))
    }

    /// The directory of the cache.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The snapshot of a model at a revision; without one at `main`, which a program would load.
    ///
    /// # Errors
    ///
    /// When the cache holds something that its client does not write.
    pub fn snapshot(
        &self,
        model: &str,
        revision: Option<&str>,
    ) -> Result<Option<Snapshot>, CacheError> {
        let whole = revision.map_or_else(
            || model.to_owned(),
            |revision| format!("{model}@{revision}"),
        );
        // The rules for ids and revisions leave nothing that could climb out of the folder.
        let parsed = Artifact::parse_hub(&whole)
            .map_err(|why| CacheError::Name(format!("`{whole}`: {why}")))?;
        let revision = parsed.revision().unwrap_or("main");
        let folder = match parsed.name().strip_prefix("datasets/") {
            Some(name) => format!("datasets--{}", name.replace('/', "--")),
            None => format!("models--{}", parsed.name().replace('/', "--")),
        };
        let repo = self.root.join(&folder);
        let Some(inside) = canonical(&repo)? else {
            return Ok(None);
        };
        let commit = if is_commit(revision) {
            revision.to_ascii_lowercase()
        } else {
            let reference = revision
                .split('/')
                .fold(repo.join("refs"), |path, part| path.join(part));
            match canonical(&reference)? {
                None => return Ok(None),
                Some(path) if !path.starts_with(&inside) => return Err(CacheError::Escape(folder)),
                Some(path) => commit_of(&path)
                    .ok_or_else(|| CacheError::Reference(format!("{folder}/refs/{revision}")))?,
            }
        };
        let directory = repo.join("snapshots").join(&commit);
        match canonical(&directory)? {
            None => Ok(None),
            Some(path) if !path.starts_with(&inside) => Err(CacheError::Escape(folder)),
            Some(_) => Ok(Some(Snapshot { commit, directory })),
        }
    }
}

fn set(get: &impl Fn(&str) -> Option<OsString>, name: &str) -> Option<String> {
    get(name)?
        .into_string()
        .ok()
        .filter(|value| !value.is_empty())
}

/// `~` at the start, and `$NAME` or `${NAME}` anywhere; a name that is not set stays.
fn expand(value: &str, home: Option<&str>, get: &impl Fn(&str) -> Option<OsString>) -> PathBuf {
    let value = match (value.strip_prefix('~'), home) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
            format!("{home}{rest}")
        }
        _ => value.to_owned(),
    };
    let mut out = String::new();
    let mut rest = value.as_str();
    while let Some((before, after)) = rest.split_once('$') {
        out.push_str(before);
        let bare = || {
            let end = after
                .find(|char: char| !(char.is_ascii_alphanumeric() || char == '_'))
                .unwrap_or(after.len());
            after.split_at(end)
        };
        let braced = after
            .strip_prefix('{')
            .and_then(|inner| inner.split_once('}'));
        let (name, tail) = braced.unwrap_or_else(bare);
        let unset = || format!("${}", &after[..after.len() - tail.len()]);
        out.push_str(&set(get, name).unwrap_or_else(unset));
        rest = tail;
    }
    out.push_str(rest);
    out.into()
}

/// The path without links; nothing where there is no such thing.
fn canonical(path: &Path) -> Result<Option<PathBuf>, CacheError> {
    match fs::canonicalize(path) {
        Ok(path) => Ok(Some(path)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

fn commit_of(reference: &Path) -> Option<String> {
    let bytes = read_bounded(reference, MAX_REF).ok()?;
    let text = std::str::from_utf8(&bytes).ok()?.trim_end();
    is_commit(text).then(|| text.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_found_as_the_client_finds_it() {
        let find = |set: &[(&str, &str)]| {
            let get = |name: &str| {
                set.iter()
                    .find(|(known, _)| *known == name)
                    .map(|(_, value)| OsString::from(value))
            };
            HubCache::find(get).map(|cache| cache.root().to_string_lossy().into_owned())
        };
        let all = [
            ("HOME", "/h"),
            ("XDG_CACHE_HOME", "/x"),
            ("HF_HOME", "~/hf"),
            ("HUGGINGFACE_HUB_CACHE", "$HOME/old"),
            ("HF_HUB_CACHE", "${HOME}/new/$NONE"),
        ];
        let found: Vec<_> = (1..=all.len()).map(|count| find(&all[..count])).collect();
        let paths = [
            "/h/.cache/huggingface/hub",
            "/x/huggingface/hub",
            "/h/hf/hub",
            "/h/old",
            "/h/new/$NONE",
        ];
        assert_eq!(found, paths.map(|path| Some(path.to_owned())));
        assert_eq!(find(&[]), None);
        assert_eq!(
            find(&[("HOME", "/h"), ("HF_HUB_CACHE", "")]).as_deref(),
            Some("/h/.cache/huggingface/hub")
        );
    }

    #[test]
    fn ids_cannot_climb() {
        let cache = HubCache::at("/nowhere");
        for (id, revision) in [
            ("../x", None),
            ("a/b/c", None),
            ("a/b", Some("../../x")),
            ("", None),
        ] {
            assert!(
                matches!(cache.snapshot(id, revision), Err(CacheError::Name(_))),
                "{id}"
            );
        }
        assert_eq!(cache.snapshot("a/b", None).ok(), Some(None));
    }
}
