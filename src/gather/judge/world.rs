//! A workspace on a few lines, for the rows of the table. It is written to a directory, and cargo is not run.
//!
//! | line | meaning |
//! |---|---|
//! | `member NAME DEPS`, `path NAME DEPS`, `registry NAME DEPS`, `git NAME DEPS` | a package under MIT, which builds what its files are |
//! | `feature NAME FEATURE=VALUE,…` | a feature of a package |
//! | `toml NAME TEXT` | more of its Cargo.toml |
//! | `file NAME/PATH TEXT` | a file of a package; `./PATH` is one of the workspace |
//! | `policy TEXT` | a line of the policy |
//! | `features LIST`, `all-features`, `no-default-features`, `dev`, `strict`, `unify`, `exclude NAME`, `target TRIPLE CFGS` | how it is built |
//! | `macro NAME` | the library of a package is a procedural macro |
//! | `resolver NUMBER` | the resolver of the workspace, without it the second |
//! | `lock` | what is gathered is for a lock: see [`locked`] |
//! | `ask WORDS` | a question, for tables that ask some |
//!
//! A dependency is `NAME`, or `KIND:NAME` for one of `build` or `dev`; `?` makes it optional, `@CFG` is its platform,
//! `+FEATURE` is a feature that it turns on, `-` turns its default features off, `=NAME` is its name in the manifest. In code `TAKE(ID)` takes a model by its
//! id, `TAKE-VALUE(NAME)` one by a variable; in all texts `\n` is the end of a line, in names `\t` a tabulator, and `GGUF` a weight file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::locked;
use crate::cache::Cache;
use crate::gather::{GatherOptions, Gathered, WhyNot, gather};
use crate::graph::{Selection, TargetCfg, Targets, Workspace};
use deny_models::date::Date;
use deny_models::domain::{Kind, Scope};
use deny_models::policy::Policy;
use deny_models::pull::{Reach, ReachedPull};
use deny_models::source::SourceFile;

/// The shortest file of the format: a header without entries.
const GGUF: &[u8] = b"GGUF\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

struct Package {
    name: String,
    source: Source,
    is_macro: bool,
    needs: Vec<Need>,
    features: BTreeMap<String, Vec<String>>,
    toml: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Member,
    Path,
    Registry,
    Git,
}

struct Need {
    name: String,
    /// Its name in the manifest, where that is another one.
    rename: Option<String>,
    kind: &'static str,
    optional: bool,
    default: bool,
    target: Option<String>,
    features: Vec<String>,
}

pub(crate) struct World {
    directory: TempDir,
    packages: Vec<Package>,
    files: Vec<(String, Vec<u8>)>,
    policy: String,
    resolver: String,
    pub(crate) selection: Selection,
    strict: bool,
    pub(crate) unify: bool,
    exclude: BTreeSet<String>,
    for_lock: bool,
    pub(crate) questions: Vec<String>,
}

impl World {
    pub(crate) fn read(lines: &[&str]) -> Self {
        let mut world = Self {
            directory: tempfile::tempdir().expect("a directory"),
            packages: Vec::new(),
            files: Vec::new(),
            policy: String::new(),
            resolver: "2".to_owned(),
            selection: Selection::default(),
            strict: false,
            unify: false,
            exclude: BTreeSet::new(),
            for_lock: false,
            questions: Vec::new(),
        };
        for line in lines {
            world.add(line);
        }
        world
    }

    fn add(&mut self, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (name, text) = rest.split_once(' ').unwrap_or((rest, ""));
        let features = &mut self.selection.features;
        match word {
            "member" => self.package(name, Source::Member, text),
            "path" => self.package(name, Source::Path, text),
            "registry" => self.package(name, Source::Registry, text),
            "git" => self.package(name, Source::Git, text),
            "feature" => {
                let (feature, values) = text.split_once('=').expect("a value");
                let values = values.split(',').filter(|value| !value.is_empty());
                let values = values.map(str::to_owned).collect();
                let package = self.of_name(name);
                package.features.insert(feature.to_owned(), values);
            }
            "toml" => {
                let text = text.replace("\\n", "\n") + "\n";
                self.of_name(name).toml.push_str(&text);
            }
            "file" => self.files.push((name.replace("\\t", "\t"), content(text))),
            "policy" => self.policy += &(rest.to_owned() + "\n"),
            "features" => features.features.push(rest.to_owned()),
            "all-features" => features.all_features = true,
            "no-default-features" => features.no_default_features = true,
            "dev" => self.selection.dev = true,
            "macro" => self.of_name(name).is_macro = true,
            "resolver" => rest.clone_into(&mut self.resolver),
            "ask" => self.questions.push(rest.to_owned()),
            "strict" => self.strict = true,
            "lock" => self.for_lock = true,
            "unify" => self.unify = true,
            "exclude" => {
                self.exclude.insert(rest.to_owned());
            }
            "target" => {
                let target = TargetCfg::new(name, text.split(' '));
                let host = TargetCfg::new("x86_64-unknown-linux-gnu", ["unix"]);
                match &mut self.selection.targets {
                    Targets::Triples { targets, .. } => targets.push(target),
                    other => {
                        *other = Targets::Triples {
                            host,
                            targets: vec![target],
                        }
                    }
                }
            }
            _ => panic!("not a line of a world: {line}"),
        }
    }

    fn package(&mut self, name: &str, source: Source, needs: &str) {
        self.packages.push(Package {
            name: name.to_owned(),
            source,
            is_macro: false,
            needs: needs.split_whitespace().map(need).collect(),
            features: BTreeMap::new(),
            toml: String::new(),
        });
    }

    fn of_name(&mut self, name: &str) -> &mut Package {
        let mut packages = self.packages.iter_mut();
        packages
            .find(|package| package.name == name)
            .unwrap_or_else(|| panic!("no package {name}"))
    }

    /// The directory of the workspace, and that of what cargo downloaded.
    fn places(&self) -> [Utf8PathBuf; 2] {
        let whole = self.directory.path().canonicalize().expect("a directory");
        let whole = Utf8PathBuf::from_path_buf(whole).expect("UTF-8");
        ["work", "home"].map(|name| whole.join(name))
    }

    fn root(&self) -> Utf8PathBuf {
        let [root, _] = self.places();
        root
    }

    fn directory_of(&self, package: &Package) -> Utf8PathBuf {
        let [root, home] = self.places();
        match package.source {
            Source::Member | Source::Path => root.join(&package.name),
            Source::Registry | Source::Git => home.join(&package.name),
        }
    }

    fn write(&self) {
        write(&self.root().join("Cargo.toml"), self.manifest());
        if self.for_lock {
            write(&self.root().join("Cargo.lock"), self.cargo_lock());
        }
        for package in &self.packages {
            let text = format!(
                "[package]\nname = \"{}\"\nversion = \"1.0.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n{}",
                package.name, package.toml
            );
            write(&self.directory_of(package).join("Cargo.toml"), text);
        }
        for (path, content) in &self.files {
            let (name, rest) = path.split_once('/').expect("a path");
            let package = self.packages.iter().find(|package| package.name == name);
            let directory =
                package.map_or_else(|| self.root(), |package| self.directory_of(package));
            write(&directory.join(rest), content);
        }
    }

    /// The manifest of the workspace.
    fn manifest(&self) -> String {
        format!("[workspace]\nresolver = \"{}\"\n", self.resolver)
    }

    fn cargo_lock(&self) -> String {
        let mut text = "version = 4\n".to_owned();
        for package in &self.packages {
            let _ = write!(
                text,
                "\n[[package]]\nname = \"{}\"\nversion = \"1.0.0\"\n",
                package.name
            );
            if let Some(source) = source_of(package) {
                let _ = writeln!(text, "source = \"{source}\"");
            }
            let needs: Vec<String> = package
                .needs
                .iter()
                .map(|need| format!("\"{}\"", need.name))
                .collect();
            let _ = writeln!(text, "dependencies = [{}]", needs.join(", "));
        }
        text
    }

    /// The workspace as it is read.
    pub(crate) fn workspace(&self) -> Workspace {
        self.write();
        let metadata = self.metadata().to_string();
        Workspace::from_metadata_json(&metadata, &self.manifest()).expect("metadata")
    }

    /// What is gathered: see [`found`].
    pub(super) fn judge(&self) -> String {
        let workspace = self.workspace();
        let day = Date::parse("2026-11-27").expect("a day");
        let policy = SourceFile::new("deny-models.toml", self.policy.as_str());
        let policy = Policy::parse(&policy, day).unwrap_or_else(|problems| panic!("{problems:?}"));
        let options = GatherOptions {
            members: workspace.members().to_vec(),
            selection: self.selection.clone(),
            unify: self.unify,
            exclude: self.exclude.clone(),
            strict: self.strict,
            scan: true,
            cache: Cache::open_in(None),
            for_lock: self.for_lock,
        };
        match gather(&workspace, &policy, &options, &mut |_, _| {}) {
            Ok(gathered) if self.for_lock => locked::words(&gathered),
            Ok(gathered) => found(&gathered),
            Err(problems) => problems
                .iter()
                .map(|_| "problem")
                .collect::<Vec<_>>()
                .join(" "),
        }
    }

    fn metadata(&self) -> Value {
        let ids = |source: Source| {
            let packages = self.packages.iter();
            let of_source = packages.filter(move |package| package.source == source);
            of_source.map(|package| &package.name).collect::<Vec<_>>()
        };
        let packages: Vec<Value> = self
            .packages
            .iter()
            .map(|one| self.metadata_of(one))
            .collect();
        let nodes: Vec<Value> = self.packages.iter().map(node).collect();
        json!({
            "packages": packages,
            "workspace_members": ids(Source::Member),
            "resolve": {"nodes": nodes, "root": null},
            "version": 1,
            "target_directory": self.root().join("target"),
            "workspace_root": self.root(),
        })
    }

    fn metadata_of(&self, package: &Package) -> Value {
        let directory = self.directory_of(package);
        let mut features = package.features.clone();
        let named: BTreeSet<&str> = package
            .features
            .values()
            .flatten()
            .filter_map(|value| value.strip_prefix("dep:"))
            .collect();
        for need in package.needs.iter().filter(|need| need.optional) {
            let name = need.rename.as_ref().unwrap_or(&need.name);
            if !named.contains(name.as_str()) {
                features.insert(name.clone(), vec![format!("dep:{name}")]);
            }
        }
        let dependencies: Vec<Value> = package
            .needs
            .iter()
            .map(|need| {
                json!({"name": need.name, "source": null, "req": "*", "kind": kind(need), "rename": need.rename,
                    "optional": need.optional, "uses_default_features": need.default, "features": need.features,
                    "target": need.target, "registry": null})
            })
            .collect();
        // The table itself is read from the file.
        let has_models = package.toml.contains("package.metadata.deny-models");
        json!({
            "name": package.name,
            "version": "1.0.0",
            "id": package.name,
            "manifest_path": directory.join("Cargo.toml"),
            "source": source_of(package),
            "dependencies": dependencies,
            "targets": targets(package, &directory),
            "features": features,
            "edition": "2021",
            "metadata": has_models.then(|| json!({"deny-models": {}})),
            "license": "MIT",
        })
    }
}

fn source_of(package: &Package) -> Option<String> {
    match package.source {
        Source::Member | Source::Path => None,
        Source::Registry => Some("registry+https://index.example/".to_owned()),
        Source::Git => Some(format!("git+https://host.example/{}#0123", package.name)),
    }
}

fn content(text: &str) -> Vec<u8> {
    if text == "GGUF" {
        return GGUF.to_vec();
    }
    let call = |argument: &str| {
        format!(
            "hf_hub::api::sync::Api::new().unwrap().model({argument}.to_string()).get(\"model.safetensors\").unwrap();"
        )
    };
    let mut text = text.replace("\\n", "\n");
    for (word, quote) in [("TAKE(", "\""), ("TAKE-VALUE(", "")] {
        while let Some(at) = text.find(word) {
            let end = at + text[at..].find(')').expect("a bracket");
            let argument = format!("{quote}{}{quote}", &text[at + word.len()..end]);
            text.replace_range(at..=end, &call(&argument));
        }
    }
    text.into_bytes()
}

fn write(path: &Utf8Path, content: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("a directory")).expect("made");
    fs::write(path, content).expect("written");
}

fn need(word: &str) -> Need {
    let (word, target) = match word.split_once('@') {
        Some((word, target)) => (word, Some(target.to_owned())),
        None => (word, None),
    };
    let (word, rename) = match word.split_once('=') {
        Some((word, rename)) => (word, Some(rename.to_owned())),
        None => (word, None),
    };
    let (kind, word) = match word.split_once(':') {
        Some(("build", word)) => ("build", word),
        Some(("dev", word)) => ("dev", word),
        _ => ("", word),
    };
    let mut parts = word.split('+');
    let name = parts.next().expect("a name");
    let features = parts.map(str::to_owned).collect();
    let (name, default) = match name.strip_suffix('-') {
        Some(name) => (name, false),
        None => (name, true),
    };
    let (name, optional) = match name.strip_suffix('?') {
        Some(name) => (name, true),
        None => (name, false),
    };
    Need {
        name: name.to_owned(),
        rename,
        kind,
        optional,
        default,
        target,
        features,
    }
}

fn kind(need: &Need) -> Option<&str> {
    Some(need.kind).filter(|kind| !kind.is_empty())
}

fn node(package: &Package) -> Value {
    let deps: Vec<Value> = package
        .needs
        .iter()
        .map(|need| {
            let name = need.rename.as_ref().unwrap_or(&need.name);
            json!({"name": name.replace('-', "_"), "pkg": need.name,
                "dep_kinds": [{"kind": kind(need), "target": need.target}]})
        })
        .collect();
    let names: Vec<&String> = package.needs.iter().map(|need| &need.name).collect();
    json!({"id": package.name, "dependencies": names, "deps": deps, "features": []})
}

/// As cargo finds them by their files.
fn targets(package: &Package, directory: &Utf8Path) -> Vec<Value> {
    let name = package.name.as_str();
    let library = name.replace('-', "_");
    let lib = if package.is_macro {
        "proc-macro"
    } else {
        "lib"
    };
    [
        (lib, library.as_str(), "src/lib.rs"),
        ("bin", name, "src/main.rs"),
        ("custom-build", "build-script-build", "build.rs"),
        ("example", "show", "examples/show.rs"),
        ("test", "t", "tests/t.rs"),
    ]
    .into_iter()
    .filter(|(_, _, file)| directory.join(file).exists())
    .map(|(kind, name, file)| {
        json!({"name": name, "kind": [kind], "crate_types": [if kind == lib { kind } else { "bin" }], "required-features": [],
            "src_path": directory.join(file), "edition": "2021", "doctest": false, "test": false, "doc": false})
    })
    .collect()
}

/// Each member with what it pulls, each in a word, sorted: `HOW:MODEL`, with `@PACKAGE` for what another package
/// pulls, and how far it counts; `call`, `stop`, `damaged`, `no-notice`, `missing`, `named` and `answered`; `not:` for
/// what does not count, with the reason. `nothing` where there is none of it.
fn found(gathered: &Gathered) -> String {
    let mut all = Vec::new();
    for (member, uncounted) in gathered.members.iter().zip(&gathered.uncounted) {
        let own = member.package.name.as_str();
        let by = |puller: &str| {
            if puller == own {
                String::new()
            } else {
                format!("@{puller}")
            }
        };
        let mut words: Vec<String> = member
            .pulls
            .iter()
            .map(|pull| word(pull) + &by(&pull.puller.name) + &conditions(pull))
            .collect();
        let calls = member.unresolved.iter();
        words.extend(calls.map(|call| format!("call:{}{}", call.template, by(&call.puller.name))));
        let stops = member.stops.iter();
        words.extend(stops.map(|stop| format!("stop{}", by(&stop.package.name))));
        let damaged = member.malformed.iter();
        words.extend(damaged.map(|file| format!("damaged:{}", file.model.name())));
        let bare = member.unnoticed.iter();
        words.extend(bare.map(|(file, _)| format!("no-notice:{}", file.name())));
        let missing = member.missing.iter().map(|missing| &missing.call);
        words.extend(
            missing.map(|call| format!("missing:{}{}", call.template, by(&call.puller.name))),
        );
        let named = member.named.iter();
        words.extend(named.map(|(model, _)| format!("named:{}", model.name())));
        let answered = member.answered.iter();
        words.extend(answered.map(|of| format!("answered:{}:{}", of.kind.as_str(), of.model)));
        words.extend(uncounted.iter().map(|of| {
            let why = match &of.why {
                WhyNot::NotReached { .. } => "not-reached",
                WhyNot::OthersChosen => "others-chosen",
                WhyNot::Conditions => "conditions",
                WhyNot::Excluded => "excluded",
            };
            let by = by(&of.package.name);
            format!("not:{}{by}:{why}", of.pull.artifact.name())
        }));
        words.sort();
        if words.is_empty() {
            words.push("nothing".to_owned());
        }
        let title = (gathered.members.len() > 1).then(|| format!("{own}:"));
        all.extend(title.into_iter().chain(words));
    }
    if gathered.unresolved > 0 {
        all.push(format!("open:{}", gathered.unresolved));
    }
    let unused = gathered.unused_crates.iter();
    all.extend(unused.map(|number| format!("unused:{number}")));
    all.join(" ")
}

fn word(pull: &ReachedPull) -> String {
    format!("{}:{}", pull.pull.how.as_str(), pull.pull.artifact.name())
}

fn conditions(pull: &ReachedPull) -> String {
    let mut words = Vec::new();
    match &pull.reach {
        Reach::On => {}
        Reach::Gated(features) => words.push(format!("off({})", features.join(","))),
    }
    match pull.kind {
        Kind::Normal => {}
        Kind::Build => words.push("build".to_owned()),
        Kind::Dev => words.push("dev".to_owned()),
    }
    if pull.pull.scope == Some(Scope::Dev) {
        words.push("tests".to_owned());
    }
    words.extend(pull.target.iter().chain(&pull.pull.target).cloned());
    if !pull.targets.is_empty() {
        words.push(format!("on({})", pull.targets.join(",")));
    }
    if pull.choice {
        words.push("choice".to_owned());
    }
    if !pull.pull.declared {
        words.push("found".to_owned());
    }
    // Between the line that decides and the one that takes it.
    if !pull.chain.is_empty() {
        words.push(format!("steps({})", pull.chain.len()));
    }
    let mut shown = String::new();
    for word in words {
        shown.push(':');
        shown += &word;
    }
    shown
}
