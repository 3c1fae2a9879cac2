//! Workspaces made by tests, and runs of the built binary in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use deny_models::date::Date;
use deny_models::model::tables;
use serde_json::Value;
use tempfile::TempDir;

/// A directory of files that goes away with the test.
pub(crate) struct Project {
    dir: TempDir,
}

impl Project {
    pub(crate) fn new(files: &[(&str, &str)]) -> Self {
        let project = Self {
            dir: tempfile::tempdir().expect("a temporary directory"),
        };
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    /// One crate with this Cargo.toml and an empty library.
    pub(crate) fn package(manifest: &str) -> Self {
        Self::new(&[("Cargo.toml", manifest), ("src/lib.rs", "")])
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, text).expect("a file");
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        run_in(self.dir.path(), args)
    }

    pub(crate) fn run_on(&self, day: &str, args: &[&str]) -> Run {
        Run::of(command(self.dir.path(), args).env("SOURCE_DATE_EPOCH", epoch(day)))
    }
}

/// Seconds of noon of a day.
pub(crate) fn epoch(day: &str) -> String {
    let day = Date::parse(day).expect("a day");
    (day.days() * 86_400 + 43_200).to_string()
}

/// A library that offers two models and takes the open one by default.
pub(crate) const OFFERS: &str = r#"
pub enum EmbeddingModel { Small, Large }
impl Default for EmbeddingModel { fn default() -> Self { Self::Small } }
impl EmbeddingModel {
    fn id(&self) -> &'static str {
        match self {
            EmbeddingModel::Small => "BAAI/bge-small-en-v1.5",
            EmbeddingModel::Large => "jinaai/jina-embeddings-v3",
        }
    }
}
pub struct Embedding;
impl Embedding {
    pub fn new(model: EmbeddingModel) -> Self {
        let api = hf_hub::api::sync::Api::new().unwrap();
        api.model(model.id().to_string()).get("model.onnx").unwrap();
        Self
    }
}
"#;

/// The manifest of a crate under MIT.
pub(crate) fn mit_manifest(name: &str, rest: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n{rest}"
    )
}

/// A crate under MIT that pulls one model.
pub(crate) fn mit_crate(model: &str) -> String {
    mit_manifest(
        "demo",
        &format!("\n[[package.metadata.deny-models.model]]\n{model}\n"),
    )
}

/// A statement that fetches a model from the hub.
pub(crate) fn hub_call(model: &str) -> String {
    format!(
        "    hf_hub::api::sync::Api::new().unwrap().model(\"{model}\".to_string()).get(\"model.safetensors\").unwrap();\n"
    )
}

/// A function that fetches models.
pub(crate) fn hub_calls(models: &[&str]) -> String {
    let calls: String = models.iter().map(|model| hub_call(model)).collect();
    format!("pub fn go() {{\n{calls}}}\n")
}

pub(crate) fn run_in(directory: &Path, args: &[&str]) -> Run {
    Run::of(&mut command(directory, args))
}

pub(crate) fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name)
}

/// The built binary, apart from the user's caches: what runs of other versions found must not answer for this one.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"));
    command.env("CARGO_DENY_MODELS_CACHE", env!("CARGO_TARGET_TMPDIR"));
    command.env(
        "HF_HUB_CACHE",
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("no-hub-cache"),
    );
    share_rustc_info(&mut command);
    command
}

/// Lets the cargo that a command is or runs keep what rustc reports of itself, for all tests together. A workspace that
/// was never built has no place for it, and cargo then starts rustc twice a run, at twice the time of `cargo tree`.
pub(crate) fn share_rustc_info(command: &mut Command) {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-directory");
    fs::create_dir_all(&directory).expect("a directory");
    command.env("CARGO_BUILD_BUILD_DIR", directory);
}

/// Runs an ignored test of this binary in a process of its own, where the environment can differ.
///
/// `test` is a path such as `graph_api::with_flags`.
pub(crate) fn run_alone(test: &str, change: impl FnOnce(&mut Command)) {
    let mut child = Command::new(std::env::current_exe().expect("a path"));
    child.args(["--exact", test, "--ignored", "--nocapture"]);
    change(&mut child);
    let run = Run::of(&mut child).expect(0);
    assert!(
        run.stdout.contains("1 passed"),
        "no {test}:\n{}",
        run.stdout
    );
}

pub(crate) fn command(directory: &Path, args: &[&str]) -> Command {
    let mut command = program();
    command.arg("deny-models").args(args).current_dir(directory);
    for variable in [
        "CARGO_TERM_COLOR",
        "SOURCE_DATE_EPOCH",
        "CARGO_TARGET_DIR",
        "RUSTFLAGS",
    ] {
        command.env_remove(variable);
    }
    command
}

/// A text without the digest of the tables, which differs whenever a fact is added. That reports print the right one,
/// `tests/it/old_facts.rs` tests.
pub(crate) fn without_digest(text: &str) -> String {
    let digest = tables().digest;
    let same = "0123456789ab";
    text.replace(digest, &same.repeat(6)[..64])
        .replace(&digest[..12], same)
}

/// What a run printed and how it ended.
pub(crate) struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().expect("the binary runs");
        Self {
            code: status.code().expect("no signal"),
            stdout: without_digest(&String::from_utf8(stdout).expect("UTF-8")),
            stderr: without_digest(&String::from_utf8(stderr).expect("UTF-8")),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|error| panic!("{error}\n{}\n{}", self.stdout, self.stderr))
    }

    /// The codes of the findings, each as `code:severity:member`.
    pub(crate) fn codes(&self) -> Vec<String> {
        let findings = self.json()["findings"]
            .as_array()
            .expect("findings")
            .clone();
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        findings
            .iter()
            .map(|finding| {
                format!(
                    "{}:{}:{}",
                    word(&finding["code"]),
                    word(&finding["severity"]),
                    word(&finding["member"]["name"])
                )
            })
            .collect()
    }

    #[track_caller]
    pub(crate) fn expect(self, code: i32) -> Self {
        assert_eq!(
            self.code, code,
            "stdout:\n{}\nstderr:\n{}",
            self.stdout, self.stderr
        );
        self
    }

    /// Fails unless stderr has every one of these texts.
    #[track_caller]
    pub(crate) fn prints(self, texts: &[&str]) -> Self {
        for text in texts {
            assert!(
                self.stderr.contains(text),
                "no {text:?} in:\n{}",
                self.stderr
            );
        }
        self
    }
}
