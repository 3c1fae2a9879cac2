//! Several packages as one program: their parsed files, indexed together.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Deref;
use std::sync::Arc;

use camino::Utf8Path;
use serde::{Deserialize, Serialize};

use super::attrs;
use super::file_scopes;
use super::foreign_macros;
use super::index::{Code, Crate};
use super::ir::{Context, FileIr, NodeIdx, NodeRef};
use super::limits::Limits;
use super::macro_texts::MacroTexts;
use super::module_tree::ModuleTree;
use super::ollama_calls;
use super::package::Package;
use super::reader::Reader;
use super::scan::{ScanError, ScanOptions, Spot};
use super::scope::Scope;
use super::source::{self, Sources};
use super::stack::on_a_large_stack;
use super::stop::Stop;

/// A package of which every built file was parsed. It may be kept, for this version of this crate alone.
#[derive(Debug, Serialize, Deserialize)]
pub struct ParsedPackage {
    package: Package,
    rust: Vec<FileIr>,
    macros: Arc<MacroTexts>,
    tree: ModuleTree,
    /// Files that could not be read or parsed.
    unparsed: Vec<Stop>,
    /// Whether it lies in no workspace: it is a library of others.
    of_others: bool,
}

impl ParsedPackage {
    /// Parses the package in a directory: library, programs and build script, without tests. `around` is as in
    /// [`ScanOptions`].
    ///
    /// # Errors
    ///
    /// When the directory cannot be read.
    pub fn read(
        dir: &Utf8Path,
        around: Option<&Utf8Path>,
        threads: usize,
        limits: &Limits,
    ) -> Result<Self, ScanError> {
        let options = ScanOptions {
            around: around.map(Utf8Path::to_owned),
            threads,
            tests: false,
            whole: true,
            limits: *limits,
            ..ScanOptions::default()
        };
        on_a_large_stack(|| {
            let read = source::read_files(dir, &options, &mut Reader::default());
            let read = read.map_err(|why| ScanError::Read {
                path: dir.to_owned(),
                why,
            })?;
            let Sources {
                package,
                rust,
                macros,
                tree,
                unparsed,
                ..
            } = source::parse(read, &options);
            Ok(Self {
                package,
                rust,
                macros,
                tree,
                unparsed,
                of_others: around.is_none(),
            })
        })
    }
}

/// A package of a program.
#[derive(Debug)]
pub struct ProgramPackage {
    /// Its code.
    pub parsed: ParsedPackage,
    /// The packages that it depends on, by the name that its code gives them, as numbers in the program.
    pub externs: Vec<(String, usize)>,
    /// Its name.
    pub name: String,
    /// The models that a scan of it alone finds in what is built.
    pub shown: Vec<Shown>,
}

/// A model that a package takes by itself.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The model.
    pub artifact: String,
    /// Where it is named.
    pub named_at: Spot,
    /// The call that takes it.
    pub taken_at: Option<Spot>,
}

/// What is built for a member, and where that begins.
#[derive(Debug, Clone, Serialize)]
pub struct Build {
    /// The member, as a number in the program.
    pub member: usize,
    /// The features of each package that is built; `None` for one that is not.
    pub features: Vec<Option<BTreeSet<String>>>,
}

/// Whether a package is built.
pub(super) fn is_built(build: &Build, package: usize) -> bool {
    build.features.get(package).is_some_and(Option::is_some)
}

/// Packages that are followed together.
#[derive(Debug)]
pub(super) struct Program {
    pub(super) crate_ir: Crate,
    parts: Arc<Parts>,
}

/// What is known of the packages beside their code.
#[derive(Debug)]
pub(super) struct Parts {
    /// For each file its part of the package, and the conditions that its `mod` and its target put on it.
    pub(super) places: Vec<(Scope, Context)>,
    pub(super) parents: Vec<Vec<NodeIdx>>,
    /// Whether each package has a client of the hub.
    pub(super) hub: Vec<bool>,
    /// The names of packages that hand on the names of models that their users give.
    clients: Vec<Option<String>>,
    /// Whether each package is a library of others.
    pub(super) of_others: Vec<bool>,
    /// Packages with files that could not be read or parsed, and what these are.
    pub(super) unread: BTreeMap<usize, Vec<Stop>>,
    /// The packages that each package depends on.
    pub(super) externs: Vec<Vec<usize>>,
    /// The name of each package, as code spells it.
    pub(super) names: Vec<String>,
    /// The models that each package takes by itself.
    pub(super) shown: Vec<(usize, Vec<Shown>)>,
}

impl Program {
    /// Indexes packages together.
    pub(super) fn new(packages: Vec<ProgramPackage>, limits: &Limits) -> Self {
        let macros: Vec<Arc<MacroTexts>> = packages
            .iter()
            .map(|package| Arc::clone(&package.parsed.macros))
            .collect();
        let mut files: Vec<FileIr> = Vec::new();
        let mut places = Vec::new();
        let mut names = Vec::new();
        let mut hub = Vec::new();
        let mut clients = Vec::new();
        let mut others = Vec::new();
        let mut unread = BTreeMap::new();
        let mut externs = Vec::new();
        let mut spelt = Vec::new();
        let mut shown = Vec::new();
        for (number, package) in packages.into_iter().enumerate() {
            let ParsedPackage {
                package: manifest,
                mut rust,
                tree,
                mut unparsed,
                of_others,
                ..
            } = package.parsed;
            let known = package.externs.iter();
            let known: Vec<foreign_macros::Known<'_>> = known
                .filter_map(|(name, other)| Some((name.as_str(), macros.get(*other)?)))
                .collect();
            let mut made = Vec::new();
            for file in &mut rust {
                made.extend(foreign_macros::replace(file, &known, limits, &mut unparsed));
            }
            rust.extend(made);
            if !unparsed.is_empty() {
                unread.insert(number, unparsed);
            }
            spelt.push(package.name.replace('-', "_"));
            shown.push((number, package.shown));
            externs.push(package.externs.iter().map(|(_, other)| *other).collect());
            let start = files.len();
            hub.push(manifest.has_hub_client() || rust.iter().any(|file| file.hub));
            others.push(of_others);
            let name = Some(manifest.name.clone());
            clients.push(name.filter(|name| of_others && ollama_calls::is_client(name)));
            places.extend(file_scopes::places(&rust, &manifest, &tree));
            files.extend(rust);
            let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let mut own = manifest.names(&tree, number(start)..number(files.len()));
            for (name, other) in package.externs {
                own.externs.insert(name, Some(number(other)));
            }
            names.push(own);
        }
        let parents = files.iter().map(FileIr::parents).collect();
        let parts = Parts {
            places,
            parents,
            hub,
            clients,
            of_others: others,
            unread,
            externs,
            names: spelt,
            shown,
        };
        Self {
            crate_ir: Crate::new(files, names),
            parts: Arc::new(parts),
        }
    }

    /// What another thread needs to make the same program.
    pub(super) fn shared(&self) -> (Arc<Code>, Arc<Parts>) {
        (Arc::clone(self.crate_ir.code()), Arc::clone(&self.parts))
    }

    /// The program that [`shared`](Self::shared) is of.
    pub(super) fn of((code, parts): (Arc<Code>, Arc<Parts>)) -> Self {
        Self {
            crate_ir: Crate::of(code),
            parts,
        }
    }

    /// The package of a file, where it is one that hands on the names of models that its users give.
    pub(super) fn library_of_models(&self, file: u32) -> Option<&str> {
        self.clients[self.crate_ir.modules.package_of(file) as usize].as_deref()
    }

    /// The package of a node.
    pub(super) fn package(&self, at: NodeRef) -> usize {
        self.crate_ir.modules.package_of(at.file) as usize
    }

    /// Whether a node is compiled in a build.
    pub(super) fn is_built(&self, build: &Build, at: NodeRef) -> bool {
        let package = self.package(at);
        let Some(Some(features)) = build.features.get(package) else {
            return false;
        };
        let (scope, of_file) = &self.places[at.file as usize];
        let in_scope = match scope {
            Scope::Lib | Scope::Build => true,
            Scope::Bin => package == build.member,
            Scope::Example | Scope::Test | Scope::Bench => false,
        };
        let file = self.crate_ir.file(at);
        let holds = |context: &Context| {
            !context.test
                && context
                    .features
                    .iter()
                    .all(|feature| features.contains(feature))
                && !context.cfgs.iter().any(|cfg| fails(cfg, features))
        };
        in_scope && holds(of_file) && holds(&file.contexts[0]) && holds(self.crate_ir.context(at))
    }
}

impl Deref for Program {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

/// Whether a condition does not hold, whatever else is built.
fn fails(cfg: &str, features: &BTreeSet<String>) -> bool {
    cfg.contains("feature")
        && cfg
            .parse()
            .is_ok_and(|cfg| attrs::holds(&cfg, features) == Some(false))
}
