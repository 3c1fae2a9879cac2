//! Numbers and names drawn from a seed.

use std::collections::{BTreeMap, BTreeSet};

/// A sequence of numbers that its seed decides (`SplitMix64`).
#[derive(Debug, Clone)]
pub(crate) struct Draw(u64);

impl Draw {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub(crate) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end).expect("fits");
        usize::try_from(self.number() % end).expect("fits")
    }

    pub(crate) fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    pub(crate) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len())]
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }

    /// A sequence of its own, which later draws from this one do not change.
    pub(crate) fn fork(&mut self) -> Self {
        Self(self.number())
    }
}

/// Names without a meaning, each given once.
#[derive(Debug)]
pub(crate) struct Names {
    draw: Draw,
    given: BTreeMap<String, String>,
    taken: BTreeSet<String>,
}

impl Names {
    pub(crate) fn new(draw: Draw) -> Self {
        Self {
            draw,
            given: BTreeMap::new(),
            // The one keyword that is made of such syllables.
            taken: BTreeSet::from(["become".to_owned()]),
        }
    }

    /// A new name of six or more letters.
    pub(crate) fn fresh(&mut self) -> String {
        loop {
            let mut name = String::new();
            for _ in 0..3 + self.draw.below(2) {
                let consonants = b"bdfghjklmnprstvz";
                name.push(char::from(consonants[self.draw.below(consonants.len())]));
                name.push(char::from(b"aeiou"[self.draw.below(5)]));
            }
            if self.taken.insert(name.clone()) {
                return name;
            }
        }
    }

    /// Replaces each `~name` by the name that was drawn for it, in the case in which it is written: `~Type`, `~NAME`,
    /// `~name`.
    pub(crate) fn fill(&mut self, text: &str) -> String {
        let mut out = String::new();
        let mut parts = text.split('~');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let end = part
                .find(|char: char| !char.is_ascii_alphanumeric() && char != '_')
                .unwrap_or(part.len());
            let (key, rest) = part.split_at(end);
            out.push_str(&self.of(key));
            out.push_str(rest);
        }
        out
    }

    fn of(&mut self, key: &str) -> String {
        if let Some(name) = self.given.get(key) {
            return name.clone();
        }
        let mut name = self.fresh();
        let letters = || key.chars().filter(char::is_ascii_alphabetic);
        if letters().all(|letter| letter.is_ascii_uppercase()) && letters().count() > 1 {
            name = name.to_ascii_uppercase();
        } else if key.starts_with(|first: char| first.is_ascii_uppercase()) {
            name[..1].make_ascii_uppercase();
        }
        self.given.insert(key.to_owned(), name.clone());
        name
    }
}
