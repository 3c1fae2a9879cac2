//! Entries of a manifest that stay behind when a program goes over to another model.

use crate::support::{Project, hub_calls, mit_manifest};

const OLD: &str = "Qwen/Qwen2.5-0.5B";
const NEW: &str = "BAAI/bge-small-en-v1.5";

fn program(entries: &[(&str, &str)], code: &str) -> Project {
    let entry = |(id, more): &(&str, &str)| {
        format!("\n[[package.metadata.deny-models.model]]\nid = \"{id}\"\n{more}")
    };
    let entries: String = entries.iter().map(entry).collect();
    let project = Project::new(&[("Cargo.toml", &mit_manifest("app", &entries))]);
    project.write("src/main.rs", &format!("fn main() {{ go(); }}\n{code}"));
    project
}

/// The entries that are reported as left over.
fn left(project: &Project) -> Vec<String> {
    let json = project.run(&["check", "--format", "json"]).json();
    let all = json["findings"].as_array().expect("findings").iter();
    let unused = all.filter(|finding| finding["code"] == "unused-entry");
    let texts = unused.map(|finding| finding["message"].as_str().expect("a text").to_owned());
    texts.collect()
}

#[test]
fn an_entry_that_a_program_no_longer_takes_is_reported() {
    let project = program(&[(OLD, ""), (NEW, "")], &hub_calls(&[NEW]));
    let [text] = &left(&project)[..] else {
        panic!("{:?}", left(&project))
    };
    assert!(text.contains(OLD), "{text}");
    project
        .run(&["check"])
        .expect(0)
        .prints(&["unused-entry", "Cargo.toml", "delete the entry"]);
    // It hides no model, so it fails the gate only where that is asked for.
    project.run(&["check", "--strict"]).expect(0);
    project.run(&["check", "-D", "unused-entry"]).expect(1);
    project.write("deny-models.toml", "[lints]\nunused-entry = \"deny\"\n");
    project.run(&["check"]).expect(1);
    // It is the advice that is followed.
    assert_eq!(left(&program(&[(NEW, "")], &hub_calls(&[NEW]))), [""; 0]);
}

#[test]
fn an_entry_that_may_be_for_more_than_the_code_shows_is_none() {
    let both = hub_calls(&[OLD, NEW]);
    let one = hub_calls(&[NEW]);
    let open = format!(
        "{one}pub fn more() {{ hf_hub::api::sync::Api::new().unwrap().model(std::env::var(\"M\").unwrap()); }}\n"
    );
    let open = open.replace("pub fn go() {", "pub fn go() { more();");
    for (entries, code) in [
        (&[(OLD, ""), (NEW, "")][..], both.as_str()),
        // What one was made from.
        (
            &[
                ("BAAI/bge-small-en-v1.5", ""),
                ("Xenova/bge-small-en-v1.5", ""),
            ],
            &hub_calls(&["Xenova/bge-small-en-v1.5"]),
        ),
        // Who states a licence knows of a way that the code does not show.
        (&[(OLD, "license = \"Apache-2.0\"\n"), (NEW, "")], &one),
        // Of another build.
        (
            &[
                (OLD, "feature = \"llm\"\n[features]\nllm = []\n"),
                (NEW, ""),
            ],
            &one,
        ),
        (&[(OLD, "target = 'cfg(windows)'\n"), (NEW, "")], &one),
        // Code that takes nothing shows nothing, and nor does a call that cannot be read.
        (&[(OLD, "")], "fn go() {}\n"),
        (&[(OLD, ""), (NEW, "")], &open),
    ] {
        assert_eq!(left(&program(entries, code)), [""; 0], "{entries:?} {code}");
    }
    // What a library states may be for its callers.
    let library = program(&[(OLD, ""), (NEW, "")], &one);
    library.write("src/lib.rs", &one);
    assert_eq!(left(&library), [""; 0]);
}
