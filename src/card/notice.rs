//! Texts about weights without front matter: a notice, and a README that is no model card.

use super::{front, prose};
use deny_models::evidence::header::{Confidence, Format, Header, Stated, shortened};
use deny_models::evidence::names::is_terms;
use deny_models::evidence::text::spdx_lines;
use deny_models::license::Terms;

/// The part of a notice that is read, in bytes.
const MAX: usize = 1 << 20;

/// Reads a text about weights that is no card: the value of a label `License:` counts where nothing else names a licence.
#[must_use]
pub fn read_readme(bytes: &[u8]) -> Header {
    let mut header = front::read(bytes);
    if header.license.is_empty() && header.license_name.is_empty() {
        add_labelled(&String::from_utf8_lossy(bytes), &mut header);
    }
    header
}

/// Reads a notice, or the part of one that is about a file.
#[must_use]
pub fn read(bytes: &[u8]) -> Header {
    let mut header = Header::new(Format::Card);
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX)]);
    header.prose = prose::read(&text);
    for license in spdx_lines(&text) {
        header.add_license(Stated::new(
            license,
            "SPDX-License-Identifier",
            Confidence::Own,
        ));
    }
    add_labelled(&text, &mut header);
    header.finish()
}

/// Adds what stands behind a label `License:`, where the text names no licence that is known: a name that is in no table
/// is a licence too, and an unknown one.
fn add_labelled(text: &str, header: &mut Header) {
    if header.prose.weights(false).next().is_some() || !header.license.is_empty() {
        return;
    }
    for (label, value) in prose::license_labels(text) {
        // Another file states it.
        let mut words =
            value.split(|char: char| char.is_whitespace() || "[]()<>`*,;".contains(char));
        if words.any(|word| is_terms(word.trim_start_matches("./").trim_end_matches('.'))) {
            continue;
        }
        let known = Terms::parse(&value).is_ok();
        let stated = if known { value } else { shortened(&value) };
        header.add_license(Stated::new(stated, label, Confidence::Own));
    }
}
