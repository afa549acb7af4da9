import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import type { Story } from "../../cli/src/story/story.ts";
import { createAdmin } from "../support/admin.ts";
import { messagesLike } from "../support/described-events.ts";
import { createQueues, type Received } from "../support/queues.ts";
import { aContact, type Buyer, bodyOf, key, openStore, type Store } from "../support/store.ts";
import { storedItems } from "../support/stored.ts";
import { traceDocuments } from "../support/traces.ts";

const readyFile = inject("readyFile");
const ready = readLocalReady(readyFile);
const admin = createAdmin(ready);
const queues = createQueues(ready);

/** Words that are one person's alone, so that they are found wherever they went. */
const mark = randomUUID().slice(0, 8);
const canaries = [`canary-${mark}@example.com`, `Carla Canary ${mark}`, `${mark} Canary Row`];
/** A means of payment that the sandbox does not know, and that is nobody's business but payments'. */
const paymentToken = `tok_${mark}`;
const correlationId = `story-${mark}`;

let store: Store;
let buyer: Buyer;
let orderId: string;
let declinedId: string;
let refusedRequest: string | null;
let customerNotices: readonly Received[];
let accessNotices: readonly Received[];
const subscriptions: { unsubscribe(): Promise<unknown> }[] = [];

async function gathered(
  subscription: Awaited<ReturnType<typeof queues.subscribe>>,
  ...ids: readonly string[]
): Promise<readonly Received[]> {
  const all: Received[] = [];
  await eventually(`notices of ${ids.join(", ")}`, async () => {
    all.push(...(await subscription.take()));
    return ids.every((id) => all.some(({ body }) => body.includes(id))) ? true : undefined;
  });
  await admin.rest();
  return [...all, ...(await subscription.take())];
}

beforeAll(async () => {
  store = await openStore(ready);
  const [notices, accesses] = [await queues.subscribe("customer-notices"), await queues.subscribe("access-notices")];
  subscriptions.push(notices, accesses);
  const shopper = await store.aShopper();
  const [email, name, line1] = canaries;
  const { address } = aContact();
  const contact = { email, name, address: { ...address, line1 } };
  const { contactId } = bodyOf(
    await store.api("POST", "/v1/contacts", { token: shopper.token, headers: key(), body: contact }),
    201,
  );
  buyer = { token: shopper.token, contactId };
  const sku = await store.sell(10);
  const headers = { "x-correlation-id": correlationId };
  ({ orderId } = await store.buy(buyer, [{ sku, quantity: 1 }], { headers }));
  ({ orderId: declinedId } = await store.buy(buyer, [{ sku, quantity: 1 }], { payment: paymentToken }));
  await store.until(buyer, orderId, "confirmed");
  await store.until(buyer, declinedId, "canceled");
  const cart = await store.cartOf(buyer, [{ sku, quantity: 1 }]);
  const refused = await store.checkout({ ...buyer, token: "x.y.z" }, cart);
  refusedRequest = refused.headers.get("x-request-id");
  customerNotices = await gathered(notices, `${orderId}.2`, `${declinedId}.2`);
  accessNotices = await gathered(accesses, String(refusedRequest));
});
afterAll(async () => {
  for (const subscription of subscriptions) await subscription.unsubscribe();
});

/** Functions that an order passes through, from the call to the mail. */
const functions = [
  "orders-checkout",
  "relay",
  "relay-topics",
  "payments-events",
  "orders-events",
  "notifications-events",
];

async function documentsOf(id: string) {
  return traceDocuments(ready, id, await admin.now());
}

describe("the story of an order", () => {
  it("is found in X-Ray by the order's id, from the gateway to the mail", async () => {
    const names = new Set((await documentsOf(orderId)).map((document) => JSON.parse(document).name));
    expect([...names]).toEqual(expect.arrayContaining(functions.map((name) => `${ready.stage}-${name}`)));
    expect([...names].some((name) => name.endsWith(`/${ready.stage}`))).toBe(true);
  });

  it("is printed as one tree under the call that placed it", async () => {
    const trace = resolve(import.meta.dirname, "../../cli/src/trace.ts");
    const { stdout } = await promisify(execFile)(process.execPath, [trace, orderId, "--ready-file", readyFile]);
    const lines = stdout.split("\n").map((line) => line.replace(/^\s*\+[\d.]+\s+\d+ ms {2}/, ""));
    const root = lines.findIndex((line) => line.startsWith("POST /v1/carts/") && line.includes("/checkout 201"));
    const next = lines.findIndex((line, index) => index > root && /^\w/.test(line));
    const tree = lines.slice(root, next === -1 ? undefined : next).join("\n");
    for (const name of functions) expect(tree).toMatch(new RegExp(`─ ${ready.stage}-${name}\\b`));
    expect(tree).toContain("SendEmail");
  });

  it("is found by the number that people read, and says who heard which fact", async () => {
    const trace = resolve(import.meta.dirname, "../../cli/src/trace.ts");
    const { orderNumber } = bodyOf(await store.api("GET", `/v1/orders/${orderId}`, { token: buyer.token }), 200);
    const { stdout } = await promisify(execFile)(process.execPath, [
      trace,
      orderNumber,
      "--json",
      "--ready-file",
      readyFile,
    ]);
    const { facts, ...story } = JSON.parse(stdout) as Story;
    expect(story.orderId).toBe(orderId);
    const heard = Object.fromEntries(
      facts.map((fact) => [fact.name, [...new Set(fact.heard.map(({ listener }) => listener))].sort()]),
    );
    const named = (...names: readonly string[]) => names.map((name) => `${ready.stage}-${name}`);
    expect(heard).toMatchObject({
      "order.placed": expect.arrayContaining(named("inventory-events", "payments-events", "relay-topics")),
      "payment.authorized": expect.arrayContaining(named("orders-events")),
      "order.confirmed": expect.arrayContaining(named("notifications-events", "relay-topics")),
    });
  });

  it("is found in the log by the correlation id that the caller gave, when something is said", async () => {
    const cart = await store.cartOf(buyer, []);
    const headers = { "x-correlation-id": correlationId };
    bodyOf(await store.checkout(buyer, cart, { headers }), 409);
    const lines = await admin.logs(`/aws/lambda/${ready.stage}-orders-checkout`);
    const [said] = lines.filter(({ message }) => message.includes(correlationId));
    expect(JSON.parse(said?.message ?? "{}")).toMatchObject({ correlationId, code: "cart.empty" });
  });

  it("is found in the access log by the request id that the caller got", async () => {
    const { headers } = await store.api("GET", `/v1/orders/${orderId}`, { token: buyer.token });
    const requestId = headers.get("x-request-id");
    const lines = (await admin.logs(`/millrace/${ready.stage}/access`)).map(({ message }) => JSON.parse(message));
    expect(lines.find((line) => line.requestId === requestId)).toMatchObject({ status: "200", method: "GET" });
  });

  it("is in the timeline with what caused what", async () => {
    const [placed, confirmed] = (await store.all(`/v1/orders/${orderId}/timeline`, buyer.token)) as {
      causationId: string;
    }[];
    expect(placed?.causationId).toMatch(/^[\w-]{8,}$/);
    expect(confirmed?.causationId).toMatch(/^pay_\w+\.1$/);
  });
});

describe("customer notices", () => {
  const of = (id: string) => customerNotices.filter(({ attributes }) => attributes["orderId"] === id);

  it("tell of the order with attributes to filter by", () => {
    const confirmed = of(orderId).find(({ attributes }) => attributes["type"] === "order.confirmed");
    expect(confirmed?.attributes).toEqual({ type: "order.confirmed", orderId, correlationId, eventId: `${orderId}.2` });
    expect(JSON.parse(confirmed?.body ?? "")).toMatchObject({ metadata: { correlationId }, data: { orderId } });
  });

  it("tell what customers are told of, and nothing else", () => {
    const typesOf = (id: string) => [...new Set(of(id).map(({ attributes }) => attributes["type"]))].sort();
    expect(typesOf(orderId)).toEqual(["order.confirmed", "order.placed"]);
    expect(typesOf(declinedId)).toEqual(["order.canceled", "order.placed", "payment.failed"]);
  });
});

describe("access notices", () => {
  it("are what the event catalog says of them", () => {
    expect(accessNotices.flatMap(({ body }) => messagesLike(JSON.parse(body)))).toEqual(
      accessNotices.map(() => "AccessNotice"),
    );
  });

  it("tell who checked out, when it worked and when the gateway refused", () => {
    const told = accessNotices.map(({ body }) => JSON.parse(body));
    expect(told).toContainEqual(
      expect.objectContaining({
        type: "access.granted",
        route: "POST /v1/carts/{cartId}/checkout",
        status: 201,
        actor: expect.stringMatching(/^cus_/),
      }),
    );
    expect(told.find(({ requestId }) => requestId === refusedRequest)).toMatchObject({
      type: "access.refused",
      status: 401,
      reason: "UNAUTHORIZED",
    });
  });

  it("carry attributes to filter by", () => {
    const refused = accessNotices.find(({ attributes }) => attributes["requestId"] === refusedRequest);
    expect(refused?.attributes).toMatchObject({ type: "access.refused", status: "401" });
  });

  it("tell of no other route", () => {
    const routes = new Set(accessNotices.map(({ attributes }) => attributes["route"]));
    expect([...routes]).toEqual(["POST /v1/carts/{cartId}/checkout"]);
  });
});

describe("what is personal", () => {
  /** Where a text may have gone, and what is there. */
  const places = async (): Promise<Readonly<Record<string, readonly string[]>>> => ({
    "customer notices": customerNotices.map(({ body, attributes }) => body + JSON.stringify(attributes)),
    "access notices": accessNotices.map(({ body, attributes }) => body + JSON.stringify(attributes)),
    traces: [...(await documentsOf(orderId)), ...(await documentsOf(declinedId))],
    ...Object.fromEntries(
      await Promise.all(
        (await admin.logGroups()).map(async (group) => [
          group,
          (await admin.logs(group)).map(({ message }) => message),
        ]),
      ),
    ),
  });

  const keepersOf = async (word: string): Promise<readonly string[]> => {
    const items = (await storedItems(ready)).filter((item) => JSON.stringify(item).includes(word));
    return [...new Set(items.map(({ pk, __edb_e__: entity }) => `${String(pk).split("#")[0]} ${String(entity)}`))];
  };

  it("is in no log, trace or notice", async () => {
    for (const [place, texts] of Object.entries(await places())) {
      const told = texts.filter((text) => [...canaries, paymentToken].some((word) => text.includes(word)));
      expect({ place, told }).toEqual({ place, told: [] });
    }
  });

  it("is kept in contacts and in the recipients of orders alone", async () => {
    const keepers = ["$customers contact", "$customers recipient"];
    for (const word of canaries) expect((await keepersOf(word)).toSorted()).toEqual(keepers);
  });

  it("is kept in payments alone, when it is a means of paying", async () => {
    expect(await keepersOf(paymentToken)).toEqual(["$payments payment"]);
  });
});
