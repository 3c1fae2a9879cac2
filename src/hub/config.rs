//! Address of the hub and token, from the variables of the hub's own client.

use std::fmt;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::HubError;
use super::site::Site;
use super::url::Url;

/// A token file holds one short line.
const MAX_TOKEN: u64 = 4096;

/// A token; it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// The value of the header that carries it.
    pub(super) fn bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

/// Address of a site and the token.
#[derive(Debug, Clone)]
pub struct Config {
    pub(super) site: Site,
    pub(super) endpoint: Url,
    pub(super) token: Option<Token>,
    /// There is a token, but others could read it on its way.
    withheld: bool,
    /// Why requests to the hub are forbidden.
    pub(super) offline: Option<&'static str>,
}

impl Config {
    /// Reads the environment of the process.
    ///
    /// # Errors
    ///
    /// When `HF_ENDPOINT` is no address, or a token holds what no token does.
    pub fn from_env() -> Result<Self, HubError> {
        Self::from_vars(|name| std::env::var(name).ok())
    }

    /// Reads variables by name.
    ///
    /// # Errors
    ///
    /// As for [`Config::from_env`].
    pub fn from_vars(var: impl Fn(&str) -> Option<String>) -> Result<Self, HubError> {
        let set = |name: &str| {
            var(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let mut config = Self::of_site(Site::Hub, &var)?;
        let mut token = if is_on(set("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
            None
        } else {
            token(&set)?
        };
        config.withheld = token.is_some() && !config.endpoint.is_confidential();
        if config.withheld {
            token = None;
        }
        config.token = token;
        Ok(config)
    }

    /// The address of a site, by its variable. No token is sent to it. What forbids requests to the hub forbids them all.
    ///
    /// # Errors
    ///
    /// When the variable is no address.
    pub fn of_site(site: Site, var: impl Fn(&str) -> Option<String>) -> Result<Self, HubError> {
        let set = |name: &str| {
            var(name)
                .map(|value| value.trim().to_owned())
                .filter(|value| !value.is_empty())
        };
        let endpoint = set(site.variable()).unwrap_or_else(|| site.address().to_owned());
        // Not repeated in the message: it may hold a password.
        let endpoint = Url::parse(endpoint.trim_end_matches('/')).ok_or_else(|| {
            HubError::Config(format!(
                "`{}` is not the address of a hub: write `https://host`, without a user name",
                site.variable()
            ))
        })?;
        let offline = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"]
            .into_iter()
            .find(|name| is_on(set(name)));
        Ok(Self {
            site,
            endpoint,
            token: None,
            withheld: false,
            offline,
        })
    }

    /// The same without a network, because of a flag.
    #[must_use]
    pub fn offline(mut self, because: &'static str) -> Self {
        self.offline.get_or_insert(because);
        self
    }

    /// Whether there is a token that is not sent, because the connection to the hub is not encrypted.
    #[must_use]
    pub fn withholds_token(&self) -> bool {
        self.withheld
    }

    /// The address of the site.
    #[must_use]
    pub fn endpoint(&self) -> String {
        self.endpoint.to_string()
    }

    /// Whether a token will be sent.
    #[must_use]
    pub fn has_token(&self) -> bool {
        self.token.is_some()
    }
}

fn is_on(value: Option<String>) -> bool {
    let value = value.unwrap_or_default().to_ascii_uppercase();
    ["1", "ON", "YES", "TRUE"].contains(&value.as_str())
}

fn token(set: &impl Fn(&str) -> Option<String>) -> Result<Option<Token>, HubError> {
    let variable = ["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]
        .into_iter()
        .find_map(|name| Some((set(name)?, format!("`{name}`"))));
    let found = variable.or_else(|| {
        let path = token_path(set)?;
        let shown = format!("the token file `{}`", path.display());
        Some((read_token(&path)?, shown))
    });
    let Some((text, from)) = found else {
        return Ok(None);
    };
    if text.bytes().all(|byte| byte.is_ascii_graphic()) {
        Ok(Some(Token(text)))
    } else {
        Err(HubError::Config(format!(
            "{from} holds something that is not a token"
        )))
    }
}

fn token_path(set: &impl Fn(&str) -> Option<String>) -> Option<PathBuf> {
    let home = || set("HOME").or_else(|| set("USERPROFILE"));
    let expand = |path: String| match path.strip_prefix("~/") {
        Some(rest) => home().map(|home| Path::new(&home).join(rest)),
        None => Some(PathBuf::from(path)),
    };
    if let Some(path) = set("HF_TOKEN_PATH") {
        return expand(path);
    }
    let base = match (set("HF_HOME"), set("XDG_CACHE_HOME")) {
        (Some(base), _) => expand(base)?,
        (None, Some(cache)) => expand(cache)?.join("huggingface"),
        (None, None) => Path::new(&home()?).join(".cache/huggingface"),
    };
    Some(base.join("token"))
}

fn read_token(path: &Path) -> Option<String> {
    // Checked before opening, which would block on a pipe.
    path.metadata().ok().filter(std::fs::Metadata::is_file)?;
    let mut text = String::new();
    let file = File::open(path).ok()?;
    file.take(MAX_TOKEN).read_to_string(&mut text).ok()?;
    let text = text.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(vars: &[(&str, &str)]) -> Result<Config, HubError> {
        Config::from_vars(|name| {
            vars.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    fn token_of(vars: &[(&str, &str)]) -> Option<String> {
        config(vars).expect("usable").token.map(|token| token.0)
    }

    #[test]
    fn the_endpoint_is_an_address_without_secrets() {
        let plain = config(&[]).expect("usable");
        assert_eq!(plain.endpoint.to_string(), "https://huggingface.co/");
        let mirror = config(&[("HF_ENDPOINT", "http://127.0.0.1:9/hub/")]).expect("usable");
        assert_eq!(mirror.endpoint.to_string(), "http://127.0.0.1:9/hub");
        for bad in [
            "hub.example",
            "ftp://hub.example",
            "https://me:secret@hub.example",
        ] {
            let error = config(&[("HF_ENDPOINT", bad)]).expect_err(bad).to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn tokens_come_from_the_variables_and_the_file_of_the_hubs_client() {
        let dir = tempfile::tempdir().expect("a directory");
        let home = dir.path().to_str().expect("UTF-8").to_owned();
        std::fs::write(dir.path().join("token"), " hf_file\n").expect("a file");
        assert_eq!(token_of(&[("HF_HOME", &home)]).as_deref(), Some("hf_file"));
        let both = [
            ("HF_HOME", home.as_str()),
            ("HUGGING_FACE_HUB_TOKEN", "hf_old"),
        ];
        assert_eq!(token_of(&both).as_deref(), Some("hf_old"));
        assert_eq!(
            token_of(&[("HOME", &home), ("HF_TOKEN_PATH", "~/token")]).as_deref(),
            Some("hf_file")
        );
        assert_eq!(
            token_of(&[("HF_TOKEN", "  hf_a\n")]).as_deref(),
            Some("hf_a")
        );
        let none = [("HF_TOKEN", "hf_a"), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")];
        assert_eq!(token_of(&none), None);
        let open = [("HF_TOKEN", "hf_a"), ("HF_ENDPOINT", "http://hub.example")];
        assert_eq!(
            token_of(&open),
            None,
            "not over a line that others can read"
        );
        let bad = config(&[("HF_TOKEN", "hf_a\nx: y")])
            .expect_err("no token")
            .to_string();
        assert!(!bad.contains("hf_a"), "{bad}");
        let shown = format!("{:?}", config(&[("HF_TOKEN", "hf_secret")]));
        assert!(!shown.contains("hf_secret"), "{shown}");
    }

    #[test]
    fn offline_is_read_in_every_spelling() {
        for value in ["1", "on", "Yes", "TRUE"] {
            let config = config(&[("TRANSFORMERS_OFFLINE", value)]).expect("usable");
            assert_eq!(config.offline, Some("TRANSFORMERS_OFFLINE"));
        }
        let config = config(&[("HF_HUB_OFFLINE", "0")]).expect("usable");
        assert_eq!(config.offline, None);
    }
}
