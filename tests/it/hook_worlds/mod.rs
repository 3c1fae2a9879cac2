//! The build-script hook with real cargo: in a workspace, and in builds of other people.

mod fixture;
mod foreign;
mod own;
mod root;

/// Begins to compile the hook, for tests that run right before these.
pub(crate) fn begin() {
    fixture::Registry::begin();
}
