//! Progress of a long run on the terminal.

use std::io::{IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Whether `--quiet` hides it: what opens a workspace knows nothing of flags on output.
static HIDDEN: AtomicBool = AtomicBool::new(false);

/// Hides progress from now on.
pub(super) fn hide() {
    HIDDEN.store(true, Ordering::Relaxed);
}

fn is_shown() -> bool {
    std::io::stderr().is_terminal() && !HIDDEN.load(Ordering::Relaxed)
}

/// Shows a terminal how far a long scan has come; prints nothing of a short one, and nothing into a file.
pub(super) fn of_scan() -> impl FnMut(usize, usize) {
    const QUIET: Duration = Duration::from_millis(800);
    let start = Instant::now();
    let terminal = is_shown();
    let mut last = Duration::ZERO;
    move |done, total| {
        let now = start.elapsed();
        let due = now > QUIET && now.saturating_sub(last) > Duration::from_millis(100);
        if terminal && (due || (done == total && last > Duration::ZERO)) {
            last = now;
            let end = if done == total { "\r\x1b[K" } else { "" };
            // A terminal that is gone gets nothing.
            let _ = write!(
                std::io::stderr(),
                "\r    Scanning {done} of {total} packages{end}"
            );
        }
    }
}

/// The same for files that are read, from several threads.
pub(super) fn of_files() -> impl Fn(usize, usize) + Sync {
    const QUIET: Duration = Duration::from_millis(800);
    let start = Instant::now();
    let terminal = is_shown();
    move |done, total| {
        if terminal && start.elapsed() > QUIET {
            let end = if done == total { "\r\x1b[K" } else { "" };
            // A terminal that is gone gets nothing.
            let _ = write!(
                std::io::stderr(),
                "\r     Reading {done} of {total} files{end}"
            );
        }
    }
}
