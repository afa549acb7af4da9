/** `npm run docs`: prints what manifests and docstrings say into the services' READMEs, and the API's description. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { printedDescription } from "./docs/api-description.ts";
import { printedReadmes } from "./docs/readmes.ts";

for (const { path, text } of [...(await printedReadmes()), printedDescription()]) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  writeFileSync(path, text);
  process.stdout.write(`${path}\n`);
}
