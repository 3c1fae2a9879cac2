//! What a key of the policy or the manifest is: its name, the form and the meaning of its value, and how it is read.
//!
//! A key is declared once, as a constant. The readers, the list of known keys, the reference in the guide and the JSON
//! schemas all use that constant.

use super::reader::{Mistakes, Node};
use crate::domain::How;
use crate::lint::Code;
use crate::model::Relation;

/// One table.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// As it is written: `[policy]`, `[[exception]]`.
    pub name: &'static str,
    /// What it is for, one or two sentences.
    pub about: &'static str,
    /// What stands in it.
    pub keys: Keys,
}

/// What stands in a table.
#[derive(Debug, Clone, Copy)]
pub enum Keys {
    /// These keys.
    Named(&'static [Key]),
    /// Finding codes, each with a level.
    Codes,
    /// Ways for a model to come in, each with a level.
    Ways,
}

/// One key.
#[derive(Debug, Clone, Copy)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What its value is.
    pub value: Value,
    /// Whether it has to be there.
    pub required: bool,
    /// What holds without it, in words.
    pub default: &'static str,
    /// A value as TOML.
    pub example: &'static str,
    /// Its description, one or two sentences.
    pub about: &'static str,
    /// The value that an error suggests where it has to be there.
    pub(crate) placeholder: &'static str,
}

/// Reads a value, or reports why it cannot.
pub(crate) type Read<T> = fn(&Node<'_>, &mut Mistakes) -> Option<T>;

/// A key and how its value is read.
pub(crate) struct Field<T: 'static> {
    pub(crate) key: Key,
    pub(crate) read: Read<T>,
}

/// A key under which a table stands, or several.
pub(crate) struct Nested {
    pub(crate) key: Key,
    pub(crate) section: &'static Section,
}

impl Key {
    pub(crate) const fn optional(
        name: &'static str,
        value: Value,
        default: &'static str,
        example: &'static str,
        about: &'static str,
    ) -> Self {
        Self {
            name,
            value,
            required: false,
            default,
            example,
            about,
            placeholder: "",
        }
    }

    pub(crate) const fn required(
        name: &'static str,
        value: Value,
        placeholder: &'static str,
        example: &'static str,
        about: &'static str,
    ) -> Self {
        Self {
            name,
            value,
            required: true,
            default: "",
            example,
            about,
            placeholder,
        }
    }

    pub(crate) const fn read_by<T>(self, read: Read<T>) -> Field<T> {
        Field { key: self, read }
    }
}

impl Nested {
    pub(crate) const fn table(
        name: &'static str,
        section: &'static Section,
        default: &'static str,
        about: &'static str,
    ) -> Self {
        let value = Value::Table(section);
        Self {
            key: Key::optional(name, value, default, "{}", about),
            section,
        }
    }

    pub(crate) const fn tables(
        name: &'static str,
        section: &'static Section,
        about: &'static str,
    ) -> Self {
        let value = Value::Tables(section);
        Self {
            key: Key::optional(name, value, NOTHING, "[]", about),
            section,
        }
    }
}

/// The form of a value.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    /// `true` or `false`.
    Flag,
    /// Any text that is not blank.
    Text,
    /// A day, as a TOML date or `"YYYY-MM-DD"`.
    Day,
    /// A licence expression: SPDX ids, hub ids and `LicenseRef-`.
    License,
    /// Licence ids, and `class:` with a class of licences, one a string.
    Licenses,
    /// Licence ids, or the word `"osi"`.
    Protected,
    /// One of these words.
    Word(&'static [&'static str]),
    /// A hub id, an https URL, or `./` and a path.
    Model,
    /// A list of these.
    Models,
    /// A hub id.
    HubId,
    /// An https URL.
    Url,
    /// A path relative to the package, with `/`.
    Path,
    /// A path relative to the root of the workspace, with `/`.
    File,
    /// A commit of the hub.
    Revision,
    /// 64 hexadecimal digits.
    Sha256,
    /// `finetune`, `adapter`, `merge` or `quantized`.
    Relation,
    /// `bundled`, `build`, `runtime` or `offered`.
    How,
    /// The code of a finding that an exception may accept.
    Finding,
    /// The name of a package.
    Package,
    /// Names of packages.
    Packages,
    /// A Cargo version requirement.
    Version,
    /// Features: a string with a comma list, or an array.
    Features,
    /// Features of members: `feature` or `member/feature`.
    MemberFeatures,
    /// A target triple or `cfg(...)`.
    Target,
    /// Target triples.
    Triples,
    /// A table.
    Table(&'static Section),
    /// Tables.
    Tables(&'static Section),
}

impl Value {
    /// The form in words.
    #[must_use]
    pub fn words(self) -> String {
        let words = |words: &[&str]| {
            let quoted: Vec<String> = words.iter().map(|word| format!("`\"{word}\"`")).collect();
            quoted.join(", ")
        };
        match self {
            Self::Flag => "`true` or `false`".into(),
            Self::Text => "text".into(),
            Self::Day => "date".into(),
            Self::License => "licence expression".into(),
            Self::Licenses => "array of licence ids and `class:` names".into(),
            Self::Protected => "array of licence ids, or `\"osi\"`".into(),
            Self::Word(closed) => words(closed),
            Self::Model => "model: `org/name[@revision]`, https URL or `./path`".into(),
            Self::Models => "array of models".into(),
            Self::HubId => "model id: `org/name[@revision]`, `ollama:NAME[:TAG]`, `modelscope:org/name[@revision]`".into(),
            Self::Url => "https URL".into(),
            Self::Path => "path in the package".into(),
            Self::File => "path in the workspace".into(),
            Self::Revision => "commit, 40 hexadecimal digits".into(),
            Self::Sha256 => "64 hexadecimal digits".into(),
            Self::Relation => words(&Relation::ALL.map(Relation::as_str)),
            Self::Finding => "[finding](findings.md)".into(),
            Self::How => words(&How::ALL.map(How::as_str)),
            Self::Package => "name of a package".into(),
            Self::Packages => "array of names of packages".into(),
            Self::Version => "Cargo version requirement".into(),
            Self::Features => "features: array, or text with commas".into(),
            Self::MemberFeatures => "array of `feature` or `member/feature`".into(),
            Self::Target => "target triple or `cfg(...)`".into(),
            Self::Triples => "array of target triples".into(),
            Self::Table(_) => "table".into(),
            Self::Tables(_) => "array of tables".into(),
        }
    }
}

impl Section {
    /// The names of its keys.
    #[must_use]
    pub fn key_names(&self) -> Vec<&'static str> {
        match self.keys {
            Keys::Named(keys) => keys.iter().map(|key| key.name).collect(),
            Keys::Codes => Code::ALL.iter().map(|code| code.as_str()).collect(),
            Keys::Ways => How::ALL.map(How::as_str).into(),
        }
    }
    /// This table and those in it, each before the tables that it holds.
    #[must_use]
    pub fn all(&'static self) -> Vec<&'static Self> {
        let mut all = vec![self];
        if let Keys::Named(keys) = self.keys {
            for key in keys {
                if let Value::Table(section) | Value::Tables(section) = key.value {
                    all.extend(section.all());
                }
            }
        }
        all
    }
}

/// The default of a key whose list is empty without it.
pub(crate) const NOTHING: &str = "none";

/// The default of a key that states a fact.
pub(crate) const NOT_STATED: &str = "not stated";

/// Checks that the readers hold to what is declared; `parse` gives the mistakes in a text as `line: message`.
#[cfg(test)]
pub(crate) mod testing {
    use std::fmt::Write as _;

    use super::{Keys, Section};
    use crate::source::{Place, Problem};

    /// The head of a section, and a line for each of its keys but those that exclude the first.
    fn lines(section: &Section) -> (String, Vec<(&'static str, &'static str)>) {
        let head = match section.name {
            name if name.starts_with('[') => format!("{name}\n"),
            _ => String::new(),
        };
        let pairs: Vec<(&str, &str)> = match section.keys {
            Keys::Named(keys) => keys.iter().map(|key| (key.name, key.example)).collect(),
            Keys::Codes | Keys::Ways => section
                .key_names()
                .into_iter()
                .map(|name| (name, "\"warn\""))
                .collect(),
        };
        (head, pairs)
    }

    /// What reading a file reports, each message with its line.
    pub(crate) fn messages<T>(read: Result<T, Vec<Problem>>) -> Vec<String> {
        let line = |place: &Option<Place>| place.as_ref().map_or(0, Place::line);
        let problems = read.err().into_iter().flatten();
        problems
            .map(|problem| format!("{}: {}", line(&problem.place), problem.message))
            .collect()
    }

    pub(crate) fn every_example_is_taken(
        root: &'static Section,
        parse: impl Fn(&str) -> Vec<String>,
    ) {
        for section in root.all() {
            let (mut text, pairs) = lines(section);
            for (name, example) in pairs {
                let others: &[&str] = match section.name {
                    "[[model]]" => &["path", "crate"],
                    name if name.contains("metadata") => &["url", "path"],
                    _ => &[],
                };
                let another = others.contains(&name);
                if !another {
                    // Writing to a string cannot fail.
                    let _ = writeln!(text, "{name} = {example}");
                }
            }
            assert_eq!(parse(&text), [""; 0], "{}", section.name);
        }
    }

    /// A key that is not read would take any value.
    pub(crate) fn every_key_is_read(root: &'static Section, parse: impl Fn(&str) -> Vec<String>) {
        for section in root.all() {
            let (head, pairs) = lines(section);
            for (name, _) in pairs {
                let text = format!("{head}{name} = 7\n");
                let line = text.lines().count();
                let mistakes = parse(&text);
                let good = mistakes.iter().any(|mistake| {
                    mistake.starts_with(&format!("{line}: expected"))
                        && mistake.ends_with("found an integer")
                });
                assert!(good, "{text}{mistakes:?}");
            }
        }
    }

    pub(crate) fn every_key_is_described(root: &'static Section) {
        for section in root.all() {
            assert!(section.about.ends_with('.'), "{}", section.name);
            let Keys::Named(keys) = section.keys else {
                continue;
            };
            for key in keys {
                assert!(key.about.ends_with('.'), "{}", key.name);
                assert_eq!(key.required, key.default.is_empty(), "{}", key.name);
                let placeholder = key.placeholder;
                assert_eq!(key.required, !placeholder.is_empty(), "{}", key.name);
                assert!(!key.value.words().is_empty(), "{}", key.name);
            }
        }
    }
}
