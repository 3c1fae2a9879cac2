//! Where the licence of a shipped file may be stated, and what that does to the verdict.

use super::weights::{JSON, findings, package, put, weights, with_code};
use crate::support::{Project, Run};

/// A package that compiles in one weight file.
fn embedding(path: &str, files: &[(&str, &str)]) -> Project {
    let source = format!("pub static W: &[u8] = include_bytes!(\"../{path}\");\n");
    let project = Project::new(&[
        ("Cargo.toml", &package("demo", "")),
        ("src/lib.rs", &source),
    ]);
    put(&project, path, &weights(path));
    for (file, text) in files {
        project.write(file, text);
    }
    project
}

fn model_of(run: &Run, code: &str) -> Vec<(String, String)> {
    with_code(run, code)
}

#[test]
fn the_card_of_a_hub_repository_is_that_of_the_files_in_its_folders() {
    let card = |license: &str| format!("---\nlicense: {license}\n---\n# Card\n");
    let lib = "pub static R: &[u8] = include_bytes!(\"../assets/reranker/onnx/model_quantized.onnx\");\n\
               pub static U: &[u8] = include_bytes!(\"../assets/sd/unet/diffusion_pytorch_model.safetensors\");\n\
               pub static D: &[u8] = include_bytes!(\"../assets/st/2_Dense/model.safetensors\");\n";
    let project = Project::new(&[
        ("Cargo.toml", &package("rerank", "")),
        ("src/lib.rs", lib),
        ("assets/reranker/README.md", &card("cc-by-nc-4.0")),
        ("assets/reranker/config.json", "{}"),
        ("assets/sd/README.md", &card("creativeml-openrail-m")),
        ("assets/sd/model_index.json", "{}"),
        ("assets/st/README.md", &card("cc-by-nc-sa-4.0")),
        ("assets/st/modules.json", "[]"),
    ]);
    let files = [
        ("assets/reranker/onnx/model_quantized.onnx", "cc-by-nc-4.0"),
        (
            "assets/sd/unet/diffusion_pytorch_model.safetensors",
            "creativeml-openrail-m",
        ),
        ("assets/st/2_Dense/model.safetensors", "cc-by-nc-sa-4.0"),
        ("assets/st/model.safetensors", "cc-by-nc-sa-4.0"),
    ];
    for (path, _) in files {
        put(&project, path, &weights(path));
    }
    let run = project.run(JSON).expect(1);
    let mut failing = model_of(&run, "non-osi-model");
    failing.sort();
    let expected = files.map(|(path, license)| (path.to_owned(), license.to_owned()));
    assert_eq!(failing, expected);
    // The line that takes the file is marked, and the card is named.
    let json = run.json();
    let first = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .find(|finding| finding["model"] == files[0].0)
        .expect("a finding")
        .clone();
    assert_eq!(first["evidence"][0]["file"], "src/lib.rs");
    assert_eq!(first["evidence"][0]["line"], 1);
    let evidence = first["evidence"].to_string();
    assert!(evidence.contains("assets/reranker/README.md"), "{evidence}");
    assert!(evidence.contains("card above the file"), "{evidence}");
}

/// The forms in which people state a licence, each for a file in a folder of its own.
const FORMS: [(&str, &str, &str); 13] = [
    (
        "a",
        "a/m.onnx.license",
        "SPDX-FileCopyrightText: 2025 The Authors\n\nSPDX-License-Identifier: CC-BY-NC-4.0\n",
    ),
    (
        "b",
        "REUSE.toml",
        "version = 1\n[[annotations]]\npath = \"b/**\"\nSPDX-License-Identifier = \"CC-BY-NC-4.0\"\n",
    ),
    (
        "c",
        ".reuse/dep5",
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n\
         Files: c/*\nCopyright: 2025 The Authors\nLicense: CC-BY-NC-4.0\n",
    ),
    (
        "d",
        "d/THIRD-PARTY-NOTICES.md",
        "# Third-party notices\n\nThe files of this folder come from others.\n\n## Detector\n\n\
         - **Name:** Detector\n- **License:** CC BY-NC 4.0\n- **Files covered:** `m.onnx`\n",
    ),
    (
        "e",
        "e/NOTICE.md",
        "m.onnx was trained by the authors of Detector and is licensed under CC BY-NC 4.0 \
         (https://creativecommons.org/licenses/by-nc/4.0/).\n",
    ),
    (
        "f",
        "f/LICENSE-m",
        "SPDX-License-Identifier: CC-BY-NC-4.0\n",
    ),
    (
        "g",
        "g/README.md",
        "# Detector\n\nA face detector.\n\n## License\n\nCC BY-NC 4.0. For non-commercial use only.\n",
    ),
    (
        "h",
        "h/MODEL_CARD.md",
        "---\nlicense: cc-by-nc-4.0\n---\n# Detector\n",
    ),
    (
        "i",
        "i/LICENSE.weights",
        "NON-COMMERCIAL MODEL LICENSE\n\nYou may use, copy and modify the Weights for research only. Any commercial \
         use, including use in a product or a service, is prohibited. The Weights are provided as is.\n",
    ),
    ("j", "j/m.md", "---\nlicense: cc-by-nc-4.0\n---\n"),
    (
        "k",
        "THIRD-PARTY-NOTICES",
        "Fonts: OFL-1.1\n-----------\nk/m.onnx\nLicense: CC BY-NC 4.0\n-----------\nother.onnx\nLicense: MIT\n",
    ),
    ("l", "l/LICENSE", "All rights reserved."),
    (
        "m",
        "m/Modelfile.local",
        "FROM ./m.onnx\nLICENSE \"\"\"\nCC BY-NC 4.0\n\"\"\"\n",
    ),
];

#[test]
fn every_form_of_a_statement_counts() {
    let mut source = String::new();
    let project = Project::new(&[("Cargo.toml", &package("forms", ""))]);
    for (folder, file, text) in FORMS {
        let path = format!("{folder}/m.onnx");
        put(&project, &path, &weights(&path));
        project.write(file, text);
        let constant = folder.to_uppercase();
        let line = format!("pub static {constant}: &[u8] = include_bytes!(\"../{path}\");\n");
        source.push_str(&line);
    }
    project.write("src/lib.rs", &source);
    let run = project.run(JSON).expect(1);
    for (folder, file, _) in FORMS {
        let path = format!("{folder}/m.onnx");
        let (code, governing) = match folder {
            "i" => ("unknown-license", "-"),
            "l" => ("non-osi-model", "proprietary"),
            _ => ("non-osi-model", "cc-by-nc-4.0"),
        };
        let found = model_of(&run, code);
        assert!(
            found.contains(&(path.clone(), governing.to_owned())),
            "{file}: {:?}",
            findings(&run)
        );
    }
    assert_eq!(model_of(&run, "license-mismatch"), []);
}

#[test]
fn what_cannot_be_read_is_unknown_and_named() {
    let broken = "---\nlicense: [mit\n---\n";
    let not_text = "\0\0\0";
    for (file, text) in [
        ("models/README.md", broken),
        ("README.md", broken),
        ("models/MODEL_CARD.md", broken),
        ("models/LICENSE", not_text),
        ("models/LICENSE", ""),
        ("models/LICENSE", "terms"),
        ("models/m.onnx.license", "to be done"),
        ("models/REUSE.toml", "version = "),
        (
            "models/NOTICE.md",
            "m.onnx\nLicense: Zorblax Model Terms 3\n",
        ),
        (
            "models/README.md",
            "# M\n\nLicense: Zorblax Model Terms 3\n",
        ),
    ] {
        let project = embedding("models/m.onnx", &[(file, text)]);
        let run = project.run(JSON).expect(1);
        let unknown = model_of(&run, "unknown-license");
        assert_eq!(unknown.len(), 1, "{file} {text:?}: {:?}", findings(&run));
        let name = file.rsplit('/').next().expect("a name");
        let json = run.json().to_string();
        assert!(
            json.contains(name) || json.contains("Zorblax"),
            "{file}: {json}"
        );
        assert_eq!(model_of(&run, "license-mismatch"), [], "{file}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_out_of_the_package_states_nothing_that_can_be_read() {
    let project = embedding("models/m.onnx", &[]);
    let elsewhere = tempfile::tempdir().expect("a directory");
    let license = elsewhere.path().join("LICENSE");
    std::fs::write(&license, include_str!("../../../LICENSE-MIT")).expect("written");
    std::os::unix::fs::symlink(&license, project.path("models/LICENSE")).expect("a link");
    let run = project.run(JSON).expect(1);
    assert_eq!(model_of(&run, "unknown-license").len(), 1);
    // That of the code at the root is another matter.
    let project = embedding("models/m.onnx", &[]);
    std::os::unix::fs::symlink(&license, project.path("LICENSE")).expect("a link");
    project.run(JSON).expect(0);
}

#[test]
fn a_stricter_statement_farther_up_governs_and_the_nearest_is_declared() {
    let card = |license: &str| format!("---\nlicense: {license}\n---\n");
    let project = embedding(
        "assets/models/m.onnx",
        &[
            ("assets/models/README.md", &card("mit")),
            ("assets/README.md", &card("cc-by-nc-4.0")),
        ],
    );
    let run = project.run(JSON).expect(1);
    let json = run.json();
    let finding = &json["findings"][0];
    assert_eq!(finding["code"], "non-osi-model");
    assert_eq!(finding["declared"], "mit");
    assert_eq!(finding["governing"], "cc-by-nc-4.0");
    assert_eq!(model_of(&run, "license-mismatch").len(), 1);
}

#[test]
fn the_licence_of_the_code_states_nothing_of_weights() {
    let mit = include_str!("../../../LICENSE-MIT");
    let apache = include_str!("../../../LICENSE-APACHE");
    // Beside weights under other terms it is no contradiction, and it clears nothing.
    let card = ("models/README.md", "---\nlicense: cc-by-nc-4.0\n---\n");
    for files in [
        &[("LICENSE-MIT", mit), card][..],
        &[("models/LICENSE", mit), card],
        &[("LICENSE-APACHE", apache), card],
    ] {
        let run = embedding("models/m.onnx", files).run(JSON).expect(1);
        assert_eq!(model_of(&run, "non-osi-model").len(), 1, "{files:?}");
        assert_eq!(model_of(&run, "license-mismatch"), [], "{files:?}");
    }
    for readme in [
        "# Demo\n\n## License\n\nThe documentation is under CC BY-NC 4.0.\n",
        "# Demo\n\nLicense: Zorblax Model Terms 3\n",
        "# Demo\n\n| license | level |\n| --- | --- |\n| license | deny |\n",
        "# Demo\n\n## License\n\n[CC BY-NC 4.0](https://creativecommons.org/licenses/by-nc/4.0/)\n",
    ] {
        embedding(
            "models/m.onnx",
            &[("README.md", readme), ("LICENSE", "odd")],
        )
        .run(JSON)
        .expect(0);
    }
}

#[test]
fn a_permissive_statement_of_any_form_passes() {
    for (file, text) in [
        ("models/README.md", "---\nlicense: apache-2.0\n---\n"),
        ("README.md", "---\nlicense: apache-2.0\n---\n"),
        ("models/README.md", "# M\n\n## License\n\nApache-2.0\n"),
        ("models/LICENSE", include_str!("../../../LICENSE-APACHE")),
        ("models/LICENSE-m", "SPDX-License-Identifier: Apache-2.0\n"),
        (
            "models/m.onnx.license",
            "SPDX-License-Identifier: BSD-3-Clause\n",
        ),
        ("models/NOTICE", "Made by somebody."),
        (
            "models/NOTICE.md",
            "m.onnx is released under the Apache License 2.0.\n",
        ),
        ("NOTICE", "This product includes software of others."),
        (
            "models/README.md",
            "# M\n\nLicense: see [LICENSE](LICENSE)\n",
        ),
        (
            "REUSE.toml",
            "version = 1\n[[annotations]]\npath = \"**\"\nSPDX-License-Identifier = \"MIT\"\n",
        ),
    ] {
        let run = embedding("models/m.onnx", &[(file, text)])
            .run(JSON)
            .expect(0);
        let codes: Vec<String> = findings(&run).into_iter().map(|found| found.0).collect();
        let known = ["undeclared-model", "bundled-without-notice"];
        assert!(
            codes.iter().all(|code| known.contains(&code.as_str())),
            "{file}: {codes:?}"
        );
    }
}

#[test]
fn a_file_of_which_nothing_speaks_passes_with_a_finding_that_names_it() {
    let run = embedding("models/m.onnx", &[]).run(JSON).expect(0);
    let json = run.json();
    let messages: Vec<String> = json["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["message"].to_string())
        .collect();
    assert!(!messages.is_empty());
    assert!(
        messages
            .iter()
            .all(|message| message.contains("models/m.onnx"))
    );
}

#[test]
fn a_manifest_entry_takes_the_place_of_the_licence_of_the_package() {
    let entry = "[[package.metadata.deny-models.model]]\npath = \"models/m.onnx\"\nlicense = \"BSD-3-Clause\"\n";
    let project = embedding("models/m.onnx", &[("models/NOTICE", "Made by somebody.")]);
    project.write("Cargo.toml", &package("demo", entry));
    let run = project.run(JSON).expect(0);
    assert_eq!(findings(&run), []);
    let why = project.run(&["why", "models/m.onnx"]).expect(0);
    assert!(
        why.stdout.contains("declared  BSD-3-Clause"),
        "{}",
        why.stdout
    );
    assert!(!why.stdout.contains("besides"), "{}", why.stdout);
    let sbom = project.run(&["sbom", "--offline"]).expect(0);
    assert!(sbom.stdout.contains("BSD-3-Clause"), "{}", sbom.stdout);
    assert!(!sbom.stdout.contains("MIT AND"), "{}", sbom.stdout);
    let notice = project.run(&["notice", "--offline"]).expect(0);
    assert!(notice.stdout.contains("BSD-3-Clause"), "{}", notice.stdout);
    assert!(!notice.stdout.contains("MIT AND"), "{}", notice.stdout);
}

/// A name, what a header states, and the code of the finding that it gives; `-` where it passes.
type Shape = (
    &'static str,
    &'static [(&'static str, &'static str)],
    &'static str,
);

/// What the header of a GGUF file states, and the verdict: `general.license` and other keys as converters write them.
#[test]
fn headers_state_a_licence_in_many_shapes() {
    const CUSTOM: &str = "ACME MODEL LICENSE. The weights may be used for non-commercial research only. Any commercial use \
                  needs a written agreement with ACME.";
    const APACHE: &str = include_str!("../../../LICENSE-APACHE");
    let project = Project::new(&[("Cargo.toml", &package("ggufs", "")), ("src/lib.rs", "")]);
    let shapes: [Shape; 11] = [
        (
            "a",
            &[
                ("general.license", "other"),
                ("general.license.name", "apple-sample-code-license"),
                ("general.license.link", "LICENSE"),
            ],
            "non-osi-model",
        ),
        ("c", &[("general.license", "")], "-"),
        (
            "d",
            &[
                ("general.license", "apache-2.0"),
                ("general.license.content", CUSTOM),
            ],
            "unknown-license",
        ),
        (
            "d2",
            &[
                ("general.license", "apache-2.0"),
                ("general.license.content", APACHE),
            ],
            "-",
        ),
        (
            "d3",
            &[("general.license.content", CUSTOM)],
            "unknown-license",
        ),
        (
            "e",
            &[("general.license", "apache-2.0 AND cc-by-nc-4.0")],
            "non-osi-model",
        ),
        (
            "f",
            &[("general.license", "['apache-2.0', 'cc-by-nc-4.0']")],
            "unknown-license",
        ),
        (
            "g",
            &[(
                "general.license",
                "Apache License Version 2.0, January 2004",
            )],
            "-",
        ),
        ("h", &[("general.license", "None")], "unknown-license"),
        ("i", &[("general.license", " LLAMA3.2 ")], "non-osi-model"),
        (
            "k",
            &[
                ("general.license", "mit"),
                ("general.base_model.0.organization", "Meta Llama"),
                ("general.base_model.0.name", "Llama 3.1 8B"),
            ],
            "unknown-license",
        ),
    ];
    for (name, texts, _) in &shapes {
        put(
            &project,
            &format!("m/{name}.gguf"),
            &super::weights::gguf(texts),
        );
    }
    let run = project.run(JSON).expect(1);
    for (name, _, code) in shapes {
        let path = format!("m/{name}.gguf");
        let failing: Vec<String> = findings(&run)
            .into_iter()
            .filter(|(code, model, _)| {
                *model == path
                    && !["undeclared-model", "bundled-without-notice"].contains(&code.as_str())
            })
            .map(|found| found.0)
            .collect();
        let expected: &[&str] = if code == "-" { &[] } else { &[code] };
        assert_eq!(failing, expected, "{name}");
    }
}

#[test]
fn notices_count_where_they_are_some() {
    let silent = |files: &[(&str, &str)]| {
        let run = embedding("models/m.onnx", files).run(JSON);
        model_of(&run, "bundled-without-notice").is_empty()
            && !findings(&run)
                .iter()
                .any(|found| found.0 == "bundled-without-notice")
    };
    assert!(!silent(&[]));
    assert!(!silent(&[("models/LICENSE", "MIT-ish")]));
    assert!(!silent(&[("LICENSE", "terms")]));
    assert!(!silent(&[("models/NOTICE", " \n")]));
    assert!(silent(&[("models/NOTICE", "Made by somebody.")]));
    assert!(silent(&[("LICENSE", include_str!("../../../LICENSE-MIT"))]));
    assert!(silent(&[(
        "models/m.onnx.license",
        "SPDX-License-Identifier: MIT\n"
    )]));
}
