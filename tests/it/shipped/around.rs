//! Files that a package takes from around it, in the ways that people write.

use std::process::Command;

use super::weights::{JSON, findings, gguf, onnx, package, put, with_code};
use crate::support::{Project, Run, run_in};

const ROOT: &str = "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n";

/// Ways to take `models/x.gguf` of the root of the workspace: a name, the library and the build script.
const WAYS: [(&str, &str, &str); 10] = [
    (
        "a-rel",
        "pub static W: &[u8] = include_bytes!(\"../../../models/x.gguf\");",
        "",
    ),
    (
        "b-manifestdir",
        "pub static W: &[u8] = include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../models/x.gguf\"));",
        "",
    ),
    (
        "c-wsdir",
        "pub static W: &[u8] = include_bytes!(concat!(env!(\"CARGO_WORKSPACE_DIR\"), \"/models/x.gguf\"));",
        "",
    ),
    (
        "d-rustembed",
        "#[derive(rust_embed::RustEmbed)]\n#[folder = \"../../models/\"]\npub struct Models;",
        "",
    ),
    (
        "e-includedir",
        "use include_dir::{Dir, include_dir};\npub static MODELS: Dir = include_dir!(\"$CARGO_MANIFEST_DIR/../../models\");",
        "",
    ),
    (
        "f-buildcopy",
        "pub static W: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/x.gguf\"));",
        "fn main() { std::fs::copy(\"../../models/x.gguf\", format!(\"{}/x.gguf\", std::env::var(\"OUT_DIR\").unwrap())).unwrap(); }",
    ),
    (
        "g-runtime",
        "pub fn load() { let b = llama_cpp_2::llama_backend::LlamaBackend::init().unwrap(); \
         let _ = llama_cpp_2::model::LlamaModel::load_from_file(&b, \"models/x.gguf\", &Default::default()); }",
        "",
    ),
    (
        "h-runtime-md",
        "pub fn load() { let p = std::path::Path::new(env!(\"CARGO_MANIFEST_DIR\")).join(\"../../models/x.gguf\"); \
         let b = llama_cpp_2::llama_backend::LlamaBackend::init().unwrap(); \
         let _ = llama_cpp_2::model::LlamaModel::load_from_file(&b, p, &Default::default()); }",
        "",
    ),
    (
        "i-burn",
        "pub mod net { include!(concat!(env!(\"OUT_DIR\"), \"/model/x.rs\")); }",
        "fn main() { burn_import::onnx::ModelGen::new().input(\"../../models/x.onnx\").out_dir(\"model/\").run_from_script(); }",
    ),
    (
        "k-copydir",
        "",
        "fn main() { fs_extra::dir::copy(\"../../models\", std::env::var(\"OUT_DIR\").unwrap(), &Default::default()).unwrap(); }",
    ),
];

fn workspace() -> Project {
    let project = Project::new(&[
        ("Cargo.toml", ROOT),
        // What people set so that the variable is there.
        (
            ".cargo/config.toml",
            "[env]\nCARGO_WORKSPACE_DIR = { value = \"\", relative = true }\n",
        ),
    ]);
    for (name, lib, build) in WAYS {
        project.write(&format!("crates/{name}/Cargo.toml"), &package(name, ""));
        project.write(&format!("crates/{name}/src/lib.rs"), &format!("{lib}\n"));
        if !build.is_empty() {
            project.write(&format!("crates/{name}/build.rs"), build);
        }
    }
    project
}

/// The workspace with both models; the header of `x.gguf` states these pairs, that of `x.onnx` nothing.
fn workspace_with_models(stated: &[(&str, &str)]) -> Project {
    let project = workspace();
    put(&project, "models/x.gguf", &gguf(stated));
    put(&project, "models/x.onnx", &onnx(""));
    project
}

fn check(project: &Project, name: &str) -> Run {
    project.run(&["check", "--offline", "--format", "json", "-p", name])
}

#[test]
fn every_way_to_take_a_file_of_the_workspace_is_seen() {
    let project = workspace_with_models(&[("general.license", "llama3.2")]);
    project.write("models/NOTICE", "Made by somebody.");
    for (name, ..) in WAYS {
        let run = check(&project, name);
        let failing = with_code(&run, "non-osi-model");
        if name == "i-burn" {
            // The header of this one states nothing.
            assert_eq!(run.code, 0, "{name}: {:?}", findings(&run));
            assert_eq!(
                with_code(&run, "undeclared-model"),
                [("../../models/x.onnx".to_owned(), "mit".to_owned())]
            );
            continue;
        }
        assert_eq!(
            failing,
            [("../../models/x.gguf".to_owned(), "llama3.2".to_owned())],
            "{name}: {:?}",
            findings(&run)
        );
        assert_eq!(run.code, 1, "{name}");
        // The line that takes it is marked.
        let json = run.json();
        let file = json["findings"][0]["evidence"][0]["file"]
            .as_str()
            .expect("a file")
            .to_owned();
        assert!(
            file.ends_with("src/lib.rs") || file.ends_with("build.rs"),
            "{name}: {file}"
        );
    }
}

#[test]
fn the_card_beside_a_file_of_the_workspace_speaks_of_it() {
    let project = workspace_with_models(&[]);
    project.write("models/README.md", "---\nlicense: cc-by-nc-4.0\n---\n");
    for (name, ..) in WAYS {
        let run = check(&project, name);
        let failing = with_code(&run, "non-osi-model");
        assert!(
            failing
                .iter()
                .any(|(model, license)| model.starts_with("../../models/x.")
                    && license == "cc-by-nc-4.0"),
            "{name}: {:?}",
            findings(&run)
        );
        let run = run.expect(1);
        let json = run.json()["findings"][0].to_string();
        assert!(json.contains("models/README.md"), "{name}: {json}");
        assert!(!json.contains("crates/../"), "{name}: {json}");
    }
}

#[test]
fn a_file_that_is_not_there_is_reported_before_it_is_fetched() {
    let project = workspace();
    for name in [
        "f-buildcopy",
        "g-runtime",
        "h-runtime-md",
        "i-burn",
        "d-rustembed",
    ] {
        let run = check(&project, name).expect(0);
        let codes: Vec<String> = findings(&run).into_iter().map(|found| found.0).collect();
        assert_eq!(codes, ["unresolved-pull"], "{name}");
        let json = run.json();
        let message = json["findings"][0]["message"]
            .as_str()
            .expect("a message")
            .to_owned();
        assert!(message.contains("models"), "{message}");
        project
            .run(&["check", "--offline", "-p", name, "--strict"])
            .expect(1);
    }
    // What the help prints is taken.
    let entry =
        "[[package.metadata.deny-models.model]]\npath = \"models/x.gguf\"\nlicense = \"MIT\"\n";
    project.write("crates/g-runtime/Cargo.toml", &package("g-runtime", entry));
    let run = check(&project, "g-runtime").expect(0);
    assert_eq!(findings(&run), []);
}

#[test]
fn a_file_that_is_not_there_is_reported_for_what_a_member_is_built_with() {
    let opens = |path: &str| {
        format!(
            "pub fn load() {{ let _ = ort::session::Session::builder().unwrap().commit_from_file(\"{path}\"); }}\n"
        )
    };
    let project = Project::new(&[
        (
            "ws/Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\nexclude = [\"beside\"]\nresolver = \"3\"\n",
        ),
        (
            "ws/app/src/lib.rs",
            "pub fn go() { beside::load(); far::load(); }\n",
        ),
        (
            "ws/beside/Cargo.toml",
            &package("beside", "[features]\nmore = []\n"),
        ),
        ("ws/beside/src/lib.rs", &opens("models/beside.onnx")),
        (
            "ws/beside/src/main.rs",
            &format!("fn main() {{}}\n{}", opens("models/program.onnx")),
        ),
        ("far/Cargo.toml", &package("far", "")),
        ("far/src/lib.rs", &opens("models/far.onnx")),
    ]);
    let far = project.path("far");
    git(&far, &["init", "-q"]);
    git(&far, &["add", "-A"]);
    git(&far, &["commit", "-qm", "all"]);
    let dependencies = format!(
        "[dependencies]\nbeside = {{ path = \"../beside\" }}\nfar = {{ git = \"file://{}\" }}\n",
        far.display()
    );
    project.write("ws/app/Cargo.toml", &package("app", &dependencies));
    let home = project.path("home");
    let check = |args: &[&str]| {
        let args = [&["check", "--format", "json"], args].concat();
        let mut command = crate::support::command(&project.path("ws"), &args);
        Run::of(command.env("CARGO_HOME", &home))
    };
    let missing = |run: &Run| -> Vec<(String, String, String)> {
        let json = run.json();
        let findings = json["findings"].as_array().expect("findings");
        let missing = findings
            .iter()
            .filter(|finding| finding["code"] == "unresolved-pull");
        let word = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        missing
            .map(|finding| {
                (
                    word(&finding["message"]),
                    word(&finding["evidence"][0]["file"]),
                    word(&finding["help"]),
                )
            })
            .collect()
    };
    let run = check(&[]).expect(0);
    let found = missing(&run);
    let messages: Vec<&str> = found.iter().map(|(message, ..)| message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "`beside 0.1.0` takes `models/beside.onnx`, which is not there or may not be read: its licence is unknown",
            "`far 0.1.0` takes `models/far.onnx`, which is not there or may not be read: its licence is unknown",
        ]
    );
    assert_eq!(found[0].1, "beside/src/lib.rs");
    assert!(
        found[0].2.starts_with("fetch the file before the check"),
        "{}",
        found[0].2
    );
    // What cargo checked out is not the owner's to fill.
    assert!(
        found[1]
            .2
            .starts_with("state in deny-models.toml which models it takes"),
        "{}",
        found[1].2
    );
    check(&["--strict"]).expect(1);
    project.write("ws/deny-models.toml", "[graph]\nexclude = [\"far\"]\n");
    assert_eq!(missing(&check(&[])).len(), 1);
    // The file is fetched; the other is answered for.
    project.write(
        "ws/deny-models.toml",
        "[[crate]]\nname = \"far\"\nuses = []\n",
    );
    put(&project, "ws/beside/models/beside.onnx", &onnx(""));
    assert_eq!(missing(&check(&[]).expect(0)), []);
}

#[test]
fn a_path_that_a_caller_hands_over_is_followed() {
    let project = Project::new(&[
        ("Cargo.toml", &package("hands", "")),
        (
            "src/lib.rs",
            "const NAME: &str = \"models/b.onnx\";\n\
             fn load(path: &str) { let _ = ort::session::Session::builder().unwrap().commit_from_file(path); }\n\
             struct Loader;\n\
             impl Loader { fn get(&self, path: &str) -> Vec<u8> { std::fs::read(path).unwrap() } }\n\
             pub fn a() { load(\"models/a.onnx\"); }\n\
             pub fn b() { load(NAME); }\n\
             pub fn c() { Loader.get(\"models/c.onnx\"); }\n\
             fn read(name: &str, bytes: &[u8]) {}\n\
             pub fn d(path: &str) { load(path); read(\"model.onnx\", b\"\"); }\n",
        ),
    ]);
    let run = project.run(JSON).expect(0);
    let json = run.json();
    let lines: Vec<(String, u64)> = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| {
            let message = finding["message"].as_str().expect("a message");
            let path = message.split('`').nth(3).expect("a path").to_owned();
            (
                path,
                finding["evidence"][0]["line"].as_u64().expect("a line"),
            )
        })
        .collect();
    let expected = [
        ("models/a.onnx", 5),
        ("models/b.onnx", 6),
        ("models/c.onnx", 7),
    ];
    let expected = expected.map(|(path, line)| (path.to_owned(), line));
    assert_eq!(lines, expected);
}

#[test]
fn a_name_that_a_hub_call_takes_is_no_file_that_is_missing() {
    let project = Project::new(&[
        ("Cargo.toml", &package("hub", "")),
        (
            "src/lib.rs",
            "pub fn load() {\n    let api = hf_hub::api::sync::Api::new().unwrap();\n    \
             let repo = api.model(\"Qwen/Qwen2.5-7B-Instruct\".to_string());\n    \
             let path = repo.get(\"model.safetensors\").unwrap();\n    \
             std::fs::read(path).unwrap();\n    std::fs::read(\"cache/model.safetensors\").unwrap();\n}\n",
        ),
    ]);
    let run = project.run(JSON).expect(0);
    assert_eq!(with_code(&run, "unresolved-pull"), []);
}

#[test]
fn a_member_may_state_a_file_of_its_workspace() {
    let project = workspace_with_models(&[("general.license", "llama3.2")]);
    let entry = |license: &str| {
        format!("[[package.metadata.deny-models.model]]\npath = \"../../models/x.gguf\"\n{license}")
    };
    project.write("crates/j/Cargo.toml", &package("j", &entry("")));
    project.write("crates/j/src/lib.rs", "");
    let run = check(&project, "j").expect(1);
    assert_eq!(
        with_code(&run, "non-osi-model"),
        [("../../models/x.gguf".to_owned(), "llama3.2".to_owned())]
    );
    // It loosens nothing.
    project.write(
        "crates/j/Cargo.toml",
        &package("j", &entry("license = \"MIT\"\n")),
    );
    check(&project, "j").expect(1);
    // Stated, what the code takes is no surprise.
    project.write("crates/a-rel/Cargo.toml", &package("a-rel", &entry("")));
    let run = check(&project, "a-rel").expect(1);
    assert_eq!(with_code(&run, "undeclared-model"), []);
}

#[test]
fn weights_at_the_root_of_a_workspace_are_those_of_the_members_that_take_them() {
    let member = |name: &str| {
        format!(
            "[package]\nname = \"{name}\"\nedition.workspace = true\nlicense.workspace = true\nversion.workspace = true\n"
        )
    };
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n[workspace.package]\nedition = \"2024\"\n\
             license = \"MIT\"\nversion = \"0.2.0\"\n",
        ),
        (
            "models/README.md",
            "---\nlicense: cc-by-nc-4.0\n---\n# models\n",
        ),
        ("crates/seg/Cargo.toml", &member("seg")),
        (
            "crates/seg/src/lib.rs",
            "use candle_core::safetensors::SliceSafetensors;\n\
             const WEIGHTS: &[u8] = include_bytes!(\"../../../models/seg.safetensors\");\n\
             pub fn load() -> SliceSafetensors<'static> { SliceSafetensors::new(WEIGHTS).unwrap() }\n",
        ),
        ("crates/ui/Cargo.toml", &member("ui")),
        (
            "crates/ui/build.rs",
            "fn main() {\n    let out = std::path::PathBuf::from(std::env::var(\"OUT_DIR\").unwrap());\n    \
             println!(\"cargo:rerun-if-changed=../../models/ui.onnx\");\n    \
             std::fs::copy(\"../../models/ui.onnx\", out.join(\"ui.onnx\")).unwrap();\n}\n",
        ),
        (
            "crates/ui/src/lib.rs",
            "pub static M: &[u8] = include_bytes!(concat!(env!(\"OUT_DIR\"), \"/ui.onnx\"));\n",
        ),
    ]);
    put(&project, "models/seg.safetensors", b"\x02\0\0\0\0\0\0\0{}");
    put(&project, "models/ui.onnx", &onnx(""));
    let run = project.run(JSON).expect(1);
    assert_eq!(
        with_code(&run, "non-osi-model"),
        [
            (
                "../../models/seg.safetensors".to_owned(),
                "cc-by-nc-4.0".to_owned()
            ),
            ("../../models/ui.onnx".to_owned(), "cc-by-nc-4.0".to_owned()),
        ]
    );
    assert_eq!(run.json()["stats"]["models"], 2);
}

fn git(directory: &std::path::Path, args: &[&str]) {
    let done = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
        .args(args)
        .current_dir(directory)
        .output()
        .expect("git runs");
    assert!(done.status.success(), "{done:?}");
}

#[test]
fn a_git_dependency_may_take_weights_of_its_checkout() {
    let project = Project::new(&[
        (
            "repo/Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"2\"\n[workspace.package]\nlicense = \"MIT\"\nversion = \"0.4.0\"\n",
        ),
        (
            "repo/crates/vad/Cargo.toml",
            "[package]\nname = \"vad\"\nedition = \"2021\"\nlicense.workspace = true\nversion.workspace = true\n",
        ),
        (
            "repo/crates/vad/src/lib.rs",
            "pub static W: &[u8] = include_bytes!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../../assets/vad.gguf\"));\n",
        ),
        (
            "repo/assets/README.md",
            "---\nlicense: cc-by-nc-4.0\n---\n# Vad\n",
        ),
        (
            "app/src/main.rs",
            "fn main() { println!(\"{}\", vad::W.len()); }\n",
        ),
    ]);
    put(&project, "repo/assets/vad.gguf", &gguf(&[]));
    let repo = project.path("repo");
    git(&repo, &["init", "-q"]);
    git(&repo, &["add", "-A"]);
    git(&repo, &["commit", "-qm", "all"]);
    let dependency = format!(
        "[dependencies]\nvad = {{ git = \"file://{}\" }}\n[workspace]\n",
        repo.display()
    );
    project.write("app/Cargo.toml", &package("app", &dependency));
    let home = project.path("home");
    let mut command = crate::support::command(&project.path("app"), &["check", "--format", "json"]);
    let run = Run::of(command.env("CARGO_HOME", &home)).expect(1);
    assert_eq!(
        with_code(&run, "non-osi-model"),
        [(
            "../../assets/vad.gguf".to_owned(),
            "cc-by-nc-4.0".to_owned()
        )]
    );
    assert_eq!(run.json()["findings"][0]["crate"]["name"], "vad");
}

#[test]
fn what_lies_outside_of_the_workspace_is_not_read_and_unknown() {
    let project = Project::new(&[
        ("app/Cargo.toml", &package("app", "[workspace]\n")),
        (
            "app/src/lib.rs",
            "pub static W: &[u8] = include_bytes!(\"../../models/x.gguf\");\n",
        ),
        ("models/LICENSE", include_str!("../../../LICENSE-MIT")),
    ]);
    put(
        &project,
        "models/x.gguf",
        &gguf(&[("general.license", "mit")]),
    );
    let app = project.path("app");
    let run = run_in(&app, JSON).expect(1);
    assert_eq!(
        with_code(&run, "unknown-license").len(),
        1,
        "{:?}",
        findings(&run)
    );
    // The owner can state it.
    let entry = "[[model]]\npath = \"../models/x.gguf\"\ncrate = \"app\"\nlicense = \"MIT\"\n\
                 reason = \"reviewed\"\nuntil = 2027-06-30\n";
    project.write("app/deny-models.toml", entry);
    run_in(&app, JSON).expect(0);
}

#[test]
fn resources_of_a_tauri_program_are_shipped_by_it() {
    for resources in [
        "[\"../models/*\"]",
        "[\"../models/x.gguf\"]",
        "[\"../models/\"]",
        "{\"../models/x.gguf\": \"x.gguf\"}",
        "[\"../**/*\"]",
    ] {
        let project = Project::new(&[
            (
                "Cargo.toml",
                "[workspace]\nmembers = [\"src-tauri\"]\nresolver = \"3\"\n",
            ),
            ("src-tauri/Cargo.toml", &package("desk", "")),
            ("src-tauri/src/main.rs", "fn main() {}\n"),
            (
                "src-tauri/tauri.conf.json",
                &format!("{{\n  \"bundle\": {{\n    \"resources\": {resources}\n  }}\n}}\n"),
            ),
        ]);
        put(
            &project,
            "models/x.gguf",
            &gguf(&[("general.license", "llama3.2")]),
        );
        let run = project.run(JSON).expect(1);
        assert_eq!(
            with_code(&run, "non-osi-model"),
            [("../models/x.gguf".to_owned(), "llama3.2".to_owned())],
            "{resources}"
        );
        let json = run.json();
        let evidence = &json["findings"][0]["evidence"][0];
        assert_eq!(evidence["file"], "src-tauri/tauri.conf.json");
        assert_eq!(evidence["line"], 3);
    }
}

#[test]
fn a_folder_that_a_dependency_compiles_in_reaches_its_users() {
    let project = Project::new(&[
        (
            "app/Cargo.toml",
            &package(
                "app",
                "[dependencies]\nassets = { path = \"../assets\" }\n[workspace]\n",
            ),
        ),
        ("app/src/main.rs", "fn main() {}\n"),
        ("assets/Cargo.toml", &package("assets", "")),
        (
            "assets/src/lib.rs",
            "#[derive(rust_embed::Embed)]\n#[folder = \"models/\"]\npub struct Models;\n",
        ),
    ]);
    put(
        &project,
        "assets/models/x.gguf",
        &gguf(&[("general.license", "llama3.2")]),
    );
    let run = run_in(&project.path("app"), JSON).expect(1);
    assert_eq!(
        with_code(&run, "non-osi-model"),
        [("models/x.gguf".to_owned(), "llama3.2".to_owned())]
    );
    // Behind a feature that is off it is what the feature would bring.
    project.write(
        "assets/src/lib.rs",
        "#[cfg(feature = \"web\")]\n#[derive(rust_embed::Embed)]\n#[folder = \"models/\"]\npub struct Models;\n",
    );
    project.write(
        "assets/Cargo.toml",
        &package("assets", "[features]\nweb = []\n"),
    );
    let run = run_in(&project.path("app"), JSON).expect(0);
    assert_eq!(with_code(&run, "non-osi-model"), []);
}

#[test]
fn one_file_is_one_finding_however_many_places_take_it() {
    let opens = "#[test] fn opens() {\n    let p = std::path::PathBuf::from(env!(\"CARGO_MANIFEST_DIR\"))\
                 .join(\"models\").join(\"segmentation.onnx\");\n    \
                 let _ = ort::session::Session::builder().unwrap().commit_from_file(p);\n}\n";
    let project = Project::new(&[
        ("Cargo.toml", &package("diarize", "")),
        ("src/lib.rs", "pub fn f() {}\n"),
        ("tests/a.rs", opens),
        ("tests/b.rs", opens),
        ("tests/c.rs", opens),
    ]);
    put(&project, "models/segmentation.onnx", &onnx(""));
    project.write("models/NOTICE", "Made by somebody.");
    let run = project.run(JSON).expect(0);
    let codes: Vec<String> = findings(&run).into_iter().map(|found| found.0).collect();
    assert_eq!(codes, ["undeclared-model"]);
    let evidence = run.json()["findings"][0]["evidence"][0].clone();
    assert_eq!(evidence["file"], "models/segmentation.onnx");
}

#[test]
fn a_file_that_is_only_opened_is_not_shipped() {
    let project = workspace();
    put(&project, "models/x.gguf", &gguf(&[]));
    for (name, ships) in [("g-runtime", false), ("a-rel", true)] {
        let run = check(&project, name).expect(0);
        let codes: Vec<String> = findings(&run).into_iter().map(|found| found.0).collect();
        let unnoticed = codes.contains(&"bundled-without-notice".to_owned());
        assert_eq!(unnoticed, ships, "{name}: {codes:?}");
    }
}

#[test]
fn the_parts_of_a_model_are_one_model() {
    let project = Project::new(&[
        ("Cargo.toml", &package("parts", "")),
        ("src/lib.rs", ""),
        ("w/README.md", "---\nlicense: cc-by-nc-4.0\n---\n"),
    ]);
    for number in 1..=3 {
        put(
            &project,
            &format!("w/m-0000{number}-of-00003.safetensors"),
            b"\x02\0\0\0\0\0\0\0{}",
        );
    }
    let run = project.run(JSON).expect(1);
    assert_eq!(
        with_code(&run, "non-osi-model"),
        [(
            "w/m-00001-of-00003.safetensors".to_owned(),
            "cc-by-nc-4.0".to_owned()
        )]
    );
    assert_eq!(run.json()["stats"]["models"], 1);
    // Every part counts: a header of one that states other terms governs.
    let strict = |license: &str| {
        let text = format!("{{\"__metadata__\":{{\"license\":\"{license}\"}}}}");
        let mut bytes = (text.len() as u64).to_le_bytes().to_vec();
        bytes.extend(text.as_bytes());
        bytes
    };
    std::fs::remove_file(project.path("w/README.md")).expect("removed");
    put(
        &project,
        "w/m-00002-of-00003.safetensors",
        &strict("llama3.2"),
    );
    let run = project.run(JSON).expect(1);
    assert_eq!(
        with_code(&run, "non-osi-model").len(),
        1,
        "{:?}",
        findings(&run)
    );
}

#[test]
fn a_graph_of_the_workspace_without_weights_is_no_model() {
    let project = workspace();
    // One operator, and for the twin an initializer of one float.
    let graph = |more: &[u8]| {
        let graph = [b"\x0a\x10\x0a\x01x\x12\x01y\x22\x08Identity", more].concat();
        let length = u8::try_from(graph.len()).expect("short");
        [b"\x08\x08\x12\x02it\x3a", &[length][..], &graph].concat()
    };
    put(&project, "models/x.gguf", &gguf(&[]));
    for (more, pulls) in [(&b""[..], 0), (b"\x2a\x06\x4a\x04\0\0\x80\x3f", 1)] {
        put(&project, "models/x.onnx", &graph(more));
        let found = with_code(&check(&project, "i-burn"), "undeclared-model");
        assert_eq!(found.len(), pulls, "{found:?}");
    }
}
