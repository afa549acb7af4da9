import type { Answer } from "@millrace/contracts/define-route";
import type { BuiltPage, BuiltText } from "../ports.ts";

/** What the build wrote changes with a deployment only. */
const caching = "public, max-age=300";

/** A document for programs, written out already: it was checked when it was made, and no call should pay for it again. */
export function documentView({ text, etag }: BuiltText): Answer {
  return { status: 200, headers: { "content-type": "application/json", "cache-control": caching, etag }, body: text };
}

/** A page for people, with what a browser may do with it. */
export function pageView({ text, etag, policy }: BuiltPage): Answer {
  return {
    status: 200,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": caching,
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      etag,
    },
    body: text,
  };
}
