//! Ordinary ways of Rust in which an id gets from where it is written to the code that takes it: each program fails for
//! the model, and its twin, one token away, does not.
//!
//! Texts are templates: `⟦red¦twin⟧` is the token in which they differ, `@B` the id of a model that fails, `@G` of one
//! that passes. All are members of one workspace, each with a library of its own.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::Value;

use crate::reach::write_clients;
use crate::support::Project;

const FAILS: &str = "mistralai/Codestral-22B-v0.1";
const PASSES: &str = "Qwen/Qwen2.5-0.5B";

/// What a library begins with: a function that takes an id as it is.
const LOAD: &str = "pub fn load(id: &str) -> std::path::PathBuf {\n    hf_hub::api::sync::Api::new().unwrap().model(id.to_string()).get(\"model.safetensors\").unwrap()\n}\n";

struct Way {
    name: &'static str,
    /// Features that the program turns on of its library.
    features: &'static str,
    /// The library, after [`LOAD`].
    depot: &'static str,
    /// The program; it is a library where it has no `main`.
    shop: &'static str,
    /// The finding that names the model.
    code: &'static str,
}

const fn way(name: &'static str, depot: &'static str, shop: &'static str) -> Way {
    Way {
        name,
        features: "",
        depot,
        shop,
        code: "non-osi-model",
    }
}

const WAYS: &[Way] = &[
