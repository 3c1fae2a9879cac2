//! Requests: redirects, retries, rate limits, and the hosts that may get the token.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use super::config::{Config, Token};
use super::error::{HubError, TransportError};
use super::url::Url;
use deny_models::text::shown;

/// Requests of one run.
const MAX_REQUESTS: usize = 20_000;

/// Redirects of one request.
const MAX_REDIRECTS: usize = 5;

/// Times that one request is made in all, when the hub fails.
const MAX_TRIES: u32 = 4;

/// A request that took this long is not made again: a hub that gives no answer at all would otherwise cost minutes.
const PATIENCE: Duration = Duration::from_secs(20);

/// The hub counts requests in windows of five minutes, so no honest wait is longer.
const MAX_WAIT: u64 = 310;

/// The wait where the hub states neither a duration nor a date.
const DEFAULT_WAIT: u64 = 15;

/// The message of the hub about a disabled repository, as its own client knows it. A name may have the word too.
const DISABLED: &str = "Access to this resource is disabled";

/// One GET.
#[derive(Debug)]
pub struct Request<'a> {
    /// The address.
    pub url: &'a str,
    /// The token to send with it.
    pub token: Option<&'a Token>,
    /// The media type to ask for.
    pub accept: Option<&'static str>,
    /// The longest body to read, in bytes.
    pub limit: usize,
}

/// One answer.
#[derive(Debug, Clone, Default)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// The first header of a name, whatever its case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

/// A transport of HTTP requests. It follows no redirects.
pub trait Transport: Sync {
    /// Makes one request.
    ///
    /// # Errors
    ///
    /// When no whole answer arrived.
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError>;
}

/// The clock that waits between requests.
pub trait Clock: Sync {
    /// Waits.
    fn sleep(&self, time: Duration);
}

/// Waits in earnest.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// A client of one hub.
#[derive(Debug)]
pub struct Client<T, C> {
    config: Config,
    transport: T,
    clock: C,
    spent: AtomicUsize,
    patience: Duration,
}

impl<T: Transport, C: Clock> Client<T, C> {
    /// A client of the hub that `config` names.
    pub fn new(config: Config, transport: T, clock: C) -> Self {
        Self {
            config,
            transport,
            clock,
            spent: AtomicUsize::new(0),
            patience: PATIENCE,
        }
    }

    /// The same with another time after which a request is not made again.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Number of requests that were sent.
    pub fn requests(&self) -> usize {
        self.spent.load(Ordering::Relaxed)
    }

    /// Requests `path` (with a `/` in front) from the hub, a body of at most `limit` bytes. `what` names it in messages.
    ///
    /// # Errors
    ///
    /// Any answer other than success.
    pub fn get(&self, path: &str, what: &str, limit: usize) -> Result<Response, HubError> {
        self.get_as(None, path, what, limit)
    }

    /// The same, as a media type.
    ///
    /// # Errors
    ///
    /// Any answer other than success.
    pub fn get_as(
        &self,
        accept: Option<&'static str>,
        path: &str,
        what: &str,
        limit: usize,
    ) -> Result<Response, HubError> {
        let site = self.config.site;
        if let Some(variable) = self.config.offline {
            return Err(HubError::Offline { site, variable });
        }
        let base = self.config.endpoint.to_string();
        let url = format!("{}{path}", base.trim_end_matches('/'));
        let url = Url::parse(&url).ok_or_else(|| HubError::Unreadable {
            site,
            what: what.to_owned(),
            why: "it has no address".to_owned(),
        })?;
        let mut failed = 1;
        loop {
            let start = Instant::now();
            let error = match self.follow(&url, accept, what, limit)? {
                Ok(response) if (200..300).contains(&response.status) => return Ok(response),
                Ok(response) if response.status == 429 => {
                    let seconds = wait_of(&response);
                    let error = HubError::RateLimited {
                        site,
                        what: what.to_owned(),
                        seconds,
                    };
                    if seconds > MAX_WAIT || failed == MAX_TRIES {
                        return Err(error);
                    }
                    failed += 1;
                    self.clock.sleep(Duration::from_secs(seconds));
                    continue;
                }
                Ok(response) if is_passing(response.status) => HubError::Failing {
                    site,
                    what: what.to_owned(),
                    status: response.status,
                },
                Ok(response) => return Err(self.refusal(&response, what)),
                Err(TransportError::TooLarge) => {
                    return Err(HubError::TooLarge {
                        what: what.to_owned(),
                        limit,
                    });
                }
                Err(TransportError::Untrusted { why, roots }) => {
                    let why = shown(&why);
                    return Err(HubError::Untrusted { site, why, roots });
                }
                Err(broken) => HubError::Unreachable {
                    site,
                    what: what.to_owned(),
                    why: in_words(&broken),
                },
            };
            if failed == MAX_TRIES || start.elapsed() >= self.patience {
                return Err(error);
            }
            self.clock
                .sleep(Duration::from_millis(250) * 2_u32.pow(failed));
            failed += 1;
        }
    }

    /// One request with its redirects. The token goes to the hub itself only: once a redirect has left it, no more.
    fn follow(
        &self,
        start: &Url,
        accept: Option<&'static str>,
        what: &str,
        limit: usize,
    ) -> Result<Result<Response, TransportError>, HubError> {
        let site = self.config.site;
        let mut url = start.clone();
        let mut token = self.config.token.as_ref();
        let start = Instant::now();
        for _ in 0..=MAX_REDIRECTS {
            if start.elapsed() >= self.patience {
                return Ok(Err(TransportError::TimedOut));
            }
            self.spend()?;
            if !url.same_origin(&self.config.endpoint) {
                token = None;
            }
            let text = url.to_string();
            let request = Request {
                url: &text,
                token,
                accept,
                limit,
            };
            let response = match self.transport.get(&request) {
                Ok(response) => response,
                Err(broken) => return Ok(Err(broken)),
            };
            if ![301, 302, 303, 307, 308].contains(&response.status) {
                return Ok(Ok(response));
            }
            let location = response.header("location").unwrap_or_default();
            let next = url.join(location).filter(|next| {
                // What was encrypted stays so.
                !location.is_empty() && (next.scheme == "https" || url.scheme == "http")
            });
            url = next.ok_or_else(|| HubError::Unreadable {
                site,
                what: what.to_owned(),
                why: format!("it redirects to {}", shown(location)),
            })?;
        }
        Err(HubError::Unreadable {
            site,
            what: what.to_owned(),
            why: format!("more than {MAX_REDIRECTS} redirects"),
        })
    }

    fn spend(&self) -> Result<(), HubError> {
        let before = self.spent.fetch_add(1, Ordering::Relaxed);
        if before < MAX_REQUESTS {
            Ok(())
        } else {
            Err(HubError::Budget(MAX_REQUESTS))
        }
    }

    fn refusal(&self, response: &Response, what: &str) -> HubError {
        let site = self.config.site;
        let what = what.to_owned();
        let code = response.header("x-error-code").unwrap_or_default();
        let message = response.header("x-error-message").unwrap_or_default();
        if message.starts_with(DISABLED) {
            let message = shown(message);
            return HubError::Disabled { what, message };
        }
        match (response.status, code) {
            (404 | 410, _) | (_, "RevisionNotFound" | "EntryNotFound") => {
                HubError::Missing { site, what }
            }
            (401, "") if self.config.has_token() => HubError::BadToken,
            (401 | 403, _) => HubError::Denied {
                site,
                what,
                token: self.config.has_token(),
                gated: code == "GatedRepo",
            },
            (status, _) => HubError::Unreadable {
                site,
                what,
                why: format!("status {status}"),
            },
        }
    }
}

/// A failure that may be over in a moment.
fn is_passing(status: u16) -> bool {
    status == 408 || (500..600).contains(&status)
}

/// Seconds to wait: `t` of `RateLimit: "api";r=0;t=55`, else `Retry-After`.
fn wait_of(response: &Response) -> u64 {
    let limit = response.header("ratelimit").and_then(|limit| {
        let mut fields = limit.split([';', ',']).map(str::trim);
        fields.find_map(|field| field.strip_prefix("t=")?.parse().ok())
    });
    let after = || response.header("retry-after")?.trim().parse().ok();
    // A second at least: a wait of zero would repeat the request in a tight loop.
    limit.or_else(after).unwrap_or(DEFAULT_WAIT).max(1)
}

fn in_words(broken: &TransportError) -> String {
    match broken {
        TransportError::TimedOut => "it takes too long".to_owned(),
        TransportError::NoConnection(why) => format!("no connection ({})", shown(why)),
        TransportError::Cut(why) => format!("it broke off ({})", shown(why)),
        TransportError::TooLarge => "it is too long".to_owned(),
        TransportError::Untrusted { why, .. } => format!("its certificate is not trusted ({why})"),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;
    use crate::hub::Site;

    /// Answers in order; records the requests.
    struct Played {
        answers: Mutex<Vec<Result<Response, TransportError>>>,
        requests: Mutex<Vec<(String, bool)>>,
    }

    impl Transport for &Played {
        fn get(&self, request: &Request<'_>) -> Result<Response, TransportError> {
            let sent = (request.url.to_owned(), request.token.is_some());
            self.requests.lock().expect("a lock").push(sent);
            let mut answers = self.answers.lock().expect("a lock");
            if answers.len() > 1 {
                answers.remove(0)
            } else {
                answers[0].clone()
            }
        }
    }

    #[derive(Default)]
    struct Slept(Mutex<Vec<u64>>);

    impl Clock for &Slept {
        fn sleep(&self, time: Duration) {
            let millis = u64::try_from(time.as_millis()).expect("short");
            self.0.lock().expect("a lock").push(millis);
        }
    }

    #[expect(
        clippy::unnecessary_wraps,
        reason = "one of the answers that are played"
    )]
    fn reply(status: u16, headers: &[(&str, &str)]) -> Result<Response, TransportError> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        Ok(Response {
            status,
            headers: headers.iter().map(owned).collect(),
            body: Vec::new(),
        })
    }

    /// The result, the requests, and the waits in milliseconds.
    type Outcome = (Result<u16, HubError>, Vec<(String, bool)>, Vec<u64>);

    fn request(answers: Vec<Result<Response, TransportError>>) -> Outcome {
        let played = Played {
            answers: Mutex::new(answers),
            requests: Mutex::default(),
        };
        let slept = Slept::default();
        let config = Config::from_vars(|name| match name {
            "HF_ENDPOINT" => Some("https://hub.example".to_owned()),
            "HF_TOKEN" => Some("hf_x".to_owned()),
            _ => None,
        });
        let client = Client::new(config.expect("usable"), &played, &slept);
        let answer = client.get("/api/models/a/b", "a/b", 100);
        let requests = played.requests.lock().expect("a lock").clone();
        let slept = slept.0.lock().expect("a lock").clone();
        (answer.map(|response| response.status), requests, slept)
    }

    #[test]
    fn the_token_goes_to_the_hub_and_nowhere_else() {
        let to = |location| reply(307, &[("Location", location)]);
        let (answer, requests, _) = request(vec![
            to("/api/models/c/d"),
            to("https://cdn.example/x"),
            to("https://hub.example/back"),
            reply(200, &[]),
        ]);
        assert_eq!(answer, Ok(200));
        let tokens: Vec<bool> = requests.iter().map(|(_, token)| *token).collect();
        assert_eq!(tokens, [true, true, false, false], "{requests:?}");
        for location in [
            "http://hub.example/x",
            "file:///etc/passwd",
            "",
            "https://a@b/",
        ] {
            let (answer, requests, _) = request(vec![to(location), reply(200, &[])]);
            assert!(
                matches!(answer, Err(HubError::Unreadable { .. })),
                "{location}"
            );
            assert_eq!(requests.len(), 1);
        }
        let (answer, requests, _) = request(vec![to("/again")]);
        assert!(matches!(answer, Err(HubError::Unreadable { .. })));
        assert_eq!(requests.len(), MAX_REDIRECTS + 1);
    }

    #[test]
    fn rate_limits_are_waited_for_and_no_longer_than_they_can_last() {
        let (answer, _, slept) = request(vec![
            reply(
                429,
                &[("RateLimit", "\"api\";r=0;t=55"), ("Retry-After", "9")],
            ),
            reply(429, &[("retry-after", "7")]),
            reply(429, &[("retry-after", "Wed, 21 Oct 2026 07:28:00 GMT")]),
            reply(200, &[]),
        ]);
        assert_eq!((answer, slept), (Ok(200), vec![55_000, 7_000, 15_000]));
        let (answer, requests, slept) = request(vec![reply(429, &[("Retry-After", "86400")])]);
        assert!(matches!(
            answer,
            Err(HubError::RateLimited {
                seconds: 86_400,
                ..
            })
        ));
        assert_eq!((requests.len(), slept.len()), (1, 0));
        let (answer, requests, _) = request(vec![reply(429, &[("Retry-After", "0")])]);
        assert!(matches!(
            answer,
            Err(HubError::RateLimited { seconds: 1, .. })
        ));
        assert_eq!(requests.len(), 4);
    }

    #[test]
    fn failures_that_may_pass_are_tried_again() {
        let (answer, _, slept) = request(vec![
            reply(503, &[]),
            Err(TransportError::TimedOut),
            Err(TransportError::Cut("x".to_owned())),
            reply(200, &[]),
        ]);
        assert_eq!((answer, slept), (Ok(200), vec![500, 1000, 2000]));
        let (answer, requests, _) = request(vec![reply(500, &[])]);
        assert!(matches!(answer, Err(HubError::Failing { status: 500, .. })));
        assert_eq!(requests.len(), 4);
        let (answer, requests, _) = request(vec![Err(TransportError::TooLarge)]);
        assert!(matches!(answer, Err(HubError::TooLarge { .. })));
        assert_eq!(requests.len(), 1);
    }

    #[test]
    fn refusals_are_distinguished() {
        let of = |status, code: &str| request(vec![reply(status, &[("X-Error-Code", code)])]).0;
        let what = || "a/b".to_owned();
        let denied = |gated| {
            Err(HubError::Denied {
                site: Site::Hub,
                what: what(),
                token: true,
                gated,
            })
        };
        assert_eq!(
            of(404, "RepoNotFound"),
            Err(HubError::Missing {
                site: Site::Hub,
                what: what()
            })
        );
        assert_eq!(of(401, "GatedRepo"), denied(true));
        assert_eq!(of(403, ""), denied(false));
        assert_eq!(of(401, "RepoNotFound"), denied(false));
        assert_eq!(of(401, ""), Err(HubError::BadToken));
        let disabled = reply(
            403,
            &[("X-Error-Message", "Access to this resource is disabled.")],
        );
        assert!(matches!(
            request(vec![disabled]).0,
            Err(HubError::Disabled { .. })
        ));
        assert!(matches!(of(418, ""), Err(HubError::Unreadable { .. })));
    }
}
