//! The claims about every model: the built-in table, and what is added to it.

use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use camino::Utf8PathBuf;

use super::claim::{Claim, ClaimSource};
use super::id::Artifact;
use super::merged::Merged;
use super::table::{canonical, claims};
use crate::license::LicenseRules;

/// To whom the hub hands a model out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// To everybody.
    Open,
    /// To whoever signs up and accepts its terms.
    SignUp,
    /// To whoever signs up and is admitted by its publisher.
    Admission,
}

/// All facts about models: the built-in table and the claims of policy, manifests, lock and files.
#[derive(Debug, Clone, Default)]
pub struct FactStore {
    /// Models that something points to without stating it, by the model that it was seen at.
    hints: HashMap<String, Vec<(Artifact, String)>>,
    /// Claims by the key of their model. What is not changed is shared by all copies: a check makes several.
    stated: HashMap<String, Arc<Vec<Claim>>>,
    /// The files of packages among them, by their paths.
    files: HashMap<Utf8PathBuf, BTreeSet<Artifact>>,
    /// The SHA-256 of files that were read, by the key of the file.
    digests: HashMap<String, String>,
    /// The same, the digest first.
    by_digest: BTreeSet<(String, String)>,
    /// The SHA-256 of licence texts, by the model that they are of.
    texts: HashMap<String, Vec<String>>,
    /// How the hub hands models out.
    access: HashMap<String, Access>,
    /// The built-in table is not consulted.
    without_table: bool,
    /// Models about which it is not consulted.
    without_row: BTreeSet<String>,
}

impl FactStore {
    /// The built-in table alone.
    #[must_use]
    pub fn built_in() -> Self {
        Self::default()
    }

    /// An empty store, without the built-in table: for measuring a single source.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            without_table: true,
            ..Self::default()
        }
    }

    /// Leaves out what the built-in table states about a model: for measuring the other sources.
    pub fn leave_out(&mut self, model: &Artifact) {
        self.without_row.insert(canonical(&model.key()));
    }

    /// Adds a claim about a model.
    pub fn add(&mut self, model: &Artifact, claim: Claim) {
        // One that states only a digest is compared with the file.
        if claim.states_anything() || claim.sha256.is_some() {
            let key = canonical(&model.key());
            if let Some(file) = file_of_package(&key) {
                let path = Utf8PathBuf::from(file.name());
                self.files.entry(path).or_default().insert(file);
            }
            match self.stated.entry(key) {
                Entry::Occupied(mut known) => Arc::make_mut(known.get_mut()).push(claim),
                // Of most models there is one claim.
                Entry::Vacant(new) => drop(new.insert(Arc::new(vec![claim]))),
            }
        }
    }

    /// Removes the claims of a source about a model; the built-in table stays.
    pub fn forget(&mut self, model: &Artifact, origin: ClaimSource) {
        if let Some(stated) = self.stated.get_mut(&canonical(&model.key()))
            && stated.iter().any(|claim| claim.origin == origin)
        {
            Arc::make_mut(stated).retain(|claim| claim.origin != origin);
        }
    }

    /// Whether there is a claim of a source.
    #[must_use]
    pub fn has_claims_of(&self, origin: ClaimSource) -> bool {
        let mut all = self.stated.values().flat_map(|claims| claims.iter());
        all.any(|claim| claim.origin == origin)
    }

    /// The same facts with only those claims of a source that `is_kept` takes.
    #[must_use]
    pub fn keeping(&self, origin: ClaimSource, is_kept: impl Fn(&Claim) -> bool) -> Self {
        let mut kept = self.clone();
        let stays = |claim: &Claim| claim.origin != origin || is_kept(claim);
        for claims in kept.stated.values_mut() {
            if !claims.iter().all(stays) {
                Arc::make_mut(claims).retain(stays);
            }
        }
        kept
    }

    /// Adds that something points to `hinted` as an ancestor of `model`, without stating it: a hint accuses and proves
    /// nothing.
    pub fn add_hint(&mut self, model: &Artifact, hinted: Artifact, seen: String) {
        let hints = self.hints.entry(canonical(&model.key())).or_default();
        hints.push((hinted, seen));
    }

    /// Adds the SHA-256 of a licence text of a model.
    pub fn add_text(&mut self, model: &Artifact, sha256: &str) {
        let texts = self.texts.entry(canonical(&model.key())).or_default();
        texts.push(sha256.to_ascii_lowercase());
    }

    /// Whether a model has a licence text of this SHA-256.
    #[must_use]
    pub fn has_text(&self, model: &Artifact, sha256: &str) -> bool {
        let texts = self.texts.get(&canonical(&model.key()));
        let mut texts = texts.into_iter().flatten();
        texts.any(|known| known.eq_ignore_ascii_case(sha256))
    }

    /// Adds how the hub hands a model out.
    pub fn add_access(&mut self, model: &Artifact, access: Access) {
        self.access.insert(canonical(&model.key()), access);
    }

    /// How the hub hands a model out, where it was asked.
    #[must_use]
    pub fn access(&self, model: &Artifact) -> Option<Access> {
        self.access.get(&canonical(&model.key())).copied()
    }

    /// Models that something points to as ancestors of `model`, each with what was seen.
    #[must_use]
    pub fn hints(&self, model: &Artifact) -> &[(Artifact, String)] {
        let hints = self.hints.get(&canonical(&model.key()));
        hints.map_or(&[], Vec::as_slice)
    }

    /// The files of packages with claims that an entry of a policy names.
    #[must_use]
    pub fn files_named_by(&self, entry: &Artifact) -> Vec<Artifact> {
        let Artifact::Path { path, .. } = entry else {
            return Vec::new();
        };
        let files = self.files.get(path).into_iter().flatten();
        let named = files.filter(|file| file.is_named_by(entry));
        named.cloned().collect()
    }

    /// Adds the SHA-256 of a file as it is: claims about other bytes are about another file.
    pub fn add_digest(&mut self, file: &Artifact, sha256: String) {
        let key = file.key();
        if let Some(before) = self.digests.insert(key.clone(), sha256.clone()) {
            self.by_digest.remove(&(before, key.clone()));
        }
        self.by_digest.insert((sha256, key));
    }

    /// The SHA-256 of a file as it is; `None` where it was not read.
    #[must_use]
    pub fn digest(&self, file: &Artifact) -> Option<&str> {
        self.digests.get(&file.key()).map(String::as_str)
    }

    /// The claims about a model, the highest source first. Those that state the digest of other bytes than the file has
    /// are not among them: see [`FactStore::about_other_bytes`].
    #[must_use]
    pub fn claims(&self, model: &Artifact) -> Vec<&Claim> {
        let digest = self.digest(model);
        let mut claims = self.all(model);
        claims.retain(|claim| claim.states_anything() && fits(claim, digest));
        claims
    }

    /// The claims that name a file and state the digest of other bytes than it has.
    #[must_use]
    pub fn about_other_bytes(&self, model: &Artifact) -> Vec<&Claim> {
        let digest = self.digest(model);
        // An entry for a file of any package is about the one that has the bytes.
        let another = |claim: &Claim| {
            let of_any = self.stated.get(&model.in_any_package().key());
            let mut of_any = of_any.into_iter().flat_map(|claims| claims.iter());
            let stated = claim.sha256.as_ref();
            stated.is_some_and(|stated| self.is_of_a_file(stated))
                && of_any.any(|known| std::ptr::eq(known, claim))
        };
        let mut claims = self.all(model);
        claims.retain(|claim| !fits(claim, digest) && !another(claim));
        claims
    }

    /// Whether a file that was read has this SHA-256.
    fn is_of_a_file(&self, sha256: &str) -> bool {
        let first = (sha256.to_owned(), String::new());
        let mut files = self.by_digest.range(first..);
        files.next().is_some_and(|(known, _)| known == sha256)
    }

    fn all(&self, model: &Artifact) -> Vec<&Claim> {
        let key = canonical(&model.key());
        let mut keys = model.names_of_entries();
        keys.retain(|name| *name != key);
        let named = keys.iter().filter_map(|name| self.stated.get(name));
        let added = self.stated.get(&key).into_iter().chain(named);
        let added = added.flat_map(|claims| claims.iter());
        let mut claims: Vec<&Claim> = added.chain(self.of_table(&key)).collect();
        claims.sort_by_key(|claim| claim.order());
        claims
    }

    fn of_table(&self, key: &str) -> &'static [Claim] {
        if self.without_table || self.without_row.contains(key) {
            return &[];
        }
        claims(key)
    }

    /// The sources made one.
    pub(super) fn merged(&self, model: &Artifact, rules: Option<&LicenseRules>) -> Merged<'_> {
        Merged::of(self.claims(model), rules)
    }
}

/// The file of a package that a key is of: `name version/path`.
fn file_of_package(key: &str) -> Option<Artifact> {
    let (package, path) = key.split_once('/')?;
    package.split_once(' ')?;
    Some(Artifact::Path {
        package: Some(package.to_owned()),
        path: path.into(),
    })
}

/// Whether a claim is about a file with this digest, where that is known.
fn fits(claim: &Claim, digest: Option<&str>) -> bool {
    match (claim.sha256.as_deref(), digest) {
        (Some(stated), Some(digest)) => stated == digest,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::license::Terms;

    #[test]
    fn the_policy_outranks_and_a_claim_only_adds() {
        let model = Artifact::parse("acme/x").expect("valid");
        let claim = |origin, license: &str| Claim {
            license: Some(Terms::parse(license).expect("valid")),
            ..Claim::new(origin, "test")
        };
        let mut store = FactStore::built_in();
        store.add(&model, claim(ClaimSource::Dependency, "gemma"));
        assert!(store.merged(&model, None).only_claimed);
        store.add(&model, claim(ClaimSource::Member, "MIT"));
        let merged = store.merged(&model, None);
        let texts: Vec<&str> = merged.terms.iter().map(|terms| terms.text()).collect();
        assert_eq!((texts, merged.only_claimed), (vec!["MIT", "gemma"], false));
        store.add(&model, claim(ClaimSource::Policy, "Apache-2.0"));
        let merged = store.merged(&model, None);
        assert_eq!(
            merged
                .terms
                .iter()
                .map(|terms| terms.text())
                .collect::<Vec<_>>(),
            ["Apache-2.0"]
        );
    }
}
