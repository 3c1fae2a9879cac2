//! Weights that programs of Tauri ship, by each form of their configuration.

use std::fs;

use super::weights::{JSON, gguf, package, put, whole, with_code};
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
    let run = project.run(&["check", "--offline"]).expect(1);
    run.prints(&[
        "error[incomplete-analysis]",
        "src-tauri/tauri.linux.conf.json5:1",
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

#[test]
fn a_configuration_that_cannot_be_read_is_a_finding_of_the_member_that_it_is_of() {
    let incomplete = |run: &Run| -> Vec<String> {
        let found = whole(run, "incomplete-analysis").into_iter();
        found
            .map(|finding| {
                format!(
                    "{} {} {}",
                    finding["severity"].as_str().expect("a word"),
                    finding["member"]["name"].as_str().expect("a name"),
                    finding["message"].as_str().expect("a message")
                )
            })
            .collect()
    };
    let long = format!("{{}}{}", " ".repeat(1 << 20));
    let base = "{\"bundle\": {\"resources\": [\"../models/*\"]}}";
    for (files, why) in [
        (
            &[("tauri.conf.json", "{\n  \"bundle\": {\n")][..],
            "`tauri.conf.json`: names files to ship, and cannot be parsed",
        ),
        (
            &[("Tauri.toml", "[bundle]\nresources = [\n")][..],
            "`Tauri.toml`: names files to ship, and cannot be parsed",
        ),
        (
            &[("tauri.conf.json", long.as_str())][..],
            "`tauri.conf.json`: names files to ship, and has more than 1048576 bytes",
        ),
        (
            &[("tauri.conf.json", base), ("tauri.linux.conf.json", "[")][..],
            "`tauri.linux.conf.json`: names files to ship, and cannot be parsed",
        ),
    ] {
        let run = program(files).run(JSON).expect(1);
        let expected = format!("deny desk the analysis of `desk 0.1.0` is incomplete: {why}");
        assert_eq!(incomplete(&run), [expected], "{why}");
    }
    // Neither text nor file.
    let project = program(&[]);
    put(&project, "src-tauri/tauri.conf.json", b"{\"a\": \"\xff\"}");
    let run = project.run(JSON).expect(1);
    assert!(incomplete(&run)[0].ends_with("`tauri.conf.json`: is not UTF-8"));
    let project = program(&[("tauri.conf.json/x", "")]);
    let run = project.run(JSON).expect(1);
    assert!(incomplete(&run)[0].ends_with("`tauri.conf.json`: cannot be read"));
    // The way out that is printed; and a member that is not gated has no finding.
    project.write(
        "deny-models.toml",
        "[[crate]]\nname = \"desk\"\nuses = []\n",
    );
    assert_eq!(incomplete(&project.run(JSON).expect(0)), [""; 0]);
    fs::remove_file(project.path("deny-models.toml")).expect("removed");
    let unlicensed = package("desk", "").replace("license = \"MIT\"\n", "");
    project.write("src-tauri/Cargo.toml", &unlicensed);
    assert_eq!(incomplete(&project.run(JSON).expect(0)), [""; 0]);
    // One that can be read is none.
    let run = program(&[("tauri.conf.json", "{}")]).run(JSON).expect(0);
    assert_eq!(incomplete(&run), [""; 0]);
}
