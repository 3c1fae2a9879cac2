//! Files that code starts containers and recipes by, in a package: which of them are read.

use crate::support::{Project, mit_manifest};

const SERVER: &str = "ghcr.io/huggingface/text-generation-inference";

fn command(program: &str, args: &str) -> String {
    let args: Vec<String> = args.split(' ').map(|arg| format!("\"{arg}\"")).collect();
    format!(
        "fn main() {{ std::process::Command::new(\"{program}\").args([{}]).status().unwrap(); }}\n",
        args.join(", ")
    )
}

/// The models that a program takes by these files, in any order.
fn taken(main: &str, files: &[(&str, &str)]) -> Vec<String> {
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("app", "")),
        ("src/main.rs", main),
    ]);
    for (path, text) in files {
        project.write(path, &text.replace("SERVER", SERVER));
    }
    let json = project.run(&["check", "--format", "json"]).json();
    let all = json["findings"].as_array().expect("findings").iter();
    let models = all.filter_map(|finding| finding["model"].as_str().map(str::to_owned));
    models.collect()
}

#[test]
fn files_of_compose_are_read_where_the_command_names_them() {
    let whole = "services:\n  llm:\n    image: SERVER\n    command: --model-id acme/big\n";
    let bare = "services:\n  llm:\n    image: SERVER\n";
    let by_file = "services:\n  llm:\n    image: SERVER\n    env_file: ops/llm.env\n";
    let by_name = "services:\n  llm:\n    image: SERVER\n    command: --model-id ${MODEL}\n";
    let more = "services:\n  llm:\n    command: --model-id acme/big\n";
    let extends = "services:\n  web:\n    extends: { file: common.yml, service: llm }\n";
    let set = "MODEL=acme/big\nMODEL_ID=acme/big\n";
    for (args, files) in [
        ("compose -f ops/dev.yml up", &[("ops/dev.yml", whole)][..]),
        (
            "compose -f a.yml -f b.yml up",
            &[("a.yml", bare), ("b.yml", more)],
        ),
        (
            "compose up",
            &[
                ("docker-compose.override.yml", more),
                ("docker-compose.yml", bare),
            ],
        ),
        (
            "compose up",
            &[("common.yml", whole), ("compose.yaml", extends)],
        ),
        (
            "compose up",
            &[("ops/llm.env", set), ("compose.yaml", by_file)],
        ),
        ("compose up", &[(".env", set), ("compose.yaml", by_name)]),
        (
            "compose --env-file prod.env up",
            &[("prod.env", set), ("compose.yaml", by_name)],
        ),
    ] {
        assert_eq!(
            taken(&command("docker", args), files),
            ["acme/big"],
            "{args} {files:?}"
        );
    }
    for (args, files) in [
        ("compose up", &[("ops/dev.yml", whole)][..]),
        ("compose down", &[("compose.yaml", whole)]),
        ("compose up", &[("llm.env", set), ("compose.yaml", bare)]),
    ] {
        assert_eq!(
            taken(&command("docker", args), files),
            [""; 0],
            "{args} {files:?}"
        );
    }
}

#[test]
fn recipes_are_read_where_the_command_names_them() {
    let make = "MODEL = acme/big\nbuild:\n\tcargo build\nmodel:\n\thf download $(MODEL)\n";
    let just = "model := \"acme/big\"\nbuild:\n    cargo build\nllm:\n    docker run SERVER --model-id {{model}}\n";
    for (program, args, file, found) in [
        ("make", "model", ("Makefile", make), true),
        ("make", "-C ops model", ("ops/Makefile", make), true),
        ("make", "build", ("Makefile", make), false),
        ("just", "llm", ("justfile", just), true),
        ("just", "build", ("justfile", just), false),
    ] {
        let models = taken(&command(program, args), &[file]);
        let expected: &[&str] = if found { &["acme/big"] } else { &[] };
        assert_eq!(models, expected, "{program} {args}");
    }
}
