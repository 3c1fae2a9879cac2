//! `completions`: what a shell completes.

use clap::CommandFactory as _;

use super::output::Output;
use super::{Cli, Outcome, Ran};

/// Write the completions of a shell to stdout.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
}

pub(super) fn run(args: &Args) -> Ran {
    let output = Output::plain();
    let mut script = Vec::new();
    let mut command = Cli::command().bin_name(super::BINARY);
    clap_complete::generate(args.shell, &mut command, super::BINARY, &mut script);
    output.run(|output| {
        output.data(|_, out| out.write_all(&script))?;
        Ok(Outcome::Pass)
    })
}
