//! What can go wrong between us and the hub, each with what to do about it.

use thiserror::Error;

/// Why no answer arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransportError {
    /// It took too long.
    TimedOut,
    /// No connection: no such host, nobody listens, or no trust in its certificate.
    NoConnection(String),
    /// The connection broke, or what arrived is no HTTP.
    Cut(String),
    /// The answer is longer than what was asked for allows.
    TooLarge,
}

/// Why the hub did not tell.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum HubError {
    /// The environment says that there is no network.
    #[error(
        "`{variable}` is set, so the hub is not asked: unset it, or do without `lock` (`check` needs no network)"
    )]
    Offline {
        /// The variable or flag.
        variable: &'static str,
    },
    /// The environment cannot be used.
    #[error("{0}")]
    Config(String),
    /// There is no such thing.
    #[error("the hub has no {what}: check the spelling; it may have been deleted or made private")]
    Missing {
        /// What was asked for.
        what: String,
    },
    /// The hub does not let us.
    #[error("{}", denied(what, *token, *gated))]
    Denied {
        /// What was asked for.
        what: String,
        /// Whether a token was sent.
        token: bool,
        /// Whether its terms have to be accepted first.
        gated: bool,
    },
    /// The token is none, or no longer one: with it even what is public is refused.
    #[error(
        "the hub does not know your token: it may have expired or been revoked; set `HF_TOKEN` to another, or `HF_HUB_DISABLE_IMPLICIT_TOKEN=1` to ask without one"
    )]
    BadToken,
    /// The repository is disabled.
    #[error("access to {what} is disabled on the hub: {message}")]
    Disabled {
        /// What was asked for.
        what: String,
        /// What the hub says.
        message: String,
    },
    /// The answer is too long.
    #[error("the answer to {what} is longer than {limit} bytes, so it is not read")]
    TooLarge {
        /// What was asked for.
        what: String,
        /// The limit.
        limit: usize,
    },
    /// Too many requests.
    #[error(
        "the hub limits requests and asks to wait {seconds} s for {what}: try again then; with `HF_TOKEN` set the limit is higher"
    )]
    RateLimited {
        /// What was asked for.
        what: String,
        /// How long it wants us to wait.
        seconds: u64,
    },
    /// The hub fails.
    #[error("the hub fails to answer {what} (status {status}), again and again: try again later")]
    Failing {
        /// What was asked for.
        what: String,
        /// The status.
        status: u16,
    },
    /// No answer.
    #[error(
        "no answer from the hub to {what}: {why}; check the network, `HF_ENDPOINT` and proxies"
    )]
    Unreachable {
        /// What was asked for.
        what: String,
        /// Why.
        why: String,
    },
    /// An answer that cannot be read.
    #[error("the answer to {what} cannot be read: {why}; is `HF_ENDPOINT` a model hub?")]
    Unreadable {
        /// What was asked for.
        what: String,
        /// Why.
        why: String,
    },
    /// It asked for more than any lock needs.
    #[error("more than {0} requests: this is no ordinary lineage, so it is broken off")]
    Budget(usize),
}

fn denied(what: &str, token: bool, gated: bool) -> String {
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
