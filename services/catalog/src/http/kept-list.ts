import { createHash } from "node:crypto";
import { keptBriefly } from "@millrace/contracts/catalog-api";
import { ok } from "@millrace/contracts/define-route";

/** A list that anybody may keep: it has no version of its own, so its validator is made of what it says. */
export function keptList<Body>(body: Body) {
  const digest = createHash("sha256").update(JSON.stringify(body)).digest("base64url").slice(0, 22);
  return ok(body, { ...keptBriefly, etag: `"${digest}"` });
}
