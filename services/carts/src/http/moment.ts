import * as catalog from "@millrace/catalog/doors";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { piecesOf } from "@millrace/pricing/kit";
import { effectivePrice, type Offer } from "@millrace/pricing/offer";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { type Read, readTogether } from "@millrace/table/read";
import * as tax from "@millrace/tax/doors";
import { type Cart, type CartLine, requireRoom, type Wanted } from "../domain/cart.ts";
import type { TermsOf } from "../domain/change-cart.ts";
import { priceCart } from "../domain/priced-cart.ts";
import type { Ports } from "../env.ts";

/** What every route that shows a cart reads through. */
export const momentDoors = [
  catalog.offers,
  catalog.priceBook,
  inventory.levels,
  promotions.promotionRecords,
  customers.profile,
  tax.taxRates,
  shipping.coverage,
];

/** What a cart is or will be about, as far as is known before its prices are. */
export type About = Pick<Cart, "ownerId" | "coupons" | "destination"> & {
  readonly lines: readonly (Wanted & Pick<CartLine, "parts">)[];
};

/** The shop as a cart meets it at one moment. */
export type Moment = {
  /** The terms of a cart's currency. */
  readonly termsIn: (currency: string) => TermsOf;
  /** A cart as its owner sees it. */
  readonly show: (cart: Cart) => ReturnType<typeof priceCart>;
};

const bySku = <Item extends { readonly sku: string }>(items: readonly (Item | undefined)[]) =>
  new Map(items.flatMap((item) => (item ? [[item.sku, item] as const] : [])));

/** Lines with the parts of kits that are new to the cart. */
const expanded = ({ lines }: About, offers: ReadonlyMap<string, Offer>) =>
  lines.map((line) => ({ ...line, parts: line.parts ?? offers.get(line.sku)?.parts }));

/**
 * Reads the shop for a cart in one batch, and `beside` along with it. Only the stock of a kit that is new to the cart takes
 * a second one, for its parts are not known before. At most 99 keys: see the table of a checkout's reads.
 */
export const readMoment = async <Beside>(
  { doors, table }: Pick<Ports, "doors" | "table">,
  at: Date,
  about: About,
  beside: readonly Read<Beside>[] = [],
): Promise<readonly [Moment, Beside | undefined]> => {
  requireRoom(about.lines);
  const { ownerId } = about;
  const asked = piecesOf(about.lines).map(({ sku }) => sku);
  const skus = about.lines.map(({ sku }) => sku);
  const [offered, stocked, book, profile, [found]] = await readTogether(table, [
    doors.offers(skus),
    doors.levels(asked),
    doors.priceBook(),
    doors.profile(ownerId),
    beside,
  ]);
  const offers = bySku(offered);
  const lines = expanded(about, offers);
  requireRoom(lines);
  const missing = piecesOf(lines)
    .map(({ sku }) => sku)
    .filter((sku) => !asked.includes(sku));
  const [more] = missing.length === 0 ? [[]] : await readTogether(table, [doors.levels(missing)]);
  const levels = bySku([...stocked, ...more]);
  const groups = profile?.groups ?? [];

  const termsIn =
    (currency: string): TermsOf =>
    ({ sku, quantity }) => {
      const offer = offers.get(sku);
      const price = offer && effectivePrice(offer, { currency, quantity, groups, at, book });
      return price && { unitPrice: price.unitPrice.amount, parts: offer.parts };
    };
  const availableOf = ({ sku, parts = [{ sku, quantity: 1 }] }: CartLine): number =>
    Math.min(...parts.map((part) => Math.floor((levels.get(part.sku)?.available ?? 0) / part.quantity)));
  const show = (cart: Cart) => {
    const termsOf = termsIn(cart.currency);
    return priceCart(
      cart,
      new Map(
        cart.lines.map((line) => {
          const terms = termsOf(line);
          const unitPrice = terms && { amount: terms.unitPrice, currency: cart.currency };
          return [
            line.sku,
            { title: offers.get(line.sku)?.title ?? line.sku, unitPrice, available: availableOf(line) },
          ];
        }),
      ),
    );
  };
  return [{ termsIn, show }, found];
};
