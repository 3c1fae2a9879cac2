//! `-p` and `--exclude`: which members are meant.

use semver::{Prerelease, Version};

use super::error::GraphError;
use super::package::{Package, PackageIdx};
use super::workspace::Workspace;
use deny_models::text::nearest;

/// Members that were chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selected {
    /// The members, sorted by name and version.
    pub packages: Vec<PackageIdx>,
    /// Sentences for the user, such as an exclusion that excludes nothing.
    pub notes: Vec<String>,
}

impl Workspace {
    /// The members that `-p` and `--exclude` name; all members when `specs` is empty.
    ///
    /// A specification is a name, a glob over names, `name@version` with a version that may be
    /// partial, or a package id such as `path+file:///…#name@1.0.0`.
    ///
    /// # Errors
    ///
    /// When a specification cannot be read, names no member, or nothing is left.
    pub fn select(&self, specs: &[String], exclude: &[String]) -> Result<Selected, GraphError> {
        let mut selected = Selected::default();
        if specs.is_empty() {
            selected.packages = self.members().to_vec();
        }
        for text in specs {
            let spec = Spec::parse(text)?;
            let found = matching(self, self.members(), &spec);
            if found.is_empty() {
                return Err(unknown(self, text, &spec));
            }
            selected.packages.extend(found);
        }
        selected.packages.sort_unstable();
        selected.packages.dedup();
        for text in exclude {
            let spec = Spec::parse(text)?;
            let found = matching(self, self.members(), &spec);
            if found.is_empty() {
                selected.notes.push(format!(
                    "`--exclude {text}` excludes nothing: no member of the workspace has that name"
                ));
            }
            selected.packages.retain(|at| !found.contains(at));
        }
        if selected.packages.is_empty() {
            return Err(GraphError::AllExcluded);
        }
        Ok(selected)
    }
}

impl Workspace {
    /// Leaves out members that no registry may have, and adds a note with their names.
    ///
    /// # Errors
    ///
    /// When nothing is left.
    pub fn leave_out_unpublished(&self, selected: &mut Selected) -> Result<(), GraphError> {
        let published = |at: &PackageIdx| self.package(*at).is_publishable();
        let (stay, gone) = selected.packages.iter().partition(|at| published(at));
        let gone: Vec<PackageIdx> = gone;
        selected.packages = stay;
        let names = gone
            .iter()
            .map(|at| format!("`{}`", self.package(*at).name));
        let names: Vec<String> = names.collect();
        let members = match names.len() {
            0 => return Ok(()),
            1 => "1 member with `publish = false` is".to_owned(),
            count => format!("{count} members with `publish = false` are"),
        };
        let names = names.join(", ");
        selected
            .notes
            .push(format!("{members} not judged: {names}"));
        if selected.packages.is_empty() {
            return Err(GraphError::AllExcluded);
        }
        Ok(())
    }
}

fn matching(workspace: &Workspace, among: &[PackageIdx], spec: &Spec<'_>) -> Vec<PackageIdx> {
    let among = among.iter().copied();
    among
        .filter(|at| spec.matches(workspace.package(*at)))
        .collect()
}

fn unknown(workspace: &Workspace, text: &str, spec: &Spec<'_>) -> GraphError {
    let members = workspace.members().iter().map(|at| workspace.package(*at));
    let is_dependency = workspace
        .packages()
        .iter()
        .any(|package| spec.matches(package));
    let help = if is_dependency {
        Some("it is a dependency; only members get a verdict".to_owned())
    } else {
        let names = members.map(|package| package.name.as_str());
        let near = nearest(spec.name, names);
        near.map(|near| format!("a member with a similar name exists: `{near}`"))
    };
    GraphError::UnknownPackage {
        spec: text.to_owned(),
        root: workspace.root().to_owned(),
        help,
    }
}

/// A package specification, read.
#[derive(Debug, PartialEq, Eq)]
struct Spec<'a> {
    name: &'a str,
    version: Option<PartialVersion>,
    /// `path`, `git`, `registry` or `sparse`.
    kind: Option<&'a str>,
    /// Address with the requested reference of a git repository, without a fragment.
    url: Option<&'a str>,
}

impl<'a> Spec<'a> {
    fn parse(text: &'a str) -> Result<Self, GraphError> {
        let spec = if text.contains("://") {
            Self::of_url(text)
        } else {
            let (name, version) = split_version(text);
            let version = version.map(PartialVersion::parse).transpose();
            version.map(|version| Self {
                name,
                version,
                kind: None,
                url: None,
            })
        };
        let spec = spec.and_then(|spec| check_name(spec.name).map(|()| spec));
        spec.map_err(|why| GraphError::BadSpec {
            spec: text.to_owned(),
            why,
        })
    }

    fn of_url(text: &'a str) -> Result<Self, String> {
        let (address, fragment) = match text.split_once('#') {
            Some((address, fragment)) => (address, Some(fragment)),
            None => (text, None),
        };
        let scheme = address.split("://").next().unwrap_or_default();
        let (kind, url) = match scheme.split_once('+') {
            Some((kind, _)) => (Some(kind), &address[kind.len() + 1..]),
            None => (None, address),
        };
        let path = url.split('?').next().unwrap_or(url);
        let last = path
            .trim_end_matches('/')
            .rsplit('/')
            .next()
            .unwrap_or(path);
        let (name, version) = match fragment {
            None => (last, None),
            Some(fragment) if fragment.contains(['@', ':']) => split_version(fragment),
            Some(fragment) if fragment.starts_with(|c: char| c.is_ascii_digit()) => {
                (last, Some(fragment))
            }
            Some(fragment) => (fragment, None),
        };
        Ok(Self {
            name,
            version: version.map(PartialVersion::parse).transpose()?,
            kind,
            url: Some(url),
        })
    }

    fn matches(&self, package: &Package) -> bool {
        if !glob(self.name, &package.name) {
            return false;
        }
        let version = self.version.as_ref();
        if version.is_some_and(|version| !version.matches(&package.version)) {
            return false;
        }
        let Some(url) = self.url else { return true };
        let Ok(id) = Spec::of_url(&package.id) else {
            return false;
        };
        let kind_fits = self.kind.is_none_or(|kind| id.kind == Some(kind));
        let whole = id.url.unwrap_or_default();
        // Without a kind, a git address stands for any branch of it.
        let bare = whole.split('?').next().unwrap_or_default();
        kind_fits && (url == whole || (self.kind.is_none() && url == bare))
    }
}

fn split_version(text: &str) -> (&str, Option<&str>) {
    let at = text.rsplit_once('@').or_else(|| text.rsplit_once(':'));
    at.map_or((text, None), |(name, version)| (name, Some(version)))
}

fn check_name(name: &str) -> Result<(), String> {
    if name.is_empty() {
        return Err("it has no name".to_owned());
    }
    let is_odd = |c: &char| !(c.is_alphanumeric() || "-_*?[]!^".contains(*c));
    match name.chars().find(is_odd) {
        Some(odd) => Err(format!(
            "`{}` cannot be in a package name",
            odd.escape_default()
        )),
        None => Ok(()),
    }
}

/// A version whose last numbers may be missing.
#[derive(Debug, PartialEq, Eq)]
struct PartialVersion {
    numbers: Vec<u64>,
    full: Option<Version>,
}

impl PartialVersion {
    fn parse(text: &str) -> Result<Self, String> {
        if let Ok(version) = Version::parse(text) {
            return Ok(Self {
                numbers: vec![version.major, version.minor, version.patch],
                full: Some(version),
            });
        }
        let numbers: Result<Vec<u64>, _> = text.split('.').map(str::parse).collect();
        match numbers {
            Ok(numbers) if numbers.len() <= 3 => Ok(Self {
                numbers,
                full: None,
            }),
            _ => Err(format!("`{}` is not a version", text.escape_debug())),
        }
    }

    fn matches(&self, version: &Version) -> bool {
        let none = Prerelease::EMPTY;
        let pre = self.full.as_ref().map_or(&none, |full| &full.pre);
        let build = self.full.as_ref().map(|full| &full.build);
        let numbers = [version.major, version.minor, version.patch];
        // A pre-release has to be requested.
        *pre == version.pre
            && build.is_none_or(|build| build.is_empty() || *build == version.build)
            && numbers.starts_with(&self.numbers)
    }
}

/// Whether `pattern` (`*`, `?`, `[abc]`, `[a-z]`, `[!abc]`) fits all of `text`.
fn glob(pattern: &str, text: &str) -> bool {
    let pattern: Vec<char> = pattern.chars().collect();
    let text: Vec<char> = text.chars().collect();
    // After a mismatch the last star takes one character more: linear in practice, no recursion.
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        if pattern.get(p) == Some(&'*') {
            star = Some((p, t));
            p += 1;
            continue;
        }
        if let Some(width) = one(&pattern[p..], text[t]) {
            p += width;
            t += 1;
            continue;
        }
        let Some((at, taken)) = star else {
            return false;
        };
        star = Some((at, taken + 1));
        (p, t) = (at + 1, taken + 1);
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// How much of `pattern` stands for one character, when it stands for `c`.
fn one(pattern: &[char], c: char) -> Option<usize> {
    match pattern {
        ['?', ..] => Some(1),
        ['[', rest @ ..] => {
            let end = rest.iter().skip(1).position(|c| *c == ']')? + 1;
            let (set, negated) = match &rest[..end] {
                ['!', set @ ..] => (set, true),
                set => (set, false),
            };
            (in_set(set, c) != negated).then_some(end + 2)
        }
        [first, ..] => (*first == c).then_some(1),
        [] => None,
    }
}

fn in_set(set: &[char], c: char) -> bool {
    let mut rest = set;
    loop {
        rest = match rest {
            [from, '-', to, rest @ ..] => {
                if (*from..=*to).contains(&c) {
                    return true;
                }
                rest
            }
            [one, rest @ ..] => {
                if *one == c {
                    return true;
                }
                rest
            }
            [] => return false,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn globs() {
        for (pattern, text, fits) in [
            ("a", "a", true),
            ("a", "ab", false),
            ("foo-*", "foo-bar", true),
            ("foo-*", "foo", false),
            ("*-x*", "a-b-xy", true),
            ("*", "", true),
            ("a?c", "abc", true),
            ("a[bx]c", "abc", true),
            ("a[!b]c", "abc", false),
            ("a[a-c]c", "abc", true),
            ("a[b", "ab", false),
        ] {
            assert_eq!(glob(pattern, text), fits, "{pattern} {text}");
        }
    }

    #[test]
    fn versions_may_be_partial() {
        let matches = |spec: &str, version: &str| {
            let version = Version::parse(version).unwrap();
            PartialVersion::parse(spec).unwrap().matches(&version)
        };
        assert!(matches("1", "1.2.3"));
        assert!(matches("1.2", "1.2.3"));
        assert!(!matches("1.3", "1.2.3"));
        assert!(!matches("1", "1.0.0-rc.1"));
        assert!(matches("1.0.0-rc.1", "1.0.0-rc.1"));
        assert!(!matches("1.0.0", "1.0.0-rc.1"));
        assert!(matches("1.0.0", "1.0.0+build"));
        assert!(PartialVersion::parse("1.2.3.4").is_err());
        assert!(PartialVersion::parse("one").is_err());
    }

    #[test]
    fn ids_are_taken_apart() {
        let spec = Spec::parse("path+file:///a/demo#1.2.0").unwrap();
        assert_eq!((spec.name, spec.kind), ("demo", Some("path")));
        assert_eq!(spec.url, Some("file:///a/demo"));
        let spec = Spec::parse("git+https://h/r?branch=b#name@1.0.0").unwrap();
        assert_eq!((spec.name, spec.kind), ("name", Some("git")));
        assert_eq!(spec.url, Some("https://h/r?branch=b"));
        let spec = Spec::parse("file:///a/demo").unwrap();
        assert_eq!((spec.name, spec.kind), ("demo", None));
        assert!(Spec::parse("a b").is_err());
        assert!(Spec::parse("").is_err());
        assert!(Spec::parse("a@x").is_err());
    }
}
