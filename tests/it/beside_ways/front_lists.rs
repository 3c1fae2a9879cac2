//! Lists of React from which a user chooses, and commands that make an address of several parameters.

use super::{DOWNLOADS, Ends, Way, check, way};

/// A command that makes an address of a repository and a file.
const ADDRESS: &str = r#"#[tauri::command]
async fn ensure(id: String, filename: String) -> Result<(), String> { fetch(&id, &filename).await.map_err(|e| e.to_string()) }
async fn fetch(id: &str, filename: &str) -> reqwest::Result<()> { let url = format!("https://huggingface.co/{id}/resolve/main/{filename}"); let bytes = reqwest::get(&url).await?.bytes().await?; Ok(()) }
pub fn run() { tauri::Builder::default().invoke_handler(tauri::generate_handler![ensure]).run(tauri::generate_context!()).expect("run"); }"#;

const WAYS: &[Way] = &[
    way(
        "list-select",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/App.tsx",
                r#"import { invoke } from "@tauri-apps/api/core"; import { useState } from "react";
export default function App() { const [model, setModel] = useState("@Q");
return <div><select value={model} onChange={(e) => setModel(e.target.value)}><option value="@Q">A</option><option value="⟦@L¦@Q⟧">B</option></select>
<button onClick={() => invoke("download_model", { repo: model, file: "config.json" })}>Get</button></div>; }"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "list-mapped",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/Picker.tsx",
                r#"import { invoke } from "@tauri-apps/api/core"; import { useState } from "react";
const MODELS = [{ id: "@Q", label: "A" }, { id: "⟦@L¦@Q⟧", label: "B" }];
export function Picker() { const [model, setModel] = useState(MODELS[0].id);
const start = async () => { await invoke("download_model", { repo: model, file: "x.safetensors" }); };
return <><select value={model} onChange={e => setModel(e.currentTarget.value)}>{MODELS.map(m => <option key={m.id} value={m.id}>{m.label}</option>)}</select><button onClick={start}/></>; }"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "list-written",
        &[
            ("src/lib.rs", DOWNLOADS),
            (
                "../src/App.tsx",
                r#"import { invoke } from "@tauri-apps/api/core"; import { useState } from "react";
export default function App() { const [model, setModel] = useState("@Q");
return <div>⟦<input value={model} onChange={(e) => setModel(e.target.value)} />¦<i/>⟧
<button onClick={() => invoke("download_model", { repo: model, file: "config.json" })}>Get</button></div>; }"#,
            ),
        ],
        Ends::Open,
        Ends::Green,
    ),
    way(
        "address-of-two",
        &[
            ("src/lib.rs", ADDRESS),
            (
                "../src/main.ts",
                r#"import { invoke } from "@tauri-apps/api/core";
const CATALOG = [{ id: "⟦@L¦@Q⟧", filename: "model.safetensors" }];
export const ensure = (m: { id: string; filename: string }) => invoke("ensure", { id: m.id, filename: m.filename });
for (const m of CATALOG) { ensure(m); }"#,
            ),
        ],
        Ends::Red,
        Ends::Green,
    ),
    way(
        "address-of-two-open",
        &[
            ("src/lib.rs", ADDRESS),
            (
                "../src/main.ts",
                r#"import { invoke } from "@tauri-apps/api/core";
invoke("ensure", { id: ⟦prompt("which")¦"@Q"⟧, filename: prompt("file") });"#,
            ),
        ],
        Ends::Open,
        Ends::Green,
    ),
];

#[test]
fn lists_of_react_and_addresses_of_two_parts_are_followed() {
    check(WAYS);
}
