//! JSON files beside weights that state the source of a model or of a part of it.

use std::path::Path;

use super::place::is_inside;
use deny_models::evidence::header::{
    Base, Confidence, Entries, Format, Header, ProblemKind, Stated, Value, is_local, shortened,
    without_path,
};
use deny_models::evidence::text::read_bounded;
use deny_models::model::Artifact;

/// Shards and components that are kept.
const MAX_LIST: usize = 10_000;
/// Larger configurations are no configurations.
const MAX_CONFIG: u64 = 4 << 20;

/// Reads one of these files. `dir` is where it lies, when that can be looked at.
#[must_use]
pub fn read(format: Format, bytes: &[u8], dir: Option<&Path>) -> Header {
    let mut header = Header::new(format);
    match Entries::parse(bytes) {
        Ok(entries) => match format {
            Format::AdapterConfig => adapter(&entries, dir, &mut header),
            Format::PipelineIndex => pipeline(&entries, dir, &mut header),
            Format::ShardIndex => shards(&entries, dir, &mut header),
            _ => config(&entries, dir, &mut header),
        },
        Err(why) => header.fault(ProblemKind::Unreadable, format!("is no JSON object: {why}")),
    }
    header.finish()
}

/// The texts of a key; anything else but null is a fault.
fn texts(entries: &Entries, key: &str, header: &mut Header) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    for value in entries.all(key) {
        match value {
            Value::Null => {}
            Value::Text(text) => texts.push(text.trim().to_owned()),
            _ => header.fault(ProblemKind::Value, format!("`{key}` is no text")),
        }
    }
    texts.retain(|text| !text.is_empty());
    texts.dedup();
    if texts.len() > 1 {
        let both: Vec<String> = texts
            .iter()
            .map(|text| shortened(&without_path(text)))
            .collect();
        header.fault(
            ProblemKind::Conflict,
            format!("`{key}` stands twice: `{}`", both.join("`, `")),
        );
    }
    texts
}

/// PEFT.
fn adapter(entries: &Entries, dir: Option<&Path>, header: &mut Header) {
    header.derived = true;
    header.relation.push(Stated::new(
        "adapter",
        "adapter_config.json",
        Confidence::Own,
    ));
    let revisions = texts(entries, "revision", header);
    for base in texts(entries, "base_model_name_or_path", header) {
        let mut base = model(&base, "base_model_name_or_path", Confidence::Own, dir);
        if let Some(revision) = revisions.first() {
            base = at(base, revision);
        }
        header.add_base(base);
    }
    facts(entries, &["peft_type", "task_type"], header);
}

/// Transformers, diffusers: what it was saved from, which is often a path, or the model itself.
fn config(entries: &Entries, dir: Option<&Path>, header: &mut Header) {
    for origin in texts(entries, "_name_or_path", header) {
        header.add_base(model(&origin, "_name_or_path", Confidence::Hint, dir));
    }
    facts(entries, &["model_type", "_class_name"], header);
    let architectures = entries
        .all("architectures")
        .filter_map(Value::as_list)
        .flatten();
    for architecture in architectures.filter_map(Value::as_text).take(16) {
        header.fact(shortened(architecture), "architectures", Confidence::Own);
    }
}

fn facts(entries: &Entries, keys: &[&str], header: &mut Header) {
    for key in keys {
        if let Some(text) = entries.all(key).find_map(Value::as_text) {
            header.fact(shortened(text), *key, Confidence::Own);
        }
    }
}

/// Diffusers: `"vae": ["diffusers", "AutoencoderKL"]`, with a third element in modular pipelines that states where the
/// component is.
fn pipeline(entries: &Entries, dir: Option<&Path>, header: &mut Header) {
    for origin in texts(entries, "_name_or_path", header) {
        header.add_base(model(&origin, "_name_or_path", Confidence::Hint, dir));
    }
    facts(entries, &["_class_name"], header);
    for (name, value) in entries.iter().take(MAX_LIST) {
        let Some([Value::Text(_), Value::Text(class), more @ ..]) = value.as_list() else {
            continue;
        };
        let origin = explicit(name, more.first())
            .or_else(|| dir.and_then(|dir| saved_from(dir, name, header)));
        let component = origin.unwrap_or_else(|| Base {
            model: None,
            shown: format!("{} of the pipeline itself", shortened(name)),
            key: shortened(name),
            rank: Confidence::Own,
            fields: Vec::new(),
            sha256: None,
        });
        let fields = vec![
            ("component".to_owned(), shortened(name)),
            ("class".to_owned(), shortened(class)),
        ];
        header.components.push(Base {
            fields,
            ..component
        });
    }
}

/// The entry of a component in a modular pipeline.
fn explicit(name: &str, place: Option<&Value>) -> Option<Base> {
    let field = |keys: &[&str]| keys.iter().find_map(|key| place?.get(key)?.as_text());
    let repo = field(&["repo", "pretrained_model_name_or_path"]).filter(|repo| !repo.is_empty())?;
    let base = Base::read(repo, shortened(name), Confidence::Own);
    Some(match field(&["revision"]) {
        Some(revision) => at(base, revision),
        None => base,
    })
}

/// The source in the configuration of a component.
fn saved_from(dir: &Path, name: &str, header: &mut Header) -> Option<Base> {
    let plain = !name.is_empty()
        && name
            .chars()
            .all(|char| char.is_ascii_alphanumeric() || "_-".contains(char));
    if !plain {
        return None;
    }
    let file = dir.join(name).join("config.json");
    if !is_inside(&file, dir) {
        return None;
    }
    let key = format!("{name}/config.json: _name_or_path");
    let entries = match read_bounded(&file, MAX_CONFIG).map(|bytes| Entries::parse(&bytes)) {
        Ok(Ok(entries)) => entries,
        Ok(Err(why)) => {
            header.fault(
                ProblemKind::Value,
                format!("`{name}/config.json` is no JSON object: {why}"),
            );
            return None;
        }
        Err(_) => return None,
    };
    let origin = texts(&entries, "_name_or_path", header)
        .into_iter()
        .next()?;
    Some(model(
        &origin,
        &key,
        Confidence::Lower,
        dir.join(name).as_path().into(),
    ))
}

/// The list of shards of a large model.
fn shards(entries: &Entries, dir: Option<&Path>, header: &mut Header) {
    let maps = entries.all("weight_map").filter_map(Value::as_object);
    let mut files: Vec<&str> = maps
        .flat_map(|map| map.iter().map(|(_, value)| value))
        .filter_map(Value::as_text)
        .collect();
    files.sort_unstable();
    files.dedup();
    if files.is_empty() {
        header.fault(ProblemKind::Value, "`weight_map` names no file");
    }
    let mut missing = 0;
    for file in files.iter().take(MAX_LIST) {
        if is_local(file) || file.contains('/') {
            header.fault(
                ProblemKind::Suspicious,
                format!(
                    "`weight_map` names a file elsewhere: `{}`",
                    without_path(file)
                ),
            );
            continue;
        }
        header.fact(shortened(file), "weight_map", Confidence::Own);
        missing += usize::from(dir.is_some_and(|dir| !dir.join(file).is_file()));
    }
    if missing > 0 {
        header.note(format!("{missing} of {} shards are missing", files.len()));
    }
}

/// An id, or a path: what exists beside the file is one, whatever it looks like.
fn model(value: &str, key: &str, rank: Confidence, dir: Option<&Path>) -> Base {
    let base = Base::read(value, key, rank);
    if base.model.is_some() && dir.is_some_and(|dir| dir.join(value).exists()) {
        return Base {
            model: None,
            shown: without_path(&format!("./{value}")),
            ..base
        };
    }
    base
}

fn at(base: Base, revision: &str) -> Base {
    let model = base.model.map(|model| {
        match Artifact::parse_hub(&format!("{}@{revision}", model.name())) {
            Ok(pinned) => pinned,
            Err(_) => model,
        }
    });
    let shown = model.as_ref().map_or(base.shown, ToString::to_string);
    Base {
        model,
        shown,
        ..base
    }
}
