//! The models that members ship, fetch or load, with the crates between and their relations. Bills of
//! materials and notices are made from it.
//!
//! A pull counts when it is on and not of tests: one that a feature would turn on is not in what is built. Offers count
//! on demand. Pure logic: files were read before.

mod crates;
mod model;
mod refs;
pub mod uri;

use std::collections::BTreeMap;

pub use crates::{Crate, CrateFacts, Shape};
pub use model::{Base, Conclusion, Model, Standing, Use, page};
pub use refs::{Refs, listed, names_a_text};

use deny_models::domain::{How, Kind, PackageRef};
use deny_models::license::{Expr, License, LicenseRules, Terms};
use deny_models::lock::Lock;
use deny_models::model::{Artifact, FactStore, Link, links, present_key, resolve};
use deny_models::pull::{Member, Reach, ReachedPull};

/// The input of an inventory.
#[derive(Debug)]
pub struct Source<'a> {
    /// The name of the whole, where more than one member is in it.
    pub name: &'a str,
    /// The members.
    pub members: &'a [Member],
    /// Facts about the packages.
    pub packages: &'a BTreeMap<PackageRef, CrateFacts>,
    /// Facts about models, the policy included.
    pub store: &'a FactStore,
    /// The gate that judges licences.
    pub gate: &'a LicenseRules,
    /// The lock, where there is one.
    pub lock: Option<&'a Lock>,
    /// The SHA-256 of files of packages and of models that the policy pins, by the key of the model.
    pub hashes: &'a BTreeMap<String, String>,
    /// Whether offers count.
    pub offered: bool,
    /// Calls whose model cannot be read from the source.
    pub unresolved: usize,
}

/// Crates and models with all facts about them.
#[derive(Debug)]
pub struct Inventory {
    /// The name of the whole.
    pub name: String,
    /// Members, and the crates between them and the models; sorted.
    pub crates: Vec<Crate>,
    /// Models, those that others were made from included; sorted by key and revision.
    pub models: Vec<Model>,
    /// Ids of licences.
    pub refs: Refs,
    /// Calls whose model cannot be read from the source: as many models may be missing.
    pub unresolved: usize,
}

/// A model by its present key and the requested revision.
type Key = (String, Option<String>);

fn key(artifact: &Artifact) -> Key {
    (
        present_key(artifact),
        artifact.revision().map(str::to_owned),
    )
}

impl Inventory {
    /// Puts everything in order.
    #[must_use]
    pub fn new(source: &Source<'_>) -> Self {
        let counts = |pull: &&ReachedPull| {
            pull.reach == Reach::On
                && pull.kind != Kind::Dev
                && (source.offered || pull.pull.how != How::Offered)
        };
        let pulls: Vec<(&Member, &ReachedPull)> = source
            .members
            .iter()
            .flat_map(|member| {
                member
                    .pulls
                    .iter()
                    .filter(counts)
                    .map(move |pull| (member, pull))
            })
            .collect();
        let found = find(pulls.iter().map(|(_, pull)| &pull.pull.artifact), source);
        let number: BTreeMap<&Key, usize> = found.keys().zip(0..).collect();
        let mut models: Vec<Model> = found
            .values()
            .map(|(artifact, links)| read(artifact, links, &number, source))
            .collect();
        for (member, pull) in &pulls {
            let at = number[&key(&pull.pull.artifact)];
            models[at].add(member, pull, source.packages);
        }
        model::connect(&mut models);
        let reached = pulls
            .iter()
            .map(|(_, pull)| (pull.path.as_slice(), number[&key(&pull.pull.artifact)]));
        let crates = crates::read(source.members, reached, source.packages);
        let refs = Refs::new(licenses(&models, &crates));
        Self {
            name: source.name.to_owned(),
            crates,
            models,
            refs,
            unresolved: source.unresolved,
        }
    }

    /// The member that is the whole, where there is only one.
    #[must_use]
    pub fn only_member(&self) -> Option<&Crate> {
        let mut members = self.crates.iter().filter(|package| package.member);
        let first = members.next()?;
        members.next().is_none().then_some(first)
    }

    /// The models that are shipped, fetched or loaded, with their numbers; not those that they were only made from.
    pub fn in_use(&self) -> impl Iterator<Item = (usize, &Model)> {
        self.models
            .iter()
            .enumerate()
            .filter(|(_, model)| model.standing != Standing::Ancestor)
    }

    /// The package URL of a model: a file is named as one of its package.
    #[must_use]
    pub fn purl(&self, model: &Model) -> Option<String> {
        match &model.artifact {
            Artifact::Hub { .. } | Artifact::Registry(_) => {
                let version = model.version().map(commit_in_lower_case);
                model.artifact.clone().at(version.as_deref()).purl()
            }
            Artifact::Url(url) => {
                let address = uri::address(url)?;
                let path = url.split(['?', '#']).next()?;
                let (_, rest) = path.split_once("://")?;
                let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
                // `.` and `..` are no names, and who signs in is no part of one.
                let mut names = path.rsplit('/');
                let name = names.find(|name| !matches!(*name, "" | "." | ".."));
                let name = name.or_else(|| host.rsplit('@').next())?;
                let purl = uri::Purl::new("generic", name, None);
                Some(match &model.sha256 {
                    Some(sha256) => {
                        let checksum = format!("sha256:{sha256}");
                        purl.with(&[("checksum", &checksum), ("download_url", &address)])
                    }
                    None => purl.with(&[("download_url", &address)]),
                })
                .map(|purl| purl.to_string())
            }
            Artifact::Path { package, path } => {
                let package = package.as_deref()?;
                let of = |known: &&Crate| known.package.to_string() == package;
                let purl = self.crates.iter().find(of)?.purl.clone()?;
                Some(purl.file(path.as_str()).to_string())
            }
        }
    }
}

/// Commits compare without case, so package URLs have them in one.
fn commit_in_lower_case(version: &str) -> String {
    let is_commit = version.len() == 40 && version.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_commit {
        version.to_ascii_lowercase()
    } else {
        version.to_owned()
    }
}

type Found = BTreeMap<Key, (Artifact, Vec<(Artifact, Link)>)>;

/// The models that are pulled and, through any number of steps, what they were made from and what they load.
fn find<'a>(pulled: impl Iterator<Item = &'a Artifact>, source: &Source<'_>) -> Found {
    let mut open: Vec<Artifact> = pulled.cloned().collect();
    // The same model may be spelt in two ways: the one that sorts first is shown.
    open.sort();
    open.reverse();
    let mut found = Found::new();
    while let Some(artifact) = open.pop() {
        let key = key(&artifact);
        if found.contains_key(&key) {
            continue;
        }
        let links = links(&artifact, source.store);
        open.extend(links.iter().map(|(other, _)| other.clone()));
        found.insert(key, (artifact, links));
    }
    found
}

fn read(
    artifact: &Artifact,
    links: &[(Artifact, Link)],
    number: &BTreeMap<&Key, usize>,
    source: &Source<'_>,
) -> Model {
    let resolution = resolve(artifact, source.store, source.gate);
    let locked = source.lock.and_then(|lock| lock.model(artifact));
    // A block that does not fit its digest was edited or mixed up.
    let locked = locked
        .filter(|block| block.fits())
        .map(|block| &block.facts);
    let mut bases = Vec::new();
    let mut parts = Vec::new();
    for (other, link) in links {
        let model = number[&key(other)];
        match link {
            Link::Base(relation) => bases.push(Base {
                model,
                relation: *relation,
            }),
            Link::Component => parts.push(model),
        }
    }
    Model::new(
        artifact,
        resolution,
        locked,
        bases,
        parts,
        source.hashes.get(&artifact.key()),
    )
}

fn licenses<'a>(models: &'a [Model], crates: &'a [Crate]) -> impl Iterator<Item = &'a License> {
    let of_models = models.iter().flat_map(|model| {
        let declared = model.resolution.declared.iter().flat_map(Terms::leaves);
        let applies = model.resolution.applies.iter().flat_map(Expr::leaves);
        declared.chain(applies)
    });
    let of_crates = crates
        .iter()
        .filter_map(|package| package.license.as_ref())
        .flat_map(Terms::leaves);
    of_models.chain(of_crates)
}
