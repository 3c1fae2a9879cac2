//! A model hub on loopback, for tests: it plays answers in the shape of recorded ones, and faults.

pub(crate) mod world;

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use world::World;

/// The commit of a model that was given none.
pub(crate) const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

/// What is played for one address.
#[derive(Debug, Clone)]
pub(crate) struct Reply {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
    pub fault: Fault,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    None,
    /// Half of the body, then the line is cut.
    Cut,
    /// Nothing for a while.
    Stall(Duration),
    /// A byte of the body now and then: never silent, and never done.
    Trickle(Duration),
    /// A body without end.
    Endless,
    /// Not HTTP.
    Garbage,
}

impl Reply {
    pub(crate) fn json(value: &Value) -> Self {
        Self::body(200, value.to_string())
    }

    pub(crate) fn body(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: body.into(),
            fault: Fault::None,
        }
    }

    pub(crate) fn error(status: u16, code: &str) -> Self {
        Self::body(status, "{\"error\":\"no\"}").with("X-Error-Code", code)
    }

    pub(crate) fn redirect(to: &str) -> Self {
        Self::body(307, "").with("Location", to)
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn fault(mut self, fault: Fault) -> Self {
        self.fault = fault;
        self
    }
}

/// One request as it arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Seen {
    pub method: String,
    pub path: String,
    pub query: String,
    pub token: Option<String>,
    pub body: String,
}

#[derive(Default)]
struct State {
    replies: HashMap<String, Vec<Reply>>,
    /// Answers what is not played.
    world: Option<Arc<World>>,
    seen: Vec<Seen>,
    /// Requests that are being answered, and the most at a time so far.
    open: usize,
    most: usize,
}

/// The hub; it ends with the test.
pub(crate) struct FakeHub {
    port: u16,
    state: Arc<Mutex<State>>,
    stop: Arc<AtomicBool>,
}

impl FakeHub {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let state = Arc::new(Mutex::new(State::default()));
        let stop = Arc::new(AtomicBool::new(false));
        let (shared, stopped) = (Arc::clone(&state), Arc::clone(&stop));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                if stopped.load(Ordering::SeqCst) {
                    return;
                }
                let state = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &state));
            }
        });
        Self { port, state, stop }
    }

    /// A hub with these repositories.
    pub(crate) fn of(world: World) -> Self {
        let hub = Self::start();
        hub.show(world);
        hub
    }

    /// Has these repositories from now on.
    pub(crate) fn show(&self, world: World) {
        self.state.lock().expect("the state").world = Some(Arc::new(world));
    }

    /// Its repositories.
    pub(crate) fn world(&self) -> Arc<World> {
        let state = self.state.lock().expect("the state");
        Arc::clone(state.world.as_ref().expect("a world"))
    }

    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Plays this for the path, whatever the query.
    pub(crate) fn play(&self, path: &str, reply: Reply) {
        self.play_in_turn(path, vec![reply]);
    }

    /// Plays these one after the other; the last one stays.
    pub(crate) fn play_in_turn(&self, path: &str, replies: Vec<Reply>) {
        let mut state = self.state.lock().expect("the state");
        state.replies.insert(path.to_owned(), replies);
    }

    /// A model with this card, at [`SHA`].
    pub(crate) fn model(&self, id: &str, card: &Value) {
        Model::new(id, card).publish(self);
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.state.lock().expect("the state").seen.clone()
    }

    pub(crate) fn forget(&self) {
        self.state.lock().expect("the state").seen.clear();
    }

    /// Number of requests for a path.
    pub(crate) fn count(&self, path: &str) -> usize {
        self.seen().iter().filter(|seen| seen.path == path).count()
    }

    /// The most requests at a time.
    pub(crate) fn most_at_a_time(&self) -> usize {
        self.state.lock().expect("the state").most
    }

    /// A run of the binary against this hub, without a token.
    pub(crate) fn lend(&self, command: &mut Command) {
        for variable in [
            "HF_TOKEN",
            "HUGGING_FACE_HUB_TOKEN",
            "HF_HOME",
            "HF_TOKEN_PATH",
            "HF_HUB_OFFLINE",
            "TRANSFORMERS_OFFLINE",
            "XDG_CACHE_HOME",
            "HF_HUB_DISABLE_IMPLICIT_TOKEN",
            "HTTP_PROXY",
            "http_proxy",
            "ALL_PROXY",
            "all_proxy",
            "HTTPS_PROXY",
            "https_proxy",
        ] {
            command.env_remove(variable);
        }
        command
            .env("HF_ENDPOINT", self.address())
            .env("CARGO_DENY_MODELS_OLLAMA", self.address())
            .env("MODELSCOPE_ENDPOINT", self.address())
            .env("HF_TOKEN_PATH", "/nowhere/token")
            .env("NO_PROXY", "127.0.0.1");
    }
}

impl Drop for FakeHub {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) {
    let Some(seen) = read_request(&stream) else {
        return;
    };
    let host = stream.local_addr().map(|at| at.to_string());
    let host = host.unwrap_or_default();
    let reply = {
        let mut state = state.lock().expect("the state");
        state.seen.push(seen.clone());
        state.open += 1;
        state.most = state.most.max(state.open);
        let missing = || {
            let code = if seen.path.contains("/resolve/") {
                "EntryNotFound"
            } else {
                "RepoNotFound"
            };
            Reply::error(404, code)
        };
        match state.replies.get_mut(&seen.path) {
            Some(replies) if replies.len() > 1 => replies.remove(0),
            Some(replies) => replies[0].clone(),
            None => match &state.world {
                Some(world) => world.answer(&seen, &host),
                None => missing(),
            },
        }
    };
    // The client may have closed the connection; some tests do.
    let _ = answer(&mut stream, &reply, seen.method == "HEAD");
    state.lock().expect("the state").open -= 1;
}

fn read_request(stream: &TcpStream) -> Option<Seen> {
    let mut reader = BufReader::new(stream.take(1 << 16));
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut seen = Seen {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        token: None,
        body: String::new(),
    };
    let mut length = 0;
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        match header.trim_end().split_once(": ") {
            Some((name, value)) if name.eq_ignore_ascii_case("authorization") => {
                seen.token = Some(value.to_owned());
            }
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.parse().ok()?;
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    seen.body = String::from_utf8_lossy(&body).into_owned();
    Some(seen)
}

fn answer(stream: &mut TcpStream, reply: &Reply, head: bool) -> std::io::Result<()> {
    match reply.fault {
        Fault::Stall(time) => thread::sleep(time),
        Fault::Garbage => return stream.write_all(b"SSH-2.0-x\r\n\r\n"),
        _ => {}
    }
    write!(
        stream,
        "HTTP/1.1 {} Played\r\nConnection: close\r\n",
        reply.status
    )?;
    for (name, value) in &reply.headers {
        write!(stream, "{name}: {value}\r\n")?;
    }
    if reply.fault == Fault::Endless {
        write!(stream, "Transfer-Encoding: chunked\r\n\r\n")?;
        let chunk = vec![b' '; 1 << 16];
        loop {
            write!(stream, "{:x}\r\n", chunk.len())?;
            stream.write_all(&chunk)?;
            stream.write_all(b"\r\n")?;
        }
    }
    write!(stream, "Content-Length: {}\r\n\r\n", reply.body.len())?;
    let sent = if head {
        0
    } else if reply.fault == Fault::Cut {
        reply.body.len() / 2
    } else {
        reply.body.len()
    };
    if let Fault::Trickle(pause) = reply.fault {
        for byte in &reply.body[..sent] {
            stream.write_all(&[*byte])?;
            stream.flush()?;
            std::thread::sleep(pause);
        }
        return Ok(());
    }
    stream.write_all(&reply.body[..sent])
}

/// A repository of the hub.
pub(crate) struct Model {
    id: String,
    sha: String,
    card: Value,
    extra: Value,
    files: Vec<(String, Vec<u8>)>,
    weights: Vec<(String, String)>,
}

impl Model {
    pub(crate) fn new(id: &str, card: &Value) -> Self {
        Self {
            id: id.to_owned(),
            sha: SHA.to_owned(),
            card: card.clone(),
            extra: json!({}),
            files: Vec::new(),
            weights: Vec::new(),
        }
    }

    pub(crate) fn at(mut self, sha: &str) -> Self {
        sha.clone_into(&mut self.sha);
        self
    }

    /// Further fields of the answer.
    pub(crate) fn extra(mut self, fields: Value) -> Self {
        self.extra = fields;
        self
    }

    pub(crate) fn file(mut self, path: &str, text: impl Into<Vec<u8>>) -> Self {
        self.files.push((path.to_owned(), text.into()));
        self
    }

    pub(crate) fn weights(mut self, path: &str, sha256: &str) -> Self {
        self.weights.push((path.to_owned(), sha256.to_owned()));
        self
    }

    pub(crate) fn info(&self) -> Value {
        let names = self.files.iter().map(|(path, _)| path);
        let names = names.chain(self.weights.iter().map(|(path, _)| path));
        let siblings: Vec<Value> = names.map(|path| json!({ "rfilename": path })).collect();
        let mut info = json!({
            "_id": "65f0000000000000000000aa", "id": self.id, "sha": self.sha, "gated": false, "disabled": false,
            "tags": ["region:us"], "cardData": self.card, "siblings": siblings, "baseModels": null,
        });
        for (key, value) in self.extra.as_object().into_iter().flatten() {
            info[key] = value.clone();
        }
        info
    }

    pub(crate) fn publish(self, hub: &FakeHub) {
        let (id, sha) = (&self.id, &self.sha);
        let info = Reply::json(&self.info());
        hub.play(&format!("/api/models/{id}/revision/{sha}"), info.clone());
        hub.play(&format!("/api/models/{id}"), info);
        for (path, text) in &self.files {
            hub.play(
                &format!("/{id}/resolve/{sha}/{path}"),
                Reply::body(200, text.clone()),
            );
        }
        let tree: Vec<Value> = self
            .weights
            .iter()
            .map(|(path, sha256)| json!({"type": "file", "oid": "1", "size": 9, "path": path, "lfs": {"oid": sha256, "size": 9}}))
            .collect();
        hub.play(
            &format!("/api/models/{id}/tree/{sha}"),
            Reply::json(&json!(tree)),
        );
    }
}
