//! What files show of models: headers of weight files, what lies beside them, and names and contents by which weights
//! are known.

pub mod beside;
pub mod compiled;
pub mod containers;
pub mod front;
pub mod glob;
pub mod header;
pub mod modelfile;
pub mod names;
pub mod notice;
pub mod package;
pub mod package_files;
pub mod path;
pub mod python;
pub mod recipes;
pub mod reuse;
pub mod shipped;
pub mod started;
pub mod text;
pub mod weights;
