//! Which locked file a file on disk is, and what that means. Pure.

use std::collections::{BTreeMap, BTreeSet};

use super::found::{Bytes, Found};
use deny_models::evidence::weights::name::may_be_of_model;
use deny_models::license::Verdict;
use deny_models::lock::LockedModel;
use deny_models::model::{Artifact, Resolution};

/// What is wrong with a file, or that nothing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Status {
    /// A locked file of a model that passes.
    Ok,
    /// A locked file of a model that an exception of the policy accepts.
    Accepted,
    /// It has the name of a locked file and other contents.
    Changed,
    /// A part of a set, or what a pointer stands for, is not there.
    Missing,
    /// Weights that neither the lock nor a manifest knows.
    Unknown,
    /// A file of a model whose licences fail.
    Failing,
    /// A file of a model whose licences are not known.
    UnknownLicense,
}

impl Status {
    /// Every status, in the order of the documentation.
    pub(crate) const ALL: [Self; 7] = [
        Self::Ok,
        Self::Accepted,
        Self::Changed,
        Self::Missing,
        Self::Unknown,
        Self::Failing,
        Self::UnknownLicense,
    ];

    /// The word in the output.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Accepted => "accepted",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Failing => "failing",
            Self::UnknownLicense => "unknown-license",
        }
    }

    /// Whether it fails the command.
    pub(crate) fn fails(self) -> bool {
        !matches!(self, Self::Ok | Self::Accepted)
    }
}

/// What is known of the files of one model.
#[derive(Debug, Clone)]
pub(crate) struct Known {
    pub(crate) model: Artifact,
    pub(crate) revision: Option<String>,
    /// Path, SHA-256 and, where it is known, length.
    pub(crate) files: Vec<(String, String, Option<u64>)>,
    pub(crate) resolution: Resolution,
    /// The reason of an exception that accepts it.
    pub(crate) accepted: Option<String>,
}

impl Known {
    /// The files of a block of the lock.
    pub(crate) fn of_lock(facts: &LockedModel, resolution: Resolution) -> Self {
        let files = facts.files.iter();
        Self {
            model: facts.artifact(),
            revision: facts.revision.clone(),
            files: files
                .map(|file| (file.path.clone(), file.sha256.clone(), file.size))
                .collect(),
            resolution,
            accepted: None,
        }
    }

    /// A file that a manifest states the digest of.
    pub(crate) fn of_file(model: &Artifact, sha256: String, resolution: Resolution) -> Self {
        Self {
            model: model.clone(),
            revision: None,
            files: vec![(model.name().to_owned(), sha256, None)],
            resolution,
            accepted: None,
        }
    }

    fn status(&self) -> Status {
        match self.resolution.verdict {
            Verdict::Pass => Status::Ok,
            _ if self.accepted.is_some() => Status::Accepted,
            Verdict::Fail => Status::Failing,
            Verdict::Unknown => Status::UnknownLicense,
        }
    }

    /// The folder that the hub's client keeps it in.
    fn folder(&self) -> String {
        format!("models--{}", self.model.name().replace('/', "--"))
    }
}

/// A file and what was found of it.
#[derive(Debug, Clone)]
pub(crate) struct Row<'a> {
    pub(crate) path: String,
    pub(crate) status: Status,
    pub(crate) known: Option<&'a Known>,
    /// Its name in the repository of the model.
    pub(crate) file: Option<&'a str>,
    pub(crate) size: Option<u64>,
    pub(crate) sha256: Option<String>,
    /// The digest that is locked, where it has another.
    pub(crate) expected: Option<&'a str>,
    /// One sentence without a full stop.
    pub(crate) detail: String,
}

/// Counts of a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Stats {
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    pub(crate) by_status: BTreeMap<Status, usize>,
    /// Models with locked digests of which no file is there.
    pub(crate) absent_models: usize,
    /// Models of the hub's cache that this workspace does not lock.
    pub(crate) other_models: usize,
}

/// The result.
#[derive(Debug)]
pub(crate) struct Verified<'a> {
    pub(crate) rows: Vec<Row<'a>>,
    pub(crate) stats: Stats,
}

/// Whether a digest is needed to tell what a file is: not where no known file has its length.
pub(crate) fn needs_digest(found: &Found, known: &[Known]) -> bool {
    let mut files = known.iter().flat_map(|known| &known.files);
    matches!(found.bytes, Bytes::Pointer(_))
        || files.any(|(_, _, size)| size.is_none_or(|size| size == found.size))
}

/// Compares files with what is known. With `cache`, models of the hub's cache that are not known are other projects'.
pub(crate) fn compare<'a>(
    found: &[Found],
    digests: &[Option<String>],
    known: &'a [Known],
    cache: bool,
) -> Verified<'a> {
    let mut by_digest: BTreeMap<&str, Vec<(&Known, &str)>> = BTreeMap::new();
    let mut by_name: BTreeMap<&str, Vec<(&Known, &str, &str)>> = BTreeMap::new();
    for model in known {
        for (path, sha256, _) in &model.files {
            by_digest.entry(sha256).or_default().push((model, path));
            let name = base_name(path);
            by_name.entry(name).or_default().push((model, path, sha256));
        }
    }
    let folders: BTreeSet<String> = known.iter().map(Known::folder).collect();
    let mut others = BTreeSet::new();
    let mut rows = Vec::new();
    for (file, sha256) in found.iter().zip(digests) {
        let folder = file.path.split('/').next().unwrap_or_default();
        if cache
            && !folders
                .iter()
                .any(|known| known.eq_ignore_ascii_case(folder))
        {
            others.insert(folder);
            continue;
        }
        let same = sha256.as_deref().and_then(|sha256| by_digest.get(sha256));
        let row = match same {
            Some(same) => matching(file, sha256.as_deref(), same),
            None => named(file, sha256.as_deref(), &by_name),
        };
        // What is not weights by itself only had the length of a known file.
        if file.sure || row.status != Status::Unknown {
            rows.push(row);
        }
    }
    rows.extend(missing(&rows));
    rows.sort_by(|one, other| one.path.cmp(&other.path));
    let present: BTreeSet<String> = rows
        .iter()
        .filter_map(|row| Some(row.known?.model.to_string()))
        .collect();
    let absent = known
        .iter()
        .filter(|known| !known.files.is_empty() && !present.contains(&known.model.to_string()));
    let mut stats = Stats {
        files: rows.iter().filter(|row| row.size.is_some()).count(),
        bytes: rows.iter().filter_map(|row| row.size).sum(),
        absent_models: absent.count(),
        other_models: others.len(),
        ..Stats::default()
    };
    for row in &rows {
        *stats.by_status.entry(row.status).or_default() += 1;
    }
    Verified { rows, stats }
}

/// A file whose digest is known. Several models may have it: the one in whose folder it lies, else the strictest.
fn matching<'a>(file: &Found, sha256: Option<&str>, same: &[(&'a Known, &'a str)]) -> Row<'a> {
    let here = same.iter().find(|(known, _)| lies_in(file, known));
    let strictest = same
        .iter()
        .max_by_key(|(known, _)| (known.status(), known.model.to_string()));
    let chosen = here.or(strictest).copied();
    let (known, path) = chosen.map_or((None, None), |(known, path)| (Some(known), Some(path)));
    let mut row = Row {
        path: file.path.clone(),
        status: known.map_or(Status::Unknown, Known::status),
        known,
        file: path,
        size: Some(file.size),
        sha256: sha256.map(str::to_owned),
        expected: None,
        detail: known.map_or_else(String::new, |known| {
            format!("{} of {}", path.unwrap_or_default(), known.model)
        }),
    };
    if let Bytes::Pointer(_) = file.bytes {
        row.status = Status::Missing;
        row.size = None;
        row.detail = format!(
            "a Git LFS pointer stands for {}: its contents are not there",
            row.detail
        );
    }
    row
}

fn lies_in(file: &Found, known: &Known) -> bool {
    let folder = known.folder();
    let path = file.path.to_ascii_lowercase();
    let in_cache = path
        .split('/')
        .any(|part| part.eq_ignore_ascii_case(&folder));
    in_cache || path.contains(&format!("{}/", known.model.name().to_ascii_lowercase()))
}

/// A file with an unknown digest: it was changed where its name tells which file it is to be.
fn named<'a>(
    file: &Found,
    sha256: Option<&str>,
    by_name: &BTreeMap<&str, Vec<(&'a Known, &'a str, &'a str)>>,
) -> Row<'a> {
    let name = base_name(&file.path);
    let empty = Vec::new();
    let candidates = by_name.get(name).unwrap_or(&empty);
    let ends = |path: &str| file.path == path || file.path.ends_with(&format!("/{path}"));
    let fit: Vec<_> = candidates
        .iter()
        .filter(|(_, path, _)| ends(path))
        .collect();
    let here: Vec<_> = fit
        .iter()
        .filter(|(known, _, _)| lies_in(file, known))
        .collect();
    let only = match (here.as_slice(), fit.as_slice()) {
        ([one, ..], _) => Some(***one),
        ([], [one]) => Some(**one),
        _ => None,
    };
    let mut row = Row {
        path: file.path.clone(),
        status: Status::Unknown,
        known: None,
        file: None,
        size: Some(file.size),
        sha256: sha256.map(str::to_owned),
        expected: None,
        detail: "neither the lock nor a manifest has these weights".to_owned(),
    };
    if let Some((known, path, expected)) = only {
        let size = known
            .files
            .iter()
            .find(|(of, _, _)| of == path)
            .and_then(|(_, _, size)| *size)
            .filter(|size| *size != file.size);
        let how = match (size, sha256) {
            (Some(size), _) => format!("it has {} bytes, not {size}", file.size),
            (None, Some(sha256)) => format!("its SHA-256 is {sha256}, not {expected}"),
            (None, None) => "it has other contents".to_owned(),
        };
        row.status = Status::Changed;
        row.known = Some(known);
        row.file = Some(path);
        row.expected = Some(expected);
        row.detail = format!("{path} of {} was changed: {how}", known.model);
    } else if fit.len() > 1 {
        row.detail = format!(
            "{}; {} locked models have a file of this name",
            row.detail,
            fit.len()
        );
    }
    if let Bytes::Pointer(_) = file.bytes {
        row.size = None;
        row.detail = format!("a Git LFS pointer to weights: {}", row.detail);
    }
    row
}

/// The parts of a set of which only some are there.
fn missing<'a>(rows: &[Row<'a>]) -> Vec<Row<'a>> {
    let mut sets: BTreeMap<(String, String, &str), (&Known, BTreeSet<&str>)> = BTreeMap::new();
    for row in rows {
        let (Some(known), Some(file)) = (row.known, row.file) else {
            continue;
        };
        let Some(set) = set_of(file) else { continue };
        let base = row.path.strip_suffix(file).unwrap_or_default().to_owned();
        let key = (base, known.model.to_string(), set);
        let of = sets.entry(key).or_insert_with(|| (known, BTreeSet::new()));
        of.1.insert(file);
    }
    let mut found = Vec::new();
    for ((base, _, set), (known, there)) in sets {
        let parts = known
            .files
            .iter()
            .filter(|(path, _, _)| set_of(path) == Some(set));
        for (path, sha256, _) in parts.filter(|(path, _, _)| !there.contains(path.as_str())) {
            found.push(Row {
                path: format!("{base}{path}"),
                status: Status::Missing,
                known: Some(known),
                file: Some(path),
                size: None,
                sha256: None,
                expected: Some(sha256),
                detail: format!(
                    "{path} of {} is not there, and other parts of it are",
                    known.model
                ),
            });
        }
    }
    found
}

/// What the parts of one set have in common: the name in front of `-00001-of-00003`.
fn set_of(path: &str) -> Option<&str> {
    let at = path.find("-of-")?;
    let number = |text: &str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    let before = path.get(at.checked_sub(5)?..at)?;
    let after = path.get(at + 4..at + 9)?;
    (number(before) && number(after)).then(|| &path[..at - 5])
}

/// Whether a known file may be one of this path and length: by its length, else by its name.
pub(crate) fn expected(known: &[Known]) -> impl Fn(&str, u64) -> bool {
    let mut sizes = BTreeSet::new();
    let mut names = BTreeSet::new();
    for (path, _, size) in known.iter().flat_map(|known| &known.files) {
        match size {
            Some(size) => _ = sizes.insert(*size),
            None => _ = names.insert(base_name(path).to_owned()),
        }
    }
    move |path, size| {
        may_be_of_model(path) && sizes.contains(&size) || names.contains(base_name(path))
    }
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_set_are_known_by_their_numbers() {
        for (path, set) in [
            ("model-00001-of-00003.safetensors", Some("model-")),
            ("a/x-00002-of-00003.gguf", Some("a/x-")),
            ("one-of-many.bin", None),
            ("model-1-of-3.bin", None),
            ("-of-00001.bin", None),
            ("model.safetensors", None),
        ] {
            assert_eq!(set_of(path), set, "{path}");
        }
    }
}
