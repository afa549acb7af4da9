import { describe, expect, it } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import { getOpenapi } from "./get-openapi.ts";

describe("GET /v1/openapi.json", () => {
  it("gives anybody the document as the build wrote it, for caches to keep", async () => {
    const document = { openapi: "3.1.1", info: {}, paths: {} };
    const built = { text: JSON.stringify(document), etag: '"1"' };
    const call = callsTo({ getOpenapi }, { now: () => new Date(), description: () => built });
    expect(await call("GET /v1/openapi.json")).toMatchObject({
      status: 200,
      headers: { "content-type": "application/json", "cache-control": "public, max-age=300", etag: '"1"' },
      body: document,
    });
  });
});
