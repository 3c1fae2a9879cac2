//! Models that stand beside Rust: in the front end of a program of Tauri, in data files and in Python.

use std::fs;

use crate::support::{Project, Run, mit_manifest};

const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";
const QWEN: &str = "Qwen/Qwen2.5-7B-Instruct";

/// Code, model, file and line of each finding, apart from what is only not declared.
fn findings(run: &Run) -> Vec<String> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let findings = findings.filter(|finding| finding["code"] != "undeclared-model");
    findings
        .map(|finding| {
            let place = &finding["evidence"][0];
            format!(
                "{} {} {}:{}",
                finding["code"].as_str().expect("a code"),
                finding["model"].as_str().unwrap_or("-"),
                place["file"].as_str().unwrap_or("-"),
                place["line"]
            )
        })
        .collect()
}

fn check(project: &Project, directory: &str) -> Vec<String> {
    let manifest = project.path(&format!("{directory}/Cargo.toml"));
    let manifest = manifest.to_str().expect("UTF-8");
    let args = ["check", "--format", "json", "--manifest-path", manifest];
    let mut found = findings(&project.run(&args));
    found.sort();
    found
}

const COMMANDS: &str = r#"
#[tauri::command]
pub async fn get_model(repo_id: String) {
    let api = hf_hub::api::sync::Api::new().unwrap();
    api.model(repo_id).get("x.gguf").unwrap();
}
#[tauri::command]
pub async fn get_weights(url: String) {
    fetch(&reqwest::Client::new(), &url).await
}
async fn fetch(client: &reqwest::Client, url: &str) {
    client.get(url).send().await;
}
#[tauri::command]
pub async fn get_page(url: String) {
    reqwest::get(&url).await;
}
pub fn run() {}
"#;

/// A program of Tauri, whose workspace is its own directory, with a front end beside it.
fn tauri() -> Project {
    let project = Project::new(&[
        ("src-tauri/Cargo.toml", &mit_manifest("desk", "")),
        ("src-tauri/src/lib.rs", COMMANDS),
        ("src-tauri/src/main.rs", "fn main() { desk::run() }\n"),
        (
            "src-tauri/tauri.conf.json",
            "{\"build\": {\"frontendDist\": \"../dist\"}}",
        ),
        ("package.json", "{}"),
    ]);
    for other in [
        "dist/a.js",
        "node_modules/x/a.js",
        "src/a.test.ts",
        "tests/a.ts",
    ] {
        let text = format!("const repoId = '{LLAMA}'");
        project.write(other, &text);
    }
    project
}

#[test]
fn what_a_front_end_hands_to_commands_is_pulled() {
    let project = tauri();
    let strip = |found: Vec<String>| -> Vec<String> {
        let root = project.path("").to_string_lossy().into_owned();
        let strip = |text: String| text.replace(&root, "").replace("../", "");
        found.into_iter().map(strip).collect()
    };
    let found = |text: &str| {
        project.write("src/main.ts", text);
        strip(check(&project, "src-tauri"))
    };
    // Nothing calls the commands, so anything may be handed to them.
    let nothing = found("invoke('get_page', { url: location.href })");
    assert!(
        !nothing.is_empty()
            && nothing
                .iter()
                .all(|found| found.starts_with("unresolved-pull")),
        "{nothing:?}"
    );
    let file = |id: &str| format!("https://huggingface.co/{id}/resolve/main/model.safetensors");
    let calls = |id: &str, other: &str| {
        format!(
            "const models = [{{ repo: '{id}' }}]\n\
             models.map((m) => invoke('get_model', {{ repoId: m.repo }}))\n\
             invoke('get_weights', {{ url: '{}' }})\n// '{}'\n",
            file(other),
            file("google/gemma-2b")
        )
    };
    let failing = found(&calls(LLAMA, "google/gemma-7b"));
    assert_eq!(failing.len(), 2, "{failing:?}");
    assert!(
        failing[0].starts_with("non-osi-model google/gemma-7b "),
        "{failing:?}"
    );
    assert!(failing[0].ends_with("src/main.ts:3"), "{failing:?}");
    assert!(
        failing[1].starts_with(&format!("non-osi-model {LLAMA} ")),
        "{failing:?}"
    );
    assert!(failing[1].ends_with("src/main.ts:1"), "{failing:?}");
    // The same program with models whose licences are open source.
    assert_eq!(found(&calls(QWEN, QWEN)), [""; 0]);
    // The name of a model of a service is none of a repository that is fetched.
    let hosted = format!(
        "{}\nfetch('https://api.acme.dev/v1/chat', {{ body: 'acme/chat' }})",
        calls(QWEN, QWEN)
    );
    assert_eq!(found(&hosted), [""; 0]);
    let asked = format!(
        "{}\ninvoke('get_model', {{ repoId: prompt() }})",
        calls(QWEN, QWEN)
    );
    let asked = found(&asked);
    assert!(
        asked.len() == 1 && asked[0].starts_with("unresolved-pull"),
        "{asked:?}"
    );
    // A lock records what the front end names.
    project.write("src/main.ts", &calls(LLAMA, QWEN));
    let manifest = project.path("src-tauri/Cargo.toml");
    let manifest = manifest.to_str().expect("UTF-8");
    project.run(&["lock", "--offline", "--manifest-path", manifest]);
    let lock = fs::read_to_string(project.path("src-tauri/deny-models.lock")).expect("a lock");
    assert!(lock.contains(LLAMA), "{lock}");
}

#[test]
fn a_front_end_that_cannot_be_read_is_reported() {
    let project = tauri();
    let ok = "invoke('get_model', { repoId: 'Qwen/Qwen2.5-7B-Instruct' })\n\
              invoke('get_weights', { url: 'https://huggingface.co/Qwen/Qwen2.5-7B-Instruct/resolve/main/x.gguf' })\n";
    project.write("src/main.ts", ok);
    assert_eq!(check(&project, "src-tauri"), [""; 0]);
    project.write("src/big.js", &"x = 1;\n".repeat(1_500_000));
    project.write("src/deep.ts", &"`${".repeat(10_000));
    fs::write(project.path("src/latin.vue"), b"<a b='\xe9'>").expect("written");
    let mut expected = vec!["big.js", "deep.ts", "latin.vue"];
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/hosts", project.path("src/out.json")).expect("a link");
        let pipe = project.path("src/pipe.ts");
        let made = std::process::Command::new("mkfifo").arg(pipe).status();
        assert!(made.expect("mkfifo").success());
        expected.extend(["out.json", "pipe.ts"]);
    }
    let manifest = project.path("src-tauri/Cargo.toml");
    let run = project.run(&[
        "check",
        "-v",
        "--manifest-path",
        manifest.to_str().expect("UTF-8"),
    ]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    let shown = format!("{}{}", run.stdout, run.stderr);
    assert!(shown.contains("incomplete-analysis"), "{shown}");
    for file in expected {
        assert!(shown.contains(file), "{file}: {shown}");
    }
}

#[test]
fn rows_of_a_data_file_are_joined_by_object() {
    let code = r#"
#[derive(serde::Deserialize)]
struct Catalog { hosts: Vec<String>, entries: Vec<Entry> }
#[derive(serde::Deserialize)]
struct Entry { repo: String, commit: String, parts: Vec<Part> }
#[derive(serde::Deserialize)]
struct Part { name: String }
fn catalog() -> Catalog { serde_json::from_str(include_str!("catalog.json")).unwrap() }
fn copies(entry: &Entry, part: &Part) -> Vec<String> {
    catalog().hosts.iter().map(|host| format!("{}/{}/{}/{}", host, entry.repo, entry.commit, part.name)).collect()
}
fn main() {
    let wanted = std::env::args().nth(1).unwrap();
    let all = catalog();
    let entry = all.entries.iter().find(|entry| entry.repo == wanted).unwrap();
    for part in &entry.parts {
        for address in copies(entry, part) {
            ureq::get(&address).call().unwrap();
        }
        hf_hub::api::sync::Api::new().unwrap().model(entry.repo.clone()).get(&part.name).unwrap();
    }
}
"#;
    // As many as a real program has.
    let row = |number: usize| {
        format!(
            "{{\"repo\": \"acme/chat-{number}\", \"commit\": \"{number:040}\", \"parts\": [{{\"name\": \"chat-{number}.gguf\"}}]}}"
        )
    };
    let rows: Vec<String> = (0..69).map(row).collect();
    let table = format!(
        "{{\"hosts\": [\"https://blob.acme.dev\", \"https://mirror.acme.dev\"], \"entries\": [{}]}}",
        rows.join(",\n")
    );
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("scribe", "")),
        ("src/main.rs", code),
        ("src/catalog.json", &table),
    ]);
    let json = project
        .run(&["list", "--format", "json"])
        .json()
        .to_string();
    assert!(json.contains("acme/chat-68"), "{json}");
    assert!(!json.contains("acme.dev"), "{json}");
    assert_eq!(check(&project, ".").len(), 69);
}

#[test]
fn keys_and_other_names_of_fields_are_followed() {
    let map = "fn main() {
    let all: std::collections::HashMap<String, Entry> = FORMAT::from_str(include_str!(\"models.FORMAT\")).unwrap();
    for (id, entry) in all { hf_hub::api::sync::Api::new().unwrap().model(id).get(&entry.file).unwrap(); }
}
#[derive(serde::Deserialize)]
struct Entry { file: String }
";
    let keys = "fn main() {
    let all: std::collections::BTreeMap<String, String> = FORMAT::from_str(include_str!(\"models.FORMAT\")).unwrap();
    for id in all.keys() { hf_hub::api::sync::Api::new().unwrap().model(id.clone()).get(\"x\").unwrap(); }
}
";
    let renamed = "fn main() {
    let all: Vec<Entry> = FORMAT::from_str(include_str!(\"models.FORMAT\")).unwrap();
    for entry in all { hf_hub::api::sync::Api::new().unwrap().model(entry.repo).get(&entry.file).unwrap(); }
}
#[derive(serde::Deserialize)]
struct Entry { #[serde(rename = \"gguf\", alias = \"weights\")] repo: String, file: String, other: String }
";
    let project = Project::new(&[("Cargo.toml", &mit_manifest("scribe", ""))]);
    for (code, format, table) in [
        (map, "json", "{\n\"@M\": {\"file\": \"x.gguf\"}}"),
        (map, "toml", "\n[\"@M\"]\nfile = \"x.gguf\"\n"),
        (map, "yaml", "\n\"@M\":\n  file: x.gguf\n"),
        (keys, "json", "{\n\"@M\": \"x.gguf\"}"),
        (
            renamed,
            "json",
            "[\n{\"gguf\": \"@M\", \"file\": \"x\", \"other\": \"google/gemma-2b\"}]",
        ),
        (
            renamed,
            "json",
            "[\n{\"weights\": \"@M\", \"file\": \"x\", \"other\": \"google/gemma-2b\"}]",
        ),
    ] {
        project.write("src/main.rs", &code.replace("FORMAT", format));
        let found = |model: &str| {
            project.write(&format!("src/models.{format}"), &table.replace("@M", model));
            check(&project, ".")
        };
        let red = [format!("non-osi-model {LLAMA} src/models.{format}:2")];
        assert_eq!(found(LLAMA), red, "{table}");
        assert_eq!(found(QWEN), [""; 0], "{table}");
    }
    // What stands under a key is stated of it.
    project.write("src/main.rs", &map.replace("FORMAT", "json"));
    let stated = format!("{{\"{QWEN}\": {{\"file\": \"x\", \"license\": \"cc-by-nc-4.0\"}}}}");
    project.write("src/models.json", &stated);
    assert_eq!(
        check(&project, "."),
        [format!("non-osi-model {QWEN} src/models.json:1")]
    );
}

#[test]
fn a_front_end_names_models_of_ollama() {
    let project = tauri();
    let pulls = "#[tauri::command]\npub async fn pull(name: String) { ollama_rs::Ollama::default().pull_model(name, false).await; }\n";
    project.write(
        "src-tauri/src/lib.rs",
        &format!("{pulls}pub fn run() {{}}\n"),
    );
    let found = |text: &str| {
        project.write("src/main.ts", text);
        check(&project, "src-tauri")
    };
    let open = found("invoke('pull', { name: prompt() })");
    assert!(
        open.len() == 1 && open[0].starts_with("unresolved-pull"),
        "{open:?}"
    );
    for (model, is_red) in [
        ("qwen2.5:3b", true),
        ("qwen2.5:7b", false),
        ("hf.co/google/gemma-2b:Q8_0", true),
    ] {
        for text in [
            format!("invoke('pull', {{ name: '{model}' }})"),
            format!(
                "const models = [{{ tag: '{model}' }}]\nmodels.map((m) => invoke('pull', {{ name: m.tag }}))"
            ),
            format!(
                "const models = ['{model}']\nfor (const name of models) invoke('pull', {{ name }})"
            ),
        ] {
            let found = found(&text);
            assert_eq!(found.len(), usize::from(is_red), "{text}: {found:?}");
            assert!(
                found.iter().all(|found| found.starts_with("non-osi-model")),
                "{found:?}"
            );
        }
    }
}

#[test]
fn programs_in_python_that_code_runs_are_read() {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("voice", "")),
        (
            "src/main.rs",
            "fn main() {\n    let _ = std::process::Command::new(\"python3\").arg(\"py/load.py\").status();\n    \
             python(|py| py.run(c\"import x\\nx.AutoModel.from_pretrained('google/gemma-2b')\", None, None));\n}\n",
        ),
    ]);
    let found = |text: &str| {
        project.write("py/load.py", text);
        check(&project, ".")
    };
    let gemma = "non-osi-model google/gemma-2b src/main.rs:3";
    let red = found(&format!(
        "NAME = \"{LLAMA}\"\nimport x\nx.from_pretrained(\n    NAME,\n)\n"
    ));
    assert_eq!(
        red,
        [
            gemma.to_owned(),
            format!("non-osi-model {LLAMA} py/load.py:3")
        ]
    );
    assert_eq!(
        found(&format!(
            "# from_pretrained('{LLAMA}')\nx.from_pretrained('{QWEN}')\n"
        )),
        [gemma]
    );
    assert_eq!(
        found(&format!(
            "client.chat(model='{LLAMA}')  # a service\nx.from_pretrained('{QWEN}')\n"
        )),
        [gemma]
    );
    let open = found("import sys\nx.from_pretrained(sys.argv[1])\n");
    assert_eq!(open, [gemma, "unresolved-pull - py/load.py:2"]);
    fs::write(
        project.path("py/load.py"),
        "from_pretrained(".repeat(100_000),
    )
    .expect("written");
    let large = check(&project, ".");
    assert!(
        large
            .iter()
            .any(|found| found.starts_with("incomplete-analysis")),
        "{large:?}"
    );
}

#[test]
fn what_stands_beside_an_id_only_tightens() {
    let code = r#"
#[derive(serde::Deserialize)]
struct Entry { repo: String, file: String }
fn main() {
    let all: Vec<Entry> = FORMAT::from_str(include_str!("models.FORMAT")).unwrap();
    for entry in all {
        hf_hub::api::sync::Api::new().unwrap().model(entry.repo).get(&entry.file).unwrap();
    }
}
"#;
    let project = Project::new(&[("Cargo.toml", &mit_manifest("scribe", ""))]);
    let found = |format: &str, table: &str| {
        project.write("src/main.rs", &code.replace("FORMAT", format));
        project.write(&format!("src/models.{format}"), table);
        check(&project, ".")
    };
    let json = |beside: &str| {
        found(
            "json",
            &format!("[\n{{\"repo\": \"{QWEN}\", \"file\": \"x.gguf\"{beside}}}]"),
        )
    };
    let red = |format: &str, line: u32, code: &str| {
        vec![format!("{code} {QWEN} src/models.{format}:{line}")]
    };
    // What is open source stays so, and what is not stays so whatever stands beside it.
    assert_eq!(json(""), [""; 0]);
    assert_eq!(json(", \"license\": \"apache-2.0\""), [""; 0]);
    assert_eq!(json(", \"license\": \"unknown\""), [""; 0]);
    let llama = format!("[{{\"repo\": \"{LLAMA}\", \"file\": \"x\", \"license\": \"mit\"}}]");
    assert_eq!(
        found("json", &llama),
        [format!("non-osi-model {LLAMA} src/models.json:1")]
    );
    // Of a model that nothing else is known of it clears nothing.
    let absent = found(
        "json",
        "[{\"repo\": \"acme/absent\", \"file\": \"x\", \"license\": \"mit\"}]",
    );
    assert_eq!(absent, ["unknown-license acme/absent src/models.json:1"]);
    assert_eq!(
        json(", \"license\": \"cc-by-nc-4.0\""),
        red("json", 2, "non-osi-model")
    );
    assert_eq!(
        json(", \"license\": \"Acme Terms\""),
        red("json", 2, "unknown-license")
    );
    let derived = json(", \"baseModel\": \"google/gemma-2b\"");
    assert!(
        derived.contains(&red("json", 2, "non-osi-model")[0]),
        "{derived:?}"
    );
    // Another object speaks of another model.
    let other = format!(
        "[{{\"repo\": \"{QWEN}\", \"file\": \"x\"}}, {{\"repo\": \"acme/x\", \"license\": \"cc-by-nc-4.0\"}}]"
    );
    assert!(
        !found("json", &other)
            .iter()
            .any(|found| found.contains(QWEN))
    );
    assert_eq!(
        found(
            "yaml",
            &format!("- repo: {QWEN}\n  file: x\n  license: cc-by-nc-4.0\n")
        ),
        red("yaml", 1, "non-osi-model")
    );
    assert_eq!(
        found(
            "toml",
            &format!("[[m]]\nrepo = \"{QWEN}\"\nfile = \"x\"\nlicence = \"cc-by-nc-4.0\"\n")
        ),
        red("toml", 2, "non-osi-model")
    );
    // The finding names the line that states it.
    let shown = project.run(&["check"]);
    let shown = format!("{}{}", shown.stdout, shown.stderr);
    assert!(shown.contains("the data file src/models.toml:4"), "{shown}");
}

#[test]
fn a_front_end_states_terms_too() {
    let project = tauri();
    let found = |beside: &str| {
        let text = format!(
            "const models = [{{ repo: '{QWEN}',\n{beside} }}]\n\
             models.map((m) => invoke('get_model', {{ repoId: m.repo }}))\n\
             invoke('get_weights', {{ url: 'https://huggingface.co/{QWEN}/resolve/main/x.gguf' }})\n"
        );
        project.write("src/main.ts", &text);
        check(&project, "src-tauri")
    };
    assert_eq!(found("license: 'apache-2.0'"), [""; 0]);
    let red = found("license: 'cc-by-nc-4.0'");
    assert!(
        red.len() == 1 && red[0].starts_with(&format!("non-osi-model {QWEN} ")),
        "{red:?}"
    );
}
