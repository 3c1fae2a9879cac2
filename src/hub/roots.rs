//! The certificate authorities that may vouch for the hub: those that the user or the system names. Behind a company's
//! proxy only these know the certificates.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use rustls_native_certs::{CertificateResult, load_certs_from_paths, load_native_certs};
use toml::de::{DeTable, DeValue};
use ureq::tls::{Certificate, RootCerts};

use super::HubError;

/// The variable for cargo's `http.cainfo`.
const CARGO: &str = "CARGO_HTTP_CAINFO";

/// Trusted certificate authorities.
#[derive(Debug, Clone)]
pub struct Roots {
    pub(super) certs: RootCerts,
    /// Where they come from, for messages.
    pub(super) source: String,
}

impl Roots {
    /// The public authorities that this program knows itself.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            certs: RootCerts::WebPki,
            source: "the built-in list of public authorities".to_owned(),
        }
    }

    /// The authorities by `--config` of cargo, else by `CARGO_HTTP_CAINFO`, else by `SSL_CERT_FILE` and
    /// `SSL_CERT_DIR`, else by cargo's configuration files, else by the system. Where the system has none, those that
    /// this program knows.
    ///
    /// # Errors
    ///
    /// When certificates are named that cannot be read.
    pub fn find(
        var: impl Fn(&str) -> Option<OsString>,
        arguments: &[String],
        directory: &Path,
    ) -> Result<Self, HubError> {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        if let Some(path) = of_arguments(arguments, directory) {
            return of_file(&path, "`--config http.cainfo`");
        }
        if let Some(path) = set(CARGO) {
            return of_file(&directory.join(path), &format!("`{CARGO}`"));
        }
        let (file, dir) = (set("SSL_CERT_FILE"), set("SSL_CERT_DIR"));
        if file.is_some() || dir.is_some() {
            let source = match (&file, &dir) {
                (Some(_), Some(_)) => "`SSL_CERT_FILE` and `SSL_CERT_DIR`",
                (Some(_), None) => "`SSL_CERT_FILE`",
                _ => "`SSL_CERT_DIR`",
            };
            let file = file.as_deref().map(Path::new);
            let dir = dir.as_deref().map(Path::new);
            let shown = file.or(dir).unwrap_or(Path::new(""));
            return named(&load_certs_from_paths(file, dir), shown, source);
        }
        let home = set("CARGO_HOME").map(PathBuf::from).or_else(|| {
            let home = set("HOME").or_else(|| set("USERPROFILE"))?;
            Some(Path::new(&home).join(".cargo"))
        });
        if let Some(path) = of_files(directory, home.as_deref()) {
            return of_file(&path, "`http.cainfo` of cargo's configuration");
        }
        let found = load_native_certs();
        if found.certs.is_empty() {
            return Ok(Self::built_in());
        }
        Ok(Self::of(&found, "the certificate store of this system"))
    }

    fn of(found: &CertificateResult, source: &str) -> Self {
        let certs = found.certs.iter();
        let certs = certs.map(|cert| Certificate::from_der(cert).to_owned());
        Self {
            certs: RootCerts::from(certs.collect::<Vec<_>>()),
            source: source.to_owned(),
        }
    }
}

fn of_file(path: &Path, source: &str) -> Result<Roots, HubError> {
    named(&load_certs_from_paths(Some(path), None), path, source)
}

/// What is named has to be there: anything else would be another answer than the one that was asked for.
fn named(found: &CertificateResult, path: &Path, source: &str) -> Result<Roots, HubError> {
    if !found.certs.is_empty() {
        return Ok(Roots::of(found, source));
    }
    let why = found.errors.first().map_or_else(
        || "it holds no certificate in PEM form".to_owned(),
        ToString::to_string,
    );
    let path = path.display();
    Err(HubError::Config(format!(
        "{source} names `{path}` for certificates: {why}"
    )))
}

/// `http.cainfo` of `--config`, the last one first: `KEY=VALUE`, or the path of a file.
fn of_arguments(arguments: &[String], directory: &Path) -> Option<PathBuf> {
    arguments.iter().rev().find_map(|argument| {
        if let Some(value) = cainfo(argument) {
            return Some(directory.join(value));
        }
        of_one(&directory.join(argument))
    })
}

/// `http.cainfo` of the nearest configuration file that has it, as cargo looks for them.
fn of_files(directory: &Path, home: Option<&Path>) -> Option<PathBuf> {
    let folders = directory.ancestors().map(|above| above.join(".cargo"));
    let folders = folders.chain(home.map(Path::to_owned));
    // The name without an ending is the older one, and wins.
    folders
        .flat_map(|folder| [folder.join("config"), folder.join("config.toml")])
        .find_map(|file| of_one(&file))
}

/// The path is relative to the directory that holds the `.cargo` directory.
fn of_one(file: &Path) -> Option<PathBuf> {
    // Checked before opening, which would block on a pipe.
    file.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let value = cainfo(&std::fs::read_to_string(file).ok()?)?;
    let folder = file.parent()?;
    Some(folder.parent().unwrap_or(folder).join(value))
}

/// A file that cannot be read as TOML stops cargo itself.
fn cainfo(text: &str) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    let DeValue::Table(http) = table.get_ref().get("http")?.get_ref() else {
        return None;
    };
    match http.get("cainfo")?.get_ref() {
        DeValue::String(path) if !path.is_empty() => Some(path.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_setting_of_cargo_is_found_as_cargo_finds_it() {
        let dir = tempfile::tempdir().expect("a directory");
        let (inner, home) = (dir.path().join("a/b"), dir.path().join("home/.cargo"));
        let put = |path: &Path, text: &str| {
            std::fs::create_dir_all(path.parent().expect("a parent")).expect("a directory");
            std::fs::write(path, text).expect("a file");
        };
        std::fs::create_dir_all(&inner).expect("a directory");
        assert_eq!(of_files(&inner, Some(&home)), None);
        put(
            &home.join("config.toml"),
            "http = { cainfo = \"ca.pem\" }\n",
        );
        let found = |home: &Path| of_files(&inner, Some(home));
        assert_eq!(found(&home), Some(dir.path().join("home/ca.pem")));
        put(
            &dir.path().join("a/.cargo/config.toml"),
            "[http]\ncainfo = \"certs/x.pem\"\n",
        );
        assert_eq!(found(&home), Some(dir.path().join("a/certs/x.pem")));
        put(&inner.join(".cargo/config.toml"), "[http]\ndebug = false\n");
        assert_eq!(found(&home), Some(dir.path().join("a/certs/x.pem")));
        put(
            &inner.join(".cargo/config"),
            "http.cainfo = \"/etc/x.pem\"\n",
        );
        assert_eq!(found(&home), Some("/etc/x.pem".into()));
        let arguments = [
            "build.jobs=1".to_owned(),
            "http.cainfo=\"y.pem\"".to_owned(),
        ];
        assert_eq!(of_arguments(&arguments, &inner), Some(inner.join("y.pem")));
        let file = ["../.cargo/config.toml".to_owned()];
        let by_file = of_arguments(&file, &inner).expect("a path");
        assert!(by_file.ends_with("certs/x.pem"), "{by_file:?}");
        assert_eq!(of_arguments(&arguments[..1], &inner), None);
    }

    #[test]
    fn certificates_that_are_named_have_to_be_there() {
        let dir = tempfile::tempdir().expect("a directory");
        std::fs::write(dir.path().join("empty.pem"), "no certificate\n").expect("a file");
        for (variable, value) in [
            ("SSL_CERT_FILE", "/nowhere/ca.pem"),
            ("SSL_CERT_DIR", "/nowhere"),
            (CARGO, "none.pem"),
            (CARGO, "empty.pem"),
        ] {
            let var = |name: &str| (name == variable).then(|| value.into());
            let error = Roots::find(var, &[], dir.path()).expect_err(value);
            let error = error.to_string();
            assert!(
                error.contains(variable) && error.contains("certificate"),
                "{error}"
            );
        }
    }
}
