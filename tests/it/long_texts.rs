//! What is long is read to its end: command lines, arguments, lists of names.

use crate::support::{Project, mit_manifest};

const RED: &str = "meta-llama/Llama-3.1-8B-Instruct";
const GREEN: &str = "BAAI/bge-small-en-v1.5";

/// A program: its name, and its files with a model in them.
type Way = (&'static str, fn(&str) -> Vec<(&'static str, String)>);

const WAYS: &[Way] = &[
    ("shell", |model| {
        let line = format!("echo {}; hf download {model}", "a".repeat(70_000));
        vec![("src/main.rs", started("sh", "-c", &line))]
    }),
    ("python", |model| {
        let code = format!("{}\n{}", "x = 1;".repeat(12_000), taken(model));
        vec![("src/main.rs", started("python3", "-c", &code))]
    }),
    ("arguments", |model| {
        let given: Vec<String> = (0..300).map(|number| format!("k{number}=1")).collect();
        let given = given.join(", ");
        let call = taken("").replace(
            "\"\"",
            &format!("{given}, pretrained_model_name_or_path=\"{model}\""),
        );
        vec![
            ("src/main.rs", started("python3", "run.py", "")),
            ("run.py", call),
        ]
    }),
    ("list", |model| {
        let names = format!("\"{GREEN}\", ").repeat(100);
        let call = taken("").replace("\"\"", "name");
        let (import, call) = call.split_once('\n').expect("two lines");
        let code = format!("{import}\nfor name in [{names}\"{model}\"]:\n    {call}");
        vec![
            ("src/main.rs", started("python3", "run.py", "")),
            ("run.py", code),
        ]
    }),
];

fn started(program: &str, first: &str, second: &str) -> String {
    format!(
        "fn main() {{ std::process::Command::new({program:?}).arg({first:?}).arg({second:?}).status().unwrap(); }}\n"
    )
}

fn taken(model: &str) -> String {
    format!("from transformers import AutoModel\nAutoModel.from_pretrained(\"{model}\")\n")
}

#[test]
fn what_is_long_is_read_to_its_end() {
    for (name, files) in WAYS {
        for (model, code) in [(RED, 1), (GREEN, 0)] {
            let files = files(model);
            let manifest = mit_manifest("app", "");
            let mut all = vec![("Cargo.toml", manifest.as_str())];
            all.extend(files.iter().map(|(path, text)| (*path, text.as_str())));
            let args = ["check", "--strict", "-A", "undeclared-model"];
            let run = Project::new(&all).run(&args);
            assert_eq!(run.code, code, "{name}: {}", run.stderr);
            assert_eq!(
                run.stderr.contains(RED),
                model == RED,
                "{name}: {}",
                run.stderr
            );
        }
    }
}
