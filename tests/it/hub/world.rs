//! Repositories that answer as the public hub does.
//!
//! The shapes are those of recorded answers: the redirect of a renamed repository has a path for a location and may
//! lose the query; small files come by way of `/api/resolve-cache`, large ones by way of an address with a signature;
//! the next page of a listing is a `Link` with a whole address; a refusal without `X-Error-Code` is a repository that
//! may not exist. Sources: the recordings of the tests of `huggingface_hub` (`InferenceApiTest`, 2024 and 2025), and the
//! table of answers in the tests of `KohakuHub`, taken from the hub on 2026-04-30.

use std::collections::BTreeMap;
use std::sync::Mutex;

use deny_models::digest::sha256;
use serde_json::{Value, json};

use super::{Reply, SHA, Seen};

/// The token that opens private and gated repositories.
pub(crate) const TOKEN: &str = "hf_member";

/// Who may read a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Access {
    #[default]
    Open,
    /// Its card is public, its files need an account that accepted the terms: `auto` or `manual`.
    Gated(&'static str),
    /// It does not exist for others.
    Private,
    Disabled,
}

/// One repository.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repo {
    pub id: String,
    pub former: Vec<String>,
    pub sha: Option<String>,
    pub card: Value,
    pub tags: Vec<String>,
    /// `null`, or the bases as the hub knows them.
    pub base_models: Value,
    pub access: Access,
    pub files: BTreeMap<String, Vec<u8>>,
}

impl Repo {
    pub(crate) fn new(id: &str, card: &Value) -> Self {
        Self {
            id: id.to_owned(),
            card: card.clone(),
            ..Self::default()
        }
    }

    pub(crate) fn file(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.insert(path.to_owned(), bytes.into());
        self
    }

    pub(crate) fn access(self, access: Access) -> Self {
        Self { access, ..self }
    }

    pub(crate) fn formerly(mut self, id: &str) -> Self {
        self.former.push(id.to_owned());
        self
    }

    pub(crate) fn sha(&self) -> &str {
        self.sha.as_deref().unwrap_or(SHA)
    }

    /// Git LFS has what is not text.
    fn is_large(path: &str) -> bool {
        let end = path.rsplit('.').next().unwrap_or_default();
        ["safetensors", "gguf", "bin", "onnx", "ot", "pt"].contains(&end)
    }

    fn oid(bytes: &[u8]) -> String {
        sha256(bytes)[..40].to_owned()
    }

    fn info(&self, query: &str, blobs: bool) -> Value {
        let siblings: Vec<Value> = self
            .files
            .iter()
            .map(|(path, bytes)| {
                let mut file = json!({ "rfilename": path });
                if blobs {
                    file["size"] = json!(bytes.len());
                    file["blobId"] = json!(Self::oid(bytes));
                    if Self::is_large(path) {
                        file["lfs"] = json!({"sha256": sha256(bytes), "size": bytes.len(), "pointerSize": 134});
                    }
                }
                file
            })
            .collect();
        let gated = match self.access {
            Access::Gated(how) => json!(how),
            _ => json!(false),
        };
        let mut tags = vec!["region:us".to_owned()];
        tags.extend(self.tags.iter().cloned());
        let all = json!({
            "_id": "621ffdc036468d709f17432a", "id": self.id, "modelId": self.id, "author": self.id.split('/').next(),
            "sha": self.sha(), "lastModified": "2026-02-19T11:06:12.000Z", "createdAt": "2026-01-02T23:29:04.000Z",
            "private": self.access == Access::Private, "disabled": self.access == Access::Disabled,
            "gated": gated, "tags": tags, "downloads": 7, "likes": 1, "model-index": null,
            "config": {"architectures": ["X"]}, "cardData": self.card, "siblings": siblings, "spaces": [],
        });
        let asked: Vec<&str> = values(query, "expand").collect();
        if asked.is_empty() {
            return all;
        }
        let mut some = json!({"_id": all["_id"], "id": all["id"]});
        for key in asked {
            if key == "baseModels" {
                some[key] = self.base_models.clone();
            } else {
                some[key] = all[key].clone();
            }
        }
        some
    }

    fn tree(&self) -> Vec<Value> {
        self.files
            .iter()
            .map(|(path, bytes)| {
                let mut file = json!({"type": "file", "oid": Self::oid(bytes), "size": bytes.len(), "path": path});
                if Self::is_large(path) {
                    file["lfs"] = json!({"oid": sha256(bytes), "size": bytes.len(), "pointerSize": 134});
                    file["xetHash"] = json!(sha256(&sha256(bytes).into_bytes()));
                }
                file
            })
            .collect()
    }
}

/// The repositories of a hub, and its habits.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub repos: Vec<Repo>,
    /// The redirect of a renamed repository keeps the query.
    pub keeps_query: bool,
    /// `blobs` is answered beside `expand`.
    pub blobs: bool,
    /// Files of one page of a listing; 0 for all.
    pub page: usize,
    /// Requests that are refused as too many before one is answered.
    pub limited: Mutex<u32>,
}

impl World {
    pub(crate) fn new(repos: Vec<Repo>) -> Self {
        Self {
            repos,
            blobs: true,
            ..Self::default()
        }
    }

    /// Splits a path at the repository that it begins with, under whichever name.
    fn split<'p>(&self, path: &'p str) -> Option<(&Repo, bool, &'p str)> {
        let rest_of = |name: &str| {
            let rest = path.strip_prefix(name)?;
            (rest.is_empty() || rest.starts_with('/')).then_some(rest)
        };
        self.repos.iter().find_map(|repo| {
            let now = rest_of(&repo.id).map(|rest| (repo, false, rest));
            now.or_else(|| {
                let mut former = repo.former.iter();
                former.find_map(|name| Some((repo, true, rest_of(name)?)))
            })
        })
    }

    pub(crate) fn answer(&self, seen: &Seen, host: &str) -> Reply {
        {
            let mut limited = self.limited.lock().expect("a count");
            if *limited > 0 {
                *limited -= 1;
                return refused(429, "", "Too many requests")
                    .with("RateLimit", "\"api\";r=0;t=1")
                    .with("RateLimit-Policy", "\"fixed window\";\"api\";q=500;w=300");
            }
        }
        let member = match seen.token.as_deref() {
            None => false,
            Some(token) if token == format!("Bearer {TOKEN}") => true,
            Some(_) => {
                let why = "Invalid credentials in Authorization header";
                return refused(401, "", why).with(
                    "WWW-Authenticate",
                    "Bearer realm=\"Authentication required\"",
                );
            }
        };
        let path = decoded(&seen.path);
        if let Some(rest) = path.strip_prefix("/api/resolve-cache/models/") {
            return self.cached(rest, member);
        }
        if let Some(digest) = path.strip_prefix("/lfs/") {
            return self.large(digest, &seen.query);
        }
        let (of_api, rest) = match path.strip_prefix("/api/models/") {
            Some(rest) => (true, rest),
            None => (false, path.trim_start_matches('/')),
        };
        let Some((repo, renamed, rest)) = self.split(rest) else {
            return unknown(member);
        };
        if repo.access == Access::Private && !member {
            return unknown(member);
        }
        if repo.access == Access::Disabled {
            return refused(403, "", "Access to this resource is disabled.");
        }
        if renamed && of_api {
            let query = if self.keeps_query && !seen.query.is_empty() {
                format!("?{}", seen.query)
            } else {
                String::new()
            };
            let to = format!("/api/models/{}{rest}{query}", repo.id);
            return Reply::body(307, format!("Temporary Redirect. Redirecting to {to}"))
                .with("Content-Type", "text/plain; charset=utf-8")
                .with("Location", &to);
        }
        let words: Vec<&str> = rest.splitn(4, '/').collect();
        match (of_api, words.as_slice()) {
            (_, ["", _, revision, ..]) if !at(repo, revision) => no_revision(revision),
            (true, [""] | ["", "revision", ..]) => self.info(repo, seen),
            (true, ["", "tree", revision, ..]) => self.listing(repo, revision, &seen.query, host),
            (true, ["", "paths-info", _]) => paths_info(repo, &seen.body),
            (false, ["", "resolve", _, path]) => resolved(repo, path, member, host),
            _ => refused(404, "EntryNotFound", "Entry not found"),
        }
    }

    fn info(&self, repo: &Repo, seen: &Seen) -> Reply {
        let expand = values(&seen.query, "expand").next().is_some();
        let blobs = values(&seen.query, "blobs").next().is_some() && (self.blobs || !expand);
        let info = repo.info(&seen.query, blobs);
        Reply::json(&info)
            .with("Content-Type", "application/json; charset=utf-8")
            .with("X-Repo-Commit", repo.sha())
            .with(
                "ETag",
                &format!("W/\"{}\"", Repo::oid(info.to_string().as_bytes())),
            )
    }

    fn listing(&self, repo: &Repo, revision: &str, query: &str, host: &str) -> Reply {
        let all = repo.tree();
        let from = values(query, "cursor").next();
        let from: usize = from.and_then(|at| at.parse().ok()).unwrap_or_default();
        let size = if self.page == 0 { all.len() } else { self.page };
        let page: Vec<Value> = all.iter().skip(from).take(size).cloned().collect();
        let reply = Reply::json(&json!(page))
            .with("Content-Type", "application/json; charset=utf-8")
            .with("X-Repo-Commit", repo.sha());
        let next = from + size;
        if next >= all.len() {
            return reply;
        }
        let link = format!(
            "<http://{host}/api/models/{}/tree/{revision}?recursive=true&cursor={next}>; rel=\"next\"",
            repo.id
        );
        reply.with("Link", &link)
    }

    /// The bytes of a small file.
    fn cached(&self, rest: &str, member: bool) -> Reply {
        let Some((repo, _, rest)) = self.split(rest) else {
            return unknown(member);
        };
        let path = rest.splitn(3, '/').nth(2).unwrap_or_default();
        match repo.files.get(path) {
            Some(bytes) => Reply::body(200, bytes.clone())
                .with("Content-Type", "text/plain; charset=utf-8")
                .with("X-Repo-Commit", repo.sha())
                .with("ETag", &format!("\"{}\"", Repo::oid(bytes))),
            None => refused(404, "EntryNotFound", "Entry not found"),
        }
    }

    fn large(&self, digest: &str, query: &str) -> Reply {
        let mut files = self.repos.iter().flat_map(|repo| repo.files.values());
        match files.find(|bytes| sha256(bytes) == digest) {
            Some(bytes) if query.contains("sig=") => Reply::body(200, bytes.clone()),
            Some(_) => Reply::body(403, "no signature"),
            None => Reply::body(404, ""),
        }
    }
}

/// The entries of the listing that a form names.
fn paths_info(repo: &Repo, form: &str) -> Reply {
    let named: Vec<String> = values(form, "paths")
        .map(|path| decoded(&path.replace('+', " ")))
        .collect();
    let entries = repo.tree().into_iter();
    let entries = entries.filter(|entry| named.iter().any(|path| entry["path"] == path.as_str()));
    Reply::json(&json!(entries.collect::<Vec<_>>()))
        .with("Content-Type", "application/json; charset=utf-8")
        .with("X-Repo-Commit", repo.sha())
}

fn at(repo: &Repo, revision: &str) -> bool {
    revision == "main" || revision == repo.sha()
}

fn resolved(repo: &Repo, path: &str, member: bool, host: &str) -> Reply {
    if let (Access::Gated(_), false) = (repo.access, member) {
        let why = format!(
            "Access to model {} is restricted. You must have access to it and be authenticated to access it. Please log in.",
            repo.id
        );
        return refused(401, "GatedRepo", &why);
    }
    let Some(bytes) = repo.files.get(path) else {
        return refused(404, "EntryNotFound", "Entry not found").with("X-Repo-Commit", repo.sha());
    };
    let size = bytes.len().to_string();
    if Repo::is_large(path) {
        let digest = sha256(bytes);
        // They lie on another host.
        let host = host.replace("127.0.0.1", "localhost");
        return Reply::body(302, "Found")
            .with("Location", &format!("http://{host}/lfs/{digest}?sig=1"))
            .with("X-Repo-Commit", repo.sha())
            .with("X-Linked-Size", &size)
            .with("X-Linked-ETag", &format!("\"{digest}\""));
    }
    Reply::body(307, "")
        .with(
            "Location",
            &format!(
                "/api/resolve-cache/models/{}/{}/{path}?etag=%22x%22",
                repo.id,
                repo.sha()
            ),
        )
        .with("X-Repo-Commit", repo.sha())
        .with("X-Linked-Size", &size)
        .with("X-Linked-ETag", &format!("\"{}\"", Repo::oid(bytes)))
}

/// What does not exist, or not for everybody. Without an account the hub does not tell one from the other.
fn unknown(member: bool) -> Reply {
    if member {
        refused(404, "RepoNotFound", "Repository not found")
    } else {
        refused(401, "", "Invalid username or password.").with(
            "WWW-Authenticate",
            "Bearer realm=\"Authentication required\"",
        )
    }
}

fn no_revision(revision: &str) -> Reply {
    refused(
        404,
        "RevisionNotFound",
        &format!("Invalid rev id: {revision}"),
    )
}

fn refused(status: u16, code: &str, message: &str) -> Reply {
    let reply = Reply::body(status, json!({ "error": message }).to_string())
        .with("Content-Type", "application/json; charset=utf-8")
        .with("X-Error-Message", message);
    if code.is_empty() {
        reply
    } else {
        reply.with("X-Error-Code", code)
    }
}

/// The values of a parameter.
fn values<'q>(query: &'q str, name: &'q str) -> impl Iterator<Item = &'q str> {
    query.split('&').filter_map(move |pair| {
        let (key, value) = pair.split_once('=')?;
        (key == name).then_some(value)
    })
}

fn decoded(path: &str) -> String {
    let mut out = Vec::with_capacity(path.len());
    let mut bytes = path.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let digits: Vec<u8> = bytes.by_ref().take(2).collect();
            let digits = String::from_utf8(digits).unwrap_or_default();
            out.push(u8::from_str_radix(&digits, 16).unwrap_or(b'?'));
        } else {
            out.push(byte);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
