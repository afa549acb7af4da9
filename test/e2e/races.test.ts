import { beforeAll, describe, expect, inject, it } from "vitest";
import type { Exchange } from "../../cli/src/http-client.ts";
import { readReady } from "../../cli/src/ready.ts";
import { countersOf } from "../support/ledger.ts";
import { cartWith, sellVariant } from "../support/selling.ts";
import { type Cart, currency, openStore, type Store } from "../support/store.ts";
import { aCoupon } from "./services/promotions.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
});

function euros(amount: number) {
  return { amount, currency };
}
function said({ status, json }: Exchange): string {
  return status < 400 ? `${status}` : `${status} ${json?.code}`;
}
function times<Made>(count: number, make: (index: number) => Promise<Made>): Promise<readonly Made[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => make(index)));
}

describe("at the same moment", () => {
  it("the last coupon goes to one of ten", async () => {
    const { sku } = await sellVariant(store, 2000, 100);
    const shopper = await store.aShopper();
    const coupons = [await aCoupon({ store }, { limits: { total: 1 } })];
    const carts = await times(10, () => cartWith(store, shopper.token, [{ sku, quantity: 1 }], { coupons }));
    const answers = await Promise.all(carts.map((cart) => store.checkout(shopper, cart)));
    expect(answers.map(said).toSorted()).toEqual([
      "201",
      ...Array.from({ length: 9 }, () => "409 promotion.limit_reached"),
    ]);
    const [won] = answers.filter(({ status }) => status === 201);
    expect(won?.json.total).toEqual(euros(1800));
  });

  it("a price changes and ten check out: each pays what was agreed, or is told the new total", async () => {
    const { sku, productId, version } = await sellVariant(store, 2000, 100);
    const shopper = await store.aShopper();
    const carts = await times(10, () => store.cartOf(shopper, [{ sku, quantity: 1 }]));
    const reprice = store.api("PUT", `/v1/products/${productId}/variants/${sku}/prices`, {
      token: store.staff,
      headers: { "if-match": `"${version}"` },
      body: { prices: [euros(2500)] },
    });
    const [changed, ...answers] = await Promise.all([reprice, ...carts.map((cart) => store.checkout(shopper, cart))]);
    expect(changed.status).toBe(200);
    for (const answer of answers) {
      if (answer.status === 201) expect(answer.json.total).toEqual(euros(2000));
      else expect(answer).toMatchObject({ status: 409, json: { code: "cart.changed", total: euros(2500) } });
    }
    const late = await store.checkout(shopper, await store.cartOf(shopper, [{ sku, quantity: 1 }]), {
      expectedTotal: euros(2000),
    });
    expect(said(late)).toBe("409 cart.changed");
  });

  it("a cart is edited and checked out: one of the two happens", async () => {
    const { sku } = await sellVariant(store, 2000, 100);
    const shopper = await store.aShopper();
    const edit = ({ cartId, version }: Cart) =>
      store.api("PUT", `/v1/carts/${cartId}/lines/${sku}`, {
        token: shopper.token,
        headers: { "if-match": `"${version}"` },
        body: { quantity: 3 },
      });
    const outcomes = await times(8, async () => {
      const cart = await store.cartOf(shopper, [{ sku, quantity: 1 }]);
      return (await Promise.all([edit(cart), store.checkout(shopper, cart)])).map(said);
    });
    for (const [edited, ordered] of outcomes) {
      if (ordered === "201") expect(["409 cart.closed", "412 version.mismatch"]).toContain(edited);
      else expect([edited, ordered]).toEqual(["200", "409 cart.changed"]);
    }
  });

  it("a product is archived and bought: who comes later is told so", async () => {
    const { sku, productId, version } = await sellVariant(store, 2000, 100);
    const shopper = await store.aShopper();
    const carts = await times(6, () => store.cartOf(shopper, [{ sku, quantity: 1 }]));
    const archive = store.api("POST", `/v1/products/${productId}/archive`, {
      token: store.staff,
      headers: { "if-match": `"${version}"` },
    });
    const [archived, ...answers] = await Promise.all([archive, ...carts.map((cart) => store.checkout(shopper, cart))]);
    expect(archived.status).toBe(200);
    expect(answers.map(said).filter((answer) => answer !== "201" && answer !== "409 cart.changed")).toEqual([]);
    const [refused] = answers.filter(({ status }) => status === 409);
    if (refused) expect(refused.json.errors).toMatchObject([{ field: `lines.${sku}` }]);
    const late = await cartWith(store, shopper.token, []);
    const path = `/v1/carts/${late.cartId}/lines/${sku}`;
    const request = { token: shopper.token, headers: { "if-match": '"1"' }, body: { quantity: 1 } };
    expect(said(await store.api("PUT", path, request))).toBe("409 cart.sku_not_sellable");
  });

  it("two kits of one part are sold as far as the part reaches", async () => {
    const part = await sellVariant(store, 100, 10);
    const [two, three] = await Promise.all(
      [2, 3].map((quantity) => sellVariant(store, 1000, 0, { parts: [{ sku: part.sku, quantity }] })),
    );
    const shopper = await store.aShopper();
    const kits = [two, three, two, three, two, three, two, three];
    const carts = await Promise.all(kits.map((kit) => store.cartOf(shopper, [{ sku: kit?.sku ?? "", quantity: 1 }])));
    const answers = await Promise.all(carts.map((cart) => store.checkout(shopper, cart)));
    expect(answers.map(said).filter((answer) => answer !== "201" && answer !== "409 inventory.insufficient")).toEqual(
      [],
    );
    const sold = answers.reduce((total, { status }, index) => total + (status === 201 ? (index % 2) + 2 : 0), 0);
    expect(sold).toBeLessThanOrEqual(10);
    // Whoever was refused wanted more than was left.
    expect(sold).toBeGreaterThan(10 - 3);
    // Counters and movements are read one after the other: nothing may move between.
    for (const { status, json } of answers) if (status === 201) await store.until(shopper, json.orderId, "confirmed");
    const level = await store.level(part.sku);
    expect(level.available).toBe(10 - sold);
    expect(countersOf(await store.movements(part.sku))).toEqual(level);
  });
});
