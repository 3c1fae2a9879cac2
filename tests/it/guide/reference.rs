//! Pages that are made from the program: the finding codes and the reference of the policy.

use std::fmt::Write as _;
use std::process::Stdio;

use cargo_deny_models::explain::explain;
use deny_models::config::keys::{Keys, MANIFEST, POLICY, Section};
use deny_models::lint::Code;
use deny_models::lock::Lock;

use crate::guide::run::DAY;
use crate::guide::{hold, read};
use crate::support::{Project, Run, command};

pub(crate) const FINDINGS: &str = "docs/findings.md";
const REFERENCE: &str = "docs/policy.md";

const MADE: &str =
    "<!-- Made by `GUIDE=update cargo test --test it guide::`; edits are lost. -->\n";

const PACKAGE: &str = r#"[package]
name = "demo"
version = "0.1.0"
edition = "2024"
license = "MIT"
"#;

const MODEL: &str = "\n[[package.metadata.deny-models.model]]\n";

/// A workspace that gives a finding.
struct Example {
    /// After `[package]`, in Cargo.toml.
    manifest: &'static str,
    /// Further files; those under `hub/` are the hub's cache.
    files: &'static [(&'static str, &'static str)],
    args: &'static [&'static str],
}

const CHECK: &[&str] = &[];

/// `None` where `check` alone does not give the finding.
fn example(code: Code) -> Option<Example> {
    let example = |manifest, files| Example {
        manifest,
        files,
        args: CHECK,
    };
    Some(match code {
        Code::NonOsiModel => example("id = \"HiDream-ai/HiDream-I1-Full\"\n", &[]),
        Code::RelicensedModel => example("id = \"OpenSciLM/Llama-3.1_OpenScholar-8B\"\n", &[]),
        Code::UnknownLicense => example("id = \"acme/encoder\"\n", &[]),
        Code::MalformedArtifact => example(
            "path = \"models/encoder.gguf\"\nlicense = \"Apache-2.0\"\n",
            &[(
                "models/encoder.gguf",
                "version https://git-lfs.github.com/spec/v1\n",
            )],
        ),
        Code::LicenseMismatch => example(
            "id = \"Qwen/Qwen2.5-7B-Instruct\"\nlicense = \"MIT\"\n",
            &[],
        ),
        Code::LicenseDrift => return None,
        Code::ExpiredException => example(
            "id = \"meta-llama/Llama-3.1-8B-Instruct\"\n",
            &[(
                "deny-models.toml",
                "[[exception]]\nmodel = \"meta-llama/Llama-3.1-8B-Instruct\"\nreason = \"internal tool, not published\"\nuntil = 2026-06-30\n",
            )],
        ),
        Code::SuspectLineage => Example {
            manifest: "id = \"acme/quiet\"\nlicense = \"MIT\"\n",
            files: &[
                (
                    "hub/models--acme--quiet/refs/main",
                    "0123456789abcdef0123456789abcdef01234567",
                ),
                (
                    "hub/models--acme--quiet/snapshots/0123456789abcdef0123456789abcdef01234567/config.json",
                    "{\"_name_or_path\": \"meta-llama/Llama-3.1-8B\", \"model_type\": \"llama\"}\n",
                ),
            ],
            args: &["--hub-cache"],
        },
        Code::FeatureGatedModel => example(
            "id = \"meta-llama/Llama-3.1-8B-Instruct\"\nfeature = \"llm\"\n\n[features]\nllm = []\n",
            &[],
        ),
        Code::OfferedModel => Example {
            manifest: "id = \"Qwen/Qwen2.5-7B-Instruct\"\n\n[dependencies]\nchoice = { path = \"choice\" }\n",
            files: &[
                (
                    "choice/Cargo.toml",
                    "[package]\nname = \"choice\"\nversion = \"1.0.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n[[package.metadata.deny-models.model]]\nid = \"meta-llama/Llama-3.1-8B-Instruct\"\nhow = \"offered\"\n",
                ),
                ("choice/src/lib.rs", ""),
            ],
            args: &["-p", "demo"],
        },
        Code::CopyleftModel => {
            example("id = \"acme/detector\"\nlicense = \"AGPL-3.0-only\"\n", &[])
        }
        Code::UndeclaredModel => example("", &[("src/lib.rs", CALL)]),
        Code::UnresolvedPull => example("", &[("src/lib.rs", BLIND)]),
        Code::StaleLock => example(
            "id = \"Qwen/Qwen2.5-7B-Instruct\"\n",
            &[("deny-models.lock", "")],
        ),
        Code::BundledWithoutNotice => example(
            "path = \"models/tiny.safetensors\"\nlicense = \"Apache-2.0\"\n",
            &[
                (
                    "src/lib.rs",
                    "pub static TINY: &[u8] = include_bytes!(\"../models/tiny.safetensors\");\n",
                ),
                ("models/tiny.safetensors", "\u{2}\0\0\0\0\0\0\0{}"),
            ],
        ),
        Code::CrateWithoutLicense => example("no licence", &[]),
        Code::UnusedException => example(
            "id = \"Qwen/Qwen2.5-7B-Instruct\"\n",
            &[(
                "deny-models.toml",
                "[[exception]]\nmodel = \"meta-llama/Llama-3.1-8B-Instruct\"\nreason = \"internal tool, not published\"\nuntil = 2027-06-30\n",
            )],
        ),
        Code::UnusedEntry => example(
            "id = \"Qwen/Qwen2.5-7B-Instruct\"\n",
            &[(
                "deny-models.toml",
                "[[crate]]\nname = \"fastembed\"\nuses = [\"Xenova/bge-small-en-v1.5\"]\n",
            )],
        ),
        Code::UnpinnedModel => Example {
            manifest: "id = \"Qwen/Qwen2.5-7B-Instruct\"\n",
            files: &[],
            args: &["-W", "unpinned-model"],
        },
    })
}

const CALL: &str = r#"pub fn load() {
    let api = hf_hub::api::sync::Api::new().unwrap();
    let weights = api.model("Qwen/Qwen2.5-7B-Instruct".to_owned()).get("model.safetensors");
}
"#;

const BLIND: &str = r#"pub fn load() {
    let api = hf_hub::api::sync::Api::new().unwrap();
    let model = std::env::var("MODEL").unwrap();
    let weights = api.model(model).get("model.safetensors");
}
"#;

/// The files of an example as they are shown, and what the program prints.
fn run(code: Code, example: &Example) -> String {
    let manifest = match example.manifest {
        "no licence" => PACKAGE.replace("license = \"MIT\"\n", ""),
        "" => PACKAGE.to_owned(),
        model => format!("{PACKAGE}{MODEL}{model}"),
    };
    let project = Project::new(&[("Cargo.toml", &manifest), ("src/lib.rs", "")]);
    let mut shown = format!("`Cargo.toml`:\n\n```toml\n{manifest}```\n");
    for (path, text) in example.files {
        let text = match *path {
            "deny-models.lock" => Lock::default().render(),
            _ => (*text).to_owned(),
        };
        project.write(path, &text);
        let language = match path.rsplit_once('.').map(|(_, ext)| ext) {
            Some("toml" | "lock") => "toml",
            Some("rs") => "rust,ignore",
            Some("json") => "json",
            _ => "text",
        };
        let is_text = !text.is_empty() && !text.contains('\0');
        if is_text && !path.ends_with("refs/main") {
            let path = path.replace("0123456789abcdef0123456789abcdef01234567", "0123...");
            let _ = write!(shown, "\n`{path}`:\n\n```{language}\n{text}```\n");
        }
    }
    let ran = Run::of(
        command(&project.path(""), &[&["check"][..], example.args].concat())
            .env("SOURCE_DATE_EPOCH", DAY)
            .env("HF_HUB_CACHE", project.path("hub"))
            .stdin(Stdio::null()),
    );
    assert!(ran.stdout.is_empty(), "{code}: {}", ran.stdout);
    assert!(
        ran.stderr.contains(&format!("[{code}")) || ran.stderr.contains(&format!(", {code}]")),
        "{code} is not found:\n{}",
        ran.stderr
    );
    let args = [&["cargo deny-models"], example.args].concat().join(" ");
    let printed: Vec<&str> = ran.stderr.lines().map(str::trim_end).collect();
    let _ = write!(
        shown,
        "\n```console\n$ {args}\n{}\n$ echo $?\n{}\n```\n",
        printed.join("\n"),
        ran.code
    );
    shown
}

#[test]
fn the_page_of_findings_is_fresh_and_every_example_gives_its_finding() {
    let mut page = format!(
        "# Findings\n\n{MADE}\n\
         Every finding has a code. `[lints]` in `deny-models.toml`, and the flags `-A`, `-W` and `-D`, set its level;\n\
         `cargo deny-models explain CODE` prints what this page says of it. The examples are run by a test, on\n\
         25 November 2026.\n\n| code | default level |\n| --- | --- |\n"
    );
    for code in Code::ALL {
        let _ = writeln!(
            page,
            "| [`{code}`](#{code}) | {} |",
            code.default_severity()
        );
    }
    for code in Code::ALL {
        let text = explain(*code);
        let (head, body) = text.split_once("\n\n").expect("a head");
        let level = head
            .split_once('(')
            .map_or("", |(_, level)| level.trim_end_matches(')'));
        let _ = write!(
            page,
            "\n## {code}\n\n*{}{}*\n\n{body}",
            level[..1].to_uppercase(),
            &level[1..]
        );
        if let Some(example) = example(*code) {
            let _ = write!(page, "\n### Example of {code}\n\n{}", run(*code, &example));
        }
    }
    hold(FINDINGS, &page);
}

#[test]
fn the_reference_of_the_policy_is_fresh() {
    let mut page = format!(
        "# Reference of the policy and the manifest\n\n{MADE}\n\
         Two files in TOML are read: `deny-models.toml`, the policy of a workspace, and the table\n\
         `[package.metadata.deny-models]` in any Cargo.toml, the manifest of a crate's models. Keys in **bold** have to be\n\
         there. What is wrong in either is told with its place, every mistake at once, and ends the run with exit code 2.\n"
    );
    page.push_str("\n## The policy\n");
    for section in POLICY {
        describe(section, &mut page);
    }
    page.push_str("\n## The manifest\n");
    for section in MANIFEST {
        describe(section, &mut page);
    }
    hold(REFERENCE, &page);
}

fn describe(section: &Section, page: &mut String) {
    let _ = write!(page, "\n### `{}`\n\n{}\n\n", section.name, section.about);
    match section.keys {
        Keys::Codes | Keys::Ways => {
            let names: Vec<String> = section
                .key_names()
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let _ = writeln!(page, "Keys: {}.", names.join(", "));
        }
        Keys::Named(keys) => {
            page.push_str("| key | value | without it | says |\n| --- | --- | --- | --- |\n");
            for key in keys {
                let name = if key.required {
                    format!("**`{}`**", key.name)
                } else {
                    format!("`{}`", key.name)
                };
                let _ = writeln!(
                    page,
                    "| {name} | {} | {} | {} |",
                    key.value.words(),
                    key.default,
                    key.about
                );
            }
            let inner: Vec<String> = keys
                .iter()
                .filter(|key| key.example != "{}" && key.example != "[]")
                .filter(|key| {
                    section.name != "[[package.metadata.deny-models.model]]"
                        || !["url", "path"].contains(&key.name)
                })
                .map(|key| format!("{} = {}\n", key.name, key.example))
                .collect();
            if section.name.starts_with('[') && !inner.is_empty() {
                let features = if section.name.contains("metadata") {
                    "[features]\nllm = []\n\n"
                } else {
                    ""
                };
                let _ = write!(
                    page,
                    "\n```toml\n{features}{}\n{}```\n",
                    section.name,
                    inner.concat()
                );
            }
        }
    }
}

#[test]
fn the_readme_has_every_code_with_its_level() {
    let readme = read("README.md");
    for code in Code::ALL {
        let row = readme
            .lines()
            .find(|line| line.starts_with('|') && line.contains(&format!("`{code}`")))
            .unwrap_or_else(|| panic!("no row for {code}"));
        let level = row.split('|').nth(2).expect("a second column").trim();
        assert_eq!(level, code.default_severity().as_str(), "{code}");
    }
}
