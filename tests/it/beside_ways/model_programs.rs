//! Programs that fetch a model by its name, and files that a command line hands to one.

use super::{Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "prog-piper",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦piper¦aplay⟧").args(["--model", "en_US-lessac-medium", "--output_file", "o.wav"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-piper-m",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("piper").arg("-m").arg("⟦en_US-lessac-medium¦⟧").arg("--help").status().unwrap(); }"#,
        )],
        Ends::Green,
        Ends::Green,
    ),
    way(
        "prog-piper-short",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦piper¦aplay⟧").args(["-m", "en_GB-alan-low", "-f", "o.wav"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-piper-module",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("python3").args(["-m", "⟦piper¦http.server⟧", "-m", "en_US-lessac-medium", "-f", "o.wav", "--", "hi"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-piper-voices",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("python3").args(["-m", "⟦piper.download_voices¦pip.download⟧", "en_US-lessac-medium"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-piper-var",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn say(voice: &str) { Command::new("⟦piper¦aplay⟧").arg("-m").arg(voice).status().unwrap(); }
fn main() { say("de_DE-thorsten-high"); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-piper-file",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("piper").args(["--model", "voices/en.onnx", "--output_file", "o.wav"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-piper-shell",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("sh").args(["-c", "echo hi | ⟦piper¦aplay⟧ --model en_US-lessac-medium --output_file o.wav"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-piper-sidecar",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { let exe = std::path::Path::new("bin").join("⟦piper¦aplay⟧"); Command::new(exe).args(["-m", "en_US-amy-low"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-sherpa-tts",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("sherpa-onnx-offline-tts").args(["--vits-model=./vits-piper-en_US-amy-low/en_US-amy-low.onnx", "--vits-tokens=./t.txt", "hi"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-wyoming",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦wyoming-piper¦socat⟧").args(["--voice", "en_US-lessac-medium", "--uri", "tcp://0.0.0.0:10200"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-wyoming-w",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦wyoming-faster-whisper¦socat⟧").args(["--model", "tiny-int8", "--uri", "tcp://0.0.0.0:10300"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-mimic3",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦mimic3¦espeak⟧").args(["--voice", "en_US/vctk_low", "hi"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-rembg",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦rembg¦convert⟧").args(["i", "-m", "u2net", "a.png", "b.png"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-rembg-plain",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦rembg¦convert⟧").args(["i", "a.png", "b.png"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-demucs",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦demucs¦sox⟧").args(["-n", "htdemucs_ft", "a.mp3"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-demucs-plain",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("python3").args(["-m", "⟦demucs¦wave⟧", "a.mp3"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-spleeter",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦spleeter¦sox⟧").args(["separate", "-p", "spleeter:2stems", "a.mp3"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-whisper-sh",
        &[
            (
                "src/main.rs",
                r#"use std::process::Command;
fn main() { Command::new("bash").args(["./models/⟦download-ggml-model¦clean⟧.sh", "large-v3"]).status().unwrap(); }"#,
            ),
            ("models/clean.sh", "rm -f models/*.bin\n"),
        ],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-mistralrs",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("mistralrs-server").args(["-i", "plain", "-m", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-mistralrs-run",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("mistralrs").args(["run", "-m", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-mlc",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("mlc_llm").args(["chat", "HF://⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-tabby",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦tabby¦nginx⟧").args(["serve", "--model", "StarCoder-1B", "--device", "cpu"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-localai",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦local-ai¦nginx⟧").args(["run", "phi-2"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-localai-hf",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("local-ai").args(["run", "huggingface://⟦@L¦@Q⟧/x.gguf"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-cortex",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦cortex¦git⟧").args(["pull", "llama3.2"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-foundry",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦foundry¦git⟧").args(["model", "run", "phi-4-mini"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-nexa",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("nexa").args(["pull", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-openllm",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦openllm¦git⟧").args(["serve", "llama3.2:1b"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-litgpt",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("litgpt").args(["download", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-tune",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("tune").args(["download", "⟦@L¦@Q⟧", "--output-dir", "m"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-optimum",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("optimum-cli").args(["export", "onnx", "--model", "⟦@L¦@Q⟧", "out"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-ct2",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("ct2-transformers-converter").args(["--model", "⟦@L¦@Q⟧", "--output_dir", "out"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-transformers",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("transformers").args(["chat", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-trtllm",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("trtllm-serve").args(["⟦@L¦@Q⟧", "--port", "8000"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-tgs",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("text-generation-server").args(["download-weights", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-comfy",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦comfy¦git⟧").args(["model", "download", "--url", "https://civitai.com/api/download/models/1"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-kaggle",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦kaggle¦git⟧").args(["models", "instances", "versions", "download", "google/gemma/pyTorch/2b/1"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-argos",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦argospm¦git⟧").args(["install", "translate-en_de"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-easyocr",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦easyocr¦exiftool⟧").args(["-l", "en", "-f", "a.png"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-nougat",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦nougat¦pdftotext⟧").args(["a.pdf", "-o", "out"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-marker",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦marker_single¦pdftotext⟧").args(["a.pdf"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-docling",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦docling¦pdftotext⟧").args(["a.pdf"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-surya",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦surya_ocr¦tesseract⟧").args(["a.pdf"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-paddle",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦paddleocr¦tesseract⟧").args(["ocr", "-i", "a.png"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-whisperkit",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦whisperkit-cli¦ffmpeg⟧").args(["transcribe", "--model", "large-v3", "--audio-path", "a.wav"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-parakeet",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦parakeet-mlx¦ffmpeg⟧").args(["a.wav"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-f5",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("⟦f5-tts_infer-cli¦sox⟧").args(["--model", "F5TTS_v1_Base", "--gen_text", "hi"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-unknown-model-option",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("sayit").args(["--model", "big-voice", "hi"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-unknown-hub-option",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("sayit").args(["--model-id", "⟦@L¦@Q⟧", "hi"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-claude",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("claude").args(["-p", "hi", "--model", "⟦sonnet¦opus⟧"]).status().unwrap(); }"#,
        )],
        Ends::Green,
        Ends::Green,
    ),
    way(
        "prog-opencode",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("opencode").args(["run", "--model", "anthropic/⟦claude-sonnet-4¦claude-opus-4⟧", "hi"]).status().unwrap(); }"#,
        )],
        Ends::Green,
        Ends::Green,
    ),
    way(
        "prog-codex",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("codex").args(["exec", "-m", "⟦gpt-5¦gpt-5-mini⟧", "hi"]).status().unwrap(); }"#,
        )],
        Ends::Green,
        Ends::Green,
    ),
    way(
        "prog-whispercli",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("whisper-cli").args(["-m", "models/ggml-base.en.bin", "a.wav"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-llm-mlx",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("llm").args(["mlx", "download-model", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-docling-help",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("docling").args(["--version"]).status().unwrap(); }"#,
        )],
        Ends::Green,
        Ends::Green,
    ),
    way(
        "prog-own-script",
        &[
            (
                "src/main.rs",
                r#"use std::process::Command;
fn main() { Command::new("python3").args(["scripts/say.py", "--model", "big"]).status().unwrap(); }"#,
            ),
            (
                "scripts/say.py",
                r#"import argparse
p=argparse.ArgumentParser()
p.add_argument("--model")
print(p.parse_args().model)
"#,
            ),
        ],
        Ends::Green,
        Ends::Green,
    ),
    way(
        "prog-no-script",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("python3").args(["say.py", "⟦--model¦--text⟧", "big"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        // What is not there may take anything.
        Ends::Open,
    ),
    way(
        "prog-equals",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("piper").args(["⟦--model=en_US-amy-low¦--help⟧"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-bundled-piper",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { Command::new("resources/piper/piper").args(["⟦--model¦--voices⟧", "en_US-amy-low"]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-choice",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { let big = std::env::args().count() > 1; Command::new("litgpt").args(["download", if big { "⟦@L¦@Q⟧" } else { "@Q" }]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-choice-ollama",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { let big = std::env::args().count() > 1; Command::new("ollama").args(["pull", if big { "⟦@B¦@G⟧" } else { "@G" }]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-choice-ollama2",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { let big = std::env::args().count() > 1; Command::new("ollama").args(["pull", if big { "@G" } else { "⟦@B¦@G⟧" }]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-choice-litgpt2",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { let big = std::env::args().count() > 1; Command::new("litgpt").args(["download", if big { "@Q" } else { "⟦@L¦@Q⟧" }]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "prog-outside",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { let m = std::env::args().nth(1).unwrap(); Command::new("⟦piper¦aplay⟧").arg("--model").arg(m).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-outside-hub",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { let m = std::env::args().nth(1).unwrap(); Command::new("⟦litgpt¦git⟧").arg("download").arg(m).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-const-elsewhere",
        &[
            (
                "src/main.rs",
                r#"mod names;
use std::process::Command;
fn main() { Command::new(names::TTS).args(["-m", "en_US-amy-low"]).status().unwrap(); }"#,
            ),
            ("src/names.rs", r#"pub const TTS: &str = "⟦piper¦aplay⟧";"#),
        ],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "prog-field",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
struct Voice { name: &'static str }
fn say(voice: &Voice) { Command::new("⟦piper¦aplay⟧").arg("--model").arg(voice.name).status().unwrap(); }
fn main() { say(&Voice { name: "de_DE-eva_k-x_low" }); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-two-statements",
        &[(
            "src/main.rs",
            r#"use std::process::Command;
fn main() { let mut c = Command::new("⟦piper¦aplay⟧"); c.arg("--model"); c.arg("en_US-amy-low"); c.spawn().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-tokio",
        &[(
            "src/main.rs",
            r#"fn main() { let _ = tokio::process::Command::new("⟦piper¦aplay⟧").args(["--model", "en_US-amy-low"]).spawn(); }"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-sidecar-main",
        &[(
            "src/main.rs",
            r#"use tauri_plugin_shell::ShellExt;
fn main() { tauri::Builder::default().setup(|app| { app.shell().sidecar("⟦piper¦aplay⟧").unwrap().args(["--model", "en_US-amy-low"]).spawn().unwrap(); Ok(()) }).run(tauri::generate_context!()).unwrap(); }
"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "prog-shell-command",
        &[(
            "src/main.rs",
            r#"use tauri_plugin_shell::ShellExt;
fn main() { tauri::Builder::default().setup(|app| { app.shell().command("⟦piper¦aplay⟧").args(["--model", "en_US-amy-low"]).spawn().unwrap(); Ok(()) }).run(tauri::generate_context!()).unwrap(); }
"#,
        )],
        Ends::Open,
        Ends::Open,
    ),
];

#[test]
fn programs_take_models_by_their_names() {
    check(WAYS);
}
