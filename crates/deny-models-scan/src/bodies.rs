//! Bodies of requests that code fills step by step: maps, and objects of JSON whose keys it sets.

use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef};

/// Steps that one body is made by.
const MAX_STEPS: usize = 256;

/// Functions that read a file as a whole, or open it.
const OPENS_FILE: [&str; 3] = ["read_to_string", "read", "open"];
/// Methods that read something into a buffer.
const READS_INTO: [&str; 4] = ["read_to_string", "read_to_end", "read_exact", "read_line"];

/// Whether a call gives what a file has: `fs::read_to_string(path)`, `File::open(path)`.
pub(super) fn opens_file(path: &[String]) -> bool {
    let last = path.last().map_or("", String::as_str);
    path.len() > 1 && OPENS_FILE.contains(&last)
}

/// Whether a body is a buffer that something is read into: `file.read_to_string(&mut body)`.
pub(super) fn is_read_into(crate_ir: &Crate, body: NodeRef) -> bool {
    let mut at = body;
    let name = loop {
        let inner = match &crate_ir.node(at).ex {
            Expr::Path(path) if path.len() == 1 => break &path[0],
            Expr::Written(call, number, _) => {
                let call = NodeRef { ix: *call, ..at };
                if matches!(&crate_ir.node(call).ex, Expr::Method(_, method, _) if READS_INTO.contains(&method.as_str()))
                {
                    return true;
                }
                match crate_ir.lent_as(call, *number) {
                    Some(before) => before,
                    None => return false,
                }
            }
            Expr::Method(of, ..) | Expr::Elem(of) | Expr::After(of) => *of,
            _ => return false,
        };
        at = NodeRef {
            file: at.file,
            ix: inner,
        };
    };
    let file = crate_ir.file(at);
    let func = file.node(at.ix).func;
    let nodes = file.nodes.iter().take(at.ix as usize);
    let mut nodes = nodes.filter(|node| node.func == func);
    nodes.any(|node| match &node.ex {
        Expr::Method(_, method, args) if READS_INTO.contains(&method.as_str()) => {
            let last = args.last().map(|ix| &file.node(*ix).ex);
            matches!(last, Some(Expr::Path(path)) if path.as_slice() == [name.as_str()])
        }
        _ => false,
    })
}

/// The values that a body is given under one of some keys, the last first; none where it is made otherwise.
pub(super) fn filled(crate_ir: &Crate, body: NodeRef, keys: &[&str]) -> Vec<NodeRef> {
    let mut found = Vec::new();
    let mut open = vec![body];
    for _ in 0..MAX_STEPS {
        let Some(at) = open.pop() else { break };
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        let is_key = |ix: &NodeIdx| is_key(crate_ir, here(ix), keys);
        match &crate_ir.node(at).ex {
            Expr::Method(of, name, args) => {
                if let [key, value] = args.as_slice()
                    && name == "insert"
                    && is_key(key)
                {
                    found.push(here(value));
                }
                open.push(here(of));
            }
            Expr::After(of) | Expr::Elem(of) => open.push(here(of)),
            Expr::Written(call, number, _) => {
                let before = crate_ir.lent_as(here(call), *number);
                open.extend(before.as_ref().map(here));
            }
            Expr::OneOf(parts) | Expr::Seq(parts) => open.extend(parts.iter().map(here)),
            // `body["model"] = name`
            Expr::Record(path, fields, Some(rest)) if path.is_empty() => {
                let named = fields
                    .iter()
                    .filter(|(key, _)| keys.contains(&key.as_str()));
                found.extend(named.map(|(_, value)| here(value)));
                open.push(here(rest));
            }
            // `HashMap::from([("model", name)])`
            Expr::Call(_, args) => open.extend(args.first().map(here)),
            Expr::Tuple(parts) => {
                if let [key, value] = parts.as_slice()
                    && is_key(key)
                {
                    found.push(here(value));
                }
            }
            Expr::Path(path) if path.len() == 1 => {
                let func = crate_ir.func(crate_ir.func_of(at));
                let values = func.locals.get(&path[0]).into_iter().flatten();
                // What stands behind is another value of the same name.
                open.extend(values.filter(|ix| **ix < at.ix).map(here));
            }
            _ => {}
        }
    }
    found
}

/// Whether an expression is one of some keys: `"model"`, `"model".to_string()`, `String::from("model")`.
fn is_key(crate_ir: &Crate, at: NodeRef, keys: &[&str]) -> bool {
    let mut at = at;
    for _ in 0..4 {
        let inner = match &crate_ir.node(at).ex {
            Expr::Lit(text) => return keys.contains(&text.as_str()),
            Expr::Method(of, _, args) if args.is_empty() => of,
            Expr::Call(_, args) => match args.first() {
                Some(first) => first,
                None => return false,
            },
            _ => return false,
        };
        at = NodeRef {
            file: at.file,
            ix: *inner,
        };
    }
    false
}
