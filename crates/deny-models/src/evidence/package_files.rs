//! The licence of a package, by its fields and its licence file.

use std::fs;

use camino::Utf8Path;

use crate::domain::CrateLicense;
use crate::license;

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
    fn a_licence_file_counts_by_its_text_whatever_its_name_and_line_ends() {
        let directory = tempfile::tempdir().expect("a directory");
        let file = Utf8Path::from_path(directory.path())
            .expect("UTF-8")
            .join("LiCeNsE");
        let text = include_str!("../../LICENSE-MIT").replace('\n', "\r\n");
        fs::write(&file, text).expect("written");
        assert_eq!(license_of(None, Some(&file)), CrateLicense::File("MIT"));
    }
}
