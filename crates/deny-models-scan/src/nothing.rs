//! Parts that a value does not have for certain: the text of `Some(text)` in what is `None` on the way that is followed.
//!
//! A value may also be changed where that is not followed: behind a reference, or by a later call. So it counts only for
//! what no code can change: arguments that are written out, and fields that get their values from struct literals and
//! from methods which take the whole value, as those of builders do.

use super::eval::{Env, Eval, Val};
use super::index::Crate;
use super::ir::{Expr, NodeRef};

/// Expressions that lead to where a value is held.
const MAX_STEPS: usize = 16;

/// Methods that give what they are called on, or a reference to it.
const SAME: [&str; 5] = ["as_ref", "as_deref", "clone", "cloned", "to_owned"];

impl Eval<'_> {
    /// What takes the place of a part, where all values are others for certain than the variant that has the part.
    pub(super) fn nothing_in(
        &self,
        bases: &[Val],
        base: NodeRef,
        env: &Env,
        variant: &str,
    ) -> Option<Val> {
        let first = bases.first()?;
        if bases.iter().all(|val| val.nothing) {
            return Some(first.clone());
        }
        let is_known = self.is_strict() && !self.cut.get();
        let is_other = |val: &Val| val.nothing || self.is_other(val, base, variant);
        let is_nothing = is_known && bases.iter().all(is_other) && self.is_settled(base, env);
        is_nothing.then(|| Val {
            nothing: true,
            ..first.clone()
        })
    }

    /// Whether a value is written out as another variant of the same enum.
    fn is_other(&self, val: &Val, base: NodeRef, variant: &str) -> bool {
        if self.is_none(val) {
            return variant == "Some";
        }
        let (Expr::Call(path, _) | Expr::Record(path, ..) | Expr::Path(path)) =
            &self.crate_ir.node(val.at).ex
        else {
            return false;
        };
        let wanted_path: Vec<String> = variant.split("::").map(str::to_owned).collect();
        let wanted = self.crate_ir.variant(base, &wanted_path);
        let made = self.crate_ir.variant(val.at, path);
        // What a wrapper holds is its value here: `Some(File::Local)` is one of `File`.
        match (wanted, made) {
            (Some((of, wanted)), Some((of_made, made))) => of == of_made && wanted != made,
            // Of an enum of a package that is not at hand.
            (None, None) => are_two_variants(&wanted_path, path),
            _ => false,
        }
    }

    /// Whether what an expression holds is all that it can hold.
    fn is_settled(&self, base: NodeRef, env: &Env) -> bool {
        let (mut at, mut env, mut in_field) = (base, env.clone(), false);
        for _ in 0..MAX_STEPS {
            let here = |ix| NodeRef { file: at.file, ix };
            match &self.crate_ir.node(at).ex {
                Expr::Method(of, name, args)
                    if args.is_empty() && SAME.contains(&name.as_str()) =>
                {
                    at = here(*of);
                }
                Expr::Field(of, name) => {
                    let kind = self.crate_ir.kind(here(*of));
                    if !self.crate_ir.is_set_whole(&kind, name) {
                        return false;
                    }
                    in_field = true;
                    at = here(*of);
                }
                Expr::Path(path) => {
                    let func = self.crate_ir.func_of(at);
                    let locals = |name: &String| self.crate_ir.func(func).locals.get(name);
                    let given = self.crate_ir.parameter(func, path);
                    let given = given.and_then(|number| Self::lookup(&env, func, number));
                    match (given, path.first().and_then(locals)) {
                        (Some((arg, scope)), None) => {
                            at = arg;
                            env = scope.unwrap_or(env);
                        }
                        (None, Some(_)) => return in_field,
                        (None, None) => {
                            return path == &["None"] || self.crate_ir.variant(at, path).is_some();
                        }
                        (Some(_), Some(_)) => return false,
                    }
                }
                Expr::Call(path, _) | Expr::Record(path, ..) => {
                    return in_field
                        || self.crate_ir.variant(at, path).is_some()
                        || are_types(path.get(path.len().saturating_sub(2)..).unwrap_or_default());
                }
                Expr::Method(..) => return in_field,
                _ => return false,
            }
        }
        false
    }
}

/// Whether two paths are spelt as two variants of one enum: `Either::Left` and `Either::Right`.
fn are_two_variants(one: &[String], other: &[String]) -> bool {
    match (one, other) {
        ([.., of, first], [.., also, second]) => {
            of == also && first != second && are_types(&[of.clone(), first.clone(), second.clone()])
        }
        _ => false,
    }
}

/// Whether names are spelt as types and variants are.
fn are_types(names: &[String]) -> bool {
    names.len() > 1
        && names
            .iter()
            .all(|name| name.starts_with(char::is_uppercase))
}

impl Crate {
    /// Whether a field gets its values in struct literals, and in methods that take the whole value of its type.
    fn is_set_whole(&self, kind: &str, field: &str) -> bool {
        let Some((_, info)) = self.modules.of_key(kind) else {
            return false;
        };
        let about = &info.about;
        if about.is_trait || about.derived || about.open || about.variants.is_some() {
            return false;
        }
        // Code that cannot name the package of the type writes to another one.
        let may_write = |at: NodeRef| {
            let package = self.modules.package_of(at.file);
            self.modules.sees(Some(package), Some(info.package))
        };
        let is_of_kind = |at: NodeRef| {
            let of = self.kind(at);
            *of == *kind || !self.is_concrete(&of) && may_write(at)
        };
        // A variable that a pattern binds is the field itself, where what is matched is a reference.
        let by_pattern = self.is_tainted(field).then(|| self.taken_apart(field));
        let mut lent = self
            .lent(field)
            .iter()
            .chain(by_pattern.into_iter().flatten());
        if lent.any(|of| is_of_kind(*of)) {
            return false;
        }
        let mut written = self.assigned(field);
        written.all(|(owner, at)| {
            owner != kind && self.is_concrete(owner)
                || owner == kind && self.func(self.func_of(at)).owns_self
                || owner.is_empty() && !may_write(at)
        })
    }
}
