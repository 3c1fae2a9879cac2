//! What the gate costs on a real graph of 700 and more packages for which nothing is configured, what a build script pays
//! for the hook there, and what one model costs to look up: `cargo bench --bench check`.
//!
//! Whatever is compared runs in turn, so that the machine's other work falls on all of it, and the best of some runs
//! counts: `BENCH_RUNS` of them, or 7. Ratios are what matters, not seconds.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cargo_deny_models::cache::read_entry;
use cargo_deny_models::graph::host_triple;

mod peak;

/// Set for a run of this program as the build script whose hook is measured.
const AS_BUILD_SCRIPT: &str = "BENCH_AS_BUILD_SCRIPT";

/// A model of the tables, made from another one.
const MODEL: &str = "Qwen/Qwen2.5-7B-Instruct";

fn main() {
    if std::env::var_os(AS_BUILD_SCRIPT).is_some() {
        deny_models::hook::check();
        return;
    }
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/workspace");
    let temporary = std::env::temp_dir().join(format!("deny-models-bench-{}", std::process::id()));
    let runs =
        std::env::var("BENCH_RUNS").map_or(7, |runs| runs.parse().expect("a number of runs"));
    let bench = Bench {
        workspace,
        temporary,
        runs,
    };
    bench.run();
    // What is left behind in a temporary directory does no harm.
    let _ = fs::remove_dir_all(&bench.temporary);
}

struct Bench {
    workspace: PathBuf,
    temporary: PathBuf,
    runs: usize,
}

impl Bench {
    fn run(&self) {
        let mut metadata = self.metadata();
        // What is not there yet is fetched, and what was read before is in memory.
        time(&mut metadata);
        time(&mut self.check(&[]));
        let directories = self.scanned();
        println!(
            "{} packages from the registry, best of {} runs",
            directories.len(),
            self.runs
        );

        let [metadata, warm, unchanged, manifests] = in_turn(
            self.runs,
            [
                &mut || time(&mut metadata),
                &mut || {
                    self.forget_runs();
                    time(&mut self.check(&[]))
                },
                // What the run before has printed is printed again.
                &mut || time(&mut self.check(&[])),
                &mut || time(&mut self.check(&["--no-scan"])),
            ],
        );
        line("cargo metadata", metadata, None);
        line(
            "check, all scanned before",
            warm,
            Some((metadata, "cargo metadata")),
        );
        line(
            "check, nothing changed",
            unchanged,
            Some((metadata, "cargo metadata")),
        );
        line(
            "check --no-scan",
            manifests,
            Some((metadata, "cargo metadata")),
        );

        self.tables_and_hook();

        let mut search = self.search(&directories);
        let [cold, every, search] = in_turn(
            self.runs,
            [
                &mut || {
                    self.forget();
                    time(&mut self.check(&[]))
                },
                &mut || time(&mut self.scan(&directories)),
                &mut || search.as_mut().map_or(Duration::ZERO, time),
            ],
        );
        let scan = cold.saturating_sub(manifests);
        let search = (search > Duration::ZERO).then_some((search, "ripgrep"));
        match search {
            Some((search, _)) => line("ripgrep, same words, all files", search, None),
            None => println!("ripgrep is not installed, so nothing is compared with it"),
        }
        line("scan of all files", every, search);
        line(
            "check, first time",
            cold,
            Some((metadata, "cargo metadata")),
        );
        line("  what of it is the scan", scan, search);

        self.forget();
        memory("first time", &mut self.check(&[]));
        self.forget_runs();
        memory("all scanned before", &mut self.check(&[]));
    }

    /// The table of models is searched where it lies, by `resolve` and by the hook: both cost what they cost without it.
    fn tables_and_hook(&self) {
        let (mut start, mut resolve) = (
            self.command(&["--version"]),
            self.command(&["resolve", MODEL]),
        );
        let (mut tree, mut hook) = (self.tree(), self.hook());
        let [start, resolve, tree, hook] = in_turn(
            self.runs,
            [
                &mut || time(&mut start),
                &mut || time(&mut resolve),
                &mut || time(&mut tree),
                &mut || time(&mut hook),
            ],
        );
        line("the program, without a command", start, None);
        line("resolve of one model", resolve, Some((start, "that")));
        line("cargo tree", tree, None);
        line("a run of the hook", hook, Some((tree, "cargo tree")));
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"));
        command.arg("deny-models").args(args);
        command.current_dir(&self.workspace);
        command
    }

    /// What the hook asks cargo.
    fn tree(&self) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["tree", "--locked", "--offline", "--prefix", "depth"])
            .args(["-e", "normal,build", "--format", " {p} {f}"])
            .current_dir(&self.workspace);
        command
    }

    /// The build script of the workspace, as cargo runs it.
    fn hook(&self) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command
            .env(AS_BUILD_SCRIPT, "1")
            .env("CARGO", env!("CARGO"))
            .env("CARGO_PKG_NAME", "bench-workspace")
            .env("CARGO_PKG_VERSION", "0.1.0")
            .env("CARGO_PKG_LICENSE", "MIT")
            .env("CARGO_MANIFEST_DIR", &self.workspace)
            .env("OUT_DIR", &self.temporary)
            .env("CARGO_CFG_FEATURE", "")
            .current_dir(&self.workspace);
        if let Ok(target) = host_triple() {
            command.env("TARGET", target);
        }
        command
    }

    fn metadata(&self) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(["metadata", "--format-version", "1", "--all-features"])
            .current_dir(&self.workspace);
        command
    }

    fn check(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"));
        command
            .args(["deny-models", "check"])
            .args(args)
            .current_dir(&self.workspace)
            .env("CARGO_DENY_MODELS_CACHE", self.cache());
        command
    }

    fn scan(&self, directories: &[PathBuf]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"));
        command.args(["deny-models", "scan", "--format", "jsonl"]);
        for directory in directories {
            command.arg("--crate-dir").arg(directory);
        }
        command.current_dir(&self.workspace);
        command
    }

    /// ripgrep over all files of these directories, with the words that make the scanner parse a file.
    fn search(&self, directories: &[PathBuf]) -> Option<Command> {
        let words = self.temporary.join("words");
        fs::write(&words, deny_models_scan::words().join("\n")).expect("written");
        Command::new("rg").arg("--version").output().ok()?;
        let mut command = Command::new("rg");
        command
            .args([
                "--no-ignore",
                "--hidden",
                "--line-number",
                "--fixed-strings",
                "--file",
            ])
            .arg(words)
            .args(directories);
        Some(command)
    }

    fn cache(&self) -> PathBuf {
        self.temporary.join("cache")
    }

    fn forget(&self) {
        fs::remove_dir_all(self.cache()).expect("the cache of the run before");
    }

    /// Removes what runs that passed have left, and keeps the scans.
    fn forget_runs(&self) {
        for scanner in fs::read_dir(self.cache()).expect("a cache").flatten() {
            for entry in fs::read_dir(scanner.path()).into_iter().flatten().flatten() {
                if entry.file_name().to_string_lossy().starts_with("run-") {
                    fs::remove_file(entry.path()).expect("removed");
                }
            }
        }
    }

    /// The directories of the packages that the run before has scanned and kept.
    fn scanned(&self) -> Vec<PathBuf> {
        let mut entries = BTreeSet::new();
        for scanner in fs::read_dir(self.cache()).expect("a cache").flatten() {
            for entry in fs::read_dir(scanner.path()).into_iter().flatten().flatten() {
                let packed = fs::read(entry.path()).expect("an entry");
                // What a run left behind is no scan.
                if let Some((key, ())) = read_entry(&packed) {
                    entries.insert(named(&serde_json::to_value(key).expect("JSON")));
                }
            }
        }
        let output = self.metadata().output().expect("cargo metadata").stdout;
        let metadata: serde_json::Value = serde_json::from_slice(&output).expect("JSON");
        let packages = metadata["packages"].as_array().expect("packages");
        let registry = packages
            .iter()
            .filter(|package| package["source"].is_string());
        let directories: BTreeMap<_, _> = registry
            .map(|package| {
                let manifest = Path::new(package["manifest_path"].as_str().expect("a path"));
                (
                    named(package),
                    manifest.parent().expect("a directory").to_owned(),
                )
            })
            .collect();
        let scanned = entries
            .iter()
            .filter_map(|entry| directories.get(entry).cloned());
        scanned.collect()
    }
}

fn named(of: &serde_json::Value) -> (String, String) {
    let text = |key: &str| of[key].as_str().unwrap_or_default().to_owned();
    (text("name"), text("version"))
}

fn line(what: &str, spent: Duration, than: Option<(Duration, &str)>) {
    let ratio = than.map(|(base, name)| {
        format!(
            "{:>6.2} times {name}",
            spent.as_secs_f64() / base.as_secs_f64()
        )
    });
    println!(
        "{what:<32}{:>7} ms{}",
        spent.as_millis(),
        ratio.unwrap_or_default()
    );
}

/// The best time of each, run in turn.
fn in_turn<const N: usize>(
    times: usize,
    mut runs: [&mut dyn FnMut() -> Duration; N],
) -> [Duration; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..times {
        for (run, best) in runs.iter_mut().zip(&mut best) {
            *best = run().min(*best);
        }
    }
    best
}

fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("it runs");
    // The gate may fail this workspace, or ripgrep find nothing, but neither may break down.
    assert!(
        matches!(status.code(), Some(0 | 1)),
        "{command:?} failed: run it by hand to see why"
    );
    start.elapsed()
}

fn memory(when: &str, command: &mut Command) {
    match peak_memory(command) {
        Some(kib) => println!("peak memory, {when:<19}{:>7} MiB", kib / 1024),
        None => println!("peak memory, {when}: not known on this system"),
    }
}

/// The most memory that a run had resident, in KiB.
fn peak_memory(command: &mut Command) -> Option<u64> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    peak::wait(&mut child).ok()?.1
}
