//! Where output goes and how it looks: data to stdout, diagnostics to stderr.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use camino::{Utf8Path, Utf8PathBuf};

use super::Error;
use crate::report::{View, human};
use crate::source::Problem;

/// How output looks.
#[derive(Debug, Clone)]
pub(super) struct Output {
    color: ColorChoice,
    base: Utf8PathBuf,
}

/// A choice of colour as the command line or cargo writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal that wants it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Output {
    /// By flag, else by `CARGO_TERM_COLOR`, else by what the terminal and `NO_COLOR` say.
    pub(super) fn new(color: Option<Color>, base: &Utf8Path) -> Self {
        let color = color.or_else(|| match std::env::var("CARGO_TERM_COLOR").ok()?.as_str() {
            "always" => Some(Color::Always),
            "never" => Some(Color::Never),
            _ => None,
        });
        Self {
            color: match color {
                Some(Color::Always) => ColorChoice::Always,
                Some(Color::Never) => ColorChoice::Never,
                Some(Color::Auto) | None => ColorChoice::Auto,
            },
            base: base.to_owned(),
        }
    }

    /// Prints to stdout.
    pub(super) fn data(
        &self,
        print: impl FnOnce(&View<'_>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let out = io::stdout();
        let terminal = out.is_terminal();
        let color = AutoStream::choice(&out);
        self.print(
            io::BufWriter::new(out.lock()),
            self.choose(color),
            terminal,
            print,
        )
    }

    /// Prints to stderr.
    pub(super) fn diagnostics(
        &self,
        print: impl FnOnce(&View<'_>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let out = io::stderr();
        let terminal = out.is_terminal();
        let color = AutoStream::choice(&out);
        self.print(
            io::BufWriter::new(out.lock()),
            self.choose(color),
            terminal,
            print,
        )
    }

    /// Prints why it could not be checked.
    pub(super) fn error(&self, error: &Error) {
        let problems = match error {
            Error::Problems(problems) => problems.clone(),
            other => vec![Problem::new(other.to_string())],
        };
        // There is nowhere left to say that stderr is closed.
        let _ = self.diagnostics(|view, out| human::problems(&problems, view, out));
    }

    fn choose(&self, auto: ColorChoice) -> ColorChoice {
        if self.color == ColorChoice::Auto {
            auto
        } else {
            self.color
        }
    }

    fn print<W: Write>(
        &self,
        mut out: W,
        color: ColorChoice,
        terminal: bool,
        print: impl FnOnce(&View<'_>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let view = View {
            base: &self.base,
            color: color != ColorChoice::Never,
            unicode: false,
            width: terminal.then(columns).flatten(),
            repository: None,
        };
        let written = print(&view, &mut out).and_then(|()| out.flush());
        match written {
            // Whoever reads the pipe has seen enough; the exit code still tells the outcome.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other.map_err(Error::Write),
        }
    }
}

/// Columns of the terminal, where the shell exports them.
fn columns() -> Option<usize> {
    std::env::var("COLUMNS")
        .ok()?
        .parse()
        .ok()
        .filter(|columns| *columns >= 40)
}
