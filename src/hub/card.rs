//! The answer of the hub about a model: the front matter of its card, the tags and the names of its files.
//!
//! People write cards, so every form that was seen is read, and what cannot be read of a lineage makes it unknown.

use serde_json::Value;

use super::HubError;
use super::bases::Lineage;
use super::site::Site;
use deny_models::lock::LockedModel;
use deny_models::model::{Artifact, Relation};

/// Longest text that is taken over, in characters.
const MAX_TEXT: usize = 300;

/// The answer about a model.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Info {
    /// The name that the hub knows it by.
    pub(super) id: Option<String>,
    /// The commit.
    pub(super) sha: Option<String>,
    /// `auto` or `manual`.
    gated: Option<String>,
    pub(super) disabled: bool,
    /// Paths of its files.
    pub(super) files: Vec<String>,
    /// The files with their digests, where the answer has them.
    pub(super) blobs: Option<Vec<Value>>,
    tags: Vec<String>,
    card: Value,
    base_models: Value,
    /// What was requested and is not in the answer: a mirror or a redirect may lose the query.
    pub(super) lacks: Vec<&'static str>,
}

/// The fields to request.
pub(super) const EXPAND: [&str; 6] = ["sha", "tags", "cardData", "gated", "siblings", "disabled"];

/// A field that data sets do not have: requesting it there is an error.
pub(super) const EXPAND_MODEL: &str = "baseModels";

/// Keys of cards for base models, the usual name first.
const BASE_KEYS: [&str; 3] = ["base_model", "base_models", "finetuned_from"];

impl Info {
    pub(super) fn read(body: &[u8], what: &str) -> Result<Self, HubError> {
        let value = json(Site::Hub, body, what)?;
        Self::of(value).ok_or_else(|| HubError::Unreadable {
            site: Site::Hub,
            what: what.to_owned(),
            why: "it is no JSON object".to_owned(),
        })
    }

    /// Reads an answer that has the fields of the hub; `None` where it has no fields.
    pub(super) fn of(value: Value) -> Option<Self> {
        let Value::Object(mut fields) = value else {
            return None;
        };
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let sha = text(fields.get("sha")).filter(|sha| is_commit(sha));
        let lacks = [EXPAND_MODEL, "siblings"]
            .into_iter()
            .filter(|field| !fields.contains_key(*field));
        let lacks = lacks.collect();
        let has_blobs = list(fields.get("siblings"))
            .all(|file| file.get("rfilename").is_none() || file.get("size").is_some());
        Some(Self {
            id: text(fields.get("id")).or_else(|| text(fields.get("modelId"))),
            sha,
            gated: match fields.get("gated") {
                Some(Value::String(how)) => short(how),
                Some(Value::Bool(true)) => Some("yes".to_owned()),
                _ => None,
            },
            disabled: fields.get("disabled") == Some(&Value::Bool(true)),
            files: list(fields.get("siblings"))
                .filter_map(|file| Some(file.get("rfilename")?.as_str()?.to_owned()))
                .collect(),
            blobs: has_blobs.then(|| list(fields.get("siblings")).cloned().collect()),
            tags: list(fields.get("tags"))
                .filter_map(|tag| Some(tag.as_str()?.to_owned()))
                .collect(),
            card: fields.remove("cardData").unwrap_or_default(),
            base_models: fields.remove(EXPAND_MODEL).unwrap_or_default(),
            lacks,
        })
    }

    pub(super) fn has_file(&self, path: &str) -> bool {
        self.files.iter().any(|file| file == path)
    }

    /// Whether the card or the tags name a licence text.
    pub(super) fn link(&self) -> Option<&str> {
        self.card.get("license_link").and_then(Value::as_str)
    }

    /// Writes licence and lineage into the model.
    pub(super) fn write_to(&self, model: &mut LockedModel) {
        model.revision.clone_from(&self.sha);
        model.gated.clone_from(&self.gated);
        self.write_licence(model);
        self.write_bases(model);
    }

    fn write_licence(&self, model: &mut LockedModel) {
        let of_card = strings(self.card.get("license"));
        let card = !of_card.is_empty();
        let of_tags = self
            .tags
            .iter()
            .filter_map(|tag| tag.strip_prefix("license:"));
        let mut tags = false;
        for text in of_card.into_iter().chain(of_tags).filter_map(short) {
            let known = |other: &String| other.eq_ignore_ascii_case(&text);
            if !model.license.iter().any(known) {
                tags |= !card;
                model.license.push(text);
            }
        }
        let field = |key: &str| self.card.get(key).and_then(Value::as_str).and_then(short);
        model.license_name = field("license_name");
        model.license_link = field("license_link");
        if card {
            model.source.push("license: card".to_owned());
        } else if tags {
            model.source.push("license: tags".to_owned());
        }
        if self.card.get("extra_gated_prompt").is_some() {
            let further = "the card requires consent to further terms (extra_gated_prompt)";
            model.source.push(further.to_owned());
        }
    }

    fn write_bases(&self, model: &mut LockedModel) {
        let mut lineage = Lineage::new(&model.id);
        for key in BASE_KEYS {
            for name in strings(self.card.get(key)) {
                lineage.add(name, "card");
            }
        }
        let stated = &self.base_models;
        let by_hub = match stated {
            Value::Object(fields) => strings(fields.get("models")),
            _ => strings(Some(stated)),
        };
        for name in by_hub {
            lineage.add(name, "hub");
        }
        let word = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        lineage
            .relations
            .extend(word(self.card.get("base_model_relation")));
        lineage.relations.extend(word(stated.get("relation")));
        for tag in self
            .tags
            .iter()
            .filter_map(|tag| tag.strip_prefix("base_model:"))
        {
            match tag.split_once(':') {
                Some((relation, name)) => {
                    lineage.add(name, "tags");
                    lineage.relations.insert(relation.to_owned());
                }
                None => lineage.add(tag, "tags"),
            }
        }
        if lineage.is_empty() {
            self.merged_models(&mut lineage);
        }
        lineage.write_to(model);
    }

    /// An adapter or a quantisation is made of something: where nothing names it, there is a base all the same.
    pub(super) fn write_unnamed_base(&self, model: &mut LockedModel) {
        const ADAPTER: [&str; 2] = ["lora", "peft"];
        const QUANTIZED: [&str; 4] = ["gptq", "awq", "exl2", "exl3"];
        if model.states_lineage() {
            return;
        }
        let library = self.card.get("library_name").and_then(Value::as_str);
        let words = strings(self.card.get("tags"));
        let words: Vec<&str> = self
            .tags
            .iter()
            .map(String::as_str)
            .chain(words)
            .chain(library)
            .collect();
        let has = |known: &[&str]| words.iter().any(|word| known.contains(word));
        let relation = if has(&ADAPTER) {
            Relation::Adapter
        } else if has(&QUANTIZED) {
            Relation::Quantized
        } else {
            return;
        };
        model.base_unnamed = true;
        model.relation = Some(relation);
        let source = format!(
            "base: none is stated, and the tags contain {}",
            relation.as_str()
        );
        model.source.push(source);
    }

    /// Tools that merge models add the names of the sources to the tags.
    fn merged_models(&self, lineage: &mut Lineage) {
        let merged = |tag: &String| tag == "merge" || tag == "mergekit";
        if !self.tags.iter().any(merged) {
            return;
        }
        for tag in &self.tags {
            if tag.contains('/') && !tag.contains(':') && Artifact::parse_hub(tag).is_ok() {
                lineage.add(tag, "tags of a merge");
            }
        }
        lineage
            .relations
            .insert(Relation::Merge.as_str().to_owned());
    }
}

/// JSON, bounded already.
pub(super) fn json(site: Site, body: &[u8], what: &str) -> Result<Value, HubError> {
    serde_json::from_slice(body).map_err(|error| HubError::Unreadable {
        site,
        what: what.to_owned(),
        why: if error.is_eof() {
            "it is cut off".to_owned()
        } else {
            "it is no JSON".to_owned()
        },
    })
}

/// A commit as the hub names it.
pub(super) fn is_commit(text: &str) -> bool {
    text.len() == 40
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// One line of a text of a third party; `None` when it is blank.
pub(super) fn short(text: &str) -> Option<String> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.chars().take(MAX_TEXT).collect())
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

/// A text, a list of texts, or of objects that have a name in one of the usual keys.
fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(items)) => items.iter().filter_map(named).collect(),
        Some(object @ Value::Object(_)) => named(object).into_iter().collect(),
        _ => Vec::new(),
    }
}

fn named(value: &Value) -> Option<&str> {
    if let Value::String(text) = value {
        return Some(text);
    }
    ["id", "name", "model", "repo"]
        .into_iter()
        .find_map(|key| value.get(key)?.as_str())
}

#[cfg(test)]
mod tests {
    use super::super::bases::MAX_BASES;
    use super::*;

    fn parsed(json: &str) -> LockedModel {
        let info = Info::read(json.as_bytes(), "x").expect("readable");
        let mut model = LockedModel::new(&Artifact::parse("acme/x").expect("an id"));
        info.write_to(&mut model);
        model
    }

    fn lineage(model: &LockedModel) -> (Vec<String>, bool, Option<Relation>) {
        let bases = model.base.iter().flatten().map(ToString::to_string);
        (bases.collect(), model.base_unnamed, model.relation)
    }

    #[test]
    fn a_licence_is_read_from_card_and_tags() {
        let of = |json| parsed(json).license;
        assert_eq!(
            of(r#"{"cardData":{"license":"MIT"},"tags":["license:mit"]}"#),
            ["MIT"]
        );
        assert_eq!(
            of(r#"{"cardData":{"license":["mit","cc0-1.0",3]}}"#),
            ["mit", "cc0-1.0"]
        );
        assert_eq!(
            of(r#"{"cardData":null,"tags":["license:gemma",7]}"#),
            ["gemma"]
        );
        assert_eq!(
            of(r#"{"cardData":{"license":"mit"},"tags":["license:gemma"]}"#),
            ["mit", "gemma"]
        );
        assert_eq!(of(r#"{"cardData":{"license":" "}}"#), [""; 0]);
        let other =
            parsed(r#"{"cardData":{"license":"other","license_name":"x","license_link":"L"}}"#);
        assert_eq!(
            (other.license_name.as_deref(), other.license_link.as_deref()),
            (Some("x"), Some("L"))
        );
        let long = format!(r#"{{"cardData":{{"license":"{}"}}}}"#, "é".repeat(9000));
        assert_eq!(parsed(&long).license[0].chars().count(), MAX_TEXT);
    }

    #[test]
    fn every_form_of_a_base_model_is_read() {
        let named = |ids: &[&str], relation| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
            (ids, false, relation)
        };
        for (json, bases, relation) in [
            (r#"{"cardData":{"base_model":"a/b"}}"#, vec!["a/b"], None),
            (
                r#"{"cardData":{"base_model":["a/b","c/d"]}}"#,
                vec!["a/b", "c/d"],
                None,
            ),
            (
                r#"{"cardData":{"base_model":{"name":"a/b"}}}"#,
                vec!["a/b"],
                None,
            ),
            (
                r#"{"cardData":{"base_model":"https://huggingface.co/a/b"}}"#,
                vec!["a/b"],
                None,
            ),
            (
                r#"{"cardData":{"base_model":["a/b"],"base_model_relation":"adapter"}}"#,
                vec!["a/b"],
                Some(Relation::Adapter),
            ),
            (
                r#"{"baseModels":{"relation":"quantized","models":[{"_id":"6","id":"a/b"}]}}"#,
                vec!["a/b"],
                Some(Relation::Quantized),
            ),
            (r#"{"baseModels":["a/b"]}"#, vec!["a/b"], None),
            (
                r#"{"baseModels":null,"cardData":{"base_model":null}}"#,
                vec![],
                None,
            ),
            (
                r#"{"tags":["base_model:a/b","base_model:merge:a/b"]}"#,
                vec!["a/b"],
                Some(Relation::Merge),
            ),
            (
                r#"{"tags":["base_model:finetune:a/b","base_model:adapter:c/d"]}"#,
                vec!["a/b", "c/d"],
                None,
            ),
            (
                r#"{"cardData":{"base_model":"a/b","base_model_relation":"quantized"},"baseModels":{"relation":"finetune","models":[{"id":"a/b"}]}}"#,
                vec!["a/b"],
                None,
            ),
            (r#"{"cardData":{"base_model":"None"}}"#, vec![], None),
            (
                r#"{"tags":["merge","mergekit","a/b","c/d","arxiv:1/2"]}"#,
                vec!["a/b", "c/d"],
                Some(Relation::Merge),
            ),
            (r#"{"tags":["a/b"]}"#, vec![], None),
            (
                r#"{"cardData":{"finetuned_from":"a/b"}}"#,
                vec!["a/b"],
                None,
            ),
        ] {
            assert_eq!(lineage(&parsed(json)), named(&bases, relation), "{json}");
        }
    }

    #[test]
    fn a_base_that_cannot_be_followed_is_still_there() {
        for base in [
            "./checkpoint",
            "/home/me/llama",
            "C:\\models",
            "Acme/X",
            "a b",
        ] {
            let json = serde_json::json!({"cardData": {"base_model": base}});
            assert_eq!(
                lineage(&parsed(&json.to_string())),
                (vec![], true, None),
                "{base}"
            );
        }
        let many: Vec<String> = (0..100).map(|n| format!("a/b{n}")).collect();
        let model = parsed(&serde_json::json!({"cardData": {"base_model": many}}).to_string());
        assert_eq!(
            (lineage(&model).0.len(), model.base_unnamed),
            (MAX_BASES, true)
        );
    }

    #[test]
    fn the_recorded_answers_are_read() {
        let info = Info::read(
            br#"{"_id":"6","id":"acme/x","sha":"0123456789abcdef0123456789abcdef01234567","gated":"manual","disabled":false,
            "cardData":{"license":"apache-2.0"},"siblings":[{"rfilename":"LICENSE"},{"rfilename":"a/b.gguf"},{"x":1}]}"#,
            "acme/x",
        )
        .expect("readable");
        assert_eq!(info.files, ["LICENSE", "a/b.gguf"]);
        assert_eq!(info.gated.as_deref(), Some("manual"));
        assert!(info.sha.is_some() && info.has_file("LICENSE") && !info.disabled);
        let odd = Info::read(
            br#"{"sha":"../x","gated":true,"tags":{},"siblings":7}"#,
            "x",
        )
        .expect("readable");
        assert_eq!(
            (odd.sha, odd.gated.as_deref(), odd.files.len()),
            (None, Some("yes"), 0)
        );
        for (body, why) in [
            ("[]", "no JSON object"),
            ("<html>", "no JSON"),
            (r#"{"id":"#, "cut off"),
        ] {
            let error = Info::read(body.as_bytes(), "x")
                .expect_err(body)
                .to_string();
            assert!(error.contains(why), "{error}");
        }
    }
}
