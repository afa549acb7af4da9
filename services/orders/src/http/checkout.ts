import * as carts from "@millrace/carts/doors";
import * as catalog from "@millrace/catalog/doors";
import { created, defineRoute } from "@millrace/contracts/define-route";
import { OrderPlaced } from "@millrace/contracts/orders";
import { paymentProviders } from "@millrace/contracts/payments";
import { id, moneyValue } from "@millrace/contracts/values";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { actorOf } from "@millrace/kernel/caller";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { CartChanged, PromotionLimitReached } from "@millrace/kernel/refusals";
import * as payments from "@millrace/payments/doors";
import { piecesOf } from "@millrace/pricing/kit";
import { quote } from "@millrace/pricing/quote";
import { zonesQuoter } from "@millrace/pricing/shipping";
import { ratesEngine } from "@millrace/pricing/tax";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { batchGet } from "@millrace/table/batch-get";
import type { TransactItem } from "@millrace/table/transact";
import * as tax from "@millrace/tax/doors";
import * as z from "zod";
import { amountsOf } from "../domain/amounts.ts";
import { factOf } from "../domain/order.ts";
import { CartEmpty, placeOrder, requireAgreed, ShippingMethodRequired } from "../domain/place-order.ts";
import type { Ports } from "../env.ts";
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

/**
 * Makes a cart an order: two reads, then one transaction that holds its stock, counts its coupons, closes the cart, opens
 * the payment and tells `order.placed`. What can be sold twice or changed by the buyer is a condition of the transaction
 * itself; on what many buyers share there is none beside stock and coupons, or the shop would sell to one at a time.
 */
export const checkout = defineRoute(
  {
    method: "POST",
    path: "/v1/carts/{cartId}/checkout",
    summary: "Place an order for a cart.",
    rule: "guestOrCustomer",
    params: z.strictObject({ cartId: id("cart") }),
    body,
    answers: { 201: orderView },
    refusals: [
      carts.CartNotFound,
      carts.CartClosed,
      CartChanged,
      CartEmpty,
      ShippingMethodRequired,
      customers.ContactNotFound,
      inventory.InventoryInsufficient,
      PromotionLimitReached,
    ],
    idempotency: "required",
    ownFunction: "checkout",
    notice: true,
    doors: [
      carts.read,
      carts.close,
      catalog.offers,
      catalog.priceBook,
      customers.contact,
      customers.profile,
      promotions.promotionRecords,
      promotions.redeem,
      tax.taxRates,
      shipping.coverage,
      inventory.levels,
      inventory.shards,
      inventory.locations,
      inventory.reserve,
      payments.open,
    ],
  },
  ({ orders, journal, idempotency, doors, table, now, newId }: Ports) =>
    async ({ params, body: wanted, caller, once, origin }) => {
      if (once === undefined) throw new TypeError("A checkout always has its idempotency key.");
      const ownerId = actorOf(caller);
      const [record, found, contact] = await batchGet(table, [
        idempotency.read(once),
        doors.cart(params.cartId),
        doors.contact(ownerId, wanted.contactId),
      ]);
      const replayed = idempotency.judge(once, record);
      if (replayed) return replayed;

      const at = now();
      const cart = carts.ownCart(found, caller, at);
      if (cart.status !== "open") throw carts.CartClosed();
      if (cart.lines.length === 0) throw CartEmpty();
      if (contact === undefined) throw customers.ContactNotFound();
      const { country, region } = contact.address;
      const pieces = piecesOf(cart.lines);
      const stockSkus = pieces.map(({ sku }) => sku);
      const [offers, roots, places, book, records, profile, rates, covered] = await batchGet(table, [
        doors.offers(cart.lines.map(({ sku }) => sku)),
        doors.levels(stockSkus),
        doors.locations(),
        doors.priceBook(),
        doors.promotionRecords(cart.coupons, ownerId),
        doors.profile(ownerId),
        doors.taxRates(country),
        doors.coverage(country),
      ]);
      const { candidates, firstOrder } = promotions.candidatesOf(records, cart.coupons, ownerId);
      const quoted = await quote(
        {
          currency: cart.currency,
          at,
          lines: cart.lines,
          offers,
          book,
          guest: caller.kind === "guest",
          groups: profile?.groups ?? [],
          candidates,
          firstOrder,
          destination: omitUndefined({ country, region }),
          shippingMethodId: cart.shippingMethodId,
        },
        { tax: ratesEngine(rates), shipping: zonesQuoter(covered) },
      );
      requireAgreed(quoted, { expectedTotal: wanted.expectedTotal, shippingMethodId: cart.shippingMethodId });

      const orderId = newId("order");
      const redeemed = promotions.redeemedOf(candidates, quoted.applied);
      const identity = {
        orderId,
        ownerId,
        cartId: cart.cartId,
        contactId: wanted.contactId,
        paymentId: newId("payment"),
      };
      // Refused before it costs a transaction; the transaction's own conditions are what decides.
      const holdsOf = (stocks: readonly (inventory.Stock | undefined)[]) =>
        inventory.planHolds(pieces, stocks, places, orderId);
      const orderOf = (holds: readonly inventory.Hold[]) =>
        placeOrder(
          {
            ...identity,
            holds,
            ...(redeemed.length > 0 ? { redemptions: redeemed.map(promotions.redemptionOf) } : {}),
          },
          quoted,
          at,
        );
      const order = orderOf(holdsOf(roots));
      const { paymentId, version: sequence } = order;
      const { total } = amountsOf(order);
      const partsOf = (placed: typeof order): readonly TransactItem[] => [
        doors.closeCart(cart, orderId, at),
        ...doors.reserve(placed.holds, orderId, at),
        ...doors.redeem(redeemed, ownerId),
        orders.place(placed),
        journal.append({
          aggregateId: orderId,
          sequence,
          event: OrderPlaced,
          data: { ...factOf(placed), expiresAt: placed.expiresAt },
          at,
          origin,
        }),
        doors.openPayment({ paymentId, orderId, ...total, ...wanted.payment }),
      ];
      return idempotency.commit({
        once,
        answer: created(viewOf(order), `/v1/orders/${orderId}`),
        parts: partsOf(order),
        // Other buyers were quicker at one place: there may be pieces at another.
        again: async (rejections) => {
          if (!rejections.every(inventory.isShortage)) return undefined;
          const [fresh] = await batchGet(table, [doors.levels(stockSkus)]);
          const [others] = await batchGet(table, [doors.shards(fresh.filter((stock) => stock !== undefined))]);
          return partsOf(orderOf(holdsOf([...fresh, ...others])));
        },
      });
    },
);
