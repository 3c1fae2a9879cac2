//! `man`: manual pages.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use clap::Command;
use clap_mangen::Man;

use super::args;
use super::error::Error;
use super::outcome::Outcome;
use super::output::{CommandResult, Output};
use crate::suggest::did_you_mean;

/// Write manual pages.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The command; the program itself when left out
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    command: Option<String>,
    /// Write the pages of all commands into this directory, which is made if need be
    #[arg(long, value_name = "DIR")]
    dir: Option<Utf8PathBuf>,
    #[command(flatten)]
    manifest: args::NoManifest,
    #[command(flatten)]
    look: args::Look,
}

pub(super) fn run(args: &Args, program: &Command) -> CommandResult {
    Output::of(&args.look).run(|output| {
        match &args.dir {
            Some(dir) => write_all(program, dir, output)?,
            None => print(program, args.command.as_deref(), output)?,
        }
        Ok(Outcome::Pass)
    })
}

fn print(program: &Command, name: Option<&str>, output: &Output) -> Result<(), Error> {
    let pages = pages(program);
    let binary = program.get_name();
    let file = name.map_or_else(|| binary.to_owned(), |name| format!("{binary}-{name}"));
    let Some(page) = pages.iter().find(|(stem, _)| *stem == file) else {
        let name = name.unwrap_or_default();
        let known = pages
            .iter()
            .filter_map(|(stem, _)| stem.strip_prefix(binary)?.strip_prefix('-'));
        return Err(Error::usage(format!(
            "there is no command `{name}`{}",
            did_you_mean(name, known)
        )));
    };
    let text = render(page).map_err(Error::Write)?;
    output.data(|_, out| out.write_all(&text))
}

fn write_all(program: &Command, dir: &Utf8Path, output: &Output) -> Result<(), Error> {
    let fail = |path: &Utf8Path| {
        let path = path.to_owned();
        move |why| Error::Save { path, why }
    };
    fs::create_dir_all(dir).map_err(fail(dir))?;
    let pages = pages(program);
    for page in &pages {
        let path = dir.join(format!("{}.1", page.0));
        let text = render(page).map_err(Error::Write)?;
        fs::write(&path, text).map_err(fail(&path))?;
    }
    output.status(|_, out| writeln!(out, "wrote {} pages to {dir}", pages.len()))
}

/// The stem of each page's name and the command it is of, the program first.
fn pages(program: &Command) -> Vec<(String, Command)> {
    let binary = program.get_name();
    let mut pages = vec![(binary.to_owned(), program.clone().bin_name(binary))];
    pages.extend(program.get_subcommands().map(|command| {
        let name = command.get_name();
        let page = command
            .clone()
            .version(env!("CARGO_PKG_VERSION"))
            .bin_name(format!("cargo deny-models {name}"));
        (format!("{binary}-{name}"), page)
    }));
    pages
}

fn render((stem, command): &(String, Command)) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    Man::new(command.clone())
        .title(stem.to_uppercase())
        .render(&mut text)?;
    Ok(text)
}
