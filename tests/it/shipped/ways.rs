//! How code comes to a path, and what takes it: each way to a file of the workspace that is not there for the package
//! alone. Every way is tried with a file under terms that fail and with one under terms that pass.

use super::weights::{JSON, gguf, package, put, whole};
use crate::support::{Project, Run};

const FILE: &str = "../../models/x.gguf";

/// Code of a library that comes to `models/x.gguf` at the root of the workspace.
const OF_LIBRARIES: &[(&str, &str)] = &[
    (
        "a field",
        "pub struct M { path: String }\nimpl M {\n    pub fn new() -> Self { Self { path: \"../../models/x.gguf\".to_string() } }\n    \
         pub fn load(&self) { std::fs::read(&self.path).unwrap(); }\n}\n",
    ),
    (
        "a function",
        "fn path() -> String { format!(\"{}/../../models/x.gguf\", env!(\"CARGO_MANIFEST_DIR\")) }\n\
         pub fn load() { std::fs::read(path()).unwrap(); }\n",
    ),
    (
        "a value by default",
        "pub struct C { model: String }\nimpl Default for C { fn default() -> Self { C { model: \"models/x.gguf\".into() } } }\n\
         pub fn load(c: &C) { std::fs::read(&c.model).unwrap(); }\n",
    ),
    (
        "an argument by default",
        "#[derive(clap::Parser)]\npub struct A { #[arg(long, default_value = \"models/x.gguf\")] model: String }\n\
         pub fn load(a: A) { std::fs::read(a.model).unwrap(); }\n",
    ),
    (
        "calls of calls",
        "fn read(p: &str) { std::fs::read(p).unwrap(); }\nfn outer(p: &str) { read(p) }\npub fn load() { outer(\"../../models/x.gguf\"); }\n",
    ),
    (
        "a static",
        "static P: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| format!(\"{}/../../models/x.gguf\", env!(\"CARGO_MANIFEST_DIR\")));\n\
         pub fn load() { std::fs::read(&*P).unwrap(); }\n",
    ),
    (
        "directories above",
        "pub fn load() { let p = std::path::Path::new(env!(\"CARGO_MANIFEST_DIR\")).parent().unwrap().parent().unwrap().join(\"models/x.gguf\"); std::fs::read(p).unwrap(); }\n",
    ),
    (
        "a directory above by its number",
        "pub fn load() { let p = std::path::Path::new(env!(\"CARGO_MANIFEST_DIR\")).ancestors().nth(2).unwrap().join(\"models/x.gguf\"); std::fs::read(p).unwrap(); }\n",
    ),
    (
        "a path that grows",
        "pub fn load() { let mut p = std::path::PathBuf::from(env!(\"CARGO_MANIFEST_DIR\")); p.push(\"x\"); p.pop(); p.pop(); p.pop(); p.push(\"models\"); p.push(\"x.gguf\"); std::fs::read(p).unwrap(); }\n",
    ),
    (
        "parts in a list",
        "pub fn load() { let p: std::path::PathBuf = [env!(\"CARGO_MANIFEST_DIR\"), \"..\", \"..\", \"models\", \"x.gguf\"].iter().collect(); std::fs::read(p).unwrap(); }\n",
    ),
    (
        "compressed bytes",
        "include_flate::flate!(pub static M: [u8] from \"../../models/x.gguf\");\n",
    ),
    (
        "a tree of files",
        "#[iftree::include_file_tree(\"paths = '/*'\\nbase_folder = '../../models'\")]\npub struct Asset { contents_bytes: &'static [u8] }\n",
    ),
    (
        "an asset of an application",
        "pub static M: Asset = asset!(\"../../models/x.gguf\");\n",
    ),
];

/// Code in the `main` of a build script.
const OF_BUILD_SCRIPTS: &[(&str, &str)] = &[
    (
        "directories above",
        "let root = std::path::PathBuf::from(std::env::var(\"CARGO_MANIFEST_DIR\").unwrap()).parent().unwrap().parent().unwrap().to_path_buf(); \
         std::fs::copy(root.join(\"models\").join(\"x.gguf\"), \"y\").unwrap();",
    ),
    (
        "a directory above that is copied",
        "let root = std::path::Path::new(env!(\"CARGO_MANIFEST_DIR\")).parent().unwrap().parent().unwrap(); \
         fs_extra::dir::copy(root.join(\"models\"), \"y\", &o).unwrap();",
    ),
    (
        "a directory that is listed",
        "for file in std::fs::read_dir(\"../../models\").unwrap() { std::fs::copy(file.unwrap().path(), \"y\").unwrap(); }",
    ),
    (
        "a directory that is walked through",
        "for file in walkdir::WalkDir::new(\"../../models\") { std::fs::copy(file.unwrap().path(), \"y\").unwrap(); }",
    ),
    (
        "a pattern",
        "for file in glob::glob(\"../../models/*.gguf\").unwrap() { std::fs::copy(file.unwrap(), \"y\").unwrap(); }",
    ),
    (
        "a function for directories",
        "fn all(from: &std::path::Path) { for file in std::fs::read_dir(from).unwrap() { std::fs::copy(file.unwrap().path(), \"y\").unwrap(); } } \
         all(std::path::Path::new(\"../../models\"));",
    ),
    (
        "a program that copies",
        "std::process::Command::new(\"cp\").args([\"-r\", \"../../models\", \"y\"]).status().unwrap();",
    ),
    (
        "a line of a shell",
        "std::process::Command::new(\"sh\").arg(\"-c\").arg(\"cp ../../models/x.gguf $OUT_DIR/\").status().unwrap();",
    ),
    (
        "a program that takes it by an option",
        "std::process::Command::new(\"convert\").arg(\"--model=../../models/x.gguf\").status().unwrap();",
    ),
    (
        "a file that it depends on",
        "println!(\"cargo::rerun-if-changed=../../models/x.gguf\"); generate();",
    ),
    (
        "a server of files",
        "static_files::resource_dir(\"../../models\").build().unwrap();",
    ),
];

fn workspace(lib: &str, build: Option<&str>, license: &str) -> Project {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"crates/*\"]\nresolver = \"3\"\n",
        ),
        ("crates/a/Cargo.toml", &package("a", "publish = false\n")),
        ("crates/a/src/lib.rs", lib),
    ]);
    if let Some(build) = build {
        let text = format!("fn main() {{\n    {build}\n}}\n");
        project.write("crates/a/build.rs", &text);
    }
    put(
        &project,
        "models/x.gguf",
        &gguf(&[("general.license", license)]),
    );
    project
}

/// The file that fails.
fn failing(run: &Run) -> Vec<String> {
    let failing = whole(run, "non-osi-model").into_iter();
    failing
        .map(|finding| finding["model"].as_str().expect("a model").to_owned())
        .collect()
}

#[test]
fn however_code_comes_to_the_path_of_a_file_it_is_found() {
    let libraries = OF_LIBRARIES.iter().map(|(name, code)| (*name, *code, None));
    let builds = OF_BUILD_SCRIPTS
        .iter()
        .map(|(name, code)| (*name, "", Some(*code)));
    let mut wrong = Vec::new();
    for (name, lib, build) in libraries.chain(builds) {
        let red = workspace(lib, build, "cc-by-nc-4.0").run(JSON);
        if red.code != 1 || failing(&red) != [FILE] {
            wrong.push(format!("{name}: {} {:?}", red.code, failing(&red)));
        }
        let green = workspace(lib, build, "apache-2.0").run(JSON);
        if green.code != 0 {
            wrong.push(format!("{name}: a file that passes: {}", green.stdout));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_only_looks_like_a_path_to_a_file_takes_none() {
    let build = |code| ("", Some(code));
    for (lib, build) in [
        // A file of a repository of the hub, of the same name.
        (
            "pub fn load() { hf_hub::api::sync::Api::new().unwrap().model(\"Qwen/Qwen2.5-0.5B\".to_string()).get(\"models/x.gguf\").unwrap(); }\n",
            None,
        ),
        // An address.
        (
            "pub static U: &str = \"https://example.org/models/x.gguf\";\n",
            None,
        ),
        // What is printed.
        (
            "pub fn help() { println!(\"put a model at models/x.gguf\"); }\n",
            None,
        ),
        // Code of tests.
        (
            "#[cfg(test)] mod tests { #[test] fn t() { std::fs::read(\"../../models/x.gguf\").unwrap(); } }\n",
            None,
        ),
        // What the package lies in, and a file beside the weights.
        build("for file in std::fs::read_dir(\"../..\").unwrap() { look(file); }"),
        build(
            "std::process::Command::new(\"git\").args([\"-C\", \"../..\", \"rev-parse\", \"HEAD\"]).status().unwrap();",
        ),
        build("std::fs::copy(\"../../models/labels.txt\", \"y\").unwrap();"),
        build("std::process::Command::new(\"npm\").arg(\"../../models\").status().unwrap();"),
    ] {
        let project = workspace(lib, build, "cc-by-nc-4.0");
        project.write("models/labels.txt", "cat\n");
        let run = project.run(JSON);
        assert_eq!(failing(&run), [""; 0], "{lib}{build:?}");
    }
}

/// Configurations of packagers, by their file, that ship `models/x.gguf` at the root of the workspace.
const OF_PACKAGERS: &[(&str, &str)] = &[
    (
        "crates/a/Cargo.toml",
        "[package.metadata.deb]\nassets = [[\"../../models/*.gguf\", \"usr/share/a/\", \"644\"]]\n",
    ),
    (
        "crates/a/Cargo.toml",
        "[package.metadata.generate-rpm]\nassets = [{ source = \"../../models/x.gguf\", dest = \"/usr\", mode = \"644\" }]\n",
    ),
    (
        "crates/a/Cargo.toml",
        "[package.metadata.bundle]\nresources = [\"../../models\"]\n",
    ),
    (
        "crates/a/Packager.toml",
        "resources = [\"../../models/**/*\"]\n",
    ),
    (
        "crates/a/Dioxus.toml",
        "[bundle]\nresources = [\"../../models/*\"]\n",
    ),
    (
        "Cargo.toml",
        "[workspace.metadata.dist]\ninclude = [\"models/\"]\n",
    ),
    (
        "dist-workspace.toml",
        "[dist]\ninclude = [\"models/x.gguf\"]\n",
    ),
];

#[test]
fn what_packagers_put_beside_a_program_is_shipped() {
    let mut wrong = Vec::new();
    for (file, text) in OF_PACKAGERS {
        let shipping = |license| {
            let project = workspace("", None, license);
            project.write("crates/a/src/main.rs", "fn main() {}\n");
            let before = std::fs::read_to_string(project.path(file)).unwrap_or_default();
            project.write(file, &format!("{before}\n{text}"));
            project.run(JSON)
        };
        let red = shipping("cc-by-nc-4.0");
        if red.code != 1 || failing(&red) != [FILE] {
            wrong.push(format!("{text}: {} {}", red.code, red.stdout));
        }
        let green = shipping("apache-2.0");
        if green.code != 0 {
            wrong.push(format!("{text}: a file that passes: {}", green.stdout));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_bare_name_where_the_program_is_run_is_a_file_there() {
    let code = "pub fn load() { let p = std::env::current_dir().unwrap().join(\"y.gguf\"); std::fs::read(p).unwrap(); }\n";
    for (license, status) in [("cc-by-nc-4.0", 1), ("apache-2.0", 0)] {
        let project = workspace(code, None, license);
        put(&project, "y.gguf", &gguf(&[("general.license", license)]));
        let run = project.run(JSON).expect(status);
        assert_eq!(failing(&run).len(), usize::from(status == 1));
    }
}
