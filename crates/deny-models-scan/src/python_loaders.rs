//! Libraries of Python that take a model by a name, and what each makes of the name: the rule that the library itself
//! documents or has in its source. What no rule decides is not known.
//!
//! Read from openai-whisper 20250625, faster-whisper 1.2.1, coqui-tts 0.28.0 and kokoro 0.9.4, and from the documentation
//! of the others.

use deny_models::model::is_built_in;

use super::classify;

/// What a library makes of the name of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rule {
    /// A repository of the hub.
    Hub,
    /// The same; a name without an organisation is one of this organisation.
    Of(&'static str),
    /// A name of its own list, or a repository of the hub.
    Listed(List),
    /// A repository of the hub behind `hf_hub:` and the like, else a name with a tag, which lies on the hub under `timm/`.
    Timm,
    /// A repository of `ModelScope`, else a name of its own list.
    OnModelScope,
    /// A repository of the hub behind such a prefix, else something of its own list.
    Prefixed,
    /// Something of its own list, which is not known here.
    Own,
}

/// Lists of libraries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum List {
    /// `whisper._MODELS`
    Whisper,
    /// `faster_whisper.utils._MODELS`
    FasterWhisper,
    /// `TTS/.models.json`
    Tts,
}

/// A call that takes a model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Loader {
    /// Its name.
    pub(super) name: &'static str,
    /// Modules that it is of; none where the name alone shows it.
    pub(super) modules: &'static [&'static str],
    /// Keywords that give the model.
    pub(super) keywords: &'static [&'static str],
    /// The number of the argument that gives it.
    pub(super) number: usize,
    /// What becomes of the name.
    pub(super) rule: Rule,
    /// What is taken where no model is given.
    pub(super) default: Without,
    /// A keyword without which, or with `False`, nothing is taken.
    pub(super) needs: Option<&'static str>,
}

/// What a call takes without a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Without {
    /// Nothing.
    Nothing,
    /// A model of its own choice.
    Open,
    /// This one.
    Model(&'static str),
}

const fn any(
    name: &'static str,
    keywords: &'static [&'static str],
    number: usize,
    rule: Rule,
) -> Loader {
    of(&[], name, keywords, number, rule)
}

const fn of(
    modules: &'static [&'static str],
    name: &'static str,
    keywords: &'static [&'static str],
    number: usize,
    rule: Rule,
) -> Loader {
    Loader {
        name,
        modules,
        keywords,
        number,
        rule,
        default: Without::Nothing,
        needs: None,
    }
}

const fn or(loader: Loader, default: Without) -> Loader {
    Loader { default, ..loader }
}

/// Further than any call has arguments: the model is given by its keyword only.
const NONE: usize = usize::MAX;
const NAME: &[&str] = &["model_name", "model_name_or_path", "model"];

/// Every call. One of a module goes before one of the same name that is of any.
pub(super) const LOADERS: &[Loader] = &[
    // The hub's own client, and libraries that load by its ids.
    any(
        "from_pretrained",
        &["pretrained_model_name_or_path", "model_id", "model_name"],
        0,
        Rule::Hub,
    ),
    any("snapshot_download", &["repo_id"], 0, Rule::Hub),
    any("hf_hub_download", &["repo_id"], 0, Rule::Hub),
    any("hf_hub_url", &["repo_id"], 0, Rule::Hub),
    of(
        &["huggingface_hub"],
        "Repository",
        &["clone_from"],
        1,
        Rule::Hub,
    ),
    any("model_file_download", &["model_id"], 0, Rule::OnModelScope),
    any("load_from_hub", &["repo_id"], 0, Rule::Hub),
    any("from_hf_hub", &["repo_id"], 0, Rule::Hub),
    any(
        "from_single_file",
        &["pretrained_model_link_or_path"],
        0,
        Rule::Hub,
    ),
    any(
        "load_lora_weights",
        &["pretrained_model_name_or_path_or_dict"],
        0,
        Rule::Hub,
    ),
    any(
        "load_ip_adapter",
        &["pretrained_model_name_or_path_or_dict"],
        0,
        Rule::Hub,
    ),
    any("from_model_id", &["model_id"], 0, Rule::Hub),
    or(any("pipeline", &["model"], 1, Rule::Hub), Without::Open),
    any(
        "AutoPipelineForText2Image",
        &["pretrained_model_name_or_path"],
        0,
        Rule::Hub,
    ),
    // peft: the first argument is the model that the adapter is put on.
    of(
        &["peft.PeftModel"],
        "from_pretrained",
        &["model_id"],
        1,
        Rule::Hub,
    ),
    // sentence-transformers: `sentence-transformers/` is put before a name without an organisation.
    any(
        "SentenceTransformer",
        &["model_name_or_path"],
        0,
        Rule::Of("sentence-transformers"),
    ),
    any(
        "CrossEncoder",
        &["model_name_or_path", "model_name"],
        0,
        Rule::Hub,
    ),
    any("SparseEncoder", &["model_name_or_path"], 0, Rule::Hub),
    of(
        &["sentence_transformers.models"],
        "Transformer",
        &["model_name_or_path"],
        0,
        Rule::Hub,
    ),
    // FlagEmbedding
    any("FlagModel", NAME, 0, Rule::Hub),
    any("BGEM3FlagModel", NAME, 0, Rule::Hub),
    any("FlagReranker", NAME, 0, Rule::Hub),
    any("FlagLLMReranker", NAME, 0, Rule::Hub),
    any("FlagAutoModel", NAME, 0, Rule::Hub),
    // langchain and llama_index
    any("HuggingFaceEmbeddings", NAME, 0, Rule::Hub),
    any("HuggingFaceBgeEmbeddings", NAME, 0, Rule::Hub),
    any("HuggingFaceInstructEmbeddings", NAME, 0, Rule::Hub),
    any("HuggingFaceCrossEncoder", NAME, 0, Rule::Hub),
    any("HuggingFaceEmbedding", NAME, 0, Rule::Hub),
    any("HuggingFaceLLM", NAME, NONE, Rule::Hub),
    // vllm and sglang
    any("LLM", &["model"], 0, Rule::Hub),
    any("EngineArgs", &["model"], 0, Rule::Hub),
    any("AsyncEngineArgs", &["model"], 0, Rule::Hub),
    of(&["sglang"], "Engine", &["model_path"], NONE, Rule::Hub),
    of(&["sglang"], "Runtime", &["model_path"], 0, Rule::Hub),
    // MLX
    of(
        &["mlx_lm", "mlx_vlm", "mlx_audio"],
        "load",
        &["path_or_hf_repo"],
        0,
        Rule::Hub,
    ),
    or(
        of(
            &["mlx_whisper"],
            "transcribe",
            &["path_or_hf_repo"],
            NONE,
            Rule::Hub,
        ),
        Without::Model("mlx-community/whisper-tiny"),
    ),
    // fastembed
    or(
        any("TextEmbedding", &["model_name"], 0, Rule::Hub),
        Without::Model("BAAI/bge-small-en-v1.5"),
    ),
    any("SparseTextEmbedding", &["model_name"], 0, Rule::Hub),
    any(
        "LateInteractionTextEmbedding",
        &["model_name"],
        0,
        Rule::Hub,
    ),
    any("TextCrossEncoder", &["model_name"], 0, Rule::Hub),
    of(
        &["fastembed"],
        "ImageEmbedding",
        &["model_name"],
        0,
        Rule::Hub,
    ),
    // Speech
    of(
        &["whisper"],
        "load_model",
        &["name"],
        0,
        Rule::Listed(List::Whisper),
    ),
    of(
        &["whisperx"],
        "load_model",
        &["whisper_arch"],
        0,
        Rule::Listed(List::FasterWhisper),
    ),
    any(
        "WhisperModel",
        &["model_size_or_path"],
        0,
        Rule::Listed(List::FasterWhisper),
    ),
    of(&["TTS"], "TTS", &["model_name"], 0, Rule::Listed(List::Tts)),
    or(
        of(&["kokoro"], "KPipeline", &["repo_id"], 1, Rule::Hub),
        Without::Model("hexgrad/Kokoro-82M"),
    ),
    or(
        of(&["kokoro"], "KModel", &["repo_id"], 0, Rule::Hub),
        Without::Model("hexgrad/Kokoro-82M"),
    ),
    of(&["funasr"], "AutoModel", &["model"], 0, Rule::OnModelScope),
    of(&["audiocraft"], "get_pretrained", &["name"], 0, Rule::Hub),
    or(
        of(&["demucs"], "get_model", &["name"], 0, Rule::Own),
        Without::Open,
    ),
    // Vision
    Loader {
        needs: Some("pretrained"),
        ..of(&["timm"], "create_model", &["model_name"], 0, Rule::Timm)
    },
    of(
        &["open_clip"],
        "create_model_and_transforms",
        &["model_name"],
        0,
        Rule::Prefixed,
    ),
    of(
        &["open_clip"],
        "create_model_from_pretrained",
        &["model_name"],
        0,
        Rule::Prefixed,
    ),
    of(
        &["open_clip"],
        "create_model",
        &["model_name"],
        0,
        Rule::Prefixed,
    ),
    of(&["clip"], "load", &["name"], 0, Rule::Own),
    of(&["ultralytics"], "YOLO", &["model"], 0, Rule::Own),
    or(
        of(&["easyocr"], "Reader", &["lang_list"], 0, Rule::Own),
        Without::Open,
    ),
    or(
        of(&["paddleocr"], "PaddleOCR", &["lang"], NONE, Rule::Own),
        Without::Open,
    ),
    of(&["rembg"], "new_session", &["model_name"], 0, Rule::Own),
    // Language
    of(&["spacy"], "load", &["name"], 0, Rule::Own),
    of(&["spacy"], "download", &["model"], 0, Rule::Own),
    of(&["stanza"], "Pipeline", &["lang"], 0, Rule::Own),
    of(&["stanza"], "download", &["lang"], 0, Rule::Own),
    of(&["gpt4all"], "GPT4All", &["model_name"], 0, Rule::Own),
    // What a repository of code, or a list of the library, names.
    of(&["torch.hub"], "load", &["model"], 1, Rule::Own),
    of(
        &["torch.hub"],
        "load_state_dict_from_url",
        &["url"],
        0,
        Rule::Own,
    ),
    of(
        &["torch.hub"],
        "download_url_to_file",
        &["url"],
        0,
        Rule::Own,
    ),
    any("from_preset", &["preset"], 0, Rule::Prefixed),
];

/// The call of a name: one of the module that stands in front of it in full, or one of any.
pub(super) fn of_call(name: &str, qualified: &str) -> Option<&'static Loader> {
    let is_of = |module: &&str| {
        let rest = qualified.strip_prefix(*module);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    let named = || LOADERS.iter().filter(|loader| loader.name == name);
    let of_module = named().find(|loader| loader.modules.iter().any(&is_of));
    of_module.or_else(|| named().find(|loader| loader.modules.is_empty()))
}

/// What a name stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Named {
    /// An id of the hub, or an address.
    Model(String),
    /// It cannot be known.
    Open,
    /// Nothing that is fetched.
    Nothing,
}

/// The model that a library takes for a name.
pub(super) fn named(rule: Rule, name: &str) -> Named {
    if is_file(name) {
        return Named::Nothing;
    }
    let on_hub = |id: Option<String>| id.map_or(Named::Nothing, Named::Model);
    let repository = || on_hub(classify::full_hub_id(name));
    match rule {
        Rule::Hub => on_hub(classify::hub_id(name)),
        Rule::Of(organisation) if !name.contains('/') => {
            on_hub(classify::full_hub_id(&format!("{organisation}/{name}")))
        }
        Rule::Of(_) => repository(),
        Rule::Listed(list) => match listed(list, name) {
            Some(model) => Named::Model(model.clone()),
            None if list == List::FasterWhisper && name.contains('/') => repository(),
            None => Named::Open,
        },
        Rule::OnModelScope => match classify::full_hub_id(name) {
            Some(id) => Named::Model(format!("modelscope:{id}")),
            None => Named::Open,
        },
        Rule::Timm | Rule::Prefixed => {
            if let Some(id) = on_prefix(name) {
                on_hub(classify::full_hub_id(id))
            } else {
                let id = format!("timm/{name}");
                if rule == Rule::Timm && is_built_in(&id) {
                    Named::Model(id)
                } else {
                    Named::Open
                }
            }
        }
        Rule::Own if name.contains("://") => Named::Nothing,
        Rule::Own => Named::Open,
    }
}

/// What stands behind the prefix for the hub, as timm, `open_clip` and Keras spell it.
fn on_prefix(name: &str) -> Option<&str> {
    let prefixes = ["hf_hub:", "hf-hub:", "hf://"];
    prefixes.iter().find_map(|prefix| name.strip_prefix(prefix))
}

/// Whether a text is the path of a file or directory on this machine: that is no repository.
pub(super) fn is_file(text: &str) -> bool {
    text.starts_with(['.', '/', '~', '\\'])
}

/// The model that a list of a library has under a name.
pub(super) fn listed(list: List, name: &str) -> Option<String> {
    let of = |list: &[(&str, &str)]| {
        let found = list.iter().find(|(known, _)| *known == name);
        found.map(|(_, model)| (*model).to_owned())
    };
    match list {
        List::Whisper => of(&WHISPER),
        List::FasterWhisper => of(&FASTER_WHISPER),
        List::Tts => of(&TTS),
    }
}

/// What a call of a collection of models takes: `torchvision.models.resnet50(weights=...)`. `None` where it is no such call.
pub(super) fn of_collection(qualified: &str) -> Option<Collection> {
    let (of, name) = qualified.rsplit_once('.')?;
    let is_model = |first: char| name.starts_with(first);
    if of.starts_with("torchvision.models") && name.starts_with(|char: char| char.is_lowercase()) {
        return Some(Collection {
            keywords: &["weights", "pretrained"],
            by_default: false,
        });
    }
    let of_keras = of.contains("keras") && of.split('.').any(|part| part == "applications");
    (of_keras && ('A'..='Z').any(is_model)).then_some(Collection {
        keywords: &["weights"],
        by_default: true,
    })
}

/// A collection of models, each a function of its own.
#[derive(Debug, Clone, Copy)]
pub(super) struct Collection {
    /// Keywords that ask for weights, unless they are `None` or `False`.
    pub(super) keywords: &'static [&'static str],
    /// Whether weights are fetched without such a keyword.
    pub(super) by_default: bool,
}

/// The address of a file, by its digest and name.
macro_rules! openai {
    ($file:literal) => {
        concat!(
            "https://openaipublic.azureedge.net/main/whisper/models/",
            $file,
            ".pt"
        )
    };
}

/// What `whisper.load_model` fetches by a name.
const WHISPER: [(&str, &str); 14] = [
    (
        "tiny.en",
        openai!("d3dd57d32accea0b295c96e26691aa14d8822fac7d9d27d5dc00b4ca2826dd03/tiny.en"),
    ),
    (
        "tiny",
        openai!("65147644a518d12f04e32d6f3b26facc3f8dd46e5390956a9424a650c0ce22b9/tiny"),
    ),
    (
        "base.en",
        openai!("25a8566e1d0c1e2231d1c762132cd20e0f96a85d16145c3a00adf5d1ac670ead/base.en"),
    ),
    (
        "base",
        openai!("ed3a0b6b1c0edf879ad9b11b1af5a0e6ab5db9205f891f668f8b0e6c6326e34e/base"),
    ),
    (
        "small.en",
        openai!("f953ad0fd29cacd07d5a9eda5624af0f6bcf2258be67c92b79389873d91e0872/small.en"),
    ),
    (
        "small",
        openai!("9ecf779972d90ba49c06d968637d720dd632c55bbf19d441fb42bf17a411e794/small"),
    ),
    (
        "medium.en",
        openai!("d7440d1dc186f76616474e0ff0b3b6b879abc9d1a4926b7adfa41db2d497ab4f/medium.en"),
    ),
    (
        "medium",
        openai!("345ae4da62f9b3d59415adc60127b97c714f32e89e936602e85993674d08dcb1/medium"),
    ),
    (
        "large-v1",
        openai!("e4b87e7e0bf463eb8e6956e646f1e277e901512310def2c24bf0e11bd3c28e9a/large-v1"),
    ),
    (
        "large-v2",
        openai!("81f7c96c852ee8fc832187b0132e569d6c3065a3252ed18e56effd0b6a73e524/large-v2"),
    ),
    (
        "large-v3",
        openai!("e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb/large-v3"),
    ),
    (
        "large",
        openai!("e5b1a55b89c1367dacf97e3e19bfd829a01529dbfdeefa8caeb59b3f1b81dadb/large-v3"),
    ),
    (
        "large-v3-turbo",
        openai!("aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a/large-v3-turbo"),
    ),
    (
        "turbo",
        openai!("aff26ae408abcba5fbf8813c21e62b0941638c5f6eebfb145be0c9839262a19a/large-v3-turbo"),
    ),
];

const FASTER_WHISPER: [(&str, &str); 19] = [
    ("tiny.en", "Systran/faster-whisper-tiny.en"),
    ("tiny", "Systran/faster-whisper-tiny"),
    ("base.en", "Systran/faster-whisper-base.en"),
    ("base", "Systran/faster-whisper-base"),
    ("small.en", "Systran/faster-whisper-small.en"),
    ("small", "Systran/faster-whisper-small"),
    ("medium.en", "Systran/faster-whisper-medium.en"),
    ("medium", "Systran/faster-whisper-medium"),
    ("large-v1", "Systran/faster-whisper-large-v1"),
    ("large-v2", "Systran/faster-whisper-large-v2"),
    ("large-v3", "Systran/faster-whisper-large-v3"),
    ("large", "Systran/faster-whisper-large-v3"),
    ("distil-large-v2", "Systran/faster-distil-whisper-large-v2"),
    (
        "distil-medium.en",
        "Systran/faster-distil-whisper-medium.en",
    ),
    ("distil-small.en", "Systran/faster-distil-whisper-small.en"),
    ("distil-large-v3", "Systran/faster-distil-whisper-large-v3"),
    ("distil-large-v3.5", "distil-whisper/distil-large-v3.5-ct2"),
    (
        "large-v3-turbo",
        "mobiuslabsgmbh/faster-whisper-large-v3-turbo",
    ),
    ("turbo", "mobiuslabsgmbh/faster-whisper-large-v3-turbo"),
];

/// Those of its models whose repository on the hub is known; later versions fetch copies of the same weights.
const TTS: [(&str, &str); 2] = [
    (
        "tts_models/multilingual/multi-dataset/xtts_v2",
        "coqui/XTTS-v2",
    ),
    (
        "tts_models/multilingual/multi-dataset/xtts_v1.1",
        "coqui/XTTS-v1",
    ),
];
