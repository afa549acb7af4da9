import { effectivePrice } from "@millrace/pricing/offer";
import { quote } from "@millrace/pricing/quote";
import { zonesQuoter } from "@millrace/pricing/shipping";
import { ratesEngine } from "@millrace/pricing/tax";
import type { Cart } from "../../../services/carts/src/domain/cart.ts";
import { openCart } from "../../../services/carts/src/domain/change-cart.ts";
import type { Variant } from "../../../services/catalog/src/domain/product.ts";
import { requireAgreed } from "../../../services/orders/src/domain/place-order.ts";
import type { Chance } from "./chance.ts";
import type { Settings } from "./settings.ts";

const currency = "EUR";
const mostLines = 4;
const mostPieces = 3;

export type Shelf = { readonly variants: readonly Variant[]; readonly settings: Settings };

/** A cart of a few articles, most often of the favorites. */
export function cartOf(
  chance: Chance,
  { variants, settings }: Shelf,
  cart: { cartId: string; ownerId: string },
  at: Date,
) {
  const chosen = [...new Set(Array.from({ length: chance.between(1, mostLines) }, () => chance.favorite(variants)))];
  const bySku = new Map(chosen.map((variant) => [variant.sku, variant]));
  const { shippingMethodId } = settings;
  return openCart(
    {
      ...cart,
      currency,
      coupons: [],
      shippingMethodId,
      wanted: chosen.map(({ sku }) => ({ sku, quantity: chance.between(1, mostPieces) })),
    },
    ({ sku, quantity }) => {
      const offer = bySku.get(sku);
      const price = offer && effectivePrice(offer, { currency, quantity, groups: [], at, book: undefined });
      return price && { unitPrice: price.unitPrice.amount };
    },
    at,
  );
}

/** What a cart costs, by the arithmetic that checkouts charge by. */
export async function quoteOf(cart: Cart, bySku: ReadonlyMap<string, Variant>, settings: Settings, at: Date) {
  const { rates, coverage, shippingMethodId } = settings;
  const quoted = await quote(
    {
      currency,
      at,
      lines: cart.lines,
      offers: cart.lines.map(({ sku }) => bySku.get(sku)),
      book: undefined,
      guest: false,
      groups: [],
      candidates: [],
      firstOrder: false,
      destination: { country: rates.country },
      shippingMethodId,
    },
    { tax: ratesEngine(rates), shipping: zonesQuoter(coverage) },
  );
  requireAgreed(quoted, { expectedTotal: quoted.totals.total, shippingMethodId });
  return quoted;
}
