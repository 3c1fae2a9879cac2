//! Paths that code goes up and down: directories above one, and path buffers that change.

use super::ir::{Expr, NodeIdx};
use super::lower::Lower;

/// Changes of one path buffer that are followed, and directories above one.
const MAX_CHANGES: usize = 16;

impl Lower {
    /// Whether a call reads a variable by which cargo names a directory.
    pub(super) fn is_directory_of_cargo(&self, path: &[String], args: &[NodeIdx]) -> bool {
        const NAMES: [&str; 3] = ["CARGO_MANIFEST_DIR", "OUT_DIR", "CARGO_WORKSPACE_DIR"];
        let reads =
            matches!(path, [.., of, last] if of == "env" && (last == "var" || last == "var_os"));
        let name = args.first().map(|ix| &self.ir.node(*ix).ex);
        reads && matches!(name, Some(Expr::Lit(name)) if NAMES.contains(&name.as_str()))
    }

    /// `path.ancestors().nth(2)`, which is two directories up.
    pub(super) fn directory_above(&mut self, call: &syn::ExprMethodCall) -> Option<NodeIdx> {
        let syn::Expr::MethodCall(ancestors) = &*call.receiver else {
            return None;
        };
        let syn::Expr::Lit(number) = call.args.first()? else {
            return None;
        };
        let syn::Lit::Int(number) = &number.lit else {
            return None;
        };
        if call.method != "nth" || ancestors.method != "ancestors" || !ancestors.args.is_empty() {
            return None;
        }
        let number: usize = number.base10_parse().ok()?;
        let mut above = self.expr(&ancestors.receiver);
        for _ in 0..number.min(MAX_CHANGES) {
            above = self.add(above_of(above), call.method.span());
        }
        Some(above)
    }

    /// Whether a variable is a path buffer.
    pub(super) fn holds_path(&self, receiver: &syn::Expr) -> bool {
        self.last_of(receiver)
            .is_some_and(|(_, last)| self.is_path_buffer(last, 0))
    }

    fn is_path_buffer(&self, ix: NodeIdx, depth: usize) -> bool {
        match &self.ir.node(ix).ex {
            Expr::Method(of, name, args) => match (name.as_str(), args.as_slice()) {
                ("to_path_buf", []) | ("join", [_]) => true,
                ("parent" | "unwrap" | "clone" | "canonicalize", []) | ("expect", [_]) => {
                    depth < MAX_CHANGES && self.is_path_buffer(*of, depth + 1)
                }
                _ => false,
            },
            Expr::Call(path, _) => match path.as_slice() {
                [.., of, _] if of == "PathBuf" => true,
                [.., of, last] => {
                    of == "env" && matches!(last.as_str(), "current_dir" | "current_exe")
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// What a path buffer is after `push`, or after `pop` where no value is given.
    pub(super) fn change_path(
        &mut self,
        receiver: &syn::Expr,
        value: Option<NodeIdx>,
        span: proc_macro2::Span,
    ) {
        let Some((name, last)) = self.last_of(receiver) else {
            return;
        };
        let is_empty = matches!(&self.ir.node(last).ex, Expr::Call(path, args)
            if args.is_empty() && path.last().is_some_and(|last| last == "new"));
        let changed = match value {
            Some(value) if is_empty => value,
            Some(value) => self.add(Expr::Method(last, "join".to_owned(), vec![value]), span),
            None => self.add(above_of(last), span),
        };
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        locals.entry(name).or_default().push(changed);
    }
}

fn above_of(path: NodeIdx) -> Expr {
    Expr::Method(path, "parent".to_owned(), Vec::new())
}
