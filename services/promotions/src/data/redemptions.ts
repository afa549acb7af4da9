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
  /** AP-PR14. Whether an owner has ordered before, to read with others: table get, strongly consistent. */
  readBuyer(ownerId: string): Read<Buyer>;
  /** AP-PR15. An owner's first order; refused when there is one. */
  firstOrder(buyer: Buyer): TransactItem;
  /** AP-PR16. Counts a promotion against its limits: at most 2 items; refused when one is reached. */
  redeem(redeemed: Redeemed, ownerId: string): readonly TransactItem[];
  /** AP-PR17. Restores what an order redeemed: at most 2 items. */
  restore(redemption: Redemption, ownerId: string): readonly TransactItem[];
};

function counted(stored: Readonly<Record<string, unknown>> | undefined, name: string): number {
  return Number(stored?.[name] ?? 0);
}

export function createRedemptions(table: Table): RedemptionStore {
  const promotions = promotionEntity(table);
  const redemptions = redemptionsEntity(table);
  const buyers = buyerEntity(table);

  const reached = ({ promotionId, code }: Redeemed) =>
    PromotionLimitReached(undefined, {
      errors: [{ field: code === undefined ? `promotions.${promotionId}` : `coupons.${code}`, reason: "is used up" }],
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
        return counted(stored, "redeemed") >= now ? reached(redeemed) : Busy("The promotion changed meanwhile.");
      },
    );

  const countByOwner = (redeemed: Redeemed, ownerId: string, limit: number): TransactItem => {
    const { promotionId, known } = redeemed;
    return transactItem(
      redemptions,
      (writes) =>
        known
          ? writes
              .patch({ promotionId, ownerId })
              .add({ count: 1 })
              .where(({ count }, { lt }) => lt(count, limit))
          : writes.create({ promotionId, ownerId, count: 1 }),
      (stored) => (counted(stored, "count") >= limit ? reached(redeemed) : Busy("Another order was quicker.")),
    );
  };

  return {
    read: (promotionId, ownerId) => readOf<Redemptions>(redemptions, { promotionId, ownerId }),
    readBuyer: (ownerId) => readOf<Buyer>(buyers, { ownerId }),
    firstOrder: (buyer) =>
      transactItem(
        buyers,
        (writes) => writes.create(buyer),
        () => Busy("The owner has ordered before."),
      ),
    redeem: (redeemed, ownerId) => {
      const { total, perCustomer } = redeemed.limits;
      return [
        ...(total === undefined ? [] : [countInAll(redeemed, total)]),
        ...(perCustomer === undefined ? [] : [countByOwner(redeemed, ownerId, perCustomer)]),
      ];
    },
    restore: ({ promotionId, total, perCustomer }, ownerId) => {
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
