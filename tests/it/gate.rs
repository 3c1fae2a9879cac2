//! The gate from end to end: policies, severities, exceptions and the conditions of pulls.

use crate::support::{Project, mit_crate};

const JSON: &[&str] = &["check", "--format", "json"];

fn json<'a>(args: &[&'a str]) -> Vec<&'a str> {
    let mut all = JSON.to_vec();
    all.extend(args);
    all
}

const LLAMA: &str = "id = \"meta-llama/Llama-3.1-8B-Instruct\"";

#[test]
fn without_any_configuration_the_gate_works() {
    let run = Project::package(&mit_crate(LLAMA)).run(JSON).expect(1);
    assert_eq!(run.codes(), ["non-osi-model:deny:demo"]);
    assert!(run.stderr.is_empty(), "{}", run.stderr);
    let run = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\""))
        .run(JSON)
        .expect(0);
    assert_eq!(run.codes(), [""; 0]);
}

#[test]
fn an_unknown_model_fails_closed() {
    let run = Project::package(&mit_crate("id = \"acme/nobody-knows\""))
        .run(JSON)
        .expect(1);
    assert_eq!(run.codes(), ["unknown-license:deny:demo"]);
    assert!(run.json()["findings"][0]["governing"].is_null());
}

#[test]
fn a_crate_that_is_not_protected_is_not_gated() {
    for license in ["GPL-3.0-only", "MIT AND LicenseRef-llama3.1"] {
        let manifest = mit_crate(LLAMA).replace("\"MIT\"", &format!("\"{license}\""));
        let project = Project::package(&manifest);
        assert_eq!(project.run(JSON).expect(0).codes(), [""; 0]);
        project.run(&[]).expect(0).prints(&[
            "nothing gated: 1 member",
            license,
            "help: `protect` in deny-models.toml states which crate licences are gated",
        ]);
        project
            .run(&["--strict"])
            .expect(2)
            .prints(&["nothing to gate"]);
        project
            .run(&["-p", "demo"])
            .expect(2)
            .prints(&["nothing to gate"]);
    }
    // The advice is printed once, and followed it leads to a verdict.
    for (license, flag) in [
        ("GPL-3.0-only", Some("GPL-3.0-only")),
        ("LicenseRef-Ours", Some("LicenseRef-Ours")),
        ("BSL-1.0 OR LicenseRef-Ours", Some("BSL-1.0")),
        ("MIT AND LicenseRef-llama3.1", None),
    ] {
        let manifest = mit_crate(LLAMA).replace("\"MIT\"", &format!("\"{license}\""));
        let project = Project::package(&manifest);
        for args in [
            &["--strict"][..],
            &["-p", "demo"],
            &["--strict", "-q"],
            &["check", "--strict", "--format", "json"],
        ] {
            let run = project.run(args).expect(2);
            let given = run.stderr.matches("--protect").count();
            let about = "names the terms of its models";
            assert_eq!(
                given,
                usize::from(flag.is_some()),
                "{license} {args:?}: {}",
                run.stderr
            );
            assert!(
                flag.is_some() || run.stderr.contains(about),
                "{license}: {}",
                run.stderr
            );
        }
        if let Some(flag) = flag {
            let advice = format!("`--protect {flag}` gates these members");
            project.run(&["--strict"]).prints(&[&advice]);
            project.run(&[]).expect(0).prints(&[&advice]);
            project.run(&["--strict", "--protect", flag]).expect(1);
        }
    }
    let gpl = Project::package(&mit_crate(LLAMA).replace("\"MIT\"", "\"GPL-3.0-only\""));
    gpl.run(&["--protect", "osi"]).expect(1);
    gpl.run(&["--protect", "GPL-3.0-only"]).expect(1);
}

#[test]
fn a_crate_without_a_licence_is_said_not_to_be_gated() {
    let project = Project::package(&mit_crate(LLAMA).replace("license = \"MIT\"\n", ""));
    assert_eq!(
        project.run(JSON).expect(0).codes(),
        ["crate-without-license:warn:demo"]
    );
    project.run(&["--strict"]).expect(1);
    let typo = Project::package(&mit_crate(LLAMA).replace("\"MIT\"", "\"MTI\""));
    typo.run(&[])
        .expect(0)
        .prints(&["crate-without-license", "did you mean `MIT`?"]);
}

#[test]
fn a_licence_file_counts_by_its_text() {
    let mit = include_str!("../../LICENSE-MIT");
    let manifest = mit_crate(LLAMA).replace("license = \"MIT\"", "license-file = \"LICENSE\"");
    let project = Project::package(&manifest);
    project.write("LICENSE", mit);
    assert_eq!(
        project.run(JSON).expect(1).codes(),
        ["non-osi-model:deny:demo"]
    );
    project.write(
        "LICENSE",
        &mit.replace("copies of the Software", "ten copies of the Software"),
    );
    assert_eq!(
        project.run(JSON).expect(0).codes(),
        ["crate-without-license:warn:demo"]
    );
}

#[test]
fn policy_allow_deny_and_require_decide_what_passes() {
    let project = Project::package(&mit_crate("id = \"robertknight/ocrs\""));
    project.run(JSON).expect(1);
    project.write("deny-models.toml", "[policy]\nallow = [\"CC-BY-SA-4.0\"]\n");
    project.run(JSON).expect(0);
    project.run(&json(&["--no-policy"])).expect(1);
    project.write(
        "deny-models.toml",
        "[policy]\nallow = [\"CC-BY-SA-4.0\"]\ndeny = [\"CC-BY-SA-4.0\"]\n",
    );
    project
        .run(&[])
        .expect(1)
        .prints(&["which the policy denies"]);
    project.write("deny-models.toml", "[policy]\ndeny = [\"Apache-2.0\"]\n");
    let apache = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\""));
    apache.write("deny-models.toml", "[policy]\ndeny = [\"Apache-2.0\"]\n");
    apache
        .run(&[])
        .expect(1)
        .prints(&["which the policy denies"]);
    apache
        .run(&[
            "--policy",
            project.path("deny-models.toml").to_str().expect("UTF-8"),
        ])
        .expect(1);
    apache
        .run(&["--require", "osl"])
        .expect(2)
        .prints(&["did you mean `osi`?"]);
}

#[test]
fn presets_set_licences_and_severities() {
    let project = Project::package(&mit_crate("id = \"robertknight/ocrs\""));
    for require in ["fedora", "fdroid", "debian"] {
        project.run(&["--require", require]).expect(0);
    }
    let llama = Project::package(&mit_crate(LLAMA));
    // Fedora lets programs download on first use; nothing under these terms may be in a package.
    assert_eq!(
        llama.run(&json(&["--require", "fedora"])).expect(0).codes(),
        ["non-osi-model:warn:demo"]
    );
    llama
        .run(&["--require", "debian"])
        .expect(1)
        .prints(&["the preset `debian` does not accept"]);
}

#[test]
fn lints_and_flags_set_severities() {
    let project = Project::package(&mit_crate(LLAMA));
    project.run(&["-A", "non-osi-model"]).expect(0);
    project
        .run(&["-W", "non-osi-model"])
        .expect(0)
        .prints(&["warning[non-osi-model]"]);
    project
        .run(&["-W", "non-osi-model", "-D", "warnings"])
        .expect(1);
    project
        .run(&["-D", "unpinned-model", "-A", "non-osi-model"])
        .expect(1)
        .prints(&["error[unpinned-model]"]);
    project
        .run(&["-W", "non-osi-modle"])
        .expect(2)
        .prints(&["did you mean `non-osi-model`?"]);
    project.write("deny-models.toml", "[lints]\nnon-osi-model = \"warn\"\n");
    project.run(&[]).expect(0);
    project.write("deny-models.toml", "[policy.how]\nruntime = \"allow\"\n");
    project.run(&[]).expect(0);
}

#[test]
fn only_a_commit_pins_a_model() {
    let commit = "a09a35458c702b33eeacc393d103063234e8bc28";
    for (revision, code) in [
        ("main", 1),
        ("v1.0", 1),
        ("refs/pr/1", 1),
        (commit, 0),
        (&commit[..7], 0),
    ] {
        let stated = format!("id = \"Qwen/Qwen2.5-7B-Instruct\"\nrevision = \"{revision}\"");
        let project = Project::package(&mit_crate(&stated));
        project.run(&["-D", "unpinned-model"]).expect(code);
    }
}

#[test]
fn copyleft_weights_warn_and_pass() {
    let run = Project::package(&mit_crate("id = \"Ultralytics/YOLO11\""))
        .run(JSON)
        .expect(0);
    assert_eq!(run.codes(), ["copyleft-model:warn:demo"]);
}

const EXCEPTION: &str = "[[exception]]\nmodel = \"meta-llama/Llama-3.1-8B-Instruct\"\nlicense = \"llama3.1\"\n\
                         reason = \"internal tool\"\nuntil = 2027-06-30\n";

#[test]
fn an_exception_silences_until_its_day() {
    let project = Project::package(&mit_crate(LLAMA));
    project.write("deny-models.toml", EXCEPTION);
    let run = project.run_on("2026-11-23", JSON).expect(0);
    let report = run.json();
    assert_eq!(run.codes(), [""; 0]);
    assert_eq!(report["suppressed"][0]["code"], "non-osi-model");
    assert_eq!(report["suppressed"][0]["exception"]["until"], "2027-06-30");
    project.run_on("2027-06-30", JSON).expect(0);
    let after = project.run_on("2027-07-01", JSON).expect(1);
    assert_eq!(
        after.codes(),
        [
            "expired-exception:deny:-",
            "old-facts:warn:-",
            "non-osi-model:deny:demo"
        ]
    );
    // A day more than a year ahead is no exception but a policy of its own.
    project
        .run_on("2025-01-01", &[])
        .expect(2)
        .prints(&["deny-models.toml:5"]);
}

#[test]
fn an_exception_dies_with_the_licence_it_was_for() {
    let project = Project::package(&mit_crate(LLAMA));
    project.write(
        "deny-models.toml",
        &EXCEPTION.replace("llama3.1\"\nreason", "llama3\"\nreason"),
    );
    let run = project.run_on("2026-11-23", JSON).expect(1);
    assert_eq!(
        run.codes(),
        ["unused-exception:warn:-", "non-osi-model:deny:demo"]
    );
    project
        .run_on("2026-11-23", &[])
        .prints(&["no longer holds: the governing licence is llama3.1"]);
}

#[test]
fn what_matches_nothing_is_reported() {
    let project = Project::package(&mit_crate("id = \"Qwen/Qwen2.5-7B-Instruct\""));
    let policy = format!(
        "{EXCEPTION}[[crate]]\nname = \"fastembed\"\nuses = []\n[[model]]\nid = \"acme/x\"\nlicense = \"MIT\"\n"
    );
    project.write("deny-models.toml", &policy);
    let run = project.run_on("2026-11-23", JSON).expect(0);
    assert_eq!(
        run.codes(),
        [
            "unused-exception:warn:-",
            "unused-entry:warn:-",
            "unused-entry:warn:-"
        ]
    );
}

#[test]
fn the_owner_may_know_more_but_is_looser_only_with_a_reason() {
    let unknown = Project::package(&mit_crate("id = \"acme/encoder\""));
    unknown.write("deny-models.toml", "[[model]]\nid = \"acme/encoder\"\nlicense = \"Apache-2.0\"\nbase = [\"Qwen/Qwen2.5-7B\"]\n");
    unknown.run(JSON).expect(0);
    unknown.write("deny-models.toml", "[[model]]\nid = \"acme/encoder\"\nlicense = \"Apache-2.0\"\nbase = [\"meta-llama/Llama-3.1-8B\"]\n");
    assert_eq!(
        unknown.run(JSON).expect(1).codes(),
        ["non-osi-model:deny:demo", "relicensed-model:deny:demo"]
    );

    let known = Project::package(&mit_crate(LLAMA));
    let looser =
        "[[model]]\nid = \"meta-llama/Llama-3.1-8B-Instruct\"\nlicense = \"MIT\"\nbase = []\n";
    known.write("deny-models.toml", looser);
    let run = known.run(JSON).expect(1);
    assert_eq!(
        run.codes(),
        ["license-mismatch:deny:-", "non-osi-model:deny:demo"]
    );
    known.write(
        "deny-models.toml",
        &format!("{looser}reason = \"bought a licence\"\nuntil = 2027-06-30\n"),
    );
    let run = known.run_on("2026-11-23", JSON).expect(0);
    let overrides = run.json()["overrides"].to_string();
    assert!(
        overrides.contains("bought a licence") && overrides.contains("llama3.1"),
        "{overrides}"
    );
    known
        .run_on("2026-11-23", &[])
        .expect(0)
        .prints(&["bought a licence"]);
    let run = known.run_on("2027-07-01", JSON).expect(1);
    assert_eq!(
        run.codes(),
        [
            "expired-exception:deny:-",
            "old-facts:warn:-",
            "non-osi-model:deny:demo"
        ]
    );
}

#[test]
fn a_manifest_never_loosens_what_is_known() {
    let run = Project::package(&mit_crate(&format!("{LLAMA}\nlicense = \"MIT\"")))
        .run(JSON)
        .expect(1);
    assert_eq!(
        run.codes(),
        ["non-osi-model:deny:demo", "license-mismatch:deny:demo"]
    );
    let run = Project::package(&mit_crate(
        "id = \"OpenSciLM/Llama-3.1_OpenScholar-8B\"\nlicense = \"Apache-2.0\"\nbase = []",
    ))
    .run(JSON)
    .expect(1);
    assert!(
        run.codes()
            .contains(&"license-mismatch:deny:demo".to_owned())
    );
    assert!(run.codes().contains(&"non-osi-model:deny:demo".to_owned()));
    // The manifest of a member is a fact where no other source knows the model; so is its base.
    Project::package(&mit_crate("id = \"acme/x\"\nlicense = \"MIT\""))
        .run(JSON)
        .expect(0);
    Project::package(&mit_crate(
        "id = \"acme/x\"\nlicense = \"MIT\"\nbase = [\"meta-llama/Llama-3.1-8B\"]",
    ))
    .run(JSON)
    .expect(1);
    Project::package(&mit_crate(
        "id = \"acme/x\"\nlicense = \"MIT\"\nrelation = \"finetune\"",
    ))
    .run(JSON)
    .expect(1);
}

fn with_dependency(dependency: &str) -> Project {
    Project::new(&[
        (
            "app/Cargo.toml",
            "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n\n[dependencies]\ndep = { path = \"../dep\" }\n[workspace]\n",
        ),
        ("app/src/lib.rs", ""),
        ("dep/Cargo.toml", dependency),
        ("dep/src/lib.rs", ""),
    ])
}

#[test]
fn the_manifest_of_a_dependency_is_a_claim() {
    let manifest = |model: &str| mit_crate(model).replace("\"demo\"", "\"dep\"");
    let check =
        |model: &str| crate::support::run_in(&with_dependency(&manifest(model)).path("app"), JSON);
    let run = check("id = \"acme/x\"\nlicense = \"MIT\"").expect(1);
    assert_eq!(run.codes(), ["unknown-license:deny:app"]);
    assert_eq!(
        run.json()["findings"][0]["path"],
        serde_json::json!(["app 0.1.0", "dep 0.1.0"])
    );
    let run = check("id = \"Qwen/Qwen2.5-7B-Instruct\"\nlicense = \"llama3.1\"").expect(1);
    assert_eq!(
        run.codes(),
        ["non-osi-model:deny:app", "license-mismatch:warn:app"]
    );
    assert_eq!(
        check("id = \"Qwen/Qwen2.5-7B-Instruct\"").expect(0).codes(),
        [""; 0]
    );
    // One that cannot be read is left out with a note.
    let run = check("id = 3").expect(0);
    assert!(
        run.json()["notes"][0]
            .as_str()
            .is_some_and(|note| note.contains("dep 0.1.0"))
    );
}

#[test]
fn an_entry_of_the_policy_says_what_a_silent_dependency_pulls() {
    let project =
        with_dependency("[package]\nname = \"dep\"\nversion = \"1.2.3\"\nedition = \"2021\"\n");
    let entry = |version: &str, how: &str| {
        format!(
            "[[crate]]\nname = \"dep\"\nversion = \"{version}\"\nuses = [\"google/embeddinggemma-300m\"]\n{how}"
        )
    };
    let check = |policy: &str| {
        project.write("app/deny-models.toml", policy);
        crate::support::run_in(&project.path("app"), JSON)
    };
    assert_eq!(
        check(&entry("1", "")).expect(1).codes(),
        ["non-osi-model:deny:app"]
    );
    assert_eq!(
        check(&entry("2", "")).expect(0).codes(),
        ["unused-entry:warn:-"]
    );
    assert_eq!(
        check(&entry("1", "how = \"offered\"\n")).expect(0).codes(),
        ["offered-model:warn:app"]
    );
    let strict = format!(
        "{}[lints]\noffered-model = \"deny\"\n",
        entry("1", "how = \"offered\"\n")
    );
    check(&strict).expect(1);
}

#[test]
fn an_entry_of_the_policy_says_which_offers_are_used() {
    let offers = format!(
        "{LLAMA}\nhow = \"offered\"\n[[package.metadata.deny-models.model]]\nid = \"Qwen/Qwen2.5-7B-Instruct\"\nhow = \"offered\""
    );
    let project = with_dependency(&mit_crate(&offers).replace("\"demo\"", "\"dep\""));
    let check = |policy: &str| {
        project.write("app/deny-models.toml", policy);
        crate::support::run_in(&project.path("app"), JSON)
    };
    assert_eq!(check("").expect(0).codes(), ["offered-model:warn:app"]);
    crate::support::run_in(&project.path("app"), &["--strict"]).expect(1);
    let uses = |id: &str| format!("[[crate]]\nname = \"dep\"\nuses = [{id}]\n");
    assert_eq!(
        check(&uses("\"Qwen/Qwen2.5-7B-Instruct\""))
            .expect(0)
            .codes(),
        [""; 0]
    );
    assert_eq!(check(&uses("")).expect(0).codes(), [""; 0]);
    let llama = check(&uses("\"meta-llama/Llama-3.1-8B-Instruct\"")).expect(1);
    assert_eq!(llama.codes(), ["non-osi-model:deny:app"]);
}

#[test]
fn what_a_member_offers_itself_fails() {
    let run = Project::package(&mit_crate(&format!("{LLAMA}\nhow = \"offered\"")))
        .run(JSON)
        .expect(1);
    assert_eq!(run.codes(), ["offered-model:deny:demo"]);
}

#[test]
fn an_exception_for_one_offer_leaves_the_others() {
    let gemma = "[[package.metadata.deny-models.model]]\nid = \"google/gemma-2-9b-it\"";
    let project = Project::package(&mit_crate(&format!(
        "{LLAMA}\nhow = \"offered\"\n{gemma}\nhow = \"offered\""
    )));
    let models = |policy: &str| -> Vec<String> {
        project.write("deny-models.toml", policy);
        let run = project.run(JSON);
        let json = run.json();
        let findings = json["findings"].as_array().expect("findings");
        findings
            .iter()
            .map(|finding| format!("{}: {}", finding["code"], finding["models"]))
            .collect()
    };
    let except = |id: &str| {
        format!(
            "[[exception]]\nmodel = \"{id}\"\ncrate = \"demo\"\nreason = \"r\"\nuntil = 2027-01-01\n"
        )
    };
    let (of_llama, of_gemma) = (
        except("meta-llama/Llama-3.1-8B-Instruct"),
        except("google/gemma-2-9b-it"),
    );
    let both = "[\"google/gemma-2-9b-it\",\"meta-llama/Llama-3.1-8B-Instruct\"]";
    assert_eq!(models(""), [format!("\"offered-model\": {both}")]);
    assert_eq!(
        models(&of_llama),
        ["\"offered-model\": [\"google/gemma-2-9b-it\"]"]
    );
    assert_eq!(
        models(&of_gemma),
        ["\"offered-model\": [\"meta-llama/Llama-3.1-8B-Instruct\"]"]
    );
    assert_eq!(models(&format!("{of_llama}{of_gemma}")), [""; 0]);
}

#[test]
fn targets_and_kinds_of_dependencies_count() {
    let project = Project::package(&mit_crate(&format!("{LLAMA}\ntarget = \"cfg(windows)\"")));
    let run = project.run(JSON).expect(1);
    assert_eq!(run.json()["findings"][0]["when"]["target"], "cfg(windows)");
    project
        .run(&["--target", "x86_64-unknown-linux-gnu"])
        .expect(0);
    project
        .run(&["--target", "x86_64-pc-windows-msvc"])
        .expect(1);
    project
        .run(&["--target", "no-such-target"])
        .expect(2)
        .prints(&["no-such-target"]);

    let dep = mit_crate(LLAMA).replace("\"demo\"", "\"dep\"");
    for (kind, codes, code) in [
        ("dependencies", "non-osi-model:deny:app", 1),
        ("build-dependencies", "non-osi-model:deny:app", 1),
        ("dev-dependencies", "non-osi-model:note:app", 0),
    ] {
        let project = with_dependency(&dep);
        let app = std::fs::read_to_string(project.path("app/Cargo.toml")).expect("readable");
        project.write(
            "app/Cargo.toml",
            &app.replace("[dependencies]", &format!("[{kind}]")),
        );
        let run = crate::support::run_in(&project.path("app"), JSON).expect(code);
        assert_eq!(run.codes(), [codes]);
        project.write("app/deny-models.toml", "[graph]\ninclude-dev = true\n");
        crate::support::run_in(&project.path("app"), JSON).expect(1);
    }
}

#[test]
fn files_are_known_by_the_crate_they_are_in() {
    let project = Project::package(&mit_crate(
        "path = \"models/x.onnx\"\nlicense = \"CC-BY-NC-4.0\"",
    ));
    let run = project.run(JSON).expect(1);
    let finding = &run.json()["findings"][0];
    assert_eq!(
        (&finding["model"], &finding["how"]),
        (&"models/x.onnx".into(), &"bundled".into())
    );
    project.write("deny-models.toml", "[policy]\nallow = [\"CC-BY-NC-4.0\"]\n");
    project.run(JSON).expect(0);
}
