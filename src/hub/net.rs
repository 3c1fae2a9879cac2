//! HTTP with ureq.

use std::io;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::TlsConfig;

use super::client::{Request, Response, Transport};
use super::error::TransportError;
use super::roots::Roots;

/// Longest time for one answer. Answers are small; a hub that needs longer is down.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How a certificate that is not trusted is reported.
const CERTIFICATE: &str = "invalid peer certificate";

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The network.
#[derive(Debug, Clone)]
pub struct Net {
    agent: Agent,
    /// Where the trusted authorities come from.
    roots: String,
}

impl Default for Net {
    fn default() -> Self {
        Self::with_timeout(TIMEOUT)
    }
}

impl Net {
    /// The network with a longest time for one answer.
    #[must_use]
    pub fn with_timeout(timeout: Duration) -> Self {
        Self::new(timeout, Roots::built_in())
    }

    /// The network, with these certificate authorities.
    #[must_use]
    pub fn trusting(roots: Roots) -> Self {
        Self::new(TIMEOUT, roots)
    }

    fn new(timeout: Duration, roots: Roots) -> Self {
        let Roots { certs, source } = roots;
        let config = Agent::config_builder()
            .http_status_as_error(false)
            // Redirects are followed by the client, which knows what the token may be sent to.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .timeout_connect(Some(CONNECT_TIMEOUT.min(timeout)))
            .tls_config(TlsConfig::builder().root_certs(certs).build())
            .user_agent(concat!("cargo-deny-models/", env!("CARGO_PKG_VERSION")))
            .build();
        Self {
            agent: config.into(),
            roots: source,
        }
    }
}

impl Transport for Net {
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        let mut call = self.agent.get(request.url);
        if let Some(accept) = request.accept {
            call = call.header("accept", accept);
        }
        if let Some(token) = request.token {
            call = call.header("authorization", token.bearer());
        }
        let mut response = call.call().map_err(|error| self.broken(&error))?;
        let headers = response
            .headers()
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())))
            .collect();
        let status = response.status().as_u16();
        let limit = u64::try_from(request.limit).unwrap_or(u64::MAX);
        let body = response.body_mut().with_config().limit(limit).read_to_vec();
        let body = match body {
            Ok(body) => body,
            // Only the body of a successful answer is read.
            Err(_) if !(200..300).contains(&status) => Vec::new(),
            Err(error) => return Err(self.broken(&error)),
        };
        Ok(Response {
            status,
            headers,
            body,
        })
    }
}

impl Net {
    fn broken(&self, error: &ureq::Error) -> TransportError {
        match error {
            ureq::Error::Timeout(_) => TransportError::TimedOut,
            ureq::Error::BodyExceedsLimit(_) => TransportError::TooLarge,
            ureq::Error::HostNotFound => TransportError::NoConnection("no such host".to_owned()),
            // The TLS library comes in several errors, always with these words.
            error if error.to_string().contains(CERTIFICATE) => {
                let text = error.to_string();
                let why = text.split(CERTIFICATE).nth(1).unwrap_or_default();
                TransportError::Untrusted {
                    why: why.trim_start_matches(':').trim().to_owned(),
                    roots: self.roots.clone(),
                }
            }
            ureq::Error::ConnectionFailed | ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
                TransportError::NoConnection(error.to_string())
            }
            ureq::Error::Io(why) => of_io(why),
            other => TransportError::Cut(other.to_string()),
        }
    }
}

fn of_io(why: &io::Error) -> TransportError {
    let text = why.to_string();
    match why.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => TransportError::TimedOut,
        io::ErrorKind::ConnectionRefused
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkDown => TransportError::NoConnection(text),
        // There is no kind for a name that cannot be looked up.
        _ if text.contains("lookup address") => TransportError::NoConnection(text),
        _ => TransportError::Cut(text),
    }
}
