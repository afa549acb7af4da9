import { readFileSync } from "node:fs";
import { now } from "@millrace/lambda/system";
import { etagOfText } from "@millrace/lambda/validators";
import type { BuiltPage, BuiltText, PageName, Ports } from "./ports.ts";

/** Reads a file beside the bundle; each function has its own. */
function builtText(file: string): BuiltText {
  const text = readFileSync(new URL(`./${file}`, import.meta.url), "utf8");
  return { text, etag: etagOfText(text) };
}

/** The same, kept from the first time on. */
function once<Built>(read: () => Built): () => Built {
  let built: Built | undefined;
  return () => {
    built ??= read();
    return built;
  };
}

function builtPage(name: PageName): () => BuiltPage {
  return once(() => ({ ...builtText(`${name}.html`), policy: builtText(`${name}.policy.txt`).text }));
}

const pages = { reference: builtPage("reference"), events: builtPage("events") };

export const ports: Ports = {
  description: once(() => builtText("openapi.json")),
  catalog: once(() => builtText("asyncapi.json")),
  page: (name) => pages[name](),
  now,
};
