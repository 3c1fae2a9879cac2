//! The little of URLs that is needed: where a host ends, and where a redirect leads.

use std::fmt::Write as _;

/// An `http(s)` address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Url {
    /// `http` or `https`.
    pub(super) scheme: String,
    /// Host and port, in lower case.
    pub(super) host: String,
    /// Path and query, with the `/` in front.
    pub(super) path: String,
}

impl Url {
    /// Reads an absolute address. `None` for any other scheme, and with a user name in it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = scheme.to_ascii_lowercase();
        if scheme != "http" && scheme != "https" {
            return None;
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        let plain = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        if host.is_empty() || !host.chars().all(plain) {
            return None;
        }
        let path = path.split('#').next().unwrap_or_default();
        let good = path.bytes().all(|byte| byte.is_ascii_graphic());
        let slash = if path.starts_with('/') { "" } else { "/" };
        good.then(|| Self {
            host: strip_default_port(&scheme, host),
            scheme,
            path: format!("{slash}{path}"),
        })
    }

    /// Where `location` leads from here.
    pub(super) fn join(&self, location: &str) -> Option<Self> {
        if location.contains("://") {
            return Self::parse(location);
        }
        if let Some(rest) = location.strip_prefix("//") {
            return Self::parse(&format!("{}://{rest}", self.scheme));
        }
        let directory = self.path.split('?').next().unwrap_or_default();
        let directory = directory.rsplit_once('/').map_or("", |(before, _)| before);
        let path = if location.starts_with('/') {
            location.to_owned()
        } else {
            format!("{directory}/{location}")
        };
        Self::parse(&format!("{}://{}{path}", self.scheme, self.host))
    }

    /// Scheme, host and port are the same: what a token may be sent to.
    pub(super) fn same_origin(&self, other: &Self) -> bool {
        self.scheme == other.scheme && self.host == other.host
    }

    /// Whether requests are confidential: encrypted, or to this machine.
    pub(super) fn is_confidential(&self) -> bool {
        let name = match self.host.strip_prefix('[') {
            Some(rest) => rest.split(']').next().unwrap_or_default(),
            None => self.host.split(':').next().unwrap_or_default(),
        };
        let loopback = name == "localhost"
            || name
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        self.scheme == "https" || loopback
    }
}

impl std::fmt::Display for Url {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}{}", self.scheme, self.host, self.path)
    }
}

fn strip_default_port(scheme: &str, host: &str) -> String {
    let port = if scheme == "https" { ":443" } else { ":80" };
    host.strip_suffix(port).unwrap_or(host).to_ascii_lowercase()
}

/// A path of a repository for an address, `/` kept.
pub(super) fn encode(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// `text` as one part of a path.
pub(super) fn encode_segment(text: &str) -> String {
    encode(text).replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_leads_to_its_location() {
        let from = Url::parse("https://Hub.example:443/api/models/a/b?x=1").expect("an address");
        assert_eq!(from.to_string(), "https://hub.example/api/models/a/b?x=1");
        for (location, to, same) in [
            (
                "/api/models/c/d",
                "https://hub.example/api/models/c/d",
                true,
            ),
            ("c", "https://hub.example/api/models/a/c", true),
            ("https://HUB.example/x#y", "https://hub.example/x", true),
            ("//cdn.example/x", "https://cdn.example/x", false),
            ("http://hub.example/x", "http://hub.example/x", false),
            (
                "https://hub.example:8443/",
                "https://hub.example:8443/",
                false,
            ),
            (
                "https://hub.example.evil/",
                "https://hub.example.evil/",
                false,
            ),
        ] {
            let url = from.join(location).expect("an address");
            assert_eq!(
                (url.to_string().as_str(), url.same_origin(&from)),
                (to, same)
            );
        }
        for location in [
            "ftp://hub.example/",
            "https://hub.example@evil.example/",
            "https://u:p@hub.example/",
            "https:///x",
            "/a b",
            "/a\r\nx: y",
        ] {
            assert_eq!(from.join(location), None, "{location}");
        }
    }

    #[test]
    fn local_and_encrypted_requests_are_confidential() {
        for (text, confidential) in [
            ("https://hub.example", true),
            ("http://127.0.0.1:8080", true),
            ("http://[::1]:8080", true),
            ("http://localhost:1", true),
            ("http://hub.example", false),
            ("http://127.0.0.1.evil.example", false),
            ("http://localhost.evil.example", false),
        ] {
            let url = Url::parse(text).expect("an address");
            assert_eq!(url.is_confidential(), confidential, "{text}");
        }
    }

    #[test]
    fn paths_are_encoded() {
        assert_eq!(encode("a b/ä?#%.txt"), "a%20b/%C3%A4%3F%23%25.txt");
    }
}
