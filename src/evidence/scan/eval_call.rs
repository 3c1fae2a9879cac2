//! What calls give: functions of the crate are gone into, those of the standard library are known by name.

use super::eval::{Env, Eval, MAX_FRAMES, MAX_VALUES, Val};
use super::ir::{At, Ex, FnAt, Ix};
use super::names::{is_common, is_through};

impl Eval<'_> {
    pub(super) fn call(
        &self,
        at: At,
        path: &[String],
        args: &[Ix],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let here = |ix: &Ix| At {
            file: at.file,
            ix: *ix,
        };
        let called = self.krate.called(path, at.file);
        if !called.is_empty() {
            let args: Vec<At> = args.iter().map(here).collect();
            let found = self.returns(&called, &args, env, depth);
            if !found.is_empty() {
                return found;
            }
            return vec![Val {
                at,
                env: env.clone(),
            }];
        }
        let last = path.last().map_or("", String::as_str);
        let wraps = [
            "from",
            "Some",
            "Ok",
            "new",
            "into",
            "Borrowed",
            "Owned",
            "parse",
            "to_string",
            "from_str",
            "from_static",
            "pin",
            "leak",
            "from_utf8",
            "to_owned",
            "clone",
            "as_ref",
        ];
        let wrapper = path.len() < 2
            || [
                "String",
                "Box",
                "Arc",
                "Rc",
                "Cow",
                "PathBuf",
                "Path",
                "Url",
                "OsString",
                "CString",
                "Some",
                "Vec",
                "HashMap",
                "BTreeMap",
                "HashSet",
                "IndexMap",
                "Lazy",
                "LazyLock",
                "OnceCell",
                "OnceLock",
                "Uri",
                "ToString",
                "Into",
                "From",
                "str",
                "Mutex",
                "RwLock",
                "Ok",
                "Pin",
                "Rc",
                "ToOwned",
                "Clone",
                "SmolStr",
                "CompactString",
                "ArcStr",
            ]
            .contains(&path[path.len() - 2].as_str());
        if let [value] = args
            && wraps.contains(&last)
            && wrapper
            && (path.len() > 1 || ["Some", "Ok"].contains(&last))
        {
            let found = self.values(here(value), env, depth + 1);
            return found
                .into_iter()
                .flat_map(|val| self.applied(val, depth))
                .collect();
        }
        vec![Val {
            at,
            env: env.clone(),
        }]
    }

    /// What a closure gives; anything else is itself.
    pub(super) fn applied(&self, val: Val, depth: usize) -> Vec<Val> {
        match &self.krate.node(val.at).ex {
            Ex::Closure(_, body) => self.values(
                At {
                    file: val.at.file,
                    ix: *body,
                },
                &val.env,
                depth + 1,
            ),
            _ => vec![val],
        }
    }

    /// What functions return when called with arguments.
    pub(super) fn returns(
        &self,
        called: &[FnAt],
        args: &[At],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let mut found = Vec::new();
        if env.as_ref().is_some_and(|frame| frame.depth >= MAX_FRAMES) {
            self.cut.set(true);
            return found;
        }
        for func in called.iter().take(12) {
            let inner = self.enter(env, *func, args.to_vec(), env);
            for value in &self.krate.func(*func).returns {
                found.extend(self.values(
                    At {
                        file: func.file,
                        ix: *value,
                    },
                    &inner,
                    depth + 1,
                ));
            }
            if found.len() > MAX_VALUES {
                break;
            }
        }
        found.retain(|val| !matches!(self.krate.node(val.at).ex, Ex::Unknown));
        found
    }

    pub(super) fn method(
        &self,
        at: At,
        receiver: Ix,
        name: &str,
        args: &[Ix],
        env: &Env,
        depth: usize,
    ) -> Vec<Val> {
        let here = |ix: Ix| At { file: at.file, ix };
        let next = |ix: Ix| self.values(here(ix), env, depth + 1);
        let kind = self.krate.kind(here(receiver));
        if self.krate.has_type(&kind) || !is_common(name) {
            let called = self.krate.methods(name, args.len(), &kind);
            let most = if kind.is_empty() { 3 } else { 12 };
            if !called.is_empty() && called.len() <= most {
                let all: Vec<At> = std::iter::once(receiver)
                    .chain(args.iter().copied())
                    .map(here)
                    .collect();
                let found = self.returns(&called, &all, env, depth);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        match (name, args) {
            ("to_string", []) if self.krate.has_type(&kind) => {
                let shown = self.krate.of_type(&kind, "fmt");
                let found = self.returns(&shown, &[here(receiver)], env, depth);
                if found.is_empty() {
                    next(receiver)
                } else {
                    found
                }
            }
            (
                "unwrap_or" | "or" | "unwrap_or_else" | "or_else" | "get_or_insert"
                | "get_or_insert_with" | "get_or_init",
                [otherwise],
            ) => {
                let mut found = next(receiver);
                found.extend(
                    next(*otherwise)
                        .into_iter()
                        .flat_map(|val| self.applied(val, depth)),
                );
                found
            }
            ("map_or" | "map_or_else", [otherwise, given]) => {
                let both = [next(*otherwise), next(*given)].concat();
                both.into_iter()
                    .flat_map(|val| self.applied(val, depth))
                    .collect()
            }
            ("map" | "and_then" | "then" | "then_some" | "flat_map" | "filter_map", [given]) => {
                let found: Vec<Val> = next(*given)
                    .into_iter()
                    .flat_map(|val| self.applied(val, depth))
                    .collect();
                let closures = found
                    .iter()
                    .any(|val| !matches!(self.krate.node(val.at).ex, Ex::Path(_)));
                if closures {
                    found
                } else {
                    [found, next(receiver)].concat()
                }
            }
            ("chain" | "zip", [other]) => [next(receiver), next(*other)].concat(),
            (
                "get" | "first" | "last" | "nth" | "next" | "find" | "pop" | "min_by_key"
                | "max_by_key" | "choose" | "get_mut" | "first_mut" | "remove" | "values"
                | "position" | "peek" | "swap_remove" | "find_map",
                _,
            ) => next(receiver)
                .into_iter()
                .flat_map(|val| self.elements(val, depth))
                .collect(),
            (name, _) if is_through(name) => next(receiver),
            _ => vec![Val {
                at,
                env: env.clone(),
            }],
        }
    }
}
