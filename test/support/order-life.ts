import { randomUUID } from "node:crypto";
import { createHandler } from "@millrace/contracts/create-handler";
import { idOf } from "@millrace/kernel/ids";
import { money } from "@millrace/kernel/money";
import { callsTo } from "./calls.ts";
import { openHouse } from "./house.ts";
import { sell } from "./shop.ts";

/** A cart to be: what is wanted of each SKU. */
export type Wanted = { readonly sku: string; readonly quantity: number };

/**
 * A shop in this process: real routes, consumers and composition roots on a table of its own. What a test or a bench
 * needs to drive orders through it, and to look at where they ended.
 */
export async function openShop(dynamodbEndpoint: string) {
  const house = await openHouse(dynamodbEndpoint, async () => {
    const [orders, payments, notifications, inventory, promotions] = await Promise.all([
      import("../../services/orders/src/env.ts"),
      import("../../services/payments/src/env.ts"),
      import("../../services/notifications/src/env.ts"),
      import("../../services/inventory/src/env.ts"),
      import("../../services/promotions/src/env.ts"),
    ]);
    const manifests = await Promise.all([
      import("@millrace/orders/manifest"),
      import("@millrace/payments/manifest"),
      import("@millrace/notifications/manifest"),
      import("@millrace/inventory/manifest"),
      import("@millrace/promotions/manifest"),
    ]);
    return [
      [manifests[0].orders, orders.ports],
      [manifests[1].payments, payments.ports],
      [manifests[2].notifications, notifications.ports],
      [manifests[3].inventory, inventory.ports],
      [manifests[4].promotions, promotions.ports],
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
  let articles = 0;

  /** A guest's cart as it was shown, with what more it is to have, and its checkout. */
  const aCart = async (lines: readonly Wanted[], more: object = {}) => {
    const ownerId = idOf("guest", new Date(), crypto.getRandomValues(new Uint8Array(10)));
    const caller = { kind: "guest", ownerId } as const;
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
    stock: createStock(house.table),

    /** The sweeper of unpaid orders, run at a time of the caller's choice. */
    sweepAt: (at: Date) =>
      createHandler(expireUnpaidOrders, { ...orders, now: () => at })({
        at,
        origin: {
          actor: "orders-expire-unpaid-orders",
          correlationId: "run-1",
          causationId: "run-1",
          causationDepth: 0,
        },
      }),

    /** A SKU of its own with so many units, so that no test sees another's stock. */
    async anArticle(available: number): Promise<string> {
      articles += 1;
      const sku = `ART-${String(articles).padStart(6, "0")}`;
      await sell(house.table, [{ sku, prices: [money(1990, "EUR")], available }]);
      return sku;
    },

    aCart,
    /** A guest with a contact and a cart; gives the guest's checkout. */
    aBuyer: async (lines: readonly Wanted[]) => (await aCart(lines)).checkout,
  };
}
