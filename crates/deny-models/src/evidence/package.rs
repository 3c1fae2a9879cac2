//! A package that ships weights, and how far the files reach that it may take.

use camino::{Utf8Component, Utf8Path, Utf8PathBuf};

use crate::domain::CrateLicense;
use crate::license::Terms;
use crate::model::{Claim, ClaimSource};

/// A package that ships weights.
#[derive(Debug, Clone)]
pub struct ShippingPackage {
    root: Utf8PathBuf,
    /// What it may take files from: the package itself, or the workspace or checkout around it.
    boundary: Utf8PathBuf,
    /// What reports call it.
    named: String,
    terms: Option<Terms>,
    is_member: bool,
}

impl ShippingPackage {
    /// The package whose root is `root`, called `named` in reports. Nothing outside of it is read, and what it states
    /// cannot loosen: see [`ShippingPackage::within`] and [`ShippingPackage::of_owner`].
    #[must_use]
    pub fn new(root: &Utf8Path, named: String, license: &CrateLicense) -> Self {
        let terms = match license {
            CrateLicense::Stated(text) => Terms::parse_crate(text).ok(),
            CrateLicense::File(id) => Terms::parse(id).ok(),
            CrateLicense::UnknownFile | CrateLicense::Found(_) | CrateLicense::Missing => None,
        };
        Self {
            root: root.to_owned(),
            boundary: root.to_owned(),
            named,
            terms,
            is_member: false,
        }
    }

    /// The same, with files of a directory around it being read too. Ignored where the package does not lie in it.
    #[must_use]
    pub fn within(mut self, boundary: &Utf8Path) -> Self {
        if self.root.starts_with(boundary) {
            boundary.clone_into(&mut self.boundary);
        }
        self
    }

    /// The same as one that the owner of the policy owns: what is stated of its files takes the place of its licence.
    #[must_use]
    pub fn of_owner(mut self) -> Self {
        self.is_member = true;
        self
    }

    /// Its licence, where that is stated.
    #[must_use]
    pub fn terms(&self) -> Option<&Terms> {
        self.terms.as_ref()
    }

    /// The assumption that its files are under its licence.
    #[must_use]
    pub fn claim(&self) -> Option<Claim> {
        let detail = format!("the licence of {}, which ships the file", self.named);
        Some(Claim {
            license: Some(self.terms.clone()?),
            floor: !self.is_member,
            ..Claim::new(ClaimSource::Package, detail)
        })
    }

    /// The whole path of a file, without `..` in it.
    #[must_use]
    pub fn whole(&self, path: &str) -> Utf8PathBuf {
        let mut whole = Utf8PathBuf::new();
        for part in self.root.join(path).components() {
            match part {
                Utf8Component::ParentDir => {
                    whole.pop();
                }
                Utf8Component::CurDir => {}
                part => whole.push(part),
            }
        }
        whole
    }

    /// The highest directory whose files may speak of a file.
    pub(super) fn top(&self, whole: &Utf8Path) -> &Utf8Path {
        if whole.starts_with(&self.root) {
            &self.root
        } else {
            &self.boundary
        }
    }

    /// A path relative to the root of the package, with `..` where it lies outside.
    #[must_use]
    pub fn relative(&self, whole: &Utf8Path) -> String {
        let common = self
            .root
            .ancestors()
            .position(|above| whole.starts_with(above));
        let (up, rest) = match common.and_then(|up| Some((up, self.root.ancestors().nth(up)?))) {
            Some((up, above)) => (up, whole.strip_prefix(above).unwrap_or(whole)),
            None => (0, whole),
        };
        let ups = std::iter::repeat_n("..", up);
        let rest = rest.components().map(|part| part.as_str());
        ups.chain(rest).collect::<Vec<_>>().join("/")
    }

    /// The path of a file that may be read.
    ///
    /// # Errors
    ///
    /// Why it may not: it is not there, or it lies outside, after all links.
    pub fn located(&self, path: &str) -> Result<Utf8PathBuf, String> {
        let whole = self.whole(path);
        let real = |path: &Utf8Path| path.canonicalize_utf8();
        let target = real(&whole).map_err(|why| why.to_string())?;
        let inside = [&self.root, &self.boundary]
            .iter()
            .any(|directory| real(directory).is_ok_and(|directory| target.starts_with(directory)));
        if inside {
            Ok(whole)
        } else {
            Err("it lies outside of what is read for this package".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_outside_of_a_package_lead_up() {
        let package =
            ShippingPackage::new("/w/crates/a".into(), String::new(), &CrateLicense::Missing);
        for (path, whole) in [
            ("models/x", "/w/crates/a/models/x"),
            ("../../models/x", "/w/models/x"),
            ("../b/x", "/w/crates/b/x"),
        ] {
            assert_eq!(package.whole(path), Utf8Path::new(whole));
            assert_eq!(package.relative(Utf8Path::new(whole)), path);
        }
        assert_eq!(package.relative("/w/crates/a".into()), "");
        assert_eq!(package.whole("../../../../../x"), Utf8Path::new("/x"));
        let inside = package.clone().within("/w".into());
        assert_eq!(inside.top("/w/models/x".into()), Utf8Path::new("/w"));
        assert_eq!(
            inside.top("/w/crates/a/x".into()),
            Utf8Path::new("/w/crates/a")
        );
        assert_eq!(
            package.within("/other".into()).boundary,
            Utf8Path::new("/w/crates/a")
        );
    }
}
