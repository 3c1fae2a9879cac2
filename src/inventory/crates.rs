//! The crates of an inventory: members, and what lies between them and the models.

use std::collections::{BTreeMap, BTreeSet};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::uri::{self, Purl};
use crate::graph::{Package, SourceKind};
use deny_models::domain::CrateLicense;
use deny_models::domain::PackageRef;
use deny_models::license::Terms;
use deny_models::pull::Member;

/// The addresses under which cargo knows crates.io.
const CRATES_IO: [&str; 2] = [
    "https://github.com/rust-lang/crates.io-index",
    "sparse+https://index.crates.io/",
];

/// The kind of the build result of a crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// It has a binary.
    Application,
    /// It has none.
    Library,
}

/// Facts of the graph about a package.
#[derive(Debug, Clone)]
pub struct CrateFacts {
    /// The kind of its build result.
    pub shape: Shape,
    /// The licence expression that it states.
    pub license: Option<String>,
    /// The package URL; `None` where the name would be that of another package.
    pub purl: Option<Purl>,
    /// Its page in the registry.
    pub page: Option<String>,
    /// Its git repository.
    pub repository: Option<String>,
    /// The SHA-256 of the published archive.
    pub checksum: Option<String>,
    /// Its directory.
    pub directory: Utf8PathBuf,
    /// The root of the workspace.
    pub root: Utf8PathBuf,
}

impl CrateFacts {
    /// Reads them.
    #[must_use]
    pub fn new(package: &Package, root: &Utf8Path) -> Self {
        let version = package.version.to_string();
        let purl = Purl::new("cargo", &package.name, Some(&version));
        let mut page = None;
        let mut repository = None;
        let purl = match &package.source {
            // A directory is the source of what crates.io has only where it may be published there.
            SourceKind::Path => package.publish.is_none().then_some(purl),
            SourceKind::Registry(index) if CRATES_IO.contains(&index.as_str()) => {
                page = Some(format!(
                    "https://crates.io/crates/{}/{version}",
                    package.name
                ));
                Some(purl)
            }
            SourceKind::Registry(index) => {
                let index = index.strip_prefix("sparse+").unwrap_or(index);
                let index = uri::address(index);
                index
                    .as_deref()
                    .map(|index| purl.with(&[("repository_url", index)]))
            }
            SourceKind::Git(url) => {
                let commit = url.split_once('#').map(|(_, commit)| commit);
                repository = uri::address(url.split(['?', '#']).next().unwrap_or_default());
                let git = repository.as_deref().map(|address| match commit {
                    Some(commit) => format!("git+{address}@{commit}"),
                    None => format!("git+{address}"),
                });
                git.map(|git| purl.with(&[("vcs_url", &git)]))
            }
            SourceKind::Other(_) => None,
        };
        Self {
            shape: if package.has_bin {
                Shape::Application
            } else {
                Shape::Library
            },
            license: package.license.clone(),
            purl,
            page,
            repository,
            checksum: package.checksum.clone(),
            directory: package.directory().to_owned(),
            root: root.to_owned(),
        }
    }

    /// A path as a document names it: from the root of the workspace on, else from the package on. Where the rest of
    /// the machine keeps things is not published.
    pub(super) fn locate(&self, package: &PackageRef, path: &Utf8Path) -> String {
        if let Ok(inside) = path.strip_prefix(&self.root) {
            return slashed(inside);
        }
        let named = format!("{}-{}", package.name, package.version);
        match path.strip_prefix(&self.directory) {
            Ok(inside) => format!("{named}/{}", slashed(inside)),
            Err(_) if path.is_relative() => slashed(path),
            Err(_) => format!("{named}/{}", path.file_name().unwrap_or_default()),
        }
    }
}

fn slashed(path: &Utf8Path) -> String {
    let parts = path.components().filter_map(|part| match part {
        Utf8Component::Normal(name) => Some(name),
        _ => None,
    });
    parts.collect::<Vec<_>>().join("/")
}

/// A crate that is a member, or lies between a member and a model.
#[derive(Debug)]
pub struct Crate {
    /// The crate.
    pub package: PackageRef,
    /// Whether it is a member.
    pub member: bool,
    /// The kind of its build result.
    pub shape: Shape,
    /// Its licence.
    pub license: Option<Terms>,
    /// The package URL.
    pub purl: Option<Purl>,
    /// Its page in the registry.
    pub page: Option<String>,
    /// Its git repository.
    pub repository: Option<String>,
    /// The SHA-256 of the published archive.
    pub checksum: Option<String>,
    /// Crates that it depends on, by their numbers; only those that lead to models.
    pub crates: BTreeSet<usize>,
    /// Models that it pulls, by their numbers.
    pub models: BTreeSet<usize>,
}

/// The members and what lies on the ways, sorted.
pub(super) fn read<'a>(
    members: &[Member],
    ways: impl Iterator<Item = (&'a [PackageRef], usize)>,
    packages: &BTreeMap<PackageRef, CrateFacts>,
) -> Vec<Crate> {
    let mut crates: BTreeMap<PackageRef, Crate> = BTreeMap::new();
    for member in members {
        let license = match &member.license {
            CrateLicense::Stated(text) => Some(text.as_str()),
            CrateLicense::File(id) => Some(*id),
            // A text that was found beside it gates it; its authors stated nothing.
            CrateLicense::UnknownFile | CrateLicense::Found(_) | CrateLicense::Missing => None,
        };
        let mut new = of(&member.package, packages);
        new.member = true;
        new.license = license.and_then(|text| Terms::parse_crate(text).ok());
        crates.insert(member.package.clone(), new);
    }
    let ways: Vec<(&[PackageRef], usize)> = ways.collect();
    for package in ways.iter().flat_map(|(path, _)| *path) {
        crates
            .entry(package.clone())
            .or_insert_with(|| of(package, packages));
    }
    let number: BTreeMap<PackageRef, usize> = crates.keys().cloned().zip(0..).collect();
    for (path, model) in ways {
        for pair in path.windows(2) {
            if let Some(from) = crates.get_mut(&pair[0])
                && pair[0] != pair[1]
            {
                from.crates.insert(number[&pair[1]]);
            }
        }
        if let Some(puller) = path.last().and_then(|last| crates.get_mut(last)) {
            puller.models.insert(model);
        }
    }
    crates.into_values().collect()
}

fn of(package: &PackageRef, packages: &BTreeMap<PackageRef, CrateFacts>) -> Crate {
    let facts = packages.get(package);
    let license = facts.and_then(|facts| facts.license.as_deref());
    Crate {
        package: package.clone(),
        member: false,
        shape: facts.map_or(Shape::Library, |facts| facts.shape),
        license: license.and_then(|text| Terms::parse_crate(text).ok()),
        purl: facts.and_then(|facts| facts.purl.clone()),
        page: facts.and_then(|facts| facts.page.clone()),
        repository: facts.and_then(|facts| facts.repository.clone()),
        checksum: facts.and_then(|facts| facts.checksum.clone()),
        crates: BTreeSet::new(),
        models: BTreeSet::new(),
    }
}
