import { etag, type Once, type Origin, ok } from "@millrace/contracts/define-route";
import { PromotionUpdated } from "@millrace/contracts/promotions";
import { batchGet } from "@millrace/table/batch-get";
import type { TransactItem } from "@millrace/table/transact";
import { boardWith, factOf, PromotionNotFound, type StoredPromotion } from "../domain/promotion.ts";
import type { Ports } from "../env.ts";

/** The board as a promotion makes it, where the promotion stands on it or did. */
export async function boardOf(
  { promotions, table }: Ports,
  promotion: StoredPromotion,
): Promise<readonly TransactItem[]> {
  const [board] = await batchGet(table, [promotions.readBoard()]);
  const next = boardWith(board, promotion);
  return next ? [promotions.writeBoard(next)] : [];
}

type Change = {
  readonly promotionId: string;
  readonly once: Once | undefined;
  readonly origin: Origin;
  readonly decide: (before: StoredPromotion) => StoredPromotion;
};

/** Changes a promotion, and with it the board that carts read. */
export async function writeChange(ports: Ports, { promotionId: aggregateId, once, origin, decide }: Change) {
  const { promotions, journal, idempotency, table, now } = ports;
  const replayed = await idempotency.replay(once);
  if (replayed) return replayed;
  const [before] = await batchGet(table, [promotions.read(aggregateId)]);
  if (before === undefined) throw PromotionNotFound();
  const promotion = decide(before);
  const { version: sequence } = promotion;
  return idempotency.commit({
    once,
    answer: ok(promotion, etag(sequence)),
    parts: [
      // First, so that a writer who saw an older version is told so.
      journal.append({ aggregateId, sequence, event: PromotionUpdated, data: factOf(promotion), at: now(), origin }),
      promotions.change(promotion),
      ...(await boardOf(ports, promotion)),
    ],
  });
}
