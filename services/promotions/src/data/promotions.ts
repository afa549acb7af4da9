import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import { itemFrom, pageFrom } from "@millrace/table/results";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { ActivePromotions, PromotionStatus, StoredPromotion } from "../domain/promotion.ts";
import { activePromotionsEntity } from "./active-promotions.entity.ts";
import { promotionEntity } from "./promotion.entity.ts";

/** Every access pattern of promotions. */
export type Promotions = {
  /** AP-PR1. One promotion, to read with others: table get, strongly consistent. */
  read(promotionId: string): Read<StoredPromotion>;
  /** AP-PR2. One promotion, alone: table get, strongly consistent. */
  get(promotionId: string): Promise<StoredPromotion | undefined>;
  /** AP-PR3. The active automatic promotions, to read with others: table get, strongly consistent. */
  readActive(): Read<ActivePromotions>;
  /** AP-PR4. The promotions of one status, the newest first: gsi1 query, eventually consistent, one page. */
  list(status: PromotionStatus, limit: number, position: string | null): Promise<Page<StoredPromotion>>;
  /** AP-PR5. A new promotion. */
  create(promotion: StoredPromotion): TransactItem;
  /** AP-PR6. The promotion at its next version; what was redeemed stays as it is counted. */
  change(promotion: StoredPromotion): TransactItem;
  /** AP-PR7. The active automatic promotions at their next version: at most 1 item, refused when they changed meanwhile. */
  writeActive(next: ActivePromotions | undefined): readonly TransactItem[];
};

export function createPromotions(table: Table): Promotions {
  const promotions = promotionEntity(table);
  const active = activePromotionsEntity(table);
  const replaceActive = ({ promotions: all, version }: ActivePromotions): TransactItem =>
    transactItem(
      active,
      (writes) =>
        version === 1
          ? writes.create({ promotions: all, version })
          : writes
              .patch({ list: "active" })
              .set({ promotions: all, version })
              .where((stored, { eq }) => eq(stored.version, version - 1)),
      () => Busy("Another promotion changed at the same moment; send this one again."),
    );
  return {
    read: (promotionId) => readOf<StoredPromotion>(promotions, { promotionId }),
    get: (promotionId) => itemFrom(promotions.get({ promotionId }).go({ consistent: true })),
    readActive: () => readOf<ActivePromotions>(active, { list: "active" }),
    list: (status, limit, position) =>
      pageFrom(promotions.query.byStatus({ status }).go({ order: "desc", limit, cursor: position })),
    create: (promotion) =>
      transactItem(
        promotions,
        (writes) => writes.create(omitUndefined(promotion)),
        () => Busy("Another promotion took this id; send the request again."),
      ),
    change: (promotion) => {
      const { promotionId, redeemed: _, createdAt: _at, ...rest } = promotion;
      const gone = (["startsAt", "endsAt"] as const).filter((date) => rest[date] === undefined);
      return transactItem(promotions, (writes) =>
        writes
          .patch({ promotionId })
          .set(omitUndefined(rest))
          .remove(gone)
          .where(({ version }, { eq }) => eq(version, promotion.version - 1)),
      );
    },
    writeActive: (next) => (next === undefined ? [] : [replaceActive(next)]),
  };
}
