//! Every table and key of `deny-models.toml` and of the manifest, in one place: the reference in the guide and the JSON
//! schemas are made from it. The readers check themselves against it in debug builds, so it cannot fall behind.

use crate::domain::How;
use crate::lint::Code;

use crate::policy::Require;

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
    /// What it says, one or two sentences.
    pub about: &'static str,
}

/// The form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// `true` or `false`.
    Flag,
    /// Any text that is not blank.
    Text,
    /// A day, as a TOML date or `"YYYY-MM-DD"`.
    Day,
    /// A licence expression: SPDX ids, hub ids and `LicenseRef-`.
    License,
    /// Licence ids, one a string.
    Licenses,
    /// Licence ids, or the word `"osi"`.
    Protected,
    /// What `require` takes.
    Require,
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
    /// A commit of the hub.
    Revision,
    /// 64 hexadecimal digits.
    Sha256,
    /// `finetune`, `adapter`, `merge` or `quantized`.
    Relation,
    /// `bundled`, `build`, `runtime` or `offered`.
    How,
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
    /// A table of its own, described apart.
    Table,
    /// Tables of their own, described apart.
    Tables,
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
            Self::Licenses => "array of licence ids".into(),
            Self::Protected => "array of licence ids, or `\"osi\"`".into(),
            Self::Require => words(&Require::WORDS),
            Self::Model => "model: `org/name[@revision]`, https URL or `./path`".into(),
            Self::Models => "array of models".into(),
            Self::HubId => "hub id: `org/name[@revision]`".into(),
            Self::Url => "https URL".into(),
            Self::Path => "path in the package".into(),
            Self::Revision => "commit, 40 hexadecimal digits".into(),
            Self::Sha256 => "64 hexadecimal digits".into(),
            Self::Relation => {
                words(&crate::model::Relation::ALL.map(crate::model::Relation::as_str))
            }
            Self::How => words(&How::ALL.map(How::as_str)),
            Self::Package => "name of a package".into(),
            Self::Packages => "array of names of packages".into(),
            Self::Version => "Cargo version requirement".into(),
            Self::Features => "features: array, or text with commas".into(),
            Self::MemberFeatures => "array of `feature` or `member/feature`".into(),
            Self::Target => "target triple or `cfg(...)`".into(),
            Self::Triples => "array of target triples".into(),
            Self::Table => "table".into(),
            Self::Tables => "array of tables".into(),
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
}

/// Whether the section of this name has exactly the keys that its reader asked for.
pub fn agrees(sections: &[Section], name: &str, asked: &[&str]) -> bool {
    let named = sections.iter().find(|section| section.name == name);
    named.is_some_and(|section| {
        let keys = section.key_names();
        keys.len() == asked.len() && keys.iter().all(|key| asked.contains(key))
    })
}

const NOTHING: &str = "none";
const NOT_STATED: &str = "not stated";

const fn key(
    name: &'static str,
    value: Value,
    default: &'static str,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        value,
        required: false,
        default,
        example,
        about,
    }
}

const fn needed(
    name: &'static str,
    value: Value,
    example: &'static str,
    about: &'static str,
) -> Key {
    Key {
        name,
        value,
        required: true,
        default: "",
        example,
        about,
    }
}

const LICENSE: Key = key(
    "license",
    Value::License,
    NOT_STATED,
    "\"Apache-2.0\"",
    "The licence of the model: an SPDX expression, an id of the hub such as `llama3.1`, or `LicenseRef-NAME`.",
);
const BASE: Key = key(
    "base",
    Value::Models,
    NOT_STATED,
    "[\"Qwen/Qwen2.5-7B\"]",
    "The models it was made from. `[]` says that it was made from none.",
);
const RELATION: Key = key(
    "relation",
    Value::Relation,
    "not stated: the base binds wholly",
    "\"finetune\"",
    "How it was made from `base`.",
);
const COMPONENTS: Key = key(
    "components",
    Value::Models,
    NOT_STATED,
    "[\"google/t5-v1_1-xxl\"]",
    "The models that are in it or that it loads. `[]` says that there are none.",
);
const REVISION: Key = key(
    "revision",
    Value::Revision,
    "any revision",
    "\"a09a35458c702b33eeacc393d103063234e8bc28\"",
    "The commit that was looked at. Only a hub repository has one.",
);
const SHA256: Key = key(
    "sha256",
    Value::Sha256,
    NOT_STATED,
    "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"",
    "The digest of the file.",
);
const TARGET: Key = key(
    "target",
    Value::Target,
    "every target",
    "\"cfg(unix)\"",
    "The target for which it is pulled.",
);

/// The tables of `deny-models.toml`.
pub const POLICY: &[Section] = &[
    Section {
        name: crate::policy::FILE_NAME,
        about: "At the root of the workspace, or in its `.cargo` directory. Without it the defaults below hold. An unknown \
                key is a mistake, and every mistake is told at once.",
        keys: Keys::Named(&[
            key(
                "policy",
                Value::Table,
                "the defaults",
                "{}",
                "What is gated, and by what.",
            ),
            key(
                "lints",
                Value::Table,
                "the default levels",
                "{}",
                "Levels by finding code.",
            ),
            key(
                "graph",
                Value::Table,
                "as cargo's defaults",
                "{}",
                "What of the dependency graph is looked at.",
            ),
            key(
                "exception",
                Value::Tables,
                NOTHING,
                "[]",
                "Findings that are accepted for a while.",
            ),
            key(
                "model",
                Value::Tables,
                NOTHING,
                "[]",
                "What you know about a model that no other source does.",
            ),
            key(
                "crate",
                Value::Tables,
                NOTHING,
                "[]",
                "What a package pulls that does not say so itself.",
            ),
        ]),
    },
    Section {
        name: "[policy]",
        about: "Which crates are gated, and what the licence of a model must be. `deny` beats `allow`, and `allow` beats \
                `require`.",
        keys: Keys::Named(&[
            key(
                "protect",
                Value::Protected,
                "`[\"MIT\", \"Apache-2.0\"]`",
                "[\"MIT\", \"Apache-2.0\"]",
                "Crate licences that are gated; `\"osi\"` means every OSI-approved one.",
            ),
            key(
                "require",
                Value::Require,
                "`\"osi\"`",
                "\"osi\"",
                "What every licence that binds a model must be: approved by the OSI, called free by the FSF, either of \
                 these, or what a distribution takes (see [presets](presets.md)).",
            ),
            key(
                "allow",
                Value::Licenses,
                NOTHING,
                "[\"CC-BY-4.0\"]",
                "More licences that pass.",
            ),
            key(
                "deny",
                Value::Licenses,
                NOTHING,
                "[\"AGPL-3.0-only\"]",
                "Licences that never pass, even if OSI-approved.",
            ),
            key(
                "how",
                Value::Table,
                "by the preset, else by the finding",
                "{}",
                "Levels by the way a model comes in.",
            ),
        ]),
    },
    Section {
        name: "[policy.how]",
        about: "The level of a model that fails or is unknown, by the way it comes in: `allow`, `warn` or `deny`. It \
                outranks `[lints]`.",
        keys: Keys::Ways,
    },
    Section {
        name: "[lints]",
        about: "The level of a [finding](findings.md) by its code: `allow`, `warn` or `deny`. The flags `-A`, `-W` and \
                `-D` outrank it.",
        keys: Keys::Codes,
    },
    Section {
        name: "[graph]",
        about: "What of the dependency graph is looked at. Cargo's flags on the command line outrank it.",
        keys: Keys::Named(&[
            key(
                "targets",
                Value::Triples,
                "all targets",
                "[\"x86_64-unknown-linux-gnu\"]",
                "The targets to judge for.",
            ),
            key(
                "features",
                Value::MemberFeatures,
                "default features",
                "[\"llm\"]",
                "Features of the members that are on.",
            ),
            key(
                "all-features",
                Value::Flag,
                "`false`",
                "false",
                "Every feature of the members is on.",
            ),
            key(
                "no-default-features",
                Value::Flag,
                "`false`",
                "false",
                "Default features of the members are off.",
            ),
            key(
                "exclude",
                Value::Packages,
                NOTHING,
                "[\"demo-bench\"]",
                "Members and dependencies that are left out.",
            ),
            key(
                "include-dev",
                Value::Flag,
                "`false`",
                "false",
                "What only tests, examples and benches pull counts too; without it that is a note.",
            ),
        ]),
    },
    Section {
        name: "[[exception]]",
        about: "Findings that are accepted for a while: those on `model`, on `crate`, or on both together. Every run shows \
                what was excepted.",
        keys: Keys::Named(&[
            key(
                "model",
                Value::Model,
                "every model, and `crate` is there",
                "\"meta-llama/Llama-3.1-8B-Instruct\"",
                "The model it is for.",
            ),
            key(
                "crate",
                Value::Package,
                "every crate, and `model` is there",
                "\"demo-cli\"",
                "The crate it is for: the member that gets the verdict, or the package that pulls.",
            ),
            key(
                "license",
                Value::License,
                "any",
                "\"llama3.1\"",
                "The governing licence that was accepted. With another one the exception no longer holds.",
            ),
            needed(
                "reason",
                Value::Text,
                "\"internal tool, not published\"",
                "Why; it is shown in every run.",
            ),
            needed(
                "until",
                Value::Day,
                "2027-06-30",
                "The last day on which it holds, at most a year ahead.",
            ),
        ]),
    },
    Section {
        name: "[[model]]",
        about: "What the owner of the workspace knows about a model. It fills gaps; to be looser than another source it \
                needs `reason` and `until`, and every run shows what it overrides.",
        keys: Keys::Named(&[
            needed("id", Value::Model, "\"acme/encoder\"", "The model."),
            LICENSE,
            BASE,
            RELATION,
            COMPONENTS,
            key(
                "reason",
                Value::Text,
                "it loosens nothing",
                "\"bought under another licence\"",
                "Why it may be looser than other sources.",
            ),
            key(
                "until",
                Value::Day,
                "it loosens nothing",
                "2027-06-30",
                "The last day on which it may be looser, at most a year ahead.",
            ),
            REVISION,
            SHA256,
        ]),
    },
    Section {
        name: "[[crate]]",
        about: "What a package pulls in this workspace, where it does not say so itself. Its other offers are silent then, \
                and its calls whose model cannot be read are answered for.",
        keys: Keys::Named(&[
            needed(
                "name",
                Value::Package,
                "\"fastembed\"",
                "The package: a dependency, or a member.",
            ),
            key(
                "version",
                Value::Version,
                "every version",
                "\"7\"",
                "The versions it speaks of.",
            ),
            needed(
                "uses",
                Value::Models,
                "[\"Xenova/bge-small-en-v1.5\"]",
                "The models that are used. `[]` says that there are none.",
            ),
            key(
                "how",
                Value::How,
                "`\"runtime\"`",
                "\"runtime\"",
                "How they come in.",
            ),
            key(
                "feature",
                Value::Features,
                "always",
                "\"online\"",
                "Features of the package that are all needed for it.",
            ),
            TARGET,
        ]),
    },
];

/// The tables of a manifest: what a Cargo.toml says of the models of its crate.
pub const MANIFEST: &[Section] = &[
    Section {
        name: "[package.metadata.deny-models]",
        about: "In the Cargo.toml of a crate. It travels with the published crate.",
        keys: Keys::Named(&[key(
            "model",
            Value::Tables,
            NOTHING,
            "[]",
            "The models of the crate.",
        )]),
    },
    Section {
        name: "[[package.metadata.deny-models.model]]",
        about: "One model that the crate comes with or loads. Exactly one of `id`, `url` and `path` is there. A member's \
                entry fills gaps and never loosens what is known; a dependency's is a claim, which adds and tightens only.",
        keys: Keys::Named(&[
            key(
                "id",
                Value::HubId,
                "`url` or `path` is there",
                "\"Qwen/Qwen2.5-7B-Instruct\"",
                "The model on the hub.",
            ),
            key(
                "url",
                Value::Url,
                "`id` or `path` is there",
                "\"https://example.com/models/x.onnx\"",
                "The address it is fetched from.",
            ),
            key(
                "path",
                Value::Path,
                "`id` or `url` is there",
                "\"models/x.onnx\"",
                "The file in the package.",
            ),
            REVISION,
            LICENSE,
            key(
                "how",
                Value::How,
                "`\"bundled\"` for `path`, else `\"runtime\"`",
                "\"runtime\"",
                "How it comes in.",
            ),
            key(
                "feature",
                Value::Features,
                "always",
                "\"llm\"",
                "Features of the crate that are all needed for it.",
            ),
            TARGET,
            SHA256,
            BASE,
            RELATION,
            COMPONENTS,
        ]),
    },
];

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::date::Date;
    use crate::manifest::Manifest;
    use crate::policy::Policy;
    use crate::source::SourceFile;

    /// All keys of a section with their examples, but one of those that exclude each other.
    fn text(section: &Section) -> String {
        let mut text = match section.name {
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
        for (name, example) in pairs {
            let another = section.name.contains("metadata") && ["url", "path"].contains(&name);
            if !another {
                // Writing to a string cannot fail.
                let _ = writeln!(text, "{name} = {example}");
            }
        }
        text
    }

    #[test]
    fn every_example_of_every_key_is_taken() {
        let today = Date::parse("2026-11-25").expect("a day");
        for section in POLICY {
            let source = SourceFile::new("deny-models.toml", text(section));
            let read = Policy::parse(&source, today);
            assert!(read.is_ok(), "{}: {:?}", section.name, read.unwrap_err());
        }
        for section in MANIFEST {
            let features = "[features]\nllm = []\n";
            let text = format!("{features}{}", text(section));
            let read = Manifest::parse(&SourceFile::new("Cargo.toml", text));
            assert!(read.is_ok(), "{}: {:?}", section.name, read.unwrap_err());
        }
    }

    #[test]
    fn every_key_says_what_it_is() {
        for section in POLICY.iter().chain(MANIFEST) {
            assert!(section.about.ends_with('.'), "{}", section.name);
            let Keys::Named(keys) = section.keys else {
                continue;
            };
            for key in keys {
                assert!(key.about.ends_with('.'), "{}", key.name);
                assert_eq!(key.required, key.default.is_empty(), "{}", key.name);
                assert!(!key.value.words().is_empty(), "{}", key.name);
            }
        }
    }
}
