//! A crate from its directory to its findings.

use camino::Utf8Path;

use super::parse::STACK;
use super::scan::{Scan, ScanError, ScanOptions};
use super::{mentions, report, source};

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
            let mut scan = report::scan(source::parse(self.0, options), options);
            if options.mentions {
                mentions::add(&directory, &mut scan);
            }
            scan
        })
    }
}

/// What a thread reads files into, one after another.
#[derive(Debug, Default)]
pub(super) struct Reader(source::Reader);

/// A bug that one crate triggers does not end the run.
pub(super) fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, ScanError> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(run)).map_err(|_| ScanError::Failed)
}

/// Runs where deep recursion has room.
pub(super) fn on_a_large_stack<T: Send>(
    run: impl FnOnce() -> Result<T, ScanError> + Send,
) -> Result<T, ScanError> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, run)
            .map_err(|_| ScanError::Failed)?;
        thread.join().unwrap_or(Err(ScanError::Failed))
    })
}
