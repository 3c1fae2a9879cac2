//! Containers that code starts or builds: what their files run. A Compose file becomes one line for each service, in the
//! form `docker run IMAGE WORDS`; a Dockerfile the lines that its instructions run.

pub(super) use deny_models::evidence::containers::{
    BAKED, NAMES, USUAL, is_bake, is_dockerfile, is_environment, is_file, is_started_by,
    may_be_file, may_start,
};

use super::bake;
use super::command_words::{file_name, is_tool, program_name};
pub(super) use super::container_words::NAME;
use super::container_words::{BUILD_ARG, NEEDS};
use super::ir::FileIr;
use super::limits::Limits;
use super::named_files::folder_of;
use super::run_folder;
use super::scripts;
use super::stop::Cause;
use super::tables::{self, Tree};

/// Verbs of Compose that fetch images or start services.
const STARTS: [&str; 6] = ["up", "run", "start", "create", "pull", "build"];
/// Options of these verbs that take the next word.
const VALUED: [&str; 41] = [
    "-t",
    "--timeout",
    "--scale",
    "--pull",
    "--profile",
    "-p",
    "--project-name",
    "--env-file",
    "--wait-timeout",
    "--attach",
    "--exit-code-from",
    "-e",
    "-v",
    "-u",
    "--parallel",
    "--progress",
    "--project-directory",
    "--ansi",
    "--entrypoint",
    "--env",
    "--env-from-file",
    "--label",
    "-l",
    "--name",
    "--publish",
    "--user",
    "--volume",
    "--workdir",
    "-w",
    "--set",
    "--var",
    "--metadata-file",
    "--builder",
    "--allow",
    "--target",
    "--platform",
    "--build-context",
    "--cache-from",
    "--cache-to",
    "--output",
    BUILD_ARG,
];
/// Variables by which servers of models are given one, with the option that does the same.
pub(super) const MODEL_VARIABLES: [(&str, &str); 5] = [
    ("MODEL_ID", "--model-id"),
    ("HF_MODEL_ID", "--model-id"),
    ("INFINITY_MODEL_ID", "--model-id"),
    ("MODEL_NAME", "--model-name"),
    ("LLAMA_ARG_HF_REPO", "-hf"),
];
/// How a line states a profile without which its service is not started.
pub(super) const PROFILE: &str = "--profile";
/// The variable that turns profiles on.
const PROFILES: &str = "COMPOSE_PROFILES";
/// How a line states a variable.
pub(super) const VARIABLE: &str = "-e";
/// How a line states a file with variables.
pub(super) const ENV_FILE: &str = "--env-file";
/// How a line states a service that this one extends: `file#name`, without a file of the same one.
pub(super) const EXTENDS: &str = "--extends";

/// What a command line starts or builds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Started {
    /// Files that it names; none where it takes those of the usual names.
    files: Vec<String>,
    /// Files with variables that it names; none where it takes `.env`.
    environments: Vec<String>,
    /// Services that it names; none where it starts all of them.
    services: Vec<String>,
    /// Profiles that it turns on.
    profiles: Vec<String>,
    /// Whether it builds by a Dockerfile.
    builds: bool,
    /// Whether it builds the targets of a file of bake.
    bakes: bool,
    /// Variables that it gives to what is built, each with its value.
    given: Vec<String>,
}

/// Whether a command line runs a program for containers: what it names files of containers for is read as that.
pub(super) fn has_program<'w>(words: impl IntoIterator<Item = &'w str>) -> bool {
    let mut words = words.into_iter().flat_map(str::split_whitespace);
    words.any(|word| NAMES.contains(&program_name(word)))
}

/// What a command line starts or builds.
pub(super) fn started(words: &[&str]) -> Option<Started> {
    let first = words
        .iter()
        .position(|word| NAMES.contains(&program_name(word)))?;
    let mut args = &words[first + 1..];
    let is_compose = file_name(words[first]).contains("compose") || {
        let compose = args.iter().position(|word| *word == "compose");
        args = compose.map_or(args, |at| &args[at + 1..]);
        compose.is_some()
    };
    // Swarm deploys all services of a file.
    let is_stack = !is_compose && args.contains(&"stack") && args.contains(&"deploy");
    let mut all = Started {
        files: Vec::new(),
        environments: Vec::new(),
        services: Vec::new(),
        profiles: Vec::new(),
        builds: !is_compose && !is_stack,
        bakes: false,
        given: Vec::new(),
    };
    let mut verb = None;
    let mut option = "";
    for word in args {
        let of_file = ["-f", "--file"].contains(&option)
            || is_stack && ["-c", "--compose-file"].contains(&option);
        let named = ["--file=", "--compose-file="]
            .iter()
            .find_map(|option| word.strip_prefix(option))
            .or(of_file.then_some(*word));
        if let Some(file) = named {
            all.files.push(file.to_owned());
        } else if let Some(profile) = word
            .strip_prefix("--profile=")
            .or((option == PROFILE).then_some(*word))
        {
            all.profiles.push(profile.to_owned());
        } else if let Some(given) = word
            .strip_prefix("--build-arg=")
            .or((option == BUILD_ARG).then_some(*word))
        {
            all.given.push(given.to_owned());
        } else if option == ENV_FILE {
            all.environments.push((*word).to_owned());
        } else if VALUED.contains(&option) || word.starts_with('-') {
            // An option or its value.
        } else if verb.is_none() {
            verb = Some(*word).filter(|word| *word != "buildx" && *word != "image");
        } else {
            all.services.push((*word).to_owned());
        }
        option = word;
    }
    if is_stack {
        all.services.clear();
        all.profiles.push("*".to_owned());
        return Some(all);
    }
    if !is_compose && verb == Some("bake") {
        all.builds = false;
        all.bakes = true;
        if all.services.is_empty() {
            all.services.push("default".to_owned());
        }
        return Some(all);
    }
    if !is_compose {
        all.services.clear();
        return verb
            .filter(|verb| ["build", "bud"].contains(verb))
            .map(|_| all);
    }
    if verb? == "run" {
        all.services.truncate(1);
    }
    STARTS.contains(&verb?).then_some(all)
}

impl Started {
    /// Whether a file is one of those that are taken.
    pub(super) fn takes(&self, path: &str) -> bool {
        if self.builds != is_dockerfile(path) {
            return false;
        }
        if !self.files.is_empty() {
            let mut files = self.files.iter();
            return files.any(|file| {
                let of_file = folder_of(file);
                let is_near = of_file.is_empty()
                    || !self.builds
                    || run_folder::may_be(folder_of(path), of_file);
                scripts::is_meant(path, file) && is_near
            });
        }
        let name = file_name(path);
        self.builds || USUAL.contains(&name) || self.bakes && BAKED.contains(&name)
    }

    /// Whether a file sets the variables of its files.
    pub(super) fn sets(&self, path: &str) -> bool {
        let mut named = self.environments.iter();
        is_environment(path)
            && if self.environments.is_empty() {
                file_name(path) == ".env"
            } else {
                named.any(|file| scripts::is_meant(path, file))
            }
    }

    /// What tells projects apart: the folder, unless files are named.
    pub(super) fn project<'p>(&self, path: &'p str) -> &'p str {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if self.files.is_empty() { folder } else { "" }
    }

    /// The number of a file among those that are named.
    pub(super) fn number(&self, path: &str) -> usize {
        let mut files = self.files.iter();
        files
            .position(|file| scripts::is_meant(path, file))
            .unwrap_or(0)
    }

    /// The files that it names.
    pub(super) fn files(&self) -> &[String] {
        &self.files
    }

    /// Variables that it gives to what is built, as a shell sets them.
    pub(super) fn given(&self) -> &[String] {
        &self.given
    }

    /// Whether a line is of what it runs: of a file of Compose, bake builds only.
    pub(super) fn has_line(&self, line: &str) -> bool {
        !self.bakes || line.starts_with("docker build")
    }

    /// Whether it builds by a Dockerfile.
    pub(super) fn builds(&self) -> bool {
        self.builds
    }

    /// Turns all profiles on where a text may do that by a variable.
    pub(super) fn set_profiles<'t>(&mut self, mut texts: impl Iterator<Item = &'t str>) {
        if texts.any(|text| text.contains(PROFILES)) {
            self.profiles.push("*".to_owned());
        }
    }

    /// Whether a service runs where none is named: one without profiles, or of a profile that is on. A profile that is
    /// not known may be any.
    fn is_on_by_profile(&self, line: &str) -> bool {
        let mut profiles = behind(line, PROFILE).peekable();
        let is_any = |on: &String| on == "*" || on.contains(['{', '$']);
        profiles.peek().is_none()
            || self.profiles.iter().any(is_any)
            || profiles.any(|profile| self.profiles.iter().any(|on| on == profile))
    }

    /// Those of the lines of a file that are started: all, where what is named is no service of it.
    pub(super) fn of<'a>(&self, lines: &[&'a str]) -> Vec<&'a str> {
        let name_of = |line: &'a str| behind(line, NAME).next();
        let mut on: Vec<&str> = self.services.iter().map(String::as_str).collect();
        let is_service = |name: &&str| lines.iter().any(|line| name_of(line) == Some(*name));
        if self.builds || !on.iter().all(is_service) {
            return lines.to_vec();
        }
        if on.is_empty() {
            let all = lines.iter().filter(|line| self.is_on_by_profile(line));
            on.extend(all.filter_map(|line| name_of(line)));
        }
        let mut next = 0;
        while let Some(name) = on.get(next).copied() {
            next += 1;
            let lines = lines.iter().filter(|line| name_of(line) == Some(name));
            for needed in lines.flat_map(|line| behind(line, NEEDS)) {
                if !on.contains(&needed) {
                    on.push(needed);
                }
            }
        }
        let lines = lines.iter().copied();
        let is_on = |name: Option<&str>| name.is_none_or(|name| on.contains(&name));
        lines.filter(|line| is_on(name_of(line))).collect()
    }
}

/// The words behind an option of a line.
pub(super) fn behind<'a>(line: &'a str, option: &'static str) -> impl Iterator<Item = &'a str> {
    let words = line.split(' ').zip(line.split(' ').skip(1));
    words
        .filter(move |(word, _)| *word == option)
        .map(|(_, value)| value)
}

/// Reads a file for containers; one of Compose that is no table is read by its lines, and is a stop.
pub(super) fn read(path: &str, text: &str, limits: &Limits) -> (FileIr, Option<Cause>) {
    if is_dockerfile(path) {
        return (dockerfile(path, text), None);
    }
    if is_bake(path) {
        return bake::read(path, text, limits);
    }
    let tree = tables::tree(path, text, limits);
    let Some(Tree::Map(entries)) = tree else {
        let is_empty = tree.is_some() || text.trim().is_empty();
        let cause = (!is_empty).then_some(Cause::TableNotParsed);
        return (scripts::read(path, text), cause);
    };
    let mut ir = FileIr::of_texts(path);
    for (key, value) in &entries {
        let Tree::Map(all) = value else { continue };
        for (name, of) in all {
            let line = match key.as_str() {
                "services" => service(name, of),
                // What the Model Runner of Docker fetches.
                "models" => text_of(of, "model").map(|model| format!("docker model run {model}")),
                _ => None,
            };
            if let Some(line) = line {
                ir.text(line, place(text, name));
            }
        }
    }
    (ir, None)
}

/// The line on which a key stands.
fn place(text: &str, key: &str) -> u32 {
    let is_key = |line: &str| {
        let rest = line
            .trim_start()
            .trim_start_matches(['"', '\''])
            .strip_prefix(key);
        let rest = rest.map(|rest| rest.trim_start_matches(['"', '\'']));
        line.starts_with(char::is_whitespace) && rest.is_some_and(|rest| rest.starts_with(':'))
    };
    let found = (1..).zip(text.lines()).find(|(_, line)| is_key(line));
    found.map_or(1, |(number, _)| number)
}

/// A service as the command line that does the same.
fn service(name: &str, of: &Tree) -> Option<String> {
    let mut words = vec!["docker".to_owned(), "run".to_owned()];
    words.extend([NAME.to_owned(), name.to_owned()]);
    let needed = of.get("depends_on").map(keys).unwrap_or_default();
    words.extend(needed.into_iter().flat_map(|name| [NEEDS.to_owned(), name]));
    let profiles = texts(of.get("profiles")).into_iter();
    words.extend(profiles.flat_map(|profile| [PROFILE.to_owned(), profile]));
    if let Some(provider) = of.get("provider") {
        let options = provider.get("options");
        let model = options.and_then(|options| text_of(options, "model"));
        words.insert(1, "model".to_owned());
        words.extend(model.map(str::to_owned));
        return model.map(|_| words.join(" "));
    }
    if let Some(extends) = of.get("extends") {
        let file = text_of(extends, "file").unwrap_or_default();
        let service = match extends {
            Tree::Text(name) => Some(name.as_str()),
            extends => text_of(extends, "service"),
        };
        words.extend(service.map(|service| format!("{EXTENDS} {file}#{service}")));
    }
    let image = text_of(of, "image");
    if let Some(build) = of.get("build") {
        "build".clone_into(&mut words[1]);
        let given = variables(build.get("args")).into_iter();
        words.extend(given.map(|(name, value)| format!("{BUILD_ARG} {name}={value}")));
    }
    words.extend(image.map(str::to_owned));
    let is_server = image.is_some_and(is_tool);
    words.extend(texts(of.get("entrypoint")));
    words.extend(texts(of.get("command")));
    for (variable, value) in variables(of.get("environment")) {
        let mut known = MODEL_VARIABLES.iter();
        let option = known.find(|(name, _)| *name == variable);
        words.extend(option.map(|(_, option)| match image {
            // The server may stand in another file.
            None => format!("{VARIABLE} {variable}={value}"),
            Some(_) if is_server => format!("{option} {value}"),
            Some(_) => String::new(),
        }));
    }
    for file in env_files(of.get("env_file")) {
        words.push(format!("{ENV_FILE} {file}"));
    }
    words.retain(|word| !word.is_empty());
    Some(words.join(" "))
}

fn text_of<'t>(of: &'t Tree, key: &str) -> Option<&'t str> {
    of.get(key)?.text()
}

/// The texts of a list, or a text.
fn texts(of: Option<&Tree>) -> Vec<String> {
    match of {
        Some(Tree::Text(text)) => vec![text.clone()],
        Some(Tree::List(list)) => list.iter().flat_map(|item| texts(Some(item))).collect(),
        _ => Vec::new(),
    }
}

/// Files with variables: a path, or a list of paths or of mappings with one.
fn env_files(of: Option<&Tree>) -> Vec<String> {
    match of {
        Some(Tree::Text(path)) => vec![path.clone()],
        Some(Tree::List(list)) => list.iter().flat_map(|item| env_files(Some(item))).collect(),
        Some(of) => text_of(of, "path").map(str::to_owned).into_iter().collect(),
        None => Vec::new(),
    }
}

/// The keys of a mapping, or the texts of a list.
fn keys(of: &Tree) -> Vec<String> {
    match of {
        Tree::Map(entries) => entries.iter().map(|(key, _)| key.clone()).collect(),
        of => texts(Some(of)),
    }
}

/// Variables with their values: a mapping, or `NAME=value`.
fn variables(of: Option<&Tree>) -> Vec<(String, String)> {
    match of {
        Some(Tree::Map(entries)) => {
            let entries = entries.iter().filter_map(|(key, value)| match value {
                Tree::Text(text) => Some((key.clone(), text.clone())),
                _ => None,
            });
            entries.collect()
        }
        of => {
            let pairs = texts(of).into_iter();
            let pairs = pairs.filter_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                Some((name.to_owned(), value.to_owned()))
            });
            pairs.collect()
        }
    }
}

/// Reads what the instructions of a Dockerfile run.
fn dockerfile(path: &str, text: &str) -> FileIr {
    let mut ir = scripts::read(path, text);
    for node in &mut ir.nodes {
        if let super::ir::Expr::Lit(line) = &mut node.ex {
            *line = instruction(line);
        }
    }
    ir
}

/// What an instruction runs; a line that is none belongs to the one before.
fn instruction(line: &str) -> String {
    const OTHERS: [&str; 11] = [
        "FROM",
        "COPY",
        "LABEL",
        "EXPOSE",
        "VOLUME",
        "USER",
        "WORKDIR",
        "STOPSIGNAL",
        "SHELL",
        "MAINTAINER",
        "ONBUILD",
    ];
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    match word.to_ascii_uppercase().as_str() {
        "RUN" | "CMD" | "ENTRYPOINT" | "HEALTHCHECK" => {
            let options = rest
                .split_whitespace()
                .take_while(|word| word.starts_with("--"));
            let skipped = options.count();
            let rest: Vec<&str> = rest.split_whitespace().skip(skipped).collect();
            let rest = rest.join(" ");
            if rest.starts_with('[') {
                rest.replace(['[', ']', ',', '"'], " ")
            } else {
                rest
            }
        }
        "ENV" | "ARG" | "ADD" => rest.to_owned(),
        word if OTHERS.contains(&word) => String::new(),
        _ => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::Expr;

    fn lines(path: &str, text: &str) -> Vec<(u32, String)> {
        let (ir, _) = read(path, text, &Limits::default());
        let nodes = ir.nodes.iter().filter_map(|node| match &node.ex {
            Expr::Lit(text) if !text.is_empty() => Some((node.line, text.clone())),
            _ => None,
        });
        nodes.collect()
    }

    #[test]
    fn a_service_is_a_command_line() {
        let text = "services:\n  web:\n    image: nginx\n    depends_on: [tgi]\n  tgi:\n    image: ghcr.io/huggingface/text-generation-inference:3\n    command: [\"--port\", \"80\"]\n    environment:\n      - MODEL_ID=lab/one\n  up:\n    image: ollama/ollama\n    entrypoint: [\"/bin/sh\", \"-c\"]\n    command: [\"ollama serve & ollama pull a:3b\"]\nmodels:\n  llm:\n    model: hf.co/lab/two\n";
        assert_eq!(
            lines("compose.yaml", text),
            [
                (2, "docker run --name web --link tgi nginx".to_owned()),
                (5, "docker run --name tgi ghcr.io/huggingface/text-generation-inference:3 --port 80 --model-id lab/one".to_owned()),
                (10, "docker run --name up ollama/ollama /bin/sh -c ollama serve & ollama pull a:3b".to_owned()),
                (15, "docker model run hf.co/lab/two".to_owned()),
            ]
        );
    }

    #[test]
    fn instructions_run_what_stands_behind_them() {
        let text = "FROM debian\nARG M=a/b\nRUN --mount=type=cache hf download \\\n  $M\nCMD [\"ollama\", \"run\", \"a:3b\"]\nCOPY x.gguf /\n";
        let found: Vec<String> = lines("Dockerfile", text)
            .into_iter()
            .map(|line| line.1)
            .collect();
        assert_eq!(
            found,
            ["M=a/b", "hf download $M", "  ollama    run    a:3b  "]
        );
    }

    #[test]
    fn command_lines_start_services() {
        let started = |line: &str| started(&line.split(' ').collect::<Vec<_>>());
        let services = |line: &str| started(line).map(|started| started.services.join(" "));
        for (line, expected) in [
            ("docker compose up -d", Some("")),
            (
                "docker compose -f a/compose.yml up --scale a=2 web",
                Some("web"),
            ),
            ("docker-compose run --rm web sh", Some("web")),
            ("sudo podman-compose pull", Some("")),
            ("docker compose down", None),
            ("docker compose logs web", None),
            ("docker build -t x .", Some("")),
            ("docker buildx build .", Some("")),
            ("docker stack deploy -c a/compose.yml web", Some("")),
            ("docker stack ps web", None),
            ("docker compose --project-directory x up web", Some("web")),
            ("docker run x", None),
            ("docker ps", None),
            ("cargo build", None),
        ] {
            assert_eq!(services(line).as_deref(), expected, "{line}");
        }
        let named = started("docker compose -f a/b-compose.yml up").expect("started");
        assert!(named.takes("a/b-compose.yml") && !named.takes("compose.yml"));
        let usual = started("docker compose up").expect("started");
        assert!(usual.takes("deploy/compose.yml") && !usual.takes("a/b-compose.yml"));
        assert!(!usual.takes("Dockerfile"));
    }

    #[test]
    fn only_services_that_are_needed_are_started() {
        let lines = [
            "docker run --name web --link db nginx",
            "docker run --name db postgres",
            "docker run --name llm ollama/ollama",
        ];
        let up = |line: &str| {
            let words: Vec<&str> = line.split(' ').collect();
            started(&words).expect("started").of(&lines).len()
        };
        assert_eq!(up("docker compose up"), 3);
        assert_eq!(up("docker compose up web"), 2);
        assert_eq!(up("docker compose up $SERVICE"), 3);
    }
}
