//! From syntax trees to [`super::ir`]: calls of functions and methods.

use super::expr_start;
use super::ir::{Expr, NodeIdx};
use super::lower::Lower;

/// Methods whose argument is text for people.
const TEXT_FOR_PEOPLE: [&str; 6] = [
    "expect",
    "context",
    "with_context",
    "expect_err",
    "about",
    "long_about",
];

impl Lower {
    pub(super) fn call(&mut self, call: &syn::ExprCall) -> NodeIdx {
        let value = self.call_of(call);
        self.write_args(&call.args, value, false);
        value
    }

    fn call_of(&mut self, call: &syn::ExprCall) -> NodeIdx {
        let args: Vec<NodeIdx> = call.args.iter().map(|arg| self.expr(arg)).collect();
        let span = expr_start::of(&call.func);
        match &*call.func {
            syn::Expr::Path(path) => {
                let types = self.type_args(path);
                let path = self.path_of(path);
                if let [name] = path.as_slice() {
                    self.bind_closure_arguments(name, &args);
                    if self.is_bound(name) {
                        let callee = self.variable(name, span);
                        return self.add(Expr::Method(callee, "call".to_owned(), args), span);
                    }
                }
                if is_map_of_pairs(&path)
                    && let [pairs] = args.as_slice()
                    && let Some(values) = self.values_of_pairs(*pairs)
                {
                    return self.add(Expr::Seq(values), span);
                }
                if let Some(made) = self.iterator(&path, &args, span) {
                    return made;
                }
                self.exchange(&path, &call.args, &args);
                // Cargo sets these as it compiles and as it runs a build script.
                let read = if self.is_directory_of_cargo(&path, &args) {
                    Expr::Macro("env".to_owned(), args)
                } else {
                    Expr::Call(path, args)
                };
                let node = self.add(read, span);
                self.gives(node, types);
                node
            }
            other => {
                let func = self.expr(other);
                self.add(Expr::Method(func, "call".to_owned(), args), span)
            }
        }
    }

    pub(super) fn method(&mut self, call: &syn::ExprMethodCall) -> NodeIdx {
        let above = self.directory_above(call);
        if let Some(made) = above.or_else(|| self.made_into(call)) {
            return made;
        }
        let receiver = self.expr(&call.receiver);
        let name = call.method.to_string();
        let for_people = TEXT_FOR_PEOPLE.contains(&name.as_str());
        let outer = self.mention;
        self.mention |= for_people;
        let mut args = Vec::new();
        for arg in &call.args {
            match arg {
                syn::Expr::Closure(closure) => {
                    let part = self.given_by(&name, receiver, closure.inputs_begin.span);
                    let needs = runs_if(&name).then_some((receiver, true));
                    args.push(self.scoped(|this| {
                        this.keeps_names = true;
                        // What is collected begins with the first argument.
                        let begins = ["fold", "try_fold", "scan"].contains(&name.as_str());
                        let first = args.first().copied().filter(|_| begins);
                        for (number, input) in closure.inputs.iter().enumerate() {
                            let first = first.filter(|_| number == 0);
                            this.bind(input, first.unwrap_or(part));
                        }
                        this.keeps_names = false;
                        this.checked(needs.as_slice(), |this| {
                            this.binds_closure = true;
                            this.expr(arg)
                        })
                    }));
                }
                syn::Expr::Path(function) if hands_on(&name) && call.args.len() == 1 => {
                    args.push(self.handed(receiver, &function.path));
                }
                _ => {
                    let needs = runs_if(&name).then_some((receiver, true));
                    args.push(self.checked(needs.as_slice(), |this| this.expr(arg)));
                }
            }
        }
        self.mention = outer;
        if matches!(name.as_str(), "write_str" | "pad" | "push_str") && self.in_display() {
            for value in &args {
                self.returned(*value);
            }
        }
        if name == "take" && args.is_empty() {
            self.taken(&call.receiver);
        }
        if name == "clone_into"
            && let Some(syn::Expr::Reference(target)) = call.args.first()
        {
            self.assign(&target.expr, receiver);
        }
        let span = call.method.span();
        if !self.grow_param(&call.receiver, &name, &args, span) {
            self.fill(&call.receiver, &name, &args, span);
        }
        self.reorder(call, receiver, &args);
        self.fill_entry(call, receiver, &args);
        let name = if is_parsed_text(call) {
            "to_owned".to_owned()
        } else {
            name
        };
        if let Some(lists) = self.lists_of_parts(receiver, &name, call.method.span()) {
            return lists;
        }
        let advanced = self.advanced_before(&call.receiver, &name);
        if advanced.as_ref().is_some_and(|advanced| advanced.times > 0)
            && ["nth", "as_slice"].contains(&name.as_str())
        {
            let any = self.list_of_any(receiver, call.method.span());
            return if name == "nth" {
                self.add(Expr::Elem(any), call.method.span())
            } else {
                any
            };
        }
        let types = self.args_of_method(call);
        let node = self.add(
            Expr::Method(receiver, name, args.clone()),
            call.method.span(),
        );
        self.gives(node, types);
        if let Some(advanced) = advanced.filter(|advanced| advanced.is_counted) {
            self.ir.positions.insert(node, advanced.times);
        }
        self.changed_by_use(call, node);
        self.write_args(&call.args, node, false);
        for closure in self.ir.closures.iter_mut().rev() {
            if args.contains(&closure.node) {
                closure.call = Some(node);
            } else if closure.node < receiver {
                break;
            }
        }
        self.pairs(node, call.method.span()).unwrap_or(node)
    }

    /// What a method gives to its closure: `map` and the like what the receiver holds, others the error.
    pub(super) fn given_by(
        &mut self,
        method: &str,
        receiver: NodeIdx,
        span: proc_macro2::Span,
    ) -> NodeIdx {
        let of_error = ["map_err", "or_else", "unwrap_or_else", "inspect_err"].contains(&method);
        let part = if of_error {
            Expr::Part(receiver, "Err".to_owned(), "0".to_owned())
        } else {
            Expr::Elem(receiver)
        };
        self.add(part, span)
    }

    /// What an iterator over pairs holds: `ids.iter().enumerate()`, `names.iter().zip(&ids)`.
    pub(super) fn pairs(&mut self, call: NodeIdx, span: proc_macro2::Span) -> Option<NodeIdx> {
        let Expr::Method(receiver, name, args) = &self.ir.node(call).ex else {
            return None;
        };
        let (receiver, other) = match (name.as_str(), args.as_slice()) {
            ("enumerate", []) => (*receiver, None),
            ("zip", [other]) => (*receiver, Some(*other)),
            _ => return None,
        };
        let held = self.add(Expr::Elem(receiver), span);
        let pair = match other {
            Some(other) => vec![held, self.add(Expr::Elem(other), span)],
            None => vec![self.add(Expr::Unknown, span), held],
        };
        let pair = self.add(Expr::Tuple(pair), span);
        Some(self.add(Expr::Seq(vec![pair]), span))
    }

    /// `id.into()` where the type of the parameter shows what it is made into: `id: impl Into<ModelId>`.
    pub(super) fn made_into(&mut self, call: &syn::ExprMethodCall) -> Option<NodeIdx> {
        let syn::Expr::Path(receiver) = &*call.receiver else {
            return None;
        };
        let name = receiver.path.get_ident()?.to_string();
        if call.method != "into"
            || self.current.contains_key(&name)
            || self.names.contains_key(&name)
        {
            return None;
        }
        let mut made = self.made_into.get(&name)?.clone();
        made.push("from".to_owned());
        let value = self.expr(&call.receiver);
        Some(self.add(Expr::Call(made, vec![value]), call.method.span()))
    }

    /// A function that a method calls with what the receiver holds: `ids.iter().map(load)`, as the closure that calls it.
    pub(super) fn handed(&mut self, receiver: NodeIdx, function: &syn::Path) -> NodeIdx {
        let span = expr_start::of_path(function);
        let part = self.add(Expr::Elem(receiver), span);
        let path = self.path(function);
        if let [name] = path.as_slice() {
            self.bind_closure_arguments(name, &[part]);
        }
        let call = self.add(Expr::Call(path, vec![part]), span);
        self.add(Expr::Closure(Vec::new(), call), span)
    }

    /// Binds the parameters of a closure that is called by its name.
    pub(super) fn bind_closure_arguments(&mut self, name: &str, args: &[NodeIdx]) {
        let name = self.known_as(name);
        let func = &self.ir.funcs[self.func as usize];
        let closures = func.locals.get(&name).into_iter().flatten();
        let names: Vec<Vec<String>> = closures
            .filter_map(|ix| match &self.ir.node(*ix).ex {
                Expr::Closure(names, _) if names.len() == args.len() => Some(names.clone()),
                _ => None,
            })
            .collect();
        let locals = &mut self.ir.funcs[self.func as usize].locals;
        for (name, arg) in names.iter().flat_map(|names| names.iter().zip(args)) {
            if !name.is_empty() {
                locals.entry(name.clone()).or_default().push(*arg);
            }
        }
    }

    /// The pairs of a list and, beside them, their values: what a map made of them gives for a key.
    pub(super) fn values_of_pairs(&self, list: NodeIdx) -> Option<Vec<NodeIdx>> {
        let Expr::Seq(pairs) = &self.ir.node(list).ex else {
            return None;
        };
        let mut all = pairs.clone();
        for pair in pairs {
            match &self.ir.node(*pair).ex {
                Expr::Tuple(parts) if parts.len() == 2 => all.push(parts[1]),
                _ => return None,
            }
        }
        Some(all)
    }
}

/// Whether a call of `parse` gives the text itself.
fn is_parsed_text(call: &syn::ExprMethodCall) -> bool {
    let Some(given) = call.turbofish.as_ref().filter(|_| call.method == "parse") else {
        return false;
    };
    given.args.iter().any(|kind| {
        matches!(kind, syn::GenericArgument::Type(syn::Type::Path(of))
            if of.path.segments.last().is_some_and(|last| ["String", "PathBuf", "OsString"].contains(&last.ident.to_string().as_str())))
    })
}

pub(super) fn is_whole_number(kind: &str) -> bool {
    matches!(
        kind,
        "usize" | "u8" | "u16" | "u32" | "u64" | "isize" | "i8" | "i16" | "i32" | "i64"
    )
}

/// Whether a method calls what it is given with what its receiver holds.
fn hands_on(method: &str) -> bool {
    [
        "map",
        "for_each",
        "try_for_each",
        "and_then",
        "filter_map",
        "flat_map",
        "then",
    ]
    .contains(&method)
}

/// Whether a function makes a map of a list of pairs.
fn is_map_of_pairs(path: &[String]) -> bool {
    matches!(path, [.., of, from] if from.starts_with("from") && (of.ends_with("Map") || of.ends_with("map")))
}

/// Whether a method takes what it is given only if its receiver is `true`.
fn runs_if(method: &str) -> bool {
    ["then", "then_some"].contains(&method)
}
