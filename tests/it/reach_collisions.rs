//! Names of the standard library that a program has for something else too: a text is changed by a method of the standard
//! library, and nothing says of which type it is, while a function, a method or a trait of the program has the same name.
//! What cannot be followed is open.

use crate::reach_ways::{Way, never_silent};

/// What is called on the text, and the name and the further parameters of what the program has besides.
const CALLED: &[(&str, &str, &str)] = &[
    ("id.trim()", "trim", ""),
    ("id.trim_end()", "trim_end", ""),
    ("id.trim_matches('\"')", "trim_matches", ", _: char"),
    ("&id.to_string()", "to_string", ""),
    ("&id.trim().to_string()", "trim", ""),
    ("&id.trim().to_owned()", "to_owned", ""),
    ("&id.to_owned()", "to_owned", ""),
    ("id.clone()", "clone", ""),
    ("id.as_ref()", "as_ref", ""),
    ("&Into::<String>::into(id)", "into", ""),
    ("id.split(' ').next().unwrap()", "split", ", _: char"),
    ("id.split(' ').next().unwrap()", "next", ""),
    ("id.split(' ').next().unwrap()", "unwrap", ""),
    ("id.lines().next().unwrap()", "lines", ""),
    ("id.lines().last().unwrap_or(id)", "last", ""),
    ("&id.replace(' ', \"\")", "replace", ", _: char, _: &str"),
    ("&id.chars().collect::<String>()", "chars", ""),
    ("&id.chars().collect::<String>()", "collect", ""),
    ("&id.parse::<String>().unwrap()", "parse", ""),
    (
        "id.strip_prefix('@').unwrap_or(id)",
        "strip_prefix",
        ", _: char",
    ),
    (
        "id.strip_prefix('@').unwrap_or(id)",
        "unwrap_or",
        ", _: &str",
    ),
    (
        "id.split_whitespace().next().unwrap_or_default()",
        "unwrap_or_default",
        "",
    ),
    ("&format!(\"{id}\").trim().to_string()", "to_string", ""),
    ("id.split(' ').nth(0).unwrap()", "nth", ", _: usize"),
    ("id.split(' ').rev().next().unwrap()", "rev", ""),
    (
        "id.split(' ').skip(0).next().unwrap()",
        "skip",
        ", _: usize",
    ),
    ("id.split(' ').max().unwrap()", "max", ""),
    ("id.split(' ').min().unwrap()", "min", ""),
    (
        "id.split(' ').find(|it| !it.is_empty()).unwrap()",
        "find",
        ", _: F",
    ),
    (
        "id.split(' ').filter(|it| !it.is_empty()).last().unwrap()",
        "filter",
        ", _: F",
    ),
    (
        "id.split(' ').map(|it| it).last().unwrap()",
        "map",
        ", _: F",
    ),
    ("id.split(' ').collect::<Vec<_>>()[0]", "collect", ""),
    (
        "&id.split(' ').collect::<Vec<_>>().join(\"\")",
        "join",
        ", _: &str",
    ),
    ("&id.split(' ').collect::<Vec<_>>().concat()", "concat", ""),
    (
        "id.split(' ').collect::<Vec<_>>().first().copied().unwrap()",
        "copied",
        "",
    ),
    (
        "id.split(' ').collect::<Vec<_>>().iter().next().unwrap()",
        "iter",
        "",
    ),
    (
        "id.split(' ').collect::<Vec<_>>().into_iter().next().unwrap()",
        "into_iter",
        "",
    ),
    (
        "id.split(' ').next().or(Some(id)).unwrap()",
        "or",
        ", _: Option<&str>",
    ),
    (
        "id.split(' ').next().or_else(|| Some(id)).unwrap()",
        "or_else",
        ", _: F",
    ),
    (
        "id.split(' ').next().and_then(|it| Some(it)).unwrap()",
        "and_then",
        ", _: F",
    ),
    (
        "id.split(' ').next().unwrap_or_else(|| id)",
        "unwrap_or_else",
        ", _: F",
    ),
    (
        "id.split(' ').next().map_or(id, |it| it)",
        "map_or",
        ", _: &str, _: F",
    ),
    ("id.split(' ').next().ok_or(0).ok()?", "ok_or", ", _: u8"),
    ("id.split(' ').next().ok_or(0).ok()?", "ok", ""),
    (
        "id.split(' ').next().expect(\"one\")",
        "expect",
        ", _: &str",
    ),
    (
        "id.split(' ').next().filter(|it| !it.is_empty())?",
        "filter",
        ", _: F",
    ),
    ("id.rsplit(';').next()?", "rsplit", ", _: char"),
    ("id.splitn(2, ';').next()?", "splitn", ", _: usize, _: char"),
    (
        "id.split_once(';').map(|(id, _)| id).unwrap_or(id)",
        "split_once",
        ", _: char",
    ),
    (
        "id.rsplit_once(';').map_or(id, |(id, _)| id)",
        "rsplit_once",
        ", _: char",
    ),
    ("id.get(..)?", "get", ", _: std::ops::RangeFull"),
    (
        "&id.to_string().into_bytes().into_iter().map(char::from).collect::<String>()",
        "into_bytes",
        "",
    ),
    ("std::str::from_utf8(id.as_bytes()).ok()?", "as_bytes", ""),
    ("&*id.to_string().leak()", "leak", ""),
    ("&id.repeat(1)", "repeat", ", _: usize"),
    (
        "&std::iter::once(id).chain(None).collect::<String>()",
        "chain",
        ", _: Option<&str>",
    ),
    (
        "[id].into_iter().fold(\"\", |_, it| it)",
        "fold",
        ", _: &str, _: F",
    ),
    ("[id].into_iter().reduce(|_, it| it)?", "reduce", ", _: F"),
    (
        "[id].into_iter().min_by_key(|it| it.len())?",
        "min_by_key",
        ", _: F",
    ),
    (
        "[id].into_iter().zip([1]).next().map(|(id, _)| id)?",
        "zip",
        ", _: [u8; 1]",
    ),
    (
        "[id].into_iter().enumerate().next().map(|(_, id)| id)?",
        "enumerate",
        "",
    ),
    (
        "&id.trim().to_string().into_boxed_str()",
        "into_boxed_str",
        "",
    ),
    (
        "id.split(' ').skip_while(|it| it.is_empty()).next()?",
        "skip_while",
        ", _: F",
    ),
    (
        "id.split(' ').take_while(|it| !it.is_empty()).last()?",
        "take_while",
        ", _: F",
    ),
    ("id.split(' ').step_by(1).next()?", "step_by", ", _: usize"),
    ("id.split(' ').inspect(|_| ()).next()?", "inspect", ", _: F"),
    ("id.split(' ').peekable().peek().copied()?", "peek", ""),
    ("id.split(' ').peekable().next()?", "peekable", ""),
    (
        "id.split(' ').rfind(|it| !it.is_empty())?",
        "rfind",
        ", _: F",
    ),
    ("id.split(' ').next_back()?", "next_back", ""),
    (
        "id.split(' ').collect::<Vec<_>>().swap_remove(0)",
        "swap_remove",
        ", _: usize",
    ),
    ("id.split(' ').collect::<Vec<_>>().pop()?", "pop", ""),
    (
        "id.split(' ').collect::<Vec<_>>().remove(0)",
        "remove",
        ", _: usize",
    ),
    ("id.split_at(0).1", "split_at", ", _: usize"),
    (
        "id.split_terminator(';').next()?",
        "split_terminator",
        ", _: char",
    ),
    (
        "id.rsplitn(1, ';').next()?",
        "rsplitn",
        ", _: usize, _: char",
    ),
    (
        "id.split_inclusive(';').next()?",
        "split_inclusive",
        ", _: char",
    ),
    (
        "id.trim_start_matches('@')",
        "trim_start_matches",
        ", _: char",
    ),
    (
        "id.strip_suffix(';').unwrap_or(id)",
        "strip_suffix",
        ", _: char",
    ),
    (
        "&id.replacen('@', \"\", 1)",
        "replacen",
        ", _: char, _: &str, _: usize",
    ),
    ("&*Box::<str>::from(id).into_string()", "into_string", ""),
    ("Some(id).as_deref()?", "as_deref", ""),
    ("Some(id).iter().next()?", "iter", ""),
    ("Some(id).take()?", "take", ""),
    ("Some(id).replace(id)?", "replace", ", _: &str"),
    ("Some(id).zip(Some(1))?.0", "zip", ", _: Option<&str>"),
    (
        "Ok::<_, u8>(id).unwrap_or_else(|_| id)",
        "unwrap_or_else",
        ", _: F",
    ),
    ("Ok::<_, u8>(id).map_err(|_| 1).ok()?", "map_err", ", _: F"),
    ("std::path::Path::new(id).to_str()?", "to_str", ""),
    (
        "&std::path::Path::new(id).display().to_string()",
        "display",
        "",
    ),
    (
        "&std::path::Path::new(id).to_string_lossy()",
        "to_string_lossy",
        "",
    ),
    (
        "&std::borrow::Cow::Borrowed(id).into_owned()",
        "into_owned",
        "",
    ),
    ("&std::cell::RefCell::new(id).borrow()", "borrow", ""),
    ("std::cell::Cell::new(id).get()", "get", ""),
    (
        "std::sync::Mutex::new(id).lock().unwrap().as_ref()",
        "lock",
        "",
    ),
    ("&String::from_utf8_lossy(id.as_bytes())", "as_bytes", ""),
    (
        "id.is_empty().then_some(id).unwrap_or(id)",
        "then_some",
        ", _: &str",
    ),
    ("id.contains('/').then(|| id)?", "then", ", _: F"),
];

/// The programs for one kind of thing with the name. It gives another model, and it is used.
fn ways(kind: &str, of_name: impl Fn(&str, &str) -> String) -> Vec<Way> {
    let way = |(number, (call, name, more)): (usize, &(&str, &str, &str))| {
        let depot = format!(
            "pub struct Expr(u8);
             impl std::fmt::Display for Expr {{
                 fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {{ f.write_str(\"@G\") }}
             }}
             {}
             fn halves(text: &str) -> Option<(&str, &str)> {{ text.split_once('=') }}
             pub fn open(text: &str) -> Option<()> {{
                 let (_, id) = halves(text)?;
                 base::load({call});
                 Some(())
             }}",
            of_name(name, more)
        );
        let name = format!("{kind}-{number}-{}", name.replace('_', "-"));
        Way {
            name: name.leak(),
            feature: "",
            depot: depot.leak(),
            shop: "fn main() { depot::open(\"id=⟦@B¦@G⟧\"); depot::show(); }",
        }
    };
    CALLED.iter().enumerate().map(way).collect()
}

/// Arguments for the further parameters.
fn given(more: &str) -> String {
    let of = |kind: &str| match kind {
        "char" => "' '",
        "&str" => "\"\"",
        "usize" | "u8" => "0",
        "Option<&str>" => "None",
        "std::ops::RangeFull" => "..",
        "[u8; 1]" => "[1]",
        "F" => "|of: &str| of",
        other => panic!("no argument for {other}"),
    };
    let kinds = more.split(", _: ").skip(1);
    kinds.flat_map(|kind| [", ", of(kind)]).collect()
}

/// Type parameters for them.
fn generic(more: &str) -> &'static str {
    if more.ends_with('F') { "<F>" } else { "" }
}

#[test]
fn a_function_with_the_name_is_no_method() {
    let free = |name: &str, more: &str| {
        let (given, generic) = (given(more), generic(more));
        format!(
            "pub fn {name}{generic}(of: Expr{more}) -> Expr {{ of }}
             pub fn show() {{ println!(\"{{}}\", {name}(Expr(0){given})); }}"
        )
    };
    never_silent(&ways("function", free), "base");
}

#[test]
fn a_method_of_another_type_is_not_called() {
    let own = |name: &str, more: &str| {
        let given = given(more);
        let (given, generic) = (given.trim_start_matches(", "), generic(more));
        format!(
            "impl Expr {{ pub fn {name}{generic}(&self{more}) -> &'static str {{ \"@G\" }} }}
             pub fn show() {{ println!(\"{{}}\", Expr(0).{name}({given})); }}"
        )
    };
    never_silent(&ways("method", own), "base");
}

#[test]
fn a_method_that_changes_another_type_is_not_called() {
    let own = |name: &str, more: &str| {
        let given = given(more);
        let (given, generic) = (given.trim_start_matches(", "), generic(more));
        format!(
            "impl Expr {{ pub fn {name}{generic}(&mut self{more}) -> Expr {{ self.0 += 1; Expr(self.0) }} }}
             pub fn show() {{ println!(\"{{}}\", Expr(0).{name}({given})); }}"
        )
    };
    never_silent(&ways("change", own), "base");
}

#[test]
fn a_trait_with_the_name_is_of_other_types() {
    let own = |name: &str, more: &str| {
        let given = given(more);
        let (given, generic) = (given.trim_start_matches(", "), generic(more));
        format!(
            "pub trait Named {{ fn {name}{generic}(&self{more}) -> String; }}
             impl Named for Expr {{ fn {name}{generic}(&self{more}) -> String {{ \"@G\".to_string() }} }}
             pub fn show() {{ println!(\"{{}}\", Expr(0).{name}({given})); }}"
        )
    };
    never_silent(&ways("trait", own), "base");
}
