//! Each member's closure against `cargo tree`, on workspaces made for one question each.

use crate::graph::{Project, compare};

/// A manifest without its edition and version, which no case is about.
fn package(name: &str, rest: &str) -> String {
    format!("[package]\nname = \"{name}\"\nversion = \"1.0.0\"\nedition = \"2021\"\n{rest}")
}

/// A virtual workspace with a resolver, of packages `name: rest of the manifest`.
///
/// What is named `lib-…` is a dependency, all others are members.
fn virtual_workspace(resolver: &str, packages: &[(&str, &str)]) -> Project {
    let members = packages.iter().map(|(name, _)| *name);
    let members: Vec<&str> = members.filter(|name| !name.starts_with("lib-")).collect();
    let root = format!("[workspace]\nmembers = {members:?}\nexclude = [\"x\"]\n{resolver}");
    let mut files = vec![("Cargo.toml".to_owned(), root)];
    for (name, rest) in packages {
        let path = match name.strip_prefix("lib-") {
            Some(name) => format!("x/{name}/Cargo.toml"),
            None => format!("{name}/Cargo.toml"),
        };
        let name = name.strip_prefix("lib-").unwrap_or(name);
        files.push((path, package(name, rest)));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(a, b)| (&**a, &**b)).collect();
    Project::new(&files)
}

const RESOLVERS: [&str; 4] = [
    "",
    "resolver = \"1\"\n",
    "resolver = \"2\"\n",
    "resolver = \"3\"\n",
];

/// Compares with the first resolver, which a virtual workspace has without the key, and with the
/// newest; the others are the same but in name, and are had by the cases that do without this.
fn check(packages: &[(&str, &str)]) {
    for resolver in ["", "resolver = \"3\"\n"] {
        compare(&virtual_workspace(resolver, packages));
    }
}

/// A library with features that show the selection, and an optional dependency.
const LEAF: (&str, &str) = (
    "lib-leaf",
    "[features]\ndefault = [\"std\"]\nstd = []\nbig = [\"dep:deep\"]\nother = []\n\
     [dependencies]\ndeep = { path = \"../deep\", optional = true }\n",
);
const DEEP: (&str, &str) = ("lib-deep", "[features]\na = []\nb = []\n");

#[test]
fn a_feature_of_one_member_does_not_reach_another() {
    check(&[
        (
            "a",
            "[dependencies]\nleaf = { path = \"../x/leaf\", features = [\"big\"] }\n",
        ),
        ("b", "[dependencies]\nleaf = { path = \"../x/leaf\" }\n"),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn build_dependencies() {
    check(&[
        (
            "a",
            "[build-dependencies]\nleaf = { path = \"../x/leaf\", features = [\"big\"] }\n",
        ),
        (
            "b",
            "[dependencies]\nleaf = { path = \"../x/leaf\" }\n\
             [build-dependencies]\nleaf = { path = \"../x/leaf\", features = [\"big\"], default-features = false }\n",
        ),
        (
            "c",
            "[dependencies]\na = { path = \"../a\" }\nleaf = { path = \"../x/leaf\", features = [\"other\"] }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn dev_dependencies() {
    check(&[
        (
            "a",
            "[dev-dependencies]\nleaf = { path = \"../x/leaf\", features = [\"big\"] }\n",
        ),
        (
            "b",
            "[dependencies]\nleaf = { path = \"../x/leaf\" }\n\
             [dev-dependencies]\nleaf = { path = \"../x/leaf\", features = [\"big\"] }\n",
        ),
        ("c", "[dependencies]\nb = { path = \"../b\" }\n"),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn platforms() {
    check(&[
        (
            "a",
            "[target.'cfg(windows)'.dependencies]\nleaf = { path = \"../x/leaf\", features = [\"big\"] }\n",
        ),
        (
            "b",
            "[dependencies]\nleaf = { path = \"../x/leaf\" }\n\
             [target.'cfg(windows)'.dependencies]\nleaf = { path = \"../x/leaf\", features = [\"big\"] }\n\
             [target.x86_64-unknown-linux-gnu.dependencies]\nleaf = { path = \"../x/leaf\", features = [\"other\"] }\n\
             [target.'cfg(not(windows))'.build-dependencies]\ndeep = { path = \"../x/deep\", features = [\"a\"] }\n\
             [target.'cfg(windows)'.build-dependencies]\ndeep = { path = \"../x/deep\", features = [\"b\"] }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn optional_dependencies() {
    check(&[
        (
            "a",
            "[features]\ndefault = [\"on\"]\non = [\"dep:leaf\"]\n\
             [dependencies]\nleaf = { path = \"../x/leaf\", optional = true }\n",
        ),
        (
            "b",
            "[dependencies]\nleaf = { path = \"../x/leaf\", optional = true, features = [\"big\"] }\n",
        ),
        (
            "c",
            "[features]\nx = [\"leaf/big\"]\n[dependencies]\nleaf = { path = \"../x/leaf\", optional = true }\n",
        ),
        (
            "d",
            "[features]\nx = [\"dep:leaf\"]\ny = [\"leaf/big\"]\n\
             [dependencies]\nleaf = { path = \"../x/leaf\", optional = true }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn weak_features() {
    check(&[
        (
            "a",
            "[features]\ndefault = [\"weak\"]\nweak = [\"leaf?/big\"]\n\
             [dependencies]\nleaf = { path = \"../x/leaf\", optional = true }\n",
        ),
        (
            "b",
            "[features]\na-on = [\"dep:leaf\"]\ndefault = [\"weak\", \"a-on\"]\nweak = [\"leaf?/big\"]\n\
             [dependencies]\nleaf = { path = \"../x/leaf\", optional = true }\n",
        ),
        (
            "c",
            "[features]\na-on = [\"dep:leaf\", \"leaf?/other\"]\nz = [\"leaf?/big\"]\ndefault = [\"z\"]\n\
             [dependencies]\nleaf = { path = \"../x/leaf\", optional = true }\n\
             [build-dependencies]\nleaf = { path = \"../x/leaf\", optional = true, default-features = false }\n",
        ),
        (
            "d",
            "[dependencies]\nc = { path = \"../c\", features = [\"a-on\"] }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn renamed_dependencies() {
    check(&[
        (
            "a",
            "[features]\nf = [\"other-name/big\"]\n\
             [dependencies]\nother-name = { package = \"leaf\", path = \"../x/leaf\", optional = true }\n",
        ),
        (
            "b",
            "[dependencies]\nmain_leaf = { package = \"leaf\", path = \"../x/leaf\" }\n\
             [build-dependencies]\nmain_leaf = { package = \"leaf\", path = \"../x/leaf\", features = [\"other\"] }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn procedural_macros() {
    check(&[
        (
            "a",
            "[dependencies]\nderive = { path = \"../x/derive\" }\nleaf = { path = \"../x/leaf\", features = [\"other\"] }\n",
        ),
        (
            "member-macro",
            "[lib]\nproc-macro = true\n[features]\nmore = [\"leaf/big\"]\n\
             [dependencies]\nleaf = { path = \"../x/leaf\" }\n\
             [dev-dependencies]\na = { path = \"../a\" }\n",
        ),
        (
            "c",
            "[dependencies]\nmember-macro = { path = \"../member-macro\" }\n",
        ),
        (
            "lib-derive",
            "[lib]\nproc-macro = true\n\
             [dependencies]\nleaf = { path = \"../leaf\", default-features = false, features = [\"big\"] }\n\
             [target.'cfg(windows)'.dependencies]\ndeep = { path = \"../deep\", features = [\"a\"] }\n\
             [target.'cfg(unix)'.dependencies]\ndeep = { path = \"../deep\", features = [\"b\"] }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn features_of_dependencies() {
    check(&[
        (
            "a",
            "[features]\nf = [\"leaf/big\"]\ng = [\"mid/pass\"]\n\
             [dependencies]\nleaf = { path = \"../x/leaf\" }\nmid = { path = \"../x/mid\" }\n",
        ),
        (
            "lib-mid",
            "[features]\npass = [\"leaf/other\", \"again\"]\nagain = [\"pass\", \"leaf/big\"]\n\
             [dependencies]\nleaf = { path = \"../leaf\", default-features = false }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn default_features_off() {
    check(&[
        (
            "a",
            "[dependencies]\nleaf = { path = \"../x/leaf\", default-features = false }\n",
        ),
        (
            "b",
            "[dependencies]\nleaf = { path = \"../x/leaf\", default-features = false }\nmid = { path = \"../x/mid\" }\n",
        ),
        ("lib-mid", "[dependencies]\nleaf = { path = \"../leaf\" }\n"),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn cycles_over_dev_dependencies() {
    check(&[
        (
            "a",
            "[features]\ntesting = [\"dep:leaf\"]\n\
             [dependencies]\nleaf = { path = \"../x/leaf\", optional = true }\n\
             [dev-dependencies]\nb = { path = \"../b\" }\n",
        ),
        (
            "b",
            "[dependencies]\na = { path = \"../a\", features = [\"testing\"] }\n\
             [build-dependencies]\nc = { path = \"../c\" }\n",
        ),
        (
            "c",
            "[dev-dependencies]\nb = { path = \"../b\" }\nc = { path = \".\" }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn members_that_depend_on_members() {
    check(&[
        (
            "a",
            "[features]\ndefault = [\"x\"]\nx = [\"leaf/big\"]\n[dependencies]\nleaf = { path = \"../x/leaf\" }\n",
        ),
        (
            "b",
            "[dependencies]\na = { path = \"../a\", default-features = false }\n",
        ),
        (
            "c",
            "[dependencies]\nb = { path = \"../b\" }\n[build-dependencies]\na = { path = \"../a\" }\n",
        ),
        LEAF,
        DEEP,
    ]);
}

#[test]
fn two_versions_of_a_package() {
    for resolver in RESOLVERS {
        let root = format!("[workspace]\nmembers = [\"a\", \"b\"]\nexclude = [\"x\"]\n{resolver}");
        let old = package(
            "leaf",
            "[features]\nbig = [\"dep:deep\"]\n[dependencies]\ndeep = { path = \"../deep\", optional = true }\n",
        );
        let new = old
            .replace("1.0.0", "2.3.0")
            .replace("[\"dep:deep\"]", "[\"dep:deep\", \"deep/a\"]");
        let a = package(
            "a",
            "[dependencies]\nleaf = { path = \"../x/leaf\" }\nleaf2 = { package = \"leaf\", path = \"../x/leaf2\", features = [\"big\"] }\n",
        );
        let b = package(
            "b",
            "[features]\nf = [\"leaf1/big\"]\n\
             [dependencies]\nleaf1 = { package = \"leaf\", version = \"1\", path = \"../x/leaf\" }\n\
             [build-dependencies]\nleaf = { version = \"2\", path = \"../x/leaf2\" }\n",
        );
        compare(&Project::new(&[
            ("Cargo.toml", &root),
            ("a/Cargo.toml", &a),
            ("b/Cargo.toml", &b),
            ("x/leaf/Cargo.toml", &old),
            ("x/leaf2/Cargo.toml", &new),
            ("x/deep/Cargo.toml", &package("deep", DEEP.1)),
        ]));
    }
}

#[test]
fn the_same_version_from_two_places() {
    for resolver in RESOLVERS {
        let root = format!(
            "[workspace]\nmembers = [\"a\"]\nexclude = [\"x\", \"repository\"]\n{resolver}"
        );
        let a = package(
            "a",
            "[features]\nf = [\"first/big\"]\ng = [\"second/other\"]\n\
             [dependencies]\nfirst = { package = \"leaf\", path = \"../x/leaf\" }\n\
             second = { package = \"leaf\", git = \"file://$ROOT/repository\", default-features = false }\n",
        );
        let leaf = package(
            "leaf",
            "[features]\ndefault = [\"std\"]\nstd = []\nbig = []\nother = []\n",
        );
        let project = Project::new(&[
            ("Cargo.toml", &root),
            ("a/Cargo.toml", &a),
            ("x/leaf/Cargo.toml", &leaf),
            ("repository/Cargo.toml", &leaf),
        ]);
        project.git("repository");
        compare(&project.with_home());
    }
}

#[test]
fn git_sources_and_patches() {
    for resolver in RESOLVERS {
        let root = format!(
            "[workspace]\nmembers = [\"a\"]\nexclude = [\"x\", \"repository\"]\n{resolver}\
             [patch.crates-io]\ndeep = {{ path = \"x/deep\" }}\n"
        );
        let a = package(
            "a",
            "[features]\nf = [\"leaf/big\"]\n\
             [dependencies]\nleaf = { git = \"file://$ROOT/repository\" }\ndeep = \"1\"\n",
        );
        let leaf = package(
            "leaf",
            "[features]\nbig = [\"deep/a\"]\n[dependencies]\ndeep = { version = \"1\", optional = true }\n",
        );
        let project = Project::new(&[
            ("Cargo.toml", &root),
            ("a/Cargo.toml", &a),
            ("repository/Cargo.toml", &leaf),
            ("x/deep/Cargo.toml", &package("deep", DEEP.1)),
        ]);
        project.git("repository");
        compare(&project.with_home());
    }
}

#[test]
fn a_package_at_the_root() {
    for edition in ["2015", "2018", "2021", "2024"] {
        for key in ["", "resolver = \"1\"\n", "resolver = \"2\"\n"] {
            let root = format!(
                "[package]\nname = \"root\"\nversion = \"1.0.0\"\nedition = \"{edition}\"\n{key}\
                 [workspace]\nmembers = [\"m\"]\nexclude = [\"x\"]\n\
                 [features]\nf = [\"leaf/other\"]\n\
                 [dependencies]\nleaf = {{ path = \"x/leaf\" }}\n\
                 [build-dependencies]\nleaf = {{ path = \"x/leaf\", features = [\"big\"] }}\n"
            );
            let member = package(
                "m",
                "[features]\nf = [\"leaf/big\"]\n[dependencies]\nleaf = { path = \"../x/leaf\", default-features = false }\n\
                 [dev-dependencies]\nleaf = { path = \"../x/leaf\", features = [\"other\"] }\n",
            );
            compare(&Project::new(&[
                ("Cargo.toml", &root),
                ("m/Cargo.toml", &member),
                ("x/leaf/Cargo.toml", &package("leaf", LEAF.1)),
                ("x/deep/Cargo.toml", &package("deep", DEEP.1)),
            ]));
        }
    }
}
