//! Which arms a value lets run, and which variants it can be.

use super::eval::{Env, Eval, Holds};
use super::eval_cases::is_constant_name;
use super::ir::{Arm, Expr, NodeRef, enum_of_std};
use super::names::made_from_text;
use super::range_label::fits_any;

impl Eval<'_> {
    /// The arms that a value may take, as far as it is known.
    pub(super) fn chosen<'b>(
        &self,
        of: NodeRef,
        arms: &'b [Arm],
        env: &Env,
        depth: usize,
    ) -> Vec<&'b Arm> {
        if let Some(fit) = self.by_cases(of, arms, env, depth) {
            return fit;
        }
        // A tuple is there whatever its parts hold.
        let of_parts = arms.iter().any(|arm| !arm.cases.is_empty());
        if self.strict.is_some() && !of_parts && arms.iter().any(Arm::is_by_presence) {
            return self.by_presence(of, arms, env, depth);
        }
        // Users of a crate may choose what its own code does not; only what `Display` shows depends on the one. In a
        // program every use is at hand.
        let shows = self.crate_ir.func(self.crate_ir.func_of(of)).name == "fmt";
        let labels = || arms.iter().flat_map(|arm| &arm.labels);
        let wraps = |label: &String| enum_of_std(label).is_some();
        let known = if shows || self.strict.is_some() && !labels().any(wraps) {
            self.known_variants(of, env, depth)
        } else {
            Vec::new()
        };
        let is_label = |name: &String| fits_any(labels(), name);
        let every = known.iter().all(is_label);
        // A constant from elsewhere, as `OS`, may be any text.
        let may_be_any = |name: &String| !is_label(name) && is_constant_name(name);
        let known = if known.iter().any(may_be_any) {
            Vec::new()
        } else {
            known
        };
        self.picks(known.is_empty() && labels().next().is_some());
        let fits = |arm: &&Arm| {
            known.is_empty()
                || arm.labels.is_empty() && (shows || !every)
                || known.iter().any(|name| fits_any(&arm.labels, name))
        };
        arms.iter().filter(fits).collect()
    }

    /// The arms that an option or a result may take, as far as it is known whether there is something.
    pub(super) fn by_presence<'b>(
        &self,
        of: NodeRef,
        arms: &'b [Arm],
        env: &Env,
        depth: usize,
    ) -> Vec<&'b Arm> {
        let is_value = |arm: &&Arm| {
            let body = NodeRef {
                file: of.file,
                ix: arm.body,
            };
            self.crate_ir.node(body).ex != Expr::Unknown
        };
        // Of what a single arm gives nothing is chosen.
        let holds = if arms.iter().filter(is_value).count() > 1 {
            self.held(of, env, depth + 1).1
        } else {
            Holds::Perhaps
        };
        let takes_all = arms
            .iter()
            .any(|arm| arm.exact && arm.is_of(&["Some", "Ok"]));
        let fits = |arm: &&Arm| match holds {
            Holds::Something if arm.labels.is_empty() => !takes_all,
            Holds::Something => !arm.is_of(&["None", "Err"]),
            Holds::Nothing => !arm.is_of(&["Some", "Ok", "Err"]),
            Holds::Perhaps => true,
        };
        arms.iter().filter(fits).collect()
    }

    /// The names of variants or texts that an expression is known to be.
    pub(super) fn known_variants(&self, at: NodeRef, env: &Env, depth: usize) -> Vec<String> {
        let followed = matches!(self.crate_ir.node(at).ex, Expr::Path(_) | Expr::Method(..));
        if env.is_none() && self.strict.is_none() && !followed {
            return Vec::new();
        }
        let mut names = Vec::new();
        for val in self.values(at, env, depth + 1) {
            if let Some(default) = self.default_of(&val, at) {
                names.push(default);
                continue;
            }
            match &self.crate_ir.node(val.at).ex {
                Expr::Call(path, args) if made_from_text(path) && args.len() == 1 => {
                    let given = NodeRef {
                        file: val.at.file,
                        ix: args[0],
                    };
                    let of = self.crate_ir.kind(val.at);
                    for text in self.values(given, &val.env, depth + 1) {
                        match self.variants_of_text(&of, &text, depth) {
                            Some(variants) => names.extend(variants),
                            None => return Vec::new(),
                        }
                    }
                }
                Expr::Path(path) | Expr::Call(path, _) | Expr::Record(path, ..)
                    if path.len() > 1 =>
                {
                    if let Some(all) = self.crate_ir.all_variants(val.at, path) {
                        names.extend(all);
                        continue;
                    }
                    // What a function gives that is not at hand is not known.
                    let last = path
                        .last()
                        .filter(|name| !name.starts_with(char::is_lowercase));
                    match last {
                        Some(variant) => names.push(variant.clone()),
                        None => return Vec::new(),
                    }
                }
                Expr::Lit(_) if self.crate_ir.is_enum(&self.crate_ir.kind(at)) => {
                    let of = self.crate_ir.kind(at);
                    match self.variants_of_text(&of, &val, depth) {
                        Some(variants) => names.extend(variants),
                        None => return Vec::new(),
                    }
                }
                Expr::Lit(text) if text.parse::<i64>().is_err() => names.push(text.clone()),
                Expr::Lit(_) | Expr::Bool(_) => match self.plain_value(at, env, depth) {
                    Some(one) => names.push(one),
                    None => return Vec::new(),
                },
                _ => return Vec::new(),
            }
        }
        names
    }
}
