//! The weight files of a release archive, read as they pass: nothing is unpacked to disk.

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek as _};

use camino::Utf8Path;
use sha2::{Digest as _, Sha256};

use super::found::{Bytes, Expected, Found};
use deny_models::digest::hex;
use deny_models::evidence::header;
use deny_models::evidence::weights::{detect, inspect, is_bundled, name};

/// More members than any release has.
const MAX_MEMBERS: usize = 1_000_000;

/// An archive that unpacks to more was made to keep a machine busy, in bytes.
const MAX_UNPACKED: u64 = 4 << 40;

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// The kinds of archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Tar,
    TarGz,
    Zip,
}

/// What kind of archive a file is; `None` for a file that is none.
///
/// A file of weights that is a zip inside is none: it has an ending of weights.
pub(super) fn kind(path: &Utf8Path) -> io::Result<Option<Kind>> {
    let name = path.file_name().unwrap_or_default().to_ascii_lowercase();
    if name::has_weight_ending(&name) {
        return Ok(None);
    }
    let mut head = Vec::new();
    File::open(path)?.take(512).read_to_end(&mut head)?;
    Ok(match head.as_slice() {
        [0x1f, 0x8b, ..] => Some(Kind::TarGz),
        [b'P', b'K', 3 | 5, 4 | 6, ..] => Some(Kind::Zip),
        head if head.get(257..262) == Some(b"ustar") => Some(Kind::Tar),
        [0xfd, b'7', b'z', b'X', b'Z', ..]
        | [0x28, 0xb5, 0x2f, 0xfd, ..]
        | [b'B', b'Z', b'h', ..] => {
            let why = "archives compressed with xz, zstd or bzip2 are not read: unpack it and give the directory";
            return Err(io::Error::other(why));
        }
        _ => None,
    })
}

pub(super) fn read(path: &Utf8Path, kind: Kind, expected: Expected<'_>) -> io::Result<Vec<Found>> {
    let file = File::open(path)?;
    let mut reader = Members {
        found: Vec::new(),
        count: 0,
        unpacked: 0,
        expected,
    };
    match kind {
        Kind::Tar => reader.tar(BufReader::new(file))?,
        Kind::TarGz => reader.tar(flate2::bufread::MultiGzDecoder::new(BufReader::new(file)))?,
        Kind::Zip => reader.zip(file)?,
    }
    let mut found = reader.found;
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

struct Members<'a> {
    found: Vec<Found>,
    count: usize,
    unpacked: u64,
    expected: Expected<'a>,
}

impl Members<'_> {
    fn tar(&mut self, reader: impl Read) -> io::Result<()> {
        let mut archive = tar::Archive::new(reader);
        for entry in archive.entries()? {
            let entry = entry?;
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let size = entry.size();
            self.member(&path, size, entry)?;
        }
        Ok(())
    }

    fn zip(&mut self, mut file: File) -> io::Result<()> {
        file.rewind()?;
        let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(io::Error::other)?;
        for at in 0..archive.len() {
            let entry = archive.by_index(at).map_err(io::Error::other)?;
            if !entry.is_file() {
                continue;
            }
            let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
            let size = entry.size();
            self.member(&path, size, entry)?;
        }
        Ok(())
    }

    fn member(&mut self, path: &str, size: u64, mut bytes: impl Read) -> io::Result<()> {
        self.count += 1;
        self.unpacked = self.unpacked.saturating_add(size);
        if self.count > MAX_MEMBERS || self.unpacked > MAX_UNPACKED {
            return Err(io::Error::other("the archive is larger than any release"));
        }
        let mut head = Vec::new();
        bytes
            .by_ref()
            .take(detect::HEAD as u64)
            .read_to_end(&mut head)?;
        // The path of the member leads nowhere, so what only a whole file shows is left to its name.
        let data = inspect(&head, size, Utf8Path::new(""));
        let zipped = head.starts_with(b"PK") && name::has_weight_ending(path);
        let sure = is_bundled(path, &data).is_some() || zipped;
        if !sure && !(self.expected)(path, size) {
            return Ok(());
        }
        let pointer = (data.format == Some("git-lfs"))
            .then(|| header::read("", Cursor::new(&head)).sha256)
            .flatten();
        let bytes = if let Some(sha256) = pointer {
            Bytes::Pointer(sha256)
        } else {
            let mut hasher = Sha256::new();
            hasher.update(&head);
            let mut rest = bytes.take(MAX_UNPACKED);
            let mut read = head.len() as u64;
            let mut buffer = vec![0; CHUNK];
            loop {
                let count = rest.read(&mut buffer)?;
                if count == 0 {
                    break;
                }
                hasher.update(&buffer[..count]);
                read += count as u64;
            }
            if read != size {
                return Err(io::Error::other(format!("`{path}` is cut off")));
            }
            Bytes::Read(hex(&hasher.finalize()))
        };
        self.found.push(Found {
            path: path.trim_start_matches("./").to_owned(),
            size,
            sure,
            bytes,
        });
        Ok(())
    }
}
