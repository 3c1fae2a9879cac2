//! What `check` costs beside `cargo metadata` on a real graph of several hundred packages: `cargo bench --bench check`.
//!
//! Both run in turn, so that the machine's other work falls on both; the ratio counts, not the seconds.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 15;

fn main() {
    // `cargo test --benches` and the like pass flags that mean nothing here.
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/search-app");
    let mut metadata = Command::new(env!("CARGO"));
    metadata
        .args(["metadata", "--format-version", "1", "--all-features"])
        .current_dir(&example);
    let mut check = Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"));
    check.args(["deny-models", "check"]).current_dir(&example);
    time(&mut metadata);
    let (mut of_metadata, mut of_check) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        of_metadata.push(time(&mut metadata));
        of_check.push(time(&mut check));
    }
    let (metadata, check_time) = (median(of_metadata), median(of_check));
    println!("cargo metadata  {metadata:>10.1?}  (median of {RUNS})");
    println!("check           {check_time:>10.1?}");
    println!(
        "ratio           {:>10.2}",
        check_time.as_secs_f64() / metadata.as_secs_f64()
    );
    match peak_memory(&mut check) {
        Some(kib) => println!("peak memory     {:>7} MiB", kib / 1024),
        None => println!("peak memory     not known on this system"),
    }
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
