//! Zip archives: the list of what is inside, and single small members, inflated up to a cap.

use std::io::{Read, Seek};

use super::input::{Fault, Input};

/// The end record and the longest comment behind it.
const END_SEARCH: u64 = 22 + 65_535;
const MAX_ENTRIES: u64 = 100_000;
const MAX_DIRECTORY: u64 = 16 << 20;

/// A member as the directory lists it.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) method: u16,
    pub(super) packed: u64,
    pub(super) unpacked: u64,
    /// Where its own header stands in the file.
    start: u64,
}

impl Entry {
    /// Where the bytes of a member start, when they lie in the file.
    pub(super) fn place<R: Read + Seek>(&self, input: &mut Input<R>) -> Result<Option<u64>, Fault> {
        input.seek(self.start)?;
        let local = input.array::<30>()?;
        if !local.starts_with(b"PK\x03\x04") {
            return Ok(None);
        }
        let start = input.at() + u64::from(u16_at(&local, 26)) + u64::from(u16_at(&local, 28));
        let fits = start
            .checked_add(self.packed)
            .is_some_and(|end| end <= input.len());
        Ok(fits.then_some(start))
    }
}

/// What is in an archive.
#[derive(Debug)]
pub(super) struct Archive {
    pub(super) entries: Vec<Entry>,
}

/// The content of a member, or why it is not read.
#[derive(Debug)]
pub(super) enum Extracted {
    Bytes(Vec<u8>),
    Refused(String),
    /// The library that unpacks is left out of this build.
    #[cfg(not(feature = "command"))]
    Packed,
}

impl Archive {
    /// Finds the archive at the end of a file; bytes in front of it are something else.
    pub(super) fn find<R: Read + Seek>(input: &mut Input<R>) -> Result<Option<Self>, Fault> {
        let from = input.len().saturating_sub(END_SEARCH);
        input.seek(from)?;
        let tail = input.take(input.left(), usize::MAX)?;
        let Some(end) = end_record(&tail) else {
            return Ok(None);
        };
        let record = &tail[end..];
        let end = from + end as u64;
        let mut count = u64::from(u16_at(record, 10));
        let mut size = u64::from(u32_at(record, 12));
        let mut offset = u64::from(u32_at(record, 16));
        let mut directory_end = end;
        let overflows = count == 0xffff || size == 0xffff_ffff || offset == 0xffff_ffff;
        if overflows && let Some(large) = large_record(input, end)? {
            (count, size, offset, directory_end) = large;
        }
        if count > MAX_ENTRIES || size > MAX_DIRECTORY {
            return Err(input.fault(format!(
                "a zip of {count} members in a directory of {size} bytes"
            )));
        }
        let start = directory_end
            .checked_sub(size)
            .filter(|start| *start >= offset)
            .ok_or_else(|| input.fault("a zip whose directory does not fit"))?;
        // Bytes in front of the archive, which offsets may or may not count.
        let shift = start - offset;
        input.seek(start)?;
        let directory = input.take(size, usize::MAX)?;
        Ok(Some(Self {
            entries: read_directory(&directory, count, shift).map_err(|what| input.fault(what))?,
        }))
    }

    /// The content of a member, inflated to at most `cap` bytes.
    pub(super) fn extract<R: Read + Seek>(
        input: &mut Input<R>,
        entry: &Entry,
        cap: usize,
    ) -> Result<Extracted, Fault> {
        if entry.unpacked > cap as u64 || entry.packed > cap as u64 {
            return Ok(Extracted::Refused(format!(
                "has {} bytes, more than {cap}",
                entry.unpacked.max(entry.packed)
            )));
        }
        let packed = match entry.place(input)? {
            Some(start) => {
                input.seek(start)?;
                input.take(entry.packed, cap)?
            }
            None => {
                return Ok(Extracted::Refused(
                    "is not where the directory lists it".to_owned(),
                ));
            }
        };
        Ok(match entry.method {
            0 => Extracted::Bytes(packed),
            #[cfg(not(feature = "command"))]
            8 => Extracted::Packed,
            #[cfg(feature = "command")]
            8 => match miniz_oxide::inflate::decompress_to_vec_with_limit(&packed, cap) {
                Ok(bytes) => Extracted::Bytes(bytes),
                Err(_) => Extracted::Refused("cannot be inflated".to_owned()),
            },
            method => Extracted::Refused(format!("is packed by method {method}")),
        })
    }

    /// Whether a member has this path, or ends with it behind one directory.
    pub(super) fn has(&self, path: &str) -> bool {
        self.member(path).is_some()
    }

    /// The member of that path, at the top or in one directory.
    pub(super) fn member(&self, path: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| {
            let inner = entry.name.split_once('/').map(|(_, inner)| inner);
            entry.name == path || inner == Some(path)
        })
    }
}

/// The last place at which an end record can stand: its comment has to reach the end.
fn end_record(tail: &[u8]) -> Option<usize> {
    let last = tail.len().checked_sub(22)?;
    (0..=last).rev().find(|at| {
        let record = &tail[*at..];
        record.starts_with(b"PK\x05\x06") && usize::from(u16_at(record, 20)) + 22 == record.len()
    })
}

/// Count, size, offset and end of the directory of an archive beyond 4 GiB.
fn large_record<R: Read + Seek>(
    input: &mut Input<R>,
    end: u64,
) -> Result<Option<(u64, u64, u64, u64)>, Fault> {
    let Some(locator) = end.checked_sub(20) else {
        return Ok(None);
    };
    input.seek(locator)?;
    let locator_bytes = input.array::<20>()?;
    if !locator_bytes.starts_with(b"PK\x06\x07") {
        return Ok(None);
    }
    let Some(record) = locator.checked_sub(56) else {
        return Ok(None);
    };
    input.seek(record)?;
    let bytes = input.array::<56>()?;
    if !bytes.starts_with(b"PK\x06\x06") {
        return Ok(None);
    }
    Ok(Some((
        u64_at(&bytes, 32),
        u64_at(&bytes, 40),
        u64_at(&bytes, 48),
        record,
    )))
}

fn read_directory(bytes: &[u8], count: u64, shift: u64) -> Result<Vec<Entry>, String> {
    let mut entries = Vec::new();
    let mut rest = bytes;
    for _ in 0..count {
        let fixed = rest
            .get(..46)
            .filter(|fixed| fixed.starts_with(b"PK\x01\x02"));
        let fixed = fixed.ok_or("a zip whose directory is cut short")?;
        let lengths = [28, 30, 32].map(|at| usize::from(u16_at(fixed, at)));
        let whole = 46 + lengths.iter().sum::<usize>();
        let entry = rest
            .get(46..whole)
            .ok_or("a zip whose directory is cut short")?;
        let (name, extra) = entry.split_at(lengths[0]);
        let sizes = wide(fixed, &extra[..lengths[1]]);
        entries.push(Entry {
            name: String::from_utf8_lossy(name).into_owned(),
            method: u16_at(fixed, 10),
            packed: sizes[1],
            unpacked: sizes[0],
            start: sizes[2].saturating_add(shift),
        });
        rest = &rest[whole..];
    }
    Ok(entries)
}

/// Unpacked size, packed size and offset; those that do not fit 32 bits stand in an extra field, in this order.
fn wide(fixed: &[u8], extra: &[u8]) -> [u64; 3] {
    let mut sizes = [24, 20, 42].map(|at| u64::from(u32_at(fixed, at)));
    let mut rest = extra;
    while let Some(head) = rest.get(..4) {
        let length = usize::from(u16_at(head, 2));
        let Some(body) = rest.get(4..4 + length) else {
            break;
        };
        if u16_at(head, 0) == 1 {
            let mut values = body.chunks_exact(8);
            for size in sizes.iter_mut().filter(|size| **size == 0xffff_ffff) {
                if let Some(value) = values.next() {
                    *size = u64_at(value, 0);
                }
            }
        }
        rest = &rest[4 + length..];
    }
    sizes
}

fn bytes_at<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let mut out = [0; N];
    if let Some(part) = bytes.get(at..at + N) {
        out.copy_from_slice(part);
    }
    out
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(bytes_at(bytes, at))
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(bytes_at(bytes, at))
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(bytes_at(bytes, at))
}
