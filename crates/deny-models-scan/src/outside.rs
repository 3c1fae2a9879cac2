//! Which files that code names may be read: the code of a crate is its owner's, and that of others is not taken for it.

use camino::{Utf8Path, Utf8PathBuf};

/// Where files may lie.
#[derive(Debug)]
pub(super) struct Boundary {
    dir: Utf8PathBuf,
    around: Option<Utf8PathBuf>,
    /// The directory that all files lie in, without links; known once a file was looked for.
    within: Option<Utf8PathBuf>,
}

/// What there is at a path.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Lies {
    /// A file that may be read, without links.
    There(Utf8PathBuf),
    /// Nothing.
    Nowhere,
    /// Something else, or a file that may not be read.
    Barred,
}

impl Boundary {
    /// For a crate in a directory; files in `around` may be read too if the crate lies in it.
    pub(super) fn new(dir: &Utf8Path, around: Option<&Utf8Path>) -> Self {
        Self {
            dir: dir.to_owned(),
            around: around.map(Utf8Path::to_owned),
            within: None,
        }
    }

    /// Looks at a path from the root of the crate; links are followed.
    pub(super) fn lies(&mut self, path: &str) -> Lies {
        let full = self.dir.join(path);
        let Ok(real) = full.canonicalize_utf8() else {
            // A link that leads nowhere, or a name that is no text.
            let is_there = full.symlink_metadata().is_ok();
            return if is_there {
                Lies::Barred
            } else {
                Lies::Nowhere
            };
        };
        let Ok(data) = real.metadata() else {
            return Lies::Barred;
        };
        if data.is_dir() {
            return Lies::Nowhere;
        }
        if data.is_file() && real.starts_with(self.within()) {
            Lies::There(real)
        } else {
            Lies::Barred
        }
    }

    fn within(&mut self) -> &Utf8Path {
        let (dir, around) = (&self.dir, &self.around);
        self.within.get_or_insert_with(|| {
            let real =
                |path: &Utf8Path| path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
            let own = real(dir);
            let around = around.as_deref().map(real);
            around
                .filter(|around| own.starts_with(around))
                .unwrap_or(own)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_others_are_not_read() {
        let keep = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(keep.path()).expect("UTF-8");
        std::fs::create_dir_all(root.join("all/one/src/dir.rs")).expect("made");
        for path in ["out.rs", "all/around.rs", "all/one/src/in.rs"] {
            std::fs::write(root.join(path), "").expect("written");
        }
        let dir = root.join("all/one");
        let lies = |around: Option<&str>, path: &str| {
            let around = around.map(|around| root.join(around));
            match Boundary::new(&dir, around.as_deref()).lies(path) {
                Lies::There(_) => "there",
                Lies::Nowhere => "nowhere",
                Lies::Barred => "barred",
            }
        };
        for (path, alone, with_all) in [
            ("src/in.rs", "there", "there"),
            ("../around.rs", "barred", "there"),
            ("../../out.rs", "barred", "barred"),
            ("src/gone.rs", "nowhere", "nowhere"),
            ("src/dir.rs", "nowhere", "nowhere"),
        ] {
            assert_eq!(lies(None, path), alone, "{path}");
            assert_eq!(lies(Some("all"), path), with_all, "{path}");
            // It does not lie in what was given as around it.
            assert_eq!(lies(Some("all/one/src"), path), alone, "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_count_as_what_they_lead_to() {
        let keep = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(keep.path()).expect("UTF-8");
        std::fs::create_dir_all(root.join("one")).expect("made");
        std::fs::write(root.join("out.rs"), "").expect("written");
        std::fs::write(root.join("one/in.rs"), "").expect("written");
        for (to, name) in [
            ("../out.rs", "a.rs"),
            ("in.rs", "b.rs"),
            ("gone.rs", "c.rs"),
            ("/dev/null", "d.rs"),
        ] {
            std::os::unix::fs::symlink(to, root.join("one").join(name)).expect("a link");
        }
        let mut own = Boundary::new(&root.join("one"), None);
        assert_eq!(own.lies("a.rs"), Lies::Barred);
        assert!(matches!(own.lies("b.rs"), Lies::There(_)));
        assert_eq!(own.lies("c.rs"), Lies::Barred);
        assert_eq!(own.lies("d.rs"), Lies::Barred);
    }
}
