//! Metadata without dev-dependencies, for when cargo lacks their packages and may not fetch.
//!
//! `cargo metadata` needs every package of every dev-dependency, and no flag changes that. Its
//! output on the members alone needs no packages and holds enough to write their manifests anew,
//! without dev-dependencies. `cargo metadata` on these copies resolves the rest.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use camino::{Utf8Path, Utf8PathBuf};
use cargo_metadata::{Dependency, DependencyKind, Metadata, Package, PackageId, TargetKind};
use deny_models::cargo_toml::{Document, Part};
use toml::de::DeValue;

use super::manifest::Resolver;

/// The members' manifests without dev-dependencies, in a directory that is deleted in the end.
pub(super) struct Shadow {
    directory: Utf8PathBuf,
    /// Directories of the members and of their copies.
    places: BTreeMap<Utf8PathBuf, Utf8PathBuf>,
}

impl Shadow {
    /// Writes the manifests; `None` when something in them cannot be written anew.
    pub(super) fn new(members: &Metadata, root: &str, resolver: Resolver) -> Option<Self> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("deny-models-{}-{count}", std::process::id());
        let directory = members.target_directory.join(name);
        let places = members
            .packages
            .iter()
            .enumerate()
            .map(|(at, package)| (home(package), directory.join(format!("m{at}"))))
            .collect();
        let shadow = Self { directory, places };
        let patches = shadow.patches(&members.workspace_root, root)?;
        shadow.write(members, &patches, resolver).ok()?;
        Some(shadow)
    }

    /// The manifest to give to cargo.
    pub(super) fn manifest(&self) -> Utf8PathBuf {
        self.directory.join("Cargo.toml")
    }

    /// Maps cargo's metadata of the shadow to the real members.
    pub(super) fn lift(&self, mut members: Metadata, of_shadow: Metadata) -> Option<Metadata> {
        let mut resolve = of_shadow.resolve?;
        let mut real: BTreeMap<PackageId, PackageId> = BTreeMap::new();
        let mut others = Vec::new();
        for package in of_shadow.packages {
            let place = home(&package);
            let member = members
                .packages
                .iter()
                .find(|member| self.places.get(&home(member)) == Some(&place));
            match member {
                Some(member) => {
                    real.insert(package.id.clone(), member.id.clone());
                }
                None => others.push(package),
            }
        }
        let lift = |id: &mut PackageId| {
            if let Some(real) = real.get(id) {
                id.clone_from(real);
            }
        };
        for node in &mut resolve.nodes {
            lift(&mut node.id);
            node.dependencies.iter_mut().for_each(lift);
            node.deps.iter_mut().for_each(|dep| lift(&mut dep.pkg));
        }
        resolve.root = None;
        members.packages.extend(others);
        members.resolve = Some(resolve);
        Some(members)
    }

    fn write(&self, members: &Metadata, patches: &str, resolver: Resolver) -> io::Result<()> {
        let mut root = format!("[workspace]\nresolver = \"{resolver}\"\nmembers = [");
        for (package, place) in members.packages.iter().zip(0..) {
            let directory = self.directory.join(format!("m{place}"));
            fs::create_dir_all(&directory)?;
            fs::write(directory.join("Cargo.toml"), self.member(package))?;
            root.push_str(&quoted(&format!("m{place}")));
            root.push(',');
        }
        root.push_str("]\n");
        root.push_str(patches);
        fs::write(self.manifest(), root)?;
        let lock = members.workspace_root.join("Cargo.lock");
        if lock.is_file() {
            fs::copy(lock, self.directory.join("Cargo.lock"))?;
        }
        Ok(())
    }

    fn member(&self, package: &Package) -> String {
        let mut text = format!(
            "[package]\nname = {}\nversion = {}\nedition = {}\nautobins = false\nautolib = false\n\
             autoexamples = false\nautotests = false\nautobenches = false\nbuild = false\n",
            quoted(package.name.as_ref()),
            quoted(&package.version.to_string()),
            quoted(package.edition.as_str()),
        );
        text.push_str(&targets(package));
        text.push_str("[features]\n");
        for (feature, values) in &package.features {
            let values: Vec<String> = values.iter().map(|value| quoted(value)).collect();
            line(
                &mut text,
                &quoted(feature),
                &format!("[{}]", values.join(", ")),
            );
        }
        for dependency in &package.dependencies {
            if dependency.kind != DependencyKind::Development {
                text.push_str(&self.dependency(dependency));
            }
        }
        text
    }

    fn dependency(&self, dependency: &Dependency) -> String {
        let mut text = String::from("[");
        if let Some(target) = &dependency.target {
            text.extend(["target.", &quoted(&target.to_string()), "."]);
        }
        let section = match dependency.kind {
            DependencyKind::Build => "build-dependencies",
            _ => "dependencies",
        };
        let name = dependency.rename.as_ref().unwrap_or(&dependency.name);
        text.extend([section, ".", &quoted(name), "]\n"]);
        let features: Vec<String> = dependency.features.iter().map(|it| quoted(it)).collect();
        line(&mut text, "package", &quoted(&dependency.name));
        line(&mut text, "version", &quoted(&dependency.req.to_string()));
        line(&mut text, "optional", &dependency.optional.to_string());
        line(
            &mut text,
            "default-features",
            &dependency.uses_default_features.to_string(),
        );
        line(&mut text, "features", &format!("[{}]", features.join(", ")));
        text.push_str(&self.source(dependency));
        text
    }

    fn source(&self, dependency: &Dependency) -> String {
        let mut text = String::new();
        if let Some(path) = &dependency.path {
            line(&mut text, "path", &quoted(self.place(path).as_str()));
        } else if let Some(registry) = &dependency.registry {
            line(&mut text, "registry-index", &quoted(registry));
        } else if let Some(source) = &dependency.source
            && let Some(url) = source.repr.strip_prefix("git+")
        {
            let url = url.split('#').next().unwrap_or(url);
            let (url, query) = url.split_once('?').unwrap_or((url, ""));
            line(&mut text, "git", &quoted(url));
            if let Some((what, which)) = query.split_once('=') {
                line(&mut text, what, &quoted(which));
            }
        }
        text
    }

    /// Where a directory is in the shadow, when it is a member's.
    fn place<'a>(&'a self, directory: &'a Utf8Path) -> &'a Utf8Path {
        self.places
            .get(directory)
            .map_or(directory, Utf8PathBuf::as_path)
    }

    /// The root's `[patch]` tables with paths that hold here too.
    fn patches(&self, root: &Utf8Path, text: &str) -> Option<String> {
        let document = Document::strict(text).ok()?;
        let manifest = document.root();
        if manifest.value("replace").is_some() {
            return None;
        }
        let mut patches = String::new();
        let registries = manifest.table("patch").into_iter().flat_map(Part::entries);
        for (registry, dependencies) in registries {
            patches.extend(["[patch.", &quoted(registry), "]\n"]);
            for (name, value) in Part::of(dependencies)?.entries() {
                let value = self.patch(root, value)?;
                line(&mut patches, &quoted(name), &value);
            }
        }
        Some(patches)
    }

    fn patch(&self, root: &Utf8Path, value: &DeValue<'_>) -> Option<String> {
        let Some(table) = Part::of(value) else {
            return inline(value);
        };
        let mut entries = Vec::new();
        for (key, value) in table.entries() {
            let value = match value {
                DeValue::String(path) if key == "path" => {
                    quoted(self.place(&normal(&root.join(path.as_ref()))).as_str())
                }
                other => inline(other)?,
            };
            entries.push(format!("{} = {value}", quoted(key)));
        }
        Some(format!("{{ {} }}", entries.join(", ")))
    }
}

impl Drop for Shadow {
    fn drop(&mut self) {
        // What cannot be deleted is a few small files in the target directory.
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn home(package: &Package) -> Utf8PathBuf {
    let path = &package.manifest_path;
    path.parent().unwrap_or(path).to_owned()
}

/// A library as it is, or one binary: cargo requires a target.
fn targets(package: &Package) -> String {
    let library = package.targets.iter().find(|target| {
        target.is_kind(TargetKind::ProcMacro)
            || [TargetKind::Lib, TargetKind::RLib, TargetKind::DyLib]
                .into_iter()
                .chain([TargetKind::CDyLib, TargetKind::StaticLib])
                .any(|kind| target.is_kind(kind))
    });
    let (section, target) = match (library, package.targets.first()) {
        (Some(library), _) => ("[lib]", library),
        (None, Some(first)) => ("[[bin]]", first),
        (None, None) => return String::new(),
    };
    let mut text = format!("{section}\n");
    line(&mut text, "name", &quoted(&target.name));
    line(&mut text, "path", &quoted(target.src_path.as_str()));
    if target.is_kind(TargetKind::ProcMacro) {
        line(&mut text, "proc-macro", "true");
    }
    text
}

fn line(text: &mut String, key: &str, value: &str) {
    text.push_str(key);
    text.push_str(" = ");
    text.push_str(value);
    text.push('\n');
}

fn inline(value: &DeValue<'_>) -> Option<String> {
    match value {
        DeValue::String(text) => Some(quoted(text)),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Array(values) => {
            let values: Option<Vec<String>> =
                values.iter().map(|value| inline(value.get_ref())).collect();
            Some(format!("[{}]", values?.join(", ")))
        }
        _ => None,
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => quoted.extend(["\\u", &format!("{:04X}", u32::from(c))]),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A path without `.` and `..`, as cargo names a member's directory.
fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut normal = Utf8PathBuf::new();
    for part in path.components() {
        match part.as_str() {
            "." => {}
            ".." => {
                normal.pop();
            }
            part => normal.push(part),
        }
    }
    normal
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    #[test]
    fn strings_are_quoted_for_toml() {
        assert_eq!(quoted("a\"b\\c\n"), "\"a\\\"b\\\\c\\u000A\"");
        let text = format!("x = {}", quoted("cfg(target_os = \"linux\")\u{1}"));
        let table = DeTable::parse(&text).unwrap();
        let value = table.get_ref().get("x").unwrap().get_ref().as_str();
        assert_eq!(value, Some("cfg(target_os = \"linux\")\u{1}"));
    }

    #[test]
    fn patches_keep_their_place() {
        let shadow = Shadow {
            directory: "/none/such".into(),
            places: [("/w/m".into(), "/none/such/m0".into())].into(),
        };
        let text = "[patch.crates-io]\na = { path = \"./m\", package = \"b\" }\n\
                    [patch.'https://h/r']\nc = { git = \"https://h/c\", features = [\"x\"] }\n";
        let written = shadow.patches("/w".into(), text).unwrap();
        let table = DeTable::parse(&written).unwrap();
        let patch = table.get_ref().get("patch").unwrap().get_ref();
        let a = patch.get("crates-io").unwrap().get_ref().get("a").unwrap();
        let place = a.get_ref().get("path").unwrap().get_ref().as_str();
        assert_eq!(place, Some("/none/such/m0"));
        assert!(patch.get("https://h/r").is_some());
        assert!(shadow.patches("/w".into(), "[replace]\n").is_none());
        assert_eq!(shadow.patches("/w".into(), "").as_deref(), Some(""));
    }
}
