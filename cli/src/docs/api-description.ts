import { join } from "node:path";
import { openApiDocument } from "../../../infra/cdk/openapi.ts";

/** How deep the description is laid out; an operation or a schema below is one line, so that a change shows as one. */
const levels = 3;

function laidOut(value: unknown, level: number): string {
  if (level === levels || typeof value !== "object" || value === null || Array.isArray(value)) {
    return JSON.stringify(value);
  }
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  const lines = entries.map(([name, inner]) => `${JSON.stringify(name)}: ${laidOut(inner, level + 1)}`);
  return `{\n${lines.join(",\n")}\n}`;
}

/** `docs/openapi.json` as it is to be: what the next change of the API is compared with. */
export function printedDescription(): { readonly path: string; readonly text: string } {
  return {
    path: join(import.meta.dirname, "../../../docs/openapi.json"),
    text: `${laidOut(openApiDocument(), 0)}\n`,
  };
}
