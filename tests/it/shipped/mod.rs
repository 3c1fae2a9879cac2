//! Weights that a package ships: where they may lie, and what their owner states of them.

mod around;
mod bytes;
mod generator;
mod pointers;
mod statements;
mod tauri;
mod ways;
mod weights;
