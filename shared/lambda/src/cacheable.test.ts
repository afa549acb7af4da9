import { created, etag, ok } from "@millrace/contracts/define-route";
import { describe, expect, it } from "vitest";
import { cacheable } from "./cacheable.ts";

describe("cacheable", () => {
  it("lets an answer be kept for half a minute, under the version that it has", () => {
    expect(cacheable(ok({ name: "Tee" }, { ...etag(7), "content-location": "/tee" }))).toEqual({
      status: 200,
      body: { name: "Tee" },
      headers: { etag: '"7"', "content-location": "/tee", "cache-control": "public, max-age=30" },
    });
  });

  it("makes a validator of what an answer without a version says", () => {
    const [one, same, other] = [["A"], ["A"], ["B"]].map((items) => cacheable(ok({ items })).headers?.["etag"]);
    expect(one).toMatch(/^"[\w-]{22}"$/);
    expect(same).toBe(one);
    expect(other).not.toBe(one);
    const inOrder = (options: object) => cacheable(ok({ options })).headers?.["etag"];
    expect(inOrder({ size: "M", color: "red" })).toBe(inOrder({ color: "red", size: "M" }));
    expect(cacheable(created({}, "/somewhere"))).toMatchObject({ status: 201, headers: { location: "/somewhere" } });
  });
});
