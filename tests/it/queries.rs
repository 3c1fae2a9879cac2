//! The commands that answer questions: resolve, list, why, explain.

use deny_models::lint::Code;

use crate::support::{Project, example, mit_crate, run_in};

#[test]
fn resolve_answers_in_the_order_of_the_question() {
    let run = run_in(
        &example("hidream"),
        &[
            "resolve",
            "--format",
            "json",
            "OpenSciLM/Llama-3.1_OpenScholar-8B",
            "Qwen/Qwen2.5-7B-Instruct",
            "no/body",
        ],
    );
    let answers = run.expect(0).json();
    let lines: Vec<_> = answers
        .as_array()
        .expect("an array")
        .iter()
        .map(|answer| {
            (
                answer["osi"].as_str(),
                answer["governing"].as_str(),
                answer["relicensed"].as_bool(),
            )
        })
        .collect();
    assert_eq!(
        lines,
        [
            (Some("no"), Some("llama3.1"), Some(true)),
            (Some("yes"), Some("apache-2.0"), Some(false)),
            (Some("unknown"), None, Some(false)),
        ]
    );
    assert_eq!(answers[0]["declared"], "apache-2.0");
    assert_eq!(answers[0]["lineage"][0]["model"], "meta-llama/Llama-3.1-8B");
    assert_eq!(answers[0]["lineage"][0]["relation"], "finetune");
}

#[test]
fn resolve_works_outside_of_a_workspace_and_hears_the_policy_inside() {
    Project::new(&[])
        .run(&["resolve", "openai-community/gpt2"])
        .expect(0);
    let project = Project::package(&mit_crate("id = \"acme/x\""));
    project.write(
        "deny-models.toml",
        "[[model]]\nid = \"acme/x\"\nlicense = \"gemma\"\n",
    );
    let run = project
        .run(&["resolve", "--format", "json", "acme/x"])
        .expect(0);
    assert_eq!(run.json()[0]["governing"], "gemma");
    let run = project
        .run(&["resolve", "--format", "json", "--no-policy", "acme/x"])
        .expect(0);
    assert_eq!(run.json()[0]["osi"], "unknown");
    project.write(
        "deny-models.toml",
        "[policy]\nallow = [\"Gemma\"]\n[[model]]\nid = \"acme/x\"\nlicense = \"gemma\"\n",
    );
    let answer = &project
        .run(&["resolve", "--format", "json", "acme/x"])
        .expect(0)
        .json()[0];
    assert_eq!(
        (&answer["osi"], &answer["verdict"]),
        (&"no".into(), &"pass".into())
    );
    let run = project.run(&["resolve", "acme/x"]).expect(0);
    assert!(
        run.stdout.contains("passes: the policy allows it"),
        "{}",
        run.stdout
    );
}

/// The fixture of a hub cache, in the layout without links.
fn with_cache(project: &Project, args: &[&str]) -> crate::support::Run {
    let cache = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/hf-cache-nosymlink/hub"
    );
    crate::support::Run::of(
        crate::support::command(&project.path(""), args).env("HF_HUB_CACHE", cache),
    )
}

#[test]
fn resolve_reads_the_hub_cache_and_check_only_to_tighten() {
    let empty = Project::new(&[]);
    let run = with_cache(&empty, &["resolve", "--format", "json", "acme/tiny-chat"]).expect(0);
    let answer = &run.json()[0];
    assert_eq!(answer["declared"], "apache-2.0");
    assert_eq!(answer["lineage"][0]["model"], "acme/tiny-base");
    assert_eq!(answer["osi"], "unknown");
    let project = Project::package(&mit_crate("id = \"acme/tiny-chat\""));
    let codes = |run: crate::support::Run| run.codes();
    for args in [
        &["check", "--format", "json"][..],
        &["check", "--format", "json", "--hub-cache"],
    ] {
        assert_eq!(
            codes(with_cache(&project, args).expect(1)),
            ["unknown-license:deny:demo"]
        );
    }
    // The owner states it open; that holds until the cache knows better and is read.
    project.write(
        "Cargo.toml",
        &mit_crate("id = \"acme/tiny-chat\"\nlicense = \"MIT\""),
    );
    with_cache(&project, &["check"]).expect(0);
    let run = with_cache(&project, &["check", "--format", "json", "--hub-cache"]).expect(1);
    assert_eq!(codes(run), ["unknown-license:deny:demo"]);
}

#[test]
fn former_names_are_the_same_model() {
    let run = Project::new(&[])
        .run(&[
            "resolve",
            "--format",
            "json",
            "gpt2",
            "OpenScholar/Llama-3.1_OpenScholar-8B",
        ])
        .expect(0);
    assert_eq!(run.json()[0]["governing"], "mit");
    assert_eq!(run.json()[1]["governing"], "llama3.1");
}

#[test]
fn what_people_read_of_a_model() {
    let run = Project::new(&[]).run(&[
        "resolve",
        "deepseek-ai/DeepSeek-R1-Distill-Llama-8B",
        "katanemo/Arch-Router-1.5B",
    ]);
    insta::assert_snapshot!(run.expect(0).stdout);
}

#[test]
fn list_shows_members_crates_and_models() {
    let run = run_in(&example("workspace"), &["list"]).expect(0);
    insta::assert_snapshot!("list", run.stdout);
    let run = run_in(&example("workspace"), &["list", "--tree"]).expect(0);
    insta::assert_snapshot!("list_tree", run.stdout);
    let run = run_in(&example("workspace"), &["list", "--format", "json"]).expect(0);
    insta::assert_snapshot!("list_json", run.stdout);
}

#[test]
fn why_shows_the_way_to_a_model_and_to_what_it_is_made_of() {
    let run = run_in(
        &example("workspace"),
        &["why", "meta-llama/Llama-3.1-8B-Instruct"],
    )
    .expect(0);
    assert!(
        run.stdout
            .contains("server 0.1.0 -> models 0.1.0 -> meta-llama/Llama-3.1-8B-Instruct (runtime)"),
        "{}",
        run.stdout
    );
    let run = run_in(
        &example("hidream"),
        &["why", "meta-llama/llama-3.1-8b-instruct"],
    )
    .expect(0);
    let way = "hidream 0.1.0 -> HiDream-ai/HiDream-I1-Full (runtime) -> meta-llama/Llama-3.1-8B-Instruct (component)";
    assert!(run.stdout.contains(way), "{}", run.stdout);
}

#[test]
fn why_names_the_lines_of_a_way_within_one_package() {
    let project = Project::new(&[
        ("Cargo.toml", &crate::support::mit_manifest("demo", "")),
        (
            "src/lib.rs",
            &crate::support::hub_calls(&["Qwen/Qwen2.5-7B-Instruct"]),
        ),
    ]);
    let args = ["why", "Qwen/Qwen2.5-7B-Instruct"];
    let way = "demo 0.1.0 -> Qwen/Qwen2.5-7B-Instruct (runtime)\n";
    let run = project.run(&args).expect(0);
    let code = format!("{way}  src/lib.rs:2\n");
    assert!(run.stdout.starts_with(&code), "{}", run.stdout);
    let json = project
        .run(&[&args[..], &["--format", "json"]].concat())
        .json();
    let places = json["members"][0]["pulls"][0]["places"].clone();
    assert_eq!(places[0]["file"], "src/lib.rs", "{json:#}");
    assert_eq!(places[0]["line"], 2, "{json:#}");
    // An entry of the manifest is the line then.
    project.run(&["fix", "--offline"]).expect(0);
    let run = project.run(&args).expect(0);
    let entry = format!("{way}  Cargo.toml:8\n");
    assert!(run.stdout.starts_with(&entry), "{}", run.stdout);
}

#[test]
fn explain_knows_every_code() {
    let project = Project::new(&[]);
    let codes = project.run(&["explain"]).expect(0).stdout;
    assert_eq!(codes.lines().count(), Code::ALL.len());
    for line in codes.lines() {
        let code = line.split_whitespace().next().expect("a code");
        let text = project.run(&["explain", code]).expect(0).stdout;
        assert!(
            text.contains(code) && text.lines().count() > 8,
            "{code}: {text}"
        );
    }
}

#[test]
fn help_and_version_are_answers() {
    let project = Project::new(&[]);
    for args in [
        &["--help"][..],
        &["check", "--help"],
        &["-V"],
        &["resolve", "-h"],
    ] {
        let run = project.run(args).expect(0);
        assert!(!run.stdout.is_empty() && run.stderr.is_empty());
    }
    assert!(project.run(&["--help"]).stdout.contains("Exit codes:"));
}

#[test]
fn colour_follows_flag_and_environment() {
    let directory = example("hidream");
    let escape = |args: &[&str], variables: &[(&str, &str)]| {
        let mut command = crate::support::command(&directory, args);
        command.envs(variables.iter().copied());
        crate::support::Run::of(&mut command)
            .stderr
            .contains('\u{1b}')
    };
    assert!(!escape(&[], &[]));
    assert!(escape(&["--color", "always"], &[]));
    assert!(escape(&[], &[("CARGO_TERM_COLOR", "always")]));
    assert!(!escape(
        &["--color", "never"],
        &[("CARGO_TERM_COLOR", "always")]
    ));
}

#[test]
fn a_passing_pull_that_is_off_names_its_feature() {
    let run = run_in(&example("hidream-free"), &["list"]).expect(0);
    assert!(
        run.stdout
            .contains("(with feature mistral; off: needs feature mistral of the member)"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("feature  "), "{}", run.stdout);
}

#[test]
fn list_draws_for_graphviz_and_mermaid() {
    let run = run_in(&example("workspace"), &["list", "--format", "dot"]).expect(0);
    insta::assert_snapshot!("list_dot", run.stdout);
    let run = run_in(&example("workspace"), &["list", "--format", "mermaid"]).expect(0);
    insta::assert_snapshot!("list_mermaid", run.stdout);
}

#[test]
fn a_diagram_without_nodes_is_valid() {
    let project =
        Project::package("[package]\nname = \"demo\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n");
    let run = project.run(&["list", "--format", "dot"]).expect(0);
    assert!(run.stdout.starts_with("digraph models {") && run.stdout.ends_with("}\n"));
    assert!(!run.stdout.contains("n0"), "{}", run.stdout);
    let run = project.run(&["list", "--format", "mermaid"]).expect(0);
    assert!(run.stdout.starts_with("flowchart LR\n"));
}
