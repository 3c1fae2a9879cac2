//! Files as bytes, and the code in them.

use std::fs::File;
use std::io::{self, Read};

use camino::Utf8Path;

use super::lex;
use super::scan::ScanOptions;
use super::stop::Cause;

/// A buffer that every file is read into.
#[derive(Debug, Default)]
pub(super) struct Reader {
    buffer: Vec<u8>,
}

impl Reader {
    /// The first bytes of a file, and how many it has in all.
    pub(super) fn head(&mut self, path: &Utf8Path, most: usize) -> io::Result<(&[u8], u64)> {
        let file = File::open(path)?;
        let size = file.metadata()?.len();
        Ok((self.fill(file, most)?, size))
    }

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// When it cannot be read, or has more than `most`.
    pub(super) fn whole(&mut self, path: &Utf8Path, most: usize) -> Result<&[u8], Cause> {
        let file = File::open(path).map_err(|_| Cause::NotRead)?;
        let size = file.metadata().map_err(|_| Cause::NotRead)?.len();
        // A size that is not known, as of files that a system makes up, is 0.
        if size > most as u64 {
            return Err(Cause::FileBytes(most));
        }
        let bytes = self.fill(file, most + 1).map_err(|_| Cause::NotRead)?;
        if bytes.len() > most {
            return Err(Cause::FileBytes(most));
        }
        Ok(bytes)
    }

    fn fill(&mut self, mut file: File, most: usize) -> io::Result<&[u8]> {
        const STEP: usize = 64 << 10;
        let mut filled = 0;
        while filled < most {
            if self.buffer.len() - filled < STEP / 2 {
                let more = self.buffer.len().max(STEP);
                self.buffer.resize(self.buffer.len() + more, 0);
            }
            let end = self.buffer.len().min(most);
            match file.read(&mut self.buffer[filled..end]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(&self.buffer[..filled])
    }
}

/// What of a file is parsed.
pub(super) fn code_of(bytes: &[u8], options: &ScanOptions) -> String {
    lex::without_noise(&text_of(bytes), options.tests)
}

/// The text of a file, without a mark of its encoding.
pub(super) fn text_of(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    text.strip_prefix('\u{feff}').unwrap_or(&text).to_owned()
}
