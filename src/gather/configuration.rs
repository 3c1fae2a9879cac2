//! Files beside a Cargo.toml in which an owner names files to ship, and where in them a name stands.

use std::fs::{self, File};
use std::io::Read as _;

use camino::Utf8Path;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use deny_models_scan::{Cause, Stop};

/// A longer one is not read, in bytes.
pub(super) const MAX: usize = 1 << 20;

/// File, line and column, both from 1.
pub(super) type At = (String, u32, u32);

/// What a file of this kind holds.
pub(super) struct Config {
    pub(super) file: String,
    pub(super) text: String,
    pub(super) value: Value,
}

/// Reads one of the formats; where it cannot, the line from 1 is given, or 0.
pub(super) type Parse = fn(&str) -> Result<Value, u32>;

impl Config {
    /// Reads a file of a directory; where it cannot, the stop is of that file.
    pub(super) fn read(directory: &Utf8Path, file: &str, parse: Parse) -> Result<Self, Stop> {
        let file = file.to_owned();
        let read = text_of(&directory.join(&file)).and_then(|text| {
            let value = parse(&text).map_err(|line| (line, Cause::ConfigurationNotParsed))?;
            Ok((text, value))
        });
        match read {
            Ok((text, value)) => Ok(Self { file, text, value }),
            Err((line, cause)) => Err(Stop { file, line, cause }),
        }
    }

    /// What one that cannot be read has.
    pub(super) fn empty() -> Self {
        Self {
            file: String::new(),
            text: String::new(),
            value: Value::Object(serde_json::Map::new()),
        }
    }

    /// Where a text stands: in the quotes of any of the formats, or as the key of a table.
    pub(super) fn place(&self, name: &str) -> Option<At> {
        let forms = [
            Value::String(name.to_owned()).to_string(),
            format!("'{name}'"),
            name.to_owned(),
        ];
        let at = forms.iter().find_map(|form| self.text.find(form))?;
        let before = &self.text[..at];
        let start = before.rfind('\n').map_or(0, |end| end + 1);
        let number = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
        let line = number(before.matches('\n').count());
        let column = number(before[start..].chars().count());
        Some((self.file.clone(), line, column))
    }
}

/// The text of a file; or why there is none, with the line.
fn text_of(path: &Utf8Path) -> Result<String, (u32, Cause)> {
    let not_read = |_| (0, Cause::NotRead);
    let about = fs::metadata(path).map_err(not_read)?;
    if !about.is_file() {
        return Err((0, Cause::NotRead));
    }
    let mut bytes = Vec::new();
    let most = u64::try_from(MAX).unwrap_or(u64::MAX);
    let file = File::open(path).map_err(not_read)?;
    file.take(most + 1)
        .read_to_end(&mut bytes)
        .map_err(not_read)?;
    if bytes.len() > MAX {
        return Err((0, Cause::ConfigurationBytes(MAX)));
    }
    String::from_utf8(bytes).map_err(|_| (0, Cause::NotUtf8))
}

/// Reads TOML; where it cannot, the line from 1 is given, or 0.
pub(super) fn toml(text: &str) -> Result<Value, u32> {
    let table = DeTable::parse(text).map_err(|why| {
        let before = why.span().and_then(|span| text.get(..span.start));
        before.map_or(0, |before| {
            u32::try_from(before.matches('\n').count() + 1).unwrap_or(0)
        })
    })?;
    Ok(of_table(table.get_ref()))
}

fn of_table(table: &DeTable<'_>) -> Value {
    let pairs = table.iter();
    Value::Object(
        pairs
            .map(|(key, value)| (key.get_ref().to_string(), of_toml(value.get_ref())))
            .collect(),
    )
}

/// Tables, lists and texts; nothing else names a file.
fn of_toml(value: &DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Array(list) => list.iter().map(|value| of_toml(value.get_ref())).collect(),
        DeValue::Table(table) => of_table(table),
        _ => Value::Bool(true),
    }
}
