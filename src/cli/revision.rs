//! The files of a git revision, in a directory of their own.

use std::process::{Command, Stdio};

use camino::{Utf8Path, Utf8PathBuf};

use super::error::Error;
use crate::scratch::Scratch;
use deny_models::source::Problem;

/// Hexadecimal digits of a commit that are shown.
const SHORT: usize = 10;

/// A revision, checked out. Nothing in the repository changes: the index and the files are temporary.
pub(super) struct Revision {
    /// Holds the files.
    scratch: Scratch,
    /// The workspace in them.
    pub(super) root: Utf8PathBuf,
    /// The first digits of the commit.
    pub(super) commit: String,
}

impl Revision {
    /// Checks out `base`, a revision of the repository that the workspace at `root` is in; or where it and the current
    /// commit part, if `merge_base`.
    pub(super) fn check_out(root: &Utf8Path, base: &str, merge_base: bool) -> Result<Self, Error> {
        let git = Git { directory: root };
        let top = git.repository()?;
        let prefix = git
            .ask(&["rev-parse", "--show-prefix"])
            .ok_or_else(|| no_repository(root))?;
        let prefix = prefix.trim_end_matches('/');
        let mut commit = git.commit(base)?;
        if merge_base {
            commit = git.ask(&["merge-base", &commit, "HEAD"]).ok_or_else(|| {
                git.too_shallow(format!("`{base}` and HEAD have no common ancestor"))
            })?;
        }
        for (file, message, help) in [
            (
                "Cargo.toml",
                format!("`{base}` has no workspace at `{}`", shown(prefix)),
                "name a revision that has it",
            ),
            (
                "Cargo.lock",
                format!("`{base}` has no Cargo.lock, so the versions of its crates are not known"),
                "commit Cargo.lock, or name a revision that has it",
            ),
        ] {
            let path = [prefix, file].join("/");
            let object = format!("{commit}:{}", path.trim_start_matches('/'));
            if git.ask(&["cat-file", "-t", &object]).is_none() {
                return Err(problem(message, help));
            }
        }
        let scratch = Scratch::new().map_err(|why| Error::Save {
            path: "the temporary directory".into(),
            why,
        })?;
        let files = scratch.path().join("files");
        let index = scratch.path().join("index");
        let inside = Git { directory: &top };
        let to = format!("--prefix={files}/");
        for args in [
            &["read-tree", &commit][..],
            &["checkout-index", "--all", "--force", "--quiet", &to],
        ] {
            inside.run(args, &index, scratch.path()).map_err(|output| {
                vec![
                    Problem::new(format!("git cannot check out `{base}`"))
                        .output(output.replace(scratch.path().as_str(), base)),
                ]
            })?;
        }
        Ok(Self {
            root: files.join(prefix),
            scratch,
            commit: commit.chars().take(SHORT).collect(),
        })
    }

    /// A text without the temporary directory, which means nothing to a reader.
    pub(super) fn without_directory(&self, text: &str, base: &str) -> String {
        let files = self.scratch.path().join("files");
        text.replace(files.as_str(), base)
    }
}

fn shown(prefix: &str) -> &str {
    if prefix.is_empty() { "." } else { prefix }
}

fn problem(message: String, help: &str) -> Error {
    vec![Problem::new(message).help(help)].into()
}

fn no_repository(root: &Utf8Path) -> Error {
    problem(
        format!("`{root}` is in no git repository"),
        "`diff` compares with a revision of the repository that the workspace is in",
    )
}

/// Git in a directory.
struct Git<'a> {
    directory: &'a Utf8Path,
}

impl Git<'_> {
    fn command(&self) -> Command {
        let mut command = Command::new("git");
        command
            .arg("-C")
            .arg(self.directory)
            .stdin(Stdio::null())
            // Reading must not refresh the index of the repository.
            .env("GIT_OPTIONAL_LOCKS", "0");
        command
    }

    /// What a command prints, without the line end; `None` when it fails.
    fn ask(&self, args: &[&str]) -> Option<String> {
        let output = self.command().args(args).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?;
        output.status.success().then(|| text.trim_end().to_owned())
    }

    /// The top of the working tree.
    fn repository(&self) -> Result<Utf8PathBuf, Error> {
        let output = self
            .command()
            .args(["rev-parse", "--show-toplevel"])
            .output()
            .map_err(|why| {
                problem(
                    format!("cannot run `git`: {why}"),
                    "`diff` reads the revision with git: install it",
                )
            })?;
        let path = String::from_utf8(output.stdout).unwrap_or_default();
        let path = path.trim_end();
        if !output.status.success() || path.is_empty() {
            return Err(no_repository(self.directory));
        }
        Ok(path.into())
    }

    /// The commit of a revision.
    fn commit(&self, base: &str) -> Result<String, Error> {
        // What begins with a dash would be an option of git.
        let found = (!base.starts_with('-') && !base.is_empty()).then(|| {
            let revision = format!("{base}^{{commit}}");
            self.ask(&["rev-parse", "--verify", "--quiet", &revision])
        });
        found
            .flatten()
            .ok_or_else(|| self.too_shallow(format!("there is no revision `{base}`")))
    }

    /// An error that a clone without the whole history may be the cause of.
    fn too_shallow(&self, message: String) -> Error {
        let is_shallow = self.ask(&["rev-parse", "--is-shallow-repository"]);
        if is_shallow.as_deref() == Some("true") {
            problem(
                format!("{message} in this shallow clone"),
                "fetch it: `git fetch --unshallow`, or `fetch-depth: 0` of actions/checkout",
            )
        } else {
            problem(
                message,
                "name a branch, tag or commit; `git fetch` gets those of the remote, such as `origin/main`",
            )
        }
    }

    /// Runs a command on an index of its own, without hooks; else what git printed.
    fn run(&self, args: &[&str], index: &Utf8Path, scratch: &Utf8Path) -> Result<(), String> {
        let mut command = self.command();
        for setting in [
            format!("core.hooksPath={}", scratch.join("no-hooks")),
            "core.fsmonitor=false".to_owned(),
            "core.sparseCheckout=false".to_owned(),
        ] {
            command.arg("-c").arg(setting);
        }
        let output = command
            .args(args)
            .env("GIT_INDEX_FILE", index)
            .output()
            .map_err(|why| why.to_string())?;
        if output.status.success() {
            Ok(())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
        }
    }
}
