// Workspaces that the tests report on.

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

function write(root, path, text) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

function crate(root, path, name, rest) {
  write(root, `${path}/Cargo.toml`, `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\nlicense = "MIT"\n\n${rest}`);
  write(root, `${path}/src/lib.rs`, "");
}

const LICENSES = ["MIT", "Apache-2.0", "llama3.1", "CC-BY-NC-4.0", "AGPL-3.0-only", "gemma", "CC0-1.0", "openrail"];
const BASES = ["Qwen/Qwen2.5-7B", "meta-llama/Llama-3.1-8B", "mistralai/Mistral-7B-v0.3", "google/gemma-2-2b", "openai-community/gpt2"];

/** `size` crates, each of which pulls a model of its own; a hundredth of them are members. */
export function large(root, size) {
  const members = Math.max(1, size / 100);
  const crates = size - members;
  const each = Math.floor(crates / members);
  const pull = (number, license) => [
    "[[package.metadata.deny-models.model]]",
    `id = "org-${number % 40}/model-${number}"`,
    `license = "${license}"`,
    number % 3 === 0 ? `base = ["${BASES[number % BASES.length]}"]\nrelation = "finetune"` : "base = []",
    `how = "${["runtime", "build", "offered"][number % 3]}"`,
    "",
  ].join("\n");
  let policy = "";
  for (let number = 0; number < crates; number++) {
    const license = LICENSES[number % LICENSES.length];
    // Half of the dependencies' claims are known to the owner of the workspace.
    if (number % 2 === 0) policy += `[[model]]\nid = "org-${number % 40}/model-${number}"\nlicense = "${license}"\n\n`;
    const next = number + 1 < crates && (number + 1) % 4 !== 0
      ? `[dependencies]\ndep-${number + 1} = { path = "../dep-${number + 1}" }\n` : "";
    crate(root, `deps/dep-${number}`, `dep-${number}`, `${pull(number, license)}\n${next}`);
  }
  for (let number = 0; number < members; number++) {
    let dependencies = "[dependencies]\n";
    for (let at = number * each; at < (number + 1) * each; at++) dependencies += `dep-${at} = { path = "../deps/dep-${at}" }\n`;
    crate(root, `app-${number}`, `app-${number}`, `${pull(crates + number, "MIT")}\n${dependencies}`);
  }
  write(root, "Cargo.toml", "[workspace]\nresolver = \"2\"\nmembers = [\"app-*\"]\nexclude = [\"deps\"]\n");
  write(root, "deny-models.toml", policy);
}

/** Texts that a page must show and never obey. */
export const HOSTILE = [
  "</script><script>globalThis.hit = 1</script>",
  "<img src=x onerror=globalThis.hit=2>",
  "<!--<script>",
  "\" onmouseover=\"globalThis.hit=3",
  "javascript:globalThis.hit=4",
  "]]>{{7*7}}${globalThis.hit=5}",
];

/** A crate whose models, licences, places and exceptions are all hostile. */
export function hostile(root) {
  const text = (raw) => JSON.stringify(raw);
  const models = HOSTILE.map((raw, number) => [
    "[[package.metadata.deny-models.model]]",
    `path = ${text(`models/${raw.replaceAll("/", "\u2215")}-${number}.bin`)}`,
    `license = ${text(`LicenseRef-x${number}`)}`,
    "",
  ].join("\n")).join("\n");
  const named = `[[package.metadata.deny-models.model]]\nurl = ${text("https://example.com/?q=<img/src=x/onerror=globalThis.hit=6>")}\nbase = ["acme/base"]\nrelation = "finetune"\n`;
  crate(root, ".", "hostile", `${models}\n${named}\n[workspace]\n`);
  write(root, "deny-models.toml", `[[exception]]\ncrate = "hostile"\nmodel = ${text("https://example.com/?q=<img/src=x/onerror=globalThis.hit=6>")}\nreason = ${text(HOSTILE[0])}\nuntil = 2027-01-31\n`);
}

/** A crate that pulls nothing and promises nothing that is gated. */
export function nothing(root) {
  write(root, "Cargo.toml", "[package]\nname = \"nothing\"\nversion = \"0.1.0\"\nedition = \"2021\"\nlicense = \"GPL-3.0-only\"\n\n[workspace]\n");
  write(root, "src/lib.rs", "");
}
