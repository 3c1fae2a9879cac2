//! Files that a program of Tauri ships beside its own: `bundle.resources` of its configuration.

use std::fs;

use camino::Utf8Path;
use serde_json::Value;

use deny_models_scan::{Scope, Taken, TakenKind};

/// The configuration, beside the Cargo.toml of the program.
const FILE: &str = "tauri.conf.json";

/// A longer file is none, in bytes.
const MAX: u64 = 1 << 20;

/// The resources of the program in `directory`, each a path or a pattern; an error where the file is there and cannot be
/// read.
pub(super) fn resources(directory: &Utf8Path) -> Result<Vec<Taken>, String> {
    let path = directory.join(FILE);
    let Ok(about) = fs::metadata(&path) else {
        return Ok(Vec::new());
    };
    if !about.is_file() || about.len() > MAX {
        return Err(format!("{path} is no file of at most {MAX} bytes"));
    }
    let text = fs::read_to_string(&path).map_err(|why| format!("cannot read {path}: {why}"))?;
    let json: Value =
        serde_json::from_str(&text).map_err(|why| format!("cannot read {path}: {why}"))?;
    Ok(named(&json)
        .into_iter()
        .map(|resource| taken(&text, resource))
        .collect())
}

/// The resources of Tauri 2, and of Tauri 1: a list, or a map from where a file lies to where it goes.
fn named(json: &Value) -> Vec<String> {
    let bundles = [&json["bundle"], &json["tauri"]["bundle"]];
    let resources = bundles.map(|bundle| &bundle["resources"]);
    let mut found = Vec::new();
    for resources in resources {
        match resources {
            Value::Array(list) => {
                found.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
            }
            Value::Object(map) => found.extend(map.keys().cloned()),
            _ => {}
        }
    }
    found
}

fn taken(text: &str, resource: String) -> Taken {
    let quoted = Value::String(resource.clone()).to_string();
    let at = text.find(&quoted).unwrap_or_default();
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before
        .rsplit('\n')
        .next()
        .unwrap_or_default()
        .chars()
        .count()
        + 1;
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Taken {
        path: resource,
        kind: TakenKind::Folder,
        scope: Scope::Bin,
        features: Vec::new(),
        cfg: None,
        file: FILE.to_owned(),
        line: number(line),
        column: number(column),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_a_list_or_a_map() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = Utf8Path::from_path(directory.path()).expect("UTF-8");
        assert_eq!(resources(path), Ok(Vec::new()));
        fs::write(
            path.join(FILE),
            "{\n  \"bundle\": { \"resources\": [\"../models/*\"] },\n  \
             \"tauri\": { \"bundle\": { \"resources\": {\"a.onnx\": \"b\"} } }\n}",
        )
        .expect("written");
        let found = resources(path).expect("valid");
        let shown: Vec<(&str, u32, u32)> = found
            .iter()
            .map(|taken| (taken.path.as_str(), taken.line, taken.column))
            .collect();
        assert_eq!(shown, [("../models/*", 2, 29), ("a.onnx", 3, 40)]);
        fs::write(path.join(FILE), "{").expect("written");
        assert!(resources(path).is_err());
    }
}
