//! A file that comes on standard input, made one that can be sought in.

use std::fs::File;
use std::io::{self, Read, Seek as _};

/// Longest input that is spooled. Weights that are larger are inspected where they lie, or redirected with `<`.
pub(super) const MAX_SPOOLED: u64 = 1 << 30;

/// Standard input as a file: itself where it is one, else a copy that no name leads to and that goes away with the
/// process, however that ends.
///
/// # Errors
///
/// When it cannot be read or copied, and when it is longer than [`MAX_SPOOLED`].
pub(super) fn file() -> io::Result<File> {
    match redirected() {
        Some(file) => Ok(file),
        None => spool(io::stdin().lock(), MAX_SPOOLED),
    }
}

/// `< model.gguf`: nothing has to be copied.
fn redirected() -> Option<File> {
    #[cfg(unix)]
    let handle = {
        use std::os::fd::AsFd as _;
        io::stdin().as_fd().try_clone_to_owned()
    };
    #[cfg(windows)]
    let handle = {
        use std::os::windows::io::AsHandle as _;
        io::stdin().as_handle().try_clone_to_owned()
    };
    let file = File::from(handle.ok()?);
    file.metadata()
        .is_ok_and(|meta| meta.is_file())
        .then_some(file)
}

fn spool(mut from: impl Read, most: u64) -> io::Result<File> {
    let mut file = tempfile::tempfile().map_err(|why| {
        let place = std::env::temp_dir();
        let what = format!("no temporary file in {}: {why}", place.display());
        io::Error::new(why.kind(), what)
    })?;
    if io::copy(&mut (&mut from).take(most), &mut file)? == most && from.read(&mut [0])? > 0 {
        let what = format!(
            "it is longer than {} MiB; write it to a file and inspect that, or redirect one with `<`",
            most >> 20
        );
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, what));
    }
    file.rewind()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_input_is_copied_up_to_a_cap() {
        const MOST: u64 = 1 << 20;
        for length in [0, 1, MOST - 1, MOST] {
            let mut copy = spool(io::repeat(7).take(length), MOST).expect("short enough");
            assert_eq!(copy.metadata().expect("a file").len(), length);
            let mut bytes = Vec::new();
            copy.read_to_end(&mut bytes).expect("readable");
            assert_eq!(bytes.len() as u64, length, "from its start");
        }
        // One that never ends, too.
        let error = spool(io::repeat(7), MOST).expect_err("too long");
        assert!(error.to_string().contains("longer than 1 MiB"), "{error}");
    }

    #[test]
    fn an_input_that_breaks_off_is_an_error() {
        struct Broken;
        impl Read for Broken {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::from(io::ErrorKind::ConnectionReset))
            }
        }
        assert!(spool(Broken, 10).is_err());
    }
}
