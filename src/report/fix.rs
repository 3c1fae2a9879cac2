//! What `fix` changed, and what it leaves to people, as lines and as JSON.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;

use super::alike::{Alike, grouped};
use super::decision::{Decision, Open};
use super::json;
use super::summary::command;
use super::texts::plural;
use super::view::View;
use crate::edit::{Edited, LeftOut, unified};
use crate::escape::text;

/// Models that are named as the others.
const MAX_NAMED: usize = 6;

/// The result of a run.
#[expect(
    clippy::struct_excessive_bools,
    reason = "flags of the command, and what a run came to"
)]
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) dry_run: bool,
    /// Whether a name has to be written first, before anything else is looked for.
    pub(crate) renamed_only: bool,
    pub(crate) edits: &'a [Edited],
    pub(crate) left_out: &'a [LeftOut],
    pub(crate) decisions: &'a [Decision],
    /// Whether each entry is printed.
    pub(crate) verbose: bool,
    /// Whether this is what is left of a strict check.
    pub(crate) strict: bool,
    /// Whether there is a policy that `except` may write to.
    pub(crate) accepts: bool,
    /// The flags that decide the verdict, each after a space.
    pub(crate) flags: &'a str,
    /// Findings that only a check with `--strict` leaves to decide; looked for where this one leaves none.
    pub(crate) left_strict: usize,
}

impl Shown<'_> {
    /// Prints the changes as `diff -u` does.
    pub(crate) fn difference(&self, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        for edited in self.edits {
            let shown = unified(&view.relative(&edited.path), &edited.before, &edited.after);
            // No line of a diff is cut: what is applied is what is shown.
            for line in shown.lines() {
                writeln!(out, "{}", crate::escape::limited(line, usize::MAX))?;
            }
        }
        Ok(())
    }

    /// Prints what is written, and what is left: what is asked for each of many models once.
    pub(crate) fn human(&self, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        let done = if self.dry_run { "would write" } else { "wrote" };
        for edited in self.edits {
            let path = text(&view.relative(&edited.path));
            if let Some((old, new)) = &edited.renamed {
                writeln!(out, "{done} {path}: `{}` is now `{new}`", text(old))?;
            }
            if !edited.added.is_empty() {
                let models = edited.added.iter().map(|added| text(added.model.name()));
                let models: Vec<String> = models.collect();
                writeln!(out, "{done} {path}: states {}", models.join(", "))?;
            }
        }
        for left in self.left_out {
            writeln!(
                out,
                "not written: {} of {}: {}",
                text(left.model.name()),
                text(&left.member.to_string()),
                text(&left.why)
            )?;
        }
        if self.edits.is_empty() {
            writeln!(out, "nothing to write")?;
        }
        if self.renamed_only {
            return writeln!(
                out,
                "next: run without `--dry-run`; models that are not stated are looked for under the new name"
            );
        }
        if self.decisions.is_empty() {
            if self.left_strict > 0 {
                writeln!(
                    out,
                    "with `--strict` more is left to decide: {} shows {}",
                    command("fix --strict", self.flags),
                    plural(self.left_strict, "finding")
                )?;
            }
            return writeln!(out, "{}", self.look());
        }
        writeln!(
            out,
            "left to decide: {}. Follow a help, or fill in what an entry leaves open and copy it into deny-models.toml:",
            plural(self.open().count(), "finding")
        )?;
        if self.verbose {
            for decision in self.decisions {
                writeln!(out)?;
                asked(decision, out)?;
                for line in decision.toml.lines() {
                    writeln!(out, "{}", text(line))?;
                }
            }
        } else {
            for alike in grouped(self.decisions) {
                writeln!(out)?;
                together(&alike, out)?;
            }
        }
        writeln!(out, "\n{}", self.decide())
    }

    /// The next step where nothing is left to decide.
    fn look(&self) -> String {
        let warnings = if self.strict {
            ""
        } else {
            ", and shows what stays a warning"
        };
        let check = command("", self.flags);
        format!("next: {check} judges the workspace{warnings}")
    }

    /// The next step behind what is left to decide. An exception is for a model: without one there is nothing to accept.
    fn decide(&self) -> String {
        let check = command("", self.flags);
        let next = format!("next: {check} once this is decided");
        let is_exception = |open: &Open| open.toml.contains("[[exception]]");
        if !self.accepts || !self.open().any(is_exception) {
            return next;
        }
        let except = format!("{} --reason TEXT --until DAY", self.flags);
        let except = command("except --all", &except);
        format!("{next}; {except} accepts what is left by exceptions")
    }

    fn open(&self) -> impl Iterator<Item = &Open> {
        self.decisions.iter().flat_map(|decision| &decision.open)
    }

    /// Prints one object.
    pub(crate) fn as_json(&self, view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
        let files = self.edits.iter().map(|edited| FileOut {
            path: view.relative(&edited.path),
            renamed: edited
                .renamed
                .as_ref()
                .map(|(old, new)| RenamedOut { old, new }),
            added: edited
                .added
                .iter()
                .map(|added| EntryOut {
                    model: added.model.name(),
                    toml: &added.toml,
                })
                .collect(),
            diff: unified(&view.relative(&edited.path), &edited.before, &edited.after),
        });
        let not_written = self.left_out.iter().map(|left| LeftOutOut {
            member: left.member.to_string(),
            model: left.model.name(),
            why: &left.why,
        });
        let open = self.open().map(|open| OpenOut {
            code: open.code.as_str(),
            message: &open.message,
            help: &open.help,
            toml: &open.toml,
        });
        json::write(
            &Fix {
                schema_version: 1,
                written: !self.dry_run,
                complete: !self.renamed_only,
                files: files.collect(),
                not_written: not_written.collect(),
                open: open.collect(),
            },
            out,
        )
    }
}

/// Prints the findings of a decision, and the ways out but its entry.
fn asked(decision: &Decision, out: &mut dyn Write) -> io::Result<()> {
    for open in &decision.open {
        writeln!(out, "# {}: {}", open.code, text(&open.message))?;
    }
    // What the entry below has already is not printed twice.
    let is_below = |help: &&String| {
        decision.toml.starts_with("[[crate]]") && help.contains("`[[crate]]` with")
    };
    let mut helps = HashSet::new();
    let help = decision.open.iter().flat_map(|open| &open.help);
    for help in help.filter(|help| !is_below(help) && helps.insert(help.as_str())) {
        writeln!(out, "#   help: {}", text(help))?;
    }
    Ok(())
}

/// Prints decisions that differ only by their model: the first one, and the models of the others.
fn together(alike: &Alike<'_>, out: &mut dyn Write) -> io::Result<()> {
    asked(alike.first, out)?;
    if alike.count > 1 {
        let others = plural(alike.count - 1, "other model");
        writeln!(out, "# and the same of {others}")?;
    }
    for entry in &alike.entries {
        for line in entry.toml.lines() {
            writeln!(out, "{}", text(line))?;
        }
        if !entry.others.is_empty() {
            let others = entry.others.iter().take(MAX_NAMED);
            let others: Vec<String> = others.map(|model| text(model)).collect();
            let more = match entry.others.len() - others.len() {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            writeln!(
                out,
                "# the same entry for {}{more}: `-v` prints each, `except --all` writes it",
                others.join(", ")
            )?;
        }
    }
    Ok(())
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Fix<'a> {
    /// The version of this contract: fields are added without a new one.
    schema_version: u32,
    /// Whether the files are written; not with `--dry-run`.
    written: bool,
    /// Whether everything was looked for; not where a name would have to be written first.
    complete: bool,
    /// The files that change.
    files: Vec<FileOut<'a>>,
    /// Models that a manifest cannot state.
    not_written: Vec<LeftOutOut<'a>>,
    /// Findings that fail the gate and that only a person can decide.
    open: Vec<OpenOut<'a>>,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct FileOut<'a> {
    /// Relative to the current directory where it is in or near it.
    path: String,
    /// The key that gets another name.
    renamed: Option<RenamedOut<'a>>,
    /// The entries that are added.
    added: Vec<EntryOut<'a>>,
    /// The change, as `diff -u` shows it.
    diff: String,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct RenamedOut<'a> {
    old: &'a str,
    new: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct EntryOut<'a> {
    model: &'a str,
    toml: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct LeftOutOut<'a> {
    /// The member, as `name version`.
    member: String,
    model: &'a str,
    /// The reason, in words.
    why: &'a str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct OpenOut<'a> {
    #[cfg_attr(feature = "schema", schemars(extend("enum" = super::vocabulary::codes())))]
    code: &'static str,
    message: &'a str,
    /// The ways out but to accept it.
    help: &'a [String],
    /// The entries of the policy that decide it, refused until their blanks are filled in; empty where only `help` leads
    /// on.
    toml: &'a str,
}
