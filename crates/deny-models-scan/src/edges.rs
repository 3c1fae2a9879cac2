//! What each function of a program may call, as a list: for those who compare it with what others resolve.

use super::index::Crate;
use super::ir::{FnRef, ItemKind, NodeRef};
use super::limits::Limits;
use super::link::find_sinks;
use super::modules::TypeIdx;
use super::program::{Build, Program, ProgramPackage};
use super::reach::Reach;
use super::reach_index::ReachIndex;
use super::scan::ScanError;
use super::stack::{guarded, on_a_large_stack};

/// A function, constant or macro of a package.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// Its package, as a number in the program.
    pub package: usize,
    /// Its file, relative to the package.
    pub file: String,
    /// The type that it is of; empty where it is of none.
    pub owner: String,
    /// Its name.
    pub name: String,
}

/// A mention of an item in code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edge {
    /// The package of the code, as a number in the program.
    pub package: usize,
    /// The file of the code, relative to the package.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// What it may mean.
    pub to: Item,
}

/// What code of a program mentions, and what a member reaches of it.
#[derive(Debug, Clone, Default)]
pub struct Edges {
    /// What code mentions, once there are values of all types.
    pub all: Vec<Edge>,
    /// What the member reaches from where it begins.
    pub reached: Vec<Item>,
    /// Calls that take models: package, file and line.
    pub taken: Vec<(usize, String, u32)>,
}

impl Program {
    fn item(&self, func: FnRef) -> Item {
        let item = self.crate_ir.func(func);
        let file = &self.crate_ir.files[func.file as usize];
        let constant = file.consts.iter().find(|of| of.func == func.func);
        Item {
            package: self.crate_ir.modules.package_of(func.file) as usize,
            file: file.path.clone(),
            owner: item.owner.clone(),
            name: constant.map_or_else(|| item.name.clone(), |of| of.name.clone()),
        }
    }
}

impl Reach<'_> {
    /// What a function mentions, and what types that it names bring with them.
    fn mentions(&mut self, func: FnRef) -> Vec<(FnRef, NodeRef)> {
        let index = self.index;
        self.funcs.clear();
        self.nodes_on.clear();
        self.called_on_any.clear();
        self.reached_on_any.clear();
        self.open.clear();
        for ix in &index.nodes[func.file as usize][func.func as usize] {
            let file = func.file;
            self.node(NodeRef { file, ix: *ix });
        }
        let found = self.funcs.drain();
        found.filter_map(|(to, by)| Some((to, by?))).collect()
    }

    /// Lets there be values of all variants, and all code run.
    fn let_all_run(&mut self) {
        self.by_data = true;
        let crate_ir = self.crate_ir;
        for (of, info) in (0..).zip(crate_ir.modules.types()) {
            self.named.insert(of);
            self.may_be.insert(of);
            for (variant, ..) in info.about.variants.iter().flatten() {
                self.built.insert((of, variant.clone()));
            }
        }
        let files = 0..u32::try_from(crate_ir.files.len()).unwrap_or(u32::MAX);
        let packages = files.map(|file| crate_ir.modules.package_of(file));
        self.packages.extend(packages);
        for (func, closures) in &self.index.closures {
            for (_, ix) in closures {
                let (file, ix) = (func.file, *ix);
                self.closures.insert(NodeRef { file, ix }, None);
            }
        }
    }
}

/// All types of a program.
fn types(crate_ir: &Crate) -> impl Iterator<Item = TypeIdx> + use<'_> {
    let all = (0..).zip(crate_ir.modules.types());
    all.map(|(of, _)| of)
}

/// What code of a build mentions, and what its member reaches.
///
/// # Errors
///
/// When a bug of the scanner stops it.
pub fn edges(
    packages: Vec<ProgramPackage>,
    build: &Build,
    limits: &Limits,
) -> Result<Edges, ScanError> {
    on_a_large_stack(move || {
        guarded(|| {
            let program = Program::new(packages, limits);
            let crate_ir = &program.crate_ir;
            let index = ReachIndex::new(crate_ir, &program.parents);
            let active = |at: NodeRef| program.is_built(build, at);
            let mut found = Edges::default();
            let mut reach = Reach::new(&index, build.member, &active);
            program.enter(build, &mut reach);
            reach.build_by_data();
            let funcs = || {
                let files = (0..).zip(&crate_ir.files);
                files.flat_map(|(file, of)| {
                    let funcs = (0..).zip(&of.funcs);
                    let funcs = funcs.filter(|(_, item)| item.item != ItemKind::Closure);
                    funcs.map(move |(func, _)| FnRef { file, func })
                })
            };
            let reached = funcs().filter(|func| reach.enters(*func));
            found.reached = reached.map(|func| program.item(func)).collect();
            // A method may be of any type; what a type has for a trait from elsewhere comes with the type.
            let mut of_all = Reach::new(&index, build.member, &active);
            of_all.let_all_run();
            of_all.live.extend(types(crate_ir));
            let mut of_own = Reach::new(&index, build.member, &active);
            of_own.let_all_run();
            for func in funcs() {
                of_own.live.clear();
                let mut mentions = of_all.mentions(func);
                mentions.extend(of_own.mentions(func));
                found.all.extend(mentions.into_iter().map(|(to, by)| Edge {
                    package: program.package(by),
                    file: crate_ir.file(by).path.clone(),
                    line: crate_ir.node(by).line,
                    to: program.item(to),
                }));
            }
            let sinks = find_sinks(&program).into_iter().map(|sink| sink.at);
            let sinks = sinks.filter(|at| active(*at));
            found.taken = sinks
                .map(|at| {
                    let file = crate_ir.file(at).path.clone();
                    (program.package(at), file, crate_ir.node(at).line)
                })
                .collect();
            found.all.sort();
            found.all.dedup();
            found.reached.sort();
            found.reached.dedup();
            found.taken.sort();
            found.taken.dedup();
            found
        })
    })
}
