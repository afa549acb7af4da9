import { createHash } from "node:crypto";
import type { Answer } from "@millrace/contracts/define-route";
import { canonicalJson } from "@millrace/kernel/canonical-json";

const halfMinute = { "cache-control": "public, max-age=30" } as const;

/**
 * The same answer, for anybody to keep for half a minute: what goods cost is settled at checkout, not by a page. One
 * without a version has no validator of its own and gets one that is made of what it says.
 */
export function cacheable<Body>({ status, body, headers }: Answer<Body>): Answer<Body> {
  const etag = headers?.["etag"] ?? `"${digestOf(body)}"`;
  return { status, body, headers: { ...headers, etag, ...halfMinute } };
}

function digestOf(body: unknown): string {
  return createHash("sha256").update(canonicalJson(body)).digest("base64url").slice(0, 22);
}
