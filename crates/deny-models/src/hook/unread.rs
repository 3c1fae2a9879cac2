//! What the lock has of the code of the package that could not be read: where the analysis stopped, and weight files that are
//! not there.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::input::HookInput;
use super::member_block::ReachedByCode;
use super::tree::Node;
use super::tree_packages::TreePackages;
use crate::domain::{PackageRef, WORKSPACE};
use crate::lock::LockedMissing;
use crate::model::Artifact;
use crate::pull::{MissingFile, ReachedCall, ReachedStop, StopPlace};
use crate::source::{Place, SourceFile};

/// What to do about a stop: which line it is, the lock does not have.
const ADVICE: &str = "run `cargo deny-models check`: it shows the line, and what can be done there";

impl HookInput<'_> {
    /// Where the analysis of what is built stopped, and no entry of the policy answers for it. Of a block that does not fit,
    /// all that it has.
    pub(super) fn reached_stops(
        &self,
        code: &ReachedByCode<'_>,
        known: &TreePackages<'_>,
    ) -> Vec<ReachedStop> {
        let Some(block) = code.block else {
            return Vec::new();
        };
        let fits = code.stale.is_none();
        let mut found: BTreeMap<&PackageRef, ReachedStop> = BTreeMap::new();
        for stop in &block.facts.stops {
            if fits && !self.is_reached_with(stop.build, &block.facts) {
                continue;
            }
            let Some(node) = self.judged(&stop.by, known) else {
                continue;
            };
            let of_package = found.entry(&stop.by).or_insert_with(|| ReachedStop {
                package: stop.by.clone(),
                path: node.path.clone(),
                entry: None,
                places: Vec::new(),
            });
            let file = match stop.file.as_str() {
                "" => "Cargo.toml",
                file => file,
            };
            of_package.places.push(StopPlace {
                file: stop.file.clone(),
                place: place(node, file),
                why: stop.why.clone(),
                advice: ADVICE,
            });
        }
        found.into_values().collect()
    }

    /// Weight files that the code of what is built names and that are not there. One that somebody has put there is one of
    /// the package, which is judged as such.
    pub(super) fn missing_files(
        &self,
        code: &ReachedByCode<'_>,
        known: &TreePackages<'_>,
    ) -> Vec<MissingFile> {
        let of_row = |missing: &LockedMissing| {
            let node = self.judged(&missing.by, known)?;
            let directory = node.directory.as_ref();
            let is_there = match missing.path.strip_prefix(WORKSPACE) {
                Some(path) => self.root.directory.join(path).is_file(),
                None => directory.is_some_and(|at| at.join(&missing.path).is_file()),
            };
            if is_there || self.is_stated(missing) || !node.has(&missing.features) {
                return None;
            }
            Some(MissingFile {
                call: ReachedCall {
                    puller: missing.by.clone(),
                    path: node.path.clone(),
                    entry: None,
                    place: place(node, &missing.file),
                    chain: Vec::new(),
                    template: missing.path.clone(),
                },
                is_local: directory.is_some(),
            })
        };
        let rows = code.block.map_or(&[][..], |block| &block.facts.missing);
        rows.iter().filter_map(of_row).collect()
    }

    /// Whether an entry of the policy is about the file, whatever it states.
    fn is_stated(&self, missing: &LockedMissing) -> bool {
        let file = Artifact::parse_path_around(missing.path.trim_start_matches(WORKSPACE));
        let file = file.map(|file| file.in_package(&missing.by.to_string()));
        file.is_ok_and(|file| self.index.names(&file))
    }

    /// A package that is built, unless the policy answers for it or leaves it out.
    pub(super) fn judged<'a>(
        &self,
        package: &PackageRef,
        known: &TreePackages<'a>,
    ) -> Option<&'a Node> {
        let package = known.get(package)?;
        (!package.answered && !self.is_excluded(package.node)).then_some(package.node)
    }
}

/// A file of a package.
fn place(node: &Node, file: &str) -> Place {
    let path = match &node.directory {
        Some(directory) => directory.join(file),
        None => Utf8PathBuf::from(format!(
            "{}-{}/{file}",
            node.package.name, node.package.version
        )),
    };
    Place::new(&SourceFile::new(path, ""), 0..0)
}
