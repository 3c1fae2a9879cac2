//! Licence and lineage in the text of a card, outside its front matter.
//!
//! Prose is read for a few forms that people and tools write, and for nothing else: a link to a place where a licence
//! is published, the exact title of one behind "under the" or a label, a link to a model behind "fine-tuned version of"
//! or "Original model:". A word alone is no statement. A statement in a sentence alone may make a verdict
//! stricter and never clears one; who reads [`Prose`] has to keep to that.

mod labels;
mod words;

use std::collections::BTreeSet;

use super::markdown::{Block, Kind, blocks};
use deny_models::evidence::header::{Prose, ProseLicense};
use deny_models::license::{Flag, License};
use deny_models::model::{Artifact, Relation, Slot, failing_models_named, known_by_one_name};
use labels::{
    announces_merged, as_base, base_label, heading, is_no, is_placeholder, label, license_label,
    phrase, slot_of,
};
use words::{Word, end_of_link, model_of, opens, sentences, title, whole_title, words};

/// Statements that are kept.
const MAX_SAID: usize = 32;

/// Words of a value that may be the name of a model.
const MAX_NAME: usize = 6;

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

/// The labels of a text that stand for the licence of weights, each with its value.
pub(super) fn license_labels(text: &str) -> Vec<(String, String)> {
    let labels = text.lines().filter_map(|line| {
        let (label, value) = label(line.trim_start_matches(['-', '*', '+', '>', ' ']))?;
        let of_weights = license_label(&label) == Some(Slot::Weights);
        (of_weights && !is_placeholder(&value)).then_some((label, value))
    });
    labels.take(MAX_SAID).collect()
}

#[derive(Default)]
struct Reader {
    prose: Prose,
    relations: Vec<Option<Relation>>,
    /// Names without an organisation that were looked up.
    names: usize,
    /// Whether a heading above is about a licence, and the part that it is for.
    section: Option<(Slot, usize)>,
    /// Whether the lines name models that were merged.
    merged: bool,
}

impl Reader {
    fn block(&mut self, block: &Block) {
        for link in block.links() {
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
            if let Some(slot) = heading(&words(&block.text, block)) {
                self.section = Some((slot, level));
            }
            return;
        }
        for line in block.text.lines() {
            self.line(line, block);
        }
        // A sentence may go on behind the break.
        if block.text.contains('\n') {
            for sentence in sentences(&block.text.replace('\n', " ")) {
                self.bases_of_sentence(sentence, block);
            }
        }
    }

    fn line(&mut self, line: &str, block: &Block) {
        let words = words(line, block);
        if self.merged && self.merged_model(&words) {
            return;
        }
        self.merged = announces_merged(&words);
        if let Some((label, value)) = label(line) {
            if let Some(slot) = license_label(&label) {
                self.licenses_of_value(&value, block, slot);
                return;
            }
            if let Some(relation) = base_label(&label) {
                self.bases_of_value(&value, block, relation);
                return;
            }
        }
        for sentence in sentences(line) {
            self.licenses_of_sentence(sentence, block);
            self.bases_of_sentence(sentence, block);
        }
    }

    /// A line of a list of merged models: an id, a link, or a path on the machine of the author.
    fn merged_model(&mut self, words: &[Word<'_>]) -> bool {
        let Some(first) = words.first() else {
            return false;
        };
        if let Some(model) = first.model() {
            self.made_from(model, Some(Relation::Merge));
            return true;
        }
        let path = words.len() == 1 && first.text.contains(['/', '\\']);
        if path {
            self.prose.unnamed = true;
        }
        path
    }

    /// `License: X`, and the lines of a licence section that are nothing but a title.
    fn licenses_of_value(&mut self, value: &str, block: &Block, slot: Slot) {
        let words = words(value, block);
        let linked: Vec<License> = words.iter().filter_map(Word::license).collect();
        if linked.is_empty() {
            let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
            if let Some(license) = whole_title(&text.join(" ")) {
                self.add_license(&license, slot, true);
                return;
            }
            // `License: Llama 3.1 Community License (custom commercial)`: a remark may take something away from a
            // licence, so it adds none that could pass.
            if let Some((before, _)) = value.split_once(" (")
                && let Some(license) = whole_title(before)
                && license.osi() != Flag::Yes
            {
                self.add_license(&license, slot, true);
                return;
            }
            // `License: Code is released under MIT, model weights are released under CC-BY-NC 4.0.`
            for sentence in sentences(value) {
                self.licenses_of_sentence(sentence, block);
            }
        }
        for license in linked {
            self.add_license(&license, slot, true);
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
                self.add_license(&license, slot, firm || section.is_some());
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
                self.add_license(&license, slot, true);
            }
        }
        for license in linked {
            self.add_license(&license, slot, true);
        }
    }

    fn add_license(&mut self, license: &License, slot: Slot, firm: bool) {
        let id = license.id().to_owned();
        let licenses = &mut self.prose.licenses;
        let same = |known: &&mut ProseLicense| known.license == id && known.slot == slot;
        if let Some(known) = licenses.iter_mut().find(same) {
            known.firm |= firm;
        } else if licenses.len() < MAX_SAID {
            licenses.push(ProseLicense {
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
        // A sentence is no name, whatever label stands before it.
        if let Some(name) = first.filter(|_| !found && words.len() <= MAX_NAME)
            && !is_placeholder(value)
        {
            self.made_from_name(&name.text, relation);
        }
    }

    fn bases_of_sentence(&mut self, sentence: &str, block: &Block) {
        let words = words(sentence, block);
        let merging = || words.iter().any(|word| word.plain().starts_with("merge"));
        for at in 0..words.len() {
            if as_base(&words[at..])
                && let Some(model) = at.checked_sub(1).and_then(|before| words[before].model())
            {
                self.made_from(model, merging().then_some(Relation::Merge));
            }
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
        self.names += 1;
        if self.names > MAX_SAID {
            self.prose.unnamed = true;
            return;
        }
        // The oldest models have no organisation in their id.
        if let Some(model) = known_by_one_name(name) {
            self.made_from(model, relation);
            return;
        }
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

#[cfg(test)]
mod spellings;
#[cfg(test)]
mod tests;
