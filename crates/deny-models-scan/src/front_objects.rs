//! Fields of objects that a front end writes out: `MODELS.small.repo` is that of one object, not of all that have such a
//! field.

use super::binding_names::snake;
use super::front_end::FrontEnd;
use super::front_types::{Given, Spread, Value};
use super::script_tokens::Part;

/// Names that lead from one to the next.
const MAX_STEPS: usize = 8;

impl FrontEnd {
    /// A part of an object, by the names that it may have.
    pub(super) fn part_of_object(
        &self,
        file: usize,
        object: &Value,
        fields: &[Vec<String>],
    ) -> Spread {
        let ([Part::Hole(path)], [names]) = (object.parts.as_slice(), fields) else {
            return Spread::Open;
        };
        let known = self.exact(file, path);
        let Some((number, bracket)) = known.and_then(|known| self.object(known, MAX_STEPS)) else {
            return Spread::Open;
        };
        if self.files[number].spreads.contains(&bracket) {
            return Spread::Open;
        }
        let is_name = |key: &&String| names.iter().any(|name| snake(name) == snake(key));
        let of_object = |key: &&String| {
            let mut all = self.named[*key].iter();
            all.any(|(of, given)| *of == number && given.object == Some(bracket))
        };
        let keys = self.named.keys().filter(is_name).filter(of_object);
        let Some(key) = keys.min() else {
            return Spread::Without;
        };
        let value = Value {
            parts: vec![Part::Hole(format!("{path}.{key}"))],
            ..object.clone()
        };
        let texts = self.texts(file, &value);
        let is_open = texts.iter().any(|(text, _)| text.contains("{}"));
        if is_open || self.exact(file, &format!("{path}.{key}")).is_none() {
            return Spread::Open;
        }
        Spread::Text(texts)
    }

    /// The one value of a path of names, and its file; `None` where code may give it another one, or does not show all.
    pub(super) fn exact(&self, file: usize, path: &str) -> Option<(usize, &Given)> {
        self.exact_from(file, path, MAX_STEPS)
    }

    fn exact_from(&self, file: usize, path: &str, steps: usize) -> Option<(usize, &Given)> {
        let steps = steps.checked_sub(1)?;
        let mut names = path.split('.');
        let mut known = self.variable(file, names.next()?)?;
        for name in names {
            let (number, bracket) = self.object(known, steps)?;
            known = self.field(number, bracket, name)?;
        }
        Some(known)
    }

    /// The one value of a variable of a file, or of another one that gives it on.
    fn variable(&self, file: usize, name: &str) -> Option<(usize, &Given)> {
        let all = self.named.get(name)?.iter();
        let mut variables = all.filter(|(_, given)| !given.field);
        let (number, given) = variables.next()?;
        let is_only = variables.next().is_none() && given.read_in.is_none();
        let is_seen = *number == file || !self.files[file].imports.is_empty();
        (is_only && is_seen).then_some((*number, given))
    }

    /// The object that a value is, by its file and bracket.
    fn object(&self, (file, given): (usize, &Given), steps: usize) -> Option<(usize, usize)> {
        if let Some(bracket) = given.opens {
            return Some((file, bracket));
        }
        let [Part::Hole(path)] = given.value.as_ref()?.parts.as_slice() else {
            return None;
        };
        let known = self.exact_from(file, path, steps)?;
        self.object(known, steps.checked_sub(1)?)
    }

    /// The one value of a field of an object.
    fn field(&self, file: usize, bracket: usize, name: &str) -> Option<(usize, &Given)> {
        let all = self.named.get(name)?;
        // An assignment may be one to this object.
        let is_set = all
            .iter()
            .any(|(_, given)| given.field && given.object.is_none());
        if is_set || self.files[file].spreads.contains(&bracket) {
            return None;
        }
        let mut own = all
            .iter()
            .filter(|(number, given)| *number == file && given.object == Some(bracket));
        let (number, given) = own.next()?;
        own.next().is_none().then_some((*number, given))
    }
}
