//! The JSON Schemas: those in `schemas/` are those of this version, and they take what the tool takes and prints.
//!
//! `UPDATE_SCHEMAS=1 cargo test --features schema --test it schemas::` writes them anew.
mod draft7;

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{example, mit_crate, run_in};
use cargo_deny_models::schema::files;
use deny_models::config::keys::{Keys, Section};
use deny_models::date::Date;
use deny_models::manifest::{self, Manifest};
use deny_models::policy::{self, Policy};
use deny_models::source::{Place, Problem, SourceFile};
use draft7::check;
use serde_json::{Value, json};

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas")
}

fn schema(name: &str) -> Value {
    let file = files().into_iter().find(|file| file.name == name);
    serde_json::from_str(&file.expect("a schema").text).expect("JSON")
}

#[test]
fn what_is_checked_in_is_what_this_version_makes() {
    let update = std::env::var_os("UPDATE_SCHEMAS").is_some();
    let mut names = Vec::new();
    for file in files() {
        let path = directory().join(file.name);
        if update {
            fs::create_dir_all(directory()).expect("a directory");
            fs::write(&path, &file.text).expect("written");
        }
        let there = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            there == file.text,
            "{} is stale: UPDATE_SCHEMAS=1 writes it",
            file.name
        );
        names.push(file.name.to_owned());
    }
    let all = fs::read_dir(directory()).expect("a directory");
    for entry in all {
        let name = entry
            .expect("an entry")
            .file_name()
            .into_string()
            .expect("UTF-8");
        assert!(names.contains(&name), "{name} belongs to no schema");
    }
}

/// TOML as JSON, dates as texts: what editors and check-jsonschema give to a schema.
fn as_json(text: &str) -> Value {
    fn convert(value: toml::de::DeValue<'_>) -> Value {
        use toml::de::DeValue;
        match value {
            DeValue::String(text) => json!(text),
            DeValue::Integer(number) => json!(number.to_string().parse::<i64>().expect("small")),
            DeValue::Float(number) => json!(number.to_string().parse::<f64>().expect("a number")),
            DeValue::Boolean(flag) => json!(flag),
            DeValue::Datetime(stamp) => json!(stamp.to_string()),
            DeValue::Array(items) => items
                .into_iter()
                .map(|item| convert(item.into_inner()))
                .collect(),
            DeValue::Table(table) => table
                .into_iter()
                .map(|(key, item)| (key.into_inner().into_owned(), convert(item.into_inner())))
                .collect::<serde_json::Map<_, _>>()
                .into(),
        }
    }
    let table = toml::de::DeTable::parse(text).expect("TOML").into_inner();
    convert(toml::de::DeValue::Table(table))
}

fn policies(directory: &str) -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/policies")
        .join(directory);
    let mut files: Vec<(String, String)> = fs::read_dir(&path)
        .expect("policies")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .expect("UTF-8")
                .to_owned();
            (name, fs::read_to_string(&path).expect("a policy"))
        })
        .collect();
    files.sort();
    assert!(files.len() >= 3, "{directory}: {}", files.len());
    files
}

fn reads(name: &str, text: &str) -> bool {
    let today = Date::parse("2026-11-25").expect("a day");
    if name.contains("manifest") {
        Manifest::parse(&SourceFile::new("Cargo.toml", text)).is_ok()
    } else {
        Policy::parse(&SourceFile::new("deny-models.toml", text), today).is_ok()
    }
}

fn schema_for(name: &str) -> Value {
    schema(if name.contains("manifest") {
        "cargo-manifest.schema.json"
    } else {
        "deny-models.schema.json"
    })
}

#[test]
fn good_files_are_taken_by_the_reader_and_by_the_schema() {
    for (name, text) in policies("good") {
        assert!(reads(&name, &text), "{name}");
        assert_eq!(
            check(&schema_for(&name), &as_json(&text)),
            Vec::<String>::new(),
            "{name}"
        );
    }
}

#[test]
fn bad_files_are_refused_by_the_reader_and_by_the_schema() {
    for (name, text) in policies("bad") {
        // One mistake a block, so that each is seen to be refused by itself.
        for block in text.split("#---\n") {
            assert!(!reads(&name, block), "{name}:\n{block}");
            assert!(
                !check(&schema_for(&name), &as_json(block)).is_empty(),
                "{name}:\n{block}"
            );
        }
    }
}

#[test]
fn what_the_tool_prints_is_what_the_schemas_say() {
    let failing = crate::support::Project::package(&mit_crate(
        "id = \"acme/unknown\"\nfeature = \"x\"\n[features]\nx = []\ndefault = [\"x\"]",
    ));
    let card = crate::support::Project::new(&[(
        "README.md",
        "---\nlicense: mit\nbase_model: acme/x\n---\n",
    )]);
    let hidream = example("hidream");
    let shipped = crate::verify_cli::shipped();
    let changed = crate::diff_cli::repository(&["acme/unknown"]);
    let other = crate::diff_cli::manifest("app", &["Qwen/Qwen2.5-7B-Instruct"]);
    changed.write("ws/Cargo.toml", &other);
    let undeclared = crate::support::Project::package(&mit_crate("id = \"acme/unknown\""));
    undeclared.write(
        "src/lib.rs",
        "pub fn go() { hf_hub::api::sync::Api::new().unwrap().model(\"Qwen/Qwen3-8B\".to_string()); }",
    );
    let day = Date::today().ok().and_then(|day| day.plus_days(30));
    let day = day.expect("a day").to_string();
    let stated = ["--reason", "x", "--until", day.as_str()];
    let except = [&["except", "--all", "--format", "json"][..], &stated].concat();
    let runs: [(&str, &Path, &[&str]); 13] = [
        (
            "check",
            &hidream,
            &["check", "-D", "unpinned-model", "--format", "json"],
        ),
        (
            "check",
            &example("workspace"),
            &["check", "--format", "json"],
        ),
        ("check", &failing.path(""), &["check", "--format", "json"]),
        ("list", &hidream, &["list", "--format", "json"]),
        ("list", &failing.path(""), &["list", "--format", "json"]),
        (
            "resolve",
            &hidream,
            &[
                "resolve",
                "--format",
                "json",
                "HiDream-ai/HiDream-I1-Full",
                "acme/none",
            ],
        ),
        (
            "inspect",
            &card.path(""),
            &["inspect", "--format", "json", "README.md"],
        ),
        ("notice", &hidream, &["notice", "--format", "json"]),
        (
            "verify",
            &shipped.path(""),
            &["verify", "--format", "json", "dist"],
        ),
        (
            "except-list",
            &hidream,
            &["except", "--list", "--format", "json"],
        ),
        (
            "fix",
            &undeclared.path(""),
            &["fix", "--dry-run", "--format", "json"],
        ),
        (
            "diff",
            &changed.path("ws"),
            &["diff", "HEAD", "--format", "json", "--offline"],
        ),
        ("except", &failing.path(""), &except),
    ];
    for (name, directory, args) in runs {
        let printed = run_in(directory, args).json();
        let schema = schema(&format!("{name}.schema.json"));
        assert_eq!(check(&schema, &printed), Vec::<String>::new(), "{args:?}");
        // Every key is there every time, so a key that is printed and not described shows.
        let strict = strict(&schema);
        assert_eq!(check(&strict, &printed), Vec::<String>::new(), "{args:?}");
    }
    let source = crate::support::Project::package(&mit_crate("id = \"acme/x\""));
    source.write("src/lib.rs", "pub static W: &[u8] = include_bytes!(\"../w.safetensors\");\npub fn get() {\n    hf_hub::api::sync::Api::new().unwrap().model(\"acme/y\".to_owned());\n}\n");
    source.write("w.safetensors", "\u{2}\0\0\0\0\0\0\0{}");
    let scanned = run_in(&source.path(""), &["scan", "--format", "jsonl"]).expect(0);
    assert!(scanned.stdout.lines().count() >= 2, "{}", scanned.stdout);
    let registry = crate::preview_cli::registry();
    let seen = crate::preview_cli::preview(&registry, &["takes", "--format", "json"]).json();
    let schema_of_it = strict(&schema("preview.schema.json"));
    assert_eq!(check(&schema_of_it, &seen), Vec::<String>::new());
    for line in scanned.stdout.lines() {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let schema = strict(&schema("scan-line.schema.json"));
        assert_eq!(check(&schema, &line), Vec::<String>::new());
    }
}

/// The schema, taking no key that it does not describe.
fn strict(schema: &Value) -> Value {
    match schema {
        Value::Object(fields) => {
            let mut fields: serde_json::Map<String, Value> = fields
                .iter()
                .map(|(key, value)| (key.clone(), strict(value)))
                .collect();
            if fields.contains_key("properties")
                && fields.get("type").is_some_and(|kind| kind == "object")
            {
                fields.insert("additionalProperties".to_owned(), false.into());
            }
            fields.into()
        }
        Value::Array(items) => items.iter().map(strict).collect(),
        other => other.clone(),
    }
}

#[test]
fn what_init_writes_names_the_schema_and_follows_it() {
    let project = crate::support::Project::package(&mit_crate("id = \"acme/x\""));
    project.run(&["init"]).expect(0);
    let text = fs::read_to_string(project.path("deny-models.toml")).expect("written");
    let schema = schema("deny-models.schema.json");
    let id = schema["$id"].as_str().expect("an id");
    assert_eq!(text.lines().next(), Some(format!("#:schema {id}").as_str()));
    assert_eq!(check(&schema, &as_json(&text)), Vec::<String>::new());
}

/// Every table of the policy and the manifest.
fn sections() -> impl Iterator<Item = &'static Section> {
    let manifest = manifest::keys::METADATA.all();
    policy::keys::FILE.all().into_iter().chain(manifest)
}

/// A value of each type of TOML. A schema sees a day as a text, so that one it may take where the reader does not.
const VALUES: [(&str, &str); 8] = [
    ("text", "\"osi\""),
    ("flag", "true"),
    ("integer", "7"),
    ("float", "1.5"),
    ("day", "2027-01-02"),
    ("list", "[\"MIT\"]"),
    ("table", "{}"),
    ("tables", "[{}]"),
];

#[test]
fn reader_and_schema_agree_on_every_key_and_type() {
    let mut count = 0;
    for section in sections() {
        let head = if section.name.starts_with('[') {
            section.name
        } else {
            ""
        };
        let name = if section.name.contains("metadata") {
            "manifest"
        } else {
            "policy"
        };
        let schema = schema_for(name);
        for key in section.key_names() {
            for (kind, value) in VALUES {
                let text = format!("{head}\n{key} = {value}\n");
                let reader = refused_by_reader(name, &text);
                let path = format!(".{key}");
                let mistakes = check(&schema, &as_json(&text));
                let schema = mistakes.iter().any(|mistake| {
                    let place = mistake.split(": ").next().unwrap_or_default();
                    place.contains(&format!("{path}[")) || place.ends_with(&path)
                });
                // A list or a text may hold what only the reader judges; the schema is never the stricter one.
                assert!(reader || !schema, "{text} {mistakes:?}");
                let judged = ["text", "list", "day"].contains(&kind);
                assert!(judged || reader == schema, "{text} {mistakes:?}");
                count += 1;
            }
        }
    }
    assert!(count > 400, "{count}");
}

/// Whether the reader finds a mistake in the second line.
fn refused_by_reader(name: &str, text: &str) -> bool {
    let today = Date::parse("2026-11-25").expect("a day");
    let source = SourceFile::new(name, text);
    let read = if name == "manifest" {
        Manifest::parse(&source).map(drop)
    } else {
        Policy::parse(&source, today).map(drop)
    };
    let problems = read.err().unwrap_or_default();
    assert!(
        !problems
            .iter()
            .any(|problem| problem.message.starts_with("unknown key")),
        "{problems:?}"
    );
    let line = |problem: &Problem| problem.place.as_ref().map(Place::line);
    problems.iter().any(|problem| line(problem) == Some(2))
}

#[test]
fn every_example_of_a_key_is_taken_by_the_schema() {
    for section in sections() {
        let Keys::Named(keys) = section.keys else {
            continue;
        };
        let name = if section.name.contains("metadata") {
            "manifest"
        } else {
            "policy"
        };
        let head = if section.name.starts_with('[') {
            section.name
        } else {
            ""
        };
        let mut text = vec![head.to_owned()];
        // Only one of the names of a model can be there.
        let others: &[&str] = match section.name {
            "[[model]]" => &["path", "crate"],
            name if name.contains("metadata") => &["url", "path"],
            _ => &[],
        };
        for key in keys.iter().filter(|key| !others.contains(&key.name)) {
            text.push(format!("{} = {}", key.name, key.example));
        }
        let text = text.join("\n");
        assert_eq!(
            check(&schema_for(name), &as_json(&text)),
            Vec::<String>::new(),
            "{text}"
        );
    }
}
