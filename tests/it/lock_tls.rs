//! `lock` against a hub with TLS whose certificate comes from an authority of its own, as behind a company's proxy.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use crate::hub::{FakeHub, SHA};
use crate::support::{Project, Run, command, mit_crate};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::json;

/// TLS in front of a hub.
struct Secured {
    port: u16,
    /// The certificate of the authority, as PEM.
    authority: String,
    hub: FakeHub,
}

impl Secured {
    fn start() -> Self {
        let mut params = CertificateParams::new(Vec::new()).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        let issuer = CertifiedIssuer::self_signed(params, key).expect("an authority");
        let key = KeyPair::generate().expect("a key");
        let names = vec!["127.0.0.1".to_owned()];
        let leaf = CertificateParams::new(names).expect("parameters");
        let leaf = leaf.signed_by(&key, &issuer).expect("a certificate");
        let private = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config =
            ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .expect("versions")
                .with_no_client_auth()
                .with_single_cert(vec![leaf.der().clone()], private)
                .expect("a server");
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let hub = FakeHub::start();
        let behind = hub.address().replace("http://", "");
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (config, behind) = (Arc::clone(&config), behind.clone());
                thread::spawn(move || pass_on(stream, config, &behind));
            }
        });
        Self {
            port,
            authority: issuer.pem(),
            hub,
        }
    }

    fn lock(&self, project: &Project, args: &[&str], vars: &[(&str, &str)]) -> Run {
        let mut command = command(&project.path(""), &[&["lock"], args].concat());
        self.hub.lend(&mut command);
        for variable in ["SSL_CERT_FILE", "SSL_CERT_DIR", "CARGO_HTTP_CAINFO"] {
            command.env_remove(variable);
        }
        command.env("HF_ENDPOINT", format!("https://127.0.0.1:{}", self.port));
        command.envs(vars.iter().copied());
        Run::of(&mut command)
    }
}

/// One request and its answer.
fn pass_on(stream: TcpStream, config: Arc<ServerConfig>, behind: &str) -> Option<()> {
    let connection = ServerConnection::new(config).ok()?;
    let mut tls = StreamOwned::new(connection, stream);
    let mut request = Vec::new();
    let mut byte = [0];
    while !request.ends_with(b"\r\n\r\n") {
        tls.read_exact(&mut byte).ok()?;
        request.push(byte[0]);
    }
    let mut plain = TcpStream::connect(behind).ok()?;
    plain.write_all(&request).ok()?;
    let mut answer = Vec::new();
    plain.read_to_end(&mut answer).ok()?;
    tls.write_all(&answer).ok()?;
    tls.conn.send_close_notify();
    tls.flush().ok()
}

fn project(hub: &Secured) -> Project {
    let project = Project::package(&mit_crate("id = \"acme/chat\""));
    project.write("certs/ca.pem", &hub.authority);
    project
}

#[test]
fn an_authority_is_named_in_every_way_that_people_name_one() {
    let hub = Secured::start();
    hub.hub.model("acme/chat", &json!({"license": "mit"}));
    let ca = |project: &Project| {
        project
            .path("certs/ca.pem")
            .to_str()
            .expect("UTF-8")
            .to_owned()
    };

    let first = project(&hub);
    hub.lock(&first, &[], &[("SSL_CERT_FILE", &ca(&first))])
        .expect(0);
    let text = std::fs::read_to_string(first.path("deny-models.lock")).expect("a lock");
    assert!(text.contains(&format!("revision = \"{SHA}\"")), "{text}");

    let other = project(&hub);
    let directory = other.path("certs").to_str().expect("UTF-8").to_owned();
    hub.lock(&other, &[], &[("SSL_CERT_DIR", &directory)])
        .expect(0);

    let other = project(&hub);
    hub.lock(&other, &[], &[("CARGO_HTTP_CAINFO", "certs/ca.pem")])
        .expect(0);

    let other = project(&hub);
    other.write(".cargo/config.toml", "[http]\ncainfo = \"certs/ca.pem\"\n");
    hub.lock(&other, &[], &[]).expect(0);

    let other = project(&hub);
    hub.lock(&other, &["--config", "http.cainfo=\"certs/ca.pem\""], &[])
        .expect(0);
}

#[test]
fn an_authority_that_nobody_named_is_refused_with_what_to_do() {
    let hub = Secured::start();
    hub.hub.model("acme/chat", &json!({"license": "mit"}));
    let project = project(&hub);
    let run = hub.lock(&project, &[], &[]).expect(2).prints(&[
        "the certificate of the hub is not trusted",
        "`SSL_CERT_FILE`",
        "`http.cainfo`",
        "nothing was written",
    ]);
    assert!(!run.stderr.contains("check the network"), "{}", run.stderr);
    assert_eq!(hub.hub.seen(), []);
    hub.lock(&project, &[], &[("SSL_CERT_FILE", "/nowhere/ca.pem")])
        .expect(2)
        .prints(&["`SSL_CERT_FILE` names `/nowhere/ca.pem`"]);
    // Another authority is not this one.
    let stranger = Secured::start();
    project.write("certs/stranger.pem", &stranger.authority);
    hub.lock(
        &project,
        &[],
        &[("CARGO_HTTP_CAINFO", "certs/stranger.pem")],
    )
    .expect(2)
    .prints(&["is not trusted", "`CARGO_HTTP_CAINFO`"]);
    assert!(!project.path("deny-models.lock").exists());
}
