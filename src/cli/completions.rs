//! `completions`: what a shell completes.

use clap::Command;

use super::outcome::Outcome;
use super::output::{CommandResult, Output};

/// Write the completions of a shell to stdout.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args, program: Command) -> CommandResult {
    let output = Output::plain();
    let mut script = Vec::new();
    let name = program.get_name().to_owned();
    let mut program = program.bin_name(&name);
    clap_complete::generate(args.shell, &mut program, name, &mut script);
    output.run(|output| {
        output.data(|_, out| out.write_all(&script))?;
        Ok(Outcome::Pass)
    })
}
