//! Files with terms that are at hand for a notice: in the hub's cache, beside shipped files, and those that the user gives.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use super::error::Error;
use crate::card::HubCache;
use crate::gate::Session;
use crate::gather::reference;
use crate::inventory::{Inventory, Model};
use crate::report::notice::{Copies, Copy};
use deny_models::digest::sha256;
use deny_models::evidence::names::{Statement, statement};
use deny_models::evidence::text::read_bounded;
use deny_models::model::Artifact;

/// Longer files are no licence texts, in bytes.
const MAX_BYTES: u64 = 1 << 20;
/// More files than this in one directory are not read.
const MAX_FILES: usize = 256;

/// Reads all of them; `unread` gets why a file that the user gave is not read.
pub(super) fn read(
    inventory: &Inventory,
    session: &Session,
    given: Option<&Utf8Path>,
    unread: &mut Vec<String>,
) -> Result<Copies, Error> {
    let mut copies = Copies::default();
    if let Some(directory) = given {
        let read = all_of(directory, unread);
        copies.given = read.map_err(|why| Error::read(directory, why))?;
    }
    let by_digest: BTreeMap<&String, &Copy> = copies
        .given
        .iter()
        .map(|copy| (&copy.sha256, copy))
        .collect();
    let cache = HubCache::of_process();
    for model in &inventory.models {
        for text in &model.texts {
            let given = by_digest.get(&text.sha256).map(|copy| Copy::clone(copy));
            let found = match (given, &cache) {
                (Some(copy), _) => Some(Ok(copy)),
                (None, Some(cache)) => of_cache(cache, model, &text.path, &text.sha256),
                (None, None) => None,
            };
            match found {
                Some(Ok(copy)) => copies.locked.insert(text.sha256.clone(), copy).map(drop),
                Some(Err(why)) => copies.refused.insert(text.sha256.clone(), why).map(drop),
                None => None,
            };
        }
        let beside = beside(model, session);
        if !beside.is_empty() {
            copies.beside.insert(model.reference(), beside);
        }
    }
    Ok(copies)
}

/// The copy of a file in the hub's cache, or why it is not used.
fn of_cache(
    cache: &HubCache,
    model: &Model,
    path: &str,
    digest: &str,
) -> Option<Result<Copy, String>> {
    let Artifact::Hub { id, .. } = &model.artifact else {
        return None;
    };
    let inside = Utf8Path::new(path)
        .components()
        .all(|part| matches!(part, Utf8Component::Normal(_)));
    if !inside {
        return None;
    }
    let snapshot = cache.snapshot(id, model.version()).ok()??;
    let file = snapshot.directory.join(path);
    if !file.exists() {
        return None;
    }
    Some(match copy(&file, "the hub's cache".to_owned()) {
        Ok(copy) if copy.sha256 == digest => Ok(copy),
        Ok(_) => {
            Err("the copy in the hub's cache does not have the SHA-256 that was locked".to_owned())
        }
        Err(why) => Err(format!("the copy in the hub's cache is not used: {why}")),
    })
}

/// The files with terms in the directories from a shipped file up to the top of its package.
fn beside(model: &Model, session: &Session) -> Vec<Copy> {
    let Artifact::Path {
        package: Some(package),
        path,
    } = &model.artifact
    else {
        return Vec::new();
    };
    let mut packages = session.graph.packages().iter();
    let Some(of) = packages.find(|of| reference(of).to_string() == *package) else {
        return Vec::new();
    };
    let whole = |path: &Utf8Path| path.canonicalize_utf8().ok();
    let (Some(top), Some(file)) = (whole(of.directory()), whole(&of.directory().join(path))) else {
        return Vec::new();
    };
    // A member may ship a file that lies elsewhere in the workspace.
    let top = [Some(top), whole(&session.root)]
        .into_iter()
        .flatten()
        .find(|top| file.starts_with(top));
    let Some(top) = top else {
        return Vec::new();
    };
    let mut copies = Vec::new();
    let alone = Utf8PathBuf::from(format!("{file}.license"));
    let above = file.ancestors().skip(1);
    for directory in above.take_while(|directory| directory.starts_with(&top)) {
        let mut names: Vec<String> = names(directory)
            .into_iter()
            .filter(|name| {
                let states = statement(name);
                matches!(states, Some(Statement::Licence | Statement::Notice))
                    || directory.join(name) == alone
            })
            .collect();
        names.sort();
        for name in names {
            let path = directory.join(&name);
            let shown = path.strip_prefix(&top).unwrap_or(&path);
            let shown = shown.as_str().replace('\\', "/");
            copies.extend(copy(path.as_std_path(), format!("{shown} of {package}")));
        }
    }
    copies
}

/// Every file of a directory that can be a text.
fn all_of(directory: &Utf8Path, unread: &mut Vec<String>) -> std::io::Result<Vec<Copy>> {
    fs::read_dir(directory)?;
    let mut names = names(directory);
    names.sort();
    let mut all = Vec::new();
    for name in names {
        let path = directory.join(&name);
        match copy(path.as_std_path(), format!("{name}, as given")) {
            Ok(copy) => all.push(copy),
            Err(why) => unread.push(format!("{name} in {directory} is not used: {why}")),
        }
    }
    Ok(all)
}

/// The names of the files of a directory.
fn names(directory: &Utf8Path) -> Vec<String> {
    let entries = fs::read_dir(directory).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .take(MAX_FILES)
        .collect()
}

fn copy(path: &Path, place: String) -> Result<Copy, String> {
    let bytes = read_bounded(path, MAX_BYTES + 1).map_err(|why| why.to_string())?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err("it is longer than a licence text".to_owned());
    }
    let sha256 = sha256(&bytes);
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    Ok(Copy {
        text: text.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
        sha256,
        name: path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        place,
    })
}
