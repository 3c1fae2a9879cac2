//! Iterators that functions of the standard library make, and lists of parts of a list.

use super::ir::{Expr, NodeIdx};
use super::lower::Lower;

impl Lower {
    /// What a function of `std::iter` makes, as a list of what it gives; a stream of a list is the list.
    pub(super) fn iterator(
        &mut self,
        path: &[String],
        args: &[NodeIdx],
        span: proc_macro2::Span,
    ) -> Option<NodeIdx> {
        let [.., of, name] = path else { return None };
        if let [list] = args
            && of.ends_with("stream")
            && name == "iter"
        {
            return Some(*list);
        }
        let held = match (of.as_str(), name.as_str(), args) {
            ("iter", "once" | "repeat" | "repeat_n", [value, ..]) => vec![*value],
            ("iter", "from_fn" | "once_with" | "repeat_with", [made]) => {
                vec![self.called(*made, span)]
            }
            ("iter", "successors", [first, next]) => vec![*first, self.called(*next, span)],
            ("iter", "zip", [one, other]) => {
                let pair = [*one, *other].map(|list| self.add(Expr::Elem(list), span));
                vec![self.add(Expr::Tuple(pair.to_vec()), span)]
            }
            _ => return None,
        };
        Some(self.add(Expr::Seq(held), span))
    }

    fn called(&mut self, function: NodeIdx, span: proc_macro2::Span) -> NodeIdx {
        let call = Expr::Method(function, "call".to_owned(), Vec::new());
        self.add(call, span)
    }

    /// What `chunks(2)` and the like give: lists of what a list holds, of which each may be at any number.
    pub(super) fn lists_of_parts(
        &mut self,
        list: NodeIdx,
        method: &str,
        span: proc_macro2::Span,
    ) -> Option<NodeIdx> {
        const METHODS: [&str; 8] = [
            "chunks",
            "chunks_exact",
            "chunks_mut",
            "rchunks",
            "array_chunks",
            "as_chunks",
            "windows",
            "array_windows",
        ];
        if !METHODS.contains(&method) {
            return None;
        }
        let part = self.add(Expr::Elem(list), span);
        Some(self.add(Expr::Seq(vec![part]), span))
    }
}
