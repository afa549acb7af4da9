import { createHandler } from "@millrace/contracts/create-handler";
import { OrderCanceled, OrderPlaced } from "@millrace/contracts/orders";
import { journalOf } from "@millrace/table/journal";
import { commit } from "@millrace/table/transact";
import { beforeEach, describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { none } from "../adapters/none.ts";
import type { Provider } from "../adapters/provider.ts";
import { sandbox } from "../adapters/sandbox.ts";
import { open } from "../doors.ts";
import { createPorts } from "../ports.ts";
import { onOrderCanceled } from "./on-order-canceled.ts";
import { onOrderPlaced } from "./on-order-placed.ts";

const { orderId, paymentId } = OrderPlaced.example;
const at = new Date("2026-11-23T09:30:00.000Z");
const origin = { actor: "payments-events", correlationId: "c", causationId: "e", causationDepth: 1 };
const metadata = { eventId: `${orderId}.1` } as never;
const answeredAt = new Date("2026-11-23T09:30:07.000Z");
const placed = { metadata, data: OrderPlaced.example, at, origin } as never;
const canceled = { metadata, data: OrderCanceled.example, at, origin } as never;

/** The services' ports on a table of their own, and a provider that writes down what it was asked. */
async function openPayments(provider: Partial<Provider> = {}, token = "tok_ok") {
  const table = await freshTable();
  const asked: string[] = [];
  let now = at;
  const sandboxAsked: Provider = {
    authorize(request) {
      asked.push("authorize");
      now = answeredAt;
      return (provider.authorize ?? sandbox.authorize)(request);
    },
    async void() {
      asked.push("void");
      now = answeredAt;
    },
  };
  const ports = createPorts(table, () => now, { sandbox: sandboxAsked, none });
  const journal = journalOf("payments", "paymentId", table);
  await commit([open.open(table)({ paymentId, orderId, amount: 3980, currency: "EUR", provider: "sandbox", token })]);
  return {
    asked,
    place: createHandler(onOrderPlaced, ports),
    cancel: createHandler(onOrderCanceled, ports),
    status: async () => (await ports.payments.get(paymentId))?.status,
    facts: async () => (await journal.list(paymentId, 0, 10)).map(({ type }) => type),
    times: async () => (await journal.list(paymentId, 0, 10)).map(({ occurredAt }) => occurredAt),
  };
}

describe("payments", () => {
  let house: Awaited<ReturnType<typeof openPayments>>;
  beforeEach(async () => {
    house = await openPayments();
  });

  it("keeps the provider's reference and tells that the money is held, once", async () => {
    await house.place(placed);
    await house.place(placed);
    expect(house.asked).toEqual(["authorize"]);
    expect(await house.facts()).toEqual(["payment.authorized"]);
  });

  it("tells when the provider answered, and not when it was asked", async () => {
    await house.place(placed);
    await house.cancel(canceled);
    expect(await house.times()).toEqual([answeredAt.toISOString(), answeredAt.toISOString()]);
  });

  it("voids what was authorized when its order is canceled", async () => {
    await house.place(placed);
    await house.cancel(canceled);
    await house.cancel(canceled);
    expect(house.asked).toEqual(["authorize", "void"]);
    expect(await house.facts()).toEqual(["payment.authorized", "payment.voided"]);
  });

  it("asks nobody for money once its order is canceled, and gives back what an earlier run may have got", async () => {
    await house.cancel(canceled);
    await house.place(placed);
    expect(house.asked).toEqual(["void"]);
    expect(await house.status()).toBe("canceled");
  });

  it("gives an authorization back that came while its order was canceled, when the fact comes again", async () => {
    const racing = await openPayments({
      async authorize(request) {
        await racing.cancel(canceled);
        return sandbox.authorize(request);
      },
    });
    await expect(racing.place(placed)).rejects.toMatchObject({ declaration: { code: "service.busy" } });
    await racing.place(placed);
    expect(racing.asked).toEqual(["authorize", "void"]);
    expect(await racing.facts()).toEqual(["payment.canceled"]);
  });

  it("lets one of two runs write that asked at the same time, and the other find it done", async () => {
    const runs = await Promise.allSettled([house.place(placed), house.place(placed)]);
    expect(runs.some(({ status }) => status === "fulfilled")).toBe(true);
    await house.place(placed);
    expect(await house.facts()).toEqual(["payment.authorized"]);
  });

  it("waits for the buyer when the provider says so, and is canceled with its order", async () => {
    const waiting = await openPayments({}, "tok_requires_action");
    await waiting.place(placed);
    expect(await waiting.facts()).toEqual([]);
    await waiting.cancel(canceled);
    expect(await waiting.facts()).toEqual(["payment.canceled"]);
  });

  it("is not done while the provider is out", async () => {
    const down = await openPayments({ authorize: () => Promise.reject(new Error("no route to the bank")) });
    await expect(down.place(placed)).rejects.toThrow("no route to the bank");
    expect(await down.status()).toBe("pending");
  });
});
