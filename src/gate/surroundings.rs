//! What cargo and the compiler read apart from the packages: configuration, toolchains, and manifests further up.

use std::collections::BTreeSet;
use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::OsString;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use serde::{Deserialize, Serialize};
use toml::de::{DeTable, DeValue};

use super::options::Options;
use super::paths::current_directory;
use super::stamp::Stamps;
use crate::graph::Workspace;

/// What cargo looks for in each directory upwards.
const UPWARDS: [&str; 5] = [
    "Cargo.toml",
    ".cargo/config.toml",
    ".cargo/config",
    "rust-toolchain.toml",
    "rust-toolchain",
];

/// What shows the root of a repository or of a checkout.
const MARKS: [&str; 5] = [".git", ".hg", ".jj", ".sl", ".cargo-ok"];

/// Variables that name files or programs which read more files than are known here.
const UNKNOWN: [&str; 3] = ["RUSTC", "RUST_TARGET_PATH", "CARGO_RESOLVER_LOCKFILE_PATH"];

/// Paths outside of packages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Surroundings {
    /// Files, whether they are there or not.
    files: BTreeSet<Utf8PathBuf>,
    /// Paths of which only counts whether something is there.
    marks: BTreeSet<Utf8PathBuf>,
    /// Directories of which only the names in them count.
    listings: BTreeSet<Utf8PathBuf>,
}

impl Surroundings {
    /// Of this process and its options; `None` where they name what is not followed here.
    pub(super) fn of_process(options: &Options) -> Option<Self> {
        Self::under(options, &|name| env::var_os(name))
    }

    /// The same under these variables.
    fn under(options: &Options, variable: &dyn Fn(&str) -> Option<OsString>) -> Option<Self> {
        let is_set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        // The hub's cache has links and blobs of its own.
        if UNKNOWN.iter().any(|name| is_set(name)) || options.policy.hub_cache {
            return None;
        }
        let mut all = Self::default();
        let here = current_directory().ok()?;
        all.above(&here);
        if let Some(manifest) = &options.manifest_path {
            all.above(&here.join(manifest));
        }
        let policy = options.policy.file.iter();
        all.files.extend(policy.map(|policy| here.join(policy)));
        for value in &options.config {
            let file = here.join(value);
            let is_plain = if file.is_file() {
                all.files.insert(file.clone());
                is_plain_file(&file)
            } else {
                is_plain(value)
            };
            if !is_plain {
                return None;
            }
        }
        all.toolchains(&here, variable)?;
        let own = Utf8PathBuf::from_path_buf(env::current_exe().ok()?).ok()?;
        all.files.insert(own);
        Some(all)
    }

    /// The state of all of it now.
    pub(super) fn digest(&self) -> String {
        let mut stamps = Stamps::new();
        self.stamp(&mut stamps);
        stamps.finish().digest
    }

    /// Adds the state of all of it.
    pub(super) fn stamp(&self, stamps: &mut Stamps) {
        for file in &self.files {
            stamps.add(file.as_str().as_bytes());
            stamps.followed(file.as_std_path());
        }
        for mark in &self.marks {
            stamps.add(&[u8::from(fs::symlink_metadata(mark).is_ok())]);
        }
        for listing in &self.listings {
            let entries = fs::read_dir(listing).into_iter().flatten().flatten();
            let mut names: Vec<_> = entries.map(|entry| entry.file_name()).collect();
            names.sort();
            stamps.add(&names.len().to_le_bytes());
            for name in names {
                stamps.add(name.as_encoded_bytes());
            }
        }
    }

    pub(super) fn file(&mut self, file: Utf8PathBuf) {
        self.files.insert(file);
    }

    /// What may lie in a directory and in each one above it.
    pub(super) fn above(&mut self, directory: &Utf8Path) {
        for above in directory.ancestors() {
            if !self.marks.insert(above.join(MARKS[0])) {
                return;
            }
            let marks = MARKS.iter().skip(1);
            self.marks.extend(marks.map(|mark| above.join(mark)));
            self.files.extend(UPWARDS.map(|file| above.join(file)));
        }
    }

    /// Cargo and rustc wherever they are looked for, with cargo's home and what rustup has installed.
    fn toolchains(
        &mut self,
        here: &Utf8Path,
        variable: &dyn Fn(&str) -> Option<OsString>,
    ) -> Option<()> {
        let home = env::home_dir().and_then(|home| Utf8PathBuf::from_path_buf(home).ok())?;
        let text = |name: &str| match variable(name).unwrap_or_default().into_string() {
            Ok(text) if text.is_empty() => Some(None),
            Ok(text) => Some(Some(text)),
            Err(_) => None,
        };
        let directory = |name: &str, usual: &str| {
            let named = text(name)?;
            Some(named.map_or_else(|| home.join(usual), |named| here.join(named)))
        };
        let cargo_home = directory("CARGO_HOME", ".cargo")?;
        let rustup_home = directory("RUSTUP_HOME", ".rustup")?;
        self.files.insert(cargo_home.join("config.toml"));
        self.files.insert(cargo_home.join("config"));
        self.files.insert(rustup_home.join("settings.toml"));
        let mut names = vec![format!("cargo{EXE_SUFFIX}"), format!("rustc{EXE_SUFFIX}")];
        if let Some(cargo) = text("CARGO")? {
            self.files.insert(here.join(&cargo));
            names.push(cargo);
        }
        for place in env::split_paths(&variable("PATH").unwrap_or_default()) {
            let place = here.join(Utf8PathBuf::from_path_buf(place).ok()?);
            self.files.extend(names.iter().map(|name| place.join(name)));
        }
        let toolchains = rustup_home.join("toolchains");
        for entry in toolchains.read_dir_utf8().into_iter().flatten() {
            let tools = entry.ok()?.path().join("bin");
            self.files.insert(tools.join(format!("cargo{EXE_SUFFIX}")));
            self.files.insert(tools.join(format!("rustc{EXE_SUFFIX}")));
        }
        self.listings.insert(toolchains);
        Some(())
    }

    /// `None` where a manifest or cargo's configuration names files further away.
    pub(super) fn workspace(&mut self, graph: &Workspace) -> Option<()> {
        let is_config = |file: &&Utf8PathBuf| {
            ["config.toml", "config"]
                .iter()
                .any(|name| file.file_name() == Some(*name))
        };
        let mut configs = self.files.iter().filter(is_config);
        if !configs.all(|config| is_plain_file(config)) {
            return None;
        }
        // A patch that is not used lies anywhere, and may be used once it changes.
        let lock = fs::read_to_string(graph.root().join("Cargo.lock")).ok()?;
        if lock.contains("[[patch.unused]]") {
            return None;
        }
        let root = read(&graph.root().join("Cargo.toml"))?;
        let members = strings(&root, "workspace", "members");
        if members.iter().any(|member| {
            member.contains(['*', '?', '['])
                && (member.contains("..") || Utf8Path::new(member).is_absolute())
        }) {
            return None;
        }
        let outside = |file: &Utf8Path| !file.starts_with(graph.root());
        let packages = graph.packages().iter();
        let local = packages.filter(|package| package.is_local());
        for package in local.filter(|package| outside(&package.manifest_path)) {
            let manifest = read(&package.manifest_path)?;
            if !strings(&manifest, "package", "workspace").is_empty() {
                return None;
            }
        }
        Some(())
    }
}

/// Whether a configuration is not there, or names no other file that cargo reads.
fn is_plain_file(file: &Utf8Path) -> bool {
    match fs::read_to_string(file) {
        Ok(text) => is_plain(&text),
        Err(_) => fs::symlink_metadata(file).is_err(),
    }
}

fn is_plain(text: &str) -> bool {
    DeTable::parse(text).is_ok_and(|table| {
        let table = table.get_ref();
        let resolver = table.get("resolver").map(toml::Spanned::get_ref);
        let resolver = resolver.and_then(DeValue::as_table);
        !table.contains_key("include")
            && !resolver.is_some_and(|resolver| resolver.contains_key("lockfile-path"))
    })
}

/// The text of a manifest.
fn read(manifest: &Utf8Path) -> Option<String> {
    fs::read_to_string(manifest).ok()
}

/// The texts of a key: one, or a list of them.
fn strings(manifest: &str, section: &str, key: &str) -> Vec<String> {
    let Ok(table) = DeTable::parse(manifest) else {
        return Vec::new();
    };
    let section = table.get_ref().get(section).map(toml::Spanned::get_ref);
    let value = section.and_then(DeValue::as_table);
    match value
        .and_then(|table| table.get(key))
        .map(toml::Spanned::get_ref)
    {
        Some(DeValue::String(text)) => vec![text.to_string()],
        Some(DeValue::Array(list)) => {
            let texts = list.iter().filter_map(|item| item.get_ref().as_str());
            texts.map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::PolicyOptions;
    use super::*;

    #[test]
    fn every_change_of_cargo_the_compiler_the_tool_and_their_configuration_is_noticed() {
        let directory = tempfile::tempdir().expect("a directory");
        let base = Utf8Path::from_path(directory.path()).expect("UTF-8");
        let variables = |name: &str| {
            let value = match name {
                "CARGO_HOME" => base.join("cargo-home"),
                "RUSTUP_HOME" => base.join("rustup-home"),
                "CARGO" => base.join("own/cargo"),
                "PATH" => base.join("bin"),
                _ => return None,
            };
            Some(value.into_string().into())
        };
        let write = |path: &str, text: &str| {
            let path = base.join(path);
            fs::create_dir_all(path.parent().expect("a directory")).expect("made");
            fs::write(path, text).expect("written");
        };
        for name in ["cargo", "rustc"] {
            write(
                &format!("rustup-home/toolchains/old/bin/{name}{EXE_SUFFIX}"),
                "1",
            );
        }
        write("further/net.toml", "net.offline = true\n");
        let options = Options {
            manifest_path: Some(base.join("ws/Cargo.toml")),
            config: vec![base.join("further/net.toml").into_string()],
            policy: PolicyOptions {
                file: Some(base.join("policies/our.toml")),
                ..PolicyOptions::default()
            },
            ..Options::default()
        };
        let all = Surroundings::under(&options, &variables).expect("all can be watched");
        let own = env::current_exe().expect("this program");
        assert!(all.files.iter().any(|file| *file == own), "the tool");
        let exe = |path: &str| format!("{path}{EXE_SUFFIX}");
        let rows = [
            "cargo-home/config.toml".to_owned(),
            "cargo-home/config".to_owned(),
            "rustup-home/settings.toml".to_owned(),
            exe("rustup-home/toolchains/old/bin/rustc"),
            exe("rustup-home/toolchains/old/bin/cargo"),
            exe("rustup-home/toolchains/new/bin/rustc"),
            exe("bin/rustc"),
            exe("bin/cargo"),
            "own/cargo".to_owned(),
            "ws/Cargo.toml".to_owned(),
            "ws/rust-toolchain.toml".to_owned(),
            "ws/.cargo/config.toml".to_owned(),
            "policies/our.toml".to_owned(),
            "further/net.toml".to_owned(),
        ];
        for row in rows {
            for text in ["one", "further"] {
                let before = all.digest();
                write(&row, text);
                // A new toolchain is one for its name.
                if !row.contains("/new/") || text == "one" {
                    assert_ne!(all.digest(), before, "{row}");
                }
            }
        }
        // What names programs that are not known is not watched.
        for name in UNKNOWN {
            let set = |of: &str| {
                if of == name {
                    Some("x".into())
                } else {
                    variables(of)
                }
            };
            assert!(Surroundings::under(&options, &set).is_none(), "{name}");
        }
    }
}
