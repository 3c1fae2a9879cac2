//! A registry on disk with this package in it, and projects that are built from it by real cargo, without a network and
//! with a `CARGO_HOME` of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Once, OnceLock};
use std::thread;

use tempfile::TempDir;

use crate::hub::FakeHub;

/// Where the crates are that cargo is to take for those of the registry, and what was compiled of them.
///
/// All of it lies in `project`, so that a world made there has the crates in a vendored tree of its own.
pub(super) struct Registry {
    directory: TempDir,
}

impl Registry {
    /// Begins to make it while other tests run: compiling the hook keeps one core busy for a while, and then the other.
    pub(super) fn begin() {
        static BEGUN: Once = Once::new();
        BEGUN.call_once(|| drop(thread::spawn(Self::get)));
    }

    /// The one of this run: what the hook needs, the hook itself, and some crates that use or pull.
    pub(super) fn get() -> &'static Self {
        static REGISTRY: OnceLock<Registry> = OnceLock::new();
        REGISTRY.get_or_init(Self::new)
    }

    fn new() -> Self {
        let registry = Self {
            directory: tempfile::tempdir().expect("a directory"),
        };
        let vendor = registry.vendor();
        fs::create_dir_all(&vendor).expect("a directory");
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let metadata = Command::new(env!("CARGO"))
            .args(["metadata", "--format-version", "1", "--locked"])
            .current_dir(here)
            .output()
            .expect("cargo runs");
        let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).expect("JSON");
        for package in needed(&metadata) {
            let manifest = PathBuf::from(package["manifest_path"].as_str().expect("a path"));
            let from = manifest.parent().expect("a directory");
            let name = from.file_name().expect("a name");
            let to = vendor.join(name);
            copy(from, &to);
            seal(&to);
        }
        let own = vendor.join("deny-models");
        copy(&here.join("crates/deny-models/src"), &own.join("src"));
        fs::write(own.join("Cargo.toml"), own_manifest(here)).expect("written");
        seal(&own);
        registry.add("loader", "[features]\nextra = []\n", &[("src/lib.rs", "")]);
        registry.add("quiet", "", &[("src/lib.rs", "")]);
        registry.add(
            "hooked",
            &format!("{HOOK}{}", pull("HiDream-ai/HiDream-I1-Full", "")),
            &[("src/lib.rs", ""), ("build.rs", BUILD_RS)],
        );
        registry.compile();
        registry
    }

    fn vendor(&self) -> PathBuf {
        self.directory.path().join("project/third party/vendor")
    }

    /// Where the scans of its crates are kept: for this run only.
    fn scans(&self) -> PathBuf {
        self.directory.path().join("scans")
    }

    fn config(&self) -> String {
        let vendor = self.vendor();
        let vendor = vendor.to_str().expect("UTF-8").replace('\\', "/");
        format!(
            "[source.crates-io]\nreplace-with = \"disk\"\n\n[source.disk]\ndirectory = \"{vendor}\"\n"
        )
    }

    /// Compiles the hook, which takes longer than all else together, once for all worlds.
    fn compile(&self) {
        let world = World {
            directory: self.directory.path().join("first"),
            _temporary: None,
        };
        world.write(".cargo/config.toml", &self.config());
        world.write("Cargo.toml", &package("first", "0.1.0", HOOK));
        world.write("src/lib.rs", "");
        world.write("build.rs", "fn main() {}\n");
        world.cargo(&["build"]).succeeds();
    }

    /// Makes a target directory in which the hook is compiled.
    pub(super) fn lend(&self, target: &Path) {
        let compiled = self.directory.path().join("first/target");
        mirror(&compiled, target);
    }

    /// Adds a crate, MIT, 1.0.0.
    pub(super) fn add(&self, name: &str, manifest: &str, files: &[(&str, &str)]) {
        let directory = self.vendor().join(name);
        for (path, text) in files {
            write(&directory.join(path), text);
        }
        write(
            &directory.join("Cargo.toml"),
            &package(name, "1.0.0", manifest),
        );
        seal(&directory);
    }
}

/// The hook as a build-dependency.
pub(super) const HOOK: &str = "[build-dependencies]\ndeny-models = \"0.1\"\n";

pub(super) const BUILD_RS: &str = "fn main() {\n    deny_models::hook::check();\n}\n";

/// A manifest of an MIT package.
pub(super) fn package(name: &str, version: &str, rest: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"{version}\"\nedition = \"2021\"\nlicense = \"MIT\"\n\
         description = \"d\"\nrepository = \"https://example.org\"\n\n{rest}"
    )
}

/// An entry of the manifest of models.
pub(super) fn pull(id: &str, more: &str) -> String {
    format!("\n[[package.metadata.deny-models.model]]\nid = \"{id}\"\nhow = \"runtime\"\n{more}")
}

/// The manifest of the hook as it is published: what it inherits is written out, and its tests stay behind.
fn own_manifest(here: &Path) -> String {
    let read = |path: &str| fs::read_to_string(here.join(path)).expect("a manifest");
    let workspace = read("Cargo.toml");
    let written = |key: &str| {
        let start = format!("{key} = ");
        let line = workspace.lines().find(|line| line.starts_with(&start));
        line.unwrap_or_else(|| panic!("no {key} in the workspace"))
            .to_owned()
    };
    let own = read("crates/deny-models/Cargo.toml");
    let (published, _) = own
        .split_once("[dev-dependencies]")
        .expect("dev-dependencies");
    let lines = published
        .lines()
        .map(|line| match line.strip_suffix(".workspace = true") {
            Some(key) => written(key),
            None => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// Packages that the light build takes from the registry, with all that cargo needs for them.
fn needed(metadata: &serde_json::Value) -> Vec<&serde_json::Value> {
    let nodes = metadata["resolve"]["nodes"].as_array().expect("nodes");
    let packages = metadata["packages"].as_array().expect("packages");
    let node = |id: &str| nodes.iter().find(|node| node["id"] == id).expect("a node");
    let own = packages
        .iter()
        .find(|package| package["name"] == "deny-models")
        .expect("the package");
    let plain = |dependency: &&serde_json::Value| {
        dependency["kind"].is_null() && dependency["optional"] == false
    };
    let dependencies = own["dependencies"].as_array().expect("dependencies");
    let names: Vec<&serde_json::Value> = dependencies
        .iter()
        .filter(plain)
        .map(|dependency| &dependency["name"])
        .collect();
    let direct = packages
        .iter()
        .filter(|package| names.contains(&&package["name"]));
    let mut todo: Vec<&str> = direct
        .map(|package| package["id"].as_str().expect("an id"))
        .collect();
    let mut seen: Vec<&str> = Vec::new();
    while let Some(id) = todo.pop() {
        if !seen.contains(&id) {
            seen.push(id);
            let below = node(id)["dependencies"].as_array().expect("dependencies");
            todo.extend(below.iter().map(|id| id.as_str().expect("an id")));
        }
    }
    let is_needed =
        |package: &&serde_json::Value| seen.contains(&package["id"].as_str().expect("an id"));
    packages.iter().filter(is_needed).collect()
}

/// Copies what cargo built, with the times that it compares. What is large, and never written in place, is linked.
fn mirror(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        let known = entry.metadata().expect("a file");
        if known.is_dir() {
            mirror(&from, &to);
        } else if known.len() < 64 << 10 || fs::hard_link(&from, &to).is_err() {
            fs::copy(&from, &to).expect("copied");
            let copy = fs::File::options().append(true).open(&to).expect("a file");
            let time = known.modified().expect("a time");
            copy.set_modified(time).expect("a time");
        }
    }
}

/// Makes a directory one that cargo takes for a package of a registry.
fn seal(directory: &Path) {
    let manifest = fs::read(directory.join("Cargo.toml")).expect("a manifest");
    let sum = deny_models::digest::sha256(&manifest);
    let text = format!("{{\"files\":{{}},\"package\":\"{sum}\"}}");
    fs::write(directory.join(".cargo-checksum.json"), text).expect("written");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

pub(super) fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
    fs::write(path, text).expect("written");
}

/// A project outside of any checkout, with an empty `CARGO_HOME` and a target directory that has the hook.
pub(super) struct World {
    directory: PathBuf,
    _temporary: Option<TempDir>,
}

impl World {
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let temporary = tempfile::tempdir().expect("a directory");
        let directory = temporary.path().to_owned();
        Self::at(directory, Some(temporary), files)
    }

    /// The project that has the crates of the registry in a vendored tree of its own. There is one.
    pub(super) fn vendoring(files: &[(&str, &str)]) -> Self {
        let directory = Registry::get().directory.path().to_owned();
        Self::at(directory, None, files)
    }

    fn at(directory: PathBuf, temporary: Option<TempDir>, files: &[(&str, &str)]) -> Self {
        let registry = Registry::get();
        let world = Self {
            directory,
            _temporary: temporary,
        };
        registry.lend(&world.directory.join("target"));
        world.write(".cargo/config.toml", &registry.config());
        for (path, text) in files {
            world.write(path, text);
        }
        world
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        write(&self.path(path), text);
    }

    /// A file of the project.
    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("a file")
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.directory.join("project").join(path)
    }

    /// Makes the project a checkout.
    pub(super) fn check_out(&self) {
        fs::create_dir_all(self.path(".git")).expect("a directory");
    }

    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command
            .current_dir(self.path(""))
            .env("CARGO_HOME", self.directory.join("home"))
            .env("CARGO_TARGET_DIR", self.directory.join("target"))
            .env("CARGO_INCREMENTAL", "0")
            // With and without `--target`, cargo then builds the hook in the same way.
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_NET_OFFLINE", "true")
            .env("CARGO_TERM_COLOR", "never");
        for variable in [
            "RUSTFLAGS",
            "CARGO_ENCODED_RUSTFLAGS",
            "SOURCE_DATE_EPOCH",
            "DENY_MODELS_POLICY",
            "DENY_MODELS_HOOK",
            "DOCS_RS",
        ] {
            command.env_remove(variable);
        }
        command
    }

    pub(super) fn cargo(&self, args: &[&str]) -> Built {
        self.cargo_with(args, &[])
    }

    pub(super) fn cargo_with(&self, args: &[&str], variables: &[(&str, &str)]) -> Built {
        let mut command = self.command(env!("CARGO"));
        command.args(args).envs(variables.iter().copied());
        Built::of(&command.output().expect("cargo runs"))
    }

    /// `cargo deny-models lock`, against a hub that knows nothing.
    pub(super) fn lock(&self) {
        let hub = FakeHub::start();
        let mut command = self.command(env!("CARGO_BIN_EXE_cargo-deny-models"));
        command
            .args(["deny-models", "lock"])
            .env("CARGO_DENY_MODELS_CACHE", Registry::get().scans())
            .env("HF_HUB_CACHE", self.directory.join("no hub cache"));
        hub.lend(&mut command);
        let output = command.output().expect("it runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

/// The exit status of a run of cargo, and its stderr.
pub(super) struct Built {
    pub succeeded: bool,
    pub stderr: String,
}

impl Built {
    fn of(output: &Output) -> Self {
        Self {
            succeeded: output.status.success(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    #[track_caller]
    pub(super) fn succeeds(self) -> Self {
        assert!(self.succeeded, "{}", self.stderr);
        self
    }

    #[track_caller]
    pub(super) fn fails(self) -> Self {
        assert!(!self.succeeded, "{}", self.stderr);
        self
    }

    #[track_caller]
    pub(super) fn prints(self, text: &str) -> Self {
        assert!(
            self.stderr.contains(text),
            "no {text:?} in:\n{}",
            self.stderr
        );
        self
    }

    #[track_caller]
    pub(super) fn does_not_print(self, text: &str) -> Self {
        assert!(!self.stderr.contains(text), "{text:?} in:\n{}", self.stderr);
        self
    }
}
