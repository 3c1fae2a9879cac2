use super::*;
use deny_models::evidence::header::StatedBy;

fn licenses(body: &str) -> Vec<String> {
    let found = read(body).licenses;
    found
        .iter()
        .map(|found| {
            let firm = if found.firm { "!" } else { "" };
            format!("{} {}{firm}", found.slot.as_str(), found.license)
        })
        .collect()
}

fn bases(body: &str) -> (Vec<String>, Option<Relation>) {
    let prose = read(body);
    let names = prose.bases.iter().map(ToString::to_string);
    (names.collect(), prose.relation)
}

#[test]
fn licences_are_read_from_sections_labels_and_sentences() {
    for (body, expected) in [
        ("# License\n\nMIT\n", &["weights mit!"][..]),
        (
            "## License\nThe model is under the [Llama 3 license](https://llama.meta.com/llama3/license/).",
            &["weights llama3!"],
        ),
        ("- **License:** apache-2.0\n", &["weights apache-2.0!"]),
        (
            "- **License:** https://llama.meta.com/llama3/license/\n",
            &["weights llama3!"],
        ),
        ("| License | MIT License |\n", &["weights mit!"]),
        (
            "- **Code License:** [MIT LICENSE](https://opensource.org/licenses/MIT)\n- **Model License:** [LLAMA 2 COMMUNITY LICENSE AGREEMENT](https://ai.meta.com/llama/license/)\n",
            &["code mit!", "weights llama2!"],
        ),
        (
            "**License** Code is released under MIT, model weights are released under CC-BY-NC 4.0.\n",
            &["code mit", "weights cc-by-nc-4.0"],
        ),
        (
            "License: Code is released under MIT, model weights are released under CC-BY-NC 4.0.\n",
            &["code mit", "weights cc-by-nc-4.0"],
        ),
        (
            "### License\n\nThe code of this project is open-sourced under the Apache-2.0 license.",
            &["code apache-2.0!"],
        ),
        ("The weights are under the MIT licence.", &["weights mit"]),
        (
            "It falls under the [FLUX.1 [dev] Non-Commercial License](https://huggingface.co/black-forest-labs/FLUX.1-dev/blob/main/LICENSE.md).",
            &["weights flux-1-dev-non-commercial-license!"],
        ),
        (
            "The data is under [CC BY-NC 4.0](https://creativecommons.org/licenses/by-nc/4.0/).",
            &["data cc-by-nc-4.0!"],
        ),
        (
            "## License\n\nThis model is released under the [Apache 2.0 license](https://www.apache.org/licenses/LICENSE-2.0).\n\n## Else\n\n[MIT](https://opensource.org/licenses/MIT)",
            &["weights apache-2.0!"],
        ),
        ("It is not released under the MIT license.", &[]),
        ("We like the MIT license, and Gemma.", &[]),
        ("```\nlicensed under the MIT license\n```\n", &[]),
        ("<!-- licensed under the MIT license -->\n", &[]),
        ("Released under our own license.", &[]),
        ("## License\n\nSee [LICENSE](LICENSE).", &[]),
        (
            "- **License:** Llama 3.1 Community License (custom commercial)",
            &["weights llama3.1!"],
        ),
        // A remark may take something away.
        ("- **License:** MIT (no commercial use)", &[]),
        (
            "### license disclaimer:\n\nThis model is bound by the license & usage restrictions of the original Llama-2 model, and comes with no warranty.",
            &["weights llama2!"],
        ),
    ] {
        assert_eq!(licenses(body), expected, "{body}");
    }
}

#[test]
fn lineage_is_read_where_it_is_stated() {
    let gemma = "[gemma](https://huggingface.co/google/gemma-2b)";
    for (body, models, relation) in [
        (
            format!("This model is a fine-tuned version of {gemma} on the x dataset."),
            &["google/gemma-2b"][..],
            Some(Relation::Finetune),
        ),
        (
            format!("- **Finetuned from model [optional]:** {gemma}"),
            &["google/gemma-2b"],
            Some(Relation::Finetune),
        ),
        (
            "- **Finetuned from model :** unsloth/llama-3-8b-bnb-4bit".to_owned(),
            &["unsloth/llama-3-8b-bnb-4bit"],
            Some(Relation::Finetune),
        ),
        (
            format!("**Original model**: {gemma}<br/>"),
            &["google/gemma-2b"],
            Some(Relation::Quantized),
        ),
        (
            format!("**Base model:** {gemma}"),
            &["google/gemma-2b"],
            None,
        ),
        (format!("It beats {gemma} by far."), &[], None),
        (
            "- **Finetuned from model [optional]:** [More Information Needed]".to_owned(),
            &[],
            None,
        ),
        (
            "A quantized version of `acme/tiny-chat`.".to_owned(),
            &["acme/tiny-chat"],
            Some(Relation::Quantized),
        ),
        (
            "Trained with a learning rate and/or more, a merge of and/or.".to_owned(),
            &[],
            None,
        ),
        ("**Base model:** Llama-2-7b-hf".to_owned(), &["meta-llama/Llama-2-7b-hf"], None),
        ("- **Finetuned from model:** `bert-base-uncased`.".to_owned(), &["bert-base-uncased"], Some(Relation::Finetune)),
        ("- **Finetuned from model**: <a href=https://huggingface.co/HuggingFaceH4/zephyr-7b-beta>zephyr</a>".to_owned(), &["HuggingFaceH4/zephyr-7b-beta"], Some(Relation::Finetune)),
        (
            format!("It is not a fine-tuned version of {gemma}."),
            &[],
            None,
        ),
        (
            format!("A merge of {gemma} and [b](https://huggingface.co/a/bbbb)."),
            &["google/gemma-2b", "a/bbbb"],
            Some(Relation::Merge),
        ),
        (
            "Merged with [DARE](https://arxiv.org/abs/2311.03099) using [x](https://huggingface.co/google/gemma-2b) as a base.".to_owned(),
            &["google/gemma-2b"],
            Some(Relation::Merge),
        ),
        (
            format!("The following models were included in the merge:\n* {gemma}\n* acme/tiny-chat\n\nIt beats [c](https://huggingface.co/c/ccccc)."),
            &["google/gemma-2b", "acme/tiny-chat"],
            Some(Relation::Merge),
        ),
        (
            "Thanks to them for providing the base model acme/tiny-chat.".to_owned(),
            &["acme/tiny-chat"],
            None,
        ),
        ("The base model can be finetuned.".to_owned(), &[], None),
    ] {
        let models: Vec<String> = models.iter().map(|name| (*name).to_owned()).collect();
        let (found, how) = bases(&body);
        let all = models.iter().all(|model| found.contains(model));
        assert!(
            all && found.is_empty() == models.is_empty(),
            "{body}: {found:?}"
        );
        assert_eq!(how, relation, "{body}");
    }
}

#[test]
fn a_base_that_cannot_be_found_is_one_all_the_same() {
    for (body, unnamed) in [
        ("A fine-tuned version of Mistral for chat.", true),
        ("- **Finetuned from model:** Secret-7B", true),
        (
            "- **Finetuned from model [optional]:** [More Information Needed]",
            false,
        ),
        ("- **Base model:** none", false),
        (
            "- **Finetuned from model:** By what we know the model was made from no other one.",
            false,
        ),
        ("It was fine-tuned from scratch on our data.", false),
        (
            "The following models were included in the merge:\n* D:/models/one\n* acme/tiny-chat",
            true,
        ),
    ] {
        assert_eq!(read(body).unnamed, unnamed, "{body}");
    }
}

#[test]
fn a_licence_from_the_text_alone_clears_no_text_about_other_models() {
    let body = "## License\n\nMIT\n\nSee [x](https://huggingface.co/google/gemma-2b), [y](https://huggingface.co/a/bbbb).";
    let prose = read(body);
    let lineage = prose
        .lineage(StatedBy::TextAlone, &[])
        .expect("of one of them");
    assert!(lineage.unnamed && lineage.bases.is_empty());
    assert_eq!(prose.lineage(StatedBy::Elsewhere, &[]), None);
    assert_eq!(prose.lineage(StatedBy::Nothing, &[]), None);
    // A card may name its own model.
    let own = ["google/gemma-2b".to_owned(), "a/bbbb".to_owned()];
    assert_eq!(prose.lineage(StatedBy::TextAlone, &own), None);
}

#[test]
fn a_hostile_text_is_read_in_one_pass() {
    for piece in [
        "[",
        "[a](",
        "<a ",
        "<a href=",
        "h",
        "http",
        "https://x",
        "a. ",
        "under ",
        "under the ",
        "| ",
        "**",
        "Fine-tuned from Xyz. ",
        "fine-tuned version of [",
        "License: ",
        "# License\n",
        "<!--",
        "```\n",
        "\u{e000}1\u{e001}",
        "ü",
        "- Base model: Abcd\n",
        "released under MIT. ",
    ] {
        let prose = read(&piece.repeat((64 << 10) / piece.len()));
        assert!(
            prose.licenses.len() <= MAX_SAID && prose.bases.len() <= MAX_SAID,
            "{piece}"
        );
    }
}
