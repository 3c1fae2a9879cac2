//! Programs whose command line shows which model they take only as a whole: they take one of their own choice where the
//! line names none, or have a verb for it. By their documentation.

use super::bucket_copies;
use super::command_taken::{ONLY_SHOW, Taken, transported};
use super::model_programs;

/// Programs that take a model of their own choice, and the options that name another one, or that take none.
const WITH_DEFAULT: [(&str, &[&str]); 8] = [
    ("whisper", &["--model"]),
    ("whisper-ctranslate2", &["--model", "--model_directory"]),
    ("whisper_ctranslate2", &["--model", "--model_directory"]),
    ("whisperx", &["--model"]),
    ("mlx_whisper", &["--model"]),
    ("insanely-fast-whisper", &["--model-name"]),
    ("tts", &["--model_name", "--model_path", "--list_models"]),
    ("TTS", &["--model_name", "--model_path", "--list_models"]),
];
/// Programs that start another one, which their own options may stand before.
const STARTERS: [&str; 18] = [
    "sudo", "env", "exec", "time", "timeout", "nohup", "nice", "command", "uv", "uvx", "pipx",
    "poetry", "pixi", "conda", "sh", "bash", "zsh", "cmd",
];
/// Programs that fetch a model by a verb, with these verbs.
const WITH_VERB: [(&str, &[&str]); 3] = [
    ("docker model", &["pull", "run"]),
    ("ramalama", &["pull", "run", "serve", "bench", "perplexity"]),
    ("lms", &["get"]),
];
/// What separates the commands of a line of a shell.
const BETWEEN: &str = ";|&()`\n";

/// What one command takes: its program and its arguments, of which there may be others that are not known.
pub(super) fn taken(words: &[&str], has_more: bool) -> Vec<Taken> {
    let Some((program, args)) = program(words) else {
        return Vec::new();
    };
    let of_program = model_programs::taken(program, args, has_more);
    if let Some(taken) = of_program.or_else(|| bucket_copies::taken(program, args)) {
        return taken;
    }
    let value_of = |option: &&str| {
        args.iter()
            .any(|word| word == option || word.strip_prefix(option).is_some_and(is_value))
    };
    let with_default = WITH_DEFAULT.iter().find(|(name, _)| *name == program);
    if let Some((_, options)) = with_default {
        let shows = args.iter().any(|word| ONLY_SHOW.contains(word));
        let runs = has_more || !args.is_empty();
        let is_named = options.iter().any(value_of);
        let open = runs && !shows && !is_named;
        return open
            .then(|| Taken::Open(format!("{program} without a model")))
            .into_iter()
            .collect();
    }
    let (program, args) = match (program, args) {
        ("docker", ["model", args @ ..]) => ("docker model", args),
        _ => (program, args),
    };
    let with_verb = WITH_VERB.iter().find(|(name, _)| *name == program);
    let Some((_, verbs)) = with_verb else {
        return of_yolo(program, args);
    };
    let Some((verb, args)) = args.split_first().filter(|(verb, _)| verbs.contains(verb)) else {
        return Vec::new();
    };
    let mut named = args.iter().filter(|word| !word.starts_with('-'));
    if named.clone().next().is_none() && !has_more {
        return Vec::new();
    }
    let model = named.find_map(|word| transported(word, program == "lms"));
    vec![model.unwrap_or_else(|| Taken::by(&format!("{program} {verb}"), args))]
}

/// `=value` behind an option.
fn is_value(rest: &str) -> bool {
    rest.starts_with('=')
}

/// The program of a command, without what starts it, and its arguments.
fn program<'a, 'w>(words: &'w [&'a str]) -> Option<(&'a str, &'w [&'a str])> {
    let first = words.iter().position(|word| !word.contains('='))?;
    let (program, args) = words[first..].split_first()?;
    let name = name_of(program)?;
    if is_python(name) {
        let module = args.iter().position(|word| *word == "-m")?;
        let (module, args) = args[module + 1..].split_first()?;
        return Some((module, args));
    }
    if STARTERS.contains(&name) {
        let started = args.iter().position(|word| is_known(word))?;
        return Some((name_of(args[started])?, &args[started + 1..]));
    }
    Some((name, args))
}

fn is_known(word: &str) -> bool {
    let name = name_of(word).unwrap_or_default();
    WITH_DEFAULT.iter().any(|(known, _)| *known == name)
        || WITH_VERB.iter().any(|(known, _)| *known == name)
        || ["docker", "yolo"].contains(&name)
        || model_programs::is_known(name)
        || bucket_copies::is_known(name)
}

/// Whether a program of this name is Python: `python3.12`.
pub(super) fn is_python(name: &str) -> bool {
    let rest = name.strip_prefix("python");
    rest.is_some_and(|rest| {
        rest.chars()
            .all(|char| char.is_ascii_digit() || char == '.')
    })
}

/// The name of a program that is installed; a program elsewhere is one of one's own.
fn name_of(word: &str) -> Option<&str> {
    let word = word.strip_suffix(".exe").unwrap_or(word);
    let Some((folder, name)) = word.rsplit_once(['/', '\\']) else {
        return Some(word);
    };
    // One that takes names loads by them wherever it lies.
    if model_programs::is_known(name) {
        return Some(name);
    }
    let folder = folder.rsplit(['/', '\\']).next()?;
    ["bin", "Scripts"].contains(&folder).then_some(name)
}

/// `yolo predict model=yolo11n.pt`: a name without a folder is downloaded where the file is not there.
fn of_yolo(program: &str, args: &[&str]) -> Vec<Taken> {
    let models = args.iter().filter_map(|word| word.strip_prefix("model="));
    let fetched = models.filter(|name| program == "yolo" && !name.contains(['/', '\\']));
    fetched
        .map(|name| Taken::Open(format!("yolo model={name}")))
        .collect()
}

/// Whether a script has a command that takes a model.
pub(super) fn may_take(script: &str) -> bool {
    let mut commands = commands(script).into_iter();
    commands.any(|words| !taken(&words, false).is_empty())
}

/// The commands of a line of a shell, each by its words.
pub(super) fn commands(line: &str) -> Vec<Vec<&str>> {
    let commands = line.split(|char| BETWEEN.contains(char));
    commands
        .map(|command| {
            let words = command.split_whitespace();
            words
                .map(|word| word.trim_matches(['"', '\'']))
                .filter(|word| !word.is_empty())
                .collect()
        })
        .filter(|words: &Vec<&str>| !words.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> String {
        let all = commands(line);
        let all = all.iter().flat_map(|words| taken(words, false));
        let all = all.map(|taken| match taken {
            Taken::Model(id, _) => id,
            Taken::Open(template) => format!("? {template}"),
        });
        all.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn what_a_line_leaves_out_is_open() {
        for (line, expected) in [
            ("whisper a.mp3 --language en", "? whisper without a model"),
            (
                "cd x && .venv/bin/whisper a.mp3",
                "? whisper without a model",
            ),
            ("python3 -m whisper a.mp3", "? whisper without a model"),
            (
                "uv run --with openai-whisper whisper a.mp3",
                "? whisper without a model",
            ),
            ("X=1 sudo whisper a.mp3", "? whisper without a model"),
            ("tts --text hi", "? tts without a model"),
            ("whisper a.mp3 --model=small", ""),
            ("whisper a.mp3 --model small", ""),
            ("whisper --help", ""),
            ("whisper", ""),
            ("./build/whisper a.wav", ""),
            ("pip install whisper", ""),
            ("echo whisper a.mp3", ""),
            ("which whisper", ""),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }

    #[test]
    fn verbs_fetch_by_transports() {
        for (line, expected) in [
            ("docker model pull hf.co/lab/one:Q4_K_M", "lab/one"),
            (
                "docker model run ai/smollm2",
                "? docker model run ai/smollm2",
            ),
            ("docker run ai/smollm2", ""),
            ("docker model list", ""),
            ("ramalama run --port 8080 ollama://a:3b", "ollama:a:3b"),
            ("ramalama pull hf://lab/one/x.gguf", "lab/one"),
            ("ramalama serve ms://lab/one", "modelscope:lab/one"),
            ("ramalama run tiny", "? ramalama run tiny"),
            ("lms get lab/one@q4_k_m", "lab/one"),
            ("lms get qwen", "? lms get qwen"),
            ("lms ls", ""),
            ("yolo predict model=yolo11n.pt", "? yolo model=yolo11n.pt"),
            ("yolo predict model=./own/best.pt", ""),
        ] {
            assert_eq!(shown(line), expected, "{line}");
        }
    }
}
