//! Turns scan results into the input of the gate: pulls of packages, claims on the files they ship, and unresolved
//! calls.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::sync::{Arc, OnceLock};

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::around::Around;
use super::shards::Shards;
use super::{tauri, unnamed};
use crate::cache::{Cache, Key};
use crate::card;
use crate::graph::{Package, PackageIdx, SourceKind, Workspace};
use deny_models::domain::{CrateLicense, How, PullSource, Scope};
use deny_models::evidence::beside::{Neighbours, Prose};
use deny_models::evidence::header::{Format, Header};
use deny_models::evidence::package::ShippingPackage;
use deny_models::evidence::package_files;
use deny_models::evidence::shipped::{Shipped, shipped};
use deny_models::model::{Artifact, Claim};
use deny_models::pull::{DamagedFile, Pull};
use deny_models::source::{Place, SourceFile};
use deny_models_scan::{Found, FoundKind, Scan, ScanOptions, Stop, Task, Unresolved, scan_many};

/// A source file longer than this is pointed into without being quoted, in bytes.
const MAX_QUOTED: u64 = 4 << 20;

/// Places of one pull that are kept; the sources decide how many there are.
const MAX_PLACES: usize = 64;

/// What scans found, and what was left out.
#[derive(Debug, Default)]
pub struct Scans {
    /// The scan of each package.
    pub found: BTreeMap<PackageIdx, Scan>,
    /// The key of each in the cache.
    pub keys: BTreeMap<PackageIdx, Key>,
    /// Packages that could not be scanned.
    pub failed: BTreeSet<PackageIdx>,
    /// Notes on packages that were left out.
    pub notes: Vec<String>,
}

/// Scans packages; unchanged ones come from the cache. `progress` gets the number of packages that are done.
#[must_use]
pub fn scan_packages(
    workspace: &Workspace,
    packages: &[PackageIdx],
    cache: &Cache,
    progress: &mut dyn FnMut(usize),
) -> Scans {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    // A key is worked out once: for sources outside the registry that reads all of them.
    let keys: Vec<OnceLock<Option<Key>>> = packages.iter().map(|_| OnceLock::new()).collect();
    let package = |number: usize| workspace.package(packages[number]);
    let task = |number: usize| {
        let key = keys[number].get_or_init(|| cache.key(package(number)));
        match key.as_ref().and_then(|key| cache.get(key)) {
            Some(known) => Task::Known(Box::new(known)),
            None => Task::Scan(
                package(number).directory().to_owned(),
                Box::new(options(workspace, package(number))),
            ),
        }
    };
    let keep = |number: usize, scan: &Scan| {
        if let Some(Some(key)) = keys[number].get().filter(|_| !scan.outside) {
            cache.put_unless_changed(key, [(package(number), key)], scan);
        }
    };
    let mut scans = BTreeMap::new();
    let mut failed = BTreeSet::new();
    let mut notes = Vec::new();
    scan_many(packages.len(), threads, task, keep, |number, scan| {
        match scan {
            Ok(scan) => drop(scans.insert(packages[number], scan)),
            Err(why) => {
                failed.insert(packages[number]);
                notes.push(format!("{} was not scanned: {why}", package(number)));
            }
        }
        progress(scans.len() + notes.len());
    });
    notes.sort();
    // The key is of the files in the directory of the package.
    let is_whole = |at: &PackageIdx| scans.get(at).is_some_and(|scan| !scan.outside);
    let keys = packages.iter().zip(keys).filter(|(at, _)| is_whole(at));
    let keys = keys.filter_map(|(at, key)| Some((*at, key.into_inner()??)));
    let keys = keys.collect();
    Scans {
        found: scans,
        keys,
        failed,
        notes,
    }
}

/// Options of a scan. Tests, examples and benchmarks of a dependency do not reach its users.
fn options(workspace: &Workspace, package: &Package) -> ScanOptions {
    ScanOptions {
        tests: package.is_member,
        // What its front end names is taken by whatever code sends requests.
        whole: package.is_member && tauri::is_program(package.directory()),
        around: around(workspace, package).map(Utf8Path::to_owned),
        ..ScanOptions::default()
    }
}

/// The results of a scan of a package, in the types of the gate.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The pulls of the package.
    pub pulls: Vec<Pull>,
    /// Claims on the files it ships.
    pub claims: Vec<(Artifact, Claim)>,
    /// Weight files with neither a licence text nor a notice in their directory or one above it.
    pub unnoticed: Vec<(Artifact, Place)>,
    /// Models that a header points to without stating them, by file, each with the key.
    pub hints: Vec<(Artifact, Artifact, String)>,
    /// Weight files that cannot be read.
    pub malformed: Vec<DamagedFile>,
    /// Weight files that code names and that are not there.
    pub missing: Vec<Missing>,
    /// Weight files by names that none can have: they count as not analysed.
    pub unnamed: BTreeSet<Stop>,
}

/// A weight file that code names and that is not there.
#[derive(Debug)]
pub struct Missing {
    /// As the code has it.
    pub path: String,
    /// The part of the package that the code is in.
    pub scope: deny_models_scan::Scope,
    /// Features that the code needs.
    pub features: Vec<String>,
    /// The code.
    pub place: Place,
}

/// The texts of a package that places point into, each read once.
pub struct Texts<'a> {
    package: &'a Package,
    read: BTreeMap<String, Read>,
}

/// A file, and the places in it that were asked for by line and column: a line of code may be as long as a file, and many
/// pulls lead through it.
struct Read {
    source: Arc<SourceFile>,
    places: HashMap<(u32, u32), Place>,
}

impl<'a> Texts<'a> {
    /// For this package; nothing is read yet.
    #[must_use]
    pub fn new(package: &'a Package) -> Self {
        Self {
            package,
            read: BTreeMap::new(),
        }
    }

    /// A line and column of a file; line 0 is the whole file.
    #[must_use]
    pub fn place(&mut self, file: &str, line: u32, column: u32) -> Place {
        let package = self.package;
        let read = self.read.entry(file.to_owned()).or_insert_with(|| {
            let text = if line == 0 {
                String::new()
            } else {
                read_text(&package.directory().join(file))
            };
            Read {
                source: SourceFile::new(shown_path(package, file), text),
                places: HashMap::new(),
            }
        });
        let Read { source, places } = read;
        let place = || Place::new(source, span_of(source, line, column));
        places.entry((line, column)).or_insert_with(place).clone()
    }
}

/// Facts about the files of a package; reads each file once.
pub struct Files<'a> {
    package: &'a Package,
    neighbours: Neighbours<'a>,
}

impl<'a> Files<'a> {
    /// For this package, whose files are `shipping`; nothing is read yet.
    #[must_use]
    pub fn new(package: &'a Package, shipping: &'a ShippingPackage) -> Self {
        Self {
            package,
            neighbours: Neighbours::new(shipping, Some(&read_card)),
        }
    }

    fn shipped(&mut self, file: &str) -> Shipped {
        shipped(&mut self.neighbours, file)
    }
}

/// The files that a package may ship, with those around it that are its owner's too.
#[must_use]
pub fn shipping(workspace: &Workspace, package: &Package) -> ShippingPackage {
    let license = license_of(package);
    let files = ShippingPackage::new(package.directory(), package.to_string(), &license);
    let files = match around(workspace, package) {
        Some(root) => files.within(root),
        None => files,
    };
    if package.is_member {
        files.of_owner()
    } else {
        files
    }
}

/// The directory around a package whose files are its owner's too.
pub(crate) fn around<'a>(workspace: &'a Workspace, package: &'a Package) -> Option<&'a Utf8Path> {
    match package.source {
        SourceKind::Git(_) => checkout(package.directory()),
        _ if package.is_member || package.source == SourceKind::Path => Some(workspace.root()),
        _ => None,
    }
}

/// The root of the checkout that a directory lies in.
fn checkout(directory: &Utf8Path) -> Option<&Utf8Path> {
    let marks = [".git", ".cargo-ok"];
    let mut above = directory.ancestors();
    above.find(|above| marks.iter().any(|mark| above.join(mark).exists()))
}

fn read_card(prose: Prose, bytes: &[u8]) -> Header {
    match prose {
        Prose::Card => card::read_card(bytes),
        Prose::Readme => card::read_readme(bytes),
        Prose::Notice => card::read_notice(bytes),
        Prose::Adapter => card::read_sidecar(Format::AdapterConfig, bytes, None),
        Prose::Merge => card::read_merge_config(bytes),
    }
}

/// The path that diagnostics show: where cargo keeps a dependency differs from machine to machine.
pub(crate) fn shown_path(package: &Package, file: &str) -> Utf8PathBuf {
    if package.is_member || package.source == SourceKind::Path {
        return normal(&package.directory().join(file));
    }
    format!("{}-{}/{file}", package.name, package.version).into()
}

/// A path without `..` in it.
fn normal(path: &Utf8Path) -> Utf8PathBuf {
    let mut plain = Utf8PathBuf::new();
    for part in path.components() {
        if part == Utf8Component::ParentDir {
            plain.pop();
        } else {
            plain.push(part);
        }
    }
    plain
}

fn read_text(path: &Utf8Path) -> String {
    // A pipe would wait for ever.
    let small = fs::metadata(path).is_ok_and(|data| data.is_file() && data.len() <= MAX_QUOTED);
    let bytes = if small {
        fs::read(path).unwrap_or_default()
    } else {
        Vec::new()
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

/// From a column to the end of the word or string that starts there.
fn span_of(source: &SourceFile, line: u32, column: u32) -> std::ops::Range<usize> {
    let text = source.text();
    let line = usize::try_from(line).ok();
    let start = line.and_then(|line| source.start_of(line));
    let Some(start) = start.filter(|start| *start < text.len()) else {
        return text.len()..text.len();
    };
    let of_line = text[start..]
        .split_inclusive('\n')
        .next()
        .unwrap_or_default();
    let skip = usize::try_from(column.saturating_sub(1)).unwrap_or(0);
    let offset = of_line
        .char_indices()
        .nth(skip)
        .map_or(0, |(offset, _)| offset);
    let rest = of_line[offset..].trim_end();
    let quoted = rest
        .strip_prefix('"')
        .and_then(|inner| inner.find('"'))
        .map(|end| end + 2);
    let word = rest.find(|char: char| !(char.is_alphanumeric() || "_:!.".contains(char)));
    let length = quoted.or(word.filter(|end| *end > 0)).unwrap_or(rest.len());
    start + offset..start + offset + length
}

/// Turns what a scan found in a package into pulls and claims. Tests, examples and benchmarks of dependencies are
/// left out: users of the package do not run them.
///
/// `published` are the files that would be published with a member, where that is known and it may be published:
/// [`needs_published_files`] returns whether they matter.
#[must_use]
pub fn evidence(
    scan: &Scan,
    around: &Around,
    texts: &mut Texts<'_>,
    of_package: &mut Files<'_>,
    published: Option<&BTreeSet<String>>,
) -> Evidence {
    let package = of_package.package;
    let mut evidence = Evidence::default();
    // Of each file whether it is built with the package, and whether it is shipped.
    let mut files: BTreeMap<Artifact, (Place, bool, bool)> = BTreeMap::new();
    let shards = Shards::new(scan.found.iter().chain(&around.found));
    for found in scan
        .found
        .iter()
        .chain(&around.found)
        .filter(|found| !found.mention)
    {
        // A package of a registry has nothing around it: what its code names there is not built.
        if found.artifact.starts_with("../") && !around.is_read {
            continue;
        }
        if !(found.scope.is_built() || package.is_member) {
            continue;
        }
        // A weight file that no code of a dependency reads does not reach its users.
        if is_unread(found) && !package.is_member {
            continue;
        }
        let Some(artifact) = artifact_of(found, package) else {
            evidence.unnamed.extend(unnamed::stop(found));
            continue;
        };
        let place = texts.place(&found.file, found.line, found.column);
        let is_file = matches!(artifact, Artifact::Path { .. });
        let in_package = published.map(|files| is_among(artifact.name(), files));
        let scope = match in_package {
            // The file is in the published package, so every user gets it.
            Some(true) if is_file && !found.scope.is_built() => None,
            Some(false) if is_unread(found) => Some(Scope::Dev),
            _ => Some(found.scope.into()),
        };
        let artifact = if is_file {
            let built = scope != Some(Scope::Dev);
            let known = files.entry(artifact.clone());
            let known = known.or_insert_with(|| (place.clone(), false, false));
            known.1 |= built;
            known.2 |= built && found.how == How::Bundled;
            shards.model_of(artifact)
        } else {
            artifact
        };
        evidence.pulls.push(Pull {
            how: found.how,
            features: found.features.clone(),
            target: target_of(found),
            // A line of a test shows the file; it is not what ships it.
            source: if found.line == 0 || is_file && !found.scope.is_built() {
                PullSource::File
            } else {
                PullSource::Source
            },
            scope,
            declared: false,
            sha256: None,
            artifact,
            place,
            places: Vec::new(),
        });
    }
    evidence.pulls = one_a_file(evidence.pulls);
    for (file, (place, built, is_shipped)) in files {
        let model = shards.model_of(file.clone());
        describe_file(
            of_package,
            file.name(),
            &model,
            &place,
            built,
            &mut evidence,
        );
        if is_shipped && file == model && !of_package.neighbours.has_notice(file.name()) {
            evidence.unnoticed.push((model, place));
        }
    }
    for taken in &around.missing {
        let place = texts.place(&taken.file, taken.line, taken.column);
        evidence.missing.push(Missing {
            path: taken.path.clone(),
            scope: taken.scope,
            features: taken.features.clone(),
            place,
        });
    }
    evidence
}

/// One pull for each file: its places are evidence of one thing. Whatever conditions a line has under which code takes
/// the file, it is shipped without them where it lies in the package anyway, and a use by a test adds nothing then.
fn one_a_file(pulls: Vec<Pull>) -> Vec<Pull> {
    let mut kept: Vec<Option<Pull>> = Vec::new();
    // Where those of each file are, by how it comes in.
    let mut of_file: BTreeMap<(Artifact, How), Vec<usize>> = BTreeMap::new();
    for mut pull in pulls {
        let same = of_file
            .entry((pull.artifact.clone(), pull.how))
            .or_default();
        let is_idle = same
            .iter()
            .filter_map(|at| kept[*at].as_ref())
            .any(|known| subsumes(known, &pull));
        if is_idle {
            if let Some(known) = same.first().and_then(|at| kept[*at].as_mut()) {
                mark(known, &pull);
            }
            continue;
        }
        same.retain(|at| {
            let less = kept[*at].take_if(|known| subsumes(&pull, known));
            if let Some(known) = &less {
                mark(&mut pull, known);
            }
            less.is_none()
        });
        same.push(kept.len());
        kept.push(Some(pull));
    }
    kept.into_iter().flatten().collect()
}

/// Whether a pull of the same model makes another one idle.
fn subsumes(known: &Pull, other: &Pull) -> bool {
    let is_dev = |pull: &Pull| pull.scope == Some(Scope::Dev);
    let has_no_more_conditions = known
        .features
        .iter()
        .all(|feature| other.features.contains(feature))
        && (known.target.is_none() || known.target == other.target);
    match (
        matches!(known.artifact, Artifact::Path { .. }),
        is_dev(known),
        is_dev(other),
    ) {
        (true, false, true) => true,
        (true, known, other) => known == other && has_no_more_conditions,
        (false, ..) => {
            known.features == other.features
                && known.target == other.target
                && known.scope == other.scope
        }
    }
}

/// Keeps the place of a pull that another one makes idle, and points at the line of code that takes a file, where there is
/// one.
fn mark(kept: &mut Pull, other: &Pull) {
    let by_code = other.source == PullSource::Source && other.scope != Some(Scope::Dev);
    if kept.source == PullSource::File && by_code {
        kept.place = other.place.clone();
        kept.source = other.source;
    }
    for place in std::iter::once(&other.place).chain(&other.places) {
        let is_known = kept.place == *place || kept.places.contains(place);
        // A file without text is known as the model itself.
        if !is_known && !place.text().is_empty() && kept.places.len() < MAX_PLACES {
            kept.places.push(place.clone());
        }
    }
}

/// Whether it matters which files of a package would be published: it may be, and has weight files that only tests read
/// or that nothing reads.
#[must_use]
pub fn needs_published_files(package: &Package, scan: &Scan) -> bool {
    let matters = |found: &Found| !found.mention && (is_unread(found) || is_file_of_tests(found));
    package.is_member && package.is_publishable() && scan.found.iter().any(matters)
}

/// Whether `files` holds this file, or a file below it where it is a directory.
fn is_among(name: &str, files: &BTreeSet<String>) -> bool {
    let inside = format!("{name}/");
    files.contains(name)
        || files
            .range(inside.clone()..)
            .next()
            .is_some_and(|file| file.starts_with(&inside))
}

fn is_unread(found: &Found) -> bool {
    found.kind == FoundKind::BundledFile && found.line == 0
}

fn is_file_of_tests(found: &Found) -> bool {
    let is_file = matches!(found.kind, FoundKind::BundledFile | FoundKind::IncludeBytes);
    is_file && !found.scope.is_built()
}

/// The condition on the target under which code takes a model.
pub(crate) fn target_of(found: &Found) -> Option<String> {
    let cfg = found.cfg.as_ref().filter(|cfg| !cfg.contains("feature"));
    cfg.map(|cfg| format!("cfg({cfg})"))
}

pub(crate) fn artifact_of(found: &Found, package: &Package) -> Option<Artifact> {
    match found.kind {
        FoundKind::HfRepoId => Artifact::parse_hub(&found.artifact).ok(),
        FoundKind::BundledFile | FoundKind::IncludeBytes => {
            let path = Artifact::parse_path_around(&found.artifact).ok()?;
            Some(path.in_package(&package.to_string()))
        }
        // The address of a repository of the hub is given as its id.
        FoundKind::Url | FoundKind::Ollama | FoundKind::Other => {
            Artifact::parse(&found.artifact).ok()
        }
    }
}

/// The licence of a package by its manifest; a licence file counts where its text is recognised.
#[must_use]
pub fn license_of(package: &Package) -> CrateLicense {
    package_files::license_of(package.license.as_deref(), package.license_file.as_deref())
}

/// Adds a weight file that a manifest names and that shows by nothing else that it is one.
pub(crate) fn describe_named(
    files: &mut Files<'_>,
    artifact: &Artifact,
    place: &Place,
    evidence: &mut Evidence,
) {
    if !files.package.directory().join(artifact.name()).exists() {
        return;
    }
    describe_file(files, artifact.name(), artifact, place, true, evidence);
    if !files.neighbours.has_notice(artifact.name()) {
        evidence.unnoticed.push((artifact.clone(), place.clone()));
    }
}

/// Adds claims on a file. A damaged file is reported only if it is `built` or shipped: tests of parsers use such files.
fn describe_file(
    files: &mut Files<'_>,
    file: &str,
    artifact: &Artifact,
    place: &Place,
    built: bool,
    evidence: &mut Evidence,
) {
    let package = files.package;
    let shipped = files.shipped(file);
    let hints = shipped.hints.into_iter();
    evidence
        .hints
        .extend(hints.map(|(model, key)| (artifact.clone(), model, key)));
    if let Some(why) = shipped.unreadable.filter(|_| built) {
        evidence.malformed.push(DamagedFile {
            model: artifact.clone(),
            place: place.clone(),
            why: format!("{file}: {why}"),
        });
    }
    let header = shipped.header.map(|claim| Claim {
        place: Some(place.clone()),
        ..claim
    });
    let beside = shipped.beside.into_iter().map(|neighbour| {
        let source = SourceFile::new(shown_path(package, &neighbour.path), "");
        Claim {
            place: Some(Place::new(&source, 0..0)),
            ..neighbour.claim
        }
    });
    let claims = header.into_iter().chain(beside).chain(shipped.package);
    evidence
        .claims
        .extend(claims.map(|claim| (artifact.clone(), claim)));
}

/// Whether an unresolved call counts against its package. A library that takes the name from its caller pulls nothing
/// by itself.
#[must_use]
pub fn counts_against_package(call: &Unresolved) -> bool {
    call.scope.is_built() && !(call.caller_given && call.scope == deny_models_scan::Scope::Lib)
}
