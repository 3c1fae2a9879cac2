//! What makes no difference: in which order the files of a workspace were made, which is the order that some file systems
//! list them in, and what an earlier run kept.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::support::{OFFERS, Run, command, hub_call, hub_calls, mit_manifest};

const POLICY: &str = r#"
[[exception]]
model = "google/gemma-2-2b"
crate = "tool"
reason = "reviewed"
until = 2026-12-31

[[model]]
id = "acme/stated"
license = "MIT"
base = []
"#;

/// A workspace with something of every source: manifests, code that is followed, offers, weights with what lies beside
/// them, a data file, a call that cannot be read, the policy.
fn files() -> Vec<(String, String)> {
    let model = |id: &str, rest: &str| {
        format!("\n[[package.metadata.deny-models.model]]\nid = \"{id}\"\n{rest}\n")
    };
    let app = mit_manifest(
        "app",
        &format!(
            "\n[dependencies]\ndep = {{ path = \"../dep\" }}\n{}{}",
            model("meta-llama/Llama-3.1-8B-Instruct", ""),
            model("acme/stated", "base = [\"acme/a\", \"acme/b\"]"),
        ),
    );
    let tool = mit_manifest("tool", "\n[dependencies]\ndep = { path = \"../dep\" }\n");
    let reads = "pub fn of(name: &str) { let t = parse(include_str!(\"../models.json\")); hf_hub::api::sync::Api::new().unwrap().model(t[name].clone()); }\n";
    let files = [
        ("Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"app\", \"tool\", \"dep\"]\n".to_owned()),
        ("deny-models.toml", POLICY.to_owned()),
        ("app/Cargo.toml", app),
        ("app/src/main.rs", "mod more;\nfn main() { more::go(); dep::Embedding::new(Default::default()); dep::named(\"acme/handed\"); }\n".to_owned()),
        ("app/src/more.rs", hub_calls(&["google/gemma-2-2b", "acme/of-code"])),
        ("tool/Cargo.toml", tool),
        ("tool/src/lib.rs", hub_calls(&["google/gemma-2-2b", "acme/of-tool"])),
        ("dep/Cargo.toml", mit_manifest("dep", "")),
        ("dep/src/lib.rs", format!("{OFFERS}pub mod data;\npub fn named(name: &str) {{ hf_hub::api::sync::Api::new().unwrap().model(name.to_string()); }}\n")),
        ("dep/src/data.rs", reads.to_owned()),
        ("dep/models.json", "{\"a\": \"acme/listed-a\", \"b\": \"acme/listed-b\"}".to_owned()),
        ("dep/build.rs", format!("fn main() {{\n{}}}\n", hub_call("acme/built"))),
        ("dep/models/README.md", "---\nlicense: gemma\nbase_model:\n- acme/a\n- acme/b\n---\n".to_owned()),
    ];
    let owned = |(path, text): (&str, String)| (path.to_owned(), text);
    let weights = ["a", "b", "c", "part-00001-of-00002", "part-00002-of-00002"];
    // The smallest GGUF file.
    let weights = weights.map(|name| {
        let text = format!("GGUF\u{3}{}", "\0".repeat(19));
        (format!("dep/models/{name}.gguf"), text)
    });
    files.into_iter().map(owned).chain(weights).collect()
}

/// Xorshift: the same orders in every run.
fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for at in (1..items.len()).rev() {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let other = usize::try_from(state >> 33).expect("31 bits") % (at + 1);
        items.swap(at, other);
    }
}

/// A directory in memory where there is one: its file system lists files in the order they were made in.
fn directory() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir()
        && let Ok(directory) = tempfile::tempdir_in(memory)
    {
        return directory;
    }
    tempfile::tempdir().expect("a directory")
}

struct World {
    directory: TempDir,
    cache: TempDir,
}

impl World {
    /// The files in this order; 0 is as they stand.
    fn new(order: u64) -> Self {
        let world = Self {
            directory: directory(),
            cache: directory(),
        };
        let mut files = files();
        if order > 0 {
            shuffle(&mut files, order);
        }
        for (path, text) in files {
            let path = world.root().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, text).expect("written");
        }
        world
    }

    fn root(&self) -> PathBuf {
        self.directory.path().join("work")
    }

    /// What these arguments print, without the directory.
    fn run(&self, args: &[&str]) -> String {
        let run = Run::of(
            command(&self.root(), args)
                .env("CARGO_DENY_MODELS_CACHE", self.cache.path())
                .env("SOURCE_DATE_EPOCH", "1795780800"),
        );
        assert!(matches!(run.code, 0 | 1), "{}", run.stderr);
        let root = self.root();
        let plain = |text: &str| text.replace(root.to_str().expect("UTF-8"), "ROOT");
        format!(
            "{}\n{}\n{}",
            run.code,
            plain(&run.stdout),
            plain(&run.stderr)
        )
    }

    fn outputs(&self) -> Vec<String> {
        let check = self.run(&["check", "--offline", "--format", "json"]);
        let shown = self.run(&["check", "--offline"]);
        self.run(&["lock", "--offline"]);
        let lock = fs::read_to_string(self.root().join("deny-models.lock")).expect("a lock");
        let _ = fs::remove_file(self.root().join("deny-models.lock"));
        vec![check, shown, lock]
    }

    fn entries(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut open = vec![self.cache.path().to_owned()];
        while let Some(directory) = open.pop() {
            for entry in fs::read_dir(directory).expect("read").flatten() {
                match entry.path() {
                    path if path.is_dir() => open.push(path),
                    path => found.push(path),
                }
            }
        }
        found.sort();
        found
    }
}

#[test]
fn the_order_in_which_files_were_made_never_matters() {
    let first = World::new(0).outputs();
    assert!(first[0].contains("acme/handed") && first[2].contains("acme/built"));
    for order in 1..=4 {
        assert_eq!(World::new(order).outputs(), first, "order {order}");
    }
}

#[test]
fn what_an_earlier_run_kept_never_matters() {
    let world = World::new(0);
    let cold = world.outputs();
    let kept = world.entries();
    assert!(kept.len() > 3, "{kept:?}");
    assert_eq!(world.outputs(), cold, "warm");
    // What is left of a cache from which some entries went, or were cut short by a full disk.
    for seed in 1..=4 {
        let mut entries = world.entries();
        shuffle(&mut entries, seed);
        let (gone, rest) = entries.split_at(entries.len() / 3);
        for entry in gone {
            fs::remove_file(entry).expect("removed");
        }
        for entry in &rest[..rest.len() / 2] {
            let whole = fs::read(entry).expect("read");
            fs::write(entry, &whole[..whole.len() / 2]).expect("written");
        }
        assert_eq!(world.outputs(), cold, "seed {seed}");
    }
}
