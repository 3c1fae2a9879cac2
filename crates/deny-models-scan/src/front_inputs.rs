//! Lists of React that a user chooses from: `<select onChange={(e) => setId(e.target.value)}>` sets what one of its options
//! has as its value, and nothing else.

use std::ops::Range;

use super::script_tokens::{Token, Tokens};

/// Names of lists, and of what stands in them.
const LISTS: [&str; 2] = ["select", "Select"];
const OPTIONS: [&str; 6] = [
    "option",
    "Option",
    "SelectItem",
    "MenuItem",
    "Item",
    "ListboxOption",
];
/// Attributes that are called with a choice.
const CHANGES: [&str; 4] = ["onChange", "onValueChange", "onInput", "onSelect"];
/// Tokens of one list, and of one attribute.
const MAX_LIST: usize = 20_000;
const MAX_ATTRIBUTE: usize = 400;

/// Gives what lists set the values of their options, in place of what an event has.
pub(super) fn resolve(tokens: &mut Tokens) {
    let mut at = 0;
    while at < tokens.all.len() {
        let list = list(&tokens.all, at);
        at += 1;
        let Some(list) = list else { continue };
        let Some((setter, call)) = set(&tokens.all, list.clone()) else {
            continue;
        };
        let options = options(&tokens.all, list);
        // One whose value is not known may be anything.
        let Some(options) = options.filter(|options| !options.is_empty()) else {
            continue;
        };
        // From the last one on, so that places before stay.
        for value in options.iter().rev() {
            let (place, _) = tokens.all[value.end];
            let given = tokens.all[value.clone()].to_vec();
            let mut set = vec![
                (place, Token::Word(setter.clone())),
                (place, Token::Mark('(')),
            ];
            set.extend(given);
            set.push((place, Token::Mark(')')));
            let behind = value.end + usize::from(is(&tokens.all, value.end, '}'));
            tokens.all.splice(behind..behind, set);
        }
        tokens.all.drain(call);
    }
}

fn is(tokens: &[(usize, Token)], at: usize, mark: char) -> bool {
    matches!(tokens.get(at), Some((_, Token::Mark(found))) if *found == mark)
}

fn word(tokens: &[(usize, Token)], at: usize) -> Option<&str> {
    match tokens.get(at) {
        Some((_, Token::Word(word))) => Some(word),
        _ => None,
    }
}

/// The tokens of a list that begins at a token, up to its end tag.
fn list(tokens: &[(usize, Token)], at: usize) -> Option<Range<usize>> {
    let name = word(tokens, at + 1).filter(|name| LISTS.contains(name))?;
    if !is(tokens, at, '<') || is(tokens, at + 2, '>') {
        return None;
    }
    let last = tokens.len().min(at + MAX_LIST);
    let end = (at + 2..last).find(|end| {
        is(tokens, *end, '<') && is(tokens, end + 1, '/') && word(tokens, end + 2) == Some(name)
    })?;
    Some(at + 2..end)
}

/// The value of an attribute between its brackets, by where its name stands.
fn braced(tokens: &[(usize, Token)], name: usize) -> Option<Range<usize>> {
    if !(is(tokens, name + 1, '=') && is(tokens, name + 2, '{')) {
        return None;
    }
    let mut depth = 0_usize;
    for at in name + 2..tokens.len().min(name + MAX_ATTRIBUTE) {
        if is(tokens, at, '{') {
            depth += 1;
        } else if is(tokens, at, '}') {
            depth -= 1;
            if depth == 0 {
                return Some(name + 3..at);
            }
        }
    }
    None
}

/// What a list sets, and the tokens that do it: `setId(e.target.value)`, or the name of what is called.
fn set(tokens: &[(usize, Token)], list: Range<usize>) -> Option<(String, Range<usize>)> {
    let mut names = list.filter(|at| word(tokens, *at).is_some_and(|name| CHANGES.contains(&name)));
    let value = braced(tokens, names.next()?)?;
    // `onValueChange={setId}`
    if value.len() == 1 {
        let name = word(tokens, value.start)?;
        return Some((name.to_owned(), value));
    }
    let dot = value.clone().find(|at| {
        word(tokens, *at) == Some("value")
            && is(tokens, at - 1, '.')
            && word(tokens, at - 2).is_some_and(|of| ["target", "currentTarget"].contains(&of))
    })?;
    // The bracket of the call around.
    let open = (value.start..dot).rev().find(|at| is(tokens, *at, '('))?;
    let name = word(tokens, open.checked_sub(1)?)?;
    let close = (dot..value.end).find(|at| is(tokens, *at, ')'))?;
    Some((name.to_owned(), open - 1..close + 1))
}

/// The values of the options of a list; `None` where one has none.
fn options(tokens: &[(usize, Token)], list: Range<usize>) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    for at in list.clone() {
        let is_option = word(tokens, at + 1).is_some_and(|name| OPTIONS.contains(&name));
        if !is(tokens, at, '<') || !is_option {
            continue;
        }
        let most = list.end.min(at + MAX_ATTRIBUTE);
        // The attributes end where a bracket closes outside of `{…}`.
        let mut depth = 0_usize;
        let mut value = None;
        for here in at + 2..most {
            if is(tokens, here, '{') {
                depth += 1;
            } else if is(tokens, here, '}') {
                depth = depth.saturating_sub(1);
            } else if depth == 0 && is(tokens, here, '>') {
                break;
            } else if depth == 0 && word(tokens, here) == Some("value") && is(tokens, here + 1, '=')
            {
                let text = matches!(tokens.get(here + 2), Some((_, Token::Text(_))));
                value = if text {
                    Some(here + 2..here + 3)
                } else {
                    braced(tokens, here)
                };
            }
        }
        found.push(value?);
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::script_tokens::read;
    use super::*;

    fn shown(text: &str) -> String {
        let mut tokens = Tokens::default();
        read(text, 0..text.len(), &mut tokens);
        resolve(&mut tokens);
        let all = tokens.all.iter().map(|(_, token)| match token {
            Token::Word(word) => word.clone(),
            Token::Text(_) => "''".to_owned(),
            Token::Mark(mark) => mark.to_string(),
        });
        all.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_choice_sets_the_values_of_options() {
        for text in [
            "<select value={id} onChange={(e) => setId(e.target.value)}><option value='a'>A</option></select>",
            "<Select onValueChange={setId}><SelectItem key={1} value='a'>A</SelectItem></Select>",
        ] {
            let shown = shown(text);
            assert!(shown.contains("value = '' setId ( '' )"), "{shown}");
            assert!(!shown.contains("target"), "{shown}");
        }
        let mapped = "<select onChange={e => setId(e.currentTarget.value)}>{all.map(m => <option value={m.id}>x</option>)}</select>";
        assert!(
            shown(mapped).contains("{ m . id } setId ( m . id ) >"),
            "{}",
            shown(mapped)
        );
    }

    #[test]
    fn what_is_written_or_has_no_value_stays_open() {
        for text in [
            "<input onChange={(e) => setId(e.target.value)} />",
            "<select onChange={(e) => setId(e.target.value)}><option>a</option></select>",
            "<select onChange={(e) => setId(e.target.value)}></select>",
        ] {
            assert!(shown(text).contains("target . value"), "{text}");
        }
    }
}
