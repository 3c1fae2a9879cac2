//! What texts the names of a front end stand for.

use super::binding_names::snake;
use super::front_end::FrontEnd;
use super::front_reader::{CALLED, EACH};
use super::front_types::{FrontPlace, Given, Value};
use super::ollama;
use super::script_tokens::Part;
use deny_models::model::is_built_in;

/// Texts that one expression may be.
const MAX_TEXTS: usize = 512;
/// Names that lead from one to the next.
const MAX_NAMES: usize = 6;
/// Values of names that are looked at for one expression.
const MAX_STEPS: usize = 2_000;
/// Types that are spelt where fields have their values.
const TYPES: [&str; 8] = [
    "string",
    "number",
    "boolean",
    "any",
    "unknown",
    "null",
    "undefined",
    "String",
];

impl FrontEnd {
    /// The texts of a field of a value, by the last name that leads to it.
    pub(super) fn part(
        &self,
        file: usize,
        value: &Value,
        fields: &[Vec<String>],
    ) -> Vec<(String, FrontPlace)> {
        let Some(names) = fields.last() else {
            return self.texts(file, value);
        };
        let [Part::Hole(hole)] = value.parts.as_slice() else {
            return Vec::new();
        };
        let is_known = |key: &&String| names.iter().any(|name| snake(name) == snake(key));
        let keys = self.named.keys().filter(is_known);
        let of_key = |key: &String| {
            let value = Value {
                parts: vec![Part::Hole(format!("{hole}.{key}"))],
                ..value.clone()
            };
            self.texts(file, &value)
        };
        keys.flat_map(of_key).collect()
    }

    /// The names of models of Ollama that a value may be.
    pub(super) fn names_of_ollama(&self, file: usize, value: &Value) -> Vec<(String, FrontPlace)> {
        self.loose.set(false);
        let texts = self.texts(file, value);
        self.known_of_ollama(texts)
    }

    /// Any word may be the name of a model of Ollama. Of fields that are known by their name only, those count that are
    /// known for one; that there are others is open.
    pub(super) fn known_of_ollama(
        &self,
        mut texts: Vec<(String, FrontPlace)>,
    ) -> Vec<(String, FrontPlace)> {
        if !self.loose.get() || texts.len() < 2 {
            return texts;
        }
        for (text, _) in &mut texts {
            let known = ollama::artifact(text).filter(|(id, _)| is_built_in(id));
            if known.is_none() {
                "{}".clone_into(text);
            }
        }
        texts.dedup();
        texts
    }

    /// The texts that a value may be, with `{}` for what is not known, each with where most of it is written.
    pub(super) fn texts(&self, file: usize, value: &Value) -> Vec<(String, FrontPlace)> {
        let place = FrontPlace {
            file: self.files[file].path.clone(),
            line: value.line,
            column: value.column,
        };
        self.steps.set(MAX_STEPS);
        let mut texts = vec![(String::new(), place)];
        for part in &value.parts {
            let options = match part {
                Part::Known(text) => vec![(text.clone(), None)],
                Part::Hole(name) => self.values_of(file, name, 0),
            };
            let mut next = Vec::new();
            for (text, place) in &texts {
                for (option, at) in &options {
                    // What a name stands for as a whole is written elsewhere.
                    let place = match at {
                        Some(at) if value.parts.len() == 1 => at,
                        _ => place,
                    };
                    next.push((format!("{text}{option}"), place.clone()));
                }
            }
            // What is left out is not known.
            if next.len() > MAX_TEXTS {
                next.truncate(MAX_TEXTS);
                next.extend(next.first().map(|(_, at)| ("{}".to_owned(), at.clone())));
            }
            texts = next;
        }
        texts
    }

    fn place_of(&self, file: usize, value: &Value) -> FrontPlace {
        FrontPlace {
            file: self.files[file].path.clone(),
            line: value.line,
            column: value.column,
        }
    }

    /// Whether a name is a type, as it stands where a field has its value: `string`, and `z.string()` of what no file has.
    fn is_type(&self, name: &str) -> bool {
        TYPES.contains(&name)
            || name.ends_with(CALLED) && !name.starts_with('#') && !self.named.contains_key(name)
    }

    /// The texts that a name stands for; `{}` among them for what is not known.
    fn values_of(
        &self,
        file: usize,
        name: &str,
        depth: usize,
    ) -> Vec<(String, Option<FrontPlace>)> {
        let unknown = || vec![("{}".to_owned(), None)];
        // `$model`: what a store of Svelte holds.
        let held = name
            .strip_prefix('$')
            .filter(|_| !self.named.contains_key(name));
        let name = held.unwrap_or(name);
        let field = name.contains('.');
        let last = name.rsplit('.').next().unwrap_or_default();
        let each = format!("{last}{EACH}");
        // A list as a whole is each of its elements.
        let is_list = || self.named.contains_key(&each) && !last.ends_with(EACH);
        let is_whole = |(_, given): &(usize, Given)| given.value.is_none();
        let all = self.named.get(last).filter(|_| depth < MAX_NAMES);
        if is_list() && depth < MAX_NAMES && all.is_none_or(|all| all.iter().all(is_whole)) {
            return self.values_of(file, &each, depth + 1);
        }
        let Some(all) = all.filter(|_| !last.is_empty()) else {
            return unknown();
        };
        // A variable is one of its file, or of another one that gives it on; the fields of all that has one are alike.
        let own = |of: &&(usize, Given)| of.0 == file && !of.1.field;
        let mut given: Vec<&(usize, Given)> = all.iter().filter(own).collect();
        let exact = self.exact(file, name).filter(|_| field);
        let exact = exact.map(|(number, given)| (number, given.clone()));
        if let Some(exact) = &exact {
            given = vec![exact];
        } else if given.is_empty() || field {
            given = all
                .iter()
                .filter(|(_, given)| field || !given.field)
                .collect();
        }
        if field && exact.is_none() && given.len() > 1 {
            self.loose.set(true);
        }
        let mut texts = Vec::new();
        let mut open = given.is_empty();
        for (number, given) in given {
            let steps = self.steps.get();
            if steps == 0 {
                open = true;
                break;
            }
            self.steps.set(steps - 1);
            let number = &given.read_in.unwrap_or(*number);
            let is_type = |part: &Part| matches!(part, Part::Hole(name) if self.is_type(name));
            let value = given.value.as_ref();
            let value = value.filter(|value| !(given.field && value.parts.iter().all(is_type)));
            let Some(value) = value else {
                // The types of fields are written as their values are.
                open |= !given.field;
                continue;
            };
            // What hands on the same name adds nothing to it; a variable may be given a field of that name.
            let of_same = |part: &Part| {
                matches!(part, Part::Hole(name) if name.rsplit('.').next() == Some(last)
                    && (field || !name.contains('.')))
            };
            if value.parts.len() == 1 && value.parts.iter().all(of_same) {
                continue;
            }
            // An element of a list is written there, and so is what is chosen, or handed over.
            if let [Part::Hole(inner)] = value.parts.as_slice()
                && (inner.ends_with(EACH)
                    || inner.ends_with(CALLED)
                    || inner.starts_with('?')
                    || given.read_in.is_some())
            {
                let choice = (*number, inner.clone());
                let is_choice = inner.starts_with('?');
                if is_choice && !self.choosing.borrow_mut().insert(choice.clone()) {
                    continue;
                }
                texts.extend(self.values_of(*number, inner, depth + 1));
                if is_choice {
                    self.choosing.borrow_mut().remove(&choice);
                }
                continue;
            }
            let mut whole = vec![String::new()];
            for part in &value.parts {
                let options = match part {
                    Part::Known(text) => vec![text.clone()],
                    Part::Hole(inner) => {
                        let inner = self.values_of(*number, inner, depth + 1).into_iter();
                        inner.map(|(text, _)| text).collect()
                    }
                };
                let mut next = Vec::new();
                for text in &whole {
                    next.extend(options.iter().map(|option| format!("{text}{option}")));
                }
                open |= next.len() > MAX_TEXTS;
                next.truncate(MAX_TEXTS);
                whole = next;
            }
            let place = self.place_of(*number, value);
            texts.extend(whole.into_iter().map(|text| (text, Some(place.clone()))));
        }
        open |= texts.len() > MAX_TEXTS;
        texts.truncate(MAX_TEXTS);
        if open || texts.is_empty() {
            texts.extend(unknown());
        }
        texts
    }
}
