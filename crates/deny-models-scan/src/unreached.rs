//! Models that packages take by themselves and a member does not reach: how near its code comes, and where the way ends.

use std::collections::VecDeque;

use foldhash::{HashMap, HashMapExt as _, HashSet};

use super::index::plain;
use super::ir::{FnRef, ItemKind, NodeRef};
use super::linked::{Linked, Unreached, WayEnd};
use super::program::{Build, Program, Shown, is_built};
use super::reach::Reach;
use super::scan::Spot;
use super::sinks::Sink;

/// Functions that are gone through for one model.
const MAX_FUNCS: usize = 512;

type Model<'a> = (&'a Shown, Option<NodeRef>, Option<NodeRef>);

/// What the packages of a program take by themselves.
pub(super) struct Index<'a> {
    program: &'a Program,
    /// By package, each model with the call that takes it, where that is known, and the literal.
    models: Vec<(usize, Vec<Model<'a>>)>,
}

/// Nodes by file, line and column, the first of each.
struct Spots(HashMap<(u32, u32, u32), NodeRef>);

impl Spots {
    fn of(program: &Program, nodes: impl Iterator<Item = NodeRef>) -> Self {
        let mut spots = HashMap::new();
        for at in nodes {
            let node = program.crate_ir.node(at);
            spots.entry((at.file, node.line, node.column)).or_insert(at);
        }
        Self(spots)
    }

    fn at(&self, file: u32, spot: &Spot) -> Option<NodeRef> {
        self.0.get(&(file, spot.line, spot.column)).copied()
    }
}

impl<'a> Index<'a> {
    /// Finds the places.
    pub(super) fn new(program: &'a Program, sinks: &[Sink]) -> Self {
        let mut files: HashMap<(usize, &str), u32> = HashMap::new();
        if program.shown.iter().any(|(_, shown)| !shown.is_empty()) {
            for (number, file) in (0..).zip(&program.crate_ir.files) {
                let package = program.crate_ir.modules.package_of(number) as usize;
                files.insert((package, &file.path), number);
            }
        }
        let calls = Spots::of(program, sinks.iter().map(|sink| sink.at));
        let mut literals: HashMap<u32, Spots> = HashMap::new();
        let mut of_model = |package: usize, shown: &'a Shown| -> Model<'a> {
            let file = |spot: &Spot| files.get(&(package, spot.file.as_str())).copied();
            let taken = shown.taken_at.as_ref();
            let taken = taken.and_then(|spot| calls.at(file(spot)?, spot));
            let named = file(&shown.named_at).and_then(|file| {
                let spots = literals.entry(file);
                let spots =
                    spots.or_insert_with(|| Spots::of(program, program.crate_ir.nodes_of(file)));
                spots.at(file, &shown.named_at)
            });
            (shown, taken, named)
        };
        let packages = program.shown.iter().map(|(package, shown)| {
            let models = shown.iter().map(|shown| of_model(*package, shown));
            (*package, models.collect())
        });
        Self {
            models: packages.collect(),
            program,
        }
    }

    /// What a member does not reach of it.
    pub(super) fn of(&self, build: &Build, reach: &Reach<'_>, linked: &Linked) -> Vec<Unreached> {
        let reached: HashSet<String> = linked
            .pulls
            .iter()
            .map(|pull| pull.found.artifact.to_ascii_lowercase())
            .collect();
        let mut found: Vec<Unreached> = Vec::new();
        let packages = self
            .models
            .iter()
            .filter(|(package, _)| is_built(build, *package) && !linked.stopped.contains(package));
        let models = packages.flat_map(|(package, models)| models.iter().map(|of| (*package, of)));
        for (package, (shown, taken, named)) in models {
            let Some(start) = taken.or(*named) else {
                continue;
            };
            if reached.contains(&shown.artifact.to_ascii_lowercase())
                || !self.program.is_built(build, start)
            {
                continue;
            }
            // Where both are reached, it is the text that does not get from one to the other.
            let closed = [*taken, *named].into_iter().flatten();
            let closed = closed.into_iter().find(|at| !reach.has(*at));
            let (chain, end) = match closed {
                Some(at) => self.way(build, reach, at),
                None => (vec![start], WayEnd::OtherText),
            };
            let chain = chain.into_iter().rev();
            found.push(Unreached {
                package,
                artifact: shown.artifact.clone(),
                chain: chain.map(|at| self.program.step(at)).collect(),
                end,
            });
        }
        found.sort();
        found.dedup_by(|next, kept| {
            (next.package, &next.artifact) == (kept.package, &kept.artifact)
        });
        found
    }

    /// From a place outwards to the code that is reached, as near as calls lead; and where that ends.
    fn way(&self, build: &Build, reach: &Reach<'_>, start: NodeRef) -> (Vec<NodeRef>, WayEnd) {
        let crate_ir = &self.program.crate_ir;
        let first = crate_ir.func_of(start);
        let mut ends: Vec<Vec<NodeRef>> = Vec::new();
        let mut seen = HashSet::from_iter([first]);
        let mut open = VecDeque::from([(first, vec![start])]);
        while let Some((func, chain)) = open.pop_front() {
            let last = chain.last().copied().unwrap_or(start);
            if reach.enters(func) {
                let end = self.closed(reach, last, &chain);
                return (chain, end);
            }
            let mut callers = crate_ir.callers(func).to_vec();
            callers.retain(|call| self.program.is_built(build, *call));
            let mut is_end = true;
            for call in callers {
                let outer = crate_ir.func_of(call);
                if seen.len() < MAX_FUNCS && seen.insert(outer) {
                    is_end = false;
                    let mut longer = chain.clone();
                    longer.push(call);
                    open.push_back((outer, longer));
                }
            }
            if is_end {
                ends.push(chain);
            }
        }
        // The way that gets to the member's own code, else the shortest.
        let is_own = |chain: &Vec<NodeRef>| {
            let last = chain.last();
            last.is_some_and(|last| self.program.package(*last) == build.member)
        };
        let own = ends.iter().position(is_own).unwrap_or(0);
        if ends.is_empty() {
            let end = self.uncalled(start);
            return (vec![start], end);
        }
        let chain = ends.swap_remove(own);
        let end = self.uncalled(chain.last().copied().unwrap_or(start));
        (chain, end)
    }

    /// Why a place in code that is reached is not.
    fn closed(&self, reach: &Reach<'_>, at: NodeRef, chain: &[NodeRef]) -> WayEnd {
        let variants = reach.missing(at);
        if !variants.is_empty() {
            return WayEnd::NotBuilt(variants);
        }
        if reach.is_unused(at) {
            let around = self.program.function(self.program.crate_ir.func_of(at));
            return WayEnd::NotCalled(format!("a closure in {around}"));
        }
        match chain {
            [.., inner, _] => self.uncalled(*inner),
            _ => WayEnd::OtherText,
        }
    }

    fn uncalled(&self, at: NodeRef) -> WayEnd {
        WayEnd::NotCalled(self.program.function(self.program.crate_ir.func_of(at)))
    }
}

impl Program {
    /// A function or constant as code names it.
    fn function(&self, func: FnRef) -> String {
        let item = self.crate_ir.func(func);
        let file = &self.crate_ir.files[func.file as usize];
        let of_const = || {
            let constant = file.consts.iter().find(|item| item.func == func.func);
            constant.map(|constant| constant.name.clone())
        };
        let name = match item.item {
            ItemKind::Const => of_const().unwrap_or_default(),
            _ => item.name.clone(),
        };
        let package = self.crate_ir.modules.package_of(func.file) as usize;
        let package = self.names.get(package).map_or("", String::as_str);
        let owner = plain(&item.owner);
        let parts = [package, owner, &name];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join("::")
    }
}
