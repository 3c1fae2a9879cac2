//! The build-script hook with real cargo: where people work, and where the build is somebody else's.

#![cfg(feature = "cli")]

mod fixture;
mod foreign;
#[path = "../hub/mod.rs"]
mod hub;
mod own;
mod root;
