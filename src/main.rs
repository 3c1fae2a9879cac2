//! `cargo deny-models`: parse, call, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    cargo_deny_models::cli::run(std::env::args_os()).into()
}
