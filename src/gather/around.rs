//! Files that code takes by their paths, found where the package lies: of the package, or of what lies around it and is
//! its owner's too.

use std::fs::File;
use std::io::Read as _;

use camino::Utf8Path;

use crate::graph::{Package, SourceKind, Workspace};
use deny_models::evidence::glob;
use deny_models::evidence::package::ShippingPackage;
use deny_models::evidence::weights::{self, detect, name::is_weight_name};
use deny_models_scan::{Found, FoundKind, Taken, TakenKind, WORKSPACE};

/// What the paths in the code of a package lead to.
#[derive(Debug, Default)]
pub struct Around {
    /// Files.
    pub found: Vec<Found>,
    /// Weight files and folders that are not there, or may not be read.
    pub missing: Vec<Taken>,
    /// Whether the package has anything around it.
    pub is_read: bool,
}

/// Follows paths to files.
pub(super) struct Follower<'a> {
    workspace: &'a Workspace,
    package: &'a Package,
    files: &'a ShippingPackage,
    around: Around,
}

impl<'a> Follower<'a> {
    pub(super) fn new(
        workspace: &'a Workspace,
        package: &'a Package,
        files: &'a ShippingPackage,
    ) -> Self {
        Self {
            workspace,
            package,
            files,
            around: Around {
                is_read: !package.source.is_registry(),
                ..Around::default()
            },
        }
    }

    pub(super) fn finish(self) -> Around {
        self.around
    }

    /// Follows one path.
    pub(super) fn follow(&mut self, taken: &Taken) {
        // A package of a registry has nothing around it.
        if !self.around.is_read || !taken.scope.is_built() {
            return;
        }
        if matches!(taken.kind, TakenKind::Copied | TakenKind::NamedByBuild)
            && taken.path.contains(['*', '?', '['])
        {
            self.resource(taken);
            return;
        }
        let places = self.places(taken);
        let there = places.iter().find(|path| self.files.located(path).is_ok());
        let outside = places.first().is_some_and(|path| path.starts_with(".."));
        match there {
            Some(path) => self.there(taken, path),
            // It may be the name of something else.
            None if matches!(taken.kind, TakenKind::Named | TakenKind::NamedByBuild) => {}
            // What is compiled in is unknown then; what does not exist does not build.
            None if matches!(taken.kind, TakenKind::Embedded) => {
                if let Some(path) = places.first().filter(|path| is_weight_name(path)) {
                    self.add(taken, path.clone());
                }
            }
            None if is_weight_name(&taken.path) || outside && taken.kind == TakenKind::Folder => {
                self.around.missing.push(taken.clone());
            }
            None => {}
        }
    }

    /// Where the path may lead, relative to the root of the package.
    fn places(&self, taken: &Taken) -> Vec<String> {
        if let Some(path) = taken.path.strip_prefix(WORKSPACE) {
            return vec![self.of_workspace(path)];
        }
        if taken.path.starts_with(['/', '~']) || taken.path.as_bytes().get(1) == Some(&b':') {
            return Vec::new();
        }
        let mut places = vec![taken.path.clone()];
        // A program is run where its workspace is, as often as where its package is.
        let when_run = matches!(taken.kind, TakenKind::OpenedWhenRun | TakenKind::Named);
        if when_run && self.package.is_local() {
            places.push(self.of_workspace(&taken.path));
        }
        places.dedup();
        places
    }

    /// A path from the root of the workspace as one from the root of the package.
    fn of_workspace(&self, path: &str) -> String {
        let whole = self.workspace.root().join(path);
        self.files.relative(&self.files.whole(whole.as_str()))
    }

    /// The files that a packager is configured to ship.
    pub(super) fn packaged(&mut self, mut taken: Taken) {
        for path in [&mut taken.path, &mut taken.file] {
            if let Some(rest) = path.strip_prefix(WORKSPACE) {
                *path = self.of_workspace(rest);
            }
        }
        self.resource(&taken);
    }

    fn there(&mut self, taken: &Taken, path: &str) {
        let whole = self.files.whole(path);
        if whole.is_dir() && weights::model_directory(&format!("{path}/x")) != Some(path) {
            self.folder(taken, path, &whole);
        } else if path.starts_with("..") && !weights::is_graph_only(&whole) {
            // What lies in the package was found there.
            if taken.kind != TakenKind::Embedded || is_weight_name(path) || is_weights(&whole, path)
            {
                self.add(taken, path.to_owned());
            }
        }
    }

    fn folder(&mut self, taken: &Taken, path: &str, whole: &Utf8Path) {
        let copied = matches!(taken.kind, TakenKind::Copied | TakenKind::NamedByBuild);
        // A build script that goes through what its package lies in looks for something there.
        let is_around = copied && self.package.directory().starts_with(whole);
        if !path.starts_with("..") || is_around || taken.kind == TakenKind::Named {
            return;
        }
        for file in weights::bundled(whole).unwrap_or_default() {
            self.add(taken, format!("{path}/{file}"));
        }
    }

    /// The files that a pattern of a configuration names, relative to its directory, which is the root of the package.
    pub(super) fn resource(&mut self, taken: &Taken) {
        let pattern = taken.path.replace('\\', "/");
        let start = match pattern.find(['*', '?', '[']) {
            Some(at) => pattern[..at]
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder),
            None => pattern.trim_end_matches('/'),
        };
        // A place of the machine is not read, whatever is there.
        let is_elsewhere = pattern.starts_with('/') || pattern.as_bytes().get(1) == Some(&b':');
        let located = self.files.located(start).ok().filter(|_| !is_elsewhere);
        let Some(whole) = located else {
            if is_elsewhere || start.starts_with("..") || is_weight_name(&pattern) {
                self.around.missing.push(taken.clone());
            }
            return;
        };
        if !whole.is_dir() {
            if is_weights(&whole, start) || is_weight_name(start) && !weights::is_graph_only(&whole)
            {
                self.add(taken, start.to_owned());
            }
            return;
        }
        let before = self.around.found.len();
        for file in weights::bundled(&whole).unwrap_or_default() {
            let path = match start {
                "" => file,
                start => format!("{start}/{file}"),
            };
            // `*` stands for names, a folder for all that is in it, and `**` for no folder too.
            let in_folder = format!("{}/**", pattern.trim_end_matches("/*"));
            let at_once = pattern.replace("/**/", "/");
            let is_meant = start == pattern.trim_end_matches('/')
                || [&pattern, &in_folder, &at_once]
                    .iter()
                    .any(|pattern| glob::fits(pattern, &path, false));
            if is_meant {
                self.add(taken, path);
            }
        }
        if self.around.found.len() == before && is_weight_name(&pattern) {
            self.around.missing.push(taken.clone());
        }
    }

    /// The files of an external program of Tauri, one for each target: a triple stands behind the name.
    pub(super) fn program(&mut self, taken: &Taken) {
        let path = taken.path.replace('\\', "/");
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        let named = is_weight_name(&path);
        let whole = self.files.located(folder).ok();
        let entries = whole.as_ref().and_then(|whole| whole.read_dir_utf8().ok());
        let files = entries.into_iter().flatten().flatten();
        let mut files: Vec<String> = files
            .map(|file| file.file_name().to_owned())
            .filter(|file| {
                let triple = file.strip_prefix(name);
                triple.is_some_and(|triple| triple.is_empty() || triple.starts_with('-'))
            })
            .collect();
        files.sort();
        if files.is_empty() && named {
            self.around.missing.push(taken.clone());
        }
        for file in files {
            let path = match folder {
                "" => file,
                folder => format!("{folder}/{file}"),
            };
            let Ok(whole) = self.files.located(&path) else {
                continue;
            };
            if is_weights(&whole, &path) || named && !weights::is_graph_only(&whole) {
                self.add(taken, path);
            }
        }
    }

    fn add(&mut self, taken: &Taken, path: String) {
        let taken = Taken {
            path,
            ..taken.clone()
        };
        let mut found = taken.found("weights taken by their path");
        // A file of the package that is opened is bundled with it.
        if !found.artifact.starts_with("..") && found.kind == FoundKind::BundledFile {
            found.how = deny_models::domain::How::Bundled;
        }
        self.around.found.push(found);
    }
}

fn is_weights(whole: &Utf8Path, path: &str) -> bool {
    let head = || {
        whole.metadata().ok().filter(std::fs::Metadata::is_file)?;
        let file = File::open(whole).ok()?;
        let size = file.metadata().ok()?.len();
        let mut head = Vec::new();
        let most = u64::try_from(detect::HEAD).unwrap_or(u64::MAX);
        file.take(most).read_to_end(&mut head).ok()?;
        Some(weights::inspect(&head, size, whole))
    };
    head().is_some_and(|data| weights::is_bundled(path.trim_start_matches("../"), &data).is_some())
}

impl SourceKind {
    /// Whether a package comes from a registry, and so from an archive of its own.
    fn is_registry(&self) -> bool {
        !matches!(self, Self::Git(_) | Self::Path)
    }
}
