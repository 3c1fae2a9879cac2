//! Cargo and rustc, as the environment names them.

use std::env;
use std::ffi::OsString;
use std::process::Command;

/// The program that a variable names, else `name`; an empty variable names none.
pub(crate) fn tool(variable: &str, name: &str) -> OsString {
    let named = env::var_os(variable).filter(|named| !named.is_empty());
    named.unwrap_or_else(|| name.into())
}

/// Cargo, as the environment names it. Cargo itself would run an empty `RUSTC`.
pub(crate) fn cargo() -> Command {
    let mut command = Command::new(tool("CARGO", "cargo"));
    if env::var_os("RUSTC").is_some_and(|named| named.is_empty()) {
        command.env_remove("RUSTC");
    }
    command
}
