//! What a file of a front end names, hands over and calls, read from its tokens.

use std::collections::{BTreeMap, BTreeSet};

use super::front_lines::Lines;
use super::front_types::{Expression, Given, ObjectField, Param, Read, Value};
use super::script_tokens::{Part, Token};
use super::stated;

/// Parts of one expression.
const MAX_PARTS: usize = 32;
/// Parts of one list.
const MAX_LIST: usize = 512;
/// Tokens of what is handed to a command.
pub(super) const MAX_HANDED: usize = 1_024;
/// Tokens of a type.
pub(super) const MAX_TYPE: usize = 64;
/// Brackets inside brackets of one expression, and objects inside objects.
pub(super) const MAX_INSIDE: usize = 8;
/// Functions and methods that give back the text that they are given.
const SAME: [&str; 2] = ["String", "encodeURI"];
const SAME_METHODS: [&str; 5] = ["toString", "valueOf", "trim", "trimStart", "trimEnd"];
/// What stands behind the name of a list or an object for each of its elements, and for each of its keys.
pub(super) const EACH: &str = "[]";
/// What stands behind the name of a function for what it gives.
pub(super) const CALLED: &str = "()";
pub(super) const KEY: &str = "{}";
/// What holds the value of a state: `name.value` in Vue, `name.current` in React.
const HELD: [&str; 2] = ["value", "current"];

/// Reads the tokens of one file.
pub(super) struct Reader<'a> {
    pub(super) tokens: &'a [(usize, Token)],
    lines: Lines<'a>,
    pub(super) read: Read,
    /// The brackets around the token that is read, each by its token.
    open: Vec<usize>,
    /// Names of lists that are written out.
    lists: BTreeSet<String>,
    /// Names that stand for each element of a list, with the name of the list and where.
    loops: Vec<(String, String, usize)>,
    /// Names whose value is held by something that gives it on: `ref("...")`.
    pub(super) states: BTreeSet<String>,
    /// Choices that were noted, each by its first token.
    pub(super) chosen: BTreeSet<usize>,
    /// Other names of functions that call what they were made with.
    pub(super) hooks: BTreeMap<String, &'static str>,
    /// Bodies of functions: where each begins and ends, with the name and the parameters of the function.
    pub(super) bodies: Vec<(usize, usize, String, Vec<Param>)>,
}

impl<'a> Reader<'a> {
    /// Reads a file.
    pub(super) fn of(tokens: &'a [(usize, Token)], lines: Lines<'a>) -> Read {
        let mut reader = Self {
            tokens,
            lines,
            read: Read::default(),
            open: Vec::new(),
            lists: BTreeSet::new(),
            loops: Vec::new(),
            states: BTreeSet::new(),
            chosen: BTreeSet::new(),
            hooks: BTreeMap::new(),
            bodies: Vec::new(),
        };
        reader.read();
        reader.looped();
        reader.read
    }

    pub(super) fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).map(|(_, token)| token)
    }

    pub(super) fn is(&self, at: usize, mark: char) -> bool {
        matches!(self.token(at), Some(Token::Mark(found)) if *found == mark)
    }

    pub(super) fn word(&self, at: usize) -> Option<&str> {
        match self.token(at)? {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }

    fn read(&mut self) {
        // Before this, everything is part of an expression that was read.
        let mut done = 0;
        for at in 0..self.tokens.len() {
            match self.token(at) {
                Some(Token::Mark('(' | '[' | '{')) => self.open.push(at),
                Some(Token::Mark(')' | ']' | '}')) => drop(self.open.pop()),
                _ => {}
            }
            if self.is(at, '.') && self.is(at + 1, '.') && self.is(at + 2, '.') {
                self.read.spreads.extend(self.open.last());
            }
            self.import(at);
            self.given(at);
            self.listed(at);
            self.looping(at);
            self.entries(at);
            self.mapped(at);
            self.taken_by_statement(at);
            self.other_name(at);
            self.state(at);
            self.function(at);
            self.renamed(at);
            self.call(at);
            self.invoke(at);
            if at < done || self.is_before(at, '.') {
                continue;
            }
            if let Some((value, end)) = self.value(at) {
                if let Some((object, name)) = self.field_of_object(at).filter(|_| self.ends(end)) {
                    let value = value.clone();
                    self.read.fields.push(ObjectField {
                        object,
                        name,
                        value,
                    });
                }
                let texts = value.parts.iter();
                let has_text = texts.clone().any(|part| matches!(part, Part::Known(_)));
                let is_text = matches!(self.token(at), Some(Token::Text(_)));
                if !(has_text || is_text) {
                    continue;
                }
                done = end;
                if !self.is_imported(at) {
                    let name = self.name_before(at);
                    self.read.expressions.push(Expression { value, name });
                }
            }
        }
    }

    /// The bracket around the token that is read.
    pub(super) fn around(&self) -> Option<usize> {
        self.open.last().copied()
    }

    pub(super) fn is_before(&self, at: usize, mark: char) -> bool {
        at > 0 && self.is(at - 1, mark)
    }

    /// Notes the name of a module that is imported.
    fn import(&mut self, at: usize) {
        let Some(Token::Text(parts)) = self.token(at) else {
            return;
        };
        if let [Part::Known(name)] = parts.as_slice()
            && self.is_imported(at)
        {
            self.read.imports.insert(name.clone());
        }
    }

    /// Whether a text is the name of a file that is imported.
    fn is_imported(&self, at: usize) -> bool {
        let before = |back: usize| at.checked_sub(back).and_then(|at| self.word(at));
        let called = self.is_before(at, '(') && matches!(before(2), Some("import" | "require"));
        called || matches!(before(1), Some("import" | "from"))
    }

    /// What the expression at `at` is given to.
    fn name_before(&self, at: usize) -> String {
        let Some(mark) = at.checked_sub(1) else {
            return String::new();
        };
        // In a list, or as what a function is given, it goes with the name of that.
        let mut mark = mark;
        while mark > 0 && (self.is(mark, '[') || self.is(mark, '{') || self.is(mark, '(')) {
            mark -= 1;
            if self.word(mark).is_some() {
                return self.word(mark).unwrap_or_default().to_owned();
            }
        }
        if !(self.is(mark, '=') || self.is(mark, ':')) {
            return String::new();
        }
        self.key(mark).map(|(name, _)| name).unwrap_or_default()
    }

    /// The name before `=` or `:`, and whether it is that of a field.
    fn key(&self, mark: usize) -> Option<(String, bool)> {
        let at = mark.checked_sub(1)?;
        let before =
            |back: usize, mark: char| at.checked_sub(back).is_some_and(|at| self.is(at, mark));
        // `const url: string = ...`
        if self.is(mark, '=')
            && before(1, ':')
            && let Some(name) = at.checked_sub(2).and_then(|at| self.word(at))
        {
            return Some((name.to_owned(), false));
        }
        // `"key"] = ...` and `url?: ...` have none.
        let name = self.key_at(at)?;
        let is_text = self.word(at).is_none();
        Some((name, is_text || self.is(mark, ':') || before(1, '.')))
    }

    /// The object and the field of it that the expression at `at` is given to, also in a list, and in an object that is a
    /// statement itself.
    fn field_of_object(&self, at: usize) -> Option<(usize, String)> {
        let (around, outer) = self.open.split_last()?;
        let (first, object, outer) = if self.is(*around, '[') {
            let (object, outer) = outer.split_last()?;
            (*around, *object, outer)
        } else {
            (at, *around, outer)
        };
        let field = |first: usize| {
            let mark = first.checked_sub(1).filter(|mark| self.is(*mark, ':'))?;
            let (name, is_field) = self.key(mark)?;
            is_field.then(|| stated::field_name(&name))
        };
        let name = field(first).filter(|_| self.is(object, '{'))?;
        if stated::is_part_of_statement(&name)
            && let Some(statement) = field(object).filter(|name| stated::is_statement(name))
        {
            let object = outer.last().filter(|object| self.is(**object, '{'))?;
            return Some((*object, statement));
        }
        Some((object, name))
    }

    /// Notes what a name is given, where one is.
    fn given(&mut self, at: usize) {
        let assigns = self.is(at, '=') && !self.is(at + 1, '=') && !self.is(at + 1, '>');
        let assigns =
            assigns && !(at > 0 && "=!<>+-*/%&|^?".chars().any(|mark| self.is(at - 1, mark)));
        if !(assigns || self.is(at, ':')) {
            return;
        }
        let Some((name, field)) = self.key(at) else {
            return;
        };
        // What a state holds is noted with it.
        if self.is(at, '=') && self.makes_state(at + 1) {
            return;
        }
        let value = if self.is_attribute(at) {
            self.value(at + 2).filter(|(_, end)| self.is(*end, '}'))
        } else {
            self.value(at + 1).filter(|(_, end)| self.ends(*end))
        };
        let value = value.map(|(value, _)| value);
        // `name.value = ...`
        if field
            && HELD.contains(&name.as_str())
            && let Some(state) = at.checked_sub(3).and_then(|at| self.word(at))
            && self.states.contains(state)
        {
            let given = Given::of(value.clone());
            self.read.named.push((state.to_owned(), given));
        }
        let is_written = field && self.is(at, ':');
        let around = self.open.last().copied();
        let object = around.filter(|open| is_written && self.is(*open, '{'));
        let opens = self.is(at + 1, '{').then_some(at + 1);
        let given = Given {
            field,
            object,
            opens,
            ..Given::of(value)
        };
        self.read.named.push((name, given));
    }

    /// Whether `=` gives an attribute of markup what stands in brackets: `<Model repo={chosen} />`.
    fn is_attribute(&self, at: usize) -> bool {
        let before = at.checked_sub(2);
        let is_behind = before.is_some_and(|at| {
            let word = self.word(at);
            let is_name = word.is_some_and(|word| !["const", "let", "var"].contains(&word));
            is_name || self.is(at, '}') || matches!(self.token(at), Some(Token::Text(_)))
        });
        is_behind && self.is(at, '=') && self.is(at + 1, '{')
    }

    /// Notes the elements of a list that a name is given: `const models: string[] = ['a', 'b']`.
    fn listed(&mut self, at: usize) {
        if !self.is(at, '=') || !self.is(at + 1, '[') {
            return;
        }
        let name = self.name_of_typed(at).map(|name| format!("{name}{EACH}"));
        let (Some(name), Some((list, _))) = (name, self.list(at + 1, ']', 0)) else {
            return;
        };
        for parts in list {
            self.note(&name, at, Some(parts));
        }
        self.lists.insert(name);
    }

    /// Notes a name that stands for each element of a list: `for (const model of models)`, `models.map((model) => ...)`.
    fn looping(&mut self, at: usize) {
        let (name, list) = match self.word(at) {
            Some("of") => (at.checked_sub(1), at + 1),
            // `{#each models as model}`
            Some("as") if at > 1 && self.word(at - 2) == Some("each") => (Some(at + 1), at - 1),
            Some("map" | "forEach" | "flatMap" | "filter" | "find")
                if self.is_before(at, '.') && self.is(at + 1, '(') =>
            {
                let name = at + 2 + usize::from(self.is(at + 2, '('));
                let list = match at.checked_sub(2) {
                    // `Object.values(models).map(...)`
                    Some(close) if self.is(close, ')') => close.checked_sub(5),
                    list => list,
                };
                (Some(name), list.unwrap_or(0))
            }
            _ => return,
        };
        let of_object = self.word(list) == Some("Object") && self.is(list + 1, '.');
        let (list, kind) = match self.word(list + 2).filter(|_| of_object) {
            Some(kind) => (self.word(list + 4), kind.to_owned()),
            None => (self.word(list), String::new()),
        };
        let (Some(name), Some(list)) = (name, list.map(str::to_owned)) else {
            return;
        };
        let each = format!("{list}{EACH}");
        let key = format!("{list}{KEY}");
        // `[key, value]`
        let is_pair = self.is(name, ']') || self.is(name, '[');
        if is_pair {
            let first = if self.is(name, ']') {
                name.saturating_sub(3)
            } else {
                name + 1
            };
            let both = [(self.word(first), key), (self.word(first + 2), each)];
            for (name, of) in both.map(|(name, of)| (name.map(str::to_owned), of)) {
                if let Some(name) = name.filter(|_| !["keys", "values"].contains(&kind.as_str())) {
                    self.note(&name, first, Some(vec![Part::Hole(of)]));
                }
            }
            return;
        }
        // `{ repo, file }`
        let apart = if self.is(name, '}') {
            self.opening(name)
        } else {
            Some(name).filter(|name| self.is(*name, '{'))
        };
        if let Some(apart) = apart {
            self.taken_apart(apart, &each);
            return;
        }
        let Some(name) = self.word(name).map(str::to_owned) else {
            return;
        };
        match kind.as_str() {
            "keys" => self.note(&name, at, Some(vec![Part::Hole(key)])),
            "values" => self.note(&name, at, Some(vec![Part::Hole(each)])),
            _ => self.loops.push((name, each, at)),
        }
    }

    /// Notes the keys and the values of an object that a name is given: `const models = { small: 'a' }`.
    fn entries(&mut self, at: usize) {
        if !self.is(at, '=') || !self.is(at + 1, '{') {
            return;
        }
        let Some(name) = self.name_of_typed(at).map(str::to_owned) else {
            return;
        };
        let mut entry = at + 2;
        for _ in 0..MAX_HANDED {
            if self.is(entry, '}') {
                return;
            }
            // `[key]: value`, and a name that is key and value
            let computed = self.closing(entry).filter(|_| self.is(entry, '['));
            let end = computed.unwrap_or(entry) + 1;
            let key = self.key_at(entry);
            if !self.is(end, ':') && (self.is(end, ',') || self.is(end, '}')) {
                let value = key.map(|key| vec![Part::Hole(key)]);
                self.note(&format!("{name}{EACH}"), entry, value);
                entry = if self.is(end, ',') { end + 1 } else { end };
                continue;
            }
            if !self.is(end, ':') || key.is_none() && computed.is_none() {
                // What a spread adds is not known.
                self.note(&format!("{name}{EACH}"), entry, None);
                return;
            }
            let key = key.map(|key| vec![Part::Known(key)]);
            self.note(&format!("{name}{KEY}"), entry, key);
            let entry_value = end + 1;
            // What is inside of an object is found by its own name.
            if !self.is(entry_value, '{') {
                let value = self.value(entry_value).map(|(value, _)| value.parts);
                self.note(&format!("{name}{EACH}"), entry_value, value);
            }
            let end = self.behind(entry_value, entry + MAX_HANDED);
            entry = if self.is(end, ',') { end + 1 } else { end };
        }
    }

    /// The name before a `=`, behind which there may be its type: `models: Record<string, string> =`.
    pub(super) fn name_of_typed(&self, at: usize) -> Option<&str> {
        let is_type = |at: &usize| {
            self.word(*at).is_some() || "[]<>.,".chars().any(|mark| self.is(*at, mark))
        };
        let first = (0..at).rev().take(MAX_TYPE).find(|at| !is_type(at));
        match first {
            Some(colon) if self.is(colon, ':') => colon.checked_sub(1),
            _ => at.checked_sub(1),
        }
        .and_then(|at| self.word(at))
    }

    /// Gives the names of loops the elements of their lists: of this file, or of one that it imports.
    fn looped(&mut self) {
        for (name, list, at) in std::mem::take(&mut self.loops) {
            let whole = list.trim_end_matches(EACH);
            let is_other = self
                .read
                .named
                .iter()
                .any(|(known, given)| known == whole && !given.field);
            if is_other && !self.lists.contains(&list) {
                continue;
            }
            self.note(&name, at, Some(vec![Part::Hole(list)]));
        }
    }

    /// Whether an expression ends before a token.
    pub(super) fn ends(&self, at: usize) -> bool {
        match self.token(at) {
            None | Some(Token::Text(_)) => true,
            // The end of a tag, behind an attribute.
            Some(Token::Mark('/')) => self.is(at + 1, '>'),
            Some(Token::Mark('>')) => matches!(self.token(at - 1), Some(Token::Text(_))),
            Some(Token::Mark(mark)) => ",;)]}<@".contains(*mark),
            // The next line, or `as const`.
            Some(Token::Word(word)) => word != "in" && word != "instanceof",
        }
    }

    /// Texts and names with `+` between them, from a token on, and where that ends.
    pub(super) fn value(&mut self, start: usize) -> Option<(Value, usize)> {
        // In brackets it is read behind them.
        if self.is(start, '(') {
            return None;
        }
        let (parts, end) = match self.choice(start) {
            Some(choice) => choice,
            None => self.parts(start, 0)?,
        };
        let (line, column) = self.lines.at(self.tokens.get(start)?.0);
        let value = Value {
            parts,
            line,
            column,
        };
        Some((value, end))
    }

    pub(super) fn parts(&self, start: usize, depth: usize) -> Option<(Vec<Part>, usize)> {
        let mut parts = Vec::new();
        let mut at = start;
        loop {
            let Some((operand, end)) = self.operand(at, depth) else {
                if parts.is_empty() {
                    return None;
                }
                // `'a' + {}`
                parts.push(Part::Hole(String::new()));
                break;
            };
            parts.extend(operand);
            at = self.behind_assertion(end);
            let goes_on = self.is(at, '+') && !self.is(at + 1, '+') && !self.is(at + 1, '=');
            if !goes_on || parts.len() >= MAX_PARTS {
                break;
            }
            at += 1;
        }
        // What another method makes of a text, or a call gives, is not known.
        let is_made = self.is(at, '(') || self.is(at, '.') || self.is(at, '[');
        if is_made {
            if !parts.iter().any(|part| matches!(part, Part::Known(_))) {
                return None;
            }
            if parts.len() > 1 {
                parts.pop();
                parts.push(Part::Hole(String::new()));
            }
        }
        Some((parts, at))
    }

    /// Behind what TypeScript alone reads: `a!`, `a as string`, `a satisfies Model`.
    fn behind_assertion(&self, mut at: usize) -> usize {
        if self.is(at, '!') && !self.is(at + 1, '=') {
            at += 1;
        }
        while matches!(self.word(at), Some("as" | "satisfies")) {
            at += 2;
            let is_type = |at: usize| {
                matches!(self.word(at), Some("typeof" | "keyof"))
                    || self
                        .word(at - 1)
                        .is_some_and(|word| word == "typeof" || word == "keyof")
                    || self.is(at, '.')
                    || self.is_before(at, '.')
                    || self.is(at, '[') && self.is(at + 1, ']')
                    || self.is(at, ']') && self.is_before(at, '[')
            };
            while is_type(at) {
                at += 1;
            }
        }
        at
    }

    /// One text, one name, or what is made of some by methods whose answer is known.
    fn operand(&self, at: usize, depth: usize) -> Option<(Vec<Part>, usize)> {
        if depth > MAX_INSIDE {
            return None;
        }
        let (mut parts, mut at) = match self.token(at)? {
            Token::Text(text) => (text.clone(), at + 1),
            Token::Word(word) if word == "new" && self.word(at + 1) == Some("URL") => {
                self.address(at + 2, depth)?
            }
            Token::Word(word) if SAME.contains(&word.as_str()) && self.is(at + 1, '(') => {
                let (mut args, end) = self.list(at + 1, ')', depth)?;
                let [only] = args.as_mut_slice() else {
                    return None;
                };
                (std::mem::take(only), end)
            }
            Token::Word(word) if word == "await" => return self.operand(at + 1, depth + 1),
            Token::Word(_) => self.path(at)?,
            Token::Mark('[') => {
                let (parts, end) = self.list(at, ']', depth)?;
                self.joined(&parts, end)?
            }
            Token::Mark('(') => {
                let (mut inner, end) = self.list(at, ')', depth)?;
                let [only] = inner.as_mut_slice() else {
                    return None;
                };
                (std::mem::take(only), end)
            }
            Token::Mark(_) => return None,
        };
        while self.is(at, '.') && self.is(at + 2, '(') {
            let method = self.word(at + 1).unwrap_or_default();
            if SAME_METHODS.contains(&method) && self.is(at + 3, ')') {
                at += 4;
            } else if method == "concat"
                && let Some((args, end)) = self.list(at + 2, ')', depth)
            {
                parts.extend(args.into_iter().flatten());
                at = end;
            } else {
                break;
            }
        }
        Some((parts, at))
    }

    /// A name or a path of names, without a method that is called at its end.
    fn path(&self, start: usize) -> Option<(Vec<Part>, usize)> {
        let mut path = self.word(start)?.to_owned();
        let mut at = start + 1;
        loop {
            // `a['b']`, and any element: `a[b]`
            if self.is(at, '[') {
                let end = self.closing(at)?;
                match self.token(at + 1) {
                    Some(Token::Text(text)) if end == at + 2 => match text.as_slice() {
                        [Part::Known(key)] => path = format!("{path}.{key}"),
                        _ => path.push_str(EACH),
                    },
                    _ => path.push_str(EACH),
                }
                at = end + 1;
                continue;
            }
            // `get().model`: a field of a store
            if self.is(at, '(')
                && self.is(at + 1, ')')
                && self.is(at + 2, '.')
                && !self.is(at + 4, '(')
                && let Some(word) = self.word(at + 3)
            {
                path = format!("{path}.{word}");
                at += 4;
                continue;
            }
            // `a?.b`, `a!.b`
            let skip = usize::from(self.is(at, '?') || self.is(at, '!'));
            // `models.get(size)`
            if self.is(at + skip, '.')
                && let Some(end) = self.element(at + skip + 1)
            {
                path.push_str(EACH);
                at = end;
                continue;
            }
            let called = self.is(at + skip + 2, '(');
            match self.word(at + skip + 1).filter(|_| self.is(at + skip, '.')) {
                Some(word) if HELD.contains(&word) && self.states.contains(&path) => {
                    at += skip + 2;
                }
                Some(word) if !called => {
                    path = format!("{path}.{word}");
                    at += skip + 2;
                }
                _ => break,
            }
        }
        // What a user writes.
        if ["target.value", "currentTarget.value"]
            .iter()
            .any(|end| path.ends_with(end))
        {
            return Some((vec![Part::Hole(String::new())], at));
        }
        // What a function gives.
        let name = path.strip_prefix("this.").unwrap_or(&path);
        if self.is(at, '(')
            && !name.contains(['.', '['])
            && let Some(end) = self.closing(at)
        {
            return Some((vec![Part::Hole(format!("{name}{CALLED}"))], end + 1));
        }
        match self.token(at) {
            Some(Token::Text(text)) if path == "String.raw" => Some((text.clone(), at + 1)),
            _ => Some((vec![Part::Hole(path)], at)),
        }
    }

    /// The bracket that closes one.
    pub(super) fn closing(&self, start: usize) -> Option<usize> {
        let mut open = 0_usize;
        (start..self.tokens.len().min(start + MAX_HANDED)).find(|at| {
            match self.token(*at) {
                Some(Token::Mark('(' | '[' | '{')) => open += 1,
                Some(Token::Mark(')' | ']' | '}')) => open = open.saturating_sub(1),
                _ => {}
            }
            open == 0
        })
    }

    /// Notes a value of a name that is not given it as an expression.
    pub(super) fn note(&mut self, name: &str, at: usize, parts: Option<Vec<Part>>) {
        let (line, column) = self.place(at);
        let value = parts.map(|parts| Value {
            parts,
            line,
            column,
        });
        self.read.named.push((name.to_owned(), Given::of(value)));
    }

    /// The line and column of a token.
    pub(super) fn place(&mut self, at: usize) -> (u32, u32) {
        let at = self.tokens.get(at).map_or(0, |(at, _)| *at);
        self.lines.at(at)
    }

    /// Values between brackets, and where that ends.
    pub(super) fn list(
        &self,
        open: usize,
        close: char,
        depth: usize,
    ) -> Option<(Vec<Vec<Part>>, usize)> {
        let mut list = Vec::new();
        let mut at = open + 1;
        while !self.is(at, close) {
            let (parts, end) = self.parts(at, depth + 1)?;
            list.push(parts);
            at = end;
            if self.is(at, ',') {
                at += 1;
            } else if !self.is(at, close) {
                return None;
            }
            if list.len() > MAX_LIST {
                return None;
            }
        }
        Some((list, at + 1))
    }

    /// The values of a list that ends before a token.
    pub(super) fn list_up_to(&mut self, open: usize, end: usize) -> Option<Vec<Value>> {
        let list = self.list(open, ']', 0).filter(|_| self.is(open, '['));
        let (list, _) = list.filter(|(_, closed)| *closed == end)?;
        let (line, column) = self.place(open);
        let value = |parts| Value {
            parts,
            line,
            column,
        };
        Some(list.into_iter().map(value).collect())
    }

    /// The name of an entry of an object.
    pub(super) fn key_at(&self, at: usize) -> Option<String> {
        match self.token(at)? {
            Token::Word(word) => Some(word.clone()),
            Token::Text(parts) => match parts.as_slice() {
                [Part::Known(text)] => Some(text.clone()),
                _ => None,
            },
            Token::Mark(_) => None,
        }
    }

    /// The bracket of a call behind the types that it is given: `useState<string>(...)`.
    pub(super) fn behind_type(&self, at: usize) -> usize {
        if !self.is(at, '<') {
            return at;
        }
        let most = self.tokens.len().min(at + MAX_TYPE);
        (at..most).find(|at| self.is(*at, '(')).unwrap_or(most)
    }

    /// `[...].join('/')`
    fn joined(&self, list: &[Vec<Part>], end: usize) -> Option<(Vec<Part>, usize)> {
        let joins = self.is(end, '.') && self.word(end + 1) == Some("join");
        let Some(Token::Text(between)) = self.token(end + 3).filter(|_| joins) else {
            return None;
        };
        let is_call = self.is(end + 2, '(') && self.is(end + 4, ')');
        is_call.then(|| (list.join(between.as_slice()), end + 5))
    }

    /// `new URL(path, base)`, from its bracket on.
    fn address(&self, open: usize, depth: usize) -> Option<(Vec<Part>, usize)> {
        if !self.is(open, '(') {
            return None;
        }
        let (args, end) = self.list(open, ')', depth)?;
        let end = if self.is(end, '.') && self.word(end + 1) == Some("href") {
            end + 2
        } else {
            end
        };
        match args.as_slice() {
            [address] => Some((address.clone(), end)),
            [path, base] => {
                let starts = |text: &str| matches!(path.first(), Some(Part::Known(known)) if known.starts_with(text));
                // A path from the host on, and one that is an address itself, leave out some of the base.
                if starts("/") || starts("http") {
                    return None;
                }
                let mut all = base.clone();
                if let Some(Part::Known(last)) = all.last_mut() {
                    let kept = last.rfind('/').map_or(0, |at| at + 1);
                    last.truncate(kept);
                }
                all.extend(path.iter().cloned());
                Some((all, end))
            }
            _ => None,
        }
    }
}
