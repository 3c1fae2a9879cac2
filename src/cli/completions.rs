//! `completions`: what a shell completes.

use clap::Command;

use super::args;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};

/// Write the completions of a shell to stdout.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
    #[command(flatten)]
    manifest: args::NoManifest,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args, program: Command) -> CommandResult {
    let output = Output::of(&args.look);
    let mut script = Vec::new();
    let name = program.get_name().to_owned();
    let mut program = program.bin_name(&name);
    clap_complete::generate(args.shell, &mut program, &name, &mut script);
    let script = String::from_utf8_lossy(&script);
    let script = with_commands(&script, &name) + after_cargo(args.shell);
    output.run(|output| {
        output.data(|_, out| out.write_all(script.as_bytes()))?;
        Ok(Outcome::Pass)
    })
}

/// The generator for bash looks for a command of a program with `-` in its name under one name and lists its flags under
/// another: no flag of a command would be completed.
fn with_commands(script: &str, program: &str) -> String {
    const SEPARATOR: &str = "__subcmd__";
    let listed = program.replace('-', SEPARATOR) + SEPARATOR;
    let looked_for = program.replace('-', "__") + SEPARATOR;
    script.replace(&listed, &looked_for)
}

/// What completes `cargo deny-models` besides `cargo-deny-models`. In zsh cargo's own completions call those of a
/// subcommand.
fn after_cargo(shell: clap_complete::Shell) -> &'static str {
    match shell {
        clap_complete::Shell::Bash => include_str!("completions/cargo.bash"),
        clap_complete::Shell::Fish => include_str!("completions/cargo.fish"),
        _ => "",
    }
}
