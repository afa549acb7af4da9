import { readFileSync } from "node:fs";
import { now } from "@millrace/lambda/system";
import { etagOfText } from "@millrace/lambda/validators";
import type { BuiltText, Ports } from "./ports.ts";

/** Reads a file beside the bundle when it is first asked for; each function has its own. */
function builtText(file: string): () => BuiltText {
  let built: BuiltText | undefined;
  return () => {
    if (built === undefined) {
      const text = readFileSync(new URL(`./${file}`, import.meta.url), "utf8");
      built = { text, etag: etagOfText(text) };
    }
    return built;
  };
}

export const ports: Ports = {
  description: builtText("openapi.json"),
  page: builtText("reference.html"),
  policy: builtText("reference.policy.txt"),
  now,
};
