//! Sound weight files.

use deny_models::evidence::header::{Confidence, Format, ProblemKind};
use deny_models::model::{Bases, Relation};

use super::{fact, found, kinds, read, shown};

/// Path and format; then the licence, its key and its rank, where there is one.
const CLEAN: &str = "
gguf/finetune-licensed.gguf | gguf | apache-2.0 | general.license | own
gguf/version2.gguf | gguf | apache-2.0 | general.license | own
gguf/version1.gguf | gguf | mit | general.license | own
gguf/merge-other-license.gguf | gguf | other | general.license | own
gguf/converted-license-list.gguf | gguf | apache-2.0,mit | general.license | own
gguf/lora-adapter.gguf | gguf | cc-by-nc-4.0 | general.license | own
gguf/big-endian.gguf | gguf | bsd-3-clause | general.license | own
gguf/no-license.gguf | gguf
safetensors/modelspec-license.safetensors | safetensors | CC-BY-NC-4.0 | modelspec.license | own
safetensors/license-url.safetensors | safetensors | https://huggingface.co/acme/tiny-paint/blob/main/LICENSE.md | modelspec.license | own
safetensors/empty-tensors.safetensors | safetensors | mit | license | lower
safetensors/kohya-lora.safetensors | safetensors
safetensors/plain-pt.safetensors | safetensors
safetensors/no-metadata.safetensors | safetensors
onnx/standard-keys.onnx | onnx | Apache-2.0 | model_license | own
onnx/exporter-license-key.onnx | onnx | AGPL-3.0 License (https://ultralytics.com/license) | license | lower
onnx/odd-case-keys.onnx | onnx | MIT | MODEL_LICENSE | lower
onnx/decoy-node-metadata.onnx | onnx
onnx/no-metadata.onnx | onnx
tflite/licensed.tflite | tflite | Apache License. Version 2.0 http://www.apache.org/licenses/LICENSE-2.0. | TFLITE_METADATA.license | own
tflite/no-metadata.tflite | tflite
coreml/licensed.mlmodel | coreml | MIT License. https://opensource.org/license/mit | metadata.license | own
coreml/licensed.mlpackage | coreml | MIT License. https://opensource.org/license/mit | metadata.license | own
pytorch/ultralytics-style.pt | pytorch-zip
cards/plain.md | model-card | apache-2.0 | license | own
cards/other-named.md | model-card | other | license | own
cards/license-list.md | model-card | apache-2.0,cc-by-nc-4.0 | license | own
cards/gated.md | model-card | llama3.1 | license | own
cards/unknown-id.md | model-card | acme-secret-licence-9 | license | own
cards/uppercase.md | model-card | Apache-2.0 | license | own
cards/no-license.md | model-card
cards/no-frontmatter.md | model-card
cards/empty-frontmatter.md | model-card
cards/crlf-bom.md | model-card | mit | license | own
cards/license-number.md | model-card | 1.10 | license | own
cards/badge-only.md | model-card
cards/finetuned-from.md | model-card | mit | license | own";

#[test]
fn clean_files_state_one_licence_or_none() {
    for row in CLEAN.trim().lines() {
        let cells: Vec<&str> = row.split(" | ").collect();
        let header = read(cells[0]);
        let mut seen = vec![cells[0], header.format.as_str()];
        if let Some((value, key, rank)) = found(&header) {
            seen.extend([value, key, rank.as_str()]);
        }
        assert_eq!(seen, cells);
        assert_eq!(header.problems, [], "{row}");
    }
}

#[test]
fn gguf_says_where_it_comes_from() {
    for path in ["gguf/finetune-licensed.gguf", "gguf/version2.gguf"] {
        let header = read(path);
        assert_eq!(header.name[0].value, "Tiny Chat 1M");
        assert_eq!(fact(&header, "general.organization"), ["acme"]);
        assert_eq!(fact(&header, "general.version"), ["v1.2"]);
        assert_eq!(fact(&header, "general.quantized_by"), ["quantbot"]);
        assert_eq!(
            fact(&header, "general.dataset.0"),
            ["https://huggingface.co/datasets/acme/tiny-corpus"]
        );
        assert_eq!(shown(&header.own), ["acme/tiny-chat-gguf"]);
        assert_eq!(shown(&header.sources), ["acme/tiny-chat"]);
        assert_eq!(shown(&header.base_models), ["acme/tiny-base"]);
        assert_eq!(header.base_models[0].key, "general.base_model.0.repo_url");
        assert!(!format!("{header:?}").contains("should-not-be-used"));
        let parts = header.to_claim_parts();
        let Bases::Named(bases) = parts.bases else {
            panic!("{:?}", parts.bases)
        };
        assert_eq!(
            bases.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["acme/tiny-base", "acme/tiny-chat"]
        );
        assert_eq!(
            parts
                .license
                .map(|terms| terms.text().to_owned())
                .as_deref(),
            Some("apache-2.0")
        );
    }
    let header = read("gguf/merge-other-license.gguf");
    assert_eq!(header.license_name[0].value, "acme-model-license-1.0");
    assert!(header.license_link[0].value.ends_with("LICENSE.md"));
    assert_eq!(
        shown(&header.base_models),
        ["alphalabs/alpha", "https://example.invalid/beta"]
    );
    let fields: Vec<&str> = header.base_models[1]
        .fields
        .iter()
        .map(|(key, _)| key.as_str())
        .collect();
    assert_eq!(fields, ["name", "url", "doi", "uuid"]);

    let header = read("gguf/converted-license-list.gguf");
    assert_eq!(
        shown(&header.base_models),
        ["acme/tiny-base", "acme/tiny-other"]
    );
    assert_eq!(fact(&header, "general.dataset.0").len(), 1);
    let terms = header.to_claim_parts().license.expect("stated");
    assert_eq!(
        terms.leaves().map(ToString::to_string).collect::<Vec<_>>(),
        ["apache-2.0", "mit"]
    );

    let header = read("gguf/lora-adapter.gguf");
    assert_eq!(fact(&header, "general.type"), ["adapter"]);
    assert_eq!(shown(&header.base_models), ["acme/tiny-base"]);
    assert_eq!(header.to_claim_parts().relation, Some(Relation::Adapter));
    assert_eq!(
        read("gguf/big-endian.gguf").detail.as_deref(),
        Some("version 3, big-endian")
    );
}

#[test]
fn safetensors_say_what_they_were_trained_on() {
    let header = read("safetensors/modelspec-license.safetensors");
    assert_eq!(header.author[0].value, "acme");
    assert_eq!(
        shown(&header.base_models),
        ["Stable Diffusion XL 1.0 Base", "My Overburned Model"]
    );
    let parts = header.to_claim_parts();
    assert_eq!(
        (parts.bases, parts.relation),
        (Bases::Unnamed, Some(Relation::Merge))
    );

    let header = read("safetensors/kohya-lora.safetensors");
    assert_eq!(
        shown(&header.base_models),
        ["sd_xl_base_1.0.safetensors", "sdxl_base_v1-0"]
    );
    assert!(
        header
            .base_models
            .iter()
            .all(|base| base.rank == Confidence::Hint && base.model.is_none())
    );
    let hash = "31e35c80fc4829d14f90153f4c74cd59c90b779f6afe05a74cd6120b893f7e5b";
    assert_eq!(header.base_models[0].sha256.as_deref(), Some(hash));
    let parts = header.to_claim_parts();
    assert_eq!(
        (parts.bases, parts.relation),
        (Bases::Unnamed, Some(Relation::Adapter))
    );

    let link = read("safetensors/license-url.safetensors");
    assert_eq!(link.license[0].form().as_str(), "link");
}

#[test]
fn free_text_is_no_id() {
    let header = read("onnx/exporter-license-key.onnx");
    assert_eq!(header.license[0].form().as_str(), "text");
    // A bare title names its licence, and no more is guessed.
    let terms = header.to_claim_parts().license.expect("stated");
    assert_eq!(terms.text(), "agpl-3.0");
    let header = read("onnx/standard-keys.onnx");
    assert_eq!(header.author[0].value, "A. Author, acme");
    assert_eq!(fact(&header, "producer_name"), ["pytorch"]);
    assert_eq!(fact(&header, "producer_version"), ["2.9.0"]);
    assert_eq!(fact(&header, "domain"), ["org.acme"]);
    let keys: Vec<String> = read("onnx/odd-case-keys.onnx")
        .license
        .into_iter()
        .map(|stated| stated.key)
        .collect();
    assert_eq!(keys, ["MODEL_LICENSE", "org.acme.license"]);

    let header = read("tflite/licensed.tflite");
    assert_eq!(
        (
            header.license[0].form().as_str(),
            header.author[0].value.as_str()
        ),
        ("text", "A. Author")
    );
    let header = read("tflite/appended-zip.tflite");
    assert_eq!(kinds(&header), [ProblemKind::Conflict]);
    assert_eq!(header.conflicting_licenses().len(), 2);
    assert_eq!(found(&header), None);

    for path in ["coreml/licensed.mlmodel", "coreml/licensed.mlpackage"] {
        let header = read(path);
        assert_eq!(header.author[0].value, "A. Author");
        assert_eq!(fact(&header, "metadata.versionString"), ["1.0"]);
        assert_eq!(
            fact(
                &header,
                "metadata.userDefined.com.github.apple.coremltools.source"
            ),
            ["torch==2.9.0"]
        );
    }
}

#[test]
fn a_pickle_gives_a_hint_at_most() {
    for path in [
        "pytorch/ultralytics-style.pt",
        "hostile/pickle-calls-print.pt",
    ] {
        let header = read(path);
        assert_eq!(header.format, Format::PytorchZip);
        assert!(
            header
                .license
                .iter()
                .all(|stated| stated.rank == Confidence::Hint),
            "{path}"
        );
        assert_eq!(header.to_claim_parts().license, None);
        assert!(!format!("{header:?}").contains("UNPICKLED"));
    }
    let bomb = read("hostile/zip-bomb.pt");
    assert_eq!(
        (bomb.format, kinds(&bomb)),
        (Format::PytorchZip, vec![ProblemKind::Suspicious])
    );
}
