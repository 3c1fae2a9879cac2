//! Which scanner this is: what it finds depends on its sources, on those of the readers it shares, and on the parsers.

use std::any::TypeId;
use std::hash::{Hash, Hasher};

use deny_models::version;

deny_models::digest_of_sources! {
    "all_sinks.rs"
    "attribute_code.rs"
    "attributes_on.rs"
    "attrs.rs"
    "bake.rs"
    "binding_names.rs"
    "bodies.rs"
    "bucket_calls.rs"
    "bucket_copies.rs"
    "bucket_operator.rs"
    "bucket_parts.rs"
    "bucket_store.rs"
    "build_commands.rs"
    "callees.rs"
    "classify.rs"
    "closure_uses.rs"
    "closures.rs"
    "command_callers.rs"
    "command_files.rs"
    "command_line.rs"
    "command_models.rs"
    "command_parts.rs"
    "command_sinks.rs"
    "command_taken.rs"
    "command_text.rs"
    "command_words.rs"
    "commands.rs"
    "compiled_in.rs"
    "compose.rs"
    "container_words.rs"
    "containers.rs"
    "conversions.rs"
    "copies.rs"
    "dead.rs"
    "edges.rs"
    "elsewhere.rs"
    "embed.rs"
    "embedded_folders.rs"
    "enum_key.rs"
    "eval.rs"
    "eval_branch.rs"
    "eval_cases.rs"
    "eval_call.rs"
    "eval_field.rs"
    "eval_lookup.rs"
    "eval_merged.rs"
    "eval_method.rs"
    "eval_path.rs"
    "eval_spelling.rs"
    "eval_text.rs"
    "eval_written.rs"
    "expand.rs"
    "expr_attrs.rs"
    "expr_start.rs"
    "file_loads.rs"
    "file_scopes.rs"
    "foreign_macros.rs"
    "frames.rs"
    "from_text.rs"
    "front_calls.rs"
    "front_choices.rs"
    "front_end.rs"
    "front_handed.rs"
    "front_hooks.rs"
    "front_inputs.rs"
    "front_invokes.rs"
    "front_lines.rs"
    "front_loaders.rs"
    "front_maps.rs"
    "front_objects.rs"
    "front_reader.rs"
    "front_returns.rs"
    "front_types.rs"
    "front_values.rs"
    "front_wrappers.rs"
    "generic_consts.rs"
    "generics.rs"
    "handed.rs"
    "held_back.rs"
    "hit.rs"
    "hub_id.rs"
    "index.rs"
    "index_add.rs"
    "ir.rs"
    "just_recipes.rs"
    "kinds.rs"
    "later_words.rs"
    "lex.rs"
    "lib.rs"
    "limits.rs"
    "link.rs"
    "linked.rs"
    "linker.rs"
    "literal_choice.rs"
    "lookup.rs"
    "lower.rs"
    "lower_again.rs"
    "lower_assign.rs"
    "lower_branch.rs"
    "lower_call.rs"
    "lower_check.rs"
    "lower_data.rs"
    "lower_expand.rs"
    "lower_expr.rs"
    "lower_function.rs"
    "lower_given.rs"
    "lower_grow.rs"
    "lower_items.rs"
    "lower_iter.rs"
    "lower_lead.rs"
    "lower_lent.rs"
    "lower_loops.rs"
    "lower_macro.rs"
    "lower_path.rs"
    "lower_pattern.rs"
    "lower_places.rs"
    "lower_stmts.rs"
    "lower_through.rs"
    "lower_tokens.rs"
    "lower_types.rs"
    "lower_writer.rs"
    "macro_texts.rs"
    "markup.rs"
    "markup_inputs.rs"
    "mentions.rs"
    "merged.rs"
    "merged_calls.rs"
    "missing_files.rs"
    "model_programs.rs"
    "modelfile.rs"
    "modelfile_text.rs"
    "module_tree.rs"
    "modules.rs"
    "named.rs"
    "named_files.rs"
    "named_functions.rs"
    "named_paths.rs"
    "names.rs"
    "nesting.rs"
    "not_run.rs"
    "nothing.rs"
    "offers.rs"
    "ollama.rs"
    "ollama_calls.rs"
    "ollama_clients.rs"
    "ollama_constructors.rs"
    "ollama_http.rs"
    "ollama_modelfiles.rs"
    "ollama_names.rs"
    "ollama_requests.rs"
    "ollama_socket.rs"
    "only_makes.rs"
    "opened_files.rs"
    "outside.rs"
    "package.rs"
    "parallel.rs"
    "parse.rs"
    "pool.rs"
    "prefilter.rs"
    "program.rs"
    "pyo3.rs"
    "python.rs"
    "python_files.rs"
    "python_loaders.rs"
    "python_names.rs"
    "python_requests.rs"
    "python_tokens.rs"
    "python_values.rs"
    "range_label.rs"
    "reach.rs"
    "reach_index.rs"
    "reader.rs"
    "readers.rs"
    "recipe_files.rs"
    "recipe_lines.rs"
    "recipe_tables.rs"
    "recipes.rs"
    "release.rs"
    "repo_kind.rs"
    "report.rs"
    "resolve.rs"
    "run.rs"
    "run_folder.rs"
    "same.rs"
    "scan.rs"
    "scan_package.rs"
    "scope.rs"
    "scopes.rs"
    "script_tokens.rs"
    "scripts.rs"
    "shell.rs"
    "shell_scripts.rs"
    "shell_variables.rs"
    "sinks.rs"
    "source.rs"
    "split_parts.rs"
    "stack.rs"
    "stated.rs"
    "stop.rs"
    "strung.rs"
    "table_rows.rs"
    "tables.rs"
    "taken.rs"
    "targets.rs"
    "text.rs"
    "text_arms.rs"
    "together.rs"
    "token_scan.rs"
    "type_names.rs"
    "type_vars.rs"
    "type_words.rs"
    "unreached.rs"
    "unread.rs"
    "url.rs"
    "uses.rs"
    "version.rs"
    "visible.rs"
    "writes.rs"
}

/// Differs whenever the scanner differs: by its sources, by those of `deny-models`, or by the version of a parser.
#[must_use]
pub fn scanner() -> u64 {
    // The id of a type holds the version of its crate, which is not to be had otherwise.
    let parsers = [
        TypeId::of::<syn::File>(),
        TypeId::of::<proc_macro2::TokenStream>(),
        TypeId::of::<toml::de::DeTable<'static>>(),
    ];
    let mut hasher = Mixed(version::mixed(SOURCES, version::SOURCES));
    parsers.hash(&mut hasher);
    hasher.finish()
}

/// The hash of the digests, for what can be hashed; the same in every run of one program.
struct Mixed(u64);

impl Hasher for Mixed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = version::mixed(self.0, version::digest(bytes));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_source_counts() {
        let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/src");
        for entry in std::fs::read_dir(sources).expect("the sources") {
            let name = entry.expect("an entry").file_name();
            let name = name.to_str().expect("UTF-8");
            assert!(
                NAMES.contains(&name),
                "add {name} to the list in version.rs, so that a change of it is scanned anew"
            );
        }
    }

    #[test]
    fn a_scanner_has_one_version() {
        assert_eq!(scanner(), scanner());
        assert_ne!(scanner(), SOURCES);
    }
}
