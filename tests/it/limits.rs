//! Every limit of an analysis, lowered so far that it is hit: each sets a cause.

use std::collections::BTreeSet;

use camino::Utf8PathBuf;
use deny_models_scan::{
    Build, Cause, Limits, ParsedPackage, ProgramPackage, ScanOptions, Stop, link, scan_crate,
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
        lower: |limits| limits.program_call_steps = 1,
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
        lower: |limits| limits.program_callers = 1,
        files: CALLS,
        cause: Cause::Callers(1),
    },
    Case {
        limit: "program_ways",
        lower: |limits| limits.program_ways = 1,
        files: CALLS,
        cause: Cause::Ways(1),
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

fn followed(files: &[(&str, &str)], limits: &Limits) -> Vec<Stop> {
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
    let linked = link(vec![package], &[build], 1, limits).expect("followed");
    let stops = linked.into_iter().flat_map(|linked| linked.stops);
    stops.map(|(_, stop)| stop).collect()
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
