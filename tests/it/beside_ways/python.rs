//! Programs in Python that code runs.

use super::Ends::{Green, Open, Red, Unknown};
use super::{Way, check, way};

const WAYS: &[Way] = &[
    way(
        "whisper",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import whisper
m = whisper.load_model("large-v3")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "whisper-turbo",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import whisper as w
m = w.load_model(name="turbo", device="cpu")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "whisper-from",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from whisper import load_model
load_model("base.en")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "whisper-open",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r"import whisper, sys
whisper.load_model(sys.argv[1])
",
            ),
        ],
        Open,
        Open,
    ),
    way(
        "whisper-new",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import whisper
whisper.load_model("large-v9")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "whisper-arg",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import argparse, whisper
p = argparse.ArgumentParser()
p.add_argument("--model", default="small")
args = p.parse_args()
whisper.load_model(args.model)
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "whisper-inline",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("python3").args(["-c", "import whisper; print(whisper.load_model('base').transcribe('a.wav'))"]).status().unwrap(); }"#,
        )],
        Green,
        Green,
    ),
    way(
        "whisper-cli",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("whisper").args(["a.wav", "--model", "medium"]).status().unwrap(); }"#,
        )],
        Green,
        Green,
    ),
    way(
        "faster",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from faster_whisper import WhisperModel
m = WhisperModel("small", device="cpu")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "faster-kw",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import faster_whisper
m = faster_whisper.WhisperModel(model_size_or_path="large-v3")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "faster-var",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from faster_whisper import WhisperModel
size = "distil-large-v3"
m = WhisperModel(size)
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "faster-repo",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from faster_whisper import WhisperModel
m = WhisperModel("⟦acme/whisper-nc¦Systran/faster-whisper-tiny⟧")
"#,
            ),
        ],
        Unknown,
        Green,
    ),
    way(
        "whisperx",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import whisperx
m = whisperx.load_model("large-v2", "cpu")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "st",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from sentence_transformers import SentenceTransformer
SentenceTransformer("all-MiniLM-L6-v2")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "st-full",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from sentence_transformers import SentenceTransformer
SentenceTransformer("⟦jinaai/jina-embeddings-v3¦BAAI/bge-m3⟧", trust_remote_code=True)
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "sparse-encoder",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from sentence_transformers import SparseEncoder
SparseEncoder("⟦naver/splade-v3¦BAAI/bge-m3⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "st-cross",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from sentence_transformers import CrossEncoder
CrossEncoder("⟦jinaai/jina-reranker-v2-base-multilingual¦BAAI/bge-reranker-base⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "st-mod",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from sentence_transformers import models
models.Transformer("⟦@L¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "pipeline-kw",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from transformers import pipeline
pipeline(task="text-generation", model="⟦@L¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "pipeline-none",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from transformers import pipeline
pipeline(task="sentiment-analysis")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "pipeline-short",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from transformers import pipeline
pipeline("text-generation", model="gpt2")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "pipeline-first",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from transformers import pipeline
pipeline(model="⟦facebook/opt-125m¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "spacy",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import spacy
nlp = spacy.load("en_core_web_sm")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "spacy-dl",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import spacy
spacy.cli.download("en_core_web_sm")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "spacy-cli",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("python3").args(["-m", "spacy", "download", "en_core_web_sm"]).status().unwrap(); }"#,
        )],
        Open,
        Open,
    ),
    way(
        "spacy-blank",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import spacy
nlp = spacy.⟦load("de_core_news_sm")¦blank("en")⟧
"#,
            ),
        ],
        Open,
        Green,
    ),
    way(
        "torchhub",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import torch
m = torch.hub.load("ultralytics/yolov5", "yolov5s")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "torchhub-local",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import torch
m = torch.hub.load("./models", "mine", source="local")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "torchhub-url",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import torch
torch.hub.load_state_dict_from_url("https://huggingface.co/⟦@L¦@Q⟧/resolve/main/x.bin")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "torchvision",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import torchvision
m = torchvision.models.resnet50(weights="IMAGENET1K_V1")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "torchvision-not",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r"import torchvision
m = torchvision.models.resnet50(⟦pretrained=True¦pretrained=False⟧)
",
            ),
        ],
        Open,
        Green,
    ),
    way(
        "tts",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from TTS.api import TTS
tts = TTS("tts_models/multilingual/multi-dataset/xtts_v2")
"#,
            ),
        ],
        Red,
        Red,
    ),
    way(
        "tts-kw",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from TTS.api import TTS
tts = TTS(model_name="tts_models/en/ljspeech/vits")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "tts-cli",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("tts").args(["--text", "x", "--model_name", "tts_models/multilingual/multi-dataset/xtts_v2"]).status().unwrap(); }"#,
        )],
        Red,
        Red,
    ),
    way(
        "keras",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import keras_hub
m = keras_hub.models.GemmaCausalLM.from_preset("gemma_2b_en")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "keras-hf",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import keras_hub
m = keras_hub.models.CausalLM.from_preset("hf://⟦google/gemma-2b¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "keras-app",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from tensorflow.keras.applications import ResNet50
m = ResNet50(weights=⟦"imagenet"¦None⟧)
"#,
            ),
        ],
        Open,
        Green,
    ),
    way(
        "timm",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import timm
m = timm.create_model("⟦aimv2_1b_patch14_224.apple_pt¦vit_base_patch16_224.augreg_in21k⟧", pretrained=True)
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "timm-hub",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import timm
m = timm.create_model("hf_hub:⟦timm/aimv2_1b_patch14_224.apple_pt¦timm/vit_base_patch16_224.augreg_in21k⟧", pretrained=True)
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "timm-notag",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import timm
m = timm.create_model("resnet50", pretrained=⟦True¦False⟧)
"#,
            ),
        ],
        Open,
        Green,
    ),
    way(
        "open-clip",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import open_clip
m = open_clip.create_model_and_transforms("ViT-B-32", pretrained="laion2b_s34b_b79k")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "open-clip-hub",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import open_clip
m = open_clip.create_model_from_pretrained("hf-hub:⟦facebook/opt-125m¦laion/CLIP-ViT-B-32-laion2B-s34B-b79K⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "clip",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import clip
m = clip.load("ViT-B/32")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "yolo",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from ultralytics import YOLO
m = YOLO("yolov8n.pt")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "gpt4all",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from gpt4all import GPT4All
m = GPT4All("orca-mini-3b-gguf2-q4_0.gguf")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "kokoro",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from kokoro import KPipeline
p = KPipeline(lang_code="a")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "fastembed-default",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r"from fastembed import TextEmbedding
TextEmbedding()
",
            ),
        ],
        Green,
        Green,
    ),
    way(
        "fastembed-sparse",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from fastembed import SparseTextEmbedding
SparseTextEmbedding(model_name="⟦naver/splade-v3¦BAAI/bge-m3⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "easyocr",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import easyocr
r = easyocr.Reader(["en"])
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "mlx",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from mlx_lm import load
load("⟦@L¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "mlx-whisper",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import mlx_whisper
mlx_whisper.transcribe("a.wav", path_or_hf_repo="⟦@L¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "flag",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from FlagEmbedding import BGEM3FlagModel
BGEM3FlagModel("⟦jinaai/jina-embeddings-v3¦BAAI/bge-m3⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "llamaindex",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from llama_index.embeddings.huggingface import HuggingFaceEmbedding
HuggingFaceEmbedding(model_name="⟦jinaai/jina-embeddings-v3¦BAAI/bge-m3⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "langchain-pipe",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from langchain_huggingface import HuggingFacePipeline
HuggingFacePipeline.from_model_id(model_id="⟦@L¦@Q⟧", task="text-generation")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "vllm-args",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from vllm import AsyncEngineArgs
AsyncEngineArgs(model="⟦@L¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "vllm-cli",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("vllm").args(["serve", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "vllm-module",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("python3").args(["-m", "vllm.entrypoints.openai.api_server", "--model", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "mlx-cli",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("mlx_lm.server").args(["--model", "⟦@L¦@Q⟧"]).status().unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "tgi-cli",
        &[(
            "src/main.rs",
            r#"fn main() { std::process::Command::new("text-generation-launcher").arg("--model-id=⟦@L¦@Q⟧").status().unwrap(); }"#,
        )],
        Red,
        Green,
    ),
    way(
        "hfapi",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from huggingface_hub import HfApi
HfApi().snapshot_download("⟦@L¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "dataclass",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from dataclasses import dataclass
from transformers import AutoModel
@dataclass
class C:
    model_id: str = "⟦@L¦@Q⟧"
cfg = C()
AutoModel.from_pretrained(cfg.model_id)
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "enum",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from enum import Enum
from transformers import AutoModel
class M(Enum):
    SMALL = "⟦@L¦@Q⟧"
AutoModel.from_pretrained(M.SMALL.value)
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "walrus",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from transformers import AutoModel
if (name := "⟦@L¦@Q⟧"):
    AutoModel.from_pretrained(name)
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "dict-kw",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from transformers import AutoModel
args = {"pretrained_model_name_or_path": "⟦@L¦@Q⟧"}
AutoModel.from_pretrained(**args)
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "requests",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import requests
open("x","wb").write(requests.get("https://huggingface.co/⟦@L¦@Q⟧/resolve/main/x.gguf").content)
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "urlretrieve",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import urllib.request
urllib.request.urlretrieve("https://huggingface.co/%s/resolve/main/x.gguf" % "⟦@L¦@Q⟧", "x.gguf")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "url-fstring",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import requests
REPO = "⟦@L¦@Q⟧"
requests.get(f"https://huggingface.co/{REPO}/resolve/main/x.gguf")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "ollama-post",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import requests
requests.post("http://localhost:11434/api/generate", json={"model": "⟦@B¦@G⟧"})
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "ollama-post-var",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import requests
MODEL = "⟦@B¦@G⟧"
requests.post("http://localhost:11434/api/generate", json={"model": MODEL})
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "ollama-httpx",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import httpx
BASE = "http://localhost:11434"
httpx.post(f"{BASE}/api/pull", json={"name": "⟦@B¦@G⟧"})
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "ollama-openai",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from openai import OpenAI
c = OpenAI(base_url="⟦http://localhost:11434/v1¦https://api.openai.com/v1⟧", api_key="x")
c.chat.completions.create(model="@B", messages=[])
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "litellm",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import litellm
litellm.completion(model="⟦ollama/@B¦ollama/@G⟧", messages=[])
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "llamaindex-ollama",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from llama_index.llms.ollama import Ollama
llm = Ollama(model="⟦@B¦@G⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "subprocess",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import subprocess
subprocess.run(["ollama", "pull", "⟦@B¦@G⟧"])
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "os-system",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import os
M = "⟦@B¦@G⟧"
os.system(f"ollama pull {M}")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "os-hf",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import os
os.system("hf download ⟦@L¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "modelscope",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from modelscope import snapshot_download
snapshot_download("⟦LLM-Research/Meta-Llama-3.1-8B-Instruct¦Qwen/Qwen2.5-7B-Instruct⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "ms-pipeline",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from modelscope.pipelines import pipeline
pipeline("text-generation", model="⟦LLM-Research/Meta-Llama-3.1-8B-Instruct¦Qwen/Qwen2.5-7B-Instruct⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "funasr",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from funasr import AutoModel
AutoModel(model="paraformer-zh")
"#,
            ),
        ],
        Open,
        Open,
    ),
    way(
        "diffusers",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from diffusers import DiffusionPipeline as D
D.from_pretrained("⟦runwayml/stable-diffusion-v1-5¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "single-file",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from diffusers import StableDiffusionPipeline
StableDiffusionPipeline.from_single_file("https://huggingface.co/⟦runwayml/stable-diffusion-v1-5¦@Q⟧/resolve/main/x.safetensors")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "lora",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"pipe.load_lora_weights("⟦facebook/opt-125m¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "peft",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from peft import PeftModel
PeftModel.from_pretrained(base, "⟦facebook/opt-125m¦@Q⟧")
"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "audiocraft",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"from audiocraft.models import MusicGen
MusicGen.get_pretrained("facebook/musicgen-small")
"#,
            ),
        ],
        Red,
        Red,
    ),
    way(
        "local-file",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import whisper
whisper.load_model("./models/x.pt")
"#,
            ),
        ],
        Green,
        Green,
    ),
    way(
        "load-json",
        &[
            (
                "src/main.rs",
                r#"fn main() { std::process::Command::new("python3").arg("py/load.py").status().unwrap(); }"#,
            ),
            (
                "py/load.py",
                r#"import json
json.load(open("x"))
model.load("thing")
"#,
            ),
        ],
        Green,
        Green,
    ),
];

#[test]
fn each_way_ends_as_its_model_says() {
    check(WAYS);
}
