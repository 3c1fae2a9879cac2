//! A check on the terminal: as much as fits a screen.

use std::io::{self, Write};

use super::short::Detail;
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
pub(crate) fn report(report: &Report, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut drawn = Vec::new();
    human::report(report, view, &mut drawn)?;
    for detail in [Detail::Quoted, Detail::Placed, Detail::Listed] {
        if lines(&drawn) <= SCREEN {
            break;
        }
        drawn.clear();
        short::report(report, detail, view, &mut drawn)?;
    }
    out.write_all(&drawn)
}

fn lines(drawn: &[u8]) -> usize {
    drawn.split(|byte| *byte == b'\n').count() - 1
}
