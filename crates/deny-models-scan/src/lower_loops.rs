//! What loops and labelled blocks give: `loop { break "org/name"; }`.

use super::ir::{Expr, NodeIdx};
use super::lower::{Breakable, Lower};

impl Lower {
    /// Reads a loop, which gives what `break` gives, or a labelled block, which may also give its last value.
    pub(super) fn breakable(
        &mut self,
        label: Option<&syn::Label>,
        is_loop: bool,
        span: proc_macro2::Span,
        run: impl FnOnce(&mut Self) -> NodeIdx,
    ) -> NodeIdx {
        self.breakables.push(Breakable {
            label: label.map(|label| label.name.ident.to_string()),
            is_loop,
            values: Vec::new(),
        });
        let last = run(self);
        let mut values = self.breakables.pop().map_or(Vec::new(), |of| of.values);
        if values.is_empty() {
            return last;
        }
        if !is_loop {
            values.push(last);
        }
        self.add(Expr::OneOf(values), span)
    }

    /// Notes what `break` gives to the loop or block that it ends.
    pub(super) fn broken(&mut self, with: &syn::ExprBreak, value: NodeIdx) {
        let label = with.label.as_ref().map(|label| label.ident.to_string());
        let ends = |of: &&mut Breakable| match &label {
            Some(_) => of.label == label,
            None => of.is_loop,
        };
        if let Some(ended) = self.breakables.iter_mut().rev().find(ends) {
            ended.values.push(value);
        }
    }
}
