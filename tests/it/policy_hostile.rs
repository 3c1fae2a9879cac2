//! Hostile texts: no panic, no overflow, bounded and printable messages.

use std::fmt::Write as _;

use deny_models::date::Date;
use deny_models::manifest::Manifest;
use deny_models::policy::Policy;
use deny_models::source::{Problem, SourceFile};
use proptest::prelude::*;

const MIB: usize = 1 << 20;

fn today() -> Date {
    Date::parse("2026-11-23").expect("a date")
}

fn read(text: &str) -> Vec<Problem> {
    let source = SourceFile::new("x.toml", text);
    let mut problems = Policy::parse(&source, today()).err().unwrap_or_default();
    in_order(&problems);
    let manifest = Manifest::parse(&source).err().unwrap_or_default();
    in_order(&manifest);
    problems.extend(manifest);
    for problem in &problems {
        check(problem, text);
    }
    problems
}

fn in_order(problems: &[Problem]) {
    let starts: Vec<_> = problems
        .iter()
        .filter_map(|problem| Some(problem.place.as_ref()?.span().start))
        .collect();
    assert!(starts.is_sorted(), "{starts:?}");
}

fn check(problem: &Problem, text: &str) {
    let words = [
        Some(&problem.message),
        problem.label.as_ref(),
        problem.help.as_ref(),
    ];
    for words in words.into_iter().flatten() {
        assert!(words.chars().count() < 1200, "{words}");
        assert!(!words.chars().any(char::is_control), "{words:?}");
    }
    assert!(problem.help.is_some(), "{problem}");
    if let Some(place) = &problem.place {
        assert!(
            text.get(place.span()).is_some(),
            "{problem:?} splits a character"
        );
    }
}

#[test]
fn deep_nesting_is_an_error() {
    for (open, close) in [("[", "]"), ("{a=", "}"), ("[{a=", "}]")] {
        let text = format!("x = {}1{}", open.repeat(50_000), close.repeat(50_000));
        assert!(!read(&text).is_empty());
    }
    let keys = vec!["a"; 50_000].join(".");
    assert!(!read(&format!("{keys} = 1")).is_empty());
    assert!(!read(&format!("[{keys}]")).is_empty());
    assert!(!read(&format!("[[{keys}]]")).is_empty());
}

#[test]
fn deep_expressions_are_errors_or_fine() {
    for license in [
        format!("{}MIT{}", "(".repeat(400_000), ")".repeat(400_000)),
        format!("{}MIT{}", "(".repeat(900), ")".repeat(900)),
        vec!["MIT"; 200].join(" AND "),
        "(".repeat(MIB / 2),
        " ".repeat(MIB / 2),
    ] {
        read(&format!("[[model]]\nid = \"a/b\"\nlicense = \"{license}\""));
    }
}

#[test]
fn huge_numbers_are_wrong_types_only() {
    let digits = "9".repeat(100_000);
    for number in [
        &digits,
        "0xffffffffffffffffffffffff",
        "1e999999999",
        "-0.0",
        "nan",
        "inf",
    ] {
        let found = read(&format!("[policy]\nrequire = {number}"));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(
            found[0].message.starts_with("expected a string"),
            "{found:?}"
        );
    }
}

#[test]
fn control_characters_never_reach_a_message() {
    for text in [
        "\0",
        "a = \"\0\"",
        "\u{1b}[31m = 1",
        "[policy]\nrequire = \"\\u001b]0;x\\u0007\"",
        "[policy]\nallow = [\"\\u0000\\r\\n::error::x\"]",
        "[lints]\n\"\\n::stop-commands::x\" = \"deny\"",
        "[[model]]\nid = \"\\u202e\\u0000\"\nlicense = \"\\u0085\"\nsha256 = \"\\u0007\"",
        "[[crate]]\nname = \"\\u007f\"\nuses = [\"\\t\"]\nfeature = \"\\u0001,\\u0002\"\ntarget = \"cfg(\\u0003)\"",
        "[[package.metadata.deny-models.model]]\npath = \"\\u0000\"\nfeature = \"\\u001b\"",
        "\r",
        "a = 1\rb = 2",
    ] {
        assert!(!read(text).is_empty(), "{text:?}");
    }
}

#[test]
fn much_of_anything_is_read_in_bounds() {
    for unit in [
        "=",
        "[",
        "\"",
        "a\n",
        "a=1\n",
        "[[model]]\n",
        "[[crate]]\nx=1\n",
        "[policy]\n",
        "'",
        "{",
        "\0",
        "é",
        "a.",
        "#",
        "[a]\n",
        "\"\"\"",
        "a = 2027-02-30\n",
        "\r",
        "[[package.metadata.deny-models.model]]\n",
    ] {
        let problems = read(&unit.repeat(MIB / 16 / unit.len()));
        assert!(problems.len() <= 202, "{unit:?}: {}", problems.len());
    }
    for unit in ["=", "[[crate]]\nx=1\n"] {
        assert_eq!(read(&unit.repeat(MIB / unit.len())).len() % 101, 0);
    }
    for twin in [
        "[[model]]\nid='a/b'\n",
        "[[package.metadata.deny-models.model]]\nid='a/b'\n",
    ] {
        assert!(read(&twin.repeat(MIB / twin.len())).len() >= 100);
    }
    let long = "x".repeat(MIB);
    let found = read(&format!(
        "[policy]\nrequire = \"{long}\"\nallow = [\"{long}\"]\n\"{long}\" = 1"
    ));
    assert_eq!(found.len(), 3);
    let list = "\"nope\",".repeat(MIB / 7);
    assert_eq!(read(&format!("[policy]\nallow = [{list}]")).len(), 101);
}

/// Pieces that make texts which get past the parser.
fn pieces() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "[policy]\n",
        "[lints]\n",
        "[graph]\n",
        "[policy.how]\n",
        "[[exception]]\n",
        "[[model]]\n",
        "[[crate]]\n",
        "[[package.metadata.deny-models.model]]\n",
        "[features]\n",
        "protect = ",
        "require = ",
        "allow = ",
        "deny = ",
        "id = ",
        "url = ",
        "path = ",
        "license = ",
        "base = ",
        "until = ",
        "reason = ",
        "revision = ",
        "sha256 = ",
        "feature = ",
        "target = ",
        "version = ",
        "uses = ",
        "name = ",
        "model = ",
        "crate = ",
        "how = ",
        "relation = ",
        "features = ",
        "all-features = ",
        "\"MIT\"\n",
        "\"a/b\"\n",
        "'cfg(unix)'\n",
        "\"a, b\"\n",
        "[\"MIT\"]\n",
        "2027-01-01\n",
        "2027-02-30\n",
        "1\n",
        "true\n",
        "{ a = 1 }\n",
        "[]\n",
        "[[]]\n",
        "\"\"\n",
        "\"\"\"é\n\"\"\"\n",
        "\"MIT AND (é OR \\u0000)\"\n",
        "\n",
        "\r\n",
        "# é\n",
    ]);
    prop::collection::vec(
        prop_oneof![8 => words.prop_map(str::to_owned), 1 => ".{0,3}"],
        0..40,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases / 2, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_never_panics(text in "(?s).{0,400}") {
        read(&text);
    }

    #[test]
    fn arbitrary_policies_never_panic(text in pieces()) {
        read(&text);
    }

    #[test]
    fn arbitrary_values_never_panic(value in "(?s).{0,60}") {
        let mut quoted = String::new();
        for c in value.chars() {
            write!(quoted, "\\U{:08x}", u32::from(c)).expect("a string takes all");
        }
        let model = "id = \"a/b\"";
        for key in ["id", "url", "path", "license", "revision", "sha256", "feature", "target", "until", "reason"] {
            read(&format!("[[model]]\n{key} = \"{quoted}\"\n[[crate]]\n{key} = \"{quoted}\"\n[[package.metadata.deny-models.model]]\n{model}\n{key} = \"{quoted}\""));
        }
    }
}
