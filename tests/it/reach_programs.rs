//! What a check says of the labelled programs on published crates, `tests/reach/programs`.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_deny_models::Gate;
use serde_json::Value;
use toml::de::{DeTable, DeValue};

use crate::support::Project;

/// What the table may show at most: failing models missing, models invented, programs blocked wrongly, silent ones.
const ALLOWED: [usize; 4] = [0, 0, 0, 0];

/// A file of programs: their dependencies, and what each is.
struct Family {
    name: String,
    programs: Vec<Labelled>,
}

struct Labelled {
    name: String,
    label: Label,
    /// Every model that the program takes.
    pulls: BTreeSet<String>,
    /// Those of them that fail.
    fails: BTreeSet<String>,
    /// What may be reported and need not be.
    aside: BTreeSet<String>,
    dependencies: String,
    main: String,
    proof: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Red,
    Green,
    Open,
}

fn directory() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reach/programs")
}

fn families() -> Vec<Family> {
    let entries = fs::read_dir(directory()).expect("a directory");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml"));
    paths.sort();
    paths.iter().map(|path| family(path)).collect()
}

fn family(path: &Path) -> Family {
    let text = fs::read_to_string(path).expect("a text");
    let table = DeTable::parse(&text).expect("TOML").into_inner();
    let shared = text_of(&table, "dependencies").expect("dependencies");
    let Some(DeValue::Array(programs)) = table.get("program").map(toml::Spanned::get_ref) else {
        panic!("no programs in {}", path.display());
    };
    let programs = programs.iter().map(|program| match program.get_ref() {
        DeValue::Table(program) => labelled(program, &shared),
        _ => panic!("no table in {}", path.display()),
    });
    let name = path.file_stem().expect("a name").to_string_lossy();
    Family {
        name: name.into_owned(),
        programs: programs.collect(),
    }
}

fn labelled(program: &DeTable<'_>, shared: &str) -> Labelled {
    let text = |key| text_of(program, key).unwrap_or_else(|| panic!("no {key}"));
    let label = match text("label").as_str() {
        "red" => Label::Red,
        "green" => Label::Green,
        "open" => Label::Open,
        other => panic!("no label {other}"),
    };
    Labelled {
        name: text("name"),
        label,
        pulls: list_of(program, "pulls").into_iter().collect(),
        fails: list_of(program, "fails").into_iter().collect(),
        aside: list_of(program, "aside").into_iter().collect(),
        dependencies: text_of(program, "dependencies").unwrap_or_else(|| shared.to_owned()),
        main: text("main"),
        proof: list_of(program, "proof"),
    }
}

fn text_of(table: &DeTable<'_>, key: &str) -> Option<String> {
    match table.get(key)?.get_ref() {
        DeValue::String(text) => Some(text.to_string()),
        _ => None,
    }
}

fn list_of(table: &DeTable<'_>, key: &str) -> Vec<String> {
    let Some(DeValue::Array(items)) = table.get(key).map(toml::Spanned::get_ref) else {
        return Vec::new();
    };
    let items = items.iter().map(|item| match item.get_ref() {
        DeValue::String(text) => text.to_string(),
        _ => panic!("no text in {key}"),
    });
    items.collect()
}

#[test]
fn labels_are_complete() {
    let mut count = 0;
    for family in families() {
        let lock = directory().join(format!("{}.lock", family.name));
        assert!(lock.is_file(), "no {}", lock.display());
        let mut names = BTreeSet::new();
        for program in &family.programs {
            let at = format!("{} {}", family.name, program.name);
            count += 1;
            assert!(names.insert(&program.name), "{at} twice");
            assert!(!program.proof.is_empty(), "{at} has no proof");
            assert!(program.main.contains("fn main()"), "{at} has no main");
            assert!(program.fails.is_subset(&program.pulls), "{at}");
            assert!(program.aside.is_disjoint(&program.pulls), "{at}");
            assert_eq!(
                program.label == Label::Red,
                !program.fails.is_empty(),
                "{at}"
            );
        }
    }
    assert!(count >= 40, "{count} programs");
}

/// Counts of all programs.
#[derive(Default)]
struct Counts {
    pulled: usize,
    found: usize,
    invented: usize,
    blocked: usize,
    silent: usize,
}

#[test]
#[ignore = "`.ci/run programs`, which fetches the crates"]
fn on_published_crates() {
    let mut counts = Counts::default();
    let mut table = String::new();
    for family in families() {
        let project = written(&family);
        let root = project.path("");
        let fetched = Command::new("cargo")
            .args(["fetch", "--quiet"])
            .current_dir(&root)
            .status();
        assert!(fetched.expect("cargo runs").success(), "{}", family.name);
        let (plain, strict) = (check(&root, false), check(&root, true));
        for program in &family.programs {
            let line = judged(program, &plain, &strict, &mut counts);
            writeln!(table, "{:<16}{:<30}{line}", family.name, program.name).expect("in memory");
        }
    }
    let Counts {
        pulled,
        found,
        invented,
        blocked,
        silent,
    } = counts;
    println!(
        "{table}\nfailing models pulled {pulled}, found {found}, invented {invented}; \
         programs blocked wrongly {blocked}, silent {silent}"
    );
    let short = [pulled - found, invented, blocked, silent];
    let holds = short
        .iter()
        .zip(ALLOWED)
        .all(|(count, allowed)| *count <= allowed);
    assert!(
        holds,
        "missing, invented, blocked, silent: {short:?}, allowed {ALLOWED:?}"
    );
}

/// The workspace of a family, each program a member of it.
fn written(family: &Family) -> Project {
    let project = Project::new(&[]);
    let mut members = Vec::new();
    for program in &family.programs {
        let name = &program.name;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n\n\
             [dependencies]\n{}",
            program.dependencies
        );
        project.write(&format!("{name}/Cargo.toml"), &manifest);
        project.write(&format!("{name}/src/main.rs"), &program.main);
        members.push(format!("\"{name}\""));
    }
    let members = members.join(", ");
    let manifest = format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n");
    project.write("Cargo.toml", &manifest);
    let lock = directory().join(format!("{}.lock", family.name));
    let lock = fs::read_to_string(lock).expect("a lock");
    project.write("Cargo.lock", &lock);
    project
}

fn check(root: &Path, strict: bool) -> Value {
    let gate = Gate::new(root).cache(env!("CARGO_TARGET_TMPDIR"));
    let report = gate.offline(true).strict(strict).check().expect("checked");
    serde_json::from_str(&report.to_json()).expect("JSON")
}

/// One line of the table.
fn judged(program: &Labelled, plain: &Value, strict: &Value, counts: &mut Counts) -> String {
    let of = |report: &Value| -> Vec<Value> {
        let findings = report["findings"].as_array().expect("findings").iter();
        let own = findings.filter(|finding| finding["member"]["name"] == program.name.as_str());
        own.cloned().collect()
    };
    let denied = |finding: &&Value| finding["severity"] == "deny";
    let model = |finding: &Value| finding["model"].as_str().map(str::to_owned);
    let (plain, strict) = (of(plain), of(strict));
    let failing: BTreeSet<String> = plain.iter().filter(denied).filter_map(model).collect();
    let fails = plain.iter().any(|finding| denied(&finding));

    let found = program.fails.intersection(&failing).count();
    let right = program.pulls.union(&program.aside).cloned().collect();
    let invented: BTreeSet<&String> = failing.difference(&right).collect();
    let blocked = program.label != Label::Red && fails;
    let silent = match program.label {
        Label::Green => false,
        Label::Open => !strict.iter().any(|finding| denied(&finding)),
        Label::Red => {
            let texts: Vec<String> = strict.iter().map(Value::to_string).collect();
            let named = |id: &String| texts.iter().any(|text| text.contains(id.as_str()));
            !strict.iter().any(|finding| denied(&finding)) && !program.fails.iter().any(named)
        }
    };
    counts.pulled += program.fails.len();
    counts.found += found;
    counts.invented += invented.len();
    counts.blocked += usize::from(blocked);
    counts.silent += usize::from(silent);

    let mut line = format!(
        "{:<7}{found}/{} found",
        format!("{:?}", program.label).to_lowercase(),
        program.fails.len()
    );
    if blocked {
        line += ", blocked wrongly";
    }
    if silent {
        line += ", silent";
    }
    if !invented.is_empty() {
        write!(line, ", invented {invented:?}").expect("in memory");
    }
    line
}
