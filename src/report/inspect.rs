//! The metadata of files: the output of `inspect`.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::json;
use super::view::View;
use crate::escape::text;
use deny_models::evidence::header::{Base, Confidence, FileHeader, Form, Header, Stated};
use deny_models::model::Artifact;

/// Longer values are cut in JSON: a licence text of a mebibyte is of no use there.
const MAX_VALUE: usize = 4096;
/// Lines of a kind that are shown to people.
const MAX_LINES: usize = 12;

/// Prints the files as an array, in their order.
///
/// # Errors
///
/// When writing fails.
pub fn to_json(files: &[FileHeader], out: &mut dyn Write) -> io::Result<()> {
    let files: Vec<FileOut<'_>> = files.iter().map(FileOut::new).collect();
    json::write(&files, out)
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct FileOut<'a> {
    file: &'a str,
    format: &'static str,
    /// The one licence that is stated by a file that was read whole, and nothing where sources in it disagree.
    license: Option<String>,
    license_name: Option<String>,
    license_link: Option<String>,
    base_models: Vec<&'a str>,
    name: Option<String>,
    problems: Vec<&'a str>,
    license_key: Option<&'a str>,
    license_form: Option<&'static str>,
    license_ids: Vec<String>,
    partial_license: Option<String>,
    licenses: Vec<StatedOut<'a>>,
    conflicts: Vec<StatedOut<'a>>,
    author: Option<String>,
    relation: Option<&'a str>,
    sources: Vec<&'a str>,
    components: Vec<ComponentOut<'a>>,
    bases: Vec<BaseOut<'a>>,
    own: Vec<&'a str>,
    facts: Vec<StatedOut<'a>>,
    sha256: Option<&'a str>,
    detail: Option<&'a str>,
    problem_kinds: Vec<&'static str>,
    notes: Vec<&'a str>,
}

impl<'a> FileOut<'a> {
    fn new(file: &'a FileHeader) -> Self {
        let header = &file.header;
        let single = header.single_license();
        let whole = header.states_license();
        let form = single.map(Stated::form);
        let terms = form.as_ref().and_then(Form::terms);
        let ids = terms
            .iter()
            .flat_map(|terms| terms.leaves().map(ToString::to_string))
            .collect();
        let value = single.map(|stated| cut(&stated.value));
        let first = |list: &[Stated]| list.first().map(|stated| cut(&stated.value));
        Self {
            file: file.path.as_str(),
            format: header.format.as_str(),
            license: value.clone().filter(|_| whole),
            license_name: first(&header.license_name),
            license_link: first(&header.license_link),
            base_models: named(&header.base_models),
            name: first(&header.name),
            problems: header
                .problems
                .iter()
                .map(|problem| problem.text.as_str())
                .collect(),
            license_key: single.filter(|_| whole).map(|stated| stated.key.as_str()),
            license_form: form.as_ref().filter(|_| whole).map(Form::as_str),
            license_ids: if whole { ids } else { Vec::new() },
            partial_license: value.filter(|_| !whole),
            licenses: header.license.iter().map(StatedOut::new).collect(),
            conflicts: header
                .conflicting_licenses()
                .into_iter()
                .map(StatedOut::new)
                .collect(),
            author: first(&header.author),
            relation: header.relation.first().map(|stated| stated.value.as_str()),
            sources: named(&header.sources),
            components: header.components.iter().map(ComponentOut::new).collect(),
            bases: header.base_models.iter().map(BaseOut::new).collect(),
            own: named(&header.own),
            facts: header.facts.iter().map(StatedOut::new).collect(),
            sha256: header.sha256.as_deref(),
            detail: header.detail.as_deref(),
            problem_kinds: header
                .problems
                .iter()
                .map(|problem| problem.kind.as_str())
                .collect(),
            notes: header.notes.iter().map(String::as_str).collect(),
        }
    }
}

/// Bases that are named so that they can be found, each once; hints and names for people are among `bases`.
fn named(bases: &[Base]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for base in bases
        .iter()
        .filter(|base| base.model.is_some() && base.rank < Confidence::Hint)
    {
        if !names.contains(&base.shown.as_str()) {
            names.push(&base.shown);
        }
    }
    names
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct StatedOut<'a> {
    key: &'a str,
    value: String,
    rank: &'static str,
}

impl<'a> StatedOut<'a> {
    fn new(stated: &'a Stated) -> Self {
        Self {
            key: &stated.key,
            value: cut(&stated.value),
            rank: stated.rank.as_str(),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct BaseOut<'a> {
    model: Option<&'a str>,
    shown: &'a str,
    key: &'a str,
    rank: &'static str,
    fields: BTreeMap<&'a str, &'a str>,
    sha256: Option<&'a str>,
}

impl<'a> BaseOut<'a> {
    fn new(base: &'a Base) -> Self {
        Self {
            model: base.model.as_ref().map(Artifact::name),
            shown: &base.shown,
            key: &base.key,
            rank: base.rank.as_str(),
            fields: base
                .fields
                .iter()
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect(),
            sha256: base.sha256.as_deref(),
        }
    }
}

#[derive(Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
struct ComponentOut<'a> {
    name: &'a str,
    model: Option<&'a str>,
    key: &'a str,
    shown: &'a str,
}

impl<'a> ComponentOut<'a> {
    fn new(base: &'a Base) -> Self {
        let name = base.fields.iter().find(|(key, _)| key == "component");
        Self {
            name: name.map_or("", |(_, name)| name),
            model: base.model.as_ref().map(Artifact::name),
            key: &base.key,
            shown: &base.shown,
        }
    }
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}...", &value[..end]),
        None => value.to_owned(),
    }
}

/// Prints the files for people.
///
/// # Errors
///
/// When writing fails.
pub fn human(files: &[FileHeader], _view: &View<'_>, out: &mut dyn Write) -> io::Result<()> {
    for (at, file) in files.iter().enumerate() {
        if at > 0 {
            writeln!(out)?;
        }
        let header = &file.header;
        let detail = header
            .detail
            .as_ref()
            .map(|detail| format!(", {}", text(detail)))
            .unwrap_or_default();
        writeln!(
            out,
            "{}: {}{detail}",
            text(file.path.as_str()),
            header.format
        )?;
        for (name, value) in rows(header) {
            writeln!(out, "  {name:<9} {value}")?;
        }
    }
    Ok(())
}

fn rows(header: &Header) -> Vec<(&'static str, String)> {
    let mut rows = licenses(header);
    let lists = [
        ("terms", &header.license_name),
        ("terms at", &header.license_link),
        ("name", &header.name),
        ("author", &header.author),
    ];
    for (name, list) in lists {
        rows.extend(
            list.iter()
                .take(MAX_LINES)
                .map(|stated| (name, with_key(stated))),
        );
        rows.extend(more(name, list.len()));
    }
    let models = [
        ("base", &header.base_models),
        ("source", &header.sources),
        ("loads", &header.components),
        ("itself", &header.own),
    ];
    for (name, bases) in models {
        rows.extend(
            bases
                .iter()
                .take(MAX_LINES)
                .map(|base| (name, of_base(base))),
        );
        rows.extend(more(name, bases.len()));
    }
    rows.extend(
        header
            .relation
            .iter()
            .take(MAX_LINES)
            .map(|stated| ("relation", with_key(stated))),
    );
    rows.extend(header.sha256.iter().map(|hash| ("sha256", text(hash))));
    rows.extend(header.facts.iter().take(MAX_LINES).map(|fact| {
        (
            "states",
            format!("{}: {}", text(&fact.key), text(&fact.value)),
        )
    }));
    rows.extend(more("states", header.facts.len()));
    rows.extend(
        header
            .problems
            .iter()
            .take(MAX_LINES)
            .map(|problem| ("problem", text(&problem.text))),
    );
    rows.extend(more("problem", header.problems.len()));
    rows.extend(
        header
            .notes
            .iter()
            .take(MAX_LINES)
            .map(|note| ("note", text(note))),
    );
    rows
}

/// What is stated of the licence, and whether all of it could be read.
fn licenses(header: &Header) -> Vec<(&'static str, String)> {
    let mut rows = Vec::new();
    if !header.is_readable() {
        let answer = "unknown: the file cannot be read to its end";
        rows.push(("declared", answer.to_owned()));
    } else if !header.states_license() {
        let answer = "unknown: a value cannot be read";
        rows.push(("declared", answer.to_owned()));
    } else if header
        .license
        .iter()
        .all(|stated| stated.rank == Confidence::Hint)
    {
        rows.push(("declared", "nothing".to_owned()));
    }
    let partial = if header.states_license() {
        "declared"
    } else {
        "partial"
    };
    for stated in header.license.iter().take(MAX_LINES) {
        let name = if stated.rank == Confidence::Hint {
            "hint"
        } else {
            partial
        };
        rows.push((name, with_key(stated)));
    }
    rows.extend(more(partial, header.license.len()));
    rows
}

fn more(name: &'static str, count: usize) -> Option<(&'static str, String)> {
    (count > MAX_LINES).then(|| (name, format!("and {} more", count - MAX_LINES)))
}

fn with_key(stated: &Stated) -> String {
    format!("{} ({})", text(&stated.value), text(&stated.key))
}

fn of_base(base: &Base) -> String {
    let hint = if base.rank == Confidence::Hint {
        ", a hint"
    } else {
        ""
    };
    format!("{} ({}{hint})", text(&base.shown), text(&base.key))
}
