//! The licence of a package, by its fields and its licence file.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};

use super::names::{goes_with_a_licence, is_terms};
use crate::domain::{CrateLicense, FoundText};
use crate::license::{self, Part};
use crate::source::{Place, SourceFile};

/// A licence file longer than this is no licence text, in bytes.
const MAX_LICENSE_FILE: u64 = 1 << 20;

/// The licence of a package, as it states it; a licence file counts where its text is recognised.
pub fn license_of(stated: Option<&str>, file: Option<&Utf8Path>) -> CrateLicense {
    match (stated, file) {
        (Some(text), _) => CrateLicense::Stated(text.to_owned()),
        (None, Some(file)) => {
            read_license(file).map_or(CrateLicense::UnknownFile, CrateLicense::File)
        }
        (None, None) => CrateLicense::Missing,
    }
}

/// The licence by which the gate judges a member: as [`license_of`] has it, else by the licence texts in its directory,
/// else by those at the root of its workspace. A text counts for the gate alone: no weights are under it.
#[must_use]
pub fn gating_license(
    stated: Option<&str>,
    file: Option<&Utf8Path>,
    directory: &Utf8Path,
    root: &Utf8Path,
) -> CrateLicense {
    let license = license_of(stated, file);
    if license != CrateLicense::Missing {
        return license;
    }
    let mut texts = texts_in(directory, false);
    if texts.is_empty() && directory != root {
        texts = texts_in(root, true);
    }
    if texts.is_empty() {
        CrateLicense::Missing
    } else {
        CrateLicense::Found(texts)
    }
}

/// The licence texts in a directory that are recognised, by name; each licence once.
fn texts_in(directory: &Utf8Path, at_root: bool) -> Vec<FoundText> {
    let entries = directory.read_dir_utf8().into_iter().flatten().flatten();
    let mut files: Vec<Utf8PathBuf> = entries
        .filter(|entry| is_terms(entry.file_name()) && !goes_with_a_licence(entry.file_name()))
        .map(|entry| entry.path().to_owned())
        .collect();
    files.sort();
    let mut found: Vec<FoundText> = Vec::new();
    for file in files {
        let Some(text) = read_text(&file) else {
            continue;
        };
        let ids = licenses_in(&text);
        let source = SourceFile::new(file, text);
        for id in ids {
            if found.iter().all(|known| known.id != id) {
                let end = source.text().lines().next().map_or(0, str::len);
                let place = Place::new(&source, 0..end);
                found.push(FoundText { id, place, at_root });
            }
        }
    }
    found
}

/// The licences of a file that holds nothing else: one, or the whole texts of several.
fn licenses_in(text: &str) -> Vec<String> {
    if let Some(license) = license::of_file(text) {
        return vec![license.spdx_ref()];
    }
    let all = license::identify_all(text);
    let whole = all
        .iter()
        .all(|found| found.exact && found.part == Part::Licence);
    if all.len() < 2 || !whole {
        return Vec::new();
    }
    all.iter().map(|found| found.license().spdx_ref()).collect()
}

fn read_license(file: &Utf8Path) -> Option<&'static str> {
    license::recognise(&read_text(file)?)
}

fn read_text(file: &Utf8Path) -> Option<String> {
    let small =
        fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() <= MAX_LICENSE_FILE);
    small.then(|| fs::read_to_string(file).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_licence_file_counts_by_its_text_whatever_its_name_and_line_ends() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = Utf8Path::from_path(directory.path())
            .expect("UTF-8")
            .join("LiCeNsE");
        let text = include_str!("../../LICENSE-MIT").replace('\n', "\r\n");
        fs::write(&file, text).expect("written");
        assert_eq!(license_of(None, Some(&file)), CrateLicense::File("MIT"));
    }

    fn found(package: &[(&str, &str)], root: &[(&str, &str)]) -> Vec<(String, String, bool)> {
        let directory = tempfile::tempdir().expect("a directory");
        let top = Utf8Path::from_path(directory.path()).expect("UTF-8");
        let member = top.join("member");
        fs::create_dir(&member).expect("made");
        for (at, files) in [(&member, package), (&top.to_owned(), root)] {
            for (name, text) in files {
                fs::write(at.join(name), text).expect("written");
            }
        }
        match gating_license(None, None, &member, top) {
            CrateLicense::Found(texts) => texts
                .into_iter()
                .map(|text| {
                    let name = text.place.path().file_name().expect("a name").to_owned();
                    (text.id, name, text.at_root)
                })
                .collect(),
            CrateLicense::Missing => Vec::new(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_member_without_a_licence_field_goes_by_the_texts_beside_it() {
        const MIT: &str = include_str!("../../LICENSE-MIT");
        const APACHE: &str = include_str!("../../LICENSE-APACHE");
        let one = |id: &str, name: &str, at_root| (id.to_owned(), name.to_owned(), at_root);
        assert_eq!(
            found(&[], &[("LICENSE", MIT)]),
            [one("MIT", "LICENSE", true)]
        );
        assert_eq!(
            found(&[("COPYING.txt", APACHE)], &[("LICENSE", MIT)]),
            [one("Apache-2.0", "COPYING.txt", false)]
        );
        assert_eq!(
            found(&[("LICENSE-APACHE", APACHE), ("LICENSE-MIT", MIT)], &[]),
            [
                one("Apache-2.0", "LICENSE-APACHE", false),
                one("MIT", "LICENSE-MIT", false)
            ]
        );
        let both = format!("{APACHE}\n\n{MIT}");
        assert_eq!(found(&[("LICENSE", &both)], &[]).len(), 2);
        // What is not a licence of the package, or a changed one.
        let changed = format!("{MIT}\nYou may not use it on Sundays.\n");
        for (name, text) in [
            ("NOTICE", MIT),
            ("LICENSE-THIRD-PARTY", MIT),
            ("LICENSE", "Ask the authors."),
            ("LICENSE", &changed),
            ("README.md", MIT),
        ] {
            assert!(found(&[(name, text)], &[]).is_empty(), "{name}: {text}");
        }
        assert_eq!(
            found(&[("LICENSE", &changed)], &[("LICENSE", MIT)]).len(),
            1
        );
    }
}
