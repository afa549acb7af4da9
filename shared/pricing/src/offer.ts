import type { Money } from "@millrace/kernel/money";
import type { SkuQuantity } from "@millrace/kernel/sale";

/** A price of a SKU, from a quantity on. Amounts are minor units. */
export type Price = Money & {
  /** From how many units in one line this price holds; 1 when absent. */
  readonly minQuantity?: number | undefined;
  /** What the SKU cost before, to be shown struck through. */
  readonly compareAt?: number | undefined;
};

/** A price that holds only while its price list does. */
export type ListPrice = Price & { readonly priceListId: string };

/** What a buyer can be offered of one SKU. */
export type Offer = {
  readonly sku: string;
  readonly productId: string;
  readonly title: string;
  readonly status: "draft" | "active" | "archived";
  readonly prices: readonly Price[];
  readonly listPrices?: readonly ListPrice[] | undefined;
  readonly taxClass: string;
  /** What one unit weighs; absent for what is not shipped, a download or a service. */
  readonly weightGrams?: number | undefined;
  readonly categoryIds: readonly string[];
  /** What a kit is made of. A kit has no stock of its own, and its parts never change. */
  readonly parts?: readonly SkuQuantity[] | undefined;
};

/** When and for whom a price list holds. */
export type PriceList = {
  readonly priceListId: string;
  readonly name: string;
  /** A sale's price counts when it is the lowest; an override's price replaces the base price, also by a higher one. */
  readonly kind: "sale" | "override";
  readonly status: "active" | "paused";
  readonly startsAt?: string | undefined;
  readonly endsAt?: string | undefined;
  /** Customer groups that it is for; everybody when empty. */
  readonly groups: readonly string[];
};

/** Every price list of the shop: one item, because a checkout reads them all. */
export type PriceBook = { readonly lists: readonly PriceList[]; readonly version: number };

/** The unit price of a line, and which rule won. */
export type EffectivePrice = {
  readonly unitPrice: Money;
  readonly compareAt?: Money | undefined;
  readonly minQuantity: number;
  /** Absent where the base price won. */
  readonly priceList?: Pick<PriceList, "priceListId" | "name" | "kind"> | undefined;
};

/** What a price depends on beside the offer itself. */
export type PriceBasis = {
  readonly currency: string;
  readonly quantity: number;
  /** The buyer's customer groups. */
  readonly groups: readonly string[];
  readonly at: Date;
  readonly book: PriceBook | undefined;
};

function holdsNow(list: PriceList, { groups, at }: PriceBasis): boolean {
  const now = at.toISOString();
  return (
    list.status === "active" &&
    (list.startsAt === undefined || list.startsAt <= now) &&
    (list.endsAt === undefined || now < list.endsAt) &&
    (list.groups.length === 0 || list.groups.some((group) => groups.includes(group)))
  );
}

/** A price that holds, with its list; the base price has none. */
type Contender = { readonly price: Price; readonly list?: PriceList };

const ranks = { base: 0, override: 1, sale: 2 } as const;

/** Lowest first; of equal prices base, then an override, then a sale, then the older list, then the smaller quantity. */
function byPrice(left: Contender, right: Contender): number {
  const rank = ({ list }: Contender): number => ranks[list?.kind ?? "base"];
  const [one, other] = [left.list?.priceListId ?? "", right.list?.priceListId ?? ""];
  return (
    left.price.amount - right.price.amount ||
    rank(left) - rank(right) ||
    (one < other ? -1 : Number(one > other)) ||
    (left.price.minQuantity ?? 1) - (right.price.minQuantity ?? 1)
  );
}

/**
 * The unit price of so many units of a SKU; undefined when it is not for sale in the currency, or not at all. Where an
 * override list has a price that holds, such prices take the base prices' place; of these and of all sales the lowest
 * wins. The order in which prices are stored never matters.
 */
export function effectivePrice(offer: Offer, context: PriceBasis): EffectivePrice | undefined {
  if (offer.status !== "active") return undefined;
  const reached = ({ currency, minQuantity = 1 }: Price): boolean =>
    currency === context.currency && minQuantity <= context.quantity;
  const lists = new Map(
    (context.book?.lists ?? []).filter((list) => holdsNow(list, context)).map((list) => [list.priceListId, list]),
  );
  const base: readonly Contender[] = offer.prices.filter(reached).map((price) => ({ price }));
  const listed = (offer.listPrices ?? []).filter(reached).flatMap((price): Contender[] => {
    const list = lists.get(price.priceListId);
    return list ? [{ price, list }] : [];
  });
  const overrides = listed.filter(({ list }) => list?.kind === "override");
  const sales = listed.filter(({ list }) => list?.kind === "sale");
  const [best] = [...(overrides.length > 0 ? overrides : base), ...sales].sort(byPrice);
  if (best === undefined) return undefined;
  const { price, list } = best;
  const { amount, currency, compareAt, minQuantity = 1 } = price;
  return {
    unitPrice: { amount, currency },
    minQuantity,
    ...(compareAt === undefined ? {} : { compareAt: { amount: compareAt, currency } }),
    ...(list ? { priceList: { priceListId: list.priceListId, name: list.name, kind: list.kind } } : {}),
  };
}
