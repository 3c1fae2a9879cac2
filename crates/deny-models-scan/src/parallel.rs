//! Work on many items at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::parse::STACK;

/// What each of some items gives, in their order; `None` where that failed. As many threads as that share the work, each with
/// a stack that deep code needs.
pub fn in_parallel<T: Sync, U: Send>(
    items: &[T],
    threads: usize,
    run: impl Fn(&T) -> Option<U> + Sync,
) -> Vec<Option<U>> {
    let threads = threads.clamp(1, 16).min(items.len());
    if threads <= 1 {
        return items.iter().map(run).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(number) else {
                return done;
            };
            if let Some(out) = run(item) {
                done.push((number, out));
            }
        }
    };
    let mut out: Vec<Option<U>> = Vec::new();
    out.resize_with(items.len(), || None);
    let done = std::thread::scope(|scope| {
        let spawn = || {
            std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, work)
                .ok()
        };
        let threads: Vec<_> = (0..threads).filter_map(|_| spawn()).collect();
        threads
            .into_iter()
            .filter_map(|thread| thread.join().ok())
            .flatten()
            .collect::<Vec<_>>()
    });
    for (number, item) in done {
        out[number] = Some(item);
    }
    out
}
