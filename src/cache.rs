//! Cache of scan results in the platform's cache directory.
//!
//! A package that lies in cargo's registry checkout is keyed by name, version and checksum: what is published never
//! changes. Any other is keyed by a digest of its files: a vendored or patched package may be altered under the same
//! version and checksum. Every entry is a file of its own that is renamed into place, so runs side by side do no harm,
//! and one that cannot be read is a miss. Entries of another scanner have a directory of their own; entries
//! that were not read for a season are removed.

use std::fs;
use std::io::{Read, Write as _};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use camino::{Utf8Path, Utf8PathBuf};
use etcetera::BaseStrategy;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::graph::{Package, SourceKind};
use deny_models::digest::{hex, sha256};
use deny_models_scan::scanner;

/// Names another directory, or with an empty value none.
const VARIABLE: &str = "CARGO_DENY_MODELS_CACHE";

/// Of larger files, which no source is, head and tail stand for the whole.
const WHOLE: u64 = 4 << 20;
const PART: u64 = 64 << 10;

/// A package with more files than this is scanned each time.
const MAX_FILES: usize = 20_000;

/// An entry longer than this is neither written nor read, in bytes.
const MAX_ENTRY: u64 = 64 << 20;
/// Length of a SHA-256, in bytes.
const DIGEST: usize = 32;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The modification time of a file is the last read of its entry, with this precision.
const FRESH: Duration = DAY.saturating_mul(7);
/// Entries that were not read for this long are removed.
const STALE: Duration = DAY.saturating_mul(90);
/// The file whose modification time is the last removal of entries.
const SWEPT: &str = "swept";

/// Where entries are kept, and which packages lie in cargo's registry checkout.
#[derive(Debug, Clone)]
pub struct Cache {
    directory: Option<Utf8PathBuf>,
    registry: Option<[Utf8PathBuf; 2]>,
}

/// The key of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Key {
    scanner: u64,
    /// Members are scanned with their tests.
    member: bool,
    name: String,
    version: String,
    digest: String,
}

/// What an entry holds after the SHA-256 of it, so that a damaged one is a miss and not another answer.
#[derive(Serialize, Deserialize)]
struct Entry<T> {
    key: Key,
    found: T,
}

/// The key and the content of an entry; `None` for one that is damaged.
#[doc(hidden)]
#[must_use]
pub fn read_entry<T: DeserializeOwned>(whole: &[u8]) -> Option<(Key, T)> {
    let (digest, packed) = whole.split_at_checked(DIGEST)?;
    if digest != Sha256::digest(packed).as_slice() {
        return None;
    }
    let entry: Entry<T> = postcard::from_bytes(packed).ok()?;
    Some((entry.key, entry.found))
}

impl Cache {
    /// The user's cache.
    #[must_use]
    pub fn open() -> Self {
        Self::open_in(match std::env::var(VARIABLE) {
            Ok(named) if named.is_empty() => None,
            Ok(named) => Some(named.into()),
            Err(_) => etcetera::choose_base_strategy()
                .ok()
                .and_then(|strategy| Utf8PathBuf::from_path_buf(strategy.cache_dir()).ok())
                .map(|cache| cache.join("cargo-deny-models")),
        })
    }

    /// A cache in this directory; without one nothing is kept.
    #[must_use]
    pub fn open_in(directory: Option<Utf8PathBuf>) -> Self {
        let home = std::env::var("CARGO_HOME")
            .ok()
            .filter(|home| !home.is_empty())
            .map(Utf8PathBuf::from)
            .or_else(|| {
                let strategy = etcetera::choose_base_strategy().ok()?;
                Utf8Path::from_path(strategy.home_dir()).map(|home| home.join(".cargo"))
            });
        Self::at(directory, home.as_deref())
    }

    fn at(directory: Option<Utf8PathBuf>, cargo_home: Option<&Utf8Path>) -> Self {
        let registry = cargo_home.map(|home| home.join("registry").join("src"));
        Self {
            directory: directory
                .map(|directory| directory.join(format!("scan-{:016x}", scanner()))),
            registry: registry.map(|registry| {
                let real = registry
                    .canonicalize_utf8()
                    .unwrap_or_else(|_| registry.clone());
                [registry, real]
            }),
        }
    }

    /// The key of this package; `None` when it has to be scanned each time.
    #[must_use]
    pub fn key(&self, package: &Package) -> Option<Key> {
        self.directory.as_ref()?;
        let digest = match &package.checksum {
            Some(checksum) if self.is_immutable(package) => checksum.clone(),
            _ => format!("files-{}", digest_of(package.directory())?),
        };
        Some(Key {
            scanner: scanner(),
            member: package.is_member,
            name: package.name.clone(),
            version: package.version.to_string(),
            digest,
        })
    }

    /// Whether a package lies as it was published in cargo's registry checkout, where nothing changes.
    #[must_use]
    pub fn is_immutable(&self, package: &Package) -> bool {
        let published = matches!(package.source, SourceKind::Registry(_));
        let checkout = self.registry.as_ref().is_some_and(|registry| {
            // Cargo names its checkout as CARGO_HOME does, or without the links in it.
            let directory = package.directory();
            registry
                .iter()
                .any(|registry| directory.starts_with(registry))
        });
        package.checksum.is_some() && published && checkout
    }

    /// The key of a run; `what` is all that names it.
    #[must_use]
    pub fn run_key<T: Serialize>(&self, what: &T) -> Option<Key> {
        self.directory.as_ref()?;
        Some(Key {
            scanner: scanner(),
            member: true,
            name: "run".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            digest: hash_of(what)?,
        })
    }

    /// The key of the parsed files of a package, where they never change.
    #[must_use]
    pub fn parsed_key(&self, package: &Package) -> Option<Key> {
        let key = self.key(package).filter(|_| self.is_immutable(package))?;
        Some(Key {
            digest: format!("parsed-{}", key.digest),
            ..key
        })
    }

    /// The key of what was found of some packages together; `more` is what else it depends on.
    #[must_use]
    pub fn joint_key<T: Serialize>(&self, packages: &[Key], more: &T) -> Option<Key> {
        self.directory.as_ref()?;
        Some(Key {
            scanner: scanner(),
            member: true,
            name: "together".to_owned(),
            version: packages.len().to_string(),
            digest: hash_of(&(packages, more))?,
        })
    }

    /// The cached scan, if it is complete.
    #[must_use]
    pub fn get<T: DeserializeOwned>(&self, key: &Key) -> Option<T> {
        let path = self.path(key)?;
        // Checked before opening, which would block on a pipe.
        path.metadata().ok().filter(fs::Metadata::is_file)?;
        let mut file = fs::File::open(path).ok()?;
        let mut whole = Vec::new();
        Read::by_ref(&mut file)
            .take(MAX_ENTRY)
            .read_to_end(&mut whole)
            .ok()?;
        let (of, found) = read_entry(&whole)?;
        if of != *key {
            return None;
        }
        if age(&file).is_some_and(|age| age > FRESH) {
            // Where this is not allowed, the entry is removed in time and made again.
            let _ = file.set_modified(SystemTime::now());
        }
        Some(found)
    }

    /// Where entries are kept; `None` where nothing is.
    #[must_use]
    pub fn directory(&self) -> Option<&Utf8Path> {
        self.directory.as_deref()
    }

    /// Keeps what was found in packages under a key of what they were before they were read, unless one of them has
    /// changed since: what was found may be of either state.
    pub fn put_unless_changed<'a, T: Serialize>(
        &self,
        key: &Key,
        packages: impl IntoIterator<Item = (&'a Package, &'a Key)>,
        found: &T,
    ) {
        let mut packages = packages.into_iter();
        let is_same = |(package, key): (&Package, &Key)| {
            self.is_immutable(package) || self.key(package).as_ref() == Some(key)
        };
        if packages.all(is_same) {
            self.put(key, found);
        }
    }

    /// Keeps what was found. A cache that cannot be written is no reason to fail.
    pub fn put<T: Serialize>(&self, key: &Key, found: &T) {
        static SWEEP: Once = Once::new();
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let entry = Entry {
            key: key.clone(),
            found,
        };
        let (Some(path), Ok(packed)) = (self.path(key), postcard::to_stdvec(&entry)) else {
            return;
        };
        if (DIGEST + packed.len()) as u64 > MAX_ENTRY {
            return;
        }
        // Two runs at once write two files, and either of them may end up in place.
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let temporary = path.with_extension(format!("{}-{number}.tmp", std::process::id()));
        let written = path
            .parent()
            .map(fs::create_dir_all)
            .is_some_and(|made| made.is_ok())
            && fs::File::create(&temporary)
                .and_then(|mut file| {
                    file.write_all(&Sha256::digest(&packed))?;
                    file.write_all(&packed)
                })
                .is_ok()
            && fs::rename(&temporary, &path).is_ok();
        if !written {
            // Nothing is left to do when this fails too.
            let _ = fs::remove_file(&temporary);
        }
        SWEEP.call_once(|| self.sweep());
    }

    /// Removes old entries, of this scanner and of others; once a day at most.
    fn sweep(&self) {
        let Some(root) = self.directory.as_ref().and_then(|own| own.parent()) else {
            return;
        };
        let mark = root.join(SWEPT);
        // What is no file there is left alone: opening it may block.
        let known = mark.symlink_metadata();
        if known.is_ok_and(|known| !known.is_file()) {
            return;
        }
        let swept = fs::File::open(&mark).ok().and_then(|mark| age(&mark));
        if swept.is_some_and(|age| age < DAY) || fs::write(&mark, "").is_err() {
            return;
        }
        let of_scanners = root.read_dir_utf8().into_iter().flatten().flatten();
        for scanner in of_scanners.filter(|entry| entry.file_name().starts_with("scan-")) {
            for entry in scanner
                .path()
                .read_dir_utf8()
                .into_iter()
                .flatten()
                .flatten()
            {
                let data = entry.metadata().ok().filter(fs::Metadata::is_file);
                let changed = data.and_then(|data| data.modified().ok());
                if changed
                    .and_then(|at| at.elapsed().ok())
                    .is_some_and(|age| age > STALE)
                {
                    // Another run may have been first.
                    let _ = fs::remove_file(entry.path());
                }
            }
            // It goes only when it is empty.
            let _ = fs::remove_dir(scanner.path());
        }
    }

    fn path(&self, key: &Key) -> Option<Utf8PathBuf> {
        let hash = hash_of(key)?;
        Some(
            self.directory
                .as_ref()?
                .join(format!("{}-{}.bin", key.name, hash.get(..24)?)),
        )
    }
}

/// Time since the last change of a file.
fn age(file: &fs::File) -> Option<Duration> {
    file.metadata().ok()?.modified().ok()?.elapsed().ok()
}

fn hash_of<T: Serialize>(value: &T) -> Option<String> {
    let json = serde_json::to_vec(value).ok()?;
    Some(sha256(&json))
}

/// A digest of the names and contents of the files of a package; `None` when they cannot be read or are too many.
fn digest_of(root: &Utf8Path) -> Option<String> {
    let mut files = Vec::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in directory.read_dir_utf8().ok()? {
            let entry = entry.ok()?;
            let kind = entry.file_type().ok()?;
            if kind.is_dir() {
                if !is_left_out(root, entry.path()) {
                    open.push(entry.into_path());
                }
            } else if kind.is_file() {
                files.push(entry.into_path());
            }
        }
        if files.len() > MAX_FILES {
            return None;
        }
    }
    files.sort();
    let mut digest = Sha256::new();
    for file in files {
        let name = file.strip_prefix(root).ok()?;
        let length = fs::metadata(&file).ok()?.len();
        digest.update(name.as_str().len().to_le_bytes());
        digest.update(name.as_str());
        digest.update(length.to_le_bytes());
        add_contents(&mut digest, &file, length)?;
    }
    Some(hex(&digest.finalize()))
}

/// Whether a directory holds nothing that a scan reads. A module may be called `target` too.
fn is_left_out(root: &Utf8Path, directory: &Utf8Path) -> bool {
    match directory.file_name() {
        Some(".git" | "node_modules") => true,
        Some("target") => {
            directory.parent() == Some(root) || directory.join("CACHEDIR.TAG").is_file()
        }
        _ => false,
    }
}

fn add_contents(digest: &mut Sha256, path: &Utf8Path, length: u64) -> Option<()> {
    use std::io::{Seek, SeekFrom};
    if length <= WHOLE {
        digest.update(fs::read(path).ok()?);
        return Some(());
    }
    let mut file = fs::File::open(path).ok()?;
    for start in [0, length - PART] {
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut part = Vec::new();
        Read::by_ref(&mut file)
            .take(PART)
            .read_to_end(&mut part)
            .ok()?;
        digest.update(&part);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Home {
        dir: tempfile::TempDir,
    }

    impl Home {
        fn new() -> Self {
            Self {
                dir: tempfile::tempdir().expect("a directory"),
            }
        }

        fn path(&self, path: &str) -> Utf8PathBuf {
            Utf8Path::from_path(self.dir.path())
                .expect("UTF-8")
                .join(path)
        }

        fn cache(&self) -> Cache {
            Cache::at(Some(self.path("cache")), Some(&self.path("home")))
        }

        fn package(&self, directory: &str) -> Package {
            let manifest = self.path(directory).join("Cargo.toml");
            fs::create_dir_all(self.path(directory)).expect("made");
            fs::write(&manifest, "[package]\n").expect("written");
            let metadata = serde_json::json!({
                "packages": [{"name": "dep", "version": "1.0.0", "id": "dep 1.0.0", "manifest_path": manifest,
                    "source": "registry+https://index.example/", "dependencies": [], "targets": [], "features": {},
                    "edition": "2021", "metadata": null, "license": null}],
                "workspace_members": ["dep 1.0.0"], "resolve": {"nodes": [], "root": null}, "version": 1,
                "target_directory": "/t", "workspace_root": self.path(directory)
            });
            let workspace =
                crate::graph::Workspace::from_metadata_json(&metadata.to_string(), "[workspace]\n")
                    .expect("metadata");
            let mut package = workspace.packages()[0].clone();
            package.checksum = Some("00ff".to_owned());
            package
        }
    }

    #[test]
    fn a_vendored_package_is_known_by_its_files_and_a_published_one_by_its_checksum() {
        let home = Home::new();
        let cache = home.cache();
        let published = home.package("home/registry/src/index/dep-1.0.0");
        let vendored = home.package("vendor/dep");
        let before = (cache.key(&published), cache.key(&vendored));
        for directory in ["home/registry/src/index/dep-1.0.0", "vendor/dep"] {
            fs::write(home.path(directory).join("lib.rs"), "changed").expect("written");
        }
        assert_eq!(cache.key(&published), before.0);
        assert_ne!(cache.key(&vendored), before.1);
        assert!(before.0.is_some() && before.1.is_some());
    }

    #[test]
    fn a_module_called_target_counts_and_build_output_does_not() {
        let home = Home::new();
        let cache = home.cache();
        let package = home.package("vendor/dep");
        let keys = [
            "src/target/mod.rs",
            "target/debug/x",
            "sub/target/CACHEDIR.TAG",
        ]
        .map(|file| {
            let file = home.path("vendor/dep").join(file);
            fs::create_dir_all(file.parent().expect("a parent")).expect("made");
            let key = || cache.key(&package).expect("a key");
            let before = key();
            fs::write(file, "new").expect("written");
            before == key()
        });
        assert_eq!(keys, [false, true, true]);
    }

    #[test]
    fn an_entry_is_read_back_whole_or_not_at_all() {
        let home = Home::new();
        let cache = home.cache();
        let key = cache.key(&home.package("vendor/dep")).expect("a key");
        assert_eq!(cache.get::<Vec<String>>(&key), None);
        let found = vec!["a/b".to_owned()];
        cache.put(&key, &found);
        assert_eq!(cache.get::<Vec<String>>(&key), Some(found));
        let path = cache.path(&key).expect("a path");
        let whole = fs::read(&path).expect("kept");
        let at = whole.windows(3).position(|part| part == b"a/b");
        let mut other = whole.clone();
        other[at.expect("the text") + 2] = b'c';
        for damaged in [
            other,
            whole[..whole.len() / 2].to_vec(),
            vec![0; 4096],
            b"no digest".to_vec(),
            Vec::new(),
        ] {
            fs::write(&path, damaged).expect("written");
            assert_eq!(cache.get::<Vec<String>>(&key), None);
        }
    }

    #[test]
    fn what_changes_while_it_is_read_is_not_kept() {
        let home = Home::new();
        let cache = home.cache();
        let package = home.package("vendor/dep");
        let key = cache.key(&package).expect("a key");
        let manifest = home.path("vendor/dep/Cargo.toml");
        fs::write(&manifest, "[package] # edited\n").expect("written");
        cache.put_unless_changed(&key, [(&package, &key)], &1_u32);
        assert_eq!(cache.get::<u32>(&key), None);
        fs::write(&manifest, "[package]\n").expect("written");
        cache.put_unless_changed(&key, [(&package, &key)], &1_u32);
        assert_eq!(cache.get::<u32>(&key), Some(1));
    }

    #[test]
    fn runs_side_by_side_do_no_harm() {
        let home = Home::new();
        let cache = home.cache();
        let key = cache.key(&home.package("vendor/dep")).expect("a key");
        std::thread::scope(|scope| {
            for number in 0..4_u32 {
                let (cache, key) = (&cache, &key);
                scope.spawn(move || {
                    for _ in 0..50 {
                        cache.put(key, &vec![number; 500]);
                        if let Some(found) = cache.get::<Vec<u32>>(key) {
                            assert!(
                                found.len() == 500
                                    && found.windows(2).all(|pair| pair[0] == pair[1])
                            );
                        }
                    }
                });
            }
        });
    }

    #[test]
    fn a_cache_that_cannot_be_written_is_no_reason_to_fail() {
        let home = Home::new();
        let cache = home.cache();
        let key = cache.key(&home.package("vendor/dep")).expect("a key");
        // As when a disk is full: what is written cannot be put in place, and nothing of it stays.
        let path = cache.path(&key).expect("a path");
        fs::create_dir_all(path.join("in the way")).expect("made");
        cache.put(&key, &1_u32);
        assert_eq!(cache.get::<u32>(&key), None);
        let around = path.parent().expect("a directory").read_dir_utf8();
        assert_eq!(around.expect("readable").count(), 1);
        // A file where the directory should be, and a directory that is closed to all but root.
        fs::write(home.path("file"), "").expect("written");
        let cache = Cache::at(Some(home.path("file")), None);
        cache.put(&key, &1_u32);
        assert_eq!(cache.get::<u32>(&key), None);
        let closed = home.path("closed");
        fs::create_dir(&closed).expect("made");
        let mut permissions = fs::metadata(&closed).expect("made").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&closed, permissions).expect("set");
        let cache = Cache::at(Some(closed), None);
        cache.put(&key, &1_u32);
        assert!(cache.get::<u32>(&key).is_none_or(|found| found == 1));
        assert_eq!(Cache::at(None, None).key(&home.package("vendor/dep")), None);
    }

    #[test]
    fn unread_entries_are_removed_and_read_ones_stay() {
        let home = Home::new();
        let cache = home.cache();
        let key = |name: &str| Key {
            name: name.to_owned(),
            ..cache.key(&home.package("vendor/dep")).expect("a key")
        };
        let old = SystemTime::now() - STALE - DAY;
        let age_by = |path: &Utf8Path, to: SystemTime| {
            let file = fs::OpenOptions::new().write(true).open(path);
            file.expect("there").set_modified(to).expect("set");
        };
        for name in ["read", "forgotten"] {
            cache.put(&key(name), &1_u32);
            age_by(&cache.path(&key(name)).expect("a path"), old);
        }
        let other = home.path("cache/scan-of-before");
        fs::create_dir_all(&other).expect("made");
        fs::write(other.join("dep.json"), "").expect("written");
        age_by(&other.join("dep.json"), old);
        fs::write(home.path("cache/theirs.txt"), "").expect("written");
        assert_eq!(cache.get::<u32>(&key("read")), Some(1));
        let mark = home.path("cache").join(SWEPT);
        fs::write(&mark, "").expect("written");
        cache.sweep();
        assert_eq!(
            cache.get::<u32>(&key("forgotten")),
            Some(1),
            "once a day is enough"
        );
        age_by(&cache.path(&key("forgotten")).expect("a path"), old);
        age_by(&mark, old);
        cache.sweep();
        assert_eq!(cache.get::<u32>(&key("read")), Some(1));
        assert_eq!(cache.get::<u32>(&key("forgotten")), None);
        assert!(!other.exists() && home.path("cache/theirs.txt").exists());
    }
}
