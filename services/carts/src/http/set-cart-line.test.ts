import { maxAmount } from "@millrace/kernel/money";
import type { SkuQuantity } from "@millrace/kernel/sale";
import { commit } from "@millrace/table/transact";
import { beforeAll, describe, expect, it } from "vitest";
import { aCart } from "../../../../test/support/a-cart.ts";
import { at, openCartsWorld } from "../../../../test/support/carts-world.ts";
import { sell } from "../../../../test/support/shop.ts";

let world: Awaited<ReturnType<typeof openCartsWorld>>;
const caller = { kind: "guest", ownerId: `gst_${"0".repeat(26)}` } as const;
const skus = ["ONE", "TWO", "SIX"];
const unitAmount = (maxAmount / 100) * 45;

beforeAll(async () => {
  world = await openCartsWorld();
  await sell(
    world.table,
    skus.map((sku) => ({ sku, prices: [{ amount: unitAmount, currency: "EUR" }], available: 50 })),
  );
});

describe("a cart that became too dear for an order", () => {
  const expiresAt = new Date(at.getTime() + 60_000).toISOString();
  const total = (units: number) => ({ amount: units * unitAmount, currency: "EUR" });

  /** A cart whose lines were far cheaper when they were set; gives how it is changed. */
  async function dearCart(name: string, lines: readonly SkuQuantity[]) {
    const cartId = `crt_${name.repeat(26)}`;
    const seen = lines.map((line) => ({ ...line, unitPrice: 1 }));
    const cart = aCart({ cartId, ownerId: caller.ownerId, lines: seen, version: 1, expiresAt });
    await commit([world.ports.carts.open(cart)]);
    return (method: string, place = "", version = 1, body?: object) =>
      world.call(`${method} /v1/carts/${cartId}${place}`, { caller, headers: { "if-match": `"${version}"` }, body });
  }

  it("is shown as it is, and mended step by step: less is taken, more is refused", async () => {
    const call = await dearCart(
      "1",
      skus.map((sku) => ({ sku, quantity: 2 })),
    );
    expect(await call("GET")).toMatchObject({ status: 200, body: { total: total(6) } });
    expect(await call("PUT", "/lines/ONE", 1, { quantity: 1 })).toMatchObject({ body: { total: total(5) } });
    expect(await call("PUT", "/lines/ONE", 2, { quantity: 2 })).toMatchObject({
      status: 422,
      body: { code: "cart.too_large" },
    });
    expect(await call("DELETE", "/lines/TWO", 2)).toMatchObject({ status: 200, body: { total: total(3) } });
    expect(await call("PUT", "/lines/SIX", 3, { quantity: 1 })).toMatchObject({ body: { total: total(2) } });
  });

  it("names a line that is so by itself, and is mended by fewer units of it", async () => {
    const call = await dearCart("2", [{ sku: "ONE", quantity: 3 }]);
    expect(await call("GET")).toMatchObject({
      body: { lines: [{ changes: [{ kind: "too_dear" }] }], total: total(0) },
    });
    expect(await call("PUT", "/lines/ONE", 1, { quantity: 2 })).toMatchObject({
      status: 200,
      body: { lines: [{ changes: [] }], total: total(2) },
    });
  });
});
