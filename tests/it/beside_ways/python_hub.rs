//! Programs in Python that take files of the hub and of ModelScope.

use super::{Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "py-file",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from transformers import AutoModelForCausalLM
m = AutoModelForCausalLM.from_pretrained("⟦@L¦@Q⟧")
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-fs",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import HfFileSystem
fs = HfFileSystem()
fs.get("⟦@L¦@Q⟧/model.safetensors", "m")
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-fs-open",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import HfFileSystem
fs = HfFileSystem()
with fs.open("⟦@L¦@Q⟧/model.safetensors", "rb") as f:
    data = f.read()
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-hf-url",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import hf_hub_url
import requests
requests.get(hf_hub_url("⟦@L¦@Q⟧", "model.safetensors"))
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-hf-url-kw",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import hf_hub_url
import requests
requests.get(hf_hub_url(repo_id="⟦@L¦@Q⟧", filename="model.safetensors"))
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-fsspec",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"import fsspec
with fsspec.open("hf://⟦@L¦@Q⟧/model.safetensors") as f:
    f.read()
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-hf-api",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import HfApi
HfApi().snapshot_download(repo_id="⟦@L¦@Q⟧")
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-cached",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"import huggingface_hub as h
h.snapshot_download("⟦@L¦@Q⟧", allow_patterns=["*.json"])
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-lambda",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"import functools
from huggingface_hub import snapshot_download
get = functools.partial(snapshot_download, repo_type="model")
get("⟦@L¦@Q⟧")
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-repo",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from huggingface_hub import Repository
Repository(local_dir="x", clone_from="⟦@L¦@Q⟧")
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-ms",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from modelscope.hub.file_download import model_file_download
model_file_download(model_id="Qwen/⟦Qwen2.5-3B-Instruct¦Qwen2.5-7B-Instruct⟧", file_path="x")
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "py-ms-hub",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("run.py").status().unwrap(); }"#,
            ),
            (
                "run.py",
                r#"from modelscope.hub.snapshot_download import snapshot_download
snapshot_download("Qwen/⟦Qwen2.5-3B-Instruct¦Qwen2.5-7B-Instruct⟧")
"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
];

#[test]
fn python_takes_files_of_the_hub() {
    check(WAYS);
}
