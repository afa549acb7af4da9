import { discountsOf } from "@millrace/pricing/discounts";
import { batchGet } from "@millrace/table/batch-get";
import { commit, transact } from "@millrace/table/transact";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aPromotion } from "../../../../test/support/a-promotion.ts";
import { freshTable } from "../../../../test/support/table.ts";
import type { StoredPromotion } from "../domain/promotion.ts";
import * as doors from "../doors.ts";
import { createCoupons } from "./coupons.ts";
import { createPromotions } from "./promotions.ts";
import { createRedemptions } from "./redemptions.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const held = { code: "TEN", promotionId: "prm_1" };

async function shop(limits: StoredPromotion["limits"]) {
  const table = await freshTable();
  const [promotions, coupons, redemptions] = [createPromotions(table), createCoupons(table), createRedemptions(table)];
  await commit([
    promotions.create(aPromotion({ limits })),
    coupons.create({ ...held, status: "active", createdAt: at.toISOString() }, 0),
  ]);
  const open = {
    records: doors.promotionRecords.open(table),
    redeem: doors.redeem.open(table),
    restore: doors.restore.open(table),
  };
  const line = { sku: "TEE", productId: "prd_1", categoryIds: [], quantity: 1, unitAmount: 1000, subtotal: 1000 };
  /** What a checkout finds of the coupon as it reads. */
  const find = async (ownerId: string) => {
    const [records] = await batchGet(table, [open.records([held], ownerId)]);
    const { candidates, firstOrder } = doors.candidatesOf(records, [held], ownerId);
    const facts = { currency: "EUR", at, groups: [], firstOrder, guest: false, shippingCostOf: async () => 0 };
    const { applied } = await discountsOf([line], candidates, facts);
    return { redeemed: doors.redeemedOf(candidates, applied), firstOrder };
  };
  const redeem = async (ownerId: string, { redeemed }: Awaited<ReturnType<typeof find>>) => {
    if (redeemed.length === 0) return "too late";
    const rejections = await transact(open.redeem(redeemed, ownerId));
    if (rejections.length === 0) return "redeemed";
    return rejections.map(({ item, stored }) => item.refuse(stored).declaration.code).join();
  };
  const counted = async () => (await batchGet(table, [promotions.read("prm_1")]))[0]?.redeemed;
  return { table, promotions, redemptions, find, redeem, restore: open.restore, counted };
}

describe("a coupon with a total limit", () => {
  it("is redeemed as often as it may be by any number of buyers who all found it free", async () => {
    const { find, redeem, counted } = await shop({ total: 3 });
    const owners = Array.from({ length: 20 }, (_, index) => `cus_${index}`);
    const found = await Promise.all(owners.map(find));
    const outcomes = await Promise.all(found.map((one, index) => redeem(owners[index] ?? "", one)));
    expect(outcomes.filter((outcome) => outcome === "redeemed")).toHaveLength(3);
    expect(new Set(outcomes)).toEqual(new Set(["redeemed", "promotion.limit_reached"]));
    expect(await counted()).toBe(3);
    expect((await find("cus_x")).redeemed).toEqual([]);
  });

  it("is free again when an order gives it back", async () => {
    const { find, redeem, restore, counted } = await shop({ total: 1, perCustomer: 1 });
    const found = await find("cus_1");
    expect(await redeem("cus_1", found)).toBe("redeemed");
    expect(await redeem("cus_2", await find("cus_2"))).toBe("too late");
    await commit(restore(found.redeemed.map(doors.redemptionOf), "cus_1"));
    expect(await counted()).toBe(0);
    expect(await redeem("cus_1", await find("cus_1"))).toBe("redeemed");
  });

  it("asks who read another limit to try again", async () => {
    const { promotions, table, find, redeem } = await shop({ total: 1 });
    const found = await find("cus_1");
    const [stored] = await batchGet(table, [promotions.read("prm_1")]);
    if (stored === undefined) throw new Error("The promotion is gone.");
    await commit([promotions.change({ ...stored, limits: { total: 5 }, version: 2 })]);
    expect(await redeem("cus_1", found)).toBe("service.busy");
    expect(await redeem("cus_1", await find("cus_1"))).toBe("redeemed");
  });
});

describe("a coupon with a limit per customer", () => {
  it.each([1, 3])("is redeemed %i times by one customer, however many orders come at once", async (perCustomer) => {
    const { find, redeem } = await shop({ perCustomer });
    const outcomes: string[] = [];
    // Whoever is asked to try again does.
    for (let round = 0; round < 6; round += 1) {
      const found = await Promise.all(Array.from({ length: 10 }, () => find("cus_1")));
      outcomes.push(...(await Promise.all(found.map((one) => redeem("cus_1", one)))));
    }
    expect(outcomes.filter((outcome) => outcome === "redeemed")).toHaveLength(perCustomer);
    expect((await find("cus_2")).redeemed).toHaveLength(1);
  });
});

it("touches nothing that buyers share where there is no limit", async () => {
  const { find } = await shop({});
  expect((await find("cus_1")).redeemed).toEqual([]);
});

it("holds its limits whatever is redeemed and given back in whatever order", async () => {
  const steps = fc.array(
    fc.record({ owner: fc.constantFrom("cus_1", "cus_2", "cus_3"), gives: fc.boolean(), late: fc.boolean() }),
    { maxLength: 14 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { find, redeem, restore, counted } = await shop({ total: 4, perCustomer: 2 });
      const orders: { readonly owner: string; readonly found: Awaited<ReturnType<typeof find>> }[] = [];
      const early = new Map([["cus_1", await find("cus_1")]]);
      for (const { owner, gives, late } of all) {
        const [mine] = orders.filter((order) => order.owner === owner);
        if (gives && mine !== undefined) {
          await commit(restore(mine.found.redeemed.map(doors.redemptionOf), owner));
          orders.splice(orders.indexOf(mine), 1);
          continue;
        }
        // Now and then by what was read long ago.
        const found = (late ? early.get(owner) : undefined) ?? (await find(owner));
        if ((await redeem(owner, found)) === "redeemed") orders.push({ owner, found });
        expect(orders.length).toBeLessThanOrEqual(4);
        expect(orders.filter((order) => order.owner === owner).length).toBeLessThanOrEqual(2);
        expect(await counted()).toBe(orders.length);
      }
    }),
    { numRuns: 8 },
  );
});

it("keeps its keys", async () => {
  const { table, promotions, redemptions } = await shop({});
  const keyOf = ({ key }: { readonly key: Readonly<Record<string, { S?: string } | unknown>> }) =>
    Object.values(key).map((value) => Object(value).S);
  expect([
    keyOf(promotions.read("prm_1")),
    keyOf(promotions.readActive()),
    keyOf(createCoupons(table).read("TEN")),
    keyOf(redemptions.read("prm_1", "cus_1")),
    keyOf(redemptions.readBuyer("cus_1")),
  ]).toMatchInlineSnapshot(`
    [
      [
        "$promotions#promotionId_prm_1",
        "$promotion_1",
      ],
      [
        "$promotions#list_active",
        "$active_promotions_1",
      ],
      [
        "$promotions#code_TEN",
        "$coupon_1",
      ],
      [
        "$promotions#promotionId_prm_1#ownerId_cus_1",
        "$redemptions_1",
      ],
      [
        "$promotions#ownerId_cus_1",
        "$buyer_1",
      ],
    ]
  `);
});
