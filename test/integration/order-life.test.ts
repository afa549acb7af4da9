import { randomUUID } from "node:crypto";
import { idOf } from "@millrace/kernel/ids";
import { money } from "@millrace/kernel/money";
import { readTogether } from "@millrace/table/read";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callsTo } from "../support/calls.ts";
import { sell } from "../support/shop.ts";
import { openHouse, type Treatment } from "./house.ts";

const openShop = async () => {
  const house = await openHouse(async () => {
    const [orders, payments] = await Promise.all([
      import("../../services/orders/src/env.ts"),
      import("../../services/payments/src/env.ts"),
    ]);
    const manifests = await Promise.all([import("@millrace/orders/manifest"), import("@millrace/payments/manifest")]);
    return [
      [manifests[0].orders, orders.ports],
      [manifests[1].payments, payments.ports],
    ];
  });
  const { ports: orders } = await import("../../services/orders/src/env.ts");
  const { ports: payments } = await import("../../services/payments/src/env.ts");
  const { ports: carts } = await import("../../services/carts/src/env.ts");
  const { ports: customers } = await import("../../services/customers/src/env.ts");
  const { checkout } = await import("../../services/orders/src/http/checkout.ts");
  const { createCart } = await import("../../services/carts/src/http/create-cart.ts");
  const { addContact } = await import("../../services/customers/src/http/add-contact.ts");
  const { createStock } = await import("../../services/inventory/src/data/stock.ts");
  return {
    house,
    orders,
    payments,
    stock: createStock(house.table),
    call: {
      orders: callsTo({ checkout }, orders),
      carts: callsTo({ createCart }, carts),
      customers: callsTo({ addContact }, customers),
    },
  };
};

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.house.close());

let articles = 0;

/** A SKU of its own with so many pieces, so that no test sees another's stock. */
const anArticle = async (available: number): Promise<string> => {
  articles += 1;
  const sku = `ART-${String(articles).padStart(6, "0")}`;
  await sell(shop.house.table, [{ sku, prices: [money(1990, "EUR")], available }]);
  return sku;
};

/** A guest with a contact and a cart, ready to check out. */
const aBuyer = async (lines: readonly { sku: string; quantity: number }[]) => {
  const ownerId = idOf("guest", new Date(), crypto.getRandomValues(new Uint8Array(10)));
  const caller = { kind: "guest", ownerId } as const;
  const { body: contact } = await shop.call.customers("POST /v1/contacts", {
    caller,
    body: {
      email: "ada@example.com",
      name: "Ada",
      address: { line1: "1 Mill Lane", city: "Cambridge", postalCode: "CB1 2AB", country: "GB" },
    },
  });
  const { body: cart } = await shop.call.carts("POST /v1/carts", { caller, body: { currency: "EUR", lines } });
  return (key: string = randomUUID(), token = "tok_ok", changes: object = {}) =>
    shop.call.orders(`POST /v1/carts/${cart.cartId}/checkout`, {
      caller,
      headers: { "idempotency-key": key },
      body: {
        contactId: contact.contactId,
        expectedTotal: cart.total,
        payment: { provider: "sandbox", token },
        ...changes,
      },
    });
};

const levelOf = async (sku: string) =>
  (await readTogether(shop.house.table, [shop.stock.readLevel(sku, "loc_main")]))[0];

describe("checkout", () => {
  it("sells exactly what there is to as many buyers as there are pieces", async () => {
    const sku = await anArticle(5);
    const buyers = await Promise.all(Array.from({ length: 20 }, () => aBuyer([{ sku, quantity: 1 }])));
    const answers = await Promise.all(buyers.map((buy) => buy()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(["409 inventory.insufficient"]),
    );
    expect(await levelOf(sku)).toMatchObject({ onHand: 5, reserved: 5, available: 0 });
  });

  it("answers one request sent ten times at once with one order", async () => {
    const sku = await anArticle(50);
    const buy = await aBuyer([{ sku, quantity: 2 }]);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => buy(key)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === "true")).toHaveLength(9);
    expect(await levelOf(sku)).toMatchObject({ reserved: 2, available: 48 });
  });

  it("refuses another request under a used key", async () => {
    const sku = await anArticle(5);
    const buy = await aBuyer([{ sku, quantity: 1 }]);
    const key = randomUUID();
    await buy(key);
    expect(await buy(key, "tok_declined")).toMatchObject({ status: 422, body: { code: "idempotency.key_reused" } });
  });

  it("forgets a refusal, so that the same key may be tried again", async () => {
    const sku = await anArticle(1);
    const [first, second] = [await aBuyer([{ sku, quantity: 1 }]), await aBuyer([{ sku, quantity: 1 }])];
    const [key, otherKey] = [randomUUID(), randomUUID()];
    await first(otherKey, "tok_declined");
    expect(await second(key)).toMatchObject({ status: 409 });
    await shop.house.settle();
    expect(await second(key)).toMatchObject({ status: 201 });
  });

  it("tells the new total when it is not what the buyer agreed to", async () => {
    const sku = await anArticle(5);
    const buy = await aBuyer([{ sku, quantity: 1 }]);
    const answer = await buy(randomUUID(), "tok_ok", { expectedTotal: money(1, "EUR") });
    expect(answer).toMatchObject({ status: 409, body: { code: "cart.changed", total: money(1990, "EUR") } });
  });

  it("takes two lines' worth of reads and one transaction", async () => {
    const skus = [await anArticle(5), await anArticle(5)];
    const buy = await aBuyer(skus.map((sku) => ({ sku, quantity: 1 })));
    expect(await shop.house.counting(() => buy())).toEqual(["BatchGetItem", "BatchGetItem", "TransactWriteItems"]);
  });
});

/** Everything that must be the same however the facts travelled. */
const outcomeOf = async (orderId: string, sku: string) => {
  const order = await shop.orders.orders.get(orderId);
  if (order === undefined) throw new Error("The order is gone.");
  const payment = await shop.payments.payments.get(order.paymentId);
  const facts = await Promise.all([
    shop.orders.journal.list(orderId, 0, 100),
    shop.payments.journal.list(order.paymentId, 0, 100),
  ]);
  return {
    order: [order.status, order.paymentStatus, order.version],
    payment: [payment?.status, payment?.version],
    stock: await levelOf(sku).then((level) => [level?.onHand, level?.reserved, level?.allocated, level?.available]),
    facts: facts.map((entries) => entries.map(({ type }) => type)),
  };
};

const live = async (token: string, treatment: Treatment) => {
  const sku = await anArticle(3);
  const buy = await aBuyer([{ sku, quantity: 2 }]);
  const { body: order } = await buy(randomUUID(), token);
  await shop.house.settle(treatment);
  return outcomeOf(order.orderId, sku);
};

const endings = {
  tok_ok: {
    order: ["confirmed", "authorized", 2],
    payment: ["authorized", 1],
    stock: [3, 0, 2, 1],
    facts: [["order.placed", "order.confirmed"], ["payment.authorized"]],
  },
  tok_declined: {
    order: ["canceled", "failed", 2],
    payment: ["failed", 1],
    stock: [3, 0, 0, 3],
    facts: [["order.placed", "order.canceled"], ["payment.failed"]],
  },
} as const;

describe.each(Object.entries(endings))("an order paid with %s", (token, ending) => {
  it("ends as it should", async () => {
    expect(await live(token, {})).toEqual(ending);
  });

  it.each([
    ["three times", { copies: 3 }],
    ["in reverse", { reversed: true }],
    ["three times in reverse", { copies: 3, reversed: true }],
  ])("ends the same when every fact comes %s", async (_, treatment) => {
    expect(await live(token, treatment)).toEqual(ending);
  });

  it("ends the same wherever a function dies, before or after any of its calls", async () => {
    await live(token, {});
    const counted = [...shop.house.calls];
    expect(counted.map(([name]) => name).sort()).toEqual(["orders-events", "payments-events", "relay"]);
    for (const [functionName, count] of counted) {
      for (let call = 1; call <= count; call += 1) {
        for (const when of ["before", "after"] as const) {
          const crash = { functionName, call, when };
          expect({ crash, ...(await live(token, { crash })) }).toEqual({ crash, ...ending });
        }
      }
    }
  });
});
