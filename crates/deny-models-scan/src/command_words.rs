//! The words of a command line, one after the other: what the next one is. Only what counts of the words before is kept,
//! so that a line of any length is read in one pass.

use super::python_loaders::{List, Rule};

/// Words that may stand before the program that a command line runs.
pub(super) const BEFORE: [&str; 15] = [
    "cmd", "/c", "/C", "exec", "sudo", "env", "time", "command", "nohup", "nice", "npx", "bunx",
    "pnpx", "corepack", "call",
];

/// The word behind one of some options.
pub(super) fn behind<'a>(args: &[&'a str], options: &[&str]) -> Option<&'a str> {
    let at = args.iter().position(|arg| options.contains(arg))?;
    args.get(at + 1).copied()
}

/// What is known of the words so far.
#[derive(Debug, Default, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is another fact about the words so far"
)]
pub(super) struct Before {
    git: bool,
    clone: bool,
    /// A program that takes a model by an option.
    tool: Option<Tool>,
    /// The last word is such an option.
    tool_option: bool,
    /// Behind `spacy download`.
    spacy: bool,
    /// The last word is the hub's own tool.
    hub_tool: bool,
    /// The last word is spaCy.
    last_is_spacy: bool,
    download: Download,
    ollama: Option<Ollama>,
    modelscope: ModelScope,
}

/// Where a line is behind the last name of the program of `ModelScope`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
enum ModelScope {
    #[default]
    No,
    /// Behind its name.
    Named,
    /// Behind `download`: the next word is a model, or a flag.
    Download,
    /// Behind a flag whose value is no model.
    Value,
}

/// Where a line is behind the last `download`.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
enum Download {
    /// Not of the hub's tool, or behind what is downloaded.
    #[default]
    No,
    /// Only flags since.
    Flags,
    /// Behind a flag that takes the next word.
    Value,
}

/// The words behind the last name of Ollama's program.
#[derive(Debug, Default, Clone)]
struct Ollama {
    /// Whether the first of them that is no flag fetches a model.
    fetches: Option<bool>,
    words: usize,
    /// Words behind the first that are no flags.
    plain: usize,
    /// Flags that take the next word.
    valued: usize,
    /// Whether the last word is such a flag.
    awaits: bool,
}

impl Before {
    /// Takes in the next word.
    pub(super) fn push(&mut self, word: &str) {
        let name = file_name(word);
        let flag = word.starts_with('-');
        self.git |= word == "git";
        self.clone |= GIT_FETCHES.contains(&word);
        self.spacy = self.spacy && flag || word == "download" && self.last_is_spacy;
        self.last_is_spacy = name == "spacy";
        if let Some(tool) = Tool::started_by(name) {
            self.tool = Some(tool);
        }
        self.tool_option = self.tool.is_some_and(|tool| tool.takes(word));
        self.download = match self.download {
            _ if word == "download" && self.hub_tool => Download::Flags,
            Download::Value if word != "download" => Download::Flags,
            Download::Flags if flag && TAKES_VALUE.contains(&word) => Download::Value,
            Download::Flags if flag => Download::Flags,
            _ => Download::No,
        };
        self.modelscope = match self.modelscope {
            _ if name == "modelscope" => ModelScope::Named,
            ModelScope::Named if word == "download" => ModelScope::Download,
            ModelScope::Download if word == "--model" || word == "--model_id" => {
                ModelScope::Download
            }
            ModelScope::Download if flag && !word.contains('=') => ModelScope::Value,
            ModelScope::Value => ModelScope::Download,
            ModelScope::Download if flag => ModelScope::Download,
            // What is downloaded, and files of it.
            _ => ModelScope::No,
        };
        self.hub_tool = HUB_TOOLS.contains(&name);
        // `ollama/ollama:0.5` is an image of a container.
        let image = name.split_once(':').filter(|_| word.contains('/'));
        let program = image.map_or(name, |(image, _)| image);
        if ["ollama", "ollama.exe"].contains(&program) {
            self.ollama = Some(Ollama::default());
        } else if let Some(ollama) = &mut self.ollama {
            ollama.push(word, flag);
        }
    }

    /// Whether the last word is a program that takes models by its arguments.
    pub(super) fn starts_a_tool(&self) -> bool {
        self.hub_tool
            || self.tool.is_some()
            || self.ollama.is_some()
            || self.modelscope == ModelScope::Named
    }

    /// Whether git has been called to fetch something.
    pub(super) fn is_git_fetch(&self) -> bool {
        self.git && self.clone
    }

    /// Whether the next word is what the hub's tool downloads: `hf download`, flags aside.
    pub(super) fn is_hub_download(&self) -> bool {
        self.download == Download::Flags
    }

    /// Whether the next word shows what the program of Ollama does.
    pub(super) fn is_verb_of_ollama(&self) -> bool {
        self.ollama
            .as_ref()
            .is_some_and(|ollama| ollama.fetches.is_none())
    }

    /// Whether the next word is what the program of `ModelScope` downloads: `modelscope download --model name`.
    pub(super) fn is_modelscope_download(&self) -> bool {
        self.modelscope == ModelScope::Download
    }

    /// What the next word is, where a program takes it as its model.
    pub(super) fn model_of_tool(&self) -> Option<Rule> {
        self.tool.filter(|_| self.tool_option).map(Tool::rule)
    }

    /// The same of the value of an option: `--model-id=name`.
    pub(super) fn model_of_option(&self, option: &str) -> Option<Rule> {
        let tool = self.tool.filter(|tool| tool.takes(option));
        tool.map(Tool::rule)
    }

    /// Whether the next word names a model, whichever program takes it.
    pub(super) fn is_model(&self) -> bool {
        self.is_hub_download()
            || self.is_model_of_ollama()
            || self.is_modelscope_download()
            || self.model_of_tool().is_some()
    }

    /// Whether the next word is a package of spaCy's own list, which it downloads.
    pub(super) fn is_download_of_spacy(&self) -> bool {
        self.spacy
    }

    /// Whether the next word is a model that the program of Ollama fetches: `ollama pull name`, flags aside.
    pub(super) fn is_model_of_ollama(&self) -> bool {
        self.ollama.as_ref().is_some_and(|ollama| {
            ollama.fetches == Some(true) && ollama.plain == ollama.valued && !ollama.awaits
        })
    }
}

impl Ollama {
    fn push(&mut self, word: &str, flag: bool) {
        if !flag {
            self.fetches.get_or_insert(["pull", "run"].contains(&word));
            self.plain += usize::from(self.words > 0);
        }
        self.words += 1;
        // `--keepalive 5m` and `--format json` of `ollama run` take the next word.
        self.awaits = ["--keepalive", "--format"].contains(&word);
        self.valued += usize::from(self.awaits);
    }
}

/// Verbs of git behind which the address of a repository is one that it fetches.
const GIT_FETCHES: [&str; 5] = ["clone", "submodule", "remote", "pull", "fetch"];

const HUB_TOOLS: [&str; 4] = ["hf", "huggingface-cli", "hf.exe", "huggingface-cli.exe"];

/// Flags of `hf download` that take the next word.
const TAKES_VALUE: [&str; 8] = [
    "--local-dir",
    "--cache-dir",
    "--include",
    "--exclude",
    "--revision",
    "--token",
    "--repo-type",
    "--max-workers",
];

/// A program that takes a model by an option, and what it makes of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tool {
    /// Programs of llama.cpp.
    Llama,
    /// Servers of models.
    Server,
    /// openai-whisper.
    Whisper,
    /// Coqui TTS.
    Tts,
}

/// The last part of a path of any system.
pub(super) fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// The name of a program, by its path or its name.
pub(super) fn program_name(word: &str) -> &str {
    let name = file_name(word);
    name.strip_suffix(".exe").unwrap_or(name)
}

/// Whether a word is the name of a program that takes a model by an option, or that of an image of a container with it.
pub(super) fn is_tool(word: &str) -> bool {
    Tool::started_by(file_name(word)).is_some()
}

impl Tool {
    /// The one that a program or an image of a container has by its name, which may have a tag.
    fn started_by(name: &str) -> Option<Self> {
        Self::of(name.split_once(':').map_or(name, |(image, _)| image))
    }

    fn of(name: &str) -> Option<Self> {
        const SERVERS: [&str; 13] = [
            "vllm",
            "vllm-openai",
            "mlx_lm",
            "mlx_vlm",
            "vllm.entrypoints",
            "sglang",
            "text-generation-launcher",
            "text-generation-inference",
            "text-embeddings-router",
            "text-embeddings-inference",
            "infinity_emb",
            "lmdeploy",
            "insanely-fast-whisper",
        ];
        let is_server = |server: &&str| {
            let rest = name.strip_prefix(*server);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        match name {
            "whisper" => Some(Self::Whisper),
            "tts" => Some(Self::Tts),
            _ if name.starts_with("llama") => Some(Self::Llama),
            _ if SERVERS.iter().any(is_server) => Some(Self::Server),
            _ => None,
        }
    }

    fn takes(self, option: &str) -> bool {
        match self {
            Self::Llama => LLAMA_OPTIONS.contains(&option),
            // `vllm serve name`
            Self::Server => [
                "--model",
                "--model-id",
                "--model-path",
                "--model-name",
                "serve",
            ]
            .contains(&option),
            Self::Whisper => option == "--model",
            Self::Tts => option == "--model_name",
        }
    }

    fn rule(self) -> Rule {
        match self {
            Self::Llama | Self::Server => Rule::Hub,
            Self::Whisper => Rule::Listed(List::Whisper),
            Self::Tts => Rule::Listed(List::Tts),
        }
    }
}

const LLAMA_OPTIONS: [&str; 8] = [
    "-hf",
    "-hfr",
    "--hf-repo",
    "-hfd",
    "-hfrd",
    "--hf-repo-draft",
    "-hfv",
    "--hf-repo-v",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_next_word_is_goes_by_the_words_before() {
        for (line, git, hub, llama, ollama) in [
            ("git clone --depth 1", true, false, false, false),
            ("clone", false, false, false, false),
            ("hf download", false, true, false, false),
            ("/usr/bin/hf download --quiet", false, true, false, false),
            ("C:\\hf.exe download", false, true, false, false),
            ("hf download --local-dir", false, false, false, false),
            ("hf download --local-dir m", false, true, false, false),
            ("hf download --local-dir --quiet", false, true, false, false),
            ("hf download a/b", false, false, false, false),
            ("hf download a/b --quiet", false, false, false, false),
            ("hf -v download", false, false, false, false),
            ("cargo download", false, false, false, false),
            ("hf download cargo download", false, false, false, false),
            ("hf download hf download", false, true, false, false),
            ("hf download --include download", false, false, false, false),
            ("bin/llama-server -hf", false, false, true, false),
            ("llama-server -hf a/b -hfd", false, false, true, false),
            ("llama-server -m", false, false, false, false),
            ("server -hf", false, false, false, false),
            ("ollama pull", false, false, false, true),
            ("ollama --insecure pull", false, false, false, false),
            ("ollama pull --insecure", false, false, false, true),
            ("ollama run --format", false, false, false, false),
            ("ollama run --format json", false, false, false, true),
            ("ollama run --format json m", false, false, false, false),
            ("ollama run m", false, false, false, false),
            ("ollama list", false, false, false, false),
            ("ollama list ollama pull", false, false, false, true),
        ] {
            let mut before = Before::default();
            line.split(' ').for_each(|word| before.push(word));
            let found = (
                before.is_git_fetch(),
                before.is_hub_download(),
                before.model_of_tool().is_some(),
                before.is_model_of_ollama(),
            );
            assert_eq!(found, (git, hub, llama, ollama), "{line}");
        }
    }
}
