//! What rustc compiles is read, whatever it is called and wherever it lies: small workspaces in which one file, in an
//! unusual place, takes a model.

use std::fs;

use camino::Utf8PathBuf;
use deny_models_scan::{ScanOptions, scan_crate};
use serde_json::Value;

use crate::reach::write_clients;
use crate::support::{Project, Run};

const FAILING: &str = "mistralai/Codestral-22B-v0.1";
const FREE: &str = "Qwen/Qwen2.5-0.5B";

/// A function that takes the model.
const GET: &str = "pub fn get() {\n    hf_hub::api::sync::Api::new().unwrap().model(\"ID\".to_string()).get(\"x.safetensors\").unwrap();\n}\n";
/// A build script that takes it.
const GET_MAIN: &str = "fn main() {\n    hf_hub::api::sync::Api::new().unwrap().model(\"ID\".to_string()).get(\"x.safetensors\").unwrap();\n}\n";
const MAIN: &str = "mod net;\nfn main() { net::get(); }\n";

/// A member `app` whose manifest and files these are. `GET` and the like in a text stand for code, and `-> path` is a
/// link. Paths are from the workspace.
pub(crate) struct Case<'a> {
    pub(crate) name: &'a str,
    pub(crate) manifest: &'a str,
    pub(crate) files: &'a [(&'a str, &'a str)],
    /// Where the model is taken.
    pub(crate) place: &'a str,
}

const CASES: &[Case<'_>] = &[
    Case {
        name: "a library in a place of its own",
        manifest: "[lib]\npath = \"code/entry.rs\"\n",
        files: &[
            (
                "app/code/entry.rs",
                "mod net;\npub fn run() { net::get(); }\n",
            ),
            ("app/code/net.rs", "GET"),
        ],
        place: "app/code/net.rs",
    },
    Case {
        name: "a library outside of its package",
        manifest: "[lib]\npath = \"../code/entry.rs\"\n",
        files: &[
            ("code/entry.rs", "mod net;\npub fn run() { net::get(); }\n"),
            ("code/net.rs", "GET"),
        ],
        place: "code/net.rs",
    },
    Case {
        name: "a program in a folder of tools",
        manifest: "[[bin]]\nname = \"tool\"\npath = \"tools/tool.rs\"\n",
        files: &[("app/tools/tool.rs", MAIN), ("app/tools/net.rs", "GET")],
        place: "app/tools/net.rs",
    },
    Case {
        name: "a program outside of its package",
        manifest: "[[bin]]\nname = \"tool\"\npath = \"../tool/go.rs\"\n",
        files: &[("tool/go.rs", MAIN), ("tool/net.rs", "GET")],
        place: "tool/net.rs",
    },
    Case {
        name: "a program among the tests",
        manifest: "[[bin]]\nname = \"tool\"\npath = \"tests/tool.rs\"\n",
        files: &[("app/tests/tool.rs", MAIN), ("app/tests/net.rs", "GET")],
        place: "app/tests/net.rs",
    },
    Case {
        name: "a program without autobins",
        manifest: "autobins = false\n[[bin]]\nname = \"tool\"\npath = \"examples/tool/start.rs\"\n",
        files: &[
            ("app/examples/tool/start.rs", MAIN),
            ("app/examples/tool/net.rs", "GET"),
        ],
        place: "app/examples/tool/net.rs",
    },
    Case {
        name: "a build script in a folder",
        manifest: "build = \"scripts/make.rs\"\n[build-dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n",
        files: &[
            ("app/scripts/make.rs", MAIN),
            ("app/scripts/net.rs", "GET"),
            ("app/src/lib.rs", ""),
        ],
        place: "app/scripts/net.rs",
    },
    Case {
        name: "a build script outside of its package",
        manifest: "build = \"../make.rs\"\n[build-dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n",
        files: &[("make.rs", "GET_MAIN"), ("app/src/lib.rs", "")],
        place: "make.rs",
    },
    Case {
        name: "a module outside of src",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"../net.rs\"]\nMAIN"),
            ("app/net.rs", "GET"),
        ],
        place: "app/net.rs",
    },
    Case {
        name: "a module outside of the package",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"../../common/net.rs\"]\nMAIN"),
            ("common/net.rs", "GET"),
        ],
        place: "common/net.rs",
    },
    Case {
        name: "a module of a module outside of the package",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"../../common/net.rs\"]\nMAIN"),
            ("common/net.rs", "mod deep;\npub use deep::get;\n"),
            ("common/deep.rs", "GET"),
        ],
        place: "common/deep.rs",
    },
    Case {
        name: "a path inside modules that are written in place",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "mod a { #[path = \"b\"] pub mod c { #[path = \"../../../other/net.rs\"] pub mod net; } }\nfn main() { a::c::net::get(); }\n",
            ),
            ("app/other/net.rs", "GET"),
        ],
        place: "app/other/net.rs",
    },
    Case {
        name: "a path under a condition that never holds",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "#[cfg_attr(any(), path = \"other.rs\")]\nMAIN",
            ),
            ("app/src/net.rs", "GET"),
            ("app/src/other.rs", "pub fn get() {}\n"),
        ],
        place: "app/src/net.rs",
    },
    Case {
        name: "a path for one system",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "#[cfg_attr(unix, path = \"../sys/unix.rs\")]\nMAIN",
            ),
            ("app/src/net.rs", "pub fn get() {}\n"),
            ("app/sys/unix.rs", "GET"),
        ],
        place: "app/sys/unix.rs",
    },
    Case {
        name: "a module with another ending",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"net.inc\"]\nMAIN"),
            ("app/src/net.inc", "GET"),
        ],
        place: "app/src/net.inc",
    },
    Case {
        name: "items that are included",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "include!(\"net.in\");\nfn main() { get(); }\n",
            ),
            ("app/src/net.in", "GET"),
        ],
        place: "app/src/net.in",
    },
    Case {
        name: "items that are included from outside of the package",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "mod net { include!(\"../../net.rs\"); }\nfn main() { net::get(); }\n",
            ),
            ("net.rs", "GET"),
        ],
        place: "net.rs",
    },
    Case {
        name: "items that are included from the manifest on",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "include!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/../net.rs\"));\nfn main() { get(); }\n",
            ),
            ("net.rs", "GET"),
        ],
        place: "net.rs",
    },
    Case {
        name: "an id that is included",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "const MODEL: &str = include!(\"model.in\");\n\
                 fn main() { hf_hub::api::sync::Api::new().unwrap().model(MODEL.to_string()).get(\"x.safetensors\").unwrap(); }\n",
            ),
            ("app/src/model.in", "\"ID\"\n"),
        ],
        place: "app/src/model.in",
    },
    Case {
        name: "a block that is included",
        manifest: "",
        files: &[
            ("app/src/main.rs", "fn main() { include!(\"run.rs\") }\n"),
            (
                "app/src/run.rs",
                "{\n    let api = hf_hub::api::sync::Api::new().unwrap();\n    api.model(\"ID\".to_string()).get(\"x.safetensors\").unwrap();\n}\n",
            ),
        ],
        place: "app/src/run.rs",
    },
    Case {
        name: "a link to a module",
        manifest: "",
        files: &[
            ("app/src/main.rs", MAIN),
            ("app/src/net.rs", "-> ../../common/net.rs"),
            ("common/net.rs", "GET"),
        ],
        place: "app/src/net.rs",
    },
    Case {
        name: "a link to a folder of modules",
        manifest: "",
        files: &[
            ("app/src/main.rs", MAIN),
            ("app/src/net", "-> ../../common"),
            ("common/mod.rs", "mod deep;\npub use deep::get;\n"),
            ("common/deep.rs", "GET"),
        ],
        place: "app/src/net/deep.rs",
    },
    Case {
        name: "a link to all sources",
        manifest: "",
        files: &[
            ("app/src", "-> ../code"),
            ("code/main.rs", MAIN),
            ("code/net.rs", "GET"),
        ],
        place: "app/src/net.rs",
    },
    Case {
        name: "a link to a program",
        manifest: "",
        files: &[
            ("app/src/bin/tool.rs", "-> ../../../tool.rs"),
            ("tool.rs", "GET_MAIN"),
        ],
        place: "app/src/bin/tool.rs",
    },
    Case {
        name: "a module under vendor",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"../vendor/net.rs\"]\nMAIN"),
            ("app/vendor/net.rs", "GET"),
        ],
        place: "app/vendor/net.rs",
    },
    Case {
        name: "a module named vendor",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "mod vendor;\nfn main() { vendor::get(); }\n",
            ),
            ("app/src/vendor/mod.rs", "GET"),
        ],
        place: "app/src/vendor/mod.rs",
    },
    Case {
        name: "a module under target",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"../target/net.rs\"]\nMAIN"),
            ("app/target/net.rs", "GET"),
        ],
        place: "app/target/net.rs",
    },
    Case {
        name: "a module named target",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "mod target;\nfn main() { target::net::get(); }\n",
            ),
            ("app/src/target.rs", "pub mod net;\n"),
            ("app/src/target/net.rs", "GET"),
        ],
        place: "app/src/target/net.rs",
    },
    Case {
        name: "a module under tests",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"../tests/net.rs\"]\nMAIN"),
            ("app/tests/net.rs", "GET"),
        ],
        place: "app/tests/net.rs",
    },
    Case {
        name: "a module under examples",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"../examples/net.rs\"]\nMAIN"),
            ("app/examples/net.rs", "GET_BOTH"),
        ],
        place: "app/examples/net.rs",
    },
    Case {
        name: "a module beside a manifest of its own",
        manifest: "",
        files: &[
            ("app/src/main.rs", "#[path = \"../inner/src/net.rs\"]\nMAIN"),
            (
                "app/inner/Cargo.toml",
                "[package]\nname = \"inner\"\nversion = \"0.1.0\"\n[workspace]\n",
            ),
            ("app/inner/src/net.rs", "GET"),
        ],
        place: "app/inner/src/net.rs",
    },
    Case {
        name: "a module named tests that is built",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "mod tests;\nfn main() { tests::get(); }\n",
            ),
            ("app/src/tests.rs", "GET"),
        ],
        place: "app/src/tests.rs",
    },
    Case {
        name: "a module below one named tests",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "mod tests;\nfn main() { tests::net::get(); }\n",
            ),
            ("app/src/tests/mod.rs", "pub mod net;\n"),
            ("app/src/tests/net.rs", "GET"),
        ],
        place: "app/src/tests/net.rs",
    },
    Case {
        name: "a module named by a keyword",
        manifest: "",
        files: &[
            ("app/src/main.rs", "mod r#fn;\nfn main() { r#fn::get(); }\n"),
            ("app/src/fn.rs", "GET"),
        ],
        place: "app/src/fn.rs",
    },
    Case {
        name: "a module that a macro declares",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "macro_rules! cfg_net { ($($item:item)*) => { $($item)* } }\n\
                 cfg_net! { #[path = \"../../net.rs\"] mod net; }\nfn main() { net::get(); }\n",
            ),
            ("net.rs", "GET"),
        ],
        place: "net.rs",
    },
    Case {
        name: "a module in the body of a function",
        manifest: "",
        files: &[
            (
                "app/src/main.rs",
                "fn main() { #[path = \"../../net.rs\"] mod net; net::get(); }\n",
            ),
            ("net.rs", "GET"),
        ],
        place: "net.rs",
    },
];

impl Case<'_> {
    /// What is wrong with the verdict: where the model fails it is to be found, and another blocks nothing.
    pub(crate) fn wrong(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        let red = check(&self.project(FAILING));
        if red.code != 1 || !names(&red, self.place) {
            wrong.push(self.answer("silent", &red));
        }
        let green = check(&self.project(FREE));
        if green.code != 0 {
            wrong.push(self.answer("blocked", &green));
        }
        wrong
    }

    /// What is wrong with the verdict where nothing takes the model.
    pub(crate) fn invented(&self) -> Option<String> {
        let run = check(&self.project(FAILING));
        (run.code != 0).then(|| self.answer("invented", &run))
    }

    fn answer(&self, word: &str, run: &Run) -> String {
        format!("{}: {word}\n{}{}", self.name, run.stdout, run.stderr)
    }

    fn project(&self, model: &str) -> Project {
        let manifest = format!(
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n{}\n\
             [dependencies]\nhf-hub = {{ path = \"../clients/hf-hub\" }}\n",
            self.manifest
        );
        let project = Project::new(&[
            (
                "Cargo.toml",
                "[workspace]\nresolver = \"3\"\nmembers = [\"app\"]\nexclude = [\"clients\"]\n",
            ),
            ("app/Cargo.toml", &manifest),
        ]);
        write_clients(&project.path(""));
        for (path, text) in self.files {
            if let Some(to) = text.strip_prefix("-> ") {
                let link = project.path(path);
                fs::create_dir_all(link.parent().expect("a parent")).expect("a directory");
                link_to(to, &link);
                continue;
            }
            let both = format!("{GET}fn main() {{ get(); }}\n");
            let text = match *text {
                "GET" => GET.to_owned(),
                "GET_MAIN" => GET_MAIN.to_owned(),
                "GET_BOTH" => both,
                text => text.replace("MAIN", MAIN),
            };
            let (org, name) = model.split_once('/').expect("an id");
            let text = text.replace("ORG", org).replace("NAME", name);
            project.write(path, &text.replace("ID", model));
        }
        project
    }
}

#[cfg(unix)]
fn link_to(to: &str, link: &std::path::Path) {
    std::os::unix::fs::symlink(to, link).expect("a link");
}

#[cfg(windows)]
fn link_to(to: &str, link: &std::path::Path) {
    let is_directory = link.parent().expect("a parent").join(to).is_dir();
    if is_directory {
        std::os::windows::fs::symlink_dir(to, link).expect("a link");
    } else {
        std::os::windows::fs::symlink_file(to, link).expect("a link");
    }
}

/// Fails with all cases that are wrong.
#[track_caller]
pub(crate) fn none(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

fn check(project: &Project) -> Run {
    project.run(&["check", "--offline", "--format", "json"])
}

/// Whether a finding names the model and the file.
fn names(run: &Run, place: &str) -> bool {
    let findings = run.json()["findings"].clone();
    let findings = findings.as_array().expect("a list");
    let at = |finding: &Value| {
        let evidence = finding["evidence"].as_array().expect("a list");
        evidence.iter().any(|evidence| {
            let file = evidence["file"]
                .as_str()
                .unwrap_or_default()
                .replace('\\', "/");
            file.ends_with(place) && evidence["line"].as_u64().is_some_and(|line| line > 0)
        })
    };
    // The hub takes ids in any case.
    let is_failing = |finding: &Value| {
        let model = finding["model"].as_str().unwrap_or_default();
        model.eq_ignore_ascii_case(FAILING)
    };
    findings
        .iter()
        .any(|finding| is_failing(finding) && finding["severity"] == "deny" && at(finding))
}

#[test]
fn a_model_is_found_wherever_the_code_that_takes_it_lies() {
    none(&CASES.iter().flat_map(Case::wrong).collect::<Vec<String>>());
}

#[test]
fn what_is_named_and_may_not_be_read_is_counted() {
    let project = Project::new(&[
        ("app/Cargo.toml", "[package]\nname = \"app\"\n"),
        ("out.rs", "fn f() {}\n"),
    ]);
    let root = Utf8PathBuf::from_path_buf(project.path("")).expect("UTF-8");
    for (text, alone, with_root) in [
        ("#[path = \"../../out.rs\"]\nmod out;\n", 1, 0),
        ("include!(\"../../out.rs\");\n", 1, 0),
        ("mod gone;\n", 1, 1),
        ("#[cfg(feature = \"a\")]\nmod gone;\n", 1, 1),
        ("#[cfg(test)]\nmod gone;\n", 0, 0),
        ("// mod gone;\nconst TEXT: &str = \"mod gone;\";\n", 0, 0),
    ] {
        project.write("app/src/lib.rs", text);
        for (around, unreadable) in [(None, alone), (Some(root.clone()), with_root)] {
            let options = ScanOptions {
                around,
                ..ScanOptions::default()
            };
            let scan = scan_crate(&root.join("app"), &options).expect("scanned");
            assert_eq!(scan.stats.unreadable, unreadable, "{text}");
        }
    }
}
