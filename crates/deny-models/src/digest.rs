//! SHA-256 in hexadecimal digits.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

/// The SHA-256 of `bytes`, 64 hexadecimal digits in lower case.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&digest(bytes))
}

/// The SHA-256 of `bytes`.
#[cfg(feature = "command")]
#[must_use]
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).into()
}

/// The SHA-256 of `bytes`.
#[cfg(not(feature = "command"))]
#[must_use]
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    hmac_sha256::Hash::hash(bytes)
}

/// The SHA-256 of a file, 64 hexadecimal digits in lower case; it is not held in memory.
///
/// # Errors
///
/// When it cannot be read.
pub fn sha256_of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut hash = Hash::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(hex(&hash.finish())),
            Ok(length) => hash.add(&buffer[..length]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

#[cfg(feature = "command")]
struct Hash(sha2::Sha256);

#[cfg(feature = "command")]
impl Hash {
    fn new() -> Self {
        use sha2::Digest as _;
        Self(sha2::Sha256::new())
    }

    fn add(&mut self, bytes: &[u8]) {
        use sha2::Digest as _;
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        use sha2::Digest as _;
        self.0.finalize().into()
    }
}

#[cfg(not(feature = "command"))]
struct Hash(hmac_sha256::Hash);

#[cfg(not(feature = "command"))]
impl Hash {
    fn new() -> Self {
        Self(hmac_sha256::Hash::new())
    }

    fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(self) -> [u8; 32] {
        self.0.finalize()
    }
}

/// Bytes as hexadecimal digits in lower case.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(2 * bytes.len());
    for byte in bytes {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_implementations_agree() {
        for length in [0, 1, 55, 56, 63, 64, 65, 1000] {
            let bytes = vec![b'x'; length];
            assert_eq!(hmac_sha256::Hash::hash(&bytes), digest(&bytes));
        }
    }

    #[test]
    fn a_file_has_the_digest_of_its_bytes() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("x");
        let bytes = vec![b'x'; 200_000];
        std::fs::write(&path, &bytes).expect("written");
        assert_eq!(sha256_of_file(&path).expect("read"), sha256(&bytes));
    }

    #[test]
    fn digests_are_those_of_the_standard() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
