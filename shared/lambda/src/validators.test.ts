import { etag, ok } from "@millrace/contracts/define-route";
import { describe, expect, it } from "vitest";
import { type Handle, problemIn, servedThing } from "../../../test/support/served-thing.ts";

async function versioned() {
  return ok({ name: "a", count: 1 }, { ...etag(7), "cache-control": "public, max-age=30" });
}
async function plain() {
  return ok({ name: "a", count: 1 });
}
const reading = { method: "GET" } as const;

function readThing(handle: Handle, change: { readonly live?: true } = {}) {
  return servedThing(handle, { ...reading, ...change });
}
async function statusFor(ifNoneMatch: string, handle: Handle = versioned): Promise<number> {
  const { call } = readThing(handle);
  return (await call({ ...reading, headers: { "If-None-Match": ifNoneMatch } })).status;
}

describe("the ETag of an answer to GET", () => {
  it("is its version", async () => {
    const reply = await readThing(versioned).call(reading);
    expect(reply).toMatchObject({ status: 200, headers: { etag: '"7"' } });
  });

  it("is made of what an answer without a version says", async () => {
    const [one, same, other] = await Promise.all(
      ["a", "a", "b"].map((name) => readThing(async () => ok({ name, count: 1 })).call(reading)),
    );
    expect(one?.headers["etag"]).toMatch(/^"[\w-]{22}"$/);
    expect(same?.headers["etag"]).toBe(one?.headers["etag"]);
    expect(other?.headers["etag"]).not.toBe(one?.headers["etag"]);
  });

  it("is the same in whatever order the store gives the fields of a map", async () => {
    const attributes = [
      { size: "M", color: "blue" },
      { color: "blue", size: "M" },
      { size: "blue", color: "M" },
    ];
    const tags = await Promise.all(
      attributes.map(async (one) => {
        const written = { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify({ one }) };
        return (await readThing(async () => written).call(reading)).headers["etag"];
      }),
    );
    expect(tags[1]).toBe(tags[0]);
    expect(tags[2]).not.toBe(tags[0]);
  });

  it("is the version and what it says where the answer is live, so that it changes with either", async () => {
    const tags = await Promise.all(
      [1, 1, 2].map(async (count) => {
        const reply = await readThing(async () => ok({ name: "a", count }, etag(7)), { live: true }).call(reading);
        return reply.headers["etag"];
      }),
    );
    expect(tags[0]).toMatch(/^"7-[\w-]{22}"$/);
    expect(tags[1]).toBe(tags[0]);
    expect(tags[2]).not.toBe(tags[0]);
  });

  it("is not made for a write", async () => {
    expect((await servedThing().call()).headers).not.toHaveProperty("etag");
  });
});

/** Source: RFC 9110, §8.8.3.2 and §13.1.2. */
describe("If-None-Match", () => {
  it.each(['"7"', 'W/"7"', '"6", "7"', '"6",W/"7" , "8"', "*", " * "])("%s is answered 304", async (header) => {
    expect(await statusFor(header)).toBe(304);
  });

  it.each(['"6"', 'W/"6"', "7", '"77"', '"6", "8"', "", '"*"', 'w/"7"'])("%s is answered 200", async (header) => {
    expect(await statusFor(header)).toBe(200);
  });

  it("is answered 304 without a body, with what a cache needs to know again", async () => {
    const { call } = readThing(versioned);
    expect(await call({ ...reading, headers: { "if-none-match": '"7"', "cache-control": "no-cache" } })).toEqual({
      status: 304,
      headers: { etag: '"7"', "cache-control": "public, max-age=30", "x-request-id": "request-0001" },
      text: "",
    });
  });

  it("takes the tag that was made of an answer", async () => {
    const { headers } = await readThing(plain).call(reading);
    expect(await statusFor(String(headers["etag"]), plain)).toBe(304);
  });

  it("is of no meaning where something is written, and where nothing is found", async () => {
    expect((await servedThing(versioned).call({ headers: { "if-none-match": "*" } })).status).toBe(200);
    const reply = await readThing(versioned, { live: true }).call({ ...reading, headers: { "if-none-match": '"7"' } });
    expect(reply.status).toBe(200);
    const refused = await servedThing(versioned, { ...reading, rule: "orders:read" }).call({
      ...reading,
      headers: { "if-none-match": "*" },
    });
    expect([refused.status, problemIn(refused).code]).toEqual([401, "caller.unauthenticated"]);
  });
});
