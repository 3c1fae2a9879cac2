//! A check on the terminal: as much as fits a screen.

use std::io::{self, Write};

use super::short::Detail;
use super::summary::ByFix;
use super::view::View;
use super::{human, short};
use deny_models::finding::Report;

/// Lines that people see at once. It is fixed, so that a log has what a terminal has.
const SCREEN: usize = 50;

/// Prints the findings in full where that fits a screen, else in the least short form that does.
///
/// # Errors
///
/// When writing fails.
pub(crate) fn report(
    report: &Report,
    by_fix: Option<ByFix<'_>>,
    view: &View<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    type Form<'a> = &'a dyn Fn(&mut dyn Write) -> io::Result<()>;
    let full: Form<'_> = &|out| human::full(report, by_fix, view, out);
    let quoted: Form<'_> = &|out| short::report(report, Detail::Quoted, by_fix, view, out);
    let placed: Form<'_> = &|out| short::report(report, Detail::Placed, by_fix, view, out);
    for form in [full, quoted, placed] {
        let mut screen = Screen::default();
        match form(&mut screen) {
            // The form stopped where the screen was full: nothing of it is worth the time.
            Err(_) if screen.is_full() => {}
            written => {
                written?;
                return out.write_all(&screen.drawn);
            }
        }
    }
    short::report(report, Detail::Listed, by_fix, view, out)
}

/// What fits one screen; what does not is refused.
#[derive(Default)]
struct Screen {
    drawn: Vec<u8>,
    lines: usize,
}

impl Screen {
    fn is_full(&self) -> bool {
        self.lines > SCREEN
    }
}

impl Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.lines += bytes.split(|byte| *byte == b'\n').count() - 1;
        if self.is_full() {
            return Err(io::Error::other("more than a screen"));
        }
        self.drawn.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
