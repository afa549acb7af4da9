import { randomUUID } from "node:crypto";
import { createHandler } from "@millrace/contracts/create-handler";
import type { Owner } from "@millrace/kernel/caller";
import { type IdKind, idOf } from "@millrace/kernel/ids";
import { money } from "@millrace/kernel/money";
import { commit } from "@millrace/table/transact";
import type { StoredPromotion } from "../../services/promotions/src/domain/promotion.ts";
import { aPromotion } from "./a-promotion.ts";
import { callsTo } from "./calls.ts";
import { openHouse } from "./house.ts";
import { sell } from "./shop.ts";

/** A cart to be: what is wanted of each SKU. */
export type Wanted = { readonly sku: string; readonly quantity: number };

/** Who buys, with which coupons. */
type Buyer = Readonly<Record<string, unknown>> & { readonly caller: Owner };

function freshId(kind: IdKind): string {
  return idOf(kind, new Date(), crypto.getRandomValues(new Uint8Array(10)));
}

function aGuest(): Owner {
  return { kind: "guest", ownerId: freshId("guest") };
}

function tickAt(at: Date) {
  return { at, origin: { actor: "sweeper", correlationId: "run-1", causationId: "run-1", causationDepth: 0 } };
}

/** Somebody who has signed in. */
export function aCustomer(): Owner {
  return { kind: "customer", ownerId: `cus_${randomUUID()}`, groups: [] };
}

/**
 * A shop in this process: real routes, consumers and composition roots on a table of its own. What a test or a bench
 * needs to drive orders through it, and to look at where they ended.
 */
export async function openShop(dynamodbEndpoint: string) {
  const house = await openHouse(dynamodbEndpoint, async () => {
    const [orders, payments, notifications, inventory] = await Promise.all([
      import("../../services/orders/src/env.ts"),
      import("../../services/payments/src/env.ts"),
      import("../../services/notifications/src/env.ts"),
      import("../../services/inventory/src/env.ts"),
    ]);
    const manifests = await Promise.all([
      import("@millrace/orders/manifest"),
      import("@millrace/payments/manifest"),
      import("@millrace/notifications/manifest"),
      import("@millrace/inventory/manifest"),
    ]);
    return [
      [manifests[0].orders, orders.ports],
      [manifests[1].payments, payments.ports],
      [manifests[2].notifications, notifications.ports],
      [manifests[3].inventory, inventory.ports],
    ];
  });
  const { ports: orders } = await import("../../services/orders/src/env.ts");
  const { ports: payments } = await import("../../services/payments/src/env.ts");
  const { ports: carts } = await import("../../services/carts/src/env.ts");
  const { ports: customers } = await import("../../services/customers/src/env.ts");
  const { checkout } = await import("../../services/orders/src/http/checkout.ts");
  const { createCart } = await import("../../services/carts/src/http/create-cart.ts");
  const { addContact } = await import("../../services/customers/src/http/add-contact.ts");
  const { createStock } = await import("../../services/inventory/src/data/stock.ts");
  const as =
    (functionName: string, call: ReturnType<typeof callsTo>): typeof call =>
    (...args) =>
      house.run(functionName, () => call(...args));
  const call = {
    orders: as("orders-checkout", callsTo({ checkout }, orders)),
    carts: as("carts-api", callsTo({ createCart }, carts)),
    customers: as("customers-api", callsTo({ addContact }, customers)),
  };
  const { expireUnpaidOrders } = await import("../../services/orders/src/schedules/expire-unpaid-orders.ts");
  const { ports: inventory } = await import("../../services/inventory/src/env.ts");
  const { settleTickets } = await import("../../services/inventory/src/schedules/settle-tickets.ts");
  const { createPromotions } = await import("../../services/promotions/src/data/promotions.ts");
  const { createCoupons } = await import("../../services/promotions/src/data/coupons.ts");
  let articles = 0;
  let codes = 0;

  /** The cart of somebody, else of a new guest, as it was shown, with what more it is to have, and its checkout. */
  const aCart = async (lines: readonly Wanted[], { caller = aGuest(), ...more }: Partial<Buyer> = {}) => {
    const { body: contact } = await call.customers("POST /v1/contacts", {
      caller,
      body: {
        email: "ada@example.com",
        name: "Ada",
        address: { line1: "1 Mill Lane", city: "Cambridge", postalCode: "CB1 2AB", country: "GB" },
      },
    });
    const { body: cart } = await call.carts("POST /v1/carts", { caller, body: { currency: "EUR", lines, ...more } });
    const checkout = (key: string = randomUUID(), token = "tok_ok", changes: object = {}) =>
      call.orders(`POST /v1/carts/${cart.cartId}/checkout`, {
        caller,
        headers: { "idempotency-key": key },
        body: {
          contactId: contact.contactId,
          expectedTotal: cart.total,
          payment: { provider: "sandbox", token },
          ...changes,
        },
      });
    return { cart, checkout };
  };

  return {
    house,
    orders,
    payments,
    carts,
    stock: createStock(house.table),

    /** The sweeper of unpaid orders, run at a time of the caller's choice. */
    sweepAt: (at: Date) => createHandler(expireUnpaidOrders, { ...orders, now: () => at })(tickAt(at)),

    /** The sweeper of tickets, likewise. */
    settleTicketsAt: (at: Date) => createHandler(settleTickets, inventory)(tickAt(at)),

    /** Deletes a cart, as TTL does long after its expiry. */
    async forgetCart(cartId: string): Promise<void> {
      const { key } = carts.carts.read(cartId);
      await house.table.client.send("DeleteItem", { TableName: house.table.table, Key: key });
    },

    /** A SKU of its own with so many units, so that no test sees another's stock. */
    async anArticle(available: number, price = 1990): Promise<string> {
      articles += 1;
      const sku = `ART-${String(articles).padStart(6, "0")}`;
      await sell(house.table, [{ sku, prices: [money(price, "EUR")], available }]);
      return sku;
    },

    /** A coupon of a promotion of its own; gives its code. */
    async aCoupon(promotion: Partial<StoredPromotion>): Promise<string> {
      codes += 1;
      const [code, promotionId] = [`CODE${codes}`, freshId("promotion")];
      const at = new Date().toISOString();
      await commit([
        createPromotions(house.table).create(aPromotion({ ...promotion, promotionId })),
        createCoupons(house.table).create({ code, promotionId, status: "active", createdAt: at }, 0),
      ]);
      return code;
    },

    aCart,
    /** As `aCart`; gives the buyer's checkout, and the cart beside it. */
    async aBuyer(lines: readonly Wanted[], more: Partial<Buyer> = {}) {
      const { cart, checkout } = await aCart(lines, more);
      return Object.assign(checkout, { cart });
    },
  };
}
