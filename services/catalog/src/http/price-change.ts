import { type Answer, etag, type Once, type Origin, ok, type WrittenAnswer } from "@millrace/contracts/define-route";
import { PriceListPricesChanged } from "@millrace/contracts/price-lists";
import { changeListPrices, type WantedPrices } from "../domain/list-prices.ts";
import type { Ports } from "../env.ts";

/** New prices of SKUs in a list, and the request that wants them. */
type PriceChange = {
  readonly priceListId: string;
  readonly wanted: readonly WantedPrices[];
  readonly ifMatch: number | undefined;
  readonly once: Once | undefined;
  readonly origin: Origin;
};

/** Writes a list's prices of SKUs and the fact of it; answers with those prices, at their new version. */
export function writePrices({ listPrices, priceListJournal, idempotency, now }: Ports) {
  return async ({ priceListId, wanted, ifMatch, once, origin }: PriceChange): Promise<Answer | WrittenAnswer> => {
    const replayed = await idempotency.replay(once);
    if (replayed) return replayed;
    const state = await listPrices.readList(
      priceListId,
      wanted.map(({ sku }) => sku),
    );
    const change = changeListPrices(priceListId, wanted, state, ifMatch);
    const { version } = change;
    const items = wanted.map(({ sku, prices }) => ({ sku, prices: [...prices] }));
    return idempotency.commit({
      once,
      answer: ok({ priceListId, items, version }, etag(version)),
      parts: [
        ...listPrices.changePrices(change),
        priceListJournal.append({
          aggregateId: priceListId,
          sequence: version,
          event: PriceListPricesChanged,
          data: { priceListId, items },
          at: now(),
          origin,
        }),
      ],
    });
  };
}
