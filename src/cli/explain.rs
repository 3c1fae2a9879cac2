//! `explain`: what a code means.

use super::near::did_you_mean;
use super::output::Output;
use super::session::current_directory;
use super::{Error, Outcome, Ran, args};
use crate::explain;
use crate::finding::Code;

/// Explain a finding code.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The code, such as `non-osi-model`; all codes are listed when it is left out
    #[arg(value_name = "CODE")]
    code: Option<String>,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> Ran {
    let base = current_directory().unwrap_or_else(|_| ".".into());
    let output = Output::new(args.look.color, &base);
    answer(args, &output).map_err(|error| (error, output))
}

/// That no finding has this code, and which one may be meant.
pub(super) fn unknown_code(text: &str) -> Error {
    let near = did_you_mean(text, Code::ALL.iter().map(|code| code.as_str()));
    Error::Unknown {
        message: format!("no finding has the code `{text}`{near}"),
        help: "`cargo deny-models explain` lists the codes",
    }
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let Some(text) = &args.code else {
        output.data(|_, out| {
            for code in Code::ALL {
                writeln!(out, "{:<24}{}", code.as_str(), code.default_severity())?;
            }
            Ok(())
        })?;
        return Ok(Outcome::Pass);
    };
    let code = Code::parse(text).map_err(|_| unknown_code(text))?;
    output.data(|_, out| writeln!(out, "{}", explain::explain(code).trim_end()))?;
    Ok(Outcome::Pass)
}
