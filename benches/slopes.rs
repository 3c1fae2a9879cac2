//! How the time of a check grows with each of its inputs: `cargo bench --bench slopes`.
//!
//! Each input is made at two sizes, the second four times the first. The slope is the ratio of the two times, both without
//! that of the same workspace with one of the input: 4 is linear, 16 the square. What is compared runs in turn, and the best
//! of some runs counts: of the time of the processor where the system shows it, which other work on the machine does not
//! stretch as it does that of the clock. There is no slope where the smaller size costs too little to tell. Names on the
//! command line choose inputs; `SLOPES_BINARY` names another build of the program, to compare with.
//!
//! The last column is the most memory that the larger size had resident, where the system shows it. What the program has
//! to bear in [`BOUND`] is run at its full size, once.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

mod peak;

const RUNS: usize = 3;

/// Less than this above the time with one of the input is no measure: the system counts in steps of 10 ms.
const LEAST: Duration = Duration::from_millis(60);

/// The most memory for [`MANY`], in MiB.
const BOUND: u64 = 1024;

/// What has to be borne in [`BOUND`]: its name, how many models, and what makes a workspace with so many.
const MANY: Input = ("bound: models of 100 manifests", 100_000, many_manifests);

/// How names of inputs of `lock` begin; the others are of `check`.
const LOCK: &str = "lock: ";

/// How names of inputs of the hook begin, which goes by a lock. It runs in this program, as in a build script.
const HOOK: &str = "hook: ";

/// The workspace that this program is to run the hook for.
const HOOK_IN: &str = "SLOPES_HOOK";

/// One input: its name, the smaller of its sizes, and what makes a workspace with so much of it.
type Input = (&'static str, usize, fn(&Workspace, usize));

const INPUTS: &[Input] = &[
    ("bases in a manifest", 4000, manifest_bases),
    ("models in a manifest", 2000, manifest_models),
    ("models that fail", 1000, failing_models),
    ("models that nobody knows", 1000, unknown_models),
    ("exceptions of the policy", 1500, policy_exceptions),
    ("exceptions that are used", 1000, used_exceptions),
    ("[[model]] entries of the policy", 2000, policy_models),
    ("[[crate]] entries of the policy", 2000, policy_crates),
    ("models in the lock", 1000, locked_models),
    ("packages in the lock", 100, locked_packages),
    ("weight files in the lock", 500, locked_weights),
    ("bases in a card", 1000, card_bases),
    ("paragraphs in a card", 2000, card_paragraphs),
    ("ids in code", 500, ids_in_code),
    ("lines of code", 1000, lines_of_code),
    ("ids in a catalogue of JSON", 5000, json_catalogue),
    ("ids in a catalogue of TOML", 5000, toml_catalogue),
    ("a chain of models, one pulled", 1000, chain),
    ("a chain of models, all pulled", 1000, pulled_chain),
    ("edges of a lineage", 1000, grid),
    ("weight files", 500, weights),
    ("directories of weight files", 250, weight_directories),
    ("weight files that are not there", 500, missing_weights),
    ("places of a missing weight file", 500, missing_places),
    ("members", 50, members),
    ("packages", 500, packages),
    (
        "members with packages of their own",
        50,
        members_with_packages,
    ),
    ("ids given to functions", 1000, given_ids),
    ("ids that are printed", 1000, printed_ids),
    ("ids of constants", 2000, constant_ids),
    ("words of a command line", 3000, words),
    ("models of a command line", 300, model_words),
    ("lines of a script", 2000, script),
    ("calls in Python", 500, python_calls),
    ("names in Python", 500, python_names),
    ("quotes in a script of Python", 5000, python_quotes),
    ("lock: models", 1000, unknown_models),
    ("lock: models under a licence", 1000, failing_models),
    ("lock: a chain, all pulled", 250, pulled_chain),
    ("lock: bases in a manifest", 2000, manifest_bases),
    ("lock: edges of a lineage", 1000, grid),
    ("lock: weight files", 250, weights),
    ("lock: ids in code", 500, ids_in_code),
    ("lock: members", 50, members),
    ("lock: members and models", 12, members_and_models),
    ("lock: packages", 100, packages),
    ("hook: packages", 250, locked_packages),
    ("hook: packages that take models", 50, locked_code),
    ("hook: models of one package", 1000, locked_models),
    ("hook: [[crate]] entries of the policy", 1000, locked_crates),
];

fn main() {
    if let Some(directory) = std::env::var_os(HOOK_IN) {
        return hook(Path::new(&directory));
    }
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<&String> = wanted
        .iter()
        .filter(|word| !word.starts_with('-'))
        .collect();
    let temporary = std::env::temp_dir().join(format!("deny-models-slopes-{}", std::process::id()));
    println!(
        "{:<36}{:>7}{:>9}{:>9}{:>9}{:>7}{:>6}",
        "input", "n", "1 [ms]", "n [ms]", "4n [ms]", "slope", "MiB"
    );
    let is_wanted =
        |name: &str| wanted.is_empty() || wanted.iter().any(|word| name.contains(word.as_str()));
    for (name, size, make) in INPUTS {
        if !is_wanted(name) {
            continue;
        }
        let run = |workspace: &Workspace| {
            if name.starts_with(LOCK) {
                workspace.lock()
            } else if name.starts_with(HOOK) {
                workspace.hook()
            } else {
                workspace.run(&["check", "--offline"])
            }
        };
        let workspaces = [1, *size, 4 * size].map(|size| {
            let workspace = Workspace(temporary.join(size.to_string()));
            workspace.clear();
            make(&workspace, size);
            run(&workspace);
            workspace
        });
        let mut best = [Duration::MAX; 3];
        let mut memory = None;
        for _ in 0..RUNS {
            for (workspace, best) in workspaces.iter().zip(&mut best) {
                let cost = run(workspace);
                *best = cost.time.min(*best);
                memory = cost.memory;
            }
        }
        let [one, small, large] = best;
        let (few, many) = (small.saturating_sub(one), large.saturating_sub(one));
        let slope = if few < LEAST {
            "-".to_owned()
        } else {
            format!("{:.1}", many.as_secs_f64() / few.as_secs_f64())
        };
        println!(
            "{name:<36}{size:>7}{:>9}{:>9}{:>9}{slope:>7}{:>6}",
            one.as_millis(),
            small.as_millis(),
            large.as_millis(),
            shown(memory)
        );
    }
    if is_wanted(MANY.0) {
        bound(&Workspace(temporary.join("many")));
    }
    // What is left behind in a temporary directory does no harm.
    let _ = fs::remove_dir_all(&temporary);
}

/// Runs the hook as the build script of the package `app`.
fn hook(directory: &Path) {
    let directory = directory.to_str().expect("UTF-8");
    let mut variables: Vec<(String, String)> = std::env::vars().collect();
    for (name, value) in [
        ("CARGO_MANIFEST_DIR", directory),
        ("CARGO_PKG_NAME", "app"),
        ("CARGO_PKG_VERSION", "0.1.0"),
        ("CARGO_PKG_LICENSE", "MIT"),
        ("CARGO_CFG_FEATURE", ""),
        ("OUT_DIR", &format!("{directory}/out")),
        ("TARGET", "x86_64-unknown-linux-gnu"),
        ("HOST", "x86_64-unknown-linux-gnu"),
    ] {
        variables.push((name.to_owned(), value.to_owned()));
    }
    let judged = deny_models::hook::Check::new()
        .environment(variables)
        .judge();
    assert_eq!(judged.skipped(), None);
    assert_eq!(judged.not_checked(), [""; 0]);
}

/// Runs what has to be borne, without a lock, to make one, with it, and to compare it.
fn bound(workspace: &Workspace) {
    let (name, size, make) = MANY;
    workspace.clear();
    make(workspace, size);
    let runs: [(&str, &[&str]); 4] = [
        ("check", &["check", "--offline"]),
        ("lock", &["lock", "--offline"]),
        ("check with it", &["check", "--offline"]),
        ("lock again", &["lock", "--offline"]),
    ];
    for (what, arguments) in runs {
        let cost = workspace.run(arguments);
        let row = format!("{name}, {what}");
        println!(
            "{row:<52}{size:>7} {:>7} ms{:>8} MiB",
            cost.time.as_millis(),
            shown(cost.memory)
        );
        assert!(
            cost.memory.is_none_or(|memory| memory >> 10 < BOUND),
            "{row}"
        );
    }
}

/// In MiB.
fn shown(memory: Option<u64>) -> String {
    memory.map_or_else(|| "-".to_owned(), |memory| (memory >> 10).to_string())
}

/// What a run took.
struct Cost {
    time: Duration,
    /// The most that was resident, in KiB.
    memory: Option<u64>,
}

/// A directory with a workspace in it.
struct Workspace(PathBuf);

impl Workspace {
    fn clear(&self) {
        // There may be none.
        let _ = fs::remove_dir_all(&self.0);
    }

    fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("made");
        fs::write(path, content).expect("written");
    }

    /// A crate `app` under MIT that depends on `dep`, with these tables in the manifest of the dependency.
    fn app(&self, tables: &str) {
        let app = manifest("app", "", "dep = { path = \"dep\" }\n");
        self.write("Cargo.toml", format!("{app}[workspace]\n"));
        self.write("src/main.rs", "fn main() {}\n");
        self.write("dep/Cargo.toml", manifest("dep", tables, ""));
        self.write("dep/src/lib.rs", "");
    }

    /// A lock that is written anew.
    fn lock(&self) -> Cost {
        // There is none the first time.
        let _ = fs::remove_file(self.0.join("deny-models.lock"));
        self.run(&["lock", "--offline"])
    }

    fn run(&self, arguments: &[&str]) -> Cost {
        let program = std::env::var_os("SLOPES_BINARY");
        let program = program.unwrap_or(env!("CARGO_BIN_EXE_cargo-deny-models").into());
        self.cost(
            Command::new(program).arg("deny-models").args(arguments),
            &arguments.join(" "),
        )
    }

    fn hook(&self) -> Cost {
        let this = std::env::current_exe().expect("a path");
        self.cost(Command::new(this).env(HOOK_IN, &self.0), "the hook")
    }

    fn cost(&self, command: &mut Command, what: &str) -> Cost {
        let start = Spent::now();
        let mut child = command
            .current_dir(&self.0)
            .env("CARGO_DENY_MODELS_CACHE", "")
            // Noon of 2026-11-27: an exception may end a year later.
            .env("SOURCE_DATE_EPOCH", "1795780800")
            .env(
                "CARGO_BUILD_BUILD_DIR",
                Path::new(env!("CARGO_TARGET_TMPDIR")).join("slopes"),
            )
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let (ended, memory) = peak::wait(&mut child).expect("it runs");
        assert!(
            matches!(ended.code(), Some(0 | 1)),
            "{what} failed in {}: run it by hand to see why",
            self.0.display()
        );
        Cost {
            time: start.elapsed(),
            memory,
        }
    }
}

/// A moment, with the time of the processor that programs which have ended took until then.
struct Spent {
    clock: Instant,
    processor: Option<Duration>,
}

impl Spent {
    fn now() -> Self {
        Self {
            clock: Instant::now(),
            processor: Self::processor(),
        }
    }

    fn elapsed(&self) -> Duration {
        match (self.processor, Self::processor()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.clock.elapsed(),
        }
    }

    /// As Linux shows it, in hundredths of a second.
    fn processor() -> Option<Duration> {
        let text = fs::read_to_string("/proc/self/stat").ok()?;
        // The name of the program may hold anything: all that follows it is numbers.
        let (_, numbers) = text.rsplit_once(')')?;
        let of_children = numbers.split_whitespace().skip(13).take(2);
        let ticks: Result<Vec<u64>, _> = of_children.map(str::parse).collect();
        Some(Duration::from_millis(10 * ticks.ok()?.iter().sum::<u64>()))
    }
}

fn manifest(name: &str, tables: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n{tables}\n\
         [dependencies]\n{dependencies}\n"
    )
}

fn id(number: usize) -> String {
    format!("lab{}/model-{number}", number % 97)
}

/// One text for each number.
fn each(size: usize, text: impl Fn(usize) -> String) -> String {
    (0..size).map(text).collect()
}

fn ids(size: usize, prefix: &str) -> String {
    let ids: Vec<String> = (0..size)
        .map(|number| format!("\"{prefix}{}\"", id(number)))
        .collect();
    ids.join(", ")
}

fn model(id: &str, license: &str, more: &str) -> String {
    format!("[[package.metadata.deny-models.model]]\nid = \"{id}\"\n{license}{more}\n")
}

fn models(size: usize, license: &str) -> String {
    each(size, |number| model(&id(number), license, ""))
}

const MIT: &str = "license = \"MIT\"\n";
const GEMMA: &str = "license = \"gemma\"\n";

fn manifest_bases(workspace: &Workspace, size: usize) {
    let bases = format!("base = [{}]\n", ids(size, ""));
    workspace.app(&model("acme/x", MIT, &bases));
}

fn manifest_models(workspace: &Workspace, size: usize) {
    workspace.app(&models(size, MIT));
}

fn failing_models(workspace: &Workspace, size: usize) {
    workspace.app(&models(size, GEMMA));
}

fn unknown_models(workspace: &Workspace, size: usize) {
    workspace.app(&models(size, ""));
}

fn exceptions(size: usize) -> String {
    each(size, |number| {
        format!(
            "[[exception]]\nmodel = \"{}\"\ncrate = \"app\"\nreason = \"r\"\nuntil = 2027-01-31\n",
            id(number)
        )
    })
}

fn policy_exceptions(workspace: &Workspace, size: usize) {
    workspace.app("");
    workspace.write("deny-models.toml", exceptions(size));
}

fn used_exceptions(workspace: &Workspace, size: usize) {
    failing_models(workspace, size);
    workspace.write("deny-models.toml", exceptions(size));
}

fn policy_models(workspace: &Workspace, size: usize) {
    workspace.app("");
    let entries = each(size, |number| {
        format!("[[model]]\nid = \"{}\"\nlicense = \"MIT\"\n", id(number))
    });
    workspace.write("deny-models.toml", entries);
}

fn policy_crates(workspace: &Workspace, size: usize) {
    workspace.app("");
    let entries = each(size, |number| {
        format!(
            "[[crate]]\nname = \"c{number}\"\nuses = [\"{}\"]\n",
            id(number)
        )
    });
    workspace.write("deny-models.toml", entries);
}

/// A manifest may not be of any length, so there are many.
fn many_manifests(workspace: &Workspace, size: usize) {
    const MANIFESTS: usize = 100;
    packages_with(workspace, MANIFESTS, |number| {
        let first = number * size / MANIFESTS;
        each(size / MANIFESTS, |at| model(&id(first + at), "", ""))
    });
}

/// The lock is written by the program itself, without a network.
fn locked_models(workspace: &Workspace, size: usize) {
    unknown_models(workspace, size);
    workspace.lock();
}

fn locked_packages(workspace: &Workspace, size: usize) {
    packages(workspace, size);
    workspace.lock();
}

/// Packages whose code takes a model each, by a call of the program.
fn locked_code(workspace: &Workspace, size: usize) {
    packages(workspace, size);
    let calls = each(size, |number| format!("    p{number}::go(api);\n"));
    workspace.write(
        "src/main.rs",
        format!("fn main() {{ go(&hf_hub::api::sync::Api::new().unwrap()); }}\nfn go(api: &hf_hub::api::sync::Api) {{\n{calls}}}\n"),
    );
    for number in 0..size {
        let id = id(number);
        workspace.write(
            &format!("p/p{number}/src/lib.rs"),
            format!("pub fn go(api: &hf_hub::api::sync::Api) {{ api.model(\"{id}\".to_string()).get(\"x.safetensors\").unwrap(); }}\n"),
        );
    }
    workspace.lock();
}

fn locked_crates(workspace: &Workspace, size: usize) {
    packages(workspace, 100);
    let entries = each(size, |number| {
        format!(
            "[[crate]]\nname = \"p{number}\"\nuses = [\"{}\"]\n",
            id(number)
        )
    });
    workspace.write("deny-models.toml", entries);
    workspace.lock();
}

fn locked_weights(workspace: &Workspace, size: usize) {
    weights(workspace, size);
    workspace.lock();
}

fn card(workspace: &Workspace, text: &str) {
    workspace.app("");
    workspace.write("dep/models/m.gguf", gguf());
    workspace.write("dep/models/README.md", text);
}

/// The shortest file of the format: a header without entries.
fn gguf() -> Vec<u8> {
    [b"GGUF\x03\0\0\0".as_slice(), &[0; 16]].concat()
}

fn card_bases(workspace: &Workspace, size: usize) {
    let bases = each(size, |number| format!("- {}\n", id(number)));
    card(
        workspace,
        &format!("---\nlicense: mit\nbase_model:\n{bases}---\n# A model\n"),
    );
}

fn card_paragraphs(workspace: &Workspace, size: usize) {
    let text = each(size, |number| {
        let id = id(number);
        format!(
            "Number {number} is tuned from [{id}](https://huggingface.co/{id}) under the `MIT` license.\n\n"
        )
    });
    card(
        workspace,
        &format!("---\nlicense: mit\n---\n# A model\n\n{text}"),
    );
}

/// Ids that are spelt nearly as known ones.
fn ids_in_code(workspace: &Workspace, size: usize) {
    workspace.app("");
    let functions = each(size, |number| {
        format!(
            "pub fn f{number}(api: &Api) {{ api.model(\"gooogle{}/gema-{number}\".to_owned()); }}\n",
            number % 97
        )
    });
    workspace.write(
        "dep/src/lib.rs",
        format!("use hf_hub::api::sync::Api;\n{functions}"),
    );
}

fn lines_of_code(workspace: &Workspace, size: usize) {
    workspace.app("");
    let mut code =
        "use hf_hub::api::sync::Api;\npub fn f(api: &Api) { api.model(\"lab/x\".to_owned()); }\n"
            .to_owned();
    for number in 0..size {
        let before = number.saturating_sub(1);
        let _ = writeln!(
            code,
            "pub fn f{number}(a: u32) -> u32 {{ let b = a + {number}; f{before}(b) }}"
        );
    }
    workspace.write("dep/src/lib.rs", code);
}

const READS_TABLE: &str = "\
pub fn f(api: &hf_hub::api::sync::Api, name: &str) { let t = parse(include_str!(\"../TABLE\")); api.model(t[name].clone()); }\n";

fn json_catalogue(workspace: &Workspace, size: usize) {
    workspace.app("");
    workspace.write(
        "dep/src/lib.rs",
        READS_TABLE.replace("TABLE", "models.json"),
    );
    let rows: Vec<String> = (0..size)
        .map(|number| format!("\"m{number}\":\"{}\"", id(number)))
        .collect();
    workspace.write("dep/models.json", format!("{{{}}}", rows.join(",")));
}

fn toml_catalogue(workspace: &Workspace, size: usize) {
    workspace.app("");
    workspace.write(
        "dep/src/lib.rs",
        READS_TABLE.replace("TABLE", "models.toml"),
    );
    let rows = each(size, |number| format!("m{number} = \"{}\"\n", id(number)));
    workspace.write("dep/models.toml", rows);
}

fn links(size: usize) -> impl Fn(usize) -> String {
    move |number| {
        let base = format!("base = [\"{}\"]\n", id(number + 1));
        let more = if number + 1 < size { base.as_str() } else { "" };
        model(&id(number), MIT, more)
    }
}

fn pulled_chain(workspace: &Workspace, size: usize) {
    workspace.app(&each(size, links(size)));
}

/// The rest of the chain is known from the policy alone.
fn chain(workspace: &Workspace, size: usize) {
    workspace.app(&model(&id(0), "", ""));
    let entries = each(size, |number| {
        format!(
            "[[model]]\nid = \"{}\"\nlicense = \"MIT\"\nbase = [\"{}\"]\n",
            id(number),
            id(number + 1)
        )
    });
    workspace.write("deny-models.toml", entries);
}

/// Three layers, each model made from all of the next layer.
fn grid(workspace: &Workspace, size: usize) {
    let mut width = 1;
    while width * width * 2 < size {
        width += 1;
    }
    let layer = |layer: usize| {
        let ids: Vec<String> = (0..width)
            .map(|number| format!("\"layer{layer}/{number}\""))
            .collect();
        format!("base = [{}]\n", ids.join(", "))
    };
    let mut tables = model("acme/x", MIT, &layer(0));
    for at in 0..2 {
        for number in 0..width {
            tables += &model(&format!("layer{at}/{number}"), MIT, &layer(at + 1));
        }
    }
    workspace.app(&tables);
}

fn weights(workspace: &Workspace, size: usize) {
    workspace.app("");
    for number in 0..size {
        workspace.write(&format!("dep/models/m{number}.gguf"), gguf());
    }
}

fn members(workspace: &Workspace, size: usize) {
    workspace.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"2\"\nmembers = [\"m*\"]\n",
    );
    for number in 0..size {
        let model = model(&id(number), GEMMA, "");
        let name = format!("m{number}");
        workspace.write(&format!("{name}/Cargo.toml"), manifest(&name, &model, ""));
        workspace.write(&format!("{name}/src/lib.rs"), "");
    }
}

fn packages(workspace: &Workspace, size: usize) {
    packages_with(workspace, size, |number| model(&id(number), MIT, ""));
}

/// So many packages that one depends on, each with models in its manifest.
fn packages_with(workspace: &Workspace, size: usize, models: impl Fn(usize) -> String) {
    let dependencies = each(size, |number| {
        format!("p{number} = {{ path = \"p/p{number}\" }}\n")
    });
    let app = manifest("app", "", &dependencies);
    workspace.write(
        "Cargo.toml",
        format!("{app}[workspace]\nexclude = [\"p\"]\n"),
    );
    workspace.write("src/main.rs", "fn main() {}\n");
    for number in 0..size {
        let name = format!("p{number}");
        let text = manifest(&name, &models(number), "");
        workspace.write(&format!("p/{name}/Cargo.toml"), text);
        workspace.write(&format!("p/{name}/src/lib.rs"), "");
    }
}

/// Members that each take models, by code and through packages that no other has.
fn members_with_packages(workspace: &Workspace, size: usize) {
    const PACKAGES: usize = 3;
    workspace.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"2\"\nmembers = [\"m*\"]\nexclude = [\"p\"]\n",
    );
    let code = |first: usize, more: &str| {
        let calls = each(10, |number| {
            let id = id(10 * first + number);
            format!("api.model(\"{id}\".to_string()).get(\"x.safetensors\").unwrap();\n")
        });
        format!("pub fn go(api: &hf_hub::api::sync::Api) {{ {calls}{more} }}\n")
    };
    for member in 0..size {
        let own = |text: &dyn Fn(usize) -> String| {
            each(PACKAGES, |number| text(member * PACKAGES + number))
        };
        let name = format!("m{member}");
        let dependencies = own(&|number| format!("p{number} = {{ path = \"../p/p{number}\" }}\n"));
        workspace.write(
            &format!("{name}/Cargo.toml"),
            manifest(&name, "", &dependencies),
        );
        let calls = own(&|number| format!("p{number}::go(api);\n"));
        workspace.write(
            &format!("{name}/src/lib.rs"),
            code(size * PACKAGES + member, &calls),
        );
    }
    for number in 0..size * PACKAGES {
        let name = format!("p{number}");
        workspace.write(&format!("p/{name}/Cargo.toml"), manifest(&name, "", ""));
        workspace.write(&format!("p/{name}/src/lib.rs"), code(number, ""));
    }
}

/// Files of a member, each in a directory of its own: where a notice may lie beside it.
fn weight_directories(workspace: &Workspace, size: usize) {
    workspace.app("");
    for number in 0..size {
        workspace.write(&format!("models/d{number}/m.gguf"), gguf());
    }
}

fn missing_weights(workspace: &Workspace, size: usize) {
    opens(workspace, size, |number| format!("models/m{number}.onnx"));
}

fn missing_places(workspace: &Workspace, size: usize) {
    opens(workspace, size, |_| "models/m.onnx".to_owned());
}

/// A program that opens files.
fn opens(workspace: &Workspace, size: usize, file: impl Fn(usize) -> String) {
    let calls = each(size, |number| format!("    open(\"{}\");\n", file(number)));
    workspace.app("");
    workspace.write(
        "src/main.rs",
        format!(
            "fn main() {{\n{calls}}}\nfn open(file: &str) {{ std::fs::File::open(file).unwrap(); }}\n"
        ),
    );
}

/// A program that takes a model: so it is followed.
fn program(workspace: &Workspace, calls: &str, items: &str) {
    workspace.app("");
    workspace.write(
        "src/main.rs",
        format!(
            "use hf_hub::api::sync::Api;\nfn main() {{\n    \
             Api::new().unwrap().model(\"lab/x\".to_owned());\n{calls}}}\n{items}"
        ),
    );
}

/// Functions that are given an id, and do nothing with it.
fn given_ids(workspace: &Workspace, size: usize) {
    program(
        workspace,
        &each(size, |number| {
            format!("    f{number}(\"{}\");\n", id(number))
        }),
        &each(size, |number| format!("fn f{number}(_name: &str) {{}}\n")),
    );
}

/// Functions with a variable that is an id, and is only printed.
fn printed_ids(workspace: &Workspace, size: usize) {
    program(
        workspace,
        &each(size, |number| format!("    f{number}();\n")),
        &each(size, |number| {
            let id = id(number);
            format!("fn f{number}() {{ let name = \"{id}\"; println!(\"{{name}}\"); }}\n")
        }),
    );
}

fn constant_ids(workspace: &Workspace, size: usize) {
    program(
        workspace,
        &each(size, |number| {
            format!("    println!(\"{{}}\", C{number});\n")
        }),
        &each(size, |number| {
            format!("const C{number}: &str = \"{}\";\n", id(number))
        }),
    );
}

/// A build script that runs this expression.
fn runs(workspace: &Workspace, expression: &str) {
    workspace.app("");
    workspace.write(
        "build.rs",
        format!("use std::process::Command;\nfn main() {{\n{expression}}}\n"),
    );
}

fn words(workspace: &Workspace, size: usize) {
    let line = format!("hf download {}", "-a ".repeat(size));
    runs(
        workspace,
        &format!("Command::new(\"sh\").args([\"-c\", \"{line}\"]).status();\n"),
    );
}

/// In two texts: one alone would be too long.
fn model_words(workspace: &Workspace, size: usize) {
    let lines = script_lines(size);
    let (first, second) = lines.split_at(lines.len() / 2);
    runs(
        workspace,
        &format!("Command::new(\"sh\").args([\"-c\", \"{first}\", \"{second}\"]).status();\n"),
    );
}

fn script_lines(size: usize) -> String {
    each(size, |number| {
        format!(
            "curl -LO https://huggingface.co/{}/resolve/main/x.gguf\n",
            id(number)
        )
    })
}

fn script(workspace: &Workspace, size: usize) {
    runs(
        workspace,
        "Command::new(\"sh\").arg(\"fetch.sh\").status();\n",
    );
    workspace.write("fetch.sh", script_lines(size));
}

fn python(workspace: &Workspace, text: &str) {
    runs(
        workspace,
        "Command::new(\"python3\").arg(\"fetch.py\").status();\n",
    );
    workspace.write("fetch.py", text);
}

fn python_calls(workspace: &Workspace, size: usize) {
    let calls = each(size, |number| {
        format!("X.from_pretrained('{}')\n", id(number))
    });
    python(workspace, &calls);
}

/// Names that are sums of the names before.
fn python_names(workspace: &Workspace, size: usize) {
    let mut text = "a0 = 'x'\n".to_owned();
    for number in 1..=size {
        let before = number - 1;
        let sum = vec![format!("a{before}"); 8].join(" + ");
        let _ = writeln!(
            text,
            "a{number} = {sum}\nX.from_pretrained('lab/' + a{number})"
        );
    }
    python(workspace, &text);
}

fn python_quotes(workspace: &Workspace, size: usize) {
    let text = format!("x = '{}\nX.from_pretrained('lab/x')\n", "\\'".repeat(size));
    python(workspace, &text);
}

/// Each member takes as many models as there are members.
fn members_and_models(workspace: &Workspace, size: usize) {
    workspace.write(
        "Cargo.toml",
        "[workspace]\nresolver = \"2\"\nmembers = [\"m*\"]\n",
    );
    for number in 0..size {
        let name = format!("m{number}");
        workspace.write(
            &format!("{name}/Cargo.toml"),
            manifest(&name, &models(size, GEMMA), ""),
        );
        workspace.write(&format!("{name}/src/lib.rs"), "");
    }
}
