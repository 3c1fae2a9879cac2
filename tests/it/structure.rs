//! The modules of each crate import in one direction.
//!
//! Every file is a module. What it takes from another is read from its `use` lines and paths; a name that a module only
//! passes on counts for the module that defines it. `#[cfg(test)]` code is left out: a test may look anywhere.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Names from the root of a crate: of a module, or of something in one.
type Name = Vec<String>;

/// The sources of the three crates, from the root of the workspace.
const CRATES: [&str; 3] = [
    "crates/deny-models/src",
    "crates/deny-models-scan/src",
    "src",
];

/// Modules of `deny-models` that import nothing but each other.
const GROUND_FLOOR: [&str; 7] = ["date", "digest", "domain", "lint", "source", "text", "tsv"];

#[test]
fn no_module_imports_itself_through_others() {
    for sources in CRATES {
        let edges = edges(&modules(sources));
        let cycles = cyclic(&edges);
        let shown: Vec<String> = cycles
            .iter()
            .map(|(from, to)| format!("{} -> {}", from.join("::"), to.join("::")))
            .collect();
        assert!(
            cycles.is_empty(),
            "{sources}: these imports lead back to where they start; move what both need below both:\n{}",
            shown.join("\n")
        );
    }
}

#[test]
fn the_ground_floor_imports_nothing_above_it() {
    for (from, to) in edges(&modules(CRATES[0])) {
        let floor = |name: &Name| {
            name.first()
                .is_some_and(|top| GROUND_FLOOR.contains(&top.as_str()))
        };
        assert!(
            !floor(&from) || floor(&to),
            "{} imports {}",
            from.join("::"),
            to.join("::")
        );
    }
}

#[test]
fn cycles_are_found() {
    let of = |files: &[(&str, &str)]| {
        let files = files.iter().map(|(name, text)| {
            let name = name.split("::").filter(|part| !part.is_empty());
            (name.map(str::to_owned).collect(), (*text).to_owned())
        });
        cyclic(&edges(&files.collect())).len()
    };
    let none = [
        ("", "mod a; mod b; pub use a::A;"),
        ("a", "use crate::b::B; pub struct A(B);"),
        (
            "b",
            "pub struct B; #[cfg(test)] mod tests { use crate::a::A; }",
        ),
    ];
    assert_eq!(of(&none), 0);
    let by_use = [
        ("", "mod a; mod b;"),
        ("a", "use super::b::{self, B};"),
        ("b", "use crate::a;"),
    ];
    assert_eq!(of(&by_use), 2);
    let by_path = [
        ("", "mod a; mod b;"),
        ("a", "fn f() { super::b::g() }"),
        ("b", "fn g() { crate::a::f() }"),
    ];
    assert_eq!(of(&by_path), 2);
    let through_a_parent = [
        ("", "mod p; mod q;"),
        ("p", "mod child; pub use child::C;"),
        ("p::child", "use crate::q::Q; pub struct C;"),
        ("q", "use crate::p::C; pub struct Q;"),
    ];
    assert_eq!(of(&through_a_parent), 2);
    let with_the_parent = [
        ("", "mod p;"),
        ("p", "mod child; use child::C; pub struct P(C);"),
        ("p::child", "use super::P; pub struct C;"),
    ];
    assert_eq!(of(&with_the_parent), 2);
}

/// The modules below a directory, each with its text.
fn modules(sources: &str) -> BTreeMap<Name, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(sources);
    let mut found = BTreeMap::new();
    let mut open = vec![root.clone()];
    while let Some(directory) = open.pop() {
        for entry in fs::read_dir(directory).expect("the sources") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            if path.extension().is_none_or(|extension| extension != "rs") {
                continue;
            }
            let inside = path.strip_prefix(&root).expect("inside").with_extension("");
            let mut name: Name = inside
                .components()
                .map(|part| part.as_os_str().to_string_lossy().into_owned())
                .collect();
            if name.last().is_some_and(|last| last == "mod") || name == ["lib"] {
                name.pop();
            }
            // The program only calls the library; files of tests are no part of it.
            if name != ["main"] && name.last().is_none_or(|last| last != "tests") {
                found.insert(name, fs::read_to_string(&path).expect("a source"));
            }
        }
    }
    assert!(found.len() > 10, "{sources} has modules");
    found
}

/// Which module takes something from which other.
fn edges(modules: &BTreeMap<Name, String>) -> BTreeSet<(Name, Name)> {
    let mut taken: BTreeMap<&Name, Vec<Name>> = BTreeMap::new();
    let mut given: BTreeMap<(&Name, String), Name> = BTreeMap::new();
    for (module, text) in modules {
        let tokens: TokenStream = text.parse().expect("Rust");
        let mut paths = Paths::default();
        paths.read(tokens);
        for (path, alias) in paths.imported {
            if let Some(name) = absolute(module, &path, modules) {
                given.insert((module, alias), name.clone());
                taken.entry(module).or_default().push(name);
            }
        }
        let named = paths.named.iter();
        let named = named.filter_map(|path| absolute(module, path, modules));
        taken.entry(module).or_default().extend(named);
    }
    let mut edges = BTreeSet::new();
    for (module, names) in &taken {
        for name in names {
            let target = defining(name, modules, &given);
            if target != **module {
                edges.insert(((*module).clone(), target));
            }
        }
    }
    edges
}

/// The module that defines a name, past those that pass it on.
fn defining(
    name: &Name,
    modules: &BTreeMap<Name, String>,
    given: &BTreeMap<(&Name, String), Name>,
) -> Name {
    let mut name = name.clone();
    // No name is passed on more often than this.
    for _ in 0..10 {
        let length = (0..=name.len())
            .rev()
            .find(|length| modules.contains_key(&name[..*length]))
            .unwrap_or(0);
        let (module, rest) = name.split_at(length);
        let next = rest.first().and_then(|first| {
            let (key, _) = modules.get_key_value(module)?;
            given.get(&(key, first.clone()))
        });
        match next {
            Some(next) if *next != name => {
                name = next.iter().chain(&rest[1..]).cloned().collect();
            }
            _ => return module.to_vec(),
        }
    }
    name
}

/// A path as names from the root of the crate; `None` for one into another crate or to something local.
fn absolute(module: &Name, path: &[String], modules: &BTreeMap<Name, String>) -> Option<Name> {
    let mut base = module.clone();
    let mut rest = path;
    match path.first()?.as_str() {
        "crate" => {
            base.clear();
            rest = &path[1..];
        }
        "self" => rest = &path[1..],
        "super" => {
            while rest.first().is_some_and(|first| first == "super") {
                base.pop()?;
                rest = &rest[1..];
            }
        }
        first => {
            let child: Name = base.iter().cloned().chain([first.to_owned()]).collect();
            modules.contains_key(&child).then_some(())?;
        }
    }
    base.extend(rest.iter().cloned());
    Some(base)
}

/// The edges that lie on a cycle: those whose end leads back to their start.
fn cyclic(edges: &BTreeSet<(Name, Name)>) -> BTreeSet<(Name, Name)> {
    let mut next: BTreeMap<&Name, Vec<&Name>> = BTreeMap::new();
    for (from, to) in edges {
        next.entry(from).or_default().push(to);
    }
    let reaches = |from: &Name, target: &Name| {
        let mut seen = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(module) = open.pop() {
            let fresh = next.get(module).into_iter().flatten();
            open.extend(fresh.filter(|module| seen.insert(**module)));
        }
        seen.contains(target)
    };
    let on_cycle = edges.iter().filter(|(from, to)| reaches(to, from));
    on_cycle.cloned().collect()
}

/// The paths of a file.
#[derive(Default)]
struct Paths {
    /// What `use` lines import, each with the name it has here.
    imported: Vec<(Name, String)>,
    /// Paths in code.
    named: Vec<Name>,
}

impl Paths {
    fn read(&mut self, tokens: TokenStream) {
        let mut tokens: &[TokenTree] = &tokens.into_iter().collect::<Vec<_>>();
        while let Some((first, rest)) = tokens.split_first() {
            tokens = rest;
            match first {
                TokenTree::Punct(punct) if punct.as_char() == '#' && is_test(rest) => {
                    let end = rest.iter().skip(1).position(ends_item);
                    tokens = end.map_or(&[], |end| &rest[end + 2..]);
                }
                TokenTree::Ident(word) if word == "use" => {
                    let end = rest.iter().position(|token| is_punct(token, ';'));
                    let (tree, after) = rest.split_at(end.unwrap_or(rest.len()));
                    self.import(&Vec::new(), tree);
                    tokens = after;
                }
                TokenTree::Ident(_) => {
                    let (path, after) = path(first, rest);
                    if path.len() > 1 {
                        self.named.push(path);
                    }
                    tokens = after;
                }
                TokenTree::Group(group) => self.read(group.stream()),
                _ => {}
            }
        }
    }

    /// One tree of a `use` line behind a prefix.
    fn import(&mut self, prefix: &Name, tree: &[TokenTree]) {
        for part in tree.split(|token| is_punct(token, ',')) {
            let Some((first, rest)) = part.split_first() else {
                continue;
            };
            if let TokenTree::Group(group) = first {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                self.import(prefix, &inner);
                continue;
            }
            let (path, after) = path(first, rest);
            let mut name: Name = prefix.iter().cloned().chain(path).collect();
            let group = after.iter().find_map(|token| match token {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => Some(group),
                _ => None,
            });
            if let Some(group) = group {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                self.import(&name, &inner);
                continue;
            }
            if name.last().is_some_and(|last| last == "self") {
                name.pop();
            }
            let alias = match after {
                [TokenTree::Ident(word), alias] if word == "as" => alias.to_string(),
                _ => name.last().cloned().unwrap_or_default(),
            };
            self.imported.push((name, alias));
        }
    }
}

/// The longest path that starts with `first`, and what follows it.
fn path<'a>(first: &TokenTree, mut rest: &'a [TokenTree]) -> (Name, &'a [TokenTree]) {
    let mut path = vec![first.to_string()];
    while let [colon, second, TokenTree::Ident(word), after @ ..] = rest
        && is_punct(colon, ':')
        && is_punct(second, ':')
    {
        path.push(word.to_string());
        rest = after;
    }
    (path, rest)
}

fn is_punct(token: &TokenTree, expected: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == expected)
}

/// Whether what follows a `#` is `[cfg(test)]`.
fn is_test(rest: &[TokenTree]) -> bool {
    matches!(rest.first(), Some(TokenTree::Group(group)) if group.stream().to_string().replace(' ', "") == "cfg(test)")
}

fn ends_item(token: &TokenTree) -> bool {
    is_punct(token, ';')
        || matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Brace)
}
