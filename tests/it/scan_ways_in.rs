//! Ways in which a model's name travels from where it is written to where it is fetched, one small crate for each.

use camino::Utf8PathBuf;
use deny_models_scan::{ScanOptions, scan_crate};

const HUB: &str = "[package]\nname = \"small\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[dependencies]\nhf-hub = \"0.4\"\n";

/// What a crate pulls whose files these are; the first is `src/lib.rs`.
fn pulls(lib: &str, others: &[(&str, &str)]) -> Vec<String> {
    let keep = tempfile::tempdir().expect("a directory");
    let root = Utf8PathBuf::from_path_buf(keep.path().to_owned()).expect("UTF-8");
    std::fs::write(root.join("Cargo.toml"), HUB).expect("written");
    for (path, text) in others.iter().chain(&[("src/lib.rs", lib)]) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("created");
        std::fs::write(path, text).expect("written");
    }
    let scan = scan_crate(&root, &ScanOptions::default()).expect("scanned");
    let mut names: Vec<String> = scan.found.into_iter().map(|found| found.artifact).collect();
    names.sort_unstable();
    names.dedup();
    names
}

const USE: &str = "use hf_hub::api::sync::Api;\n";

/// What a library pulls that has a hub client at hand.
fn hub(text: &str) -> Vec<String> {
    pulls(&format!("{USE}{text}"), &[])
}

#[test]
fn maps_by_index_by_key_and_of_pairs() {
    for text in [
        "static M: phf::Map<&str, &str> = phf::phf_map! { \"s\" => \"lab/a\", \"l\" => \"lab/b\" };\n\
         fn f(n: &str) { Api::new().unwrap().model(M.get(n).unwrap().to_string()); }\n",
        "lazy_static::lazy_static! { static ref M: HashMap<&'static str, &'static str> = HashMap::from([(\"s\", \"lab/a\"), (\"l\", \"lab/b\")]); }\n\
         fn f(n: &str) { let id = M[n]; Api::new().unwrap().model(id.to_string()); }\n",
        "static M: Lazy<HashMap<&str, &str>> = Lazy::new(|| { let mut m = HashMap::new(); m.insert(\"s\", \"lab/a\"); m.insert(\"l\", \"lab/b\"); m });\n\
         fn f(n: &str) { if let Some(id) = M.get(n) { Api::new().unwrap().model(id.to_string()); } }\n",
    ] {
        assert_eq!(hub(text), ["lab/a", "lab/b"], "{text}");
    }
}

#[test]
fn texts_that_grow_are_strung_together_or_split() {
    for text in [
        "const R: &str = \"lab/a\";\nfn f() { let mut u = String::from(\"https://huggingface.co/\"); u.push_str(R); u.push_str(\"/resolve/main/\"); u += \"x.onnx\"; get(u); }\n",
        "const R: &str = \"lab/a\";\nfn f() { get(\"https://huggingface.co/\".to_string() + R + \"/resolve/main/x.onnx\"); }\n",
        "fn f() { get([\"https://huggingface.co\", \"lab/a\", \"resolve/main\", \"x.onnx\"].join(\"/\")); }\n",
        "const T: &str = \"https://huggingface.co/{repo}/resolve/main/{file}\";\nfn f() { get(T.replace(\"{repo}\", \"lab/a\").replace(\"{file}\", \"x.onnx\")); }\n",
        "fn f() { let s = \"lab/a:x.gguf\"; let (repo, file) = s.split_once(':').unwrap(); Api::new().unwrap().model(repo.to_string()).get(file); }\n",
        "fn f() { get(\"https://huggingface.co/api/models/lab/a/tree/main\"); }\n",
        "fn f() { get(\"https://cdn.huggingface.co/lab/a/model.ot\"); }\n",
    ] {
        assert_eq!(hub(text), ["lab/a"], "{text}");
    }
}

#[test]
fn closures_macros_and_spellings_are_followed() {
    for text in [
        "fn f(big: bool) { let pick = |b: bool| if b { \"lab/a\" } else { \"lab/b\" }; Api::new().unwrap().model(pick(big).to_string()); }\n",
        "fn f() { let load = |id: &str| Api::new().unwrap().model(id.to_string()); load(\"lab/a\"); load(\"lab/b\"); }\n",
        "macro_rules! models { ($($v:ident => $id:literal),* $(,)?) => { pub enum M { $($v),* } impl M { fn id(&self) -> &'static str { match self { $(M::$v => $id),* } } } } }\n\
         models! { A => \"lab/a\", B => \"lab/b\" }\nfn f(m: M) { Api::new().unwrap().model(m.id().to_string()); }\n",
        "#[derive(strum::AsRefStr)] enum M { #[strum(serialize = \"lab/a\")] A, #[strum(serialize = \"lab/b\")] B }\n\
         fn f(m: M) { Api::new().unwrap().model(m.as_ref().to_string()); }\n",
        "#[derive(strum::Display)] enum M { #[strum(to_string = \"lab/a\")] A, #[strum(to_string = \"lab/b\")] B }\n\
         fn f(m: M) { Api::new().unwrap().model(format!(\"{m}\")); }\n",
    ] {
        assert_eq!(hub(text), ["lab/a", "lab/b"], "{text}");
    }
    let built = "fn main() { let m = clap::Command::new(\"x\").arg(clap::Arg::new(\"model\").default_value(\"lab/a\"))\
                 .arg(clap::Arg::new(\"other\").default_value(\"lab/no\")).get_matches();\n\
                 let id = m.get_one::<String>(\"model\").unwrap(); Api::new().unwrap().model(id.clone()); }\n";
    assert_eq!(hub(built), ["lab/a"]);
}

#[test]
fn programs_that_are_run_fetch_too() {
    for args in [
        "new(\"curl\").args([\"-L\", \"-o\", \"x\", \"https://huggingface.co/lab/a/resolve/main/x\"])",
        "new(\"sh\").arg(\"-c\").arg(\"wget -q https://huggingface.co/lab/a/resolve/main/x\")",
        "new(\"huggingface-cli\").arg(\"download\").arg(\"lab/a\")",
        "new(\"bash\").args([\"-c\", \"hf download lab/a --local-dir w/x\"])",
        "new(\"git\").args([\"clone\", \"https://huggingface.co/lab/a\", \"w/x\"])",
        "new(\"python3\").arg(\"-c\").arg(\"import x\\nx.snapshot_download(repo_id='lab/a')\")",
    ] {
        let text = format!("fn f() {{ std::process::Command::{args}.status(); }}\n");
        assert_eq!(pulls(&text, &[]), ["lab/a"], "{args}");
    }
    let pushes = "fn f() { Command::new(\"git\").args([\"clone\", \"https://github.com/lab/a\"]); // huggingface\n Command::new(\"hf\").args([\"upload\", \"lab/a\"]); }\n";
    assert_eq!(pulls(pushes, &[]), Vec::<String>::new());
}

#[test]
fn archives_are_models_where_the_code_calls_them_so() {
    let named =
        "const MODEL_URL: &str = \"https://files.dev/parrot.zip\";\nfn f() { get(MODEL_URL); }\n";
    assert_eq!(pulls(named, &[]), ["https://files.dev/parrot.zip"]);
    let listed = "struct ModelInfo { url: &'static str }\nconst ALL: &[ModelInfo] = &[ModelInfo { url: \"https://files.dev/parrot.tar.gz\" }];\n\
                  const EXT: &str = \".onnx\";\n";
    assert_eq!(pulls(listed, &[]), ["https://files.dev/parrot.tar.gz"]);
    let others = "const ASSET: &str = \"https://files.dev/parrot.zip\";\nconst EXT: &str = \".onnx\";\n\
                  const MODEL_TOOL: &str = \"https://files.dev/runtime-linux-x64.tgz\";\n\
                  const MODEL_SRC: &str = \"https://github.com/lab/model/archive/v1.tar.gz\";\n";
    assert_eq!(pulls(others, &[]), Vec::<String>::new());
}

#[test]
fn tables_that_code_reads_name_models() {
    let typed = "#[derive(serde::Deserialize)] struct Reg { models: Vec<E> }\n#[derive(serde::Deserialize)] struct E { name: String, source: String }\n\
                 fn f() { let r: Reg = toml::from_str(include_str!(\"../data/models.toml\")).unwrap(); for m in &r.models { Api::new().unwrap().model(m.source.clone()); } }\n";
    let table = "[[models]]\nname = \"x/y\"\nsource = \"lab/a\"\n[[models]]\nname = \"z\"\nsource = \"lab/b\"\n";
    let lib = format!("{USE}{typed}");
    assert_eq!(
        pulls(&lib, &[("data/models.toml", table)]),
        ["lab/a", "lab/b"]
    );
    let map = format!(
        "{USE}fn f(n: &str) {{ let m: HashMap<String, String> = serde_yaml::from_str(include_str!(\"m.yaml\")).unwrap(); Api::new().unwrap().model(m.get(n).unwrap().clone()); }}\n"
    );
    assert_eq!(
        pulls(&map, &[("src/m.yaml", "small: lab/a\nbig: lab/b\n")]),
        ["lab/a", "lab/b"]
    );
    let opened = "fn f() { std::fs::read_to_string(\"conf/models.json\"); let e = \".onnx\"; }\n";
    let json = "{\"u\": \"https://huggingface.co/lab/a/resolve/main/x.onnx\"}";
    assert_eq!(pulls(opened, &[("conf/models.json", json)]), ["lab/a"]);
    // No code reads it, or it only lists the offers of a service.
    let silent = "fn f() { let e = \".onnx\"; }\n";
    assert_eq!(
        pulls(silent, &[("conf/models.json", json)]),
        Vec::<String>::new()
    );
    let hosted = "fn f() { let m: V = serde_yaml::from_str(include_str!(\"m.yaml\")).unwrap(); let u = \"https://huggingface.co/\"; }\n";
    assert_eq!(
        pulls(hosted, &[("src/m.yaml", "- name: lab/hosted\n")]),
        Vec::<String>::new()
    );
}

#[test]
fn a_client_of_the_hub_tells_data_sets_from_models() {
    let text = "pub enum RepoType { Model, Dataset }\npub struct Repo { id: String, kind: RepoType }\n\
                impl Repo { pub fn new(id: String, kind: RepoType) -> Self { Self { id, kind } }\n\
                fn url(&self) -> String { let path = match self.kind { RepoType::Model => self.id.clone(), RepoType::Dataset => format!(\"datasets/{}\", self.id) };\n\
                format!(\"https://huggingface.co/{path}/resolve/main/x\") } }\n\
                pub fn f() { Repo::new(\"lab/a\".into(), RepoType::Model).url(); Repo::new(\"lab/d\".into(), RepoType::Dataset).url(); }\n";
    assert_eq!(pulls(text, &[]), ["datasets/lab/d", "lab/a"]);
}

#[test]
fn a_client_of_the_hub_that_tests_itself_pulls_nothing() {
    let text = "pub struct Client;\nimpl Client { pub fn model(&self, owner: &str, name: &str) -> String { self.url(owner, name) }\n\
                pub fn space(&self, owner: &str, name: &str) -> String { self.url(owner, name) }\n\
                fn url(&self, owner: &str, name: &str) -> String { format!(\"https://huggingface.co/{owner}/{name}/resolve/main/x\") }\n\
                pub fn settings(&self, id: &str) -> String { format!(\"https://huggingface.co/api/models/{id}/settings\") } }\n\
                #[cfg(test)] mod tests { fn t(c: super::Client) { c.model(\"owner\", \"repo\"); c.space(\"lab\", \"show\"); c.settings(\"gpt2\"); c.model(\"lab\", \"a\"); } }\n";
    assert_eq!(pulls(text, &[]), ["lab/a"]);
}

#[test]
fn calls_that_many_names_reach_are_one_finding() {
    let keep = tempfile::tempdir().expect("a directory");
    let root = Utf8PathBuf::from_path_buf(keep.path().to_owned()).expect("UTF-8");
    let lib = "use hf_hub::api::sync::Api;\nfn name(n: u8) -> &'static str { match n { 0 => \"one\", 1 => \"two\", _ => \"three\" } }\n\
               fn f(n: u8) { let org = std::env::var(\"ORG\").unwrap(); Api::new().unwrap().model(format!(\"{org}/net-{}\", name(n))); }\n";
    std::fs::create_dir(root.join("src")).expect("created");
    std::fs::write(root.join("Cargo.toml"), HUB).expect("written");
    std::fs::write(root.join("src/lib.rs"), lib).expect("written");
    let scan = scan_crate(&root, &ScanOptions::default()).expect("scanned");
    let calls: Vec<(&str, u32)> = scan
        .unresolved
        .iter()
        .map(|call| (call.template.as_str(), call.line))
        .collect();
    assert_eq!(calls, [("{}/net-{}", 3)]);
}

#[test]
fn weights_that_tests_read_belong_to_tests() {
    use deny_models_scan::Scope;
    let keep = tempfile::tempdir().expect("a directory");
    let root = Utf8PathBuf::from_path_buf(keep.path().to_owned()).expect("UTF-8");
    std::fs::write(root.join("Cargo.toml"), HUB).expect("written");
    for folder in [
        "test-data",
        "src/deep/testdata",
        "test_resources/a",
        "models",
    ] {
        std::fs::create_dir_all(root.join(folder)).expect("created");
        let weights = [&b"GGUF\x03\0\0\0"[..], &[0; 64]].concat();
        std::fs::write(root.join(folder).join("x.gguf"), weights).expect("written");
    }
    let scan = scan_crate(&root, &ScanOptions::default()).expect("scanned");
    let built: Vec<&str> = scan
        .found
        .iter()
        .filter(|found| found.scope != Scope::Test)
        .map(|found| found.artifact.as_str())
        .collect();
    assert_eq!(built, ["models/x.gguf"]);
    assert_eq!(scan.found.len(), 4);
}
