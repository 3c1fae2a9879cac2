//! `named-model`: what code names and nothing is found to take.

use serde_json::Value;

use crate::reach::write_clients;
use crate::support::{Project, Run};

const RED: &str = "mistralai/Codestral-22B-v0.1";
const FREE: &str = "Qwen/Qwen2.5-0.5B";
const UNKNOWN: &str = "acme/nobody-knows";

/// Hands its text to a place that the analysis does not follow.
const RELAY: &str = "pub fn relay(id: &str) { relay_impl(id) }\nunsafe extern \"C\" { safe fn relay_impl(id: &str); }\n";

/// A workspace with one member `app` that has these files, under this licence. `relay` depends on a client of the hub
/// or not.
fn project(license: &str, files: &[(&str, &str)], has_client: bool) -> Project {
    let project = Project::new(&[(
        "Cargo.toml",
        "[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\nexclude = [\"clients\", \"relay\"]\n",
    )]);
    write_clients(&project.path(""));
    let package = |name: &str, license: &str, dependencies: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"{license}\"\n\n\
             [dependencies]\n{dependencies}"
        )
    };
    project.write(
        "app/Cargo.toml",
        &package("app", license, "relay = { path = \"../relay\" }\n"),
    );
    let client = if has_client {
        "hf-hub = { path = \"../clients/hf-hub\" }\n"
    } else {
        ""
    };
    project.write("relay/Cargo.toml", &package("relay", "MIT", client));
    project.write("relay/src/lib.rs", RELAY);
    for (path, text) in files {
        let text = text
            .replace("RED", RED)
            .replace("FREE", FREE)
            .replace("UNKNOWN", UNKNOWN);
        project.write(path, &text);
    }
    project
}

fn check(project: &Project, args: &[&str]) -> Run {
    let mut all = vec!["check", "--format", "json", "--offline"];
    all.extend(args);
    project.run(&all)
}

fn named(run: &Run) -> Vec<Value> {
    let json = run.json();
    let all = json["findings"].as_array().expect("findings").clone();
    all.into_iter()
        .filter(|finding| finding["code"] == "named-model")
        .collect()
}

/// The models that are named, with this main.rs.
fn of_main(text: &str) -> Vec<Value> {
    let project = project("MIT", &[("app/src/main.rs", text)], true);
    let run = check(&project, &[]).expect(0);
    named(&run)
        .into_iter()
        .map(|finding| finding["model"].clone())
        .collect()
}

#[test]
fn what_is_handed_to_code_that_is_not_followed() {
    let main = "fn main() { relay::relay(\"RED\"); }\n";
    let project = project("MIT", &[("app/src/main.rs", main)], true);
    let run = check(&project, &[]).expect(0);
    let found = named(&run);
    assert_eq!(found.len(), 1, "{}", run.stdout);
    let finding = &found[0];
    assert_eq!(finding["model"], RED);
    assert_eq!(finding["severity"], "warn");
    assert_eq!(finding["how"], Value::Null);
    assert_eq!(finding["member"]["name"], "app");
    assert_eq!(finding["evidence"][0]["file"], "app/src/main.rs");
    assert_eq!(finding["evidence"][0]["line"], 1);
    let strict = check(&project, &["--strict"]).expect(1);
    assert_eq!(named(&strict)[0]["severity"], "deny");
    // The same again, from the cache.
    assert_eq!(check(&project, &[]).expect(0).stdout, run.stdout);
}

#[test]
fn one_finding_for_each_model_with_all_its_places() {
    let main = "const A: &str = \"RED\";\nfn main() {\n    relay::relay(A);\n    relay::relay(\"RED\");\n    \
                relay::relay(\"google/gemma-2-9b-it\");\n}\n";
    let project = project("MIT", &[("app/src/main.rs", main)], true);
    let run = check(&project, &[]).expect(0);
    let found = named(&run);
    assert_eq!(found.len(), 2, "{}", run.stdout);
    let of_red = found.iter().find(|finding| finding["model"] == RED);
    let places: Vec<u64> = of_red.expect("found")["evidence"]
        .as_array()
        .expect("places")
        .iter()
        .filter(|place| place["file"] == "app/src/main.rs")
        .filter_map(|place| place["line"].as_u64())
        .collect();
    assert_eq!(places, [1, 4]);
}

#[test]
fn what_is_no_name_of_a_model_that_may_be_taken() {
    for (why, main) in [
        ("a free one", "fn main() { relay::relay(\"FREE\"); }"),
        ("unknown", "fn main() { relay::relay(\"UNKNOWN\"); }"),
        ("a comment", "/// RED\nfn main() { /* \"RED\" */ }"),
        ("printed", "fn main() { println!(\"{}\", \"RED\"); }"),
        (
            "printed by a name",
            "const NAME: &str = \"RED\";\nfn main() { let other = \"RED\"; println!(\"{NAME} {other}\"); }",
        ),
        (
            "compared",
            "fn main() { let id = std::env::args().next().unwrap(); if id == \"RED\" || id.starts_with(\"RED\") { } }",
        ),
        (
            "a pattern",
            "fn main() { match std::env::args().next().as_deref() { Some(\"RED\") => {} _ => {} } }",
        ),
        (
            "a test",
            "fn main() {}\n#[cfg(test)]\nmod tests { fn id() -> &'static str { \"RED\" } }",
        ),
        (
            "not reached",
            "fn main() {}\nfn dead() { relay::relay(\"RED\"); }",
        ),
        (
            "dropped",
            "fn main() { one(\"RED\"); two(\"RED\"); }\nfn one(_: &str) {}\nfn two(_id: &str) {}",
        ),
        (
            "a word",
            "fn main() { relay::relay(\"see RED for more\"); }",
        ),
    ] {
        assert_eq!(of_main(main), [] as [Value; 0], "{why}");
    }
    // Their twins are.
    for (why, main) in [
        (
            "a constant that is printed and handed on",
            "const NAME: &str = \"RED\";\nfn main() { println!(\"{NAME}\"); relay::relay(NAME); }",
        ),
        (
            "a variable that is printed and handed on",
            "fn main() { let id = \"RED\".to_owned(); println!(\"{id}\"); relay::relay(&id); }",
        ),
        (
            "compared and handed on",
            "fn main() { let id = \"RED\"; if id == \"FREE\" { } else { relay::relay(id); } }",
        ),
        (
            "reached",
            "fn main() { live() }\nfn live() { relay::relay(\"RED\"); }",
        ),
        (
            "given on",
            "fn main() { one(\"RED\"); }\nfn one(id: &str) { relay::relay(id); }",
        ),
        (
            "one of two",
            "fn main() { two(\"FREE\", \"RED\"); }\nfn two(_: &str, (id): &str) { relay::relay(id); }",
        ),
        (
            "a field",
            "struct Config { id: String }\nfn main() { let config = Config { id: \"RED\".into() }; relay::relay(&config.id); }",
        ),
    ] {
        assert_eq!(of_main(main), [RED], "{why}");
    }
}

#[test]
fn only_where_the_gated_member_can_fetch() {
    let main = "fn main() { relay::relay(\"RED\"); }\n";
    let files = [("app/src/main.rs", main)];
    assert!(named(&check(&project("MIT", &files, false), &[]).expect(0)).is_empty());
    assert!(named(&check(&project("GPL-3.0-only", &files, true), &[])).is_empty());
    // Of a dependency it is the dependency's.
    let files = [
        ("app/src/main.rs", "fn main() { relay::go(); }\n"),
        (
            "relay/src/lib.rs",
            "pub fn go() { hidden(\"RED\") }\nunsafe extern \"C\" { safe fn hidden(id: &str); }\n",
        ),
    ];
    assert!(named(&check(&project("MIT", &files, true), &[]).expect(0)).is_empty());
}

#[test]
fn a_library_gives_its_public_constants_to_others() {
    let of = |text: &str| {
        let project = project("MIT", &[("app/src/lib.rs", text)], true);
        named(&check(&project, &[]).expect(0)).len()
    };
    assert_eq!(of("pub const MODEL: &str = \"RED\";\n"), 1);
    assert_eq!(of("#[allow(dead_code)]\nconst MODEL: &str = \"RED\";\n"), 0);
    assert_eq!(
        of("pub const MODEL: &str = \"RED\";\npub fn show() { println!(\"{MODEL}\") }\n"),
        0
    );
    assert_eq!(
        of(
            "pub const MODEL: &str = \"RED\";\npub fn id() -> &'static str { println!(\"{MODEL}\"); MODEL }\n"
        ),
        1
    );
}

#[test]
fn a_pull_or_a_statement_explains_it() {
    let declared = "\n[[package.metadata.deny-models.model]]\nid = \"RED\"\n";
    let main = "fn main() { relay::relay(\"RED\"); }\n";
    let project = project("MIT", &[("app/src/main.rs", main)], true);
    let manifest = std::fs::read_to_string(project.path("app/Cargo.toml")).expect("a text");
    project.write(
        "app/Cargo.toml",
        &(manifest.clone() + &declared.replace("RED", RED)),
    );
    let run = check(&project, &[]).expect(1);
    assert_eq!(named(&run), [] as [Value; 0], "{}", run.stdout);
    // The same id in another case is the same model.
    let lower = declared.replace("RED", &RED.to_lowercase());
    project.write("app/Cargo.toml", &(manifest.clone() + &lower));
    assert!(named(&check(&project, &[]).expect(1)).is_empty());
    project.write(
        "app/Cargo.toml",
        &(manifest + &declared.replace("RED", FREE)),
    );
    assert_eq!(named(&check(&project, &[]).expect(0)).len(), 1);
}

#[test]
fn an_exception_for_it_needs_no_end() {
    let main = "fn main() { relay::relay(\"RED\"); relay::relay(\"google/gemma-2-9b-it\"); }\n";
    let project = project("MIT", &[("app/src/main.rs", main)], true);
    let entry = |keys: &str| format!("[[exception]]\n{keys}\nreason = \"a table\"\n");
    let one = format!("model = \"{RED}\"\ncode = \"named-model\"");
    project.write("deny-models.toml", &entry(&one));
    let run = check(&project, &["--strict"]).expect(1);
    assert_eq!(named(&run).len(), 1, "{}", run.stdout);
    let json = run.json();
    assert_eq!(json["suppressed"][0]["model"], RED);
    assert_eq!(json["suppressed"][0]["exception"]["until"], "");
    let human = project.run(&["check", "--offline"]).expect(0);
    assert!(
        human
            .stderr
            .contains(&format!("excepted: {RED} in app 0.1.0 (a table)")),
        "{}",
        human.stderr
    );
    // One for all that the crate names; with an end where it has one.
    let all = "crate = \"app\"\ncode = \"named-model\"";
    project.write("deny-models.toml", &entry(all));
    check(&project, &["--strict"]).expect(0);
    project.write(
        "deny-models.toml",
        &entry(&format!("{all}\nuntil = 2020-01-01")),
    );
    let run = check(&project, &[]).expect(1);
    assert_eq!(named(&run).len(), 2, "{}", run.stdout);
    // Any other needs an end.
    project.write(
        "deny-models.toml",
        &entry("crate = \"app\"\ncode = \"non-osi-model\""),
    );
    let run = check(&project, &[]).expect(2);
    assert!(run.stderr.contains("until"), "{}", run.stderr);
}
