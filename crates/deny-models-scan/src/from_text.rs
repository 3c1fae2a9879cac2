//! Values that are made of a text: `"large".parse::<Size>()`, `Size::try_from("large")`.

use super::eval::{Eval, Val};
use super::ir::{Expr, FnRef};

impl Eval<'_> {
    /// What a text is made into as a value of a type of the program.
    pub(super) fn made_of_text(&self, kind: &str, text: &Val, depth: usize) -> Vec<Val> {
        if !self.is_text(text) || !self.crate_ir.is_concrete(kind) {
            return Vec::new();
        }
        let makers = ["from_str", "try_from", "from"].iter();
        let makers = makers.flat_map(|name| self.crate_ir.of_type(kind, name).iter().copied());
        let takes_one = |func: &FnRef| {
            let params = &self.crate_ir.func(*func).params;
            matches!(params.as_slice(), [one] if one.name != "self" && !one.kind.contains('@'))
        };
        let makers: Vec<FnRef> = makers.filter(takes_one).collect();
        self.returns(&makers, &[text.at], &text.env, depth + 1)
    }

    /// The variants of an enum that a text may stand for: by the code that reads it, else by attributes or the name.
    pub(super) fn variants_of_text(
        &self,
        of: &str,
        text: &Val,
        depth: usize,
    ) -> Option<Vec<String>> {
        let variant = |val: &Val| match &self.crate_ir.node(val.at).ex {
            Expr::Path(path) | Expr::Call(path, _) | Expr::Record(path, ..) => {
                let known = self.crate_ir.variant(val.at, path)?;
                (known.0 == of).then_some(known.1)
            }
            _ => None,
        };
        let made = self.made_of_text(of, text, depth);
        let read: Vec<String> = made.iter().filter_map(variant).collect();
        if !read.is_empty() {
            return Some(read);
        }
        let Expr::Lit(text) = &self.crate_ir.node(text.at).ex else {
            return None;
        };
        self.crate_ir.variant_spelt(of, text).map(|one| vec![one])
    }

    fn is_text(&self, val: &Val) -> bool {
        matches!(
            self.crate_ir.node(val.at).ex,
            Expr::Lit(_) | Expr::Format(_)
        )
    }
}
