//! Finding and reading the policy file.

use std::fs;

use camino::{Utf8Path, Utf8PathBuf};
use deny_models::date::Date;
use deny_models::policy::{FileError, MAX_BYTES, Policy, find, not_read, read};
use tempfile::TempDir;

struct Tree {
    _dir: TempDir,
    root: Utf8PathBuf,
}

impl Tree {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("a directory");
        let root = Utf8PathBuf::from_path_buf(dir.path().to_owned()).expect("UTF-8");
        Self { _dir: dir, root }
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> Utf8PathBuf {
        let path = self.root.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("made");
        fs::write(&path, bytes).expect("written");
        path
    }

    fn find(&self, root: &str) -> Option<Utf8PathBuf> {
        find(&self.root.join(root)).expect("no error")
    }
}

#[test]
fn the_policy_is_that_of_the_root_and_no_other() {
    let tree = Tree::new();
    tree.write("deny-models.toml", "above the workspace");
    assert_eq!(tree.find("ws"), None);
    let own = tree.write("ws/member/deny-models.toml", "");
    assert_eq!(tree.find("ws"), None);
    let hidden = tree.write("ws/.cargo/deny-models.toml", "");
    assert_eq!(tree.find("ws"), Some(hidden));
    let [root, member, other] = ["ws", "ws/member", "ws/other"].map(|path| tree.root.join(path));
    let members = [root.as_path(), &member, &other];
    assert_eq!(not_read(&root, members), [own]);
}

#[test]
fn two_policies_in_one_directory_are_a_mistake() {
    let tree = Tree::new();
    tree.write("deny-models.toml", "");
    tree.write(".cargo/deny-models.toml", "");
    let error = find(&tree.root).expect_err("two");
    assert!(matches!(error, FileError::Two { .. }));
    let problem = error.to_problem();
    assert!(problem.message.starts_with("two policies: `"), "{problem}");
    assert_eq!(problem.help.as_deref(), Some("keep one of them"));
}

#[test]
fn a_file_where_a_directory_is_looked_for_is_no_policy() {
    let tree = Tree::new();
    tree.write(".cargo", "a file");
    assert_eq!(tree.find(""), None);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_found_and_not_read() {
    let tree = Tree::new();
    let link = tree.root.join("deny-models.toml");
    std::os::unix::fs::symlink("nowhere", &link).expect("linked");
    assert_eq!(tree.find(""), Some(link.clone()));
    assert!(matches!(read(&link), Err(FileError::NotFound { .. })));
}

#[test]
fn a_policy_is_read_as_text() {
    let tree = Tree::new();
    let path = tree.write("deny-models.toml", "[policy]\n");
    let source = read(&path).expect("readable");
    assert_eq!(
        (source.path(), source.text()),
        (path.as_path(), "[policy]\n")
    );
    let today = Date::parse("2026-11-23").expect("a date");
    assert!(Policy::load(&path, today).is_ok());
}

#[test]
fn what_cannot_be_read_is_said_clearly() {
    let tree = Tree::new();
    let message = |path: &Utf8Path| read(path).expect_err("unreadable").to_string();

    let absent = tree.root.join("absent.toml");
    assert_eq!(message(&absent), format!("there is no file `{absent}`"));
    let today = Date::parse("2026-11-23").expect("a date");
    let problems = Policy::load(&absent, today).expect_err("absent");
    assert_eq!(
        problems[0].help.as_deref(),
        Some("`cargo deny-models init` writes one")
    );

    assert_eq!(
        message(&tree.root),
        format!("`{}` is not a regular file", tree.root)
    );

    let latin = tree.write("latin.toml", b"# a\n# b\n# caf\xe9\n");
    assert_eq!(
        message(&latin),
        format!("line 3 of `{latin}` is not UTF-8 text")
    );

    let wide = tree.write("wide.toml", [0xff, 0xfe, b'a', 0]);
    assert_eq!(
        message(&wide),
        format!("line 1 of `{wide}` is not UTF-8 text")
    );

    let limit = usize::try_from(MAX_BYTES).expect("fits");
    let full = tree.write("full.toml", "#".repeat(limit));
    assert_eq!(read(&full).expect("just fits").text().len(), limit);
    let large = tree.write("large.toml", "#".repeat(limit + 1));
    assert_eq!(message(&large), format!("`{large}` is larger than 1 MiB"));
}
