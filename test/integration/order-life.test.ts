import { randomUUID } from "node:crypto";
import { money } from "@millrace/kernel/money";
import { batchGet } from "@millrace/table/batch-get";
import { journalOf } from "@millrace/table/journal";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import type { Treatment } from "../support/house.ts";
import { openShop } from "../support/order-life.ts";

let shop: Awaited<ReturnType<typeof openShop>>;
beforeAll(async () => {
  shop = await openShop(inject("dynamodbEndpoint"));
});
afterAll(() => shop.house.close());

async function levelOf(sku: string) {
  return (await batchGet(shop.house.table, [shop.stock.read(sku)]))[0]?.levels["loc_main"];
}

describe("checkout", () => {
  it("sells exactly what there is to as many buyers as there are pieces", async () => {
    const sku = await shop.anArticle(5);
    const buyers = await Promise.all(Array.from({ length: 20 }, () => shop.aBuyer([{ sku, quantity: 1 }])));
    const answers = await Promise.all(buyers.map((buy) => buy()));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(5);
    const refused = answers.filter(({ status }) => status !== 201);
    expect(new Set(refused.map(({ status, body }) => `${status} ${body.code}`))).toEqual(
      new Set(["409 inventory.insufficient"]),
    );
    expect(await levelOf(sku)).toMatchObject({ onHand: 5, reserved: 5, available: 0 });
  });

  it("answers one request sent ten times at once with one order", async () => {
    const sku = await shop.anArticle(50);
    const buy = await shop.aBuyer([{ sku, quantity: 2 }]);
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => buy(key)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 201));
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === "true")).toHaveLength(9);
    expect(await levelOf(sku)).toMatchObject({ reserved: 2, available: 48 });
  });

  it("refuses another request under a used key", async () => {
    const sku = await shop.anArticle(5);
    const buy = await shop.aBuyer([{ sku, quantity: 1 }]);
    const key = randomUUID();
    await buy(key);
    expect(await buy(key, "tok_declined")).toMatchObject({ status: 422, body: { code: "idempotency.key_reused" } });
  });

  it("forgets a refusal, so that the same key may be tried again", async () => {
    const sku = await shop.anArticle(1);
    const [first, second] = [await shop.aBuyer([{ sku, quantity: 1 }]), await shop.aBuyer([{ sku, quantity: 1 }])];
    const [key, otherKey] = [randomUUID(), randomUUID()];
    await first(otherKey, "tok_declined");
    expect(await second(key)).toMatchObject({ status: 409 });
    await shop.house.settle();
    expect(await second(key)).toMatchObject({ status: 201 });
  });

  it("tells the new total when it is not what the buyer agreed to", async () => {
    const sku = await shop.anArticle(5);
    const buy = await shop.aBuyer([{ sku, quantity: 1 }]);
    const answer = await buy(randomUUID(), "tok_ok", { expectedTotal: money(1, "EUR") });
    expect(answer).toMatchObject({ status: 409, body: { code: "cart.changed", total: money(1990, "EUR") } });
  });

  it("takes two reads, a ticket for each SKU at the same time, and one transaction", async () => {
    const skus = [await shop.anArticle(5), await shop.anArticle(5)];
    const buy = await shop.aBuyer(skus.map((sku) => ({ sku, quantity: 1 })));
    const calls = await shop.house.watching(() => buy());
    expect(calls.map(({ operation }) => operation)).toEqual([
      "BatchGetItem",
      "BatchGetItem",
      "UpdateItem",
      "UpdateItem",
      "TransactWriteItems",
    ]);
  });
});

/** Everything that must be the same however the facts travelled. */
async function outcomeOf(orderId: string, sku: string) {
  const order = await shop.orders.orders.get(orderId);
  if (order === undefined) throw new Error("The order is gone.");
  const payment = await shop.payments.payments.get(order.paymentId);
  const facts = await Promise.all([
    shop.orders.journal.list(orderId, 0, 100),
    journalOf("payments", "paymentId", shop.house.table).list(order.paymentId, 0, 100),
  ]);
  return {
    order: [order.status, order.paymentStatus, order.version],
    payment: [payment?.status, payment?.version],
    stock: await levelOf(sku).then((level) => [level?.onHand, level?.reserved, level?.allocated, level?.available]),
    facts: facts.map((entries) => entries.map(({ type }) => type)),
  };
}

/** Two lives for each call of each function. */
const manyLivesMilliseconds = 300_000;

async function live(token: string, treatment: Treatment) {
  const sku = await shop.anArticle(3);
  const buy = await shop.aBuyer([{ sku, quantity: 2 }]);
  const { body: order } = await buy(randomUUID(), token);
  await shop.house.settle(treatment);
  const mails = shop.house.mails.filter(({ eventId }) => eventId.startsWith(order.orderId));
  // A mail that may have gone out is not sent again before its provider has had time to say so.
  expect(mails.length).toBeLessThanOrEqual(1);
  return outcomeOf(order.orderId, sku);
}

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

  it(
    "ends the same wherever a function dies, before or after any of its calls",
    async () => {
      await live(token, {});
      const counted = [...shop.house.calls];
      expect(counted.map(([name]) => name)).toEqual(
        expect.arrayContaining(["orders-events", "payments-events", "relay"]),
      );
      for (const [functionName, count] of counted) {
        for (let call = 1; call <= count; call += 1) {
          for (const when of ["before", "after"] as const) {
            const crash = { functionName, call, when };
            expect({ crash, ...(await live(token, { crash })) }).toEqual({ crash, ...ending });
          }
        }
      }
    },
    manyLivesMilliseconds,
  );
});

describe("an order that takes the last pieces", () => {
  const told = async (token: string, treatment: Treatment) => {
    const sku = await shop.anArticle(2);
    const buy = await shop.aBuyer([{ sku, quantity: 2 }]);
    await buy(randomUUID(), token);
    await shop.house.settle(treatment);
    const alerts = journalOf("inventory", "alert", shop.house.table);
    return (await alerts.list(`alr_${sku}`, 0, 100)).map(({ type }) => type);
  };
  const treatments: readonly Treatment[] = [{}, { copies: 3 }, { reversed: true }, { copies: 3, reversed: true }];

  it.each(treatments)("is told to have depleted the stock, once: %o", async (treatment) => {
    expect(await told("tok_ok", treatment)).toEqual(["stock.depleted"]);
  });

  it.each(treatments)("leaves no tale of depletion when it is canceled: %o", async (treatment) => {
    expect(["stock.replenished", undefined]).toContain((await told("tok_declined", treatment)).at(-1));
  });
});

describe("an order that nobody pays", () => {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

  const unpaid = async () => {
    const sku = await shop.anArticle(3);
    const buy = await shop.aBuyer([{ sku, quantity: 2 }]);
    const { body: order } = await buy(randomUUID(), "tok_requires_action");
    await shop.house.settle();
    return { sku, orderId: order.orderId as string };
  };

  it("keeps its hold until its time is up", async () => {
    const { sku, orderId } = await unpaid();
    await shop.sweepAt(inMinutes(29));
    expect(await outcomeOf(orderId, sku)).toMatchObject({ order: ["placed", "pending", 1], stock: [3, 2, 0, 1] });
  });

  it("is canceled by the sweeper, with its stock and its payment", async () => {
    const { sku, orderId } = await unpaid();
    await shop.sweepAt(inMinutes(31));
    await shop.house.settle();
    expect(await outcomeOf(orderId, sku)).toEqual({
      order: ["canceled", "canceled", 2],
      payment: ["canceled", 1],
      stock: [3, 0, 0, 3],
      facts: [["order.placed", "order.canceled"], ["payment.canceled"]],
    });
  });

  it("is canceled once, by however many sweepers at once", async () => {
    const { sku, orderId } = await unpaid();
    await Promise.allSettled([31, 31, 31].map((minutes) => shop.sweepAt(inMinutes(minutes))));
    await shop.house.settle();
    expect(await outcomeOf(orderId, sku)).toMatchObject({ order: ["canceled", "canceled", 2], stock: [3, 0, 0, 3] });
  });

  it("is left alone once it is paid", async () => {
    const sku = await shop.anArticle(3);
    const buy = await shop.aBuyer([{ sku, quantity: 2 }]);
    const { body: order } = await buy();
    await shop.house.settle();
    await shop.sweepAt(inMinutes(31));
    expect(await outcomeOf(order.orderId, sku)).toMatchObject({ order: ["confirmed", "authorized", 2] });
  });
});
