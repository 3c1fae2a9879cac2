//! Addresses and package URLs for documents that other programs read: what is written is valid, or is left out.

use std::fmt::Write as _;
use std::net::Ipv6Addr;

/// Characters that are never escaped in an address.
const UNRESERVED: &[u8] = b"-._~";

/// Characters that may stand in path, query and fragment of an address besides letters, digits and [`UNRESERVED`].
const IN_PATH: &[u8] = b"/?:@!$&'()*+,;=";

/// `address` as a valid `http`, `https`, `ssh` or `git` URI without a user name; `None` where it cannot be made one.
#[must_use]
pub fn address(address: &str) -> Option<String> {
    let (scheme, rest) = address.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    if !["http", "https", "ssh", "git"].contains(&scheme.as_str()) {
        return None;
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    // What stands before an `@` may be a secret, and a document is passed on.
    let host = authority.rsplit('@').next().unwrap_or_default();
    if !is_host(host) {
        return None;
    }
    let mut out = format!("{scheme}://{host}");
    let mut fragment = false;
    for (at, byte) in path.bytes().enumerate() {
        let escape = byte == b'%' && is_escape(&path.as_bytes()[at..]);
        let hash = byte == b'#' && !fragment;
        fragment |= hash;
        push(&mut out, byte, escape || hash || IN_PATH.contains(&byte));
    }
    Some(out)
}

fn is_escape(rest: &[u8]) -> bool {
    rest.len() > 2 && rest[1..3].iter().all(u8::is_ascii_hexdigit)
}

fn is_host(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, port),
        _ => (authority, ""),
    };
    let address = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let named = !host.is_empty()
        && host
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    let numbered = address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    (named || numbered) && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit())
}

fn push(out: &mut String, byte: u8, plain: bool) {
    if plain || byte.is_ascii_alphanumeric() || UNRESERVED.contains(&byte) {
        out.push(char::from(byte));
    } else {
        // Writing to a string cannot fail.
        let _ = write!(out, "%{byte:02X}");
    }
}

/// A part of a package URL, escaped.
fn part(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        push(&mut out, byte, byte == b':');
    }
    out
}

/// A package URL, put together from parts that are escaped here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Purl {
    text: String,
    subpath: String,
}

impl Purl {
    /// `pkg:KIND/NAME@VERSION`.
    #[must_use]
    pub fn new(kind: &str, name: &str, version: Option<&str>) -> Self {
        let version = version.map(|version| format!("@{}", part(version)));
        Self {
            text: format!("pkg:{kind}/{}{}", part(name), version.unwrap_or_default()),
            subpath: String::new(),
        }
    }

    /// Adds qualifiers; the caller gives them sorted by key.
    #[must_use]
    pub fn with(mut self, qualifiers: &[(&str, &str)]) -> Self {
        debug_assert!(
            qualifiers.is_sorted(),
            "package URLs have sorted qualifiers"
        );
        for (at, (key, value)) in qualifiers.iter().enumerate() {
            let mark = if at == 0 { '?' } else { '&' };
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{mark}{key}={}", part(value));
        }
        self
    }

    /// Names a file of the package.
    #[must_use]
    pub fn file(mut self, path: &str) -> Self {
        let parts: Vec<String> = path.split('/').map(part).collect();
        self.subpath = format!("#{}", parts.join("/"));
        self
    }
}

impl std::fmt::Display for Purl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.text, self.subpath)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_made_valid_or_left_out() {
        for (given, made) in [
            (
                "https://host.example/a/b.onnx?x=1#y",
                Some("https://host.example/a/b.onnx?x=1#y"),
            ),
            (
                "HTTPS://user:secret@host.example:8080/",
                Some("https://host.example:8080/"),
            ),
            (
                "https://h/a b\"<>\\^`{|}[é]%zz%41",
                Some("https://h/a%20b%22%3C%3E%5C%5E%60%7B%7C%7D%5B%C3%A9%5D%25zz%41"),
            ),
            ("https://h/#a#b", Some("https://h/#a%23b")),
            ("http://[::1]:80/x", Some("http://[::1]:80/x")),
            ("http://[zz]/x", None),
            ("https://h:port/", None),
            ("https://h:123456/", None),
            ("https:///x", None),
            ("https://höst/", None),
            ("javascript:alert(1)", None),
            ("javascript://h/%0aalert(1)", None),
            ("file:///etc/passwd", None),
            ("", None),
        ] {
            assert_eq!(address(given).as_deref(), made, "{given}");
        }
    }

    #[test]
    fn package_urls_escape_their_parts() {
        let purl = Purl::new("cargo", "a/b", Some("1.0.0+x"))
            .with(&[("vcs_url", "git+https://h/x@12")])
            .file("models/x y#z.onnx");
        assert_eq!(
            purl.to_string(),
            "pkg:cargo/a%2Fb@1.0.0%2Bx?vcs_url=git%2Bhttps:%2F%2Fh%2Fx%4012#models/x%20y%23z.onnx"
        );
    }

    proptest::proptest! {
        #[test]
        fn whatever_comes_out_is_plain(text in "(https?|ssh)://.{0,40}") {
            if let Some(made) = address(&text) {
                assert!(made.bytes().all(|byte| byte.is_ascii_graphic()), "{made}");
                assert!(!made.contains(['<', '>', '"', '\\', '`', '{', '}', '|', '^']), "{made}");
                assert_eq!(address(&made), Some(made.clone()));
            }
        }
    }
}
