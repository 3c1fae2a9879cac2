//! Weight files that clients of buckets take: by an address where the bucket is known, else as calls that cannot be read.

use camino::Utf8PathBuf;
use deny_models_scan::{ScanOptions, scan_crate};

use crate::support::{Project, mit_manifest};

const CARGO: &str = "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";

/// What a program takes, and the templates of its calls that cannot be read.
fn scan(main: &str) -> (Vec<String>, Vec<String>) {
    let keep = tempfile::tempdir().expect("a directory");
    let root = Utf8PathBuf::from_path_buf(keep.path().to_owned()).expect("UTF-8");
    std::fs::create_dir(root.join("src")).expect("created");
    std::fs::write(root.join("Cargo.toml"), CARGO).expect("written");
    std::fs::write(root.join("src/main.rs"), main).expect("written");
    let scan = scan_crate(&root, &ScanOptions::default()).expect("scanned");
    let found = scan.found.into_iter().map(|found| found.artifact);
    let open = scan.unresolved.into_iter().map(|call| call.template);
    (found.collect(), open.collect())
}

const S3: &str = "https://weights.s3.amazonaws.com/models/x.gguf";
const GOOGLE: &str = "https://storage.googleapis.com/weights/models/x.gguf";
const AZURE: &str = "https://shop.blob.core.windows.net/weights/models/x.gguf";

#[test]
fn what_clients_take_has_an_address() {
    for (code, address) in [
        (
            r#"async fn f(c: &Client) { c.get_object().bucket("weights").key("models/x.gguf").send().await; }"#,
            S3,
        ),
        (
            r#"async fn f(c: &Client) { c.get_object().key("models/x.gguf").bucket("weights").send().await; }"#,
            S3,
        ),
        (
            r#"const B: &str = "weights"; const K: &str = "models/x.gguf"; async fn f(c: &Client) { let r = c.get_object().bucket(B); let r = r.key(K); r.send().await; }"#,
            S3,
        ),
        (
            r#"async fn f(c: &Client) { c.get_object().set_bucket(Some("weights".into())).set_key(Some("models/x.gguf".into())).send().await; }"#,
            S3,
        ),
        (
            r#"async fn take(c: &Client, b: &str, k: &str) { c.get_object().bucket(b).key(k).send().await; } async fn f(c: &Client) { take(c, "weights", "models/x.gguf").await; }"#,
            S3,
        ),
        (
            r#"async fn f(c: &Client) { c.get_object().bucket("weights").key("models/x.gguf").presigned(p()).await; }"#,
            S3,
        ),
        (
            r#"async fn f(c: &S3Client) { c.get_object(GetObjectRequest { bucket: "weights".into(), key: "models/x.gguf".into(), ..Default::default() }).await; }"#,
            S3,
        ),
        (
            r#"async fn f() { let bucket = s3::Bucket::new("weights", region(), keys()).unwrap(); bucket.get_object("/models/x.gguf").await; }"#,
            S3,
        ),
        (
            r#"async fn f(w: &mut W) { let bucket = s3::Bucket::new("weights", region(), keys()).unwrap(); bucket.get_object_to_writer("models/x.gguf", w).await; }"#,
            S3,
        ),
        (
            r#"use object_store::{aws::AmazonS3Builder, path::Path}; async fn f() { let store = AmazonS3Builder::from_env().with_bucket_name("weights").build().unwrap(); store.get(&Path::from("models/x.gguf")).await; }"#,
            S3,
        ),
        (
            r#"use object_store::{gcp::GoogleCloudStorageBuilder, path::Path as Key}; async fn f() { let store = GoogleCloudStorageBuilder::new().with_bucket_name("weights").build().unwrap(); let key = Key::from("models/x.gguf"); store.get(&key).await; }"#,
            GOOGLE,
        ),
        (
            r#"use object_store::{azure::MicrosoftAzureBuilder, path::Path}; async fn f() { let store = MicrosoftAzureBuilder::new().with_account("shop").with_container_name("weights").build().unwrap(); store.get(&Path::from("models/x.gguf")).await; }"#,
            AZURE,
        ),
        (
            r#"fn f() { let url = url::Url::parse("s3://weights/models/x.gguf").unwrap(); let (store, path) = object_store::parse_url(&url).unwrap(); store.get(&path); }"#,
            S3,
        ),
        (
            r#"async fn f(c: &Client) { c.download_object(&GetObjectRequest { bucket: "weights".into(), object: "models/x.gguf".into(), ..Default::default() }, &range()).await; }"#,
            GOOGLE,
        ),
        (
            r#"async fn f(c: &Storage) { c.read_object("projects/_/buckets/weights", "models/x.gguf").send().await; }"#,
            GOOGLE,
        ),
        (
            r#"async fn f(c: &Client) { c.object().download("weights", "models/x.gguf").await; }"#,
            GOOGLE,
        ),
        (
            r#"async fn f() { ClientBuilder::new("shop", keys()).blob_client("weights", "models/x.gguf").get_content().await; }"#,
            AZURE,
        ),
        (
            r#"async fn f() { let service = BlobServiceClient::new("shop", keys()); let blob = service.container_client("weights").blob_client("models/x.gguf"); blob.get_content().await; }"#,
            AZURE,
        ),
        (
            r#"async fn f() { let blob = BlobClient::new("https://shop.blob.core.windows.net/", "weights", "models/x.gguf", keys(), None).unwrap(); blob.download(None).await; }"#,
            AZURE,
        ),
    ] {
        assert_eq!(
            scan(&format!("{code} fn main() {{ block_on(f()); }}")),
            (vec![address.to_owned()], vec![]),
            "{code}"
        );
    }
}

#[test]
fn what_is_taken_from_operators_and_containers_has_an_address() {
    for (code, address) in [
        (
            r#"async fn f() { let all = BlobContainerClient::new("https://shop.blob.core.windows.net/", "weights", None, None).unwrap(); all.blob_client("models/x.gguf").download(None).await; }"#,
            AZURE,
        ),
        (
            r#"async fn f() { let url = Url::parse("https://shop.blob.core.windows.net/weights/models/x.gguf").unwrap(); BlobClient::from_url(url, None, None).unwrap().download(None).await; }"#,
            AZURE,
        ),
        (
            r#"use opendal::{Operator, services::S3}; async fn f() { let op = Operator::new(S3::default().bucket("weights").root("/models")).unwrap().finish(); op.read("x.gguf").await; }"#,
            S3,
        ),
        (
            r#"use opendal::{Operator, services::S3}; async fn f() { let mut b = S3::default(); b = b.bucket("weights").endpoint("https://s3.amazonaws.com"); let op: Operator = Operator::new(b).unwrap().finish(); op.read_with("models/x.gguf").range(0..4).await; }"#,
            S3,
        ),
        (
            r#"use opendal::{services, Operator}; async fn f() { let op = Operator::new(services::Gcs::default().bucket("weights")).unwrap().finish(); op.reader("models/x.gguf").await; }"#,
            GOOGLE,
        ),
        (
            r#"use opendal::{services::Azblob, Operator}; struct S { op: Operator } impl S { async fn get(&self, key: &str) { self.op.read(key).await; } } async fn f() { let op = Operator::new(Azblob::default().container("weights").endpoint("https://shop.blob.core.windows.net")).unwrap().finish(); S { op }.get("models/x.gguf").await; }"#,
            AZURE,
        ),
        (
            r#"use opendal::{services::Huggingface, Operator}; async fn f() { let op = Operator::new(Huggingface::default().repo_id("acme/chat").repo_type("model")).unwrap().finish(); op.read("model.safetensors").await; }"#,
            "acme/chat",
        ),
        (
            r#"use object_store::{http::HttpBuilder, path::Path}; async fn f() { let store = HttpBuilder::new().with_url("https://models.acme.dev/all").build().unwrap(); store.get(&Path::from("x.gguf")).await; }"#,
            "https://models.acme.dev/all/x.gguf",
        ),
    ] {
        assert_eq!(
            scan(&format!("{code} fn main() {{ block_on(f()); }}")),
            (vec![address.to_owned()], vec![]),
            "{code}"
        );
    }
}

#[test]
fn a_weight_file_of_a_data_set_or_a_space_is_a_model() {
    let space = "https://huggingface.co/spaces/acme/demo/resolve/main/m/x.onnx";
    let data = "https://huggingface.co/datasets/acme/demo/resolve/main/m/x.onnx";
    for (code, address) in [
        (
            r#"use hf_hub::{api::sync::Api, Repo, RepoType}; fn f(api: &Api) { api.repo(Repo::new("acme/demo".to_string(), RepoType::Space)).get("m/x.onnx").unwrap(); }"#,
            space,
        ),
        (
            r#"use hf_hub::{api::sync::Api, Repo, RepoType}; fn f(api: &Api) { let repo = Repo::with_revision("acme/demo".into(), RepoType::Dataset, "main".into()); let api = api.repo(repo); api.download("m/x.onnx").unwrap(); }"#,
            data,
        ),
        (
            r#"use hf_hub::api::sync::Api; fn f(api: &Api) { api.dataset("acme/demo".to_string()).get("m/x.onnx").unwrap(); }"#,
            data,
        ),
    ] {
        let (found, open) = scan(&format!(
            "{code} fn main() {{ f(&hf_hub::api::sync::Api::new().unwrap()); }}"
        ));
        assert!(
            found.iter().any(|model| model == address) && open.is_empty(),
            "{code} {found:?} {open:?}"
        );
        // Another file of it is data.
        let (found, open) = scan(&format!(
            "{} fn main() {{ f(&hf_hub::api::sync::Api::new().unwrap()); }}",
            code.replace("x.onnx", "x.csv")
        ));
        assert!(
            found.iter().all(|model| model == "datasets/acme/demo") && open.is_empty(),
            "{code} {found:?} {open:?}"
        );
    }
}

#[test]
fn a_bucket_that_is_not_known_leaves_the_call_open() {
    for (code, template) in [
        (
            r#"async fn f(c: &Client) { c.get_object().bucket(env("BUCKET")).key("models/x.gguf").send().await; }"#,
            "{}/models/x.gguf",
        ),
        (
            r#"async fn f(c: &Client) { c.get_object().bucket("weights").key(format!("models/{}.gguf", env("SIZE"))).send().await; }"#,
            "weights/models/{}.gguf",
        ),
        (
            r#"async fn load_model(c: &Client) { c.get_object().bucket("weights").key(env("KEY")).send().await; } async fn f(c: &Client) { load_model(c).await; } const ENDING: &str = ".gguf";"#,
            "weights/{}",
        ),
        // Many servers speak as Amazon's do.
        (
            r#"async fn f() { let c = Client::from_conf(config().endpoint_url("https://store.acme.dev").build()); c.get_object().bucket("weights").key("models/x.gguf").send().await; }"#,
            "models/x.gguf",
        ),
        (
            r#"impl App { async fn f(&self) { self.bucket.get_object("models/x.gguf").await; } } async fn f(a: &App) { a.f().await; }"#,
            "models/x.gguf",
        ),
        (
            r#"async fn f() { let r = Region::Custom { region: "eu".into(), endpoint: "https://store.acme.dev".into() }; let b = s3::Bucket::new("weights", r, keys()).unwrap(); b.get_object("models/x.gguf").await; }"#,
            "models/x.gguf",
        ),
        (
            r#"use object_store::{aws::AmazonS3Builder, path::Path}; async fn f() { let store = AmazonS3Builder::from_env().build().unwrap(); store.get(&Path::from("models/x.gguf")).await; }"#,
            "models/x.gguf",
        ),
    ] {
        assert_eq!(
            scan(&format!(
                "{code} fn env(n: &str) -> String {{ std::env::var(n).unwrap() }} fn main() {{ block_on(f()); }}"
            )),
            (vec![], vec![template.to_owned()]),
            "{code}"
        );
    }
}

#[test]
fn what_is_put_into_buckets_and_what_is_no_weights_is_no_pull() {
    for code in [
        r#"async fn f(c: &Client) { c.put_object().bucket("weights").key("models/x.gguf").body(b()).send().await; }"#,
        r#"async fn f(c: &Client) { c.head_object().bucket("weights").key("models/x.gguf").send().await; }"#,
        r#"async fn f(c: &Client) { c.get_object().bucket("weights").key("list.csv").send().await; } const N: &str = "x.gguf";"#,
        r#"async fn f(c: &Client) { c.get_object().bucket("weights").key(env("KEY")).send().await; } const N: &str = "x.gguf";"#,
        r#"use object_store::{memory::InMemory, path::Path}; async fn f() { let store = InMemory::new(); store.get(&Path::from("models/x.gguf")).await; }"#,
        r#"use object_store::{aws::AmazonS3Builder, path::Path}; async fn f() { let store = AmazonS3Builder::from_env().with_bucket_name("weights").build().unwrap(); store.put(&Path::from("models/x.gguf"), b()).await; }"#,
        r#"async fn f() { ClientBuilder::new("shop", keys()).blob_client("weights", "models/x.gguf").put_block_blob(b()).await; }"#,
        r#"fn f() { let mut all = std::collections::HashMap::new(); all.insert("models/x.gguf", 1); all.get("models/x.gguf"); }"#,
    ] {
        assert_eq!(
            scan(&format!("{code} fn main() {{ block_on(f()); }}")),
            (vec![], vec![]),
            "{code}"
        );
    }
}

#[test]
fn a_package_may_be_called_as_a_client_begins() {
    let main = "use opendal::{Operator, services::S3}; fn main() { let op = Operator::new(S3::default().bucket(\"weights\")).unwrap().finish(); op.read(\"models/x.gguf\"); }\n";
    let project = Project::new(&[
        ("Cargo.toml", &mit_manifest("opendal-shop", "")),
        ("src/main.rs", main),
    ]);
    let json = project.run(&["check", "--format", "json"]).json();
    let all = json["findings"].as_array().expect("findings").iter();
    let models: Vec<&str> = all
        .filter_map(|finding| finding["model"].as_str())
        .collect();
    assert_eq!(models, [S3]);
}

/// A member with a client of buckets among its packages, whose own code is followed too.
fn with_client(package: &str, lib: &str, client: &str, main: &str) -> Vec<String> {
    let manifest = format!(
        "[package]\nname = \"{package}\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"MIT\"\n[lib]\nname = \"{lib}\"\n"
    );
    let depends = format!("[dependencies]\n{package} = {{ path = \"../client\" }}\n");
    let project = Project::new(&[
        (
            "Cargo.toml",
            "[workspace]\nresolver = \"2\"\nmembers = [\"app\", \"client\"]\n",
        ),
        ("app/Cargo.toml", &mit_manifest("app", &depends)),
        ("app/src/main.rs", main),
        ("client/Cargo.toml", &manifest),
        ("client/src/lib.rs", client),
    ]);
    let json = project.run(&["check", "--format", "json"]).json();
    let all = json["findings"].as_array().expect("findings").iter();
    let own = all.filter(|finding| finding["member"]["name"] == "app");
    let own = own.filter(|finding| finding["code"] != "undeclared-model");
    own.map(|finding| format!("{} {}", finding["code"], finding["model"]))
        .collect()
}

#[test]
fn a_client_whose_code_is_at_hand_takes_as_well() {
    let bucket = "pub struct Bucket; impl Bucket { pub fn new(name: &str, region: u8) -> Result<Self, ()> { Ok(Bucket) } pub fn get_object(&self, path: &str) -> Result<Vec<u8>, ()> { Ok(Vec::new()) } }\n";
    let main = |key: &str| {
        format!(
            "use s3::Bucket; fn main() {{ let all = Bucket::new(\"weights\", 1).unwrap(); all.get_object(\"{key}\").unwrap(); }}\n"
        )
    };
    let found = with_client("rust-s3", "s3", bucket, &main("models/x.gguf"));
    assert_eq!(found, [format!("\"unknown-license\" \"{S3}\"")]);
    let found = with_client("rust-s3", "s3", bucket, &main("tables/x.csv"));
    assert_eq!(found, [""; 0]);
    let operator = "pub struct Operator; pub struct Builder; impl Operator { pub fn new<B>(builder: B) -> Builder { Builder } pub fn read(&self, path: &str) -> Vec<u8> { self.read_with(path) } pub fn read_with(&self, path: &str) -> Vec<u8> { Vec::new() } } impl Builder { pub fn finish(self) -> Operator { Operator } } pub mod services { #[derive(Default)] pub struct S3; impl S3 { pub fn bucket(self, name: &str) -> Self { self } } }\n";
    let main = |key: &str| {
        format!(
            "use opendal::{{Operator, services::S3}}; fn main() {{ let op = Operator::new(S3::default().bucket(\"weights\")).finish(); op.read(\"{key}\"); }}\n"
        )
    };
    let found = with_client("opendal", "opendal", operator, &main("models/x.gguf"));
    assert_eq!(found, [format!("\"unknown-license\" \"{S3}\"")]);
    let found = with_client("opendal", "opendal", operator, &main("tables/x.csv"));
    assert_eq!(found, [""; 0]);
}
