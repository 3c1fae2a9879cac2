//! Front ends that keep models in stores and lists, and clients of Ollama for JavaScript.

use super::{Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "t-lit",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn pull(name: String) { std::process::Command::new("ollama").args(["pull", &name]).status().unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"import { invoke } from '@tauri-apps/api/core'
await invoke('pull', { name: '⟦@B¦@G⟧' })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-zustand",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn pull(name: String) { std::process::Command::new("ollama").args(["pull", &name]).status().unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"import { create } from 'zustand'
export const useStore = create((set, get) => ({ model: '⟦@B¦@G⟧', pull: async () => { await invoke('pull', { name: get().model }) } }))",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-pinia",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn pull(name: String) { std::process::Command::new("ollama").args(["pull", &name]).status().unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"export const useModels = defineStore('models', { state: () => ({ model: '⟦@B¦@G⟧' }), actions: { async pull() { await invoke('pull', { name: this.model }) } } })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-pinia-setup",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn pull(name: String) { std::process::Command::new("ollama").args(["pull", &name]).status().unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"export const useModels = defineStore('models', () => { const model = ref('⟦@B¦@G⟧'); async function pull() { await invoke('pull', { name: model.value }) } return { model, pull } })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-composable",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn pull(name: String) { std::process::Command::new("ollama").args(["pull", &name]).status().unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"export function useOllama() { const pull = (name: string) => invoke('pull', { name }); return { pull } }",
            ),
            (
                "../src/App.vue",
                r#"<script setup lang="ts">
import { useOllama } from './main'
const { pull } = useOllama()
pull('⟦@B¦@G⟧')
</script>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-hook",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn pull(name: String) { std::process::Command::new("ollama").args(["pull", &name]).status().unwrap(); }
pub fn run() {}
"#,
            ),
            ("../src/main.ts", r"export const DEFAULT_MODEL = '⟦@B¦@G⟧'"),
            (
                "../src/App.tsx",
                r"import { DEFAULT_MODEL } from './main'
export default function App() { const [m, setM] = useState(DEFAULT_MODEL); return <button onClick={() => invoke('pull', { name: m })}>x</button> }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-svelte-store",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn pull(name: String) { std::process::Command::new("ollama").args(["pull", &name]).status().unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"import { writable } from 'svelte/store'
export const model = writable('⟦@B¦@G⟧')",
            ),
            (
                "../src/App.svelte",
                r"<script>
import { model } from './main'
</script>
<button on:click={() => invoke('pull', { name: $model })}>x</button>",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-const-enum",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"export const MODELS = [{ id: '⟦@L¦@Q⟧', label: 'a' }] as const
export async function dl(id: (typeof MODELS)[number]['id']) { await invoke('get_model', { repoId: id }) }
MODELS.forEach(m => dl(m.id))",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-jsx-list",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/App.tsx",
                r"const MODELS = [{ id: '⟦@L¦@Q⟧', label: 'a' }]
export default () => <>{MODELS.map((m) => <button key={m.id} onClick={() => invoke('get_model', { repoId: m.id })}>{m.label}</button>)}</>",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-vue-for",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/App.vue",
                r#"<script setup>
const models = [{ id: '⟦@L¦@Q⟧' }]
const get = (id) => invoke('get_model', { repoId: id })
</script>
<template><button v-for="m in models" @click="get(m.id)">x</button></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-svelte-each",
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
let models = ['⟦@L¦@Q⟧']
async function get(id) { await invoke('get_model', { repoId: id }) }
</script>
{#each models as m}<button on:click={() => get(m)}>x</button>{/each}",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-class",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"class Api { static MODEL = '⟦@L¦@Q⟧'; get() { return invoke('get_model', { repoId: Api.MODEL }) } }
new Api().get()",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-default-obj",
        &[
            (
                "src/lib.rs",
                r#"#[tauri::command] pub async fn get_model(repo_id: String) { hf_hub::api::sync::Api::new().unwrap().model(repo_id).get("x.gguf").unwrap(); }
pub fn run() {}
"#,
            ),
            (
                "../src/main.ts",
                r"const defaults = { repo: '⟦@L¦@Q⟧' }
const settings = { ...defaults, theme: 'x' }
await invoke('get_model', { repoId: settings.repo })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-ollama-js",
        &[
            (
                "src/lib.rs",
                r"pub fn x() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import ollama from 'ollama'
const r = await ollama.chat({ model: '⟦@B¦@G⟧', messages: [] })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-ollama-js-browser",
        &[
            (
                "src/lib.rs",
                r"pub fn x() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import { Ollama } from 'ollama/browser'
const ollama = new Ollama({ host: 'http://127.0.0.1:11434' })
await ollama.pull({ model: '⟦@B¦@G⟧' })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-ai-sdk",
        &[
            (
                "src/lib.rs",
                r"pub fn x() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import { createOllama } from 'ollama-ai-provider'
const ollama = createOllama()
const r = await generateText({ model: ollama('⟦@B¦@G⟧'), prompt: 'x' })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-openai-js",
        &[
            (
                "src/lib.rs",
                r"pub fn x() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import OpenAI from 'openai'
const c = new OpenAI({ baseURL: '⟦http://localhost:11434¦https://api.openai.com⟧/v1', apiKey: 'x' })
await c.chat.completions.create({ model: '@B', messages: [] })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "t-langchain-js",
        &[
            (
                "src/lib.rs",
                r"pub fn x() {}
pub fn run() {}
",
            ),
            (
                "../src/main.ts",
                r"import { ChatOllama } from '@langchain/ollama'
const m = new ChatOllama({ model: '⟦@B¦@G⟧' })",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
];

#[test]
fn stores_and_lists_of_front_ends_are_followed() {
    check(WAYS);
}
