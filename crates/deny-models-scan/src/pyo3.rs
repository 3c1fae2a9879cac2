//! Calls of Python that code makes through pyo3: `py.import("transformers")?.getattr("AutoModel")?.call_method1(..)`.

use super::index::Crate;
use super::ir::{Expr, NodeIdx, NodeRef};
use super::ollama_names::Asked;
use super::python_loaders::{self, Rule, Without};
use super::python_requests;
use super::repo_kind::RepoKind;
use super::sinks::{Kind, Sink};

/// What code that calls Python so has in its text.
pub(super) const WORDS: [&str; 3] = ["call_method", ".call1(", ".getattr("];
/// How far objects, names and arguments are followed.
const DEPTH: usize = 12;

/// Every call of Python that takes a model.
pub(super) fn find(crate_ir: &Crate) -> Vec<Sink> {
    let mut found = Vec::new();
    for (at, node) in crate_ir.nodes() {
        let Expr::Method(of, method, args) = &node.ex else {
            continue;
        };
        let python = Python { crate_ir, at };
        let args: Vec<NodeRef> = args.iter().map(|ix| python.here(*ix)).collect();
        let (path, given) = match (method.as_str(), args.as_slice()) {
            ("call_method" | "call_method1" | "call_method0", [name, given @ ..]) => {
                let Some(name) = text(crate_ir, *name, 0) else {
                    continue;
                };
                let mut path = python.path(python.here(*of), 0).unwrap_or_default();
                path.push(name);
                (path, given)
            }
            ("call" | "call1" | "call0", given) => {
                let Some(path) = python.path(python.here(*of), 0) else {
                    continue;
                };
                (path, given)
            }
            _ => continue,
        };
        found.extend(python.taken(&path, given));
    }
    found
}

/// The text of a literal, of a constant that is one, and of `intern!(py, "name")`.
fn text(crate_ir: &Crate, at: NodeRef, depth: usize) -> Option<String> {
    let inner = |at: NodeRef| text(crate_ir, at, depth + 1).filter(|_| depth < DEPTH);
    match &crate_ir.node(at).ex {
        Expr::Lit(text) => Some(text.clone()),
        Expr::Macro(name, args) if name == "intern" => inner(NodeRef {
            file: at.file,
            ix: *args.last()?,
        }),
        Expr::Path(path) => crate_ir.constants(path, at).into_iter().find_map(inner),
        _ => None,
    }
}

/// A call of Python.
struct Python<'a> {
    crate_ir: &'a Crate,
    at: NodeRef,
}

impl Python<'_> {
    fn here(&self, ix: NodeIdx) -> NodeRef {
        NodeRef {
            file: self.at.file,
            ix,
        }
    }

    /// The names that lead to an object, its module first. What a class makes goes by the names of the class.
    fn path(&self, at: NodeRef, depth: usize) -> Option<Vec<String>> {
        if depth > DEPTH {
            return None;
        }
        let here = |ix: NodeIdx| NodeRef { file: at.file, ix };
        let text = |ix: &NodeIdx| text(self.crate_ir, here(*ix), 0);
        match &self.crate_ir.node(at).ex {
            Expr::Method(_, name, args) if is_import(name) => Some(vec![text(args.first()?)?]),
            Expr::Call(path, args) if path.last().is_some_and(|name| is_import(name)) => {
                Some(vec![text(args.last()?)?])
            }
            Expr::Method(of, name, args) if name == "getattr" => {
                let mut path = self.path(here(*of), depth + 1)?;
                path.push(text(args.first()?)?);
                Some(path)
            }
            Expr::Method(of, ..) | Expr::Elem(of) => self.path(here(*of), depth + 1),
            _ => {
                let mut values = self.values(at).into_iter();
                values.find_map(|value| self.path(value, depth + 1))
            }
        }
    }

    /// What a variable is given.
    fn values(&self, at: NodeRef) -> Vec<NodeRef> {
        let Expr::Path(path) = &self.crate_ir.node(at).ex else {
            return Vec::new();
        };
        let [name] = path.as_slice() else {
            return Vec::new();
        };
        let func = self.crate_ir.func(self.crate_ir.func_of(at));
        let values = func.locals.get(name).into_iter().flatten();
        values
            .map(|ix| NodeRef {
                file: at.file,
                ix: *ix,
            })
            .collect()
    }

    /// What a call takes, where it loads a model.
    fn taken(&self, path: &[String], given: &[NodeRef]) -> Option<Sink> {
        let name = path.last()?;
        let root = path.first()?.split('.').next()?;
        let sink = |value: NodeRef, kind| {
            Some(Sink {
                at: self.at,
                parts: vec![value],
                kind,
                tokenizer: path.iter().any(|name| name.contains("Tokenizer")),
            })
        };
        if path.len() > 1 && root.contains("ollama") {
            let number = python_requests::number_of_model(name)?;
            let value = self.argument(given, &["model", "from_"], number)?;
            return sink(value, Kind::Ollama(Asked::Native));
        }
        let loader = python_loaders::of_call(name, &path.join("."))?;
        let rule = match loader.rule {
            Rule::Hub if root == "modelscope" => Rule::OnModelScope,
            rule => rule,
        };
        if let Some(needed) = loader.needs {
            self.argument(given, &[needed], usize::MAX)?;
        }
        let kind = self.argument(given, &["repo_type"], usize::MAX);
        let kind = kind.and_then(|kind| text(self.crate_ir, kind, 0));
        match self.argument(given, loader.keywords, loader.number) {
            Some(value) => match RepoKind::of_all(kind.as_deref()) {
                RepoKind::Model => sink(value, Kind::Loaded(rule)),
                RepoKind::Dataset => sink(value, Kind::Dataset),
                RepoKind::Space => None,
            },
            // The model of the library's own choice.
            None if loader.default != Without::Nothing => sink(self.at, Kind::Loaded(rule)),
            None => None,
        }
    }

    /// An argument by its keywords or its number; arguments that are not written here as a whole.
    fn argument(&self, given: &[NodeRef], keywords: &[&str], number: usize) -> Option<NodeRef> {
        for options in given.get(1..).unwrap_or_default() {
            if let Some(value) = self.keyword(*options, keywords, 0) {
                return Some(value);
            }
        }
        let args = *given.first().filter(|_| number != usize::MAX)?;
        match self.tuple(args, 0) {
            Some(args) => args.get(number).copied(),
            None => Some(args),
        }
    }

    /// The arguments that a tuple of Python has.
    fn tuple(&self, at: NodeRef, depth: usize) -> Option<Vec<NodeRef>> {
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        if depth > DEPTH {
            return None;
        }
        match &self.crate_ir.node(at).ex {
            Expr::Tuple(parts) | Expr::Seq(parts) => Some(parts.iter().map(here).collect()),
            // `PyTuple::new(py, [name])`
            Expr::Call(_, args) => self.tuple(here(args.last()?), depth + 1),
            Expr::Method(of, ..) | Expr::Elem(of) | Expr::After(of) => {
                self.tuple(here(of), depth + 1)
            }
            _ => {
                let mut values = self.values(at).into_iter();
                values.find_map(|value| self.tuple(value, depth + 1))
            }
        }
    }

    /// The value of a keyword: `options.set_item("repo_id", name)`, `[("repo_id", name)].into_py_dict(py)`.
    fn keyword(&self, at: NodeRef, keywords: &[&str], depth: usize) -> Option<NodeRef> {
        let here = |ix: &NodeIdx| NodeRef {
            file: at.file,
            ix: *ix,
        };
        if depth > DEPTH {
            return None;
        }
        let is_meant = |key: &NodeIdx| {
            let key = text(self.crate_ir, here(key), 0);
            key.is_some_and(|key| keywords.contains(&key.as_str()))
        };
        match &self.crate_ir.node(at).ex {
            Expr::Seq(parts) => {
                parts
                    .iter()
                    .find_map(|part| match &self.crate_ir.node(here(part)).ex {
                        Expr::Tuple(pair) if pair.len() == 2 && is_meant(&pair[0]) => {
                            Some(here(&pair[1]))
                        }
                        _ => None,
                    })
            }
            Expr::Path(_) => {
                let set = self.set_item(at, &is_meant);
                let values = || self.values(at).into_iter();
                set.or_else(|| values().find_map(|value| self.keyword(value, keywords, depth + 1)))
            }
            Expr::Call(_, args) => self.keyword(here(args.first()?), keywords, depth + 1),
            Expr::Method(_, method, args)
                if method == "set_item" && args.len() == 2 && is_meant(&args[0]) =>
            {
                Some(here(&args[1]))
            }
            Expr::Method(of, ..) | Expr::Elem(of) | Expr::After(of) => {
                self.keyword(here(of), keywords, depth + 1)
            }
            Expr::OneOf(parts) => parts
                .iter()
                .rev()
                .find_map(|part| self.keyword(here(part), keywords, depth + 1)),
            _ => None,
        }
    }

    /// What a statement of the same function sets an item of a variable to.
    fn set_item(&self, variable: NodeRef, is_meant: &dyn Fn(&NodeIdx) -> bool) -> Option<NodeRef> {
        let Expr::Path(name) = &self.crate_ir.node(variable).ex else {
            return None;
        };
        let file = self.crate_ir.file(variable);
        let func = file.node(variable.ix).func;
        let nodes = file.nodes.iter().filter(|node| node.func == func);
        let mut set = nodes.filter_map(|node| match &node.ex {
            Expr::Method(of, method, args) if method == "set_item" => match args.as_slice() {
                [key, value] if is_meant(key) => {
                    let is_of = matches!(&file.node(*of).ex, Expr::Path(path) if path == name);
                    is_of.then_some(*value)
                }
                _ => None,
            },
            _ => None,
        });
        set.next().map(|ix| NodeRef {
            file: variable.file,
            ix,
        })
    }
}

fn is_import(name: &str) -> bool {
    ["import", "import_bound"].contains(&name)
}
