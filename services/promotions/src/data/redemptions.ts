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

export function createRedemptions(table: Table): RedemptionStore {
  const promotions = promotionEntity(table);
  const redemptions = redemptionsEntity(table);
  const buyers = buyerEntity(table);

  const reached = (redeemed: readonly Redeemed[], reason = "is used up") =>
    PromotionLimitReached(undefined, {
      errors: redeemed.map(({ promotionId, code }) => ({
        field: code === undefined ? `promotions.${promotionId}` : `coupons.${code}`,
        reason,
      })),
    });

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
        return counted(stored, "redeemed") >= now ? reached([redeemed]) : Busy("The promotion changed meanwhile.");
      },
    );

  // An upsert, here and below: what is written does not depend on whether the owner is known yet.
  const countByOwner = (redeemed: Redeemed, ownerId: string, limit: number): TransactItem =>
    transactItem(
      redemptions,
      (writes) =>
        writes
          .upsert({ promotionId: redeemed.promotionId, ownerId })
          .add({ count: 1 })
          .where(({ count }, { notExists, lt }) => `${notExists(count)} OR ${lt(count, limit)}`),
      () => reached([redeemed]),
    );

  const takeFirstOrder = (redeemed: readonly Redeemed[], ownerId: string, firstOrderId: string): TransactItem =>
    transactItem(
      buyers,
      (writes) =>
        writes
          .upsert({ ownerId, firstOrderId })
          .where(
            (stored, { notExists }) => `${notExists(stored.firstOrderId)} AND ${notExists(stored.confirmedOrderId)}`,
          ),
      () => reached(redeemed, "is for a first order, and there is another"),
    );

  const leaveFirstOrder = (ownerId: string, orderId: string): TransactItem =>
    transactItem(
      buyers,
      (writes) =>
        writes
          .patch({ ownerId })
          .remove(["firstOrderId"])
          .where(({ firstOrderId }, { eq }) => eq(firstOrderId, orderId)),
      () => Busy(`The first order of ${ownerId} is not ${orderId}.`),
    );

  const count = (redeemed: Redeemed, ownerId: string): readonly TransactItem[] => {
    const { total, perCustomer } = redeemed.limits;
    return [
      ...(total === undefined ? [] : [countInAll(redeemed, total)]),
      ...(perCustomer === undefined ? [] : [countByOwner(redeemed, ownerId, perCustomer)]),
    ];
  };

  const uncount = ({ promotionId, total, perCustomer }: Redemption, ownerId: string): readonly TransactItem[] => {
    const gone = () => Busy(`What was redeemed of ${promotionId} is not there.`);
    return [
      ...(total
        ? [transactItem(promotions, (writes) => writes.patch({ promotionId }).subtract({ redeemed: 1 }), gone)]
        : []),
      ...(perCustomer
        ? [transactItem(redemptions, (writes) => writes.patch({ promotionId, ownerId }).subtract({ count: 1 }), gone)]
        : []),
    ];
  };

  return {
    read: (promotionId, ownerId) => readOf<Redemptions>(redemptions, { promotionId, ownerId }),
    readBuyer: (ownerId) => readOf<Buyer>(buyers, { ownerId }),
    confirm: (ownerId, confirmedOrderId) =>
      transactItem(buyers, (writes) => writes.upsert({ ownerId, confirmedOrderId })),
    redeem: (redeemed, ownerId, orderId) => {
      const first = redeemed.filter(({ firstOrder }) => firstOrder);
      return [
        ...redeemed.flatMap((one) => count(one, ownerId)),
        ...(first.length > 0 ? [takeFirstOrder(first, ownerId, orderId)] : []),
      ];
    },
    restore: (redeemed, ownerId, orderId) => [
      ...redeemed.flatMap((one) => uncount(one, ownerId)),
      ...(redeemed.some(({ firstOrder }) => firstOrder) ? [leaveFirstOrder(ownerId, orderId)] : []),
    ],
  };
}
