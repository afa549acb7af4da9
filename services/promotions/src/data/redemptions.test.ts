import { idOf } from "@millrace/kernel/ids";
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

async function shop(limits: StoredPromotion["limits"], more: Partial<StoredPromotion> = {}) {
  const table = await freshTable();
  const [promotions, coupons, redemptions] = [createPromotions(table), createCoupons(table), createRedemptions(table)];
  await commit([
    promotions.create(aPromotion({ limits, ...more })),
    coupons.create({ ...held, status: "active", createdAt: at.toISOString() }, 0),
  ]);
  const open = {
    records: doors.promotionRecords.open(table),
    redeem: doors.redeem.open(table),
    restore: doors.restore.open(table),
    remember: doors.remember.open(table),
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
  const redeem = async (ownerId: string, { redeemed }: Awaited<ReturnType<typeof find>>, orderId = "ord_1") => {
    if (redeemed.length === 0) return "too late";
    const rejections = await transact(open.redeem(redeemed, ownerId, orderId));
    if (rejections.length === 0) return "redeemed";
    return rejections.map(({ item, stored }) => item.refuse(stored).declaration.code).join();
  };
  const counted = async () => (await batchGet(table, [promotions.read("prm_1")]))[0]?.redeemed;
  /** An order of the owner that is canceled, and one that is confirmed. */
  const cancel = async (ownerId: string, { redeemed }: Awaited<ReturnType<typeof find>>, orderId = "ord_1") =>
    commit(open.restore(redeemed.map(doors.redemptionOf), ownerId, orderId));
  const confirm = async (ownerId: string, orderId: string) => commit(open.remember(ownerId, orderId));
  return { table, promotions, redemptions, find, redeem, cancel, confirm, remember: open.remember, counted };
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
    const { find, redeem, cancel, counted } = await shop({ total: 1, perCustomer: 1 });
    const found = await find("cus_1");
    expect(await redeem("cus_1", found)).toBe("redeemed");
    expect(await redeem("cus_2", await find("cus_2"))).toBe("too late");
    await cancel("cus_1", found);
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
    const found = await Promise.all(Array.from({ length: 10 }, () => find("cus_1")));
    const outcomes = await Promise.all(found.map((one) => redeem("cus_1", one)));
    expect(outcomes.filter((outcome) => outcome === "redeemed")).toHaveLength(perCustomer);
    expect(new Set(outcomes)).toEqual(new Set(["redeemed", "promotion.limit_reached"]));
    expect((await find("cus_2")).redeemed).toHaveLength(1);
  });
});

describe("a promotion of the first order", () => {
  const firstOnly = () => shop({}, { conditions: { firstOrder: true } });

  it("is redeemed by one of many orders that a customer places at once, and by each customer", async () => {
    const { find, redeem } = await firstOnly();
    const found = await Promise.all(Array.from({ length: 10 }, () => find("cus_1")));
    const outcomes = await Promise.all(found.map((one, index) => redeem("cus_1", one, `ord_${index}`)));
    expect(outcomes.toSorted()).toEqual([...Array.from({ length: 9 }, () => "promotion.limit_reached"), "redeemed"]);
    expect(await redeem("cus_2", await find("cus_2"))).toBe("redeemed");
  });

  it("is to be had again once its order is canceled, and not once it is confirmed", async () => {
    const { find, redeem, cancel, confirm } = await firstOnly();
    const found = await find("cus_1");
    expect(await redeem("cus_1", found)).toBe("redeemed");
    expect((await find("cus_1")).firstOrder).toBe(false);
    await cancel("cus_1", found);
    expect(await redeem("cus_1", await find("cus_1"), "ord_2")).toBe("redeemed");
    await confirm("cus_1", "ord_2");
    expect((await find("cus_1")).firstOrder).toBe(false);
  });

  it("is over with any order that is confirmed, also between a reading and its writing", async () => {
    const { find, redeem, confirm } = await firstOnly();
    const found = await find("cus_1");
    await confirm("cus_1", "ord_other");
    expect(await redeem("cus_1", found)).toBe("promotion.limit_reached");
    expect(await find("cus_1")).toEqual({ redeemed: [], firstOrder: false });
  });

  it("stays over when the order that got it is canceled after another was confirmed", async () => {
    const { find, redeem, cancel, confirm } = await firstOnly();
    const found = await find("cus_1");
    await redeem("cus_1", found);
    await confirm("cus_1", "ord_other");
    await cancel("cus_1", found);
    expect((await find("cus_1")).firstOrder).toBe(false);
  });

  it("is not for guests, of whom nothing is remembered", async () => {
    const guest = idOf("guest", at, new Uint8Array(10));
    const { find, remember } = await firstOnly();
    expect(await find(guest)).toEqual({ redeemed: [], firstOrder: false });
    expect(remember(guest, "ord_1")).toEqual([]);
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
      const { find, redeem, cancel, counted } = await shop({ total: 4, perCustomer: 2 });
      const orders: { readonly owner: string; readonly found: Awaited<ReturnType<typeof find>> }[] = [];
      const early = new Map([["cus_1", await find("cus_1")]]);
      for (const { owner, gives, late } of all) {
        const [mine] = orders.filter((order) => order.owner === owner);
        if (gives && mine !== undefined) {
          await cancel(owner, mine.found);
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
