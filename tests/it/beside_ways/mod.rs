//! Models that are taken by other ways than a call in Rust: each way twice, with a model that fails and with one that
//! passes, one token apart.
//!
//! Files are templates: `⟦red¦twin⟧` is that token, `@L` and `@Q` are models of the hub that fail and pass, `@B` and `@G`
//! models of Ollama.

mod claims;
mod clients;
mod command_lines;
mod copies;
mod front_ends;
mod front_forms;
mod front_functions;
mod front_lists;
mod front_stores;
mod model_programs;
mod pyo3;
mod python;
mod python_hub;
mod repo_kinds;
mod request_bodies;
mod sockets;

use std::collections::BTreeMap;

use crate::reach_ways::sided;
use crate::support::{Project, mit_manifest};

/// The half in Rust: a command that fetches a file of the repository that it is given.
const DOWNLOADS: &str = r#"#[tauri::command]
async fn download_model(repo: String, file: String) -> Result<String, String> {
    let api = hf_hub::api::tokio::Api::new().map_err(|e| e.to_string())?;
    let p = api.model(repo).get(&file).await.map_err(|e| e.to_string())?;
    Ok(p.display().to_string())
}
pub fn run() { tauri::Builder::default().invoke_handler(tauri::generate_handler![download_model]).run(tauri::generate_context!()).expect("run"); }"#;

/// What a program ends with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ends {
    /// A model that fails, and nothing else.
    Red,
    /// Nothing.
    Green,
    /// A call that cannot be read.
    Open,
    /// A model of which nothing is known.
    Unknown,
}

/// A program: its files, from the package on, and what it and its twin end with.
struct Way {
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    ends: (Ends, Ends),
}

const fn way(
    name: &'static str,
    files: &'static [(&'static str, &'static str)],
    red: Ends,
    twin: Ends,
) -> Way {
    Way {
        name,
        files,
        ends: (red, twin),
    }
}

/// Checks all ways in one workspace.
fn check(ways: &[Way]) {
    let mut members = Vec::new();
    let mut files: Vec<(String, String)> = Vec::new();
    for way in ways {
        for (side, is_red) in [("red", true), ("twin", false)] {
            let name = format!("{}-{side}", way.name);
            // A front end lies beside the package.
            let has_front = way.files.iter().any(|(path, _)| path.starts_with("../"));
            let inner = if has_front { "/src-tauri" } else { "" };
            let package = format!("{name}{inner}");
            files.push((format!("{package}/Cargo.toml"), mit_manifest(&name, "")));
            if has_front {
                let main = format!("fn main() {{ {}::run() }}", name.replace('-', "_"));
                let config = "{\"build\": {\"frontendDist\": \"../dist\"}}";
                files.push((format!("{package}/src/main.rs"), main));
                files.push((format!("{package}/tauri.conf.json"), config.to_owned()));
                files.push((format!("{name}/package.json"), "{}".to_owned()));
            }
            for (path, text) in way.files {
                let path = match path.strip_prefix("../") {
                    Some(path) => format!("{name}/{path}"),
                    None => format!("{package}/{path}"),
                };
                files.push((path, filled(text, is_red)));
            }
            members.push(format!("\"{package}\""));
        }
    }
    let workspace = format!(
        "[workspace]\nresolver = \"2\"\nmembers = [{}]\n",
        members.join(", ")
    );
    let mut all: Vec<(&str, &str)> = vec![("Cargo.toml", &workspace)];
    all.extend(
        files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str())),
    );
    let json = Project::new(&all)
        .run(&["check", "--format", "json"])
        .json();
    let mut codes: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for finding in json["findings"].as_array().expect("findings") {
        if finding["code"] != "undeclared-model" {
            let member = finding["member"]["name"].as_str().expect("a member");
            let shown = format!("{} {}", finding["code"], finding["model"]);
            codes.entry(member.to_owned()).or_default().push(shown);
        }
    }
    let mut wrong = Vec::new();
    for way in ways {
        for (side, ends) in [("red", way.ends.0), ("twin", way.ends.1)] {
            let name = format!("{}-{side}", way.name);
            let found = codes.remove(&name).unwrap_or_default();
            let all = |code: &str| !found.is_empty() && found.iter().all(|one| one.contains(code));
            let is_right = match ends {
                Ends::Green => found.is_empty(),
                Ends::Red => all("non-osi-model"),
                Ends::Open => all("unresolved-pull"),
                Ends::Unknown => all("unknown-license"),
            };
            if !is_right {
                wrong.push(format!("{name}: {ends:?}, found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn filled(template: &str, is_red: bool) -> String {
    sided(template, is_red)
        .replace("@L", "meta-llama/Llama-3.1-8B-Instruct")
        .replace("@Q", "Qwen/Qwen2.5-7B-Instruct")
        .replace("@B", "qwen2.5:3b")
        .replace("@G", "qwen2.5:7b")
}
