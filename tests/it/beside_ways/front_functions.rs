//! What functions of a front end give, what libraries call them with, and fields of one object among others.

use super::{DOWNLOADS, Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "give-switch",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/main.ts",
                r"import { invoke } from '@tauri-apps/api/core';
function repoFor(size: string): string { switch (size) { case 'big': return '⟦@L¦@Q⟧'; case 'small': return 'Qwen/Qwen2.5-0.5B'; default: return '@Q'; } }
export const get = (size: string) => invoke('download_model', { repo: repoFor(size), file: 'model.safetensors' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "give-arrow",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/main.js",
                r"import { invoke } from '@tauri-apps/api/core';
const repoFor = (size) => { switch (size) { case 'big': { return '⟦@L¦@Q⟧' } default: { return '@Q' } } };
export function get(size) { return invoke('download_model', { repo: repoFor(size), file: 'x.gguf' }) }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "give-if",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/main.js",
                r"import { invoke } from '@tauri-apps/api/core';
function repoFor(size) { if (size === 'big') return '⟦@L¦@Q⟧'; else if (size === 'mid') { return '@Q'; } return 'Qwen/Qwen2.5-0.5B'; }
export function get(size) { return invoke('download_model', { repo: repoFor(size), file: 'x.gguf' }) }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "mutate",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/main.tsx",
                r"import { invoke } from '@tauri-apps/api/core';
import { useMutation } from '@tanstack/react-query';
export function B() { const m = useMutation({ mutationFn: (repo: string) => invoke('download_model', { repo, file: 'x.gguf' }), onSuccess: () => {} });
 return <button onClick={() => m.mutate('⟦@L¦@Q⟧')}>x</button>; }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "mutate-taken-apart",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/main.tsx",
                r"import { invoke } from '@tauri-apps/api/core';
import { useMutation } from '@tanstack/react-query';
const MODELS = [{ repo: '⟦@L¦@Q⟧', file: 'a.gguf' }];
export function B() { const { mutate, isPending } = useMutation({ mutationFn: async ({ repo, file }: { repo: string; file: string }) => { return await invoke('download_model', { repo, file }); } });
 return <>{MODELS.map((m) => <button disabled={isPending} onClick={() => mutate({ repo: m.repo, file: m.file })}>x</button>)}</>; }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "mutate-named",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/main.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import { useMutation } from '@tanstack/vue-query';
const download = (repo: string) => invoke('download_model', { repo, file: 'x.gguf' });
const m = useMutation({ mutationFn: download });
export const go = async () => { await m.mutateAsync('⟦@L¦@Q⟧') };",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "trigger",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/main.tsx",
                r"import { invoke } from '@tauri-apps/api/core';
import useSWRMutation from 'swr/mutation';
export function B() { const { trigger } = useSWRMutation('m', (key, { arg }: { arg: string }) => invoke('download_model', { repo: arg, file: 'x.gguf' }));
 return <button onClick={() => trigger('⟦@L¦@Q⟧')}>x</button>; }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "state-alone",
        &[
            (
                "src/lib.rs",
                r"#[tauri::command]
async fn chat(model: String, prompt: String) -> Result<String, String> {
    let ollama = ollama_rs::Ollama::default();
    let r = ollama_rs::generation::completion::request::GenerationRequest::new(model, prompt);
    ollama.generate(r).await.map(|r| r.response).map_err(|e| e.to_string())
}
pub fn run() { tauri::Builder::default().invoke_handler(tauri::generate_handler![chat]).run(tauri::generate_context!()).unwrap(); }",
            ),
            (
                "../src/App.tsx",
                r#"import { useState } from "react";
import { invoke } from "@tauri-apps/api/core";
const DEFAULT_MODEL = "⟦@B¦@G⟧";
export default function App() {
  const [answer, setAnswer] = useState("");
  const [prompt, setPrompt] = useState("");
  const [model] = useState(DEFAULT_MODEL);
  const onSubmit = async (e: React.FormEvent) => {
    e.preventDefault();
    setAnswer(await invoke("chat", { model, prompt }));
  };
  return (<form onSubmit={onSubmit}><input value={prompt} onChange={(e) => setPrompt(e.target.value)} /><p>{answer}</p></form>);
}"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "one-object",
        &[
            (
                "src/lib.rs",
                "pub fn run() { tauri::Builder::default().plugin(tauri_plugin_http::init()).run(tauri::generate_context!()).unwrap(); }",
            ),
            (
                "../src/lib/llm.svelte.ts",
                r"import OpenAI from 'openai';
const providers = { ollama: { baseURL: 'http://localhost:11434/v1', model: '@B' }, groq: { baseURL: 'https://api.groq.com/openai/v1', model: 'llama-3.1-8b-instant' } };
const active = providers.⟦ollama¦groq⟧;
const client = new OpenAI({ baseURL: active.baseURL, apiKey: 'x', dangerouslyAllowBrowser: true });
export async function complete(prompt: string) {
  const r = await client.chat.completions.create({ model: active.model, messages: [{ role: 'user', content: prompt }] });
  return r.choices[0].message.content;
}",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
];

#[test]
fn what_functions_give_is_followed() {
    check(WAYS);
}
