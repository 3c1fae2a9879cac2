//! The part of draft 7 that our schemas use. A keyword beyond it fails the test; CI runs independent validators too.

use deny_models::date::Date;
use serde_json::{Map, Value};

const KEYWORDS: [&str; 22] = [
    "$schema",
    "$id",
    "$ref",
    "title",
    "description",
    "definitions",
    "type",
    "properties",
    "required",
    "items",
    "additionalProperties",
    "enum",
    "const",
    "anyOf",
    "oneOf",
    "not",
    "minLength",
    "minItems",
    "pattern",
    "format",
    "dependencies",
    "minimum",
];

/// Every mistake of a value, as `place: keyword`.
pub(crate) fn check(schema: &Value, value: &Value) -> Vec<String> {
    let mut checker = Checker {
        root: schema,
        mistakes: Vec::new(),
    };
    checker.value(schema, value, "");
    checker.mistakes
}

struct Checker<'a> {
    root: &'a Value,
    mistakes: Vec<String>,
}

impl Checker<'_> {
    fn value(&mut self, schema: &Value, value: &Value, at: &str) {
        let Some(schema) = schema.as_object() else {
            assert_eq!(schema, &Value::Bool(true));
            return;
        };
        if let Some(unknown) = schema.keys().find(|key| !KEYWORDS.contains(&key.as_str())) {
            panic!("{at}: the keyword {unknown} is not known here");
        }
        if let Some(to) = schema.get("$ref").and_then(Value::as_str) {
            let inner = self.root.pointer(to.trim_start_matches('#'));
            self.value(inner.expect("a definition"), value, at);
        }
        self.any(schema, value, at);
        match value {
            Value::String(text) => self.text(schema, text, at),
            Value::Array(items) => self.items(schema, items, at),
            Value::Object(fields) => self.fields(schema, fields, at),
            _ => {}
        }
    }

    fn wrong(&mut self, at: &str, keyword: &str) {
        self.mistakes.push(format!("{at}: {keyword}"));
    }

    fn is_valid(&self, schema: &Value, value: &Value) -> bool {
        let mut inner = Checker {
            root: self.root,
            mistakes: Vec::new(),
        };
        inner.value(schema, value, "");
        inner.mistakes.is_empty()
    }

    fn any(&mut self, schema: &Map<String, Value>, value: &Value, at: &str) {
        let types = match schema.get("type") {
            Some(Value::Array(types)) => types.clone(),
            Some(one) => vec![one.clone()],
            None => Vec::new(),
        };
        if !types.is_empty() && !types.iter().any(|known| known == kind(value)) {
            self.wrong(at, "type");
        }
        let words = schema
            .get("enum")
            .map(|words| words.as_array().expect("words"));
        if words.is_some_and(|words| !words.contains(value)) {
            self.wrong(at, "enum");
        }
        if schema.get("const").is_some_and(|word| word != value) {
            self.wrong(at, "const");
        }
        if schema
            .get("not")
            .is_some_and(|not| self.is_valid(not, value))
        {
            self.wrong(at, "not");
        }
        for (keyword, fits) in [("anyOf", 1..=usize::MAX), ("oneOf", 1..=1)] {
            if let Some(Value::Array(all)) = schema.get(keyword) {
                let count = all
                    .iter()
                    .filter(|inner| self.is_valid(inner, value))
                    .count();
                if !fits.contains(&count) {
                    self.wrong(at, keyword);
                }
            }
        }
    }

    fn text(&mut self, schema: &Map<String, Value>, text: &str, at: &str) {
        if schema.contains_key("minLength") && text.is_empty() {
            self.wrong(at, "minLength");
        }
        let fits = match schema.get("pattern").and_then(Value::as_str) {
            None => true,
            Some("\\S") => !text.trim().is_empty(),
            Some("^[0-9a-fA-F]{64}$") => {
                text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
            Some(other) => panic!("{at}: the pattern {other} is not known here"),
        };
        if !fits {
            self.wrong(at, "pattern");
        }
        if schema.get("format").is_some_and(|format| format == "date")
            && Date::parse(text).is_none()
        {
            self.wrong(at, "format");
        }
    }

    fn items(&mut self, schema: &Map<String, Value>, items: &[Value], at: &str) {
        if schema.contains_key("minItems") && items.is_empty() {
            self.wrong(at, "minItems");
        }
        if let Some(inner) = schema.get("items") {
            for (nth, item) in items.iter().enumerate() {
                self.value(inner, item, &format!("{at}[{nth}]"));
            }
        }
    }

    fn fields(&mut self, schema: &Map<String, Value>, fields: &Map<String, Value>, at: &str) {
        let there = |key: &Value| fields.contains_key(key.as_str().expect("a key"));
        let required = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten();
        for key in required.filter(|key| !there(key)) {
            self.wrong(at, &format!("{key} is missing"));
        }
        let dependencies = schema.get("dependencies").and_then(Value::as_object);
        for (key, needs) in dependencies.into_iter().flatten() {
            let needs = needs.as_array().expect("keys");
            if fields.contains_key(key) && !needs.iter().all(there) {
                self.wrong(at, &format!("{key} alone"));
            }
        }
        for (key, field) in fields {
            match schema.get("properties").and_then(|all| all.get(key)) {
                Some(inner) => self.value(inner, field, &format!("{at}.{key}")),
                None if schema.get("additionalProperties") == Some(&Value::Bool(false)) => {
                    self.wrong(at, &format!("{key} is not known"));
                }
                None => {}
            }
        }
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
