import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { holderOf, ticketFor } from "../domain/ticket.ts";
import { createTickets } from "./tickets.ts";

const at = new Date("2026-11-28T09:00:00.000Z");
const staff = { kind: "customer", ownerId: "cus_1", groups: ["support"] } as const;

describe("a ticket", () => {
  it("is used once: of many at once, one has it", async () => {
    const tickets = createTickets(await freshTable());
    await tickets.issue(ticketFor(staff, "hash", at));
    const used = await Promise.all(Array.from({ length: 5 }, () => tickets.use("hash", at)));
    const [ticket, ...others] = used.filter((one) => one !== undefined);
    expect(others).toEqual([]);
    expect(ticket && holderOf(ticket)).toEqual(staff);
    expect(await tickets.use("hash", at)).toBeUndefined();
  });

  it("is over after 60 seconds, and nothing before it was made", async () => {
    const tickets = createTickets(await freshTable());
    expect(await tickets.use("hash", at)).toBeUndefined();
    await tickets.issue(ticketFor({ kind: "guest", ownerId: "gst_1" }, "hash", at));
    expect(await tickets.use("hash", new Date(at.getTime() + 60_000))).toBeUndefined();
    expect(await tickets.use("hash", new Date(at.getTime() + 59_999))).toMatchObject({
      kind: "guest",
      ownerId: "gst_1",
    });
  });
});
