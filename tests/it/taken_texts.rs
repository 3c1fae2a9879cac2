//! Kinds of code that name a model: texts that change on the way, constants under other names, functions that macros
//! make, programs that are run and scripts; and kinds that only look so.

use crate::compiled_files::{Case, none};

/// Code of `main.rs` in which `HUB(x)` takes the model that `x` names.
const RED: &[(&str, &str)] = &[
    (
        "trim",
        "fn main() { let id = \" ID\\n\".trim(); HUB(id); }\n",
    ),
    (
        "trim of one side",
        "fn main() { HUB(\"ID/\".trim_end_matches('/')); }\n",
    ),
    (
        "small letters",
        "fn main() { HUB(\"ID\".to_lowercase()); }\n",
    ),
    (
        "small letters of ASCII",
        "fn main() { HUB(\"ID\".to_ascii_lowercase()); }\n",
    ),
    (
        "replace",
        "fn main() { HUB(\"ORG--NAME\".replace(\"--\", \"/\")); }\n",
    ),
    (
        "replace of the first",
        "fn main() { HUB(\"ORG__NAME\".replacen(\"__\", \"/\", 1)); }\n",
    ),
    (
        "push",
        "fn main() { let mut id = String::from(\"ORG\"); id.push('/'); id.push_str(\"NAME\"); HUB(id); }\n",
    ),
    (
        "plus",
        "fn main() { let mut id = String::from(\"ORG\"); id += \"/\"; id += \"NAME\"; HUB(id); }\n",
    ),
    (
        "insert",
        "fn main() { let mut id = String::from(\"NAME\"); id.insert_str(0, \"ORG/\"); HUB(id); }\n",
    ),
    (
        "extend",
        "fn main() { let mut id = String::new(); id.extend([\"ORG\", \"/\", \"NAME\"]); HUB(id); }\n",
    ),
    (
        "parse",
        "fn main() { let id = \"ID\".parse::<String>().unwrap(); HUB(id); }\n",
    ),
    (
        "format",
        "fn main() { let org = \"ORG\"; HUB(format!(\"{org}/{}\", \"NAME\")); }\n",
    ),
    (
        "write",
        "use std::fmt::Write;\nfn main() { let mut id = String::new(); write!(id, \"{}/{}\", \"ORG\", \"NAME\").unwrap(); HUB(id); }\n",
    ),
    (
        "join",
        "fn main() { HUB([\"ORG\", \"NAME\"].join(\"/\")); }\n",
    ),
    (
        "concat",
        "fn main() { HUB([\"ORG/\", \"NAME\"].concat()); }\n",
    ),
    (
        "prefix",
        "fn main() { HUB(\"hf:ID\".strip_prefix(\"hf:\").unwrap()); }\n",
    ),
    (
        "split in two",
        "fn main() { let (_, id) = \"hf|ID\".split_once('|').unwrap(); HUB(id); }\n",
    ),
    (
        "cow",
        "fn main() { let id = std::borrow::Cow::from(\"ID\"); HUB(id.into_owned()); }\n",
    ),
    (
        "bytes",
        "fn main() { let id = std::str::from_utf8(b\"ID\").unwrap(); HUB(id); }\n",
    ),
    (
        "a constant by another name",
        "mod a { pub mod b { pub const MODEL: &str = \"ID\"; } pub use b::MODEL as CODE; }\nfn main() { HUB(a::CODE); }\n",
    ),
    (
        "a constant by another name, twice",
        "mod a { mod b { mod c { pub const FIRST: &str = \"ID\"; } pub use c::FIRST as SECOND; } pub use b::SECOND as THIRD; }\n\
         use a::THIRD as FOURTH;\nfn main() { HUB(FOURTH); }\n",
    ),
    (
        "a program",
        "fn main() { std::process::Command::new(\"hf\").args([\"download\", \"ID\"]).status().unwrap(); }\n",
    ),
    (
        "a program, word by word",
        "use std::process::Command;\nfn main() { let mut c = Command::new(\"hf\"); c.arg(\"download\"); c.arg(\"ID\"); c.status().unwrap(); }\n",
    ),
    (
        "a program with a list",
        "use std::process::Command;\nfn main() { let args = vec![\"download\", \"ID\"]; Command::new(\"hf\").args(&args).status().unwrap(); }\n",
    ),
    (
        "a program with a list that grows",
        "use std::process::Command;\nfn main() { let mut args = Vec::new(); args.push(\"download\"); args.push(\"ID\"); Command::new(\"hf\").args(args).status().unwrap(); }\n",
    ),
    (
        "a program by a constant",
        "use std::process::Command;\nconst TOOL: &str = \"hf\";\nconst MODEL: &str = \"ID\";\nfn main() { Command::new(TOOL).arg(\"download\").arg(MODEL).spawn().unwrap(); }\n",
    ),
    (
        "a line of a shell",
        "use std::process::Command;\nfn main() { Command::new(\"sh\").arg(\"-c\").arg(\"pip install x && hf download ID\").status().unwrap(); }\n",
    ),
    (
        "a line of a shell that is put together",
        "use std::process::Command;\nfn main() { let model = \"ID\"; let line = format!(\"hf download {model}\"); Command::new(\"sh\").args([\"-c\", &line]).status().unwrap(); }\n",
    ),
    (
        "the older tool of the hub",
        "use std::process::Command;\nfn main() { Command::new(\"huggingface-cli\").args([\"download\", \"--quiet\", \"ID\"]).status().unwrap(); }\n",
    ),
    (
        "a flag before the model",
        "use std::process::Command;\nfn main() { Command::new(\"hf\").args([\"download\", \"--local-dir\", \"x\", \"ID\"]).status().unwrap(); }\n",
    ),
    (
        "llama-server",
        "use std::process::Command;\nfn main() { Command::new(\"llama-server\").args([\"-hf\", \"ID\"]).spawn().unwrap(); }\n",
    ),
    (
        "llama-cli, with a quantization",
        "use std::process::Command;\nfn main() { Command::new(\"llama-cli\").arg(\"--hf-repo\").arg(\"ID:Q4_K_M\").spawn().unwrap(); }\n",
    ),
];

/// Code that takes no model although it names one.
const GREEN: &[(&str, &str)] = &[
    (
        "a name in a message",
        "struct Note { repo: &'static str }\nfn main() { HUB(\"Qwen/Qwen2.5-0.5B\"); let note = Note { repo: \"ID\" }; println!(\"not {}\", note.repo); }\n",
    ),
    (
        "a table that nothing downloads from",
        "struct Row { name: &'static str, license: &'static str }\nconst TABLE: &[Row] = &[Row { name: \"ID\", license: \"other\" }];\n\
         fn main() { HUB(\"Qwen/Qwen2.5-0.5B\"); for row in TABLE { println!(\"{} {}\", row.name, row.license); } }\n",
    ),
    (
        "a request for what is known of a model",
        "fn main() { let about = hf_hub::api::sync::Api::new().unwrap().model(\"ID\".to_string()).info().unwrap(); println!(\"{about:?}\"); }\n",
    ),
    (
        "a request for what is known of a model, by a variable",
        "fn main() { let repo = hf_hub::api::sync::Api::new().unwrap().model(\"ID\".to_string()); let about = repo.info(); drop(about); }\n",
    ),
    (
        "an upload",
        "use std::process::Command;\nfn main() { Command::new(\"hf\").args([\"upload\", \"ID\", \"x\"]).status().unwrap(); }\n",
    ),
    (
        "a program of another name",
        "use std::process::Command;\nfn main() { Command::new(\"cp\").args([\"download\", \"ID\"]).status().unwrap(); }\n",
    ),
];

/// Build scripts that run a script, and the script.
const SCRIPTS: &[(&str, &str, &str)] = &[
    (
        "Command::new(\"sh\").arg(\"fetch.sh\").status().unwrap();",
        "app/fetch.sh",
        "#!/bin/sh\nset -e\nhf download ID --local-dir models\n",
    ),
    (
        "Command::new(\"./tools/fetch\").status().unwrap();",
        "app/tools/fetch",
        "#!/usr/bin/env bash\ncurl -L \\\n  https://huggingface.co/ID/resolve/main/model.safetensors -o x\n",
    ),
    (
        "Command::new(\"python3\").args([\"scripts/get.py\", \"--all\"]).status().unwrap();",
        "app/scripts/get.py",
        "from huggingface_hub import snapshot_download\n\nsnapshot_download(repo_id=\"ID\")\n",
    ),
];

fn code(text: &str) -> String {
    let mut code = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("HUB(") {
        code += &rest[..at];
        let inside = &rest[at + 4..];
        let mut depth = 1;
        let end = inside.find(|char| {
            depth += match char {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let end = end.expect("a bracket");
        code += "hf_hub::api::sync::Api::new().unwrap().model((";
        code += &inside[..end];
        code += ").to_string()).get(\"x.safetensors\").unwrap()";
        rest = &inside[end + 1..];
    }
    code + rest
}

/// What is wrong of programs that are one file each.
fn with_main<W: IntoIterator<Item = String>>(
    programs: &[(&str, &str)],
    place: &str,
    wrong: impl Fn(&Case<'_>) -> W,
) -> Vec<String> {
    let of = |(name, text): &(&str, &str)| {
        let text = code(text);
        wrong(&Case {
            name,
            manifest: "",
            files: &[("app/src/main.rs", &text)],
            place,
        })
    };
    programs.iter().flat_map(of).collect()
}

#[test]
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method alone is not general over the lifetime of its case"
)]
fn what_is_taken_is_found() {
    let wrong = with_main(RED, "app/src/main.rs", |case| case.wrong());
    none(&wrong);
}

#[test]
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "the method alone is not general over the lifetime of its case"
)]
fn what_is_only_named_is_not_taken() {
    let wrong = with_main(GREEN, "", |case| case.invented());
    none(&wrong);
}

#[test]
fn scripts_that_a_build_script_runs_are_read() {
    let mut wrong = Vec::new();
    for (runs, path, script) in SCRIPTS {
        let build = format!("use std::process::Command;\nfn main() {{ {runs} }}\n");
        let files = [
            ("app/src/lib.rs", ""),
            ("app/build.rs", build.as_str()),
            (*path, *script),
        ];
        let case = Case {
            name: path,
            manifest: "",
            files: &files,
            place: path,
        };
        wrong.extend(case.wrong());
    }
    none(&wrong);
}
