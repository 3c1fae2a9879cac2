//! The part of CycloneDX 1.6 and 1.7 that is written, in the order of the schema.

use serde::Serialize;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Bom {
    #[serde(rename = "$schema")]
    pub(super) schema: String,
    #[serde(rename = "bomFormat")]
    pub(super) format: &'static str,
    pub(super) spec_version: &'static str,
    pub(super) serial_number: String,
    pub(super) version: u32,
    pub(super) metadata: Metadata,
    pub(super) components: Vec<Component>,
    pub(super) dependencies: Vec<Dependency>,
    pub(super) compositions: Vec<Composition>,
}

#[derive(Serialize)]
pub(super) struct Metadata {
    pub(super) timestamp: String,
    pub(super) tools: Tools,
    pub(super) component: Component,
    pub(super) properties: Vec<Property>,
}

#[derive(Serialize)]
pub(super) struct Tools {
    pub(super) components: Vec<Component>,
}

#[derive(Serialize, Default)]
#[serde(rename_all = "camelCase")]
pub(super) struct Component {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "Option::is_none")]
    pub(super) bom_ref: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) supplier: Option<Supplier>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<String>,
    pub(super) name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) scope: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) hashes: Vec<Hash>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) licenses: Vec<LicenseChoice>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) purl: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) pedigree: Option<Pedigree>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) external_references: Vec<Reference>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) components: Vec<Component>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) evidence: Option<Evidence>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) model_card: Option<ModelCard>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) properties: Vec<Property>,
}

#[derive(Serialize)]
pub(super) struct Supplier {
    pub(super) name: String,
    pub(super) url: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Hash {
    pub(super) alg: &'static str,
    pub(super) content: String,
}

impl Hash {
    pub(super) fn sha256(content: &str) -> Self {
        Self {
            alg: "SHA-256",
            content: content.to_owned(),
        }
    }
}

#[derive(Serialize, Clone, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum LicenseChoice {
    License(License),
    #[serde(untagged)]
    Expression {
        expression: String,
        acknowledgement: &'static str,
    },
}

#[derive(Serialize, Clone, PartialEq, Eq)]
pub(super) struct License {
    #[serde(flatten)]
    pub(super) naming: Naming,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) url: Option<String>,
    pub(super) acknowledgement: &'static str,
}

#[derive(Serialize, Clone, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub(super) enum Naming {
    Id(&'static str),
    Name(String),
}

#[derive(Serialize)]
pub(super) struct Pedigree {
    pub(super) ancestors: Vec<Component>,
    pub(super) notes: String,
}

#[derive(Serialize)]
pub(super) struct Reference {
    #[serde(rename = "type")]
    pub(super) kind: &'static str,
    pub(super) url: String,
}

#[derive(Serialize)]
pub(super) struct Evidence {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) occurrences: Vec<Occurrence>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) licenses: Vec<LicenseChoice>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Occurrence {
    pub(super) location: String,
    pub(super) line: usize,
    pub(super) additional_context: String,
}

#[derive(Serialize)]
pub(super) struct ModelCard {
    #[serde(rename = "bom-ref")]
    pub(super) bom_ref: String,
    pub(super) properties: Vec<Property>,
}

#[derive(Serialize)]
pub(super) struct Property {
    pub(super) name: String,
    pub(super) value: String,
}

impl Property {
    /// A property under the prefix of this tool.
    pub(super) fn new(name: &str, value: impl Into<String>) -> Self {
        Self {
            name: format!("cargo-deny-models:{name}"),
            value: value.into(),
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Dependency {
    #[serde(rename = "ref")]
    pub(super) of: String,
    pub(super) depends_on: Vec<String>,
}

#[derive(Serialize)]
pub(super) struct Composition {
    pub(super) aggregate: &'static str,
    pub(super) dependencies: Vec<String>,
}
