import * as carts from "@millrace/carts/doors";
import * as catalog from "@millrace/catalog/doors";
import { created, defineRoute } from "@millrace/contracts/define-route";
import { OrderPlaced } from "@millrace/contracts/orders";
import { paymentProviders } from "@millrace/contracts/payments";
import { id, moneyValue } from "@millrace/contracts/values";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { CartChanged } from "@millrace/kernel/refusals";
import * as payments from "@millrace/payments/doors";
import { effectivePrice } from "@millrace/pricing/offer";
import { readTogether } from "@millrace/table/read";
import * as z from "zod";
import { factOf, totalOf } from "../domain/order.ts";
import { CartEmpty, placeOrder } from "../domain/place-order.ts";
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
 * Makes a cart an order: two reads, then one transaction that holds its stock, closes the cart, opens the payment and
 * tells `order.placed`. What can be sold twice or changed by the buyer is a condition of the transaction itself; on what
 * many buyers share there is none beside the stock, or the shop would sell to one at a time.
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
      customers.ContactNotFound,
      inventory.InventoryInsufficient,
    ],
    idempotency: "required",
    ownFunction: "checkout",
    notice: true,
    doors: [
      carts.read,
      carts.close,
      catalog.offers,
      customers.contact,
      inventory.levels,
      inventory.reserve,
      payments.open,
    ],
  },
  ({ orders, journal, idempotency, doors, table, now, newId }: Ports) =>
    async ({ params, body: wanted, caller, once, origin }) => {
      if (once === undefined) throw new TypeError("A checkout always has its idempotency key.");
      const [record, found] = await readTogether(table, [idempotency.read(once), doors.cart(params.cartId)]);
      const replayed = idempotency.judge(once, record);
      if (replayed) return replayed;

      const at = now();
      const cart = carts.ownCart(found, caller, at);
      if (cart.status === "closed") throw carts.CartClosed();
      if (cart.lines.length === 0) throw CartEmpty();
      const skus = cart.lines.map(({ sku }) => sku);
      const [contact, offers, levels] = await readTogether(table, [
        doors.contact(cart.ownerId, wanted.contactId),
        doors.offers(skus),
        doors.levels(skus),
      ]);
      if (contact === undefined) throw customers.ContactNotFound();
      const offered = new Map(offers.flatMap((offer) => (offer ? [[offer.sku, offer]] : [])));
      const order = placeOrder(
        {
          orderId: newId("order"),
          paymentId: newId("payment"),
          contactId: wanted.contactId,
          cart,
          expectedTotal: wanted.expectedTotal,
          priceOf: (sku) => {
            const offer = offered.get(sku);
            const context = { currency: cart.currency, quantity: 1, groups: [], at, book: undefined };
            const price = offer && effectivePrice(offer, context);
            return offer && price ? { title: offer.title, unitPrice: price.unitPrice.amount } : undefined;
          },
        },
        at,
      );
      // Refused before it costs a transaction; the transaction's own condition is what decides.
      inventory.requireAvailable(order.lines, levels);
      const { orderId, paymentId } = order;
      const { amount, currency } = totalOf(order);
      return idempotency.commit({
        once,
        answer: created(viewOf(order), `/v1/orders/${orderId}`),
        parts: [
          doors.closeCart(cart, orderId, at),
          ...doors.reserve(order.lines, orderId, at),
          orders.place(order),
          journal.append({
            aggregateId: orderId,
            sequence: order.version,
            event: OrderPlaced,
            data: { ...factOf(order), expiresAt: order.expiresAt },
            at,
            origin,
          }),
          doors.openPayment({ paymentId, orderId, amount, currency, ...wanted.payment }),
        ],
      });
    },
);
