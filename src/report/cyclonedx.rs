//! A bill of materials as CycloneDX writes it: crates, models, their licences, lineage and parts.

mod licenses;
mod lineage;
mod spec;
mod types;

use std::collections::BTreeSet;
use std::io::{self, Write};

use super::{document, json};
use crate::inventory::{Conclusion, Crate, Inventory, Model, Shape, Standing};
use deny_models::date::Moment;
use deny_models::domain::How;
use deny_models::license::{Terms, Verdict, obligations};
use deny_models::model::Artifact;
pub use spec::Spec;
use types::{
    Bom, Component, Composition, Dependency, Evidence, Hash, Metadata, ModelCard, Occurrence,
    Property, Reference, Supplier, Tools,
};

/// Prints the bill of materials of `inventory`. But for `now`, the same inventory gives the same bytes: the serial
/// number is a digest of the rest.
///
/// # Errors
///
/// When writing fails.
pub fn print(
    inventory: &Inventory,
    spec: Spec,
    now: Moment,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut bom = Writer { inventory, spec }.bom();
    let digest = document::uuid(&serde_json::to_vec(&bom)?);
    bom.serial_number = format!("urn:uuid:{digest}");
    bom.metadata.timestamp = now.to_string();
    json::write(&bom, out)
}

struct Writer<'a> {
    inventory: &'a Inventory,
    spec: Spec,
}

impl Writer<'_> {
    /// The document without serial number and time.
    fn bom(&self) -> Bom {
        let only = self.inventory.only_member();
        let crates: Vec<String> = self.inventory.crates.iter().map(crate_ref).collect();
        let root = match only {
            Some(member) => self.package(member),
            None => Component {
                kind: "application",
                bom_ref: Some(ROOT.to_owned()),
                name: self.inventory.name.clone(),
                ..Component::default()
            },
        };
        let others = self
            .inventory
            .crates
            .iter()
            .filter(|package| only.is_none_or(|only| only.package != package.package));
        let packages = others.map(|package| self.package(package));
        let models = self
            .inventory
            .in_use()
            .map(|(at, model)| self.model(at, model));
        Bom {
            schema: format!(
                "http://cyclonedx.org/schema/bom-{}.schema.json",
                self.spec.as_str()
            ),
            format: "CycloneDX",
            spec_version: self.spec.as_str(),
            serial_number: String::new(),
            version: 1,
            metadata: Metadata {
                timestamp: String::new(),
                tools: Tools {
                    components: vec![Component {
                        kind: "application",
                        name: env!("CARGO_PKG_NAME").to_owned(),
                        version: Some(env!("CARGO_PKG_VERSION").to_owned()),
                        ..Component::default()
                    }],
                },
                component: root,
                properties: vec![Property::new(
                    "unresolved-pulls",
                    self.inventory.unresolved.to_string(),
                )],
            },
            components: packages.chain(models).collect(),
            dependencies: self.dependencies(only.is_none()),
            // Only crates that lead to models are listed.
            compositions: vec![Composition {
                aggregate: "incomplete",
                dependencies: crates,
            }],
        }
    }

    fn package(&self, package: &Crate) -> Component {
        let terms = package.license.as_ref().map(Terms::expr);
        Component {
            kind: match package.shape {
                Shape::Application => "application",
                Shape::Library => "library",
            },
            bom_ref: Some(crate_ref(package)),
            name: package.package.name.clone(),
            version: Some(package.package.version.clone()),
            hashes: package
                .checksum
                .iter()
                .map(|sum| Hash::sha256(sum))
                .collect(),
            licenses: terms
                .map(|terms| licenses::declared(terms, &self.inventory.refs))
                .unwrap_or_default(),
            purl: package.purl.as_ref().map(ToString::to_string),
            external_references: references([
                ("website", package.page.clone()),
                ("vcs", package.repository.clone()),
            ]),
            properties: vec![Property::new("member", package.member.to_string())],
            ..Component::default()
        }
    }

    /// A model in use.
    fn model(&self, at: usize, model: &Model) -> Component {
        let (licenses, of_evidence) = licenses::of_model(model, &self.inventory.refs, self.spec);
        let occurrences = model.uses.iter().map(|of| Occurrence {
            location: of.file.clone(),
            line: of.line,
            additional_context: format!("{}, source: {}", of.how, of.source),
        });
        let evidence = Evidence {
            occurrences: occurrences.collect(),
            licenses: of_evidence,
        };
        let seen = !(evidence.occurrences.is_empty() && evidence.licenses.is_empty());
        let reference = model_ref(model);
        let files = model.files.iter().map(|file| Component {
            kind: "file",
            bom_ref: Some(format!("file:{}:{}", model.reference(), file.path)),
            name: file.path.clone(),
            hashes: vec![Hash::sha256(&file.sha256)],
            ..Component::default()
        });
        let offered = !model.uses.is_empty() && model.uses.iter().all(|of| of.how == How::Offered);
        Component {
            bom_ref: Some(reference.clone()),
            scope: offered.then_some("optional"),
            licenses,
            pedigree: self.pedigree(at),
            components: files.collect(),
            evidence: seen.then_some(evidence),
            model_card: (kind(model) == MODEL).then(|| ModelCard {
                bom_ref: format!("card:{}", model.reference()),
                properties: duties(model),
            }),
            properties: properties(model),
            ..self.identity(model)
        }
    }

    /// The properties of a model, as component or as ancestor.
    fn identity(&self, model: &Model) -> Component {
        let (group, name) = model.group_and_name();
        let on_hub = matches!(model.artifact, Artifact::Hub { .. });
        let account = group.filter(|_| on_hub && kind(model) == MODEL);
        let page = model.page();
        let licenses = model.resolution.binding.iter();
        let licenses: BTreeSet<String> = licenses
            .filter_map(|binding| binding.license.url())
            .map(std::borrow::Cow::into_owned)
            .collect();
        let texts = model
            .texts
            .iter()
            .filter_map(|text| model.file_address(&text.path));
        let links = licenses.into_iter().chain(texts);
        let mut references = references([
            (
                if on_hub { "model-card" } else { "distribution" },
                page.clone(),
            ),
            ("distribution", page.filter(|_| on_hub)),
        ]);
        references.extend(links.map(|url| Reference {
            kind: "license",
            url,
        }));
        Component {
            kind: kind(model),
            supplier: account.map(|account| Supplier {
                name: account.to_owned(),
                url: vec![format!("https://huggingface.co/{account}")],
            }),
            group: group.map(str::to_owned),
            name: name.to_owned(),
            version: model.version().map(str::to_owned),
            hashes: model.sha256.iter().map(|sum| Hash::sha256(sum)).collect(),
            purl: self.inventory.purl(model),
            external_references: references,
            ..Component::default()
        }
    }

    fn dependencies(&self, with_root: bool) -> Vec<Dependency> {
        let inventory = self.inventory;
        let member = inventory.crates.iter().filter(|package| package.member);
        let root = with_root.then(|| Dependency {
            of: ROOT.to_owned(),
            depends_on: member.map(crate_ref).collect(),
        });
        let model = |at: &usize| model_ref(&inventory.models[*at]);
        let packages = inventory.crates.iter().map(|package| Dependency {
            of: crate_ref(package),
            depends_on: package
                .crates
                .iter()
                .map(|at| crate_ref(&inventory.crates[*at]))
                .chain(package.models.iter().map(model))
                .collect(),
        });
        let models = inventory.in_use().map(|(_, found)| Dependency {
            of: model_ref(found),
            depends_on: found.needs.iter().map(model).collect(),
        });
        root.into_iter().chain(packages).chain(models).collect()
    }
}

/// The reference of a workspace of several members.
const ROOT: &str = "workspace";

const MODEL: &str = "machine-learning-model";

fn crate_ref(package: &Crate) -> String {
    format!("crate:{}@{}", package.package.name, package.package.version)
}

fn model_ref(model: &Model) -> String {
    format!("model:{}", model.reference())
}

/// Repositories of data may hold weights, but are marked as data.
fn kind(model: &Model) -> &'static str {
    match &model.artifact {
        data if data.is_data_set() => "data",
        _ => MODEL,
    }
}

fn references<const N: usize>(of: [(&'static str, Option<String>); N]) -> Vec<Reference> {
    of.into_iter()
        .filter_map(|(kind, url)| Some(Reference { kind, url: url? }))
        .collect()
}

/// The obligations of each licence that applies to the model.
fn duties(model: &Model) -> Vec<Property> {
    let binding = model.resolution.binding.iter();
    let obligations = binding.flat_map(|binding| {
        let id = binding.license.to_string();
        obligations(&binding.license)
            .into_iter()
            .map(move |obligation| (id.clone(), obligation))
    });
    obligations
        .map(|(id, obligation)| {
            let name = format!("asks:{}", obligation.duty);
            Property::new(&name, format!("{id}: {}", obligation.detail))
        })
        .collect()
}

/// The findings of the gate, with the evidence.
fn properties(model: &Model) -> Vec<Property> {
    let resolution = &model.resolution;
    let verdict = match resolution.verdict {
        Verdict::Pass => "pass",
        Verdict::Unknown => "unknown",
        Verdict::Fail => "fail",
    };
    let mut properties = vec![
        Property::new("standing", model.standing.as_str()),
        Property::new("verdict", verdict),
    ];
    if let Some(governing) = resolution.governing() {
        properties.push(Property::new("governing", governing.license.to_string()));
    }
    if resolution.is_relicensed() {
        properties.push(Property::new("relicensed", "true"));
    }
    if model.commit.is_some() && model.artifact.revision() != model.commit.as_deref() {
        let requested = model.artifact.revision().unwrap_or("not stated");
        properties.push(Property::new("asked-revision", requested));
    }
    properties.extend(resolution.binding.iter().map(|binding| {
        let text = format!("{} from {}", binding.license, binding.from.name());
        Property::new("binding", text)
    }));
    if let Conclusion::Unknown(gaps) = &model.conclusion {
        properties.extend(gaps.iter().map(|reason| Property::new("unknown", reason)));
    }
    properties.extend(model.uses.iter().map(|of| {
        let mut text = format!("{} by {} for {}", of.how, of.puller, of.member);
        if !of.features.is_empty() {
            text = format!("{text}, feature {}", of.features.join(", "));
        }
        if let Some(target) = &of.target {
            text = format!("{text}, target {target}");
        }
        Property::new("pull", text)
    }));
    properties.extend(resolution.slot_licenses.iter().map(|slot_licenses| {
        let text = format!("{} [{}]", slot_licenses.terms.text(), slot_licenses.detail);
        Property::new(&format!("{}-licence", slot_licenses.slot.as_str()), text)
    }));
    // Only the table states sources that are the same on every machine.
    let table = resolution.evidence.iter().filter(|of| of.place.is_none());
    properties.extend(table.map(|of| {
        let text = format!("{}: {}", of.kind, of.detail);
        Property::new("evidence", text)
    }));
    debug_assert!(
        model.standing != Standing::Ancestor,
        "ancestors are in pedigrees"
    );
    properties
}
