//! The ways out that a short report prints.
//!
//! Each block has its best one. The others are much alike from block to block but for the names in them, so each is
//! printed once: by the first block that has it.

use std::collections::HashSet;

use deny_models::finding::Finding;

/// What the blocks above have printed.
#[derive(Debug, Default)]
pub(super) struct Ways {
    printed: HashSet<String>,
}

impl Ways {
    /// The lines of help for findings that one block reports, the best first. A way that only some of them have is left
    /// out: the words of the block would not fit the others.
    pub(super) fn of(&mut self, findings: &[&Finding]) -> Vec<String> {
        let Some((first, others)) = findings.split_first() else {
            return Vec::new();
        };
        let shared = first.help.iter().filter_map(|line| {
            others.iter().try_fold(line.clone(), |line, other| {
                other.help.iter().find_map(|it| common(&line, it))
            })
        });
        let mut lines = Vec::new();
        for line in shared {
            let is_new = self.printed.insert(form(&line));
            if is_new || lines.is_empty() {
                lines.push(line);
            }
        }
        lines
    }
}

/// A line without the values of its keys.
pub(super) fn form(line: &str) -> String {
    let parts = line.split('`').enumerate().map(|(at, part)| match at % 2 {
        1 => key(part),
        _ => part,
    });
    parts.collect::<Vec<_>>().join("`")
}

/// The key of an assignment, or the text itself.
fn key(part: &str) -> &str {
    part.split_once(" = ").map_or(part, |(key, _)| key)
}

/// One line for two that differ by values alone: a key whose values differ stands without one.
fn common(one: &str, other: &str) -> Option<String> {
    let (ones, others): (Vec<&str>, Vec<&str>) =
        (one.split('`').collect(), other.split('`').collect());
    if ones.len() != others.len() {
        return None;
    }
    let parts = ones.into_iter().zip(others).enumerate();
    let parts = parts.map(|(at, (one, other))| {
        if one == other {
            Some(one)
        } else {
            (at % 2 == 1 && key(one) == key(other)).then(|| key(one))
        }
    });
    Some(parts.collect::<Option<Vec<_>>>()?.join("`"))
}

#[cfg(test)]
mod tests {
    use deny_models::lint::Code;

    use super::*;

    fn finding(help: &[&str]) -> Finding {
        let mut finding = Finding::new(Code::NamedModel, None, String::new());
        finding.help = help.iter().map(|line| (*line).to_owned()).collect();
        finding
    }

    #[test]
    fn what_differs_by_values_alone_is_one_way() {
        let one = finding(&[
            "state it: `[[model]]` with `id = \"a/x\"`",
            "accept: `crate = \"app\"`, `model = \"a/x\"`",
        ]);
        let two = finding(&[
            "state it: `[[model]]` with `id = \"a/y\"`",
            "accept: `crate = \"app\"`, `model = \"a/y\"`",
        ]);
        let together = Ways::default().of(&[&one, &two]);
        assert_eq!(
            together,
            [
                "state it: `[[model]]` with `id`",
                "accept: `crate = \"app\"`, `model`"
            ]
        );
        let mut ways = Ways::default();
        assert_eq!(ways.of(&[&one]), one.help);
        assert_eq!(ways.of(&[&two]), two.help[..1]);
    }

    #[test]
    fn what_fits_some_findings_of_a_block_is_left_out() {
        let one = finding(&["take `a/b` instead", "accept it"]);
        let two = finding(&["take `a/c` instead", "accept it"]);
        assert_eq!(Ways::default().of(&[&one, &two]), ["accept it"]);
        assert!(Ways::default().of(&[&one, &finding(&[])]).is_empty());
        assert!(Ways::default().of(&[]).is_empty());
    }
}
