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
        if METHODS.contains(&method) {
            return Some(self.list_of_any(list, span));
        }
        let ends = [
            "split_first",
            "split_last",
            "split_first_mut",
            "split_last_mut",
        ];
        if ends.contains(&method) {
            let end = self.add(Expr::Elem(list), span);
            let rest = self.list_of_any(list, span);
            return Some(self.add(Expr::Tuple(vec![end, rest]), span));
        }
        if ["split_at", "split_at_mut"].contains(&method) {
            let parts = [(); 2].map(|()| self.list_of_any(list, span));
            return Some(self.add(Expr::Tuple(parts.to_vec()), span));
        }
        None
    }

    /// A list of what another holds, in any order.
    pub(super) fn list_of_any(&mut self, list: NodeIdx, span: proc_macro2::Span) -> NodeIdx {
        let part = self.add(Expr::Elem(list), span);
        self.add(Expr::Seq(vec![part]), span)
    }

    /// How often an iterator in a variable was gone on before, where a method is called on it; notes that it is gone on.
    pub(super) fn advanced_before(
        &mut self,
        receiver: &syn::Expr,
        method: &str,
    ) -> Option<Advanced> {
        const ADVANCES: [&str; 8] = [
            "next",
            "nth",
            "next_back",
            "nth_back",
            "find",
            "position",
            "advance_by",
            "next_if",
        ];
        let syn::Expr::Path(path) = receiver else {
            return None;
        };
        let name = self.known_as(&path.path.get_ident()?.to_string());
        let times = self.advanced.get(&name).copied().unwrap_or_default();
        if ADVANCES.contains(&method) {
            self.advanced.insert(name.clone(), times + 1);
        }
        // What else names it may go on, and so does what runs more than once.
        let named = self.mentions.get(&name).copied().unwrap_or_default();
        let is_counted = method == "next" && named == times + 1 && self.conditional == 0;
        Some(Advanced { times, is_counted })
    }
}

/// How often an iterator was gone on.
pub(super) struct Advanced {
    pub(super) times: usize,
    /// Whether it was gone on by `next` alone, each time for certain.
    pub(super) is_counted: bool,
}
