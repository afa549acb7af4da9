import { add, type Money, maxAmount, money, subtract, sum, times } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { type Destination, type SkuQuantity, type TaxShare, taxTotalsOf, unitsBySku } from "@millrace/kernel/sale";
import { discountsOf } from "./discounts.ts";
import { type EffectivePrice, effectivePrice, type Offer, type PriceBook } from "./offer.ts";
import type { AppliedPromotion, Candidate, RejectedPromotion } from "./promotion.ts";
import type { PickUps, ShippingOption, ShippingQuoter } from "./shipping.ts";
import type { Taxation, TaxEngine } from "./tax.ts";

/** Everything that the price of a cart depends on, as it was read. */
export type Sale = {
  readonly currency: string;
  readonly at: Date;
  /** At most one line per SKU. */
  readonly lines: readonly SkuQuantity[];
  /** What each line is offered for, in the lines' order. */
  readonly offers: readonly (Offer | undefined)[];
  readonly book: PriceBook | undefined;
  /** Whether the buyer is a guest, whom the shop cannot know again. */
  readonly guest: boolean;
  /** The buyer's customer groups. */
  readonly groups: readonly string[];
  readonly candidates: readonly Candidate[];
  readonly firstOrder: boolean;
  /** Unknown until the buyer says so: then there is neither tax nor shipping yet. */
  readonly destination: Destination | undefined;
  readonly shippingMethodId: string | undefined;
  /** Who knows the taxes. */
  readonly taxOf: TaxEngine;
  /** Who knows what shipping costs. */
  readonly shippingOf: ShippingQuoter;
  /** Who knows where the goods lie: what cannot be fetched at a place is not offered there. */
  readonly canFetch: PickUps;
};

/** What a promotion takes off one line. */
export type LineDiscount = {
  readonly promotionId: string;
  readonly name: string;
  readonly code?: string;
  readonly amount: Money;
};

/** A line with what it costs; amounts in minor units. */
export type QuotedLine = {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly offer: Offer;
  readonly price: EffectivePrice;
  /** Unit price times quantity. */
  readonly subtotal: Money;
  readonly discounts: readonly LineDiscount[];
  readonly discount: Money;
  readonly taxes: readonly TaxShare[];
  readonly tax: Money;
  /** What the buyer pays for the line: subtotal less discount, and the taxes that are not in the price. */
  readonly total: Money;
};

/** Shipping as it was chosen. `amount` is before the discount, `total` what the buyer pays for it. */
export type QuotedShipping = ShippingOption & {
  readonly discount: Money;
  readonly taxes: readonly TaxShare[];
  readonly tax: Money;
  readonly total: Money;
};

/** What a sale costs, and why. */
export type Quote = {
  readonly currency: string;
  readonly lines: readonly QuotedLine[];
  /** SKUs that are not for sale in the currency. They count nothing. */
  readonly unsellable: readonly string[];
  /** SKUs of lines that cost more than one order can. They count nothing either. */
  readonly tooDear: readonly string[];
  readonly applied: readonly AppliedPromotion[];
  readonly rejected: readonly RejectedPromotion[];
  readonly needsShipping: boolean;
  /** The stock that goes to the buyer: of each SKU that a shipped line takes, all that is wanted of it. */
  readonly goods: readonly SkuQuantity[];
  readonly options: readonly ShippingOption[];
  /** Absent while none is chosen, or where the one chosen is not offered. */
  readonly shipping: QuotedShipping | undefined;
  readonly taxIncluded: boolean;
  readonly totals: Totals;
};

/** `total` = subtotal − discount + shipping, and tax where prices do not include it. */
export type Totals = {
  readonly subtotal: Money;
  /** What promotions take off the lines. */
  readonly discount: Money;
  /** After what promotions take off it. */
  readonly shipping: Money;
  readonly tax: Money;
  /** What each tax comes to in all. */
  readonly taxes: readonly TaxShare[];
  readonly total: Money;
};

/** Whether one order can cost so much: no amount of an order is larger than its subtotal or its total. */
export function isWithinBounds({ tooDear, totals: { subtotal, total } }: Quote): boolean {
  return tooDear.length === 0 && Math.max(subtotal.amount, total.amount) <= maxAmount;
}

type PricedLine = Pick<QuotedLine, "sku" | "title" | "quantity" | "offer" | "price" | "subtotal">;

function priceLine(line: Sale["lines"][number], offer: Offer | undefined, sale: Sale): PricedLine | undefined {
  const { currency, groups, at, book } = sale;
  const { sku, quantity } = line;
  if (offer === undefined) return undefined;
  const price = effectivePrice(offer, { currency, quantity, groups, at, book });
  if (price === undefined) return undefined;
  return { sku, title: offer.title, quantity, offer, price, subtotal: times(price.unitPrice, quantity) };
}

type DiscountedLine = PricedLine & Pick<QuotedLine, "discounts" | "discount">;

function discountLine(line: PricedLine, index: number, applied: readonly AppliedPromotion[]): DiscountedLine {
  const { currency } = line.subtotal;
  const discounts = applied.flatMap(({ promotionId, name, code, perLine }): LineDiscount[] => {
    const amount = perLine[index] ?? 0;
    return amount === 0 ? [] : [{ promotionId, name, amount: money(amount, currency), ...omitUndefined({ code }) }];
  });
  return {
    ...line,
    discounts,
    discount: sum(
      discounts.map(({ amount }) => amount),
      currency,
    ),
  };
}

function isShipped({ offer }: PricedLine): boolean {
  return offer.weightGrams !== undefined;
}

function netOf({ subtotal, discount }: Pick<DiscountedLine, "subtotal" | "discount">): Money {
  return subtract(subtotal, discount);
}

function stockOf(lines: readonly PricedLine[]): readonly SkuQuantity[] {
  return unitsBySku(lines.map(({ sku, quantity, offer }) => ({ sku, quantity, parts: offer.parts })));
}

function goodsOf(lines: readonly PricedLine[]): readonly SkuQuantity[] {
  const shipped = new Set(stockOf(lines.filter(isShipped)).map(({ sku }) => sku));
  return stockOf(lines).filter(({ sku }) => shipped.has(sku));
}

async function optionsOf(
  lines: readonly Omit<DiscountedLine, "discounts">[],
  goods: readonly SkuQuantity[],
  { currency, destination, shippingOf, canFetch }: Sale,
): Promise<readonly ShippingOption[]> {
  const shipped = lines.filter(isShipped);
  if (shipped.length === 0 || destination === undefined) return [];
  const options = await shippingOf({
    currency,
    destination,
    weightGrams: shipped.reduce((total, { offer, quantity }) => total + (offer.weightGrams ?? 0) * quantity, 0),
    price: sum(shipped.map(netOf), currency).amount,
    items: shipped.reduce((total, { quantity }) => total + quantity, 0),
  });
  return options.filter(({ locationId }) => locationId === undefined || canFetch(goods, locationId));
}

const untaxed: Taxation = { included: false, lines: [], shipping: [] };

function taxedAmount(taxes: readonly TaxShare[], currency: string): Money {
  return money(
    taxes.reduce((total, { amount }) => total + amount, 0),
    currency,
  );
}

/** Goods are taxed where they are delivered or picked up; what is not shipped, where its buyer is. */
function taxationOf(
  lines: readonly DiscountedLine[],
  option: ShippingOption | undefined,
  shippingNet: Money,
  destination: Destination,
  { currency, taxOf }: Sale,
): Promise<Taxation> {
  const place = option?.place ?? destination;
  return taxOf({
    currency,
    place,
    lines: lines.map((line) => ({
      taxClass: line.offer.taxClass,
      amount: netOf(line).amount,
      place: isShipped(line) ? place : destination,
    })),
    shipping: option && { taxClass: option.taxClass, amount: shippingNet.amount, place },
  });
}

/** A net amount as the buyer pays it. */
function payable(net: Money, tax: Money, included: boolean): Money {
  return included ? net : add(net, tax);
}

/**
 * Prices a cart: effective prices, then promotions, shipping, taxes on what is left, and totals that add up to the minor
 * unit. Cart and checkout both ask here, so what is shown is what is charged.
 */
export async function quote(sale: Sale): Promise<Quote> {
  const { currency, at, groups, firstOrder, guest, destination, shippingMethodId } = sale;
  const priced = sale.lines.map((line, index) => priceLine(line, sale.offers[index], sale));
  const forSale = priced.filter((line) => line !== undefined);
  // Sums of lines that are too dear would not be exact.
  const sellable = forSale.filter(({ subtotal }) => subtotal.amount <= maxAmount);
  const promoted = sellable.map(({ sku, quantity, offer, price, subtotal }) => ({
    sku,
    productId: offer.productId,
    categoryIds: offer.categoryIds,
    quantity,
    unitAmount: price.unitPrice.amount,
    subtotal: subtotal.amount,
  }));
  const goods = goodsOf(sellable);
  const chosenOf = (offered: readonly ShippingOption[]) =>
    offered.find((option) => option.shippingMethodId === shippingMethodId);
  const shippingCostOf = async (offLines: readonly number[]) => {
    const lines = sellable.map((line, index) => ({ ...line, discount: money(offLines[index] ?? 0, currency) }));
    return chosenOf(await optionsOf(lines, goods, sale))?.amount.amount ?? 0;
  };
  const facts = { currency, at, groups, firstOrder, guest, shippingCostOf };
  const { applied, rejected } = await discountsOf(promoted, sale.candidates, facts);
  const discounted = sellable.map((line, index) => discountLine(line, index, applied));

  const options = await optionsOf(discounted, goods, sale);
  const option = chosenOf(options);
  const nothing = money(0, currency);
  const offShipping = applied.reduce((total, { shipping: off }) => total + off, 0);
  const shippingNet = option === undefined ? nothing : subtract(option.amount, money(offShipping, currency));

  const taxation =
    destination === undefined ? untaxed : await taxationOf(discounted, option, shippingNet, destination, sale);

  const lines = discounted.map((line, index): QuotedLine => {
    const taxes = taxation.lines[index] ?? [];
    const tax = taxedAmount(taxes, currency);
    return { ...line, taxes, tax, total: payable(netOf(line), tax, taxation.included) };
  });
  const shippingTax = taxedAmount(taxation.shipping, currency);
  const shipping = option && {
    ...option,
    discount: subtract(option.amount, shippingNet),
    taxes: taxation.shipping,
    tax: shippingTax,
    total: payable(shippingNet, shippingTax, taxation.included),
  };
  const all = (amounts: readonly Money[]): Money => sum(amounts, currency);
  return {
    currency,
    lines,
    unsellable: sale.lines.filter((_, index) => priced[index] === undefined).map(({ sku }) => sku),
    tooDear: forSale.filter((line) => !sellable.includes(line)).map(({ sku }) => sku),
    applied,
    rejected,
    needsShipping: discounted.some(isShipped),
    goods,
    options,
    shipping,
    taxIncluded: taxation.included,
    totals: {
      subtotal: all(lines.map(({ subtotal }) => subtotal)),
      discount: all(lines.map(({ discount }) => discount)),
      shipping: shippingNet,
      tax: add(all(lines.map(({ tax }) => tax)), shippingTax),
      taxes: taxTotalsOf([...taxation.lines.flat(), ...taxation.shipping]),
      total: add(all(lines.map(({ total }) => total)), shipping?.total ?? nothing),
    },
  };
}
