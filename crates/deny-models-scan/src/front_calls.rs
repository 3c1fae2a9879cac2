//! Functions of a front end and what calls give for their parameters, and states: what holds a value that functions set.

use super::front_reader::{CALLED, MAX_TYPE, Reader};
use super::front_types::{Argument, Call, Function, Given, Param, Value};
use super::script_tokens::Part;

/// What makes a state of a value.
const STATES: [&str; 16] = [
    "ref",
    "shallowRef",
    "customRef",
    "useRef",
    "useState",
    "createSignal",
    "signal",
    "writable",
    "atom",
    "observable",
    "computed",
    "useSignal",
    "$state",
    "$derived",
    "useMemo",
    "createMemo",
];
/// Words before a bracket that are no calls.
const NO_CALLS: [&str; 10] = [
    "if", "for", "while", "switch", "catch", "function", "return", "await", "typeof", "import",
];
/// Words before a parameter of a constructor that is a field too.
const MODIFIERS: [&str; 5] = ["private", "public", "protected", "readonly", "override"];
/// Parameters of a function, and arguments of a call.
const MAX_PARAMS: usize = 16;

impl Reader<'_> {
    /// Notes a function: `function load(id) {`, `load = async (id) =>`, `load: (id) =>`, `load(id) {`.
    pub(super) fn function(&mut self, at: usize) {
        let Some(name) = self.word(at).filter(|word| !NO_CALLS.contains(word)) else {
            return;
        };
        let name = name.to_owned();
        let is_declared = at > 0 && self.word(at - 1) == Some("function");
        let open = if self.is(at + 1, '(') {
            at + 1
        } else if is_declared && self.is(at + 1, '<') {
            self.behind_type(at + 1)
        } else if self.is(at + 1, '=') || self.is(at + 1, ':') {
            let mut next = at + 2;
            while matches!(self.word(next), Some("async" | "function" | "useCallback"))
                || self.word(next - 1) == Some("useCallback") && self.is(next, '(')
            {
                next += 1;
            }
            // `load = id => ...`
            if let Some(param) = self.word(next)
                && self.is(next + 1, '=')
                && self.is(next + 2, '>')
            {
                let params = vec![Param::Name(param.to_owned())];
                self.body_of(&name, &params, next + 3);
                self.returns(&name, next + 3);
                self.read.functions.push(Function { name, params });
                return;
            }
            self.behind_type(next)
        } else {
            return;
        };
        let Some(close) = self.closing(open).filter(|_| self.is(open, '(')) else {
            return;
        };
        let (body, is_arrow) = self.body(close + 1);
        let is_body = self.is(body, '{');
        let is_function = if open == at + 1 || is_declared {
            is_body && !self.is_before(at, '.')
        } else {
            is_body || is_arrow
        };
        if !is_function {
            return;
        }
        let params = self.params(open + 1, close);
        let start = if is_arrow { body + 2 } else { body };
        let name = self.made_by(&name).unwrap_or(name);
        self.body_of(&name, &params, start);
        self.returns(&name, start);
        self.read.functions.push(Function { name, params });
    }

    /// The class that a constructor makes.
    fn made_by(&self, name: &str) -> Option<String> {
        let open = self.around().filter(|_| name == "constructor")?;
        let words = open.saturating_sub(MAX_TYPE)..open;
        let class = words.rev().find(|at| self.word(*at) == Some("class"))?;
        self.word(class + 1).map(str::to_owned)
    }

    /// Where a body stands, or an arrow before one, behind the type of what a function gives; and whether it is an arrow.
    fn body(&self, mut at: usize) -> (usize, bool) {
        let most = at + MAX_TYPE;
        if self.is(at, ':') {
            let ends = |at: usize| "{=;,)}?".chars().any(|mark| self.is(at, mark));
            at += 1;
            while at < most && !ends(at) {
                at += 1;
            }
        }
        let is_arrow = self.is(at, '=') && self.is(at + 1, '>');
        (at, is_arrow)
    }

    /// Whether a state is made at a token.
    pub(super) fn makes_state(&self, at: usize) -> bool {
        self.word(at).is_some_and(|word| STATES.contains(&word))
            && (self.is(at + 1, '(') || self.is(at + 1, '<'))
    }

    fn params(&self, mut at: usize, close: usize) -> Vec<Param> {
        let mut params = Vec::new();
        while at < close && params.len() < MAX_PARAMS {
            let end = self.behind(at, close);
            if self.is(at, '{') {
                let inner = self.closing(at).unwrap_or(end);
                // `{ id, url: address, ...rest }`
                let is_key = |at: &usize| {
                    !self.is(at - 1, ':') && !self.is(at - 1, '=') && !self.is(at - 1, '.')
                };
                let words = (at + 1..inner).filter(is_key);
                let words = words.filter_map(|at| self.word(at)).map(str::to_owned);
                params.push(Param::Fields(words.take(MAX_PARAMS).collect()));
            } else {
                let is_modifier =
                    |at: &usize| self.word(*at).is_some_and(|word| MODIFIERS.contains(&word));
                let name = (at..end).find(|at| !is_modifier(at));
                let name = name.and_then(|at| self.word(at)).unwrap_or_default();
                params.push(Param::Name(name.to_owned()));
            }
            at = end + 1;
        }
        params
    }

    /// Notes a call of a function, and a function that is handed over as a value.
    pub(super) fn call(&mut self, at: usize) {
        let Some(name) = self.word(at).filter(|word| !NO_CALLS.contains(word)) else {
            return;
        };
        let name = name.to_owned();
        let start = at;
        let is_defined = at > 0 && self.word(at - 1) == Some("function");
        let mut open = at + 1;
        if self.is(open, '<') {
            let most = open + MAX_TYPE;
            while open < most && !self.is(open, '(') && !self.is(open, ';') {
                open += 1;
            }
        }
        let close = self.closing(open).filter(|_| self.is(open, '('));
        // `load(id) { ... }` in an object or a class.
        let is_method = |close: usize| {
            let (body, _) = self.body(close + 1);
            !self.is_before(start, '.') && self.is(body, '{')
        };
        if close.is_some_and(is_method) {
            return;
        }
        let Some(close) = close.filter(|_| !is_defined) else {
            // `onClick={load}`, `list.map(load)`, `other = load`
            let is_between = |open, close| self.is_before(at, open) && self.is(at + 1, close);
            let is_argument =
                is_between('(', ')') || is_between('(', ',') && !is_defined || is_between(',', ')');
            let is_attribute = is_between('{', '}') && at > 1 && self.is(at - 2, '=');
            if is_argument || is_attribute {
                self.read.values.insert(name);
            }
            return;
        };
        let mut call = Call {
            member: self.is_before(at, '.'),
            name,
            args: Vec::new(),
        };
        let mut at = open + 1;
        while at < close && call.args.len() < MAX_PARAMS {
            let end = self.behind(at, close);
            let mut argument = Argument::default();
            if self.is(at, '{') {
                self.fields(at + 1, end.saturating_sub(1), &mut argument);
            } else if self.is(at, '[') {
                let list = self.list_up_to(at, end);
                argument.values.extend(list.into_iter().flatten());
            } else {
                let value = self.value(at).filter(|(_, closed)| *closed == end);
                argument.values.extend(value.map(|(value, _)| value));
            }
            call.args.push(argument);
            at = end + 1;
        }
        self.hands_on(&call, start);
        let place = self.place(start);
        self.read.calls.push((call, place));
    }

    /// The fields of an object that is written as an argument.
    fn fields(&mut self, mut at: usize, close: usize, argument: &mut Argument) {
        while at < close {
            let end = self.behind(at, close);
            let key = self.key_at(at).unwrap_or_default();
            let start = if self.is(at + 1, ':') { at + 2 } else { at };
            let value = self.value(start).filter(|(_, closed)| *closed == end);
            argument.fields.push((key, value.map(|(value, _)| value)));
            at = end + 1;
        }
    }

    /// Notes a state, and what sets it: `const id = ref('a')`, `const [id, setId] = useState('a')`, `id.set('b')`.
    pub(super) fn state(&mut self, at: usize) {
        if self.word(at) == Some("set") && self.is_before(at, '.') && self.is(at + 1, '(') {
            let name = at.checked_sub(2).and_then(|at| self.word(at));
            if let Some(name) = name.filter(|name| self.states.contains(*name)) {
                let name = name.to_owned();
                let value = self.value(at + 2).filter(|(_, end)| self.is(*end, ')'));
                self.note(&name, at, value.map(|(value, _)| value.parts));
            }
            return;
        }
        if !self.is(at, '=') {
            return;
        }
        let Some(made) = self.word(at + 1).filter(|word| STATES.contains(word)) else {
            return;
        };
        let is_computed = ["computed", "useMemo", "createMemo"].contains(&made);
        let open = self.behind_type(at + 2);
        let arrow = self.is(open + 1, '(') && self.is(open + 2, ')') && self.is(open + 4, '>');
        let value = if is_computed && arrow {
            let name = format!("?{at}");
            self.returns(&name, open + 5);
            Some(vec![Part::Hole(format!("{name}{CALLED}"))])
        } else if is_computed {
            None
        } else {
            let value = self.value(open + 1).filter(|(_, end)| self.is(*end, ')'));
            value.map(|(value, _)| value.parts)
        };
        let pair = at.checked_sub(5).filter(|first| {
            self.is(*first, '[') && self.is(first + 2, ',') && self.is(first + 4, ']')
        });
        // `const [id] = useState('a')`
        let alone = at.checked_sub(3);
        let alone = alone.filter(|first| self.is(*first, '[') && self.is(first + 2, ']'));
        let name = match pair.or(alone) {
            Some(first) => self.word(first + 1),
            None => at.checked_sub(1).and_then(|at| self.word(at)),
        };
        let Some(name) = name.map(str::to_owned) else {
            return;
        };
        // One that begins with nothing is what is set later.
        let is_empty = self.is(open + 1, ')')
            || matches!(self.word(open + 1), Some("null" | "undefined"))
            || value.as_deref() == Some(&[Part::Known(String::new())]);
        if !is_empty {
            self.note(&name, at, value);
        }
        if let Some(setter) = pair.and_then(|first| self.word(first + 3)) {
            let params = vec![Param::Name(name.clone())];
            let name = setter.to_owned();
            self.read.functions.push(Function { name, params });
        }
        self.states.insert(name);
    }
}

/// What a call gives for the parameters of a function: names of the function's file, each with what it is given, whose
/// own names are those of the file of the call.
pub(super) fn given(function: &Function, call: &Call, file: usize) -> Vec<(String, Given)> {
    let of = |value: Option<Value>| Given {
        read_in: Some(file),
        ..Given::of(value)
    };
    let mut found = Vec::new();
    for (number, param) in function.params.iter().enumerate() {
        let Some(argument) = call.args.get(number) else {
            continue;
        };
        let is_known = !argument.values.is_empty() || !argument.fields.is_empty();
        match param {
            Param::Name(name) if argument.fields.is_empty() => {
                let values = argument.values.iter().cloned();
                found.extend(values.map(|value| (name.clone(), of(Some(value)))));
                if !is_known {
                    found.push((name.clone(), of(None)));
                }
            }
            Param::Name(_) => {}
            Param::Fields(names) => {
                for name in names {
                    let mut fields = argument.fields.iter();
                    if let Some((_, value)) = fields.find(|(key, _)| key == name) {
                        found.push((name.clone(), of(value.clone())));
                    }
                    for value in &argument.values {
                        let field = match value.parts.as_slice() {
                            [Part::Hole(hole)] => Some(Value {
                                parts: vec![Part::Hole(format!("{hole}.{name}"))],
                                ..value.clone()
                            }),
                            _ => None,
                        };
                        found.push((name.clone(), of(field)));
                    }
                }
            }
        }
    }
    found
}
