//! Files of `docker buildx bake`, in HCL or JSON: each target becomes a command line that builds the same.

use super::container_words::{BUILD_ARG, NAME, NEEDS};
use super::ir::FileIr;
use super::limits::Limits;
use super::scripts;
use super::stop::Cause;
use super::tables::{self, Tree};

/// Blocks and lists inside of others.
const MAX_DEPTH: usize = 32;
/// Targets of which one inherits from the next.
const MAX_BASES: usize = 16;

/// Reads one; what is no such file is read by its lines, and is a stop.
pub(super) fn read(path: &str, text: &str, limits: &Limits) -> (FileIr, Option<Cause>) {
    let is_json = path.rsplit('.').next() == Some("json");
    let tree = if is_json {
        tables::tree(path, text, limits)
    } else {
        Hcl::new(text).body(0, None).map(Tree::Map)
    };
    let Some(tree) = tree else {
        return (scripts::read(path, text), Some(Cause::TableNotParsed));
    };
    let mut ir = FileIr::of_texts(path);
    let named = |kind: &str| -> Vec<(&str, &Tree)> {
        match tree.get(kind) {
            Some(Tree::Map(all)) => all.iter().map(|(name, of)| (name.as_str(), of)).collect(),
            _ => Vec::new(),
        }
    };
    for (name, of) in named("variable") {
        if let Some(value) = of.get("default").and_then(Tree::text) {
            ir.text(format!("{name}={value}"), place(text, name));
        }
    }
    for (name, of) in named("group") {
        let targets = texts(of.get("targets")).into_iter();
        let needs = targets.map(|target| format!(" {NEEDS} {target}"));
        let needs: String = needs.collect();
        ir.text(
            format!("docker group {NAME} {name}{needs}"),
            place(text, name),
        );
    }
    let targets = named("target");
    for (name, _) in &targets {
        ir.text(line(name, &targets), place(text, name));
    }
    (ir, None)
}

/// A target as a command line, with what it inherits.
fn line(name: &str, targets: &[(&str, &Tree)]) -> String {
    // The target itself, and behind it what it inherits from, the last of them first.
    let mut bases: Vec<&Tree> = Vec::new();
    let mut open = vec![name.to_owned()];
    while let Some(name) = open.pop().filter(|_| bases.len() < MAX_BASES) {
        let found = targets.iter().find(|(target, _)| *target == name);
        if let Some((_, of)) = found {
            bases.push(of);
            open.extend(texts(of.get("inherits")));
        }
    }
    let attribute = |key: &str| {
        let mut bases = bases.iter();
        bases.find_map(|of| of.get(key).and_then(Tree::text))
    };
    let context = attribute("context").unwrap_or_default();
    let context = context.trim_start_matches("./").trim_matches('/');
    let dockerfile = attribute("dockerfile").unwrap_or("Dockerfile");
    let file = match context {
        "" | "." => dockerfile.to_owned(),
        context => format!("{context}/{dockerfile}"),
    };
    let mut line = format!("docker build {NAME} {name}");
    for linked in bases.iter().filter_map(|of| of.get("contexts")) {
        if let Tree::Map(all) = linked {
            let others = all
                .iter()
                .filter_map(|(_, of)| of.text()?.strip_prefix("target:"));
            others.for_each(|other| line.extend([" ", NEEDS, " ", other]));
        }
    }
    let mut given: Vec<&str> = Vec::new();
    for (key, value) in bases.iter().flat_map(|of| match of.get("args") {
        Some(Tree::Map(all)) => all.iter(),
        _ => [].iter(),
    }) {
        if let Some(value) = value.text().filter(|_| !given.contains(&key.as_str())) {
            given.push(key);
            line.extend([" ", BUILD_ARG, " ", key, "=", value]);
        }
    }
    match attribute("dockerfile-inline") {
        Some(inline) => {
            let runs = inline.lines().map(str::trim);
            let runs = runs.filter_map(|line| line.strip_prefix("RUN "));
            runs.for_each(|run| line.extend([" ; ", run]));
        }
        None => line.extend([" -f ", &file]),
    }
    line
}

fn texts(of: Option<&Tree>) -> Vec<String> {
    match of {
        Some(Tree::List(all)) => all
            .iter()
            .filter_map(Tree::text)
            .map(str::to_owned)
            .collect(),
        Some(of) => of.text().map(str::to_owned).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The line on which a name stands between quotes.
fn place(text: &str, name: &str) -> u32 {
    let quoted = format!("\"{name}\"");
    let found = (1..)
        .zip(text.lines())
        .find(|(_, line)| line.contains(&quoted));
    found.map_or(1, |(number, _)| number)
}

/// Reads HCL, as far as files of bake have it: blocks, attributes, texts, lists and mappings. Other values are not known.
struct Hcl<'a> {
    rest: &'a str,
}

impl<'a> Hcl<'a> {
    fn new(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// The attributes and blocks up to a sign, or to the end.
    fn body(&mut self, depth: usize, end: Option<char>) -> Option<Vec<(String, Tree)>> {
        let mut all: Vec<(String, Tree)> = Vec::new();
        loop {
            self.blank();
            let Some(next) = self.rest.chars().next() else {
                return end.is_none().then_some(all);
            };
            if Some(next) == end {
                self.rest = &self.rest[next.len_utf8()..];
                return Some(all);
            }
            if next == ',' {
                self.rest = &self.rest[1..];
                continue;
            }
            let name = self.name().filter(|_| depth < MAX_DEPTH)?;
            self.blank();
            if self.take('=') || self.take(':') {
                let value = self.value(depth + 1)?;
                all.push((name, value));
                continue;
            }
            // A block may have a label, under which it stands.
            let label = if self.rest.starts_with('{') {
                None
            } else {
                Some(self.name()?)
            };
            self.blank();
            if !self.take('{') {
                return None;
            }
            let body = Tree::Map(self.body(depth + 1, Some('}'))?);
            let of = match label {
                Some(label) => (label, body),
                None => (String::new(), body),
            };
            match all.iter_mut().find(|(known, _)| *known == name) {
                Some((_, Tree::Map(known))) => known.push(of),
                _ => all.push((name, Tree::Map(vec![of]))),
            }
        }
    }

    fn value(&mut self, depth: usize) -> Option<Tree> {
        self.blank();
        let is_plain = |rest: &str| {
            let rest = rest.trim_start_matches([' ', '\t', '\r']);
            rest.is_empty() || rest.starts_with(['\n', ',', ']', '}', '#', '/'])
        };
        if depth > MAX_DEPTH {
            return None;
        }
        let value = match self.rest.chars().next()? {
            '"' => Tree::Text(self.quoted()?),
            '{' => {
                self.take('{');
                Tree::Map(self.body(depth, Some('}'))?)
            }
            '[' => {
                self.take('[');
                let mut all = Vec::new();
                loop {
                    self.blank();
                    if self.take(']') {
                        break Tree::List(all);
                    }
                    if !self.take(',') {
                        all.push(self.value(depth + 1)?);
                    }
                }
            }
            '<' => self.heredoc()?,
            _ => return self.expression(),
        };
        if is_plain(self.rest) {
            return Some(value);
        }
        self.expression()
    }

    /// What is put together is not known; a name alone is a variable.
    fn expression(&mut self) -> Option<Tree> {
        let mut depth = 0_usize;
        let start = self.rest;
        while let Some(char) = self.rest.chars().next() {
            match char {
                '"' => {
                    self.quoted()?;
                    continue;
                }
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' | '\n' | ',' if depth == 0 => break,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
            self.rest = &self.rest[char.len_utf8()..];
        }
        let written = start[..start.len() - self.rest.len()].trim();
        let is_name = |char: char| char.is_ascii_alphanumeric() || char == '_';
        let is_variable = !written.starts_with(|char: char| char.is_ascii_digit())
            && written.chars().all(is_name);
        let is_word = ["true", "false", "null"].contains(&written);
        Some(if is_variable && !is_word && !written.is_empty() {
            Tree::Text(format!("${{{written}}}"))
        } else {
            Tree::Other
        })
    }

    fn heredoc(&mut self) -> Option<Tree> {
        let rest = self.rest.strip_prefix("<<")?;
        let rest = rest.strip_prefix('-').unwrap_or(rest);
        let (word, body) = rest.split_once('\n')?;
        let mut text = String::new();
        let mut behind = body;
        while let Some((line, next)) = behind.split_once('\n') {
            behind = next;
            if line.trim() == word.trim() {
                self.rest = behind;
                return Some(Tree::Text(text));
            }
            text.push_str(line);
            text.push('\n');
        }
        (behind.trim() == word.trim()).then(|| {
            self.rest = "";
            Tree::Text(text)
        })
    }

    fn quoted(&mut self) -> Option<String> {
        let mut text = String::new();
        let mut chars = self.rest.char_indices().skip(1);
        while let Some((at, char)) = chars.next() {
            match char {
                '"' => {
                    self.rest = &self.rest[at + 1..];
                    return Some(text);
                }
                '\\' => text.push(match chars.next()?.1 {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                }),
                other => text.push(other),
            }
        }
        None
    }

    fn name(&mut self) -> Option<String> {
        if self.rest.starts_with('"') {
            return self.quoted();
        }
        let is_name = |char: char| char.is_alphanumeric() || "-_.".contains(char);
        let end = self
            .rest
            .find(|char| !is_name(char))
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!name.is_empty()).then(|| name.to_owned())
    }

    fn take(&mut self, char: char) -> bool {
        let rest = self.rest.strip_prefix(char);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Skips what is blank, and comments.
    fn blank(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            if self.rest.starts_with('#') || self.rest.starts_with("//") {
                self.rest = self.rest.split_once('\n').map_or("", |(_, rest)| rest);
            } else if let Some(rest) = self.rest.strip_prefix("/*") {
                self.rest = rest.split_once("*/").map_or("", |(_, rest)| rest);
            } else {
                return;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Expr;

    fn lines(path: &str, text: &str) -> Vec<String> {
        let (ir, cause) = read(path, text, &Limits::default());
        assert_eq!(cause, None, "{text}");
        let texts = ir.nodes.into_iter().filter_map(|node| match node.ex {
            Expr::Lit(text) => Some(text),
            _ => None,
        });
        texts.collect()
    }

    #[test]
    fn a_target_is_a_command_line() {
        let text = "# all\nvariable \"MODEL\" {\n  default = \"a/b\" // x\n}\ngroup \"default\" { targets = [\"app\", \"db\"] }\n\
                    target \"base\" {\n  args = { MODEL = MODEL, N = 3 }\n  tags = [for t in x : \"a:${t}\"]\n}\n\
                    target \"app\" {\n  inherits = [\"base\"]\n  context = \"./svc\"\n  contexts = { base = \"target:db\" }\n}\n\
                    target \"db\" {\n  dockerfile-inline = <<EOT\nFROM x\nRUN hf download c/d\nEOT\n}\n";
        assert_eq!(
            lines("docker-bake.hcl", text),
            [
                "MODEL=a/b",
                "docker group --name default --link app --link db",
                "docker build --name base --build-arg MODEL=${MODEL} -f Dockerfile",
                "docker build --name app --link db --build-arg MODEL=${MODEL} -f svc/Dockerfile",
                "docker build --name db ; hf download c/d",
            ]
        );
        let json = "{\"target\": {\"default\": {\"dockerfile\": \"x.Dockerfile\", \"args\": {\"A\": \"b\"}}}}";
        assert_eq!(
            lines("docker-bake.json", json),
            ["docker build --name default --build-arg A=b -f x.Dockerfile"]
        );
    }

    #[test]
    fn what_is_no_such_file_is_a_stop() {
        for text in ["target \"x\" {", "target \"x\" }", "= 1", "a = \"b"] {
            let (_, cause) = read("docker-bake.hcl", text, &Limits::default());
            assert_eq!(cause, Some(Cause::TableNotParsed), "{text}");
        }
    }
}
