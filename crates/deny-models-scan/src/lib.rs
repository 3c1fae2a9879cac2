//! What a crate pulls, read from its own files: source, build script, data and weights that lie in the package.
//!
//! This crate is internal to `cargo-deny-models`: all of its items are hidden from the documentation, and before 1.0
//! they may change in any release. To see what a crate pulls, run `cargo deny-models scan`; to judge it, use `Gate` of
//! the crate `cargo-deny-models`.
//!
//! A quick search for keywords decides which crates and files are worth parsing. What is parsed becomes a small
//! form (`ir`) through which texts are followed (`eval`) from where they are written to where they decide which
//! model is taken (`sinks`). Nothing that is read is run, and no file can make this hang or fail.
//!
//! ```
//! use deny_models_scan::{ScanOptions, scan_crate};
//!
//! let scan = scan_crate("../../examples/search-app".into(), &ScanOptions::default()).unwrap();
//! assert_eq!(scan.name, "search-app");
//! // It takes the default of another crate's offers, which is kept apart from its own pulls.
//! assert!(scan.found.is_empty());
//! ```

#![doc(hidden)]

mod all_sinks;
mod attribute_code;
mod attributes_on;
mod attrs;
mod bake;
mod binding_names;
mod bodies;
mod bucket_calls;
mod bucket_copies;
mod bucket_operator;
mod bucket_parts;
mod bucket_store;
mod build_commands;
mod callees;
mod classify;
mod closure_uses;
mod closures;
mod command_callers;
mod command_files;
mod command_line;
mod command_models;
mod command_parts;
mod command_sinks;
mod command_taken;
mod command_text;
mod command_words;
mod commands;
mod compiled_in;
mod compose;
mod container_words;
mod containers;
mod conversions;
mod copies;
mod dead;
mod edges;
mod elsewhere;
mod embed;
mod embedded_folders;
mod enum_key;
mod eval;
mod eval_branch;
mod eval_call;
mod eval_cases;
mod eval_field;
mod eval_lookup;
mod eval_merged;
mod eval_method;
mod eval_path;
mod eval_spelling;
mod eval_text;
mod eval_written;
mod expand;
mod expr_attrs;
mod expr_start;
mod file_loads;
mod file_scopes;
mod foreign_macros;
mod frames;
mod from_text;
mod front_calls;
mod front_choices;
mod front_end;
mod front_handed;
mod front_hooks;
mod front_inputs;
mod front_invokes;
mod front_lines;
mod front_loaders;
mod front_maps;
mod front_objects;
mod front_reader;
mod front_returns;
mod front_types;
mod front_values;
mod front_wrappers;
mod generic_consts;
mod generics;
mod handed;
mod held_back;
mod hit;
mod hub_id;
mod index;
mod index_add;
mod ir;
mod just_recipes;
mod kinds;
mod later_words;
mod lex;
mod limits;
mod link;
mod linked;
mod linker;
mod literal_choice;
mod lookup;
mod lower;
mod lower_again;
mod lower_assign;
mod lower_branch;
mod lower_call;
mod lower_check;
mod lower_data;
mod lower_expand;
mod lower_expr;
mod lower_function;
mod lower_given;
mod lower_grow;
mod lower_items;
mod lower_iter;
mod lower_lead;
mod lower_lent;
mod lower_loops;
mod lower_macro;
mod lower_path;
mod lower_pattern;
mod lower_places;
mod lower_stmts;
mod lower_through;
mod lower_tokens;
mod lower_types;
mod lower_writer;
mod macro_texts;
mod markup;
mod markup_inputs;
mod mentions;
mod merged;
mod merged_calls;
mod missing_files;
mod model_programs;
mod modelfile;
mod modelfile_text;
mod module_tree;
mod modules;
mod named;
mod named_files;
mod named_functions;
mod named_paths;
mod names;
mod nesting;
mod not_run;
mod nothing;
mod offers;
mod ollama;
mod ollama_calls;
mod ollama_clients;
mod ollama_constructors;
mod ollama_http;
mod ollama_modelfiles;
mod ollama_names;
mod ollama_requests;
mod ollama_socket;
mod only_makes;
mod opened_files;
mod outside;
mod package;
mod parallel;
mod parse;
mod pool;
mod prefilter;
mod program;
mod pyo3;
mod python;
mod python_files;
mod python_loaders;
mod python_names;
mod python_requests;
mod python_tokens;
mod python_values;
mod range_label;
mod reach;
mod reach_index;
mod reader;
#[doc(hidden)]
pub mod readers;
mod recipe_files;
mod recipe_lines;
mod recipe_tables;
mod recipes;
mod release;
mod repo_kind;
mod report;
mod resolve;
mod run;
mod run_folder;
mod same;
mod scan;
mod scan_package;
mod scope;
mod scopes;
mod script_tokens;
mod scripts;
mod shell;
mod shell_scripts;
mod shell_variables;
mod sinks;
mod source;
mod split_parts;
mod stack;
mod stated;
mod stop;
mod strung;
mod table_rows;
mod tables;
mod taken;
mod targets;
mod text;
mod text_arms;
mod together;
mod token_scan;
mod type_names;
mod type_vars;
mod type_words;
mod unreached;
mod unread;
mod url;
mod uses;
mod version;
mod visible;
mod writes;

pub use edges::{Edge, Edges, Item, edges};
pub use front_end::{FrontEnd, handed_model};
pub use front_handed::Handed;
pub use front_types::{Fetches, FrontPlace};
pub use limits::Limits;
pub use link::link;
pub use linked::{
    Command, CommandUse, Linked, LinkedCall, LinkedPull, NamedId, Step, Unreached, WayEnd,
};
pub use offers::{Offer, Offers, Reexport, Resolved, VariantUse, resolve_offers};
pub use package::is_hub_client;
pub use parallel::in_parallel;
pub use pool::{Task, scan_many};
pub use prefilter::words;
pub use program::{Build, ParsedPackage, ProgramPackage, Shown};
pub use run::scan_crate;
pub use scan::{
    Found, FoundKind, Scan, ScanError, ScanOptions, ScanStats, Spot, StatedModel, Taken, TakenKind,
    Unresolved, WORKSPACE,
};
pub use scope::Scope;
pub use stop::{Cause, Stop};
pub use version::scanner;

/// The README, so that its Rust is compiled.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
