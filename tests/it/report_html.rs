//! `report`: the page as a file. What it does in a browser is tested in `tests/browser`.

use std::fs;

use crate::support::{Project, example, hub_calls, mit_crate, mit_manifest, run_in};
use deny_models::digest::sha256;
use deny_models::lock::{Lock, LockedModel, LockedWeights};
use deny_models::model::Artifact;
use serde_json::Value;

const DEFAULT: &str = "deny-models-report.html";

/// The page of an example of this repository, on a fixed day.
fn page_of(name: &str) -> String {
    let mut command = crate::support::command(&example(name), &["report", "-o", "-"]);
    command.env("SOURCE_DATE_EPOCH", "1790000000");
    crate::support::Run::of(&mut command).expect(0).stdout
}

/// What the script of a page is given.
fn data(page: &str) -> Value {
    let start = "<script type=\"application/json\" id=\"data\">";
    let from = page.find(start).expect("data") + start.len();
    let to = page[from..].find("</script>").expect("its end") + from;
    serde_json::from_str(&page[from..to]).expect("JSON")
}

/// A model that members call by themselves is one finding of the page, with the line of one call and the places of all.
#[test]
fn one_cause_in_several_members_is_one_finding() {
    let project = Project::new(&[(
        "Cargo.toml",
        "[workspace]\nresolver = \"2\"\nmembers = [\"a\", \"b\", \"c\"]\n",
    )]);
    for name in ["a", "b", "c"] {
        project.write(&format!("{name}/Cargo.toml"), &mit_manifest(name, ""));
        project.write(
            &format!("{name}/src/lib.rs"),
            &hub_calls(&["google/gemma-2-9b"]),
        );
    }
    let page = project
        .run(&["report", "-o", "-", "--offline"])
        .expect(0)
        .stdout;
    assert_eq!(
        page.matches("<article class=\"finding\"").count(),
        1,
        "{page}"
    );
    for name in ["a", "b", "c"] {
        let place = format!("<code class=\"place\">{name}/src/lib.rs:2:");
        assert!(page.contains(&place), "{place}: {page}");
    }
    assert_eq!(page.matches("<mark>").count(), 2, "{page}");
    assert!(
        page.contains("b 0.1.0; c 0.1.0, loaded at run time"),
        "{page}"
    );
}

/// Entries to paste are whole, in lines, as the terminal prints them.
#[test]
fn entries_to_paste_stay_what_they_are() {
    let models: Vec<String> = (0..120).map(|at| format!("acme/model-{at:03}")).collect();
    let models: Vec<&str> = models.iter().map(String::as_str).collect();
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/lib.rs", &hub_calls(&models)),
        ("deny-models.toml", "[lints]\nunknown-license = \"allow\"\n"),
    ]);
    let page = project
        .run(&["report", "-o", "-", "--offline"])
        .expect(0)
        .stdout;
    let from = page.find("<dt>To paste</dt>").expect("entries");
    let shown = &page[from..from + page[from..].find("</pre>").expect("its end")];
    let entries = shown.matches("[[package.metadata.deny-models.model]]\nid = &quot;acme/model-");
    assert_eq!(entries.count(), models.len(), "{shown}");
}

#[test]
fn the_data_of_a_small_page() {
    let data = data(&page_of("workspace"));
    insta::assert_snapshot!(serde_json::to_string_pretty(&data).expect("JSON"));
}

#[test]
fn the_page_says_what_check_says() {
    let page = page_of("hidream");
    for text in [
        "<title>hidream: licences of models</title>",
        "class=\"verdict fail\"",
        "non-osi-model",
        "Cargo.toml:11:6",
        "<mark>&quot;HiDream-ai/HiDream-I1-Full&quot;</mark>",
        "Built with Llama",
        "Llama 3.1 Community License Agreement",
        "on 2026-09-21",
    ] {
        assert!(page.contains(text), "no {text:?}");
    }
    assert!(page_of("hidream-free").contains("class=\"verdict pass\""));
    assert_eq!(page, page_of("hidream"), "the same page each time");
}

#[test]
fn no_verdict_changes_the_exit_code_and_stderr_tells_it() {
    let project = Project::package(&mit_crate("id = \"meta-llama/Llama-3.1-8B\""));
    project
        .run(&["report"])
        .expect(0)
        .prints(&["FAILED: 1 error", &format!("report written to {DEFAULT}")]);
    let page = fs::read_to_string(project.path(DEFAULT)).expect("the page");
    assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>\n"));
    // The flags of `check` mean the same.
    project
        .run(&["report", "-A", "non-osi-model"])
        .expect(0)
        .prints(&["ok: 1 member"]);
    let page = fs::read_to_string(project.path(DEFAULT)).expect("the page");
    assert!(page.contains("class=\"verdict pass\"") && page.contains("-A non-osi-model"));
}

#[test]
fn what_gates_nothing_passes_nothing() {
    let project = Project::package(
        "[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"GPL-3.0-only\"\n",
    );
    let page = project.run(&["report", "-o", "-"]).expect(0).stdout;
    assert!(page.contains("class=\"verdict none\"") && page.contains("Nothing gated"));
    assert!(page.contains("No member pulls a model."));
}

#[test]
fn a_run_that_cannot_check_writes_nothing() {
    let project = Project::package(&mit_crate("id = \"a/b/c\""));
    project.run(&["report"]).expect(2);
    assert!(!project.path(DEFAULT).exists());
    let project = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B\""));
    project
        .run(&["report", "-o", "none/such/report.html"])
        .expect(2)
        .prints(&["cannot write none/such/report.html"]);
    project.write("taken/x", "");
    project.run(&["report", "--output", "taken"]).expect(2);
}

const HOSTILE: &str = "</script><script>alert(1)</script><!--\\\"'&\\u202E";

#[test]
fn texts_of_others_stay_texts() {
    let name = HOSTILE.replace('/', "\u{2215}");
    let project = Project::package(&format!(
        "{}\n[[package.metadata.deny-models.model]]\nurl = \"https://example.com/<script>alert(2)</script>\"\nlicense = \"MIT\"\n",
        mit_crate(&format!(
            "path = \"models/{name}\"\nlicense = \"LicenseRef-x\""
        ))
    ));
    project.write(
        "deny-models.toml",
        &format!("[[exception]]\ncrate = \"demo\"\nreason = \"{HOSTILE}\"\nuntil = 2026-12-31\n"),
    );
    let run = project
        .run_on("2026-11-25", &["report", "-o", "-"])
        .expect(0);
    let page = run.stdout;
    assert!(page.contains("&lt;script&gt;alert(1)"), "shown as text");
    assert!(page.contains("&lt;script&gt;alert(2)"), "shown as text");
    assert!(!page.contains('\u{202e}'));
    // The data, the style and the script of the page itself, and nothing else.
    assert_eq!(page.matches("<script").count(), 2);
    assert_eq!(page.matches("</script").count(), 2);
    assert_eq!(page.matches("<!--").count(), 0);
    assert!(
        !page.contains("href=\"https://example.com"),
        "no link from untrusted text"
    );
    let data = data(&page);
    let names: Vec<&str> = data["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter_map(|node| node["name"].as_str())
        .collect();
    assert!(names.contains(&"https://example.com/<script>alert(2)</script>"));
}

#[test]
fn the_policy_of_the_page_names_every_script_and_nothing_inline() {
    let page = page_of("hidream");
    assert!(page.contains("default-src &#39;none&#39;; script-src &#39;sha256-"));
    let markup: String = page
        .split("<script")
        .map(|part| part.split_once("</script>").map_or(part, |(_, rest)| rest))
        .collect();
    let markup = markup.split_once("</style>").expect("a style").1;
    for word in [
        " onclick",
        " onload",
        " onerror",
        " style=",
        "javascript:",
        " src=",
    ] {
        assert!(!markup.contains(word), "{word}");
    }
}

#[test]
fn members_without_models_are_told_and_not_drawn() {
    let run = run_in(&example("workspace"), &["report", "-o", "-"]).expect(0);
    assert!(
        run.stdout
            .contains("Not drawn, since they pull no model: 1 package, 1 member among them.")
    );
    assert_eq!(data(&run.stdout)["members"][2], Value::Null);
}

#[test]
fn each_model_has_its_origin_and_the_verdict_its_gaps() {
    let commit = "0123456789abcdef0123456789abcdef01234567";
    let project = Project::package(&mit_crate(
        "id = \"acme/chat\"\n\n[[package.metadata.deny-models.model]]\npath = \"x.safetensors\"",
    ));
    let file = "\u{2}\0\0\0\0\0\0\0{}";
    project.write("x.safetensors", file);
    let chat = LockedModel {
        revision: Some(commit.to_owned()),
        license: vec!["mit".to_owned()],
        base: Some(Vec::new()),
        files: vec![LockedWeights {
            path: "model.bin".to_owned(),
            sha256: sha256(b"weights"),
            size: None,
        }],
        ..LockedModel::new(&Artifact::parse("acme/chat").expect("an id"))
    };
    project.write("deny-models.lock", &Lock::new([chat], []).render());
    let page = project.run(&["report", "-o", "-"]).expect(0).stdout;
    for text in [
        &format!("https://huggingface.co/acme/chat/tree/{commit}"),
        &format!("{commit}, as locked"),
        &format!("{} model.bin", sha256(b"weights")),
        &sha256(file.as_bytes()),
        "x.safetensors, a file of demo 0.1.0",
    ] {
        assert!(page.contains(text), "no {text:?}");
    }
    assert!(!page.contains("class=\"gaps\""), "everything was read");
    let page = project
        .run(&["report", "-o", "-", "--no-scan"])
        .expect(0)
        .stdout;
    let gaps = page.find("class=\"gaps\"").expect("what was not read");
    assert!(
        gaps < page.find("class=\"figures\"").expect("the counts"),
        "beside the verdict"
    );
    assert!(
        page[gaps..].contains("1 package were not read")
            || page[gaps..].contains("1 package was not read")
    );
}
