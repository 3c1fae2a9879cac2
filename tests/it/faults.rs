//! Faults of the machine: files that are none, empty variables, clocks that are off.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Project, Run, command, mit_crate};

const RESTRICTED: &str = "id = \"meta-llama/Llama-3.1-8B-Instruct\"";
const SHIPPED: &str = "path = \"models/x.gguf\"";
/// The shortest file of the format.
const GGUF: &str = "GGUF\u{3}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

fn project(model: &str) -> Project {
    Project::new(&[("Cargo.toml", &mit_crate(model)), ("src/lib.rs", "")])
}

/// Runs a command that may wait for ever.
fn run(mut command: Command) -> Run {
    let child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let output = wait(child);
    Run {
        code: output.status.code().expect("an exit code"),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn wait(mut child: Child) -> Output {
    let end = Instant::now() + Duration::from_secs(60);
    while child.try_wait().expect("a child").is_none() {
        if Instant::now() > end {
            child.kill().expect("killed");
            panic!("it waits for ever");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.wait_with_output().expect("its output")
}

#[cfg(unix)]
mod pipes {
    use std::os::unix::fs::symlink;

    use super::*;

    fn pipe(path: &Path) {
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        // Whatever is there makes way.
        let _ = fs::remove_file(path);
        let status = Command::new("mkfifo").arg(path).status().expect("mkfifo");
        assert!(status.success());
    }

    /// A pipe, a link to one and a link to an endless device in place of a file.
    fn in_place_of(model: &str, file: &str, more: &[(&str, &str)]) -> Vec<Run> {
        let kinds: [fn(&Path); 3] = [
            pipe,
            |path| {
                let target = path.with_file_name("pipe");
                pipe(&target);
                symlink(target, path).expect("a link");
            },
            |path| symlink("/dev/zero", path).expect("a link"),
        ];
        let runs = kinds.iter().map(|make| {
            let project = project(model);
            for (path, text) in more {
                project.write(path, text);
            }
            let path = project.path(file);
            fs::create_dir_all(path.parent().expect("a directory")).expect("made");
            make(&path);
            run(command(&project.path(""), &["check"]))
        });
        runs.collect()
    }

    #[test]
    fn policy_and_lock_that_are_no_files_are_mistakes() {
        for file in ["deny-models.toml", "deny-models.lock"] {
            for run in in_place_of(RESTRICTED, file, &[]) {
                assert_eq!(run.code, 2, "{file}: {}", run.stderr);
                for part in ["is not a regular file", "= help: "] {
                    assert!(run.stderr.contains(part), "{}", run.stderr);
                }
            }
        }
    }

    #[test]
    fn weights_and_cards_that_are_no_files_are_unknown() {
        let weights = [("models/x.gguf", GGUF)];
        let cases: [(&str, &[(&str, &str)]); 3] = [
            ("models/x.gguf", &[]),
            ("models/README.md", &weights),
            ("models/LICENSE", &weights),
        ];
        for (file, more) in cases {
            for run in in_place_of(SHIPPED, file, more) {
                assert_eq!(run.code, 1, "{file}: {}", run.stderr);
                assert!(
                    run.stderr.contains("unknown-license"),
                    "{file}: {}",
                    run.stderr
                );
            }
        }
    }

    #[test]
    fn an_entry_of_the_cache_that_is_no_file_is_a_miss() {
        let project = project(RESTRICTED);
        let cache = tempfile::tempdir().expect("a directory");
        let check = || {
            let mut check = command(&project.path(""), &["check"]);
            check.env("CARGO_DENY_MODELS_CACHE", cache.path());
            run(check)
        };
        let before = check();
        let scans = fs::read_dir(cache.path()).expect("a cache").flatten();
        let scans = scans.filter(|entry| entry.path().is_dir());
        let entries: Vec<_> = scans
            .flat_map(|scanner| fs::read_dir(scanner.path()).expect("entries").flatten())
            .collect();
        assert!(!entries.is_empty());
        for entry in entries {
            pipe(&entry.path());
        }
        pipe(&cache.path().join("swept"));
        let after = check();
        assert_eq!((before.code, after.code), (1, 1));
        assert_eq!(before.stderr, after.stderr);
    }
}

#[test]
fn an_empty_variable_is_as_unset() {
    let project = project(RESTRICTED);
    let plain = run(command(&project.path(""), &["check"]));
    assert_eq!(plain.code, 1, "{}", plain.stderr);
    let variables = [
        "SOURCE_DATE_EPOCH",
        "CARGO",
        "RUSTC",
        "CARGO_HOME",
        "HF_ENDPOINT",
        "HF_TOKEN",
        "HF_HUB_CACHE",
        "NO_COLOR",
    ];
    let mut check = command(&project.path(""), &["check", "--target", "all"]);
    let of_all_targets = run(command(&project.path(""), &["check", "--target", "all"]));
    for variable in variables {
        check.env(variable, "");
    }
    let empty = run(check);
    assert_eq!(
        (empty.code, empty.stderr),
        (of_all_targets.code, of_all_targets.stderr)
    );
    let mut lock = command(&project.path(""), &["lock", "--offline"]);
    for variable in variables {
        lock.env(variable, "");
    }
    let locked = run(lock);
    assert_eq!(locked.code, 0, "{}", locked.stderr);
}

#[test]
fn a_clock_before_there_was_this_program_is_named() {
    let project = project(RESTRICTED);
    project.write(
        "deny-models.toml",
        "[[exception]]\nmodel = \"meta-llama/Llama-3.1-8B-Instruct\"\ncrate = \"demo\"\nreason = \"r\"\nuntil = 2027-01-31\n",
    );
    let old = project.run_on("1970-01-01", &["check"]);
    assert_eq!(old.code, 2);
    assert!(
        old.stderr
            .contains("it is 1970-01-01 by `SOURCE_DATE_EPOCH` or the clock"),
        "{}",
        old.stderr
    );
    assert_eq!(project.run_on("2026-11-27", &["check"]).code, 0);
    let late = project.run_on("2099-01-01", &["check"]);
    assert_eq!(late.code, 1);
    assert!(late.stderr.contains("expired-exception"), "{}", late.stderr);
}

#[test]
fn a_policy_that_cannot_be_written_leaves_nothing() {
    let project = project(RESTRICTED);
    project.write("deny-models.toml", "");
    let kept = project.run(&["init"]);
    assert_eq!(kept.code, 0, "{}", kept.stderr);
    assert!(
        kept.stderr.contains("kept deny-models.toml"),
        "{}",
        kept.stderr
    );
    assert_eq!(
        fs::read_to_string(project.path("deny-models.toml")).expect("there"),
        ""
    );
    fs::remove_file(project.path("deny-models.toml")).expect("removed");
    assert_eq!(project.run(&["init"]).code, 0);
    let names: Vec<String> = fs::read_dir(project.path(""))
        .expect("readable")
        .flatten()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| name.contains("deny-models"))
        .collect();
    assert_eq!(names, ["deny-models.toml"]);
}

/// Commands that write, each with the file that it writes.
#[cfg(unix)]
const WRITING: [(&[&str], &str); 5] = [
    (&["init", "--offline"], "deny-models.toml"),
    (&["lock", "--offline"], "deny-models.lock"),
    (&["fix", "--offline"], "Cargo.toml"),
    (
        &[
            "except",
            "--all",
            "--reason",
            "r",
            "--until",
            "2027-01-31",
            "--offline",
        ],
        "deny-models.toml",
    ),
    (&["sbom", "--offline", "--output", "bom.json"], "bom.json"),
];

/// A project in which each of them has something to write.
#[cfg(unix)]
fn to_be_written() -> Project {
    let project = project(RESTRICTED);
    project.write(
        "src/lib.rs",
        &crate::support::hub_call("google/gemma-2-9b-it")
            .replace("    hf_hub", "pub fn go() { hf_hub")
            .replace(";\n", "; }\n"),
    );
    let locked = Command::new(env!("CARGO"))
        .args(["generate-lockfile", "--offline"])
        .current_dir(project.path(""))
        .status();
    assert!(locked.expect("it runs").success());
    project
}

/// The system takes no byte of a file, as on a full disk.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_what_was_there() {
    let run_full = |project: &Project, args: &[&str]| {
        let plain = command(&project.path(""), args);
        let mut full = Command::new("sh");
        full.args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$0\" \"$@\""]);
        full.arg(plain.get_program()).args(plain.get_args());
        full.current_dir(project.path(""))
            .env("CARGO_DENY_MODELS_CACHE", "");
        run(full)
    };
    let files = |project: &Project| {
        let entries = fs::read_dir(project.path("")).expect("readable").flatten();
        let files = entries.filter(|entry| entry.path().is_file());
        let mut files: Vec<_> = files
            .map(|entry| (entry.file_name(), fs::read(entry.path()).expect("readable")))
            .collect();
        files.sort();
        files
    };
    for (call, _) in WRITING {
        let project = to_be_written();
        let before = files(&project);
        let run = run_full(&project, call);
        assert_eq!(run.code, 2, "{call:?}: {}{}", run.stdout, run.stderr);
        assert!(run.stderr.contains("free some space"), "{}", run.stderr);
        assert_eq!(files(&project), before, "{call:?}");
    }
}

#[test]
fn a_killed_lock_leaves_nothing_for_long() {
    let project = project(RESTRICTED);
    assert_eq!(project.run(&["lock", "--offline"]).code, 0);
    let left = project.path(".deny-models.lock.4294967295-0.tmp");
    fs::write(&left, "half").expect("written");
    let then = std::time::SystemTime::now() - Duration::from_secs(3600);
    let file = fs::File::options().append(true).open(&left).expect("there");
    file.set_modified(then).expect("a time");
    let again = project.run(&["lock", "--offline"]);
    assert!(again.stderr.contains("up to date"), "{}", again.stderr);
    assert!(!left.exists());
}

/// Makes a file or a directory readable only, and returns whether that holds the one who runs this back.
#[cfg(unix)]
fn is_closed(path: &std::path::Path, file: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if path.is_dir() { 0o555 } else { 0o444 };
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
    let is_open = fs::write(file, "").is_ok();
    if is_open {
        fs::remove_file(file).expect("removed");
    }
    !is_open
}

#[cfg(unix)]
#[test]
fn what_may_not_be_written_is_written_once_it_may() {
    use std::os::unix::fs::PermissionsExt as _;
    for (call, file) in WRITING {
        let project = to_be_written();
        let text = |name: &str| fs::read(project.path(name)).ok();
        let before = text(file);
        // Root writes where it likes.
        if is_closed(&project.path(""), &project.path("probe")) {
            let run = project.run_on("2026-11-27", call).expect(2);
            run.prints(&["cannot write", file, "make it and its directory writable"]);
            assert_eq!(text(file), before, "{call:?}");
        }
        let open = fs::Permissions::from_mode(0o755);
        fs::set_permissions(project.path(""), open).expect("set");
        project.run_on("2026-11-27", call);
        assert_ne!(text(file), before, "{call:?}");
    }
}

/// Whenever it ends, the lock is the one from before or the new one, nothing else is written over, and what is left beside it
/// goes with a later run.
#[test]
fn a_lock_that_is_killed_leaves_the_old_one_or_the_new_one() {
    const MOMENTS: u32 = 20;
    let manifest = |license: &str| {
        let model = |number: u32| {
            format!(
                "[[package.metadata.deny-models.model]]\nid = \"acme/m{number}\"\nlicense = \"{license}\"\n"
            )
        };
        let models: String = (0..300).map(model).collect();
        crate::support::mit_manifest("demo", &models)
    };
    let manifests = [manifest("MIT"), manifest("gemma")];
    let project = Project::new(&[("Cargo.toml", &manifests[0]), ("src/lib.rs", "")]);
    let lock = || {
        let mut lock = command(&project.path(""), &["lock", "--offline"]);
        lock.stdout(Stdio::null()).stderr(Stdio::null());
        lock
    };
    let path = project.path("deny-models.lock");
    let mut texts = Vec::new();
    let mut takes = Duration::ZERO;
    for manifest in &manifests {
        project.write("Cargo.toml", manifest);
        let start = Instant::now();
        assert!(lock().status().expect("it runs").success());
        takes = takes.max(start.elapsed());
        texts.push(fs::read_to_string(&path).expect("a lock"));
    }
    assert_ne!(texts[0], texts[1]);
    let names = || {
        let entries = fs::read_dir(project.path("")).expect("readable").flatten();
        let names = entries.map(|entry| entry.file_name().into_string().expect("UTF-8"));
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    };
    let before = names();
    for moment in 1..=MOMENTS {
        // Most of them near the end, where it writes.
        let part = 1.0 - f64::from(MOMENTS - moment).powi(2) / f64::from(MOMENTS).powi(2);
        project.write("Cargo.toml", &manifests[moment as usize % 2]);
        let mut child = lock().spawn().expect("it starts");
        std::thread::sleep(takes.mul_f64(1.05 * part));
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().expect("it ended");
        let now = fs::read_to_string(&path).expect("a lock");
        assert!(texts.contains(&now), "torn after {part} of its time: {now}");
        let manifest = fs::read_to_string(project.path("Cargo.toml")).expect("there");
        assert_eq!(manifest, manifests[moment as usize % 2]);
        for name in names().iter().filter(|name| !before.contains(name)) {
            let ours = name.starts_with(".deny-models.lock.");
            let ending = Path::new(name).extension();
            assert!(
                ours && ending.is_some_and(|it| it == "tmp"),
                "{name} is left"
            );
            let file = fs::File::options().append(true).open(project.path(name));
            let then = std::time::SystemTime::now() - Duration::from_secs(3600);
            file.expect("there").set_modified(then).expect("a time");
        }
    }
    assert!(lock().status().expect("it runs").success());
    assert_eq!(names(), before);
}

/// What a check says of a file that somebody writes meanwhile is what one of its states deserves, and it is not remembered
/// once the file is another one.
#[test]
fn weights_that_change_while_they_are_read_are_judged_as_one_of_both() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/gguf");
    let read = |name: &str| fs::read(fixtures.join(name)).expect("a fixture");
    let states = [
        read("finetune-licensed.gguf"),
        read("no-license.gguf"),
        b"GGUF".to_vec(),
    ];
    let project = project(SHIPPED);
    fs::create_dir_all(project.path("models")).expect("made");
    let file = project.path("models/x.gguf");
    let cache = tempfile::tempdir().expect("a directory");
    let check = || {
        let mut check = command(
            &project.path(""),
            &["check", "--offline", "--format", "json"],
        );
        Run::of(check.env("CARGO_DENY_MODELS_CACHE", cache.path()))
    };
    let codes = |run: &Run| {
        let mut codes = run.codes();
        codes.dedup();
        codes
    };
    let settled: Vec<Vec<String>> = states
        .iter()
        .map(|bytes| {
            fs::write(&file, bytes).expect("written");
            codes(&check())
        })
        .collect();
    assert!(
        settled[2]
            .iter()
            .any(|code| code.starts_with("malformed-artifact:")),
        "{settled:?}"
    );
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for bytes in states.iter().cycle() {
                if done.load(std::sync::atomic::Ordering::Relaxed) {
                    break;
                }
                // In two steps, so that a reader may see a part of it.
                let (first, rest) = bytes.split_at(bytes.len() / 2);
                fs::write(&file, first).expect("written");
                let mut open = fs::File::options().append(true).open(&file).expect("there");
                std::io::Write::write_all(&mut open, rest).expect("written");
            }
        });
        for _ in 0..8 {
            let run = check();
            // Half a file is a damaged one.
            assert!(matches!(run.code, 0 | 1), "{}", run.stderr);
            assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    for (bytes, settled) in states.iter().zip(&settled) {
        fs::write(&file, bytes).expect("written");
        assert_eq!(codes(&check()), *settled);
    }
}
