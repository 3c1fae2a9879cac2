//! The files that rustc compiles: those that the targets of a package begin with, and those that these name.

use std::collections::BTreeSet;

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::ir::Context;
use super::named_files::NamedFile;
use super::scope::Scope;

/// Where the first file of a target lies, and what it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Root {
    /// From the root of the package.
    pub(super) path: String,
    /// What it begins.
    pub(super) scope: Scope,
    /// Features that it needs.
    pub(super) features: Vec<String>,
}

/// Where a file that is compiled belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Placed {
    /// The target that it was first found in, as a number among the roots.
    pub(super) root: usize,
    /// Its module in that target.
    pub(super) module: Vec<String>,
    /// Whether its module is there whenever the module around it is.
    pub(super) always: bool,
    /// Whether all ways to it are an `include!`.
    pub(super) included: bool,
    /// The parts of the package that it is compiled in, apart from `#[cfg(test)]`.
    pub(super) scopes: BTreeSet<Scope>,
    /// What all ways to it need, apart from those through `#[cfg(test)]`.
    pub(super) context: Context,
}

impl Placed {
    /// The part of the package, where the place of the file alone shows `by_path`.
    pub(super) fn scope(&self, by_path: Scope) -> Scope {
        let built = self.scopes.iter().copied().filter(|scope| scope.is_built());
        match built.min() {
            None if by_path.is_built() && self.scopes.is_empty() => Scope::Test,
            None => by_path,
            // What only the build script has.
            Some(Scope::Build) => Scope::Build,
            Some(_) if by_path.is_built() && by_path != Scope::Build => by_path,
            Some(first) => first,
        }
    }
}

/// What became of a file that is to be read.
pub(super) enum Looked {
    /// It is read; the files that it names.
    Read(Vec<NamedFile>),
    /// It is not there.
    Missing,
    /// It is there, and cannot or may not be read.
    Barred,
}

/// The files of all targets.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct ModuleTree {
    /// Roots of targets, the library first.
    pub(super) roots: Vec<Root>,
    /// Every file that is compiled, by its path.
    pub(super) files: HashMap<String, Placed>,
    /// Files that are named and built, and that were not read.
    pub(super) unread: Vec<String>,
}

/// A file, and whether files of its modules lie beside it.
type Open = (String, bool);

/// What is kept on the way down from roots.
#[derive(Default)]
struct WayDown {
    /// Files that were looked at.
    looked: HashMap<Open, Looked>,
    /// Files whose own are still to be placed.
    open: Vec<Open>,
    unread: BTreeSet<String>,
}

impl ModuleTree {
    /// Follows targets down; `look` reads a file, whose path comes with whether files of its modules lie beside it.
    pub(super) fn new(roots: Vec<Root>, mut look: impl FnMut(&str, bool) -> Looked) -> Self {
        let mut tree = Self::default();
        let mut way_down = WayDown::default();
        for (number, root) in roots.iter().enumerate() {
            let first = (root.path.clone(), true);
            let read = way_down.looked.entry(first.clone());
            match read.or_insert_with(|| look(&root.path, true)) {
                Looked::Read(_) => {}
                Looked::Barred if root.scope.is_built() => {
                    way_down.unread.insert(root.path.clone());
                    continue;
                }
                Looked::Missing | Looked::Barred => continue,
            }
            let start = Placed {
                root: number,
                always: true,
                scopes: BTreeSet::from([root.scope]),
                context: Context {
                    features: root.features.clone(),
                    ..Context::default()
                },
                ..Placed::default()
            };
            tree.place(&root.path, start);
            way_down.open.push(first);
            while let Some(at) = way_down.open.pop() {
                tree.below(&at, &mut way_down, &mut look);
            }
        }
        tree.roots = roots;
        tree.unread = way_down.unread.into_iter().collect();
        tree
    }

    /// Places the files that a file names; those of which more is known than before are open again.
    fn below(
        &mut self,
        at: &Open,
        way_down: &mut WayDown,
        look: &mut impl FnMut(&str, bool) -> Looked,
    ) {
        let (Some(Looked::Read(named)), Some(outer)) =
            (way_down.looked.get(at), self.files.get(&at.0))
        else {
            return;
        };
        let (named, outer) = (named.clone(), outer.clone());
        for file in named {
            let context = outer.context.and(&file.context);
            let way = Placed {
                root: outer.root,
                module: [outer.module.as_slice(), &file.module].concat(),
                always: !file.conditional,
                included: file.included,
                scopes: if context.test {
                    BTreeSet::new()
                } else {
                    outer.scopes.clone()
                },
                context,
            };
            let mut there = false;
            let mut barred = false;
            for place in &file.places {
                let next = (place.path.clone(), place.is_root);
                let is_new = !way_down.looked.contains_key(&next);
                let read = way_down.looked.entry(next.clone());
                match read.or_insert_with(|| look(&place.path, place.is_root)) {
                    Looked::Read(_) => {
                        there = true;
                        if self.place(&place.path, way.clone()) {
                            let other = (next.0.clone(), !next.1);
                            let known = way_down.looked.contains_key(&other);
                            way_down.open.extend(known.then_some(other));
                            way_down.open.push(next);
                        } else if is_new {
                            way_down.open.push(next);
                        }
                    }
                    Looked::Barred => {
                        barred = true;
                        if way.is_built() {
                            way_down.unread.insert(place.path.clone());
                        }
                    }
                    Looked::Missing => {}
                }
            }
            // It cannot be compiled without; who builds it has a file that is not here.
            if !there && !barred && file.certain && way.is_built() {
                let first = file.places.first();
                way_down
                    .unread
                    .extend(first.map(|place| place.path.clone()));
            }
        }
    }

    /// Adds a way to a file, and returns whether more is known of it than before.
    fn place(&mut self, path: &str, way: Placed) -> bool {
        let Some(known) = self.files.get_mut(path) else {
            self.files.insert(path.to_owned(), way);
            return true;
        };
        let before = known.clone();
        known.always |= way.always;
        known.included &= way.included;
        if !way.scopes.is_empty() {
            known.context = if known.scopes.is_empty() {
                way.context
            } else {
                known.context.or(&way.context)
            };
            known.scopes.extend(way.scopes);
        }
        (&known.scopes, &known.context) != (&before.scopes, &before.context)
    }
}

impl Placed {
    /// Whether users of the package run it.
    pub(super) fn is_built(&self) -> bool {
        self.scopes.iter().any(|scope| scope.is_built())
    }
}

#[cfg(test)]
mod tests {
    use super::super::named_files;
    use super::*;

    fn tree(roots: &[(&str, Scope)], files: &[(&str, &str)]) -> ModuleTree {
        let roots = roots.iter().map(|(path, scope)| Root {
            path: (*path).to_owned(),
            scope: *scope,
            features: Vec::new(),
        });
        ModuleTree::new(roots.collect(), |path, is_root| {
            let file = files.iter().find(|(name, _)| *name == path);
            match file {
                Some((_, "")) => Looked::Barred,
                Some((_, code)) => Looked::Read(named_files::find(path, is_root, code)),
                None => Looked::Missing,
            }
        })
    }

    #[test]
    fn a_file_belongs_to_what_names_it() {
        let tree = tree(
            &[
                ("src/lib.rs", Scope::Lib),
                ("build.rs", Scope::Build),
                ("tests/a.rs", Scope::Test),
            ],
            &[
                (
                    "src/lib.rs",
                    "mod tests; #[cfg(test)] mod checks; #[cfg(feature = \"a\")] mod both;",
                ),
                ("src/tests.rs", "#[path = \"../../out.inc\"] mod deep;"),
                ("out.inc", "not reached"),
                ("../out.inc", "fn f() {}"),
                ("src/checks.rs", "mod x;"),
                ("src/both.rs", "fn f() {}"),
                (
                    "build.rs",
                    "mod helper; #[path = \"src/both.rs\"] mod both;",
                ),
                ("helper.rs", "fn f() {}"),
                ("tests/a.rs", "mod common;"),
            ],
        );
        let scope = |path: &str, by_path| tree.files[path].scope(by_path);
        assert_eq!(scope("src/tests.rs", Scope::Test), Scope::Lib);
        assert_eq!(scope("src/checks.rs", Scope::Lib), Scope::Test);
        assert_eq!(scope("helper.rs", Scope::Lib), Scope::Build);
        assert_eq!(tree.files["../out.inc"].module, ["tests", "deep"]);
        assert_eq!(tree.files["src/both.rs"].context, Context::default());
        assert!(!tree.files.contains_key("out.inc"));
        // What only tests name is nobody's loss.
        assert_eq!(tree.unread, [] as [&str; 0]);
    }

    #[test]
    fn what_is_named_and_not_read_is_listed() {
        let tree = tree(
            &[("src/lib.rs", Scope::Lib)],
            &[
                (
                    "src/lib.rs",
                    "mod gone; mod here; #[cfg_attr(unix, path = \"barred.rs\")] mod here2;\n\
                     macro_rules! m { () => { mod maybe; } }\n#[cfg_attr(x, path = \"gone2.rs\")] mod here3;",
                ),
                ("src/barred.rs", ""),
                ("src/here.rs", "mod here;"),
                ("src/here2/mod.rs", "#[path = \"mod.rs\"] mod again;"),
                ("src/here3.rs", "fn f() {}"),
            ],
        );
        assert_eq!(
            tree.unread,
            ["src/barred.rs", "src/gone.rs", "src/here/here.rs"]
        );
    }
}
