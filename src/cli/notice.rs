//! `notice`: the file that a release ships for its models.

use std::fs;
use std::io::Write;

use camino::{Utf8Path, Utf8PathBuf};

use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::{args, copies, inventory};
use crate::report::notice::{Copy, Facts, Format, MissingText, TemplateError, as_json, render};
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
    /// Directory with licence texts, found by their SHA-256 in the lock or by their words
    #[arg(long, value_name = "DIR")]
    texts: Option<Utf8PathBuf>,
    /// Leave out the licence texts
    #[arg(long, conflicts_with = "texts")]
    no_texts: bool,
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
    let session = args.inventory.session()?;
    let inventory = args.inventory.inventory(&session, output)?;
    let mut facts = Facts::new(&inventory);
    let mut unused = Vec::new();
    if !args.no_texts {
        let copies = copies::read(&inventory, &session, args.texts.as_deref(), &mut unused)?;
        facts = facts.with_texts(&inventory, &copies);
        let left_over = |copy: &&Copy| {
            let mut texts = facts.full_texts.iter();
            !texts.any(|text| text.sha256.as_ref() == Some(&copy.sha256))
        };
        unused.extend(copies.given.iter().filter(left_over).map(|copy| {
            let why =
                "no model here has a file with its SHA-256 or is under a licence with its words";
            format!(
                "{} in {} is not used: {why}",
                copy.name,
                args.texts.as_deref().unwrap_or(Utf8Path::new(""))
            )
        }));
    }
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
    let quiet = output.is_quiet();
    output.diagnostics(|_, out| {
        facts.models.iter().try_for_each(|model| {
            if model.concluded.is_some() {
                return Ok(());
            }
            let name = crate::escape::text(&model.name);
            let why = crate::escape::text(&model.unknown.join("; "));
            writeln!(out, "warning: the licence of `{name}` is unknown: {why}")
        })?;
        for unused in &unused {
            writeln!(out, "warning: {}", crate::escape::text(unused))?;
        }
        // The notice itself lists what it lacks.
        if quiet { Ok(()) } else { missing(&facts, out) }
    })?;
    Ok(Outcome::Pass)
}

/// Prints what the notice does not have, each once, and how it gets it.
fn missing(facts: &Facts, out: &mut dyn Write) -> std::io::Result<()> {
    let mut all: Vec<&MissingText> = Vec::new();
    for missing in facts.models.iter().flat_map(|model| &model.missing) {
        if !all.contains(&missing) {
            all.push(missing);
        }
    }
    let (texts, notices): (Vec<&MissingText>, Vec<&MissingText>) =
        all.into_iter().partition(|missing| missing.kind == "text");
    for missing in &texts {
        let at = missing.address.iter().map(|address| format!("; {address}"));
        let line = format!(
            "{} is missing: {}{}",
            missing.what,
            missing.why,
            at.collect::<String>()
        );
        writeln!(out, "warning: {}", crate::escape::text(&line))?;
    }
    if !texts.is_empty() {
        let own = texts
            .iter()
            .find(|missing| missing.what.starts_with("LicenseRef-"));
        let own = own.map_or_else(String::new, |own| {
            format!(
                "; a licence of one's own as {}.txt",
                crate::escape::text(&own.what)
            )
        });
        writeln!(
            out,
            "help: save these texts in a directory and add `--texts DIR`{own}"
        )?;
    }
    match notices.as_slice() {
        [] => Ok(()),
        [one] => {
            let line = format!("{} is missing: {}", one.what, one.why);
            writeln!(out, "warning: {}", crate::escape::text(&line))
        }
        many => writeln!(
            out,
            "warning: the copyright notices of {} models are missing: no text that was read states them; the file lists where to look",
            many.len()
        ),
    }
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
