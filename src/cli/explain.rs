//! `explain`: the meaning of a finding code, or the obligations of a licence.

use super::args;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use crate::explain;
use crate::gate::{Failure, unknown_code};
use crate::report;
use crate::suggest::did_you_mean;
use deny_models::license::{nearest_id, titled};
use deny_models::lint::Code;

/// Explain a finding code, or show a licence and its obligations.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A code, such as `non-osi-model`, or the id of a licence, such as `llama3.1`; all codes are listed when it is left out
    #[arg(value_name = "CODE|LICENCE")]
    code: Option<String>,
    #[command(flatten)]
    manifest: args::NoManifest,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
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
    let Ok(code) = Code::parse(text) else {
        return answer_license(text, output);
    };
    output.data(|_, out| writeln!(out, "{}", explain::explain(code).trim_end()))?;
    Ok(Outcome::Pass)
}

/// No code is the id of a licence, so what is no code may be one.
fn answer_license(text: &str, output: &Output) -> Result<Outcome, Error> {
    let license = titled(text).ok_or_else(|| match nearest_id(text) {
        Some(near) if did_you_mean(text, codes()).is_empty() => Failure::Unknown {
            message: format!("`{text}` is no licence that is known; did you mean `{near}`?"),
            help: "`cargo deny-models explain` lists the codes of findings",
        },
        _ => unknown_code(text),
    })?;
    output.data(|_, out| report::license::license(&license, out))?;
    Ok(Outcome::Pass)
}

fn codes() -> impl Iterator<Item = &'static str> {
    Code::ALL.iter().map(|code| code.as_str())
}
