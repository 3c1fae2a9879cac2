//! `cfg(...)` expressions and target triples, against the target that is built for.

use super::env::Env;

/// Deeper expressions are not read.
const MAX_DEPTH: usize = 64;

/// Whether a condition holds; `None` when it cannot be read.
pub(super) fn holds(condition: &str, env: &Env) -> Option<bool> {
    let text = condition.trim();
    let Some(inner) = text
        .strip_prefix("cfg(")
        .and_then(|rest| rest.strip_suffix(')'))
    else {
        return Some(env.get("TARGET") == Some(text));
    };
    let mut reader = Reader { rest: inner, env };
    let value = reader.expression(0)?;
    reader.rest.trim().is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
    env: &'a Env,
}

impl<'a> Reader<'a> {
    fn expression(&mut self, depth: usize) -> Option<bool> {
        if depth > MAX_DEPTH {
            return None;
        }
        let name = self.name()?;
        match name {
            "true" | "false" => Some(name == "true"),
            "all" | "any" | "not" if self.eat('(') => {
                let values = self.list(depth)?;
                match name {
                    "all" => Some(values.iter().all(|value| *value)),
                    "any" => Some(values.iter().any(|value| *value)),
                    _ => match values.as_slice() {
                        [value] => Some(!value),
                        _ => None,
                    },
                }
            }
            _ if self.eat('=') => {
                let value = self.string()?;
                Some(self.env.has_cfg(name, Some(value)))
            }
            _ => Some(self.env.has_cfg(name, None)),
        }
    }

    fn list(&mut self, depth: usize) -> Option<Vec<bool>> {
        let mut values = Vec::new();
        while !self.eat(')') {
            values.push(self.expression(depth + 1)?);
            if !self.eat(',') {
                return self.eat(')').then_some(values);
            }
        }
        Some(values)
    }

    fn name(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start();
        let end = text.find(|char: char| !(char.is_alphanumeric() || char == '_' || char == '-'));
        let (name, rest) = text.split_at(end.unwrap_or(text.len()));
        self.rest = rest;
        (!name.is_empty()).then_some(name)
    }

    fn string(&mut self) -> Option<&'a str> {
        let text = self.rest.trim_start().strip_prefix('"')?;
        let (value, rest) = text.split_once('"')?;
        self.rest = rest;
        Some(value)
    }

    fn eat(&mut self, char: char) -> bool {
        let rest = self.rest.trim_start().strip_prefix(char);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_are_read_as_cargo_reads_them() {
        let variables = [
            ("TARGET", "x86_64-unknown-linux-gnu"),
            ("CARGO_CFG_UNIX", ""),
            ("CARGO_CFG_TARGET_OS", "linux"),
        ];
        let env = Env::new(variables.map(|(key, value)| (key.to_owned(), value.to_owned())));
        for (condition, value) in [
            ("cfg(unix)", Some(true)),
            ("cfg(windows)", Some(false)),
            ("cfg(target_os = \"linux\")", Some(true)),
            ("cfg(not(target_os=\"linux\"))", Some(false)),
            ("cfg(all(unix, not(windows),))", Some(true)),
            ("cfg(any())", Some(false)),
            ("cfg(all())", Some(true)),
            ("cfg(any(windows, target_os = \"macos\"))", Some(false)),
            ("cfg(true)", Some(true)),
            ("x86_64-unknown-linux-gnu", Some(true)),
            ("aarch64-apple-darwin", Some(false)),
            ("cfg()", None),
            ("cfg(all(unix)", None),
            ("cfg(unix windows)", None),
            ("cfg(not(unix, windows))", None),
        ] {
            assert_eq!(holds(condition, &env), value, "{condition}");
        }
        let deep = format!("cfg({}unix{})", "not(".repeat(9000), ")".repeat(9000));
        assert_eq!(holds(&deep, &env), None);
    }
}
