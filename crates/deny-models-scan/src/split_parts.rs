//! Parts of a text that is split: `parts[0]`, `text.split(':').next()` and what a loop goes through.

use super::eval::{Env, Eval};
use super::ir::{Expr, NodeIdx, NodeRef};
use super::scopes::spelt_name;
use super::text::Text;

/// Names and methods that lead from a part to what splits the text.
const MAX_HOPS: usize = 8;

/// A text that is split.
struct Split {
    text: NodeRef,
    /// `None` where the method says what is between the parts.
    separator: Option<NodeRef>,
    method: String,
    most: Option<NodeRef>,
}

/// Which of the parts are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    Number(usize),
    Last,
    All,
}

impl Eval<'_> {
    /// Whether an expression is a part of a text that its function splits.
    pub(super) fn is_part(&self, at: NodeRef) -> bool {
        self.part(at).is_some()
    }

    fn part(&self, at: NodeRef) -> Option<(Split, Which)> {
        self.strict?;
        let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
        let number = |ix: NodeIdx| match &self.crate_ir.node(here(ix)).ex {
            Expr::Lit(number) => number.parse().ok(),
            _ => None,
        };
        let (of, which) = match &self.crate_ir.node(at).ex {
            Expr::Elem(of) => (*of, Which::All),
            Expr::Method(of, name, args) => match (name.as_str(), args.as_slice()) {
                ("get" | "index", [at]) => (*of, Which::Number(number(*at)?)),
                ("first", []) => (*of, Which::Number(0)),
                ("last", []) => (*of, Which::Last),
                // How often an iterator in a variable was gone on before is not known.
                ("next", []) if !self.is_kept(here(*of)) => (*of, Which::Number(0)),
                ("next", []) => {
                    let times = *self.crate_ir.file(at).positions.get(&at.ix)?;
                    let of = self.kept_iterator(here(*of))?;
                    (of.ix, Which::Number(times))
                }
                ("nth", [at]) if !self.is_kept(here(*of)) => (*of, Which::Number(number(*at)?)),
                _ => return None,
            },
            _ => return None,
        };
        Some((self.splitter(here(of), which)?, which))
    }

    fn is_kept(&self, of: NodeRef) -> bool {
        matches!(
            self.crate_ir.node(of).ex,
            Expr::Path(_) | Expr::After(_) | Expr::Field(..)
        )
    }

    /// What an iterator in a variable is, where that is bound once.
    fn kept_iterator(&self, of: NodeRef) -> Option<NodeRef> {
        let mut at = of;
        // Going on is no change of what it goes through.
        while let Expr::After(call) = &self.crate_ir.node(at).ex
            && let Expr::Method(before, ..) = &self.crate_ir.node(NodeRef { ix: *call, ..at }).ex
        {
            at.ix = *before;
        }
        let Expr::Path(path) = &self.crate_ir.node(at).ex else {
            return None;
        };
        let [name] = path.as_slice() else { return None };
        let func = self.crate_ir.func(self.crate_ir.func_of(at));
        match func.locals.get(name)?.as_slice() {
            [value] => Some(NodeRef { ix: *value, ..at }),
            _ => None,
        }
    }

    /// What splits a text, where all that lies between keeps the parts, and their order where that matters.
    fn splitter(&self, of: NodeRef, which: Which) -> Option<Split> {
        let mut at = of;
        for _ in 0..MAX_HOPS {
            let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
            match &self.crate_ir.node(at).ex {
                Expr::Method(text, name, args) => match (name.as_str(), args.as_slice()) {
                    ("split" | "rsplit" | "split_terminator", [separator]) => {
                        return Some(Split {
                            text: here(*text),
                            separator: Some(here(*separator)),
                            method: name.clone(),
                            most: None,
                        });
                    }
                    ("lines" | "split_whitespace" | "split_ascii_whitespace", []) => {
                        return Some(Split {
                            text: here(*text),
                            separator: None,
                            method: name.clone(),
                            most: None,
                        });
                    }
                    ("splitn" | "rsplitn", [most, separator]) => {
                        return Some(Split {
                            text: here(*text),
                            separator: Some(here(*separator)),
                            method: name.clone(),
                            most: Some(here(*most)),
                        });
                    }
                    (
                        "collect" | "iter" | "into_iter" | "as_slice" | "clone" | "to_vec"
                        | "peekable" | "by_ref" | "fuse",
                        _,
                    ) => at = here(*text),
                    ("filter" | "rev" | "skip" | "take" | "skip_while" | "take_while", _)
                        if which == Which::All =>
                    {
                        at = here(*text);
                    }
                    _ => return None,
                },
                Expr::Path(path) => {
                    let [name] = path.as_slice() else { return None };
                    // A list that changes has other parts later.
                    if self
                        .crate_ir
                        .is_tainted(&format!("mut {}", spelt_name(name)))
                    {
                        return None;
                    }
                    let func = self.crate_ir.func(self.crate_ir.func_of(at));
                    let [value] = func.locals.get(name)?.as_slice() else {
                        return None;
                    };
                    at = here(*value);
                }
                _ => return None,
            }
        }
        None
    }

    /// The parts of a text that an expression is; false where it is none.
    pub(super) fn part_texts(
        &self,
        at: NodeRef,
        env: &Env,
        depth: usize,
        out: &mut Vec<Text>,
    ) -> bool {
        let Some((split, which)) = self.part(at) else {
            return false;
        };
        let separator = match split.separator.map(|at| &self.crate_ir.node(at).ex) {
            None => "",
            Some(Expr::Lit(separator)) => separator,
            Some(_) => return false,
        };
        let most = match split.most.map(|at| &self.crate_ir.node(at).ex) {
            None => None,
            Some(Expr::Lit(most)) => match most.parse() {
                Ok(most) => Some(most),
                Err(_) => return false,
            },
            Some(_) => return false,
        };
        for text in self.texts(split.text, env, depth + 1) {
            let (Some(whole), Some(origin)) = (text.whole(), text.origin()) else {
                out.push(text);
                continue;
            };
            let parts = parts_of(&whole, separator, &split.method, most);
            let meant = match which {
                Which::Number(number) => parts.get(number..=number),
                Which::Last => parts.len().checked_sub(1).map(|last| &parts[last..]),
                Which::All => Some(parts.as_slice()),
            };
            out.extend(
                meant
                    .unwrap_or_default()
                    .iter()
                    .map(|part| Text::known(part, origin)),
            );
        }
        true
    }
}

/// The parts of a text as the standard library splits it.
fn parts_of<'t>(
    whole: &'t str,
    separator: &str,
    method: &str,
    most: Option<usize>,
) -> Vec<&'t str> {
    match (method, most) {
        ("lines", _) => whole.lines().collect(),
        ("split_whitespace" | "split_ascii_whitespace", _) => whole.split_whitespace().collect(),
        ("rsplit", _) => whole.rsplit(separator).collect(),
        ("split_terminator", _) => whole.split_terminator(separator).collect(),
        ("splitn", Some(most)) => whole.splitn(most, separator).collect(),
        ("rsplitn", Some(most)) => whole.rsplitn(most, separator).collect(),
        _ => whole.split(separator).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::parts_of;

    #[test]
    fn parts_are_those_of_the_standard_library() {
        assert_eq!(parts_of("a/b/c", "/", "split", None), ["a", "b", "c"]);
        assert_eq!(parts_of("a/b/c", "/", "rsplit", None), ["c", "b", "a"]);
        assert_eq!(parts_of("a/b/c", "/", "splitn", Some(2)), ["a", "b/c"]);
        assert_eq!(parts_of("a/b/c", "/", "rsplitn", Some(2)), ["c", "a/b"]);
        assert_eq!(parts_of("a,b,", ",", "split_terminator", None), ["a", "b"]);
        assert_eq!(parts_of("a\nb c\n", "", "lines", None), ["a", "b c"]);
        let words = ["a", "b", "c"];
        assert_eq!(parts_of("a\nb c\n", "", "split_whitespace", None), words);
    }
}
