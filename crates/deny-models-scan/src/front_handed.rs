//! What a front end hands to the commands of its program.

use std::collections::BTreeSet;

use super::binding_names::snake;
use super::front_end::FrontEnd;
use super::front_types::{FrontPlace, Spread};
use super::front_wrappers::made;
use super::linked::{Command, CommandUse};

/// What the front end hands to a parameter of a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Handed {
    /// Texts, each with where it is written.
    pub texts: BTreeSet<(String, FrontPlace)>,
    /// Calls that hand over something else, or may.
    pub open: BTreeSet<FrontPlace>,
}

impl FrontEnd {
    /// Finds the names of commands that code is given or names itself.
    pub(super) fn name_commands(&mut self) {
        for wrapper in std::mem::take(&mut self.wrappers) {
            for number in 0..self.files.len() {
                let calls = self.files[number].calls.iter();
                let calls = calls.filter(|(call, _)| call.name == wrapper.name);
                let made = calls.map(|(call, place)| (made(&wrapper, call, place), place.clone()));
                for (made, place) in made.collect::<Vec<_>>() {
                    match made {
                        Some((name, invoke)) => {
                            self.invokes.entry(name).or_default().push((number, invoke));
                        }
                        None => drop(self.any.insert(place)),
                    }
                }
            }
        }
        for (number, name, invoke) in std::mem::take(&mut self.by_name) {
            let names = name.map(|name| self.texts(number, &name));
            let names = names.unwrap_or_default().into_iter().map(|(name, _)| name);
            let mut names: Vec<String> = names.collect();
            if names.is_empty() {
                names.push("{}".to_owned());
            }
            for name in names {
                if name.contains("{}") {
                    self.any.insert(FrontPlace {
                        file: self.files[number].path.clone(),
                        line: invoke.line,
                        column: invoke.column,
                    });
                } else {
                    let of_name = self.invokes.entry(name).or_default();
                    of_name.push((number, invoke.clone()));
                }
            }
        }
    }

    /// What is handed to a parameter of a command; `None` where nothing calls it.
    #[must_use]
    pub fn handed(&self, command: &Command) -> Option<Handed> {
        let parameter = std::iter::once(vec![command.parameter.clone()]);
        let path: Vec<Vec<String>> = parameter.chain(command.fields.iter().cloned()).collect();
        let is_key = |(key, names): (&String, &Vec<String>)| {
            names.iter().any(|name| snake(name) == snake(key))
        };
        let mut handed = Handed {
            open: self.any.clone(),
            ..Handed::default()
        };
        for (number, invoke) in self.invokes.get(&command.name)? {
            let place = FrontPlace {
                file: self.files[*number].path.clone(),
                line: invoke.line,
                column: invoke.column,
            };
            let mut is_there = false;
            for arg in &invoke.args {
                if !arg.path.iter().zip(&path).all(is_key) {
                    continue;
                }
                if arg.spread {
                    let part = arg.value.as_ref();
                    let part = part
                        .map(|value| self.part_of_object(*number, value, &path[arg.path.len()..]));
                    match part.unwrap_or(Spread::Open) {
                        Spread::Text(texts) => handed.texts.extend(texts),
                        Spread::Without => {}
                        Spread::Open => drop(handed.open.insert(place.clone())),
                    }
                    continue;
                }
                is_there = true;
                // A field of what is taken as a whole.
                if arg.path.len() > path.len() {
                    handed.open.insert(place.clone());
                    continue;
                }
                let rest = &path[arg.path.len()..];
                self.loose.set(false);
                let texts = arg
                    .value
                    .as_ref()
                    .map(|value| self.part(*number, value, rest));
                let mut texts = texts.unwrap_or_default();
                if command.use_of == CommandUse::Ollama {
                    texts = self.known_of_ollama(texts);
                }
                if texts.is_empty() || texts.iter().any(|(text, _)| text.contains("{}")) {
                    handed.open.insert(place.clone());
                }
                handed
                    .texts
                    .extend(texts.into_iter().filter(|(text, _)| !text.contains("{}")));
            }
            if !is_there && invoke.open {
                handed.open.insert(place);
            }
        }
        Some(handed)
    }
}
