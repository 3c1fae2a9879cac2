//! A workspace of several hundred real packages against `cargo tree`. Needs the registry.
#![cfg(feature = "graph")]

mod graph;

use std::process::Command;
use std::time::{Duration, Instant};

use deny_models::graph::{
    CargoOptions, FeatureSelection, GraphError, Selection, Targets, Workspace,
};
use graph::{Project, compare_one, features, host_triple_name};

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

/// Resolves and downloads; a test that cannot ask the registry fails, it does not pass by default.
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
    let targets: Vec<(String, Targets)> = graph::targets(names).into_iter().collect();
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
    let every = graph::target_names();
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
            graph::check_superset(&workspace, &project.metadata());
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
fn offline_project() -> (Project, String) {
    let project = Project::new(&[
        (
            "ws/Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"a\"]\n",
        ),
        (
            "ws/a/Cargo.toml",
            "[package]\nname = \"a\"\nversion = \"0.1.0\"\nedition = \"2021\"\n\
             [dependencies]\ncfg-if = \"1\"\n\
             [target.'cfg(windows)'.dependencies]\nwinapi-util = \"0.1\"\n\
             [dev-dependencies]\neither = \"1\"\n",
        ),
    ])
    .with_home();
    let manifest = project.root().join("ws/Cargo.toml").into_string();
    (project, manifest)
}

/// Loads in a process whose cargo has that home.
fn load_offline(project: &Project, manifest: &str, expected: &str) {
    let mut child = Command::new(std::env::current_exe().unwrap());
    child.args(["--exact", "offline_child", "--ignored", "--nocapture"]);
    child.env("GRAPH_MANIFEST", manifest);
    child.env("GRAPH_EXPECTED", expected);
    child.env("CARGO_HOME", project.root().join("cargo-home"));
    graph::stdout(&mut child);
}

#[test]
fn what_is_not_downloaded_is_left_out_and_said() {
    let (project, manifest) = offline_project();
    let home = project.root().join("cargo-home");
    // A mirror that the user's cargo is told of is needed here too.
    let user = home::user_config();
    if let Some(config) = user.filter(|config| config.is_file()) {
        std::fs::copy(config, home.join("config.toml")).unwrap();
    }
    let mut cargo = project.cargo();
    cargo.args([
        "fetch",
        "--target",
        &host_triple_name(),
        "--manifest-path",
        &manifest,
    ]);
    let output = cargo.output().unwrap();
    assert!(
        output.status.success(),
        "this test needs the registry: is there a network?\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    load_offline(&project, &manifest, "left out");
    std::fs::remove_dir_all(home.join("registry/src")).unwrap();
    std::fs::remove_dir_all(home.join("registry/cache")).unwrap();
    load_offline(&project, &manifest, "cargo fetch");
}

#[test]
#[ignore = "run by `what_is_not_downloaded_is_left_out_and_said`"]
fn offline_child() {
    let options = CargoOptions {
        manifest_path: Some(std::env::var("GRAPH_MANIFEST").unwrap().into()),
        frozen: true,
        ..CargoOptions::default()
    };
    let expected = std::env::var("GRAPH_EXPECTED").unwrap();
    match Workspace::load(&options) {
        Ok(workspace) => {
            assert!(
                workspace.notes()[0].contains(&expected),
                "{:?}",
                workspace.notes()
            );
            let closure = workspace.closure(workspace.members(), &Selection::default());
            assert_eq!(closure.len(), 2);
        }
        Err(error) => {
            let text = error.to_string();
            assert!(text.contains(&expected), "{text}");
            assert!(matches!(error, GraphError::NotDownloaded { .. }), "{text}");
        }
    }
}

mod home {
    use std::path::PathBuf;

    /// The user's cargo configuration.
    pub(crate) fn user_config() -> Option<PathBuf> {
        let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
        let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
        home.map(|home| home.join("config.toml"))
    }
}
