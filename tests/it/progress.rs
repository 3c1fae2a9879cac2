//! Progress on a terminal: a run that waits for cargo shows that before cargo is done.

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::PermissionsExt as _;
use std::process::{Command, Stdio};

use crate::support::{Project, mit_manifest};

/// What a terminal shows of a run whose cargo answers only once the file `go` is there, or after a minute.
fn shown(args: &str) -> (bool, String) {
    let project = Project::package(&mit_manifest("app", ""));
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let go = project.path("go");
    let waits = format!(
        "#!/bin/sh\ncase \"$*\" in *metadata*)\n  for turn in $(seq 600); do [ -e '{}' ] && break; sleep 0.1; done ;;\nesac\nexec '{cargo}' \"$@\"\n",
        go.display()
    );
    project.write("slow-cargo", &waits);
    let slow = project.path("slow-cargo");
    fs::set_permissions(&slow, fs::Permissions::from_mode(0o755)).expect("executable");
    // A terminal of its own, whose output goes on to a pipe.
    let command = format!("{} {args}", env!("CARGO_BIN_EXE_cargo-deny-models"));
    let mut terminal = Command::new("script")
        .args([
            "--quiet",
            "--return",
            "--flush",
            "--command",
            &command,
            "/dev/null",
        ])
        .current_dir(project.path(""))
        .env("CARGO", &slow)
        .env("CARGO_DENY_MODELS_CACHE", project.path("cache"))
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` of util-linux");
    let mut output = BufReader::new(terminal.stdout.take().expect("a pipe"));
    let mut seen = Vec::new();
    let mut waited = false;
    // A line of progress has no end of a line: it is taken away.
    while !waited {
        let bytes = output.fill_buf().expect("output").to_vec();
        if bytes.is_empty() {
            break;
        }
        output.consume(bytes.len());
        seen.extend(bytes);
        waited = String::from_utf8_lossy(&seen).contains("Reading the workspace");
    }
    let before_cargo = waited && !go.exists();
    fs::write(&go, "").expect("written");
    output.read_to_end(&mut seen).expect("output");
    assert!(terminal.wait().expect("an end").success());
    (before_cargo, String::from_utf8_lossy(&seen).into_owned())
}

#[test]
fn a_run_that_waits_for_cargo_shows_it_and_takes_it_away() {
    let (before_cargo, seen) = shown("check");
    assert!(before_cargo, "{seen:?}");
    let (progress, rest) = seen.split_once("Reading the workspace").expect("progress");
    assert_eq!(progress.trim_start(), "", "{seen:?}");
    assert!(rest.starts_with("\r\u{1b}[K"), "{seen:?}");
    assert!(rest.contains("ok: 1 member"), "{seen:?}");
}
