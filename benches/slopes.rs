//! How the time of a check grows with each of its inputs: `cargo bench --bench slopes`.
//!
//! Each input is made at two sizes, the second four times the first. The slope is the ratio of the two times, both without
//! that of the same workspace with one of the input: 4 is linear, 16 the square. What is compared runs in turn, and the best
//! of some runs counts. Names on the command line choose inputs.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const RUNS: usize = 3;

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
    ("members", 50, members),
    ("packages", 100, packages),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let wanted: Vec<&String> = wanted
        .iter()
        .filter(|word| !word.starts_with('-'))
        .collect();
    let temporary = std::env::temp_dir().join(format!("deny-models-slopes-{}", std::process::id()));
    println!(
        "{:<32}{:>7}{:>9}{:>9}{:>9}{:>7}",
        "input", "n", "1 [ms]", "n [ms]", "4n [ms]", "slope"
    );
    for (name, size, make) in INPUTS {
        if !wanted.is_empty() && !wanted.iter().any(|word| name.contains(word.as_str())) {
            continue;
        }
        let workspaces = [1, *size, 4 * size].map(|size| {
            let workspace = Workspace(temporary.join(size.to_string()));
            workspace.clear();
            make(&workspace, size);
            workspace.check();
            workspace
        });
        let mut best = [Duration::MAX; 3];
        for _ in 0..RUNS {
            for (workspace, best) in workspaces.iter().zip(&mut best) {
                *best = workspace.check().min(*best);
            }
        }
        let [one, small, large] = best;
        let slope = large.saturating_sub(one).as_secs_f64()
            / small.saturating_sub(one).as_secs_f64().max(0.001);
        println!(
            "{name:<32}{size:>7}{:>9}{:>9}{:>9}{slope:>7.1}",
            one.as_millis(),
            small.as_millis(),
            large.as_millis()
        );
    }
    // What is left behind in a temporary directory does no harm.
    let _ = fs::remove_dir_all(&temporary);
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

    fn check(&self) -> Duration {
        let start = Instant::now();
        let status = Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"))
            .args(["deny-models", "check", "--offline"])
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
            .status()
            .expect("it runs");
        assert!(
            matches!(status.code(), Some(0 | 1)),
            "the check of {} failed: run it by hand to see why",
            self.0.display()
        );
        start.elapsed()
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

/// The lock is written by the program itself, without a network.
fn locked_models(workspace: &Workspace, size: usize) {
    unknown_models(workspace, size);
    let status = Command::new(env!("CARGO_BIN_EXE_cargo-deny-models"))
        .args(["deny-models", "lock", "--offline"])
        .current_dir(&workspace.0)
        .env("CARGO_DENY_MODELS_CACHE", "")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .expect("it runs");
    assert!(status.success(), "no lock in {}", workspace.0.display());
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
        let model = model(&id(number), MIT, "");
        let name = format!("p{number}");
        workspace.write(&format!("p/{name}/Cargo.toml"), manifest(&name, &model, ""));
        workspace.write(&format!("p/{name}/src/lib.rs"), "");
    }
}
