import { etag, ok } from "@millrace/contracts/define-route";
import { describe, expect, it } from "vitest";
import { cacheable } from "./cacheable.ts";

describe("cacheable", () => {
  it("lets an answer be kept for half a minute", () => {
    expect(cacheable(ok({ name: "Tee" }, { ...etag(7), "content-location": "/tee" }))).toEqual({
      status: 200,
      body: { name: "Tee" },
      headers: { etag: '"7"', "content-location": "/tee", "cache-control": "public, max-age=30" },
    });
  });
});
