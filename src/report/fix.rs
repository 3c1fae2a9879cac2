//! What `fix` changed, and what it leaves to people, as lines and as JSON.

use std::collections::{HashMap, HashSet};
use std::io::{self, Write};

use serde::Serialize;

use super::json;
use super::texts::plural;
use super::view::View;
use crate::edit::{Edited, LeftOut, unified};
use crate::escape::text;
use deny_models::lint::Code;

/// Something that only a person can decide.
#[derive(Debug)]
pub(crate) struct Open {
    pub(crate) code: Code,
    pub(crate) message: String,
    /// The ways out but to accept it.
    pub(crate) help: Vec<String>,
    /// The entries of the policy that decide it, once their blanks are filled in; empty where none does.
    pub(crate) toml: String,
}

/// The result of a run.
#[derive(Debug)]
pub(crate) struct Shown<'a> {
    pub(crate) dry_run: bool,
    /// Whether a name has to be written first, before anything else is looked for.
    pub(crate) renamed_only: bool,
    pub(crate) edits: &'a [Edited],
    pub(crate) left_out: &'a [LeftOut],
    pub(crate) open: &'a [Open],
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

    /// Prints what is written, and what is left.
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
        if self.open.is_empty() {
            return writeln!(
                out,
                "next: `cargo deny-models` judges the workspace, and shows what stays a warning"
            );
        }
        writeln!(
            out,
            "left to decide: {}. Follow a help, or fill in what an entry leaves open and copy it into deny-models.toml:",
            plural(self.open.len(), "finding")
        )?;
        for of_entry in self.by_entry() {
            writeln!(out)?;
            let mut helps = HashSet::new();
            for open in &of_entry {
                writeln!(out, "# {}: {}", open.code, text(&open.message))?;
            }
            let help = of_entry.iter().flat_map(|open| &open.help);
            for help in help.filter(|help| helps.insert(help.as_str())) {
                writeln!(out, "#   help: {}", text(help))?;
            }
            for line in of_entry
                .first()
                .into_iter()
                .flat_map(|open| open.toml.lines())
            {
                writeln!(out, "{}", text(line))?;
            }
        }
        writeln!(
            out,
            "\nnext: `cargo deny-models` once a help is followed; `cargo deny-models except --all --reason TEXT --until DAY` writes such entries"
        )
    }

    /// What is left, by the entry that answers it: one may answer several.
    fn by_entry(&self) -> Vec<Vec<&Open>> {
        let mut groups: Vec<Vec<&Open>> = Vec::new();
        let mut known: HashMap<&str, usize> = HashMap::new();
        for open in self.open {
            let at = match open.toml.as_str() {
                "" => groups.len(),
                toml => *known.entry(toml).or_insert(groups.len()),
            };
            match groups.get_mut(at) {
                Some(group) => group.push(open),
                None => groups.push(vec![open]),
            }
        }
        groups
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
        let open = self.open.iter().map(|open| OpenOut {
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
