//! What a front end hands to the program: arguments of commands.

use super::front_reader::{MAX_HANDED, MAX_INSIDE, Reader};
use super::front_types::{Arg, Invoke, Value};
use super::script_tokens::{Part, Token};

impl Reader<'_> {
    /// Notes a call of a command: `invoke('name', { key: value })`.
    pub(super) fn invoke(&mut self, start: usize) {
        let is_invoke = |word: &str| word.to_ascii_lowercase().contains("invoke");
        if !self.word(start).is_some_and(is_invoke) {
            return;
        }
        let at = self.behind_type(start + 1);
        if !self.is(at, '(') {
            return;
        }
        let name = match self.token(at + 1) {
            Some(Token::Text(parts)) => match parts.as_slice() {
                // `plugin:name|command`
                [Part::Known(name)] => Ok(name.rsplit('|').next().unwrap_or(name).to_owned()),
                _ => return,
            },
            Some(Token::Word(name)) => {
                let end = self.behind(at + 1, at + MAX_HANDED);
                let is_name = end == at + 2;
                let wrapper = self.wrapper(start, name, end + 1).filter(|_| is_name);
                if let Some(wrapper) = wrapper {
                    self.read.wrappers.push(wrapper);
                    return;
                }
                let value = self.value(at + 1).filter(|(_, closed)| *closed == end);
                Err((value.map(|(value, _)| value), end))
            }
            _ => return,
        };
        let at = name.as_ref().map_or_else(|(_, end)| *end, |_| at + 2);
        let (line, column) = self.place(start);
        let mut invoke = Invoke {
            line,
            column,
            ..Invoke::default()
        };
        if self.is(at, ',') && self.is(at + 1, '{') {
            self.object(at + 2, &[], 0, &mut invoke);
        } else if self.is(at, ',') && !self.is(at + 1, ')') {
            invoke.open = true;
        }
        match name {
            Ok(name) => self.read.invokes.push((name, invoke)),
            Err((name, _)) => self.read.by_name.push((name, invoke)),
        }
    }

    /// Reads what is handed over at a token, and returns where that ends.
    fn handed_over(
        &mut self,
        at: usize,
        path: &[String],
        depth: usize,
        invoke: &mut Invoke,
    ) -> usize {
        let end = self.behind(at, at + MAX_HANDED);
        let mut add = |value| {
            let path = path.to_vec();
            invoke.args.push(Arg {
                path,
                value,
                spread: false,
            });
        };
        if self.is(at, '{') && depth < MAX_INSIDE {
            // The object as a whole is something, whatever its fields are.
            self.object(at + 1, path, depth + 1, invoke);
        } else if let Some(list) = self.list_up_to(at, end) {
            for value in list {
                add(Some(value));
            }
        } else {
            let value = self.value(at).filter(|(_, closed)| *closed == end);
            add(value.map(|(value, _)| value));
        }
        end
    }

    /// Reads the fields of an object that is handed over, from behind the bracket on.
    fn object(&mut self, mut at: usize, path: &[String], depth: usize, invoke: &mut Invoke) {
        let most = at + MAX_HANDED;
        let first = invoke.args.len();
        while at < most {
            if self.is(at, '}') {
                return;
            }
            // `...rest`, `[key]: value`
            let key = self.key_at(at).unwrap_or_default();
            let spread = self.spread(at).filter(|_| key.is_empty());
            if let Some((value, end)) = spread {
                invoke.args.push(Arg {
                    path: path.to_vec(),
                    value: Some(value),
                    spread: true,
                });
                at = end;
            } else if key.is_empty() {
                // It may stand in for what is there, or be more.
                invoke.open = true;
                for arg in &mut invoke.args[first..] {
                    arg.value = None;
                }
                at = self.behind(at, most);
            } else {
                let mut path = path.to_vec();
                path.push(key);
                let value = if self.is(at + 1, ':') { at + 2 } else { at };
                at = self.handed_over(value, &path, depth, invoke);
            }
            if !self.is(at, ',') {
                invoke.open |= !self.is(at, '}');
                return;
            }
            at += 1;
        }
        invoke.open = true;
    }

    /// What is spread into an object: `...defaults`, and where that ends.
    fn spread(&mut self, at: usize) -> Option<(Value, usize)> {
        let is_spread = (at..at + 3).all(|at| self.is(at, '.'));
        let (value, end) = self.value(at + 3).filter(|_| is_spread)?;
        let is_name = matches!(value.parts.as_slice(), [Part::Hole(name)] if !name.is_empty());
        let ends = self.is(end, ',') || self.is(end, '}');
        (is_name && ends).then_some((value, end))
    }

    /// The next `,` or the bracket that closes around `at`.
    pub(super) fn behind(&self, mut at: usize, most: usize) -> usize {
        let mut open = 0_usize;
        while at < most {
            match self.token(at) {
                None => break,
                Some(Token::Mark('(' | '[' | '{')) => open += 1,
                Some(Token::Mark(',' | ')' | ']' | '}')) if open == 0 => break,
                Some(Token::Mark(')' | ']' | '}')) => open = open.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        at
    }
}
