import { isGuest } from "@millrace/kernel/caller";
import type { Destination, SkuQuantity } from "@millrace/kernel/sale";
import { effectivePrice, type Offer, type PriceBook } from "./offer.ts";
import type { Candidate } from "./promotion.ts";
import type { Sale } from "./quote.ts";
import { regionGap } from "./regions.ts";
import { type Coverage, zonedRegions, zonesQuoter } from "./shipping.ts";
import { ratesEngine, type TaxRates, taxedRegions } from "./tax.ts";

/** What a shop knows of promotions for one buyer. */
export type Candidates = {
  readonly candidates: readonly Candidate[];
  /** Whether the buyer has ordered nothing yet; always false for guests, who cannot be known again. */
  readonly firstOrder: boolean;
};

/**
 * The shop as it was read for one buyer's cart: all that its prices are made of. Absent is what the shop has none of.
 */
export type Shop = Candidates & {
  /** In any order, undefined where a SKU is unknown. */
  readonly offers: readonly (Offer | undefined)[];
  readonly book: PriceBook | undefined;
  /** The buyer's customer groups. */
  readonly groups: readonly string[];
  /** The taxes of the destination's country. */
  readonly rates: TaxRates | undefined;
  /** How goods get to the destination's country. */
  readonly covered: Coverage | undefined;
};

/** What was read of a shop for one buyer, as doors give it. */
type Findings = Omit<Shop, keyof Candidates | "groups"> & {
  /** Of guests, and of customers the shop says nothing of, there is none. */
  readonly profile: { readonly groups: readonly string[] } | undefined;
  readonly promoted: Candidates;
};

/** Fills the shop that cart and checkout are priced from. */
export function shopOf({ profile, promoted, ...found }: Findings): Shop {
  return { ...found, ...promoted, groups: profile?.groups ?? [] };
}

/** What is to be bought, by whom, and where it goes. */
export type ToBuy = {
  readonly ownerId: string;
  readonly currency: string;
  readonly lines: readonly SkuQuantity[];
  readonly destination?: Destination | undefined;
  readonly shippingMethodId?: string | undefined;
};

function offerOf({ offers }: Shop, wanted: string): Offer | undefined {
  return offers.find((offer) => offer?.sku === wanted);
}

/**
 * The sale of a cart in a shop. Cart and checkout both ask here, and nowhere else, so what is shown is what is charged;
 * an order is the sale of its cart at the address of its contact.
 */
export function saleOf(toBuy: ToBuy, shop: Shop, at: Date): Sale {
  const { ownerId, currency, lines, destination, shippingMethodId } = toBuy;
  const { book, groups, candidates, firstOrder, rates, covered } = shop;
  return {
    currency,
    at,
    lines,
    offers: lines.map(({ sku }) => offerOf(shop, sku)),
    book,
    guest: isGuest(ownerId),
    groups,
    candidates,
    firstOrder,
    destination,
    shippingMethodId,
    taxOf: ratesEngine(rates),
    shippingOf: zonesQuoter(covered),
  };
}

/**
 * Why a destination's region must be said, or said better, before its taxes and shipping are known; undefined where it need
 * not. Until then there are none, and nothing may be ordered.
 */
export function openRegionOf(
  destination: Destination | undefined,
  { rates, covered }: Pick<Shop, "rates" | "covered">,
): string | undefined {
  const named = [...(rates ? taxedRegions(rates) : []), ...(covered ? zonedRegions(covered) : [])];
  return destination && regionGap(named, destination);
}

/** What units of a SKU are sold for, in minor units each, and what one of them is made of where it is a kit. */
export type Terms = { readonly unitPrice: number; readonly parts?: readonly SkuQuantity[] | undefined };

/** The terms of so many units; undefined where they are not for sale. */
export type TermsOf = (wanted: SkuQuantity) => Terms | undefined;

/** What a shop sells for in a currency. */
export function termsIn(currency: string, shop: Shop, at: Date): TermsOf {
  const { groups, book } = shop;
  return ({ sku, quantity }) => {
    const offer = offerOf(shop, sku);
    const price = offer && effectivePrice(offer, { currency, quantity, groups, at, book });
    return price && { unitPrice: price.unitPrice.amount, parts: offer.parts };
  };
}
