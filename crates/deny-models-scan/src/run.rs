//! A crate from its directory to its findings.

use camino::Utf8Path;

use super::scan::{Scan, ScanError, ScanOptions};
use super::stack::{guarded, on_a_large_stack};
use super::{mentions, reader, scan_package, source};

/// Scans the crate in a directory: its own files only, without a network, a lock file or cargo.
///
/// # Errors
///
/// When the directory cannot be read.
pub fn scan_crate(dir: &Utf8Path, options: &ScanOptions) -> Result<Scan, ScanError> {
    on_a_large_stack(|| {
        let unparsed = UnparsedCrate::new(dir, options, &mut Reader::default())?;
        unparsed.finish(options)
    })
}

/// A crate whose files were all read once, to be followed to its findings.
#[derive(Debug)]
pub(super) struct UnparsedCrate(source::UnparsedCrate);

impl UnparsedCrate {
    /// Reads the crate in a directory.
    pub(super) fn new(
        dir: &Utf8Path,
        options: &ScanOptions,
        reader: &mut Reader,
    ) -> Result<Self, ScanError> {
        let read = guarded(|| source::read_files(dir, options, &mut reader.0))?;
        read.map(Self).map_err(|why| ScanError::Read {
            path: dir.to_owned(),
            why,
        })
    }

    /// How much is left to do, in about bytes of source.
    pub(super) fn work(&self) -> usize {
        self.0.work()
    }

    /// Bytes of source that are held until then.
    pub(super) fn kept(&self) -> usize {
        self.0.kept()
    }

    /// Parses what matters and follows it. Needs a stack of [`STACK`] bytes.
    pub(super) fn finish(self, options: &ScanOptions) -> Result<Scan, ScanError> {
        guarded(|| {
            let directory = self.0.directory().to_owned();
            let mut scan = scan_package::scan(source::parse(self.0, options), options);
            if options.mentions {
                mentions::add(&directory, &mut scan);
            }
            scan
        })
    }
}

/// What a thread reads files into, one after another.
#[derive(Debug, Default)]
pub(super) struct Reader(reader::Reader);
