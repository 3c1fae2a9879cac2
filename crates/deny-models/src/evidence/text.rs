//! Licence files, read by their texts.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::header::{Confidence, Format, Header, ProblemKind, Stated};
use super::names::goes_with_a_licence;
use crate::license::of_file;

/// Of a card the front matter and the start of the body; of a configuration the whole.
pub const MAX_TEXT: u64 = 4 << 20;

/// The licence in a licence file. Notices and policies go with a licence and state none.
#[must_use]
pub fn license_file(name: &str, bytes: &[u8]) -> Header {
    let mut header = Header::new(Format::LicenseFile);
    let text = String::from_utf8_lossy(bytes);
    if text.trim().is_empty() {
        header.fault(ProblemKind::Value, "the file is empty");
        return header;
    }
    if let Some(found) = of_file(&text) {
        let key = format!("text of {name}");
        header.add_license(Stated::new(found.id(), key, Confidence::Own));
        return header;
    }
    header.note("its text is not recognised");
    if !goes_with_a_licence(name) {
        header.unknown_texts.push(name.to_owned());
    }
    header
}

/// The first bytes of a file; pipes and directories are refused.
pub fn read_bounded(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "is no file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}
