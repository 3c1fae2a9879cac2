//! Models that are copied out of buckets, and those that containers take which code starts.

use super::{Ends, Way, check, way};

const SH: (&str, &str) = (
    "src/main.rs",
    r#"fn main() { std::process::Command::new("sh").arg("up.sh").status().unwrap(); }"#,
);
const COMPOSE: (&str, &str) = (
    "src/main.rs",
    r#"fn main() { std::process::Command::new("docker").args(["compose", "up", "-d"]).status().unwrap(); }"#,
);

const WAYS: &[Way] = &[
    way(
        "copy-s3",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("aws").args(["s3", "cp", "s3://lab/⟦model.gguf¦data.csv⟧", "."]).status().unwrap(); }"#,
        )],
        Ends::Unknown,
        Ends::Green,
    ),
    way(
        "copy-direction",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("aws").args(["s3", "cp", ⟦"s3://lab/model.gguf", "."¦"model.gguf", "s3://lab/model.gguf"⟧]).status().unwrap(); }"#,
        )],
        Ends::Unknown,
        Ends::Green,
    ),
    way(
        "copy-format",
        &[(
            "src/main.rs",
            r#"fn main() {
    let bucket = std::env::var("BUCKET").unwrap();
    std::process::Command::new("aws").args(["s3", "cp", &format!("s3://{bucket}/⟦model.gguf¦data.csv⟧"), "."]).status().unwrap();
}"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "copy-statements",
        &[(
            "src/main.rs",
            r#"fn main() {
    let mut copy = std::process::Command::new("gsutil");
    copy.arg("-m").arg("cp");
    copy.arg("gs://lab/⟦model.safetensors¦data.parquet⟧");
    copy.arg("out").status().unwrap();
}"#,
        )],
        Ends::Unknown,
        Ends::Green,
    ),
    way(
        "copy-script",
        &[
            SH,
            (
                "up.sh",
                "set -e\ngcloud storage cp \\\n  gs://lab/⟦model.onnx¦data.csv⟧ out\n",
            ),
        ],
        Ends::Unknown,
        Ends::Green,
    ),
    way(
        "copy-script-sync",
        &[SH, ("up.sh", "aws s3 sync s3://lab/⟦models¦images⟧ out\n")],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "copy-azure",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("az").args(["storage", "blob", "download", "--account-name", "lab", "-c", "all", "-n", "⟦m.gguf¦m.csv⟧", "-f", "m"]).status().unwrap(); }"#,
        )],
        Ends::Unknown,
        Ends::Green,
    ),
    way(
        "copy-rclone",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("rclone").args(["copy", ⟦"depot:m.gguf", "."¦"m.gguf", "depot:m"⟧]).status().unwrap(); }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "copy-python",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                "import subprocess\nsubprocess.run([\n    \"aws\", \"s3\", \"cp\",\n    \"s3://lab/⟦model.gguf¦data.csv⟧\", \".\",\n])\n",
            ),
        ],
        Ends::Unknown,
        Ends::Green,
    ),
    way(
        "clone-hub",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("git").args(["clone", "--depth", "1", "https://huggingface.co/⟦@L¦@Q⟧", "m"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "clone-submodule",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("git").args(["submodule", "add", "https://huggingface.co/⟦@L¦@Q⟧", "m"]).status().unwrap(); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "clone-lfs",
        &[
            SH,
            (
                "up.sh",
                "git lfs install\ngit lfs clone https://huggingface.co/⟦@L¦@Q⟧\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "clone-remote",
        &[
            SH,
            (
                "up.sh",
                "git init m && cd m\ngit remote add hub https://huggingface.co/⟦@L¦@Q⟧\ngit pull hub main\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "compose-ollama",
        &[
            COMPOSE,
            (
                "compose.yaml",
                "services:\n  llm:\n    image: ollama/ollama:latest\n    entrypoint: [\"/bin/sh\", \"-c\"]\n    command: [\"ollama serve & sleep 5; ollama pull ⟦@B¦@G⟧; wait\"]\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "compose-image",
        &[
            COMPOSE,
            (
                "docker-compose.yml",
                "services:\n  pull:\n    image: ollama/ollama\n    command: pull ⟦@B¦@G⟧\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "compose-nerdctl",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("nerdctl").args(["compose", "up"]).status().unwrap(); }"#,
            ),
            (
                "compose.yaml",
                "services:\n  llm:\n    image: ollama/ollama\n    command: pull ⟦@B¦@G⟧\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "compose-tgi",
        &[
            COMPOSE,
            (
                "deploy/docker-compose.yml",
                "services:\n  tgi:\n    image: ghcr.io/huggingface/text-generation-inference:3.0\n    command: --model-id ⟦@L¦@Q⟧ --port 80\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "compose-variable",
        &[
            COMPOSE,
            (
                "compose.yml",
                "services:\n  tei:\n    image: ghcr.io/huggingface/text-embeddings-inference:cpu-1.8\n    environment:\n      MODEL_ID: ⟦@L¦@Q⟧\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "compose-vllm",
        &[
            SH,
            (
                "up.sh",
                "cd deploy\ndocker compose -f gpu-compose.yaml up -d llm\n",
            ),
            (
                "deploy/gpu-compose.yaml",
                "services:\n  ⟦llm¦other⟧:\n    image: vllm/vllm-openai:latest\n    command:\n      - --model\n      - @L\n  ⟦other¦llm⟧:\n    image: nginx\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "compose-models",
        &[
            COMPOSE,
            (
                "compose.yaml",
                "services:\n  web:\n    image: nginx\n    models: [llm]\nmodels:\n  llm:\n    model: hf.co/⟦@L¦@Q⟧\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "compose-build",
        &[
            COMPOSE,
            ("compose.yaml", "services:\n  web:\n    build: .\n"),
            (
                "Dockerfile",
                "FROM python:3\nRUN pip install huggingface_hub && \\\n    hf download ⟦@L¦@Q⟧\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "docker-build",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("docker").args(["build", "-t", "x", "."]).status().unwrap(); }"#,
            ),
            (
                "Dockerfile",
                "FROM ollama/ollama\nARG MODEL=⟦@B¦@G⟧\nRUN ollama serve & sleep 5 && ollama pull $MODEL\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    // A file that no code starts is none of the program.
    way(
        "compose-started",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("docker").args(["compose", "⟦up¦down⟧"]).status().unwrap(); }"#,
            ),
            (
                "compose.yaml",
                "services:\n  pull:\n    image: ollama/ollama\n    command: pull @B\n",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
];

#[test]
fn copies_and_containers_take_models() {
    check(WAYS);
}
