//! What a hub answers: information, listings, cards, licence texts, redirects and errors. Answers are parted by lines
//! of `%%`; one that starts with three digits has that status, the rest of the line is a `location` or `link`.
#![no_main]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use cargo_deny_models::hub::{
    Client, Clock, Config, Hub, Request, Response, Transport, TransportError, walk,
};
use deny_models::model::Artifact;
use libfuzzer_sys::fuzz_target;

struct Answers {
    answers: Vec<Vec<u8>>,
    next: AtomicUsize,
}

impl Transport for Answers {
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        let at = self.next.fetch_add(1, Ordering::Relaxed);
        let body = self.answers[at % self.answers.len()].clone();
        let text = String::from_utf8_lossy(&body);
        let line = text.lines().next().unwrap_or_default();
        let status = line.get(..3).and_then(|digits| digits.parse().ok());
        let headers = match (status, line.get(4..)) {
            (Some(_), Some(value)) => ["location", "link", "retry-after"]
                .map(|name| (name.to_owned(), value.to_owned()))
                .to_vec(),
            _ => Vec::new(),
        };
        let body = body.into_iter().take(request.limit).collect();
        Ok(Response {
            status: status.unwrap_or(200),
            headers,
            body,
        })
    }
}

struct NoWait;

impl Clock for NoWait {
    fn sleep(&self, _: Duration) {}
}

fuzz_target!(|bytes: &[u8]| {
    let mut answers = vec![Vec::new()];
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line == b"%%\n" {
            answers.push(Vec::new());
        } else if let Some(last) = answers.last_mut() {
            last.extend(line);
        }
    }
    let config = Config::from_vars(|_| None).expect("the usual hub");
    let answers = Answers {
        answers,
        next: AtomicUsize::new(0),
    };
    let hub = Hub::new(Client::new(config, answers, NoWait));
    let start = Artifact::parse("acme/model").expect("an id");
    let _ = walk(&hub, [start], &|_| None, &|_| Vec::new(), &|_, _, _| {});
});
