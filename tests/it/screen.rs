//! What people see of many findings: a verdict, a block for each cause, and what to do next, on one screen.

use crate::support::{Project, Run, hub_calls, mit_manifest};

const MODELS: [&str; 10] = [
    "Qwen/Qwen2.5-7B-Instruct",
    "meta-llama/Llama-3.1-8B-Instruct",
    "jinaai/jina-embeddings-v3",
    "BAAI/bge-small-en-v1.5",
    "acme/own-encoder",
    "google/gemma-2-9b",
    "mistralai/Mistral-7B-Instruct-v0.3",
    "HiDream-ai/HiDream-I1-Full",
    "black-forest-labs/FLUX.1-dev",
    "acme/other",
];

/// Lines of one screen.
const SCREEN: usize = 50;

/// A workspace of members with the code that `source` gives for a number.
fn workspace(members: usize, source: impl Fn(usize) -> (String, String)) -> Project {
    let project = Project::new(&[]);
    let names: Vec<String> = (0..members).map(|at| format!("m{at:02}")).collect();
    let mut list = names.clone();
    if members > 0 {
        list.push("models".to_owned());
        project.write("models/Cargo.toml", &mit_manifest("models", ""));
        project.write("models/src/lib.rs", &hub_calls(&MODELS));
    }
    project.write(
        "Cargo.toml",
        &format!("[workspace]\nresolver = \"2\"\nmembers = {list:?}\n"),
    );
    for (at, name) in names.iter().enumerate() {
        let (dependencies, code) = source(at);
        project.write(
            &format!("{name}/Cargo.toml"),
            &mit_manifest(name, &dependencies),
        );
        project.write(&format!("{name}/src/lib.rs"), &code);
    }
    project
}

/// Thirty members that use one crate with ten models.
fn thirty() -> Project {
    workspace(30, |_| {
        let dependency = "[dependencies]\nmodels = { path = \"../models\" }\n";
        (
            dependency.to_owned(),
            "pub fn run() { models::go() }\n".to_owned(),
        )
    })
}

fn people_see(project: &Project, flags: &[&str]) -> String {
    let run = project
        .run(&[&["check", "--offline"], flags].concat())
        .expect(1);
    run.stderr
}

fn lines(text: &str) -> usize {
    text.lines().count()
}

#[test]
fn thirty_members_with_ten_models_fit_one_screen() {
    let project = thirty();
    let seen = people_see(&project, &[]);
    assert!(lines(&seen) <= SCREEN, "{} lines:\n{seen}", lines(&seen));
    // Which is wrong comes first, what to do comes last.
    assert!(seen.starts_with("deny-models: FAILED: "), "{seen}");
    let last = seen.lines().last().expect("a line");
    assert!(
        last.starts_with("help: ") && last.contains("`cargo deny-models -v`"),
        "{seen}"
    );
    // Each cause is there once, with all members; the models that pass are there as what is not stated.
    for model in MODELS {
        let at_fault = format!("`{model}` is governed by");
        let unknown = format!("licence of `{model}` is unknown");
        let count = seen.matches(&at_fault).count() + seen.matches(&unknown).count();
        let passes = ["Qwen/", "BAAI/", "mistralai/"]
            .iter()
            .any(|org| model.starts_with(org));
        assert_eq!(count, usize::from(!passes), "{model}: {seen}");
    }
    for member in 0..30 {
        let name = format!("m{member:02}");
        assert!(seen.contains(&name), "{name}: {seen}");
    }
    // The place is the call that they share.
    assert!(seen.contains("--> models/src/lib.rs:10:50\n"), "{seen}");
}

#[test]
fn the_full_output_has_what_the_short_one_leaves_out() {
    let project = thirty();
    let full = people_see(&project, &["-v"]);
    assert!(lines(&full) > 5 * SCREEN, "{}", lines(&full));
    for part in [
        "according to the built-in table",
        "lineage: ",
        "[[package.metadata.deny-models.model]]\n",
    ] {
        assert!(full.contains(part), "{part}: {full}");
        assert!(!people_see(&project, &[]).contains(part), "{part}");
    }
    assert!(full.contains("[[exception]]"), "{full}");
    // How to accept a model is much the same for each: one block of those that fail has it, and one of the unknown.
    let seen = people_see(&project, &[]);
    assert_eq!(seen.matches("accept it for a while").count(), 2, "{seen}");
}

#[test]
fn members_with_calls_of_their_own_share_the_block_of_the_model() {
    let project = workspace(30, |at| (String::new(), hub_calls(&[MODELS[at % 10]])));
    // Without the crate that has all of them.
    project.write("models/src/lib.rs", "");
    let seen = people_see(&project, &[]);
    assert!(lines(&seen) <= SCREEN, "{} lines:\n{seen}", lines(&seen));
    assert!(seen.contains("in 3 members: m01, m11, m21"), "{seen}");
    // What each of nine members does not state is a line with its place.
    for member in [3, 6, 10, 13, 16, 20, 23, 26] {
        let place = format!("also `m{member:02} 0.1.0` pulls");
        assert!(seen.contains(&place), "{place}: {seen}");
        assert!(
            seen.contains(&format!("(m{member:02}/src/lib.rs:2)")),
            "{seen}"
        );
    }
}

#[test]
fn five_models_of_one_program_fit_with_the_lines_at_fault() {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", &hub_calls(&MODELS[..5])),
    ]);
    let seen = people_see(&project, &[]);
    assert!(lines(&seen) <= SCREEN, "{} lines:\n{seen}", lines(&seen));
    assert_eq!(
        seen.matches("^^^^ fetched or loaded when run").count(),
        4,
        "{seen}"
    );
}

#[test]
fn files_of_one_name_in_two_members_stay_two_files() {
    let project = workspace(4, |_| {
        let code = "pub static W: &[u8] = include_bytes!(\"../w.gguf\");\n";
        (String::new(), code.to_owned())
    });
    project.write("models/src/lib.rs", &hub_calls(&MODELS));
    for member in 0..4 {
        project.write(&format!("m{member:02}/w.gguf"), "GGUF, but no header");
    }
    let seen = people_see(&project, &[]);
    for member in 0..4 {
        let path = format!("m{member:02}/");
        assert!(seen.contains(&path), "{path}: {seen}");
    }
}

#[test]
fn quiet_is_the_verdict_alone() {
    for project in [thirty(), Project::package(&mit_manifest("app", ""))] {
        let fails = project.path("models").exists();
        for flag in ["-q", "--quiet"] {
            let run: Run = project
                .run(&["check", "--offline", flag])
                .expect(i32::from(fails));
            assert_eq!(lines(&run.stderr), 1, "{}", run.stderr);
            assert!(run.stderr.starts_with("deny-models: "), "{}", run.stderr);
            assert_eq!(run.stdout, "");
        }
    }
    let app = Project::package(&mit_manifest("app", ""));
    app.run(&["-q", "-v"]).expect(2);
    // What a command did is no answer.
    let run = app.run(&["init", "-q", "--offline"]).expect(0);
    assert_eq!(run.stderr, "");
    assert!(app.path("deny-models.toml").exists());
}

#[test]
fn programs_get_one_result_a_finding_however_people_see_them() {
    let project = thirty();
    let run = project
        .run(&["check", "--offline", "--format", "json"])
        .expect(1);
    let found = run.json()["findings"].as_array().map_or(0, Vec::len);
    let quiet = project
        .run(&["check", "--offline", "--format", "json", "-q"])
        .expect(1);
    assert_eq!(
        quiet.json()["findings"].as_array().map_or(0, Vec::len),
        found
    );
    let seen = people_see(&project, &[]);
    assert!(
        seen.contains(&format!("{found} findings are shown as")),
        "{seen}"
    );
}

#[test]
fn many_notes_of_one_kind_are_one_and_a_number() {
    let project = Project::package(&mit_manifest("demo", ""));
    let models = ["acme/a", "acme/b", "acme/c", "acme/d"];
    let test = hub_calls(&models).replace("pub fn go", "#[test]\nfn go");
    project.write("tests/works.rs", &test);
    let seen = project.run(&["check", "--offline"]).expect(0).stderr;
    let shown = |seen: &str| models.iter().filter(|it| seen.contains(**it)).count();
    assert_eq!(shown(&seen), 1, "{seen}");
    let more = "note[unknown-license]: 3 more like this in demo 0.1.0: `cargo deny-models -v` shows them\n";
    assert!(seen.contains(more), "{seen}");
    let all = project.run(&["check", "--offline", "-v"]).expect(0).stderr;
    assert_eq!(shown(&all), 4, "{all}");
}

#[test]
fn many_places_of_one_cause_are_the_first_and_a_number() {
    let project = Project::package(&mit_manifest("demo", ""));
    let call = |at: usize| {
        format!(
            "pub fn f{at}() {{ hf_hub::api::sync::Api::new().unwrap().model(format!(\"acme{at}/{{}}\", std::env::var(\"M\").unwrap())).get(\"x\").unwrap(); }}\n"
        )
    };
    let calls: String = (0..48).map(call).collect();
    project.write("src/lib.rs", &calls);
    let seen = project.run(&["check", "--offline"]).expect(0).stderr;
    assert!(lines(&seen) <= 16, "{seen}");
    assert_eq!(seen.matches("pulled here").count(), 3, "{seen}");
    let more = "and 45 places more: `cargo deny-models -v` shows them";
    assert!(seen.contains(more), "{seen}");
    let all = project.run(&["check", "--offline", "-v"]).expect(0).stderr;
    assert_eq!(all.matches("pulled here").count(), 48, "{all}");
    // Files that cannot be read are places of one finding too.
    let project = Project::package(&mit_manifest("demo", ""));
    let modules: Vec<String> = (0..48).map(|at| format!("mod m{at};")).collect();
    project.write("src/lib.rs", &modules.join("\n"));
    let code = hub_calls(&["Qwen/Qwen2.5-7B-Instruct"]);
    for at in 0..48 {
        let code = format!("#[cfg(any())]\nsafe fn f() {{}}\n{code}");
        project.write(&format!("src/m{at}.rs"), &code);
    }
    let seen = project.run(&["check", "--offline"]).expect(1).stderr;
    assert!(lines(&seen) <= 24, "{seen}");
    assert!(seen.contains(more), "{seen}");
    let all = project.run(&["check", "--offline", "-v"]).expect(1).stderr;
    // Each with its line, and the title.
    assert_eq!(all.matches("cannot be parsed as Rust").count(), 49, "{all}");
}

#[test]
fn packages_that_are_not_analysed_to_the_end_are_counted_apart() {
    let project = Project::package(&mit_manifest("demo", ""));
    let code = hub_calls(&["Qwen/Qwen2.5-7B-Instruct"]);
    project.write(
        "src/lib.rs",
        &format!("#[cfg(any())]\nsafe fn f() {{}}\n{code}"),
    );
    let seen = project.run(&["check", "--offline"]).expect(1).stderr;
    let verdict = "FAILED: 1 error; 1 member (1 gated), 1 package, 0 models, 1 package not analysed to the end";
    assert!(seen.contains(verdict), "{seen}");
    let json = project
        .run(&["check", "--offline", "--format", "json"])
        .json();
    assert_eq!(json["stats"]["incomplete"], 1);
    // The verdict, and what to do next.
    let last: Vec<&str> = seen.lines().rev().take(2).collect();
    assert!(last[0].starts_with("help: "), "{seen}");
    assert!(last[1].starts_with("deny-models: "), "{seen}");
}

#[test]
fn a_long_list_is_printed_in_parts_and_to_the_end() {
    let project = Project::new(&[]);
    let ids = (0..1200).map(|at| format!("id = \"lab/own-{at}\"\n"));
    let head = "[[package.metadata.deny-models.model]]\n";
    let models = ids.fold(String::new(), |all, id| all + head + &id);
    project.write(
        "Cargo.toml",
        &mit_manifest("app", &format!("{models}[workspace]\n")),
    );
    project.write("src/lib.rs", "");
    let seen = people_see(&project, &[]);
    let named = |at: usize| seen.matches(&format!("`lab/own-{at}`")).count();
    assert!((0..1200).all(|at| named(at) == 1), "{seen}");
    // Two blocks: one line each, and the others below them.
    assert_eq!(seen.matches("note: also ").count(), 1198, "{seen}");
}
