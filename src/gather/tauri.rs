//! Files that a program of Tauri ships beside its own: the resources, external programs and package files that its
//! configuration names, in each of the formats and for each of the platforms that Tauri reads.

use std::collections::BTreeSet;
use std::fs;

use camino::Utf8Path;
use serde_json::{Map, Value};

use super::configuration::{At, Config, Parse, toml};
use deny_models_scan::{Scope, Stop, Taken, TakenKind};

/// The platforms with a configuration of their own, by the name in the file and by `target_os`: the same.
const PLATFORMS: [&str; 5] = ["linux", "macos", "windows", "android", "ios"];

/// Brackets that may be open at once: the reader of JSON5 has no limit of its own.
const MAX_DEPTH: usize = 128;

/// Keys on the way to tables of files for one platform, whose values are the files: Debian, RPM, `AppImage`, macOS.
const TABLES: [(&str, &[&str]); 5] = [
    ("linux", &["linux", "deb", "files"]),
    ("linux", &["linux", "rpm", "files"]),
    ("linux", &["linux", "appimage", "files"]),
    ("macos", &["macOS", "files"]),
    ("macos", &["macos", "files"]),
];

/// What the configuration names.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Named {
    /// Resources: paths or patterns.
    pub(super) resources: Vec<Taken>,
    /// External programs: paths that lack the target triple at their end.
    pub(super) programs: Vec<Taken>,
    /// Where the front end lies, as far as that is a path; `None` where this is no program of Tauri.
    pub(super) front: Option<BTreeSet<String>>,
    /// Files that are there and cannot be read.
    pub(super) unread: BTreeSet<Stop>,
}

/// A name in a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Name {
    Resource(String),
    Program(String),
}

impl Name {
    fn text(&self) -> &str {
        match self {
            Self::Resource(text) | Self::Program(text) => text,
        }
    }
}

/// Whether a program of Tauri lies in `directory`: without the configuration for all platforms it is none.
pub(super) fn is_program(directory: &Utf8Path) -> bool {
    let files = files_of(None);
    files
        .iter()
        .any(|(file, _)| fs::symlink_metadata(directory.join(file)).is_ok())
}

/// Reads the configuration in `directory`: that for all platforms, with that of each platform merged into it.
pub(super) fn read(directory: &Utf8Path) -> Named {
    let mut named = Named::default();
    if !is_program(directory) {
        return named;
    }
    // What the others name counts also where it cannot be read.
    let base = config(directory, None, &mut named.unread).unwrap_or_else(Config::empty);
    let mut front = BTreeSet::new();
    let mut found: Vec<(Name, Vec<&str>, At)> = Vec::new();
    for platform in PLATFORMS {
        let own = config(directory, Some(platform), &mut named.unread);
        let mut merged = base.value.clone();
        if let Some(own) = &own {
            merge(&mut merged, &own.value);
        }
        front.extend(fronts(&merged));
        for name in names(&merged, platform) {
            if let Some((_, platforms, _)) = found.iter_mut().find(|(known, ..)| *known == name) {
                platforms.push(platform);
                continue;
            }
            let files = own.iter().chain([&base]);
            let at = files.clone().find_map(|config| config.place(name.text()));
            let at = at.unwrap_or_else(|| (base.file.clone(), 1, 1));
            found.push((name, vec![platform], at));
        }
    }
    named.front = Some(front);
    for (name, platforms, (file, line, column)) in found {
        let taken = Taken {
            path: name.text().to_owned(),
            kind: TakenKind::Folder,
            scope: Scope::Bin,
            features: Vec::new(),
            cfg: condition(&platforms),
            file,
            line,
            column,
        };
        match name {
            Name::Resource(_) => named.resources.push(taken),
            Name::Program(_) => named.programs.push(taken),
        }
    }
    named
}

/// The platforms as a `cfg` expression; `None` for all of them.
fn condition(platforms: &[&str]) -> Option<String> {
    let all: BTreeSet<&str> = platforms.iter().copied().collect();
    let all: Vec<String> = all
        .into_iter()
        .map(|platform| format!("target_os = \"{platform}\""))
        .collect();
    match all.as_slice() {
        all if all.len() == PLATFORMS.len() => None,
        [only] => Some(only.clone()),
        some => Some(format!("any({})", some.join(", "))),
    }
}

/// The files of the configuration for a platform, or for all, in the order in which Tauri looks for them.
fn files_of(platform: Option<&str>) -> [(String, Parse); 3] {
    let dotted = platform.map_or_else(String::new, |platform| format!("{platform}."));
    [
        (format!("tauri.{dotted}conf.json"), json),
        (format!("tauri.{dotted}conf.json5"), json5),
        (format!("Tauri.{dotted}toml"), toml),
    ]
}

/// The file of the first format that is there, which is the one that Tauri reads. A link that leads nowhere is there.
fn config(
    directory: &Utf8Path,
    platform: Option<&str>,
    unread: &mut BTreeSet<Stop>,
) -> Option<Config> {
    let (file, parse) = files_of(platform)
        .into_iter()
        .find(|(file, _)| fs::symlink_metadata(directory.join(file)).is_ok())?;
    match Config::read(directory, &file, parse) {
        Ok(config) => Some(config),
        Err(stop) => {
            unread.insert(stop);
            None
        }
    }
}

fn json(text: &str) -> Result<Value, u32> {
    serde_json::from_str(text).map_err(|why| u32::try_from(why.line()).unwrap_or(0))
}

fn json5(text: &str) -> Result<Value, u32> {
    let (mut depth, mut line) = (0_usize, 1_u32);
    for byte in text.bytes() {
        match byte {
            b'\n' => line = line.saturating_add(1),
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(line);
        }
    }
    json5::from_str(text).map_err(|why| {
        let line = why.position().map_or(0, |at| at.line + 1);
        u32::try_from(line).unwrap_or(0)
    })
}

/// Merges as RFC 7396 has it: tables key by key, `null` takes a key away, everything else takes the place of what was.
fn merge(into: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *into = patch.clone();
        return;
    };
    if !into.is_object() {
        *into = Value::Object(Map::new());
    }
    let Value::Object(into) = into else { return };
    for (key, value) in patch {
        if value.is_null() {
            into.remove(key);
        } else {
            merge(into.entry(key.clone()).or_insert(Value::Null), value);
        }
    }
}

/// Where the front end lies, in Tauri 2 and in Tauri 1: a path, or a list of files. A server has none here.
fn fronts(config: &Value) -> BTreeSet<String> {
    let build = &config["build"];
    let keys = ["frontendDist", "frontend-dist", "distDir", "dist-dir"];
    let paths = keys.iter().flat_map(|key| match &build[*key] {
        Value::Array(list) => list.iter().collect(),
        value => vec![value],
    });
    let paths = paths.filter_map(Value::as_str);
    paths
        .filter(|path| !path.contains("://"))
        .map(|path| path.replace('\\', "/"))
        .collect()
}

/// The names for one platform, of Tauri 2 and of Tauri 1.
fn names(config: &Value, platform: &str) -> Vec<Name> {
    let mut found = Vec::new();
    for bundle in [&config["bundle"], &config["tauri"]["bundle"]] {
        // A list, or a map from where a file lies to where it goes.
        match &bundle["resources"] {
            Value::Array(list) => found.extend(texts(list.iter(), Name::Resource)),
            Value::Object(map) => found.extend(map.keys().cloned().map(Name::Resource)),
            _ => {}
        }
        for key in ["externalBin", "external-bin"] {
            let list = bundle[key].as_array().into_iter().flatten();
            found.extend(texts(list, Name::Program));
        }
        let tables = TABLES.iter().filter(|(of, _)| *of == platform);
        for (_, keys) in tables {
            let files = keys.iter().fold(bundle, |value, key| &value[*key]);
            let files = files.as_object().into_iter().flat_map(Map::values);
            found.extend(texts(files, Name::Resource));
        }
    }
    found
}

fn texts<'a>(
    values: impl Iterator<Item = &'a Value>,
    name: fn(String) -> Name,
) -> impl Iterator<Item = Name> {
    values
        .filter_map(Value::as_str)
        .map(move |text| name(text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::configuration::MAX;
    use super::*;

    /// Path, condition, file, line and column of what is named in these files.
    fn read_of(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>, Vec<String>) {
        let directory = tempfile::tempdir().expect("a directory");
        let path = Utf8Path::from_path(directory.path()).expect("UTF-8");
        for (name, text) in files {
            fs::write(path.join(name), text).expect("written");
        }
        let named = read(path);
        let shown = |taken: &Taken| {
            let cfg = taken.cfg.as_deref().unwrap_or("all");
            format!(
                "{} [{cfg}] {}:{}:{}",
                taken.path, taken.file, taken.line, taken.column
            )
        };
        let all = |list: &[Taken]| list.iter().map(shown).collect();
        let unread = named.unread.iter();
        let unread: Vec<String> = unread
            .map(|stop| format!("{}:{} {}", stop.file, stop.line, stop.cause))
            .collect();
        (all(&named.resources), all(&named.programs), unread)
    }

    #[test]
    fn the_front_end_is_a_path() {
        for (text, expected) in [
            ("{}", &[][..]),
            ("{\"build\": {\"frontendDist\": \"../dist\"}}", &["../dist"]),
            (
                "{\"build\": {\"distDir\": \"../ui\", \"devPath\": \"http://localhost:1\"}}",
                &["../ui"],
            ),
            (
                "{\"build\": {\"frontendDist\": [\"../a.html\", \"..\\\\b\"]}}",
                &["../a.html", "../b"],
            ),
            ("{\"build\": {\"frontendDist\": \"https://acme.dev\"}}", &[]),
        ] {
            let value: Value = serde_json::from_str(text).expect("JSON");
            let found: Vec<String> = fronts(&value).into_iter().collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn resources_are_a_list_or_a_map() {
        assert_eq!(read_of(&[]), (Vec::new(), Vec::new(), Vec::new()));
        let (resources, ..) = read_of(&[(
            "tauri.conf.json",
            "{\n  \"bundle\": { \"resources\": [\"../models/*\"] },\n  \
             \"tauri\": { \"bundle\": { \"resources\": {\"a.onnx\": \"b\"} } }\n}",
        )]);
        assert_eq!(
            resources,
            [
                "../models/* [all] tauri.conf.json:2:29",
                "a.onnx [all] tauri.conf.json:3:40"
            ]
        );
        let (.., unread) = read_of(&[("tauri.conf.json", "{\n")]);
        assert_eq!(
            unread,
            ["tauri.conf.json:2 names files to ship, and cannot be parsed"]
        );
    }

    #[test]
    fn every_format_is_read_and_the_first_that_is_there_counts() {
        let json5 =
            "// ours\n{ bundle: { resources: ['../models/*',], externalBin: ['bin/llm'] } }";
        let toml = "[bundle]\nresources = [\"../models/*\"]\nexternal-bin = [\"bin/llm\"]\nactive = true\n";
        assert_eq!(
            read_of(&[("tauri.conf.json5", json5)]),
            (
                vec!["../models/* [all] tauri.conf.json5:2:25".to_owned()],
                vec!["bin/llm [all] tauri.conf.json5:2:56".to_owned()],
                Vec::new()
            )
        );
        assert_eq!(
            read_of(&[("Tauri.toml", toml)]),
            (
                vec!["../models/* [all] Tauri.toml:2:14".to_owned()],
                vec!["bin/llm [all] Tauri.toml:3:17".to_owned()],
                Vec::new()
            )
        );
        let (resources, ..) = read_of(&[("tauri.conf.json", "{}"), ("Tauri.toml", toml)]);
        assert_eq!(resources, Vec::<String>::new());
    }

    #[test]
    fn the_file_of_a_platform_is_merged_for_that_platform() {
        let base = "{\"bundle\": {\"resources\": [\"a.onnx\"], \"linux\": {\"deb\": {\"files\": {\"/usr/x\": \"c.onnx\"}}}}}";
        let (resources, ..) = read_of(&[
            ("tauri.conf.json", base),
            ("Tauri.macos.toml", "bundle.resources = ['b.onnx']\n"),
            (
                "tauri.windows.conf.json5",
                "{bundle: {resources: ['a.onnx', 'b.onnx']}}",
            ),
            ("tauri.ios.conf.json", "{\"bundle\": {\"resources\": null}}"),
        ]);
        assert_eq!(
            resources,
            [
                "a.onnx [any(target_os = \"android\", target_os = \"linux\", target_os = \"windows\")] tauri.conf.json:1:27",
                "c.onnx [target_os = \"linux\"] tauri.conf.json:1:76",
                "b.onnx [any(target_os = \"macos\", target_os = \"windows\")] Tauri.macos.toml:1:21",
            ]
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_reported_and_the_others_count() {
        let (resources, _, unread) = read_of(&[
            (
                "tauri.conf.json",
                "{\"bundle\": {\"resources\": [\"a.onnx\"]}}",
            ),
            ("tauri.linux.conf.json5", &"[".repeat(100_000)),
            ("Tauri.windows.toml", "\n= 1"),
            (
                "tauri.macos.conf.json",
                "{\"bundle\": {\"resources\": [\"b.onnx\"]}}",
            ),
            ("tauri.ios.conf.json", &" ".repeat(MAX + 1)),
        ]);
        assert_eq!(
            resources,
            [
                "a.onnx [any(target_os = \"android\", target_os = \"ios\", target_os = \"linux\", target_os = \"windows\")] tauri.conf.json:1:27",
                "b.onnx [target_os = \"macos\"] tauri.macos.conf.json:1:27",
            ]
        );
        assert_eq!(
            unread,
            [
                "Tauri.windows.toml:2 names files to ship, and cannot be parsed",
                "tauri.ios.conf.json:0 names files to ship, and has more than 1048576 bytes",
                "tauri.linux.conf.json5:1 names files to ship, and cannot be parsed",
            ]
        );
        // What cannot be read of all platforms hides nothing of one.
        let (resources, _, unread) = read_of(&[
            ("tauri.conf.json", "["),
            (
                "tauri.macos.conf.json",
                "{\"bundle\": {\"resources\": [\"b.onnx\"]}}",
            ),
        ]);
        assert_eq!(
            resources,
            ["b.onnx [target_os = \"macos\"] tauri.macos.conf.json:1:27"]
        );
        assert_eq!(unread.len(), 1);
    }
}
