// Chromium as the tests start it, and pages with their errors.

import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** Where the packages are that the tests need. */
export const nodeModules = join(process.env.NODE, "node_modules");
const require = createRequire(join(process.env.NODE, "package.json"));
const { chromium } = require("playwright-core");

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

let running;

/** A context of its own in the one Chromium of this run, which starts with a new profile. */
export async function start(options = {}) {
  running ??= chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: FLAGS,
  });
  return (await running).newContext(options);
}

/** Ends Chromium. */
export async function stop() {
  await (await running)?.close();
}

/** Opens a file, and notes every error and every request for anything but the file. */
export async function open(context, file, hash = "") {
  const page = await context.newPage();
  const address = pathToFileURL(file).href;
  const errors = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => errors.push(`script: ${error.message}`));
  page.on("dialog", (dialog) => {
    errors.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(address) && url !== "data:,") errors.push(`request: ${url}`);
  });
  await page.goto(address + hash);
  return { page, errors };
}
