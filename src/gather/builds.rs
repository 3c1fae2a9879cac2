//! The builds of a member, one for each target that is judged: what no single target has together is in no build.

use std::cell::{OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use cargo_platform::Platform;

use super::pulls::is_on;
use crate::graph::{Build, Closure, PackageIdx, Route, Routes, Selection, Workspace};
use deny_models::pull::Pull;

/// Which build of a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Variant {
    /// As it is selected.
    Selected,
    /// With dev-dependencies.
    Dev,
    /// With every feature of the member.
    AllFeatures,
}

/// How a member comes to a pull.
pub(super) struct Way {
    /// The chain that turns it on; `None` where it is not known.
    pub(super) route: Option<Route>,
    /// Of several triples that were named, those whose build has it; empty where all do, or none was named.
    pub(super) targets: Vec<String>,
    /// The selection of the build that the chain is from.
    pub(super) selection: Selection,
}

/// The builds of a member; each is worked out when it is first needed.
pub(super) struct Builds<'a> {
    workspace: &'a Workspace,
    roots: &'a [PackageIdx],
    selection: &'a Selection,
    /// One for each target that matters.
    list: &'a [Build],
    made: RefCell<HashMap<(Variant, Targets), Rc<Made<'a>>>>,
}

/// The targets of a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Targets {
    /// All that are selected at once: more than any build has.
    AtOnce,
    /// Whatever the target is: what every build has.
    Whatever,
    /// One of the list.
    One(usize),
}

struct Made<'a> {
    selection: Selection,
    closure: Closure,
    routes: OnceCell<Routes<'a>>,
}

impl<'a> Builds<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        roots: &'a [PackageIdx],
        selection: &'a Selection,
        list: &'a [Build],
    ) -> Self {
        Self {
            workspace,
            roots,
            selection,
            list,
            made: RefCell::default(),
        }
    }

    /// How a package comes to be built so that it pulls; `None` where no target's build does it.
    pub(super) fn way(&self, variant: Variant, package: PackageIdx, pull: &Pull) -> Option<Way> {
        let has = |targets| is_on(&self.made(variant, targets).closure, package, pull);
        if pull.target.is_none() && has(Targets::Whatever) {
            return Some(self.way_in(variant, Targets::AtOnce, package, pull));
        }
        let platform = pull.target.as_ref();
        let platform = platform.and_then(|target| target.parse::<Platform>().ok());
        let fits = |at: &usize| {
            let fits = |platform| self.list[*at].is(platform);
            // A condition that cannot be read counts as met.
            platform.as_ref().is_none_or(fits) && has(Targets::One(*at))
        };
        let on: Vec<usize> = (0..self.list.len()).filter(fits).collect();
        let ways = on
            .iter()
            .map(|at| self.way_in(variant, Targets::One(*at), package, pull));
        let mut best = ways.min_by_key(|way| way.route.as_ref().map(|route| route.rank))?;
        let named = self.list.iter().all(Build::is_named);
        if named && on.len() < self.list.len() {
            let triples = on.iter().map(|at| self.list[*at].triple.clone());
            best.targets = triples.collect();
        }
        Some(best)
    }

    fn way_in(&self, variant: Variant, targets: Targets, package: PackageIdx, pull: &Pull) -> Way {
        let made = self.made(variant, targets);
        let routes = made
            .routes
            .get_or_init(|| self.workspace.routes(self.roots, &made.selection));
        Way {
            route: routes.to(package, &pull.features),
            targets: Vec::new(),
            selection: made.selection.clone(),
        }
    }

    fn made(&self, variant: Variant, targets: Targets) -> Rc<Made<'a>> {
        let mut made = self.made.borrow_mut();
        let made = made
            .entry((variant, targets))
            .or_insert_with(|| Rc::new(self.make(variant, targets)));
        Rc::clone(made)
    }

    fn make(&self, variant: Variant, targets: Targets) -> Made<'a> {
        let mut selection = self.selection.clone();
        match variant {
            Variant::Selected => {}
            Variant::Dev => selection.dev = true,
            Variant::AllFeatures => {
                selection.features.all_features = true;
                selection.features.no_default_features = false;
            }
        }
        if let Targets::One(at) = targets {
            selection.targets = self.list[at].targets.clone();
        }
        let closure = match targets {
            Targets::Whatever => self.workspace.closure_everywhere(self.roots, &selection),
            Targets::AtOnce | Targets::One(_) => self.workspace.closure(self.roots, &selection),
        };
        Made {
            selection,
            closure,
            routes: OnceCell::new(),
        }
    }
}
