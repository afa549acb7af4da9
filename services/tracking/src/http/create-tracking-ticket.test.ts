import { trackingTicket } from "@millrace/contracts/tracking";
import { describe, expect, it } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import { guest, support, trackingWorld } from "../../../../test/support/tracking-world.ts";
import { useTicket } from "../commands/use-ticket.ts";
import { tracking } from "../manifest.ts";

async function desk() {
  const { ports } = await trackingWorld();
  return { ports, call: callsTo(tracking.routes, ports) };
}

describe("POST /v1/tracking-tickets", () => {
  it.each([guest, support])("gives a ticket that opens one connection for its caller: $kind", async (caller) => {
    const { ports, call } = await desk();
    const { status, body } = await call("POST /v1/tracking-tickets", { caller });
    expect({ status, body }).toEqual({
      status: 201,
      body: { ticket: "a-secret", url: "wss://socket.example/dev", expiresAt: "2026-11-28T09:01:00.000Z" },
    });
    expect(trackingTicket.parse(body)).toEqual(body);
    expect(await useTicket(ports, body.ticket)).toEqual(caller);
    expect(await useTicket(ports, body.ticket)).toBeUndefined();
  });

  it("is for who owns orders or works here, and keeps no ticket as it is", async () => {
    const { ports, call } = await desk();
    expect(await call("POST /v1/tracking-tickets")).toMatchObject({ status: 401 });
    const machine = { kind: "machine", clientId: "erp", scopes: ["millrace/orders:read"] } as const;
    expect(await call("POST /v1/tracking-tickets", { caller: machine })).toMatchObject({ status: 403 });
    await call("POST /v1/tracking-tickets", { caller: guest });
    expect(await ports.tickets.use("a-secret", ports.now())).toBeUndefined();
  });
});
