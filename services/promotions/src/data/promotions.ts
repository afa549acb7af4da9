import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy, VersionMismatch } from "@millrace/kernel/refusals";
import { type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Board, PromotionStatus, StoredPromotion } from "../domain/promotion.ts";
import { boardEntity } from "./board.entity.ts";
import { promotionEntity } from "./promotion.entity.ts";

/** Every access pattern of promotions. */
export type Promotions = {
  /** AP-PR1. One promotion, to read with others: table get, strongly consistent. */
  read(promotionId: string): Read<StoredPromotion>;
  /** AP-PR2. The active automatic promotions, to read with others: table get, strongly consistent. */
  readBoard(): Read<Board>;
  /** AP-PR3. The promotions of one status, the newest first: gsi1 query, eventually consistent, one page. */
  list(status: PromotionStatus, limit: number, position: string | null): Promise<Page<StoredPromotion>>;
  /** AP-PR4. A new promotion. */
  create(promotion: StoredPromotion): TransactItem;
  /** AP-PR5. The promotion at its next version; what was redeemed stays as it is counted. */
  change(promotion: StoredPromotion): TransactItem;
  /** AP-PR6. The board at its next version, if nobody changed it meanwhile. */
  writeBoard(board: Board): TransactItem;
};

export function createPromotions(table: Table): Promotions {
  const promotions = promotionEntity(table);
  const boards = boardEntity(table);
  const outrun = () => Busy("Another promotion changed at the same moment; send this one again.");
  return {
    read: (promotionId) => readOf<StoredPromotion>(promotions, { promotionId }),
    readBoard: () => readOf<Board>(boards, { board: "main" }),
    async list(status, limit, position) {
      const { data, cursor } = await promotions.query
        .byStatus({ status })
        .go({ order: "desc", limit, cursor: position });
      return { items: data as readonly StoredPromotion[], position: cursor };
    },
    create: (promotion) =>
      transactItem(
        promotions,
        (writes) => writes.create(omitUndefined(promotion)),
        () => Busy("Another promotion took this id; send the request again."),
      ),
    change: (promotion) => {
      const { promotionId, redeemed: _, createdAt: _at, ...rest } = promotion;
      const gone = (["startsAt", "endsAt"] as const).filter((date) => rest[date] === undefined);
      return transactItem(
        promotions,
        (writes) =>
          writes
            .patch({ promotionId })
            .set(omitUndefined(rest))
            .remove(gone)
            .where(({ version }, { eq }) => eq(version, promotion.version - 1)),
        () => VersionMismatch(),
      );
    },
    writeBoard: ({ promotions: active, version }) =>
      transactItem(
        boards,
        (writes) =>
          version === 1
            ? writes.create({ board: "main", promotions: active, version })
            : writes
                .patch({ board: "main" })
                .set({ promotions: active, version })
                .where((stored, { eq }) => eq(stored.version, version - 1)),
        outrun,
      ),
  };
}
