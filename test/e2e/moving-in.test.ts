import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { bodyOf, currency, key, location, openStore, type Store, unitPrice } from "../support/store.ts";

let store: Store;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
});

/** How shops name their goods; a word of this run makes each a new one. */
const forms = ["shoe_42.b/w 1", "Größe:M", "100%+a=b&c?", "*|\\\"'", "x".repeat(55), "杯子", "..a", "%2F", "A;B,$"];

function aWord() {
  return randomUUID().slice(0, 8);
}

/** Imports one published product of one variant. */
async function bring(sku: string, more: object = {}) {
  const title = { slug: `moved-${randomUUID()}`, sku, name: "Straßenschuh", title: "Schuh", status: "active" };
  const row = { ...title, prices: [{ amount: unitPrice, currency }], ...more };
  const request = { token: store.staff, headers: key(), body: { rows: [row] } };
  return bodyOf(await store.api("POST", "/v1/products/import", request), 200).results[0];
}

describe("a shop that moves in", () => {
  it.each(forms)("keeps its SKU, wherever it is said or written: %s", async (form) => {
    const sku = `${form} ${aWord()}`;
    const path = encodeURIComponent(sku);
    expect(await bring(sku)).toMatchObject({ sku, outcome: "created" });
    await store.receive(sku, 5);
    expect(bodyOf(await store.api("GET", `/v1/skus/${path}/product`), 200).variants[0].sku).toBe(sku);
    const shopper = await store.aShopper();
    const { cartId, version } = await store.cartOf(shopper, [{ sku, quantity: 1 }]);
    const request = { token: shopper.token, headers: { "if-match": `"${version}"` }, body: { quantity: 2 } };
    const cart = bodyOf(await store.api("PUT", `/v1/carts/${cartId}/lines/${path}`, request), 200);
    const order = bodyOf(await store.checkout(shopper, cart), 201);
    expect(order.lines).toMatchObject([{ sku, quantity: 2 }]);
    await store.until(shopper, order.orderId, "confirmed");
    const stock = bodyOf(await store.api("GET", `/v1/stock/${path}`, { token: store.staff }), 200);
    expect(stock).toMatchObject({ sku, levels: [{ locationId: location, onHand: 5, allocated: 2, available: 3 }] });
    expect(await store.all(`/v1/stock/${path}/movements`, store.staff, 1)).toHaveLength(3);
  });

  it("is told which SKUs differ by case only, and keeps them apart", async () => {
    const word = aWord();
    const [first, second] = [`tee/${word}a`, `TEE/${word}a`];
    expect(await bring(first)).not.toHaveProperty("warnings");
    await store.receive(first, 3);
    expect(await bring(second)).toMatchObject({
      outcome: "created",
      warnings: [{ field: "sku", reason: `differs from ${first} by case only` }],
    });
    await store.receive(second, 4);
    const levels = async (sku: string) =>
      bodyOf(await store.api("GET", `/v1/stock/${encodeURIComponent(sku)}`, { token: store.staff }), 200).levels;
    expect([await levels(first), await levels(second)]).toMatchObject([[{ onHand: 3 }], [{ onHand: 4 }]]);
  });

  it("keeps the paragraphs of its descriptions", async () => {
    const sku = `desc ${aWord()}`;
    await bring(sku, { description: "Für die Straße.\r\n\r\n\t– Gummi\rAbwischen\n" });
    const product = bodyOf(await store.api("GET", `/v1/skus/${encodeURIComponent(sku)}/product`), 200);
    expect(product.description).toBe("Für die Straße.\n\n\t– Gummi\nAbwischen");
  });
});
