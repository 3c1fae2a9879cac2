//! What a front end hands to the program: arguments of commands, and what events carry.

use super::front_reader::{MAX_HANDED, MAX_TYPE, Reader};
use super::front_types::{Arg, Called, Invoke, Value};
use super::script_tokens::{Part, Token};

impl Reader<'_> {
    /// Notes a call of a command: `invoke('name', { key: value })`, and an event: `emit('name', value)`.
    pub(super) fn invoke(&mut self, start: usize) {
        let Some(word) = self.word(start) else { return };
        let is_invoke = word.to_ascii_lowercase().contains("invoke");
        let before = match word {
            "emit" => Some(0),
            // `emitTo(target, name, value)`
            "emitTo" => Some(1),
            _ => None,
        };
        if !is_invoke && before.is_none() {
            return;
        }
        let mut at = start + 1;
        if self.is(at, '<') {
            let most = at + MAX_TYPE;
            while at < most && !self.is(at, '(') && at < self.tokens.len() {
                at += 1;
            }
        }
        if !self.is(at, '(') {
            return;
        }
        at += 1;
        for _ in 0..before.unwrap_or(0) {
            at = self.behind(at, at + MAX_HANDED) + 1;
        }
        let name = match self.token(at) {
            Some(Token::Text(parts)) => match parts.as_slice() {
                // `plugin:name|command`
                [Part::Known(name)] => name.rsplit('|').next().unwrap_or(name).to_owned(),
                _ => return,
            },
            _ => return,
        };
        at += 1;
        let (line, column) = self.place(start);
        let mut invoke = Invoke {
            line,
            column,
            ..Invoke::default()
        };
        let is_last = |reader: &Self, at: usize| reader.is(at, ')');
        if is_invoke {
            if self.is(at, ',') && self.is(at + 1, '{') {
                self.object(at + 2, &[], 0, &mut invoke);
            } else if self.is(at, ',') && !is_last(self, at + 1) {
                invoke.open = true;
            }
            self.read.invokes.push((Called::Command(name), invoke));
        } else if self.is(at, ',') && !is_last(self, at + 1) {
            self.handed_over(at + 1, &[], 0, &mut invoke);
            self.read.invokes.push((Called::Event(name), invoke));
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
            invoke.args.push(Arg { path, value });
        };
        if self.is(at, '{') && depth < MAX_INSIDE {
            // The object as a whole is something, whatever its fields are.
            self.object(at + 1, path, depth + 1, invoke);
        } else if self.is(at, '[')
            && let Some((list, closed)) = self.list(at, ']', 0)
            && closed == end
        {
            let (line, column) = self.place(at);
            for parts in list {
                add(Some(Value {
                    parts,
                    line,
                    column,
                }));
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
            let key = match self.token(at) {
                Some(Token::Word(word)) => word.clone(),
                Some(Token::Text(parts)) => match parts.as_slice() {
                    [Part::Known(text)] => text.clone(),
                    _ => String::new(),
                },
                Some(Token::Mark('}')) => return,
                // `...rest`, `[key]: value`
                _ => String::new(),
            };
            if key.is_empty() {
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

/// Objects inside objects.
const MAX_INSIDE: usize = 8;
