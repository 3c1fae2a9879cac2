//! Models that code loads in Python by calls of pyo3.

use super::{Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "pyo3-call1",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn main() { Python::with_gil(|py| { let t = py.import("transformers").unwrap(); let c = t.getattr("AutoModel").unwrap(); let m = c.call_method1("from_pretrained", ("⟦@L¦@Q⟧",)).unwrap(); }) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "pyo3-chain",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn load(py: Python<'_>) -> PyResult<Py<PyAny>> { Ok(py.import_bound("transformers")?.getattr("AutoModelForCausalLM")?.getattr("from_pretrained")?.call1(("⟦@L¦@Q⟧",))?.into()) }
fn main() { Python::with_gil(|py| load(py).unwrap()); }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "pyo3-method",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn main() { Python::attach(|py| { let p = PyModule::import(py, "sentence_transformers").unwrap(); p.call_method1("SentenceTransformer", ("⟦google/embeddinggemma-300m¦all-MiniLM-L6-v2⟧",)).unwrap(); }) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "pyo3-kwargs",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*; use pyo3::types::PyDict;
fn main() { Python::with_gil(|py| { let h = py.import("huggingface_hub").unwrap(); let k = PyDict::new(py); k.set_item("repo_id", "⟦@L¦@Q⟧").unwrap(); h.call_method("snapshot_download", (), Some(&k)).unwrap(); }) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "pyo3-kwargs-getattr",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn main() { Python::with_gil(|py| { let f = py.import("huggingface_hub").unwrap().getattr("hf_hub_download").unwrap(); let k = [("repo_id", "⟦@L¦@Q⟧"), ("filename", "x")].into_py_dict(py).unwrap(); f.call((), Some(&k)).unwrap(); }) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "pyo3-pipeline",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn main() { Python::with_gil(|py| { let f = py.import("transformers").unwrap().getattr("pipeline").unwrap(); f.call1(("text-generation", "⟦@L¦@Q⟧")).unwrap(); }) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "pyo3-open",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn main() { let id = std::env::args().nth(1).unwrap(); Python::with_gil(|py| { let m = py.import("transformers").unwrap().getattr("AutoModel").unwrap(); m.call_method1("⟦from_pretrained¦register⟧", (id,)).unwrap(); }) }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "pyo3-const",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
struct Model { id: String } impl Model { fn load(&self, py: Python) { py.import("transformers").unwrap().getattr("AutoTokenizer").unwrap().call_method1(pyo3::intern!(py, "from_pretrained"), (self.id.as_str(),)).unwrap(); } }
fn main() { Python::with_gil(|py| Model { id: "⟦@L¦@Q⟧".into() }.load(py)) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "pyo3-ollama",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn main() { Python::with_gil(|py| { py.import("ollama").unwrap().call_method1("pull", ("⟦@B¦@G⟧",)).unwrap(); }) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "pyo3-whisper",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn main() { Python::with_gil(|py| { py.import("whisper").unwrap().call_method1("load_model", ("⟦nope¦tiny⟧",)).unwrap(); }) }"#,
        )],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "pyo3-other",
        &[(
            "src/main.rs",
            r#"use pyo3::prelude::*;
fn main() { Python::with_gil(|py| { let m = py.import("⟦transformers¦os⟧").unwrap(); m.getattr("⟦AutoModel¦path⟧").unwrap().call_method1("⟦from_pretrained¦join⟧", ("@L",)).unwrap(); }) }"#,
        )],
        Ends::Red,
        Ends::Green,
    ),
];

#[test]
fn calls_by_pyo3_take_models() {
    check(WAYS);
}
