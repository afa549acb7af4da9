import { add, type Money, money, subtract, sum, times } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import {
  type DeliveryEstimate,
  type Destination,
  type SkuQuantity,
  type TaxShare,
  taxTotalsOf,
} from "@millrace/kernel/sale";

/** A line with its prices as they were at checkout; minor units of the order's currency. */
export type Line = {
  readonly sku: string;
  readonly title: string;
  readonly quantity: number;
  readonly unitPrice: number;
  /** What promotions took off the whole line. */
  readonly discount?: number | undefined;
  /** Each tax as it was at checkout, also one of 0. */
  readonly taxes?: readonly TaxShare[] | undefined;
  readonly parts?: readonly SkuQuantity[] | undefined;
  /** When the units are expected that were sold before they were in. */
  readonly shipsAt?: string | undefined;
};

/** How the order goes to its buyer; minor units. `amount` is after what promotions took off. */
export type Shipping = {
  readonly shippingMethodId: string;
  readonly name: string;
  readonly kind: "delivery" | "pickup";
  readonly locationId?: string | undefined;
  readonly estimate: DeliveryEstimate;
  /** Where a pick-up waits: what is fetched is taxed there. */
  readonly place?: Destination | undefined;
  readonly amount: number;
  readonly taxes?: readonly TaxShare[] | undefined;
};

/** A promotion and what it took off lines and shipping together. */
export type TakenOff = {
  readonly promotionId: string;
  readonly name: string;
  readonly code?: string | undefined;
  readonly amount: number;
};

/** What an order's amounts are made of. */
export type Priced = {
  readonly currency: string;
  readonly lines: readonly Line[];
  readonly taxIncluded: boolean;
  readonly shipping?: Shipping | undefined;
  readonly promotions?: readonly TakenOff[] | undefined;
};

function nonzero(amount: Money): Money | undefined {
  return amount.amount === 0 ? undefined : amount;
}

function sharesOf(taxes: readonly TaxShare[] = []): TaxShare[] | undefined {
  return taxes.length === 0 ? undefined : taxes.map((tax) => ({ ...tax }));
}

/** An order's amounts as facts and views tell them; every sum is made here, from the lines and shipping alone. */
export function amountsOf({ currency, lines, taxIncluded, shipping, promotions = [] }: Priced) {
  const of = (amount = 0): Money => money(amount, currency);
  const summed = (amounts: readonly Money[]): Money => sum(amounts, currency);
  const taxed = (taxes: readonly TaxShare[] = []): Money => summed(taxes.map(({ amount }) => of(amount)));
  const payable = (net: Money, taxes?: readonly TaxShare[]): Money => (taxIncluded ? net : add(net, taxed(taxes)));
  const told = lines.map((line) => ({
    ...omitUndefined({
      sku: line.sku,
      title: line.title,
      quantity: line.quantity,
      parts: line.parts?.map((part) => ({ ...part })),
      shipsAt: line.shipsAt,
    }),
    unitPrice: of(line.unitPrice),
    total: payable(subtract(times(of(line.unitPrice), line.quantity), of(line.discount)), line.taxes),
    ...omitUndefined({
      discount: nonzero(of(line.discount)),
      taxes: sharesOf(line.taxes),
      tax: nonzero(taxed(line.taxes)),
    }),
  }));
  const shippingTotal = payable(of(shipping?.amount), shipping?.taxes);
  const allTaxes = [...lines, ...(shipping ? [shipping] : [])].flatMap(({ taxes = [] }) => taxes);
  return {
    lines: told,
    subtotal: summed(lines.map(({ unitPrice, quantity }) => times(of(unitPrice), quantity))),
    taxIncluded,
    total: add(summed(told.map(({ total }) => total)), shippingTotal),
    ...omitUndefined({
      discount: nonzero(summed(lines.map(({ discount }) => of(discount)))),
      taxes: sharesOf(taxTotalsOf(allTaxes)),
      tax: nonzero(taxed(allTaxes)),
      shipping: shipping && {
        ...omitUndefined({
          locationId: shipping.locationId,
          place: shipping.place && omitUndefined(shipping.place),
          taxes: sharesOf(shipping.taxes),
          tax: nonzero(taxed(shipping.taxes)),
        }),
        shippingMethodId: shipping.shippingMethodId,
        name: shipping.name,
        kind: shipping.kind,
        estimate: shipping.estimate,
        total: shippingTotal,
      },
      promotions:
        promotions.length === 0
          ? undefined
          : promotions.map(({ amount, ...promotion }) => ({ ...omitUndefined(promotion), amount: of(amount) })),
    }),
  };
}
