import { readFileSync } from "node:fs";
import { now } from "@millrace/lambda/system";

/** Lies beside the bundle; the build derives it from the manifests. Read once, at cold start. */
export const ports = { now, description: readFileSync(new URL("./openapi.json", import.meta.url), "utf8") };
export type Ports = typeof ports;
