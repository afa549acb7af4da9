import { offers } from "@millrace/catalog/doors";
import { levels, type StockLevel } from "@millrace/inventory/doors";
import { effectivePrice, type Offer } from "@millrace/pricing/offer";
import { type Read, readTogether } from "@millrace/table/read";
import type { Quotes } from "../domain/cart.ts";
import type { Ports } from "../env.ts";

/** What every route that shows a cart reads through. */
export const quoteDoors = [offers, levels];

/** Two reads per SKU: what it costs and how many are left. */
export const quoteReads = (
  doors: Ports["doors"],
  skus: readonly string[],
): readonly (Read<Offer> | Read<StockLevel>)[] => [...doors.offers(skus), ...doors.levels(skus)];

/** Quotes of what `quoteReads` found; anything else among it is passed over. */
export const quotesOf = (found: readonly (object | undefined)[], currency: string): Quotes => {
  const offered = found.filter((item): item is Offer => item !== undefined && "prices" in item);
  const stocked = found.filter((item): item is StockLevel => item !== undefined && "onHand" in item);
  const available = new Map(stocked.map((level) => [level.sku, level.available]));
  return new Map(
    offered.map((offer) => [
      offer.sku,
      {
        sku: offer.sku,
        title: offer.title,
        unitPrice: effectivePrice(offer, { currency, quantity: 1, groups: [], at: new Date(0), book: undefined })
          ?.unitPrice,
        available: available.get(offer.sku) ?? 0,
      },
    ]),
  );
};

/** Reads the quotes of SKUs by themselves; none without SKUs. */
export const readQuotes = async (
  { doors, table }: Pick<Ports, "doors" | "table">,
  skus: readonly string[],
  currency: string,
): Promise<Quotes> =>
  skus.length === 0 ? new Map() : quotesOf(await readTogether(table, quoteReads(doors, skus)), currency);
