//! One program: a cell of the table and a seed, written as crates.

use super::draw::{Draw, Names};
use super::hand_over::{HandOver, Template};
use super::sources::Crate;

/// What takes the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Client {
    HubModel,
    HubRepo,
    Pretrained,
    Ureq,
    Reqwest,
}

/// Through what the call goes, beside the client or around the program's call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Receiver {
    Known,
    Generic,
    Dyn,
    Closure,
}

impl Receiver {
    pub(crate) const ALL: [Self; 4] = [Self::Known, Self::Generic, Self::Dyn, Self::Closure];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Known => "known",
            Self::Generic => "generic",
            Self::Dyn => "dyn",
            Self::Closure => "closure",
        }
    }
}

/// What a program shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Cell {
    pub(crate) hand_over: HandOver,
    pub(crate) client: Client,
    /// 1: the program; 2: and a library with the client's call; 3: and a library between them.
    pub(crate) crates: usize,
    pub(crate) receiver: Receiver,
}

impl Cell {
    /// Every cell, in an order that does not change.
    pub(crate) fn all() -> Vec<Self> {
        let mut cells = Vec::new();
        for &hand_over in HandOver::ALL {
            for client in Client::ALL {
                for crates in 1..=3 {
                    for receiver in Receiver::ALL {
                        cells.push(Self {
                            hand_over,
                            client,
                            crates,
                            receiver,
                        });
                    }
                }
            }
        }
        cells
    }
}

impl Cell {
    /// The cell that is printed so.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::all()
            .into_iter()
            .find(|cell| cell.to_string() == text)
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            hand_over,
            client,
            crates,
            receiver,
        } = self;
        let (hand_over, client, receiver) = (hand_over.name(), client.name(), receiver.name());
        write!(f, "{hand_over} / {client} / {crates} crates / {receiver}")
    }
}

/// Models that the built-in tables know to fail, and to pass.
const FAILING: [&str; 5] = [
    "mistralai/Codestral-22B-v0.1",
    "meta-llama/Llama-3.1-8B-Instruct",
    "google/gemma-2-9b-it",
    "jinaai/jina-embeddings-v3",
    "bigscience/bloom-560m",
];
const FAILING_LOWER: [&str; 3] = [
    "google/gemma-2-9b-it",
    "jinaai/jina-embeddings-v3",
    "bigscience/bloom-560m",
];
const PASSING: [&str; 5] = [
    "Qwen/Qwen2.5-7B-Instruct",
    "Qwen/Qwen2.5-0.5B-Instruct",
    "mistralai/Mistral-7B-Instruct-v0.3",
    "sentence-transformers/all-MiniLM-L6-v2",
    "microsoft/phi-4",
];
const PASSING_LOWER: [&str; 1] = ["microsoft/phi-4"];

/// Where an item stands: the crate, by its place among the crates of the program, and the module.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    in_crate: usize,
    module: Vec<String>,
}

/// A program that pulls a failing model, or its twin.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) cell: Cell,
    pub(crate) seed: u64,
    pub(crate) green: bool,
    /// The failing model that the red one pulls.
    pub(crate) model: String,
    /// The member first, then the crates that it is made of.
    pub(super) crates: Vec<Crate>,
}

impl Program {
    /// The name of the package that is judged.
    pub(crate) fn member(&self) -> &str {
        &self.crates[0].package
    }

    /// The red program of a cell and a seed, or its green twin. `mark` keeps the names of crates apart.
    pub(crate) fn draw(cell: Cell, seed: u64, green: bool, mark: &str) -> Self {
        let mut draw = Draw::new(seed);
        let mut names = Names::new(draw.fork());
        let template = draw.pick(cell.hand_over.templates());
        let model = Models::draw(cell, &mut draw);
        let mut crates: Vec<Crate> = (0..cell.crates)
            .map(|_| Crate::new(&format!("{}-{mark}", names.fresh()), draw.fork()))
            .collect();
        crates[0].library = cell.crates > 1 && draw.one_in(3);
        for number in 1..cell.crates {
            crates[number].library = true;
            let dependency = crates[number].package.clone();
            crates[number - 1].depend(&dependency, None);
        }
        let client = cell.client.package();
        crates[cell.crates - 1].depend(client, None);
        if cell.hand_over == HandOver::Renamed {
            // The dependency of the program; where there is none, the client.
            let alias = names.fresh();
            let package = crates.get(1).map_or(client, |next| next.package.as_str());
            let package = package.to_owned();
            crates[0].rename(&package, &alias);
        }
        let places = Places::draw(cell, &mut draw, &mut names);
        let mut writer = Writer {
            cell,
            draw,
            names,
            crates,
            places,
            template,
            model,
            green,
        };
        writer.write();
        Self {
            cell,
            seed,
            green,
            model: writer.model.failing.to_owned(),
            crates: writer.crates,
        }
    }
}

/// The models that a program names.
struct Models {
    failing: &'static str,
    passing: &'static str,
    /// A failing one that nothing reaches, red or green.
    idle: &'static str,
}

impl Models {
    fn draw(cell: Cell, draw: &mut Draw) -> Self {
        let (failing, passing) = if cell.hand_over.lower_case() {
            (draw.pick(&FAILING_LOWER), draw.pick(&PASSING_LOWER))
        } else {
            (draw.pick(&FAILING), draw.pick(&PASSING))
        };
        let idle = loop {
            let idle = draw.pick(&FAILING);
            if idle != failing {
                break idle;
            }
        };
        Self {
            failing,
            passing,
            idle,
        }
    }
}

struct Places {
    /// The program's call.
    call: Place,
    /// What the hand-over declares.
    home: Place,
    /// The client's call.
    sink: Place,
}

impl Places {
    fn draw(cell: Cell, draw: &mut Draw, names: &mut Names) -> Self {
        let mut place = |in_crate, least: usize| {
            let depth = least + draw.below(3 - least);
            Place {
                in_crate,
                module: (0..depth).map(|_| names.fresh()).collect(),
            }
        };
        match cell.crates {
            // In one crate, each part has a module of its own.
            1 => Self {
                call: place(0, 0),
                home: place(0, 1),
                sink: place(0, 1),
            },
            2 => Self {
                call: place(0, 0),
                home: place(1, 0),
                sink: place(1, 1),
            },
            _ => Self {
                call: place(0, 0),
                home: place(1, 0),
                sink: place(2, 0),
            },
        }
    }
}

struct Writer {
    cell: Cell,
    draw: Draw,
    names: Names,
    crates: Vec<Crate>,
    places: Places,
    template: Template,
    model: Models,
    green: bool,
}

impl Writer {
    fn write(&mut self) {
        let template = self.template;
        // A re-export of the client's own module passes by what `home` would put between.
        let at_sink = template.home.contains("@S");
        let far = !at_sink && self.draw.one_in(2);
        let near = if far {
            Receiver::Known
        } else {
            self.cell.receiver
        };
        let base_in_sink = at_sink || self.draw.one_in(3);

        let (sink, home) = (self.places.sink.clone(), self.places.home.clone());
        let mut at_client = self.client();
        at_client += "\n\n";
        if base_in_sink {
            at_client += &of_receiver(near).replace("pub(crate) fn ~base", "pub fn ~grab");
        }
        self.add(&sink, &at_client);
        let mut at_home = template.home.to_owned();
        if base_in_sink && !at_sink {
            at_home += "\n\npub(crate) fn ~base(id: &str) -> PathBuf {\n    @S::~grab(id)§\n}";
        } else if !base_in_sink {
            at_home += "\n\n";
            at_home += of_receiver(near);
        }
        if self.cell.hand_over.by_id() && !at_sink && self.draw.one_in(2) {
            at_home += "\n\npub fn ~spare() -> PathBuf {\n    ~base(\"@B\")\n}";
        }
        self.add(&home, &at_home);

        let outer = if far {
            self.cell.receiver
        } else {
            Receiver::Known
        };
        let idle = self.draw.one_in(3);
        let (items, entry) = around(outer, template.call, idle);
        let call = self.places.call.clone();
        let mut at_call = template.items.to_owned();
        at_call += "\n\n";
        at_call += &items;
        at_call += "\n\npub fn ~entry() -> PathBuf {\n    ";
        at_call += &entry;
        at_call += "\n}";
        self.add(&call, &at_call);
        if !self.crates[0].library {
            let path = self.path(
                &call,
                &Place {
                    in_crate: 0,
                    module: Vec::new(),
                },
            );
            let main =
                format!("fn main() {{\n    println!(\"{{}}\", {path}::~entry().display());\n}}");
            let main = self.names.fill(&main);
            self.crates[0].add(&[], &main);
        }
    }

    /// The type that calls the client, with its trait, and a second one that nothing builds.
    fn client(&mut self) -> String {
        let last = self.crates.len() - 1;
        let name = self.crates[last].name_of(self.cell.client.package());
        let body = self.cell.client.body(&mut self.draw).replace("@C", &name);
        let mut text = format!(
            "pub trait ~Fetch {{\n    fn ~fetch(&self, id: &str) -> PathBuf;\n}}\n\n\
             pub struct ~Client {{\n    pub ~tries: usize,\n}}\n\n\
             impl ~Client {{\n    pub fn ~new() -> Self {{\n        Self {{ ~tries: 3 }}\n    }}\n    \
             pub fn ~pull(&self, id: &str) -> PathBuf {{\n    {body}\n    }}\n}}\n\n\
             impl ~Fetch for ~Client {{\n    fn ~fetch(&self, id: &str) -> PathBuf {{\n        self.~pull(id)§\n    }}\n}}"
        );
        if self.draw.one_in(3) {
            text += "\n\npub struct ~Still;\n\nimpl ~Fetch for ~Still {\n    fn ~fetch(&self, _: &str) -> PathBuf {\n        \
                     ~Client::~new().~pull(\"@D\")\n    }\n}";
        }
        text
    }

    /// Puts items, in any order, where they stand.
    fn add(&mut self, place: &Place, text: &str) {
        let text = self.chosen(text);
        let text = self.with_paths(place, &text);
        let text = self.with_models(&text);
        let text = self.names.fill(&text);
        let mut items: Vec<&str> = text.split("\n\n").filter(|item| !item.is_empty()).collect();
        self.draw.shuffle(&mut items);
        for item in items {
            self.crates[place.in_crate].add(&place.module, item);
        }
    }

    /// Replaces `⟦red¦green⟧` by one of the two.
    fn chosen(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('⟦') {
            let (both, after) = after.split_once('⟧').expect("a closed choice");
            let (red, green) = both.split_once('¦').expect("two");
            out.push_str(before);
            out.push_str(if self.green { green } else { red });
            rest = after;
        }
        out + rest
    }

    fn with_models(&self, text: &str) -> String {
        let mut text = text.to_owned();
        for (key, id) in [("@B", self.model.failing), ("@G", self.model.passing)] {
            let (org, name) = id.split_once('/').expect("org/name");
            text = text
                .replace(&format!("@U{key}"), &id.to_ascii_uppercase())
                .replace(&format!("@O{key}"), org)
                .replace(&format!("@N{key}"), name)
                .replace(key, id);
        }
        text.replace("@D", self.model.idle)
    }

    fn with_paths(&mut self, at: &Place, text: &str) -> String {
        let (home, sink) = (self.places.home.clone(), self.places.sink.clone());
        let root = Place {
            in_crate: home.in_crate,
            module: Vec::new(),
        };
        let inside = home
            .module
            .iter()
            .fold(String::new(), |path, name| path + "::" + name);
        let mut text = text.replace("@P", &inside);
        for (key, place) in [("@M", &home), ("@X", &root), ("@S", &sink)] {
            if text.contains(key) {
                text = text.replace(key, &self.path(place, at));
            }
        }
        if !text.contains("@H::") {
            return text;
        }
        let path = self.path(&home, at);
        // A module beside the code has its name already.
        let beside = at.in_crate == home.in_crate && home.module.len() == 1 && at.module.is_empty();
        match self.draw.below(3) {
            0 if path.contains("::") && !beside => {
                let last = path.rsplit("::").next().unwrap_or_default();
                format!("use {path};\n\n{}", text.replace("@H", last))
            }
            1 => {
                // Each item by a name of its own.
                let mut items: Vec<&str> = Vec::new();
                for part in text.split("@H::").skip(1) {
                    let end = part[1..]
                        .find(|char: char| !char.is_ascii_alphanumeric() && char != '_')
                        .map_or(part.len(), |end| end + 1);
                    if !items.contains(&&part[..end]) {
                        items.push(&part[..end]);
                    }
                }
                let items = items.join(", ");
                format!("use {path}::{{{items}}};\n\n{}", text.replace("@H::", ""))
            }
            _ => text.replace("@H", &path),
        }
    }

    /// The path of a module, as code at another place writes it.
    fn path(&self, to: &Place, at: &Place) -> String {
        let mut path = if to.in_crate == at.in_crate {
            if to.module == at.module {
                return "self".to_owned();
            }
            "crate".to_owned()
        } else {
            self.crates[at.in_crate].name_of(&self.crates[to.in_crate].package)
        };
        for name in &to.module {
            path.push_str("::");
            path.push_str(name);
        }
        path
    }
}

/// `~base`, which takes an id to the client through a receiver.
fn of_receiver(receiver: Receiver) -> &'static str {
    match receiver {
        Receiver::Known => {
            "pub(crate) fn ~base(id: &str) -> PathBuf {\n    let ~c = @S::~Client::~new();\n    ~c.~pull(id)§\n}"
        }
        Receiver::Generic => {
            "fn ~through<F: @S::~Fetch>(~by: &F, id: &str) -> PathBuf {\n    ~by.~fetch(id)§\n}\n\n\
             pub(crate) fn ~base(id: &str) -> PathBuf {\n    ~through(&@S::~Client::~new(), id)§\n}"
        }
        Receiver::Dyn => {
            "pub(crate) fn ~base(id: &str) -> PathBuf {\n    let ~by: Box<dyn @S::~Fetch> = Box::new(@S::~Client::~new());\n    ~by.~fetch(id)§\n}"
        }
        Receiver::Closure => {
            "struct ~Job {\n    ~does: Box<dyn Fn(&str) -> PathBuf>,\n}\n\n\
             pub(crate) fn ~base(id: &str) -> PathBuf {\n    let ~job = ~Job { ~does: Box::new(|~text| @S::~Client::~new().~pull(~text)) };§\n    (~job.~does)(id)§\n}"
        }
    }
}

/// The items and the expression with which a program makes its call through a receiver. With `idle`, a second type that
/// nothing builds calls for another model.
fn around(receiver: Receiver, call: &str, idle: bool) -> (String, String) {
    let task = |parameters: &str| {
        let mut items = format!(
            "trait ~Task {{\n    fn ~does(&self) -> PathBuf;\n}}\n\nstruct ~Unit;\n\n\
             impl ~Task for ~Unit {{\n    fn ~does(&self) -> PathBuf {{\n    {call}\n    }}\n}}"
        );
        if idle {
            items += "\n\nstruct ~Rest;\n\nimpl ~Task for ~Rest {\n    fn ~does(&self) -> PathBuf {\n        PathBuf::from(\"@D\")\n    }\n}";
        }
        items + parameters
    };
    match receiver {
        Receiver::Known => (String::new(), call.to_owned()),
        Receiver::Generic => (
            task("\n\nfn ~runs<T: ~Task>(~task: &T) -> PathBuf {\n    ~task.~does()§\n}"),
            "~runs(&~Unit)§".to_owned(),
        ),
        Receiver::Dyn => (
            task(""),
            "let ~tasks: Vec<Box<dyn ~Task>> = vec![Box::new(~Unit)];§\n    ~tasks[0].~does()§"
                .to_owned(),
        ),
        Receiver::Closure => (
            "struct ~Later {\n    ~act: Box<dyn Fn() -> PathBuf>,\n}".to_owned(),
            format!(
                "let ~later = ~Later {{ ~act: Box::new(|| {{ {call}\n    }}) }};\n    (~later.~act)()§"
            ),
        ),
    }
}
