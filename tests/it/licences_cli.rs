//! Licences in `explain` and `resolve`: their obligations, and the part of a model that they are for.

use crate::support::Project;

#[test]
fn explain_says_what_a_licence_asks() {
    let project = Project::new(&[]);
    let run = project.run(&["explain", "Llama-3.1"]).expect(0);
    for part in [
        "llama3.1 (Llama 3.1 Community License Agreement)",
        "OSI        no",
        "naming-requirement",
        "700 million monthly active users",
        "[1.b.i]",
    ] {
        assert!(run.stdout.contains(part), "{part}: {}", run.stdout);
    }
    // A title is as good as an id.
    let run = project.run(&["explain", "Gemma Terms of Use"]).expect(0);
    assert!(
        run.stdout.contains("gemma (Gemma Terms of Use)"),
        "{}",
        run.stdout
    );
    let run = project.run(&["explain", "lama3.1"]).expect(2);
    run.prints(&["did you mean `llama3.1`?"]);
}

#[test]
fn code_weights_and_data_are_kept_apart() {
    let project = Project::new(&[]);
    let ids = [
        "Kwai-Kolors/Kolors",
        "facebook/musicgen-small",
        "deepinsight/insightface",
    ];
    let mut args = vec!["resolve", "--format", "json"];
    args.extend(ids);
    let answers = project.run(&args).expect(0).json();
    let licenses: Vec<_> = answers
        .as_array()
        .expect("an array")
        .iter()
        .map(|answer| answer["licenses"].clone())
        .collect();
    assert_eq!(
        licenses,
        [
            serde_json::json!({"code": ["apache-2.0"], "weights": ["kolors-license"], "data": [], "tag_is_of_code": true}),
            serde_json::json!({"code": ["mit"], "weights": ["cc-by-nc-4.0"], "data": [], "tag_is_of_code": false}),
            serde_json::json!({"code": ["mit"], "weights": ["insightface-non-commercial"], "data": ["insightface-non-commercial"], "tag_is_of_code": true}),
        ]
    );
    let obligations = answers[0]["asks"].as_array().expect("an array");
    assert!(
        obligations
            .iter()
            .any(|entry| entry["duty"] == "mau-cap" && entry["license"] == "kolors-license")
    );
    let run = project.run(&["resolve", ids[0]]).expect(0);
    assert!(
        run.stdout
            .contains("kolors-license; the tag is that of the code"),
        "{}",
        run.stdout
    );
}
