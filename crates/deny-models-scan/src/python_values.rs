//! What values of a program in Python are: texts with holes, those of lists, mappings and conditions, and the names that
//! are given them.

use std::collections::BTreeMap;

use super::classify;
use super::python_names;
use super::python_tokens::{MAX_ARGUMENTS, arguments, is};
use super::script_tokens::{Part, Token};

/// Tokens of one value.
const MAX_VALUE: usize = 32;
/// Values of one name.
pub(super) const MAX_VALUES: usize = 256;

/// The values that names are given; `None` among them for what is no text.
pub(super) type Variables = BTreeMap<String, Vec<Option<Vec<Part>>>>;

/// The name and the value of an argument that is given by its name.
pub(super) fn keyword_of(argument: &[(usize, Token)]) -> Option<(&str, &[(usize, Token)])> {
    match argument {
        [(_, Token::Word(word)), (_, Token::Mark('=')), value @ ..] => Some((word, value)),
        _ => None,
    }
}

/// A value that is nothing but texts and names.
fn parts(value: &[(usize, Token)]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut at = 0;
    let mut after_plus = true;
    while let Some((_, token)) = value.get(at).filter(|_| at < MAX_VALUE) {
        at += 1;
        match token {
            // Texts one behind the other are one.
            Token::Text(text) => {
                parts.extend(text.iter().cloned());
                after_plus = false;
            }
            Token::Word(word) if after_plus => {
                let mut name = word.clone();
                while is(value, at, '.')
                    && let Some((_, Token::Word(inner))) = value.get(at + 1)
                {
                    // What a member of an enum is.
                    if !(inner == "value" && name.starts_with('.')) {
                        name = format!(".{inner}");
                    }
                    at += 2;
                }
                parts.push(Part::Hole(name));
                after_plus = false;
            }
            Token::Mark('+') if !after_plus => after_plus = true,
            _ => return None,
        }
    }
    (!parts.is_empty() && value.len() <= MAX_VALUE).then_some(parts)
}

/// What a value may be: a text, or one of several; `None` for what is not known.
pub(super) fn options(value: &[(usize, Token)]) -> Vec<Option<Vec<Part>>> {
    match parts(value).or_else(|| formatted(value)) {
        Some(parts) => vec![Some(parts)],
        None => chosen(value),
    }
}

/// `"{}/{}".format(org, name)`, `"%s/%s" % (org, name)`.
fn formatted(value: &[(usize, Token)]) -> Option<Vec<Part>> {
    let ((_, Token::Text(text)), rest) = value.split_first()? else {
        return None;
    };
    let [Part::Known(text)] = text.as_slice() else {
        return None;
    };
    let (hole, given) = match rest {
        [
            (_, Token::Mark('.')),
            (_, Token::Word(word)),
            (_, Token::Mark('(')),
            ..,
        ] if word == "format" => ("{}", arguments(rest, 3)),
        [(_, Token::Mark('%')), (_, Token::Mark('(')), ..] => ("%s", arguments(rest, 2)),
        [(_, Token::Mark('%')), one @ ..] => ("%s", vec![one]),
        _ => return None,
    };
    let mut found = Vec::new();
    for (number, known) in text.split(hole).enumerate() {
        if number > 0 {
            found.extend(parts(given.get(number - 1)?)?);
        }
        found.push(Part::Known(known.to_owned()));
    }
    Some(found)
}

/// The ids that a value names which is no text: of a list, of a mapping, of a condition, of what stands in for a value from
/// outside.
pub(super) fn chosen(value: &[(usize, Token)]) -> Vec<Option<Vec<Part>>> {
    let mut found = Vec::new();
    let mut is_open = false;
    let mut at = 0;
    // What a call is given may be anything else than an id.
    let calls = value.iter().any(|(_, token)| *token == Token::Mark('('));
    while let Some((_, token)) = value.get(at).filter(|_| at < MAX_ARGUMENTS) {
        let next = value.get(at + 1).map(|(_, token)| token);
        match token {
            // A key of a mapping.
            Token::Text(_) if next == Some(&Token::Mark(':')) => {}
            Token::Text(parts) => {
                let is_id = match parts.as_slice() {
                    [Part::Known(text)] => !calls || classify::full_hub_id(text).is_some(),
                    parts => {
                        let has =
                            |part: &Part| matches!(part, Part::Known(text) if text.contains('/'));
                        parts.iter().any(has)
                    }
                };
                found.extend(is_id.then(|| Some(parts.clone())));
            }
            // What decides of two values is none of them.
            Token::Word(word) if word == "if" => {
                let end = value[at..]
                    .iter()
                    .position(|(_, token)| *token == word_of("else"));
                at += end.unwrap_or(value.len());
            }
            Token::Word(word) if ["or", "and", "else", "not", "None"].contains(&word.as_str()) => {}
            Token::Word(name) => match next {
                Some(Token::Mark('[')) => {
                    let key = match value.get(at + 2) {
                        Some((_, Token::Text(key))) => match key.as_slice() {
                            [Part::Known(key)] => key.clone(),
                            _ => String::new(),
                        },
                        _ => String::new(),
                    };
                    found.push(Some(vec![Part::Hole(format!("{name}[{key}"))]));
                    let end = value[at..]
                        .iter()
                        .position(|(_, token)| *token == Token::Mark(']'));
                    at += end.unwrap_or(value.len());
                }
                Some(Token::Mark('(' | '.' | '=')) => is_open |= next == Some(&Token::Mark('(')),
                _ if at > 0 && is(value, at - 1, '.') => {
                    found.push(Some(vec![Part::Hole(format!(".{name}"))]));
                }
                _ => found.push(Some(vec![Part::Hole(name.clone())])),
            },
            Token::Mark(_) => {}
        }
        at += 1;
    }
    if is_open || found.is_empty() {
        found.push(None);
    }
    found
}

fn word_of(text: &str) -> Token {
    Token::Word(text.to_owned())
}

/// The tokens of a value, up to where it ends outside of its brackets.
pub(super) fn value_at(tokens: &[(usize, Token)], start: usize) -> &[(usize, Token)] {
    let mut open = 0_usize;
    let mut end = start;
    while end < tokens.len().min(start + MAX_ARGUMENTS) {
        match &tokens[end].1 {
            Token::Mark('(' | '[' | '{') => open += 1,
            Token::Mark(')' | ']' | '}' | ',' | '\n' | ';' | ':') if open == 0 => break,
            Token::Mark(')' | ']' | '}') => open -= 1,
            _ => {}
        }
        end += 1;
    }
    tokens.get(start..end).unwrap_or_default()
}

/// What names are given, as variables, defaults and keywords.
pub(super) fn variables(tokens: &[(usize, Token)]) -> Variables {
    let mut found = Variables::new();
    for (at, (_, token)) in tokens.iter().enumerate() {
        let Token::Word(name) = token else { continue };
        if name == "for" {
            if let (Some((_, Token::Word(name))), Some((_, Token::Word(word)))) =
                (tokens.get(at + 1), tokens.get(at + 2))
                && word == "in"
            {
                let all = found.entry(name.clone()).or_default();
                all.extend(chosen(value_at(tokens, at + 3)));
            }
            continue;
        }
        if name == "add_argument" && is(tokens, at + 1, '(') {
            argument_of_program(tokens, at + 2, &mut found);
            continue;
        }
        // `name: str = "..."`
        let typed = is(tokens, at + 1, ':') && is(tokens, at + 3, '=');
        // `(name := "...")`
        let walrus = is(tokens, at + 1, ':') && is(tokens, at + 2, '=');
        let mark = match (typed, walrus) {
            (true, _) => at + 3,
            (_, true) => at + 2,
            _ => at + 1,
        };
        if !is(tokens, mark, '=') || is(tokens, mark + 1, '=') {
            continue;
        }
        let value = value_at(tokens, mark + 1);
        if is(value, 0, '{') {
            for entry in arguments_in(value) {
                if let [(_, Token::Text(key)), (_, Token::Mark(':')), value @ ..] = entry
                    && let [Part::Known(key)] = key.as_slice()
                {
                    let of_key = found.entry(format!("{name}[{key}")).or_default();
                    of_key.extend(options(value));
                }
            }
        }
        // One that is given itself adds nothing: `self.name = name`.
        let values = options(value).into_iter();
        let itself = |option: &Option<Vec<Part>>| matches!(option.as_deref(), Some([Part::Hole(hole)]) if hole.trim_start_matches('.') == name);
        let values = values.filter(|option| !itself(option));
        found.entry(name.clone()).or_default().extend(values);
    }
    python_names::given(tokens, |name, argument| {
        let all = found.entry(name.to_owned()).or_default();
        if all.len() <= MAX_VALUES {
            all.extend(options(argument));
        }
    });
    found.retain(|_, values| !values.is_empty());
    found
}

/// `add_argument("--model", default="name")`: an attribute of that name, which may be anything else too.
fn argument_of_program(tokens: &[(usize, Token)], start: usize, found: &mut Variables) {
    let arguments = arguments(tokens, start);
    let default = arguments.iter().filter_map(|argument| keyword_of(argument));
    let default = default
        .filter(|(word, _)| *word == "default")
        .map(|(_, value)| value);
    let default: Vec<Option<Vec<Part>>> = default.flat_map(options).collect();
    for argument in arguments {
        let [(_, Token::Text(name))] = argument else {
            continue;
        };
        if let [Part::Known(name)] = name.as_slice() {
            let name = name.trim_start_matches('-').replace('-', "_");
            let all = found.entry(name).or_default();
            all.extend(default.iter().cloned());
            all.push(None);
        }
    }
}

/// The entries of a value in brackets.
fn arguments_in(value: &[(usize, Token)]) -> Vec<&[(usize, Token)]> {
    let mut found = Vec::new();
    let (mut open, mut first) = (0_usize, 1);
    for (at, (_, token)) in value.iter().enumerate().skip(1) {
        match token {
            Token::Mark('(' | '[' | '{') => open += 1,
            Token::Mark(')' | ']' | '}') if open > 0 => open -= 1,
            Token::Mark(',' | '}' | ']' | ')') if open == 0 => {
                found.push(&value[first..at]);
                first = at + 1;
            }
            _ => {}
        }
    }
    found
}
