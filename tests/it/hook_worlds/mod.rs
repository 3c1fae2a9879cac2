//! The build-script hook with real cargo: where people work, and where the build is somebody else's.

mod fixture;
mod foreign;
mod own;
mod root;

/// Begins to compile the hook, for tests that run right before these.
pub(crate) fn begin() {
    fixture::Registry::begin();
}
