//! Which arms a tuple or a list lets run: `match (lang, size) { (Lang::En, Size::Large) => .. }`, part by part.

use super::eval::{Env, Eval, Holds, Val};
use super::ir::{Arm, Case, Expr, NodeRef, enum_of_std, is_constant};
use super::range_label::fits_any;

/// A part of a tuple or a list, and where it is read.
type Part = (NodeRef, Env);

/// What a `match` goes by: the variant that a value is, and its parts.
type Whole = (Option<String>, Vec<Part>);

impl Eval<'_> {
    /// The parts of a tuple or a list that a `match` goes by; `None` where they are not at hand.
    fn matched_parts(&self, of: NodeRef, env: &Env, depth: usize) -> Option<Whole> {
        let parts_of = |at: NodeRef, env: &Env| {
            let (variant, parts) = match &self.crate_ir.node(at).ex {
                Expr::Tuple(parts) | Expr::Seq(parts) => (None, parts.as_slice()),
                Expr::Call(path, parts) => {
                    (Some(self.crate_ir.variant(at, path)?.1), parts.as_slice())
                }
                Expr::Path(path) | Expr::Record(path, ..) => {
                    (Some(self.crate_ir.variant(at, path)?.1), &[][..])
                }
                _ => return None,
            };
            let parts = parts.iter();
            let parts = parts.map(|ix| (NodeRef { ix: *ix, ..at }, env.clone()));
            Some((variant, parts.collect()))
        };
        if let Some(parts) = parts_of(of, env) {
            return Some(parts);
        }
        match self.values(of, env, depth + 1).as_slice() {
            [one] => parts_of(one.at, &one.env),
            _ => None,
        }
    }

    /// A part of what a `match` goes by that no call has given yet.
    pub(super) fn open_part(
        &self,
        of: NodeRef,
        arms: &[Arm],
        env: &Env,
        depth: usize,
    ) -> Option<Val> {
        if arms.iter().all(|arm| arm.cases.is_empty()) {
            return None;
        }
        let (_, parts) = self.matched_parts(of, env, depth)?;
        let is_asked = |number: usize| {
            let mut cases = arms.iter().flat_map(|arm| &arm.cases);
            cases.any(|case| {
                case.labels
                    .get(number)
                    .is_some_and(|labels| !labels.is_empty())
            })
        };
        let asked = parts
            .into_iter()
            .enumerate()
            .filter(|(number, _)| is_asked(*number));
        asked
            .flat_map(|(_, (at, env))| self.values(at, &env, depth + 1))
            .find(|val| self.is_unbound(val))
    }

    /// The arms that a tuple or a list may take; `None` where it is none whose parts are at hand.
    pub(super) fn by_cases<'b>(
        &self,
        of: NodeRef,
        arms: &'b [Arm],
        env: &Env,
        depth: usize,
    ) -> Option<Vec<&'b Arm>> {
        if self.strict.is_none() || arms.iter().all(|arm| arm.cases.is_empty()) {
            return None;
        }
        let (variant, parts) = self.matched_parts(of, env, depth)?;
        let parts = parts.into_iter().enumerate();
        let known: Vec<Vec<String>> = parts
            .map(|(number, (at, env))| {
                let cases = arms.iter().flat_map(|arm| &arm.cases);
                let labels = cases.filter_map(|case| case.labels.get(number)).flatten();
                self.known_labels(at, &labels.collect::<Vec<_>>(), &env, depth)
            })
            .collect();
        let mut fit = Vec::new();
        for arm in arms {
            if arm.cases.is_empty() {
                let is_named = variant.as_ref().map(|variant| arm.labels.contains(variant));
                if arm.labels.is_empty() || is_named != Some(false) {
                    fit.push(arm);
                }
                if is_named == Some(true) && arm.exact {
                    break;
                }
                continue;
            }
            let is_of = |case: &&Case| case.variant == variant || case.variant.is_none();
            let cases = arm.cases.iter().filter(is_of);
            let mut cases = cases.filter(|case| may_fit(case, &known));
            let Some(first) = cases.next() else { continue };
            fit.push(arm);
            if first.exact && fits_for_certain(first, &known) {
                break;
            }
        }
        self.picks(fit.len() > 1);
        Some(fit)
    }

    /// What a value is known to be, of what some labels ask for; nothing where that is not known.
    fn known_labels(
        &self,
        at: NodeRef,
        labels: &[&String],
        env: &Env,
        depth: usize,
    ) -> Vec<String> {
        if labels.is_empty() {
            return Vec::new();
        }
        if labels.iter().all(|label| enum_of_std(label).is_some()) {
            let variants: &[&str] = match self.held(at, env, depth + 1).1 {
                Holds::Something => &["Some", "Ok"],
                Holds::Nothing => &["None", "Err"],
                Holds::Perhaps => &[],
            };
            return variants.iter().map(|name| (*name).to_owned()).collect();
        }
        if labels.iter().any(|label| enum_of_std(label).is_some()) {
            return Vec::new();
        }
        let known = self.known_variants(at, env, depth);
        let is_label = |name: &String| fits_any(labels.iter().copied(), name);
        // A constant from elsewhere, as `OS`, may be any text.
        let may_be_any = |name: &String| !is_label(name) && is_constant_name(name);
        if known.iter().any(may_be_any) {
            return Vec::new();
        }
        known
    }
}

/// Whether what a value is known to be is the name of a constant, and no number.
pub(super) fn is_constant_name(name: &String) -> bool {
    is_constant(std::slice::from_ref(name)) && name.contains(|char: char| char.is_alphabetic())
}

/// Whether each part may be what a case asks for.
fn may_fit(case: &Case, known: &[Vec<String>]) -> bool {
    let mut parts = case.labels.iter().zip(known);
    parts.all(|(labels, known)| {
        labels.is_empty() || known.is_empty() || known.iter().any(|name| fits_any(labels, name))
    })
}

/// Whether each part is what a case asks for.
fn fits_for_certain(case: &Case, known: &[Vec<String>]) -> bool {
    case.labels.iter().enumerate().all(|(number, labels)| {
        let known = known.get(number).map_or(&[][..], Vec::as_slice);
        let fits = |name: &String| fits_any(labels, name);
        labels.is_empty() || !known.is_empty() && known.iter().all(fits)
    })
}
