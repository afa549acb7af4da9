import { describe, expect, it } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import { getDocs } from "./get-docs.ts";

describe("GET /docs", () => {
  it("gives anybody the page as the build wrote it, with what a browser may do with it", async () => {
    const page = { text: '"<!doctype html>"', etag: '"1"' };
    const policy = { text: "default-src 'none'", etag: '"2"' };
    const call = callsTo({ getDocs }, { now: () => new Date(), page: () => page, policy: () => policy });
    expect(await call("GET /docs")).toMatchObject({
      status: 200,
      headers: { "content-type": "text/html; charset=utf-8", "content-security-policy": policy.text, etag: '"1"' },
    });
  });
});
