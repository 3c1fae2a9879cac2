//! What a file states about its model, each value with its key.

use std::cmp::Ordering;
use std::fmt;

use camino::Utf8PathBuf;

use super::classify::{self, BaseForm, Form};
use super::prose::Prose;
use super::short::shortened;
use crate::model::Artifact;

/// Values of a kind that are kept. A file with more is not a model but an attack on its readers.
const MAX_LICENSES: usize = 64;
const MAX_BASES: usize = 1_000;
const MAX_FACTS: usize = 10_000;
const MAX_REMARKS: usize = 64;

/// File formats, of weights and of the files beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Format {
    /// llama.cpp and its kin.
    Gguf,
    /// Tensors behind a JSON header.
    Safetensors,
    /// Open Neural Network Exchange.
    Onnx,
    /// TensorFlow Lite, also called `LiteRT`.
    Tflite,
    /// A `MediaPipe` bundle of `TFLite` models.
    Task,
    /// Core ML, a file or a package.
    CoreMl,
    /// `PyTorch`, a zip around a pickle.
    PytorchZip,
    /// `TorchScript`, a zip with code.
    TorchScript,
    /// A pickle on its own.
    Pickle,
    /// Keras 3, a zip.
    Keras,
    /// HDF5, as older Keras writes it.
    Hdf5,
    /// `saved_model.pb` of TensorFlow.
    SavedModel,
    /// The XML of an `OpenVINO` model.
    OpenVino,
    /// One `NumPy` array or a zip of them.
    Numpy,
    /// What came before GGUF: `ggml`, `ggmf` and `ggjt`.
    GgmlLegacy,
    /// What ONNX Runtime makes of an ONNX model.
    Ort,
    /// A tar archive: `NeMo` and very old `PyTorch` files.
    Tar,
    /// A zip of any other kind.
    Zip,
    /// A few lines of text that stand for a file kept elsewhere.
    GitLfsPointer,
    /// The front matter of a model card.
    Card,
    /// `adapter_config.json` of PEFT.
    AdapterConfig,
    /// `config.json` of a library.
    ModelConfig,
    /// `model_index.json` or `modular_model_index.json` of a pipeline.
    PipelineIndex,
    /// `mergekit_config.yml`.
    MergeConfig,
    /// The list of the shards of a model.
    ShardIndex,
    /// A licence text, notice or use policy.
    LicenseFile,
    /// Any other file.
    Unknown,
}

impl Format {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Gguf => "gguf",
            Self::Safetensors => "safetensors",
            Self::Onnx => "onnx",
            Self::Tflite => "tflite",
            Self::Task => "mediapipe-task",
            Self::CoreMl => "coreml",
            Self::PytorchZip => "pytorch-zip",
            Self::TorchScript => "torchscript",
            Self::Pickle => "pickle",
            Self::Keras => "keras",
            Self::Hdf5 => "hdf5",
            Self::SavedModel => "tensorflow-saved-model",
            Self::OpenVino => "openvino",
            Self::Numpy => "numpy",
            Self::GgmlLegacy => "ggml-legacy",
            Self::Ort => "ort",
            Self::Tar => "tar",
            Self::Zip => "zip",
            Self::GitLfsPointer => "git-lfs-pointer",
            Self::Card => "model-card",
            Self::AdapterConfig => "adapter-config",
            Self::ModelConfig => "model-config",
            Self::PipelineIndex => "pipeline-index",
            Self::MergeConfig => "mergekit-config",
            Self::ShardIndex => "shard-index",
            Self::LicenseFile => "license-file",
            Self::Unknown => "unknown",
        }
    }

    /// Whether it holds weights, or stands for a file that does.
    #[must_use]
    pub fn is_weights(self) -> bool {
        self <= Self::GitLfsPointer
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How much a place in a file counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// The field that the format has for it.
    Own,
    /// A key that people use for it, or a tag.
    Lower,
    /// A trace that may mislead: a path of the training machine, a badge, bytes in a pickle.
    Hint,
}

impl Confidence {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Lower => "lower",
            Self::Hint => "hint",
        }
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The value as it is written; the values of a list with commas between them.
    pub value: String,
    /// The key, such as `general.license`.
    pub key: String,
    /// How much that key counts.
    pub rank: Confidence,
}

impl Stated {
    /// A value that was read under `key`.
    pub fn new(value: impl Into<String>, key: impl Into<String>, rank: Confidence) -> Self {
        Self {
            value: value.into(),
            key: key.into(),
            rank,
        }
    }

    /// What kind of text it is, read as a licence.
    #[must_use]
    pub fn form(&self) -> Form {
        classify::license(&self.value)
    }
}

/// A model that another one is derived from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// The model, where it is named so that it can be found.
    pub model: Option<Artifact>,
    /// What names it: the id or address, else its name; of a local path the last part alone.
    pub shown: String,
    /// The key of what names it.
    pub key: String,
    /// How much that key counts.
    pub rank: Confidence,
    /// Further facts about it, by the last part of the key.
    pub fields: Vec<(String, String)>,
    /// SHA-256 of the file it was, where that is known.
    pub sha256: Option<String>,
}

impl Base {
    /// Reads an id, an address or a path.
    pub fn read(value: &str, key: impl Into<String>, rank: Confidence) -> Self {
        let (model, shown) = match classify::base(value) {
            BaseForm::Model(model) => (Some(model.clone()), model.to_string()),
            BaseForm::Local(shown) | BaseForm::Name(shown) => (None, shown),
        };
        Self {
            model,
            shown,
            key: key.into(),
            rank,
            fields: Vec::new(),
            sha256: None,
        }
    }
}

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ProblemKind {
    /// The file cannot be read, or not completely: what was read is at best a part.
    Unreadable,
    /// What cannot be read is a licence, or may be one; the rest can be read.
    License,
    /// A part that may state a licence is packed, and this build has nothing that unpacks: no fault of the file.
    Packed,
    /// Another value cannot be read.
    Value,
    /// Two values where there is one: neither wins.
    Conflict,
    /// Readable, but no honest writer makes it so.
    Suspicious,
}

impl ProblemKind {
    /// The word used in reports.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::License => "unreadable-license",
            Self::Packed => "packed",
            Self::Value => "unreadable-value",
            Self::Conflict => "conflict",
            Self::Suspicious => "suspicious",
        }
    }
}

/// A fault of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderProblem {
    /// How bad it is.
    pub kind: ProblemKind,
    /// What is wrong, one sentence without a full stop; it may quote the file.
    pub text: String,
}

/// What a file states about its model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What the file is, by its content.
    pub format: Format,
    /// Version, byte order and the like.
    pub detail: Option<String>,
    /// Licences, every claim with its key; those of the format's own field first.
    pub license: Vec<Stated>,
    /// Names of licences that have no id.
    pub license_name: Vec<Stated>,
    /// Where licences are: an address, or a file beside this one.
    pub license_link: Vec<Stated>,
    /// Models it was made from.
    pub base_models: Vec<Base>,
    /// How it was made from them, in the words of the file.
    pub relation: Vec<Stated>,
    /// Models that this file is another format of.
    pub sources: Vec<Base>,
    /// Models that it loads beside its own weights.
    pub components: Vec<Base>,
    /// The model itself.
    pub own: Vec<Base>,
    /// Name of the model.
    pub name: Vec<Stated>,
    /// Who made it.
    pub author: Vec<Stated>,
    /// All else that is worth showing: organisation, version, data sets, files, signs of gates.
    pub facts: Vec<Stated>,
    /// SHA-256 that a pointer names.
    pub sha256: Option<String>,
    /// Whether the file states that it has a base model, named or not.
    pub derived: bool,
    /// Faults, the worst first.
    pub problems: Vec<HeaderProblem>,
    /// Remarks that are not faults.
    pub notes: Vec<String>,
    /// What the text of a card states outside its front matter.
    pub prose: Prose,
    /// Licence files whose text is not recognised.
    pub unknown_texts: Vec<String>,
}

impl Header {
    /// An empty header.
    #[must_use]
    pub fn new(format: Format) -> Self {
        Self {
            format,
            detail: None,
            license: Vec::new(),
            license_name: Vec::new(),
            license_link: Vec::new(),
            base_models: Vec::new(),
            relation: Vec::new(),
            sources: Vec::new(),
            components: Vec::new(),
            own: Vec::new(),
            name: Vec::new(),
            author: Vec::new(),
            facts: Vec::new(),
            sha256: None,
            derived: false,
            problems: Vec::new(),
            notes: Vec::new(),
            prose: Prose::default(),
            unknown_texts: Vec::new(),
        }
    }

    /// Whether the file was read to the end of what matters.
    #[must_use]
    pub fn is_readable(&self) -> bool {
        self.problems
            .iter()
            .all(|problem| problem.kind != ProblemKind::Unreadable)
    }

    /// Whether it states anything of licence or lineage, or may do so where it cannot be read.
    #[must_use]
    pub fn states_anything(&self) -> bool {
        !(self.license.is_empty()
            && self.license_name.is_empty()
            && self.base_models.is_empty()
            && self.sources.is_empty()
            && self.components.is_empty()
            && self.problems.is_empty())
            || self.derived
    }

    /// Licences that disagree: more than one, each with its key. The confidence of each does not decide between them.
    #[must_use]
    pub fn conflicting_licenses(&self) -> Vec<&Stated> {
        let mut distinct: Vec<(&Stated, String)> = Vec::new();
        for stated in self
            .license
            .iter()
            .filter(|stated| stated.rank < Confidence::Hint)
        {
            let folded = classify::folded(&stated.value);
            if distinct.iter().all(|(_, known)| *known != folded) {
                distinct.push((stated, folded));
            }
        }
        if distinct.len() < 2 {
            return Vec::new();
        }
        distinct.into_iter().map(|(stated, _)| stated).collect()
    }

    /// Whether every licence that the file may state was read.
    #[must_use]
    pub fn states_license(&self) -> bool {
        let blurred = [
            ProblemKind::Unreadable,
            ProblemKind::License,
            ProblemKind::Packed,
        ];
        self.problems
            .iter()
            .all(|problem| !blurred.contains(&problem.kind))
    }

    /// The one licence that is stated; `None` when no licence is stated, or several disagree.
    #[must_use]
    pub fn single_license(&self) -> Option<&Stated> {
        let first = self
            .license
            .iter()
            .find(|stated| stated.rank < Confidence::Hint)?;
        self.conflicting_licenses().is_empty().then_some(first)
    }

    /// Adds what is wrong with the file.
    pub fn fault(&mut self, kind: ProblemKind, text: impl Into<String>) {
        // That it cannot be read is never left out.
        if self.problems.len() < MAX_REMARKS || kind == ProblemKind::Unreadable {
            self.problems.push(HeaderProblem {
                kind,
                text: text.into(),
            });
        }
    }

    /// Adds what is worth reading and no fault.
    pub fn note(&mut self, text: impl Into<String>) {
        if self.notes.len() < MAX_REMARKS {
            self.notes.push(text.into());
        }
    }

    /// Adds a fact that is neither licence nor lineage.
    pub fn fact(&mut self, value: impl Into<String>, key: impl Into<String>, rank: Confidence) {
        if self.facts.len() < MAX_FACTS {
            self.facts.push(Stated::new(value, key, rank));
        }
    }

    /// Adds a licence.
    pub fn add_license(&mut self, stated: Stated) {
        let text = format!("states more than {MAX_LICENSES} licences");
        match self.license.len().cmp(&MAX_LICENSES) {
            Ordering::Less => self.license.push(stated),
            Ordering::Equal if self.problems.iter().all(|problem| problem.text != text) => {
                self.fault(ProblemKind::License, text);
            }
            _ => {}
        }
    }

    /// Adds a model that this one comes from.
    pub fn add_base(&mut self, base: Base) {
        let text = format!("names more than {MAX_BASES} base models");
        match self.base_models.len().cmp(&MAX_BASES) {
            Ordering::Less => self.base_models.push(base),
            Ordering::Equal if self.problems.iter().all(|problem| problem.text != text) => {
                self.fault(ProblemKind::Value, text);
            }
            _ => {}
        }
    }

    /// Puts the values in order, drops repetitions and reports what disagrees.
    #[must_use]
    pub fn finish(mut self) -> Self {
        for list in [
            &mut self.license,
            &mut self.license_name,
            &mut self.license_link,
            &mut self.relation,
            &mut self.name,
            &mut self.author,
        ] {
            list.retain(|stated| !stated.value.trim().is_empty());
            list.sort_by_key(|stated| stated.rank);
        }
        let sides: Vec<String> = self
            .conflicting_licenses()
            .iter()
            .map(|stated| format!("`{}` states `{}`", stated.key, shortened(&stated.value)))
            .collect();
        if !sides.is_empty() {
            self.fault(
                ProblemKind::Conflict,
                format!("states more than one licence: {}", sides.join(", ")),
            );
        }
        for (what, list) in [
            ("name of the licence", &self.license_name),
            ("relation to its base", &self.relation),
        ] {
            let mut values: Vec<&str> = list
                .iter()
                .filter(|stated| stated.rank == Confidence::Own)
                .map(|stated| stated.value.as_str())
                .collect();
            values.dedup();
            if values.len() > 1 {
                let text = format!("states more than one {what}: `{}`", values.join("`, `"));
                self.problems.push(HeaderProblem {
                    kind: ProblemKind::Conflict,
                    text: shortened(&text),
                });
                break;
            }
        }
        self.problems.sort_by_key(|problem| problem.kind);
        self.problems.dedup();
        self
    }
}

/// A file with its header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHeader {
    /// The file.
    pub path: Utf8PathBuf,
    /// Its header.
    pub header: Header,
}
