//! Maps, data, wrappers and what markup binds, in front ends.

use super::{DOWNLOADS, Ends, Way, check, way};

const WAYS: &[Way] = &[
    way(
        "form-map-get",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = new Map([['big', '⟦@L¦@Q⟧'], ['small', '@Q']]);
export const go = () => invoke('download_model', { repo: MODELS.get('big'), file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-map-get-typed",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS: Map<string, string> = new Map<string, string>([
  ['big', '⟦@L¦@Q⟧'],
  ['small', '@Q'],
]);
export const go = (size: string) => invoke('download_model', { repo: MODELS.get(size)!, file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-map-get-or",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const DEFAULT = '@Q';
const MODELS = new Map([['big', '⟦@L¦@Q⟧']]);
export const go = (size: string) => { const repo = MODELS.get(size) ?? DEFAULT; return invoke('download_model', { repo, file: 'x.gguf' }); }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-map-set",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const models = new Map<string, string>();
models.set('big', '⟦@L¦@Q⟧');
models.set('small', '@Q');
export const go = (size: string) => invoke('download_model', { repo: models.get(size), file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-map-objects",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
interface M { repo: string; file: string }
const MODELS = new Map<string, M>([['big', { repo: '⟦@L¦@Q⟧', file: 'a.gguf' }]]);
export function go(size: string) { const m = MODELS.get(size); if (!m) return; return invoke('download_model', { repo: m.repo, file: m.file }); }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-map-iter",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = new Map([['big', '⟦@L¦@Q⟧']]);
export async function all() { for (const [name, repo] of MODELS) { await invoke('download_model', { repo, file: name }); } }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-key-const",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = { big: '⟦@L¦@Q⟧', small: '@Q' };
const KEY = 'big';
export const go = () => invoke('download_model', { repo: MODELS[KEY], file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-key-literal",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.js",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = { 'big': '⟦@L¦@Q⟧', 'small': '@Q' };
export const go = () => invoke('download_model', { repo: MODELS['big'], file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-key-open",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS: Record<string, string> = { big: '⟦@L¦@Q⟧', small: '@Q' };
export const go = (size: string) => invoke('download_model', { repo: MODELS[size], file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-key-object",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = { big: { repo: '⟦@L¦@Q⟧', file: 'a' }, small: { repo: '@Q', file: 'b' } } as const;
type Size = keyof typeof MODELS;
export const go = (size: Size) => invoke('download_model', { repo: MODELS[size].repo, file: MODELS[size].file });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-key-quoted-dash",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = { 'llm-big': '⟦@L¦@Q⟧', 'llm-small': '@Q' } satisfies Record<string, string>;
const repo = MODELS['llm-big'];
export const go = () => invoke('download_model', { repo, file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-key-enum",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
enum Size { Big = 'big', Small = 'small' }
const MODELS: Record<Size, string> = { [Size.Big]: '⟦@L¦@Q⟧', [Size.Small]: '@Q' };
export const go = (size: Size) => invoke('download_model', { repo: MODELS[size], file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-enum-value",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
export enum Model { Big = '⟦@L¦@Q⟧', Small = '@Q' }
export const go = () => invoke('download_model', { repo: Model.Big, file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-json-list",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import models from './models.json';
export const all = () => Promise.all(models.map((m) => invoke('download_model', { repo: m.repo, file: m.file })));",
            ),
            (
                "../src/models.json",
                r#"[{"repo": "⟦@L¦@Q⟧", "file": "a.gguf"}, {"repo": "@Q", "file": "b.gguf"}]"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-json-field",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import config from './config.json';
export const go = () => invoke('download_model', { repo: config.chat.model, file: config.chat.file });",
            ),
            (
                "../src/config.json",
                r#"{"chat": {"model": "⟦@L¦@Q⟧", "file": "a.gguf"}}"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-json-parts",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import config from './config.json';
export const go = () => invoke('download_model', { repo: `${config.org}/${config.name}`, file: 'x.gguf' });",
            ),
            (
                "../src/config.json",
                r#"{"org": "⟦meta-llama¦Qwen⟧", "name": "⟦Llama-3.1-8B-Instruct¦Qwen2.5-7B-Instruct⟧"}"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-json-named",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import { models } from './catalog.json';
export const go = (id: string) => { const m = models.find((x) => x.id === id); return invoke('download_model', { repo: m!.repo, file: 'x.gguf' }); };",
            ),
            (
                "../src/catalog.json",
                r#"{"models": [{"id": "a", "repo": "⟦@L¦@Q⟧"}]}"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-json-assert",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.js",
                r"import { invoke } from '@tauri-apps/api/core';
import catalog from './catalog.json' with { type: 'json' };
export const go = (size) => invoke('download_model', { repo: catalog[size], file: 'x.gguf' });",
            ),
            (
                "../src/catalog.json",
                r#"{"big": "⟦@L¦@Q⟧", "small": "@Q"}"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-function",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import { repoFor } from './catalog';
export const go = (size: string) => invoke('download_model', { repo: repoFor(size), file: 'x.gguf' });",
            ),
            (
                "../src/catalog.ts",
                r"const TABLE: Record<string, string> = { big: '⟦@L¦@Q⟧' };
export function repoFor(size: string): string { return TABLE[size] ?? '@Q'; }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-barrel",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import { CHAT_MODEL } from './models';
export const go = () => invoke('download_model', { repo: CHAT_MODEL, file: 'x.gguf' });",
            ),
            ("../src/models/index.ts", "export * from './chat';"),
            (
                "../src/models/chat.ts",
                "export const CHAT_MODEL = '⟦@L¦@Q⟧';",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-default",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import settings from './settings';
export const go = () => invoke('download_model', { repo: settings.repo, file: settings.file });",
            ),
            (
                "../src/settings.ts",
                "export default { repo: '⟦@L¦@Q⟧', file: 'a.gguf' };",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-namespace",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import * as models from './models';
export const go = () => invoke('download_model', { repo: models.BIG, file: 'x.gguf' });",
            ),
            (
                "../src/models.ts",
                r"export const BIG = '⟦@L¦@Q⟧';
export const SMALL = '@Q';",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-alias",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import { BIG as CHOSEN } from './models';
export const go = () => invoke('download_model', { repo: CHOSEN, file: 'x.gguf' });",
            ),
            ("../src/models.ts", "export const BIG = '⟦@L¦@Q⟧';"),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-api",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/api.ts",
                r"import { invoke } from '@tauri-apps/api/core';
export const api = { download: (repo: string, file: string) => invoke<string>('download_model', { repo, file }) };",
            ),
            (
                "../src/m.ts",
                r"import { api } from './api';
export const go = () => api.download('⟦@L¦@Q⟧', 'x.gguf');",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-wrapper",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/ipc.ts",
                r"import { invoke } from '@tauri-apps/api/core';
export async function call<T>(cmd: string, args: Record<string, unknown>): Promise<T> { return invoke<T>(cmd, args); }",
            ),
            (
                "../src/m.ts",
                r"import { call } from './ipc';
export const go = () => call<string>('download_model', { repo: '⟦@L¦@Q⟧', file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-specta",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/bindings.ts",
                r#"import { invoke as TAURI_INVOKE } from '@tauri-apps/api/core';
export const commands = {
 async downloadModel(repo: string, file: string): Promise<string> { return await TAURI_INVOKE("download_model", { repo, file }); }
};"#,
            ),
            (
                "../src/m.ts",
                r"import { commands } from './bindings';
export const go = () => commands.downloadModel('⟦@L¦@Q⟧', 'x.gguf');",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-files-parts",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import { ORG } from './org';
const NAME = '⟦Llama-3.1-8B-Instruct¦Qwen2.5-7B-Instruct⟧';
export const go = () => invoke('download_model', { repo: ORG + '/' + NAME, file: 'x.gguf' });",
            ),
            ("../src/org.ts", "export const ORG = '⟦meta-llama¦Qwen⟧';"),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-command-const",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const CMD = 'download_model';
export const go = () => invoke(CMD, { repo: '⟦@L¦@Q⟧', file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-class-static",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
class Models { static readonly BIG = '⟦@L¦@Q⟧'; static readonly SMALL = '@Q'; }
export const go = () => invoke('download_model', { repo: Models.BIG, file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-class-field",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
class Downloader { constructor(private readonly repo: string) {}
 async run() { return invoke('download_model', { repo: this.repo, file: 'x.gguf' }); } }
export const go = () => new Downloader('⟦@L¦@Q⟧').run();",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-entries",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = { big: '⟦@L¦@Q⟧', small: '@Q' };
export const all = () => Object.entries(MODELS).map(([name, repo]) => invoke('download_model', { repo, file: name }));",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-values",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = { big: { repo: '⟦@L¦@Q⟧' }, small: { repo: '@Q' } };
export const all = () => Object.values(MODELS).forEach((m) => invoke('download_model', { repo: m.repo, file: 'x.gguf' }));",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-for-of",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = [{ repo: '⟦@L¦@Q⟧', file: 'a.gguf' }];
export async function all() { for (const { repo, file } of MODELS) await invoke('download_model', { repo, file }); }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-default-param",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
export function get(repo = '⟦@L¦@Q⟧') { return invoke('download_model', { repo, file: 'x.gguf' }); }
get();",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-spread",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const defaults = { repo: '⟦@L¦@Q⟧' };
export const go = (file: string) => invoke('download_model', { ...defaults, file });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-find",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = [{ id: 'big', repo: '⟦@L¦@Q⟧' }, { id: 'small', repo: '@Q' }];
export const go = (id: string) => { const repo = MODELS.find((m) => m.id === id)?.repo ?? MODELS[0].repo; return invoke('download_model', { repo, file: 'x.gguf' }); }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-ref",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { ref } from 'vue';
import { invoke } from '@tauri-apps/api/core';
const selected = ref('⟦@L¦@Q⟧');
async function go() { await invoke('download_model', { repo: selected.value, file: 'x.gguf' }); }
</script>
<template><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-options",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<template><button @click="go">x</button></template>
<script>
import { invoke } from '@tauri-apps/api/core';
export default { data() { return { repo: '⟦@L¦@Q⟧' }; }, methods: { async go() { await invoke('download_model', { repo: this.repo, file: 'x.gguf' }); } } };
</script>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-for",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { invoke } from '@tauri-apps/api/core';
const models = [{ name: 'A', repo: '⟦@L¦@Q⟧' }];
function download(repo: string) { return invoke('download_model', { repo, file: 'x.gguf' }); }
</script>
<template><li v-for="m in models" :key="m.repo"><button @click="download(m.repo)">{{ m.name }}</button></li></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-computed",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { ref, computed } from 'vue';
import { invoke } from '@tauri-apps/api/core';
const MODELS: Record<string, string> = { big: '⟦@L¦@Q⟧', small: '@Q' };
const size = ref('big');
const repo = computed(() => MODELS[size.value]);
const go = () => invoke('download_model', { repo: repo.value, file: 'x.gguf' });
</script>
<template><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-props",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { invoke } from '@tauri-apps/api/core';
const props = withDefaults(defineProps<{ repo?: string }>(), { repo: '⟦@L¦@Q⟧' });
const go = () => invoke('download_model', { repo: props.repo, file: 'x.gguf' });
</script>
<template><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-emit",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/B.vue",
                r#"<script setup lang="ts">
import A from './A.vue';
</script>
<template><A repo="⟦@L¦@Q⟧" /></template>"#,
            ),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { invoke } from '@tauri-apps/api/core';
const props = defineProps<{ repo: string }>();
const go = () => invoke('download_model', { repo: props.repo, file: 'x.gguf' });
</script>
<template><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-model",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { ref } from 'vue';
import { invoke } from '@tauri-apps/api/core';
const repo = ref('@Q');
const go = () => invoke('download_model', { repo: repo.value, file: 'x.gguf' });
</script>
<template><select v-model="repo"><option value="⟦@L¦@Q⟧">a</option><option value="@Q">b</option></select><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-pinia",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/store.ts",
                r"import { defineStore } from 'pinia';
import { invoke } from '@tauri-apps/api/core';
export const useModels = defineStore('models', { state: () => ({ repo: '⟦@L¦@Q⟧' }), actions: { async download() { await invoke('download_model', { repo: this.repo, file: 'x.gguf' }); } } });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-svelte-let",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.svelte",
                r#"<script lang="ts">
import { invoke } from '@tauri-apps/api/core';
let repo = '⟦@L¦@Q⟧';
async function go() { await invoke('download_model', { repo, file: 'x.gguf' }); }
</script>
<button on:click={go}>x</button>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-svelte-state",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.svelte",
                r#"<script lang="ts">
import { invoke } from '@tauri-apps/api/core';
let repo = $state('⟦@L¦@Q⟧');
const go = () => invoke('download_model', { repo, file: 'x.gguf' });
</script>
<button onclick={go}>x</button>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-svelte-derived",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.svelte",
                r#"<script lang="ts">
import { invoke } from '@tauri-apps/api/core';
const MODELS = new Map([['big', '⟦@L¦@Q⟧']]);
let size = $state('big');
let repo = $derived(MODELS.get(size) ?? '@Q');
</script>
<button onclick={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-svelte-json",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.svelte",
                r"<script>
import { invoke } from '@tauri-apps/api/core';
import models from './models.json';
</script>
{#each models as m}<button on:click={() => invoke('download_model', { repo: m.repo, file: m.file })}>x</button>{/each}",
            ),
            (
                "../src/models.json",
                r#"[{"repo": "⟦@L¦@Q⟧", "file": "a.gguf"}]"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-svelte-prop",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.svelte",
                r"<script>
import { invoke } from '@tauri-apps/api/core';
export let repo = '⟦@L¦@Q⟧';
</script>
<button on:click={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button>",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-svelte-bind",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.svelte",
                r#"<script>
import { invoke } from '@tauri-apps/api/core';
let repo = '@Q';
</script>
<select bind:value={repo}><option value="⟦@L¦@Q⟧">a</option></select>
<button on:click={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-react-prop",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.tsx",
                r#"import { invoke } from '@tauri-apps/api/core';
function Download({ repo }: { repo: string }) { return <button onClick={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button>; }
export const App = () => <Download repo="⟦@L¦@Q⟧" />;"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-react-prop-list",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.tsx",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = [{ name: 'a', repo: '⟦@L¦@Q⟧' }];
const Row: React.FC<{ model: { name: string; repo: string } }> = ({ model }) => <button onClick={() => invoke('download_model', { repo: model.repo, file: 'x.gguf' })}>{model.name}</button>;
export const App = () => <>{MODELS.map((model) => <Row key={model.repo} model={model} />)}</>;",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-react-callback",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.tsx",
                r"import { invoke } from '@tauri-apps/api/core';
import { useCallback } from 'react';
export function App() { const get = useCallback(async (repo: string) => { await invoke('download_model', { repo, file: 'x.gguf' }); }, []);
 return <button onClick={() => void get('⟦@L¦@Q⟧')}>x</button>; }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-try-then",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.js",
                r"import { invoke } from '@tauri-apps/api/core';
const repo = '⟦@L¦@Q⟧';
invoke('download_model', { repo, file: 'x.gguf' }).then((path) => console.log(path)).catch((e) => console.error(e));",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-global-tauri",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.js",
                r"const { invoke } = window.__TAURI__.core;
document.querySelector('#go').addEventListener('click', () => invoke('download_model', { repo: '⟦@L¦@Q⟧', file: 'x.gguf' }));",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-from-dom",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.js",
                r"import { invoke } from '@tauri-apps/api/core';
document.querySelector('#go').addEventListener('click', () => invoke('download_model', { repo: document.querySelector('#repo').value, file: 'x.gguf' }));",
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-vue-input",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { ref } from 'vue';
import { invoke } from '@tauri-apps/api/core';
const repo = ref('@Q');
const go = () => invoke('download_model', { repo: repo.value, file: 'x.gguf' });
</script>
<template><input v-model="repo" /><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-vue-input-trim",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { ref } from 'vue';
import { invoke } from '@tauri-apps/api/core';
const form = ref({ repo: '@Q' });
const go = () => invoke('download_model', { repo: form.value.repo, file: 'x.gguf' });
</script>
<template><input v-model.trim="form.repo" /><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-svelte-input",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.svelte",
                r"<script>
import { invoke } from '@tauri-apps/api/core';
let repo = '@Q';
</script>
<input bind:value={repo}>
<button on:click={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button>",
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-react-input",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.tsx",
                r"import { invoke } from '@tauri-apps/api/core';
import { useState } from 'react';
export function App() { const [repo, setRepo] = useState('@Q');
 return <><input value={repo} onChange={(e) => setRepo(e.target.value)} /><button onClick={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button></>; }",
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-svelte-radio",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.svelte",
                r#"<script>
import { invoke } from '@tauri-apps/api/core';
let repo = '@Q';
</script>
<input type="radio" bind:group={repo} value="⟦@L¦@Q⟧">
<button on:click={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-select-list",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { ref } from 'vue';
import { invoke } from '@tauri-apps/api/core';
const MODELS = [{ name: 'a', repo: '⟦@L¦@Q⟧' }];
const repo = ref('@Q');
const go = () => invoke('download_model', { repo: repo.value, file: 'x.gguf' });
</script>
<template><select v-model="repo"><option v-for="m in MODELS" :key="m.repo" :value="m.repo">{{ m.name }}</option></select><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-vue-bind-prop",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/B.vue",
                r#"<script setup lang="ts">
import A from './A.vue';
const MODELS = [{ repo: '⟦@L¦@Q⟧' }];
</script>
<template><A v-for="m in MODELS" :repo="m.repo" /></template>"#,
            ),
            (
                "../src/A.vue",
                r#"<script setup lang="ts">
import { invoke } from '@tauri-apps/api/core';
const props = defineProps<{ repo: string }>();
const go = () => invoke('download_model', { repo: props.repo, file: 'x.gguf' });
</script>
<template><button @click="go">x</button></template>"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-map-apart",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = [{ repo: '⟦@L¦@Q⟧', file: 'a' }];
export const all = () => MODELS.map(({ repo, file }) => invoke('download_model', { repo, file }));",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-const-apart",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = { big: { repo: '⟦@L¦@Q⟧', file: 'a' } };
export function go() { const { repo, file } = MODELS.big; return invoke('download_model', { repo, file }); }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-react-prop-expr",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.tsx",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = [{ repo: '⟦@L¦@Q⟧' }];
function Download({ repo }: { repo: string }) { return <button onClick={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button>; }
export const App = () => <Download repo={MODELS[0].repo} />;",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-react-memo",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/A.tsx",
                r"import { invoke } from '@tauri-apps/api/core';
import { useMemo } from 'react';
const MODELS = new Map([['big', '⟦@L¦@Q⟧']]);
export function App({ size }: { size: string }) { const repo = useMemo(() => MODELS.get(size) ?? '@Q', [size]); return <button onClick={() => invoke('download_model', { repo, file: 'x.gguf' })}>x</button>; }",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-as-string",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS: Record<string, unknown> = { big: '⟦@L¦@Q⟧' };
export const go = (s: string) => invoke('download_model', { repo: MODELS[s] as string, file: 'x.gguf' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-wrapper-open",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/ipc.ts",
                r"import { invoke } from '@tauri-apps/api/core';
export const call = <T,>(cmd: string, args: Record<string, unknown>) => invoke<T>(cmd, args);",
            ),
            (
                "../src/m.ts",
                r"import { call } from './ipc';
export const go = (m: string) => call<string>('download_model', { repo: m, file: 'x.gguf' });",
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-wrapper-mixed",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/ipc.ts",
                r"import { invoke } from '@tauri-apps/api/core';
export const call = (cmd: string, args: Record<string, unknown>) => invoke(cmd, { ...args });",
            ),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import { call } from './ipc';
export const go = (m: string) => call('download_model', { repo: m, file: 'x.gguf' });
export const std = () => invoke('download_model', { repo: '@Q', file: 'x.gguf' });",
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-dynamic-command",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
export const go = (cmd: string, m: string) => ⟦invoke¦console.log⟧(cmd + '_model', { repo: m, file: 'x.gguf' });
export const std = () => invoke('download_model', { repo: '@Q', file: 'x.gguf' });",
            ),
        ],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "form-spread-extra",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const defaults = { file: 'x.gguf' };
export const go = () => invoke('download_model', { ...defaults, repo: '⟦@L¦@Q⟧' });",
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "form-spread-open",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
export const go = (o: Record<string, string>) => invoke('download_model', { ...o, file: 'x.gguf' });",
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-entries-spread",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
import { more } from './more';
const MODELS: Record<string, string> = { a: '@Q', ...more };
export const go = (s: string) => invoke('download_model', { repo: MODELS[s], file: 'x.gguf' });",
            ),
            ("../src/more.ts", "export const more = await load();"),
        ],
        Ends::Open,
        Ends::Open,
    ),
    way(
        "form-map-open",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/m.ts",
                r"import { invoke } from '@tauri-apps/api/core';
const MODELS = new Map([['a', '@Q']]);
MODELS.set('b', prompt('model'));
export const go = (s: string) => invoke('download_model', { repo: MODELS.get(s), file: 'x.gguf' });",
            ),
        ],
        Ends::Open,
        Ends::Open,
    ),
];

#[test]
fn forms_of_front_ends() {
    check(WAYS);
}
