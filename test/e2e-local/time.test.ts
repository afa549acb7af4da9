import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { createAdmin } from "../support/admin.ts";
import { machineToken } from "../support/machine-token.ts";
import { expectProblem } from "../support/problem.ts";
import { location, openStore, type Store } from "../support/store.ts";
import { factsAbout, storedItems } from "../support/stored.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);

let store: Store;
// Anew for each test: time passes here, and tokens expire.
beforeEach(async () => {
  store = await openStore(ready);
});

const minutes = 60;
const days = 24 * 60 * minutes;

describe("an order that nobody pays", () => {
  it("holds its stock for half an hour, then is canceled and gives it back", async () => {
    const sku = await store.sell(5);
    const guest = await store.aGuest([{ sku, quantity: 2 }]);
    const { json: placed } = await store.checkout(guest, guest.cart, { payment: "tok_requires_action" });
    await admin.rest();
    expect(await store.order(guest, placed.orderId)).toMatchObject({ status: "placed", paymentStatus: "pending" });
    await admin.advance(29 * minutes);
    await admin.rest();
    expect(await store.order(guest, placed.orderId)).toMatchObject({ status: "placed" });

    await admin.advance(2 * minutes);
    expect(await store.until(guest, placed.orderId, "canceled")).toMatchObject({ cancelReason: "unpaid", version: 2 });
    await admin.rest();
    store = await openStore(ready);
    expect(await store.level(sku)).toEqual({ onHand: 5, reserved: 0, allocated: 0, available: 5 });
    expect(await factsAbout(ready, "payments", placed.orderId)).toEqual(["payment.canceled"]);
  });
});

describe("a token", () => {
  it("is a person's for half an hour", async () => {
    const { token } = await store.aShopper();
    const ask = () => store.api("GET", "/v1/orders", { token });
    expect(await ask()).toMatchObject({ status: 200 });
    const askStaff = () => store.api("GET", "/v1/drafts", { token: store.staff });
    expect(await askStaff()).toMatchObject({ status: 200 });
    await admin.advance(31 * minutes);
    expectProblem(await ask(), 401);
    expectProblem(await askStaff(), 401);
  });

  it("is a machine's for an hour", async () => {
    const token = await machineToken(ready);
    const ask = () => store.api("GET", "/v1/drafts", { token });
    await admin.advance(59 * minutes);
    expect(await ask()).toMatchObject({ status: 200 });
    await admin.advance(2 * minutes);
    expectProblem(await ask(), 401);
  });

  it("is a guest's for seven days, and so is the cart", async () => {
    const { token, cart } = await store.aGuest([]);
    const ask = () => store.api("GET", `/v1/carts/${cart.cartId}`, { token });
    await admin.advance(6 * days);
    expect(await ask()).toMatchObject({ status: 200 });
    await admin.advance(1 * days);
    expectProblem(await ask(), 401);
  });
});

describe("a cart that nobody comes back for", () => {
  it("is abandoned once it has expired, and told of once", async () => {
    const sku = await store.sell(5);
    const { cart } = await store.aGuest([{ sku, quantity: 2 }]);
    const { cart: empty } = await store.aGuest([]);
    const factsOf = async (cartId: string) =>
      (await storedItems(ready))
        .filter(({ pk, __edb_e__: entity }) => entity === "journal" && pk === `$carts#cartId_${cartId}`)
        .toSorted((a, b) => Number(a["sequence"]) - Number(b["sequence"]))
        .map(({ type }) => type);
    const facts = () => factsOf(cart.cartId);
    await admin.advance(7 * days - minutes);
    await admin.rest();
    expect(await facts()).toEqual(["cart.created"]);
    await admin.advance(2 * minutes);
    await eventually("the cart to be abandoned", async () => (await facts()).length > 1 || undefined);
    await admin.advance(2 * minutes);
    await admin.rest();
    expect(await facts()).toEqual(["cart.created", "cart.abandoned"]);
    expect(await factsOf(empty.cartId)).toEqual(["cart.created"]);
  });
});

describe("an Idempotency-Key", () => {
  it("is remembered for thirty days", async () => {
    const key = randomUUID();
    const path = `/v1/stock/${await store.unbooked()}/receipts`;
    const receive = async () => {
      const headers = { "idempotency-key": key };
      const body = { locationId: location, quantity: 1 };
      return store.api("POST", path, { token: await machineToken(ready), headers, body });
    };
    const first = await receive();
    await admin.advance(29 * days);
    expect(await receive()).toMatchObject({ status: 201, text: first.text });
    await admin.advance(1 * days + 1);
    const later = await receive();
    expect(later.status).toBe(201);
    expect(later.text).not.toBe(first.text);
  });
});
