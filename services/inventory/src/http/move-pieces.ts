import type { Answer, Once, WrittenAnswer } from "@millrace/contracts/define-route";
import type { TransactItem } from "@millrace/table/transact";
import type { Cause } from "../data/stock.ts";
import { requireLocations, requireRoom } from "../domain/location.ts";
import type { MovementKind, Pieces, Stock } from "../domain/stock.ts";
import { StockNotFound } from "../domain/stock.ts";
import type { Ports } from "../env.ts";

/** A request of staff that moves pieces of a SKU, and the fact that tells it. */
type Move = {
  readonly sku: string;
  readonly kind: MovementKind;
  readonly locationIds: readonly string[];
  /** Which pieces, by the stock that was found. */
  readonly plan: (stocks: readonly Stock[]) => readonly Pieces[];
  readonly told: TransactItem;
  readonly cause: Cause;
  readonly answer: Answer;
  readonly once: Once | undefined;
};

/** What is stored of a SKU that a request names, once its locations are known. */
export async function findStock(
  { stock, locationBooks }: Ports,
  sku: string,
  locationIds: readonly string[],
): Promise<readonly Stock[]> {
  const [stocks, book] = await Promise.all([stock.getAll(sku), locationBooks.getBook()]);
  requireLocations(book, locationIds);
  requireRoom(stocks, locationIds);
  return stocks;
}

/** Moves pieces and tells it in one transaction; where others were quicker at a shard, it takes from another. */
export function movePieces(ports: Ports) {
  return async ({ sku, kind, locationIds, plan, told, cause, answer, once }: Move): Promise<Answer | WrittenAnswer> => {
    const { stock, idempotency } = ports;
    const partsOf = (stocks: readonly Stock[]) => {
      if (stocks.length === 0 && kind !== "RECEIPT") throw StockNotFound();
      return [...stock.bring(sku, kind, plan(stocks), stocks, cause), told];
    };
    return idempotency.commit({
      once,
      answer,
      parts: partsOf(await findStock(ports, sku, locationIds)),
      again: async () => partsOf(await stock.getAll(sku)),
    });
  };
}
