//! Programs that fetch a model by its name, beside those of `command_models`: how a command line names it. By
//! their documentation. A program that is not known and takes a `--model` may be one of them.

use super::classify::{full_hub_id, is_weight_name};
use super::command_taken::{ONLY_SHOW, Taken, transported};
use super::command_words::{is_tool, program_name};
use super::url;
use deny_models::model::is_built_in;

/// What a program makes of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// A repository of the hub.
    Hub,
    /// A name of its own list.
    Own,
}

/// What names the model.
#[derive(Debug, Clone, Copy)]
enum By {
    /// The value of an option.
    Option(&'static [&'static str]),
    /// The first word that is no option.
    Word,
    /// Nothing: the program takes what it needs.
    Nothing,
}

/// A program that fetches a model.
#[derive(Clone, Copy)]
struct Program {
    /// Its names, and those of modules of Python that do the same.
    names: &'static [&'static str],
    /// Words of which one begins its arguments, where it has other uses.
    verbs: &'static [&'static str],
    named: By,
    rule: Rule,
    /// Whether it takes one of its own choice where none is named.
    chooses: bool,
}

const fn by_option(
    names: &'static [&'static str],
    options: &'static [&'static str],
    rule: Rule,
) -> Program {
    Program {
        names,
        verbs: &[],
        named: By::Option(options),
        rule,
        chooses: false,
    }
}

const fn by_word(
    names: &'static [&'static str],
    verbs: &'static [&'static str],
    rule: Rule,
) -> Program {
    Program {
        names,
        verbs,
        named: By::Word,
        rule,
        chooses: false,
    }
}

const fn by_itself(names: &'static [&'static str]) -> Program {
    Program {
        names,
        verbs: &[],
        named: By::Nothing,
        rule: Rule::Own,
        chooses: true,
    }
}

const fn chooses(program: Program) -> Program {
    Program {
        chooses: true,
        ..program
    }
}

const fn behind(verbs: &'static [&'static str], program: Program) -> Program {
    Program { verbs, ..program }
}

/// Options of most of them.
const MODEL: &[&str] = &["-m", "--model"];

const PROGRAMS: &[Program] = &[
    // Speech
    by_option(
        &["piper", "piper-tts", "piper.http_server"],
        MODEL,
        Rule::Own,
    ),
    by_word(&["piper.download_voices", "piper.download"], &[], Rule::Own),
    by_option(&["wyoming-piper", "wyoming_piper"], &["--voice"], Rule::Own),
    chooses(by_option(
        &["wyoming-faster-whisper", "wyoming_faster_whisper"],
        &["--model"],
        Rule::Own,
    )),
    chooses(by_option(
        &["mimic3", "mimic3-server"],
        &["-v", "--voice"],
        Rule::Own,
    )),
    chooses(by_option(&["parakeet-mlx"], &["--model"], Rule::Hub)),
    chooses(by_option(
        &["mlx_audio.tts.generate"],
        &["--model"],
        Rule::Hub,
    )),
    chooses(behind(
        &["transcribe", "serve", "tts"],
        by_option(&["whisperkit-cli"], &["--model"], Rule::Own),
    )),
    chooses(by_option(
        &["f5-tts_infer-cli", "f5-tts_infer-gradio"],
        MODEL,
        Rule::Own,
    )),
    by_itself(&["kokoro", "bark"]),
    chooses(by_option(
        &["vosk-transcriber"],
        &["-n", "--model-name", "-m", "--model"],
        Rule::Own,
    )),
    chooses(by_option(
        &["demucs", "demucs.separate"],
        &["-n", "--name"],
        Rule::Own,
    )),
    chooses(behind(
        &["separate"],
        by_option(&["spleeter"], &["-p", "--params_filename"], Rule::Own),
    )),
    chooses(by_option(
        &["audio-separator"],
        &["-m", "--model_filename"],
        Rule::Own,
    )),
    // Images and pages
    chooses(behind(
        &["i", "p", "b", "s"],
        by_option(&["rembg"], MODEL, Rule::Own),
    )),
    chooses(by_option(&["backgroundremover"], MODEL, Rule::Own)),
    chooses(by_option(&["nougat"], MODEL, Rule::Own)),
    by_itself(&[
        "easyocr",
        "paddleocr",
        "marker",
        "marker_single",
        "surya_ocr",
        "surya_detect",
        "surya_layout",
        "surya_table",
        "docling",
        "docling-serve",
        "mineru",
        "magic-pdf",
    ]),
    // Language
    by_option(
        &["mistralrs-server", "mistralrs", "mistralrs-web-chat"],
        &["-m", "--model-id", "--quantized-model-id", "--tok-model-id"],
        Rule::Hub,
    ),
    by_word(
        &["mlc_llm"],
        &["chat", "serve", "compile", "convert_weight", "gen_config"],
        Rule::Hub,
    ),
    behind(
        &["serve", "download"],
        by_option(&["tabby"], &["--model", "--chat-model"], Rule::Own),
    ),
    by_word(&["local-ai"], &["run", "models install"], Rule::Own),
    by_word(
        &["cortex", "cortex-nightly", "cortex-beta"],
        &["pull", "run", "models start"],
        Rule::Own,
    ),
    by_word(
        &["foundry"],
        &["model run", "model download", "model load"],
        Rule::Own,
    ),
    by_word(&["nexa"], &["pull", "run", "infer"], Rule::Hub),
    by_word(&["openllm"], &["run", "serve", "deploy"], Rule::Own),
    behind(
        &["launch"],
        by_option(&["xinference"], &["-n", "--model-name"], Rule::Own),
    ),
    by_word(
        &["litgpt"],
        &["download", "chat", "generate", "serve"],
        Rule::Hub,
    ),
    by_word(&["tune"], &["download"], Rule::Hub),
    behind(&["export"], by_option(&["optimum-cli"], MODEL, Rule::Hub)),
    by_option(
        &["optimum.exporters.onnx", "optimum.exporters.openvino"],
        MODEL,
        Rule::Hub,
    ),
    by_option(&["ct2-transformers-converter"], &["--model"], Rule::Hub),
    by_word(
        &["transformers", "transformers-cli"],
        &["chat", "download"],
        Rule::Hub,
    ),
    by_word(&["trtllm-serve"], &[], Rule::Hub),
    by_word(
        &["text-generation-server"],
        &["download-weights", "serve"],
        Rule::Hub,
    ),
    by_word(&["aphrodite"], &["run"], Rule::Hub),
    by_word(&["lmdeploy"], &["serve api_server", "chat"], Rule::Hub),
    by_option(
        &["fastchat.serve.model_worker", "fastchat.serve.cli"],
        &["--model-path"],
        Rule::Hub,
    ),
    by_word(&["llm"], &["mlx download-model"], Rule::Hub),
    chooses(behind(
        &["model download"],
        by_option(&["ilab"], &["-rp", "--repository"], Rule::Hub),
    )),
    by_word(&["exo"], &["run"], Rule::Own),
    // Lists of others
    behind(
        &["model download"],
        by_option(&["comfy"], &["--url"], Rule::Own),
    ),
    by_word(
        &["kaggle"],
        &["models instances versions download"],
        Rule::Own,
    ),
    by_word(&["argospm"], &["install"], Rule::Own),
    by_word(
        &["download-ggml-model.sh", "download-ggml-model.cmd"],
        &[],
        Rule::Own,
    ),
];

/// Options that name a model, whichever program takes them.
const ANY_OPTION: [&str; 9] = [
    "--model",
    "--model-id",
    "--model_id",
    "--model-name",
    "--model_name",
    "--hf-model",
    "--hf-repo",
    "--repo-id",
    "--repo_id",
];
/// Programs whose `--model` is one of a service, or no model that is fetched; cargo runs code that is followed.
const OF_SERVICES: [&str; 32] = [
    "aichat",
    "aider",
    "amp",
    "auggie",
    "claude",
    "codex",
    "copilot",
    "crush",
    "cursor-agent",
    "droid",
    "gemini",
    "gh",
    "goose",
    "grok",
    "kimi",
    "llm",
    "mods",
    "openai",
    "opencode",
    "q",
    "qwen",
    "sgpt",
    "tgpt",
    "fabric",
    "interpreter",
    "anthropic",
    "cline",
    "kilocode",
    "cargo",
    "git",
    "npx",
    "echo",
];

/// Whether a word is the name of a program that fetches a model.
pub(super) fn is_known(name: &str) -> bool {
    PROGRAMS.iter().any(|program| program.names.contains(&name))
}

/// The names of these programs, and the options of others.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    let names = PROGRAMS.iter().flat_map(|program| program.names);
    names.copied().chain(ANY_OPTION)
}

/// What a program takes by its arguments, of which there may be others that are not known; `None` where it is none of
/// these.
pub(super) fn taken(name: &str, args: &[&str], has_more: bool) -> Option<Vec<Taken>> {
    let program = PROGRAMS
        .iter()
        .find(|program| program.names.contains(&name))?;
    if args.iter().any(|word| ONLY_SHOW.contains(word)) {
        return Some(Vec::new());
    }
    let behind = |verb: &&&str| {
        let mut rest = args;
        for word in verb.split(' ') {
            rest = &rest[rest.iter().position(|arg| *arg == word)? + 1..];
        }
        Some(rest)
    };
    let args = if program.verbs.is_empty() {
        Some(args)
    } else {
        let mut verbs = program.verbs.iter();
        verbs.find_map(|verb| behind(&verb))
    };
    let Some(args) = args else {
        return Some(Vec::new());
    };
    let plain = args.iter().filter(|word| !word.starts_with('-'));
    let named: Vec<&str> = match program.named {
        By::Option(options) => values(args, options),
        By::Word => plain.copied().take(1).collect(),
        By::Nothing => Vec::new(),
    };
    let shown = || Taken::by(name, args);
    let takes = has_more || !args.is_empty() || !program.verbs.is_empty();
    let is_open = named.is_empty() && takes && (program.chooses || has_more);
    // Addresses of models are read where they stand.
    let is_read = |name: &str| is_path(name) || name.contains("://") && url::named(name).is_some();
    let models = named.iter().filter(|name| !is_read(name));
    let of_hub = program.rule == Rule::Hub;
    let models = models.map(|name| transported(name, of_hub).unwrap_or_else(shown));
    let mut all: Vec<Taken> = models.collect();
    all.extend(is_open.then(shown));
    Some(all)
}

/// What a program takes that is none of these, where an option of it names a model.
pub(super) fn of_other(words: &[&str]) -> Vec<Taken> {
    let Some((program, args)) = words.split_first() else {
        return Vec::new();
    };
    let name = program_name(program);
    let is_known = |word: &&str| is_tool(word) || is_known(program_name(word));
    if OF_SERVICES.contains(&name) || words.iter().any(is_known) {
        return Vec::new();
    }
    let named = values(args, &ANY_OPTION).into_iter();
    let named = named.filter(|model| !is_path(model) && !model.is_empty());
    let taken = |model| match full_hub_id(model).filter(|id| is_built_in(id)) {
        Some(id) => Taken::Model(id, true),
        None => Taken::Open(format!("{name} with the model {model}")),
    };
    named.map(taken).collect()
}

/// The values of options: `--model name`, `--model=name`.
fn values<'a>(args: &[&'a str], options: &[&str]) -> Vec<&'a str> {
    let mut found = Vec::new();
    let mut is_next = false;
    for word in args {
        let of_option = word.split_once('=');
        let of_option = of_option.filter(|(option, _)| options.contains(option));
        let next = Some(*word).filter(|word| is_next && !word.starts_with('-'));
        found.extend(of_option.map(|(_, value)| value).or(next));
        is_next = options.contains(word);
    }
    found
}

/// Whether a value is a file or a folder on the machine.
fn is_path(value: &str) -> bool {
    let is_file = is_weight_name(value) && !value.contains("://");
    is_file || value.starts_with(['.', '/', '~', '\\']) || value.contains('\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let words: Vec<&str> = line.split(' ').collect();
        let known = taken(words[0], &words[1..], false);
        let all = known.unwrap_or_else(|| of_other(&words)).into_iter();
        let all = all.map(|taken| match taken {
            Taken::Model(id, _) => id,
            Taken::Open(template) => format!("? {template}"),
        });
        all.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn programs_name_their_models() {
        for (line, expected) in [
            ("piper -m en_US-amy-low", "? piper -m en_US-amy-low"),
            (
                "piper --model=en_US-amy-low",
                "? piper --model=en_US-amy-low",
            ),
            ("piper -m voices/en.onnx", ""),
            ("piper -m ./voice", ""),
            ("piper --help -m x", ""),
            ("demucs a.mp3", "? demucs a.mp3"),
            ("demucs", ""),
            ("litgpt download lab/one", "lab/one"),
            ("litgpt download", ""),
            ("litgpt finetune x", ""),
            ("local-ai models install phi", "? local-ai phi"),
            ("local-ai run phi", "? local-ai phi"),
            ("mlc_llm chat HF://lab/one", "lab/one"),
            ("foundry model run phi-4", "? foundry phi-4"),
            ("foundry model list", ""),
            ("claude --model sonnet", ""),
            ("say --model big", "? say with the model big"),
            ("say --model ./big.onnx", ""),
            ("say --voice big", ""),
            ("llm -m gpt-4", ""),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }
}
