//! Where code runs that recurses deeply, or that a bug may stop.

use super::parse::STACK;
use super::scan::ScanError;

/// A bug that one crate triggers does not end the run.
pub(super) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, ScanError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).map_err(|_| ScanError::Failed)
}

/// Runs where deep recursion has room.
pub(super) fn on_a_large_stack<T: Send>(
    run: impl FnOnce() -> Result<T, ScanError> + Send,
) -> Result<T, ScanError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, run)
            .map_err(|_| ScanError::Failed)?;
        thread.join().unwrap_or(Err(ScanError::Failed))
    })
}
