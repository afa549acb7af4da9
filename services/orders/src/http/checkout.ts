import * as carts from "@millrace/carts/doors";
import * as catalog from "@millrace/catalog/doors";
import type { Opened } from "@millrace/contracts/define-door";
import { created, defineRoute } from "@millrace/contracts/define-route";
import { paymentProviders } from "@millrace/contracts/payments";
import { id, moneyValue } from "@millrace/contracts/values";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { CartChanged, PromotionLimitReached, RegionRequired } from "@millrace/kernel/refusals";
import { unitsBySku } from "@millrace/kernel/sale";
import * as payments from "@millrace/payments/doors";
import { quote } from "@millrace/pricing/quote";
import { openRegionOf, saleOf, shopOf } from "@millrace/pricing/sale";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { batchGet } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import * as tax from "@millrace/tax/doors";
import * as z from "zod";
import { CartEmpty, placeOrder, requireAgreed, ShippingMethodRequired } from "../domain/place-order.ts";
import type { Ports } from "../ports.ts";
import { orderView, viewOf } from "./order-view.ts";

const body = z.strictObject({
  contactId: id("contact"),
  expectedTotal: moneyValue.meta({ description: "What the buyer was shown; any other result is refused." }),
  payment: z.strictObject({
    provider: z.enum(paymentProviders),
    token: z
      .string()
      .regex(/^[\w-]{1,255}$/)
      .meta({ description: "The provider's name for the buyer's means of payment.", example: "tok_ok" }),
  }),
});

const checkoutDoors = {
  cart: carts.read,
  closeCart: carts.close,
  contact: customers.contact,
  offers: catalog.offers,
  priceBook: catalog.priceBook,
  promotionRecords: promotions.promotionRecords,
  profile: customers.profile,
  taxRates: tax.taxRates,
  coverage: shipping.coverage,
  levels: inventory.levels,
  shards: inventory.shards,
  locations: inventory.locations,
  reserve: inventory.reserve,
  redeem: promotions.redeem,
  openPayment: payments.open,
};

/** Everything that the cart names, in one batch: what it is priced from, and the stock that it takes. */
async function readShop(doors: Opened<typeof checkoutDoors>, table: Table, cart: carts.Cart, country: string) {
  const { lines, coupons, ownerId } = cart;
  const [offers, book, records, profile, rates, covered, roots, locations] = await batchGet(table, [
    doors.offers(lines.map(({ sku }) => sku)),
    doors.priceBook(),
    doors.promotionRecords(coupons, ownerId),
    doors.profile(ownerId),
    doors.taxRates(country),
    doors.coverage(country),
    doors.levels(unitsBySku(lines).map(({ sku }) => sku)),
    doors.locations(),
  ]);
  const promoted = promotions.candidatesOf(records, coupons, ownerId);
  return { shop: shopOf({ offers, book, profile, promoted, rates, covered }), roots, locations };
}

/**
 * Makes a cart an order: two reads, then one transaction that holds its stock, counts its coupons, closes the cart,
 * opens the payment and tells `order.placed`. What can be sold twice or changed by the buyer is a condition of the
 * transaction itself; on what many buyers share there is none beside stock and coupons, or the shop would sell to one
 * at a time.
 */
export const checkout = defineRoute(
  "POST /v1/carts/{cartId}/checkout",
  {
    summary: "Place an order for a cart.",
    rule: "guestOrCustomer",
    body,
    answers: { 201: orderView },
    refusals: [
      carts.CartNotFound,
      carts.CartClosed,
      CartChanged,
      CartEmpty,
      ShippingMethodRequired,
      customers.ContactNotFound,
      RegionRequired,
      inventory.InventoryInsufficient,
      PromotionLimitReached,
    ],
    idempotency: "required",
    ownFunction: "checkout",
    notice: true,
    doors: checkoutDoors,
  },
  async (request, { orders, write, table, newId }: Ports, doors) => {
    const { caller, body: wanted, at } = request;
    const { ownerId } = caller;
    const [stored, contact] = await batchGet(table, [
      doors.cart(request.params.cartId),
      doors.contact(ownerId, wanted.contactId),
    ]);
    const cart = carts.ownCart(stored, caller, at);
    if (cart.status !== "open") throw carts.CartClosed();
    if (cart.lines.length === 0) throw CartEmpty();
    if (contact === undefined) throw customers.ContactNotFound();

    const { country, region } = contact.address;
    const destination = omitUndefined({ country, region });
    const { shop, roots, locations } = await readShop(doors, table, cart, country);
    // A contact may be older than the taxes that ask for its region.
    const reason = openRegionOf(destination, shop);
    if (reason !== undefined)
      throw RegionRequired(undefined, { errors: [{ field: "contact.address.region", reason }] });
    const quoted = await quote(saleOf({ ...cart, destination }, shop, at));
    requireAgreed(quoted, { expectedTotal: wanted.expectedTotal, shippingMethodId: cart.shippingMethodId });

    const orderId = newId("order");
    const units = unitsBySku(cart.lines);
    const redeemed = promotions.redeemedOf(shop.candidates, quoted.applied);
    const { state: order, fact } = placeOrder(
      {
        orderId,
        ownerId,
        cartId: cart.cartId,
        contactId: wanted.contactId,
        paymentId: newId("payment"),
        // Refused before it costs a transaction; the transaction's own conditions are what decides.
        holds: inventory.planHolds(units, roots, locations, orderId),
        ...(redeemed.length > 0 ? { redemptions: redeemed.map(promotions.redemptionOf) } : {}),
      },
      quoted,
      at,
    );
    const itemsOf = (placed: typeof order) => [
      doors.closeCart(cart, orderId, at),
      ...doors.reserve(placed.holds, orderId, at),
      ...doors.redeem(redeemed, ownerId),
      orders.place(placed),
      doors.openPayment({ paymentId: order.paymentId, orderId, ...fact.data.total, ...wanted.payment }),
    ];
    const answer = created(viewOf(order, fact.data), `/v1/orders/${orderId}`);
    return write(request, fact, itemsOf(order), answer, async (rejections) => {
      // Other buyers were quicker at one place: there may be units at another. The fact does not tell of places.
      if (!rejections.every(inventory.isShortage)) return undefined;
      const [fresh] = await batchGet(table, [doors.levels(units.map(({ sku }) => sku))]);
      const [others] = await batchGet(table, [doors.shards(fresh.filter((stock) => stock !== undefined))]);
      return itemsOf({ ...order, holds: inventory.planHolds(units, [...fresh, ...others], locations, orderId) });
    });
  },
);
