//! Expressions of a front end that choose one of several values: `is ? a : b`, `a ?? b`, `a || b`.

use super::front_reader::{MAX_INSIDE, Reader};
use super::script_tokens::{Part, Token};

/// Tokens of an expression that chooses.
const MAX_CHOICE: usize = 128;
/// Words between values of one expression.
const OPERATORS: [&str; 8] = [
    "in",
    "instanceof",
    "as",
    "typeof",
    "await",
    "new",
    "void",
    "satisfies",
];

impl Reader<'_> {
    /// Several values of which one is taken: `is ? a : b`, `a ?? b`, `a || b`, and where that ends. They are noted under a
    /// name of their own.
    pub(super) fn choice(&mut self, start: usize) -> Option<(Vec<Part>, usize)> {
        let (options, end) = self.options(start, 0)?;
        let name = format!("?{start}");
        if self.chosen.insert(start) {
            for parts in options {
                self.note(&name, start, parts);
            }
        }
        Some((vec![Part::Hole(name)], end))
    }

    fn options(&self, start: usize, depth: usize) -> Option<(Vec<Option<Vec<Part>>>, usize)> {
        let (mark, end) = self.mark_of_choice(start)?;
        let one = |from: usize, to: usize| {
            let parts = self.parts(from, 0);
            parts.filter(|(_, end)| *end == to).map(|(parts, _)| parts)
        };
        let rest = |from: usize| {
            let more = (depth < MAX_INSIDE).then(|| self.options(from, depth + 1));
            match more.flatten() {
                Some((options, _)) => options,
                None => vec![one(from, end)],
            }
        };
        let is_twice = self.is(mark + 1, '?') || self.is(mark + 1, '|');
        if is_twice {
            let mut options = vec![one(start, mark)];
            options.extend(rest(mark + 2));
            return Some((options, end));
        }
        // The mark between both values: inside of the first there may be others.
        let (mut open, mut inner) = (0_usize, 0_usize);
        let colon = (mark + 1..end).find(|at| {
            match self.token(*at) {
                Some(Token::Mark('(' | '[' | '{')) => open += 1,
                Some(Token::Mark(')' | ']' | '}')) => open = open.saturating_sub(1),
                Some(Token::Mark('?')) if open == 0 && !self.is(*at + 1, '.') => inner += 1,
                Some(Token::Mark(':')) if open == 0 && inner > 0 => inner -= 1,
                Some(Token::Mark(':')) if open == 0 => return true,
                _ => {}
            }
            false
        })?;
        let mut options = vec![one(mark + 1, colon)];
        options.extend(rest(colon + 1));
        Some((options, end))
    }

    /// Where an expression chooses, and where it ends.
    fn mark_of_choice(&self, start: usize) -> Option<(usize, usize)> {
        let mut open = 0_usize;
        let mut mark = None;
        let mut at = start;
        while at < self.tokens.len().min(start + MAX_CHOICE) {
            let is_value = |at: usize| {
                matches!(self.token(at), Some(Token::Word(word)) if !OPERATORS.contains(&word.as_str()))
                    || matches!(self.token(at), Some(Token::Text(_)))
            };
            match self.token(at)? {
                Token::Mark('(' | '[' | '{') => open += 1,
                Token::Mark(',' | ';' | ')' | ']' | '}') if open == 0 => break,
                Token::Mark(')' | ']' | '}') => open -= 1,
                // Another statement without a mark before it.
                _ if open == 0 && at > start && is_value(at) && ends_value(self.token(at - 1)) => {
                    break;
                }
                Token::Mark('=') if open == 0 && !self.is_compared(at) => break,
                Token::Mark('?') if open == 0 && mark.is_none() && !self.is(at + 1, '.') => {
                    mark = Some(at);
                }
                Token::Mark('|') if open == 0 && mark.is_none() && self.is(at + 1, '|') => {
                    // What is compared with is no value: it goes with a `?` that follows.
                    mark = self.later_choice(at).or(Some(at));
                }
                _ => {}
            }
            at += 1;
        }
        Some((mark?, at))
    }

    /// The `?` for which an `||` is only a part of the condition.
    fn later_choice(&self, from: usize) -> Option<usize> {
        let mut open = 0_usize;
        for at in from..self.tokens.len().min(from + MAX_CHOICE) {
            match self.token(at)? {
                Token::Mark('(' | '[' | '{') => open += 1,
                Token::Mark(',' | ';' | ')' | ']' | '}') if open == 0 => return None,
                Token::Mark(')' | ']' | '}') => open -= 1,
                Token::Mark('?') if open == 0 => {
                    let is_other = self.is(at + 1, '.') || self.is(at + 1, '?');
                    if !is_other && !self.is_before(at, '?') {
                        return Some(at);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// Whether `=` is a part of `==`, `!=`, `<=` or `>=`.
    fn is_compared(&self, at: usize) -> bool {
        self.is(at + 1, '=') || "=!<>".chars().any(|mark| self.is_before(at, mark))
    }
}

/// Whether a value may end with a token.
fn ends_value(token: Option<&Token>) -> bool {
    match token {
        Some(Token::Text(_) | Token::Mark(')' | ']' | '}')) => true,
        Some(Token::Word(word)) => !OPERATORS.contains(&word.as_str()),
        _ => false,
    }
}
