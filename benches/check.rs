//! What `check` costs beside `cargo metadata` on a real graph of several hundred packages: `cargo bench --bench check`.
//!
//! Both run in turn, so that the machine's other work falls on both; the ratio counts, not the seconds.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 15;

fn main() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/search-app");
    let cache = std::env::temp_dir().join(format!("deny-models-bench-{}", std::process::id()));
    let mut metadata = Command::new(env!("CARGO"));
    metadata
        .args(["metadata", "--format-version", "1", "--all-features"])
        .current_dir(&example);
    let check = |args: &[&str]| {
        let mut check = Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"));
        check
            .args(["deny-models", "check"])
            .args(args)
            .current_dir(&example)
            .env("CARGO_DENY_MODELS_CACHE", &cache);
        check
    };
    let (mut warm, mut manifests) = (check(&[]), check(&["--no-scan"]));
    time(&mut metadata);
    let cold = time(&mut warm);
    let mut times: [Vec<Duration>; 3] = Default::default();
    for _ in 0..RUNS {
        times[0].push(time(&mut metadata));
        times[1].push(time(&mut warm));
        times[2].push(time(&mut manifests));
    }
    let [metadata, warm_time, manifests] = times.map(median);
    let ratio = |time: Duration| time.as_secs_f64() / metadata.as_secs_f64();
    println!("cargo metadata        {metadata:>10.1?}  (median of {RUNS})");
    println!("check, every package scanned before");
    println!(
        "                      {warm_time:>10.1?}  {:.2} times that",
        ratio(warm_time)
    );
    println!(
        "check --no-scan       {manifests:>10.1?}  {:.2} times that",
        ratio(manifests)
    );
    println!(
        "check, first time     {cold:>10.1?}  {:.2} times that",
        ratio(cold)
    );
    match peak_memory(&mut warm) {
        Some(kib) => println!("peak memory           {:>7} MiB", kib / 1024),
        None => println!("peak memory           not known on this system"),
    }
    // What is left behind in a temporary directory does no harm.
    let _ = std::fs::remove_dir_all(&cache);
}

fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("it runs");
    assert!(
        status.success(),
        "{command:?} failed: run it by hand to see why"
    );
    start.elapsed()
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// The most memory that a run had resident, in KiB, read from Linux while it runs.
fn peak_memory(command: &mut Command) -> Option<u64> {
    let mut child = command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    while child.try_wait().ok()?.is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(now);
        std::thread::sleep(Duration::from_millis(1));
    }
    peak
}
