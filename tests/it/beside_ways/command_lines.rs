//! Command lines that show only as a whole which model they take, and those that a function starts for its callers.

use super::{Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "line-whisper",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦whisper¦echo⟧").arg("a.mp3").args(["--language", "en"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "line-module",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("python3").args(["-m", "⟦whisper¦http.server⟧", "a.mp3"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "line-shell",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("sh").args(["-c", "⟦whisper¦echo⟧ in.wav --output_format txt"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "line-docker-model",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("docker").args(["model", "run", "hf.co/⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "line-image",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("docker").args(["run", "-p", "8080:80", "ghcr.io/huggingface/text-embeddings-inference:cpu-1.8", "--model-id", "⟦@L¦@Q⟧"]).spawn().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "line-vllm-image",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("docker").args(["run", "--gpus", "all", "vllm/vllm-openai:latest", "--model", "⟦@L¦@Q⟧"]).spawn().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "line-insanely",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("insanely-fast-whisper").args(["--file-name", "a.mp3", "--model-name", "⟦@L¦@Q⟧"]).spawn().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "line-lms",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("lms").args(["get", "⟦@L¦@Q⟧"]).spawn().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "line-sglang",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("sglang").args(["serve", "--model-path", "⟦@L¦@Q⟧"]).spawn().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "line-ramalama",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("ramalama").args(["run", "⟦ollama://@B¦ollama://@G⟧"]).spawn().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "line-variable",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("bash").args(["-c", "M=⟦@B¦@G⟧; ollama pull $M"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-1",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(cmd: &str, args: &[&str]) -> bool { Command::new(cmd).args(args).status().unwrap().success() }
fn main() { sh("ollama", &["pull", "⟦@B¦@G⟧"]); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-2",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(cmd: &str, args: &[&str]) -> bool { Command::new(cmd).args(args).status().unwrap().success() }
fn main() { sh("hf", &["download", "⟦@L¦@Q⟧"]); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-3",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(line: &str) { Command::new("sh").arg("-c").arg(line).status().unwrap(); }
fn main() { sh("ollama pull ⟦@B¦@G⟧"); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-4",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(line: &str) { Command::new("sh").arg("-c").arg(line).status().unwrap(); }
fn main() { sh("hf download ⟦@L¦@Q⟧"); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-5",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(line: &str) { Command::new("sh").arg("-c").arg(line).status().unwrap(); }
fn main() { sh("⟦whisper¦echo⟧ a.wav --language en"); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "given-6",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(cmd: &str, args: &[&str]) { Command::new(cmd).args(args).status().unwrap(); }
fn main() { sh("⟦whisper¦echo⟧", &["a.wav"]); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "given-7",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(cmd: &str, args: &[&str]) { Command::new(cmd).args(args).status().unwrap(); }
fn main() { sh("ls", &[]); sh("llama-server", &["-hf", "⟦@L¦@Q⟧"]); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-8",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn ollama(args: &[&str]) { Command::new("ollama").args(args).status().unwrap(); }
fn main() { ollama(&["pull", "⟦@B¦@G⟧"]); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-9",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn cmd(name: &str) -> Command { Command::new(name) }
fn main() { cmd("ollama").arg("pull").arg("⟦@B¦@G⟧").status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-10",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
struct Runner; impl Runner { fn run(&self, program: &str, args: &[String]) { let mut c = Command::new(program); for a in args { c.arg(a); } c.status().unwrap(); } }
fn main() { Runner.run("ollama", &["pull".to_string(), "⟦@B¦@G⟧".to_string()]); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-11",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(cmd: &str, args: &[&str]) { Command::new(cmd).args(args).status().unwrap(); }
fn main() { sh("docker", &["model", "pull", "hf.co/⟦@L¦@Q⟧"]); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "given-12",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn sh(cmd: &str, args: &[&str]) { Command::new(cmd).args(args).status().unwrap(); }
fn main() { for (c, a) in [("ollama", ["pull", "⟦@B¦@G⟧"])] { sh(c, &a); } }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
];

#[test]
fn command_lines_are_read_as_a_whole_and_for_callers() {
    check(WAYS);
}
