//! The keys of `deny-models.toml`.

use std::collections::BTreeMap;

use camino::Utf8PathBuf;

use super::find::FILE_NAME;
use super::types::{LicenseSet, Protect, Require, Unpublished};
use super::values;
use crate::config::keys::{Field, Key, Keys, NOTHING, Nested, Section, Value};
use crate::config::shared::{BASE, COMPONENTS, LICENSE, RELATION, REVISION, SHA256, TARGET};
use crate::config::{cargo_fields, fields};
use crate::date::Date;
use crate::domain::How;
use crate::license::Terms;
use crate::lint::{Code, Severity};
use crate::model::Artifact;
use crate::source::Spanned;

/// The whole file.
pub static FILE: Section = Section {
    name: FILE_NAME,
    about: "At the root of the workspace, or in its `.cargo` directory, wherever the command runs; one in the directory of a \
            member is not read. Without it the defaults below hold. An unknown \
            key is a mistake, and all mistakes are reported at once.",
    keys: Keys::Named(&[
        RULES.key,
        LINTS.key,
        GRAPH.key,
        EXCEPTIONS.key,
        MODELS.key,
        CRATES.key,
    ]),
};

pub(super) const RULES: Nested = Nested::table(
    "policy",
    &RULES_TABLE,
    "the defaults",
    "What is gated, and by what.",
);

pub(super) const LINTS: Field<BTreeMap<Code, Spanned<Severity>>> = Key::optional(
    "lints",
    Value::Table(&LINTS_TABLE),
    "the default levels",
    "{}",
    "Levels by finding code.",
)
.read_by(|node, mistakes| Some(values::lints(node, LINTS_TABLE.name, mistakes)));

pub(super) const GRAPH: Nested = Nested::table(
    "graph",
    &GRAPH_TABLE,
    "as cargo's defaults",
    "Which part of the dependency graph is checked.",
);

pub(super) const EXCEPTIONS: Nested = Nested::tables(
    "exception",
    &EXCEPTION,
    "Findings that are accepted for a while.",
);

pub(super) const MODELS: Nested = Nested::tables(
    "model",
    &MODEL,
    "Facts about a model that no other source has.",
);

pub(super) const CRATES: Nested = Nested::tables(
    "crate",
    &CRATE,
    "What a package pulls whose manifest does not state it.",
);

static RULES_TABLE: Section = Section {
    name: "[policy]",
    about: "Which crates are gated, and what the licence of a model must be. `deny` beats `allow`, and `allow` beats \
            `require`.",
    keys: Keys::Named(&[
        PROTECT.key,
        REQUIRE.key,
        ALLOW.key,
        DENY.key,
        UNPUBLISHED.key,
        HOW.key,
        FACTS.key,
    ]),
};

pub(super) const PROTECT: Field<Protect> = Key::optional(
    "protect",
    Value::Protected,
    "`[\"MIT\", \"Apache-2.0\"]`",
    "[\"MIT\", \"Apache-2.0\"]",
    "Crate licences that are gated; `\"osi\"` means every OSI-approved one.",
)
.read_by(values::protect);

pub(super) const REQUIRE: Field<Spanned<Require>> = Key::optional(
    "require",
    Value::Word(&Require::WORDS),
    "`\"osi\"`",
    "\"osi\"",
    "What every licence that applies to a model must be: approved by the OSI, called free by the FSF, either of \
     these, or what a distribution takes (see [presets](presets.md)).",
)
.read_by(values::require);

pub(super) const ALLOW: Field<Vec<Spanned<LicenseSet>>> = Key::optional(
    "allow",
    Value::Licenses,
    NOTHING,
    "[\"CC-BY-4.0\", \"class:use-restricted\"]",
    "More licences that pass, by id or by class. A class allows no tag that could be any of several texts.",
)
.read_by(|node, mistakes| Some(fields::list(node, mistakes, values::allowed)));

pub(super) const DENY: Field<Vec<Spanned<LicenseSet>>> = Key::optional(
    "deny",
    Value::Licenses,
    NOTHING,
    "[\"AGPL-3.0-only\", \"class:non-commercial\"]",
    "Licences that never pass, even if OSI-approved, by id or by class.",
)
.read_by(|node, mistakes| Some(fields::list(node, mistakes, values::denied)));

pub(super) const UNPUBLISHED: Field<Spanned<Unpublished>> = Key::optional(
    "unpublished",
    Value::Word(&Unpublished::WORDS),
    "`\"gate\"`",
    "\"ignore\"",
    "What becomes of members with `publish = false`: gated as any other, or no verdict. `--package` with the name of one \
     judges it all the same.",
)
.read_by(values::unpublished);

pub(super) const HOW: Field<BTreeMap<How, Spanned<Severity>>> = Key::optional(
    "how",
    Value::Table(&HOW_TABLE),
    "by the preset, else by the finding",
    "{}",
    "Levels by the way a model comes in.",
)
.read_by(|node, mistakes| Some(values::ways(node, HOW_TABLE.name, mistakes)));

pub(super) const FACTS: Nested = Nested::tables(
    "facts",
    &FACTS_TABLE,
    "Tables of facts about models, of the organisation's own.",
);

static FACTS_TABLE: Section = Section {
    name: "[[policy.facts]]",
    about: "A [table of facts](#a-table-of-facts) in the workspace. It fills gaps and tightens; to be looser than the built-in \
            tables, a header, a card or the lock it needs `reason` and `until`, and every run shows what it overrides. \
            An entry `[[model]]` outranks it.",
    keys: Keys::Named(&[
        FACTS_PATH.key,
        FACTS_SHA256.key,
        OVERRIDE_REASON.key,
        OVERRIDE_UNTIL.key,
    ]),
};

pub(super) const FACTS_PATH: Field<Spanned<Utf8PathBuf>> = Key::required(
    "path",
    Value::File,
    "\"models/facts.toml\"",
    "\"models/facts.toml\"",
    "The table, relative to the root of the workspace and inside it.",
)
.read_by(values::file);

pub(super) const FACTS_SHA256: Field<Spanned<String>> = Key::required(
    "sha256",
    Value::Sha256,
    "\"64 hexadecimal digits\"",
    "\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"",
    "The digest of the table that was reviewed. Of another one only what tightens counts, and `digest-mismatch` is reported.",
)
.read_by(fields::sha256);

/// A file of `[[policy.facts]]`.
pub static FACTS_FILE: Section = Section {
    name: "A table of facts",
    about: "A TOML file with an entry `[[model]]` for each model, named by `[[policy.facts]]`.",
    keys: Keys::Named(&[ROWS.key]),
};

pub(super) const ROWS: Nested = Nested::tables("model", &ROW, "What is known of a model.");

static ROW: Section = Section {
    name: "[[model]]",
    about: "What is known of a model, and where that is from. No model is in two tables.",
    keys: Keys::Named(&[
        ROW_ID.key,
        LICENSE.key,
        BASE.key,
        RELATION.key,
        COMPONENTS.key,
        REVISION.key,
        SOURCE.key,
    ]),
};

pub(super) const ROW_ID: Field<Spanned<Artifact>> = Key::required(
    "id",
    Value::HubId,
    "\"org/name\"",
    "\"acme/encoder\"",
    "The model on the hub or of another registry, or the https URL of a file.",
)
.read_by(fields::model);

pub(super) const SOURCE: Field<Spanned<String>> = Key::required(
    "source",
    Value::Text,
    "\"…\"",
    "\"contract 26-114, read 2026-11-20\"",
    "Where it was read, and when; it is shown wherever the row decides.",
)
.read_by(fields::text);

static HOW_TABLE: Section = Section {
    name: "[policy.how]",
    about: "The level of a model that fails or is unknown, by the way it comes in: `allow`, `warn` or `deny`. It \
            outranks `[lints]`.",
    keys: Keys::Ways,
};

static LINTS_TABLE: Section = Section {
    name: "[lints]",
    about: "The level of a [finding](findings.md) by its code: `allow`, `warn` or `deny`. The flags `-A`, `-W` and \
            `-D` outrank it.",
    keys: Keys::Codes,
};

static GRAPH_TABLE: Section = Section {
    name: "[graph]",
    about: "Which part of the dependency graph is checked. Cargo's flags on the command line outrank it.",
    keys: Keys::Named(&[
        TARGETS.key,
        FEATURES.key,
        ALL_FEATURES.key,
        NO_DEFAULT_FEATURES.key,
        EXCLUDE.key,
        INCLUDE_DEV.key,
    ]),
};

pub(super) const TARGETS: Field<Vec<Spanned<String>>> = Key::optional(
    "targets",
    Value::Triples,
    "all targets",
    "[\"x86_64-unknown-linux-gnu\"]",
    "The targets to judge for.",
)
.read_by(|node, mistakes| Some(fields::list(node, mistakes, cargo_fields::triple)));

pub(super) const FEATURES: Field<Vec<Spanned<String>>> = Key::optional(
    "features",
    Value::MemberFeatures,
    "default features",
    "[\"llm\"]",
    "Features of the members that are on.",
)
.read_by(|node, mistakes| Some(fields::list(node, mistakes, cargo_fields::member_feature)));

pub(super) const ALL_FEATURES: Field<bool> = Key::optional(
    "all-features",
    Value::Flag,
    "`false`",
    "false",
    "Every feature of the members is on.",
)
.read_by(fields::flag);

pub(super) const NO_DEFAULT_FEATURES: Field<bool> = Key::optional(
    "no-default-features",
    Value::Flag,
    "`false`",
    "false",
    "Default features of the members are off.",
)
.read_by(fields::flag);

pub(super) const EXCLUDE: Field<Vec<Spanned<String>>> = Key::optional(
    "exclude",
    Value::Packages,
    NOTHING,
    "[\"demo-bench\"]",
    "Members and dependencies that are left out.",
)
.read_by(|node, mistakes| Some(fields::list(node, mistakes, cargo_fields::package)));

pub(super) const INCLUDE_DEV: Field<bool> = Key::optional(
    "include-dev",
    Value::Flag,
    "`false`",
    "false",
    "What only tests, examples and benches pull counts too; without it that is a note.",
)
.read_by(fields::flag);

static EXCEPTION: Section = Section {
    name: "[[exception]]",
    about: "Findings that are accepted for a while: those on `model`, on `crate`, or on both together. Every run shows \
            what was excepted. What sources state against each other, damage and mistakes in the policy are never \
            excepted: `license-mismatch`, `license-drift`, `digest-mismatch`, `malformed-artifact` and the like.",
    keys: Keys::Named(&[
        EXCEPTED_MODEL.key,
        EXCEPTED_CRATE.key,
        EXCEPTED_VERSION.key,
        EXCEPTED_MEMBER.key,
        EXCEPTED_CODE.key,
        EXCEPTED_LICENSE.key,
        EXCEPTED_TEXT.key,
        REASON.key,
        EXCEPTED_UNTIL.key,
    ]),
};

pub(super) const EXCEPTED_MODEL: Field<Spanned<Artifact>> = Key::optional(
    "model",
    Value::Model,
    "every model, and `crate` is there",
    "\"meta-llama/Llama-3.1-8B-Instruct\"",
    "The model it is for.",
)
.read_by(values::model);

pub(super) const EXCEPTED_CRATE: Field<Spanned<String>> = Key::optional(
    "crate",
    Value::Package,
    "every crate, and `model` is there",
    "\"demo-cli\"",
    "The crate it is for: the member that gets the verdict, or the package that pulls.",
)
.read_by(cargo_fields::package);

pub(super) const EXCEPTED_VERSION: Field<Spanned<String>> = Key::optional(
    "version",
    Value::Version,
    "every version",
    "\"7\"",
    "The versions of `crate` that it is for.",
)
.read_by(cargo_fields::version);

pub(super) const EXCEPTED_MEMBER: Field<Spanned<String>> = Key::optional(
    "member",
    Value::Package,
    "every member",
    "\"demo-cli\"",
    "The member that gets the verdict. Beside it, `crate` is the package that pulls.",
)
.read_by(cargo_fields::package);

pub(super) const EXCEPTED_CODE: Field<Spanned<Code>> = Key::optional(
    "code",
    Value::Finding,
    "the findings on licences: `non-osi-model`, `relicensed-model`, `unknown-license`, `feature-gated-model`, \
     `offered-model`, `copyleft-model`",
    "\"non-osi-model\"",
    "The finding it is for.",
)
.read_by(values::excepted_code);

pub(super) const EXCEPTED_LICENSE: Field<Spanned<Terms>> = Key::optional(
    "license",
    Value::License,
    "any",
    "\"llama3.1\"",
    "The governing licence that was accepted. With another one the exception no longer holds.",
)
.read_by(fields::terms);

pub(super) const EXCEPTED_TEXT: Field<Spanned<String>> = Key::optional(
    "license-sha256",
    Value::Sha256,
    "any",
    "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"",
    "The SHA-256 of the licence text that was accepted, as the lock has it for the model that the governing licence \
     comes from. With another text, or with none, the exception no longer holds.",
)
.read_by(fields::sha256);

pub(super) const REASON: Field<Spanned<String>> = Key::required(
    "reason",
    Value::Text,
    "\"…\"",
    "\"internal tool, not published\"",
    "Why; it is shown in every run.",
)
.read_by(fields::text);

/// `until` where it is required.
pub(super) const UNTIL: Field<Spanned<Date>> = Key::required(
    "until",
    Value::Day,
    "YYYY-MM-DD",
    EXCEPTED_UNTIL.key.example,
    EXCEPTED_UNTIL.key.about,
)
.read_by(fields::date);

/// `until` as the guide has it.
const EXCEPTED_UNTIL: Field<Spanned<Date>> = Key::optional(
    "until",
    Value::Day,
    "none with `code = \"named-model\"`; with any other it is required",
    "2027-06-30",
    "The last day on which it holds, at most a year ahead.",
)
.read_by(fields::date);

static MODEL: Section = Section {
    name: "[[model]]",
    about: "Facts about a model from the owner of the workspace: `id`, or `path` and `crate` for a file. It fills gaps; to be looser than another source it \
            needs `reason` and `until`, and every run shows what it overrides.",
    keys: Keys::Named(&[
        ID.key,
        PATH.key,
        OF_CRATE.key,
        LICENSE.key,
        BASE.key,
        RELATION.key,
        COMPONENTS.key,
        OVERRIDE_REASON.key,
        OVERRIDE_UNTIL.key,
        REVISION.key,
        SHA256.key,
    ]),
};

pub(super) const ID: Field<Spanned<Artifact>> = Key::optional(
    "id",
    Value::Model,
    "`path` is there",
    "\"acme/encoder\"",
    "The model. A file with `./` in front is one of that name in any package: `path` and `crate` name one.",
)
.read_by(values::model);

pub(super) const PATH: Field<Spanned<Artifact>> = Key::optional(
    "path",
    Value::Path,
    "`id` is there",
    "\"models/x.onnx\"",
    "The file, relative to the root of `crate`.",
)
.read_by(|node, mistakes| {
    let help = "write a path relative to the root of the package, such as `models/x.onnx`";
    fields::artifact(node, help, mistakes, Artifact::parse_path_around)
});

pub(super) const OF_CRATE: Field<Spanned<String>> = Key::optional(
    "crate",
    Value::Package,
    "`id` is there",
    "\"fastembed\"",
    "The package whose file `path` is.",
)
.read_by(cargo_fields::package);

pub(super) const OVERRIDE_REASON: Field<Spanned<String>> = Key::optional(
    "reason",
    Value::Text,
    "it loosens nothing",
    "\"bought under another licence\"",
    "Why it may be looser than other sources.",
)
.read_by(fields::text);

pub(super) const OVERRIDE_UNTIL: Field<Spanned<Date>> = Key::optional(
    "until",
    Value::Day,
    "it loosens nothing",
    "2027-06-30",
    "The last day on which it may be looser, at most a year ahead.",
)
.read_by(fields::date);

static CRATE: Section = Section {
    name: "[[crate]]",
    about: "What a package pulls in this workspace, where its manifest does not state it. Its other offers are ignored then, \
            and its calls whose model cannot be read are answered for; with `reason` and `until` also what its code is \
            found to take. It never answers for a model that another crate hands to the package. Every run shows what is \
            answered for.",
    keys: Keys::Named(&[
        NAME.key,
        VERSION.key,
        USES.key,
        CRATE_HOW.key,
        FEATURE.key,
        TARGET.key,
        ANSWER_REASON.key,
        ANSWER_UNTIL.key,
    ]),
};

pub(super) const NAME: Field<Spanned<String>> = Key::required(
    "name",
    Value::Package,
    "\"…\"",
    "\"fastembed\"",
    "The package: a dependency, or a member.",
)
.read_by(cargo_fields::package);

pub(super) const VERSION: Field<Spanned<String>> = Key::optional(
    "version",
    Value::Version,
    "every version",
    "\"7\"",
    "The versions that the entry is for.",
)
.read_by(cargo_fields::version);

pub(super) const USES: Field<Vec<Spanned<Artifact>>> = Key::required(
    "uses",
    Value::Models,
    "[\"org/name\"]",
    "[\"Xenova/bge-small-en-v1.5\"]",
    "The models that are used. `[]` states that there are none.",
)
.read_by(|node, mistakes| Some(fields::list(node, mistakes, values::model)));

pub(super) const ANSWER_REASON: Field<Spanned<String>> = Key::optional(
    "reason",
    Value::Text,
    "it does not answer for what the code is found to take",
    "\"we build without that engine\"",
    "Why what the code of the package is found to take is not taken.",
)
.read_by(fields::text);

pub(super) const ANSWER_UNTIL: Field<Spanned<Date>> = Key::optional(
    "until",
    Value::Day,
    "it does not answer for what the code is found to take",
    "2027-06-30",
    "The last day on which it answers for that, at most a year ahead.",
)
.read_by(fields::date);

pub(super) const CRATE_HOW: Field<Spanned<How>> = Key::optional(
    "how",
    Value::How,
    "`\"runtime\"`",
    "\"runtime\"",
    "How they come in.",
)
.read_by(fields::how);

pub(super) const FEATURE: Field<Vec<Spanned<String>>> = Key::optional(
    "feature",
    Value::Features,
    "always",
    "\"online\"",
    "Features of the package that are all needed for it.",
)
.read_by(|node, mistakes| Some(cargo_fields::features(node, mistakes)));

#[cfg(test)]
mod tests {
    use super::FILE;
    use crate::config::keys::testing;
    use crate::date::Date;
    use crate::policy::Policy;
    use crate::source::SourceFile;

    fn mistakes(text: &str) -> Vec<String> {
        let today = Date::parse("2026-11-25").expect("a day");
        testing::messages(Policy::parse(
            &SourceFile::new("deny-models.toml", text),
            today,
        ))
    }

    #[test]
    fn every_example_of_every_key_is_taken() {
        testing::every_example_is_taken(&FILE, mistakes);
    }

    #[test]
    fn every_key_is_read() {
        testing::every_key_is_read(&FILE, mistakes);
    }

    #[test]
    fn every_key_says_what_it_is() {
        testing::every_key_is_described(&FILE);
    }
}
