//! The closure of members: the packages that are built for them.

use super::features::requests;
use super::package::PackageIdx;
use super::resolver::{Active, Blocked, Scope, resolve};
use super::selection::Selection;
use super::walk::{Closure, walk};
use super::workspace::Workspace;

impl Workspace {
    /// The packages that are built for `roots`: one member built alone, or several built together.
    ///
    /// Features that a root does not have are passed over, see [`Self::check_features`].
    #[must_use]
    pub fn closure(&self, roots: &[PackageIdx], selection: &Selection) -> Closure {
        let active = Active::new(&self.index, &selection.targets);
        self.closure_with(roots, selection, &active, None)
    }

    /// The packages that are built whatever the target and the host are.
    #[must_use]
    pub fn closure_everywhere(&self, roots: &[PackageIdx], selection: &Selection) -> Closure {
        self.closure_with(roots, selection, &Active::none(&self.index), None)
    }

    /// The same with the platforms worked out before, and with a feature that must stay off.
    pub(super) fn closure_with(
        &self,
        roots: &[PackageIdx],
        selection: &Selection,
        active: &Active,
        blocked: Option<Blocked>,
    ) -> Closure {
        let scope = Scope {
            index: &self.index,
            active,
            resolver: self.resolver,
            roots,
            dev: selection.dev,
            blocked,
        };
        let requests = requests(self, roots, &selection.features);
        let resolved = resolve(&scope, &requests);
        walk(&scope, &resolved)
    }
}
