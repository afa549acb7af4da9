import { isGuest } from "@millrace/kernel/caller";
import { regionGap } from "@millrace/kernel/regions";
import type { Destination, SkuQuantity } from "@millrace/kernel/sale";
import { effectivePrice, type Offer, type PriceBook } from "./offer.ts";
import type { Candidate } from "./promotion.ts";
import type { Sale } from "./quote.ts";
import {
  type Coverage,
  type PickUps,
  type PickupLocation,
  type ShippingQuoter,
  zonedRegions,
  zonesQuoter,
} from "./shipping.ts";
import { type RatesIn, ratesEngine, type TaxRates, taxedRegions } from "./tax.ts";

/** What a shop knows of promotions for one buyer. */
export type Candidates = {
  readonly candidates: readonly Candidate[];
  /**
   * Whether the buyer's first order is still to come: none is confirmed, and none got what is for first orders. Always
   * false for guests, who cannot be known again.
   */
  readonly firstOrder: boolean;
};

/**
 * The shop as it was read for one buyer's cart: all that its prices are made of. Absent is what the shop has none of.
 */
export type Shop = Candidates & {
  /** In any order, those of kits' parts too, undefined where a SKU is unknown. */
  readonly offers: readonly (Offer | undefined)[];
  readonly book: PriceBook | undefined;
  /** The buyer's customer groups. */
  readonly groups: readonly string[];
  /** The taxes of the destination's country. */
  readonly rates: TaxRates | undefined;
  /** Reads another country's taxes: what is picked up is taxed where it is. */
  readonly ratesElsewhere: RatesIn;
  /** How goods get to the destination's country. */
  readonly covered: Coverage | undefined;
  /** Where the goods lie, as far as fetching them asks. */
  readonly canFetch: PickUps;
  /** The shop's locations, none where it has named none. */
  readonly locations: readonly PickupLocation[];
};

/** What was read of a shop for one buyer, as doors give it. */
type Findings = Omit<Shop, keyof Candidates | "groups" | "locations"> & {
  /** Of guests, and of customers the shop says nothing of, there is none. */
  readonly profile: { readonly groups: readonly string[] } | undefined;
  readonly promoted: Candidates;
  readonly locations: Pick<Shop, "locations"> | undefined;
};

/** Fills the shop that cart and checkout are priced from. */
export function shopOf({ profile, promoted, locations, ...found }: Findings): Shop {
  return { ...found, ...promoted, groups: profile?.groups ?? [], locations: locations?.locations ?? [] };
}

/** What is to be bought, by whom, and where it goes. */
export type ToBuy = {
  readonly ownerId: string;
  readonly currency: string;
  readonly lines: readonly SkuQuantity[];
  readonly destination?: Destination | undefined;
  readonly shippingMethodId?: string | undefined;
};

/**
 * What a SKU is offered for. A kit without a weight of its own weighs what its parts do; parts without one, a download in
 * a box of books, add nothing, and a kit of such parts alone is not shipped.
 */
function offerOf({ offers }: Shop, wanted: string): Offer | undefined {
  const found = (sku: string) => offers.find((offer) => offer?.sku === sku);
  const offer = found(wanted);
  if (offer?.parts === undefined || offer.weightGrams !== undefined) return offer;
  const weightGrams = offer.parts.reduce(
    (total, { sku, quantity }) => total + (found(sku)?.weightGrams ?? 0) * quantity,
    0,
  );
  return weightGrams === 0 ? offer : { ...offer, weightGrams };
}

/** Without the pick-ups at places that leave open in which region they are taxed: nothing is sold there untaxed. */
function taxableOptions(shippingOf: ShippingQuoter, ratesIn: RatesIn): ShippingQuoter {
  return async (parcel) => {
    const options = await shippingOf(parcel);
    const countries = [...new Set(options.flatMap(({ place }) => (place === undefined ? [] : [place.country])))];
    const known = new Map(
      await Promise.all(countries.map(async (country) => [country, await ratesIn(country)] as const)),
    );
    return options.filter(({ place }) => {
      if (place === undefined) return true;
      const rates = known.get(place.country);
      return rates === undefined || regionGap(taxedRegions(rates), place) === undefined;
    });
  };
}

/**
 * The sale of a cart in a shop. Cart and checkout both ask here, and nowhere else, so what is shown is what is charged;
 * an order is the sale of its cart at the address of its contact.
 */
export function saleOf(toBuy: ToBuy, shop: Shop, at: Date): Sale {
  const { ownerId, currency, lines, destination, shippingMethodId } = toBuy;
  const { book, groups, candidates, firstOrder, rates, ratesElsewhere, covered, locations, canFetch } = shop;
  const ratesIn: RatesIn = async (country) => (country === destination?.country ? rates : ratesElsewhere(country));
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
    taxOf: ratesEngine(ratesIn),
    shippingOf: taxableOptions(zonesQuoter(covered, locations), ratesIn),
    canFetch,
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
