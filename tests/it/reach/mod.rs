//! Small programs of one to three crates that hand over the id of a model, drawn from a seed, and what a check says of each.
//!
//! A program is a cell: how the id is handed over, which client takes it, in how many crates, through which receiver.
//! Each one that pulls a failing model has a green twin one token away that does not. Names, order, modules and files are
//! drawn, so that nothing but the program itself shows what is pulled.

mod client;
mod draw;
mod hand_over;
mod program;
mod sources;
mod table;
mod workspace;

pub(crate) use draw::Draw;
pub(crate) use program::{Cell, Program};
pub(crate) use table::{Answer, Table};
pub(crate) use workspace::{Workspace, write_clients, write_depot};
