//! Decisions that differ only by the model that they are about: a library with many models asks the same of each.

use std::collections::HashMap;

use super::decision::Decision;

/// As many decisions that differ only by their model are printed one by one.
const FEW: usize = 2;
/// How the model of an entry is written.
const MODEL: &str = "model = ";

/// Decisions that are printed together: the first stands for all.
#[derive(Debug)]
pub(super) struct Alike<'a> {
    pub(super) first: &'a Decision,
    /// How many there are.
    pub(super) count: usize,
    /// The entries to print: one, and the models of the others.
    pub(super) entries: Vec<Entry>,
}

/// An entry of the policy, and the models that need the same.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) toml: String,
    /// The values of `model` in the others, as they are written.
    pub(super) others: Vec<String>,
}

/// Decisions by what they have in common, in the order of the first of each.
pub(super) fn grouped(decisions: &[Decision]) -> Vec<Alike<'_>> {
    let mut found = Vec::new();
    for all in by_key(
        decisions
            .iter()
            .map(|decision| (common(decision), decision)),
    ) {
        let parts: Vec<&[&Decision]> = if all.len() > FEW {
            vec![&all]
        } else {
            all.chunks(1).collect()
        };
        found.extend(parts.into_iter().map(|part| Alike {
            first: part[0],
            count: part.len(),
            entries: entries(part),
        }));
    }
    found
}

/// What has the same key together, in the order of the first of each; what has none is alone.
fn by_key<T>(all: impl Iterator<Item = (Option<String>, T)>) -> Vec<Vec<T>> {
    let mut groups: Vec<Vec<T>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for (key, item) in all {
        let next = groups.len();
        let at = key.map_or(next, |key| *known.entry(key).or_insert(next));
        match groups.get_mut(at) {
            Some(group) => group.push(item),
            None => groups.push(vec![item]),
        }
    }
    groups
}

/// What a decision on one model has in common with those on others: its code, and all of its entry but the model.
fn common(decision: &Decision) -> Option<String> {
    let [open] = decision.open.as_slice() else {
        return None;
    };
    let (common, _) = without_model(&decision.toml)?;
    let is_one = decision.toml.matches("[[exception]]").count() == 1;
    is_one.then(|| format!("{}\n{common}", open.code))
}

/// An exception without the line of its model, and that model as it is written.
fn without_model(toml: &str) -> Option<(String, String)> {
    let model = toml.lines().find_map(|line| line.strip_prefix(MODEL))?;
    let others = toml.lines().filter(|line| !line.starts_with(MODEL));
    let is_exception = toml.starts_with("[[exception]]");
    is_exception.then(|| (others.collect::<Vec<_>>().join("\n"), model.to_owned()))
}

/// The entries of decisions, those that differ only by their model as one.
fn entries(decisions: &[&Decision]) -> Vec<Entry> {
    let all = decisions.iter().flat_map(|decision| split(&decision.toml));
    let all = all.map(|toml| match without_model(&toml) {
        Some((common, model)) => (Some(common), (toml, model)),
        None => (None, (toml, String::new())),
    });
    let mut entries = Vec::new();
    for all in by_key(all) {
        let together = all.len() > FEW;
        let mut all = all.into_iter();
        if together && let Some((toml, _)) = all.next() {
            let others = all.map(|(_, model)| model).collect();
            entries.push(Entry { toml, others });
        } else {
            entries.extend(all.map(|(toml, _)| Entry {
                toml,
                others: Vec::new(),
            }));
        }
    }
    entries
}

/// The entries of a text one by one.
fn split(toml: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in toml.lines() {
        match found.last_mut().filter(|_| line != "[[exception]]") {
            Some(entry) => {
                entry.push_str(line);
                entry.push('\n');
            }
            None => found.push(format!("{line}\n")),
        }
    }
    found
        .into_iter()
        .map(|entry| format!("{}\n", entry.trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::decision::Open;
    use super::*;
    use deny_models::lint::Code;

    fn exception(model: &str, license: &str) -> String {
        format!("[[exception]]\nmodel = \"{model}\"\nlicense = \"{license}\"\nreason = \"\"\n")
    }

    fn decision(toml: &str) -> Decision {
        Decision::of(Open {
            code: Code::NonOsiModel,
            message: "m".to_owned(),
            help: Vec::new(),
            toml: toml.to_owned(),
        })
    }

    #[test]
    fn what_differs_only_by_its_model_is_one() {
        let all: Vec<Decision> = ["a", "b", "c"]
            .iter()
            .map(|model| decision(&exception(model, "x")))
            .chain([
                decision(&exception("d", "y")),
                decision(&exception("e", "y")),
            ])
            .chain([decision("[[crate]]\nname = \"n\"\n"), decision("")])
            .collect();
        let groups = grouped(&all);
        let counts: Vec<usize> = groups.iter().map(|group| group.count).collect();
        // Two alike are still two.
        assert_eq!(counts, [3, 1, 1, 1, 1]);
        assert_eq!(
            groups[0].entries,
            [Entry {
                toml: exception("a", "x"),
                others: vec!["\"b\"".to_owned(), "\"c\"".to_owned()]
            }]
        );
        assert!(groups[4].entries.is_empty());
    }

    #[test]
    fn the_entries_of_one_decision_are_put_together_too() {
        let texts: Vec<String> = ["a", "b", "c"]
            .iter()
            .map(|model| exception(model, "x"))
            .collect();
        let all = [decision(&format!(
            "{}\n{}",
            texts.join("\n"),
            exception("d", "y")
        ))];
        let groups = grouped(&all);
        let shown: Vec<(&str, usize)> = groups[0]
            .entries
            .iter()
            .map(|entry| (entry.toml.as_str(), entry.others.len()))
            .collect();
        assert_eq!(
            shown,
            [(texts[0].as_str(), 2), (exception("d", "y").as_str(), 0)]
        );
    }
}
