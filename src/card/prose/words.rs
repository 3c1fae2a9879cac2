//! The words of a sentence with the links that they are in, and the titles of licences among them.

use super::super::markdown::{Block, Link, Marked};
use deny_models::license::{License, titled};
use deny_models::model::{Artifact, license_at};

/// Words after "under" that may belong to the title of a licence.
const MAX_TITLE: usize = 10;

/// The model of the hub that an address leads to.
pub(super) fn model_of(address: &str) -> Option<Artifact> {
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

/// A word of a text, with the link that it is in.
pub(super) struct Word<'a> {
    pub(super) text: String,
    pub(super) link: Option<(usize, &'a Link)>,
}

impl Word<'_> {
    /// The licence that its link leads to.
    pub(super) fn license(&self) -> Option<License> {
        license_at(&self.link?.1.address)
    }

    /// The model that its link leads to, or that it is the id of.
    pub(super) fn model(&self) -> Option<Artifact> {
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

    pub(super) fn is_filler(&self) -> bool {
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

    pub(super) fn is_proper_name(&self) -> bool {
        let bare = self.text.trim_start_matches(['`', '*', '"', '[', '(']);
        bare.starts_with(|char: char| char.is_ascii_uppercase()) && bare.len() > 2
    }

    pub(super) fn plain(&self) -> String {
        let bare = self
            .text
            .trim_matches(|char: char| !char.is_alphanumeric() && char != '+');
        bare.to_ascii_lowercase()
    }
}

pub(super) fn end_of_link(words: &[Word<'_>], at: usize) -> usize {
    let Some(number) = words[at].link.map(|(number, _)| number) else {
        return at + 1;
    };
    let same = |word: &Word<'_>| word.link.is_some_and(|(other, _)| other == number);
    at + words[at..].iter().take_while(|word| same(word)).count()
}

/// The words of a part of a block's text, where links and code stand as marks.
pub(super) fn words<'a>(text: &str, block: &'a Block) -> Vec<Word<'a>> {
    let plain = |text: &str| Word {
        text: text.to_owned(),
        link: None,
    };
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        let mut rest = word;
        while let Some((before, number, after)) = Block::mark(rest) {
            if before.chars().any(char::is_alphanumeric) {
                words.push(plain(before));
            }
            match block.marked.get(number) {
                Some(Marked::Link(link)) => {
                    let texts = link.text.split_whitespace();
                    let texts = texts.chain(link.text.trim().is_empty().then_some(""));
                    words.extend(texts.map(|text| Word {
                        link: Some((number, link)),
                        ..plain(text)
                    }));
                }
                Some(Marked::Code(code)) => words.push(plain(code)),
                None => {}
            }
            rest = after;
        }
        if !rest.is_empty() {
            words.push(plain(rest));
        }
    }
    words
}

/// Sentences; the dot in `2.0` or `e.g.` ends none that matters.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.trim().is_empty() {
            return None;
        }
        let pairs = rest.as_bytes().windows(2);
        let end = pairs
            .enumerate()
            .find(|(_, pair)| matches!(pair, [b'.' | b'!' | b'?' | b';', b' ']))
            .map_or(rest.len(), |(at, _)| at + 2);
        let (sentence, left) = rest.split_at(end);
        rest = left;
        Some(sentence)
    })
}

/// Whether the title of a licence may come next: "released under", "governed by", "is under".
pub(super) fn opens(words: &[Word<'_>], at: usize) -> bool {
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
        // `bound by the license & usage restrictions of the original Llama-2 model`
        "of" => {
            let before: Vec<String> = words[at.saturating_sub(8)..at]
                .iter()
                .map(Word::plain)
                .collect();
            let any = |known: &[&str]| before.iter().any(|word| known.contains(&word.as_str()));
            any(&["bound", "governed", "subject"]) && any(&["license", "licence", "terms"])
        }
        "to" => near.last().is_some_and(|word| word.plain() == "subject"),
        _ => false,
    }
}

/// The licence whose title starts at a word, how firmly it is named, and where the title ends.
pub(super) fn title(words: &[Word<'_>], start: usize) -> Option<(Vec<License>, bool, usize)> {
    const ARTICLES: [&str; 10] = [
        "the",
        "a",
        "an",
        "terms",
        "of",
        "conditions",
        "and",
        "its",
        "original",
        "base",
    ];
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
pub(super) fn whole_title(text: &str) -> Option<License> {
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
        " model",
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
