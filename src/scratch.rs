//! Directories that go away with the process, however it ends.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, PoisonError};

use camino::{Utf8Path, Utf8PathBuf};
use tempfile::TempDir;

/// Directories that exist now.
static ALIVE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The exit code of a shell's command that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Attempts to remove a directory that a child process may still be writing to.
const TRIES: u32 = 5;

/// An empty directory, removed when it is dropped, and by a signal that ends the process.
#[derive(Debug)]
pub(crate) struct Scratch {
    // Dropped by `Drop` of `TempDir`, which ignores what cannot be removed.
    directory: TempDir,
    path: Utf8PathBuf,
}

impl Scratch {
    /// Creates one among the temporary files of the system.
    pub(crate) fn new() -> io::Result<Self> {
        remove_on_signal();
        // The guard is held until the path is known, so that no signal comes between.
        let mut alive = alive();
        let directory = tempfile::Builder::new().prefix("deny-models.").tempdir()?;
        // A link such as /tmp on macOS would make paths differ from those that cargo prints.
        let path = directory.path().canonicalize()?;
        let path = Utf8PathBuf::from_path_buf(path)
            .map_err(|path| io::Error::other(format!("{} is not UTF-8", path.display())))?;
        let path = match path.as_str().strip_prefix(r"\\?\") {
            Some(plain) if !plain.starts_with("UNC") => plain.into(),
            _ => path,
        };
        alive.push(directory.path().to_owned());
        Ok(Self { directory, path })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Utf8Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let path = self.directory.path().to_owned();
        remove(&path);
        alive().retain(|known| *known != path);
    }
}

fn alive() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    ALIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn remove_on_signal() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // Without a handler the system's own remains, which removes nothing; the next run does no harm by it.
        let _ = ctrlc::set_handler(|| {
            for path in alive().iter() {
                remove(path);
            }
            std::process::exit(INTERRUPTED);
        });
    });
}

fn remove(path: &Path) {
    for _ in 0..TRIES {
        match fs::remove_dir_all(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            _ => return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_goes_away_with_everything_in_it() {
        let scratch = Scratch::new().expect("a directory");
        let path = scratch.path().to_owned();
        fs::create_dir_all(path.join("a/b")).expect("a directory");
        fs::write(path.join("a/b/c"), "x").expect("a file");
        drop(scratch);
        assert!(!path.exists());
    }
}
