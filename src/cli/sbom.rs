//! `sbom`: a bill of materials of the models, for programs.

use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use super::{args, inventory};
use crate::report::cyclonedx::{self, Spec};
use crate::report::spdx;
use deny_models::date::Moment;

/// Write a bill of materials of the models: CycloneDX or SPDX 3.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Format of the document
    #[arg(long, value_name = "FORMAT", default_value = "cyclonedx", value_parser = ["cyclonedx", "spdx"])]
    format: String,
    /// Version of the format: CycloneDX 1.6 (the default) or 1.7, SPDX 3.0.1
    #[arg(long, value_name = "VERSION")]
    spec_version: Option<String>,
    #[command(flatten)]
    inventory: inventory::InventoryArgs,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args) -> CommandResult {
    Output::of(&args.look).run(|output| answer(args, output))
}

/// A standard in one of its versions.
enum Standard {
    CycloneDx(Spec),
    Spdx,
}

fn answer(args: &Args, output: &Output) -> Result<Outcome, Error> {
    let standard = standard(args)?;
    let now = Moment::now()?;
    let session = args.inventory.session()?;
    let inventory = args.inventory.inventory(&session, output)?;
    let mut document = Vec::new();
    match standard {
        Standard::CycloneDx(spec) => cyclonedx::print(&inventory, spec, now, &mut document),
        Standard::Spdx => spdx::print(&inventory, now, &mut document),
    }
    .map_err(Error::Write)?;
    args.inventory.put(&document, output)?;
    Ok(Outcome::Pass)
}

fn standard(args: &Args) -> Result<Standard, Error> {
    let version = args.spec_version.as_deref();
    let (known, versions) = match args.format.as_str() {
        "spdx" => (
            version
                .is_none_or(|version| version == "3.0.1")
                .then_some(Standard::Spdx),
            "3.0.1",
        ),
        _ => (
            version
                .map_or(Some(Spec::default()), Spec::parse)
                .map(Standard::CycloneDx),
            "1.6 and 1.7",
        ),
    };
    known.ok_or_else(|| {
        Error::usage(format!(
            "`--spec-version {}`: of {} {versions} can be written",
            version.unwrap_or_default(),
            args.format
        ))
    })
}
