//! The choice of colour.

/// A choice of colour as the command line or cargo writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Color {
    /// On a terminal that supports it
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}
