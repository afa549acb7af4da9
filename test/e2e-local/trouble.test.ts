import { randomUUID } from "node:crypto";
import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { createApi } from "../../cli/src/http-client.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { type CallFault, createAdmin } from "../support/admin.ts";
import { expectProblem } from "../support/problem.ts";
import { type Buyer, type Cart, openStore, type Store } from "../support/store.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);
// Unchecked: what happens in trouble is no route's own answer.
const api = createApi(ready.apiUrl);

let store: Store;
let shopper: Buyer & { readonly cart: Cart };
let sku: string;
beforeAll(async () => {
  store = await openStore(ready);
  sku = await store.sell(100);
});
afterEach(() => admin.setFaults([]));

/** One way to send one and the same checkout again and again. */
async function aCheckout() {
  shopper = await store.aGuest([{ sku, quantity: 1 }]);
  const { token, contactId, cart } = shopper;
  const send = {
    token,
    headers: { "idempotency-key": randomUUID() },
    body: { contactId, expectedTotal: cart.total, payment: { provider: "sandbox", token: "tok_ok" } },
  };
  return () => api("POST", `/v1/carts/${cart.cartId}/checkout`, send);
}

function every(call: string, fault: CallFault["fault"]): CallFault {
  return {
    ...{ function: "orders-checkout", call, fault },
    occurrence: "every",
  };
}

describe("a checkout in trouble", () => {
  it("is answered 503, and when to try again, while other writers are always quicker", async () => {
    const checkout = await aCheckout();
    await admin.setFaults([every("dynamodb:TransactWriteItems", "conflict")]);
    const busy = await checkout();
    expectProblem(busy, 503);
    expect(busy.json).toMatchObject({ code: "service.busy" });
    expect(busy.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    await admin.setFaults([]);
    expect((await checkout()).status).toBe(201);
  });

  it("tells nothing of our inside when the database has no time", async () => {
    const checkout = await aCheckout();
    await admin.setFaults([every("dynamodb:BatchGetItem", "throttle")]);
    const failed = await checkout();
    expectProblem(failed, 503);
    expect(failed.json).toMatchObject({ code: "service.busy" });
    expect(failed.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
    expect(failed.text).not.toMatch(/dynamodb|throughput|BatchGet/i);
    await admin.setFaults([]);
    expect((await checkout()).status).toBe(201);
  });

  it.each(["crash-before", "crash-after"] as const)(
    "is one order when its function dies at the write and the request is sent again: %s",
    async (fault) => {
      const checkout = await aCheckout();
      await admin.setFaults([{ ...every("dynamodb:TransactWriteItems", fault), occurrence: 1 }]);
      const failed = await checkout();
      expectProblem(failed, 503);
      expect(failed.json).toMatchObject({ code: "service.unavailable" });
      const again = await checkout();
      expect(again.status).toBe(201);
      expect(again.headers.get("idempotency-replayed")).toBe(fault === "crash-after" ? "true" : null);
      const orders = await store.all("/v1/orders", shopper.token);
      expect(orders).toMatchObject([{ orderId: again.json.orderId }]);
    },
  );
});
