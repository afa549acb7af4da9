import type { Refusal } from "@millrace/kernel/errors";
import { Busy, PromotionLimitReached } from "@millrace/kernel/refusals";
import type { PromotionLimits, Redemption } from "@millrace/pricing/promotion";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Buyer, Redeemed, Redemptions } from "../domain/candidates.ts";
import { buyerEntity } from "./buyer.entity.ts";
import { promotionEntity } from "./promotion.entity.ts";
import { redemptionsEntity } from "./redemptions.entity.ts";

/** Every access pattern of what is counted of promotions. */
export type RedemptionStore = {
  /** AP-PR13. How often an owner redeemed a promotion, to read with others: table get, strongly consistent. */
  read(promotionId: string, ownerId: string): Read<Redemptions>;
  /** AP-PR14. What is known of an owner's first order, to read with others: table get, strongly consistent. */
  readBuyer(ownerId: string): Read<Buyer>;
  /** AP-PR15. An owner's latest confirmed order; refused never. */
  confirm(ownerId: string, orderId: string): TransactItem;
  /**
   * AP-PR16. Counts an order's promotions against their limits: at most 2 items each, and 1 for a first order; refused
   * when a limit is reached, or the first order is another.
   */
  redeem(redeemed: readonly Redeemed[], ownerId: string, orderId: string): readonly TransactItem[];
  /** AP-PR17. Restores what an order redeemed: at most 2 items each, and 1 for a first order. */
  restore(redemptions: readonly Redemption[], ownerId: string, orderId: string): readonly TransactItem[];
};

function counted(stored: Readonly<Record<string, unknown>> | undefined, name: string): number {
  return Number(stored?.[name] ?? 0);
}

function limitReached(redeemed: readonly Redeemed[], reason = "is used up"): Refusal {
  return PromotionLimitReached(undefined, {
    errors: redeemed.map(({ promotionId, code }) => ({
      field: code === undefined ? `promotions.${promotionId}` : `coupons.${code}`,
      reason,
    })),
  });
}

/** Counts what is redeemed against each promotion's limits, at most 2 items each. */
function createCounts(table: Table) {
  const promotions = promotionEntity(table);
  const redemptions = redemptionsEntity(table);

  const countInAll = (redeemed: Redeemed, total: number): TransactItem =>
    transactItem(
      promotions,
      (writes) =>
        writes
          .patch({ promotionId: redeemed.promotionId })
          .add({ redeemed: 1 })
          // The limit may have changed since it was read.
          .where(
            (stored, { lt, eq }) =>
              `${lt(stored.redeemed, total)} AND ${eq(stored.limits.total as never, total as never)}`,
          ),
      (stored) => {
        const { total: now = total } = (stored?.["limits"] ?? {}) as PromotionLimits;
        return counted(stored, "redeemed") >= now ? limitReached([redeemed]) : Busy("The promotion changed meanwhile.");
      },
    );

  // An upsert: what is written does not depend on whether the owner is known yet.
  const countByOwner = (redeemed: Redeemed, ownerId: string, limit: number): TransactItem =>
    transactItem(
      redemptions,
      (writes) =>
        writes
          .upsert({ promotionId: redeemed.promotionId, ownerId })
          .add({ count: 1 })
          .where(({ count }, { notExists, lt }) => `${notExists(count)} OR ${lt(count, limit)}`),
      () => limitReached([redeemed]),
    );

  return {
    read: (promotionId: string, ownerId: string) => readOf<Redemptions>(redemptions, { promotionId, ownerId }),
    add: (redeemed: Redeemed, ownerId: string): readonly TransactItem[] => {
      const { total, perCustomer } = redeemed.limits;
      return [
        ...(total === undefined ? [] : [countInAll(redeemed, total)]),
        ...(perCustomer === undefined ? [] : [countByOwner(redeemed, ownerId, perCustomer)]),
      ];
    },
    subtract: ({ promotionId, total, perCustomer }: Redemption, ownerId: string): readonly TransactItem[] => {
      const gone = () => Busy(`What was redeemed of ${promotionId} is not there.`);
      return [
        ...(total
          ? [transactItem(promotions, (writes) => writes.patch({ promotionId }).subtract({ redeemed: 1 }), gone)]
          : []),
        ...(perCustomer
          ? [transactItem(redemptions, (writes) => writes.patch({ promotionId, ownerId }).subtract({ count: 1 }), gone)]
          : []),
      ];
    },
  };
}

/** An owner's first order: one at a time can have what is for it. Upserts, for owners that are not known yet. */
function createFirstOrders(table: Table) {
  const buyers = buyerEntity(table);
  return {
    read: (ownerId: string) => readOf<Buyer>(buyers, { ownerId }),
    take: (redeemed: readonly Redeemed[], ownerId: string, firstOrderId: string): TransactItem =>
      transactItem(
        buyers,
        (writes) =>
          writes
            .upsert({ ownerId, firstOrderId })
            .where(
              (stored, { notExists }) => `${notExists(stored.firstOrderId)} AND ${notExists(stored.confirmedOrderId)}`,
            ),
        () => limitReached(redeemed, "is for a first order, and there is another"),
      ),
    leave: (ownerId: string, orderId: string): TransactItem =>
      transactItem(
        buyers,
        (writes) =>
          writes
            .patch({ ownerId })
            .remove(["firstOrderId"])
            .where(({ firstOrderId }, { eq }) => eq(firstOrderId, orderId)),
        () => Busy(`The first order of ${ownerId} is not ${orderId}.`),
      ),
    confirm: (ownerId: string, confirmedOrderId: string): TransactItem =>
      transactItem(buyers, (writes) => writes.upsert({ ownerId, confirmedOrderId })),
  };
}

export function createRedemptions(table: Table): RedemptionStore {
  const counts = createCounts(table);
  const firstOrders = createFirstOrders(table);
  return {
    read: counts.read,
    readBuyer: firstOrders.read,
    confirm: firstOrders.confirm,
    redeem: (redeemed, ownerId, orderId) => {
      const first = redeemed.filter(({ firstOrder }) => firstOrder);
      return [
        ...redeemed.flatMap((one) => counts.add(one, ownerId)),
        ...(first.length > 0 ? [firstOrders.take(first, ownerId, orderId)] : []),
      ];
    },
    restore: (redeemed, ownerId, orderId) => [
      ...redeemed.flatMap((one) => counts.subtract(one, ownerId)),
      ...(redeemed.some(({ firstOrder }) => firstOrder) ? [firstOrders.leave(ownerId, orderId)] : []),
    ],
  };
}
