import * as catalog from "@millrace/catalog/doors";
import type { Opened } from "@millrace/contracts/define-door";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";
import { quote } from "@millrace/pricing/quote";
import { openRegionOf, type Shop, saleOf, shopOf, type TermsOf, termsIn } from "@millrace/pricing/sale";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { batchGet } from "@millrace/table/batch-get";
import * as tax from "@millrace/tax/doors";
import { type Cart, type CartLine, requireRoom } from "../domain/cart.ts";
import { showCart } from "../domain/priced-cart.ts";
import type { Ports } from "../ports.ts";

/** What every route that shows a cart reads through. */
export const pricingDoors = {
  offers: catalog.offers,
  priceBook: catalog.priceBook,
  levels: inventory.levels,
  locations: inventory.locations,
  promotionRecords: promotions.promotionRecords,
  profile: customers.profile,
  taxRates: tax.taxRates,
  coverage: shipping.coverage,
};
type PricingDoors = Opened<typeof pricingDoors>;

/** What a cart is or will be about, as far as is known before its prices are. */
type About = Pick<Cart, "ownerId" | "coupons" | "destination"> & {
  readonly lines: readonly (SkuQuantity & Pick<CartLine, "parts">)[];
};

/** The shop and its stock, as they are when a cart is priced and shown. */
export type PricingContext = {
  /** What the shop sells for in a currency. */
  readonly termsIn: (currency: string) => TermsOf;
  /** A cart as its owner sees it; it must be the one that the context was read for. */
  readonly show: (cart: Cart) => Promise<ReturnType<typeof showCart>>;
};

type Stocks = ReadonlyMap<string, inventory.Stock>;

/** When the last of a cart's units is expected that are sold before they are in; undefined when all are there. */
function readyAtOf({ lines }: Cart, stocks: Stocks, locations: inventory.LocationBook | undefined): Date | undefined {
  const late = unitsBySku(lines).flatMap(({ sku, quantity }) => {
    const stock = stocks.get(sku);
    const shipsAt = stock?.policy?.shipsAt;
    if (stock === undefined || shipsAt === undefined) return [];
    return quantity > inventory.availableOf([{ ...stock, policy: undefined }], locations) ? [shipsAt] : [];
  });
  const last = late.toSorted().at(-1);
  return last === undefined ? undefined : new Date(last);
}

/** The stock of kits' parts that were not known before their offers were. */
async function readMissing({ table }: Pick<Ports, "table">, doors: PricingDoors, about: About, { offers }: Shop) {
  const partsOf = (wanted: string) => offers.find((offer) => offer?.sku === wanted)?.parts;
  const lines = about.lines.map((line) => ({ ...line, parts: line.parts ?? partsOf(line.sku) }));
  requireRoom(lines);
  const asked = new Set(unitsBySku(about.lines).map(({ sku }) => sku));
  const missing = unitsBySku(lines).filter(({ sku }) => !asked.has(sku));
  if (missing.length === 0) return [];
  const [levels] = await batchGet(table, [doors.levels(missing.map(({ sku }) => sku))]);
  return levels;
}

/**
 * Reads what a cart is priced and shown from in one batch: at most 100 keys, 40 offers, 40 stocks, 14 for promotions
 * and one each for the rest. Only a kit that is new to the cart takes a second batch, for its parts' stock.
 *
 * @throws CartFull when the cart would hold more SKUs than one order can
 */
export async function readPricingContext(
  ports: Pick<Ports, "table">,
  doors: PricingDoors,
  about: About,
  at: Date,
): Promise<PricingContext> {
  const { lines, ownerId, coupons, destination } = about;
  requireRoom(lines);
  const country = destination?.country;
  const [offers, stocked, locations, book, records, profile, [rates], [covered]] = await batchGet(ports.table, [
    doors.offers(lines.map(({ sku }) => sku)),
    doors.levels(unitsBySku(lines).map(({ sku }) => sku)),
    doors.locations(),
    doors.priceBook(),
    doors.promotionRecords(coupons, ownerId),
    doors.profile(ownerId),
    country === undefined ? [] : [doors.taxRates(country)],
    country === undefined ? [] : [doors.coverage(country)],
  ]);
  const promoted = promotions.candidatesOf(records, coupons, ownerId);
  const shop = shopOf({ offers, book, profile, promoted, rates, covered });
  const stock = [...stocked, ...(await readMissing(ports, doors, about, shop))];
  const stocks: Stocks = new Map(stock.flatMap((item) => (item ? [[item.sku, item] as const] : [])));
  return {
    termsIn: (currency) => termsIn(currency, shop, at),
    show: async (cart) =>
      showCart(cart, {
        quote: await quote(saleOf(cart, shop, at)),
        regionRequired: openRegionOf(cart.destination, shop) !== undefined,
        titleOf: (sku) => offers.find((offer) => offer?.sku === sku)?.title ?? sku,
        availableOf: (sku) => {
          const known = stocks.get(sku);
          return known === undefined ? 0 : inventory.availableOf([known], locations);
        },
        at,
        readyAt: readyAtOf(cart, stocks, locations),
      }),
  };
}
