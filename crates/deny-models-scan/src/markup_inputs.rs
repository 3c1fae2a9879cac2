//! Inputs of markup that are bound to a variable: `v-model="id"` of Vue and `bind:value={id}` of Svelte. A user chooses among
//! the options of a list, and writes anything into others.

use std::ops::Range;

use super::script_tokens::{Token, Tokens};

/// An attribute of a tag.
pub(super) struct Attribute<'t> {
    pub(super) name: &'t str,
    pub(super) value: &'t str,
    /// The tokens that its value was read to.
    pub(super) tokens: Range<usize>,
}

/// What inputs give variables, as assignments among the tokens.
#[derive(Default)]
pub(super) struct Inputs {
    /// The variable that the list around is bound to.
    list: Option<String>,
}

impl Inputs {
    /// Reads a tag, by its name and whether it ends an element.
    pub(super) fn tag(
        &mut self,
        (name, closes): (&str, bool),
        attributes: &[Attribute<'_>],
        into: &mut Tokens,
    ) {
        if closes {
            if name == "select" {
                self.list = None;
            }
            return;
        }
        let named = |names: &[&str]| {
            let mut attributes = attributes.iter();
            attributes.find(|attribute| names.contains(&attribute.name))
        };
        let value = named(&["value", ":value", "v-bind:value"]);
        if name == "option" {
            if let Some(variable) = &self.list {
                assign(variable, value, into);
            }
            return;
        }
        let mut bound = attributes.iter().filter(|attribute| {
            let name = attribute.name;
            name.starts_with("v-model") || name == "bind:value" || name == "bind:group"
        });
        let Some(variable) = bound.next().map(|bound| bound.value.trim()) else {
            return;
        };
        if name == "select" {
            self.list = Some(variable.to_owned());
            return;
        }
        // One of several buttons has a value of its own.
        let kind = named(&["type"]).map(|kind| kind.value);
        let is_choice = matches!(kind, Some("radio" | "checkbox"));
        assign(variable, value.filter(|_| is_choice), into);
    }
}

/// `variable = value;`, or a call of what is not known in place of the value.
fn assign(variable: &str, value: Option<&Attribute<'_>>, into: &mut Tokens) {
    let at = into.all.last().map_or(0, |(at, _)| *at);
    let mut push = |token| into.all.push((at, token));
    push(Token::Mark(';'));
    for (number, name) in variable.split('.').enumerate() {
        if number > 0 {
            push(Token::Mark('.'));
        }
        push(Token::Word(name.to_owned()));
    }
    push(Token::Mark('='));
    if let Some(value) = value {
        let tokens = into.all[value.tokens.clone()].to_vec();
        into.all.extend(tokens);
    } else {
        push(Token::Word("#written".to_owned()));
        push(Token::Mark('('));
        push(Token::Mark(')'));
    }
    into.all.push((at, Token::Mark(';')));
}
