//! How much memory models take, by the growth between two sizes: of 100,000 models the slopes (`benches/slopes.rs`) run the
//! whole, which takes too long for a test. Where the system does not show it, nothing is measured.
#![cfg(target_os = "linux")]

use std::fmt::Write as _;
use std::process::Stdio;

use crate::support::{Project, command, mit_manifest};

#[path = "../../benches/peak/mod.rs"]
mod peak_memory;

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
    let (ended, peak) = peak_memory::wait(&mut child).expect("it runs");
    assert_eq!(ended.code(), Some(code), "{arguments:?}");
    peak.unwrap_or_else(|| panic!("not shown: {arguments:?}"))
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
