//! What lies in the directory of a package beside its code: licence texts and notices.

use std::fs;

use camino::Utf8Path;

use crate::domain::CrateLicense;
use crate::license;

/// A licence file longer than this is no licence text, in bytes.
const MAX_LICENSE_FILE: u64 = 1 << 20;

/// Whether a file of that name is a licence text or a notice.
pub fn is_notice(name: &str) -> bool {
    const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "USE_POLICY"];
    let upper = name.to_ascii_uppercase();
    NAMES.iter().any(|known| upper.starts_with(known))
}

/// Whether a licence text or a notice lies beside a file, or in a directory above it inside the package.
pub fn has_notice(root: &Utf8Path, file: &str) -> bool {
    let directories = Utf8Path::new(file)
        .ancestors()
        .skip(1)
        .map(|directory| root.join(directory));
    directories
        .filter_map(|directory| directory.read_dir_utf8().ok())
        .flatten()
        .flatten()
        .any(|entry| is_notice(entry.file_name()))
}

/// What a package says of its own licence; a licence file counts where its text is recognised.
pub fn license_of(stated: Option<&str>, file: Option<&Utf8Path>) -> CrateLicense {
    match (stated, file) {
        (Some(text), _) => CrateLicense::Stated(text.to_owned()),
        (None, Some(file)) => {
            read_license(file).map_or(CrateLicense::UnknownFile, CrateLicense::File)
        }
        (None, None) => CrateLicense::Missing,
    }
}

fn read_license(file: &Utf8Path) -> Option<&'static str> {
    let small =
        fs::metadata(file).is_ok_and(|data| data.is_file() && data.len() <= MAX_LICENSE_FILE);
    let text = small.then(|| fs::read_to_string(file).ok()).flatten()?;
    license::recognise(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_notices_are_the_same_in_any_case() {
        for name in [
            "LICENSE",
            "license",
            "Licence.TXT",
            "copying.lib",
            "Notice.md",
        ] {
            assert!(is_notice(name), "{name}");
        }
        for name in ["README.md", "unlicense.rs", "my-license"] {
            assert!(!is_notice(name), "{name}");
        }
    }

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

    #[test]
    fn a_notice_counts_beside_and_above_a_file() {
        let directory = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(directory.path()).expect("UTF-8");
        fs::create_dir_all(root.join("models/small")).expect("made");
        assert!(!has_notice(root, "models/small/x.gguf"));
        fs::write(root.join("models/notice"), "").expect("written");
        assert!(has_notice(root, "models/small/x.gguf"));
        assert!(!has_notice(root, "other/x.gguf"));
    }
}
