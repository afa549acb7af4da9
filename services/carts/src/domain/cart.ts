import { maxQuantity } from "@millrace/contracts/values";
import { isGuest, type Owner } from "@millrace/kernel/caller";
import { isoTime, secondsAfter } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { maxAmount } from "@millrace/kernel/money";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { VersionMismatch } from "@millrace/kernel/refusals";
import { type Destination, type HeldCoupon, namingLines, type SkuQuantity, unitsBySku } from "@millrace/kernel/sale";

/**
 * A cart is changed while it is open; it ends as an order, as part of another cart, or by itself. One whose order comes
 * to nothing is open again.
 */
export const cartStatuses = ["open", "closed", "merged", "abandoned"] as const;

/** One SKU of a cart, with its unit price in minor units as the buyer saw it when the line was set. */
export type CartLine = SkuQuantity & {
  readonly unitPrice: number;
  /** What a kit is made of, copied from its offer: a kit's parts never change. */
  readonly parts?: readonly SkuQuantity[] | undefined;
};

export type Cart = {
  readonly cartId: string;
  readonly ownerId: string;
  readonly currency: string;
  readonly status: (typeof cartStatuses)[number];
  /** At most one line per SKU, in the order they were added. */
  readonly lines: readonly CartLine[];
  /** At most one per code, in the order they were added. */
  readonly coupons: readonly HeldCoupon[];
  /** Where the goods are to go, as far as the buyer has said; the order's contact decides. */
  readonly destination?: Destination | undefined;
  /** The buyer's choice; whether it reaches the destination is seen when the cart is quoted. */
  readonly shippingMethodId?: string | undefined;
  /** The buyer's words. They may be about a person, so no fact tells them. */
  readonly note?: string | undefined;
  /** Sequence of the cart's last journal entry; an end that writes none leaves it. */
  readonly version: number;
  readonly createdAt: string;
  readonly expiresAt: string;
  /** The order that closed the cart. */
  readonly orderId?: string | undefined;
  /** The cart that this one's lines went to. */
  readonly mergedInto?: string | undefined;
};

/**
 * Stock SKUs with kits expanded, and lines: a transaction of 100 actions holds two per SKU beside the order's own
 * (TransactWriteItems).
 */
export const maxSkus = 40;
/** Each takes two actions of the same transaction. */
export const maxCoupons = 4;

/** A guest's token ends after seven days, and nobody reaches the cart without it. */
const guestLifetimeSeconds = 7 * 24 * 60 * 60;
const customerLifetimeSeconds = 30 * 24 * 60 * 60;

export const CartNotFound = defineRefusal("not_found", "cart.not_found", "There is no such cart.");
export const CartLineNotFound = defineRefusal("not_found", "cart.line_not_found", "The cart does not hold this SKU.");
export const CartClosed = defineRefusal("conflict", "cart.closed", "This cart takes no more changes.");
export const CartFull = defineRefusal(
  "conflict",
  "cart.full",
  `A cart holds at most ${maxSkus} SKUs, the parts of kits counted.`,
);
export const CartTooLarge = defineRefusal("unprocessable", "cart.too_large", "This is more than one order can hold.");
export const SkuNotSellable = defineRefusal(
  "conflict",
  "cart.sku_not_sellable",
  "Not everything here is for sale in the cart's currency.",
);
export const CouponUnknown = defineRefusal("not_found", "cart.coupon_unknown", "There is no such coupon.");
export const CouponNotHeld = defineRefusal("not_found", "cart.coupon_not_held", "The cart does not hold this coupon.");
export const CouponsFull = defineRefusal(
  "conflict",
  "cart.coupons_full",
  `A cart holds at most ${maxCoupons} coupons.`,
);
export const GuestCartUnproved = defineRefusal(
  "unprocessable",
  "cart.guest_unproved",
  "The guest token does not prove whose cart this is.",
);

/** When a cart of `ownerId` expires that was made at `createdAt` and changed at `at`. */
export function expiryOf(ownerId: string, createdAt: string, at: Date): string {
  return isGuest(ownerId)
    ? isoTime(secondsAfter(new Date(createdAt), guestLifetimeSeconds))
    : isoTime(secondsAfter(at, customerLifetimeSeconds));
}

/** The caller's cart. Refuses (`CartNotFound`) another's, an expired and an unknown one alike. */
export function ownCart(cart: Cart | undefined, caller: Owner, at: Date): Cart {
  // The sweeper comes later, and TTL a month after it.
  if (cart?.ownerId !== caller.ownerId || cart.expiresAt <= isoTime(at)) throw CartNotFound();
  return cart;
}

const endings = {
  closed: "This cart was checked out.",
  merged: "This cart was merged into another.",
  abandoned: "This cart has expired.",
} as const;

/** Why a cart of a status takes no more changes. */
export function closedBy(status: Exclude<Cart["status"], "open">) {
  return CartClosed(endings[status]);
}

/** Refuses (`CartClosed`) a cart that has ended. */
export function requireOpen({ status }: Cart): void {
  if (status !== "open") throw closedBy(status);
}

/**
 * Refuses a cart that has ended (`CartClosed`), and a change by somebody who saw another version (`VersionMismatch`).
 */
export function requireChangeable(cart: Cart, seen: number): void {
  requireOpen(cart);
  if (cart.version !== seen) throw VersionMismatch();
}

/** Refuses (`CartFull`) more SKUs than a cart holds, kits expanded as far as their parts are known. */
export function requireRoom(lines: readonly Pick<CartLine, "sku" | "quantity" | "parts">[]): void {
  if (lines.length > maxSkus || unitsBySku(lines).length > maxSkus) throw CartFull();
}

/**
 * The lines, if one order can hold them. Refuses more SKUs (`CartFull`), more units of one, kits expanded, and a larger
 * sum of prices (`CartTooLarge`).
 */
export function bounded(lines: readonly CartLine[]): readonly CartLine[] {
  requireRoom(lines);
  const tooMany = unitsBySku(lines).filter(({ quantity }) => quantity > maxQuantity);
  if (tooMany.length > 0) {
    throw CartTooLarge(`More than ${maxQuantity} units of ${tooMany.map(({ sku }) => sku).join(", ")}.`, {
      errors: tooMany.flatMap(({ sku, quantity }) =>
        namingLines(lines, sku, (ofPart) => `${quantity}${ofPart} wanted, at most ${maxQuantity} in one order`),
      ),
    });
  }
  // At most 40 · 10^11 · 10^4: inexact at that size, yet never on the wrong side of the bound.
  const total = lines.reduce((subtotal, { unitPrice, quantity }) => subtotal + unitPrice * quantity, 0);
  if (total > maxAmount) throw CartTooLarge();
  return lines;
}

/** What a cart's facts tell: which SKUs, and no prices, for those are the shop's. */
export function cartData({ cartId, ownerId, currency, lines }: Cart) {
  return {
    cartId,
    ownerId,
    currency,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
  };
}

/** A cart in a list: what is in it, without prices. */
export function summaryOf({ cartId, currency, lines, note, version, createdAt, expiresAt }: Cart) {
  return omitUndefined({
    cartId,
    currency,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    note,
    version,
    createdAt,
    expiresAt,
  });
}
