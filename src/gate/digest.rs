//! Digests of files.

use std::fs::File;
use std::io::{self, Read as _};

use camino::Utf8Path;
use sha2::{Digest as _, Sha256};

use deny_models::digest::hex;

/// The SHA-256 of a file of a package, whatever its size.
pub(crate) fn digest(directory: &Utf8Path, path: &Utf8Path) -> io::Result<String> {
    let root = directory.canonicalize_utf8()?;
    let path = directory.join(path).canonicalize_utf8()?;
    if !path.starts_with(&root) {
        return Err(io::Error::other("it leads out of the package"));
    }
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hex(&hasher.finalize()));
        }
        hasher.update(&buffer[..read]);
    }
}
