//! Of how many ids the tables know the terms.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;

use deny_models::model::packed::key;

use crate::lists;

/// Ids of which a part is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// What was counted: all of the set, or the first by weight.
    pub of: Counted,
    /// Ids, or the sum of their weights.
    pub all: u64,
    /// Of these, the ones that pass an OSI gate.
    pub pass: u64,
    /// Of these, the ones that fail it.
    pub fail: u64,
    /// Of these, the ones of which it was looked up that no licence is stated: they fail too, and the answer is known.
    pub unlicensed: u64,
    /// Of these, the ones that are no model: a placeholder, a tokenizer, a name that nobody has.
    pub no_model: u64,
}

/// What a count is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Every id of the set.
    Ids,
    /// The ids with the most weight, this many.
    Top(usize),
    /// The weights of all.
    Weight,
}

impl Coverage {
    /// The share that has a verdict, in per cent.
    #[must_use]
    pub fn percent(&self) -> u64 {
        (self.pass + self.fail) * 100 / self.all.max(1)
    }

    /// The share of the models that has an answer, in per cent: a verdict, or that no licence is stated.
    #[must_use]
    pub fn answered(&self) -> u64 {
        let models = self.all - self.no_model;
        (self.pass + self.fail + self.unlicensed) * 100 / models.max(1)
    }
}

/// The ids of `open.tsv` that are no model, by key.
///
/// # Errors
///
/// When the table cannot be read.
pub fn no_model(open: &Path) -> Result<BTreeSet<String>, String> {
    let rows = lists::rows(open)?.into_iter();
    let rows = rows.filter(|row| row.get("kind").is_some_and(|kind| kind == "no-model"));
    Ok(rows
        .filter_map(|row| row.get("model_id").map(|id| key(id)))
        .collect())
}

/// A set of ids, one a line, and after a tab what each weighs, such as its downloads. The header is left out, and an
/// id that occurs twice counts once.
///
/// # Errors
///
/// A weight that is no number.
pub fn set(text: &str) -> Result<Vec<(String, Option<u64>)>, String> {
    let mut seen = HashSet::new();
    let mut ids = Vec::new();
    for line in text.lines() {
        let mut cells = line.split('\t');
        let id = cells.next().unwrap_or_default();
        if id.is_empty() || id == "model_id" || !seen.insert(key(id)) {
            continue;
        }
        let weight = cells.next().map(str::parse).transpose();
        ids.push((id.to_owned(), weight.map_err(|why| format!("{id}: {why}"))?));
    }
    Ok(ids)
}

/// How much of a set the listing of the tables decides, and the ids that it leaves open, with the reason where a row
/// gives one. Some ids are those of no model.
#[must_use]
pub fn measure(
    listing: &str,
    renames: &BTreeMap<String, String>,
    no_model: &BTreeSet<String>,
    set: &[(String, Option<u64>)],
) -> (Vec<Coverage>, Vec<(String, String)>) {
    let rows: HashMap<String, (&str, &str)> = listing
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split('\t');
            Some((key(cells.next()?), (cells.next()?, cells.next()?)))
        })
        .collect();
    let row = |id: &str| {
        let present = renames.get(&id.to_ascii_lowercase());
        rows.get(&key(present.map_or(id, String::as_str)))
    };
    let mut set: Vec<&(String, Option<u64>)> = set.iter().collect();
    set.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let count = |of, part: &[&(String, Option<u64>)]| {
        let mut counted = Coverage {
            of,
            all: 0,
            pass: 0,
            fail: 0,
            unlicensed: 0,
            no_model: 0,
        };
        for (id, weight) in part {
            let weighs = match of {
                Counted::Weight => weight.unwrap_or_default(),
                Counted::Ids | Counted::Top(_) => 1,
            };
            counted.all += weighs;
            match row(id) {
                Some(("yes", _)) => counted.pass += weighs,
                Some(("no", _)) => counted.fail += weighs,
                Some(("unlicensed", _)) => counted.unlicensed += weighs,
                _ if no_model.contains(&key(id)) => counted.no_model += weighs,
                _ => {}
            }
        }
        counted
    };
    let mut counted = Vec::new();
    if set.iter().any(|(_, weight)| weight.is_some()) {
        let tops = [100, 500, 1_000];
        let within = tops.into_iter().filter(|top| *top <= set.len());
        counted.extend(within.map(|top| count(Counted::Top(top), &set[..top])));
        counted.push(count(Counted::Weight, &set));
    }
    counted.push(count(Counted::Ids, &set));
    let open = set.iter().filter_map(|(id, _)| match row(id) {
        Some(("yes" | "no" | "unlicensed", _)) => None,
        _ if no_model.contains(&key(id)) => None,
        Some((_, why)) => Some((id.clone(), (*why).to_owned())),
        None => Some((id.clone(), "no row".to_owned())),
    });
    (counted, open.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_count_once_under_their_present_name_and_by_weight() {
        let listing = "model_id\tosi\twhy\tlists\n\
            Acme/A\tyes\tmit\tx\nacme/b\tno\tgemma\tx\nacme/c\tunknown\tno base\tx\nhttps://a/X.onnx\tyes\tmit\tx\n\
            acme/e\tunlicensed\tacme/e states no licence\tx\n";
        let renames = BTreeMap::from([("old/a".to_owned(), "acme/a".to_owned())]);
        let ids = set(
            "model_id\tdownloads\nold/A\t70\nacme/B\t20\nacme/b\t5\nacme/c\t10\nacme/d\t0\nacme/e\t60\nacme/Tokens\t40\n",
        );
        let no_model = BTreeSet::from(["acme/tokens".to_owned()]);
        let (counted, open) = measure(listing, &renames, &no_model, &ids.expect("a set"));
        let of = |of, all, pass, fail, unlicensed, no_model| Coverage {
            of,
            all,
            pass,
            fail,
            unlicensed,
            no_model,
        };
        assert_eq!(
            counted,
            [
                of(Counted::Weight, 200, 70, 20, 60, 40),
                of(Counted::Ids, 6, 1, 1, 1, 1)
            ]
        );
        assert_eq!(counted[0].percent(), 45);
        assert_eq!(counted[0].answered(), 93);
        let open: Vec<(&str, &str)> = open.iter().map(|(id, why)| (&**id, &**why)).collect();
        assert_eq!(open, [("acme/c", "no base"), ("acme/d", "no row")]);
        // An address is one thing in one spelling.
        let ids = set("https://a/X.onnx\nhttps://a/x.onnx\n").expect("a set");
        assert_eq!(
            measure(listing, &renames, &no_model, &ids).0,
            [of(Counted::Ids, 2, 1, 0, 0, 0)]
        );
        assert!(set("acme/a\tmany\n").is_err());
    }
}
