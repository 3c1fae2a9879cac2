//! Code that cannot be read to its end is never passed over in silence: in a member it is an error, in a dependency a
//! warning, and without the stop there is no finding.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::reach::write_clients;
use crate::support::{Project, Run};

const ID: &str = "Qwen/Qwen2.5-7B-Instruct";
const JSON: &[&str] = &["check", "--format", "json"];
const STRICT: &[&str] = &["check", "--format", "json", "--strict"];

/// What a stop is made of.
struct Stop {
    name: &'static str,
    /// Writes it into the directory of a package, of which `src/odd.rs` is a module.
    write: fn(&Path),
    /// The same without the stop.
    green: &'static str,
    reason: &'static str,
}

fn odd(package: &Path, text: impl AsRef<[u8]>) {
    fs::write(package.join("src/odd.rs"), text).expect("written");
}

/// Folders inside a folder, whose whole path has this length, and a file of this name in the last one.
fn deep(top: &Path, length: usize, file: &str) -> PathBuf {
    let moved = top.with_file_name("moved");
    let (mut near, mut far) = (top.to_owned(), moved.clone());
    let mut left = length - top.as_os_str().len() - "/rest".len();
    while left > 1 {
        let name = "d".repeat(left.min(201) - 1);
        left -= name.len() + 1;
        if near.as_os_str().len() < length / 2 {
            near.push(name);
        } else {
            far.push(name);
        }
    }
    fs::create_dir_all(&near).expect("made");
    fs::create_dir_all(&far).expect("made");
    fs::write(far.join(file), "fn f() {}\n").expect("written");
    // No call gets the whole path, which may be longer than a system takes.
    let rest = far.strip_prefix(&moved).expect("below").to_owned();
    let to = near.join("rest");
    fs::rename(&moved, &to).expect("moved");
    to.join(rest).join(file)
}

const STOPS: &[Stop] = &[
    Stop {
        name: "a file of many bytes",
        write: |package| {
            odd(package, "// ");
            let file = File::options().write(true).open(package.join("src/odd.rs"));
            let file = file.expect("there");
            file.set_len(65 << 20).expect("room for a hole");
        },
        green: "// ",
        reason: "`src/odd.rs`: has more than 67108864 bytes",
    },
    Stop {
        name: "much code",
        write: |package| odd(package, "fn f() { g(1, 2, a); }\n".repeat(800_000)),
        green: "fn f() { g(1, 2, a); }\n",
        reason: "`src/odd.rs`: has more than 16777216 bytes without comments",
    },
    Stop {
        name: "brackets in brackets",
        write: |package| {
            let (open, close) = ("(".repeat(300), ")".repeat(300));
            odd(package, format!("const A: u8 =\n{open}1{close};\n"));
        },
        green: "const A: u8 =\n((1));\n",
        reason: "`src/odd.rs`: brackets are nested more than 160 deep",
    },
    Stop {
        name: "a long expression",
        write: |package| {
            odd(
                package,
                format!("fn f(a: A) {{ a{} }}\n", ".b()".repeat(3000)),
            );
        },
        green: "fn f(a: A) { a.b().b() }\n",
        reason: "`src/odd.rs`: an expression or type has more than 6000 tokens",
    },
    Stop {
        name: "code that the parser rejects",
        write: |package| odd(package, "fn g() {}\n#[cfg(any())]\nsafe fn f() {}\n"),
        green: "fn g() {}\n#[cfg(any())]\nfn f() {}\n",
        reason: "`src/odd.rs`: cannot be parsed as Rust",
    },
    Stop {
        name: "content that is not UTF-8",
        write: |package| odd(package, b"fn f() { g(\"repo \xff\"); }\n"),
        green: "fn f() { g(\"repo\"); }\n",
        reason: "`src/odd.rs`: is not UTF-8",
    },
];

/// What only some systems have.
#[cfg(unix)]
const STOPS_OF_UNIX: &[Stop] = &[
    Stop {
        name: "a name that is not UTF-8",
        write: |package| {
            use std::os::unix::ffi::OsStrExt;
            odd(package, "");
            let name = std::ffi::OsStr::from_bytes(b"odd\xff.rs");
            fs::write(package.join("src").join(name), "").expect("written");
        },
        green: "",
        reason: ": the name is not UTF-8",
    },
    Stop {
        name: "a directory that cannot be listed",
        write: |package| {
            odd(package, "");
            deep(&package.join("src/odd"), 4600, "x.rs");
        },
        green: "",
        reason: ": the directory cannot be read",
    },
    Stop {
        name: "a file that cannot be read",
        write: |package| {
            let file = deep(
                &package.join("src/odd"),
                3950,
                &format!("{}.rs", "f".repeat(240)),
            );
            // The folder can still be named as a whole, and the file in it cannot.
            assert!(file.parent().is_some_and(Path::is_dir) && !file.exists());
            let from_src = file.strip_prefix(package.join("src")).expect("below");
            odd(
                package,
                format!("#[path = \"{}\"]\nmod x;\n", from_src.display()),
            );
        },
        green: "",
        reason: ": cannot be read",
    },
];

#[cfg(not(unix))]
const STOPS_OF_UNIX: &[Stop] = &[];

/// A program that hands a model to a library that loads it; both have a module `odd`.
fn program() -> Project {
    let manifest = |name: &str, rest: &str| {
        format!(
            "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\nlicense = \"MIT\"\n{rest}"
        )
    };
    let stated = format!(
        "[dependencies]\ndepot = {{ path = \"../depot\" }}\n[[package.metadata.deny-models.model]]\nid = \"{ID}\"\n"
    );
    let hub = "[dependencies]\nhf-hub = { path = \"../clients/hf-hub\" }\n";
    let workspace =
        "[workspace]\nresolver = \"3\"\nmembers = [\"shop\"]\nexclude = [\"depot\", \"clients\"]\n";
    let project = Project::new(&[
        ("Cargo.toml", workspace),
        ("shop/Cargo.toml", &manifest("shop", &stated)),
        (
            "shop/src/main.rs",
            &format!("mod odd;\nfn main() {{ depot::load(\"{ID}\"); }}\n"),
        ),
        ("shop/src/odd.rs", ""),
        ("depot/Cargo.toml", &manifest("depot", hub)),
        (
            "depot/src/lib.rs",
            "mod odd;\npub fn load(id: &str) { hf_hub::api::sync::Api::new().unwrap().model(id.to_string()); }\n",
        ),
        ("depot/src/odd.rs", ""),
    ]);
    write_clients(&project.path(""));
    project
}

/// The findings of an incomplete analysis, each as severity and message.
fn incomplete(run: &Run) -> Vec<(String, String)> {
    let json = run.json();
    let findings = json["findings"].as_array().expect("findings").iter();
    let found = findings.filter(|finding| finding["code"] == "incomplete-analysis");
    let word = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    found
        .map(|finding| {
            let help = word(&finding["help"]);
            assert!(help.contains("`[[crate]]` with `name = "), "{help}");
            (word(&finding["severity"]), word(&finding["message"]))
        })
        .collect()
}

#[test]
fn in_a_member_it_is_an_error_and_in_a_dependency_a_warning() {
    for stop in STOPS.iter().chain(STOPS_OF_UNIX) {
        for (package, plain, severity) in [("shop", 1, "deny"), ("depot", 0, "warn")] {
            let project = program();
            project.write(&format!("{package}/src/odd.rs"), stop.green);
            let green = project.run(STRICT);
            assert_eq!(
                (green.code, incomplete(&green)),
                (0, Vec::new()),
                "{}: {package}: {}",
                stop.name,
                green.stdout
            );
            (stop.write)(&project.path(package));
            for (args, code, severity) in [(JSON, plain, severity), (STRICT, 1, "deny")] {
                let run = project.run(args);
                let found = incomplete(&run);
                let is_it = matches!(found.as_slice(), [(is, message)] if is == severity
                    && message.starts_with(&format!("the analysis of `{package} 0.1.0` is incomplete: "))
                    && message.contains(stop.reason));
                assert!(
                    is_it && run.code == code,
                    "{}: {package} {args:?}: exit {}, {found:?}\n{}",
                    stop.name,
                    run.code,
                    run.stderr
                );
            }
        }
    }
}

#[test]
fn a_member_without_any_sign_of_models_counts_as_well_and_a_dependency_without_does_not() {
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"3\"\nmembers = [\"shop\"]\nexclude = [\"depot\"]\n",
        ),
        (
            "shop/Cargo.toml",
            "[package]\nname = \"shop\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n[dependencies]\ndepot = { path = \"../depot\" }\n",
        ),
        ("shop/src/main.rs", "mod odd;\nfn main() {}\n"),
        ("shop/src/odd.rs", ""),
        (
            "depot/Cargo.toml",
            "[package]\nname = \"depot\"\nversion = \"0.1.0\"\nlicense = \"MIT\"\n",
        ),
        ("depot/src/lib.rs", "mod odd;\n"),
        ("depot/src/odd.rs", ""),
    ]);
    let large = &STOPS[0];
    (large.write)(&project.path("depot"));
    assert_eq!(incomplete(&project.run(STRICT).expect(0)), []);
    (large.write)(&project.path("shop"));
    let found = incomplete(&project.run(JSON).expect(1));
    assert!(found[0].1.contains(large.reason), "{found:?}");
}

#[test]
fn the_cause_is_printed_once() {
    let project = program();
    let large = &STOPS[0];
    (large.write)(&project.path("shop"));
    for args in [&["--offline"][..], &["--offline", "-v"]] {
        let shown = project.run(args).expect(1).stderr;
        let cause = large.reason.trim_start_matches("`src/odd.rs`: ");
        assert_eq!(shown.matches(cause).count(), 1, "{shown}");
        assert!(shown.contains("--> shop/src/odd.rs\n"), "{shown}");
    }
}

#[test]
fn files_that_nothing_compiles_do_not_count() {
    let bad = "{{crate_name}} safe fn f() {}\n";
    let project = program();
    for path in [
        "shop/templates/main.rs",
        "shop/src/templates/lib.rs",
        "shop/src/left_over.rs",
        "shop/tests/ui/bad.rs",
        "shop/src/only_tested.rs",
    ] {
        project.write(path, bad);
    }
    project.write(
        "shop/src/odd.rs",
        "const T: &str = include_str!(\"templates/lib.rs\");\n// mod left_over;\n",
    );
    project.write(
        "shop/src/main.rs",
        &format!(
            "mod odd;\n#[cfg(test)]\nmod only_tested;\nfn main() {{ depot::load(\"{ID}\"); }}\n"
        ),
    );
    let run = project.run(STRICT).expect(0);
    assert_eq!(incomplete(&run), []);
    // Each way to compile one counts.
    for (file, text) in [
        ("shop/src/odd.rs", "include!(\"templates/lib.rs\");\n"),
        ("shop/src/odd.rs", "#[path = \"left_over.rs\"]\nmod x;\n"),
        (
            "shop/src/main.rs",
            "modules! { odd, left_over }\nfn main() {}\n",
        ),
        ("shop/src/bin/other.rs", bad),
        ("shop/build.rs", bad),
    ] {
        let before = fs::read_to_string(project.path(file)).ok();
        project.write(file, text);
        let run = project.run(JSON);
        assert_eq!((run.code, incomplete(&run).len()), (1, 1), "{file}: {text}");
        match before {
            Some(before) => project.write(file, &before),
            None => fs::remove_file(project.path(file)).expect("there"),
        }
    }
}

#[test]
fn a_long_comment_hides_nothing() {
    let project = program();
    let comment = format!("// {}\n", "x".repeat(80)).repeat(240_000);
    let code = "fn f() { depot::load(\"meta-llama/Llama-3.1-8B-Instruct\"); }\n";
    project.write("shop/src/odd.rs", &format!("{comment}pub {code}"));
    project.write("shop/src/main.rs", "mod odd;\nfn main() { odd::f(); }\n");
    let run = project.run(JSON).expect(1);
    assert!(
        run.codes().contains(&"non-osi-model:deny:shop".to_owned()),
        "{:?}",
        run.codes()
    );
}

#[test]
fn all_places_of_a_package_are_one_finding_and_an_entry_or_exception_answers_it() {
    let project = program();
    project.write("shop/src/odd.rs", "mod more;\nsafe fn f() {}\n");
    project.write("shop/src/odd/more.rs", "\nsafe fn f() {}\n");
    let run = project.run(JSON).expect(1);
    let found = incomplete(&run);
    assert_eq!(found.len(), 1, "{found:?}");
    let finding = &run.json()["findings"][0];
    let evidence = finding["evidence"].as_array().expect("evidence");
    let places: Vec<(&str, u64)> = evidence
        .iter()
        .map(|seen| {
            let file = seen["file"].as_str().expect("a file");
            (file, seen["line"].as_u64().expect("a line"))
        })
        .collect();
    assert_eq!(
        places,
        [("shop/src/odd.rs", 2), ("shop/src/odd/more.rs", 2)],
        "{finding:#}"
    );
    let exception = "[[exception]]\ncrate = \"shop\"\ncode = \"incomplete-analysis\"\nreason = \"read\"\nuntil = 2027-03-01\n";
    let entry = format!("[[crate]]\nname = \"shop\"\nuses = [\"{ID}\"]\n");
    for policy in [exception, &entry] {
        project.write("deny-models.toml", policy);
        let run = project.run_on("2026-11-26", STRICT);
        assert_eq!(
            (run.code, incomplete(&run)),
            (0, Vec::new()),
            "{}",
            run.stdout
        );
    }
}
