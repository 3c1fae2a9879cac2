//! One model directory: every file with metadata, and the merged result.

use std::fs;
use std::io;
use std::path::Path;

use super::files::{self, list};
use super::place::{is_commit, shown};
use deny_models::evidence::header::{Base, FileHeader, Format, Header, ProblemKind, Stated};

/// The metadata of the files of a model directory.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Directory {
    /// The files in the order of their paths, which are relative to the directory.
    pub files: Vec<FileHeader>,
    /// Files that were not read, one sentence each.
    pub left_out: Vec<String>,
    /// The commit that the files were downloaded at, where a hub client noted it.
    pub revision: Option<String>,
}

/// Reads the card, the sidecars, the licence files and the headers of the weights of one model directory.
///
/// # Errors
///
/// When the directory cannot be listed.
pub fn read_directory(dir: &Path) -> io::Result<Directory> {
    let listing = list(dir)?;
    let mut out = Directory {
        files: Vec::new(),
        left_out: listing.left_out,
        revision: revision(dir),
    };
    for path in listing.files {
        let inside = shown(&path, dir);
        match files::read_file(&path) {
            Ok(header) => out.files.push(FileHeader {
                path: inside.into(),
                header,
            }),
            Err(error) => out.left_out.push(format!("{inside}: {error}")),
        }
    }
    Ok(out)
}

impl Directory {
    /// The card: the `README.md` at the root; one deeper down is about something else.
    #[must_use]
    pub fn card(&self) -> Option<&Header> {
        self.files
            .iter()
            .find(|file| is_root_card(file))
            .map(|file| &file.header)
    }

    /// The merged metadata of all files, each key with its file in front. Licences that differ are a conflict.
    /// A card that cannot be read makes the whole unreadable; of another such file the licence is left out, and the
    /// fault is kept as that of a value.
    #[must_use]
    pub fn merged(&self) -> Header {
        let mut merged = Header::new(self.card().map_or(Format::Unknown, |_| Format::Card));
        for file in self.files.iter().filter(|file| has_metadata(file)) {
            add(&mut merged, file);
        }
        merged.finish()
    }
}

fn is_root_card(file: &FileHeader) -> bool {
    file.header.format == Format::Card && file.path.as_str().eq_ignore_ascii_case("readme.md")
}

/// Configurations in subdirectories are those of components, which the index of the pipeline accounts for, and cards
/// there describe other things.
fn has_metadata(file: &FileHeader) -> bool {
    let deep = file.path.as_str().contains('/');
    match file.header.format {
        Format::Card => is_root_card(file),
        Format::ModelConfig
        | Format::AdapterConfig
        | Format::PipelineIndex
        | Format::MergeConfig => !deep,
        _ => true,
    }
}

fn add(merged: &mut Header, file: &FileHeader) {
    let key = |key: &str| format!("{}: {key}", file.path);
    let put = |into: &mut Vec<Stated>, from: &[Stated]| {
        for stated in from {
            // Shards repeat each other.
            if into
                .iter()
                .all(|known| known.value != stated.value || known.rank != stated.rank)
            {
                into.push(Stated {
                    key: key(&stated.key),
                    ..stated.clone()
                });
            }
        }
    };
    let bases = |into: &mut Vec<Base>, from: &[Base]| {
        for base in from {
            if into
                .iter()
                .all(|known| known.shown != base.shown || known.rank > base.rank)
            {
                into.push(Base {
                    key: key(&base.key),
                    ..base.clone()
                });
            }
        }
    };
    let header = &file.header;
    let card = is_root_card(file);
    if card || header.states_license() {
        put(&mut merged.license, &header.license);
        put(&mut merged.license_name, &header.license_name);
        put(&mut merged.license_link, &header.license_link);
    }
    put(&mut merged.relation, &header.relation);
    put(&mut merged.name, &header.name);
    put(&mut merged.author, &header.author);
    put(&mut merged.facts, &header.facts);
    bases(&mut merged.base_models, &header.base_models);
    bases(&mut merged.sources, &header.sources);
    bases(&mut merged.components, &header.components);
    bases(&mut merged.own, &header.own);
    merged.derived |= header.derived;
    merged
        .unknown_texts
        .extend(header.unknown_texts.iter().cloned());
    if card {
        merged.prose = header.prose.clone();
    }
    merged.sha256 = merged.sha256.take().or_else(|| header.sha256.clone());
    for problem in &header.problems {
        // Conflicts are reported again below, with those of other files.
        if problem.kind == ProblemKind::Conflict && !header.conflicting_licenses().is_empty() {
            continue;
        }
        let own = card || problem.kind > ProblemKind::License;
        let kind = if own {
            problem.kind
        } else {
            ProblemKind::Value
        };
        merged.fault(kind, key(&problem.text));
    }
    for note in &header.notes {
        merged.note(key(note));
    }
}

/// The commit that `huggingface_hub` notes for files that it puts into a plain directory.
fn revision(dir: &Path) -> Option<String> {
    let notes = dir.join(".cache/huggingface/download");
    let commits: Vec<String> = [
        "README.md",
        "config.json",
        "model_index.json",
        "adapter_config.json",
    ]
    .iter()
    .filter_map(|name| {
        let note = notes.join(format!("{name}.metadata"));
        fs::metadata(&note)
            .ok()
            .filter(|meta| meta.is_file() && meta.len() < 4096)?;
        let text = fs::read_to_string(note).ok()?;
        text.lines()
            .next()
            .map(str::trim)
            .filter(|commit| is_commit(commit))
            .map(str::to_owned)
    })
    .collect();
    // Files of several commits are those of none.
    let first = commits.first()?;
    commits
        .iter()
        .all(|commit| commit == first)
        .then(|| first.clone())
}
