//! Items that macros of other packages make: the rules are read where all packages are at hand.

use std::sync::Arc;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::expand::{Rules, Unexpanded};
use super::ir::{FileIr, ForeignMacro};
use super::limits::Limits;
use super::lower;
use super::macro_texts::MacroTexts;
use super::stop::{Cause, Stop};

/// A package whose macros code may use, by the name that the code gives it.
pub(super) type Known<'a> = (&'a str, &'a Arc<MacroTexts>);

/// What the macros of a file are replaced by, as further files in its place; limits that are hit are added to `stops`.
pub(super) fn items(
    file: &FileIr,
    packages: &[Known<'_>],
    limits: &Limits,
    stops: &mut Vec<Stop>,
) -> Vec<FileIr> {
    let mut left = limits.expanded;
    let mut found = Vec::new();
    for used in &file.foreign_macros {
        let defined = packages
            .iter()
            .filter(|(_, macros)| !macros.get(&used.name).is_empty());
        for (name, macros) in defined {
            match replaced(file, used, (name, macros), limits, &mut left) {
                Ok(Some(items)) => {
                    found.push(items);
                    break;
                }
                Ok(None) => {}
                Err(cause) => stops.push(Stop {
                    file: file.path.clone(),
                    line: used.line,
                    cause,
                }),
            }
        }
    }
    if !file.foreign_macros.is_empty() {
        proc_macro2::extra::invalidate_current_thread_spans();
    }
    found
}

fn replaced(
    file: &FileIr,
    used: &ForeignMacro,
    (name, macros): (&str, &Arc<MacroTexts>),
    limits: &Limits,
    left: &mut usize,
) -> Result<Option<FileIr>, Cause> {
    let Ok(given) = used.given.parse::<TokenStream>() else {
        return Ok(None);
    };
    for rules in macros.get(&used.name) {
        // In the rules `$crate` is the package that defines them.
        let rules = rules.replace("$ crate", "$crate").replace("$crate", name);
        let Ok(rules) = rules.parse::<TokenStream>() else {
            continue;
        };
        let tokens = match Rules::read(&rules).expand(&given, left) {
            Ok(tokens) => tokens,
            Err(Unexpanded::NoRule) => continue,
            Err(Unexpanded::TooLong) => return Err(Cause::Expanded(limits.expanded)),
        };
        let around = used.modules.iter().rev();
        let tokens = around.fold(tokens, |inner, module| {
            let mut whole: TokenStream = format!("pub mod {module}").parse().unwrap_or_default();
            let block = Group::new(Delimiter::Brace, inner);
            whole.extend([TokenTree::Group(block)]);
            whole
        });
        let Ok(items) = syn::parse2::<syn::File>(tokens) else {
            continue;
        };
        let mut items = lower::file(&file.path, &items, macros, limits);
        items.contexts[0] = file.contexts[0].clone();
        for node in &mut items.nodes {
            node.line = used.line;
        }
        items.foreign_macros.clear();
        return Ok(Some(items));
    }
    Ok(None)
}
