//! What is looked up in lists, maps and tables.

use super::bodies;
use super::embed;
use super::eval::{Env, Eval, Val};
use super::ir::{AS_NUMBER, Expr, NodeIdx, NodeRef};
use super::lookup::Compared;

impl Eval<'_> {
    /// A field of what is not known yet: `value["name"]`.
    pub(super) fn keyed(
        &self,
        of: NodeRef,
        key: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        let Expr::Lit(key) = &self.crate_ir.node(key).ex else {
            return None;
        };
        if !self.is_strict() {
            return None;
        }
        let all = self.values(of, env, depth + 1);
        if !all.iter().any(|val| self.is_unbound(val)) {
            return None;
        }
        let fields = all.into_iter().flat_map(|val| {
            if self.is_unbound(&val) {
                vec![self.field_of_open(&val, key)]
            } else {
                self.elements(val, depth)
            }
        });
        Some(fields.collect())
    }

    /// The last element of one list whose elements are known.
    fn last_of(&self, held: Vec<Val>, depth: usize) -> Option<Vec<Val>> {
        let is_known = held.len() == 1 && self.pairs(&held, depth).is_none();
        let last = held.into_iter().filter(|_| is_known);
        let last: Vec<Val> = last
            .filter(|val| matches!(self.crate_ir.node(val.at).ex, Expr::Seq(_)))
            .flat_map(|val| self.element_from_end(val, 0, depth))
            .collect();
        (!last.is_empty()).then_some(last)
    }

    /// What a way into JSON leads to.
    fn pointed(
        &self,
        held: Vec<Val>,
        (receiver, way): (NodeRef, NodeRef),
        depth: usize,
    ) -> Option<Vec<Val>> {
        let Expr::Lit(way) = &self.crate_ir.node(way).ex else {
            return None;
        };
        let steps = way.split('/').filter(|step| !step.is_empty());
        Some(steps.fold(held, |held: Vec<Val>, step| {
            self.fields_of(&held, receiver, step, depth + 1)
        }))
    }

    /// What a lookup in a list or map of a program gives, where the key or the number shows which; `None` for other
    /// methods.
    pub(super) fn looked_up_in(
        &self,
        receiver: NodeRef,
        name: &str,
        args: &[NodeIdx],
        env: &Env,
        depth: usize,
    ) -> Option<Vec<Val>> {
        self.strict?;
        let here = |ix: &NodeIdx| NodeRef {
            file: receiver.file,
            ix: *ix,
        };
        let lists = || {
            let lists = self.values(receiver, env, depth + 1);
            self.filled(lists).into_iter()
        };
        let rows = || -> Vec<Val> { lists().flat_map(|val| self.elements(val, depth)).collect() };
        let numbered = |number: usize| -> Vec<Val> {
            self.may_lack(name != "index");
            lists()
                .flat_map(|val| self.element(val, number, depth))
                .collect()
        };
        match (name, args) {
            ("get_or_init" | "get_or_try_init" | "get_or_insert_with", [first]) => {
                let made = self.values(here(first), env, depth + 1).into_iter();
                let made = made.flat_map(|val| self.applied(val, depth));
                // What it was set to before stays.
                let set = lists().filter(|val| self.is_there(val) || self.is_unbound(val));
                Some(made.chain(set).collect())
            }
            // A text gets longer by each.
            ("fold", [init, _]) if self.crate_ir.is_text_by_form(here(init)) => None,
            // What is collected by hand holds what was there to collect.
            ("fold" | "try_fold", [_, _]) => Some(rows()),
            // An iterator in a variable is gone through, one that is made here is not.
            ("next", [])
                if matches!(
                    self.crate_ir.node(receiver).ex,
                    Expr::Path(_) | Expr::After(_) | Expr::Field(..)
                ) =>
            {
                Some(rows())
            }
            ("keys" | "into_keys", []) => {
                let keys = self.keys(lists().collect(), depth);
                (!keys.is_empty()).then_some(keys)
            }
            ("next" | "nth", _) if self.is_out_of_order(receiver) => Some(rows()),
            ("first" | "next", []) => Some(numbered(0)),
            ("last" | "next_back", []) if !self.is_out_of_order(receiver) => {
                self.last_of(lists().collect(), depth)
            }
            ("max_by_key" | "min_by_key", [closure]) => self.outermost(
                rows(),
                name == "max_by_key",
                (receiver, here(closure)),
                depth,
            ),
            ("nth_back", [number]) => {
                let number = self.number(here(number), env, depth)?;
                let held = lists().flat_map(|val| self.element_from_end(val, number, depth));
                Some(held.collect())
            }
            ("get" | "index" | "get_mut" | "nth" | "remove" | "swap_remove", [key]) => {
                let key = here(key);
                let (objects, others): (Vec<Val>, Vec<Val>) =
                    lists().partition(|val| self.is_object(val));
                if let Some(names) = self.names_in(&objects, key, env, depth) {
                    let named = names.iter();
                    let mut held: Vec<Val> = named
                        .flat_map(|name| self.fields(objects.clone(), name, depth + 1))
                        .collect();
                    if !held.is_empty() {
                        held.extend(self.put_under(others, key, env, depth));
                        return Some(held);
                    }
                }
                let held: Vec<Val> = lists().collect();
                if let Some(found) = self.looked_up_by_key(&held, key, env, depth) {
                    return Some(found);
                }
                if let Some(open) = self.open_number(key, env, depth) {
                    return Some(vec![open]);
                }
                if let Some(number) = self.number(key, env, depth) {
                    return Some(numbered(number));
                }
                let by = Compared::by(key);
                Some(self.picked_rows(self.filled(rows()), &by, env, depth))
            }
            // A way into JSON: `value.pointer("/model/id")`.
            ("pointer", [way]) => self.pointed(lists().collect(), (receiver, here(way)), depth),
            ("find_map" | "filter_map", [closure]) => {
                let held: Vec<Val> = lists().collect();
                let rows = self.pairs(&held, depth).unwrap_or_else(rows);
                self.picked_parts(rows, (receiver, here(closure)), env, depth)
            }
            ("find" | "filter" | "position" | "rfind", [closure]) => {
                let by = self.compared_with(receiver, here(closure))?;
                let held: Vec<Val> = lists().collect();
                let rows = self.pairs(&held, depth).unwrap_or_else(rows);
                Some(self.picked_rows(rows, &by, env, depth))
            }
            _ => None,
        }
    }

    /// The names that a key of tables is; `None` where that is not known.
    fn names_in(
        &self,
        objects: &[Val],
        key: NodeRef,
        env: &Env,
        depth: usize,
    ) -> Option<Vec<String>> {
        if objects.is_empty() {
            return None;
        }
        let names = self.values(key, env, depth + 1).into_iter();
        let names = names.map(|val| match &self.crate_ir.node(val.at).ex {
            Expr::Lit(name) => Some(name.clone()),
            _ => None,
        });
        let names: Option<Vec<String>> = names.collect();
        names.filter(|names| !names.is_empty())
    }

    /// The number that an expression is: as written, or of a constant.
    pub(super) fn number(&self, at: NodeRef, env: &Env, depth: usize) -> Option<usize> {
        // The number of a variant, where the enum gives none itself.
        if let Expr::Macro(name, of) = &self.crate_ir.node(at).ex
            && name == AS_NUMBER
        {
            let of = NodeRef {
                file: at.file,
                ix: *of.first()?,
            };
            if let [one] = self.values(of, env, depth + 1).as_slice()
                && let Some((of, variant)) = self.crate_ir.variant_at(one.at)
            {
                return self.crate_ir.variant_number(&of, &variant);
            }
            return self.plain_value(of, env, depth)?.parse().ok();
        }
        self.plain_value(at, env, depth)?.parse().ok()
    }

    /// The parameter that decides which element is taken, where no call has given it yet.
    pub(super) fn open_number(&self, at: NodeRef, env: &Env, depth: usize) -> Option<Val> {
        let of = match &self.crate_ir.node(at).ex {
            Expr::Path(path) if self.is_number_of_one_call(at, path) => at,
            Expr::Macro(name, of) if name == AS_NUMBER => NodeRef {
                file: at.file,
                ix: *of.first()?,
            },
            _ => return None,
        };
        let open = |val: &Val| self.is_strict() && self.is_unbound(val);
        self.values(of, env, depth + 1).into_iter().find(open)
    }

    /// Whether a name is a parameter of its function that is the same in all of a call.
    pub(super) fn is_number_of_one_call(&self, at: NodeRef, path: &[String]) -> bool {
        let [name] = path else { return false };
        let func = self.crate_ir.func_of(at);
        let params = &self.crate_ir.func(func).params;
        self.crate_ir.const_var(func, name).is_some()
            || params.iter().any(|param| param.name == *name) && !self.may_change(at, name)
    }

    /// The tables that texts are which code reads: what is compiled in, `from_str(include_str!("models.json"))`, and texts
    /// in code. A text that no call has given yet is itself.
    pub(super) fn tables(&self, text: NodeRef, reader: &str, env: &Env, depth: usize) -> Vec<Val> {
        let reads_data = ["from_str", "from_slice", "from_reader"].contains(&reader);
        let texts = self.values(text, env, depth + 1).into_iter();
        let read = texts.flat_map(|val| {
            if reads_data && self.is_strict() && self.is_unbound(&val) {
                return vec![val];
            }
            let table = self.table_of(&val, depth);
            let table = table.or_else(|| self.crate_ir.data(val.at));
            table.map_or(Vec::new(), |at| self.values(at, &None, depth + 1))
        });
        read.collect()
    }

    /// The table that a value is the text of: one that is compiled in, or one that is read when the program runs.
    pub(super) fn table_of(&self, val: &Val, depth: usize) -> Option<NodeRef> {
        let (args, is_compiled) = match &self.crate_ir.node(val.at).ex {
            Expr::Macro(name, args) if name.starts_with("include_") => (args, true),
            Expr::Call(path, args) if bodies::opens_file(path) => (args, false),
            _ => return None,
        };
        let path = args.first().map(|ix| NodeRef {
            file: val.at.file,
            ix: *ix,
        })?;
        let path = self.texts(path, &None, depth + 1).first()?.whole()?;
        let path = if is_compiled {
            embed::located(&self.crate_ir.file(val.at).path, &path, false)?
        } else {
            let path = path.strip_prefix("$CARGO_MANIFEST_DIR/").unwrap_or(&path);
            path.strip_prefix("./").unwrap_or(path).to_owned()
        };
        self.crate_ir.table(&path, val.at.file)
    }
}
