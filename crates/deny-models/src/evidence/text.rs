//! Licence files, read by their texts.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::header::{Confidence, Format, Header, ProblemKind, Stated};
use super::names::goes_with_a_licence;
use crate::license::{lookup, of_file};

/// What the lines begin with that name the licence of a file.
const SPDX_LINE: &str = "SPDX-License-Identifier";

/// A licence has more words than this.
const MIN_WORDS: usize = 20;

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
    let by_line = spdx_lines(&text);
    for license in &by_line {
        let key = format!("{SPDX_LINE} of {name}");
        header.add_license(Stated::new(license, key, Confidence::Own));
    }
    if let Some(found) = of_file(&text) {
        let known = by_line.iter().any(|line| lookup(line).id() == found.id());
        if !known {
            let key = format!("text of {name}");
            header.add_license(Stated::new(found.id(), key, Confidence::Own));
        }
        return header;
    }
    // Lines that name the licence are enough where little else is there.
    if !by_line.is_empty() && words(&text) < MIN_WORDS {
        return header;
    }
    header.note("its text is not recognised");
    if !goes_with_a_licence(name) {
        header.unknown_texts.push(name.to_owned());
    }
    header
}

/// The licences of the lines `SPDX-License-Identifier: X` of a text, each once. All of them apply.
#[must_use]
pub fn spdx_lines(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let Some((_, value)) = line.split_once(SPDX_LINE).filter(|(before, _)| {
            // Comment marks may stand before it, words of a sentence do not.
            !before.chars().any(char::is_alphanumeric)
        }) else {
            continue;
        };
        let value = value.trim_start().strip_prefix(':').unwrap_or_default();
        let value = value
            .trim()
            .trim_end_matches("-->")
            .trim_end_matches("*/")
            .trim();
        if !value.is_empty() && found.iter().all(|known| known != value) {
            found.push(value.to_owned());
        }
    }
    found
}

/// Whether a text is long enough for the text of a licence, or is one that is known.
#[must_use]
pub fn is_license_text(text: &str) -> bool {
    words(text) >= MIN_WORDS || of_file(text).is_some() || !spdx_lines(text).is_empty()
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
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
