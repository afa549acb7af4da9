import { readFileSync } from "node:fs";
import { now } from "@millrace/lambda/system";
import { etagOfText } from "@millrace/lambda/validators";
import type { Ports } from "./ports.ts";

/** The description lies beside the bundle; the build derives it from the manifests. Read once, at cold start. */
const description = readFileSync(new URL("./openapi.json", import.meta.url), "utf8");

export const ports: Ports = { description, etag: etagOfText(description), now };
