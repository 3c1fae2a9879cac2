//! A check whose inputs have not changed since it passed: it answers without cargo, and never with what is out of date.

#![cfg(unix)]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Project, Run, command, mit_crate};

/// Longer than a time of a file may lie behind the clock.
const SETTLED: Duration = Duration::from_millis(150);

/// A project, with a cargo that counts how often it is called.
struct World {
    project: Project,
    /// The folder of the package in the project.
    at: &'static str,
    home: tempfile::TempDir,
}

impl World {
    fn new() -> Self {
        Self::in_folder(".")
    }

    fn in_folder(at: &'static str) -> Self {
        let home = tempfile::tempdir().expect("a directory");
        let cargo = home.path().join("cargo");
        let log = home.path().join("calls");
        let real = env!("CARGO");
        let script = format!(
            "#!/bin/sh\necho call >> '{}'\n\
             [ -z \"$TOUCHED\" ] || echo x >> \"$TOUCHED\"\nexec '{real}' \"$@\"\n",
            log.display()
        );
        fs::write(&cargo, script).expect("written");
        fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755)).expect("set");
        let project = Project::new(&[]);
        for (file, text) in [
            (
                "Cargo.toml",
                "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n",
            ),
            ("src/lib.rs", "pub fn go() {}\n"),
            (
                "deny-models.toml",
                "[[exception]]\ncode = \"unresolved-pull\"\ncrate = \"demo\"\nreason = \"none\"\nuntil = \"2026-12-01\"\n",
            ),
        ] {
            project.write(&format!("{at}/{file}"), text);
        }
        Self { project, at, home }
    }

    fn check(&self, args: &[&str]) -> Command {
        let args = [&["check"], args].concat();
        let mut check = command(&self.project.path(self.at), &args);
        check
            .env("CARGO", self.home.path().join("cargo"))
            .env("CARGO_DENY_MODELS_CACHE", self.home.path().join("cache"))
            .env_remove("RUSTC")
            .env("SOURCE_DATE_EPOCH", "1796000000");
        check
    }

    /// What a call prints, and whether it has called cargo.
    fn run(&self, check: &mut Command) -> (Run, bool) {
        let log = self.home.path().join("calls");
        let _ = fs::remove_file(&log);
        (Run::of(check), log.exists())
    }

    fn called(&self, check: &mut Command) -> bool {
        self.run(check).1
    }

    fn forget(&self) {
        for record in self.records() {
            fs::remove_file(record).expect("removed");
        }
    }

    fn records(&self) -> Vec<PathBuf> {
        let inside = |path: &Path| fs::read_dir(path).into_iter().flatten().flatten();
        inside(&self.home.path().join("cache"))
            .flat_map(|scanner| inside(&scanner.path()).map(|entry| entry.path()))
            .filter(|path| {
                let name = path.file_name().and_then(|name| name.to_str());
                name.is_some_and(|name| name.starts_with("run-"))
            })
            .collect()
    }
}

#[test]
fn an_unchanged_check_prints_the_same_and_calls_no_cargo() {
    let world = World::new();
    // Cargo.lock is written here.
    assert!(world.called(&mut world.check(&[])));
    sleep(SETTLED);
    for args in [&[][..], &["--format", "json"], &["-q"]] {
        let (first, called) = world.run(&mut world.check(args));
        assert!(called, "{args:?}");
        let (again, called) = world.run(&mut world.check(args));
        assert!(!called, "{args:?}");
        assert_eq!(first.code, 0, "{}", first.stderr);
        assert_eq!(
            (first.code, first.stdout, first.stderr),
            (again.code, again.stdout, again.stderr)
        );
    }
    // Each differs in one thing from a run that is remembered.
    let other = |change: &dyn Fn(&mut Command)| {
        let mut check = world.check(&[]);
        change(&mut check);
        assert!(world.called(&mut check), "{check:?}");
    };
    other(&|check| {
        check.env("SOURCE_DATE_EPOCH", "1797000000");
    });
    other(&|check| {
        check.env("RUSTFLAGS", "--cfg x");
    });
    other(&|check| {
        check.env("CARGO_NET_OFFLINE", "true");
    });
    other(&|check| {
        check.env("CARGO_DENY_MODELS_CACHE", "");
    });
    other(&|check| {
        check.env("RUSTC", "rustc");
    });
    other(&|check| {
        check.arg("--strict");
    });
    other(&|check| {
        check.args(["--color", "always"]);
    });
    other(&|check| {
        check.current_dir(world.project.path("src"));
    });

    let path = fs::canonicalize(world.home.path().join("cache")).expect("there");
    let record = |damage: &dyn Fn(&Path)| {
        assert!(world.called(&mut world.check(&["-v"])));
        assert!(!world.called(&mut world.check(&["-v"])), "{path:?}");
        world.records().iter().for_each(|record| damage(record));
        assert!(world.called(&mut world.check(&["-v"])));
        assert!(!world.called(&mut world.check(&["-v"])), "{path:?}");
        world.forget();
    };
    record(&|record| {
        let whole = fs::read(record).expect("read");
        fs::write(record, &whole[..whole.len() / 2]).expect("written");
    });
    record(&|record| {
        let mut whole = fs::read(record).expect("read");
        let at = whole.windows(3).position(|part| part == b"ok:");
        whole[at.expect("the verdict")] = b'n';
        fs::write(record, whole).expect("written");
    });
}

/// Each file that a check may read, in turn: the next check is made again, and the one after it is not.
#[test]
fn a_change_of_each_input_is_seen() {
    let world = World::in_folder("up/demo");
    let dependency =
        "[package]\nname = \"dep\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n";
    let demo = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n\
                [dependencies]\ndep = { path = \"../../dep\" }\n\n[workspace]\n";
    let facts = "[[model]]\nid = \"acme/x\"\nlicense = \"MIT\"\nsource = \"test\"\n";
    let policy = format!(
        "[policy]\nfacts = [{{ path = \"facts.toml\", sha256 = \"{}\" }}]\n",
        deny_models::digest::sha256(facts.as_bytes())
    );
    for (path, text) in [
        ("up/demo/Cargo.toml", demo),
        ("up/demo/facts.toml", facts),
        ("up/demo/deny-models.toml", &policy),
        ("dep/Cargo.toml", dependency),
        ("dep/src/lib.rs", ""),
    ] {
        world.project.write(path, text);
    }
    let tool = world.home.path().join("tool");
    let mut first = world.check(&[]);
    fs::copy(first.get_program(), &tool).expect("copied");
    let run = || {
        let usual = world.check(&[]);
        let mut check = Command::new(&tool);
        check.args(usual.get_args());
        check.current_dir(usual.get_current_dir().expect("a directory"));
        for (name, value) in usual.get_envs() {
            match value {
                Some(value) => check.env(name, value),
                None => check.env_remove(name),
            };
        }
        check.env("CARGO_HOME", world.home.path().join("cargo-home"));
        let (run, called) = world.run(&mut check);
        assert_eq!(run.code, 0, "{}", run.stderr);
        called
    };
    // Cargo.lock is written here.
    assert_eq!(Run::of(&mut first).code, 0);
    sleep(SETTLED);
    assert!(run());
    assert!(!run());
    let inputs = [
        ("up/demo/Cargo.lock", "\n# x\n"),
        ("up/demo/Cargo.toml", "\n# x\n"),
        ("dep/Cargo.toml", "\n# x\n"),
        ("up/Cargo.toml", "[workspace]\nexclude = [\"demo\"]\n"),
        ("up/demo/deny-models.toml", "\n# x\n"),
        ("up/demo/deny-models.lock", "version = 1\n"),
        ("up/demo/.cargo/config.toml", "[net]\noffline = true\n"),
        ("up/.cargo/config.toml", "[net]\noffline = true\n"),
        ("up/demo/src/lib.rs", "// x\n"),
        ("up/demo/src/more.rs", "// x\n"),
        ("up/demo/README.md", "x\n"),
        ("up/demo/LICENSE", "x\n"),
        ("dep/src/lib.rs", "// x\n"),
        ("dep/notes/x.txt", "x\n"),
    ];
    let change = |path: &Path, text: &str| {
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        let before = fs::read_to_string(path).unwrap_or_default();
        fs::write(path, before + text).expect("written");
        sleep(SETTLED);
        assert!(run(), "{} is not seen to change", path.display());
        // Cargo may have written Cargo.lock anew, as it would have it.
        sleep(SETTLED);
        run();
        assert!(!run(), "{} is still seen to change", path.display());
    };
    for (path, text) in inputs {
        change(&world.project.path(path), text);
    }
    change(&world.home.path().join("cargo-home/config.toml"), "[net]\n");
    change(&world.home.path().join("cargo"), "# x\n");
    fs::remove_file(&tool).expect("removed");
    fs::copy(world.check(&[]).get_program(), &tool).expect("copied");
    sleep(SETTLED);
    assert!(run(), "another tool");
    assert!(!run());
}

#[test]
fn what_has_changed_is_judged_and_a_fail_is_not_remembered() {
    let world = World::new();
    world.called(&mut world.check(&[]));
    sleep(SETTLED);
    assert!(world.called(&mut world.check(&[])));
    assert!(!world.called(&mut world.check(&[])));
    let pulls = mit_crate("id = \"meta-llama/Llama-3.1-8B-Instruct\"");
    world.project.write("Cargo.toml", &pulls);
    sleep(SETTLED);
    for _ in 0..2 {
        let (run, called) = world.run(&mut world.check(&[]));
        assert_eq!((run.code, called), (1, true), "{}", run.stderr);
    }
    // A run during which a file changes is not remembered, as it may have read what was there before.
    world.project.write(
        "Cargo.toml",
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n",
    );
    sleep(SETTLED);
    world.forget();
    let mut check = world.check(&[]);
    check.env("TOUCHED", world.project.path("src/new.txt"));
    assert_eq!(world.run(&mut check).0.code, 0);
    assert_eq!(world.records(), Vec::<PathBuf>::new());
    // What was not read as a whole is not either.
    world
        .project
        .write("src/lib.rs", "use hf_hub::api::sync::Api; pub fn go( {\n");
    sleep(SETTLED);
    for _ in 0..2 {
        let (run, called) = world.run(&mut world.check(&["-A", "incomplete-analysis"]));
        assert_eq!((run.code, called), (0, true), "{}", run.stderr);
    }
}

#[test]
fn the_front_end_beside_a_program_of_tauri_is_watched_and_build_output_is_not() {
    // All that lies beside the package is its front end.
    let world = World::in_folder("demo");
    fs::create_dir_all(world.project.path("front/dist")).expect("made");
    world.project.write("front/package.json", "{}");
    let conf = "{\"build\": {\"frontendDist\": \"../front/dist\"}}";
    world.project.write("demo/tauri.conf.json", conf);
    world.called(&mut world.check(&[]));
    sleep(SETTLED);
    assert!(world.called(&mut world.check(&[])));
    assert!(!world.called(&mut world.check(&[])));
    world.project.write("front/main.ts", "x");
    assert!(world.called(&mut world.check(&[])));
    // What may come into the directory of build output is not seen to come.
    world.project.write(
        "demo/tauri.conf.json",
        "{\"bundle\": {\"resources\": [\"target/models/*\"]}}",
    );
    sleep(SETTLED);
    for _ in 0..2 {
        assert!(world.called(&mut world.check(&[])));
    }
}
