//! Where output goes and how it looks: data to stdout, diagnostics to stderr.

use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::rc::Rc;

use anstream::{AutoStream, ColorChoice};
use camino::Utf8PathBuf;
use serde::{Deserialize, Serialize};
use supports_hyperlinks::Stream;

use super::args::Look;
use super::color::Color;
use super::error::Error;
use super::outcome::Outcome;
use crate::gate::current_directory;
use crate::report::{View, human};

/// Result of a command: an outcome, or an error and where to print it.
pub(super) type CommandResult = Result<Outcome, (Error, Output)>;

/// Colour and base directory of the output.
#[derive(Debug, Clone)]
pub(super) struct Output {
    color: ColorChoice,
    base: Utf8PathBuf,
    quiet: bool,
    verbose: bool,
    /// What was printed, where it is to be kept.
    printed: Option<Rc<RefCell<Vec<Printed>>>>,
}

/// What was printed to one of the streams.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Printed {
    to_stderr: bool,
    text: String,
}

impl Output {
    /// Output as the flags of a command ask for it.
    pub(super) fn of(look: &Look) -> Self {
        if look.quiet {
            super::progress::hide();
        }
        Self {
            quiet: look.quiet,
            verbose: look.verbose > 0,
            ..Self::here(look.color)
        }
    }

    /// Whether the answer alone is printed.
    pub(super) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether evidence is printed in full.
    pub(super) fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// Colour by flag, else by `CARGO_TERM_COLOR`, else by the terminal and `NO_COLOR`; paths relative to the
    /// current directory.
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
            quiet: false,
            verbose: false,
            printed: None,
        }
    }

    /// Runs a command that prints here; its error is printed here too.
    pub(super) fn run(
        self,
        command: impl FnOnce(&Self) -> Result<Outcome, Error>,
    ) -> CommandResult {
        command(&self).map_err(|error| (error, self))
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
        self.print(out.lock(), Stream::Stdout, color, terminal, print)
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
        self.print(out.lock(), Stream::Stderr, color, terminal, print)
    }

    /// Prints what was done to stderr; nothing where the answer alone is asked for.
    pub(super) fn status(
        &self,
        print: impl FnOnce(&View<'_>, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Error> {
        if self.quiet {
            return Ok(());
        }
        self.diagnostics(print)
    }

    /// Prints the error that stopped the command.
    pub(super) fn error(&self, error: &Error) {
        // A closed stderr cannot be reported.
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
        out: W,
        stream: Stream,
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
        let mut out = io::BufWriter::new(out);
        let written = match &self.printed {
            None => print(&view, &mut out),
            Some(printed) => {
                let mut text = Vec::new();
                print(&view, &mut text).and_then(|()| {
                    let to_stderr = matches!(stream, Stream::Stderr);
                    let written = out.write_all(&text);
                    let text = String::from_utf8_lossy(&text).into_owned();
                    printed.borrow_mut().push(Printed { to_stderr, text });
                    written
                })
            }
        };
        finish(written.and_then(|()| out.flush()))
    }

    /// Keeps what is printed from here on.
    pub(super) fn keep(&mut self) {
        self.printed = Some(Rc::default());
    }

    /// What was printed since.
    pub(super) fn kept(&self) -> Vec<Printed> {
        let printed = self.printed.as_ref();
        printed.map_or_else(Vec::new, |printed| printed.borrow().clone())
    }

    /// Prints again what an earlier run has printed that looked the same.
    pub(super) fn repeat(printed: &[Printed]) -> Result<(), Error> {
        for Printed { to_stderr, text } in printed {
            let write =
                |out: &mut dyn Write| out.write_all(text.as_bytes()).and_then(|()| out.flush());
            finish(if *to_stderr {
                write(&mut io::stderr())
            } else {
                write(&mut io::stdout())
            })?;
        }
        Ok(())
    }

    /// How both streams look.
    pub(super) fn look(&self) -> String {
        let of = |stream, is: bool, color| {
            let links = is && supports_hyperlinks::on(stream);
            let width = is.then(columns).flatten();
            format!("{:?} {is} {links} {width:?}", self.choose(color))
        };
        let (out, err) = (io::stdout(), io::stderr());
        let out = of(Stream::Stdout, out.is_terminal(), AutoStream::choice(&out));
        let err = of(Stream::Stderr, err.is_terminal(), AutoStream::choice(&err));
        format!("{out}, {err}")
    }
}

impl Printed {
    /// In bytes.
    pub(super) fn length(&self) -> usize {
        self.text.len()
    }
}

fn finish(written: io::Result<()>) -> Result<(), Error> {
    match written {
        // The reader closed the pipe; the exit code still holds the outcome.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Error::Write),
    }
}

/// The terminal behind a stream, if there is one.
#[derive(Debug, Clone, Copy)]
struct Terminal {
    is: bool,
    links: bool,
}

impl Terminal {
    /// A pipe gets no links, even where the environment forces them.
    fn of(out: &impl IsTerminal, stream: Stream) -> Self {
        let is = out.is_terminal();
        let links = is && supports_hyperlinks::on(stream);
        Self { is, links }
    }
}

/// Columns of the terminal: those that the shell exports, else as the terminal reports them.
fn columns() -> Option<usize> {
    let exported = std::env::var("COLUMNS").ok();
    let exported = exported.and_then(|columns| columns.parse().ok());
    let reported = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    exported.or_else(reported).filter(|columns| *columns >= 40)
}
