//! Files that a member ships beside its program because a packager is configured to: those of Debian and RPM packages,
//! of application bundles and of release archives.

use std::collections::BTreeSet;
use std::fs;

use camino::Utf8Path;
use serde_json::Value;

use super::configuration::{Config, toml};
use deny_models_scan::{Scope, Stop, Taken, TakenKind, WORKSPACE};

/// What a packager reads.
struct Packager {
    /// The file, beside the Cargo.toml of the package or at the root of the workspace.
    file: &'static str,
    /// Keys on the way to its table.
    table: &'static [&'static str],
    /// Keys at any depth of the table whose values name files.
    keys: &'static [&'static str],
    /// The only `target_os` that it packages for.
    os: Option<&'static str>,
}

const fn packager(
    file: &'static str,
    table: &'static [&'static str],
    keys: &'static [&'static str],
    os: Option<&'static str>,
) -> Packager {
    Packager {
        file,
        table,
        keys,
        os,
    }
}

const CARGO: &str = "Cargo.toml";
const LINUX: Option<&str> = Some("linux");

/// Packagers that are configured for one package, each by its documentation.
const OF_PACKAGES: [Packager; 9] = [
    // cargo-deb; its variants lie in tables of their own, and `merge-assets` changes the list.
    packager(
        CARGO,
        &["package", "metadata", "deb"],
        &["assets", "merge-assets"],
        LINUX,
    ),
    // cargo-generate-rpm, with variants too.
    packager(
        CARGO,
        &["package", "metadata", "generate-rpm"],
        &["assets"],
        LINUX,
    ),
    // cargo-bundle, for the package or for one of its programs.
    packager(
        CARGO,
        &["package", "metadata", "bundle"],
        &["resources"],
        None,
    ),
    // cargo-packager, in either file.
    packager(
        CARGO,
        &["package", "metadata", "packager"],
        &["resources", "files"],
        None,
    ),
    packager("Packager.toml", &[], &["resources", "files"], None),
    // cargo-apk and xbuild.
    packager(
        CARGO,
        &["package", "metadata", "android"],
        &["assets", "resources"],
        Some("android"),
    ),
    // dist, which was cargo-dist, in either file.
    packager(CARGO, &["package", "metadata", "dist"], &["include"], None),
    packager("dist.toml", &["dist"], &["include"], None),
    // The bundler of Dioxus.
    packager("Dioxus.toml", &[], &["resources", "asset_dir"], None),
];

/// Packagers that are configured at the root of the workspace for all programs in it.
const OF_WORKSPACES: [Packager; 2] = [
    packager(
        CARGO,
        &["workspace", "metadata", "dist"],
        &["include"],
        None,
    ),
    packager("dist-workspace.toml", &["dist"], &["include"], None),
];

/// Tables in tables that are gone through.
const MAX_DEPTH: usize = 8;

/// What the configurations of a member name: paths or patterns, and the files that cannot be read.
pub(super) fn read(package: &Utf8Path, root: &Utf8Path) -> (Vec<Taken>, BTreeSet<Stop>) {
    let mut found = Found::default();
    found.read(package, &OF_PACKAGES, "");
    found.read(root, &OF_WORKSPACES, WORKSPACE);
    (found.taken, found.unread)
}

#[derive(Default)]
struct Found {
    taken: Vec<Taken>,
    unread: BTreeSet<Stop>,
}

impl Found {
    fn read(&mut self, directory: &Utf8Path, packagers: &[Packager], prefix: &str) {
        let files: BTreeSet<&str> = packagers.iter().map(|packager| packager.file).collect();
        for file in files {
            if fs::symlink_metadata(directory.join(file)).is_err() {
                continue;
            }
            match Config::read(directory, file, toml) {
                Ok(config) => {
                    let of_file = packagers.iter().filter(|packager| packager.file == file);
                    of_file.for_each(|packager| self.add(&config, packager, prefix));
                }
                Err(stop) => {
                    self.unread.insert(Stop {
                        file: format!("{prefix}{file}"),
                        ..stop
                    });
                }
            }
        }
    }

    fn add(&mut self, config: &Config, packager: &Packager, prefix: &str) {
        let table = packager
            .table
            .iter()
            .fold(&config.value, |value, key| &value[*key]);
        let mut names = Vec::new();
        with_keys(table, packager.keys, &mut names, 0);
        // What cargo builds is no file of the owner's.
        names.retain(|name| !name.starts_with("target/"));
        for name in names {
            let at = config.place(name);
            let (file, line, column) = at.unwrap_or_else(|| (config.file.clone(), 1, 1));
            self.taken.push(Taken {
                path: format!("{prefix}{}", name.trim_start_matches("./")),
                kind: TakenKind::Folder,
                scope: Scope::Bin,
                features: Vec::new(),
                cfg: packager.os.map(|os| format!("target_os = \"{os}\"")),
                file: format!("{prefix}{file}"),
                line,
                column,
            });
        }
    }
}

/// What stands under the keys, at any depth.
fn with_keys<'a>(value: &'a Value, keys: &[&str], names: &mut Vec<&'a str>, depth: usize) {
    let Value::Object(table) = value else { return };
    for (key, value) in table {
        if keys.contains(&key.as_str()) {
            sources(value, names, depth);
        } else if depth < MAX_DEPTH {
            with_keys(value, keys, names, depth + 1);
        }
    }
}

/// The files of a value: a path, a list of them, tables with a source, or a map from where a file lies to where it goes.
fn sources<'a>(value: &'a Value, names: &mut Vec<&'a str>, depth: usize) {
    match value {
        Value::String(path) => names.push(path),
        Value::Array(list) => {
            for one in list {
                match one {
                    // Source, destination, mode.
                    Value::Array(asset) => names.extend(asset.first().and_then(Value::as_str)),
                    one => sources(one, names, depth),
                }
            }
        }
        Value::Object(table) => {
            let source = ["source", "src"]
                .iter()
                .find_map(|key| table.get(*key)?.as_str());
            if let Some(source) = source {
                names.push(source);
                return;
            }
            for (key, value) in table {
                match value {
                    Value::String(_) => names.push(key),
                    value if depth < MAX_DEPTH => sources(value, names, depth + 1),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(files: &[(&str, &str)]) -> Vec<String> {
        let directory = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(directory.path()).expect("UTF-8");
        let package = root.join("app");
        fs::create_dir(&package).expect("made");
        for (file, text) in files {
            fs::write(root.join(file), text).expect("written");
        }
        let (taken, unread) = read(&package, root);
        let taken = taken.iter().map(|taken| {
            let cfg = taken.cfg.as_deref().unwrap_or("all");
            format!("{} [{cfg}] {}:{}", taken.path, taken.file, taken.line)
        });
        let unread = unread
            .iter()
            .map(|stop| format!("{} {}", stop.file, stop.cause));
        taken.chain(unread).collect()
    }

    #[test]
    fn each_packager_names_its_files_in_its_own_way() {
        for (file, text, expected) in [
            (
                "app/Cargo.toml",
                "[package.metadata.deb]\nassets = [\"$auto\", [\"../m/a.gguf\", \"usr/\", \"644\"], { source = \"../m/b.gguf\", dest = \"usr/\" }, \
                 [\"target/release/app\", \"usr/bin/\", \"755\"]]\n[package.metadata.deb.variants.large]\n\
                 merge-assets = { append = [[\"c.gguf\", \"usr/\", \"644\"]], by.dest = [[\"d.gguf\", \"usr/x\", \"644\"]] }\n",
                &[
                    "$auto [target_os = \"linux\"] Cargo.toml:2",
                    "../m/a.gguf [target_os = \"linux\"] Cargo.toml:2",
                    "../m/b.gguf [target_os = \"linux\"] Cargo.toml:2",
                    "c.gguf [target_os = \"linux\"] Cargo.toml:4",
                    "d.gguf [target_os = \"linux\"] Cargo.toml:4",
                ][..],
            ),
            (
                "app/Cargo.toml",
                "[[package.metadata.generate-rpm.assets]]\nsource = \"../m/*.gguf\"\ndest = \"/usr\"\n",
                &["../m/*.gguf [target_os = \"linux\"] Cargo.toml:2"],
            ),
            (
                "app/Cargo.toml",
                "[package.metadata.bundle.bin.app]\nresources = [\"../m/**/*\"]\n",
                &["../m/**/* [all] Cargo.toml:2"],
            ),
            (
                "app/Packager.toml",
                "resources = [\"a\", { src = \"b\", target = \"c\" }]\n[deb.files]\n\"d\" = \"e\"\n",
                &[
                    "d [all] Packager.toml:3",
                    "a [all] Packager.toml:1",
                    "b [all] Packager.toml:1",
                ],
            ),
            (
                "app/Cargo.toml",
                "[package.metadata.android]\nassets = \"../m\"\n",
                &["../m [target_os = \"android\"] Cargo.toml:2"],
            ),
            (
                "app/dist.toml",
                "[dist.artifacts.archives]\ninclude = [\"./m/\"]\n",
                &["m/ [all] dist.toml:2"],
            ),
            (
                "Cargo.toml",
                "[workspace.metadata.dist]\ninclude = [\"m/a.gguf\"]\n",
                &["$CARGO_WORKSPACE_DIR/m/a.gguf [all] $CARGO_WORKSPACE_DIR/Cargo.toml:2"],
            ),
            (
                "app/Dioxus.toml",
                "[application]\nasset_dir = \"public\"\n[bundle]\nresources = [\"../m/*\"]\n",
                &["public [all] Dioxus.toml:2", "../m/* [all] Dioxus.toml:4"],
            ),
            (
                "app/Dioxus.toml",
                "[bundle\n",
                &["Dioxus.toml names files to ship, and cannot be parsed"],
            ),
            (
                "app/Cargo.toml",
                "[package.metadata.other]\nassets = [\"a\"]\n",
                &[],
            ),
        ] {
            assert_eq!(named(&[(file, text)]), expected, "{text}");
        }
    }
}
