//! Writing a file for the user: the old one stays whole until the new one is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::time::Duration;

use camino::{Utf8Path, Utf8PathBuf};

/// Temporary names to try: one may be left of a run that was killed.
const TRIES: u32 = 16;

/// Age from which a temporary file is stale.
const LEFT_OVER: Duration = Duration::from_secs(600);

/// The same where the process that made it is gone.
const OF_A_DEAD_PROCESS: Duration = Duration::from_secs(10);

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
    put(
        &path,
        |file| file.write_all(text.as_bytes()),
        |temporary| fs::rename(temporary, &path),
    )
}

/// Puts `text`, which was made of `before`, at `path`, all of it or nothing. Where somebody has written the file
/// meanwhile, it stays as it is.
///
/// # Errors
///
/// When the system refuses, or `path` does not hold `before`; no file holds nothing.
pub(crate) fn save_over(path: &Utf8Path, before: &str, text: &str) -> io::Result<()> {
    let now = match fs::read_to_string(path) {
        Err(why) if why.kind() == io::ErrorKind::NotFound => String::new(),
        now => now?,
    };
    if now.trim_start_matches('\u{feff}') != before.trim_start_matches('\u{feff}') {
        return Err(io::Error::other(
            "it was written while this command ran; run it again",
        ));
    }
    save(path, text)
}

/// Puts `text` at `path` where nothing is, all of it or nothing; `false` where something is, and nothing changes.
///
/// # Errors
///
/// When the system refuses; there is no file then.
pub(crate) fn save_new(path: &Utf8Path, text: &str) -> io::Result<bool> {
    write_new(path, |file| file.write_all(text.as_bytes()))
}

fn write_new(path: &Utf8Path, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<bool> {
    if path.symlink_metadata().is_ok() {
        return Ok(false);
    }
    put(path, write, |temporary| {
        match fs::hard_link(temporary, path) {
            Ok(()) => fs::remove_file(temporary).map(|()| true),
            Err(why) if why.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(temporary).map(|()| false)
            }
            // Some file systems have no second names.
            Err(_) => fs::rename(temporary, path).map(|()| true),
        }
    })
}

/// Writes a file beside `path` and puts it in place.
fn put<T>(
    path: &Utf8Path,
    write: impl FnOnce(&mut File) -> io::Result<()>,
    place: impl FnOnce(&Utf8Path) -> io::Result<T>,
) -> io::Result<T> {
    let (directory, name) = parts(path);
    sweep(path);
    let (temporary, mut file) = create(directory, name)?;
    let written = write(&mut file)
        .and_then(|()| file.sync_all())
        .and_then(|()| place(&temporary));
    if written.is_err() {
        // The error that matters is the first one.
        let _ = fs::remove_file(&temporary);
    }
    written
}

fn parts(path: &Utf8Path) -> (&Utf8Path, &str) {
    let directory = match path.parent() {
        Some(directory) if !directory.as_str().is_empty() => directory,
        _ => Utf8Path::new("."),
    };
    (directory, path.file_name().unwrap_or("output"))
}

/// Whether no process has this number, where the system shows that.
fn is_gone(process: &str) -> bool {
    let all = Utf8Path::new("/proc");
    all.join("self").exists() && !all.join(process).exists()
}

/// Removes temporary files of runs that were killed while they wrote `path`. No write takes as long as [`LEFT_OVER`];
/// what cannot be removed does no harm.
pub(crate) fn sweep(path: &Utf8Path) {
    let (directory, name) = parts(path);
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
        let Some((process, _)) = ours.filter(|(process, number)| digits(process) && digits(number))
        else {
            continue;
        };
        let is_stale = |age| age > LEFT_OVER || age > OF_A_DEAD_PROCESS && is_gone(process);
        if age.is_some_and(is_stale) {
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
    fn what_somebody_else_wrote_meanwhile_stays() {
        let dir = tempfile::tempdir().expect("a directory");
        let path = Utf8Path::from_path(dir.path())
            .expect("UTF-8")
            .join("Cargo.toml");
        save_over(&path, "", "one\n").expect("written");
        save_over(&path, "one\n", "two\n").expect("written");
        for before in ["", "one\n"] {
            let why = save_over(&path, before, "three\n").expect_err("another text");
            assert!(why.to_string().contains("run it again"), "{why}");
        }
        assert_eq!(fs::read_to_string(&path).expect("readable"), "two\n");
        // Nor does a file that is gone come back.
        fs::remove_file(&path).expect("removed");
        assert!(save_over(&path, "two\n", "three\n").is_err());
        assert!(!path.exists());
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

    #[test]
    fn a_new_file_is_whole_or_not_there() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(dir.path()).expect("UTF-8");
        let path = root.join("deny-models.toml");
        // The disk is full after a few bytes.
        let full = write_new(&path, |file| {
            file.write_all(b"[pol")?;
            Err(io::ErrorKind::StorageFull.into())
        });
        assert_eq!(full.expect_err("full").kind(), io::ErrorKind::StorageFull);
        assert_eq!(fs::read_dir(root).expect("readable").count(), 0);
        assert!(save_new(&path, "[policy]\n").expect("written"));
        assert!(!save_new(&path, "other\n").expect("kept"));
        assert_eq!(fs::read_to_string(&path).expect("there"), "[policy]\n");
        assert_eq!(fs::read_dir(root).expect("readable").count(), 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_dead_process_left_goes_soon() {
        let dir = tempfile::tempdir().expect("a directory");
        let root = Utf8Path::from_path(dir.path()).expect("UTF-8");
        // No system has a process with the first number; ours is alive.
        let names = ["4294967295", &std::process::id().to_string()]
            .map(|process| format!(".out.{process}-7.tmp"));
        for name in &names {
            let file = File::create(root.join(name)).expect("a file");
            let then = std::time::SystemTime::now() - Duration::from_secs(60);
            file.set_modified(then).expect("a time");
        }
        sweep(&root.join("out"));
        assert!(!root.join(&names[0]).exists());
        assert!(root.join(&names[1]).exists());
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
