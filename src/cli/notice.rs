//! `notice`: the file that a release ships for its models.

use std::fs;

use camino::Utf8PathBuf;

use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::{args, inventory};
use crate::report::notice::{Facts, Format, TemplateError, as_json, render};
use deny_models::source::{Place, Problem, SourceFile};

/// Write the file that a release ships for its models: licences, prescribed notices, what must be passed on.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Output format; with a template, how values are escaped; json has no template
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "markdown", "json"])]
    format: String,
    /// A template in place of the built-in one [docs/notice.md lists its variables]
    #[arg(long, value_name = "FILE")]
    template: Option<Utf8PathBuf>,
    #[command(flatten)]
    inventory: inventory::InventoryArgs,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let format = Format::parse(&args.format).unwrap_or_default();
    let template = match &args.template {
        Some(path) => {
            let text = fs::read_to_string(path).map_err(|why| Error::read(path, why))?;
            Some(SourceFile::new(path.clone(), text))
        }
        None => None,
    };
    let json = args.format == "json";
    if json && template.is_some() {
        return Err(Error::usage(
            "`--format json` takes no template: it has all variables of one",
        ));
    }
    let inventory = args.inventory.inventory(output)?;
    let facts = Facts::new(&inventory);
    let mut notice = Vec::new();
    if json {
        as_json(&facts, &mut notice).map_err(Error::Write)?;
    } else {
        let text = template
            .as_ref()
            .map_or(format.template(), |template| template.text());
        let filled = render(&facts, text, format).map_err(|error| match &template {
            Some(template) => vec![problem(&error, template)].into(),
            None => Error::usage(format!("the built-in template cannot be filled: {error}")),
        });
        notice.extend(filled?.into_bytes());
    }
    args.inventory.put(&notice, output)?;
    output.diagnostics(|_, out| {
        facts.models.iter().try_for_each(|model| {
            if model.concluded.is_some() {
                return Ok(());
            }
            let name = crate::escape::text(&model.name);
            let why = crate::escape::text(&model.unknown.join("; "));
            writeln!(out, "warning: the licence of `{name}` is unknown: {why}")
        })
    })?;
    Ok(Outcome::Pass)
}

/// The mistake, at its line of the template.
fn problem(error: &TemplateError, template: &std::sync::Arc<SourceFile>) -> Problem {
    let problem = Problem::new(format!("the template cannot be filled: {error}"))
        .help("docs/notice.md lists the variables of a template; the language is Jinja");
    let Some(line) = error.line else {
        return problem;
    };
    let text = template.text();
    let before = text.split_inclusive('\n').take(line.saturating_sub(1));
    let start: usize = before.map(str::len).sum();
    let length = text[start..].lines().next().map_or(0, str::len);
    problem.at(Place::new(template, start..start + length))
}
