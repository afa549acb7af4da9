import { OrderConfirmed } from "@millrace/contracts/orders";
import { sweep } from "@millrace/table/sweep";
import { describe, expect, it } from "vitest";
import { firstOf } from "../../../../test/support/items.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { after, firstClaim, type Mail, mailStatuses } from "../domain/mail.ts";
import { createMails } from "./mails.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const due = new Date("2026-11-23T09:45:00.000Z");
function aMail(changes: Partial<Mail> = {}): Mail {
  return {
    ...firstClaim(OrderConfirmed.example, { eventId: "ord_1.2", correlationId: "cor-1" }, true, at),
    ...changes,
  };
}

async function stored(mail: Mail = aMail()) {
  const table = await freshTable();
  const mails = createMails(table);
  await mails.claim(mail);
  const dueAt = async (until: Date) => {
    const due: string[] = [];
    await sweep(
      (shard, position) => mails.listDue(shard, until, position),
      async ({ eventId }) => due.push(eventId),
    );
    return due;
  };
  const get = async () => firstOf(table, "mail");
  return { mails, dueAt, get };
}

describe("AP-N1 claim", () => {
  it("gives the first claim the mail, and shows it to every other", async () => {
    const mails = createMails(await freshTable());
    const claims = await Promise.all(Array.from({ length: 5 }, () => mails.claim(aMail())));
    expect(claims.filter((known) => known === undefined)).toHaveLength(1);
    expect(claims.find((known) => known !== undefined)).toMatchObject(aMail());
  });

  it("keeps no more than ids of the recipient, for ninety days", async () => {
    const { get } = await stored();
    const mail = await get();
    expect(mail).toMatchObject({ contactId: OrderConfirmed.example.contactId, ttl: at.getTime() / 1000 + 90 * 86_400 });
    expect(JSON.stringify(mail)).not.toContain("@");
  });
});

describe("AP-N2 change", () => {
  it("changes the mail as it was read, once", async () => {
    const { mails, get } = await stored();
    const next = after(aMail(), "overdue", due);
    if (next === undefined) throw new Error("A claimed mail can be overdue.");
    const outcomes = await Promise.all([mails.change(aMail(), next), mails.change(aMail(), next)]);
    expect(outcomes.sort()).toEqual([false, true]);
    expect(await get()).toMatchObject(next);
  });
});

describe("AP-N3 confirm", () => {
  it.each(mailStatuses)("settles a %s mail if it can be", async (status) => {
    const { mails, dueAt, get } = await stored(aMail({ status }));
    const isOpen = status !== "sent" && status !== "skipped";
    expect(await mails.confirm("ord_1.2", "m-1")).toBe(isOpen);
    expect(await get()).toMatchObject(isOpen ? { status: "sent", messageId: "m-1" } : { status });
    expect(await dueAt(due)).toEqual([]);
  });

  it("knows nothing of mails that are not ours", async () => {
    const { mails } = await stored();
    expect(await mails.confirm("ord_2.2", "m-1")).toBe(false);
  });
});

describe("AP-N4 listDue", () => {
  it("finds what is still to be heard of, fifteen minutes after its claim", async () => {
    const { dueAt } = await stored();
    expect(await dueAt(new Date(due.getTime() - 1))).toEqual([]);
    expect(await dueAt(due)).toEqual(["ord_1.2"]);
  });

  it("follows a new claim and forgets a settled mail", async () => {
    const { mails, dueAt } = await stored();
    const again = after(aMail(), "overdue", due);
    if (again === undefined) throw new Error("A claimed mail can be overdue.");
    await mails.change(aMail(), again);
    expect(await dueAt(due)).toEqual([]);
    expect(await dueAt(new Date(due.getTime() + 15 * 60_000))).toEqual(["ord_1.2"]);
    const skipped = after(again, "erased", due);
    if (skipped === undefined) throw new Error("A claimed mail can lose its recipient.");
    await mails.change(again, skipped);
    expect(await dueAt(new Date(due.getTime() + 60 * 60_000))).toEqual([]);
  });
});
