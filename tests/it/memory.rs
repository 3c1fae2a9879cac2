//! How much memory models take, by the growth between two sizes: of 100,000 models the slopes (`benches/slopes.rs`) run the
//! whole, which takes too long for a test. Where the system does not show it, nothing is measured.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::support::{Project, command, mit_manifest};

const MANIFESTS: usize = 10;
const FEW: usize = 100;
const MANY: usize = 5_000;

/// The most that a model may add, in KiB. 100,000 of them have to fit into 1 GiB, the program included; it takes 7 to 10.
const OF_A_MODEL: u64 = 12;

fn project(models: usize) -> Project {
    let mut dependencies = String::from("\n[dependencies]\n");
    for number in 0..MANIFESTS {
        let _ = writeln!(dependencies, "p{number} = {{ path = \"p/p{number}\" }}");
    }
    let root = mit_manifest("app", &dependencies) + "\n[workspace]\nexclude = [\"p\"]\n";
    let project = Project::new(&[("Cargo.toml", &root), ("src/lib.rs", "")]);
    for number in 0..MANIFESTS {
        let mut manifest = mit_manifest(&format!("p{number}"), "");
        for model in (number..models).step_by(MANIFESTS) {
            let _ = write!(
                manifest,
                "\n[[package.metadata.deny-models.model]]\nid = \"lab{}/model-{model}\"\n",
                model % 97
            );
        }
        project.write(&format!("p/p{number}/Cargo.toml"), &manifest);
        project.write(&format!("p/p{number}/src/lib.rs"), "");
    }
    project
}

/// The most memory that a run had resident, in KiB.
fn peak(project: &Project, arguments: &[&str], code: i32) -> u64 {
    let mut child = command(&project.path(""), arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait().expect("it runs") {
            break ended;
        }
        // After the end there is no line any more.
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        peak = peak.max(now.unwrap_or(0));
        std::thread::sleep(Duration::from_millis(1));
    };
    assert_eq!(ended.code(), Some(code), "{arguments:?}");
    assert!(peak > 0, "{arguments:?}");
    peak
}

#[test]
fn models_take_no_more_memory_than_100_000_of_them_may() {
    let [few, many] = [FEW, MANY].map(project);
    let runs: [(&[&str], i32); 4] = [
        (&["check", "--offline"], 1),
        (&["lock", "--offline"], 0),
        (&["check", "--offline"], 1),
        (&["lock", "--offline"], 0),
    ];
    for (arguments, code) in runs {
        let [few, many] = [&few, &many].map(|project| peak(project, arguments, code));
        let each = many.saturating_sub(few) / (MANY - FEW) as u64;
        assert!(
            each <= OF_A_MODEL,
            "{arguments:?}: {each} KiB, {few} and {many} in all"
        );
    }
}
