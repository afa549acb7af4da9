import { gunzipSync, inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { compressed } from "./compression.ts";

const body = Buffer.from("a page of the shop. ".repeat(50));
const answer = { status: 200, headers: { "content-type": ["text/html"] }, body };

/** Source: Developer Guide, "Receive an API response with a compressed payload". */
describe("an answer of an API with a minimum compression size", () => {
  it("is compressed by a coding that the caller names, gzip before deflate", async () => {
    const zipped = await compressed(answer, "deflate, gzip;q=0.5, br", 1_000);
    expect(zipped.headers).toEqual({ "content-type": ["text/html"], "content-encoding": ["gzip"] });
    expect(gunzipSync(zipped.body)).toEqual(body);
    expect(inflateSync((await compressed(answer, "deflate", 1_000)).body)).toEqual(body);
  });

  it.each(["", "*", "br", "identity", "gzip;q=0"])("is not for a caller that accepts %j", async (accepted) => {
    expect(await compressed(answer, accepted, 0)).toBe(answer);
  });

  it("is not where it is smaller, where it is compressed already, or the API has no such size", async () => {
    const done = { ...answer, headers: { "content-encoding": ["br"] } };
    expect(await compressed(answer, "gzip", body.length + 1)).toBe(answer);
    expect(await compressed(done, "gzip", 0)).toBe(done);
    expect(await compressed(answer, "gzip", undefined)).toBe(answer);
  });
});
