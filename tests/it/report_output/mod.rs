//! What people and programs read of a check, a resolution and a mistake.
//!
//! The results are made by hand, of models that no table knows, so that nothing but a printer can change a snapshot.
mod build;
mod github;
mod gitlab;
mod hostile;
mod human;
mod json;
mod sarif;
