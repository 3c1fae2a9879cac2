//! Which packages one program may have together: those that some package depends on, or is.

use std::collections::BTreeSet;

use super::modules::Modules;

/// For each package those that depend on it.
#[derive(Debug)]
pub(super) struct Together {
    users: Vec<Vec<u32>>,
}

impl Together {
    pub(super) fn new(modules: &Modules) -> Self {
        let mut users = vec![Vec::new(); modules.packages.len()];
        for (number, package) in (0..).zip(&modules.packages) {
            for needed in package.externs.values().flatten() {
                if let Some(users) = users.get_mut(*needed as usize) {
                    users.push(number);
                }
            }
        }
        Self { users }
    }

    /// A package, and all that need it.
    pub(super) fn programs(&self, package: u32) -> BTreeSet<u32> {
        let mut found = BTreeSet::from([package]);
        let mut open = vec![package];
        while let Some(package) = open.pop() {
            for user in self.users.get(package as usize).into_iter().flatten() {
                if found.insert(*user) {
                    open.push(*user);
                }
            }
        }
        found
    }
}
