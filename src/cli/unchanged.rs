//! A check whose inputs have not changed since it passed is not run again: what it printed is printed again.
//!
//! The record lies beside the results of scans, one for each way to call `check` from a directory. It holds the files
//! that the run depended on, with a digest of their state; the environment, the day and the look of the output are in its
//! key. A run that failed, was incomplete, or read what is not watched leaves no record. Nor does one that began less
//! than a moment after a file changed, as the run may have read what was there before.

use std::collections::BTreeMap;
use std::env;
use std::fmt::Debug;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::output::{Output, Printed};
use crate::cache::{Cache, Key};
use crate::gate::{Session, Watch, current_directory};
use deny_models::date::Date;
use deny_models::digest::sha256;
use deny_models::finding::Report;
use deny_models::lint::Code;

/// Output that is longer is not kept, in bytes.
const MAX_PRINTED: usize = 1 << 20;

/// Variables that tell one terminal or shell from another, and nothing else.
const OF_THE_SHELL: [&str; 18] = [
    "_",
    "SHLVL",
    "PWD",
    "OLDPWD",
    "WINDOWID",
    "TERM_SESSION_ID",
    "ITERM_SESSION_ID",
    "TMUX",
    "TMUX_PANE",
    "STY",
    "GPG_TTY",
    "SSH_TTY",
    "SSH_CLIENT",
    "SSH_CONNECTION",
    "XDG_SESSION_ID",
    "INVOCATION_ID",
    "JOURNAL_STREAM",
    "SYSTEMD_EXEC_PID",
];

/// A call of `check`.
pub(super) struct Run {
    cache: Cache,
    key: Key,
    began: SystemTime,
    /// All that a run depends on apart from files.
    context: String,
}

/// What a run that passed leaves.
#[derive(Serialize, Deserialize)]
struct Record {
    context: String,
    watch: Watch,
    state: String,
    printed: Vec<Printed>,
}

impl Run {
    /// A call with these arguments; `None` where nothing is kept, or the day is not known.
    pub(super) fn new(args: &impl Debug, output: &Output) -> Option<Self> {
        let began = SystemTime::now();
        let cache = Cache::open();
        let called = (current_directory().ok()?, format!("{args:?}"));
        let key = cache.run_key(&called)?;
        let today = Date::today().ok()?.to_string();
        let context = [environment(), today, output.look()].join("\n");
        Some(Self {
            cache,
            key,
            began,
            context: sha256(context.as_bytes()),
        })
    }

    /// What the last run has printed, when nothing has changed since.
    pub(super) fn recall(&self) -> Option<Vec<Printed>> {
        let record: Record = self.cache.get(&self.key)?;
        let is_same = record.context == self.context;
        let state = is_same.then(|| record.watch.state())??;
        (state.digest == record.state).then_some(record.printed)
    }

    /// Keeps what a run that passed has printed.
    pub(super) fn remember(&self, session: &Session, report: &Report, printed: Vec<Printed>) {
        let Some(watched) = &session.watched else {
            return;
        };
        let findings = report.findings.iter().chain(&report.suppressed);
        let is_whole = !findings
            .map(|finding| finding.code)
            .any(|code| code == Code::IncompleteAnalysis);
        let length: usize = printed.iter().map(Printed::length).sum();
        if is_whole && watched.state.settled <= self.began && length <= MAX_PRINTED {
            self.cache.put(
                &self.key,
                &Record {
                    context: self.context.clone(),
                    watch: watched.watch.clone(),
                    state: watched.state.digest.clone(),
                    printed,
                },
            );
        }
    }
}

/// The environment, which cargo's configuration, the compiler and what they call may read.
fn environment() -> String {
    let variables: BTreeMap<_, _> = env::vars_os()
        .filter(|(name, _)| OF_THE_SHELL.iter().all(|of_shell| name != of_shell))
        .collect();
    let mut text = Vec::new();
    for (name, value) in &variables {
        for word in [name, value] {
            text.extend_from_slice(word.as_encoded_bytes());
            text.push(0);
        }
    }
    sha256(&text)
}
