import * as catalog from "@millrace/catalog/doors";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";
import type { Offer } from "@millrace/pricing/offer";
import { quote } from "@millrace/pricing/quote";
import { saleOf, shopOf, type TermsOf, termsIn } from "@millrace/pricing/sale";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { batchGet, type Read } from "@millrace/table/batch-get";
import * as tax from "@millrace/tax/doors";
import { type Cart, type CartLine, requireRoom } from "../domain/cart.ts";
import { showCart } from "../domain/priced-cart.ts";
import type { Ports } from "../env.ts";

/** What every route that shows a cart reads through. */
export const momentDoors = [
  catalog.offers,
  catalog.priceBook,
  inventory.levels,
  inventory.locations,
  promotions.promotionRecords,
  customers.profile,
  tax.taxRates,
  shipping.coverage,
];

/** What a cart is or will be about, as far as is known before its prices are. */
export type About = Pick<Cart, "ownerId" | "coupons" | "destination"> & {
  readonly lines: readonly (SkuQuantity & Pick<CartLine, "parts">)[];
};

/** The shop as a cart meets it at one moment. */
export type Moment = {
  /** The terms of a currency. */
  readonly termsIn: (currency: string) => TermsOf;
  /** A cart as its owner sees it; it must be the one that the moment was read for. */
  readonly show: (cart: Cart) => Promise<ReturnType<typeof showCart>>;
};

type Doors = Pick<Ports, "doors" | "table">;

function bySku<Item extends { readonly sku: string }>(items: readonly (Item | undefined)[]) {
  return new Map(items.flatMap((item) => (item ? [[item.sku, item] as const] : [])));
}

type Stocks = ReadonlyMap<string, inventory.Stock>;

/** When the last of a cart's pieces is expected that are sold before they are in; undefined when all are there. */
function readyAtOf({ lines }: Cart, stocks: Stocks, places: inventory.LocationBook | undefined): Date | undefined {
  const late = unitsBySku(lines).flatMap(({ sku, quantity }) => {
    const stock = stocks.get(sku);
    const shipsAt = stock?.policy?.shipsAt;
    if (stock === undefined || shipsAt === undefined) return [];
    return quantity > inventory.availableOf([{ ...stock, policy: undefined }], places) ? [shipsAt] : [];
  });
  const last = late.toSorted().at(-1);
  return last === undefined ? undefined : new Date(last);
}

/** The stock of kits' parts that were not known before their offers were. */
async function readMissing({ doors, table }: Doors, about: About, offers: ReadonlyMap<string, Offer>) {
  const lines = about.lines.map((line) => ({ ...line, parts: line.parts ?? offers.get(line.sku)?.parts }));
  requireRoom(lines);
  const asked = new Set(unitsBySku(about.lines).map(({ sku }) => sku));
  const missing = unitsBySku(lines).filter(({ sku }) => !asked.has(sku));
  if (missing.length === 0) return [];
  const [levels] = await batchGet(table, [doors.levels(missing.map(({ sku }) => sku))]);
  return levels;
}

/**
 * Reads the shop for a cart in one batch, and `beside` along with it: at most 100 keys, 40 offers, 40 stocks, 14 for
 * promotions and one each for the rest. Only a kit that is new to the cart takes a second batch, for its parts' stock.
 */
export async function readMoment<Beside>(
  ports: Doors,
  at: Date,
  about: About,
  beside: readonly Read<Beside>[] = [],
): Promise<readonly [Moment, Beside | undefined]> {
  const { doors, table } = ports;
  const { lines, ownerId, coupons, destination } = about;
  requireRoom(lines);
  const country = destination?.country;
  const [offered, stocked, places, book, records, profile, [rates], [coverage], [found]] = await batchGet(table, [
    doors.offers(lines.map(({ sku }) => sku)),
    doors.levels(unitsBySku(lines).map(({ sku }) => sku)),
    doors.locations(),
    doors.priceBook(),
    doors.promotionRecords(coupons, ownerId),
    doors.profile(ownerId),
    country === undefined ? [] : [doors.taxRates(country)],
    country === undefined ? [] : [doors.coverage(country)],
    beside,
  ]);
  const offers = bySku(offered);
  const stocks = bySku([...stocked, ...(await readMissing(ports, about, offers))]);
  const promoted = promotions.candidatesOf(records, coupons, ownerId);
  const shop = shopOf({ offers: offered, book, profile, promoted, rates, covered: coverage });

  const show = async (cart: Cart) =>
    showCart(cart, {
      quote: await quote(saleOf(cart, shop, at)),
      titleOf: (sku) => offers.get(sku)?.title ?? sku,
      availableOf: (sku) => {
        const stock = stocks.get(sku);
        return stock === undefined ? 0 : inventory.availableOf([stock], places);
      },
      at,
      readyAt: readyAtOf(cart, stocks, places),
    });
  return [{ termsIn: (currency) => termsIn(currency, shop, at), show }, found];
}
