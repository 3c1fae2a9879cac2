// Reads every licence expression of CycloneDX and SPDX documents with spdx-expression-parse: MODULES FILE...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.argv[2]}/`);
const parse = require("spdx-expression-parse");

function* expressions(value) {
  if (value === null || typeof value !== "object") return;
  for (const [key, inner] of Object.entries(value)) {
    const named = key === "expression" || key === "simplelicensing_licenseExpression";
    if (named && typeof inner === "string") yield inner;
    yield* expressions(inner);
  }
}

for (const path of process.argv.slice(3)) {
  const found = new Set(expressions(JSON.parse(readFileSync(path, "utf8"))));
  for (const expression of found) {
    try {
      parse(expression);
    } catch (error) {
      console.log(`${path}: ${expression}: ${error.message}`);
      process.exitCode = 1;
    }
  }
  console.log(`${path}: ${found.size} licence expressions`);
}
