// Judges CycloneDX documents by the strict validator of @cyclonedx/cyclonedx-library: MODULES FILE...
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.argv[2]}/`);
const { Validation } = require("@cyclonedx/cyclonedx-library");

for (const path of process.argv.slice(3)) {
  const text = readFileSync(path, "utf8");
  const version = JSON.parse(text).specVersion;
  const error = await new Validation.JsonStrictValidator(version).validate(text);
  console.log(`${path}: CycloneDX ${version}: ${error === null ? "valid" : JSON.stringify(error)}`);
  if (error !== null) process.exitCode = 1;
}
