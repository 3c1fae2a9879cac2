//! How the lines that files for containers become state what they build and start.

/// How a line gives a variable to what is built.
pub(super) const BUILD_ARG: &str = "--build-arg";
/// How a line states a service that another one needs.
pub(super) const NEEDS: &str = "--link";
/// How a line states the name of its service.
pub(super) const NAME: &str = "--name";
