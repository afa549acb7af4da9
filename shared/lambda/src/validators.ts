import { createHash } from "node:crypto";
import type { Route, WrittenAnswer } from "@millrace/contracts/define-route";
import { canonicalJson } from "@millrace/kernel/canonical-json";

/** Says nothing of an answer that has no body. */
const ofBody = new Set(["content-type"]);

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

/** The ETag of a text that never changes while this function lives. */
export function etagOfText(text: string): string {
  return `"${digestOf(text)}"`;
}

/** The version where it stands for the whole answer; else what the answer says, behind the version where it has one. */
function etagOf({ live }: Route, { headers, body }: WrittenAnswer): string {
  const { etag } = headers;
  if (etag === undefined) return `"${digestOf(canonicalJson(JSON.parse(body)))}"`;
  return live ? `"${etag.slice(1, -1)}-${digestOf(canonicalJson(JSON.parse(body)))}"` : etag;
}

/** Weak comparison (RFC 9110 §8.8.3.2): whoever asks for nothing new does not mind how the tag came to be weak. */
function isNamedIn(ifNoneMatch: string, etag: string): boolean {
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

/**
 * The answer to a GET with its ETag, or 304 where the caller has it already (RFC 9110 §13.1.2). The caller's
 * `Cache-Control` is not asked: it speaks to caches, and fetch adds `no-cache` to every request with `If-None-Match`.
 */
export function validated(route: Route, ifNoneMatch: string | undefined, answer: WrittenAnswer): WrittenAnswer {
  if (route.method !== "GET" || answer.status !== 200) return answer;
  const headers = { ...answer.headers, etag: etagOf(route, answer) };
  if (ifNoneMatch === undefined || !isNamedIn(ifNoneMatch, headers.etag)) return { ...answer, headers };
  const kept = Object.entries(headers).filter(([name]) => !ofBody.has(name));
  return { status: 304, headers: Object.fromEntries(kept), body: "" };
}
