//! Crates whose licence names the terms of a model: they are not judged, and what the licence does not name is noted.

use crate::support::{Project, hub_calls, mit_manifest};

const LLAMA: &str = "meta-llama/Llama-3.1-8B-Instruct";
const GEMMA: &str = "google/gemma-2-2b-it";

fn notes(license: &str, models: &[&str]) -> String {
    let app = mit_manifest("app", "").replace("\"MIT\"", &format!("\"{license}\""));
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"app\", \"other\"]\nresolver = \"2\"\n",
        ),
        ("app/Cargo.toml", &app),
        ("app/src/lib.rs", &hub_calls(models)),
        ("other/Cargo.toml", &mit_manifest("other", "")),
        ("other/src/lib.rs", ""),
    ]);
    // The verdict is that of a crate that is not judged.
    let run = project.run(&["check", "--offline", "--format", "json"]);
    let json = run.expect(0).json();
    let notes = json["notes"].as_array().expect("notes").iter();
    let notes: Vec<&str> = notes.filter_map(|note| note.as_str()).collect();
    let notes = notes.join("\n");
    if !notes.is_empty() {
        project
            .run(&["check", "--offline"])
            .expect(0)
            .prints(&[&notes]);
    }
    notes
}

#[test]
fn models_under_terms_that_a_label_does_not_name_are_noted() {
    let llama = "MIT AND LicenseRef-llama3.1";
    assert_eq!(notes(llama, &[LLAMA]), "");
    assert_eq!(
        notes(llama, &[LLAMA, GEMMA]),
        "app 0.1.0 is not judged, as its licence names terms that do not pass; it takes models under terms that it does not name: `google/gemma-2-2b-it` (gemma)"
    );
    assert_eq!(
        notes(
            "MIT AND LicenseRef-llama3.1 AND LicenseRef-gemma",
            &[LLAMA, GEMMA]
        ),
        ""
    );
    // A model that passes needs no label, and a crate that promises nothing of the kind has none.
    assert_eq!(notes(llama, &["Qwen/Qwen2.5-7B-Instruct"]), "");
    assert_eq!(notes("GPL-3.0-only", &[GEMMA]), "");
    assert_eq!(notes("LicenseRef-Proprietary", &[GEMMA]), "");
}
