//! Selecting members, blaming features, paths, and errors.

use crate::graph::{Project, built, features, parse_tree, stdout, tree};
use crate::support::run_alone;
use cargo_deny_models::graph::{
    CargoOptions, Closure, FeatureSelection, FeatureToDisable, GraphError, PackageIdx, Selection,
    Side, Targets, Workspace, host_triple,
};
use deny_models::domain::Kind;

const MEMBER_A: &str = "[package]
name = \"app\"
version = \"1.2.3\"
edition = \"2021\"
license = \"MIT\"
[package.metadata.deny-models]
[features]
default = [\"llm\", \"log\"]
llm = [\"dep:heavy\", \"shared/extra\"]
full = [\"llm\", \"log\", \"http\"]
log = []
http = [\"dep:net\"]
[dependencies]
heavy = { path = \"../x/heavy\", optional = true }
net = { path = \"../x/net\", optional = true }
shared = { path = \"../x/shared\" }
[target.'cfg(windows)'.dependencies]
win = { path = \"../x/win\" }
[build-dependencies]
gen = { path = \"../x/gen\" }
[dev-dependencies]
check = { path = \"../x/check\" }
";

fn library(name: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2021\"\n{rest}")
}

fn project() -> Project {
    Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"app\", \"app-cli\", \"other\"]\nexclude = [\"x\"]\n",
        ),
        ("app/Cargo.toml", MEMBER_A),
        (
            "app-cli/Cargo.toml",
            &library(
                "app-cli",
                "[features]\nonly-here = []\n[dependencies]\napp = { path = \"../app\", default-features = false }\n",
            ),
        ),
        ("other/Cargo.toml", &library("other", "")),
        (
            "x/heavy/Cargo.toml",
            &library(
                "heavy",
                "[dependencies]\nshared = { path = \"../shared\" }\nnet = { path = \"../net\" }\n",
            ),
        ),
        ("x/net/Cargo.toml", &library("net", "")),
        (
            "x/shared/Cargo.toml",
            &library("shared", "[features]\nextra = []\n"),
        ),
        (
            "x/win/Cargo.toml",
            &library(
                "win",
                "[target.'cfg(target_arch = \"x86\")'.dependencies]\nwin-x86 = { path = \"../win-x86\" }\n",
            ),
        ),
        ("x/win-x86/Cargo.toml", &library("win-x86", "")),
        (
            "x/gen/Cargo.toml",
            &library("gen", "[dependencies]\nshared = { path = \"../shared\" }\n"),
        ),
        (
            "x/check/Cargo.toml",
            &library(
                "check",
                "[dependencies]\ngen = { path = \"../gen\" }\nonly-tests = { path = \"../only-tests\" }\n",
            ),
        ),
        ("x/only-tests/Cargo.toml", &library("only-tests", "")),
    ])
}

fn find(workspace: &Workspace, name: &str) -> PackageIdx {
    let at = workspace
        .packages()
        .iter()
        .position(|package| package.name == name);
    let id = &workspace.packages()[at.unwrap()].id;
    workspace.package_by_id(id).unwrap()
}

fn names(workspace: &Workspace, packages: &[PackageIdx]) -> Vec<String> {
    let name = |at: &PackageIdx| workspace.package(*at).name.clone();
    packages.iter().map(name).collect()
}

fn select(workspace: &Workspace, specs: &[&str]) -> Result<Vec<String>, GraphError> {
    let specs: Vec<String> = specs.iter().map(|spec| (*spec).to_owned()).collect();
    let selected = workspace.select(&specs, &[])?;
    Ok(names(workspace, &selected.packages))
}

#[test]
fn facts_of_packages() {
    let workspace = project().workspace();
    let app = workspace.package(find(&workspace, "app"));
    assert_eq!(app.to_string(), "app 1.2.3");
    assert_eq!(app.license.as_deref(), Some("MIT"));
    assert!(app.is_member && app.has_models_manifest && app.has_lib && app.has_build_script);
    assert!(!app.has_bin && !app.is_proc_macro && app.is_publishable());
    let heavy = workspace.package(find(&workspace, "heavy"));
    assert!(!heavy.is_member && !heavy.has_models_manifest);
    assert_eq!(workspace.resolver().number(), 2);
    assert_eq!(workspace.root_package(), None);
    assert_eq!(
        names(&workspace, workspace.members()),
        ["app", "app-cli", "other"]
    );
}

#[test]
fn specifications_choose_members() {
    let workspace = project().workspace();
    let id = workspace.package(find(&workspace, "app")).id.clone();
    assert_eq!(
        select(&workspace, &[]).unwrap(),
        ["app", "app-cli", "other"]
    );
    assert_eq!(select(&workspace, &["app"]).unwrap(), ["app"]);
    assert_eq!(
        select(&workspace, &["app*", "app"]).unwrap(),
        ["app", "app-cli"]
    );
    assert_eq!(select(&workspace, &["app@1"]).unwrap(), ["app"]);
    assert_eq!(select(&workspace, &["app:1.2"]).unwrap(), ["app"]);
    assert_eq!(select(&workspace, &[&id]).unwrap(), ["app"]);
    for (spec, words) in [
        ("app@2", "is not a member"),
        ("othr", "similar name exists: `other`"),
        ("heavy", "it is a dependency"),
        ("zzz-*", "is not a member"),
        ("a b", "cannot read the package specification"),
    ] {
        let error = select(&workspace, &[spec]).unwrap_err().to_string();
        assert!(error.contains(words), "{spec}: {error}");
    }
}

#[test]
fn exclusions() {
    let workspace = project().workspace();
    let selected = workspace
        .select(&[], &["app-*".to_owned(), "nothing".to_owned()])
        .unwrap();
    assert_eq!(names(&workspace, &selected.packages), ["app", "other"]);
    assert_eq!(selected.notes.len(), 1);
    assert!(selected.notes[0].contains("nothing"));
    let error = workspace.select(&["app".to_owned()], &["app".to_owned()]);
    assert!(matches!(error, Err(GraphError::AllExcluded)));
}

#[test]
fn features_are_checked_over_the_selected_members() {
    let workspace = project().workspace();
    let all = workspace.members();
    let app = &[find(&workspace, "app")];
    for known in [
        "llm",
        "only-here",
        "app/llm",
        "shared/extra",
        "heavy?/default,log",
    ] {
        let result = workspace.check_features(all, &features(&[known]));
        assert_eq!(result.is_ok(), known != "heavy?/default,log", "{known}");
    }
    for (members, feature, words) in [
        (all, "lml", "similar name exists: `llm`"),
        (app, "only-here", "it is a feature of app-cli"),
        (all, "shared/extar", "similar name exists: `shared/extra`"),
        (all, "dep:heavy", "belongs into a manifest"),
        (all, "a/b/c", "more than one slash"),
    ] {
        let error = workspace.check_features(members, &features(&[feature]));
        let error = error.unwrap_err().to_string();
        assert!(error.contains(words), "{feature}: {error}");
    }
}

fn way(workspace: &Workspace, closure: &Closure, name: &str) -> (Kind, Option<String>, String) {
    let reached = closure.get(find(workspace, name)).unwrap();
    let path = names(workspace, &reached.path).join(" ");
    (reached.kind, reached.target.clone(), path)
}

#[test]
fn the_strongest_and_shortest_way_is_told() {
    let workspace = project().workspace();
    let app = find(&workspace, "app");
    let selection = Selection {
        dev: true,
        ..Selection::default()
    };
    let closure = workspace.closure(&[app], &selection);
    let text = |words: &str| Some(words.to_owned());
    let way = |name: &str| way(&workspace, &closure, name);
    assert_eq!(way("app"), (Kind::Normal, None, "app".to_owned()));
    assert_eq!(way("shared"), (Kind::Normal, None, "app shared".to_owned()));
    assert_eq!(way("net"), (Kind::Normal, None, "app heavy net".to_owned()));
    assert_eq!(
        way("win"),
        (Kind::Normal, text("cfg(windows)"), "app win".to_owned())
    );
    assert_eq!(
        way("win-x86"),
        (
            Kind::Normal,
            text("cfg(all(windows, target_arch = \"x86\"))"),
            "app win win-x86".to_owned()
        )
    );
    assert_eq!(way("gen"), (Kind::Build, None, "app gen".to_owned()));
    assert_eq!(
        way("only-tests"),
        (Kind::Dev, None, "app check only-tests".to_owned())
    );
    let shared = closure.get(find(&workspace, "shared")).unwrap();
    let sides: Vec<(Side, usize)> = shared
        .activations
        .iter()
        .map(|activation| (activation.side, activation.features.len()))
        .collect();
    assert_eq!(sides, [(Side::Target, 1), (Side::Host, 0)]);
    assert!(closure.has_feature(shared.package, "extra"));
    assert_eq!(closure.features_of(shared.package).len(), 1);
}

#[test]
fn targets_leave_out_what_is_for_others() {
    let workspace = project().workspace();
    let app = find(&workspace, "app");
    let win = find(&workspace, "win");
    for (triple, is_built) in [
        ("x86_64-unknown-linux-gnu", false),
        ("i686-pc-windows-msvc", true),
    ] {
        let selection = Selection {
            targets: Targets::query(&[triple]).unwrap(),
            ..Selection::default()
        };
        let closure = workspace.closure(&[app], &selection);
        assert_eq!(closure.contains(win), is_built, "{triple}");
        assert_eq!(
            closure.contains(find(&workspace, "win-x86")),
            is_built,
            "{triple}"
        );
    }
}

#[test]
fn the_feature_that_brings_something_in() {
    let workspace = project().workspace();
    let app = find(&workspace, "app");
    let net = find(&workspace, "net");
    let bare = Selection {
        features: FeatureSelection {
            no_default_features: true,
            ..FeatureSelection::default()
        },
        ..Selection::default()
    };
    let enables = |name: &str| {
        let target = find(&workspace, name);
        workspace.what_enables(app, &bare, |closure| closure.contains(target))
    };
    assert_eq!(enables("heavy"), Some(vec!["llm".to_owned()]));
    assert_eq!(enables("net"), Some(vec!["http".to_owned()]));
    assert_eq!(enables("only-tests"), None);
    let cli = find(&workspace, "app-cli");
    assert_eq!(
        workspace.what_enables(cli, &bare, |closure| closure.contains(net)),
        None
    );
}

#[test]
fn the_feature_that_keeps_something_out() {
    let workspace = project().workspace();
    let app = find(&workspace, "app");
    let cuts = |selection: &Selection, name: &str| {
        let gone = find(&workspace, name);
        workspace.feature_to_disable(app, selection, |closure| !closure.contains(gone))
    };
    let default = Selection::default();
    let llm = |by_default| {
        Some(FeatureToDisable {
            feature: "llm".to_owned(),
            by_default,
        })
    };
    assert_eq!(cuts(&default, "heavy"), llm(true));
    assert_eq!(cuts(&default, "shared"), None);
    let mut given = Selection::default();
    given.features.no_default_features = true;
    given.features.features = vec!["full".to_owned()];
    assert_eq!(cuts(&given, "heavy"), llm(false));
    // Two features bring it in; only the one above both keeps it out.
    let full = FeatureToDisable {
        feature: "full".to_owned(),
        by_default: false,
    };
    assert_eq!(cuts(&given, "net"), Some(full));
}

fn joint_tree(project: &Project, target: &str, flags: &[&str]) -> crate::graph::Built {
    let mut cargo = project.cargo();
    cargo.args([
        "tree",
        "--workspace",
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
    ]);
    cargo.args(["-e", "normal,build", "--target", target, "--offline"]);
    cargo.env("CARGO_BUILD_TARGET", host_triple().unwrap());
    parse_tree(&stdout(cargo.args(flags)))
}

#[test]
fn joint_builds_unify() {
    let workspace_of = |root: &str| {
        let member = |name: &str, rest: &str| library(name, rest);
        Project::new(&[
            ("Cargo.toml", root),
            (
                "a/Cargo.toml",
                &member(
                    "a",
                    "[features]\nf = [\"leaf/x\"]\n[dependencies]\nleaf = { path = \"../leaf\" }\n",
                ),
            ),
            (
                "b/Cargo.toml",
                &member(
                    "b",
                    "[features]\ndefault = [\"d\"]\nd = []\nf = []\n[dependencies]\nleaf = { path = \"../leaf\", features = [\"y\"] }\n",
                ),
            ),
            (
                "leaf/Cargo.toml",
                &member("leaf", "[features]\nx = []\ny = []\nz = []\n"),
            ),
        ])
    };
    let members = "members = [\"a\", \"b\", \"leaf\"]\n";
    let package = "[package]\nname = \"root\"\nversion = \"0.1.0\"\nedition = \"2018\"\n\
                   [features]\nf = [\"leaf/z\"]\n[dependencies]\nleaf = { path = \"leaf\" }\n";
    for root in [
        format!("[workspace]\n{members}"),
        format!("[workspace]\nresolver = \"2\"\n{members}"),
        format!("[workspace]\n{members}{package}"),
        format!("[workspace]\nresolver = \"2\"\n{members}{package}"),
    ] {
        let project = workspace_of(&root);
        let workspace = project.workspace();
        for flags in [
            &[][..],
            &["--features", "f"],
            &["--features", "a/f"],
            &["--no-default-features"],
            &["--all-features"],
        ] {
            let selection = Selection {
                features: FeatureSelection {
                    features: flags
                        .iter()
                        .skip(1)
                        .map(|flag| (*flag).to_owned())
                        .collect(),
                    all_features: flags.contains(&"--all-features"),
                    no_default_features: flags.contains(&"--no-default-features"),
                },
                ..Selection::default()
            };
            let closure = workspace.closure(workspace.members(), &selection);
            let expected = joint_tree(&project, "all", flags);
            assert_eq!(built(&workspace, &closure), expected, "{root} {flags:?}");
        }
    }
}

#[test]
fn several_targets_at_once() {
    let project = project();
    let workspace = project.workspace();
    let triples = ["x86_64-unknown-linux-gnu", "i686-pc-windows-msvc"];
    let selection = Selection {
        targets: Targets::query(&triples).unwrap(),
        ..Selection::default()
    };
    let app = find(&workspace, "app");
    let mut cargo = project.cargo();
    cargo.args([
        "tree",
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
        "--offline",
        "-p",
        "app",
    ]);
    cargo.args([
        "-e",
        "normal,build",
        "--target",
        triples[0],
        "--target",
        triples[1],
    ]);
    let expected = parse_tree(&stdout(&mut cargo));
    assert_eq!(
        built(&workspace, &workspace.closure(&[app], &selection)),
        expected
    );
}

fn load(
    project: &Project,
    change: impl FnOnce(&mut CargoOptions),
) -> Result<Workspace, GraphError> {
    let mut options = CargoOptions {
        manifest_path: Some(project.root().join("Cargo.toml")),
        ..CargoOptions::default()
    };
    change(&mut options);
    Workspace::load(&options)
}

#[test]
fn a_workspace_is_loaded() {
    let project = project();
    let workspace = load(&project, |options| options.offline = true).unwrap();
    assert_eq!(workspace.root(), project.root());
    assert!(workspace.target_directory().is_absolute());
    assert!(workspace.notes().is_empty());
    assert_eq!(workspace.members().len(), 3);
}

#[test]
fn features_of_dependencies_may_need_more_packages() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"a\"]\nexclude = [\"x\"]\n",
        ),
        (
            "a/Cargo.toml",
            &library("a", "[dependencies]\nleaf = { path = \"../x/leaf\" }\n"),
        ),
        (
            "x/leaf/Cargo.toml",
            &library(
                "leaf",
                "[dependencies]\ndeep = { path = \"../deep\", optional = true }\n",
            ),
        ),
        ("x/deep/Cargo.toml", &library("deep", "")),
    ]);
    let chosen = features(&["leaf/deep"]);
    let workspace = load(&project, |options| {
        options.features.clone_from(&chosen.features);
    });
    let workspace = workspace.unwrap();
    let member = workspace.members()[0];
    let selection = Selection {
        features: chosen.clone(),
        ..Selection::default()
    };
    let closure = workspace.closure(&[member], &selection);
    let expected = tree(project.cargo(), &workspace, member, "all", &chosen, false);
    assert_eq!(built(&workspace, &closure), expected);
    assert_eq!(closure.len(), 3);
}

#[test]
fn cargo_s_complaints_are_passed_on() {
    let project = project();
    let error = load(&project, |options| options.locked = true).unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, GraphError::CargoFailed { .. }));
    assert!(
        text.contains("--locked") && !text.contains("error: "),
        "{text}"
    );
    project.write("other/Cargo.toml", "[package\n");
    let text = load(&project, |_| ()).unwrap_err().to_string();
    assert!(text.contains("other/Cargo.toml"), "{text}");
}

#[test]
fn an_empty_workspace_is_an_error() {
    let project = Project::new(&[("Cargo.toml", "[workspace]\nmembers = []\n")]);
    let error = load(&project, |_| ()).unwrap_err();
    assert!(matches!(error, GraphError::NoMembers { .. }), "{error}");
}

#[test]
fn tools_that_are_not_there() {
    run_alone("graph_api::without_tools", |child| {
        child.envs([("CARGO", "/no/cargo"), ("RUSTC", "/no/rustc")]);
    });
}

#[test]
#[ignore = "run by `tools_that_are_not_there`"]
fn without_tools() {
    let error = Workspace::load(&CargoOptions::default())
        .unwrap_err()
        .to_string();
    assert!(
        error.contains("/no/cargo") && error.contains("CARGO"),
        "{error}"
    );
    let error = Targets::query(&["wasm32-wasip1"]).unwrap_err().to_string();
    assert!(
        error.contains("/no/rustc") && error.contains("RUSTC"),
        "{error}"
    );
}

#[test]
fn flags_that_set_a_cfg_count() {
    run_alone("graph_api::with_flags", |child| {
        child.env("RUSTFLAGS", "--cfg special");
    });
}

#[test]
#[ignore = "run by `flags_that_set_a_cfg_count`"]
fn with_flags() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"a\", \"b\"]\n",
        ),
        (
            "a/Cargo.toml",
            &library(
                "a",
                "[target.'cfg(special)'.dependencies]\nb = { path = \"../b\" }\n",
            ),
        ),
        ("b/Cargo.toml", &library("b", "")),
    ]);
    let workspace = project.workspace();
    let selection = Selection {
        targets: Targets::query(&[host_triple().unwrap()]).unwrap(),
        ..Selection::default()
    };
    let closure = workspace.closure(&[find(&workspace, "a")], &selection);
    assert!(closure.contains(find(&workspace, "b")));
}
