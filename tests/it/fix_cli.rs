//! `cargo deny-models fix`: what it writes, what it leaves, and that no verdict becomes milder by it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{OFFERS, Project, Run, hub_calls, mit_manifest};

const QWEN: &str = "Qwen/Qwen2.5-7B-Instruct";
const BGE: &str = "BAAI/bge-small-en-v1.5";
const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";

fn text(project: &Project, path: &str) -> String {
    fs::read_to_string(project.path(path)).expect("a file")
}

fn check(project: &Project) -> Run {
    project.run(&["check", "--offline", "--strict", "--format", "json"])
}

/// The findings but for those on what manifests do not state, whose note others carry.
fn verdicts(run: &Run) -> Vec<String> {
    let codes = run.codes().into_iter();
    codes
        .filter(|code| !code.starts_with("undeclared-model"))
        .collect()
}

/// A workspace whose members pull more than they state, in several ways of writing a manifest.
fn workspace() -> Project {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"inline\"]\nexclude = [\"dep\"]\nresolver = \"2\"\n",
        ),
        (
            "app/Cargo.toml",
            &mit_manifest(
                "app",
                "# the end of the first table\n\n[features]\ndefault = [\"big\"] # on\nbig = []\n\n[dependencies]\ndep = { path = \"../dep\" }\n\n\
                 [[package.metadata.deny-models.model]]\nid = \"openai-community/gpt2\" # stated before\nhow = \"runtime\"\n",
            ),
        ),
        (
            "app/src/lib.rs",
            &format!(
                "{}#[cfg(feature = \"big\")]\npub fn big() {{\n    {}}}\npub fn old() {{ dep::go() }}\n",
                hub_calls(&["openai-community/gpt2", LLAMA, QWEN]),
                hub_calls(&[BGE])
                    .replace("pub fn go() {\n", "")
                    .replace("}\n", "")
                    .trim_start(),
            ),
        ),
        ("app/models/LICENSE", include_str!("../../LICENSE-MIT")),
        (
            "inline/Cargo.toml",
            &mit_manifest(
                "inline",
                "metadata = { deny-models = { model = [{ id = \"openai-community/gpt2\" }] } }\r\n",
            )
            .replace("\r\n", "\n")
            .replace('\n', "\r\n"),
        ),
        (
            "inline/src/lib.rs",
            &hub_calls(&["openai-community/gpt2", QWEN]),
        ),
        ("dep/Cargo.toml", &mit_manifest("dep", "")),
        ("dep/src/lib.rs", &hub_calls(&["acme/unknown", BGE])),
    ]);
    project.write("app/models/x.onnx", "");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fs::copy(
        fixtures.join("onnx/no-metadata.onnx"),
        project.path("app/models/x.onnx"),
    )
    .expect("copied");
    project
}

#[test]
fn what_the_code_pulls_is_stated_and_no_verdict_is_milder() {
    let project = workspace();
    let before = check(&project).expect(1);
    let own = |run: &Run| {
        let findings = run.json()["findings"].as_array().expect("findings").clone();
        let own = |finding: &Value| {
            finding["code"] == "undeclared-model"
                && finding["member"]["name"] == finding["crate"]["name"]
        };
        findings.iter().filter(|finding| own(finding)).count()
    };
    assert_eq!(own(&before), 2);
    let old = text(&project, "app/Cargo.toml");
    let run = project.run(&["fix", "--offline", "--strict"]).expect(0);
    assert_eq!(run.stdout, "");
    for part in [
        "wrote app/Cargo.toml: states ",
        "wrote inline/Cargo.toml: states Qwen/Qwen2.5-7B-Instruct\n",
        "left to decide: ",
        "code = \"non-osi-model\"\nmember = \"app\"\ncrate = \"app\"\nversion = \"=0.1.0\"\n\
         model = \"meta-llama/Llama-3.1-8B-Instruct\"\nlicense = \"llama3.1\"\nreason = \"\"\nuntil = \"\"\n",
        "[[crate]]\nname = \"dep\"\n",
    ] {
        assert!(run.stderr.contains(part), "{part}: {}", run.stderr);
    }
    let new = text(&project, "app/Cargo.toml");
    assert!(new.starts_with(&old), "{new}");
    for entry in [
        format!("id = \"{QWEN}\"\n"),
        format!("id = \"{LLAMA}\"\n"),
        format!("id = \"{BGE}\"\nfeature = \"big\"\n"),
        "path = \"models/x.onnx\"\n".to_owned(),
    ] {
        assert!(new.contains(&entry), "{entry}: {new}");
    }
    // Facts about models are not the owner's word.
    for key in ["base", "components", "license = \"llama"] {
        assert!(!new.contains(key), "{key}: {new}");
    }
    let inline = text(&project, "inline/Cargo.toml");
    assert!(inline.contains(&format!("id = \"{QWEN}\"")), "{inline}");
    assert_eq!(inline.matches('\n').count(), inline.matches("\r\n").count());
    let after = check(&project).expect(1);
    assert_eq!(own(&after), 0);
    assert_eq!(verdicts(&after), verdicts(&before));
    assert_eq!(
        after.json()["stats"]["models"],
        before.json()["stats"]["models"]
    );
    // Once more there is nothing to do.
    let run = project.run(&["fix", "--offline"]).expect(0);
    assert!(
        run.stderr.starts_with("nothing to write\n"),
        "{}",
        run.stderr
    );
    assert_eq!(text(&project, "app/Cargo.toml"), new);
    assert_eq!(text(&project, "inline/Cargo.toml"), inline);
}

/// The line of a check that names what `fix` would write.
fn by_fix(run: &Run) -> Option<&str> {
    let lines = run.stderr.lines();
    lines.rev().find(|line| line.contains("next: "))
}

#[test]
fn a_check_that_fails_names_fix_where_it_writes_something() {
    let project = workspace();
    for (flags, line) in [
        (
            &[][..],
            "help: next: `cargo deny-models fix` states 5 models in Cargo.toml, and prints what is left to decide",
        ),
        (
            &["--strict", "-v"][..],
            "help: next: `cargo deny-models fix --strict` states 5 models in Cargo.toml, and prints what is left to decide",
        ),
    ] {
        let run = project
            .run(&[&["check", "--offline"], flags].concat())
            .expect(1);
        assert!(
            run.stderr
                .lines()
                .last()
                .is_some_and(|last| last.starts_with(line)),
            "{}",
            run.stderr
        );
    }
    // The verdict alone is the verdict alone.
    let quiet = project.run(&["check", "--offline", "-q"]).expect(1);
    assert_eq!(by_fix(&quiet), None, "{}", quiet.stderr);
    // What is left then is for people, and `fix` would write nothing more.
    project.run(&["fix", "--offline"]).expect(0);
    let run = project.run(&["check", "--offline", "--strict"]).expect(1);
    assert_eq!(by_fix(&run), None, "{}", run.stderr);
    // A run that passes has nothing that has to be done.
    let passes = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", &hub_calls(&[QWEN])),
    ]);
    let run = passes.run(&["check", "--offline"]).expect(0);
    assert_eq!(by_fix(&run), None, "{}", run.stderr);
    let run = passes.run(&["check", "--offline", "--strict"]).expect(1);
    assert!(
        by_fix(&run).is_some_and(|line| line.contains("states 1 model in")),
        "{}",
        run.stderr
    );
}

#[test]
fn a_dry_run_prints_what_a_run_writes() {
    let project = workspace();
    let files = ["app/Cargo.toml", "inline/Cargo.toml"];
    let old = files.map(|path| text(&project, path));
    let run = project.run(&["fix", "--offline", "--dry-run"]).expect(0);
    assert!(run.stderr.starts_with("would write app/Cargo.toml: "));
    let json = project
        .run(&["fix", "--offline", "--dry-run", "--format", "json"])
        .expect(0)
        .json();
    assert_eq!(json["written"], false);
    assert_eq!(files.map(|path| text(&project, path)), old);
    assert!(!project.path("deny-models.toml").exists());
    let new: Vec<&str> = json["files"][0]["added"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| entry["model"].as_str().expect("a model"))
        .collect();
    assert_eq!(new.len(), 4, "{new:?}");
    // The diff is one that other tools apply.
    project.write("change.diff", &run.stdout);
    let applied = std::process::Command::new("git")
        .args(["apply", "--include=app/*", "change.diff"])
        .current_dir(project.path(""))
        .output()
        .expect("git");
    assert!(applied.status.success(), "{applied:?}\n{}", run.stdout);
    let by_diff = text(&project, files[0]);
    assert_ne!(by_diff, old[0]);
    project.write(files[0], &old[0]);
    project.run(&["fix", "--offline"]).expect(0);
    assert_eq!(text(&project, files[0]), by_diff);
}

#[test]
fn a_table_under_another_name_gets_the_one_that_is_read() {
    let table = format!(
        "\n[[package.metadata.deny_models.model]] # ours\nid = \"{QWEN}\"\n\n[package.metadata.docs.rs]\nall-features = true\n"
    );
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", &table)),
        ("src/lib.rs", &hub_calls(&[QWEN, BGE])),
    ]);
    let old = text(&project, "Cargo.toml");
    project.run(&["check", "--offline"]).expect(2).prints(&[
        "`deny_models` is not read by anything",
        "help: write `deny-models`, or run `cargo deny-models fix`",
    ]);
    let run = project.run(&["fix", "--offline", "--dry-run"]).expect(0);
    assert!(
        run.stdout
            .contains("+[[package.metadata.deny-models.model]] # ours\n")
    );
    run.prints(&[
        "would write Cargo.toml: `deny_models` is now `deny-models`",
        "next: run without `--dry-run`",
    ]);
    assert_eq!(text(&project, "Cargo.toml"), old);
    project.run(&["fix", "--offline"]).expect(0).prints(&[
        "wrote Cargo.toml: `deny_models` is now `deny-models`\n",
        "wrote Cargo.toml: states BAAI/bge-small-en-v1.5\n",
    ]);
    let new = text(&project, "Cargo.toml");
    assert!(
        new.starts_with(&old.replace("deny_models", "deny-models")),
        "{new}"
    );
    assert_eq!(check(&project).expect(0).codes(), Vec::<String>::new());
    // Other mistakes stay what they are, and nothing is written.
    let wrong = old.replace("id = ", "idd = ");
    project.write("Cargo.toml", &wrong);
    project
        .run(&["fix", "--offline"])
        .expect(2)
        .prints(&["idd"]);
    assert_eq!(text(&project, "Cargo.toml"), wrong);
}

/// Every finding that fails is a question, whether an entry answers it or not, and two members ask the same once.
#[test]
fn all_that_fails_is_left_to_decide() {
    let weights = "fn weights() -> &'static [u8] { include_bytes!(\"x.safetensors\") }\n";
    let takes = "pub fn go() { dep::go(std::env::args().nth(1)) }\n";
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"one\", \"two\"]\nexclude = [\"dep\"]\nresolver = \"3\"\n",
        ),
        (
            "one/Cargo.toml",
            &mit_manifest("one", "[dependencies]\ndep = { path = \"../dep\" }\n"),
        ),
        ("one/src/lib.rs", takes),
        (
            "two/Cargo.toml",
            &mit_manifest("two", "[dependencies]\ndep = { path = \"../dep\" }\n"),
        ),
        ("two/src/lib.rs", takes),
        ("dep/Cargo.toml", &mit_manifest("dep", "")),
        (
            "dep/src/lib.rs",
            &format!(
                "{weights}pub fn go(id: Option<String>) {{\n    weights();\n    let api = hf_hub::api::sync::Api::new().unwrap();\n    \
                 api.model(id.unwrap()).get(\"model.safetensors\").unwrap();\n}}\n"
            ),
        ),
        (
            "dep/src/x.safetensors",
            "6\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}abcd",
        ),
    ]);
    let run = project.run(&["check", "--offline", "--strict", "--format", "json"]);
    let checked = run.expect(1).json();
    let failing: std::collections::BTreeSet<&str> = checked["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .filter(|finding| finding["severity"] == "deny")
        .map(|finding| finding["code"].as_str().expect("a code"))
        .collect();
    let json = project
        .run(&["fix", "--offline", "--strict", "--format", "json"])
        .expect(0)
        .json();
    let open = json["open"].as_array().expect("questions");
    let asked: Vec<&str> = open
        .iter()
        .map(|open| open["code"].as_str().expect("a code"))
        .collect();
    assert_eq!(
        asked
            .iter()
            .copied()
            .collect::<std::collections::BTreeSet<_>>(),
        failing
    );
    assert!(failing.contains("unresolved-pull"), "{failing:?}");
    let undeclared: Vec<&Value> = open
        .iter()
        .filter(|open| open["code"] == "undeclared-model")
        .collect();
    assert_eq!(undeclared.len(), 1, "{open:?}");
    // What a package pulls is stated without a reason: it loosens nothing.
    let toml = undeclared[0]["toml"].as_str().expect("TOML");
    assert!(
        toml.starts_with("[[crate]]\n") && !toml.contains("reason"),
        "{toml}"
    );
    // So is what it takes, once someone states that.
    let unread = open.iter().find(|open| open["code"] == "unresolved-pull");
    let toml = unread.expect("a question")["toml"].as_str().expect("TOML");
    assert!(toml.starts_with("[[crate]]\nname = \"dep\"\n"), "{toml}");
    project.write("deny-models.toml", toml);
    let blank = project.run(&["check", "--offline"]).expect(2);
    blank.prints(&["`uses`"]);
    project.write("deny-models.toml", &toml.replace("# uses", "uses"));
    let stated = project.run(&["check", "--offline", "--strict", "--format", "json"]);
    let codes = stated.codes();
    assert!(!codes.join(" ").contains("unresolved-pull"), "{codes:?}");
}

/// Whatever fails of one dependency is answered by one entry: the calls that cannot be read, what it takes by itself, what
/// it offers, and what is handed to it. What `fix` has just written is no question.
#[test]
fn one_entry_answers_for_all_of_a_dependency() {
    let call = |name: &str| {
        format!("hf_hub::api::sync::Api::new().unwrap().model({name}).get(\"x\").unwrap();\n")
    };
    let dep = format!(
        "{OFFERS}pub fn load(name: &str) {{ {} }}\npub fn own() {{ {} }}\npub fn open() {{ {} }}\n",
        call("name.to_owned()"),
        call("\"openai-community/gpt2\".to_owned()"),
        call("std::env::var(\"M\").unwrap()"),
    );
    let uses = "pub fn go(model: dep::EmbeddingModel) {\n    helper::go();\n    dep::load(\"Qwen/Qwen2.5-7B-Instruct\");\n    \
                dep::own();\n    dep::open();\n    dep::Embedding::new(model);\n}\n";
    let on_dep = "[dependencies]\ndep = { path = \"../dep\" }\nhelper = { path = \"../helper\" }\n";
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"helper\"]\nexclude = [\"dep\"]\nresolver = \"2\"\n",
        ),
        ("app/Cargo.toml", &mit_manifest("app", on_dep)),
        ("app/src/lib.rs", uses),
        ("helper/Cargo.toml", &mit_manifest("helper", "")),
        ("helper/src/lib.rs", &hub_calls(&[BGE])),
        ("dep/Cargo.toml", &mit_manifest("dep", "")),
        ("dep/src/lib.rs", &dep),
    ]);
    let before = check(&project).expect(1).codes();
    for code in ["undeclared-model", "unresolved-pull", "offered-model"] {
        assert!(
            before.iter().any(|found| found.starts_with(code)),
            "{code}: {before:?}"
        );
    }
    let shown = project
        .run(&["fix", "--offline", "--strict"])
        .expect(0)
        .stderr;
    // The entry of the helper is written, so that nobody is asked for it.
    assert!(
        shown.contains("wrote helper/Cargo.toml: states BAAI/bge-small-en-v1.5\n"),
        "{shown}"
    );
    assert!(!shown.contains("name = \"helper\""), "{shown}");
    assert_eq!(shown.matches("[[crate]]").count(), 1, "{shown}");
    assert!(!shown.contains("[[exception]]"), "{shown}");
    let entry = shown.lines().skip_while(|line| *line != "[[crate]]");
    let entry: Vec<&str> = entry.take_while(|line| !line.is_empty()).collect();
    assert_eq!(
        entry,
        [
            "[[crate]]",
            "name = \"dep\"",
            "version = \"0.1.0\"",
            "# uses = [\"Qwen/Qwen2.5-7B-Instruct\", \"openai-community/gpt2\"] # these, and what else it takes",
        ]
    );
    // Refused as it is, and right once a person has agreed.
    project.write("deny-models.toml", &entry.join("\n"));
    project
        .run(&["check", "--offline"])
        .expect(2)
        .prints(&["`uses`"]);
    project.write(
        "deny-models.toml",
        &entry.join("\n").replace("# uses", "uses"),
    );
    assert_eq!(check(&project).expect(0).codes(), Vec::<String>::new());
}

/// Two calls that one entry answers for are printed above it.
#[test]
fn an_entry_that_answers_several_is_printed_once() {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        (
            "src/lib.rs",
            "pub fn one() {\n    let api = hf_hub::api::sync::Api::new().unwrap();\n    \
             api.model(std::env::var(\"A\").unwrap()).get(\"x\").unwrap();\n}\n\
             pub fn two() {\n    let api = hf_hub::api::sync::Api::new().unwrap();\n    \
             api.model(format!(\"acme/{}\", std::env::var(\"B\").unwrap())).get(\"x\").unwrap();\n}\n",
        ),
    ]);
    let shown = project
        .run(&["fix", "--offline", "--strict"])
        .expect(0)
        .stderr;
    assert_eq!(shown.matches("# unresolved-pull: ").count(), 2, "{shown}");
    // The entry below is the help.
    assert_eq!(shown.matches("#   help: ").count(), 0, "{shown}");
    assert_eq!(
        shown.matches("[[crate]]\nname = \"app\"\n").count(),
        1,
        "{shown}"
    );
}

#[test]
fn blanks_that_are_not_filled_in_are_mistakes() {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", &hub_calls(&[LLAMA])),
    ]);
    let json = project
        .run(&["fix", "--offline", "--format", "json"])
        .expect(0)
        .json();
    let toml = json["open"][0]["toml"].as_str().expect("TOML");
    project.write("deny-models.toml", toml);
    project.run(&["check", "--offline"]).expect(2);
    let filled = toml
        .replace("reason = \"\"", "reason = \"a demo\"")
        .replace("until = \"\"", "until = 2027-01-31");
    project.write("deny-models.toml", &filled);
    project
        .run_on("2026-11-27", &["check", "--offline"])
        .expect(0);
}

/// What is asked of each of many models is asked once; each entry that is printed answers for its model, `-v` prints all, and
/// so does the command that is named for them.
#[test]
fn what_is_asked_of_many_models_is_asked_once() {
    let models = [
        LLAMA,
        "meta-llama/Llama-3.1-8B",
        "meta-llama/Llama-3.1-70B",
        "meta-llama/Llama-3.1-70B-Instruct",
        "meta-llama/Llama-3.1-405B",
    ];
    let files = [
        ("Cargo.toml", mit_manifest("app", "")),
        ("src/lib.rs", hub_calls(&models)),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let project = Project::new(&files);
    let on = |args: &[&str]| project.run_on("2026-11-27", args);
    let filled = |shown: &str| {
        let lines = shown.lines().skip_while(|line| !line.starts_with("# "));
        let lines = lines.filter(|line| !line.starts_with("next: "));
        let toml: Vec<&str> = lines.collect();
        let toml = toml.join("\n");
        toml.replace("reason = \"\"", "reason = \"a demo\"")
            .replace("until = \"\"", "until = 2027-01-31")
    };
    let short = on(&["fix", "--offline"]).expect(0).stderr;
    assert_eq!(short.matches("[[exception]]").count(), 1, "{short}");
    assert_eq!(short.matches("honestly").count(), 1, "{short}");
    for model in models {
        assert!(short.contains(model), "{model}: {short}");
    }
    let long = on(&["fix", "--offline", "-v"]).expect(0).stderr;
    assert_eq!(
        long.matches("[[exception]]").count(),
        models.len(),
        "{long}"
    );

    // The entry that is printed answers for one, and what is left is asked next.
    project.write("deny-models.toml", &filled(&short));
    let left = on(&["check", "--offline", "--format", "json"]).expect(1);
    let failing = |run: &Run| {
        let codes = run.codes().into_iter();
        codes
            .filter(|code| code.starts_with("non-osi-model"))
            .count()
    };
    assert_eq!(failing(&left), models.len() - 1);
    let next = on(&["fix", "--offline"]).expect(0).stderr;
    assert_eq!(next.matches("[[exception]]").count(), 1, "{next}");
    let accepts = [
        "except",
        "--all",
        "--reason",
        "a demo",
        "--until",
        "2027-01-31",
        "--offline",
    ];
    on(&accepts).expect(0);
    on(&["check", "--offline"]).expect(0);

    project.write("deny-models.toml", &filled(&long));
    on(&["check", "--offline"]).expect(0);
}

#[test]
fn what_only_strict_leaves_is_named() {
    let open = "pub fn go() { hf_hub::api::sync::Api::new().unwrap().model(std::env::var(\"M\").unwrap()).get(\"x\").unwrap(); }\n";
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", open),
    ]);
    project.run(&["check", "--offline"]).expect(0);
    project.run(&["check", "--offline", "--strict"]).expect(1);
    let plain = project.run(&["fix", "--offline"]);
    let line = "with `--strict` more is left to decide: `cargo deny-models fix --strict` shows 1 finding\n";
    assert!(plain.stderr.contains(line), "{}", plain.stderr);
    let strict = project.run(&["fix", "--offline", "--strict"]);
    assert!(
        strict.stderr.contains("left to decide: 1 finding"),
        "{}",
        strict.stderr
    );
    assert!(!strict.stderr.contains(line), "{}", strict.stderr);
    // Where a check with `--strict` passes, nothing more is left.
    project.write("deny-models.toml", "[[crate]]\nname = \"app\"\nuses = []\n");
    project.run(&["check", "--offline", "--strict"]).expect(0);
    let answered = project.run(&["fix", "--offline"]);
    assert!(!answered.stderr.contains("--strict"), "{}", answered.stderr);
}

/// The commands in backquotes of a line, without the program.
fn commands(line: &str) -> Vec<Vec<String>> {
    let quoted = line.split('`').skip(1).step_by(2);
    let commands = quoted.filter_map(|text| text.strip_prefix("cargo deny-models"));
    commands
        .map(|words| words.split_whitespace().map(str::to_owned).collect())
        .collect()
}

fn run_of(project: &Project, command: &[String]) -> Run {
    let args: Vec<&str> = command.iter().map(String::as_str).collect();
    project.run(&args)
}

#[test]
fn a_next_command_judges_as_the_one_that_names_it() {
    // By default nothing is gated here, and no feature is on.
    let manifest = mit_manifest("app", "[features]\nllm = []\n").replace("MIT", "BSD-3-Clause");
    let qwen = crate::support::hub_calls(&[QWEN]);
    let llama = crate::support::hub_calls(&["meta-llama/Llama-3.1-8B-Instruct"]);
    let code = format!("{qwen}#[cfg(feature = \"llm\")]\npub mod llm {{ {llama} }}\n");
    let project = Project::new(&[("Cargo.toml", &manifest), ("src/lib.rs", &code)]);
    let flags = [
        "--protect",
        "osi",
        "--all-features",
        "-D",
        "undeclared-model",
    ];
    let run = project.run(&[&["check"][..], &flags].concat()).expect(1);
    let next = by_fix(&run).expect("a next step");
    let fix = &commands(next)[0];
    let typed = "fix --all-features --protect osi -D undeclared-model";
    assert_eq!(fix.join(" "), typed, "{next}");
    let fixed = run_of(&project, fix).expect(0);
    let manifest = text(&project, "Cargo.toml");
    for model in [QWEN, "meta-llama/Llama-3.1-8B-Instruct"] {
        assert!(manifest.contains(model), "{manifest}");
    }
    // Llama is left to decide: the check that is named still fails, and the exceptions that are named accept it.
    let next = by_fix(&fixed).expect("a next step");
    let [check, except] = &commands(next)[..] else {
        panic!("{next}");
    };
    run_of(&project, check).expect(1).prints(&["non-osi-model"]);
    let filled = except.iter().map(|word| match word.as_str() {
        "TEXT" => "known".to_owned(),
        "DAY" => "2027-03-31".to_owned(),
        word => word.to_owned(),
    });
    let filled: Vec<String> = filled.collect();
    run_of(&project, &filled)
        .expect(0)
        .prints(&["the gate passes"]);
    run_of(&project, check).expect(0);
    let fixed = run_of(&project, fix).expect(0);
    let next = by_fix(&fixed).expect("a next step");
    assert_eq!(commands(next), std::slice::from_ref(check));
}

#[test]
fn exceptions_are_named_where_one_can_be_written() {
    let code = "pub fn go() { hf_hub::api::sync::Api::new().unwrap().model(std::env::var(\"M\").unwrap()).get(\"x\").unwrap(); }\n";
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", code),
    ]);
    // An exception is for a model, and this is on none.
    let run = project.run(&["fix", "--strict"]).expect(0);
    let next = by_fix(&run).expect("a next step");
    assert_eq!(commands(next), [vec!["--strict".to_owned()]], "{next}");
    // No policy is read, so none is written.
    project.write(
        "src/lib.rs",
        &crate::support::hub_calls(&["meta-llama/Llama-3.1-8B-Instruct"]),
    );
    let run = project.run(&["fix", "--no-policy"]).expect(0);
    let next = by_fix(&run).expect("a next step");
    assert_eq!(commands(next), [vec!["--no-policy".to_owned()]], "{next}");
}
