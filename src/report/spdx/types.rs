//! The part of SPDX 3.0.1 that is written, as its JSON-LD names it.

use std::collections::BTreeMap;

use serde::Serialize;

#[derive(Serialize)]
pub(super) struct Document {
    #[serde(rename = "@context")]
    pub(super) context: &'static str,
    #[serde(rename = "@graph")]
    pub(super) graph: Vec<Node>,
}

#[derive(Serialize)]
#[serde(untagged)]
pub(super) enum Node {
    Creation(Creation),
    Collection(Element<Collection>),
    Package(Element<Package>),
    Relationship(Element<Relationship>),
    Expression(Element<Expression>),
    Text(Element<Text>),
    Plain(Element<Plain>),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Creation {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(rename = "@id")]
    pub(super) id: &'static str,
    pub(super) spec_version: &'static str,
    pub(super) created: String,
    pub(super) created_by: Vec<String>,
}

/// Properties of every element.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Element<T> {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) spdx_id: String,
    pub(super) creation_info: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) comment: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) verified_using: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) external_identifier: Vec<Identifier>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) external_ref: Vec<Reference>,
    #[serde(flatten)]
    pub(super) more: T,
}

#[derive(Serialize, Default)]
pub(super) struct Plain {}

#[derive(Serialize)]
pub(super) struct Hash {
    #[serde(rename = "type")]
    kind: &'static str,
    algorithm: &'static str,
    #[serde(rename = "hashValue")]
    value: String,
}

impl Hash {
    pub(super) fn sha256(value: &str) -> Self {
        Self {
            kind: "Hash",
            algorithm: "sha256",
            value: value.to_owned(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identifier {
    #[serde(rename = "type")]
    kind: &'static str,
    external_identifier_type: &'static str,
    #[serde(rename = "identifier")]
    value: String,
}

impl Identifier {
    pub(super) fn purl(purl: &str) -> Self {
        Self {
            kind: "ExternalIdentifier",
            external_identifier_type: "packageUrl",
            value: purl.to_owned(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Reference {
    #[serde(rename = "type")]
    kind: &'static str,
    external_ref_type: &'static str,
    locator: [String; 1],
}

impl Reference {
    pub(super) fn new(kind: &'static str, address: impl Into<String>) -> Self {
        Self {
            kind: "ExternalRef",
            external_ref_type: kind,
            locator: [address.into()],
        }
    }
}

/// `SpdxDocument` and `software_Sbom`.
#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Collection {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) profile_conformance: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) data_license: Option<String>,
    pub(super) root_element: Vec<String>,
    pub(super) element: Vec<String>,
    #[serde(rename = "software_sbomType", skip_serializing_if = "Vec::is_empty")]
    pub(super) sbom_type: Vec<&'static str>,
}

/// `software_Package` and `ai_AIPackage`.
#[derive(Serialize, Default)]
pub(super) struct Package {
    #[serde(rename = "suppliedBy", skip_serializing_if = "Option::is_none")]
    pub(super) supplied_by: Option<String>,
    #[serde(rename = "software_primaryPurpose")]
    pub(super) purpose: &'static str,
    #[serde(
        rename = "software_packageVersion",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) version: Option<String>,
    #[serde(
        rename = "software_packageUrl",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) purl: Option<String>,
    #[serde(
        rename = "software_downloadLocation",
        skip_serializing_if = "Option::is_none"
    )]
    pub(super) download: Option<String>,
    #[serde(rename = "software_homePage", skip_serializing_if = "Option::is_none")]
    pub(super) home: Option<String>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Relationship {
    pub(super) from: String,
    #[serde(rename = "relationshipType")]
    pub(super) kind: &'static str,
    pub(super) to: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) completeness: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<&'static str>,
}

#[derive(Serialize, Default)]
pub(super) struct Expression {
    #[serde(rename = "simplelicensing_licenseExpression")]
    pub(super) words: String,
    #[serde(rename = "simplelicensing_licenseListVersion")]
    pub(super) list: &'static str,
    #[serde(
        rename = "simplelicensing_customIdToUri",
        skip_serializing_if = "Vec::is_empty"
    )]
    pub(super) custom: Vec<Entry>,
}

#[derive(Serialize)]
pub(super) struct Entry {
    #[serde(rename = "type")]
    kind: &'static str,
    key: String,
    value: String,
}

impl Entry {
    pub(super) fn new((key, value): (String, String)) -> Self {
        Self {
            kind: "DictionaryEntry",
            key,
            value,
        }
    }

    pub(super) fn list(entries: BTreeMap<String, String>) -> Vec<Self> {
        entries.into_iter().map(Self::new).collect()
    }
}

#[derive(Serialize, Default)]
pub(super) struct Text {
    #[serde(rename = "simplelicensing_licenseText")]
    pub(super) text: String,
}
