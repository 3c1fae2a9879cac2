//! One cause is one finding, in every format.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Project, Run, hub_call, mit_manifest};

const JSON: &[&str] = &["check", "--offline", "--format", "json"];

fn calls(models: &[&str]) -> String {
    let calls: String = models.iter().map(|model| hub_call(model)).collect();
    format!("pub fn go() {{\n{calls}}}\n")
}

fn weights(project: &Project, fixture: &str, path: &str) {
    project.write(path, "");
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    fs::copy(fixtures.join(fixture), project.path(path)).expect("copied");
}

/// The findings with this code.
fn with_code(run: &Run, code: &str) -> Vec<Value> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings");
    let found = findings.iter().filter(|finding| finding["code"] == code);
    found.cloned().collect()
}

/// File and line of the places of a finding.
fn places(finding: &Value) -> Vec<String> {
    let evidence = finding["evidence"].as_array().expect("evidence");
    evidence
        .iter()
        .filter(|fact| fact["kind"] == "place" || fact["kind"] == "related")
        .map(|fact| {
            let file = fact["file"].as_str().expect("a file");
            format!("{file}:{}", fact["line"])
        })
        .collect()
}

/// How many findings with this code each other format has.
fn in_formats(project: &Project, args: &[&str], code: &str) -> Vec<usize> {
    let run =
        |format: &str| project.run(&[&["check", "--offline", "--format", format], args].concat());
    let sarif = run("sarif").json();
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let gitlab = run("gitlab").json();
    let issues = gitlab.as_array().expect("issues");
    let github = run("github").stdout;
    let human = run("human").stderr;
    vec![
        results.iter().filter(|it| it["ruleId"] == code).count(),
        issues.iter().filter(|it| it["check_name"] == code).count(),
        github
            .lines()
            .filter(|line| line.starts_with("::") && line.contains(&format!("title={code}")))
            .count(),
        human.matches(&format!("[{code}]")).count(),
    ]
}

const QWEN: &str = "Qwen/Qwen2.5-7B-Instruct";
const BGE: &str = "BAAI/bge-small-en-v1.5";

#[test]
fn what_a_crate_does_not_state_is_one_finding_with_the_toml_to_paste() {
    let cargo_toml = mit_manifest("app", "[features]\ndefault = [\"big\"]\nbig = []\n");
    let big = format!(
        "#[cfg(feature = \"big\")]\npub fn big() {{\n{}}}\n",
        hub_call(BGE)
    );
    let project = Project::new(&[
        ("Cargo.toml", &cargo_toml),
        ("src/lib.rs", &format!("{}{big}", calls(&[QWEN]))),
        ("models/LICENSE", include_str!("../../LICENSE-MIT")),
    ]);
    weights(&project, "onnx/no-metadata.onnx", "models/x.onnx");
    let run = project.run(JSON).expect(0);
    let found = with_code(&run, "undeclared-model");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(
        found[0]["message"],
        "`app 0.1.0` pulls 3 models that its manifest does not state"
    );
    let models: Vec<&str> = found[0]["models"]
        .as_array()
        .expect("models")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    assert_eq!(models, ["models/x.onnx", BGE, QWEN]);
    for place in ["src/lib.rs:2", "src/lib.rs:6", "models/x.onnx:null"] {
        let places = places(&found[0]);
        assert!(places.contains(&place.to_owned()), "{place}: {places:?}");
    }
    assert_eq!(in_formats(&project, &[], "undeclared-model"), [1; 4]);
    // People see the lines to paste, and programs have them.
    let toml = found[0]["toml"].as_str().expect("TOML");
    assert!(toml.contains("feature = \"big\"\n"), "{toml}");
    let human = project.run(&["check", "--offline"]).expect(0).stderr;
    for line in toml.lines() {
        assert!(human.contains(line), "{line}: {human}");
    }
    project.write("Cargo.toml", &format!("{cargo_toml}\n{toml}"));
    let run = project.run(JSON).expect(0);
    assert_eq!(with_code(&run, "undeclared-model"), Vec::<Value>::new());
    // What the feature brings is stated for the feature alone.
    let run = project
        .run(&[JSON, &["--no-default-features"]].concat())
        .expect(0);
    assert_eq!(run.json()["stats"]["models"], 3);
    assert_eq!(run.codes(), Vec::<String>::new());
}

#[test]
fn what_a_dependency_does_not_state_is_one_entry() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\"]\nexclude = [\"dep\"]\nresolver = \"2\"\n",
        ),
        (
            "app/Cargo.toml",
            &mit_manifest("app", "[dependencies]\ndep = { path = \"../dep\" }\n"),
        ),
        ("app/src/lib.rs", "pub fn go() { dep::go() }\n"),
        ("dep/Cargo.toml", &mit_manifest("dep", "")),
        ("dep/src/lib.rs", &calls(&[QWEN, BGE])),
    ]);
    let strict = [JSON, &["--strict"]].concat();
    let run = project.run(&strict).expect(1);
    let found = with_code(&run, "undeclared-model");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["crate"]["name"], "dep");
    assert_eq!(
        in_formats(&project, &["--strict"], "undeclared-model"),
        [1; 4]
    );
    let toml = found[0]["toml"].as_str().expect("TOML");
    assert_eq!(
        toml,
        format!("[[crate]]\nname = \"dep\"\nversion = \"0.1.0\"\nuses = [\"{BGE}\", \"{QWEN}\"]\n")
    );
    project.write("deny-models.toml", toml);
    project.run(&strict).expect(0);
}

#[test]
fn the_fingerprint_of_what_is_not_stated_stays_when_a_model_comes() {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", &calls(&[QWEN])),
    ]);
    let fingerprint = || {
        let gitlab = project.run(&["check", "--offline", "--format", "gitlab"]);
        gitlab.json()[0]["fingerprint"]
            .as_str()
            .expect("one")
            .to_owned()
    };
    let one = fingerprint();
    project.write("src/lib.rs", &calls(&[QWEN, BGE]));
    assert_eq!(fingerprint(), one);
}

#[test]
fn a_damaged_file_is_one_finding() {
    let source = "pub static M: &[u8] = include_bytes!(\"../models/x.gguf\");\n";
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", source),
        ("models/NOTICE", "Made by somebody."),
    ]);
    weights(&project, "hostile/truncated.gguf", "models/x.gguf");
    let run = project.run(JSON).expect(1);
    assert_eq!(run.codes(), ["malformed-artifact:deny:app"]);
    let found = &with_code(&run, "malformed-artifact")[0];
    assert_eq!(found["model"], "models/x.gguf");
    assert_eq!(found["governing"], Value::Null);
    let notes = found["notes"].to_string();
    for note in [
        "its licence is unknown as long as it cannot be read",
        "the manifest of app 0.1.0 does not state it",
    ] {
        assert!(notes.contains(note), "{notes}");
    }
    assert_eq!(in_formats(&project, &[], "malformed-artifact"), [1; 4]);
    // Where damage is not reported, the licence is still unknown.
    for level in ["-A", "-W"] {
        let run = project
            .run(&[JSON, &[level, "malformed-artifact"]].concat())
            .expect(1);
        assert_eq!(with_code(&run, "unknown-license").len(), 1, "{level}");
    }
    // A licence that the owner states is not taken from the damaged file.
    project.write(
        "deny-models.toml",
        "[[model]]\npath = \"models/x.gguf\"\ncrate = \"app\"\nlicense = \"MIT\"\nreason = \"ours\"\nuntil = 2027-06-30\n",
    );
    let codes = project.run_on("2026-11-26", JSON).expect(1).codes();
    assert_eq!(codes, ["malformed-artifact:deny:app"]);
}

#[test]
fn a_model_at_several_places_is_one_finding() {
    const LLAMA: &str = "meta-llama/Llama-3.2-1B-Instruct";
    let test = format!("#[test]\nfn works() {{\n{}}}\n", hub_call(LLAMA));
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"lib\"]\nresolver = \"2\"\n",
        ),
        (
            "app/Cargo.toml",
            &mit_manifest("app", "[dependencies]\nlib1 = { path = \"../lib\" }\n"),
        ),
        (
            "app/src/lib.rs",
            &format!(
                "{}pub fn other() {{ lib1::go() }}\n",
                calls(&[LLAMA, LLAMA])
            ),
        ),
        ("app/tests/a.rs", &test),
        ("app/tests/b.rs", &test),
        ("lib/Cargo.toml", &mit_manifest("lib1", "")),
        ("lib/src/lib.rs", &calls(&[LLAMA])),
    ]);
    let run = project.run(&[JSON, &["-p", "app"]].concat()).expect(1);
    let found = with_code(&run, "non-osi-model");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(found[0]["path"].as_array().map(Vec::len), Some(1));
    let places = places(&found[0]);
    for place in [
        "app/src/lib.rs:2",
        "app/src/lib.rs:3",
        "app/tests/a.rs:3",
        "app/tests/b.rs:3",
        "lib/src/lib.rs:2",
    ] {
        assert!(places.contains(&place.to_owned()), "{place}: {places:?}");
    }
    let notes = found[0]["notes"].to_string();
    assert!(
        notes.contains("also runtime: app 0.1.0 -> lib1 0.1.0"),
        "{notes}"
    );
    assert_eq!(
        in_formats(&project, &["-p", "app"], "non-osi-model"),
        [1; 4]
    );
    // An exception for one of the packages leaves the other one.
    project.write(
        "deny-models.toml",
        "[[exception]]\nmodel = \"meta-llama/Llama-3.2-1B-Instruct\"\ncrate = \"lib1\"\nreason = \"known\"\nuntil = 2027-06-30\n",
    );
    let run = project
        .run_on("2026-11-26", &[JSON, &["-p", "app"]].concat())
        .expect(1);
    let places = self::places(&with_code(&run, "non-osi-model")[0]);
    assert!(
        !places.contains(&"lib/src/lib.rs:2".to_owned()),
        "{places:?}"
    );
    assert_eq!(run.json()["suppressed"].as_array().map(Vec::len), Some(1));
    // `init` has one entry for the model.
    fs::remove_file(project.path("deny-models.toml")).expect("removed");
    let entries = project.run(&["init", "--offline"]).stdout;
    let of_app = entries
        .split("# for the Cargo.toml of")
        .nth(1)
        .expect("app");
    assert_eq!(of_app.matches(LLAMA).count(), 1, "{entries}");
}

#[test]
fn weights_of_one_directory_without_a_notice_are_one_finding() {
    let code = ["a/x", "a/y", "b/z"].map(|name| {
        let upper = name.replace('/', "_").to_uppercase();
        format!("pub static {upper}: &[u8] = include_bytes!(\"../{name}.onnx\");\n")
    });
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", &code.concat()),
    ]);
    for path in ["a/x.onnx", "a/y.onnx", "b/z.onnx"] {
        weights(&project, "onnx/no-metadata.onnx", path);
    }
    let run = project.run(JSON).expect(0);
    let found = with_code(&run, "bundled-without-notice");
    let messages: Vec<&str> = found
        .iter()
        .map(|finding| finding["message"].as_str().expect("a message"))
        .collect();
    assert_eq!(
        messages,
        [
            "`app` ships 2 weight files in `a` without a licence text or notice",
            "`app` ships `b/z.onnx` without a licence text or notice",
        ]
    );
    assert_eq!(places(&found[0]), ["a/x.onnx:null", "a/y.onnx:null"]);
    assert_eq!(found[0]["notes"][0], "`a/x.onnx`, `a/y.onnx`");
    assert_eq!(in_formats(&project, &[], "bundled-without-notice"), [2; 4]);
    // One text is what was missing.
    project.write("a/LICENSE", include_str!("../../LICENSE-MIT"));
    let run = project.run(JSON).expect(0);
    assert_eq!(with_code(&run, "bundled-without-notice").len(), 1);
}

/// A function that takes a model whose name comes from a variable.
fn open_call(name: &str, template: &str) -> String {
    format!(
        "pub fn {name}() {{ hf_hub::api::sync::Api::new().unwrap().model(format!(\"{template}\", std::env::var(\"M\").unwrap())).get(\"x\").unwrap(); }}\n"
    )
}

#[test]
fn calls_of_one_crate_that_cannot_be_read_are_one_finding() {
    let calls = ["a", "b", "c"].map(|name| open_call(name, "{}")).concat();
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", &calls),
    ]);
    let run = project.run(JSON).expect(0);
    let found = with_code(&run, "unresolved-pull");
    assert_eq!(found.len(), 1, "{found:#?}");
    let seen = places(&found[0]);
    for line in 1..=3 {
        let place = format!("src/lib.rs:{line}");
        assert!(seen.contains(&place), "{place}: {seen:?}");
    }
    assert_eq!(run.json()["stats"]["unresolved_pulls"], 3);
    assert_eq!(in_formats(&project, &[], "unresolved-pull"), [1; 4]);
    let listed = project.run(&["except", "--list", "--offline"]).expect(0);
    assert_eq!(listed.stdout.lines().count(), 1, "{}", listed.stdout);
    // What can be read of the name makes another one of it, and one more call of the same kind does not.
    let more = calls + &open_call("d", "{}") + &open_call("e", "acme/{}");
    project.write("src/lib.rs", &more);
    let now = with_code(&project.run(JSON).expect(0), "unresolved-pull");
    assert_eq!(now.len(), 2, "{now:#?}");
    assert!(
        now.iter().any(|one| one["id"] == found[0]["id"]),
        "{now:#?}"
    );
}

/// The places on the way to the call that a finding is about.
fn reach(finding: &Value) -> Vec<String> {
    let steps = finding["reach"].as_array().expect("steps");
    steps
        .iter()
        .map(|step| {
            let file = step["file"].as_str().expect("a file");
            format!("{file}:{}", step["line"])
        })
        .collect()
}

/// The primary place that SARIF shows of the first finding with this code.
fn sarif_place(project: &Project, code: &str) -> String {
    let sarif = project.run(&["check", "--offline", "--format", "sarif"]);
    let sarif = sarif.json();
    let results = sarif["runs"][0]["results"].as_array().expect("results");
    let result = results.iter().find(|it| it["ruleId"] == code);
    let place = &result.expect("a result")["locations"][0]["physicalLocation"];
    let uri = place["artifactLocation"]["uri"].as_str().expect("a file");
    format!("{uri}:{}", place["region"]["startLine"])
}

/// A function that takes the model that it is handed.
const FETCH: &str = "pub fn fetch(id: &str) {\n    hf_hub::api::sync::Api::new().unwrap().model(id.to_string()).get(\"x\").unwrap();\n}\n";
/// What names no model in the source.
const FROM_USER: &str = "&std::env::var(\"M\").unwrap()";

#[test]
fn a_name_that_cannot_be_read_is_where_it_is_handed_over() {
    let code = format!(
        "{FETCH}fn main() {{\n    fetch(\"{QWEN}\");\n    fetch({FROM_USER});\n    fetch(\"{BGE}\");\n    fetch({FROM_USER});\n}}\n"
    );
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/main.rs", &code),
    ]);
    let run = project.run(JSON).expect(0);
    let found = with_code(&run, "unresolved-pull");
    assert_eq!(found.len(), 1, "{found:#?}");
    // Both that are open, and the call that takes what they hand over; none of those that are decided.
    let mut seen = places(&found[0]);
    assert_eq!(seen.first().map(String::as_str), Some("src/main.rs:6"));
    seen.sort();
    assert_eq!(seen, ["src/main.rs:2", "src/main.rs:6", "src/main.rs:8"]);
    assert_eq!(reach(&found[0]), ["src/main.rs:6", "src/main.rs:2"]);
    assert_eq!(found[0]["crate"]["name"], "app");
    assert_eq!(run.json()["stats"]["unresolved_pulls"], 2);
    assert_eq!(in_formats(&project, &[], "unresolved-pull"), [1; 4]);
    assert_eq!(sarif_place(&project, "unresolved-pull"), "src/main.rs:6");
    let human = project.run(&["check", "--offline"]).expect(0).stderr;
    assert!(human.contains("-> src/main.rs:6:5"), "{human}");
    assert!(human.contains("taken by this call"), "{human}");
}

#[test]
fn a_name_that_cannot_be_read_is_where_the_outermost_call_hands_it_over() {
    let between = "pub struct Loader { id: String }\nimpl Loader {\n    pub fn new(id: String) -> Self { Self { id } }\n    pub fn load(&self) { dep::fetch(&self.id) }\n}\n\
         fn all(ids: &[&str]) { for id in ids { dep::fetch(id); } }\n";
    let cases = [
        // Through functions of the member and of a dependency.
        (
            format!(
                "fn main() {{\n    run(\"{QWEN}\");\n    run({FROM_USER});\n}}\nfn run(id: &str) {{ dep::fetch(id) }}\n"
            ),
            "app/src/main.rs:3",
        ),
        // By a value that was made elsewhere.
        (
            format!(
                "{between}fn main() {{\n    Loader::new({QWEN:?}.into()).load();\n    Loader::new({FROM_USER}.clone()).load();\n}}\n"
            ),
            "app/src/main.rs:9",
        ),
        // As one of several.
        (
            format!(
                "{between}fn main() {{\n    all(&[\"{QWEN}\"]);\n    all(&[{FROM_USER}]);\n}}\n"
            ),
            "app/src/main.rs:9",
        ),
        // What hands over nothing, so that the helper takes what it does not know.
        (
            format!(
                "fn main() {{\n    run(Some(\"{QWEN}\"));\n    run(None);\n}}\nfn run(id: Option<&str>) {{\n    dep::fetch(id.unwrap_or({FROM_USER}))\n}}\n"
            ),
            "app/src/main.rs:3",
        ),
        // What the helper takes itself, whatever it is handed.
        (
            format!(
                "fn main() {{\n    run(\"{QWEN}\");\n    run(\"{BGE}\");\n}}\nfn run(id: &str) {{\n    dep::fetch(if id.len() > 9 {{ id }} else {{ {FROM_USER} }})\n}}\n"
            ),
            "app/src/main.rs:6",
        ),
    ];
    for (code, place) in &cases {
        let project = Project::new(&[
            (
                "Cargo.toml",
                "[workspace]\nmembers = [\"app\"]\nexclude = [\"dep\"]\nresolver = \"2\"\n",
            ),
            (
                "app/Cargo.toml",
                &mit_manifest("app", "[dependencies]\ndep = { path = \"../dep\" }\n"),
            ),
            ("app/src/main.rs", code),
            ("dep/Cargo.toml", &mit_manifest("dep", "")),
            ("dep/src/lib.rs", FETCH),
        ]);
        let found = with_code(&project.run(JSON).expect(0), "unresolved-pull");
        assert_eq!(found.len(), 1, "{code}: {found:#?}");
        assert_eq!(places(&found[0])[0], *place, "{code}: {found:#?}");
        let steps = reach(&found[0]);
        assert_eq!(
            steps.first().map(String::as_str),
            Some(*place),
            "{code}: {steps:?}"
        );
        assert_eq!(steps.last().map(String::as_str), Some("dep/src/lib.rs:2"));
        assert_eq!(found[0]["crate"]["name"], "dep");
        assert_eq!(
            found[0]["path"],
            serde_json::json!(["app 0.1.0", "dep 0.1.0"])
        );
        assert_eq!(sarif_place(&project, "unresolved-pull"), *place);
        // The calls that hand over what is known are no part of it.
        let seen = places(&found[0]);
        assert!(
            !seen.contains(&"app/src/main.rs:2".to_owned()),
            "{code}: {seen:?}"
        );
    }
}

/// A function that puts a name together of parts, in more ways than are followed; one line.
const PUT_TOGETHER: &str = concat!(
    "fn put(id: String, at: usize) -> String { ",
    "let a = [\"a\", \"b\", \"c\", \"d\", \"e\", \"f\", \"g\", \"h\", \"i\"]; ",
    "let b = [\"j\", \"k\", \"l\", \"m\", \"n\", \"o\", \"p\", \"q\", \"r\"]; ",
    "let c = [\"s\", \"t\", \"u\", \"v\", \"w\", \"x\", \"y\", \"z\", \"_\"]; ",
    "format!(\"{id}{}{}{}\", a[at], b[at + 1], c[at + 2]) }\n"
);

/// A call that takes what is put together so, in a function `fetch`; three lines.
const FETCH_PUT: &str = "fn fetch(id: String) {\n    hf_hub::api::sync::Api::new().unwrap().model(put(id, std::process::id() as usize)).get(\"x\").unwrap();\n}\n";

#[test]
fn a_call_at_which_the_analysis_stops_is_one_finding() {
    let code = format!("fn main() {{ fetch(\"{QWEN}\".into()) }}\n{PUT_TOGETHER}{FETCH_PUT}");
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/main.rs", &code),
    ]);
    let both = |flags: &[&str]| {
        let run = project.run(&[JSON, flags].concat());
        ["incomplete-analysis", "unresolved-pull"].map(|code| with_code(&run, code))
    };
    for flags in [&[][..], &["--strict"]] {
        let [incomplete, open] = both(flags);
        assert_eq!(incomplete.len(), 1, "{incomplete:#?}");
        assert_eq!(open.len(), 0, "{open:#?}");
        let notes = incomplete[0]["notes"].to_string();
        assert!(
            notes.contains("takes a model whose name cannot be read"),
            "{notes}"
        );
        let seen = places(&incomplete[0]);
        assert!(seen.contains(&"src/main.rs:4".to_owned()), "{seen:?}");
    }
    assert_eq!(
        in_formats(&project, &["--strict"], "unresolved-pull"),
        [0; 4]
    );
    // Nothing goes away with a finding that is not reported, or that is less loud.
    for flags in [
        &["-A", "incomplete-analysis"][..],
        &["-W", "incomplete-analysis", "-D", "unresolved-pull"],
    ] {
        let [_, open] = both(flags);
        assert_eq!(open.len(), 1, "{flags:?}: {open:#?}");
    }
    // One entry answers for both.
    project.write("deny-models.toml", "[[crate]]\nname = \"app\"\nuses = []\n");
    assert_eq!(both(&["--strict"]), [Vec::<Value>::new(), Vec::new()]);
}

#[test]
fn what_is_handed_to_a_call_at_which_the_analysis_stops_is_part_of_it() {
    let code = format!(
        "fn main() {{\n    fetch(\"{QWEN}\".into());\n    fetch(std::env::var(\"M\").unwrap());\n}}\n{PUT_TOGETHER}{FETCH_PUT}"
    );
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/main.rs", &code),
    ]);
    let run = project.run(&[JSON, &["--strict"]].concat()).expect(1);
    let found = with_code(&run, "incomplete-analysis");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(with_code(&run, "unresolved-pull"), Vec::<Value>::new());
    let seen = places(&found[0]);
    for place in ["src/main.rs:7", "src/main.rs:3"] {
        assert!(seen.contains(&place.to_owned()), "{place}: {seen:?}");
    }
}

#[test]
fn another_call_in_a_file_with_a_stop_stays_a_finding() {
    let code = format!(
        "fn main() {{ other(); fetch(std::env::args().nth(1).unwrap_or_else(|| \"{QWEN}\".into())) }}\n{}{PUT_TOGETHER}{FETCH_PUT}",
        open_call("other", "{}")
    );
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/main.rs", &code),
    ]);
    let run = project.run(&[JSON, &["--strict"]].concat()).expect(1);
    assert_eq!(with_code(&run, "incomplete-analysis").len(), 1);
    let open = with_code(&run, "unresolved-pull");
    assert_eq!(open.len(), 1, "{open:#?}");
    assert_eq!(places(&open[0])[0], "src/main.rs:2");
}
