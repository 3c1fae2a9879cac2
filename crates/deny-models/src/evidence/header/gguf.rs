//! GGUF, versions 1 to 3, in either byte order.
//!
//! All that matters stands in the key-value pairs in front of the tensors, so nothing behind them is read. Arrays,
//! which hold the vocabulary, are leapt over: scalars at once, texts one length at a time.

use std::collections::BTreeMap;
use std::io::{Read, Seek};

use super::input::{Fault, Input};
use super::short::shortened;
use super::types::{Base, Confidence, Format, Header, ProblemKind, Stated};
use crate::license::of_text;

const MAX_PAIRS: u64 = 100_000;
const MAX_KEY: usize = 65_535;
/// A longer text is left out.
const MAX_TEXT: u64 = 1 << 20;
/// All texts that are kept.
const MAX_KEPT: u64 = 4 << 20;
const MAX_NESTING: usize = 8;
/// Texts and inner arrays that are walked over one by one; the largest vocabularies have some hundred thousand.
const MAX_WALKED: u64 = 8_000_000;
/// Texts of one array that are kept.
const MAX_LIST: u64 = 1_000;
/// Parents and data sets that are kept.
const MAX_GROUPS: usize = 1_000;

const STRING: u32 = 8;
const ARRAY: u32 = 9;

/// Reads the header of a GGUF file.
pub(super) fn read<R: Read + Seek>(input: &mut Input<R>) -> Header {
    let mut header = Header::new(Format::Gguf);
    let mut reader = Reader {
        input,
        big: false,
        wide: true,
        kept: 0,
        walked: 0,
        pairs: Vec::new(),
    };
    if let Err(fault) = reader.run(&mut header) {
        header.fault(ProblemKind::Unreadable, fault.to_string());
    }
    let pairs = reader.pairs;
    report(pairs, &mut header);
    header
}

#[derive(Debug)]
enum Value {
    Text(String),
    List(Vec<String>),
    Number(u64),
    /// Not what can be kept, with the reason.
    Odd(String),
}

struct Reader<'a, R> {
    input: &'a mut Input<R>,
    big: bool,
    /// Lengths have 64 bits.
    wide: bool,
    kept: u64,
    walked: u64,
    pairs: Vec<(String, Value)>,
}

impl<R: Read + Seek> Reader<'_, R> {
    fn run(&mut self, header: &mut Header) -> Result<(), Fault> {
        self.input.seek(4)?;
        let version = u32::from_le_bytes(self.input.array()?);
        // The magic is the same in both orders; a version with empty low bits was written in the other one.
        self.big = version.trailing_zeros() >= 16;
        let version = if self.big {
            version.swap_bytes()
        } else {
            version
        };
        if !(1..=3).contains(&version) {
            return Err(self.input.fault(format!(
                "GGUF version {version}, which is not one of 1 to 3"
            )));
        }
        self.wide = version > 1;
        let order = if self.big {
            "big-endian"
        } else {
            "little-endian"
        };
        header.detail = Some(format!("version {version}, {order}"));
        let tensors = self.length()?;
        let pairs = self.length()?;
        let size = if self.wide { 8 } else { 4 };
        if pairs > MAX_PAIRS || pairs * (size + 5) > self.input.left() {
            return Err(self
                .input
                .fault(format!("announces {pairs} keys, more than fit")));
        }
        for _ in 0..pairs {
            self.pair()?;
        }
        // Name, dimensions, type and offset of each.
        let least = 2 * size + 8;
        if tensors
            .checked_mul(least)
            .is_none_or(|bytes| bytes > self.input.left())
        {
            return Err(self
                .input
                .fault(format!("announces {tensors} tensors, more than fit")));
        }
        Ok(())
    }

    fn pair(&mut self) -> Result<(), Fault> {
        let length = self.length()?;
        let key = self.input.take(length, MAX_KEY)?;
        let kind = self.u32()?;
        let key = match String::from_utf8(key) {
            Ok(key) if is_wanted(&key) => key,
            _ => return self.skip(kind),
        };
        let value = self.value(kind)?;
        self.pairs.push((key, value));
        Ok(())
    }

    fn value(&mut self, kind: u32) -> Result<Value, Fault> {
        match kind {
            STRING => self.text(),
            ARRAY => self.list(),
            _ => {
                let width = width(kind).ok_or_else(|| self.unknown(kind))?;
                let bytes = self.input.take(width, 8)?;
                // Integers of any width may count; a negative one becomes huge, which no count is.
                if matches!(kind, 6 | 7 | 12) {
                    return Ok(Value::Odd("is no text".to_owned()));
                }
                let number = if self.big {
                    bytes
                        .iter()
                        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
                } else {
                    bytes
                        .iter()
                        .rev()
                        .fold(0, |sum, byte| sum << 8 | u64::from(*byte))
                };
                Ok(Value::Number(number))
            }
        }
    }

    fn text(&mut self) -> Result<Value, Fault> {
        let length = self.length()?;
        self.input.need(length)?;
        if length > MAX_TEXT || self.kept + length > MAX_KEPT {
            self.input.skip(length)?;
            return Ok(Value::Odd(format!("has {length} bytes, too many to keep")));
        }
        self.kept += length;
        let bytes = self.input.take(length, usize::MAX)?;
        Ok(match String::from_utf8(bytes) {
            Ok(text) => Value::Text(text),
            Err(_) => Value::Odd("is not UTF-8".to_owned()),
        })
    }

    fn list(&mut self) -> Result<Value, Fault> {
        let kind = self.u32()?;
        let count = self.length()?;
        if kind != STRING || count > MAX_LIST {
            self.skip_array(kind, count)?;
            return Ok(Value::Odd(format!(
                "is a list of {count} values that are not kept"
            )));
        }
        let mut list = Vec::new();
        let mut odd = None;
        for _ in 0..count {
            match self.text()? {
                Value::Text(text) => list.push(text),
                other => odd = Some(other),
            }
        }
        Ok(odd.unwrap_or(Value::List(list)))
    }

    fn skip(&mut self, kind: u32) -> Result<(), Fault> {
        match kind {
            STRING => {
                let length = self.length()?;
                self.input.skip(length)
            }
            ARRAY => {
                let kind = self.u32()?;
                let count = self.length()?;
                self.skip_array(kind, count)
            }
            _ => {
                let width = width(kind).ok_or_else(|| self.unknown(kind))?;
                self.input.skip(width)
            }
        }
    }

    /// Walks without recursion: `open` holds the arrays that are not done, each by kind and values left.
    fn skip_array(&mut self, kind: u32, count: u64) -> Result<(), Fault> {
        let mut open = vec![(kind, count)];
        while let Some((kind, count)) = open.pop() {
            if let Some(width) = width(kind) {
                let bytes = count.checked_mul(width);
                let bytes =
                    bytes.ok_or_else(|| self.input.fault(format!("a list of {count} values")))?;
                self.input.skip(bytes)?;
                continue;
            }
            let least = match (kind, self.wide) {
                (STRING, false) => 4,
                (STRING, true) | (ARRAY, false) => 8,
                (ARRAY, true) => 12,
                _ => return Err(self.unknown(kind)),
            };
            if count
                .checked_mul(least)
                .is_none_or(|bytes| bytes > self.input.left())
            {
                return Err(self
                    .input
                    .fault(format!("a list of {count} values, more than fit")));
            }
            let mut left = count;
            while left > 0 {
                left -= 1;
                self.walked += 1;
                if self.walked > MAX_WALKED {
                    return Err(self
                        .input
                        .fault(format!("lists of more than {MAX_WALKED} values")));
                }
                if kind == STRING {
                    self.skip(STRING)?;
                    continue;
                }
                open.push((kind, left));
                let inner = self.u32()?;
                open.push((inner, self.length()?));
                break;
            }
            if open.len() > MAX_NESTING {
                return Err(self
                    .input
                    .fault(format!("lists nested more than {MAX_NESTING} deep")));
            }
        }
        Ok(())
    }

    fn u32(&mut self) -> Result<u32, Fault> {
        let bytes = self.input.array()?;
        Ok(if self.big {
            u32::from_be_bytes(bytes)
        } else {
            u32::from_le_bytes(bytes)
        })
    }

    fn length(&mut self) -> Result<u64, Fault> {
        if !self.wide {
            return self.u32().map(u64::from);
        }
        let bytes = self.input.array()?;
        Ok(if self.big {
            u64::from_be_bytes(bytes)
        } else {
            u64::from_le_bytes(bytes)
        })
    }

    fn unknown(&self, kind: u32) -> Fault {
        self.input
            .fault(format!("a value of type {kind}, which no version has"))
    }
}

fn width(kind: u32) -> Option<u64> {
    match kind {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        4..=6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

fn is_wanted(key: &str) -> bool {
    let dropped = ["general.tags", "general.languages", "general.description"].contains(&key);
    (key.starts_with("general.") && !dropped) || is_free_license(key)
}

/// A key that looks like a licence, though it is not in the format.
fn is_free_license(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or(key);
    let named = ["license", "licence", "model_license"]
        .iter()
        .any(|name| last.eq_ignore_ascii_case(name));
    named && key != "general.license" && numbered(key).is_none()
}

/// `general.base_model.3.repo_url` as kind of parent, number and field.
fn numbered(key: &str) -> Option<(&str, u64, &str)> {
    let rest = key.strip_prefix("general.")?;
    let (kind, rest) = rest
        .split_once('.')
        .filter(|(kind, _)| ["base_model", "dataset"].contains(kind))?;
    let (number, field) = rest.split_once('.')?;
    Some((kind, number.parse().ok()?, field))
}

fn report(pairs: Vec<(String, Value)>, header: &mut Header) {
    let mut groups: BTreeMap<(String, u64), Vec<(String, String)>> = BTreeMap::new();
    let mut count = None;
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (key, value) in pairs {
        let text = match value {
            Value::Text(text) => trimmed(text, &key, header),
            Value::List(list) => {
                if key == "general.license" {
                    header.note("`general.license` is a list, where the format has one text");
                }
                list.join(",")
            }
            Value::Number(number) if key == "general.base_model.count" => {
                count = Some(number);
                continue;
            }
            Value::Number(_) if is_text_key(&key) => {
                let text = format!("`{}` is a number, where a text belongs", shortened(&key));
                header.fault(fault_of(&key), text);
                continue;
            }
            Value::Number(_) => continue,
            Value::Odd(why) => {
                header.derived |= key.starts_with("general.base_model.");
                if is_text_key(&key) {
                    header.fault(fault_of(&key), format!("`{}` {why}", shortened(&key)));
                }
                continue;
            }
        };
        match seen.get(&key) {
            Some(known) if *known == text => {
                header.note(format!(
                    "`{}` stands twice, with the same value",
                    shortened(&key)
                ));
                continue;
            }
            Some(known) if is_text_key(&key) && !key.starts_with("general.license") => {
                let both = format!(
                    "`{}` stands twice: `{}` and `{}`",
                    shortened(&key),
                    shortened(known),
                    shortened(&text)
                );
                header.fault(ProblemKind::Conflict, both);
            }
            Some(_) => {}
            None => {
                seen.insert(key.clone(), text.clone());
            }
        }
        match numbered(&key) {
            Some((kind, number, field)) if groups.len() < MAX_GROUPS => {
                let group = groups.entry((kind.to_owned(), number)).or_default();
                group.push((field.to_owned(), text));
            }
            Some(_) => {}
            None => single(key, &text, header),
        }
    }
    let bases = groups
        .keys()
        .filter(|(kind, _)| kind == "base_model")
        .count() as u64;
    if let Some(count) = count.filter(|count| *count != bases) {
        header.note(format!(
            "announces {count} base models and names {bases}; the number is not heeded"
        ));
        header.derived |= count > 0;
    }
    for ((kind, number), fields) in groups {
        group(&kind, number, &fields, header);
    }
    if header
        .facts
        .iter()
        .any(|fact| fact.key == "general.type" && fact.value == "adapter")
    {
        header.derived = true;
        header
            .relation
            .push(Stated::new("adapter", "general.type", Confidence::Own));
    }
}

fn fault_of(key: &str) -> ProblemKind {
    if key.starts_with("general.license") || is_free_license(key) {
        ProblemKind::License
    } else {
        ProblemKind::Value
    }
}

/// Keys of licence and lineage, which have to be readable.
fn is_text_key(key: &str) -> bool {
    key.starts_with("general.license")
        || is_free_license(key)
        || key.ends_with("repo_url")
        || key == "general.type"
}

fn trimmed(text: String, key: &str, header: &mut Header) -> String {
    match text.strip_suffix('\0') {
        Some(cut) => {
            header.note(format!(
                "`{}` ends with a NUL, which is not part of it",
                shortened(key)
            ));
            cut.to_owned()
        }
        None => text,
    }
}

fn single(key: String, text: &str, header: &mut Header) {
    let stated = |rank| Stated::new(text, key.clone(), rank);
    match key.as_str() {
        "general.license" => header.add_license(stated(Confidence::Own)),
        "general.license.name" => header.license_name.push(stated(Confidence::Own)),
        // The text of the licence itself; one that is not known is a licence too.
        "general.license.content" | "general.license.text" => match of_text(text) {
            Some(known) => {
                header.add_license(Stated::new(known.id(), key, Confidence::Own));
            }
            None => header.add_license(stated(Confidence::Own)),
        },
        "general.license.link" => header.license_link.push(stated(Confidence::Own)),
        "general.name" => header.name.push(stated(Confidence::Own)),
        "general.author" => header.author.push(stated(Confidence::Own)),
        "general.repo_url" => header.own.push(Base::read(text, key, Confidence::Own)),
        "general.source.repo_url" | "general.source.huggingface.repository" => {
            header.sources.push(Base::read(text, key, Confidence::Own));
        }
        "general.source.url" => {
            let base = Base::read(text, key, Confidence::Lower);
            // The address of a project is no model; that of a repository on the hub is.
            if matches!(base.model, Some(crate::model::Artifact::Hub { .. })) {
                header.sources.push(base);
            }
        }
        _ if is_free_license(&key) => header.add_license(stated(Confidence::Lower)),
        _ => header.fact(shortened(text), key, Confidence::Own),
    }
}

/// One parent or data set. Its names are made for people, in title case; only addresses name a repository.
fn group(kind: &str, number: u64, fields: &[(String, String)], header: &mut Header) {
    let prefix = format!("general.{kind}.{number}");
    if kind == "dataset" {
        let shown = find(fields, "repo_url")
            .or_else(|| find(fields, "url"))
            .or_else(|| find(fields, "name"));
        if let Some(shown) = shown {
            header.fact(shortened(shown), prefix, Confidence::Own);
        }
        return;
    }
    header.derived = true;
    let by = ["repo_url", "url", "doi", "name", "uuid"]
        .into_iter()
        .find(|field| find(fields, field).is_some());
    let Some(by) = by else { return };
    let key = format!("{prefix}.{by}");
    let kept: Vec<(String, String)> = fields
        .iter()
        .map(|(field, text)| (field.clone(), shortened(text)))
        .collect();
    // A key that stands twice names two.
    for (_, text) in fields.iter().filter(|(field, _)| field == by) {
        let mut base = Base::read(text, key.clone(), Confidence::Own);
        if !["repo_url", "url"].contains(&by) {
            base = Base {
                model: None,
                shown: shortened(text),
                rank: Confidence::Lower,
                ..base
            };
        }
        base.fields.clone_from(&kept);
        header.add_base(base);
    }
}

fn find<'a>(fields: &'a [(String, String)], name: &str) -> Option<&'a str> {
    fields
        .iter()
        .find(|(field, _)| field == name)
        .map(|(_, text)| text.as_str())
}
