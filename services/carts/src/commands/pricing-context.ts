import * as catalog from "@millrace/catalog/doors";
import type { Opened } from "@millrace/contracts/define-door";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";
import type { Offer } from "@millrace/pricing/offer";
import { type Quote, quote } from "@millrace/pricing/quote";
import { openRegionOf, saleOf, shopOf, type TermsOf, termsIn } from "@millrace/pricing/sale";
import type { PickUps } from "@millrace/pricing/shipping";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { batchGet } from "@millrace/table/batch-get";
import * as tax from "@millrace/tax/doors";
import { type Cart, type CartLine, requireRoom } from "../domain/cart.ts";
import { requireOrderable, showCart } from "../domain/priced-cart.ts";
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
  readonly show: Show;
  /** The same after what may have made it dearer: refused (`CartTooLarge`) where it costs more than one order can. */
  readonly showOrderable: Show;
};

type Show = (cart: Cart) => Promise<ReturnType<typeof showCart>>;

/** When the last of what is promised is expected; undefined when all is there. */
function lastOf(promises: inventory.Promises): Date | undefined {
  const last = [...promises.values()].toSorted().at(-1);
  return last === undefined ? undefined : new Date(last);
}

/** The offers and the stock of kits' parts that were not known before their offers were. */
async function readMissing(
  { table }: Pick<Ports, "table">,
  doors: PricingDoors,
  about: About,
  offers: readonly (Offer | undefined)[],
) {
  const partsOf = (wanted: string) => offers.find((offer) => offer?.sku === wanted)?.parts;
  const lines = about.lines.map((line) => ({ ...line, parts: line.parts ?? partsOf(line.sku) }));
  requireRoom(lines);
  const asked = new Set(unitsBySku(about.lines).map(({ sku }) => sku));
  const missing = unitsBySku(lines).flatMap(({ sku }) => (asked.has(sku) ? [] : [sku]));
  return batchGet(table, [doors.offers(missing), doors.levels(missing)]);
}

/** The SKUs of lines, and of what their kits are made of, each once. */
function offeredSkus(lines: About["lines"]): readonly string[] {
  return [...new Set(lines.flatMap(({ sku, parts = [] }) => [sku, ...parts.map((part) => part.sku)]))];
}

/**
 * Reads what a cart is priced and shown from at once: 80 offers with those of kits' parts, 40 stocks, 14 for promotions
 * and one each for the rest. Only a kit that is new to the cart takes a second read, for its parts.
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
  const [known, stocked, locations, book, records, profile, [rates], [covered]] = await batchGet(ports.table, [
    doors.offers(offeredSkus(lines)),
    doors.levels(unitsBySku(lines).map(({ sku }) => sku)),
    doors.locations(),
    doors.priceBook(),
    doors.promotionRecords(coupons, ownerId),
    doors.profile(ownerId),
    country === undefined ? [] : [doors.taxRates(country)],
    country === undefined ? [] : [doors.coverage(country)],
  ]);
  const promoted = promotions.candidatesOf(records, coupons, ownerId);
  const [offersOfParts, stockOfParts] = await readMissing(ports, doors, about, known);
  const offers = [...known, ...offersOfParts];
  const stocks = [...stocked, ...stockOfParts];
  const canFetch: PickUps = (goods, locationId) => inventory.canFetch(goods, stocks, locations, locationId);
  const ratesElsewhere = async (other: string) => (await batchGet(ports.table, [doors.taxRates(other)]))[0];
  const shop = shopOf({ offers, book, profile, promoted, rates, ratesElsewhere, covered, locations, canFetch });
  const quoteOf = (cart: Cart) => quote(saleOf(cart, shop, at));
  const shown = (cart: Cart, quoted: Quote) => {
    const skus = quoted.goods.map(({ sku }) => sku);
    const pickUpAt = (locationId: string | undefined) => (locationId === undefined ? undefined : { locationId, skus });
    return showCart(cart, {
      quote: quoted,
      regionRequired: openRegionOf(cart.destination, shop) !== undefined,
      titleOf: (sku) => offers.find((offer) => offer?.sku === sku)?.title ?? sku,
      availableOf: (sku) =>
        inventory.availableOf(
          stocks.find((stock) => stock?.sku === sku),
          locations,
        ),
      at,
      readyAt: (locationId) => lastOf(inventory.promisesOf(cart.lines, stocks, locations, pickUpAt(locationId))),
    });
  };
  return {
    termsIn: (currency) => termsIn(currency, shop, at),
    show: async (cart) => shown(cart, await quoteOf(cart)),
    showOrderable: async (cart) => {
      const quoted = await quoteOf(cart);
      requireOrderable(quoted);
      return shown(cart, quoted);
    },
  };
}
