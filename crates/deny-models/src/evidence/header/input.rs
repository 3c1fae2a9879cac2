//! A file whose lengths are not trusted: every read and every skip is checked against the bytes that are left.

use std::fmt;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

/// Bytes fetched at once; small, since readers leap over weights.
const BUFFER: usize = 8 * 1024;

/// Why reading stopped.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The system could not read.
    Io(io::Error),
    /// The bytes do not match the format.
    Damaged {
        /// Where.
        at: u64,
        /// What is wrong, without a full stop.
        what: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(why) => write!(f, "cannot be read: {why}"),
            Self::Damaged { at, what } => write!(f, "damaged at byte {at}: {what}"),
        }
    }
}

impl From<io::Error> for Fault {
    fn from(why: io::Error) -> Self {
        Self::Io(why)
    }
}

/// A file with its length and the place in it.
#[derive(Debug)]
pub(crate) struct Input<R> {
    inner: BufReader<R>,
    at: u64,
    len: u64,
}

impl<R: Read + Seek> Input<R> {
    /// Wraps a file, to be read from its start.
    pub(crate) fn new(mut inner: R) -> Result<Self, Fault> {
        let len = inner.seek(SeekFrom::End(0))?;
        inner.rewind()?;
        Ok(Self {
            inner: BufReader::with_capacity(BUFFER, inner),
            at: 0,
            len,
        })
    }

    /// Bytes of the file.
    pub(crate) fn len(&self) -> u64 {
        self.len
    }

    /// Bytes before the place.
    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    /// Bytes after the place.
    pub(crate) fn left(&self) -> u64 {
        self.len - self.at
    }

    /// A fault at the place.
    pub(crate) fn fault(&self, what: impl Into<String>) -> Fault {
        Fault::Damaged {
            at: self.at,
            what: what.into(),
        }
    }

    /// Moves the place.
    pub(crate) fn seek(&mut self, to: u64) -> Result<(), Fault> {
        if to > self.len {
            return Err(self.fault(format!(
                "points to byte {to} of a file of {} bytes",
                self.len
            )));
        }
        // Within the buffer this keeps the buffer.
        let by = i64::try_from(to)
            .ok()
            .zip(i64::try_from(self.at).ok())
            .map(|(to, at)| to - at);
        match by {
            Some(by) => self.inner.seek_relative(by)?,
            None => {
                self.inner.seek(SeekFrom::Start(to))?;
            }
        }
        self.at = to;
        Ok(())
    }

    /// Leaps over `count` bytes.
    pub(crate) fn skip(&mut self, count: u64) -> Result<(), Fault> {
        self.need(count)?;
        self.seek(self.at + count)
    }

    /// The next bytes, at most `cap`.
    pub(crate) fn take(&mut self, count: u64, cap: usize) -> Result<Vec<u8>, Fault> {
        self.need(count)?;
        let size = usize::try_from(count).ok().filter(|size| *size <= cap);
        let size = size.ok_or_else(|| {
            self.fault(format!("a text of {count} bytes, where {cap} is the most"))
        })?;
        let mut bytes = vec![0; size];
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// The next `N` bytes.
    pub(crate) fn array<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let mut bytes = [0; N];
        self.need(N as u64)?;
        self.fill(&mut bytes)?;
        Ok(bytes)
    }

    /// The bytes at the start of the file, fewer where it is shorter.
    pub(crate) fn head<const N: usize>(&mut self) -> Result<Vec<u8>, Fault> {
        self.seek(0)?;
        let head = self.take(self.len.min(N as u64), N)?;
        self.seek(0)?;
        Ok(head)
    }

    /// The reader below, standing at the place.
    pub(crate) fn reader(&mut self) -> &mut BufReader<R> {
        &mut self.inner
    }

    /// Updates the position after the reader below was used.
    pub(crate) fn sync_position(&mut self) -> Result<(), Fault> {
        self.at = self.inner.stream_position()?.min(self.len);
        Ok(())
    }

    /// Fails where fewer than `count` bytes are left.
    pub(crate) fn need(&self, count: u64) -> Result<(), Fault> {
        if count > self.left() {
            return Err(self.fault(format!(
                "needs {count} bytes where {} are left",
                self.left()
            )));
        }
        Ok(())
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), Fault> {
        self.inner.read_exact(bytes)?;
        self.at += bytes.len() as u64;
        Ok(())
    }
}

/// Part of a file as a file of its own.
#[derive(Debug)]
pub(crate) struct Window<'a, R> {
    inner: &'a mut R,
    start: u64,
    len: u64,
    at: u64,
}

impl<'a, R: Read + Seek> Window<'a, R> {
    /// The `len` bytes from `start` on; the caller has checked that they are there.
    pub(crate) fn new(inner: &'a mut R, start: u64, len: u64) -> Self {
        Self {
            inner,
            start,
            len,
            at: 0,
        }
    }
}

impl<R: Read + Seek> Read for Window<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.len.saturating_sub(self.at);
        let size = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        if size == 0 {
            return Ok(0);
        }
        self.inner.seek(SeekFrom::Start(self.start + self.at))?;
        let read = self.inner.read(&mut buffer[..size])?;
        self.at += read as u64;
        Ok(read)
    }
}

impl<R> Seek for Window<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn nothing_is_read_or_allocated_beyond_the_file() {
        let mut input = Input::new(Cursor::new(b"abcdef".to_vec())).expect("readable");
        assert!(input.take(u64::MAX, usize::MAX).is_err());
        assert!(input.skip(7).is_err());
        assert!(input.seek(7).is_err());
        assert!(input.take(4, 3).is_err());
        assert_eq!(input.take(2, 2).expect("there"), b"ab");
        input.skip(3).expect("there");
        assert_eq!((input.at(), input.left()), (5, 1));
        assert!(input.array::<2>().is_err());
        assert_eq!(input.array::<1>().expect("there"), *b"f");
    }

    #[test]
    fn a_window_ends_where_its_part_ends() {
        let mut file = Cursor::new(b"abcdef".to_vec());
        let mut part = Input::new(Window::new(&mut file, 2, 3)).expect("readable");
        assert_eq!(part.len(), 3);
        assert_eq!(part.take(3, 3).expect("there"), b"cde");
        assert!(part.array::<1>().is_err());
    }
}
