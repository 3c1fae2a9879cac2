//! What code that is not at hand makes of what it is given: attributes that name functions, derives, macros, and the clients,
//! servers, containers and channels that programs are made of. Each program fails for the model or says that it is open,
//! and its twin, one token away, does not fail.

use crate::reach_ways::{Row, judge, never_silent, of_rows};

/// What is followed.
const FOLLOWED: &[Row] = &[
    (
        "serde-default",
        r#"fn go() -> String { @L String::new() }#[derive(serde::Deserialize)] struct S { #[serde(default = "go")] id: String }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); let _ = s.id;"#,
    ),
    (
        "serde-default-id",
        r#"fn id() -> String { "⟦@B¦@G⟧".into() } #[derive(serde::Deserialize)] struct S { #[serde(default = "id")] id: String }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); base::load(&s.id);"#,
    ),
    (
        "serde-default-path",
        r#"mod d { pub fn id() -> String { "⟦@B¦@G⟧".into() } } #[derive(serde::Deserialize)] struct S { #[serde(default = "d::id")] id: String }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); base::load(&s.id);"#,
    ),
    (
        "serde-default-self",
        r#"#[derive(serde::Deserialize)] struct S { #[serde(default = "S::id")] id: String } impl S { fn id() -> String { "⟦@B¦@G⟧".into() } }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); base::load(&s.id);"#,
    ),
    (
        "serde-default-container",
        r#"#[derive(serde::Deserialize)] #[serde(default)] struct S { id: String } impl Default for S { fn default() -> S { S { id: "⟦@B¦@G⟧".into() } } }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); base::load(&s.id);"#,
    ),
    (
        "serde-deser-with",
        r#"#[derive(serde::Deserialize)] struct S { #[serde(deserialize_with = "go")] id: String } fn go<'a, D: serde::Deserializer<'a>>(_: D) -> Result<String, D::Error> { @L Ok(String::new()) }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); let _ = s.id;"#,
    ),
    (
        "serde-from",
        r#"#[derive(serde::Deserialize)] #[serde(from = "String")] struct S { id: String } impl From<String> for S { fn from(_: String) -> S { S { id: "⟦@B¦@G⟧".into() } } }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); base::load(&s.id);"#,
    ),
    (
        "serde-tryfrom",
        r#"#[derive(serde::Deserialize)] #[serde(try_from = "String")] struct S { id: String } impl TryFrom<String> for S { type Error = String; fn try_from(_: String) -> Result<S, String> { @L Err(String::new()) } }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); let _ = s.id;"#,
    ),
    (
        "serde-own-impl",
        "struct S; impl<'a> serde::Deserialize<'a> for S { fn deserialize<D: serde::Deserializer<'a>>(_: D) -> Result<S, D::Error> { @L Ok(S) } }",
        r#"let _: S = serde_json::from_str("{}").unwrap();"#,
    ),
    (
        "serde-visitor",
        "struct S; struct V; impl<'a> serde::de::Visitor<'a> for V { type Value = S; fn visit_str<E>(self, _: &str) -> Result<S, E> { @L Ok(S) } } impl<'a> serde::Deserialize<'a> for S { fn deserialize<D: serde::Deserializer<'a>>(d: D) -> Result<S, D::Error> { d.deserialize_str(V) } }",
        r#"let _: S = serde_json::from_str("{}").unwrap();"#,
    ),
    (
        "serde-ser",
        r#"fn go() -> String { @L String::new() }#[derive(serde::Serialize)] struct S { #[serde(serialize_with = "ser")] id: u8 } fn ser<Z: serde::Serializer>(_: &u8, z: Z) -> Result<Z::Ok, Z::Error> { go(); z.serialize_u8(1) }"#,
        "let _ = serde_json::to_string(&S { id: 1 });",
    ),
    (
        "serde-skip-if",
        r#"fn go() -> String { @L String::new() }#[derive(serde::Serialize)] struct S { #[serde(skip_serializing_if = "no")] id: u8 } fn no(_: &u8) -> bool { go(); true }"#,
        "let _ = serde_json::to_string(&S { id: 1 });",
    ),
    (
        "clap-default-t",
        "fn go() -> String { @L String::new() }#[derive(clap::Parser)] struct A { #[arg(long, default_value_t = go())] id: String }",
        "let a = <A as clap::Parser>::parse(); let _ = a.id;",
    ),
    (
        "clap-default-t-id",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, default_value_t = String::from("⟦@B¦@G⟧"))] id: String }"#,
        "let a = <A as clap::Parser>::parse(); base::load(&a.id);",
    ),
    (
        "clap-default-const",
        r#"const ID: &str = "⟦@B¦@G⟧"; #[derive(clap::Parser)] struct A { #[arg(long, default_value = ID)] id: String }"#,
        "let a = <A as clap::Parser>::parse(); base::load(&a.id);",
    ),
    (
        "clap-parser-fn",
        "#[derive(clap::Parser)] struct A { #[arg(long, value_parser = check)] id: String } fn check(s: &str) -> Result<String, String> { @L Ok(s.into()) }",
        "let a = <A as clap::Parser>::parse(); let _ = a.id;",
    ),
    (
        "clap-fromstr",
        "#[derive(clap::Parser)] struct A { #[arg(long)] m: M } #[derive(Clone)] struct M; impl std::str::FromStr for M { type Err = String; fn from_str(_: &str) -> Result<M, String> { @L Ok(M) } }",
        "let _ = <A as clap::Parser>::parse();",
    ),
    (
        "clap-valueenum",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, value_enum, default_value_t = M::⟦Big¦Small⟧)] m: M } #[derive(Clone, clap::ValueEnum)] enum M { Big, Small } impl M { fn id(&self) -> &str { match self { M::Big => "@B", M::Small => "@G" } } }"#,
        "let a = <A as clap::Parser>::parse(); base::load(a.m.id());",
    ),
    (
        "clap-env",
        r#"#[derive(clap::Parser)] struct A { #[arg(long, env = "M", default_value = "⟦@B¦@G⟧")] id: String }"#,
        "let a = A::parse(); base::load(&a.id);",
    ),
    (
        "clap-builder",
        "",
        r#"let m = clap::Command::new("x").arg(clap::Arg::new("id").default_value("⟦@B¦@G⟧")).get_matches(); let id = m.get_one::<String>("id").unwrap(); base::load(id);"#,
    ),
    (
        "derive-builder-fn",
        r#"fn go() -> String { @L String::new() }#[derive(derive_builder::Builder)] struct S { #[builder(default = "go()")] id: String }"#,
        "let s = SBuilder::default().build().unwrap(); let _ = s.id;",
    ),
    (
        "bon-default",
        r#"#[derive(bon::Builder)] struct S { #[builder(default = "⟦@B¦@G⟧".to_string())] id: String }"#,
        "let s = S::builder().build(); base::load(&s.id);",
    ),
    (
        "typed-builder",
        r#"#[derive(typed_builder::TypedBuilder)] struct S { #[builder(default = "⟦@B¦@G⟧".into())] id: String }"#,
        "let s = S::builder().build(); base::load(&s.id);",
    ),
    (
        "smart-default",
        r#"#[derive(smart_default::SmartDefault)] struct S { #[default = "⟦@B¦@G⟧"] id: String }"#,
        "let s = S::default(); base::load(&s.id);",
    ),
    (
        "smart-default-fn",
        "fn go() -> String { @L String::new() }#[derive(smart_default::SmartDefault)] struct S { #[default(go())] id: String }",
        "let s = S::default(); let _ = s.id;",
    ),
    (
        "smart-default-code",
        r#"fn go() -> String { @L String::new() }#[derive(smart_default::SmartDefault)] struct S { #[default(_code = "go()")] id: String }"#,
        "let s = S::default(); let _ = s.id;",
    ),
    (
        "derive-default-enum",
        r#"#[derive(Default)] enum E { #[cfg_attr(all(), default)] ⟦B¦A⟧, ⟦A¦B⟧ } impl E { fn id(&self) -> &str { match self { E::A => "@G", E::B => "@B" } } }"#,
        "base::load(E::default().id());",
    ),
    (
        "derive-default-enum2",
        r#"#[derive(Default)] enum E { #[default] ⟦B¦A⟧, ⟦A¦B⟧ } impl E { fn id(&self) -> &str { match self { E::A => "@G", E::B => "@B" } } }"#,
        "base::load(E::default().id());",
    ),
    (
        "strum-serialize",
        r#"#[derive(strum::Display)] enum E { #[strum(serialize = "@G")] A, #[strum(serialize = "@B")] B }"#,
        "base::load(&E::⟦B¦A⟧.to_string());",
    ),
    (
        "strum-static",
        r#"#[derive(strum::IntoStaticStr)] enum E { #[strum(serialize = "@G")] A, #[strum(serialize = "@B")] B }"#,
        "let id: &'static str = E::⟦B¦A⟧.into(); base::load(id);",
    ),
    (
        "strum-iter",
        r#"#[derive(strum::EnumIter)] enum E { A, B } impl E { fn id(&self) -> &str { match self { E::A => "@G", E::B => "⟦@B¦@G⟧" } } }"#,
        "use strum::IntoEnumIterator; for e in E::iter() { base::load(e.id()); }",
    ),
    (
        "thiserror",
        r#"fn go() -> String { @L String::new() }#[derive(Debug, thiserror::Error)] enum E { #[error("{}", go())] A }"#,
        r#"eprintln!("{}", E::A);"#,
    ),
    (
        "derive-more-deref",
        "#[derive(derive_more::Deref)] struct S(String);",
        r#"let s = S("⟦@B¦@G⟧".into()); base::load(&s);"#,
    ),
    (
        "derive-more-from",
        "#[derive(derive_more::From)] struct S(String);",
        r#"let s = S::from("⟦@B¦@G⟧".to_string()); base::load(&s.0);"#,
    ),
    (
        "derive-more-asref",
        "#[derive(derive_more::AsRef)] struct S(String); fn go(x: impl AsRef<str>) { base::load(x.as_ref()); }",
        r#"go(S("⟦@B¦@G⟧".into()));"#,
    ),
    (
        "validate-custom",
        r#"#[derive(validator::Validate)] struct S { #[validate(custom(function = "check"))] id: String } fn check(_: &str) -> Result<(), ()> { @L Ok(()) }"#,
        "use validator::Validate; S { id: String::new() }.validate().unwrap();",
    ),
    (
        "delegate",
        "struct I; impl I { fn go(&self) { @L } } struct S { i: I } impl S { delegate::delegate! { to self.i { fn go(&self); } } }",
        "S { i: I }.go();",
    ),
    (
        "ambassador",
        "trait M { fn go(&self); } struct I; impl M for I { fn go(&self) { @L } } #[derive(ambassador::Delegate)] #[delegate(M)] struct S(I);",
        "S(I).go();",
    ),
    (
        "typetag",
        "#[typetag::serde] trait M { fn go(&self); } #[derive(serde::Deserialize)] struct I; #[typetag::serde] impl M for I { fn go(&self) { @L } }",
        r#"let m: Box<dyn M> = serde_json::from_str("{}").unwrap(); m.go();"#,
    ),
    (
        "actix-get",
        r#"#[actix_web::get("/")] async fn index() -> &'static str { @L "" }"#,
        "let _ = actix_web::HttpServer::new(|| actix_web::App::new().service(index));",
    ),
    (
        "rocket-get",
        r#"#[rocket::get("/")] fn index() -> &'static str { @L "" }"#,
        r#"rocket::build().mount("/", rocket::routes![index]);"#,
    ),
    (
        "tauri-cmd",
        "#[tauri::command] fn go() { @L }",
        "tauri::Builder::default().invoke_handler(tauri::generate_handler![go]).run(tauri::generate_context!());",
    ),
    ("pyfunction", "#[pyo3::pyfunction] pub fn go() { @L }", ""),
    (
        "pymethods",
        "#[pyo3::pyclass] pub struct S; #[pyo3::pymethods] impl S { #[new] fn new() -> S { @L S } }",
        "",
    ),
    ("napi", "#[napi::napi] pub fn go() { @L }", ""),
    (
        "wasm",
        "#[wasm_bindgen::prelude::wasm_bindgen] pub fn go() { @L }",
        "",
    ),
    (
        "wasm-start",
        "#[wasm_bindgen::prelude::wasm_bindgen(start)] fn go() { @L }",
        "",
    ),
    ("ctor", "#[ctor::ctor] fn go() { @L }", ""),
    ("uniffi", "#[uniffi::export] fn go() { @L }", ""),
    ("no-mangle", r#"#[no_mangle] extern "C" fn go() { @L }"#, ""),
    (
        "unsafe-no-mangle",
        r#"#[unsafe(no_mangle)] extern "C" fn go() { @L }"#,
        "",
    ),
    (
        "export-name",
        r#"#[export_name = "x"] extern "C" fn go() { @L }"#,
        "",
    ),
    (
        "init-array",
        r#"#[used] #[link_section = ".init_array"] static INIT: extern "C" fn() = go; extern "C" fn go() { @L }"#,
        "",
    ),
    (
        "inventory",
        "struct P(fn()); inventory::collect!(P); inventory::submit! { P(go) } fn go() { @L }",
        "for p in inventory::iter::<P> { (p.0)(); }",
    ),
    (
        "linkme",
        "#[linkme::distributed_slice] static ALL: [fn()]; #[linkme::distributed_slice(ALL)] fn go() { @L }",
        "for f in ALL { f(); }",
    ),
    (
        "tokio-main-inner",
        "async fn go() { @L }",
        "tokio::runtime::Runtime::new().unwrap().block_on(go());",
    ),
    ("tokio-spawn", "async fn go() { @L }", "tokio::spawn(go());"),
    (
        "tokio-spawn-blocking",
        "",
        "tokio::task::spawn_blocking(|| { @L });",
    ),
    (
        "tokio-select",
        "async fn go() { @L }",
        "let _ = async { tokio::select! { _ = go() => {}, _ = async {} => {} } };",
    ),
    (
        "tokio-select-arm",
        "",
        "futures::executor::block_on(async { tokio::select! { _ = async {} => { @L } } });",
    ),
    (
        "tokio-join",
        "async fn go() { @L }",
        "futures::executor::block_on(async { tokio::join!(go(), async {}); });",
    ),
    (
        "tokio-tryjoin",
        "async fn go() -> Result<(), ()> { @L Ok(()) }",
        "futures::executor::block_on(async { let _ = futures::try_join!(go(), async { Ok(()) }); });",
    ),
    (
        "tokio-oncecell",
        "static C: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();",
        r#"futures::executor::block_on(async { let id = C.get_or_init(|| async { "⟦@B¦@G⟧".to_string() }).await; base::load(id); });"#,
    ),
    (
        "tokio-mpsc",
        "",
        r#"futures::executor::block_on(async { let (tx, mut rx) = tokio::sync::mpsc::channel(1); tx.send("⟦@B¦@G⟧").await.unwrap(); while let Some(id) = rx.recv().await { base::load(id); } });"#,
    ),
    (
        "tokio-oneshot",
        "",
        r#"futures::executor::block_on(async { let (tx, rx) = tokio::sync::oneshot::channel(); tx.send("⟦@B¦@G⟧").unwrap(); base::load(rx.await.unwrap()); });"#,
    ),
    (
        "tokio-watch",
        "",
        r#"futures::executor::block_on(async { let (tx, rx) = tokio::sync::watch::channel("@G"); tx.send("⟦@B¦@G⟧").unwrap(); base::load(*rx.borrow()); });"#,
    ),
    (
        "tokio-mutex",
        "",
        r#"futures::executor::block_on(async { let m = tokio::sync::Mutex::new("@G"); *m.lock().await = "⟦@B¦@G⟧"; base::load(*m.lock().await); });"#,
    ),
    (
        "tokio-broadcast",
        "",
        r#"futures::executor::block_on(async { let (tx, mut rx) = tokio::sync::broadcast::channel(1); tx.send("⟦@B¦@G⟧").unwrap(); base::load(rx.recv().await.unwrap()); });"#,
    ),
    (
        "tokio-joinset",
        "async fn go() { @L }",
        "let mut s = tokio::task::JoinSet::new(); s.spawn(go());",
    ),
    (
        "futures-stream",
        "",
        r#"futures::executor::block_on(async { use futures::StreamExt; let mut s = futures::stream::iter(["⟦@B¦@G⟧"]); while let Some(id) = s.next().await { base::load(id); } });"#,
    ),
    (
        "futures-stream-each",
        "",
        r#"futures::executor::block_on(async { use futures::StreamExt; futures::stream::iter(["⟦@B¦@G⟧"]).for_each(|id| async move { base::load(id); }).await; });"#,
    ),
    (
        "futures-buffer",
        "",
        r#"futures::executor::block_on(async { use futures::StreamExt; let v: Vec<_> = futures::stream::iter(["⟦@B¦@G⟧"]).map(|id| async move { base::load(id) }).buffer_unordered(2).collect().await; let _ = v; });"#,
    ),
    (
        "async-stream",
        "",
        "let _s = async_stream::stream! { @L yield 1; };",
    ),
    (
        "rayon-each",
        "",
        r#"use rayon::prelude::*; ["⟦@B¦@G⟧"].par_iter().for_each(|id| { base::load(id); });"#,
    ),
    (
        "rayon-map",
        "",
        r#"use rayon::prelude::*; let v: Vec<_> = ["⟦@B¦@G⟧"].par_iter().map(|id| base::load(id)).collect(); let _ = v;"#,
    ),
    ("rayon-join", "fn go() { @L }", "rayon::join(go, || ());"),
    (
        "axum-get",
        "async fn index() { @L }",
        r#"let _ = axum::Router::new().route("/", axum::routing::get(index));"#,
    ),
    (
        "axum-state",
        "#[derive(Clone)] struct St { id: String } async fn index(axum::extract::State(s): axum::extract::State<St>) { base::load(&s.id); }",
        r#"let _ = axum::Router::new().route("/", axum::routing::get(index)).with_state(St { id: "⟦@B¦@G⟧".into() });"#,
    ),
    (
        "axum-ext",
        "async fn index(axum::Extension(id): axum::Extension<String>) { base::load(&id); }",
        r#"let _ = axum::Router::new().route("/", axum::routing::get(index)).layer(axum::Extension("⟦@B¦@G⟧".to_string()));"#,
    ),
    (
        "axum-fromreq",
        "struct E; impl<S> axum::extract::FromRequestParts<S> for E { type Rejection = (); async fn from_request_parts(_: &mut u8, _: &S) -> Result<E, ()> { @L Ok(E) } } async fn index(_: E) {}",
        r#"let _ = axum::Router::new().route("/", axum::routing::get(index));"#,
    ),
    (
        "tauri-state",
        "struct St { id: String } #[tauri::command] fn go(s: tauri::State<St>) { base::load(&s.id); }",
        r#"tauri::Builder::default().manage(St { id: "⟦@B¦@G⟧".into() }).invoke_handler(tauri::generate_handler![go]).run(tauri::generate_context!());"#,
    ),
    (
        "tower",
        "struct S; impl tower::Service<u8> for S { type Response = (); type Error = (); type Future = std::future::Ready<Result<(), ()>>; fn poll_ready(&mut self, _: &mut std::task::Context) -> std::task::Poll<Result<(), ()>> { todo!() } fn call(&mut self, _: u8) -> Self::Future { @L todo!() } }",
        "let _ = tower::ServiceBuilder::new().service(S);",
    ),
    (
        "eframe",
        "struct A; impl eframe::App for A { fn update(&mut self, _: &egui::Context, _: &mut eframe::Frame) { @L } }",
        r#"eframe::run_native("x", Default::default(), Box::new(|_| Ok(Box::new(A)))).unwrap();"#,
    ),
    (
        "bevy",
        "fn sys() { @L } struct P; impl bevy::prelude::Plugin for P { fn build(&self, app: &mut bevy::prelude::App) { app.add_systems(bevy::prelude::Update, sys); } }",
        "bevy::prelude::App::new().add_plugins(P).run();",
    ),
    (
        "iced",
        "#[derive(Default)] struct S; impl S { fn update(&mut self, _: u8) { @L } fn view(&self) -> u8 { 1 } }",
        r#"iced::run("x", S::update, S::view);"#,
    ),
    (
        "once-lazy",
        r#"static L: once_cell::sync::Lazy<String> = once_cell::sync::Lazy::new(|| "⟦@B¦@G⟧".to_string());"#,
        "base::load(&L);",
    ),
    (
        "once-oncecell",
        "static L: once_cell::sync::OnceCell<String> = once_cell::sync::OnceCell::new();",
        r#"L.set("⟦@B¦@G⟧".to_string()).unwrap(); base::load(L.get().unwrap());"#,
    ),
    (
        "lazy-static",
        r#"lazy_static::lazy_static! { static ref L: String = "⟦@B¦@G⟧".to_string(); }"#,
        "base::load(&L);",
    ),
    (
        "lazy-static-map",
        r#"lazy_static::lazy_static! { static ref M: std::collections::HashMap<&'static str, &'static str> = { let mut m = std::collections::HashMap::new(); m.insert("a", "⟦@B¦@G⟧"); m }; }"#,
        r#"base::load(M["a"]);"#,
    ),
    (
        "dashmap",
        "",
        r#"let m = dashmap::DashMap::new(); m.insert("a", "⟦@B¦@G⟧"); base::load(*m.get("a").unwrap());"#,
    ),
    (
        "dashmap-entry",
        "",
        r#"let m = dashmap::DashMap::new(); m.insert("a", "@G"); m.alter("a", |_, _| "⟦@B¦@G⟧"); base::load(*m.get("a").unwrap());"#,
    ),
    (
        "dashmap-mut",
        "",
        r#"let m = dashmap::DashMap::new(); m.insert("a", "@G"); *m.get_mut("a").unwrap() = "⟦@B¦@G⟧"; base::load(*m.get("a").unwrap());"#,
    ),
    (
        "parking",
        "",
        r#"let m = parking_lot::Mutex::new("@G"); *m.lock() = "⟦@B¦@G⟧"; base::load(*m.lock());"#,
    ),
    (
        "parking-rw",
        r#"static M: parking_lot::RwLock<&str> = parking_lot::RwLock::new("@G");"#,
        r#"*M.write() = "⟦@B¦@G⟧"; base::load(*M.read());"#,
    ),
    (
        "indexmap",
        "",
        r#"let mut m = indexmap::IndexMap::new(); m.insert("a", "⟦@B¦@G⟧"); base::load(m["a"]);"#,
    ),
    (
        "indexmap-idx",
        "",
        r#"let mut m = indexmap::IndexMap::new(); m.insert("a", "@G"); m.insert("b", "⟦@B¦@G⟧"); base::load(m.get_index(1).unwrap().1);"#,
    ),
    (
        "indexmap-macro",
        "",
        r#"let m = indexmap::indexmap! { "a" => "⟦@B¦@G⟧" }; base::load(m["a"]);"#,
    ),
    (
        "flume",
        "",
        r#"let (tx, rx) = flume::unbounded(); tx.send("⟦@B¦@G⟧").unwrap(); for id in rx.iter() { base::load(id); }"#,
    ),
    (
        "crossbeam-scope",
        "fn go() { @L }",
        "crossbeam::scope(|s| { s.spawn(|_| go()); }).unwrap();",
    ),
    (
        "smallvec",
        "",
        r#"let v: smallvec::SmallVec<[&str; 2]> = smallvec::smallvec!["⟦@B¦@G⟧"]; base::load(v[0]);"#,
    ),
    (
        "smallvec-push",
        "",
        r#"let mut v = smallvec::SmallVec::<[&str; 2]>::new(); v.push("⟦@B¦@G⟧"); base::load(v[0]);"#,
    ),
    (
        "arrayvec",
        "",
        r#"let mut v = arrayvec::ArrayVec::<&str, 2>::new(); v.push("⟦@B¦@G⟧"); for id in &v { base::load(id); }"#,
    ),
    (
        "either",
        "",
        r#"let e: either::Either<&str, u8> = either::Either::Left("⟦@B¦@G⟧"); if let either::Either::Left(id) = e { base::load(id); }"#,
    ),
    (
        "itertools-join",
        "",
        r#"use itertools::Itertools; let id = ["⟦mistralai¦Qwen⟧", "⟦Codestral-22B-v0.1¦Qwen2.5-0.5B⟧"].iter().join("/"); base::load(&id);"#,
    ),
    (
        "phf",
        r#"static M: phf::Map<&'static str, &'static str> = phf::phf_map! { "a" => "@G", "b" => "@B" };"#,
        r#"base::load(M["⟦b¦a⟧"]);"#,
    ),
    (
        "hashbrown",
        "",
        r#"let mut m = hashbrown::HashMap::new(); m.insert("a", "⟦@B¦@G⟧"); base::load(m["a"]);"#,
    ),
    (
        "anyhow-ctx",
        r#"fn f() -> anyhow::Result<&'static str> { use anyhow::Context; Some("⟦@B¦@G⟧").context("x") }"#,
        "base::load(f().unwrap());",
    ),
    (
        "anyhow-ensure",
        r#"fn f() -> anyhow::Result<()> { anyhow::ensure!(std::env::args().count() > 9, "x {}", { @L 1 }); Ok(()) }"#,
        "f().unwrap();",
    ),
    (
        "cfgif",
        "cfg_if::cfg_if! { if #[cfg(windows)] { fn go() {} } else { fn go() { @L } } }",
        "go();",
    ),
    (
        "json-macro",
        "",
        r#"let v = serde_json::json!({ "a": { "id": "⟦@B¦@G⟧" } }); base::load(v["a"]["id"].as_str().unwrap());"#,
    ),
    (
        "json-pointer",
        "",
        r#"let v = serde_json::json!({ "a": { "id": "⟦@B¦@G⟧" } }); base::load(v.pointer("/a/id").unwrap().as_str().unwrap());"#,
    ),
    (
        "json-str",
        "#[derive(serde::Deserialize)] struct S { id: String }",
        r##"let s: S = serde_json::from_str(r#"{"id": "⟦@B¦@G⟧"}"#).unwrap(); base::load(&s.id);"##,
    ),
    (
        "json-map",
        "",
        r##"let m: std::collections::HashMap<String, String> = serde_json::from_str(r#"{"a": "⟦@B¦@G⟧"}"#).unwrap(); base::load(&m["a"]);"##,
    ),
    (
        "json-vec",
        "",
        r##"let m: Vec<String> = serde_json::from_str(r#"["⟦@B¦@G⟧"]"#).unwrap(); for id in &m { base::load(id); }"##,
    ),
    (
        "figment",
        r#"#[derive(serde::Deserialize, serde::Serialize)] struct S { id: String } impl Default for S { fn default() -> S { S { id: "⟦@B¦@G⟧".into() } } }"#,
        "let s: S = figment::Figment::from(figment::providers::Serialized::defaults(S::default())).extract().unwrap(); base::load(&s.id);",
    ),
    (
        "async-trait",
        "#[async_trait::async_trait] trait M { async fn go(&self); } struct A; #[async_trait::async_trait] impl M for A { async fn go(&self) { @L } }",
        "let m: Box<dyn M> = Box::new(A); futures::executor::block_on(m.go());",
    ),
    (
        "instrument",
        "#[tracing::instrument(fields(x = go()))] fn f() {} fn go() -> String { @L String::new() }",
        "f();",
    ),
    (
        "tracing-arg",
        "fn go() -> String { @L String::new() }",
        r#"tracing::info!("{}", go());"#,
    ),
    (
        "tracing-field",
        "fn go() -> String { @L String::new() }",
        r#"tracing::info!(x = %go(), "x");"#,
    ),
    (
        "cached",
        "#[cached::proc_macro::cached] fn go(n: u8) -> u8 { @L n }",
        "go(1);",
    ),
    (
        "ctrlc",
        "fn go() { @L }",
        "ctrlc::set_handler(go).unwrap();",
    ),
    (
        "rhai",
        "fn go(_: &str) { @L }",
        r#"let mut e = rhai::Engine::new(); e.register_fn("go", go); e.run("go()").unwrap();"#,
    ),
    (
        "leptos",
        "#[leptos::component] fn App() -> u8 { @L 1 }",
        "leptos::mount_to_body(App);",
    ),
    ("dioxus", "fn app() -> u8 { @L 1 }", "dioxus::launch(app);"),
    (
        "dioxus-rsx",
        "fn App() -> u8 { @L 1 } fn root() -> u8 { rsx! { App {} } } use dioxus::prelude::*;",
        "dioxus::launch(root);",
    ),
    (
        "rmcp-tool",
        r#"struct S; #[rmcp::tool_router] impl S { #[rmcp::tool(description = "x")] async fn go(&self) -> String { @L String::new() } }"#,
        "let _ = S;",
    ),
    (
        "graphql",
        "struct Q; #[async_graphql::Object] impl Q { async fn go(&self) -> u8 { @L 1 } }",
        "let _ = async_graphql::Schema::new(Q, (), ());",
    ),
    (
        "poise",
        "#[poise::command(slash_command)] async fn go(_: u8) -> Result<(), ()> { @L Ok(()) }",
        "let _ = vec![go()];",
    ),
    (
        "dyn-clone",
        "trait M: dyn_clone::DynClone { fn go(&self); } #[derive(Clone)] struct A; impl M for A { fn go(&self) { @L } } dyn_clone::clone_trait_object!(M);",
        "let m: Box<dyn M> = Box::new(A); m.clone().go();",
    ),
    (
        "unknown-macro-call",
        "fn go() -> String { @L String::new() }",
        "iced::whatever!(go());",
    ),
    (
        "unknown-macro-item",
        "iced::whatever! { fn go() { @L } }",
        "go();",
    ),
    ("unknown-attr", "#[iced::whatever] fn go() { @L }", "go();"),
    (
        "unknown-attr-impl",
        "struct S; #[iced::whatever] impl S { fn go(&self) { @L } }",
        "S.go();",
    ),
    (
        "unknown-struct",
        "",
        r#"let s = iced::Holder { id: "⟦@B¦@G⟧" }; base::load(s.id);"#,
    ),
    (
        "unknown-field",
        "",
        r#"let mut s = iced::Holder::new("@G"); s.id = "⟦@B¦@G⟧"; base::load(s.id);"#,
    ),
    (
        "unknown-trait-obj",
        "struct S; impl iced::Handler for S { fn handle(&self) { @L } }",
        "iced::register(S);",
    ),
    (
        "unknown-trait-gen",
        "struct S; impl iced::Handler for S { fn handle() { @L } }",
        "iced::register::<S>();",
    ),
    (
        "unknown-trait-typed",
        "struct S; impl iced::Handler for S { fn handle() { @L } }",
        "let _x: iced::Runner<S> = iced::Runner::new();",
    ),
];

/// What may be open.
const OPEN: &[Row] = &[
    (
        "serde-default-type",
        r#"#[derive(serde::Deserialize)] struct S { #[serde(default)] id: Id } #[derive(serde::Deserialize)] struct Id(String); impl Default for Id { fn default() -> Id { Id("⟦@B¦@G⟧".into()) } }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); base::load(&s.id.0);"#,
    ),
    (
        "serde-with",
        r#"mod w { pub fn deserialize<'a, D: serde::Deserializer<'a>>(_: D) -> Result<String, D::Error> { Ok("⟦@B¦@G⟧".into()) } } #[derive(serde::Deserialize)] struct S { #[serde(with = "w")] id: String }"#,
        r#"let s: S = serde_json::from_str("{}").unwrap(); base::load(&s.id);"#,
    ),
    (
        "clap-unwrapor",
        "#[derive(clap::Parser)] struct A { id: Option<String> }",
        r#"let a = A::parse(); base::load(a.id.as_deref().unwrap_or("⟦@B¦@G⟧"));"#,
    ),
    (
        "derive-builder-default",
        r#"#[derive(derive_builder::Builder)] struct S { #[builder(default = "\"⟦@B¦@G⟧\".to_string()")] id: String }"#,
        "let s = SBuilder::default().build().unwrap(); base::load(&s.id);",
    ),
    (
        "derive-builder-validate",
        r#"#[derive(derive_builder::Builder)] #[builder(build_fn(validate = "Self::validate"))] struct S { id: String } impl SBuilder { fn validate(&self) -> Result<(), String> { @L Ok(()) } }"#,
        r#"let s = SBuilder::default().id("x".into()).build().unwrap(); let _ = s.id;"#,
    ),
    (
        "bon-fn",
        r#"#[bon::builder] fn load(#[builder(default = "⟦@B¦@G⟧")] id: &str) { base::load(id); }"#,
        "load().call();",
    ),
    (
        "educe-default",
        r#"#[derive(educe::Educe)] #[educe(Default)] struct S { #[educe(Default = "⟦@B¦@G⟧")] id: String }"#,
        "let s = S::default(); base::load(&s.id);",
    ),
    (
        "strum-props",
        r#"#[derive(strum::EnumProperty)] enum E { #[strum(props(id = "⟦@B¦@G⟧"))] A }"#,
        r#"use strum::EnumProperty; base::load(E::A.get_str("id").unwrap());"#,
    ),
    (
        "strum-message",
        r#"#[derive(strum::EnumMessage)] enum E { #[strum(message = "⟦@B¦@G⟧")] A }"#,
        "use strum::EnumMessage; base::load(E::A.get_message().unwrap());",
    ),
    (
        "serde-rename",
        r#"#[derive(serde::Serialize)] enum E { #[serde(rename = "⟦@B¦@G⟧")] A }"#,
        "let v = serde_json::to_value(E::A).unwrap(); base::load(v.as_str().unwrap());",
    ),
    (
        "derive-more-display",
        r#"#[derive(derive_more::Display)] #[display("⟦@B¦@G⟧")] struct S;"#,
        "base::load(&S.to_string());",
    ),
    (
        "getset",
        r#"#[derive(getset::Getters)] struct S { #[getset(get = "pub")] id: String }"#,
        r#"let s = S { id: "⟦@B¦@G⟧".into() }; base::load(s.id());"#,
    ),
    (
        "getset-setter",
        r#"#[derive(getset::Getters, getset::Setters)] struct S { #[getset(get = "pub", set = "pub")] id: String }"#,
        r#"let mut s = S { id: "@G".into() }; s.set_id("⟦@B¦@G⟧".into()); base::load(s.id());"#,
    ),
    (
        "nutype",
        "#[nutype::nutype(derive(Deref))] struct S(String);",
        r#"let s = S::new("⟦@B¦@G⟧"); base::load(&s.into_inner());"#,
    ),
    (
        "enum-dispatch",
        r#"#[enum_dispatch::enum_dispatch] trait M { fn id(&self) -> &str; } struct A; struct B; impl M for A { fn id(&self) -> &str { "@G" } } impl M for B { fn id(&self) -> &str { "@B" } } #[enum_dispatch::enum_dispatch(M)] enum E { A, B }"#,
        "let e: E = ⟦B¦A⟧.into(); base::load(e.id());",
    ),
    (
        "linkme-static",
        r#"#[linkme::distributed_slice] static ALL: [&'static str]; #[linkme::distributed_slice(ALL)] static A: &'static str = "⟦@B¦@G⟧";"#,
        "for id in ALL { base::load(id); }",
    ),
    (
        "tokio-handle-val",
        r#"async fn id() -> &'static str { "⟦@B¦@G⟧" }"#,
        "futures::executor::block_on(async { let id = tokio::spawn(id()).await.unwrap(); base::load(id); });",
    ),
    (
        "tokio-timeout",
        r#"async fn id() -> &'static str { "⟦@B¦@G⟧" }"#,
        "futures::executor::block_on(async { let id = tokio::time::timeout(std::time::Duration::from_secs(1), id()).await.unwrap(); base::load(id); });",
    ),
    (
        "tokio-localkey",
        "tokio::task_local! { static ID: &'static str; }",
        r#"futures::executor::block_on(ID.scope("⟦@B¦@G⟧", async { base::load(ID.get()); }));"#,
    ),
    (
        "futures-joinall",
        "",
        r#"futures::executor::block_on(async { let all = futures::future::join_all(["⟦@B¦@G⟧"].map(|id| async move { id })).await; base::load(all[0]); });"#,
    ),
    (
        "rayon-reduce",
        "",
        r#"use rayon::prelude::*; let id = ["⟦@B¦@G⟧"].into_par_iter().reduce(|| "", |_, b| b); base::load(id);"#,
    ),
    (
        "actix-data",
        "async fn index(id: actix_web::web::Data<String>) -> String { base::load(&id); String::new() }",
        r#"let _ = actix_web::App::new().app_data(actix_web::web::Data::new("⟦@B¦@G⟧".to_string())).route("/", actix_web::web::get().to(index));"#,
    ),
    (
        "arcswap",
        r#"static L: std::sync::LazyLock<arc_swap::ArcSwap<String>> = std::sync::LazyLock::new(|| arc_swap::ArcSwap::from_pointee("@G".into()));"#,
        r#"L.store(std::sync::Arc::new("⟦@B¦@G⟧".into())); base::load(&L.load());"#,
    ),
    (
        "crossbeam",
        "",
        r#"let (tx, rx) = crossbeam::channel::unbounded(); tx.send("⟦@B¦@G⟧").unwrap(); crossbeam::select! { recv(rx) -> id => { base::load(id.unwrap()); } }"#,
    ),
    (
        "moka",
        "",
        r#"let c = moka::sync::Cache::new(10); let id = c.get_with("a", || "⟦@B¦@G⟧"); base::load(id);"#,
    ),
    (
        "itertools",
        "",
        r#"use itertools::Itertools; for (a, id) in ["x"].iter().cartesian_product(["⟦@B¦@G⟧"]) { let _ = a; base::load(id); }"#,
    ),
    (
        "itertools-sorted",
        "",
        r#"use itertools::Itertools; for id in ["⟦@B¦@G⟧"].iter().sorted() { base::load(id); }"#,
    ),
    (
        "bytes",
        "",
        r#"let b = bytes::Bytes::from("⟦@B¦@G⟧"); base::load(std::str::from_utf8(&b).unwrap());"#,
    ),
    (
        "anyhow-bail",
        r#"fn f() -> anyhow::Result<()> { anyhow::bail!("⟦@B¦@G⟧") }"#,
        "if let Err(e) = f() { base::load(&e.to_string()); }",
    ),
    (
        "json-value",
        "#[derive(serde::Deserialize)] struct S { id: String }",
        r#"let s: S = serde_json::from_value(serde_json::json!({ "id": "⟦@B¦@G⟧" })).unwrap(); base::load(&s.id);"#,
    ),
    (
        "json-flatten",
        r#"#[derive(serde::Deserialize)] struct S { #[serde(flatten)] i: I } #[derive(serde::Deserialize)] struct I { #[serde(alias = "model", rename = "model_id")] id: String }"#,
        r##"let s: S = serde_json::from_str(r#"{"model_id": "⟦@B¦@G⟧"}"#).unwrap(); base::load(&s.i.id);"##,
    ),
    (
        "json-enum",
        r#"#[derive(serde::Deserialize)] #[serde(tag = "t", rename_all = "snake_case")] enum S { Hub { id: String }, File(u8) }"#,
        r##"let s: S = serde_json::from_str(r#"{"t": "hub", "id": "⟦@B¦@G⟧"}"#).unwrap(); if let S::Hub { id } = s { base::load(&id); }"##,
    ),
    (
        "config-default",
        "#[derive(serde::Deserialize)] struct S { id: String }",
        r#"let s: S = config::Config::builder().set_default("id", "⟦@B¦@G⟧").unwrap().build().unwrap().try_deserialize().unwrap(); base::load(&s.id);"#,
    ),
    (
        "config-get",
        "",
        r#"let c = config::Config::builder().set_default("id", "⟦@B¦@G⟧").unwrap().build().unwrap(); base::load(&c.get_string("id").unwrap());"#,
    ),
    (
        "rhai-id",
        "fn go(id: &str) { base::load(id); }",
        r#"let mut e = rhai::Engine::new(); e.register_fn("go", go); e.run("go(\"⟦@B¦@G⟧\")").unwrap();"#,
    ),
    (
        "unknown-macro-expr",
        "",
        r#"let x = anyhow::unknown!("⟦@B¦@G⟧"); base::load(x);"#,
    ),
    (
        "unknown-derive-method",
        "#[derive(iced::Whatever)] struct S { id: String }",
        r#"let s = S { id: "⟦@B¦@G⟧".into() }; base::load(s.some_id());"#,
    ),
    (
        "unknown-derive-ctor",
        "#[derive(iced::Whatever)] struct S { id: String }",
        r#"let s = S::new("⟦@B¦@G⟧"); base::load(&s.id);"#,
    ),
    (
        "unknown-fn-ret",
        "",
        r#"let id = iced::pass("⟦@B¦@G⟧"); base::load(id);"#,
    ),
    (
        "unknown-closure",
        "",
        r#"iced::with("⟦@B¦@G⟧", |id| { base::load(id); });"#,
    ),
    (
        "unknown-setter",
        "",
        r#"let mut s = iced::Holder::new("@G"); s.set("⟦@B¦@G⟧"); base::load(s.get());"#,
    ),
    (
        "unknown-mut",
        "",
        r#"let mut id = "@G"; iced::swap(&mut id, "⟦@B¦@G⟧"); base::load(id);"#,
    ),
];

#[test]
fn what_foreign_code_is_given_counts() {
    judge(&of_rows(FOLLOWED), "base");
}

#[test]
fn what_foreign_code_makes_of_it_is_open() {
    never_silent(&of_rows(OPEN), "base");
}
