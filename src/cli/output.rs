//! Where output goes and how it looks: data to stdout, diagnostics to stderr.

use std::io::{self, IsTerminal, Write};

use anstream::{AutoStream, ColorChoice};
use camino::Utf8PathBuf;
use supports_hyperlinks::Stream;

use super::error::Error;
use super::outcome::Outcome;
use crate::gate::current_directory;
use crate::report::{View, human};

/// What a command ends with: an outcome, or an error and where to print it.
pub(super) type Ran = Result<Outcome, (Error, Output)>;

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
    /// Colour by flag, else by `CARGO_TERM_COLOR`, else by what the terminal and `NO_COLOR` say; paths relative to where
    /// the command runs.
    pub(super) fn here(color: Option<Color>) -> Self {
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
            base: current_directory().unwrap_or_else(|_| ".".into()),
        }
    }

    /// Runs a command that prints here; its error is printed here too.
    pub(super) fn run(self, command: impl FnOnce(&Self) -> Result<Outcome, Error>) -> Ran {
        command(&self).map_err(|error| (error, self))
    }

    /// What is the same whatever the terminal is.
    pub(super) fn plain() -> Self {
        Self {
            color: ColorChoice::Never,
            base: Utf8PathBuf::from("."),
        }
    }

    /// Prints to stdout.
    pub(super) fn data(
        &self,
        print: impl FnOnce(&View<'_>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let out = io::stdout();
        let terminal = Terminal::of(&out, Stream::Stdout);
        let color = AutoStream::choice(&out);
        let color = self.choose(color);
        self.print(io::BufWriter::new(out.lock()), color, terminal, print)
    }

    /// Prints to stderr.
    pub(super) fn diagnostics(
        &self,
        print: impl FnOnce(&View<'_>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let out = io::stderr();
        let terminal = Terminal::of(&out, Stream::Stderr);
        let color = AutoStream::choice(&out);
        let color = self.choose(color);
        self.print(io::BufWriter::new(out.lock()), color, terminal, print)
    }

    /// Prints why it could not be checked.
    pub(super) fn error(&self, error: &Error) {
        // There is nowhere left to say that stderr is closed.
        let _ = self.diagnostics(|view, out| human::problems(&error.problems(), view, out));
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
        terminal: Terminal,
        print: impl FnOnce(&View<'_>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        let view = View {
            base: &self.base,
            color: color != ColorChoice::Never,
            links: color != ColorChoice::Never && terminal.links,
            unicode: false,
            width: terminal.is.then(columns).flatten(),
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

/// What a stream ends in.
#[derive(Debug, Clone, Copy)]
struct Terminal {
    is: bool,
    links: bool,
}

impl Terminal {
    /// A pipe gets no links, whatever the environment says of terminals.
    fn of(out: &impl IsTerminal, stream: Stream) -> Self {
        let is = out.is_terminal();
        let links = is && supports_hyperlinks::on(stream);
        Self { is, links }
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
