//! `man`: manual pages.

use std::fs;
use std::io;

use camino::{Utf8Path, Utf8PathBuf};
use clap::{Command, CommandFactory as _};
use clap_mangen::Man;

use super::near::did_you_mean;
use super::output::Output;
use super::{BINARY, Cli, Error, Outcome, Ran};

/// Write manual pages.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The command; the program itself when left out
    #[arg(value_name = "COMMAND", conflicts_with = "dir")]
    command: Option<String>,
    /// Write the pages of all commands into this directory, which is made if need be
    #[arg(long, value_name = "DIR")]
    dir: Option<Utf8PathBuf>,
}

pub(super) fn run(args: &Args) -> Ran {
    Output::plain().run(|output| {
        match &args.dir {
            Some(dir) => write_all(dir, output)?,
            None => print(args.command.as_deref(), output)?,
        }
        Ok(Outcome::Pass)
    })
}

fn print(name: Option<&str>, output: &Output) -> Result<(), Error> {
    let pages = pages();
    let wanted = name.map_or_else(|| BINARY.to_owned(), |name| format!("{BINARY}-{name}"));
    let Some(page) = pages.iter().find(|(stem, _)| *stem == wanted) else {
        let name = name.unwrap_or_default();
        let known = pages
            .iter()
            .filter_map(|(stem, _)| stem.strip_prefix(BINARY)?.strip_prefix('-'));
        return Err(Error::Usage {
            message: format!("there is no command `{name}`{}", did_you_mean(name, known)),
        });
    };
    let text = render(page).map_err(Error::Write)?;
    output.data(|_, out| out.write_all(&text))
}

fn write_all(dir: &Utf8Path, output: &Output) -> Result<(), Error> {
    let fail = |path: &Utf8Path| {
        let path = path.to_owned();
        move |why| Error::Save { path, why }
    };
    fs::create_dir_all(dir).map_err(fail(dir))?;
    let pages = pages();
    for page in &pages {
        let path = dir.join(format!("{}.1", page.0));
        let text = render(page).map_err(Error::Write)?;
        fs::write(&path, text).map_err(fail(&path))?;
    }
    output.diagnostics(|_, out| writeln!(out, "wrote {} pages to {dir}", pages.len()))
}

/// The stem of each page's name and the command it is of, the program first.
fn pages() -> Vec<(String, Command)> {
    let program = Cli::command();
    let mut pages = vec![(BINARY.to_owned(), program.clone().bin_name(BINARY))];
    pages.extend(program.get_subcommands().map(|command| {
        let name = command.get_name();
        let page = command
            .clone()
            .version(env!("CARGO_PKG_VERSION"))
            .bin_name(format!("cargo deny-models {name}"));
        (format!("{BINARY}-{name}"), page)
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
