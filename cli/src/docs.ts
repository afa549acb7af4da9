/** `npm run docs`: prints what manifests and docstrings say of each service into its README. */
import { readFileSync, writeFileSync } from "node:fs";
import { printedReadmes } from "./docs/readmes.ts";

for (const { path, text } of await printedReadmes()) {
  if (readFileSync(path, "utf8") === text) continue;
  writeFileSync(path, text);
  process.stdout.write(`${path}\n`);
}
