//! What the front end of a program names: ids and addresses of models in its scripts, its markup and its data, and what it
//! hands to commands of the program.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::binding_names::snake;
use super::classify;
use super::front_calls;
use super::front_hooks::MUTATION;
use super::front_inputs;
use super::front_lines::Lines;
use super::front_loaders::{self, Rule, address};
use super::front_maps::root_of;
use super::front_reader::Reader;
use super::front_types::{
    Fetches, File, FrontPlace, Function, Given, Invoke, Param, Value, Wrapper,
};
use super::hub_id;
use super::limits::Limits;
use super::markup;
use super::ollama;
use super::ollama_http;
use super::scan::{Found, FoundKind, StatedModel};
use super::scope::Scope;
use super::script_tokens::{self, Part, Token, Tokens};
use super::sinks;
use super::stated::{self, Field};
use super::stop::{Cause, Stop};
use super::url;
use deny_models::domain::How;
use deny_models::model::is_built_in;

/// Levels of templates: as deep as they are read.
const LEVELS: usize = 32;

/// The files of a front end.
#[derive(Debug, Default)]
pub struct FrontEnd {
    pub(super) files: Vec<File>,
    /// What names are given, by their last part, with the number of the file.
    pub(super) named: BTreeMap<String, Vec<(usize, Given)>>,
    pub(super) invokes: BTreeMap<String, Vec<(usize, Invoke)>>,
    functions: BTreeMap<String, Vec<(usize, Function)>>,
    /// Calls of commands by a name that code makes, with the number of the file.
    pub(super) by_name: Vec<(usize, Option<Value>, Invoke)>,
    pub(super) wrappers: Vec<Wrapper>,
    /// Calls of commands whose name is not known.
    pub(super) any: BTreeSet<FrontPlace>,
    /// Where the analysis stopped.
    pub stops: BTreeSet<Stop>,
    /// What the program can fetch of what is named here.
    program: Option<Fetches>,
    /// Values of names that may still be looked at.
    pub(super) steps: Cell<usize>,
    /// Whether fields were looked at that are known by their name only, so that some may be of anything else.
    pub(super) loose: Cell<bool>,
    /// Choices whose values are looked at: one may be among its own.
    pub(super) choosing: RefCell<BTreeSet<(usize, String)>>,
}

impl FrontEnd {
    /// Adds a file.
    pub fn add(&mut self, path: &str, text: &str) {
        let mut tokens = Tokens::default();
        let end = path.rsplit('.').next().unwrap_or_default();
        if ["vue", "svelte", "html", "htm"].contains(&end.to_ascii_lowercase().as_str()) {
            markup::read(text, &mut tokens);
        } else {
            script_tokens::read(text, 0..text.len(), &mut tokens);
            front_inputs::resolve(&mut tokens);
        }
        if let Some(root) = root_of(path) {
            let named = [Token::Word(root), Token::Mark('=')];
            tokens.all.splice(0..0, named.map(|token| (0, token)));
        }
        let mut lines = Lines::new(text);
        if let Some(at) = tokens.stopped {
            let (line, _) = lines.at(at);
            self.stops.insert(Stop {
                file: path.to_owned(),
                line,
                cause: Cause::Brackets(LEVELS),
            });
        }
        let number = self.files.len();
        let read = Reader::of(&tokens.all, lines);
        let fields = read.fields.iter();
        let stating = fields.filter(|field| stated::is_statement(&field.name));
        let stating: BTreeSet<usize> = stating.map(|field| field.object).collect();
        let fields = read.fields.into_iter();
        let place = |(line, column)| FrontPlace {
            file: path.to_owned(),
            line,
            column,
        };
        self.files.push(File {
            path: path.to_owned(),
            imports: read.imports,
            expressions: read.expressions,
            fields: fields
                .filter(|field| stating.contains(&field.object))
                .collect(),
            values: read.values,
            spreads: read.spreads,
            calls: read
                .calls
                .into_iter()
                .map(|(call, at)| (call, place(at)))
                .collect(),
        });
        for (name, given) in read.named {
            self.give(name, number, given);
        }
        let by_name = read.by_name.into_iter();
        self.by_name
            .extend(by_name.map(|(name, invoke)| (number, name, invoke)));
        self.wrappers.extend(read.wrappers);
        for (name, invoke) in read.invokes {
            let of_name = self.invokes.entry(name).or_default();
            of_name.push((number, invoke));
        }
        for function in read.functions {
            let of_name = self.functions.entry(function.name.clone()).or_default();
            of_name.push((number, function));
        }
    }

    /// A name is given a value.
    fn give(&mut self, name: String, file: usize, given: Given) {
        let of_name = self.named.entry(name).or_default();
        // More than are looked at for one name.
        if of_name.len() <= Limits::default().values {
            of_name.push((file, given));
        }
    }

    /// Ends adding files: parameters of functions are given what calls have for them. `program` is what the program can
    /// fetch.
    #[must_use]
    pub fn finish(mut self, program: Option<Fetches>) -> Self {
        // What one file names another one may fetch.
        let own = self.files.iter().filter_map(front_loaders::fetches).max();
        self.program = program.max(own.map(|_| Fetches::Files));
        let functions = std::mem::take(&mut self.functions);
        let handlers = self.handlers();
        for (name, all) in &functions {
            for (file, function) in all {
                let mut found = Vec::new();
                for (number, other) in self.files.iter().enumerate() {
                    // A function of its own of that name is another one.
                    let is_own = number == *file;
                    let is_other = !is_own && all.iter().any(|(of, _)| *of == number);
                    let calls = other.calls.iter().map(|(call, _)| call);
                    let is_handed = handlers.contains(name);
                    let calls = calls
                        .filter(|call| call.name == *name || is_handed && call.name == MUTATION);
                    for call in calls.filter(|call| call.member || !is_other) {
                        found.extend(front_calls::given(function, call, number));
                    }
                    if other.values.contains(name) && !is_other {
                        found.extend(unknown_params(function));
                    }
                }
                for (name, given) in found {
                    self.give(name, *file, given);
                }
            }
        }
        self.functions = functions;
        self.name_commands();
        self
    }

    /// Functions that are handed over by their names to be called by `mutate`.
    fn handlers(&self) -> BTreeSet<String> {
        let given = self.named.get(MUTATION).into_iter().flatten();
        let names = given.filter_map(|(_, given)| match given.value.as_ref()?.parts.as_slice() {
            [Part::Hole(name)] => name.rsplit('.').next().map(str::to_owned),
            _ => None,
        });
        names.collect()
    }

    /// The models that the files name: addresses of weights where the program or the file itself can fetch files, ids of
    /// the hub where something can fetch from there, and what libraries of JavaScript load.
    #[must_use]
    pub fn found(&self) -> Vec<Found> {
        let mut found = Vec::new();
        for (number, file) in self.files.iter().enumerate() {
            let asks_ollama = self.asks_ollama(number, file);
            let fetches = self.fetches(file);
            let hub = fetches == Some(Fetches::Hub);
            let files = fetches.is_some();
            let loaded = self.loaded(number, file).into_iter();
            found.extend(loaded.filter_map(|(loaded, _, place)| {
                let (id, kind) = loaded?;
                Some(found_at(id, kind, &place))
            }));
            for expression in &file.expressions {
                if asks_ollama && ["model", "name"].contains(&expression.name.as_str()) {
                    let texts = self.names_of_ollama(number, &expression.value).into_iter();
                    found.extend(texts.filter_map(|(text, place)| {
                        let (id, is_repo) = ollama::artifact(&text)?;
                        let kind = if is_repo {
                            FoundKind::HfRepoId
                        } else {
                            FoundKind::Ollama
                        };
                        Some(found_at(id, kind, &place))
                    }));
                    continue;
                }
                // A page that is shown is no download.
                if !files || ["href", "homepage"].contains(&expression.name.as_str()) {
                    continue;
                }
                for (text, place) in self.texts(number, &expression.value) {
                    let model = address(&text)
                        .or_else(|| hub.then(|| id(&text, &expression.name)).flatten());
                    found.extend(model.map(|(artifact, kind)| found_at(artifact, kind, &place)));
                }
            }
        }
        found.sort();
        found.dedup();
        found
    }

    /// What of what a file names may be fetched: by the program, or by the file itself.
    fn fetches(&self, file: &File) -> Option<Fetches> {
        self.program.max(front_loaders::fetches(file))
    }

    /// Whether a file sends requests to a server of Ollama.
    fn asks_ollama(&self, number: usize, file: &File) -> bool {
        let may_ask = |value: &Value| {
            let mut parts = value.parts.iter();
            let has_start = value.parts.len() > 1;
            parts.any(|part| {
                matches!(part, Part::Known(text) if ollama_http::may_ask(text)
                    || has_start && ollama_http::ends_request(text))
            })
        };
        let values = file.expressions.iter().map(|expression| &expression.value);
        let mut texts = values
            .filter(|value| may_ask(value))
            .flat_map(|value| self.texts(number, value));
        front_loaders::imports_ollama(file) || texts.any(|(text, _)| ollama_http::is_request(&text))
    }

    /// What calls of libraries of JavaScript load, and of programs that the front end starts: `None` for what is not known,
    /// with what is.
    fn loaded(&self, number: usize, file: &File) -> Vec<Loaded> {
        let mut all = Vec::new();
        let asks_ollama = self.asks_ollama(number, file);
        let bases = file
            .calls
            .iter()
            .filter_map(|(call, _)| front_loaders::base(call));
        let mut bases = bases.flat_map(|value| self.texts(number, value));
        let is_local = bases.any(|(text, _)| ollama_http::is_base(text.trim_end_matches('/')));
        for (call, place) in &file.calls {
            let mut models = front_loaders::models(file, call, is_local);
            if asks_ollama {
                models.extend(front_loaders::requested(call));
            }
            for (rule, value) in models {
                let texts = value.map(|value| match rule {
                    Rule::Ollama => self.names_of_ollama(number, value),
                    _ => self.texts(number, value),
                });
                let texts = texts.unwrap_or_else(|| vec![("{}".to_owned(), place.clone())]);
                for (text, at) in texts {
                    if text.contains("{}") {
                        let template = format!("{}({text})", call.name);
                        all.push((None, template, place.clone()));
                    } else if let Some(model) = rule.model(&text) {
                        all.push((Some(model), text, at));
                    }
                }
            }
        }
        all
    }

    /// What objects of the files state of the models that they name.
    #[must_use]
    pub fn stated(&self) -> Vec<StatedModel> {
        let mut all = Vec::new();
        for (number, file) in self.files.iter().enumerate() {
            let mut objects: BTreeMap<usize, Vec<Field>> = BTreeMap::new();
            for field in &file.fields {
                let fields = objects.entry(field.object).or_default();
                let texts = self.texts(number, &field.value).into_iter();
                let texts = texts.filter(|(text, _)| !text.contains("{}"));
                fields.extend(texts.map(|(text, _)| Field {
                    name: field.name.clone(),
                    text,
                    line: field.value.line,
                    column: field.value.column,
                }));
            }
            let objects = objects.values();
            all.extend(objects.flat_map(|fields| stated::of_object(&file.path, fields)));
        }
        all.sort();
        all.dedup();
        all
    }

    /// Addresses of files on the hub whose repository is not known, each with what is.
    #[must_use]
    pub fn open(&self) -> BTreeSet<(String, FrontPlace)> {
        let mut open = BTreeSet::new();
        for (number, file) in self.files.iter().enumerate() {
            let loaded = self.loaded(number, file).into_iter();
            let unknown = loaded.filter(|(model, ..)| model.is_none());
            open.extend(unknown.map(|(_, template, place)| (template, place)));
            if self.fetches(file).is_none() {
                continue;
            }
            let values = file.expressions.iter().map(|expression| &expression.value);
            for (text, place) in values.flat_map(|value| self.texts(number, value)) {
                if url::is_open_hub_template(&text) && text.starts_with("https://") {
                    open.insert((text, place));
                }
            }
        }
        open
    }
}

/// A model that is loaded, `None` for one that is not known; what is known of it; and where.
type Loaded = (Option<(String, FoundKind)>, String, FrontPlace);

/// The parameters of a function that something calls with what is not known.
fn unknown_params(function: &Function) -> Vec<(String, Given)> {
    let names = function.params.iter().flat_map(|param| match param {
        Param::Name(name) => vec![name.clone()],
        Param::Fields(names) => names.clone(),
    });
    names.map(|name| (name, Given::of(None))).collect()
}

/// The model that a text is which a command takes as the id of a repository, or as an address.
#[must_use]
pub fn handed_model(text: &str, is_repository: bool) -> Option<(String, FoundKind)> {
    if is_repository && !text.contains("://") {
        return Some((classify::hub_id(text)?, FoundKind::HfRepoId));
    }
    address(text)
}

/// A bare id: one that a name calls so, or that is known for a model.
fn id(text: &str, name: &str) -> Option<(String, FoundKind)> {
    let id = hub_id::plain(text).filter(|id| id.contains('/') && !id.contains("{}"))?;
    (sinks::is_hub_id_name(&snake(name)) || is_built_in(&id)).then_some((id, FoundKind::HfRepoId))
}

fn found_at(artifact: String, kind: FoundKind, place: &FrontPlace) -> Found {
    Found {
        artifact,
        kind,
        how: How::Runtime,
        scope: Scope::Bin,
        features: Vec::new(),
        cfg: None,
        file: place.file.clone(),
        line: place.line,
        column: place.column,
        tokenizer_only: false,
        mention: false,
        followed: false,
        taken_at: None,
        detail: "named by the front end".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::linked::{Command, CommandUse};
    use super::*;

    fn front(files: &[(&str, &str)]) -> FrontEnd {
        let mut front = FrontEnd::default();
        for (path, text) in files {
            front.add(path, text);
        }
        front.finish(Some(Fetches::Hub))
    }

    fn found(path: &str, text: &str) -> Vec<String> {
        let found = front(&[(path, text)]).found();
        found
            .iter()
            .map(|found| format!("{} {}:{}", found.artifact, found.line, found.column))
            .collect()
    }

    fn command(fields: &[&str]) -> Command {
        let fields = fields.iter().map(|field| vec![(*field).to_owned()]);
        Command {
            name: "get_model".to_owned(),
            parameter: "model_url".to_owned(),
            fields: fields.collect(),
            use_of: CommandUse::Repository,
        }
    }

    /// The texts that reach a parameter, and how many calls hand over something else.
    fn handed(files: &[(&str, &str)]) -> (Vec<String>, usize) {
        let handed = front(files).handed(&command(&[])).expect("called");
        let texts = handed.texts.iter();
        let texts = texts.map(|(text, at)| format!("{text} {}:{}", at.file, at.line));
        (texts.collect(), handed.open.len())
    }

    const FILE: &str = "https://huggingface.co/acme/chat/resolve/main/x.gguf";

    #[test]
    fn names_of_loops_are_the_elements_of_their_lists() {
        let call = "invoke('get_model', { modelUrl })";
        for (text, expected, open) in [
            (
                format!("const l = ['a', 'b']\nl.map((modelUrl) => {call})"),
                2,
                0,
            ),
            (
                format!("const l: string[] = ['a', 'b']\nl.forEach(modelUrl => {call})"),
                2,
                0,
            ),
            (
                format!("const l = ['a', 'b']\nfor (const modelUrl of l) {call}"),
                2,
                0,
            ),
            (
                format!("const l = fetch()\nfor (const modelUrl of l) {call}"),
                0,
                1,
            ),
            (
                format!("const l = ['a', x()]\nl.map(modelUrl => {call})"),
                1,
                1,
            ),
        ] {
            let (texts, others) = handed(&[("a.ts", &text)]);
            assert_eq!((texts.len(), others), (expected, open), "{text}");
        }
        let other = format!("import {{ l }} from './b'\nfor (const modelUrl of l) {call}");
        let (texts, open) = handed(&[("a.ts", &other), ("b.ts", "export const l = ['a']")]);
        assert_eq!((texts, open), (vec!["a b.ts:1".to_owned()], 0));
    }

    #[test]
    fn requests_to_a_server_of_ollama_name_models() {
        for (text, expected) in [
            (
                "fetch('http://localhost:11434/api/chat', { body: JSON.stringify({ model: 'a:3b' }) })",
                "ollama:a:3b",
            ),
            (
                "import ollama from 'ollama/browser'\nollama.chat({ model: 'a', messages })",
                "ollama:a:latest",
            ),
            (
                "fetch('https://api.acme.dev/chat', { body: { model: 'a:3b' } })",
                "",
            ),
            (
                "const base = 'http://localhost:11434'\nfetch(`${base}/api/chat`, { body: { model: 'a' } })",
                "ollama:a:latest",
            ),
            // The name of a provider among others, and an address that is only shown.
            (
                "const all = [{ provider: 'ollama' }, { provider: 'b', model: 'a' }]\nhint('http://host:11434')",
                "",
            ),
            (
                "fetch('http://localhost:11434/api/tags'); // model: 'a:3b'",
                "",
            ),
        ] {
            let names = found("a.ts", text);
            let names: Vec<&str> = names
                .iter()
                .filter_map(|name| name.split(' ').next())
                .collect();
            assert_eq!(names.join(" "), expected, "{text}");
        }
    }

    #[test]
    fn addresses_of_weights_are_found_in_every_kind_of_file() {
        for (path, text, expected) in [
            ("a.ts", format!("export const url = '{FILE}'"), "1:20"),
            ("a.tsx", format!("<Model url={{`{FILE}`}} />"), "1:13"),
            (
                "a.tsx",
                format!("<p>it's</p>\n<Model url=\"{FILE}\" />"),
                "2:12",
            ),
            (
                "a.tsx",
                format!("<p>it's</p><Model url=\"{FILE}\" />"),
                "1:23",
            ),
            (
                "a.js",
                "const b = 'https://huggingface.co/acme';\nget(b + '/chat/resolve/main/x.gguf')"
                    .to_owned(),
                "2:5",
            ),
            (
                "a.js",
                "const r = 'acme/chat';\nget(`https://huggingface.co/${r}/resolve/main/x.gguf`)"
                    .to_owned(),
                "2:5",
            ),
            (
                "a.vue",
                format!("<template><X :url=\"'{FILE}'\"/></template>"),
                "1:20",
            ),
            (
                "a.svelte",
                format!("<script>\nlet u = '{FILE}';</script>"),
                "2:9",
            ),
            ("a.html", format!("<x data-url='{FILE}'>"), "1:13"),
            (
                "a.ts",
                "const r = 'acme/chat'.trim();\nget(['https://huggingface.co', r, 'resolve/main/x.gguf'].join('/'))".to_owned(),
                "2:5",
            ),
            (
                "a.ts",
                "const r = 'acme/chat';\nget('https://huggingface.co/'.concat(r.toString(), '/resolve/main/', 'x.gguf'))".to_owned(),
                "2:5",
            ),
            (
                "a.ts",
                "const b = 'https://huggingface.co/acme/';\nget(new URL('chat/resolve/main/x.gguf', b).href)".to_owned(),
                "2:5",
            ),
            (
                "a.ts",
                "const r = 'acme/chat';\nget('https://huggingface.co/' + (r + '/resolve/main') + String(`/x.gguf`))".to_owned(),
                "2:5",
            ),
            (
                "a.json",
                format!("{{\"models\": [{{\"url\": \"{FILE}\"}}]}}"),
                "1:21",
            ),
        ] {
            assert_eq!(
                found(path, &text),
                [format!("acme/chat {expected}")],
                "{text}"
            );
        }
        for (path, text) in [
            ("a.ts", format!("// const url = '{FILE}'\n/* '{FILE}' */")),
            ("a.vue", format!("<!-- <X url='{FILE}'/> -->")),
            ("a.html", format!("<a href='{FILE}'>")),
            (
                "a.ts",
                "const url = 'https://api.openai.com/v1/models'".to_owned(),
            ),
        ] {
            assert_eq!(found(path, &text), [""; 0], "{text}");
        }
    }

    #[test]
    fn ids_are_known_or_named_so() {
        for (text, is) in [
            ("const repoId = 'acme/chat'", true),
            ("x = { hfRepo: 'acme/chat' }", true),
            ("{\"repo_id\": \"acme/chat\"}", true),
            ("const m = 'meta-llama/Llama-3.1-8B-Instruct'", true),
            ("import x from 'acme/chat'", false),
            ("const type = 'text/html'", false),
            ("const path = 'acme/chat'", false),
            ("// const repoId = 'acme/chat'", false),
        ] {
            assert_eq!(!found("a.ts", text).is_empty(), is, "{text}");
        }
    }

    #[test]
    fn what_a_command_is_given_is_followed_by_its_names() {
        let config = ("config.ts", "export const modelUrl = 'u'");
        let cases: [(&str, &[&str], usize); 12] = [
            ("invoke('get_model', { modelUrl: 'u' })", &["u a.ts:1"], 0),
            (
                "invoke<string>('get_model', { model_url: `u`, on: () => {} })",
                &["u a.ts:1"],
                0,
            ),
            (
                "tauri.invoke('get_model', { on: f(1, {}), modelUrl: config.modelUrl })",
                &["u config.ts:1"],
                0,
            ),
            ("invoke('get_model', { modelUrl })", &["u config.ts:1"], 0),
            (
                "const modelUrl = 'v';\ninvoke('get_model', { modelUrl })",
                &["v a.ts:1"],
                0,
            ),
            (
                "let url: string = 'v';\ninvoke('get_model', { modelUrl: url })",
                &["v a.ts:1"],
                0,
            ),
            (
                "let url = 'v';\nurl = ask();\ninvoke('get_model', { modelUrl: url })",
                &["v a.ts:1"],
                1,
            ),
            ("invoke('get_model', { modelUrl: ask() })", &[], 1),
            ("invoke('get_model', { modelUrl: `x/${ask()}` })", &[], 1),
            ("invoke('get_model', { ...all })", &[], 1),
            ("invoke('get_model', all)", &[], 1),
            (
                "const all = [{ url: 'v' }, { url: 'w' }];\nall.map((m) => invoke('get_model', { modelUrl: m.url }))",
                &["v a.ts:1", "w a.ts:1"],
                0,
            ),
        ];
        for (text, texts, open) in cases {
            let (found, calls) = handed(&[config, ("a.ts", text)]);
            assert_eq!(
                (found.as_slice(), calls),
                (
                    &texts.iter().map(ToString::to_string).collect::<Vec<_>>()[..],
                    open
                ),
                "{text}"
            );
        }
        assert_eq!(front(&[config]).handed(&command(&[])), None);
    }

    #[test]
    fn fields_of_a_file_of_data_are_those_of_its_name() {
        let data = ("config.json", r#"{"org": "a", "name": "b"}"#);
        let other = ("package.json", r#"{"name": "c"}"#);
        let import = "import config from './config.json';\n";
        for (code, expected) in [
            (
                "invoke('get_model', { modelUrl: config.org })",
                "a config.json:1",
            ),
            (
                "invoke('get_model', { modelUrl: `${config.org}/${config.name}` })",
                "a/b a.ts:2",
            ),
            (
                "invoke('get_model', { modelUrl: config.org + '/' + config.name })",
                "a/b a.ts:2",
            ),
        ] {
            let (found, open) = handed(&[data, other, ("a.ts", &format!("{import}{code}"))]);
            assert_eq!((found, open), (vec![expected.to_owned()], 0), "{code}");
        }
    }

    /// Any word may be the name of a model of Ollama: `name` of a language is none.
    #[test]
    fn fields_of_one_name_are_names_where_they_are_known() {
        let text = "const LANGUAGES = [{ name: 'Arabic' }, { name: 'Greek' }];\n\
                    const MODELS = [{ name: 'qwen2.5:3b' }];\n\
                    invoke('get_model', { modelUrl: pick.name })";
        let command = Command {
            use_of: CommandUse::Ollama,
            ..command(&[])
        };
        let handed = front(&[("a.ts", text)]).handed(&command).expect("called");
        let texts: Vec<&str> = handed.texts.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!((texts, handed.open.len()), (vec!["qwen2.5:3b"], 1));
    }

    #[test]
    fn an_object_states_what_stands_beside_its_model() {
        for (text, expected) in [
            (
                "const models = [{ repo: 'a/b', license: 'mit' },\n{ repo: 'a/c', license: NC, baseModel: [\"c/d\", 'c/e'] }]\nconst NC = 'cc-by-nc-4.0'",
                &["a/b mit/ :1", "a/c cc-by-nc-4.0/c/d+c/e :2"][..],
            ),
            (
                "{\"repo\": \"a/b\", \"license\": {\"id\": \"mit\", \"url\": \"https://a.b\"}}",
                &["a/b mit/ :1"],
            ),
            ("x = { license: 'mit', m: { repo: 'a/b' } }", &[]),
            ("const license = 'mit'; const repo = 'a/b'", &[]),
            ("// { repo: 'a/b', license: 'mit' }", &[]),
            ("x = { repo: 'a/b', license: ask() }", &[]),
        ] {
            let stated = front(&[("a.ts", text)]).stated();
            let lines: Vec<String> = stated
                .iter()
                .filter(|stated| stated.kind == FoundKind::HfRepoId)
                .map(|stated| {
                    let (license, base) = (stated.license.join("+"), stated.base.join("+"));
                    format!("{} {license}/{base} :{}", stated.artifact, stated.line)
                })
                .collect();
            assert_eq!(lines, expected, "{text}");
        }
    }

    #[test]
    fn an_address_with_an_open_repository_is_open() {
        let open = |text| front(&[("a.ts", text)]).open().len();
        assert_eq!(
            open("get(`https://huggingface.co/${ask()}/resolve/main/x.gguf`)"),
            1
        );
        assert_eq!(
            open("const a = 'b/c'; get(`https://huggingface.co/${a}/resolve/main/x.gguf`)"),
            0
        );
    }

    #[test]
    fn any_file_is_read_to_its_end() {
        for text in [
            "invoke(",
            "invoke('a',{",
            "a:",
            "a=b+",
            "`${a",
            "invoke<",
            "x.y.",
            "{a:'b',",
            "a='b'+c+",
        ] {
            let text = text.repeat(2_000);
            for path in ["a.ts", "a.vue"] {
                let front = front(&[(path, &text)]);
                let _ = (
                    front.found(),
                    front.open(),
                    front.stated(),
                    front.handed(&command(&[])),
                );
            }
        }
    }
}
