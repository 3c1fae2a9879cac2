//! Recognition on texts that stand in for licences, so that no licence prose is needed, and on the two licences that
//! come with this crate.

use std::fmt::Write as _;

use proptest::prelude::ProptestConfig;

use super::fingerprint::Texts;
use super::*;

const MIT: &str = include_str!("../../../LICENSE-MIT");
const APACHE: &str = include_str!("../../../LICENSE-APACHE");

/// A text of numbered clauses with words made from `seed`; those of two seeds have nothing in common.
fn made_up(name: &str, seed: u32, clauses: u32) -> String {
    let mut text = format!("{name}\n\n");
    for clause in 1..=clauses {
        let words: Vec<String> = (0..14)
            .map(|at| format!("w{seed}x{}", clause * 100 + at))
            .collect();
        let _ = writeln!(text, "{clause}. {}.", words.join(" "));
    }
    text
}

/// A table of texts under the given ids.
fn table(rows: &[(&str, &str, &str, &str)]) -> Texts {
    let mut table = "header\n".to_owned();
    for (id, part, titles, text) in rows {
        let row = fingerprint(text, "", "").expect("a text that is long enough");
        let _ = writeln!(table, "{id}\t{part}\t{titles}\t{row}\tmade up");
    }
    Texts::read(Box::leak(table.into_boxed_str()))
}

fn show(found: &[Recognised]) -> String {
    let one = |found: &Recognised| {
        let part = if found.part == Part::UsePolicy {
            " policy"
        } else {
            ""
        };
        let exact = if found.exact { "" } else { " inexact" };
        let extra = if found.extra { " extra" } else { "" };
        format!("{}{part}{exact}{extra}", found.id)
    };
    found.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn read(texts: &Texts, text: &str) -> String {
    show(&matching::identify(texts, text))
}

#[test]
fn the_two_texts_are_recognised_however_they_are_wrapped() {
    assert_eq!(recognise(MIT), Some("MIT"));
    assert_eq!(recognise(APACHE), Some("Apache-2.0"));
    let terms = APACHE.split("APPENDIX:").next().expect("terms");
    assert_eq!(recognise(terms), Some("Apache-2.0"));
    let filled = APACHE.replace("[yyyy] [name of copyright owner]", "2024 Jane Doe");
    assert_eq!(recognise(&filled), Some("Apache-2.0"));
    for text in [MIT, APACHE] {
        let one_line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines =
            |dress: &dyn Fn(&str) -> String| text.lines().map(dress).collect::<Vec<_>>().join("\n");
        let comment = lines(&|line| format!(" * {line}\r"));
        let markdown = lines(&|line| format!("> {}  ", line.replace("Software", "**Software**")));
        let html = lines(&|line| {
            let line = line.replace('&', "&amp;").replace('"', "&ldquo;");
            format!("<p class=\"x\">{line}</p>")
        });
        for dressed in [one_line, comment, markdown, html, text.to_uppercase()] {
            assert_eq!(recognise(&dressed), recognise(text), "{dressed}");
        }
    }
}

#[test]
fn a_changed_permissive_text_is_another() {
    for text in [
        MIT.replace("copies of the Software", "100 copies of the Software"),
        MIT.replace("free of charge, ", ""),
        MIT.replace("without restriction", "with restriction"),
        MIT.replace("to deal\n", "to deal, for research,\n"),
        APACHE.replace("no-charge, ", ""),
        APACHE.replace("royalty-free", "royalty-bearing"),
    ] {
        assert_eq!(identify(&text), None, "{text}");
    }
    for word in 5..165 {
        let mut words: Vec<&str> = MIT.split_whitespace().collect();
        words.insert(word, "noncommercially");
        let changed = words.join(" ");
        assert!(recognise(&changed).is_none(), "{changed}");
    }
}

#[test]
fn a_condition_beside_a_permissive_text_makes_it_another() {
    for added in [
        "The Software shall be used for Good, not Evil.",
        "Our only modification: show the name of the model when it has 100 million monthly active users.",
        "No right to sell is granted.",
        "Commercial users have to ask.",
        "Copyright 2024 Acme. Free for noncommercial use.",
        "The files in ext/ are under the GNU GPL licence.",
    ] {
        for text in [
            format!("{MIT}\n{added}"),
            format!("{added}\n\n{MIT}"),
            format!("{APACHE}\n{added}"),
        ] {
            assert_eq!(identify(&text), None, "{text}");
        }
    }
    // Text that does not look like a condition is reported.
    let found = identify(&format!("{MIT}\nMade in Antwerp by a small team.")).expect("MIT");
    assert!(found.id == "mit" && found.exact && found.extra);
    assert_eq!(
        recognise(&format!("{MIT}\nNicht f\u{fc}r den Verkauf.")),
        None
    );
}

#[test]
fn texts_that_are_no_licence() {
    for text in [
        "",
        "MIT",
        "Licensed under MIT OR Apache-2.0",
        "the the the the the the the the the the the the the the",
    ] {
        assert_eq!(identify(text), None, "{text}");
    }
    assert_eq!(identify(&"word ".repeat(1_000_000)), None);
    assert_eq!(identify(&MIT.repeat(600)), None);
}

#[test]
fn a_file_with_several_licences_tells_all_of_them() {
    let both = format!("{MIT}\n-----\n{APACHE}");
    assert_eq!(show(&identify_all(&both)), "mit extra, apache-2.0 extra");
    assert_eq!(recognise(&both), None);
    let strict = made_up("Acme Community License 3.1", 1, 30);
    let policy = made_up("Acme Use Policy", 2, 30);
    let texts = table(&[
        (
            "mit",
            "licence",
            "MIT License",
            MIT.split_once("\n\n")
                .expect("a body")
                .1
                .split_once("\n\n")
                .map_or(MIT, |(_, body)| body),
        ),
        ("llama3.1", "licence", "Acme Community License 3.1", &strict),
        ("llama3.1", "policy", "Acme Use Policy", &policy),
    ]);
    assert_eq!(
        read(&texts, &format!("{strict}\n{policy}")),
        "llama3.1 extra, llama3.1 policy extra"
    );
    assert_eq!(read(&texts, &policy), "llama3.1 policy");
    let found = matching::identify(&texts, &format!("{policy}\n{strict}"));
    assert_eq!(
        strictest(found).map(|found| found.part),
        Some(Part::Licence)
    );
}

#[test]
fn a_strict_text_is_recognised_when_most_of_it_is_there() {
    let strict = made_up("Acme Community License 3.1", 1, 60);
    let texts = table(&[("llama3.1", "licence", "Acme Community License 3.1", &strict)]);
    assert_eq!(read(&texts, &strict), "llama3.1");
    assert_eq!(
        read(&texts, &format!("{strict}\nYou must also dance.")),
        "llama3.1 extra"
    );
    assert_eq!(
        read(&texts, &strict.replace("w1x1503", "never")),
        "llama3.1 inexact extra"
    );
    let dropped: String = strict
        .lines()
        .filter(|line| !line.starts_with("7."))
        .collect::<Vec<_>>()
        .join("\n");
    assert_eq!(read(&texts, &dropped), "llama3.1 inexact extra");
    let half = &strict[..strict.len() / 2];
    assert_eq!(read(&texts, half), "");
    let unnamed = strict
        .replace("w1x1503", "never")
        .replace("Acme Community License 3.1", "Other Agreement");
    assert_eq!(read(&texts, &unnamed), "");
}

#[test]
fn neighbouring_versions_are_kept_apart() {
    let old = made_up("Acme Community License 3.1", 1, 60);
    let half = old.replace("w1x220", "w9x220").replace("w1x330", "w9x330");
    let new = half
        .replace("3.1", "3.2")
        .replace("w1x450", "w9x450")
        .replace("w1x550", "w9x550");
    let texts = table(&[
        ("llama3.1", "licence", "Acme Community License 3.1", &old),
        ("llama3.2", "licence", "Acme Community License 3.2", &new),
    ]);
    assert_eq!(read(&texts, &old), "llama3.1");
    assert_eq!(read(&texts, &new), "llama3.2");
    assert_eq!(
        read(&texts, &new.replace("w1x1503", "never")),
        "llama3.2 inexact extra"
    );
    // A third version is neither of them, whatever it names.
    assert_eq!(read(&texts, &(half + "Acme Community License 3.2")), "");
    let next = new.replace("3.2", "3.3").replace("w9x450", "w7x450");
    assert_eq!(read(&texts, &next), "");
}

#[test]
fn an_appendix_is_no_extra_and_no_licence() {
    let body = made_up("", 1, 20);
    let appendix = made_up("", 2, 20);
    let texts = table(&[
        ("apache-2.0", "licence", "Acme", &body),
        ("apache-2.0", "appendix", "-", &appendix),
    ]);
    assert_eq!(
        read(&texts, &format!("Acme\n{body}\n{appendix}")),
        "apache-2.0"
    );
    assert_eq!(read(&texts, &appendix), "");
}

#[test]
fn a_hostile_text_is_no_licence() {
    let passage: String = APACHE
        .split_whitespace()
        .skip(300)
        .take(60)
        .flat_map(|word| [word, " "])
        .collect();
    assert_eq!(identify(&passage.repeat(1200)), None);
    for (part, times) in [
        ("<", 500_000),
        ("&", 500_000),
        ("neither the ", 40_000),
        ("((", 200_000),
    ] {
        assert_eq!(identify(&part.repeat(times)), None, "{part}");
    }
}

proptest::proptest! {
    #![proptest_config(ProptestConfig::with_cases(ProptestConfig::default().cases / 4))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,200}|([a-z<>&;#.()/+-]|the | copyright |\n){0,200}") {
        let found = identify_all(&text);
        proptest::prop_assert!(found.iter().all(|found| found.score <= 1.0));
    }

    #[test]
    fn a_word_more_or_less_is_seen(place in 0_usize..1400, word in "[a-z]{2,9}") {
        let mut words: Vec<&str> = APACHE.split_whitespace().collect();
        words.insert(20 + place, &word);
        proptest::prop_assert_ne!(recognise(&words.join(" ")), Some("Apache-2.0"));
    }
}

#[test]
fn a_file_may_hold_the_title_of_its_licence_alone() {
    let of = |text: &str| of_file(text).map(|license| license.id().to_owned());
    assert_eq!(
        of("Apache License, Version 2.0.\n").as_deref(),
        Some("apache-2.0")
    );
    assert_eq!(of("Apache License, Version 2.0\nand some more"), None);
    assert_eq!(
        of(&format!(
            "Apache License, Version 2.0{}",
            " ".repeat(200) + "x"
        )),
        None
    );
}
