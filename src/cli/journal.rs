//! Answers of the hub so far, so that a run of `lock` that was killed continues where it stopped.
//!
//! It lies in the cache directory, one block after the other, and goes when the run ends well. It is as little trusted
//! as the lock: a block whose digest does not match is requested again, and so is everything after an hour.

use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use camino::Utf8PathBuf;

use crate::cache::Cache;
use crate::hub::{HubError, Source};
use deny_models::digest::sha256;
use deny_models::lock::{Lock, LockedModel};
use deny_models::model::Artifact;
use deny_models::source::SourceFile;

/// Older answers are requested again.
const FRESH: Duration = Duration::from_secs(3600);

const HEADER: &str = "version = 1\n";

/// A source that records the answers of another.
pub(super) struct Journal<S> {
    source: S,
    path: Option<Utf8PathBuf>,
    recorded: Lock,
    file: Mutex<Option<File>>,
}

impl<S> Journal<S> {
    /// Goes on with what a run like this one has left. `run` names what makes it like: workspace, hub and question.
    pub(super) fn open(source: S, cache: &Cache, run: &str) -> Self {
        let path = cache
            .directory()
            .map(|directory| directory.join(format!("lock-{}.part", sha256(run.as_bytes()))));
        let recorded = path.as_ref().and_then(read).unwrap_or_default();
        Self {
            source,
            path,
            recorded,
            file: Mutex::new(None),
        }
    }

    /// A source that records nothing.
    pub(super) fn without(source: S) -> Self {
        Self {
            source,
            path: None,
            recorded: Lock::default(),
            file: Mutex::new(None),
        }
    }

    /// The block that an earlier run has recorded for a model.
    pub(super) fn recorded(&self, model: &Artifact) -> Option<LockedModel> {
        let block = self.recorded.model(model).filter(|block| block.fits())?;
        Some(block.facts.clone())
    }

    /// The source whose answers are recorded.
    pub(super) fn source(&self) -> &S {
        &self.source
    }

    /// Number of recorded models.
    pub(super) fn len(&self) -> usize {
        self.recorded.models().len()
    }

    /// The run is done.
    pub(super) fn close(&self) {
        if let Some(path) = &self.path {
            // One that stays is too old in an hour.
            let _ = fs::remove_file(path);
        }
    }

    /// A journal that cannot be written is no reason to stop.
    fn write(&self, model: &LockedModel) -> Option<()> {
        let path = self.path.as_ref()?;
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        if file.is_none() {
            fs::create_dir_all(path.parent()?).ok()?;
            let mut open = OpenOptions::new()
                .create(true)
                .append(true)
                .open(path)
                .ok()?;
            if open.metadata().ok()?.len() == 0 {
                open.write_all(HEADER.as_bytes()).ok()?;
            }
            *file = Some(open);
        }
        let text = Lock::new([model.clone()], []).render();
        let block = &text[text.find("\n[[model]]")?..];
        file.as_mut()?.write_all(block.as_bytes()).ok()
    }
}

impl<S: Source> Source for Journal<S> {
    fn fetch(&self, model: &Artifact) -> Result<LockedModel, HubError> {
        let found = self.source.fetch(model)?;
        // What was not to be had may be there the next time.
        if found.unresolved.is_none() {
            let _ = self.write(&found);
        }
        Ok(found)
    }
}

/// The whole blocks of a journal; the last one may have been cut off.
fn read(path: &Utf8PathBuf) -> Option<Lock> {
    let meta = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    let age = meta.modified().ok()?.elapsed().ok()?;
    if age > FRESH || meta.len() > deny_models::lock::MAX_BYTES as u64 {
        let _ = fs::remove_file(path);
        return None;
    }
    let text = fs::read_to_string(path).ok()?;
    let last = text.rfind("\ndigest = \"")?;
    let end = last + 1 + text[last + 1..].find('\n')? + 1;
    let parsed = Lock::parse(&SourceFile::new(path.as_path(), &text[..end])).ok();
    if parsed.is_none() || end < text.len() {
        // What cannot be gone on with would only be in the way.
        fs::write(path, parsed.as_ref().map_or(HEADER, |_| &text[..end])).ok()?;
    }
    parsed
}
