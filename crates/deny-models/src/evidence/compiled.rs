//! A digest over the files of a package that decide what its code reaches. Nothing is parsed: files whose names stand
//! in code count whether or not they are compiled.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{Read as _, Seek as _, SeekFrom};

use camino::Utf8Path;

use super::containers;
use super::front;
use super::path::clean;
use super::python;
use super::recipes;
use super::started;
use super::weights::walk;
use crate::digest::sha256;

/// A package with more such files has no digest.
const MAX_FILES: usize = 20_000;
/// A package with more bytes of them has none.
const MAX_BYTES: u64 = 64 << 20;
/// Of larger files head, tail and length stand for the whole, in bytes.
const WHOLE: u64 = 4 << 20;
const PART: u64 = 64 << 10;
/// Longer texts in code are no paths, in bytes.
const MAX_PATH: usize = 300;
/// Directories inside directories.
const MAX_DEPTH: u32 = 40;

/// The files that decide what the code of a package reaches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    /// The digest over their names and contents, 64 hexadecimal digits. Line ends do not count: git may change them.
    pub digest: String,
    /// The files, relative to the package with `/`, sorted; those of the front end are not among them.
    pub files: Vec<String>,
    /// Files and folders of the front end that show each change.
    pub watched: Vec<String>,
}

/// Reads the files of the package in `root`: its Cargo.toml, Rust files that are built with it, files that these name,
/// and tables and scripts that they name, with the modules of those and the files of containers that they start, and the
/// sources of the front end below `fronts`. Files around the package count inside `workspace`. `shared` is what it takes from
/// the manifest of its workspace. `None` when they cannot be read or are too many.
#[must_use]
pub fn compiled(
    root: &Utf8Path,
    workspace: &Utf8Path,
    shared: &str,
    fronts: &[String],
) -> Option<Compiled> {
    let listed = walk::files(root).ok()?;
    let of_listed = |is: fn(&str) -> bool| -> Vec<String> {
        listed.iter().filter(|path| is(path)).cloned().collect()
    };
    let scripts = of_listed(|path| {
        let is_table = [".toml", ".yml", ".yaml"]
            .iter()
            .any(|end| path.ends_with(end));
        is_script(path) || recipes::is_file(path) || is_table
    });
    let containers = of_listed(containers::may_be_file);
    let (tables, others): (Vec<String>, Vec<String>) = listed
        .into_iter()
        .filter(|path| path == "Cargo.toml" || !is_for_tests(path))
        .partition(|path| is_table(path));
    let mut open: Vec<String> = others
        .into_iter()
        .filter(|path| is_rust(path) || path == "Cargo.toml")
        .collect();
    let (configurations, tables): (Vec<String>, Vec<String>) = tables
        .into_iter()
        .partition(|path| front::is_configuration(path));
    open.extend(configurations);
    // A module may have the name of a directory that holds no code elsewhere.
    add_rust_below(root, "src", 0, &mut open);
    let mut reading = Reading {
        root,
        workspace,
        bytes: 0,
        read: BTreeMap::new(),
        names: BTreeSet::new(),
        commands: String::new(),
    };
    while let Some(path) = open.pop() {
        let named = reading.read(&path)?;
        open.extend(named);
    }
    for path in tables {
        let name = path.rsplit('/').next().unwrap_or_default();
        if reading.names.contains(name) {
            reading.read(&path)?;
        }
    }
    // Around the package too.
    let has_front = reading
        .read
        .keys()
        .any(|path| front::is_configuration(path));
    let bound = started::bound(root, workspace, has_front);
    reading.add_started(&scripts, &containers, bound)?;
    let front = front::sources(root, workspace, fronts);
    // A pipe would wait for ever.
    let is_file = |path: &String| root.join(path).is_file();
    if !front.is_whole() || !front.files.iter().all(is_file) {
        return None;
    }
    for path in &front.files {
        reading.text(path)?;
    }
    let mut text = format!("{shared}\n");
    for (path, digest) in &reading.read {
        text.push_str(path);
        text.push(' ');
        text.push_str(digest);
        text.push('\n');
    }
    let mut files: Vec<String> = reading.read.into_keys().collect();
    files.retain(|path| front.files.binary_search(path).is_err());
    Some(Compiled {
        digest: sha256(text.as_bytes()),
        files,
        watched: front.watched,
    })
}

struct Reading<'a> {
    root: &'a Utf8Path,
    workspace: &'a Utf8Path,
    bytes: u64,
    /// The digest of each file.
    read: BTreeMap<String, String>,
    /// Names of files that code names.
    names: BTreeSet<String>,
    /// Code that runs other programs.
    commands: String,
}

impl Reading<'_> {
    /// Adds a file, and returns the files that it names.
    fn read(&mut self, path: &str) -> Option<Vec<String>> {
        let text = self.text(path)?;
        // What the configuration of Tauri has runs beside the compiler.
        let runs = is_rust(path) && text.contains("Command");
        if runs || front::is_configuration(path) {
            self.commands.push_str(&text);
        }
        if python::is_program(path) {
            return Some(self.imported(path, &text));
        }
        Some(self.named(path, &text))
    }

    /// Adds what code runs and starts, in the package and around it, and what these name in turn.
    fn add_started(
        &mut self,
        scripts: &[String],
        containers: &[String],
        bound: &Utf8Path,
    ) -> Option<()> {
        let code = self.commands.clone();
        let mut open: Vec<(Option<String>, String)> = vec![(None, code.clone())];
        while let Some((of, text)) = open.pop() {
            let of = of.as_deref();
            let mut named = started::around(self.root, bound, of, &text);
            let own = scripts.iter().filter(|path| {
                let name = path.rsplit('/').next().unwrap_or_default();
                is_script(path) && text.contains(name)
                    || recipes::may_run(path, &text)
                    || of.is_some_and(|of| recipes::are_run_by(of, path, &text))
            });
            named.extend(own.cloned());
            // What is started may name more: `env_file`, `extends`, `include`.
            let started = containers.iter().filter(|path| {
                containers::may_start(path, &text)
                    || of.is_some_and(|of| {
                        containers::may_start(path, &code)
                            || containers::is_started_by(of, path, &text)
                    })
            });
            named.extend(started.cloned());
            if let Some(of) = of.filter(|of| python::is_program(of)) {
                named.extend(self.imported(of, &text));
            }
            for path in named {
                if !self.read.contains_key(&path) {
                    let text = self.text(&path)?;
                    open.push((Some(path), text));
                }
            }
        }
        Some(())
    }

    fn imported(&self, path: &str, text: &str) -> Vec<String> {
        let is_file = |path: &str| self.is_near(Utf8Path::new(path));
        python::imported(path, text, &is_file).into_iter().collect()
    }

    /// Adds a file, and returns its text: none where it was added before, or is no text.
    fn text(&mut self, path: &str) -> Option<String> {
        if self.read.contains_key(path) {
            return Some(String::new());
        }
        let mut file = File::open(self.root.join(path)).ok()?;
        let length = file.metadata().ok()?.len();
        self.bytes += length.min(WHOLE);
        if self.bytes > MAX_BYTES || self.read.len() >= MAX_FILES {
            return None;
        }
        let mut bytes = Vec::new();
        if length <= WHOLE {
            file.take(WHOLE + 1).read_to_end(&mut bytes).ok()?;
            if bytes.contains(&b'\r') {
                bytes.retain(|byte| *byte != b'\r');
            }
        } else {
            for start in [0, length - PART] {
                file.seek(SeekFrom::Start(start)).ok()?;
                (&mut file).take(PART).read_to_end(&mut bytes).ok()?;
            }
            bytes.extend(length.to_le_bytes());
        }
        self.read.insert(path.to_owned(), sha256(&bytes));
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// Files that a text names.
    fn named(&mut self, of: &str, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        let directory = Utf8Path::new(of).parent().unwrap_or(Utf8Path::new(""));
        for line in text.lines().filter(|line| line.contains('"')) {
            // Looked for last: in a build script, which is not optimised, this costs more than all else.
            let takes = || {
                let words = ["include", "path =", "path=", "build ="];
                words.iter().any(|word| line.contains(word))
            };
            for part in line.split('"').filter(|part| is_path(part)) {
                let name = part.rsplit('/').next().unwrap_or_default();
                if is_table(name) {
                    self.names.insert(name.to_owned());
                }
                let is_code = [".rs", ".inc", ".in"].iter().any(|end| name.ends_with(end));
                if !(is_code || part.contains("../") || takes()) {
                    continue;
                }
                for from in [directory, Utf8Path::new("")] {
                    let path = clean(&from.join(part.trim_start_matches('/')));
                    if !self.read.contains_key(path.as_str()) && self.is_near(&path) {
                        found.push(path.into_string().replace('\\', "/"));
                    }
                }
            }
        }
        found
    }

    /// Whether it is a file in the package or in its workspace.
    fn is_near(&self, path: &Utf8Path) -> bool {
        let full = clean(&self.root.join(path));
        (full.starts_with(self.root) || full.starts_with(self.workspace)) && full.is_file()
    }
}

/// Whether a text may be the path of a file.
fn is_path(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./+@".contains(&byte);
    text.len() <= MAX_PATH
        && text.contains('.')
        && text.bytes().all(is_plain)
        && !text.ends_with(['.', '/'])
}

fn is_rust(path: &str) -> bool {
    Utf8Path::new(path).extension() == Some("rs")
}

/// Whether it may be a table that code reads.
fn is_table(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let own = name.starts_with("Cargo.") || name.starts_with('.');
    !own && [".json", ".toml", ".yaml", ".yml"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Whether it may be a script that code runs: a program without an ending is one as often.
fn is_script(path: &str) -> bool {
    const ENDINGS: [&str; 8] = ["sh", "bash", "zsh", "fish", "py", "ps1", "bat", "cmd"];
    let name = path.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.') {
        Some((_, end)) => ENDINGS.contains(&end),
        None => !name.is_empty(),
    }
}

/// Whether it lies where tests, examples and benchmarks do. What is built of these is named elsewhere.
fn is_for_tests(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    path.contains('/') && ["tests", "examples", "benches"].contains(&first)
}

fn add_rust_below(root: &Utf8Path, folder: &str, depth: u32, found: &mut Vec<String>) {
    let entries = root.join(folder).read_dir_utf8().into_iter().flatten();
    for entry in entries.flatten() {
        let path = format!("{folder}/{}", entry.file_name());
        // Links too: they are followed where code is compiled.
        let Ok(kind) = fs::metadata(entry.path()) else {
            continue;
        };
        if kind.is_dir() && depth < MAX_DEPTH {
            add_rust_below(root, &path, depth + 1, found);
        } else if kind.is_file() && is_rust(&path) {
            found.push(path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tree(tempfile::TempDir);

    impl Tree {
        fn new(files: &[(&str, &str)]) -> Self {
            let tree = Self(tempfile::tempdir().expect("a directory"));
            for (path, text) in files {
                tree.write(path, text);
            }
            tree
        }

        fn root(&self) -> &Utf8Path {
            Utf8Path::from_path(self.0.path()).expect("UTF-8")
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.root().join(path);
            fs::create_dir_all(path.parent().expect("a parent")).expect("made");
            fs::write(path, text).expect("written");
        }

        fn compiled(&self) -> Compiled {
            let fronts = ["../ui".to_owned()];
            compiled(&self.root().join("app"), self.root(), "", &fronts).expect("a digest")
        }

        /// Whether the digest differs after a file is written.
        fn differs_with(&self, path: &str, text: &str) -> bool {
            let before = self.compiled().digest;
            self.write(path, text);
            self.compiled().digest != before
        }
    }

    fn app() -> Tree {
        Tree::new(&[
            (
                "app/Cargo.toml",
                "[[bin]]\nname = \"tool\"\npath = \"examples/tool.rs\"\n",
            ),
            (
                "app/src/lib.rs",
                "#[path = \"../../shared/ids.rs\"]\nmod ids;\nmod vendor;\ninclude!(\"list.inc\");\n",
            ),
            ("app/src/vendor/mod.rs", "fn a() {}\n"),
            (
                "app/src/list.inc",
                "include!(concat!(\n    env!(\"CARGO_MANIFEST_DIR\"),\n    \"/../shared/more.rs\"\n));\n",
            ),
            (
                "app/examples/tool.rs",
                "fn main() { read(\"models.json\") }\n",
            ),
            ("app/examples/other.rs", "fn main() {}\n"),
            ("app/tests/it.rs", "fn main() {}\n"),
            ("app/data/models.json", "[]"),
            ("app/data/other.json", "[]"),
            ("app/notes.md", ""),
            ("app/nested/Cargo.toml", ""),
            ("app/nested/lib.rs", ""),
            ("shared/ids.rs", ""),
            ("shared/more.rs", ""),
            ("shared/not.rs", ""),
        ])
    }

    #[test]
    fn what_is_compiled_or_read_counts() {
        let tree = app();
        assert_eq!(
            tree.compiled().files,
            [
                "../shared/ids.rs",
                "../shared/more.rs",
                "Cargo.toml",
                "data/models.json",
                "examples/tool.rs",
                "src/lib.rs",
                "src/list.inc",
                "src/vendor/mod.rs",
            ]
        );
        for path in tree.compiled().files {
            assert!(
                tree.differs_with(&format!("app/{path}"), "// other\n"),
                "{path}"
            );
            // What it named before is named no more.
            let fresh = app();
            for file in fresh.compiled().files {
                let text = fs::read_to_string(fresh.root().join("app").join(&file)).expect("there");
                tree.write(&format!("app/{file}"), &text);
            }
        }
        assert!(tree.differs_with("app/build.rs", "fn main() {}"));
        assert!(tree.differs_with("app/src/bin/new.rs", "fn main() {}"));
    }

    #[test]
    fn what_is_neither_does_not() {
        let tree = app();
        for path in [
            "tests/it.rs",
            "examples/other.rs",
            "data/other.json",
            "notes.md",
            "nested/lib.rs",
        ] {
            assert!(
                !tree.differs_with(&format!("app/{path}"), "other"),
                "{path}"
            );
        }
        assert!(!tree.differs_with("shared/not.rs", "other"));
        let text = fs::read_to_string(tree.root().join("app/src/lib.rs")).expect("there");
        assert!(!tree.differs_with("app/src/lib.rs", &text.replace('\n', "\r\n")));
    }

    #[test]
    fn a_file_of_containers_that_code_starts_counts() {
        let tree = app();
        tree.write("app/deploy/compose.yaml", "services: {}\n");
        assert!(!tree.differs_with("app/deploy/compose.yaml", "services:\n"));
        tree.write("app/up.sh", "docker compose up\n");
        tree.write("app/build.rs", "fn main() { Command::new(\"./up.sh\"); }\n");
        assert!(tree.differs_with("app/deploy/compose.yaml", "services: \n"));
        tree.write(
            "app/build.rs",
            "fn main() { Command::new(\"docker\").args([\"compose\", \"up\"]); }\n",
        );
        assert!(tree.differs_with("app/deploy/compose.yaml", "{}\n"));
    }

    #[test]
    fn what_code_starts_around_its_package_counts() {
        let tree = app();
        tree.write("deploy/dev.yml", "services: {}\n");
        tree.write("ops/up.sh", "docker compose -f deploy/dev.yml up\n");
        assert!(!tree.differs_with("ops/up.sh", "ls\n"));
        tree.write(
            "app/build.rs",
            "fn main() { Command::new(\"sh\").arg(\"ops/up.sh\"); }\n",
        );
        assert!(tree.differs_with("ops/up.sh", "docker compose -f deploy/dev.yml up -d\n"));
        assert!(tree.differs_with("deploy/dev.yml", "services: { a: { image: b } }\n"));
    }

    #[test]
    fn what_scripts_and_recipes_name_counts_in_any_order() {
        let tree = app();
        tree.write("app/a.sh", "ls\n");
        tree.write("app/b.sh", "./a.sh\nmake -C ../ops\n");
        tree.write("ops/Makefile", "include mk/*.mk\n");
        tree.write("ops/mk/model.mk", "all:\n\tls\n");
        tree.write("app/build.rs", "fn main() { Command::new(\"./b.sh\"); }\n");
        for path in ["app/a.sh", "ops/Makefile", "ops/mk/model.mk"] {
            let text = fs::read_to_string(tree.root().join(path)).expect("there");
            assert!(tree.differs_with(path, &format!("{text}\n")), "{path}");
        }
    }

    #[test]
    fn a_script_that_code_runs_counts() {
        let tree = app();
        for path in ["tools/fetch.sh", "tools/fetch", "tools/other.sh"] {
            tree.write(&format!("app/{path}"), "curl a\n");
        }
        // Nothing runs it.
        assert!(!tree.differs_with("app/tools/fetch.sh", "curl b\n"));
        let runs = |command: &str| format!("fn main() {{ Command::new({command}); }}\n");
        tree.write(
            "app/build.rs",
            &runs("\"sh\").arg(\"-c\").arg(\"sh tools/fetch.sh -v\""),
        );
        assert!(tree.differs_with("app/tools/fetch.sh", "curl c\n"));
        assert!(!tree.differs_with("app/tools/other.sh", "curl c\n"));
        tree.write("app/build.rs", &runs("\"tools/fetch\""));
        assert!(tree.differs_with("app/tools/fetch", "curl c\n"));
    }

    #[test]
    fn a_module_that_a_script_imports_counts() {
        let tree = app();
        tree.write("app/tools/fetch.py", "from hub import get\n");
        tree.write(
            "app/build.rs",
            "fn main() { Command::new(\"python3\").arg(\"tools/fetch.py\"); }\n",
        );
        assert!(tree.differs_with("app/tools/hub.py", "import names\n"));
        assert!(tree.differs_with("app/tools/names.py", "NAME = 1\n"));
        assert!(!tree.differs_with("app/tools/other.py", "NAME = 1\n"));
    }

    #[test]
    fn a_front_end_counts() {
        let tree = app();
        assert!(tree.differs_with("ui/main.ts", "a"));
        assert!(tree.differs_with("ui/main.ts", "b"));
        assert!(!tree.differs_with("ui/main.css", "a"));
        assert!(!tree.differs_with("other/main.ts", "a"));
        assert!(tree.differs_with("app/tauri.conf.json", "{}"));
        assert_eq!(tree.compiled().watched, ["../ui/main.ts"]);
        assert!(!tree.compiled().files.contains(&"../ui/main.ts".to_owned()));
    }

    #[test]
    fn what_a_workspace_shares_counts() {
        let tree = app();
        let root = tree.root().join("app");
        let digest = |shared| {
            compiled(&root, tree.root(), shared, &[])
                .expect("a digest")
                .digest
        };
        assert_ne!(digest("a"), digest("b"));
        assert_eq!(
            compiled(&tree.root().join("none"), tree.root(), "", &[]),
            None
        );
    }

    #[test]
    fn too_much_has_no_digest() {
        let tree = app();
        for number in 0..17 {
            let file = File::create(tree.root().join(format!("app/src/large{number}.rs")));
            file.expect("made").set_len(WHOLE + 1).expect("long");
        }
        assert_eq!(
            compiled(&tree.root().join("app"), tree.root(), "", &[]),
            None
        );
    }
}
