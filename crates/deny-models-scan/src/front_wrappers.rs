//! Functions of a front end that call a command by a name that they are given: `call('download', { repo })`.

use super::front_reader::{MAX_HANDED, Reader};
use super::front_types::{Arg, Call, FrontPlace, Invoke, Param, Wrapper};
use super::script_tokens::Token;

impl Reader<'_> {
    /// Notes the body of a function, or the expression in place of it, from a token on.
    pub(super) fn body_of(&mut self, name: &str, params: &[Param], start: usize) {
        let end = if self.is(start, '{') {
            self.closing(start)
        } else {
            Some(self.behind(start, start + MAX_HANDED))
        };
        if let Some(end) = end {
            let params = params.to_vec();
            self.bodies.push((start, end, name.to_owned(), params));
        }
    }

    /// The function around a call of a command whose name is one of its parameters.
    pub(super) fn wrapper(&self, at: usize, command: &str, args: usize) -> Option<Wrapper> {
        let is_param = |param: &Param, name: &str| matches!(param, Param::Name(of) if of == name);
        let position = |params: &[Param], name: &str| {
            let mut params = params.iter();
            params.position(|param| is_param(param, name))
        };
        let around = self.bodies.iter().rev();
        let mut around = around.filter(|(start, end, ..)| (*start..*end).contains(&at));
        around.find_map(|(_, _, name, params)| {
            let command = position(params, command)?;
            let given = match self.token(args) {
                Some(Token::Word(word)) if self.is(args + 1, ')') => position(params, word),
                _ => None,
            };
            Some(Wrapper {
                name: name.clone(),
                command,
                args: given,
            })
        })
    }
}

/// The call of a command that a call of a wrapper makes; `None` where its name is not known.
pub(super) fn made(wrapper: &Wrapper, call: &Call, place: &FrontPlace) -> Option<(String, Invoke)> {
    let command = call.args.get(wrapper.command)?.values.first()?.known()?;
    let mut invoke = Invoke {
        line: place.line,
        column: place.column,
        ..Invoke::default()
    };
    let given = wrapper.args.map(|args| call.args.get(args));
    match given {
        // Nothing is handed over.
        Some(None) => {}
        Some(Some(given)) if !given.fields.is_empty() => {
            for (key, value) in &given.fields {
                invoke.open |= key.is_empty();
                invoke.args.push(Arg {
                    path: vec![key.clone()],
                    value: value.clone(),
                    spread: false,
                });
            }
        }
        _ => invoke.open = true,
    }
    Some((command.to_owned(), invoke))
}
