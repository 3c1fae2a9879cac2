//! What holds of any workspace: the hook finds what `check` finds, `fix` states what is pulled and changes no verdict, a
//! second `fix` writes nothing, a file of a dependency clears nothing, and neither order nor processors matter.
//!
//! The workspaces are drawn: a program with features, the libraries that it calls and what the manifests, the policy and
//! files beside weights state. `PROPTEST_CASES` draws more of them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use deny_models::date::Date;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;

use crate::hook_parity::{FLAGS, Locked};
use crate::support::{OFFERS, Run, command, hub_call, mit_manifest};

/// Open, restricted, and known to nobody.
const IDS: [&str; 7] = [
    "Qwen/Qwen2.5-0.5B",
    "microsoft/phi-4",
    "google/gemma-2-9b-it",
    "mistralai/Codestral-22B-v0.1",
    "meta-llama/Llama-3.1-8B-Instruct",
    "acme/nobody",
    "acme/neither",
];
const LICENSES: [&str; 5] = ["MIT", "Apache-2.0", "gemma", "CC-BY-NC-4.0", "other"];
/// Of these the first name one licence.
const NAMED: usize = 4;
const FEATURES: [&str; 2] = ["a", "b"];

/// How the program comes to a model; `MODEL` is its id.
const CALLS: [&str; 13] = [
    "hf_hub::api::sync::Api::new().unwrap().model(\"MODEL\".to_string()).get(\"model.safetensors\").unwrap();",
    "depot::load(\"MODEL\");",
    "mid::fetch(\"MODEL\");",
    "depot::large();",
    "mid::more();",
    "depot::load(&std::env::args().nth(1).unwrap());",
    "depot::load(match std::env::args().nth(1).as_deref() { Some(\"x\") => \"MODEL\", _ => \"microsoft/phi-4\" });",
    "depot::Config { id: \"MODEL\".into() }.fetch();",
    "depot::Embedding::new(depot::EmbeddingModel::Large);",
    "depot::Embedding::new(Default::default());",
    "println!(\"{}\", \"MODEL\");",
    "std::process::Command::new(\"huggingface-cli\").args([\"download\", \"MODEL\"]).status().unwrap();",
    "std::fs::File::open(\"models/gone.onnx\").unwrap();",
];

/// A function of the program with one call.
#[derive(Debug, Clone)]
struct Call {
    how: usize,
    model: usize,
    feature: Option<usize>,
    is_reached: bool,
}

/// What a manifest states of a model.
#[derive(Debug, Clone)]
struct Entry {
    model: usize,
    license: Option<usize>,
    feature: Option<usize>,
}

/// An entry of the policy.
#[derive(Debug, Clone)]
enum Rule {
    Except(usize, bool),
    Uses(Vec<usize>, bool),
    States(usize, usize),
}

/// A weight file, with the licence of the card beside it.
#[derive(Debug, Clone, Copy)]
struct Weights {
    card: Option<usize>,
}

#[derive(Debug, Clone)]
struct World {
    calls: Vec<Call>,
    build: Option<usize>,
    defaults: Vec<usize>,
    /// Whether the libraries are there with a feature alone.
    optional: bool,
    entries: Vec<Entry>,
    of_depot: Vec<Entry>,
    rules: Vec<Rule>,
    allow: Option<usize>,
    /// Of the program and of the library.
    weights: [Option<Weights>; 2],
    /// Whether a file of each is no Rust; of the program under the feature of this number, where there is one.
    unread: (Option<usize>, bool),
}

fn call() -> impl Strategy<Value = Call> {
    let feature = prop::option::of(0..FEATURES.len());
    (
        0..CALLS.len(),
        0..IDS.len(),
        feature,
        prop::bool::weighted(0.8),
    )
        .prop_map(|(how, model, feature, is_reached)| Call {
            how,
            model,
            feature,
            is_reached,
        })
}

fn entry() -> impl Strategy<Value = Entry> {
    let license = prop::option::of(0..LICENSES.len());
    let feature = prop::option::weighted(0.3, 0..FEATURES.len());
    (0..IDS.len(), license, feature).prop_map(|(model, license, feature)| Entry {
        model,
        license,
        feature,
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let models = prop::collection::vec(0..IDS.len(), 0..3);
    prop_oneof![
        (0..IDS.len(), any::<bool>()).prop_map(|(model, own)| Rule::Except(model, own)),
        (models, any::<bool>()).prop_map(|(models, reason)| Rule::Uses(models, reason)),
        (0..IDS.len(), 0..LICENSES.len()).prop_map(|(model, license)| Rule::States(model, license)),
    ]
}

fn world() -> impl Strategy<Value = World> {
    let weights = || {
        let card = prop::option::of(0..LICENSES.len());
        prop::option::weighted(0.3, card.prop_map(|card| Weights { card }))
    };
    (
        prop::collection::vec(call(), 1..5),
        prop::option::weighted(0.2, 0..IDS.len()),
        prop::sample::subsequence(vec![0, 1], 0..=2),
        prop::bool::weighted(0.3),
        prop::collection::vec(entry(), 0..3),
        prop::collection::vec(entry(), 0..2),
        prop::collection::vec(rule(), 0..3),
        prop::option::weighted(0.2, 0..NAMED),
        [weights(), weights()],
        (
            prop::option::weighted(0.2, 0..=FEATURES.len()),
            prop::bool::weighted(0.2),
        ),
    )
        .prop_map(
            |(
                calls,
                build,
                defaults,
                optional,
                entries,
                of_depot,
                rules,
                allow,
                weights,
                unread,
            )| World {
                calls,
                build,
                defaults,
                optional,
                entries,
                of_depot,
                rules,
                allow,
                weights,
                unread,
            },
        )
}

/// The library takes the id from its caller, has one of its own, and offers some.
const DEPOT: &str = "
pub fn load(id: &str) { hf_hub::api::sync::Api::new().unwrap().model(id.to_string()).get(\"model.safetensors\").unwrap(); }
pub fn large() { load(\"google/gemma-2-9b-it\"); }
pub struct Config { pub id: String }
impl Config { pub fn fetch(&self) { load(&self.id); } }
";
const MID: &str =
    "pub fn fetch(name: &str) { depot::load(name); }\npub fn more() { depot::large(); }\n";
const ROOT: &str = "[workspace]\nresolver = \"2\"\nmembers = [\"shop\"]\nexclude = [\"clients\", \"depot\", \"mid\"]\n";

impl World {
    fn files(&self) -> Vec<(String, String)> {
        let on_hub = "hf-hub = { path = \"../clients/hf-hub\" }\n";
        let with_hub = format!("\n[dependencies]\n{on_hub}");
        let depot = mit_manifest(
            "depot",
            &format!("{with_hub}{}", entries(&self.of_depot, false)),
        );
        let depot_code = if self.unread.1 {
            format!("mod unread;\n{OFFERS}{DEPOT}")
        } else {
            format!("{OFFERS}{DEPOT}")
        };
        let mid = mit_manifest("mid", "\n[dependencies]\ndepot = { path = \"../depot\" }\n");
        let mut files: Vec<(String, String)> = [
            ("Cargo.toml", ROOT.to_owned()),
            ("deny-models.toml", self.policy()),
            ("shop/Cargo.toml", self.manifest(on_hub)),
            ("shop/src/main.rs", self.code()),
            ("depot/Cargo.toml", depot),
            ("depot/src/lib.rs", depot_code),
            ("mid/Cargo.toml", mid),
            ("mid/src/lib.rs", MID.to_owned()),
        ]
        .map(|(path, text)| (path.to_owned(), text))
        .into();
        for (package, is_unread) in [("shop", self.unread.0.is_some()), ("depot", self.unread.1)] {
            if is_unread {
                let code = "this is no Rust".to_owned();
                files.push((format!("{package}/src/unread.rs"), code));
            }
        }
        if let Some(model) = self.build {
            let code = format!("fn main() {{\n{}}}\n", hub_call(IDS[model]));
            files.push(("shop/build.rs".to_owned(), code));
        }
        for (package, weights) in ["shop", "depot"].iter().zip(self.weights) {
            let Some(weights) = weights else { continue };
            // The smallest file of the format.
            let file = format!("GGUF\u{3}{}", "\0".repeat(19));
            files.push((format!("{package}/models/x.gguf"), file));
            if let Some(license) = weights.card {
                let license = LICENSES[license].to_lowercase();
                let card = format!("---\nlicense: {license}\n---\n# X\n");
                files.push((format!("{package}/models/README.md"), card));
            }
        }
        files
    }

    fn manifest(&self, on_hub: &str) -> String {
        let defaults: Vec<&str> = self.defaults.iter().map(|at| FEATURES[*at]).collect();
        let (extra, optional) = if self.optional {
            ("\"dep:depot\", \"dep:mid\"", ", optional = true")
        } else {
            ("", "")
        };
        let build = if self.build.is_some() {
            format!("\n[build-dependencies]\n{on_hub}")
        } else {
            String::new()
        };
        mit_manifest(
            "shop",
            &format!(
                "\n[features]\ndefault = {defaults:?}\na = [{extra}]\nb = []\n\n[dependencies]\n{on_hub}\
                 depot = {{ path = \"../depot\"{optional} }}\nmid = {{ path = \"../mid\"{optional} }}\n{build}{}",
                entries(&self.entries, true)
            ),
        )
    }

    fn code(&self) -> String {
        let mut main = String::new();
        let mut functions = String::new();
        for (at, call) in self.calls.iter().enumerate() {
            let body = CALLS[call.how].replace("MODEL", IDS[call.model]);
            let with_library =
                self.optional && (body.contains("depot::") || body.contains("mid::"));
            let mut on: BTreeSet<&str> = call.feature.iter().map(|at| FEATURES[*at]).collect();
            on.extend(with_library.then_some("a"));
            let on: Vec<String> = on
                .iter()
                .map(|name| format!("feature = \"{name}\""))
                .collect();
            let on = on.join(", ");
            let (yes, no) = if on.is_empty() {
                (String::new(), String::new())
            } else {
                let no = format!("#[cfg(not(all({on})))]\nfn call{at}() {{}}\n");
                (format!("#[cfg(all({on}))]\n"), no)
            };
            writeln!(functions, "{yes}fn call{at}() {{ {body} }}\n{no}").expect("in memory");
            if call.is_reached {
                writeln!(main, "    call{at}();").expect("in memory");
            }
        }
        let unread = match self.unread.0.map(|at| FEATURES.get(at)) {
            Some(Some(on)) => format!("#[cfg(feature = \"{on}\")]\nmod unread;\n"),
            Some(None) => "mod unread;\n".to_owned(),
            None => String::new(),
        };
        format!("{unread}fn main() {{\n{main}}}\n{functions}")
    }

    fn policy(&self) -> String {
        let today = Date::today().expect("a day");
        let until = today.plus_days(100).expect("a day");
        // Which entries of a manifest are left over the hook does not see, as it reads no code.
        let mut text = "[lints]\nunused-entry = \"allow\"\n\n".to_owned();
        if let Some(license) = self.allow {
            writeln!(text, "[policy]\nallow = [\"{}\"]\n", LICENSES[license]).expect("in memory");
        }
        let mut named = BTreeSet::new();
        for rule in &self.rules {
            // A second entry of the same name is a mistake.
            let (name, entry) = match rule {
                Rule::Except(model, own) => {
                    let package = if *own { "shop" } else { "depot" };
                    let model = IDS[*model];
                    let key = format!("exception {model} {package}");
                    (
                        key,
                        format!(
                            "[[exception]]\nmodel = \"{model}\"\ncrate = \"{package}\"\nreason = \"r\"\nuntil = {until}\n"
                        ),
                    )
                }
                Rule::Uses(models, with_reason) => {
                    let models: BTreeSet<&str> = models.iter().map(|at| IDS[*at]).collect();
                    let models = Vec::from_iter(models);
                    let reason = if *with_reason {
                        format!("reason = \"r\"\nuntil = {until}\n")
                    } else {
                        String::new()
                    };
                    (
                        "crate".to_owned(),
                        format!("[[crate]]\nname = \"depot\"\nuses = {models:?}\n{reason}"),
                    )
                }
                Rule::States(model, license) => {
                    let (model, license) = (IDS[*model], LICENSES[*license]);
                    (
                        format!("model {model}"),
                        format!("[[model]]\nid = \"{model}\"\nlicense = \"{license}\"\n"),
                    )
                }
            };
            if named.insert(name) {
                writeln!(text, "{entry}").expect("in memory");
            }
        }
        text
    }

    fn locked(&self) -> Locked {
        let files = self.files();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (&**path, &**text))
            .collect();
        Locked::workspace(&files)
    }
}

/// Tables of a manifest. Those of a dependency name no feature of its own.
fn entries(entries: &[Entry], with_features: bool) -> String {
    let mut stated = BTreeSet::new();
    let mut text = String::new();
    for entry in entries {
        if !stated.insert(entry.model) {
            continue;
        }
        let model = IDS[entry.model];
        writeln!(
            text,
            "\n[[package.metadata.deny-models.model]]\nid = \"{model}\""
        )
        .expect("in memory");
        if let Some(license) = entry.license {
            writeln!(text, "license = \"{}\"", LICENSES[license]).expect("in memory");
        }
        if let Some(feature) = entry.feature.filter(|_| with_features) {
            writeln!(text, "feature = \"{}\"", FEATURES[feature]).expect("in memory");
        }
    }
    text
}

fn check(root: &Path) -> Run {
    check_with(root, &[])
}

fn check_with(root: &Path, flags: &[&str]) -> Run {
    let run = Run::of(
        command(
            root,
            &["check", "--offline", "--strict", "--format", "json"],
        )
        .args(flags),
    );
    assert!(matches!(run.code, 0 | 1), "{}", run.stderr);
    run
}

/// Code, severity, crate and model of each finding but those on what manifests do not state.
fn verdicts(run: &Run) -> BTreeSet<String> {
    let report = run.json();
    let findings = report["findings"].as_array().expect("findings").iter();
    let stated = findings.filter(|finding| finding["code"] != "undeclared-model");
    let line = |finding: &Value| {
        let word = |of: &Value| of.as_str().unwrap_or("-").to_owned();
        [
            word(&finding["code"]),
            word(&finding["severity"]),
            word(&finding["crate"]["name"]),
            word(&finding["model"]),
        ]
        .join(" ")
    };
    stated.map(line).collect()
}

/// The models that may not be pulled, whoever pulls them.
fn failing(run: &Run) -> BTreeSet<String> {
    let lines = verdicts(run).into_iter();
    let of_licence = lines.filter(|line| {
        line.starts_with("non-osi-model deny") || line.starts_with("unknown-license deny")
    });
    of_licence
        .filter_map(|line| line.rsplit_once(' ').map(|(_, model)| model.to_owned()))
        .collect()
}

/// Few cases, as each runs the command some ten times; the same ones in every run, unless more are asked for.
fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    let rng_seed = if std::env::var_os("PROPTEST_CASES").is_some() {
        usual.rng_seed
    } else {
        RngSeed::Fixed(18)
    };
    ProptestConfig {
        cases: usual.cases / 40,
        max_shrink_iters: 60,
        failure_persistence: None,
        rng_seed,
        ..usual
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_hook_finds_what_a_check_finds(world in world()) {
        let locked = world.locked();
        for flags in FLAGS {
            locked.agree("shop", flags, None);
        }
    }

    #[test]
    fn a_fix_changes_no_verdict_and_the_second_writes_nothing(world in world()) {
        let locked = world.locked();
        let before = check(locked.path());
        let fix = || Run::of(&mut command(locked.path(), &["fix", "--offline"])).expect(0);
        fix();
        let manifest = || fs::read_to_string(locked.path().join("shop/Cargo.toml")).expect("there");
        let stated = manifest();
        let after = check(locked.path());
        prop_assert_eq!(verdicts(&after), verdicts(&before), "{}", stated);
        let again = fix();
        prop_assert!(again.stderr.starts_with("nothing to write\n"), "{}", again.stderr);
        prop_assert_eq!(manifest(), stated);
    }

    #[test]
    fn a_file_of_a_dependency_clears_nothing(world in world(), entry in entry(), file in 0..4_usize) {
        let locked = world.locked();
        let before = failing(&check(locked.path()));
        let license = LICENSES[entry.license.unwrap_or(0)];
        match file {
            0 => {
                let mut more = world.clone();
                more.of_depot.retain(|known| known.model != entry.model);
                more.of_depot.push(entry);
                let depot = more.files().swap_remove(4);
                prop_assert_eq!(&depot.0, "depot/Cargo.toml");
                locked.write(&depot.0, depot.1.as_bytes());
            }
            // No policy of the workspace: what it holds need not be one.
            1 => locked.write(
                "depot/deny-models.toml",
                format!("[policy]\nallow = [\"{license}\"]\n").as_bytes(),
            ),
            2 => locked.write("depot/LICENSE", include_bytes!("../../LICENSE-MIT")),
            _ => locked.write(
                "depot/deny-models.lock",
                format!("[[model]]\nid = \"{}\"\nlicense = [\"{license}\"]\n", IDS[entry.model]).as_bytes(),
            ),
        }
        let after = failing(&check(locked.path()));
        prop_assert!(before.is_subset(&after), "{:?} {:?}", before, after);
    }

    /// A licence alone is the word of the owner; that a model is taken under a feature is a matter of the code.
    #[test]
    fn an_entry_without_a_licence_clears_nothing(world in world(), entry in entry()) {
        let entry = Entry { license: None, ..entry };
        prop_assume!(world.entries.iter().all(|known| known.model != entry.model));
        let [before, after] = [None, Some(entry)].map(|entry| {
            let mut more = world.clone();
            more.entries.extend(entry);
            let locked = more.locked();
            FLAGS.map(|flags| failing(&check_with(locked.path(), flags)))
        });
        for (before, after) in before.iter().zip(&after) {
            prop_assert!(before.is_subset(after), "{:?} {:?}", before, after);
        }
    }

    #[test]
    fn the_order_of_functions_and_entries_never_matters(world in world()) {
        let mut turned = world.clone();
        turned.calls.reverse();
        turned.entries.reverse();
        turned.rules.reverse();
        // Of two entries of one name the first counts here.
        prop_assume!(turned.policy().len() == world.policy().len());
        prop_assume!(turned.manifest("").len() == world.manifest("").len());
        let [one, other] = [&world, &turned].map(|world| {
            let locked = world.locked();
            let run = check(locked.path());
            (run.code, verdicts(&run))
        });
        prop_assert_eq!(one, other);
    }
}

/// The threads of a check are as many as the processors that it may use.
#[cfg(target_os = "linux")]
mod processors {
    use super::*;

    proptest! {
        #![proptest_config(config())]

        #[test]
        fn the_number_of_processors_never_matters(world in world()) {
            let locked = world.locked();
            let run = |processor: Option<&str>| {
                let plain = command(locked.path(), &["check", "--offline", "--strict", "--format", "json"]);
                let mut check = match processor {
                    Some(processor) => on(processor, &plain),
                    None => plain,
                };
                let run = Run::of(check.env("CARGO_DENY_MODELS_CACHE", ""));
                (run.code, run.stdout)
            };
            prop_assert_eq!(run(Some(&processor())), run(None));
        }
    }

    /// One of those that this process may use.
    fn processor() -> String {
        let status = fs::read_to_string("/proc/self/status").expect("readable");
        let list = status
            .lines()
            .find_map(|line| line.strip_prefix("Cpus_allowed_list:"));
        let list = list.expect("a list").trim();
        list.split([',', '-']).next().expect("one").to_owned()
    }

    /// The command on one processor.
    fn on(processor: &str, command: &std::process::Command) -> std::process::Command {
        let mut pinned = std::process::Command::new("taskset");
        pinned
            .args(["-c", processor])
            .arg(command.get_program())
            .args(command.get_args());
        pinned.current_dir(command.get_current_dir().expect("a directory"));
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => pinned.env(name, value),
                None => pinned.env_remove(name),
            };
        }
        pinned
    }
}
