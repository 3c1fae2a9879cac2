//! Maps and lists of pairs of a front end, objects that are taken apart, and other names of what another file gives.

use super::front_reader::{CALLED, EACH, KEY, MAX_HANDED, MAX_TYPE, Reader};
use super::script_tokens::{Part, Token};

/// Methods of a map or a list that give one of its values.
const ELEMENT: [&str; 6] = ["get", "find", "findLast", "at", "pop", "shift"];
/// Words before what is taken apart by a statement.
const DECLARES: [&str; 3] = ["const", "let", "var"];
/// Words before brackets with names of another file.
const IMPORTS: [&str; 3] = ["import", "export", "type"];

impl Reader<'_> {
    /// Notes the keys and the values of a map: `new Map([['small', 'a']])`, and of a list of pairs; `map.set('small', 'a')`.
    pub(super) fn mapped(&mut self, at: usize) {
        if self.word(at) == Some("set") && self.is_before(at, '.') && self.is(at + 1, '(') {
            let name = at.checked_sub(2).and_then(|at| self.word(at));
            let key = self.behind(at + 2, at + MAX_HANDED);
            if let Some(name) = name.map(str::to_owned).filter(|_| self.is(key, ',')) {
                self.value_of_map(&name, key + 1);
            }
            return;
        }
        if !self.is(at, '=') {
            return;
        }
        let is_map = self.word(at + 1) == Some("new") && self.word(at + 2) == Some("Map");
        let open = if is_map {
            self.behind_type(at + 3) + 1
        } else {
            at + 1
        };
        if !(self.is(open, '[') && self.is(open + 1, '[')) {
            return;
        }
        let Some(name) = self.name_of_typed(at).map(str::to_owned) else {
            return;
        };
        let mut pair = open + 1;
        let most = open + MAX_HANDED;
        while self.is(pair, '[') && pair < most {
            let key = self.value(pair + 1);
            let Some((key, end)) = key.filter(|(_, end)| self.is(*end, ',')) else {
                break;
            };
            self.note(&format!("{name}{KEY}"), pair + 1, Some(key.parts));
            self.value_of_map(&name, end + 1);
            pair = self.behind(pair, most);
            if self.is(pair, ',') {
                pair += 1;
            }
        }
        // `...others`
        if !self.is(pair, ']') {
            self.note(&format!("{name}{EACH}"), pair, None);
        }
    }

    /// Notes a value of a map; the fields of an object are found by their own names.
    fn value_of_map(&mut self, name: &str, at: usize) {
        if self.is(at, '{') {
            return;
        }
        let end = self.behind(at, at + MAX_HANDED);
        let value = self.value(at).filter(|(_, closed)| *closed == end);
        let parts = value.map(|(value, _)| value.parts);
        self.note(&format!("{name}{EACH}"), at, parts);
    }

    /// Where a call ends of a method, whose name stands at a token, that gives one value of a map or a list.
    pub(super) fn element(&self, at: usize) -> Option<usize> {
        let gives = self.word(at).is_some_and(|word| ELEMENT.contains(&word));
        let close = self.closing(at + 1).filter(|_| self.is(at + 1, '('));
        close.filter(|_| gives).map(|close| close + 1)
    }

    /// Notes the names that an object is taken apart into: `{ repo, file: name = 'a' }`, from its bracket on.
    pub(super) fn taken_apart(&mut self, open: usize, of: &str) {
        let Some(close) = self.closing(open).filter(|_| self.is(open, '{')) else {
            return;
        };
        let mut at = open + 1;
        while at < close {
            let end = self.behind(at, close);
            let Some(key) = self.word(at).map(str::to_owned) else {
                at = end + 1;
                continue;
            };
            let renamed = self.is(at + 1, ':');
            let name_at = if renamed { at + 2 } else { at };
            if let Some(name) = self.word(name_at).map(str::to_owned) {
                let value = vec![Part::Hole(format!("{of}.{key}"))];
                self.note(&name, at, Some(value));
                if self.is(name_at + 1, '=') {
                    let value = self.value(name_at + 2).filter(|(_, closed)| *closed == end);
                    self.note(&name, at, value.map(|(value, _)| value.parts));
                }
            }
            at = end + 1;
        }
    }

    /// Notes what a statement takes apart: `const { repo } = models.small`.
    pub(super) fn taken_by_statement(&mut self, at: usize) {
        if !self.is(at, '=') || !self.is_before(at, '}') {
            return;
        }
        let Some(open) = self.opening(at - 1) else {
            return;
        };
        let before = open.checked_sub(1).and_then(|at| self.word(at));
        if !before.is_some_and(|word| DECLARES.contains(&word)) {
            return;
        }
        let value = self.value(at + 1).filter(|(_, end)| self.ends(*end));
        if let Some([Part::Hole(of)]) = value.as_ref().map(|(value, _)| value.parts.as_slice())
            && !of.ends_with(CALLED)
        {
            let of = of.clone();
            self.taken_apart(open, &of);
        }
    }

    /// The bracket that opens what one closes.
    pub(super) fn opening(&self, close: usize) -> Option<usize> {
        let first = close.saturating_sub(MAX_TYPE);
        (first..close)
            .rev()
            .find(|at| self.is(*at, '{') && self.closing(*at) == Some(close))
    }

    /// Notes another name of what another file gives: `import { SMALL as CHOSEN } from ...`, and the name of a file of data.
    pub(super) fn other_name(&mut self, at: usize) {
        if let Some(Token::Text(parts)) = self.token(at)
            && let [Part::Known(path)] = parts.as_slice()
            && let Some(root) = root_of(path)
        {
            let name = match at.checked_sub(2).map(|at| (at, self.word(at + 1))) {
                Some((name, Some("from"))) => self.word(name),
                // `const models = require('./models.json')`
                Some((call, _)) if self.is_before(at, '(') && self.is_before(call, '=') => {
                    self.word(call.saturating_sub(2))
                }
                _ => None,
            };
            if let Some(name) = name.map(str::to_owned) {
                self.also(&name, &root, at);
            }
            return;
        }
        if self.word(at) != Some("as") {
            return;
        }
        let open = self.around().filter(|open| self.is(*open, '{'));
        let before = open.and_then(|open| open.checked_sub(1));
        let is_import = before.is_some_and(|at| {
            let word = self.word(at);
            word.is_some_and(|word| IMPORTS.contains(&word)) || self.is(at, ',')
        });
        let (Some(of), Some(name)) = (self.word(at - 1), self.word(at + 1)) else {
            return;
        };
        if is_import && of != "default" && name != "default" {
            let (of, name) = (of.to_owned(), name.to_owned());
            self.also(&name, &of, at);
        }
    }

    /// Notes that a name stands for another one: as a value, a function and a list.
    fn also(&mut self, name: &str, of: &str, at: usize) {
        for kind in ["", CALLED, EACH] {
            let of = Part::Hole(format!("{of}{kind}"));
            self.note(&format!("{name}{kind}"), at, Some(vec![of]));
        }
    }
}

/// The name that the value of a file of data has, which has none.
pub(super) fn root_of(path: &str) -> Option<String> {
    let name = path.rsplit('/').next()?.strip_suffix(".json")?;
    let name: String = name
        .chars()
        .map(|char| if char.is_alphanumeric() { char } else { '_' })
        .collect();
    Some(format!("#{name}"))
}
