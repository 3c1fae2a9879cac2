//! Front ends of programs of Tauri: what they hand over, and what they fetch.

use super::Ends::{Green, Open, Red};
use super::{Way, check, way};

const WAYS: &[Way] = &[
    way(
        "struct",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] #[serde(rename_all = "camelCase")] pub struct Req { repo_id: String, file: String }
#[tauri::command] pub async fn get_model(req: Req) { hf_hub::api::sync::Api::new().unwrap().model(req.repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { req: { repoId: '⟦@L¦@Q⟧', file: 'x.gguf' } })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-var",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] #[serde(rename_all = "camelCase")] pub struct Req { repo_id: String, file: String }
#[tauri::command] pub async fn get_model(req: Req) { hf_hub::api::sync::Api::new().unwrap().model(req.repo_id.clone()).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"const req = { repoId: '⟦@L¦@Q⟧', file: 'x.gguf' }
await invoke('get_model', { req })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-list",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] #[serde(rename_all = "camelCase")] pub struct Req { repo_id: String, file: String }
#[tauri::command] pub async fn get_model(req: Req) { hf_hub::api::sync::Api::new().unwrap().model(req.repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"const models = [{ repoId: '⟦@L¦@Q⟧', file: 'a' }, { repoId: '@Q', file: 'b' }]
for (const m of models) await invoke('get_model', { req: m })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-field",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] #[serde(rename_all = "camelCase")] pub struct Req { repo_id: String, file: String }
#[tauri::command] pub async fn get_model(req: Req) { hf_hub::api::sync::Api::new().unwrap().model(req.repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"const models = [{ id: '⟦@L¦@Q⟧' }]
models.forEach((m) => invoke('get_model', { req: { repoId: m.id, file: 'x' } }))",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-passed",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] #[serde(rename_all = "camelCase")] pub struct Req { repo_id: String, file: String }
async fn go(r: &Req) { hf_hub::api::sync::Api::new().unwrap().model(r.repo_id.clone()).get("x.gguf").unwrap(); }
#[tauri::command] pub async fn get_model(options: Req) { go(&options).await }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { options: { repoId: '⟦@L¦@Q⟧', file: 'x.gguf' } })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-nested",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] pub struct Src { repo: String } #[derive(serde::Deserialize)] pub struct Req { source: Src }
#[tauri::command] pub async fn get_model(req: Req) { hf_hub::api::sync::Api::new().unwrap().model(req.source.repo).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { req: { source: { repo: '⟦@L¦@Q⟧' } } })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-rename",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] pub struct Req { #[serde(rename = "hfRepo")] r: String }
#[tauri::command] pub async fn get_model(req: Req) { hf_hub::api::sync::Api::new().unwrap().model(req.r).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { req: { hfRepo: '⟦@L¦@Q⟧' } })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-open",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] #[serde(rename_all = "camelCase")] pub struct Req { repo_id: String, file: String }
#[tauri::command] pub async fn get_model(req: Req) { hf_hub::api::sync::Api::new().unwrap().model(req.repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { req: { repoId: prompt(), file: 'x.gguf' } })",
            ),
        ],
        Open,
        Open,
    ),
    way(
        "struct-spread",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] #[serde(rename_all = "camelCase")] pub struct Req { repo_id: String, file: String }
#[tauri::command] pub async fn get_model(req: Req) { hf_hub::api::sync::Api::new().unwrap().model(req.repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"const base = { file: 'x' }
invoke('get_model', { req: { ...base, repoId: '⟦@L¦@Q⟧' } })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-url",
        &[
            (
                "src/lib.rs",
                r#"#[derive(serde::Deserialize)] pub struct Req { url: String }
#[tauri::command] pub async fn get_model(req: Req) { let b = reqwest::get(&req.url).await.unwrap().bytes().await; std::fs::write("model.gguf", b).unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { req: { url: 'https://huggingface.co/⟦@L¦@Q⟧/resolve/main/x.gguf' } })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "struct-ollama",
        &[
            (
                "src/lib.rs",
                r"#[derive(serde::Deserialize)] pub struct Req { name: String }
#[tauri::command] pub async fn pull(req: Req) { ollama_rs::Ollama::default().pull_model(req.name, false).await; }
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"invoke('pull', { req: { name: '⟦@B¦@G⟧' } })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "vec-arg",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_models(ids: Vec<String>) { for id in ids { hf_hub::api::sync::Api::new().unwrap().model(id).get("x.gguf").unwrap(); } }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_models', { ids: ['⟦@L¦@Q⟧', '@Q'] })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "option-arg",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo: Option<String>) { let repo = repo.unwrap_or("@Q".to_string()); hf_hub::api::sync::Api::new().unwrap().model(repo).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { repo: '⟦@L¦@Q⟧' })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "option-default",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo: Option<String>) { let repo = repo.unwrap_or_else(|| "⟦@L¦@Q⟧".to_string()); hf_hub::api::sync::Api::new().unwrap().model(repo).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            ("../src/main.ts", r"invoke('get_model', {})"),
        ],
        Red,
        Green,
    ),
    way(
        "event-open",
        &[
            (
                "src/lib.rs",
                r#"pub fn setup(app: &tauri::App) { app.listen("download-model", |event| { let repo: String = serde_json::from_str(event.payload()).unwrap(); hf_hub::api::sync::Api::new().unwrap().model(repo).get("x.gguf").unwrap(); }); }
pub fn run() {}
"#,
            ),
            ("../src/main.ts", r"emit('download-model', location.hash)"),
        ],
        Open,
        Open,
    ),
    way(
        "wrapper",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"export const getModel = (repoId: string) => invoke<void>('get_model', { repoId })
getModel('⟦@L¦@Q⟧')",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "wrapper-fn",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"export async function getModel(repoId: string, n = 1) { return invoke('get_model', { repoId }) }
await getModel('⟦@L¦@Q⟧', 2)",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "wrapper-obj",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"export const api = { getModel: (repo: string) => invoke('get_model', { repoId: repo }) }
api.getModel('⟦@L¦@Q⟧')",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "specta",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] #[specta::specta] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r#"export const commands = {
async getModel(repoId: string) : Promise<null> {
    return await TAURI_INVOKE("get_model", { repoId });
}
}
commands.getModel('⟦@L¦@Q⟧')"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "state",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(state: tauri::State<'_, App>, window: tauri::Window, repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); } pub struct App;
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { repoId: '⟦@L¦@Q⟧' })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "snake",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command(rename_all = "snake_case")] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { repo_id: '⟦@L¦@Q⟧' })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "ternary",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"invoke('get_model', { repoId: big ? '⟦@L¦@Q⟧' : '@Q' })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "map-index",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"const MODELS = { small: '@Q', big: '⟦@L¦@Q⟧' }
invoke('get_model', { repoId: MODELS['big'] })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "map-var",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"const MODELS: Record<string, string> = { small: '@Q', big: '⟦@L¦@Q⟧' }
invoke('get_model', { repoId: MODELS[size] })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "enum-ts",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"enum Model { Small = '@Q', Big = '⟦@L¦@Q⟧' }
invoke('get_model', { repoId: Model.Big })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "default-param",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"async function get(repoId = '⟦@L¦@Q⟧') { await invoke('get_model', { repoId }) }
get()",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "json-import",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"import models from './models.json'
models.forEach((m) => invoke('get_model', { repoId: m.repo }))",
            ),
            ("../src/models.json", r#"[{"repo": "⟦@L¦@Q⟧"}]"#),
        ],
        Red,
        Green,
    ),
    way(
        "vue",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/App.vue",
                r#"<script setup lang="ts">
const repoId = ref('⟦@L¦@Q⟧')
const go = () => invoke('get_model', { repoId: repoId.value })
</script>
<template><button @click="go">x</button></template>"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "vue-inline",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/App.vue",
                r#"<template><button @click="invoke('get_model', { repoId: '⟦@L¦@Q⟧' })">x</button></template>"#,
            ),
        ],
        Red,
        Green,
    ),
    way(
        "svelte",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/App.svelte",
                r"<script>
let repoId = $state('⟦@L¦@Q⟧')
</script>
<button onclick={() => invoke('get_model', { repoId })}>x</button>",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "react",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/App.tsx",
                r"export function App() { const [repoId, setRepoId] = useState('⟦@L¦@Q⟧'); return <button onClick={() => invoke('get_model', { repoId })}>x</button> }",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "channel",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String, on_event: tauri::ipc::Channel<u8>) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"const onEvent = new Channel()
invoke('get_model', { repoId: '⟦@L¦@Q⟧', onEvent })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "helper-fetch",
        &[
            (
                "src/lib.rs",
                r"pub fn nothing() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"await fetch('http://localhost:11434/api/pull', { method: 'POST', body: JSON.stringify({ model: '⟦@B¦@G⟧' }) })",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "webllm",
        &[
            (
                "src/lib.rs",
                r"pub fn nothing() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import { pipeline } from '@huggingface/transformers'
const p = await pipeline('text-generation', '⟦@L¦@Q⟧')",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "shell-plugin",
        &[
            (
                "src/lib.rs",
                r"pub fn nothing() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import { Command } from '@tauri-apps/plugin-shell'
await Command.create('ollama', ['pull', '⟦@B¦@G⟧']).execute()",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "http-plugin",
        &[
            (
                "src/lib.rs",
                r"pub fn nothing() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import { fetch } from '@tauri-apps/plugin-http'
await fetch('https://huggingface.co/⟦@L¦@Q⟧/resolve/main/x.gguf')",
            ),
        ],
        Red,
        Green,
    ),
    way(
        "upload-plugin",
        &[
            (
                "src/lib.rs",
                r"pub fn nothing() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import { download } from '@tauri-apps/plugin-upload'
await download('https://huggingface.co/⟦@L¦@Q⟧/resolve/main/x.gguf', './x')",
            ),
        ],
        Red,
        Green,
    ),
];

#[test]
fn each_way_ends_as_its_model_says() {
    check(WAYS);
}
