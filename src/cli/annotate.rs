//! Errors as annotations of GitHub Actions.

use std::io;

use super::error::Error;
use super::output::Output;
use crate::gate::{Rooted, current_directory};
use crate::report::{View, github};

/// Annotates the errors that stopped the check. The error itself goes to stderr as always.
pub(super) fn annotate(error: &Error, output: &Output) {
    let problems = error.problems();
    let print = |view: &View<'_>, out: &mut dyn io::Write| {
        let here = current_directory().unwrap_or_else(|_| ".".into());
        let rooted = Rooted::of(&here);
        github::problems(&problems, &rooted.view(view), out)
    };
    // The exit code reports the error even if stdout is closed.
    let _ = output.data(print);
}
