import { CartCreated, CartUpdated } from "@millrace/contracts/carts";
import { type Decision, fact } from "@millrace/contracts/define-event";
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
  cartData,
  expiryOf,
  maxCoupons,
  SkuNotSellable,
} from "./cart.ts";

/** Lines at a shop's terms. Refuses (`SkuNotSellable`) every SKU that is not for sale, by name. */
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

/** What somebody wishes of a new cart. */
export type Wish = Details & { readonly currency: string; readonly lines: readonly SkuQuantity[] };

type Opening = Wish & {
  readonly cartId: string;
  readonly ownerId: string;
  readonly coupons: readonly HeldCoupon[];
};

function distinct(coupons: readonly HeldCoupon[]): readonly HeldCoupon[] {
  return [...new Map(coupons.map((coupon) => [coupon.code, coupon])).values()];
}

/**
 * A new cart, its lines at today's prices. Refuses what is not for sale (`SkuNotSellable`), and more than one order can
 * hold (`CartFull`, `CartTooLarge`).
 */
export function openCart(
  { lines: wanted, coupons, ...opening }: Opening,
  termsOf: TermsOf,
  at: Date,
): Decision<Cart, typeof CartCreated> {
  const state: Cart = {
    ...omitUndefined(opening),
    status: "open",
    lines: bounded(priced(unitsBySku(wanted), termsOf)),
    coupons: distinct(coupons),
    version: 1,
    createdAt: isoTime(at),
    expiresAt: expiryOf(opening.ownerId, isoTime(at), at),
  };
  return { state, fact: fact(CartCreated, state.cartId, state.version, cartData(state)) };
}

/** The next version of a cart, which lives on as if made or changed at `at`. Refuses what `bounded` does. */
export function nextVersion(cart: Cart, changes: Partial<Cart>, at: Date): Cart {
  const next = { ...cart, ...changes };
  return {
    ...omitUndefined(next),
    lines: bounded(next.lines),
    version: cart.version + 1,
    expiresAt: expiryOf(next.ownerId, next.createdAt, at),
  };
}

type Updated = Decision<Cart, typeof CartUpdated>;

function update(cart: Cart, changes: Partial<Cart>, at: Date): Updated {
  const state = nextVersion(cart, changes, at);
  return { state, fact: fact(CartUpdated, state.cartId, state.version, cartData(state)) };
}

/** A guest's cart as a customer's own, as it is. */
export function claim(guest: Cart, ownerId: string, at: Date): Updated {
  return update(guest, { ownerId }, at);
}

/**
 * Sets the quantity of one SKU, at today's price; a SKU that is new to the cart goes to its end. Refuses one that is
 * not for sale (`SkuNotSellable`), and more than one order can hold (`CartFull`, `CartTooLarge`).
 */
export function setLine(cart: Cart, wanted: SkuQuantity, termsOf: TermsOf, at: Date): Updated {
  const line = priced([wanted], termsOf);
  const lines = cart.lines.some(({ sku }) => sku === wanted.sku)
    ? cart.lines.flatMap((other) => (other.sku === wanted.sku ? line : [other]))
    : [...cart.lines, ...line];
  return update(cart, { lines }, at);
}

/** Takes a SKU out. Refuses (`CartLineNotFound`) one that the cart does not hold. */
export function removeLine(cart: Cart, sku: string, at: Date): Updated {
  const lines = cart.lines.filter((line) => line.sku !== sku);
  if (lines.length === cart.lines.length) throw CartLineNotFound();
  return update(cart, { lines }, at);
}

/** Puts coupons into the cart; one that it holds stays where it is. Refuses (`CouponsFull`) more than a cart holds. */
export function addCoupons(cart: Cart, added: readonly HeldCoupon[], at: Date): Updated {
  const coupons = distinct([...cart.coupons, ...added]);
  if (coupons.length > maxCoupons) throw CouponsFull();
  return update(cart, { coupons }, at);
}

/** Takes a coupon out. Refuses (`CouponNotHeld`) one that the cart does not hold. */
export function dropCoupon(cart: Cart, code: string, at: Date): Updated {
  const coupons = cart.coupons.filter((coupon) => coupon.code !== code);
  if (coupons.length === cart.coupons.length) throw CouponNotHeld();
  return update(cart, { coupons }, at);
}

/** What a buyer changes of a cart: what is absent stays, what is null goes. */
export type Update = { readonly currency?: string | undefined } & {
  readonly [Name in keyof Details]: Details[Name] | null;
};

/**
 * Changes what was said of a cart. In another currency all lines are priced anew. Refuses a currency in which a line is
 * not for sale (`SkuNotSellable`), or in which all are too dear for one order (`CartTooLarge`).
 */
export function applyUpdate(cart: Cart, wanted: Update, termsOf: TermsOf, at: Date): Updated {
  const { currency = cart.currency, ...details } = wanted;
  const lines = currency === cart.currency ? cart.lines : priced(cart.lines, termsOf);
  const said = Object.entries(omitUndefined(details)).map(([name, value]) => [name, value ?? undefined]);
  return update(cart, { ...Object.fromEntries(said), currency, lines }, at);
}
