import * as carts from "@millrace/carts/doors";
import * as catalog from "@millrace/catalog/doors";
import type { Opened } from "@millrace/contracts/define-door";
import { created, defineRoute } from "@millrace/contracts/define-route";
import { paymentProviders } from "@millrace/contracts/payments";
import { id, sumValue } from "@millrace/contracts/values";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy, CartChanged, PromotionLimitReached, RegionRequired } from "@millrace/kernel/refusals";
import { type SaleLine, unitsBySku } from "@millrace/kernel/sale";
import * as payments from "@millrace/payments/doors";
import { type Quote, quote } from "@millrace/pricing/quote";
import { openRegionOf, saleOf, shopOf } from "@millrace/pricing/sale";
import type { PickUps } from "@millrace/pricing/shipping";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { batchGet } from "@millrace/table/batch-get";
import { jittered } from "@millrace/table/pause";
import type { Table } from "@millrace/table/table";
import * as tax from "@millrace/tax/doors";
import * as z from "zod";
import {
  CartEmpty,
  meansOf,
  placeOrder,
  requireAgreed,
  requireKept,
  ShippingMethodRequired,
} from "../domain/place-order.ts";
import type { Ports } from "../ports.ts";
import { orderView, viewOf } from "./order-view.ts";

const body = z.strictObject({
  contactId: id("contact"),
  expectedTotal: sumValue.meta({ description: "What the buyer was shown; any other result is refused." }),
  payment: z
    .strictObject({
      provider: z.enum(paymentProviders),
      token: z
        .string()
        .regex(/^[\w-]{1,255}$/)
        .meta({ description: "The provider's name for the buyer's means of payment.", example: "tok_ok" }),
    })
    .optional()
    .meta({ description: "May be left out, and is not used, where the order costs nothing." }),
});

/** What an order's units are held through. */
const holdDoors = {
  levels: inventory.levels,
  takeTickets: inventory.takeTickets,
  giveBackTickets: inventory.giveBackTickets,
};

const checkoutDoors = {
  cart: carts.read,
  closeCart: carts.close,
  contact: customers.contact,
  keepRecipient: customers.keepRecipient,
  offers: catalog.offers,
  priceBook: catalog.priceBook,
  promotionRecords: promotions.promotionRecords,
  profile: customers.profile,
  taxRates: tax.taxRates,
  coverage: shipping.coverage,
  locations: inventory.locations,
  ...holdDoors,
  reserve: inventory.reserve,
  redeem: promotions.redeem,
  openPayment: payments.open,
};

/** Everything that the cart names, in one batch: what it is priced from, and the stock that it takes. */
async function readShop(doors: Opened<typeof checkoutDoors>, table: Table, cart: carts.Cart, country: string) {
  const { lines, coupons, ownerId } = cart;
  const [offers, book, records, profile, rates, covered, stocks, locations] = await batchGet(table, [
    doors.offers([...new Set([...lines, ...lines.flatMap(({ parts = [] }) => parts)].map(({ sku }) => sku))]),
    doors.priceBook(),
    doors.promotionRecords(coupons, ownerId),
    doors.profile(ownerId),
    doors.taxRates(country),
    doors.coverage(country),
    doors.levels(unitsBySku(lines).map(({ sku }) => sku)),
    doors.locations(),
  ]);
  const promoted = promotions.candidatesOf(records, coupons, ownerId);
  const canFetch: PickUps = (goods, locationId) => inventory.canFetch(goods, stocks, locations, locationId);
  const ratesElsewhere = async (other: string) => (await batchGet(table, [doors.taxRates(other)]))[0];
  const shop = shopOf({ offers, book, profile, promoted, rates, ratesElsewhere, covered, locations, canFetch });
  return { shop, stocks, locations };
}

/** An order to be, as far as its units ask. */
type Wanted = {
  readonly lines: readonly SaleLine[];
  readonly orderId: string;
  readonly pickUp: inventory.Holder["pickUp"];
  /** What its buyer was promised. */
  readonly promises: inventory.Promises;
  readonly at: Date;
};

/** A stock that takes no more writes at the moment takes them soon. */
const pause = jittered({ firstMilliseconds: 10, longestMilliseconds: 200 });

/** How often others may be quicker at a location that still had units; who finds none is refused at once. */
const maxAttempts = 12;

/**
 * Holds an order's units: plans where they come from, and takes tickets for them. Where others were quicker, it plans
 * again by what is there then: there may be units at another location. The order's transaction has to claim the tickets.
 *
 * @param seen the stocks as they were just read, of all SKUs of the lines
 * @throws InventoryInsufficient naming every line that cannot be met; CartChanged where a promise cannot be kept
 * @throws Busy where others were quicker each time
 */
async function holdUnits(
  table: Table,
  { levels, takeTickets }: Opened<typeof holdDoors>,
  { lines, orderId, pickUp, promises, at }: Wanted,
  locations: inventory.LocationBook | undefined,
  seen?: readonly (inventory.Stock | undefined)[],
): Promise<readonly inventory.Hold[]> {
  let stocks = seen;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    stocks ??= (await batchGet(table, [levels(unitsBySku(lines).map(({ sku }) => sku))]))[0];
    const planned = inventory.planHolds(lines, stocks, locations, pickUp);
    requireKept(lines, promises, inventory.promisesOf(lines, stocks, locations, pickUp));
    const holds = await takeTickets(planned, stocks, orderId, at);
    if (holds !== undefined) return holds;
    stocks = undefined;
    await pause(attempt);
  }
  throw Busy("The stock moves faster than this order; send it again.");
}

/** Where the buyer fetches the goods; undefined where they are sent, or there are none. */
function pickUpOf({ shipping: chosen, goods }: Quote): inventory.Holder["pickUp"] {
  const { locationId } = chosen ?? {};
  return locationId === undefined ? undefined : { locationId, skus: goods.map(({ sku }) => sku) };
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
      carts.CartTooLarge,
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
    const { shop, stocks, locations } = await readShop(doors, table, cart, country);
    // A contact may be older than the taxes that ask for its region.
    const reason = openRegionOf(destination, shop);
    if (reason !== undefined) {
      throw RegionRequired(undefined, { errors: [{ field: "contact.address.region", reason }] });
    }
    const quoted = await quote(saleOf({ ...cart, destination }, shop, at));
    carts.requireOrderable(quoted);
    requireAgreed(quoted, { expectedTotal: wanted.expectedTotal, shippingMethodId: cart.shippingMethodId });
    const means = meansOf(quoted, wanted.payment);

    const orderId = newId("order");
    const redeemed = promotions.redeemedOf(shop.candidates, quoted.applied);
    const pickUp = pickUpOf(quoted);
    const promises = inventory.promisesOf(cart.lines, stocks, locations, pickUp);
    const { state: order, fact } = placeOrder(
      {
        orderId,
        ownerId,
        cartId: cart.cartId,
        contactId: wanted.contactId,
        paymentId: newId("payment"),
        destination,
        holds: [],
        ...(redeemed.length > 0 ? { redemptions: redeemed.map(promotions.redemptionOf) } : {}),
      },
      quoted,
      promises,
      at,
    );
    const itemsOf = (holds: typeof order.holds) => [
      doors.closeCart(cart, orderId, at),
      ...doors.reserve(holds, cart.lines, { orderId, pickUp }, at),
      ...doors.redeem(redeemed, ownerId, orderId),
      orders.place({ ...order, holds }),
      doors.keepRecipient(contact, orderId),
      doors.openPayment({ paymentId: order.paymentId, orderId, ...fact.data.total, ...means }),
    ];
    const wantedUnits = { lines: cart.lines, orderId, pickUp, promises, at };
    let holds = await holdUnits(table, doors, wantedUnits, locations, stocks);
    const answer = created(viewOf(order, fact.data), `/v1/orders/${orderId}`);
    return write(request, fact, itemsOf(holds), answer, {
      otherWay: async (rejections) => {
        if (!rejections.every(inventory.isShortage)) return undefined;
        await doors.giveBackTickets(holds, orderId, at);
        holds = await holdUnits(table, doors, wantedUnits, locations);
        return itemsOf(holds);
      },
      undo: () => doors.giveBackTickets(holds, orderId, at),
    });
  },
);
