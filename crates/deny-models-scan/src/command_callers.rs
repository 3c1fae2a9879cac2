//! Command lines whose words the callers of a function give: `run("ollama", &["pull", name])`.

use std::collections::BTreeSet;

use super::eval::{Env, Eval};
use super::ir::{FnRef, NodeRef};
use super::stop::Cause;
use super::text::Text;

/// What the callers of functions give for the parameters in some expressions, one environment for each way to call them;
/// none where no parameter is among them.
pub(super) fn of(eval: &Eval<'_>, parts: &[NodeRef]) -> Vec<Env> {
    let mut found = Vec::new();
    let mut open: Vec<Vec<(FnRef, NodeRef)>> = vec![Vec::new()];
    while let Some(chosen) = open.pop() {
        let mut env: Env = None;
        for (func, call) in &chosen {
            env = eval.bind(&env, *func, eval.crate_ir.arguments(*call));
        }
        let known = |func: &FnRef| chosen.iter().any(|(known, _)| known == func);
        let funcs = open_functions(eval, parts, &env);
        let func = funcs.into_iter().find(|func| !known(func));
        let callers = func.map(|func| (func, eval.crate_ir.callers(func)));
        match callers.filter(|(_, callers)| !callers.is_empty()) {
            Some((func, callers)) if chosen.len() < eval.limits.callers => {
                open.extend(callers.iter().map(|call| {
                    let mut longer = chosen.clone();
                    longer.push((func, *call));
                    longer
                }));
            }
            Some(_) => eval.stop(Cause::Callers(eval.limits.callers)),
            None => {}
        }
        // What some callers leave open is still what they give for the rest.
        if !chosen.is_empty() {
            found.push(env);
        }
        if found.len() + open.len() > eval.limits.ways {
            eval.stop(Cause::Ways(eval.limits.ways));
            break;
        }
    }
    found
}

/// The functions whose parameters decide some expressions.
fn open_functions(eval: &Eval<'_>, parts: &[NodeRef], env: &Env) -> BTreeSet<FnRef> {
    let mut found = BTreeSet::new();
    for part in parts {
        for text in words(eval, *part, env) {
            found.extend(text.params().map(|(func, _)| func));
        }
    }
    found
}

/// The words that an expression is: those of a list one by one.
pub(super) fn words(eval: &Eval<'_>, part: NodeRef, env: &Env) -> Vec<Text> {
    let mut found = Vec::new();
    for val in eval.values(part, env, 0) {
        if eval.is_unbound(&val) {
            found.extend(eval.texts(val.at, &val.env, 0));
            continue;
        }
        for word in eval.elements(val, 0) {
            found.extend(eval.texts(word.at, &word.env, 0));
        }
    }
    found
}
