//! What the code of a member reaches in other crates stands in its block of the lock: with it the hook finds what `check`
//! finds; without it, or with one that does not fit, it finds no less and reports that.

use std::fs;

use crate::hook_parity::{FLAGS, Locked, of_hook};
use crate::support::{Run, command};

const GIVEN: &str = "mistralai/Codestral-22B-v0.1";
const FIXED: &str = "google/gemma-2-9b-it";
const FREE: &str = "Qwen/Qwen2.5-0.5B";

/// A library that takes the id from its caller, and has a function with an id of its own.
const DEPOT: &str = "use std::path::PathBuf;

pub fn load(id: &str) -> PathBuf {
    hf_hub::api::sync::Api::new().unwrap().model(id.to_string()).get(\"model.safetensors\").unwrap()
}

pub fn large() -> PathBuf {
    load(\"FIXED\")
}
";

/// The library of the first crates hands on what it gets.
const MID: &str = "pub fn fetch(name: &str) { depot::load(name); }

#[cfg(feature = \"more\")]
pub fn more() { depot::large(); }
";

fn manifest(name: &str, rest: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n{rest}"
    )
}

fn ids(text: &str) -> String {
    text.replace("GIVEN", GIVEN)
        .replace("FIXED", FIXED)
        .replace("FREE", FREE)
}

const WORKSPACE: &str = "[workspace]\nresolver = \"2\"\nmembers = [\"shop\"]\nexclude = [\"clients\", \"depot\", \"mid\"]\n";

/// A program and the library that it uses.
fn two(main: &str) -> Locked {
    let on_depot = "[dependencies]\ndepot = { path = \"../depot\" }\n";
    let on_hub = "[dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n";
    Locked::workspace(&[
        ("Cargo.toml", WORKSPACE),
        ("shop/Cargo.toml", &manifest("shop", on_depot)),
        ("shop/src/main.rs", &ids(main)),
        ("depot/Cargo.toml", &manifest("depot", on_hub)),
        ("depot/src/lib.rs", &ids(DEPOT)),
    ])
}

/// A program, a library between, and the one that fetches; the program has features.
fn three(main: &str) -> Locked {
    let features = "[features]\ndefault = [\"given\"]\ngiven = []\nlarge = [\"mid/more\"]\n\n\
                    [dependencies]\nmid = { path = \"../mid\" }\n";
    let on_depot = "[features]\nmore = []\n\n[dependencies]\ndepot = { path = \"../depot\" }\n";
    let on_hub = "[dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n";
    Locked::workspace(&[
        ("Cargo.toml", WORKSPACE),
        ("shop/Cargo.toml", &manifest("shop", features)),
        ("shop/src/main.rs", &ids(main)),
        ("mid/Cargo.toml", &manifest("mid", on_depot)),
        ("mid/src/lib.rs", &ids(MID)),
        ("depot/Cargo.toml", &manifest("depot", on_hub)),
        ("depot/src/lib.rs", &ids(DEPOT)),
    ])
}

fn lock_text(locked: &Locked) -> String {
    fs::read_to_string(locked.path().join("deny-models.lock")).expect("a lock")
}

/// The models that make a build fail.
fn failing(lines: &[String]) -> Vec<&str> {
    let denied = lines
        .iter()
        .filter_map(|line| line.strip_prefix("non-osi-model:deny:"));
    let mut models: Vec<&str> = denied.collect();
    models.dedup();
    models
}

/// The hook has at least what it had before, and one line on the reason.
#[track_caller]
fn no_less(locked: &Locked, before: &[String], why: &str) -> Vec<String> {
    let hook = locked.hook("shop", &[], None);
    let lines = of_hook(&hook);
    for line in before {
        assert!(lines.contains(line), "{line} is not in {lines:#?}");
    }
    let reasons = hook.not_checked();
    assert!(
        hook.instructions().contains("[stale-lock]")
            && (why.is_empty() || reasons.iter().any(|line| line.contains(why))),
        "{}",
        hook.instructions()
    );
    lines
}

#[test]
fn an_id_that_is_handed_over_is_found_and_code_that_nobody_calls_is_not() {
    let locked = two("fn main() { depot::load(\"GIVEN\"); }\n");
    let lines = locked.agree("shop", &[], None);
    assert_eq!(failing(&lines), [GIVEN]);
    let green = two("fn main() { depot::load(\"FREE\"); }\n");
    assert_eq!(failing(&green.agree("shop", &[], None)), [""; 0]);
    let all = two("fn main() { depot::load(\"GIVEN\"); depot::large(); }\n");
    assert_eq!(failing(&all.agree("shop", &[], None)), [FIXED, GIVEN]);
}

#[test]
fn each_selection_of_features_has_what_it_reaches() {
    let locked = three(
        "#[cfg(feature = \"given\")]\nfn given() { mid::fetch(\"GIVEN\"); }\n\
         #[cfg(not(feature = \"given\"))]\nfn given() {}\n\
         #[cfg(feature = \"large\")]\nfn large() { mid::more(); }\n\
         #[cfg(not(feature = \"large\"))]\nfn large() {}\n\
         fn main() { mid::fetch(\"FREE\"); given(); large(); }\n",
    );
    let found: Vec<Vec<String>> = FLAGS
        .iter()
        .map(|flags| locked.agree("shop", flags, None))
        .collect();
    let failing: Vec<Vec<&str>> = found.iter().map(|lines| failing(lines)).collect();
    assert_eq!(failing, [vec![GIVEN], vec![], vec![FIXED, GIVEN]]);
    let part = ["--no-default-features", "--features", "large"];
    // Another selection may have more than `check` finds, and has no less.
    let hook = of_hook(&locked.hook("shop", &part, None));
    assert!(hook.iter().any(|line| line.ends_with(FIXED)), "{hook:?}");
}

#[test]
fn calls_that_cannot_be_read_are_reported_where_the_member_has_a_part_in_them() {
    let locked = two("fn main() { depot::load(&std::env::args().nth(1).unwrap()); }\n");
    let lines = locked.agree("shop", &[], None);
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("unresolved-pull:")),
        "{lines:?}"
    );
}

#[test]
fn an_entry_of_the_policy_answers_for_what_data_chooses() {
    let depot = "pub enum Size { Small, Large }
impl std::str::FromStr for Size {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text { \"small\" => Ok(Size::Small), \"large\" => Ok(Size::Large), _ => Err(()) }
    }
}
impl Size {
    fn id(&self) -> &'static str {
        match self { Size::Small => \"FREE\", Size::Large => \"GIVEN\" }
    }
}
pub fn load(size: Size) {
    hf_hub::api::sync::Api::new().unwrap().model(size.id().to_string()).get(\"model.safetensors\").unwrap();
}
";
    let locked =
        two("fn main() { depot::load(std::env::args().nth(1).unwrap().parse().unwrap()); }\n");
    locked.write("depot/src/lib.rs", ids(depot).as_bytes());
    locked.lock();
    let lines = locked.agree("shop", &[], None);
    assert!(lines.iter().any(|line| line.ends_with(GIVEN)), "{lines:?}");
    let entry = ids("[[crate]]\nname = \"depot\"\nuses = [\"FREE\"]\n");
    let answered = locked.agree("shop", &[], Some(&entry));
    assert!(
        !answered.iter().any(|line| line.ends_with(GIVEN)),
        "{answered:?}"
    );
}

#[test]
fn an_entry_with_a_reason_answers_for_what_the_dependency_names_itself() {
    let locked = two("fn main() { depot::large(); }\n");
    assert_eq!(failing(&locked.agree("shop", &[], None)), [FIXED]);
    let entry = "[[crate]]\nname = \"depot\"\nuses = []\n";
    assert_eq!(failing(&locked.agree("shop", &[], Some(entry))), [FIXED]);
    let reasoned = format!("{entry}reason = \"asked for\"\nuntil = 2027-03-01\n");
    let lines = locked.agree("shop", &[], Some(&reasoned));
    assert_eq!(failing(&lines), [""; 0], "{lines:?}");
    let handed = two("fn main() { depot::load(\"GIVEN\"); }\n");
    handed.write("deny-models.toml", reasoned.as_bytes());
    assert_eq!(failing(&of_hook(&handed.hook("shop", &[], None))), [GIVEN]);
}

#[test]
fn without_a_block_every_model_of_the_packages_counts() {
    let locked = two("fn main() { depot::load(\"GIVEN\"); }\n");
    let before = locked.agree("shop", &[], None);
    let text = lock_text(&locked);
    let start = text.find("\n[[member]]").expect("a block");
    assert!(!text[start + 1..].contains("\n[["), "members come last");
    locked.write("deny-models.lock", &text.as_bytes()[..start]);
    let lines = no_less(&locked, &before, "deny-models.lock does not have it");
    assert_eq!(failing(&lines), [FIXED, GIVEN]);
}

#[test]
fn a_block_of_other_sources_does_not_decide() {
    for (path, text) in [
        (
            "shop/src/main.rs",
            "fn main() { depot::load(\"GIVEN\"); depot::large(); }\n",
        ),
        ("shop/src/bin/second.rs", "fn main() { depot::large(); }\n"),
        (
            "depot/src/lib.rs",
            "pub fn load(id: &str) { large(); }\npub fn large() {}\n",
        ),
        ("shop/build.rs", "fn main() {}\n"),
    ] {
        let locked = two("fn main() { depot::load(\"GIVEN\"); }\n");
        let before = locked.agree("shop", &[], None);
        locked.write(path, text.as_bytes());
        let name = path.split('/').next().expect("a package");
        let why = format!("the sources of `{name}` changed");
        let lines = no_less(&locked, &before, &why);
        assert_eq!(failing(&lines), [FIXED, GIVEN], "{path}");
        locked.lock();
        locked.agree("shop", &[], None);
    }
}

#[test]
fn a_block_of_other_versions_does_not_decide() {
    let locked = two("fn main() { depot::load(\"GIVEN\"); }\n");
    let before = locked.agree("shop", &[], None);
    let manifest = locked.path().join("clients/hf-hub/Cargo.toml");
    let text = fs::read_to_string(manifest).expect("a manifest");
    let other = text.replace("0.1.0", "0.1.1");
    locked.write("clients/hf-hub/Cargo.toml", other.as_bytes());
    locked.resolve();
    let why = "because Cargo.lock changed since deny-models.lock was written";
    let lines = no_less(&locked, &before, why);
    assert_eq!(failing(&lines), [FIXED, GIVEN]);
}

#[test]
fn a_forged_block_loosens_nothing() {
    let locked = two("fn main() { depot::load(\"GIVEN\"); }\n");
    let before = locked.agree("shop", &[], None);
    let text = lock_text(&locked);
    let (rest, block) = text.split_at(text.find("\n[[member]]").expect("a block"));
    locked.write(
        "deny-models.lock",
        format!("{rest}{}", block.replace(GIVEN, FREE)).as_bytes(),
    );
    let lines = no_less(&locked, &before, "");
    assert_eq!(failing(&lines), [FIXED, GIVEN]);
    // What the manifest states counts whatever a block has.
    let declared =
        format!("\n[[package.metadata.deny-models.model]]\nid = \"{FIXED}\"\nhow = \"runtime\"\n");
    let manifest = fs::read_to_string(locked.path().join("shop/Cargo.toml")).expect("a manifest");
    locked.write(
        "shop/Cargo.toml",
        format!("{manifest}{declared}").as_bytes(),
    );
    locked.lock();
    assert_eq!(failing(&locked.agree("shop", &[], None)), [FIXED, GIVEN]);
}

#[test]
fn the_lock_is_the_same_each_time_and_compares_what_is_meant() {
    let locked = two("fn main() { depot::load(\"GIVEN\"); }\n");
    let first = lock_text(&locked);
    locked.lock();
    assert_eq!(lock_text(&locked), first);
    let check = |args: &[&str]| {
        let mut lock = command(locked.path(), &[&["lock"], args].concat());
        locked.hub().lend(&mut lock);
        Run::of(&mut lock)
    };
    // The same calls in other words.
    locked.write(
        "shop/src/main.rs",
        ids("fn main() {\n    depot::load(\"GIVEN\");\n}\n").as_bytes(),
    );
    let run = check(&["--check"]);
    assert!(
        !run.stderr.contains("member shop 0.1.0: the lock differs"),
        "{}",
        run.stderr
    );
    run.prints(&["note: member shop 0.1.0: its sources or versions changed"]);
    // And others.
    locked.write(
        "shop/src/main.rs",
        ids("fn main() { depot::load(\"FREE\"); }\n").as_bytes(),
    );
    check(&["--check"]).expect(1).prints(&[&format!(
        "member shop 0.1.0: the lock differs from the workspace: reaches: {GIVEN} -> {FREE}"
    )]);
    // Without a network the block is written too.
    check(&["--offline"]).expect(0);
    assert_ne!(lock_text(&locked), first);
    assert_eq!(failing(&locked.agree("shop", &[], None)), [""; 0]);
}

#[test]
fn a_lock_of_one_member_keeps_the_blocks_of_the_others() {
    let locked = two("fn main() { depot::load(\"GIVEN\"); }\n");
    let on_depot = "[dependencies]\ndepot = { path = \"../depot\" }\n";
    locked.write(
        "Cargo.toml",
        WORKSPACE
            .replace("\"shop\"", "\"shop\", \"other\"")
            .as_bytes(),
    );
    locked.write("other/Cargo.toml", manifest("other", on_depot).as_bytes());
    locked.write("other/src/main.rs", b"fn main() { depot::large(); }\n");
    locked.resolve();
    locked.lock();
    let whole = lock_text(&locked);
    assert_eq!(whole.matches("[[member]]").count(), 2);
    let mut lock = command(locked.path(), &["lock", "-p", "shop"]);
    locked.hub().lend(&mut lock);
    Run::of(&mut lock).expect(0);
    assert_eq!(lock_text(&locked), whole);
    assert_eq!(failing(&locked.agree("other", &[], None)), [FIXED]);
}

#[test]
fn an_entry_that_does_not_list_what_is_handed_over_is_contradicted_in_both() {
    const OTHER: &str = "Qwen/Qwen2.5-1.5B";
    let stated = |uses: &str, id: &str, entry: &str| {
        let main = format!("fn main() {{ depot::load(\"{id}\"); }}\n");
        let on_depot = format!("[dependencies]\ndepot = {{ path = \"../depot\" }}\n{entry}");
        let on_hub = "[dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n";
        let locked = Locked::workspace(&[
            ("Cargo.toml", WORKSPACE),
            ("shop/Cargo.toml", &manifest("shop", &on_depot)),
            ("shop/src/main.rs", &main),
            ("depot/Cargo.toml", &manifest("depot", on_hub)),
            ("depot/src/lib.rs", &ids(DEPOT)),
            (
                "deny-models.toml",
                &format!("[[crate]]\nname = \"depot\"\nuses = [{uses}]\n"),
            ),
        ]);
        let lines = locked.agree("shop", &[], None);
        let contradicted = lines.into_iter();
        contradicted
            .filter(|line| line.starts_with("uses-contradicted:"))
            .collect::<Vec<String>>()
    };
    let with = |uses: &str, id: &str| stated(uses, id, "");
    let other = format!("\"{OTHER}\"");
    assert_eq!(
        with(&other, FREE),
        [format!("uses-contradicted:deny:{FREE}")]
    );
    assert_eq!(with("", GIVEN), [format!("uses-contradicted:deny:{GIVEN}")]);
    // What passes contradicts no statement that the crate names nothing.
    assert_eq!(with("", FREE), [""; 0]);
    assert_eq!(with(&format!("\"{FREE}\""), FREE), [""; 0]);
    // That the manifest states the model as well makes the entry of the policy none the better.
    let entry = format!("\n[[package.metadata.deny-models.model]]\nid = \"{GIVEN}\"\n");
    assert_eq!(
        stated("", GIVEN, &entry),
        [format!("uses-contradicted:deny:{GIVEN}")]
    );
}

/// The policy states what a package takes that is built with a feature alone.
#[test]
fn what_the_policy_states_of_an_optional_package_is_behind_its_feature() {
    let on_depot = "[features]\nmore = [\"dep:depot\"]\n\n\
                    [dependencies]\ndepot = { path = \"../depot\", optional = true }\n";
    let locked = Locked::workspace(&[
        ("Cargo.toml", WORKSPACE),
        ("shop/Cargo.toml", &manifest("shop", on_depot)),
        ("shop/src/main.rs", "fn main() {}\n"),
        ("depot/Cargo.toml", &manifest("depot", "")),
        ("depot/src/lib.rs", ""),
        (
            "deny-models.toml",
            &ids("[[crate]]\nname = \"depot\"\nuses = [\"FIXED\"]\n"),
        ),
    ]);
    let off = locked.agree("shop", &[], None);
    assert_eq!(off, [format!("feature-gated-model:warn:{FIXED}")]);
    let on = locked.agree("shop", &["--all-features"], None);
    assert_eq!(failing(&on), [FIXED]);
}

/// The manifest states a model for a feature, and the code takes it without: what counts is the code.
#[test]
fn an_entry_under_a_condition_silences_nothing_that_is_reached_without() {
    for (condition, more) in [
        ("feature = \"more\"", "[features]\nmore = []\n\n"),
        ("target = \"cfg(windows)\"", ""),
    ] {
        let shop = format!(
            "{more}[dependencies]\ndepot = {{ path = \"../depot\" }}\n\n\
             [[package.metadata.deny-models.model]]\nid = \"{GIVEN}\"\n{condition}\n"
        );
        let on_hub = "[dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n";
        let locked = Locked::workspace(&[
            ("Cargo.toml", WORKSPACE),
            ("shop/Cargo.toml", &manifest("shop", &shop)),
            (
                "shop/src/main.rs",
                &ids("fn main() { depot::load(\"GIVEN\"); }\n"),
            ),
            ("depot/Cargo.toml", &manifest("depot", on_hub)),
            ("depot/src/lib.rs", &ids(DEPOT)),
        ]);
        for flags in [&[][..], &["--all-features"]] {
            let lines = locked.agree("shop", flags, None);
            assert_eq!(failing(&lines), [GIVEN], "{condition} {flags:?}");
        }
    }
}

#[test]
fn what_stands_beside_rust_is_part_of_the_block() {
    let main = "#[tauri::command]\npub fn get_model(repo_id: String) {\n    \
                hf_hub::api::sync::Api::new().unwrap().model(repo_id).get(\"x\").unwrap();\n}\n\
                #[derive(serde::Deserialize)]\nstruct Entry { repo: String }\n\
                fn main() {\n    \
                let all: Vec<Entry> = serde_json::from_str(include_str!(\"../models.json\")).unwrap();\n    \
                for entry in all { get_model(entry.repo); }\n    \
                std::process::Command::new(\"python3\").arg(\"tools/load.py\").status();\n}\n";
    let on_hub = "[dependencies]\nhf-hub = { path = \"../../clients/hf-hub\" }\n";
    let front = |id: &str| format!("invoke('get_model', {{ repoId: '{}' }})\n", ids(id));
    let names = |id: &str| format!("NAME = \"{}\"\n", ids(id));
    let table = |license: &str| format!("[{{\"repo\": \"{FREE}\", \"license\": \"{license}\"}}]");
    let locked = Locked::workspace(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"shop/src-tauri\"]\nexclude = [\"clients\"]\n",
        ),
        ("shop/src-tauri/Cargo.toml", &manifest("shop", on_hub)),
        ("shop/src-tauri/src/main.rs", main),
        (
            "shop/src-tauri/tauri.conf.json",
            "{\"build\": {\"frontendDist\": \"../dist\"}}",
        ),
        ("shop/src-tauri/models.json", &table("cc-by-nc-4.0")),
        (
            "shop/src-tauri/tools/load.py",
            "from names import NAME\nx.from_pretrained(NAME)\n",
        ),
        ("shop/src-tauri/tools/names.py", &names("FIXED")),
        ("shop/package.json", "{}"),
        ("shop/src/main.ts", &front("GIVEN")),
    ]);
    let lines = locked.agree("shop", &[], None);
    assert_eq!(failing(&lines), [FREE, FIXED, GIVEN]);
    for (path, text) in [
        ("shop/src/main.ts", front("FREE")),
        ("shop/src/more.vue", String::new()),
        ("shop/src-tauri/models.json", table("apache-2.0")),
        ("shop/src-tauri/tools/names.py", names("FREE")),
        ("shop/src-tauri/tauri.conf.json", "{}".to_owned()),
    ] {
        let before = of_hook(&locked.hook("shop", &[], None));
        locked.write(path, text.as_bytes());
        no_less(&locked, &before, "the sources of `shop`");
        locked.lock();
    }
    let green = locked.agree("shop", &[], None);
    assert_eq!(failing(&green), [""; 0]);
}
