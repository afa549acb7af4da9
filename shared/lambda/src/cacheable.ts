import type { Answer } from "@millrace/contracts/define-route";

const halfMinute = { "cache-control": "public, max-age=30" } as const;

/** The same answer, for anybody to keep for half a minute: what goods cost is settled at checkout, not by a page. */
export function cacheable<Body>({ status, body, headers }: Answer<Body>): Answer<Body> {
  return { status, body, headers: { ...headers, ...halfMinute } };
}
