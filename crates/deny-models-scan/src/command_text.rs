//! What the words of a command line, or of a line of a shell, take: models, and what cannot be read.

use std::collections::BTreeSet;

use super::classify;
use super::command_models;
use super::command_parts::{self, Part, Requests};
use super::command_taken::Taken;
use super::command_words::Before;
use super::ir::NodeRef;
use super::model_programs;
use super::ollama;
use super::ollama_http;
use super::python;
use super::python_loaders::{self, Named as Loaded};
use super::shell_variables::ShellVariables;
use super::url::{self, Named};

/// A word of a command line, and the literal it is from.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// The word.
    pub(super) text: String,
    /// The literal.
    pub(super) at: NodeRef,
}

/// A model, with whether it is a repository, and where it is named.
pub(super) type Model = (String, bool, NodeRef);

/// A model that a program in Python takes.
pub(super) fn repository(id: String, at: NodeRef) -> Model {
    let of_hub = !id.starts_with("modelscope:") && !id.contains("://");
    (id, of_hub, at)
}

/// The models that a command line names: program and arguments, each a text.
pub(super) fn models_of_line(line: &[&str]) -> Vec<String> {
    let at = NodeRef { file: 0, ix: 0 };
    let word = |text: &&str| Word {
        text: (*text).to_owned(),
        at,
    };
    let words: Vec<Word> = line.iter().map(word).collect();
    let models = models(&words, &[], &mut BTreeSet::new());
    models.into_iter().map(|(id, ..)| id).collect()
}

/// Models that a command line names, each with whether it is a repository.
pub(super) fn models(
    line: &[Word],
    later: &[Word],
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    let mut found = Vec::new();
    // A request to Ollama: `curl http://localhost:11434/api/pull -d '{"name": "..."}'`.
    if line.iter().any(|word| ollama_http::may_ask(&word.text)) {
        let whole: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
        for (name, _) in ollama_http::models(&whole.join("\n")) {
            let at = line.iter().find(|word| word.text.contains(&name));
            let model = at.and_then(|word| {
                let (id, is_repo) = ollama::artifact(&name)?;
                Some((id, is_repo, word.at))
            });
            found.extend(model);
        }
    }
    for word in line.iter().filter(|word| python::may_take(&word.text)) {
        let ids = python::in_command(&word.text).into_iter();
        found.extend(ids.map(|(id, _)| repository(id, word.at)));
    }
    let mut is_filled = false;
    let mut of_variables = BTreeSet::new();
    for word in line {
        // A line of a shell may give names to what it takes.
        let variables = ShellVariables::of(&word.text);
        for text in variables
            .filled(&word.text)
            .into_iter()
            .filter(|text| *text != word.text)
        {
            is_filled = true;
            let word = Word { text, at: word.at };
            found.extend(in_words(&[word], &[], &mut of_variables));
        }
    }
    // A variable that the line sets itself is known.
    let mut as_written = BTreeSet::new();
    found.extend(in_words(line, later, &mut as_written));
    open.extend(if is_filled { of_variables } else { as_written });
    found.sort();
    found.dedup();
    found
}

/// The models of what commands take at a place; `open` gets those that are not known.
pub(super) fn named(
    all: impl IntoIterator<Item = Taken>,
    at: NodeRef,
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    let mut found = Vec::new();
    for taken in all {
        match taken {
            Taken::Model(id, is_repo) => found.push((id, is_repo, at)),
            Taken::Open(template) => drop(open.insert((template, at))),
        }
    }
    found
}

/// Models that the commands of a line take as a whole, those of lines of a shell in it too.
pub(super) fn of_commands(
    line: &[Word],
    has_more: bool,
    is_read: bool,
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    let mut found = Vec::new();
    let mut add = |all: Vec<Taken>, at: NodeRef| found.extend(named(all, at, open));
    let words: Vec<&str> = line.iter().map(|word| word.text.as_str()).collect();
    if let Some(first) = line.first() {
        add(command_models::taken(&words, has_more), first.at);
        if !is_read {
            add(model_programs::of_other(&words), first.at);
        }
    }
    let is_line = |number: usize| {
        let before = number.checked_sub(1).map(|before| words[before]);
        before.is_none_or(|before| ["-c", "-lc", "/C", "/c"].contains(&before))
    };
    let lines = line.iter().enumerate();
    for (_, word) in lines.filter(|(number, _)| is_line(*number)) {
        if !word.text.contains(char::is_whitespace) {
            continue;
        }
        for command in command_models::commands(&word.text) {
            add(command_models::taken(&command, false), word.at);
            add(model_programs::of_other(&command), word.at);
        }
    }
    found
}

/// Models that the words of a command line name, to which later ones may be added; `open` gets those that a variable names
/// which is not known.
pub(super) fn in_words(
    line: &[Word],
    later: &[Word],
    open: &mut BTreeSet<(String, NodeRef)>,
) -> Vec<Model> {
    let mut found = Vec::new();
    let mut before = Before::default();
    let texts = line.iter().chain(later);
    let parts = command_parts::parts(texts.map(|word| word.text.as_str()));
    let requests = Requests::of(&parts);
    let of_line = parts.iter().take_while(|part| part.of < line.len());
    for &Part {
        text: part,
        of,
        command,
    } in of_line
    {
        let word = &line[of];
        match url::named(part) {
            Some(Named::Repo(id, _)) => found.push((id, true, word.at)),
            Some(Named::Url(url)) if !url.contains("{}") => found.push((url, false, word.at)),
            _ => {}
        }
        if part.contains("/resolve/") && is_of_hub_by_variable(part) {
            open.insert((part.to_owned(), word.at));
        }
        if before.is_git_fetch() {
            let of_hub = url::page(part).map(|id| (id, true));
            let page = of_hub.or_else(|| Some((url::modelscope_page(part)?, false)));
            // Which repository of a hub that is, a variable decides.
            if page.is_none() && is_of_hub_by_variable(part) {
                open.insert((part.to_owned(), word.at));
            }
            found.extend(page.map(|(id, is_repo)| (id, is_repo, word.at)));
        }
        if before.is_modelscope_download() && !part.starts_with('-') {
            let id = classify::full_hub_id(part).map(|id| format!("modelscope:{id}"));
            found.extend(id.map(|id| (id, false, word.at)));
        }
        let is_taken = before.is_hub_download()
            || before.is_model_of_ollama()
            || before.is_modelscope_download();
        if is_taken && part.contains('$') {
            open.insert((part.to_owned(), word.at));
        }
        if before.is_hub_download()
            && let Some(id) = classify::full_hub_id(part)
        {
            match requests.kind(command).artifact(id) {
                Some(id) => found.push((id, true, word.at)),
                // Weights lie in some spaces too.
                None if requests.has_weights(command) => {
                    open.insert((format!("space {part}"), word.at));
                }
                None => {}
            }
        }
        // `llama-server -hf org/name:Q4_K_M`, `--model-id=org/name`
        let of_option = part.split_once('=');
        let of_option =
            of_option.and_then(|(option, value)| Some((before.model_of_option(option)?, value)));
        let taken = before.model_of_tool().map(|rule| (rule, part));
        if let Some((rule, name)) = taken.or(of_option).filter(|_| !part.contains('$')) {
            let plain = name.split(':').next().unwrap_or_default();
            match python_loaders::named(rule, plain) {
                Loaded::Model(id) if id.contains('/') => {
                    found.push(repository(id, word.at));
                }
                Loaded::Open => drop(open.insert((format!("model {name}"), word.at))),
                _ => {}
            }
        }
        if before.is_download_of_spacy() && !part.starts_with('-') {
            open.insert((format!("spacy download {part}"), word.at));
        }
        if before.is_model_of_ollama()
            && !part.starts_with('-')
            && !part.contains('$')
            && let Some((id, is_repo)) = ollama::artifact(part)
        {
            found.push((id, is_repo, word.at));
        }
        before.push(part);
    }
    found
}

/// Whether an address is one of models on a hub, whose repository a variable decides.
fn is_of_hub_by_variable(address: &str) -> bool {
    let hosts = [
        "huggingface.co/",
        "hf.co/",
        "modelscope.cn/",
        "modelscope.ai/",
    ];
    let behind = |host: &&str| address.split_once(*host).map(|(_, path)| path);
    let is_open = |path: &str| {
        let mut parts = path.split('/').take(2);
        let is_other = ["datasets/", "spaces/"]
            .iter()
            .any(|kind| path.starts_with(kind));
        !is_other && parts.any(|part| part.contains('$'))
    };
    hosts.iter().find_map(behind).is_some_and(is_open)
}

#[cfg(test)]
mod tests {
    use super::*;

    use models_of_line as ids;

    /// Where the time grows with the square of their length, each of them takes minutes.
    #[test]
    fn long_lines_are_read_in_one_pass() {
        let fill = |part: &str| part.repeat(300_000 / part.len());
        for long in [
            fill("a "),
            fill("git "),
            fill("llama -hf "),
            format!("hf download {}", fill("-a ")),
            format!("ollama pull {}", fill("-a ")),
            format!("import from_pretrained {}", fill("repo_id=(")),
            format!("import from_pretrained ({}", fill("repo_id='")),
        ] {
            let line = [
                long.as_str(),
                "curl https://huggingface.co/lab/one/resolve/main/x.gguf",
            ];
            assert!(ids(&line).contains(&"lab/one".to_owned()));
        }
    }

    #[test]
    fn what_tools_fetch_is_read() {
        for line in [
            &[
                "curl",
                "-L",
                "https://huggingface.co/lab/one/resolve/main/x.gguf",
            ][..],
            &[
                "sh",
                "-c",
                "cd m && wget 'https://huggingface.co/lab/one/resolve/main/x.gguf'",
            ],
            &[
                "huggingface-cli",
                "download",
                "--quiet",
                "lab/one",
                "x.gguf",
            ],
            &["bash", "-c", "hf download lab/one --local-dir m/n"],
            &[
                "git",
                "clone",
                "--depth",
                "1",
                "https://huggingface.co/lab/one.git",
            ],
            &[
                "python3",
                "-c",
                "from x import y\ny.from_pretrained('lab/one')",
            ],
        ] {
            assert_eq!(ids(line), ["lab/one"], "{line:?}");
        }
    }

    #[test]
    fn models_of_other_registries_are_read() {
        for (line, expected) in [
            (&["ollama", "pull", "a:3b"][..], "ollama:a:3b"),
            (&["sh", "-c", "M=a:3b; ollama pull $M"], "ollama:a:3b"),
            (
                &[
                    "curl",
                    "http://localhost:11434/api/pull",
                    "-d",
                    "{\"name\": \"a:3b\"}",
                ],
                "ollama:a:3b",
            ),
            (
                &["modelscope", "download", "--model", "lab/one"],
                "modelscope:lab/one",
            ),
            (
                &[
                    "modelscope",
                    "download",
                    "--local_dir",
                    "m",
                    "lab/one",
                    "x.gguf",
                ],
                "modelscope:lab/one",
            ),
            (
                &["git", "clone", "https://www.modelscope.cn/lab/one.git"],
                "modelscope:lab/one",
            ),
            (&["modelscope", "download", "--dataset", "lab/one"], ""),
            (&["modelscope", "login", "--token", "lab/one"], ""),
            (&["ollama", "pull", "$M"], ""),
        ] {
            assert_eq!(ids(line).join(" "), expected, "{line:?}");
        }
    }

    #[test]
    fn other_command_lines_name_no_models() {
        for line in [
            &["git", "clone", "https://github.com/lab/one"][..],
            &["cargo", "download", "lab/one"],
            &["hf", "upload", "lab/one"],
            &["open", "https://huggingface.co/lab/one"],
            &["python3", "-c", "print('lab/one')"],
        ] {
            let found = ids(line);
            assert!(found.is_empty(), "{line:?}: {found:?}");
        }
    }
}
