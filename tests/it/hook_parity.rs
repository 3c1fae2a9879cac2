//! The hook and `check` give the same findings for the same package, target and features, given a fresh lock.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use crate::hub::FakeHub;
use crate::reach::write_clients;
use crate::support::{Run, command, example, share_rustc_info};
use cargo_deny_models::graph::host_triple;
use deny_models::Severity;
use deny_models::hook::{Check, Judgement};
use serde_json::Value;
use tempfile::TempDir;

/// A copy of an example with a fresh lock.
pub(crate) struct Locked {
    directory: TempDir,
    hub: FakeHub,
}

impl Locked {
    fn new(name: &str) -> Self {
        crate::hook_worlds::begin();
        let directory = tempfile::tempdir().expect("a directory");
        copy(&example(name), directory.path());
        // The example of the hook names this package by a path that leads out of the copy.
        let manifest = directory.path().join("Cargo.toml");
        let text = fs::read_to_string(&manifest).expect("a manifest");
        let here = env!("CARGO_MANIFEST_DIR").replace('\\', "/");
        fs::write(
            &manifest,
            text.replace("path = \"../../", &format!("path = \"{here}/")),
        )
        .expect("written");
        let locked = Self {
            directory,
            hub: FakeHub::start(),
        };
        locked.lock();
        locked
    }

    /// A package with this manifest and an empty library, without a lock.
    pub(crate) fn of(manifest: &str, hub: FakeHub) -> Self {
        crate::hook_worlds::begin();
        let directory = tempfile::tempdir().expect("a directory");
        let locked = Self { directory, hub };
        locked.write("Cargo.toml", manifest.as_bytes());
        locked.write("src/lib.rs", b"");
        let mut lockfile = Command::new(env!("CARGO"));
        lockfile.args(["generate-lockfile", "--offline"]);
        output(lockfile.current_dir(locked.path()));
        locked
    }

    /// A workspace of these files, with the crates that stand in for clients of the hub, and a fresh lock.
    pub(crate) fn workspace(files: &[(&str, &str)]) -> Self {
        let locked = Self {
            directory: tempfile::tempdir().expect("a directory"),
            hub: FakeHub::start(),
        };
        for (path, text) in files {
            locked.write(path, text.as_bytes());
        }
        write_clients(locked.path());
        locked.resolve();
        locked.lock();
        locked
    }

    /// Writes Cargo.lock anew.
    pub(crate) fn resolve(&self) {
        let mut lockfile = Command::new(env!("CARGO"));
        lockfile.args(["generate-lockfile", "--offline"]);
        output(lockfile.current_dir(self.path()));
    }

    /// A package with weights, two of them named by its manifest.
    fn bundling(files: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let locked = Self {
            directory,
            hub: FakeHub::start(),
        };
        let manifest = "[package]\nname = \"bundle\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n\
                        [workspace]\n\n\
                        [[package.metadata.deny-models.model]]\npath = \"named/licensed.mlmodel\"\nhow = \"bundled\"\n\n\
                        [[package.metadata.deny-models.model]]\npath = \"named/license-twice.onnx\"\nhow = \"bundled\"\n\
                        license = \"MIT\"\n";
        locked.write("Cargo.toml", manifest.as_bytes());
        locked.write("src/lib.rs", b"");
        locked.take("named/licensed.mlmodel", "coreml/licensed.mlmodel");
        locked.take("named/license-twice.onnx", "hostile/license-twice.onnx");
        for (to, from) in files {
            locked.take(to, from);
        }
        let mut lockfile = Command::new(env!("CARGO"));
        lockfile.args(["generate-lockfile", "--offline"]);
        output(lockfile.current_dir(locked.path()));
        locked.lock();
        locked
    }

    pub(crate) fn write(&self, path: &str, bytes: &[u8]) {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
        fs::write(path, bytes).expect("written");
    }

    /// Puts a fixture into the package.
    fn take(&self, to: &str, fixture: &str) {
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
        self.write(to, &fs::read(fixtures.join(fixture)).expect("a fixture"));
    }

    pub(crate) fn lock(&self) {
        let mut lock = command(self.path(), &["lock"]);
        self.hub.lend(&mut lock);
        Run::of(&mut lock).expect(0);
    }

    pub(crate) fn path(&self) -> &Path {
        self.directory.path()
    }

    pub(crate) fn hub(&self) -> &FakeHub {
        &self.hub
    }

    #[track_caller]
    pub(crate) fn agree(&self, member: &str, flags: &[&str], policy: Option<&str>) -> Vec<String> {
        let mut args = vec![
            "check",
            "-p",
            member,
            "--target",
            host(),
            "--format",
            "json",
        ];
        args.extend(flags);
        let policy = policy.map(|text| {
            let path = self.path().join("other-policy.toml");
            fs::write(&path, text).expect("written");
            path.to_str().expect("UTF-8").to_owned()
        });
        if let Some(policy) = &policy {
            args.extend(["--policy", policy]);
        }
        let mut by_check = of_check(&Run::of(&mut command(self.path(), &args)));
        let hook = self.hook(member, flags, policy.as_deref());
        assert_eq!(hook.skipped(), None);
        let mut by_hook = of_hook(&hook);
        let lock = fs::read_to_string(self.path().join("deny-models.lock")).expect("a lock");
        if lock.contains("\nstops = [") {
            // Models that nothing takes are named then, and what other builds take counts with what cannot be read: an
            // exception may be for that.
            let is_unused = |line: &str| line.starts_with("unused-exception:");
            by_check.retain(|line| !(line.starts_with("named-model:") || is_unused(line)));
            by_hook.retain(|line| {
                let is_more = line.starts_with("feature-gated-model:warn:");
                by_check.contains(line) || !(is_more || is_unused(line))
            });
        }
        assert_eq!(
            by_hook,
            by_check,
            "{member} {flags:?}\n{}",
            hook.instructions()
        );
        assert_eq!(hook.not_checked(), [""; 0], "{member} {flags:?}");
        assert_eq!(
            hook.fails(),
            by_check.iter().any(|line| line.contains(":deny:"))
        );
        by_check
    }

    pub(crate) fn hook(&self, member: &str, flags: &[&str], policy: Option<&str>) -> Judgement {
        let out = self.path().join("out");
        // With a place for it, the cargo that the hook runs keeps what rustc reports.
        fs::create_dir_all(out.join("deny-models-tree")).expect("a directory");
        let mut variables = package_variables(self.path(), member);
        variables.extend_from_slice(&TARGET_VARIABLES);
        variables.push((
            "CARGO_CFG_FEATURE".to_owned(),
            features(self.path(), member, flags),
        ));
        variables.push((
            "OUT_DIR".to_owned(),
            out.to_str().expect("UTF-8").to_owned(),
        ));
        variables.push(("CARGO".to_owned(), env!("CARGO").to_owned()));
        for name in ["HOME", "CARGO_HOME"] {
            variables.extend(
                std::env::var(name)
                    .ok()
                    .map(|value| (name.to_owned(), value)),
            );
        }
        variables.extend(policy.map(|path| ("DENY_MODELS_POLICY".to_owned(), path.to_owned())));
        Check::new().environment(variables).judge()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a directory");
    for entry in fs::read_dir(from).expect("a directory").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            if entry.file_name() != "target" {
                copy(&entry.path(), &to);
            }
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("UTF-8")
}

pub(crate) fn host() -> &'static str {
    static HOST: LazyLock<String> = LazyLock::new(|| host_triple().expect("a host"));
    &HOST
}

/// What cargo sets for a build script, as rustc has it.
static TARGET_VARIABLES: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let mut variables: Vec<(String, String)> = Vec::new();
    for line in output(Command::new("rustc").args(["--print", "cfg"])).lines() {
        let (key, value) = line.split_once('=').unwrap_or((line, ""));
        let name = format!("CARGO_CFG_{}", key.to_uppercase());
        let value = value.trim_matches('"');
        match variables.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => {
                values.push(',');
                values.push_str(value);
            }
            None => variables.push((name, value.to_owned())),
        }
    }
    variables.push(("TARGET".to_owned(), host().to_owned()));
    variables
});

fn package_variables(directory: &Path, member: &str) -> Vec<(String, String)> {
    let mut metadata = Command::new(env!("CARGO"));
    share_rustc_info(&mut metadata);
    metadata.args(["metadata", "--no-deps", "--format-version", "1"]);
    let metadata: Value =
        serde_json::from_str(&output(metadata.current_dir(directory))).expect("JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages
        .iter()
        .find(|package| package["name"] == member)
        .expect("the member");
    let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    let manifest = PathBuf::from(text("manifest_path"));
    let directory = manifest.parent().expect("a directory");
    vec![
        ("CARGO_PKG_NAME".to_owned(), member.to_owned()),
        ("CARGO_PKG_VERSION".to_owned(), text("version")),
        ("CARGO_PKG_LICENSE".to_owned(), text("license")),
        ("CARGO_PKG_LICENSE_FILE".to_owned(), text("license_file")),
        (
            "CARGO_MANIFEST_DIR".to_owned(),
            directory.to_str().expect("UTF-8").to_owned(),
        ),
    ]
}

/// The features that are on, by cargo's word.
fn features(directory: &Path, member: &str, flags: &[&str]) -> String {
    let mut tree = Command::new(env!("CARGO"));
    share_rustc_info(&mut tree);
    tree.args(["tree", "-p", member, "--offline"]);
    tree.args(["--prefix", "depth", "--format", " {f}"]);
    let printed = output(tree.args(flags).current_dir(directory));
    let first = printed.lines().next().expect("the package");
    first.trim_start_matches('0').trim().to_owned()
}

pub(crate) fn of_check(run: &Run) -> Vec<String> {
    let report = run.json();
    let findings = report["findings"].as_array().expect("findings");
    let line = |finding: &Value| {
        let word = |key: &str| finding[key].as_str().unwrap_or("-").to_owned();
        format!("{}:{}:{}", word("code"), word("severity"), word("model"))
    };
    let reported = findings
        .iter()
        .filter(|finding| finding["severity"] != "note");
    sorted(reported.map(line))
}

pub(crate) fn of_hook(hook: &Judgement) -> Vec<String> {
    let reported = hook
        .findings()
        .filter(|finding| finding.severity() > Severity::Note);
    sorted(reported.map(|finding| {
        let model = finding.model().unwrap_or("-");
        let severity = match finding.severity() {
            Severity::Warn => "warn",
            Severity::Deny => "deny",
            other => panic!("{other:?}"),
        };
        format!("{}:{severity}:{model}", finding.code())
    }))
}

fn sorted(lines: impl Iterator<Item = String>) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

pub(crate) const FLAGS: [&[&str]; 3] = [&[], &["--no-default-features"], &["--all-features"]];

#[test]
fn on_the_founding_case_and_its_proposed_way_out() {
    for name in ["hidream", "openscholar", "build-hook"] {
        let locked = Locked::new(name);
        for flags in FLAGS {
            let lines = locked.agree(name, flags, None);
            assert!(
                lines
                    .iter()
                    .any(|line| line.starts_with("non-osi-model:deny:")),
                "{name}: {lines:?}"
            );
        }
    }
}

#[test]
fn on_the_ways_out() {
    let locked = Locked::new("hidream-free");
    for flags in FLAGS {
        locked.agree("hidream-free", flags, None);
    }
    for feature in ["qwen", "mistral", "open-llama"] {
        locked.agree(
            "hidream-free",
            &["--no-default-features", "--features", feature],
            None,
        );
    }
    // A table of facts that the policy names counts for both.
    let table = "[[model]]\nid = \"Qwen/Qwen2.5-7B-Instruct\"\nlicense = \"CC-BY-NC-4.0\"\nsource = \"test\"\n";
    fs::write(locked.path().join("facts.toml"), table).expect("written");
    let policy = format!(
        "[policy]\nfacts = [{{ path = \"facts.toml\", sha256 = \"{}\" }}]\n",
        deny_models::digest::sha256(table.as_bytes())
    );
    let qwen = ["--no-default-features", "--features", "qwen"];
    let lines = locked.agree("hidream-free", &qwen, Some(&policy));
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("non-osi-model:deny:")),
        "{lines:?}"
    );
    let policy = locked.path().join("other-policy.toml");
    let hook = locked.hook("hidream-free", &qwen, policy.to_str());
    assert!(
        hook.instructions().contains("facts.toml"),
        "{}",
        hook.instructions()
    );
}

#[test]
fn on_every_member_of_the_workspace() {
    let locked = Locked::new("workspace");
    let mut verdicts = BTreeSet::new();
    for member in ["cli", "notes", "models", "server"] {
        for flags in FLAGS {
            for line in locked.agree(member, flags, None) {
                verdicts.insert(format!("{member} {line}"));
            }
        }
    }
    let verdicts: Vec<String> = verdicts.into_iter().collect();
    insta::assert_snapshot!(verdicts.join("\n"));
}

#[test]
fn on_a_real_graph_with_and_without_its_policy() {
    let locked = Locked::new("search-app");
    assert_eq!(locked.agree("search-app", &[], None), [""; 0]);
    let bare = locked.agree("search-app", &[], Some(""));
    assert!(
        bare.iter()
            .any(|line| line.starts_with("non-osi-model:deny:")),
        "{bare:?}"
    );
}

const WEIGHTS: [(&str, &str); 11] = [
    ("models/converted.gguf", "gguf/converted-license-list.gguf"),
    ("models/finetune.gguf", "gguf/finetune-licensed.gguf"),
    ("models/merge.gguf", "gguf/merge-other-license.gguf"),
    ("models/silent.gguf", "gguf/no-license.gguf"),
    ("models/keys.onnx", "onnx/standard-keys.onnx"),
    ("models/exported.onnx", "onnx/exporter-license-key.onnx"),
    (
        "models/lora.safetensors",
        "safetensors/kohya-lora.safetensors",
    ),
    (
        "models/spec.safetensors",
        "safetensors/modelspec-license.safetensors",
    ),
    ("models/cut.gguf", "hostile/truncated.gguf"),
    ("models/licensed.tflite", "tflite/licensed.tflite"),
    ("carded/silent.gguf", "gguf/no-license.gguf"),
];

#[test]
fn on_weights_in_the_package() {
    let locked = Locked::bundling(&WEIGHTS);
    locked.write(
        "carded/README.md",
        b"---\nlicense: cc-by-nc-4.0\n---\n# Silent\n",
    );
    let mpl = "Mozilla Public License Version 2.0\n";
    locked.write("texts/LICENSE", mpl.repeat(20).as_bytes());
    locked.take("texts/silent.gguf", "gguf/no-license.gguf");
    locked.lock();
    let lines = locked.agree("bundle", &[], None);
    let quiet = "[lints]\nundeclared-model = \"allow\"\nbundled-without-notice = \"deny\"\n";
    let others = locked.agree("bundle", &[], Some(quiet));
    insta::assert_snapshot!(format!("{}\n---\n{}", lines.join("\n"), others.join("\n")));
}

#[test]
fn on_weights_that_changed_after_they_were_locked() {
    let locked = Locked::bundling(&WEIGHTS);
    let before = locked.agree("bundle", &[], None);
    locked.take("models/silent.gguf", "gguf/merge-other-license.gguf");
    locked.take("models/merge.gguf", "hostile/truncated.gguf");
    locked.take("models/cut.gguf", "gguf/finetune-licensed.gguf");
    locked.write(
        "models/LICENSE",
        "All rights reserved. ".repeat(20).as_bytes(),
    );
    let after = locked.agree("bundle", &[], None);
    assert_ne!(before, after);
    let damaged = |lines: &[String]| {
        let damaged = lines.iter().filter(|line| line.contains("malformed"));
        damaged.count()
    };
    assert_eq!((damaged(&before), damaged(&after)), (1, 1));
    // Its own licence is that of the manifest as it is now, not as it was locked.
    let manifest = fs::read_to_string(locked.path().join("Cargo.toml")).expect("a manifest");
    let other = manifest.replacen("license = \"MIT\"", "license = \"LicenseRef-mine\"", 1);
    locked.write("Cargo.toml", other.as_bytes());
    locked.agree("bundle", &[], None);
}

#[test]
fn weights_that_nobody_named_are_no_pass() {
    let locked = Locked::bundling(&WEIGHTS[..1]);
    locked.take("models/new.gguf", "gguf/finetune-licensed.gguf");
    locked.take("target/built.gguf", "gguf/finetune-licensed.gguf");
    locked.take("nested/x.gguf", "gguf/finetune-licensed.gguf");
    locked.write("nested/Cargo.toml", b"[package]\nname = \"n\"\n");
    fs::remove_file(locked.path().join("models/converted.gguf")).expect("removed");
    let hook = locked.hook("bundle", &[], None);
    assert_eq!(
        hook.not_checked(),
        [
            "[stale-lock] not checked: `models/new.gguf`, weights that neither the manifest nor deny-models.lock names; \
             run `cargo deny-models lock` and commit what it writes",
            "[stale-lock] not checked: `models/converted.gguf`, which the manifest or deny-models.lock names and which is \
             not there; run `cargo deny-models lock` and commit what it writes",
        ]
    );
    locked.lock();
    locked.agree("bundle", &[], None);
}

#[test]
fn on_code_that_cannot_be_read_and_weights_that_are_not_there() {
    let main = "#[cfg(feature = \"odd\")]\nmod odd;\nfn main() { std::fs::File::open(\"models/gone.onnx\").unwrap(); }\n";
    let locked = Locked::workspace(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"shop\"]\nexclude = [\"clients\"]\n",
        ),
        (
            "shop/Cargo.toml",
            &crate::support::mit_manifest(
                "shop",
                "\n[features]\nodd = []\n\n[dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n",
            ),
        ),
        ("shop/src/main.rs", main),
        ("shop/src/odd.rs", "this is no Rust"),
    ]);
    for flags in FLAGS {
        let lines = locked.agree("shop", flags, None);
        assert!(
            lines.contains(&"unresolved-pull:warn:-".to_owned()),
            "{lines:?}"
        );
        let is_odd = flags.contains(&"--all-features");
        let stop = lines.contains(&"incomplete-analysis:deny:-".to_owned());
        assert!(stop || !is_odd, "{flags:?} {lines:?}");
    }
    // An entry for the file answers for both, whatever the lock has.
    let policy = "[[model]]\npath = \"models/gone.onnx\"\ncrate = \"shop\"\nlicense = \"MIT\"\n";
    let lines = locked.agree("shop", &[], Some(policy));
    assert!(
        !lines.contains(&"unresolved-pull:warn:-".to_owned()),
        "{lines:?}"
    );
    // So does the file, which is then one that the lock does not know.
    locked.take("shop/models/gone.onnx", "onnx/standard-keys.onnx");
    let hook = locked.hook("shop", &[], None);
    let found = of_hook(&hook);
    assert!(
        !found.contains(&"unresolved-pull:warn:-".to_owned()),
        "{found:?}"
    );
    let unchecked = hook.not_checked().join("\n");
    assert!(unchecked.contains("models/gone.onnx"), "{unchecked}");
    // Of a block that does not fit, the stops count still.
    locked.write("shop/src/main.rs", format!("{main}// edited\n").as_bytes());
    let found = of_hook(&locked.hook("shop", &["--all-features"], None));
    assert!(
        found.contains(&"incomplete-analysis:deny:-".to_owned()),
        "{found:?}"
    );
}

/// What a library takes counts where its code cannot be read, unless an entry of the policy answers for it.
#[test]
fn on_a_dependency_that_cannot_be_read_and_an_entry_for_it() {
    let depends = |name: &str| {
        let on = format!("\n[dependencies]\n{name} = {{ path = \"../{name}\" }}\n");
        on.replace("../hf-hub", "../clients/hf-hub")
    };
    let take = crate::support::hub_call("google/gemma-2-9b-it");
    let locked = Locked::workspace(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"shop\"]\nexclude = [\"clients\", \"depot\"]\n",
        ),
        (
            "shop/Cargo.toml",
            &crate::support::mit_manifest("shop", &depends("depot")),
        ),
        ("shop/src/main.rs", "fn main() { depot::small(); }\n"),
        (
            "depot/Cargo.toml",
            &crate::support::mit_manifest("depot", &depends("hf-hub")),
        ),
        (
            "depot/src/lib.rs",
            &format!("mod unread;\npub fn small() {{}}\npub fn large() {{\n{take}}}\n"),
        ),
        ("depot/src/unread.rs", "this is no Rust"),
    ]);
    let lines = locked.agree("shop", &[], None);
    let taken = "non-osi-model:deny:google/gemma-2-9b-it".to_owned();
    assert!(lines.contains(&taken), "{lines:?}");
    let policy = "[[crate]]\nname = \"depot\"\nuses = []\n";
    assert_eq!(locked.agree("shop", &[], Some(policy)), [""; 0]);
}
