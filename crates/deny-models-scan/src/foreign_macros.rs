//! What macros of other packages are replaced by: the rules are read where all packages are at hand.
//!
//! In place of items they become items of a further file. In place of an expression they become a function of it, which
//! takes the variables that the macro is given, and the macro becomes a call of that function.

use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};
use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use super::expand::{Rules, Unexpanded};
use super::ir::{Expr, FileIr, ForeignMacro, NodeIdx, Site};
use super::limits::Limits;
use super::lower;
use super::lower_expand::at_home;
use super::macro_texts::MacroTexts;
use super::nesting::too_deep;
use super::stop::{Cause, Stop};

/// A package whose macros code may use, by the name that the code gives it.
pub(super) type Known<'a> = (&'a str, &'a Arc<MacroTexts>);

/// Words in the rules of a macro without which it hands on no text that its arguments do not show.
const MATTERS: [&str; 4] = ["crate", "concat", "format", "stringify"];

/// Replaces the macros of a file, and returns what they are replaced by as further files in its place; limits that are
/// hit are added to `stops`.
pub(super) fn replace(
    file: &mut FileIr,
    packages: &[Known<'_>],
    limits: &Limits,
    stops: &mut Vec<Stop>,
) -> Vec<FileIr> {
    let uses = std::mem::take(&mut file.foreign_macros);
    if uses.is_empty() {
        return Vec::new();
    }
    let mut left = limits.expanded;
    let mut read = HashMap::new();
    let mut found = Vec::new();
    for used in &uses {
        let defined = packages
            .iter()
            .filter(|(_, macros)| !macros.get(&used.name).is_empty());
        for known in defined {
            let rules = read
                .entry((known.0, used.name.as_str()))
                .or_insert_with(|| rules_of(used, known));
            match replaced(file, used, known, rules, limits, &mut left) {
                Ok(Some(items)) => {
                    if let Some(site) = &used.site {
                        call(file, site);
                    }
                    found.push(items);
                    break;
                }
                Ok(None) => {}
                // What stands in place of an expression is read as it stands then.
                Err(_) if used.site.is_some() => {}
                Err(cause) => stops.push(Stop {
                    file: file.path.clone(),
                    line: used.line,
                    cause,
                }),
            }
        }
    }
    proc_macro2::extra::invalidate_current_thread_spans();
    found
}

/// The rules of a macro, where these may matter.
fn rules_of(used: &ForeignMacro, (name, macros): &Known<'_>) -> Vec<Rules> {
    let texts = macros.get(&used.name).iter();
    let matters =
        |rules: &&String| used.site.is_none() || MATTERS.iter().any(|word| rules.contains(word));
    let rules = texts
        .filter(matters)
        .filter_map(|rules| at_home(rules, name).parse::<TokenStream>().ok());
    rules.map(|rules| Rules::read(&rules)).collect()
}

fn replaced(
    file: &FileIr,
    used: &ForeignMacro,
    known: &Known<'_>,
    rules: &[Rules],
    limits: &Limits,
    left: &mut usize,
) -> Result<Option<FileIr>, Cause> {
    let Ok(given) = used.given.parse::<TokenStream>() else {
        return Ok(None);
    };
    for rules in rules {
        let tokens = match rules.expand(&given, None, left) {
            Ok(tokens) => tokens,
            Err(Unexpanded::NoRule) => continue,
            Err(Unexpanded::TooLong) => return Err(Cause::Expanded(limits.expanded)),
        };
        if let Some((cause, _)) = too_deep(&tokens, limits) {
            return Err(cause);
        }
        let tokens = match &used.site {
            Some(site) => function(site, tokens),
            None => tokens,
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
        let mut items = lower::replaced(&file.path, &items, *known, limits);
        items.contexts[0] = file.contexts[0].clone();
        for node in &mut items.nodes {
            node.line = used.line;
        }
        items.foreign_macros.clear();
        return Ok(Some(items));
    }
    Ok(None)
}

/// The name of the function that stands for a macro in place of an expression.
fn name_of(site: NodeIdx) -> String {
    format!("macro_at_{site}")
}

/// The function that stands for what a macro in place of an expression is replaced by.
fn function(site: &Site, body: TokenStream) -> TokenStream {
    let params = site.variables.iter().map(|(name, _)| match name.as_str() {
        "self" => "self,".to_owned(),
        name => format!("{name}: _,"),
    });
    let head = format!(
        "fn {}({}) -> _",
        name_of(site.node),
        params.collect::<String>()
    );
    let mut whole: TokenStream = head.parse().unwrap_or_default();
    whole.extend([TokenTree::Group(Group::new(Delimiter::Brace, body))]);
    whole
}

/// Makes a macro the call of that function.
fn call(file: &mut FileIr, site: &Site) {
    let given = site.variables.iter().map(|(_, node)| *node).collect();
    if let Some(node) = file.nodes.get_mut(site.node as usize) {
        node.ex = Expr::Call(vec![name_of(site.node)], given);
    }
}
