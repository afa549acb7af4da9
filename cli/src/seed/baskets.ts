import { quote } from "@millrace/pricing/quote";
import { type Shop, saleOf, termsIn } from "@millrace/pricing/sale";
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

/** Seeded orders are sent. */
function canFetch(): boolean {
  return false;
}

/** The shop as a buyer finds it of whom it knows nothing. */
function shopOf({ rates, coverage }: Settings, offers: readonly (Variant | undefined)[]): Shop {
  const unknown = { book: undefined, candidates: [], firstOrder: false, groups: [], locations: [] };
  return { ...unknown, offers, rates, ratesElsewhere: async () => undefined, covered: coverage, canFetch };
}

/** A cart of a few articles, most often of the favorites. */
export function cartOf(
  chance: Chance,
  { variants, settings }: Shelf,
  cart: { cartId: string; ownerId: string },
  at: Date,
) {
  const chosen = [...new Set(Array.from({ length: chance.between(1, mostLines) }, () => chance.favorite(variants)))];
  const { shippingMethodId } = settings;
  const lines = chosen.map(({ sku }) => ({ sku, quantity: chance.between(1, mostPieces) }));
  const opening = { ...cart, currency, coupons: [], shippingMethodId, lines };
  return openCart(opening, termsIn(currency, shopOf(settings, chosen), at), at);
}

/** What a cart costs, by the arithmetic that checkouts charge by. */
export async function quoteOf(cart: Cart, bySku: ReadonlyMap<string, Variant>, settings: Settings, at: Date) {
  const { rates, shippingMethodId } = settings;
  const offers = cart.lines.map(({ sku }) => bySku.get(sku));
  const toBuy = { ...cart, destination: { country: rates.country }, shippingMethodId };
  const quoted = await quote(saleOf(toBuy, shopOf(settings, offers), at));
  requireAgreed(quoted, { expectedTotal: quoted.totals.total, shippingMethodId });
  return quoted;
}
