//! Writing a file for the user: the old one stays whole until the new one is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

/// Temporary names to try: one may be left of a run that was killed.
const TRIES: u32 = 16;

/// Age from which a temporary file is stale.
const LEFT_OVER: Duration = Duration::from_secs(600);

/// Puts `text` at `path`, all of it or nothing.
///
/// # Errors
///
/// When the system refuses; the old file is as it was then.
pub(crate) fn save(path: &Utf8Path, text: &str) -> io::Result<()> {
    // A link stays one.
    let path = path.canonicalize_utf8().unwrap_or_else(|_| path.to_owned());
    // A terminal, a pipe or /dev/null is written to, not replaced.
    if fs::metadata(&path).is_ok_and(|known| !known.is_file() && !known.is_dir()) {
        return fs::write(&path, text);
    }
    let directory = match path.parent() {
        Some(directory) if !directory.as_str().is_empty() => directory,
        _ => Utf8Path::new("."),
    };
    let name = path.file_name().unwrap_or("output");
    sweep(directory, name);
    let (temporary, mut file) = create(directory, name)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, &path));
    if written.is_err() {
        // The error that matters is the first one.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Removes temporary files of runs that were killed while they wrote. No write takes as long as [`LEFT_OVER`]; what
/// cannot be removed does no harm.
fn sweep(directory: &Utf8Path, name: &str) {
    let Ok(entries) = directory.read_dir_utf8() else {
        return;
    };
    for entry in entries.flatten() {
        let number = entry.file_name().strip_prefix(&format!(".{name}."));
        let number = number.and_then(|rest| rest.strip_suffix(".tmp"));
        let ours = number.and_then(|number| number.split_once('-'));
        let digits =
            |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let age = entry
            .metadata()
            .ok()
            .and_then(|meta| meta.modified().ok()?.elapsed().ok());
        if ours.is_some_and(|(process, number)| digits(process) && digits(number))
            && age.is_some_and(|age| age > LEFT_OVER)
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// A new file in the directory of the old one: only within one file system is a rename all or nothing.
fn create(directory: &Utf8Path, name: &str) -> io::Result<(Utf8PathBuf, File)> {
    let mut last = io::Error::from(io::ErrorKind::AlreadyExists);
    for number in 0..TRIES {
        let temporary = format!(".{name}.{}-{number}.tmp", std::process::id());
        let path = directory.join(temporary);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((path, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => last = error,
            Err(error) => return Err(error),
        }
    }
    Err(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_written_or_nothing() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(dir.path()).expect("UTF-8");
        let path = root.join("deny-models.lock");
        save(&path, "one\n").expect("written");
        save(&path, "two\n").expect("written");
        assert_eq!(fs::read_to_string(&path).expect("readable"), "two\n");
        let blocked = root.join("blocked");
        fs::create_dir_all(blocked.join("full")).expect("a directory");
        assert!(
            save(&blocked, "three\n").is_err(),
            "a directory is not replaced"
        );
        assert_eq!(
            fs::read_dir(root).expect("readable").count(),
            2,
            "nothing is left over"
        );
    }

    #[test]
    fn files_of_a_killed_run_are_removed_and_nothing_else() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(dir.path()).expect("UTF-8");
        let names = [
            ".out.12-0.tmp",
            ".out.13-1.tmp",
            ".out.notes.tmp",
            ".outer.12-0.tmp",
        ];
        for name in names {
            let file = File::create(root.join(name)).expect("a file");
            // Another process may still be writing the second.
            let age = if name.contains("13") { 1 } else { 3600 };
            let then = std::time::SystemTime::now() - Duration::from_secs(age);
            file.set_modified(then).expect("a time");
        }
        save(&root.join("out"), "x").expect("written");
        for name in &names[1..] {
            assert!(root.join(name).exists(), "{name}");
        }
        assert!(!root.join(names[0]).exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_stays_one() {
        use std::os::unix::fs::FileTypeExt as _;

        let null = Utf8Path::new("/dev/null");
        save(null, "gone\n").expect("written");
        let kind = fs::metadata(null).expect("there").file_type();
        assert!(kind.is_char_device());
    }
}
