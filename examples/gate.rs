//! Judges a workspace as `cargo deny-models check` does: `cargo run --example gate -- [PATH]`.

use std::process::ExitCode;

use cargo_deny_models::{Gate, Severity};

fn main() -> Result<ExitCode, cargo_deny_models::Error> {
    let path = std::env::args().nth(1);
    let path = path.unwrap_or_else(|| "examples/hidream".to_owned());
    let report = Gate::new(path).check()?;
    for finding in report.findings() {
        let word = match finding.severity() {
            Severity::Deny => "error",
            Severity::Warn => "warning",
            _ => "note",
        };
        println!("{word}[{}]: {}", finding.code(), finding.message());
        if let (Some(file), Some(line)) = (finding.file(), finding.line()) {
            println!("  at {}:{line}", file.display());
        }
        for help in finding.help() {
            println!("  help: {help}");
        }
    }
    println!("{} of {} members gated", report.gated(), report.members());
    Ok(report.outcome().exit_code().into())
}
