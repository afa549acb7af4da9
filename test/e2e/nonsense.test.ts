import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { signInAs, type Tokens } from "../../cli/src/sign-in.ts";
import { machineToken } from "../support/machine-token.ts";
import { type Route, routesOf } from "../support/operations.ts";
import { expectProblem } from "../support/problem.ts";
import { aContact, type Buyer, key, location, openStore, type Store } from "../support/store.ts";
import { altered, signedByStranger, signedWithSecret, unsigned } from "../support/tokens.ts";
import { requests } from "./requests.ts";
import { type Request, sendOf } from "./scene.ts";

let store: Store;
let shopper: Awaited<ReturnType<Store["aShopper"]>>;
let sku: string;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
  [shopper, sku] = await Promise.all([store.aShopper(), store.sell(100)]);
});

/** Bodies that fit no route, whatever it takes. */
const bodies: Readonly<Record<string, string>> = {
  "half a document": '{"currency":"EUR",',
  nothing: "",
  null: "null",
  "a list": "[]",
  "a text": '"EUR"',
  "a number": "1",
  "NaN, which JSON has not": '{"quantity":NaN}',
  "an unknown field": '{"surprise":true}',
  __proto__: '{"__proto__":{"isAdmin":true}}',
  constructor: '{"constructor":{"prototype":{"isAdmin":true}}}',
  "ten thousand lists in each other": `${"[".repeat(10_000)}${"]".repeat(10_000)}`,
  "half a megabyte": JSON.stringify({ surprise: "x".repeat(500_000) }),
  "bytes that are no text": "{\u0000}",
};

/** Every operation that takes a body, with all of a good request but the body. */
const takers: { readonly route: Route; readonly request: Request }[] = [];
beforeAll(async () => {
  // One after the other: some of them write where only one can at a time.
  for (const route of routesOf(store.document)) {
    const request = await requests[route.id]?.({ store, shopper, sku });
    if (request?.body !== undefined) takers.push({ route, request });
  }
});

describe("a body that is nonsense", () => {
  it.each(Object.entries(bodies))("is refused by every route that takes one: %s", async (_, raw) => {
    for (const { route, request } of takers) {
      const { body: _body, ...rest } = sendOf(request);
      const refused = await store.api(route.method, request.path, { ...rest, raw });
      expect({ operation: route.id, status: refused.status }).toEqual({ operation: route.id, status: 400 });
      expectProblem(refused, 400);
    }
  });

  const lines = (quantity: string, of = '"TEE-BLUE-M"') =>
    `{"currency":"EUR","lines":[{"sku":${of},"quantity":${quantity}}]}`;
  it.each([
    ["a negative quantity", lines("-1")],
    ["none", lines("0")],
    ["half a piece", lines("1.5")],
    ["more than a line may have", lines("10001")],
    ["more than a double holds exactly", lines("9007199254740993")],
    ["more than a double holds", lines("1e999")],
    ["a text for a number", lines('"1"')],
    ["true for a number", lines("true")],
    ["null for a number", lines("null")],
    ["a SKU with a key delimiter", lines("1", '"A#B"')],
    ["a SKU with a line break", lines("1", '"TEE\\nBLUE"')],
    ["a SKU that nobody sees", lines("1", '"\\u200b"')],
    ["a SKU that is another path", lines("1", '".."')],
    ["a SKU that is too long", lines("1", JSON.stringify("a".repeat(65)))],
    ["an empty SKU", lines("1", '""')],
    ["a SKU that is a number", lines("1", "7")],
    ["a currency nobody has", '{"currency":"ZZZ"}'],
    ["a currency in lower case", '{"currency":"eur"}'],
    ["a line with a price of its own", `{"currency":"EUR","lines":[{"sku":"TEE-BLUE-M","quantity":1,"unitPrice":1}]}`],
    [
      "41 lines",
      JSON.stringify({ currency: "EUR", lines: Array.from({ length: 41 }, () => ({ sku: "A", quantity: 1 })) }),
    ],
    ["an owner", `{"currency":"EUR","ownerId":"cus_${randomUUID()}"}`],
  ])("makes no cart: %s", async (_, raw) => {
    const refused = await store.api("POST", "/v1/carts", { token: shopper.token, raw });
    expectProblem(refused, 400);
    expect(refused.json).toMatchObject({ code: "request.invalid" });
    expect(refused.json.errors[0].field).toMatch(/^body/);
  });

  it.each([
    ["a negative total", { expectedTotal: { amount: -1, currency: "EUR" } }],
    ["a huge total", { expectedTotal: { amount: 1e300, currency: "EUR" } }],
    ["a price for the line", { lines: [{ sku: "A", unitPrice: 1 }] }],
    ["a provider nobody has", { payment: { provider: "mattress", token: "tok_ok" } }],
    ["a token with a path in it", { payment: { provider: "sandbox", token: "../tok_ok" } }],
    ["a contact's id that is none", { contactId: "con_1" }],
  ])("places no order: %s", async (_, change) => {
    const cart = await store.cartOf(shopper, [{ sku, quantity: 1 }]);
    const good = {
      contactId: shopper.contactId,
      expectedTotal: cart.total,
      payment: { provider: "sandbox", token: "tok_ok" },
    };
    const request = { token: shopper.token, headers: key(), body: { ...good, ...change } };
    expectProblem(await store.api("POST", `/v1/carts/${cart.cartId}/checkout`, request), 400);
  });

  it.each([
    ["an address that is none", { email: "ada" }],
    ["two addresses in one", { email: "ada@example.com, eve@example.com" }],
    ["a header in a name", { name: "Ada\r\nBcc: eve@example.com" }],
    ["a name of nothing", { name: "   " }],
    ["a name too long", { name: "a".repeat(201) }],
  ])("makes no contact: %s", async (_, change) => {
    const body = { ...aContact(), ...change };
    expectProblem(await store.api("POST", "/v1/contacts", { token: shopper.token, body }), 400);
  });
});

describe("a path that leads nowhere", () => {
  it.each([
    ["GET", "/"],
    ["GET", "/v1"],
    ["GET", "/v1/nothing"],
    ["GET", "/v2/products"],
    ["GET", "//v1//products"],
    ["DELETE", "/v1/products"],
    ["PATCH", "/v1/carts"],
    ["PUT", "/v1/orders"],
    ["OPTIONS", "/v1/nothing"],
  ])("answers 404: %s %s", async (method, path) => {
    expectProblem(await store.api(method, path, { token: store.staff }), 404);
  });

  it.each([
    "ord_1",
    `ord_${"0".repeat(25)}I`,
    `ORD_${"0".repeat(26)}`,
    "__proto__",
    "constructor",
    "%00",
    "%23",
    "..%2f..%2fproducts",
    "%F0%9F%9A%80",
    "%E0%A4%A",
    "a".repeat(2_000),
  ])("is refused when it holds no id of ours: %s", async (id) => {
    expectProblem(await store.api("GET", `/v1/orders/${id}`, { token: shopper.token }), 400, 404);
  });
});

describe("a query that makes no sense", () => {
  it.each(["limit=0", "limit=-1", "limit=101", "limit=1.5", "limit=many", "limit=NaN", "limit=", "size=5", "cursor="])(
    "is refused: %s",
    async (query) => {
      expectProblem(await store.api("GET", `/v1/products?${query}`), 400);
    },
  );
});

describe("a cursor", () => {
  const ordersOf = async (buyer: Buyer, cursor: string) =>
    store.api("GET", `/v1/orders?cursor=${encodeURIComponent(cursor)}`, { token: buyer.token });

  it("is refused when it is forged, altered, carried to another list or to another caller", async () => {
    for (const _ of [1, 2]) await store.buy(shopper, [{ sku, quantity: 1 }]);
    const { json } = await store.api("GET", "/v1/orders?limit=1", { token: shopper.token });
    const cursor: string = json.nextCursor;
    expect(await ordersOf(shopper, cursor)).toMatchObject({ status: 200 });
    const flipped = `${cursor.slice(0, -4)}${cursor.endsWith("AAAA") ? "BBBB" : "AAAA"}`;
    const forged = Buffer.from(JSON.stringify({ gsi1pk: "$orders#ownerId_cus_1" })).toString("base64url");
    for (const wrong of ["x", "%", forged, flipped, cursor.slice(8), "A".repeat(2_048)]) {
      expectProblem(await ordersOf(shopper, wrong), 400);
    }
    const another = await store.aShopper();
    for (const refused of [
      await ordersOf(another, cursor),
      await store.api("GET", `/v1/contacts?cursor=${encodeURIComponent(cursor)}`, { token: shopper.token }),
      await store.api("GET", `/v1/products?cursor=${encodeURIComponent(cursor)}`),
    ]) {
      expectProblem(refused, 400);
      expect(refused.json).toMatchObject({ code: "cursor.invalid" });
    }
    expectProblem(await ordersOf(shopper, "A".repeat(2_049)), 400);
  });
});

describe("a header that makes no sense", () => {
  it.each(["", " ", "k".repeat(256), "two words", "clé"])("is no Idempotency-Key: %j", async (given) => {
    const request = {
      token: store.staff,
      headers: { "idempotency-key": given },
      body: { locationId: location, quantity: 1 },
    };
    expectProblem(await store.api("POST", `/v1/stock/${sku}/receipts`, request), 400);
  });

  it.each(["1", '"00"', '"-1"', '"1.0"', 'W/"1"', "*", '"1", "2"', '"9999999999"', '"one"'])(
    "is no If-Match: %s",
    async (given) => {
      const request = { token: shopper.token, headers: { "if-match": given }, body: aContact() };
      expectProblem(await store.api("PUT", `/v1/contacts/${shopper.contactId}`, request), 400);
    },
  );
});

type Own = Pick<Tokens, "accessToken" | "idToken">;

/** Tokens that look like the caller's own and prove nobody. */
const forgeries: Readonly<Record<string, (own: Own) => string>> = {
  "an ID token": ({ idToken }) => idToken,
  "its own claims, signed by a stranger": ({ accessToken }) => signedByStranger(accessToken),
  "another client's": ({ accessToken }) => signedByStranger(accessToken, { client_id: "stranger" }),
  "another pool's": ({ accessToken }) =>
    signedByStranger(accessToken, { iss: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_stranger" }),
  "one without signature": ({ accessToken }) => unsigned(accessToken),
  "one with another subject": ({ accessToken }) => altered(accessToken, { sub: randomUUID() }),
  "one that has put itself into a group": ({ accessToken }) => altered(accessToken, { "cognito:groups": ["admin"] }),
  "one that has given itself more time": ({ accessToken }) => altered(accessToken, { exp: 4_102_444_800 }),
  "one signed with a secret that is guessed": ({ accessToken }) => signedWithSecret(accessToken, "secret"),
  "a letter": () => "x",
  "two dots": () => "..",
  "letters of another alphabet": () => "\u00e9\u00e9.\u00e9.\u00e9",
};

describe("a token that proves nobody", () => {
  /** One route behind each authorizer, with a caller whom it lets in. */
  const doors: readonly (readonly [string, string, () => Promise<Own>])[] = [
    ["the Lambda authorizer", "/v1/orders", async () => ({ accessToken: shopper.token, idToken: shopper.idToken })],
    ["the Cognito authorizer", "/v1/drafts", () => signInAs(store.ready, "merchandiser")],
  ];

  describe.each(doors)("at %s", (_, path, signedIn) => {
    let own: Own;
    beforeAll(async () => {
      own = await signedIn();
    });

    it("is not the one that is let in", async () => {
      expect(await store.api("GET", path, { token: own.accessToken })).toMatchObject({ status: 200 });
    });

    it.each(Object.entries(forgeries))("gets 401: %s", async (__, forge) => {
      expectProblem(await store.api("GET", path, { token: forge(own) }), 401);
    });

    it.each(["", "Bearer", "Bearer ", "Basic YWRhOmFkYQ==", "Bearer a b"])("gets 401: %j", async (authorization) => {
      expectProblem(await store.api("GET", path, { headers: { authorization } }), 401);
    });
  });

  it("is also a machine's, where people are asked for", async () => {
    expectProblem(await store.api("GET", "/v1/orders", { token: await machineToken(store.ready) }), 401);
  });
});

describe("what belongs to somebody else", () => {
  it("does not exist", async () => {
    const cart = await store.cartOf(shopper, [{ sku, quantity: 1 }]);
    const { orderId } = await store.buy(shopper, [{ sku, quantity: 1 }]);
    const [another, guest] = [await store.aShopper(), await store.aGuest([{ sku, quantity: 1 }])];
    for (const stranger of [another, guest]) {
      const { token } = stranger;
      const headers = { "if-match": '"1"' };
      for (const refused of [
        await store.api("GET", `/v1/orders/${orderId}`, { token }),
        await store.api("GET", `/v1/orders/${orderId}/timeline`, { token }),
        await store.api("GET", `/v1/carts/${cart.cartId}`, { token }),
        await store.api("PUT", `/v1/carts/${cart.cartId}/lines/${sku}`, { token, headers, body: { quantity: 2 } }),
        await store.api("DELETE", `/v1/carts/${cart.cartId}/lines/${sku}`, { token, headers }),
        await store.checkout(stranger, cart),
        await store.api("GET", `/v1/contacts/${shopper.contactId}`, { token }),
        await store.api("PUT", `/v1/contacts/${shopper.contactId}`, { token, headers, body: aContact() }),
      ]) {
        expectProblem(refused, 404);
      }
      // One's own cart, sent to somebody else's address.
      const own = await store.cartOf(stranger, [{ sku, quantity: 1 }]);
      expectProblem(await store.checkout({ token, contactId: shopper.contactId }, own), 404);
    }
  });
});
