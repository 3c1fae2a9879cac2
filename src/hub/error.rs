//! Errors of requests to the hub, each with the next step for the user.

use thiserror::Error;

use super::site::Site;

/// Why no answer arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    /// It took too long.
    TimedOut,
    /// No connection: unknown host, or connection refused.
    NoConnection(String),
    /// The certificate of the server is not trusted.
    Untrusted {
        /// Why.
        why: String,
        /// Where the trusted authorities come from.
        roots: String,
    },
    /// The connection broke, or the answer is not HTTP.
    Cut(String),
    /// The answer is longer than the limit of the request.
    TooLarge,
}

/// Why a request to the hub failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HubError {
    /// The environment forbids network access.
    #[error(
        "`{variable}` is set, so no request is sent to {}: unset it, or do without `lock` (`check` needs no network)",
        site.name()
    )]
    Offline {
        /// Who would be asked.
        site: Site,
        /// The variable or flag.
        variable: &'static str,
    },
    /// The environment cannot be used.
    #[error("{0}")]
    Config(String),
    /// The repository or file does not exist.
    #[error("{} has no {what}: check the spelling; it may have been deleted or made private", site.name())]
    Missing {
        /// Who was asked.
        site: Site,
        /// The requested file or repository.
        what: String,
    },
    /// The hub denies access.
    #[error("{}", denied(*site, what, *token, *gated))]
    Denied {
        /// Who was asked.
        site: Site,
        /// The requested file or repository.
        what: String,
        /// Whether a token was sent.
        token: bool,
        /// Whether its terms have to be accepted first.
        gated: bool,
    },
    /// The token is invalid or expired: with it the hub refuses even public repositories.
    #[error(
        "the hub does not know your token: it may have expired or been revoked; set `HF_TOKEN` to another, or `HF_HUB_DISABLE_IMPLICIT_TOKEN=1` to send requests without one"
    )]
    BadToken,
    /// The repository is disabled.
    #[error("access to {what} is disabled on the hub: {message}")]
    Disabled {
        /// The requested file or repository.
        what: String,
        /// The message of the hub.
        message: String,
    },
    /// The answer is too long.
    #[error("the answer to {what} is longer than {limit} bytes, so it is not read")]
    TooLarge {
        /// The requested file or repository.
        what: String,
        /// The limit.
        limit: usize,
    },
    /// Too many requests.
    #[error("{} limits requests ({what}): try again in {seconds} s{}", site.name(), higher(*site))]
    RateLimited {
        /// Who was asked.
        site: Site,
        /// The requested file or repository.
        what: String,
        /// The wait that the hub requests, in seconds.
        seconds: u64,
    },
    /// The hub fails.
    #[error("{} fails to answer {what} (status {status}), again and again: try again later", site.name())]
    Failing {
        /// Who was asked.
        site: Site,
        /// The requested file or repository.
        what: String,
        /// The status.
        status: u16,
    },
    /// No answer.
    #[error(
        "no answer from {} to {what}: {why}; check the network, `{}` and proxies", site.name(), site.variable()
    )]
    Unreachable {
        /// Who was asked.
        site: Site,
        /// The requested file or repository.
        what: String,
        /// Why.
        why: String,
    },
    /// The certificate of the hub is not trusted.
    #[error(
        "the certificate of {} is not trusted ({why}): its authority is not in {roots}. A proxy that inspects traffic has an authority of its own: set `SSL_CERT_FILE`, or `CARGO_HTTP_CAINFO` or cargo's `http.cainfo`, to a file with its certificate",
        site.name()
    )]
    Untrusted {
        /// Who was asked.
        site: Site,
        /// Why.
        why: String,
        /// Where the trusted authorities come from.
        roots: String,
    },
    /// An answer that cannot be read.
    #[error("the answer to {what} cannot be read: {why}; is `{}` {}?", site.variable(), site.kind())]
    Unreadable {
        /// Who was asked.
        site: Site,
        /// The requested file or repository.
        what: String,
        /// Why.
        why: String,
    },
    /// The walk sent more requests than any lock needs.
    #[error("more than {0} requests: stopped, as no ordinary lineage needs so many")]
    Budget(usize),
}

fn higher(site: Site) -> String {
    let with = |token| format!("; with `{token}` set the limit is higher");
    site.token().map(with).unwrap_or_default()
}

fn denied(site: Site, what: &str, token: bool, gated: bool) -> String {
    if site.token().is_none() {
        return format!(
            "{} shows {what} to nobody without an account, or has no such model: check the spelling",
            site.name()
        );
    }
    match (gated, token) {
        (true, true) => format!(
            "{what} is gated: accept its terms on its page with the account of your token, then run `lock` again"
        ),
        (true, false) => format!(
            "{what} is gated: accept its terms on its page, set `HF_TOKEN` to a token of that account, then run `lock` again"
        ),
        (false, true) => format!(
            "{what} is not open to your token: it lacks the rights, or there is no such repository"
        ),
        (false, false) => format!(
            "{what} is private, gated or does not exist: check the spelling, or set `HF_TOKEN`"
        ),
    }
}

impl HubError {
    /// Whether it is about one model, which the lock then records, and not about the hub or the network.
    #[must_use]
    pub fn is_of_model(&self) -> bool {
        matches!(
            self,
            Self::Missing { .. }
                | Self::Denied { .. }
                | Self::Disabled { .. }
                | Self::TooLarge { .. }
        )
    }
}
