//! Models of other registries than the hub: one name for each, everywhere an id is taken.

use crate::support::{Project, mit_crate};

/// Each way to write one model is the same model in the manifest, in the policy and on the command line.
#[test]
fn a_model_of_a_registry_is_one_model_everywhere() {
    for (stated, in_policy, name, purl) in [
        (
            "ollama:acme-chat",
            "https://ollama.com/library/acme-chat",
            "ollama:acme-chat:latest",
            "pkg:oci/acme-chat?repository_url=registry.ollama.ai%2Flibrary%2Facme-chat&tag=latest",
        ),
        (
            "registry.ollama.ai/acme/chat:3b",
            "ollama:Acme/Chat:3B",
            "ollama:acme/chat:3b",
            "pkg:oci/chat?repository_url=registry.ollama.ai%2Facme%2Fchat&tag=3b",
        ),
        (
            "modelscope:acme/chat",
            "https://modelscope.cn/models/acme/chat/files",
            "modelscope:acme/chat",
            "pkg:generic/acme/chat?download_url=https:%2F%2Fmodelscope.cn%2Fmodels%2Facme%2Fchat",
        ),
        (
            "hf.co/acme/chat-GGUF:Q4_K_M",
            "acme/chat-gguf",
            "acme/chat-GGUF",
            "pkg:huggingface/acme/chat-GGUF",
        ),
    ] {
        let project = Project::package(&mit_crate(&format!("id = \"{stated}\"")));
        let run = project.run(&["check", "--format", "json"]).expect(1);
        assert_eq!(run.codes(), ["unknown-license:deny:demo"], "{stated}");
        let shown = project.run(&["why", in_policy]).expect(0).stdout;
        assert!(shown.contains(name), "{stated}: {shown}");
        let shown = project.run(&["list"]).expect(0).stdout;
        assert!(shown.contains(name), "{stated}: {shown}");
        let bom = project.run(&["sbom"]).expect(0).json();
        let purls: Vec<_> = bom["components"]
            .as_array()
            .expect("components")
            .iter()
            .filter_map(|component| component["purl"].as_str())
            .collect();
        assert!(purls.contains(&purl), "{stated}: {purls:?}");
        // What the owner states of it holds, whichever way it is written.
        let entry = format!("[[model]]\nid = \"{in_policy}\"\nlicense = \"Apache-2.0\"\n");
        project.write("deny-models.toml", &entry);
        project.run(&["check"]).expect(0);
        let resolved = project
            .run(&["resolve", "--format", "json", stated])
            .expect(0);
        assert_eq!(resolved.json()[0]["governing"], "Apache-2.0".to_lowercase());
        // So does an exception.
        let exception = format!(
            "[[exception]]\nmodel = \"{in_policy}\"\ncode = \"unknown-license\"\ncrate = \"demo\"\nreason = \"read\"\nuntil = 2027-06-30\n"
        );
        project.write("deny-models.toml", &exception);
        project.run_on("2026-11-27", &["check"]).expect(0);
    }
}

/// The tag decides the size, and so the licence: an entry for one tag says nothing of another.
#[test]
fn another_tag_is_another_model() {
    let project = Project::package(&mit_crate("id = \"ollama:acme-chat:7b\""));
    project.write(
        "deny-models.toml",
        "[[model]]\nid = \"ollama:acme-chat:3b\"\nlicense = \"Apache-2.0\"\n",
    );
    project
        .run(&["check"])
        .expect(1)
        .prints(&["ollama:acme-chat:7b is not in the fact tables"]);
}

#[test]
fn a_bad_name_is_a_mistake_with_the_right_form() {
    for (id, why) in [
        (
            "ollama:a/b/c",
            "`ollama:NAME:TAG` or `ollama:USER/NAME:TAG`",
        ),
        ("ollama:acme-chat:3b@v1", "a tag has no revisions"),
        ("modelscope:chat", "`modelscope:org/name`"),
    ] {
        let project = Project::package(&mit_crate(&format!("id = \"{id}\"")));
        project.run(&["check"]).expect(2).prints(&[why]);
        project.run(&["resolve", id]).expect(2).prints(&[why]);
    }
    let revision = "id = \"ollama:acme-chat\"\nrevision = \"v1\"";
    let project = Project::package(&mit_crate(revision));
    project
        .run(&["check"])
        .expect(2)
        .prints(&["has no revisions"]);
}

/// The hub's model of the same name is no fact about the one of ModelScope: a source has to state it.
#[test]
fn a_namesake_on_the_hub_is_a_hint_and_no_verdict() {
    for (known, codes) in [
        (
            "modelscope:Qwen/Qwen2.5-3B",
            &["non-osi-model:deny:demo"][..],
        ),
        ("modelscope:Qwen/Qwen2.5-7B-Instruct", &[]),
    ] {
        let project = Project::package(&mit_crate(&format!("id = \"{known}\"")));
        let run = project.run(&["check", "--format", "json"]);
        let run = run.expect(i32::from(!codes.is_empty()));
        assert_eq!(run.codes(), codes, "{known}");
    }
    for hub in ["CompVis/stable-diffusion-v1-4", "openai/whisper-small"] {
        let project = Project::package(&mit_crate(&format!("id = \"modelscope:{hub}\"")));
        let run = project.run(&["check", "--format", "json"]).expect(1);
        assert_eq!(run.codes(), ["unknown-license:deny:demo"], "{hub}");
        let hint = format!("those of `{hub}` on the hub");
        project.run(&["check"]).expect(1).prints(&[&hint]);
    }
    let project = Project::package(&mit_crate("id = \"modelscope:acme/qwen-3b\""));
    let twin = |base: &str| {
        format!(
            "[[model]]\nid = \"modelscope:acme/qwen-3b\"\nbase = [\"{base}\"]\nrelation = \"quantized\"\n"
        )
    };
    project.write("deny-models.toml", &twin("Qwen/Qwen2.5-3B"));
    let run = project.run(&["check", "--format", "json"]).expect(1);
    assert_eq!(run.codes(), ["non-osi-model:deny:demo"]);
    project.write("deny-models.toml", &twin("Qwen/Qwen2.5-7B-Instruct"));
    project.run(&["check"]).expect(0);
}
