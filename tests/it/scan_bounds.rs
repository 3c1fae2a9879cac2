//! Files and directories that are large, deep or strange: a scan ends, and reads no more than it has to.

use std::fs::{self, File};
use std::path::Path;

use camino::Utf8Path;
use deny_models_scan::{Scan, ScanOptions, scan_crate};

const MANIFEST: &str = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\n";
const PULLS: &str = "use hf_hub::Api;\nfn f(api: Api) { api.model(\"lab/model\".to_owned()); }\n";

fn package() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a directory");
    fs::create_dir(dir.path().join("src")).expect("made");
    fs::write(dir.path().join("Cargo.toml"), MANIFEST).expect("written");
    fs::write(dir.path().join("src/lib.rs"), PULLS).expect("written");
    dir
}

/// What is found beside the odd files is found all the same.
fn scan(dir: &Path) -> Scan {
    let dir = Utf8Path::from_path(dir).expect("UTF-8");
    let scan = scan_crate(dir, &ScanOptions::default()).expect("readable");
    let found: Vec<&str> = scan
        .found
        .iter()
        .map(|found| found.artifact.as_str())
        .collect();
    assert_eq!(found, ["lab/model"]);
    scan
}

#[test]
fn of_a_file_of_a_gibibyte_only_a_part_is_read() {
    let dir = package();
    for name in ["src/generated.rs", "picture.img", "Cargo.lock"] {
        let file = File::create(dir.path().join(name)).expect("made");
        file.set_len(1 << 30).expect("room for a hole");
    }
    let scan = scan(dir.path());
    assert!(scan.stats.bytes < 1 << 20, "{} bytes", scan.stats.bytes);
}

#[test]
fn long_and_deep_sources_end() {
    let dir = package();
    let deep = format!("fn f() {}{}", "{\n".repeat(200_000), "}\n".repeat(200_000));
    fs::write(
        dir.path().join("src/deep.rs"),
        format!("fn hub() {{}}\n{deep}"),
    )
    .expect("written");
    fs::write(
        dir.path().join("src/open.rs"),
        "const A: &str = \"lab/a\"; [(".repeat(100_000),
    )
    .expect("written");
    let flat = "pub const NAME: &str = \"a/b\";\nfn url() { g(NAME, 1); }\n".repeat(10_000);
    fs::write(dir.path().join("src/flat.rs"), flat).expect("written");
    let table = format!(
        "const T: [[u8; 3]; 100000] = [{}]; // url\n",
        "[1, 2, 0xff], ".repeat(100_000)
    );
    fs::write(
        dir.path().join("src/table.rs"),
        format!("{table}const URL: &str = \"\";"),
    )
    .expect("written");
    let scan = scan(dir.path());
    assert_eq!(scan.stats.unreadable, 2);
}

/// Each module leads to each other one, so that ways are beyond counting.
#[test]
fn modules_that_take_all_names_of_each_other_end() {
    let dir = package();
    let module = |name: usize| {
        let globs: Vec<String> = (0..14)
            .map(|of| format!("pub use super::m{of}::*;"))
            .collect();
        let (globs, other) = (globs.join("\n"), (name + 7) % 14);
        format!(
            "pub mod m{name} {{\n{globs}\npub fn f{name}() {{ load(missing()); f{other}(); }}\n}}\n"
        )
    };
    let modules: Vec<String> = (0..14).map(module).collect();
    fs::write(
        dir.path().join("src/lib.rs"),
        PULLS.to_owned() + &modules.concat(),
    )
    .expect("written");
    scan(dir.path());
}

#[test]
fn directories_of_many_files_and_of_many_levels_end() {
    let dir = package();
    let many = dir.path().join("src/many");
    fs::create_dir(&many).expect("made");
    for number in 0..20_000 {
        File::create(many.join(format!("{number}.rs"))).expect("made");
    }
    let mut deep = dir.path().join("src/deep");
    for _ in 0..100 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).expect("made");
    fs::write(deep.join("x.rs"), PULLS).expect("written");
    assert!(scan(dir.path()).stats.files > 20_000);
}

#[cfg(unix)]
#[test]
fn links_pipes_and_odd_names_are_passed_by() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::process::Command;

    let dir = package();
    let src = dir.path().join("src");
    symlink(dir.path(), src.join("round")).expect("a link");
    symlink("self.rs", src.join("self.rs")).expect("a link");
    symlink("/dev/zero", src.join("zero.rs")).expect("a link");
    symlink("/dev/zero", dir.path().join("zero.bin")).expect("a link");
    for name in ["pipe.rs", "pipe.gguf"] {
        let made = Command::new("mkfifo").arg(src.join(name)).status();
        assert!(made.expect("mkfifo").success());
    }
    fs::write(
        src.join(OsStr::from_bytes(b"\xff\xfe.rs")),
        PULLS.replace("lab", "odd"),
    )
    .expect("written");
    assert_eq!(scan(dir.path()).stats.files, 2);
}
