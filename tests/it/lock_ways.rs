//! `lock` in less usual setups: a hub under a path, a proxy, and a run that is interrupted.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::hub::{FakeHub, Model, Reply, SHA};
use crate::support::{Project, Run, command, mit_crate};
use serde_json::json;

fn chat() -> Project {
    Project::package(&mit_crate("id = \"acme/chat\""))
}

fn lock(project: &Project, hub: &FakeHub, vars: &[(&str, &str)]) -> Run {
    let mut command = command(&project.path(""), &["lock"]);
    hub.lend(&mut command);
    command.envs(vars.iter().copied());
    Run::of(&mut command)
}

fn text(project: &Project) -> String {
    std::fs::read_to_string(project.path("deny-models.lock")).expect("a lock")
}

#[test]
fn a_hub_may_lie_under_a_path() {
    let hub = FakeHub::start();
    let model = Model::new("acme/chat", &json!({"license": "other"})).file("LICENSE", "x");
    for (path, reply) in [
        (
            "/mirror/hub/api/models/acme/chat".to_owned(),
            Reply::json(&model.info()),
        ),
        (
            format!("/mirror/hub/acme/chat/resolve/{SHA}/LICENSE"),
            Reply::body(200, include_str!("../../LICENSE-MIT")),
        ),
        (
            format!("/mirror/hub/api/models/acme/chat/tree/{SHA}"),
            Reply::json(&json!([])),
        ),
    ] {
        hub.play(&path, reply);
    }
    let mut texts = Vec::new();
    for end in ["", "/", "//"] {
        let project = chat();
        let endpoint = format!("{}/mirror/hub{end}", hub.address());
        hub.forget();
        lock(&project, &hub, &[("HF_ENDPOINT", &endpoint)]).expect(0);
        let seen = hub.seen();
        assert!(!seen.is_empty());
        for seen in seen {
            assert!(seen.path.starts_with("/mirror/hub/"), "{}", seen.path);
            assert!(!seen.path.contains("//"), "{}", seen.path);
        }
        texts.push(text(&project));
    }
    assert!(texts[0].contains("license = \"mit\""), "{}", texts[0]);
    assert!(texts.iter().all(|text| *text == texts[0]), "{texts:?}");
}

/// A proxy on loopback that tunnels to the requested address and records it.
struct Proxy {
    port: u16,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&requests);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let requests = Arc::clone(&shared);
                thread::spawn(move || tunnel(stream, &requests));
            }
        });
        Self { port, requests }
    }

    fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn requests(&self) -> Vec<String> {
        self.requests.lock().expect("the list").clone()
    }
}

fn tunnel(mut from: TcpStream, requests: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(from.try_clone().ok()?.take(1 << 16));
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut header = String::new();
    while reader.read_line(&mut header).ok()? > 2 {
        header.clear();
    }
    requests.lock().ok()?.push(line.trim_end().to_owned());
    let target = line.strip_prefix("CONNECT ")?.split(' ').next()?;
    let mut to = TcpStream::connect(target).ok()?;
    from.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
        .ok()?;
    let (mut back, mut forth) = (to.try_clone().ok()?, from.try_clone().ok()?);
    let answers = thread::spawn(move || {
        let _ = std::io::copy(&mut back, &mut forth);
        let _ = forth.shutdown(Shutdown::Both);
    });
    let _ = std::io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
    answers.join().ok()
}

#[test]
fn a_proxy_is_asked_unless_the_hub_is_excepted() {
    let hub = FakeHub::start();
    hub.model("acme/chat", &json!({"license": "mit"}));
    let target = hub.address().replace("http://", "CONNECT ");
    for variable in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy"] {
        let (proxy, project) = (Proxy::start(), chat());
        let address = proxy.address();
        lock(&project, &hub, &[(variable, &address), ("NO_PROXY", "")]).expect(0);
        let requests = proxy.requests();
        assert!(!requests.is_empty(), "{variable} counts");
        for request in requests {
            assert!(request.starts_with(&target), "{variable}: {request}");
        }
        assert!(text(&project).contains("license = \"mit\""));

        let (proxy, project) = (Proxy::start(), chat());
        let address = proxy.address();
        let except = "example.org,127.0.0.1";
        lock(
            &project,
            &hub,
            &[(variable, &address), ("NO_PROXY", except)],
        )
        .expect(0);
        assert_eq!(proxy.requests(), [""; 0], "{variable} with NO_PROXY");
    }
}

#[test]
fn a_proxy_that_is_not_there_is_an_error() {
    let (hub, project) = (FakeHub::start(), chat());
    hub.model("acme/chat", &json!({"license": "mit"}));
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let gone = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    lock(&project, &hub, &[("HTTP_PROXY", &gone), ("NO_PROXY", "")]).expect(2);
    assert_eq!(hub.seen(), []);
    assert!(!project.path("deny-models.lock").exists());
}

/// Files of the project's directory.
#[cfg(unix)]
fn files(project: &Project) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(project.path(""))
        .expect("a directory")
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_lock_as_it_was() {
    use std::os::unix::process::ExitStatusExt as _;
    use std::process::Command;
    use std::time::Duration;

    let (hub, project) = (FakeHub::start(), chat());
    hub.model("acme/chat", &json!({"license": "mit"}));
    lock(&project, &hub, &[]).expect(0);
    let (before, known) = (text(&project), files(&project));
    let stall = crate::hub::Fault::Stall(Duration::from_secs(20));
    hub.play("/api/models/acme/chat", Reply::body(200, "{}").fault(stall));
    hub.forget();
    let mut command = command(&project.path(""), &["lock", "--update"]);
    hub.lend(&mut command);
    let mut child = command.spawn().expect("the binary runs");
    while hub.count("/api/models/acme/chat") == 0 {
        thread::sleep(Duration::from_millis(20));
    }
    // What Ctrl-C sends, and then what ends a job that runs in the background, where SIGINT may be ignored.
    for signal in ["-INT", "-TERM"] {
        let mut kill = Command::new("kill");
        kill.args([signal, &child.id().to_string()]);
        assert!(kill.status().expect("kill").success());
    }
    let ended = child.wait().expect("gone");
    assert!(matches!(ended.signal(), Some(2 | 15)), "{ended}");
    assert_eq!((text(&project), files(&project)), (before, known));
    // A temporary file of a run that died while it wrote goes with the next one.
    project.write(".deny-models.lock.1-0.tmp", "half of a lo");
    let old = std::time::SystemTime::now() - Duration::from_secs(3600);
    std::fs::File::options()
        .write(true)
        .open(project.path(".deny-models.lock.1-0.tmp"))
        .and_then(|file| file.set_modified(old))
        .expect("an old file");
    hub.model("acme/chat", &json!({"license": "apache-2.0"}));
    lock(&project, &hub, &[]).expect(0);
    let mut update = crate::support::command(&project.path(""), &["lock", "--update"]);
    hub.lend(&mut update);
    Run::of(&mut update).expect(0);
    assert!(text(&project).contains("apache-2.0"));
    assert!(!files(&project).iter().any(|name| name.contains(".tmp")));
}
