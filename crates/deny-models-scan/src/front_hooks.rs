//! Functions that a front end hands to a library, which calls them with what another function is given: `mutate(id)` of
//! `TanStack` Query calls `mutationFn`, and `trigger(id)` of SWR calls its fetcher with `{ arg: id }`.

use super::front_reader::Reader;
use super::front_types::{Call, Given};

/// The function that `mutate` calls, by the key that it is handed over under.
pub(super) const MUTATION: &str = "mutationFn";
/// Functions that call it.
const MUTATES: [&str; 2] = ["mutate", "mutateAsync"];
/// The function of SWR, and the name that its fetcher has for what it is given.
const TRIGGER: &str = "trigger";
const TRIGGERED: &str = "arg";

impl Reader<'_> {
    /// Notes another name of such a function: `{ mutate: download } = useMutation(...)`.
    pub(super) fn renamed(&mut self, at: usize) {
        let Some(word) = self.word(at) else { return };
        let known = MUTATES
            .iter()
            .chain([&TRIGGER])
            .find(|known| **known == word);
        let is_key = self.is(at + 1, ':') && (self.is(at + 3, ',') || self.is(at + 3, '}'));
        if let (Some(known), Some(name), true) = (known, self.word(at + 2), is_key) {
            let name = name.to_owned();
            self.hooks.insert(name, known);
        }
    }

    /// Notes what a call of such a function hands on.
    pub(super) fn hands_on(&mut self, call: &Call, at: usize) {
        let hook = self.hooks.get(&call.name).copied();
        let hook = hook.unwrap_or(&call.name);
        if MUTATES.contains(&hook) {
            let call = Call {
                name: MUTATION.to_owned(),
                member: true,
                args: call.args.clone(),
            };
            let place = self.place(at);
            self.read.calls.push((call, place));
        } else if hook == TRIGGER
            && let Some(given) = call.args.first()
        {
            let is_known = !given.values.is_empty() || !given.fields.is_empty();
            let values = given.values.iter().cloned().map(Some);
            let unknown = (!is_known).then_some(None);
            for value in values.chain(unknown) {
                self.read
                    .named
                    .push((TRIGGERED.to_owned(), Given::of(value)));
            }
        }
    }
}
