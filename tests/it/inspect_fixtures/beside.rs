//! Cards, sidecars and whole directories.

use cargo_deny_models::card;
use deny_models::evidence::header::{Confidence, ProblemKind};
use deny_models::model::{Bases, Relation};

use super::{fact, fixture, kinds, read, shown};

#[test]
fn cards_say_more_than_a_licence() {
    let header = read("cards/plain.md");
    assert_eq!(shown(&header.base_models), ["acme/tiny-base"]);
    assert_eq!(fact(&header, "datasets"), ["acme/tiny-corpus"]);
    let header = read("cards/other-named.md");
    assert_eq!(header.license_name[0].value, "acme-model-license-1.0");
    assert_eq!(header.license_link[0].value, "LICENSE.md");
    assert_eq!(shown(&header.base_models), ["acme/a", "acme/b"]);
    assert_eq!(header.to_claim_parts().relation, Some(Relation::Merge));
    let header = read("cards/gated.md");
    assert_eq!(header.to_claim_parts().relation, Some(Relation::Quantized));
    assert_eq!(
        (
            fact(&header, "gated"),
            fact(&header, "extra_gated_prompt").len()
        ),
        (vec!["true"], 1)
    );
    let terms = read("cards/license-list.md")
        .to_claim_parts()
        .license
        .expect("stated");
    assert_eq!(terms.leaves().count(), 2);
    assert_eq!(read("cards/license-number.md").license_name[0].value, "no");
    let badge = read("cards/badge-only.md");
    assert_eq!(
        (badge.license[0].value.as_str(), badge.license[0].rank),
        ("apache-2.0", Confidence::Hint)
    );
    let header = read("cards/finetuned-from.md");
    assert_eq!(shown(&header.base_models), ["acme/tiny-base"]);
    assert_eq!(fact(&header, "new_version"), ["acme/tiny-2"]);
}

#[test]
fn sidecars_name_parents_and_parts() {
    let header = read("sidecars/peft/adapter_config.json");
    let base = header.base_models[0].model.as_ref().expect("an id");
    assert_eq!((base.name(), base.revision()), ("acme/tiny-base", None));
    assert_eq!(header.to_claim_parts().relation, Some(Relation::Adapter));

    let header = read("sidecars/diffusers/model_index.json");
    let names: Vec<&str> = header
        .components
        .iter()
        .map(|base| base.fields[0].1.as_str())
        .collect();
    assert_eq!(names, ["scheduler", "text_encoder", "unet", "vae"]);
    let models: Vec<String> = header
        .components
        .iter()
        .filter_map(|base| base.model.as_ref())
        .map(ToString::to_string)
        .collect();
    assert_eq!(models, ["openclip/clip-tiny", "acme/vae-fp16-fix"]);
    assert_eq!(header.components[2].shown, "local path .../unet");

    let header = read("sidecars/transformers/config.json");
    assert_eq!(
        (shown(&header.base_models), header.base_models[0].rank),
        (vec!["acme/tiny-base"], Confidence::Hint)
    );
    let header = read("sidecars/sharded/model.safetensors.index.json");
    assert_eq!(fact(&header, "weight_map").len(), 2);
    assert!(header.notes[0].contains("2 of 2 shards are missing"));
    let header = read("sidecars/mergekit/mergekit_config.yml");
    assert_eq!(
        shown(&header.base_models),
        ["acme/a", "acme/b", "acme/b-lora"]
    );
    assert_eq!(header.to_claim_parts().relation, Some(Relation::Merge));

    let header = read("hostile/adapter-local-path/adapter_config.json");
    assert_eq!(
        (&header.base_models[0].model, shown(&header.base_models)),
        (&None, vec!["local path .../llama"])
    );
    assert_eq!(header.to_claim_parts().bases, Bases::Unnamed);
    let header = read("hostile/adapter-odd-types/adapter_config.json");
    assert_eq!(kinds(&header), [ProblemKind::Value]);
}

#[test]
fn one_directory_speaks_with_one_voice_or_says_that_it_does_not() {
    let directory = card::read_directory(&fixture("sidecars/peft")).expect("readable");
    assert!(directory.card().is_none());
    let dir = tempfile::tempdir().expect("a directory");
    let copy = |from: &str, to: &str| {
        let to = dir.path().join(to);
        std::fs::create_dir_all(to.parent().expect("inside")).expect("made");
        std::fs::copy(fixture(from), to).expect("copied");
    };
    copy("cards/plain.md", "README.md");
    copy("cards/gated.md", "onnx/README.md");
    copy("gguf/lora-adapter.gguf", "weights.gguf");
    copy("sidecars/diffusers/vae/config.json", "vae/config.json");
    std::fs::write(
        dir.path().join("LICENSE"),
        include_str!("../../../LICENSE-MIT"),
    )
    .expect("written");
    let directory = card::read_directory(dir.path()).expect("readable");
    assert_eq!(directory.files.len(), 5);
    let merged = directory.merged();
    let keys: Vec<&str> = merged
        .conflicting_licenses()
        .iter()
        .map(|stated| stated.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "LICENSE: text of LICENSE",
            "README.md: license",
            "weights.gguf: general.license"
        ]
    );
    assert_eq!(shown(&merged.base_models), ["acme/tiny-base"]);
    assert_eq!(
        directory.card().expect("a card").license[0].value,
        "apache-2.0"
    );
}

#[test]
fn a_pointer_beside_a_card_does_not_silence_it() {
    let dir = tempfile::tempdir().expect("a directory");
    let copy =
        |from: &str, to: &str| std::fs::copy(fixture(from), dir.path().join(to)).expect("copied");
    copy("cards/plain.md", "README.md");
    copy("hostile/text-not-protobuf.onnx", "model.onnx");
    copy("hostile/tensor-count-2pow64.gguf", "model.gguf");
    let notes = dir.path().join(".cache/huggingface/download");
    std::fs::create_dir_all(&notes).expect("made");
    let commit = "0123456789abcdef0123456789abcdef01234567";
    std::fs::write(
        notes.join("README.md.metadata"),
        format!("{commit}\netag\n1.0\n"),
    )
    .expect("written");
    let directory = card::read_directory(dir.path()).expect("readable");
    assert_eq!(directory.revision.as_deref(), Some(commit));
    let merged = directory.merged();
    assert_eq!(kinds(&merged), [ProblemKind::Value, ProblemKind::Value]);
    let parts = merged.to_claim_parts();
    assert_eq!(
        parts
            .license
            .map(|terms| terms.text().to_owned())
            .as_deref(),
        Some("apache-2.0")
    );
    assert!(parts.unreadable.is_some());
}
