//! Git LFS pointers: a few lines in the place of a file.

use std::io::{Read, Seek};

use super::input::{Fault, Input};
use super::types::{Confidence, Format, Header, ProblemKind};

/// The pointers of git-lfs are shorter than this, by its specification.
const MAX_POINTER: u64 = 1024;

/// Reads a pointer. Its model is elsewhere, so this is no answer; the hash may lead to one.
pub(super) fn read<R: Read + Seek>(input: &mut Input<R>) -> Header {
    let mut header = Header::new(Format::GitLfsPointer);
    header.fault(
        ProblemKind::Unreadable,
        "a Git LFS pointer, not the model: fetch it with `git lfs pull`",
    );
    match lines(input) {
        Ok(text) => {
            let value = |key: &str| {
                text.lines()
                    .find_map(|line| line.strip_prefix(key))
                    .map(str::trim)
            };
            let hex = value("oid sha256:")
                .filter(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
            header.sha256 = hex.map(str::to_ascii_lowercase);
            if let Some(size) = value("size ").and_then(|size| size.parse::<u64>().ok()) {
                header.fact(size.to_string(), "size", Confidence::Own);
            }
        }
        Err(fault) => header.fault(ProblemKind::Unreadable, fault.to_string()),
    }
    header
}

fn lines<R: Read + Seek>(input: &mut Input<R>) -> Result<String, Fault> {
    input.seek(0)?;
    let bytes = input.take(input.len().min(MAX_POINTER), usize::MAX)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
