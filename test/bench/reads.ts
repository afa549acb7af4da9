import type { Measure } from "./measurements.ts";
import type { Use } from "./meter.ts";
import type { Row } from "./report.ts";
import { pageSize, withSeededShop } from "./seeded-shop.ts";

const plan = { seed: 1, products: 400, orders: 60, categories: 4, customers: 2 };

/** One read unit: what a strongly consistent read of up to 4 KB costs, also of an item that is not there. */
const settings = 7;

function rowsOf(what: string, { requests, units }: Use, most: { requests: number; units: number }): readonly Row[] {
  return [
    { what: `${what}: requests`, value: requests, unit: "", budget: { atMost: most.requests } },
    { what: `${what}: read units`, value: units, unit: "units", budget: { atMost: most.units } },
  ];
}

/** Requests and read units of what shoppers do most. */
export const measure: Measure = () =>
  withSeededShop(plan, async ({ meter, bought, ...reads }) => {
    const rows: Row[] = [
      ...rowsOf(`list page of ${pageSize} products`, await meter(reads.listProducts), { requests: 1, units: 16 }),
      ...rowsOf("product with its variants", await meter(reads.getProduct), { requests: 2, units: 42 }),
    ];
    for (const lines of [1, 10, 40]) {
      // Itself, and for each line an offer and a stock; the rest are the country's and the shop's.
      const cart = await meter(() => reads.getCart(bought, lines));
      rows.push(
        ...rowsOf(`cart of ${lines === 1 ? "1 line" : `${lines} lines`}`, cart, {
          requests: 2,
          units: 1 + 2 * lines + settings,
        }),
      );
      // The contact beside it.
      const checkout = await meter(() => reads.checkout(bought, lines));
      rows.push(
        ...rowsOf(`checkout of ${lines === 1 ? "1 line" : `${lines} lines`}`, checkout, {
          requests: 2,
          units: 2 + 2 * lines + settings,
        }),
      );
    }
    return rows;
  });
