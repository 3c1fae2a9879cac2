//! A small world of files for targets whose readers open files: written only where it changes.

use std::cell::RefCell;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

/// The line between two files.
const BETWEEN: &str = "\n//=\n";

/// A directory with the same files in each run.
#[derive(Debug)]
pub struct World {
    directory: Utf8PathBuf,
    names: &'static [&'static str],
    written: RefCell<Vec<Option<String>>>,
}

impl World {
    /// A directory of this process with `fixed` files, and room for those that each run names.
    ///
    /// # Panics
    ///
    /// When nothing can be written there.
    #[must_use]
    pub fn new(fixed: &[(&str, &str)], names: &'static [&'static str]) -> Self {
        let name = format!("deny-models-fuzz-{}", std::process::id());
        let directory = std::env::temp_dir().join(name);
        let directory = Utf8PathBuf::try_from(directory).expect("UTF-8");
        let world = Self {
            directory,
            names,
            written: RefCell::new(vec![None; names.len()]),
        };
        for (name, text) in fixed {
            world.write(name, text);
        }
        world
    }

    /// Where the files are.
    #[must_use]
    pub fn directory(&self) -> &Utf8Path {
        &self.directory
    }

    /// Writes the parts of a text to the files, in their order. A file without a part is empty.
    ///
    /// # Panics
    ///
    /// When a file cannot be written.
    pub fn fill(&self, text: &str) {
        let mut parts = text.split(BETWEEN);
        for (name, written) in self.names.iter().zip(self.written.borrow_mut().iter_mut()) {
            let part = parts.next().unwrap_or_default();
            if written.as_deref() != Some(part) {
                self.write(name, part);
                *written = Some(part.to_owned());
            }
        }
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.directory.join(name);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory");
        fs::write(path, text).expect("a file");
    }
}
