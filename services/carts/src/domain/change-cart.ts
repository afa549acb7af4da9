import { isoTime } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { type Destination, type HeldCoupon, type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";
import type { TermsOf } from "@millrace/pricing/sale";
import {
  bounded,
  type Cart,
  type CartLine,
  CartLineNotFound,
  CouponNotHeld,
  CouponsFull,
  expiryOf,
  maxCoupons,
  SkuNotSellable,
} from "./cart.ts";

/** Lines at this moment's terms; refused with every SKU that is not for sale. */
export function priced(wanted: readonly SkuQuantity[], termsOf: TermsOf): readonly CartLine[] {
  const asked = wanted.map(({ sku, quantity }) => ({ sku, quantity, terms: termsOf({ sku, quantity }) }));
  const unsellable = asked.filter(({ terms }) => terms === undefined).map(({ sku }) => sku);
  if (unsellable.length > 0) {
    throw SkuNotSellable(`Not for sale: ${unsellable.join(", ")}.`, {
      errors: unsellable.map((sku) => ({ field: `lines.${sku}`, reason: "is not for sale in this currency" })),
    });
  }
  return asked.flatMap(({ sku, quantity, terms }) => (terms ? [omitUndefined({ sku, quantity, ...terms })] : []));
}

/** What a buyer may say of a cart beside its lines and coupons. */
type Details = {
  readonly destination?: Destination | undefined;
  readonly shippingMethodId?: string | undefined;
  readonly note?: string | undefined;
};

export type Opening = Details & {
  readonly cartId: string;
  readonly ownerId: string;
  readonly currency: string;
  readonly wanted: readonly SkuQuantity[];
  readonly coupons: readonly HeldCoupon[];
};

function distinct(coupons: readonly HeldCoupon[]): readonly HeldCoupon[] {
  return [...new Map(coupons.map((coupon) => [coupon.code, coupon])).values()];
}

/** A new cart, its lines at today's prices. */
export function openCart({ wanted, coupons, ...opening }: Opening, termsOf: TermsOf, at: Date): Cart {
  return {
    ...omitUndefined(opening),
    status: "open",
    lines: bounded(priced(unitsBySku(wanted), termsOf)),
    coupons: distinct(coupons),
    version: 1,
    createdAt: isoTime(at),
    expiresAt: expiryOf(opening.ownerId, isoTime(at), at),
  };
}

/** The next version of a cart, which lives on as if made or changed at `at`. */
export function changed(cart: Cart, changes: Partial<Cart>, at: Date): Cart {
  const next = { ...cart, ...changes };
  return {
    ...omitUndefined(next),
    lines: bounded(next.lines),
    version: cart.version + 1,
    expiresAt: expiryOf(next.ownerId, next.createdAt, at),
  };
}

/** Sets the quantity of one SKU, at today's price; a SKU that is new to the cart goes to its end. */
export function setLine(cart: Cart, wanted: SkuQuantity, termsOf: TermsOf, at: Date): Cart {
  const line = priced([wanted], termsOf);
  const lines = cart.lines.some(({ sku }) => sku === wanted.sku)
    ? cart.lines.flatMap((other) => (other.sku === wanted.sku ? line : [other]))
    : [...cart.lines, ...line];
  return changed(cart, { lines }, at);
}

export function removeLine(cart: Cart, sku: string, at: Date): Cart {
  const lines = cart.lines.filter((line) => line.sku !== sku);
  if (lines.length === cart.lines.length) throw CartLineNotFound();
  return changed(cart, { lines }, at);
}

/** Puts coupons into the cart; one that it holds already stays where it is. */
export function addCoupons(cart: Cart, added: readonly HeldCoupon[], at: Date): Cart {
  const coupons = distinct([...cart.coupons, ...added]);
  if (coupons.length > maxCoupons) throw CouponsFull();
  return changed(cart, { coupons }, at);
}

export function dropCoupon(cart: Cart, code: string, at: Date): Cart {
  const coupons = cart.coupons.filter((coupon) => coupon.code !== code);
  if (coupons.length === cart.coupons.length) throw CouponNotHeld();
  return changed(cart, { coupons }, at);
}

/** What a buyer changes of a cart: what is absent stays, what is null goes. */
export type Update = { readonly currency?: string | undefined } & {
  readonly [Name in keyof Details]: Details[Name] | null;
};

/** Changes what was said of a cart. In another currency all lines are priced anew, and none may be without a price. */
export function applyUpdate(cart: Cart, update: Update, termsOf: TermsOf, at: Date): Cart {
  const { currency = cart.currency, ...details } = update;
  const lines = currency === cart.currency ? cart.lines : priced(cart.lines, termsOf);
  const said = Object.entries(omitUndefined(details)).map(([name, value]) => [name, value ?? undefined]);
  return changed(cart, { ...Object.fromEntries(said), currency, lines }, at);
}
