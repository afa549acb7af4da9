import { ok, type Route } from "@millrace/contracts/define-route";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import type { ApiCall } from "../../../test/support/api-event.ts";
import { orderId, type Ports, problemIn, servedThing } from "../../../test/support/served-thing.ts";

describe("a request", () => {
  it("reaches the handler parsed, with its caller and where it comes from", async () => {
    const { call, seen } = servedThing();
    const reply = await call({ query: { limit: "3" }, headers: { "X-Correlation-Id": "my-story.1" } });
    expect(reply.status).toBe(200);
    expect(seen).toEqual([
      {
        params: { orderId },
        query: { limit: 3 },
        body: { name: "a", count: 1 },
        caller: { kind: "anonymous" },
        ifMatch: undefined,
        idempotencyKey: undefined,
        once: undefined,
        at: new Date("2026-11-23T09:30:00.000Z"),
        origin: { actor: "anonymous", correlationId: "my-story.1", causationId: "request-0001", causationDepth: 0 },
      },
    ]);
  });

  it.each(["12345678", "a".repeat(64), "A-z_0.9-x"])(
    "belongs to the story that the caller names: %s",
    async (story) => {
      const { call, seen } = servedThing();
      await call({ headers: { "x-correlation-id": story } });
      expect(seen[0].origin.correlationId).toBe(story);
    },
  );

  it.each(["1234567", "a".repeat(65), "has spaces in it", "line\nbreak-line", "äöüäöüäöü"])(
    "is its own story where its correlation id is no plain word: %j",
    async (correlationId) => {
      const { call, seen } = servedThing();
      await call({ headers: { "x-correlation-id": correlationId } });
      expect(seen[0].origin.correlationId).toBe("request-0001");
    },
  );

  it("may come in base 64, and without headers or query", async () => {
    const { call, seen } = servedThing();
    expect((await call({ base64: true, headers: null, query: null })).status).toBe(200);
    expect(seen[0]).toMatchObject({ body: { name: "a", count: 1 }, query: { limit: 25 } });
  });

  it("knows nothing of parts that its route does not declare", async () => {
    const { call, seen } = servedThing(async () => ok({ name: "a", count: 1 }), {
      body: undefined,
      query: undefined,
    } as never);
    expect((await call({ body: "{", query: { limit: "nonsense" } })).status).toBe(200);
    expect(seen[0]).toMatchObject({ body: undefined, query: undefined });
  });
});

describe("a path", () => {
  const withSku = { params: z.strictObject({ orderId: z.string() }) } as never;

  it.each([
    ["a%20b%2Fc", "a b/c"],
    ["100%25", "100%"],
    ["%2520", "%20"],
    ["a+b", "a+b"],
    ["Gr%C3%B6%C3%9Fe", "Größe"],
    ["%23%3F%26%3B", "#?&;"],
  ])("is sent percent-encoded, and read once: %s", async (sent, orderId) => {
    const { call, seen } = servedThing(undefined, withSku);
    expect((await call({ params: { orderId: sent } })).status).toBe(200);
    expect(seen[0].params).toEqual({ orderId });
  });

  it.each(["%", "%zz", "%E0%A4%A", "100%"])("is 400 where it is not percent-encoded UTF-8: %s", async (sent) => {
    const reply = await servedThing(undefined, withSku).call({ params: { orderId: sent } });
    expect([reply.status, problemIn(reply).detail]).toEqual([400, "params.orderId is not percent-encoded UTF-8"]);
  });
});

describe("nonsense", () => {
  it.each<[string, unknown]>([
    ["broken JSON", "{"],
    ["no JSON", "name=a"],
    ["two values", '{"name":"a","count":1}{}'],
    ["an empty body", ""],
  ])("is 400 request.malformed: %s", async (_, body) => {
    const { call, seen } = servedThing();
    const reply = await call({ body });
    expect(reply.status).toBe(400);
    expect(reply.headers["content-type"]).toBe("application/problem+json");
    expect(problemIn(reply)).toMatchObject({ code: "request.malformed", status: 400 });
    expect(seen).toEqual([]);
  });

  it("is 400 request.malformed: no body where one is declared", async () => {
    const reply = await servedThing().call({ body: null });
    expect([reply.status, problemIn(reply).code]).toEqual([400, "request.malformed"]);
  });

  it.each<[string, ApiCall, readonly (readonly [field: string, reason: RegExp])[]]>([
    ["an unknown field", { body: { name: "a", count: 1, price: 0 } }, [["body.price", /^is not known$/]]],
    [
      "several unknown fields",
      { body: { name: "a", count: 1, x: 0, y: 0 } },
      [
        ["body.x", /^is not known$/],
        ["body.y", /^is not known$/],
      ],
    ],
    ["a prototype", { body: '{"name":"a","count":1,"__proto__":{"x":1}}' }, [["body.__proto__", /^is not known$/]]],
    ["a wrong type", { body: { name: "a", count: "1" } }, [["body.count", /number/]]],
    ["a negative number", { body: { name: "a", count: -1 } }, [["body.count", />=0/]]],
    ["half a number", { body: { name: "a", count: 0.5 } }, [["body.count", /int/]]],
    ["a huge number", { body: '{"name":"a","count":1e300}' }, [["body.count", /int/]]],
    ["an endless number", { body: '{"name":"a","count":1e400}' }, [["body.count", /number/]]],
    ["2^53", { body: '{"name":"a","count":9007199254740992}' }, [["body.count", /./]]],
    [
      "nothing in it",
      { body: {} },
      [
        ["body.name", /string/],
        ["body.count", /number/],
      ],
    ],
    ["null", { body: "null" }, [["body", /object/]]],
    ["a list", { body: [] }, [["body", /object/]]],
    ["a wrong id in the path", { params: { orderId: "ord_1" } }, [["params.orderId", /./]]],
    ["no id in the path", { params: null }, [["params.orderId", /./]]],
    ["an unknown query", { query: { offset: "1" } }, [["query.offset", /^is not known$/]]],
    ["a limit out of bounds", { query: { limit: "101" } }, [["query.limit", /<=100/]]],
    [
      "errors in every place",
      { params: { orderId: "x" }, query: { limit: "0" }, body: { name: 1, count: 1 } },
      [
        ["params.orderId", /./],
        ["query.limit", /./],
        ["body.name", /./],
      ],
    ],
  ])("is 400 request.invalid and names its fields: %s", async (_, given, expected) => {
    const { call, seen } = servedThing();
    const reply = await call(given);
    expect(reply.status).toBe(400);
    const { code, detail, errors } = problemIn(reply);
    expect(code).toBe("request.invalid");
    expect(errors.map(({ field }: { field: string }) => field)).toEqual(expected.map(([field]) => field));
    expected.forEach(([, reason], index) => {
      expect(errors[index].reason).toMatch(reason);
    });
    expect(detail).toBe(`${errors[0].field} ${errors[0].reason}`);
    expect(seen).toEqual([]);
  });

  it("names no more than 50 fields", async () => {
    const { call } = servedThing();
    const body = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`x${index}`, 1]));
    expect(problemIn(await call({ body })).errors).toHaveLength(50);
  });

  it("is refused unread where it is larger than any body we know", async () => {
    const { call } = servedThing();
    const bodyOf = (characters: number) => `{"name":"${"a".repeat(characters - 21)}","count":1}`;
    expect(bodyOf(100)).toHaveLength(100);
    expect((await call({ body: bodyOf(256 * 1024) })).status).toBe(200);
    for (const base64 of [false, true]) {
      const reply = await call({ body: bodyOf(256 * 1024 + 1), base64 });
      expect([reply.status, problemIn(reply).code]).toEqual([400, "request.invalid"]);
    }
  });

  it("may be longer where its route says so, and no longer than that", async () => {
    const { call } = servedThing(undefined, { maxBodyCharacters: 300_000 });
    const bodyOf = (characters: number) => `{"name":"${"a".repeat(characters - 21)}","count":1}`;
    expect((await call({ body: bodyOf(300_000) })).status).toBe(200);
    expect((await call({ body: bodyOf(300_001) })).status).toBe(400);
  });

  it("of any depth is an answer, not a crash", async () => {
    const { call } = servedThing();
    const reply = await call({ body: "[".repeat(100_000) + "]".repeat(100_000) });
    expect(reply.status).toBe(400);
  });
});

describe("Idempotency-Key", () => {
  it("is demanded where a call must not count twice", async () => {
    const { call } = servedThing(undefined, { idempotency: "required" });
    const reply = await call();
    expect([reply.status, problemIn(reply).code]).toEqual([400, "idempotency.key_required"]);
    expect((await call({ headers: { "Idempotency-Key": "k" } })).status).toBe(200);
  });

  it.each(["", " ", "two words", "ä", "line\n", "\u0000", "a".repeat(256)])("is refused as %j", async (key) => {
    const { call } = servedThing();
    const reply = await call({ headers: { "idempotency-key": key } });
    expect([reply.status, problemIn(reply).errors[0].field]).toEqual([400, "headers.idempotency-key"]);
  });

  it("is taken from 1 to 255 visible characters, whatever the header's case", async () => {
    const { call, seen } = servedThing();
    for (const key of ["k", "~!#$%", "a".repeat(255)]) await call({ headers: { "IDEMPOTENCY-KEY": key } });
    expect(seen.map(({ once }) => typeof once?.scope)).toEqual(["string", "string", "string"]);
  });

  it.each<[string, ApiCall, Partial<Route<Ports>>]>([
    ["a GET", { method: "GET" }, { method: "GET" }],
    ["a route without idempotency", {}, { idempotency: "none" }],
  ])("means nothing to %s", async (_, given, change) => {
    const { call, seen } = servedThing(undefined, change);
    expect((await call({ ...given, headers: { "idempotency-key": "k" } })).status).toBe(200);
    expect(seen[0].once).toBeUndefined();
  });

  const onceOf = async (given: ApiCall, change: Partial<Route<Ports>> = {}) => {
    const { call, seen } = servedThing(undefined, change);
    expect((await call({ ...given, headers: { "idempotency-key": "k", ...given.headers } })).status).toBe(200);
    return seen[0].once;
  };

  it("makes the same request recognizable, and holds none of its words", async () => {
    const [one, other] = [await onceOf({}), await onceOf({ requestId: "request-0002" })];
    expect([other.scope, other.hash]).toEqual([one.scope, one.hash]);
    expect(`${one.scope} ${one.hash}`).toMatch(/^[\w-]{43} [\w-]{43}$/);
  });

  it.each<[string, ApiCall]>([
    ["another key", { headers: { "idempotency-key": "other" } }],
    ["another caller", { authorizer: { kind: "guest", ownerId: "gst_2" } }],
    ["nobody", { authorizer: null }],
  ])("has another scope for %s", async (_, given) => {
    const authorizer = { kind: "guest", ownerId: "gst_1" };
    const [one, other] = [await onceOf({ authorizer }), await onceOf({ authorizer, ...given })];
    expect(other.scope).not.toBe(one.scope);
  });

  it.each<[string, ApiCall]>([
    ["another body", { body: { name: "b", count: 1 } }],
    ["another path", { params: { orderId: "ord_01kaq3v8e0m4t6w8y0a2c4e6g9" } }],
    ["another query", { query: { limit: "7" } }],
  ])("has the same scope and another hash for %s", async (_, given) => {
    const [one, other] = [await onceOf({}), await onceOf(given)];
    expect(other.scope).toBe(one.scope);
    expect(other.hash).not.toBe(one.hash);
  });

  it("has another hash for another version", async () => {
    const versioned = (version: string) => onceOf({ headers: { "if-match": version } }, { ifMatch: "required" });
    expect((await versioned('"1"')).hash).not.toBe((await versioned('"2"')).hash);
  });

  it("has the same hash for a body that was spelled otherwise", async () => {
    const spelled = await onceOf({ body: '{ "count": 1,\n "name": "a" }' });
    expect(spelled.hash).toBe((await onceOf({})).hash);
  });
});

describe("If-Match", () => {
  const versioned = () => servedThing(undefined, { ifMatch: "required" });

  it("gives the handler the version", async () => {
    const { call, seen } = versioned();
    expect((await call({ headers: { "If-Match": '"12"' } })).status).toBe(200);
    expect((await call({ headers: { "If-Match": '"0"' } })).status).toBe(200);
    expect(seen.map(({ ifMatch }) => ifMatch)).toEqual([12, 0]);
  });

  it("is demanded where the route changes a version", async () => {
    const reply = await versioned().call();
    expect([reply.status, problemIn(reply).code]).toEqual([400, "version.required"]);
  });

  it.each(["12", 'W/"12"', '"12", "13"', "*", '""', '"00"', '"01"', '"-1"', '"1.5"', '"abc"', '"1234567890"', '"1"\n'])(
    "is refused as %j",
    async (header) => {
      const reply = await versioned().call({ headers: { "if-match": header } });
      expect([reply.status, problemIn(reply).errors[0].field]).toEqual([400, "headers.if-match"]);
    },
  );

  it("means nothing to other routes", async () => {
    const { call, seen } = servedThing();
    expect((await call({ headers: { "if-match": "nonsense" } })).status).toBe(200);
    expect(seen[0].ifMatch).toBeUndefined();
  });
});
