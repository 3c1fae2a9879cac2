//! What functions of a front end give: `return 'a'`, `() => 'a'`. A call stands for it by the name of the function and
//! [`CALLED`].

use super::front_reader::{CALLED, Reader};

impl Reader<'_> {
    /// Notes what a function gives, whose body, or the expression in place of it, stands at a token.
    pub(super) fn returns(&mut self, name: &str, start: usize) {
        let name = format!("{name}{CALLED}");
        if !self.is(start, '{') {
            self.gives(&name, start);
            return;
        }
        let Some(close) = self.closing(start) else {
            self.note(&name, start, None);
            return;
        };
        let mut at = start + 1;
        while at < close {
            if let Some(end) = self.inner_body(at) {
                at = end;
            } else if self.word(at) == Some("return") && !self.is_before(at, '.') {
                let is_nothing = self.is(at + 1, ';') || self.is(at + 1, '}');
                if !is_nothing {
                    self.gives(&name, at + 1);
                }
            }
            at += 1;
        }
    }

    fn gives(&mut self, name: &str, at: usize) {
        let value = self.value(at).filter(|(_, end)| self.ends(*end));
        self.note(name, at, value.map(|(value, _)| value.parts));
    }

    /// The end of the body of a function that begins at a token: what that gives is its own.
    fn inner_body(&self, at: usize) -> Option<usize> {
        if self.is(at, '=') && self.is(at + 1, '>') && self.is(at + 2, '{') {
            return self.closing(at + 2);
        }
        if self.word(at) != Some("function") {
            return None;
        }
        let open = (at + 1..at + 3).find(|at| self.is(*at, '('))?;
        let body = self.closing(open)? + 1;
        self.closing(body).filter(|_| self.is(body, '{'))
    }
}
