import { describe, expect, it } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import type { PageName } from "../ports.ts";
import { getDocs } from "./get-docs.ts";
import { getEventDocs } from "./get-event-docs.ts";

describe.each<["GET /docs" | "GET /docs/events", PageName]>([
  ["GET /docs", "reference"],
  ["GET /docs/events", "events"],
])("%s", (target, name) => {
  it("gives anybody the page as the build wrote it, with what a browser may do with it", async () => {
    const page = (asked: PageName) => ({ text: `"${asked}"`, etag: '"1"', policy: "default-src 'none'" });
    const call = callsTo({ getDocs, getEventDocs }, { now: () => new Date(), page });
    expect(await call(target)).toMatchObject({
      status: 200,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": "default-src 'none'",
        etag: '"1"',
      },
      body: name,
    });
  });
});
