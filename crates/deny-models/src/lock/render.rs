//! The lock as text. Equal blocks are written the same way, since the digest is taken of the text.

use std::fmt::Write as _;

use super::block::{
    LockedCalls, LockedClaim, LockedDamage, LockedModel, LockedPackage, LockedPull, LockedText,
    LockedWeights,
};
use super::file::{Block, Digested, Lock, VERSION};
use super::member::{
    LeastBuild, LockedMember, LockedMissing, LockedReach, LockedReachedCalls, LockedSources,
    LockedStop,
};
use crate::digest::sha256;
use crate::model::{Artifact, Relation};
use crate::text::hides_text;

const HEADER: &str = "\
# Written by `cargo deny-models lock`; an edit by hand shows as an inconsistent block.
# Commit this file: it pins the models that the crates of this workspace pull.
";

impl Lock {
    /// The text of the lock file.
    #[must_use]
    pub fn render(&self) -> String {
        let mut out = String::from(HEADER);
        // Writing to a string cannot fail.
        let _ = writeln!(out, "version = {VERSION}");
        let mut quiet = Lines::default();
        quiet.rows(
            "quiet",
            self.quiet().iter().map(|package| quote(&package.line())),
        );
        if !quiet.0.is_empty() {
            out.push_str("\n# Packages that were looked at and pull nothing.\n");
            out.push_str(&quiet.0);
        }
        for block in &self.models {
            push(&mut out, "model", block);
        }
        for block in &self.packages {
            push(&mut out, "package", block);
        }
        for block in &self.members {
            push(&mut out, "member", block);
        }
        out
    }
}

fn push<T: Body>(out: &mut String, kind: &str, block: &Block<T>) {
    // What the block is of stands in its first line too: so no two blocks begin alike, and taking both sides of a merge
    // never makes one block of two.
    let _ = writeln!(out, "\n[[{kind}]] # {}", block.facts.title());
    out.push_str(&block.facts.body());
    let _ = writeln!(out, "digest = \"{}\"", block.facts.digest());
}

/// The lines of a block without its digest.
trait Body: Digested {
    fn body(&self) -> String;

    /// What the block is of, in a line.
    fn title(&self) -> String;
}

impl Digested for LockedModel {
    fn digest(&self) -> String {
        sha256(format!("model {VERSION}\n{}", self.body()).as_bytes())
    }
}

impl Digested for LockedPackage {
    fn digest(&self) -> String {
        sha256(format!("package {VERSION}\n{}", self.body()).as_bytes())
    }
}

impl Digested for LockedMember {
    fn digest(&self) -> String {
        sha256(format!("member {VERSION}\n{}", self.body()).as_bytes())
    }
}

impl Body for LockedModel {
    fn body(&self) -> String {
        let mut lines = Lines::default();
        lines.text("id", Some(self.id.name()));
        lines.text("asked", self.asked.as_deref());
        lines.text("revision", self.revision.as_deref());
        lines.text("renamed", self.renamed.as_ref().map(Artifact::name));
        lines.text("unresolved", self.unresolved.as_deref());
        lines.text("gated", self.gated.as_deref());
        match self.license.as_slice() {
            [] => {}
            [license] => lines.text("license", Some(license)),
            licenses => lines.list("license", licenses.iter().map(|license| quote(license))),
        }
        lines.text("license-name", self.license_name.as_deref());
        lines.text("license-link", self.license_link.as_deref());
        lines.rows("license-files", self.texts.iter().map(text_row));
        lines.models("base", self.base.as_deref());
        lines.flag("base-unnamed", self.base_unnamed);
        lines.text("relation", self.relation.map(Relation::as_str));
        lines.models("components", self.components.as_deref());
        lines.flag("component-unnamed", self.component_unnamed);
        if !self.hints.is_empty() {
            lines.models("hints", Some(&self.hints));
        }
        for (key, licenses) in [
            ("code-license", &self.code_license),
            ("data-license", &self.data_license),
        ] {
            if !licenses.is_empty() {
                lines.list(key, licenses.iter().map(|license| quote(license)));
            }
        }
        lines.rows("files", self.files.iter().map(weights_row));
        lines.rows("unread", self.unread.iter().map(|path| quote(path)));
        lines.rows("source", self.source.iter().map(|source| quote(source)));
        lines.0
    }

    fn title(&self) -> String {
        plain(&self.name())
    }
}

impl Body for LockedPackage {
    fn body(&self) -> String {
        let mut lines = Lines::default();
        lines.text("name", Some(&self.name));
        lines.text("version", Some(&self.version));
        lines.text("checksum", self.checksum.as_deref());
        lines.rows("pulls", self.pulls.iter().map(pull_row));
        lines.rows("says", self.says.iter().map(claim_row));
        lines.rows("calls", self.calls.iter().map(calls_row));
        lines.rows("damaged", self.damaged.iter().map(damage_row));
        lines.0
    }

    fn title(&self) -> String {
        plain(&self.name())
    }
}

impl Body for LockedMember {
    fn body(&self) -> String {
        let mut lines = Lines::default();
        lines.text("name", Some(&self.package.name));
        lines.text("version", Some(&self.package.version));
        if !self.default_features.is_empty() {
            let features = self.default_features.iter().map(|feature| quote(feature));
            lines.list("default-features", features);
        }
        lines.text("packages", Some(&self.packages));
        let sources = self.sources.iter().map(LockedSources::line);
        lines.rows("sources", sources.map(|line| quote(&line)));
        if !self.front.is_empty() {
            lines.list("front", self.front.iter().map(|path| quote(path)));
        }
        let followed = self.followed.iter().map(ToString::to_string);
        lines.rows("followed", followed.map(|line| quote(&line)));
        lines.rows("own", self.own.iter().map(pull_row));
        lines.rows("pulls", self.pulls.iter().map(reach_row));
        lines.rows("calls", self.calls.iter().map(reached_calls_row));
        lines.rows("stops", self.stops.iter().map(stop_row));
        lines.rows("missing", self.missing.iter().map(missing_row));
        lines.0
    }

    fn title(&self) -> String {
        plain(&self.package.to_string())
    }
}

/// A text that ends no line and hides nothing.
fn plain(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|char| !char.is_control() && !hides_text(*char));
    kept.collect()
}

/// The lines of a block.
#[derive(Default)]
struct Lines(String);

impl Lines {
    fn text(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            let _ = writeln!(self.0, "{key} = {}", quote(value));
        }
    }

    fn flag(&mut self, key: &str, value: bool) {
        if value {
            let _ = writeln!(self.0, "{key} = true");
        }
    }

    fn list(&mut self, key: &str, items: impl Iterator<Item = String>) {
        let items: Vec<String> = items.collect();
        let _ = writeln!(self.0, "{key} = [{}]", items.join(", "));
    }

    /// An empty list states that there are none; a missing list states nothing.
    fn models(&mut self, key: &str, models: Option<&[Artifact]>) {
        if let Some(models) = models {
            self.list(key, models.iter().map(|model| quote(&written(model))));
        }
    }

    /// One item a line, so that a difference is one too. Nothing for an empty list.
    fn rows(&mut self, key: &str, rows: impl Iterator<Item = String>) {
        let mut rows = rows.peekable();
        if rows.peek().is_none() {
            return;
        }
        let _ = writeln!(self.0, "{key} = [");
        for row in rows {
            let _ = writeln!(self.0, "  {row},");
        }
        self.0.push_str("]\n");
    }
}

/// A model as [`Artifact::parse`] reads it back.
fn written(model: &Artifact) -> String {
    model.to_string()
}

fn text_row(text: &LockedText) -> String {
    let mut row = format!(
        "{{ path = {}, sha256 = {}",
        quote(&text.path),
        quote(&text.sha256)
    );
    if let Some(license) = &text.license {
        let _ = write!(row, ", license = {}", quote(license));
    }
    row.push_str(" }");
    row
}

fn weights_row(file: &LockedWeights) -> String {
    let mut row = format!(
        "{{ path = {}, sha256 = {}",
        quote(&file.path),
        quote(&file.sha256)
    );
    let size = file.size.map(|size| size.to_string());
    push_text(&mut row, "size", size.as_deref());
    row.push_str(" }");
    row
}

/// The start of a row: its model.
fn row_of(model: &Artifact) -> String {
    let key = match model {
        Artifact::Hub { .. } | Artifact::Registry(_) => "id",
        Artifact::Url(_) => "url",
        Artifact::Path { .. } => "path",
    };
    let mut row = format!("{{ {key} = {}", quote(model.name()));
    push_text(&mut row, "revision", model.revision());
    row
}

fn push_text(row: &mut String, key: &str, value: Option<&str>) {
    if let Some(value) = value {
        let _ = write!(row, ", {key} = {}", quote(value));
    }
}

fn push_list(row: &mut String, key: &str, items: impl Iterator<Item = String>) {
    let items: Vec<String> = items.map(|item| quote(&item)).collect();
    let _ = write!(row, ", {key} = [{}]", items.join(", "));
}

fn push_features(row: &mut String, features: &[String]) {
    if !features.is_empty() {
        push_list(row, "features", features.iter().cloned());
    }
}

fn pull_row(pull: &LockedPull) -> String {
    let mut row = open_pull_row(pull);
    row.push_str(" }");
    row
}

fn reach_row(reached: &LockedReach) -> String {
    let mut row = open_pull_row(&reached.pull);
    push_text(&mut row, "by", Some(&reached.by.to_string()));
    for (key, package) in [
        ("literal-in", &reached.literal_in),
        ("taken-in", &reached.taken_in),
    ] {
        if *package != reached.by {
            push_text(&mut row, key, Some(&package.to_string()));
        }
    }
    if reached.possible {
        row.push_str(", possible = true");
    }
    push_build(&mut row, reached.build);
    row.push_str(" }");
    row
}

/// The least build, where that is not every build.
fn push_build(row: &mut String, build: LeastBuild) {
    let with = Some(build).filter(|build| *build != LeastBuild::Bare);
    push_text(row, "with", with.map(LeastBuild::as_str));
}

/// The row of a pull, to which more may be added.
fn open_pull_row(pull: &LockedPull) -> String {
    let mut row = row_of(&pull.model);
    push_text(&mut row, "how", Some(pull.how.as_str()));
    push_features(&mut row, &pull.features);
    push_text(&mut row, "target", pull.target.as_deref());
    push_text(&mut row, "scope", Some(pull.scope.as_str()));
    if pull.stated {
        row.push_str(", stated = true");
    }
    push_text(&mut row, "choice-of", pull.choice_of.as_deref());
    row
}

fn claim_row(locked: &LockedClaim) -> String {
    let mut row = row_of(&locked.model);
    push_text(&mut row, "by", Some(locked.by.as_str()));
    push_text(&mut row, "license", locked.license.as_deref());
    push_text(&mut row, "beyond", locked.beyond.as_deref());
    if let Some(base) = &locked.base {
        push_list(&mut row, "base", base.iter().map(written));
    }
    if locked.base_unnamed {
        row.push_str(", base-unnamed = true");
    }
    push_text(&mut row, "relation", locked.relation.map(Relation::as_str));
    if let Some(components) = &locked.components {
        push_list(&mut row, "components", components.iter().map(written));
    }
    push_text(
        &mut row,
        "hint",
        locked.hint.as_ref().map(written).as_deref(),
    );
    row.push_str(" }");
    row
}

fn calls_row(calls: &LockedCalls) -> String {
    let mut row = open_calls_row(calls);
    row.push_str(" }");
    row
}

fn reached_calls_row(reached: &LockedReachedCalls) -> String {
    let mut row = open_calls_row(&reached.calls);
    push_text(&mut row, "by", Some(&reached.by.to_string()));
    push_build(&mut row, reached.build);
    row.push_str(" }");
    row
}

fn stop_row(stop: &LockedStop) -> String {
    let mut row = format!("{{ by = {}", quote(&stop.by.to_string()));
    let file = Some(stop.file.as_str()).filter(|file| !file.is_empty());
    push_text(&mut row, "file", file);
    push_text(&mut row, "why", Some(&stop.why));
    push_build(&mut row, stop.build);
    row.push_str(" }");
    row
}

fn missing_row(missing: &LockedMissing) -> String {
    let mut row = format!("{{ by = {}", quote(&missing.by.to_string()));
    push_text(&mut row, "path", Some(&missing.path));
    push_text(&mut row, "file", Some(&missing.file));
    push_features(&mut row, &missing.features);
    row.push_str(" }");
    row
}

/// The row of calls, to which more may be added.
fn open_calls_row(calls: &LockedCalls) -> String {
    let mut row = format!("{{ file = {}", quote(&calls.file));
    push_text(&mut row, "name", Some(&calls.name));
    push_features(&mut row, &calls.features);
    if calls.count > 1 {
        push_text(&mut row, "count", Some(&calls.count.to_string()));
    }
    row
}

fn damage_row(damage: &LockedDamage) -> String {
    let LockedDamage { path, why } = damage;
    format!("{{ path = {}, why = {} }}", quote(path), quote(why))
}

/// A TOML basic string. What would hide or reorder text in a review of the file is escaped too.
fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for char in text.chars() {
        match char {
            '"' | '\\' => {
                out.push('\\');
                out.push(char);
            }
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if char.is_control() || hides_text(char) => {
                let _ = write!(out, "\\U{:08X}", u32::from(char));
            }
            _ => out.push(char),
        }
    }
    out.push('"');
    out
}
