import { created, etag, ok, type WrittenAnswer } from "@millrace/contracts/define-route";
import type { Caller, Rule } from "@millrace/kernel/caller";
import { defineRefusal } from "@millrace/kernel/errors";
import { Busy } from "@millrace/kernel/refusals";
import { describe, expect, it } from "vitest";
import { lambdaContext } from "../../../test/support/lambda-context.ts";
import {
  type Handle,
  type Ports,
  problemIn,
  servedThing,
  thingEvent,
  thingRoute,
} from "../../../test/support/served-thing.ts";
import { httpHandler, serve } from "./http.ts";

function asAuthorizer(caller: Caller): Readonly<Record<string, unknown>> | null {
  switch (caller.kind) {
    case "anonymous":
      return null;
    case "guest":
      return { kind: "guest", ownerId: caller.ownerId, groups: "" };
    case "customer":
      return { kind: "customer", ownerId: caller.ownerId, groups: caller.groups.join(" ") };
    case "machine":
      return {
        claims: {
          token_use: "access",
          sub: caller.clientId,
          client_id: caller.clientId,
          scope: caller.scopes.join(" "),
        },
      };
  }
}

describe("an unknown route", () => {
  it.each([
    ["another path", { resource: "/v1/nothing" }],
    ["another method", { method: "DELETE" }],
    ["a pattern of another name", { resource: "/v1/orders/{id}/things" }],
  ])("is 404: %s", async (_, given) => {
    const { call } = servedThing();
    const reply = await call(given);
    expect([reply.status, problemIn(reply).code, reply.headers["x-request-id"]]).toEqual([
      404,
      "route.not_found",
      "request-0001",
    ]);
  });
});

describe("a route's rule", () => {
  const guest: Caller = { kind: "guest", ownerId: "gst_1" };
  const customer: Caller = { kind: "customer", ownerId: "cus_1", groups: [] };
  const support: Caller = { kind: "customer", ownerId: "cus_2", groups: ["support"] };
  const machine: Caller = { kind: "machine", clientId: "client-1", scopes: ["millrace/orders:read"] };
  const callers = { anonymous: { kind: "anonymous" } as Caller, guest, customer, support, machine };

  it.each<[Rule, keyof typeof callers, number]>([
    ["public", "anonymous", 200],
    ["public", "machine", 200],
    ["guestOrCustomer", "anonymous", 401],
    ["guestOrCustomer", "guest", 200],
    ["guestOrCustomer", "customer", 200],
    ["guestOrCustomer", "machine", 403],
    ["customer", "anonymous", 401],
    ["customer", "guest", 403],
    ["customer", "customer", 200],
    ["orders:read", "anonymous", 401],
    ["orders:read", "guest", 403],
    ["orders:read", "customer", 403],
    ["orders:read", "support", 200],
    ["orders:read", "machine", 200],
    ["orders:write", "machine", 403],
    ["orders:write", "support", 200],
    ["catalog:write", "support", 403],
  ])("%s answers %s with %d", async (rule, name, status) => {
    const { call, seen } = servedThing(undefined, { rule });
    const reply = await call({ authorizer: asAuthorizer(callers[name]) });
    expect(reply.status).toBe(status);
    if (status === 200) expect(seen[0].caller).toEqual(callers[name]);
    else {
      expect(seen).toEqual([]);
      expect(problemIn(reply).code).toBe(status === 401 ? "caller.unauthenticated" : "caller.forbidden");
    }
  });

  it("answers an ID token with 401", async () => {
    const { call } = servedThing(undefined, { rule: "customer" });
    const claims = { token_use: "id", sub: "1", "cognito:groups": "admin" };
    expect((await call({ authorizer: { claims } })).status).toBe(401);
  });

  it("is judged before the request is read: a stranger learns nothing of its schema", async () => {
    const { call } = servedThing(undefined, { rule: "orders:write" });
    expect((await call({ body: "{" })).status).toBe(401);
    expect((await call({ body: "{", authorizer: asAuthorizer(guest) })).status).toBe(403);
  });
});

describe("an answer", () => {
  it("is JSON that nobody keeps, with the request's id", async () => {
    const { call } = servedThing(async () => created({ name: "a", count: 1 }, "/v1/things/1", etag(1)));
    expect(await call()).toEqual({
      status: 201,
      headers: {
        "content-type": "application/json",
        "cache-control": "no-store",
        location: "/v1/things/1",
        etag: '"1"',
        "x-request-id": "request-0001",
      },
      text: '{"name":"a","count":1}',
    });
  });

  it("may say itself how long it may be kept, but not whose request it answers", async () => {
    const headers = { "cache-control": "public, max-age=30", "x-request-id": "another" };
    const { call } = servedThing(async () => ok({ name: "a", count: 1 }, headers));
    expect((await call()).headers).toMatchObject({
      "cache-control": "public, max-age=30",
      "x-request-id": "request-0001",
    });
  });

  it("that was written before goes out byte for byte", async () => {
    const body = '{ "count":1,"name":"a", "extra":true}';
    const headers = { "content-type": "application/json", location: "/v1/things/1", "idempotency-replayed": "true" };
    const { call } = servedThing(async () => ({ status: 201, headers, body }));
    expect(await call()).toEqual({
      status: 201,
      headers: { ...headers, "cache-control": "no-store", "x-request-id": "request-0001" },
      text: body,
    });
  });

  it("is written for the record exactly as it goes out", async () => {
    let written: WrittenAnswer | undefined;
    const { call } = servedThing(async ({ once }) => {
      const answer = created({ count: 1, name: "a" }, "/v1/things/1");
      written = once.write(answer);
      return answer;
    });
    const reply = await call({ headers: { "idempotency-key": "k" } });
    expect(written).toEqual({
      status: 201,
      headers: { "content-type": "application/json", location: "/v1/things/1" },
      body: reply.text,
    });
  });
});

describe("a failure", () => {
  const secret = "jane@example.com";

  it.each<[string, Handle]>([
    ["an answer with a field too many", async () => ok({ name: "a", count: 1, internal: secret })],
    ["an answer with a field too few", async () => ok({ name: secret })],
    ["an answer of a wrong type", async () => ok({ name: "a", count: secret })],
    ["an answer of an undeclared status", async () => ({ status: 202, body: { secret } })],
    ["an outage", () => Promise.reject(new Error(secret))],
    ["a bug", () => Promise.reject(new TypeError(`${secret} is not a function`))],
    ["a word", () => Promise.reject(secret)],
    [
      "what looks like an HTTP error",
      () => Promise.reject(Object.assign(new Error(secret), { statusCode: 404, expose: true })),
    ],
    [
      "a throw before any promise",
      () => {
        throw new Error(secret);
      },
    ],
  ])("is 500 and shows nothing of its inside: %s", async (_, handle) => {
    const reply = await servedThing(handle).call();
    expect(reply).toEqual({
      status: 500,
      headers: {
        "content-type": "application/problem+json",
        "cache-control": "no-store",
        "x-request-id": "request-0001",
      },
      text: expect.not.stringContaining(secret),
    });
    expect(problemIn(reply)).toEqual({
      type: "https://millrace.dev/problems/internal",
      title: "Something went wrong on our side.",
      status: 500,
      code: "internal",
    });
  });

  it("that is a refusal is answered with its details", async () => {
    const CartChanged = defineRefusal("conflict", "cart.changed", "The cart changed.");
    const details = { errors: [{ field: "body.total", reason: "is 2" }], members: { total: 2 } };
    const reply = await servedThing(() => Promise.reject(CartChanged("It is 2 now.", details))).call();
    expect(reply.headers).toMatchObject({ "cache-control": "no-store", "x-request-id": "request-0001" });
    expect(problemIn(reply)).toMatchObject({ status: 409, code: "cart.changed", detail: "It is 2 now.", total: 2 });
    expect(problemIn(reply).errors).toEqual(details.errors);
  });

  it("to get a turn is 503 and says when to come again", async () => {
    const reply = await servedThing(() => Promise.reject(Busy())).call();
    expect([reply.status, reply.headers["retry-after"]]).toEqual([503, "1"]);
  });

  it.each([
    ["a throttle", { name: "ThrottlingException" }],
    ["a time-out", { name: "TimeoutError" }],
    ["a broken connection", { code: "ECONNRESET" }],
    ["a throttle inside another library's error", { cause: Object.assign(new Error(), { name: "RequestThrottled" }) }],
  ])("of another system is 503, says when to come again and shows nothing: %s", async (_, what) => {
    const reply = await servedThing(() => Promise.reject(Object.assign(new Error(secret), what))).call();
    expect([reply.status, reply.headers["retry-after"]]).toEqual([503, "1"]);
    expect(problemIn(reply)).toMatchObject({ status: 503, code: "service.busy" });
    expect(reply.text).not.toContain(secret);
  });

  it("leaves the next request alone", async () => {
    let fail = true;
    const { call } = servedThing(async ({ body }) => {
      if (fail) throw new Error("socket hang up");
      return ok(body);
    });
    expect((await call()).status).toBe(500);
    fail = false;
    expect((await call()).status).toBe(200);
  });
});

describe("serve", () => {
  it("gives each route its ports, and its doors opened once on their table", async () => {
    let opened = 0;
    const open = (table: unknown) => {
      opened += 1;
      return () => table;
    };
    const route = thingRoute({
      doors: { thing: { service: "things", name: "thing", actions: ["GetItem"], open } },
      handle: async (_request: never, _ports: Ports, doors: { thing(): unknown }) =>
        ok({ name: String(doors.thing()), count: opened }),
    });
    const ports = { now: () => new Date(), table: { toString: () => "a" }, handle: async () => ok({}) };
    // A second route through the same door makes nothing anew.
    const handler = httpHandler(serve({ makeThing: route, makeAnother: { ...route, path: "/v1/others" } }, ports));
    for (const _ of [1, 2]) {
      expect((await handler(thingEvent(), lambdaContext("dev-orders-api"))).body).toBe('{"name":"a","count":1}');
    }
  });
});
