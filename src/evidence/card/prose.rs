//! What the text of a card says of licence and lineage, outside its front matter.
//!
//! Prose is read for a few forms that people and tools write, and for nothing else: a link to a place where a licence
//! is published, the exact title of one behind "under the" or a label, a link to a model behind "fine-tuned version of"
//! or "Original model:". A word that merely occurs says nothing. What is said in a sentence alone may make a verdict
//! stricter and never clears one; who reads [`Prose`] has to keep to that.

use std::collections::BTreeSet;

use super::markdown::{Block, Kind, Link, blocks};
use crate::evidence::header::{Prose, Said};
use crate::license::{License, titled};
use crate::model::{Artifact, Relation, Slot, failing_models_named, license_at};

/// Statements that are kept.
const MAX_SAID: usize = 32;

/// Words after "under" that may belong to the title of a licence.
const MAX_TITLE: usize = 10;

/// Reads the text behind the front matter.
pub(super) fn read(body: &str) -> Prose {
    let mut reader = Reader::default();
    for block in blocks(body) {
        reader.block(&block);
    }
    let mut prose = reader.prose;
    prose.relation = match reader.relations.as_slice() {
        [only] => *only,
        _ => None,
    };
    prose
}

#[derive(Default)]
struct Reader {
    prose: Prose,
    relations: Vec<Option<Relation>>,
    /// Whether a heading above says that this is about the licence, and of what.
    section: Option<(Slot, usize)>,
}

impl Reader {
    fn block(&mut self, block: &Block) {
        for link in &block.links {
            if let Some(model) = model_of(&link.address)
                && !self.prose.linked.contains(&model)
                && self.prose.linked.len() < MAX_SAID
            {
                self.prose.linked.push(model);
            }
        }
        if let Kind::Heading(level) = block.kind {
            if self.section.is_some_and(|(_, above)| level <= above) {
                self.section = None;
            }
            if let Some(slot) = heading(&block.text) {
                self.section = Some((slot, level));
            }
            return;
        }
        if let Some((label, value)) = label(&block.text) {
            if let Some(slot) = license_label(&label) {
                self.licenses_of_value(&value, block, slot);
                return;
            }
            if let Some(relation) = base_label(&label) {
                self.bases_of_value(&value, block, relation);
                return;
            }
        }
        for sentence in sentences(&block.text) {
            self.licenses_of_sentence(sentence, block);
            self.bases_of_sentence(sentence, block);
        }
    }

    /// `License: X`, and the lines of a licence section that are nothing but a title.
    fn licenses_of_value(&mut self, value: &str, block: &Block, slot: Slot) {
        let words = words(value, block);
        let linked: Vec<License> = words.iter().filter_map(Word::license).collect();
        if linked.is_empty() {
            let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            if let Some(license) = whole_title(&text.join(" ")) {
                self.say(&license, slot, true);
                return;
            }
            // `License: Code is released under MIT, model weights are released under CC-BY-NC 4.0.`
            for sentence in sentences(value) {
                self.licenses_of_sentence(sentence, block);
            }
        }
        for license in linked {
            self.say(&license, slot, true);
        }
    }

    fn licenses_of_sentence(&mut self, sentence: &str, block: &Block) {
        let words = words(sentence, block);
        let section = self.section.map(|(slot, _)| slot);
        let mut start = 0;
        let mut found = false;
        for at in 0..words.len() {
            if at < start || !opens(&words, at) {
                continue;
            }
            let Some((licenses, firm, end)) = title(&words, at + 1) else {
                continue;
            };
            let before = &words[start..at];
            let slot = slot_of(before).or(section).unwrap_or(Slot::Weights);
            let denied = before.iter().any(|word| is_no(&word.text));
            found = true;
            start = end;
            if denied {
                continue;
            }
            for license in licenses {
                self.say(&license, slot, firm || section.is_some());
            }
        }
        let Some(section) = section.filter(|_| !found) else {
            return;
        };
        if words.iter().any(|word| is_no(&word.text)) {
            return;
        }
        let slot = slot_of(&words).unwrap_or(section);
        let linked: BTreeSet<License> = words.iter().filter_map(Word::license).collect();
        if linked.is_empty() {
            let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            if let Some(license) = whole_title(&text.join(" ")) {
                self.say(&license, slot, true);
            }
        }
        for license in linked {
            self.say(&license, slot, true);
        }
    }

    fn say(&mut self, license: &License, slot: Slot, firm: bool) {
        let id = license.id().to_owned();
        let licenses = &mut self.prose.licenses;
        let same = |known: &&mut Said| known.license == id && known.slot == slot;
        if let Some(known) = licenses.iter_mut().find(same) {
            known.firm |= firm;
        } else if licenses.len() < MAX_SAID {
            licenses.push(Said {
                license: id,
                slot,
                firm,
            });
        }
    }

    fn bases_of_value(&mut self, value: &str, block: &Block, relation: Option<Relation>) {
        let words = words(value, block);
        let mut found = false;
        for word in &words {
            if let Some(model) = word.model() {
                self.made_from(model, relation);
                found = true;
            }
        }
        let first = words.iter().find(|word| !word.is_filler());
        if let Some(name) = first.filter(|_| !found)
            && !is_placeholder(value)
        {
            self.made_from_name(&name.text, relation);
        }
    }

    fn bases_of_sentence(&mut self, sentence: &str, block: &Block) {
        let words = words(sentence, block);
        for at in 0..words.len() {
            let Some((length, relation)) = phrase(&words[at..]) else {
                continue;
            };
            let before = &words[at.saturating_sub(3)..at];
            if before.iter().any(|word| is_no(&word.text)) {
                continue;
            }
            let mut next = at + length;
            let mut skipped = 0;
            let mut found = false;
            // `a fine-tuned version of the original [X](...) and [Y](...)`
            while let Some(word) = words.get(next) {
                if let Some(model) = word.model() {
                    self.made_from(model, relation);
                    found = true;
                    skipped = 0;
                    next = end_of_link(&words, next);
                } else if skipped < 3 && word.is_filler() {
                    skipped += 1;
                    next += 1;
                } else {
                    break;
                }
            }
            // "A fine-tuned version of Llama 2": of some model, then, that is not named so that it can be found.
            let trained = matches!(relation, Some(Relation::Finetune | Relation::Quantized));
            if let Some(name) = words.get(next).filter(|_| !found && trained)
                && name.is_proper_name()
            {
                self.made_from_name(&name.text, relation);
            }
        }
    }

    /// A name without its organisation may be that of several models. Those that fail accuse; nothing is cleared by a
    /// name.
    fn made_from_name(&mut self, name: &str, relation: Option<Relation>) {
        let name = name.trim_matches(|char: char| !char.is_ascii_alphanumeric());
        let failing = failing_models_named(name);
        if failing.is_empty() {
            self.prose.unnamed = true;
            if !self.relations.contains(&relation) {
                self.relations.push(relation);
            }
        }
        for model in failing {
            self.made_from(model, relation);
        }
    }

    fn made_from(&mut self, model: Artifact, relation: Option<Relation>) {
        if !self.relations.contains(&relation) {
            self.relations.push(relation);
        }
        let known = |other: &Artifact| other.key() == model.key();
        if !self.prose.bases.iter().any(known) && self.prose.bases.len() < MAX_SAID {
            self.prose.bases.push(model);
        }
    }
}

/// A word of a text, with the link that it is in.
struct Word<'a> {
    text: String,
    link: Option<(usize, &'a Link)>,
}

impl Word<'_> {
    /// The licence that its link leads to.
    fn license(&self) -> Option<License> {
        license_at(&self.link?.1.address)
    }

    /// The model that its link leads to, or that it is the id of.
    fn model(&self) -> Option<Artifact> {
        if let Some((_, link)) = self.link {
            return model_of(&link.address);
        }
        let bare = self
            .text
            .trim_matches(|char: char| !char.is_ascii_alphanumeric());
        let id = bare.matches('/').count() == 1 && !bare.contains("://");
        let model = id.then(|| Artifact::parse_hub(bare).ok()).flatten()?;
        // A file name or a pair of words is no model.
        let odd = ["and/or", "his/her"].contains(&bare.to_ascii_lowercase().as_str());
        (!odd && bare.len() > 4).then_some(model)
    }

    fn is_filler(&self) -> bool {
        const FILLER: [&str; 14] = [
            "the",
            "a",
            "an",
            "model",
            "original",
            "base",
            "our",
            "pretrained",
            "pre-trained",
            "and",
            "of",
            "from",
            "checkpoint",
            "models",
        ];
        let bare = self.text.trim_matches([',', ':', '`', '*', '"']);
        bare.is_empty() || FILLER.contains(&bare.to_ascii_lowercase().as_str())
    }

    fn is_proper_name(&self) -> bool {
        let bare = self.text.trim_start_matches(['`', '*', '"', '[', '(']);
        bare.starts_with(|char: char| char.is_ascii_uppercase()) && bare.len() > 2
    }

    fn plain(&self) -> String {
        let bare = self
            .text
            .trim_matches(|char: char| !char.is_alphanumeric() && char != '+');
        bare.to_ascii_lowercase()
    }
}

fn end_of_link(words: &[Word<'_>], at: usize) -> usize {
    let Some(number) = words[at].link.map(|(number, _)| number) else {
        return at + 1;
    };
    let same = |word: &Word<'_>| word.link.is_some_and(|(other, _)| other == number);
    at + words[at..].iter().take_while(|word| same(word)).count()
}

/// The words of a part of a block's text, where links stand as marks.
fn words<'a>(text: &str, block: &'a Block) -> Vec<Word<'a>> {
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let Some((before, number, after)) = Block::mark(word) else {
            words.push(Word {
                text: word.to_owned(),
                link: None,
            });
            continue;
        };
        let Some(link) = block.links.get(number) else {
            continue;
        };
        if before.chars().any(char::is_alphanumeric) {
            words.push(Word {
                text: before.to_owned(),
                link: None,
            });
        }
        let mut text: Vec<&str> = link.text.split_whitespace().collect();
        if text.is_empty() {
            text.push("");
        }
        words.extend(text.into_iter().map(|text| Word {
            text: text.to_owned(),
            link: Some((number, link)),
        }));
        if !after.is_empty() {
            words.push(Word {
                text: after.to_owned(),
                link: None,
            });
        }
    }
    words
}

/// Sentences; the dot in `2.0` or `e.g.` ends none that matters.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.trim().is_empty() {
            return None;
        }
        let end = [". ", "! ", "? ", "; "]
            .iter()
            .filter_map(|end| rest.find(end).map(|at| at + end.len()))
            .min()
            .unwrap_or(rest.len());
        let (sentence, left) = rest.split_at(end);
        rest = left;
        Some(sentence)
    })
}

/// Whether the title of a licence may come next: "released under", "governed by", "is under".
fn opens(words: &[Word<'_>], at: usize) -> bool {
    const VERBS: [&str; 20] = [
        "licensed",
        "licenced",
        "released",
        "distributed",
        "available",
        "provided",
        "published",
        "governed",
        "covered",
        "falls",
        "fall",
        "subject",
        "shared",
        "offered",
        "open-sourced",
        "sourced",
        "opensourced",
        "is",
        "are",
        "license",
    ];
    let verb = |word: &Word<'_>| VERBS.contains(&word.plain().as_str());
    let near = &words[at.saturating_sub(4)..at];
    match words[at].plain().as_str() {
        "under" => near.iter().any(verb),
        "by" => near
            .last()
            .is_some_and(|word| ["governed", "covered"].contains(&word.plain().as_str())),
        "to" => near.last().is_some_and(|word| word.plain() == "subject"),
        _ => false,
    }
}

/// The licence whose title starts at a word, how firmly it is named, and where the title ends.
fn title(words: &[Word<'_>], start: usize) -> Option<(Vec<License>, bool, usize)> {
    const ARTICLES: [&str; 8] = ["the", "a", "an", "terms", "of", "conditions", "and", "its"];
    let mut at = start;
    while words
        .get(at)
        .is_some_and(|word| word.link.is_none() && ARTICLES.contains(&word.plain().as_str()))
    {
        at += 1;
    }
    let most = words.len().min(at + MAX_TITLE);
    // A clause ends the title.
    let end = (at..most)
        .find(|next| words[*next].link.is_none() && words[*next].text.ends_with([',', ';', ':']))
        .map_or(most, |next| next + 1);
    let linked: Vec<(usize, License)> = (at..end)
        .filter_map(|next| Some((next, words[next].license()?)))
        .collect();
    if let Some((last, _)) = linked.last() {
        let after = end_of_link(words, *last);
        let mut licenses: Vec<License> = linked.into_iter().map(|(_, license)| license).collect();
        licenses.dedup();
        return Some((licenses, true, after));
    }
    (at..end).rev().find_map(|last| {
        let text: Vec<&str> = words[at..=last]
            .iter()
            .map(|word| word.text.as_str())
            .collect();
        let license = whole_title(&text.join(" "))?;
        Some((vec![license], false, last + 1))
    })
}

/// The licence whose title a text is, give or take emphasis, a full stop and the word license.
fn whole_title(text: &str) -> Option<License> {
    let text = text.replace(['*', '`', '"', '“', '”'], "");
    let text = text
        .trim()
        .trim_matches(['.', ',', ':', ';', '(', ')', '!', ' ']);
    if text.is_empty() || text.len() > 120 {
        return None;
    }
    let lower = text.to_ascii_lowercase();
    let ends = [
        " open source license",
        " software license",
        " public license",
        " license",
        " licence",
        " licensed",
    ];
    let stem = ends.iter().find_map(|end| lower.strip_suffix(end));
    let spellings = [Some(lower.as_str()), stem]
        .into_iter()
        .flatten()
        .flat_map(|text| {
            // `CC BY-NC 4.0` and `Llama 3.1` are ids but for their blanks.
            let text = text.replace(" version ", " ").replace(" v", " ");
            [text.clone(), text.replace(' ', "-"), text.replace(' ', "")]
        });
    spellings
        .into_iter()
        .find_map(|text| titled(&text))
        .filter(|license| !["other", "unknown", "proprietary"].contains(&license.id()))
}

/// The model of the hub that an address leads to.
fn model_of(address: &str) -> Option<Artifact> {
    let hub = ["huggingface.co/", "hf.co/"]
        .iter()
        .any(|host| address.contains(host));
    let model = hub.then(|| Artifact::parse(address).ok()).flatten()?;
    let named = matches!(model, Artifact::Hub { .. }) && model.name().contains('/');
    let other = [
        "datasets/",
        "spaces/",
        "docs/",
        "blog/",
        "papers/",
        "collections/",
        "models/",
    ];
    let is_model = named && !other.iter().any(|start| model.name().starts_with(start));
    is_model.then(|| model.at(None))
}

/// A heading that is about the licence, and of what.
fn heading(text: &str) -> Option<Slot> {
    let words = plain_words(text);
    let named = |word: &String| {
        ["license", "licence", "licenses", "licences", "licensing"].contains(&word.as_str())
    };
    if words.len() > 6 || !words.iter().any(named) {
        return None;
    }
    Some(slot_of_words(&words).unwrap_or(Slot::Weights))
}

fn plain_words(text: &str) -> Vec<String> {
    text.split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

/// `- **Label [optional]:** value`, or the first two cells of a row of a table.
fn label(text: &str) -> Option<(String, String)> {
    let text = text.trim();
    if let Some(row) = text.strip_prefix('|') {
        let mut cells = row.split('|');
        let label = cells.next()?.replace('*', "");
        return Some((
            label.trim().to_ascii_lowercase(),
            cells.next()?.trim().to_owned(),
        ));
    }
    let (label, value) = text.split_once(':')?;
    // The colon of `https:` ends no label.
    if value.starts_with("//") || label.len() > 60 {
        return None;
    }
    let label = label
        .replace(['*', '_', '`', '#'], " ")
        .replace("[optional]", "");
    let label: Vec<&str> = label.split_whitespace().collect();
    let value = value.trim_start_matches(['*', '_', ' ']);
    Some((label.join(" ").to_ascii_lowercase(), value.to_owned()))
}

fn license_label(label: &str) -> Option<Slot> {
    let words = plain_words(label);
    let last = words.last()?;
    let licence = ["license", "licence", "licenses", "licences", "s"].contains(&last.as_str())
        && words.iter().any(|word| word.starts_with("licen"));
    (licence && words.len() <= 4).then(|| slot_of_words(&words).unwrap_or(Slot::Weights))
}

/// The relation that a label stands for; inner `None` where it does not say.
#[expect(
    clippy::option_option,
    reason = "no label, and a label that names no relation, are two things"
)]
fn base_label(label: &str) -> Option<Option<Relation>> {
    let label = label.replace('-', "");
    Some(match label.trim() {
        "finetuned from model"
        | "finetuned from"
        | "fine tuned from"
        | "finetuned model of"
        | "continuedpretrained from model" => Some(Relation::Finetune),
        "original model"
        | "source model"
        | "quantized from"
        | "quantized model of"
        | "converted from"
        | "original model card" => Some(Relation::Quantized),
        "base model" | "base models" | "basemodel" | "parent model" | "model base"
        | "foundation model" | "backbone model" | "merged models" | "models merged" => None,
        "adapter for" | "lora for" => Some(Relation::Adapter),
        _ => return None,
    })
}

/// A phrase behind which a model is named that this one was made from: its length in words, and the relation.
fn phrase(words: &[Word<'_>]) -> Option<(usize, Option<Relation>)> {
    const PHRASES: [(&[&str], Option<Relation>); 21] = [
        (&["finetuned", "version", "of"], Some(Relation::Finetune)),
        (
            &["fine", "tuned", "version", "of"],
            Some(Relation::Finetune),
        ),
        (&["finetuned", "from"], Some(Relation::Finetune)),
        (&["fine", "tuned", "from"], Some(Relation::Finetune)),
        (&["finetune", "of"], Some(Relation::Finetune)),
        (&["finetuning", "of"], Some(Relation::Finetune)),
        (&["finetuned", "on", "top", "of"], Some(Relation::Finetune)),
        (&["distilled", "from"], Some(Relation::Finetune)),
        (&["distilled", "version", "of"], Some(Relation::Finetune)),
        (&["quantized", "version", "of"], Some(Relation::Quantized)),
        (&["quantised", "version", "of"], Some(Relation::Quantized)),
        (&["quantization", "of"], Some(Relation::Quantized)),
        (&["quantizations", "of"], Some(Relation::Quantized)),
        (&["quants", "of"], Some(Relation::Quantized)),
        (&["conversion", "of"], Some(Relation::Quantized)),
        (&["conversions", "of"], Some(Relation::Quantized)),
        (&["converted", "from"], Some(Relation::Quantized)),
        (&["adapter", "for"], Some(Relation::Adapter)),
        (&["lora", "for"], Some(Relation::Adapter)),
        (&["merge", "of"], Some(Relation::Merge)),
        (&["model", "is", "based", "on"], None),
    ];
    let is = |word: &Word<'_>, known: &str| word.plain().replace('-', "") == known;
    PHRASES
        .iter()
        .find(|(phrase, _)| {
            words.len() > phrase.len()
                && phrase
                    .iter()
                    .zip(words)
                    .all(|(known, word)| is(word, known))
        })
        .map(|(phrase, relation)| (phrase.len(), *relation))
}

/// What templates leave where nothing was filled in.
fn is_placeholder(value: &str) -> bool {
    let words = plain_words(value);
    let text = words.join(" ");
    let empty = [
        "",
        "none",
        "n a",
        "na",
        "no",
        "scratch",
        "from scratch",
        "tbd",
        "unknown",
        "optional",
    ];
    empty.contains(&text.as_str()) || text.starts_with("more information needed")
}

fn slot_of(words: &[Word<'_>]) -> Option<Slot> {
    let words: Vec<String> = words
        .iter()
        .flat_map(|word| plain_words(&word.text))
        .collect();
    slot_of_words(&words)
}

/// What is spoken of: the weights, where they are named beside something else.
fn slot_of_words(words: &[String]) -> Option<Slot> {
    const WEIGHTS: [&str; 9] = [
        "model",
        "models",
        "weights",
        "weight",
        "checkpoint",
        "checkpoints",
        "parameters",
        "adapter",
        "lora",
    ];
    const CODE: [&str; 8] = [
        "code",
        "codebase",
        "source",
        "scripts",
        "script",
        "software",
        "library",
        "framework",
    ];
    const DATA: [&str; 7] = [
        "data",
        "dataset",
        "datasets",
        "corpus",
        "corpora",
        "annotations",
        "images",
    ];
    let any = |of: &[&str]| words.iter().any(|word| of.contains(&word.as_str()));
    if any(&WEIGHTS) {
        Some(Slot::Weights)
    } else if any(&CODE) {
        Some(Slot::Code)
    } else if any(&DATA) {
        Some(Slot::Data)
    } else {
        None
    }
}

fn is_no(word: &str) -> bool {
    let word = word.trim_matches(|char: char| !char.is_alphanumeric());
    [
        "not",
        "no",
        "neither",
        "never",
        "isn't",
        "unlike",
        "previously",
        "formerly",
    ]
    .contains(&word.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn licenses(body: &str) -> Vec<String> {
        let said = read(body).licenses;
        said.iter()
            .map(|said| {
                let firm = if said.firm { "!" } else { "" };
                format!("{} {}{firm}", said.slot.as_str(), said.license)
            })
            .collect()
    }

    fn bases(body: &str) -> (Vec<String>, Option<Relation>) {
        let prose = read(body);
        let names = prose.bases.iter().map(ToString::to_string);
        (names.collect(), prose.relation)
    }

    #[test]
    fn licences_are_read_from_sections_labels_and_sentences() {
        for (body, said) in [
            ("# License\n\nMIT\n", &["weights mit!"][..]),
            (
                "## License\nThe model is under the [Llama 3 license](https://llama.meta.com/llama3/license/).",
                &["weights llama3!"],
            ),
            ("- **License:** apache-2.0\n", &["weights apache-2.0!"]),
            (
                "- **License:** https://llama.meta.com/llama3/license/\n",
                &["weights llama3!"],
            ),
            ("| License | MIT License |\n", &["weights mit!"]),
            (
                "- **Code License:** [MIT LICENSE](https://opensource.org/licenses/MIT)\n- **Model License:** [LLAMA 2 COMMUNITY LICENSE AGREEMENT](https://ai.meta.com/llama/license/)\n",
                &["code mit!", "weights llama2!"],
            ),
            (
                "**License** Code is released under MIT, model weights are released under CC-BY-NC 4.0.\n",
                &["code mit", "weights cc-by-nc-4.0"],
            ),
            (
                "License: Code is released under MIT, model weights are released under CC-BY-NC 4.0.\n",
                &["code mit", "weights cc-by-nc-4.0"],
            ),
            (
                "### License\n\nThe code of this project is open-sourced under the Apache-2.0 license.",
                &["code apache-2.0!"],
            ),
            ("The weights are under the MIT licence.", &["weights mit"]),
            (
                "It falls under the [FLUX.1 [dev] Non-Commercial License](https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md).",
                &["weights flux-1-dev-non-commercial-license!"],
            ),
            (
                "The data is under [CC BY-NC 4.0](https://creativecommons.org/licenses/by-nc/4.0/).",
                &["data cc-by-nc-4.0!"],
            ),
            (
                "## License\n\nThis model is released under the [Apache 2.0 license](https://www.apache.org/licenses/LICENSE-2.0).\n\n## Else\n\n[MIT](https://opensource.org/licenses/MIT)",
                &["weights apache-2.0!"],
            ),
            ("It is not released under the MIT license.", &[]),
            ("We like the MIT license, and Gemma.", &[]),
            ("```\nlicensed under the MIT license\n```\n", &[]),
            ("<!-- licensed under the MIT license -->\n", &[]),
            ("Released under our own license.", &[]),
            ("## License\n\nSee [LICENSE](LICENSE).", &[]),
        ] {
            assert_eq!(licenses(body), said, "{body}");
        }
    }

    #[test]
    fn lineage_is_read_where_it_is_stated() {
        let gemma = "[gemma](https://huggingface.co/google/gemma-2b)";
        for (body, models, relation) in [
            (
                format!("This model is a fine-tuned version of {gemma} on the x dataset."),
                &["google/gemma-2b"][..],
                Some(Relation::Finetune),
            ),
            (
                format!("- **Finetuned from model [optional]:** {gemma}"),
                &["google/gemma-2b"],
                Some(Relation::Finetune),
            ),
            (
                "- **Finetuned from model :** unsloth/llama-3-8b-bnb-4bit".to_owned(),
                &["unsloth/llama-3-8b-bnb-4bit"],
                Some(Relation::Finetune),
            ),
            (
                format!("**Original model**: {gemma}<br/>"),
                &["google/gemma-2b"],
                Some(Relation::Quantized),
            ),
            (
                format!("**Base model:** {gemma}"),
                &["google/gemma-2b"],
                None,
            ),
            (format!("It beats {gemma} by far."), &[], None),
            (
                "- **Finetuned from model [optional]:** [More Information Needed]".to_owned(),
                &[],
                None,
            ),
            (
                "A quantized version of `acme/tiny-chat`.".to_owned(),
                &["acme/tiny-chat"],
                Some(Relation::Quantized),
            ),
            (
                "Trained with a learning rate and/or more, a merge of and/or.".to_owned(),
                &[],
                None,
            ),
            (
                "**Base model:** Llama-2-7b-hf".to_owned(),
                &["meta-llama/Llama-2-7b-hf"],
                None,
            ),
            (
                format!("It is not a fine-tuned version of {gemma}."),
                &[],
                None,
            ),
            (
                format!("A merge of {gemma} and [b](https://huggingface.co/a/bbbb)."),
                &["google/gemma-2b", "a/bbbb"],
                Some(Relation::Merge),
            ),
        ] {
            let models: Vec<String> = models.iter().map(|name| (*name).to_owned()).collect();
            let (found, how) = bases(&body);
            let all = models.iter().all(|model| found.contains(model));
            assert!(
                all && found.is_empty() == models.is_empty(),
                "{body}: {found:?}"
            );
            assert_eq!(how, relation, "{body}");
        }
        for (body, unnamed) in [
            ("A fine-tuned version of Mistral for chat.", true),
            ("- **Finetuned from model:** Secret-7B", true),
            (
                "- **Finetuned from model [optional]:** [More Information Needed]",
                false,
            ),
            ("- **Base model:** none", false),
            ("It was fine-tuned from scratch on our data.", false),
        ] {
            assert_eq!(read(body).unnamed, unnamed, "{body}");
        }
    }
}
