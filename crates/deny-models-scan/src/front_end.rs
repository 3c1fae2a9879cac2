//! What the front end of a program names: ids and addresses of models in its scripts, its markup and its data, and what it
//! hands to commands of the program.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use super::binding_names;
use super::classify;
use super::hub_id;
use super::limits::Limits;
use super::markup;
use super::ollama;
use super::ollama_http;
use super::scan::{Found, FoundKind, StatedModel};
use super::scope::Scope;
use super::script_tokens::{self, Part, Token, Tokens};
use super::sinks;
use super::stated::{self, Field};
use super::stop::{Cause, Stop};
use super::url::{self, Named};
use deny_models::domain::How;
use deny_models::model::is_built_in;

/// Texts that one expression may be.
const MAX_TEXTS: usize = 64;
/// Names that lead from one to the next.
const MAX_NAMES: usize = 4;
/// Parts of one expression.
const MAX_PARTS: usize = 32;
/// Tokens of what is handed to a command.
const MAX_HANDED: usize = 1_024;
/// Tokens of the type of what a command returns.
const MAX_TYPE: usize = 64;
/// Brackets inside brackets of one expression.
const MAX_INSIDE: usize = 8;
/// Functions and methods that give back the text that they are given.
const SAME: [&str; 2] = ["String", "encodeURI"];
const SAME_METHODS: [&str; 5] = ["toString", "valueOf", "trim", "trimStart", "trimEnd"];
/// Values of names that are looked at for one expression.
const MAX_STEPS: usize = 2_000;
/// What stands behind the name of a list for each of its elements.
const EACH: &str = "[]";
/// The client of Ollama for JavaScript.
const OLLAMA_CLIENTS: [&str; 2] = ["ollama", "ollama/browser"];
/// Levels of templates: as deep as they are read.
const LEVELS: usize = 32;

/// A place in a file of a front end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FrontPlace {
    /// The file, as it was given.
    pub file: String,
    /// Line from 1.
    pub line: u32,
    /// Column in characters from 1.
    pub column: u32,
}

/// What the front end hands to a parameter of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// Texts, each with where it is written.
    pub texts: BTreeSet<(String, FrontPlace)>,
    /// Calls that hand over something else, or may.
    pub open: BTreeSet<FrontPlace>,
}

/// The files of a front end.
#[derive(Debug, Default)]
pub struct FrontEnd {
    files: Vec<File>,
    /// What names are given, by their last part, with the number of the file.
    named: BTreeMap<String, Vec<(usize, Given)>>,
    invokes: BTreeMap<String, Vec<(usize, Invoke)>>,
    /// Where the analysis stopped.
    pub stops: BTreeSet<Stop>,
    /// Values of names that may still be looked at.
    steps: Cell<usize>,
}

#[derive(Debug)]
struct File {
    path: String,
    expressions: Vec<Expression>,
    /// Fields of objects that state something of a model.
    fields: Vec<ObjectField>,
    /// Whether it imports the client of Ollama.
    imports_ollama: bool,
}

/// A field of an object.
#[derive(Debug)]
struct ObjectField {
    /// The bracket that opens the object.
    object: usize,
    /// Its name, with `_` between its words.
    name: String,
    value: Value,
}

/// A value that a name is given.
#[derive(Debug, Clone)]
struct Given {
    /// Whether it is a field of something.
    field: bool,
    /// `None` for what is no text.
    value: Option<Value>,
}

/// Texts and names, one after the other.
#[derive(Debug, Clone)]
struct Value {
    parts: Vec<Part>,
    line: u32,
    column: u32,
}

#[derive(Debug)]
struct Expression {
    value: Value,
    /// What it is given to.
    name: String,
}

/// A call of a command.
#[derive(Debug)]
struct Invoke {
    line: u32,
    column: u32,
    args: Vec<(String, Option<Value>)>,
    /// Whether there may be more.
    open: bool,
}

impl FrontEnd {
    /// Adds a file.
    pub fn add(&mut self, path: &str, text: &str) {
        let mut tokens = Tokens::default();
        let end = path.rsplit('.').next().unwrap_or_default();
        if ["vue", "svelte", "html", "htm"].contains(&end.to_ascii_lowercase().as_str()) {
            markup::read(text, &mut tokens);
        } else {
            script_tokens::read(text, 0..text.len(), &mut tokens);
        }
        let mut lines = Lines::new(text);
        if let Some(at) = tokens.stopped {
            let (line, _) = lines.at(at);
            self.stops.insert(Stop {
                file: path.to_owned(),
                line,
                cause: Cause::Brackets(LEVELS),
            });
        }
        let number = self.files.len();
        let mut reader = Reader {
            tokens: &tokens.all,
            lines,
            expressions: Vec::new(),
            named: Vec::new(),
            invokes: Vec::new(),
            open: Vec::new(),
            fields: Vec::new(),
            lists: BTreeSet::new(),
            loops: Vec::new(),
        };
        reader.read();
        reader.looped();
        let imports_ollama = (0..tokens.all.len()).any(|at| reader.imports_ollama(at));
        let (named, invokes) = (reader.named, reader.invokes);
        let fields = reader.fields.iter();
        let stating = fields.filter(|field| stated::is_statement(&field.name));
        let stating: BTreeSet<usize> = stating.map(|field| field.object).collect();
        let fields = reader.fields.into_iter();
        self.files.push(File {
            path: path.to_owned(),
            imports_ollama,
            expressions: reader.expressions,
            fields: fields
                .filter(|field| stating.contains(&field.object))
                .collect(),
        });
        for (name, given) in named {
            let of_name = self.named.entry(name).or_default();
            // More than are looked at for one name.
            if of_name.len() <= Limits::default().values {
                of_name.push((number, given));
            }
        }
        for (command, invoke) in invokes {
            let of_command = self.invokes.entry(command).or_default();
            of_command.push((number, invoke));
        }
    }

    /// The models that the files name: addresses of weights, and ids of the hub where something can fetch from there.
    #[must_use]
    pub fn found(&self, hub: bool) -> Vec<Found> {
        let mut found = Vec::new();
        for (number, file) in self.files.iter().enumerate() {
            let asks_ollama = self.asks_ollama(number, file);
            for expression in &file.expressions {
                if asks_ollama && expression.name == "model" {
                    let texts = self.texts(number, &expression.value).into_iter();
                    found.extend(texts.filter_map(|(text, place)| {
                        let (id, is_repo) = ollama::artifact(&text)?;
                        let kind = if is_repo {
                            FoundKind::HfRepoId
                        } else {
                            FoundKind::Ollama
                        };
                        Some(found_at(id, kind, &place))
                    }));
                    continue;
                }
                // A page that is shown is no download.
                if ["href", "homepage"].contains(&expression.name.as_str()) {
                    continue;
                }
                for (text, place) in self.texts(number, &expression.value) {
                    let model = address(&text)
                        .or_else(|| hub.then(|| id(&text, &expression.name)).flatten());
                    found.extend(model.map(|(artifact, kind)| found_at(artifact, kind, &place)));
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// Whether a file sends requests to a server of Ollama.
    fn asks_ollama(&self, number: usize, file: &File) -> bool {
        let may_ask = |value: &Value| {
            let mut parts = value.parts.iter();
            parts.any(|part| matches!(part, Part::Known(text) if ollama_http::may_ask(text)))
        };
        let values = file.expressions.iter().map(|expression| &expression.value);
        let mut texts = values
            .filter(|value| may_ask(value))
            .flat_map(|value| self.texts(number, value));
        file.imports_ollama || texts.any(|(text, _)| ollama_http::is_request(&text))
    }

    /// What objects of the files state of the models that they name.
    #[must_use]
    pub fn stated(&self) -> Vec<StatedModel> {
        let mut all = Vec::new();
        for (number, file) in self.files.iter().enumerate() {
            let mut objects: BTreeMap<usize, Vec<Field>> = BTreeMap::new();
            for field in &file.fields {
                let fields = objects.entry(field.object).or_default();
                let texts = self.texts(number, &field.value).into_iter();
                let texts = texts.filter(|(text, _)| !text.contains("{}"));
                fields.extend(texts.map(|(text, _)| Field {
                    name: field.name.clone(),
                    text,
                    line: field.value.line,
                    column: field.value.column,
                }));
            }
            let objects = objects.values();
            all.extend(objects.flat_map(|fields| stated::of_object(&file.path, fields)));
        }
        all.sort();
        all.dedup();
        all
    }

    /// Addresses of files on the hub whose repository is not known, each with what is.
    #[must_use]
    pub fn open(&self) -> BTreeSet<(String, FrontPlace)> {
        let mut open = BTreeSet::new();
        for (number, file) in self.files.iter().enumerate() {
            let values = file.expressions.iter().map(|expression| &expression.value);
            for (text, place) in values.flat_map(|value| self.texts(number, value)) {
                if url::is_open_hub_template(&text) && text.starts_with("https://") {
                    open.insert((text, place));
                }
            }
        }
        open
    }

    /// What is handed to a parameter of a command; `None` where nothing calls it.
    #[must_use]
    pub fn handed(&self, command: &str, parameter: &str) -> Option<Handed> {
        let mut handed = Handed::default();
        let invokes = self.invokes.get(command)?;
        for (number, invoke) in invokes {
            let place = FrontPlace {
                file: self.files[*number].path.clone(),
                line: invoke.line,
                column: invoke.column,
            };
            let mut args = invoke.args.iter();
            let Some((_, value)) = args.find(|(name, _)| snake(name) == snake(parameter)) else {
                if invoke.open {
                    handed.open.insert(place);
                }
                continue;
            };
            let texts = value.as_ref().map(|value| self.texts(*number, value));
            let texts = texts.unwrap_or_default();
            if texts.is_empty() || texts.iter().any(|(text, _)| text.contains("{}")) {
                handed.open.insert(place);
            }
            handed
                .texts
                .extend(texts.into_iter().filter(|(text, _)| !text.contains("{}")));
        }
        Some(handed)
    }

    /// The texts that a value may be, with `{}` for what is not known, each with where most of it is written.
    fn texts(&self, file: usize, value: &Value) -> Vec<(String, FrontPlace)> {
        let place = FrontPlace {
            file: self.files[file].path.clone(),
            line: value.line,
            column: value.column,
        };
        self.steps.set(MAX_STEPS);
        let mut texts = vec![(String::new(), place)];
        for part in &value.parts {
            let options = match part {
                Part::Known(text) => vec![(text.clone(), None)],
                Part::Hole(name) => self.values_of(file, name, 0),
            };
            let mut next = Vec::new();
            for (text, place) in &texts {
                for (option, at) in &options {
                    // What a name stands for as a whole is written elsewhere.
                    let place = match at {
                        Some(at) if value.parts.len() == 1 => at,
                        _ => place,
                    };
                    next.push((format!("{text}{option}"), place.clone()));
                }
            }
            next.truncate(MAX_TEXTS);
            texts = next;
        }
        texts
    }

    /// The texts that a name stands for; `{}` among them for what is not known.
    fn values_of(
        &self,
        file: usize,
        name: &str,
        depth: usize,
    ) -> Vec<(String, Option<FrontPlace>)> {
        let unknown = || vec![("{}".to_owned(), None)];
        let field = name.contains('.');
        let last = name.rsplit('.').next().unwrap_or_default();
        let all = self.named.get(last).filter(|_| depth < MAX_NAMES);
        let Some(all) = all.filter(|_| !last.is_empty()) else {
            return unknown();
        };
        // A variable is one of its file, or of another one that gives it on; the fields of all that has one are alike.
        let own = |of: &&(usize, Given)| of.0 == file && !of.1.field;
        let mut given: Vec<&(usize, Given)> = all.iter().filter(own).collect();
        if given.is_empty() || field {
            given = all
                .iter()
                .filter(|(_, given)| field || !given.field)
                .collect();
        }
        let mut texts = Vec::new();
        let mut open = given.is_empty();
        for (number, given) in given {
            let steps = self.steps.get();
            if steps == 0 {
                open = true;
                break;
            }
            self.steps.set(steps - 1);
            let Some(value) = &given.value else {
                // The types of fields are written as their values are.
                open |= !given.field;
                continue;
            };
            // What hands on the same name adds nothing to it.
            let of_same = |part: &Part| matches!(part, Part::Hole(name) if name.rsplit('.').next() == Some(last));
            if value.parts.len() == 1 && value.parts.iter().all(of_same) {
                continue;
            }
            // An element of a list is written there.
            if let [Part::Hole(inner)] = value.parts.as_slice()
                && inner.ends_with(EACH)
            {
                texts.extend(self.values_of(*number, inner, depth + 1));
                continue;
            }
            let mut whole = vec![String::new()];
            for part in &value.parts {
                let options = match part {
                    Part::Known(text) => vec![text.clone()],
                    Part::Hole(inner) => {
                        let inner = self.values_of(*number, inner, depth + 1).into_iter();
                        inner.map(|(text, _)| text).collect()
                    }
                };
                let mut next = Vec::new();
                for text in &whole {
                    next.extend(options.iter().map(|option| format!("{text}{option}")));
                }
                next.truncate(MAX_TEXTS);
                whole = next;
            }
            let place = FrontPlace {
                file: self.files[*number].path.clone(),
                line: value.line,
                column: value.column,
            };
            texts.extend(whole.into_iter().map(|text| (text, Some(place.clone()))));
        }
        open |= texts.len() > MAX_TEXTS;
        texts.truncate(MAX_TEXTS);
        if open || texts.is_empty() {
            texts.extend(unknown());
        }
        texts
    }
}

/// The model that a text is which a command takes as the id of a repository, or as an address.
#[must_use]
pub fn handed_model(text: &str, is_repository: bool) -> Option<(String, FoundKind)> {
    if is_repository && !text.contains("://") {
        return Some((classify::hub_id(text)?, FoundKind::HfRepoId));
    }
    address(text)
}

fn address(text: &str) -> Option<(String, FoundKind)> {
    match url::named(text)? {
        Named::Repo(id, _) if id.contains("{}") => None,
        Named::Repo(id, _) => Some((id, FoundKind::HfRepoId)),
        Named::Url(url) => Some((url, FoundKind::Url)),
    }
}

/// A bare id: one that a name calls so, or that is known for a model.
fn id(text: &str, name: &str) -> Option<(String, FoundKind)> {
    let id = hub_id::plain(text).filter(|id| id.contains('/') && !id.contains("{}"))?;
    (sinks::is_hub_id_name(&snake(name)) || is_built_in(&id)).then_some((id, FoundKind::HfRepoId))
}

fn found_at(artifact: String, kind: FoundKind, place: &FrontPlace) -> Found {
    Found {
        artifact,
        kind,
        how: How::Runtime,
        scope: Scope::Bin,
        features: Vec::new(),
        cfg: None,
        file: place.file.clone(),
        line: place.line,
        column: place.column,
        tokenizer_only: false,
        mention: false,
        followed: false,
        taken_at: None,
        detail: "named by the front end".to_owned(),
    }
}

/// `modelUrl` as a parameter of Rust is called: `model_url`.
fn snake(name: &str) -> String {
    binding_names::words_of(name).collect::<Vec<_>>().join("_")
}

/// Reads the tokens of one file.
struct Reader<'a> {
    tokens: &'a [(usize, Token)],
    lines: Lines<'a>,
    expressions: Vec<Expression>,
    named: Vec<(String, Given)>,
    invokes: Vec<(String, Invoke)>,
    /// The brackets around the token that is read, each by its token.
    open: Vec<usize>,
    fields: Vec<ObjectField>,
    /// Names of lists that are written out.
    lists: BTreeSet<String>,
    /// Names that stand for each element of a list, with the name of the list and where.
    loops: Vec<(String, String, usize)>,
}

impl Reader<'_> {
    fn token(&self, at: usize) -> Option<&Token> {
        self.tokens.get(at).map(|(_, token)| token)
    }

    fn is(&self, at: usize, mark: char) -> bool {
        matches!(self.token(at), Some(Token::Mark(found)) if *found == mark)
    }

    fn word(&self, at: usize) -> Option<&str> {
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
            self.given(at);
            self.listed(at);
            self.looping(at);
            self.invoke(at);
            if at < done || self.is_before(at, '.') {
                continue;
            }
            if let Some((value, end)) = self.value(at) {
                if let Some((object, name)) = self.field_of_object(at).filter(|_| self.ends(end)) {
                    let value = value.clone();
                    self.fields.push(ObjectField {
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
                    self.expressions.push(Expression { value, name });
                }
            }
        }
    }

    fn is_before(&self, at: usize, mark: char) -> bool {
        at > 0 && self.is(at - 1, mark)
    }

    /// Whether a text is the name of the client of Ollama, where that is imported.
    fn imports_ollama(&self, at: usize) -> bool {
        let Some(Token::Text(parts)) = self.token(at) else {
            return false;
        };
        let is_client = match parts.as_slice() {
            [Part::Known(text)] => OLLAMA_CLIENTS.contains(&text.as_str()),
            _ => false,
        };
        is_client && self.is_imported(at)
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
        match self.token(at)? {
            Token::Word(word) => Some((word.clone(), self.is(mark, ':') || before(1, '.'))),
            Token::Text(parts) => match parts.as_slice() {
                [Part::Known(text)] => Some((text.clone(), true)),
                _ => None,
            },
            // `"key"] = ...` and `url?: ...`
            Token::Mark(_) => None,
        }
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
        let value = self.value(at + 1).filter(|(_, end)| self.ends(*end));
        let value = value.map(|(value, _)| value);
        self.named.push((name, Given { field, value }));
    }

    /// Notes the elements of a list that a name is given: `const models: string[] = ['a', 'b']`.
    fn listed(&mut self, at: usize) {
        if !self.is(at, '=') || !self.is(at + 1, '[') {
            return;
        }
        // The type between the name and the mark.
        let is_type =
            |at: &usize| self.word(*at).is_some() || "[]<>.".chars().any(|mark| self.is(*at, mark));
        let first = (0..at).rev().take(MAX_TYPE).find(|at| !is_type(at));
        let name = match first {
            Some(colon) if self.is(colon, ':') => colon.checked_sub(1),
            _ => at.checked_sub(1),
        };
        let name = name
            .and_then(|at| self.word(at))
            .map(|name| format!("{name}{EACH}"));
        let (Some(name), Some((list, _))) = (name, self.list(at + 1, ']', 0)) else {
            return;
        };
        for parts in list {
            let (line, column) = self.lines.at(self.tokens[at].0);
            let value = Value {
                parts,
                line,
                column,
            };
            let given = Given {
                field: false,
                value: Some(value),
            };
            self.named.push((name.clone(), given));
        }
        self.lists.insert(name);
    }

    /// Notes a name that stands for each element of a list: `for (const model of models)`, `models.map((model) => ...)`.
    fn looping(&mut self, at: usize) {
        let (name, list) = match self.word(at) {
            Some("of") => (at.checked_sub(1), Some(at + 1)),
            Some("map" | "forEach" | "flatMap" | "filter" | "find")
                if self.is_before(at, '.') && self.is(at + 1, '(') =>
            {
                let name = at + 2 + usize::from(self.is(at + 2, '('));
                (Some(name), at.checked_sub(2))
            }
            _ => return,
        };
        let name = name.and_then(|at| self.word(at));
        let list = list.and_then(|at| self.word(at));
        if let (Some(name), Some(list)) = (name, list) {
            let list = format!("{list}{EACH}");
            self.loops.push((name.to_owned(), list, at));
        }
    }

    /// Gives the names of loops the elements of their lists: of this file, or of one that it imports.
    fn looped(&mut self) {
        for (name, list, at) in std::mem::take(&mut self.loops) {
            let whole = list.trim_end_matches(EACH);
            let is_other = self
                .named
                .iter()
                .any(|(known, given)| known == whole && !given.field);
            if is_other && !self.lists.contains(&list) {
                continue;
            }
            let (line, column) = self.lines.at(self.tokens[at].0);
            let value = Value {
                parts: vec![Part::Hole(list)],
                line,
                column,
            };
            let given = Given {
                field: false,
                value: Some(value),
            };
            self.named.push((name, given));
        }
    }

    /// Whether an expression ends before a token.
    fn ends(&self, at: usize) -> bool {
        match self.token(at) {
            None | Some(Token::Text(_)) => true,
            Some(Token::Mark(mark)) => ",;)]}<@".contains(*mark),
            // The next line, or `as const`.
            Some(Token::Word(word)) => word != "in" && word != "instanceof",
        }
    }

    /// Texts and names with `+` between them, from a token on, and where that ends.
    fn value(&mut self, start: usize) -> Option<(Value, usize)> {
        // In brackets it is read behind them.
        if self.is(start, '(') {
            return None;
        }
        let (parts, end) = self.parts(start, 0)?;
        let (line, column) = self.lines.at(self.tokens.get(start)?.0);
        let value = Value {
            parts,
            line,
            column,
        };
        Some((value, end))
    }

    fn parts(&self, start: usize, depth: usize) -> Option<(Vec<Part>, usize)> {
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
            at = end;
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
            // `a?.b`, `a!.b`
            let skip = usize::from(self.is(at, '?') || self.is(at, '!'));
            let called = self.is(at + skip + 2, '(');
            match self.word(at + skip + 1).filter(|_| self.is(at + skip, '.')) {
                Some(word) if !called => {
                    path = format!("{path}.{word}");
                    at += skip + 2;
                }
                _ => break,
            }
        }
        match self.token(at) {
            Some(Token::Text(text)) if path == "String.raw" => Some((text.clone(), at + 1)),
            _ => Some((vec![Part::Hole(path)], at)),
        }
    }

    /// Values between brackets, and where that ends.
    fn list(&self, open: usize, close: char, depth: usize) -> Option<(Vec<Vec<Part>>, usize)> {
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
            if list.len() > MAX_PARTS {
                return None;
            }
        }
        Some((list, at + 1))
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

    /// Notes a call of a command: `invoke('name', { key: value })`.
    fn invoke(&mut self, start: usize) {
        let is_invoke = |word: &str| word.to_ascii_lowercase().contains("invoke");
        if !self.word(start).is_some_and(is_invoke) {
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
        let command = match self.token(at + 1) {
            Some(Token::Text(parts)) => match parts.as_slice() {
                // `plugin:name|command`
                [Part::Known(name)] => name.rsplit('|').next().unwrap_or(name).to_owned(),
                _ => return,
            },
            _ => return,
        };
        let (line, column) = self.lines.at(self.tokens[start].0);
        let mut invoke = Invoke {
            line,
            column,
            args: Vec::new(),
            open: false,
        };
        at += 2;
        if self.is(at, ',') {
            if self.is(at + 1, '{') {
                self.args(at + 2, &mut invoke);
            } else if !self.is(at + 1, ')') {
                invoke.open = true;
            }
        }
        self.invokes.push((command, invoke));
    }

    /// Reads what is handed to a command, from behind the bracket on.
    fn args(&mut self, mut at: usize, invoke: &mut Invoke) {
        let most = at + MAX_HANDED;
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
            invoke.open |= key.is_empty();
            let value = if self.is(at + 1, ':') {
                at += 2;
                self.value(at)
            } else {
                self.value(at).filter(|_| !key.is_empty())
            };
            let value = value.filter(|(_, end)| self.is(*end, ',') || self.is(*end, '}'));
            if let Some((value, end)) = value {
                invoke.args.push((key, Some(value)));
                at = end;
            } else {
                invoke.args.push((key, None));
                at = self.behind(at, most);
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
    fn behind(&self, mut at: usize, most: usize) -> usize {
        let mut open = 0_usize;
        while at < most {
            match self.token(at) {
                None => break,
                Some(Token::Mark('(' | '[' | '{')) => open += 1,
                Some(Token::Mark(',' | '}')) if open == 0 => break,
                Some(Token::Mark(')' | ']' | '}')) => open = open.saturating_sub(1),
                _ => {}
            }
            at += 1;
        }
        at
    }
}

/// Lines and columns of places; quick for places that come in order.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
    /// The place that was looked up last, and its column.
    last: (usize, usize),
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let breaks = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1);
        Self {
            text,
            starts: std::iter::once(0).chain(breaks).collect(),
            last: (0, 0),
        }
    }

    fn at(&mut self, place: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= place);
        let start = self.starts[line.saturating_sub(1)];
        let (from, before) = match self.last {
            (last, before) if last >= start && last <= place => (last, before),
            _ => (start, 0),
        };
        let between = self.text.get(from..place).unwrap_or_default();
        let column = before + between.chars().count();
        self.last = (place, column);
        let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        (number(line), number(column + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn front(files: &[(&str, &str)]) -> FrontEnd {
        let mut front = FrontEnd::default();
        for (path, text) in files {
            front.add(path, text);
        }
        front
    }

    fn found(path: &str, text: &str) -> Vec<String> {
        let found = front(&[(path, text)]).found(true);
        found
            .iter()
            .map(|found| format!("{} {}:{}", found.artifact, found.line, found.column))
            .collect()
    }

    /// The texts that reach a parameter, and how many calls hand over something else.
    fn handed(files: &[(&str, &str)]) -> (Vec<String>, usize) {
        let handed = front(files)
            .handed("get_model", "model_url")
            .expect("called");
        let texts = handed.texts.iter();
        let texts = texts.map(|(text, at)| format!("{text} {}:{}", at.file, at.line));
        (texts.collect(), handed.open.len())
    }

    const FILE: &str = "https://huggingface.co/acme/chat/resolve/main/x.gguf";

    #[test]
    fn names_of_loops_are_the_elements_of_their_lists() {
        let call = "invoke('get_model', { modelUrl })";
        for (text, expected, open) in [
            (
                format!("const l = ['a', 'b']\nl.map((modelUrl) => {call})"),
                2,
                0,
            ),
            (
                format!("const l: string[] = ['a', 'b']\nl.forEach(modelUrl => {call})"),
                2,
                0,
            ),
            (
                format!("const l = ['a', 'b']\nfor (const modelUrl of l) {call}"),
                2,
                0,
            ),
            (
                format!("const l = fetch()\nfor (const modelUrl of l) {call}"),
                0,
                1,
            ),
            (
                format!("const l = ['a', x()]\nl.map(modelUrl => {call})"),
                0,
                1,
            ),
        ] {
            let (texts, others) = handed(&[("a.ts", &text)]);
            assert_eq!((texts.len(), others), (expected, open), "{text}");
        }
        let other = format!("import {{ l }} from './b'\nfor (const modelUrl of l) {call}");
        let (texts, open) = handed(&[("a.ts", &other), ("b.ts", "export const l = ['a']")]);
        assert_eq!((texts, open), (vec!["a b.ts:1".to_owned()], 0));
    }

    #[test]
    fn requests_to_a_server_of_ollama_name_models() {
        for (text, expected) in [
            (
                "fetch('http://localhost:11434/api/chat', { body: JSON.stringify({ model: 'a:3b' }) })",
                "ollama:a:3b",
            ),
            (
                "import ollama from 'ollama/browser'\nollama.chat({ model: 'a', messages })",
                "ollama:a:latest",
            ),
            (
                "fetch('https://api.acme.dev/chat', { body: { model: 'a:3b' } })",
                "",
            ),
            (
                "const base = 'http://localhost:11434'\nfetch(`${base}/api/chat`, { body: { model: 'a' } })",
                "ollama:a:latest",
            ),
            // The name of a provider among others, and an address that is only shown.
            (
                "const all = [{ provider: 'ollama' }, { provider: 'b', model: 'a' }]\nhint('http://host:11434')",
                "",
            ),
            (
                "fetch('http://localhost:11434/api/tags'); // model: 'a:3b'",
                "",
            ),
        ] {
            let names = found("a.ts", text);
            let names: Vec<&str> = names
                .iter()
                .filter_map(|name| name.split(' ').next())
                .collect();
            assert_eq!(names.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn addresses_of_weights_are_found_in_every_kind_of_file() {
        for (path, text, expected) in [
            ("a.ts", format!("export const url = '{FILE}'"), "1:20"),
            ("a.tsx", format!("<Model url={{`{FILE}`}} />"), "1:13"),
            (
                "a.tsx",
                format!("<p>it's</p>\n<Model url=\"{FILE}\" />"),
                "2:12",
            ),
            (
                "a.tsx",
                format!("<p>it's</p><Model url=\"{FILE}\" />"),
                "1:23",
            ),
            (
                "a.js",
                "const b = 'https://huggingface.co/acme';\nget(b + '/chat/resolve/main/x.gguf')"
                    .to_owned(),
                "2:5",
            ),
            (
                "a.js",
                "const r = 'acme/chat';\nget(`https://huggingface.co/${r}/resolve/main/x.gguf`)"
                    .to_owned(),
                "2:5",
            ),
            (
                "a.vue",
                format!("<template><X :url=\"'{FILE}'\"/></template>"),
                "1:20",
            ),
            (
                "a.svelte",
                format!("<script>\nlet u = '{FILE}';</script>"),
                "2:9",
            ),
            ("a.html", format!("<x data-url='{FILE}'>"), "1:13"),
            (
                "a.ts",
                "const r = 'acme/chat'.trim();\nget(['https://huggingface.co', r, 'resolve/main/x.gguf'].join('/'))".to_owned(),
                "2:5",
            ),
            (
                "a.ts",
                "const r = 'acme/chat';\nget('https://huggingface.co/'.concat(r.toString(), '/resolve/main/', 'x.gguf'))".to_owned(),
                "2:5",
            ),
            (
                "a.ts",
                "const b = 'https://huggingface.co/acme/';\nget(new URL('chat/resolve/main/x.gguf', b).href)".to_owned(),
                "2:5",
            ),
            (
                "a.ts",
                "const r = 'acme/chat';\nget('https://huggingface.co/' + (r + '/resolve/main') + String(`/x.gguf`))".to_owned(),
                "2:5",
            ),
            (
                "a.json",
                format!("{{\"models\": [{{\"url\": \"{FILE}\"}}]}}"),
                "1:21",
            ),
        ] {
            assert_eq!(
                found(path, &text),
                [format!("acme/chat {expected}")],
                "{text}"
            );
        }
        for (path, text) in [
            ("a.ts", format!("// const url = '{FILE}'\n/* '{FILE}' */")),
            ("a.vue", format!("<!-- <X url='{FILE}'/> -->")),
            ("a.html", format!("<a href='{FILE}'>")),
            (
                "a.ts",
                "const url = 'https://api.openai.com/v1/models'".to_owned(),
            ),
        ] {
            assert_eq!(found(path, &text), [""; 0], "{text}");
        }
    }

    #[test]
    fn ids_are_known_or_named_so() {
        for (text, is) in [
            ("const repoId = 'acme/chat'", true),
            ("x = { hfRepo: 'acme/chat' }", true),
            ("{\"repo_id\": \"acme/chat\"}", true),
            ("const m = 'meta-llama/Llama-3.1-8B-Instruct'", true),
            ("import x from 'acme/chat'", false),
            ("const type = 'text/html'", false),
            ("const path = 'acme/chat'", false),
            ("// const repoId = 'acme/chat'", false),
        ] {
            assert_eq!(!found("a.ts", text).is_empty(), is, "{text}");
        }
    }

    #[test]
    fn what_a_command_is_given_is_followed_by_its_names() {
        let config = ("config.ts", "export const modelUrl = 'u'");
        let cases: [(&str, &[&str], usize); 12] = [
            ("invoke('get_model', { modelUrl: 'u' })", &["u a.ts:1"], 0),
            (
                "invoke<string>('get_model', { model_url: `u`, on: () => {} })",
                &["u a.ts:1"],
                0,
            ),
            (
                "tauri.invoke('get_model', { on: f(1, {}), modelUrl: config.modelUrl })",
                &["u config.ts:1"],
                0,
            ),
            ("invoke('get_model', { modelUrl })", &["u config.ts:1"], 0),
            (
                "const modelUrl = 'v';\ninvoke('get_model', { modelUrl })",
                &["v a.ts:1"],
                0,
            ),
            (
                "let url: string = 'v';\ninvoke('get_model', { modelUrl: url })",
                &["v a.ts:1"],
                0,
            ),
            (
                "let url = 'v';\nurl = ask();\ninvoke('get_model', { modelUrl: url })",
                &["v a.ts:1"],
                1,
            ),
            ("invoke('get_model', { modelUrl: ask() })", &[], 1),
            ("invoke('get_model', { modelUrl: `x/${ask()}` })", &[], 1),
            ("invoke('get_model', { ...all })", &[], 1),
            ("invoke('get_model', all)", &[], 1),
            (
                "const all = [{ url: 'v' }, { url: 'w' }];\nall.map((m) => invoke('get_model', { modelUrl: m.url }))",
                &["v a.ts:1", "w a.ts:1"],
                0,
            ),
        ];
        for (text, texts, open) in cases {
            let (found, calls) = handed(&[config, ("a.ts", text)]);
            assert_eq!(
                (found.as_slice(), calls),
                (
                    &texts.iter().map(ToString::to_string).collect::<Vec<_>>()[..],
                    open
                ),
                "{text}"
            );
        }
        assert_eq!(front(&[config]).handed("get_model", "model_url"), None);
    }

    #[test]
    fn an_object_states_what_stands_beside_its_model() {
        for (text, expected) in [
            (
                "const models = [{ repo: 'a/b', license: 'mit' },\n{ repo: 'a/c', license: NC, baseModel: [\"c/d\", 'c/e'] }]\nconst NC = 'cc-by-nc-4.0'",
                &["a/b mit/ :1", "a/c cc-by-nc-4.0/c/d+c/e :2"][..],
            ),
            (
                "{\"repo\": \"a/b\", \"license\": {\"id\": \"mit\", \"url\": \"https://a.b\"}}",
                &["a/b mit/ :1"],
            ),
            ("x = { license: 'mit', m: { repo: 'a/b' } }", &[]),
            ("const license = 'mit'; const repo = 'a/b'", &[]),
            ("// { repo: 'a/b', license: 'mit' }", &[]),
            ("x = { repo: 'a/b', license: ask() }", &[]),
        ] {
            let stated = front(&[("a.ts", text)]).stated();
            let lines: Vec<String> = stated
                .iter()
                .filter(|stated| stated.kind == FoundKind::HfRepoId)
                .map(|stated| {
                    let (license, base) = (stated.license.join("+"), stated.base.join("+"));
                    format!("{} {license}/{base} :{}", stated.artifact, stated.line)
                })
                .collect();
            assert_eq!(lines, expected, "{text}");
        }
    }

    #[test]
    fn an_address_with_an_open_repository_is_open() {
        let open = |text| front(&[("a.ts", text)]).open().len();
        assert_eq!(
            open("get(`https://huggingface.co/${ask()}/resolve/main/x.gguf`)"),
            1
        );
        assert_eq!(
            open("const a = 'b/c'; get(`https://huggingface.co/${a}/resolve/main/x.gguf`)"),
            0
        );
    }

    #[test]
    fn any_file_is_read_to_its_end() {
        for text in [
            "invoke(",
            "invoke('a',{",
            "a:",
            "a=b+",
            "`${a",
            "invoke<",
            "x.y.",
            "{a:'b',",
            "a='b'+c+",
        ] {
            let text = text.repeat(2_000);
            for path in ["a.ts", "a.vue"] {
                let front = front(&[(path, &text)]);
                let _ = (
                    front.found(true),
                    front.open(),
                    front.stated(),
                    front.handed("a", "b"),
                );
            }
        }
    }
}
