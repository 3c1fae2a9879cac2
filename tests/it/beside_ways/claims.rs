//! What Modelfiles and data files state of the models that they name, and for whom.

use crate::support::{Project, mit_manifest};

const CREATE: &str = "fn main() { std::process::Command::new(\"ollama\").args([\"create\", \"own\", \"-f\", \"Modelfile\"]).status().unwrap(); }";
const READ: &str = r#"
#[derive(serde::Deserialize)]
struct Entry { repo: String }
fn main() {
    let all: Vec<Entry> = serde_json::from_str(include_str!("models.json")).unwrap();
    for entry in all { hf_hub::api::sync::Api::new().unwrap().model(entry.repo).get("x.gguf").unwrap(); }
}
"#;

/// Code, member and model of each finding, apart from what is only not declared.
fn findings(project: &Project) -> Vec<String> {
    let json = project.run(&["check", "--format", "json"]).json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let findings = findings.filter(|finding| finding["code"] != "undeclared-model");
    let text = |finding: &serde_json::Value| {
        let member = finding["member"]["name"].as_str().unwrap_or("-");
        let model = finding["model"].as_str().unwrap_or("-");
        format!(
            "{} {member} {model}",
            finding["code"].as_str().unwrap_or("-")
        )
    };
    findings.map(text).collect()
}

/// Who makes a model states its terms: they make that of its `FROM` stricter, never milder.
#[test]
fn the_licence_of_a_modelfile_counts_for_its_from() {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("own", "")),
        ("src/main.rs", CREATE),
    ]);
    let found = |text: &str| {
        project.write("Modelfile", text);
        findings(&project)
    };
    let red = ["non-osi-model own ollama:qwen2.5:7b"];
    assert_eq!(found("FROM qwen2.5:7b\n"), [""; 0]);
    assert_eq!(found("FROM qwen2.5:7b\nLICENSE cc-by-nc-4.0\n"), red);
    assert_eq!(
        found("LICENSE \"\"\"\ncc-by-nc-4.0\n\"\"\"\nFROM qwen2.5:7b\n"),
        red
    );
    assert_eq!(found("FROM qwen2.5:7b\nLICENSE \"Apache-2.0\"\n"), [""; 0]);
    assert_eq!(
        found("FROM qwen2.5:7b\nLICENSE Apache-2.0\nLICENSE cc-by-nc-4.0\n"),
        red
    );
    assert_eq!(
        found("FROM qwen2.5:7b\nLICENSE Acme Terms\n"),
        ["unknown-license own ollama:qwen2.5:7b"]
    );
    // A licence that is open source clears nothing.
    assert_eq!(
        found("FROM qwen2.5:3b\nLICENSE Apache-2.0\n"),
        ["non-osi-model own ollama:qwen2.5:3b"]
    );
    assert_eq!(
        found("FROM acme-chat:3b\nLICENSE Apache-2.0\n"),
        ["unknown-license own ollama:acme-chat:3b"]
    );
}

/// Two members name the same model, and only one of them states terms beside it.
#[test]
fn what_a_data_file_states_counts_for_who_builds_it() {
    let model = "\"repo\": \"Qwen/Qwen2.5-7B-Instruct\"";
    let with = format!("[{{{model}, \"license\": \"cc-by-nc-4.0\"}}]");
    let without = format!("[{{{model}}}]");
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"one\", \"other\"]\n",
        ),
        ("one/Cargo.toml", &mit_manifest("one", "")),
        ("one/src/main.rs", READ),
        ("one/src/models.json", &with),
        ("other/Cargo.toml", &mit_manifest("other", "")),
        ("other/src/main.rs", READ),
        ("other/src/models.json", &without),
    ]);
    assert_eq!(
        findings(&project),
        ["non-osi-model one Qwen/Qwen2.5-7B-Instruct"]
    );
    // Each of them fails by its own statement.
    project.write("other/src/models.json", &with);
    assert_eq!(findings(&project).len(), 2);
}

/// A licence beside a name of Ollama of which nothing else is known fails, and what is printed leads out.
#[test]
fn the_help_for_a_stated_licence_leads_out() {
    let code = READ.replace(
        "hf_hub::api::sync::Api::new().unwrap().model(entry.repo).get(\"x.gguf\").unwrap();",
        "ollama_rs::Ollama::default().pull_model(entry.repo, false);",
    );
    let code = code.replace("repo", "name");
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("own", "")),
        ("src/main.rs", &code),
    ]);
    for (name, license) in [
        ("acme-chat:3b", "Apache-2.0"),
        ("acme-chat:3b", "Acme Terms"),
        ("qwen2.5:7b", "Acme Terms"),
    ] {
        let table = format!("[{{\"name\": \"{name}\", \"license\": \"{license}\"}}]");
        project.write("src/models.json", &table);
        project.write("deny-models.toml", "");
        assert_eq!(
            findings(&project),
            [format!("unknown-license own ollama:{name}")],
            "{license}"
        );
        let shown = project.run(&["check"]);
        let shown = format!("{}{}", shown.stdout, shown.stderr);
        assert!(shown.contains("state it in deny-models.toml"), "{shown}");
        let entry = format!(
            "[[model]]\nid = \"ollama:{name}\"\nlicense = \"Apache-2.0\"\nreason = \"asked\"\nuntil = 2027-06-30\n"
        );
        project.write("deny-models.toml", &entry);
        assert_eq!(findings(&project), [""; 0], "{name} {license}");
    }
}
