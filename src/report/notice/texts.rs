//! The texts that a notice ships: of each licence once, with the models that are under it, and what is missing.
//!
//! A model's own copy comes first, since it names the holders of the copyright; the text of the SPDX list stands in where
//! there is none. A copy counts only with the digest that was locked, or where its words are those of the licence.

use std::collections::{BTreeMap, BTreeSet};

use super::facts::{Facts, FullText, MissingText, NoticeModel};
use crate::inventory::{Inventory, Model, Standing, listed, names_a_text, page};
use deny_models::evidence::names::goes_with_a_licence;
use deny_models::license::{License, Part, identify_all, obligations};
use deny_models::model::Binding;

/// A file with terms that is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// Its text, with Unix line ends.
    pub text: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// The name of the file.
    pub name: String,
    /// Where it is, for readers.
    pub place: String,
}

/// All files with terms that are at hand.
#[derive(Debug, Default)]
pub struct Copies {
    /// Those whose digest was locked, by that digest.
    pub locked: BTreeMap<String, Copy>,
    /// Those that the user gave, whatever they are.
    pub given: Vec<Copy>,
    /// Those that lie beside a shipped file, by the reference of the model.
    pub beside: BTreeMap<String, Vec<Copy>>,
    /// Why a copy of a locked file is not used, by the locked digest.
    pub refused: BTreeMap<String, String>,
}

impl Facts {
    /// Adds the texts that the models need, and what is missing.
    #[must_use]
    pub fn with_texts(mut self, inventory: &Inventory, copies: &Copies) -> Self {
        let by_key: BTreeMap<String, &Model> = inventory
            .models
            .iter()
            .map(|model| (model.artifact.key(), model))
            .collect();
        let mut all = Shelf::default();
        let pulled = inventory
            .models
            .iter()
            .filter(|model| model.standing == Standing::Pulled);
        for (notice, model) in self.models.iter_mut().zip(pulled) {
            Reader {
                copies,
                by_key: &by_key,
                shelf: &mut all,
                notice,
            }
            .read(model);
        }
        self.texts_left_out = false;
        self.full_texts = all.texts;
        self
    }
}

/// The texts so far.
#[derive(Default)]
struct Shelf {
    texts: Vec<FullText>,
    /// The place of a text by its content.
    known: BTreeMap<String, usize>,
}

impl Shelf {
    /// The number of a text, which is put there if it is new.
    fn put(&mut self, new: New<'_>, model: &str) -> usize {
        let at = *self.known.entry(new.same).or_insert_with(|| {
            self.texts.push(FullText {
                number: self.texts.len() + 1,
                title: new.title,
                origins: Vec::new(),
                sha256: new.sha256.map(str::to_owned),
                copyright: new.copyright,
                models: Vec::new(),
                text: new.text.trim_end().to_owned(),
            });
            self.texts.len() - 1
        });
        let text = &mut self.texts[at];
        if !text.origins.contains(&new.origin) {
            text.origins.push(new.origin);
        }
        if text.models.last().is_none_or(|last| last != model) {
            text.models.push(model.to_owned());
        }
        text.number
    }
}

/// A text to be put on the shelf.
struct New<'a> {
    /// The same for two copies of one text.
    same: String,
    title: String,
    origin: String,
    sha256: Option<&'a str>,
    copyright: Vec<String>,
    text: &'a str,
}

/// Collects the texts of one model.
struct Reader<'a> {
    copies: &'a Copies,
    by_key: &'a BTreeMap<String, &'a Model>,
    shelf: &'a mut Shelf,
    notice: &'a mut NoticeModel,
}

impl Reader<'_> {
    fn read(&mut self, model: &Model) {
        let mut of = vec![model];
        for binding in &model.resolution.binding {
            if let Some(from) = self.by_key.get(&binding.from.key())
                && of
                    .iter()
                    .all(|known| known.artifact.key() != from.artifact.key())
            {
                of.push(from);
            }
        }
        let own: BTreeMap<String, Own> = of
            .into_iter()
            .map(|of| (of.artifact.key(), self.own(of, &model.resolution.binding)))
            .collect();
        let mut done = BTreeSet::new();
        for binding in &model.resolution.binding {
            if done.insert((binding.license.to_string(), binding.from.key())) {
                self.licence(binding, own.get(&binding.from.key()));
            }
        }
    }

    /// The files with terms of one model.
    fn own(&mut self, model: &Model, bindings: &[Binding]) -> Own {
        let name = model.artifact.name();
        let mut own = Own {
            page: model.page(),
            ..Own::default()
        };
        for locked in &model.texts {
            let what = format!("{} of {name}", locked.path);
            if let Some(copy) = self.copies.locked.get(&locked.sha256) {
                self.add(copy, what, &mut own);
                continue;
            }
            own.has_files = true;
            let why = self.copies.refused.get(&locked.sha256);
            self.miss(MissingText {
                kind: "text",
                what,
                why: why
                    .map_or("no copy is on this machine", String::as_str)
                    .to_owned(),
                address: model.file_address(&locked.path).or_else(|| model.page()),
                sha256: Some(locked.sha256.clone()),
            });
        }
        for copy in self
            .copies
            .beside
            .get(&model.reference())
            .into_iter()
            .flatten()
        {
            let here = licences(&copy.text);
            let applies = bindings
                .iter()
                .any(|binding| here.contains(&binding.license));
            if applies || here.is_empty() && goes_with_a_licence(&copy.name) {
                self.add(copy, copy.place.clone(), &mut own);
            }
        }
        own
    }

    fn add(&mut self, copy: &Copy, origin: String, own: &mut Own) {
        let found = identify_all(&copy.text);
        let listed = licences(&copy.text);
        let copyright = copyright(&copy.text, &listed);
        let alone = match found.as_slice() {
            [one] if one.exact && !one.extra && copyright.is_empty() => Some(one),
            _ => None,
        };
        let names: BTreeSet<String> = found
            .iter()
            .map(|one| titled(&one.license(), one.part))
            .collect();
        let title = if names.is_empty() {
            origin.clone()
        } else {
            names.into_iter().collect::<Vec<_>>().join("; ")
        };
        let same = match alone {
            Some(one) => format!("{}/{:?}", one.license(), one.part),
            None => copy.text.clone(),
        };
        own.copyright |= !copyright.is_empty();
        own.has_files = true;
        own.licences.extend(listed);
        let number = self.shelf.put(
            New {
                same,
                title,
                origin,
                sha256: Some(&copy.sha256),
                copyright,
                text: &copy.text,
            },
            &self.notice.name,
        );
        self.refer(number);
    }

    /// The text of a licence that applies, unless a file of the model is it.
    fn licence(&mut self, binding: &Binding, own: Option<&Own>) {
        let license = &binding.license;
        let own_text = own.is_some_and(|own| {
            own.licences.contains(license) || (!license.is_known() && own.has_files)
        });
        // A licence without a name is reported as unknown.
        if own_text || !names_a_text(license) {
            return;
        }
        let copies = self.copies;
        let mut given = copies.given.iter();
        let by_words = given.find(|copy| licences(&copy.text).contains(license));
        if let Some(copy) = by_words.or_else(|| named(copies, self.notice, license)) {
            // Whose copyright a file states that is tied to no model is open.
            self.add(copy, copy.place.clone(), &mut Own::default());
            return;
        }
        let Some(text) = of_list(license) else {
            self.miss(MissingText {
                kind: "text",
                what: titled(license, Part::Licence),
                why: "it is not in the SPDX list, whose texts are built in".to_owned(),
                address: license.url().map(std::borrow::Cow::into_owned),
                sha256: None,
            });
            return;
        };
        let number = self.shelf.put(
            New {
                same: format!("{license}/{:?}", Part::Licence),
                title: titled(license, Part::Licence),
                origin: format!("SPDX License List {}", spdx::identifiers::VERSION),
                sha256: None,
                copyright: Vec::new(),
                text: &text,
            },
            &self.notice.name,
        );
        self.refer(number);
        let asks = obligations(license).iter().any(|duty| {
            let kept = ["notice", "licence-copy", "attribution"];
            kept.contains(&duty.duty.as_str())
        });
        if asks && !own.is_some_and(|own| own.copyright) {
            self.miss(MissingText {
                kind: "copyright",
                what: format!("the copyright notice of {}", binding.from.name()),
                why: "no text that was read states it".to_owned(),
                address: own
                    .and_then(|own| own.page.clone())
                    .or_else(|| page(&binding.from, None)),
                sha256: None,
            });
        }
    }

    fn refer(&mut self, number: usize) {
        if !self.notice.full_texts.contains(&number) {
            self.notice.full_texts.push(number);
            let text = &self.shelf.texts[number - 1];
            for line in &text.copyright {
                if !self.notice.copyright.contains(line) {
                    self.notice.copyright.push(line.clone());
                }
            }
        }
    }

    fn miss(&mut self, missing: MissingText) {
        if !self.notice.missing.contains(&missing) {
            self.notice.missing.push(missing);
        }
    }
}

/// The text that was given for a licence of one's own: its words are in no table, so the name of the file has its id, as in
/// a directory `LICENSES` of REUSE.
fn named<'a>(copies: &'a Copies, notice: &NoticeModel, license: &License) -> Option<&'a Copy> {
    let id = license.to_string();
    let of = notice.licenses.iter().find(|of| of.id == id)?;
    let file = format!("{}.txt", of.spdx);
    let mut given = copies.given.iter();
    given.find(|copy| copy.name == file && identify_all(&copy.text).is_empty())
}

/// What the files of one model are.
#[derive(Default)]
struct Own {
    page: Option<String>,
    licences: Vec<License>,
    /// Whether it has any: then a licence that no table knows is in one of them.
    has_files: bool,
    copyright: bool,
}

/// The licences whose whole text is there; a use policy alone is not its licence.
fn licences(text: &str) -> Vec<License> {
    let found = identify_all(text).into_iter();
    found
        .filter(|one| one.part == Part::Licence)
        .map(|one| one.license())
        .collect()
}

/// The name of a licence, with its id where it has both.
fn titled(license: &License, part: Part) -> String {
    let id = license.to_string();
    let name = match license.full_name() {
        Some(name) if name != id => format!("{name} ({id})"),
        _ => id,
    };
    match part {
        Part::Licence => name,
        Part::UsePolicy => format!("use policy of the {name}"),
        Part::Appendix => format!("appendix of the {name}"),
    }
}

/// The text of the SPDX list, with that of the exception.
fn of_list(license: &License) -> Option<String> {
    let text = spdx::license_id(listed(license)?)?.text();
    Some(match license.exception() {
        None => text.to_owned(),
        Some(exception) => {
            let exception = spdx::exception_id(exception)?.text();
            format!("{}\n\n{exception}", text.trim_end())
        }
    })
}

/// Lines longer than this are no statement of copyright.
const MAX_LINE: usize = 300;

/// The lines that state who holds the copyright: those of the licence's own text, and places to be filled in, are none.
fn copyright(text: &str, licences: &[License]) -> Vec<String> {
    let texts: Vec<String> = licences.iter().filter_map(of_list).collect();
    let of_licence: BTreeSet<&str> = texts
        .iter()
        .flat_map(|text| text.lines().map(bare))
        .collect();
    // `(c) You must retain` is an item of a list, and `(c) 2024 Acme` is none.
    let has_items = text.lines().map(bare).any(|line| line.starts_with("(b)"));
    let is_item = |line: &str| {
        let rest = line.strip_prefix("(c)").map(str::trim_start);
        rest.is_some_and(|rest| has_items && !rest.starts_with(|char: char| char.is_ascii_digit()))
    };
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().map(bare) {
        let new = states_copyright(line) && !is_item(line) && !of_licence.contains(line);
        if new && lines.iter().all(|known| known != line) {
            lines.push(line.to_owned());
        }
    }
    lines
}

/// A line without blanks, signs of comments and Markdown around it.
fn bare(line: &str) -> &str {
    let sign = |char: char| char.is_whitespace() || "*#/>_`".contains(char);
    let line = line.trim_start_matches(sign);
    line.trim_end_matches(|char: char| char != '>' && sign(char))
}

fn states_copyright(line: &str) -> bool {
    if line.len() > MAX_LINE || has_blank(line) {
        return false;
    }
    let lower = line.to_ascii_lowercase();
    let starts = ["portions copyright", "copyright", "(c)", "\u{a9}"];
    let Some(rest) = starts.iter().find_map(|start| lower.strip_prefix(start)) else {
        return false;
    };
    let rest = rest.trim_start();
    let first = rest.split_whitespace().next().unwrap_or_default();
    let sign = first == "(c)" || first.starts_with('\u{a9}');
    let year = first.starts_with(|char: char| char.is_ascii_digit());
    // `Copyright Jane Doe`, and not `Copyright License` or `copyright holders may`.
    let words = [
        "license", "licence", "notice", "notices", "owner", "owners", "holder", "holders", "law",
        "act", "rights", "and", "or",
    ];
    let written = &line[line.len() - rest.len()..];
    let named = written.starts_with(char::is_uppercase)
        && !words.contains(&first.trim_matches(|char: char| !char.is_alphanumeric()));
    sign || year || named
}

/// Whether something is left to be filled in: `<year>`, `[name of copyright owner]`, but neither an address nor a year.
fn has_blank(line: &str) -> bool {
    let mut groups = line.split(['<', '[', '{']).skip(1);
    line.contains("YYYY")
        || groups.any(|group| {
            let inside = group.split(['>', ']', '}']).next().unwrap_or_default();
            let year = inside.chars().all(|char| !char.is_alphabetic());
            !year && !inside.contains(['@', '.'])
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use deny_models::license::lookup;

    #[test]
    fn statements_of_copyright_are_told_from_conditions() {
        let text = "Copyright (c) 2024 Jane Doe\n   * Copyright 2020-2023 Acme, Inc.\n# \u{a9} Org\n\
                    Copyright Jane Doe\nPortions Copyright (C) 2019 B\n(c) 2023 A\n(c) 2023 A\n\
                    Copyright 2024 D <d@e.org> [2]\nCopyright <year> <holders>\nCopyright [yyyy] [name of copyright owner]\n\
                    Copyright License. Subject to the terms\ncopyright license to reproduce\n\
                    COPYRIGHT HOLDERS BE LIABLE\nCopyright and Related Rights\n(a) a copy\n";
        assert_eq!(
            copyright(text, &[]),
            [
                "Copyright (c) 2024 Jane Doe",
                "Copyright 2020-2023 Acme, Inc.",
                "\u{a9} Org",
                "Copyright Jane Doe",
                "Portions Copyright (C) 2019 B",
                "(c) 2023 A",
                "Copyright 2024 D <d@e.org> [2]"
            ]
        );
    }

    #[test]
    fn items_of_a_list_are_no_statements() {
        let list =
            "(a) a copy;\n(b) a notice;\n(c) You must retain it.\n(c) 2024 Acme\nCopyright Jane\n";
        assert_eq!(copyright(list, &[]), ["(c) 2024 Acme", "Copyright Jane"]);
        assert_eq!(copyright("(c) Jane Doe\n", &[]), ["(c) Jane Doe"]);
        // However its lines are broken.
        let apache = lookup("apache-2.0");
        let text = of_list(&apache).expect("a text of the list");
        let broken = text.replace(" any Derivative Works", "\nany Derivative Works");
        assert_eq!(copyright(&broken, &[apache]), [""; 0]);
    }

    #[test]
    fn the_copyright_of_a_licence_is_not_that_of_a_model() {
        for id in [
            "gpl-3.0",
            "agpl-3.0",
            "apache-2.0",
            "mit",
            "bsd-3-clause",
            "cc-by-4.0",
        ] {
            let license = lookup(id);
            let text = of_list(&license).expect("a text of the list");
            assert_eq!(copyright(&text, &[license]), [""; 0], "{id}");
        }
    }

    #[test]
    fn texts_of_the_list_and_their_exceptions() {
        let of = |text: &str| {
            of_list(
                &deny_models::license::Terms::parse(text)
                    .ok()?
                    .leaves()
                    .next()?
                    .clone(),
            )
        };
        assert!(of("mit").is_some_and(|text| text.contains("Permission is hereby granted")));
        let both = of("Apache-2.0 WITH LLVM-exception").expect("both");
        assert!(both.contains("Apache License") && both.contains("LLVM Exceptions"));
        for id in ["llama3.1", "gemma", "LicenseRef-own"] {
            assert_eq!(of(id), None, "{id}");
        }
    }
}
