//! A workspace of several hundred real packages against `cargo tree`. Needs the registry.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::graph::{Project, compare_one, features, host_triple_name};
use crate::support::{run_alone, share_rustc_info};
use cargo_deny_models::graph::{
    CargoOptions, FeatureSelection, GraphError, Selection, Targets, Workspace,
};

const ROOT: &str = "[workspace]
members = [\"embed\", \"ocr\", \"web\", \"client\", \"infer\", \"tool\", \"derive\", \"all\"]
";

/// Members that share dependencies with different features, kinds and platforms.
const MEMBERS: [(&str, &str); 8] = [
    (
        "embed",
        "[features]\nonline = [\"fastembed/hf-hub-rustls-tls\"]\n\
         [dependencies]\nfastembed = { version = \"5\", default-features = false, features = [\"ort-load-dynamic\"] }\n\
         serde = { version = \"1\", features = [\"derive\"] }\n",
    ),
    (
        "ocr",
        "[dependencies]\nocrs = \"0.12\"\nrten = \"0.24\"\nimage = \"0.25\"\n",
    ),
    (
        "web",
        "[features]\ndefault = [\"macros\"]\nmacros = [\"axum/macros\"]\nws = [\"axum/ws\", \"tokio/full\"]\n\
         [dependencies]\naxum = { version = \"0.8\", default-features = false, features = [\"http1\", \"tokio\", \"json\"] }\n\
         tokio = { version = \"1\", features = [\"rt\", \"net\"] }\n\
         [dev-dependencies]\nreqwest = { version = \"0.12\", features = [\"blocking\"] }\n",
    ),
    (
        "client",
        "[features]\nrustls = [\"reqwest/rustls-tls\"]\ngzip = [\"reqwest?/gzip\"]\n\
         [dependencies]\nreqwest = { version = \"0.12\", optional = true, default-features = false }\n\
         tokio = { version = \"1\", features = [\"full\"] }\n\
         [target.'cfg(windows)'.dependencies]\nwindows-sys = { version = \"0.59\", features = [\"Win32_Foundation\"] }\n",
    ),
    (
        "infer",
        "[dependencies]\ncandle-core = \"0.9\"\ncandle-transformers = \"0.9\"\ntokenizers = \"0.21\"\nhf-hub = \"0.4\"\n",
    ),
    (
        "tool",
        "[dependencies]\nclap = { version = \"4\", features = [\"derive\"] }\ncargo_metadata = \"0.23\"\n\
         [build-dependencies]\nbindgen = \"0.72\"\ncc = \"1\"\nserde = { version = \"1\", features = [\"rc\"] }\n\
         [dev-dependencies]\ncriterion = \"0.7\"\nproptest = \"1\"\n",
    ),
    (
        "derive",
        "[lib]\nproc-macro = true\n\
         [dependencies]\nsyn = { version = \"2\", features = [\"full\", \"visit-mut\"] }\nserde_json = \"1\"\n\
         [dev-dependencies]\ntrybuild = \"1\"\n",
    ),
    (
        "all",
        "[dependencies]\nembed = { path = \"../embed\" }\nweb = { path = \"../web\", features = [\"ws\"] }\n\
         derive = { path = \"../derive\" }\nsqlx = { version = \"0.8\", features = [\"runtime-tokio\", \"sqlite\"] }\n\
         polars = { version = \"0.49\", default-features = false, features = [\"csv\", \"lazy\"] }\nwgpu = \"26\"\n\
         [build-dependencies]\nclient = { path = \"../client\", features = [\"rustls\", \"gzip\"] }\n",
    ),
];

fn project(resolver: &str) -> Project {
    let mut files = vec![("Cargo.toml".to_owned(), format!("{ROOT}{resolver}"))];
    for (name, rest) in MEMBERS {
        let head =
            format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n");
        files.push((format!("{name}/Cargo.toml"), head + rest));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
    Project::new(&files)
}

/// Resolves and downloads; a test that cannot reach the registry fails, it does not pass by default.
fn fetch(project: &Project) {
    let output = project.cargo().arg("fetch").output().unwrap();
    assert!(
        output.status.success(),
        "this test compares with real crates and cannot fetch them: is there a network?\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn offline(project: &Project) -> Command {
    let mut cargo = project.cargo();
    cargo.env("CARGO_NET_OFFLINE", "true");
    cargo
}

fn selections(targets: &[(String, Targets)]) -> Vec<(String, Selection)> {
    let all = FeatureSelection {
        all_features: true,
        ..FeatureSelection::default()
    };
    let none = FeatureSelection {
        no_default_features: true,
        ..FeatureSelection::default()
    };
    let mut selections = Vec::new();
    for (name, targets) in targets {
        for features in [FeatureSelection::default(), all.clone(), none.clone()] {
            for dev in [false, true] {
                selections.push((
                    name.clone(),
                    Selection {
                        features: features.clone(),
                        targets: targets.clone(),
                        dev,
                    },
                ));
            }
        }
    }
    selections
}

fn compare_all(project: &Project, workspace: &Workspace, names: &[String]) -> usize {
    let targets: Vec<(String, Targets)> = crate::graph::targets(names).into_iter().collect();
    let mut count = 0;
    for (target, selection) in selections(&targets) {
        for member in workspace.members().iter().copied() {
            compare_one(workspace, project.cargo(), member, &target, &selection);
            count += 1;
        }
    }
    count
}

#[test]
fn real_packages_are_resolved_as_cargo_does() {
    let host = host_triple_name();
    let every = crate::graph::target_names();
    for (resolver, names) in [
        ("resolver = \"2\"\n", every.as_slice()),
        ("resolver = \"1\"\n", std::slice::from_ref(&host)),
    ] {
        let project = project(resolver);
        fetch(&project);
        let started = Instant::now();
        let workspace = project.workspace();
        let loaded = started.elapsed();
        let packages = workspace.packages().len();
        assert!(packages >= 400, "only {packages} packages");
        let count = compare_all(&project, &workspace, names);
        println!("{packages} packages, read in {loaded:?}, {count} comparisons");
        if names.len() > 1 {
            crate::graph::check_superset(&workspace, &project.metadata());
            single_features(&project, &workspace);
            time(&workspace);
        }
    }
}

fn single_features(project: &Project, workspace: &Workspace) {
    for (name, feature) in [
        ("embed", "online"),
        ("web", "ws"),
        ("client", "rustls"),
        ("client", "gzip"),
        ("client", "tokio/test-util"),
        ("infer", "tokenizers/onig"),
    ] {
        let member = workspace.select(&[name.to_owned()], &[]).unwrap().packages[0];
        let selection = Selection {
            features: features(&[feature]),
            ..Selection::default()
        };
        compare_one(workspace, offline(project), member, "all", &selection);
    }
}

/// Fifty members of a workspace of this size take a moment, not a coffee.
fn time(workspace: &Workspace) {
    let selection = Selection::default();
    let started = Instant::now();
    let rounds = 50;
    for round in 0..rounds {
        let members = workspace.members();
        let closure = workspace.closure(&[members[round % members.len()]], &selection);
        assert!(!closure.is_empty());
    }
    let spent = started.elapsed();
    println!("{rounds} closures in {spent:?}");
    assert!(spent < Duration::from_secs(5), "{spent:?}");
}

/// What cargo has in its home decides what can be done offline, so this one gets its own.
fn offline_project() -> Project {
    let head = "edition = \"2021\"\nversion = \"0.1.0\"\n";
    let a = format!(
        "[package]\nname = \"a\"\nlicense = \"MIT\"\n{head}[features]\ndefault = [\"dep:b\"]\n\
         [dependencies]\ncfg-if = \"1\"\nb = {{ path = \"../b\", optional = true, features = [\"f\"] }}\n\
         [target.'cfg(windows)'.dependencies]\nwinapi-util = \"0.1\"\n\
         [dev-dependencies]\neither = \"1\"\n"
    );
    let b = format!(
        "[package]\nname = \"b\"\n{head}[lib]\nproc-macro = true\n[features]\nf = [\"fnv/std\"]\n\
         [dependencies]\nfnv = {{ version = \"1\", default-features = false }}\n\
         [build-dependencies]\nitoa = \"1\"\n"
    );
    let fnv = "[package]\nname = \"fnv\"\nversion = \"1.0.99\"\n[features]\nstd = []\n";
    let root = "[workspace]\nresolver = \"2\"\nmembers = [\"a\", \"b\"]\nexclude = [\"fnv\"]\n\
                [patch.crates-io]\nfnv = { path = \"fnv\" }\n";
    Project::new(&[
        ("Cargo.toml", root),
        ("a/Cargo.toml", &a),
        ("b/Cargo.toml", &b),
        ("fnv/Cargo.toml", fnv),
    ])
    .with_home()
}

/// Loads in a process whose cargo has that home; names a word of each note or of the error.
fn load_offline(project: &Project, expected: &str) {
    load_offline_for(project, "", expected);
}

fn load_offline_for(project: &Project, target: &str, expected: &str) {
    run_alone("graph_real_workspace::offline_child", |child| {
        child.env("GRAPH_ROOT", project.root());
        child.env("GRAPH_EXPECTED", expected);
        child.env("GRAPH_TARGET", target);
        child.env("CARGO_HOME", project.root().join("cargo-home"));
        child.env_remove("CARGO_TARGET_DIR");
    });
    let target = project.root().join("target");
    for entry in target.read_dir_utf8().into_iter().flatten() {
        let name = entry.unwrap().file_name().to_owned();
        assert!(!name.starts_with("deny-models"), "{name} is left behind");
    }
}

/// Takes a package from what was downloaded.
fn forget(project: &Project, name: &str) {
    for kind in ["src", "cache"] {
        let registry = project.root().join("cargo-home/registry").join(kind);
        for index in registry.read_dir_utf8().unwrap() {
            for package in index.unwrap().path().read_dir_utf8().unwrap() {
                let package = package.unwrap();
                if !package.file_name().starts_with(name) {
                    continue;
                }
                if package.path().is_dir() {
                    std::fs::remove_dir_all(package.path()).unwrap();
                } else {
                    std::fs::remove_file(package.path()).unwrap();
                }
            }
        }
    }
}

#[test]
fn what_is_not_downloaded_is_left_out_and_said() {
    let project = offline_project();
    // A mirror in the user's cargo configuration is needed here too.
    if let Some(config) = user_config().filter(|config| config.is_file()) {
        std::fs::copy(config, project.root().join("cargo-home/config.toml")).unwrap();
    }
    fetch(&project);
    load_offline(&project, "");
    forget(&project, "either");
    load_offline(&project, "dev-dependencies");
    forget(&project, "winapi-util");
    load_offline(&project, "dev-dependencies,platforms");
    forget(&project, "cfg-if");
    load_offline(&project, "cargo fetch");
    let project = offline_project();
    fetch(&project);
    forget(&project, "winapi-util");
    load_offline(&project, "platforms");
    let host = host_triple_name();
    load_offline_for(&project, &host, "");
    forget(&project, "either");
    load_offline_for(&project, &host, "dev-dependencies");
}

#[test]
#[ignore = "run by `what_is_not_downloaded_is_left_out_and_said`"]
fn offline_child() {
    let root = camino::Utf8PathBuf::from(std::env::var("GRAPH_ROOT").unwrap());
    let lock = std::fs::read_to_string(root.join("Cargo.lock")).unwrap();
    let options = CargoOptions {
        manifest_path: Some(root.join("Cargo.toml")),
        frozen: true,
        fallback_targets: chosen_targets(),
        ..CargoOptions::default()
    };
    let expected = std::env::var("GRAPH_EXPECTED").unwrap();
    let expected: Vec<&str> = expected
        .split(',')
        .filter(|word| !word.is_empty())
        .collect();
    match Workspace::load(&options) {
        Ok(workspace) => compare_offline(&workspace, &root, &expected),
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains(expected[0]), "{text}");
            assert!(matches!(error, GraphError::NotDownloaded { .. }), "{text}");
        }
    }
    assert_eq!(
        std::fs::read_to_string(root.join("Cargo.lock")).unwrap(),
        lock
    );
}

fn compare_offline(workspace: &Workspace, root: &camino::Utf8Path, expected: &[&str]) {
    let notes = workspace.notes();
    assert_eq!(notes.len(), expected.len(), "{notes:?}");
    for (note, word) in notes.iter().zip(expected) {
        assert!(note.contains(word), "{note}");
    }
    assert_eq!(workspace.root(), root);
    let triple = host_triple_name();
    let mut targets = vec![(triple.clone(), Targets::query(&[triple]).unwrap())];
    if !expected.contains(&"platforms") && chosen_targets().is_empty() {
        targets.push(("all".to_owned(), Targets::All));
    }
    for (name, targets) in targets {
        for member in workspace.members().iter().copied() {
            assert!(workspace.package(member).manifest_path.starts_with(root));
            let selection = Selection {
                targets: targets.clone(),
                ..Selection::default()
            };
            let mut cargo = Command::new(std::env::var_os("CARGO").unwrap());
            share_rustc_info(cargo.current_dir(root));
            compare_one(workspace, cargo, member, &name, &selection);
        }
    }
}

fn chosen_targets() -> Vec<String> {
    let target = std::env::var("GRAPH_TARGET").unwrap();
    if target.is_empty() {
        Vec::new()
    } else {
        vec![target]
    }
}

/// The user's cargo configuration.
fn user_config() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    home.map(|home| home.join("config.toml"))
}
