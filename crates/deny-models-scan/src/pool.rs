//! Many crates with a few threads: the files of all are read first, and parsing then starts with the longest, so
//! that no thread is left alone with a long one at the end.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError, mpsc};

use camino::Utf8PathBuf;

use super::parse::STACK;
use super::run::{Reader, UnparsedCrate};
use super::scan::{Scan, ScanError, ScanOptions};
use super::stack::guarded;

/// Text of crates that wait to be parsed, in bytes; beyond it they wait no longer.
const MAX_WAITING: usize = 64 << 20;

/// What is to be done with one crate.
#[derive(Debug)]
pub enum Task {
    /// The crate in this directory is to be scanned.
    Scan(Utf8PathBuf, Box<ScanOptions>),
    /// It was scanned before.
    Known(Box<Scan>),
}

/// Scans `count` crates with `threads` threads. `task` returns what to do with each of them, on some thread; `keep`
/// gets each new scan, on some thread; `done` gets every result on this thread, in any order.
pub fn scan_many(
    count: usize,
    threads: usize,
    task: impl Fn(usize) -> Task + Sync,
    keep: impl Fn(usize, &Scan) + Sync,
    mut done: impl FnMut(usize, Result<Scan, ScanError>),
) {
    let waiting = Mutex::new(Vec::new());
    let in_waiting = AtomicUsize::new(0);
    let finish = |number, (unparsed, options): (UnparsedCrate, ScanOptions)| {
        let scan = unparsed.finish(&options)?;
        keep(number, &scan);
        Ok(scan)
    };
    let read_files = |number, reader: &mut Reader| -> Option<Result<Scan, ScanError>> {
        let (unparsed, options) = match guarded(|| task(number)) {
            Ok(Task::Known(scan)) => return Some(Ok(*scan)),
            Ok(Task::Scan(dir, options)) => match UnparsedCrate::new(&dir, &options, reader) {
                Ok(unparsed) => (unparsed, *options),
                Err(error) => return Some(Err(error)),
            },
            Err(error) => return Some(Err(error)),
        };
        let kept = unparsed.kept();
        if unparsed.work() == 0 || in_waiting.load(Ordering::Relaxed) + kept > MAX_WAITING {
            return Some(finish(number, (unparsed, options)));
        }
        in_waiting.fetch_add(kept, Ordering::Relaxed);
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.push((number, Mutex::new(Some((unparsed, options)))));
        None
    };
    in_turn(count, threads, read_files, &mut done);
    let mut waiting = waiting.into_inner().unwrap_or_else(PoisonError::into_inner);
    let work = |unparsed: &Mutex<Option<(UnparsedCrate, ScanOptions)>>| {
        let unparsed = unparsed.lock().unwrap_or_else(PoisonError::into_inner);
        unparsed.as_ref().map(|(unparsed, _)| unparsed.work())
    };
    waiting.sort_by_cached_key(|(_, unparsed)| Reverse(work(unparsed)));
    let finish_waiting = |at: usize, _: &mut Reader| {
        let (number, unparsed) = waiting.get(at)?;
        let unparsed = unparsed
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take()?;
        Some(finish(*number, unparsed))
    };
    in_turn(waiting.len(), threads, finish_waiting, |at, scan| {
        if let Some((number, _)) = waiting.get(at) {
            done(*number, scan);
        }
    });
}

/// Runs over numbers with some threads that have large stacks.
fn in_turn(
    count: usize,
    threads: usize,
    run: impl Fn(usize, &mut Reader) -> Option<Result<Scan, ScanError>> + Sync,
    mut done: impl FnMut(usize, Result<Scan, ScanError>),
) {
    let next = AtomicUsize::new(0);
    let (send, receive) = mpsc::channel();
    let work = |send: mpsc::Sender<_>| {
        let mut reader = Reader::default();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= count {
                return;
            }
            if let Some(result) = run(number, &mut reader) {
                // The receiver is gone only when the run is being given up.
                let _ = send.send((number, result));
            }
        }
    };
    std::thread::scope(|scope| {
        let mut spawned = 0;
        for _ in 0..threads.min(count) {
            let (work, send) = (&work, send.clone());
            let thread = std::thread::Builder::new().stack_size(STACK);
            spawned += usize::from(thread.spawn_scoped(scope, move || work(send)).is_ok());
        }
        drop(send);
        for (number, result) in receive {
            done(number, result);
        }
        if spawned == 0 {
            (0..count).for_each(|number| done(number, Err(ScanError::Failed)));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn every_crate_is_told_of_once_whatever_becomes_of_it() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = camino::Utf8Path::from_path(dir.path()).expect("UTF-8");
        for number in 0..20 {
            let src = root.join(format!("{number}/src"));
            std::fs::create_dir_all(&src).expect("made");
            let pulled =
                format!("fn f(api: Api) {{ api.model(\"org/name-{number}\".to_owned()); }}\n");
            let text = format!("use hf_hub::Api;\n{}", pulled.repeat(1 + number % 3));
            std::fs::write(
                src.join("lib.rs"),
                if number % 4 == 0 { "fn f() {}" } else { &text },
            )
            .expect("written");
        }
        let mut results = BTreeMap::new();
        let kept = AtomicUsize::new(0);
        let keep = |_, _: &Scan| {
            kept.fetch_add(1, Ordering::Relaxed);
        };
        let task = |number: usize| match number {
            21 => panic!("a bug"),
            22 => Task::Known(Box::default()),
            number => Task::Scan(root.join(number.to_string()), Box::default()),
        };
        scan_many(23, 3, task, keep, |number, scan| {
            assert!(results.insert(number, scan).is_none());
        });
        let all = results.len();
        for (number, scan) in results {
            match (number, scan) {
                (20, Err(ScanError::Read { .. })) | (21, Err(ScanError::Failed)) => {}
                (22, Ok(scan)) => assert_eq!(scan, Scan::default()),
                (number, Ok(scan)) => assert_eq!(scan.found.is_empty(), number % 4 == 0),
                (number, other) => panic!("{number}: {other:?}"),
            }
        }
        assert_eq!((all, kept.into_inner()), (23, 20));
    }
}
