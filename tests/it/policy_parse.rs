//! Reading `deny-models.toml`: accepted input and error messages.

use deny_models::date::Date;
use deny_models::domain::How;
use deny_models::license::{Accept, Verdict, lookup};
use deny_models::lint::{Code, Severity};
use deny_models::model::Relation;
use deny_models::policy::{LicenseSet, Policy, Preset, Protect, Require};
use deny_models::severity::Levels;
use deny_models::source::SourceFile;
use deny_models::source::Spanned;

fn today() -> Date {
    Date::parse("2026-11-23").expect("a date")
}

fn read(text: &str) -> Policy {
    Policy::parse(&SourceFile::new("deny-models.toml", text), today())
        .unwrap_or_else(|problems| panic!("{problems:#?}"))
}

/// Each mistake as `line:column marked text: message (help)`.
fn mistakes(text: &str) -> Vec<String> {
    let source = SourceFile::new("deny-models.toml", text);
    let problems = match Policy::parse(&source, today()) {
        Ok(policy) => panic!("no mistake in {policy:#?}"),
        Err(problems) => problems,
    };
    let show = |problem: &deny_models::source::Problem| {
        let place = problem.place.as_ref().expect("a place");
        assert!(problem.label.is_some(), "{problem:?}");
        let marked = &text[place.span()];
        let marked = marked.lines().next().unwrap_or_default();
        let help = problem.help.as_deref().expect("a help");
        format!(
            "{}:{} {marked}: {} ({help})",
            place.line(),
            place.column(),
            problem.message
        )
    };
    problems.iter().map(show).collect()
}

#[track_caller]
fn one_mistake(text: &str, expected: &str) {
    assert_eq!(mistakes(text), [expected], "{text}");
}

fn values<T: Clone>(list: &[Spanned<T>]) -> Vec<T> {
    list.iter().map(|item| item.value.clone()).collect()
}

const FULL: &str = r#"
[policy]
protect = ["MIT", "Apache-2.0", "ISC"]
require = "osi-or-fsf"
allow = ["CC-BY-4.0", "LicenseRef-house"]
deny = ["AGPL-3.0-only", "other"]

[policy.how]
runtime = "deny"
offered = "allow"

[lints]
offered-model = "warn"
unpinned-model = "deny"

[graph]
targets = ["x86_64-unknown-linux-gnu"]
features = ["llm", "member/cuda"]
no-default-features = true
exclude = ["xtask"]
include-dev = true

[[exception]]
model = "meta-llama/Llama-3.1-8B-Instruct"
crate = "demo-cli"
license = "llama3.1"
reason = "internal tool, not published"
until = 2027-06-30

[[exception]]
model = "./models/x.onnx"
reason = "ours"
until = "2020-01-01"

[[model]]
id = "acme/encoder@v1"
license = "Apache-2.0 OR MIT"
base = ["Qwen/Qwen2.5-7B"]
relation = "quantized"
components = []
reason = "we made it"
until = 2027-11-24
sha256 = "ABCDEF0123456789abcdef0123456789abcdef0123456789abcdef0123456789"

[[model]]
id = "https://example.org/model.onnx"
base = []

[[crate]]
name = "fastembed"
version = "7"
uses = ["Xenova/bge-small-en-v1.5"]
how = "runtime"
feature = "a, b"
target = "cfg(unix)"

[[crate]]
name = "other"
uses = []
feature = ["c"]
"#;

#[test]
fn every_key_is_read() {
    let policy = read(FULL);
    let Protect::Licenses(protect) = &policy.protect else {
        panic!("{:?}", policy.protect)
    };
    assert_eq!(
        values(protect),
        ["mit", "apache-2.0", "isc"].map(|id| lookup(id).id().to_owned())
    );
    assert_eq!(policy.require, Require::OsiOrFsf);
    assert_eq!(
        values(&policy.allow),
        [lookup("CC-BY-4.0").id(), "LicenseRef-house"].map(|id| LicenseSet::Id(id.to_owned()))
    );
    assert_eq!(
        values(&policy.deny),
        [lookup("AGPL-3.0-only").id(), "other"].map(|id| LicenseSet::Id(id.to_owned()))
    );
    assert_eq!(policy.how[&How::Runtime].value, Severity::Deny);
    assert_eq!(policy.how[&How::Offered].value, Severity::Allow);
    assert!(!policy.how.contains_key(&How::Build));
    assert_eq!(policy.lints[&Code::OfferedModel].value, Severity::Warn);
    assert_eq!(policy.lints.len(), 2);
    assert_eq!(values(&policy.graph.targets), ["x86_64-unknown-linux-gnu"]);
    assert_eq!(values(&policy.graph.features), ["llm", "member/cuda"]);
    assert_eq!(values(&policy.graph.exclude), ["xtask"]);
    assert!(policy.graph.no_default_features && policy.graph.include_dev);
    assert!(!policy.graph.all_features);
}

#[test]
fn exceptions_keep_everything() {
    let policy = read(FULL);
    let [first, second] = policy.exceptions.as_slice() else {
        panic!("{:?}", policy.exceptions)
    };
    let model = first.model.as_ref().expect("a model");
    assert_eq!(model.value.to_string(), "meta-llama/Llama-3.1-8B-Instruct");
    assert_eq!(model.place.line(), 24);
    assert_eq!(
        first.package.as_ref().map(|name| name.value.as_str()),
        Some("demo-cli")
    );
    let license = first.license.as_ref().expect("a licence");
    assert_eq!(
        license
            .value
            .leaves()
            .map(deny_models::license::License::id)
            .collect::<Vec<_>>(),
        ["llama3.1"]
    );
    assert_eq!(first.reason.value, "internal tool, not published");
    assert_eq!(
        first.until.as_ref().expect("a day").value.to_string(),
        "2027-06-30"
    );
    assert_eq!(first.place.line(), 23);
    assert_eq!(
        second
            .model
            .as_ref()
            .map(|model| model.value.key())
            .as_deref(),
        Some("./models/x.onnx")
    );
    assert_eq!(
        second.until.as_ref().expect("a day").value.to_string(),
        "2020-01-01",
        "a past date is no mistake"
    );
}

#[test]
fn models_tell_unstated_from_none() {
    let policy = read(FULL);
    let [first, second] = policy.models.as_slice() else {
        panic!("{:?}", policy.models)
    };
    assert_eq!(first.id.value.to_string(), "acme/encoder@v1");
    assert_eq!(
        first
            .revision
            .as_ref()
            .map(|revision| revision.value.as_str()),
        Some("v1")
    );
    assert_eq!(first.base.as_ref().map(Vec::len), Some(1));
    assert_eq!(
        first.relation.as_ref().map(|relation| relation.value),
        Some(Relation::Quantized)
    );
    assert_eq!(first.components.as_ref().map(Vec::len), Some(0));
    assert_eq!(
        first
            .until
            .as_ref()
            .map(|until| until.value.to_string())
            .as_deref(),
        Some("2027-11-24")
    );
    assert!(
        first
            .sha256
            .as_ref()
            .is_some_and(|digest| digest.value.starts_with("abcdef"))
    );
    assert!(second.components.is_none() && second.license.is_none());
    assert_eq!(second.base.as_ref().map(Vec::len), Some(0));
}

#[test]
fn crates_say_what_they_use() {
    let policy = read(FULL);
    let [first, second] = policy.crates.as_slice() else {
        panic!("{:?}", policy.crates)
    };
    assert_eq!(first.name.value, "fastembed");
    assert_eq!(first.uses[0].value.to_string(), "Xenova/bge-small-en-v1.5");
    assert_eq!(values(&first.feature), ["a", "b"]);
    assert_eq!(first.how.as_ref().map(|how| how.value), Some(How::Runtime));
    assert_eq!(
        first.target.as_ref().map(|target| target.value.as_str()),
        Some("cfg(unix)")
    );
    assert!(second.uses.is_empty() && second.version.is_none());
}

#[test]
fn an_empty_file_is_the_default_policy() {
    for text in [
        "",
        "\n",
        "# nothing\r\n",
        "\u{feff}",
        "[policy]\n",
        "exception = []",
    ] {
        let policy = read(text);
        assert!(policy.source.is_some());
        assert_eq!(policy.require, Require::Osi);
        assert_eq!(
            policy.protected(),
            deny_models::license::Protect::default(),
            "{text:?}"
        );
        assert!(policy.gate().allow.is_empty() && policy.gate().deny.is_empty());
    }
    assert!(Policy::default().source.is_none());
    let Protect::Licenses(protect) = Policy::default().protect else {
        panic!("a list")
    };
    let written: Vec<_> = protect
        .iter()
        .map(|id| &id.place.text()[id.place.span()])
        .collect();
    assert_eq!(written, ["MIT", "Apache-2.0"]);
}

#[test]
fn presets_set_licences_and_severities_and_give_way() {
    let policy = read(
        "[policy]\nrequire = \"fedora\"\nallow = [\"Artistic-1.0\"]\ndeny = [\"CC-BY-4.0\"]\nhow = { bundled = \"warn\" }\n",
    );
    assert_eq!(policy.require, Require::Preset(Preset::Fedora));
    assert_eq!(policy.require.accept(), Preset::Fedora.base());
    let levels = Levels::new(&policy, false, Vec::new());
    let level = |how| levels.severity(Code::NonOsiModel, Some(how), Severity::Deny);
    assert_eq!(level(How::Bundled), Severity::Warn);
    assert_eq!(Some(level(How::Runtime)), Preset::Fedora.how(How::Runtime));
    let gate = policy.gate();
    assert_eq!(
        gate.judge(&lookup("Artistic-1.0")),
        Verdict::Pass,
        "allow beats the preset"
    );
    assert_eq!(
        gate.judge(&lookup("CC-BY-4.0")),
        Verdict::Fail,
        "deny beats the preset"
    );
    for id in Preset::Fedora.refused() {
        let verdict = gate.judge(&lookup(id));
        assert_eq!(verdict == Verdict::Fail, *id != "Artistic-1.0", "{id}");
    }
    for word in Require::WORDS {
        let policy = read(&format!("[policy]\nrequire = \"{word}\""));
        assert_eq!(policy.require.as_str(), word);
    }
    assert_eq!(read("policy.require = \"fsf\"").gate().accept, Accept::Fsf);
}

#[test]
fn protect_can_be_a_word() {
    let policy = read("[policy]\nprotect = \"osi\"");
    assert_eq!(policy.protected(), deny_models::license::Protect::Osi);
}

#[test]
fn deny_and_allow_may_overlap() {
    let policy = read("[policy]\nallow = [\"MIT\"]\ndeny = [\"MIT\"]");
    assert_eq!(policy.gate().judge(&lookup("MIT")), Verdict::Fail);
}

#[test]
fn windows_line_ends_and_a_byte_order_mark_are_taken() {
    let text = format!("\u{feff}{}", FULL.replace('\n', "\r\n"));
    assert_eq!(read(&text).models.len(), 2);
    one_mistake(
        "\u{feff}[policy]\r\nrequire = \"osl\"\r\n",
        "2:11 \"osl\": `osl` is not a value of `require` (did you mean `osi`? it can be `osi`, `fsf`, `osi-or-fsf`, `fedora`, `fdroid` or `debian`)",
    );
}

#[test]
fn unknown_keys_are_reported_in_every_table() {
    for (text, expected) in [
        (
            "polici = {}",
            "1:1 polici: unknown key `polici` in `deny-models.toml` (did you mean `policy`? it can be `policy`, `lints`, `graph`, `exception`, `model` or `crate`)",
        ),
        (
            "[policy]\nalow = []",
            "2:1 alow: unknown key `alow` in `[policy]` (did you mean `allow`? it can be `protect`, `require`, `allow`, `deny`, `unpublished`, `how` or `facts`)",
        ),
        (
            "[policy.how]\nruntme = \"deny\"",
            "2:1 runtme: `runtme` in `[policy.how]` is not a way for a model to come in (did you mean `runtime`? it can be `bundled`, `build`, `runtime` or `offered`)",
        ),
        (
            "[lints]\noffered-models = \"warn\"",
            "2:1 offered-models: `offered-models` in `[lints]` is not a code (did you mean `offered-model`?)",
        ),
        (
            "[graph]\nall_features = true",
            "2:1 all_features: unknown key `all_features` in `[graph]` (did you mean `all-features`? it can be `targets`, `features`, `all-features`, `no-default-features`, `exclude` or `include-dev`)",
        ),
        (
            "[[model]]\nid = \"a/b\"\nlicence = \"MIT\"",
            "3:1 licence: unknown key `licence` in `[[model]]` (did you mean `license`?)",
        ),
        (
            "[[crate]]\nname = \"a\"\nuse = []\nuses = []",
            "3:1 use: unknown key `use` in `[[crate]]` (did you mean `uses`? it can be `name`, `version`, `uses`, `how`, `feature`, `target`, `reason` or `until`)",
        ),
        (
            "[[exception]]\nmodel = \"a/b\"\nreason = \"x\"\nuntil = 2027-01-01\nexpires = 1",
            "5:1 expires: unknown key `expires` in `[[exception]]` (it can be `model`, `crate`, `version`, `member`, `code`, `license`, `license-sha256`, `reason` or `until`)",
        ),
        (
            "\"a\\u001b[31m\" = 1",
            "1:1 \"a\\u001b[31m\": unknown key `a\\u{1b}[31m` in `deny-models.toml` (it can be `policy`, `lints`, `graph`, `exception`, `model` or `crate`)",
        ),
    ] {
        one_mistake(text, expected);
    }
}

#[test]
fn every_code_is_listed_when_none_is_near() {
    let [found] = mistakes("[lints]\nzzzzzzzzzzzz = \"warn\"")
        .try_into()
        .expect("one");
    for code in Code::ALL {
        assert!(found.contains(code.as_str()), "{found}");
    }
}

#[test]
fn wrong_types_are_named() {
    for (text, expected) in [
        (
            "policy = 1",
            "1:10 1: expected a table for `policy`, found an integer (write `[policy]`, then a key a line)",
        ),
        (
            "[policy]\nrequire = 1.5",
            "2:11 1.5: expected a string for `require`, found a float (write it in quotes)",
        ),
        (
            "[policy]\nallow = \"MIT\"",
            "2:9 \"MIT\": expected an array for `allow`, found a string (put it in square brackets)",
        ),
        (
            "[policy]\nallow = [[\"MIT\"]]",
            "2:10 [\"MIT\"]: expected a string for `allow`, found an array (write it in quotes)",
        ),
        (
            "[policy]\nprotect = true",
            "2:11 true: expected an array or `\"osi\"` for `protect`, found a boolean (write `protect = [\"MIT\", \"Apache-2.0\"]` or `protect = \"osi\"`)",
        ),
        (
            "[policy]\nhow = \"deny\"",
            "2:7 \"deny\": expected a table for `how`, found a string (write `[policy.how]`, then a key a line)",
        ),
        (
            "lints = []",
            "1:9 []: expected a table for `lints`, found an array (write `[lints]`, then a key a line)",
        ),
        (
            "[lints]\nstale-lock = false",
            "2:14 false: expected a string for `stale-lock`, found a boolean (write it in quotes)",
        ),
        (
            "[graph]\nall-features = \"true\"",
            "2:16 \"true\": expected `true` or `false` for `all-features`, found a string (write `true` or `false` without quotes)",
        ),
        (
            "[graph]\ntargets = [{ triple = \"x\" }]",
            "2:12 { triple = \"x\" }: expected a string for `targets`, found a table (write the triple itself)",
        ),
        (
            "[model]\nid = \"a/b\"",
            "1:1 [model]: expected an array of tables for `model`, found a table (write `[[model]]`, then a key a line)",
        ),
        (
            "model = [1]",
            "1:10 1: expected a table for `model`, found an integer (write `[[model]]`, then a key a line)",
        ),
        (
            "crate = 12:00:00",
            "1:9 12:00:00: expected an array of tables for `crate`, found a time (write `[[crate]]`, then a key a line)",
        ),
        (
            "graph = 2027-01-01",
            "1:9 2027-01-01: expected a table for `graph`, found a date (write `[graph]`, then a key a line)",
        ),
    ] {
        one_mistake(text, expected);
    }
}

#[test]
fn words_of_closed_lists_are_checked() {
    for (text, expected) in [
        (
            "[policy]\nrequire = \"OSI\"",
            "2:11 \"OSI\": `OSI` is not a value of `require` (did you mean `osi`? it can be `osi`, `fsf`, `osi-or-fsf`, `fedora`, `fdroid` or `debian`)",
        ),
        (
            "[lints]\nstale-lock = \"forbid\"",
            "2:14 \"forbid\": `forbid` is not a value of `stale-lock` (it can be `allow`, `warn` or `deny`)",
        ),
        (
            "[lints]\nstale-lock = \"note\"",
            "2:14 \"note\": `note` is not a value of `stale-lock` (it can be `allow`, `warn` or `deny`)",
        ),
        (
            "[policy.how]\nbuild = \"wrn\"",
            "2:9 \"wrn\": `wrn` is not a value of `build` (did you mean `warn`? it can be `allow`, `warn` or `deny`)",
        ),
        (
            "[[model]]\nid = \"a/b\"\nrelation = \"finetuned\"",
            "3:12 \"finetuned\": `finetuned` is not a value of `relation` (did you mean `finetune`? it can be `finetune`, `adapter`, `merge` or `quantized`)",
        ),
        (
            "[[crate]]\nname = \"a\"\nuses = []\nhow = \"bundle\"",
            "4:7 \"bundle\": `bundle` is not a value of `how` (did you mean `bundled`? it can be `bundled`, `build`, `runtime` or `offered`)",
        ),
    ] {
        one_mistake(text, expected);
    }
}

#[test]
fn the_lists_of_licences_take_single_known_licences() {
    const OWN: &str = "write `LicenseRef-NAME` for a licence that is neither on the SPDX list nor in the built-in table";
    for (text, expected) in [
        ("[policy]\nprotect = [\"MTI\"]", format!("2:13 MTI: unknown licence `MTI` (did you mean `mit`? {OWN})")),
        ("[policy]\ndeny = [\"no such thing at all\"]", String::new()),
        ("[policy]\nallow = [\"qqqqqqqqqqqq\"]", format!("2:11 qqqqqqqqqqqq: unknown licence `qqqqqqqqqqqq` ({OWN})")),
        ("[policy]\nallow = [\"MIT OR ISC\"]", "2:10 \"MIT OR ISC\": expected one licence, found `MIT OR ISC` (list each licence by itself; a licence with an exception counts as the licence)".to_owned()),
        ("[policy]\nallow = [\"Apache-2.0 WITH LLVM-exception\"]", "2:10 \"Apache-2.0 WITH LLVM-exception\": expected one licence, found `Apache-2.0 WITH LLVM-exception` (list each licence by itself; a licence with an exception counts as the licence)".to_owned()),
        ("[policy]\nallow = [\"other\"]", "2:10 \"other\": `other` does not name one licence (name the licence itself; for a licence of your own write `LicenseRef-NAME`)".to_owned()),
        ("[policy]\nprotect = []", "2:11 []: `protect` is empty (name something, or leave `protect` out)".to_owned()),
        ("[policy]\nprotect = [\"osi\"]", "2:12 \"osi\": `osi` in a list of licences (write `protect = \"osi\"`, without brackets)".to_owned()),
        ("[policy]\nprotect = \"ISC\"", "2:11 \"ISC\": `ISC` is not a value of `protect` (write `protect = \"osi\"` for every OSI-approved licence, or a list such as `protect = [\"ISC\"]`)".to_owned()),
    ] {
        let found = mistakes(text);
        if expected.is_empty() {
            assert_eq!(found.len(), 1, "{found:?}");
        } else {
            assert_eq!(found, [expected]);
        }
    }
}

#[test]
fn expressions_are_marked_at_the_word_at_fault() {
    let entry = |license: &str| format!("[[model]]\nid = \"a/b\"\nlicense = {license}\n");
    let found = mistakes(&entry("\"MIT OR Apach-2.0\""));
    assert!(
        found[0]
            .starts_with("3:19 Apach-2.0: unknown licence `Apach-2.0` (did you mean `apache-2.0`?"),
        "{found:?}"
    );
    let found = mistakes(&entry("'MIT AND'"));
    assert!(
        found[0].contains("`MIT AND` is not a licence expression"),
        "{found:?}"
    );
    let found = mistakes(&entry("'MIT ISC'"));
    assert!(found[0].starts_with("3:16 ISC: "), "{found:?}");
    let found = mistakes(&entry("\"\""));
    assert!(found[0].contains("empty licence expression"), "{found:?}");
    let found = mistakes(&entry("\"foo1234567 AND bar1234567\""));
    assert_eq!(found.len(), 2, "{found:?}");
}

#[test]
fn dates_are_days_of_the_calendar_within_a_year() {
    let entry =
        |until: &str| format!("[[exception]]\ncrate = \"a\"\nreason = \"x\"\nuntil = {until}\n");
    for (until, expected) in [
        (
            "2027-02-30",
            "4:9 2027-02-30: `2027-02-30` is not a date of the calendar, expected day between 01 and 28 (write a date that exists, as YYYY-MM-DD)",
        ),
        (
            "\"2027-02-30\"",
            "4:9 \"2027-02-30\": `2027-02-30` is not a date (write a date that exists, as YYYY-MM-DD)",
        ),
        (
            "\"30.6.2027\"",
            "4:9 \"30.6.2027\": `30.6.2027` is not a date (write a date that exists, as YYYY-MM-DD)",
        ),
        (
            "2027-01-01T00:00:00Z",
            "4:9 2027-01-01T00:00:00Z: expected a date for `until`, found a date with a time (write a date without a time, as YYYY-MM-DD)",
        ),
        (
            "20270101",
            "4:9 20270101: expected a date for `until`, found an integer (write a date without a time, as YYYY-MM-DD)",
        ),
        (
            "07:00:00",
            "4:9 07:00:00: expected a date for `until`, found a time (write a date without a time, as YYYY-MM-DD)",
        ),
        (
            "2027-11-25",
            "4:9 2027-11-25: 2027-11-25 is more than a year ahead (choose a day up to 2027-11-24, so that it is reviewed)",
        ),
        (
            "9999-12-31",
            "4:9 9999-12-31: 9999-12-31 is more than a year ahead (choose a day up to 2027-11-24, so that it is reviewed)",
        ),
    ] {
        one_mistake(&entry(until), expected);
    }
    for good in ["2027-11-24", "'2027-11-24'", "2026-11-23", "0001-01-01"] {
        assert_eq!(read(&entry(good)).exceptions.len(), 1);
    }
}

#[test]
fn exceptions_name_something_and_give_reason_and_end() {
    assert_eq!(
        mistakes("[[exception]]\n"),
        [
            "1:1 [[exception]]: `reason` is missing in `[[exception]]` (add `reason = \"…\"`)",
            "1:1 [[exception]]: `until` is missing in `[[exception]]` (add `until = 2027-05-22`)",
            "1:1 [[exception]]: an exception for every model and every crate (name the model or crate that it is for)",
        ]
    );
    one_mistake(
        "[[exception]]\ncrate = \"a\"\nreason = \" \\n\"\nuntil = 2027-01-01",
        "3:10 \" \\n\": `reason` is empty (write a text here)",
    );
    one_mistake(
        "[[exception]]\ncrate = \"a b\"\nreason = \"x\"\nuntil = 2027-01-01",
        "2:9 \"a b\": `a b` is not the name of a package (write the name alone, as in Cargo.toml)",
    );
}

#[test]
fn an_override_has_both_reason_and_end() {
    one_mistake(
        "[[model]]\nid = \"a/b\"\nreason = \"x\"",
        "3:10 \"x\": `reason` without `until` in `[[model]]` (add `until = 2027-05-22`: an override needs a reason and an end)",
    );
    one_mistake(
        "[[model]]\nid = \"a/b\"\nuntil = 2027-01-01",
        "3:9 2027-01-01: `until` without `reason` in `[[model]]` (add `reason = \"…\"`: an override needs a reason and an end)",
    );
}

#[test]
fn a_model_is_described_once() {
    one_mistake(
        "[[model]]\nid = \"a/b\"\n[[model]]\nid = \"A/B\"\n",
        "4:6 \"A/B\": `A/B` is described twice, first in line 2 (join it with the entry in line 2)",
    );
    one_mistake(
        "[[model]]\nid = \"a/b@v1\"\n[[model]]\nid = \"a/b\"\nrevision = \"v1\"\n",
        "4:6 \"a/b\": `a/b@v1` is described twice, first in line 2 (join it with the entry in line 2)",
    );
    assert_eq!(
        read("[[model]]\nid = \"a/b@v1\"\n[[model]]\nid = \"a/b@v2\"\n")
            .models
            .len(),
        2
    );
}

#[test]
fn the_details_of_a_model_are_checked() {
    let entry = |line: &str| format!("[[model]]\nid = \"a/b\"\n{line}\n");
    for (line, expected) in [
        (
            "sha256 = \"abc\"",
            "3:10 \"abc\": `abc` is not a SHA-256 digest (write 64 hexadecimal digits, as `sha256sum` prints them)",
        ),
        (
            "revision = \"\"",
            "3:12 \"\": `` is not a revision (write the commit, 40 hexadecimal digits)",
        ),
        (
            "revision = \"a b\"",
            "3:12 \"a b\": `a b` is not a revision (write the commit, 40 hexadecimal digits)",
        ),
        (
            "base = []\nrelation = \"merge\"",
            "4:12 \"merge\": `relation` to no model: `base` is empty (name the base, or remove `relation`)",
        ),
    ] {
        one_mistake(&entry(line), expected);
    }
    let found = mistakes(&entry(
        "base = [\"a/b/c\"]\nrelation = \"merge\"\ncomponents = [\"\"]",
    ));
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(
        found[0].starts_with("3:9 \"a/b/c\": `a/b/c` names no model: "),
        "{found:?}"
    );
    one_mistake(
        "[[model]]\nid = \"a/b@v1\"\nrevision = \"v2\"",
        "3:12 \"v2\": two revisions: `v1` and `v2` (keep one of the two)",
    );
    one_mistake(
        "[[model]]\nid = \"https://example.org/x\"\nrevision = \"v2\"",
        "3:12 \"v2\": `revision` for something that is not a hub repository (remove it; `sha256` pins a file)",
    );
    one_mistake(
        "[[model]]\nlicense = \"MIT\"",
        "1:1 [[model]]: `[[model]]` names no model (write `id = \"org/name\"`, or `path = \"models/x.onnx\"` and `crate = \"name\"`)",
    );
    one_mistake(
        "[[model]]\npath = \"models/x.onnx\"",
        "2:8 \"models/x.onnx\": `path` without `crate` in `[[model]]` (write `id = \"org/name\"`, or `path = \"models/x.onnx\"` and `crate = \"name\"`)",
    );
    one_mistake(
        "[[model]]\nid = \"a/b\"\ncrate = \"c\"",
        "3:9 \"c\": `crate` beside `id` in `[[model]]` (write `id = \"org/name\"`, or `path = \"models/x.onnx\"` and `crate = \"name\"`)",
    );
    let found = mistakes("[[model]]\nid = \"./../x\"");
    assert!(found[0].contains("names no model"), "{found:?}");
}

#[test]
fn the_details_of_a_crate_are_checked() {
    let entry = |line: &str| format!("[[crate]]\nname = \"a\"\nuses = []\n{line}\n");
    for (line, expected) in [
        (
            "feature = []",
            "4:11 []: `feature` is empty (name something, or leave `feature` out)",
        ),
        (
            "feature = 1",
            "4:11 1: expected a string or an array for `feature`, found an integer (write the name of a feature in quotes)",
        ),
        (
            "feature = \"a,,b\"",
            "4:14 : `` is not the name of a feature (write a name as it stands in `[features]`)",
        ),
        (
            "feature = \"a, b c\"",
            "4:15 b c: `b c` is not the name of a feature (write a name as it stands in `[features]`)",
        ),
        (
            "target = \"cfg(\"",
            "4:10 \"cfg(\": `cfg(` is not a target (write a triple such as `x86_64-unknown-linux-gnu`, or `cfg(windows)`)",
        ),
        (
            "version = \"\\u0000\"",
            "4:11 \"\\u0000\": `\\u{0}` is not a version requirement (write it as in Cargo.toml, such as `7` or `>=1.2, <2`)",
        ),
    ] {
        one_mistake(&entry(line), expected);
    }
    one_mistake(
        "[[crate]]\nname = \"a\"",
        "1:1 [[crate]]: `uses` is missing in `[[crate]]` (add `uses = [\"org/name\"]`)",
    );
}

#[test]
fn contradictory_graph_keys_are_reported() {
    assert_eq!(
        mistakes("[graph]\nfeatures = [\"a\"]\nall-features = true\nno-default-features = true"),
        [
            "3:16 true: `all-features = true` contradicts `features` (remove `all-features` or `features`)",
            "3:16 true: `all-features = true` contradicts `no-default-features` (remove `all-features` or `no-default-features`)",
        ]
    );
    assert!(
        !read("[graph]\nfeatures = [\"a\"]\nall-features = false")
            .graph
            .all_features
    );
    one_mistake(
        "[graph]\ntargets = [\"cfg(unix)\"]",
        "2:12 \"cfg(unix)\": `cfg(unix)` is not a target triple (write a triple such as `x86_64-unknown-linux-gnu`)",
    );
    one_mistake(
        "[graph]\nfeatures = [\"/a\"]",
        "2:13 \"/a\": `` is not the name of a package (write `feature` or `member/feature`)",
    );
}

#[test]
fn all_mistakes_come_at_once_in_the_order_of_the_text() {
    let found = mistakes(
        "[[model]]\nid = 1\n[policy]\nrequire = \"x\"\nallow = [1, \"MIT\", 2]\n[lints]\nx = 1\n[[exception]]\n",
    );
    let lines: Vec<_> = found
        .iter()
        .map(|line| line.split(':').next().unwrap_or_default())
        .collect();
    assert_eq!(lines, ["2", "4", "5", "5", "7", "7", "8", "8", "8"]);
}

#[test]
fn syntax_errors_come_all_and_alone() {
    let found = mistakes("a = \nb = \"\\q\"\n[lints]\nnonsense = 1\nc = 1 2\n");
    assert!(found.len() >= 3, "{found:?}");
    for (line, start) in found.iter().zip(["1:", "2:", "5:"]) {
        assert!(
            line.starts_with(start) && line.contains("not valid TOML"),
            "{found:?}"
        );
    }
}

#[test]
fn duplicate_keys_do_not_hide_other_mistakes() {
    let found = mistakes("[policy]\nrequire = \"osi\"\nrequire = \"fsf\"\nallow = 1\n[policy]\n");
    assert_eq!(
        found,
        [
            "3:1 require: `require` is set twice (keep one of the two)",
            "4:9 1: expected an array for `allow`, found an integer (put it in square brackets)",
            "5:2 policy: `policy` is set twice (keep one of the two)",
        ]
    );
}
