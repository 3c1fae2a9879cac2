//! The licences that apply to models, without a crate that pulls them.

use camino::{Utf8Path, Utf8PathBuf};

use super::failure::Failure;
use super::lock;
use super::options::PolicyOptions;
use super::policy::read_policy;
use crate::card::HubCache;
use crate::graph::cargo;
use deny_models::date::Date;
use deny_models::license::{LicenseRules, Verdict};
use deny_models::model::{Artifact, ClaimSource, FactStore, Resolution, resolve};
use deny_models::policy::Policy;
use deny_models::pull::insert_policy;
use deny_models::source::Problem;

/// The resolutions of requested models.
#[derive(Debug)]
pub(crate) struct Answers {
    /// One for each model, in their order, under the policy.
    pub(crate) resolutions: Vec<Resolution>,
    /// Whether all that applies to each is OSI-approved, whatever the policy lets pass.
    pub(crate) osi: Vec<Verdict>,
    /// Notes on inputs that were left out.
    pub(crate) notes: Vec<String>,
    /// The policy, whose `[[model]]` entries count.
    pub(crate) policy: Policy,
}

/// Resolves models with the facts of the tables, the policy, the lock and the hub cache, where the workspace of
/// `manifest_path`, else of the current directory, has these.
pub(crate) fn resolve_models(
    models: &[Artifact],
    manifest_path: Option<&Utf8Path>,
    options: &PolicyOptions,
) -> Result<Answers, Failure> {
    let root = workspace_root(manifest_path)?;
    let policy = read_policy(options, root.as_deref(), Date::today()?)?;
    let mut store = FactStore::built_in();
    insert_policy(&mut store, &policy);
    let mut notes = root
        .as_deref()
        .map(|root| lock::apply_leniently(root, &mut store))
        .unwrap_or_default();
    notes.extend(
        HubCache::of_process()
            .map(|cache| cache.insert_into(&mut store, models.iter().cloned(), ClaimSource::Card))
            .unwrap_or_default(),
    );
    let under = |rules: &LicenseRules| -> Vec<Resolution> {
        let models = models.iter();
        models.map(|model| resolve(model, &store, rules)).collect()
    };
    let of_osi = under(&LicenseRules::osi());
    Ok(Answers {
        resolutions: under(&policy.gate()),
        osi: of_osi.iter().map(|resolution| resolution.verdict).collect(),
        notes,
        policy,
    })
}

/// The root of the workspace of a manifest, else of the one around the current directory, when there is one; needs no
/// network.
fn workspace_root(manifest_path: Option<&Utf8Path>) -> Result<Option<Utf8PathBuf>, Failure> {
    let mut command = cargo();
    command.args(["locate-project", "--workspace", "--message-format", "plain"]);
    if let Some(path) = manifest_path {
        command.arg("--manifest-path").arg(path);
    }
    let output = command.output().ok();
    let found = output.as_ref().filter(|output| output.status.success());
    if let (Some(path), None) = (manifest_path, found) {
        let said = output.map(|output| String::from_utf8_lossy(&output.stderr).trim().to_owned());
        return Err(Failure::from(vec![
            Problem::new(format!("cannot read the workspace of {path}"))
                .output(said.unwrap_or_default()),
        ]));
    }
    let manifest = found.and_then(|output| String::from_utf8(output.stdout.clone()).ok());
    Ok(manifest.and_then(|manifest| {
        Utf8PathBuf::from(manifest.trim())
            .parent()
            .map(Utf8Path::to_owned)
    }))
}
