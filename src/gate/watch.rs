//! All files that the result of a check depends on, listed once cargo has named the packages.
//!
//! What is read of a package lies in its directory, in the workspace or checkout around it, or beside a program of
//! Tauri: these are walked as a
//! whole, so that nothing has to record what is read. Left out are version control, build output and the cache of
//! scans; a run that has read something there is not remembered. A package in cargo's registry checkout never changes,
//! and only its Cargo.toml is looked at. What cargo and the compiler read besides is in [`super::surroundings`].

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};

use super::options::Options;
use super::stamp::{Stamps, State};
use super::surroundings::Surroundings;
use crate::cache::Cache;
use crate::gather::{Gathered, around, roots};
use crate::graph::Workspace;
use deny_models::model::Artifact;
use deny_models::policy::Policy;

/// A workspace with more files and directories is checked each time.
const MAX_ENTRIES: usize = 100_000;

/// What a check depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Watch {
    /// Directories with all that is in them, without links.
    trees: BTreeSet<Utf8PathBuf>,
    /// Build output and the cache of scans: directories in them that are left out.
    left_out: BTreeSet<Utf8PathBuf>,
    /// What lies outside of them.
    outside: Surroundings,
}

impl Watch {
    /// Of a workspace that cargo has read; `None` where not all can be watched that counts.
    pub(crate) fn new(graph: &Workspace, mut outside: Surroundings, cache: &Cache) -> Option<Self> {
        if graph.is_partial() {
            return None;
        }
        let fronts: Vec<Utf8PathBuf> = graph
            .packages()
            .iter()
            .flat_map(|package| roots(graph, package))
            .filter(|root| root.is_dir())
            .collect();
        let mut directories: BTreeSet<&Utf8Path> =
            fronts.iter().map(Utf8PathBuf::as_path).collect();
        directories.insert(graph.root());
        let output = graph.target_directory();
        // Whoever names a directory of sources for build output has it walked.
        let is_output = output == graph.root().join("target") || is_tagged(output.as_std_path());
        let mut left_out: BTreeSet<Utf8PathBuf> = is_output
            .then_some(output)
            .into_iter()
            .chain(cache.directory())
            .map(Utf8Path::to_owned)
            .collect();
        for package in graph.packages() {
            if let Some(license) = &package.license_file {
                outside.file(license.clone());
            }
            if cache.is_immutable(package) {
                outside.file(package.manifest_path.clone());
                continue;
            }
            directories.insert(package.directory());
            directories.extend(around(graph, package));
        }
        let mut trees = BTreeSet::new();
        for directory in directories {
            outside.above(directory);
            let real = directory.canonicalize_utf8().ok()?;
            outside.above(&real);
            trees.insert(real);
        }
        let real = left_out.iter();
        let real = real.filter_map(|directory| directory.canonicalize_utf8().ok());
        let real: Vec<Utf8PathBuf> = real.collect();
        left_out.extend(real);
        outside.workspace(graph)?;
        let mut watch = Self {
            trees: trees.clone(),
            left_out,
            outside,
        };
        // What lies in another is walked with it, unless it lies in build output there.
        trees.retain(|tree| {
            let inside = watch.trees.iter().filter(|other| *other != tree);
            let mut inside = inside.filter_map(|other| tree.strip_prefix(other).ok());
            !inside.any(|rest| !watch.may_leave_out(rest.as_str()))
        });
        watch.trees = trees;
        Some(watch)
    }

    /// The state of all of it; `None` where something cannot be read, or is too much.
    pub(crate) fn state(&self) -> Option<State> {
        let mut stamps = Stamps::new();
        self.outside.stamp(&mut stamps);
        self.walk(&mut stamps)?;
        Some(stamps.finish())
    }

    fn walk(&self, stamps: &mut Stamps) -> Option<()> {
        let mut open: Vec<PathBuf> = self.trees.iter().map(Into::into).collect();
        let mut linked = BTreeSet::new();
        let mut seen = 0;
        while let Some(directory) = open.pop() {
            stamps.settle(&fs::symlink_metadata(&directory).ok()?);
            let mut entries = fs::read_dir(&directory)
                .ok()?
                .collect::<Result<Vec<_>, _>>()
                .ok()?;
            seen += entries.len();
            if seen > MAX_ENTRIES {
                return None;
            }
            entries.sort_by_key(fs::DirEntry::file_name);
            stamps.add(directory.as_os_str().as_encoded_bytes());
            for entry in entries {
                let name = entry.file_name();
                stamps.add(name.as_encoded_bytes());
                let path = entry.path();
                let data = entry.metadata().ok()?;
                if data.is_dir() {
                    if self.is_left_out(&path, &name) {
                        stamps.add(b"left out");
                    } else {
                        stamps.add(b"directory");
                        open.push(path);
                    }
                } else if data.is_symlink() {
                    stamps.followed(&path);
                    // What a link leads to outside is walked with what it lies in.
                    if let Some(outside) = self.linked_outside(&path)
                        && linked.insert(outside.clone())
                    {
                        open.push(outside);
                    }
                } else {
                    stamps.file(Some(&data));
                }
            }
        }
        Some(())
    }

    fn is_left_out(&self, path: &Path, name: &std::ffi::OsStr) -> bool {
        name == ".git"
            || Utf8Path::from_path(path).is_some_and(|path| self.left_out.contains(path))
            || name == "target" && is_tagged(path)
    }

    /// The directory outside of what is walked that a link leads to.
    fn linked_outside(&self, link: &Path) -> Option<PathBuf> {
        let real = link.canonicalize().ok().filter(|real| real.is_dir())?;
        let is_within = |tree: &Utf8PathBuf| real.starts_with(tree);
        (!self.trees.iter().any(is_within)).then_some(real)
    }

    /// Whether a path that code names may lead into what is left out.
    pub(crate) fn may_leave_out(&self, path: &str) -> bool {
        let mut parts = path.split(['/', '\\']);
        parts.any(|part| {
            [".git", "target"].contains(&part)
                || self
                    .left_out
                    .iter()
                    .any(|directory| directory.file_name() == Some(part))
        })
    }
}

/// Whether cargo has marked a directory as one of build output.
fn is_tagged(directory: &Path) -> bool {
    directory.join("CACHEDIR.TAG").is_file()
}

/// What lies outside of the packages, before cargo is called.
pub(super) struct Before {
    outside: Surroundings,
    digest: String,
}

impl Before {
    /// `None` where that is not asked for, nothing is kept, or not all can be watched.
    pub(super) fn new(options: &Options) -> Option<Self> {
        if !options.watch {
            return None;
        }
        options.open_cache().directory()?;
        let outside = Surroundings::of_process(options)?;
        let digest = outside.digest();
        Some(Self { outside, digest })
    }
}

/// A workspace with the state that a run has found it in.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) watch: Watch,
    pub(crate) state: State,
}

impl Watched {
    /// `None` where not all can be watched.
    pub(super) fn new(
        before: Before,
        graph: &Workspace,
        options: &Options,
        policy: &Policy,
    ) -> Option<Self> {
        // The description of a target is a file that the compiler reads.
        let of_policy = policy.graph.targets.iter().map(|target| &target.value);
        let mut targets = options.targets.iter().chain(of_policy);
        // Cargo has read what lies outside already.
        if targets.any(|target| target.contains(".json"))
            || before.outside.digest() != before.digest
        {
            return None;
        }
        let mut outside = before.outside;
        // One may lie in what is left out of the walk.
        for table in &policy.facts {
            outside.file(graph.root().join(&table.path.value));
        }
        let watch = Watch::new(graph, outside, &options.open_cache())?;
        let state = watch.state()?;
        Some(Self { watch, state })
    }

    /// Whether what was read lies in what is watched, and was read as a whole.
    pub(super) fn covers(&self, gathered: &Gathered) -> bool {
        let pulls = gathered.members.iter().flat_map(|member| &member.pulls);
        let files = pulls.map(|pull| &pull.pull.artifact);
        let mut files = files.filter(|artifact| matches!(artifact, Artifact::Path { .. }));
        let mut paths = gathered.reading.paths.iter();
        let stops = gathered
            .members
            .iter()
            .any(|member| !member.stops.is_empty());
        gathered.reading.is_whole
            && !stops
            && !paths.any(|path| self.watch.may_leave_out(path))
            && !files.any(|file| self.watch.may_leave_out(file.name()))
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use super::*;
    use crate::graph::CargoOptions;

    /// A workspace in a directory of its own, with a package and a licence outside of it.
    struct World {
        _dir: tempfile::TempDir,
        base: Utf8PathBuf,
        graph: Workspace,
        cache: Cache,
        options: Options,
    }

    const PACKAGE: &str = "version = \"1.0.0\"\nedition = \"2021\"\n";

    impl World {
        fn new() -> Self {
            let dir = tempfile::tempdir().expect("a directory");
            let base = Utf8Path::from_path(dir.path()).expect("UTF-8");
            let base = base.canonicalize_utf8().expect("there").join("up");
            let files = [
                (
                    "ws/Cargo.toml",
                    "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n".to_owned(),
                ),
                (
                    "ws/crates/app/Cargo.toml",
                    format!(
                        "[package]\nname = \"app\"\nlicense-file = \"../../../LICENSE\"\n{PACKAGE}\
                         [dependencies]\ndep = {{ path = \"../../../dep\" }}\n\
                         made = {{ path = \"../../target/made\" }}\n"
                    ),
                ),
                ("ws/crates/app/src/lib.rs", "mod target;\n".to_owned()),
                ("ws/crates/app/src/target/mod.rs", "// one\n".to_owned()),
                ("ws/ui/index.html", "one".to_owned()),
                ("ws/node_modules/m/model.onnx", "one".to_owned()),
                ("ws/target/CACHEDIR.TAG", "Signature".to_owned()),
                ("ws/target/debug/x", "one".to_owned()),
                ("ws/.git/HEAD", "one".to_owned()),
                ("ws/models/a.gguf", "one".to_owned()),
                ("LICENSE", "one".to_owned()),
                ("shared/data.txt", "one".to_owned()),
                (
                    "dep/Cargo.toml",
                    format!("[package]\nname = \"dep\"\n{PACKAGE}"),
                ),
                ("dep/src/lib.rs", "// one\n".to_owned()),
                (
                    "ws/target/made/Cargo.toml",
                    format!("[package]\nname = \"made\"\n{PACKAGE}"),
                ),
                ("ws/target/made/src/lib.rs", "// one\n".to_owned()),
            ];
            for (path, text) in files {
                write(&base.join(path), &text);
            }
            #[cfg(unix)]
            for (link, to) in [("file", "shared/data.txt"), ("folder", "shared")] {
                let link = base.join("ws/crates/app").join(link);
                std::os::unix::fs::symlink(base.join(to), link).expect("a link");
            }
            let manifest_path = Some(base.join("ws/Cargo.toml"));
            let graph = Workspace::load(&CargoOptions {
                manifest_path: manifest_path.clone(),
                offline: true,
                ..CargoOptions::default()
            });
            let options = Options {
                manifest_path,
                watch: true,
                ..Options::default()
            };
            Self {
                _dir: dir,
                graph: graph.expect("a workspace"),
                cache: Cache::open_in(Some(base.join("ws/cache"))),
                options,
                base,
            }
        }

        fn watch(&self) -> Option<Watch> {
            Watch::new(
                &self.graph,
                Surroundings::of_process(&self.options)?,
                &self.cache,
            )
        }
    }

    fn write(path: &Utf8Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(path, text).expect("written");
    }

    #[test]
    fn every_change_of_what_a_check_reads_is_noticed() {
        let world = World::new();
        let watch = world.watch().expect("all can be watched");
        let digest = || watch.state().map(|state| state.digest);
        // What is written, and whether the state differs then.
        let mut rows = vec![
            ("ws/Cargo.toml", true),
            ("ws/Cargo.lock", true),
            ("ws/deny-models.toml", true),
            ("ws/.cargo/deny-models.toml", true),
            ("ws/deny-models.lock", true),
            ("ws/.cargo/config.toml", true),
            ("ws/rust-toolchain.toml", true),
            (".cargo/config.toml", true),
            (".cargo/config", true),
            ("rust-toolchain", true),
            ("Cargo.toml", true),
            ("ws/crates/app/Cargo.toml", true),
            ("ws/crates/app/deny-models.toml", true),
            ("ws/crates/app/src/new.rs", true),
            ("ws/crates/app/src/lib.rs", true),
            ("ws/crates/app/src/target/mod.rs", true),
            ("ws/crates/new/Cargo.toml", true),
            ("ws/ui/index.html", true),
            ("ws/ui/dist/new.js", true),
            ("ws/node_modules/m/model.onnx", true),
            ("ws/models/a.gguf", true),
            ("LICENSE", true),
            ("dep/Cargo.toml", true),
            ("dep/src/lib.rs", true),
            ("ws/target/made/src/lib.rs", true),
            ("dep/model.onnx", true),
            ("ws/.git/HEAD", false),
            ("ws/target/debug/x", false),
            ("elsewhere/x", false),
        ];
        let cache = world.cache.directory().expect("one").join("entry");
        rows.push((
            cache.strip_prefix(&world.base).expect("in it").as_str(),
            false,
        ));
        #[cfg(unix)]
        rows.extend([("shared/data.txt", true), ("shared/new.txt", true)]);
        // A directory that is made is noticed before the file in it.
        fs::create_dir_all(world.cache.directory().expect("one")).expect("made");
        for (path, differs) in rows {
            let before = digest().expect("a state");
            write(&world.base.join(path), "two");
            assert_eq!(digest().expect("a state") != before, differs, "{path}");
        }
        for (path, differs) in [
            ("ws/ui/dist/new.js", true),
            ("dep/model.onnx", true),
            ("ws/deny-models.lock", true),
            (".cargo/config.toml", true),
            ("ws/target/debug/x", false),
        ] {
            let before = digest().expect("a state");
            fs::remove_file(world.base.join(path)).expect("removed");
            assert_eq!(digest().expect("a state") != before, differs, "{path}");
        }
    }

    #[test]
    #[cfg(unix)]
    fn a_change_of_the_same_size_and_time_and_one_of_a_link_or_a_mode_are_noticed() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let world = World::new();
        let watch = world.watch().expect("all can be watched");
        let digest = || watch.state().map(|state| state.digest).expect("a state");
        let lib = world.base.join("ws/crates/app/src/lib.rs");
        let modified = || {
            lib.metadata()
                .and_then(|data| data.modified())
                .expect("a time")
        };
        let (before, time) = (digest(), modified());
        write(&lib, "mod Target;\n");
        let file = File::options().write(true).open(&lib).expect("opened");
        file.set_modified(time).expect("set");
        assert_eq!(modified(), time);
        assert_ne!(digest(), before);

        let before = digest();
        let link = world.base.join("ws/crates/app/file");
        fs::remove_file(&link).expect("removed");
        symlink(world.base.join("LICENSE"), &link).expect("a link");
        assert_ne!(digest(), before);

        let before = digest();
        fs::set_permissions(&lib, fs::Permissions::from_mode(0o600)).expect("set");
        assert_ne!(digest(), before);

        // A pipe is not opened, and a loop of links ends.
        symlink(".", world.base.join("ws/loop")).expect("a link");
        symlink("..", world.base.join("shared/up")).expect("a link");
        assert!(watch.state().is_some());
    }

    #[test]
    fn a_state_settles_after_the_last_change() {
        let world = World::new();
        let watch = world.watch().expect("all can be watched");
        let written = fs::metadata(world.base.join("ws/crates/app/src/lib.rs"));
        let changed = written.and_then(|file| file.modified()).expect("a time");
        let settled = watch.state().expect("a state").settled;
        let after = std::time::SystemTime::now();
        assert!(settled > changed, "it settles after a change");
        assert!(settled < after + std::time::Duration::from_secs(60));
    }

    #[test]
    fn what_names_files_that_are_not_followed_is_not_watched() {
        for (path, text) in [
            ("ws/.cargo/config.toml", "include = \"other.toml\"\n"),
            (
                ".cargo/config.toml",
                "resolver.lockfile-path = \"x/Cargo.lock\"\n",
            ),
            (".cargo/config", "= no configuration\n"),
            (
                "ws/Cargo.toml",
                "[workspace]\nmembers = [\"crates/*\", \"../d*\"]\n",
            ),
            (
                "ws/Cargo.lock",
                "version = 4\n\n[[patch.unused]]\nname = \"dep\"\n",
            ),
            ("dep/Cargo.toml", "package.workspace = \"../elsewhere\"\n"),
        ] {
            let world = World::new();
            assert!(world.watch().is_some());
            write(&world.base.join(path), text);
            assert!(world.watch().is_none(), "{path}");
        }
        let world = World::new();
        let with = |config: &str| {
            let options = Options {
                config: vec![config.to_owned()],
                ..world.options.clone()
            };
            Surroundings::of_process(&options).is_some()
        };
        assert!(with("net.offline = true"));
        assert!(!with("include = \"other.toml\""));
    }

    #[test]
    fn paths_that_may_lead_into_what_is_left_out_are_known() {
        let world = World::new();
        let watch = world.watch().expect("all can be watched");
        for (path, may) in [
            ("../target/model.onnx", true),
            ("target/model.onnx", true),
            ("..\\..\\.git\\x", true),
            ("models/target.onnx", false),
            ("org/name", false),
        ] {
            assert_eq!(watch.may_leave_out(path), may, "{path}");
        }
    }
}
