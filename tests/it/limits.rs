//! Every limit of an analysis, lowered so far that it is hit: each sets a cause.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use deny_models_scan::{
    Build, Cause, Limits, Linked, ParsedPackage, ProgramPackage, ScanOptions, Stop, link,
    scan_crate,
};

use crate::support::Project;

const MANIFEST: &str = "[package]\nname = \"demo\"\nversion = \"0.1.0\"\n";

/// One limit: how it is lowered, the code that hits it, and the cause.
struct Case {
    limit: &'static str,
    lower: fn(&mut Limits),
    files: &'static [(&'static str, &'static str)],
    cause: Cause,
}

/// One file that takes a model.
macro_rules! lib {
    ($text:expr) => {
        &[(
            "src/lib.rs",
            concat!("use hf_hub::api::sync::Api;\n", $text),
        )]
    };
}

const ONE: &[(&str, &str)] = lib!("pub fn f(api: Api) { api.model(\"lab/one\".to_owned()); }\n");
const CALLS: &[(&str, &str)] = lib!(
    "fn a(api: Api, id: &str) { api.model(id.to_owned()); }\n\
     fn b(api: Api, id: &str) { a(api, id) }\n\
     fn c(api: Api, id: &str) { b(api, id) }\n\
     fn d(api: Api, id: &str) { c(api, id) }\n\
     pub fn e(api: Api) { d(api, \"lab/one\") }\n"
);
const JOINED: &[(&str, &str)] = lib!(
    "pub fn f(api: Api, big: bool) {\n    let name = if big { \"large\" } else { \"small\" };\n    \
     api.model(format!(\"lab/{name}\"));\n}\n"
);
const NESTED: &[(&str, &str)] = lib!(
    "fn a() -> String { b() }\nfn b() -> String { c() }\nfn c() -> String { d() }\n\
     fn d() -> String { \"lab/one\".to_owned() }\npub fn f(api: Api) { api.model(a()); }\n"
);
const TABLES: &[(&str, &str)] = &[
    (
        "src/lib.rs",
        "use hf_hub::api::sync::Api;\n\
         pub fn f(api: Api) { read(\"one.json\"); read(\"two.json\"); api.model(\"lab/one\".to_owned()); }\n",
    ),
    (
        "one.json",
        "{\"a\": [[\"https://huggingface.co/lab/one\", \"b\"]]}",
    ),
    (
        "two.json",
        "{\"a\": [[\"https://huggingface.co/lab/two\"]]}",
    ),
];
const SCRIPTS: &[(&str, &str)] = &[
    ("src/lib.rs", ""),
    (
        "build.rs",
        "fn main() {\n    std::process::Command::new(\"sh\").arg(\"one.sh\").status();\n    \
         std::process::Command::new(\"sh\").arg(\"two.sh\").status();\n}\n",
    ),
    (
        "one.sh",
        "#!/bin/sh\ncurl -O https://huggingface.co/lab/one/resolve/main/model.safetensors\n",
    ),
    (
        "two.sh",
        "#!/bin/sh\ncurl -O https://huggingface.co/lab/two/resolve/main/model.safetensors\n",
    ),
];
const PATHS: &[(&str, &str)] = &[(
    "src/lib.rs",
    "const DIR: &str = \"../models\";\n\
     pub fn f() { std::fs::File::open(format!(\"{}/{}\", DIR, \"one.onnx\")); }\n\
     pub fn g() { std::fs::File::open(format!(\"{}/{}\", DIR, \"two.onnx\")); }\n",
)];

const CASES: &[Case] = &[
    Case {
        limit: "files",
        lower: |limits| limits.files = 1,
        files: ONE,
        cause: Cause::Files(1),
    },
    Case {
        limit: "folders",
        lower: |limits| limits.folders = 1,
        files: &[("src/lib.rs", ""), ("src/a/b.rs", "")],
        cause: Cause::Folders(1),
    },
    Case {
        limit: "file",
        lower: |limits| limits.file = 1,
        files: ONE,
        cause: Cause::FileBytes(1),
    },
    Case {
        limit: "code",
        lower: |limits| limits.code = 1,
        files: ONE,
        cause: Cause::CodeBytes(1),
    },
    Case {
        limit: "waiting",
        lower: |limits| limits.waiting = 1,
        files: &[(
            "src/lib.rs",
            "pub const A: &[u8] = include_bytes!(\"a\");\n",
        )],
        cause: Cause::PackageBytes(1),
    },
    Case {
        limit: "scripts",
        lower: |limits| limits.scripts = 1,
        files: SCRIPTS,
        cause: Cause::Scripts(1),
    },
    Case {
        limit: "lines",
        lower: |limits| limits.lines = 1,
        files: SCRIPTS,
        cause: Cause::Lines(1),
    },
    Case {
        limit: "brackets",
        lower: |limits| limits.brackets = 1,
        files: ONE,
        cause: Cause::Brackets(1),
    },
    Case {
        limit: "run",
        lower: |limits| limits.run = 1,
        files: ONE,
        cause: Cause::Tokens(1),
    },
    Case {
        limit: "macros",
        lower: |limits| limits.macros = 1,
        files: lib!("pub fn f(api: Api) { x!(a => y!(b => z!(c => api.model(\"lab/one\")))); }\n"),
        cause: Cause::Macros(1),
    },
    Case {
        limit: "expanded",
        lower: |limits| limits.expanded = 1,
        files: lib!(
            "macro_rules! take { ($name:ident) => { pub fn $name(api: Api) { api.model(\"lab/one\"); } } }\n\
             take!(one);\n"
        ),
        cause: Cause::Expanded(1),
    },
    Case {
        limit: "table",
        lower: |limits| limits.table = 1,
        files: TABLES,
        cause: Cause::TableBytes(1),
    },
    Case {
        limit: "script",
        lower: |limits| limits.script = 1,
        files: &[
            (
                "src/lib.rs",
                "pub fn f() { std::process::Command::new(\"sh\").arg(\"get.sh\"); }\n",
            ),
            ("get.sh", "hf download lab/one\n"),
        ],
        cause: Cause::FileBytes(1),
    },
    Case {
        limit: "tables",
        lower: |limits| limits.tables = 1,
        files: TABLES,
        cause: Cause::Tables(1),
    },
    Case {
        limit: "table_values",
        lower: |limits| limits.table_values = 1,
        files: TABLES,
        cause: Cause::TableValues(1),
    },
    Case {
        limit: "table_depth",
        lower: |limits| limits.table_depth = 1,
        files: TABLES,
        cause: Cause::TableValues(200_000),
    },
    Case {
        limit: "steps",
        lower: |limits| limits.steps = 1,
        files: ONE,
        cause: Cause::Steps(1),
    },
    Case {
        limit: "call_steps",
        lower: |limits| limits.call_steps = 1,
        files: ONE,
        cause: Cause::Steps(1),
    },
    Case {
        limit: "path_steps",
        lower: |limits| limits.path_steps = 1,
        files: PATHS,
        cause: Cause::Path(1),
    },
    Case {
        limit: "depth",
        lower: |limits| limits.depth = 1,
        files: PATHS,
        cause: Cause::PathDepth(1),
    },
    Case {
        limit: "text",
        lower: |limits| limits.text = 1,
        files: PATHS,
        cause: Cause::PathBytes(1),
    },
    Case {
        limit: "paths",
        lower: |limits| limits.paths = 1,
        files: PATHS,
        cause: Cause::Paths(1),
    },
    Case {
        limit: "depth",
        lower: |limits| limits.depth = 1,
        files: ONE,
        cause: Cause::Depth(1),
    },
    Case {
        limit: "values",
        lower: |limits| limits.values = 1,
        files: JOINED,
        cause: Cause::Values(1),
    },
    Case {
        limit: "frames",
        lower: |limits| limits.frames = 1,
        files: NESTED,
        cause: Cause::Frames(1),
    },
    Case {
        limit: "callees",
        lower: |limits| limits.callees = 1,
        files: lib!(
            "struct A; struct B;\nimpl A { fn id(&self) -> String { std::env::var(\"A\").unwrap() } }\n\
             impl B { fn id(&self) -> String { \"lab/b\".into() } }\n\
             pub fn f(api: Api) { api.model(any().id()); }\n"
        ),
        cause: Cause::Callees(1),
    },
    Case {
        limit: "texts",
        lower: |limits| limits.texts = 1,
        files: JOINED,
        cause: Cause::Texts(1),
    },
    Case {
        limit: "text",
        lower: |limits| limits.text = 1,
        files: JOINED,
        cause: Cause::TextBytes(1),
    },
    Case {
        limit: "callers",
        lower: |limits| limits.callers = 1,
        files: CALLS,
        cause: Cause::Callers(1),
    },
    Case {
        limit: "ways",
        lower: |limits| limits.ways = 1,
        files: CALLS,
        cause: Cause::Ways(1),
    },
];

/// The same of a program.
const OF_PROGRAMS: &[Case] = &[
    Case {
        limit: "program_steps",
        lower: |limits| limits.program_steps = 1,
        files: CALLS,
        cause: Cause::Steps(1),
    },
    Case {
        limit: "program_call_steps",
        lower: |limits| {
            limits.program_call_steps = 1;
            limits.merged_call_steps = 1;
        },
        files: CALLS,
        cause: Cause::Steps(1),
    },
    Case {
        limit: "aside_steps",
        lower: |limits| limits.aside_steps = 1,
        files: lib!(
            "fn load(api: &Api, id: &str) { api.model(id.to_owned()); }\n\
             fn run(f: fn(&Api, &str), api: &Api) { f(api, \"lab/one\") }\n\
             pub fn g(api: &Api) { run(load, api) }\n"
        ),
        cause: Cause::CalledValue(1),
    },
    Case {
        limit: "program_callers",
        lower: |limits| {
            limits.program_callers = 1;
            limits.merged_call_steps = 1;
        },
        files: CALLS,
        cause: Cause::Callers(1),
    },
    Case {
        limit: "program_ways",
        lower: |limits| {
            limits.program_ways = 1;
            limits.merged_call_steps = 1;
        },
        files: CALLS,
        cause: Cause::Ways(1),
    },
    Case {
        limit: "merged_call_steps",
        lower: |limits| {
            limits.frames = 1;
            limits.merged_call_steps = 1;
        },
        files: NESTED,
        cause: Cause::Frames(1),
    },
    Case {
        limit: "merged_steps",
        lower: |limits| {
            limits.depth = 1;
            limits.merged_steps = 1;
        },
        files: CALLS,
        cause: Cause::Depth(1),
    },
];

fn package(files: &[(&str, &str)]) -> (Project, Utf8PathBuf) {
    let project = Project::new(files);
    project.write("Cargo.toml", MANIFEST);
    let root = Utf8PathBuf::from_path_buf(project.path("")).expect("UTF-8");
    (project, root)
}

fn scanned(files: &[(&str, &str)], limits: &Limits) -> Vec<Stop> {
    let (_project, root) = package(files);
    let options = ScanOptions {
        limits: *limits,
        ..ScanOptions::default()
    };
    scan_crate(&root, &options).expect("scanned").stops
}

fn linked(files: &[(&str, &str)], limits: &Limits) -> Vec<Linked> {
    let (_project, root) = package(files);
    let parsed = ParsedPackage::read(&root, None, 1, limits).expect("read");
    let build = Build {
        member: 0,
        features: vec![Some(BTreeSet::new())],
    };
    let package = ProgramPackage {
        name: "demo".to_owned(),
        shown: Vec::new(),
        parsed,
        externs: Vec::new(),
    };
    link(vec![package], &[build], 1, limits).expect("followed")
}

fn followed(files: &[(&str, &str)], limits: &Limits) -> Vec<Stop> {
    let linked = linked(files, limits).into_iter();
    let stops = linked.flat_map(|linked| linked.stops);
    stops.map(|(_, stop)| stop).collect()
}

/// Each way by itself is too much: its limit is 1.
const LOWERED: &[fn(&mut Limits)] = &[
    |_| {},
    |limits| limits.program_call_steps = 1,
    |limits| limits.program_callers = 1,
    |limits| limits.program_ways = 1,
    |limits| limits.frames = 1,
    |limits| limits.callees = 1,
    |limits| limits.depth = 1,
];

/// Code, with what it takes and whether something of that is open.
const MERGED: &[(&str, &[&str], bool)] = &[
    // One id, handed over by many.
    (
        "fn a(api: Api, id: &str) { api.model(id.to_owned()); }\n\
         fn b(api: Api, id: &str) { a(api, id) }\n\
         pub fn c(api: Api) { b(api, \"lab/one\") }\n",
        &["lab/one"],
        false,
    ),
    // Several, of which a caller says which.
    (
        "fn a(api: Api, id: &str) { api.model(id.to_owned()); }\n\
         fn b(api: Api, id: &str) { a(api, id) }\n\
         pub fn c(api: Api) { b(api, \"lab/one\") }\npub fn d(api: Api) { b(api, \"lab/two\") }\n",
        &["lab/one", "lab/two"],
        false,
    ),
    // One of them is open.
    (
        "fn a(api: Api, id: String) { api.model(id); }\nfn b(api: Api, id: String) { a(api, id) }\n\
         pub fn c(api: Api) { b(api, \"lab/one\".into()) }\n\
         pub fn d(api: Api) { b(api, std::env::var(\"M\").unwrap()) }\n",
        &["lab/one"],
        true,
    ),
    // A function that calls itself, and two that call each other.
    (
        "fn a(api: Api, id: &str, left: u8) { if left > 0 { return a(api, id, left - 1); } api.model(id.to_owned()); }\n\
         pub fn c(api: Api) { a(api, \"lab/one\", 3) }\n",
        &["lab/one"],
        false,
    ),
    (
        "fn a(api: Api, id: &str, left: u8) { if left > 0 { return b(api, id, left); } api.model(id.to_owned()); }\n\
         fn b(api: Api, id: &str, left: u8) { a(api, id, left - 1) }\n\
         pub fn c(api: Api) { b(api, \"lab/one\", 3) }\n",
        &["lab/one"],
        false,
    ),
    // A place that is written to round and round.
    (
        "struct Request { model: String, user: String }\n\
         impl Request {\n    fn model(mut self, id: &str) -> Self { self.model = id.to_owned(); self }\n    \
         fn user(mut self, id: &str) -> Self { self.user = id.to_owned(); self }\n}\n\
         fn send(api: Api, request: Request) { api.model(request.model.clone()); }\n\
         pub fn c(api: Api) {\n    let mut request = Request { model: String::new(), user: String::new() }.model(\"lab/one\");\n    \
         for name in [\"x\", \"y\"] { request = request.user(name); }\n    send(api, request)\n}\n",
        &["lab/one"],
        false,
    ),
    // A helper that is called on the way, and by code that has to do with something else.
    (
        "fn full(name: &str) -> String { format!(\"lab/{name}\") }\n\
         fn a(api: Api, name: &str) { api.model(full(name)); }\n\
         pub fn c(api: Api) { println!(\"{}\", full(\"other\")); a(api, \"one\") }\n",
        &["lab/one"],
        false,
    ),
    // A parameter of a function that a value leads back to, and that others call too.
    (
        "fn pick(id: String) -> String { id }\n\
         fn a(api: Api, id: String) { api.model(pick(id)); }\n\
         pub fn c(api: Api) { a(api, pick(\"lab/one\".into())) }\n",
        &["lab/one"],
        false,
    ),
    // A type that the call gives.
    (
        "trait Model { const ID: &'static str; }\nstruct One;\nimpl Model for One { const ID: &'static str = \"lab/one\"; }\n\
         fn a<M: Model>(api: Api) { api.model(M::ID.to_owned()); }\nfn b<M: Model>(api: Api) { a::<M>(api) }\n\
         pub fn c(api: Api) { b::<One>(api) }\n",
        &["lab/one"],
        false,
    ),
    // A closure, with what it takes from around it.
    (
        "fn run(f: impl Fn(&str)) { f(\"one\") }\n\
         pub fn c(api: Api) { let lab = \"lab\"; run(|name| { api.model(format!(\"{lab}/{name}\")); }) }\n",
        &["lab/one"],
        false,
    ),
    // What users of a library give is theirs.
    (
        "fn a(api: Api, id: &str) { api.model(id.to_owned()); }\npub fn b(api: Api, id: &str) { a(api, id) }\n",
        &[],
        false,
    ),
];

#[test]
fn what_too_many_ways_lead_to_is_followed_with_its_calls_together() {
    let mut wrong = Vec::new();
    for (number, (code, ids, is_open)) in MERGED.iter().enumerate() {
        let code = format!("use hf_hub::api::sync::Api;\n{code}");
        for (limit, lower) in LOWERED.iter().enumerate() {
            let mut limits = Limits::default();
            lower(&mut limits);
            let linked = linked(&[("src/lib.rs", &code)], &limits);
            let pulls = linked.iter().flat_map(|linked| &linked.pulls);
            let taken: BTreeSet<&str> = pulls.map(|pull| pull.found.artifact.as_str()).collect();
            let wanted: BTreeSet<&str> = ids.iter().copied().collect();
            let open = linked.iter().any(|linked| !linked.open.is_empty());
            let stops: Vec<_> = linked.iter().flat_map(|linked| &linked.stops).collect();
            let is_stopped = limit > 0 && !stops.is_empty();
            if taken != wanted || open != *is_open || is_stopped {
                wrong.push(format!(
                    "{number}, limit {limit}: {taken:?}, open {open}, {stops:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_limit_that_is_hit_sets_a_cause() {
    let runs = [
        (CASES, scanned as fn(&[(&str, &str)], &Limits) -> Vec<Stop>),
        (OF_PROGRAMS, followed),
    ];
    let mut wrong = Vec::new();
    for (cases, run) in runs {
        for case in cases {
            let mut limits = Limits::default();
            let without = run(case.files, &limits);
            (case.lower)(&mut limits);
            let with = run(case.files, &limits);
            if !without.is_empty() || !with.iter().any(|stop| stop.cause == case.cause) {
                wrong.push(format!("{}: {without:?} then {with:?}", case.limit));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_limit_is_in_the_table() {
    let shown = format!("{:?}", Limits::default());
    let fields = shown
        .split(['{', ','])
        .filter_map(|field| field.split_once(':'));
    let fields: BTreeSet<&str> = fields.map(|(name, _)| name.trim()).collect();
    let cases = CASES.iter().chain(OF_PROGRAMS);
    let cases: BTreeSet<&str> = cases.map(|case| case.limit).collect();
    assert_eq!(cases, fields);
}
