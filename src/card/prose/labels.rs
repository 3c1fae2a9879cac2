//! Labels, headings and phrases that introduce a value, and the part of a model that it is for.

use super::words::Word;
use deny_models::model::{Relation, Slot};

/// A heading that is about the licence, and of what.
pub(super) fn heading(words: &[Word<'_>]) -> Option<Slot> {
    let words = all_plain_words(words);
    let named = |word: &String| {
        ["license", "licence", "licenses", "licences", "licensing"].contains(&word.as_str())
    };
    if words.len() > 6 || !words.iter().any(named) {
        return None;
    }
    Some(slot_of_words(&words).unwrap_or(Slot::Weights))
}

pub(super) fn plain_words(text: &str) -> Vec<String> {
    text.split(|char: char| !char.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect()
}

/// `- **Label [optional]:** value`, or the first two cells of a row of a table.
pub(super) fn label(text: &str) -> Option<(String, String)> {
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

pub(super) fn license_label(label: &str) -> Option<Slot> {
    let words = plain_words(label);
    let last = words.last()?;
    let licence = ["license", "licence", "licenses", "licences", "s"].contains(&last.as_str())
        && words.iter().any(|word| word.starts_with("licen"));
    (licence && words.len() <= 4).then(|| slot_of_words(&words).unwrap_or(Slot::Weights))
}

/// The relation that a label stands for; inner `None` where it states none.
#[expect(
    clippy::option_option,
    reason = "no label, and a label that names no relation, are two things"
)]
pub(super) fn base_label(label: &str) -> Option<Option<Relation>> {
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
pub(super) fn phrase(words: &[Word<'_>]) -> Option<(usize, Option<Relation>)> {
    const PHRASES: [(&[&str], Option<Relation>); 24] = [
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
        (&["base", "model", "is"], None),
        (&["base", "model", "was"], None),
        (&["base", "model"], None),
    ];
    let is = |word: &Word<'_>, known: &str| word.plain().replace('-', "") == known;
    // Most words begin none.
    let first = words.first()?.plain().replace('-', "");
    PHRASES
        .iter()
        .filter(|(phrase, _)| phrase[0] == first)
        .find(|(phrase, _)| {
            words.len() > phrase.len()
                && phrase
                    .iter()
                    .zip(words)
                    .all(|(known, word)| is(word, known))
        })
        .map(|(phrase, relation)| (phrase.len(), *relation))
}

/// Whether a line announces the models that were merged, one a line below it.
pub(super) fn announces_merged(words: &[Word<'_>]) -> bool {
    let plain: Vec<String> = words.iter().map(Word::plain).collect();
    let has = |phrase: &[&str]| plain.windows(phrase.len()).any(|words| words == phrase);
    has(&["models", "were", "included", "in", "the", "merge"])
        || has(&["merge", "of", "the", "following", "models"])
}

/// `X as a base`: whether the words from here on mark the one before as a base.
pub(super) fn as_base(words: &[Word<'_>]) -> bool {
    let plain: Vec<String> = words.iter().take(3).map(Word::plain).collect();
    match plain.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["as", "base", ..] => true,
        ["as", article, "base"] => ["a", "the", "its", "our"].contains(&article),
        _ => false,
    }
}

/// Placeholders of templates that were not filled in.
pub(super) fn is_placeholder(value: &str) -> bool {
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

pub(super) fn slot_of(words: &[Word<'_>]) -> Option<Slot> {
    slot_of_words(&all_plain_words(words))
}

fn all_plain_words(words: &[Word<'_>]) -> Vec<String> {
    let texts = words.iter().map(|word| word.text.as_str());
    texts.flat_map(plain_words).collect()
}

/// The part that a label is about: the weights, where they are named beside something else.
pub(super) fn slot_of_words(words: &[String]) -> Option<Slot> {
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

pub(super) fn is_no(word: &str) -> bool {
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
