//! What is taken where a lookup finds nothing, an option holds nothing, or a value is of another variant: each program
//! fails for the model, and its twin, one token away, does not.

use crate::reach_ways::{Way, judge};

/// What stands in for nothing counts, unless there is something for certain.
const NOTHING: &[Way] = &[
    Way {
        name: "lookup-by-what-is-not-known",
        feature: "",
        depot: r#"const ALL: &[(&str, &str)] = &[("small", "@G"), ("tiny", "@G")];
         pub fn load(name: &str) { base::load(ALL.iter().find(|(known, _)| *known == name).map(|(_, id)| *id).unwrap_or("⟦@B¦@G⟧")); }"#,
        shop: "fn main() { depot::load(&std::env::args().nth(1).unwrap()); }",
    },
    Way {
        name: "lookup-of-what-is-not-there",
        feature: "",
        depot: r#"const ALL: &[(&str, &str)] = &[("small", "@G"), ("tiny", "@G")];
         pub fn load(name: &str) { base::load(ALL.iter().find(|(known, _)| *known == name).map(|(_, id)| *id).unwrap_or("@B")); }"#,
        shop: r#"fn main() { depot::load("⟦large¦small⟧"); }"#,
    },
    Way {
        name: "lookup-that-is-matched",
        feature: "",
        depot: r#"const ALL: &[(&str, &str)] = &[("small", "@G"), ("tiny", "@G")];
         pub fn load(name: &str) { let id = match ALL.iter().find(|(known, _)| *known == name) { Some((_, id)) => id, None => "⟦@B¦@G⟧" }; base::load(id); }"#,
        shop: r#"fn main() { depot::load("large"); }"#,
    },
    Way {
        name: "lookup-behind-if-let",
        feature: "",
        depot: r#"use std::collections::HashMap;
         pub fn load(name: &str) { let all = HashMap::from([("small", "@G")]); let id = if let Some(id) = all.get(name) { id } else { "⟦@B¦@G⟧" }; base::load(id); }"#,
        shop: r#"fn main() { depot::load("large"); }"#,
    },
    Way {
        name: "element-by-number",
        feature: "",
        depot: r#"pub fn load(number: usize) { base::load(["@G", "@G"].get(number).copied().unwrap_or("⟦@B¦@G⟧")); }"#,
        shop: "fn main() { depot::load(std::env::args().count()); }",
    },
    Way {
        name: "filtered",
        feature: "",
        depot: r#"pub fn load(long: bool) { base::load(Some("@G").filter(|_| long).unwrap_or("⟦@B¦@G⟧")); }"#,
        shop: "fn main() { depot::load(std::env::args().count() > 1); }",
    },
    Way {
        name: "only-if",
        feature: "",
        depot: r#"pub fn load(long: usize) { base::load((long > 3).then_some("@G").unwrap_or("⟦@B¦@G⟧")); }"#,
        shop: "fn main() { depot::load(std::env::args().count()); }",
    },
    Way {
        name: "after-what-may-fail",
        feature: "",
        depot: r#"pub fn load(path: &str) { base::load(std::fs::read_to_string(path).map(|_| "@G").unwrap_or("⟦@B¦@G⟧")); }"#,
        shop: r#"fn main() { depot::load("settings"); }"#,
    },
    Way {
        name: "function-that-may-end-early",
        feature: "",
        depot: r#"fn known() -> Option<&'static str> { let _ = std::env::var("SMALL").ok()?; Some("@G") }
         pub fn load() { base::load(known().unwrap_or("⟦@B¦@G⟧")); }"#,
        shop: "fn main() { depot::load(); }",
    },
    Way {
        name: "text-without-its-prefix",
        feature: "",
        depot: r#"pub fn load(prefix: &str) { base::load("@G".strip_prefix(prefix).unwrap_or("⟦@B¦@G⟧")); }"#,
        shop: r#"fn main() { depot::load("hf:"); }"#,
    },
    Way {
        name: "map-or",
        feature: "",
        depot: r#"pub fn load(id: Option<&str>) { base::load(id.map_or("@B", |id| id)); }"#,
        shop: r#"fn main() { depot::load(⟦None¦Some("@G")⟧); }"#,
    },
    Way {
        name: "option-that-a-builder-sets",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Builder { id: Option<String>, pub size: u32 }
         impl Builder {
             pub fn new() -> Self { Self::default() }
             pub fn size(mut self, size: u32) -> Self { self.size = size; self }
             pub fn model(mut self, id: impl Into<String>) -> Self { self.id = Some(id.into()); self }
             pub fn load(self) { let id = if let Some(id) = self.id { id } else { "@B".to_owned() }; base::load(&id); }
         }"#,
        shop: r#"fn main() { depot::Builder::new().⟦size(3)¦model("@G")⟧.load(); }"#,
    },
    Way {
        name: "option-that-is-none-by-default",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Settings { size: Option<u32> }
         impl Settings {
             pub fn size(mut self) -> Self { self.size = Some(1); self }
             pub fn load(&self) { base::load(match self.size { Some(_) => "@G", None => "⟦@B¦@G⟧" }); }
         }"#,
        shop: "fn main() { if std::env::args().count() > 1 { depot::Settings::default().size().load(); } depot::Settings::default().load(); }",
    },
];

/// Code for another variant does not run, in each way a variant is asked for.
const VARIANTS: &[Way] = &[
    Way {
        name: "if-let",
        feature: "",
        depot: r#"pub enum Size { Large, Middle, Small }
         pub fn load(size: Size) { let id = if let Size::Large | Size::Middle = size { "@B" } else { "@G" }; base::load(id); }"#,
        shop: "fn main() { depot::load(depot::Size::⟦Middle¦Small⟧); }",
    },
    Way {
        name: "if-let-that-returns",
        feature: "",
        depot: r#"pub enum Size { Large, Small }
         pub fn load(size: Size) { if let Size::Large = size { base::load("@B"); return; } base::load("@G"); }"#,
        shop: "fn main() { depot::load(depot::Size::⟦Large¦Small⟧); }",
    },
    Way {
        name: "variant-that-holds-something",
        feature: "",
        depot: r#"pub enum Size { Large(u32), Small { id: String } }
         pub fn load(size: Size) { if let Size::Small { id } = size { base::load(&id); } else { base::load("@B"); } }"#,
        shop: r#"fn main() { depot::load(depot::Size::⟦Large(1)¦Small { id: "@G".to_owned() }⟧); }"#,
    },
    Way {
        name: "let-else",
        feature: "",
        depot: r#"pub enum Size { Large, Small }
         pub fn load(size: Size) { let Size::Small = size else { base::load("@B"); return }; base::load("@G"); }"#,
        shop: "fn main() { depot::load(depot::Size::⟦Large¦Small⟧); }",
    },
    Way {
        name: "matches",
        feature: "",
        depot: r#"#[derive(Clone, Copy)] pub enum Size { Large, Small }
         pub fn load(size: Size) { let id = if matches!(size, Size::Large) { "@B" } else { "@G" }; base::load(id); }"#,
        shop: "fn main() { depot::load(depot::Size::⟦Large¦Small⟧); }",
    },
    Way {
        name: "matches-with-a-guard",
        feature: "",
        depot: r#"#[derive(Clone, Copy)] pub enum Size { Large(u32), Small }
         pub fn load(size: Size) { let id = if matches!(size, Size::Large(of) if of > 3) { "@G" } else { "⟦@B¦@G⟧" }; base::load(id); }"#,
        shop: "fn main() { depot::load(depot::Size::Large(1)); let _ = depot::Size::Small; }",
    },
    Way {
        name: "is-none",
        feature: "",
        depot: r#"pub fn load(id: Option<&str>) { let id = if id.is_none() { "@B" } else { id.unwrap() }; base::load(id); }"#,
        shop: r#"fn main() { depot::load(⟦None¦Some("@G")⟧); }"#,
    },
    Way {
        name: "is-some",
        feature: "",
        depot: r#"pub fn load(id: Option<&str>) { if id.is_some() { base::load(id.unwrap()); } else { base::load("@B"); } }"#,
        shop: r#"fn main() { depot::load(⟦None¦Some("@G")⟧); }"#,
    },
    Way {
        name: "flag-behind-a-question-mark",
        feature: "",
        depot: r#"fn large() -> Result<bool, ()> { Ok(true) }
         pub fn load() -> Result<(), ()> { if large()? { base::load("⟦@B¦@G⟧"); } else { base::load("@G"); } Ok(()) }"#,
        shop: "fn main() { depot::load().unwrap(); }",
    },
];

/// What a derived default gives is a value like others.
const DEFAULTS: &[Way] = &[
    Way {
        name: "variant-by-default",
        feature: "",
        depot: r#"#[derive(Default, Clone, Copy, PartialEq)] pub enum Size { #[default] Large, Small }
         #[derive(Default)] pub struct Settings { size: Size }
         impl Settings {
             pub fn small(mut self) -> Self { self.size = Size::Small; self }
             pub fn load(&self) { let id = if self.size == Size::Large { "⟦@B¦@G⟧" } else { "@G" }; base::load(id); }
         }"#,
        shop: "fn main() { if std::env::args().count() > 1 { depot::Settings::default().small().load(); } depot::Settings::default().load(); }",
    },
    Way {
        name: "number-by-default",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Settings { size: u32 }
         impl Settings {
             pub fn small(mut self) -> Self { self.size = 1; self }
             pub fn load(&self) { let id = if self.size == 0 { "⟦@B¦@G⟧" } else { "@G" }; base::load(id); }
         }"#,
        shop: "fn main() { if std::env::args().count() > 1 { depot::Settings::default().small().load(); } depot::Settings::default().load(); }",
    },
    Way {
        name: "text-by-default",
        feature: "",
        depot: r#"#[derive(Default)] pub struct Settings { size: String }
         impl Settings {
             pub fn small(mut self) -> Self { self.size = "small".into(); self }
             pub fn load(&self) { let id = if self.size == "" { "⟦@B¦@G⟧" } else { "@G" }; base::load(id); }
         }"#,
        shop: "fn main() { if std::env::args().count() > 1 { depot::Settings::default().small().load(); } depot::Settings::default().load(); }",
    },
];

/// What a function may end with early, and what is taken out of a place, leaves nothing there.
const LEFT: &[Way] = &[
    Way {
        name: "question-mark-in-a-function",
        feature: "",
        depot: r#"fn known() -> Option<&'static str> { let _ = std::env::var("SMALL").ok()?; Some("@G") }
         pub fn load() { if let Some(id) = known() { base::load(id); } else { base::load("⟦@B¦@G⟧"); } }"#,
        shop: "fn main() { depot::load(); }",
    },
    Way {
        name: "macro-that-returns",
        feature: "",
        depot: r#"macro_rules! refuse { ($why:literal) => { return Err($why.to_string()) } }
         fn known(count: usize) -> Result<&'static str, String> { if count > 3 { refuse!("many"); } Ok("@G") }
         pub fn load(count: usize) { if let Ok(id) = known(count) { base::load(id); } else { base::load("⟦@B¦@G⟧"); } }"#,
        shop: "fn main() { depot::load(std::env::args().count()); }",
    },
    Way {
        name: "macro-of-another-crate-that-returns",
        feature: "",
        depot: r#"fn known(count: usize) -> Result<&'static str, String> { checks::ensure!(count > 3, "few"); Ok("@G") }
         pub fn load(count: usize) { base::load(known(count).unwrap_or("⟦@B¦@G⟧")); }"#,
        shop: "fn main() { depot::load(std::env::args().count()); }",
    },
    Way {
        name: "field-that-is-taken",
        feature: "",
        depot: r#"pub struct Loader { id: Option<String> }
         impl Loader {
             pub fn new() -> Self { Self { id: Some("@G".to_owned()) } }
             pub fn load(&mut self) { let first = self.id.take(); println!("{first:?}"); if self.id.is_none() { base::load("⟦@B¦@G⟧"); } }
         }"#,
        shop: "fn main() { depot::Loader::new().load(); }",
    },
    Way {
        name: "field-that-is-taken-and-asked-for",
        feature: "",
        depot: r#"pub struct Loader { id: Option<String> }
         impl Loader {
             pub fn new() -> Self { Self { id: Some("@G".to_owned()) } }
             pub fn load(&mut self) { let _first = std::mem::take(&mut self.id); base::load(&self.id.clone().unwrap_or("⟦@B¦@G⟧".to_owned())); }
         }"#,
        shop: "fn main() { depot::Loader::new().load(); }",
    },
    Way {
        name: "variable-that-is-taken",
        feature: "",
        depot: r#"pub fn load(mut id: Option<&str>) { if let Some(first) = id.take() { base::load(first); } if id.is_none() { base::load("⟦@B¦@G⟧"); } }"#,
        shop: r#"fn main() { depot::load(Some("@G")); }"#,
    },
];

#[test]
fn what_stands_in_for_nothing_counts() {
    judge(NOTHING, "base");
}

#[test]
fn code_for_another_variant_does_not_run() {
    judge(VARIANTS, "base");
}

#[test]
fn what_a_derived_default_gives_is_a_value() {
    judge(DEFAULTS, "base");
}

#[test]
fn what_is_taken_or_ends_early_leaves_nothing() {
    judge(LEFT, "base");
}
