import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { effectivePrice, type ListPrice, type Offer, type Price, type PriceBasis, type PriceList } from "./offer.ts";

function euros(amount: number, minQuantity?: number): Price {
  return {
    amount,
    currency: "EUR",
    ...(minQuantity === undefined ? {} : { minQuantity }),
  };
}
function inList(priceListId: string, price: Price): ListPrice {
  return { ...price, priceListId };
}

const mug: Offer = {
  sku: "MUG",
  productId: "prd_1",
  title: "Mug",
  status: "active",
  prices: [euros(1000)],
  taxClass: "standard",
  categoryIds: [],
};
const sale: PriceList = { priceListId: "prl_1", name: "Sale", kind: "sale", status: "active", groups: [] };
const trade: PriceList = { priceListId: "prl_2", name: "Trade", kind: "override", status: "active", groups: ["trade"] };

const buying: PriceBasis = {
  currency: "EUR",
  quantity: 1,
  groups: [],
  at: new Date("2026-11-25T12:00:00.000Z"),
  book: { lists: [sale, trade], version: 2 },
};

function priced(offer: Partial<Offer>, context: Partial<PriceBasis> = {}) {
  return effectivePrice({ ...mug, ...offer }, { ...buying, ...context });
}
function withList(list: PriceList, context: Partial<PriceBasis> = {}) {
  return priced(
    { listPrices: [inList(list.priceListId, euros(800))] },
    { book: { lists: [list], version: 1 }, ...context },
  );
}

const baseWon = { unitPrice: { amount: 1000, currency: "EUR" }, minQuantity: 1 };
function wonBy({ priceListId, name, kind }: PriceList, amount: number, minQuantity = 1) {
  return {
    unitPrice: { amount, currency: "EUR" },
    minQuantity,
    priceList: { priceListId, name, kind },
  };
}

describe("the base price", () => {
  it("is the price where no list has another, with what it cost before", () => {
    expect(priced({})).toEqual(baseWon);
    expect(priced({}, { book: undefined })).toEqual(baseWon);
    expect(priced({ prices: [{ ...euros(1000), compareAt: 1200 }] })).toEqual({
      ...baseWon,
      compareAt: { amount: 1200, currency: "EUR" },
    });
  });

  it("exists for active SKUs alone, in the currencies named", () => {
    expect(priced({ status: "draft" })).toBeUndefined();
    expect(priced({ status: "archived" })).toBeUndefined();
    expect(priced({}, { currency: "USD" })).toBeUndefined();
    expect(priced({ prices: [euros(1000, 2)] })).toBeUndefined();
  });

  it.each([
    [1, 1000, 1],
    [9, 1000, 1],
    [10, 900, 10],
    [99, 900, 10],
    [100, 700, 100],
  ])("of %i units is %i, from %i units on", (quantity, amount, minQuantity) => {
    const prices = [euros(700, 100), euros(1000), euros(900, 10)];
    expect(priced({ prices }, { quantity })).toEqual({ unitPrice: { amount, currency: "EUR" }, minQuantity });
  });
});

describe("a sale", () => {
  it("wins when it is lower, and only then", () => {
    expect(priced({ listPrices: [inList("prl_1", euros(800))] })).toEqual(wonBy(sale, 800));
    expect(priced({ listPrices: [inList("prl_1", euros(1000))] })).toEqual(baseWon);
    expect(priced({ listPrices: [inList("prl_1", euros(1001))] })).toEqual(baseWon);
  });

  it("sells a SKU that has no base price in the currency", () => {
    const listPrices = [{ priceListId: "prl_1", amount: 5, currency: "USD" }];
    expect(priced({ listPrices }, { currency: "USD" })?.unitPrice).toEqual({ amount: 5, currency: "USD" });
  });

  it("shows its own price before, and from how many units on it holds", () => {
    const listPrices = [inList("prl_1", { ...euros(800, 3), compareAt: 1100 })];
    expect(priced({ listPrices }, { quantity: 2 })).toEqual(baseWon);
    expect(priced({ listPrices }, { quantity: 3 })).toEqual({
      ...wonBy(sale, 800, 3),
      compareAt: { amount: 1100, currency: "EUR" },
    });
  });
});

describe("an override", () => {
  const forTrade = { groups: ["trade"] };

  it("replaces the base price, also by a higher one", () => {
    expect(priced({ listPrices: [inList("prl_2", euros(1500))] }, forTrade)).toEqual(wonBy(trade, 1500));
    expect(priced({ listPrices: [inList("prl_2", euros(900))] }, forTrade)).toEqual(wonBy(trade, 900));
  });

  it("gives way to a lower sale", () => {
    const listPrices = [inList("prl_2", euros(1500)), inList("prl_1", euros(1400))];
    expect(priced({ listPrices }, forTrade)).toEqual(wonBy(sale, 1400));
  });

  it("leaves the base price where none of its own prices holds", () => {
    const listPrices = [inList("prl_2", euros(1500, 10))];
    expect(priced({ listPrices }, forTrade)).toEqual(baseWon);
    expect(priced({ listPrices }, { ...forTrade, quantity: 10 })).toEqual(wonBy(trade, 1500, 10));
    expect(priced({ listPrices: [inList("prl_2", euros(1500))] })).toEqual(baseWon);
  });
});

describe("a list", () => {
  it.each<[string, Partial<PriceList>]>([
    ["is paused", { status: "paused" }],
    ["has not started", { startsAt: "2026-11-25T12:00:00.001Z" }],
    ["ends now", { endsAt: "2026-11-25T12:00:00.000Z" }],
    ["is for others", { groups: ["trade", "staff"] }],
  ])("counts for nothing where it %s", (_, change) => {
    expect(withList({ ...sale, ...change }, { groups: ["vip"] })).toEqual(baseWon);
  });

  it.each<[string, Partial<PriceList>]>([
    ["starts now", { startsAt: "2026-11-25T12:00:00.000Z" }],
    ["ends in a moment", { endsAt: "2026-11-25T12:00:00.001Z" }],
    ["is for one of the buyer's groups", { groups: ["trade", "vip"] }],
  ])("counts where it %s", (_, change) => {
    expect(withList({ ...sale, ...change }, { groups: ["vip"] })).toEqual(wonBy(sale, 800));
  });

  it("counts for nothing where the book does not have it", () => {
    expect(priced({ listPrices: [inList("prl_9", euros(1))] })).toEqual(baseWon);
  });
});

const priceListIds = ["prl_1", "prl_2", "prl_3", "prl_4"] as const;
const instants = ["2026-11-25T11:00:00.000Z", "2026-11-25T12:00:00.000Z", "2026-11-25T13:00:00.000Z"] as const;
const groupSets = fc.uniqueArray(fc.constantFrom("trade", "vip"), { maxLength: 2 });
// Few different values, so that ties and edges are common.
const aPrice = fc.record(
  {
    amount: fc.integer({ min: 0, max: 6 }),
    currency: fc.constantFrom("EUR", "USD"),
    minQuantity: fc.integer({ min: 1, max: 4 }),
    compareAt: fc.integer({ min: 7, max: 9 }),
  },
  { requiredKeys: ["amount", "currency"] },
);
function slotOf({ currency, minQuantity = 1 }: Price): string {
  return `${currency} ${minQuantity}`;
}
const prices = fc.uniqueArray(aPrice, { maxLength: 6, selector: slotOf });
const listPrices = fc.uniqueArray(
  fc.tuple(fc.constantFrom(...priceListIds), aPrice).map(([priceListId, price]) => ({ ...price, priceListId })),
  { maxLength: 12, selector: (price) => `${price.priceListId} ${slotOf(price)}` },
);
function aList(priceListId: string) {
  return fc.record(
    {
      priceListId: fc.constant(priceListId),
      name: fc.constant(priceListId),
      kind: fc.constantFrom("sale" as const, "override" as const),
      status: fc.constantFrom("active" as const, "active" as const, "paused" as const),
      startsAt: fc.constantFrom(...instants),
      endsAt: fc.constantFrom(...instants),
      groups: groupSets,
    },
    { requiredKeys: ["priceListId", "name", "kind", "status", "groups"] },
  );
}
// The last list is in no book.
const books = fc
  .tuple(...priceListIds.slice(0, 3).map(aList))
  .map((lists): PriceBasis["book"] => ({ lists, version: 1 }));
const offers = fc.record({ prices, listPrices }).map((given): Offer => ({ ...mug, ...given }));
const contexts = fc.record({
  currency: fc.constantFrom("EUR", "USD"),
  quantity: fc.integer({ min: 1, max: 5 }),
  groups: groupSets,
  at: fc.constantFrom(...instants).map((at) => new Date(at)),
  book: books,
});

/** The rules once more, said of one list and one price, without regard to the others. */
function mayCount(list: PriceList | undefined, { groups, at }: PriceBasis): list is PriceList {
  return (
    list?.status === "active" &&
    (list.startsAt === undefined || Date.parse(list.startsAt) <= at.getTime()) &&
    (list.endsAt === undefined || Date.parse(list.endsAt) > at.getTime()) &&
    (list.groups.length === 0 || groups.some((group) => list.groups.includes(group)))
  );
}
function isFor({ currency, minQuantity = 1 }: Price, context: PriceBasis): boolean {
  return currency === context.currency && minQuantity <= context.quantity;
}

function amountsOf(offer: Offer, context: PriceBasis) {
  const listOf = ({ priceListId }: ListPrice) => context.book?.lists.find((list) => list.priceListId === priceListId);
  const listed = (kind: PriceList["kind"]): readonly number[] =>
    (offer.listPrices ?? [])
      .filter((price) => mayCount(listOf(price), context) && listOf(price)?.kind === kind && isFor(price, context))
      .map(({ amount }) => amount);
  const base = offer.prices.filter((price) => isFor(price, context)).map(({ amount }) => amount);
  const overrides = listed("override");
  return { base, regular: overrides.length > 0 ? overrides : base, overrides, sales: listed("sale") };
}

describe("effectivePrice of any offer, book and buyer", () => {
  it("is the lowest of the sales and of what the regular price is, or nothing where there is none", () => {
    fc.assert(
      fc.property(offers, contexts, (offer, context) => {
        const { regular, sales } = amountsOf(offer, context);
        const all = [...regular, ...sales];
        expect(effectivePrice(offer, context)?.unitPrice).toEqual(
          all.length === 0 ? undefined : { amount: Math.min(...all), currency: context.currency },
        );
      }),
    );
  });

  it("names a price that is there: its list, its quantity, its price before", () => {
    fc.assert(
      fc.property(offers, contexts, (offer, context) => {
        const found = effectivePrice(offer, context);
        if (found === undefined) return;
        const { unitPrice, minQuantity, compareAt, priceList } = found;
        expect(minQuantity).toBeLessThanOrEqual(context.quantity);
        if (compareAt) expect(compareAt.currency).toBe(context.currency);
        const list = context.book?.lists.find(({ priceListId }) => priceListId === priceList?.priceListId);
        if (priceList) {
          expect(mayCount(list, context)).toBe(true);
          expect(priceList).toEqual({ priceListId: list?.priceListId, name: list?.name, kind: list?.kind });
        }
        const among: readonly Price[] = priceList
          ? (offer.listPrices ?? []).filter(({ priceListId }) => priceListId === priceList.priceListId)
          : offer.prices;
        expect(
          among.filter(
            (price) =>
              price.amount === unitPrice.amount &&
              price.currency === unitPrice.currency &&
              (price.minQuantity ?? 1) === minQuantity &&
              price.compareAt === compareAt?.amount,
          ),
        ).toHaveLength(1);
      }),
    );
  });

  it("gives a tie to the base price", () => {
    fc.assert(
      fc.property(offers, contexts, (offer, context) => {
        const { base, regular } = amountsOf(offer, context);
        const found = effectivePrice(offer, context);
        if (regular === base && base.includes(found?.unitPrice.amount ?? -1)) expect(found?.priceList).toBeUndefined();
      }),
    );
  });

  it("does not depend on the order of prices and lists", () => {
    const turned = <Item>(items: readonly Item[], by: number): readonly Item[] => [
      ...items.slice(by).toReversed(),
      ...items.slice(0, by),
    ];
    fc.assert(
      fc.property(offers, contexts, fc.nat({ max: 12 }), (offer, context, by) => {
        const other = { ...offer, prices: turned(offer.prices, by), listPrices: turned(offer.listPrices ?? [], by) };
        const book = { version: 1, lists: turned(context.book?.lists ?? [], by) };
        expect(effectivePrice(other, { ...context, book })).toEqual(effectivePrice(offer, context));
      }),
    );
  });

  it("never rises with the quantity, as long as no override starts on the way", () => {
    fc.assert(
      fc.property(offers, contexts, (offer, context) => {
        const more = { ...context, quantity: context.quantity + 1 };
        const [before, after] = [effectivePrice(offer, context), effectivePrice(offer, more)];
        if (before === undefined) return;
        if (amountsOf(offer, context).overrides.length === 0 && amountsOf(offer, more).overrides.length > 0) return;
        expect(after?.unitPrice.amount).toBeLessThanOrEqual(before.unitPrice.amount);
      }),
    );
  });
});
