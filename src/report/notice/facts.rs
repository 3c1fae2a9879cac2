//! The variables of a template.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::inventory::{Conclusion, Inventory, Model, Standing, names_a_text};
use deny_models::license::{Duty, Obligation, Terms, obligations};
use deny_models::model::{Binding, Step};

/// All variables of a template.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Facts {
    /// The version of the JSON contract: fields are added without a new one.
    pub schema_version: u32,
    /// The name of the release: the only member, or the workspace.
    pub name: String,
    /// The version of the only member.
    pub version: Option<String>,
    /// Name and version of this tool.
    pub tool: String,
    /// Lines that licences prescribe word for word, each once.
    pub lines: Vec<Line>,
    /// The models, by name.
    pub models: Vec<NoticeModel>,
    /// Names of the models with an unknown licence.
    pub unknown: Vec<String>,
    /// Calls whose model cannot be read from the source.
    pub unresolved: usize,
    /// The texts that have to be shipped, each once.
    pub full_texts: Vec<FullText>,
    /// Whether texts were left out on demand: then nothing is known to be missing either.
    pub texts_left_out: bool,
}

/// A line that has to be shown or kept.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Line {
    /// The line.
    pub text: &'static str,
    /// `notice` or `attribution`.
    pub duty: &'static str,
    /// The instruction for it.
    pub what: &'static str,
    /// The name of the licence.
    pub license: String,
    /// The clause.
    pub clause: Option<&'static str>,
    /// The models that it is for.
    pub models: Vec<String>,
}

/// A model that crates pull.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeModel {
    /// Its name: a hub id, an address, or a path in a package.
    pub name: String,
    /// The commit that was locked, or the requested revision.
    pub revision: Option<String>,
    /// The page or the address.
    pub link: Option<String>,
    /// The package that ships it, where it is a file.
    pub package: Option<String>,
    /// The SHA-256 of the file.
    pub sha256: Option<String>,
    /// Its uses.
    pub uses: Vec<NoticeUse>,
    /// Its licence as it is declared.
    pub declared: Option<String>,
    /// The expression of all licences that apply; none if it is unknown.
    pub concluded: Option<String>,
    /// Why it is unknown.
    pub unknown: Vec<String>,
    /// The licences that apply.
    pub licenses: Vec<NoticeLicense>,
    /// Its base models and components.
    pub lineage: Vec<NoticeStep>,
    /// Addresses of its licence files, as they were locked.
    pub texts: Vec<String>,
    /// Its licence files, as they were locked.
    pub license_files: Vec<NoticeText>,
    /// The numbers of the texts that have to be shipped with it.
    pub full_texts: Vec<usize>,
    /// The statements of copyright in these texts.
    pub copyright: Vec<String>,
    /// What has to be shipped with it and is not in the notice.
    pub missing: Vec<MissingText>,
}

/// A licence file of a model.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeText {
    /// Its path in the repository.
    pub path: String,
    /// Its address, at the commit that was locked.
    pub address: Option<String>,
    /// The SHA-256 of its bytes: an application that shows the text can make sure that it is this one.
    pub sha256: String,
    /// The recognised licence; null when the text is not recognised.
    pub license: Option<String>,
}

/// A text that a release has to ship, once for all models that need it.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct FullText {
    /// Its number in the notice, from 1; models refer to it.
    pub number: usize,
    /// The name of the licence, or the name of the file where it is not recognised.
    pub title: String,
    /// Where it was taken from.
    pub origins: Vec<String>,
    /// The SHA-256 of the file; null for a text of the SPDX list.
    pub sha256: Option<String>,
    /// The lines of it that state who holds the copyright.
    pub copyright: Vec<String>,
    /// The models that need it.
    pub models: Vec<String>,
    /// The text itself, with Unix line ends.
    pub text: String,
}

/// Something that the notice has to have and does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MissingText {
    /// `text` or `copyright`.
    pub kind: &'static str,
    /// What it is.
    pub what: String,
    /// Why it is not there.
    pub why: String,
    /// Where it can be had.
    pub address: Option<String>,
    /// The SHA-256 that it must have, where that is known.
    pub sha256: Option<String>,
}

/// A use of a model.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeUse {
    /// The member.
    pub member: String,
    /// The crate that pulls.
    pub package: String,
    /// `bundled`, `build`, `runtime` or `offered`.
    pub how: &'static str,
}

/// A licence that applies to a model.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeLicense {
    /// Its id here.
    pub id: String,
    /// Its name, or the id.
    pub name: String,
    /// Its id in SPDX expressions.
    pub spdx: String,
    /// Where its text is.
    pub link: Option<String>,
    /// Whether its terms are known.
    pub known: bool,
    /// The model that it comes from.
    pub from: String,
    /// Whether that is the model itself.
    pub own: bool,
    /// Obligations when the model is passed on.
    pub duties: Vec<NoticeDuty>,
    /// Limits that go with the model.
    pub limits: Vec<NoticeDuty>,
}

/// An obligation of a licence.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeDuty {
    /// Its kind: `licence-copy`, `naming-requirement`, ...
    pub duty: &'static str,
    /// The obligation, in a sentence.
    pub what: &'static str,
    /// The line or the name that the licence prescribes.
    pub text: Option<&'static str>,
    /// The number at which it begins.
    pub limit: Option<String>,
    /// The policy or the form that it refers to.
    pub link: Option<&'static str>,
    /// The clause; none where the text of the licence was not read.
    pub clause: Option<&'static str>,
}

/// A step of a lineage.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct NoticeStep {
    /// The ancestor or part.
    pub model: String,
    /// `finetune`, `adapter`, `merge`, `quantized`, `base` or `component`.
    pub relation: &'static str,
    /// The model that was made from it or loads it.
    pub of: String,
    /// The licence that it declares.
    pub license: Option<String>,
}

impl Facts {
    /// Gathers them, without the texts.
    #[must_use]
    pub fn new(inventory: &Inventory) -> Self {
        let only = inventory.only_member().map(|only| &only.package);
        let pulled = inventory
            .models
            .iter()
            .filter(|model| model.standing == Standing::Pulled);
        let models: Vec<NoticeModel> = pulled.map(|model| of_model(model, inventory)).collect();
        let unknown = models.iter().filter(|model| model.concluded.is_none());
        Self {
            schema_version: 1,
            name: only.map_or_else(|| inventory.name.clone(), |only| only.name.clone()),
            version: only.map(|only| only.version.clone()),
            tool: format!("{} {}", env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")),
            lines: lines(&models),
            unknown: unknown.map(|model| model.name.clone()).collect(),
            models,
            unresolved: inventory.unresolved,
            full_texts: Vec::new(),
            texts_left_out: true,
        }
    }
}

fn of_model(model: &Model, inventory: &Inventory) -> NoticeModel {
    let resolution = &model.resolution;
    let name = model.artifact.name().to_owned();
    let (concluded, unknown) = match &model.conclusion {
        Conclusion::Known(expr) => (Some(inventory.refs.expression(expr)), Vec::new()),
        Conclusion::Unknown(gaps) => (None, gaps.clone()),
    };
    let mut uses: Vec<NoticeUse> = Vec::new();
    for of in &model.uses {
        let new = NoticeUse {
            member: of.member.to_string(),
            package: of.puller.to_string(),
            how: of.how.as_str(),
        };
        let same = |known: &NoticeUse| {
            (&known.member, &known.package, known.how) == (&new.member, &new.package, new.how)
        };
        if !uses.iter().any(same) {
            uses.push(new);
        }
    }
    let package = match &model.artifact {
        deny_models::model::Artifact::Path { package, .. } => package.clone(),
        _ => None,
    };
    let licenses = resolution.binding.iter();
    NoticeModel {
        revision: model.version().map(str::to_owned),
        link: model.page(),
        package,
        sha256: model.sha256.clone(),
        uses,
        declared: resolution
            .declared
            .as_ref()
            .map(|terms| Terms::text(terms).to_owned()),
        concluded,
        unknown,
        licenses: licenses
            .map(|binding| of_license(binding, &name, inventory))
            .collect(),
        lineage: resolution.lineage.iter().map(of_step).collect(),
        texts: model
            .texts
            .iter()
            .filter_map(|text| model.file_address(&text.path))
            .collect(),
        license_files: model
            .texts
            .iter()
            .map(|text| NoticeText {
                path: text.path.clone(),
                address: model.file_address(&text.path),
                sha256: text.sha256.clone(),
                license: text.license.clone(),
            })
            .collect(),
        full_texts: Vec::new(),
        copyright: Vec::new(),
        missing: Vec::new(),
        name,
    }
}

fn of_license(binding: &Binding, model: &str, inventory: &Inventory) -> NoticeLicense {
    let license = &binding.license;
    let (duties, limits): (Vec<Obligation>, Vec<Obligation>) = obligations(license)
        .into_iter()
        .partition(|obligation| obligation.duty.is_for_distribution());
    let id = license.to_string();
    let known = license.is_known() && names_a_text(license);
    NoticeLicense {
        name: match license.full_name().filter(|_| known) {
            Some(name) => name.to_owned(),
            None if id.is_empty() => "unnamed".to_owned(),
            None => id.clone(),
        },
        id,
        spdx: inventory.refs.license(license),
        link: license.url().map(std::borrow::Cow::into_owned),
        known,
        from: binding.from.name().to_owned(),
        own: binding.from.name() == model,
        duties: duties.into_iter().map(of_duty).collect(),
        limits: limits.into_iter().map(of_duty).collect(),
    }
}

fn of_duty(obligation: Obligation) -> NoticeDuty {
    NoticeDuty {
        duty: obligation.duty.as_str(),
        what: obligation.detail,
        text: obligation.text,
        limit: obligation.limit.map(|limit| limit.to_string()),
        link: obligation.link,
        clause: obligation.clause,
    }
}

fn of_step(step: &Step) -> NoticeStep {
    NoticeStep {
        model: step.model.name().to_owned(),
        relation: step.link.as_str(),
        of: step.of.name().to_owned(),
        license: step.license.clone(),
    }
}

/// The lines that notices and attributions prescribe. The name that a naming duty prescribes is no line to be shown.
fn lines(models: &[NoticeModel]) -> Vec<Line> {
    let shown = [Duty::Notice.as_str(), Duty::Attribution.as_str()];
    let mut lines: BTreeMap<(&str, &str, &str), Line> = BTreeMap::new();
    for model in models {
        for license in &model.licenses {
            for duty in &license.duties {
                let Some(text) = duty.text.filter(|_| shown.contains(&duty.duty)) else {
                    continue;
                };
                let line = lines
                    .entry((&license.id, duty.duty, text))
                    .or_insert_with(|| Line {
                        text,
                        duty: duty.duty,
                        what: duty.what,
                        license: license.name.clone(),
                        clause: duty.clause,
                        models: Vec::new(),
                    });
                line.models.push(model.name.clone());
            }
        }
    }
    lines.into_values().collect()
}
