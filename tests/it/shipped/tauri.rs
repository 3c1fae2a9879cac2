//! Weights that programs of Tauri ship, by each form of their configuration.

use super::weights::{JSON, gguf, package, put, with_code};
use crate::support::{Project, Run};

/// A program of Tauri with these files of configuration and a model in `models` under terms that fail.
fn program(configuration: &[(&str, &str)]) -> Project {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"src-tauri\"]\nresolver = \"3\"\n",
        ),
        ("src-tauri/Cargo.toml", &package("desk", "")),
        ("src-tauri/src/main.rs", "fn main() {}\n"),
    ]);
    for (file, text) in configuration {
        project.write(&format!("src-tauri/{file}"), text);
    }
    put(
        &project,
        "models/x.gguf",
        &gguf(&[("general.license", "llama3.2")]),
    );
    project
}

/// Model, file, line and target of the models that fail.
fn failing(run: &Run) -> Vec<String> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let failing = findings
        .iter()
        .filter(|finding| finding["code"] == "non-osi-model");
    failing
        .map(|finding| {
            let place = &finding["evidence"][0];
            format!(
                "{} {}:{} {}",
                finding["model"].as_str().expect("a model"),
                place["file"].as_str().expect("a file"),
                place["line"],
                finding["when"]["target"].as_str().unwrap_or("all")
            )
        })
        .collect()
}

#[test]
fn each_format_of_the_configuration_is_read() {
    for (file, text, line) in [
        (
            "tauri.conf.json5",
            "{\n  // what goes with it\n  bundle: { resources: ['../models/*'] },\n}\n",
            3,
        ),
        (
            "Tauri.toml",
            "[bundle]\nresources = [\"../models/x.gguf\"]\n",
            2,
        ),
        (
            "Tauri.toml",
            "[bundle.resources]\n\"../models/\" = \"models\"\n",
            2,
        ),
        (
            "tauri.conf.json",
            "{\n\"bundle\": {\"linux\": {\"deb\": {\"files\": {\"/usr/share/x\": \"../models/x.gguf\"}}}}}",
            2,
        ),
    ] {
        let project = program(&[(file, text)]);
        let target = if text.contains("deb") {
            "cfg(target_os = \"linux\")"
        } else {
            "all"
        };
        let expected = format!("../models/x.gguf src-tauri/{file}:{line} {target}");
        assert_eq!(failing(&project.run(JSON).expect(1)), [expected], "{file}");
    }
}

#[test]
fn the_configuration_of_a_platform_ships_on_that_platform() {
    let base = ("tauri.conf.json", "{\"bundle\": {\"active\": true}}");
    for (file, text, os) in [
        (
            "tauri.windows.conf.json",
            "{\"bundle\": {\"resources\": [\"../models/*\"]}}",
            "windows",
        ),
        (
            "tauri.ios.conf.json5",
            "{bundle: {resources: ['../models/*']}}",
            "ios",
        ),
        (
            "Tauri.macos.toml",
            "bundle.resources = [\"../models/*\"]",
            "macos",
        ),
    ] {
        let project = program(&[base, (file, text)]);
        let expected = format!("../models/x.gguf src-tauri/{file}:1 cfg(target_os = \"{os}\")");
        assert_eq!(failing(&project.run(JSON).expect(1)), [expected], "{file}");
        // Elsewhere it is not shipped.
        let linux = ["--target", "x86_64-unknown-linux-gnu"];
        project.run(&[JSON, &linux].concat()).expect(0);
    }
    // What a platform takes away is shipped on the others.
    let project = program(&[
        (
            "tauri.conf.json",
            "{\"bundle\": {\"resources\": [\"../models/*\"]}}",
        ),
        ("tauri.linux.conf.json", "{\"bundle\": {\"resources\": []}}"),
    ]);
    assert_eq!(failing(&project.run(JSON).expect(1)).len(), 1);
    let linux = ["--target", "x86_64-unknown-linux-gnu"];
    project.run(&[JSON, &linux].concat()).expect(0);
    // A file that cannot be read is named.
    let project = program(&[base, ("tauri.linux.conf.json5", "{bundle: ")]);
    let run = project.run(&["check", "--offline"]).expect(0);
    run.prints(&[
        "resources of desk 0.1.0 are left out",
        "tauri.linux.conf.json5",
    ]);
}

#[test]
fn external_programs_that_are_weights_are_shipped() {
    let text = "[bundle]\nexternal-bin = [\"bin/llm\", \"bin/chat.llamafile\", \"bin/tool\"]\n";
    let project = program(&[("Tauri.toml", text)]);
    let weights = gguf(&[("general.license", "llama3.2")]);
    put(
        &project,
        "src-tauri/bin/llm-x86_64-unknown-linux-gnu",
        &weights,
    );
    project.write("src-tauri/bin/tool-x86_64-unknown-linux-gnu", "#!/bin/sh\n");
    let run = project.run(JSON).expect(1);
    assert_eq!(
        with_code(&run, "non-osi-model"),
        [(
            "bin/llm-x86_64-unknown-linux-gnu".to_owned(),
            "llama3.2".to_owned()
        )]
    );
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let missing: Vec<&str> = findings
        .iter()
        .filter(|finding| finding["code"] == "unresolved-pull")
        .filter_map(|finding| finding["message"].as_str())
        .collect();
    assert_eq!(
        missing,
        [
            "`desk` takes `bin/chat.llamafile`, which is not there or may not be read: its licence is unknown"
        ]
    );
}
