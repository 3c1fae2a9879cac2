//! Files and folders that code takes by their paths and that lie outside of the package, or are not known to lie in it:
//! what the paths lead to is found where the package lies, not in its sources.

use super::command_files;
use super::embed;
use super::embedded_folders::Folder;
use super::eval::Eval;
use super::file_loads;
use super::ir::{Context, NodeRef};
use super::named_paths;
use super::report::{Report, conditions};
use super::scan::{Found, FoundKind, ScanOptions, Taken, TakenKind, WORKSPACE};
use super::scope::Scope;
use super::source::Sources;
use super::stop::Stop;
use deny_models::domain::How;

/// Where something is named.
struct At {
    file: String,
    line: u32,
    column: u32,
    scope: Scope,
    context: Context,
}

impl Report<'_> {
    /// What is taken; weights in folders of the package that are compiled in are found. Where the analysis stops is added
    /// to `stops`.
    pub(super) fn taken(
        &mut self,
        sources: &Sources,
        options: &ScanOptions,
        stops: &mut Vec<Stop>,
    ) -> Vec<Taken> {
        // Steps of its own: what other analyses find does not depend on how many files code opens.
        let limits = &options.limits;
        let eval = Eval::new(self.crate_ir, limits.path_steps, limits);
        let mut taken = Vec::new();
        let mut found = Vec::new();
        for embedded in embed::find(&eval) {
            let at = self.at(embedded.at);
            if embedded.of_folder {
                take_folder(&embedded.path, &at, sources, &mut taken, &mut found);
            } else if is_outside(&embedded.path) {
                taken.push(at.takes(embedded.path, TakenKind::Embedded));
            }
        }
        for (file, folder) in &sources.folders {
            let at = self.at_folder(file, folder, sources);
            if let Some(path) = embed::located("", &folder.path, true) {
                take_folder(&path, &at, sources, &mut taken, &mut found);
            }
        }
        let is_built = |at| self.place(at).0.is_built();
        let loads = file_loads::find(&eval, is_built).into_iter();
        for load in loads.chain(command_files::find(&eval, is_built)) {
            let at = self.at(load.at);
            let kind = match (load.of_package || at.scope == Scope::Build, load.copies) {
                _ if load.is_word => TakenKind::NamedByBuild,
                (_, true) => TakenKind::Copied,
                (true, false) => TakenKind::Opened,
                (false, false) => TakenKind::OpenedWhenRun,
            };
            taken.push(at.takes(load.path, kind));
        }
        let known = taken.iter().map(|taken| taken.path.clone()).collect();
        if options.around.is_some() {
            for named in named_paths::find(&eval, &self.parents, &known) {
                let at = self.at(named.at);
                let kind = match at.scope {
                    Scope::Build => TakenKind::NamedByBuild,
                    _ => TakenKind::Named,
                };
                if at.scope.is_built() {
                    taken.push(at.takes(named.path, kind));
                }
            }
        }
        taken.sort();
        taken.dedup();
        self.found.append(&mut found);
        stops.extend(self.stops(eval.take_stopped()));
        taken
    }

    fn at(&self, node: NodeRef) -> At {
        let (scope, context) = self.place(node);
        let known = self.crate_ir.node(node);
        At {
            file: self.crate_ir.file(node).path.clone(),
            line: known.line,
            column: known.column,
            scope,
            context,
        }
    }

    fn at_folder(&self, file: &str, folder: &Folder, sources: &Sources) -> At {
        let number = self
            .crate_ir
            .files
            .iter()
            .position(|known| known.path == file);
        let of_file = number.and_then(|number| {
            let file = u32::try_from(number).ok()?;
            let first = NodeRef { file, ix: 0 };
            let known = &self.crate_ir.files[number];
            (!known.nodes.is_empty()).then(|| self.place(first))
        });
        let (scope, around) = of_file.unwrap_or_else(|| {
            let (scope, features) = sources.package.scope(file);
            let context = Context {
                features,
                ..Context::default()
            };
            (scope, context)
        });
        let context = around.and(&folder.context);
        At {
            file: file.to_owned(),
            line: folder.line,
            column: folder.column,
            scope: if context.test { Scope::Test } else { scope },
            context,
        }
    }
}

impl At {
    fn takes(&self, path: String, kind: TakenKind) -> Taken {
        let (features, cfg) = conditions(self.context.clone());
        Taken {
            path,
            kind,
            scope: self.scope,
            features,
            cfg,
            file: self.file.clone(),
            line: self.line,
            column: self.column,
        }
    }

    fn finds(&self, path: String) -> Found {
        let taken = self.takes(path, TakenKind::Folder);
        taken.found("weights in a folder that is compiled in")
    }
}

impl Taken {
    /// The finding for a file that it leads to, once that is known.
    #[must_use]
    pub fn found(self, detail: &str) -> Found {
        let (kind, how) = match self.kind {
            TakenKind::Embedded | TakenKind::Folder => (FoundKind::IncludeBytes, How::Bundled),
            TakenKind::Copied | TakenKind::NamedByBuild => (FoundKind::BundledFile, How::Bundled),
            TakenKind::Opened | TakenKind::OpenedWhenRun | TakenKind::Named => {
                (FoundKind::BundledFile, How::Runtime)
            }
        };
        Found {
            artifact: self.path,
            kind,
            how,
            scope: self.scope,
            features: self.features,
            cfg: self.cfg,
            file: self.file,
            line: self.line,
            column: self.column,
            tokenizer_only: false,
            mention: false,
            followed: false,
            taken_at: None,
            detail: detail.to_owned(),
        }
    }
}

/// A folder that is compiled in: of the package its weights are known, another is listed where it lies.
fn take_folder(
    path: &str,
    at: &At,
    sources: &Sources,
    taken: &mut Vec<Taken>,
    found: &mut Vec<Found>,
) {
    if is_outside(path) {
        taken.push(at.takes(path.to_owned(), TakenKind::Folder));
        return;
    }
    let inside = format!("{path}/");
    for (file, data) in &sources.data {
        if (path.is_empty() || file == path || file.starts_with(&inside))
            && embed::is_bundled(file, data).is_some()
        {
            found.push(at.finds(file.clone()));
        }
    }
}

fn is_outside(path: &str) -> bool {
    path.starts_with("../") || path == ".." || path.starts_with(WORKSPACE)
}
