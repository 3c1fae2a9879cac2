//! Progress of a long run on the terminal.

use std::io::{IsTerminal as _, Write, stderr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{JoinHandle, spawn};
use std::time::{Duration, Instant};

/// Whether `--quiet` hides it: what opens a workspace knows nothing of flags on output.
static HIDDEN: AtomicBool = AtomicBool::new(false);

/// Hides progress from now on.
pub(super) fn hide() {
    HIDDEN.store(true, Ordering::Relaxed);
}

fn is_shown() -> bool {
    stderr().is_terminal() && !HIDDEN.load(Ordering::Relaxed)
}

/// A run that is shorter shows nothing.
const QUIET: Duration = Duration::from_millis(400);
const _: () = assert!(QUIET.as_millis() < 500, "progress within half a second");

/// A line that is shown while nothing can be counted, and goes away with this.
struct Waiting {
    line: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Waiting {
    fn new(text: &'static str, quiet: Duration, mut out: impl Write + Send + 'static) -> Self {
        let (end, ended) = channel::<()>();
        let line = spawn(move || {
            if ended.recv_timeout(quiet) == Err(RecvTimeoutError::Timeout) {
                // A terminal that is gone gets nothing.
                let _ = write!(out, "\r{text}").and_then(|()| out.flush());
                let _ = ended.recv();
                let _ = write!(out, "\r\x1b[K").and_then(|()| out.flush());
            }
        });
        Self {
            line: Some((end, line)),
        }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some((end, line)) = self.line.take() {
            drop(end);
            // It has nothing to give back.
            let _ = line.join();
        }
    }
}

/// Shows a terminal that cargo reads the workspace, then how far the scan has come, then that code is followed; prints
/// nothing of a short run, and nothing into a file.
pub(super) fn of_scan() -> impl FnMut(usize, usize) {
    let start = Instant::now();
    let terminal = is_shown();
    let mut last = Duration::ZERO;
    let mut waiting = terminal.then(|| Waiting::new("     Reading the workspace", QUIET, stderr()));
    move |done, total| {
        drop(waiting.take());
        let now = start.elapsed();
        let due = now > QUIET && now.saturating_sub(last) > Duration::from_millis(100);
        if terminal && (due || (done == total && last > Duration::ZERO)) {
            last = now;
            let end = if done == total { "\r\x1b[K" } else { "" };
            // A terminal that is gone gets nothing.
            let _ = write!(stderr(), "\r    Scanning {done} of {total} packages{end}");
        }
        if terminal && done == total {
            waiting = Some(Waiting::new("   Following their code", QUIET, stderr()));
        }
    }
}

/// The same for files that are read, from several threads.
pub(super) fn of_files() -> impl Fn(usize, usize) + Sync {
    let start = Instant::now();
    let terminal = is_shown();
    move |done, total| {
        if terminal && start.elapsed() > QUIET {
            let end = if done == total { "\r\x1b[K" } else { "" };
            // A terminal that is gone gets nothing.
            let _ = write!(stderr(), "\r     Reading {done} of {total} files{end}");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Shown(Arc<Mutex<Vec<u8>>>);

    impl Write for Shown {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no panic").extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_long_wait_is_shown_and_taken_away_and_a_short_one_is_not() {
        let (short, long) = (Shown::default(), Shown::default());
        drop(Waiting::new(
            "text",
            Duration::from_secs(3600),
            short.clone(),
        ));
        assert_eq!(*short.0.lock().expect("no panic"), b"");
        let waiting = Waiting::new("text", Duration::ZERO, long.clone());
        while long.0.lock().expect("no panic").is_empty() {
            std::thread::yield_now();
        }
        drop(waiting);
        assert_eq!(*long.0.lock().expect("no panic"), b"\rtext\r\x1b[K");
    }
}
