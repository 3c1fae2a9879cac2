//! A bill of materials as SPDX 3.0.1 writes it: JSON-LD, with models as packages of its AI profile.
//!
//! That profile requires facts that no source states, so conformance to it is not claimed; the document lists
//! them.

mod licensing;
mod types;
mod writer;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write};

use super::texts::plural;
use super::{document, json};
use crate::inventory::{Conclusion, Crate, Inventory, Model, Shape, Standing};
use deny_models::date::Moment;
use deny_models::domain::How;
use deny_models::license::Terms;
use deny_models::model::Artifact;
use licensing::NO_ASSERTION;
use types::{Collection, Creation, Document, Hash, Identifier, Node, Package, Plain, Reference};
use writer::{CREATION, Writer, element};

/// Stands in identifiers until the digest is known.
const UNNUMBERED: &str = "00000000-0000-0000-0000-000000000000";

/// Prints the bill of materials of `inventory`. But for `now`, the same inventory gives the same bytes: the namespace
/// of the document has a digest of it.
///
/// # Errors
///
/// When writing fails.
pub fn print(inventory: &Inventory, now: Moment, out: &mut dyn Write) -> io::Result<()> {
    let draft = Writer::new(inventory, UNNUMBERED).document(String::new());
    let digest = document::uuid(&serde_json::to_vec(&draft)?);
    drop(draft);
    json::write(
        &Writer::new(inventory, &digest).document(now.to_string()),
        out,
    )
}

impl Writer<'_> {
    fn document(mut self, created: String) -> Document {
        let tool = self.id("tool");
        let mut agent = element("SoftwareAgent", tool.clone(), Plain {});
        agent.name = Some(format!(
            "{} {}",
            env!("CARGO_PKG_NAME"),
            env!("CARGO_PKG_VERSION")
        ));
        self.nodes.push(Node::Plain(agent));
        self.accounts();
        let root = self.root();
        for (at, package) in self.inventory.crates.iter().enumerate() {
            self.package(at, package);
        }
        for (at, model) in self.inventory.models.iter().enumerate() {
            self.model(at, model);
        }
        self.texts();
        let data_license = self.expression("CC0-1.0".to_owned(), BTreeMap::new());
        let elements: Vec<String> = self.nodes.iter().filter_map(id_of).collect();
        let sbom = self.id("sbom");
        let mut listing = element(
            "software_Sbom",
            sbom.clone(),
            Collection {
                root_element: vec![root],
                element: elements.clone(),
                sbom_type: vec!["source"],
                ..Collection::default()
            },
        );
        listing.name = Some(format!("Models of {}", self.name()));
        let mut whole = element(
            "SpdxDocument",
            self.namespace.clone(),
            Collection {
                profile_conformance: vec!["core", "software", "simpleLicensing"],
                data_license: Some(data_license),
                root_element: vec![sbom.clone()],
                element: std::iter::once(sbom).chain(elements).collect(),
                ..Collection::default()
            },
        );
        whole.name = Some(format!("Models of {}", self.name()));
        whole.comment = Some(self.remarks());
        let creation = Creation {
            kind: "CreationInfo",
            id: CREATION,
            spec_version: "3.0.1",
            created,
            created_by: vec![tool],
        };
        let head = [
            Node::Creation(creation),
            Node::Collection(whole),
            Node::Collection(listing),
        ];
        Document {
            context: "https://spdx.org/rdf/3.0.1/spdx-context.jsonld",
            graph: head.into_iter().chain(self.nodes).collect(),
        }
    }

    fn name(&self) -> &str {
        let only = self.inventory.only_member();
        only.map_or(&self.inventory.name, |only| &only.package.name)
    }

    /// The facts that the document does not hold.
    fn remarks(&self) -> String {
        let models = &self.inventory.models;
        let unversioned = models.iter().filter(|model| model.version().is_none());
        let unversioned = unversioned.count();
        let mut remarks = "Only crates that lead to models are listed. Conformance to the `ai` profile is not claimed: \
                           it requires the release time of each model, which is not known"
            .to_owned();
        if unversioned > 0 {
            // Writing to a string cannot fail.
            let _ = write!(
                remarks,
                ", and for the version, which is not known of {unversioned}"
            );
        }
        remarks += ".";
        if self.inventory.unresolved > 0 {
            let _ = write!(
                remarks,
                " Of {} it cannot be read which model is pulled.",
                plural(self.inventory.unresolved, "call")
            );
        }
        remarks
    }

    /// The accounts of the hub that models are under.
    fn accounts(&mut self) {
        let accounts: BTreeSet<&str> = self.inventory.models.iter().filter_map(account).collect();
        for account in accounts {
            let mut agent = element("Agent", self.account_id(account), Plain {});
            agent.name = Some(account.to_owned());
            agent.external_ref = vec![Reference::new(
                "other",
                format!("https://huggingface.co/{account}"),
            )];
            self.nodes.push(Node::Plain(agent));
        }
    }

    /// Account names have letters, digits, `-`, `_` and `.` only.
    fn account_id(&self, account: &str) -> String {
        self.id(&format!("account-{account}"))
    }

    /// The only member, or an element that stands for the workspace.
    fn root(&mut self) -> String {
        let crates = &self.inventory.crates;
        let members: Vec<String> = (0..crates.len())
            .filter(|at| crates[*at].member)
            .map(|at| self.crate_id(at))
            .collect();
        if let [only] = members.as_slice() {
            return only.clone();
        }
        let root = self.id("workspace");
        let mut workspace = element(
            "software_Package",
            root.clone(),
            Package {
                purpose: "application",
                ..Package::default()
            },
        );
        workspace.name = Some(self.inventory.name.clone());
        self.nodes.push(Node::Package(workspace));
        self.relate(&root, "contains", members, None);
        root
    }

    fn package(&mut self, at: usize, package: &Crate) {
        let id = self.crate_id(at);
        let purl = package.purl.as_ref().map(ToString::to_string);
        let mut new = element(
            "software_Package",
            id.clone(),
            Package {
                purpose: match package.shape {
                    Shape::Application => "application",
                    Shape::Library => "library",
                },
                version: Some(package.package.version.clone()),
                download: package.repository.clone(),
                home: package.page.clone(),
                purl: purl.clone(),
                ..Package::default()
            },
        );
        new.name = Some(package.package.name.clone());
        new.external_identifier = purl.iter().map(|purl| Identifier::purl(purl)).collect();
        new.verified_using = package
            .checksum
            .iter()
            .map(|sum| Hash::sha256(sum))
            .collect();
        self.nodes.push(Node::Package(new));
        let license = match &package.license {
            Some(terms) => self.license(terms.expr()),
            None => NO_ASSERTION.to_owned(),
        };
        self.relate(&id, "hasDeclaredLicense", vec![license], None);
        let others: Vec<String> = package.crates.iter().map(|at| self.crate_id(*at)).collect();
        self.relate(&id, "dependsOn", others, Some("incomplete"));
        let mut ways: BTreeMap<How, Vec<String>> = BTreeMap::new();
        for model in &package.models {
            let uses = self.inventory.models[*model].uses.iter();
            let hows: BTreeSet<How> = uses
                .filter(|of| of.puller == package.package)
                .map(|of| of.how)
                .collect();
            for how in hows {
                ways.entry(how).or_default().push(self.model_id(*model));
            }
        }
        for (how, models) in ways {
            match how {
                How::Bundled => self.relate(&id, "contains", models, None),
                How::Build => self.relate_in(&id, "dependsOn", models, "build"),
                How::Runtime => self.relate_in(&id, "dependsOn", models, "runtime"),
                How::Offered => self.relate_in(&id, "hasOptionalDependency", models, "runtime"),
            }
        }
    }

    fn model(&mut self, at: usize, model: &Model) {
        let id = self.model_id(at);
        let purl = self.inventory.purl(model);
        let page = model.page();
        let is_data = model.artifact.is_data_set();
        let (_, name) = model.group_and_name();
        let mut new = element(
            if is_data {
                "software_Package"
            } else {
                "ai_AIPackage"
            },
            id.clone(),
            Package {
                supplied_by: account(model).map(|account| self.account_id(account)),
                purpose: if is_data { "data" } else { "model" },
                version: model.version().map(str::to_owned),
                purl: purl.clone(),
                download: page.clone(),
                home: None,
            },
        );
        new.name = Some(name.to_owned());
        new.comment = Some(comment(model));
        new.external_identifier = purl.iter().map(|purl| Identifier::purl(purl)).collect();
        new.verified_using = model.sha256.iter().map(|sum| Hash::sha256(sum)).collect();
        let texts = model.texts.iter();
        let texts = texts.filter_map(|text| model.file_address(&text.path));
        let page = page.map(|page| Reference::new("documentation", page));
        let texts = texts.map(|text| Reference::new("license", text));
        new.external_ref = page.into_iter().chain(texts).collect();
        self.nodes.push(Node::Package(new));
        self.files(&id, at, model);
        self.licenses(&id, model);
        for base in &model.bases {
            let to = vec![self.model_id(base.model)];
            self.relate(&id, "descendantOf", to, None);
            self.remark(base.word());
        }
        let needs: Vec<String> = model.needs.iter().map(|at| self.model_id(*at)).collect();
        self.relate_in(&id, "dependsOn", needs, "runtime");
    }

    /// Exactly one declared and one concluded licence.
    fn licenses(&mut self, id: &str, model: &Model) {
        let terms = model.resolution.declared.as_ref();
        let declared = terms.map_or_else(
            || NO_ASSERTION.to_owned(),
            |terms| self.license(terms.expr()),
        );
        let is_told = declared != NO_ASSERTION;
        self.relate(id, "hasDeclaredLicense", vec![declared], None);
        if !is_told {
            let remark = terms.map_or_else(
                || "no licence is stated".to_owned(),
                |terms| format!("what is stated names no text: {}", Terms::text(terms)),
            );
            self.remark(&remark);
        }
        match &model.conclusion {
            Conclusion::Known(expr) => {
                let concluded = self.license(expr);
                self.relate(id, "hasConcludedLicense", vec![concluded], None);
            }
            Conclusion::Unknown(gaps) => {
                let unknown = vec![NO_ASSERTION.to_owned()];
                self.relate(id, "hasConcludedLicense", unknown, None);
                self.remark(&gaps.join("; "));
            }
        }
    }

    /// Its files with weights.
    fn files(&mut self, id: &str, at: usize, model: &Model) {
        let mut files = Vec::new();
        for (number, file) in model.files.iter().enumerate() {
            let of = self.id(&format!("file-{}-{}", at + 1, number + 1));
            let mut new = element("software_File", of.clone(), Plain {});
            new.name = Some(file.path.clone());
            new.verified_using = vec![Hash::sha256(&file.sha256)];
            self.nodes.push(Node::Plain(new));
            files.push(of);
        }
        self.relate(id, "contains", files, None);
    }
}

/// The account of the hub that a model is under.
fn account(model: &Model) -> Option<&str> {
    match &model.artifact {
        Artifact::Hub { id, .. } => id
            .strip_prefix("datasets/")
            .unwrap_or(id)
            .split_once('/')
            .map(|(account, _)| account),
        Artifact::Registry(_) | Artifact::Url(_) | Artifact::Path { .. } => None,
    }
}

fn comment(model: &Model) -> String {
    let uses: BTreeSet<String> = model
        .uses
        .iter()
        .map(|of| format!("{} by {} for {}", of.how, of.puller, of.member))
        .collect();
    let uses: Vec<String> = uses.into_iter().collect();
    let why = match model.standing {
        Standing::Pulled => uses.join("; "),
        Standing::Loaded => "loaded by another model".to_owned(),
        Standing::Ancestor => "another model was made from it".to_owned(),
    };
    match model.resolution.governing() {
        Some(governing) => format!(
            "{why}; governed by {}, which comes from {}",
            governing.license,
            governing.from.name()
        ),
        None => format!("{why}; its licence is unknown"),
    }
}

fn id_of(node: &Node) -> Option<String> {
    let id = match node {
        Node::Creation(_) => return None,
        Node::Collection(of) => &of.spdx_id,
        Node::Package(of) => &of.spdx_id,
        Node::Relationship(of) => &of.spdx_id,
        Node::Expression(of) => &of.spdx_id,
        Node::Text(of) => &of.spdx_id,
        Node::Plain(of) => &of.spdx_id,
    };
    Some(id.clone())
}
