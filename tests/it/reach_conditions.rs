//! Conditions on statements, arms and values, and items that macros make: each program fails for the model, and its twin,
//! one token away, does not.

use crate::reach::write_clients;
use crate::reach_ways::{Way, judge};
use crate::support::Project;

/// A feature of the library decides.
const CONDITIONS: &[Way] = &[
    Way {
        name: "cfg-tail-blocks",
        feature: "⟦one¦two⟧",
        depot: "pub fn id() -> &'static str { #[cfg(feature = \"one\")] { \"@B\" }
         #[cfg(not(feature = \"one\"))] { \"@G\" } }",
        shop: "fn main() { base::load(depot::id()); }",
    },
    Way {
        name: "cfg-tail-blocks2",
        feature: "⟦one¦two⟧",
        depot: "pub fn id() -> &'static str { #[cfg(not(feature = \"one\"))] { \"@G\" }
         #[cfg(feature = \"one\")] { \"@B\" } }",
        shop: "fn main() { base::load(depot::id()); }",
    },
    Way {
        name: "cfg-return",
        feature: "⟦one¦two⟧",
        depot: "pub fn id() -> &'static str { #[cfg(feature = \"one\")] return \"@B\"; #[cfg(not(feature = \"one\"))] return \"@G\"; }",
        shop: "fn main() { base::load(depot::id()); }",
    },
    Way {
        name: "cfg-call",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { #[cfg(feature = \"one\")] base::load(\"@B\"); base::load(\"@G\"); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-try-call",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() -> Option<()> { #[cfg(feature = \"one\")] base::load(\"@B\").to_str()?; base::load(\"@G\"); None }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-assign",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { let mut id = \"@G\"; #[cfg(feature = \"one\")] { id = \"@B\"; } base::load(id); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-assign-plain",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { let mut id = \"@G\"; #[cfg(feature = \"one\")] id = \"@B\"; base::load(id); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-let",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { #[cfg(feature = \"one\")] let id = \"@B\"; #[cfg(not(feature = \"one\"))] let id = \"@G\"; base::load(id); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-if",
        feature: "⟦one¦two⟧",
        depot: "pub fn go(a: bool) { #[cfg(feature = \"one\")] if a { base::load(\"@B\"); } base::load(\"@G\"); }",
        shop: "fn main() { depot::go(true); }",
    },
    Way {
        name: "cfg-match-stmt",
        feature: "⟦one¦two⟧",
        depot: "pub fn go(a: u8) { #[cfg(feature = \"one\")] match a { 1 => { base::load(\"@B\"); } _ => {} } base::load(\"@G\"); }",
        shop: "fn main() { depot::go(1); }",
    },
    Way {
        name: "cfg-for",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { #[cfg(feature = \"one\")] for id in [\"@B\"] { base::load(id); } base::load(\"@G\"); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-array",
        feature: "⟦one¦two⟧",
        depot: "pub const ALL: &[&str] = &[\"@G\", #[cfg(feature = \"one\")] \"@B\"]; pub fn go() { for id in ALL { base::load(id); } }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-struct-field",
        feature: "⟦one¦two⟧",
        depot: "pub struct S { pub id: &'static str } pub fn go() { let s = S { #[cfg(feature = \"one\")] id: \"@B\", #[cfg(not(feature = \"one\"))] id: \"@G\" }; base::load(s.id); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-macro-stmt",
        feature: "⟦one¦two⟧",
        depot: "macro_rules! get { ($x:expr) => { base::load($x) } } pub fn go() { #[cfg(feature = \"one\")] get!(\"@B\"); get!(\"@G\"); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-macro-if",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { if cfg!(feature = \"one\") { base::load(\"@B\"); } else { base::load(\"@G\"); } }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-macro-and",
        feature: "⟦one¦two⟧",
        depot: "pub fn go(a: bool) { if a && cfg!(feature = \"one\") { base::load(\"@B\"); } base::load(\"@G\"); }",
        shop: "fn main() { depot::go(true); }",
    },
    Way {
        name: "cfg-unsafe",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { #[cfg(feature = \"one\")] unsafe { base::load(\"@B\"); } base::load(\"@G\"); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "shadow-inner",
        feature: "",
        depot: "pub fn go(a: bool) { let mut id = \"@G\"; id = \"⟦@B¦@G⟧\"; if a { let id = \"@G\"; base::load(id); } base::load(id); }",
        shop: "fn main() { depot::go(true); }",
    },
    Way {
        name: "block-expr-let",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { let id = { #[cfg(feature = \"one\")] { \"@B\" }
         #[cfg(not(feature = \"one\"))] { \"@G\" } }; base::load(id); }",
        shop: "fn main() { depot::go(); }",
    },
    Way {
        name: "cfg-closure",
        feature: "⟦one¦two⟧",
        depot: "pub fn go() { let f = || { #[cfg(feature = \"one\")] { \"@B\" }
         #[cfg(not(feature = \"one\"))] { \"@G\" } }; base::load(f()); }",
        shop: "fn main() { depot::go(); }",
    },
];

/// `macro_rules!` make what code names.
const MACROS: &[Way] = &[
    Way {
        name: "macro-fn-args",
        feature: "",
        depot: "macro_rules! model { ($name:ident, $id:expr) => { pub fn $name() -> std::path::PathBuf { base::load($id) } } }
         model!(chat, \"⟦@B¦@G⟧\"); model!(embed, \"@G\");",
        shop: "fn main() { depot::chat(); }",
    },
    Way {
        name: "macro-fn-args-unreached",
        feature: "",
        depot: "macro_rules! model { ($name:ident, $id:expr) => { pub fn $name() -> std::path::PathBuf { base::load($id) } } }
         model!(chat, \"@B\"); model!(embed, \"@G\");",
        shop: "fn main() { depot::⟦chat¦embed⟧(); }",
    },
    Way {
        name: "macro-fn-repeat",
        feature: "",
        depot: "macro_rules! models { ($($name:ident => $id:literal),* $(,)?) => { $( pub fn $name() -> std::path::PathBuf { base::load($id) } )* } }
         models! { chat => \"⟦@B¦@G⟧\", embed => \"@G\" }",
        shop: "fn main() { depot::chat(); }",
    },
    Way {
        name: "macro-const-args",
        feature: "",
        depot: "macro_rules! c { ($name:ident, $id:expr) => { pub const $name: &str = $id; } }
c!(CHAT, \"⟦@B¦@G⟧\"); c!(EMBED, \"@G\");",
        shop: "fn main() { base::load(depot::CHAT); }",
    },
    Way {
        name: "macro-enum",
        feature: "",
        depot: "macro_rules! models { ($($v:ident => $id:literal),* $(,)?) => { pub enum Model { $($v),* } impl Model { pub fn id(&self) -> &'static str { match self { $(Model::$v => $id),* } } } } }
         models! { Chat => \"@B\", Embed => \"@G\" }",
        shop: "fn main() { base::load(depot::Model::⟦Chat¦Embed⟧.id()); }",
    },
    Way {
        name: "macro-struct-impl",
        feature: "",
        depot: "macro_rules! model { ($t:ident, $id:expr) => { pub struct $t; impl $t { pub fn load(&self) { base::load($id); } } } }
         model!(Chat, \"@B\"); model!(Embed, \"@G\");",
        shop: "fn main() { depot::⟦Chat¦Embed⟧.load(); }",
    },
];

#[test]
fn a_condition_counts_wherever_it_stands() {
    judge(CONDITIONS, "base");
}

#[test]
fn items_that_macros_make_are_those_that_code_names() {
    judge(MACROS, "base");
}

/// The macro is written in another file or another crate than the one that makes items of it.
#[test]
fn macros_of_other_files_and_crates() {
    let rules = "macro_rules! model { ($name:ident, $id:expr) => { \
                 pub fn $name() { hf_hub::api::sync::Api::new().unwrap().model($id.to_string()).get(\"a.safetensors\"); } } }";
    let uses =
        "model!(chat, \"mistralai/Codestral-22B-v0.1\");\nmodel!(embed, \"Qwen/Qwen2.5-0.5B\");\n";
    let in_file = [
        (
            "depot/src/lib.rs",
            "#[macro_use]\nmod rules;\npub mod all;\n".to_owned(),
        ),
        ("depot/src/rules.rs", rules.to_owned()),
        ("depot/src/all.rs", uses.to_owned()),
    ];
    for (called, code) in [("chat", 1), ("embed", 0)] {
        let mut files = in_file.to_vec();
        files.push((
            "shop/src/main.rs",
            format!("fn main() {{ depot::all::{called}(); }}\n"),
        ));
        let run = workspace(&files).run(&["check", "--format", "json", "--offline"]);
        let run = run.expect(code);
        assert_eq!(
            run.stdout.contains("mistralai/Codestral-22B-v0.1"),
            code == 1,
            "{}",
            run.stdout
        );
    }
    // What a macro of another crate makes is not known by name: all that it may take counts.
    let exported = format!(
        "#[macro_export]\n{}",
        rules.replace("hf_hub", "$crate::hf_hub")
    );
    let run = workspace(&[
        ("depot/src/lib.rs", format!("pub use hf_hub;\n{exported}\n")),
        (
            "shop/src/main.rs",
            "depot::model!(chat, \"mistralai/Codestral-22B-v0.1\");\nfn main() { chat(); }\n"
                .to_owned(),
        ),
    ])
    .run(&["check", "--format", "json", "--offline", "--strict"])
    .expect(1);
    assert!(
        run.stdout.contains("mistralai/Codestral-22B-v0.1"),
        "{}",
        run.stdout
    );
}

/// A member `shop` and the library `depot` that it uses.
fn workspace(files: &[(&str, String)]) -> Project {
    let manifest = |name: &str, dependency: &str, path: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n\
             [dependencies]\n{dependency} = {{ path = \"{path}\" }}\n"
        )
    };
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"shop\"]\nexclude = [\"clients\", \"depot\"]\n",
        ),
        ("shop/Cargo.toml", &manifest("shop", "depot", "../depot")),
        (
            "depot/Cargo.toml",
            &manifest("depot", "hf-hub", "../clients/hf-hub"),
        ),
    ]);
    for (path, text) in files {
        project.write(path, text);
    }
    write_clients(&project.path(""));
    project
}
