//! What `just` runs for a command line: its recipes have parameters, which the line, what needs them, or their defaults give.

use std::collections::BTreeSet;

use super::command_text::Word;
use super::recipe_lines::{self, File, as_shell, assigned};
use super::shell_variables::ShellVariables;

/// Recipes with arguments that are followed from one line.
const MOST: usize = 512;

/// A parameter of a recipe.
struct Param<'a> {
    name: &'a str,
    default: Option<&'a str>,
    /// Whether it takes all words that are left.
    is_rest: bool,
}

/// What a recipe needs, with the expressions that it hands over.
struct Need<'a> {
    name: &'a str,
    args: Vec<&'a str>,
}

/// One recipe.
struct Recipe<'a> {
    name: &'a str,
    params: Vec<Param<'a>>,
    needs: Vec<Need<'a>>,
    lines: Vec<&'a Word>,
}

/// The recipes of some files, and their variables as a shell sets them.
#[derive(Default)]
struct Justfile<'a> {
    recipes: Vec<Recipe<'a>>,
    /// Other names of recipes.
    aliases: Vec<(&'a str, &'a str)>,
    variables: String,
    /// The recipe that runs where none is named.
    first: Option<usize>,
}

/// The lines that are run, with parameters and variables filled in. Where no recipe is named that there is, each of them may
/// be meant.
pub(super) fn lines(args: &[&str], files: &[File]) -> Vec<Word> {
    let mut all = Justfile::default();
    for file in files {
        all.read(file);
    }
    for arg in args.iter().filter(|arg| arg.contains('=')) {
        all.variables.push_str(arg);
        all.variables.push('\n');
    }
    let words = recipe_lines::targets(args);
    let mut open: Vec<(usize, Vec<String>)> = Vec::new();
    let mut words = words.into_iter().peekable();
    if words.peek().is_none() {
        open.extend(all.first.map(|first| (first, Vec::new())));
    }
    while let Some(word) = words.next() {
        for number in all.of_name(word) {
            let params = &all.recipes[number].params;
            let takes_rest = params.iter().any(|param| param.is_rest);
            let most = if takes_rest { usize::MAX } else { params.len() };
            let given = words.clone().take(most).map(str::to_owned);
            open.push((number, given.collect()));
        }
        // Its arguments name no recipes.
        if let Some((number, given)) = open.last()
            && all.of_name(word).contains(number)
        {
            let taken = given.len();
            words.by_ref().take(taken).for_each(|_| ());
        }
    }
    if open.is_empty() {
        open.extend((0..all.recipes.len()).map(|number| (number, Vec::new())));
    }
    let mut seen: BTreeSet<(usize, Vec<String>)> = BTreeSet::new();
    let mut found = Vec::new();
    while let Some((number, given)) = open.pop() {
        if seen.len() >= MOST || !seen.insert((number, given.clone())) {
            continue;
        }
        let recipe = &all.recipes[number];
        let bound = recipe.bound(&given);
        for need in &recipe.needs {
            let args: Vec<String> = need.args.iter().map(|arg| value(arg, &bound)).collect();
            let named = all.of_name(need.name).into_iter();
            open.extend(named.map(|number| (number, args.clone())));
        }
        found.extend(all.run(recipe, &bound));
    }
    found
}

impl<'a> Justfile<'a> {
    fn read(&mut self, file: &'a File) {
        for line in &file.lines {
            let text = line.text.as_str();
            if text.starts_with(char::is_whitespace) {
                if let Some(recipe) = self.recipes.last_mut() {
                    recipe.lines.push(line);
                }
                continue;
            }
            if let Some(rest) = text.strip_prefix("alias ")
                && let Some((name, of)) = rest.split_once(":=")
            {
                self.aliases.push((name.trim(), of.trim()));
            } else if let Some(recipe) = Recipe::read(text) {
                if file.is_main && self.first.is_none() {
                    self.first = Some(self.recipes.len());
                }
                self.recipes.push(recipe);
            } else if let Some((name, value)) = assigned(text) {
                self.variables.extend([name, "=", value, "\n"]);
            }
        }
    }

    /// The recipes of a name, or of the name behind that of a module.
    fn of_name(&self, name: &str) -> Vec<usize> {
        let alias = self.aliases.iter().find(|(alias, _)| *alias == name);
        let name = alias.map_or(name, |(_, of)| of);
        let last = name.rsplit(':').next().unwrap_or_default();
        let numbered = |wanted: &str| -> Vec<usize> {
            let all = self.recipes.iter().enumerate();
            all.filter(|(_, recipe)| recipe.name == wanted)
                .map(|(number, _)| number)
                .collect()
        };
        let exact = numbered(name);
        if exact.is_empty() {
            numbered(last)
        } else {
            exact
        }
    }

    /// The lines of one recipe with its arguments.
    fn run(&self, recipe: &Recipe<'_>, bound: &[(&str, String)]) -> Vec<Word> {
        let lines: Vec<Word> = recipe
            .lines
            .iter()
            .map(|line| Word {
                text: as_shell(&with(&line.text, bound)),
                at: line.at,
            })
            .collect();
        let own = bound
            .iter()
            .map(|(name, value)| format!("{name}={value}\n"));
        let texts = lines.iter().map(|line| format!("{}\n", line.text));
        let all: String = std::iter::once(self.variables.clone())
            .chain(own)
            .chain(texts)
            .collect();
        let variables = ShellVariables::of(&format!("{all}$"));
        let filled = lines.into_iter().flat_map(|line| {
            let texts = variables.filled(&line.text).into_iter();
            texts.map(move |text| Word { text, at: line.at })
        });
        filled.collect()
    }
}

impl<'a> Recipe<'a> {
    /// A line that begins a recipe: `@fetch model dir="models": (prepare dir) other`.
    fn read(text: &'a str) -> Option<Self> {
        let colon = colon(text)?;
        let mut words = split(text[..colon].trim_start_matches('@')).into_iter();
        let name = words.next()?;
        if name.starts_with(['[', '#', '!']) || name == "set" || name == "export" {
            return None;
        }
        let params = words.map(|word| {
            let (name, default) = match word.split_once('=') {
                Some((name, default)) => (name, Some(default)),
                None => (word, None),
            };
            Param {
                name: name.trim_start_matches(['+', '*', '$']),
                default: default.or_else(|| word.starts_with('*').then_some("''")),
                is_rest: word.starts_with(['+', '*']),
            }
        });
        let params = params.collect();
        let needs = split(text[colon + 1..].trim_start_matches(':'));
        let needs = needs
            .into_iter()
            .take_while(|word| !word.starts_with('#'))
            .filter(|word| *word != "&&");
        let needs = needs.filter_map(|word| {
            let inner = word
                .strip_prefix('(')
                .and_then(|word| word.strip_suffix(')'));
            let mut words = split(inner.unwrap_or(word)).into_iter();
            Some(Need {
                name: words.next()?,
                args: words.collect(),
            })
        });
        Some(Self {
            name,
            params,
            needs: needs.collect(),
            lines: Vec::new(),
        })
    }

    /// Its parameters with the values that are known.
    fn bound(&self, given: &[String]) -> Vec<(&'a str, String)> {
        let mut bound: Vec<(&'a str, String)> = Vec::new();
        let mut given = given.iter();
        for param in &self.params {
            let word = if param.is_rest {
                let rest: Vec<&str> = given.by_ref().map(String::as_str).collect();
                (!rest.is_empty()).then(|| rest.join(" "))
            } else {
                given.next().cloned()
            };
            let word = word.or_else(|| Some(value(param.default?, &bound)));
            // What is not known stays a variable.
            bound.extend(
                word.filter(|word| !word.contains("{}"))
                    .map(|word| (param.name, word)),
            );
        }
        bound
    }
}

/// What an expression is: a text between quotes, a parameter, or a variable.
fn value(expression: &str, bound: &[(&str, String)]) -> String {
    let plain = expression.trim();
    for quote in ['\'', '"'] {
        let inner = plain.strip_prefix(quote);
        let inner = inner.and_then(|inner| inner.strip_suffix(quote));
        if let Some(inner) = inner.filter(|inner| !inner.contains(quote)) {
            return inner.to_owned();
        }
    }
    let known = bound.iter().find(|(name, _)| *name == plain);
    known.map_or_else(|| format!("${{{plain}}}"), |(_, value)| value.clone())
}

/// A line with its parameters filled in.
fn with(line: &str, bound: &[(&str, String)]) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("{{") {
        text.push_str(before);
        let Some((inner, behind)) = after.split_once("}}") else {
            rest = &rest[before.len()..];
            break;
        };
        let known = bound.iter().find(|(name, _)| *name == inner.trim());
        match known {
            Some((_, value)) => text.push_str(value),
            None => text.extend(["{{", inner, "}}"]),
        }
        rest = behind;
    }
    text + rest
}

/// Where the colon behind the head of a recipe stands; none in an assignment.
fn colon(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut depth = 0_usize;
    for (at, char) in text.char_indices() {
        match (char, quote) {
            (char, Some(end)) => quote = Some(end).filter(|end| *end != char),
            ('\'' | '"' | '`', None) => quote = Some(char),
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            (':', None) if depth == 0 => {
                return (!text[at + 1..].starts_with('=')).then_some(at);
            }
            _ => {}
        }
    }
    None
}

/// Words, of which one may stand between quotes or brackets.
fn split(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let (mut quote, mut depth, mut start) = (None, 0_usize, None);
    for (at, char) in text.char_indices() {
        if quote.is_none() && depth == 0 && char.is_whitespace() {
            words.extend(start.take().map(|start| &text[start..at]));
            continue;
        }
        start.get_or_insert(at);
        match (char, quote) {
            (char, Some(end)) => quote = Some(end).filter(|end| *end != char),
            ('\'' | '"' | '`', None) => quote = Some(char),
            ('(', None) => depth += 1,
            (')', None) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    words.extend(start.map(|start| &text[start..]));
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::NodeRef;

    fn run(args: &str, text: &str) -> Vec<String> {
        let at = NodeRef { file: 0, ix: 0 };
        let lines = text.lines().filter(|line| !line.is_empty());
        let lines = lines.map(|line| Word {
            text: line.to_owned(),
            at,
        });
        let file = File {
            is_main: true,
            lines: lines.collect(),
        };
        let args: Vec<&str> = args.split_whitespace().collect();
        let lines = lines_of(&args, file);
        lines.into_iter().map(|line| line.text).collect()
    }

    fn lines_of(args: &[&str], file: File) -> Vec<Word> {
        lines(args, &[file])
    }

    #[test]
    fn parameters_are_what_the_line_gives_or_their_defaults() {
        let text = "set shell := ['bash', '-c']\ndefault := 'a/b'\nalias f := fetch\n\n@serve port=\"80 81\": (fetch \"x/y\")\n    run --port {{port}}\n\
                    fetch name=default dir='m': # c/d\n    hf download {{ name }} --local-dir {{dir}}\n\
                    all +names:\n    for n in {{names}}; do hf download $n; done\nfirst $id: other\n    hf download $id\nother:\n    ls\n";
        for (args, expected) in [
            ("fetch", &["hf download a/b --local-dir m"][..]),
            ("f c/d", &["hf download c/d --local-dir m"]),
            ("fetch c/d w", &["hf download c/d --local-dir w"]),
            (
                "fetch c/d w other",
                &["ls", "hf download c/d --local-dir w"],
            ),
            (
                "serve",
                &["run --port 80 81", "hf download x/y --local-dir m"],
            ),
            ("first c/d", &["hf download c/d", "ls"]),
            (
                "default=e/f fetch",
                &[
                    "hf download a/b --local-dir m",
                    "hf download e/f --local-dir m",
                ],
            ),
            ("fetch {} w", &["hf download ${name} --local-dir w"]),
        ] {
            assert_eq!(run(args, text), expected, "{args}");
        }
        let all = run("all c/d e/f", text);
        assert!(
            all.iter().any(|line| line.contains("hf download e/f")),
            "{all:?}"
        );
        assert_eq!(run("", text), run("serve", text));
    }

    #[test]
    fn a_need_hands_on_what_its_recipe_was_given() {
        let text = "models dir='models': (fetch model dir)\nmodel := 'a/b'\nfetch id to:\n    hf download {{id}} --local-dir {{to}}\n";
        assert_eq!(run("models", text), ["hf download a/b --local-dir models"]);
        assert_eq!(run("models w", text), ["hf download a/b --local-dir w"]);
    }
}
