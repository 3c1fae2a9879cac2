//! Requests of the hub for a data set or a space, which are no models: in each form in which a client takes the kind.

use super::{Ends, Way, check, way};

/// A program of one file, with a model of the hub and the same repository as another kind.
const fn program(name: &'static str, files: &'static [(&'static str, &'static str)]) -> Way {
    way(name, files, Ends::Red, Ends::Green)
}

const WAYS: &[Way] = &[
    program(
        "kind-behind",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("hf").args(["download", "@L", "--repo-type", "⟦model¦dataset⟧"]).status().unwrap(); }"#,
        )],
    ),
    program(
        "kind-space",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("huggingface-cli").args(["download", "@L", "--repo-type=⟦model¦space⟧"]).status().unwrap(); }"#,
        )],
    ),
    program(
        "kind-before",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("hf").args(["download", "--repo-type", "⟦model¦dataset⟧", "@L"]).status().unwrap(); }"#,
        )],
    ),
    program(
        "kind-chain",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("hf").arg("download").arg("@L").arg("--repo-type").arg("⟦model¦dataset⟧").status().unwrap(); }"#,
        )],
    ),
    program(
        "kind-statements",
        &[(
            "src/main.rs",
            r#"fn main() {
    let mut command = std::process::Command::new("hf");
    command.arg("download");
    command.arg("@L");
    command.args(["--repo-type", "⟦model¦dataset⟧"]);
    command.status().unwrap();
}"#,
        )],
    ),
    program(
        "kind-constant",
        &[(
            "src/main.rs",
            r#"const KIND: &str = "⟦model¦dataset⟧";
const ID: &str = "@L";
fn main() { std::process::Command::new("hf").args(["download", ID, "--repo-type", KIND]).status().unwrap(); }"#,
        )],
    ),
    program(
        "kind-given",
        &[(
            "src/main.rs",
            r#"fn sh(cmd: &str, args: &[&str]) -> bool { std::process::Command::new(cmd).args(args).status().unwrap().success() }
fn main() { sh("hf", &["download", "@L", "--repo-type", "⟦model¦dataset⟧"]); }"#,
        )],
    ),
    program(
        "kind-given-name",
        &[(
            "src/main.rs",
            r#"fn get(id: &str) -> bool { std::process::Command::new("hf").args(["download", id, "--repo-type", "⟦model¦dataset⟧"]).status().unwrap().success() }
fn main() { get("@L"); }"#,
        )],
    ),
    program(
        "kind-shell",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("sh").args(["-c", "cd m && hf download @L --repo-type ⟦model¦dataset⟧ && ls"]).status().unwrap(); }"#,
        )],
    ),
    program(
        "kind-macro",
        &[(
            "src/main.rs",
            r#"use duct::cmd;
fn main() { cmd!("hf", "download", "@L", "--repo-type", "⟦model¦dataset⟧").run().unwrap(); }"#,
        )],
    ),
    program(
        "kind-script",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("sh").arg("get.sh").status().unwrap(); }"#,
            ),
            (
                "get.sh",
                "hf download Qwen/Qwen3-0.6B\nhf download \\\n  @L \\\n  --repo-type ⟦model¦dataset⟧\n",
            ),
        ],
    ),
    program(
        "kind-script-variable",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("sh").arg("get.sh").status().unwrap(); }"#,
            ),
            (
                "get.sh",
                "KIND=⟦model¦dataset⟧\nhf download --repo-type \"$KIND\" @L\n",
            ),
        ],
    ),
    program(
        "kind-python-keyword",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import hf_hub_download
hf_hub_download(repo_id="@L", filename="a.json", repo_type="⟦model¦dataset⟧")
"#,
            ),
        ],
    ),
    program(
        "kind-python-space",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import snapshot_download
KIND = "⟦model¦space⟧"
snapshot_download(
    "@L",
    repo_type=KIND,
)
"#,
            ),
        ],
    ),
    program(
        "kind-python-list",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"import subprocess
subprocess.run([
    "hf", "download", "@L",
    "--repo-type", "⟦model¦dataset⟧",
], check=True)
"#,
            ),
        ],
    ),
    program(
        "kind-python-client",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import HfApi
api = HfApi()
api.snapshot_download("@L", repo_type="⟦model¦dataset⟧")
"#,
            ),
        ],
    ),
    program(
        "kind-hub-variant",
        &[(
            "src/main.rs",
            r#"use hf_hub::{Repo, RepoType, api::sync::Api};
fn main() { let id = "@L".to_string(); let repo = Repo::new(id, RepoType::⟦Model¦Dataset⟧); Api::new().unwrap().repo(repo).get("a.json").unwrap(); }"#,
        )],
    ),
    program(
        "kind-hub-space",
        &[(
            "src/main.rs",
            r#"use hf_hub::{Repo, RepoType, api::sync::Api};
const KIND: RepoType = RepoType::⟦Model¦Space⟧;
fn main() { let id = "@L".to_string(); Api::new().unwrap().repo(Repo::with_revision(id, KIND, "main".into())).get("a.json").unwrap(); }"#,
        )],
    ),
    program(
        "kind-front",
        &[
            (
                "src/lib.rs",
                r"pub fn run() { tauri::Builder::default().run(tauri::generate_context!()).unwrap(); }",
            ),
            (
                "../src/app.ts",
                r#"import { Command } from "@tauri-apps/plugin-shell";
export const get = () => Command.create("hf", ["download", "@L", "--repo-type", "⟦model¦dataset⟧"]).execute();
"#,
            ),
        ],
    ),
    // A kind that is not certain is one of a model.
    way(
        "kind-condition",
        &[(
            "src/main.rs",
            r#"fn main() {
    let mut command = std::process::Command::new("hf");
    command.arg("download").arg("⟦@L¦@Q⟧");
    if std::env::args().count() > 1 { command.args(["--repo-type", "dataset"]); }
    command.status().unwrap();
}"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "kind-open",
        &[(
            "src/main.rs",
            r#"fn main() {
    let kind = std::env::args().nth(1).unwrap();
    std::process::Command::new("hf").args(["download", "⟦@L¦@Q⟧", "--repo-type", &kind]).status().unwrap();
}"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "kind-of-another",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("sh").args(["-c", "hf download a/b --repo-type dataset; hf download ⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "kind-weights",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("hf").args(["download", "lab/demo", "⟦model.pth¦app.py⟧", "--repo-type", "space"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
];

#[test]
fn data_sets_and_spaces_are_no_models() {
    check(WAYS);
}
